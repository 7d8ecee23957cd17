"""Functions from text to text: LaTeX to Unicode, folding, names, identifiers, dates, spreadsheet cells. None reads a file."""

from __future__ import annotations

from litreview.core.text.dates import MONTHS as MONTHS, issued as issued, month as month, year as year
from litreview.core.text.display import neutralise as neutralise, restore as restore
from litreview.core.text.identifiers import (
    arxiv as arxiv,
    doi as doi,
    isbn as isbn,
    issn as issn,
    pmid as pmid,
)
from litreview.core.text.latex import (
    from_html as from_html,
    to_ascii as to_ascii,
    to_latex as to_latex,
    to_unicode as to_unicode,
    verbatim as verbatim,
)
from litreview.core.text.person_names import (
    and_others as and_others,
    canonical_names as canonical_names,
    fold as fold,
    format_names as format_names,
    given_with_dots as given_with_dots,
    parse_names as parse_names,
    surname as surname,
)
