"""Composes a bibliography before it has a format: groups of entries, annotations, and the headings of each source.

The annotation of a source is a note, else `annotation`, else `annote`; read as Markdown, with `[@key]` resolved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from litreview.core import files, pandoc
from litreview.core.confidential.mark_words import words_of_kinds
from litreview.core.containers import as_tuple, grouped
from litreview.core.errors import near_miss
from litreview.core.model import Decision, Problem, Source, Tag, Where
from litreview.core.pandoc import Block
from litreview.core.problems import problem
from litreview.core.text import fold
from litreview.core.wording import Value, notebook_html, plural
from litreview.judgements.codebook import NONE, UNREAD, Codebook, CodebookLike, codebook_of, load_codebook
from litreview.stages.bibliography.authorities import authority
from litreview.stages.bibliography.citation_gaps import (
    Gap,
    find_gaps,
    gap_problems,
    misplaced_publishers,
    unknown_places,
)
from litreview.stages.bibliography.citation_pass import Cited, Entry, cite
from litreview.stages.bibliography.csl_items import day_of_visit
from litreview.stages.bibliography.groups import (
    Group,
    Heading,
    group_entries,
    grouping_levels,
    headings_by_source,
    main_headings,
    without_repeats,
)
from litreview.stages.bibliography.in_text import Label, resolve_citations
from litreview.stages.bibliography.options import Audience, BibliographyOptions, names_of, note_of, split_note
from litreview.stages.bibliography.styles import Style
from litreview.stages.bibliography.trees import clean_blocks, para, plain_text, words
from litreview.works.kinds import KINDS


def anchor(key: str) -> str:
    """Return the anchor of a source: letters, digits, dots and hyphens stay, all else is written as its number.

    >>> anchor("Farrell2012"), anchor("a:b")
    ('entry-Farrell2012', 'entry-a_3a_b')
    """
    return "entry-" + "".join(
        c if c.isascii() and (c.isalnum() or c in ".-") else f"_{ord(c):x}_" for c in key
    )


def annotation_of(entry: Entry, notes: Mapping[str, str]) -> str:
    """Return the annotation of a source as Markdown, `""` for a source without one and for confidential sources.

    The line of a note that names a page is left out where the citation already names that page.
    """
    source = entry.source
    if source.confidential:
        return ""
    note = note_of(source, notes)
    written = split_note(note)[1] if entry.points else note
    return written or source.get("annotation").strip() or source.get("annote").strip()


def printed_annotations(cited: Cited, notes: Mapping[str, str]) -> dict[str, str]:
    """Return key -> Markdown for every source that has an annotation."""
    return {entry.source.key: text for entry in cited.entries if (text := annotation_of(entry, notes))}


Reader = Callable[[Sequence[str]], Sequence[list[Block] | None]]
"""Reads several texts as Markdown, as `pandoc.read_markdown` does."""


def read_annotations(
    cited: Cited,
    notes: Mapping[str, str],
    mentioned: Iterable[Source] = (),
    reader: Reader | None = None,
) -> tuple[dict[str, list[Block]], tuple[Problem, ...]]:
    """Return key -> blocks for every source that has an annotation. One call of `reader`, by default pandoc, for all of them.

    `mentioned`: works that may be cited though they are not printed, where `cited` has labels for them.
    An annotation that pandoc cannot read in time stays as typed, with a Problem (`LR403`). A `[@key]` that names
    no printed source is a Problem (`LR405`).
    """
    sources = [entry.source for entry in cited.entries]
    keys = {source.key for source in sources}
    unprinted = [source for source in mentioned if source.key in cited.labels and source.key not in keys]
    printed = {name: source.key for source in (*unprinted, *reversed(sources)) for name in names_of(source)}
    unlinked = {source.key for source in sources if source.unnamed} | {source.key for source in unprinted}
    texts = printed_annotations(cited, notes)

    dead: dict[tuple[str, str], None] = {}

    def label(key: str, citation: Mapping[str, Any]) -> Label | None:
        name = str(citation["citationId"])
        if name not in printed:
            # outside of brackets it may be anyone's handle
            if citation["citationMode"]["t"] != "AuthorInText":
                dead[key, name] = None
            return None
        key_there = printed[name]
        return Label(cited.labels[key_there], "" if key_there in unlinked else anchor(key_there))

    read = reader or pandoc.read_markdown
    trees = dict(zip(texts, read(list(texts.values())), strict=True))
    written = {
        key: as_typed(texts[key])
        if tree is None
        else clean_blocks(tree, partial(resolve_citations, partial(label, key), page=cited.page))
        for key, tree in trees.items()
    }
    wheres = {source.key: source.where for source in sources}
    unknown = [dead_citation(wheres[key], key, name, near_miss(name, printed)) for key, name in dead]
    endless = [
        problem("LR403", source.where, key=source.key)
        for source in sources
        if trees.get(source.key, ()) is None
    ]
    return written, (*endless, *unknown)


def with_mentioned(
    cited: Cited, options: BibliographyOptions, style: Path | str | Style, tags: Iterable[Tag] = ()
) -> Cited:
    """Return the citations with labels for those works among `options.mentioned` that an annotation may cite."""
    if not options.mentioned:
        return cited
    written = "\n".join(annotation_of(entry, options.notes) for entry in cited.entries)
    found = re.findall(r"@\{?([^\s{}\];]+)", written)
    names = {*found, *(name.rstrip(".,:;") for name in found)}
    unlabelled = (source for source in options.mentioned if source.key not in cited.labels)
    works = [source for source in unlabelled if not names.isdisjoint(names_of(source))]
    return replace(cited, labels={**cite(works, style, tags).labels, **cited.labels}) if works else cited


def dead_citation(where: Where, key: str, name: str, near: str = "") -> Problem:
    """Return the Problem (LR405) of a `[@name]` in an annotation that names no source."""
    return problem("LR405.annotation", where, key=key, name=name, near=near)


def unused_notes(sources: Iterable[Source], notes: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return a Problem (LR408) for each note whose name is no source's."""
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
    """Return a text as paragraphs of plain words, split at blank lines.

    >>> as_typed("[a *b*")
    [{'t': 'Para', 'c': [{'t': 'Str', 'c': '[a'}, {'t': 'Space'}, {'t': 'Str', 'c': '*b*'}]}]
    """
    return [para(words(part.strip())) for part in re.split(r"\n[^\S\n]*\n", text) if part.strip()]


_PLAIN = Heading(
    id="own-other",
    words="Other sources",
    lead="The citation style prints nothing for these types; they are given in a plain form.",
)
_OWN_SECTIONS = (
    _PLAIN,
    Heading(
        id="own-nameless",
        words="Entries that name no work",
        lead="They have no title and no place in the law, so that nothing can be cited. Each is listed with its file and line.",
    ),
    Heading(id="own-interviews", words="Interviews", lead="Cited by participant code; no names are kept."),
    Heading(
        id="own-records",
        words="Public records",
        lead="Answers to public records requests, cited by request code.",
    ),
    Heading(id="own-confidential", words="Confidential sources", lead="Only code and type are shown."),
)


DEFAULT = BibliographyOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography(Value):
    """What `compose` returns: everything a writer needs, in no format yet.

    `title` to `date` are the title block. `places`: key -> the headings it belongs under; with `repeat` it is printed under each,
    else under the first. `goals`: key -> its codes of the main group, for the filter; `main`: the headings of these codes;
    `levels`: the groupings, outer first. `gaps`: what citations lack in the style. `notes`: key -> blocks.
    `details`: key -> lines printed small below the annotation.
    """

    title: str
    author: str = ""
    institution: str = ""
    course: str = ""
    date: str = ""
    audience: Audience = "reader"
    repeat: bool = False
    style: str = "apa"
    groups: tuple[Group, ...] = ()
    own: tuple[Group, ...] = ()
    goals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    main: tuple[Heading, ...] = ()
    levels: tuple[str, ...] = ()
    places: Mapping[str, tuple[Heading, ...]] = field(default_factory=dict)
    notes: Mapping[str, list[Block]] = field(default_factory=dict, repr=False)
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    standing: str = ""
    placeholder: str = ""
    gaps: tuple[Gap, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()

    _repr_html_ = notebook_html

    @property
    def sections(self) -> tuple[Group, ...]:
        """All groups of the top level; `own` ones are last."""
        return (*self.groups, *self.own)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all sources in it."""
        return frozenset().union(*(group.keys for group in self.sections))

    @property
    def headings(self) -> frozenset[str]:
        """The ids of the headings that are printed."""
        return frozenset(group.heading.id for group in _with_inner(self.sections))

    def entries(self) -> Iterator[Entry]:
        """Yield each entry once per heading under which it is printed."""
        for group in _with_inner(self.sections):
            yield from group.entries


def _with_inner(groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        yield group
        yield from _with_inner(group.groups)


def unprinted_notes(bibliography: Bibliography) -> int:
    """Return how many shown sources have a `note` of somebody's own that is not printed, and no annotation in its place.

    What a database wrote there, and what the citation has of it, such as a meeting or the day of a visit, is nobody's own.
    """
    return len(
        {
            entry.source.key
            for entry in bibliography.entries()
            if not (entry.source.confidential or entry.source.key in bibliography.notes)
            if (note := entry.source.get("note").strip())
            if not (words_of_kinds(note, "database", at_head=True) or day_of_visit(entry.source))
            if fold(note) not in fold(entry.text)
        }
    )


def in_plain_words(bibliography: Bibliography, keys: Collection[str]) -> Bibliography:
    """Return the bibliography with the citations and annotations of these sources as plain words."""

    def entry(one: Entry) -> Entry:
        return replace(one, inlines=tuple(words(one.text))) if one.source.key in keys else one

    def group(one: Group) -> Group:
        return replace(one, entries=tuple(map(entry, one.entries)), groups=tuple(map(group, one.groups)))

    notes = {
        key: as_typed(plain_text(blocks)) if key in keys else blocks
        for key, blocks in bibliography.notes.items()
    }
    return replace(
        bibliography,
        groups=tuple(map(group, bibliography.groups)),
        own=tuple(map(group, bibliography.own)),
        notes=notes,
    )


def _detail_lines(
    visible: Collection[str],
    tags: Mapping[str, Sequence[Tag]],
    options: BibliographyOptions,
    levels: Collection[str],
) -> dict[str, tuple[str, ...]]:
    """Return the small lines below each entry, by key.

    They are details for the team, passages where findings are printed, and quotes of interviewees, always with their code.
    """
    details: dict[str, tuple[str, ...]] = {}
    if options.audience == "team":
        decided = grouped((decision.key, decision) for decision in options.decisions)
        served = grouped(
            (key, id_)
            for finding in options.findings
            for key in finding.sources
            for id_ in finding.recommendations
        )
        details = {
            key: _team_details(
                tags.get(key, ()),
                decided.get(key, ()),
                set(served.get(key, ())),
                options.cited_by.get(key, 0),
                options.codebook,
            )
            for key in visible
        }
    if options.audience == "team" or "finding" in levels:
        passages = grouped(
            # `F1, supports: “…” (p. 12)`
            (one.key, f"{finding.id}, {one.side}: {one.printed}")
            for finding in options.findings
            for one in finding.passages
        )
        details |= {key: (*details.get(key, ()), *passages[key]) for key in visible if key in passages}
    for key, quotes in options.quotes.items():
        details[key] = (*details.get(key, ()), *(quote.printed for quote in quotes))
    return details


def _team_details(
    tags: Sequence[Tag],
    decisions: Sequence[Decision],
    served: Collection[str],
    count: int,
    codebook: CodebookLike,
) -> tuple[str, ...]:
    """Return the small lines for the team: tags with reasons, decisions, recommendations served, number of citing sources."""
    lines = _lines_with_people(_tag_line(tag) for tag in tags if tag.code not in KINDS)
    lines += _lines_with_people(filter(None, (_decision_line(decision, codebook) for decision in decisions)))
    if served:
        lines.append(f"Recommendation{'s' if len(served) > 1 else ''} served: {', '.join(sorted(served))}")
    if count:
        lines.append(f"Cited by {plural(count, 'source')} here")
    return tuple(lines)


def _lines_with_people(statements: Iterable[tuple[str, str]]) -> list[str]:
    """Return one line for each statement, with all people who made it; a statement without a person stands alone.

    >>> _lines_with_people([("protect", "ann"), ("prevent", "ann"), ("protect", "ben")])
    ['protect, by ann, ben', 'prevent, by ann']
    """
    people = grouped(statements)
    return [
        f"{what}, by {', '.join(dict.fromkeys(who))}" if any(who) else what for what, who in people.items()
    ]


def _tag_line(tag: Tag) -> tuple[str, str]:
    """Return a code and who gave it; a code with evidence is one text: `prevent, by rule: ‘Raids’ (title)`."""
    by = tag.coder or tag.method
    code_and_coder = f"{tag.code}, by {by}"
    # these two codes rest on all the text there is, so there are no words to quote
    if tag.method == "rule" and tag.code == UNREAD:
        basis = "only the title was there to read" if tag.basis else "there was nothing to read"
        return f"{code_and_coder}: {basis}", ""
    if tag.method == "rule" and tag.code == NONE:
        return f"{code_and_coder}: nothing in the {tag.basis or 'text'} speaks for a code", ""
    spans = ", ".join(dict.fromkeys(f"‘{span.text}’ ({span.field})" for span in tag.spans))
    return (f"{code_and_coder}: {spans}", "") if spans else (tag.code, by)


def _decision_line(decision: Decision, codebook: CodebookLike) -> tuple[str, str] | None:
    """Return a stance or an evidence field and who noted it; None for other decisions and for fields that the codebook lacks."""
    if decision.verb == "stance":
        code, _, stance = decision.value.partition("=")
        at = f" ({decision.where})" if decision.where else ""
        return f"On {code}: {stance}", f"{decision.by}{at}"
    if decision.verb != "set" or not isinstance(codebook, Codebook):
        return None
    field, code, value, why = codebook.setting(decision.value)
    if field is None or why:
        return None
    on = f" on {code}" if code else ""
    return f"{field.label}{on}: {', '.join(field.parts(value))}", decision.by


def compose(cited: Cited, tags: Iterable[Tag] = (), options: BibliographyOptions = DEFAULT) -> Bibliography:
    """Return the bibliography: grouped, annotated, and checked so that every cited source is printed in it."""
    return compose_with(cited, tags, options, None)


def compose_with(
    cited: Cited, tags: Iterable[Tag], options: BibliographyOptions, reader: Reader | None
) -> Bibliography:
    """Return the bibliography (see `compose`), its annotations as `reader` reads them, by default with pandoc."""
    if options.codebook is not None:  # it may be a file, which is read once
        options = replace(options, codebook=load_codebook(options.codebook))
    all_tags = as_tuple(tags)
    by_source = grouped((tag.source, tag) for tag in all_tags)
    book = codebook_of(all_tags, options.codebook)
    headings = main_headings(book, {tag.code for tag in all_tags})
    printed = [entry for entry in cited.entries if not entry.section]
    if options.order == "bluebook":
        printed.sort(key=lambda entry: authority(entry.source, entry.kind))
    groups = group_entries(
        printed,
        options.group_by,
        all_tags,
        codebook=book,
        findings=options.findings,
        code=options.code,
        audience=options.audience,
    )
    written, unread = read_annotations(cited, options.notes, options.mentioned, reader)
    unannotated = _unannotated(cited, written) if options.require_annotations else ()
    works = [(entry.source, entry.kind) for entry in cited.entries]
    gaps = find_gaps(works, cited.style, options.records)
    lacking = gap_problems(gaps, level="error" if options.require_complete else "warning")
    visible = [entry.source.key for entry in cited.entries if not entry.source.confidential]
    levels = grouping_levels(options.group_by, book)
    bibliography = Bibliography(
        title=options.title,
        author=options.author,
        institution=options.institution,
        course=options.course,
        date=options.date,
        audience=options.audience,
        repeat=options.repeat,
        style=cited.style,
        groups=groups if options.repeat else without_repeats(groups),
        own=tuple(_own_groups(cited, options.audience)),
        goals={
            key: tuple(one.id for one in headings if any(tag.code == one.id for tag in found))
            for key, found in sorted(by_source.items())
        },
        main=headings,
        levels=levels,
        places=headings_by_source(groups),
        notes=written,
        details=_detail_lines(visible, by_source, options, levels),
        standing=options.standing,
        placeholder=options.placeholder,
        gaps=gaps,
        problems=(
            *cited.problems,
            *lacking,
            *unknown_places(works),
            *misplaced_publishers(works),
            *_printed_alike(cited),
            *unread,
            *unannotated,
        ),
    )
    return replace(bibliography, problems=(*bibliography.problems, *_lost_entries(cited, bibliography.keys)))


def _own_groups(cited: Cited, audience: Audience) -> Iterator[Group]:
    for section in _OWN_SECTIONS:
        # a reader need not know that the style printed nothing
        further = audience == "reader" and section is _PLAIN
        heading = replace(section, words="Further sources", lead="") if further else section
        members = tuple(entry for entry in cited.entries if f"own-{entry.section}" == heading.id)
        if members:
            yield Group(heading=heading, entries=members)


def _printed_alike(cited: Cited) -> Iterator[Problem]:
    """Yield a Problem (LR413) for each citation that several sources share; interviews and what is confidential have forms of their own."""
    shown = (entry for entry in cited.entries if not (entry.section or entry.source.confidential))
    for alike in grouped((entry.text, entry.source) for entry in shown).values():
        if len(by_key := {source.key: source for source in alike}) > 1:
            keys = sorted(by_key)
            yield problem(
                "LR413",
                by_key[keys[0]].where,
                key=keys[0],
                count=len(keys),
                keys=", ".join(keys[:_NAMED]),
                more=f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else "",
                pair=" ".join(keys[:2]),
            )


_NAMED = 5
"""How many keys of entries that print the same are named."""


def _unannotated(cited: Cited, written: Collection[str]) -> Iterator[Problem]:
    for source in (entry.source for entry in cited.entries):
        if source.key not in written and not source.confidential:
            yield problem("LR402", source.where, key=source.key, file=files.safe_name(source.key))


def _lost_entries(cited: Cited, printed: Collection[str]) -> Iterator[Problem]:
    """Yield a Problem for each cited source that is in no group, or has several entries."""
    counts = Counter(entry.source.key for entry in cited.entries)
    twice = sorted(key for key, count in counts.items() if count > 1)
    for key in [*sorted(counts.keys() - set(printed)), *twice]:
        for entry in cited.entries:
            if entry.source.key == key:
                yield problem("LR400.source", entry.source.where, key=key)
