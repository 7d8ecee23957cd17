"""What a REFI-QDA file holds for us: codes, sources by their names, and codings by their numbers.

The identifiers of codes, people and sources (GUIDs) are not kept: Taguette makes them from the names, so that they tell a name to whoever
guesses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class RefiError(ValueError):
    """A file that is no REFI-QDA, or a damaged or hostile one. `str()` says why in words that repeat nothing of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaCode:
    """One code. `parent` is the number of the code it is nested in, -1 at the top; `codable` is False for one that only groups others."""

    name: str = field(repr=False)
    description: str = field(default="", repr=False)
    parent: int = -1
    codable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaSource:
    """One source of a project by all that it is called: its own name, those of its files, and the cases that it belongs to."""

    names: tuple[str, ...] = field(repr=False)
    cases: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaCoding:
    """One code on one passage, or on a whole source. Each is a number in its list of the project; `user` and `code` are -1 where unknown.

    `id` is the same in every export of the project. It is the one identifier that is kept: it is made of chance, not of a name.
    """

    source: int
    code: int
    user: int = -1
    id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaProject:
    """A coded project. All of its names are private, so that whoever holds one holds it in a `Sealed`."""

    codes: tuple[QdaCode, ...] = field(default=(), repr=False)
    sources: tuple[QdaSource, ...] = field(default=(), repr=False)
    users: tuple[str, ...] = field(default=(), repr=False)
    codings: tuple[QdaCoding, ...] = field(default=(), repr=False)

    def above(self, number: int) -> Iterator[int]:
        """Yield the number of a code, then those of the codes it is nested in, from the inside."""
        while number >= 0:
            yield number
            number = self.codes[number].parent
