"""Resolve PATHS (names, globs and folders) to files, in a fixed order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from litreview.core import files as files_
from litreview.core.containers import grouped
from litreview.core.errors import InputError, MissingFileError, UsageError, near_miss
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import (
    SETTINGS_FILE,
    is_private_name,
    is_private_path,
    private_folder,
    private_part,
    ways,
)
from litreview.formats.readers import (
    NEVER_EXPORTS,
    UNREADABLE,
    detect,
    endings,
    formats_by_name,
    holds_references,
)

IN_PACKETS = frozenset({"SHA256SUMS", "commitments.json", "ledger.json", "manifest.json"})
"""The files that every packet of a review has; its `inputs/` are values of this program, and no exports."""
_OF_PRIVATE = frozenset({"codes.tsv", "quotes.tsv", "shield.txt", "log.tsv", "salts.tsv"})
"""The files of `private/` that other modules read."""
_LOOKED_AT = 200_000
"""Bytes that show whether a file of an unknown ending has references."""
_PROSE = frozenset({".md", ".qmd", ".rmd", ".tex", ".rst", ".org", ".toml"})
"""Endings of texts that may quote an entry."""
_REGISTRIES = "enriched"
"""The folder of a review with registries' answers: they are attached to sources and are no sources themselves."""


def _of_notes(folder: Path) -> str:
    """Return the end of the message about a folder without sources: how to read notes, if the folder has some."""
    hint = "; notes are read with a review: name the folder that has litreview.toml (`litreview init DIR` makes one) and notes/ in it"
    return hint if any(path.suffix.lower() == ".md" for path in folder.iterdir()) else ""


def gather(paths: Iterable[Path | str], root: Path | str | None = None) -> list[tuple[Path, str, bool]]:
    """Return each file once, with its name and whether a folder contributed it. Names are relative to `root` or to the common folder of PATHS.

    `InputError` for a missing path, a glob without a match, or a folder without sources. With a `root`, the paths are those of
    a review, whose folders may be without sources: `private/` may hold only notes or recordings.
    """
    files: list[Path] = []
    bases: list[Path] = []
    from_folders: set[Path] = set()
    for name in paths:
        if not isinstance(name, str | os.PathLike):
            raise UsageError(f"a path is wanted, not a {type(name).__name__}; of a list: read(*paths)")
        path = Path(name)
        if path.is_dir():
            found = _in_folder(path, endings().__contains__)
            if not found and root is None:
                known = " ".join(sorted(endings()))
                raise InputError(str(name), f"no sources here; looked for {known}{_of_notes(path)}")
            from_folders.update(found)
            bases.append(path)
        else:
            found = [path] if path.exists() else _matched(str(name))
            bases += [each.parent for each in found]
        files += found
    base = Path(root) if root is not None else _above_private(_common(bases))
    paths_by_file = grouped((os.path.realpath(path), path) for path in files)
    return [(paths[0], _name(paths, base), paths[0] in from_folders) for paths in paths_by_file.values()]


def _matched(name: str) -> list[Path]:
    """Return the files that a glob matches, and those in folders that it matches. `InputError` without a match."""
    if Path(name).is_symlink():
        raise MissingFileError(
            name, "is a link to a file that does not exist, or to itself; mend or delete the link"
        )
    if not any(mark in name for mark in "*?["):
        raise MissingFileError(name, f"no such file or folder{_near(Path(name))}")
    matched = [Path(each) for each in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 - the pattern may be absolute
    # a dangling link is no file; it is listed so that reading it gives an error
    hits = [each for each in matched if each.is_file() or (each.is_symlink() and not each.exists())]
    hits += [
        inside for each in matched if each.is_dir() for inside in _in_folder(each, endings().__contains__)
    ]
    hits = [each for each in hits if not _of_registries(each)]
    if not hits:
        raise MissingFileError(name, "matches no file")
    return hits


def _name(paths: Iterable[Path], base: Path) -> str:
    """Return the name of a file with several paths: one that contains `private`, if there is one."""
    names = [_relative(path, base) for path in dict.fromkeys(paths)]
    return next(filter(is_private_path, names), names[0])


def unreadable_exports(paths: Iterable[Path | str], root: Path | str | None = None) -> list[Problem]:
    """Return a Problem (LR004) for each file below the folders among PATHS that may be an export and is not read, by format or by ending."""
    folders = [path for path in map(Path, paths) if path.is_dir()]
    base = Path(root) if root is not None else _above_private(_common(folders))
    found = dict.fromkeys(
        path for folder in folders for path in _in_folder(folder, lambda ending: ending not in endings())
    )
    return [fault for path in found if (fault := _unread_export(path, Where(file=_relative(path, base))))]


def _unread_export(path: Path, where: Where) -> Problem | None:
    ending = path.suffix.lower()
    if ending in UNREADABLE:
        return problem("LR004", where, ending=ending, mend=UNREADABLE[ending])
    if not (wanted := ending_of_export(path)):
        return None
    return problem(
        "LR004.ending", where, ending=f"the ending {ending}" if ending else "no ending", wanted=wanted
    )


def ending_of_export(path: Path) -> str:
    """Return the ending that a file of references should have, by its content; `""` for prose, programs and files without references."""
    if path.suffix.lower() in NEVER_EXPORTS | _PROSE or files_.is_readme(path.name):
        return ""
    try:
        with path.open("rb") as stream:
            text = stream.read(_LOOKED_AT).decode("utf-8", errors="replace")
    except OSError:
        return ""
    if "\x00" in text or not holds_references(text, "any.txt"):
        return ""
    return next(iter(formats_by_name()[name].endings), "") if (name := detect(text)) else ".txt"


def _near(path: Path) -> str:
    folder = path.parent
    if private_part(folder):
        return ""
    try:
        names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    except OSError:
        names = []
    return near_miss(path.name, names)


def _of_registries(path: Path) -> bool:
    """Return whether a file lies in a review's folder of registries' answers, which a pattern leaves out; name such a file to read it."""
    places = Path(os.path.realpath(path)).parents
    return any(place.name == _REGISTRIES and (place.parent / SETTINGS_FILE).is_file() for place in places)


def _in_folder(folder: Path, wanted: Callable[[str], bool]) -> list[Path]:
    """Return the files with a wanted ending below a folder, without hidden ones and those that this program writes into a review."""
    found: list[Path] = []
    place = Path(os.path.realpath(folder))
    reviews = [folder] if any((each / SETTINGS_FILE).is_file() for each in (place, *place.parents)) else []
    for here, folders, names in files_.walk(folder):
        reviews += [here] if SETTINGS_FILE in names else []
        private = is_private_name(here.name) and (here.parent / SETTINGS_FILE).is_file()
        skipped = {"out"} if private or SETTINGS_FILE in names else set()
        own = _own_names(names, private=private)
        if own is IN_PACKETS:
            skipped.add("inputs")
        # other modules read transcripts, quotes and codes; nothing reads the accounts of those who withdrew
        skipped |= {"transcripts", "withdrawn"} if private else set()
        if any(here.is_relative_to(review) for review in reviews):
            skipped.add(_REGISTRIES)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in skipped)
        found += [
            here / name
            for name in names
            if not name.startswith(".")
            and name not in own
            and wanted(Path(name).suffix.lower())
            # reading a pipe would wait; to read one, name it
            and not stat.S_ISFIFO(_mode(here / name))
        ]
    return sorted(found, key=lambda path: path.as_posix())


def _own_names(names: list[str], *, private: bool) -> frozenset[str]:
    """Return the files of this program in a folder with these names, which other modules read."""
    if {*names} >= IN_PACKETS:
        return IN_PACKETS
    return _OF_PRIVATE if private else frozenset()


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _common(bases: list[Path]) -> Path:
    try:
        return Path(os.path.commonpath([os.path.realpath(base) for base in bases]))
    except ValueError:  # there is none
        return Path()


def _above_private(folder: Path) -> Path:
    """Return the folder, or the parent of `private` if the folder is or lies in `private`: names must show it, as `private/a.bib` does."""
    # by the path as written: `private` may be a link to a safer place
    place = private_folder(os.path.abspath(folder))  # noqa: PTH100 - Path.resolve would follow links
    return folder if place is None else place.parent


def _relative(path: Path, base: Path) -> str:
    """Return a path relative to `base`, with `private` in it if the path leads through a folder of that name."""
    name = _from(os.path.realpath(path), os.path.realpath(base))
    if is_private_path(name):
        return name
    for way in ways(path):
        if private_folder(way) is not None:
            name = _from(way, os.path.abspath(base))  # noqa: PTH100 - Path.resolve would follow links
            return name if is_private_path(name) else f"private/{name}"
    return name


def _from(path: str, base: str) -> str:
    return files_.name_of(os.path.relpath(path, base))
