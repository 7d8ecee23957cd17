"""The tokens of a reference: what stands between white space, each with its place in the string."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a reference with the marks that stand on it; `text == reference[start:end]`."""

    text: str
    start: int
    end: int


def tokens(reference: str) -> tuple[Token, ...]:
    """Return the tokens of a reference, in order.

    >>> [token.text for token in tokens("Roe A. Raids. 2001;4(1):2-9.")]
    ['Roe', 'A.', 'Raids.', '2001;4(1):2-9.']
    """
    return tuple(
        Token(text=found[0], start=found.start(), end=found.end()) for found in _TOKEN.finditer(reference)
    )
