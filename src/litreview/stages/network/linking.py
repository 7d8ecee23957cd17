"""`link`: turns cited references into citations between sources, works not held, and a queue for a person.

Tiers, strictest first: a person's decision, DOI, key, a legal citation, author+year+volume+page (`fields`), scored
(`fuzzy`). A tie between two works, or a conflict about the author, is never resolved by the machine.

`link` stores every reference, to group those to works that are not held. `follow_references` yields each and forgets it, for reference lists
that exceed memory. It stores only the works that references may lead to, about two kilobytes each.
"""

from __future__ import annotations

import marshal
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from litreview.core import text as textual
from litreview.core.model import Citation, CitationMethod, CitedReference, Decision, Links, Source, Work
from litreview.core.progress import counted
from litreview.core.runtime import gc_pause
from litreview.core.wording import Value
from litreview.judgements.decisions import REFERENCE, names_reference
from litreview.linkage import RecordColumns
from litreview.linkage.blocking import positions_by_key, shingles, work_keys
from litreview.stages.network.reference_comparison import (
    is_unparsed,
    lookup_dois,
    reference_columns,
    source_columns,
    surname_keys,
)
from litreview.stages.network.reference_scoring import Score, score
from litreview.stages.network.source_references import (
    ParsedReferences,
    only_sources,
    references_of,
    resolve_bare_ids,
)
from litreview.stages.network.works_not_held import missing_works
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


def link(
    sources: Iterable[Source],
    decisions: Sequence[Decision] = (),
    lists: Mapping[str, Sequence[CitedReference]] | None = None,
    known: Iterable[Work] = (),
) -> Links:
    """Return the citations among the sources, the works they cite that are not held, and the uncertain ones as a queue.

    Every reference is in exactly one of the three, except unknown bare ids of a registry, if their source has references with text, too. A
    reference to the citing source itself is queued.

    `decisions` are the current ones. A decision `same KEY ref:REFERENCE` says that a reference (its text or its DOI) is the source KEY,
    `different KEY ref:REFERENCE` that it is not. If people disagree, the reference is queued. `lists` are more references by the key of the
    citing source (see `litreview.formats.references`). `known` are works that registries cite by id: such a reference is looked up, and
    displayed, with the details of its work.
    """
    works, cited = only_sources(sources, "link"), tuple(known)
    read = read_for_links(works)
    verdicts = judge_references(works, read, decisions, lists or {}, cited, remember=False)
    return link_read(works, read, lists or {}, cited, verdicts)


class ReadForLinks(NamedTuple):
    """What `link` reads of a source: the forms in which references may cite it, and the references in its records."""

    forms: tuple[RecordColumns, ...]
    references: tuple[CitedReference, ...]


@gc_pause()
def read_for_links(sources: Iterable[Source]) -> list[ReadForLinks]:
    """Return what `link` reads of each source; each distinct reference is parsed once."""
    parsed: ParsedReferences = {}
    return [ReadForLinks(tuple(source_columns(source)), references_of(source, parsed)) for source in sources]


class ReferenceVerdict(NamedTuple):
    """The verdict on a reference: the key of the source that it cites, `""` for none, and why; `asked` are hashes of the keys that were looked up."""

    cited: str
    method: CitationMethod
    confidence: float
    ask: bool
    rule: str
    asked: bytes = b""


class Verdicts(NamedTuple):
    """The verdicts on references by `_digest`, and what they rest on: works, with a digest of their forms and hashes of their keys, and decisions.

    A verdict rests on the reference, on decisions, and on the works under the keys that it looked up. So a later run judges only references
    that are new, or looked up a key of a work that came, went or changed.
    """

    decided: str
    works: Mapping[str, tuple[bytes, bytes]]
    found: Mapping[bytes, ReferenceVerdict]

    def to_plain(self) -> list[Any]:
        """Return the verdicts as plain values for `from_plain`."""
        found = {name: tuple(verdict) for name, verdict in self.found.items()}
        return [self.decided, self.works, found]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Verdicts:
        """Return the verdicts from the values of `to_plain`."""
        decided, works, found = plain
        return cls(decided, works, {name: ReferenceVerdict(*verdict) for name, verdict in found.items()})

    def unaffected(
        self, decided: str, works: Mapping[str, tuple[bytes, bytes]]
    ) -> Mapping[bytes, ReferenceVerdict]:
        """Return the verdicts that hold for other works, too. Works that did not change must be in the same order, which breaks ties."""
        same = {key for key, one in works.items() if self.works.get(key) == one}
        if decided != self.decided or [k for k in self.works if k in same] != [k for k in works if k in same]:
            return {}
        changed = [one for each in (self.works, works) for key, (_, one) in each.items() if key not in same]
        touched = set(memoryview(b"".join(changed)).cast("I"))
        return {
            name: one
            for name, one in self.found.items()
            if touched.isdisjoint(memoryview(one.asked).cast("I"))
        }


def _hashes(keys: Iterable[Any]) -> bytes:
    """Return four bytes for each key. Two keys with the same hash make a verdict anew that need not be."""
    return array("I", [crc32(marshal.dumps(key, 2)) for key in keys]).tobytes()


_parts = attrgetter("text", "key", "year", "title", "container", "volume", "number", "page", "doi")


def _digest(reference: CitedReference) -> bytes:
    """Return a digest of what a reference says, wherever it is written."""
    people = [(p.family, p.given, p.prefix, p.suffix, p.literal) for p in reference.authors]
    return blake2b(marshal.dumps((_parts(reference), people), 2), digest_size=16).digest()


@gc_pause()
def judge_references(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    decisions: Sequence[Decision],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
    previous: Verdicts | None = None,
    *,
    remember: bool = True,
) -> Verdicts:
    """Return the verdict on each distinct reference of `works` (see `link`); `previous` are those of an earlier run.

    Without `remember` the verdicts are of no use to a later run.
    """
    table = CitableWorks((source, own.forms) for source, own in zip(works, read, strict=True))
    finder = Finder(table, judgements(decisions, table), remember=remember)
    decided, about = "", dict[str, tuple[bytes, bytes]]()
    if remember:
        places = [
            (form, table.forms[place].id, sorted(verbs))
            for form, own in finder.judged.items()
            for place, verbs in own.items()
        ]
        decided = repr((table.lawful, sorted(places)))
        before = previous.works if previous else {}
        about = {
            source.key: _described(source, own.forms, before) for source, own in zip(works, read, strict=True)
        }
    unaffected = previous.unaffected(decided, about) if previous else {}
    found: dict[bytes, ReferenceVerdict] = {}
    seen: set[tuple[str, str]] = set()
    for _, reference in counted("linking references", _references(works, read, lists, known)):
        name = reference.text, reference.key
        if name not in seen:
            seen.add(name)
            digest = _digest(reference)
            found[digest] = unaffected.get(digest) or finder.find(reference)
    return Verdicts(decided, about, found)


def _described(
    source: Source, forms: Sequence[RecordColumns], before: Mapping[str, tuple[bytes, bytes]]
) -> tuple[bytes, bytes]:
    """Return a digest of the forms and names of a source, and hashes of its lookup keys, from an earlier run if they are the same."""
    says = [tuple(own_names(source)), *map(tuple, forms)]
    digest = blake2b(marshal.dumps(says, 2), digest_size=16).digest()
    found = before.get(source.key)
    if found and found[0] == digest:
        return found
    return digest, _hashes(key for keys in lookup_keys(source, forms) for key in keys)


def _references(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
) -> Iterator[tuple[Source, CitedReference]]:
    """Yield the references of sources, those of their records first, bare ids with the details of their works."""
    cited = chain(
        ((source, r) for source, own in zip(works, read, strict=True) for r in own.references),
        ((source, r) for source in works for r in lists.get(source.key, ())),
    )
    names = {name for source in works for name in own_names(source)}
    return resolve_bare_ids(cited, works, names.__contains__, known)


@gc_pause()
def link_read(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
    verdicts: Verdicts,
) -> Links:
    """Return the links of `works` (see `link`), from what was read of each, and the verdicts on their references."""
    of: dict[tuple[str, str], ReferenceVerdict] = {}
    citations: list[Citation] = []
    queue: list[Citation] = []
    outside: list[tuple[str, CitedReference]] = []
    for source, reference in _references(works, read, lists, known):
        name = reference.text, reference.key
        verdict = of.get(name) or of.setdefault(name, verdicts.found[_digest(reference)])
        citation, ask = _cite(source.key, reference, verdict)
        if citation is None:
            outside.append((source.key, reference))
        else:
            (queue if ask else citations).append(citation)
    order = {source.key: position for position, source in enumerate(works)}
    citations.sort(key=lambda c: (order[c.citing], order[c.cited], c.reference.where, c.reference.text))
    queue.sort(
        key=lambda c: (-c.confidence, order[c.citing], order[c.cited], c.reference.where, c.reference.text)
    )
    taken = chain.from_iterable((source.key, *source.former_keys) for source in works)
    return Links(
        citations=tuple(citations),
        not_held=missing_works(outside, reference_columns, taken),
        queue=tuple(queue),
    )


def _cite(citing: str, reference: CitedReference, found: ReferenceVerdict) -> tuple[Citation | None, bool]:
    """Return the citation for a reference of the source `citing`, None without a target; and whether to ask a person."""
    if not found.cited:
        return None, False
    citation = Citation(
        citing=citing,
        cited=found.cited,
        method=found.method,
        confidence=found.confidence,
        reference=reference,
        rule=found.rule,
    )
    return citation, found.ask or found.cited == citing


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
        for form in {textual.fold(written), textual.doi(written)} - {""}:
            for place in places[:1]:
                found.setdefault(form, {}).setdefault(place, set()).add(decision.verb)
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
            asked = _hashes(dict.fromkeys(self._asked)) if self.remember else b""
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
        verbs_by_place: dict[int, set[str]] = {}
        for form in forms:
            for place, verbs in self.judged.get(form, {}).items():
                verbs_by_place.setdefault(place, set()).update(verbs)
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
        results.sort(
            key=lambda r: (r[0].verdict != "same", -r[0].confidence, -len(targets[r[1]].title.split()), r[1])
        )
        forms: dict[int, tuple[Score, int]] = {}  # the form of a source that fits best speaks for it
        for found, position in results:
            forms.setdefault(self.table.homes[position], (found, position))
        results = list(forms.values())
        best, position = results[0]
        if len(results) > 1:
            rival, other = results[1]
            if rival.verdict == "same" and best.confidence - rival.confidence < TIE:
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


MOST_REMEMBERED = 200_000
"""Distinct references with a cached answer at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Value):
    """A reference and its citation, None if its work is not held. `ask`: a person should judge it."""

    citing: str
    reference: CitedReference
    citation: Citation | None = None
    ask: bool = False


def follow_references(
    held: Iterable[Source],
    citing: Iterable[Source],
    decisions: Sequence[Decision] = (),
    lists: Mapping[str, Sequence[CitedReference]] | None = None,
) -> Iterator[Followed]:
    """Yield every reference of the sources `citing`, in order, with the source of `held` that it cites, as found by `link`.

    Both may be generators that read from a file: first `held` for the works, then `citing` for their references. `decisions` and `lists` are
    those of `link`.
    """
    table = CitableWorks((source, source_columns(source)) for source in held)
    finder = Finder(table, judgements(decisions, table))
    parsed: ParsedReferences = {}
    for source in citing:
        own = chain(references_of(source, parsed), (lists or {}).get(source.key, ()))
        resolved = resolve_bare_ids(
            ((source, each) for each in own), [source], lambda key: bool(table.at("key", key)), ()
        )
        for _, reference in resolved:
            citation, ask = _cite(source.key, reference, finder.find(reference))
            yield Followed(citing=source.key, reference=reference, citation=citation, ask=ask)
        if len(finder.known) > MOST_REMEMBERED or len(parsed) > MOST_REMEMBERED:
            finder.forget()
            parsed.clear()
