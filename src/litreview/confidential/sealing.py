"""Taking out what is confidential: a sealed record keeps its code, its type and its place in the totals."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from litreview.confidential.codes import is_code
from litreview.confidential.judging import INTERVIEW_TYPES, MARK, SHOWN_TYPES
from litreview.confidential.raw import marked_or_near
from litreview.model import Block, Problem, Record, RecordId, Where
from litreview.sealed import Sealed, is_private_path, shown_path

Hidden = Mapping[str, Sequence[tuple[int, int]]]

_QUOTED = re.compile(r"'([^']+)'")
_WORD = re.compile(r"[^\s'\"]+")


def digest(key: str) -> str:
    """Return the SHA-256 of a text. It hides nothing: whoever has a list of names can try them all."""
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()


def open_blocks(blocks: Iterable[Block], records: Iterable[Record], hidden: Hidden) -> tuple[Block, ...]:
    """Return the blocks that may be shown: none of a private file, of one with a confidential record or with `hidden` lines.

    JabRef's groups name entries, and a comment may hold an interview that was commented out.
    """
    closed = {record.where.file for record in records if record.confidential}
    closed |= {file for file, lines in hidden.items() if lines}
    return tuple(
        block
        for block in blocks
        if block.where.file not in closed
        and not is_private_path(block.where.file)
        and not marked_or_near(block.text)
    )


def marked(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return records that are read whole, each confidential one with the mark `true`, whatever its own says.

    What is written of it is sealed wherever it goes, under another key too: `confidential = {false}` in a document that nobody released
    opens nothing, and would open the copy.
    """
    return tuple(
        dataclasses.replace(record, fields={**record.fields, MARK: "true"}) if record.confidential else record
        for record in records
    )


class CodeGiver:
    """Gives sealed records, in order of reading, the keys and the ids that they are shown by."""

    def __init__(self) -> None:
        self._masked = 0
        self._used: dict[str, int] = {}

    def give(self, key: str, file: str) -> tuple[str, RecordId]:
        """Return the key and the id of the next record: a code stays, any other key is a number among them."""
        if not is_code(key):
            self._masked += 1  # a review has lasting codes instead (`litreview.review.codes`)
            key = f"confidential-{self._masked:02d}"
        name = f"{file}:{key}"
        self._used[name] = self._used.get(name, 0) + 1
        return key, RecordId(name if self._used[name] == 1 else f"{name}#{self._used[name]}")


def seal(
    records: Iterable[Record], problems: Iterable[Problem], hidden: Hidden
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Return the records and Problems with all that is confidential taken out.

    `hidden` has by file the lines of which nothing may be said, as `(first, last)`. A record is sealed if its `confidential` is true. A
    Problem in a private file, or one that names a sealed record, quotes its key or is in its lines or in hidden ones, keeps its
    code and level and loses its words. Beside sealed records a Problem names the key of a shown record or none: that of a set of
    interviews may tell as much as theirs.
    """
    sealed: list[Record] = []
    spans = {file: [*lines] for file, lines in hidden.items() if lines}
    hidden_keys: set[tuple[str, str]] = set()
    shown_keys: set[tuple[str, str]] = set()
    left_out: dict[tuple[str, str], str] = {}
    codes = CodeGiver()
    for record in records:
        if not record.confidential:
            sealed.append(_without_hidden(record) if record.hidden else record)
            shown_keys.add((record.where.file, record.key))
            if record.hidden:
                left_out[record.where.file, record.key] = _hidden_text(record)
            continue
        first = record.where.line
        spans.setdefault(record.where.file, []).append((first, first + record.raw.count("\n")))
        hidden_keys.add((record.where.file, record.key))
        file = shown_path(record.where.file)
        key, id_ = codes.give(record.key, file)
        sealed.append(
            Record(
                key=key,
                type=_shown_type(record.type),
                # its value may name a person, and so may a type that is none
                fields={"confidential": "true"} if "confidential" in record.fields else {},
                confidential=True,
                id=id_,
                where=Where(file=file, line=record.where.line),
                format=record.format,
                withheld=record.withheld,
                why=record.why,
                sealed=(
                    Sealed(record.key),
                    Sealed(str(record.id)),
                    Sealed(digest(record.raw) if record.raw else ""),
                ),
            )
        )

    # for a line, the furthest end of the entries that begin at or before it says whether one covers it
    begins: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    for file, places in spans.items():
        places.sort()
        begins[file] = [first for first, _ in places]
        ends[file] = list(accumulate((last for _, last in places), max))

    def conceals_problem(problem: Problem) -> bool:
        file, line = problem.where.file, problem.where.line
        before = bisect_right(begins.get(file, ()), line)
        return (
            is_private_path(file)
            or (file, problem.key) in hidden_keys
            or (before > 0 and line <= ends[file][before - 1])
            or (file in spans and any((file, part) in hidden_keys for part in _parts(problem.message)))
        )

    def as_shown(problem: Problem) -> Problem:
        if conceals_problem(problem):
            return redact(problem)
        place = (problem.where.file, problem.key)
        if any(part in left_out.get(place, "") for part in _QUOTED.findall(problem.message)):
            return dataclasses.replace(redact(problem), key=problem.key)
        if problem.key and problem.where.file in spans and place not in shown_keys:
            return dataclasses.replace(problem, key="")
        return problem

    return tuple(sealed), tuple(map(as_shown, problems))


def _without_hidden(record: Record) -> Record:
    """Return a record that is shown without its personal fields that are withheld, and without its text as written, which has them."""
    names = {name for name, _ in record.hidden}
    return dataclasses.replace(
        record,
        fields={name: value for name, value in record.fields.items() if name not in names},
        raw_fields={name: value for name, value in record.raw_fields.items() if name not in names},
        repeated=tuple((name, value) for name, value in record.repeated if name not in names),
        raw="",
    )


def _hidden_text(record: Record) -> str:
    """Return all that the personal fields say that are withheld of a record that is shown."""
    names = {name for name, _ in record.hidden}
    pairs = [*record.fields.items(), *record.raw_fields.items(), *record.repeated]
    return "\n".join(value for name, value in pairs if name in names)


def _parts(message: str) -> list[str]:
    """Return what a message quotes, and its words."""
    return [*_QUOTED.findall(message), *_WORD.findall(message)]


def _shown_type(type_: str) -> str:
    return type_ if type_ in SHOWN_TYPES or type_ in INTERVIEW_TYPES else "misc"


def redact(problem: Problem) -> Problem:
    """Return a Problem that keeps its code, level and line and says nothing of the text it is about."""
    return dataclasses.replace(
        problem,
        where=Where(file=shown_path(problem.where.file), line=problem.where.line),
        message="a fault in a confidential entry",
        remedy=f"`litreview check --explain {problem.code}` says what it is; "
        "--include-confidential shows it below private/",
        key=problem.key if is_code(problem.key) else "",
    )
