"""Turn the lines of a PDF's pages into text: without running heads, words joined across lines, notes apart, printed page numbers found.

What a reader calls page 214 is the number printed on the page. It is found as a number in the margins that rises by one a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple


class TextLine(NamedTuple):
    """A line of a page: its text, its edges from the left, its baseline from below, and the height of its letters, in points.

    `joined`: a hyphen at its end was put in by the typesetter.
    """

    text: str
    left: float
    right: float
    base: float
    height: float
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """A page as its file gives it: its lines in the order of the file, and its label, `""` without one."""

    lines: tuple[TextLine, ...] = field(repr=False)
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidPage:
    """A page as one reads it: its text and its notes, the number printed on it, the label of the file; each may be `""`."""

    text: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)
    printed: str = ""
    label: str = ""


_ZONE = 2
"""Lines at the top and at the bottom of a page that may be running heads."""
_LONGEST_HEAD = 120
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_EDGE_NUMBER = re.compile(r"^\W*(\d{1,5}|[ivxl]{1,7})(?!\w)|(?<!\w)(\d{1,5}|[ivxl]{1,7})\W*$", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?(?:\d{1,5}|[ivxl]{1,7})(?:\s*(?:of|/|von|de|sur|di)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_NOTE_SIZE = 0.93
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " ", "\u00ad": "", "\ufeff": "", "\ufffe": "",
})  # fmt: skip
_WORD_END = re.compile(r"[^\W\d_]{2,}$")
_WORD_START = re.compile(r"[^\W\d_]+")


def lay_out(pages: Sequence[PageLines]) -> tuple[LaidPage, ...]:
    """Return the pages of a document as one reads them."""
    bodies, heads = split_heads(pages)
    printed = printed_numbers([[line.text for line in lines] for lines in heads])
    size = body_height(line for body in bodies for line in body)
    spacing = line_spacing(bodies)
    words = Counter(
        word.lower() for body in bodies for line in body for word in re.findall(r"[\w'’-]+", line.text)
    )
    found = []
    for page, body, number in zip(pages, bodies, printed, strict=True):
        below = _notes(body, size)
        text = join_lines([line for line in body if line not in below], spacing, words)
        notes = join_lines([line for line in body if line in below], spacing, words)
        found.append(LaidPage(text=text, notes=notes, printed=number, label=page.label))
    return tuple(found)


def split_heads(pages: Sequence[PageLines]) -> tuple[list[list[TextLine]], list[list[TextLine]]]:
    """Return the lines of each page without running heads and page numbers, and those."""
    running = _running_heads(pages)
    sides: tuple[list[list[TextLine]], list[list[TextLine]]] = ([], [])
    for page, places in zip(pages, running, strict=True):
        for side, inside in zip(sides, (False, True), strict=True):
            side.append([line for n, line in enumerate(page.lines) if (n in places) is inside])
    return sides


def body_height(lines: Iterable[TextLine]) -> float:
    """Return the height of the letters of the body: the largest of those that many lines have, as notes may outweigh a body."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.height, 1)] += len(line.text)
    enough = 0.15 * sum(sizes.values())
    return max((size for size, count in sizes.items() if count >= enough), default=0.0)


def _running_heads(pages: Sequence[PageLines]) -> list[set[int]]:
    """Return for each page the places of its running heads: lines at its edges that several pages share, figures aside, and page numbers."""
    edges = [_edge_lines(page.lines) for page in pages]
    counts = Counter(
        (where, form)
        for page, edge in zip(pages, edges, strict=True)
        for where, form in {(where, _form(page.lines[n].text)) for n, where in edge.items()}
    )
    least = 2 if len(pages) < 6 else 3
    running = [
        {
            n
            for n, where in edge.items()
            if _ONLY_NUMBER.fullmatch(page.lines[n].text)
            or (
                len(page.lines[n].text) <= _LONGEST_HEAD and counts[where, _form(page.lines[n].text)] >= least
            )
        }
        for page, edge in zip(pages, edges, strict=True)
    ]
    _add_numbered_heads(pages, edges, running)
    return running


def _add_numbered_heads(
    pages: Sequence[PageLines], edges: Sequence[Mapping[int, str]], running: Sequence[set[int]]
) -> None:
    """Add to the running heads the first lines that no other page shares, and that hold the number of their page."""
    first = [{n for n, where in edge.items() if where == "first"} for edge in edges]
    numbers = [
        {n: {int(one) for one in _edge_numbers([page.lines[n].text]) if one.isdigit()} for n in heads | tops}
        for page, heads, tops in zip(pages, running, first, strict=True)
    ]
    offset, _ = _best_offset([set().union(*found.values()) for found in numbers])
    if offset is not None:
        for place, (heads, tops) in enumerate(zip(running, first, strict=True)):
            heads |= {n for n in tops if place + offset in numbers[place][n]}


def _edge_lines(lines: Sequence[TextLine]) -> dict[int, str]:
    """Return the places of the lines at the top and at the bottom of a page."""
    order = sorted(range(len(lines)), key=lambda n: -lines[n].base)
    levels: list[list[int]] = []
    for n in order:
        if levels and abs(lines[levels[-1][0]].base - lines[n].base) < 0.5 * max(lines[n].height, 1):
            levels[-1].append(n)
        else:
            levels.append([n])
    names = ["first", *["top"] * (_ZONE - 1), *["text"] * (len(levels) - 2 * _ZONE), *["foot"] * _ZONE]
    found = {n: name for level, name in zip(levels, names, strict=False) for n in level}
    return {n: name for n, name in found.items() if name != "text"}


def _form(text: str) -> str:
    """Return a line without its figures.

    >>> _form("214 LAW REVIEW [Vol. 12") == _form("216 LAW REVIEW [Vol. 12")
    True
    """
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def printed_numbers(heads: Sequence[Sequence[str]]) -> list[str]:
    """Return the number printed on each page, by the running heads of each; `""` where none is found.

    A number counts if it rises by one a page on several pages. It is continued to pages that print none, as first pages often do.

    >>> printed_numbers([[], ["202 REVIEW"], ["RAIDS 203"], ["204 REVIEW"]])
    ['201', '202', '203', '204']
    >>> printed_numbers([["2012"], ["2012"], ["2012"]])
    ['', '', '']
    """
    found = [""] * len(heads)
    arabic = [{int(one) for one in _edge_numbers(lines) if one.isdigit()} for lines in heads]
    offset, first = _best_offset(arabic)
    romans = [next(filter(_ROMAN.fullmatch, _edge_numbers(lines)), "") for lines in heads]
    for n, roman in enumerate(romans):
        if offset is not None and n >= first:
            found[n] = str(n + offset)
        elif len({*romans} - {""}) > 1:
            found[n] = roman
    # first pages often print no number
    if offset is not None and not any(found[:first]):
        found[:first] = [str(n + offset) if n + offset > 0 else "" for n in range(first)]
    return found


def _edge_numbers(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for match in _EDGE_NUMBER.finditer(line.strip()):
            yield match[1] or match[2]


def _best_offset(numbers: Sequence[set[int]]) -> tuple[int | None, int]:
    """Return the difference between number and place that most pages share, None if it is chance, and the first page that has it."""
    counts = Counter(value - n for n, values in enumerate(numbers) for value in values)
    if not counts:
        return None, 0
    best, count = max(counts.items(), key=lambda one: (one[1], -abs(one[0])))
    if count < max(2, 0.3 * len(numbers)):
        return None, 0
    return best, next(n for n, values in enumerate(numbers) if n + best in values)


def line_spacing(bodies: Sequence[Sequence[TextLine]]) -> float:
    """Return the usual distance between two lines."""
    gaps = [
        a.base - b.base
        for body in bodies
        for a, b in pairwise(body)
        if 0 < a.base - b.base < 3 * max(a.height, 1)
    ]
    return median(gaps) if gaps else 0.0


def _notes(body: Sequence[TextLine], size: float) -> set[TextLine]:
    """Return the notes of a page: small lines below every line of the body that is above or below them."""
    large = [line for line in body if line.height >= _NOTE_SIZE * size]
    return {
        line
        for line in body
        if line.height < _NOTE_SIZE * size
        and large
        and all(one.base > line.base for one in large if one.left < line.right and line.left < one.right)
    }


def join_lines(lines: Sequence[TextLine], spacing: float, words: Mapping[str, int]) -> str:
    """Return the text of lines, one paragraph a line. A word broken at the end of a line is joined as the document writes it elsewhere."""
    parts: list[str] = []
    before: TextLine | None = None
    for line in lines:
        text = clean(line.text)
        if not text:
            continue
        if before is None:
            parts.append(text)
        elif joint := _word_joint(parts[-1], text, words, broken=before.joined):
            parts[-1] = parts[-1][:-1] if joint == "join" else parts[-1]
            parts.append(text)
        else:
            parts += ["\n" if _is_new_paragraph(before, line, spacing) else " ", text]
        before = line
    return "".join(parts)


def clean(text: str) -> str:
    """Return the text of a line without ligatures, soft hyphens and controls."""
    return " ".join("".join(c for c in text.translate(_LIGATURES) if c >= " " or c == "\t").split())


def _word_joint(before: str, after: str, words: Mapping[str, int], *, broken: bool) -> str:
    """Return `join` for a word that was broken, `keep` for a hyphen of its own at the end of a line, `""` for no hyphen."""
    if not before.endswith(("-", "‐", "\u00ac")):
        return ""
    start, end = _WORD_START.match(after), _WORD_END.search(before[:-1])
    if not (start and end):
        return "keep" if start or broken else ""
    whole, hyphened = f"{end[0]}{start[0]}".lower(), f"{end[0]}-{start[0]}".lower()
    if words.get(hyphened, 0) > words.get(whole, 0):
        return "keep"
    return "join" if start[0][0].islower() else "keep"


def _is_new_paragraph(before: TextLine, line: TextLine, spacing: float) -> bool:
    if abs(before.height - line.height) > 0.12 * max(before.height, line.height):
        # a superscript is a line of its own for some files
        return abs(before.base - line.base) > 0.8 * max(before.height, line.height)
    return bool(spacing) and before.base - line.base > 1.6 * spacing
