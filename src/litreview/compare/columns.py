"""A record in the form in which it is compared, made once."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

from litreview.compare.containers import comparison_container
from litreview.compare.laws import law_number
from litreview.compare.names import surnames
from litreview.compare.places import address, isbn13, number_of_issue, page_range, report_number, volume_of
from litreview.compare.titles import comparison_title
from litreview.compare.words import NUMBER_WORDS
from litreview.model import Work
from litreview.text import fold, issued

__all__ = ["Entry", "entry"]


class Entry(NamedTuple):
    """One record, normalised for comparison. All texts but `byline` are folded; `""` is absent, year 0 is absent.

    - `title`: the comparison title, notices and status words taken off; `status`: `retracted`, `withdrawn` or "";
    - `notice`: what kind of notice about another work it is (`correction`, `reply`, `review`, `summary`), or "";
    - `authors`: surnames in order; `byline`: the author field as it stands, for names in the wrong order;
    - `kind`: `article`, `book`, `part`, `thesis`, `report`, `data`, `law`, `patent`, `preprint`, `talk` or `` where the type says little;
    - `about`: the title as it stands, folded, for the rules that look for words in it;
    - `law`: a public law (`pl 106-386`) or a bill (`115 hr 1865`, the Congress first where it is known), of a legal text;
    - `url`: the address of the document, without scheme, `www.` and fragment; "" where it has no path;
    - `date`: `2015-01-12` or `2015-01` of what is known by its date: a report, a web page, an article without volume and DOI;
    - `report`: the whole number of a report, data set or law (`gao 07 1034`); `version` of a data set or program, number of an edition;
    - `imprint`: the words of number, place, body and year of a report or web page, which some write into the title.
    """

    id: str
    sealed: bool
    kind: str
    title: str
    about: str
    status: str
    notice: str
    authors: tuple[str, ...]
    byline: str
    year: int
    container: str
    publisher: str
    volume: str
    number: str
    page: str
    last: str
    doi: str
    isbn: str
    other_id: str
    abstract: str
    law: str = ""
    url: str = ""
    imprint: str = ""
    date: str = ""
    report: str = ""
    version: str = ""

    @property
    def names(self) -> str:
        """The whole author field, folded: few pairs ask for it."""
        return fold(self.byline)


_KINDS = {
    "article": "article", "journal-article": "article", "inproceedings": "part", "conference": "part", "incollection": "part",
    "inbook": "part", "book": "book", "collection": "book", "proceedings": "book", "booklet": "book", "mvbook": "book",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report",
    "dataset": "data", "data": "data", "software": "data", "jurisdiction": "law", "legislation": "law", "legal": "law",
    "case": "law", "statute": "law", "patent": "patent", "unpublished": "preprint", "preprint": "preprint",
}  # fmt: skip

_PREPRINT = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|chemrxiv|research square|ssrn|preprints?|osf)\b|^10\.(?:48550|1101/20|31234|31235|2139|20944|21203)\b"
)
# "In Advances in …": so begins what is a part of proceedings or of a book, in references that stand in running text; but
# "In Vivo" and "In Practice" are journals
_IN_BOOK = re.compile(r"[Ii]n:?\s(?!(?:vivo|vitro|silico|situ|practice|focus|brief|press)\b)", re.IGNORECASE)
_MAY_BE_PART = frozenset({"", "article"})
_REPOSITORIES = ("10.48550", "10.1101/20", "10.31234", "10.31235", "10.2139", "10.20944", "10.21203")
_COURT = re.compile(
    r"\bv\.? [A-Z]|\bPub\. ?L\.|\bU\.?S\.?C\.?\b|\b\d+ F\.(?:2d|3d|4th|Supp)|\bStat\. \d|\bH\.?R\. \d|\bS\. \d"
)
_DATA = re.compile(r"\bicpsr ?\d|\bdata ?set\b|^10\.(?:3886|7910|5281|17632|6084)\b")
# "journal = {Technical Report CS-93-1}": what is no journal
_UNPUBLISHED = re.compile(
    r"(tech(?:nical)? rep(?:ort)?\b|research report\b|working paper\b|report number\b)|unpublished\b|submitted (?:publication|journal)?|manuscript$"
)
_STATUS = re.compile(r"^\W*(retracted|withdrawn)(?:\s+article)?\s*[:.\-\]]+\s*", re.IGNORECASE)
# titles are folded, so without IGNORECASE: that would cost four times as much
# what kind of notice, words of which it has one at least, and its pattern
_NOTICES = (
    ("correction", "berichtigung korrigendum erratas corrige", re.compile(r"^(?:berichtigung|korrigendum|fe de erratas?|errata corrige)\b")),
    ("reply", "replik erwiderung entgegnung reponse respuesta replica risposta otvet", re.compile(
        r"^(?:replik|erwiderung|entgegnung)(?: zu| auf|$)|^reponse (?:a|au|aux) |^respuesta a|^replica a|^risposta a|^otvet na ")),
    ("reprint", "reprint reprinted", re.compile(r"^(?:reprint|republished|reprinted)\b|\breprint(?:ed)? (?:of|from)\b|\breprint$")),
    ("correction", "addenda addendum correction corrections corrigenda corrigendum errata erratum pg", re.compile(
        r"^(?:author |publisher |editorial )?(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?|clarifications?)\b(?!s? (?:officer|system|facilit|of vision|institution|department|polic(?:y|ies)\b|service))(?: notice)?(?: to| for| of| in)?"
        r"|\b(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))\b|\bvol \w+ (?:no \w+ )?pg \w+ (?:\w+ )?(?:19|20)\d\d$")),
    ("retraction", "concern retraction", re.compile(r"^(?:notice of )?(?:partial )?retraction(?: notice)?(?: note)?\b(?: to| of| for)?|^(?:editorial )?expression of concern\b")),
    ("reply", "rejoinder replies reply response responses", re.compile(
        r"^(?:a |the |an )?(?:authors? |in )?(?:reply|response|rejoinder|responses|replies)\b(?: by| from)?(?: the)?(?: authors?)?(?: to| :)"
        r"|^(?:author s|authors|a) (?:reply|response|rejoinder)\b|\b(?:a |the |authors? |author s )(?:reply|rejoinder)$|\bauthors? s? ?(?:reply|response)\b|^(?:reply|response|rejoinder)$")),
    ("comment", "comment commentary comments discussion letter re", re.compile(r"^(?:a |an |invited |some )?(?:comments?|commentary|discussion|letter|editorial comment|remarks?|reflections?|observations?) (?:on|to|about|of the paper)\b|^re [a-z]|\b(?:a comment|a commentary|invited commentary|comment|discussion)$|\bcomment on\b")),
    ("review", "review reviewed reviews", re.compile(r"^(?:a )?(?:book |film )?reviews? (?:of|on) |^(?:book|film) reviews?\b")),
    ("review", "book by", re.compile(r"\bbook review\b|\bby [a-z ]{5,50} (?:review|reviewed)$")),
    ("summary", "abstract brief sheet summary", re.compile(r"\b(?:executive|research|policy|technical) (?:summary|brief)\b|\bsummary (?:report|of findings|overview)$|^summary (?:of|for)\b|^(?:abstract|summary)\b|\bfact sheet\b|\bsummary$|\bin brief$|\bat a glance$|\bcliff ?notes\b")),
    ("front matter", "foreword introduction preface", re.compile(r"^(?:preface|foreword|afterword|introduction|guest editorial|editorial introduction|table of contents|front matter|back matter|index)\b(?: to| for)|\b(?:preface|foreword)$")),
)  # fmt: skip
_IN_NOTICE = [(frozenset(words.split()), pattern, name) for name, words, pattern in _NOTICES]
_IN_NOTICES = frozenset().union(*[words for words, _, _ in _IN_NOTICE])


# "Rejoinder: Harbor Work in Four Cities"; the colon is gone from a folded title
_REPLY = re.compile(
    r"(repl(?:y|ies)|responses?|rejoinder|comment(?:s|ary)?|discussion|letter)\s*:", re.IGNORECASE
)
# "… (Erratum)", "… [Retraction]", "… (Reply)", "… (Retracted article. See vol. 3, pg 4, 2001)": notices, and what became of a work
_AT_END = re.compile(
    r"[\s:.–—-]*[\[(]\s*(?:(?P<correction>(?:author |publisher )?(?:erratum|corrigendum|addendum|correction)(?: (?:to|of)\b[^\])]*)?)"
    r"|(?P<retraction>retraction(?: notice)?)|(?P<reply>(?:the )?(?:authors?['’]?s? )?(?:reply|response|rejoinder))"
    r"|(?P<retracted>retracted|withdrawn)(?: article| paper)?(?:[.:,;]? see [^\])]*)?)\s*[\])]\.?\s*$"
    r"|\s[-–—]\s+(?P<dashed>(?:the )?(?:authors?['’]?s? )?(?:reply|response|rejoinder))\.?\s*$",
    re.IGNORECASE,
)
_NOTICE_AT_END = {"correction": "correction", "retraction": "retraction", "reply": "reply", "dashed": "reply"}
_END = 200
"""Letters at the end of a title in which a notice is looked for."""
_MAY_END = (")", "]", ").", "].", "eply", "esponse", "ejoinder", "EPLY", "ESPONSE", "EJOINDER")
# the number of an edition behind the title: X (2nd ed.)
_EDITION_AT_END = re.compile(
    r"[\s,.:(\[–—-]+(\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+ed(?:ition|n|\.)?\.?[)\]]?\s*$",
    re.IGNORECASE,
)
_MAY_END_EDITION = (
    "ed.",
    "ed.)",
    "ed)",
    "ed",
    "ed.]",
    "edn",
    "edn.)",
    "dition",
    "dition)",
    "dition]",
    "dition.",
    "DITION",
)
_YEAR_FIRST = re.compile(
    r"^\W*(?:\w[\w.'’-]{0,14}\W+)?[(\[]?((?:19|20)\d\d)[a-z]?(?:[)\]][.,:]?|\.)\s+(?=\S+\s+\S+\s+\S+)"
)
_OF_PLACE = re.compile(r" (?:vol \w+ (?:no \w+ )?pg \w+ (?:\w+ )?(?:19|20)\d\d|reprinted from .*)$")


def entry(record: Work, cache: dict[object, Any], id: str = "") -> Entry:  # noqa: A002 - the record's word for it
    """Return a record in the form in which it is compared.

    `cache` belongs to the batch and holds folded names, bylines and titles: what one database gave, another often gives too.
    """
    if record.confidential and not record.title:
        return _SEALED(id)
    fields = record.fields
    get = fields.get
    raw_title = get("title", "")[:4000]
    caption = ""
    if not raw_title.strip():
        # a case in a form that has no field for its parties: they stand where the author would
        caption = _caption(record)
        raw_title = caption
    status = ""
    if raw_title[:1] in "[( RrWw" and raw_title[:12].lower().lstrip("[( ").startswith(
        ("retract", "withdraw")
    ):
        found = _STATUS.match(raw_title)
        if found:
            status = found.group(1).lower()
            raw_title = raw_title[found.end() :]
    at_end = ""
    # in the last letters only; a title of nothing but "[Erratum]" is left as it is
    if raw_title.endswith(_MAY_END) and (found := _AT_END.search(raw_title, max(1, len(raw_title) - _END))):
        at_end = found.lastgroup or ""
        raw_title = raw_title[: found.start()]
        if at_end == "retracted":
            status = found["retracted"].lower()
    edition = get("edition", "")
    if raw_title.endswith(_MAY_END_EDITION) and (
        found := _EDITION_AT_END.search(raw_title, max(1, len(raw_title) - 40))
    ):
        edition = edition or found.group(1)
        raw_title = raw_title[: found.start()]
    year = record.year or 0
    if not year and (found := _YEAR_FIRST.match(raw_title)):
        # a reference cut at the wrong place: what is left of the authors, and the year, stand before the title
        year = int(found.group(1))
        raw_title = raw_title[found.end() :]
    whole_title = (raw_title, get("subtitle", ""), _NOTICE_AT_END.get(at_end, ""))
    titled: tuple[str, str, str] | None = cache.get(whole_title)
    if titled is None:
        titled = cache[whole_title] = _titled(*whole_title)
    title, about, notice = titled
    container = comparison_container((get("journal") or record.container)[:500])
    raw_doi = record.doi or get("doi", "")
    doi = _doi(raw_doi)
    volume = get("volume", "")
    pages = get("pages", "") or get("page", "") or get("eid", "") or get("article-number", "")
    isbn = get("isbn")
    other_id = get("pmid") or get("eprint")
    byline = _raw_names(record)
    publisher = get("institution") or get("publisher") or get("school") or get("organization")
    page, last = page_range(pages) if pages else ("", "")
    kind = _kind(record, title, raw_title, doi, container)
    report = get("number", "") if kind in _NUMBERED else ""
    if kind == "report" and (found := _UNPUBLISHED.match(container)):
        # "Technical Report CS-93-1" in the field for the journal: a number, and no container
        report = report or container[found.end() :]
        container = ""
    if kind in _MAY_BE_PART and _IN_BOOK.match(get("journal", "")):
        kind = "part"
    law = "" if kind in _NO_LAW else law_number(fields)
    if law or caption:
        kind = "law"
    # by position, in the order of `Entry`: that takes two fifths of the time that naming twenty-six values does
    return Entry(
        id,
        record.confidential and not title,
        kind,
        title,
        about,
        status,
        notice,
        () if caption else surnames(record.authors or record.editors, byline, cache),
        byline[:400],
        year,
        container,
        fold(publisher[:300]) if publisher else "",
        volume_of(volume),
        number_of_issue(get("number", "") or get("issue", ""), volume),
        page,
        last,
        doi,
        isbn13(isbn) if isbn else "",
        other_id.strip().lower()[:60] if other_id else "",
        _abstract(get("abstract", "")),
        law,
        address(get("url", "")) if get("url") else "",
        _imprint(record) if kind in _HAS_IMPRINT else "",
        issued(fields) if kind in _KNOWN_BY_DATE or (kind == "article" and not (volume or doi)) else "",
        report_number(f"patent {report}" if kind == "patent" else report) if report else "",
        _version(record, kind, edition) if kind in _HAS_VERSIONS else "",
    )


def _titled(raw: str, subtitle: str, notice: str) -> tuple[str, str, str]:
    """Return title, title as it stands and notice of an `Entry`; `notice` is what the end of the title said already."""
    title = comparison_title(raw)
    if raw.startswith("#NAME"):
        title = ""
    if title and subtitle:
        title = f"{title} {comparison_title(subtitle[:2000])}".strip()
    if notice:
        return title, f"{title} {notice}", notice
    about = title
    if raw[:1] in "RrCcDdLl" and (found := _REPLY.match(raw)):
        notice = "reply" if found.group(1)[0] in "Rr" else "comment"
    elif hints := _IN_NOTICES.intersection(title.split()):
        for words, pattern, name in _IN_NOTICE:
            if not hints.isdisjoint(words) and pattern.search(title):
                notice = name
                break
        if notice in ("correction", "reprint"):
            # Web of Science puts the place of the work after its title: "… (vol 49, pg 931, 2019)"
            title = _OF_PLACE.sub("", title)
    return title, about, notice


_NO_LAW = frozenset({"article", "book", "part", "thesis", "data"})
_KNOWN_BY_DATE = frozenset({"report", "data", "law", ""})
_NUMBERED = _KNOWN_BY_DATE | {"patent"}
_HAS_VERSIONS = frozenset({"data", "book", "report"})
_HAS_IMPRINT = frozenset({"report", ""})
_IMPRINT = (
    "number", "location", "address", "institution", "publisher", "organization", "series", "type", "date", "year",
)  # fmt: skip


def _caption(record: Work) -> str:
    """Return the parties of a case ("Smith v. Jones") that were given as its author, or ""."""
    raw = _raw_names(record)[:400]
    found = _VERSUS.search(raw) if " v" in raw else None
    return raw.replace("{", "").replace("}", "") if found else ""


_VERSUS = re.compile(r"\w\W? vs?\.? \w")


def _version(record: Work, kind: str, edition: str) -> str:
    """Return the version of a data set or program, or the number of an edition: "2nd ed.", "Second" and "2" are one."""
    if kind == "data" and record.fields.get("version"):
        return record.fields["version"].strip().lower().removeprefix("v")[:40]
    words = fold(edition[:40]).split()
    numbers = [NUMBER_WORDS.get(word, word) for word in words]
    return next((figures.group() for word in numbers if (figures := _FIGURES.match(word))), "")


_FIGURES = re.compile(r"\d+")


def _imprint(record: Work) -> str:
    return fold(" ".join(value[:200] for name in _IMPRINT if (value := record.fields.get(name))))


def _SEALED(id: str) -> Entry:  # noqa: A002, N802 - see entry
    return Entry(
        id=id, sealed=True, kind="", title="", about="", status="", notice="", authors=(), byline="", year=0, container="",
        publisher="", volume="", number="", page="", last="", doi="", isbn="", other_id="", abstract="",
    )  # fmt: skip


def _raw_names(record: Work) -> str:
    return record.fields.get("author") or record.fields.get("editor") or ""


def _doi(text: str) -> str:
    """Return a DOI for comparison: percent-encoding undone, without words before it."""
    if not text:
        return ""
    if "%" in text:
        text = unquote(text)
    if "&" in text:
        text = unescape(text)
    start = text.find("10.")
    return text[start:].strip().lower().rstrip(".,;)") if start >= 0 else ""


def _abstract(text: str) -> str:
    """Return the beginning of an abstract without what databases put before it; "" where it is too short to identify."""
    if len(text) < 80:
        return ""
    # a hundred letters are compared; that many are in the first part, if it is plain text
    folded = fold(text[:180])
    if len(folded) < 120 and len(text) > 180:
        folded = fold(text[:400])
    head = _ABSTRACT_HEAD.match(folded)
    folded = folded[head.end() :] if head else folded
    return folded[:100] if len(folded) > 60 else ""


_ABSTRACT_HEAD = re.compile(
    r"(?:abstract|background(?: aims?)?|objectives?|introduction|purpose|aims?|summary|importance|the|context) "
)


@lru_cache(maxsize=1 << 14)
def _of_preprints(container: str) -> bool:
    return _PREPRINT.search(container) is not None


def _may_be_preprint(doi: str) -> bool:
    # one of these is in whatever `_PREPRINT` finds
    return (
        doi.startswith(_REPOSITORIES)
        or "xiv" in doi
        or "ssrn" in doi
        or "osf" in doi
        or "research square" in doi
        or "preprint" in doi
    )


# "S. Ct.", "F.3d", "Stat.": what stands there is a case or an act
_REPORTERS = frozenset(
    [
        "u s",
        "us",
        "s ct",
        "sct",
        "f 2d",
        "f 3d",
        "f 4th",
        "f supp",
        "f supp 2d",
        "f supp 3d",
        "stat",
        "l ed 2d",
    ]
)
_ACT = re.compile(r"\bact\b")
_TOLD = (
    ("preprint", re.compile(r"\barxiv\b")),
    (
        "talk",
        re.compile(
            r"\b(?:poster|presented at|presentation|keynote|talk at|slides|video|podcast|blog post)\b"
        ),
    ),
    ("report", re.compile(r"\b(?:working|discussion|research) paper\b|\btechnical report\b")),
    ("data", re.compile(r"\br package\b|\bpython package\b|\bsoftware\b|\bcomputer program\b|\bgithub\b")),
)


def _told(record: Work) -> str:
    """Return the kind that a record of no kind says it is: in `howpublished`, `type`, `note`, or by the archive of its `eprint`."""
    get = record.fields.get
    said = " ".join(
        value[:200]
        for name in ("archiveprefix", "eprinttype", "howpublished", "type", "note")
        if (value := get(name, ""))
    )
    return next((kind for kind, pattern in _TOLD if pattern.search(said.lower())), "") if said else ""


def _kind(record: Work, title: str, raw_title: str, doi: str, container: str) -> str:
    kind = _KINDS.get(record.type, "")
    if not kind:
        kind = _told(record)
    if kind == "article" and container in _REPORTERS and (_COURT.search(raw_title) or _ACT.search(title)):
        return "law"
    if kind in {"", "article"} and container[:1] in "ustrw" and (found := _UNPUBLISHED.match(container)):
        return "report" if found.group(1) else "preprint"
    if _of_preprints(container) or (doi and _may_be_preprint(doi) and _PREPRINT.search(doi)):
        return "preprint"
    if kind in {"", "data"} or kind == "report":
        if (doi and _DATA.search(doi)) or _DATA.search(title):
            return "data"
        if kind != "report" and _COURT.search(raw_title):
            return "law"
    return kind
