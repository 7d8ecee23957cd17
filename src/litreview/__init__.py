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
    from litreview.agreement import measure_agreement as measure_agreement
    from litreview.bibliography import BibliographyOptions as BibliographyOptions
    from litreview.bibliography import annotate as annotate
    from litreview.checks import check as check
    from litreview.codebook import Codebook as Codebook
    from litreview.codebook import load_codebook as load_codebook
    from litreview.duplicates import dedupe as dedupe
    from litreview.errors import LitreviewError as LitreviewError
    from litreview.evidence import map_evidence as map_evidence
    from litreview.formats import dumps as dumps
    from litreview.formats import read as read
    from litreview.formats import read_text as read_text
    from litreview.formats import write as write
    from litreview.model import Citation as Citation
    from litreview.model import CitedReference as CitedReference
    from litreview.model import Decision as Decision
    from litreview.model import Deduplication as Deduplication
    from litreview.model import Library as Library
    from litreview.model import Links as Links
    from litreview.model import Match as Match
    from litreview.model import Person as Person
    from litreview.model import Problem as Problem
    from litreview.model import Record as Record
    from litreview.model import Source as Source
    from litreview.model import Span as Span
    from litreview.model import Tag as Tag
    from litreview.model import Where as Where
    from litreview.network import build_graph as build_graph
    from litreview.network import export_graph as export_graph
    from litreview.network import link as link
    from litreview.review import Review as Review
    from litreview.review import assess as assess
    from litreview.review import open_review as open_review
    from litreview.review import overlap as overlap
    from litreview.review import read_references as read_references
    from litreview.review import verify as verify
    from litreview.tables import to_frame as to_frame
    from litreview.tagging import explain as explain
    from litreview.tagging import judge_goals as judge_goals
    from litreview.tagging import tag as tag

__version__ = "0.1.0"

_HOMES = {
    "agreement": ("measure_agreement",),
    "bibliography": ("BibliographyOptions", "annotate"),
    "checks": ("check",),
    "codebook": ("Codebook", "load_codebook"),
    "duplicates": ("dedupe",),
    "errors": ("LitreviewError",),
    "evidence": ("map_evidence",),
    "formats": ("dumps", "read", "read_text", "write"),
    "model": (
        "Citation",
        "CitedReference",
        "Decision",
        "Deduplication",
        "Library",
        "Links",
        "Match",
        "Person",
        "Problem",
        "Record",
        "Source",
        "Span",
        "Tag",
        "Where",
    ),
    "network": ("build_graph", "export_graph", "link"),
    "review": ("Review", "assess", "open_review", "overlap", "read_references", "verify"),
    "tables": ("to_frame",),
    "tagging": ("explain", "judge_goals", "tag"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - a sorted list of the table above


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'litreview' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"litreview.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # what a notebook offers behind `lr.`
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING", "annotations", "importlib"})
