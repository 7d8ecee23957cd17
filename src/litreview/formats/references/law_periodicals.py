"""Parse citations of articles, news, releases, recordings and pages of the web, which stand by their volume, date or address (rules 16 and 18)."""

from __future__ import annotations

from dataclasses import dataclass

from litreview.core.libraries import re
from litreview.formats.references.law_citations import (
    ANY_YEAR,
    DAY,
    EXTERNAL,
    GENRE,
    NAME,
    PEOPLE,
    TAIL,
    UN,
    URL,
    VERSUS,
    YEAR,
    Fields,
    LegalCitation,
    is_body,
    is_other_style,
    iso_day,
    people_and_title,
)
from litreview.works.law import REPORTER

_PLACED = re.compile(
    r"(?P<head>.+?),? (?P<volume>\d{1,4}) (?P<journal>[A-Z][^\d()]{1,90}?|A\.L\.R\.(?: ?\d[a-z]{1,2}| Fed\.(?: \d[a-z]{1,2})?)?) (?:(?:Art|art)\. )?(?P<page>[A-Z]?\d[\d,]{0,6}(?:[–-]\d{1,6})?|_{2,3})(?P<pins>(?:,? (?:at )?(?:tbls?\.|figs?\.|§§? )?[\d*][\d–\-n., &*]*)*)",
    re.DOTALL,
)
_FORTHCOMING = re.compile(
    r"(?P<head>.+?), (?:(?P<volume>\d{1,4}) )?(?P<journal>[A-Z](?=[^()]*\.)[^\d(),“”]{1,90})", re.DOTALL
)
_NEWS = re.compile(
    rf"(?P<head>.+), (?P<journal>[A-Z][^,\d()]{{1,60}}), (?P<date>{DAY})(?:, at (?P<page>[A-Z]{{0,2}}\d{{1,4}})(?:[,–-].*)?|(?=,? ?https?:)|$)(?P<rest>.*)",
    re.DOTALL,
)
_PAPERS = re.compile(
    r"\b(?:Times|Post|News|Trib\.|Tribune|Herald|Globe|Chron\.|Daily|Gazette|Mag\.|Magazine|Today|Wkly\.|Week|J\.|L\.J\.|REV\.|Rev\.|Blog|Courier|Journal)(?!\w)"
)
# a time points into what was recorded (rule 18)
_RECORDING = re.compile(r"(?P<title>.+), (?P<organization>[^,]+), at \d{1,2}:\d\d(?::\d\d)?", re.DOTALL)
# the form of OSCOLA, where the year is in square brackets if it numbers the volume
_VIDEOS = frozenset(["YouTube", "Vimeo", "TikTok", "Instagram", "Facebook"])
_OSCOLA = re.compile(
    rf"(?P<author>{NAME}(?:(?:, {NAME})*,? (?:and|&) {NAME})?), [‘'“\"](?P<title>.+?)[’'”\"] (?:\((?P<dated>{YEAR})\) (?P<volume>\d{{1,4}})(?: ?\((?P<number>[\d–/-]+)\))?|\[(?P<year>{YEAR})\](?: (?P<within>\d{{1,2}}))?)"
    r" (?P<journal>[A-Z][^\d()\[\]]{1,80}?) (?P<pages>\d{1,5})(?:, [\d–-]+(?:[,–-] ?\d+)*)?\.?",
    re.DOTALL,
)


def _names_paper(name: str) -> bool:
    """Return whether a name has a word of newspapers, magazines or journals, also in capitals."""
    return _PAPERS.search(name.title() if name.isupper() else name) is not None


_POSTED = re.compile(
    rf"Posting of (?P<author>{NAME}) to (?P<organization>[^,]+), (?:https?:\S+).*", re.DOTALL
)


def article(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse an article of a journal that has a volume, or is forthcoming."""
    found = _place_in_journal(cited)
    if found is None or "http" in found["head"]:
        return None
    parts = found.groupdict()
    head = people_and_title(parts["head"])
    if head is None or (not GENRE.match(parts["head"]) and is_other_style(head, cited)):
        return None
    unsigned = not head.keys() & {"author", "body", "type"}
    place = f"{parts['volume'] or ''} {parts['journal']} {parts.get('page')}"
    if (unsigned and "." not in parts["journal"]) or REPORTER.search(place):
        return None
    return "article", {
        **head, "volume": parts["volume"] or "", "journal": parts["journal"].strip(' ,“”"'), "pages": (parts.get("page") or "").replace(",", ""),
        "year": cited.year or ("" if cited.group else parts["volume"] or ""),
        **({"pubstate": "forthcoming"} if "forthcoming" in cited.group else {}),
    }  # fmt: skip


def _place_in_journal(cited: LegalCitation) -> re.Match[str] | None:
    """Return head, volume, journal and page of an article; None if another style or type has that form."""
    found = _PLACED.fullmatch(cited.body) if cited.year or not cited.group else None
    if found and not cited.year and not re.fullmatch(YEAR, found["volume"]):
        # without a year behind it, a volume has to be called by its year
        found = None
    if found is None and "forthcoming" in cited.group:
        found = _FORTHCOMING.fullmatch(cited.body)
    if found is None or VERSUS.search(found["journal"]):
        return None
    if GENRE.match(found["head"]):
        # a comment on a decision or a statute has the year of that, too
        return found
    dated_before_title = ANY_YEAR.search(found["head"][:60])
    in_a_book = re.search(r", in \d{0,2}\s?[A-Z“][^,]*$", found["head"])
    return None if dated_before_title or in_a_book else found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    """Where an article of a periodical stands: what is before its name, the name, the date and the page."""

    head: str
    journal: str
    date: str
    page: str = ""
    in_brackets: bool = False


def news(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse an article of a newspaper, a magazine or a blog, by its date."""
    issue = _issue_without_brackets(cited) or _issue_in_brackets(cited)
    parts = people_and_title(issue.head) if issue and not _is_of_law(issue, cited) else None
    if issue is None or parts is None or is_other_style(parts, cited) or not _is_periodical(issue, cited):
        return None
    when = {"date": iso_day(issue.date), "year": issue.date[-4:]}
    if number := _ARXIV.match(issue.journal):
        return "misc", {**parts, "eprint": number[1], "eprinttype": "arxiv", **when}
    unsigned = re.fullmatch(r"[^a-z\d]+", issue.journal) and not parts.keys() & {"author", "body"}
    organized = (
        (unsigned or is_body(issue.journal)) and not _names_paper(issue.journal) and URL.search(cited.text)
    )
    if issue.in_brackets and (organized or _SITE.search(issue.journal)):
        return "online", {**parts, "organization": issue.journal, **when}
    return "article", {**parts, "journal": issue.journal, "pages": issue.page, **when}


def _whole_name(head: str, journal: str) -> tuple[str, str]:
    """Return the head without the first words of a periodical in capitals whose name has commas: `Title, PORTS, NETS & SHIPS`."""
    before, comma, last = head.rpartition(", ")
    while comma and journal.isupper() and last.isupper() and len(last) > 2 and not before.isupper():
        head, journal = before, f"{last}, {journal}"
        before, comma, last = head.rpartition(", ")
    return head, journal


def _issue_without_brackets(cited: LegalCitation) -> _Issue | None:
    """Return the issue of a printed periodical: `N.Y. Times, Mar. 3, 2011, at A1`."""
    found = _NEWS.fullmatch(cited.text.rstrip(" ."))
    if found is None or not TAIL.fullmatch(found["rest"]):
        return None
    head, journal = _whole_name(found["head"], found["journal"])
    return _Issue(head=head, journal=journal, date=found["date"], page=found["page"] or "")


def _issue_in_brackets(cited: LegalCitation) -> _Issue | None:
    """Return the issue of a periodical or a site whose date is in brackets, or whose year is alone in them (see `_is_named`)."""
    head, comma, journal = cited.body.rpartition(", ")
    head, journal = _whole_name(head, journal)
    # titles of books are in capitals like the names of periodicals, titles of articles are not
    if not comma or head.isupper() or _OF_NO_PAPER.search(journal) or _is_authors_alone(head, journal, cited):
        return None
    day = _DAY_AND_TIME.fullmatch(cited.group)
    named = URL.search(cited.tail) or re.search(r"\b[A-Z][a-z]*\.|Times|Post|Blog", journal)
    if (day and named) or (
        (day or re.fullmatch(YEAR, cited.group)) and _is_named(head, journal, cited, dated=bool(day))
    ):
        date = day["date"] if day else cited.year
        return _Issue(head=head, journal=journal, date=date, in_brackets=True)
    return None


_NAMES_ALONE = re.compile(rf"{NAME}(?P<several>(?:, {NAME}){{0,4}},? & {NAME}| and {NAME}| et al\.)?")


def _is_authors_alone(head: str, journal: str, cited: LegalCitation) -> bool:
    """Return whether what is before the last comma is authors, so that what is behind it is a title and no periodical."""
    people = _NAMES_ALONE.fullmatch(head)
    # `Made-up Guidelines, HARBOR (Mar. 3, 2024), https://…` is a title and a site
    site = URL.search(cited.tail) and journal.isupper() and not head.isupper()
    return people is not None and bool(people["several"] or not site)


def _is_named(head: str, journal: str, cited: LegalCitation, *, dated: bool) -> bool:
    """Return whether a name is a periodical's in large and small capitals, arXiv's, or behind named people an institution's with an address."""
    capitals = re.fullmatch(r"[^a-z\d]+", journal) and not head.isupper() and (dated or len(journal) > 3)
    site = URL.search(cited.tail) and is_body(journal) and "." in journal and PEOPLE.fullmatch(head)
    return bool(capitals or site or _ARXIV.match(journal))


def _is_of_law(issue: _Issue, cited: LegalCitation) -> bool:
    """Return whether a citation is of a letter, a case or a document of the United Nations, or has a year in its title."""
    head = issue.head
    external = EXTERNAL.match(head) and not (issue.in_brackets and issue.journal.isupper())
    return (
        any((external, "(unpublished" in cited.tail, VERSUS.search(f" {head}"), ANY_YEAR.search(head)))
        or UN.search(cited.text) is not None
    )


def _is_periodical(issue: _Issue, cited: LegalCitation) -> bool:
    """Return whether something besides its date shows a periodical: a page, an address, a remark behind it, or its name."""
    named = _names_paper(issue.journal) or (
        issue.in_brackets and (issue.journal.isupper() or _ARXIV.match(issue.journal))
    )
    return bool(issue.page or cited.tail.strip(" .") or URL.search(cited.text) or named)


_DAY_AND_TIME = re.compile(rf"(?P<date>{DAY})(?:, \d{{1,2}}:\d\d [AP]M(?: \w+)?)?")
# what is posted or broadcast is in no newspaper
_SITE = re.compile(
    r"[Bb]log\b|[a-z]\.(?:com|org|net)\b|Twitter|Facebook|\bX\b|YouTube|Radio\b|Podcasts?\b|Television\b|\bTV\b"
)
# the number of a docket or of a paper, or a pin page, ends no name of a periodical
_OF_NO_PAPER = re.compile(r"\bNos?\. ?[\w-]*\d| \d{1,4}(?:[–-]\d+)?$")
_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})(?:v\d+)?\b", re.IGNORECASE)


def recording(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a podcast, a broadcast or a film by the time that points into it."""
    found = _RECORDING.fullmatch(cited.body) if cited.year else None
    if found is None:
        return None
    title = found["title"]
    # who posts a video stands before its title
    posted = is_body(title.split(", ")[0]) or found["organization"] in _VIDEOS
    head = people_and_title(title, bodies=True) if posted else None
    named = head if head and head.keys() & {"author", "body"} else {"title": title}
    return "misc", {
        **named,
        "organization": found["organization"],
        "date": iso_day(cited.group),
        "year": cited.year,
    }


def oscola_article(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse an article in the form of OSCOLA (rule 3.3): `Ann Roe, ‘Title’ (2012) 128 LQR 301`."""
    found = _OSCOLA.fullmatch(cited.text)
    if found is None:
        return None
    parts = {name: value or "" for name, value in found.groupdict().items()}
    year, volume = parts.pop("dated") or parts["year"], parts["volume"] or parts.pop("within")
    return "article", {**parts, "year": year, "volume": volume}


def press_release(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a press release: offices, title and date."""
    release = re.match(r"(?:Press|News) Release, ", cited.body)
    if release is None or not cited.year:
        return None
    offices: list[str] = []
    parts = cited.body[release.end() :].split(", ")
    while len(parts) > 1 and (is_body(parts[0]) or parts[0].endswith(".")):
        offices.append(parts.pop(0))
    kind = release[0].strip(" ,")
    return "online", {
        "title": ", ".join(parts), "body": ", ".join(offices), "type": kind, "date": iso_day(cited.group), "year": cited.year,
    }  # fmt: skip


def page(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a page of the web: title, who runs it, address."""
    if posted := _POSTED.fullmatch(cited.text):
        return "online", {**posted.groupdict(), "title": "", "date": iso_day(cited.group), "year": cited.year}
    address = URL.search(cited.text)
    before = cited.text[: address.start()].rstrip(" ,[(<") if address else ""
    before = re.sub(r",? available at$", "", before)
    if address is None or not before or (cited.year and len(cited.body) < len(before) - len(cited.group) - 4):
        return None
    if re.search(
        rf"\(\s*{YEAR}[a-z]?\s*\)|(?<! in )(?<! of )(?<! to )(?<! by )\b{YEAR}\b|\d+ ?\(\d|[:;]\s\d", before
    ) or ". " in re.sub(r"\b(?:[A-Z]|[A-Z][A-Za-z’']{1,5}|Dep[’']t)\. ", "", before):
        return None
    if (
        ", " not in before
        or len(before) > 300
        or re.search(r"[“”\"»]", before.rpartition(", ")[2])
        or re.search(r"(?:^|, )[^,]{2,20}, [A-Z]\.(?![A-Z]\.)", before)
    ):
        return None
    return "online", _titled_page(before)


def _titled_page(before: str) -> Fields:
    """Return author, title and owner of a page from what is before its address."""
    people = PEOPLE.fullmatch(before)
    if people and not re.search(r"(?<!\b[JS]r)(?<! [A-Z])\.$", people["author"]):
        if ", " in people["title"]:
            title, _, owner = people["title"].rpartition(", ")
            return {"author": people["author"], "title": title, "organization": owner}
        if not is_body(before) and len(people["title"].split()) > 4:
            # too long for the name of who runs a page
            return {"author": people["author"], "title": people["title"]}
    title, _, owner = before.rpartition(", ")
    if title.endswith(".") and not is_body(owner) and ", " not in title:
        # an abbreviated name is of the one who runs the page
        title, owner = owner, title
    return {"title": title, "body": owner}
