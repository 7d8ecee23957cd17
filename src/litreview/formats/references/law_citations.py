"""Part a citation in one of the Bluebook's forms: a body, a group in brackets that ends with a year, and a tail; and find its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litreview.core.libraries import re
from litreview.formats.references.tokens import OUTER, classes_of

Fields = Mapping[str, str]
YEAR = r"(?:1[5-9]|20)\d\d"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
DAY = rf"(?:{MONTH}(?:[–-]{MONTH})?(?: \d{{1,2}}(?: ?[&–-] ?\d{{1,2}})?)?|Spring|Summer|Fall|Autumn|Winter),? {YEAR}"
TAIL = re.compile(
    rf"(?:[\s.,;]|\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|https?://[^\s,]+|(?:at|available at)(?= https?:)|at \d[\d–-]*|paras? \d[\d.–-]*|ECF No\. [\d-]+|{YEAR} (?:WL|LX|(?:U\.S\. )?[A-Z][\w. ]{{0,20}} LEXIS) \d+|¶ ?[\d–-]+"
    r"|(?:aff[’']d|rev[’']d|vacated|overruled|cert\. (?:denied|granted)|modified|superseded|appeal|reh[’']g|rehearing|petition for|microformed on|reprinted in)\b.*)*",
    re.DOTALL,
)
PIN_NUMBER = r"(?:\*?[A-Z]?\d+(?:[–\-]\*?\d+)?|[ivxlc]+(?:[–-][ivxlc]+)?)(?: ?(?:&|and) ?nn?\.\d+| ?nn?\.\d+(?:[–-]\d+)?| (?:& )?(?:tbl|fig|app)s?\. ?\w+)?"
# a number behind a preposition ends a title: `From Colonial Times to 1928`
_NO_TITLE = (
    r"(?:,|(?i:(?<! to)(?<! of)(?<! in)(?<! by)(?<! since)(?<! until)(?<! before)(?<! after)(?<! No\.)))"
)
_SECTION = r",? (?:at )?(?:§§?|Secs?\.|¶¶?|arts?\.|chs?\.|pts?\.|bks?\.) ?[\w.()–-]+"
# pages, sections and paragraphs behind the title of a book: the first may have no comma before it, years from and to end a title
PIN = re.compile(
    rf"(?:{_NO_TITLE} (?!{YEAR}[–-]{YEAR}\b)(?:at )?{PIN_NUMBER}|{_SECTION})(?:, (?:at )?{PIN_NUMBER}|{_SECTION})*$"
)
_NAME_WORD = r"(?:[A-ZÀ-ÞŠŽŁ][\w.’'‐-]*|van|von|der|den|de|di|da|dos|du|la|le|del|della|bin|ibn|al|el|y)"
NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,5}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
PEOPLE = re.compile(
    # no name begins with an article
    rf"(?!The )(?P<author>{NAME}(?: \([^()]{{3,60}}\))?(?:(?:, {NAME}){{0,4}},? & {NAME}| and {NAME}| et al\.)?), (?P<title>\S.*)",
    re.DOTALL,
)
GENRE = re.compile(
    r"(?P<type>(?:Student )?(?:Note|Comment|Article)|(?:Case|Book|Legislative) (?:Note|Comment)|Recent (?:Development|Legislation|Statute|Regulation|Case)"
    r"|Commentary|Annotation|Book Review|Editorial|Opinion|Op-Ed\.?|Essay|Symposium|Letter to the Editor)\s*, (?=\S)"
)
"""The kind of a piece, which stands before its title, and for the author where it is unsigned (rule 16.7)."""
_BODY = re.compile(
    r"\b(?:Dep[’']t|Gov[’']t|Off\.|Office|Nat[’']l|Inst\.|Comm[’']n|Comm\.|Serv\.|Agency|Bureau|Ass[’']n|Soc[’']y|Acad\.|USA|Found\.|Univ\.|U\.S\.|U\.N\.|Ctr\.|Org\.|Council|Ministry|Project|Att[’']y|Watch|Rights|Coalition|Alliance|Network|Initiative|Union|Trust|Fund|Police|League|Amnesty|Force|Program|Administration|Division)(?![\w])"
)
# a state, a town or a conference as author
_GOVERNMENT = re.compile(
    r".* (?:Conference|Congress|Committee)$|(?:State|St\.|City|County|Town|Commonwealth|Province|Government|Gov[’']t|Republic) of [A-Z]",
    re.IGNORECASE,
)
VERSUS = re.compile(r"\sv(?:s?\.)? (?=\S)")
UN = re.compile(r"U\.N\. Doc\. [A-Z][\w/.()]*\d")
ANY_YEAR = re.compile(rf"\((?:[^()]{{0,30}}\D)?({YEAR})\)")
URL = re.compile(r"https?://[^\s,\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalCitation:
    """A citation: the body before the group in brackets that has its year, that group, the year, and the tail behind."""

    text: str
    body: str
    group: str = ""
    year: str = ""
    tail: str = ""


def is_body(name: str) -> bool:
    """Return whether a name is an institution's."""
    words = [word.strip(OUTER) for word in name.split()]
    cased = " ".join(map(str.capitalize, name.split())) if name.isupper() else name
    return (
        _BODY.search(cased) is not None
        or _GOVERNMENT.match(name) is not None
        or (len(words) > 1 and any("institution" in classes_of(word) for word in words))
    )


def iso_day(date: str) -> str:
    """Return a date as in `Mar. 3, 2011` as `2011-03-03`; a season, or a month alone, as far as it goes."""
    found = re.match(
        rf"(?P<month>[A-Z][a-z]{{2}})[a-z]*\.?(?: (?P<day>\d{{1,2}})(?: ?[&–-] ?\d{{1,2}})?)?,? (?P<year>{YEAR})$",
        date,
    )
    number = "JanFebMarAprMayJunJulAugSepOctNovDec".find(found["month"]) if found else -1
    if found is None or number < 0 or number % 3:
        return ""
    return f"{found['year']}-{number // 3 + 1:02d}" + (f"-{int(found['day']):02d}" if found["day"] else "")
