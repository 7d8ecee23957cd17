"""Determines which decisions count: the latest per person and slot, without those undone by a `clear`; and where people differ."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.decision_types import KINDS, NONE, PAIR_VERBS, VERBS, split_related
from litreview.core.model import Decision, Problem
from litreview.core.problems import problem
from litreview.core.sealed import shown
from litreview.judgements.decisions.decision_files import person
from litreview.judgements.decisions.work_finder import join_descriptions, split_descriptions

_Time = tuple[str, int]
_CLASS = re.compile(r"class (?P<code>C[0-9a-f]+), (?P<size>\d+) of (?P=size), at most (?P<most>\d+) wrong")


def class_reason(decision: Decision) -> tuple[str, str, str] | None:
    """Return code, size of the sample and bound of the class by which a pair was decided, None if it was decided by itself."""
    found = _CLASS.fullmatch(shown(decision.reason))
    return (found["code"], found["size"], found["most"]) if found else None


def slot(decision: Decision) -> tuple[str, ...]:
    """Return the slot of a decision, which is the question it answers: per person, the latest decision on a slot counts."""
    verb, key, value = decision.verb, decision.key, decision.value
    if verb in PAIR_VERBS:
        other = split_related(value)[1] if verb == "related" else value
        return ("pair", *sorted((key, other)))
    if verb in ("tag", "not-tag"):
        return ("tag", key, value)
    if verb in ("stance", "set"):
        return (verb, key, value.partition("=")[0])
    return ("screen", key, value)


def answered(
    decisions: Iterable[Decision], codes: Sequence[str] = (), prefix: str = ""
) -> Iterator[Decision]:
    """Yield decisions by the question that each answers: a `tag none` is a `not-tag` of each of `codes` that its person has not named.

    >>> lines = [Decision(by="ann", verb="tag", key="a", value=value) for value in ("none", "protect")]
    >>> [(one.verb, one.value) for one in answered(lines, ["protect", "prevent"])]
    [('tag', 'none'), ('tag', 'protect'), ('not-tag', 'prevent')]
    """
    nones, named = [], set()
    for one in decisions:
        yield one
        if one.verb in ("tag", "not-tag"):
            value = one.value.removeprefix(prefix)
            named.add((person(one.by), one.key, value))
            nones += [one] if (one.verb, value) == ("tag", NONE) else []
    for one in nones:
        for code in codes:
            if (person(one.by), one.key, code) not in named:
                yield dataclasses.replace(one, verb="not-tag", value=code)


class _Clears:
    """Index of `clear` lines, to find those that undo a decision without comparing all pairs."""

    def __init__(self, when: Callable[[Decision], _Time]) -> None:
        self._when = when
        self._clears: dict[tuple[str, str, str], dict[str, Decision]] = {}

    def add(self, clear: Decision) -> None:
        *_, named = ("", *_words(clear.value))
        # of equal lines, the latest undoes all that the others do
        same = self._clears.setdefault((person(clear.by), clear.key, named), {})
        if clear.value not in same or self._when(same[clear.value]) <= self._when(clear):
            same[clear.value] = clear

    def undoes(self, decision: Decision) -> bool:
        """Return whether a later `clear` by the same person undoes a decision: on its key (either key of a pair), with words that occur in it."""
        words = {decision.verb, *_words(decision.value)}
        by = person(decision.by)
        ends = {decision.key}
        if decision.verb in PAIR_VERBS:  # either key may be named first
            words.update((decision.key, *_words(decision.key)))
            ends.update(slot(decision)[1:3])
        return any(
            self._when(clear) >= self._when(decision)
            and words.issuperset(_words(clear.value))
            and _names_setting(clear, decision)
            for key in ends
            for word in (*words, "")
            for clear in self._clears.get((by, key, word), {}).values()
        )


def _names_setting(clear: Decision, decision: Decision) -> bool:
    """Return whether a `clear` names the field or a value of a `set`, or neither. For other verbs the words alone decide.

    Words alone are not enough for a `set`, since its value may be a title with any words.
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
    """Return a function from a decision to its time: date and line; undated ones come after all dated ones, in order."""
    times = {
        id(d): (d.order[0], d.place.line if d.when else number) for number, d in enumerate(decisions, start=1)
    }
    return lambda decision: times[id(decision)]


def current(
    decisions: Iterable[Decision], adjudicators: Sequence[str] = (), codes: Sequence[str] = ()
) -> tuple[Decision, ...]:
    """Return the decisions that count: the latest per person and slot, with `clear` applied; an adjudicator's replaces all others.

    `codes` are the codes that an adjudicator's `tag none` rejects. The order is that of the input. If two people differ, both decisions stay: see `disputes`.
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
    standing = [decision for decision in latest.values() if not clears.undoes(decision)]
    settled: dict[tuple[str, ...], Decision] = {}
    judges = set(map(person, adjudicators))
    judged = sorted((d for d in standing if person(d.by) in judges), key=lambda d: (*when(d), d.by))
    for decision in answered(judged, codes):
        settled[slot(decision)] = decision
    counting_ids = {id(d) for d in standing if settled.get(slot(d), d) is d}
    return tuple(decision for decision in everything if id(decision) in counting_ids)


def answers(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return every answer of each person, those that a later one replaced too, but none that a `clear` took back."""
    everything = tuple(decisions)
    clears = _Clears(_times(everything))
    for clear in (decision for decision in everything if decision.verb == "clear"):
        clears.add(clear)
    return tuple(d for d in everything if d.verb != "clear" and not clears.undoes(d))


def exclusion_reasons(decisions: Iterable[Decision], ranked: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the reasons for which people exclude a full text, each once; more than one is a dispute.

    Where each of them is in `ranked`, only the first of these is returned. An exclusion without a reason disputes nothing.

    >>> lines = [Decision(by="ann", verb="exclude", key="a", value="fulltext", reason=why) for why in ("no data", "No Data", "design")]
    >>> exclusion_reasons(lines), exclusion_reasons(lines, ("no data", "design"))
    (('No Data', 'design'), ('No Data',))
    """
    texts = sorted(
        {shown(d.reason).strip() for d in decisions if (d.verb, d.value) == ("exclude", "fulltext")} - {""}
    )
    given = {folded: text for text in reversed(texts) if (folded := " ".join(text.casefold().split()))}
    order = [" ".join(reason.casefold().split()) for reason in ranked]
    if given and given.keys() <= {*order}:
        return (given[min(given, key=order.index)],)
    return tuple(sorted(given.values()))


def disputed_slots(
    decisions: Iterable[Decision],
    ranked: Sequence[str] = (),
    codes: Sequence[str] = (),
    adjudicators: Sequence[str] = (),
) -> Mapping[tuple[str, ...], tuple[Decision, ...]]:
    """Return the slots on which people differ, with their decisions sorted by name. `decisions` are the current ones.

    A `tag none` differs from a `tag` of one of `codes`, unless a line of one of the `adjudicators` settles that code. Two people who exclude a full text for different reasons differ, unless the order of `ranked` settles it. The abstract stage is no
    longer disputed once there is a decision on the full text, which implies that the abstract passed.
    """
    judges = set(map(person, adjudicators))
    lines = [*answered(decisions, codes)]
    settled = {slot(one) for one in lines if person(one.by) in judges}
    slots = grouped(
        (about, one) for one in lines if (about := slot(one)) not in settled or person(one.by) in judges
    )
    read = {
        ("screen", about[1], "abstract")
        for about, members in slots.items()
        if about[0] == "screen"
        and (about[2] == "fulltext" or any(one.verb == "not-retrieved" for one in members))
    }
    return {
        about: tuple(sorted(members, key=lambda d: (d.by, d.place)))
        for about, members in slots.items()
        if about not in read
        and (len({_answer(about, d) for d in members}) > 1 or len(exclusion_reasons(members, ranked)) > 1)
    }


def round_of(about: Sequence[str]) -> str:
    """Return the round of independent judgements to which a slot belongs: `abstract`, `fulltext`, `coding`, or `""`.

    >>> round_of(("screen", "Doe2012", "abstract")), round_of(("tag", "Doe2012", "protect")), round_of(("pair", "a", "b"))
    ('abstract', 'coding', '')
    """
    if about[0] in ("screen", "reason"):
        return about[2]
    return "coding" if about[0] in ("tag", "stance", "set") else ""


def disputes_reason(members: Iterable[Decision]) -> bool:
    """Return whether the people of a dispute agree to exclude a full text, and differ on the reason alone."""
    return {(d.verb, d.value) for d in members} == {("exclude", "fulltext")}


def disputed_codes(
    decisions: Iterable[Decision], codes: Sequence[str] = (), adjudicators: Sequence[str] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Return by source key the codes that one person gave and another refused, in order of the lines."""
    slots = disputed_slots(decisions, (), codes, adjudicators)
    codes_by_key = grouped((about[1], about[2]) for about in slots if about[0] == "tag")
    return {key: tuple(some) for key, some in codes_by_key.items()}


def disputes(
    decisions: Iterable[Decision],
    adjudicators: Sequence[str] = (),
    ranked: Sequence[str] = (),
    codes: Sequence[str] = (),
) -> tuple[Problem, ...]:
    """Return an info Problem (LR045) for each slot on which people differ, with all its lines and how to settle it.

    `decisions` are the current ones; a line of one of the `adjudicators` settles a dispute.
    """
    problems = []
    for about, members in disputed_slots(decisions, ranked, codes, adjudicators).items():
        first = members[0]
        for_reasons = disputes_reason(members)
        views = "; ".join(
            # either key of a pair may come first
            f"{d.by}: {d.verb} {f'{d.key} ' * (about[0] == 'pair')}{d.value}{f' ({shown(d.reason)})' * for_reasons}, {d.place}"
            for d in members
        )
        problems.append(
            problem(
                "LR045",
                first.place,
                key=first.key,
                views=views,
                remedy=_settling(members, adjudicators),
            )
        )
    return tuple(problems)


def _answer(about: tuple[str, ...], decision: Decision) -> str:
    """Return a person's answer on a slot, in a form that is equal for two who agree."""
    if about[0] == "stance":
        return decision.value.partition("=")[2]
    if about[0] == "set":  # several values are the same in any order
        return ";".join(sorted(part.strip() for part in decision.value.partition("=")[2].split(";")))
    return decision.verb


def _typed(decision: Decision) -> str:
    """Return the value of a decision as typed in a command; a `set` is quoted, since it may be names or a title."""
    return shlex.quote(decision.value) if decision.verb == "set" else decision.value


def _settling(members: Sequence[Decision], adjudicators: Sequence[str]) -> str:
    """Return the line that would settle a dispute, and who may write it."""
    reasons = disputes_reason(members)
    lines = dict.fromkeys(
        f"{d.verb} {d.key} {_typed(d)}{f' --reason {shlex.quote(shown(d.reason))}' * reasons}".rstrip()
        for d in members
    )
    commands = " or ".join(f"`litreview decide {line} --by {(*adjudicators, 'NAME')[0]}`" for line in lines)
    if adjudicators:
        return (
            f"a line of {' or '.join(adjudicators)} (adjudicators in litreview.toml) settles it: {commands}"
        )
    return f'name who settles it in litreview.toml, as adjudicators = ["NAME"]; then a line of theirs does: {commands}'


def split_clear(clear: Decision) -> tuple[list[str], str]:
    """Return the verb and kind in the value of a `clear`, and the rest: the other key of a pair, a code, or nothing.

    >>> split_clear(Decision(when="", by="", verb="clear", key="a", value="related edition b"))
    (['related', 'edition'], 'b')
    """
    words = clear.value.split(" ")
    lead = []
    while words and words[0] in (*VERBS, *KINDS, "related"):
        lead.append(words.pop(0))
    return lead, " ".join(words)


def describe_clears(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions, where each `clear` without a description of its work gets the latest that this person gave for the key by then.

    Otherwise, after keys change, the decision would be found by its description but its `clear` would not, and the undone decision would count again.
    """
    everything = tuple(decisions)
    described: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for decision in everything:
        if decision.verb == "clear" or not decision.what:
            continue
        first, second = split_descriptions(decision.what)
        described.setdefault((person(decision.by), decision.key), []).append((decision.when, first))
        if second:
            described.setdefault((person(decision.by), other_of(decision)), []).append(
                (decision.when, second)
            )

    def latest_description(by: str, name: str, when: str) -> str:
        return max(
            (one for one in described.get((person(by), name), ()) if one[0] <= when), default=("", "")
        )[1]

    def filled(clear: Decision) -> Decision:
        first, second = split_descriptions(clear.what)
        name = split_clear(clear)[1]
        first = first or latest_description(clear.by, clear.key, clear.when)
        second = second or (latest_description(clear.by, name, clear.when) if name else "")
        what = join_descriptions(first, second)
        return clear if what in ("", clear.what) else dataclasses.replace(clear, what=what)

    return tuple(filled(d) if d.verb == "clear" else d for d in everything)


def other_of(decision: Decision) -> str:
    """Return the other key of a decision on a pair."""
    return split_related(decision.value)[1] if decision.verb == "related" else decision.value.strip()
