"""The desks, in the order of the work. A new one is a module here and a row."""

from collections.abc import Mapping

from litreview.web.desks.disputes import DISPUTES
from litreview.web.desks.duplicates import DUPLICATES
from litreview.web.desks.protocol import Desk

DESKS: Mapping[str, Desk] = {desk.name: desk for desk in (DUPLICATES, DISPUTES)}
"""Every desk by its name in addresses: no other name leads anywhere."""
