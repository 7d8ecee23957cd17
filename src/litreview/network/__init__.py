"""Who cites whom: cited references → links → graph → measures, pictures and files.

`link` and `build_graph` are all that most callers need. Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from litreview.network.exports import dump_graph, export_graph
from litreview.network.graph import build_graph
from litreview.network.layouts import layout
from litreview.network.linking import link
from litreview.network.mainpath import main_path
from litreview.network.metrics import Measures, measures
from litreview.network.references import parse_list, references_of

__all__ = [
    "Measures",
    "build_graph",
    "dump_graph",
    "export_graph",
    "layout",
    "link",
    "main_path",
    "measures",
    "parse_list",
    "references_of",
]
