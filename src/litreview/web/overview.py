"""Overview: what is left at each desk."""

from __future__ import annotations

from litreview.web.asking import progress
from litreview.web.desks import DESKS
from litreview.web.pages import page
from litreview.web.sitting import Sitting


def overview_page(sitting: Sitting, home: str) -> str:
    """Return the first page."""
    rows = [
        (desk, progress(sitting, desk))
        for desk in DESKS.values()
        if not desk.closed(sitting.review, sitting.by)
    ]
    return page(sitting, home, "overview.html.j2", title="Overview", rows=rows)
