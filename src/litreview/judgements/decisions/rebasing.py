"""Which source a decision is on, in terms of today's sources: by its name, else by what it says of the work.

One that finds no work, or another than its key says, is a Problem that says by which command it is repaired.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Iterable, Sequence

from litreview.core.decision_types import PAIR_VERBS, split_related
from litreview.core.errors import Nearest
from litreview.core.model import Decision, Problem, Record, Source, Work
from litreview.core.problems import problem
from litreview.core.sealed import SEALED
from litreview.judgements.decisions.counting import current, other_of
from litreview.judgements.decisions.finding import Works, halves
from litreview.judgements.decisions.lines import names_reference
from litreview.judgements.decisions.placing import ENRICHED, Ends, Places, key_alone, key_index, resolve
from litreview.judgements.decisions.sealing import ConfidentialNames, passage_of, seal_decisions

_PLAIN = re.compile(r"[\w.:/#-]+")


def _any_of(keys: Sequence[str]) -> str:
    return f"what it says of its work fits {len(keys)} sources ({', '.join(keys)})"


def _repair(decision: Decision, name: str, key: str) -> str:
    """Return the command that says of a source what was said under another name, and takes that back."""
    first, value = decision.key, decision.value
    if decision.verb in PAIR_VERBS and not names_reference(decision):
        other = other_of(decision)
        if name == other:
            value = f"{split_related(value)[0]} {key}" if decision.verb == "related" else key
    first = key if name == first else first
    said = [decision.verb, first, *filter(None, [value])]
    return f"`{shlex.join(['litreview', 'decide', *said, '--by', decision.by, '--was', name])}`"


def _take_back(decision: Decision) -> str:
    """Return the command that takes a line back."""
    said = f"{decision.verb} {decision.value}".strip()
    return f"`{shlex.join(['litreview', 'decide', 'clear', decision.key, said, '--by', decision.by])}` takes it back"


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
        self._near_keys = Nearest(sorted({key for keys in self._index.values() for key in keys}))
        self._titles = {work.title: work.key for work in works}
        self._near_titles = Nearest(sorted(self._titles))
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
            remedy = _take_back(decision)
            one = problem("LR610", decision.place, key=keys[0], verb=decision.verb, remedy=remedy)
            self._told.append((decision, one))
            return "", ""
        return keys[0], keys[1]

    def _named(self, name: str, what: str) -> Sequence[str]:
        """Return the sources that a name may mean. Where its file is gone the key alone does, of a work that is described."""
        found = resolve(name, self._index)
        return found if found or not what else key_alone(name, self._index)

    def _tell(self, decision: Decision, name: str, what: str, key: str, fitting: Sequence[str]) -> None:
        """Keep a Problem where a name means nothing or another work, or means several and nothing says which."""
        named = resolve(name, self._index)
        if name.startswith(ENRICHED):
            return  # a file of a registry that is not there is told once, and not for each line
        if not key:
            lost = self._moved if named else self._unknown
            self._told.append((decision, lost(decision, name, what, fitting)))
        elif named and key not in named:
            self._told.append((decision, self._moved(decision, name, what, (key,), to=key)))
        elif len(named) > 1 and named[0] != name and len(both := self._works.fitting(named, what)) > 1:
            keys = ", ".join(both)
            found = problem("LR043", decision.place, key=key, name=name, count=len(both), keys=keys)
            self._told.append((decision, found))

    # --- the Problems: none repeats what a decision says of its work, which may have become confidential since

    def _near(self, name: str, what: str) -> Sequence[str]:
        """Return the keys of the sources that may be meant: by their title, else by what the key looks like."""
        if what and (found := self._works.near(what)):
            return found
        if found := tuple(self._near_keys.find(name.rpartition(":")[2])):
            return found
        return tuple(self._titles[title] for title in self._near_titles.find(what, most=2)) if what else ()

    def _moved(
        self, decision: Decision, name: str, what: str, fitting: Sequence[str], *, to: str = ""
    ) -> Problem:
        """Return the Problem (LR049) of a key that means another work now; `to` is the work it was found as."""
        if to:
            told = f"the work that is {to} now; taken as said of that"
            remedy = f"nothing is lost; {_repair(decision, name, to)} writes it down with today's key"
        else:
            told = "another work, which is not found; it does not count"
            if len(fitting) > 1:
                told = f"another work, and {_any_of(fitting)}; it does not count"
            near = fitting or self._near(name, what)
            remedy = self._remedy(decision, name, near) if near else _take_back(decision)
        return problem("LR049", decision.place, key=name, told=told, remedy=remedy)

    def _unknown(self, decision: Decision, name: str, what: str, fitting: Sequence[str]) -> Problem:
        """Return the Problem (LR042) of a name that no source has, naming the nearest keys."""
        if not self.names.quotable(name) or name == SEALED:
            return problem("LR042.hidden", decision.place)
        if re.fullmatch(r"confidential-\d+", name):
            return problem("LR042.number", decision.place, key=name)
        near = fitting or self._near(name, what)
        # the name itself may be a person's: an unknown key is shown only where it looks like one of ours
        label = name if near or _PLAIN.fullmatch(name) else "a key"
        if near:
            remedy = self._remedy(decision, name, near)
        else:
            remedy = "no key is near; is its file still among the sources?"
            remedy += f" Else {_take_back(decision)}" if label == name else ""
        many = f", and {_any_of(fitting)}; it does not count" if len(fitting) > 1 else ""
        return problem("LR042.unknown", decision.place, key=label, many=many, remedy=remedy)

    def _remedy(self, decision: Decision, name: str, near: Sequence[str]) -> str:
        keys = f"nearest keys: {', '.join(near)}"
        return (
            f"{keys}; {'; or '.join(_repair(decision, name, key) for key in near)}"
            if decision.verb != "clear"
            else keys
        )

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
