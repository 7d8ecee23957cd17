"""What can't be in a citation of American law: a volume that was not printed in its year, a court whose decisions a series does not have, a title
that the Code has not. Only the impossible is named; whatever else is said may be wrong all the same.

Sources: reporters are series, each volume of one time (`volumes.csv`); a Congress sits for two years from 1789 on (20th Amendment; 2 U.S.C. 7),
and a volume of the Statutes at Large has the laws of one session (since volume 60, of 1946); the Federal Register has had a volume each year
since 1936; the United States Code has 54 titles, the Code of Federal Regulations 50.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from litreview.core.model import Work
from litreview.works import rows
from litreview.works.kinds import kind_of
from litreview.works.law import PUBLIC_LAW, STATUTES_AT_LARGE, read_case, reporter_name

SLACK = 4
"""Years that a decision may lie off the interpolated year of its volume: reports lag, and volumes overlap."""
EARLY, EARLY_SLACK = 1880, 10
"""Volumes before that year were made by reporters who gathered decisions of many years."""
_CLOSED = 999
_USC_TITLES, _CFR_TITLES = 54, 50
_FIRST_SESSION_VOLUME = 60

# A number before a word is no citation: `100 USC students`, `60 CFR in children`, `900 U.S. 12th graders`, `1985 F. 33` say nothing of law.
_DAY = r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s)?"
_CASE = re.compile(
    r"(?<![\w.,-])(?P<volume>\d{1,4})\s(?P<reporter>U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.\s?2d|F\.\s?(?:2d|3d|4th|Supp\.(?:\s?[23]d)?|App['’]x|R\.D\.))"
    r"\s(?P<page>\d{1,5}|_+)(?![\w%])(?:,\s?\d+(?:[-–]\d+)?)*"
    rf"(?P<decided>\s?\((?P<court>(?:[\dA-Z][\w.&'’ ]{{0,50}}\.\s)?{_DAY})(?P<year>(?:17|18|19|20)\d\d)\))?"
)
_CODE = re.compile(
    r"(?<![\w.,-])(?P<title>\d{1,3})\s?(?P<code>U\.\s?S\.\s?C\.(?=(?:\s?A\.)?\s*(?:§|\d))|USC(?=\s*§)|C\.\s?F\.\s?R\.(?=\s*(?:§|\d|[Pp]t\.|[Pp]art))|CFR(?=\s*(?:§|[Pp]art)))"
)
_REGISTER = re.compile(
    rf"(?<![\w.,-])(?P<volume>\d{{1,3}})\sFed\.?\s?Reg\.?\s[\d,]+(?:\s?\((?:proposed\s)?{_DAY}(?P<year>(?:19|20)\d\d)\))?"
)
_YEAR_BEHIND = re.compile(rf"[^()\d]{{0,3}}\({_DAY}(?P<year>(?:19|20)\d\d)\)")
_CAPTION = re.compile(r"\bvs?\.\s|\bIn re\s|\bEx parte\s|\bMatter of\s")
_APPEALS = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th|d)|D\.?C\.?|Fed\.?|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Federal) Cir"
)
_TRIAL = re.compile(r"\b(?:[NSEWMC]\.\s?D\.|D\.)\s?(?!C\.?\s?Cir)[A-Z]|\bDistrict Court\b")
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

    def year(self, volume: int) -> float | None:
        """Return the year of a volume, between those of the table; None if there can be no such volume.

        >>> series()["F.3d"].year(210), series()["U.S."].year(900)
        (1999.3, None)
        """
        last, newest = self.volumes[-1]
        if volume < 1 or volume > (last if last == _CLOSED else last * 1.25 + 30):
            return None
        for (low, begins), (high, ends) in pairwise(self.volumes):
            if low <= volume <= high:
                return begins + (ends - begins) * (volume - low) / (high - low)
        return float(newest)

    def can_be_of(self, volume: int, year: int) -> bool:
        """Return whether a volume that there is can have a decision of that year. A volume behind the table's last is of any later year."""
        middle = self.year(volume)
        if middle is None or volume > self.volumes[-1][0]:
            return middle is not None and year >= middle - SLACK
        return abs(year - middle) <= (EARLY_SLACK if middle < EARLY else SLACK)


@lru_cache(maxsize=1)
def series() -> dict[str, Series]:
    """Return each series of the table by its name."""
    found: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    for name, courts, volume, year in rows("volumes.csv"):
        found.setdefault(name, (courts, []))[1].append((int(volume), int(year)))
    return {name: Series(courts=courts, volumes=tuple(volumes)) for name, (courts, volumes) in found.items()}


def law_faults(work: Work) -> tuple[LawFault, ...]:
    """Return what can't be in the citations of American law that a record has, each once.

    The year of the entry counts for a case and for a law alone: an article on a law is of another year.

    >>> [fault.why for fault in law_faults(Work(key="k", type="misc", fields={"title": "Doe v. Roe, 210 F.3d 77 (2d Cir. 1971)"}))]
    ['volume 210 of F.3d has decisions of about 1999, none of 1971']
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
        if not (at["decided"] or _CAPTION.search(text, 0, at.start()) or at[0] == text.strip()):
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
        volume, year = int(at["volume"]), at["year"]
        if volume < 1 or (year and int(year) != volume + 1935):
            yield LawFault(
                "register", at[0], f"volume {volume} of the Federal Register is of {volume + 1935}"
            )
    yield from _statute_faults(text)


def _case_faults(volume: int, reporter: str, page: str, court: str, year: int | None) -> Iterator[LawFault]:
    kept = series().get(reporter)
    if kept is None:
        return
    citation = f"{volume} {reporter} {page}"
    middle = kept.year(volume)
    if middle is None:
        yield LawFault("volume", citation, f"there is no volume {volume} of {reporter}")
    elif year and not kept.can_be_of(volume, year):
        yield LawFault(
            "year",
            citation,
            f"volume {volume} of {reporter} has decisions of about {middle:.0f}, none of {year}",
        )
    wrong = {
        "supreme": _APPEALS.search(court) or _TRIAL.search(court),
        "appeals": _TRIAL.search(court),
        "trial": _APPEALS.search(court),
    }
    if wrong.get(kept.courts):
        yield LawFault("court", citation, f"{reporter} has no decisions of this court: {court.strip(' ,')}")


def _statute_faults(text: str) -> Iterator[LawFault]:
    for at in PUBLIC_LAW.finditer(text):
        congress, citation = int(at[1]), f"Pub. L. No. {at[1]}-{at[2]}"
        first = 1787 + 2 * congress
        behind = text[at.end() : at.end() + 80].partition(";")[0]
        stat = STATUTES_AT_LARGE.search(behind)
        if stat and int(stat[1]) >= _FIRST_SESSION_VOLUME and (int(stat[1]) + 99) // 2 != congress:
            yield LawFault(
                "statutes", f"{citation}, {stat[0]}",
                f"volume {stat[1]} of the Statutes at Large has laws of the {(int(stat[1]) + 99) // 2}th Congress, not of the {congress}th",
            )  # fmt: skip
        end = at.end() + (stat.end() if stat else 0)
        year = _YEAR_BEHIND.match(text, end)
        # a law may be signed in January of the year in which the next Congress convenes
        if year and not first <= int(year["year"]) <= first + 2:
            yield LawFault(
                "congress",
                citation,
                f"the {congress}th Congress sat from {first} to {first + 2}, not in {year['year']}",
            )
