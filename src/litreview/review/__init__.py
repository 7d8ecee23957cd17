"""A review: a folder of plain text, opened, run through every stage, and written out.

    review = open_review("my-review")     # reads, never writes
    review.deduplication, review.tags, review.links, review.graph
    write_out(review)                     # my-review/out/

Rooms below know nothing of folders; this one composes them and is the only one that does.
"""

from litreview.results import Search
from litreview.review.cards import FieldCard, WorkCard, work_card
from litreview.review.differing import compare_reviews
from litreview.review.exporting import export_graph
from litreview.review.folder import files_named_apart, open_folder, open_review
from litreview.review.importing import ReferenceList, read_references
from litreview.review.note_files import Note, NoteChangedError, read_note, save_note
from litreview.review.output import write_out
from litreview.review.run_checking import check_run
from litreview.review.session import Review
from litreview.review.settings import Settings, parse_settings
from litreview.review.new_review import init_review
from litreview.review.summary import Summary, assess, overlap, summarise
from litreview.review.verifying import verification_problems, verify

__all__ = [
    "FieldCard",
    "Note",
    "NoteChangedError",
    "ReferenceList",
    "Review",
    "Search",
    "Settings",
    "Summary",
    "WorkCard",
    "assess",
    "check_run",
    "compare_reviews",
    "export_graph",
    "files_named_apart",
    "init_review",
    "open_folder",
    "open_review",
    "overlap",
    "parse_settings",
    "read_note",
    "read_references",
    "save_note",
    "summarise",
    "verification_problems",
    "verify",
    "work_card",
    "write_out",
]
