"""How the private folder of a review is kept: in no synchronised folder, not in git, and no longer than was agreed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from litreview import history
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.review.settings import SETTINGS_FILE
from litreview.sealed import is_private_path, private_folders, ways
from litreview.wording import plural

_SYNCED = (
    ("OneDrive", re.compile(r"onedrive(?: ?[-(].*)?", re.IGNORECASE)),
    ("iCloud", re.compile(r"icloud ?drive.*|mobile documents|com~apple~clouddocs", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox(?: ?[-(].*)?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive(?:[ -].*)?|my drive", re.IGNORECASE)),
)


def keeping_problems(folder: Path, retain_until: date | None) -> tuple[Problem, ...]:
    """Return a warning for each private folder that lies where a service copies it (LR694) or that git tracks (LR695), and for one kept too long (LR693)."""
    privates = [place for place in private_folders(folder) if _holds_files(place)]
    return (*_kept_too_long(privates, retain_until), *_synced(privates), *_tracked(folder, privates))


def synced_by(path: Path) -> str:
    """Return which service a folder is synchronised by, told by the names of the folders it lies in; `""` for none.

    >>> synced_by(Path("/home/a/OneDrive - University/review/private")), synced_by(Path("/home/a/reviews/private"))
    ('OneDrive', '')
    """
    return next((name for name, mark in _SYNCED for part in path.parts if mark.fullmatch(part)), "")


def _holds_files(place: Path) -> bool:
    return any(name != ".gitignore" for _, _, names in os.walk(place) for name in names)


def _kept_too_long(privates: list[Path], retain_until: date | None) -> Iterator[Problem]:
    if privates and retain_until is not None and retain_until < datetime.now(UTC).date():
        yield problem("LR693", Where(file=SETTINGS_FILE), retain_until=retain_until)


def _synced(privates: list[Path]) -> Iterator[Problem]:
    services = {synced_by(Path(way)) for place in privates for way in ways(place)}
    for service in sorted(services - {""}):
        yield problem("LR694", Where(file="private"), service=service)


def _tracked(folder: Path, privates: list[Path]) -> Iterator[Problem]:
    try:
        tracked = (
            [name for name in (history.tracked(folder) or ()) if is_private_path(name)] if privates else []
        )
    except history.HistoryError:  # what is said of the register says so
        return
    if tracked:
        yield problem("LR695", Where(file="private"), files=plural(len(tracked), "file"))
