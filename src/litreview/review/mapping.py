"""What the evidence map of a review says beside its numbers: what was found, and what its sources can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview.codebook import Codebook
from litreview.model import EvidenceNote, Source
from litreview.results import EvidenceMap, Facets, Standing
from litreview.works.kinds import is_told

if TYPE_CHECKING:
    from litreview.results import Assessment


def describe_map(
    cells: EvidenceMap,
    sources: Iterable[Source],
    assessed: Assessment,
    standing: Standing,
    claims: Mapping[str, str],
    evidence: Iterable[EvidenceNote],
    codebook: Codebook,
) -> EvidenceMap:
    """Return the map of these sources with standing, claims, streams, stances and facets."""
    listed = [(field.id, field.label) for field in codebook.evidence if field.values]
    return replace(
        cells,
        standing=standing.sentence,
        claims=frozenset(claims),
        streams=standing.streams,
        stances={
            (goal, key): column for (goal, _, column), cell in assessed.cells.items() for key in cell.sources
        },
        facets=_facets(sources, standing, evidence, {id_ for id_, _ in listed}),
        fields=tuple(listed),
    )


def _facets(
    sources: Iterable[Source], standing: Standing, evidence: Iterable[EvidenceNote], listed: set[str]
) -> dict[str, Facets]:
    """Return by key what each source can be filtered by; what one only noted on one code, or people dispute, is in none."""
    noted: dict[str, dict[str, tuple[str, ...]]] = {}
    for note in evidence:
        if note.field in listed and not note.code and not note.disputed:
            mine = noted.setdefault(note.source, {})
            mine[note.field] = tuple(dict.fromkeys((*mine.get(note.field, ()), note.value)))
    return {source.key: _facets_of(source, standing, noted.get(source.key, {})) for source in sources}


def _facets_of(source: Source, standing: Standing, noted: dict[str, tuple[str, ...]]) -> Facets:
    shown = not source.confidential
    return Facets(
        year=source.year if shown or is_told(source) else None,
        status=standing.status[source.key].status,
        noted=noted if shown else {},
    )
