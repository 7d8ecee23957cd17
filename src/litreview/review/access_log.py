"""The log of uses of `--include-confidential`, `private/log.tsv`: who, when, by which command, into which file. Lines are only appended."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from litreview import files
from litreview.review.codes import ignore_private

LOG_FILE = "private/log.tsv"
_HEAD = ("when", "who", "command", "output")


def log_access(folder: Path, command: str, outputs: Sequence[str]) -> None:
    """Append a line that says who read what is confidential of a review, with which command, and where it was written."""
    cells = (
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        _user(),
        command,
        ", ".join(outputs),
    )
    line = "\t".join(" ".join(files.name_of(cell).split()) for cell in cells)
    ignore_private(folder)
    files.append_text(folder / LOG_FILE, lambda present: _behind(present, line))


def _behind(present: bytes, line: str) -> str:
    head = "" if present else "\t".join(_HEAD) + "\n"
    gap = "\n" if present and not present.endswith(b"\n") else ""
    return f"{head}{gap}{line}\n"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for its user
        return "unknown"
