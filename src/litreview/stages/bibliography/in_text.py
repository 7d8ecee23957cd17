"""Citations within annotations, in the style of the document: `[@key, p. 3]` becomes `(Farrell et al., 2012, p. 3)`.

A style gives each work its label. The labels of one citation are in one pair of brackets, each with its prefix and its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from litreview.core.model import Source
from litreview.core.pandoc import Inline
from litreview.stages.bibliography.abbreviations import headline
from litreview.stages.bibliography.capitals import is_english
from litreview.stages.bibliography.trees import (
    bracketed,
    emph,
    inner_link,
    joined,
    plain_text,
    printed_title,
    without_brackets,
    words,
)
from litreview.works.legal_names import legal_name


class Label(NamedTuple):
    """How a style cites a work in a text, and the anchor of its entry, `""` without one."""

    inlines: Sequence[Inline]
    anchor: str = ""


Labeller = Callable[[Mapping[str, Any]], Label | None]
_PAGE = re.compile(r",?\s*(pp?\.)[\s\xa0]*(?=[\divxlc*])")
_LONG_TITLE = re.compile(r"(?<=[?!])\s.*|\s*[:—].*")


def short_label(source: Source, kind: str, *, titles: str = "") -> list[Inline]:
    """Return the short form for styles of footnotes, in brackets: `(Farrell et al. 2012)`, law by its name.

    `titles`: the words in place of the year: `italic` or `quoted` short titles (The Bluebook, rule 4.2; Chicago Manual, 17th ed., 14.30).
    """
    if name := legal_name(source, kind):
        return bracketed([emph(words(name))] if kind == "case" else words(name))
    people = source.authors or source.editors
    names = [person.sort_name for person in people]
    who = names[0] if names else ""
    if len(names) == 2:
        who = f"{names[0]} {'&' if titles == 'italic' else 'and'} {names[1]}"
    elif len(names) > 2:
        who = f"{names[0]} et al."
    if not titles:
        return words(f"({who or source.title[:40]} {source.year or 'n.d.'})")
    short = _LONG_TITLE.sub("", source.get("shorttitle") or printed_title(source.title))
    title = headline(short) if is_english(source) else short
    italic = titles == "italic" or kind in {"book", "government-report", "ngo-report"}
    shown = [emph(words(title))] if italic else words(f"“{title}”")
    return bracketed([*words(f"{who}, " if who else ""), *shown])


def resolve_citations(
    label: Labeller, citations: Sequence[Mapping[str, Any]], shown: list[Inline], *, page: str | None = None
) -> list[Inline]:
    """Return the text of `[@a; see @b, p. 3]` or `@a [p. 3]`; `shown`, as typed, if any work has no label.

    `page`: what a style writes before a page, as `, at `; None: as typed.
    """
    labels = [found for citation in citations if (found := label(citation))]
    if len(labels) < len(citations):
        return shown
    insides = [without_brackets(found.inlines) for found in labels]
    opens = insides[0][0]
    if any(bracket != opens for bracket, _ in insides):
        opens = ""
    parts, author = [], []
    for citation, found, (_, inside) in zip(citations, labels, insides, strict=True):
        text = inside if opens else list(found.inlines)
        mode = citation["citationMode"]["t"]
        numbered = not re.search(r"[^\W\d]", plain_text(inside))
        if opens == "(" and mode != "NormalCitation" and not numbered:
            who, text = _author_and_rest(text)
            author = [*_linked(who, found.anchor), {"t": "Space"}] if mode == "AuthorInText" else []
        text, place = _placed(text, citation["citationSuffix"], page)
        linked = _linked(text, found.anchor) if text else []
        prefix = [*citation["citationPrefix"], {"t": "Space"}] if citation["citationPrefix"] else []
        parts.append([*prefix, *linked, *place])
    made = joined(filter(None, parts), words("; " if opens != "[" else ", "))
    return [*author, *(bracketed(made, opens) if opens and made else made)] if made else author[:-1]


def _linked(inlines: Sequence[Inline], anchor: str) -> list[Inline]:
    return [inner_link(inlines, anchor)] if anchor else list(inlines)


def _author_and_rest(inlines: Sequence[Inline]) -> tuple[list[Inline], list[Inline]]:
    """Return the authors of a label, and its year or short title; a label of authors alone has no rest."""
    at = next(
        (n for n in range(len(inlines) - 1, 0, -1) if inlines[n - 1]["t"] == "Space" and _begins_rest(inlines[n:])), len(inlines)
    )  # fmt: skip
    who = list(inlines[: max(0, at - 1)] if at < len(inlines) else inlines)
    if who and who[-1]["t"] == "Str":
        who[-1:] = words(who[-1]["c"].removesuffix(","))
    return who, list(inlines[at:])


def _begins_rest(inlines: Sequence[Inline]) -> bool:
    return (
        bool(re.match(r"\d{4}|n\.d|in press|forthcoming|“", plain_text(list(inlines))))
        or inlines[0]["t"] == "Emph"
    )


def _placed(
    label: list[Inline], suffix: Sequence[Inline], page: str | None
) -> tuple[list[Inline], list[Inline]]:
    """Return a label, and what was typed behind its key; a page in the manner of the style."""
    typed = plain_text(list(suffix))
    if not typed.strip():
        return label, []
    found = _PAGE.match(typed)
    if not found:
        return label, [*words("" if not label or typed[0] in ", " else ", "), *suffix]
    place = re.sub(r"(?<=\d)[ ]?-{1,2}[ ]?(?=[\d*])", "–", typed[found.end() :])
    before = f", {found[1]}\xa0" if page is None else page
    if not label:
        return [], words(f"{before.lstrip(', ')}{place}")
    if before.startswith(",") and label[-1]["t"] == "Str" and label[-1]["c"].endswith("”"):
        # American usage: the comma stands within the quotation marks, and none follows another mark
        last = label[-1]["c"][:-1]
        mark = "" if last.endswith(("?", "!")) else ","
        label, before = [*label[:-1], {"t": "Str", "c": f"{last}{mark}”"}], before[1:]
    return label, words(f"{before}{place}")
