"""The colours of the codes of the main group: one table for the evidence map, the graph, the timeline and the report.

Okabe, M. and Ito, K. (2008), Color Universal Design, told apart by most people with a colour-vision deficiency; those that were too
light are darkened until white writing on them can be read. In the dark the writing on them is dark.
"""

from __future__ import annotations

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
