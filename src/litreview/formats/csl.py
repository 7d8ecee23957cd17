"""CSL-JSON, the common tongue of citation software: read and written.

Fields after the CSL 1.0.2 specification, appendix IV ("Variables").
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.building import RawEntry, free_key
from litreview.model import Person, Problem, Where, Work
from litreview.text import format_names

__all__ = ["dump_csl", "read_csl"]

_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "article": "article", "book": "book",
    "chapter": "incollection", "paper-conference": "inproceedings", "thesis": "phdthesis", "report": "techreport",
    "legislation": "legislation", "bill": "legislation", "legal_case": "jurisdiction", "dataset": "dataset", "software": "software",
    "webpage": "online", "post-weblog": "online", "post": "online", "manuscript": "unpublished", "interview": "interview",
    "personal_communication": "personal_communication", "patent": "patent", "motion_picture": "video",
}  # fmt: skip
_WRITTEN = {
    "article": "article-journal", "book": "book", "collection": "book", "proceedings": "book", "mvbook": "book", "incollection": "chapter",
    "inbook": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "legislation": "legislation", "statute": "legislation",
    "jurisdiction": "legal_case", "case": "legal_case", "dataset": "dataset", "software": "software", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "unpublished": "manuscript", "interview": "interview", "letter": "personal_communication",
    "personal_communication": "personal_communication", "patent": "patent", "video": "motion_picture",
}  # fmt: skip
_FIELDS = {
    "title": "title", "container-title": "", "volume": "volume", "issue": "number", "number": "number", "page": "pages",
    "publisher": "publisher", "publisher-place": "address", "DOI": "doi", "ISBN": "isbn", "ISSN": "issn", "PMID": "pmid",
    "PMCID": "pmcid", "URL": "url", "abstract": "abstract", "keyword": "keywords", "note": "note", "edition": "edition",
    "language": "language", "genre": "type", "collection-title": "series", "title-short": "shorttitle",
    "container-title-short": "shortjournal", "event-title": "eventtitle", "medium": "howpublished", "authority": "institution",
    "annote": "annotation", "chapter-number": "chapter", "number-of-pages": "pagetotal", "source": "source", "archive": "archive",
}  # fmt: skip
_PERSONS = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
}


def read_csl(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a CSL-JSON list (or one item, or `{"items": […]}`), and the Problems met."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        where = Where(file=path, line=line)
        return [], [
            Problem(
                where=where,
                code="LR025",
                level="error",
                message=f"not sound JSON: {getattr(error, 'msg', 'nested too deep')}",
                remedy="export it again",
            )
        ]
    if isinstance(data, dict):
        inner = data.get("items") or data.get("results")
        data = inner if isinstance(inner, list) else [data]
    if not isinstance(data, list):
        data = []
    entries, problems = [], []
    for position, item in enumerate(data, 1):
        if isinstance(item, dict) and any(name in item for name in ("title", "author", "type", "id", "DOI")):
            entries.append(_entry(item, position))
        else:
            problems.append(
                Problem(
                    where=Where(file=path),
                    code="LR025",
                    level="error",
                    message=f"item {position} is no CSL-JSON record",
                    remedy="compare it with a sound one",
                )
            )
    return entries, problems


def _entry(item: Mapping[str, Any], position: int) -> RawEntry:
    kind = str(item.get("type", ""))
    type_ = _TYPES.get(kind, re.sub(r"[^\w-]", "", kind.lower()) or "misc")
    fields: list[tuple[str, str]] = []
    for name, value in item.items():
        if name in {"id", "type", "citation-key"}:
            continue
        if name in _PERSONS or (
            isinstance(value, list)
            and value
            and all(isinstance(each, dict) and ("family" in each or "literal" in each) for each in value)
        ):
            persons = (
                [_person(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []
            )
            fields.append(
                (_PERSONS.get(name, name.lower()), format_names([p for p in persons if p != Person()]))
            )
        elif isinstance(value, dict) and ("date-parts" in value or "raw" in value or "literal" in value):
            date = _date(value)
            target = {"issued": "date", "accessed": "urldate", "original-date": "origdate"}.get(
                name, name.lower()
            )
            if target == "date" and date:
                fields.append(("year", date[:4] if re.match(r"\d{4}", date) else date))
            if target != "date" or len(date) > 4:
                fields.append((target, date))
        elif name == "container-title":
            target = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}.get(
                type_, "publication"
            )
            fields.append((target, _plain(value)))
        else:
            fields.append((_FIELDS.get(name) or name.lower(), _plain(value)))
    fields = [(name, value) for name, value in fields if value]
    key = str(item.get("citation-key") or item.get("id") or "")
    return RawEntry(
        key=key or free_key(fields, position),
        type=type_,
        fields=fields,
        line=0,
        raw=json.dumps(item, ensure_ascii=False),
        format="csl",
    )


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _person(item: Mapping[str, Any]) -> Person:
    text = {
        name: str(item.get(name) or "")
        for name in ("family", "given", "suffix", "literal", "non-dropping-particle", "dropping-particle")
    }
    if text["literal"] or not text["family"]:
        return Person(literal=text["literal"] or text["given"])
    prefix = " ".join(p for p in (text["dropping-particle"], text["non-dropping-particle"]) if p)
    return Person(family=text["family"], given=text["given"], prefix=prefix, suffix=text["suffix"])


def _date(value: Mapping[str, Any]) -> str:
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        dates = [
            "-".join(str(part).zfill(2) for part in each if part) for each in parts if isinstance(each, list)
        ]
        return "/".join(date for date in dates if date)
    return str(value.get("literal") or value.get("raw") or "")


def dump_csl(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> str:
    """Return the works as a CSL-JSON list."""
    items = [_item(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(work: Work, codes: list[str], note: str) -> dict[str, Any]:
    kind = _WRITTEN.get(work.type, "document")
    item: dict[str, Any] = {"id": work.key, "type": kind}
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        return item
    for name, persons in (("author", work.authors), ("editor", work.editors)):
        if persons:
            item[name] = [_csl_name(person) for person in persons]
    fields = work.fields
    taken = {"author", "editor", "year", "date", "month", "keywords", "annotation"}
    for name, source in _FIELDS.items():
        if source and source not in {"keywords", "annotation"} and source not in taken and fields.get(source):
            item[name] = fields[source]
            taken.add(source)
    if work.container:
        item["container-title"] = work.container
    if "publisher" not in item:
        publisher = next(
            (fields[name] for name in ("institution", "school", "organization") if fields.get(name)), ""
        )
        if publisher:
            item["publisher"] = publisher
    if work.doi:
        item["DOI"] = work.doi
    issued = _issued(work)
    if issued:
        item["issued"] = issued
    keywords = keywords_with_tags(fields.get("keywords", ""), codes)
    if keywords:
        item["keyword"] = keywords
    annotation = note or fields.get("annotation", "")
    if annotation:
        item["annote"] = annotation
    return item


def _issued(work: Work) -> dict[str, Any]:
    date = re.match(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", work.fields.get("date", ""))
    if date:
        return {"date-parts": [[int(part) for part in date.groups() if part]]}
    if work.year:
        return {"date-parts": [[work.year]]}
    text = work.fields.get("year", "")
    return {"literal": text} if text else {}


def _csl_name(person: Person) -> dict[str, str]:
    if person.literal:
        return {"literal": person.literal}
    parts = {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.prefix,
        "suffix": person.suffix,
    }
    return {name: value for name, value in parts.items() if value}
