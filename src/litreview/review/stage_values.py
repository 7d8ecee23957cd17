"""Typed attributes of a review for the values of its stages, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litreview.core.model import (
    Correction,
    Decision,
    Deduplication,
    EvidenceNote,
    Links,
    Problem,
    Record,
    RecordId,
    Source,
    Tag,
)
from litreview.engine import Stage
from litreview.judgements import decisions as decisions_
from litreview.review.stage_graph import (
    citations,
    documents,
    findings as findings_,
    interviews,
    ledger as ledger_,
    merging,
    notes as notes_,
    problems as problems_,
    reporting,
    settings,
    study_selection,
    tagging,
    texts as texts_,
)

if TYPE_CHECKING:
    import networkx as nx

    from litreview.core.results.assessment import Codings, GoalState, Quote
    from litreview.core.results.chains import (
        Echo,
        Family,
        Findings,
        FindingStress,
        Footing,
        Manuscript,
        Reach,
    )
    from litreview.core.results.coverage import EvidenceMap, Overlap
    from litreview.core.results.packets import Ledger
    from litreview.core.results.public_records import Request
    from litreview.core.results.screening_flow import Flow, Standing
    from litreview.core.results.texts import QuoteCheck, TextMatch
    from litreview.judgements.agreement import Agreement
    from litreview.pages.report import ReportSummary
    from litreview.stages.bibliography import Bibliography
    from litreview.stages.bibliography.written_entries import Written
    from litreview.stages.tagging import Learner, Suggestions


class StageValues:
    """Stages as attributes, each computed when first used; `stage_value` returns any stage by name."""

    received: Stage[Deduplication] = merging.received
    deduplication: Stage[Deduplication] = merging.deduplication
    sources: Stage[tuple[Source, ...]] = merging.sources
    corrections: Stage[Mapping[str, tuple[Correction, ...]]] = merging.corrections
    fields: Stage[frozenset[str]] = merging.fields
    places: Stage[decisions_.Places] = merging.places
    decisions: Stage[tuple[Decision, ...]] = merging.decisions
    agreement: Stage[tuple[Agreement, ...]] = merging.agreement
    record_names: Stage[Mapping[RecordId, str]] = merging.record_names
    index: Stage[Mapping[str, tuple[str, ...]]] = merging.index
    unnamed: Stage[frozenset[str]] = merging.unnamed
    every_record: Stage[tuple[Record, ...]] = merging.every_record
    standing: Stage[Standing] = study_selection.standing
    included: Stage[tuple[Source, ...]] = study_selection.included
    candidates: Stage[tuple[Source, ...]] = study_selection.candidates
    chosen: Stage[tuple[Source, ...]] = study_selection.chosen
    families: Stage[tuple[Family, ...]] = study_selection.families
    flow: Stage[Flow] = study_selection.flow
    overlap: Stage[Overlap] = study_selection.overlap
    tags: Stage[tuple[Tag, ...]] = tagging.tags
    goal_states: Stage[tuple[GoalState, ...]] = tagging.goal_states
    evidence: Stage[tuple[EvidenceNote, ...]] = tagging.evidence
    claims: Stage[Mapping[str, str]] = tagging.claims
    suggested: Stage[Mapping[str, tuple[Tag, ...]]] = tagging.suggested
    learner: Stage[Learner] = tagging.learner
    suggestions: Stage[Suggestions] = tagging.suggestions
    links: Stage[Links] = citations.links
    named_by: Stage[Mapping[str, Sequence[str]]] = citations.named_by
    graph: Stage[nx.DiGraph[str]] = citations.graph
    finding_graph: Stage[nx.DiGraph[str]] = citations.finding_graph
    notes: Stage[Mapping[str, str]] = notes_.notes
    notes_printed: Stage[Mapping[str, str]] = notes_.notes_printed
    notes_not_printed: Stage[tuple[Problem, ...]] = notes_.notes_not_printed
    problems_of_notes: Stage[tuple[Problem, ...]] = notes_.problems_of_notes
    findings: Stage[Findings] = findings_.findings
    manuscript: Stage[Manuscript] = findings_.manuscript
    echoes: Stage[tuple[Echo, ...]] = findings_.echoes
    footings: Stage[tuple[Footing, ...]] = findings_.footings
    stressed: Stage[tuple[FindingStress, ...]] = findings_.stressed
    reaches: Stage[tuple[Reach, ...]] = findings_.reaches
    text_matches: Stage[tuple[TextMatch, ...]] = texts_.text_matches
    quote_checks: Stage[tuple[QuoteCheck, ...]] = texts_.quote_checks
    codings: Stage[Codings] = interviews.codings
    quotes: Stage[Mapping[str, tuple[Quote, ...]]] = interviews.quotes
    requests: Stage[tuple[Request, ...]] = interviews.requests
    evidence_map: Stage[EvidenceMap] = reporting.evidence_map
    provisional_map: Stage[EvidenceMap] = reporting.provisional_map
    bibliography: Stage[Bibliography] = documents.bibliography
    written_entries: Stage[Written] = documents.written_entries
    library_bib: Stage[str] = documents.library_bib
    library_ris: Stage[str] = documents.library_ris
    all_bib: Stage[str] = documents.all_bib
    title_block: Stage[dict[str, Any]] = settings.title_block
    style: Stage[str] = settings.style
    problems: Stage[tuple[Problem, ...]] = problems_.problems
    ledger: Stage[Ledger] = ledger_.ledger
    report_summary: Stage[ReportSummary] = reporting.report_summary
