"""What the formats of tagged lines (RIS, MEDLINE, Web of Science, EndNote) share: names, keys, Problems, records of lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from litreview.formats.building import RawEntry, free_key
from litreview.formats.faults import stray_text
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.text import MONTHS, month
from litreview.text.display import without_controls

_LONGEST_NAME = 200
_INITIALS_LAST = re.compile(r"([^\W\d_][^,;.{}]* ?[^,;.{}]*?) ((?:[^\W\d_]{1,2}\.[ -]?){1,5})")


@dataclass(slots=True)
class Lines:
    """The lines of one record while it is being read, and its text as it is in the file; false while it has none."""

    raw: list[str] = field(default_factory=list)
    _tagged: list[tuple[int, str, str]] = field(default_factory=list)
    # the value that is being continued: joined when it is asked for, not at every line
    _more: list[str] = field(default_factory=list)
    # tag -> its values with their places, made when first asked for
    _by_tag: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._tagged)

    @property
    def tagged(self) -> list[tuple[int, str, str]]:
        """The lines as `(line, tag, value)`, a value that goes on in further lines as one."""
        if self._more:
            number, tag, value = self._tagged[-1]
            self._tagged[-1] = (number, tag, "\n".join(part for part in (value, *self._more) if part))
            self._more.clear()
        return self._tagged

    def add(self, number: int, tag: str, value: str, line: str) -> None:
        """Take a line that begins with a tag."""
        self.tagged.append((number, tag, value))
        self._by_tag.clear()
        self.raw.append(line)

    def go_on(self, line: str) -> None:
        """Take a line that continues the value before it."""
        self._more.append(line.strip())
        self._by_tag.clear()
        self.raw.append(line)

    def values(self, *tags: str) -> list[str]:
        """Return the values of these tags, in the order of the file."""
        if not self._by_tag:
            for place, (_, tag, value) in enumerate(self.tagged):
                self._by_tag.setdefault(tag, []).append((place, value))
        if len(tags) == 1:
            return [value for _, value in self._by_tag.get(tags[0], ()) if value]
        found = sorted(pair for tag in dict.fromkeys(tags) for pair in self._by_tag.get(tag, ()))
        return [value for _, value in found if value]

    def has(self, *tags: str) -> bool:
        """Return whether a line with one of these tags says something."""
        return (
            any(value for tag in tags for _, value in self._by_tag.get(tag, ()))
            if self._by_tag
            else bool(self.values(*tags))
        )

    def entry(self, format: str, type_: str, fields: list[tuple[str, str]], key: str) -> RawEntry:  # noqa: A002 - the field's word
        """Return the raw entry of these lines."""
        return RawEntry(
            key=key, type=type_, fields=fields, line=self.first_line, raw=self.text, format=format
        )

    @property
    def first_line(self) -> int:
        """The line the record starts in."""
        return self._tagged[0][0]

    @property
    def text(self) -> str:
        """The record as it is in the file."""
        return "\n".join(self.raw)


class Gatherer:
    """Gathers the records of one file of tagged lines: whatever is added ends up in an entry, or in a Problem.

    `make` turns lines into an entry, `first` is the tag that a record begins with, `begin` and `end` what to add where the first line or
    the last, `ER`, is missing; a format whose records have no last line has no `end`. `names`: whether the first line alone says what
    the work is, as a PMID does. `once`: tags that a record has once, so that a second one shows that the line between two was lost.
    `own`: tags of which no record lacks all; lines behind the last one that have none of them are more of the record before them.
    """

    def __init__(
        self,
        path: str,
        make: Callable[[Lines, KeyGiver, int], RawEntry],
        first: str,
        begin: tuple[str, str],
        end: tuple[str, str] = ("", ""),
        *,
        names: bool = False,
        once: frozenset[str] = frozenset(),
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.lines: Lines = Lines()
        self.problems: list[Problem] = []
        self._path, self._make, self._first, self._begin, self._end = path, make, first, begin, end
        self._names, self._once, self._own = names, once, own
        # whether the last line of the record was read, and whether lines behind it were found to be its own
        self._ended = self._goes_on = False
        self._entries: list[RawEntry] = []
        self._outside: list[int] = []
        self._keys = KeyGiver()

    def _parts(self, following: Sequence[str], start: int, tag_of: Callable[[str], str]) -> bool:
        """Return whether the lines from `start` to the next blank one, where a blank one stands before them, are another record's.

        They are if they have a tag again of which a record has one: then its first line is missing, or so damaged that it is no tag.
        """
        if not self.lines:
            return False
        again: set[str] = set()
        for line in itertools.takewhile(str.strip, itertools.islice(following, start, None)):
            tag = tag_of(line)
            if tag == self._first:
                break
            again.update({tag} & self._once)
        return bool(again) and any(tag in again for _, tag, _ in self.lines.tagged)

    def _is_more(self, following: Sequence[str], start: int, tag_of: Callable[[str], str]) -> bool:
        """Return whether the lines from `start` to the next record, behind the last line of one, are more of it: Ovid's `NL  -`."""
        tags = map(tag_of, itertools.islice(following, start, None))
        until_next = itertools.takewhile(lambda tag: tag not in {self._first, "ER"}, tags)
        return self._own.isdisjoint(until_next)

    def outside(self, number: int) -> None:
        """Take a line that belongs to no record."""
        self._outside.append(number)

    def close(self, number: int, *, ended: bool) -> None:
        """End the record that is being read, if one is; `ended` says whether its last line stood there."""
        lines = self.lines
        self.lines = Lines()
        ended, self._ended, self._goes_on = ended or self._ended, False, False
        if not lines:
            return
        if not any(value for _, tag, value in lines.tagged if self._names or tag != self._first):
            self.problems.append(problem("LR038", Where(file=self._path, line=lines.first_line)))
            return
        entry = self._make(lines, self._keys, len(self._entries) + 1)
        if not lines.values(self._first) and lines.tagged[0][1] != self._first:
            edge, mend = self._begin
            self.problems.append(
                problem(
                    "LR035.no-edge",
                    Where(file=self._path, line=entry.line),
                    key=entry.key,
                    edge=edge,
                    mend=mend,
                )
            )
        if not ended and self._end[0]:
            edge, mend = self._end
            self.problems.append(
                problem(
                    "LR035.no-edge", Where(file=self._path, line=number), key=entry.key, edge=edge, mend=mend
                )
            )
        self._report_doubled(lines, entry)
        self._entries.append(entry)

    def _report_doubled(self, lines: Lines, entry: RawEntry) -> None:
        """Report a record that has twice what a record has once: two may have run together."""
        seen: set[str] = set()
        for number, tag, value in lines.tagged:
            if tag in seen and value:
                self.problems.append(
                    problem("LR035.run-together", Where(file=self._path, line=number), key=entry.key, tag=tag)
                )
                return
            if tag in self._once and value:
                seen.add(tag)

    def read(
        self,
        text: str,
        split: Callable[[str], tuple[str, str] | None],
        *,
        seems: Callable[[str], str] | None = None,
        begins: Callable[[Lines, str], bool] = lambda *_: False,
        beside: Callable[[int, str, str], bool] = lambda *_: False,
        untagged: Callable[[int, str, bool], bool] | None = None,
    ) -> tuple[list[RawEntry], list[Problem]]:
        """Return the entries and the Problems of a text, that of the lines outside of all records last.

        `split` returns the tag and the value of a line that has one, `seems` what its tag seems to be, if that is another matter. `begins`:
        whether a tag behind a blank line begins a record, `first` apart. `beside` takes what is no record's, `untagged` a line
        without a tag, and returns whether there still is a blank line behind the record.
        """
        tag_of = seems or (lambda line: (split(line) or ("",))[0])
        untagged = untagged or self._continues
        last, blank = 0, False
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                blank = True
                continue
            found = split(line)
            if blank and tag_of(line) != self._first and self._parts(lines, number - 1, tag_of):
                self.close(last, ended=False)
                if found is None and not self._end[0]:
                    # what is left of the first line
                    found = ("stray", line.strip())
            last = number
            if found is None:
                blank = untagged(number, line, blank)
                continue
            if not beside(number, *found):
                if self._ended and not self._goes_on and found[0] != self._first:
                    self._goes_on = self._is_more(lines, number - 1, tag_of)
                    if not self._goes_on:
                        self.close(number, ended=True)
                if found[0] == self._first or (blank and begins(self.lines, found[0])):
                    self.close(number, ended=False)
                self._take(number, *found, line)
            blank = False
        self.close(last, ended=False)
        return self._entries, [*self.problems, *stray_text(self._path, self._outside)]

    def _continues(self, number: int, line: str, _: bool) -> bool:
        """Take a line without a tag: more of the value before it, or text outside of the records."""
        if self.lines and (self._goes_on or not self._ended):
            self.lines.go_on(line)
        else:
            self.outside(number)
        return False

    def _take(self, number: int, tag: str, value: str, line: str) -> None:
        if tag != "ER" or not self._end[0]:
            self.lines.add(number, tag, value, line)
            return
        if value and self.lines:
            self.lines.add(number, tag, value, line)
        elif value:
            self.outside(number)
        self._ended = True
        if not self._own:
            self.close(number, ended=True)


def flat(value: str) -> str:
    """Return a value with single spaces."""
    return " ".join(value.split())


def subtype(kind: str) -> list[tuple[str, str]]:
    """Return the field `entrysubtype` (biblatex manual, 2.1.3) of an article that a format's type says is of a newspaper or magazine.

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
    """Yield the keys that are made up in the block, each with what it was before a number was put behind it."""
    made: dict[str, str] = {}
    before = _made_up.set(made)
    try:
        yield made
    finally:
        _made_up.reset(before)


class KeyGiver:
    """Gives the records of one file their keys: their own, or a made-up one that no other made-up key is equal to."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Know the keys that are `taken`; capitals do not tell keys apart."""
        # key -> the last number that was put behind it, so that no number is tried twice
        self._used = dict.fromkeys(map(str.lower, taken), 1)

    def give(self, key: str, fields: Sequence[tuple[str, str]], position: int) -> str:
        """Return the key of a record: as given, else made from author, year and title, with a letter where it is taken."""
        # half a letter, as JSON may have it (`\ud800`), is left out as it is of values, and so are NUL and what commands a terminal
        key = " ".join(without_controls(key).split())
        return self.keep(key) if key else self.make(free_key(fields, position))

    def keep(self, key: str) -> str:
        """Return a key that a record has."""
        self._used.setdefault(key.lower(), 1)
        return key

    def make(self, base: str) -> str:
        """Return a key of which no other is, with a number behind it if need be."""
        key, count = base, self._used.get(base.lower(), 1)
        while key.lower() in self._used:
            count += 1
            key = f"{base}-{count}"
        self._used[base.lower()] = count
        if (made := _made_up.get()) is not None:
            made[key] = base
        return self.keep(key)


def body(name: str) -> str:
    """Return the name of a body, so that no rule for persons cuts it."""
    return "{" + name.translate(str.maketrans("", "", "{}")).strip(" ,;") + "}"


def as_name(name: str) -> str:
    """Return a name of a tagged format so that the BibTeX rules read it right.

    >>> as_name("Doe, Jane, Jr."), as_name("United Nations,"), as_name("Barnes and Noble"), as_name("van der Doe J.-P.")
    ('Doe, Jr., Jane', '{United Nations}', '{Barnes and Noble}', 'van der Doe, J.-P.')
    """
    name = " ".join(name.split()).strip("; ")
    if len(name) < _LONGEST_NAME and (found := _INITIALS_LAST.fullmatch(name)):
        # initials with dots are nobody's family name
        return f"{found[1]}, {found[2]}"
    if name.endswith(",") or (re.search(r"\sand\s|;", name, re.IGNORECASE) and "," not in name):
        return body(name)
    if re.search(r"\sand\s", name, re.IGNORECASE) or ";" in name:
        # one line is one name: an "and" in it joins nothing
        return body(name)
    parts = [part.strip() for part in name.split(",")]
    # Family, Given, Suffix
    return ", ".join([parts[0], parts[2], parts[1]]) if len(parts) == 3 and parts[2] else name


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
    """Return the year, the date as ISO 8601 has it, and the value itself if these two do not say all of it.

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
        if re.fullmatch(r"\d{4}[/–-]\d{4}|\[?c?\d{4}\]?", value):
            return value, "", ""
        if not has_year and "/" not in value and not _MONTH.search(value):
            # `in press`, `n.d.`, or a year with a slip in it
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
