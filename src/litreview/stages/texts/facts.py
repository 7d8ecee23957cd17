"""Read off the first pages of a text what identifies it: title, DOI, abstract; nothing is filled in that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from litreview.core.results.texts import TextFacts
from litreview.formats.documents.full_text import TextRead
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
    r"|acknowledge?ments?|doi|received|submitted|accepted|copyright|©|1|I\.)(?:\W|$)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?<=[.!?)])\s+(?:key ?words?|index terms|jel classification|general terms|schlüsselwörter|mots[- ]clés|palabras clave)\s*[:—–-].*",
    re.IGNORECASE | re.DOTALL,
)
_STRUCTURED = re.compile(
    r"(?:background|objectives?|aims?|purpose|methods?|design(?:/methodology.*)?|setting|participants|results?|findings|conclusions?|discussion|implications)\b",
    re.IGNORECASE,
)
_WORDS = (30, 600)


def facts_of(read: TextRead) -> TextFacts:
    """Return what a text says of itself."""
    if read.fault:
        return TextFacts(fault=read.fault)  # type: ignore[arg-type] # one of its values
    lines = [text for _, _, text in read.front]
    first = [text for page, _, text in read.front if page < 2]
    abstract, page = _abstract([page.text for page in read.pages[:4]])
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
    for page in sorted({page for page, _, _ in read.front}):
        lines = [(height, text) for number, height, text in read.front if number == page]
        found += _largest(lines[:_HEAD_LINES])
    unsized = not any(height for _, height, _ in read.front)
    if unsized:
        found = [text for _, _, text in read.front[:6]]
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
    return [_one_line(texts) for _, texts in groups[:2]]


def _one_line(texts: Iterable[str]) -> str:
    """Return lines as one; a hyphen at the end of a line joins.

    >>> _one_line(["Anti-Traf-", "ficking Raids *"])
    'Anti-Trafficking Raids'
    """
    joined = ""
    for text in texts:
        broken = joined.endswith("-") and text[:1].islower()
        joined = f"{joined[:-1]}{text}" if broken else f"{joined} {text}"
    return joined.strip().rstrip("*†‡§∗ ")


def _abstract(pages: Sequence[str]) -> tuple[str, int]:
    """Return the abstract below a heading that says so, and the place of its page; `""` where no heading does, or none ends it."""
    for place, page in enumerate(pages):
        paragraphs = page.split("\n")
        for number, paragraph in enumerate(paragraphs):
            found = _ABSTRACT.fullmatch(paragraph)
            if not found or not (found["mark"].strip() or not found["rest"]):
                continue
            following = [
                *paragraphs[number + 1 :],
                *(pages[place + 1].split("\n") if place + 1 < len(pages) else ()),
            ]
            text = _collected(found["rest"].strip(), following)
            if _WORDS[0] <= len(text.split()) <= _WORDS[1]:
                return text, place
    return "", 0


def _collected(first: str, paragraphs: Iterable[str]) -> str:
    """Return the paragraphs up to one that is no part of an abstract."""
    parts = [first] if first else []
    if first and _INSIDE.search(first):
        return _INSIDE.sub("", first)
    for paragraph in paragraphs:
        text = paragraph.strip()
        words = text.split()
        if not words:
            continue
        if parts and _AFTER.match(text):
            break
        if len(words) < 8 and not _STRUCTURED.match(text):
            if parts:
                break
            continue
        if (
            parts
            and len(" ".join(parts).split()) >= _WORDS[0]
            and not _STRUCTURED.match(text)
            and _ends_sentence(parts[-1])
        ):
            break
        parts.append(text)
        if _INSIDE.search(text):
            break
    return _INSIDE.sub("", " ".join(parts))


def _ends_sentence(text: str) -> bool:
    return text.rstrip('”"’)] ').endswith((".", "?", "!"))
