"""Which source a name means: a key, a former key, a record id or a code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from litreview.decisions.sealing import hidden_names, lasting_name
from litreview.model import Record, RecordId, Source
from litreview.sealed import Sealed


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
