"""The cyclic garbage collector, paused while millions of values are made.

Reading, deduplicating and tagging make a million values, none of them in a cycle; the collector would walk all of them again
and again and find nothing. Measured: an eighth of the time of reading, a quarter of that of deduplicating 53,000 records, a
fourteenth of that of tagging, a fifth of that of all outputs of a review of 10,000, at the same peak of memory. Values without
cycles are freed all the same, by counting references.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector, and let it run again whatever happens; one that was off already stays off.

    >>> with paused():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                # to the oldest generation, where long-lived values belong, without the walk that would bring them there
                gc.freeze()
                gc.unfreeze()
            gc.enable()
