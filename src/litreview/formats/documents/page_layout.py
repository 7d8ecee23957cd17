"""Turn the lines of a PDF's pages into text: without running heads, words joined across lines, notes apart, printed page numbers found.

What a reader calls page 214 is the number printed on the page. It is found as a number in the margins that rises by one a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from litreview.core.containers import grouped
from litreview.core.libraries import re


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
_DEEPEST = 6
"""Lines there that may be, each below a running head."""
_LONGEST_HEAD = 300
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_EDGE_NUMBER = re.compile(r"^\W*(\d{1,5}|[ivxl]{1,7})(?!\w)|(?<!\w)(\d{1,5}|[ivxl]{1,7})\W*$", re.IGNORECASE)
_OF_MANY = re.compile(
    r"^\W*(?:\D{0,12}\s)?(\d{1,4})\s*(?:of|/|von|de|sur|di)\s*\d{1,4}(?!\w)|(?<![\w/.])(\d{1,4})\s*(?:of|/|von|de|sur|di)\s*\d{1,4}\W*$"
    # the stamp of a court: "Case 8:16-cv-01 Document 40 Filed 08/22/16 Page 3 of 4 Page ID #:367"
    r"|\bpage (\d{1,4}) of \d{1,4}\b",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"(?<![\w.])\d{1,5}(?![\w.]*\d)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ONLY_NUMBER = re.compile(
    r"(?!\W*\((?:1[6-9]|20)\d\d\))\W*(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?(?:\d{1,5}|[ivxl]{1,7})(?:\s*(?:of|/|von|de|sur|di)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_NOTE_SIZE = 0.93
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " ", "\u00ad": "", "\ufeff": "", "\ufffe": "",
})  # fmt: skip
_TEX_LIGATURES = {
    chr(first + n): letters
    for first in (0x0B, 0x1B)
    for n, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl"))
}
"""The ligatures where TeX's fonts have them, in their old (OT1) and new (T1) encoding: without a table of Unicode a PDF gives these codes."""
_TEX_LIGATURE = re.compile(r"(?<=[a-z])[\x0b-\x0f\x1b-\x1f]|[\x0b-\x0f\x1b-\x1f](?=[a-z])")
_WORD_END = re.compile(r"[^\W\d_]{2,}$")
_WORD_START = re.compile(r"[^\W\d_]+")


def in_columns(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Return the lines of a page column by column, where the file has them row by row: first a line of the left one, then its neighbour.

    >>> [line.text for line in in_columns([TextLine(t, x, x + 90, y, 9) for y in range(99, 0, -11) for t, x in ((f"a{y}", 0), (f"b{y}", 100))])][:3]
    ['a99', 'a88', 'a77']
    """
    beside = [abs(a.base - b.base) < 0.3 * max(a.height, 1) and b.left > a.right for a, b in pairwise(lines)]
    if sum(beside) < 8 or 2 * sum(beside) < 0.6 * len(lines):
        return tuple(lines)
    ordered: list[TextLine] = []
    left: list[TextLine] = []
    right: list[TextLine] = []
    gutter = median(b.left for (_, b), is_beside in zip(pairwise(lines), beside, strict=True) if is_beside)
    for line in lines:
        if line.left >= gutter - 0.5 * line.height:
            right.append(line)
        elif line.right < gutter:
            left.append(line)
        else:  # across both columns
            ordered += [*left, *right, line]
            left, right = [], []
    return (*ordered, *left, *right)


def lay_out(pages: Sequence[PageLines], running: Sequence[set[int]] | None = None) -> tuple[LaidPage, ...]:
    """Return the pages of a document as one reads them. `running`: what `running_heads` returns of them, if it is known."""
    bodies, heads = split_heads(pages, running_heads(pages) if running is None else running)
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


def split_heads(
    pages: Sequence[PageLines], running: Sequence[set[int]]
) -> tuple[list[list[TextLine]], list[list[TextLine]]]:
    """Return the lines of each page without running heads and page numbers, and those."""
    bodies, heads = (
        [
            [line for n, line in enumerate(page.lines) if (n in places) is inside]
            for page, places in zip(pages, running, strict=True)
        ]
        for inside in (False, True)
    )
    return bodies, heads


class _Sized(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def height(self) -> float: ...


def body_height(lines: Iterable[_Sized]) -> float:
    """Return the height of the letters of the body: the largest of those that many lines have, as notes may outweigh a body."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.height, 1)] += len(line.text)
    enough = 0.15 * sum(sizes.values())
    return max((size for size, count in sizes.items() if count >= enough), default=0.0)


def running_heads(pages: Sequence[PageLines]) -> list[set[int]]:
    """Return for each page the places of its running heads: lines at its edges that several pages share, figures aside, and page numbers.

    The two outermost lines may be running heads, and further ones as far as each line before them is one.
    """
    edges = [_edge_lines(page.lines) for page in pages]
    outer, deep = (
        Counter(
            found
            for page, edge in zip(pages, edges, strict=True)
            for found in {
                (where, _form(page.lines[n].text)) for n, (where, depth) in edge.items() if depth < most
            }
        )
        for most in (_ZONE, _DEEPEST)
    )
    least = 2 if len(pages) < 6 else 3

    def is_running(text: str, where: str, depth: int) -> bool:
        counts, enough = (outer, least) if depth < _ZONE else (deep, max(3, 0.3 * len(pages)))
        is_number = depth < _ZONE and _ONLY_NUMBER.fullmatch(text) is not None
        return is_number or (len(text) <= _LONGEST_HEAD and counts[where, _form(text)] >= enough)

    running = []
    for page, edge in zip(pages, edges, strict=True):
        deepest: dict[bool, int] = {}
        heads: set[int] = set()
        for n, (where, depth) in sorted(edge.items(), key=lambda one: one[1][1]):
            below = where == "foot"
            reached = depth < _ZONE or deepest.get(below, -1) >= depth - 1
            if reached and is_running(page.lines[n].text, where, depth):
                heads.add(n)
                deepest[below] = depth
        running.append(heads)
    _add_numbered_heads(pages, edges, running)
    _add_margin_numbers(pages, running)
    return running


def _add_numbered_heads(
    pages: Sequence[PageLines], edges: Sequence[Mapping[int, tuple[str, int]]], running: Sequence[set[int]]
) -> None:
    """Add to the running heads the first lines that no other page shares, and that hold the number of their page.

    It is the number that most pages count with, or it continues the number of a neighbouring page.
    """
    first = [{n for n, (where, _) in edge.items() if where == "first"} for edge in edges]
    numbers = [
        {n: set(_edge_numbers([page.lines[n].text])) for n in heads | tops}
        for page, heads, tops in zip(pages, running, first, strict=True)
    ]
    offset = _best_offset([set().union(*found.values()) for found in numbers])
    in_heads = [
        set().union(*(found[n] for n in heads)) for found, heads in zip(numbers, running, strict=True)
    ]
    for place, (heads, tops) in enumerate(zip(running, first, strict=True)):
        after = in_heads[place + 1] if place + 1 < len(pages) else set()
        before = in_heads[place - 1] if place else set()
        counted = {one - 1 for one in after} | {one + 1 for one in before}
        if offset is not None:
            counted.add(place + offset)
        heads |= {n for n in tops if numbers[place][n] & counted}


_NUMBER = re.compile(r"[0-9]{1,5}")
_MOST_IN_MARGIN = 3
"""Numbers in the margins of a page; more of them count its lines or paragraphs."""
_FEWEST_COUNTED = 8
"""Numbers that rise by the same at even distances, which only count lines: paragraphs are of uneven length."""


def _add_margin_numbers(pages: Sequence[PageLines], running: Sequence[set[int]]) -> None:
    """Add to the running heads the numbers beside the text that rise by one a page."""
    found = [_margin_numbers(page.lines) for page in pages]
    values = [{int(page.lines[n].text) for n in places} for page, places in zip(pages, found, strict=True)]
    offset = _best_offset(values)
    if offset is not None:
        for place, (page, heads) in enumerate(zip(pages, running, strict=True)):
            heads |= {n for n in found[place] if int(page.lines[n].text) == place + offset}


def without_line_numbers(pages: Sequence[PageLines]) -> list[PageLines]:
    """Return pages without the numbers in their margins that count lines, as in pleadings, transcripts and manuscripts; one page alone has none."""
    counted = [_line_numbers(page.lines) for page in pages]
    if sum(map(bool, counted)) < min(2, len(pages)):
        return [*pages]
    return [
        replace(page, lines=tuple(line for n, line in enumerate(page.lines) if n not in places))
        for page, places in zip(pages, counted, strict=True)
    ]


def _line_numbers(lines: Sequence[TextLine]) -> set[int]:
    """Return the places of numbers in the margins that rise by the same down the page, at even distances."""
    numbers = sorted(line.base for line in lines if _NUMBER.fullmatch(line.text))
    if len(numbers) < _FEWEST_COUNTED:
        return set()
    # what stands above the first or below the last of them may begin further left: the stamp of a court, a running head
    beside = {n: line for n, line in enumerate(lines) if numbers[0] <= line.base <= numbers[-1]}
    places = sorted(_in_margins(beside), key=lambda n: -lines[n].base)
    rises = Counter(int(lines[b].text) - int(lines[a].text) for a, b in pairwise(places))
    step = max(rises, key=lambda rise: (rises[rise], -rise), default=0)
    pairs = [(a, b) for a, b in pairwise(places) if int(lines[b].text) - int(lines[a].text) == step]
    gaps = [lines[a].base - lines[b].base for a, b in pairs]
    is_even = step > 0 and len(pairs) >= _FEWEST_COUNTED and max(gaps) < 1.5 * min(gaps)
    return {n for pair in pairs for n in pair} if is_even else set()


def _margin_numbers(lines: Sequence[TextLine]) -> set[int]:
    """Return the places of the few numbers in the margins, one of which may be that of the page."""
    found = _in_margins(dict(enumerate(lines)))
    return found if len(found) <= _MOST_IN_MARGIN else set()


def _in_margins(lines: Mapping[int, TextLine]) -> set[int]:
    """Return the places of the numbers that stand left or right of all long lines."""
    long = [line for line in lines.values() if len(line.text) > 30]
    if not long:
        return set()
    left, right = min(line.left for line in long), max(line.right for line in long)
    return {
        n
        for n, line in lines.items()
        if _NUMBER.fullmatch(line.text) and (line.right < left or line.left > right)
    }


def _edge_lines(lines: Sequence[TextLine]) -> dict[int, tuple[str, int]]:
    """Return the places of the lines at the top and at the bottom of a page, each with its edge and its distance from it in lines."""
    order = sorted(range(len(lines)), key=lambda n: -lines[n].base)
    levels: list[list[int]] = []
    for n in order:
        if levels and abs(lines[levels[-1][0]].base - lines[n].base) < 0.5 * max(lines[n].height, 1):
            levels[-1].append(n)
        else:
            levels.append([n])
    top = min(_DEEPEST, max(_ZONE, len(levels) // 2))
    found: dict[int, tuple[str, int]] = {}
    for depth, level in enumerate(levels):
        above, below = depth < top, len(levels) - depth <= _DEEPEST
        for n in level:
            if above:
                found[n] = ("top" if depth else "first", depth)
            elif below:
                found[n] = ("foot", len(levels) - 1 - depth)
    return found


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
    >>> printed_numbers([["PLoS ONE 2 May 2012"], ["PLoS ONE 3 May 2012"], ["PLoS ONE 4 May 2012"]])
    ['2', '3', '4']
    """
    runs = _runs([set(_edge_numbers(lines)) for lines in heads]) or _runs_anywhere(heads)
    found = [""] * len(heads)
    for start, end, offset in runs:
        found[start:end] = _counted_on(start, end, offset)
    first = min((start for start, _, _ in runs), default=len(heads))
    front = _roman_numbers(heads)[:first]
    # first pages often print no number
    if runs and not any(front):
        front = _counted_on(0, first, runs[0][2])
    return [*_with_own_numbers([*front, *found[first:]], heads)]


def _with_own_numbers(counted: list[str], heads: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the numbers of pages, that of a page which prints another one than is counted as it prints it.

    It is in the same line as on other pages: a note on one page is counted on its own, or an article goes on some pages later.
    """
    forms = {
        _form(line)
        for number, lines in zip(counted, heads, strict=True)
        for line in lines
        if number and number in map(str, _edge_numbers([line])) and re.search(r"[^\W\d_]", line)
    }
    for number, lines in zip(counted, heads, strict=True):
        own = [str(one) for line in lines if _form(line) in forms for one in _last_edge(line)]
        all_of_page = {str(one) for line in lines for one in _edge_numbers([line])}
        yield own[0] if len(own) == 1 and number not in all_of_page else number


def _last_edge(line: str) -> list[int]:
    """Return the only number at the ends of a line, none if it has several."""
    numbers = [*dict.fromkeys(_edge_numbers([line]))]
    return numbers if len(numbers) == 1 else []


def _counted_on(start: int, end: int, offset: int) -> list[str]:
    """Return the numbers of a stretch of pages, each its place plus `offset`; `""` for a page before the first."""
    return [str(n + offset) if n + offset > 0 else "" for n in range(start, end)]


def _roman_numbers(heads: Sequence[Sequence[str]]) -> list[str]:
    """Return the Roman numeral that each page of a preface prints, `""` for one that is not counted with the others."""
    romans = [next(_roman_edges(lines), "") for lines in heads]
    offset = _best_offset([{_roman_value(one)} if one else set() for one in romans], share=0.0)
    if offset is None:
        return [""] * len(heads)
    return [one if one and _roman_value(one) == n + offset else "" for n, one in enumerate(romans)]


def _runs_anywhere(heads: Sequence[Sequence[str]]) -> list[tuple[int, int, int]]:
    """Return the stretches of pages that are counted through, by a number anywhere in their running heads."""
    if len(heads) < 3:
        return []
    anywhere = [{int(one) for line in lines for one in _ANY_NUMBER.findall(line)} for lines in heads]
    return _runs(anywhere, share=0.6)


def _runs(numbers: Sequence[set[int]], *, share: float = 0.3) -> list[tuple[int, int, int]]:
    """Return the stretches of pages that are counted through: first page, page after the last one, and number less place.

    A preface, or the opinion after a syllabus, is counted on its own.
    """
    offset = _best_offset(numbers, share=share)
    if offset is None:
        return []
    places = [n for n, values in enumerate(numbers) if n + offset in values]
    return _runs_around(numbers, places[0], places[-1], offset)


def _runs_around(
    numbers: Sequence[set[int]], first: int, last: int, offset: int
) -> list[tuple[int, int, int]]:
    """Return a stretch of pages, and those before and after it."""
    before = _runs_within(numbers[:first])
    after = [
        (start + last + 1, end + last + 1, value - last - 1)
        for start, end, value in _runs_within(numbers[last + 1 :])
    ]
    end = after[0][0] if after else len(numbers)
    return [*before, (first, end, offset), *after]


_FAR = 4
"""Pages in a row that print no number; more are another stretch."""


def _runs_within(numbers: Sequence[set[int]]) -> list[tuple[int, int, int]]:
    """Return the stretches of a part: the longest first, in which at least every other page prints its number."""
    by_offset = grouped((value - n, n) for n, values in enumerate(numbers) for value in values)
    stretches = [
        (-len(some), some[0], some[-1], offset)
        for offset, places in by_offset.items()
        for some in _split_at_gaps(places)
        if 2 * len(some) > some[-1] - some[0] + 1
        and (len(some) > 2 or (len(some) == 2 and some[0] + offset == 1))
    ]
    if not stretches:
        return []
    _, first, last, offset = min(stretches)
    return _runs_around(numbers, first, last, offset)


def _split_at_gaps(places: Sequence[int]) -> list[list[int]]:
    parts = [[places[0]]]
    for before, place in pairwise(places):
        if place - before > _FAR:
            parts.append([])
        parts[-1].append(place)
    return parts


def _edge_numbers(lines: Iterable[str]) -> Iterator[int]:
    """Yield the numbers at both ends of lines, and the first one of `2 of 16`."""
    for line in lines:
        for match in _EDGE_NUMBER.finditer(line.strip()):
            if (match[1] or match[2]).isdigit():
                yield int(match[1] or match[2])
        for match in _OF_MANY.finditer(line.strip()):
            yield int(match[match.lastindex or 1])


def _roman_edges(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for match in _EDGE_NUMBER.finditer(line.strip()):
            if _ROMAN.fullmatch(match[1] or match[2]):
                yield match[1] or match[2]


def _roman_value(roman: str) -> int:
    """Return the number that a Roman numeral means.

    >>> _roman_value("xiv")
    14
    """
    values = [_ROMAN_VALUES[letter] for letter in roman.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _best_offset(numbers: Sequence[set[int]], *, share: float = 0.3) -> int | None:
    """Return the difference between number and place that most pages share, None if it is chance."""
    counts = Counter(value - n for n, values in enumerate(numbers) for value in values)
    best, count = max(counts.items(), key=lambda one: (one[1], -abs(one[0])), default=(0, 0))
    return best if count >= max(2, share * len(numbers)) else None


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
    text = text.translate(_LIGATURES)
    if not text.isprintable():
        text = _TEX_LIGATURE.sub(lambda found: _TEX_LIGATURES[found[0]], text)
        text = "".join(c for c in text if c >= " " or c == "\t")
    return " ".join(text.split())


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
