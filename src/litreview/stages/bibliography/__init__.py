"""Annotated bibliographies: cite once, group, annotate, write in six formats.

    cite(sources, style, tags) -> Cited        one pass of citeproc, every source in print
    compose(cited, tags, options) -> Bibliography    grouped and annotated, in no format yet
    render_checked(bibliography, format)       bytes and Problems; any number of formats from one `Bibliography`
    annotate(sources, tags, options) -> bytes  all of it in one call

Importing this package starts nothing.
"""

from litreview.stages.bibliography.citation_gaps import (
    Gap,
    find_gaps,
    gap_problems,
    gap_summary,
    misplaced_publishers,
    nameless_works,
    unknown_places,
)
from litreview.stages.bibliography.citation_pass import Cited, Entry, cite
from litreview.stages.bibliography.composing import Bibliography, compose
from litreview.stages.bibliography.csl_items import csl_item
from litreview.stages.bibliography.options import (
    AUDIENCES,
    GROUPINGS,
    Audience,
    BibliographyOptions,
    Grouping,
    Order,
)
from litreview.stages.bibliography.rendering import (
    FORMATS,
    DocumentFormat,
    annotate,
    annotate_checked,
    compose_annotated,
    document_format,
    render,
    render_checked,
)
from litreview.stages.bibliography.styles import STYLES, find_style, list_styles
from litreview.works.kinds import KINDS, kind_of

__all__ = [
    "AUDIENCES",
    "FORMATS",
    "GROUPINGS",
    "KINDS",
    "STYLES",
    "Audience",
    "Bibliography",
    "BibliographyOptions",
    "Cited",
    "DocumentFormat",
    "Entry",
    "Gap",
    "Grouping",
    "Order",
    "annotate",
    "annotate_checked",
    "cite",
    "compose",
    "compose_annotated",
    "csl_item",
    "document_format",
    "find_gaps",
    "find_style",
    "gap_problems",
    "gap_summary",
    "kind_of",
    "list_styles",
    "misplaced_publishers",
    "nameless_works",
    "render",
    "render_checked",
    "unknown_places",
]
