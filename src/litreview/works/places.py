"""Normalises volume, number and pages for comparison, and finds the countries in addresses of authors.

Pages lose leading zeros, words around them, and the dates that spreadsheets make of ranges. Addresses are read in the forms of
Web of Science, Scopus and PubMed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.core.text import MONTHS, fold, month
from litreview.works import rows

_MONTHS = "|".join(name[:3] for name in MONTHS)
_DATE = re.compile(rf"^(?:(\d{{1,2}})-({_MONTHS})|({_MONTHS})-(\d{{1,2}}))\w*$", re.IGNORECASE)
_NO_PAGES = re.compile(
    r"no pagination|unpaginated|^n\.?\s?pag|^unknown$|^nan$|^none$|^na$|^n/a$", re.IGNORECASE
)
_RANGE = re.compile(r"\d\s*[-‐‑–—/]+")
_WORD_VOLUME = re.compile(r"vol(?:ume)?|\bv\.", re.IGNORECASE)
_PAGE = re.compile(r"(?<![a-z])([a-z]{0,4})\s?(\d+)", re.IGNORECASE)
_WORD_PAGES = re.compile(r"\bpages?\b\.?|\(?\bpp?\.", re.IGNORECASE)
_ROMAN_PAGES = re.compile(r"^([ivxlc]{1,7})(?:\s*[-‐‑–—]+\s*([ivxlc]{1,7}))?$", re.IGNORECASE)
# "S4-76-S4-101": supplement 4, pages 76 to 101
_SUPPLEMENT_PAGES = re.compile(r"^(s)(\d+)[-:](\d+)\s*[-‐‑–—]+\s*s\2[-:](\d+)$", re.IGNORECASE)
_VOLUME = re.compile(r"[a-z]{0,2}\d+[a-z]?", re.IGNORECASE)
_COUNT = re.compile(r"^\s*\d+\s*(?:p\.?|pp\.?|pages?|s\.?|leaves)\s*$", re.IGNORECASE)
_SERIES_BEFORE = re.compile(r"^(?!\d).*?\.\s+(?=\d)")
_SUPPLEMENT = re.compile(r"^\W*(?:s|sup|supp|suppl|supplement)\W{0,2}(\d*)\b", re.IGNORECASE)
_SUPPLEMENT_BEHIND = re.compile(r"\s*(\d+)[ _-]*(?:suppl?|supplement)\.?\s*", re.IGNORECASE)
EARLY = re.compile(
    r"\b(?:in ?press|forthcoming|to appear|ahead of print|early (?:view|access)|online ?first|advance (?:online|article))\b",
    re.IGNORECASE,
)
PREPRINT_DOI = re.compile(r"10\.(?:48550|2139|1101|31234|31235|21203|20944|26434|31219|36227|22541|32942)/")
_SERVERS = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|ssrn|research square|preprints\.org|osf preprints|zenodo)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:artn|art|article|unsp|pii|no|id|p|pp|pages?)$", re.IGNORECASE)


_NUMBER_AS_PAGES = re.compile(r"[a-z]{1,5}\d{3,}|[A-Za-z]{1,5}\d{4,}")


def one_page(pages: str) -> str:
    """Return a range from a page to itself as that page, other text unchanged.

    >>> one_page("e012545-e012545"), one_page("12-40")
    ('e012545', '12-40')
    """
    first, *more = re.split(r"\s*[-–]+\s*", pages)
    return first if [first.casefold()] == [last.casefold() for last in more] else pages


def article_number(work: Work) -> str:
    """Return the number of an article in a journal without pages, under any of the names that exports have for it.

    Many have it as pages: letters and a number too long for a page of a supplement or a section (S12, A1).

    >>> article_number(Work(key="a", type="article", fields={"article-number": "222"}))
    '222'
    >>> [article_number(Work(key="a", type="article", fields={"pages": pages})) for pages in ("aac4716", "S12", "e124--e130")]
    ['aac4716', '', '']
    """
    pages = one_page(work.get("pages").strip())
    return next(
        (
            number
            for name in ("eid", "articleno", "article-number", "art_number")
            if (number := work.get(name).strip())
        ),
        pages if _NUMBER_AS_PAGES.fullmatch(pages) else "",
    )


def is_unplaced(work: Work) -> bool:
    """Return whether a work has no volume and pages yet, or never will: it is forthcoming, or lies on a preprint server.

    >>> is_unplaced(Work(key="a", type="article", fields={"pubstate": "forthcoming"}))
    True
    """
    said = " ".join(work.get(name) for name in ("note", "addendum", "pages", "volume", "year", "date"))
    at_home = PREPRINT_DOI.match(work.doi) or work.get("eprint")
    # an article with its journal keeps its volume where a repository has a copy
    on_server = _SERVERS.search(work.container) if work.container else at_home
    return bool(work.get("pubstate") or EARLY.search(said) or on_server)


def undo_spreadsheet_date(text: str) -> str:
    """Return the range that a spreadsheet turned into a date; other text unchanged.

    >>> undo_spreadsheet_date("06-Oct"), undo_spreadsheet_date("Jun-14"), undo_spreadsheet_date("123-128")
    ('6-10', '6-14', '123-128')
    """
    match = _DATE.match(text.strip())
    if not match:
        return text
    if match.group(1):
        return f"{int(match.group(1))}-{month(match.group(2))}"
    return f"{month(match.group(3))}-{int(match.group(4))}"


def page_range(pages: str) -> tuple[str, str]:
    """Return first and last page, without leading zeros; `""` without one."""
    text = pages.strip()[:80]
    # most are plain: "123", "123-128"
    first, dash, last = text.partition("-")
    if first.isdecimal() and (last.isdecimal() or not dash):
        first = first.lstrip("0") or "0"
        return first, _completed(first, last.lstrip("0")) if dash else ""
    if not text or _NO_PAGES.search(text) or _COUNT.match(text):
        return "", ""
    text = undo_spreadsheet_date(text)
    if "p" in text or "P" in text:
        text = _WORD_PAGES.sub(" ", text).strip(" (),.")
    if text[0:1] in "ivxlcIVXLC" and (roman := _ROMAN_PAGES.match(text)):
        # Roman pages come before page 1: "v" is not "5"
        return f"~{roman.group(1).lower()}", (roman.group(2) or "").lower()
    if text[0:1] in "sS":
        text = _SUPPLEMENT_PAGES.sub(r"\1\3-\4", text)
    numbers = _PAGE.findall(text)
    return _numbered(numbers, ranged=_RANGE.search(text) is not None) if numbers else ("", "")


def _numbered(numbers: list[tuple[str, str]], *, ranged: bool) -> tuple[str, str]:
    """Return first and last page from (letters, number) pairs; "pS212" is page S212."""
    (prefix, first), *others = numbers
    prefix = "" if _ARTICLE.match(prefix) else prefix.lower().removeprefix("p")
    first = first.lstrip("0") or "0"
    return prefix + first, _completed(first, others[0][1].lstrip("0")) if others and ranged else ""


def _completed(first: str, last: str) -> str:
    """Return a last page completed by digits of the first: 123-8 ends on 128."""
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def first_page(pages: str) -> str:
    """Return the first page, or article number, without leading zeros.

    >>> first_page("06-Oct"), first_page("pp. 0123-8"), first_page("S600-S601"), first_page("(no pagination)")
    ('6', '123', 's600', '')
    >>> first_page("pages 42-49,"), first_page("v-vii"), first_page("S4-76-S4-101"), first_page("pS212")
    ('42', '~v', 's76', 's212')
    """
    return page_range(pages)[0]


def volume_of(volume: str) -> str:
    """Return the volume without issue and supplement.

    A closing bracket without an opening one is the rest of a cut field: "17 (SUPPL. 1)" became "1)", which is no volume.

    >>> volume_of("8 (1) (no pagination)"), volume_of("Vol. 88 Suppl 1"), volume_of("UNKNOWN")
    ('8', '88', '')
    >>> volume_of("II"), volume_of("Band IV"), volume_of("B")
    ('2', '4', 'b')
    >>> volume_of("1)"), volume_of("(2) (no pagination)"), volume_of("Part 2. 287"), volume_of("Series in Harbors. 110")
    ('', '', '287', '110')
    """
    if volume.isdecimal():
        return volume[:60].lstrip("0")
    volume = volume.strip()[:200]
    if lettered := _LETTERED.fullmatch(volume):
        return _figure(lettered.group(1).lower())
    if volume.startswith("("):
        return ""
    if volume.count(")") > volume.count("("):
        volume = volume.rpartition(")")[2]
    if ". " in volume:
        volume = _SERIES_BEFORE.sub("", volume)
    match = _VOLUME.search(_WORD_VOLUME.sub(" ", volume[:60])) if volume else None
    return match.group().lower().lstrip("0") if match else ""


_LETTERED = re.compile(
    r"(?:vol(?:ume)?\.?|band|bd\.?|tomo?|tome|t\.)?\s*([ivxlc]{1,7}|[a-h])\.?", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _figure(volume: str) -> str:
    """Return a Roman number in digits; another letter is returned unchanged."""
    values = [_ROMAN.get(letter, 0) for letter in volume]
    if 0 in values:
        return volume
    signed = (-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return str(sum(signed))


# PubMed's RIS has the numbers of the journal where others have the issue
_ISSN = re.compile(r"\s*\d{4}-\d{3}[\dXx] \((?:electronic|print|linking)\)", re.IGNORECASE)


def number_of_issue(number: str, volume: str) -> str:
    """Return the issue, from the number field or from brackets in the volume.

    Supplements are numbered separately: "SUPPL. 1" is not issue 1.

    >>> number_of_issue("", "8 (3)"), number_of_issue("2 57-2", "288"), number_of_issue("01-Mar", "1")
    ('3', '2', '1')
    >>> number_of_issue("SUPPL. 1", "17"), number_of_issue("4 Suppl 2", "17"), number_of_issue("Supplement", "17")
    ('s1', '4', '')
    >>> number_of_issue("15_suppl", "33"), number_of_issue("1878-0849 (Electronic)", "63")
    ('s15', '')
    """
    if number.isdecimal():
        return number[:60].lstrip("0")
    if not number:
        inside = re.search(r"\((\d+)", volume[:60])
        return inside.group(1).lstrip("0") if inside else ""
    if behind := _SUPPLEMENT_BEHIND.fullmatch(number):
        return f"s{behind.group(1).lstrip('0')}"
    if number[0] in "sS(" and (supplement := _SUPPLEMENT.match(number)):
        return f"s{supplement.group(1).lstrip('0')}" if supplement.group(1) else ""
    match = None if _ISSN.match(number) else re.search(r"\d+", undo_spreadsheet_date(number[:60]))
    return match.group().lstrip("0") if match else ""


def report_number(number: str) -> str:
    """Return the full number of a report, data set or law, without words such as "number" and "code".

    >>> report_number("GAO-07-1034"), report_number("Report No. 114-23"), report_number("22 U.S.C. § 7101")
    ('gao 07 1034', '114 23', '22 7101')
    >>> report_number("E/CN.4/2002/83"), report_number("H. Con. Res. 12"), report_number("SB 5669")
    ('un e cn 4 2002 83', 'bill h con res 12', 'bill sb 5669')
    """
    words = " ".join(word for word in fold(number[:80]).split() if word not in _NUMBERED)
    if _SYMBOL.match(number):
        # each document of the United Nations has a symbol of its own, whatever its first letter
        return f"un {words}"
    return f"bill {words}" if _BILL.fullmatch(words) else words


_SYMBOL = re.compile(r"\s*(?:A|E|S|ST|CCPR|CEDAW|CRC|CAT|CERD|HRI|UNEP|DP|TD)/[A-Z0-9]")
_BILL = re.compile(
    r"(?:house|senate|assembly) (?:bill|resolution|joint resolution) ?\d+|(?:[hsa] ?)?(?:[hsa]?b|[hs]|con|j|cr|jr|res|r)(?: (?:con|j|r|res|b))* ?\d+"
)


# "22 U.S.C. § 7101" and "22 U.S. Code s 7101" are one section
_NUMBERED = frozenset(
    ["u", "s", "c", "usc", "usca", "uscs", "code", "sec", "secs", "section", "sections", "no", "nos", "nr", "number",
     "report", "rep", "pub", "publication", "document", "doc"]
)  # fmt: skip


def address(url: str) -> str:
    """Return the address of a document for comparison, "" for the address of a whole site.

    Addresses of DOI resolvers are left out, since the DOI itself is compared.

    >>> address("https://www.example.org/a/Report.pdf#page=3"), address("http://example.org/"), address("https://doi.org/10.1/x")
    ('example.org/a/Report.pdf', '', '')
    """
    match = _URL.match(url.strip()[:500]) if url else None
    if not match:
        return ""
    host = match.group(1).lower().removeprefix("www.")
    path = match.group(2).split("#", maxsplit=1)[0].rstrip("/")
    return f"{host}{path}" if len(path) > 1 and not host.endswith("doi.org") else ""


_URL = re.compile(r"(?:https?://)?([\w.-]+\.\w+(?::\d+)?)(/\S*)", re.IGNORECASE)


_MAIL = re.compile(r"(?:electronic address:)?\s*\S+@\S+", re.IGNORECASE)
_NAMES = re.compile(r"\[[^\]]*\]")
_BODY = re.compile(r"univ|inst|coll|cent|school|dep|hosp|lab|acad|minist|fac", re.IGNORECASE)


@cache
def _table() -> Mapping[str, str]:
    return {
        fold(each): name
        for name, others in rows("countries.csv")
        for each in (name, *others.split(";"))
        if each
    }


def country(address: str) -> str:
    """Return the country at the end of an address, or "".

    >>> country("Univ Malaga, Dept Comp Sci, E-29071 Malaga, Spain."), country("MIT, Cambridge, MA 02139 USA"), country("Dept of Law")
    ('Spain', 'United States', '')
    """
    last = _MAIL.sub("", address).rpartition(",")[2].strip(" .")
    # a postal code may come before the country, as in "MA 02139 USA"
    words = last.split()
    coded = max((number for number, word in enumerate(words, 1) if re.search(r"\d", word)), default=0)
    table = _table()
    return table.get(fold(last)) or table.get(fold(" ".join(words[coded:])), "")


def countries(addresses: str) -> tuple[str, ...]:
    r"""Return the countries of all addresses in a field, each once, in order.

    Web of Science has one address per line, after its authors; Scopus and PubMed put "; " between addresses.

    >>> countries("Roe, Jordan; Poe, B, Univ Malaga, Malaga, Spain.\nDoe, C, Univ Leeds, Leeds, W Yorkshire, England.")
    ('Spain', 'United Kingdom')
    >>> countries("University of Amman, Jordan; MIT, Cambridge, United States")
    ('Jordan', 'United States')
    """
    names: dict[str, None] = {}
    for line in _NAMES.sub(" ", addresses).splitlines():
        *before, last = line.split(";")
        closed = line.rstrip().endswith(".")
        for piece in (*(one for one in before if not closed or not _is_name(one)), last):
            if name := country(piece):
                names[name] = None
    return tuple(names)


def _is_name(piece: str) -> bool:
    """Return whether a piece is a person's name, such as "Roe, Jordan", and no address."""
    return piece.count(",") < 2 and not _BODY.search(piece)
