"""Imports modules under their old paths, listed in `moved.tsv`, with a `DeprecationWarning` that names the present path."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.resources import files
from types import ModuleType

_ROOT = "litreview."
NAMESPACES = {"evidence": "stages.evidence", "network": "stages.network", "text": "core.text"}
"""Modules that are attributes of `litreview` itself."""


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
    """A module under its old path; its attributes are those of the present module."""

    def __init__(self, name: str, target: ModuleType) -> None:
        super().__init__(name, target.__doc__)
        self._target = target

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._target, name)

    def __call__(self, *args: object, **named: object) -> object:
        """Call the function of the module's name: once imported, `litreview.agreement` is this module, and no longer the function."""
        return getattr(self._target, self.__name__.rpartition(".")[2])(*args, **named)


class _Loader(Loader):
    """Loads the module of an old path, with a `DeprecationWarning` that names the present one."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        now = new_path(spec.name)
        if spec.name.removeprefix(_ROOT) not in NAMESPACES:
            warnings.warn(f"{spec.name} is now {now}", DeprecationWarning, stacklevel=2)
        return _Moved(spec.name, import_module(now))

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the present module was run when it was imported."""


def find(name: str) -> ModuleSpec | None:
    """Return the import spec of a module's old path, None if no module moved from there."""
    return ModuleSpec(name, _Loader(), origin="moved", is_package=True) if new_path(name) else None
