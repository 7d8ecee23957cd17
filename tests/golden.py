"""What a room makes of the real records in `bib/`, as it was when a person last looked at it: a text of one line for each thing, beside the test.

After a change that is meant: `pytest tests/ROOM/test_ROOM_golden.py --snapshot-update`, and read the difference. A value of more than
`LONGEST` characters is in its line as a digest, so that a difference still names what it is of.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import litreview as lr
from litreview.core.sealed import Sealed

BIB = Path(__file__).parents[1] / "bib"
LONGEST = 90


class Text(SingleFileSnapshotExtension):
    """One readable file for each test."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def line(*values: object) -> str:
    """Return values as one line; the long ones as their beginning and a digest of all they hold."""
    return " | ".join(_short(value if isinstance(value, str) else repr(_plain(value))) for value in values)


def _plain(value: object) -> object:
    """Return a value as lists, dictionaries and texts, without what has no name of its own or is sealed."""
    if isinstance(value, lr.Record):
        return value.id
    if isinstance(value, (Sealed, str | int | None)):
        return value
    if isinstance(value, float):
        return round(value, 9)
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, Iterable):
        return [_plain(each) for each in value]
    return "" if callable(value) else type(value).__name__


def _short(text: str) -> str:
    text = text.replace("\n", "\\n")
    if len(text) <= LONGEST:
        return text
    return f"{text[:40]}… {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def page(lines: Iterable[str]) -> str:
    """Return lines as the text of a snapshot."""
    return "\n".join([*(one.replace("\r", "") for one in lines), ""])


@cache
def corpus() -> SimpleNamespace:
    """Return the records of `bib/`, what is made of them, and all pairs of records of one work or nearly one."""
    library = lr.read(BIB)
    found = lr.dedupe(library)
    return SimpleNamespace(library=library, deduplication=found, sources=found.sources)
