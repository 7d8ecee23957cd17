"""Parse citations of what is written about law: articles, books, chapters, reports, news, pages, letters (rules 15 to 18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litreview.core.libraries import re
from litreview.formats.references.law_citations import (
    ANY_YEAR,
    DAY,
    GENRE,
    MONTH,
    NAME,
    PEOPLE,
    PIN,
    PIN_NUMBER,
    TAIL,
    UN,
    URL,
    VERSUS,
    YEAR,
    Fields,
    LegalCitation,
    is_body,
    iso_day,
)
from litreview.works.law import (
    REPORTER,
)

_ALONE = re.compile(
    r"(?P<author>[A-ZÀ-Þ][\w.’'-]+(?:(?:, [A-ZÀ-Þ][\w’'-]+)*,? & [A-ZÀ-Þ][\w’'-]+)?), (?P<title>[^\W\d_a-z]\S*(?: .*)?|[A-Z“].*|[a-z]\d.*)",
    re.DOTALL,
)
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
_OSCOLA = re.compile(
    rf"(?P<author>{NAME}(?:(?:, {NAME})*,? (?:and|&) {NAME})?), [‘'“\"](?P<title>.+?)[’'”\"] (?:\((?P<dated>{YEAR})\) (?P<volume>\d{{1,4}})(?: ?\((?P<number>[\d–/-]+)\))?|\[(?P<year>{YEAR})\](?: (?P<within>\d{{1,2}}))?)"
    r" (?P<journal>[A-Z][^\d()\[\]]{1,80}?) (?P<pages>\d{1,5})(?:, [\d–-]+(?:[,–-] ?\d+)*)?\.?",
    re.DOTALL,
)


def _names_paper(name: str) -> bool:
    """Return whether a name has a word of newspapers, magazines or journals, also in capitals."""
    return _PAPERS.search(name.title() if name.isupper() else name) is not None


_CHAPTER = re.compile(
    rf"(?P<head>.+?(?:,[”\"]|(?=,))),? in (?:(?P<volume>\d{{1,2}}) )?(?P<booktitle>[A-Z“].*?)(?: (?P<page>\d{{1,4}})(?:, {PIN_NUMBER})*)?",
    re.DOTALL,
)
_EDITED = re.compile(r"(?P<names>[^()\d]+?),? (?P<role>eds?\.|trans\.)(?:,| )\s*")
_EDITION = re.compile(
    r"(?P<edition>\d{1,2})(?:st|nd|rd|th|d) (?:rev\. )?ed\.,?\s*|(?P<word>rev\. ed\.|student ed\.),?\s*"
)
# a foreword is cited for the book that it opens
_FOREWORD = re.compile(rf"{NAME}, (?:Foreword|Preface|Introduction|Afterword) to (?=[A-Z])")
_SERIES = re.compile(
    r"\b(?P<number>(?:Working|Discussion|Research|Policy|Technical|Occasional) (?:Paper|Brief|Report)(?: Series)?(?:,)? No\. [\w.\-–/]+)"
)
_THESIS = re.compile(r"\((?:unpublished )?(?P<type>[^(),]*(?:dissertation|thesis)), (?P<school>[^()]+)\)")
_SERIES_BEHIND = re.compile(
    r", (?P<institution>[A-Z][^,]*?),? (?P<number>(?:Working|Discussion|Research|Policy|Technical|Occasional) (?:Paper|Brief|Report)(?: Series)?,? No\. [\w.\-–/]+)$"
)
_UNDATED_PAPER = re.compile(
    rf"(?P<head>[^()]+) \((?P<institution>[^()\d]*), {_SERIES.pattern[2:]}\)(?P<rest>.*)", re.DOTALL
)
_REPORT_NUMBER = re.compile(
    r"(?P<number>(?:[A-Z][\w.]* )*(?:Rep\.|Report|Pub\.|Publ\.|Paper|Doc\.) (?:No\. )?[\w-]*\d[\w-]*|[A-Z]{1,6}(?:/[A-Z]{2,6})?-?[\dA-Z]*\d[\d-]*|NCJ ?\d+|No\. [\w-]+)"
)
_POSTED = re.compile(
    rf"Posting of (?P<author>{NAME}) to (?P<organization>[^,]+), (?:https?:\S+).*", re.DOTALL
)
_EXTERNAL = re.compile(
    r"(?:(?:Letter|Memorandum|Memo|E-mail|Email|Interview) (?:from|with)|(?:Reply )?Comments (?:of|from)|(?:(?:Oral|Written|Prepared) )?(?:Statement|Testimony|Remarks) of|(?:Brief|Affidavit|Declaration) (?:of|for)) .+",
    re.DOTALL,
)
_DOCKET_BEHIND = re.compile(
    r", (?P<number>(?:[A-Z]{2,5} )?(?:Docket|File|Case|Dkt\.)(?: Nos?\.)? [\w-]*\d[\w.-]*)$"
)


def article(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse an article of a journal that has a volume, or is forthcoming."""
    found = _place_in_journal(cited)
    if found is None or "http" in found["head"]:
        return None
    parts = found.groupdict()
    head = _people_and_title(parts["head"])
    if head is None or (not GENRE.match(parts["head"]) and _is_other_style(head, cited)):
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
    parts = _people_and_title(issue.head) if issue and not _is_of_law(issue, cited) else None
    if issue is None or parts is None or _is_other_style(parts, cited) or not _is_periodical(issue, cited):
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


def _issue_without_brackets(cited: LegalCitation) -> _Issue | None:
    """Return the issue of a printed periodical: `N.Y. Times, Mar. 3, 2011, at A1`."""
    found = _NEWS.fullmatch(cited.text.rstrip(" ."))
    if found is None or not TAIL.fullmatch(found["rest"]):
        return None
    return _Issue(head=found["head"], journal=found["journal"], date=found["date"], page=found["page"] or "")


def _issue_in_brackets(cited: LegalCitation) -> _Issue | None:
    """Return the issue of a periodical or a site whose date is in brackets, or whose year is alone in them (see `_is_named`)."""
    head, comma, journal = cited.body.rpartition(", ")
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
    external = _EXTERNAL.match(head) and not (issue.in_brackets and issue.journal.isupper())
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
    return "misc", {**found.groupdict(), "date": iso_day(cited.group), "year": cited.year}


def film(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a film: a title in capitals, the company and the year (rule 18.6); a book has authors or editors, too."""
    if not cited.body.isupper() or not cited.year or "," in cited.text or not re.match("[A-Z]", cited.group):
        return None
    return "misc", {"title": cited.body, **_imprint(cited)}


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


def chapter(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a chapter of a book: `Title, in Book 12 (Roe ed., 2003)`."""
    found = _CHAPTER.fullmatch(cited.body) if cited.year else None
    if (
        found
        and PEOPLE.fullmatch(found["head"])
        and found["booktitle"].isupper()
        and " " in found["booktitle"]
    ):
        # titles of books are in large and small capitals
        return "incollection", _in_a_book(found, _people_and_title(found["head"]) or {}, _imprint(cited))
    head = _people_and_title(found["head"]) if found else None
    if (
        found is None
        or head is None
        or not (head.get("author") or head.get("body"))
        or ANY_YEAR.search(found["head"])
    ):
        return None
    imprint = _imprint(cited)
    if _is_other_style(head, cited) or not (imprint.get("editor") or found["page"]):
        return None
    return "incollection", _in_a_book(found, head, imprint)


def _in_a_book(found: re.Match[str], head: Fields, imprint: Fields) -> Fields:
    return {
        **head, "booktitle": found["booktitle"], "volume": found["volume"] or "", "pages": found["page"] or "", **imprint,
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


_SPEECH = re.compile(
    rf"(?P<author>{NAME})(?:, (?P<role>[^()]+?))?, (?P<title>(?:\w+ )?(?:Speech|Address|Remarks|Lecture|Presentation|Panel(?: Discussion)?)(?: \w+)? (?:at|before|to|on) .+)"
)
_ENTRY = re.compile(
    r"(?P<title>[^,]+), (?P<booktitle>(?:[A-Z][\w’'.-]* )*(?i:dictionary|encyclop[a]?edia|lexicon)\b[^,]*)"
)


def speech(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a speech: the speaker, perhaps an office, and where it was held."""
    found = _SPEECH.fullmatch(PIN.split(cited.body, maxsplit=1)[0]) if cited.year else None
    if found is None:
        return None
    return "misc", {
        "author": found["author"], "title": found["title"], "year": cited.year, "date": iso_day(cited.group),
    }  # fmt: skip


def dictionary_entry(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a word in a dictionary: `Port, Made-up Dictionary (3d ed. 2001)`."""
    found = _ENTRY.fullmatch(PIN.split(cited.body, maxsplit=1)[0]) if cited.year else None
    if found is None or PEOPLE.match(found["title"] + ", x"):
        return None
    return "incollection", {**found.groupdict(), **_imprint(cited)}


def letter(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a letter, a memorandum, an interview or a statement, which has no place in print, or the number of a docket alone."""
    if not cited.year or not _EXTERNAL.match(cited.body):
        return None
    docket = _DOCKET_BEHIND.search(cited.body)
    title = PIN.sub("", cited.body[: docket.start()] if docket else cited.body)
    return "misc", {
        "title": title, "number": docket["number"] if docket else "", "year": cited.year, "date": iso_day(cited.group),
    }  # fmt: skip


def book(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a book, or what is cited in the form of one: a thesis or a report."""
    body = cited.body
    if not cited.year or len(body) > 350 or UN.search(body) or re.search(r"\bin:|\bIn: ", body):
        return None
    if volume := re.match(r"(\d{1,2}) (?=[A-Z])", body):
        body = body[volume.end() :]
    body = _FOREWORD.sub("", body)
    name = PIN.split(body, maxsplit=1)[0]
    imprint = _imprint(cited)
    head = _people_and_title(name, bodies=True)
    # a dictionary or a manual has an edition and no author
    if head is None or not (head.keys() & {"author", "body"} or imprint.keys() & {"editor", "edition"}):
        return None
    if _is_other_style(head, cited) or not _names_book(name, head):
        return None
    if found := _thesis(cited, head) or _report(cited, head, imprint):
        return found
    # one name, a title and a year say too little
    described = name != body or imprint.keys() & {"edition", "publisher", "editor", "translator"}
    if not described and not PEOPLE.fullmatch(name):
        return None
    day = {"date": iso_day(cited.group)} if re.fullmatch(DAY, cited.group) else {}
    return "book", {**head, "volume": volume[1] if volume else "", **imprint, **day}


def undated_paper(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a paper of a series that is cited by its number alone."""
    found = _UNDATED_PAPER.fullmatch(cited.text) if not cited.year else None
    head = PEOPLE.fullmatch(PIN.split(found["head"], maxsplit=1)[0]) if found else None
    if found is None or head is None or not TAIL.fullmatch(found["rest"]):
        return None
    return "report", {
        "author": head["author"], "title": head["title"], "number": found["number"], "institution": found["institution"],
    }  # fmt: skip


_MANUSCRIPT = re.compile(
    r"\((?:unpublished\b(?![^()]*(?:dissertation|thesis))|(?:\w+ )?[Mm]anuscript\b)[^()]*\)"
)


def manuscript(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse what is not published and has a named author; it may lack a date."""
    found = _MANUSCRIPT.search(cited.text)
    before = cited.body if cited.year or not found else cited.text[: found.start()].strip()
    bare = PIN.split(before, maxsplit=1)[0]
    head = _people_and_title(bare) if found and PEOPLE.fullmatch(bare) else None
    if head is None or _is_other_style(head, cited):
        return None
    return "unpublished", {**head, "year": cited.year, "date": iso_day(cited.group)}


def _names_book(name: str, head: Mapping[str, str]) -> bool:
    """Return whether a text may be authors and title of a book, not a sentence, names alone, or a place in a journal."""
    titled = re.search(r"[^\W\d_]{3}", head.get("title", ""))
    if (
        not titled
        or name.rstrip().endswith(".")
        or (re.search(r", \d{1,4} [A-Z]", name) and not name.isupper())
    ):
        return False
    # `Roe, A., & Poe, B. (2001)`: names alone
    behind_author = name.removeprefix(head.get("author") or head.get("body") or "")
    return not re.search(r"(?:^|[ ,])[A-Z]\.,|(?<=[a-z]{2})[.?!] [A-Z][a-z]+ [a-z]", behind_author)


def _thesis(cited: LegalCitation, head: Fields) -> tuple[str, Fields] | None:
    thesis = _THESIS.search(cited.tail)
    if thesis is None:
        return None
    doctoral = re.search(r"\bPh\.? ?D|doctoral|dissertation|[SJ]\.S\.D|D\.", thesis["type"], re.IGNORECASE)
    first = (
        {"type": thesis["type"]} if re.search(r"\bB\.|bachelor|honors", thesis["type"], re.IGNORECASE) else {}
    )
    return "phdthesis" if doctoral else "mastersthesis", {
        **head, "school": thesis["school"], "year": cited.year, **first,
    }  # fmt: skip


def _report(cited: LegalCitation, head: Fields, imprint: Fields) -> tuple[str, Fields] | None:
    """Parse a report: an institution is its author, it has a number before its title, or it is in a series; None for a book."""
    named, number = dict(head), {}
    if behind := _SERIES_BEHIND.search(named["title"]):
        number = {"number": behind["number"], "institution": behind["institution"]}
        named["title"] = named["title"][: behind.start()]
    while (parts := named["title"].split(", ", 1))[1:]:
        if numbered := _REPORT_NUMBER.fullmatch(parts[0]):
            number["number"] = numbered["number"]
        elif is_body(parts[0]) and named.get("body") and not parts[1][0].isdigit():
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


def _imprint(cited: LegalCitation) -> Fields:
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
    if name and not re.fullmatch(rf"{MONTH}(?: \d{{1,2}})?", name):
        fields |= {"address": place, "publisher": publisher} if colon else {"publisher": name}
    return fields


def _people_and_title(text: str, *, bodies: bool = False) -> dict[str, str] | None:
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


def _is_other_style(head: Mapping[str, str], cited: LegalCitation) -> bool:
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
