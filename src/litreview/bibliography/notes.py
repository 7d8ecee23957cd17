"""The annotation of each source: a note, else `annotation`, else `annote`; read as Markdown, with `[@key]` resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from litreview import files, pandoc
from litreview.bibliography.cited import Cited, Entry, cite
from litreview.bibliography.options import BibliographyOptions, names_of, note_of, split_note
from litreview.bibliography.trees import clean_blocks, inner_link, para, words
from litreview.errors import near_miss
from litreview.model import Problem, Source, Tag, Where
from litreview.pandoc import Block, Inline
from litreview.problems import problem


def anchor(key: str) -> str:
    """Return the anchor of a source: letters, digits, dots and hyphens stay, all else is written as its number.

    >>> anchor("Farrell2012"), anchor("a:b")
    ('entry-Farrell2012', 'entry-a_3a_b')
    """
    return "entry-" + "".join(
        c if c.isascii() and (c.isalnum() or c in ".-") else f"_{ord(c):x}_" for c in key
    )


def annotation_of(entry: Entry, notes: Mapping[str, str]) -> str:
    """Return the annotation of a source as Markdown, `""` if there is none. A confidential source has none in print.

    The line of a note that names a page is left out where the citation names it.
    """
    source = entry.source
    if source.confidential:
        return ""
    note = note_of(source, notes)
    written = split_note(note)[1] if entry.points else note
    return written or source.get("annotation").strip() or source.get("annote").strip()


def read_annotations(
    cited: Cited, notes: Mapping[str, str], mentioned: Iterable[Source] = ()
) -> tuple[dict[str, list[Block]], tuple[Problem, ...]]:
    """Return key -> blocks for every source that has an annotation. One call of pandoc for all of them.

    `mentioned`: works that may be cited though they are not printed, where `cited` has labels for them.
    An annotation that comes to no end as Markdown is kept as it was typed, and is a Problem (`LR403`); so is a `[@key]` of no source
    that is printed here (`LR405`).
    """
    sources = [entry.source for entry in cited.entries]
    here = {source.key for source in sources}
    beside = [source for source in mentioned if source.key in cited.labels and source.key not in here]
    printed = {name: source.key for source in (*beside, *reversed(sources)) for name in names_of(source)}
    unlinked = {source.key for source in sources if source.unnamed} | {source.key for source in beside}
    texts = {entry.source.key: text for entry in cited.entries if (text := annotation_of(entry, notes))}

    dead: dict[tuple[str, str], None] = {}

    def resolve(key: str, citations: list[dict[str, Any]], shown: list[Inline]) -> list[Inline]:
        found: list[Inline] = []
        for citation in citations:
            name = str(citation["citationId"])
            if name not in printed:
                # a key of no source here stays as it was typed; outside of brackets it may be anyone's handle
                if citation["citationMode"]["t"] != "AuthorInText":
                    dead[key, name] = None
                return shown
            cited_key = printed[name]
            if found:
                found += words("; ")
            prefix: Sequence[Inline] = citation["citationPrefix"]
            if prefix:
                found += [*prefix, {"t": "Space"}]
            label = cited.labels[cited_key]
            found += label if cited_key in unlinked else [inner_link(label, anchor(cited_key))]
            found += citation["citationSuffix"]
        return found

    trees = pandoc.read_markdown(list(texts.values()))
    written = {
        key: as_typed(text) if tree is None else clean_blocks(tree, partial(resolve, key))
        for (key, text), tree in zip(texts.items(), trees, strict=True)
    }
    typed = {key for key, tree in zip(texts, trees, strict=True) if tree is None}
    places = {source.key: source.where for source in sources}
    unknown = [dead_citation(places[key], key, name, near_miss(name, printed)) for key, name in dead]
    endless = [problem("LR403", source.where, key=source.key) for source in sources if source.key in typed]
    return written, (*endless, *unknown)


def with_mentioned(
    cited: Cited, options: BibliographyOptions, style: Path | str, tags: Iterable[Tag] = ()
) -> Cited:
    """Return what was cited with labels for those works among `options.mentioned` that an annotation may cite."""
    if not options.mentioned:
        return cited
    written = "\n".join(annotation_of(entry, options.notes) for entry in cited.entries)
    found = re.findall(r"@\{?([^\s{}\];]+)", written)
    named = {*found, *(name.rstrip(".,:;") for name in found)}
    beside = (source for source in options.mentioned if source.key not in cited.labels)
    wanted = [source for source in beside if not named.isdisjoint(names_of(source))]
    return replace(cited, labels={**cite(wanted, style, tags).labels, **cited.labels}) if wanted else cited


def dead_citation(where: Where, key: str, name: str, near: str = "") -> Problem:
    """Return the Problem (LR405) of a `[@name]` in the annotation of a source that leads nowhere."""
    return problem("LR405.annotation", where, key=key, name=name, near=near)


def unused_notes(sources: Iterable[Source], notes: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return a Problem (LR408) for each note that is on none of the sources."""
    names = {name for source in sources for name in names_of(source)}
    return tuple(
        problem(
            "LR408.unknown",
            Where(file=f"notes/{files.safe_name(name)}.md"),
            key=name,
            near=near_miss(name, names),
        )
        for name, text in notes.items()
        if text.strip() and name not in names
    )


def as_typed(text: str) -> list[Block]:
    """Return a text as paragraphs of plain words: a blank line parts them.

    >>> as_typed("[a *b*")
    [{'t': 'Para', 'c': [{'t': 'Str', 'c': '[a'}, {'t': 'Space'}, {'t': 'Str', 'c': '*b*'}]}]
    """
    return [para(words(part.strip())) for part in re.split(r"\n[^\S\n]*\n", text) if part.strip()]
