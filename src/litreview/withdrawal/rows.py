"""Lines of tables taken out: decisions on a code, and rows of private tables. Every other line stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from litreview.withdrawal.names import Names

_COLUMNS = (b"when", b"by", b"verb", b"key", b"value", b"where", b"reason", b"what", b"shown")
_SPEAK = frozenset({b"where", b"reason", b"by", b"when", b"shown"})
"""Columns in which a decision on another source may speak of the person: such a line is that source's, and is named instead."""
_HEAD = frozenset({b"when", b"verb", b"key"})
_BOM = b"\xef\xbb\xbf"


def without_decisions(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a file of decisions without the lines on a code, alone or in a pair, and the numbers of these.

    >>> without_decisions(b"when\tby\tverb\tkey\tvalue\n1\ta\ttag\tI07\tprotect\n2\ta\tsame\tA\tI07\n3\ta\ttag\tI08\tprotect\n", Names(code="I07"))
    (b'when\tby\tverb\tkey\tvalue\n3\ta\ttag\tI08\tprotect\n', (2, 3))
    """
    columns: Sequence[bytes] = _COLUMNS

    def theirs(line: bytes) -> bool:
        nonlocal columns
        cells = [cell.strip() for cell in line.removeprefix(_BOM).rstrip(b"\r\n").split(b"\t")]
        if set(cells) >= _HEAD:
            columns = cells
            return False
        named = [*columns, *[b""] * len(cells)]
        found = dict(zip(named, cells, strict=False))
        # what `set` says of another source is words of its own
        speak = _SPEAK | {b"value"} if found.get(b"verb") == b"set" else _SPEAK
        said = re.split(rb"; | \|\| ", found.pop(b"what", b""))  # a title may hold what looks like a code
        return any(map(names.is_cell, said)) or any(
            names.in_cell(cell) for name, cell in found.items() if name not in speak
        )

    return _without(data, theirs)


def without_rows(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a table without the rows of which one cell holds a name, and the numbers of these.

    >>> without_rows(b"code\tspan\nI07\t3\nI08\t4", Names(code="I07"))
    (b'code\tspan\nI08\t4', (2,))
    """
    return _without(data, lambda line: any(map(names.in_cell, line.strip().split(b"\t"))))


def _without(data: bytes, theirs: Callable[[bytes], bool]) -> tuple[bytes, tuple[int, ...]]:
    lines = data.split(b"\n")  # `splitlines` would also cut at a lone carriage return
    ends = [line + b"\n" for line in lines[:-1]] + [lines[-1]]
    gone = tuple(number for number, line in enumerate(ends, start=1) if theirs(line))
    taken = set(gone)
    return b"".join(line for number, line in enumerate(ends, start=1) if number not in taken), gone
