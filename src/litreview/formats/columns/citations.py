"""A whole citation in the field for the journal: journal, meeting, volume, issue, pages and year taken out of it."""

from __future__ import annotations

import re

from litreview.formats.columns.cells import Mend, Row
from litreview.model import CONTAINER_FIELDS
from litreview.text import year as year_of

_YEAR = r"(?:1[5-9]|20)\d\d"
# Ovid: … 7 (4) ()(pp 231-235) 2010.Date of Publication: December 2010.  … 8 (JAN) (no pagination) 2014.Article Number: 1.
_END = re.compile(
    rf"(?: ?\(\))? ?\((?:pp? (?P<pages>[^()]*)|no pagination|var\.? ?pagings?|\d+ pages)\)(?: (?P<year>{_YEAR})\.|\.(?=Date of Pub|Article Num))(?P<rest>.*)",
    re.DOTALL,
)
_ISSUE = re.compile(r" ?\((?P<number>[^()]*)\)$")
_VOLUME = re.compile(
    r"(?:^|[. )])(?P<volume>(?:(?:chapter|suppl(?:ement)?|vol(?:ume)?)\.? ?)?[A-Z]{0,2}\d[\w/-]*(?: [A-Z])?(?: ?(?:suppl|pt|spec no)\.?(?: [\w-]{1,4})?)?)$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"(?<=[^\W_])[.)]+ ?Conference: ?(?P<name>.*?)(?=\.? ?Conference (?:Start|Publication):|$)", re.DOTALL
)
_DAYS = re.compile(r"Conference (Start|End): (\d{4})(\d\d)(\d\d)")
_PLACE = re.compile(r"Conference Publication: \([^()]*\)\.(?P<place>.*)$", re.DOTALL)
_CUT = re.compile(r"(?P<volume>\d+) (?:\((?P<number>[^()]*)\) )?(?:\(\))?(?:\(pp (?P<pages>[^()]*)\))?")
_ARTICLE_NUMBER = re.compile(r"Article Number: (\w[\w-]*(?:\.\d[\w-]*)*)")
_DATE = re.compile(r"Date of Publication: ([^.\"]*\w)")
_GLUED_WORDS = re.compile(r"\.(?=[A-ZÀ-Þ][a-zß-öø-ÿ])")
# Embase: Journal of Invention (2014) 3:3 SUPPL. 1 (152-160). Date of Publication: 2014
_SOURCE = re.compile(
    rf"(?P<journal>\S[^()]*\S(?: \([^()]*\))?) \((?P<year>{_YEAR})\) (?P<volume>\w[\w-]*)?(?: \((?P<issue>[^():]*)\)(?=:)|\)(?=:))?(?::(?P<number>[^():.]*))?(?P<supplement> supp[^():]*)?"
    r"(?: \((?P<pages>[^()]+)\))?\.?(?P<rest> (?:Article Number|Date of Publication): .*)?",
    re.IGNORECASE,
)


def _cited(row: Row, column: str) -> dict[str, str]:
    """Return the fields of a citation as Ovid puts it into one; what the columns beside it say was cut from it, and not better."""
    text = row.get(column)
    end = _END.search(text)
    meeting = _MEETING.search(text) if "Conference: " in text else None
    if end is None and meeting is None:
        return {}
    found = _placed(text[: end.start()], end) if end else {}
    if end and not meeting:
        journal = found.pop("before", "")
    else:
        assert meeting is not None
        journal = text[: meeting.start()]
        found.pop("before", None)
        found |= _met(text, meeting)
        if not end and (place := _PLACE.search(text)) and (cut := _CUT.match(place["place"])):
            found |= {name: value for name, value in cut.groupdict().items() if value}
    if end and end["year"] and year_of(row.get("year") or row.get("date")) is None:
        found["year"] = end["year"]
    found = {name: value.strip() for name, value in found.items() if value and value.strip()}
    return {column: _GLUED_WORDS.sub(". ", journal.strip(" .")), **found}


def _placed(head: str, end: re.Match[str]) -> dict[str, str]:
    """Return volume, issue and pages of a citation, its end, and what is before them."""
    issue = _ISSUE.search(head)
    before = head[: issue.start()] if issue else head
    volume = _VOLUME.search(before)
    if issue and not volume and not before.endswith("."):
        # Journal of Invention (Medical Sciences)
        issue, before = None, head
    return {
        "before": before[: volume.start("volume")] if volume else before,
        "volume": volume["volume"] if volume else "",
        "number": issue["number"] if issue else "",
        "pages": end["pages"] or "",
        **_behind(end["rest"]),
    }


def _behind(rest: str) -> dict[str, str]:
    number, date = _ARTICLE_NUMBER.search(rest), _DATE.search(rest)
    return {"article-number": number[1] if number else "", "publication-date": date[1] if date else ""}


def _met(text: str, meeting: re.Match[str]) -> dict[str, str]:
    days = {which: f"{year}-{month}-{day}" for which, year, month, day in _DAYS.findall(text)}
    return {
        "eventtitle": " ".join(meeting["name"].split()),
        "eventdate": "/".join(dict.fromkeys(days[which] for which in ("Start", "End") if which in days)),
    }


def _sourced(row: Row, column: str) -> dict[str, str]:
    """Return the fields of a citation as Embase's column Source has it; what the row has in a field of its own stays."""
    text = row.get(column)
    found = _SOURCE.fullmatch(text) if ") " in text and len(text) < _LONGEST else None
    if found is None or not (found["number"] or found["issue"] or found["pages"] or found["rest"]):
        return {}
    number = f"{(found['number'] or '').strip() or found['issue'] or ''}{found['supplement'] or ''}".strip()
    said = {
        "year": found["year"],
        "volume": found["volume"] or "",
        "number": number,
        "pages": found["pages"] or "",
        **_behind(found["rest"] or ""),
    }
    fields = {name: value for name, value in said.items() if value and not row.get(name)}
    if column in CONTAINER_FIELDS:
        return {column: found["journal"], **fields}
    if any(row.get(name) for name in CONTAINER_FIELDS):
        return fields
    return {column: "", "journal": found["journal"], **fields}


_LONGEST = 400
_CONTAINERS = ("journal", "booktitle", "publication", "series")


def _has_place(value: str) -> bool:
    return len(value) > _SHORTEST and (
        "(pp " in value or "pagin" in value or " pages)" in value or "Conference: " in value
    )


_SHORTEST = 20

MENDS = (
    # no journal is called `X.62 (6) ()(pp 1191-1196) 2010.` or `X.Conference: Y.Conference Start: 20090912`: the words are a database's
    Mend(
        fault="LR078", columns=_CONTAINERS, sign=_has_place, read=_cited,
        one="a whole citation where the journal should be", many="{} whole citations where the journal should be",
    ),
    # a year in brackets, then `3:3 (152-160)`: volume, issue and pages, in this order in every citation
    Mend(
        fault="LR078", columns=(*_CONTAINERS, "source"), sign=re.compile(r"[^(]+\(.*\d\d\d\d\) .").match, read=_sourced,
        one="a whole citation in one field", many="{} whole citations in one field",
    ),
)  # fmt: skip
