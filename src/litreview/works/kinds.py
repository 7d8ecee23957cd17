"""Determines the kind and stream of a work, and labels interviews and records requests.

The kind is a code of the codebook's `type` group, from entry type, publisher, court, number and address.
Rules run from the surest to the vaguest; the first that fits decides, and returns the words behind it, so that a
reader can see why. The abstract is never used: it says what a work is about, not what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from litreview.core.confidential.codes import is_code, is_document_code, is_request_code
from litreview.core.libraries import re
from litreview.core.model import CONTAINER_FIELDS, Span, Tag, Work
from litreview.works import entry_types
from litreview.works.law import (
    BILL,
    NEUTRAL,
    PLACE_AS_GIVEN,
    PUBLIC_LAW,
    REPORTER,
    SENATE_NUMBER,
    STATUTES_AT_LARGE,
    TREATY,
    US_CODE,
)
from litreview.works.registrations import registration_span

KINDS: dict[str, str] = {
    "journal-article": "Journal articles",
    "law-review": "Law review articles",
    "book": "Books",
    "chapter": "Book chapters",
    "thesis": "Theses and dissertations",
    "conference-paper": "Conference papers",
    "government-report": "Government reports",
    "ngo-report": "Reports of organisations",
    "statute": "Statutes and bills",
    "case": "Cases",
    "news": "News",
    "press-release": "Press releases",
    "dataset": "Data sets",
    "registration": "Trial registrations",
    "interview": "Interviews",
    "records-response": "Public records",
    "other": "Other sources",
}
"""The heading of each kind, in the order of a bibliography by type."""

_KINDS_OF_TYPES = entry_types()[0]


def _types_of(kind: str) -> frozenset[str]:
    return frozenset(type_ for type_, one in _KINDS_OF_TYPES.items() if one == kind)


# vague types: fields are tried first
ARTICLE, REPORT = _types_of("journal-article"), _types_of("ngo-report")
LOOSE = _types_of("other") | {""}
WEB_TYPES = frozenset({"online", "electronic", "www", "webpage"})
_PAPERS = frozenset(
    {"ngo-report", "government-report", "conference-paper", "thesis", "law-review", "journal-article"}
)
"""Kinds that no web page is of: an address and a body that runs it make no report."""
_LAW = frozenset({"case", "statute"})
# "A letter on H.R. 1865" speaks of a bill, and is none
_SPEAKS_OF = re.compile(
    r"\b(?:on|of|to|about|under|in|regarding|concerning|for|against|with|after|and|implementing|understanding|discusses) $",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:Congress|Senate|House|Nations|Union|Legislature|Parliament|Assembly|Council|Department|Office|Agency|Court|Committee|States?)\b"
)
_PLACES = ("journal", "journaltitle", "booktitle", "maintitle", "howpublished", "institution", "organization", "publisher", "school", "number", "series", "type")  # fmt: skip

_STATUTE = re.compile(
    "|".join(pattern.pattern for pattern in (PUBLIC_LAW, STATUTES_AT_LARGE, US_CODE, BILL, TREATY))
    + r"|\bAct of (?:19|20)\d\d\b|\bC\.?F\.?R\.? ?(?:§+ ?)?\d+|\b\d{1,3} Fed\. ?Reg\. \d|\b(?:Exec\.|Executive) Order (?:No\. ?)?\d{2},?\d{3}\b"
    r"|\b(?:Penal|Criminal|Civil|Labor|Welfare and Institutions) Code\b.{0,12}\d|\bProtocol to Prevent\b"
)
_ACT_BY_NAME = re.compile(r"Act of|Protocol to")
_CASE_CAPTION = re.compile(r"^[A-Z][^:?]{1,90}?\sv[s]?\.\s[A-Z][^:?]{1,90}")
_CASE_OF_THE_STATE = re.compile(
    r"^\W*(?:The )?(?:United States|People|State|Commonwealth)(?: of(?: [A-Z]\w+){1,3})? vs?\. [A-Z]"
)
_CASE_OF_ONE = re.compile(r"^(?:In re|Ex parte|In the Matter of) [A-Z][^:?]{1,90}")
_REPORTED = re.compile(rf"{REPORTER.pattern}|\b\d{{1,3}} U\.\s?S\. _{{2,}}|\(\w+\.? Cir\. \d{{4}}\)")
_REPORTER_NAME = re.compile(
    r"^(?:U\. ?S\.|S\. ?Ct\.|F\. ?(?:2d|3d|4th)|F\. ?Supp\.(?: ?[23]d)?|F\. App[’']x|(?:A|P|So|[NS]\. ?[EW])\. ?[23]d)$"
)
_OFFICIAL_SERIES = re.compile(
    r"^(?:Fed(?:eral|\.) ?Reg(?:ister|\.)|(?:U\. ?N|L\. ?N|C?\.? ?E)\. ?T\. ?S\.|UNTS|T\. ?I\. ?A\. ?S\.|(?:United Nations|League of Nations|European) Treaty Series)$",
    re.IGNORECASE,
)
_DATASET = re.compile(
    r"\bICPSR(?:[ .-]?\d+)?|Inter-university Consortium|\b10\.3886/\S+|\bdata ?set\b|\bdata ?file\b|\bDataverse\b|\bcodebook\b",
    re.IGNORECASE,
)
_RECORDS = re.compile(
    r"(?:public[- ]records?|FOIA|Freedom of Information(?: Act| Law)?|Sunshine Law|CPRA|FOIL|OPRA)\b.{0,30}?\b(?:request|response|release|production)"
    r"|\bresponse to (?:a )?(?:public[- ]records?|FOIA) request",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:press|news|media) (?:release|advisory|statement)\b|justice\.gov/(?:archive/)?(?:opa|usao[\w-]*)/(?:\S*/)?pr\b|/press-?releases?/|/news/(?:press-)?releases?/",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"\b(?:New York|Los Angeles|Washington|Seattle|Financial|Irish|Tampa Bay|Straits|Sunday|Japan) (?:Times|Post)\b|\bThe (?:Times|Guardian|Atlantic|Intercept|Nation|"
    r"Economist|Independent|Appeal|Marshall Project|New Yorker|Hill|Verge|Conversation)\b|\b(?:Herald|Tribune|Gazette|Chronicle|Courier|Sun-Sentinel|Star-Telegram|Inquirer|Dispatch|Observer|Telegraph"
    r"|Newsweek|HuffPost|Huffington Post|ProPublica|BuzzFeed|Slate|Reason|Vice|Vox|Wired|Politico|(?<!Thomson )Reuters|Associated Press|NPR|CNN|BBC|CBS|ABC News|NBC|Fox News|USA Today"
    r"|Wall Street Journal|Daily (?:News|Beast|Mail)|Newspaper|Magazine|Blog)\b|\b(?:nytimes|washingtonpost|latimes|theguardian|huffpost|huffingtonpost|npr|cnn|bbc|reuters|apnews|usatoday"
    r"|thecrimereport|abcnews|cbsnews|nbcnews|foxnews|wsj|vice|slate|reason|theatlantic|buzzfeednews|propublica|motherjones|newsweek|time)\.(?:com|org|co\.uk|go\.com)\b|\bBlog\b",
)
_LAW_REVIEW = re.compile(
    r"\b(?:Law|Legal) (?:Review|Journal|Quarterly|Forum|Bulletin)\b|\bL\. ?(?:Rev|J|Q)\b\.?|\bL\.J\.|\bLaw Rev\b|\bJournal of (?:[\w'’&,]+ ){0,6}Law\b|\bJ\. ?(?:[\w.&]+ )*L\.|\bRev(?:iew|\.) of Law\b"
    r"|\bLaw (?:and|&) (?:Policy Review|Inequality|Contemporary Problems|Feminism|Justice|Gender|Social Justice|Public Policy)|\b(?:Gender|Women|Race|Family|Criminal|Human Rights|Justice)[,'’s]* (?:and |& )?(?:the )?Law\b"
    r"|\bStanford Law (?:and|&)|\bDuke J|\bHarvard (?:Women|Human Rights|Civil Rights)|\bLaw Annual\b|\bHuman Rights Law\b|\bJournal (?:of|for) (?:Race|Gender|Social)\b.{0,30}\bJustice\b|\bJ\.? .*\bL\.?$|\bJournal on Legislation\b",
    re.IGNORECASE,
)
_SOCIAL_SCIENCE = re.compile(
    r"\bLaw (?:and|&) (?:Human Behavior|Society Review|Social Inquiry|Economics)|\bJournal of (?:Empirical Legal Studies|Law and Economics|Law & Economics)|\bPsychiatry and (?:the )?Law\b|\bLaw Enforcement\b|\bPsychology,? .*\bLaw\b",
    re.IGNORECASE,
)
_CONFERENCE = re.compile(
    r"\b(?:annual|biennial) meeting\b|\bconference\b|\bsymposium\b|\bpresented at\b|\bworkshop\b|\bproceedings\b",
    re.IGNORECASE,
)
_THESIS = re.compile(
    r"\b(?:dissertation|doctoral thesis|ph\.?d\.? thesis|master[’']?s? thesis|honors thesis|senior thesis|capstone)\b",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(
    r"\b(?:U\.? ?S\.?|United States) (?:Dep(?:artmen|['’]|\.)?t|Gov(?:ernmen|['’]|\.)?t|DOJ|DHS|HHS|DOL|DOS|Congress|Senate|House|Attorney|Agency|Sentencing|Commission|Conference of Mayors|Immigration|Customs)"
    # as The Bluebook and catalogues shorten them, too: Dep't, Dept., Off.
    r"|\b(?:Dep(?:artmen|['’]|\.)?t|Min(?:istry|\.)|Bur(?:eau|\.)|Off(?:ice|\.)|Admin(?:istration|\.)|Div(?:ision|\.))\.? (?:of|for|on)\b|\bGovernment Accountability Office|\bCongressional Research Service|\bNational Institute of Justice"
    r"|\bBureau of Justice|\bNational Institute of Corrections|\bState Department|\bWhite House\b|\bAttorney General\b|\bInspector General\b|\bCity of\b|\bCounty of\b|\bState of [A-Z]|\bSheriff|\bPolice Department"
    r"|\bFederal Bureau|\bUnited Nations|\bUNODC\b|\bEuropean (?:Commission|Union|Parliament)|\bEuropol\b|\bInternational Labou?r (?:Organi[sz]ation|Office)|\bInternational Organi[sz]ation for Migration"
    r"|\bWorld Health Organi[sz]ation|\bOSCE\b|\bCouncil of Europe|\b(?:State|National|Legislative|Judicial) (?:Legislature|Assembly|Council on|Center for State Courts|Task Force)|\bTask Force\b.*\b(?:State|County|City|President)|\b(?:Committee|Commission) on\b.*\b(?:Senate|House)|\bForeign,? (?:and )?Commonwealth|\b(?:Home|Foreign|Development|Cabinet|Audit) Office\b|\bCommission on Civil Rights|\bGAO\b|\bOJJDP\b|\bSAMHSA\b|^(?:DOJ|DHS|HHS|FBI|BJS|NIJ|OVC|USAID)$",
)
_NOT_GOVERNMENT = re.compile(
    r"\bNational Bureau of Economic Research|\bUniversity|\bSchool of\b", re.IGNORECASE
)
_GOVERNMENT_NUMBER = re.compile(
    r"^(?:NCJ|GAO[-/]|R[LS]?\d{4,5}|IF\d{5}|IN\d{5}|LSB\d+|DOJ|OVC|HHS|H\.? ?(?:R\. ?)?(?:Conf\. ?)?Rep|S\.? ?Rep|S\.? Hrg|H\.? Hrg)",
    re.IGNORECASE,
)
_GOVERNMENT_ADDRESS = re.compile(
    r"https?://(?:[\w.-]+\.)?(?:\w+\.)?(?:gov|mil)(?:\.\w\w)?(?=[/:?#]|$)|everycrsreport\.com|fas\.org/sgp/crs|hsdl\.org|europa\.eu|\bun\.org|unodc\.org|ilo\.org",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule that gives `code` if one of `fields` matches `pattern` and the entry type is one of the vague `types`.

    `impersonal`: no such work has a person as its author. `sign`: what every match contains, and is found faster.
    """

    code: str
    fields: tuple[str, ...]
    pattern: re.Pattern[str]
    types: frozenset[str]
    unless: re.Pattern[str] | None = None
    impersonal: bool = False
    sign: re.Pattern[str] | None = None


_NUMBER = re.compile(r"\d")
_NUMBER_OR_P = re.compile(r"[\dP]")  # of a section or volume, or of "Protocol to Prevent"

REQUEST = "records request"
"""The `entrysubtype` of a request for public records; an entry under a code (`PR03`) is one without it."""

_KIND = ("type", "entrysubtype", "genre", "howpublished", "titleaddon", "note")
_REPORTLIKE = LOOSE | REPORT
_RULES: tuple[_Rule, ...] = (
    # biblatex's own word for it (manual, 2.1.3): the entry's author declares it
    _Rule(
        "news", ("entrysubtype",), re.compile(r"^\W*(?:newspaper|magazine)\b", re.IGNORECASE), ARTICLE | LOOSE
    ),
    _Rule("case", ("court",), re.compile(r"\w.*"), LOOSE | ARTICLE),
    _Rule("case", ("title", "reporter", "note", "number", "type"), _REPORTED, LOOSE, sign=_NUMBER),
    _Rule("case", ("title", "note", "number"), re.compile(rf"{NEUTRAL.pattern}|\bEur\. Ct\. H\.R\."), LOOSE),
    _Rule("case", ("title",), _CASE_CAPTION, LOOSE, impersonal=True),
    _Rule("case", ("title",), _CASE_OF_ONE, LOOSE, impersonal=True),
    # the name of the case is the author; of a private party it may be a person (Hans v. Berg)
    _Rule("case", ("author",), _CASE_OF_THE_STATE, LOOSE),
    _Rule("case", CONTAINER_FIELDS, _REPORTER_NAME, ARTICLE | LOOSE),
    # what is printed in a register or a series of treaties
    _Rule("statute", CONTAINER_FIELDS, _OFFICIAL_SERIES, ARTICLE | LOOSE),
    _Rule(
        "case", ("title",), re.compile(rf"{_CASE_CAPTION.pattern}.{{0,60}}?(?:{_REPORTED.pattern})"), REPORT
    ),
    _Rule(
        "statute",
        ("title", "number", "type", "note", "howpublished"),
        _STATUTE,
        LOOSE | {"techreport", "report", "book"},
        impersonal=True,
        sign=_NUMBER_OR_P,
    ),
    _Rule("statute", ("number",), re.compile(rf"^{SENATE_NUMBER.pattern}$"), LOOSE | REPORT),
    _Rule(
        "government-report",
        ("title", "number", "note", "howpublished"),
        re.compile(r"\b(?:H\.\s?R\.|H\.|S\.)\s?(?:Conf\.\s)?(?:Rept?|Doc)\.\s(?:No\.\s)?\d{2,3}-\d"),
        LOOSE,
        impersonal=True,
    ),
    _Rule("statute", ("title", "number", "howpublished"), PLACE_AS_GIVEN, LOOSE, impersonal=True),
    # a note may speak of law that the work is about: one that begins with a place is the work's own
    _Rule(
        "statute",
        ("note", "type"),
        re.compile(rf"^\W*.{{0,40}}?(?:{PLACE_AS_GIVEN.pattern})"),
        LOOSE,
        impersonal=True,
    ),
    _Rule(
        "statute",
        ("code",),
        re.compile(r"\b(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R|Code|Stat|Laws?|Comp)\b"),
        LOOSE,
        impersonal=True,
    ),
    _Rule("statute", ("number",), re.compile(r"^(?:§+|ch\.|c\.)\s?\d[\w.]*$"), LOOSE),
    _Rule("records-response", (*_KIND, "title"), _RECORDS, LOOSE),
    _Rule("thesis", _KIND, _THESIS, _REPORTLIKE | {"book"}),
    _Rule("dataset", ("title", "howpublished", "publisher", "doi", "type", "institution"), _DATASET, LOOSE),
    _Rule("dataset", ("url",), re.compile(r"/data-?(?:sets?|collections?)\b", re.IGNORECASE), LOOSE),
    _Rule("press-release", (*_KIND, "title", "url"), _PRESS, LOOSE | REPORT | ARTICLE),
    _Rule(
        "news", (*CONTAINER_FIELDS, "howpublished", "publisher", "organization", "type", "url"), _NEWS, LOOSE
    ),
    _Rule(
        "news",
        CONTAINER_FIELDS,
        re.compile(_NEWS.pattern.replace(r"|Magazine|Blog)\b", r"|Blog)\b")),
        ARTICLE,
    ),
    _Rule("law-review", CONTAINER_FIELDS, _LAW_REVIEW, ARTICLE | LOOSE, _SOCIAL_SCIENCE),
    _Rule("law-review", ("howpublished",), _LAW_REVIEW, LOOSE, _SOCIAL_SCIENCE),
    _Rule(
        "conference-paper",
        ("howpublished", "eventtitle", "booktitle", "note", "organization"),
        _CONFERENCE,
        LOOSE,
    ),
    _Rule("journal-article", CONTAINER_FIELDS, re.compile(r"\w.*"), LOOSE - {"unpublished"}),
    _Rule("government-report", ("number",), _GOVERNMENT_NUMBER, _REPORTLIKE),
    _Rule(
        "government-report",
        ("institution", "organization", "howpublished", "publisher"),
        _GOVERNMENT,
        _REPORTLIKE,
        _NOT_GOVERNMENT,
    ),
    _Rule("ngo-report", ("institution",), re.compile(r"\w.*"), REPORT),
    _Rule("government-report", ("author",), _GOVERNMENT, _REPORTLIKE),
    _Rule("government-report", ("url",), _GOVERNMENT_ADDRESS, _REPORTLIKE),
    _Rule(
        "ngo-report",
        ("howpublished", "institution", "organization"),
        re.compile(
            r"\b(?:Report|Project|Institute|Foundation|Network|Coalition|Alliance|Center|Centre|Clinic|Council|Society|Association|International|Watch|Fund)\b"
        ),
        LOOSE,
    ),
    _Rule("ngo-report", ("url",), re.compile(r"https?://[\w.-]+\.(?:org|ngo)(?=[/:?#]|$)"), LOOSE),
)


def is_request(work: Work) -> bool:
    """Return whether a work is a request for public records, by its code or its `entrysubtype`.

    >>> is_request(Work(key="PR03", type="techreport")), is_request(Work(key="PR03-2", type="misc"))
    (True, False)
    >>> is_request(Work(key="port", type="misc", fields={"entrysubtype": "Records request"}))
    True
    """
    if is_request_code(work.key):
        return True
    subtype = work.get("entrysubtype")
    return bool(subtype) and " ".join(subtype.split()).casefold() == REQUEST and not is_code(work.key)


def answers_request(work: Work) -> str:
    """Return the code of the request on which a document was released, `""` for any other work.

    >>> answers_request(Work(key="PR03-2", type="misc")), answers_request(Work(key="PR03", type="misc"))
    ('PR03', '')
    """
    return work.key.rpartition("-")[0] if is_document_code(work.key) else ""


def is_released(work: Work) -> bool:
    """Return whether a document released on a request may be shown: it is not sealed, or the register says that it was released.

    >>> is_released(Work(key="PR03-2", type="misc", confidential=True))
    False
    >>> is_released(Work(key="PR03-2", type="misc", confidential=True, fields={"released": "true"}))
    True
    """
    return bool(answers_request(work)) and (not work.confidential or work.get("released").lower() == "true")


def source_type(source: Work) -> tuple[str, tuple[Span, ...]]:
    """Return the type code of a source and the words that show it. A sealed source has only its code and entry type.

    If no rule matches its fields, the entry type decides; if that is vague too, the code is `other`.
    """
    entry = source.type.lower()
    own = (Span(field="entrytype", start=0, end=len(source.type), text=source.type),) if source.type else ()
    by_entry_type = _KINDS_OF_TYPES.get(entry, "other")
    if is_code(source.key):
        code = "records-response" if source.key.startswith("PR") else "interview"
        return code, (Span(field="citekey", start=0, end=len(source.key), text=source.key),)
    if is_request(source):
        subtype = source.get("entrysubtype")
        return "records-response", (Span(field="entrysubtype", start=0, end=len(subtype), text=subtype),)
    if source.confidential:
        return by_entry_type, own
    if span := registration_span(source):
        return "registration", (span,)
    return next(((code, (span,)) for code, span in _by_rule(source, entry)), (by_entry_type, own))


def is_web_page(work: Work) -> bool:
    """Return whether an entry is of a type for web pages, or has an address, the day of a visit, and no other place.

    A site in `journal`, as reference managers export it, is no other place. Volume and pages are those of an article.

    >>> is_web_page(Work(key="a", type="online", fields={"institution": "Made Up Office"}))
    True
    >>> fields = {"url": "https://example.org/a", "urldate": "2020-01-02"}
    >>> is_web_page(Work(key="a", type="misc", fields=fields)), is_web_page(Work(key="a", type="misc", fields={**fields, "number": "12"}))
    (True, False)
    """
    entry, get = work.type.lower(), work.get
    if any(get(name) for name in CONTAINER_FIELDS) and (get("volume") or get("pages") or get("eid")):
        return False
    if entry in WEB_TYPES:
        return True
    visited = entry == "misc" and get("url") and get("urldate")
    places = (get(name) for name in _PLACES if name not in {"journal", "journaltitle"})
    return bool(visited) and not any(place and "://" not in place for place in places)


def meeting_of(work: Work) -> str:
    """Return the meeting at which a paper was presented, from its field, the description of its publication, or a note.

    >>> meeting_of(Work(key="a", type="misc", fields={"note": "Presented at the Annual Meeting of a Made Up Society"}))
    'Presented at the Annual Meeting of a Made Up Society'
    >>> meeting_of(Work(key="a", type="misc", fields={"howpublished": "Presentation at the Made Up Conference"}))
    'Made Up Conference'
    """
    places = (work.get(name) for name in ("howpublished", "note", "organization"))
    place = next((place for place in places if _CONFERENCE.search(place)), "")
    return work.get("eventtitle") or _GIVEN_AT.sub("", place)


# styles say themselves that it was a talk: "Address at the", "[Paper presentation]"
_GIVEN_AT = re.compile(
    r"(?i)^(?:conference |paper |poster )?(?:presentation|paper|poster|talk) (?:at|to) (?:the )?"
)


def _by_rule(source: Work, entry: str) -> Iterator[tuple[str, Span]]:
    apart = _PAPERS if is_web_page(source) else frozenset[str]()
    named = source.get("author")
    person = re.match(r"[^{}]*,", named) is not None and not _BODY.search(named)
    # an article of no journal, as some programs export law
    bare = entry in ARTICLE and not source.container
    for rule in _RULES:
        if rule.impersonal and person:
            continue
        if rule.code in apart or (
            entry not in rule.types and not (bare and (rule.impersonal or rule.code in _LAW))
        ):
            continue
        # the name of an act in a title is no place of it: an article of that name may be on anything
        yield from (
            (code, span)
            for code, span in _matches(rule, source)
            if entry in rule.types or not _ACT_BY_NAME.match(span.text)
        )


def _matches(rule: _Rule, source: Work) -> Iterator[tuple[str, Span]]:
    """Yield the code of a rule with the stretch of each field that shows it."""
    for field in rule.fields:
        value = source.get(field)
        if not value or (rule.sign and not rule.sign.search(value)):
            continue
        match = rule.pattern.search(value[:500])
        if not match or not match[0] or (rule.unless and rule.unless.search(value)):
            continue
        if rule.code == "statute" and _SPEAKS_OF.search(value[: match.start()]):
            continue
        yield rule.code, Span(field=field, start=match.start(), end=match.end(), text=match[0])


def kind_of(work: Work, tags: Iterable[Tag] = ()) -> str:
    """Return the kind of a work, a code of `KINDS`: a person's tag if there is one, else by its fields.

    >>> kind_of(Work(key="a", type="phdthesis"))
    'thesis'
    """
    return kind_by_person(tags) or source_type(work)[0]


def kind_by_person(tags: Iterable[Tag]) -> str:
    """Return the kind that a person gave a work as a tag, `""` if nobody did."""
    return next((tag.code for tag in tags if tag.method == "human" and tag.code in KINDS), "")


_FEDERAL = re.compile(
    r"\bU\. ?S\.|\bUS\b|\bUnited States\b|\bGovernment Accountability Office|\bCongressional Research Service|\bNational Institute of Justice|\bBureau of Justice"
    r"|\bFederal Bureau|\bGAO\b|\bCongress\b|\bFederal Register\b"
)


def has_no_copyright(work: Work) -> bool:
    """Return whether anybody may quote a work at any length: statutes, opinions, and works of the federal government of the United States.

    >>> has_no_copyright(Work(key="a", type="jurisdiction", fields={"title": "Doe v. Roe"}))
    True
    """
    kind = kind_of(work)
    bodies = (
        work.get(name)
        for name in ("author", "institution", "organization", "publisher", "journal", "journaltitle")
    )
    return kind in _LAW or (kind == "government-report" and any(map(_FEDERAL.search, filter(None, bodies))))


Stream = Literal["literature", "interview", "records", "other"]

_OF_KIND: dict[str, Stream] = {"interview": "interview", "records-response": "records"}
_APART = frozenset(type_ for type_, kind in _KINDS_OF_TYPES.items() if kind in _OF_KIND).union(
    *(rule.types for rule in _RULES if rule.code in _OF_KIND)
)
"""The entry types of which a work may be an interview or a response; the kind of any other need not be found to know its stream."""


_MASTER = re.compile(r"(?i)\bmaster|\bM\.\s?(?:A|S|Sc|Phil|Ed)\b|\bM(?:A|Sc|Phil|Ed)\b")
_DOCTOR = re.compile(r"(?i)\bdoctora|\bph\.?\s?d\b|\bd\.?phil\b")
_DEGREE = re.compile(
    r"(?i)(?:(?:ph\.?\s?d|d\.?phil|doctora[lt]e?|master|ll\.?\s?[bm]|j\.?\s?d|s\.?\s?j\.?\s?d|m\.?\s?(?:a|s|sc|phil)|bachelor|hono(?:u)?rs|senior|diploma|licentiate)"
    r"[.’'s]*(?:\sof\s[a-z ]{2,30})?\s)(?:thesis|dissertation)"
)
_WRITTEN_DEGREES = {"phdthesis": "phd", "mastersthesis": "master", "mathesis": "master"}


def thesis_degree(work: Work) -> tuple[str, str]:
    """Return the degree of a thesis, `phd`, `master` or `""` if unknown or another, and the words by which the record calls the thesis.

    A type that a reader filled in (RIS and EndNote have one for all theses) says nothing of the degree.

    >>> thesis_degree(Work(key="k", type="phdthesis", fields={"type": "LL.M. thesis"}))
    ('', 'LL.M. thesis')
    >>> thesis_degree(Work(key="k", type="mastersthesis")), thesis_degree(Work(key="k", type="thesis"))
    (('master', ''), ('', ''))
    """
    for name in ("type", "genre", "titleaddon", "howpublished", "note"):
        text = work.get(name).strip().rstrip(".")
        if degree := _WRITTEN_DEGREES.get(text.lower()):
            return ("master" if work.type == "mastersthesis" else degree), ""
        # elsewhere than in its type, a sentence on a thesis ("based on my thesis") is not what the entry calls this one
        if text and len(text) <= 60 and (name == "type" or _DEGREE.fullmatch(text)):
            return ("phd" if _DOCTOR.search(text) else "master" if _MASTER.search(text) else ""), text
    formats = {record.format for record in getattr(work, "records", ())}
    own = not formats or "bibtex" in formats
    return (_WRITTEN_DEGREES.get(work.type, "") if own else ""), ""


def stream(work: Work) -> Stream:
    """Return the stream of a work, by its kind.

    A confidential entry of a vague type (`misc`, `unpublished`) was given to the reviewers and not found by a search, so it is `other`.

    >>> stream(Work(key="I07", type="misc")), stream(Work(key="PR03", type="misc")), stream(Work(key="a", type="article"))
    ('interview', 'records', 'literature')
    >>> stream(Work(key="confidential-kpwtzb", type="misc", confidential=True))
    'other'
    """
    apart = work.type.lower() in _APART or is_code(work.key) or is_request(work)
    by_kind = _OF_KIND.get(source_type(work)[0], "literature") if apart else "literature"
    return (
        "other" if by_kind == "literature" and work.confidential and work.type.lower() in LOOSE else by_kind
    )


_VOWELS = "aeiou"


def has_public_details(work: Work) -> bool:
    """Return whether more of a confidential work may be shown than its code and type.

    >>> has_public_details(Work(key="I07", type="misc", confidential=True)), has_public_details(Work(key="PR03-2", type="misc", confidential=True))
    (False, True)
    """
    if not work.confidential:
        return False
    has_agency = is_request(work) and bool(work.get("agency"))
    return work.unnamed or bool(work.get("role_group")) or has_agency or bool(answers_request(work))


def _request_label(work: Work) -> str:
    if request := answers_request(work):
        title = work.title if is_released(work) else ""
        what = title or f"a document given out on request {request}"
        return (
            f"{work.key}, {what}" + (f" ({work.year})" if work.year else "") + ("" if title else ", sealed")
        )
    agency = work.get("agency")
    return f"Request {work.key}" + (f", to {agency}" if agency else "")


def interview_label(work: Work) -> str:
    """Return the label of an interview, request or document, `Interview I07, with a prosecutor (2020)`, with details that may be shown.

    The code is left out for an interviewee who agreed only to be counted within a group.

    >>> fields = {"role": "advocate", "role_group": "services"}
    >>> interview_label(Work(key="I07", type="misc", fields=fields, year=2020))
    'Interview I07, with an advocate (2020)'
    >>> interview_label(Work(key="I08", type="misc", fields={"role_group": "law enforcement"}, unnamed=True))
    'Interview, law enforcement'
    >>> interview_label(Work(key="I09", type="misc"))
    'Interview I09'
    >>> interview_label(Work(key="PR03", type="misc", fields={"agency": "Made-up Sheriff"})), interview_label(Work(key="PR03-2", type="misc", confidential=True))
    ('Request PR03, to Made-up Sheriff', 'PR03-2, a document given out on request PR03, sealed')
    """
    if is_request(work) or answers_request(work):
        return _request_label(work)
    role, group = work.get("role"), work.get("role_group")
    who = (
        f", with {'an' if role[0].lower() in _VOWELS else 'a'} {role}"
        if role
        else f", {group}"
        if group
        else ""
    )
    code = f" {work.key}" if not work.unnamed else ""
    return f"Interview{code}{who}" + (f" ({work.year})" if work.year else "")
