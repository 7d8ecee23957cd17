"""Parse one cited-reference string: WoS, Scopus (both layouts), legal citations and plain reference styles.

A parser never fails: what it cannot read stays in `text`. The layouts follow real exports (Web of Science and
Scopus BibTeX, 2022 and 2024) and reference lists in APA, Chicago, Harvard, Vancouver and Bluebook style.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from litreview.core import text as textual
from litreview.core.libraries import re
from litreview.core.model import Doi, Person
from litreview.works.places import first_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The parts of a reference that could be read; others are empty."""

    authors: tuple[Person, ...] = ()
    year: int | None = None
    title: str = ""
    container: str = ""
    volume: str = ""
    number: str = ""
    page: str = ""
    doi: Doi = Doi("")  # noqa: RUF009 - an immutable string


LONGEST = 5_000
"""Characters of a reference that are parsed; real references are shorter."""

# old DOIs of journals have brackets and a semicolon in them: `87[1915:CAAMMT]2.0.CO;2`; a mark with another DOI or a blank behind it ends one
_DOI = re.compile(
    r"10\.\d{4,9}(?:\.\d+)*/(?:\[[^\s\[\]]{1,200}\]|[^\s,;\[\]]|;(?=\w)(?!10\.|https?:|doi))+", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d\-/.:])(1[5-9]\d\d|20\d\d)(?![\d:])")
_URL = re.compile(r"(?:https?://|www\.)\S+")


def dois(text: str) -> tuple[Doi, ...]:
    r"""Return every DOI in the string, in order, without repeats; WoS writes `DOI [10.a, 10.b]` and `\_`.

    >>> dois(r"X, DOI [10.1000/A\_1, 10.1000/b]")
    ('10.1000/a_1', '10.1000/b')
    >>> dois("DOI 10.1890/0012(2006)87[1915:CAAMMT]2.0.CO;2; 10.1000/b;10.1000/c")
    ('10.1890/0012(2006)87[1915:caammt]2.0.co;2', '10.1000/b', '10.1000/c')
    """
    if "10." not in text:
        return ()
    found = (textual.doi(match[0]) for match in _DOI.finditer(text.replace("\\_", "_")))
    return tuple(dict.fromkeys(d for d in found if d))


# --- Web of Science: AUTHOR, YEAR, CONTAINER, Vn, Pn, DOI x -------------------------------------------------------------

_WOS_DOI = re.compile(r",? *DOI +(?:DOI +)?(?:\[.*\]|\S+)\.?$", re.IGNORECASE)
_WOS_YEAR = re.compile(r", (\d{4})(?=,|\.?$)")
_WOS_VOLUME = re.compile(r"V\.? ?([\w./\-]*\d[\w./\-]*|[IVXLC]+)", re.IGNORECASE)
_WOS_PAGE = re.compile(r"(?:P|ARTN|ART NO|ARTN ARTN|P\.) ?([\w./\-]*\d[\w./\-]*)", re.IGNORECASE)


def wos_person(name: str) -> Person:
    """Return the author of a WoS reference: `HARKER PT`, `Burden R.L.`, `Saaty`, `*WORLD HLTH ORG`, `[Anonymous]`.

    >>> wos_person("de Almeida AT")
    Person(family='de Almeida', given='AT')
    """
    name = name.strip().strip("{}").strip()
    if "anonymous" in name.lower():
        return Person()
    if name.startswith("*"):
        return Person(literal=name[1:].strip())
    family, _, given_name = name.rpartition(" ")
    if not family:
        return Person(family=name)
    letters = given_name.replace(".", "").replace("-", "")
    # initials come last; `Burden R. L.` and `Al-Subhi Al-Harbi K. M.` have spaces between them
    if len(letters) > 4 or (len(letters) > 1 and not letters.isupper() and "." not in given_name):
        return Person(literal=name) if len(name.split()) > 2 else Person(family=name)
    parts = family.split(" ")
    while len(parts) > 1 and len(parts[-1]) <= 2 and parts[-1].endswith("."):
        given_name = f"{parts.pop()} {given_name}"
    return Person(family=" ".join(parts), given=given_name)


def parse_wos(text: str) -> Parsed | None:
    """Return the parts of a WoS reference, None if the string is not one.

    >>> parse_wos("Cao D, 2008, DECIS SUPPORT SYST, V44, P944, DOI 10.1016/j.dss.2007.11.002").volume
    '44'
    """
    text = text[:LONGEST]
    found = dois(text)
    body = _WOS_DOI.sub("", text).rstrip(". ") if found or "DOI" in text else text.rstrip(". ")
    match = _WOS_YEAR.search(body)
    if match is None or match.start() > 90:
        return None
    author = body[: match.start()]
    rest = body[match.end() :].lstrip(", ")
    if "(" in author and not author.startswith(("*", "[")):
        return None
    container: list[str] = []
    volume = page = ""
    for part in rest.split(", ") if rest else ():
        if container or volume:
            if not page and (hit := _WOS_PAGE.fullmatch(part)):
                page = first_page(hit[1])
                continue
            if not volume and (hit := _WOS_VOLUME.fullmatch(part)):
                volume = hit[1].lower()
                continue
        if not page:
            container.append(part)
    person = wos_person(author)
    return Parsed(
        authors=(person,) if person.family or person.literal else (),
        year=int(match[1]),
        container=", ".join(container),
        volume=volume,
        page=page,
        doi=found[0] if found else Doi(""),
    )


# --- Scopus ------------------------------------------------------------------------------------------------------------

# APA: the year is between names and title and has a full stop behind it: `Roe, A. (2001). Title.`
_APA = re.compile(r"\.,? \((?:1[5-9]|20)\d\d[a-z]?(?:, [^()]{3,20})?\)\. ")
# Elsevier's Harvard style has it without brackets, behind the last name: `Roe, R., and Poe, B., 2008. Title.`
_DATED = re.compile(r"(?:(?:and|&) [^\d()]{1,60}, )?(?:1[5-9]|20)\d\d[a-z]?\. ")
_INITIALS = r"(?:[^\W\d_]\.[\- ]?|[^\W\d_]{2}\.[\- ]?){1,5}"
_SCOPUS_AUTHOR = re.compile(
    rf"(?P<family>[^\W\d_][^\d,;()]{{0,50}}?), (?P<given>{_INITIALS})(?:, (?P<suffix>Jr|Sr|II|III|IV)\.?)?(?=[, ]|$)"
)
_SCOPUS_NEW_AUTHOR = re.compile(rf"(?P<family>[^\W\d_][^\d,;()]{{0,50}}?) (?P<given>{_INITIALS})(?=[,;]|$)")
_SCOPUS_YEAR = re.compile(r"\((1[5-9]\d\d|20\d\d)[a-z]?\)")
_SCOPUS_TAIL = re.compile(
    r"(?:, (?P<volume>[\w\-/. ]{1,12}?))?(?: \((?P<number>[^()]{1,30})\))?"
    r", p+\.? ?(?P<page>[A-Za-z]{0,3}\d[\w.]*)"
)
_SCOPUS_VOLUME = re.compile(r", (?P<volume>\d{1,4}[A-Z]?)(?: \((?P<number>[^()]{1,30})\))?(?=[,. ]|$)")


def parse_scopus(text: str) -> Parsed | None:
    """Return the parts of a Scopus reference in its old or new layout, None if the string is neither.

    Old: `Roy, B., Title (2010) Container, 1 (2), pp. 3-4`. New: `Roy B.; Dias L., Title, Container, 1, 2, pp. 3-4, (2010)`.
    """
    text = text[:LONGEST]
    if _APA.search(text[:400]):
        return None
    authors: list[Person] = []
    position = 0
    while match := _SCOPUS_AUTHOR.match(text, position):
        authors.append(
            Person(family=match["family"], given=match["given"].strip(), suffix=match["suffix"] or "")
        )
        position = match.end()
        while position < len(text) and text[position] in ", ":
            position += 1
    if authors:
        if _DATED.match(text, position):
            return None
        if text.startswith("et al.", position):
            position += 6
        return _scopus_old(text[position:].lstrip(", "), authors, text)
    while match := _SCOPUS_NEW_AUTHOR.match(text, position):
        authors.append(Person(family=match["family"], given=match["given"].strip()))
        position = match.end()
        ended = text[position : position + 1] == ","
        position += 2
        if ended:
            break
    if authors and position < len(text):
        return _scopus_new(text[position:].strip(), authors, text)
    if re.search(r", \((?:1[5-9]|20)\d\d\)\.?$", text) and text.count(", ") >= 2:
        # new layout, by a body: `U.S. Department of State, Trafficking in persons report, (2015)`
        body, _, rest = text.partition(", ")
        return _scopus_new(rest, [Person(literal=body)], text)
    match = _SCOPUS_YEAR.search(text)
    if match and match.start() > 10 and re.search(r"\bpp?\. ?\d", text[match.end() :]):
        return _scopus_old(text, [], text)
    return None


def _scopus_old(rest: str, authors: list[Person], text: str) -> Parsed:
    found = dois(text)
    rest = _URL.sub("", rest)
    mark = _SCOPUS_YEAR.search(rest)
    title, tail = (rest[: mark.start()], rest[mark.end() :]) if mark else (rest, rest)
    place = _SCOPUS_TAIL.search(tail)
    volume = number = page = ""
    if place:
        volume, number, page = place["volume"] or "", place["number"] or "", first_page(place["page"])
    elif place := _SCOPUS_VOLUME.search(tail):
        volume, number = place["volume"], place["number"] or ""
    container = tail[: place.start()] if place else tail.split(", ")[0]
    if mark and not title.strip(" ,."):
        # `Roy, B., (1996) Title of a book, Publisher`
        # or, out of order, `Roy, B., (1996), pp. 3-9. , Title of a chapter. In: Book`
        loose = re.sub(r"^[ ,.]*(?:pp?\. ?[\w\-–]+)?[ ,.]*", "", tail)
        title, container = (container.strip(" ,.") or loose), ""
    if not mark:
        title, container = (tail[: place.start()] if place else tail), ""
    return Parsed(
        authors=tuple(authors),
        year=int(mark[1]) if mark else None,
        title=title.strip(" ,."),
        container=container.strip(" ,."),
        volume=volume.strip().lower(),
        number=number.strip(),
        page=page,
        doi=found[0] if found else Doi(""),
    )


def _scopus_new(rest: str, authors: list[Person], text: str) -> Parsed:
    found = dois(text)
    year = None
    if match := re.search(r",? ?\((1[5-9]\d\d|20\d\d)[a-z]?\)\.?$", rest):
        year, rest = int(match[1]), rest[: match.start()]
    elif match := _SCOPUS_YEAR.search(rest):
        year = int(match[1])
    parts = rest.split(", ")
    page = ""
    numbers: list[str] = []
    while len(parts) > 1:
        last = parts[-1].strip()
        if match := re.fullmatch(r"pp?\. ?([A-Za-z]{0,3}\d[\w.]*)(?:\s*[-–]+.*)?", last):
            page = first_page(match[1])
        elif re.fullmatch(r"[A-Za-z]?\d{1,5}[A-Za-z]?(?:[-/]\d+)?|\d+ ?\([^()]*\)", last):
            numbers.insert(0, last)
        elif last and not re.match(r"(?:doi|https?:|10\.\d)", last, re.IGNORECASE):
            break
        parts.pop()
    container = parts.pop().strip() if len(parts) > 1 else ""
    return Parsed(
        authors=tuple(authors),
        year=year,
        title=", ".join(parts).strip(" ,."),
        container=container,
        volume=numbers[0].split(" ")[0].lower() if numbers else "",
        number=numbers[1] if len(numbers) > 1 else "",
        page=page,
        doi=found[0] if found else Doi(""),
    )


# --- Plain styles -------------------------------------------------------------------------------------------------------

# `[12]`, `(12)`, `12.`; a year in brackets is no number
_NUMBERING = re.compile(r"^\s*(?:(?!\W(?:1[5-9]|20)\d\d\W)(?:\[\d{1,4}\]|\(\d{1,4}\))|\d{1,3}[.)](?=\s))\s*")
_QUOTED = re.compile(r"[“\"‘]([^”\"]{8,400}?)[,.]?[”\"’](?=[\s,.;:(]|$)")
_PAREN_YEAR = re.compile(r"\((?:[^()]{0,30}\b)?(1[5-9]\d\d|20\d\d)[a-z]?\b[^()]{0,30}\)")
_VOLUME_PAGES = (
    re.compile(
        r"\b(?P<volume>\d{1,4}) ?\((?P<number>[^()]{1,20})\)[,:]? ?(?:pp?\.? ?)?(?P<page>[A-Za-z]{0,2}\d+)"
    ),
    re.compile(r"\bVol(?:ume)?\.? ?(?P<volume>\d{1,4})\b.{0,40}?\bpp?\.? ?(?P<page>\d+)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<volume>\d{1,4}) ?: ?(?P<page>[A-Za-z]?\d{1,5})(?= ?[-–—]| ?\(|[.,;]|$)"),
    re.compile(r", (?P<volume>\d{1,4}), (?:pp?\.? ?)?(?P<page>[A-Za-z]?\d{1,6}) ?[-–—]"),
    # Elsevier: `Urban Stud. 45, 11–20`
    re.compile(r"(?<=[^\W\d_]|\.) (?P<volume>\d{1,4}), (?P<page>[A-Za-z]?\d{1,6}) ?[-–—] ?\d"),
    re.compile(r", (?P<volume>\d{1,4}) (?P<container>[A-Z][^\d(]{3,80}?) (?P<page>\d{1,5})(?=[,. (]|$)"),
)
_PAGES = re.compile(r"\bpp?\.? ?(\d+)")


def parse_plain(text: str) -> Parsed:
    """Return the parts of a reference in APA, Chicago, Harvard, Vancouver or Bluebook style, as far as they can be read.

    >>> p = parse_plain("Bertone AM. Sexual trafficking in women. Gender Issues. 2000;18(1):2-22.")
    >>> p.authors[0].family, p.year, p.title, p.volume, p.page
    ('Bertone', 2000, 'Sexual trafficking in women', '18', '2')
    """
    text = text[:LONGEST]
    found = dois(text)
    body = _NUMBERING.sub("", text.replace("*", "").replace("\n", " ")).strip()
    body = re.sub(r"\b(?:doi:?|DOI:?) ?10\.\S+", " ", _URL.sub(" ", body))
    body = re.sub(r"\s+", " ", body)
    volume = number = page = container = ""
    for pattern in _VOLUME_PAGES:
        if match := pattern.search(body):
            parts = match.groupdict()
            volume, page = parts["volume"], first_page(parts["page"])
            number, container = parts.get("number") or "", parts.get("container") or ""
            break
    else:
        if match := _PAGES.search(body):
            page = match[1]
    mark = _PAREN_YEAR.search(body) or _YEAR.search(body)
    year = int(mark[1]) if mark else None
    quoted = _QUOTED.search(body)
    head, title = "", ""
    if quoted:
        head, title = body[: quoted.start()], quoted[1]
        if not container:
            container = body[quoted.end() :].strip(" ,.").split(",")[0].split(". ")[0]
    elif mark and mark.start() < 0.5 * len(body) and re.match(r"\W*\S", body[mark.end() :]):
        # APA, Harvard: Authors (2016). Title. Container
        head = body[: mark.start()]
        # `2011d. Title`: the letter distinguishes one author's works of a year
        rest = re.sub(r"^[a-z](?=[).,:;])", "", body[mark.end() :]).lstrip(" ).,:;")
        title, _, container = _sentence(rest)
    elif match := re.match(
        r"(?P<head>(?:[^,]|, (?=Jr|et al)){4,120}), (?P<title>[A-Z“].+?), \d{1,4} [A-Z]", body
    ):
        head, title = match["head"], match["title"]
    else:
        head, _, rest = _sentence(body)
        title, _, tail = _sentence(rest)
        container = container or _sentence(tail)[0]
    head = head.strip(" ,.:;(")
    return Parsed(
        authors=plain_authors(head),
        year=year,
        title=title.strip(' ,.“”"'),
        container=container.strip(" ,.")[:120],
        volume=volume,
        number=number,
        page=page,
        doi=found[0] if found else Doi(""),
    )


@lru_cache(maxsize=100_000)
def title_of(text: str) -> str:
    """Return a parsed title without text that cannot belong to it: closing marks in front, pages behind, counts of pages.

    `""` unless the title has a word of three letters or more, or a character of a script that writes words as single characters.

    >>> title_of("), Knowledge-based systems"), title_of("Global market outlook, pp. 5-33"), title_of("392pp"), title_of("Jan 11]")
    ('Knowledge-based systems', 'Global market outlook', '', '')
    """
    # Scopus puts `, pp. 5-33. , Publisher` and `, , Publisher` behind the title of a book
    title = re.split(r",? ?\bpp?\. ?[\d\-–]+(?:$|\. ,)|, , ", text.lstrip(" ,.;:)]}"))[0].strip(" ,")
    unopened = title.endswith("]") and "[" not in title
    return title if re.search(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7af]", title) and not unopened else ""


_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:U\.S|Inc|Jr|Sr|vs?|al|St|Dr|Mr|Ms|No|Vol|ed|eds|pp?))$")


def _sentence(text: str) -> tuple[str, str, str]:
    """Split a text at the first full stop that ends a sentence, not an initial or an abbreviation: before, the stop, behind."""
    for match in re.finditer(r"[.?!]\s+(?=[A-Z“\"(\d])", text):
        # abbreviations are shorter than this; searching the whole text before each stop would take quadratic time
        tail = text[max(0, match.start() - 8) : match.start()]
        if match[0][0] == "." and _ABBREVIATED.search(tail):
            continue
        return (
            text[: match.start()] + (match[0][0] if match[0][0] != "." else ""),
            match[0],
            text[match.end() :],
        )
    return text, "", ""


def plain_authors(head: str) -> tuple[Person, ...]:
    """Return the first author of a plain reference; linking looks for others by their names in the whole string."""
    head = re.sub(r",? ?\bet al\.?.*$", "", head).strip(" ,.&")
    if not head or len(head) > 300:
        return ()
    if match := re.match(
        r"([^\W\d_][\w'’\-]*(?: [\w'’\-]+){0,2}), ((?:[A-Z]\.? ?-?){1,4}|[A-Z][\w.'’\- ]{1,30})(?=,|;|$| &| and)",
        head,
    ):
        return (Person(family=match[1], given=match[2].strip()),)
    if match := re.match(
        r"([^\W\d_][\w'’\-]*(?: [\w'’\-]+){0,2}) ([A-Z]{1,3}|(?:[A-Z]\.[ \-]?){1,3})(?=,|;|$| &| and)", head
    ):
        return (Person(family=match[1], given=match[2].strip()),)
    if match := re.match(
        r"((?:[A-Z][\w.'’\-]* ){1,3})((?:(?:de|van|der|von|la|del) )*[A-Z][\w'’\-]+)(?=,|;|$| &| and)", head
    ):
        return (Person(family=match[2], given=match[1].strip()),)
    return (Person(literal=head),)


def parse_reference(text: str) -> Parsed:
    """Return the parts of a reference of any layout, trying the strictest first.

    >>> parse_reference("Roe, A. (2001). A made up title. Journal of Tests, 3(1), 5-9.").container
    'Journal of Tests, 3(1), 5-9'
    """
    return parse_wos(text) or parse_scopus(text) or parse_plain(text)
