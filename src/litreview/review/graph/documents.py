"""Stages of documents: the evidence map and the annotated bibliography."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from litreview.codebook import Codebook
from litreview.engine import stage
from litreview.model import Decision, EvidenceNote, Record, Relation, Source, Tag
from litreview.review.exporting import describe_map

if TYPE_CHECKING:
    from litreview.bibliography import Bibliography
    from litreview.bibliography.cited import Cited
    from litreview.kept import Keeping
    from litreview.results import EvidenceMap, Findings, Quote, Request, Standing


@stage()
def evidence_map(
    chosen: tuple[Source, ...],
    tags: tuple[Tag, ...],
    codebook: Codebook,
    standing: Standing,
    decisions: tuple[Decision, ...],
    claims: Mapping[str, str],
    related: tuple[Relation, ...],
    evidence: tuple[EvidenceNote, ...],
) -> EvidenceMap:
    """Goal by source type, over what counts as evidence, or what else `only` names."""
    from litreview.evidence import assess_sources, map_evidence

    assessed = assess_sources(
        chosen,
        tags,
        decisions,
        codebook,
        streams=standing.streams,
        claims=claims,
        related=related,
    )
    return describe_map(
        map_evidence(chosen, tags, codebook), chosen, assessed, standing, claims, evidence, codebook
    )


@stage()
def provisional_map(
    candidates: tuple[Source, ...],
    chosen: tuple[Source, ...],
    standing: Standing,
    tags: tuple[Tag, ...],
    codebook: Codebook,
) -> EvidenceMap:
    """The same over what is pending and in no other number: provisional."""
    from litreview.evidence import map_evidence

    keys = standing.pending - {source.key for source in chosen}
    return map_evidence([source for source in candidates if source.key in keys], tags, codebook)


@stage()
def printed_works(
    chosen: tuple[Source, ...],
    style: str,
    tags: tuple[Tag, ...],
    decisions: tuple[Decision, ...],
    notes: Mapping[str, str],
    requests: tuple[Request, ...],
    keeping: Keeping | None,
) -> Cited:
    """The citation of each of `chosen` as the style prints it."""
    from litreview.bibliography import cite

    return cite(chosen, style, tags, decisions, notes, requests, kept=keeping)


@stage()
def bibliography(
    printed_works: Cited,
    title_block: dict[str, Any],
    notes: Mapping[str, str],
    codebook: Codebook,
    findings: Findings,
    sources: tuple[Source, ...],
    standing: Standing,
    quotes: Mapping[str, tuple[Quote, ...]],
    every_record: tuple[Record, ...],
    style: str,
    tags: tuple[Tag, ...],
) -> Bibliography:
    """The annotated bibliography of what counts as evidence, or what else `only` names, cited once, in no format yet."""
    from litreview.bibliography import BibliographyOptions, compose
    from litreview.bibliography.composing import with_mentioned

    options = BibliographyOptions(
        **title_block,
        notes=notes,
        codebook=codebook,
        findings=findings.findings,
        mentioned=sources,
        standing=standing.sentence,
        quotes=quotes,
        records=every_record,
    )
    made = compose(with_mentioned(printed_works, options, style, tags), tags, options)
    # what notes cite is among the problems of the review, with the file of the note
    own = tuple(p for p in made.problems if p.code != "LR405" or p.key not in notes)
    return replace(made, problems=own)


@stage()
def kinds(chosen: tuple[Source, ...], tags: tuple[Tag, ...]) -> tuple[tuple[Source, str], ...]:
    """What kind of work each of `chosen` is."""
    from litreview.works.kinds import kind_of

    by_source: dict[str, list[Tag]] = {}
    for tag in tags:
        by_source.setdefault(tag.source, []).append(tag)
    return tuple((source, kind_of(source, by_source.get(source.key, ()))) for source in chosen)
