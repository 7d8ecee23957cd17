"""Old module paths: `litreview.duplicates` still imports, with a warning that names `litreview.stages.duplicates`. The table is `moved.tsv`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.resources import files
from types import ModuleType

_ROOT = "litreview."


@cache
def _moves() -> Mapping[str, str]:
    """Return the new path of each module that moved, by its old path, both below `litreview`."""
    text = files("litreview.core").joinpath("moved.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.split("\n")[1:] if line)


def new_path(name: str) -> str:
    """Return the present path of a module by its old one, `""` if no module of that path moved.

    >>> new_path("litreview.duplicates.verdict")
    'litreview.stages.duplicates.verdict'
    >>> new_path("litreview.stages")
    ''
    """
    old, rest = name.removeprefix(_ROOT), ""
    while old and name.startswith(_ROOT):
        if old in _moves():
            return f"{_ROOT}{_moves()[old]}{rest}"
        old, _, last = old.rpartition(".")
        rest = f".{last}{rest}"
    return ""


class _Moved(ModuleType):
    """A module under its old path: each of its attributes is the present module's."""

    def __init__(self, name: str, target: ModuleType) -> None:
        super().__init__(name, target.__doc__)
        self._target = target

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._target, name)


class MovedModules(MetaPathFinder, Loader):
    """Finds modules of litreview under the paths they had before. Asked only when there is no module of that path."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how the module of an old path is loaded, None if none moved from there."""
        del path, target
        if not fullname.startswith(_ROOT) or not new_path(fullname):
            return None
        return ModuleSpec(fullname, self, origin="moved", is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module of an old path, after a `DeprecationWarning` that names the present one."""
        now = new_path(spec.name)
        warnings.warn(f"{spec.name} is now {now}", DeprecationWarning, stacklevel=2)
        return _Moved(spec.name, import_module(now))

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the present module was run when it was imported."""


def watch() -> None:
    """Let old module paths be imported, once a process."""
    if not any(isinstance(finder, MovedModules) for finder in sys.meta_path):
        sys.meta_path.append(MovedModules())
