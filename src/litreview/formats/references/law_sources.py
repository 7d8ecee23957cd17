"""Parse citations of law itself: cases, statutes, bills, hearings, regulations, treaties, constitutions (rules 10 to 14 and 21)."""

from __future__ import annotations

from litreview.core.libraries import re
from litreview.formats.references.law_citations import (
    ANY_YEAR,
    DAY,
    GENRE,
    MONTH,
    PEOPLE,
    PIN,
    TAIL,
    UN,
    VERSUS,
    YEAR,
    Fields,
    LegalCitation,
    is_body,
    iso_day,
)
from litreview.works.law import (
    BILL,
    FEDERAL_RULES,
    NEUTRAL,
    PLACE_AS_GIVEN,
    PUBLIC_LAW,
    REPORTER,
    STATUTES_AT_LARGE,
    TREATY,
    US_CODE,
    is_reporter,
    letters,
    reporters,
)

# acts of Commonwealth countries, by year and chapter
_CHAPTER_OF_ACTS = re.compile(
    rf"(?P<title>[A-Z][^,()]{{4,80}}?)(?: (?P<year>{YEAR})|, (?P<series>[RS]\.S\.[A-Z]\.|S\.C\.) (?P<dated>{YEAR})), c\.? ?(?P<chapter>[\w-]+)\b"
)
_PAPER = re.compile(
    r"(?:[A-Z][\w’'.]*,? |of |for |in |to |and |the |re )*(?:Complaint|Indictment|Brief|Motion|Memorandum|Order|Agreement|Transcript|Declaration|Affidavit|Petition|Information|Answer|Exhibit|Decree|Verdict|Reply|Statement)\b[^,]{0,60}?(?: at [\d–:-]+| ¶¶? ?[\d–-]+)?, (?=.{2,150} v\.? |(?:In re|Ex parte|(?:In the )?Matter of)\s)"
)
_NO_VERSUS = re.compile(r"(?:In re|Ex parte|(?:In the )?Matter of|Estate of)\s")
_CASE_PLACE = re.compile(
    r",? (?P<volume>\d{1,4}) (?P<reporter>[A-Z][A-Za-z.’']*(?: ?(?!Nos?\. )(?:[A-Z][A-Za-z.’']*|&|\d[a-z]{1,2}))*+)(?: \([^()]{1,30}\))? (?:(?:¶ ?)?(?P<page>\d{1,3},\d{3}|\d{1,5}|_{2,3})|No\. (?P<slip>\d{1,4}))(?=[,;\s(.¶]|$)"
)
_COMMENT = re.compile(rf"(?:^|, ){GENRE.pattern}")
# a firm, whose commas part no author from a title, and the name of a decision in its case alone
_FIRM = re.compile(r",? (?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.P|Co|Corp|N\.A)\b\.?$")
_RELEASE = re.compile(r", (?:[A-Z]\w+ ){1,4}Release$")
_ENCYCLOPEDIA = re.compile(
    r"(?P<volume>\d{1,3}[A-Z]?) (?P<title>(?:C\.J\.S\.|(?:[A-Z][\w.]*\.? ?){1,3}? ?Jur\.) [^§()]*?),? §§? ?[\w.()–-]+(?:, .*)?",
    re.DOTALL,
)
_COMMITTEE_PRINT = re.compile(
    r"(?P<body>Staff of .+?), (?P<number>\d{1,3}(?:st|nd|rd|th|d) Cong\.), (?P<title>.+)", re.DOTALL
)
_DOCKET = re.compile(
    r"\b(?:App\.? |(?:[A-Z]{2,6} )?(?:Docket|Dkt\.|File|Case) )?[Nn]os?\.? (?P<docket>[\w:\-–./ ]{1,40}?|\d{1,3},\d{3})(?=,|\s\(|;|$)"
)
# behind the year: the number under which the papers of a reported case were filed
_DOCKET_OF_PAPERS = re.compile(r"\s*\(Nos?\. (?P<docket>[\w:–-]{3,20})\)")
_OF_EUROPE = re.compile(r"^(?:Joined )?Cases? [CTF][-‑]\d+/\d\d(?:(?:,| and| to) [CTF][-‑]\d+/\d\d)*,? ")
# an international court stands between the name and the number, behind what was decided: rule 21.5
_COURT_BEFORE = re.compile(
    r", (?P<court>(?:Inter-Am|Eur|Afr)\. Ct\. H(?:um)?\.? ?(?:&P\.)?R\.|P\.C\.I\.J\.|I\.C\.J\.)(?: \(ser\. [A-Z/]+\))?$"
)
_PHASE = re.compile(
    r"(?:, (?:Preliminary Objections?|Merits|Reparations(?: and Costs)?|Judge?ment|Advisory Opinion|Order|Provisional Measures|Award|Decision(?: on [^,]+)?))+$"
)
_COURT = re.compile(
    rf"(?P<court>.*?)[,\s]*(?:\b\d{{1,2}} [A-Z][a-z]+ )?(?:\b(?:filed |decided |argued |rel\. |released |adopted )?{MONTH} \d{{1,2}}, )?{YEAR}",
    re.DOTALL,
)
_HEARING = re.compile(
    r"(?P<title>(?:.+?:? )?(?:Hearings?|Markup) (?:Before|on) .+?), (?P<number>\d{1,3}(?:st|nd|rd|th|d) Cong\.)",
    re.DOTALL,
)
_COMMITTEE = re.compile(
    r"(?P<title>(?:H\.R\.|S\.|H\.) (?:Conf\. |Exec\. )?(?:Rep|Doc)\. No\. [\d–-]+|\d{1,3} (?i:Cong\. ?Rec\.) [A-Z]?\d+)"
)
_REGISTER = re.compile(
    r"(?:(?P<title>.+?), )?(?P<volume>\d{1,3}) (?i:Fed\. Reg\.) (?P<page>\d[\d,]*)", re.DOTALL
)
_ORDER = re.compile(r"(?P<title>(?:Exec\. Order|Proclamation|Executive Order) No\. [\d,]+)")
# a code of a state or of the Federation, and the section of it
_CODE = re.compile(
    r"(?:\d{1,3} )?[A-Z][\w.&’' ]{1,60}?(?: \[[^\[\]]{2,40}\]){0,2}(?:,? (?:§§?|ch\.|c\.|pts?\.|tit\.|art\.|amend\.|cl\.) ?[\w.:()–/-]+(?:, \d[\w.:()–/-]*)*)+|\d{1,3} [A-Z][\w.’' ]{1,40}Stat\. [\d/.:–-]+"
    # rules of courts: `Fed. R. Civ. P. 12(b)(6)`, `Sup. Ct. R. 10`
    r"|(?:[A-Z][\w.’']* ){1,4}?R\. (?:(?:Civ|Crim|App|Bankr|Evid|Ct|Prac|Prof)[\w.]* ?(?:P\. |Conduct )?)?\d[\w.]*(?:\(\w+\))*"
)
# an act of a Commonwealth country is called by its year: `Made-up Harbours Act 2015, s 45(1)`; what else ends with `Rules 2015` shows its section
_ACT_BY_YEAR = re.compile(
    rf"(?P<title>[A-Z][^,()]{{4,80}}? (?:Act|(?:Ordinance|Regulations|Rules|Order)(?=.*, (?:ss?|reg|r|art)\.? ?\d)) (?P<year>{YEAR}))(?:,? (?:ss?|sch|pt|para|reg|r|art)\.? ?\d[\w().–-]*)*"
)
# a page of the acts of a session: `1891 R.I. Pub. Laws 38`
_SESSION = re.compile(
    rf"\b(?P<year>{YEAR}) (?:[A-Z][\w.]* ){{1,5}}(?:Acts(?: & Resolves)?|Laws|Stat\.) \d[\d,–-]*$"
)
# a chapter of the acts of a year: `Made-up Acts of 1879 Ch 128`
_ACTS_OF_YEAR = re.compile(
    rf"(?P<acts>(?:[A-Z][\w.’]*\.? ){{0,3}}(?:Acts|Laws|Statutes)(?: (?:&|and) Resolves)? of (?P<year>{YEAR})),? (?:[Cc]h(?:ap(?:ter)?)?|[Cc])\.? ?(?P<chapter>\d{{1,4}})\b"
)
# a verse of Scripture, by chapter and verse
_VERSE = re.compile(
    r"(?:[1-3] )?(?:[A-Z][\w’'-]+(?: of [A-Z]\w+)?) \d{1,3}:\d{1,3}(?:[–-]\d{1,3}(?::\d{1,3})?)?"
)
_ACT_OF = re.compile(rf"\bAct of (?:{MONTH} \d{{1,2}}, )?({YEAR})\b")
# H.R. 7 - 115th Congress (2017-2018): A Made up Act of 2017.
_NAMED_BEHIND = re.compile(r"^[^:]{0,60}: ([A-Z][^:]{5,300}?)(?:\.(?:\s|$)|$)")


def case(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a decision: parties, reporter or docket number, court and year."""
    body = cited.body
    if paper := _PAPER.match(body):
        body = body[paper.end() :]
    if len(body) > 500 or (ANY_YEAR.search(body) and ANY_YEAR.search(NEUTRAL.sub(" ", body))):
        return None
    own, place, docket = NEUTRAL.search(body), _place_in_reporter(body, cited), _DOCKET.search(body)
    begins = [found.start() for found in (own, place, docket) if found]
    if not begins:
        return _incomplete_case(body, cited)
    # the Court of Justice numbers its cases in front of their names
    name = _OF_EUROPE.sub("", body[: min(begins)]).strip(" ,;")
    if before := _COURT_BEFORE.search(name):
        name = name[: before.start()]
    name = _PHASE.sub("", name)
    if not _names_case(name, place, bool(cited.year), bool(own)):
        return None
    fields = {"title": _RELEASE.sub("", name)}
    if place:
        # slip opinions of a volume are numbered until it is paged
        fields |= {
            "volume": place["volume"],
            "reporter": place["reporter"],
            "pages": place["page"] or "",
            "number": place["slip"] or "",
        }
    if docket or own:
        fields["number"] = docket["docket"].strip() if docket else own[0] if own else ""
    elif papers := _DOCKET_OF_PAPERS.match(cited.tail):
        fields["number"] = papers["docket"]
    dated = _court_and_year(cited, own)
    return "jurisdiction", {**fields, **dated, "court": dated["court"] or (before["court"] if before else "")}


# a name alone, or with a reporter whose volume is missing; a comment on a case has its author in front, behind a comma
_INCOMPLETE = re.compile(
    r"(?P<title>[A-Z][^,;:“”\"()]*? v\. [A-Z][^,;:“”\"()]*?)(?: et al\.?)?(?:, (?:Inc|Co|Corp|Ltd)\.)?(?:,? (?P<reporter>[A-Z][A-Za-z.’']*\.(?: ?(?:[A-Z][A-Za-z.]*\.|\d[a-z]{1,2}))*) (?P<pages>\d{1,5})(?:, \d+)*)?"
)


def _incomplete_case(body: str, cited: LegalCitation) -> tuple[str, Fields] | None:
    """Return a decision whose citation lacks its volume, or everything but parties and year: no other work is called by its parties."""
    found = _INCOMPLETE.fullmatch(body.rstrip("."))
    if found is None or not (cited.year or is_reporter(found["reporter"] or "")):
        return None
    fields = {name: value or "" for name, value in found.groupdict().items()}
    return "jurisdiction", {**fields, **_court_and_year(cited, None)}


def _place_in_reporter(body: str, cited: LegalCitation) -> re.Match[str] | None:
    """Return volume, reporter and page of a decision."""
    # behind the name of a case and before its court any series is a reporter
    courted = bool(cited.year and re.search(r"[A-Z]", cited.group) and VERSUS.search(body))
    places = _CASE_PLACE.finditer(body)
    return next((found for found in places if is_reporter(found["reporter"]) or courted), None)


def _court_and_year(cited: LegalCitation, neutral: re.Match[str] | None) -> Fields:
    """Return court and year of the group in brackets; only the neutral citation (`2011 WL 123`) may have the year."""
    court = _COURT.fullmatch(cited.group) if cited.year else None
    year = cited.year
    if not year and neutral and (own_year := re.search(YEAR, neutral[0])):
        year = own_year[0]
    return {"court": court["court"].strip(" ,") if court else "", "year": year}


def _names_case(name: str, place: re.Match[str] | None, dated: bool, numbered: bool) -> bool:
    """Return whether a text is the name of a case: it has parties, or a reporter of decisions behind it; a date is needed, or a known place."""
    firm = _FIRM.search(name)
    known = place is not None and bool(
        firm
        or letters(place["reporter"]) in reporters()
        or REPORTER.search(re.sub(r" \([^()]*\)", "", place[0]))
    )
    # a comment on a case is an article
    if re.search(r"[“”\"]", name) or _COMMENT.search(name) or not (dated or numbered or known):
        return False
    if VERSUS.search(f" {name}") or _NO_VERSUS.match(name) or _RELEASE.search(name):
        return True
    return known and dated and "," not in _FIRM.sub("", name) and len(name) > 3


# where a statute or a bill is printed, with letters of which each such place has some: to look for letters takes little time
_STATUTES = (
    (PUBLIC_LAW, "LlP"),
    (US_CODE, ("US", "U.S", "U S", "U. S")),
    (STATUTES_AT_LARGE, ["Stat"]),
    (BILL, ("H.", "A.B.", "S.B.", "Cong")),
    (FEDERAL_RULES, ["C.F.R."]),
)


def statute(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a statute or a bill by its place: public law, Statutes at Large, U.S. Code, number of a bill."""
    text = cited.text
    marks = [
        match
        for pattern, letters in _STATUTES
        if any(map(text.__contains__, letters)) and (match := pattern.search(text)) is not None
    ]
    if not marks:
        return None
    first = min(marks, key=lambda match: match.start())
    name = re.sub(r"\s*[(\[]\s*$", "", text[: first.start()]).strip(" ,;:*_")
    name = re.sub(r",? (?:§§?|tit\.|ch\.|div\.) ?[\w.()–-]+$", "", name, flags=re.IGNORECASE)
    # an article about a statute names it behind its authors; a statute has its own name, or none
    if len(name) > 200 or re.search(r"[“”\"]|\(\d{4}\)|\bJ\.|\bRev\.|\sv\. ", name):
        return None
    if first.re.pattern == BILL.pattern and not re.search(r"\bCong(?:\.|ress)", text):
        return None
    if not name and (later_name := _NAMED_BEHIND.search(text[first.end() :])):
        name = later_name[1].strip(" .,")
    law, stat, year = PUBLIC_LAW.search(text), STATUTES_AT_LARGE.search(text), ANY_YEAR.search(text)
    act = _ACT_OF.search(name)
    whole = re.match(r"\d{1,2} U\.S\.C\.(?:A\.|S\.)? (?:§§?|ch\.) ?[\w()–,. -]*[\w)]", text[first.start() :])
    fields = {
        "title": name
        or (
            re.sub(r" \(.*", "", whole[0], flags=re.DOTALL)
            if whole and first.re.pattern == US_CODE.pattern
            else first[0]
        ),
        "number": re.sub(r"\s+", " ", (law or first)[0]) if name or law else "",
        "year": year[1] if year else act[1] if act else "",
    }
    if stat:
        fields |= {"journal": "Stat.", "volume": stat[1], "pages": stat[2]}
    return "legislation", fields


def congress_paper(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a hearing, report or document of Congress, a print of a committee, or a page of its record."""
    if cited.group.startswith("Comm. Print") and (found := _COMMITTEE_PRINT.fullmatch(cited.body)):
        return "report", {**found.groupdict(), "title": PIN.sub("", found["title"]), "year": cited.year}
    if found := _HEARING.match(cited.body):
        return "hearing", {**found.groupdict(), "year": cited.year}
    if found := _COMMITTEE.match(cited.body):
        type_ = "report" if "No." in found[0] else "legislation"
        return type_, {"title": found["title"], "number": found["title"], "year": cited.year}
    return None


def executive_paper(cited: LegalCitation) -> tuple[str, Fields] | None:
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


def treaty(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a treaty by its place in a series."""
    found = TREATY.search(cited.body)
    if found is None or found.start() <= 4:
        return None
    name, year, day = cited.body[: found.start()].strip(" ,"), cited.year, ""
    # the parties stand between the title and the day
    name = re.sub(
        rf", (?:[A-Z][\w. ]*\.?-)+[A-Z][\w. ]*(?=(?:, (?:arts?\.|¶¶?|§§?) ?[^,]+)*, {DAY}$)", "", name
    )
    if signed := re.search(rf",? (?:(?:opened for signature|adopted|done|signed) )?{DAY}$", name):
        name = name[: signed.start()]
        year = signed[0][-4:]
        day = iso_day(re.sub(r"^,? (?:opened for signature |adopted |done |signed )?", "", signed[0]))
    volume, series, page, numbered, number = found.groups()
    place = (
        {"volume": volume, "journal": series, "pages": page}
        if volume
        else {"number": f"{numbered} No. {number}"}
    )
    return "legislation", {"title": PIN.sub("", name), **place, "date": day, "year": year}


def un_document(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a document of the United Nations: a report if people wrote it, else a resolution or a decision."""
    document = UN.search(cited.body)
    if document is None or document.start() <= 4:
        return None
    name = PIN.sub("", cited.body[: document.start()].strip(" ,"))
    placed = {"number": document[0], "date": iso_day(cited.group), "year": cited.year}
    if (people := PEOPLE.fullmatch(name)) and not PLACE_AS_GIVEN.search(name):
        author = re.sub(r" \(.*?\)", "", people["author"])
        role = "body" if is_body(author) else "author"
        return "report", {role: author, "title": people["title"], **placed}
    return "legislation", {"title": name, **placed}


def encyclopedia(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a section of an encyclopedia of law, which is named by its volume and topic (rule 15.8)."""
    found = _ENCYCLOPEDIA.fullmatch(cited.body)
    return ("book", {**found.groupdict(), "year": cited.year}) if found else None


def code_section(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a section of a code, which is named by code and section alone."""
    if not _CODE.match(cited.text):
        return None
    # a comment points into its section, and a country in brackets says whose code it is
    bare = re.sub(
        rf"(?:,? cmts?\. [\w.]+)?(?:\s*\((?:(?:[^()]{{0,40}} )?{YEAR}|[A-Z][a-z]{{1,4}}\.)\))?[.;\s]*$",
        "",
        cited.text,
    )
    if (code := _CODE.fullmatch(bare)) and not re.search(r"[“”\"]|, \d+ [A-Z]", bare):
        return "legislation", {"title": code[0], "year": cited.year}
    return None


_NUMBERED: tuple[tuple[str, re.Pattern[str]], ...] = (
    # the code of a town, or an ordinance of it: rule 12.9
    ("legislation", re.compile(r"(?P<title>[A-Z][\w.’' ]+, [A-Z][\w.]*\.?(?: [A-Z][\w.]*)?, (?:[A-Z][\w.&’']* ){0,4}?(?:Code|Ordinances?|Charter|Ord\.)(?:,? (?:§§?|No\.|art\.|ch\.|tit\.))? ?[\w.():–-]*\d[\w.():–-]*)")),
    # the register of a state
    ("legislation", re.compile(r"(?P<title>\d{1,3} (?!J\.)(?:[A-Z]\w*\.? ?){1,2}Reg\. \d[\d,]*)")),
    ("report", re.compile(r"(?P<body>[A-Z].+?), (?P<title>(?P<number>(?:Formal|Informal|Advisory|Ethics) Op(?:inion|\.)(?: No\.)? [\d-]+))")),
    # rulings on taxes: rule 14.5
    ("legislation", re.compile(rf"(?P<title>(?:Rev\. (?:Rul|Proc)\.|Treas\. Dec\.|T\.D\.|I\.R\.S\. (?:Notice|Announcement)|(?:I\.R\.S\. )?Priv\. Ltr\. Rul\.) [\d-]+)(?:, (?P<year>{YEAR})-\d{{1,2}} (?:I\.R\.B\.|C\.B\.) \d+)?")),
    ("patent", re.compile(r"(?P<title>U\.S\. (?:Design )?Patent (?:App(?:lication|l\.) )?(?:Serial )?No\. (?P<number>[D\d/,]+))")),
)  # fmt: skip


def numbered(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse what is called by its number alone: codes of towns, registers of states, rulings, opinions on ethics, patents."""
    for type_, pattern in _NUMBERED:
        if found := pattern.fullmatch(cited.body):
            parts = found.groupdict("")
            if type_ == "patent":
                # it is cited by the day of its filing, which is not that of its issue
                filed = iso_day(cited.group[6:]) if cited.group.startswith("filed ") else ""
                parts |= {"type": "patentus", "eventdate": filed}
            return type_, {**parts, "year": cited.year or parts.get("year", "")}
    return None


def law_as_given(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a law whose place is printed unchanged: a constitution, a resolution, a state's code."""
    body = cited.body
    if act := _ACT_BY_YEAR.fullmatch(body):
        return "legislation", {"title": act["title"], "year": act["year"]}
    if act := _ACTS_OF_YEAR.match(body):
        return "legislation", {"title": f"{act['acts']}, ch. {act['chapter']}", "year": act["year"]}
    if act := _SESSION.search(body):
        before = body[: act.start()]
        title = before.strip(" ,") if before.endswith(", ") else ""
        return "legislation", {
            "title": title or act[0], "number": act[0] if title else "", "year": act["year"],
        }  # fmt: skip
    if (verse := _VERSE.match(cited.text)) and TAIL.fullmatch(cited.text[verse.end() :]):
        return "misc", {"title": verse[0]}
    if act := _CHAPTER_OF_ACTS.match(body):
        place = (
            f"{act['series']} {act['dated']}, c. {act['chapter']}"
            if act["series"]
            else f"c. {act['chapter']}"
        )
        named = act["title"] if act["series"] else f"{act['title']} {act['year']}"
        return "legislation", {"title": named, "number": place, "year": act["year"] or act["dated"]}
    if not PLACE_AS_GIVEN.search(body[:120]) or len(body) >= 200 or VERSUS.search(body):
        return None
    title = re.split(r", (?!§|art\.|arts\.|cl\.|amend\.|pt\.|sec\.|ch\.|tit\.)", body)[0]
    if not PLACE_AS_GIVEN.search(title):
        return None
    number = body[len(title) :].strip(" ,")
    # a comment or an illustration points into its section
    title = re.sub(r",? (?:cmts?|illus)\. \w+$", "", title)
    dated = re.search(rf"\b({YEAR})\b", number)
    year = cited.year or (dated[1] if dated else "")
    if re.match(r"[a-z]{5}", number):
        # what was done to the law, not where it stands
        number = ""
    return "legislation", {"title": title, "number": number, "year": year}
