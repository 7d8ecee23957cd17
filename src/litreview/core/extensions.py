"""What other installed packages add, found by their entry points: formats, registries, codebooks, citation styles and languages of citation keys.

A package names each addition in its own `pyproject.toml`, such as `[project.entry-points."litreview.formats"]` with `mods = "my_package:MODS"`.
Additions never replace what litreview has: a name that is taken is refused. A room that has additions names all it has by one cached
function, such as `formats()` and `providers()`: an extension imports the room, so it cannot be loaded with it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from litreview.core.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Group = Literal["formats", "providers", "codebooks", "styles", "keys"]


@cache
def _may_be_extended() -> bool:
    """Return whether an installed package may add something. Most have no extension, and `importlib.metadata` takes 20 ms to say so.

    It is always called where packages come from an archive, or from a custom finder.
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    for place in sys.path:
        try:
            names = os.listdir(place or ".")  # noqa: PTH208 - a Path for each of a hundred names takes longer than to read them
        except NotADirectoryError:
            return True
        except OSError:
            continue
        for name in names:
            if name.endswith(".egg"):
                return True
            if name.endswith((".dist-info", ".egg-info")):
                points = Path(place or ".", name, "entry_points.txt")
                if points.is_file() and b"[litreview." in points.read_bytes():
                    return True
    return False


@cache
def _all_entry_points() -> Any:
    from importlib.metadata import entry_points

    # what it returns depends on the version of Python
    return entry_points()


@cache
def _entry_points(group: Group) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    points = _all_entry_points().select(group=f"litreview.{group}") if _may_be_extended() else ()
    for point in sorted(points, key=lambda one: (one.name, one.value)):
        if point.name in found and found[point.name].value != point.value:
            raise UsageError(
                f"two extensions are named '{point.name}': {found[point.name].value} and {point.value}; uninstall one"
            )
        found[point.name] = point
    return found


def extensions(group: Group, taken: Collection[str]) -> dict[str, Any]:
    """Return what other packages add to a group, by its name, in the order of names; what it is, the group's own module says.

    `UsageError` for an addition that cannot be loaded, or whose name is among those `taken`.

    >>> extensions("formats", ())
    {}
    """
    found = {}
    for name, point in _entry_points(group).items():
        package = point.dist.name if point.dist else point.module
        if name in taken:
            raise UsageError(
                f"the extension {package} adds '{name}' to {group}, which litreview has; uninstall it"
            )
        try:
            found[name] = point.load()
        except Exception as error:
            raise UsageError(
                f"the extension {package} cannot be loaded ({type(error).__name__}: {error}); update or uninstall it"
            ) from error
    return found


def extension_packages() -> tuple[str, ...]:
    """Return the names of all packages that add something, sorted: results that are stored rest on their versions, too."""
    points = (point for group in get_args(Group) for point in _entry_points(group).values())
    return tuple(sorted({point.dist.name for point in points if point.dist}))
