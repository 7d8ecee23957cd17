"""Read the JSON of registries (Crossref, OpenAlex, Semantic Scholar): one work, a list, API answers, or one work a line.

- Crossref: members follow its "REST API JSON format". An abstract is JATS. The works cited stay a list of objects (`references` reads them).
  Later notices of publishers and Retraction Watch go into the fields `retracted`, `corrected`, `expression-of-concern` and `updated`.
  For a work that is itself such a notice, `notice-on` names the other work. `open-access` is the address of a text with a Creative
  Commons licence.
- OpenAlex: fields follow its documentation, "Work object". The abstract is an inverted index, which is put back in order.
  `cites` stores the OpenAlex ids of the works cited; these ids are also the keys, so works of one export link to each other.
- Semantic Scholar: members follow the documentation of its Academic Graph API, "FullPaper". The papers cited become a list of objects
  in Crossref's form. `tldr`, a machine's one-sentence summary, gets its own field and is not used as an abstract.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.core.containers import list_of, mapping_of
from litreview.core.model import Person, Problem
from litreview.core.text import format_names, parse_names, to_latex
from litreview.formats.field_values import KeyAssigner, pages, person_of
from litreview.formats.json_items import (
    leftovers,
    plain_json,
    read_items,
    text_of,
    text_or_json,
)
from litreview.formats.record_building import RawEntry
from litreview.formats.vocabularies import terms

_CONTAINERS = terms("containers")

Fields = list[tuple[str, str]]
Made = tuple[str, Fields, str, Sequence[str]]
"""The parts of an entry: type, fields, key (`""` if unknown), and words that the type already covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The reader for works of one registry.

    `what`, `signs`, `inner` and `whole` are arguments of `read_items`, `covered` is the `known` of `leftovers`. Members that `make`
    does not handle (`handled`) go to fields named after the registry; `hyphenated` matches what becomes a hyphen in these names.
    """

    name: str
    what: str
    signs: tuple[str, ...]
    inner: tuple[str, ...]
    whole: Callable[[Mapping[str, Any]], bool]
    make: Callable[[Mapping[str, Any]], Made]
    handled: frozenset[str]
    covered: frozenset[str]
    hyphenated: str = "[^a-z0-9]+"

    def read(self, text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
        """Return the raw entries of a file of the registry, and the Problems met."""
        return read_items(
            text, path, self._entry, what=self.what, signs=self.signs, inner=self.inner, whole=self.whole
        )

    def _entry(
        self, work: Mapping[str, Any], keys: KeyAssigner, position: int, line: int, raw: str
    ) -> RawEntry:
        type_, fields, key, type_words = self.make(work)
        fields += [
            (f"{self.name}-{re.sub(self.hyphenated, '-', name.lower())}", text_or_json(value))
            for name, value in work.items()
            if name not in self.handled
        ]
        fields.append((f"{self.name}-rest", leftovers(work, fields, self.covered, type_words)))
        fields = [(name, value) for name, value in fields if value]
        key = keys.assign(key, fields, position)
        return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format=self.name)


def _authors(names: Iterable[str]) -> str:
    """Return names in the form `First von Last` as one list; a name that is not one person's is that of an organisation."""
    parsed = ((name, parse_names(to_latex(name))) for name in names)
    persons = [found[0] if len(found) == 1 else Person(literal=name) for name, found in parsed]
    return format_names([person for person in persons if person != Person()], encode=True)


# --- Crossref -------------------------------------------------------------------------------------------------------------

_CROSSREF_TYPES, _CROSSREF_FIELDS = terms("crossref.types"), terms("crossref.fields")
_CSL_TYPES, _CSL_PERSONS, _UPDATES = (terms("csl.types"), terms("csl.persons"), terms("crossref.updates"))
_PARTS = frozenset({"incollection", "inproceedings"})
_DATES = ("issued", "published-print", "published-online", "published", "posted")
_TITLE = re.compile(r"\s*<(?:jats:)?title[^>]*>\s*(.*?)\s*</(?:jats:)?title>\s*", re.DOTALL)
_PARAGRAPH = re.compile(r"</(?:jats:)?(?:p|sec|list-item)>\s*")
_EMPTY = re.compile(r"(?:\s*<[^<>]*>)*\s*")
_BARE_TITLE = re.compile(r"(?i)abstracts?|summary|zusammenfassung|r[ée]sum[ée]|resumen|resumo|riassunto")
_END = re.compile(r"[.:?!]$")


def _of_crossref(work: Mapping[str, Any]) -> Made:
    original_type = text_of(work.get("type"))
    type_ = _CROSSREF_TYPES.get(original_type) or _CSL_TYPES.get(original_type) or "misc"
    title, subtitle = _joined(work.get("title")), _joined(work.get("subtitle"))
    fields = [
        ("title", title or subtitle),
        ("subtitle", subtitle if title else ""),
        *((_CSL_PERSONS[name], _crossref_persons(work[name])) for name in _CSL_PERSONS if name in work),
        *_date(work),
        *_containers(work.get("container-title"), type_),
        *((field, _joined(work.get(name))) for name, field in _CROSSREF_FIELDS.items()),
        ("abstract", _abstract(work.get("abstract"))),
        ("reference", plain_json(work["reference"]) if work.get("reference") else ""),
        ("type", original_type if original_type not in {"journal-article", "book"} else ""),
        ("times-cited", text_of(work.get("is-referenced-by-count"))),
        *_status(work),
        ("open-access", _licensed_text(work)),
    ]
    return type_, fields, "", (original_type,)


def _joined(value: Any) -> str:
    """Return a value as one text, lists joined: titles, ISSN and ISBN are lists in some answers only."""
    return (
        "; ".join(filter(None, map(text_of, list_of(value)))) if isinstance(value, list) else text_of(value)
    )


def _containers(value: Any, type_: str) -> Iterator[tuple[str, str]]:
    """Yield the container fields: a book chapter names its series first; journals have one name, and abbreviations elsewhere."""
    names = [text_of(each) for each in (value if isinstance(value, list) else [value])]
    if type_ in _PARTS and len(names) > 1:
        yield "series", names[0]
        names = names[1:]
    yield (
        _CONTAINERS.get(type_, "series" if type_ in {"book", "collection", "techreport"} else "publication"),
        "; ".join(names),
    )


def _crossref_persons(value: Any) -> str:
    return format_names(
        [person for each in list_of(value) if (person := person_of(mapping_of(each))) != Person()]
    )


def _date(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    date = next(filter(None, (_day(work.get(name)) for name in _DATES)), "")
    yield "year", date[:4]
    yield "date", date if len(date) > 4 else ""


def _day(value: Any) -> str:
    """Return a date of Crossref as `YYYY-MM-DD`, shortened to its known parts, `""` without a year.

    >>> _day({"date-parts": [[2019, 3]]}), _day({"date-parts": [[None]]})
    ('2019-03', '')
    """
    parts = list_of(next(iter(list_of(mapping_of(value).get("date-parts"))), None))
    numbers = [text_of(part) for part in parts[:3]]
    if not numbers or not re.fullmatch(r"\d{4}", numbers[0]):
        return ""
    return "-".join(number.zfill(2) for number in numbers if number)


def _abstract(value: Any) -> str:
    """Return an abstract with its headings before its paragraphs; decoding the field removes the tags.

    >>> _abstract("<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>To ask.</jats:p></jats:sec>").strip()
    '<jats:sec> Aim: <jats:p>To ask.</jats:p> </jats:sec>'
    """
    text = text_of(value)
    # some publishers deposit an empty paragraph
    return (
        ""
        if _EMPTY.fullmatch(text)
        else _PARAGRAPH.sub(lambda found: f"{found[0].strip()} ", _TITLE.sub(_heading, text))
    )


def _heading(found: re.Match[str]) -> str:
    if _BARE_TITLE.fullmatch(found[1].strip(" .:")):
        return " "
    return f" {found[1]}{' ' if _END.search(found[1]) else ': '}"


def _status(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield later notices about the work (retraction, correction …), one field per kind, and `notice-on` if the work is itself a notice."""
    notices_by_kind: dict[str, dict[str, list[str]]] = {}
    for update in map(mapping_of, list_of(work.get("updated-by"))):
        kind = _UPDATES.get(text_of(update.get("type")), "updated")
        notes = notices_by_kind.setdefault(kind, {}).setdefault(_notice(update), [])
        notes += [text_of(update.get("source")).replace("-", " ")]
    for kind, notices in notices_by_kind.items():
        yield (
            kind,
            "; ".join(
                f"{notice} ({', '.join(dict.fromkeys(filter(None, by)))})".removesuffix(" ()")
                for notice, by in notices.items()
            ),
        )
    yield "notice-on", "; ".join(dict.fromkeys(map(_notice, map(mapping_of, list_of(work.get("update-to"))))))


def _notice(update: Mapping[str, Any]) -> str:
    """Format a notice: `Retraction, 2021-02-01, https://doi.org/10.5555/notice.9`."""
    label = text_of(update.get("label")) or text_of(update.get("type")).replace("_", " ").capitalize()
    doi = text_of(update.get("DOI"))
    return ", ".join(filter(None, (label, _day(update.get("updated")), doi and f"https://doi.org/{doi}")))


def _licensed_text(work: Mapping[str, Any]) -> str:
    """Return the address of the full text if its licence is one of Creative Commons, else `""`."""
    licences = [text_of(mapping_of(each).get("URL")) for each in list_of(work.get("license"))]
    if not any("creativecommons.org" in licence for licence in licences):
        return ""
    links = [text_of(mapping_of(each).get("URL")) for each in list_of(work.get("link"))]
    return next(iter(filter(None, links)), "") or text_of(work.get("URL"))


_Reader = Callable[[str, str], tuple[list[RawEntry], list[Problem]]]
read_crossref: _Reader = Registry(
    name="crossref",
    what="Crossref work",
    signs=("DOI", "title", "author"),
    inner=("items", "works"),
    # a reference or a funder has a DOI, too, but no title or type
    whole=lambda value: bool(value.get("title") or (value.get("DOI") and value.get("type"))),
    make=_of_crossref,
    handled=frozenset(
        {
            "type",
            "container-title",
            "issued",
            "reference",
            "abstract",
            "title",
            "update-to",
            "updated-by",
            "is-referenced-by-count",
        }
        | _CROSSREF_FIELDS.keys()
        | _CSL_PERSONS.keys()
    ),
    # names whose values repeat the order, the times of dates, or texts that other fields handle
    covered=frozenset(
        {"sequence", "date-time", "timestamp", "date-parts", "reference", "abstract", "type", "updated"}
    ),
).read

# --- OpenAlex -------------------------------------------------------------------------------------------------------------

_OPENALEX_TYPES = terms("openalex.types")
_OPENALEX_IDS = frozenset({"pmid", "pmcid", "mag"})


def _of_openalex(work: Mapping[str, Any]) -> Made:
    original_type = text_of(work.get("type") or work.get("type_crossref"))
    source = mapping_of(_at(work, "primary_location", "source")) or mapping_of(work.get("host_venue"))
    source_type = text_of(source.get("type"))
    type_ = _OPENALEX_TYPES.get(original_type.lower(), "misc")
    if type_ == "article" and source_type == "conference":
        type_ = "inproceedings"
    identity = _short(text_of(work.get("id")))
    keywords = (mapping_of(each) for each in list_of(work.get("keywords")))
    authors = [*map(mapping_of, list_of(work.get("authorships")))]
    author_ids = [_short(text_of(_at(each, "author", "id"))) for each in authors]
    fields = [
        ("title", _first(work, "title", "display_name")),
        # `display_name` is `First von Last`, `raw_author_name` as printed
        (
            "author",
            _authors(
                text_of(_at(each, "author", "display_name")) or text_of(each.get("raw_author_name"))
                for each in authors
            ),
        ),
        # in the order of the authors, with a gap where one has none
        ("author-ids", "; ".join(author_ids) if any(author_ids) else ""),
        ("year", text_of(work.get("publication_year"))),
        ("date", text_of(work.get("publication_date"))),
        (
            _CONTAINERS.get(type_, "series" if type_ == "book" else "journal"),
            text_of(source.get("display_name")),
        ),
        ("issn", text_of(source.get("issn_l")) or "; ".join(map(text_of, list_of(source.get("issn"))))),
        ("publisher", text_of(source.get("host_organization_name")) or text_of(source.get("publisher"))),
        ("volume", text_of(_at(work, "biblio", "volume"))),
        ("number", text_of(_at(work, "biblio", "issue"))),
        (
            "pages",
            pages(text_of(_at(work, "biblio", "first_page")), text_of(_at(work, "biblio", "last_page"))),
        ),
        ("doi", text_of(work.get("doi"))),
        ("url", text_of(_at(work, "primary_location", "landing_page_url"))),
        ("abstract", abstract_of(work.get("abstract_inverted_index"))),
        ("keywords", "; ".join(filter(None, (_first(each, "display_name", "keyword") for each in keywords)))),
        ("language", text_of(work.get("language"))),
        ("openalex", identity),
        *(
            (name, _short(text_of(value)))
            for name, value in mapping_of(work.get("ids")).items()
            if name in _OPENALEX_IDS
        ),
        ("cites", ", ".join(_short(text_of(each)) for each in list_of(work.get("referenced_works")))),
        ("type", original_type if original_type.lower() not in {"article", "book"} else ""),
        ("times-cited", text_of(work.get("cited_by_count"))),
        # the same field as Crossref's; `is_retracted: false` stays in a field of OpenAlex's own
        ("retracted", "true" if work.get("is_retracted") is True else ""),
        # the address of an open full text
        (
            "open-access",
            text_of(_at(work, "open_access", "oa_url")) or text_of(_at(work, "best_oa_location", "pdf_url")),
        ),
    ]
    return type_, fields, identity, (original_type, source_type)


def _at(value: Mapping[str, Any], outer: str, inner: str) -> Any:
    return mapping_of(value.get(outer)).get(inner)


def _first(value: Mapping[str, Any], *names: str) -> str:
    return text_of(next((value[name] for name in names if value.get(name)), ""))


def abstract_of(index: Any) -> str:
    """Return the text of an inverted index, `{"word": [positions]}`.

    >>> abstract_of({"trafficking": [1], "Human": [0]})
    'Human trafficking'
    """
    places: list[tuple[int, str]] = []
    for word, positions in mapping_of(index).items():
        # a word whose position cannot be read comes last
        known = [each for each in list_of(positions) if isinstance(each, int)]
        places += [(position, word) for position in known or [sys.maxsize]]
    return " ".join(word for _, word in sorted(places))


def _short(identity: str) -> str:
    """Return an id without its address: `W1` for `https://openalex.org/W1`."""
    return identity.rstrip("/").rsplit("/", 1)[-1]


read_openalex: _Reader = Registry(
    name="openalex",
    what="OpenAlex work",
    signs=("id", "title", "display_name", "doi"),
    inner=("results", "works"),
    # an author or a source in a work has no title
    whole=lambda value: bool(value.get("title")) or "openalex.org/W" in text_of(value.get("id")),
    make=_of_openalex,
    handled=frozenset({
        "id", "doi", "title", "display_name", "publication_year", "publication_date", "type", "type_crossref", "authorships", "biblio", "ids",
        "abstract_inverted_index", "referenced_works", "primary_location", "keywords", "language", "host_venue", "cited_by_count",
    }),
    # fields have the ids of works without their addresses; the position of an author repeats the order
    covered=frozenset({"referenced_works", "id", "type_crossref", "ids", "author_position", "openalex"}),
    hyphenated="_",
).read  # fmt: skip

# --- Semantic Scholar -----------------------------------------------------------------------------------------------------

_PAPER_TYPES, _PAPER_IDS = terms("semanticscholar.types"), terms("semanticscholar.ids")
_RANGE = re.compile(r"\s*[-–—]+\s*")
# an arXiv number where a volume is expected
_NO_VOLUME = re.compile(r"(?i)\s*abs/.*")


def _of_semanticscholar(paper: Mapping[str, Any]) -> Made:
    kinds = [text_of(each) for each in list_of(paper.get("publicationTypes"))]
    journal, venue = mapping_of(paper.get("journal")), mapping_of(paper.get("publicationVenue"))
    type_ = _paper_type(kinds, text_of(venue.get("type")), has_journal=bool(text_of(journal.get("name"))))
    name = text_of(venue.get("name")) or text_of(journal.get("name")) or text_of(paper.get("venue"))
    volume = text_of(journal.get("volume"))
    fields = [
        ("title", text_of(paper.get("title"))),
        ("author", _authors(_names(paper))),
        ("year", text_of(paper.get("year"))),
        ("date", text_of(paper.get("publicationDate"))),
        (_CONTAINERS.get(type_, "publication"), name),
        ("volume", "" if _NO_VOLUME.fullmatch(volume) else volume),
        ("pages", _RANGE.sub("–", text_of(journal.get("pages")))),
        ("issn", text_of(venue.get("issn"))),
        ("abstract", text_of(paper.get("abstract"))),
        *_identifiers(paper),
        ("semanticscholar", text_of(paper.get("paperId"))),
        ("times-cited", text_of(paper.get("citationCount"))),
        ("references", _cited_papers(paper)),
        ("open-access", text_of(mapping_of(paper.get("openAccessPdf")).get("url"))),
        ("tldr", text_of(mapping_of(paper.get("tldr")).get("text"))),
    ]
    return type_, fields, "", kinds


def _names(paper: Mapping[str, Any]) -> list[str]:
    return [text_of(mapping_of(each).get("name")) for each in list_of(paper.get("authors"))]


def _paper_type(kinds: list[str], venue: str, *, has_journal: bool) -> str:
    """Return the type of a paper: a conference first, then the first known kind, else by the journal or venue."""
    known = [_PAPER_TYPES[kind] for kind in kinds if kind in _PAPER_TYPES]
    if "inproceedings" in known or (not known and venue == "conference"):
        return "inproceedings"
    return next(iter(known), "article" if has_journal or venue == "journal" else "misc")


def _identifiers(paper: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    ids = mapping_of(paper.get("externalIds"))
    for name, field in _PAPER_IDS.items():
        yield field, text_of(ids.get(name))
    if text_of(ids.get("ArXiv")):
        yield "eprinttype", "arxiv"


def _cited_papers(paper: Mapping[str, Any]) -> str:
    """Return the cited papers as a JSON list of objects with Crossref's names."""
    found = [_cited(mapping_of(each)) for each in list_of(paper.get("references"))]
    return plain_json([each for each in found if each]) if any(found) else ""


def _cited(paper: Mapping[str, Any]) -> dict[str, str]:
    journal = mapping_of(paper.get("journal"))
    reference = {
        "DOI": text_of(mapping_of(paper.get("externalIds")).get("DOI")),
        "author": next(iter(_names(paper)), ""),
        "year": text_of(paper.get("year")),
        "article-title": text_of(paper.get("title")),
        "journal-title": text_of(journal.get("name")) or text_of(paper.get("venue")),
        "volume": text_of(journal.get("volume")),
        "first-page": _RANGE.split(text_of(journal.get("pages")), maxsplit=1)[0].strip(),
    }
    return {name: value for name, value in reference.items() if value}


read_semanticscholar: _Reader = Registry(
    name="semanticscholar",
    what="Semantic Scholar paper",
    signs=("paperId", "title", "externalIds"),
    inner=("data", "papers", "results"),
    # authors and venues have a name and no title
    whole=lambda value: bool(value.get("title") or value.get("paperId")),
    make=_of_semanticscholar,
    handled=frozenset({
        "paperId", "externalIds", "title", "abstract", "venue", "year", "publicationDate", "journal", "authors", "corpusId",
        "references", "tldr", "openAccessPdf", "publicationVenue", "citationCount",
    }),
    # Semantic Scholar's ids of authors, the model that wrote the summary, and the list of references
    covered=frozenset({"authorId", "model", "references"}),
).read  # fmt: skip
