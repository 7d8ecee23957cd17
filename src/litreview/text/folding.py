"""The comparison form of a text."""

from __future__ import annotations

import re

from anyascii import anyascii

_APART = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the text transliterated to ASCII, lower case, each run of anything else one space.

    >>> fold("Gödel,  Escher — Bach!")
    'godel escher bach'

    Law: `fold(fold(text)) == fold(text)`.
    """
    if not text.isascii():
        text = anyascii(text)
    return _APART.sub(" ", text.lower()).strip()
