"""The exceptions of litreview, all below one root.

Faults in a user's data are values (`litreview.model.Problem`), not exceptions. An exception means the call itself
could not be carried out::

    LitreviewError
    ├── UsageError            a call that makes no sense: an unknown style, format, code or option value
    │   ├── InputError        a path that is missing, is not readable or holds no sources
    │   └── OutputError       a path that must not or cannot be written
    ├── CodebookError         a codebook file that breaks its own rules (keeps path and the faults found)
    ├── SettingsError         a litreview.toml or findings.toml that cannot be read
    ├── DecisionSyntaxError   a decision that cannot be written down (keeps path, line and why)
    └── MissingExtraError     a feature whose optional dependency is not installed
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence

from litreview.sealed import private_part


class LitreviewError(Exception):
    """The root of all litreview exceptions; `str()` is a message fit for a user."""

    exit_code = 2


class UsageError(LitreviewError):
    """A call that makes no sense as it stands."""


class InputError(UsageError):
    """A path that is missing, is not readable or holds no sources."""

    def __init__(self, path: str, why: str) -> None:
        self.path = named(path)
        self.why = why
        super().__init__(f"{self.path}: {why}")


class OutputError(UsageError):
    """A path that must not or cannot be written."""

    def __init__(self, path: str, why: str) -> None:
        self.path = named(path)
        self.why = why
        super().__init__(f"{self.path}: {why}")


class CodebookError(LitreviewError):
    """A codebook file that breaks its own rules."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {fault}" for fault in self.faults))


class SettingsError(LitreviewError):
    """A settings file that cannot be read."""

    def __init__(self, path: str, why: str, line: int = 0) -> None:
        self.path = named(path)
        self.line = line
        self.why = why
        super().__init__(f"{self.path}:{line}: {why}" if line else f"{self.path}: {why}")


class DecisionSyntaxError(LitreviewError):
    """A decision that cannot be written down."""

    def __init__(self, path: str, line: int, why: str) -> None:
        self.path = named(path)
        self.line = line
        self.why = why
        super().__init__(f"{self.path}:{line}: {why}" if line else f"{self.path}: {why}")


class MissingExtraError(LitreviewError):
    """A feature whose optional dependency is not installed; the message names the library itself."""

    def __init__(self, feature: str, library: str) -> None:
        self.library = library
        super().__init__(f"{feature} needs an optional package: pip install {library}")


def named(path: str) -> str:
    """Return a path as a message may name it: of a file below a `private/`, which may be called after a person, only the folder.

    >>> named("my-review/bib/a.bib"), named("my-review/private/doe.bib")
    ('my-review/bib/a.bib', 'a file in my-review/private')
    """
    folder = private_part(path)
    if not folder or os.path.abspath(path) == folder:  # noqa: PTH100
        return path
    return f"a file in {os.path.relpath(folder)}"


def near_miss(word: str, choices: Iterable[str]) -> str:
    """Return `"; did you mean 'protect'?"` for the closest choice, or an empty string.

    >>> near_miss("protct", ["protect", "prevent"])
    "; did you mean 'protect'?"
    """
    found = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"; did you mean '{found[0]}'?" if found else ""
