"""Parse citations of books, chapters, reports, theses, manuscripts, letters and speeches (rules 15 and 17)."""

from __future__ import annotations

from collections.abc import Mapping

from litreview.core.libraries import re
from litreview.formats.references.law_citations import (
    ANY_YEAR,
    DAY,
    EXTERNAL,
    MONTH,
    NAME,
    PEOPLE,
    PIN,
    PIN_NUMBER,
    TAIL,
    UN,
    YEAR,
    Fields,
    LegalCitation,
    is_body,
    is_other_style,
    iso_day,
    people_and_title,
)

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
_WRITER_OF_PAGE = re.compile(rf"(?P<body>[^()]+ \d+) \((?P<author>{NAME})\)")
_SERIES = re.compile(
    r"\b(?P<number>(?:Working|Discussion|Research|Rsch\.|Policy|Technical|Occasional) (?:Paper|Brief|Report)(?: Series)?(?:,)? No\. [\w.\-–/]+)"
)
_THESIS = re.compile(r"\((?:unpublished )?(?P<type>[^(),]*(?:dissertation|thesis)), (?P<school>[^()]+)\)")
_SERIES_BEHIND = re.compile(
    r", (?P<institution>[A-Z][^,]*?),? (?P<number>(?:Working|Discussion|Research|Rsch\.|Policy|Technical|Occasional) (?:Paper|Brief|Report)(?: Series)?,? No\. [\w.\-–/]+)$"
)
_UNDATED_PAPER = re.compile(
    rf"(?P<head>[^()]+) \((?P<institution>[^()\d]*), {_SERIES.pattern[2:]}\)(?P<rest>.*)", re.DOTALL
)
_REPORT_NUMBER = re.compile(
    r"(?P<number>(?:[A-Z][\w.]* )*(?:Rep\.|Report|Pub\.|Publ\.|Paper|Doc\.) (?:No\. )?[\w-]*\d[\w-]*|[A-Z]{1,6}(?:/[A-Z]{2,6})?-?[\dA-Z]*\d[\d-]*|NCJ ?\d+|No\. [\w-]+)"
)
_DOCKET_BEHIND = re.compile(
    r", (?P<number>(?:[A-Z]{2,5} )?(?:Docket|File|Case|Dkt\.)(?: Nos?\.)? [\w-]*\d[\w.-]*)$"
)

_VERSION = re.compile(rf"(?:v(?:ersion|\.)? ?)(?P<version>\d[\w.]*), {YEAR}", re.IGNORECASE)


def dataset(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a data set, whose version is in brackets before its year."""
    found = _VERSION.fullmatch(cited.group)
    head = people_and_title(cited.body, bodies=True) if found else None
    return ("dataset", {**head, "version": found["version"], "year": cited.year}) if found and head else None


def film(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a film: a title in capitals, the company and the year (rule 18.6); a book has authors or editors, too."""
    if not cited.body.isupper() or not cited.year or "," in cited.text or not re.match("[A-Z]", cited.group):
        return None
    return "misc", {"title": cited.body, **_imprint(cited)}


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
        return "incollection", _in_a_book(found, people_and_title(found["head"]) or {}, _imprint(cited))
    head = people_and_title(found["head"]) if found else None
    if (
        found is None
        or head is None
        or not (head.get("author") or head.get("body"))
        or ANY_YEAR.search(found["head"])
    ):
        return None
    imprint = _imprint(cited)
    if is_other_style(head, cited) or not (imprint.get("editor") or found["page"]):
        return None
    return "incollection", _in_a_book(found, head, imprint)


def _in_a_book(found: re.Match[str], head: Fields, imprint: Fields) -> Fields:
    return {
        **head, "booktitle": found["booktitle"], "volume": found["volume"] or "", "pages": found["page"] or "", **imprint,
    }  # fmt: skip


_SPEECH = re.compile(
    rf"(?P<author>{NAME})(?:, (?P<role>[^()]+?))?, (?P<title>(?:\w+ )?(?:Speech|Address|Remarks|Lecture|Presentation|Panel(?: Discussion)?)(?: \w+)? (?:at|before|to|on) .+)"
)
_ENTRY = re.compile(
    r"(?P<title>[^,]+), (?P<booktitle>(?:[A-Z][\w’'.-]* )*(?i:dictionary|encyclop[a]?edia|lexicon)\b[^,]*)"
)


def speech(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a speech: the speaker, perhaps an office, and the place."""
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
    if not cited.year or not EXTERNAL.match(cited.body):
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
    # `The Federalist No. 10, at 58 (James Madison)`: whose the page is
    of_page = _WRITER_OF_PAGE.fullmatch(body)
    body = _FOREWORD.sub("", of_page["body"] if of_page else body)
    name = PIN.split(body, maxsplit=1)[0]
    imprint = _imprint(cited)
    head = people_and_title(name, bodies=True)
    # a dictionary or a manual has an edition and no author
    if head is None or not (head.keys() & {"author", "body"} or imprint.keys() & {"editor", "edition"}):
        return None
    if is_other_style(head, cited) or not _names_book(name, head):
        return None
    if found := _thesis(cited, head) or _report(cited, head, imprint):
        return found
    # one name, a title and a year say too little
    described = name != body or imprint.keys() & {"edition", "publisher", "editor", "translator"}
    if not described and not PEOPLE.fullmatch(name):
        return None
    day = {"date": iso_day(cited.group)} if re.fullmatch(DAY, cited.group) else {}
    writer = {"author": of_page["author"]} if of_page else {}
    return "book", {**writer, **head, "volume": volume[1] if volume else "", **imprint, **day}


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
    head = people_and_title(bare) if found and PEOPLE.fullmatch(bare) else None
    if head is None or is_other_style(head, cited):
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
        {"type": thesis["type"]}
        if re.search(r"\bB\.|LL\.|[SJ]\.[SJ]\.|bachelor|honors", thesis["type"], re.IGNORECASE)
        else {}
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
