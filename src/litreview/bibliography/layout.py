"""A bibliography as one pandoc tree, with the marks each format needs to give every part a style of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litreview.bibliography.cited import Entry
from litreview.bibliography.composing import Bibliography
from litreview.bibliography.groups import Group
from litreview.bibliography.notes import anchor
from litreview.bibliography.styles import style_title
from litreview.bibliography.trees import (
    div,
    header,
    inner_link,
    para,
    raw_block,
    raw_inline,
    span,
    strong,
    words,
)
from litreview.pandoc import Block, Inline

# part -> paragraph style in a word processor
STYLE_NAMES = {
    "citation": "Bibliography",
    "annotation": "Annotation",
    "detail": "Source Details",
    "also": "Cross Reference",
    "lead": "Group Lead",
    "summary": "Bibliography Summary",
}


def _wrap(part: str, blocks: Sequence[Block], to: str, name: str = "", *, more: bool = False) -> list[Block]:
    """Return the blocks of one part of an entry with the marks of the format around them; `more`: it is not the last part."""
    if to in {"docx", "odt"}:
        return [div(blocks, style=STYLE_NAMES[part], name=name)]
    if to == "html":
        return [div(blocks, classes=[part], name=name)]
    if to == "tex":
        return [
            raw_block("latex", rf"\begin{{lit{part}}}"),
            *blocks,
            raw_block("latex", rf"\end{{lit{part}}}"),
        ]
    if to == "typst":
        # `name` is made of letters, digits, dots, hyphens and underscores (see `anchor`)
        end = f'] #label("{name}")' if name else "]"
        begin = f"#lit{part}(more: true)[" if more else f"#lit{part}["
        return [raw_block("typst", begin), *blocks, raw_block("typst", end)]
    if part in {"annotation", "detail", "also"}:
        return [{"t": "BlockQuote", "c": list(blocks)}]
    return list(blocks)


def _entry(bibliography: Bibliography, entry: Entry, to: str, here: str, seen: set[str]) -> list[Block]:
    key = entry.source.key
    # an anchor would say the code of who is counted with a group only
    name = "" if key in seen or entry.source.unnamed else anchor(key)
    seen.add(key)
    note = bibliography.notes.get(key)
    if not note and bibliography.placeholder and not entry.source.confidential:
        note = [para(words(bibliography.placeholder))]
    lines = bibliography.details.get(key)
    others = [heading for heading in bibliography.places.get(key, ()) if heading.id != here]
    named = name if to in {"typst", "docx", "odt"} else ""
    more = bool(bibliography.notes.get(key) or lines or others)
    parts = _wrap("citation", [para(_citation(entry, name, to))], to, named, more=more)
    if note:
        parts += _wrap("annotation", note, to)
    if lines:
        parts += _wrap("detail", [para(_parted(map(words, lines), [{"t": "LineBreak"}]))], to)
    if others:
        links = ([inner_link(words(heading.words), heading.id)] for heading in others)
        parts += _wrap("also", [para([*words("Also under: "), *_parted(links, words(", "))])], to)
    if to == "html":
        classes = ["entry", *(f"goal-{goal}" for goal in bibliography.goals.get(key, ()))]
        return [div(parts, name=name, classes=classes)]
    return parts


def _citation(entry: Entry, name: str, to: str) -> list[Inline]:
    """Return the citation with its anchor in front, where the format has no other place for it."""
    if to == "md":
        html = f'<a id="{name}"></a>' if name else '<a data-again=""></a>'
        return [raw_inline("html", html), *entry.inlines]
    return [span([], name=name), *entry.inlines] if to == "tex" and name else list(entry.inlines)


def _parted(several: Iterable[list[Inline]], by: list[Inline]) -> list[Inline]:
    """Return all of `several` one behind the other, with `by` between them."""
    return [inline for index, one in enumerate(several) for inline in (*(by if index else []), *one)]


def _group(
    bibliography: Bibliography, group: Group, level: int, to: str, top: str, seen: set[str]
) -> list[Block]:
    found: list[Block] = []
    if group.heading.words:
        noun = "source" if group.count == 1 else "sources"
        title = [*words(group.heading.words), {"t": "Space"}, *words(f"({group.count} {noun})")]
        found.append(header(level, title, group.heading.id if to != "md" else ""))
        if to == "md":
            found[-1]["c"][2] = [raw_inline("html", f'<a id="{group.heading.id}"></a>'), *title]
        if group.heading.lead:
            found += _wrap("lead", [para(words(group.heading.lead))], to)
    for entry in group.entries:
        found += _entry(bibliography, entry, to, top, seen)
    for inner in group.groups:
        found += _group(bibliography, inner, level + 1, to, top, seen)
    if to == "html":
        return [div(found, classes=["section", f"level-{level}", f"of-{group.heading.id}"])]
    return found


def summary(bibliography: Bibliography) -> str:
    """Return the line below the title: how many sources, how many under several headings, how many annotated."""
    total = len(bibliography.keys)
    several = sum(len(places) > 1 for places in bibliography.places.values())
    text = f"{total} {'source' if total == 1 else 'sources'}, citation style {style_title(bibliography.style)}; {len(bibliography.notes)} annotated."
    if several:
        stand = "stands" if several == 1 else "stand"
        text += f" {several} {stand} under more than one heading and {'is' if several == 1 else 'are'} counted once."
    return f"{text} {bibliography.standing}." if bibliography.standing else text


def blocks_for(bibliography: Bibliography, to: str) -> list[Block]:
    """Return the blocks of the whole document for `html`, `docx`, `odt`, `tex`, `typst` or `md`."""
    title = words(bibliography.title)
    found: list[Block]
    if to in {"docx", "odt"}:
        found = [div([para(title)], style="Title")]
    elif to == "typst":
        found = [raw_block("typst", "#littitle["), para(title), raw_block("typst", "]")]
    else:
        found = [header(1, title)]
    found += _wrap("summary", [para(words(summary(bibliography)))], to)
    if to == "html":
        found += _contents(bibliography)
    seen: set[str] = set()
    for group in bibliography.sections:
        found += _group(bibliography, group, 2, to, group.heading.id, seen)
    return found


def _contents(bibliography: Bibliography) -> list[Block]:
    named = [group for group in bibliography.sections if group.heading.words]
    if len(named) < 2:
        return []
    items = [
        [
            {
                "t": "Plain",
                "c": [
                    inner_link(words(group.heading.words), group.heading.id),
                    {"t": "Space"},
                    *words(f"({group.count})"),
                ],
            }
        ]
        for group in named
    ]
    return [div([para([strong(words("Contents"))]), {"t": "BulletList", "c": items}], classes=["contents"])]
