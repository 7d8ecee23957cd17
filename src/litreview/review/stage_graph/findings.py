"""Stages of findings: what they rest on, independent origins, retractions, and the manuscript that cites them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.containers import grouped, grouped_sets
from litreview.core.model import (
    Decision,
    Deduplication,
    EvidenceNote,
    Finding,
    Library,
    Links,
    Problem,
    Recommendation,
    Relation,
    Source,
    Tag,
    Where,
)
from litreview.core.results.coverage import RECOMMENDATION
from litreview.core.sealed import Sealed
from litreview.engine import stage
from litreview.judgements import decisions as decisions_
from litreview.review.name_shield import Shield, shielded
from litreview.review.review_documents import read_mentions

if TYPE_CHECKING:
    from litreview.core.results.assessment import Assessment, Quote
    from litreview.core.results.chains import Echo, Findings, FindingStress, Footing, Manuscript, Reach
    from litreview.core.results.screening_flow import Standing
    from litreview.judgements.codebook import Codebook
    from litreview.review.interviews import PrivateInterviews
    from litreview.stages.evidence import FindingCheck
    from litreview.stages.register import Publication


@stage()
def written_findings(
    findings_text: str,
    index: Mapping[str, tuple[str, ...]],
    codebook: Codebook,
    names: decisions_.ConfidentialNames,
    standing: Standing,
    quotes: Mapping[str, tuple[Quote, ...]],
    sources: tuple[Source, ...],
    held: PrivateInterviews,
    register: Publication,
    evidence: tuple[EvidenceNote, ...],
) -> Findings:
    """The findings and recommendations as findings.toml has them, their keys those of today's sources.

    Words of interviewees are included only if they may be printed, an assessment by GRADE-CERQual only where it applies.
    """
    read = stages.evidence.read_findings(
        findings_text,
        "findings.toml",
        lambda key: decisions_.resolve_spelled(key, index),
        goals=[code.id for code in codebook.goals],
        main=codebook.main,
        codes=[code.id for code in codebook.codes if code.group == RECOMMENDATION],
        shown=names.published,
        all_codes=bool(register.fields) or not held.absent,
    )
    streams = standing.streams
    allowed = {code: {q.words: q.span for q in spoken} for code, spoken in quotes.items()}
    read = stages.evidence.seal_passages(read, sources, streams, allowed, absent=held.absent)
    return stages.evidence.hold_confidence(read, evidence, streams)


@stage()
def manuscript(
    sources: tuple[Source, ...],
    index: Mapping[str, tuple[str, ...]],
    shield: Shield,
    documents: Sealed[Mapping[Where, bytes]],
    written_findings: Findings,
    included: tuple[Source, ...],
    standing: Standing,
    names: decisions_.ConfidentialNames,
) -> Manuscript:
    """The sources in the manuscript: cited, undefined and unused keys, by section and recommendation."""
    keys = {source.key for source in sources}
    # without record ids (FILE:KEY)
    citable = [name for name in index if ":" not in name or name in keys]
    mentions, problems = shielded(
        shield,
        read_mentions(
            documents.reveal(),
            known=[*citable, *shield.keys.reveal()],
            ids=[one.id for one in written_findings.recommendations],
        ),
    )
    compared = stages.evidence.compare_manuscript(
        mentions,
        sources,
        lambda key: decisions_.resolve(key, index),
        included={source.key for source in included},
        status=standing.status,
        findings=written_findings.findings,
        recommendations=written_findings.recommendations,
        files=[where.file for where in documents.reveal()],
        shown=names.published,
    )
    return replace(compared, problems=(*problems, *compared.problems))


@stage()
def echoes(
    standing: Standing, written_findings: Findings, related: tuple[Relation, ...], links: Links
) -> tuple[Echo, ...]:
    """How many independent origins are behind each side of each finding, of the sources that count as evidence."""
    counted = standing.chosen()

    def counting_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in keys if key in counted)

    counting = [
        replace(
            f,
            supports=counting_keys(f.supports),
            contradicts=counting_keys(f.contradicts),
            qualifies=counting_keys(f.qualifies),
        )
        for f in written_findings.findings
    ]
    return stages.evidence.count_origins(counting, related, links.citations)


@stage()
def checked_findings(
    written_findings: Findings,
    standing: Standing,
    decisions: tuple[Decision, ...],
    tags: tuple[Tag, ...],
    sources: tuple[Source, ...],
    notes: Mapping[str, str],
    codebook: Codebook,
    adjudicators: tuple[str, ...],
    claims: Mapping[str, str],
    echoes: tuple[Echo, ...],
    missing_quotes: Mapping[str, frozenset[str]],
) -> FindingCheck:
    """Each side of each finding checked against the review, the Problems found, and the findings that are not held."""
    return stages.evidence.check_findings(
        written_findings.findings,
        written_findings.recommendations,
        standing,
        decisions=decisions,
        tags=tags,
        sources=sources,
        notes=notes,
        codebook=codebook,
        adjudicators=adjudicators,
        claims=claims,
        echoes=echoes,
        missing_quotes=missing_quotes,
    )


@stage()
def findings(written_findings: Findings, checked_findings: FindingCheck) -> Findings:
    """The findings and recommendations; a finding that the review's judgements do not hold has the state `not held`."""
    from litreview.core.results.chains import UNHELD

    unheld = checked_findings.unheld
    return written_findings._replace(
        findings=tuple(
            replace(one, state=UNHELD) if one.id in unheld else one for one in written_findings.findings
        )
    )


@stage()
def footings(checked_findings: FindingCheck) -> tuple[Footing, ...]:
    """Each side of each finding checked against the review: counting sources, and reservations about the rest."""
    return checked_findings.footings


@stage(lazy=["assessment"])
def stressed(
    findings: Findings,
    footings: tuple[Footing, ...],
    checked_findings: FindingCheck,
    standing: Standing,
    decisions: tuple[Decision, ...],
    sources: tuple[Source, ...],
    tags: tuple[Tag, ...],
    claims: Mapping[str, str],
    adjudicators: tuple[str, ...],
    unnamed: frozenset[str],
    codebook: Codebook,
    related: tuple[Relation, ...],
    assessment: Callable[[], Assessment],
) -> tuple[FindingStress, ...]:
    """What it takes to change each finding and recommendation, and what each finding's support rests on."""
    from litreview.core.results.chains import FindingStress

    examined = {one.id: one for one in findings.findings if not one.is_open}
    if not findings.findings:
        return ()
    study = stages.evidence.screening_status.heads(
        [one.key for one in sources], [one for one in related if one.by != "rule"]
    )
    weighed = {one.finding: one for one in stages.evidence.balances(examined.values(), footings, study)}
    # nothing stands by a finding that is not held
    held = [weighed[one.id] for one in findings.found]
    stances = stages.evidence.stance.noted_stances(decisions)
    held += stages.evidence.mixed_parts(examined.values(), held, stances)
    claims_by_kind = stages.evidence.find_claims(sources, tags)
    reversals = stages.evidence.find_reversals(
        examined.values(),
        held,
        standing,
        decisions,
        sources,
        study=study,
        related=related,
        adjudicators=adjudicators,
        unnamed=unnamed,
        codebook=codebook.name,
        claims=claims,
        claims_by_kind=claims_by_kind,
    )
    recommendations = [
        replace(one, findings=tuple(base.id for base in findings.bases(one)))
        for one in findings.recommendations
    ]
    silent = _silent_findings(recommendations, examined, tags)
    judges = grouped_sets(
        (one.key, decisions_.person(one.by)) for one in decisions if one.verb in ("tag", "stance")
    )
    found = {one.id: one for one in stages.evidence.stress(held, recommendations, reversals, silent)}
    stand = [one for one in findings.found if found[one.id].stands]
    by_finding = grouped((one.finding, one) for one in held)
    origins = stages.evidence.standing_origins(by_finding)
    holding = stages.evidence.judgements_that_hold(
        findings.found, decisions, adjudicators, codebook.name, claims, claims_by_kind
    )
    confidential, hidden = _confidential_support(sources, held)
    told: dict[str, FindingStress] = {}
    for id_, finding in examined.items():
        balance = weighed[id_]
        sides = len(balance.supporting), len(balance.contradicting)
        told[id_] = replace(
            found.get(id_)
            or FindingStress(id=id_, supporting=sides[0], contradicting=sides[1], stands=False),
            held=not finding.state,
            why=checked_findings.why.get(id_, ""),
            fragile=len(holding.get(id_, ())),
            goal_balance=stages.evidence.goal_balance(finding, assessment()),
            conflicts=tuple(stages.evidence.goal_conflicts(finding, balance, assessment(), stand)),
            rests_on=stages.evidence.describe_support(
                finding,
                balance.supporting.values(),
                standing,
                judges,
                _judged_by_title(tags),
                claims,
                stances,
                confidential,
                parts_of_statement=_count_parts(finding.statement),
            ),
        )
    return (
        *told.values(),
        *(
            stages.evidence.stress_of_recommendation(
                found[one.id], one.findings, told, examined, holding, silent[one.id], origins, hidden
            )
            for one in recommendations
        ),
    )


def _confidential_support(
    sources: Sequence[Source], held: Iterable[stages.evidence.smallest_sets.Balance]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the confidential sources, and the origins in support of which every source is confidential."""
    keys = frozenset(source.key for source in sources if source.confidential)
    origins = (item for one in held for item in one.supporting.items())
    return keys, frozenset(study for study, some in origins if keys.issuperset(some))


def _silent_findings(
    recommendations: Sequence[Recommendation], examined: Mapping[str, Finding], tags: Sequence[Tag]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each recommendation with a code, its findings without a supporting source that has this code."""
    coded = grouped_sets((tag.code, tag.source) for tag in tags)
    return {
        one.id: _without_code(one.findings, examined, coded.get(one.code, frozenset())) if one.code else ()
        for one in recommendations
    }


def _without_code(
    ids: Sequence[str], examined: Mapping[str, Finding], coded: AbstractSet[str]
) -> tuple[str, ...]:
    """Return the findings without a supporting source that has the code of a recommendation, if another finding has one."""
    without = tuple(id_ for id_ in ids if id_ in examined and coded.isdisjoint(examined[id_].supports))
    return without if len(without) < sum(id_ in examined for id_ in ids) else ()


def _judged_by_title(tags: tuple[Tag, ...]) -> frozenset[str]:
    """Return the sources that people judged by their title."""
    return frozenset(tag.source for tag in tags if tag.method == "human" and tag.basis == "title")


# A comma before these words joins two clauses by the rule of English style guides (Chicago 6.22); in a series of words
# or short phrases the same comma stands, so each side must be long enough to be a clause; after "and to", "and of"
# a phrase goes on.
_JOINED = re.compile(
    r",\s+(?:and|but|yet|while|whereas|although|though)\s+(?!(?:to|of|by|for|from|with|at|on)\b)",
    re.IGNORECASE,
)
_CLAUSE = 4  # words; shorter pieces are members of a series: "raids, stings, and sweeps by police"


def _count_parts(statement: str) -> int:
    """Return how many claims a statement may join; what is in parentheses is no part.

    A sentence, a part between semicolons, and a clause after a comma and a conjunction count as one each.

    >>> _count_parts("Raids find few (see p. 2; p. 3); outreach finds more. Neither is cheap.")
    3
    >>> _count_parts("Raids find few of the persons trafficked, while outreach by services finds more.")
    2
    >>> _count_parts("Raids, stings, and sweeps find few of the persons trafficked.")
    1
    """
    words = re.sub(r"\([^()]*\)", "", statement)
    parts = [
        part for _, one in stages.texts.split_sentences(words) for part in one.split(";") if part.strip()
    ]
    return sum(1 + sum(_joins_clauses(part, border) for border in _JOINED.finditer(part)) for part in parts)


def _joins_clauses(part: str, border: re.Match[str]) -> bool:
    """Return whether the text on both sides of a comma and a conjunction is long enough to be a clause."""
    before = part[: border.start()].rpartition(",")[2]
    return min(len(before.split()), len(part[border.end() :].split())) >= _CLAUSE


@stage()
def retractions(
    retractions_text: str,
    enriched: Library,
    deduplication: Deduplication,
    sources: tuple[Source, ...],
    links: Links,
    written_findings: Findings,
) -> tuple[tuple[Reach, ...], tuple[Problem, ...]]:
    """The sources that were retracted or corrected with what rests on them, and a Problem for each."""
    homes = {one.record.id: one.source for one in deduplication.attached}
    homes |= {record.id: source.key for source in sources for record in source.records}
    received = (record for source in sources for record in source.records)
    registered = tuple(stages.evidence.registry_notices((*enriched, *received), homes))
    if not retractions_text and not registered:
        return (), ()
    notices, problems = stages.evidence.read_notices(retractions_text) if retractions_text else ((), ())
    reaches = stages.evidence.find_reach(
        sources,
        (*notices, *registered),
        links.citations,
        written_findings.findings,
        written_findings.recommendations,
    )
    return reaches, (*problems, *stages.evidence.reach_problems(reaches, sources))


@stage()
def reaches(retractions: tuple[tuple[Reach, ...], tuple[Problem, ...]]) -> tuple[Reach, ...]:
    """The sources that were retracted or corrected, and what rests on them."""
    return retractions[0]
