"""Removal of a person's entries, lines and rows from the content of a file. Nothing here reads or writes a file.

A code is a separate word: I07 is not in I071, nor PR03 in PR03-2. Entries and lines are cut out of a text; every other byte stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from litreview.core.libraries import re
from litreview.core.sealed import Sealed, is_private_path

CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:I|PR)\d{1,4}(?:-\d{1,3}(?![A-Za-z0-9]))?|confidential-[a-z]{6})(?![A-Za-z0-9])"
)
"""A code in a text: of an interview, a request, a document that answers one, or any other confidential source."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of one person or request in a review: the code, and its keys in `private/codes.tsv`.

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

    @cached_property
    def _spellings(self) -> re.Pattern[bytes]:
        """The code as people write it: `i07`, `I-07`, `I 07`, `Interview 07`."""
        begins = (one for one in ("I", "PR") if re.match(rf"{one}\d", self.code))
        letters = next(begins, "")
        digits = self.code[len(letters) :]
        if not letters:
            return self._file
        words = rb"(?:I|Interview(?:ee)?)" if letters == "I" else letters.encode()
        sign = rb"(?:[-_ ]|\xc2\xa0|\xe2\x80[\x90-\x95])?"
        found = self._word.pattern.replace(
            re.escape(self.code.encode()), words + sign + re.escape(digits.encode())
        )
        return re.compile(found, re.IGNORECASE)

    def in_text(self, text: bytes) -> bool:
        """Return whether a text contains the code."""
        return self._word.search(text) is not None

    def mentioned_in(self, text: bytes) -> bool:
        """Return whether a text contains the code in any spelling.

        >>> [Names(code="I07").mentioned_in(one) for one in (b"As i07 said", b"I-07", b"Interviewee 07", b"I-071")]
        [True, True, True, False]
        """
        return self._spellings.search(text) is not None

    def is_cell(self, cell: bytes) -> bool:
        """Return whether a cell is the code, and nothing else."""
        return cell.strip() == self.code.encode()

    def in_cell(self, cell: bytes) -> bool:
        """Return whether a cell of a table contains the code, or equals one of the keys, which may be common words."""
        return self.in_text(cell) or any(
            cell == key.encode() or cell.endswith(b":" + key.encode()) for key in self.keys.reveal()
        )

    def in_path(self, path: str, *, begins: bool = False) -> bool:
        """Return whether the name of a file or of its folders contains the code, in upper or lower case, or the file is named after a key.

        If files are named after sources (`begins`), the name must begin with the code: `Doe2019-I94.md` is the note on a work about a road.
        """
        parts = [part.encode("utf-8", errors="surrogateescape") for part in PurePath(path).parts]
        search = self._file.match if begins else self._file.search
        return any(map(search, parts)) or PurePath(path).stem in self.keys.reveal()

    def lines(self, text: bytes) -> tuple[int, ...]:
        """Return the numbers of the lines that contain the code in any spelling, counted from 1."""
        numbers: list[int] = []
        offset = line = 0
        for match in self._spellings.finditer(text):
            line += text.count(b"\n", offset, match.start())
            offset = match.start()
            if not numbers or numbers[-1] != line + 1:
                numbers.append(line + 1)
        return tuple(numbers)


_HEAD = re.compile(
    r"(?<![\w@])@\s*(?!(?:comment|string|preamble)\b)[A-Za-z][\w-]*\s*([{(])\s*([^\s,(){}=]+)\s*(?=[,})])",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^[ \t]*@\s*[A-Za-z][\w-]*\s*[{(]", re.MULTILINE)
_MARKS = (re.compile(r"\\.|[{}()\"]", re.DOTALL), re.compile(r"[{}()\"]"))
_WITHDRAWN = re.compile(r"\bwithdrawn\s*=\s*[{\"]?\s*(?!false\b)[^\s{}\",]", re.IGNORECASE)
_STONE = re.compile(
    r"@\s*[a-z]+\s*[{(]\s*[^\s,]+\s*,\s*withdrawn\s*=\s*(?:\{\s*true\s*\}|\"\s*true\s*\")\s*,?\s*[})]",
    re.IGNORECASE,
)
# what an output says of a code in the register, of which nothing is published: `@misc{I07, confidential = {true}}`
_BARE = re.compile(
    r"@\s*[a-z]+\s*\{\s*[^\s,]+\s*,\s*confidential\s*=\s*\{\s*true\s*\}\s*,?\s*\}", re.IGNORECASE
)
_REST = re.compile(r"[ \t]*(?:\r?\n)?")


class UncertainError(Exception):
    """Raised for an entry without a sure end: its removal might remove another's text."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def codes_of(data: bytes) -> frozenset[str]:
    """Return the keys of a file's entries that are codes."""
    return frozenset(key for _, key, _ in _heads(data.decode("latin-1")) if CODE.fullmatch(key))


def tombstones(data: bytes) -> dict[str, int]:
    r"""Return the codes of people who withdrew, from a register, each with its line.

    >>> tombstones(b"@misc{I01, role = {judge}}\n@misc{I07, withdrawn = {true}}\n")
    {'I07': 2}
    """
    text = data.decode("latin-1")
    lines: dict[str, int] = {}
    for start, key, opened in _heads(text):
        end = _end(text, opened) or len(text)
        if CODE.fullmatch(key) and _WITHDRAWN.search(text, opened, end):
            lines.setdefault(key, text.count("\n", 0, start) + 1)
    return lines


def with_tombstone(data: bytes, code: str) -> bytes:
    r"""Replace the entry of a code by one that says only that the person withdrew; a code without an entry is added at the end.

    >>> with_tombstone(b"% kept\n@misc{I07,\n  role = {judge}\n}\n@misc{I08}", "I07")
    b'% kept\n@misc{I07, withdrawn = {true}}\n@misc{I08}'

    An entry that already says only that is not changed. `UncertainError` if the entry has no sure end.
    """
    text = data.decode("latin-1")
    stone = f"@misc{{{code}, withdrawn = {{true}}}}"
    spans = list(_spans(text, {code}))
    if not spans:
        line_end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text or text.endswith("\n") else line_end
        return f"{text}{gap}{stone}{line_end}".encode("latin-1")
    start, end = spans[0]
    if len(spans) == 1 and _STONE.fullmatch(text, start, end):
        return data
    rest = _remove_entries(text[end:], {code})
    return f"{text[:start]}{stone}{rest}".encode("latin-1")


def without_tombstone(data: bytes, code: str) -> bytes:
    r"""Remove the entry that says only that the person of a code withdrew; lines keep their numbers.

    >>> without_tombstone(b"@misc{I07,\nwithdrawn = {true}}\nx", "I07"), without_tombstone(b"@misc{I07, note = {x}}", "I07")
    (b'\n\nx', b'@misc{I07, note = {x}}')
    """
    if code.encode() not in data or b"withdrawn" not in data.lower():
        return data
    text = data.decode("latin-1")
    try:
        stones = [(start, end) for start, end in _spans(text, {code}) if _STONE.fullmatch(text, start, end)]
    except UncertainError:
        return data
    for start, end in reversed(stones):
        text = text[:start] + "\n" * text.count("\n", start, end) + text[end:]
    return text.encode("latin-1")


def without_entries(data: bytes, keys: Collection[str]) -> bytes:
    r"""Remove the entries of these keys from a BibTeX file. `UncertainError` if one has no sure end.

    >>> without_entries(b"@misc{I07, note = {}}}\n@misc{I08}\n", {"I08"}), without_entries(b"a\n@misc{I07}\nb", {"I07"})
    (b'@misc{I07, note = {}}}\n', b'a\nb')
    """
    return _remove_entries(data.decode("latin-1"), set(keys)).encode("latin-1")


def are_bare(data: bytes, keys: Collection[str]) -> bool:
    """Return whether the entries of these keys say only that they are confidential, as outputs do of a code.

    >>> are_bare(b"@misc{I07, confidential = {true}}", {"I07"}), are_bare(b"@misc{I07, note = {x}}", {"I07"})
    (True, False)
    """
    text = data.decode("latin-1")
    return all(_BARE.fullmatch(text, start, end) for start, end in _spans(text, keys))


def _remove_entries(text: str, keys: Collection[str]) -> str:
    chunks = []
    position = 0
    for start, end in _spans(text, keys):
        chunks.append(text[position:start])
        rest = _REST.match(text, end)
        is_on_own_line = text[text.rfind("\n", 0, start) + 1 : start].strip() == ""
        position = rest.end() if rest and is_on_own_line else end
    return "".join([*chunks, text[position:]])


def _heads(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield the start of each entry, its key, and the offset of its opening brace."""
    for head in _HEAD.finditer(text):
        if "%" in text[text.rfind("\n", 0, head.start()) + 1 : head.start()]:  # commented out
            continue
        yield head.start(), head[2], head.start(1)


def _spans(text: str, keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of the entries with these keys. `UncertainError` if an entry is not closed before the next one."""
    wanted = {key.encode("utf-8", errors="surrogateescape").decode("latin-1") for key in keys}
    for start, key, opened in _heads(text):
        if key not in wanted:
            continue
        end = _end(text, opened)
        if not end:
            raise UncertainError(text.count("\n", 0, start) + 1)
        yield start, end


def _end(text: str, opened: int) -> int:
    """Return the offset after the closing brace of an entry, 0 if it is not closed before the next one begins."""
    following = _NEXT.search(text, opened)
    limit = following.start() if following else len(text)
    for marks in _MARKS:
        depth = 0
        for found in marks.finditer(text, opened, limit):
            mark = found[0]
            if mark == "{" or (mark == "(" and found.start() == opened):
                depth += 1
            elif mark == "}" or (mark == ")" and depth == 1 and text[opened] == "("):
                depth -= 1
                if depth <= 0:
                    return found.end()
    return 0


_COLUMNS = (b"when", b"by", b"verb", b"key", b"value", b"where", b"reason", b"what", b"shown")
_FREE_TEXT = frozenset({b"where", b"reason", b"by", b"when", b"shown"})
"""Columns in which a decision on another source may mention the person: such a line is reported, not removed."""
_FACTS = frozenset({b"when", b"by", b"verb", b"key", b"value"})
"""Columns of a decision without free text, if verb and value are known ones."""
_HEADER = frozenset({b"when", b"verb", b"key"})
_BOM = b"\xef\xbb\xbf"


def without_decisions(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Remove the lines on a code, alone or in a pair, from a file of decisions; return the rest and the numbers of the removed lines.

    >>> without_decisions(b"when\tby\tverb\tkey\tvalue\n1\ta\ttag\tI07\tprotect\n2\ta\tsame\tA\tI07\n3\ta\ttag\tI08\tprotect\n", Names(code="I07"))
    (b'when\tby\tverb\tkey\tvalue\n3\ta\ttag\tI08\tprotect\n', (2, 3))
    """
    rows = _DecisionRows(names)
    return _remove_lines(data, rows.is_theirs)


def without_words(data: bytes, names: Names, known: Collection[str]) -> tuple[bytes, tuple[int, ...]]:
    r"""Reduce lines on a code in a file of decisions to when, by, verb, key and value; return the file and the numbers of changed lines.

    A line is removed if its verb, or a word of its value, is not among the `known` ones, or its key is more than the code.

    >>> data = b"when\tby\tverb\tkey\tvalue\twhere\n1\ta\ttag\tI07\tprotect\tpara 3\n2\ta\tset\tI07\ttitle x\t\n"
    >>> without_words(data, Names(code="I07"), {"tag", "protect"})
    (b'when\tby\tverb\tkey\tvalue\twhere\n1\ta\ttag\tI07\tprotect\t\n', (2, 3))
    """
    rows = _DecisionRows(names)
    words = frozenset(word.encode() for word in known)
    lines, changed = [], []
    for number, line in enumerate(_lines(data), start=1):
        new = rows.reduce(line, words)
        if new != line:
            changed.append(number)
        lines.append(new)
    return b"".join(lines), tuple(changed)


def without_private(data: bytes) -> tuple[bytes, tuple[int, ...]]:
    r"""Remove the lines that name a file below a folder `private` from a file of decisions; return the rest and the numbers of the removed lines.

    >>> without_private(b"1\ta\ttag\tprivate/a.bib:x\tprotect\n2\ta\tsame\tA\tprivate/a.bib:x\n3\ta\ttag\tA\tprivate\n")
    (b'3\ta\ttag\tA\tprivate\n', (1, 2))
    """
    rows = _DecisionRows(Names(code=""))
    return _remove_lines(data, rows.is_private)


class _DecisionRows:
    """Reads lines of decisions one by one, with the columns of the last header, and finds those on a person."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._columns: Sequence[bytes] = _COLUMNS

    def _cells(self, line: bytes) -> dict[bytes, bytes]:
        """Return the cells of a line by column; none of a header."""
        cells = [cell.strip() for cell in line.removeprefix(_BOM).rstrip(b"\r\n").split(b"\t")]
        if set(cells) >= _HEADER:
            self._columns = cells
            return {}
        return dict(zip([*self._columns, *[b""] * len(cells)], cells, strict=False))

    def is_theirs(self, line: bytes) -> bool:
        cells = self._cells(line)
        # the value of `set` is free text
        free_text = _FREE_TEXT | {b"value"} if cells.get(b"verb") == b"set" else _FREE_TEXT
        # a title may contain what looks like a code
        described = re.split(rb"; | \|\| ", cells.pop(b"what", b""))
        return any(map(self._names.is_cell, described)) or any(
            self._names.in_cell(cell) for name, cell in cells.items() if name not in free_text
        )

    def is_private(self, line: bytes) -> bool:
        cells = self._cells(line)
        words = b" ".join(cells.get(name, b"") for name in (b"key", b"value")).decode(
            "utf-8", errors="replace"
        )
        return any(
            "/" in word and is_private_path(word.rpartition(":")[0] or word) for word in words.split(" ")
        )

    def reduce(self, line: bytes, known: Collection[bytes]) -> bytes:
        if not self.is_theirs(line):
            return line
        by_column = self._cells(line)
        words = [by_column.get(b"verb", b""), *re.split(rb"[ =]", by_column.get(b"value", b""))]
        if not self._names.is_cell(by_column.get(b"key", b"")) or not all(word in known for word in words):
            return b""
        end = line[len(line.rstrip(b"\r\n")) :]
        cells = line.rstrip(b"\r\n").split(b"\t")
        columns = [*self._columns, *[b""] * len(cells)]
        return (
            b"\t".join(cell if name in _FACTS else b"" for name, cell in zip(columns, cells, strict=False))
            + end
        )


def without_rows(data: bytes, names: Names) -> tuple[bytes, tuple[int, ...]]:
    r"""Remove the rows with a name in a cell from a table; return the rest and the numbers of the removed rows.

    >>> without_rows(b"code\tspan\nI07\t3\nI08\t4", Names(code="I07"))
    (b'code\tspan\nI08\t4', (2,))
    """
    return _remove_lines(data, lambda line: any(map(names.in_cell, line.strip().split(b"\t"))))


def _remove_lines(data: bytes, is_theirs: Callable[[bytes], bool]) -> tuple[bytes, tuple[int, ...]]:
    lines = _lines(data)
    numbers = tuple(number for number, line in enumerate(lines, start=1) if is_theirs(line))
    removed = set(numbers)
    return b"".join(line for number, line in enumerate(lines, start=1) if number not in removed), numbers


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")  # `splitlines` would also cut at a lone carriage return
    return [line + b"\n" for line in lines[:-1]] + [lines[-1]]
