"""Find impossible citations of American law: a volume that was not printed in its year, a court that a series does not have, a title that the Code
lacks. Only impossible citations are reported; a possible one may still be wrong.

Sources: reporters are series, each volume of one time (`volumes.csv`); a Congress sits for two years from 1789 on (20th Amendment; 2 U.S.C. 7),
and a volume of the Statutes at Large has the laws of one session (since volume 60, of 1946); the Federal Register has had a volume each year
since 1936, of at most 107,262 pages (2024); the United States Code has 54 titles, the Code of Federal Regulations 50; each Congress passed so
many public laws (GovInfo, Public and Private Laws). A year may be that of the decision or of the volume, so a difference of a few years is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.works import rows
from litreview.works.kinds import kind_of
from litreview.works.law import PUBLIC_LAW, STATUTES_AT_LARGE, read_case, reporter_name

# years that a decision may lie off the interpolated year of its volume, by courts: reports lag, and volumes overlap
SLACK = {"supreme": 3, "state": 6, "appeals": 4, "trial": 4, "-": 4}
# years of the decisions in the volumes of Dallas and of the first volumes of L. Ed., which gathered those of many years
EARLY = range(1754, 1810)
# volumes with decisions that earlier ones had left out; volumes with decisions of courts of Pennsylvania
_APPENDICES, _DALLAS = frozenset([("U.S.", 131), ("U.S.", 154)]), 4
# the volume of F.2d from which no decision of a district court is in it: since 1932 these are in F. Supp.
_TRIALS_LEFT = 100
_USC_TITLES, _CFR_TITLES, _FIRST_SESSION_VOLUME, _LAST_PAGE, _LAST_REGISTER_PAGE = 54, 50, 60, 5000, 130_000
# the number of the last public law of each Congress, how many may be missing here, and the most that any passed
_LAWS = {
    100: 713, 101: 650, 102: 590, 103: 465, 104: 333, 105: 394, 106: 580, 107: 377, 108: 498, 109: 482, 110: 460, 111: 383, 112: 283, 113: 296,
    114: 329, 115: 442, 116: 344, 117: 362, 118: 274,
}  # fmt: skip
_LAWS_MORE, _MOST_LAWS, _LAST_CONGRESS = 10, 1100, 125

# A number before a word is no citation: `100 USC students`, `60 CFR in children`, `900 U.S. 12th graders`, `1985 F. 33` say nothing of law.
_DAY = r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s)?"
_CASE = re.compile(
    r"(?<![\w.,-])(?P<volume>\d{1,4})\s(?P<reporter>U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.\s?(?:2d|3d|4th|Supp\.(?:\s?[23]d)?|App['’]x|R\.D\.)|F\.(?=\s\d)"
    r"|(?:A|P|N\.\s?[EW]|S\.\s?W|So|N\.\s?Y\.\s?S)\.\s?[23]d|S\.\s?E\.\s?2d|Cal\.\s?Rptr\.\s?2d)"
    r"\s(?P<page>\d{1,5}|_+)(?![\w%])(?:,\s?\d+(?:[-–]\d+)?)*"
    rf"(?P<decided>\s?\((?P<court>(?:[\dA-Z][\w.&'’ ]{{0,50}}\.\s?|CA(?:\d{{1,2}}|DC|Fed\.?)\s)?{_DAY})(?P<year>(?:17|18|19|20)\d\d)\))?"
)
_CODE = re.compile(
    r"(?<![\w.,-])(?P<title>\d{1,3})\s?(?P<code>U\.\s?S\.\s?C\.(?=(?:\s?A\.)?\s*(?:§|\d))|USC(?=\s*§)|C\.\s?F\.\s?R\.(?=\s*(?:§|\d|[Pp]t\.|[Pp]art))|CFR(?=\s*(?:§|[Pp]art)))"
)
_REGISTER = re.compile(
    rf"(?<![\w.,-])(?P<volume>\d{{1,3}})\sFed\.?\s?Reg\.?\s(?P<page>\d[\d,]*)(?:\s?\((?:proposed\s)?{_DAY}(?P<year>(?:19|20)\d\d)\))?"
)
_YEAR_BEHIND = re.compile(rf"(?:,\s?\d+(?:[-–]\d+)?)*[^()\d]{{0,3}}\({_DAY}(?P<year>(?:18|19|20)\d\d)\)")
_OF_CONGRESS = re.compile(
    r"(?P<what>\b(?P<congress>\d{1,3})(?:st|nd|rd|th|d)\sCong\.(?:,?\s(?:1st|2n?d|3r?d)\sSess\.)?|\b(?:H\.\s?R\.|S\.)\sRep\.\sNo\.\s(?P<of>\d{2,3})-\d{1,4})"
    rf"(?:,\s(?:at\s)?\d+(?:[-–]\d+)?)?\s\({_DAY}(?P<year>(?:18|19|20)\d\d)\)"
)
_CAPTION = re.compile(r"\bvs?\.\s|\bIn re\s|\bEx parte\s|\bMatter of\s")
_STATES = (
    r"(?:Ala(?:ska)?|Ariz|Ark|Cal|Colo|Conn|Del|Fla|Ga|Guam|Haw|Idaho|Ill|Ind|Iowa|Kan|Ky|La|Me|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
    r"|N\.\s?[HJMYCD]|N\. Mar|Ohio|Okla|Or|Pa|P\.\s?R|R\.\s?I|S\.\s?[CD]|Tenn|Tex|Utah|Vt|Va|V\.\s?I|Wash|W\.\s?Va|Wis|Wyo)\b"
)
_APPEALS = re.compile(
    r"^[\s(]*(?:\d{1,2}(?:st|nd|rd|th|d)|D\.?\s?C\.?|Fed\.?|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Federal)\s?Cir(?:\.|cuit|\b)(?!\s?C)|^CA(?:\d|DC|Fed)"
)
_TRIAL = re.compile(
    rf"^[\s(]*(?:[NSEWMC]\.?\s?D\.?\s?|D\.\s?)(?:{_STATES}|D\.\s?C\b)(?!\.?\s?(?:Ct|App|Super))|\bDistrict Court\b"
)
_STATE = re.compile(
    rf"^[\s(]*{_STATES}\.?\s?(?:(?:Dist\. |Super\. )?Ct\. App|App\. Div|App\.|Super\.|Crim\. App)"
)
_TEXTS = ("title", "number", "type", "note", "howpublished", "addendum", "code")


class LawFault(NamedTuple):
    """What can't be: the kind of contradiction, the citation, and why, as the end of the sentence "CITATION: …"."""

    kind: str
    citation: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of reports: the kind of courts whose decisions alone are in it, and years of some of its volumes."""

    courts: str
    volumes: tuple[tuple[int, int], ...]
    closed: bool = False

    def year(self, volume: int) -> float | None:
        """Return the year of a volume, between those of the table; None if there can be no such volume.

        >>> round(series()["F.3d"].year(210), 1), series()["U.S."].year(900)
        (1999.5, None)
        """
        last, newest = self.volumes[-1]
        if volume < 1 or volume > (last if self.closed else last * 1.25 + 30):
            return None
        between = (
            begins + (ends - begins) * (volume - low) / (high - low)
            for (low, begins), (high, ends) in pairwise(self.volumes)
            if low <= volume <= high
        )
        return next(between, float(newest))

    def can_be_of(self, volume: int, year: int) -> bool:
        """Return whether a volume that there is can have a decision of that year. A volume behind the table's last is of any later year."""
        middle, slack = self.year(volume), SLACK[self.courts]
        if middle is None or volume > self.volumes[-1][0]:
            return middle is not None and year >= middle - slack
        return abs(year - middle) <= slack or (middle < EARLY.stop and year in EARLY)


@lru_cache(maxsize=1)
def series() -> dict[str, Series]:
    """Return each series of the table by its name."""
    found: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    closed = set()
    for name, courts, volume, year, last, _source in rows("volumes.csv"):
        found.setdefault(name, (courts, []))[1].append((int(volume), int(year)))
        closed |= {name} if last else set()
    return {
        name: Series(courts=courts, volumes=tuple(volumes), closed=name in closed)
        for name, (courts, volumes) in found.items()
    }


def law_faults(work: Work) -> tuple[LawFault, ...]:
    """Return what can't be in the citations of American law that a record has, each once.

    The year of the entry counts for a case and for a law alone: an article on a law is of another year.

    >>> [fault.why for fault in law_faults(Work(key="k", type="misc", fields={"title": "Doe v. Roe, 210 F.3d 77 (2d Cir. 1971)"}))]
    ['volume 210 of F.3d has decisions of about 2000, none of 1971']
    """
    found = [fault for name in _TEXTS if work.get(name) for fault in faults_in(work.get(name))]
    if kind_of(work) == "case":
        case = read_case(work)
        if case.volume.isdecimal() and case.reporter and case.page:
            year = int(case.year) if case.year.isdecimal() else work.year
            found += _case_faults(int(case.volume), case.reporter, case.page, case.court, year)
    return tuple({fault.kind: fault for fault in reversed(found)}.values())[::-1]


def faults_in(text: str) -> Iterator[LawFault]:
    """Yield what can't be in the citations that a text has."""
    for at in _CASE.finditer(text):
        # in running text only a court and year, or the name of a case, make a citation of it
        named = bool(_CAPTION.search(text, 0, at.start())) or at[0] == text.strip()
        if not (named or (at["decided"] and at["reporter"] != "F.")):
            continue
        name = reporter_name(at["reporter"].replace("’", "'"))
        yield from _case_faults(
            int(at["volume"]), name, at["page"], at["court"] or "", int(at["year"]) if at["year"] else None
        )
    for at in _CODE.finditer(text):
        usc = "S" in at["code"]
        most = _USC_TITLES if usc else _CFR_TITLES
        code = "United States Code" if usc else "Code of Federal Regulations"
        if not 1 <= int(at["title"]) <= most:
            yield LawFault("title", at[0], f"the {code} has {most} titles")
    for at in _REGISTER.finditer(text):
        volume, year, page = int(at["volume"]), at["year"], int(at["page"].replace(",", ""))
        if volume < 1 or (year and int(year) != volume + 1935):
            yield LawFault(
                "register", at[0], f"volume {volume} of the Federal Register is of {volume + 1935}"
            )
        if page > _LAST_REGISTER_PAGE:
            yield LawFault("page", at[0], f"no volume of the Federal Register has a page {page}")
    yield from _statute_faults(text)


def _case_faults(volume: int, reporter: str, page: str, court: str, year: int | None) -> Iterator[LawFault]:
    kept = series().get(reporter)
    if kept is None:
        return
    citation = f"{volume} {reporter} {page}"
    middle = kept.year(volume)
    if middle is None:
        yield LawFault("volume", citation, f"there is no volume {volume} of {reporter}")
    elif year and (reporter, volume) not in _APPENDICES and not kept.can_be_of(volume, year):
        yield LawFault(
            "year",
            citation,
            f"volume {volume} of {reporter} has decisions of about {middle:.0f}, none of {year}",
        )
    if page.isdecimal() and int(page) > _LAST_PAGE:
        yield LawFault("page", citation, f"no volume of {reporter} has a page {page}")
    if volume <= _DALLAS and reporter == "U.S.":
        return
    later = reporter == "F.2d" and volume >= _TRIALS_LEFT
    if any(one.search(court) for one in _WRONG_COURTS["appeals" if later else kept.courts]):
        yield LawFault("court", citation, f"{reporter} has no decisions of this court: {court.strip(' ,')}")


_WRONG_COURTS = {
    "supreme": (_APPEALS, _TRIAL, _STATE), "appeals": (_TRIAL, _STATE), "trial": (_APPEALS, _STATE), "state": (_APPEALS, _TRIAL), "-": (_STATE,),
}  # fmt: skip


def _statute_faults(text: str) -> Iterator[LawFault]:
    of_laws = set()
    for at in PUBLIC_LAW.finditer(text):
        congress, number, citation = int(at[1]), int(at[2]), f"Pub. L. No. {at[1]}-{at[2]}"
        if congress > _LAST_CONGRESS:
            yield LawFault("congress", citation, f"there has been no {_ordinal(congress)} Congress")
            continue
        most = _LAWS[congress] + _LAWS_MORE if congress in _LAWS else _MOST_LAWS
        if number > most or number < 1:
            yield LawFault("number", citation, f"the {_ordinal(congress)} Congress passed no law {number}")
        behind = text[at.end() : at.end() + 80].partition(";")[0]
        stat = STATUTES_AT_LARGE.search(behind)
        if stat and int(stat[1]) >= _FIRST_SESSION_VOLUME and (int(stat[1]) + 99) // 2 != congress:
            of = f"{_ordinal((int(stat[1]) + 99) // 2)} Congress, not of the {_ordinal(congress)}"
            yield LawFault(
                "statutes",
                f"{citation}, {stat[0]}",
                f"volume {stat[1]} of the Statutes at Large has laws of the {of}",
            )
        end = at.end() + (stat.end() if stat else 0)
        of_laws.add(end)
        if year := _YEAR_BEHIND.match(text, end):
            yield from _congress_faults(citation, congress, int(year["year"]))
    for at in STATUTES_AT_LARGE.finditer(text):
        year = _YEAR_BEHIND.match(text, at.end()) if at.end() not in of_laws else None
        yield from _volume_faults(int(at[1]), at[0], int(year["year"]) if year else None)
    for at in _OF_CONGRESS.finditer(text):
        yield from _congress_faults(at["what"], int(at["congress"] or at["of"]), int(at["year"]))


def _congress_faults(citation: str, congress: int, year: int) -> Iterator[LawFault]:
    """Yield a fault if a Congress did not sit in a year; a law may be signed in the January in which the next one convenes."""
    first = 1787 + 2 * congress
    if not first <= year <= first + 2:
        yield LawFault(
            "congress",
            citation,
            f"the {_ordinal(congress)} Congress sat from {first} to {first + 2}, not in {year}",
        )


def _volume_faults(volume: int, citation: str, year: int | None) -> Iterator[LawFault]:
    """Yield a fault if a volume of the Statutes at Large does not exist, or is not of this year."""
    kept = series()["Stat."]
    middle, first = kept.year(volume), kept.volumes[0][0]
    # since volume 60 each has the laws of one session, which may go on into January
    sat = (volume + 1886, volume + 1887) if volume >= _FIRST_SESSION_VOLUME else ()
    if middle is None:
        yield LawFault("volume", citation, f"there is no volume {volume} of the Statutes at Large")
    elif year and volume >= first and not (year in sat if sat else kept.can_be_of(volume, year)):
        yield LawFault(
            "statutes",
            citation,
            f"volume {volume} of the Statutes at Large is of {middle:.0f}, not of {year}",
        )


def _ordinal(number: int) -> str:
    """Return an ordinal: 103d is written so in the titles of laws, and nobody misreads 103rd.

    >>> [_ordinal(number) for number in (101, 102, 103, 111, 115)]
    ['101st', '102nd', '103rd', '111th', '115th']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
