"""The nouns of a codebook: `Codebook`, `Code`, `Term`, `Borderline`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from litreview.codebook.pattern import Pattern
from litreview.errors import UsageError, near_miss

__all__ = ["NONE", "RESERVED", "UNREAD", "Borderline", "Code", "Codebook", "Scope", "Term"]

NONE = "none"
UNREAD = "unread"
RESERVED = (NONE, UNREAD)
"""Codes that every codebook has: read and nothing fits; nothing but the title could be read and nothing fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that speak for a code (`weight` > 0) or against it (`weight` < 0).

    - `fields`: the only fields it is looked for in; `()` means all;
    - `unless`: if one of these stands anywhere in the source, the term is not counted;
    - `generic`: words common in the whole field; alone they never reach a threshold;
    - `why`: why the words mean the code, where that is not plain.
    """

    pattern: Pattern
    weight: float
    fields: tuple[str, ...] = ()
    unless: tuple[Pattern, ...] = ()
    generic: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borderline:
    """A case on the border of codes, and the `codes` it was settled to have."""

    case: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code. Terms suggest it; only a person's decision is final.

    - `lead`: the sentence that opens its part of a bibliography;
    - `not_in`: phrases whose words don't count ("consumer protection");
    - `requires`: the scope without which its terms say nothing, e.g. `trafficking`;
    - `enabled`: whether the tagger looks for it; `hints`: codes that may point to it (never automatic).
    """

    id: str
    group: str
    label: str
    definition: str = ""
    counts: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    borderline: tuple[Borderline, ...] = ()
    parent: str = ""
    siblings: tuple[str, ...] = ()
    lead: str = ""
    terms: tuple[Term, ...] = ()
    not_in: tuple[Pattern, ...] = ()
    requires: str = ""
    threshold: float = 2.0
    enabled: bool = True
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A field of study: a source is in it if one of `patterns` stands in it outside of a phrase of `not_in`."""

    name: str
    patterns: tuple[Pattern, ...]
    not_in: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The codes of a review. `version` is a hash of the content, so a changed codebook has another version.

    - `main_group`: the group that `none` and `unread` speak about;
    - `scopes`: what a code can require a source to be about;
    - `field_weights`: how much a word counts in each field that is read.
    """

    name: str
    title: str
    version: str
    main_group: str
    codes: tuple[Code, ...]
    scopes: tuple[Scope, ...] = ()
    field_weights: tuple[tuple[str, float], ...] = ()
    path: str = ""

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all codes, in the codebook's order."""
        return tuple(code.id for code in self.codes)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the codebook's order."""
        return tuple(dict.fromkeys(code.group for code in self.codes))

    def group(self, name: str) -> tuple[Code, ...]:
        """Return the codes of a group; `UsageError` if there is no such group."""
        if name not in self.groups:
            raise UsageError(f"no group '{name}' in codebook '{self.name}'{near_miss(name, self.groups)}")
        return tuple(code for code in self.codes if code.group == name)

    def find(self, id_: str) -> Code:
        """Return the code with this id; `UsageError` names the near miss."""
        for code in self.codes:
            if code.id == id_:
                return code
        raise UsageError(f"no code '{id_}' in codebook '{self.name}'{near_miss(id_, self.ids)}")
