"""Lays out a bibliography as one pandoc tree, with the marks by which each format styles every part."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from litreview.core.pandoc import Block, Inline
from litreview.stages.bibliography.citation_pass import Entry
from litreview.stages.bibliography.composing import Bibliography, anchor
from litreview.stages.bibliography.groups import Group, Heading
from litreview.stages.bibliography.styles import style_title
from litreview.stages.bibliography.trees import (
    div,
    header,
    inner_link,
    joined,
    para,
    raw_block,
    raw_inline,
    span,
    strong,
    words,
)

# part -> paragraph style in a word processor
STYLE_NAMES = {
    "citation": "Bibliography",
    "annotated": "Bibliography Annotated",
    "annotation": "Annotation",
    "detail": "Source Details",
    "also": "Cross Reference",
    "lead": "Group Lead",
    "summary": "Bibliography Summary",
}


TITLE_PARTS = ("subtitle", "author", "date")
"""The parts below the title, in this order."""


def title_parts(bibliography: Bibliography) -> dict[str, str]:
    """Return the texts below the title by their part, without empty ones.

    >>> title_parts(Bibliography(title="On raids", author="Ann Roe", course="Law 101", institution="A school"))
    {'subtitle': 'Law 101, A school', 'author': 'Ann Roe'}
    """
    subtitle = ", ".join(filter(None, (bibliography.course, bibliography.institution)))
    texts = dict(zip(TITLE_PARTS, (subtitle, bibliography.author, bibliography.date), strict=True))
    return {part: text for part, text in texts.items() if text.strip()}


def title_metadata(bibliography: Bibliography) -> dict[str, Block]:
    """Return the title block as pandoc's metadata, which pandoc sets in styles of these names for word processors."""
    texts = {"title": bibliography.title, **title_parts(bibliography)}
    return {part: {"t": "MetaInlines", "c": words(text)} for part, text in texts.items()}


def _wrap(part: str, blocks: Sequence[Block], to: str, name: str = "", *, more: bool = False) -> list[Block]:
    """Return the blocks of one part of an entry with the marks of the format around them; `more`: it is not the last part."""
    if to in {"docx", "odt"}:
        # the style "annotated" holds a paragraph on the page of the next one
        return [div(blocks, style=STYLE_NAMES["annotated" if more else part], name=name)]
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


def place_of(number: int) -> str:
    """Return the comment that holds the place of an entry in a document: no text contains one, for `<` is escaped in it."""
    return f"<!--entry {number}-->"


_RAW = {"html": "html", "docx": "openxml"}


@dataclass(slots=True)
class _Progress:
    """How far a document is laid out: the sources `seen`, and the number of the next independent entry.

    `written`: the independent entries that were written before, which get a place only; None for the others. `trees` collects independent
    entries as texts (`entry_trees`).
    """

    seen: set[str] = field(default_factory=set)
    written: Sequence[object] = ()
    trees: list[str] | None = None
    numbers: Iterator[int] = field(default_factory=count)


def entry_trees(bibliography: Bibliography) -> tuple[str, ...]:
    """Return the trees of the independent entries for HTML, each as the bytes of `marshal` in Latin-1, which take a fifth of the time of JSON."""
    trees: list[str] = []
    done = _Progress(trees=trees)
    for group in bibliography.sections:
        _group(bibliography, group, "html", (), done)
    return tuple(trees)


def _is_independent(bibliography: Bibliography, entry: Entry) -> bool:
    """Return whether pandoc writes an entry alike in every document: a note with a list is numbered among others.

    An entry that may be of a confidential source, or has words of an interviewee, is not one, because it is never stored.
    """
    note = bibliography.notes.get(entry.source.key, ())
    public = not (entry.section or entry.source.confidential or entry.source.unnamed)
    plain = all(block["t"] in ("Para", "Plain") for block in note)
    return (
        public
        and plain
        and (bool(note) or not bibliography.placeholder)
        and entry.source.key not in bibliography.details
    )


def word_parts(entry: Block) -> list[Block]:
    """Return the parts of an entry for word processors, from its tree for HTML."""
    (name, _, _), parts = entry["c"]
    styles = [STYLE_NAMES[part["c"][0][1][0]] for part in parts]
    if len(parts) > 1:
        styles[0] = STYLE_NAMES["annotated"]
    return [
        div(part["c"][1], style=style, name="" if number else name)
        for number, (part, style) in enumerate(zip(parts, styles, strict=True))
    ]


def _entry(
    bibliography: Bibliography, entry: Entry, to: str, above: Collection[Heading], done: _Progress
) -> list[Block]:
    if to not in _RAW or not _is_independent(bibliography, entry):
        return _entry_parts(bibliography, entry, to, above, done.seen)
    number = next(done.numbers)
    if done.written and done.written[number] is not None:
        done.seen.add(entry.source.key)
        return [raw_block(_RAW[to], place_of(number))]
    parts = _entry_parts(bibliography, entry, to, above, done.seen)
    if done.trees is not None:
        # in this version the same tree is the same bytes
        done.trees.append(marshal.dumps(parts[0], 2).decode("latin-1"))
    return parts


def _entry_parts(
    bibliography: Bibliography, entry: Entry, to: str, above: Collection[Heading], seen: set[str]
) -> list[Block]:
    key = entry.source.key
    # an anchor would reveal the code of an interviewee shown only with their group
    name = "" if key in seen or entry.source.unnamed else anchor(key)
    seen.add(key)
    note = bibliography.notes.get(key)
    if not note and bibliography.placeholder and not entry.source.confidential:
        note = [para(words(bibliography.placeholder))]
    lines = bibliography.details.get(key)
    others = _other_headings(bibliography, key, above)
    wrapper_name = name if to in {"typst", "docx", "odt"} else ""
    more = bool(bibliography.notes.get(key) or lines or others)
    parts = _wrap("citation", [para(_citation(entry, name, to))], to, wrapper_name, more=more)
    if note:
        parts += _wrap("annotation", note, to)
    if lines:
        parts += _wrap("detail", [para(joined(map(words, lines), [{"t": "LineBreak"}]))], to)
    if others:
        parts += _wrap("also", [para([*words("Also under: "), *joined(others, words(", "))])], to)
    if to == "html":
        classes = ["entry", *(f"goal-{goal}" for goal in bibliography.goals.get(key, ()))]
        return [div(parts, name=name, classes=classes)]
    return parts


def _other_headings(bibliography: Bibliography, key: str, above: Collection[Heading]) -> list[list[Inline]]:
    """Return the words of each other heading that a source belongs under, as a link where the document has that heading."""
    current = {heading.words for heading in above}
    others = {
        heading.words: heading for heading in bibliography.places.get(key, ()) if heading.words not in current
    }
    printed = bibliography.headings if others else ()
    return [
        [inner_link(words(one.words), one.id)] if one.id in printed else words(one.words)
        for one in others.values()
    ]


def _citation(entry: Entry, name: str, to: str) -> list[Inline]:
    """Return the citation, with its anchor in front where the format needs it there."""
    if to == "md":
        html = f'<a id="{name}"></a>' if name else '<a data-again=""></a>'
        return [raw_inline("html", html), *entry.inlines]
    return [span([], name=name), *entry.inlines] if to == "tex" and name else list(entry.inlines)


def _group(
    bibliography: Bibliography, group: Group, to: str, above: tuple[Heading, ...], done: _Progress
) -> list[Block]:
    found: list[Block] = []
    path = (*above, group.heading)
    # the title is a heading only where a format has no other place for it
    level = len(path) + (to in {"html", "md"})
    if group.heading.words:
        title = words(group.heading.words)
        if bibliography.audience == "team":
            title += [
                {"t": "Space"},
                *words(f"({group.count} {'source' if group.count == 1 else 'sources'})"),
            ]
        found.append(header(level, title, group.heading.id if to != "md" else ""))
        if to == "md":
            found[-1]["c"][2] = [raw_inline("html", f'<a id="{group.heading.id}"></a>'), *title]
        if group.heading.lead:
            found += _wrap("lead", [para(words(group.heading.lead))], to)
    for entry in group.entries:
        found += _entry(bibliography, entry, to, path, done)
    for inner in group.groups:
        found += _group(bibliography, inner, to, path, done)
    if to == "html":
        return [div(found, classes=["section", f"level-{level}", f"of-{group.heading.id}"])]
    return found


def summary(bibliography: Bibliography) -> str:
    """Return the team's line below the title: numbers of sources, of annotations, and of sources under several headings."""
    total = len(bibliography.keys)
    several = sum(
        count > 1 for count in Counter(entry.source.key for entry in bibliography.entries()).values()
    )
    text = f"{total} {'source' if total == 1 else 'sources'}, citation style {style_title(bibliography.style)}; {len(bibliography.notes)} annotated."
    if several:
        stand = "stands" if several == 1 else "stand"
        text += f" {several} {stand} under more than one heading and {'is' if several == 1 else 'are'} counted once."
    return f"{text} {bibliography.standing}." if bibliography.standing else text


def _title_block(bibliography: Bibliography, to: str) -> list[Block]:
    """Return the title and the parts below it; nothing for word processors, where `title_metadata` gives them."""
    if to in {"docx", "odt"}:
        return []
    title, parts = words(bibliography.title), title_parts(bibliography)
    if to in {"html", "md"}:
        found = [header(1, title)]
        if to == "html":
            return [
                *found,
                *(div([para(words(text))], classes=["byline", part]) for part, text in parts.items()),
            ]
        lines = joined(map(words, parts.values()), [{"t": "LineBreak"}])
        return [*found, *([para(lines)] if lines else [])]
    return [
        block
        for part, text in {"title": bibliography.title, **parts}.items()
        for block in _wrap(part, [para(words(text))], to)
    ]


def blocks_for(bibliography: Bibliography, to: str, written: Sequence[object] = ()) -> list[Block]:
    """Return the blocks of the whole document for `html`, `docx`, `odt`, `tex`, `typst` or `md`; entries that are `written` get a place only."""
    found = _title_block(bibliography, to)
    if bibliography.audience == "team":
        found += _wrap("summary", [para(words(summary(bibliography)))], to)
    if to == "html":
        found += _contents(bibliography)
    done = _Progress(written=written)
    for group in bibliography.sections:
        found += _group(bibliography, group, to, (), done)
    return found


def _contents(bibliography: Bibliography) -> list[Block]:
    named = [group for group in bibliography.sections if group.heading.words]
    if len(named) < 2:
        return []
    items = []
    for group in named:
        line: list[Inline] = [inner_link(words(group.heading.words), group.heading.id)]
        if bibliography.audience == "team":
            line += [{"t": "Space"}, *words(f"({group.count})")]
        items.append([{"t": "Plain", "c": line}])
    return [div([para([strong(words("Contents"))]), {"t": "BulletList", "c": items}], classes=["contents"])]
