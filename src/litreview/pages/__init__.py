"""Self-contained HTML pages of model values: report, evidence map, citation graph, duplicates.

Every page is one file, made of a template that escapes all text (see `litreview.core.templates`). It uses no network and no outside script;
its Content-Security-Policy allows only its own script. jinja2 is imported only when a page is made.
"""

from __future__ import annotations

from litreview.pages.charts import flow_svg
from litreview.pages.duplicates import duplicates_page
from litreview.pages.evidence_map import evidence_map_page, evidence_map_svg
from litreview.pages.graph import graph_page
from litreview.pages.page import FROM_A_FILE, Ways
from litreview.pages.report import ReportSummary, report_page

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
