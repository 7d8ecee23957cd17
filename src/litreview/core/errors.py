"""The exceptions of litreview, all below one root.

Faults in a user's data are values (`litreview.core.model.Problem`), not exceptions. An exception means the call itself
could not be carried out::

    LitreviewError
    ├── UsageError            a call that makes no sense: an unknown style, format, code or option value
    │   ├── InputError        a path that is not readable or holds no sources
    │   │   └── MissingFileError  a path where there is nothing; a FileNotFoundError, too
    │   ├── UnknownKeyError   no record or source of that key; a KeyError, too
    │   └── OutputError       a path that must not or cannot be written
    ├── CodebookError         a codebook file that breaks its own rules (keeps path and the faults found)
    ├── SettingsError         a litreview.toml or findings.toml that cannot be read
    ├── DecisionSyntaxError   a decision that cannot be written down (keeps path, line and why)
    └── MissingExtraError     a feature whose optional dependency is not installed
"""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from litreview.core.libraries import fuzz, process
from litreview.core.sealed import private_part

_LONGEST_NAME = 200  # characters
_MOST_ASKED = 100
_FEW = 200


class LitreviewError(Exception):
    """The root of all litreview exceptions; `str()` is a message fit for a user."""

    exit_code = 2

    def __reduce__(self) -> tuple[Callable[..., LitreviewError], tuple[object, ...]]:
        """Return how a pickle rebuilds it, whatever the constructor takes, so that a worker's error reaches its caller."""
        return _remade, (type(self), self.args, self.__dict__)


def _remade(
    kind: type[LitreviewError], arguments: tuple[str, ...], facts: Mapping[str, object]
) -> LitreviewError:
    made = kind.__new__(kind, *arguments)
    made.__dict__.update(facts)
    return made


class UsageError(LitreviewError):
    """A call with arguments that make no sense."""


class _FileError(LitreviewError):
    """A fault of a file, perhaps in one of its lines."""

    def __init__(self, path: str, why: str, line: int = 0) -> None:
        self.path: str = message_path(path)
        self.line = line
        self.why = why
        super().__init__(f"{self.path}:{line}: {why}" if line else f"{self.path}: {why}")


class InputError(_FileError, UsageError):
    """A path that is missing (then it is a `MissingFileError`), is not readable or holds no sources."""


class MissingFileError(InputError, FileNotFoundError):
    """A path without a file or folder; `except FileNotFoundError` catches it, as it does for Python's own `open`.

    >>> error = MissingFileError("none.bib", "no such file")
    >>> isinstance(error, FileNotFoundError), error.filename, str(error)
    (True, 'none.bib', 'none.bib: no such file')
    """

    errno: int | None
    filename: Any

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.errno = errno.ENOENT
        self.filename = self.path

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"

    def __reduce__(self) -> tuple[Callable[..., LitreviewError], tuple[object, ...]]:
        # what an OSError knows besides is in no __dict__
        return MissingFileError, (self.path, self.why)


class UnknownKeyError(UsageError, KeyError):
    """A key that no record or source has, or more than one; `except KeyError` catches it."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes


_FULL = frozenset([errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG])
"""The system's error numbers for a full disk, a full quota and a file that is too large."""


def no_room(error: OSError) -> str:
    """Return the advice for a full disk, as the end of a sentence; `""` for any other error.

    >>> no_room(OSError(errno.ENOSPC, "No space left on device")), no_room(OSError(errno.EACCES, "Permission denied"))
    ('; make room on that disk or write to another, and run it again', '')
    """
    return "; make room on that disk or write to another, and run it again" if error.errno in _FULL else ""


class OutputError(_FileError, UsageError):
    """A path that must not or cannot be written."""


class CodebookError(LitreviewError):
    """A codebook file that breaks its own rules."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path = path
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__("\n".join(f"{path}: {fault}" for fault in self.faults))


class SettingsError(_FileError):
    """A settings file that cannot be read."""


class DecisionSyntaxError(_FileError):
    """A decision that cannot be written down."""

    def __init__(self, path: str, line: int, why: str) -> None:
        super().__init__(path, why, line)


class MissingExtraError(LitreviewError):
    """A feature whose optional dependency is not installed; the message names the library itself."""

    def __init__(self, feature: str, library: str) -> None:
        self.library = library
        super().__init__(f"{feature} needs an optional package: pip install {library}")


def message_path(path: str) -> str:
    """Return a path as messages may show it: for a file below `private/`, which may be named after a person, only the folder.

    >>> message_path("my-review/bib/a.bib"), message_path("my-review/private/doe.bib")
    ('my-review/bib/a.bib', 'a file in my-review/private')
    """
    folder = private_part(path)
    if not folder or os.path.abspath(path) == folder:  # noqa: PTH100 - Path.resolve would follow links
        return path
    return f"a file in {os.path.relpath(folder)}"


def near_miss(word: str, choices: Iterable[str]) -> str:
    """Return `"; did you mean 'protect'?"` for the closest choice, or an empty string.

    >>> near_miss("protct", ["protect", "prevent"])
    "; did you mean 'protect'?"
    """
    return Nearest(choices).hint(word)


class Nearest:
    """Finds the names nearest to an unknown one, for the first hundred unknown names only.

    Each search compares all names, and nobody reads thousands of hints. A text too long to be a name has no near names.
    """

    __slots__ = ("_choices", "_results", "_sorted")

    def __init__(self, choices: Iterable[str]) -> None:
        self._choices: Iterable[str] = choices
        self._sorted: list[str] | None = None
        self._results: dict[tuple[str, int, float], list[str]] = {}

    def find(self, word: str, *, most: int = 3, cutoff: float = 0.5) -> list[str]:
        """Return up to `most` names, the nearest first; `cutoff` is the least ratio of difflib, 0..1."""
        query = (word, most, cutoff)
        if query not in self._results:
            if len(word) > _LONGEST_NAME or len(self._results) >= _MOST_ASKED:
                return []
            self._results[query] = difflib.get_close_matches(
                word, self._near_names(word, cutoff), n=most, cutoff=cutoff
            )
        return self._results[query]

    def hint(self, word: str) -> str:
        """Return `"; did you mean 'protect'?"` for the nearest name, or an empty string."""
        nearest = self.find(word, most=1, cutoff=0.6)
        return f"; did you mean '{nearest[0]}'?" if nearest else ""

    def _near_names(self, word: str, cutoff: float) -> list[str]:
        """Return the names worth comparing with difflib: its ratio is never above that of rapidfuzz, which is quicker."""
        if self._sorted is None:
            self._sorted = [name for name in dict.fromkeys(self._choices) if len(name) <= _LONGEST_NAME]
        if len(self._sorted) <= _FEW:
            return self._sorted

        nearest = process.extract(
            word, self._sorted, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=_FEW
        )
        return [name for name, _, _ in nearest]
