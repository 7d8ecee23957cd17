"""Classes of pairs: pairs that share what is known and what is missing, decided together on a random sample.

A class is sampled where that saves answers. Its sample is drawn before the first answer, and is as large as it must be so that, if all of
it are one work, no more than `[duplicates] class_limit` of the class can be two (hypergeometric, `litreview.stages.learning.sampling`). The risk of
5 % is shared by all samples of the review: each draws on what earlier ones left. A person may then decide the rest: one line for each pair.

The seed of a sample is a digest of the pairs of its class: it is fixed before the first answer, and opening the questions again draws no other
sample. A sample that was begun is continued by anybody. A class to which pairs were added since makes no claim. Pairs are left out if anything contradicts, also between other records of their works, or
if the two works differ in how far they are screened.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from litreview.core.containers import grouped
from litreview.core.model import Decision, Record
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.linkage import RecordColumns, heads, likeness
from litreview.stages.duplicates.evidence import Evidence, gather_evidence
from litreview.stages.duplicates.pairs import columns_of
from litreview.stages.duplicates.verdict import judge
from litreview.stages.learning.sampling import RISK, bound

Names = tuple[str, str]
"""The names of two records in decisions."""

_SAVES = 0.8
"""Share of a class that a sample has at most: a larger one saves too few answers."""
_LETTERS = 4
_NOTE = re.compile(
    r"random sample of (?P<size>\d+) from (?P<left>\d+) of class (?P<code>C[0-9a-f]+) at risk (?P<risk>0\.\d+), seed (?P<seed>[0-9a-f]+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSample(Value):
    """A random sample of `size` of the `left` pairs of a class, drawn by a seed, with its share of the risk."""

    code: str
    size: int
    left: int
    risk: float
    seed: str

    @property
    def note(self) -> str:
        """The `where` of decisions on this sample, which `read_sample` parses."""
        return f"random sample of {self.size} from {self.left} of class {self.code} at risk {self.risk:.4f}, seed {self.seed}"

    @property
    def at_most(self) -> int:
        """The number of pairs of the class that may be otherwise, where all of the sample is alike."""
        return bound(self.left, self.size, 0, self.risk)

    @property
    def reason(self) -> str:
        """The reason of the decisions on the rest of the class, which `decisions.class_reason` reads."""
        return f"class {self.code}, {self.size} of {self.size}, at most {self.at_most} wrong"


def read_sample(where: str) -> ClassSample | None:
    """Return the sample that a decision's `where` names, None for any other text."""
    found = _NOTE.fullmatch(where.strip())
    if found is None:
        return None
    size, left = int(found["size"]), int(found["left"])
    return ClassSample(
        code=found["code"], size=size, left=left, risk=float(found["risk"]), seed=found["seed"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPair:
    """A pair in question: its names, its two records, and all records of its two works."""

    names: Names
    rule: str
    records: tuple[Record, Record]
    works: tuple[Sequence[Record], Sequence[Record]]
    sources: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledClass:
    """A class with its sample: the names of the pairs to judge, in the order drawn, and of the rest; `answered` has verbs of earlier answers."""

    sample: ClassSample
    words: str
    drawn: tuple[Names, ...]
    rest: tuple[Names, ...]
    answered: tuple[str, ...] = ()


def sampled_classes(
    pairs: Sequence[ClassPair], decisions: Iterable[Decision], limit: float
) -> tuple[SampledClass, ...]:
    """Return the classes whose sample saves answers or was begun, largest first; none if `limit` is 0."""
    if not limit:
        return ()
    members = _classes(pairs)
    begun = _begun(decisions)
    latest = {sample.code: (sample, verbs) for sample, verbs in begun}
    spent = sum(sample.risk for sample, _ in begun)
    found = [
        one
        for code, (sample, verbs) in latest.items()
        if code in members and (one := _continued(sample, verbs, *members[code])) is not None
    ]
    fresh = [(len(names), code) for code, (_, names) in members.items() if code not in latest]
    for planned in _planned(sorted(fresh, key=lambda one: (-one[0], one[1])), RISK - spent, limit):
        words, names = members[planned.code]
        text = "\n".join(sorted("\t".join(sorted(pair)) for pair in names))
        sample = replace(planned, seed=hashlib.sha256(text.encode()).hexdigest()[:12])
        order = _in_order(names, sample)
        drawn, rest = order[: sample.size], order[sample.size :]
        found.append(SampledClass(sample=sample, words=words, drawn=drawn, rest=rest))
    return tuple(sorted(found, key=lambda one: (-one.sample.left, one.sample.code)))


def _classes(pairs: Sequence[ClassPair]) -> Mapping[str, tuple[str, list[Names]]]:
    """Return for each code the words of a class and the names of its pairs."""
    records = {record.id: record for one in pairs for work in one.works for record in work}
    columns: dict[str, RecordColumns] = dict(zip(records, columns_of([*records.values()]), strict=True))
    words: dict[str, list[ClassPair]] = {}
    for one in pairs:
        a, b = (columns[record.id] for record in one.records)
        e = gather_evidence(a, b, likeness(a.title, b.title))
        if not (bool(e.gap) or False in (e.container, e.volume, e.number, e.page, e.doi, e.isbn, e.report)):
            words.setdefault("; ".join(_description(one.rule, e)), []).append(one)
    return {
        _code(text): (text, [one.names for one in group if one.sources not in apart])
        for text, group in words.items()
        for apart in [_contradicting_works(group, columns)]
    }


def _code(text: str) -> str:
    return f"C{hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]}"


def _description(rule: str, e: Evidence) -> Iterator[str]:
    """Yield in words what is known of a pair and what is missing; pairs of one description are a class."""
    yield e.change.value
    several = min(len(e.a.authors), len(e.b.authors)) > 1
    if e.authors is None:
        yield "authors missing"
    elif e.authors == 1:
        yield "all of several authors agree" if several else "one author, who agrees"
    else:
        yield "some authors agree" if e.names_agree else "hardly an author agrees"
    yield "the same year" if e.gap == 0 else "a year missing"
    agree = e.volume or e.number or e.page or e.doi or e.abstract
    yield (
        "volume, issue, page, DOI or abstract agree"
        if agree
        else "no volume, issue, page, DOI or abstract to compare"
    )
    if " " in rule:
        yield "one may be a version of the other"


def _contradicting_works(
    pairs: Sequence[ClassPair], columns: Mapping[str, RecordColumns]
) -> frozenset[Names]:
    """Return the pairs whose works, or works that other pairs of the class join to them, hold two records that contradict each other."""
    head = heads([key for one in pairs for key in one.sources], [one.sources for one in pairs])
    works = {key: work for one in pairs for key, work in zip(one.sources, one.works, strict=True)}
    groups = grouped((head[key], key) for key in works)
    apart = set()
    for first, keys in groups.items():
        records = [columns[record.id] for key in keys for record in works[key]]
        if len(records) > _MOST or any(
            judge(a, b, likeness(a.title, b.title)).verdict == "different"
            for a, b in combinations(records, 2)
            if len(records) > _PAIR
        ):
            apart.add(first)
    return frozenset(one.sources for one in pairs if head[one.sources[0]] in apart)


_PAIR = 2
_MOST = 12
"""Records that a class may join to one work at most; a person sees larger groups one by one."""


def _in_order(names: Iterable[Names], sample: ClassSample) -> tuple[Names, ...]:
    """Return pairs in the random order of a sample, which does not depend on other pairs."""

    def digest(pair: Names) -> bytes:
        return hashlib.sha256("\n".join((sample.seed, sample.code, *sorted(pair))).encode()).digest()

    return tuple(sorted(names, key=lambda pair: (digest(pair), pair)))


def _begun(decisions: Iterable[Decision]) -> list[tuple[ClassSample, tuple[str, ...]]]:
    """Return the samples that decisions name, in the order of their first answers, with what people said of each pair."""
    verbs: dict[ClassSample, dict[frozenset[str], set[str]]] = {}
    for one in sorted(decisions, key=lambda one: one.when):
        if sample := read_sample(shown(one.where)):
            ends = frozenset((one.key, one.value.rpartition(" ")[2]))
            verbs.setdefault(sample, {}).setdefault(ends, set()).add(one.verb)
    return [
        (sample, tuple("/".join(sorted(verb for verb in said)) for said in pairs.values()))
        for sample, pairs in verbs.items()
    ]


def _continued(
    sample: ClassSample, verbs: tuple[str, ...], words: str, names: list[Names]
) -> SampledClass | None:
    """Return a class whose sample was begun; None where its answers differ, or pairs were added since."""
    if len(set(verbs)) > 1 or len(verbs) + len(names) > sample.left or len(verbs) > sample.size:
        return None
    order = _in_order(names, sample)
    left = sample.size - len(verbs)
    return SampledClass(sample=sample, words=words, drawn=order[:left], rest=order[left:], answered=verbs)


def _planned(sizes: Sequence[tuple[int, str]], risk: float, limit: float) -> list[ClassSample]:
    """Return the samples to draw: those of as many of the largest classes as save most answers, which share the risk that is left."""
    best: tuple[int, list[ClassSample]] = (0, [])
    for count in range(1, len(sizes) + 1) if risk > _NO_RISK else ():
        share = int(risk / count * 10_000) / 10_000
        plans = [(left, code, _size(left, limit, share)) for left, code in sizes[:count]]
        samples = [
            ClassSample(code=code, size=size, left=left, risk=share, seed="")
            for left, code, size in plans
            if size <= _SAVES * left
        ]
        saved = sum(one.left - one.size for one in samples)
        if len(samples) == count and saved > best[0]:
            best = (saved, samples)
    return best[1]


_NO_RISK = 0.001


def _size(left: int, limit: float, risk: float) -> int:
    """Return the smallest sample by which, if all of it are alike, no more than a share of the pairs may be otherwise."""
    return bisect_left(range(left), x=True, lo=1, key=lambda size: bound(left, size, 0, risk) <= limit * left)
