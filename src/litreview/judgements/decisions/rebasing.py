"""Resolves decisions to the current sources, by name, else by the description of the work.

A decision that finds no work, or another one than its key means, becomes a Problem with the command that repairs it.
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
from litreview.judgements.decisions.current_decisions import current, other_of
from litreview.judgements.decisions.decision_files import names_object
from litreview.judgements.decisions.name_resolution import (
    ENRICHED,
    PairEnds,
    Places,
    find_by_key_in_id,
    key_index,
    resolve,
)
from litreview.judgements.decisions.sealing import ConfidentialNames, passage_of, seal_decisions
from litreview.judgements.decisions.work_finder import WorkFinder, split_descriptions

_PLAIN = re.compile(r"[\w.:/#-]+")


def _any_of(keys: Sequence[str]) -> str:
    return f"its description of the work fits {len(keys)} sources ({', '.join(keys)})"


def _repair_command(decision: Decision, name: str, key: str) -> str:
    """Return the command that repeats a decision under the present key, and undoes the one under the old name."""
    first, value = decision.key, decision.value
    if decision.verb in PAIR_VERBS and not names_object(decision):
        other = other_of(decision)
        if name == other:
            value = f"{split_related(value)[0]} {key}" if decision.verb == "related" else key
    first = key if name == first else first
    words = [decision.verb, first, *filter(None, [value])]
    return f"`{shlex.join(['litreview', 'decide', *words, '--by', decision.by, '--was', name])}`"


def _undo_command(decision: Decision) -> str:
    """Return the command that undoes a line."""
    words = f"{decision.verb} {decision.value}".strip()
    return f"`{shlex.join(['litreview', 'decide', 'clear', decision.key, words, '--by', decision.by])}` undoes it"


_LOST = "no source: "
"""The prefix of a name that no source has, so that it never equals a current key."""


def rebase(
    decisions: Iterable[Decision],
    sources: Iterable[Source],
    given: Iterable[Record] = (),
    shown_setting: Callable[[str], str] = lambda _: "unknown=withheld",
    enriched: Iterable[Record] = (),
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions with current source keys, and a Problem for each on no source, or on another one than its name means.

    A decision finds its work by record id, key or former key, if that work fits its description; else by DOI, people, year and
    title. `given` are all records in order of reading (see `key_index`). A `set` on a confidential source has a free text, and
    `shown_setting` returns what may be shown of it (a codebook's method; by default nothing). `enriched` are registry records, which
    keep their ids in pairs.
    """
    return CurrentSources(tuple(sources), tuple(given), tuple(enriched)).rebase(decisions, shown_setting)


def _describing_works(work: Source) -> tuple[Work, ...]:
    """Return the records of a source, and the source itself if a single record has both its title and its year.

    Otherwise it may be a mixture of two works that a person joined, which fits no description of either.
    """
    is_consistent = any(
        record.title == work.title and record.year in (None, work.year) for record in work.records
    )
    return (work, *work.records) if is_consistent else work.records


class CurrentSources:
    """The current sources, indexed once to resolve decisions repeatedly."""

    def __init__(self, works: Sequence[Source], given: Sequence[Record], enriched: Sequence[Record]) -> None:
        self._index = key_index(works, given)
        self._works: WorkFinder[str] = WorkFinder({work.key: _describing_works(work) for work in works})
        self.places: Places = Places(given or [record for work in works for record in work.records], enriched)
        self.names: ConfidentialNames = ConfidentialNames(self.places.records, enriched=enriched)
        home = {record.id: work.key for work in works for record in work.records}
        self._home = [home.get(record.id, "") for record in self.places.records]
        self._home += [record.id for record in enriched]
        self._near_keys = Nearest(sorted({key for keys in self._index.values() for key in keys}))
        self._titles = {work.title: work.key for work in works}
        self._near_titles = Nearest(sorted(self._titles))
        self._hidden = {work.key for work in works if work.confidential}
        self._problems: list[tuple[Decision, Problem]] = []

    def rebase(
        self, decisions: Iterable[Decision], shown_setting: Callable[[str], str]
    ) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return the result of the function `rebase`."""
        self._problems = []
        everything = seal_decisions(decisions, self.names)
        resolved: list[Decision] = []
        targets: list[Decision] = []  # all decisions with their resolved names, found or not
        clears: list[Decision] = []  # the `clear` lines, with names resolved as in pairs
        for decision, placed in zip(everything, self.places.on_records(everything), strict=True):
            value = decision.value
            pair = decision.verb in PAIR_VERBS and not names_object(decision)
            if pair:
                kind = split_related(value)[0] if decision.verb == "related" else ""
                key, other = self.pair(decision)
                value = f"{kind} {other}".strip() if other else ""
            else:
                key = self.source(decision)
            if decision.verb == "clear":
                clears.append(placed)
            if not key or (pair and not value):
                targets.append(
                    placed if pair else dataclasses.replace(decision, key=f"{_LOST}{decision.key}")
                )
                continue
            shown = decision
            if key in self._hidden:
                shown = dataclasses.replace(decision, where=passage_of(decision), reason="", what="")
                value = shown_setting(value) if decision.verb == "set" else value
            resolved.append(dataclasses.replace(shown, key=key, value=value))
            targets.append(placed if pair else resolved[-1])
        return tuple(resolved), self.problems(everything, targets, clears)

    def source(self, decision: Decision) -> str:
        """Return the key of a decision's source, `""` without one."""
        what = split_descriptions(decision.what)[0]
        match = self._works.resolve(self._keys_of(decision.key, what), what)
        key = match.keys[0] if len(match.keys) == 1 else ""
        self._report(decision, decision.key, what, key, match.keys)
        return key

    def pair(self, decision: Decision) -> tuple[str, str]:
        """Return the keys of the two sources of a pair, each `""` without one. Merged sources give the same key twice."""
        ends: PairEnds = self.places.pair(decision)
        keys = []
        sides = zip(
            (decision.key, other_of(decision)),
            split_descriptions(decision.what),
            ends[:2],
            ends.found,
            strict=True,
        )
        for name, what, position, found in sides:
            key = "" if position is None else self._home[position]
            self._report(decision, name, what, key, tuple(dict.fromkeys(self._home[n] for n in found.keys)))
            keys.append(key)
        if ends.is_one_record and decision.verb != "same":
            remedy = _undo_command(decision)
            one = problem("LR610", decision.place, key=keys[0], verb=decision.verb, remedy=remedy)
            self._problems.append((decision, one))
            return "", ""
        return keys[0], keys[1]

    def _keys_of(self, name: str, what: str) -> Sequence[str]:
        """Return the sources that a name may mean. If its file is gone, the key in the id counts, given a description."""
        known = resolve(name, self._index)
        return known if known or not what else find_by_key_in_id(name, self._index)

    def _report(self, decision: Decision, name: str, what: str, key: str, fitting: Sequence[str]) -> None:
        """Add a Problem if a name means no work, another work, or several without evidence for one."""
        named = resolve(name, self._index)
        if name.startswith(ENRICHED):
            return  # a missing file of a registry is reported once, not for each line
        if not key:
            lost = self._moved if named else self._unknown
            self._problems.append((decision, lost(decision, name, what, fitting)))
        elif named and key not in named:
            self._problems.append((decision, self._moved(decision, name, what, (key,), to=key)))
        elif len(named) > 1 and named[0] != name and len(both := self._works.fitting(named, what)) > 1:
            keys = ", ".join(both)
            ambiguous = problem("LR043", decision.place, key=key, name=name, count=len(both), keys=keys)
            self._problems.append((decision, ambiguous))

    # --- the Problems: none quotes a decision's description, since the work may have become confidential

    def _near(self, name: str, what: str) -> Sequence[str]:
        """Return the keys of sources to suggest, by title, else by a similar key."""
        if what and (found := self._works.near(what)):
            return found
        if found := tuple(self._near_keys.find(name.rpartition(":")[2])):
            return found
        return tuple(self._titles[title] for title in self._near_titles.find(what, most=2)) if what else ()

    def _moved(
        self, decision: Decision, name: str, what: str, fitting: Sequence[str], *, to: str = ""
    ) -> Problem:
        """Return the Problem (LR049) of a key that now means another work; `to` is the work that was found."""
        if to:
            outcome = f"the work that has the key {to} now; the decision counts for that work"
            remedy = f"nothing is lost; {_repair_command(decision, name, to)} repeats it with today's key"
        else:
            outcome = "another work, which the review no longer has; the decision does not count"
            if len(fitting) > 1:
                outcome = f"another work, and {_any_of(fitting)}; the decision does not count"
            near = fitting or self._near(name, what)
            remedy = self._remedy(decision, name, near) if near else _undo_command(decision)
        return problem("LR049", decision.place, key=name, described=outcome, remedy=remedy)

    def _unknown(self, decision: Decision, name: str, what: str, fitting: Sequence[str]) -> Problem:
        """Return the Problem (LR042) of a name that no source has, with the nearest keys."""
        if not self.names.quotable(name) or name == SEALED:
            return problem("LR042.hidden", decision.place)
        if re.fullmatch(r"confidential-\d+", name):
            return problem("LR042.number", decision.place, key=name)
        near = fitting or self._near(name, what)
        # the name may be a person's: an unknown key is shown only if it looks like one of ours
        label = name if near or _PLAIN.fullmatch(name) else "a key"
        if near:
            remedy = self._remedy(decision, name, near)
        else:
            remedy = "no key is similar; check that its file is still among the sources."
            remedy += f" Otherwise {_undo_command(decision)}" if label == name else ""
        many = f", and {_any_of(fitting)}; the decision does not count" if len(fitting) > 1 else ""
        return problem("LR042.unknown", decision.place, key=label, many=many, remedy=remedy)

    def _remedy(self, decision: Decision, name: str, near: Sequence[str]) -> str:
        keys = f"nearest keys: {', '.join(near)}"
        return (
            f"{keys}; {'; or '.join(_repair_command(decision, name, key) for key in near)}"
            if decision.verb != "clear"
            else keys
        )

    def problems(
        self, decisions: Sequence[Decision], targets: Sequence[Decision], clears: Sequence[Decision]
    ) -> tuple[Problem, ...]:
        """Return the Problems of decisions that count, or would if resolved, without those changed or undone since.

        `targets` are the decisions with resolved names. A `clear` that undoes nothing is reported if it finds no work.
        """
        standing = {id(decision) for decision in current([*targets, *clears])}
        idle = {
            id(d)
            for d, one in zip(decisions, targets, strict=True)
            if d.verb != "clear" and id(one) not in standing
        }
        names = {(d.by, name) for d in decisions if d.verb != "clear" for name in _names(d)}
        idle |= {id(d) for d in decisions if d.verb == "clear" and (d.by, d.key) in names}
        return tuple(problem for decision, problem in self._problems if id(decision) not in idle)


def _names(decision: Decision) -> tuple[str, ...]:
    return (decision.key, other_of(decision)) if decision.verb in PAIR_VERBS else (decision.key,)
