"""Years out of year and date fields; the months, by name and by number."""

from __future__ import annotations

import re
from collections.abc import Mapping

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The English names, in order."""

_NUMBERS = (
    {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
    | {name.lower(): number for number, name in enumerate(MONTHS, 1)}
    | {"sept": 9}
)

_COMPACT = re.compile(r"\s*\{*(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?\}*\s*")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


def month(text: str) -> int:
    """Return the number of a month said in full, in three letters (four for September), or as a number; 0 for anything else.

    >>> month("Sept."), month("february"), month("03"), month("spring"), month("13")
    (9, 2, 3, 0, 0)
    """
    plain = text.strip().rstrip(".").lower()
    if plain.isascii() and plain.isdigit() and len(plain) < 3:
        return int(plain) if 1 <= int(plain) <= 12 else 0
    return _NUMBERS.get(plain, 0)


def year(text: str) -> int | None:
    """Return the first plausible year (1400 to 2099) of a year or date field, None if there is none.

    >>> year("2014-05-01"), year("c1999"), year("{2010/2011}"), year("20200131"), year("in press")
    (2014, 1999, 2010, 2020, None)
    """
    found = _COMPACT.fullmatch(text) or _YEAR.search(text)
    return int(found.group(1)) if found else None


_ISO = re.compile(r"\s*\{*(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_NAMED = re.compile(rf"(?i)\b({'|'.join(name[:3] for name in MONTHS)})")
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def issued(fields: Mapping[str, str]) -> str:
    """Return the date on which a document appeared, `2015-01-12` or `2015-01`; "" where not even the month is given.

    >>> issued({"date": "2015-01-12"}), issued({"year": "2015", "month": "jan"}), issued({"year": "2015", "month": "1", "day": "12"})
    ('2015-01-12', '2015-01', '2015-01-12')
    >>> issued({"year": "2015", "month": "12 January"}), issued({"year": "2015", "month": "Winter"}), issued({"date": "2015"})
    ('2015-01-12', '', '')
    """
    if "date" not in fields and "month" not in fields:
        return ""
    found = _ISO.match(fields.get("date", ""))
    if found:
        return "-".join(part for part in found.groups() if part)
    text = fields.get("month", "")[:40].strip("{} ")
    when = year(fields.get("year", "") or fields.get("date", ""))
    if not text or when is None:
        return ""
    if text.isdecimal() and 1 <= int(text) <= 12:
        number, rest = int(text), ""
    elif len(names := _NAMED.findall(text)) == 1:
        number, rest = month(names[0]), text
    else:
        return ""
    days = _DAY.findall(fields.get("day", "") or rest)
    return f"{when}-{number:02}" + (f"-{int(days[0]):02}" if len(days) == 1 else "")
