"""A review: a folder of plain text, opened, run through every stage, and written out.

    review = open_review("my-review")     # reads, never writes
    review.deduplication, review.tags, review.links, review.graph
    write_out(review)                     # my-review/out/

Rooms below know nothing of folders; this one composes them and is the only one that does. A name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litreview.review.cards import FieldCard as FieldCard
    from litreview.review.cards import WorkCard as WorkCard
    from litreview.review.cards import work_card as work_card
    from litreview.review.differing import compare_reviews as compare_reviews
    from litreview.review.exporting import export_graph as export_graph
    from litreview.review.folder import files_named_apart as files_named_apart
    from litreview.review.folder import open_folder as open_folder
    from litreview.review.folder import open_review as open_review
    from litreview.review.importing import ReferenceList as ReferenceList
    from litreview.review.importing import read_references as read_references
    from litreview.review.new_review import init_review as init_review
    from litreview.review.note_files import Note as Note
    from litreview.review.note_files import NoteChangedError as NoteChangedError
    from litreview.review.note_files import read_note as read_note
    from litreview.review.note_files import save_note as save_note
    from litreview.review.output import write_out as write_out
    from litreview.review.run_checking import check_run as check_run
    from litreview.review.session import Review as Review
    from litreview.review.settings import Settings as Settings
    from litreview.review.settings import parse_settings as parse_settings
    from litreview.review.summary import Summary as Summary
    from litreview.review.summary import assess as assess
    from litreview.review.summary import overlap as overlap
    from litreview.review.summary import summarise as summarise
    from litreview.review.verifying import verification_problems as verification_problems
    from litreview.review.verifying import verify as verify

_HOMES = {
    "cards": ("FieldCard", "WorkCard", "work_card"),
    "differing": ("compare_reviews",),
    "exporting": ("export_graph",),
    "folder": ("files_named_apart", "open_folder", "open_review"),
    "importing": ("ReferenceList", "read_references"),
    "note_files": ("Note", "NoteChangedError", "read_note", "save_note"),
    "output": ("write_out",),
    "run_checking": ("check_run",),
    "settings": ("Settings", "parse_settings"),
    "new_review": ("init_review",),
    "summary": ("Summary", "assess", "overlap", "summarise"),
    "verifying": ("verification_problems", "verify"),
    "session": ("Review",),
}

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - a sorted list of the table above


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
