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
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litreview.core import text as text
    from litreview.stages import evidence as evidence, network as network
    from litreview.judgements.agreement import (
        Agreement as Agreement,
        Disagreement as Disagreement,
        Statistic as Statistic,
        agreement as agreement,
        cohen_kappa as cohen_kappa,
        krippendorff_alpha as krippendorff_alpha,
        measure_agreement as measure_agreement,
        percent_agreement as percent_agreement,
    )
    from litreview.stages.bibliography import (
        Bibliography as Bibliography,
        BibliographyOptions as BibliographyOptions,
        Cited as Cited,
        annotate as annotate,
        cite as cite,
        compose as compose,
        list_styles as list_styles,
        render as render,
    )
    from litreview.stages.checks import check as check, explain_code as explain_code
    from litreview.judgements.codebook import (
        Code as Code,
        Codebook as Codebook,
        load_codebook as load_codebook,
        parse_codebook as parse_codebook,
    )
    from litreview.judgements.decisions import (
        append_decisions as append_decisions,
        latest_decisions as latest_decisions,
        read_decisions as read_decisions,
    )
    from litreview.judgements.decisions.frame_decisions import decisions_from_frame as decisions_from_frame
    from litreview.stages.duplicates import dedupe as dedupe
    from litreview.core.errors import (
        CodebookError as CodebookError,
        DecisionSyntaxError as DecisionSyntaxError,
        InputError as InputError,
        LitreviewError as LitreviewError,
        MissingExtraError as MissingExtraError,
        MissingFileError as MissingFileError,
        OutputError as OutputError,
        SettingsError as SettingsError,
        UnknownKeyError as UnknownKeyError,
        UsageError as UsageError,
    )
    from litreview.stages.evidence import map_evidence as map_evidence
    from litreview.formats import (
        dumps as dumps,
        read as read,
        read_objects as read_objects,
        read_text as read_text,
        write as write,
    )
    from litreview.core.model import (
        Attachment as Attachment,
        Block as Block,
        Cerqual as Cerqual,
        Citation as Citation,
        CitedReference as CitedReference,
        Cluster as Cluster,
        Concern as Concern,
        Correction as Correction,
        Decision as Decision,
        Deduplication as Deduplication,
        Doi as Doi,
        EvidenceNote as EvidenceNote,
        Finding as Finding,
        Level as Level,
        Library as Library,
        Links as Links,
        Match as Match,
        MissingWork as MissingWork,
        OtherValue as OtherValue,
        Passage as Passage,
        Person as Person,
        Problem as Problem,
        Recommendation as Recommendation,
        Record as Record,
        RecordId as RecordId,
        Relation as Relation,
        Source as Source,
        Span as Span,
        Tag as Tag,
        Where as Where,
        Work as Work,
    )
    from litreview.stages.network import (
        Arcs as Arcs,
        Followed as Followed,
        Measures as Measures,
        build_graph as build_graph,
        build_net as build_net,
        cocitation as cocitation,
        communities as communities,
        coupling as coupling,
        describe as describe,
        dump_graph as dump_graph,
        follow_references as follow_references,
        link as link,
        main_path as main_path,
        measures as measures,
        missing_records as missing_records,
        modularity as modularity,
        pagerank as pagerank,
        read_arcs as read_arcs,
        references_of as references_of,
        rpys as rpys,
    )
    from litreview.core.progress import show_progress as show_progress
    from litreview.core.results.assessment import Assessment as Assessment, GoalState as GoalState
    from litreview.core.results.coverage import EvidenceMap as EvidenceMap, Overlap as Overlap
    from litreview.core.results.description import (
        AuthorCount as AuthorCount,
        CitedWork as CitedWork,
        CountryCount as CountryCount,
        Description as Description,
        JournalCount as JournalCount,
        YearCount as YearCount,
    )
    from litreview.core.results.screening_flow import Flow as Flow
    from litreview.core.results.verification import Verified as Verified
    from litreview.core.results.packets import PacketCheck as PacketCheck
    from litreview.review import (
        FieldCard as FieldCard,
        ReferenceList as ReferenceList,
        Review as Review,
        WorkCard as WorkCard,
        assess as assess,
        check_decisions as check_decisions,
        check_packet as check_packet,
        export_evidence_map as export_evidence_map,
        export_graph as export_graph,
        init_review as init_review,
        make_packet as make_packet,
        open_review as open_review,
        overlap as overlap,
        read_references as read_references,
        verify as verify,
        work_card as work_card,
        write_out as write_out,
    )
    from litreview.formats.tables.frames import (
        compare as compare,
        from_frame as from_frame,
        overlap_matrix as overlap_matrix,
        tag_matrix as tag_matrix,
        to_frame as to_frame,
    )
    from litreview.stages.tagging import (
        Suggested as Suggested,
        Suggestions as Suggestions,
        explain as explain,
        explain_state as explain_state,
        judge_goals as judge_goals,
        suggest as suggest,
        tag as tag,
    )

__version__ = "0.9.0"

_HOMES = """
judgements.agreement: Agreement Disagreement Statistic agreement cohen_kappa krippendorff_alpha measure_agreement percent_agreement
stages.bibliography: Bibliography BibliographyOptions Cited annotate cite compose list_styles render
stages.checks: check explain_code
judgements.codebook: Code Codebook load_codebook parse_codebook
judgements.decisions: append_decisions latest_decisions read_decisions
judgements.decisions.frame_decisions: decisions_from_frame
stages.duplicates: dedupe
core.errors: CodebookError DecisionSyntaxError InputError LitreviewError MissingExtraError MissingFileError OutputError SettingsError
  UnknownKeyError UsageError
stages.evidence: map_evidence
formats: dumps read read_objects read_text write
core.model: Attachment Block Cerqual Citation CitedReference Cluster Concern Correction Decision Deduplication Doi EvidenceNote Finding Level
  Library Links Match MissingWork OtherValue Passage Person Problem Recommendation Record RecordId Relation Source Span Tag Where Work
stages.network: Arcs Followed Measures build_graph build_net cocitation communities coupling describe dump_graph follow_references link main_path
  measures missing_records modularity pagerank read_arcs references_of rpys
core.progress: show_progress
core.results: Assessment AuthorCount CitedWork CountryCount Description EvidenceMap Flow GoalState JournalCount Overlap Verified YearCount
core.results.packets: PacketCheck
review: FieldCard ReferenceList Review WorkCard assess check_decisions check_packet export_evidence_map export_graph init_review make_packet
  open_review overlap read_references verify work_card write_out
formats.tables.frames: compare from_frame overlap_matrix tag_matrix to_frame
stages.tagging: Suggested Suggestions explain explain_state judge_goals suggest tag
"""


class _MovedModules:
    """Finds modules of litreview under the paths they had before; asked only when there is no module of that path."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> object:
        del path, target
        if not fullname.startswith("litreview."):
            return None
        return importlib.import_module("litreview.core.moved").find(fullname)


sys.meta_path.append(_MovedModules)  # type: ignore[arg-type]  # it returns a spec or None

_HOME_OF: dict[str, str] = {}
for _word in _HOMES.split():
    if _word.endswith(":"):
        _home = _word[:-1]
    else:
        _HOME_OF[_word] = _home

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - a sorted list of the table above


_FORMER = {"spectroscopy": "rpys"}
"""Present names by former ones, which work in this version with a warning."""


_ROOMS = frozenset({"formats", "review", "stages"})
"""Rooms that our own modules import from the package: Python finds them itself, and nothing else is loaded for them."""


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        raise AttributeError(name)
    moved = importlib.import_module("litreview.core.moved")
    if name in moved.NAMESPACES:
        return importlib.import_module(f"litreview.{moved.NAMESPACES[name]}")
    if name in _FORMER:
        import warnings

        warnings.warn(f"litreview.{name} is now litreview.{_FORMER[name]}", DeprecationWarning, stacklevel=2)
        return __getattr__(_FORMER[name])
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'litreview' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"litreview.{home}"), name)
    if isinstance(value, type(__getattr__)):  # a function
        value = importlib.import_module("litreview.core.argument_checks").checked(value, name)
    value = importlib.import_module("litreview.core.reference").documented(value, name)
    globals()[name] = value
    return value


_SHOWN = (
    "Library Record agreement append_decisions build_graph check cite compare compose decisions_from_frame dedupe evidence explain "
    "from_frame judge_goals link load_codebook map_evidence measures network open_review overlap parse_codebook read read_decisions "
    "read_objects read_text render suggest tag tag_matrix text to_frame verify write __all__ __doc__ __version__"
)


def __dir__() -> list[str]:
    """Return the names that most scripts need, for `lr.<tab>`; `__all__` has all, and the namespaces have further functions."""
    return _SHOWN.split()
