"""Read off the first pages of a text what identifies it: title, DOI, abstract; nothing is filled in that is not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from statistics import median

from litreview.core.results.texts import TextFacts
from litreview.formats.documents.page_layout import body_height
from litreview.formats.documents.text_read import FrontLine, TextRead
from litreview.formats.references import works_in_notes
from litreview.formats.references.reference_strings import dois

_HEAD_LINES = 60
_MIN_TITLE = 8
_MAX_TITLE = 400
_TITLE_PAGES = 3
_ABSTRACT = re.compile(
    r"(?:\W|\d)*(?P<heading>abstract|a ?b ?s ?t ?r ?a ?c ?t|summary|executive summary|zusammenfassung|résumé|resumen|resumo|riassunto|samenvatting|abstrakt)"
    r"(?P<mark>\s*[:.—–-]+\s*|\s*$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_RUN_IN = re.compile(
    r"(?P<heading>Abstract|ABSTRACT)(?P<mark> )(?P<rest>(?:An? |[A-Z][\w’'-]*[ ,]).*)", re.DOTALL
)
"""A heading in letters of its own on the first line of the abstract."""
_AFTER = re.compile(
    r"(?:\W|\d)*(?:key ?words?(?: and phrases)?|index terms|jel(?: classification| codes?)?|categories and subject|general terms|ccs concepts|introduction|contents"
    r"|table of contents|background|schlüsselwörter|schlagwörter|mots[- ]clés|palabras clave|palavras[- ]chave|parole chiave|einleitung|introducción|introdução"
    r"|acknowledge?ments?|graphical abstract|highlights|key ?points|pacs|msc|doi|received|submitted|accepted|copyright|©)(?:\W|$)",
    re.IGNORECASE,
)
_FIRST_PART = re.compile(r"(?:1\.?|I\.)\s+[A-ZÀ-Þ]")
_INSIDE = re.compile(
    r"(?<=[.!?)])\s+(?:key ?words?|index terms|jel classification|general terms|pacs(?: numbers?)?|schlüsselwörter|mots[- ]clés|palabras clave)\s*[:—–-].*",
    re.IGNORECASE | re.DOTALL,
)
_STRUCTURED = re.compile(
    r"(?:background|objectives?|aims?|purpose|methods?|design(?:/methodology.*)?|setting|participants|results?|findings|conclusions?|discussion|implications)\b",
    re.IGNORECASE,
)
_WORDS = (30, 600)
_LEAST_HEADED = 10
_LEADERS = re.compile(r"\.{5,}|(?:\. ){5,}")
_RIGHTS = re.compile(
    r"(?<=[.!?)])\s*(?:\[Article copies|(?:©|\(c\)|copyright|Ó|q\b)?\s*(?:©|\(c\)|by)?\s*(?:19|20)\d\d\s[^.]{2,80}(?:\.[^.]{0,40}){0,3}\ball rights reserved|©|doi: ?10\.).*",
    re.IGNORECASE | re.DOTALL,
)
_OPENS_TEXT = re.compile(
    r"(?:(?:1|I|0)\.?\s+)?(?:introduction|einleitung|introducción|introdução|introduzione|(?:table of )?contents)\W*|(?:key ?words?|index terms|schlüsselwörter|mots[- ]clés|palabras clave|palavras[- ]chave|parole chiave)\b.*",
    re.IGNORECASE,
)
_NO_ABSTRACT = re.compile(
    r"@|\bcorrespond(?:ing|ence)\b|open access|creative commons|all rights reserved|©|\breceived\b.{0,20}\d|permission|downloaded|working paper|do not quote|grateful|thanks? to|to cite this|^note:|\bissn\b",
    re.IGNORECASE,
)
_SHORT_TITLE = re.compile(
    r"\b(?:This|These) (?:Act|Code|Constitution|Law|Notification|Order|Ordinance|Regulations?|Rules|Scheme) (?:may|shall) be (?:cited|called|known)(?: as)? (?:the )?"
    r"[“\"‘']?(.{8,150}?(?:,? (?:of )?(?:18|19|20)\d\d|(?=[.”\"’']|$)))",
    re.IGNORECASE | re.MULTILINE,
)
"""The clause by which a statute or regulation names itself; in a gazette of two languages its title page has another name."""
_MOST_NAMES = 20
_GAP = 1.35


def facts_of(read: TextRead) -> TextFacts:
    """Return what a text says of itself."""
    if read.fault:
        return TextFacts(fault=read.fault)  # type: ignore[arg-type] # one of its values
    lines = [line.text for line in read.front]
    first = [line.text for line in read.front if line.page < 2]
    abstract, page = _abstract(read)
    return TextFacts(
        characters=sum(len(page.text) + len(page.notes) for page in read.pages),
        titles=_titles(read),
        head="\n".join(lines[: 2 * _HEAD_LINES]),
        own_names=tuple(
            islice(
                (found[1] for page in read.pages for found in _SHORT_TITLE.finditer(page.text)), _MOST_NAMES
            )
        ),
        dois=tuple(dict.fromkeys(doi for line in first for doi in dois(line))),
        printed=tuple(page.printed for page in read.pages),
        labels=tuple(page.label for page in read.pages),
        abstract=abstract,
        abstract_page=page,
        references=read.references or _cited_in_notes(read),
    )


def _cited_in_notes(read: TextRead) -> str:
    """Return the works that footnotes cite as a numbered list, as articles of law have no other."""
    cited = works_in_notes("\n".join(page.notes for page in read.pages if page.notes))
    return "\n".join(f"[{number}] {citation}" for number, citation in enumerate(cited, start=1))[:2_000_000]


def _titles(read: TextRead) -> tuple[str, ...]:
    """Return what may be the title, likeliest first: the largest lines of each of the first pages, then what the file calls itself."""
    found: list[str] = []
    for page in sorted({line.page for line in read.front if line.page < _TITLE_PAGES}):
        lines = [(line.height, line.text) for line in read.front if line.page == page]
        found += _largest(lines[:_HEAD_LINES])
    unsized = not any(line.height for line in read.front)
    if unsized:
        found = [line.text for line in read.front[:6]]
    candidates = [*found, read.title]
    return tuple(
        dict.fromkeys(
            one
            for one in candidates
            if _MIN_TITLE <= len(one) <= _MAX_TITLE and re.search(r"[^\W\d_]{3}", one)
        )
    )


def _largest(lines: Sequence[tuple[float, str]]) -> list[str]:
    """Return the two groups of neighbouring lines whose letters are largest.

    >>> _largest([(9, "LAW REVIEW"), (18, "Raids at"), (18, "the Port"), (11, "Ann Roe"), (11, "We ask …")])
    ['Raids at the Port', 'Ann Roe We ask …']
    """
    groups: list[tuple[float, list[str]]] = []
    for height, text in lines:
        if groups and abs(groups[-1][0] - height) <= 0.06 * max(height, 1):
            groups[-1][1].append(text)
        else:
            groups.append((height, [text]))
    groups.sort(key=lambda group: -group[0])
    return [_join(texts).rstrip("*†‡§∗ ") for _, texts in groups[:2]]


def _abstract(read: TextRead) -> tuple[str, int]:
    """Return the abstract and the place of its page: the one below a heading, in English if there are several, else the block before the first part.

    `""` if it is missing or not ended.
    """
    words = {word for page in read.pages for word in re.findall(r"[\w-]+", page.text.lower())}
    lines = [line for line in read.front if not line.running or line.page == 0]
    if below_headings := _below_headings(lines, words):
        return below_headings[0]
    block = _block_before_first_part(lines) or _block_in_small_letters(lines)
    text = _cleaned([one.text for one in block], words)
    return (text, block[0].page) if _is_prose(text, _WORDS[0]) else ("", 0)


def _below_headings(lines: Sequence[FrontLine], words: Collection[str]) -> list[tuple[str, int]]:
    """Return the abstracts below headings and the places of their pages, those called "Abstract" first."""
    english: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    for number, line in enumerate(lines):
        heading = _heading_of_abstract(number, lines)
        if not heading:
            continue
        is_english = heading["heading"].lower() == "abstract"
        rest = heading["rest"].strip()
        first = [line._replace(text=rest)] if rest else []
        text = _cleaned([one.text for one in _abstract_lines([*first, *lines[number + 1 :]])], words)
        if _is_prose(text, _LEAST_HEADED if is_english else _WORDS[0]):
            (english if is_english else others).append((text, line.page))
    return english + others


def _heading_of_abstract(number: int, lines: Sequence[FrontLine]) -> re.Match[str] | None:
    """Return the heading of an abstract that a line is or begins with; after the first pages it must stand out."""
    line = lines[number]
    heading = _ABSTRACT.fullmatch(line.text) or _RUN_IN.fullmatch(line.text)
    if not heading or not (heading["mark"].strip() or not heading["rest"] or heading["mark"] == " "):
        return None
    return heading if line.page < _TITLE_PAGES or _stands_out(number, lines) else None


def _stands_out(number: int, lines: Sequence[FrontLine]) -> bool:
    """Return whether a line is the first of its page, or larger than the next one: it is no cell of a table."""
    line, after = lines[number], lines[min(number + 1, len(lines) - 1)]
    return lines[number - 1].page != line.page or line.height > 1.15 * after.height


def _cleaned(lines: Sequence[str], words: Collection[str]) -> str:
    """Return lines as one text, without the keywords and the notice of copyright at its end."""
    text = _INSIDE.sub("", _join(lines, words))
    return _RIGHTS.sub("", text).strip()


def _is_prose(text: str, least: int) -> bool:
    """Return whether a text has as many words as an abstract, ends with a sentence, and is no table of contents."""
    return least <= len(text.split()) <= _WORDS[1] and not _LEADERS.search(text)


def _abstract_lines(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines from the first on that are of one text: up to a heading, a gap, other letters, or another margin.

    A gap between paragraphs does not count if a heading, other letters or another margin follows.
    """
    taken: list[FrontLine] = []
    paragraphs: list[int] = []
    count, in_note = 0, False
    for line in lines:
        ended = bool(taken) and (_ends_sentence(taken[-1].text) or line.gap > _GAP)
        if ended and _is_heading(line.text):
            break
        in_note = len(taken) > 2 and not _ends_sentence(taken[-1].text) and _is_note(line, taken, in_note)
        if in_note:
            continue
        if taken and count >= _WORDS[0] and _ends_sentence(taken[-1].text) and _is_apart(line, taken):
            if not _is_paragraph(line, taken):
                break
            paragraphs.append(len(taken))
        count += len(line.text.split())
        if count > _WORDS[1]:
            return taken[: paragraphs[0]] if paragraphs else []
        taken.append(line)
    while paragraphs and not _ends_sentence(taken[-1].text):
        taken = taken[: paragraphs.pop()]
    return taken


def _is_note(line: FrontLine, taken: Sequence[FrontLine], in_note: bool) -> bool:
    """Return whether a line is of a note in smaller letters, or the mark of one. `in_note`: the line before it is."""
    small = 0 < line.height < 0.85 * median(one.height for one in taken)
    return small and (in_note or line.gap > _GAP or len(line.text) < 4)


def _is_heading(text: str) -> bool:
    return bool(_AFTER.match(text) or _FIRST_PART.match(text))


def _is_apart(line: FrontLine, taken: Sequence[FrontLine]) -> bool:
    """Return whether a line looks like the beginning of another text than the lines before it."""
    if _STRUCTURED.match(line.text):
        return False
    lefts = [one.left for one in taken]
    margin = max(set(lefts), key=lefts.count)
    return (
        line.gap > _GAP
        or line.gap < 0
        or line.page != taken[-1].page
        or not any(_same_letters(line, one) for one in taken[-3:])
        or abs(line.left - margin) > 2.5 * max(line.height, 1)
        or line.left < margin - 0.8 * max(line.height, 1)
    )


def _is_paragraph(line: FrontLine, taken: Sequence[FrontLine]) -> bool:
    """Return whether a line after a gap goes on in the same letters and margin: it may be the next paragraph."""
    return (
        line.page == taken[-1].page
        and _GAP < line.gap < 2.3
        and any(_same_letters(line, one) for one in taken[-3:])
        and 0 <= line.left - min(one.left for one in taken) + 1 < 3 * max(line.height, 1)
    )


def _same_letters(line: FrontLine, other: FrontLine) -> bool:
    return abs(line.height - other.height) <= 0.06 * max(line.height, 1)


def _block_before_first_part(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines in one kind of letters before the first heading, which many journals print without calling them an abstract."""
    for number, line in enumerate(lines):
        if line.page > 1:
            break
        if number and _OPENS_TEXT.match(line.text):
            block = _last_block(_lines_above(number, lines))
            return block if block and _may_be_abstract(block) and lines.index(block[0]) > 1 else []
    return []


def _lines_above(number: int, lines: Sequence[FrontLine]) -> Sequence[FrontLine]:
    """Return the lines above one; if it opens its page, those of the pages before without the notes at their end."""
    above, page = lines[:number], lines[number].page
    on_page = sum(one.page == page for one in above)
    if not page or on_page > 2:
        return above
    # an abstract has a page of its own, with notes below
    above = [one for one in above[: number - on_page] if len(one.text) > 5]
    while above and above[-1].height < 0.85 * median(one.height for one in above[-40:]):
        above = above[:-1]
    return above


def _last_block(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the last lines without a gap between them and in one kind of letters."""
    block: list[FrontLine] = []
    for place, line in reversed(list(enumerate(lines))):
        if block and (block[0].gap > _GAP or block[0].gap < 0 or _in_other_letters(lines, place)):
            break
        block.insert(0, line)
    return block


def _in_other_letters(lines: Sequence[FrontLine], place: int) -> bool:
    """Return whether a line and the one above it are in other letters than the line below: a single one may be misread in a scan."""
    below = lines[place + 1]
    if _same_letters(lines[place], below) or (place > 0 and _same_letters(lines[place - 1], below)):
        return False
    return place + 2 >= len(lines) or not _same_letters(lines[place], lines[place + 2])


def _block_in_small_letters(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines between title and body in smaller letters than the body."""
    first = [line for line in lines if line.page == 0]
    size = 0.97 * body_height(line for line in lines if line.page < _TITLE_PAGES)
    start = next(
        (n for n, line in enumerate(first) if line.height >= size and len(line.text.split()) > 7 and n > 3),
        len(first),
    )
    block: list[FrontLine] = []
    for line in first:
        goes_on = bool(block) and _same_letters(line, block[-1])
        goes_on = goes_on and (0 <= line.gap <= _GAP or (line.gap < 0 and not _ends_sentence(block[-1].text)))
        if line.height < size and goes_on:
            block.append(line)
            continue
        if _may_be_abstract(block) and first.index(block[0]) < start < len(first):
            return block
        block = [line] if line.height < size else []
    return []


def _may_be_abstract(block: Sequence[FrontLine]) -> bool:
    """Return whether lines are whole sentences, and say nothing of rights, addresses and dates."""
    text = _RIGHTS.sub("", _join(line.text for line in block))
    sentences = len(re.findall(r"[.?!](?=\s+[“\"(]*[A-ZÀ-Þ]|$)", text))
    small = sum(word[:1].islower() for word in text.split())
    return (
        _WORDS[0] + 10 <= len(text.split()) <= _WORDS[1]
        and sentences > 1
        and small > 0.6 * len(text.split())
        and bool(re.match(r"[“\"(]*[A-ZÀ-Þ]", text))
        and _ends_sentence(text)
        and not _NO_ABSTRACT.search(text)
    )


def _join(lines: Iterable[str], words: Collection[str] = ()) -> str:
    """Return lines as one text; a hyphen at the end of a line is left out unless the document writes the word with it."""
    joined = ""
    for text in lines:
        end, start = re.search(r"[\w-]+-$", joined), re.match(r"\w+", text)
        if end and start:
            # a word that is written with its hyphen elsewhere, or a name
            kept = f"{end[0]}{start[0]}".lower() in words or not start[0][0].islower()
            joined = f"{joined if kept else joined[:-1]}{text}"
        else:
            joined = f"{joined} {text}"
    return joined.strip()


def _ends_sentence(text: str) -> bool:
    return text.rstrip('”"’)] ').endswith((".", "?", "!", "…"))
