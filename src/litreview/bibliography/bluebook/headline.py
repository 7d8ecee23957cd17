"""Titles in headline case, and initials as legal citations write them."""

from __future__ import annotations

import re

from litreview.sealed import NAME_WITHHELD

# The Indigo Book 2.0, rule on capitalization (The Bluebook, rule 8): articles, conjunctions, and prepositions of four letters or fewer;
# and what stands between the parties of a case
_SMALL = frozenset([
    "a", "an", "the", "and", "but", "for", "nor", "or", "so", "yet", "as", "if", "than", "at", "by",
    "from", "in", "into", "of", "off", "on", "onto", "out", "over", "per", "to", "up", "upon", "via",
    "with", "v", "vs",
])  # fmt: skip
_PREFIXES = frozenset([
    "anti", "co", "counter", "de", "ex", "extra", "inter", "intra", "mid", "multi", "non", "over", "post",
    "pre", "pro", "re", "semi", "sub", "super", "trans", "un", "under",
])  # fmt: skip
# between two names they are part of a place or a person: Rio de Janeiro, Vincent van Gogh
_PARTICLES = frozenset([
    "al", "da", "das", "de", "del", "della", "der", "des", "di", "dos", "du", "el", "la",
    "las", "le", "les", "los", "van", "von", "y", "zu",
])  # fmt: skip
# written with a capital in a title they are made small again: those that are always small, not what is an adverb as often (Speak Up)
_ALWAYS_SMALL = frozenset(["a", "an", "the", "and", "but", "for", "nor", "or", "as", "at", "by", "from", "in", "into", "of", "on", "than", "to", "with"])  # fmt: skip
# "The" is part of these names; "A" of a part of something is a letter
_OWN_ARTICLE = re.compile(r"The\s+(?:Hague|Gambia|Bahamas|Bronx|Netherlands)\b")
_LETTERED = frozenset(["appendix", "class", "division", "exhibit", "grade", "group", "hepatitis", "part", "plan", "schedule", "section", "title", "type", "vitamin"])  # fmt: skip
_WORD = re.compile(rf"{re.escape(NAME_WITHHELD)}\S*|[^\s]+")
_ENDS = (":", ".", "?", "!", "–", "—")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]\.)+$|\b(?:vs?|Dr|St|No|Jr|Sr|Inc|Co|Corp|Ltd|Mr|Mrs|Ms|Comm|Subcomm)\.$"
)


def headline(title: str) -> str:
    """Return an English title with its words capitalised, small ones apart; what has a capital of its own stays as it is.

    >>> headline("fighting fire with fire: the role of mTurk in a re-entry study")
    'Fighting Fire with Fire: The Role of mTurk in a Re-entry Study'
    >>> headline("technology-facilitated trafficking in Rio de Janeiro"), headline("The U.S. And International Response To Raids")
    ('Technology-Facilitated Trafficking in Rio de Janeiro', 'The U.S. and International Response to Raids')
    """
    found = list(_WORD.finditer(title))
    made, at = "", 0
    for place, word in enumerate(found):
        before = found[place - 1][0] if place else ""
        begins = not before or (before.endswith(_ENDS) and not _ABBREVIATED.search(before))
        after = found[place + 1][0] if place + 1 < len(found) else ""
        made += title[at : word.start()]
        made += _cased(word[0], begins=begins, before=before, after=after, rest=title[word.start() :])
        at = word.end()
    return made + title[at:]


def _cased(word: str, *, begins: bool, before: str, after: str, rest: str) -> str:
    """Return a word of a title as it stands there, between those before and after it."""
    bare = word.strip("\"'“”‘’([{)]},;:.?!`")
    if not bare or not bare[0].isalpha() or "://" in word or "@" in word or rest.startswith(NAME_WITHHELD):
        return word
    if bare.istitle() and bare.lower() in _ALWAYS_SMALL and not begins and after:
        kept = _OWN_ARTICLE.match(rest) or word != bare or before.lower() in _LETTERED
        return word if kept else word.lower()
    if not bare.islower() or (bare in _SMALL and not begins):
        return word
    if bare in _PARTICLES and before[:1].isupper() and after[:1].isupper():
        return word
    return word.replace(bare, "-".join(_parts(bare)), 1)


def _parts(word: str) -> list[str]:
    """Return the parts of a word with hyphens, capitalised but for small words and what follows a prefix."""
    first, *rest = word.split("-")
    later = [p if first in _PREFIXES or p in _SMALL else p[:1].upper() + p[1:] for p in rest]
    return [first[0].upper() + first[1:], *later]


def initials(name: str) -> str:
    """Return a name with its initials closed up and dotted.

    >>> initials("Jennifer A. L. Sheldon-Sherman"), initials("D DeHart")
    ('Jennifer A.L. Sheldon-Sherman', 'D. DeHart')
    """
    dotted = re.sub(r"\b([A-Z])(?=\s)", r"\1.", name)
    return re.sub(r"\b([A-Z]\.)\s+(?=[A-Z]\.)", r"\1", dotted)
