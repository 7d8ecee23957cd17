"""Read CSV and TSV under any column names, and write CSV so that reading gives back what was written.

A spreadsheet runs none of the written cells. `csv_rows` splits a text into rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from litreview.core.confidential.classification import is_interview_type
from litreview.core.confidential.mark_words import near
from litreview.core.confidential.redaction import marked_open
from litreview.core.errors import Nearest
from litreview.core.model import CONTAINER_FIELDS, Problem, Where, Work
from litreview.core.problems import problem
from litreview.core.text import format_names, neutralise, restore
from litreview.core.text.person_names import BODY
from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.csv_rows import (
    SEPARATOR,
    beginning,
    cells_of,
    column_name,
    csv_text,
    known_columns,
    rows,
)
from litreview.formats.field_values import (
    KeyAssigner,
    as_name,
    body,
    joined_lines,
    literal,
    number_kind,
    pages,
    stray_text,
    subtype,
)
from litreview.formats.record_building import RawEntry, as_plain
from litreview.formats.vocabularies import terms

LEADING = (
    "id", "type", "author", "editor", "title", "container", "year", "volume", "number", "pages", "publisher", "address",
    "doi", "isbn", "issn", "url", "abstract", "keywords", "note",
)  # fmt: skip
"""The first columns of every table that this program writes."""

CONTAINERS = terms("table.containers")
_CLASHES = frozenset({"id", "type", "container", "first", "last"})
_OF_A_ROW = frozenset({"entrytype", "id", "type", "cites", "last", "first"})
"""Columns whose fields depend on the other cells of the row."""
_LOOSELY = frozenset({"misc", "unpublished"})
_TYPES, _RIS_TYPES = terms("table.types"), terms("ris.types")
_KNOWN = {
    *LEADING,
    *terms("fields"),
    *terms("bibtex.written-fields"),
    *terms("csl.fields").values(),
    *terms("wos.fields").values(),
    *terms("ris.fields").values(),
}
"""Names that a column may have because a field has them."""
_MOST_NAMED = 12
_ZOTERO_TYPES = {"letter": "letter", "email": "letter", "instantmessage": "letter", "interview": "interview"}
"""Private values of Zotero's column `Item Type`; in other tables a "letter" is one to the editor of a journal."""
_ZOTERO_KEY = re.compile(r"(?i)\bcitation key: ?(\S+)")
_NUMBERED = re.compile(r"\s*\(\d{6,}\)")
_PARTS = re.compile(r",\s*(?:and\s+)?|(?<!\s)\s+(?:,\s*(?:and\s+)?|and\s+)")
_SEMICOLON = re.compile(r"\s*;\s*(?:and\s+)?")
_INITIALS_FIRST = re.compile(r"[A-Z]{1,3}(?: [a-z]+)* [A-Z][^\s,;.]*[a-z][^\s,;.]*")
_PUBMED_NAME = re.compile(r"((?:[^\s\d]+ )*[^\s\d]+) ([A-Z]{1,3})(?: (Jr|Sr|\d\w\w))?")
# J Hum Traffick. 2018 May;12(3):201-225. doi: …
_PUBMED_PLACE = re.compile(
    r"\b\d{4}[^;:.]{0,20};\s*([^\s:;()]+)?\s*(?:\(([^()]+)\))?\s*(?::\s*([^\s;]*[^\s;.]))?"
)
_OPENALEX = re.compile(r"\s*https?://openalex\.org/(?=W\d+\s*$)")
_FLOAT, _WHOLE = re.compile(r"\d+\.0"), frozenset({"year", "volume", "pages", "first", "last"})
"""An integer that pandas wrote as a float, since the column has gaps, and the fields that no work has with a fraction."""
_ONE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\.0)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RUN_TOGETHER = re.compile(r"(?<=[a-z])(?<!\bMc)(?<!\bMac)(?<!\b[DL][aei])(?=[A-Z])")


def read_table(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return a raw entry per row, and the Problems met; an unknown column becomes a field of the same name."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyAssigner()
    header: list[str] = []
    first_row: list[str] = []
    zotero = False
    short: list[int] = []
    long: list[int] = []
    first = widest = 0
    for line, row, raw, is_closed in rows(text.replace("\x00", "")):
        if not is_closed:
            problems.append(problem("LR013.no-closing-quote-of-cell", Where(file=path, line=line)))
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            first_row, header, first = row, _names([restore(cell) for cell in row]), line
            zotero = _by_zotero(" ".join(cell.split()).lower() for cell in row)
            problems += stray_text(path, _lines_before(text, line))
            continue
        widest = max(widest, len(row))
        if len(row) > len(header):
            header = [*header, *(f"column{n}" for n in range(len(header) + 1, len(row) + 1))]
        if len(row) > len(first_row) and any(cell.strip() for cell in row[len(first_row) :]):
            long.append(line)
        if len(row) < len(first_row):
            short.append(line)
        entries.append(entry_of_row(header, row, keys, line, len(entries) + 1, raw, zotero=zotero))
    if not is_ours(first_row):
        problems += _unknown_columns(
            [restore(cell) for cell in first_row], entries, Where(file=path, line=first)
        )
    if widest < len(first_row):
        problems.append(problem("LR037.wide-header", Where(file=path, line=first)))
    problems += [*_uneven(path, long, "LR036.more-cells"), *_uneven(path, short, "LR034")]
    return entries, sorted(problems, key=lambda found: found.where.line)


def _lines_before(text: str, header: int) -> list[int]:
    """Return the lines before the header that have words: the search, say, and not the declaration of a delimiter."""
    lines = enumerate(text.split("\n", header)[: header - 1], 1)
    return [number for number, line in lines if re.search(r"\w", line) and not SEPARATOR.fullmatch(line)]


def _uneven(path: str, lines: list[int], fault: str) -> list[Problem]:
    what = f"{len(lines)} rows have" if len(lines) > 1 else "a row has"
    return [problem(fault, Where(file=path, line=line), what=what) for line in lines[:1]]


class Header:
    """The header of a table, used to split and read single rows again."""

    def __init__(self, text: str) -> None:
        _, cells, _, _ = next(row for row in rows(text) if any(cell.strip() for cell in row[1]))
        self._delimiter = beginning(text.split("\n"))[1]
        self._zotero = _by_zotero(" ".join(cell.split()).lower() for cell in cells)
        self._names = _names([restore(cell) for cell in cells])

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self._names)

    def cells(self, entry: RawEntry) -> list[str]:
        """Return the raw cells of an entry's row."""
        return cells_of(entry.raw, self._delimiter, closed=True)

    def key(self, cells: Sequence[str]) -> str:
        """Return the key in a row's cells, `""` without one."""
        return next(
            (cell for name, cell in zip(self._names, cells, strict=False) if name == "id"), ""
        ).strip()

    def read(self, cells: list[str], entry: RawEntry) -> RawEntry:
        """Return the entry that results from other cells in its row."""
        return entry_of_row(self._names, cells, KeyAssigner(), entry.line, 1, entry.raw, zotero=self._zotero)


def is_ours(row: Sequence[str]) -> bool:
    """Return whether a header is that of a table of this program."""
    return tuple(name.strip("\ufeff ") for name in row[: len(LEADING)]) == LEADING


def _unknown_columns(header: Sequence[str], entries: Iterable[RawEntry], where: Where) -> list[Problem]:
    """Return the Problem (LR085) of columns with values that mean nothing here; `a.b` is a path in JSON, and is taken as such."""
    columns = [*map(column_name, header)]
    names = _names([*header])
    choices = {*known_columns(columns), *_KNOWN}
    filled = {name for entry in entries for name, _ in entry.fields} - _KNOWN
    unknown = [
        (" ".join(shown.split())[:60], column, name)
        for shown, column, name in zip(header, columns, names, strict=True)
        if column and name not in _KNOWN and name in filled and not {column, _camel(shown)} & choices
        if not re.search(r"\w\.\w", column)
    ]
    return [_not_understood(unknown, where)] if unknown else []


def _not_understood(unknown: Sequence[tuple[str, str, str]], where: Where) -> Problem:
    """Return the Problem (LR085) of columns, each with its name in small letters and the field that has its values."""
    nearest = Nearest([*LEADING, *terms("table.columns")])
    named = []
    for shown, column, field in unknown[:_MOST_NAMED]:
        near = nearest.find(column, most=1, cutoff=0.75)
        other = "" if field == column.replace(" ", "-") else f" (in {field})"
        named.append(f"{shown!r} (did you mean '{near[0]}'?)" if near else f"{shown!r}{other}")
    what = "a column means nothing here" if len(unknown) == 1 else f"{len(unknown)} columns mean nothing here"
    more = [f"and {len(unknown) - _MOST_NAMED} more"] if len(unknown) > _MOST_NAMED else []
    return problem("LR085", where, what=what, columns=", ".join([*named, *more]))


def column_problems(header: Sequence[str], entries: Sequence[RawEntry], where: Where) -> list[Problem]:
    """Return the Problems of a table's columns: those not understood, and that none holds titles."""
    found = _unknown_columns(header, entries, where)
    named_years = {name for entry in entries for name, _ in entry.fields} & {"year", *_DATES}
    for column, name in zip(header, _names([*header]), strict=True):
        if named_years or name in _KNOWN:
            continue
        values = [value for entry in entries for field, value in entry.fields if field == name]
        if values and all(map(_ONE_YEAR.fullmatch, values)):
            found.append(problem("LR085.no-year", where, columns=repr(column)))
    if entries and not any(name == "title" for entry in entries for name, _ in entry.fields):
        coders = [repr(name) for name in header if column_name(name) in terms("table.codings")]
        fault, named = ("LR085.codings", coders) if coders else ("LR085.no-title", [*map(repr, header)])
        more = ["…"] if len(named) > _MOST_NAMED else []
        found.append(problem(fault, where, columns=", ".join(named[:_MOST_NAMED] + more)))
    return found


def nearest_name(name: str) -> str:
    """Return the usual field whose name is nearly this one, `""` if none is.

    >>> nearest_name("yaer"), nearest_name("my-score")
    ('year', '')
    """
    return next(iter(Nearest(LEADING).find(name, most=1, cutoff=0.75)), "")


def is_known_name(name: str) -> bool:
    """Return whether a name is that of a field, or of a column that is read as one."""
    return name in _KNOWN or column_name(name) in {*_KNOWN, *terms("table.columns")}


def _camel(name: str) -> str:
    return column_name(_CAMEL.sub(" ", name))


def _names(row: list[str]) -> list[str]:
    """Return the field of each column. In this program's own tables, columns are named after fields."""
    if is_ours(row):
        return [own_name(name.strip("\ufeff ")) for name in row]
    names = [*map(column_name, row)]
    if "type" in names and _by_zotero(names):
        # the type of the item, and what kind of report or thesis it is
        names[names.index("type")] = "thesis type"
    names = ["item type" if near(name, "item type") else name for name in names]
    known = known_columns(names)
    # `citationCount` is `citation count`
    names = [
        apart if name not in known and (apart := _camel(shown)) in known else name
        for name, shown in zip(names, row, strict=True)
    ]
    return [known.get(name) or re.sub(r"[^\w.:+-]+", "-", name).strip("-") or "column" for name in names]


def _by_zotero(names: Iterable[str]) -> bool:
    return any(near(name, "item type") for name in names)


def names_of_columns(header: Sequence[str]) -> tuple[list[str], bool]:
    """Return the field of each column, and whether the header is Zotero's; `=name` is a field whose value is used unchanged."""
    names = (
        own if own.startswith("=") else name for own, name in zip(header, _names([*header]), strict=True)
    )
    return [*names], _by_zotero(" ".join(name.split()).lower() for name in header)


def entry_of_row(
    header: Sequence[str],
    row: Sequence[str],
    keys: KeyAssigner,
    line: int,
    position: int,
    raw: str,
    *,
    zotero: bool,
) -> RawEntry:
    """Return the raw entry of a row; `header` are the names from `names_of_columns`."""
    values = [(name, restore(cell)) for name, cell in zip(header, row, strict=False) if cell.strip()]
    is_ours = "entrytype" in dict(values)
    values = values if is_ours else _tidied(values)
    first_of = dict(reversed(values))
    declared = first_of.get("type", "").strip()
    exactly = first_of.get("entrytype", "").strip()
    type_ = exactly or (_zotero_type(declared) if zotero else "") or _type(declared, first_of)
    key = first_of.get("id", "").strip()
    containers = {value for name, value in values if name in CONTAINER_FIELDS}
    target = CONTAINERS.get(type_, "publication")
    fields: list[tuple[str, str]] = []
    for name, value in values if is_ours else _authors(values):
        if name == "container":
            fields += [(target, value)] if value not in containers else []
        elif name in _OF_A_ROW:
            fields += _field(name, value, type_, key, first_of)
        else:
            fields.append((name.removeprefix("="), value))
    fields += subtype(declared) if type_ == "article" and not is_ours else []
    if noted := _ZOTERO_KEY.search(first_of.get("extra", "")):
        fields.append(("zotero-key", key))
        key = noted[1]
    fields = list(dict.fromkeys(fields))
    key = keys.assign(key, fields, position)
    typed = (exactly or declared).lower() in _LOOSELY
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="table", typed=typed)


def _tidied(values: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the values of another program's row in the forms that fields have: lists, identifiers, and a year of each date."""
    found: list[tuple[str, str]] = []
    values = [*values]
    # the number of a report or a version may be 2.0 itself, unless the row shows that a program wrote its integers so
    floats = any(_FLOAT.fullmatch(cell) for name, cell in values if cell.endswith(".0") and name in _WHOLE)
    for name, cell in values:
        value = _tidy_text(name, cell, floats=floats)
        if name in _TIDY and value.strip():
            found += _TIDY[name](value)
        elif value.strip():
            found.append((name, value))
    if "year" not in dict(found):
        dated = ({*_YEAR.findall(value)} for name, value in found if name in _DATES)
        found += next(([("year", years.pop())] for years in dated if len(years) == 1), [])
    names = [name for name, _ in found]
    for name in ("keywords", "index-keywords"):
        found = _merged(found, name) if names.count(name) > 1 else found
    return found


def _tidy_text(name: str, cell: str, *, floats: bool) -> str:
    """Return the text of a cell without what a spreadsheet or Python wrote around it; `floats`: integers of the row were written so."""
    formula = _FORMULA.fullmatch(cell.strip()) if '="' in cell else None
    plain = formula[1] if formula else cell
    value = _list(plain) if name in _LISTS else plain
    if value.endswith(".0") and (name in _WHOLE or (floats and name == "number")):
        is_whole = _FLOAT.fullmatch(value) and (name != "year" or _YEAR.match(value))
        return value.removesuffix(".0") if is_whole else value
    return value


def _list(value: str) -> str:
    """Return a list that a program wrote as one of Python, or with `|` between its items, with semicolons.

    >>> _list("['Doe, Jane', 'Roe, Richard']"), _list("Jane Doe|None|Richard Roe"), _list("[No title]")
    ('Doe, Jane; Roe, Richard', 'Jane Doe; Richard Roe', '[No title]')
    """
    if value == "[]":
        return ""
    if value.startswith(("['", '["')) and isinstance(parts := literal(value), list):
        return "; ".join(map(str, parts))
    if "|" not in value:
        return value
    return "; ".join(part for part in value.split("|") if part.strip().lower() not in _NOTHING)


def _merged(values: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """Return the values with one list of the keywords that several columns have."""
    lists = [value for each, value in values if each == name]
    words = [
        word.strip() for value in lists for word in (_SEMICOLON if ";" in value else _COMMA).split(value)
    ]
    others = [pair for pair in values if pair[0] != name]
    return [*others, (name, "; ".join(dict.fromkeys(filter(None, words))))]


def _number_of_pubmed(value: str) -> list[tuple[str, str]]:
    digits = re.fullmatch(r"\D*(\d{1,8})\D*", value)
    is_number = digits is not None and int(digits[1]) > 0
    return [("pmid", digits[1])] if digits and is_number else [("pubmed-id" if digits else "pmid", value)]


def _address(name: str) -> Callable[[str], list[tuple[str, str]]]:
    """Return a function that takes the lines off a DOI or an address that Rayyan appended to it."""
    return lambda value: [(f"ris-{tag.lower()}" if tag else name, part) for tag, part in joined_lines(value)]


def _field(name: str, value: str, type_: str, key: str, first_of: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the field of a cell in a column of `_OF_A_ROW` as a list, empty if another cell of the row gives the same."""
    match name:
        case "entrytype":
            return []
        case "id":
            return [("id", value)] if value.strip() != key else []
        case "type":
            declared = first_of.get("type", "").strip()
            return [("type", value)] if value != declared or not _says_type(declared, type_) else []
        case "cites":  # how often a work is cited, or, in our own tables, which works it cites
            return [("times-cited" if value.strip().isdecimal() else "cites", value)]
        case "last":
            return [("pages", value)] if "first" not in first_of else []
    return [("pages", pages(value.strip(), first_of.get("last", "").strip()))]


def _says_type(declared: str, type_: str) -> bool:
    """Return whether a declared type adds nothing to the entry type."""
    return type_ in {declared.lower(), _TYPES.get(declared.lower())} and " " not in declared


def _zotero_type(declared: str) -> str:
    return next((type_ for name, type_ in _ZOTERO_TYPES.items() if near(declared.lower(), name)), "")


def _type(declared: str, values: dict[str, str]) -> str:
    if known := _TYPES.get(declared.lower()) or (declared.isupper() and _RIS_TYPES.get(declared)):
        return known
    if declared and re.fullmatch(r"[A-Za-z][A-Za-z_-]*", declared):
        return declared.lower()
    begins = (declared, declared[: len("interview")], declared[: len("personal communication")])
    if any(map(is_interview_type, begins)) and not near(declared.lower(), "letter"):
        # "interview" in two words, with a slip, or run into the next cell; with a journal the row would be an article
        return "interview"
    return "article" if "container" in values else "misc"


def _dotted(names: str) -> str:
    """Return a list in Scopus's form, `Doe J., Roe-Poe R.P.` or `Doe J.; Roe R.`, with `and` between its names.

    >>> _dotted("Doe J., Poe A.B. and Roe R."), _dotted("Barnes and Noble"), _dotted("Jane Doe and Richard Roe")
    ('Doe, J. and Poe, A.B. and Roe, R.', '{Barnes and Noble}', 'Jane Doe and Richard Roe')
    """
    if " and " in names and _is_body(names):
        return body(names)
    if (listed := names.rstrip(" .,…").split(", ")) and all(map(_INITIALS_FIRST.fullmatch, listed)):
        # Publish or Perish: `AG Doe, B van Roe, …`
        return " and ".join(listed + (["others"] if names.rstrip().endswith(("…", "...")) else []))
    parts = [
        part.strip() for part in (_PARTS if ";" not in names else _SEMICOLON).split(names) if part.strip()
    ]
    persons = [as_name(part) for part in parts]
    apart = all(a != b and "{" not in b for a, b in zip(parts, persons, strict=True))
    return " and ".join(persons) if parts and apart else names


def _is_body(names: str) -> bool:
    """Return whether names with an `and` may be one organisation: it has a word for one, or single capitalised words."""
    one = "," not in names and ";" not in names
    return one and (
        BODY.search(names) is not None
        or all(part.istitle() and part.isalpha() for part in names.split(" and "))
    )


def _authors(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the values with one list of authors: of two lists, the one with full names.

    Scopus writes `Doe, J.` and `Doe, Jane (57202138757)`, Web of Science `Doe, J` and `Doe, Jane`. Springer runs names together.
    """
    values = [(name, _dotted(value) if name in {"author", "editor"} else value) for name, value in values]
    names = dict(values)
    short = names.get("author", "")
    if full := _NUMBERED.sub("", names.get("author-full-names", "")):
        return [
            ("author", full),
            *(("authors" if name == "author" else name, value) for name, value in values),
        ]
    if _runs_together(names):
        split_names = " and ".join(part.strip() for part in _RUN_TOGETHER.split(short))
        return [*_replaced(values, "author", split_names), ("authors", short)]
    if bodies := names.get("group-authors", ""):
        joined = " and ".join(filter(None, [short, *(body(each) for each in bodies.split(";"))]))
        return [pair for pair in _replaced(values, "author", joined) if pair[0] != "group-authors"]
    return values


def _runs_together(names: Mapping[str, str]) -> bool:
    """Return whether a row is Springer's, which writes `Jane DoeRichard Roe`."""
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


def _pubmed_authors(value: str) -> list[tuple[str, str]]:
    """Return PubMed's names as authors: `Doe J, van der Roe PA Jr.`, or without initials an organisation's."""
    parts = filter(None, map(str.strip, re.split("[,;]", value.strip().removesuffix("."))))
    return [("author", " and ".join(map(_pubmed_name, parts)))]


def _pubmed_citation(value: str) -> list[tuple[str, str]]:
    """Return PubMed's citation, and volume, number and pages that it names."""
    place = _PUBMED_PLACE.search(value)
    parts = zip(("volume", "number", "pages"), place.groups() if place else (), strict=False)
    return [("citation", value), *((field, part) for field, part in parts if part)]


def _pubmed_name(name: str) -> str:
    """Return one of PubMed's names in BibTeX's form.

    >>> _pubmed_name("van der Roe PA"), _pubmed_name("Doe J Jr"), _pubmed_name("Working Group on Locks")
    ('van der Roe, PA', 'Doe, Jr, J', '{Working Group on Locks}')
    """
    found = _PUBMED_NAME.fullmatch(name)
    return ", ".join(filter(None, (found[1], found[3], found[2]))) if found else body(name)


_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
"""A text that is written as a formula, so that a spreadsheet makes no number of it: `="19326203"`."""
_LISTS = frozenset({"author", "editor", "keywords", "index-keywords", "affiliation", "mesh", "issn", "cites"})
_NOTHING, _DATES = frozenset({"", "none", "nan", "null"}), ("date", "publication-date")
_YEAR, _COMMA = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)"), re.compile(r",\s*(?![^()]*\))")
_TIDY: Mapping[str, Callable[[str], list[tuple[str, str]]]] = {
    "pmid": _number_of_pubmed,
    "pubmed-authors": _pubmed_authors,
    "pubmed-citation": _pubmed_citation,
    "doi": _address("doi"),
    "url": _address("url"),
    "standard-number": lambda value: [(number_kind(value, ""), value)],
    # the address says whose id it is, whatever other columns a table has
    "id": lambda value: [("openalex" if _OPENALEX.match(value) else "id", _OPENALEX.sub("", value))],
    "openalex": lambda value: [("openalex", value.rstrip("/").rpartition("/")[2])],
    "cites": lambda value: [
        ("cites", ", ".join(part.strip().rpartition("/")[2] for part in value.split(";")))
    ],
    "retracted": lambda value: [("retracted", value.lower())] if value.strip().lower() != "false" else [],
    # RefWorks writes `Doe,null` where there is no given name, EndNote two slashes between names
    "author": lambda value: [
        ("author", re.sub(r"\s*(?://|\\\\)\s*", "; ", re.sub(r",\s*null\b", "", value)))
    ],
}
"""Columns whose cells are not the field's value as it stands, each with a function that returns the fields."""


def own_name(column: str) -> str:
    """Return the field of this program's own column: `field type` is the field `type`, and `type` is `entrytype`."""
    if column == "type":
        return "entrytype"
    name = column.removeprefix("field ")
    return f"={name}" if name != column else name


def dump_table(
    works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str], *, raw: bool = False
) -> str:
    """Return the works as CSV: the `LEADING` columns first, then other fields by name. `raw`: no cell is neutralised."""
    rows = [row_of(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    columns = columns_of({name for row in rows for name in row})
    return table_lines(columns, [dict(zip(columns, columns, strict=True)), *rows], raw=raw)


def columns_of(names: Iterable[str]) -> list[str]:
    """Return the columns of a table in order: `LEADING` first, then the others by name."""
    return [*LEADING, *sorted({*names} - set(LEADING))]


def table_lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, raw: bool) -> str:
    """Return rows as lines of CSV; the first row is the header."""
    shown = str if raw else neutralise
    return csv_text([shown(row.get(name, "")) for name in columns] for row in rows)


def row_of(work: Work, codes: list[str], note: str) -> dict[str, str]:
    """Return the non-empty cells of a work by column."""
    work = marked_open(work)
    row = {"id": work.key, "type": work.type}
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        return row | {"confidential": work.fields.get("confidential") or "true"}
    fields = dict(work.fields)
    for name, persons in (("author", work.authors), ("editor", work.editors)):
        if persons:
            fields[name] = fields.get(name) or format_names(persons)
    if work.container:
        row["container"] = work.container
        usual = CONTAINERS.get(work.type, "publication")
        others = [fields[name] for name in CONTAINER_FIELDS if name in fields and name != usual]
        # the column `container` replaces the usual field, unless another field has the same value
        if fields.get(usual) == work.container and work.container not in others:
            del fields[usual]
    if work.year and not fields.get("year"):
        fields["year"] = str(work.year)
    if keywords := keywords_with_tags(fields.get("keywords", ""), codes):
        fields["keywords"] = keywords
    if note:
        fields["annotation"] = note
    cells = {
        f"field {name}" if name in _CLASHES else name: as_plain(name, value) for name, value in fields.items()
    }
    return row | cells
