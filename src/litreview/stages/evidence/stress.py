"""Stress test of findings: the smallest set of judgements, studies, coders or files whose reversal changes what a finding says.

A finding stands while more independent origins that count support it than contradict it. Each `Reversal` takes sources away from the sides
of findings (a judgement is said otherwise, so that people differ; a study or a file is left out), or brings sources to the side against
(an exclusion or a merge is undone). A recommendation stands while one of its findings stands.

The smallest set is found exactly, as a mixed-integer program (`scipy.optimize.milp`); of several equally small sets the first in order is
returned. The idea is that of the fragility index (Walsh, M. et al. 2014, J Clin Epidemiol 67(6)), applied to judgements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import grouped
from litreview.core.model import Finding, Recommendation
from litreview.core.results import FindingStress, Footing, Reversal
from litreview.core.wording import Value, plural

KINDS = ("judgement", "study", "coder", "merge or exclusion", "file", "stream")
"""What is reversed, in the order of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Value):
    """The origins for and against one finding, each a tuple of the keys that count."""

    finding: str
    supporting: tuple[tuple[str, ...], ...] = ()
    contradicting: tuple[tuple[str, ...], ...] = ()

    @property
    def margin(self) -> int:
        """How many more origins support the finding than contradict it."""
        return len(self.supporting) - len(self.contradicting)


def balances(
    findings: Iterable[Finding],
    footings: Iterable[Footing],
    origins: Mapping[tuple[str, str], Sequence[Sequence[str]]],
) -> tuple[Balance, ...]:
    """Return the balance of each finding that is not open. `origins` are by finding and side; a source without one is its own."""
    # a claim is named and weighed, and is on either side no study (`Footing.counting`)
    counting = {(one.of, one.side): frozenset(one.counting) for one in footings}

    def group(finding: Finding, side: str) -> tuple[tuple[str, ...], ...]:
        keys = counting.get((finding.id, side), frozenset())
        known = [tuple(key for key in one if key in keys) for one in origins.get((finding.id, side), ())]
        rest = [
            (key,) for key in getattr(finding, side) if key in keys and not any(key in one for one in known)
        ]
        return tuple(filter(None, (*known, *rest)))

    return tuple(
        Balance(
            finding=one.id,
            supporting=group(one, "supports"),
            contradicting=group(one, "contradicts"),
        )
        for one in findings
        if not one.is_open
    )


def stress(
    balances: Sequence[Balance], recommendations: Iterable[Recommendation], reversals: Sequence[Reversal]
) -> tuple[FindingStress, ...]:
    """Return for each finding, then for each recommendation, the smallest set of reversals of each kind that changes it, and each that does so alone."""
    by_id = {one.finding: one for one in balances}
    by_kind = grouped((one.kind, one) for one in reversals)
    targets: list[tuple[str, tuple[Balance, ...]]] = [(one.finding, (one,)) for one in balances]
    targets += [
        (one.id, tuple(by_id[id_] for id_ in one.findings if id_ in by_id)) for one in recommendations
    ]
    return tuple(_stress_of(name, rests, by_kind) for name, rests in targets)


def _stress_of(
    name: str, rests: Sequence[Balance], by_kind: Mapping[str, Sequence[Reversal]]
) -> FindingStress:
    useful = {kind: _useful(rests, by_kind.get(kind, ())) for kind in KINDS}
    stands = any(one.margin > 0 for one in rests)
    return FindingStress(
        id=name,
        supporting=len({origin for one in rests for origin in one.supporting}),
        contradicting=len({origin for one in rests for origin in one.contradicting}),
        stands=stands,
        smallest={kind: smallest_set(rests, some) for kind, some in useful.items() if some and stands},
        alone={
            kind: tuple(one.name for one in some if changes(rests, [one])) for kind, some in useful.items()
        },
    )


def weakest_bases(bases: Sequence[FindingStress], unexamined: Sequence[str] = ()) -> tuple[str, ...]:
    """Return in words which findings of a recommendation do not stand, or change with one study, while another finding still supports it.

    `unexamined` are the open statements that it waits for.
    """
    fallen = [one.id for one in bases if not one.stands]
    weak = [one.id for one in bases if one.stands and one.alone.get("study")]
    parts = [f"{', '.join(fallen)} {'does' if len(fallen) == 1 else 'do'} not stand"] if fallen else []
    if weak:
        parts.append(f"{', '.join(weak)} {'changes' if len(weak) == 1 else 'change'} with one study")
    if unexamined:
        parts.append(f"{plural(len(unexamined), 'open statement')} ({', '.join(unexamined)})")
    return tuple(parts)


def changes(rests: Sequence[Balance], reversed_: Sequence[Reversal]) -> bool:
    """Return whether these reversals together change a statement that rests on these findings: it stands before, and not after."""
    dropped = frozenset(each for one in reversed_ for each in one.drops)
    added = frozenset(each for one in reversed_ for each in one.adds)
    parts = [part for one in reversed_ for part in one.parts]
    dropped |= {part[:2] for part, taken in Counter(parts).items() if taken >= part[2]}
    # no margin falls by more than what is taken from its finding: most single reversals are too small to be tried
    touched = Counter(finding for finding, _ in (*dropped, *added))
    if any(one.margin > touched[one.finding] for one in rests):
        return False

    def margin(one: Balance) -> int:
        supporting, contradicting = (
            sum(any((one.finding, key) not in dropped for key in origin) for origin in side)
            for side in (one.supporting, one.contradicting)
        )
        return supporting - contradicting - sum(finding == one.finding for finding, _ in added)

    return any(one.margin > 0 for one in rests) and all(margin(one) <= 0 for one in rests)


def smallest_set(rests: Sequence[Balance], reversals: Sequence[Reversal]) -> tuple[str, ...] | None:
    """Return the names of the smallest set of reversals after which none of these findings stands, None if no set does that.

    Variables of the program: each reversal (whole), and between 0 and 1 each source that is dropped, each origin for and against that is
    lost, and each source that is added against.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    useful = _useful(rests, reversals)
    if not rests or not useful:
        return None
    program = _Program(len(useful))
    for balance in rests:
        program.add_finding(balance, useful)
    weights = np.zeros(program.variables)
    # sets of the same size are told apart by their order
    weights[: len(useful)] = 1 + np.arange(len(useful)) / (len(useful) ** 2 + 1)
    values, rows, columns = zip(*program.entries, strict=True)
    matrix = csr_array((values, (rows, columns)), shape=(len(program.least), program.variables))
    # scipy before 1.15 takes places of no other type
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    whole = np.zeros(program.variables, dtype=np.int8)
    whole[[*range(len(useful)), *program.whole]] = 1
    found = milp(
        weights,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lb=np.array(program.least)),
    )
    if not found.success:
        return None
    return tuple(one.name for one, chosen in zip(useful, found.x, strict=False) if chosen > 0.5)


def _useful(rests: Sequence[Balance], reversals: Iterable[Reversal]) -> list[Reversal]:
    """Return the reversals that concern one of these findings."""
    named = {balance.finding for balance in rests}
    return [one for one in reversals if one.findings & named]


class _Program:
    """The rows of the program: `values` at `rows` and `columns`, each row at least `least`."""

    def __init__(self, reversals: int) -> None:
        self.variables = reversals
        self.entries: list[tuple[float, int, int]] = []
        self.least: list[float] = []
        self.whole: list[int] = []

    def add_finding(self, balance: Balance, reversals: Sequence[Reversal]) -> None:
        """Add a finding: the origins lost for it, less those lost against it, and those added against it make up its margin."""
        dropping = self._dropping(balance.finding, reversals)
        adding = grouped(
            (key, n)
            for n, one in enumerate(reversals)
            for finding, key in one.adds
            if finding == balance.finding
        )
        total: list[tuple[int, float]] = []
        for origin in balance.supporting:
            lost = self._new()
            total.append((lost, 1))
            for key in origin:  # an origin is lost if each of its sources is dropped by a reversal
                self._require([(lost, -1), *((n, 1) for n in dropping.get(key, ()))], 0)
        for origin in balance.contradicting:
            lost = self._new()
            total.append((lost, -1))
            dropped = []
            for key in origin:
                dropped.append(self._new())
                for n in dropping.get(key, ()):
                    self._require([(dropped[-1], 1), (n, -1)], 0)
            self._require([(lost, 1), *((each, -1) for each in dropped)], 1 - len(origin))
        for ns in adding.values():
            added = self._new()
            total.append((added, 1))
            self._require([(added, -1), *((n, 1) for n in ns)], 0)
        self._require(total, balance.margin)

    def _dropping(self, finding: str, reversals: Sequence[Reversal]) -> dict[str, list[int]]:
        """Return the variables that drop each source of a finding; one that several reversals drop together has a variable of its own."""
        dropping = grouped(
            (key, n) for n, one in enumerate(reversals) for of, key in one.drops if of == finding
        )
        parts = grouped(
            ((key, most), n)
            for n, one in enumerate(reversals)
            for of, key, most in one.parts
            if of == finding
        )
        for (key, most), ns in parts.items():  # 1 where all of these are chosen, else 0
            gone = self._new()
            self.whole.append(gone)
            self._require([(gone, -most), *((n, 1) for n in ns)], 0)
            self._require([(gone, 1), *((n, -1) for n in ns)], 1 - most)
            dropping.setdefault(key, []).append(gone)
        return dropping

    def _new(self) -> int:
        self.variables += 1
        return self.variables - 1

    def _require(self, terms: Iterable[tuple[int, float]], least: float) -> None:
        self.entries += [(value, len(self.least), column) for column, value in terms]
        self.least.append(least)
