"""Literature reviews that stand up to scrutiny.

The flow, each stage a function from values to values::

    import litreview as lr

    library = lr.read("bib/")                        # -> Library: records and the Problems met
    found = lr.dedupe(library)                       # -> Deduplication: sources, queue
    tags = lr.tag(found.sources)                     # -> Tags, each with the words that gave it
    links = lr.link(found.sources)                   # -> Links: citations, works not held
    graph = lr.build_graph(found.sources, links)     # -> a networkx DiGraph
    lr.to_frame(tags)                                # -> a pandas DataFrame

Names are loaded when first used, so that importing litreview costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litreview.agreement import Agreement as Agreement
    from litreview.agreement import Disagreement as Disagreement
    from litreview.agreement import Statistic as Statistic
    from litreview.agreement import cohen_kappa as cohen_kappa
    from litreview.agreement import krippendorff_alpha as krippendorff_alpha
    from litreview.agreement import measure_agreement as measure_agreement
    from litreview.agreement import percent_agreement as percent_agreement
    from litreview.bibliography import Bibliography as Bibliography
    from litreview.bibliography import BibliographyOptions as BibliographyOptions
    from litreview.bibliography import Cited as Cited
    from litreview.bibliography import annotate as annotate
    from litreview.bibliography import cite as cite
    from litreview.bibliography import compose as compose
    from litreview.bibliography import list_styles as list_styles
    from litreview.bibliography import render as render
    from litreview.checks import check as check
    from litreview.checks import explain_code as explain_code
    from litreview.codebook import Code as Code
    from litreview.codebook import Codebook as Codebook
    from litreview.codebook import load_codebook as load_codebook
    from litreview.codebook import parse_codebook as parse_codebook
    from litreview.decisions import append_decisions as append_decisions
    from litreview.decisions import latest_decisions as latest_decisions
    from litreview.decisions import read_decisions as read_decisions
    from litreview.duplicates import dedupe as dedupe
    from litreview.errors import CodebookError as CodebookError
    from litreview.errors import DecisionSyntaxError as DecisionSyntaxError
    from litreview.errors import InputError as InputError
    from litreview.errors import LitreviewError as LitreviewError
    from litreview.errors import MissingExtraError as MissingExtraError
    from litreview.errors import MissingFileError as MissingFileError
    from litreview.errors import OutputError as OutputError
    from litreview.errors import SettingsError as SettingsError
    from litreview.errors import UnknownKeyError as UnknownKeyError
    from litreview.errors import UsageError as UsageError
    from litreview.evidence import map_evidence as map_evidence
    from litreview.formats import dumps as dumps
    from litreview.formats import read as read
    from litreview.formats import read_objects as read_objects
    from litreview.formats import read_text as read_text
    from litreview.formats import write as write
    from litreview.model import Attachment as Attachment
    from litreview.model import Block as Block
    from litreview.model import Cerqual as Cerqual
    from litreview.model import Citation as Citation
    from litreview.model import CitedReference as CitedReference
    from litreview.model import Cluster as Cluster
    from litreview.model import Concern as Concern
    from litreview.model import Correction as Correction
    from litreview.model import Decision as Decision
    from litreview.model import Deduplication as Deduplication
    from litreview.model import Doi as Doi
    from litreview.model import EvidenceNote as EvidenceNote
    from litreview.model import Finding as Finding
    from litreview.model import Level as Level
    from litreview.model import Library as Library
    from litreview.model import Links as Links
    from litreview.model import Match as Match
    from litreview.model import MissingWork as MissingWork
    from litreview.model import OtherValue as OtherValue
    from litreview.model import Passage as Passage
    from litreview.model import Person as Person
    from litreview.model import Problem as Problem
    from litreview.model import Recommendation as Recommendation
    from litreview.model import Record as Record
    from litreview.model import RecordId as RecordId
    from litreview.model import Relation as Relation
    from litreview.model import Source as Source
    from litreview.model import Span as Span
    from litreview.model import Tag as Tag
    from litreview.model import Where as Where
    from litreview.model import Work as Work
    from litreview.network import Arcs as Arcs
    from litreview.network import Followed as Followed
    from litreview.network import Measures as Measures
    from litreview.network import build_graph as build_graph
    from litreview.network import build_net as build_net
    from litreview.network import cocitation as cocitation
    from litreview.network import communities as communities
    from litreview.network import coupling as coupling
    from litreview.network import describe as describe
    from litreview.network import dump_graph as dump_graph
    from litreview.network import follow_references as follow_references
    from litreview.network import link as link
    from litreview.network import main_path as main_path
    from litreview.network import measures as measures
    from litreview.network import missing_records as missing_records
    from litreview.network import modularity as modularity
    from litreview.network import pagerank as pagerank
    from litreview.network import read_arcs as read_arcs
    from litreview.network import references_of as references_of
    from litreview.network import spectroscopy as spectroscopy
    from litreview.progress_bar import show_progress as show_progress
    from litreview.results import Assessment as Assessment
    from litreview.results import AuthorCount as AuthorCount
    from litreview.results import CitedWork as CitedWork
    from litreview.results import CountryCount as CountryCount
    from litreview.results import Description as Description
    from litreview.results import EvidenceMap as EvidenceMap
    from litreview.results import Flow as Flow
    from litreview.results import GoalState as GoalState
    from litreview.results import JournalCount as JournalCount
    from litreview.results import Overlap as Overlap
    from litreview.results import Verified as Verified
    from litreview.results import YearCount as YearCount
    from litreview.review import FieldCard as FieldCard
    from litreview.review import ReferenceList as ReferenceList
    from litreview.review import Review as Review
    from litreview.review import WorkCard as WorkCard
    from litreview.review import assess as assess
    from litreview.review import export_graph as export_graph
    from litreview.review import init_review as init_review
    from litreview.review import open_review as open_review
    from litreview.review import overlap as overlap
    from litreview.review import read_references as read_references
    from litreview.review import verify as verify
    from litreview.review import work_card as work_card
    from litreview.review import write_out as write_out
    from litreview.tables import from_frame as from_frame
    from litreview.tables import overlap_matrix as overlap_matrix
    from litreview.tables import tag_matrix as tag_matrix
    from litreview.tables import to_frame as to_frame
    from litreview.tagging import Suggested as Suggested
    from litreview.tagging import Suggestions as Suggestions
    from litreview.tagging import explain as explain
    from litreview.tagging import explain_state as explain_state
    from litreview.tagging import judge_goals as judge_goals
    from litreview.tagging import suggest as suggest
    from litreview.tagging import tag as tag

__version__ = "0.1.0"

_HOMES = {
    "agreement": (
        "Agreement",
        "Disagreement",
        "Statistic",
        "cohen_kappa",
        "krippendorff_alpha",
        "measure_agreement",
        "percent_agreement",
    ),
    "bibliography": (
        "Bibliography",
        "BibliographyOptions",
        "Cited",
        "annotate",
        "cite",
        "compose",
        "list_styles",
        "render",
    ),
    "checks": (
        "check",
        "explain_code",
    ),
    "codebook": (
        "Code",
        "Codebook",
        "load_codebook",
        "parse_codebook",
    ),
    "decisions": (
        "append_decisions",
        "latest_decisions",
        "read_decisions",
    ),
    "duplicates": ("dedupe",),
    "errors": (
        "CodebookError",
        "DecisionSyntaxError",
        "InputError",
        "LitreviewError",
        "MissingExtraError",
        "MissingFileError",
        "OutputError",
        "SettingsError",
        "UnknownKeyError",
        "UsageError",
    ),
    "evidence": ("map_evidence",),
    "formats": (
        "dumps",
        "read",
        "read_objects",
        "read_text",
        "write",
    ),
    "model": (
        "Attachment",
        "Block",
        "Cerqual",
        "Citation",
        "CitedReference",
        "Cluster",
        "Concern",
        "Correction",
        "Decision",
        "Deduplication",
        "Doi",
        "EvidenceNote",
        "Finding",
        "Level",
        "Library",
        "Links",
        "Match",
        "MissingWork",
        "OtherValue",
        "Passage",
        "Person",
        "Problem",
        "Recommendation",
        "Record",
        "RecordId",
        "Relation",
        "Source",
        "Span",
        "Tag",
        "Where",
        "Work",
    ),
    "network": (
        "Arcs",
        "Followed",
        "Measures",
        "build_graph",
        "build_net",
        "cocitation",
        "communities",
        "coupling",
        "describe",
        "dump_graph",
        "follow_references",
        "link",
        "main_path",
        "measures",
        "missing_records",
        "modularity",
        "pagerank",
        "read_arcs",
        "references_of",
        "spectroscopy",
    ),
    "progress_bar": ("show_progress",),
    "results": (
        "Assessment",
        "AuthorCount",
        "CitedWork",
        "CountryCount",
        "Description",
        "EvidenceMap",
        "Flow",
        "GoalState",
        "JournalCount",
        "Overlap",
        "Verified",
        "YearCount",
    ),
    "review": (
        "FieldCard",
        "ReferenceList",
        "Review",
        "WorkCard",
        "assess",
        "export_graph",
        "init_review",
        "open_review",
        "overlap",
        "read_references",
        "verify",
        "work_card",
        "write_out",
    ),
    "tables": (
        "from_frame",
        "overlap_matrix",
        "tag_matrix",
        "to_frame",
    ),
    "tagging": (
        "Suggested",
        "Suggestions",
        "explain",
        "explain_state",
        "judge_goals",
        "suggest",
        "tag",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - a sorted list of the table above


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'litreview' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"litreview.{home}"), name)
    if isinstance(value, type(__getattr__)):  # a function
        value = importlib.import_module("litreview.given").checked(value, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # what a notebook offers behind `lr.`
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING", "annotations", "importlib"})
