"""Fields whose values add to one another instead of competing: keywords, groups, files, notes, cited references."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SEPARATED = {
    "keywords": "; ",
    "groups": ", ",
    "file": ";",
    "cites": ",",
    "references": "; ",
    "cited-references": "\n",
}
UNITED = frozenset(
    ["keywords", "groups", "file", "note", "annotation", "annote", "references", "cited-references", "cites"]
)


def unite(name: str, values: Sequence[str]) -> str:
    r"""Return the values in one: the first as it stands, then what each further one adds.

    >>> unite("keywords", ["police; courts", "Courts, labor"])
    'police; courts; labor'
    >>> unite("note", ["Read in May", "read in May", "Cited in the brief"])
    'Read in May\n\nCited in the brief'
    """
    if not values:
        return ""
    separator = _SEPARATED.get(name, "\n\n")
    if name == "keywords" and not any(";" in value for value in values):
        separator = ", "
    seen = {_plain(piece) for piece in _split(name, values[0])}
    more = []
    for value in values[1:]:
        for piece in _split(name, value):
            if _plain(piece) not in seen:
                seen.add(_plain(piece))
                more.append(piece)
    if not more:
        return values[0]
    # commas in the first value become the separator of the whole, or its words would run together
    first = _split(name, values[0]) if name == "keywords" else [values[0].rstrip(separator.strip() or None)]
    return separator.join([*first, *more])


def holds(name: str, united: str, value: str) -> bool:
    """Return whether every piece of a value is in a united one."""
    if name not in UNITED:
        return False
    if name not in _SEPARATED:
        return _plain(value) in _plain(united)
    seen = {_plain(piece) for piece in _split(name, united)}
    return all(_plain(piece) in seen for piece in _split(name, value))


def _plain(piece: str) -> str:
    return " ".join(piece.casefold().split())


def _split(name: str, value: str) -> list[str]:
    if name == "cited-references":
        parts = value.split("\n")
    elif name == "keywords":
        parts = value.split(";" if ";" in value else ",")
    elif name == "file":
        # JabRef writes `text:path:type;…` and escapes what is inside
        parts = re.split(r"(?<!\\);", value)
    elif name in _SEPARATED:
        parts = value.split(_SEPARATED[name].strip())
    else:
        parts = [value]
    return [part.strip() for part in parts if part.strip()]
