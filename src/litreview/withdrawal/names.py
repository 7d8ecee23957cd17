"""How a code is told in a text and in the name of a file: as a word of its own, so that I07 is not in I071, nor PR03 in PR03-2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from litreview.sealed import Sealed

CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:I|PR)\d{1,4}(?:-\d{1,3}(?![A-Za-z0-9]))?|confidential-[a-z]{6})(?![A-Za-z0-9])"
)
"""A code in a text: of an interview, a request, a document that came of one, or of any other confidential source."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names that one person or request goes by in a review: the code, and the keys that `private/codes.tsv` has for it.

    >>> names = Names(code="I07")
    >>> names.in_text(b"as I07 said"), names.in_text(b"I071"), names.in_path("transcripts/i07_first.docx")
    (True, False, True)
    >>> Names(code="PR03").in_text(b"PR03-2"), Names(code="PR03-2").in_text(b"(PR03-2)")
    (False, True)
    """

    code: str
    keys: Sealed[tuple[str, ...]] = field(default_factory=lambda: Sealed(()))

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        documents = rb"(?!-\d{1,3}(?![A-Za-z0-9]))" if re.fullmatch(r"PR\d+", self.code) else b""
        code = re.escape(self.code.encode())
        return re.compile(rb"(?<![A-Za-z0-9])" + code + rb"(?![A-Za-z0-9])" + documents)

    @cached_property
    def _file(self) -> re.Pattern[bytes]:
        return re.compile(self._word.pattern, re.IGNORECASE)

    def in_text(self, text: bytes) -> bool:
        """Return whether a text holds the code."""
        return self._word.search(text) is not None

    def is_cell(self, cell: bytes) -> bool:
        """Return whether a cell is the code, and nothing else."""
        return cell.strip() == self.code.encode()

    def in_cell(self, cell: bytes) -> bool:
        """Return whether a cell of a table holds the code, or is one of the keys: these may be words that others use, too."""
        return self.in_text(cell) or any(
            cell == key.encode() or cell.endswith(b":" + key.encode()) for key in self.keys.reveal()
        )

    def in_path(self, path: str, *, begins: bool = False) -> bool:
        """Return whether a file, or a folder it lies in, is called after the code, in large or small letters, or is called as a key.

        Where names are those of sources (`begins`) the code begins one: `Doe2019-I94.md` is the note on a work about a road.
        """
        parts = [part.encode("utf-8", errors="surrogateescape") for part in PurePath(path).parts]
        ask = self._file.match if begins else self._file.search
        return any(map(ask, parts)) or PurePath(path).stem in self.keys.reveal()

    def lines(self, text: bytes) -> tuple[int, ...]:
        """Return the lines of a text that hold the code, counted from 1."""
        found: list[int] = []
        at = line = 0
        for match in self._word.finditer(text):
            line += text.count(b"\n", at, match.start())
            at = match.start()
            if not found or found[-1] != line + 1:
                found.append(line + 1)
        return tuple(found)
