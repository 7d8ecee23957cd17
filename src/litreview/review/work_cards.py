"""Everything known of one work, as one value: for a page, a terminal and Python."""

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
from litreview.core.results import Status
from litreview.core.wording import truncate
from litreview.formats.words import words_of
from litreview.judgements import decisions as decisions_
from litreview.review.questions.shared import is_blind
from litreview.review.session import Review
from litreview.works.missing_values import SAME

_ORDER = (*words_of("bibtex.written-fields", "first"), *words_of("bibtex.written-fields", "last"))
_DISPUTED, _UNREAD = "LR045", "LR041"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FieldCard:
    """One field of a work: its value and where that stands, the values not chosen, and who corrected it.

    The value is empty where only others are known, and where a person said that the work has none.
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
    """What a review knows of one work. Of a confidential one only what any output shows of it.

    - `source`: the work, with `records` as they were received, `enriched` and `corrected`; `fields`: each with where it stands and what else
      was said; `matches`: why its records are one work;
    - `status`, `stream`: what screening made of it (None where that is not shown), and of which kind of evidence it is;
    - `tags`, and for each in `reasons` why; `evidence`: what people noted of it;
    - `cites`, `cited_by`: citations among the sources; `not_held`: what it cites that the review does not hold; `related`: its other versions and
      the like;
    - `note`: its annotation; `findings`: what it does in which, such as `F1: supports`;
    - `decisions`: those that count on it, by their time; `problems`: those on it and its records.
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
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return truncate(f"<WorkCard {self.source!r}>")


def work_card(review: Review, key: str, *, by: str = "", problems: bool = True) -> WorkCard:
    """Return everything that a review knows of a work, by its key, a former key or a record id. `UnknownKeyError` names the near miss.

    `by` is who will see it: where several people code apart from each other (`[coding] coders`), one who is no adjudicator sees none of what
    the others or the machine say of codes, stances and evidence; where they screen apart (`[screening] screeners`), none of what the others
    say of that, so that `status` is None. Without `problems` these are not looked for, which needs every stage.
    """
    card = preliminary_card(review, key, by=by, stages=review)
    if not problems:
        return card
    return replace(card, problems=problems_on(review, card.source, by=by))


def problems_on(review: Review, source: Source, *, by: str = "") -> tuple[Problem, ...]:
    """Return the Problems on a work, errors first: under one of its keys, or on the line of one of its records; those that `by` may see.

    Finding them needs every stage.
    """
    apart = bool(_blinded_verbs(review, by))
    return tuple(one for one in _problems(review, source) if not (apart and reveals_others(one, by)))


def reveals_others(problem: Problem, by: str) -> bool:
    """Return whether a Problem says what somebody else than `by` decided: it is of a dispute, or of a line in another file.

    That a file is not read at all (LR041) tells nothing of what is in it.
    """
    folder, _, name = problem.where.file.partition("/")
    own = decisions_.person(name.removesuffix(".tsv")) == decisions_.person(by)
    return problem.code == _DISPUTED or (folder == "decisions" and not own and problem.code != _UNREAD)


def preliminary_card(review: Review, key: str, *, by: str = "", stages: Review | None) -> WorkCard:
    """Return what `work_card` does without the problems, its tags and citations as `stages` has them: the review as it was read before.

    None: these two are not known yet, and the card has none.
    """
    from litreview.stages.tagging import explain

    source = review.deduplication[key]
    own = source.key
    apart = _blinded_verbs(review, by)

    def may_see(coder: str, verb: str = "tag") -> bool:
        return verb not in apart or decisions_.person(coder) == decisions_.person(by)

    said = tuple(d for d in _decisions_on(review, source) if may_see(d.by, d.verb) or review.corrects(d))
    tags = tuple(tag for tag in stages.tags if tag.source == own and may_see(tag.coder)) if stages else ()
    return WorkCard(
        source=source,
        fields=tuple(_fields(source)),
        matches=_matches(review, source),
        status=None if "include" in apart else review.standing.status[own],
        stream=review.standing.streams[own],
        tags=tags,
        reasons=tuple(explain(source, [tag], said) for tag in tags),
        evidence=tuple(note for note in review.evidence if note.source == own and may_see(note.coder)),
        **_citations(stages.links if stages else Links(), own),
        related=tuple(one for one in review.deduplication.related if own in (one.a, one.b)),
        note=review.notes.get(own, ""),
        findings=tuple(review.named_by.get(own, ())),
        decisions=said,
    )


def _matches(review: Review, source: Source) -> tuple[Match, ...]:
    """Return why the records of a source are one work."""
    clusters = zip(review.sources, review.deduplication.clusters, strict=True)
    return next(cluster.matches for one, cluster in clusters if one is source)


def _citations(links: Links, key: str) -> dict[str, Any]:
    """Return the citations from a source and to it, and what it cites that the review does not hold, by the fields of a `WorkCard`."""
    return {
        "cites": tuple(one for one in links.citations if one.citing == key),
        "cited_by": tuple(one for one in links.citations if one.cited == key),
        "not_held": tuple(one for one in links.not_held if key in one.cited_by),
    }


def _blinded_verbs(review: Review, by: str) -> frozenset[str]:
    """Return the verbs of which a person sees their own decisions alone, for several people judge apart from each other."""
    judges = {decisions_.person(name) for name in review.settings.adjudicators}
    if not by or decisions_.person(by) in judges:
        return frozenset()
    coding = ("tag", "not-tag", "stance", "set") if is_blind(review) else ()
    screening = SCREENING_VERBS if review.settings.screeners > 1 else ()
    return frozenset((*coding, *screening))


def _decisions_on(review: Review, source: Source) -> list[Decision]:
    """Return the decisions that count on a source, of pairs those on it at either end, by their time."""
    found = [
        d
        for d in review.decisions
        if d.key == source.key
        or (
            d.verb in decisions_.PAIR_VERBS
            and not decisions_.names_reference(d)
            and decisions_.other_of(d) == source.key
        )
    ]
    return sorted(found, key=lambda d: d.order)


def _fields(source: Source) -> Iterator[FieldCard]:
    """Yield the fields of a source that is not confidential, in the order in which entries are written."""
    if source.confidential:
        return
    said = {one.field: one for one in source.corrected}
    said |= {SAME[name]: one for name, one in said.items() if name in SAME and source.get(SAME[name])}
    place = {name: number for number, name in enumerate(_ORDER)}
    names = {*source.fields, *(one.field for one in source.values), *said}
    for name in sorted(names, key=lambda n: (place.get(n, len(place)), n)):
        value = source.get(name)
        others = tuple(one for one in source.values if one.field == name)
        if value or others:
            corrected = said.get(name)
            yield FieldCard(
                name=name,
                value=value,
                where=corrected.place if corrected else _where(source, name, value),
                others=others,
                corrected=corrected,
            )


def _where(source: Source, name: str, value: str) -> Where:
    """Return where the value of a field stands: what was united of several, at the first record that has the field."""
    for one in source.filled:
        if (one.field, one.value) == (name, value):
            return one.where
    for record in source.records:
        if record.get(name) == value:
            return record.where
    return next((record.where for record in source.records if record.get(name)), source.where)


def _problems(review: Review, source: Source) -> Iterator[Problem]:
    """Yield the Problems on a source: under one of its keys, or on the line of one of its records."""
    lines = {(record.where.file, record.where.line) for record in source.records}
    keys = {(record.where.file, record.key) for record in source.records}
    others = set(review.library.files) - {file for file, _ in keys}  # there the key is another work's
    for problem in review.problems:
        where = problem.where
        named = problem.key == source.key and where.file not in others
        if named or (where.file, problem.key) in keys or (where.file, where.line) in lines:
            yield problem
