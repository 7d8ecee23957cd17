"""Which decisions count: per person the latest, what a `clear` takes back left out, and where people differ."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence

from litreview.core.decision_types import KINDS, PAIR_VERBS, VERBS, split_related
from litreview.core.model import Decision, Problem
from litreview.core.problems import problem
from litreview.judgements.decisions.finding import both, halves
from litreview.judgements.decisions.lines import person

_Time = tuple[str, int]


def slot(decision: Decision) -> tuple[str, ...]:
    """Return what a decision is about: of one person, the latest on a slot counts."""
    verb, key, value = decision.verb, decision.key, decision.value
    if verb in PAIR_VERBS:
        other = split_related(value)[1] if verb == "related" else value
        return ("pair", *sorted((key, other)))
    if verb in ("tag", "not-tag"):
        return ("tag", key, value)
    if verb == "stance":
        return ("stance", key, value.partition("=")[0])
    if verb == "set":
        return ("set", key, value.partition("=")[0])
    return ("screen", key, value)


class _Clears:
    """The lines that take back others, found without comparing each with each."""

    def __init__(self, when: Callable[[Decision], _Time]) -> None:
        self._when = when
        self._held: dict[tuple[str, str, str], dict[str, Decision]] = {}

    def add(self, clear: Decision) -> None:
        *_, named = ("", *_words(clear.value))
        # of several that say the same, the latest takes back all that the others do
        same = self._held.setdefault((person(clear.by), clear.key, named), {})
        if clear.value not in same or self._when(same[clear.value]) <= self._when(clear):
            same[clear.value] = clear

    def take_back(self, decision: Decision) -> bool:
        """Return whether a later line does: on its key (of a pair on either), and its value (a verb, a code, or both) if it has one."""
        said = {decision.verb, *_words(decision.value)}
        by = person(decision.by)
        ends = {decision.key}
        if decision.verb in PAIR_VERBS:  # either key may be named first
            said.update((decision.key, *_words(decision.key)))
            ends.update(slot(decision)[1:3])
        return any(
            self._when(clear) >= self._when(decision)
            and said.issuperset(_words(clear.value))
            and _names_setting(clear, decision)
            for key in ends
            for word in (*said, "")
            for clear in self._held.get((by, key, word), {}).values()
        )


def _names_setting(clear: Decision, decision: Decision) -> bool:
    """Return whether what a `clear` names of a `set` is its field, one of its values or nothing: words of a title may be anything.

    Of any other verb it is what its words are.
    """
    if decision.verb != "set":
        return True
    named = re.sub(r"^\s*set(?:\s+|$)", "", clear.value, count=1).strip()
    head, _, value = decision.value.partition("=")
    field = named.partition("=")[0].strip()
    values = {part.strip() for part in (value, *value.split(";"))}
    return not named or field in (head, *head.split("@")) or named in values


def _words(value: str) -> list[str]:
    return value.replace("=", " ").split()


def _times(decisions: Iterable[Decision]) -> Callable[[Decision], _Time]:
    """Return what says when each was made: its date and line; of one without a date, its place behind all that have one."""
    times = {
        id(d): (d.order[0], d.place.line if d.when else number) for number, d in enumerate(decisions, start=1)
    }
    return lambda decision: times[id(decision)]


def current(decisions: Iterable[Decision], adjudicators: Sequence[str] = ()) -> tuple[Decision, ...]:
    """Return the decisions that count: per person and slot the latest, `clear` applied, an adjudicator's above all.

    The order is that of the input. Two people who differ both stay: see `disputes`.
    """
    everything = tuple(decisions)
    when = _times(everything)
    latest: dict[tuple[str, tuple[str, ...]], Decision] = {}
    clears = _Clears(when)
    for decision in everything:
        if decision.verb == "clear":
            clears.add(decision)
            continue
        mine = (person(decision.by), slot(decision))
        if mine not in latest or when(latest[mine]) <= when(decision):
            latest[mine] = decision
    standing = [decision for decision in latest.values() if not clears.take_back(decision)]
    settled: dict[tuple[str, ...], Decision] = {}
    judges = set(map(person, adjudicators))
    for decision in sorted(standing, key=lambda d: (*when(d), d.by)):
        if person(decision.by) in judges:
            settled[slot(decision)] = decision
    kept = {id(d) for d in standing if settled.get(slot(d), d) is d}
    return tuple(decision for decision in everything if id(decision) in kept)


def disputed_slots(decisions: Iterable[Decision]) -> Mapping[tuple[str, ...], tuple[Decision, ...]]:
    """Return the slots on which people differ, with what each of them says, by name. `decisions` are the current ones.

    Of the abstract nobody differs any more once there is a word on the full text: it implies that the abstract passed.
    """
    slots: dict[tuple[str, ...], list[Decision]] = {}
    read: set[tuple[str, ...]] = set()
    for decision in decisions:
        about = slot(decision)
        slots.setdefault(about, []).append(decision)
        if about[0] == "screen" and (about[2] == "fulltext" or decision.verb == "not-retrieved"):
            read.add(("screen", about[1], "abstract"))
    return {
        about: tuple(sorted(members, key=lambda d: (d.by, d.place)))
        for about, members in slots.items()
        if about not in read and len({_said(about, d) for d in members}) > 1
    }


def disputed_codes(decisions: Iterable[Decision]) -> Mapping[str, tuple[str, ...]]:
    """Return by source key the codes of which one person says yes and another no, in order of the lines."""
    found: dict[str, list[str]] = {}
    for about in disputed_slots(decisions):
        if about[0] == "tag":
            found.setdefault(about[1], []).append(about[2])
    return {key: tuple(codes) for key, codes in found.items()}


def disputes(decisions: Iterable[Decision], adjudicators: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Return an info Problem (LR045) for each slot on which people differ: every line of it, and how it is settled.

    `decisions` are the current ones; `adjudicators` are those whose line settles a dispute.
    """
    found = []
    for about, members in disputed_slots(decisions).items():
        first = members[0]
        views = "; ".join(
            # of a pair either key may stand first
            f"{d.by}: {d.verb} {f'{d.key} ' * (about[0] == 'pair')}{d.value}, {d.place}"
            for d in members
        )
        found.append(
            problem(
                "LR045",
                first.place,
                key=first.key,
                views=views,
                remedy=_settling(members, adjudicators),
            )
        )
    return tuple(found)


def _said(about: tuple[str, ...], decision: Decision) -> str:
    """Return what a person says of a slot, in a form that is the same for two who agree."""
    if about[0] == "stance":
        return decision.value.partition("=")[2]
    if about[0] == "set":  # several values are the same in any order
        return ";".join(sorted(part.strip() for part in decision.value.partition("=")[2].split(";")))
    return decision.verb


def _typed(decision: Decision) -> str:
    """Return the value of a decision as it is typed in a command: what was set may be names, or a title."""
    return shlex.quote(decision.value) if decision.verb == "set" else decision.value


def _settling(members: Sequence[Decision], adjudicators: Sequence[str]) -> str:
    """Return the line that would settle a dispute, and who may write it."""
    lines = dict.fromkeys(f"{d.verb} {d.key} {_typed(d)}".rstrip() for d in members)
    told = " or ".join(f"`litreview decide {line} --by {(*adjudicators, 'NAME')[0]}`" for line in lines)
    if adjudicators:
        return f"a line of {' or '.join(adjudicators)} (adjudicators in litreview.toml) settles it: {told}"
    return f'name who settles it in litreview.toml, as adjudicators = ["NAME"]; then a line of theirs does: {told}'


def named_in(clear: Decision) -> tuple[list[str], str]:
    """Return the verb and kind that a `clear` names, and what is behind them: the other of a pair, a code, or nothing.

    >>> named_in(Decision(when="", by="", verb="clear", key="a", value="related edition b"))
    (['related', 'edition'], 'b')
    """
    words = clear.value.split(" ")
    lead = []
    while words and words[0] in (*VERBS, *KINDS, "related"):
        lead.append(words.pop(0))
    return lead, " ".join(words)


def with_borrowed(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions, each `clear` that says nothing of its work with what the same person's line before it says of it.

    Else a line would count again that was taken back, once its work is found by what it says and the `clear` is not.
    """
    everything = tuple(decisions)
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for decision in everything:
        if decision.verb == "clear" or not decision.what:
            continue
        first, second = halves(decision.what)
        said.setdefault((person(decision.by), decision.key), []).append((decision.when, first))
        if second:
            said.setdefault((person(decision.by), other_of(decision)), []).append((decision.when, second))

    def borrowed(by: str, name: str, when: str) -> str:
        return max((one for one in said.get((person(by), name), ()) if one[0] <= when), default=("", ""))[1]

    def filled(clear: Decision) -> Decision:
        first, second = halves(clear.what)
        name = named_in(clear)[1]
        first = first or borrowed(clear.by, clear.key, clear.when)
        second = second or (borrowed(clear.by, name, clear.when) if name else "")
        what = both(first, second)
        return clear if what in ("", clear.what) else dataclasses.replace(clear, what=what)

    return tuple(filled(d) if d.verb == "clear" else d for d in everything)


def other_of(decision: Decision) -> str:
    """Return what a decision on a pair calls the other of the two."""
    return split_related(decision.value)[1] if decision.verb == "related" else decision.value.strip()
