"""One citation pass over all sources: every source gets its printed form, whatever the style thinks of its type."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from litreview.bibliography.bluebook import bluebook
from litreview.bibliography.citing import citeproc
from litreview.bibliography.csl_items import csl_item, restore
from litreview.bibliography.ordering import list_order
from litreview.bibliography.pinpoints import pinpoints
from litreview.bibliography.restricted import printed_form
from litreview.bibliography.styles import BLUEBOOK, Style, find_style
from litreview.bibliography.trees import clean_inlines, emph, link, plain_text, words
from litreview.model import Decision, Problem, Source, Tag
from litreview.pandoc import Inline
from litreview.works.kinds import kind_of

__all__ = ["Cited", "Entry", "cite"]

_OWN_SECTION = {"interview": "interviews", "records-response": "records"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A source in print: its citation, and the section of its own it stands in, if any (`interviews`, `records`, `other`).

    `points`: the citation says where in the source to look.
    """

    source: Source
    kind: str
    inlines: tuple[Inline, ...] = field(repr=False)
    section: str = ""
    points: bool = False

    @property
    def text(self) -> str:
        """The citation as plain text, on one line."""
        return " ".join(plain_text(list(self.inlines)).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What `cite` returns: one entry for every source, in the order of the style, and how each is cited in a text."""

    style: str
    entries: tuple[Entry, ...]
    labels: Mapping[str, tuple[Inline, ...]] = field(repr=False)
    problems: tuple[Problem, ...] = ()


def _by_source(tags: Iterable[Tag]) -> Mapping[str, list[Tag]]:
    found: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        found[tag.source].append(tag)
    return found


def cite(
    sources: Iterable[Source],
    style: str | Style = "apa",
    tags: Iterable[Tag] = (),
    decisions: Iterable[Decision] = (),
    notes: Mapping[str, str] | None = None,
) -> Cited:
    """Return every source in print. One call of citeproc; the result serves any number of formats.

    Confidential sources, interviews and records responses never reach the style: they are printed in our own words.
    A source for which the style prints nothing is printed by a plain rule and reported as `LR401`. A legal citation points
    at the pages that `decisions` name in `where`, or a note in its first line (`p. 12`).
    """
    chosen = find_style(style) if isinstance(style, str) else style
    by_source = _by_source(tags)
    ordered = sorted(sources, key=list_order)
    kinds = [kind_of(source, by_source[source.key]) for source in ordered]
    own: list[Entry] = []
    regular: list[tuple[Source, str]] = []
    for source, kind in zip(ordered, kinds, strict=True):
        if source.confidential or kind in _OWN_SECTION:
            section = _OWN_SECTION.get(kind) or (
                "records"
                if source.key.startswith("PR")
                else "interviews"
                if kind == "interview"
                else "confidential"
            )
            own.append(
                Entry(source=source, kind=kind, inlines=tuple(printed_form(source, kind)), section=section)
            )
        else:
            regular.append((source, kind))
    own.sort(key=lambda entry: (entry.section, _natural(entry.source.key)))
    printed: dict[int, list[Inline]] = {}
    pointing: set[str] = set()
    labels: dict[str, tuple[Inline, ...]] = {}
    order: list[int] = list(range(len(regular)))
    endless: set[int] = set()
    if chosen.name == BLUEBOOK:
        places = pinpoints(ordered, decisions, notes)
        for index, (source, kind) in enumerate(regular):
            printed[index] = bluebook(source, kind, places.get(source.key, ()))
            if source.key in places and printed[index] != bluebook(source, kind):
                pointing.add(source.key)
        order.sort(key=lambda index: _bluebook_order(*regular[index], printed[index]))
    else:
        items = [
            csl_item(source, by_source[source.key], name=f"r{index}", omit_publisher_as_author=chosen.is_apa)
            for index, (source, _) in enumerate(regular)
        ]
        entries, in_text = citeproc(items, chosen)
        endless = {index for index in order if f"r{index}" not in in_text}
        printed = {
            int(name[1:]): clean_inlines(inlines, restore=restore)
            for name, inlines in entries
            if name[1:].isdigit()
        }
        for name, inlines in in_text.items():
            index = int(name[1:])
            note = next((node for node in inlines if node["t"] == "Note"), None)
            if note is None:
                labels[regular[index][0].key] = tuple(clean_inlines(inlines, restore=restore))
            elif not any(plain_text(form).strip() for form in (printed.get(index, []),)):
                # a style of notes without a bibliography: the full note is its full citation
                printed[index] = clean_inlines(
                    [i for block in note["c"] for i in block["c"]], restore=restore
                )
        listed = [int(name[1:]) for name, _ in entries if name[1:].isdigit()]
        order = listed + sorted(set(order) - set(listed))
    made: list[Entry] = []
    problems: list[Problem] = []
    for index in order:
        source, kind = regular[index]
        inlines = printed.get(index, [])
        section = ""
        if not re.search(r"\w", plain_text(inlines)):
            inlines, section = plain_citation(source), "other"
            problems.append(
                _endless(source, chosen)
                if index in endless
                else Problem(
                    where=source.where,
                    code="LR401",
                    level="warning",
                    message=f"style {chosen.name} prints nothing for {source.key} ({source.type}); it is printed under its own heading",
                    remedy="give it a type the style knows, or another style",
                    key=source.key,
                )
            )
        points = source.key in pointing
        made.append(Entry(source=source, kind=kind, inlines=tuple(inlines), section=section, points=points))
        labels.setdefault(source.key, tuple(words(short_label(source))))
        if not plain_text(list(labels[source.key])).strip():
            labels[source.key] = tuple(words(short_label(source)))
    for entry in own:
        labels[entry.source.key] = tuple(words(f"({entry.source.key})"))
    return Cited(style=chosen.name, entries=(*made, *own), labels=labels, problems=tuple(problems))


def _endless(source: Source, style: Style) -> Problem:
    return Problem(
        where=source.where,
        code="LR404",
        level="warning",
        message=f"pandoc comes to no end with {source.key} in style {style.name}; it is printed in a plain form under its own heading",
        remedy="look for markup within markup in its fields",
        key=source.key,
    )


def _bluebook_order(source: Source, kind: str, printed: list[Inline]) -> tuple[str, ...]:
    """Persons by surname; acts, cases and bodies as they are printed, for the author of an act is Congress."""
    person = source.authors and source.authors[0].family and kind not in {"case", "statute"}
    return list_order(source, "" if person else plain_text(printed))


def _natural(key: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\D*)(\d+)", key)
    return (found[1], int(found[2])) if found else (key, 0)


def short_label(source: Source) -> str:
    """Return `(Farrell et al. 2012)`: how a source is cited in a text when the style has only footnotes."""
    people = source.authors or source.editors
    names = [person.sort_name for person in people]
    who = names[0] if names else source.title[:40]
    if len(names) == 2:
        who = f"{names[0]} and {names[1]}"
    elif len(names) > 2:
        who = f"{names[0]} et al."
    return f"({who} {source.year or 'n.d.'})"


def plain_citation(source: Source) -> list[Inline]:
    """Return author, title, container, year and address: the form used where a style prints nothing at all."""
    who = ", ".join(person.display for person in source.authors or source.editors)
    found: list[Inline] = []

    def add(inlines: list[Inline]) -> None:
        if inlines:
            found.extend([*([{"t": "Space"}] if found else []), *inlines, {"t": "Str", "c": "."}])

    add(words(who))
    title = source.title or f"[No title: {source.key}]"
    add([emph(words(title))])
    add(
        words(
            ", ".join(
                part
                for part in (source.container or source.get("howpublished"), str(source.year or "n.d."))
                if part
            )
        )
    )
    if source.doi:
        add([link(words(f"https://doi.org/{source.doi}"), f"https://doi.org/{source.doi}")])
    return found
