"""The heavy libraries, each imported when one of its names is first used, and patterns that are compiled when they are first used.

Start-up pays for none of them: numpy alone takes 0.1 s, networkx 0.3 s. A module writes `from litreview.core.libraries import np`, once. `tag` on
ten entries loads 570 regular expressions and uses 120: a module that has many imports `re` from here.
"""

from __future__ import annotations

import re as _re
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "Floats",
    "Ints",
    "Truths",
    "distance",
    "fuzz",
    "jinja2",
    "np",
    "npt",
    "nx",
    "optimize",
    "process",
    "re",
    "sparse",
    "special",
    "stats",
]


class _Library:
    """A module that is imported when a name of it is first asked for, and then remembers the name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        # inspection asks every global of a module for names such as `__wrapped__`, which no library has
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(import_module(self._name), name)
        setattr(self, name, value)
        return value


class _Patterns(_Library):
    """The module `re`, but for `compile`, which makes a pattern that is compiled when it is first used."""

    def compile(self, pattern: Any, flags: int = 0) -> _Pattern:
        return _Pattern(pattern, flags)


class _Pattern:
    """A regular expression that is compiled when something of it other than its text is first asked for."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self._arguments = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = _re.compile(*self._arguments)
        # its own attributes are as fast to find as those of a compiled pattern, so each call costs what it did
        vars(self).update((each, getattr(compiled, each)) for each in dir(compiled) if each[0] != "_")
        return getattr(compiled, name)


if TYPE_CHECKING:
    import re

    import jinja2
    import networkx as nx
    import numpy as np
    from numpy import typing as npt
    from rapidfuzz import distance, fuzz, process
    from scipy import optimize, sparse, special, stats

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Truths = npt.NDArray[np.bool_]
else:
    # the aliases stand in annotations only, which nothing evaluates
    Floats = Ints = Truths = Any
    jinja2, nx, np, npt = map(_Library, ("jinja2", "networkx", "numpy", "numpy.typing"))
    distance, fuzz, process = map(_Library, ("rapidfuzz.distance", "rapidfuzz.fuzz", "rapidfuzz.process"))
    re = _Patterns("re")
    optimize, sparse = map(_Library, ("scipy.optimize", "scipy.sparse"))
    special, stats = map(_Library, ("scipy.special", "scipy.stats"))
