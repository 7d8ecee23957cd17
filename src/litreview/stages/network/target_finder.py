"""Find the work that a cited reference is of: by a decision, DOI, key, a place in law, fields, or a score; a person decides a tie.

`CitableWorks` is the index of the works, `Finder` judges each distinct reference once.
"""

from __future__ import annotations

import marshal
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

from litreview.core import text as textual
from litreview.core.containers import first_by_key, grouped_sets
from litreview.core.model import CitationMethod, CitedReference, Decision, Source
from litreview.judgements.decisions import REFERENCE, names_reference
from litreview.linkage import RecordColumns
from litreview.linkage.blocking import positions_by_key, shingles, work_keys
from litreview.stages.network.reference_comparison import (
    is_unparsed,
    lookup_dois,
    reference_columns,
    surname_keys,
)
from litreview.stages.network.reference_scoring import Score, score
from litreview.works.law import legal_keys

TIE = 0.03  # two works whose confidence differs by less are a tie
CANDIDATES = 12  # at most so many works are compared by title
COMMON = 40  # a run of three words in more titles than this says nothing on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The target of a reference: its `position`, -1 for none; `ask` sends the reference to the queue."""

    position: int = -1
    method: CitationMethod = "fuzzy"
    confidence: float = 0.0
    ask: bool = False
    rule: str = ""


NOWHERE = _Target()


def own_names(source: Source) -> Iterable[str]:
    """Return the keys by which a reference may name a source: today's and former ones, those of records, OpenAlex's ids."""
    ids = (work.get("openalex") for work in (source, *source.records, *source.enriched))
    names = (source.key, *source.former_keys, *(record.key for record in source.records), *ids)
    return dict.fromkeys(filter(None, names))


def lookup_keys(source: Source, forms: Sequence[RecordColumns]) -> list[list[Hashable]]:
    """Return the keys by which references find each form of a source."""
    first = forms[0]
    own = [
        *(("key", key) for key in own_names(source)),
        *(("doi", doi) for doi in first.dois),
        *(("law", law) for law in first.laws),
    ]
    others: list[list[Hashable]] = [[*work_keys(form)] for form in forms[1:]]
    return [[*own, *work_keys(first)], *others]


class CitableWorks:
    """Index of the works that references may cite, each in several forms (`source_columns`); `homes` has the first form of each form's source.

    Keys, DOIs and laws lead to the first form of a source; names, places and titles to each of its forms. Sealed sources have no text
    and are found by key only.
    """

    def __init__(self, sources: Iterable[tuple[Source, Iterable[RecordColumns]]]) -> None:
        forms: list[RecordColumns] = []
        self.homes: list[int] = []
        named: list[list[Hashable]] = []
        for source, own in sources:
            home = len(forms)
            forms += own
            self.homes += [home] * (len(forms) - home)
            named += lookup_keys(source, forms[home:])
        self.forms: tuple[RecordColumns, ...] = tuple(forms)
        self._places = positions_by_key(named)
        self.lawful: bool = any(form.laws for form in forms)

    def at(self, *key: Hashable) -> Sequence[int]:
        """Return the positions of the forms under a key."""
        return self._places.get(key, ())


class ReferenceVerdict(NamedTuple):
    """The verdict on a reference: the key of the source that it cites, `""` for none, and why; `asked` are hashes of the keys that were looked up."""

    cited: str
    method: CitationMethod
    confidence: float
    ask: bool
    rule: str
    asked: bytes = b""


def hashes(keys: Iterable[Any]) -> bytes:
    """Return four bytes for each key. Two keys with the same hash make a verdict anew that need not be."""
    return array("I", [crc32(marshal.dumps(key, 2)) for key in keys]).tobytes()


Judgements = dict[str, dict[int, set[str]]]
"""Verbs of decisions (`same`, `different` or both) by reference (folded text, or DOI) and target."""


def judgements(decisions: Sequence[Decision], table: CitableWorks) -> Judgements:
    """Return the verbs of decisions on references, by the folded text or the DOI of each, and by target."""
    found: Judgements = {}
    for decision in decisions:
        if not names_reference(decision):
            continue
        written = decision.value.removeprefix(REFERENCE)
        places = table.at("key", decision.key) or table.at("key", decision.key.rpartition(":")[2])
        for form in {textual.fold(written), textual.doi(written)} - {""} if places else ():
            found.setdefault(form, {}).setdefault(places[0], set()).add(decision.verb)
    return found


class Finder:
    """Finds the target of a reference; each distinct string is judged once."""

    def __init__(self, table: CitableWorks, judged: Judgements, *, remember: bool = False) -> None:
        self.table = table
        self.judged = judged
        self.remember = remember
        self.known: dict[tuple[str, str], ReferenceVerdict] = {}
        self.containers: dict[tuple[str, str], bool] = {}
        self._asked: list[Hashable] = []

    def find(self, reference: CitedReference) -> ReferenceVerdict:
        """Return the verdict on a reference."""
        name = (reference.text, reference.key)
        if name not in self.known:
            self._asked.clear()
            found = self._judge(reference)
            cited = self.table.forms[found.position].id if found.position >= 0 else ""
            asked = hashes(dict.fromkeys(self._asked)) if self.remember else b""
            self.known[name] = ReferenceVerdict(
                cited, found.method, found.confidence, found.ask, found.rule, asked
            )
        return self.known[name]

    def _at(self, *key: Hashable) -> Sequence[int]:
        """Return the positions of the forms under a key, which the verdict rests on."""
        self._asked.append(key)
        return self.table.at(*key)

    def forget(self) -> None:
        """Clear the caches: the answers for ten million references would take more memory than the works."""
        self.known.clear()
        self.containers.clear()

    def _judge(self, reference: CitedReference) -> _Target:
        if reference.key:
            positions = self._at("key", reference.key)
            return _Target(position=positions[0], method="key", confidence=1.0) if positions else NOWHERE
        reference_dois = lookup_dois(reference)
        reading = reference_columns(reference)
        forms = (reading.text, *reference_dois)
        verbs_by_place = grouped_sets(
            (place, verb)
            for form in forms
            for place, verbs in self.judged.get(form, {}).items()
            for verb in verbs
        )
        for place, verbs in sorted(verbs_by_place.items()):
            if "same" in verbs:
                disputed = "different" in verbs
                return _Target(
                    position=place, method="human", confidence=0.5 if disputed else 1.0, ask=disputed
                )
        barred = set(verbs_by_place)
        exact = sorted({p for doi in reference_dois for p in self._at("doi", doi)} - barred)
        if len(exact) == 1:
            return self._by_doi(exact[0], reading)
        if exact:
            return _Target(position=exact[0], method="doi", confidence=0.5, ask=True)
        law = self._by_law(reference, barred)
        if law is not None:
            return law
        found = self._by_score(reading, barred, has_doi=bool(reference_dois))
        if found.position < 0 and is_unparsed(reading):
            # author or title could not be parsed: the whole title of a work may still be in the string
            whole = reading._replace(title=reading.text)
            found = self._by_score(whole, barred, has_doi=bool(reference_dois))
        return found

    def _by_doi(self, position: int, reading: RecordColumns) -> _Target:
        # databases do attach wrong DOIs: when author and year both contradict it, a person looks
        target = self.table.forms[position]
        apart = abs(reading.year - target.year) if reading.year and target.year else 0
        if apart > 3 and reading.authors and target.authors:
            names = {key for name in target.authors for key in surname_keys(name)}
            if names.isdisjoint(surname_keys(reading.authors[0])):
                return _Target(position=position, method="doi", confidence=0.5, ask=True)
        return _Target(position=position, method="doi", confidence=1.0)

    def _by_law(self, reference: CitedReference, barred: set[int]) -> _Target | None:
        if not self.table.lawful:
            return None
        keys = legal_keys(reference.text)
        places = [p for key in keys for p in self._at("law", key) if p not in barred]
        if not places:
            return None
        best = min(dict.fromkeys(places), key=lambda p: (-places.count(p), p))
        tied = sum(places.count(p) == places.count(best) for p in dict.fromkeys(places)) > 1
        # an article *about* a statute names it in a sentence of its own
        article = (
            reference.volume and reference.page and not any(k.endswith(f" {reference.page}") for k in keys)
        )
        return _Target(
            position=best,
            method="fields",
            confidence=0.6 if tied or article else 0.97,
            ask=bool(tied or article),
        )

    def _by_score(self, reading: RecordColumns, barred: set[int], *, has_doi: bool) -> _Target:
        results: list[tuple[Score, int]] = []
        for position in self._candidates(reading):
            target = self.table.forms[position]
            if self.table.homes[position] in barred:
                continue
            result = score(reading, target, self.containers)
            if result.verdict == "different":
                continue
            if has_doi and target.dois and result.verdict == "same" and result.confidence < 0.98:
                # both have a DOI and they differ: another version, or an error in one of them
                reasons = (*result.reasons, "another DOI")
                result = replace(result, verdict="ask", confidence=0.55, reasons=reasons)
            results.append((result, position))
        if not results:
            return NOWHERE
        targets = self.table.forms
        exact = self._rank(results, reading)
        # the form of a source that fits best speaks for it
        results = list(first_by_key((self.table.homes[one[1]], one) for one in results).values())
        best, position = results[0]
        if len(results) > 1:
            rival, other = results[1]
            apart = position in exact and other not in exact
            if rival.verdict == "same" and not apart and best.confidence - rival.confidence < TIE:
                longer = (
                    targets[position].title != targets[other].title
                    and targets[other].title in targets[position].title
                )
                if not (longer and targets[position].title in reading.text):
                    return _Target(position=position, confidence=0.5, ask=True, rule=best.rule)
        method: CitationMethod = "fields" if best.confidence >= 0.99 else "fuzzy"
        return _Target(
            position=position,
            method=method,
            confidence=best.confidence,
            ask=best.verdict == "ask",
            rule=best.rule,
        )

    def _rank(self, results: list[tuple[Score, int]], reading: RecordColumns) -> set[int]:
        """Sort results, the best first, and return the positions of those whose title is that of the reference.

        The title itself comes before one that is like it, however much else the other has in common.
        """
        titles = {position: self.table.forms[position].title for _, position in results}
        exact = {position for position, title in titles.items() if title and title == reading.title}
        results.sort(
            key=lambda r: (
                r[0].verdict != "same",
                r[1] not in exact,
                -r[0].confidence,
                -len(titles[r[1]].split()),
                r[1],
            )
        )
        return exact

    def _candidates(self, reading: RecordColumns) -> list[int]:
        at = self._at
        found: dict[int, None] = {}
        if reading.year:
            for year in (reading.year, reading.year - 1, reading.year + 1):
                for name in reading.forms:
                    found.update(dict.fromkeys(at("name", name, year)))
            if reading.volume and reading.page:
                found.update(dict.fromkeys(at("place", reading.year, reading.volume, reading.page)))
        if reading.title:
            places = (at("words", run) for run in shingles(reading.text))
            counts = Counter(chain.from_iterable(one for one in places if len(one) <= COMMON))
            found.update(dict.fromkeys(sorted(counts, key=lambda p: (-counts[p], p))[:CANDIDATES]))
        return list(found)
