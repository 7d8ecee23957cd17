"""Find the case that an opinion decides: by the parties of its caption, and its year or docket number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from litreview.core.model import Source
from litreview.core.results.texts import TextFacts, TextFit
from litreview.core.text import fold
from litreview.works.kinds import kind_of
from litreview.works.law import NEUTRAL


class Caption(NamedTuple):
    """The case of a source: the words of both parties, its year, and its docket number and neutral citation; a matter has one party."""

    source: str
    plaintiff: frozenset[str]
    defendant: frozenset[str]
    year: str
    numbers: tuple[str, ...]


_VERSUS = re.compile(r"\s+(?:vs?\.?|versus)\s+")
_MATTER = re.compile(r"^(?:in re|ex parte|in the matter of|matter of)\s+(?:the claim of\s+)?", re.IGNORECASE)
_OPENS_MATTER = (("in", "re"), ("ex", "parte"), ("matter", "of"))
_NO_PARTY = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "an",
        "in",
        "et",
        "al",
        "ex",
        "rel",
        "inc",
        "llc",
        "ltd",
        "co",
        "corp",
        "company",
        "corporation",
        "incorporated",
        "limited",
        "lp",
        "llp",
        "no",
        "us",
        "usa",
    ]
)
_PARTY_WORDS = 150
"""Words beside the `v.` of a caption in which a party is named."""
_MATTER_WORDS = 30
"""Words after `In re` in which a matter is named; the columns of a caption may mix."""
_CAPTION_WORDS = 500
"""Words at the beginning of an opinion in which its caption is."""
_FIRST_PLACES = 2
"""Places with a `v.` at the beginning, of which one may be a citation in a standing notice of the court."""
_ABBREVIATION = re.compile(r"\b[^\W\d_]{3,}(?=\.)|\b[A-Z]{3,}\b")


def caption_of(source: Source) -> Caption | None:
    """Return the parties of a case, None for another work."""
    if kind_of(source) != "case":
        return None
    own = [found[0] for found in NEUTRAL.finditer(source.title)]
    left, *right = _VERSUS.split(_MATTER.sub("", NEUTRAL.sub("", source.title)), maxsplit=1)
    sides = [_party(side) for side in (left, *right)]
    if not all(sides):
        return None
    numbers = (f" {fold(one)} ".replace(" no ", " ").strip() for one in (source.get("number"), *own))
    return Caption(
        source.key, sides[0], sides[1] if right else frozenset(), source.get("year"), tuple(numbers)
    )


def _party(text: str) -> frozenset[str]:
    """Return the words of a party; an abbreviation ends with a point, one of initials is in capitals."""
    short = {
        fold(one[0]): f"{one[0]}." if one[0].isupper() else f"{fold(one[0])}."
        for one in _ABBREVIATION.finditer(text)
    }
    return frozenset(short.get(word, word) for word in fold(text).split() if word not in _NO_PARTY)


def _names(party: frozenset[str], words: Sequence[str]) -> bool:
    """Return whether all words of a party are among these, or what they abbreviate.

    >>> _names(frozenset({"standard", "ins."}), ["standard", "insurance", "company"])
    True
    >>> _names(frozenset({"EPA."}), ["environmental", "protection", "agency"])
    True
    """
    initials = "".join(word[0] for word in words if word not in _NO_PARTY)

    def is_named(word: str) -> bool:
        if not word.endswith("."):
            return word in words
        bare = word[:-1].lower()
        return bare in words or (
            bare in initials if word[0].isupper() else any(one.startswith(bare) for one in words)
        )

    return all(map(is_named, party))


def cases_in(facts: TextFacts, captions: Iterable[Caption]) -> list[TextFit]:
    """Return the cases whose parties are on both sides of the `v.` of an opinion, and whose year or number it has; a person decides about others.

    A caption is in the largest letters of a page, or stands before the cases that an opinion cites: with at most one before it.
    """
    words = fold(facts.head).split()[:_CAPTION_WORDS]
    head = f" {' '.join(words)} "
    places = [*_places(words)]
    largest = [place for title in facts.titles for place in _places(fold(title).split())]
    found = _at_places(captions, places)
    in_title = _at_places(found, largest)
    first = _at_places(found, places[:_FIRST_PLACES])
    surest = in_title or ([] if largest else first)
    return [_case_fit(one, head, has_caption=one in surest) for one in in_title or first or found]


def _at_places(
    captions: Iterable[Caption], places: Sequence[tuple[Sequence[str], Sequence[str]]]
) -> list[Caption]:
    """Return the captions whose parties are on both sides of one of these places."""
    return [one for one in captions if any(_is_caption(one, *place) for place in places)]


def _case_fit(one: Caption, head: str, *, has_caption: bool) -> TextFit:
    """Return that a text is of a case if it names its docket, or its year below its caption; else that a person must decide."""
    for number in one.numbers:
        if re.search(r"\d{3}", number) and f" {number} " in head:
            return TextFit(one.source, (), ("same parties", number))
    if has_caption and one.year and f" {one.year} " in head:
        return TextFit(one.source, (), ("same parties", one.year))
    return TextFit("", (one.source,))


def _places(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the words on both sides of each `v.`, and those after each `In re` and none."""
    for at, word in enumerate(words):
        if word in ("v", "vs", "versus"):
            yield words[max(0, at - _PARTY_WORDS) : at], words[at + 1 : at + 1 + _PARTY_WORDS]
        elif tuple(words[at : at + 2]) in _OPENS_MATTER and at < _PARTY_WORDS:
            yield words[at + 2 : at + 2 + _MATTER_WORDS], ()


def _is_caption(one: Caption, left: Sequence[str], right: Sequence[str]) -> bool:
    return bool(one.defendant) == bool(right) and _names(one.plaintiff, left) and _names(one.defendant, right)
