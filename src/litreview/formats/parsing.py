"""Parse the bytes of one file into Records and Problems (decode, detect the format, read, build, identify), and assemble one Library.

Bytes become text without loss and without a traceback: by a byte order mark, as UTF-8, as the file declares, then as cp1252.
The Library contains nothing confidential, unless asked for.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.mark_words import named_after_confidential
from litreview.core.confidential.redaction import marked, open_blocks, seal, withheld_problems
from litreview.core.model import Block, Library, Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.sealed import is_private_path, shown_path
from litreview.core.wording import plural
from litreview.formats.readers import Format, detect, formats_by_name, holds_references, load, unread_format
from litreview.formats.record_building import RawEntry, build, with_unique_ids
from litreview.formats.redaction import DAMAGED, guard, mark_confidential

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# as JabRef (% Encoding), Emacs (coding in the first line) and XML declare it
_DECLARED = re.compile(
    rb"(?:encoding|coding)\s*[:=]\s*[\"']?([A-Za-z0-9][A-Za-z0-9_.-]{2,20})", re.IGNORECASE
)
_BINARY = {
    b"PK\x03\x04": "a zip archive (or a .docx, .xlsx)", b"%PDF-": "a PDF", b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip archive", **dict.fromkeys(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"7z\xbc\xaf", b"\x7fELF"), "a binary file"
    ),
}  # fmt: skip


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text with line feeds as line ends, and the Problems met. The text of a binary file is empty."""
    if not data.strip(b" \t\r\n\x00"):
        return "", [problem("LR001", Where(file=path))]
    if what := next((what for mark, what in _BINARY.items() if data.startswith(mark)), ""):
        return "", [problem("LR002", Where(file=path), what=what)]
    problems: list[Problem] = []
    # a mark without a text behind it says nothing of one
    codec = _marked_codec(data) if data not in _MARKS else ""
    try:
        text = data.decode(codec or "utf-8", errors="replace" if codec else "strict")
        is_binary = not codec and text.count("\x00") * 10 > len(text)
    except UnicodeDecodeError as error:
        is_binary = _looks_binary(data)
        text, name = _legacy(data)
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(problem("LR003", Where(file=path, line=line), byte=error.start, encoding=name))
    if is_binary:
        return "", [problem("LR002", Where(file=path), what="a binary file")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff"), problems


def _workbook(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the table of a workbook as CSV, or the Problem of one that has none."""
    from litreview.formats.sheets.workbook_reader import workbook_text

    text, header = workbook_text(data, path)
    if text:
        return text, []
    if header:
        shown = ", ".join(repr(name[:60]) for name in header[:12])
        return "", [problem("LR002.columns", Where(file=path), columns=shown)]
    return "", [problem("LR002", Where(file=path), what="a workbook without a page of titles")]


def _marked_codec(data: bytes) -> str:
    """Return the codec that a mark shows, or every other byte of the beginning, which is NUL in UTF-16 of western text; `""` if none."""
    if name := next((name for mark, name in _MARKS.items() if data.startswith(mark)), ""):
        return name
    head = data[:200]
    ways = (("utf-16-le", head[::2], head[1::2]), ("utf-16-be", head[1::2], head[::2]))
    clear = (
        codec for codec, letters, nul in ways if nul.count(0) > len(head) // 2 * 0.8 and 0 not in letters
    )
    return next(clear, "") if len(head) >= 8 else ""


def _looks_binary(data: bytes) -> bool:
    head = data[:8192]
    control = sum(head.count(bytes([c])) for c in (*range(9), *range(14, 32)))
    return control * 20 > len(head)


def _legacy(data: bytes) -> tuple[str, str]:
    if declared := _DECLARED.search(data[:2000]) or _DECLARED.search(data[-2000:]):
        name = declared.group(1).decode("ascii")
        try:
            codec = codecs.lookup(name)
            if codec._is_text_encoding and codec.name not in {"utf-8", "utf-16", "utf-32"}:  # noqa: SLF001 - no public way to tell text codecs
                return data.decode(name), f"{name}, which the file declares"
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


Parsed = tuple[list[Record], list[Problem], list[Block], list[tuple[int, int]]]
"""Records, Problems, blocks, and the first and last lines of the spans that no message may mention."""


def parse(data: bytes, path: str, *, met: bool = False, known: str = "") -> Parsed:
    """Parse one file; nothing is sealed yet. `met`: the file was found in a folder, and not named by the user.

    `known`: the format of the whole file, for a chunk, in which the signs of another format may come first.
    """
    text, problems = (
        _workbook(data, path) if path.lower().endswith(".xlsx") and data[:2] == b"PK" else decode(data, path)
    )
    # free the bytes, and make no copy of the text: a file may be large
    del data
    if not text or text.isspace():
        # a file of nothing but a byte order mark, say
        return [], problems or decode(b"", path)[1], [], []
    if met and not holds_references(text, path):
        return [], [*problems, problem("LR008", Where(file=path))], [], []
    name = known or detect(text, path)
    if not name:
        return [], [*problems, _unread_problem(text, path)], [], []
    row = formats_by_name()[name]
    entries, faults = load(row.reader)(text, path)
    found, entry_problems, blocks, hidden = build_records(row, text, path, entries, faults)
    records, key_problems = identify_records(found, path)
    problems += entry_problems
    if not records and not faults:
        problems.append(problem("LR007", Where(file=path)))
    return records, [*problems, *key_problems], blocks, hidden


def build_records(
    row: Format, text: str, path: str, entries: list[RawEntry], faults: list[Problem]
) -> Parsed:
    """Return the Records of raw entries: mark the confidential ones, repair columns, decode."""
    from litreview.formats.column_repairs import repair_columns
    from litreview.formats.column_repairs.shifted_rows import find_shifted_rows, restore_shifted_rows

    mark_confidential(entries, path)
    moved = find_shifted_rows(entries, text, path) if row.name == "table" else []
    hidden = guard(row, text, entries, path, moved={each.entry.line for each in moved if each.is_whole})
    if hidden or any(entry.confidential for entry in entries):
        # a row may have run into the header, whose names this Problem quotes
        faults = [fault for fault in faults if fault.code != "LR085"]
    if row.finish:
        entries = load(row.finish)(entries, faults, path)
    problems = [*faults, *restore_shifted_rows(moved, path), *repair_columns(entries, path)]
    records: list[Record] = []
    blocks: list[Block] = []
    # each entry is freed as soon as its record is built
    entries.reverse()
    while entries:
        entry = entries.pop()
        if entry.is_block:
            blocks.append(Block(kind=entry.type, text=entry.raw, where=Where(file=path, line=entry.line)))
            continue
        records.append(build(entry, path))
    return records, problems, blocks, hidden


def identify_records(records: Iterable[Record], path: str) -> tuple[list[Record], list[Problem]]:
    """Return the records of one file with unique ids, and the Problems of their keys and of the file's place."""
    unique = with_unique_ids(records)
    return unique, [*_repeated_keys(unique), *_in_a_place_for_interviews(unique, path)]


def _unread_problem(text: str, path: str) -> Problem:
    known, count = unread_format(text)
    size = f" with {plural(count, 'record')}" if count else ""
    what = f"this is {known}{size}, which is not read" if known else "no format that we know"
    return problem("LR006", Where(file=path), what=what)


def _in_a_place_for_interviews(records: Iterable[Record], path: str) -> list[Problem]:
    """Return the Problem (LR074) of a file with visible entries whose path names interviews or confidential material."""
    shown = [r for r in records if not r.confidential and "confidential" not in r.fields]
    if not shown or is_private_path(path) or not named_after_confidential(path):
        return []
    return [problem("LR074", Where(file=path), count=len(shown))]


def _repeated_keys(records: Iterable[Record]) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        earlier = first.setdefault(record.key, record)
        if earlier is not record:
            where = Where(file=record.where.file, line=record.where.line)
            yield problem("LR018", where, key=record.key, line=earlier.where.line, id=record.id)


def assemble_library(
    records: list[Record],
    problems: list[Problem],
    blocks: list[Block],
    hidden: Mapping[str, list[tuple[int, int]]],
    names: list[str],
    *,
    include_confidential: bool,
    answers: ConfidentialityAnswers = NO_ANSWERS,
) -> Library:
    """Assemble the Library of parsed records. Seals confidential records and drops the messages about their lines.

    `answers`: people's decisions on records that only look confidential, and the register's list.
    """
    if answers is not NO_ANSWERS:
        records, hidden = _apply_answers(records, hidden, answers)
    place = {name: number for number, name in enumerate(names)}
    problems.sort(key=lambda problem: place.get(problem.where.file, len(names)))
    left_out = {problem.where.file for problem in problems if problem.code == "LR008"}
    names = [name for name in names if name not in left_out]
    if include_confidential:
        return Library(
            records=marked(records),
            problems=(*problems, *withheld_problems(records)),
            files=tuple(names),
            blocks=tuple(blocks),
        )
    sealed, safe = seal(records, problems, hidden)
    return Library(
        records=sealed,
        problems=(*safe, *withheld_problems(sealed)),
        files=tuple(map(shown_path, names)),
        blocks=open_blocks(blocks, records, hidden),
    )


def _apply_answers(
    records: list[Record], hidden: Mapping[str, list[tuple[int, int]]], answers: ConfidentialityAnswers
) -> tuple[list[Record], Mapping[str, list[tuple[int, int]]]]:
    """Apply answers to the records; return them, and the hidden lines without those of records that are now shown.

    Lines stay hidden where the file is damaged, or where they also contain a record that is still hidden.
    """
    answered = [answers.apply(record) for record in records]
    opened: dict[str, set[int]] = {}
    closed: dict[str, list[int]] = {}
    for before, now in zip(records, answered, strict=True):
        if now.confidential:
            closed.setdefault(now.where.file, []).append(now.where.line)
        elif before.confidential and before.why != DAMAGED:
            opened.setdefault(now.where.file, set()).add(now.where.line)
    for lines in closed.values():
        lines.sort()
    left = {
        file: [
            (first, last)
            for first, last in lines
            if first not in opened.get(file, ()) or _any_between(closed.get(file, []), first, last)
        ]
        for file, lines in hidden.items()
    }
    return answered, left


def _any_between(numbers: list[int], first: int, last: int) -> bool:
    """Return whether one of the sorted numbers lies between `first` and `last`, both included."""
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last
