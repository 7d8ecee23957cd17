"""Decides which sources to look up in a registry, by what, and which not and why; and what its records add to a source.

Confidential and unpublished sources, and personal communications, are never sent to a registry.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from litreview.core import text
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.mark_words import folded, says_interview
from litreview.core.model import Fields, Record, Source, Work
from litreview.core.sealed import is_private_path
from litreview.providers import IDENTIFIERS, By, Provider, Query, What
from litreview.stages.enrichment.enriched_files import EnrichedEntry
from litreview.works.kinds import ARTICLE, LOOSE, answers_request, is_request, source_type
from litreview.works.law import REPORTER
from litreview.works.missing_values import REFERENCE_FIELDS, has_references

# fields that locate an article
_PLACE = ("volume", "pages", "issn")

# fields that a registry's record may add -> their names in the ledger
_NAMED: Mapping[str, str] = {
    **dict.fromkeys(REFERENCE_FIELDS, "references"),
    **{
        name: name
        for name in (
            "abstract", "doi", "pmid", "pmcid", "openalex", "arxiv", "isbn", "issn", "volume", "number", "pages", "publisher", "author",
            "year", "language", "url",
        )
    },
    "journal": "container", "journaltitle": "container", "booktitle": "container", "eid": "pages",
}  # fmt: skip
_STATUS = ("retract", "corrected", "expression-of-concern", "notice-on", "update-to", "updated-by")
_OPEN = ("open-access", "oa-location", "open_access", "openaccess")


def what_is_missing(source: Work) -> frozenset[What]:
    """Return the data that a registry could add to a source.

    `status` is always included, since a work may be retracted or corrected after its record was exported.

    >>> sorted(what_is_missing(Work(key="a", type="book", fields={"abstract": "…", "references": "…", "isbn": "978-0-0000-0000-2"})))
    ['status']
    """
    missing: set[What] = {"status"}
    if not source.abstract:
        missing.add("abstracts")
    if not has_references(source):
        missing.add("references")
    if not _is_identified(source):
        missing.add("ids")
    return frozenset(missing)


def _is_identified(source: Work) -> bool:
    if source.type in ARTICLE:
        return bool(source.doi) and all(source.get(name) for name in _PLACE)
    return bool(source.doi or source.get("isbn"))


def gained(source: Work, record: Record) -> tuple[str, ...]:
    """Return the facts in a registry's record that the source lacks, by name: `abstract`, `references`, `retraction` …"""
    found = {
        fact
        for name, value in record.fields.items()
        if value and (fact := _NAMED.get(name)) and not _has_fact(source, name, fact)
    }
    found |= {word for name in record.fields for word in _status_words(name) if record.get(name) != "false"}
    return tuple(sorted(found))


def _has_fact(source: Work, name: str, fact: str) -> bool:
    if fact == "references":
        return has_references(source)
    if fact == "container":
        return bool(source.container)
    return bool(source.get(name)) or (fact == "pages" and bool(source.get("pages") or source.get("eid")))


def _status_words(name: str) -> Iterable[str]:
    if any(part in name for part in _STATUS):
        yield "status"
    if any(part in name for part in _OPEN):
        yield "open access"


def with_gains(source: Source, records: Iterable[Record]) -> Source:
    """Return a source with the missing fields from registries' records; with their DOI other registries can be asked."""
    fields = dict(source.fields)
    doi = source.doi
    for record in records:
        doi = doi or record.doi
        fields = {**{n: v for n, v in record.fields.items() if n in _NAMED and v}, **fields}
    return replace(source, fields=Fields(fields), doi=doi)


NEVER: dict[str, str] = {
    "confidential": "confidential, or below private/",
    "interview": "an interview",
    "request": "a request for public records",
    "document": "a document given out on a request, or another public record",
    "spoken": "perhaps told in confidence: say `confidential = {false}` if it was not",
    "letter": "a letter, a conversation or another personal communication",
    "unpublished": "unpublished",
    "statute": "a statute or bill: no registry knows it",
    "case": "a case, which is asked about by its citation alone",
}
"""The reasons why a source is never looked up, by a code for each; the preview counts them."""

_LETTER_TYPES = frozenset(
    {"letter", "personal_communication", "personalcommunication", "email", "e-mail", "message", "interview"}
)
_LETTER = re.compile(
    r"\bpers(?:onal|\.)? ?(?:comm\w*|correspondence)|\b(?:e-?mail|letter|memo(?:randum)?|message|fax) (?:to|from)\b",
    re.IGNORECASE,
)
# in an entry of a generic type: the complete value of a field that names its kind
_LETTER_KIND = re.compile(
    r"(?:personal |private |text |voice )?(?:letter|e-?mail|message|memo(?:randum)?|fax|correspondence|conversation|telephone call|note|diary"
    r"|journal entry|transcript|(?:audio|video) ?recording|recording)s?|carta|correo|lettre|courriel|brief|schreiben|tagebuch",
    re.IGNORECASE,
)
_KIND_FIELDS = ("howpublished", "type", "entrysubtype", "genre", "medium")
# and words of a title that name a personal communication; without accents, in small letters
_LETTER_TITLE = re.compile(
    r"\b(?:letter|e-?mail|memo(?:randum)?|message|fax|note|postcard)s? (?:to|from|of thanks)\b"
    r"|\b(?:correspondence|conversation|discussion|meeting|chat|call|exchange|talk) (?:with|between)\b"
    r"|\b(?:personal|private) (?:letter|e-?mail|message|note|diary|papers|archive)s?\b|\bfield ?-?(?:note|diar)|^diar(?:y|ies)\b"
    r"|\b(?:whatsapp|signal|text|voice) message\b|\b(?:to|with) (?:the )?(?:present )?(?:author|researcher|me\b|us\b)"
    r"|\btranscripts? (?:of|from)\b"
    r"|\b(?:carta|correo|mensaje|conversacion|lettre|courriel|lettera|brief|schreiben|nachricht) (?:de|del|a|al|con|avec|di|an|von|mit)\b"
)
_UNPUBLISHED_TYPES = frozenset({"unpublished", "manuscript", "draft"})
_UNPUBLISHED = re.compile(
    r"\bunpublished\b|\b(?:in|under) ?(?:preparation|review)\b|\bsubmitted\b|\bdraft\b|\bon file with\b"
    r"|\bnot (?:yet )?(?:for (?:distribution|circulation|publication|citation)|published)\b|\bdo not (?:cite|quote|circulate|share|distribute)\b"
    r"|\b(?:unver(?:ö|oe)ffentlicht|in[eé]dit[aoe]?s?|no publicad[ao]|non publi[eé]e?s?|ongepubliceerd|opublicerad|upubliseret|upublisert)\b",
    re.IGNORECASE,
)
# not a mark of ours, but a statement that the work is confidential
_CONFIDENTIAL = re.compile(r"\bconfidential\b|\boff the record\b", re.IGNORECASE)
_WORD_ON = ("note", "annote", "annotation", "comment", "howpublished", "titleaddon", "rights")
_DESCRIBING_FIELDS = (
    "howpublished", "type", "entrysubtype", "genre", "medium", "note", "pubstate", "titleaddon",
    "ris-ty",
)  # fmt: skip
_PUBLISHED_BY = ("journal", "journaltitle", "booktitle", "publisher", "institution", "organization")
_BARE_UNPUBLISHED = re.compile(r"\W*(?:unpublished|not published|manuscript|draft)\W*", re.IGNORECASE)
_NUMBERS = ("pmid", "isbn", "issn", "openalex")


def never_asked(source: Source) -> str:
    """Return why a source is never looked up, as a code of `NEVER`; `""` if it may be."""
    if _is_held_back(source):
        return "confidential"
    if is_request(source):
        return "request"
    if is_code(source.key):
        return "document" if answers_request(source) else "interview"
    kind = source_type(source)[0]
    if kind == "records-response":
        return "document"
    return _by_kind(kind) or _by_words(source) or ("spoken" if _perhaps_spoken(source) else "")


def _is_held_back(source: Source) -> bool:
    records = (source, *source.records)
    return any(one.confidential or one.unnamed for one in records) or any(
        is_private_path(record.where.file) for record in source.records
    )


def _perhaps_spoken(source: Source) -> bool:
    """Return whether a record has a hidden personal field or calls itself confidential, and no `confidential` field denies it."""
    return any(
        record.hidden
        or any(name in _WORD_ON and _CONFIDENTIAL.search(value) for name, value in record.fields.items())
        for record in source.records
        if "confidential" not in record.fields
    )


def _by_kind(kind: str) -> str:
    return kind if kind in ("interview", "statute", "case") else ""


def _by_words(source: Source) -> str:
    """Return `letter` or `unpublished` if the source, or any record of it, calls itself one."""
    types = {source.type, *(record.type for record in source.records)}
    description = " | ".join(
        one.get(name) for one in (source, *source.records) for name in _DESCRIBING_FIELDS if one.get(name)
    )
    if types & _LETTER_TYPES or _LETTER.search(description) or any(map(_is_letter, source.records)):
        return "letter"
    if types & _UNPUBLISHED_TYPES or (_is_unpublished(source, description) and not source.doi):
        return "unpublished"
    return ""


def _is_letter(record: Record) -> bool:
    """Return whether an entry of a generic type is a letter or was spoken: by its kind, or, without an identifier, by its title."""
    if record.type not in LOOSE:
        return False
    kinds = [record.get(name).strip(" .") for name in _KIND_FIELDS]
    if any(map(_LETTER_KIND.fullmatch, kinds)):
        return True
    if any(says_interview(text_, at_head=True) for text_ in (*kinds, record.get("note"))):
        return True
    if record.doi or any(record.get(name) for name in _NUMBERS):
        return False
    title = folded(record.title)[0]
    return _LETTER_TITLE.search(title) is not None or bool(says_interview(title))


def _is_unpublished(source: Source, description: str) -> bool:
    """Return whether a source calls itself unpublished, or has such a word in place of its publisher."""
    publishers = (one.get(name) for one in (source, *source.records) for name in _PUBLISHED_BY)
    return _UNPUBLISHED.search(description) is not None or any(map(_BARE_UNPUBLISHED.fullmatch, publishers))


LEFT: Mapping[str, str] = {
    **NEVER,
    "has it": "says all that was asked for",
    "asked before": "asked before; --refresh asks again",
    "other identifiers": "no identifier that this registry knows",
    "title": "no identifier that this registry knows; --by-title would send its title",
    "no title": "no identifier, and no title to ask by",
}
"""The reasons why a source is not looked up, by a code for each."""

# an identifier's field may hold anything, so only a well-formed identifier is sent, without other text
_OPENALEX = re.compile(r"(?:https?://(?:\w+\.)*openalex\.org/(?:works/)?)?([Ww]\d{2,})/?")
_PMID = re.compile(r"(?:(?:pmid|pubmed)\W*|https?://[\w./]+/)?0*(\d{1,8})/?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d[\d.]*/[^\s@\\]+")
_FEWEST_LETTERS = 8
"""Fewest letters of a title to look up: "Notes" would find anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The queries for one registry, in the order of the sources, and the sources left out, each with a code of `LEFT`."""

    queries: tuple[Query, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def questions(
    sources: Iterable[Source],
    provider: Provider,
    *,
    what: frozenset[What],
    by_title: bool = False,
    known: Mapping[str, tuple[EnrichedEntry, ...]] | None = None,
) -> Questions:
    """Return the queries for a registry: each source by its surest identifier, else by its title where that is allowed.

    `what` is the data to request; sources that have all of it are left out. `known` are the ledger's entries by source: a query that
    this registry was sent before is not sent again.
    """
    queries: list[Query] = []
    left: list[tuple[str, str]] = []
    wanted = what & provider.gives
    for source in sources:
        found = _question(source, provider, wanted, (known or {}).get(source.key, ()), by_title=by_title)
        if isinstance(found, Query):
            queries.append(found)
        else:
            left.append((source.key, found))
    return Questions(queries=tuple(queries), left=tuple(left))


def _question(
    source: Source,
    provider: Provider,
    wanted: frozenset[What],
    known: Iterable[EnrichedEntry],
    *,
    by_title: bool,
) -> Query | str:
    """Return the query on a source, or the code of the reason for leaving it out."""
    reason = never_asked(source)
    if reason and not (reason == "case" and "citation" in provider.asks):
        return reason
    missing = wanted & what_is_missing(source)
    if not missing:
        return "has it"
    mine = [one for one in known if one.provider == provider.name]
    if any(one.result == "taken" and missing <= set(one.what) for one in mine):
        return "asked before"
    query = _by_identifier(source, provider) or _by_title(source, provider)
    if query is None:
        return "other identifiers" if source.title else "no title"
    if query.by == "title" and not by_title:
        return "title"
    mark = mark_of(query)
    if any(one.asked == mark and missing <= set(one.what) for one in mine):
        return "asked before"
    return query


def _by_identifier(source: Source, provider: Provider) -> Query | None:
    for by in IDENTIFIERS:
        if by in provider.asks and (value := _VALUES[by](source)):
            return Query(source=source.key, by=by, value=value)
    return None


def _by_title(source: Source, provider: Provider) -> Query | None:
    letters = sum(map(str.isalnum, source.title))
    if "title" not in provider.asks or letters < _FEWEST_LETTERS or never_asked(source) == "case":
        return None
    return Query(
        source=source.key,
        by="title",
        value=" ".join(source.title.split()),
        authors=tuple(person.sort_name for person in source.authors[:3]),
        year=source.year,
        container=source.container,
    )


def _openalex(source: Source) -> str:
    found = _OPENALEX.fullmatch((source.get("openalex") or source.get("openalex-id")).strip())
    return found[1].upper() if found else ""


def _doi(source: Source) -> str:
    return source.doi if _DOI.fullmatch(source.doi) else ""


def _pmid(source: Source) -> str:
    found = _PMID.fullmatch(source.get("pmid").strip())
    return text.pmid(found[1]) if found else ""


def _arxiv(source: Source) -> str:
    archive = (source.get("archiveprefix") or source.get("eprinttype")).lower()
    return text.arxiv(source.get("arxiv") or (source.get("eprint") if archive == "arxiv" else ""))


def _citation(source: Source) -> str:
    """Return volume, reporter and page of a case, in one field or in three."""
    get = source.get
    reporter = get("reporter") or get("journal")
    page = re.match(r"\w+", get("pages"))
    parts = f"{get('volume')} {reporter} {page[0] if page else ''}"
    texts = (parts, *(get(name) for name in ("number", "reporter", "note", "title")))
    return next((found[0] for each in texts if (found := REPORTER.search(each))), "")


_VALUES: Mapping[By, Callable[[Source], str]] = {
    "doi": _doi,
    "pmid": _pmid,
    "openalex": _openalex,
    "arxiv": _arxiv,
    "isbn": lambda source: text.isbn(source.get("isbn")),
    "citation": _citation,
}


def mark_of(query: Query) -> str:
    """Return the ledger's mark of a query: `doi:10.5555/a`, or a digest of the data sent with a title.

    >>> mark_of(Query(source="a", by="doi", value="10.5555/a")), mark_of(Query(source="a", by="title", value="Made-up tides", year=2015))
    ('doi:10.5555/a', 'title:3cedc0ee')
    """
    if query.by != "title":
        return f"{query.by}:{query.value}"
    sent = "\n".join(_sent(query))
    return f"title:{hashlib.sha256(sent.encode()).hexdigest()[:8]}"


def _sent(query: Query) -> Iterator[str]:
    yield query.value
    yield from query.authors
    yield str(query.year or "")
