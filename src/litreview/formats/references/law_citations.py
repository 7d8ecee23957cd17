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


_ALONE = re.compile(
    r"(?P<author>[A-ZÀ-Þ][\w.’'-]+(?:(?:, [A-ZÀ-Þ][\w’'-]+)*,? & [A-ZÀ-Þ][\w’'-]+)?), (?P<title>[^\W\d_a-z]\S*(?: .*)?|[A-Z“].*|[a-z]\d.*)",
    re.DOTALL,
)
EXTERNAL = re.compile(
    r"(?:(?:Press Conference|News Conference), |(?:Letter|Memorandum|Memo|E-mail|Email|Interview) (?:from|with) |(?:Reply )?Comments (?:of|from) |(?:(?:Oral|Written|Prepared) )?(?:Statement|Testimony|Remarks) of |(?:Brief|Affidavit|Declaration) (?:of|for) ).+",
    re.DOTALL,
)


def people_and_title(text: str, *, bodies: bool = False) -> dict[str, str] | None:
    """Return authors, title and genre (`Note`) of the head of a citation; `bodies`: an institution may be the author."""
    text = text.strip(" ,")
    if genre := GENRE.match(text):
        return {"title": _untitled(text[genre.end() :]), "type": genre["type"]}
    first, comma, rest = text.partition(", ")
    if not bodies and not comma and "(@" not in text:
        return _title_alone(text)
    people = PEOPLE.fullmatch(text)
    if people is None and comma:
        if is_body(first) or (bodies and re.fullmatch(r"[A-Z]{2,8}", first)):
            return {"body": first, "title": _untitled(rest)}
        people = _ALONE.fullmatch(text)
    if people is not None:
        return _authors_before_title(people["author"], people["title"], bodies=bodies)
    posted = re.fullmatch(rf"({NAME}|[\w ]+) \(@\w+\)", text)
    return {"author": posted[1]} if posted else _title_alone(text)


def _title_alone(text: str) -> dict[str, str] | None:
    return {"title": _untitled(text)} if len(text) > 2 else None


def _authors_before_title(people: str, title: str, *, bodies: bool) -> dict[str, str]:
    """Return the author, and the genre and institution that stand before the title, apart from the title itself."""
    author = re.sub(r" \([^()]*\)", "", people)
    found = {"body" if bodies and is_body(author) and "&" not in author else "author": author}
    if genre := GENRE.match(title):
        found["type"], title = genre["type"], title[genre.end() :]
    first, comma, rest = title.partition(", ")
    if bodies and comma and is_body(first) and (_SHORTENED_NAME.search(first) or _NAMES_BODY.search(first)):
        found["institution"], title = first, rest
    return {**found, "title": _untitled(title)}


# the names of institutions are abbreviated (table 6), or end with what they are: `Human Rights` begins a title
_SHORTENED_NAME = re.compile(r"[A-Za-z]\.|[’'](?!s\b)[a-z]\b|^[A-Z]{3,}$", re.IGNORECASE)
_NAMES_BODY = re.compile(
    r" (?:Watch|International|Institute|Institution|Cent(?:er|re)|University|Bureau|Commission|Ministry|Council|Agency|Department|Foundation|Association|Office|Coalition|Alliance|Network|Project|Statistics|Organi[sz]ation|Service|Society)$| of ",
    re.IGNORECASE,
)


def _untitled(title: str) -> str:
    """Return a title without the marks around it; quotation marks stay if they are around a part of it."""
    title = title.strip(" ,*_")
    if title[:1] in '“"' and title[-1:] in '”"' and not re.search('[“”"]', title[1:-1]):
        title = title[1:-1].strip(" ,")
    return title.rstrip(",") if len(title) > 1 else title


# other styles put titles in quotation marks, the year behind the names, `vol.` and `pp.` before numbers, and full stops between the parts
_OTHER_STYLE = re.compile(
    rf"[,.]['’]?[\"”»]|, [\"“«„][^\"”»]*[\"”»][,.]|``|''|« |\b(?:pp?\.? ?\d|pp\.|[Vv]ol\.|n°|ed\. by|[Hh]rsg|http)|(?<!§)(?<! in)(?<! of)(?<! to)(?<! by)[,(. ]{YEAR}[a-z]?(?:[):.]|, [A-Z])|\(eds?\.\)|^(?:(?=[^,]*[a-z])[^,]* (?!I{{2,3}},|IV,|USA,)[A-Z]{{1,3}}|[^,]* [A-Z]\.(?: ?[A-Z]\.)*), "
)
_YEAR_IN_TITLE = re.compile(rf"(?<=, )([^,]*[A-Za-z]{{4}}) {YEAR}:")
# what follows the first comma of `Roe, Ann B., Title` and of `Roe, A. and B. Poe`
_GIVEN_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ]\.?)*(?:[.,/(]| and | &| \(|$)")
_INITIALS_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}[A-ZÀ-Þ][\w’-]+,")
_SENTENCES = re.compile(r"[a-zà-ÿ]{3}\. [A-ZÀ-Þ]")


def is_other_style(head: Mapping[str, str], cited: LegalCitation) -> bool:
    """Return whether a citation with this head is written in another style: names inverted, titles quoted, sentences for parts."""
    # behind a comma, a year before a colon is of the title: `Eric Roe, Ports 2020: A Plan`
    body = _YEAR_IN_TITLE.sub(r"\1:", cited.body.removeprefix(head.get("body", "")))
    if _OTHER_STYLE.search(body):
        return True
    author, title = head.get("author", ""), head.get("title", "")
    if not author:
        return False
    if " " not in author and _GIVEN_FIRST.match(title):
        return True
    # a title may have two sentences: a day in brackets behind the place is the Bluebook's alone
    sentences = _SENTENCES.search(title) and not re.fullmatch(rf"{MONTH} \d{{1,2}}, {YEAR}", cited.group)
    return bool(
        _INITIALS_FIRST.match(title) or sentences or re.search(r"[;/]|^(?:[A-ZÀ-Þ]\. ?)+[^&]* and ", author)
    )
