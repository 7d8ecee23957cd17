"""Which records and sources a name means: keys, former keys, ids and codes; and the records that a decision on a pair names.

Decisions on pairs make the sources, so that they are placed among records; all others are placed among sources (`rebasing.rebase`).
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from litreview.core.decision_types import PAIR_VERBS, split_related
from litreview.core.model import Decision, Record, RecordId, Source
from litreview.core.sealed import Sealed
from litreview.core.text import fold
from litreview.judgements.decisions.counting import named_in, other_of, with_borrowed
from litreview.judgements.decisions.finding import Found, K, Works, halves, telling
from litreview.judgements.decisions.lines import names_reference
from litreview.judgements.decisions.sealing import hidden_names, lasting_name


def record_keys(records: Iterable[Record]) -> list[str]:
    """Return a key of its own for each record, in order of reading: the one it was given, on a clash the next free `KEY-2`.

    A source takes that of its earliest record. It depends on the records before it only: not on what belongs together, which
    a new export or a decision may change, nor on what comes after. So a key once used in a text keeps its meaning.
    """
    return own_keys(map(wanted_key, records))


def own_keys(wanted: Iterable[str]) -> list[str]:
    """Return a key of its own for each that is wanted, in order: on a clash the next free `KEY-2`.

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
    """Return what two keys must have in common for one to take the other's place: all but the numbers behind it.

    >>> root_of("Doe2020-2-3"), root_of("Doe2020")
    ('Doe2020', 'Doe2020')
    """
    return _NUMBERS.sub("", key)


_NUMBERS = re.compile(r"(?:-\d+)+$")


def wanted_key(record: Record) -> str:
    """Return the key that a record was given, or one made of what it says."""
    return record.key or _made_up(record)


def _made_up(record: Record) -> str:
    """Return a key for a record without one: surname, year, first long word of the title."""
    name = fold(record.authors[0].sort_name).title().replace(" ", "") if record.authors else ""
    word = next((word for word in fold(record.title).split() if len(word) > 3), "")
    return f"{name}{record.year or ''}{word.title()}" or "unnamed"


class _Index(Mapping[str, tuple[str, ...]]):
    """Which sources a name may mean. A name that nothing may show is found, and is in no list of the names."""

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
    """Return which sources a name may mean: keys, former keys, record ids and codes; the keys behind masks too, which are not listed.

    A source's own key comes before another's former key; else the earliest record that has the name. `given` are all records
    in order of reading; without them the order of the sources stands in for it.
    """
    index: dict[str, list[str]] = {}
    works = tuple(sources)
    for work in works:
        index.setdefault(work.key, []).append(work.key)
    home = {record.id: work.key for work in works for record in work.records}

    def add(name: str, key: str) -> None:
        held = index.setdefault(name, [])
        if key not in held:
            held.append(key)

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
    """Return what a decision calls each record of the sources: its key where that can mean nothing else, else its id.

    So it means the same record when an export is added that has the key again. A confidential record goes by its code: its key may be a
    person's name.
    """
    works = tuple(sources)
    index = key_index(works)
    held = Counter(record.key for work in works for record in work.records)

    def name(record: Record, work: Source) -> str:
        if lasting := lasting_name(record):
            return lasting
        alone = held[record.key] == 1 and index.get(record.key) == (work.key,)
        # Doe2020-2 is also what a second Doe2020 is called
        clash = re.fullmatch(r"(.+)-\d+", record.key)
        alone = alone and not (clash and clash[1] in held)
        return record.key if record.key and alone else record.id

    return {record.id: name(record, work) for work in works for record in work.records}


def resolve(name: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the source keys that a name may mean, the one to take first; empty if there is none."""
    return index.get(name, ())


def file_gone(name: str) -> list[str]:
    """Return what may be the key in `FILE:KEY`, the longest first: a key may have colons, and `#2` where a file had it again.

    >>> file_gone("bib/wos.bib:DBLP:conf/x#2")
    ['DBLP:conf/x#2', 'DBLP:conf/x', 'conf/x#2', 'conf/x']
    """
    parts = name.split(":")
    keys = [":".join(parts[n:]) for n in range(1, len(parts))]
    return [one for key in keys if key for one in dict.fromkeys((key, re.sub(r"#\d+$", "", key)))]


def key_alone(name: str, keys: Mapping[str, Sequence[K]]) -> Sequence[K]:
    """Return what the key in `FILE:KEY` means, where the file is gone."""
    return next(filter(None, (keys.get(key) for key in file_gone(name))), ())


class Ends(NamedTuple):
    """The two records of a pair, as positions in order of reading, None where none is found; and the works that each may mean."""

    first: int | None
    second: int | None
    found: tuple[Found[int], Found[int]]

    @property
    def one(self) -> bool:
        """Whether both are one record now: the two exports became one."""
        return self.first is not None and self.first == self.second


ENRICHED = "enriched/"
"""How the ids of records of registries begin: nothing that was received is called so in a review."""


def names_enriched(decision: Decision) -> bool:
    """Return whether a decision on a pair names a record of a registry: it attaches or keeps apart, and says nothing of what was received."""
    if decision.verb not in PAIR_VERBS or names_reference(decision):
        return False
    return decision.key.startswith(ENRICHED) or other_of(decision).startswith(ENRICHED)


class Places:
    """The records of a review by what decisions call them: id, key, code; else by what is said of the work.

    Behind the received records stand those of registries (`enriched`), which are called by their ids alone: no name and no description of
    something received ever leads to one, nor one of theirs to something received.
    """

    def __init__(self, records: Iterable[Record], enriched: Iterable[Record] = ()) -> None:
        self.records: tuple[Record, ...] = tuple(records)
        self.enriched: tuple[Record, ...] = tuple(enriched)
        self.works: Works[int] = Works({n: (record,) for n, record in enumerate(self.records)})
        self._placed: dict[tuple[str, ...], Ends] = {}
        self._enriched = {record.id: n for n, record in enumerate(self.enriched, start=len(self.records))}

    @cached_property
    def _names(self) -> Mapping[str, Sequence[int]]:
        """The positions that a name may mean: the record whose own key it is, the one whose id, those whose key or code."""
        found: dict[str, dict[int, None]] = {}
        ids = {record.id: n for n, record in enumerate(self.records)}
        for n, key in enumerate(record_keys(self.records)):
            if key not in ids:
                found.setdefault(key, {})[n] = None
        for n, record in enumerate(self.records):
            found.setdefault(record.id, {})[n] = None
        for n, record in enumerate(self.records):
            for name in filter(None, (record.key, record.code)):
                found.setdefault(name, {})[n] = None
        for n, record in enumerate(self.records):
            # what it was called before, if nothing is called so now
            for name in (called for each in record.ids for called in (each, f"{record.where.file}:{each}")):
                found.setdefault(name, {n: None})
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def _keys(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for n, record in enumerate(self.records):
            if not record.confidential:
                found.setdefault(record.key, []).append(n)
        return found

    def named(self, name: str, what: str) -> Sequence[int]:
        """Return the positions that a name may mean. Where its file is gone the key alone does, of a work that is described."""
        found = self._names.get(name, ())
        return found if found or not what else key_alone(name, self._keys)

    def find(self, name: str, what: str) -> Found[int]:
        """Return the records that a name and a description may mean."""
        if name.startswith(ENRICHED):
            return Found(tuple(n for id_, n in self._enriched.items() if id_ == name))
        return self.works.meant(self.named(name, what), what)

    def pair(self, decision: Decision) -> Ends:
        """Return the two records that a decision on a pair is on."""
        asked = (decision.verb, decision.key, decision.value, decision.what)
        if asked not in self._placed:
            what, other_what = halves(decision.what)
            one, two = self.find(decision.key, what), self.find(other_of(decision), other_what)
            self._placed[asked] = Ends(*self._two(one, two), (one, two))
        return self._placed[asked]

    def _two(self, one: Found[int], two: Found[int]) -> tuple[int | None, int | None]:
        a, b = self._one_of(one.keys), self._one_of(two.keys)
        if a is None and b is not None:
            a = self._one_of([key for key in one.keys if key != b])
        elif b is None and a is not None:
            b = self._one_of([key for key in two.keys if key != a])
        elif a == b and set(one.keys) == set(two.keys) and len(one.keys) == 2:
            a, b = one.keys  # both are described alike, and there are two such works
        return a, b

    def _one_of(self, keys: Sequence[int]) -> int | None:
        """Return the earliest of the records that a description fits alike, if nothing says that they are several works."""
        if not keys:
            return None
        return None if _apart([self.record(key) for key in keys]) else keys[0]

    def record(self, position: int) -> Record:
        """Return the record at a position, a received one or one of a registry."""
        received = len(self.records)
        return self.records[position] if position < received else self.enriched[position - received]

    def on_records(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Return the decisions on pairs, and what takes them back, in terms of records: `current` then sees which are on one pair.

        A record goes by its id, a confidential one by its code. The order is that of the input, all others are as they were.
        """
        return tuple(self._on_records(decision) for decision in with_borrowed(decisions))

    def _called(self, position: int | None, name: str) -> str:
        if position is None:
            return name
        record = self.record(position)
        return lasting_name(record) or (record.key if record.confidential else record.id)

    def _on_records(self, decision: Decision) -> Decision:
        if decision.verb in PAIR_VERBS and not names_reference(decision):
            ends = self.pair(decision)
            kind = split_related(decision.value)[0] if decision.verb == "related" else ""
            other = self._called(ends.second, other_of(decision))
            return dataclasses.replace(
                decision, key=self._called(ends.first, decision.key), value=f"{kind} {other}".strip()
            )
        if decision.verb not in (*PAIR_VERBS, "clear"):
            return decision
        what, other_what = halves(decision.what)
        value = decision.value
        words, name = named_in(decision)
        if decision.verb == "clear" and (other_what or name in self._names or name in self._enriched):
            value = " ".join([*words, self._called(self._one_of(self.find(name, other_what).keys), name)])
        key = self._called(self._one_of(self.find(decision.key, what).keys), decision.key)
        return dataclasses.replace(decision, key=key, value=value)


def _apart(records: Sequence[Record]) -> bool:
    """Return whether records that one description fits are several works: by DOI, first page or edition, of little title by volume or book too."""

    def said(record: Record) -> dict[str, str]:
        found = {
            "doi": str(record.doi),
            "page": next(iter(re.findall(r"\w+", record.get("pages"))), ""),
            "edition": fold(record.get("edition")),
        }
        if not telling(fold(record.title)):
            found |= {"volume": fold(record.get("volume")), "container": fold(record.container)}
        return found

    values: dict[str, set[str]] = {}
    for record in records:
        for name, value in said(record).items():
            values.setdefault(name, set()).add(value)
    return any(len(held - {""}) > 1 for held in values.values())
