"""What lies below private/ and is no source: coded projects, transcripts, quotes. It is counted or sealed on reading."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from litreview import files
from litreview.confidential.codes import is_code
from litreview.errors import InputError
from litreview.model import Problem
from litreview.problems import problem
from litreview.refi import QdaProject, RefiError, read_project
from litreview.register import PLACE, QUOTES_FILE, Length, measure
from litreview.review.access_log import LOG_FILE
from litreview.review.accounts import ACCOUNTS
from litreview.review.codes import CODES_FILE
from litreview.review.shielding import SHIELD_FILE
from litreview.sealed import Sealed

_PROJECTS = (".qdpx", ".qdc", ".qde")
_TRANSCRIPTS = "transcripts"
_TEXTS = (".md", ".txt")
_GENERATED = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The private part of the interviews. `absent`: this copy of the review has none, as a clone has not."""

    projects: Sealed[tuple[QdaProject, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    lengths: Sealed[dict[str, Length]] = Sealed({})  # noqa: RUF009
    quotes: Sealed[str] = Sealed("")  # noqa: RUF009
    absent: bool = False
    problems: tuple[Problem, ...] = ()


def read_held(folder: Path) -> Held:
    """Return what private/ of a review holds of interviews beside its sources. A file that can't be read is a Problem (LR650)."""
    place = folder / "private"
    found = tuple(_files(place))
    problems: list[Problem] = []
    ours = [folder / name for name in (CODES_FILE, SHIELD_FILE, LOG_FILE)]
    return Held(
        projects=Sealed(tuple(_projects(found, problems))),
        lengths=Sealed(_lengths(place / _TRANSCRIPTS, problems)),
        quotes=Sealed(_text(folder / QUOTES_FILE)),
        absent=not any(path not in ours and not path.is_relative_to(folder / ACCOUNTS) for path in found),
        problems=tuple(problems),
    )


def _files(place: Path) -> Iterator[Path]:
    """Yield the files below private/, in alphabetical order, but for what we write there."""
    if not place.is_dir():
        return
    for here, folders, names in files.walk(place):
        folders[:] = sorted(
            n for n in folders if not n.startswith(".") and not (here == place and n == _GENERATED)
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and stat.S_ISREG(_mode(path)):
                yield path


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _projects(found: tuple[Path, ...], problems: list[Problem]) -> Iterator[QdaProject]:
    for path in found:
        if path.suffix.lower() not in _PROJECTS:
            continue
        try:
            with path.open("rb") as stream:
                yield read_project(stream)
        except RefiError as error:
            problems.append(problem("LR650.form", PLACE, why=error))
        except OSError as error:
            problems.append(problem("LR650.closed", PLACE, why=error.strerror or "no reason given"))


def _lengths(place: Path, problems: list[Problem]) -> dict[str, Length]:
    """Return the length of each transcript by the code of its interview; a file called by no code is a Problem."""
    found: dict[str, Length] = {}
    unnamed = 0
    for path in [p for ending in _TEXTS for p in files.listing(place, ending)]:
        if is_code(path.stem):
            found.setdefault(path.stem, measure(_text(path)))
        else:
            unnamed += not files.is_readme(path.name)
    if unnamed:
        told = "1 transcript is" if unnamed == 1 else f"{unnamed} transcripts are"
        problems.append(problem("LR651.transcripts", PLACE, transcripts=told))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error
