"""Decide which entries of a file may be shown, and which lines no message may mention.

Each entry is judged by its own fields (`confidential.classification`). In a damaged file the text of one entry may be inside another.
So the damaged parts that hold a declared mark, or touch an entry with one, are withheld, and no others.

Readers repair damaged entries, and a repaired entry may contain its neighbour's text. In a file without marks that is only untidy.
In a file with a confidential entry it could reveal a name. So such a file is also cut independently of its reader, at boundaries that
no single slip can create or hide (`bibtex_parts` and the like). An entry is shown only if it lies in a whole part without a mark.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from litreview.core.confidential.classification import (
    BIBLIOGRAPHIC,
    MARK,
    Verdict,
    is_bibliographic,
    is_interview_type,
    is_open,
    is_prose,
    judge,
)
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.mark_words import near, near_in
from litreview.core.confidential.raw_marks import marks_in, marks_in_sentences, named_types_in
from litreview.core.confidential.redaction import Span, overlaps, sorted_spans
from litreview.core.libraries import re
from litreview.core.sealed import is_private_path
from litreview.formats.bibtex_values import ESCAPED, PLAIN, closing
from litreview.formats.csv_tables import is_known_name
from litreview.formats.readers import Format, load
from litreview.formats.record_building import RawEntry

DAMAGED = "the file is damaged here, beside what is confidential"
_MACRO = re.compile(r"@\s*string\b", re.IGNORECASE)


def mark_confidential(entries: Sequence[RawEntry], path: str) -> None:
    """Judge each entry by its own fields, and store the verdict in it.

    A table with only bibliographic columns and numbers (a row's, a label's) is a list of works. It has no column for the kind of a row,
    so a title such as "Interview with ..." and the lack of a journal raise no doubt.
    """
    works = all(map(is_of_works, entries))
    for entry in entries:
        entry.judge(verdict(entry, path, works=works))


def verdict(entry: RawEntry, path: str, *, works: bool) -> Verdict:
    """Return the verdict on an entry; `works`: the file is a list of works."""
    # these two formats require a type, and no reader fills in "unpublished"
    own = entry.format in ("bibtex", "csl") or entry.type == "unpublished"
    typed = own if entry.typed is None else entry.typed
    return judge(entry.type, entry.key, entry.fields, path, typed=typed, works=works and not typed)


def is_of_works(entry: RawEntry) -> bool:
    """Return whether an entry is a row of a table with bibliographic columns and numbers only."""
    # most names alone say so
    return entry.format == "table" and all(
        is_bibliographic(*pair) for pair in entry.fields if pair[0] not in BIBLIOGRAPHIC
    )


def guard(
    row: Format, text: str, entries: Sequence[RawEntry], path: str, *, moved: Collection[int] = ()
) -> list[Span]:
    """Withhold entries that damage may have mixed with confidential text; return the lines that no message may mention, as `(first, last)`.

    `moved`: lines of a table's rows that have one empty cell too many, are otherwise whole, and are not confidential whichever cell that is.
    """
    if is_private_path(path):
        return []
    for entry in entries:
        if entry.line in moved:
            entry.open()
    cells = row.layout != "lines" and row.markup != "latex"
    arguments = (text, moved) if moved else (text,)
    parts: list[BoundedPart] = [*load(row.boundaries)(*arguments)] if row.boundaries else []
    marks = [(at, at + 1) for at in marks_in(text)]
    broken = [*_broken(row, text, parts, cells=cells)]
    _withhold_named(entries, cells=cells)
    if not (marks or broken or any(entry.confidential for entry in entries)):
        return []
    starts = line_starts(text)
    entries = sorted(entries, key=lambda entry: entry.line)
    placed = [*zip(entries, _spans(text, entries, starts, by_line=row.layout == "lines"), strict=True)]
    declared = [span for entry, span in placed if entry.confidential]
    hidden = _unsafe_parts(parts, sorted_spans([*broken, *declared, *marks]))
    _withhold_damaged(text, placed, marks, hidden)
    closed = hidden + [span for entry, span in placed if entry.confidential]
    return sorted((bisect_right(starts, start), bisect_right(starts, max(start, end - 1))) for start, end in closed)  # fmt: skip


def _broken(row: Format, text: str, parts: Iterable[BoundedPart], *, cells: bool) -> Iterator[Span]:
    """Yield the damaged parts that name the type of an interview; in a table, also those that may have lost their mark."""
    rows = row.layout == "rows"
    # a column holds the mark: a row with a cell too many or too few may have lost it
    marked = rows and any(near_in(" ".join(text.lstrip().split("\n", 2)[:2]), MARK))
    for part in (part for part in parts if not part.whole):
        piece = text[part.start : part.end]
        suspicious = marked or part.named or named_types_in(piece, cells=cells)
        if suspicious or (rows and any(near_in(piece, MARK))):
            yield part.start, part.end


def _withhold_damaged(
    text: str, placed: Iterable[tuple[RawEntry, Span]], marks: Sequence[Span], hidden: Sequence[Span]
) -> None:
    """Withhold entries in hidden spans or with a mark outside of prose; if a hidden span has a macro, also entries that use macros."""
    # a macro without its end may contain the text behind it
    macro = any(_MACRO.search(text, start, end) for start, end in hidden)
    for entry, span in placed:
        affected = overlaps(hidden, *span) or (overlaps(marks, *span) and _has_mark(entry))
        if not entry.confidential and (affected or (macro and entry.written)):
            entry.withhold(DAMAGED)


def _withhold_named(entries: Iterable[RawEntry], *, cells: bool) -> None:
    """Withhold entries whose text names an interview type that the reader missed, unless they were published or opened."""
    for entry in entries:
        known = entry.confidential or is_of_works(entry) or is_open(entry.type, entry.key, entry.fields)
        if not known and named_types_in(entry.raw, cells=cells, whole=True):
            entry.withhold("a line or a cell of it names the type of an interview")


def _has_mark(entry: RawEntry) -> bool:
    """Return whether an entry has more marks than the sentences of its titles and abstracts contain."""
    prose = (value for name, value in entry.fields if is_prose(name))
    return len(marks_in(entry.raw)) > sum(map(marks_in_sentences, prose))


def _unsafe_parts(parts: Sequence[BoundedPart], reasons: Sequence[Span]) -> list[Span]:
    """Return the damaged parts that overlap a mark or a declared entry, or touch a part that does."""
    hot = [overlaps(reasons, part.start, part.end) for part in parts]
    return [(part.start, part.end) for at, part in enumerate(parts) if not part.whole and any(hot[max(0, at - 1) : at + 2])]  # fmt: skip


def _spans(text: str, entries: Sequence[RawEntry], starts: Sequence[int], *, by_line: bool) -> list[Span]:
    """Return the span of each entry's text: up to the next entry, and at least the length of its own text."""
    begins: list[int] = []
    at = 0
    for entry in entries:
        line = starts[min(entry.line, len(starts)) - 1]
        at = line if by_line else max(line, text.find(entry.raw, max(at, line)))
        begins.append(at)
    return [(begin, max(following, begin + len(entry.raw))) for entry, (begin, following) in zip(entries, pairwise([*begins, len(text)]), strict=True)]  # fmt: skip


Pattern = re.Pattern[str]
_Row = tuple[int, list[str], str, bool]

_BIB_START = re.compile(r"@\s*[A-Za-z_][\w-]*\s*[{(]")
_BIB_HEAD = re.compile(r"""(?i)@[ \t]*(?:(?:string|comment|preamble)\s*[{(]|[A-Z][\w-]*\s*[{(]\s*[^\s{}(),="#%@\\]*\s*,)""")  # fmt: skip
# an entry of BibTeX behind something else in a line
_FOREIGN = re.compile(r"""^\s*["{\[<]|["{\[<]\w+["\s>:=]""")
_HEADER_BEHIND = re.compile(r"\S@\s*[A-Za-z]+\s*[{(]")
_RIS_TAG, _ENW_TAG = re.compile(r"\s{0,3}[A-Z][A-Z0-9] {0,3}-"), re.compile(r"\s{0,3}%\S(?: |$)")
_MEDLINE_TAG, _WOS_TAG = re.compile(r"[A-Z][A-Z0-9]{1,3} *-"), re.compile(r"[A-Z][A-Z0-9](?: |$)")
_LIKE_AN_ENTRY = re.compile(r"[{}]|@\s*\w+\s*[{(]|\w\s*=\s*[\"{\w]")
_RIS_BEGIN, _RIS_END = re.compile(r"\s{0,3}TY {0,3}- \w+\s*$"), re.compile(r"\s{0,3}ER {0,3}-\s*")
# Ovid's line on where a journal is printed, behind the end of a record
_RIS_FRAME = re.compile(r"\s{0,3}NL {0,2}- .*")
_WOS_BEGIN, _WOS_END = re.compile(r"PT [A-Z]\s*$"), re.compile(r"ER\s*")
_WOS_FRAME, _TAGGED = re.compile(r"(?:FN|VR|EF)(?: .*)?"), re.compile(r"\s{0,3}\S{1,3} {0,3}-")
_MEDLINE_BEGIN, _ENW_BEGIN = re.compile(r"PMID ?- ?\d+\s*"), re.compile(r"%0 \S.*")
_OVID_TAG = re.compile(r"\s{0,2}(?:[A-Z][A-Z0-9]{1,4} {1,3}-|<\s*\d+\s*(?:\. ?)?>)")
_OVID_BEGIN = re.compile(r"\s{0,2}<\s*\d+\s*(?:\. ?)?>\s*")
_REFWORKS_TAG, _REFWORKS_BEGIN = re.compile(r"\s{0,2}[A-Z][A-Z0-9]{1,4}(?: |$)"), re.compile(r"RT [A-Z].*")
# the first line of another file behind a last line without its end
_TYPE_BEHIND = re.compile(r"(?<=\S)%0 |(?<=[\d.])RT ")
# what may be left of `Document type: ` or `PT: `
_GLUED_TYPE = re.compile(r".*\S.*?(?:\b[Tt]yp\w*|[A-Z][A-Z0-9]) ?:\s*(\w[\w ]*?)\W*")
_SENTENCE = 5  # words
_TORN_TYPE = re.compile(r"(?:.{0,30}?\b[Tt]yp\w*|\W*\w{0,3})\W+(?:\w\W+)?(\w.*?)\W*")
_BLANK, _NEVER = re.compile(r"\s*"), re.compile(r"(?!)")
# three cells that end where the next begins, or three tabs: no prose is written so, but numbers of footnotes are
_ROW = re.compile(r"""(?:[^,;\t]*(?:(?<!\d)[,;](?=[^\s,;])|[,;](?=[^\s\d,;])|\t)){3}""")
_QUOTED_CELLS = tuple(re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{mark}]*+)(?:{mark}(?:"(?:[^"]|"")*+"|[^"{mark}]*+))*+') for mark in (",", ";", "\t", r"\|"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoundedPart:
    """A piece of a text between two certain boundaries, offsets half-open.

    `whole`: it is one well-formed entry, or has no entry. `named`: lines of another format in it name the type of an interview.
    """

    start: int
    end: int
    whole: bool
    named: bool = False


def json_parts(text: str) -> Iterator[BoundedPart]:
    """Yield nothing for sound JSON or JSON Lines, whose reader finds the boundaries itself; else the text as one part."""
    for pieces in ([text], filter(str.strip, text.split("\n"))):
        with suppress(ValueError, RecursionError):
            for piece in pieces:
                json.loads(piece)
            return
    yield BoundedPart(0, len(text), whole=False)


def table_parts(text: str, moved: Collection[int] = ()) -> Iterator[BoundedPart]:
    """Yield the rows of a table. Rows in the lines `moved` have one empty cell too many and still count as whole."""
    from litreview.formats.csv_rows import rows

    found = ((line, cells, raw, closed and _is_strict(raw)) for line, cells, raw, closed in rows(text))
    return _row_parts(text, found, moved)


def wos_table_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the rows of a tab-delimited file of Web of Science, where quotes mean nothing."""
    return _row_parts(text, ((line, raw.split("\t"), raw, True) for line, raw in enumerate(text.split("\n"), 1)))  # fmt: skip


def bibtex_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the parts of a .bib file; a piece that is no well-formed entry forms one part with the piece behind it."""
    begin = 0
    borders = [0, *(f.start() for f in _BIB_START.finditer(text) if _may_begin(text, f.start())), len(text)]
    for number, (start, end) in enumerate(pairwise(borders)):
        piece = text[start:end]
        if _is_entry(piece) if number else not _LIKE_AN_ENTRY.search(piece):
            yield BoundedPart(begin, end, begin == start)
            begin = end
    if begin < len(text):
        yield BoundedPart(begin, len(text), whole=False)


def _may_begin(text: str, start: int) -> bool:
    """Return whether an entry may begin at an offset: at the start of its line, or behind a closing brace or parenthesis."""
    while start and text[start - 1] in " \t":
        start -= 1
    return not start or text[start - 1] in "\n})"


def _is_entry(piece: str) -> bool:
    """Return whether a text is one entry, closed at its end, with nothing behind it that could be part of one."""
    if not (head := _BIB_HEAD.match(piece)):
        return False
    if "(" in head[0]:
        body = piece[head.end() :].rstrip()
        return body.endswith(")") and closing("{" + body[:-1] + "}", PLAIN) == len(body) + 1
    # the second way to count runs only where the first finds no end, or an end with more text behind it
    ends = (closing(piece, braces) for braces in (PLAIN, ESCAPED))
    return any(end and not _LIKE_AN_ENTRY.search(piece, end) for end in ends)


def _row_parts(text: str, rows: Iterable[_Row], moved: Collection[int] = ()) -> Iterator[BoundedPart]:
    """Yield the parts of a table. Each row gives its line, its cells, its text, and whether its quotes are sound.

    Consecutive damaged rows form one part. So do a short row and the row before it, if that row's last cell is empty: a line end may
    have cut it off. No row can be trusted if a mark is in the header outside a column name, in a damaged row, or cut by a line end.
    """
    starts = line_starts(text)
    filled = (row for row in rows if any(map(str.strip, row[1])))
    _, header, head, trusted = next(filled, (0, [], "", True))
    cut = any("\n" in place.found for place in near_in(text, MARK))
    trusted = trusted and not cut and _is_plain_header(head, header)
    found: list[BoundedPart] = []
    ended = True
    for line, cells, raw, strict in filled:
        more = len(cells) - len(header)
        whole = strict and (more == 0 or (more == 1 and line in moved)) and not _HEADER_BEHIND.search(raw)
        trusted = trusted and (whole or not (any(near_in(raw, MARK)) or named_types_in(raw)))
        start = starts[line - 1]
        begin = start if whole or ended or (more >= 0 and found[-1].whole) else found.pop().start
        found.append(BoundedPart(begin, min(start + len(raw) + 1, len(text)), whole))
        ended = whole and cells[-1].strip() != ""
    yield from found if trusted else [BoundedPart(0, len(text), whole=False)]


def _is_plain_header(raw: str, cells: Sequence[str]) -> bool:
    """Return whether the first row holds column names, and each name that marks confidentiality fills a whole cell."""
    is_data = "\n" in raw or any(is_code(cell.strip()) for cell in cells)
    names = [" ".join(cell.lower().split()) for cell in cells]
    known = [mark for mark in (MARK, "item type") if any(near_in(raw, mark))]
    return not is_data and all(any(near(name, mark) for name in names) for mark in known)


def _is_strict(raw: str) -> bool:
    """Return whether each quote of a row opens or closes a cell, or is doubled, for any delimiter."""
    return '"' not in raw or any(cells.fullmatch(raw) for cells in _QUOTED_CELLS)


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _record_parts(text: str, first: Pattern, last: Pattern, frame: Pattern) -> Iterator[BoundedPart]:
    """Yield the parts of a format whose records have a first line. A boundary is a last line of a record followed by a first line.

    Where the format has no last line, a blank line ends a record. A first line inside another line comes from two
    files that were joined without a line end.
    """
    begin, firsts, ended, filled, whole = 0, 0, True, False, True
    for at, line in zip([*line_starts(text), len(text)], [*text.split("\n"), ""], strict=True):
        if not line.strip():
            ended = ended or last is _BLANK
            continue
        if first.fullmatch(line):
            if ended:
                if filled:
                    yield BoundedPart(begin, at, whole and firsts == 1)
                begin, firsts, whole = at, 0, True
            firsts += 1
        elif ended and frame.fullmatch(line):
            continue
        elif not firsts or ended or first.search(line, 1):
            whole = False
        # a database's preamble before the first record is no record
        preamble = ended and not firsts and last is not _BLANK and not _TAGGED.match(line)
        ended = preamble or last.fullmatch(line) is not None
        filled = True
    yield BoundedPart(begin, len(text), whole and (not filled or (firsts == 1 and ended)))


def _tagged_parts(
    text: str, *, tag: Pattern, first: Pattern, last: Pattern = _BLANK, frame: Pattern = _NEVER
) -> Iterator[BoundedPart]:
    """Yield the parts of a tagged text. A part is not whole if its untagged lines name an interview or look like a row of a table.

    Such lines may belong to another file that was appended to this one.
    """
    for part in _record_parts(text, first, last, frame):
        lines = text[part.start : part.end].split("\n")
        untagged = [line for line in lines if not tag.match(line)]
        # another file has lines without a tag, and may begin in the last line
        last_line = next((line for line in reversed(lines) if line.strip()), "")
        foreign = [line for line in [*untagged, last_line] if _FOREIGN.search(line) or _ROW.match(line)]
        behind = [line[found.start() :] for line in lines for found in _TYPE_BEHIND.finditer(line)]
        is_named = named_types_in("\n".join([*untagged, *behind])) or named_types_in(
            "\n".join(foreign), cells=True
        )
        mixed = is_named or any(map(_ROW.match, untagged)) or any(map(_HEADER_BEHIND.search, lines))
        yield BoundedPart(part.start, part.end, part.whole and not mixed, is_named)


def labelled_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the parts of a text of labelled references; the text as one part if nothing certain begins its records."""
    from litreview.formats.label_forms import find_form

    form = find_form(text)
    if form is None or not form.is_regular(text):
        yield BoundedPart(0, len(text), whole=False, named=named_types_in(text, cells=True))
        return
    yield from _without_torn(
        text, _tagged_parts(text, tag=form.label, first=form.first), form.label, form.first
    )


def ovid_parts(text: str) -> Iterator[BoundedPart]:
    """Yield the parts of Ovid's text, tagged or labelled."""
    return _without_torn(text, _tagged_parts(text, tag=_OVID_TAG, first=_OVID_BEGIN), _OVID_TAG, _OVID_BEGIN)


def _without_torn(
    text: str, parts: Iterable[BoundedPart], label: Pattern, first: Pattern
) -> Iterator[BoundedPart]:
    """Yield the parts; one with a line whose label is damaged, and that names an interview or a mark, is not whole."""
    for part in parts:
        torn = any(_is_torn(line, label, first) for line in text[part.start : part.end].split("\n"))
        yield replace(part, whole=part.whole and not torn, named=part.named or torn)


def _is_torn(line: str, label: Pattern, first: Pattern) -> bool:
    """Return whether a line has a mark, or names the type of an interview, behind a label that means nothing or is damaged."""
    if (begun := first.match(line)) and begun.end() < len(line):
        # the next line runs into the first line of a record
        return named_types_in(line[begun.end() :], cells=True)
    if (glued := _GLUED_TYPE.fullmatch(line)) and is_interview_type(glued[1]):
        return True
    if labelled := label.fullmatch(line.rstrip()):
        return (
            labelled.re.groups > 0 and not is_known_name(labelled[1]) and is_interview_type(labelled[2] or "")
        )
    found = _TORN_TYPE.fullmatch(line)
    words = line.split()
    marked = 1 < len(words) < _SENTENCE and any(
        near(word.strip(":;,=").lower(), MARK) for word in (words[0], words[-1])
    )
    last = line.rpartition(":")[2] if len(words) < _SENTENCE else ""
    return marked or is_interview_type(last) or (found is not None and is_interview_type(found[1]))


_Borders = partial[Iterator[BoundedPart]]
ris_parts: _Borders = partial(_tagged_parts, tag=_RIS_TAG, first=_RIS_BEGIN, last=_RIS_END, frame=_RIS_FRAME)
wos_parts: _Borders = partial(_tagged_parts, tag=_WOS_TAG, first=_WOS_BEGIN, last=_WOS_END, frame=_WOS_FRAME)
medline_parts: _Borders = partial(_tagged_parts, tag=_MEDLINE_TAG, first=_MEDLINE_BEGIN)
refworks_parts: _Borders = partial(_tagged_parts, tag=_REFWORKS_TAG, first=_REFWORKS_BEGIN)
enw_parts: _Borders = partial(_tagged_parts, tag=_ENW_TAG, first=_ENW_BEGIN)
