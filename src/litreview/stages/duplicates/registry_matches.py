"""Compares received records with those of registries: candidate pairs, the judgement on each, and how well they fit.

If two received records share title and author alone, a person decides: another work may have that title. A registry returns the likeliest
works that it has for a query. So a record is the work of a source if it alone has the source's title, first author and year, and fits no other
source. One misspelling in the title, a missing subtitle, or a year that is one off does not contradict that. A recurring title
("Annual report") with another year becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import cached_property

from litreview.core.containers import grouped
from litreview.core.libraries import distance, np
from litreview.core.model import Deduplication, Record, Source, Work
from litreview.core.text import arxiv as read_arxiv, doi as read_doi, fold, pmid as read_pmid
from litreview.linkage import KEYS, RecordColumns, likeness, record_columns, similarity
from litreview.linkage.blocking import keys_of, positions_by_key
from litreview.stages.duplicates.collection_evidence import BY_LIKENESS, revise_by_collection
from litreview.stages.duplicates.evidence import has_genre_word, is_recurring_title
from litreview.stages.duplicates.pairs import Columns, Compared
from litreview.stages.duplicates.verdict import Judgement, Pair, Preprints, judge
from litreview.works.kinds import is_request
from litreview.works.titles import comparison_title, numbers_of


class Candidates:
    """Received records, followed by those of registries.

    `positions` are those of the records of registries, from `first` on. `home` has the source of each received record, `of_source` the
    records of each source. Confidential sources and requests for records are left out.
    """

    def __init__(self, received: Deduplication, offered: Sequence[Record]) -> None:
        self.sources: tuple[Source, ...] = received.sources
        own = [(r, n) for n, source in enumerate(self.sources) if is_fillable(source) for r in source.records]
        self.home: list[int] = [number for _, number in own]
        self.first: int = len(own)
        self.records: tuple[Record, ...] = (*(record for record, _ in own), *offered)
        self.positions: range = range(self.first, len(self.records))
        self.entries: list[RecordColumns] = _entries(received, self.records)
        self._identifiers = [_identifiers(record) for record in self.records]
        self._against: set[Pair] = set()
        self.of_source: dict[int, list[int]] = grouped(
            (number, position) for position, number in enumerate(self.home)
        )

    def share_id(self, a: int, b: int) -> bool:
        """Return whether two records have an identifier in common."""
        return not self._identifiers[a].isdisjoint(self._identifiers[b])

    @cached_property
    def _candidates(self) -> Sequence[Pair]:
        return tuple(self._meeting_pairs())

    def _meeting_pairs(self) -> Iterator[Pair]:
        """Yield the pairs of a received record and one of a registry that share an identifier, a blocking key, or author and year."""
        signed = positions_by_key(map(_author_and_year, self.entries[: self.first]))
        named = positions_by_key(sorted(names) for names in self._identifiers[: self.first])
        blocks = positions_by_key(map(_blocking_keys, self.entries[: self.first]))
        for position in self.positions:
            near = {p for name in self._identifiers[position] for p in named.get(name, ())}
            for column, key in _blocking_keys(self.entries[position]):
                near.update(blocks.get((column, key), ())[: KEYS[column].cap])
            for author, year in _author_and_year(self.entries[position]):
                for near_year in (year - 1, year, year + 1):
                    near.update(signed.get((author, near_year), ())[:_MOST_OF_A_YEAR])
            yield from ((p, position) for p in sorted(near))

    def judged(self, preprints: Preprints) -> Mapping[int, Mapping[int, Mapping[int, Judgement]]]:
        """Return the judgements by registry record, source and received record, without pairs that are simply different.

        If one record of a source may be the work, its other records are judged too, so that no contradiction is overlooked.
        """
        pairs = np.array(self._candidates, dtype=np.int64).reshape(-1, 2)
        a, b = pairs[:, 0], pairs[:, 1]
        columns = Columns(self.entries)
        scores = similarity(columns.titles, a, b)
        alike = columns.passes_prefilter(a, b, scores).tolist()
        judged: dict[Pair, Judgement] = {}
        for (x, y), score, worth in zip(pairs.tolist(), scores.tolist(), alike, strict=True):
            if worth or self.share_id(x, y):
                judged[x, y] = judge(self.entries[x], self.entries[y], score, preprints)
        for x, y in [pair for pair, one in judged.items() if one.verdict != "different"]:
            for other in self.of_source[self.home[x]]:
                if (other, y) not in judged:
                    judged[other, y] = judge(self.entries[other], self.entries[y], preprints=preprints)
        # what the collection shows of short titles and of journals' names it shows here too
        judged = revise_by_collection(self.records, self.entries, judged, preprints)
        # a registry gives the nearest title that it has: one that is merely alike proves nothing there
        judged |= {
            pair: replace(one, verdict="ask")
            for pair, one in judged.items()
            if one.verdict == "same" and one.rule in BY_LIKENESS
        }
        self._against = {(self.home[x], y) for (x, y), one in judged.items() if one.contradicts}
        found: dict[int, dict[int, dict[int, Judgement]]] = {}
        for (x, y), one in judged.items():
            found.setdefault(y, {}).setdefault(self.home[x], {})[x] = one
        return {y: {s: ones for s, ones in of.items() if self._may_fit(ones, y)} for y, of in found.items()}

    def fits(
        self, judged: Mapping[int, Mapping[int, Mapping[int, Judgement]]]
    ) -> Mapping[int, Mapping[int, FitLevel]]:
        """Return how well each record of a registry fits a source by title, first author and year, if no record of the source contradicts.

        `judged` is the result of the method `judged`.
        """
        found: dict[int, dict[int, FitLevel]] = {}
        for x, y in self._candidates:
            source = self.home[x]
            if (source, y) not in self._against:
                one = judged.get(y, {}).get(source, {}).get(x)
                how = fit(self.entries[x], self.entries[y], self.records[x], self.records[y], one)
                mine = found.setdefault(y, {})
                mine[source] = max(how, mine.get(source, how))
        return {y: {s: one for s, one in of.items() if one} for y, of in found.items()}

    def _may_fit(self, ones: Mapping[int, Judgement], position: int) -> bool:
        """Return whether a record of a registry may belong to a source, given the judgements on the source's records."""
        return any(one.verdict != "different" or self.share_id(x, position) for x, one in ones.items())


def is_fillable(source: Source) -> bool:
    """Return whether registry records can be attached to a source: not to a confidential one, nor to a request for records."""
    return not source.confidential and not is_request(source)


def _entries(received: Deduplication, records: Sequence[Record]) -> list[RecordColumns]:
    """Return the columns of each record for comparison, from the deduplication where it has them."""
    known = received.compared
    before: dict[str, RecordColumns] = {}
    if isinstance(known, Compared):
        before = {r.id: entry for r, entry in zip(known.records, known.entries, strict=True)}
    cache: dict[object, object] = {}
    return [before.get(r.id) or record_columns(r, cache, r.id) for r in records]


def _blocking_keys(one: RecordColumns) -> list[tuple[int, object]]:
    """Return the blocking keys of a record that are not empty, each with its place in `KEYS`."""
    return [(column, key) for column, key in enumerate(keys_of(one)) if key]


_MOST_OF_A_YEAR = 60
"""Records of one author and year that are compared at most if nothing else is shared: a name may be very common."""


def _author_and_year(one: RecordColumns) -> tuple[tuple[str, int], ...]:
    """Return first author and year of a record that has both: a misspelled title, or one without its subtitle, shares no other key."""
    return ((one.authors[0], one.year),) if one.authors and one.year else ()


_IDS = ("pmcid", "openalex", "semanticscholar")
"""Fields that hold the id of a work in a registry."""


def _identifiers(record: Record) -> frozenset[str]:
    """Return the identifiers of a record, each with the name of its kind."""
    found = {f"{name} {value.strip().casefold()}" for name in _IDS if (value := record.get(name))}
    if number := read_pmid(record.get("pmid")):
        found.add(f"pmid {number}")
    if number := read_arxiv(_arxiv_text(record)):
        found.add(f"arxiv {number}")
    if number := record.doi or read_doi(record.get("doi")):
        found.add(f"doi {number}")
    return frozenset(found)


def _arxiv_text(record: Record) -> str:
    """Return the eprint number or the arXiv address of a record, "" if it has neither; other sites have numbers of that form, too."""
    if "arxiv" in (record.get("eprinttype") or record.get("archiveprefix")).lower():
        return record.get("eprint")
    return record.get("url") if "arxiv.org/" in record.get("url").lower() else ""


UNIQUE_FIT = "the title, the first author and the year of one source and of one record of the registry alone"
NEAR_FIT = "nearly the title, the first author and the year"
_SHORT_TITLE = 20
"""Letters from which a title is long enough for its year to be one off."""
_LONG_TITLE = 45
"""Letters from which a title with a genre word ("Report …", "Response …") is long enough for its year to be one off."""
_LEAST_LIKENESS = 0.9
_MOST_MARKS = 4
_SUBTITLE_MARK = re.compile(r"\s*(?:[:?!]|\.\s|\s[-–—]\s)")


class FitLevel(IntEnum):
    """How well two records fit: not at all, well enough to ask a person, with small differences, or exactly."""

    NONE = 0
    ALIKE = 1
    CLOSE = 2
    EXACT = 3


def fit(a: RecordColumns, b: RecordColumns, one: Work, other: Work, judged: Judgement | None) -> FitLevel:
    """Return how well a received record and one of a registry fit by title, first author and year.

    `a` and `b` are the records' columns, `one` and `other` the records. `RegistryFit.NONE` where the judge is sure (`same`, or a contradiction).
    """
    if judged is not None and (judged.verdict == "same" or judged.contradicts):
        return FitLevel.NONE
    gap = abs(a.year - b.year) if a.year and b.year else 1
    if gap > 1 or not _comparable(a, b):
        return FitLevel.NONE
    if a.title == b.title and not gap:
        return FitLevel.EXACT
    slips = min(_count_slips(x, y) for x, y in _title_forms(a, b, one, other))
    if slips > 1:
        alike = likeness(fold(a.title), fold(b.title)) >= _LEAST_LIKENESS and _same_numbers(a.title, b.title)
        return FitLevel.ALIKE if alike else FitLevel.NONE
    return FitLevel.ALIKE if gap and _may_recur(min(a.title, b.title, key=len)) else FitLevel.CLOSE


def _comparable(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether both records have a title, the first author agrees, and no identifier or kind conflicts."""
    if not (a.title and b.title and a.authors) or a.notice != b.notice:
        return False
    return a.authors[0] in b.authors and not _identifiers_conflict(a, b)


def _may_recur(title: str) -> bool:
    """Return whether a title may recur in another year: a rubric, or a title so short that it names a field.

    >>> [_may_recur(title) for title in ("reply to the editors", "animal ecology", "flexural response of steel and concrete composite truss beams")]
    [True, True, False]
    """
    rubric = has_genre_word(title) and len(title) < _LONG_TITLE
    return is_recurring_title(title) or rubric or len(title) < _SHORT_TITLE


def _identifiers_conflict(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the two name different DOIs, ISBNs, pages, volumes or kinds of work."""
    identifiers = ((a.doi, b.doi), (a.isbn, b.isbn), (a.page, b.page), (a.volume, b.volume))
    kinds = {a.kind, b.kind} & {"thesis", "preprint", "data", "law", "patent", "talk", "request"}
    return any(x and y and x != y for x, y in identifiers) or (bool(kinds) and a.kind != b.kind)


def _title_forms(a: RecordColumns, b: RecordColumns, one: Work, other: Work) -> Iterator[tuple[str, str]]:
    """Yield pairs of forms of the two titles: as compared, as written, and each main title with the whole other title.

    The titles as written show a misspelling in a word that comparison drops ("teh" for "the"), or at the end of a word.
    """
    yield a.title, b.title
    yield fold(one.title)[:1000], fold(other.title)[:1000]
    yield from ((main, b.title) for main in _main_titles(one))
    yield from ((a.title, main) for main in _main_titles(other))


def _main_titles(work: Work) -> Iterator[str]:
    """Yield the main title before each mark that may begin a subtitle, and the whole title (its subtitle may be in another field).

    >>> list(_main_titles(Work(key="", type="book", fields={"title": "Harbor work - a report: tides"})))
    ['harbor work', 'harbor work a report', 'harbor work a report tides']
    """
    title = work.title[:1000]
    ends = [mark.start() for mark in _SUBTITLE_MARK.finditer(title)][:_MOST_MARKS]
    for end in (*ends, len(title)):
        if main := comparison_title(title[:end]):
            yield main


def _count_slips(one: str, other: str) -> int:
    """Return the number of letters in which two titles differ, `_TOO_MANY` if a word of one or two letters differs: that is no misspelling.

    Two swapped letters in such a word are a misspelling.

    >>> _count_slips("policing in rural counties", "policing in rual counties"), _count_slips("protein a in plants", "protein b in plants")
    (1, 9)
    >>> _count_slips("the margins of a city", "the margins fo a city")
    1
    """
    joined = one.replace(" ", ""), other.replace(" ", "")
    if not one or not other or not _same_numbers(one, other):
        return _TOO_MANY
    if _short_words(one, other) != _short_words(other, one) and joined[0] != joined[1]:
        return _TOO_MANY
    return distance.OSA.distance(*joined, score_cutoff=_TOO_MANY - 1)


def _short_words(one: str, other: str) -> list[str]:
    """Return the words of two letters or less that a title has and another has not, each with its letters in alphabetical order."""
    return sorted("".join(sorted(word)) for word in {*one.split()} - {*other.split()} if len(word) <= 2)


_TOO_MANY = 9


def _same_numbers(one: str, other: str) -> bool:
    return numbers_of(one.split()) == numbers_of(other.split())
