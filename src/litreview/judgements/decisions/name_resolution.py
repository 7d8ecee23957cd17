"""Resolves names to records and sources: keys, former keys, ids and codes; and decisions on pairs to two records.

Decisions on pairs determine the sources, so they are resolved to records; all others are resolved to sources (`rebasing.rebase`).
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from litreview.core.confidential.codes import spelled_codes
from litreview.core.containers import first_by_key, grouped, grouped_sets
from litreview.core.decision_types import PAIR_VERBS, split_related
from litreview.core.model import Decision, Record, RecordId, Source
from litreview.core.sealed import Sealed
from litreview.core.text import fold
from litreview.judgements.decisions.current_decisions import describe_clears, other_of, split_clear
from litreview.judgements.decisions.decision_files import names_object
from litreview.judgements.decisions.sealing import hidden_names, lasting_name
from litreview.judgements.decisions.work_finder import (
    FoundWorks,
    K,
    WorkFinder,
    is_distinctive,
    split_descriptions,
)


def record_keys(records: Iterable[Record]) -> list[str]:
    """Return a unique key for each record, in order of reading: its own, or on a clash the next free `KEY-2`.

    A source takes the key of its earliest record. A key depends only on the records before: not on duplicates, which
    a new export or a decision may change, nor on later records. So a key once used in a text keeps its meaning.
    """
    return own_keys(map(wanted_key, records))


def own_keys(wanted: Iterable[str]) -> list[str]:
    """Return a unique key for each wanted one, in order: on a clash the next free `KEY-2`.

    >>> own_keys(["a", "a-2", "a", "b"])
    ['a', 'a-2', 'a-3', 'b']
    """
    used: set[str] = set()
    next_number: dict[str, int] = {}
    keys = []
    for one in wanted:
        key = one
        while key in used:
            next_number[one] = next_number.get(one, 1) + 1
            key = f"{one}-{next_number[one]}"
        used.add(key)
        keys.append(key)
    return keys


def root_of(key: str) -> str:
    """Return a key without the numbers at its end; keys with one root may replace each other.

    >>> root_of("Doe2020-2-3"), root_of("Doe2020")
    ('Doe2020', 'Doe2020')
    """
    return _NUMBERS.sub("", key)


_NUMBERS = re.compile(r"(?:-\d+)+$")


def wanted_key(record: Record) -> str:
    """Return a record's own key, or one made of its author, year and title."""
    return record.key or _made_up(record)


def _made_up(record: Record) -> str:
    """Return a key made of surname, year and first long word of the title."""
    name = fold(record.authors[0].sort_name).title().replace(" ", "") if record.authors else ""
    word = next((word for word in fold(record.title).split() if len(word) > 3), "")
    return f"{name}{record.year or ''}{word.title()}" or "unnamed"


class _Index(Mapping[str, tuple[str, ...]]):
    """Index from names to sources. Hidden names can be looked up, but are never listed."""

    __slots__ = ("_hidden", "_shown")

    def __init__(self, shown: Mapping[str, tuple[str, ...]], hidden: Mapping[str, tuple[str, ...]]) -> None:
        self._shown = shown
        self._hidden = Sealed(hidden)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._shown[name] if name in self._shown else self._hidden.reveal()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)


def key_index(sources: Iterable[Source], given: Iterable[Record] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return an index from names to source keys: keys, former keys, record ids and codes; masked keys too, which are not listed.

    A source's own key comes before another's former key; then the earliest record with the name comes first. `given` are all records
    in order of reading; without them the order of the sources is used.
    """
    works = tuple(sources)
    index = grouped((work.key, work.key) for work in works)
    home = {record.id: work.key for work in works for record in work.records}

    def add(name: str, key: str) -> None:
        keys = index.setdefault(name, [])
        if key not in keys:
            keys.append(key)

    for record in given:
        if record.id in home:
            add(record.key, home[record.id])
    hidden: dict[str, list[str]] = {}
    for work in works:
        names = [*work.former_keys]
        for record in work.records:
            names += filter(None, (record.id, record.key, record.code))
            names += [f"{record.where.file}:{name}" for name in record.ids]
            for name in hidden_names(record):
                if work.key not in hidden.setdefault(name, []):
                    hidden[name].append(work.key)
        for name in names:
            add(name, work.key)
    return _Index(
        {name: tuple(keys) for name, keys in index.items()},
        {name: tuple(keys) for name, keys in hidden.items()},
    )


def record_names(sources: Iterable[Source]) -> Mapping[RecordId, str]:
    """Return the name of each record in decisions: its key if that is unambiguous, else its id.

    So it means the same record even when an export with the same key is added. A confidential record has its code, since its key may be a
    person's name.
    """
    works = tuple(sources)
    index = key_index(works)
    key_counts = Counter(record.key for work in works for record in work.records)

    def name(record: Record, work: Source) -> str:
        if lasting := lasting_name(record):
            return lasting
        alone = key_counts[record.key] == 1 and index.get(record.key) == (work.key,)
        # Doe2020-2 is also the key of a second Doe2020
        clash = re.fullmatch(r"(.+)-\d+", record.key)
        alone = alone and not (clash and clash[1] in key_counts)
        return record.key if record.key and alone else record.id

    return {record.id: name(record, work) for work in works for record in work.records}


def resolve(name: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the source keys that a name may mean, the best one first; empty for an unknown name."""
    return index.get(name, ())


def resolve_spelled(name: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the source keys that a name may mean, also where it spells a code as no file does: `i-07` or `I 7` for I07.

    Of a spelling that fits two codes none is returned.
    """
    found = dict.fromkeys(key for code in spelled_codes(name) for key in index.get(code, ()))
    return resolve(name, index) or (tuple(found) if len(found) == 1 else ())


def keys_in_id(name: str) -> list[str]:
    """Return the possible keys in an id `FILE:KEY`, the longest first: a key may have colons, and `#2` if repeated in its file.

    >>> keys_in_id("bib/wos.bib:DBLP:conf/x#2")
    ['DBLP:conf/x#2', 'DBLP:conf/x', 'conf/x#2', 'conf/x']
    """
    parts = name.split(":")
    keys = [":".join(parts[n:]) for n in range(1, len(parts))]
    return [one for key in keys if key for one in dict.fromkeys((key, re.sub(r"#\d+$", "", key)))]


def find_by_key_in_id(name: str, keys: Mapping[str, Sequence[K]]) -> Sequence[K]:
    """Return the things with the key in an id `FILE:KEY` whose file is gone."""
    return next(filter(None, (keys.get(key) for key in keys_in_id(name))), ())


class PairEnds(NamedTuple):
    """The two records of a pair, as positions in order of reading, None if not found; and the works that each may mean."""

    first: int | None
    second: int | None
    found: tuple[FoundWorks[int], FoundWorks[int]]

    @property
    def is_one_record(self) -> bool:
        """Whether both are the same record now, since two exports became one."""
        return self.first is not None and self.first == self.second


ENRICHED = "enriched/"
"""The prefix of ids of registry records; no received record of a review has it."""


def names_enriched(decision: Decision) -> bool:
    """Return whether a decision on a pair names a registry record: it only attaches that record or keeps it apart."""
    if decision.verb not in PAIR_VERBS or names_object(decision):
        return False
    return decision.key.startswith(ENRICHED) or other_of(decision).startswith(ENRICHED)


class Places:
    """Finds the records of a review that decisions name, by id, key or code, else by the description of the work.

    Positions after the received records are those of registries (`enriched`), which only their ids find. No name or description of a received record
    finds them.
    """

    def __init__(self, records: Iterable[Record], enriched: Iterable[Record] = ()) -> None:
        self.records: tuple[Record, ...] = tuple(records)
        self.enriched: tuple[Record, ...] = tuple(enriched)
        self.works: WorkFinder[int] = WorkFinder({n: (record,) for n, record in enumerate(self.records)})
        self._placed: dict[tuple[str, ...], PairEnds] = {}
        self._enriched = {record.id: n for n, record in enumerate(self.enriched, start=len(self.records))}

    @cached_property
    def _names(self) -> Mapping[str, Sequence[int]]:
        """The positions that a name may mean: the record with it as unique key, that with it as id, those with it as key or code."""
        numbered = [*enumerate(self.records)]
        ids = {record.id for record in self.records}
        unique = ((key, n) for n, key in enumerate(record_keys(self.records)) if key not in ids)
        own = ((record.id, n) for n, record in numbered)
        called = ((name, n) for n, record in numbered for name in filter(None, (record.key, record.code)))
        positions = grouped(dict.fromkeys((*unique, *own, *called)))
        # former names, if no record has them now
        former = first_by_key(
            (name, n)
            for n, record in numbered
            for each in record.ids
            for name in (each, f"{record.where.file}:{each}")
        )
        return {name: (n,) for name, n in former.items()} | positions

    @cached_property
    def _keys(self) -> Mapping[str, Sequence[int]]:
        return grouped((record.key, n) for n, record in enumerate(self.records) if not record.confidential)

    def positions(self, name: str, what: str) -> Sequence[int]:
        """Return the positions that a name may mean. If its file is gone, the key in the id counts, given a description."""
        known = self._names.get(name, ())
        return known if known or not what else find_by_key_in_id(name, self._keys)

    def find(self, name: str, what: str) -> FoundWorks[int]:
        """Return the records that a name and a description may mean."""
        if name.startswith(ENRICHED):
            return FoundWorks(tuple(n for id_, n in self._enriched.items() if id_ == name))
        return self.works.resolve(self.positions(name, what), what)

    def pair(self, decision: Decision) -> PairEnds:
        """Return the two records of a decision on a pair."""
        question = (decision.verb, decision.key, decision.value, decision.what)
        if question not in self._placed:
            what, other_what = split_descriptions(decision.what)
            one, two = self.find(decision.key, what), self.find(other_of(decision), other_what)
            self._placed[question] = PairEnds(*self._two(one, two), (one, two))
        return self._placed[question]

    def _two(self, one: FoundWorks[int], two: FoundWorks[int]) -> tuple[int | None, int | None]:
        a, b = self._one_of(one.keys), self._one_of(two.keys)
        if a is None and b is not None:
            a = self._one_of([key for key in one.keys if key != b])
        elif b is None and a is not None:
            b = self._one_of([key for key in two.keys if key != a])
        elif a == b and set(one.keys) == set(two.keys) and len(one.keys) == 2:
            a, b = one.keys  # both descriptions are the same, and there are two such works
        return a, b

    def _one_of(self, keys: Sequence[int]) -> int | None:
        """Return the earliest of equally matching records, None if they are evidently several works."""
        if not keys:
            return None
        return None if _are_several_works([self.record(key) for key in keys]) else keys[0]

    def record(self, position: int) -> Record:
        """Return the record at a position, received or from a registry."""
        received = len(self.records)
        return self.records[position] if position < received else self.enriched[position - received]

    def on_records(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Return the decisions with those on pairs, and their `clear` lines, renamed to records, so that `current` sees which are on one pair.

        A record is named by its id, a confidential one by its code. The order is that of the input; other decisions stay unchanged.
        """
        return tuple(self._on_records(decision) for decision in describe_clears(decisions))

    def _called(self, position: int | None, name: str) -> str:
        if position is None:
            return name
        record = self.record(position)
        return lasting_name(record) or (record.key if record.confidential else record.id)

    def _on_records(self, decision: Decision) -> Decision:
        if decision.verb in PAIR_VERBS and not names_object(decision):
            ends = self.pair(decision)
            kind = split_related(decision.value)[0] if decision.verb == "related" else ""
            other = self._called(ends.second, other_of(decision))
            return dataclasses.replace(
                decision, key=self._called(ends.first, decision.key), value=f"{kind} {other}".strip()
            )
        if decision.verb not in (*PAIR_VERBS, "clear"):
            return decision
        what, other_what = split_descriptions(decision.what)
        value = decision.value
        words, name = split_clear(decision)
        if decision.verb == "clear" and (other_what or name in self._names or name in self._enriched):
            value = " ".join([*words, self._called(self._one_of(self.find(name, other_what).keys), name)])
        key = self._called(self._one_of(self.find(decision.key, what).keys), decision.key)
        return dataclasses.replace(decision, key=key, value=value)


def _are_several_works(records: Sequence[Record]) -> bool:
    """Return whether records differ in DOI, first page or edition; with an indistinctive title also in volume or container."""

    def place(record: Record) -> dict[str, str]:
        facts = {
            "doi": str(record.doi),
            "page": next(iter(re.findall(r"\w+", record.get("pages"))), ""),
            "edition": fold(record.get("edition")),
        }
        if not is_distinctive(fold(record.title)):
            facts |= {"volume": fold(record.get("volume")), "container": fold(record.container)}
        return facts

    values = grouped_sets((name, value) for record in records for name, value in place(record).items())
    return any(len(distinct - {""}) > 1 for distinct in values.values())
