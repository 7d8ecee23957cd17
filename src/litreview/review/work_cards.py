"""Cards of works: everything that a review knows of one work, for pages, the terminal and Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import (
    Citation,
    Correction,
    Decision,
    EvidenceNote,
    Links,
    Match,
    MissingWork,
    OtherValue,
    Problem,
    Relation,
    Source,
    Tag,
    Where,
)
from litreview.core.results.chains import Findings
from litreview.core.results.screening_flow import Status
from litreview.core.wording import truncate
from litreview.formats.vocabularies import terms_meaning
from litreview.judgements import decisions as decisions_
from litreview.review.questions.shared import is_blind
from litreview.review.session import Review
from litreview.stages.tagging import explain
from litreview.works.missing_values import SAME

_ORDER = (
    *terms_meaning("bibtex.written-fields", "first"),
    *terms_meaning("bibtex.written-fields", "last"),
)
_UNREAD = "LR041"
_REVEALING = ("LR045", "LR535")
"""Codes of Problems that say what others judged: a dispute, and a finding that tags and stances do not hold."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FieldCard:
    """One field of a work: its value and place, values not chosen, and its correction.

    The value is empty if only other values are known, or if a person removed the value by a correction.
    """

    name: str
    value: str
    where: Where
    others: tuple[OtherValue, ...] = ()
    corrected: Correction | None = None

    def __repr__(self) -> str:
        return truncate(f"<FieldCard {self.name} {self.value[:60]!r}, {len(self.others)} others>")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorkCard:
    """The data of a review on one work; for a confidential one only what every output shows.

    - `source`: the work, with `records` as received, `enriched` and `corrected`. `fields`: each with its place and other values.
    - `matches`: why its records are one work. `status`: from screening, None if not shown. `stream`: its kind of evidence.
    - `tags`, with a reason for each in `reasons`. `evidence`: notes in evidence fields.
    - `cites`, `cited_by`: citations among the sources. `not_held`: cited works outside the review. `related`: versions and the like.
    - `note`: its annotation. `findings`: its role in findings, such as `F1: supports`; `recommendations`: those that rest on these.
    - `decisions`: those that count, by time. `problems`: those on the work and its records.
    """

    source: Source
    fields: tuple[FieldCard, ...] = ()
    matches: tuple[Match, ...] = ()
    status: Status | None
    stream: str
    tags: tuple[Tag, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: tuple[EvidenceNote, ...] = ()
    cites: tuple[Citation, ...] = ()
    cited_by: tuple[Citation, ...] = ()
    not_held: tuple[MissingWork, ...] = ()
    related: tuple[Relation, ...] = ()
    note: str = ""
    findings: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return truncate(f"<WorkCard {self.source!r}>")


def work_card(review: Review, key: str, *, by: str = "", problems: bool = True) -> WorkCard:
    """Return the card of a work by key, former key or record id. `UnknownKeyError` names the nearest key.

    `by`: the person who will see it. If several people code independently (`[coding] coders`), only adjudicators see codes, stances and
    evidence of others and the machine. If several screen independently (`[screening] screeners`), only adjudicators see the screening of
    others, and for everybody else `status` is None. `problems=False` leaves Problems out, which need every stage.
    """
    card = preliminary_card(review, key, by=by, stages=review)
    if not problems:
        return card
    return replace(card, problems=problems_on(review, card.source, by=by))


def problems_on(review: Review, source: Source, *, by: str = "") -> tuple[Problem, ...]:
    """Return the Problems on a work that `by` may see, errors first: on its keys or the lines of its records.

    This computes every stage.
    """
    is_blinded = bool(blinded_verbs(review, by))
    return tuple(one for one in _problems(review, source) if not (is_blinded and reveals_others(one, by)))


def reveals_others(problem: Problem, by: str) -> bool:
    """Return whether a Problem reveals decisions of others than `by`: by its code, or as a line in another person's file.

    An unread file (LR041) reveals nothing of its content.
    """
    folder, _, name = problem.where.file.partition("/")
    is_own = decisions_.person(name.removesuffix(".tsv")) == decisions_.person(by)
    return problem.code in _REVEALING or (folder == "decisions" and not is_own and problem.code != _UNREAD)


def preliminary_card(review: Review, key: str, *, by: str = "", stages: Review | None) -> WorkCard:
    """Return the card of a work without Problems, with tags and citations from `stages`, an earlier reading of the review.

    None: both are unknown yet, and the card has none.
    """
    source = review.deduplication[key]
    key = source.key
    blinded = blinded_verbs(review, by)

    def may_see(coder: str, verb: str = "tag") -> bool:
        return verb not in blinded or decisions_.person(coder) == decisions_.person(by)

    decisions = tuple(d for d in _decisions_on(review, source) if may_see(d.by, d.verb) or review.corrects(d))
    tags = tuple(tag for tag in stages.tags if tag.source == key and may_see(tag.coder)) if stages else ()
    return WorkCard(
        source=source,
        fields=tuple(_fields(source)),
        matches=_matches(review, source),
        status=None if "include" in blinded else review.standing.status[key],
        stream=review.standing.streams[key],
        tags=tags,
        reasons=tuple(explain(source, [tag], decisions) for tag in tags),
        evidence=tuple(note for note in review.evidence if note.source == key and may_see(note.coder)),
        **_citations(stages.links if stages else Links(), key),
        related=tuple(one for one in review.deduplication.related if key in (one.a, one.b)),
        note=review.notes.get(key, ""),
        findings=tuple(review.named_by.get(key, ())),
        recommendations=_recommendations_on(review, key),
        decisions=decisions,
    )


def _recommendations_on(review: Review, key: str) -> tuple[str, ...]:
    """Return the ids of the recommendations that rest on findings which name a source."""
    found: Findings = review.stage_value("written_findings")
    if key in review.unnamed:
        return ()
    return tuple(
        one.id for one in found.recommendations if any(key in finding.sources for finding in found.bases(one))
    )


def _matches(review: Review, source: Source) -> tuple[Match, ...]:
    """Return why the records of a source are one work."""
    clusters = zip(review.sources, review.deduplication.clusters, strict=True)
    return next(cluster.matches for one, cluster in clusters if one is source)


def _citations(links: Links, key: str) -> dict[str, Any]:
    """Return the citations from and to a source, and cited works outside the review, as fields of a `WorkCard`."""
    return {
        "cites": tuple(one for one in links.citations if one.citing == key),
        "cited_by": tuple(one for one in links.citations if one.cited == key),
        "not_held": tuple(one for one in links.not_held if key in one.cited_by),
    }


def blinded_verbs(review: Review, by: str) -> frozenset[str]:
    """Return the verbs whose decisions by others are hidden from a person, since several judge independently."""
    judges = {decisions_.person(name) for name in review.settings.adjudicators}
    if not by or decisions_.person(by) in judges:
        return frozenset()
    coding = ("tag", "not-tag", "stance", "set") if is_blind(review) else ()
    screening = SCREENING_VERBS if review.settings.screeners > 1 else ()
    return frozenset((*coding, *screening))


def _decisions_on(review: Review, source: Source) -> list[Decision]:
    """Return the decisions that count on a source, or on a pair with it, by time."""
    decisions = [
        d
        for d in review.decisions
        if d.key == source.key
        or (
            d.verb in decisions_.PAIR_VERBS
            and not decisions_.names_object(d)
            and decisions_.other_of(d) == source.key
        )
    ]
    return sorted(decisions, key=lambda d: d.order)


def _fields(source: Source) -> Iterator[FieldCard]:
    """Yield the fields of a public source in the order of written entries."""
    if source.confidential:
        return
    corrections = {one.field: one for one in source.corrected}
    corrections |= {
        SAME[name]: one for name, one in corrections.items() if name in SAME and source.get(SAME[name])
    }
    rank = {name: number for number, name in enumerate(_ORDER)}
    names = {*source.fields, *(one.field for one in source.values), *corrections}
    for name in sorted(names, key=lambda n: (rank.get(n, len(rank)), n)):
        value = source.get(name)
        others = tuple(one for one in source.values if one.field == name)
        if value or others:
            corrected = corrections.get(name)
            yield FieldCard(
                name=name,
                value=value,
                where=corrected.place if corrected else _where(source, name, value),
                others=others,
                corrected=corrected,
            )


def _where(source: Source, name: str, value: str) -> Where:
    """Return the place of a field's value; for a value merged from several records the first one with the field."""
    filled = [one.where for one in source.filled if (one.field, one.value) == (name, value)]
    same = [record.where for record in source.records if record.get(name) == value]
    other = [record.where for record in source.records if record.get(name)]
    return next(iter((*filled, *same, *other, source.where)))


def _problems(review: Review, source: Source) -> Iterator[Problem]:
    """Yield the Problems on the keys of a source or the lines of its records."""
    lines = {(record.where.file, record.where.line) for record in source.records}
    keys = {(record.where.file, record.key) for record in source.records}
    others = set(review.library.files) - {file for file, _ in keys}  # there the key is another work's
    for problem in review.problems:
        where = problem.where
        named = problem.key == source.key and where.file not in others
        if named or (where.file, problem.key) in keys or (where.file, where.line) in lines:
            yield problem
