"""Find the lines of the reference list of a document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from litreview.formats.documents.page_layout import PageLines, TextLine


def _indented(line: TextLine, lefts: Sequence[float]) -> str:
    """Return the text of a line, indented if it stands further right than the lines of its column do.

    `lefts`: where the lines of its page begin, rising.
    """
    height = max(line.height, 1)
    nearest = bisect_right(lefts, line.left - 4 * height)
    indented = nearest < len(lefts) and line.left - lefts[nearest] > 0.5 * height
    return f"    {line.text}" if indented else line.text


_NUMBERING = r"(?:(?:\d{1,2}|[IVX]{1,5})\.?\s+)?"
_REFERENCES = re.compile(
    rf"{_NUMBERING}(?:references?(?: cited| list)?|list of references|(?:selected |select )?bibliography|works? cited|literature cited"
    r"|bibliographie|literatur(?:verzeichnis)?|bibliograf[ií]a|bibliografia|referencias|références|referências):?",
    re.IGNORECASE,
)
_FIRST_NUMBER = re.compile(r"\s*(?:\[1\]|1[.)]\s)")
_AFTERWARDS = re.compile(
    rf"{_NUMBERING}(?:appendix|appendices|annex|supplement\w*|acknowledge?ments?|about the authors?|author biograph\w+|index|anhang|anexo|annexe)\b.{{0,60}}",
    re.IGNORECASE,
)


def reference_lines(pages: Sequence[PageLines], running: Sequence[set[int]]) -> str:
    """Return the lines of the reference list; its heading may be the running head of its pages, too."""

    def rows(*, with_heads: bool) -> Iterator[tuple[str, str, float]]:
        headed = False
        for page, heads in zip(pages, running, strict=True):
            body = (line for n, line in enumerate(page.lines) if n not in heads)
            lefts = sorted(line.left for line in body if len(line.text) > 3)
            for n, line in enumerate(page.lines):
                is_first = with_heads and not headed and bool(_REFERENCES.fullmatch(line.text.strip()))
                headed = headed or is_first
                if n not in heads or is_first:
                    yield line.text, _indented(line, lefts), line.height

    return lines_below_heading([*rows(with_heads=False)]) or lines_below_heading([*rows(with_heads=True)])


def lines_below_heading(lines: Sequence[tuple[str, str, float]]) -> str:
    """Return the lines below the last heading of a reference list, up to the next part, without notes in smaller letters.

    Each line is returned stripped, with its indent, and with the height of its letters.
    """
    heads = [n for n, (bare, _, _) in enumerate(lines) if _REFERENCES.fullmatch(bare.strip())]
    if not heads:
        return ""
    # the heading may be printed again above each page of the list
    first = [n for n in heads if any(_FIRST_NUMBER.match(bare) for bare, _, _ in lines[n + 1 : n + 3])]
    rest = lines[(first or heads)[-1] + 1 :]
    end = next(
        (n for n, (bare, _, _) in enumerate(rest) if n > 2 and _AFTERWARDS.fullmatch(bare.strip())), len(rest)
    )
    end = min(end, _end_of_numbered([bare for bare, _, _ in rest[:end]]))
    usual = median(height for _, _, height in rest[:end]) if end else 0.0
    return "\n".join(text for _, text, height in rest[:end] if height >= 0.9 * usual)[:2_000_000]


def _end_of_numbered(lines: Sequence[str]) -> int:
    """Return the number of lines in a list that begins with `[1]`: up to the last number, and as many lines as a reference has at most.

    What follows a list without a heading is no part of its last reference.
    """
    places: list[int] = []
    for place, line in enumerate(lines):
        if line.lstrip().startswith(f"[{len(places) + 1}]"):
            places.append(place)
    if len(places) < 5 or places[0] > 3:
        return len(lines)
    return places[-1] + max(1, *(after - before for before, after in pairwise(places)))
