"""Lines of tables taken out: decisions on a code, and rows of private tables. Every other line stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from litreview.sealed import is_private_path
from litreview.withdrawal.names import Names

_COLUMNS = (b"when", b"by", b"verb", b"key", b"value", b"where", b"reason", b"what", b"shown")
_SPEAK = frozenset({b"where", b"reason", b"by", b"when", b"shown"})
"""Columns in which a decision on another source may speak of the person: such a line is that source's, and is named instead."""
_FACTS = frozenset({b"when", b"by", b"verb", b"key", b"value"})
"""Columns of a decision that hold no words of anybody's, if verb and value are known ones."""
_HEAD = frozenset({b"when", b"verb", b"key"})
_BOM = b"\xef\xbb\xbf"


def without_decisions(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a file of decisions without the lines on a code, alone or in a pair, and the numbers of these.

    >>> without_decisions(b"when\tby\tverb\tkey\tvalue\n1\ta\ttag\tI07\tprotect\n2\ta\tsame\tA\tI07\n3\ta\ttag\tI08\tprotect\n", Names(code="I07"))
    (b'when\tby\tverb\tkey\tvalue\n3\ta\ttag\tI08\tprotect\n', (2, 3))
    """
    read = _DecisionRows(names)
    return _without(data, read.is_theirs)


def without_words(data: bytes, names: Names, known: Collection[str]) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a file of decisions in which lines on a code say when, by whom, verb, key and value and no more, and the numbers of changed lines.

    A line is taken out if its verb, or a word of its value, is none of the `known` ones, or its key is more than the code.

    >>> said = b"when\tby\tverb\tkey\tvalue\twhere\n1\ta\ttag\tI07\tprotect\tpara 3\n2\ta\tset\tI07\ttitle x\t\n"
    >>> without_words(said, Names(code="I07"), {"tag", "protect"})
    (b'when\tby\tverb\tkey\tvalue\twhere\n1\ta\ttag\tI07\tprotect\t\n', (2, 3))
    """
    read = _DecisionRows(names)
    words = frozenset(word.encode() for word in known)
    kept, changed = [], []
    for number, line in enumerate(_lines(data), start=1):
        new = read.without_words(line, words)
        if new != line:
            changed.append(number)
        kept.append(new)
    return b"".join(kept), tuple(changed)


def without_private(data: bytes) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a file of decisions without the lines that name a file below a folder `private`, and the numbers of these.

    >>> without_private(b"1\ta\ttag\tprivate/a.bib:x\tprotect\n2\ta\tsame\tA\tprivate/a.bib:x\n3\ta\ttag\tA\tprivate\n")
    (b'3\ta\ttag\tA\tprivate\n', (1, 2))
    """
    read = _DecisionRows(Names(code=""))
    return _without(data, read.is_private)


class _DecisionRows:
    """Reads lines of decisions one by one, by the columns that the last header named, and says which are on somebody."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._columns: Sequence[bytes] = _COLUMNS

    def _cells(self, line: bytes) -> dict[bytes, bytes]:
        """Return the cells of a line by column; none of a header."""
        cells = [cell.strip() for cell in line.removeprefix(_BOM).rstrip(b"\r\n").split(b"\t")]
        if set(cells) >= _HEAD:
            self._columns = cells
            return {}
        return dict(zip([*self._columns, *[b""] * len(cells)], cells, strict=False))

    def is_theirs(self, line: bytes) -> bool:
        found = self._cells(line)
        # what `set` says of another source is words of its own
        speak = _SPEAK | {b"value"} if found.get(b"verb") == b"set" else _SPEAK
        said = re.split(rb"; | \|\| ", found.pop(b"what", b""))  # a title may hold what looks like a code
        return any(map(self._names.is_cell, said)) or any(
            self._names.in_cell(cell) for name, cell in found.items() if name not in speak
        )

    def is_private(self, line: bytes) -> bool:
        found = self._cells(line)
        said = b" ".join(found.get(name, b"") for name in (b"key", b"value")).decode(
            "utf-8", errors="replace"
        )
        return any(
            "/" in word and is_private_path(word.rpartition(":")[0] or word) for word in said.split(" ")
        )

    def without_words(self, line: bytes, known: Collection[bytes]) -> bytes:
        if not self.is_theirs(line):
            return line
        found = self._cells(line)
        said = [found.get(b"verb", b""), *re.split(rb"[ =]", found.get(b"value", b""))]
        if not self._names.is_cell(found.get(b"key", b"")) or not all(word in known for word in said):
            return b""
        end = line[len(line.rstrip(b"\r\n")) :]
        cells = line.rstrip(b"\r\n").split(b"\t")
        named = [*self._columns, *[b""] * len(cells)]
        return (
            b"\t".join(cell if name in _FACTS else b"" for name, cell in zip(named, cells, strict=False))
            + end
        )


def without_rows(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Return a table without the rows of which one cell holds a name, and the numbers of these.

    >>> without_rows(b"code\tspan\nI07\t3\nI08\t4", Names(code="I07"))
    (b'code\tspan\nI08\t4', (2,))
    """
    return _without(data, lambda line: any(map(names.in_cell, line.strip().split(b"\t"))))


def _without(data: bytes, theirs: Callable[[bytes], bool]) -> tuple[bytes, tuple[int, ...]]:
    lines = _lines(data)
    gone = tuple(number for number, line in enumerate(lines, start=1) if theirs(line))
    taken = set(gone)
    return b"".join(line for number, line in enumerate(lines, start=1) if number not in taken), gone


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")  # `splitlines` would also cut at a lone carriage return
    return [line + b"\n" for line in lines[:-1]] + [lines[-1]]
