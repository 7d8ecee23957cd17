"""Years out of year and date fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMPACT = re.compile(r"\s*\{*(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?\}*\s*")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


def year(text: str) -> int | None:
    """Return the first plausible year (1400 to 2099) of a year or date field, None if there is none.

    >>> year("2014-05-01"), year("c1999"), year("{2010/2011}"), year("20200131"), year("in press")
    (2014, 1999, 2010, 2020, None)
    """
    found = _COMPACT.fullmatch(text) or _YEAR.search(text)
    return int(found.group(1)) if found else None


_ISO = re.compile(r"\s*\{*(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def issued(fields: Mapping[str, str]) -> str:
    """Return the date on which a document appeared, `2015-01-12` or `2015-01`; "" where not even the month is given.

    >>> issued({"date": "2015-01-12"}), issued({"year": "2015", "month": "jan"}), issued({"year": "2015", "month": "1", "day": "12"})
    ('2015-01-12', '2015-01', '2015-01-12')
    >>> issued({"year": "2015", "month": "12 January"}), issued({"year": "2015", "month": "Winter"}), issued({"date": "2015"})
    ('2015-01-12', '', '')
    """
    found = _ISO.match(fields.get("date", ""))
    if found:
        return "-".join(part for part in found.groups() if part)
    text = fields.get("month", "")[:40].strip("{} ")
    when = year(fields.get("year", "") or fields.get("date", ""))
    if not text or when is None:
        return ""
    if text.isdecimal() and 1 <= int(text) <= 12:
        month, rest = int(text), ""
    elif len(names := _NAMED.findall(text)) == 1:
        month, rest = _MONTHS.index(names[0].lower()) + 1, text
    else:
        return ""
    days = _DAY.findall(fields.get("day", "") or rest)
    return f"{when}-{month:02}" + (f"-{int(days[0]):02}" if len(days) == 1 else "")
