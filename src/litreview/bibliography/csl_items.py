"""Sources to CSL JSON, so that a citation style finds every fact where it looks for it.

The types and variables are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV).
What pandoc's own reading of BibTeX gets wrong, and what is done here: docs, "How sources become citations".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from litreview.bibliography.capitals import out_of_capitals
from litreview.bibliography.languages import language_tag
from litreview.bibliography.trees import printed_title, safe_text
from litreview.model import Person, Source, Tag
from litreview.text import issued
from litreview.works.kinds import kind_of
from litreview.works.legal import read_case, read_statute

__all__ = ["csl_item", "restore"]

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
_WEB = re.compile(r"(?:https?|ftp)://\S+$", re.IGNORECASE)
_PAGE_COUNT = re.compile(r"\s*(\d+)\s*(?:pages?|pp?\.?)\s*$", re.IGNORECASE)
_MAGAZINES = re.compile(
    r"\b(?:Statesman|Nation|Reason|Foreign Policy|Atlantic|New Yorker|Newsweek|Crime Report|Magazine)\b"
)


def restore(text: str) -> str:
    """Return a text of the citation with the stand-in for `<` put back."""
    return safe_text(text.replace(_LESS_THAN, "<").replace(_HYPHEN, "-"))


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
    """Return the day on which a source appeared, and that on which somebody saw it at its address."""
    found = {
        "issued": _parts(issued(source.fields) or str(source.year or "")),
        "accessed": _parts(issued({"date": source.get("urldate")})),
    }
    return {name: {"date-parts": [parts]} for name, parts in found.items() if parts}


def _parts(said: str) -> list[int]:
    parts = [int(part) for part in said.split("-") if part]
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


def web_address(source: Source) -> str:
    """Return the address of a source if it is one a reader can follow: `javascript:` and the like are dropped."""
    for name in ("url", "howpublished", "link"):
        value = source.get(name).strip()
        value = re.sub(r"^\\url\{(.*)\}$", r"\1", value)
        if _WEB.match(value):
            return value
    return ""


def csl_item(
    source: Source, tags: Sequence[Tag] = (), *, name: str = "", omit_publisher_as_author: bool = False
) -> dict[str, Any]:
    """Return the CSL JSON of a source, with `name` as its id (default: its key).

    `omit_publisher_as_author`: leave out a publisher that is also the author, as APA asks (Publication Manual, 7th ed., 9.29).
    """
    kind = kind_of(source, tags)
    type_ = _CSL_TYPE.get(kind, "document")
    get = source.get
    item: dict[str, Any] = {"id": name or source.key, "type": type_, "title": source.title}
    if get("subtitle") and get("subtitle") not in source.title:
        item["title"] = f"{source.title}: {get('subtitle')}" if source.title else get("subtitle")
    authors, editors = _names(source.authors), _names(source.editors)
    publisher = get("publisher") or get("institution") or get("organization") or get("school")
    container = out_of_capitals(get("journaltitle") or get("journal") or get("booktitle") or get("maintitle"))
    number = get("number") or get("issue")
    issue = re.sub(r"(?<=\d)\s*--?\s*(?=\d)", "–", number)
    address = web_address(source)
    item.update(_date(source))
    item |= {
        "publisher": publisher,
        "publisher-place": get("address") or get("location"),
        "edition": get("edition"),
        "collection-title": get("series"),
        "DOI": source.doi,
        "URL": "" if source.doi else address,
        "ISBN": get("isbn"),
        "language": language_tag(get("langid") or get("language")),
    }
    genre = get("type")
    if kind in {"journal-article", "law-review", "news"}:
        if kind == "news":
            outlet = container or get("howpublished") or publisher
            item["type"] = "article-magazine" if _MAGAZINES.search(outlet) else "article-newspaper"
            container = outlet
        item |= {
            "container-title": container,
            "volume": get("volume"),
            "issue": issue,
            "page": _pages(get("pages")),
        }
        if get("eid") and not get("pages"):
            item["number"] = get("eid")
        item["publisher"] = item["publisher-place"] = ""
        if not container:  # an article without a journal is a document of its publisher
            item |= {
                "type": "report" if number and not item["volume"] else "document",
                "publisher": publisher,
            }
            if item["type"] == "report":
                item |= {"number": number, "issue": ""}
    elif kind in {"chapter", "conference-paper"}:
        item |= {
            "container-title": container,
            "page": _pages(get("pages")),
            "volume": get("volume"),
            "issue": issue,
        }
        item["event-title"] = get("eventtitle")
    elif kind == "book":
        item |= {"volume": get("volume"), "number-of-volumes": get("volumes")}
        if number and get("series"):
            item["collection-number"] = number
    elif kind == "thesis":
        item["publisher"] = get("school") or get("institution") or publisher
        masters = source.type == "mastersthesis" or genre.lower().startswith(("mas", "mathesis", "m.a", "ma"))
        item["genre"] = "Master’s thesis" if masters else "Doctoral dissertation"
        if genre and genre.lower() not in {"phdthesis", "mathesis", "mastersthesis"}:
            item["genre"] = genre
    elif kind in {"government-report", "ngo-report"}:
        item |= {"number": number, "genre": genre, "page": ""}
        if series := container:
            item["collection-title"] = series
    elif kind == "statute":
        item |= _statute(source)
    elif kind == "case":
        item |= _case(source)
    elif kind == "dataset":
        item |= {"publisher": publisher or get("howpublished"), "version": get("version")}
    else:
        item |= _other(source, address, container, publisher)
        if kind == "press-release":
            item["genre"] = "Press release"
    # the author of a decision or an act is the court or the legislature: the styles name it by themselves
    if authors and kind not in {"case", "statute"}:
        item["author"] = authors
    if editors:
        item["editor"] = editors
        if not authors and item["type"] in {"chapter", "paper-conference"} and not container:
            item["author"] = item.pop("editor")
    if translators := get("translator"):
        item["translator"] = [{"literal": _value(translators)}]
    if omit_publisher_as_author and len(source.authors) == 1:
        for field in ("publisher", "container-title"):
            if (
                item["type"] in {"report", "webpage", "document", "dataset"}
                and item.get(field) == source.authors[0].display
            ):
                item[field] = ""
    if isinstance(item.get("number"), str):
        item["number"] = item["number"].replace("-", _HYPHEN)
    if not item.get("URL"):
        item.pop("accessed", None)
    item["title"] = printed_title(item["title"])
    kept = {field: _value(value) if isinstance(value, str) else value for field, value in item.items()}
    return {field: value for field, value in kept.items() if value}


def _other(source: Source, address: str, container: str, publisher: str) -> dict[str, Any]:
    get = source.get
    issued_by = (
        ""
        if _WEB.match(get("howpublished")) or get("howpublished").startswith("\\url")
        else get("howpublished")
    )
    if source.type == "unpublished":
        genre = get("type") or (
            get("note") if len(get("note")) <= 40 and "verified" not in get("note") else ""
        )
        generic = {"unpublished": "Unpublished manuscript", "working paper": "Working paper", "": ""}
        if genre.lower() in generic:
            return {"type": "manuscript", "genre": generic[genre.lower()]}
        return {"type": "manuscript", "publisher": genre}
    if address and not source.doi:
        return {
            "type": "webpage",
            "container-title": container or issued_by or publisher,
            "publisher": "",
            "genre": get("type"),
        }
    return {
        "type": "document",
        "container-title": container,
        "publisher": publisher or issued_by,
        "genre": get("type"),
        "number": get("number"),
    }


def _case(source: Source) -> dict[str, Any]:
    case = read_case(source)
    found: dict[str, Any] = {
        "title": case.name,
        "volume": case.volume,
        "container-title": case.reporter,
        "page": _pages(case.page),
        "authority": case.court,
        "number": "" if case.reporter else case.docket,
        "publisher": "",
    }
    if case.year:
        found["issued"] = {"date-parts": [[int(case.year)]]}
    return found


def _statute(source: Source) -> dict[str, Any]:
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
            "authority": source.get("howpublished") or "United States",
        }
    # the styles write "Pub. L. No." themselves
    if statute.public_law:
        found["number"] = statute.public_law
    if statute.section and not statute.public_law:
        found |= {"volume": statute.code_title, "container-title": "U.S.C.", "section": statute.section}
    elif statute.stat_volume:
        found |= {"volume": statute.stat_volume, "container-title": "Stat.", "page": statute.stat_page}
    if not statute.name:
        found["title"] = f"Pub. L. No. {statute.public_law}" if statute.public_law else source.title
        found.pop("number", None)
    return found
