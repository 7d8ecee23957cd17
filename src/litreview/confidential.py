"""The one filter for confidential sources: fail-closed, and applied on reading.

`litreview.formats.read` passes every record and Problem through `seal` before anyone else sees them. A sealed record
keeps its code (`I01`, `PR01`; any other key is masked), its type and its place in the totals. All else is dropped, so no
later writer, page, message, log, cache or table can show what it was never given. To see the whole record one asks for it
by name, on reading (`include_confidential=True`, `--include-confidential`).

Confidential is: every interview and personal communication, and everything under a folder `private/`, unless the entry
itself says `confidential = {false}`; and whatever says `confidential` with any other value.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import PurePosixPath

from litreview.model import Block, Decision, Problem, Record, RecordId, Where, Work

__all__ = [
    "conceals",
    "digest",
    "is_code",
    "is_confidential",
    "is_private_path",
    "open_blocks",
    "redact",
    "seal",
    "shown_path",
]

_CODE = re.compile(r"(?:I|PR)\d{1,4}")
_INTERVIEW_CODE = re.compile(r"I\d{1,4}")
_INTERVIEW_TYPES = frozenset(
    {
        "interview",
        "personal_communication",
        "personalcommunication",
        "personal",
        "pcomm",
        "perscomm",
        "letter",
    }
)
_SPOKEN = re.compile(
    r"\b(?:interview|interviewed|interviewee|focus group|personal communication)\b", re.IGNORECASE
)
_HIDDEN_ENTRY = re.compile(
    rf"@\s*(?:{'|'.join(sorted(_INTERVIEW_TYPES))})\s*[{{(]|[{{(]\s*(?:I|PR)\d{{1,4}}\s*,|\bconfidential\b",
    re.IGNORECASE,
)
_KIND_FIELDS = ("type", "entrysubtype", "howpublished", "genre", "note", "title", "medium", "titleaddon")
_LOOSE_TYPES = frozenset(
    {"misc", "unpublished", "online", "audio", "video", "manual", "document", "generic", ""}
)
_SAFE_FIELDS = ("confidential",)


def is_code(key: str) -> bool:
    """Return whether a key is a participant or request code, which may be shown.

    >>> is_code("I01"), is_code("PR16"), is_code("Doe2019")
    (True, True, False)
    """
    return _CODE.fullmatch(key) is not None


def is_private_path(path: str) -> bool:
    """Return whether a file lies under a folder named `private`."""
    lowered = path.lower()
    return "private" in lowered and "private" in PurePosixPath(lowered.replace("\\", "/")).parts


def is_confidential(type_: str, key: str, fields: Mapping[str, str], path: str) -> bool:
    """Return whether an entry must be sealed. Where the entry leaves a doubt, it is.

    >>> is_confidential("misc", "Doe2019", {"howpublished": "Interview by telephone"}, "bib/a.bib")
    True
    >>> is_confidential("interview", "I01", {"confidential": "false"}, "bib/a.bib")
    False
    >>> is_confidential("article", "Doe2019", {"title": "Interviews with police"}, "bib/a.bib")
    False
    """
    said = fields.get("confidential")
    if said is not None:
        return said.strip().lower() != "false"
    if is_private_path(path) or type_.lower() in _INTERVIEW_TYPES or _INTERVIEW_CODE.fullmatch(key):
        return True
    return type_.lower() in _LOOSE_TYPES and any(
        _SPOKEN.search(fields.get(name, "")) for name in _KIND_FIELDS
    )


def digest(key: str) -> str:
    """Return the digest by which a decision still finds a source whose key is masked."""
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()


def shown_path(path: str) -> str:
    """Return a path as it may be shown: a file under private/ may be named after a person.

    >>> shown_path("private/doe.bib"), shown_path("bib/a.bib")
    ('private', 'bib/a.bib')
    """
    return "private" if is_private_path(path) else path


def open_blocks(blocks: Iterable[Block], records: Iterable[Record]) -> tuple[Block, ...]:
    """Return the blocks that may be shown: none of a private file or of one with a confidential record, none that speaks of one.

    JabRef's groups name entries, and a comment may hold an interview that was commented out.
    """
    closed = {record.where.file for record in records if record.confidential}
    return tuple(
        block
        for block in blocks
        if block.where.file not in closed
        and not is_private_path(block.where.file)
        and not _SPOKEN.search(block.text)
        and not _HIDDEN_ENTRY.search(block.text)
    )


def seal(
    records: Iterable[Record], problems: Iterable[Problem]
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Return the records and Problems with all that is confidential taken out.

    A record is sealed if its `confidential` is true. A Problem in a private file, or one that names a sealed record
    or stands in its lines, keeps its code and level and loses its words.
    """
    sealed: list[Record] = []
    spans: dict[str, list[tuple[int, int]]] = {}
    hidden_keys: set[tuple[str, str]] = set()
    used: dict[str, int] = {}
    masked = 0
    for record in records:
        if not record.confidential:
            sealed.append(record)
            continue
        first = record.where.line
        spans.setdefault(record.where.file, []).append((first, first + record.raw.count("\n")))
        hidden_keys.add((record.where.file, record.key))
        key = record.key
        if not is_code(key):
            masked += 1
            key = f"confidential-{masked:02d}"
        file = shown_path(record.where.file)
        name = f"{file}:{key}"
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            name += f"#{used[name]}"
        sealed.append(
            Record(
                key=key,
                type=record.type,
                fields={field: record.fields[field] for field in _SAFE_FIELDS if field in record.fields},
                confidential=True,
                id=RecordId(name),
                where=Where(file=file, line=record.where.line),
                format=record.format,
                sealed=(digest(record.key), digest(record.id)),
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
        )

    return tuple(sealed), tuple(redact(p) if conceals_problem(p) else p for p in problems)


def redact(problem: Problem) -> Problem:
    """Return a Problem that keeps its code, level and line and says nothing of the text it is about."""
    return dataclasses.replace(
        problem,
        where=Where(file=shown_path(problem.where.file), line=problem.where.line),
        message="a fault in a confidential entry",
        remedy=f"`litreview check --explain {problem.code}` says what it is; "
        "--include-confidential shows the entry",
        key=problem.key if is_code(problem.key) else "",
    )


def conceals(works: Iterable[Work], decision: Decision, keys: Sequence[str]) -> Decision:
    """Return the decision as it may be shown: about a confidential work, without quote, reason and description.

    `keys` are the keys that the decision was resolved to.
    """
    hidden = {work.key for work in works if work.confidential}
    if hidden.isdisjoint(keys):
        return decision
    return dataclasses.replace(decision, key=keys[0], where="", reason="", what="")
