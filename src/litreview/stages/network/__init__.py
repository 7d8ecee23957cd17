"""Citation networks: cited references → links → graph → measures, pictures and files.

Most callers need only `link` and `build_graph`. Heavy packages are imported on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names
from litreview.stages.network.arcs import Arcs, read_arcs
from litreview.stages.network.citation_graph import build_graph, finding_net
from litreview.stages.network.exports import (
    GRAPH_FORMATS,
    companion_files,
    dump_files,
    dump_graph,
    export_graph,
    graph_format,
)
from litreview.stages.network.grouping import communities, modularity
from litreview.stages.network.layouts import layout, page_data, page_part
from litreview.stages.network.linking import Followed, follow_references, link
from litreview.stages.network.metrics import Measures, main_path, measures, pagerank, rpys
from litreview.stages.network.source_references import references_of
from litreview.stages.network.works_not_held import missing_records

if TYPE_CHECKING:
    from litreview.stages.network.describing import describe
    from litreview.stages.network.networks import DRAWN, NETS, build_net, cocitation, coupling

__getattr__: Callable[[str], object] = lazy_names(
    __name__,
    homes_of_names("""
describing: describe
networks: DRAWN NETS build_net cocitation coupling
"""),
)

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
    "companion_files",
    "coupling",
    "describe",
    "dump_files",
    "dump_graph",
    "export_graph",
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
    "rpys",
]


def __dir__() -> list[str]:
    return __all__
