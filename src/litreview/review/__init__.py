"""A review: opens a folder of plain text, runs every stage, and writes the outputs.

    review = open_review("my-review")     # reads, never writes
    review.deduplication, review.tags, review.links, review.graph
    write_out(review)                     # my-review/out/

Only this room composes the stages and knows of review folders. Names are imported on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.review import (
        citecheck as citecheck,
        coder_disputes as coder_disputes,
        decide as decide,
        decision_writer as decision_writer,
        enrich as enrich,
        enriched_files as enriched_files,
        import_works as import_works,
        imported_decisions as imported_decisions,
        new_review as new_review,
        note_files as note_files,
        packet as packet,
        private_folder as private_folder,
        rehearse as rehearse,
        revisions as revisions,
        settings as settings,
        verify_sources as verify_sources,
    )
    from litreview.review.work_cards import (
        FieldCard as FieldCard,
        WorkCard as WorkCard,
        work_card as work_card,
    )
    from litreview.review.decision_checks import check_decisions as check_decisions
    from litreview.review.packet import check_packet as check_packet, make_packet as make_packet
    from litreview.review.review_diff import compare_reviews as compare_reviews
    from litreview.review.outputs.graph_files import (
        export_evidence_map as export_evidence_map,
        export_graph as export_graph,
    )
    from litreview.review.folder import (
        lone_file_problems as lone_file_problems,
        open_folder as open_folder,
        open_review as open_review,
    )
    from litreview.review.import_works import (
        ReferenceList as ReferenceList,
        read_references as read_references,
    )
    from litreview.review.new_review import init_review as init_review
    from litreview.review.note_files import (
        Note as Note,
        NoteChangedError as NoteChangedError,
        read_note as read_note,
        save_note as save_note,
    )
    from litreview.review.outputs.writing import write_out as write_out
    from litreview.review.run_check import check_run as check_run
    from litreview.review.session import Review as Review
    from litreview.review.settings import Settings as Settings, parse_settings as parse_settings
    from litreview.review.outputs.summary import (
        assess as assess,
        overlap as overlap,
        count_disputes as count_disputes,
        short_rows as short_rows,
        summary_rows as summary_rows,
    )
    from litreview.review.verify_sources import (
        verification_problems as verification_problems,
        verify as verify,
    )

_HOMES = homes_of_names("""
work_cards: FieldCard WorkCard work_card
decision_checks: check_decisions
packet: check_packet make_packet
review_diff: compare_reviews
outputs.graph_files: export_evidence_map export_graph
folder: lone_file_problems open_folder open_review
import_works: ReferenceList read_references
note_files: Note NoteChangedError read_note save_note
outputs.writing: write_out
run_check: check_run
settings: Settings parse_settings
new_review: init_review
outputs.summary: assess count_disputes overlap short_rows summary_rows
verify_sources: verification_problems verify
session: Review
""")

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a sorted list of the table above


__getattr__: Callable[[str], object] = lazy_names(__name__, _HOMES)
