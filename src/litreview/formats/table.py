"""CSV and TSV with a header, read whatever the columns are called and however the rows are broken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from litreview.confidential.judging import is_interview_type
from litreview.confidential.slips import near
from litreview.formats.building import RawEntry
from litreview.formats.table_write import CONTAINERS, LEADING, own_name
from litreview.formats.tagged import KeyGiver, as_name, body, pages, subtype
from litreview.formats.words import words
from litreview.model import CONTAINER_FIELDS, Problem, Where
from litreview.problems import problem
from litreview.text import restore
from litreview.text.names import BODY

_LOOSELY = frozenset({"misc", "unpublished"})
_COLUMNS, _TYPES = words("table.columns"), words("table.types")
_ZOTERO_TYPES = {"letter": "letter", "email": "letter", "instantmessage": "letter", "interview": "interview"}
"""What is private in Zotero's column `Item Type`; elsewhere a "letter" is one to the editor of a journal."""
_LONGEST_CELL = 2_000
"""Lines that one row may have: after so many, a quote is taken to have no end."""
_LONGEST_ROW = 40
"""Lines that a row may have to be known again inside another."""
LOOKED_AHEAD = _LONGEST_CELL + _LONGEST_ROW
"""Lines that say where a row ends."""
_TO_QUOTE = re.compile(r'(?:[^"]+|"")*+"')
_ZOTERO_KEY = re.compile(r"(?i)\bcitation key: ?(\S+)")
_NUMBERED = re.compile(r"\s*\(\d{6,}\)")
_PARTS = re.compile(r",\s*(?:and\s+)?|(?<!\s)\s+(?:,\s*(?:and\s+)?|and\s+)")
_SEMICOLON = re.compile(r"\s*;\s*(?:and\s+)?")
_PUBMED_NAME = re.compile(r"((?:[^\s\d]+ )*[^\s\d]+) ([A-Z]{1,3})(?: (Jr|Sr|\d\w\w))?")
# J Hum Traffick. 2018 May;12(3):201-225. doi: …
_PUBMED_PLACE = re.compile(
    r"\b\d{4}[^;:.]{0,20};\s*([^\s:;()]+)?\s*(?:\(([^()]+)\))?\s*(?::\s*([^\s;]*[^\s;.]))?"
)
_RUN_TOGETHER = re.compile(r"(?<=[a-z])(?<!\bMc)(?<!\bMac)(?<!\b[DL][aei])(?=[A-Z])")


def read_table(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return a raw entry per row, and the Problems met; a column without a place of ours keeps its own name."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyGiver()
    header: list[str] = []
    given: list[str] = []
    zotero = False
    short: list[int] = []
    long: list[int] = []
    first = widest = 0
    for line, row, raw, whole in rows(text.replace("\x00", "")):
        if not whole:
            problems.append(problem("LR013.no-closing-quote-of-cell", Where(file=path, line=line)))
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            given, header, first = row, _names([restore(cell) for cell in row]), line
            zotero = _by_zotero(" ".join(cell.split()).lower() for cell in row)
            continue
        widest = max(widest, len(row))
        if len(row) > len(header):
            header = [*header, *(f"column{n}" for n in range(len(header) + 1, len(row) + 1))]
        if len(row) > len(given) and any(cell.strip() for cell in row[len(given) :]):
            long.append(line)
        if len(row) < len(given):
            short.append(line)
        entries.append(entry_of_row(header, row, keys, line, len(entries) + 1, raw, zotero=zotero))
    if widest < len(given):
        problems.append(problem("LR037.wide-header", Where(file=path, line=first)))
    problems += _uneven(path, long, "LR036.more-cells")
    problems += _uneven(path, short, "LR034")
    return entries, sorted(problems, key=lambda found: found.where.line)


def _uneven(path: str, lines: list[int], fault: str) -> list[Problem]:
    what = f"{len(lines)} rows have" if len(lines) > 1 else "a row has"
    return [problem(fault, Where(file=path, line=line), what=what) for line in lines[:1]]


def _delimiter(line: str) -> str:
    def known(mark: str) -> int:
        return sum(cell.strip().strip('"').lower() in _COLUMNS for cell in line.split(mark))

    return max("\t;,|", key=lambda mark: (known(mark), line.count(mark), mark == ","))


def rows(text: str) -> Iterator[tuple[int, list[str], str, bool]]:
    """Yield each row: its line, its cells, its text, and whether its quotes are closed. One whose are not costs no other row."""
    lines = text.split("\n")
    at, delimiter = _beginning(lines)
    limit = csv.field_size_limit()
    csv.field_size_limit(max(limit, len(text) + 1))
    try:
        for start, following, closed in _bounds(lines, at, delimiter):
            block = "\n".join(lines[start:following])
            yield start + 1, _cells(block, delimiter, closed=closed), block, closed
    finally:
        csv.field_size_limit(limit)


def _bounds(lines: Sequence[str], at: int, delimiter: str, width: int = 0) -> Iterator[tuple[int, int, bool]]:
    """Yield of each row from line `at` on its first line, the one behind its last, and whether its quotes are closed.

    `width` is that of the header, 0 if the first of these rows is the header. Where a row ends is told by `LOOKED_AHEAD` lines of it.
    """
    while at < len(lines):
        end = _end_of_row(lines, at, delimiter)
        swallowed = 0
        if end > at + 1 and not width and not _strict_width("\n".join(lines[at:end]), delimiter):
            # a header of several lines is sound, or is none
            swallowed = at + 1
        elif end > at + 1 and width > 2:
            swallowed = _swallowed(lines, at, end, delimiter, width)
        width = width or _width(lines[at], delimiter)
        end = 0 if swallowed else end
        following = swallowed or end or at + 1
        yield at, following, bool(end)
        at = following


class RowEnds:
    """Where the rows of a table end for `rows`, of which only a piece is at hand; `head` is the text that the table begins with."""

    def __init__(self, head: str) -> None:
        lines, lengths = _measured(head)
        at, self._delimiter = _beginning(lines)
        found = next(_bounds(lines, at, self._delimiter), None)
        self._width = _width(lines[at], self._delimiter) if found else 0
        self.header: int = sum(lengths[: found[1]]) if found and found[2] else 0
        """How long the text up to the end of the header is, 0 if it has no end here."""

    def behind(self, text: str, least: int) -> int:
        """Return where the row ends that has the character `least` of a text that begins with a row, and has `LOOKED_AHEAD` lines behind that."""
        lines, lengths = _measured(text)
        counted = 0
        for start, following, _ in _bounds(lines, 0, self._delimiter, self._width):
            counted += sum(lengths[start:following])
            if counted > least:
                break
        return min(counted, len(text))


def _measured(text: str) -> tuple[list[str], list[int]]:
    """Return the lines of a text, and how long each is with its end, which may be that of Windows."""
    found = text.split("\n")
    return [line.removesuffix("\r") for line in found], [len(line) + 1 for line in found]


def _beginning(lines: Sequence[str]) -> tuple[int, str]:
    """Return the index of the first line that is of the table, and the delimiter."""
    at = 0
    while at < len(lines) and (not lines[at].strip() or re.fullmatch(r"\"?sep=.\"?\s*", lines[at])):
        at += 1
    if at == len(lines):
        return at, ","
    told = re.fullmatch(r"\"?sep=(.)\"?\s*", lines[at - 1]) if at else None
    return at, told[1] if told else _delimiter(lines[at])


class Header:
    """The header of a table, by which single rows of it are cut and read again."""

    def __init__(self, text: str) -> None:
        _, given, _, _ = next(row for row in rows(text) if any(cell.strip() for cell in row[1]))
        self._delimiter = _beginning(text.split("\n"))[1]
        self._zotero = _by_zotero(" ".join(cell.split()).lower() for cell in given)
        self._names = _names([restore(cell) for cell in given])

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self._names)

    def cells(self, entry: RawEntry) -> list[str]:
        """Return the cells of an entry's row as they are."""
        return _cells(entry.raw, self._delimiter, closed=True)

    def key(self, cells: Sequence[str]) -> str:
        """Return the cell of a row that has its key, `""` if there is none."""
        return next(
            (cell for name, cell in zip(self._names, cells, strict=False) if name == "id"), ""
        ).strip()

    def read(self, cells: list[str], entry: RawEntry) -> RawEntry:
        """Return an entry as it is read with other cells."""
        return entry_of_row(self._names, cells, KeyGiver(), entry.line, 1, entry.raw, zotero=self._zotero)


def _end_of_row(lines: Sequence[str], start: int, delimiter: str) -> int:
    """Return the index after the last line of the row that begins at `start`, 0 if its last quote is never closed."""
    inside = False
    for index in range(start, min(len(lines), start + _LONGEST_CELL)):
        inside = _inside_after(lines[index], delimiter, inside=inside)
        if not inside:
            return index + 1
    return 0


def _swallowed(lines: Sequence[str], start: int, end: int, delimiter: str, width: int) -> int:
    """Return the index of the first line that is a row of its own inside the row from `start` to `end`, 0 if there is none.

    The quote that closes the row is then one that opens a cell of a later row. A row that is written as it should be has none,
    whatever its cells hold.
    """
    if _strict_width("\n".join(lines[start:end]), delimiter) == width:
        return 0
    for index in range(start + 1, end):
        last = index + 1
        if _width(lines[index], delimiter) != width or _inside_after(lines[index], delimiter, inside=False):
            # the row may have cells of several lines
            last = _end_of_row(lines[: min(len(lines), index + _LONGEST_ROW)], index, delimiter)
        if last and _strict_width("\n".join(lines[index:last]), delimiter) == width:
            return index
    return 0


def _strict_width(block: str, delimiter: str) -> int:
    """Return how many cells a text has that is one row after the rules for quotes, 0 if it is none."""
    try:
        rows = list(csv.reader([block], delimiter=delimiter, strict=True))
    except csv.Error:
        return 0
    return len(rows[0]) if len(rows) == 1 else 0


def _inside_after(line: str, delimiter: str, *, inside: bool) -> bool:
    """Return whether a quoted cell goes on after the line. A quote opens a cell only at its beginning: `5" pipe` opens none."""
    if '"' not in line:
        return inside
    at = 0
    while True:
        if inside or line.startswith('"', at):
            closed = _TO_QUOTE.match(line, at if inside else at + 1)
            if closed is None:
                return True
            at, inside = closed.end(), False
        at = line.find(delimiter, at) + 1
        if at == 0:
            return False


def _width(line: str, delimiter: str) -> int:
    return len(_cells(line, delimiter, closed=False))


def _cells(block: str, delimiter: str, *, closed: bool) -> list[str]:
    if closed:
        try:
            return [cell for row in csv.reader([block], delimiter=delimiter) for cell in row]
        except csv.Error:
            return block.split(delimiter)
    cells, at = [], 0
    while at >= 0:
        quoted = _TO_QUOTE.match(block, at + 1) if block.startswith('"', at) else None
        end = block.find(delimiter, quoted.end() if quoted else at)
        cell = block[at : end if end >= 0 else len(block)]
        cells.append(
            cell[1:].rstrip().removesuffix('"').replace('""', '"') if quoted else cell.removeprefix('"')
        )
        at = end + 1 if end >= 0 else -1
    return cells


def _names(row: list[str]) -> list[str]:
    """Return the field of each column. The columns of our own tables mean what they say."""
    if tuple(name.strip("\ufeff ") for name in row[: len(LEADING)]) == LEADING:
        return [own_name(name.strip("\ufeff ")) for name in row]
    names = [" ".join(re.sub(r"[_\ufeff-]", " ", cell).split()).lower() for cell in row]
    if "type" in names and _by_zotero(names):
        # the type of the item, and what kind of report or thesis it is
        names[names.index("type")] = "kind of work"
    names = ["item type" if near(name, "item type") else name for name in names]
    if _NOT_HELD.keys() <= set(names):
        names = [_NOT_HELD.get(name, name) for name in names]
    return [_name(name) for name in names]


_NOT_HELD = {"cited by": "cited by sources", "citing": "citing sources", "reference": "note"}
"""Columns of our table of works cited and not held: `reference` is how the work itself is cited, and none that it cites."""


def _by_zotero(names: Iterable[str]) -> bool:
    return any(near(name, "item type") for name in names)


def _name(name: str) -> str:
    if name == "kind of work":
        return "=type"
    return _COLUMNS.get(name) or re.sub(r"[^\w.:+-]+", "-", name).strip("-") or "column"


def names_of_columns(header: Sequence[str]) -> tuple[list[str], bool]:
    """Return the field of each column, and whether they are those of Zotero; `=name` is a field as it stands."""
    names = (
        own if own.startswith("=") else name for own, name in zip(header, _names([*header]), strict=True)
    )
    return [*names], _by_zotero(" ".join(name.split()).lower() for name in header)


def entry_of_row(
    header: Sequence[str],
    row: Sequence[str],
    keys: KeyGiver,
    line: int,
    position: int,
    raw: str,
    *,
    zotero: bool,
) -> RawEntry:
    """Return the raw entry of a row, whose cells have the names that `names_of_columns` gave them."""
    values = [(name, restore(cell)) for name, cell in zip(header, row, strict=False) if cell.strip()]
    first_of = dict(reversed(values))
    given = first_of.get("type", "").strip()
    exactly = first_of.get("entrytype", "").strip()
    type_ = exactly or (_zotero_type(given) if zotero else "") or _type(given, first_of)
    key = first_of.get("id", "").strip()
    is_ours = "entrytype" in first_of
    containers = {value for name, value in values if name in CONTAINER_FIELDS}
    target = CONTAINERS.get(type_, "publication")
    fields: list[tuple[str, str]] = []
    for name, value in values if is_ours else _authors(values):
        if name != "container":
            fields += _field(name, value, type_, key, first_of)
        elif value not in containers:
            fields.append((target, value))
    fields += subtype(given) if type_ == "article" and not is_ours else []
    if noted := _ZOTERO_KEY.search(first_of.get("extra", "")):
        fields.append(("zotero-key", key))
        key = noted[1]
    fields = list(dict.fromkeys(fields))
    key = keys.give(key, fields, position)
    typed = (exactly or given).lower() in _LOOSELY
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="table", typed=typed)


def _field(name: str, value: str, type_: str, key: str, first_of: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the field of a cell, none if it says what the row says elsewhere."""
    match name:
        case "entrytype":
            return []
        case "id":
            return [("id", value)] if value.strip() != key else []
        case "type":
            given = first_of.get("type", "").strip()
            return [("type", value)] if value != given or not _says_type(given, type_) else []
        case "last":
            return [("pages", value)] if "first" not in first_of else []
        case "first":
            return [("pages", pages(value.strip(), first_of.get("last", "").strip()))]
    return [(name.removeprefix("="), value)]


def _says_type(given: str, type_: str) -> bool:
    """Return whether what a table calls a type says no more than the entry type."""
    return type_ in {given.lower(), _TYPES.get(given.lower())} and " " not in given


def _zotero_type(given: str) -> str:
    return next((type_ for name, type_ in _ZOTERO_TYPES.items() if near(given.lower(), name)), "")


def _type(given: str, values: dict[str, str]) -> str:
    known = _TYPES.get(given.lower())
    if known:
        return known
    if given and re.fullmatch(r"[A-Za-z][A-Za-z_-]*", given):
        return given.lower()
    begins = (given, given[: len("interview")], given[: len("personal communication")])
    if any(map(is_interview_type, begins)) and not near(given.lower(), "letter"):
        # in two words, with a slip in it, or run into the next cell; beside a journal it would be an article
        return "interview"
    return "article" if "container" in values else "misc"


def _dotted(names: str) -> str:
    """Return a list such as Scopus writes, `Doe J., Roe-Poe R.P.` or `Doe J.; Roe R.`, with `and` between its names.

    >>> _dotted("Doe J., Poe A.B. and Roe R."), _dotted("Barnes and Noble"), _dotted("Jane Doe and Richard Roe")
    ('Doe, J. and Poe, A.B. and Roe, R.', '{Barnes and Noble}', 'Jane Doe and Richard Roe')
    """
    if " and " in names and _is_body(names):
        return body(names)
    parts = [
        part.strip() for part in (_PARTS if ";" not in names else _SEMICOLON).split(names) if part.strip()
    ]
    persons = [as_name(part) for part in parts]
    apart = all(a != b and "{" not in b for a, b in zip(parts, persons, strict=True))
    return " and ".join(persons) if parts and apart else names


def _is_body(names: str) -> bool:
    """Return whether one name may have an `and` in it: one of a body, or two words of which nothing says that they are people."""
    one = "," not in names and ";" not in names
    return one and (
        BODY.search(names) is not None
        or all(part.istitle() and part.isalpha() for part in names.split(" and "))
    )


def _authors(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the values with one list of authors: the one with full names, where there are two.

    Scopus gives `Doe, J.` and `Doe, Jane (57202138757)`, Web of Science `Doe, J` and `Doe, Jane`. Springer runs names together.
    """
    if {"pmid", "citation", "first-author"} <= {name for name, _ in values}:
        return _pubmed(values)
    values = [(name, _dotted(value) if name in {"author", "editor"} else value) for name, value in values]
    names = dict(values)
    short = names.get("author", "")
    if full := _NUMBERED.sub("", names.get("author-full-names", "")):
        return [("author", full), *_renamed(values, "author", "authors")]
    if _runs_together(names):
        apart = " and ".join(part.strip() for part in _RUN_TOGETHER.split(short))
        return [*_replaced(values, "author", apart), ("authors", short)]
    if bodies := names.get("group-authors", ""):
        joined = " and ".join(filter(None, [short, *(body(each) for each in bodies.split(";"))]))
        return [pair for pair in _replaced(values, "author", joined) if pair[0] != "group-authors"]
    return values


def _runs_together(names: Mapping[str, str]) -> bool:
    """Return whether a row is one of Springer's, which write `Jane DoeRichard Roe`."""
    short = names.get("author", "")
    return (
        ";" not in short
        and "," not in short
        and _RUN_TOGETHER.search(short) is not None
        and "id" not in names
        and names.get("url", "").startswith(("http://link.springer", "https://link.springer"))
    )


def _replaced(values: Iterable[tuple[str, str]], name: str, value: str) -> list[tuple[str, str]]:
    return [(each, value if each == name else old) for each, old in values]


def _renamed(values: Iterable[tuple[str, str]], name: str, new: str) -> list[tuple[str, str]]:
    return [(new if each == name else each, value) for each, value in values]


def _pubmed(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the values of a row of PubMed's CSV, its names taken apart and the place read out of the citation.

    The names are `Doe J, van der Roe PA Jr.`, without a mark between family name and initials; whoever has no initials is a body.
    """
    found: list[tuple[str, str]] = []
    for name, value in values:
        if name == "author":
            parts = filter(None, map(str.strip, re.split("[,;]", value.strip().removesuffix("."))))
            found.append((name, " and ".join(map(_pubmed_name, parts))))
            continue
        found.append((name, value))
        place = _PUBMED_PLACE.search(value) if name == "citation" else None
        if place:
            found += [
                (field, part)
                for field, part in zip(("volume", "number", "pages"), place.groups(), strict=True)
                if part
            ]
    return found


def _pubmed_name(name: str) -> str:
    """Return a name of PubMed's as BibTeX has it.

    >>> _pubmed_name("van der Roe PA"), _pubmed_name("Doe J Jr"), _pubmed_name("Working Group on Locks")
    ('van der Roe, PA', 'Doe, Jr, J', '{Working Group on Locks}')
    """
    found = _PUBMED_NAME.fullmatch(name)
    return ", ".join(filter(None, (found[1], found[3], found[2]))) if found else body(name)
