"""The register of a review folder: what of it may be published in view of git's history, and registers that lie where none is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from litreview import files, history
from litreview.confidential import is_code
from litreview.model import Library, Problem, Where
from litreview.register import REGISTER_FILE, Publication, publish_register, withheld
from litreview.review.settings import Settings
from litreview.sealed import private_part

_FIELD = re.compile(rb"\b(?:role_?group|role|consent|withdrawn)\s*=", re.IGNORECASE)


def publication_of(folder: Path, settings: Settings) -> Publication:
    """Return what may be published of the register of a review, in view of what its earlier versions told.

    Where git has a history that can't be read whole, as in a shallow clone, nothing is said of interviewees.
    """
    path = folder / REGISTER_FILE
    if not path.is_file():
        return Publication()
    standing = history.look(folder)
    why = standing.words if standing.shallow or standing.partial else standing.why if _in_git(folder) else ""
    earlier: list[bytes] = []
    try:
        earlier = [version.data for version in history.versions(folder, REGISTER_FILE)]
    except history.HistoryError as error:
        why = str(error)
    now = files.read_bytes(path)
    found = publish_register([*(data for data in earlier if data != now), now], settings.confidential)
    return withheld(found, why) if why else found


def _in_git(folder: Path) -> bool:
    place = Path(os.path.realpath(folder))
    return any((each / ".git").exists() for each in (place, *place.parents))


def elsewhere(folder: Path, library: Library) -> Iterator[Problem]:
    """Yield an error (LR637) for each file outside private/ that is written like the register and is not read as one."""
    places: dict[str, int] = {}
    for record in library.records:
        if is_code(record.key) and record.key.startswith("I") and record.confidential:
            places.setdefault(record.where.file, record.where.line)
    for name, line in sorted(places.items()):
        path = folder / name
        if name == REGISTER_FILE or not path.is_file() or private_part(path):
            continue
        if _FIELD.search(files.read_bytes(path)):
            yield Problem(
                where=Where(file=name, line=line),
                code="LR637",
                level="error",
                message="what this says of interviewees is held against no k and shown nowhere, and it lies in git",
                remedy=f"call the register {REGISTER_FILE}; move whatever else it is below private/",
            )
