"""Shared parts of drawings: the colours of the main group's codes, and the width of text.

The colours are those of Okabe, M. and Ito, K. (2008), Color Universal Design, which most people with a colour-vision deficiency can distinguish.
Too light ones are darkened until white text on them can be read; in dark mode the text on them is dark.
A reader's own font draws the picture, so widths are estimated by a wide sans-serif.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

LIGHT = ("#0072b2", "#b84e00", "#007a59", "#a8467f", "#7d6500", "#3d7396", "#7a5c2e", "#994f00")
DARK = ("#4ba3e3", "#ff8a3d", "#2ec79a", "#e79cc6", "#f0c040", "#8fd0f5", "#c2a26a", "#d08a4a")
SEVERAL, SEVERAL_DARK = "#6f5aa8", "#b39ee8"
"""The colour of works with several codes of the main group."""
NONE, NONE_DARK = "#5f6873", "#8d949e"
"""The colour of works without a code."""
ON_LIGHT, ON_DARK = "#ffffff", "#10151b"
"""The text colour on a colour of `LIGHT`, and of `DARK`."""


def place_colours(codes: Sequence[str], met: Iterable[str]) -> Mapping[str, int]:
    """Return the colour number of each code, in the codebook's order (`codes`), so that a code has one colour everywhere.

    Codes that are not in the codebook follow by name; after the last colour the first is used again.

    >>> place_colours(["protect", "prosecute"], {"prosecute", "another"})
    {'protect': 0, 'prosecute': 1, 'another': 2}
    """
    known = dict.fromkeys((*codes, *sorted(set(met).difference(codes))))
    return {code: place % len(LIGHT) for place, code in enumerate(known)}


_SPACE = re.compile("([ \t\r\n]+)")
_SPACE_OR_HYPHEN = re.compile(r"([ \t\r\n]+|(?<=[^\W\d]-)(?=[^\W\d]))")
_WIDE = frozenset("mwMW@%—…&")


def width(text: str, size: float) -> float:
    """Return the estimated maximum width of a text, in the unit of `size`."""
    return sum(map(_share, text)) * size


def _share(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if unicodedata.combining(letter):
        return 0.0
    if letter in _WIDE or ord(letter) > 0x2FFF:
        return 1.05
    if letter.isupper():
        return 0.76
    return 0.33 if letter in " .,:;'|!iljI" else 0.62


def widest(text: str, size: float) -> float:
    """Return the width of a column in which words of a text break only after a hyphen."""
    return max((width(word, size) for word in _SPACE_OR_HYPHEN.split(text)), default=0.0)


def fitted(text: str, room: float, size: float, *, hyphens: bool = False) -> tuple[str, ...]:
    """Return a text broken into lines that fit `room`: at spaces, after hyphens if `hyphens`, and within words that are too long.

    >>> fitted("Web of Science Core Collection", 120, 13)
    ('Web of Science', 'Core Collection')
    """
    lines: list[str] = []
    line = ""
    # a non-breaking space stays: it joins a number and its noun
    parts = ["", *re.split(_SPACE_OR_HYPHEN if hyphens else _SPACE, text)]
    for space, word in zip(parts[::2], parts[1::2], strict=True):
        if not word:
            continue
        joined = f"{line}{' ' * bool(space)}{word}" if line else word
        if width(joined, size) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, room, size)
        lines += whole
    lines.append(line)
    return tuple(lines)


def cut(text: str, most: int) -> str:
    """Return a text cut to at most `most` letters: it ends with a whole word and dots, and keeps a year at its end.

    >>> cut("The Flawed Analysis of Decriminalized Prostitution in Rhode Island 2014", 50)
    'The Flawed Analysis of Decriminalized … 2014'
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    year = re.search(r" (?:\d{4}|n\.d\.)$", text)
    end = f"…{year[0]}" if year else "…"
    whole = text[: most - len(end)].rpartition(" ")[0].rstrip(" ,;:–-")
    # a first word that is longer than all the room is cut, and the dots are attached to it
    return f"{whole} {end}" if whole else f"{text[: most - len(end)]}{end}"


def _broken(word: str, room: float, size: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, size) > room:
            parts.append("")
        parts[-1] += letter
    return parts
