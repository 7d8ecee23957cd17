"""Parse citations of what is written about law: articles, books, chapters, reports, news, pages, letters (rules 15 to 18)."""

from __future__ import annotations

from collections.abc import Mapping

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

_ALONE = re.compile(r"(?P<author>[A-ZÀ-Þ][\w.’'-]+), (?P<title>[^\W\d_a-z]\S*(?: .*)?|[A-Z“].*)", re.DOTALL)
_PLACED = re.compile(
    r"(?P<head>.+?),? (?P<volume>\d{1,4}) (?P<journal>[A-Z][^\d()]{1,90}?(?:\.\d(?:d|th))?) (?P<page>[A-Z]?\d[\d,]{0,6}|_{2,3})(?P<pins>(?:,? (?:at )?(?:tbls?\.|figs?\.|§§? )?[\d*][\d–\-n., &*]*)*)",
    re.DOTALL,
)
_FORTHCOMING = re.compile(r"(?P<head>.+?), (?P<volume>\d{1,4}) (?P<journal>[A-Z][^\d()]{1,90})", re.DOTALL)
_NEWS = re.compile(
    rf"(?P<head>.+), (?P<journal>[A-Z][^,\d()]{{1,60}}), (?P<date>{DAY})(?:, at (?P<page>[A-Z]{{0,2}}\d{{1,4}})(?:[,–-].*)?|(?=,? ?https?:)|$)(?P<rest>.*)",
    re.DOTALL,
)
_PAPERS = re.compile(
    r"\b(?:Times|Post|News|Trib\.|Tribune|Herald|Globe|Chron\.|Daily|Gazette|Mag\.|Magazine|Today|Wkly\.|Week|J\.|L\.J\.|REV\.|Rev\.|Blog|Courier|Journal)(?!\w)"
)
# what is posted or broadcast is in no newspaper
_NO_PAPER = re.compile(
    r"[Bb]log\b|[a-z]\.(?:com|org|net)\b|Twitter|Facebook|\bX\b|YouTube|Radio\b|Podcasts?\b|Television\b|\bTV\b"
)
# a time points into what was recorded (rule 18)
_RECORDING = re.compile(r"(?P<title>.+), (?P<organization>[^,]+), at \d{1,2}:\d\d(?::\d\d)?", re.DOTALL)
# the form of OSCOLA, where the year is in square brackets if it numbers the volume
_OSCOLA = re.compile(
    rf"(?P<author>{NAME}(?:(?:, {NAME})*,? (?:and|&) {NAME})?), [‘'“\"](?P<title>.+?)[’'”\"] (?:\((?P<dated>{YEAR})\) (?P<volume>\d{{1,4}})(?: ?\((?P<number>[\d–/-]+)\))?|\[(?P<year>{YEAR})\](?: (?P<within>\d{{1,2}}))?)"
    r" (?P<journal>[A-Z][^\d()\[\]]{1,80}?) (?P<pages>\d{1,5})(?:, [\d–-]+(?:[,–-] ?\d+)*)?\.?",
    re.DOTALL,
)
_CHAPTER = re.compile(
    rf"(?P<head>.+?), in (?:(?P<volume>\d{{1,2}}) )?(?P<booktitle>[A-Z“].*?)(?: (?P<page>\d{{1,4}})(?:, {PIN_NUMBER})*)?",
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
_REPORT_NUMBER = re.compile(
    r"(?P<number>(?:[A-Z][\w.]* )*(?:Rep\.|Report|Pub\.|Publ\.|Paper|Doc\.) (?:No\. )?[\w-]*\d[\w-]*|[A-Z]{1,6}(?:/[A-Z]{2,6})?-?[\dA-Z]*\d[\d-]*|NCJ ?\d+|No\. [\w-]+)"
)
_POSTED = re.compile(
    rf"Posting of (?P<author>{NAME}) to (?P<organization>[^,]+), (?:https?:\S+).*", re.DOTALL
)
_EXTERNAL = re.compile(r"(?:Letter|Memorandum|Memo|E-mail|Email|Interview) (?:from|with) .+", re.DOTALL)


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
    place = f"{parts['volume']} {parts['journal']} {parts.get('page')}"
    if (unsigned and "." not in parts["journal"]) or REPORTER.search(place):
        return None
    return "article", {
        **head, "volume": parts["volume"], "journal": parts["journal"].strip(' ,“”"'), "pages": (parts.get("page") or "").replace(",", ""),
        "year": cited.year or ("" if cited.group else parts["volume"]),
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


def news(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse an article of a newspaper, a magazine or a blog, by its date."""
    text = cited.text.rstrip(" .")
    found = _NEWS.fullmatch(text)
    dated = re.fullmatch(rf"(?P<date>{DAY})(?:, \d{{1,2}}:\d\d [AP]M(?: \w+)?)?", cited.group)
    if found and TAIL.fullmatch(found["rest"]):
        head, journal, date, page = found["head"], found["journal"], found["date"], found["page"] or ""
    elif (
        dated
        and ", " in cited.body
        and (
            URL.search(cited.tail)
            or re.search(r"\b[A-Z][a-z]*\.|Times|Post|Blog", cited.body.rsplit(", ", 1)[1])
        )
    ):
        (head, journal), date, page = cited.body.rsplit(", ", 1), dated["date"], ""
    else:
        return None
    parts = _people_and_title(head)
    if parts is None or UN.search(text) or "(unpublished" in cited.tail or _names_other_source(head):
        return None
    if _is_other_style(parts, cited) or not (
        page or cited.tail.strip(" .") or URL.search(text) or _PAPERS.search(journal)
    ):
        return None
    when = {"date": iso_day(date), "year": date[-4:]}
    if not found and _NO_PAPER.search(journal):
        return "online", {**parts, "organization": journal, **when}
    return "article", {**parts, "journal": journal, "pages": page, **when}


def _names_other_source(head: str) -> bool:
    """Return whether the text before a newspaper names a case, a letter, or a work with its year."""
    return bool(_EXTERNAL.match(head) or VERSUS.search(f" {head}") or ANY_YEAR.search(head))


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
    return "incollection", {
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
    if re.search(rf"\(\s*{YEAR}[a-z]?\s*\)|\b{YEAR}\b|\d+ ?\(\d|[:;]\s\d", before) or ". " in re.sub(
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
    if (people := PEOPLE.fullmatch(before)) and ", " in people["title"]:
        title, _, owner = people["title"].rpartition(", ")
        return "online", {"author": people["author"], "title": title, "organization": owner}
    return "online", {"title": title, "body": owner}


def letter(cited: LegalCitation) -> tuple[str, Fields] | None:
    """Parse a letter, a memorandum, an e-mail or an interview, which has no place in print."""
    if not cited.year or not _EXTERNAL.match(cited.body):
        return None
    return "misc", {"title": cited.body, "year": cited.year, "date": iso_day(cited.group)}


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
    return "book", {**head, "volume": volume[1] if volume else "", **imprint}


def _names_book(name: str, head: Mapping[str, str]) -> bool:
    """Return whether a text may be authors and title of a book, not a sentence, names alone, or a place in a journal."""
    titled = re.search(r"[^\W\d_]{3}", head.get("title", ""))
    if not titled or name.rstrip().endswith(".") or re.search(r", \d{1,4} [A-Z]", name):
        return False
    # `Roe, A., & Poe, B. (2001)`: names alone
    behind_author = name.removeprefix(head.get("author") or head.get("body") or "")
    return not re.search(r"(?:^|[ ,])[A-Z]\.,|[.?!] [A-Z][a-z]+ [a-z]", behind_author)


def _thesis(cited: LegalCitation, head: Fields) -> tuple[str, Fields] | None:
    thesis = _THESIS.search(cited.tail)
    if thesis is None:
        return None
    master = re.search(r"\bmaster|\b(?:M\.A|LL\.M)\.", thesis["type"], re.IGNORECASE)
    return "mastersthesis" if master else "phdthesis", {
        **head,
        "school": thesis["school"],
        "year": cited.year,
    }


def _report(cited: LegalCitation, head: Fields, imprint: Fields) -> tuple[str, Fields] | None:
    """Parse a report: an institution is its author, it has a number before its title, or it is in a series; None for a book."""
    named, number = dict(head), {}
    while (parts := named["title"].split(", ", 1))[1:]:
        if numbered := _REPORT_NUMBER.fullmatch(parts[0]):
            number["number"] = numbered["number"]
        elif is_body(parts[0]) and named.get("body"):
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
    if bodies and comma and is_body(first):
        found["institution"], title = first, rest
    return {**found, "title": _untitled(title)}


def _untitled(title: str) -> str:
    """Return a title without the marks around it; quotation marks stay if they are around a part of it."""
    title = title.strip(" ,*_")
    if title[:1] in '“"' and title[-1:] in '”"' and not re.search('[“”"]', title[1:-1]):
        title = title[1:-1].strip(" ,")
    return title.rstrip(",") if len(title) > 1 else title


# other styles put titles in quotation marks, the year behind the names, `vol.` and `pp.` before numbers, and full stops between the parts
_OTHER_STYLE = re.compile(
    rf"[,.]['’]?[\"”»]|, [\"“«„][^\"”»]*[\"”»][,.]|``|''|« |\b(?:pp?\.? ?\d|pp\.|[Vv]ol\.|n°|ed\. by|[Hh]rsg|http)|(?<!§)[,(. ]{YEAR}[a-z]?(?:[):.]|, [A-Z])|\(eds?\.\)|^(?:(?=[^,]*[a-z])[^,]* (?!I{{2,3}},|IV,|USA,)[A-Z]{{1,3}}|[^,]* [A-Z]\.(?: ?[A-Z]\.)*), "
)
# what follows the first comma of `Roe, Ann B., Title` and of `Roe, A. and B. Poe`
_GIVEN_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ]\.?)*(?:[.,/(]| and | &| \(|$)")
_INITIALS_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}[A-ZÀ-Þ][\w’-]+,")
_SENTENCES = re.compile(r"[a-zà-ÿ]{3}\. [A-ZÀ-Þ]")


def _is_other_style(head: Mapping[str, str], cited: LegalCitation) -> bool:
    """Return whether a citation with this head is written in another style: names inverted, titles quoted, sentences for parts."""
    if _OTHER_STYLE.search(cited.body):
        return True
    author, title = head.get("author", ""), head.get("title", "")
    if not author:
        return False
    if " " not in author and _GIVEN_FIRST.match(title):
        return True
    return bool(_INITIALS_FIRST.match(title) or _SENTENCES.search(title) or re.search(r"[;/]", author))
