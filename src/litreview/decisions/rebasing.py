"""Which source a decision is on, in terms of today's sources: by its name, else by what it says of the work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from litreview.decisions.about import halves
from litreview.decisions.clears import other_of
from litreview.decisions.counting import current
from litreview.decisions.finding import Works
from litreview.decisions.keys import key_index, resolve
from litreview.decisions.lines import names_reference
from litreview.decisions.lost import Lost
from litreview.decisions.placing import ENRICHED, Ends, Places, file_gone
from litreview.decisions.sealing import ConfidentialNames, passage_of, seal_decisions
from litreview.model import Decision, Problem, Record, Source, Work
from litreview.verbs import PAIR_VERBS, split_related

_LOST = "no source: "
"""What is before a name that no source has, where it is compared with the keys of today."""


def rebase(
    decisions: Iterable[Decision],
    sources: Iterable[Source],
    given: Iterable[Record] = (),
    shown_setting: Callable[[str], str] = lambda _: "unknown=withheld",
    enriched: Iterable[Record] = (),
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in terms of today's source keys, and a Problem for each that is on no source, or on another than its name says.

    A decision finds its work by record id, key or former key, if that is the work it says it was made on; else by DOI, people, year and
    title. `given` are all records in order of reading (see `key_index`). What was `set` of a confidential source is a text of its own;
    `shown_setting` says what may be shown of it (a codebook's does; without one it is nothing). `enriched` are records of registries: a pair
    with one of them is returned with its id.
    """
    return Today(tuple(sources), tuple(given), tuple(enriched)).rebase(decisions, shown_setting)


def _said_by(work: Source) -> tuple[Work, ...]:
    """Return the records of a source, and the source itself unless it has its title from one record and its year from another alone.

    Two works that a person joined may be so: no description of one of them fits the mixture.
    """
    whole = any(record.title == work.title and record.year in (None, work.year) for record in work.records)
    return (work, *work.records) if whole else work.records


class Today:
    """Today's sources, made ready once to find in them what decisions are on, as often as it is asked."""

    def __init__(self, works: Sequence[Source], given: Sequence[Record], enriched: Sequence[Record]) -> None:
        self._index = key_index(works, given)
        self._works: Works[str] = Works({work.key: _said_by(work) for work in works})
        self.places: Places = Places(given or [record for work in works for record in work.records], enriched)
        self.names: ConfidentialNames = ConfidentialNames(self.places.records, enriched=enriched)
        home = {record.id: work.key for work in works for record in work.records}
        self._home = [home.get(record.id, "") for record in self.places.records]
        self._home += [record.id for record in enriched]
        self._lost = Lost(works, self._index, self._works, self.names)
        self._hidden = {work.key for work in works if work.confidential}
        self._told: list[tuple[Decision, Problem]] = []

    def rebase(
        self, decisions: Iterable[Decision], shown_setting: Callable[[str], str]
    ) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return what the function `rebase` does."""
        self._told = []
        everything = seal_decisions(decisions, self.names)
        found: list[Decision] = []
        said: list[Decision] = []  # of all decisions, found or not, what they are on
        clears: list[Decision] = []  # what takes back, as decisions on pairs are
        for decision, placed in zip(everything, self.places.on_records(everything), strict=True):
            value = decision.value
            pair = decision.verb in PAIR_VERBS and not names_reference(decision)
            if pair:
                kind = split_related(value)[0] if decision.verb == "related" else ""
                key, other = self.pair(decision)
                value = f"{kind} {other}".strip() if other else ""
            else:
                key = self.source(decision)
            if decision.verb == "clear":
                clears.append(placed)
            if not key or (pair and not value):
                said.append(placed if pair else dataclasses.replace(decision, key=f"{_LOST}{decision.key}"))
                continue
            shown = decision
            if key in self._hidden:
                shown = dataclasses.replace(decision, where=passage_of(decision), reason="", what="")
                value = shown_setting(value) if decision.verb == "set" else value
            found.append(dataclasses.replace(shown, key=key, value=value))
            said.append(placed if pair else found[-1])
        return tuple(found), self.problems(everything, said, clears)

    def source(self, decision: Decision) -> str:
        """Return the key of the source that a decision is on, `""` if there is none."""
        what = halves(decision.what)[0]
        found = self._works.meant(self._named(decision.key, what), what)
        key = found.keys[0] if len(found.keys) == 1 else ""
        self._tell(decision, decision.key, what, key, found.keys)
        return key

    def pair(self, decision: Decision) -> tuple[str, str]:
        """Return the keys of the sources of a pair, each `""` if there is none. Once they are merged it is twice the same."""
        ends: Ends = self.places.pair(decision)
        keys = []
        sides = zip(
            (decision.key, other_of(decision)), halves(decision.what), ends[:2], ends.found, strict=True
        )
        for name, what, position, found in sides:
            key = "" if position is None else self._home[position]
            self._tell(decision, name, what, key, tuple(dict.fromkeys(self._home[n] for n in found.keys)))
            keys.append(key)
        if ends.one and decision.verb != "same":
            self._told.append((decision, self._lost.one_record(decision, keys[0])))
            return "", ""
        return keys[0], keys[1]

    def _named(self, name: str, what: str) -> Sequence[str]:
        """Return the sources that a name may mean. Where its file is gone the key alone does, of a work that is described."""
        if (found := resolve(name, self._index)) or not what:
            return found
        return next(filter(None, (resolve(key, self._index) for key in file_gone(name))), ())

    def _tell(self, decision: Decision, name: str, what: str, key: str, fitting: Sequence[str]) -> None:
        """Keep a Problem where a name means nothing or another work, or means several and nothing says which."""
        named = resolve(name, self._index)
        if name.startswith(ENRICHED):
            return  # a file of a registry that is not there is told once, and not for each line
        if not key:
            lost = self._lost.moved if named else self._lost.unknown
            self._told.append((decision, lost(decision, name, what, fitting)))
        elif named and key not in named:
            self._told.append((decision, self._lost.moved(decision, name, what, (key,), to=key)))
        elif len(named) > 1 and named[0] != name and len(both := self._works.fitting(named, what)) > 1:
            self._told.append((decision, self._lost.several(decision, name, both, key)))

    def problems(
        self, decisions: Sequence[Decision], said: Sequence[Decision], clears: Sequence[Decision]
    ) -> tuple[Problem, ...]:
        """Return the Problems of decisions that count, or would: none of one that was changed or taken back since.

        `said` are the decisions as they are on what they were found to be on. A `clear` that takes nothing back is told if it finds no work.
        """
        standing = {id(decision) for decision in current([*said, *clears])}
        idle = {
            id(d)
            for d, one in zip(decisions, said, strict=True)
            if d.verb != "clear" and id(one) not in standing
        }
        names = {(d.by, name) for d in decisions if d.verb != "clear" for name in _names(d)}
        idle |= {id(d) for d in decisions if d.verb == "clear" and (d.by, d.key) in names}
        return tuple(problem for decision, problem in self._told if id(decision) not in idle)


def _names(decision: Decision) -> tuple[str, ...]:
    return (decision.key, other_of(decision)) if decision.verb in PAIR_VERBS else (decision.key,)
