"""What the evidence map of a review says beside its numbers: what was found, and what its sources can be filtered by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from litreview.evidence import assess_sources
from litreview.model import Source
from litreview.results import EvidenceMap, Facets
from litreview.works.told import is_told

if TYPE_CHECKING:
    from litreview.review.stages import Review


def describe_map(review: Review, cells: EvidenceMap) -> EvidenceMap:
    """Return the map of what `only` names with standing, claims, streams, stances and facets."""
    streams = review.standing.streams
    assessed = assess_sources(
        review.chosen,
        review.tags,
        review.decisions,
        review.codebook,
        streams=streams,
        claims=review.claims,
        related=review.deduplication.related,
    )
    listed = [(field.id, field.label) for field in review.codebook.evidence if field.values]
    return replace(
        cells,
        standing=review.standing.sentence,
        claims=frozenset(review.claims),
        streams=streams,
        stances={
            (goal, key): column for (goal, _, column), cell in assessed.cells.items() for key in cell.sources
        },
        facets=_facets(review),
        fields=tuple(listed),
    )


def _facets(review: Review) -> dict[str, Facets]:
    """Return by key what each source can be filtered by; what one only noted on one code, or people dispute, is in none."""
    listed = {field.id for field in review.codebook.evidence if field.values}
    noted: dict[str, dict[str, tuple[str, ...]]] = {}
    for note in review.evidence:
        if note.field in listed and not note.code and not note.disputed:
            mine = noted.setdefault(note.source, {})
            mine[note.field] = tuple(dict.fromkeys((*mine.get(note.field, ()), note.value)))
    return {source.key: _facets_of(review, source, noted.get(source.key, {})) for source in review.chosen}


def _facets_of(review: Review, source: Source, noted: dict[str, tuple[str, ...]]) -> Facets:
    shown = not source.confidential
    return Facets(
        year=source.year if shown or is_told(source) else None,
        status=review.standing.status[source.key].status,
        noted=noted if shown else {},
    )
