"""Received records and those of registries side by side: which pairs may be one work, what the judge says of each, and how well they fit.

Of two received records the judge asks what only a title and an author say: another work of that name may be anywhere. A registry was asked
for it, and answered with the likeliest that it has. So where one of its records has the title, the first author and the year of one source
alone, and no other of its records does, it is that work: one slip in the title, a subtitle that one of them leaves out and a year
that is one off do not speak against it. What comes out again under one title ("Annual report") is asked where the year is not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property

from litreview.core.model import Deduplication, Record, Source, Work
from litreview.core.text import arxiv as read_arxiv, doi as read_doi, fold, pmid as read_pmid
from litreview.linkage import KEYS, RecordColumns, likeness, record_columns, similarity
from litreview.linkage.blocking import keys_of, places_of
from litreview.stages.duplicates.collection_evidence import seen_together
from litreview.stages.duplicates.evidence import comes_back, names_a_piece
from litreview.stages.duplicates.pairs import Columns, Compared
from litreview.stages.duplicates.verdict import Judgement, Preprints, judge
from litreview.works.kinds import is_request
from litreview.works.titles import comparison_title, numbers_of

Pair = tuple[int, int]


class Table:
    """Received records and those of registries in one row, the received ones first.

    `positions` are those of the records of registries, from `first` on; `home` says of a received record which source it is in, `of_source` the
    reverse. A source that can gain nothing is not in it: a confidential one, a request for records.
    """

    def __init__(self, found: Deduplication, given: Sequence[Record]) -> None:
        self.sources: tuple[Source, ...] = found.sources
        own = [(r, n) for n, source in enumerate(found.sources) if may_gain(source) for r in source.records]
        self.home: list[int] = [number for _, number in own]
        self.first: int = len(own)
        self.records: tuple[Record, ...] = (*(record for record, _ in own), *given)
        self.positions: range = range(self.first, len(self.records))
        self.entries: list[RecordColumns] = _entries(found, self.records)
        self._names = [_names(record) for record in self.records]
        self._against: set[Pair] = set()
        self.of_source: dict[int, list[int]] = {}
        for position, number in enumerate(self.home):
            self.of_source.setdefault(number, []).append(position)

    def share_name(self, a: int, b: int) -> bool:
        """Return whether two records have an identifier in common."""
        return not self._names[a].isdisjoint(self._names[b])

    @cached_property
    def _candidates(self) -> Sequence[Pair]:
        return tuple(self._meeting())

    def _meeting(self) -> Iterator[Pair]:
        """Yield the pairs of a received record and one of a registry that share an identifier, a key under which records meet, or author and year."""
        signed = places_of(map(_signed, self.entries[: self.first]))
        named = places_of(sorted(names) for names in self._names[: self.first])
        columns: list[dict[object, list[int]]] = [{} for _ in KEYS]
        for position in range(self.first):
            for held, key in zip(columns, keys_of(self.entries[position]), strict=True):
                if key:
                    held.setdefault(key, []).append(position)
        for position in self.positions:
            near = {p for name in self._names[position] for p in named.get(name, ())}
            for one, held, key in zip(KEYS, columns, keys_of(self.entries[position]), strict=True):
                near.update(held.get(key, ())[: one.cap])
            for author, year in _signed(self.entries[position]):
                for beside in (year - 1, year, year + 1):
                    near.update(signed.get((author, beside), ())[:_MOST_OF_A_YEAR])
            yield from ((p, position) for p in sorted(near))

    def judged(self, preprints: Preprints) -> Mapping[int, Mapping[int, Mapping[int, Judgement]]]:
        """Return what the judge says, by the record of a registry, the source, and the received record; nothing of pairs that are simply different.

        Where one record of a source may be the work, the others are judged too: what speaks against it must not be overlooked.
        """
        import numpy as np

        pairs = np.array(self._candidates, dtype=np.int64).reshape(-1, 2)
        a, b = pairs[:, 0], pairs[:, 1]
        columns = Columns(self.entries)
        scores = similarity(columns.titles, a, b)
        alike = columns.worth_a_verdict(a, b, scores).tolist()
        judged: dict[Pair, Judgement] = {}
        for (x, y), score, worth in zip(pairs.tolist(), scores.tolist(), alike, strict=True):
            if worth or self.share_name(x, y):
                judged[x, y] = judge(self.entries[x], self.entries[y], score, preprints)
        for x, y in [pair for pair, one in judged.items() if one.verdict != "different"]:
            for other in self.of_source[self.home[x]]:
                if (other, y) not in judged:
                    judged[other, y] = look(self.entries[other], self.entries[y], preprints)
        # what the collection shows of short titles and of journals' names it shows here too
        judged = seen_together(self.records, self.entries, judged, preprints)
        self._against = {(self.home[x], y) for (x, y), one in judged.items() if one.contradicts}
        found: dict[int, dict[int, dict[int, Judgement]]] = {}
        for (x, y), one in judged.items():
            found.setdefault(y, {}).setdefault(self.home[x], {})[x] = one
        return {y: {s: ones for s, ones in of.items() if self._open(ones, y)} for y, of in found.items()}

    def fits(
        self, judged: Mapping[int, Mapping[int, Mapping[int, Judgement]]]
    ) -> Mapping[int, Mapping[int, Fit]]:
        """Return how well each record of a registry fits a source by title, first author and year, where no record of the source speaks against it.

        `judged` is what `judged` returned.
        """
        found: dict[int, dict[int, Fit]] = {}
        for x, y in self._candidates:
            source = self.home[x]
            if (source, y) not in self._against:
                one = judged.get(y, {}).get(source, {}).get(x)
                how = fit(self.entries[x], self.entries[y], self.records[x], self.records[y], one)
                mine = found.setdefault(y, {})
                mine[source] = max(how, mine.get(source, how))
        return {y: {s: one for s, one in of.items() if one} for y, of in found.items()}

    def _open(self, ones: Mapping[int, Judgement], position: int) -> bool:
        """Return whether a record of a registry may be of a source, by what was judged of it and each of the source's records."""
        return any(one.verdict != "different" or self.share_name(x, position) for x, one in ones.items())


def may_gain(source: Source) -> bool:
    """Return whether something of registries can be attached to a source: not to a confidential one, nor to a request for records."""
    return not source.confidential and not is_request(source)


def look(one: RecordColumns, other: RecordColumns, preprints: Preprints) -> Judgement:
    """Return the judgement on two records, whatever they share."""
    return judge(one, other, likeness(one.title, other.title), preprints)


def _entries(found: Deduplication, records: Sequence[Record]) -> list[RecordColumns]:
    """Return each record in the form in which it is compared, as the deduplication made it if it did."""
    known = found.compared
    before: dict[str, RecordColumns] = {}
    if isinstance(known, Compared):
        before = {r.id: entry for r, entry in zip(known.records, known.entries, strict=True)}
    cache: dict[object, object] = {}
    return [before.get(r.id) or record_columns(r, cache, r.id) for r in records]


_MOST_OF_A_YEAR = 60
"""Works of one name and year that are looked at, where nothing else is shared: a name may be very common."""


def _signed(one: RecordColumns) -> tuple[tuple[str, int], ...]:
    """Return the first author with the year, of a record that has both: titles with a slip or without their subtitle share no other key."""
    return ((one.authors[0], one.year),) if one.authors and one.year else ()


_IDS = ("pmcid", "openalex", "semanticscholar")
"""Fields that hold what a registry calls a work."""


def _names(record: Record) -> frozenset[str]:
    """Return the identifiers of a record, each with the name of its kind."""
    found = {f"{name} {value.strip().casefold()}" for name in _IDS if (value := record.get(name))}
    if number := read_pmid(record.get("pmid")):
        found.add(f"pmid {number}")
    if number := read_arxiv(_in_arxiv(record)):
        found.add(f"arxiv {number}")
    if number := record.doi or read_doi(record.get("doi")):
        found.add(f"doi {number}")
    return frozenset(found)


def _in_arxiv(record: Record) -> str:
    """Return what a record says of its place in arXiv: the number of its eprint, else its address; other sites have numbers of that form, too."""
    if "arxiv" in (record.get("eprinttype") or record.get("archiveprefix")).lower():
        return record.get("eprint")
    return record.get("url") if "arxiv.org/" in record.get("url").lower() else ""


ONE_OF_A_KIND = (
    "the title, the first author and the year of one source and of one record of the registry alone"
)
NEARLY = "nearly the title, the first author and the year"
_LETTERS = 20
"""Letters of a title that may be one off in its year."""
_LONG = 45
"""Letters from which a title says more than what kind of piece it is, though it says that, too: "Report …", "Response …"."""
_ALIKE = 0.9
_MARKS = 4
_SUBTITLE = re.compile(r"\s*(?:[:?!]|\.\s|\s[-–—]\s)")


class Fit(IntEnum):
    """How well two records fit: not at all; so that a person may be asked; as one work that is one of a kind; to the letter."""

    NONE = 0
    ALIKE = 1
    CLOSE = 2
    EXACT = 3


def fit(a: RecordColumns, b: RecordColumns, one: Work, other: Work, judged: Judgement | None) -> Fit:
    """Return how well a received record and one of a registry fit, both as compared and as they are, by title, first author and year.

    What the judge says for sure (`same`, and what it keeps apart by a rule) is no question of this.
    """
    if judged is not None and (judged.verdict == "same" or judged.contradicts):
        return Fit.NONE
    gap = abs(a.year - b.year) if a.year and b.year else 1
    if gap > 1 or not _comparable(a, b):
        return Fit.NONE
    if a.title == b.title and not gap:
        return Fit.EXACT
    slips = min(_slips(x, y) for x, y in _forms(a, b, one, other))
    if slips > 1:
        alike = likeness(fold(a.title), fold(b.title)) >= _ALIKE and _one_number(a.title, b.title)
        return Fit.ALIKE if alike else Fit.NONE
    return Fit.ALIKE if gap and _may_return(min(a.title, b.title, key=len)) else Fit.CLOSE


def _comparable(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether two records have titles and the first author in common, and nothing else says that they are two works."""
    if not (a.title and b.title and a.authors) or a.notice != b.notice:
        return False
    return a.authors[0] in b.authors and not _apart(a, b)


def _may_return(title: str) -> bool:
    """Return whether another work may have a title in another year: a rubric, or one so short that it names a field.

    >>> [_may_return(title) for title in ("reply to the editors", "animal ecology", "flexural response of steel and concrete composite truss beams")]
    [True, True, False]
    """
    rubric = names_a_piece(title) and len(title) < _LONG
    return comes_back(title) or rubric or len(title) < _LETTERS


def _apart(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the two name different DOIs, ISBNs, pages, volumes or kinds of work."""
    told = ((a.doi, b.doi), (a.isbn, b.isbn), (a.page, b.page), (a.volume, b.volume))
    kinds = {a.kind, b.kind} & {"thesis", "preprint", "data", "law", "patent", "talk", "request"}
    return any(x and y and x != y for x, y in told) or (bool(kinds) and a.kind != b.kind)


def _forms(a: RecordColumns, b: RecordColumns, one: Work, other: Work) -> Iterator[tuple[str, str]]:
    """Yield the two titles, and each without its subtitle beside the whole other; where several marks may begin one, without each.

    Also as they stand: a slip in a word that is not compared ("teh" for "the"), or at the end of one, is no more than a slip.
    """
    yield a.title, b.title
    yield fold(one.title)[:1000], fold(other.title)[:1000]
    yield from ((main, b.title) for main in _mains(one))
    yield from ((a.title, main) for main in _mains(other))


def _mains(work: Work) -> Iterator[str]:
    """Yield what is before each mark that may begin a subtitle, and all where the subtitle has a field of its own.

    >>> list(_mains(Work(key="", type="book", fields={"title": "Harbor work - a report: tides"})))
    ['harbor work', 'harbor work a report', 'harbor work a report tides']
    """
    title = work.title[:1000]
    ends = [mark.start() for mark in _SUBTITLE.finditer(title)][:_MARKS]
    for end in (*ends, len(title)):
        if main := comparison_title(title[:end]):
            yield main


def _slips(one: str, other: str) -> int:
    """Return how many letters one title has otherwise than the other, many where a word of two letters or less differs: that is no slip.

    One whose two letters are swapped is.

    >>> _slips("policing in rural counties", "policing in rual counties"), _slips("protein a in plants", "protein b in plants")
    (1, 9)
    >>> _slips("the margins of a city", "the margins fo a city")
    1
    """
    from rapidfuzz.distance import OSA

    joined = one.replace(" ", ""), other.replace(" ", "")
    if not one or not other or not _one_number(one, other):
        return _MANY
    if _short(one, other) != _short(other, one) and joined[0] != joined[1]:
        return _MANY
    return OSA.distance(*joined, score_cutoff=_MANY - 1)


def _short(one: str, other: str) -> list[str]:
    """Return the words of two letters or less that a title has and another has not, each with its letters in alphabetical order."""
    return sorted("".join(sorted(word)) for word in {*one.split()} - {*other.split()} if len(word) <= 2)


_MANY = 9


def _one_number(one: str, other: str) -> bool:
    return numbers_of(one.split()) == numbers_of(other.split())
