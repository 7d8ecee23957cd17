"""What a finding's sources rest on, one by one: judgements, studies, coders, merges, relations, files and streams (`smallest_sets.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

from litreview.core.containers import grouped
from litreview.core.decision_types import STANCES
from litreview.core.model import Decision, Finding, Relation, Source
from litreview.core.results.chains import SIDES, Reversal
from litreview.core.results.screening_flow import Standing
from litreview.core.sealed import is_private_path
from litreview.core.wording import enumerate_words, holding, plural
from litreview.judgements.decisions import person
from litreview.stages.evidence.finding_checks import SIDE_STANCES
from litreview.stages.evidence.screening_status import ONE_STUDY, heads
from litreview.stages.evidence.smallest_sets import Balance, count_hidden
from litreview.stages.evidence.stance import DESIGNS

_UNNAMED = "an interviewee"
_MOST = 12
"""The most relations of one study of which all sets are tried."""


def mixed_parts(
    findings: Iterable[Finding], balances: Iterable[Balance], stances: Mapping[tuple[str, str], set[str]]
) -> Iterator[Balance]:
    """Yield two further balances of each mixed finding, which needs sources with each of the two results (LR535)."""
    mixed = {one.id: one for one in findings if one.stance == "mixed"}
    for balance in tuple(balances):  # the caller may add the parts to the same list
        for part in ("supports", "contradicts") if balance.finding in mixed else ():
            goal = mixed[balance.finding].goal
            shown = {
                study: tuple(key for key in keys if stances.get((goal, key), set()) & {part, "mixed"})
                for study, keys in balance.supporting.items()
            }
            left = {study: keys for study, keys in shown.items() if keys}
            yield Balance(finding=balance.finding, part=part, supporting=left)


class _Place(NamedTuple):
    """A side of a balance on which a source is named, the one on which it counts now (`""`: on neither), and the stances that each takes."""

    balance: str
    goal: str
    named: str
    side: str
    allowed: Mapping[str, Collection[str]]

    def side_of(self, stance: str) -> str:
        """Return the side on which a source with this stance counts: the side that names it if that takes it; a qualifying source counts on none."""
        order = (self.named, "supports", "contradicts")
        side = next((side for side in order if stance in self.allowed.get(side, ())), "")
        return "" if side == "qualifies" else side


def _places(findings: Iterable[Finding], balances: Iterable[Balance]) -> dict[str, list[_Place]]:
    """Return the places of each source that a finding names."""
    by_id = {one.id: one for one in findings}

    def of(balance: Balance) -> Iterator[tuple[str, _Place]]:
        finding = by_id[balance.finding]
        counting = {
            key: side for side, some in balance.sides.items() for keys in some.values() for key in keys
        }
        # a source against a mixed finding supports it once it is mixed itself, one that qualifies it with a result of one kind
        shows = {"supports": (balance.part, "mixed"), "contradicts": ("mixed",), "qualifies": (balance.part,)}
        for side in SIDES:
            allowed = {"supports": shows[side]} if balance.part else SIDE_STANCES[finding.stance]
            for key in getattr(finding, side):
                yield key, _Place(balance.name, finding.goal, side, counting.get(key, ""), allowed)

    return grouped(pair for balance in balances for pair in of(balance))


def find_reversals(
    findings: Iterable[Finding],
    balances: Sequence[Balance],
    standing: Standing,
    decisions: Iterable[Decision],
    sources: Iterable[Source],
    *,
    study: Mapping[str, str],
    related: Iterable[Relation] = (),
    adjudicators: Iterable[str] = (),
    unnamed: Collection[str] = (),
    codebook: str = "",
    claims: Collection[str] = (),
    claims_by_kind: Collection[str] = (),
) -> tuple[Reversal, ...]:
    """Return everything whose reversal takes a source from a side of a finding, or brings one to a side, in a fixed order.

    Where an adjudicator judged, the judgement is the adjudicator's. `study` has the study of each key, as people `related` the sources.
    Sources among `unnamed` are interviewees who must not be named. `claims` are the sources that are claims now, `claims_by_kind` those that
    would be if nobody had judged their design.

    Exclusions are not among them: a finding that names an excluded source is not held anyway.
    """
    all_decisions = [*decisions]
    places = _places(findings, balances)

    def name(key: str) -> str:
        return _UNNAMED if key in unnamed else key

    by_key = {source.key: source for source in sources if source.key in places}
    goals = {key: {place.goal for place in some} for key, some in places.items()}
    made = _judgements_on(all_decisions, goals, adjudicators, codebook)
    judged = [*_judgements(places, made, study, name, claims, claims_by_kind)]
    files = {
        # a copy without private/ counts the same
        key: frozenset(one.where.file for one in source.records if not is_private_path(one.where.file))
        for key, source in by_key.items()
    }
    studies = grouped((study.get(key, key), key) for key in places)
    streams = grouped((standing.streams.get(key, "literature"), key) for key in by_key)
    return (
        *judged,
        *(_without("study", {head: " with ".join(dict.fromkeys(map(name, keys)))}, keys, places) for head, keys in studies.items()),
        *sorted(map(_of_coders, judged), key=lambda one: [*one.causes]),
        *_merges(places, all_decisions, name),
        *_relations(places, all_decisions, related, study, name),
        # a source is gone with the last of its files
        *(_without("file", dict(zip(some, some, strict=True)), keys, places)
          for some, keys in sorted(grouped((tuple(sorted(files[key])), key) for key in by_key).items()) if some),
        *(_without("stream", {stream: stream}, keys, places) for stream, keys in sorted(streams.items())),
    )  # fmt: skip


def _judgements(
    places: Mapping[str, Sequence[_Place]],
    made: Mapping[tuple[str, str, str], Sequence[Decision]],
    study: Mapping[str, str],
    name: Callable[[str], str],
    claims: Collection[str],
    claims_by_kind: Collection[str],
) -> Iterator[Reversal]:
    """Yield what the judgements on each source would do if they were otherwise."""
    for (key, verb, goal), lines in made.items():
        affected = [place for place in places[key] if not goal or place.goal == goal]
        what = f"{verb} on {goal}" if goal else "inclusion by full text"
        said = {f"{one.by} {verb} {key} {goal}": f"{person(one.by)}: {what} of {name(key)}" for one in lines}
        stance = lines[0] if verb == "stance" else None
        if verb == "set":
            stances = {place.goal: made.get((key, "stance", place.goal), []) for place in places[key]}
            for some in _changing_claim(lines, key in claims_by_kind):
                yield from _claim_otherwise(
                    key, places[key], some, stances, study.get(key, key), name(key), key in claims
                )
        elif key not in claims:  # a claim counts on no side, whatever its stance
            yield from _otherwise(key, affected, said, study.get(key, key), stance)


def _changing_claim(lines: Sequence[Decision], by_kind: bool) -> list[tuple[Decision, ...]]:
    """Return the smallest sets of judgements on the design of a source that decide whether it is a claim (`find_claims`)."""
    values = [one.value.partition("=")[2] for one in lines]

    def is_claim(some: Iterable[str]) -> bool:
        different = set(some)
        return different <= set(DESIGNS) if len(different) == 1 else by_kind

    def changes(some: Sequence[int], new: str) -> bool:
        return is_claim(new if n in some else value for n, value in enumerate(values)) != is_claim(values)

    for size in range(1, len(lines) + 1):
        found = [
            some
            for some in combinations(range(len(lines)), size)
            if any(changes(some, new) for new in (*DESIGNS, "", *values))
        ]
        if found:
            return [tuple(lines[n] for n in some) for some in found]
    return []


def _claim_otherwise(
    key: str,
    places: Sequence[_Place],
    designs: Sequence[Decision],
    stances: Mapping[str, Sequence[Decision]],
    study: str,
    name: str,
    was_claim: bool,
) -> Iterator[Reversal]:
    """Yield what the design of a source would do if it made a claim of it; or none, and its stances were as they are, or others."""
    to = "no claim" if was_claim else "a claim"
    said = {f"{one.by} set {key} design": f"{person(one.by)}: design of {name}, to {to}" for one in designs}
    choices = frozenset((place.balance, key) for place in places)
    if not was_claim:
        drops = frozenset((place.balance, key) for place in places if place.side)
        yield Reversal(kind="judgement", causes=said, drops=drops, choices=choices)
        return
    # a finding on no goal describes
    now = {goal: lines[0].value.partition("=")[2] for goal, lines in stances.items() if lines}
    for chosen in product(STANCES, repeat=len(now)):
        new = dict(zip(now, chosen, strict=True))
        causes = said | {
            f"{one.by} stance {key} {goal}": f"{person(one.by)}: stance on {goal} of {name}, to {new[goal]}"
            for goal in now
            if new[goal] != now[goal]
            for one in stances[goal]
        }
        adds = frozenset(
            (place.balance, side, study)
            for place in places
            if (side := place.side_of(new.get(place.goal, "describes")))
        )
        yield Reversal(kind="judgement", causes=causes, adds=adds, choices=choices)


def _of_coders(one: Reversal) -> Reversal:
    """Return the same reversal with the coders as its causes."""
    coders = dict.fromkeys(name.partition(":")[0] for name in one.causes.values())
    return replace(one, kind="coder", to="", causes={by: by for by in coders})


def judgements_that_hold(
    findings: Iterable[Finding],
    decisions: Iterable[Decision],
    adjudicators: Iterable[str] = (),
    codebook: str = "",
    claims: Collection[str] = (),
    claims_by_kind: Collection[str] = (),
) -> dict[str, frozenset[Decision]]:
    """Return the judgements on the sources of each finding, each of which, said otherwise, would make it not held."""
    some = [*findings]
    keys = dict.fromkeys(key for one in some for key in one.sources)
    goals = {one.goal for one in some}
    made = _judgements_on(decisions, dict.fromkeys(keys, goals), adjudicators, codebook)

    def on(finding: Finding) -> Iterator[Decision]:
        for key in dict.fromkeys(finding.sources):
            for about in (("stance", finding.goal), ("tag", finding.goal), ("include", "")):
                yield from made.get((key, *about), ())
        # a claim in support is a fault, unless the finding describes
        for key in finding.supports if finding.stance != "describes" else ():
            changing = _changing_claim(made.get((key, "set", "design"), ()), key in claims_by_kind)
            yield from (lines[0] for lines in changing if len(lines) == 1 and key not in claims)

    return {one.id: frozenset(on(one)) for one in some}


def _judgements_on(
    decisions: Iterable[Decision],
    goals: Mapping[str, Collection[str]],
    adjudicators: Iterable[str] = (),
    codebook: str = "",
) -> dict[tuple[str, str, str], list[Decision]]:
    """Return the judgements on which these sources rest on these goals, by source, verb and goal, `""` for screening, `design` for what it is."""
    made: dict[tuple[str, str, str], list[Decision]] = {}
    judges = frozenset(map(person, adjudicators))
    for one in decisions:
        goal = one.value.removeprefix(f"{codebook}:").partition("=")[0]
        if one.verb == "set" and goal == "design" and one.key in goals:
            pass
        elif one.verb == "include" and one.value == "fulltext":  # a source counts by its full text
            goal = ""
        elif one.verb not in ("tag", "stance") or not goal or goal not in goals.get(one.key, ()):
            continue
        if one.key in goals:
            made.setdefault((one.key, one.verb, goal), []).append(one)
    order = ("stance", "tag", "include", "set")
    return {
        slot: [line for line in lines if person(line.by) in judges] or lines
        for slot, lines in sorted(made.items(), key=lambda item: order.index(item[0][1]))
    }


def _otherwise(
    key: str, places: Sequence[_Place], said: Mapping[str, str], study: str, stance: Decision | None
) -> Iterator[Reversal]:
    """Yield what one judgement on a source would do if it were taken back, or all of them together if they changed its stance.

    Taken back or contradicted by one person it leaves the source out, or disputed, and the source counts nowhere.
    """
    drops = frozenset((place.balance, key) for place in places if place.side)
    choices = frozenset((place.balance, key) for place in places)
    for cause, name in said.items() if drops else ():
        yield Reversal(kind="judgement", causes={cause: name}, drops=drops, choices=choices)
    now = stance.value.partition("=")[2] if stance else ""
    for other in [one for one in STANCES if one != now] if stance else ():
        moved = [(place, to) for place in places if (to := place.side_of(other)) != place.side]
        adds = frozenset((place.balance, to, study) for place, to in moved if to)
        gone = frozenset((place.balance, key) for place, _ in moved if place.side)
        # a change may leave fewer sides than a judgement taken back does: the source may be needed on one where it stays
        if adds or (gone and gone != drops):
            yield Reversal(kind="judgement", causes=said, to=other, drops=gone, adds=adds, choices=choices)


def _without(
    kind: str, causes: Mapping[str, str], keys: Iterable[str], places: Mapping[str, Sequence[_Place]]
) -> Reversal:
    """Return the reversal that leaves sources out as a whole."""
    drops = frozenset((place.balance, key) for key in keys for place in places[key] if place.side)
    return Reversal(kind=kind, causes=causes, drops=drops)


def _merges(
    places: Mapping[str, Sequence[_Place]], decisions: Iterable[Decision], name: Callable[[str], str]
) -> Iterator[Reversal]:
    """Yield the merges into sources. Without a merge, one more source counts on each side that names it."""
    for number, one in enumerate(decisions):
        if one.verb == "same" and one.key in places:
            cause = f"{one.key} {number}"
            adds = frozenset((place.balance, place.side, cause) for place in places[one.key] if place.side)
            causes = {cause: f"{person(one.by)}: merge into {name(one.key)}"}
            yield Reversal(
                kind="merge or relation",
                causes=causes,
                adds=adds,
                choices=frozenset((balance, cause) for balance, *_ in adds),
            )


def _relations(
    places: Mapping[str, Sequence[_Place]],
    decisions: Iterable[Decision],
    related: Iterable[Relation],
    study: Mapping[str, str],
    name: Callable[[str], str],
) -> Iterator[Reversal]:
    """Yield the relations by which people made one study of several sources: taken back, it is several on each side that names them."""
    people = grouped(
        (frozenset((one.key, one.value.split()[-1])), person(one.by))
        for one in decisions
        if one.verb == "related" and one.value.split()
    )
    judged = [one for one in related if one.by != "rule" and one.kind in ONE_STUDY]
    for head, own in grouped((study.get(one.a, one.a), one) for one in judged).items():
        members = [key for key in places if study.get(key, key) == head]
        sides = grouped(
            ((place.balance, place.side), key) for key in members for place in places[key] if place.side
        )
        choices = frozenset((balance, head) for balance, _ in sides)
        for gone, adds in _splits(own, sides, head):
            causes = {cause: words for one in gone for cause, words in _said_related(one, people, name)}
            yield Reversal(kind="merge or relation", causes=causes, adds=adds, choices=choices)


def _splits(
    relations: Sequence[Relation], sides: Mapping[tuple[str, str], Sequence[str]], head: str
) -> Iterator[tuple[tuple[Relation, ...], frozenset[tuple[str, str, str]]]]:
    """Yield each set of relations of one study, and the further studies on each side without it; of many relations each alone."""
    if all(len(keys) < 2 for keys in sides.values()):
        return
    for size in range(1, (len(relations) if len(relations) <= _MOST else 1) + 1):
        for gone in combinations(relations, size):
            left = heads(
                [key for keys in sides.values() for key in keys],
                [one for one in relations if one not in gone],
            )
            pieces = {place: len({left[key] for key in keys}) for place, keys in sides.items()}
            yield (
                gone,
                frozenset((*place, f"{head} {n}") for place, most in pieces.items() for n in range(1, most)),
            )


def _said_related(
    one: Relation, people: Mapping[frozenset[str], Sequence[str]], name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the judgements that made one relation, with their names."""
    for by in dict.fromkeys(people.get(frozenset((one.a, one.b)), [person(one.by)])):
        yield f"{by} related {one.a} {one.b}", f"{by}: relation of {name(one.a)} and {name(one.b)}"


def describe_support(
    finding: Finding,
    supporting: Collection[Sequence[str]],
    standing: Standing,
    judges: Mapping[str, Collection[str]],
    titles: Collection[str],
    claims: Collection[str],
    stances: Mapping[tuple[str, str], Collection[str]],
    confidential: Collection[str] = (),
    parts_of_statement: int = 1,
) -> Mapping[str, tuple[str, ...]]:
    """Return in words how much of a finding's support is confidential, known by title only, a claim, of one coder, or of one origin.

    `judges` are those who gave tags and stances, by key; `titles` are the keys that people judged by their title; `claims` those of agencies, vendors and the press.
    """
    keys = [key for origin in supporting for key in origin]
    coders = Counter(by for key in keys if len(people := judges.get(key, frozenset())) == 1 for by in people)
    streams = Counter(standing.streams.get(key, "literature") for key in keys)
    counted = plural(len(keys), "source")
    lacking = sum(map(len, finding.unknown.values()))
    titled = sum(key in titles for key in keys)
    claimed = sum(key in claims for key in (*finding.supports, *finding.contradicts))
    of_one_origin = len(keys) > 1 and len(supporting) == 1
    parts = (
        *holding(
            (lacking, f"{plural(lacking, 'source')} that it names and the review lacks"),
            count_hidden(keys, confidential, "source"),
            (titled, f"{titled} of {counted} known by title only"),
            (claimed, f"{plural(claimed, 'claim')} not counted on either side"),
        ),
        *(f"{n} of {counted} judged by {by} alone" for by, n in sorted(coders.items())),
        *_results_of_mixed(finding, keys, stances),
        *holding(
            # which source shows which part, the finding does not say
            (parts_of_statement > 1, f"{parts_of_statement} parts of the statement weighed as one"),
            (of_one_origin, "all support is of one origin"),
            (len(streams) == 1, f"all support is {' '.join(streams)}"),
        ),
    )
    return dict.fromkeys(parts, ())


def _results_of_mixed(
    finding: Finding, keys: Iterable[str], stances: Mapping[tuple[str, str], Collection[str]]
) -> Iterator[str]:
    """Yield how many sources of a mixed finding show one result, how many the other, and how many both."""
    if finding.stance == "mixed":
        counts = Counter(one for key in keys for one in stances.get((finding.goal, key), ()))
        shown = [f"{plural(counts[one], 'source')} with the stance {one}" for one in STANCES if counts[one]]
        yield enumerate_words(shown)
