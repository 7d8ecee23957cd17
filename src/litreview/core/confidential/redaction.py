"""Redacts records, Problems and blocks: a sealed record keeps its code, its type and its place in the totals."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from litreview.core.confidential.classification import INTERVIEW_TYPES, MARK, SHOWN_TYPES, UNANSWERED, judge
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.raw_marks import marked_or_near
from litreview.core.containers import unique_name
from litreview.core.model import Block, Problem, Record, RecordId, Where, Work
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, is_private_path, shown_path

V = TypeVar("V", Record, Problem)
WITHHELD_CODES = frozenset({"LR082", "LR083"})

Span = tuple[int, int]


def sorted_spans(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order for `overlaps`, each with the furthest end among it and those before it.

    >>> sorted_spans([(5, 7), (0, 9), (1, 4)])
    [(0, 9), (1, 9), (5, 9)]
    """
    ordered = sorted(spans)
    ends = accumulate((end for _, end in ordered), max)
    return [(start, end) for (start, _), end in zip(ordered, ends, strict=True)]


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Return whether one of the spans, as `sorted_spans` returns them, overlaps `start` to `end`.

    >>> overlaps([(0, 4), (5, 7)], 4, 5), overlaps([(0, 4), (5, 7)], 4, 6)
    (False, True)
    """
    before = bisect_left(spans, (end,))
    return before > 0 and spans[before - 1][1] > start


Hidden = Mapping[str, Sequence[Span]]

_QUOTED = re.compile(r"'([^']+)'")
_WORD = re.compile(r"[^\s'\"]+")


def digest(key: str) -> str:
    """Return the SHA-256 of a text. It is no protection: anyone with a list of names can try them all."""
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()


def open_blocks(blocks: Iterable[Block], records: Iterable[Record], hidden: Hidden) -> tuple[Block, ...]:
    """Return the blocks that may be shown: none from a private file or one with a confidential record or `hidden` lines.

    JabRef's groups name entries, and a comment may contain an interview that was commented out.
    """
    closed = {record.where.file for record in records if record.confidential}
    closed.update(file for file, lines in hidden.items() if lines)
    return tuple(
        block
        for block in blocks
        if block.where.file not in closed
        and not is_private_path(block.where.file)
        and not marked_or_near(block.text)
    )


def marked(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return records read in full, each confidential one with the mark `true`, whatever its own mark says.

    So every copy that is written stays sealed, even under another key. `confidential = {false}` in a document that nobody released
    opens nothing here, and would open the copy.
    """
    return tuple(replace(record, fields={**record.fields, MARK: "true"}) if record.confidential else record for record in records)  # fmt: skip


class CodeAssigner:
    """Assigns sealed records, in order of reading, the keys and ids under which they are shown."""

    def __init__(self) -> None:
        self._masked = 0
        self._used: dict[str, int] = {}

    def assign(self, key: str, file: str) -> tuple[str, RecordId]:
        """Return key and id of the next record: a code stays, any other key becomes `confidential-NN`."""
        if not is_code(key):
            self._masked += 1  # a review has lasting codes instead (`litreview.review.private_folder`)
            key = f"confidential-{self._masked:02d}"
        return key, RecordId(unique_name(f"{file}:{key}", self._used, "#"))


def seal(
    records: Iterable[Record], problems: Iterable[Problem], hidden: Hidden
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Return the records and Problems without any confidential content.

    `hidden` has the lines of each file that no message may describe, as `(first, last)`. A record is sealed if its `confidential` is true. A Problem
    keeps only its code and level if it is in a private file, in sealed or hidden lines, or names the key of a sealed record. In a file with sealed
    records a Problem keeps only the key of a shown record, since the key of a set of interviews may reveal as much as theirs.
    """
    shown: list[Record] = []
    hidden_keys: set[tuple[str, str]] = set()
    withheld_texts: dict[tuple[str, str], str] = {}
    spans = {file: [(first, last + 1) for first, last in lines] for file, lines in hidden.items() if lines}
    codes = CodeAssigner()
    for record in records:
        file, line = record.where.file, record.where.line
        if record.confidential:
            hidden_keys.add((file, record.key))
            spans.setdefault(file, []).append((line, line + record.raw.count("\n") + 1))
            shown.append(_sealed(record, *codes.assign(record.key, shown_path(file))))
        else:
            place = (file, record.key)
            withheld_texts[place] = withheld_texts.get(place, "") + _withheld_text(record)
            shown.append(_without_hidden(record) if record.hidden else record)
    spans = {file: sorted_spans(lines) for file, lines in spans.items()}

    def as_shown(problem: Problem) -> Problem:
        file, line = problem.where.file, problem.where.line
        place = (file, problem.key)
        quoted = _QUOTED.findall(problem.message)
        words = [*quoted, *_WORD.findall(problem.message), problem.key] if file in spans else []
        named = any((file, word) in hidden_keys for word in words)
        if named or is_private_path(file) or overlaps(spans.get(file, ()), line, line + 1):
            return redact(problem)
        if any(part in withheld_texts.get(place, "") for part in quoted):
            return replace(redact(problem), key=problem.key)
        if file in spans and place not in withheld_texts:
            return replace(problem, key="")
        return problem

    return in_order_of_codes(shown), in_order_of_codes([*map(as_shown, problems)])


def _sealed(record: Record, key: str, id_: RecordId) -> Record:
    """Return the shown form of a confidential record, under a key and an id that name nobody."""
    sealed_texts = (record.key, str(record.id), digest(record.raw) if record.raw else "")
    return Record(
        key=key,
        # a type that is none may name a person, and so may the value of a mark
        type=record.type if record.type in SHOWN_TYPES | INTERVIEW_TYPES else "misc",
        fields={MARK: UNANSWERED} if record.withheld else {MARK: "true"} if MARK in record.fields else {},
        confidential=True,
        id=id_,
        where=shown_place(record.where),
        format=record.format,
        withheld=record.withheld,
        why=record.why,
        sealed=tuple(map(Sealed, sealed_texts)),
    )


def _without_hidden(record: Record) -> Record:
    """Return a shown record without its withheld personal fields, and without its raw text, which contains them."""
    names = dict(record.hidden)
    return replace(
        record,
        fields={name: value for name, value in record.fields.items() if name not in names},
        raw_fields={name: value for name, value in record.raw_fields.items() if name not in names},
        repeated=tuple(pair for pair in record.repeated if pair[0] not in names),
        raw="",
    )


def _withheld_text(record: Record) -> str:
    """Return the text of the withheld personal fields of a shown record."""
    names = dict(record.hidden)
    pairs = [*record.fields.items(), *record.raw_fields.items(), *record.repeated] if names else []
    return "\n".join(value for name, value in pairs if name in names)


def redact(problem: Problem) -> Problem:
    """Return a Problem with its code, level and line, and no words about the text."""
    return replace(
        problem,
        where=shown_place(problem.where),
        message="a fault in a confidential entry",
        remedy=f"`litreview check --explain {problem.code}` says what it is; "
        "--include-confidential shows it below private/",
        key=problem.key if is_code(problem.key) else "",
    )


def withheld_problems(records: Iterable[Record], *, in_review: bool = False) -> Iterator[Problem]:
    """Yield a warning (LR082) for each record that is withheld, and an info (LR083) for each field.

    In a review the remedy names the lasting code of a record (`litreview.review.private_folder`), elsewhere the option `--public`.
    """
    for record in records:
        where, name = shown_place(record.where), shown_name(record)
        # `<frame>` or `<string>` is no path that an option of the command could name
        entry, part = (
            ("LR082.memory", "LR083.memory") if where.file.startswith("<") else ("LR082.file", "LR083.file")
        )
        if record.withheld:
            row = "LR082.review" if in_review and name else entry
            yield problem(row, where, key=name, why=record.why, file=where.file)
        row = "LR083.review" if in_review else part
        for field, why in record.hidden:
            yield problem(row, where, key=record.key, field=field, why=why, file=where.file)


def shown_place(where: Where) -> Where:
    """Return a place without the names of files below `private/` and the lines in them, which give the order of people's names in a sorted file."""
    return Where(file=shown_path(where.file)) if is_private_path(where.file) else where


def in_order_of_codes(values: Sequence[V]) -> tuple[V, ...]:
    """Return Records or Problems with those of private files, as they are shown, in the order of their codes: that of a file may tell names."""
    ordered = iter(sorted(filter(_is_in_private, values), key=lambda one: one.key))
    return tuple(next(ordered) if _is_in_private(one) else one for one in values)


def _is_in_private(one: Record | Problem) -> bool:
    return one.where.file == "private"


def shown_name(record: Record) -> str:
    """Return the name under which a hidden record may be shown: its code, or its number in this run; else `""`."""
    is_named = record.code or record.sealed or is_code(record.key)
    return (record.code or record.key) if is_named else ""


def marked_open(work: Work, *, typed: bool = True) -> Work:
    """Return a work that is read again unchanged. If it is public but would be withheld, it gets `confidential: false`. `typed`: the format writes
    the type out.

    A table of works raises no doubt, and a person may have answered it; a written entry, whose type is written out, would raise it anew.
    """
    if work.confidential or MARK in work.fields:
        return work
    if not judge(work.type, work.key, work.fields, "", typed=typed or work.type == "unpublished").hides:
        return work
    return replace(work, fields={**work.fields, MARK: "false"})
