"""How a review was made, in sentences whose every number comes from its state."""

from __future__ import annotations

from dataclasses import dataclass, field

from litreview.wording import short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the methods: the step it is about (`search`, `deduplication`, `screening` …), and its words."""

    about: str
    words: str

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """The methods paragraph. `missing` names what a reader would ask for and the review does not hold, by step: it is never made up."""

    sentences: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()

    __repr__ = short_repr

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The sentences of each step as a paragraph, in order."""
        steps = dict.fromkeys(one.about for one in self.sentences)
        return tuple(" ".join(one.words for one in self.sentences if one.about == step) for step in steps)

    def said(self, about: str) -> str:
        """Return what is said of a step, `""` if nothing is."""
        return " ".join(one.words for one in self.sentences if one.about == about)

    def not_recorded(self, about: str) -> str:
        """Return what the review does not hold of a step, `""` if nothing is missing."""
        return "; ".join(one.words for one in self.missing if one.about == about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """An item of a reporting guideline: its number, what it asks for, and what the review holds of it; `""` if that is not recorded."""

    item: str
    asks: str
    answer: str = ""

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a review was made of: `files` as (name, records, SHA-256), `people` as (name, judgements on pairs, in screening, on all else)."""

    software: str
    codebook: str
    files: tuple[tuple[str, int, str], ...] = field(default=())
    people: tuple[tuple[str, int, int, int], ...] = field(default=())

    __repr__ = short_repr
