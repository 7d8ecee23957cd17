"""What drawings share: the colours of the main group's codes, and how much text fits a width.

Okabe, M. and Ito, K. (2008), Color Universal Design, told apart by most people with a colour-vision deficiency; those that were too
light are darkened until white writing on them can be read. In the dark the writing on them is dark.
No font is asked, for a picture is drawn by whatever font a reader has: a letter is taken for as wide as in a wide sans-serif.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

LIGHT = ("#0072b2", "#b84e00", "#007a59", "#a8467f", "#7d6500", "#3d7396", "#7a5c2e", "#994f00")
DARK = ("#4ba3e3", "#ff8a3d", "#2ec79a", "#e79cc6", "#f0c040", "#8fd0f5", "#c2a26a", "#d08a4a")
SEVERAL, SEVERAL_DARK = "#6f5aa8", "#b39ee8"
"""What has several codes of the main group."""
NONE, NONE_DARK = "#5f6873", "#8d949e"
"""What has none."""
ON_LIGHT, ON_DARK = "#ffffff", "#10151b"
"""The writing on a colour of the one list, and of the other."""


def place_colours(codes: Sequence[str], met: Iterable[str]) -> Mapping[str, int]:
    """Return the place of each code in the list of colours: by the codebook (`codes`), so that it is the same wherever the code is shown.

    What the codebook does not know follows by name; after the last colour the first comes again.

    >>> place_colours(["protect", "prosecute"], {"prosecute", "another"})
    {'protect': 0, 'prosecute': 1, 'another': 2}
    """
    known = dict.fromkeys((*codes, *sorted(set(met).difference(codes))))
    return {code: place % len(LIGHT) for place, code in enumerate(known)}


_SPACE = re.compile("([ \t\r\n]+)")
_SPACE_OR_HYPHEN = re.compile(r"([ \t\r\n]+|(?<=[^\W\d]-)(?=[^\W\d]))")
_WIDE = frozenset("mwMW@%—…&")


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of the size of its letters."""
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
    """Return how wide a column must be so that no word of a text breaks, but behind a hyphen."""
    return max((width(word, size) for word in _SPACE_OR_HYPHEN.split(text)), default=0.0)


def fitted(text: str, room: float, size: float, *, hyphens: bool = False) -> tuple[str, ...]:
    """Return the lines into which a text breaks so that each fits the room: at spaces (`hyphens`: behind them, too), and within a word that is too long itself.

    >>> fitted("Web of Science Core Collection", 120, 13)
    ('Web of Science', 'Core Collection')
    """
    lines: list[str] = []
    line = ""
    # a space that does not break keeps a number with what it counts
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
    """Return a text of at most so many letters: a longer one ends with a whole word and dots, and keeps the year at its end.

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
