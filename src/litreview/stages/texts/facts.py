"""Read off the first pages of a text what identifies it: title, DOI, abstract; nothing is filled in that is not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from litreview.core.results.texts import TextFacts
from litreview.formats.documents.full_text import FrontLine, TextRead
from litreview.formats.references.reference_strings import dois

_HEAD_LINES = 60
_MIN_TITLE = 8
_MAX_TITLE = 400
_ABSTRACT = re.compile(
    r"(?:\W|\d)*(?:abstract|a ?b ?s ?t ?r ?a ?c ?t|summary|executive summary|zusammenfassung|résumé|resumen|resumo|riassunto|samenvatting|abstrakt)"
    r"(?P<mark>\s*[:.—–-]+\s*|\s*$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(
    r"(?:\W|\d)*(?:key ?words?(?: and phrases)?|index terms|jel(?: classification| codes?)?|categories and subject|general terms|ccs concepts|introduction|contents"
    r"|table of contents|background|schlüsselwörter|schlagwörter|mots[- ]clés|palabras clave|palavras[- ]chave|parole chiave|einleitung|introducción|introdução"
    r"|acknowledge?ments?|doi|received|submitted|accepted|copyright|©)(?:\W|$)",
    re.IGNORECASE,
)
_FIRST_PART = re.compile(r"(?:1\.?|I\.)\s+[A-ZÀ-Þ]")
_INSIDE = re.compile(
    r"(?<=[.!?)])\s+(?:key ?words?|index terms|jel classification|general terms|schlüsselwörter|mots[- ]clés|palabras clave)\s*[:—–-].*",
    re.IGNORECASE | re.DOTALL,
)
_STRUCTURED = re.compile(
    r"(?:background|objectives?|aims?|purpose|methods?|design(?:/methodology.*)?|setting|participants|results?|findings|conclusions?|discussion|implications)\b",
    re.IGNORECASE,
)
_WORDS = (30, 600)
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
        dois=tuple(dict.fromkeys(doi for line in first for doi in dois(line))),
        printed=tuple(page.printed for page in read.pages),
        labels=tuple(page.label for page in read.pages),
        abstract=abstract,
        abstract_page=page,
        references=read.references,
    )


def _titles(read: TextRead) -> tuple[str, ...]:
    """Return what may be the title, likeliest first: the largest lines of each of the first pages, then what the file calls itself."""
    found: list[str] = []
    for page in sorted({line.page for line in read.front}):
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
    """Return the abstract below a heading that says so, and the place of its page; `""` where no heading does, or nothing ends it."""
    words = {word for page in read.pages for word in re.findall(r"[\w-]+", page.text.lower())}
    for number, line in enumerate(read.front):
        found = _ABSTRACT.fullmatch(line.text)
        if not found or not (found["mark"].strip() or not found["rest"]):
            continue
        first = [line._replace(text=found["rest"].strip())] if found["rest"].strip() else []
        lines = _abstract_lines([*first, *read.front[number + 1 :]])
        text = _INSIDE.sub("", _join([one.text for one in lines], words))
        if _WORDS[0] <= len(text.split()) <= _WORDS[1]:
            return text, line.page
    return "", 0


def _abstract_lines(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines from the first on that are of one text: up to a heading, a gap, other letters, or another margin."""
    taken: list[FrontLine] = []
    count = 0
    for line in lines:
        ended = bool(taken) and (_ends_sentence(taken[-1].text) or line.gap > _GAP)
        if ended and (_AFTER.match(line.text) or _FIRST_PART.match(line.text)):
            break
        if taken and count >= _WORDS[0] and _ends_sentence(taken[-1].text) and _is_apart(line, taken):
            break
        count += len(line.text.split())
        if count > _WORDS[1]:
            return []
        taken.append(line)
    return taken


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
        or abs(line.height - taken[-1].height) > 0.06 * max(line.height, 1)
        or abs(line.left - margin) > 2.5 * max(line.height, 1)
        or line.left < margin - 0.8 * max(line.height, 1)
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
    return text.rstrip('”"’)] ').endswith((".", "?", "!"))
