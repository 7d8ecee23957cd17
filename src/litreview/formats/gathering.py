"""PATHS to files: names, globs and folders, in an order that is decided."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from litreview import files as files_
from litreview.confidential import is_private_path
from litreview.errors import InputError, UsageError, near_miss
from litreview.formats.detect import ENDINGS, UNREADABLE
from litreview.model import Problem, Where

__all__ = ["gather", "passed_over"]

_REVIEW = "litreview.toml"


def gather(paths: Iterable[Path | str], root: Path | str | None = None) -> list[tuple[Path, str, bool]]:
    """Return each file once, its name relative to `root` or to the common folder of PATHS, and whether a folder gave it.

    `InputError` for a path that is missing, a glob without a match, a folder without sources.
    """
    wanted = list(paths)
    files: list[Path] = []
    bases: list[Path] = []
    met: set[Path] = set()
    for name in wanted:
        if not isinstance(name, str | os.PathLike):
            raise UsageError(f"a path is wanted, not a {type(name).__name__}; of a list: read(*paths)")
        path = Path(name)
        if path.is_dir():
            found = _in_folder(path)
            if not found:
                raise InputError(str(name), f"no sources here; looked for {' '.join(sorted(ENDINGS))}")
            files += found
            met.update(found)
            bases.append(path)
        elif path.exists():
            files.append(path)
            bases.append(path.parent)
        elif any(mark in str(name) for mark in "*?["):
            matched = [Path(each) for each in sorted(glob.glob(str(name), recursive=True))]  # noqa: PTH207 - the pattern may be absolute
            hits = [each for each in matched if each.is_file()]
            for each in matched:
                if each.is_dir():
                    hits += _in_folder(each)
            if not hits:
                raise InputError(str(name), "matches no file")
            files += hits
            bases += [each.parent for each in hits]
        else:
            raise InputError(str(name), f"no such file or folder{_near(path)}")
    base = Path(root) if root is not None else _above_private(_common(bases))
    unique: dict[Path, Path] = {}
    for path in files:
        unique.setdefault(path.resolve(), path)
    return [(path, _relative(path, base), path in met) for path in unique.values()]


def passed_over(paths: Iterable[Path | str], root: Path | str | None = None) -> list[Problem]:
    """Return a Problem (LR004) for each file below the folders among PATHS that may be an export and is none that can be read."""
    folders = [path for path in map(Path, paths) if path.is_dir()]
    base = Path(root) if root is not None else _above_private(_common(folders))
    found = dict.fromkeys(path for folder in folders for path in _in_folder(folder, frozenset(UNREADABLE)))
    return [
        Problem(
            where=Where(file=_relative(path, base)),
            code="LR004",
            level="warning",
            message=f"a {path.suffix.lower()} file is not read, and was left out",
            remedy=f"if it holds references, {UNREADABLE[path.suffix.lower()]}",
        )
        for path in found
    ]


def _near(path: Path) -> str:
    folder = path.parent
    try:
        names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    except OSError:
        names = []
    return near_miss(path.name, names)


def _in_folder(folder: Path, endings: frozenset[str] = ENDINGS) -> list[Path]:
    """Return the files with a known ending below a folder: no hidden ones, no `out/` of a review."""
    found: list[Path] = []
    for here, folders, names in files_.walk(folder):
        skipped = {"out"} if _REVIEW in names else set()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in skipped)
        found += [
            here / name
            for name in names
            if not name.startswith(".")
            and Path(name).suffix.lower() in endings
            # a pipe would be waited for; whoever means one names it
            and not stat.S_ISFIFO(_mode(here / name))
        ]
    return sorted(found, key=lambda path: path.as_posix())


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _common(bases: list[Path]) -> Path:
    if not bases:
        return Path()
    try:
        return Path(os.path.commonpath([str(base.resolve()) for base in bases]))
    except ValueError:
        return Path()


def _above_private(folder: Path) -> Path:
    """Return the folder, or the one that holds `private` if it is or lies in one: `private/a.bib` must say so in its name.

    Not above a review, which has a `private/` of its own, and not the `/private` that holds all temporary files on macOS.
    """
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - as it was called: `private` may be a link to a safer place
    inside = [*reversed(here.parents), here]
    review = next((i for i in range(len(inside) - 1, -1, -1) if (inside[i] / _REVIEW).is_file()), 1)
    for place in inside[review + 1 :]:
        if place.name.lower() == "private":
            return place.parent
    return folder


def _relative(path: Path, base: Path) -> str:
    try:
        name = path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        name = Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()
    if not is_private_path(name):
        # a link out of private/ leads to what is private all the same
        called = Path(os.path.relpath(os.path.abspath(path), os.path.abspath(base))).as_posix()  # noqa: PTH100
        if is_private_path(called):
            return called
    return name
