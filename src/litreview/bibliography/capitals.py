"""Names of journals that a database gave all in capitals, as Web of Science does."""

from __future__ import annotations

import re

# what stays in capitals in the name of a journal: institutions, societies, fields
_ACRONYMS = frozenset(
    [
        "ACM", "ACS", "AIDS", "AIP", "AJS", "AMA", "ANU", "ASCE", "ASM", "BYU", "CUNY", "DNA", "EURASIP", "HIV", "ICES", "IEEE", "ILO",
        "IMF", "IZA", "JAMA", "LSE", "MIS", "NATO", "NEJM", "NWSA", "NYU", "OECD", "PLOS", "RNA", "RSF", "SIAM", "SMU", "SUNY", "TESOL",
        "UC", "UCLA", "UIC", "UK", "UMKC", "UN", "UNESCO", "US", "USA", "USC", "WHO",
    ]
)  # fmt: skip
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_SHORTEST = 6
"""Letters of a single word that is taken for one: "SCIENCE", but not "PLOS" or "ELIFE"."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")


def out_of_capitals(name: str) -> str:
    """Return a name that is all in capitals in headline case; any other as it is. Known acronyms stay, and words without a vowel.

    >>> out_of_capitals("JOURNAL OF HUMAN TRAFFICKING"), out_of_capitals("UCLA LAW REVIEW"), out_of_capitals("BMJ OPEN")
    ('Journal of Human Trafficking', 'UCLA Law Review', 'BMJ Open')
    >>> out_of_capitals("ANTI-TRAFFICKING REVIEW"), out_of_capitals("JAMA"), out_of_capitals("eLife")
    ('Anti-Trafficking Review', 'JAMA', 'eLife')
    """
    if not name.isupper() or (" " not in name and len(name) < _SHORTEST):
        return name

    def cased(found: re.Match[str]) -> str:
        word = found[0]
        if word in _ACRONYMS or len(word) == 1 or not _VOWEL.search(word):
            return word
        inside = found.start() > 0 and name[found.start() - 2 : found.start()][:1] not in ":.-"
        return word.lower() if inside and word.lower() in _SMALL else word.capitalize()

    return _WORD.sub(cased, name)
