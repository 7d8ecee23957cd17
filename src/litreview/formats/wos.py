"""Read Web of Science exports: plain text (`FN … PT … ER … EF`) and tab-delimited.

Tags follow "Web of Science Core Collection Field Tags", Clarivate. Cited references (`CR`) keep their lines, one each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from litreview.core.containers import grouped
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.field_values import KeyAssigner, as_name, body, flat, month_name, pages
from litreview.formats.record_building import RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms

_LINE = re.compile(r"^([A-Z][A-Z0-9])(?: (.*)|)$")
# one value a line
_LISTED = frozenset({"AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP", "CR", "C1", "C3"})
_FIELDS, _CONTAINERS = terms("wos.fields"), terms("containers")
# the name of the database and the version of its format, as they stand at the head of a file
_HEADING = re.compile(
    r"(?:Clarivate(?: Analytics)?|Thomson Reuters|ISI)?\W*(?:Web of (?:Science|Knowledge)\W*)?(?:Export Format)?|[\d.]*"
)
_ONCE = frozenset({"TI", "UT"})
_PERSONS = (("author", "AF", "AU"), ("bookauthor", "BF", "BA"), ("editor", "BE", "ED"))
_TAKEN = frozenset(
    {"PT", "BP", "EP", "PS", "SO", "CA", "GP", *(tag for _, *tags in _PERSONS for tag in tags)}
)


def read_wos(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a Web of Science text file, and the Problems met."""
    begin, end = ("first line PT", "add `PT J` before it"), ("last line ER", "add a line `ER` after it")
    records = RecordCollector(path, _from_lines, "PT", begin, end, once=_ONCE)

    def skip_frame(number: int, tag: str, value: str) -> bool:
        if tag == "EF" and not value:
            records.close(number, ended=False)
            return True
        if tag not in {"FN", "VR"} or records.lines:
            return False
        if not _HEADING.fullmatch(value):
            records.add_outside(number)
        return True

    return records.read(text, _split, skip=skip_frame)


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line.rstrip())
    return (found[1], (found[2] or "").strip()) if found else None


def _from_lines(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    values = grouped((tag, value) for _, tag, value in lines.tagged if value)
    return _entry(values, keys, position, lines.first_line, lines.text)


def read_wos_table(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a tab-delimited file whose header holds the tags, and the Problems met."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyAssigner()
    header: list[str] = []
    first = widest = wide = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        # quotes mean nothing here: a title may begin with one
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header, first, wide = cells, number, len(cells)
            continue
        widest = max(widest, len(cells))
        if len(cells) > len(header) and any(cells[len(header) :]):
            problems.append(
                problem(
                    "LR036.more-tabs", Where(file=path, line=number), cells=len(cells), columns=len(header)
                )
            )
            header = [*header, *(f"column{n}" for n in range(len(header) + 1, len(cells) + 1))]
        values = {
            tag: [part for part in cell.split("; ") if part.strip()] if tag in _LISTED else [cell]
            for tag, cell in zip(header, cells, strict=False)
            if cell
        }
        for tag in ("C1", "C3"):
            if tag in values:
                values[tag] = re.split(r";\s+(?=\[)", "; ".join(values[tag]))
        if values.keys() - {"PT"}:
            values = {tag: ["\n".join(parts)] for tag, parts in values.items()}
            entries.append(_entry(values, keys, len(entries) + 1, number, line))
        else:
            problems.append(problem("LR038", Where(file=path, line=number)))
    if widest < wide:
        problems.append(problem("LR037.wide-header", Where(file=path, line=first)))
    return entries, problems


def _entry(
    values: Mapping[str, list[str]], keys: KeyAssigner, position: int, line: int, raw: str
) -> RawEntry:
    kind = " ".join(values.get("PT", [])).strip().upper()
    type_ = _type(kind, " ".join(values.get("DT", [])).lower())
    container = _CONTAINERS.get(type_, "series" if type_ == "book" else "journal")
    fields = [
        *_persons(values),
        *((container, flat(value)) for value in values.get("SO", [])),
        *_pages(values),
        *(
            field
            for tag, texts in values.items()
            if tag not in _TAKEN
            for value in texts
            for field in _field(tag, value)
        ),
    ]
    if not any(name == "year" for name, _ in fields):
        early = (re.search(r"\d{4}", value) for tag in ("EY", "EA") for value in values.get(tag, []))
        fields += [("year", found[0]) for found in early if found][:1]
    if kind and kind not in {"J", "B", "S", "P"}:
        fields.append(("wos-pt", kind))
    key = keys.assign("".join(values.get("UT", [])[:1]), fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="wos")


def _persons(values: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the lists of names: the full names if they are complete, else the short ones; the unused list goes to `wos-TAG`."""
    for name, full_tag, short_tag in _PERSONS:
        full, short = _names(values, full_tag), _names(values, short_tag)
        is_full = bool(full) and len(full) >= len(short)
        chosen, other, tag = (full, short, short_tag) if is_full else (short, full, full_tag)
        if other and other != chosen:
            yield f"wos-{tag.lower()}", "; ".join(other)
        names = [as_name(each) for each in chosen]
        if name == "author":
            names += [body(each) for tag in ("CA", "GP") for each in _names(values, tag)]
        if names:
            yield name, " and ".join(names)


def _pages(values: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    first, last, total = (flat(" ".join(values.get(tag, []))) for tag in ("BP", "EP", "PS"))
    return [("pages", each) for each in (pages(first, last), total) if each]


def _field(tag: str, value: str) -> Iterator[tuple[str, str]]:
    usual = f"wos-{tag.lower()}" if len(tag) == 2 else tag.lower()
    yield _FIELDS.get(tag, usual), value if tag in {"CR", "C1", "C3", "FX"} else flat(value)
    if tag == "PD" and (month := month_name(value)):
        yield "month", month


def _names(values: Mapping[str, list[str]], tag: str) -> list[str]:
    names = [name.strip() for value in values.get(tag, []) for name in re.split(r"\n|;", value)]
    return [name for name in names if name]


def _type(kind: str, document: str) -> str:
    types = (
        ("patent", kind == "P"),
        ("incollection", "chapter" in document),
        ("article", kind in {"", "J"}),
        ("inproceedings", "proceedings" in document),
        ("book", kind == "B"),
        ("incollection", kind == "S"),
    )
    return next((type_ for type_, holds in types if holds), "misc")
