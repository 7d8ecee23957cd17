"""Recognises citations of American law, and reads the case, code section, public law or bill that a record describes.

A public law of the United States is numbered by Congress and order ("Pub. L. No. 106-386" is the 386th of the 106th
Congress), so the number identifies one enactment, whatever its title. A bill's number recurs in every Congress.
Forms: The Bluebook, rules 10 (cases), 12 (statutes) and 13 (bills), as described in docs.

Reviewers often enter statutes and cases as `@misc` or `@techreport`, with the citation in the title, in `type` or in a note. The case's name may be
the author. All are read here, and the citation is removed from the title so that no style prints it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.works import rows

PUBLIC_LAW = re.compile(
    r"\b(?:(?i:pub(?:l|lic)?\.?\s*l(?:aw)?\b\.?|p\.\s?l\.)|PL)\s*(?:(?i:nos?\.?|number)\s*)?,?\s*(\d{2,3})\s*[-‐‑–—]+\s*(\d{1,4})\b"
)
"""Congress and number of a public law."""

SECTION = r"\d{1,5}[A-Za-z]{0,2}(?:[-–]\d+)?(?:\([0-9A-Za-z]{1,5}\))*"
US_CODE = re.compile(
    r"\b(\d{1,2})\s?U\.?\s?S\.?\s?C(?:ode|\.)?(?:\s?A\.?)?(?=[\s§,]|\d),?\s*(?:§+|[Ss]ec(?:tion|s)?s?\.?|ss?\.|[Cc]h(?:apter|\.))?\s*"
    rf"({SECTION})"
)
"""Title and section of the United States Code."""

FEDERAL_RULES = re.compile(r"(?<=, )(\d{1,2}) C\.F\.R\. (?:§§?|pts?\.|ch\.) ?[\w.()–-]*\w\)?")
"""Title and section or part of the Code of Federal Regulations, behind the name of a rule."""

STATUTES_AT_LARGE = re.compile(r"\b(\d{1,3})\s+(?:Stat\.|(?:U\.S\. )?Statutes at Large)\s+(\d{1,5})\b")
"""Volume and page of the Statutes at Large."""

BILL = re.compile(
    r"(?<![\w.])(?<![A-Z]\.\s)(H\.\s?R\.|A\.B\.|S\.B\.|S\.(?=[^;]{0,99}?\bCong(?:\.|ress)))\s?(?:No\.\s?)?(\d{1,5})(?![\d-])"
)
"""Chamber and number of a bill. `S. 13` alone may be a page (German `Seite`), or the end of `U.N.T.S.`: a bill of the Senate names its Congress."""

SENATE_NUMBER = re.compile(r"\s*(S\.)\s?(?:No\.\s?)?(\d{1,5})\s*")
"""A bill of the Senate as the whole of the field `number`."""

TREATY = re.compile(
    r"\b(\d{1,4})\s(U\.?\s?N\.?\s?T\.?\s?S\.?|L\.\s?N\.\s?T\.\s?S\.|U\.\s?S\.\s?T\.|I\.\s?L\.\s?M\.|(?:United|League of) Nations Treaty Series)\s(\d{1,5})\b"
    r"|\b(T\.\s?I\.\s?A\.\s?S\.|(?:C\.\s?)?E\.\s?T\.\s?S\.|CETS|(?:Council of Europe|European) Treaty Series)\s(?:No\.\s?)?(\d[\d-]*)"
)
"""Volume, series and page of a treaty, or its series and number."""

# a decision's own number: [2014] EWCA Crim 1029, (2008) 237 CLR 1, 2014-Ohio-1234, 2014 IL 115390, 2010-I Eur. Ct. H.R. 65
NEUTRAL = re.compile(
    r"\[(?:18|19|20)\d\d\] (?:\d{1,3} )?[A-Z][A-Za-z.]*(?: \(?[A-Z][A-Za-z.]*\)?){0,3} (?:[IVX]+-)?\d+"
    r"|\((?:18|19|20)\d\d\) \d{1,4} [A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){0,3} \d+"
    r"|\b(?:19|20)\d\d(?:-[A-Z][A-Za-z]+-|[ -](?!WL|LX)[A-Z]{2}(?: App)?[ -])\d+\b|\b(?:19|20)\d\d-[IVX]+ Eur\. Ct\. H\.R\. \d+|\b(?:19|20)\d\d I\.C\.J\.(?: Rep\.)? \d+"
    r"|\bECLI:[A-Z]{2}:\w+:\d{4}:\w+"
)
"""A decision's own number, which the courts of a country give it."""

PLACE_AS_GIVEN = re.compile(
    r"\b(?:Code|CODE|Stat|STAT|Laws|LAWS|Comp|COMP|Rules|RULES)\b\.?(?: (?:Ann|ANN)\.)?.{0,14}(?:§+|\bch\.|\btit\.|\bart\.)\s?\d"
    r"|\bU\.?\s?S\.?\s?C\.? [Cc]h(?:apter|\.) ?\d|\b(?:Const|CONST)\. (?:amend|art)\b|\b(?:19|20)\d\d [A-Z][\w.]* (?:\w+\. )?(?:Laws|Acts|Stat\.)"
    r"|\b(?:H\.|S\.)\s?(?:R\.\s?)?(?:J\.\s?|Con\.\s?)?Res\.\s?\d|\b(?:G\.A|S\.C|E\.S\.C|H\.R\.C)\. Res\. \d|\bAssemb\. B\. \d|\b[SH]\.B\. (?:No\. )?\d+(?=[^;]{0,60}\b(?:Leg|Sess|Assemb)\b)|\bU\.N\. Doc\."
    r"|\b\d{2,4}/\d+/(?:EU|EC|EEC|JHA)\b|\b(?:Regulation|Directive|Decision) \((?:EU|EC|EEC)\) (?:No\.? )?\d"
    r"|\b(?i:Restatement \((?:First|Second|Third|Fourth)\) of) [A-Z]|\b(?i:Model Penal Code)\b"
)
"""A place in law that is printed as it is given: codes and session laws of states and cities, resolutions, constitutions, the United Nations'
and the European Union's papers, restatements."""

_BILL_NAMED = re.compile(r"\b(H\.\s?R\.|S\.|A\.B\.|S\.B\.)\s?(?:No\.\s?)?(\d{1,5})(?![\d-])")

REPORTER = re.compile(
    r"\b(\d{1,4})\s(U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.\s?(?:2d|3d|4th)|F\.\s?(?:App[’']?x|Supp\.(?:\s?[23]d)?)"
    r"|[A-Z]\.(?:[A-Z]\.)?\s?(?:2d|3d)|So\.\s?[23]d|Cal\.\s?(?:Rptr\.|App\.)?(?:\s?\dth|\s?[23]d)?)\s(\d{1,5})\b"
)
"""Volume, reporter and page of a decision."""

_BILL_NUMBER = re.compile(r"^\W*(h\.?\s?r\.?|s\.)\s*(\d{1,5})\b(?!\s*[-–])", re.IGNORECASE)
_CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th)[ -]congress", re.IGNORECASE)
_ENACTED = re.compile(r"\b(?:Act|Congress|Cong\.|bill|resolution)\b", re.IGNORECASE)
_FIELDS = ("number", "note", "type", "howpublished", "title")


def public_law(text: str) -> str:
    """Return the number of the first public law that a text names, `106-386`, or "".

    >>> [public_law(text) for text in ("Pub. L. No. 106-386", "Public Law 106–386", "P.L. 106-386", "PL 106-386", "Publ. L. 106‑386")]
    ['106-386', '106-386', '106-386', '106-386', '106-386']
    """
    match = PUBLIC_LAW.search(text)
    return f"{int(match[1])}-{int(match[2])}" if match else ""


def law_number(fields: Mapping[str, str]) -> str:
    """Return `pl CONGRESS-NUMBER` of a public law, `CONGRESS hr NUMBER` of a bill (Congress 0 if unknown), or "".

    >>> law_number({"number": "Pub. L. No. 106-386"}), law_number({"note": "Public law 106-386"})
    ('pl 106-386', 'pl 106-386')
    >>> law_number({"number": "H.R. 1865", "note": "115th Congress (2017-2018)"}), law_number({"number": "R41878"})
    ('115 hr 1865', '')
    """
    for name in _FIELDS:
        if (value := fields.get(name, "")) and (number := public_law(value[:300])):
            return f"pl {number}"
    bill = _BILL_NUMBER.match(fields.get("number", "")[:40])
    if not bill:
        return ""
    house = "hr" if bill[1][0] in "hH" else "s"
    congress = _CONGRESS.search(f"{fields.get('note', '')[:300]} {fields.get('url', '')[:300]}")
    return f"{congress[1] if congress else 0} {house} {int(bill[2])}"


def same_law(a: str, b: str) -> bool | None:
    """Return whether two numbers name one enactment; None if one is missing or they can't be compared.

    >>> same_law("pl 106-386", "pl 106-386"), same_law("pl 106-386", "pl 108-193"), same_law("pl 115-164", "115 hr 1865")
    (True, False, None)
    """
    if not a or not b:
        return None
    if a == b:
        return None if a.startswith("0 ") else True
    if a.startswith("pl ") == b.startswith("pl "):
        one_unknown = a.startswith("0 ") != b.startswith("0 ")
        return None if one_unknown and a.split()[1:] == b.split()[1:] else False
    bill, law = (b, a) if a.startswith("pl ") else (a, b)
    congress = bill.split()[0]
    # a bill becomes a law of its own Congress
    return None if congress in ("0", law[3:].split("-")[0]) else False


def legal_keys(text: str) -> tuple[str, ...]:
    """Return the citations of statutes, code sections, bills and cases in a text, in a form for comparison.

    >>> legal_keys("Pub. L. No. 106-386, 114 Stat. 1464 (2000)")
    ('pl 106-386', 'stat 114 1464')
    >>> legal_keys("22 U.S. Code § 7101"), legal_keys("702 F.3d 1066 (8th Cir. 2013)")
    (('usc 22 7101',), ('702 f3d 1066',))
    """
    keys = [f"pl {int(a)}-{int(b)}" for a, b in PUBLIC_LAW.findall(text)]
    keys += [f"usc {a} {re.split(r'[-–(]', b)[0].lower()}" for a, b in US_CODE.findall(text)]
    keys += [f"stat {a} {b}" for a, b in STATUTES_AT_LARGE.findall(text)]
    keys += [
        f"{volume} {re.sub(r'[^a-z0-9]', '', reporter.lower())} {page}"
        for volume, reporter, page in REPORTER.findall(text)
    ]
    if _ENACTED.search(text):
        keys += [f"bill {re.sub(r'[^a-z]', '', a.lower())} {b}" for a, b in _BILL_NAMED.findall(text)]
    return tuple(dict.fromkeys(keys))


# possessive (`*+`): no backtracking within a reporter, of which a long word would need too much
_REPORTER = re.compile(
    r"(?<![\w-])(?P<volume>\d{1,4})\s+(?P<reporter>[A-Z][A-Za-z.'’]*+(?:\s?(?:[A-Z][A-Za-z.'’]*+|&|\d[a-z]{1,2}))*+)"
    r"(?:\s+(?:at\s+)?(?P<page>\d+|_+)(?P<pinpoint>,\s*(?:at\s+)?\*?\d+(?:[-–]\d+)?(?=\s*(?:[(,;]|$)))?|(?=\s*$|\s*\())"
)
_DATE = r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},\s+)?"
_DECIDED = re.compile(
    rf"\((?P<court>[^()]*?)(?P<day>{_DATE})(?P<year>(?:1[6-9]|20)\d\d)\s*\)(?!\s\d+\s[A-Z])"
)
_DOCKET = re.compile(
    r"(?:^|[,;(]\s*)(?:(?:Case|Docket|Civil Action|Civ\. A(?:ction|\.)|Criminal Action) )?"
    r"(?P<docket>Nos?\.\s*[^\s,;()][^,;()]*(?:,\s?\d\w*[-–][^,;()]*)*)"
)
# a docket number in a field of its own, without "No."
_BARE_DOCKET = re.compile(
    r"(?:\d:)?\d{2,4}-(?:[a-z]{1,6}-)?\d{1,6}(?:-[\w-]+)?(?: [A-Z]{2,4})?|[A-Z]{1,2} \d{2}-\d{3,6}(?:-\d+)?(?: [A-Z]{2,4})?|(?:CR|CV|Civ\.|Crim\.)[ -]?[\w.:-]*\d[\w-]*", re.IGNORECASE
)  # fmt: skip
_FILED = re.compile(r"\bECF No\.\s*(?P<number>[\d-]+)", re.IGNORECASE)
_VERSUS = re.compile(r"\s+(?:vs?\.?|versus)\s+")
_CAPTION = re.compile(rf"\S{_VERSUS.pattern}\S|^(?:In re|Ex parte|(?:In the )?Matter of)\s", re.IGNORECASE)
_PAPER = re.compile(
    r"^(?P<paper>(?:(?:First|Second|Third|Fourth|Amended|Class Action|Superseding|Criminal|Joint|Amicus|Opening|Reply) )*"
    r"(?:Complaint|Indictment|Brief|Motion|Memorandum|Order|Plea Agreement|Transcript|Declaration|Affidavit|Petition|Information|Answer)\b[^,]*),\s+(?=\S)"
)
_EDGE = " ,;:–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A decision of a court, or a paper filed in a case. Absent parts are empty; `page` is `___` while the reporter is not paginated.

    `day`: month and day of the decision, as given (`Oct. 21,`); `pinpoint`: the page cited within it; `after`: the text after the
    year (`(en banc)`, `, rev'd, 702 F.3d 1066 (8th Cir. 2013)`); `paper`: the filed paper (`Complaint`), `filed` its number in the docket.
    """

    name: str
    volume: str = ""
    reporter: str = ""
    page: str = ""
    court: str = ""
    docket: str = ""
    year: str = ""
    day: str = ""
    pinpoint: str = ""
    after: str = ""
    paper: str = ""
    filed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """A statute, bill or treaty. `code_title` and `section` place it in the U.S. Code, `public_law` and `stat` among the session laws.

    `after`: the text behind its place, ` (codified at 18 U.S.C. § 2421)`.
    """

    name: str
    code_title: str = ""
    section: str = ""
    public_law: str = ""
    stat_volume: str = ""
    stat_page: str = ""
    bill: str = ""
    treaty: str = ""
    year: str = ""
    after: str = ""


@lru_cache(maxsize=1)
def reporters() -> Mapping[str, tuple[str, str]]:
    """Return the name of each reporter, and its court or state, by its letters and digits (`reporters.csv`)."""
    return {letters(name): (name, of) for name, of in rows("reporters.csv")}


def letters(name: str) -> str:
    """Return the letters and digits of the name of a reporter, by which `reporters` has it."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def reporter_name(name: str) -> str:
    """Return a reporter's name in citations; one that is not in the table is returned unchanged.

    >>> reporter_name("F. 3d"), reporter_name("F.Supp.2d"), reporter_name("U. S."), reporter_name("Federal Reporter")
    ('F.3d', 'F. Supp. 2d', 'U.S.', 'Federal Reporter')
    """
    return reporters().get(letters(name), (name.strip(), ""))[0]


def is_reporter(words: str) -> bool:
    """Return whether the words between two numbers are a reporter: they are in the table, or abbreviated."""
    return letters(words) in reporters() or "." in words


def _place_text(work: Work) -> str:
    names = ("number", "code", "type", "titleaddon", "note", "howpublished", "addendum")
    return "; ".join(text for text in (*(work.get(name) for name in names), place_in_fields(work)) if text)


_SERIES = {
    "unitednationstreatyseries": "U.N.T.S.", "unts": "U.N.T.S.", "leagueofnationstreatyseries": "L.N.T.S.", "internationallegalmaterials": "I.L.M.",
    "unitedstatestreatiesandotherinternationalagreements": "U.S.T.", "councilofeuropetreatyseries": "C.E.T.S.", "cets": "C.E.T.S.",
    "europeantreatyseries": "E.T.S.", "statutesatlarge": "Stat.", "unitedstatesstatutesatlarge": "Stat.", "usstatutesatlarge": "Stat.",
}  # fmt: skip
"""Series of treaties and acts, by the letters of their whole names, and of abbreviations without points."""


def series_of(work: Work) -> str:
    """Return the code, reporter, register or series of treaties that a work of law is in, whatever program named the field.

    >>> series_of(Work(key="k", type="legislation", fields={"series": "United Nations Treaty Series"}))
    'U.N.T.S.'
    """
    names = ("code", "reporter", "journal", "journaltitle", "publication")
    said = next((text for name in names if (text := work.get(name))), "")
    return _SERIES.get(letters(said or work.get("series")), said)


def place_in_fields(work: Work) -> str:
    """Return volume, series and section or page of law from fields of their own, as Zotero and CSL have them.

    >>> place_in_fields(Work(key="k", type="legislation", fields={"volume": "18", "publication": "U.S.C.", "section": "1589"}))
    '18 U.S.C. § 1589'
    """
    section = re.sub(r"^(?:§+|[Ss]ec(?:tion|\.)?)\s*", "", work.get("section"))
    at = f"§ {section}" if re.match(r"\d", section) else re.split(r"\s*[-–—]", work.get("pages"))[0]
    parts = (work.get("volume"), series_of(work), at)
    return " ".join(parts) if all(parts) else ""


_LAWLIKE = re.compile(
    r"§|\b[A-Z][A-Za-z]*\.|\b[A-Z]{2,}\b|\d[/-]\d|\b(?:c|s|ss|art|ch|No)\. ?\d|\b(?:s|ss|art) \d"
)
_REMARK = re.compile(
    r"\b(?:accessed|visited|retrieved|read|verified|checked|cited|available|see|pdf|https?)\b", re.IGNORECASE
)
_LONGEST_PLACE = 120


def given_place(work: Work) -> str:
    """Return where law is placed in a record's own words: volume, series and page, code and number, or what a note says; `""` if nowhere.

    >>> given_place(Work(key="k", type="legislation", fields={"code": "Cal. Penal Code", "number": "§ 236.1"}))
    'Cal. Penal Code § 236.1'
    >>> given_place(Work(key="k", type="legislation", fields={"code": "Seattle Municipal Code", "section": "12A.10.010"}))
    'Seattle Municipal Code § 12A.10.010'
    >>> given_place(Work(key="k", type="misc", fields={"note": "Read in May 2019"}))
    ''
    """
    get = work.get
    series = get("reporter") or get("journal") or get("journaltitle")
    section = re.sub(r"^(?:§+|[Ss]ec(?:tion|\.)?)\s*(?=\d)", "", get("section"))
    at = get("number") or (f"§ {section}" if get("code") and section[:1].isdigit() else "")
    number = " ".join(filter(None, (get("code"), at)))
    number = number if re.search(r"\d", number) else ""
    placed = (
        (get("volume"), series, re.split(r"\s*[-–—]", get("pages"))[0]) if get("volume") and series else ()
    )
    if number or placed:
        return ", ".join(filter(None, (number, " ".join(filter(None, placed)))))
    texts = (
        get(name).strip().rstrip(".") for name in ("note", "howpublished", "type", "titleaddon", "addendum")
    )
    return next((text for text in texts if len(text) <= _LONGEST_PLACE and _is_lawlike(text)), "")


def with_place(name: str, place: str) -> str:
    """Return the name of a work of law with its place as given, which may have the name in it.

    >>> with_place("Harbor Act", "c. 30"), with_place("Model Penal Code", "§ 212.3"), with_place("Cal. Const.", "Cal. Const. art. I")
    ('Harbor Act, c. 30', 'Model Penal Code § 212.3', 'Cal. Const. art. I')
    """
    if not place or place in name:
        return name
    _, sign, section = name.partition("§")
    if name in place or (sign and f"§{section}" in place):
        return place
    return f"{name} {place}" if place.startswith("§") else f"{name}, {place}"


def _is_lawlike(text: str) -> bool:
    """Return whether a text is a place in law and not a remark: it has a figure and a sign or an abbreviation of law."""
    return bool(re.search(r"\d", text) and _LAWLIKE.search(text)) and not _REMARK.search(text)


def _reporter_match(text: str) -> re.Match[str] | None:
    return next((match for match in _REPORTER.finditer(text) if is_reporter(match["reporter"])), None)


def _case_name(work: Work) -> tuple[str, str]:
    """Return the name of a case, from its title or else its author, and the title if the name was not there."""
    title = work.title
    if _CAPTION.search(title):
        return title, ""
    names = (person.display for person in work.authors)
    return next(((name, title) for name in names if _CAPTION.search(name)), (title, ""))


def read_case(work: Work) -> Case:
    """Return the case that a record describes, from its fields, its title and its author.

    >>> case = read_case(Work(key="k", type="misc", fields={"title": "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"}))
    >>> case.name, case.volume, case.reporter, case.page, case.court, case.year
    ('United States v. Jungers', '702', 'F.3d', '1066', '8th Cir.', '2013')
    """
    get = work.get
    name, rest = _case_name(work)
    paper, name = _paper(name)
    text = "; ".join(part for part in (rest, _place_text(work).replace("\\_", "_")) if part)
    decided = _decided(name, text)
    name = decided.name
    name, text, place = _reported_at(name, text)
    parts = place.groupdict("") if place else dict.fromkeys(("volume", "reporter", "page", "pinpoint"), "")
    in_name = _DOCKET.search(name) or _own_number(name)
    docket = in_name[0].strip(_EDGE) if in_name else _docket(work, text)
    volume = get("volume") or parts["volume"]
    reporter = reporter_name(series_of(work) or parts["reporter"])
    return replace(
        decided,
        name=(name[: in_name.start()].rstrip(_EDGE) if in_name else name).strip() or get("shorttitle"),
        volume=volume,
        reporter=reporter,
        page=get("pages") or parts["page"] or ("___" if volume and reporter else ""),
        court=decided.court or _court(work, name),
        docket=docket,
        year=decided.year or str(work.year or ""),
        pinpoint=parts["pinpoint"].strip(", "),
        paper=paper,
    )


def _reported_at(name: str, text: str) -> tuple[str, str, re.Match[str] | None]:
    """Return a name without the volume and page after it, the text with them, and where they stand."""
    place = _reporter_match(name)
    if place and place.start() > 0:
        return name[: place.start()].rstrip(_EDGE), f"{name[place.start() :]}; {text}", place
    return name, text, _reporter_match(text)


def _decided(name: str, text: str) -> Case:
    """Return a case without volume and page: court and date in parentheses, the text after them, and the number of a filed paper."""
    case = Case(name=name)
    if at := _DECIDED.search(name) or _DECIDED.search(text):
        case = Case(name=name, court=at["court"].strip(), year=at["year"], day=at["day"].strip())
        if at.string == name:
            case = replace(case, name=name[: at.start()].rstrip(_EDGE), after=_after(name[at.end() :]))
    if filed := _FILED.search(case.after):
        return replace(case, after=_after(case.after.replace(filed[0], "")), filed=filed["number"])
    filed = _FILED.search(text)
    return replace(case, filed=filed["number"]) if filed else case


def _paper(name: str) -> tuple[str, str]:
    """Return the filed paper and the rest of a title (`Complaint, Doe v. Roe`); `""` and the whole title for a decision."""
    match = _PAPER.match(name)
    if match and _CAPTION.search(name[match.end() :]):
        return match["paper"], name[match.end() :]
    return "", name


def _court(work: Work, name: str) -> str:
    """Return the court named in the fields of a record, else its author, unless that is a party."""
    how_published = work.get("howpublished")
    published = "" if "://" in how_published or re.search(r"\d{2}", how_published) else how_published
    body = "".join(person.literal for person in work.authors[:1])
    party = _CAPTION.search(body) or name.startswith(body)
    return work.get("court") or work.get("institution") or published or ("" if party else body)


def _after(text: str) -> str:
    """Return the text after a citation if it belongs to it: parentheses and later history."""
    text = text.strip().rstrip(".;, ")
    return text if text.startswith(("(", ",")) and len(text) > 2 else ""


def _own_number(name: str) -> re.Match[str] | None:
    found = NEUTRAL.search(name)
    return found if found and found.start() else None


def _docket(work: Work, text: str) -> str:
    """Return the docket number of a case with the word before it (`No. 10-40093`), a decision's own number, or what the entry gives as one."""
    names = ("docket", "docketnumber", "number")
    for name in names:
        value = work.get(name).strip()
        if NEUTRAL.search(value):
            return value
        if value and (_BARE_DOCKET.fullmatch(value) or (name != "number" and not _DOCKET.match(value))):
            return f"No. {value}"
    match = _DOCKET.search("; ".join((work.get("docket"), work.get("number"), text)))
    if match and re.search(r"\d", match["docket"]):
        return match["docket"].strip()
    own = NEUTRAL.search(text)
    numbers = (value for name in names if re.search(r"\d", value := work.get(name).strip()))
    return own[0] if own else next(numbers, "")


def _references(work: Work) -> Iterator[re.Match[str] | None]:
    """Yield the matches of code section, public law, page of the session laws, bill and treaty in a record, each None if absent."""
    title, text = _CODIFIED.sub("", work.title), _CODIFIED.sub("", _place_text(work))
    for pattern in (US_CODE, PUBLIC_LAW, STATUTES_AT_LARGE, BILL, TREATY):
        found = pattern.search(title) or pattern.search(text)
        # a chapter of the Code is no section of it
        yield None if pattern is US_CODE and found and re.search(r"[Cc]h(?:apter|\.)", found[0]) else found


def _name_of_act(title: str, references: Iterator[re.Match[str] | None]) -> str:
    """Return the title of an act without its citations."""
    name = title = _CODIFIED.sub("", title)
    for match in references:
        if match and match.string == title:
            name = name.replace(match[0], "", 1)
    name = re.sub(
        r"\(\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+)?(?:19|20)?\d{0,4}\s*\)\s*$", "", name.strip(_EDGE)
    )
    name = re.sub(r"(?:\s*,){2,}", ",", name)
    return re.sub(r"^\s*(?:Div(?:ision)?\.?\s+[A-Z],?\s*)?[,:;]\s*", "", name).strip(_EDGE)


def _treaty_place(found: re.Match[str]) -> str:
    volume, series, page, numbered, number = found.groups()
    named = _SERIES.get(letters(series or numbered), series or numbered)
    return f"{volume} {named} {page}" if volume else f"{named} No. {number}"


# where an act was put into the Code later: a remark behind its place among the session laws
_CODIFIED = re.compile(r"\s*\((?:current version |now )?(?:codified|amended)\b[^()]*(?:\([^()]*\)[^()]*)*\)")


_NO_ACT = re.compile(r"\b(?:Hearing|Report|Resolution|Testimony|Statement)s?\b", re.IGNORECASE)


def _bare_law(work: Work) -> re.Match[str] | None:
    """Return the number of a public law that stands alone in `number`, of an act of the years of its Congress.

    Hearings and reports have numbers of the same form. The 106th Congress sat from 1999 until January 2001.
    """
    found = re.fullmatch(r"\s*((\d{2,3})[-–‑]\d+)\s*", work.get("number"))
    if not found or _NO_ACT.search(work.title):
        return None
    return found if work.year is None or 0 <= work.year - (1787 + 2 * int(found[2])) <= 2 else None


def read_statute(work: Work) -> Statute:
    """Return the statute that a record describes, from its fields and from its title.

    >>> read_statute(Work(key="k", type="misc", fields={"title": "22 U.S.C. 7101: Purposes and Findings"})).section
    '7101'
    """
    usc, law, stat, bill, treaty = _references(work)
    bill = bill or SENATE_NUMBER.fullmatch(work.get("number"))
    # bare fields of the `@legislation` kind: number = {106-386} or {Pub. L. 106-386}
    bare = _bare_law(work)
    volume, page = (stat[1], stat[2]) if stat else ("", "")
    if not stat and series_of(work) == "Stat.":
        volume, page = work.get("volume"), work.get("pages")
    after = _CODIFIED.search(f"{work.title}; {_place_text(work)}")
    # the oldest treaties of the United States were printed among its acts
    agreed = f"{volume} Stat. {page}" if page and "treaty" in work.get("type").casefold() else ""
    return Statute(
        name=_name_of_act(work.title, _references(work)),
        code_title=usc[1] if usc else "",
        section=usc[2] if usc else "",
        public_law=public_law(law[0]) if law else re.sub("[–‑]", "-", bare[1]) if bare else "",
        stat_volume=volume,
        stat_page=page,
        bill=f"{bill[1].replace(' ', '')} {bill[2]}" if bill and not law and not usc else "",
        treaty=_treaty_place(treaty) if treaty else agreed,
        year=str(work.year or ""),
        after=after[0] if after else "",
    )
