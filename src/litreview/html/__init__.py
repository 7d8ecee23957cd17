"""Self-contained pages made of model values: report, evidence map, citation graph, duplicates.

Every page is one file: no network, no outside script, all text escaped, a Content-Security-Policy that lets nothing run
but the page's own script (see `litreview.html.page`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litreview.html.duplicates import duplicates_page
    from litreview.html.evidence_map import (
        evidence_map_page,
        evidence_map_svg,
    )
    from litreview.html.graph import graph_page
    from litreview.html.report import ReportSummary, report_page

__all__ = [
    "ReportSummary",
    "duplicates_page",
    "evidence_map_page",
    "evidence_map_svg",
    "graph_page",
    "report_page",
]

_HOME = {
    "duplicates_page": "duplicates",
    "graph_page": "graph",
    "evidence_map_page": "evidence_map",
    "evidence_map_svg": "evidence_map",
    "ReportSummary": "report",
    "report_page": "report",
}


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
