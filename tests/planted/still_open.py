"""Places whose secrets are still told, as patterns. The list only ever gets shorter; when it is empty, this file goes."""

import re

_OPEN = (
    r"bib/.*, the mark$",
    r"bib/table.csv entry \d \((letter|email|instantMessage)\)",
    r"bib/marked.bib, key of a set",
)


def still_open(place):
    """Return whether a secret of this place is known to be told."""
    return any(re.match(pattern, place) for pattern in _OPEN)
