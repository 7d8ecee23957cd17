"""Repair cells whose values belong to other columns, and remove placeholders.

Placeholders such as "no author" are removed, so that they match in no two works. A whole citation in the field for the journal is split into
journal, meeting, volume, issue, pages and year. Volume, issue, pages and identifiers in a wrong column go to their own.
Numbers that a spreadsheet turned into dates or times become numbers again.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from litreview.core.libraries import re
from litreview.core.model import CONTAINER_FIELDS
from litreview.core.text import MONTHS, month, year, year as year_of
from litreview.formats.column_repairs.repair import ColumnRepair, EntryRow
from litreview.works.missing_values import FIELDS, is_placeholder
from litreview.works.places import undo_spreadsheet_date

_CHOSEN = frozenset({"anonymous", "anon", "anon."})
"""Words that styles prescribe (APA 9.12) and that stay in a .bib file; duplicate detection does not treat them as names."""


def _without_placeholder(row: EntryRow, column: str) -> dict[str, str]:
    value = row.get(column)
    if row.entry.format == "bibtex" and value.lower() in _CHOSEN:
        return {}
    if is_placeholder(column, value):
        return {column: ""}
    if column not in {"author", "editor"} or " and " not in value:
        return {}
    names = value.split(" and ")
    real_names = [name for name in names if not is_placeholder(column, name)]
    return {column: " and ".join(real_names)} if len(real_names) < len(names) else {}


_LONGEST = 40


def _is_short(value: str) -> bool:
    return (len(value) < _LONGEST and not value[0].isdecimal()) or "nonymous" in value[:_LONGEST_LIST]


_LONGEST_LIST = 400


# a placeholder is one in any bibliography: nobody is called `[No author name available]`
PLACEHOLDERS = tuple(
    ColumnRepair(
        fault="LR081", columns=(column,), read=_without_placeholder, sign=_is_short,
        one=f"a value of {column} that says there is none", many=f"{{}} values of {column} that say there is none",
    )
    for column in FIELDS
)  # fmt: skip


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
_PUBLISHED = re.compile(r"Date of Publication: ([^.\"]*\w)")
_GLUED_WORDS = re.compile(r"\.(?=[A-ZÀ-Þ][a-zß-öø-ÿ])")
# Embase: Journal of Invention (2014) 3:3 SUPPL. 1 (152-160). Date of Publication: 2014
_SOURCE = re.compile(
    rf"(?P<journal>\S[^()]*\S(?: \([^()]*\))?) \((?P<year>{_YEAR})\) (?P<volume>\w[\w-]*)?(?: \((?P<issue>[^():]*)\)(?=:)|\)(?=:))?(?::(?P<number>[^():.]*))?(?P<supplement> supp[^():]*)?"
    r"(?: \((?P<pages>[^()]+)\))?\.?(?P<rest> (?:Article Number|Date of Publication): .*)?",
    re.IGNORECASE,
)


def _ovid_fields(row: EntryRow, column: str) -> dict[str, str]:
    """Return the fields of Ovid's citation in one field. They replace those of the row, which were cut from the citation."""
    text = row.get(column)
    end = _END.search(text)
    meeting = _MEETING.search(text) if "Conference: " in text else None
    if end is None and meeting is None:
        return {}
    found = _place_fields(text[: end.start()], end) if end else {}
    journal = found.pop("before", "")
    if meeting:
        journal = text[: meeting.start()]
        found |= _meeting_fields(text, meeting)
        if not end and (place := _PLACE.search(text)) and (cut := _CUT.match(place["place"])):
            found |= {name: value for name, value in cut.groupdict().items() if value}
    if end and end["year"] and year_of(row.get("year") or row.get("date")) is None:
        found["year"] = end["year"]
    found = {name: value.strip() for name, value in found.items() if value and value.strip()}
    return {column: _GLUED_WORDS.sub(". ", journal.strip(" .")), **found}


def _place_fields(head: str, end: re.Match[str]) -> dict[str, str]:
    """Return volume, issue, pages and further fields of a citation, and the text before them (`before`)."""
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
        **_further_fields(end["rest"]),
    }


def _further_fields(rest: str) -> dict[str, str]:
    number, date = _ARTICLE_NUMBER.search(rest), _PUBLISHED.search(rest)
    return {"article-number": number[1] if number else "", "publication-date": date[1] if date else ""}


def _meeting_fields(text: str, meeting: re.Match[str]) -> dict[str, str]:
    days = {which: f"{year}-{month}-{day}" for which, year, month, day in _DAYS.findall(text)}
    return {
        "eventtitle": " ".join(meeting["name"].split()),
        "eventdate": "/".join(dict.fromkeys(days[which] for which in ("Start", "End") if which in days)),
    }


def _embase_fields(row: EntryRow, column: str) -> dict[str, str]:
    """Return the fields of a citation in Embase's column Source; fields that the row already has stay."""
    text = row.get(column)
    found = _SOURCE.fullmatch(text) if ") " in text and len(text) < _LONGEST_CITATION else None
    if found is None or not any(map(found.group, ("number", "issue", "pages", "rest"))):
        return {}
    parts = found.groupdict("")
    citation = {
        "year": parts["year"],
        "volume": parts["volume"],
        "number": f"{parts['number'].strip() or parts['issue']}{parts['supplement']}".strip(),
        "pages": parts["pages"],
        **_further_fields(parts["rest"]),
    }
    fields = {name: value for name, value in citation.items() if value and not row.get(name)}
    if column in CONTAINER_FIELDS:
        return {column: parts["journal"], **fields}
    if any(row.get(name) for name in CONTAINER_FIELDS):
        return fields
    return {column: "", "journal": parts["journal"], **fields}


_LONGEST_CITATION = 400
_CONTAINERS = ("journal", "booktitle", "publication", "series")


def _has_place(value: str) -> bool:
    return len(value) > _SHORTEST and (
        "(pp " in value or "pagin" in value or " pages)" in value or "Conference: " in value
    )


_SHORTEST = 20

CITATIONS = (
    # no journal is called `X.62 (6) ()(pp 1191-1196) 2010.` or `X.Conference: Y.Conference Start: 20090912`: a database wrote these words
    ColumnRepair(
        fault="LR078", columns=_CONTAINERS, sign=_has_place, read=_ovid_fields,
        one="a whole citation where the journal should be", many="{} whole citations where the journal should be",
    ),
    # a year in brackets, then `3:3 (152-160)`: volume, issue and pages, in this order in every citation
    ColumnRepair(
        fault="LR078", columns=(*_CONTAINERS, "source"), sign=re.compile(r"[^(]+\(.*\d\d\d\d\) .").match, read=_embase_fields,
        one="a whole citation in one field", many="{} whole citations in one field",
    ),
)  # fmt: skip


_MONTH_NAMES = rf"(?:{'|'.join(name[:3] for name in MONTHS)})"
_DAY_OF_MONTH = re.compile(rf"(?:(\d\d?)-({_MONTH_NAMES})|({_MONTH_NAMES})-(\d\d))", re.IGNORECASE)
_TIME = re.compile(r"(\d\d?):00(?::00)? ([AP])M")
_PAGES = re.compile(
    r"pp\.? ?((?:[A-Za-z]{0,3}\d[\w.]*|[ivxlc]+(?= ?[-–—])|[IVXLC]+(?= ?[-–—]))(?: ?(?:--?|[–—]) ?[\w.]+|\+)?)"
)
_JOURNAL_CODES = re.compile(r"[a-z0-9]{3}, \d{6,8}[a-z]?|\d{6,8}[a-z]?, [a-z0-9]{3}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{3,10}")
_DATED = re.compile(r"((?:1[5-9]|20)\d\d)(?:(?:0[1-9]|1[0-2])[0-3]\d/\d{2,4}|/(?:0[1-9]|1[0-2]))")
_IDENTIFIERS = re.compile(r"(?:[^\s;]+ \[(?:doi|pii)\];? ?)+", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:Ph\.? ?D|D\.? ?Phil|Ed\.? ?D|Psy\.? ?D|M\. ?(?:A|S|Sc|Phil|Ed|D)|M\.?Sc|M\.?Phil)\.?(?: (?:thesis|dissertation))?"
    r"|(?:doctoral |master'?s? )?(?:thesis|dissertation)",
    re.IGNORECASE,
)


def _names_month(value: str) -> bool:
    """Return whether a value is one or two months in words, also with a slip: `Septemper`, `July-August`."""
    parts = re.split(r"[-–/]", value)
    words = [
        part.strip(" .") for part in parts if not re.fullmatch(r"(?:\d{1,2}|(?:19|20)\d\d)", part.strip())
    ]
    # `33-Apr` may be 33-4: a word alone, or one in full, is no number
    sure = len(words) == len(parts) or any(len(word) > 4 for word in words)
    return bool(words) and sure and all(_is_month(word) for word in words)


def _is_month(word: str) -> bool:
    near = (OSA.distance(word.lower(), name.lower(), score_cutoff=1) <= 1 for name in MONTHS)
    return _WORD.fullmatch(word) is not None and (bool(month(word)) or (len(word) > 5 and any(near)))


def _is_date(row: EntryRow, column: str) -> bool:
    """Return whether the field of pages holds the date of the work."""
    value = row.get(column)
    found = _DATED.fullmatch(value)
    return (
        bool(found) and found[1] == str(_year(row))
        if found
        else not value.isdecimal() and _names_month(value)
    )


def _year(row: EntryRow) -> int | None:
    return year(row.get("year") or row.get("date"))


def _without_date(row: EntryRow, column: str) -> dict[str, str]:
    value = row.get(column)
    if re.fullmatch(r"\d+-[\d-]*", value) or not _is_date(row, column):
        return {}
    date = value if not row.get("month") and not any(map(str.isdecimal, value)) else row.get("month")
    return {column: "", "month": date}


def _is_year(row: EntryRow, column: str) -> bool:
    return row.get(column).removeprefix("p ") == str(_year(row))


def _pages_in_number(row: EntryRow, column: str) -> dict[str, str]:
    found = _PAGES.fullmatch(row.get(column))
    if found is None:
        return {}
    pages = row.get("pages")
    if pages and not (_is_year(row, "pages") or _is_date(row, "pages") or pages == found[1]):
        return {}
    return {"pages": found[1], column: ""}


def _day(row: EntryRow, column: str) -> bool | None:
    """Return whether a spreadsheet's date is an ascending range, None for a value that is no date."""
    value = row.get(column)
    if "-" not in value or not _DAY_OF_MONTH.fullmatch(value):
        return None
    first, _, last = undo_spreadsheet_date(value).partition("-")
    return int(first) <= int(last)


def _untimed(row: EntryRow, column: str) -> dict[str, str]:
    found = _TIME.fullmatch(row.get(column))
    return {column: f"{found[1]} {found[2]}"} if found else {}


def _identified(row: EntryRow, column: str) -> dict[str, str]:
    value = row.get(column)
    if not value.endswith("]") or not _IDENTIFIERS.fullmatch(value):
        return {}
    parts = [part.rpartition(" [") for part in value.split(";")]
    of_kind = {kind.strip("] ").lower(): identifier.strip() for identifier, _, kind in parts}
    return {column: of_kind.get("doi", ""), "pii": row.get("pii") or of_kind.get("pii", "")}


def _degreed(row: EntryRow, column: str) -> dict[str, str]:
    value = row.get(column)
    return {column: "", "type": row.get("type") or value} if _DEGREE.fullmatch(value) else {}


PLACES = (
    # an issue is not numbered by pages
    ColumnRepair(
        fault="LR079.column-places", columns=("number",), sign=re.compile("pp").match, read=_pages_in_number,
        one="pages where the issue should be", many="{} pages where the issue should be",
    ),
    # an article ahead of print has no issue; Ovid gives its own number of the journal and the National Library of Medicine's instead
    ColumnRepair(
        fault="LR079.column-places", columns=("number",), sign=_JOURNAL_CODES.fullmatch,
        read=lambda row, column: {column: "", "medline-jid": row.get("medline-jid") or row.get(column)},
        one="numbers of the journal where the issue should be", many="{} numbers of the journal where the issue should be",
    ),
    # no page is called `December`, or by the year and month in which the work appeared
    ColumnRepair(
        fault="LR079.column-places", columns=("pages",), sign=re.compile(r"[A-Za-z]{3}|\d{4,}/|\d+-\D").match, read=_without_date,
        one="a date where the pages should be", many="{} dates where the pages should be",
    ),
    # one work in some thousands has, by chance, a page number equal to its year
    ColumnRepair(
        fault="LR079.column-places", columns=("pages",), sign=re.compile(r"p? ?\d{4}$").match, read=lambda row, column: {column: ""} if _is_year(row, column) else {}, is_damaged=_is_year, min_cells=5, min_share=0.001,
        one="a year where the pages should be", many="{} years where the pages should be",
    ),
    # PubMed names the kind behind each identifier
    ColumnRepair(
        fault="LR079.column-places", columns=("doi",), sign=re.compile(r"[^\[]+\[(?:doi|pii)", re.IGNORECASE).match, read=_identified,
        one="other identifiers beside the DOI", many="{} cells with other identifiers beside the DOI",
    ),
    # the degree of a thesis belongs in its type
    ColumnRepair(
        fault="LR079.column-places", columns=("volume",), sign=re.compile(r"[A-Za-z]").match, read=_degreed,
        one="a degree where the volume should be", many="{} degrees where the volume should be",
    ),
    # a spreadsheet reads 6-10 as a day; ranges go up, and where all dates of a column do, none of them was a day
    ColumnRepair(
        fault="LR080", columns=("pages", "number"), sign=_DAY_OF_MONTH.fullmatch, is_damaged=_day,
        read=lambda row, column: {column: undo_spreadsheet_date(row.get(column))} if _day(row, column) else {}, min_share=0.8,
        one="a range that a spreadsheet made a date", many="{} ranges that a spreadsheet made dates",
    ),
    # and `3 A` as three in the morning, which is no issue
    ColumnRepair(
        fault="LR080", columns=("number", "volume"), sign=_TIME.fullmatch, read=_untimed,
        one="a number that a spreadsheet made a time", many="{} numbers that a spreadsheet made times",
    ),
)  # fmt: skip
