"""Sources to CSL JSON, so that a citation style finds every fact where it looks for it.

The types and variables are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV).
What pandoc's own reading of BibTeX gets wrong, and what is done here: docs, "How sources become citations".
Languages: the biblatex manual's list (https://ctan.org/pkg/biblatex, section 3.10), as babel spells them, to language tags (BCP 47).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litreview.core.model import Person, Source, Tag, Work
from litreview.core.sealed import NAME_WITHHELD
from litreview.core.text import issued
from litreview.stages.bibliography.trees import printed_title, safe_text
from litreview.works.kinds import is_web_page, kind_of, meeting_of, thesis_degree
from litreview.works.law import given_place, read_case, read_statute, with_place
from litreview.works.official_papers import official_place, read_congressional
from litreview.works.places import article_number

# what stays in capitals in the name of a journal: institutions, societies, fields
_ACRONYMS = frozenset(
    [
        "ACM", "ACS", "AIDS", "AIP", "AJS", "AMA", "ANU", "ASCE", "ASM", "BYU", "CUNY", "DNA", "EURASIP", "HIV", "ICES", "IEEE", "ILO",
        "IMF", "IZA", "JAMA", "LSE", "MIS", "NATO", "NEJM", "NWSA", "NYU", "OECD", "PLOS", "RNA", "RSF", "SIAM", "SMU", "SUNY", "TESOL",
        "UC", "UCLA", "UIC", "UK", "UMKC", "UN", "UNESCO", "US", "USA", "USC", "WHO",
    ]
)  # fmt: skip
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_SHORTEST = 6
"""Fewest letters of a single word that counts as a name in capitals: "SCIENCE", but not "PLOS" or "ELIFE"."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")


def out_of_capitals(name: str) -> str:
    """Return a name that is all in capitals in headline case, any other name unchanged. Known acronyms and words without a vowel stay.

    >>> out_of_capitals("JOURNAL OF HUMAN TRAFFICKING"), out_of_capitals("UCLA LAW REVIEW"), out_of_capitals("BMJ OPEN")
    ('Journal of Human Trafficking', 'UCLA Law Review', 'BMJ Open')
    >>> out_of_capitals("ANTI-TRAFFICKING REVIEW"), out_of_capitals("JAMA"), out_of_capitals("eLife")
    ('Anti-Trafficking Review', 'JAMA', 'eLife')
    """
    if not name.isupper() or (" " not in name and len(name) < _SHORTEST):
        return name

    def cased(found: re.Match[str]) -> str:
        word = found[0]
        if word in _ACRONYMS or len(word) == 1 or not _VOWEL.search(word):
            return word
        inside = found.start() > 0 and name[found.start() - 2 : found.start()][:1] not in ":.-"
        return word.lower() if inside and word.lower() in _SMALL else word.capitalize()

    return _WORD.sub(cased, name)


_TAGS = {
    "american": "en-US", "arabic": "ar", "australian": "en-AU", "austrian": "de-AT", "brazil": "pt-BR", "brazilian": "pt-BR",
    "british": "en-GB", "bulgarian": "bg", "canadian": "en-CA", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hebrew": "he", "hungarian": "hu", "icelandic": "is", "italian": "it", "japanese": "ja", "korean": "ko",
    "latvian": "lv", "lithuanian": "lt", "mexican": "es-MX", "naustrian": "de-AT", "ngerman": "de", "norsk": "nb",
    "norwegian": "no", "nynorsk": "nn", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukenglish": "en-GB", "ukrainian": "uk", "usenglish": "en-US", "vietnamese": "vi",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_tag(name: str) -> str:
    """Return the tag of a language, `""` for one not known: a style that gets a wrong tag sets no title in headline case.

    >>> language_tag("english"), language_tag("en_US"), language_tag("Klingon (tlh)")
    ('en', 'en-US', '')
    """
    word = name.strip()
    known = _TAGS.get(word.casefold())
    return known or (word.replace("_", "-") if _TAG.fullmatch(word) else "")


# CSL JSON reads <i>, <b>, <sup>, <span> in a value as markup. A private character stands in for "<" on the way through,
# so that in a record it is only ever a character.
_LESS_THAN = "\uf8f0"
# A hyphen in a number makes citeproc write "Nos."; another stand-in keeps 106-386 one number.
_HYPHEN = "\uf8f1"

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
_PAGE_COUNT = re.compile(r"\s*(\d+)\s*(?:pages?|pp?\.?)\s*$", re.IGNORECASE)
_MAGAZINES = re.compile(
    r"\b(?:Statesman|Nation|Reason|Foreign Policy|Atlantic|New Yorker|Newsweek|Crime Report|Magazine)\b"
)


def restore(text: str) -> str:
    """Return a text with the private characters replaced by what they stood for."""
    return safe_text(text.replace(_LESS_THAN, "<").replace(_HYPHEN, "-").replace(_NOBODY, NAME_WITHHELD))


def _value(text: str) -> str:
    return safe_text(text).replace("<", _LESS_THAN).strip()


def _name(person: Person) -> dict[str, str]:
    if person.literal:
        return {"literal": _value(person.literal)}
    parts = {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.prefix,
        "suffix": person.suffix,
    }
    return {name: _value(part) for name, part in parts.items() if part}


def _names(people: Sequence[Person]) -> list[dict[str, str]]:
    return [name for person in people if (name := _name(person))]


def _date(source: Source) -> dict[str, Any]:
    """Return the date of publication, and the date on which the address was visited."""
    found = {
        "issued": _parts(issued(source.fields) or str(source.year or "")),
        "accessed": _parts(issued({"date": source.get("urldate")})),
    }
    return {name: {"date-parts": [parts]} for name, parts in found.items() if parts}


def _parts(iso: str) -> list[int]:
    parts = [int(part) for part in iso.split("-") if part]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        parts = parts[:1]
    if len(parts) > 2 and not 1 <= parts[2] <= 31:
        parts = parts[:2]
    return parts


def _pages(value: str) -> str:
    """Return a page range with one hyphen; a count of pages is not a range and gives nothing."""
    if _PAGE_COUNT.match(value):
        return ""
    return re.sub(r"\s*(?:-{1,3}|[–—‐‑−])\s*", "-", value.strip())


def has_pages(work: Work) -> bool:
    """Return whether a work gives its page range; a count of pages does not count."""
    return bool(_pages(work.get("pages")))


def web_address(source: Work) -> str:
    """Return the web address of a source, `""` for addresses that a reader can't follow, such as `javascript:`."""
    for name in ("url", "howpublished", "link"):
        value = source.get(name).strip()
        value = re.sub(r"^\\url\{(.*)\}$", r"\1", value)
        if _WEB.match(value):
            return value
    return ""


def _facts(source: Source) -> dict[str, str]:
    """Return the facts that the tables below name, which may be stored in one of several fields or need reformatting."""
    get = source.get
    number = get("number") or get("issue")
    return {
        "DOI": source.doi,
        "URL": "" if source.doi else web_address(source),
        "container": out_of_capitals(
            get("journaltitle") or get("journal") or get("booktitle") or get("maintitle")
        ),
        "edition": get("edition"),
        "eid": "" if get("pages") else article_number(source),
        "eventtitle": meeting_of(source),
        "isbn": get("isbn"),
        "issue": re.sub(r"(?<=\d)\s*--?\s*(?=\d)", "–", number),
        "language": language_tag(get("langid") or get("language")),
        "number": number,
        "pages": _pages(get("pages")),
        "place": get("address") or get("location"),
        "publisher": get("publisher") or get("institution") or get("organization") or get("school"),
        "series": get("series"),
        "type": get("type"),
        "version": get("version"),
        "volume": get("volume"),
        "volumes": get("volumes"),
    }


# CSL variable -> fact
_OF_EVERY_KIND = {
    "publisher": "publisher",
    "publisher-place": "place",
    "edition": "edition",
    "collection-title": "series",
    "DOI": "DOI",
    "URL": "URL",
    "ISBN": "isbn",
    "language": "language",
}
_PART = {"container-title": "container", "volume": "volume", "issue": "issue", "page": "pages"}
_REPORT = {"number": "number", "genre": "type"}
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "journal-article": _PART | {"number": "eid"},
    "law-review": _PART | {"number": "eid"},
    "news": _PART | {"number": "eid"},
    "chapter": _PART | {"event-title": "eventtitle"},
    "conference-paper": _PART | {"event-title": "eventtitle"},
    "book": {"volume": "volume", "number-of-volumes": "volumes"},
    "government-report": _REPORT,
    "ngo-report": _REPORT,
    "dataset": {"version": "version"},
}


def csl_item(
    source: Source,
    tags: Sequence[Tag] = (),
    *,
    name: str = "",
    kind: str = "",
    omit_publisher_as_author: bool = False,
) -> dict[str, Any]:
    """Return the CSL JSON of a source, with `name` as its id (default: its key) and of this `kind` (default: what source and tags say).

    `omit_publisher_as_author`: leave out a publisher that is also the author, as APA asks (Publication Manual, 7th ed., 9.29).
    """
    kind = kind or kind_of(source, tags)
    facts = _facts(source)
    variables = {**_OF_EVERY_KIND, **_OF_KIND.get(kind, {})}
    item: dict[str, Any] = {
        "id": name or source.key,
        "type": _CSL_TYPE.get(kind, "document"),
        "title": _title(source),
        **_date(source),
        **{variable: facts[fact] for variable, fact in variables.items()},
    }
    item |= _OWN_RULES.get(kind, _page_or_document)(source, facts)
    if kind == "press-release":
        item["genre"] = "Press release"
    item |= _people(source, item, kind)
    if omit_publisher_as_author:
        item |= _without_author(source, item)
    if isinstance(item.get("number"), str):
        item["number"] = item["number"].replace("-", _HYPHEN)
    if not item.get("URL"):
        item.pop("accessed", None)
    item["title"] = printed_title(item["title"])
    cleaned = {
        field: _value(value.replace(NAME_WITHHELD, _NOBODY)) if isinstance(value, str) else value
        for field, value in item.items()
    }
    return {field: value for field, value in cleaned.items() if value}


def _title(source: Source) -> str:
    subtitle = source.get("subtitle")
    if not subtitle or subtitle in source.title:
        return source.title
    return f"{source.title}: {subtitle}" if source.title else subtitle


def _people(source: Source, item: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return author, editor and translator. The editors of a book without a title become the authors of its chapter."""
    # the author of a decision or an act is the court or the legislature: the styles name it by themselves
    authors = [] if kind in {"case", "statute"} else _names(source.authors)
    editors = _names(source.editors)
    translators = [{"literal": _value(name)}] if (name := source.get("translator")) else []
    lacks_book = item["type"] in {"chapter", "paper-conference"} and not item["container-title"]
    if lacks_book and not authors:
        authors, editors = editors, []
    return {"author": authors, "editor": editors, "translator": translators}


def _without_author(source: Source, item: Mapping[str, Any]) -> dict[str, str]:
    """Return empty values for publisher and container where they are the only author."""
    if len(source.authors) != 1 or item["type"] not in {"report", "webpage", "document", "dataset"}:
        return {}
    author = source.authors[0].display
    return {field: "" for field in ("publisher", "container-title") if item.get(field) == author}


def _article(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of an article: no publisher; without a journal it is a document of its publisher."""
    if facts["container"]:
        return {"publisher": "", "publisher-place": ""}
    if facts["number"] and not source.get("volume"):
        return {"type": "report", "publisher-place": "", "number": facts["number"], "issue": ""}
    return {"type": "document", "publisher-place": ""}


def is_magazine(work: Work) -> bool:
    """Return whether a piece of news is of a magazine, by the name of the outlet or the entry's own word for it."""
    places = (work.container, *map(work.get, ("howpublished", "publisher", "institution", "organization")))
    outlet = next(filter(None, places), "")
    said = f"{work.type} {work.get('entrysubtype')}".lower()
    return "magazine" in said or _MAGAZINES.search(outlet) is not None


def _news(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    outlet = facts["container"] or source.get("howpublished") or facts["publisher"]
    type_ = "article-magazine" if is_magazine(source) else "article-newspaper"
    return {"type": type_, "container-title": outlet, **_article(source, {**facts, "container": outlet})}


def _thesis(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    degree, said = thesis_degree(source)
    genre = said or {"phd": "Doctoral dissertation", "master": "Master’s thesis"}.get(degree, "Thesis")
    return {
        "publisher": source.get("school") or source.get("institution") or facts["publisher"],
        "genre": genre,
    }


def _page_or_document(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    if source.type == "unpublished":
        return _manuscript(source)
    published = source.get("howpublished")
    issued_by = "" if _WEB.match(published) or published.startswith("\\url") else published
    if facts["URL"] or is_web_page(source):
        container = facts["container"] or issued_by or facts["publisher"]
        return {"type": "webpage", "container-title": container, "publisher": "", "genre": facts["type"]}
    return {
        "type": "document",
        "container-title": facts["container"],
        "publisher": facts["publisher"] or issued_by,
        "genre": facts["type"],
        "number": source.get("number"),
    }


def _manuscript(source: Source) -> dict[str, Any]:
    """Return type and genre of an unpublished paper, from `type` or a short note."""
    note = source.get("note")
    genre = source.get("type") or (note if len(note) <= 40 and "verified" not in note else "")
    generic = {"unpublished": "Unpublished manuscript", "working paper": "Working paper", "": ""}
    if genre.lower() in generic:
        return {"type": "manuscript", "genre": generic[genre.lower()]}
    return {"type": "manuscript", "publisher": genre}


def _case(source: Source, _facts: Mapping[str, str]) -> dict[str, Any]:
    case = read_case(source)
    found: dict[str, Any] = {
        "title": ", ".join(filter(None, (case.paper, case.name))),
        "volume": case.volume,
        "container-title": case.reporter,
        "page": _pages(case.page),
        "authority": case.court,
        "number": "" if case.reporter else re.sub(r"^Nos?\.\s*", "", case.docket),
        "publisher": "",
    }
    if not case.reporter and not re.match(
        r"Nos?\.", case.docket
    ):  # the styles may write "No." before a number
        found |= {"title": ", ".join(filter(None, (found["title"], case.docket))), "number": ""}
    if case.year:
        found["issued"] = {"date-parts": [[int(case.year)]]}
    return found


def _treaty_place(treaty: str) -> dict[str, str]:
    """Return where a treaty was printed: volume, series and page, or series and number."""
    head, _, tail = treaty.rpartition(" ")
    if not head[0].isdecimal():
        return {"container-title": head.removesuffix(" No."), "number": tail}
    volume, _, series = head.partition(" ")
    return {"volume": volume, "container-title": series, "page": tail}


def _statute(source: Source, _facts: Mapping[str, str]) -> dict[str, Any]:
    statute = read_statute(source)
    found: dict[str, Any] = {"title": statute.name, "publisher": "", "publisher-place": ""}
    if (
        statute.section or statute.public_law
    ):  # placed in the code: an address adds nothing, APA writes "Retrieved" before it
        found["URL"] = ""
    if statute.bill:
        return found | {
            "type": "bill",
            "number": statute.bill,
            "authority": source.get("howpublished"),
        }
    if statute.treaty:
        return found | {"type": "treaty"} | _treaty_place(statute.treaty)
    # the styles write "Pub. L. No." themselves
    if statute.public_law:
        found["number"] = statute.public_law
    if statute.section and not statute.public_law:
        found |= {"volume": statute.code_title, "container-title": "U.S.C.", "section": statute.section}
    elif statute.stat_volume:
        found |= {"volume": statute.stat_volume, "container-title": "Stat.", "page": statute.stat_page}
    if not statute.name:
        # the place stands as the name, for a style of no law prints a name alone in full
        found["title"] = f"Pub. L. No. {statute.public_law}" if statute.public_law else source.title
        found.pop("number", None)
        if statute.section and not statute.public_law:
            found |= {
                "title": f"{statute.code_title} U.S.C. § {statute.section}",
                "volume": "",
                "container-title": "",
                "section": "",
            }
    if not (statute.section or statute.public_law or statute.stat_page):
        name, place = official_place(source) or (statute.name, given_place(source))
        title = with_place(name, place)
        found["title"] = re.sub(rf"\s*\({statute.year}\)$", "", title) if statute.year else title
    return found


def _government_report(source: Source, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a report; the number of a report to Congress may be in its title or a note."""
    paper = None if facts["number"] else read_congressional(source)
    found = {"title": paper.name, "number": paper.number} if paper and paper.number else {}
    return {"collection-title": facts["container"] or facts["series"], **found}


_OWN_RULES: Mapping[str, Callable[[Source, Mapping[str, str]], dict[str, Any]]] = {
    "journal-article": _article,
    "law-review": _article,
    "news": _news,
    "chapter": lambda _source, _facts: {},
    "conference-paper": lambda _source, _facts: {},
    "book": lambda _source, facts: {"collection-number": facts["number"] if facts["series"] else ""},
    "thesis": _thesis,
    "government-report": _government_report,
    "ngo-report": lambda _source, facts: {"collection-title": facts["container"] or facts["series"]},
    "statute": _statute,
    "case": _case,
    "dataset": lambda source, facts: {"publisher": facts["publisher"] or source.get("howpublished")},
}
"""Variables of a kind beyond the tables; every other kind is a web page or a document (`_page_or_document`)."""
