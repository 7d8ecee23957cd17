"""Screening: studies and their versions, the state of each source at each stage, and its status.

Disagreement is a state of its own (`disputed`), not a vote. An adjudicator's decision settles it: these functions take the result of
`litreview.judgements.decisions.current`, which applies it. Where two people judge each source, the decision of one
is `one-vote` until the other has judged.

Literature is screened, other streams (interviews, public records) are not. Where nobody screens, every source counts and every output
states that it was not screened. Once screening has begun, only sources included by their full text count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from litreview.core.confidential.codes import is_document_code
from litreview.core.containers import TypedTuple, grouped, grouped_sets
from litreview.core.decision_types import SCREENING_VERBS, ScreeningVerb
from litreview.core.errors import near_miss
from litreview.core.model import Citation, Decision, Finding, Problem, Relation, Source
from litreview.core.problems import problem
from litreview.core.results.screening_flow import Standing, Status
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.judgements.decisions import exclusion_reasons
from litreview.linkage import heads as connected_heads
from litreview.works.kinds import answers_request, is_request, stream

if TYPE_CHECKING:
    from litreview.core.results.chains import Echo, Family

ONE_STUDY = ("version", "edition", "summary", "same-data")
"""The kinds of relation that make two sources one study. A review of a work counts as another study."""


def heads(works: Iterable[str], related: Iterable[Relation]) -> Mapping[str, str]:
    """Return the head of each source's origin, the earliest source in it. A version that is not among them may link two that are.

    What an agency gave out on one request is of one origin: one agency chose it, to answer one question.
    """
    pairs = [(each.a, each.b) for each in related if each.kind in ONE_STUDY]
    own = tuple(works)
    ends = dict.fromkeys((*own, *(end for pair in pairs for end in pair)))
    pairs += [(key.rpartition("-")[0], key) for key in ends if is_document_code(key)]
    return _heads(own, pairs)


def _heads(own: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    pairs = [*pairs]
    found = connected_heads((*own, *(end for pair in pairs for end in pair)), pairs)
    return {key: found[key] for key in own}


def families(sources: Iterable[Source], related: Iterable[Relation]) -> tuple[Family, ...]:
    """Return the studies with several versions in the review, in the order of the sources."""
    from litreview.core.results.chains import Family

    links = tuple(related)
    head = _heads(
        [source.key for source in sources], [(one.a, one.b) for one in links if one.kind in ONE_STUDY]
    )
    members = grouped((first, key) for key, first in head.items())
    relations = grouped(
        (head[relation.a], relation)
        for relation in links
        if relation.kind in ONE_STUDY and relation.a in head and relation.b in head
    )
    return TypedTuple(
        (
            Family(keys=tuple(keys), relations=tuple(relations.get(first, ())))
            for first, keys in members.items()
            if len(keys) > 1
        ),
        Family,
    )


def count_origins(
    findings: Iterable[Finding], related: Iterable[Relation], citations: Iterable[Citation] = ()
) -> tuple[Echo, ...]:
    """Return the independent origins: one Echo for each side of each finding that names a source.

    `related` and `citations` name sources by key.
    """
    from litreview.core.results.chains import SIDES, Echo

    links = tuple(related)
    cited = grouped((citation.citing, citation.cited) for citation in citations)
    judged = [relation for relation in links if relation.by != "rule"]
    all_findings = tuple(findings)
    # a version that the finding does not name may link two that it names
    every = dict.fromkeys(key for finding in all_findings for key in finding.sources)
    every |= dict.fromkeys(end for relation in links for end in (relation.a, relation.b))
    head, loose = heads(every, judged), heads(every, links)
    found = []
    for finding in all_findings:
        for side in SIDES:
            keys: tuple[str, ...] = getattr(finding, side)
            if not keys:
                continue
            place = {key: number for number, key in enumerate(keys)}
            groups = grouped((head[key], key) for key in keys)
            found.append(
                Echo(
                    finding=finding.id,
                    side=side,
                    sources=keys,
                    origins=tuple(map(tuple, groups.values())),
                    perhaps=len(groups) - len({loose[key] for key in keys}),
                    citing=tuple(
                        (a, b)
                        for a in keys
                        for b in sorted(place.keys() & cited.get(a, ()), key=place.__getitem__)
                        if head[a] != head[b]
                    ),
                )
            )
    return TypedTuple(found, Echo)


State = Literal["", ScreeningVerb, "disputed", "one-vote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(Value):
    """The screening of a source: its state at each stage (`""` is undecided), and the reason if it was excluded."""

    abstract: State = ""
    fulltext: State = ""
    reason: str = ""


def screen(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
    ranked: Sequence[str] = (),
) -> Mapping[str, Screening]:
    """Return the screening of each source, by key. `decisions` are the current ones, keys those of the sources.

    `not-retrieved` concerns the full text, at whatever stage it was noted; who answers so on the abstract would read it. Every answer takes
    `screeners` people who agree, or one adjudicator; until then it is `one-vote`. An answer on the full text that is more than that implies
    that the abstract passed. `ranked` are reasons in an order by which the first counts; without it different reasons at full text are
    `REASONS_DIFFER`.
    """
    by_stage = grouped(
        ((d.key, "fulltext" if d.verb == "not-retrieved" else d.value), d)
        for d in decisions
        if d.verb in SCREENING_VERBS
    )
    judged = {key for key, _ in by_stage}
    undecided = Screening()
    found: dict[str, Screening] = {}
    for source in sources:
        if source.key not in judged:
            found[source.key] = undecided
            continue
        fulltext = _state(by_stage.get((source.key, "fulltext"), ()), screeners, adjudicators)
        early = _state(_abstract_votes(by_stage, source.key), screeners, adjudicators)
        passed = fulltext not in ("", "one-vote")
        abstract: State = "include" if passed else early or fulltext
        last = by_stage.get((source.key, "fulltext" if fulltext else "abstract"), ())
        reason = _reason(last, ranked) if "exclude" in (fulltext, abstract) else ""
        found[source.key] = Screening(abstract=abstract, fulltext=fulltext, reason=reason)
    return found


def _abstract_votes(by_stage: Mapping[tuple[str, str], Sequence[Decision]], key: str) -> Sequence[Decision]:
    """Return the decisions on an abstract; who answered it by `not-retrieved` alone has included it."""
    votes = by_stage.get((key, "abstract"), ())
    voters = {d.by for d in votes}
    sought = [
        replace(d, verb="include")
        for d in by_stage.get((key, "fulltext"), ())
        if d.value == "abstract" and d.by not in voters
    ]
    return [*votes, *sought]


def _reason(decisions: Sequence[Decision], ranked: Sequence[str]) -> str:
    """Return why a source is excluded: by title and abstract all reasons given, by full text the reason that people agree on."""
    reasons = exclusion_reasons(decisions, ranked)
    if len(reasons) > 1:
        return REASONS_DIFFER
    return "; ".join(reasons or sorted({shown(d.reason) for d in decisions if d.verb == "exclude"} - {""}))


def _state(decisions: Sequence[Decision], screeners: int, adjudicators: Collection[str]) -> State:
    verbs = {d.verb for d in decisions}
    states = [verb for verb in SCREENING_VERBS if verb in verbs]
    if len(states) > 1:
        return "disputed"
    people = {d.by for d in decisions}
    enough = len(people) >= screeners or not people.isdisjoint(adjudicators)
    return next(iter(states), "") if enough or not states else "one-vote"


def check_screening(
    decisions: Iterable[Decision], reasons: Sequence[str], confidential: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a Problem (LR510) for each full-text exclusion with a reason that the review does not list. Sources that all exclude by the abstract and
    include by the full text get another (LR512).

    `decisions` are the current ones. `confidential` are keys whose reasons are not shown; they have no Problem.
    """
    hidden = set(confidential)
    decisions = [d for d in decisions if d.verb in SCREENING_VERBS and d.key not in hidden]
    verbs = grouped_sets(((d.key, d.value), d.verb) for d in decisions)
    opposite = {
        d.key: problem("LR512", d.place, key=d.key)
        for d in decisions
        if verbs.get((d.key, "abstract")) == {"exclude"} and verbs.get((d.key, "fulltext")) == {"include"}
        if d.value == "abstract"
    }
    listed = ", ".join(reasons)
    remedy = f"one of {listed}" if reasons else "list them in litreview.toml, under [screening] reasons"
    unexplained = (
        problem(
            "LR510",
            d.place,
            key=d.key,
            why=f"has the reason '{shown(d.reason)}'{near_miss(shown(d.reason), reasons)}"
            if shown(d.reason)
            else "gives no reason",
            remedy=remedy,
        )
        for d in decisions
        if d.verb == "exclude" and d.value == "fulltext" and shown(d.reason) not in reasons
    )
    return (*unexplained, *opposite.values())


AWAITS = "awaits judgement"
"""The reason of a pending source that nobody has judged yet."""
NO_REASON = "no reason given"
REASONS_DIFFER = "reason not yet agreed"
"""The reason of a full text that people exclude for different reasons, until one of them is settled."""
WITHHELD = "reason not shown (confidential)"


def judge_status(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
    ranked: Sequence[str] = (),
    stopped: str = "",
    stopped_works: Collection[str] = (),
    related: Iterable[Relation] = (),
    streams: Mapping[str, str] | None = None,
) -> Standing:
    """Return the status of every source. `decisions` are the current ones, keys those of the sources.

    `screeners` people must agree on a source. `stopped` is the rule by which screening was ended, `""` if it goes on: sources that nobody
    judged by then are left unscreened, not pending. It ended earlier for the `stopped_works`. `related` links the reports of one study; `streams` are those of these sources, if
    they are known.
    """
    works = tuple(sources)
    if streams is None:
        streams = {work.key: stream(work) for work in works}
    literature = [work for work in works if streams[work.key] == "literature"]
    judgements = [d for d in decisions if d.verb in SCREENING_VERBS and streams.get(d.key) == "literature"]
    hidden = {work.key for work in works if work.confidential}
    found = {work.key: Status(status="unscreened") for work in works}
    if judgements:
        states = screen(literature, judgements, screeners=screeners, adjudicators=adjudicators, ranked=ranked)
        for key, state in states.items():
            is_stopped = bool(stopped) or key in stopped_works
            found[key] = _status(state, screeners, stopped=is_stopped, withheld=key in hidden)
    return Standing(
        status=found,
        streams=streams,
        documents=frozenset(work.key for work in works if answers_request(work)),
        other_records=frozenset(work.key for work in works if _is_other_record(work, streams[work.key])),
        screened=bool(judgements),
        stopped=stopped,
        studies=dict(heads([work.key for work in works], related)),
    )


def _is_other_record(work: Source, of: str) -> bool:
    """Return whether a work of a stream is a public record that is neither a request nor what answers one."""
    return of == "records" and not (answers_request(work) or is_request(work))


def awaiting_stages(standing: Standing) -> frozenset[str]:
    """Return the stages at which a work of the literature lacks a vote. Full texts await while an abstract does."""
    states = [standing.status[key] for key in standing.keys("pending", "unscreened")]
    found = {one.stage or "abstract" for one in states if one.reason not in ("unsure", "disputed")}
    return frozenset(("abstract", "fulltext") if "abstract" in found else found)


_PENDING = {"": AWAITS, "unsure": "unsure", "disputed": "disputed"}


def _status(state: Screening, screeners: int, *, stopped: bool, withheld: bool) -> Status:
    stage: Literal["abstract", "fulltext"] = "fulltext" if state.abstract == "include" else "abstract"
    last = state.fulltext if stage == "fulltext" else state.abstract
    if last == "include":
        return Status(status="included", stage=stage)
    if last == "not-retrieved":
        return Status(status="not retrieved", stage=stage)
    if last == "exclude":
        reason = state.reason or (WITHHELD if withheld else NO_REASON)
        return Status(status="excluded", stage=stage, reason=reason)
    if stopped and not last and stage == "abstract":
        return Status(status="left unscreened", stage=stage)
    return Status(status="pending", stage=stage, reason=_PENDING.get(last) or f"one vote of {screeners}")


def check_streams(
    sources: Iterable[Source], decisions: Iterable[Decision], standing: Standing
) -> tuple[Problem, ...]:
    """Return a Problem (LR511) for each screening decision on a source that is not screened: it has no effect."""
    known = {source.key for source in sources}
    return tuple(
        problem(
            "LR511",
            d.place,
            key=d.key,
            verb=d.verb,
            stream=standing.streams[d.key],
            value=d.value,
            by=d.by,
        )
        for d in decisions
        if d.verb in SCREENING_VERBS and d.key in known and standing.streams[d.key] != "literature"
    )
