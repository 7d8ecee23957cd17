"""The desks, in the order of the work. A new one is a module here and a row."""

from collections.abc import Mapping

from litreview.web.desks.citations import CITATIONS
from litreview.web.desks.disputes import DISPUTES
from litreview.web.desks.duplicates import DUPLICATES
from litreview.web.desks.protocol import Desk
from litreview.web.desks.screening import SCREENING
from litreview.web.desks.stance import STANCE
from litreview.web.desks.tags import TAGS

DESKS: Mapping[str, Desk] = {
    desk.name: desk for desk in (DUPLICATES, SCREENING, TAGS, STANCE, CITATIONS, DISPUTES)
}
"""Every desk by its name in addresses: no other name leads anywhere."""
