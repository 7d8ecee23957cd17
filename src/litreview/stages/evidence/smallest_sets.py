"""Stress test of findings: the smallest set of judgements, studies, coders or files whose reversal changes what a finding says.

A finding stands while the judgements of its sources hold it, and more independent origins that count support it than contradict it. Each
`Reversal` is followed by sorting its sources anew to the sides that their stances fit. It takes sources away from the sides of findings, brings some to them, or both: a stance that is changed to the opposite moves its
source across. A recommendation stands while one of its findings does, so a set that changes it fells each of them.

The smallest set is found exactly, as a mixed-integer program (`scipy.optimize.milp`); of several equally small sets the first in order is
returned. The idea is that of the fragility index (Walsh, M. et al. 2014, J Clin Epidemiol 67(6)), applied to judgements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from litreview.core.containers import grouped
from litreview.core.libraries import np, optimize, sparse
from litreview.core.results.assessment import FOUND, Assessment
from litreview.core.results.chains import FindingStress, Footing, Reversal
from litreview.core.wording import Value, listed, noun, plural

if TYPE_CHECKING:
    from litreview.core.model import Decision, Finding, Recommendation

KINDS = ("judgement", "study", "coder", "merge or relation", "file", "stream")
"""What is reversed, in the order of the table."""
_SIDES = ("supports", "contradicts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Value):
    """The origins for and against one finding: each study with its keys that count.

    A finding stands while the margin of each of its balances is above 0. `part` tells those of a mixed finding apart.
    """

    finding: str
    part: str = ""
    supporting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contradicting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name by which reversals refer to it."""
        return f"{self.finding} {self.part}".strip()

    @property
    def sides(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The studies by side."""
        return dict(zip(_SIDES, (self.supporting, self.contradicting), strict=True))

    @property
    def margin(self) -> int:
        """How many more origins support the finding than contradict it."""
        return len(self.supporting) - len(self.contradicting)


def balances(
    findings: Iterable[Finding], footings: Iterable[Footing], study: Mapping[str, str]
) -> tuple[Balance, ...]:
    """Return the balance of each finding that is not open. `study` has the study of each key; a source without one is its own."""
    # a claim is named and weighed, and is on either side no study (`Footing.counting`)
    counting = {(one.of, one.side): one.counting for one in footings}

    def origins(finding: Finding, side: str) -> Mapping[str, tuple[str, ...]]:
        keys = counting.get((finding.id, side), ())
        return {one: tuple(some) for one, some in grouped((study.get(key, key), key) for key in keys).items()}

    return tuple(
        Balance(
            finding=one.id, supporting=origins(one, "supports"), contradicting=origins(one, "contradicts")
        )
        for one in findings
        if not one.is_open
    )


def stress(
    balances: Sequence[Balance],
    recommendations: Iterable[Recommendation],
    reversals: Sequence[Reversal],
    silent: Mapping[str, Collection[str]] | None = None,
) -> tuple[FindingStress, ...]:
    """Return for each finding, then for each recommendation, the smallest set of reversals of each kind that changes it, and each that does so alone."""
    by_id = grouped((one.finding, one) for one in balances)
    touching = grouped((name, n) for n, one in enumerate(reversals) for name in one.balances)
    targets = [*by_id.items()]
    for one in recommendations:
        counted = [id_ for id_ in one.findings if id_ not in (silent or {}).get(one.id, ())]
        targets.append((one.id, [rests for id_ in counted for rests in by_id.get(id_, ())]))

    def stress_of(name: str, rests: Sequence[Balance]) -> FindingStress:
        numbers = {n for one in rests for n in touching.get(one.name, ())}
        return _stress_of(name, rests, [reversals[n] for n in sorted(numbers)])

    return tuple(stress_of(name, rests) for name, rests in targets)


def standing_origins(rests: Mapping[str, Sequence[Balance]]) -> Mapping[str, frozenset[str]]:
    """Return the origins that support each finding that stands."""
    return {
        id_: frozenset(study for one in some for study in one.supporting)
        for id_, some in rests.items()
        if not _falls(some, {one.name: one.margin for one in some})
    }


def _stress_of(name: str, rests: Sequence[Balance], reversals: Sequence[Reversal]) -> FindingStress:
    standing = standing_origins(grouped((one.finding, one) for one in rests))
    weighed = [one for one in rests if one.finding in standing or not standing]
    useful = grouped((one.kind, one) for one in _useful(rests, reversals if standing else ()))
    alone = {kind: _alone(rests, useful.get(kind, ())) for kind in KINDS}
    return FindingStress(
        id=name,
        supporting=len({study for one in weighed for study in one.supporting}),
        contradicting=len({study for one in weighed for study in one.contradicting}),
        stands=bool(standing),
        smallest={
            kind: next(iter(some.values()), None) or _smallest(rests, useful[kind])
            for kind, some in alone.items()
            if kind in useful
        },
        alone={
            kind: tuple(name for names in some.values() for name in names) for kind, some in alone.items()
        },
    )


def _alone(rests: Sequence[Balance], reversals: Sequence[Reversal]) -> dict[str, tuple[str, ...]]:
    """Return each cause that changes the statement alone, with its name as `smallest_set` has it."""
    single = grouped((next(iter(one.causes)), one) for one in reversals if len(one.causes) == 1)
    # each finding that stands must lose its margin: most single reversals are too small to be tried
    margins = grouped((one.finding, one.margin) for one in rests)
    least = sum(max(min(some), 0) for some in margins.values())
    found: dict[str, tuple[str, ...]] = {}
    for cause, some in single.items():
        if len({one.choices for one in some}) > 1:  # of a coder many judgements are reversed together
            names = _smallest(rests, some)
        else:
            large = (one for one in some if len(one.drops) + len(one.adds) >= least)
            names = next((one.names for one in large if changes(rests, [one])), None)
        if names:
            found[cause] = names
    return found


def weakest_bases(
    bases: Sequence[FindingStress],
    unexamined: Sequence[str] = (),
    silent: Sequence[str] = (),
    origins: Mapping[str, frozenset[str]] | None = None,
) -> Mapping[str, tuple[str, ...]]:
    """Return in words what each finding of a recommendation brings, and which do not stand, or change without one study.

    `unexamined` are the open statements that it waits for, `silent` are findings without a source that has its code, and `origins` support the
    findings that stand.
    """
    used = Counter(study for some in (origins or {}).values() for study in some)
    own = grouped(
        (sum(used[study] == 1 for study in some), id_)
        for id_, some in (origins or {}).items()
        if len(bases) > 1
    )
    brought = [
        (f"{plural(n, 'origin') if n else 'no origin'} that no other does", ids)
        for n, ids in sorted(own.items(), reverse=True)
    ]
    weak = [one.id for one in bases if one.alone.get("study")]
    rows: tuple[tuple[str, str, Sequence[str]], ...] = (
        *((f"brings {what}", f"bring each {what}", ids) for what, ids in brought),
        ("has no source with its code", "have no source with its code", silent),
        ("is not held", "are not held", [one.id for one in bases if not one.held]),
        ("does not stand", "do not stand", [one.id for one in bases if one.held and not one.stands]),
        ("changes without one study", "change without one study", weak),
        ("is an open statement", "are open statements", unexamined),
    )
    return {noun(len(ids), one, many): tuple(ids) for one, many, ids in rows if ids}


def stress_of_recommendation(
    one: FindingStress,
    bases: Sequence[str],
    examined: Mapping[str, FindingStress],
    findings: Mapping[str, Finding],
    holding: Mapping[str, frozenset[Decision]],
    silent: Sequence[str],
    origins: Mapping[str, frozenset[str]],
    hidden: Collection[str] = (),
) -> FindingStress:
    """Return the stress of a recommendation with its basis: what each of its findings contributes, and which of them are weak or not held.

    `holding` are the judgements that each finding hangs on: the recommendation hangs on those that its standing findings share. `hidden` are origins of which a
    reader can examine no source.
    """
    named = [examined[id_] for id_ in bases if id_ in examined]
    held = any(base.held for base in named)
    if named:
        why = "not held: none of its findings is"
    else:
        why = (
            "not examined: no finding of it has sources yet" if bases else "not held: it rests on no finding"
        )
    open_ = [id_ for id_ in bases if id_ not in examined]
    brought = {id_: some for id_, some in origins.items() if id_ in bases and id_ not in silent}
    rests_on = weakest_bases(named, open_, silent, brought)
    count, words = count_hidden(frozenset().union(*brought.values()), hidden, "origin")
    rests_on = {**rests_on, **({words: ()} if count else {})}
    shared = frozenset.intersection(*(holding[id_] for id_ in brought)) if brought else ()
    opposed = [
        f"rests on {findings[a].id} and {findings[b].id}, which say the opposite of each other on {findings[a].goal}"
        for a, b in combinations((base.id for base in named if base.held), 2)
        if _are_opposite(findings[a], findings[b])
    ]
    return replace(
        one,
        held=held,
        why="" if held else why,
        rests_on=rests_on,
        fragile=len(shared),
        conflicts=tuple(opposed),
    )


def count_hidden(keys: Collection[str], confidential: Collection[str], what: str) -> tuple[int, str]:
    """Return how many of the sources or origins in support are confidential, never which, and the same in words."""
    hidden = sum(key in confidential for key in keys)
    return hidden, f"{hidden} of {plural(len(keys), what)} confidential, which a reader cannot examine"


def _are_opposite(one: Finding, other: Finding) -> bool:
    return bool(one.goal) and one.goal == other.goal and {one.stance, other.stance} == set(_SIDES)


def goal_balance(finding: Finding, assessment: Assessment) -> str:
    """Return in words how the results of all coded sources on the goal of a finding are divided; `""` without a goal."""
    if not finding.goal:
        return ""
    counts = {one: assessment.count(finding.goal, one) for one in FOUND}
    more = {"mixed": "are mixed", "describes": "describe", "unclear": "are unclear"}
    rest = [f"{counts[one]} {words}" for one, words in more.items() if counts[one]]
    said = f"{plural(counts['supports'], 'origin')} support it, {counts['contradicts']} contradict it"
    return f"all coded sources on {finding.goal}: {', '.join((said, *rest))}"


def goal_conflicts(
    finding: Finding, balance: Balance, assessment: Assessment, standing: Iterable[Finding]
) -> Iterator[str]:
    """Yield a sentence where all coded sources lean away from a finding's own balance, and one with the opposite findings that stand."""
    opposite = {"supports": "contradicts", "contradicts": "supports"}.get(finding.stance, "")
    if not opposite or not finding.goal:
        return
    lean = assessment.count(finding.goal, finding.stance) - assessment.count(finding.goal, opposite)
    if lean * balance.margin < 0:
        yield (
            f"of the sources that it names more {'support' if balance.margin > 0 else 'contradict'} it, "
            f"of all coded sources on {finding.goal} more say the opposite"
        )
    if others := [one.id for one in standing if _are_opposite(one, finding)]:
        says = (
            "says the opposite of {}, and stands, too"
            if len(others) == 1
            else "say the opposite of {}, and stand, too"
        )
        yield f"{listed(others)} {says.format(finding.goal)}"


def _falls(rests: Iterable[Balance], margins: Mapping[str, int]) -> bool:
    """Return whether no finding stands by these margins of its balances."""
    by_finding = grouped((one.finding, margins[one.name]) for one in rests)
    return all(min(some) <= 0 for some in by_finding.values())


def changes(rests: Sequence[Balance], chosen: Sequence[Reversal]) -> bool:
    """Return whether these reversals together change a statement that rests on these findings: it stands before, and not after."""
    dropped = frozenset(each for one in chosen for each in one.drops)
    added = frozenset(each for one in chosen for each in one.adds)
    before = {one.name: one.margin for one in rests}
    if _falls(rests, before):
        return False

    def count(one: Balance, side: str) -> int:
        new = {study for name, on, study in added if (name, on) == (one.name, side)}
        left = {
            study
            for study, keys in one.sides[side].items()
            if any((one.name, key) not in dropped for key in keys)
        }
        return len(new | left)

    return _falls(rests, {one.name: count(one, "supports") - count(one, "contradicts") for one in rests})


def smallest_set(rests: Sequence[Balance], reversals: Sequence[Reversal]) -> tuple[str, ...] | None:
    """Return the names of the smallest set of causes after which none of these findings stands, None if no set does that."""
    return _smallest(rests, _useful(rests, reversals))


def _smallest(rests: Sequence[Balance], reversals: Sequence[Reversal]) -> tuple[str, ...] | None:
    """Return the smallest set of reversals that concern these findings alone.

    Variables of the program: each cause and each reversal (whole), and between 0 and 1 each source that is dropped, each origin for and
    against that is lost, and each that is added.
    """
    useful = _most_harmful(rests, reversals)
    program = _Program(rests, useful)
    if not rests or not useful or not program.entries:
        return None
    causes = len(program.causes)
    weights = np.zeros(program.variables)
    # sets of the same size are told apart by their order
    weights[:causes] = 1 + np.arange(causes) / (causes**2 + 1)
    values, rows, columns = zip(*program.entries, strict=True)
    matrix = sparse.csr_array((values, (rows, columns)), shape=(len(program.least), program.variables))
    # scipy before 1.15 takes places of no other type
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    whole = np.zeros(program.variables, dtype=np.int8)
    whole[[*range(causes), *program.whole]] = 1
    found = optimize.milp(
        weights,
        integrality=whole,
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, lb=np.array(program.least)),
    )
    if not found.success:
        return None
    came = [one for one, n in zip(useful, program.of_reversal, strict=True) if found.x[n] > 0.5]
    named = {cause: name for one in came for cause, name in zip(one.causes, one.names, strict=True)}
    return tuple(named.get(cause, name) for cause, (n, name) in program.causes.items() if found.x[n] > 0.5)


def _useful(rests: Sequence[Balance], reversals: Iterable[Reversal]) -> list[Reversal]:
    """Return what the reversals do to these findings."""
    names = {one.name for one in rests}
    return [
        replace(
            one,
            drops=frozenset(each for each in one.drops if each[0] in names),
            adds=frozenset(each for each in one.adds if each[0] in names),
            choices=frozenset(each for each in one.choices if each[0] in names),
        )
        for one in reversals
        if not names.isdisjoint(one.balances)
    ]


def _most_harmful(rests: Sequence[Balance], reversals: Iterable[Reversal]) -> list[Reversal]:
    """Return the reversals without those that do no harm, or no more harm than another of the same sources that is as small."""
    against = frozenset(
        (one.name, key) for one in rests for keys in one.contradicting.values() for key in keys
    )
    found: list[Reversal] = []
    for choices, some in grouped((one.choices, one) for one in reversals).items():
        best: list[tuple[Reversal, frozenset[object], frozenset[object]]] = []
        for one in some if choices else ():
            harm, good = _effect(one, against)
            if not harm or any(_is_as_small(b, one) and harm <= h and g <= good for b, h, g in best):
                continue
            best = [(b, h, g) for b, h, g in best if not (_is_as_small(one, b) and h <= harm and good <= g)]
            best.append((one, harm, good))
        found += [one for one, _, _ in best] if choices else some
    return found


def _effect(
    one: Reversal, against: frozenset[tuple[str, str]]
) -> tuple[frozenset[object], frozenset[object]]:
    """Return what a reversal does to the harm of the findings, and what to their good; `against` are the sources against them."""
    good = frozenset((*(one.drops & against), *(each for each in one.adds if each[1] == "supports")))
    return frozenset((*one.drops, *one.adds)) - good, good


def _is_as_small(one: Reversal, other: Reversal) -> bool:
    """Return whether nothing is saved by the other reversal of the same sources. A coder's judgements serve others, too."""
    is_smaller = one.kind != "coder" and len(one.causes) <= len(other.causes)
    return is_smaller or one.causes.keys() <= other.causes.keys()


class _Program:
    """The rows of the program: `entries` are values at rows and columns, each row at least `least`; `causes` have their variables."""

    def __init__(self, rests: Sequence[Balance], reversals: Sequence[Reversal]) -> None:
        names = {cause: name for one in reversals for cause, name in one.causes.items()}
        self.causes = {cause: (n, name) for n, (cause, name) in enumerate(names.items())}
        self.variables = len(names)
        self.entries: list[tuple[float, int, int]] = []
        self.least: list[float] = []
        self.whole: list[int] = []
        used = Counter(cause for one in reversals for cause in one.causes)
        self.of_reversal = [self._reversal(one, used) for one in reversals]
        numbered = [*zip(reversals, self.of_reversal, strict=True)]
        self.dropping = grouped((each, n) for one, n in numbered for each in one.drops)
        self.adding = grouped((each, n) for one, n in numbered for each in one.adds)
        choosing = grouped((each, n) for one, n in numbered for each in one.choices)
        for ns in dict.fromkeys(tuple(ns) for ns in choosing.values() if len(ns) > 1):
            self._require([(n, -1) for n in ns], -1)
        for some in grouped((one.finding, one) for one in rests).values():
            self._add_finding(some)

    def _reversal(self, one: Reversal, used: Mapping[str, int]) -> int:
        """Return the variable of a reversal: 1 where it comes about, which needs all of its causes."""
        ns = [self.causes[cause][0] for cause in one.causes]
        if len(ns) == 1 and used[next(iter(one.causes))] == 1:
            return ns[0]
        came = self._new()
        self.whole.append(came)
        for n in ns:
            self._require([(n, 1), (came, -1)], 0)
        if not one.choices:
            self._require([(came, 1), *((n, -1) for n in ns)], 1 - len(ns))
        return came

    def _add_finding(self, parts: Sequence[Balance]) -> None:
        """Add a finding: it falls by one of its balances, whose margin the origins lost and added make up."""
        fallen = [self._new() for _ in parts] if len(parts) > 1 else []
        self.whole += fallen
        if fallen:
            self._require([(n, 1) for n in fallen], 1)
        for number, one in enumerate(parts):
            total = [*self._margin(one)]
            if (
                fallen
            ):  # a balance by which it need not fall may grow by all that is lost against it, or added for it
                room = sum(-value for _, value in total if value < 0)
                self._require([*total, (fallen[number], -one.margin - room)], -room)
            else:
                self._require(total, one.margin)

    def _margin(self, one: Balance) -> Iterator[tuple[int, float]]:
        """Yield the variables by which the margin of a balance falls (1) and rises (-1)."""
        new = {(side, study): ns for (name, side, study), ns in self.adding.items() if name == one.name}
        signs = {"supports": 1, "contradicts": -1}
        for side, studies in one.sides.items():
            for study, keys in studies.items():
                dropping = [self.dropping.get((one.name, key), []) for key in keys]
                back = new.pop((side, study), [])
                if all(dropping):
                    yield self._lost(dropping, back), signs[side]
        for (side, _), ns in new.items():
            yield self._any(ns), -signs[side]

    def _any(self, ns: Sequence[int]) -> int:
        """Return the variable that is 1 if one of these is, as of a source that one of several reversals drops."""
        if len(ns) == 1:
            return ns[0]
        some = self._new()
        self._require([(some, -1), *((n, 1) for n in ns)], 0)
        for n in ns:
            self._require([(some, 1), (n, -1)], 0)
        return some

    def _lost(self, dropping: Sequence[Sequence[int]], back: Sequence[int]) -> int:
        """Return the variable of an origin that is lost: each of its sources is dropped, and none comes back."""
        dropped = list(map(self._any, dropping))
        if len(dropped) == 1 and not back:
            return dropped[0]
        lost = self._new()
        for n in dropped:
            self._require([(lost, -1), (n, 1)], 0)
        for n in back:
            self._require([(lost, -1), (n, -1)], -1)
        self._require([(lost, 1), *((n, -1) for n in dropped), *((n, 1) for n in back)], 1 - len(dropped))
        return lost

    def _new(self) -> int:
        self.variables += 1
        return self.variables - 1

    def _require(self, terms: Iterable[tuple[int, float]], least: float) -> None:
        self.entries += [(value, len(self.least), column) for column, value in terms]
        self.least.append(least)
