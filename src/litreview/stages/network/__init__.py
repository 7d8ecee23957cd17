"""Who cites whom: cited references → links → graph → measures, pictures and files.

`link` and `build_graph` are all that most callers need. Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from litreview.network.arcs import Arcs, read_arcs
from litreview.network.describing import describe
from litreview.network.exports import (
    GRAPH_FORMATS,
    dump_files,
    dump_graph,
    export_graph,
    files_beside,
    graph_format,
)
from litreview.network.graph import build_graph, finding_net
from litreview.network.grouping import communities, modularity
from litreview.network.layouts import layout, page_data, page_part
from litreview.network.linking import Followed, follow_references, link
from litreview.network.metrics import Measures, main_path, measures, pagerank, spectroscopy
from litreview.network.nets import DRAWN, NETS, build_net, cocitation, coupling
from litreview.network.outside import missing_records
from litreview.network.references import references_of

__all__ = [
    "DRAWN",
    "GRAPH_FORMATS",
    "NETS",
    "Arcs",
    "Followed",
    "Measures",
    "build_graph",
    "build_net",
    "cocitation",
    "communities",
    "coupling",
    "describe",
    "dump_files",
    "dump_graph",
    "export_graph",
    "files_beside",
    "finding_net",
    "follow_references",
    "graph_format",
    "layout",
    "link",
    "main_path",
    "measures",
    "missing_records",
    "modularity",
    "page_data",
    "page_part",
    "pagerank",
    "read_arcs",
    "references_of",
    "spectroscopy",
]
