"""Match files with full texts to sources: by a person's word, by key, by entry, else by what the first pages say.

A first page becomes a record of its title, its DOI and the authors of a source of that title whom it names. Record linkage then says of it,
as of any record, whether it is the source, may be, or is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from litreview.core.containers import grouped
from litreview.core.decision_types import TEXT
from litreview.core.libraries import fuzz, process
from litreview.core.model import Decision, Doi, Fields, Person, Record, RecordId, Source, Where
from litreview.core.results.texts import FitRecords, How, TextFacts, TextFile, TextFit, TextMatch
from litreview.core.text import fold
from litreview.stages.texts.captions import caption_of, cases_in
from litreview.stages.texts.quotes import letters_without_ligatures
from litreview.stages.texts.title_pages import is_doubtful, stands_alone, titled_fits
from litreview.works.kinds import kind_of

_STARTS = 3
"""Words by which a title is looked up."""
_MOST_ASKED = 3
_LIKE = 88.0
_LEAST_LIKE = 20
_TITLE_LINES = 6

Named = tuple[TextFile, TextFacts]


def match_texts(
    texts: Sequence[Named],
    sources: Sequence[Source],
    resolve: Callable[[str], Sequence[str]],
    decisions: Iterable[Decision],
    fit: FitRecords,
) -> tuple[TextMatch, ...]:
    """Return the source of each file, or the sources that a person decides on.

    `resolve` returns the sources that a key means, `fit` what linkage says of records. `decisions` are those on texts, with today's keys.
    """
    public = {source.key: source for source in sources if not source.confidential}
    said = grouped((decision.value.removeprefix(TEXT), decision) for decision in decisions)
    fits = _fits(texts, list(public.values()), fit)
    return tuple(
        _match(file, facts, public, resolve, said.get(file.name, ()), fits.get(file.name, []))
        for file, facts in texts
    )


def _match(
    file: TextFile,
    facts: TextFacts,
    sources: Mapping[str, Source],
    resolve: Callable[[str], Sequence[str]],
    said: Iterable[Decision],
    fits: Sequence[TextFit],
) -> TextMatch:
    lines = sorted(said, key=lambda one: one.order)
    refused = {one.key for one in lines if one.verb == "different"}

    def possible(keys: Iterable[str]) -> list[str]:
        return [key for key in dict.fromkeys(keys) if key in sources and key not in refused]

    like = possible(one.source for one in fits)
    linked = possible(key for record in file.linked for key in resolve(record)[:1])
    ways: tuple[tuple[How, Sequence[str]], ...] = (
        ("person", possible(one.key for one in lines if one.verb == "same")[-1:]),
        ("name", possible(_by_name(file, resolve))),
        ("entry", linked),
        ("linkage", like),
    )
    match = TextMatch(file=file.name, digest=file.digest, fault=facts.fault)
    how, source = next(((how, keys[0]) for how, keys in ways if len(keys) == 1), ("", ""))
    reasons = next((one.reasons for one in fits if one.reasons), ())
    if not source:
        doubtful = possible((*linked, *like, *(key for one in fits for key in one.asked)))
        return replace(match, reasons=reasons, asked=tuple(doubtful[:_MOST_ASKED]))
    rivals = like if how in ("name", "entry") and source not in like else []
    return replace(
        match,
        source=source,
        how=how,
        reasons=reasons if how == "linkage" else (),
        rival=rivals[0] if len(rivals) == 1 else "",
    )


def _by_name(file: TextFile, resolve: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """Return the source whose key the file is called after."""
    stem = PurePosixPath(file.name).name
    stem = stem[: len(stem) - len(PurePosixPath(stem).suffix)]
    return next((keys[:1] for name in dict.fromkeys((unquote(stem), stem)) if (keys := resolve(name))), ())


def _fits(texts: Sequence[Named], sources: Sequence[Source], fit: FitRecords) -> Mapping[str, list[TextFit]]:
    """Return what linkage says of each file, by its name: of each title that it may have, and of its DOI."""
    if not texts or not sources:
        return {}
    titles = _TitleIndex(sources)
    held = {source.doi for source in sources if source.doi}
    captions = [caption for source in sources if (caption := caption_of(source))]
    cases = {file.name: cases_in(facts, captions) for file, facts in texts}
    named = [
        (file.name, record) for file, facts in texts for record in _records_of(file, facts, titles, held)
    ]
    # each in a place of its own, so that none is a rival of another one
    records = [
        replace(one, id=RecordId(f"{one.id}#{n}"), where=Where(file=f"{one.id}#{n}"))
        for n, (_, one) in enumerate(named)
    ]
    linked = grouped(zip((name for name, _ in named), fit(records), strict=True))
    by_key = {source.key: source for source in sources}

    def checked(facts: TextFacts, fits: Iterable[TextFit]) -> list[TextFit]:
        return [
            TextFit("", (one.source,))
            if one.source in by_key and is_doubtful(facts, by_key[one.source])
            else one
            for one in fits
        ]

    found: dict[str, list[TextFit]] = {}
    for file, facts in texts:
        works = [source for source in titles.within(facts.head) if kind_of(source) != "case"]
        fits = [*linked.get(file.name, ()), *titled_fits(facts, works)]
        found[file.name] = [*checked(facts, fits), *cases[file.name]] or titles.fits_by_letters(facts)
    return {name: fits for name, fits in found.items() if fits}


class _TitleIndex:
    """Finds the sources whose title a text contains."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._starts: dict[tuple[str, ...], list[tuple[tuple[str, ...], Source]]] = {}
        self._sources = list(sources)
        self._folded = [fold(source.title) for source in self._sources]
        self._by_letters = grouped((letters_without_ligatures(one.title), one.key) for one in self._sources)
        for source in self._sources:
            for title in dict.fromkeys((source.title, source.title.partition(":")[0])):
                words = tuple(fold(title).split())
                if words and sum(map(len, words)) >= 8:
                    self._starts.setdefault(words[:_STARTS], []).append((words, source))

    def within(self, text: str) -> Iterator[Source]:
        """Yield the sources whose title, or title without its subtitle, is in a text."""
        words = tuple(fold(text).split())
        seen: set[str] = set()
        for at in range(len(words)):
            for length in range(1, _STARTS + 1):
                for title, source in self._starts.get(words[at : at + length], ()):
                    if source.key not in seen and words[at : at + len(title)] == title:
                        seen.add(source.key)
                        yield source

    def fits_by_letters(self, facts: TextFacts) -> list[TextFit]:
        """Return a question on each source whose title a text has on lines of its own, or calls itself, letter by letter.

        Spaced or torn words and lost ligatures hide a title from its words.
        """
        lines = [letters_without_ligatures(line) for line in facts.head.split("\n")]
        names = [
            "".join(lines[at : at + count])
            for at in range(len(lines))
            for count in range(1, _TITLE_LINES + 1)
        ]
        names += map(letters_without_ligatures, facts.own_names)
        keys = [
            key
            for name in dict.fromkeys(names)
            if len(name) >= _LEAST_LIKE
            for key in self._by_letters.get(name, ())
        ]
        return [TextFit("", (key,)) for key in keys]

    def like(self, title: str) -> Iterator[Source]:
        """Yield the sources whose title is much like this one, or this one with more."""
        folded = fold(title)
        if len(folded) < _LEAST_LIKE or len(folded.split()) < _STARTS:
            return
        found = process.extract(
            folded, self._folded, scorer=fuzz.token_set_ratio, score_cutoff=_LIKE, limit=_MOST_ASKED
        )
        for other, _, place in found:
            if len(other) >= _LEAST_LIKE:
                yield self._sources[place]


def _records_of(
    file: TextFile, facts: TextFacts, titles: _TitleIndex, held: Collection[str]
) -> Iterator[Record]:
    """Yield the records that a text may be, one for each title that a source has, or that stands first."""
    own = _own_doi(facts, held)
    offered = [title for title in facts.titles if any(titles.within(title))]
    head = f" {fold(facts.head)} "
    for title in offered or facts.titles[:2]:
        candidates = [*(titles.within(title) if offered else titles.like(title))]
        if not (offered or candidates or own):
            continue
        yield _record(file, _whole_title(title, candidates, head), own, _people(candidates, head))
    if not offered:
        # letters may be all of one size, and a title stands on lines of its own
        lines = [fold(line) for line in facts.head.split("\n")]
        for source in titles.within(facts.head):
            if stands_alone(fold(source.title), lines):
                yield _record(file, source.title, own, _people([source], head))
    if own and not facts.titles:
        yield _record(file, "", own, ())


def _whole_title(title: str, candidates: Iterable[Source], head: str) -> str:
    """Return a title with the subtitle that follows it in smaller letters, or without the citation around it, if it is that of a source."""
    begins = fold(title)
    written = f" {begins} "
    for one in candidates:
        whole = fold(one.title)
        if whole.startswith(begins) and f" {whole} " in head:
            return one.title
        # a cover: `Doe, J. (2012) Raids at the Port. Journal of Ports 3 (1)`
        names = [fold(person.literal or person.family) for person in one.authors]
        if (
            len(whole.split()) > 4
            and f" {whole} " in written
            and any(f" {name} " in written for name in names if name)
        ):
            return one.title
    return title


def _own_doi(facts: TextFacts, held: Collection[str]) -> str:
    """Return the DOI of a text: the only one on its first pages, or the only one of them that a source has."""
    mine = [doi for doi in facts.dois if doi in held] or [*facts.dois]
    return mine[0] if len(mine) == 1 else ""


def _people(candidates: Iterable[Source], head: str) -> tuple[Person, ...]:
    """Return the authors of sources with that title whom the first lines name."""
    found: dict[str, Person] = {}
    for source in candidates:
        for person in source.authors:
            name = fold(person.literal or f"{person.prefix} {person.family}")
            if name and f" {name} " in head:
                found.setdefault(name, person)
    return tuple(found.values())


def _record(file: TextFile, title: str, doi: str, people: tuple[Person, ...]) -> Record:
    fields = {
        "title": title,
        "doi": doi,
        "author": " and ".join(one.display for one in people),
    }
    return Record(
        key=file.name,
        id=RecordId(f"{TEXT}{file.name}"),
        type="misc",
        fields=Fields({name: value for name, value in fields.items() if value}),
        authors=people,
        doi=Doi(doi),
        where=Where(file=file.name),
        raw="",
        raw_fields=Fields({}),
        format="text",
    )
