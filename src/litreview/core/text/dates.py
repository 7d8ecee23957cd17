"""Parses years, months and dates of bibliographic fields."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping

from litreview.core.libraries import re

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
    """Return the number of a month, given in full, in three letters (four for September), or as a number; 0 for anything else.

    >>> month("Sept."), month("february"), month("03"), month("spring"), month("13")
    (9, 2, 3, 0, 0)
    """
    plain = text.strip().rstrip(".").lower()
    if plain.isascii() and plain.isdigit() and len(plain) < 3:
        return int(plain) if 1 <= int(plain) <= 12 else 0
    return _NUMBERS.get(plain, 0)


def year(text: str) -> int | None:
    """Return the first plausible year (1400 to 2099) of a year or date field, or None.

    >>> year("2014-05-01"), year("c1999"), year("{2010/2011}"), year("20200131"), year("in press")
    (2014, 1999, 2010, 2020, None)
    """
    match = _COMPACT.fullmatch(text) or _YEAR.search(text)
    return int(match.group(1)) if match else None


_SPAN = re.compile(r"\D*(\d{4})\s*[-‐‑‒–—]+\s*(\d{4})\D*")


def year_span(text: str) -> range:
    """Return the years of a span of at most three, as HeinOnline prints that of a volume; no year for any other text.

    >>> list(year_span("2009-2010")), list(year_span("2009")), list(year_span("1996-2001"))
    ([2009, 2010], [], [])
    """
    found = _SPAN.fullmatch(text)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    return range(first, last + 1) if first < last <= first + 2 else range(0)


_WRITTEN = re.compile(
    r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)"
    r"|(?<![\d/.])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<when>\d{4})(?!\d)"
    rf"|(?i:(?<!\d)(?P<d1>\d{{1,2}})\.?\s+(?P<m1>{'|'.join(MONTHS)})\s+(?P<y1>\d{{4}})(?!\d))"
    rf"|(?i:\b(?P<m2>{'|'.join(MONTHS)})\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})(?!\d))"
)


def days_in(year: int, month: int) -> int:
    """Return the number of days of a month; 0 for a month that doesn't exist."""
    return monthrange(year, month)[1] if 1 <= month <= 12 else 0


def impossible(text: str) -> str:
    """Return the first date in a text that no calendar has, or `""`.

    Recognised forms are `2026-02-30`, `30/02/2026` (either order), `30.02.2026`, `30 February 2026` and `February 30, 2026`. 00 means
    an unknown part; the months 21 to 24 are seasons (ISO 8601-2).

    >>> impossible("2026-02-28/2026-02-30"), impossible("2026-13"), impossible("31/02/2026"), impossible("2026-21"), impossible("2026-00-00")
    ('2026-02-30', '2026-13', '31/02/2026', '', '')
    """
    return next((match[0] for match in _WRITTEN.finditer(text) if not _possible(match)), "")


def _possible(match: re.Match[str]) -> bool:
    part = match.groupdict("")
    if part["year"]:
        years, months, days = int(part["year"]), int(part["month"]), int(part["day"] or 0)
        season = 21 <= months <= 24 and not part["day"]
        return season or months == 0 or (months <= 12 and days <= days_in(years, months))
    if part["when"]:
        one, other, when = int(part["a"]), int(part["b"]), int(part["when"])
        return 0 < one <= days_in(when, other) or 0 < other <= days_in(when, one)
    named = part["m1"] or part["m2"]
    return 0 < int(part["d1"] or part["d2"]) <= days_in(int(part["y1"] or part["y2"]), month(named))


_ISO = re.compile(r"\s*\{*(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_NAMED = re.compile(rf"(?i)\b({'|'.join(name[:3] for name in MONTHS)})")
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def issued(fields: Mapping[str, str]) -> str:
    """Return the date of publication, `2015-01-12` or `2015-01`; `""` without a month.

    >>> issued({"date": "2015-01-12"}), issued({"year": "2015", "month": "jan"}), issued({"year": "2015", "month": "1", "day": "12"})
    ('2015-01-12', '2015-01', '2015-01-12')
    >>> issued({"year": "2015", "month": "12 January"}), issued({"year": "2015", "month": "Winter"}), issued({"date": "2015"})
    ('2015-01-12', '', '')
    """
    if "date" not in fields and "month" not in fields:
        return ""
    match = _ISO.match(fields.get("date", ""))
    if match:
        return "-".join(part for part in match.groups() if part)
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
