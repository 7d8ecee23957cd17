"""Parse citations in the Bluebook's forms: cases, statutes, treaties, hearings, reports, articles, books, news and pages (rules 10 to 18, 21).

A citation is a body, a group in brackets that ends with a year, and a tail of explanations, addresses and later history. What is behind the
place of a work (`1247, 1250`, `§ 14.2`, `¶ 12`) points into it, and is in no field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from litreview.formats.references.tokens import OUTER, classes_of
from litreview.works.law import (
    BILL,
    NEUTRAL,
    PLACE_AS_GIVEN,
    PUBLIC_LAW,
    REPORTER,
    STATUTES_AT_LARGE,
    TREATY,
    US_CODE,
    letters,
    reporters,
)

Fields = Mapping[str, str]

_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH}(?:[–-]{_MONTH})?(?: \d{{1,2}})?|Spring|Summer|Fall|Autumn|Winter),? {_YEAR}"
# in brackets: court and date, publisher and year, `forthcoming 2031`
_DATED = re.compile(
    rf"(?:.*\D)??(?P<year>{_YEAR})(?:, \d{{1,2}}:\d\d [AP]M)?|.*\bforthcoming(?: [A-Z]\w*)?", re.DOTALL
)
_TAIL = re.compile(
    r"(?:[\s.,;]|\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|https?://[^\s,]+|(?:at|available at)(?= https?:)|at \d[\d–-]*|ECF No\. [\d-]+|¶ ?[\d–-]+"
    r"|(?:aff[’']d|rev[’']d|vacated|overruled|cert\. (?:denied|granted)|modified|superseded|appeal)\b.*)*",
    re.DOTALL,
)
_PIN_NUMBER = r"(?:\*?[A-Z]?\d+(?:[–\-]\*?\d+)?|[ivxlc]+(?:[–-][ivxlc]+)?)(?: ?(?:&|and) ?nn?\.\d+| ?nn?\.\d+(?:[–-]\d+)?)?"
# pages, sections and paragraphs behind the title of a book
_PIN = re.compile(rf"(?:,? (?:at )?{_PIN_NUMBER}|,? (?:§§?|¶¶?|arts?\.|chs?\.|pts?\.) ?[\w.()–-]+)+$")
_NAME_WORD = r"(?:[A-ZÀ-ÞŠŽŁ][\w.’'‐-]*|van|von|der|den|de|di|da|dos|du|la|le|del|della|bin|ibn|al|el|y)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,5}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_PEOPLE = re.compile(
    rf"(?P<author>{_NAME}(?: \([^()]{{3,60}}\))?(?:(?:, {_NAME}){{0,4}},? & {_NAME}| et al\.)?), (?P<title>\S.*)",
    re.DOTALL,
)
_ALONE = re.compile(r"(?P<author>[A-ZÀ-Þ][\w.’'-]+), (?P<title>[^\W\d_a-z]\S*(?: .*)?|[A-Z“].*)", re.DOTALL)
_GENRE = re.compile(
    r"(?P<type>Note|Comment|Commentary|Book Review|Editorial|Opinion|Op-Ed|Essay|Symposium|Recent Case|Letter to the Editor)\s*, (?=\S)"
)
_BODY = re.compile(
    r"\b(?:Dep[’']t|Gov[’']t|Off\.|Office|Nat[’']l|Inst\.|Comm[’']n|Comm\.|Serv\.|Agency|Bureau|Ass[’']n|Found\.|Univ\.|U\.S\.|U\.N\.|Ctr\.|Org\.|Council|Ministry|Project|Att[’']y|Watch|Rights|Coalition|Alliance|Network|Initiative|Union|Trust|Fund|Police|League|Amnesty|Force|Program|Administration|Division)(?![\w])"
)
_PLACED = re.compile(
    r"(?P<head>.+?),? (?P<volume>\d{1,4}) (?P<journal>[A-Z][^\d()]{1,90}?) (?P<page>[A-Z]?\d[\d,]{0,6}|_{2,3})(?P<pins>(?:,? (?:at )?[\d*][\d–\-n., &*]*)*)",
    re.DOTALL,
)
_FORTHCOMING = re.compile(r"(?P<head>.+?), (?P<volume>\d{1,4}) (?P<journal>[A-Z][^\d()]{1,90})", re.DOTALL)
_NEWS = re.compile(
    rf"(?P<head>.+), (?P<journal>[A-Z][^,\d()]{{1,60}}), (?P<date>{_DAY})(?:, at (?P<page>[A-Z]{{0,2}}\d{{1,4}})(?:[,–-].*)?|(?=,? ?https?:)|$)(?P<rest>.*)",
    re.DOTALL,
)
_PAPERS = re.compile(
    r"\b(?:Times|Post|News|Trib\.|Tribune|Herald|Globe|Chron\.|Daily|Gazette|Mag\.|Magazine|Today|Wkly\.|Week|J\.|L\.J\.|REV\.|Rev\.|Blog|Courier|Journal)(?!\w)"
)
_CHAPTER = re.compile(
    rf"(?P<head>.+?), in (?:(?P<volume>\d{{1,2}}) )?(?P<booktitle>[A-Z“].*?)(?: (?P<page>\d{{1,4}})(?:, {_PIN_NUMBER})*)?",
    re.DOTALL,
)
_EDITED = re.compile(r"(?P<names>[^()\d]+?),? (?P<role>eds?\.|trans\.)(?:,| )\s*")
_EDITION = re.compile(
    r"(?P<edition>\d{1,2})(?:st|nd|rd|th|d) (?:rev\. )?ed\.,?\s*|(?P<word>rev\. ed\.|student ed\.),?\s*"
)
_SERIES = re.compile(
    r"\b(?P<number>(?:Working|Discussion|Research|Policy|Technical|Occasional) (?:Paper|Brief|Report)(?: Series)?(?:,)? No\. [\w.\-–/]+)"
)
_THESIS = re.compile(r"\(unpublished (?P<type>[^(),]*(?:dissertation|thesis)), (?P<school>[^()]+)\)")
_REPORT_NUMBER = re.compile(
    r"(?P<number>(?:[A-Z][\w.]* )*(?:Rep\.|Report|Pub\.|Publ\.|Paper|Doc\.) (?:No\. )?[\w-]*\d[\w-]*|[A-Z]{1,6}-?[\dA-Z]*\d[\d-]*|NCJ ?\d+|No\. [\w-]+)"
)
_PAPER = re.compile(
    r"(?:[A-Z][\w’'.]*,? |of |for |in |to |and |the |re )*(?:Complaint|Indictment|Brief|Motion|Memorandum|Order|Agreement|Transcript|Declaration|Affidavit|Petition|Information|Answer|Exhibit|Decree|Verdict|Reply|Statement)\b[^,]{0,60}?(?: at [\d–:-]+| ¶¶? ?[\d–-]+)?, (?=.{2,150} v\.? )"
)
_VERSUS = re.compile(r"\sv(?:s?\.)? (?=\S)")
_NO_VERSUS = re.compile(r"(?:In re|Ex parte|(?:In the )?Matter of|Estate of)\s")
# `*+`: letters in capitals are split in one way only
_CASE_PLACE = re.compile(
    r",? (?P<volume>\d{1,4}) (?P<reporter>[A-Z][A-Za-z.’']*(?: ?(?:[A-Z][A-Za-z.’']*|&|\d[a-z]{1,2}))*+)(?: \([^()]{1,30}\))? (?P<page>\d{1,5}|_{2,3})(?=[,;\s(.¶]|$)"
)
_DOCKET = re.compile(r"\bNos?\. (?P<docket>[\w:\-–./ ]{3,40}?)(?=,|\s\(|;|$)")
_COURT = re.compile(
    rf"(?P<court>.*?)[,\s]*(?:\b(?:filed |decided |argued )?{_MONTH} \d{{1,2}}, )?{_YEAR}", re.DOTALL
)
_HEARING = re.compile(
    r"(?P<title>.+?:? (?:Hearings?|Markup) (?:Before|on) .+?), (?P<number>\d{1,3}(?:st|nd|rd|th|d) Cong\.)",
    re.DOTALL,
)
_COMMITTEE = re.compile(
    r"(?P<title>(?:H\.R\.|S\.|H\.) (?:Conf\. |Exec\. )?(?:Rep|Doc)\. No\. [\d–-]+|\d{1,3} Cong\. Rec\. [A-Z]?\d+)"
)
_REGISTER = re.compile(r"(?:(?P<title>.+?), )?(?P<volume>\d{1,3}) Fed\. Reg\. (?P<page>\d[\d,]*)", re.DOTALL)
_ORDER = re.compile(r"(?P<title>(?:Exec\. Order|Proclamation|Executive Order) No\. [\d,]+)")
# a code of a state or of the Federation, and the section of it
_CODE = re.compile(
    r"(?:\d{1,3} )?[A-Z][\w.&’' ]{1,60}?(?:,? (?:§§?|ch\.|c\.|pts?\.|tit\.|art\.|amend\.|cl\.) ?[\w.:()–/-]+(?:, \d[\w.:()–/-]*)*)+|\d{1,3} [A-Z][\w.’' ]{1,40}Stat\. [\d/.:–-]+"
)
_UN = re.compile(r"U\.N\. Doc\. [A-Z][\w/.()]*\d")
_ACT_OF = re.compile(rf"\bAct of (?:{_MONTH} \d{{1,2}}, )?({_YEAR})\b")
# H.R. 7 - 115th Congress (2017-2018): A Made up Act of 2017.
_NAMED_BEHIND = re.compile(r"^[^:]{0,60}: ([A-Z][^:]{5,300}?)(?:\.(?:\s|$)|$)")
_ANY_YEAR = re.compile(rf"\((?:[^()]{{0,30}}\D)?({_YEAR})\)")
_URL = re.compile(r"https?://[^\s,\]]+")
_EXTERNAL = re.compile(r"(?:Letter|Memorandum|Memo|E-mail|Email|Interview) (?:from|with) .+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Citation:
    """A citation: the body before the group in brackets that has its year, that group, the year, and the tail behind."""

    text: str
    body: str
    group: str = ""
    year: str = ""
    tail: str = ""


def read_law(text: str) -> tuple[str, Fields] | None:
    """Return the entry type and the fields of a citation in one of the Bluebook's forms, None for any other reference.

    >>> read_law("United States v. Jungers, 702 F.3d 1066, 1070 (8th Cir. 2013).")[1]["court"]
    '8th Cir.'
    >>> read_law("Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464.")[1]["number"]
    'Pub. L. No. 106-386'
    >>> read_law("Ann Roe, A Made up Title in Law, 19 AM. U. J. TESTS 1247, 1250 (2011).")[1]["journal"]
    'AM. U. J. TESTS'
    >>> read_law("Ann Roe, Ports at Night, in Made-up Essays 12, 14 (Bob Poe ed., 2d ed. 2003).")[1]["editor"]
    'Bob Poe'
    >>> read_law("Roe, A. (2001). Raids v. ports. Journal of Tests, 4, 5-9.")
    """
    text = text.strip(" ;*_")[:2000]
    for cited in _citations(text):
        for parser in _PARSERS:
            if (found := parser(cited)) is not None:
                type_, fields = found
                bare = {
                    name: re.sub(r" et seq$", " et seq.", value.strip(" ,;*_"))
                    for name, value in fields.items()
                    if value
                }
                if url := _URL.search(text):
                    bare.setdefault("url", url[0].rstrip(".,;)>]"))
                return type_, {name: value for name, value in bare.items() if value}
    return None


def _citations(text: str) -> Iterator[_Citation]:
    """Yield the ways to part a citation: at the first group in brackets that is dated, else as one body."""
    for start, end in _brackets(text):
        group = text[start + 1 : end - 1]
        if (found := _DATED.fullmatch(group)) and not re.match(
            r"(?:statement|quoting|citing|(?:last )?(?:visited|updated|accessed|modified))\b|[a-z]+ing\b(?<!forthcoming)",
            group,
        ):
            if _TAIL.fullmatch(text[end:]):
                yield _Citation(
                    text=text,
                    body=text[:start].rstrip(" ,"),
                    group=group,
                    year=found["year"] or "",
                    tail=text[end:],
                )
            break
    bare = (
        re.sub(r"(?:\s*\((?:[^()]|\([^()]*\))*\))+[.\s]*$", "", text)
        if re.search(r" \([a-z][^()]*(?:\([^()]*\)[^()]*)*\)[.\s]*$", text)
        else text
    )
    yield _Citation(
        text=text, body=bare.rstrip(" .;") if not re.search(r"\b[A-Z][\w.]*\.$", bare) else bare.rstrip(" ;")
    )


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each outermost group in round brackets."""
    depth = start = 0
    for place, char in enumerate(text):
        if char == "(":
            start = place if not depth else start
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                yield start, place + 1


def _case(cited: _Citation) -> tuple[str, Fields] | None:
    body = cited.body
    if paper := _PAPER.match(body):
        body = body[paper.end() :]
    if _ANY_YEAR.search(body) or len(body) > 500:
        return None
    own, place, docket = NEUTRAL.search(body), _place_in_reporter(body, cited), _DOCKET.search(body)
    begins = [found.start() for found in (own, place, docket) if found]
    if not begins:
        return None
    name = body[: min(begins)].strip(" ,;")
    if not _names_case(name, place, bool(cited.year), bool(own)):
        return None
    fields = {"title": name}
    if place:
        fields |= {"volume": place["volume"], "reporter": place["reporter"], "pages": place["page"]}
    if docket or own:
        fields["number"] = docket["docket"].strip() if docket else own[0] if own else ""
    return "jurisdiction", {**fields, **_court_and_year(cited, own)}


def _place_in_reporter(body: str, cited: _Citation) -> re.Match[str] | None:
    """Return volume, reporter and page of a decision."""
    # behind the name of a case and before its court any series is a reporter
    courted = bool(cited.year and re.search(r"[A-Z]", cited.group) and _VERSUS.search(body))
    places = _CASE_PLACE.finditer(body)
    return next((found for found in places if _is_reporter(found["reporter"]) or courted), None)


def _court_and_year(cited: _Citation, neutral: re.Match[str] | None) -> Fields:
    """Return court and year of the group in brackets; the year may stand in the neutral citation (`2011 WL 123`) alone."""
    court = _COURT.fullmatch(cited.group) if cited.year else None
    year = cited.year
    if not year and neutral and (own_year := re.search(_YEAR, neutral[0])):
        year = own_year[0]
    return {"court": court["court"].strip(" ,") if court else "", "year": year}


def _names_case(name: str, place: re.Match[str] | None, dated: bool, numbered: bool) -> bool:
    """Return whether a text is the name of a case: it has parties, or a reporter of decisions behind it; a date is needed, or a known place."""
    known = place is not None and REPORTER.search(re.sub(r" \([^()]*\)", "", place[0])) is not None
    if re.search(r"[“”\"]", name) or not (dated or numbered or known):
        return False
    if _VERSUS.search(f" {name}") or _NO_VERSUS.match(name):
        return True
    return known and dated and "," not in name and len(name) > 3


def _is_reporter(name: str) -> bool:
    return letters(name) in reporters() or "." in name


def _statute(cited: _Citation) -> tuple[str, Fields] | None:
    text = cited.text
    marks = [
        match
        for pattern in (PUBLIC_LAW, US_CODE, STATUTES_AT_LARGE, BILL)
        if (match := pattern.search(text)) is not None
    ]
    if not marks:
        return None
    first = min(marks, key=lambda match: match.start())
    name = re.sub(r"\s*[(\[]\s*$", "", text[: first.start()]).strip(" ,;:*_")
    name = re.sub(r",? (?:§§?|tit\.|ch\.|div\.) ?[\w.()–-]+$", "", name, flags=re.IGNORECASE)
    # an article about a statute names it behind its authors; a statute has its own name, or none
    if len(name) > 200 or re.search(r"[“”\"]|\(\d{4}\)|\bJ\.|\bRev\.|\sv\. ", name):
        return None
    if first.re is BILL and not re.search(r"\bCong(?:\.|ress)", text):
        return None
    if not name and (later_name := _NAMED_BEHIND.search(text[first.end() :])):
        name = later_name[1].strip(" .,")
    law, stat, year = PUBLIC_LAW.search(text), STATUTES_AT_LARGE.search(text), _ANY_YEAR.search(text)
    act = _ACT_OF.search(name)
    whole = re.match(r"\d{1,2} U\.S\.C\.(?:A\.|S\.)? (?:§§?|ch\.) ?[\w()–,. -]*[\w)]", text[first.start() :])
    fields = {
        "title": name
        or (re.sub(r" \(.*", "", whole[0], flags=re.DOTALL) if whole and first.re is US_CODE else first[0]),
        "number": re.sub(r"\s+", " ", (law or first)[0]) if name or law else "",
        "year": year[1] if year else act[1] if act else "",
    }
    if stat:
        fields |= {"journal": "Stat.", "volume": stat[1], "pages": stat[2]}
    return "legislation", fields


def _congress_paper(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a hearing, report or document of Congress, or a page of its record."""
    if found := _HEARING.match(cited.body):
        return "hearing", {**found.groupdict(), "year": cited.year}
    if found := _COMMITTEE.match(cited.body):
        type_ = "report" if "No." in found[0] else "legislation"
        return type_, {"title": found["title"], "number": found["title"], "year": cited.year}
    return None


def _executive_paper(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a rule in the Federal Register, an executive order or a proclamation."""
    year = cited.year
    if (found := _REGISTER.match(cited.body)) and year:
        title = found["title"] or f"{found['volume']} Fed. Reg. {found['page']}"
        return "legislation", {
            "title": title, "volume": found["volume"], "journal": "Fed. Reg.", "pages": found["page"].replace(",", ""), "year": year,
        }  # fmt: skip
    if found := _ORDER.match(cited.body):
        return "legislation", {"title": found["title"], "number": found["title"], "year": year}
    return None


def _treaty(cited: _Citation) -> tuple[str, Fields] | None:
    found = TREATY.search(cited.body)
    if found is None or found.start() <= 4:
        return None
    name, year = cited.body[: found.start()].strip(" ,"), cited.year
    signed = re.search(rf",? (?:(?:opened for signature|adopted|done|signed) )?{_DAY}$", name)
    if signed:
        name = name[: signed.start()]
        year = signed[0][-4:]
    volume, series, page, numbered, number = found.groups()
    place = (
        {"volume": volume, "journal": series, "pages": page}
        if volume
        else {"number": f"{numbered} No. {number}"}
    )
    return "legislation", {"title": _PIN.sub("", name), **place, "year": year}


def _un_document(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a document of the United Nations: a report if people wrote it, else a resolution or a decision."""
    document = _UN.search(cited.body)
    if document is None or document.start() <= 4:
        return None
    name = _PIN.sub("", cited.body[: document.start()].strip(" ,"))
    placed = {"number": document[0], "year": cited.year}
    if (people := _PEOPLE.fullmatch(name)) and not PLACE_AS_GIVEN.search(name):
        author = re.sub(r" \(.*?\)", "", people["author"])
        return "report", {"author": author, "title": people["title"], **placed}
    return "legislation", {"title": name, **placed}


def _code_section(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a section of a code, which is named by code and section alone."""
    bare = re.sub(rf"(?:\s*\((?:[^()]{{0,40}} )?{_YEAR}\))?[.;\s]*$", "", cited.text)
    if (code := _CODE.fullmatch(bare)) and not re.search(r"[“”\"]|, \d+ [A-Z]", bare):
        return "legislation", {"title": code[0], "year": cited.year}
    return None


def _law_as_given(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a law whose place is printed as it is given: a constitution, a resolution, a state's code."""
    body = cited.body
    if not PLACE_AS_GIVEN.search(body[:120]) or len(body) >= 200 or _VERSUS.search(body):
        return None
    title = re.split(r", (?!§|art\.|arts\.|cl\.|amend\.|pt\.|sec\.|ch\.|tit\.)", body)[0]
    if not PLACE_AS_GIVEN.search(title):
        return None
    number = body[len(title) :].strip(" ,")
    dated = re.search(rf"\b({_YEAR})\b", number)
    year = cited.year or (dated[1] if dated else "")
    return "legislation", {"title": title, "number": number, "year": year}


def _article(cited: _Citation) -> tuple[str, Fields] | None:
    found = _place_in_journal(cited)
    if found is None or "http" in found["head"]:
        return None
    parts = found.groupdict()
    head = _people_and_title(parts["head"])
    if head is None or _is_other_style(head, cited):
        return None
    if not head.keys() & {"author", "body", "type"} and "." not in parts["journal"]:
        return None
    if REPORTER.search(f"{parts['volume']} {parts['journal']} {parts.get('page')}"):
        return None
    return "article", {
        **head, "volume": parts["volume"], "journal": parts["journal"].strip(' ,“”"'), "pages": (parts.get("page") or "").replace(",", ""),
        "year": cited.year or ("" if cited.group else parts["volume"]),
        **({"pubstate": "forthcoming"} if "forthcoming" in cited.group else {}),
    }  # fmt: skip


def _place_in_journal(cited: _Citation) -> re.Match[str] | None:
    """Return head, volume, journal and page of an article; None if another style or type has that form."""
    found = _PLACED.fullmatch(cited.body) if cited.year or not cited.group else None
    if found and not cited.year and not re.fullmatch(_YEAR, found["volume"]):
        # without a year behind it, a volume has to be called by its year
        found = None
    if found is None and "forthcoming" in cited.group:
        found = _FORTHCOMING.fullmatch(cited.body)
    if found is None or _VERSUS.search(found["journal"]):
        return None
    dated_before_title = _ANY_YEAR.search(found["head"][:60])
    in_a_book = re.search(r", in \d{0,2}\s?[A-Z“][^,]*$", found["head"])
    return None if dated_before_title or in_a_book else found


def _news(cited: _Citation) -> tuple[str, Fields] | None:
    text = cited.text.rstrip(" .")
    found = _NEWS.fullmatch(text)
    dated = re.fullmatch(rf"(?P<date>{_DAY})(?:, \d{{1,2}}:\d\d [AP]M(?: \w+)?)?", cited.group)
    if found and _TAIL.fullmatch(found["rest"]):
        head, journal, date, page = found["head"], found["journal"], found["date"], found["page"] or ""
    elif (
        dated
        and ", " in cited.body
        and (
            _URL.search(cited.tail)
            or re.search(r"\b[A-Z][a-z]*\.|Times|Post|Blog", cited.body.rsplit(", ", 1)[1])
        )
    ):
        (head, journal), date, page = cited.body.rsplit(", ", 1), dated["date"], ""
    else:
        return None
    parts = _people_and_title(head)
    if (
        parts is None
        or _EXTERNAL.match(head)
        or _VERSUS.search(f" {head}")
        or _ANY_YEAR.search(head)
        or _UN.search(text)
    ):
        return None
    if _is_other_style(parts, cited) or not (
        page or cited.tail.strip(" .") or _URL.search(text) or _PAPERS.search(journal)
    ):
        return None
    when = {"date": _iso(date), "year": date[-4:]}
    if not found and re.search(r"\bBlog\b|[a-z]\.(?:com|org|net)\b|Twitter|Facebook|\bX\b", journal):
        return "online", {**parts, "organization": journal, **when}
    return "article", {**parts, "journal": journal, "pages": page, **when}


def _press_release(cited: _Citation) -> tuple[str, Fields] | None:
    release = re.match(r"(?:Press|News) Release, ", cited.body)
    if release is None or not cited.year:
        return None
    offices: list[str] = []
    parts = cited.body[release.end() :].split(", ")
    while len(parts) > 1 and (_is_body(parts[0]) or parts[0].endswith(".")):
        offices.append(parts.pop(0))
    kind = release[0].strip(" ,")
    return "online", {
        "title": ", ".join(parts), "body": ", ".join(offices), "type": kind, "date": _iso(cited.group), "year": cited.year,
    }  # fmt: skip


def _iso(date: str) -> str:
    """Return a date as in `Mar. 3, 2011` as `2011-03-03`; a season, or a month alone, as far as it goes."""
    found = re.match(
        rf"(?P<month>[A-Z][a-z]{{2}})[a-z]*\.?(?: (?P<day>\d{{1,2}}))?,? (?P<year>{_YEAR})$", date
    )
    number = "JanFebMarAprMayJunJulAugSepOctNovDec".find(found["month"]) if found else -1
    if found is None or number < 0 or number % 3:
        return ""
    return f"{found['year']}-{number // 3 + 1:02d}" + (f"-{int(found['day']):02d}" if found["day"] else "")


def _chapter(cited: _Citation) -> tuple[str, Fields] | None:
    found = _CHAPTER.fullmatch(cited.body) if cited.year else None
    head = _people_and_title(found["head"]) if found else None
    if (
        found is None
        or head is None
        or not (head.get("author") or head.get("body"))
        or _ANY_YEAR.search(found["head"])
    ):
        return None
    imprint = _imprint(cited)
    if _is_other_style(head, cited) or not (imprint.get("editor") or found["page"]):
        return None
    return "incollection", {
        **head, "booktitle": found["booktitle"], "volume": found["volume"] or "", "pages": found["page"] or "", **imprint,
    }  # fmt: skip


def _page(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a page of the web: title, who runs it, address."""
    address = _URL.search(cited.text)
    before = cited.text[: address.start()].rstrip(" ,[(<") if address else ""
    before = re.sub(r",? available at$", "", before)
    if address is None or not before or (cited.year and len(cited.body) < len(before) - len(cited.group) - 4):
        return None
    if re.search(rf"\(\s*{_YEAR}[a-z]?\s*\)|\b{_YEAR}\b|\d+ ?\(\d|[:;]\s\d", before) or ". " in re.sub(
        r"\b(?:[A-Z]|[A-Z][a-z’']{1,5}|Dep[’']t)\. ", "", before
    ):
        return None
    title, comma, owner = before.rpartition(", ")
    if (
        not comma
        or len(before) > 300
        or re.search(r"[“”\"»]", owner)
        or re.search(r"(?:^|, )[^,]{2,20}, [A-Z]\.(?![A-Z]\.)", before)
    ):
        return None
    if (people := _PEOPLE.fullmatch(before)) and ", " in people["title"]:
        title, _, owner = people["title"].rpartition(", ")
        return "online", {"author": people["author"], "title": title, "organization": owner}
    return "online", {"title": title, "body": owner}


def _letter(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a letter, a memorandum, an e-mail or an interview, which has no place in print."""
    if not cited.year or not _EXTERNAL.match(cited.body):
        return None
    return "misc", {"title": cited.body, "year": cited.year, "date": _iso(cited.group)}


def _book(cited: _Citation) -> tuple[str, Fields] | None:
    """Parse a book, or what is cited in the form of one: a thesis or a report."""
    body = cited.body
    if not cited.year or len(body) > 350 or _UN.search(body) or re.search(r"\bin:|\bIn: ", body):
        return None
    volume = re.match(r"(\d{1,2}) (?=[A-Z])", body)
    if volume:
        body = body[volume.end() :]
    name = _PIN.split(body, maxsplit=1)[0]
    imprint = _imprint(cited)
    head = _people_and_title(name, bodies=True)
    if head is None or not (head.get("author") or head.get("body") or imprint.get("editor")):
        return None
    if _is_other_style(head, cited) or not _names_book(name, head):
        return None
    if found := _thesis(cited, head) or _report(cited, head, imprint):
        return found
    # one name, a title and a year say too little
    described = name != body or imprint.keys() & {"edition", "publisher", "editor", "translator"}
    if not described and not _PEOPLE.fullmatch(name):
        return None
    return "book", {**head, "volume": volume[1] if volume else "", **imprint}


def _names_book(name: str, head: Mapping[str, str]) -> bool:
    """Return whether a text may be authors and title of a book, not a sentence, names alone, or a place in a journal."""
    if name.rstrip().endswith(".") or re.search(r", \d{1,4} [A-Z]", name):
        return False
    if not re.search(r"[^\W\d_]{3}", head.get("title", "")):
        return False
    # `Roe, A., & Poe, B. (2001)`: names alone
    behind_author = name.removeprefix(head.get("author") or head.get("body") or "")
    return not re.search(r"(?:^|[ ,])[A-Z]\.,|[.?!] [A-Z][a-z]+ [a-z]", behind_author)


def _thesis(cited: _Citation, head: Fields) -> tuple[str, Fields] | None:
    thesis = _THESIS.search(cited.tail)
    if thesis is None:
        return None
    master = re.search(r"\bmaster|M\.A\.", thesis["type"], re.IGNORECASE)
    return "mastersthesis" if master else "phdthesis", {
        **head,
        "school": thesis["school"],
        "year": cited.year,
    }


def _report(cited: _Citation, head: Fields, imprint: Fields) -> tuple[str, Fields] | None:
    """Parse a report: an institution is its author, it has a number before its title, or it is in a series; None for a book."""
    named, number = dict(head), {}
    while (parts := named["title"].split(", ", 1))[1:]:
        if numbered := _REPORT_NUMBER.fullmatch(parts[0]):
            number["number"] = numbered["number"]
        elif _is_body(parts[0]) and named.get("body"):
            named["institution"] = parts[0]
        else:
            break
        named["title"] = parts[1]
    if series := _SERIES.search(cited.group):
        institution = cited.group[: series.start()].strip(" ,")
        return "report", {
            **named,
            "number": series["number"],
            "institution": institution,
            "year": cited.year,
        }
    if named.get("body") or number or named.get("institution"):
        return "report", {**named, **number, **imprint}
    return None


def _imprint(cited: _Citation) -> Fields:
    """Return editors, translator, edition, publisher and year of the group in brackets behind a book."""
    rest, fields = cited.group, {"year": cited.year}
    while found := _EDITED.match(rest):
        fields["translator" if found["role"].startswith("t") else "editor"] = re.sub(
            r",? et al\.?$", "", found["names"]
        ).strip()
        rest = rest[found.end() :]
    if edition := _EDITION.match(rest):
        fields["edition"] = edition["edition"] or edition["word"]
        rest = rest[edition.end() :]
    name = rest.removesuffix(cited.year).strip(" ,")
    place, colon, publisher = name.rpartition(": ")
    if name and not re.fullmatch(rf"{_MONTH}(?: \d{{1,2}})?", name):
        fields |= {"address": place, "publisher": publisher} if colon else {"publisher": name}
    return fields


def _people_and_title(text: str, *, bodies: bool = False) -> dict[str, str] | None:
    """Return authors, title and genre (`Note`) of the head of a citation; `bodies`: an institution may be the author."""
    text = text.strip(" ,")
    if genre := _GENRE.match(text):
        return {"title": _untitled(text[genre.end() :]), "type": genre["type"]}
    first, comma, rest = text.partition(", ")
    if not bodies and not comma and "(@" not in text:
        return _title_alone(text)
    people = _PEOPLE.fullmatch(text)
    if people is None and comma:
        if _is_body(first) or (bodies and re.fullmatch(r"[A-Z]{2,8}", first)):
            return {"body": first, "title": _untitled(rest)}
        people = _ALONE.fullmatch(text)
    if people is not None:
        return _authors_before_title(people["author"], people["title"], bodies=bodies)
    posted = re.fullmatch(rf"({_NAME}|[\w ]+) \(@\w+\)", text)
    return {"author": posted[1]} if posted else _title_alone(text)


def _title_alone(text: str) -> dict[str, str] | None:
    return {"title": _untitled(text)} if len(text) > 2 else None


def _authors_before_title(people: str, title: str, *, bodies: bool) -> dict[str, str]:
    """Return the author, and the genre and institution that stand before the title, apart from the title itself."""
    author = re.sub(r" \([^()]*\)", "", people)
    found = {"body" if bodies and _is_body(author) and "&" not in author else "author": author}
    if genre := _GENRE.match(title):
        found["type"], title = genre["type"], title[genre.end() :]
    first, comma, rest = title.partition(", ")
    if bodies and comma and _is_body(first):
        found["institution"], title = first, rest
    return {**found, "title": _untitled(title)}


def _untitled(title: str) -> str:
    """Return a title without the marks around it; quotation marks stay if they are around a part of it."""
    title = title.strip(" ,*_")
    if title[:1] in '“"' and title[-1:] in '”"' and not re.search('[“”"]', title[1:-1]):
        title = title[1:-1].strip(" ,")
    return title.rstrip(",") if len(title) > 1 else title


def _is_body(name: str) -> bool:
    """Return whether a name is an institution's."""
    words = [word.strip(OUTER) for word in name.split()]
    return _BODY.search(name) is not None or (
        len(words) > 1 and any("institution" in classes_of(word) for word in words)
    )


# other styles put titles in quotation marks, the year behind the names, `vol.` and `pp.` before numbers, and full stops between the parts
_OTHER_STYLE = re.compile(
    rf"[,.]['’]?[\"”»]|, [\"“«„][^\"”»]*[\"”»][,.]|``|''|« |\b(?:pp?\.? ?\d|pp\.|[Vv]ol\.|n°|ed\. by|[Hh]rsg|http)|[,(. ]{_YEAR}[a-z]?(?:[):.]|, [A-Z])|\(eds?\.\)|^(?:(?=[^,]*[a-z])[^,]* [A-Z]{{1,3}}|[^,]* [A-Z]\.(?: ?[A-Z]\.)*), "
)
# what follows the first comma of `Roe, Ann B., Title` and of `Roe, A. and B. Poe`
_GIVEN_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ]\.?)*(?:[.,/(]| and | &| \(|$)")
_INITIALS_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}[A-ZÀ-Þ][\w’-]+,")
_SENTENCES = re.compile(r"[a-zà-ÿ]{3}[.?!] [A-ZÀ-Þ]")


def _is_other_style(head: Mapping[str, str], cited: _Citation) -> bool:
    """Return whether a citation with this head is written in another style: names inverted, titles quoted, sentences for parts."""
    if _OTHER_STYLE.search(cited.body):
        return True
    author, title = head.get("author", ""), head.get("title", "")
    if not author:
        return False
    if " " not in author and _GIVEN_FIRST.match(title):
        return True
    return bool(_INITIALS_FIRST.match(title) or _SENTENCES.search(title) or re.search(r"[;/]", author))


_PARSERS: Sequence[Callable[[_Citation], tuple[str, Fields] | None]] = (
    _case,
    _congress_paper,
    _executive_paper,
    _treaty,
    _un_document,
    _code_section,
    _law_as_given,
    _statute,
    _chapter,
    _article,
    _press_release,
    _news,
    _letter,
    _book,
    _page,
)
