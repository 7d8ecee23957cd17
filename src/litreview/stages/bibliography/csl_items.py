"""Sources to CSL JSON, so that a citation style finds every fact where it looks for it.

The types and variables are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV).
What pandoc's own reading of BibTeX gets wrong, and what is done here: docs, "How sources become citations".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.core.libraries import re
from litreview.core.model import Person, Source, Tag, Work
from litreview.core.sealed import NAME_WITHHELD
from litreview.core.text import and_others, arxiv, given_with_dots, issued, parse_names
from litreview.core.wording import Value
from litreview.stages.bibliography.abbreviations import NO_ADVERBS, PREPOSITIONS, full_journal, headline
from litreview.stages.bibliography.capitals import (
    TitleMarks,
    is_english,
    out_of_capitals,
    person_out_of_capitals,
    replace_phrase,
    title_language,
    title_marks,
)
from litreview.stages.bibliography.csl_law import (
    BLANK_PAGE,
    case_variables,
    hyphened_pages,
    official_variables,
    statute_variables,
)
from litreview.stages.bibliography.name_words import bare, is_listed
from litreview.stages.bibliography.sentence_case import Capitals
from litreview.stages.bibliography.trees import printed_title, safe_text
from litreview.works.kinds import is_web_page, kind_of, meeting_of, thesis_degree
from litreview.works.places import article_number, one_page

# CSL JSON reads <i>, <b>, <sup>, <span> in a value as markup. A private character stands in for "<" on the way through,
# so that in a record it is only ever a character.
_LESS_THAN = "\uf8f0"
# A hyphen in a number makes citeproc write "Nos."; another stand-in keeps 106-386 one number.
_HYPHEN = "\uf8f1"
_COMMA = "\uf8f3"
"""So does a comma, which is within the number of a patent."""

_CSL_TYPE = {
    "journal-article": "article-journal",
    "law-review": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "thesis": "thesis",
    "conference-paper": "paper-conference",
    "government-report": "report",
    "ngo-report": "report",
    "statute": "legislation",
    "case": "legal_case",
    "news": "article-newspaper",
    "press-release": "webpage",
    "dataset": "dataset",
}
_NOBODY = "\uf8f2"
"""Replaces the words of a withheld name, so that no style capitalises them."""
_WEB = re.compile(r"(?:https?|ftp)://\S+$", re.IGNORECASE)
_MAGAZINES = re.compile(
    r"\b(?:Statesman|Nation|Reason|Foreign Policy|Atlantic|New Yorker|Newsweek|Crime Report|Magazine)\b"
)


def restore(text: str) -> str:
    """Return a text with the private characters replaced by what they stood for."""
    return safe_text(
        text.replace(_LESS_THAN, "<")
        .replace(_HYPHEN, "-")
        .replace(_COMMA, ",")
        .replace(_NOBODY, NAME_WITHHELD)
    )


def _value(text: str) -> str:
    return safe_text(text).replace("<", _LESS_THAN).strip()


def _name(person: Person) -> dict[str, str]:
    if person.literal:
        return {"literal": _value(person.literal)}
    person = person_out_of_capitals(person)
    parts = {
        "family": person.family,
        "given": given_with_dots(person),
        "non-dropping-particle": person.prefix,
        "suffix": person.suffix,
    }
    return {name: _value(part) for name, part in parts.items() if part}


def _with_initials(name: dict[str, str]) -> dict[str, str]:
    """Return a name whose given names in small letters are initials: processors shorten only those with a capital."""
    given = name.get("given", "")
    return name | {"given": " ".join(f"{one[0]}." for one in given.split())} if given.islower() else name


def _names(people: Sequence[Person], text: str = "") -> list[dict[str, str]]:
    """Return the names of persons; where the list that the record has is marked as incomplete, the processor ends it with "et al."."""
    others = [{"literal": "others"}] if people and and_others(text) else []
    return [name for person in people if (name := _name(person))] + others


def _date(source: Source) -> dict[str, Any]:
    """Return the date of publication, and the date on which the address was visited."""
    found = {
        "issued": _parts(issued(source.fields) or str(source.year or "")),
        "accessed": _day(day_of_visit(source)),
        "original-date": _day(source.get("origdate") or source.get("origyear")),
    }
    return {name: {"date-parts": [parts]} for name, parts in found.items() if parts}


def _day(text: str) -> list[int]:
    return _parts(issued({"date": text}) or (text[:4] if re.match(r"\d{4}(?:$|[-/])", text) else ""))


def _parts(iso: str) -> list[int]:
    parts = [int(part) for part in iso.split("-") if part]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        parts = parts[:1]
    if len(parts) > 2 and not 1 <= parts[2] <= 31:
        parts = parts[:2]
    return parts


def has_pages(work: Work) -> bool:
    """Return whether a work gives its page range; a count of pages does not count."""
    return bool(hyphened_pages(work.get("pages")))


# pages of databases that only subscribers see, and links through a library's login: no address of a work (APA Manual, 7th ed., 9.30 and 9.34)
_SUBSCRIBED = re.compile(
    r"https?://(?:[\w-]+\.)*(?:ebscohost\.com|ovid\.com|scopus\.com/(?:inward|record)|webof(?:science|knowledge)\.com"
    r"|(?:ez)?proxy[\w-]*\.|sfx[\w-]*\.)|https?://[^/?#]*/login[/?.]",
    re.IGNORECASE,
)


def web_address(source: Work) -> str:
    """Return the web address of a source, `""` for addresses that a reader can't follow, such as `javascript:` or the login of a database."""
    for name in ("url", "howpublished", "link"):
        value = source.get(name).strip()
        value = re.sub(r"^\\url\{(.*)\}$", r"\1", value)
        if _WEB.match(value) and not _SUBSCRIBED.match(value):
            return value
    return ""


def container_of(source: Work) -> str:
    """Return the journal or book that a work is in, with its subtitle, and with the title of the whole that has no volumes."""
    get = source.get
    journal = get("journaltitle") or get("journal")
    if journal:
        return _in_one_case(full_journal(out_of_capitals(journal)))
    book, subtitle, whole = get("booktitle"), get("booksubtitle"), get("maintitle")
    if subtitle and subtitle not in book:
        book = f"{book}: {subtitle}" if book else subtitle
    if book and whole and whole != book and not get("volume"):
        book = f"{whole}: {book}"
    return out_of_capitals(book or whole)


def _in_one_case(journal: str) -> str:
    """Return the name of a journal of English words in headline case: MEDLINE and libraries write `BMC biology`, others `Journal Of Searching`.

    >>> [_in_one_case(name) for name in ("BMC biology", "Journal Of Searching", "Revue historique", "eLife")]
    ['BMC Biology', 'Journal of Searching', 'Revue historique', 'eLife']
    """
    made = headline(journal)
    if made == journal:
        return journal
    words = [bare(word) for word in journal.split()]
    is_english_ = all(
        is_listed(word.lower(), "english") for word in words[1:] if word.istitle() or word.islower()
    )
    return made if is_english_ else journal


def _abbreviated_already(source: Work) -> str:
    """Return the name of a journal as the entry abbreviates it, where the whole name is known: some styles want the short one."""
    given = out_of_capitals(source.get("journaltitle") or source.get("journal"))
    return given if given and full_journal(given) != given else ""


_EDITION = re.compile(
    r"(?i)((?:\d+(?:st|nd|rd|th|d)|[a-z]+) (?:rev\. |revised )?ed(?:ition|n|\.)?)(?:[,;:]\s*|$)(?=[A-Z]|$)"
)


def published_as(work: Work) -> tuple[str, str]:
    """Return the edition of a work as its entry has it, and how it was published, without the edition in that field.

    >>> published_as(Work(key="k", type="misc", fields={"howpublished": "11th ed., Quay Press"}))
    ('11th ed.', 'Quay Press')
    """
    howpublished = work.get("howpublished")
    found = None if work.get("edition") else _EDITION.match(howpublished)
    return (found[1], howpublished[found.end() :]) if found else (work.get("edition"), howpublished)


_VISITED = re.compile(
    r"(?i)\b(?:accessed|visited|retrieved)(?: on)?:? (\d{4}-\d\d-\d\d|\w+\.? \d{1,2}, \d{4}|\d{1,2}[ -]\w+\.?[ -]\d{4})"
)


def day_of_visit(work: Work) -> str:
    """Return the day on which an address was visited, as YYYY-MM-DD, from its field or from what a note says.

    >>> [day_of_visit(Work(key="k", type="misc", fields={"note": f"Accessed: {text}"})) for text in ("2021-03-04", "4 March 2021", "Mar. 4, 2021")]
    ['2021-03-04', '2021-03-04', '2021-03-04']
    """
    if work.get("urldate"):
        return issued({"date": work.get("urldate")}) or work.get("urldate")
    found = _VISITED.search("; ".join(map(work.get, ("note", "addendum", "howpublished"))))
    if not found or found[1][4:5] == "-":
        return found[1] if found else ""
    name, number, year = sorted(re.findall(r"\w+", found[1]), key=lambda part: (part.isdigit(), len(part)))
    return issued({"year": year, "month": name[:3].casefold(), "day": number})


# the short name of a meeting, which ACM has in the field of a series: CHI '12
_MEETING_AND_YEAR = re.compile(r"[A-Z][\w /+-]{1,15} ?['’](?:19|20)?\d\d")


def _facts(source: Source) -> dict[str, str]:
    """Return the facts that the tables below name, which may be stored in one of several fields or need reformatting."""
    get = source.get
    number = get("number") or get("issue")
    number_of_article = article_number(source)
    paged = number_of_article != one_page(get("pages").strip())
    return {
        "DOI": doi_as_given(source),
        "URL": "" if source.doi else web_address(source),
        "container": container_of(source),
        "container-short": get("shortjournal") or _abbreviated_already(source),
        "edition": edition(published_as(source)[0]),
        "archive": next(
            (text for name in ("library", "archive") if (text := get(name)) and "." not in text), ""
        ),
        "eid": "" if get("pages") and paged else number_of_article,
        "eventplace": get("venue") or get("event-place"),
        "eventtitle": meeting_of(source),
        "isbn": get("isbn"),
        "issuetitle": get("issuetitle"),
        "issue": re.sub(r"(?<=\d)\s*--?\s*(?=\d)", "–", number),
        "medium": get("medium"),
        "number": number,
        "origpublisher": get("origpublisher") or get("original-publisher"),
        "origplace": get("origlocation") or get("original-publisher-place"),
        "origtitle": get("origtitle") or get("original-title"),
        "pages": hyphened_pages(get("pages")) if paged else "",
        "part": get("part"),
        "place": get("address") or get("location"),
        "publisher": get("publisher") or get("institution") or get("organization") or get("school"),
        "series": "" if _MEETING_AND_YEAR.fullmatch(get("series")) else get("series"),
        "type": get("type"),
        # styles write the word before the number: v1.0
        "version": re.sub(r"(?i)^v(?:ersion|\.)?\s*(?=\d)", "", get("version")),
        "volume": get("volume"),
        "volumes": get("volumes"),
    }


_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]


def edition(text: str) -> str:
    """Return an edition as a number, however it is written; one with words of its own, such as `Rev. ed.`, has "ed." once.

    >>> [edition(text) for text in ("3", "3rd", "Third", "Second.", "2nd ed.", "Third edition", "2d")]
    ['3', '3', '3', '2', '2', '3', '2']
    >>> edition("Revised"), edition("2nd rev. edition"), edition("Student ed."), edition("")
    ('Rev. ed.', '2nd rev. ed.', 'Student ed.', '')
    """
    bare = re.sub(r"[\s,]*\bed(?:ition|n|s)?\b\.?$", "", text.strip(" .,") + ".", flags=re.IGNORECASE).strip(
        " ,"
    )
    plain = bare.strip(".").casefold()
    if plain in _ORDINALS:
        return str(_ORDINALS.index(plain) + 1)
    if number := re.fullmatch(r"(\d+)(?:st|nd|rd|th|d)?", plain):
        return number[1]
    if bare.strip(".") == text.strip(" .,"):
        bare = bare.strip(".")
    bare = {"revised": "Rev.", "rev": "Rev."}.get(plain, bare)
    return f"{bare} ed." if bare and not bare.endswith(")") else bare


def doi_as_given(source: Source) -> str:
    """Return the DOI in the capitals that the record has it in."""
    given = source.get("doi")
    at = given.casefold().find(source.doi) if source.doi else -1
    return given[at : at + len(source.doi)] if at >= 0 else source.doi


# CSL variable -> fact
_OF_EVERY_KIND = {
    "publisher": "publisher",
    "publisher-place": "place",
    "edition": "edition",
    "collection-title": "series",
    "DOI": "DOI",
    "URL": "URL",
    "ISBN": "isbn",
    "original-publisher": "origpublisher",
    "original-publisher-place": "origplace",
    "original-title": "origtitle",
    "medium": "medium",
    "archive": "archive",
    "number-of-volumes": "volumes",
}
_PART = {
    "container-title": "container",
    "container-title-short": "container-short",
    "part-number": "part",
    "event-title": "eventtitle",
    "event-place": "eventplace",
    "version": "version",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
}
_REPORT = {"number": "number", "genre": "type", "version": "version", "volume": "volume", "page": "pages"}
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "journal-article": _PART | {"number": "eid", "volume-title": "issuetitle"},
    "law-review": _PART | {"number": "eid", "volume-title": "issuetitle"},
    "news": _PART | {"number": "eid"},
    "chapter": _PART,
    "conference-paper": _PART,
    "book": {"volume": "volume", "part-number": "part", "version": "version"},
    "government-report": _REPORT,
    "ngo-report": _REPORT,
    "dataset": {"version": "version", "genre": "type", "number": "number"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRules(Value):
    """What a style asks of the items beyond CSL.

    `omit_publisher`: no publisher that is also the author (Publication Manual, 7th ed., 9.29). `omit_author`: no author that is also the publisher
    (MLA Handbook, 9th ed., 5.19). `sentence_case`: titles in sentence case, `after_colon`: with a capital after a colon. `headline`: titles in headline
    case, with all prepositions small that the record has small (Chicago Manual, 17th ed., 8.159; MLA 2.90). `prepositions_small`: and those it has large. `forthcoming`: the word for what is not out
    yet, `state_as_date`: where the style has no variable for it. `described`: describes a film, or a paper given at a meeting. `data_set`,
    `law`: kinds of law that it has no form for, so that they are printed by The Bluebook, as these manuals ask. `doctoral`, `master`: its words for these. `presented`: what it writes before a meeting. `papers_quoted`: working
    papers have quotation marks (Chicago 14.218). `books_of_papers`: it prints a publisher of proceedings only of what has editors, so that others are cited as chapters. `day_again`: the date of a page is also in `submitted` (see `style_repairs`). `releases_as_sites`: "Press release" stands with the day of a release (Chicago 14.207). `dated_meetings`: it looks for the day of a talk with its meeting. `initials`: it prints no full given names. `article`: newspapers and journals keep "The" (Chicago 14.170 and 14.194 drop it). `short_presses`: presses are shortened (MLA 5.65, 5.66), and a page that a
    reporter has not yet numbered is not printed.
    """

    omit_publisher: bool = False
    omit_author: bool = False
    sentence_case: bool = False
    after_colon: bool = True
    headline: bool = False
    prepositions_small: bool = False
    forthcoming: str = ""
    state_as_date: bool = False
    described: bool = False
    data_set: str = ""
    doctoral: str = "Doctoral dissertation"
    master: str = "Master’s thesis"
    initials: bool = False
    article: bool = True
    short_presses: bool = False
    presented: str = ""
    papers_quoted: bool = False
    books_of_papers: bool = False
    releases_as_sites: bool = False
    day_again: bool = False
    dated_meetings: bool = False
    law: frozenset[str] = frozenset()


PLAIN_ITEMS = ItemRules()


def csl_item(
    source: Source,
    tags: Sequence[Tag] = (),
    *,
    name: str = "",
    kind: str = "",
    rules: ItemRules = PLAIN_ITEMS,
) -> dict[str, Any]:
    """Return the CSL JSON of a source, with `name` as its id (default: its key) and of this `kind` (default: what source and tags say).

    Where the style's `rules` ask for sentence case, titles are as the record has them: `cased_titles` needs all works of a list.
    """
    kind = kind or kind_of(source, tags)
    facts = _facts(source)
    variables = {**_OF_EVERY_KIND, **_OF_KIND.get(kind, {})}
    item: dict[str, Any] = {
        "id": name or source.key,
        "type": _CSL_TYPE.get(kind, "document"),
        "title": title_of_work(source),
        "language": title_language(source),
        **_date(source),
        **{variable: facts[fact] for variable, fact in variables.items()},
    }
    item |= _OWN_RULES.get(kind, _page_or_document)(source, facts)
    item |= official_variables(source, kind)
    if kind == "press-release":
        item["genre"] = _RELEASED
    item |= _people(source, item, kind)
    item |= _same_body(source, item, rules)
    item |= _status(source, item, rules)
    if item.pop("proceedings", "") and rules.books_of_papers:
        item["type"] = "chapter"
    item |= _genre(source, item, rules)
    item |= _forms_of_style(item, rules)
    item["event"] = item.get("event-title", "")  # styles of CSL 1.0.1 have that name for it
    item |= _guarded_numbers(item)
    if not item.get("URL"):
        item.pop("accessed", None)
    item["title"] = printed_title(item["title"])
    cleaned = {
        field: _value(value.replace(NAME_WITHHELD, _NOBODY)) if isinstance(value, str) else value
        for field, value in item.items()
    }
    if not rules.sentence_case:
        cleaned |= cased_titles(source, cleaned, rules)
    return {field: value for field, value in cleaned.items() if value}


def _guarded_numbers(item: Mapping[str, Any]) -> dict[str, str]:
    """Return number and section with stand-ins for the marks in them by which citeproc takes them for several."""
    found = {}
    if isinstance(item.get("number"), str):
        found["number"] = item["number"].replace("-", _HYPHEN)
        if item["type"] == "patent":
            found["number"] = found["number"].replace(",", _COMMA)
    if section := item.get("section"):  # 240.10b-5 is one section, 2421-2424 are several
        several = re.fullmatch(r"(\d+)-(\d+)", section)
        if not (several and int(several[1]) < int(several[2])):
            found["section"] = section.replace("-", _HYPHEN)
    return found


_RELEASED = "Press release"
_SHORT = 60
_WORKING = re.compile(r"(?:working|discussion) paper", re.IGNORECASE)
_LEGAL = frozenset({"bill", "hearing", "legal_case", "legislation", "regulation", "treaty"})
_IN_BOOKS = frozenset({"chapter", "paper-conference", "entry", "entry-encyclopedia", "entry-dictionary"})
# what a title is that keeps its capitals in sentence case: that of a journal, or of the papers of a conference
_PROPER_TITLE = re.compile(
    r"^(?:Proceedings|Transactions|Advances|Lecture Notes|Annals)\b|\b(?:Conference|Symposium|Workshop|Congress|Colloquium|Meeting)\b"
)
# the same, whatever its case: search engines write the names of meetings small, which APA has as those of journals
_PAPERS_OF_MEETING = re.compile(
    r"^(?:Proceedings of|\d)\b.*\b(?:Conference|Symposium|Workshop|Congress|Colloquium|Meeting)\b",
    re.IGNORECASE,
)


def cased_titles(
    source: Source, item: Mapping[str, Any], rules: ItemRules, names: Capitals | None = None
) -> dict[str, str]:
    """Return titles in the case of the style, with italics within them, and other languages guarded against the capitals of English."""
    marks = title_marks(source)
    found: dict[str, str] = {}
    if item["type"] in _LEGAL:
        hearing = names and item["type"] == "hearing"
        if names and hearing:
            return {"title": names.sentence_case(item["title"], marks.kept)[0]}
        return {
            "title": re.sub(r"(?<=, )ch\. \d+", r'<span class="nocase">\g<0></span>', item.get("title", ""))
        }
    for field in (
        "title",
        "reviewed-title",
        "volume-title",
        *(("container-title",) if item["type"] in _IN_BOOKS else ()),
    ):
        text = item.get(field, "")
        if not text:
            continue
        if is_english(source, text):
            text = _english_title(text, field, marks, rules, names)
        found[field] = _marked_up(text, marks, whole=rules.headline, title=field == "title")
    container = found.get("container-title") or item.get("container-title", "")
    if container and "<" not in container and _keeps_case(source, container):
        found["container-title"] = f'<span class="nocase">{container}</span>'
    return found


def _english_title(text: str, field: str, marks: TitleMarks, rules: ItemRules, names: Capitals | None) -> str:
    """Return a title in the case of the style; those of proceedings keep their capitals, or get them where the style has them as journals."""
    book = field != "title"
    if book and rules.books_of_papers and _PAPERS_OF_MEETING.match(text):
        return headline(text)
    if names and not (book and _PROPER_TITLE.search(text)):
        return names.sentence_case(text, marks.kept, after_colon=rules.after_colon)[0]
    if not rules.headline:
        return text
    text = out_of_capitals(text) if " " in text else text
    return headline(text, PREPOSITIONS, NO_ADVERBS if rules.prepositions_small else frozenset())


def _keeps_case(source: Source, container: str) -> bool:
    """Return whether the name of a container has the case of the record: one of another language than the work, and "Press release"."""
    return container == _RELEASED or (not is_english(source, container) and is_english(source))


def _marked_up(text: str, marks: TitleMarks, *, whole: bool, title: bool) -> str:
    """Return a title with its phrases in italics, and guarded against a processor's capitals: the whole, or the phrases that its braces keep."""
    for phrase in marks.italics if title else ():
        marked = f'<i><span class="nocase">{phrase}</span></i>'
        text = replace_phrase(text, phrase, marked)
    if whole:
        return f'<span class="nocase">{text}</span>'
    for phrase in marks.kept if title and "<" not in text else ():
        text = text.replace(phrase, f'<span class="nocase">{phrase}</span>', 1)
    return text


_BUSINESS = re.compile(r",? (?:Company|Corporation|Co|Corp|Inc|Incorporated|Limited|LLC|Ltd)\b\.?$")


def shorten_press(name: str, *, school: bool = False) -> str:
    """Return a publisher as MLA has it: no article or word of business, "and" for "&", the press of a university as UP, or as U and P.

    `school`: the body is the university that accepted a thesis.

    >>> [shorten_press(name) for name in ("Oxford University Press", "The University of Chicago Press", "Harper & Row", "MIT Press", "Viking, Inc.")]
    ['Oxford UP', 'U of Chicago P', 'Harper and Row', 'MIT Press', 'Viking']
    >>> shorten_press("Stanford University"), shorten_press("Stanford University", school=True)
    ('Stanford University', 'Stanford U')
    """
    name = (
        _BUSINESS.sub("", re.sub(r"^The (?=[A-Z])", "", name))
        .replace(" & ", " and ")
        .replace("University Press", "UP")
    )
    if school or re.search(r"\bUniversity\b.*\bPress\b", name):
        name = re.sub(r"\bUniversity\b", "U", name)
        name = name if school else re.sub(r"\bPress\b", "P", name)
    return name


_PERIODICAL = frozenset({"article-newspaper", "article-journal", "article-magazine"})


def _editors_who_translate(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return those who edited and translated the book of a chapter by one role: APA 9.28 names them once."""
    both = item.get("editor")
    if not both or both != item.get("translator") or item["type"] not in _IN_BOOKS:
        return {}
    return {"editor-translator": both, "editor": [], "translator": []}


def _by_initials(item: Mapping[str, Any]) -> dict[str, Any]:
    people = {**item, **_editors_who_translate(item)}
    roles = {"author", "editor", "editor-translator", *ROLES.values()} & people.keys()
    return _editors_who_translate(item) | {
        role: [_with_initials(name) for name in people[role]] for role in roles
    }


def _forms_of_mla(item: Mapping[str, Any]) -> dict[str, str]:
    found = {"publisher": shorten_press(item["publisher"], school=item["type"] == "thesis")}
    if item["type"] == "legal_case" and item["page"] == BLANK_PAGE:
        found["page"] = ""
    if item["type"].startswith("article-") and item.get("number"):  # else it looks like that of an issue
        found["number"] = f"article {item['number']}"
    if item["type"] in {"graphic", "song"}:  # MLA 5.105: what a work is made of or comes on stands last
        found |= {"genre": "", "medium": item["genre"] or item["medium"]}
    if (place := item.get("archive-place", "")) and place in item["archive"]:
        found["archive-place"] = ""  # MLA 5.99: no city that the museum is called by
    return found


def _forms_of_style(item: Mapping[str, Any], rules: ItemRules) -> dict[str, Any]:
    """Return the variables to which a style gives a form of its own: of talks, working papers, newspapers and given names."""
    found: dict[str, Any] = {}
    if item["type"] == "speech" and not re.match(r"(?i)(?:paper )?presented|^lecture", item["event-title"]):
        found["event-title"] = f"{rules.presented}{item['event-title']}"
    if rules.dated_meetings and item["type"] == "speech":
        found["event-date"] = item.get("issued", "")
    days = item["issued"].get("date-parts", [[]])[0] if isinstance(item.get("issued"), dict) else ()
    if rules.day_again and len(days) == 3:
        found["submitted"] = item["issued"]
    released = item["type"] == "webpage" and item["genre"] == _RELEASED
    if rules.releases_as_sites and released and not item["container-title"]:
        found |= {"container-title": _RELEASED, "genre": ""}
    if rules.papers_quoted and item["type"] == "report" and _WORKING.search(item.get("genre", "")):
        found["type"] = "article"
    if rules.short_presses:
        found |= _forms_of_mla(item)
    if item["type"] in _PERIODICAL and not rules.article:
        found["container-title"] = re.sub(r"^The (?=[A-Z])", "", item["container-title"])
    return found | (_by_initials(item) if rules.initials else {})


def _genre(source: Source, item: Mapping[str, Any], rules: ItemRules) -> dict[str, str]:
    """Return what the style calls the work, where the record has no word of its own for it."""
    genre, type_ = item.get("genre", ""), item["type"]
    if type_ == "dataset" and not genre:
        return {"genre": rules.data_set}
    if type_ == "thesis" and not thesis_degree(source)[1]:
        degree = thesis_degree(source)[0]
        return {"genre": {"phd": rules.doctoral, "master": rules.master}.get(degree, "Thesis")}
    if (
        not genre
        and (addition := source.get("titleaddon"))
        and item["type"] not in _LEGAL
        and len(addition) <= _SHORT
    ):
        return {"genre": addition}
    if rules.described and not genre:
        film = "Film" if source.type in {"movie", "film"} else "Video"
        return {"genre": {"motion_picture": film, "speech": "Paper presentation"}.get(type_, "")}
    generic = {"paper", "paper presentation", "conference paper", "presentation", "talk"}
    return {"genre": ""} if type_ == "speech" and not rules.described and genre.lower() in generic else {}


def _status(source: Source, item: Mapping[str, Any], rules: ItemRules) -> dict[str, Any]:
    """Return the state of publication: what is not out has that in the place of a date."""
    status = source.get("pubstate") or source.get("status")
    state = (status or source.get("number")).casefold().replace(" ", "")
    if state in {"forthcoming", "inpress", "accepted"}:
        # programs that lack a field for it have it in that of the number
        unnumbered = {} if status else {"issue": ""}
        if rules.state_as_date:
            year = f" {source.year}" if rules.sentence_case and source.year else ""
            return {"issued": {"literal": f"{rules.forthcoming}{year}"}, **unnumbered}
        return {
            "status": rules.forthcoming or "forthcoming",
            **({"issued": ""} if rules.forthcoming else {}),
            **unnumbered,
        }
    if state == "prepublished":
        return {"status": "advance online publication"}
    return {
        "status": {"submitted": "submitted", "inpreparation": "in preparation"}.get(
            state, item.get("status", "")
        )
    }


def title_of_work(source: Source) -> str:
    """Return the title of a work with its subtitle."""
    subtitle, title = source.get("subtitle"), source.title
    if (
        title.isupper() and title.count(" - ") == 1
    ):  # old records of the Web of Science have a dash for a colon
        title = title.replace(" - ", ": ")
    named = re.fullmatch(r"(.+\S) (?:[|·–—-]|::) (\S.*)", title)
    if named and is_web_page(source) and named[2].casefold() in _names_of_site(source):
        title = named[1]  # browsers show the site behind the title of its page
    if not subtitle or subtitle in title:
        return title
    return f"{title}: {subtitle}" if title else subtitle


def _names_of_site(source: Source) -> set[str]:
    names = map(source.get, ("howpublished", "institution", "publisher", "organization", "titleaddon"))
    return {
        name.casefold() for name in (source.container, *names, *(person.literal for person in source.authors))
    }


# a field of persons -> the CSL variable of their role
ROLES = {
    "translator": "translator", "bookauthor": "container-author", "director": "director", "interviewer": "interviewer",
    "illustrator": "illustrator", "composer": "composer", "performer": "performer", "producer": "producer", "narrator": "narrator",
    "host": "host", "guest": "guest", "compiler": "compiler", "recipient": "recipient", "scriptwriter": "script-writer",
    "script-writer": "script-writer", "serieseditor": "collection-editor", "collection-editor": "collection-editor",
    "reviewedauthor": "reviewed-author", "reviewed-author": "reviewed-author", "chair": "chair", "curator": "curator",
    "organizer": "organizer", "contributor": "contributor", "original-author": "original-author", "series-creator": "series-creator",
    "executive-producer": "executive-producer", "editorial-director": "editorial-director",
}  # fmt: skip
_EDITOR_TYPES = {"compiler": "compiler", "director": "director", "organizer": "organizer", "editor": "editor"}


def _people(source: Source, item: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the persons by their roles. The editors of a book without a title become the authors of its chapter."""
    # the author of a decision or an act is the court or the legislature: the styles name it by themselves
    authors = (
        []
        if kind in {"case", "statute"} and item["type"] != "hearing"
        else _names(source.authors, source.get("author"))
    )
    if item["type"] in _LEGAL:
        authors = [name for name in authors if "literal" not in name]
    found: dict[str, Any] = {"author": authors}
    found[_EDITOR_TYPES.get(source.get("editortype"), "editor")] = _names(
        source.editors, source.get("editor")
    )
    for field in ("editora", "editorb", "editorc"):
        if written := source.get(field):
            role = _EDITOR_TYPES.get(source.get(f"{field}type"), "contributor")
            found[role] = [*found.get(role, ()), *_names(parse_names(written))]
    for field, role in ROLES.items():
        if written := source.get(field):
            found[role] = [*found.get(role, ()), *_names(parse_names(written))]
    reviewed = parse_names(_reviewed(source)[1])
    if item["type"] == "review-book" and reviewed and "reviewed-author" not in found:
        found["reviewed-author"] = _names(reviewed)
    lacks_book = item["type"] in {"chapter", "paper-conference"} and not item["container-title"]
    if lacks_book and not authors:
        found |= {"author": found.get("editor", []), "editor": []}
    return found


def _same_body(source: Source, item: Mapping[str, Any], rules: ItemRules) -> dict[str, Any]:
    """Return empty values for what names the only author again, a body: its publisher, or the author, as the style asks."""
    if len(source.authors) != 1 or not source.authors[0].literal or item["type"] in _LEGAL:
        return {}
    author = source.authors[0].display
    again = [field for field in ("publisher", "container-title") if item.get(field) == author]
    if rules.omit_publisher:
        return {field: "" for field in again if field == "publisher" or item["type"] in _LOOSE_TYPES}
    return (
        {"author": []}
        if rules.omit_author and ("publisher" in again or (again and item["type"] == "webpage"))
        else {}
    )


_LOOSE_TYPES = frozenset({"report", "webpage", "document", "dataset", "post-weblog"})


def _article(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of an article: no publisher; without a journal it is a document of its publisher."""
    if facts["container"] and not ARCHIVE_AS_JOURNAL.match(facts["container"]):
        book = _reviewed(source)[0]
        review = {"type": "review-book", "title": "", "reviewed-title": book} if book else {}
        return {"publisher": "", "publisher-place": "", **review}
    if found := preprint(source):
        return found
    if facts["number"] and not source.get("volume"):
        return {"type": "report", "publisher-place": "", "number": facts["number"], "issue": ""}
    return {"type": "document", "publisher-place": ""}


_REVIEW = re.compile(
    r"\[?(?:Book )?[Rr]eview of (?:the book )?[\"“]?(?P<book>[^:]+(?:: [^:]+)?)[\"”]?, (?:by|edited by) (?P<by>[^,:;]+)\]?"
)


def _reviewed(source: Source) -> tuple[str, str]:
    """Return the book that an article only reviews, and its author, by what the entry has for a title: `Review of Ports, by Ann Roe`."""
    found = _REVIEW.fullmatch(source.title)
    return (found["book"], found["by"].replace(" & ", " and ")) if found else ("", "")


def is_magazine(work: Work) -> bool:
    """Return whether a piece of news is of a magazine, by the name of the outlet or the entry's own word for it."""
    places = (work.container, *map(work.get, ("howpublished", "publisher", "institution", "organization")))
    outlet = next(filter(None, places), "")
    kinds = f"{work.type} {work.get('entrysubtype')}".lower()
    return "magazine" in kinds or _MAGAZINES.search(outlet) is not None


def _news(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    outlet = facts["container"] or source.get("howpublished") or facts["publisher"]
    type_ = "article-magazine" if is_magazine(source) else "article-newspaper"
    return {"type": type_, "container-title": outlet, **_article(source, {**facts, "container": outlet})}


def _thesis(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "publisher": source.get("school") or source.get("institution") or facts["publisher"],
        "genre": thesis_degree(source)[1],
    }


# what an entry type is in CSL, where fields say no more
_TYPED = {
    "movie": "motion_picture", "film": "motion_picture", "video": "motion_picture", "motion_picture": "motion_picture", "audio": "song", "music": "song",
    "podcast": "broadcast", "broadcast": "broadcast", "radiobroadcast": "broadcast", "tvbroadcast": "broadcast", "artwork": "graphic",
    "image": "graphic", "graphic": "graphic", "map": "map", "software": "software", "computerprogram": "software", "patent": "patent",
    "standard": "standard", "blogpost": "post-weblog", "forumpost": "post", "booklet": "pamphlet", "manuscript": "manuscript",
    "presentation": "speech", "speech": "speech", "performance": "performance", "letter": "personal_communication",
}  # fmt: skip
_RELEASE = re.compile(r"(?:press|news|media) (?:release|statement|advisory)$", re.IGNORECASE)
# where preprints are, by the names that biblatex and exporters have for them
_ARCHIVES = {
    "arxiv": ("arXiv", "https://arxiv.org/abs/"), "biorxiv": ("bioRxiv", ""), "medrxiv": ("medRxiv", ""), "psyarxiv": ("PsyArXiv", ""),
    "socarxiv": ("SocArXiv", ""), "ssrn": ("SSRN", "https://ssrn.com/abstract="), "hal": ("HAL", "https://hal.science/"),
}  # fmt: skip
_ARXIV = re.compile(
    r"(?:arxiv[: ]*)?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)$", re.IGNORECASE
)


ARCHIVE_AS_JOURNAL = re.compile(r"arxiv\b|corr$|(?:bio|med|psy|soc)[ar]*xiv$", re.IGNORECASE)
"""What databases have for the journal of a paper in an archive of preprints, in arXiv with its number: `arXiv preprint arXiv:2101.01234`, `CoRR`."""


def preprint(source: Source) -> dict[str, Any]:
    """Return the variables of a paper in an archive of preprints, `{}` for any other, and for one that came out in a journal."""
    archive_name = source.get("eprinttype") or source.get("archiveprefix") or source.get("repository")
    if not archive_name and source.doi:
        # databases name the archive as journal or publisher; the DOI leads there
        archive_name = next(
            (name for name in (source.container, source.get("publisher")) if name.casefold() in _ARCHIVES), ""
        )
    given = source.get("eprint").strip()
    if not given and ARCHIVE_AS_JOURNAL.match(source.container):
        given = arxiv(f"{source.container} {source.get('volume')}")
    number = _ARXIV.match(given)
    archive, base = _ARCHIVES.get(archive_name.casefold(), ("", ""))
    if not archive and number and not archive_name:
        archive, base = _ARCHIVES["arxiv"]
    eprint = number[1] if number else given
    if not archive or not (eprint or source.doi):
        return {}
    label = f"{archive}:{eprint}" if archive == "arXiv" else eprint
    url = "" if source.doi else web_address(source) or (f"{base}{eprint}" if base else "")
    return {
        "type": "article",
        "number": label,
        "publisher": archive,
        "URL": url,
        "container-title": "",
        "genre": "",
    }


# the words that biblatex has for the patents of an office (manual, 4.9.2.15)
_PATENTS = {
    "patentus": "U.S. Patent",
    "patenteu": "European Patent",
    "patentuk": "British Patent",
    "patentde": "German Patent",
    "patentfr": "French Patent",
}


def patent_number(work: Work) -> tuple[str, str]:
    """Return whose patent it is, and its number, with commas where it has only figures.

    >>> patent_number(Work(key="k", type="patent", fields={"type": "patentus", "number": "US6285999B1"}))
    ('U.S. Patent', '6,285,999')
    """
    number = work.get("number").strip()
    american = re.fullmatch(r"(?:US|U\.S\.)?\s*(\d{6,8}|\d{1,2},\d{3},\d{3})\s*(?:[A-Z]\d?)?", number)
    kind = work.get("type")
    name = _PATENTS.get(kind.casefold(), kind) or ("U.S. Patent" if number.startswith("US") else "Patent")
    if american and name == "U.S. Patent":
        number = f"{int(american[1].replace(',', '')):,}"
    return name, number


def _speech(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a paper presented at a meeting."""
    genre = source.get("type")
    given = _day(source.get("eventdate"))
    return {
        "type": "speech",
        "genre": genre if genre.lower() not in {"unpublished", "misc"} else "",
        "event-title": facts["eventtitle"],
        "event-place": facts["eventplace"] or facts["place"],
        "publisher": "",
        "publisher-place": "",
        **({"issued": {"date-parts": [given]}} if given else {}),
    }


_PODCAST = re.compile(r"(?:audio )?podcast(?: episode)?", re.IGNORECASE)


def _patent(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    name, number = patent_number(source)
    office = "U.S. Patent and Trademark Office" if name == "U.S. Patent" else facts["publisher"]
    return {"type": "patent", "genre": name, "number": number, "publisher": office}


def _podcast(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a podcast, or of an episode in one, which Zotero has as a series."""
    found = {
        "type": "broadcast",
        "publisher": facts["publisher"],
        "number": source.get("number"),
        "collection-title": "",
    }
    show = facts["container"] or facts["series"]
    return found | {
        "container-title": show,
        "genre": "",
        "medium": f"Audio podcast{' episode' if show else ''}",
    }


def _page(facts: Mapping[str, str], issued_by: str) -> dict[str, Any]:
    """Return the variables of a page of the web, or of an entry in a blog."""
    container = facts["container"] or issued_by or facts["publisher"]
    blog = container and re.fullmatch(r"(?:web)?blog(?: post)?", facts["type"], re.IGNORECASE)
    return {
        "type": "post-weblog" if blog else "webpage",
        "container-title": container,
        "publisher": "",
        "genre": "" if blog else facts["type"],
        "version": facts["version"],
    }


def _museum_fields(source: Source, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the museum that holds a work of art, with its place: it is no publisher. `{}` for other works."""
    if source.type != "artwork":
        return {}
    held = {"archive": facts["publisher"], "archive-place": facts["place"]} if facts["publisher"] else {}
    return {**held, "publisher": "", "publisher-place": "" if held else facts["place"]}


def _page_or_document(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    own = _TYPED.get(source.type, "")
    if found := preprint(source):
        return found
    if own == "speech" or (source.type in {"unpublished", "misc"} and source.get("eventtitle")):
        return _speech(source, facts)
    if source.type == "unpublished":
        return _manuscript(source)
    published = published_as(source)[1]
    no_body = _WEB.match(published) or published.startswith("\\url") or _RELEASE.match(published)
    issued_by = "" if no_body else published
    numbers = {
        "number": source.get("number"),
        "version": facts["version"],
        "volume": facts["volume"],
        "page": facts["pages"],
    }
    if own == "patent":
        return _patent(source, facts)
    if own in {"song", "broadcast"} and _PODCAST.fullmatch(facts["type"] or source.type):
        return _podcast(source, facts)
    if own:
        return {
            "type": own,
            "container-title": facts["container"],
            "publisher": facts["publisher"] or issued_by,
            "genre": facts["type"],
            **numbers,
            **_museum_fields(source, facts),
        }
    if facts["URL"] or is_web_page(source):
        return _page(facts, issued_by)
    return {
        "type": "document",
        "container-title": facts["container"],
        "publisher": facts["publisher"] or issued_by,
        "genre": facts["type"] or (issued_by if facts["publisher"] not in {"", issued_by} else ""),
        **numbers,
    }


def _manuscript(source: Source) -> dict[str, Any]:
    """Return type and genre of an unpublished paper, from `type` or a short note."""
    note = source.get("note")
    genre = source.get("type") or (note if len(note) <= 40 and "verified" not in note else "")
    generic = {"unpublished": "Unpublished manuscript", "working paper": "Working paper", "": ""}
    if genre.lower() in generic:
        return {"type": "manuscript", "genre": generic[genre.lower()]}
    return {"type": "manuscript", "publisher": genre}


def _book(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a book; one of a work of several volumes has the title of the whole first."""
    found = {"collection-number": facts["number"] if facts["series"] else ""}
    whole = source.get("maintitle")
    if whole and whole != source.title:
        return found | (
            {"title": whole, "volume-title": title_of_work(source)}
            if facts["volume"]
            else {"title": f"{whole}: {title_of_work(source)}"}
        )
    return found


def _part(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a part of a book, or of an unpublished paper presented at a meeting."""
    if not facts["container"] and facts["eventtitle"] and not source.editors:
        return _speech(source, facts)
    whole = source.get("maintitle")
    found = {"collection-number": facts["number"] if facts["series"] else ""}
    # pages without a volume are those of a book, though search engines leave out its publisher
    printed = facts["publisher"] or (facts["pages"] and not facts["volume"])
    if facts["container"] and printed and not source.editors:
        found["proceedings"] = "printed"
    if whole and whole != facts["container"] and facts["volume"]:
        found |= {"volume-title": facts["container"], "container-title": whole}
    return found


PAPER_OF_SERIES = re.compile(
    r"\b(?P<series>(?:working|discussion|research|staff|occasional|policy)(?: research)?(?: working)? paper)s?(?: series)?\b"
    r"\s*(?:,?\s*no\.?\s*)?(?P<number>\d[\w/.-]*\d|\d)?",
    re.IGNORECASE,
)
"""A series of papers, and the number in it."""


def _report(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    return preprint(source) or _in_series(facts)


def _in_series(facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a report; series and number are printed once, in whichever of type, series and body the record has them.

    The one with more words stays: of `NBER Working Paper Series` and `Working Paper`, the first; `IZA Discussion Paper 6226` as a body is
    that of IZA.
    """
    series, genre, body, number = (
        facts["container"] or facts["series"],
        facts["type"],
        facts["publisher"],
        facts["number"],
    )
    found: dict[str, Any] = {"collection-title": series}
    if in_body := PAPER_OF_SERIES.search(body):
        owner, place = body[: in_body.start()].strip(" ,."), body[in_body.end() :].strip(" ,.;")
        found["publisher"] = owner
        found["publisher-place"] = facts["place"] or (
            place if re.fullmatch(r"[A-Z][\w .-]+(?:, [A-Z][\w .]+)?", place) else ""
        )
        found["number"] = number or in_body["number"] or ""
        genre = genre if PAPER_OF_SERIES.search(genre) else f"{owner} {in_body['series']}".strip()
    one = re.sub(r"s?(?: series)?$", "", series, flags=re.IGNORECASE)
    if PAPER_OF_SERIES.fullmatch(one) or (
        PAPER_OF_SERIES.search(one) and PAPER_OF_SERIES.search(genre or "working paper")
    ):
        numbered = PAPER_OF_SERIES.search(series)
        found |= {
            "collection-title": "",
            "number": found.get("number") or number or (numbered and numbered["number"]) or "",
        }
        bare = re.sub(r"[\s,]*(?:no\.?\s*)?\d[\w/.-]*$", "", one, flags=re.IGNORECASE)
        genre = bare if len(bare) > len(genre) else genre
    return found | {"genre": genre}


_OWN_RULES: Mapping[str, Callable[[Source, Mapping[str, str]], dict[str, Any]]] = {
    "journal-article": _article,
    "law-review": _article,
    "news": _news,
    "chapter": _part,
    "conference-paper": _part,
    "book": _book,
    "thesis": _thesis,
    "government-report": _report,
    "ngo-report": lambda _source, facts: _in_series(facts),
    "statute": lambda source, _facts: statute_variables(source),
    "case": lambda source, _facts: case_variables(source),
    "dataset": lambda source, facts: {"publisher": facts["publisher"] or source.get("howpublished")},
}
"""Variables of a kind beyond the tables; every other kind is a web page or a document (`_page_or_document`)."""
