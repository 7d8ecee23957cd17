"""Self-contained pages made of model values: report, evidence map, citation graph, duplicates.

Every page is one file, made of a template that escapes all text (see `litreview.markup`): no network, no outside script, a
Content-Security-Policy that lets nothing run but the page's own script. jinja2 is imported only when a page is made.
"""

from __future__ import annotations

from litreview.html.charts import flow_svg
from litreview.html.duplicates import duplicates_page
from litreview.html.evidence_map import evidence_map_page, evidence_map_svg
from litreview.html.graph import graph_page
from litreview.html.page import FROM_A_FILE, Ways
from litreview.html.report import ReportSummary, report_page

__all__ = [
    "FROM_A_FILE",
    "ReportSummary",
    "Ways",
    "duplicates_page",
    "evidence_map_page",
    "evidence_map_svg",
    "flow_svg",
    "graph_page",
    "report_page",
]
