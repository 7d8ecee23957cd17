"""Which source a decision is about: a key, a former key, a record id or a code, in terms of today's sources."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from litreview.decisions.about import Titles, halves
from litreview.decisions.lines import PAIR_VERBS, names_reference, problem, split_related
from litreview.decisions.sealing import ConfidentialNames, hidden_names, lasting_name, seal_decisions
from litreview.errors import Nearest
from litreview.model import Decision, Problem, Record, RecordId, Source
from litreview.sealed import SEALED, Sealed


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


def rebase(
    decisions: Iterable[Decision],
    sources: Iterable[Source],
    given: Iterable[Record] = (),
    shown_setting: Callable[[str], str] = lambda _: "unknown=withheld",
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in terms of today's source keys, and a Problem for each key that no source holds.

    `given` are all records in order of reading (see `key_index`). What was `set` of a confidential source is a text of its own;
    `shown_setting` says what may be shown of it (a codebook's does; without one it is nothing).
    """
    works = tuple(sources)
    given = tuple(given)
    index = key_index(works, given)
    names = ConfidentialNames(given or [r for work in works for r in work.records])
    hidden = {work.key for work in works if work.confidential}
    titles = {work.key: [work.title, *(record.title for record in work.records)] for work in works}
    every_title = Titles(titles)
    near_keys = Nearest(sorted({key for keys in index.values() for key in keys}))
    near_titles = _Titled({work.title: work.key for work in works})
    found: list[Decision] = []
    problems: list[Problem] = []

    def meant(decision: Decision, name: str, what: str) -> str:
        keys = resolve(name, index)
        if not keys:
            problems.append(_unknown(decision, name, near_keys, near_titles, quotable=names.quotable(name)))
            return ""
        if not every_title.fits(keys[0], what):
            others = [key for key in keys[1:] if every_title.fits(key, what)]
            others = others or [*every_title.find(what)]
            problems.append(_moved(decision, name, others))
            return others[0] if len(others) == 1 else ""
        own = keys[0] == name
        if len(keys) > 1 and not own:
            problems.append(_several(decision, name, keys))
        return keys[0]

    for decision in seal_decisions(decisions, names):
        first, second = halves(decision.what)
        key = meant(decision, decision.key, first)
        value = decision.value
        if decision.verb in PAIR_VERBS and not names_reference(decision):
            kind, other = split_related(value) if decision.verb == "related" else ("", value)
            other = meant(decision, other, second)
            value = f"{kind} {other}".strip() if other else ""
            if not other:
                continue
        if not key:
            continue
        shown = decision
        if key in hidden:
            shown = dataclasses.replace(decision, where="", reason="", what="")
            value = shown_setting(value) if decision.verb == "set" else value
        found.append(dataclasses.replace(shown, key=key, value=value))
    return tuple(found), tuple(problems)


class _Titled:
    """The keys of the works whose titles are nearest to what a decision says of its work."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys
        self._near = Nearest(sorted(keys))

    def find(self, what: str) -> list[str]:
        return [self._keys[title] for title in self._near.find(what, most=2)] if what else []


def _several(decision: Decision, name: str, keys: Sequence[str]) -> Problem:
    return problem(
        decision.place,
        "LR043",
        "warning",
        f"'{name}' is a key of {len(keys)} sources ({', '.join(keys)}); taken as {keys[0]}",
        remedy="name the record, as FILE:KEY",
        key=keys[0],
    )


def _moved(decision: Decision, name: str, others: Sequence[str]) -> Problem:
    """Return the Problem (LR049) of a key that means another work now; it shows no title, which may have become confidential since."""
    if len(others) == 1:
        told = f"the work that is {others[0]} now; taken as said of that"
        remedy = f"call it {others[0]} from now on"
    else:
        told = "another work, which is not found; it does not count"
        remedy = "its column `what` says which work was meant: decide it anew with today's key"
    return problem(
        decision.place,
        "LR049",
        "warning",
        f"when this was decided, '{name}' was {told}",
        remedy=remedy,
        key=name,
    )


def _unknown(
    decision: Decision,
    name: str,
    near_keys: Nearest,
    near_titles: _Titled,
    *,
    quotable: bool,
) -> Problem:
    """Return the Problem (LR042) of a key that no source holds, naming the nearest keys."""
    if not quotable or name == SEALED:
        return problem(
            decision.place,
            "LR042",
            "warning",
            "no source has the key that stands here; it may be that of a confidential one, so it is not shown",
            remedy="is its file still among the sources? A confidential source is called by its code, as in out/sources.csv",
        )
    if re.fullmatch(r"confidential-\d+", name):
        return problem(
            decision.place,
            "LR042",
            "warning",
            f"'{name}' was a number of one run, and may be another source's by now",
            remedy="out/sources.csv has the codes that last: decide it anew",
            key=name,
        )
    near = near_keys.find(name.rpartition(":")[2]) or near_titles.find(decision.what)
    remedy = (
        f"nearest keys: {', '.join(near)}" if near else "no key is near; is its file still among the sources?"
    )
    # the name itself may be a person's: an unknown key is shown only where it looks like one of ours
    label = name if near or re.fullmatch(r"[\w.:/#-]+", name) else "a key"
    return problem(
        decision.place, "LR042", "warning", f"no source has the key '{label}'", remedy=remedy, key=label
    )
