"""Build field values for readers of several formats: keys, names, pages, dates and numbers. Also the Problem for stray lines."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from litreview.core.containers import unique_name
from litreview.core.libraries import re
from litreview.core.model import Person, Problem, Where
from litreview.core.problems import problem
from litreview.core.text import MONTHS, month
from litreview.core.text.display import without_controls
from litreview.core.wording import plural
from litreview.formats.record_building import made_up_key

_LONGEST_NAME = 200
_INITIALS_LAST = re.compile(r"([^\W\d_][^,;.{}]*) ((?:[^\W\d_]{1,2}\.[ -]?){1,5})")
_LETTERS_LAST = re.compile(r"([^\W\d_][^,;.{}]*?)((?: [A-Z]){2,4})")
_MOST_RANGES = 20
_JOINED = re.compile(r"\s{2,}([A-Z][A-Z0-9])  - ")
_STRAY = (
    "a line stands outside of the records and is left out",
    "{} lines stand outside of the records and are left out",
)


def flat(value: str) -> str:
    """Return a value with single spaces."""
    return " ".join(value.split())


def joined_lines(value: str) -> list[tuple[str, str]]:
    """Return a value and the tagged lines that a program appended to it, each with its tag; the tag of the value itself is `""`.

    >>> joined_lines("10.1000/1     LK  - https://example.org")
    [('', '10.1000/1'), ('LK', 'https://example.org')]
    """
    first, *others = _JOINED.split(value)
    return [("", first.strip()), *zip(others[::2], map(str.strip, others[1::2]), strict=True)]


def literal(text: str) -> object:
    """Return the list or the object that Python wrote as a text, the text itself if it is neither.

    >>> literal("['Jane Doe', 'R. Roe']"), literal("[Anonymous]")
    (['Jane Doe', 'R. Roe'], '[Anonymous]')
    """
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text


def subtype(kind: str) -> list[tuple[str, str]]:
    """Return the field `entrysubtype` (biblatex manual, 2.1.3) if a format's type names a newspaper or magazine.

    >>> subtype("NEWS"), subtype("article-magazine"), subtype("Journal Article")
    ([('entrysubtype', 'newspaper')], [('entrysubtype', 'magazine')], [])
    """
    found = re.search(r"(?i)news|magazine|^mgzn$", kind)
    if found is None:
        return []
    return [("entrysubtype", "newspaper" if found[0].lower() == "news" else "magazine")]


_made_up: ContextVar[dict[str, str] | None] = ContextVar("_made_up", default=None)


@contextmanager
def made_up_keys() -> Iterator[dict[str, str]]:
    """Yield a dictionary that collects the keys made up in the block: key -> base without its number."""
    made: dict[str, str] = {}
    before = _made_up.set(made)
    try:
        yield made
    finally:
        _made_up.reset(before)


class KeyAssigner:
    """Assigns keys to the records of one file: their own, or unique made-up ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Start with the keys that are `taken`; case does not distinguish keys."""
        self._used = dict.fromkeys(map(str.lower, taken), 1)

    def assign(self, key: str, fields: Sequence[tuple[str, str]], position: int) -> str:
        """Return the key of a record: its own, else one made from author, year and title, with a number where it is taken."""
        # lone surrogates, as JSON may have them (`\ud800`), NUL and terminal controls are left out, as in values
        key = " ".join(without_controls(key).split())
        return self.reserve(key) if key else self.make_unique(made_up_key(fields, position))

    def reserve(self, key: str) -> str:
        """Record that a key is used, and return it."""
        self._used.setdefault(key.lower(), 1)
        return key

    def make_unique(self, base: str) -> str:
        """Return an unused key: `base`, with a number appended where necessary."""
        key = unique_name(base, self._used, fold=str.lower)
        if (made := _made_up.get()) is not None:
            made[key] = base
        return key


def body(name: str) -> str:
    """Return an organisation's name in braces, so that no rule for persons splits it."""
    return "{" + name.translate(str.maketrans("", "", "{}")).strip(" ,;") + "}"


@lru_cache(maxsize=8192)
def as_name(name: str) -> str:
    """Return a name of a tagged format in the form that the BibTeX rules read correctly.

    >>> as_name("Doe, Jane, Jr."), as_name("United Nations,"), as_name("Barnes and Noble"), as_name("van der Doe J.-P."), as_name("Roe A B")
    ('Doe, Jr., Jane', '{United Nations}', '{Barnes and Noble}', 'van der Doe, J.-P.', 'Roe, A B')
    """
    name = " ".join(name.split()).strip("; ")
    if len(name) < _LONGEST_NAME and (
        found := _INITIALS_LAST.fullmatch(name) or _LETTERS_LAST.fullmatch(name)
    ):
        # initials with dots, or several of them, are nobody's family name
        return f"{found[1]}, {found[2].strip()}"
    if name.endswith(",") or re.search(r"\sand\s|;", name, re.IGNORECASE):
        # one line is one name: an "and" in it joins nothing
        return body(name)
    parts = [part.strip() for part in name.split(",")]
    # Family, Given, Suffix
    return ", ".join([parts[0], parts[2], parts[1]]) if len(parts) == 3 and parts[2] else name


def person_of(item: Mapping[str, object]) -> Person:
    """Return the person, or the organisation with one name, that an object of CSL, Crossref or Zotero is.

    >>> person_of({"lastName": "Doe", "firstName": "Jane"}).display, person_of({"name": "Office of Data"}).literal
    ('Jane Doe', 'Office of Data')
    """
    part = {name: str(value or "").strip() for name, value in item.items()}.get
    family, given_name = part("family") or part("lastName", ""), part("given") or part("firstName", "")
    if part("literal") or not family:
        return Person(literal=part("literal") or part("name") or given_name)
    prefix = " ".join(filter(None, map(part, ("prefix", "dropping-particle", "non-dropping-particle"))))
    return Person(family=family, given=given_name, prefix=prefix, suffix=part("suffix", ""))


def pages(first: str, last: str) -> str:
    """Return a range of pages.

    >>> pages("12", "15"), pages("12", ""), pages("e7", "e7")
    ('12–15', '12', 'e7')
    """
    return f"{first}–{last}" if first and last and first != last else first or last


def month_name(text: str) -> str:
    """Return the English name of the month that a text begins with, `""` if it begins with none.

    >>> month_name("JUN 14"), month_name("Apr"), month_name("12"), month_name("Spring")
    ('June', 'April', 'December', '')
    """
    start = re.match(r"[A-Za-z]{3}|\d{1,2}$", text.strip())
    number = month(start[0]) if start else 0
    return MONTHS[number - 1] if number else ""


_NUMERIC = re.compile(r"(\d{4})(?:[/-](\d{0,2})(?:[/-](\d{0,2})(?:[/ ](.*))?)?)?")


def iso_date(value: str) -> tuple[str, str, str]:
    """Return the year, the date in ISO 8601, and the value itself if year and date do not cover all of it.

    RIS writes `YYYY/MM/DD/other` with any part left out, and 00 for what is not known.

    >>> iso_date("2001/09/01/"), iso_date("2016/12//"), iso_date("2001///"), iso_date("2013/02/15/received")
    (('2001', '2001-09-01', ''), ('2016', '2016-12', ''), ('2001', '', ''), ('2013', '', '2013/02/15/received'))
    >>> iso_date("2014/2015"), iso_date("May 12"), iso_date("in press"), iso_date("20014")
    (('2014/2015', '', ''), ('', '', 'May 12'), ('in press', '', ''), ('20014', '', ''))
    """
    value = " ".join(value.split())
    found = _NUMERIC.fullmatch(value)
    if found is None:
        has_year = re.search(r"(?<!\d)\d{4}(?!\d)", value)
        # `in press`, `n.d.`, or a year with a slip in it
        undated = not has_year and "/" not in value and not _MONTH.search(value)
        if undated or re.fullmatch(r"\d{4}[/–-]\d{4}|\[?c?\d{4}\]?", value):
            return value, "", ""
        return has_year[0] if has_year else "", "", value if value.strip("/ ") else ""
    year, month, day, other = found[1], found[2] or "", found[3] or "", (found[4] or "").strip("/ ")
    if other:
        return year, "", value
    parts = [year]
    for part in (month, day):
        if not part.strip("0"):
            break
        parts.append(part.zfill(2))
    return year, "-".join(parts) if len(parts) > 1 else "", ""


_MONTH = re.compile(rf"(?i)(?:{'|'.join(name[:3] for name in MONTHS)}|spring|summer|autumn|fall|winter)")


def number_kind(value: str, type_: str) -> str:
    """Return whether a standard number is an `issn`, an `isbn` or, in a report, its `number`.

    >>> number_kind("0731-7085", "book"), number_kind("978-1-4822-5326-9", "article"), number_kind("NCJ 224393", "techreport")
    ('issn', 'isbn', 'number')
    """
    digits = re.sub(r"[^\dXx]", "", value)
    if re.search(r"(?<!\d)\d{4}[-‐–]?\d{3}[\dXx](?![\d-])", value) and len(digits) % 8 == 0:
        return "issn"
    if re.search(r"(?<!\d)(?:97[89][\s‐–-]*)?(?:\d[\s‐–-]*){9}[\dXx]", value):
        return "isbn"
    return {"article": "issn", "techreport": "number"}.get(type_, "isbn")


def stray_text(path: str, lines: Iterable[int], what: tuple[str, str] = _STRAY) -> list[Problem]:
    """Return one Problem for lines that are left out, by default those between records. `what`: the message for one line, and for several."""
    numbers = list(lines)
    if not numbers:
        return []
    line_numbers = [number + _before.get() for number in numbers]
    message = what[0] if len(numbers) == 1 else f"{what[1].format(len(numbers))}: {_ranges(line_numbers)}"
    return [problem("LR037.outside", Where(file=path, line=numbers[0]), what=message)]


_before: ContextVar[int] = ContextVar("_before", default=0)


@contextmanager
def lines_before(count: int) -> Iterator[None]:
    """Shift the line numbers in messages of this block by `count`: the block reads a chunk of a file with so many lines before it."""
    was = _before.set(count)
    try:
        yield
    finally:
        _before.reset(was)


def _ranges(numbers: Sequence[int]) -> str:
    """Format line numbers as a person writes them.

    >>> _ranges([4, 9, 10, 11])
    '4, 9-11'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    ranges = [f"{first}-{last}" if last > first else str(first) for first, last in runs[:_MOST_RANGES]]
    more = [f"and {plural(len(runs) - _MOST_RANGES, 'more place')}"] if len(runs) > _MOST_RANGES else []
    return ", ".join([*ranges, *more])
