"""Years out of year and date fields."""

from __future__ import annotations

import re

_COMPACT = re.compile(r"\s*\{*(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?\}*\s*")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


def year(text: str) -> int | None:
    """Return the first plausible year (1400 to 2099) of a year or date field, None if there is none.

    >>> year("2014-05-01"), year("c1999"), year("{2010/2011}"), year("20200131"), year("in press")
    (2014, 1999, 2010, 2020, None)
    """
    found = _COMPACT.fullmatch(text) or _YEAR.search(text)
    return int(found.group(1)) if found else None
