"""Annotated bibliographies: cite once, group, annotate, write in six formats.

    cite(sources, style, tags) -> Cited        one pass of citeproc, every source in print
    compose(cited, tags, options) -> Bibliography    grouped and annotated, in no format yet
    render_checked(bibliography, format)       bytes and Problems; any number of formats from one `Bibliography`
    annotate(sources, tags, options) -> bytes  all of it in one call

Importing this package starts nothing.
"""

from litreview.stages.bibliography.citation_gaps import (
    Gap as Gap,
    find_gaps as find_gaps,
    gap_problems as gap_problems,
    gap_summary as gap_summary,
    misplaced_publishers as misplaced_publishers,
    nameless_works as nameless_works,
    unknown_places as unknown_places,
)
from litreview.stages.bibliography.citation_pass import Cited as Cited, Entry as Entry, cite as cite
from litreview.stages.bibliography.composing import Bibliography as Bibliography, compose as compose
from litreview.stages.bibliography.csl_items import csl_item as csl_item
from litreview.stages.bibliography.options import (
    AUDIENCES as AUDIENCES,
    GROUPINGS as GROUPINGS,
    Audience as Audience,
    BibliographyOptions as BibliographyOptions,
    Grouping as Grouping,
    Order as Order,
)
from litreview.stages.bibliography.rendering import (
    FORMATS as FORMATS,
    DocumentFormat as DocumentFormat,
    annotate as annotate,
    annotate_checked as annotate_checked,
    compose_annotated as compose_annotated,
    document_format as document_format,
    render as render,
    render_checked as render_checked,
)
from litreview.stages.bibliography.styles import (
    STYLES as STYLES,
    find_style as find_style,
    list_styles as list_styles,
)
from litreview.works.kinds import KINDS as KINDS, kind_of as kind_of
