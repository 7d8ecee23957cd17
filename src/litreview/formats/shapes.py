"""Signs of a format that no pattern says: what a text as a whole looks like."""

from __future__ import annotations

import re

JSON = re.compile(r"\s*(?:\[\s*(?:\{|\])|\{\s*\")")
_OPENALEX_ID = re.compile(r'"id"\s*:\s*"https?://(?:api\.)?openalex\.org/')
_OPENALEX_NAME = re.compile(
    r'"(?:authorships|referenced_works|abstract_inverted_index|display_name|ids)"\s*:'
)
_CROSSREF = re.compile(
    r'"(?:references?-count|references-count|is-referenced-by-count|content-domain|message-type)"\s*:|"source"\s*:\s*"Crossref"|"message"\s*:\s*\{'
)
_ITEM_TYPE = re.compile(r'"itemType"\s*:\s*"[a-zA-Z]+"')
_DOI_NAME = re.compile(r'"DOI"\s*:')
_PAPER_ID = re.compile(r'"paperId"\s*:')
_PAPER_NAME = re.compile(r'"(?:externalIds|corpusId|authors|publicationTypes|publicationVenue|title)"\s*:')
_BLANK = re.compile(r"[\n \ufeff]*")
_DELIMITER_SAID = re.compile(r"\"?sep=.\"?\s*")
_HEADER = re.compile(
    # a tab parts cells, so it is no blank before a name: a run of tabs would be read again from each
    r"(?:^\s*|[,;\t|][^\S\t]{0,9})\"?(?:title|article[ _]title|document[ _]title|item[ _]title|work[ _]title|ti|primary[ _]title)\"?\s*(?:[,;\t|]|$)",
    re.IGNORECASE,
)
_WOS_TAG = re.compile(r"[A-Z][A-Z0-9]")
# a record whose first line is lost; .enw without `%0` is how Refer has it
RIS_BODY = re.compile(r"\A\s*(?:T[12I]|A[U1]|J[FO]|ID|DO) {0,2}- .*\n(?:.*\n)*?ER {0,2}-", re.MULTILINE)
ENW_BODY = re.compile(r"\A\s*%[AEJTKD] \S")
_ENTRY = re.compile(r"@[A-Za-z][\w-]*\s*[{(]")
WHOLE_ENTRY = r"@[A-Za-z]+\s*\{\s*[^\s{},<>]+\s*,\s*[A-Za-z][\w-]*\s*="
"""An entry of BibTeX on a web page that somebody saved, or in other text: it has a key and a field."""
_MARKUP = re.compile(r"\s*<")
# nearly every file gives itself away in its head
_HEAD = 100_000


def is_openalex(text: str) -> bool:
    """Return whether a text is JSON with works of OpenAlex."""
    head = text[: 2 * _HEAD]
    return bool(JSON.match(text)) and bool(_OPENALEX_ID.search(head)) and bool(_OPENALEX_NAME.search(head))


def is_zotero(text: str) -> bool:
    """Return whether a text is JSON with items of Zotero."""
    return bool(JSON.match(text)) and bool(_ITEM_TYPE.search(text[: 2 * _HEAD]))


def is_crossref(text: str) -> bool:
    """Return whether a text is JSON with works of Crossref."""
    head = text[: 2 * _HEAD]
    return bool(JSON.match(text)) and bool(_DOI_NAME.search(head)) and bool(_CROSSREF.search(head))


def is_semanticscholar(text: str) -> bool:
    """Return whether a text is JSON with papers of Semantic Scholar."""
    head = text[: 2 * _HEAD]
    return bool(JSON.match(text)) and bool(_PAPER_ID.search(head)) and bool(_PAPER_NAME.search(head))


def is_table(text: str) -> bool:
    """Return whether the first line is a header with a column of titles."""
    header = _header(text)
    return _HEADER.search(header) is not None and "{" not in header and not _MARKUP.match(header)


def is_wos_table(text: str) -> bool:
    """Return whether the first line is a header of the tags of Web of Science."""
    names = _header(text).strip().split("\t")
    tags = sum(bool(_WOS_TAG.fullmatch(name.strip())) for name in names)
    return len(names) > 4 and tags * 10 > len(names) * 8 and is_table(text)


def _header(text: str) -> str:
    start = _BLANK.match(text)
    at = start.end() if start else 0
    lines = text[at : at + _HEAD].split("\n", 2)
    return lines[1] if len(lines) > 1 and _DELIMITER_SAID.fullmatch(lines[0]) else lines[0]


def holds_bibtex(text: str) -> bool:
    """Return whether an entry of BibTeX stands somewhere in a text; on a web page it must have a key and a field."""
    return bool(re.search(WHOLE_ENTRY, text) if _MARKUP.match(text) else _ENTRY.search(text))
