"""The comparison form of a text."""

from __future__ import annotations

from anyascii import anyascii

# ASCII to lower-case letters and figures, all else to a space: quicker than a pattern by half
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """Return the text transliterated to ASCII, lower case, each run of anything else one space.

    >>> fold("Gödel,  Escher — Bach!")
    'godel escher bach'

    Law: `fold(fold(text)) == fold(text)`.
    """
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """Return the words of the folded text.

    >>> folded_words("Gödel,  Escher — Bach!")
    ['godel', 'escher', 'bach']
    """
    if not text.isascii():
        text = anyascii(text)
    return text.translate(_PLAIN).split()
