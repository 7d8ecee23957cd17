"""The format of a text, told by what stands in it; the name of the file counts only when the text says nothing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

__all__ = ["ENDINGS", "UNREADABLE", "detect", "holds_references", "unread"]

# what databases and reference managers write too, and nobody can read as text
UNREADABLE = {
    ".xls": "save it as CSV",
    ".xlsx": "save it as CSV",
    ".ods": "save it as CSV",
    ".zip": "unpack it",
    ".gz": "unpack it",
    ".rdf": "export it as BibTeX, RIS or CSL-JSON",
    ".enl": "export it as RIS or EndNote XML",
    ".enlx": "export it as RIS or EndNote XML",
    ".sqlite": "export it as BibTeX, RIS or CSL-JSON",
}
# the endings that are taken from a folder
ENDINGS = frozenset(
    {
        ".bib",
        ".bibtex",
        ".biblatex",
        ".ris",
        ".nbib",
        ".enw",
        ".json",
        ".csv",
        ".tsv",
        ".xml",
        ".isi",
        ".ciw",
        ".txt",
    }
)
_SIGNS = (
    ("bibtex", re.compile(r"^[ \t]*@[ \t]*\w[\w-]*\s*[{(]", re.MULTILINE)),
    ("ris", re.compile(r"^[ \t\ufeff]*TY {0,2}- ?", re.MULTILINE)),
    ("medline", re.compile(r"^(?:PMID ?- ?\d|(?:PMC |PMCR)- ?\S)", re.MULTILINE)),
    ("enw", re.compile(r"^%0(?: |$)", re.MULTILINE)),
    ("wos", re.compile(r"^(?:FN .*\n+)?(?:VR .*\n\s*)?PT [A-Z](?:\n|$)", re.MULTILINE)),
    ("endnote-xml", re.compile(r"<records>\s*<record[ >]|<xml>\s*<records?[ >]", re.IGNORECASE)),
)
# nearly every file gives itself away in its head
_HEAD, _LONGEST_SIGN = 100_000, 2_000
# a record of RIS or .enw without its first line
_LAST_SIGNS = (
    ("ris", re.compile(r"\A\s*(?:T[12I]|A[U1]|J[FO]|ID|DO) {0,2}- .*\n(?:.*\n)*?ER {0,2}-", re.MULTILINE)),
    ("enw", re.compile(r"\A\s*%[AEJTKD] \S")),
)
# name, sign, what one record looks like
_UNREAD = (
    ("PubMed XML", "<PubmedArticle|<PubmedBookArticle|<MedlineCitation", "<PubmedArticle>|<PubmedBookArticle>"),
    ("MODS XML", "<(?:mods:)?mods(?:Collection)?[ >]", "<(?:mods:)?mods[ >]"),
    ("MARC XML", "<(?:marc:)?datafield |info:srw/schema/5/picaXML|<zs:searchRetrieveResponse", "<(?:marc:)?record[ >]"),
    ("a Microsoft Office bibliography", r"<b:Sources?[ >]", "<b:Source>"),
    ("DocBook", "<bibliography[^>]{0,400}docbook|<biblioentry|<articleinfo>", "<biblioentry|<articleinfo"),
    ("Dublin Core XML", "<(?:bibtex|srw|dc):?dc|<inspirehep|<bibs>", "<(?:srw_)?dc[: >]"),
    ("Copac text", r"\A\s*TI- .*\n", "^TI- "),
    ("Biblioscape text", r"^--(?:AU|TI|ST|RT)-- ", "^------"),
    ("PubMed's text for reading", r"\A\s*1[.:] (?:[^\n]*\n){1,200}?(?:.* )?PMID: \d", r"\bPMID: \d"),
    ("INSPEC text", r"\A\s*Record\b.*\bINSPEC\b", r"^Record\b"),
    ("an XML file", r"\A\s*<\?xml |\A\s*<!DOCTYPE|\A\s*<\w", r"\Zx"),
)  # fmt: skip
_INLINE = re.compile(r"@[A-Za-z][\w-]*\s*[{(]")
# an entry on a web page that somebody saved
_IN_PAGE = re.compile(r"@[A-Za-z]+\s*\{\s*[^\s{},<>]+\s*,\s*[A-Za-z][\w-]*\s*=")
_HEADER = re.compile(
    # a tab parts cells, so it is no blank before a name: a run of tabs would be read again from each
    r"(?:^\s*|[,;\t|][^\S\t]{0,9})\"?(?:title|article[ _]title|document[ _]title|item[ _]title|work[ _]title|ti|primary[ _]title)\"?\s*(?:[,;\t|]|$)",
    re.IGNORECASE,
)
_BY_ENDING = {
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".biblatex": "bibtex",
    ".ris": "ris",
    ".nbib": "medline",
    ".enw": "enw",
    ".isi": "wos",
    ".ciw": "wos",
    ".json": "csl",
}


def detect(text: str, path: str = "") -> str:
    r"""Return the name of the format, `""` if nothing gives it away.

    >>> detect("TY  - JOUR\nER  - \n"), detect("PMID- 1\nTI  - A\n"), detect("%0 Book\n%T A\n"), detect("id,title\n")
    ('ris', 'medline', 'enw', 'table')
    """
    if re.match(r"\s*(?:\[\s*(?:\{|\])|\{\s*\")", text):
        return "openalex" if _is_openalex(text[:200_000]) else "csl"
    start = re.match(r"[\n \ufeff]*", text)
    at = start.end() if start else 0
    lines = text[at : at + _HEAD].split("\n", 2)
    first_line = lines[1] if re.fullmatch(r"\"?sep=.\"?\s*", lines[0]) and len(lines) > 1 else lines[0]
    if _HEADER.search(first_line) and "{" not in first_line:
        names = first_line.strip().split("\t")
        tags = sum(bool(re.fullmatch(r"[A-Z][A-Z0-9]", name.strip())) for name in names)
        return "wos-table" if len(names) > 4 and tags * 10 > len(names) * 8 else "table"
    best = _first_sign(text, _HEAD) or (_first_sign(text, len(text)) if len(text) > _HEAD else "")
    if best:
        return best
    for name, pattern in _LAST_SIGNS:
        if pattern.match(text):
            return name
    if _INLINE.search(text) and (not re.match(r"\s*<", text) or _IN_PAGE.search(text)):
        return "bibtex"
    return "" if unread(text)[0] else _BY_ENDING.get(PurePosixPath(path).suffix.lower(), "")


def _first_sign(text: str, end: int) -> str:
    """Return the format whose sign comes first before `end`, `""` if there is none."""
    best, at = "", end
    for name, pattern in _SIGNS:
        # a sign that begins later than the best so far need not be looked for
        found = pattern.search(text, 0, min(end, at + _LONGEST_SIGN))
        if found and (found.start() < at or not best):
            best, at = name, found.start()
    return best


def _is_openalex(text: str) -> bool:
    return re.search(r'"id"\s*:\s*"https?://(?:api\.)?openalex\.org/', text) is not None and any(
        re.search(rf'"{name}"\s*:', text)
        for name in ("authorships", "referenced_works", "abstract_inverted_index", "display_name", "ids")
    )


def unread(text: str) -> tuple[str, int]:
    """Return the name of a format that is known and not read, and how many records the text seems to hold.

    >>> unread('<?xml version="1.0"?><modsCollection><mods><titleInfo/></mods></modsCollection>')
    ('MODS XML', 1)
    """
    for name, sign, record in _UNREAD:
        if re.search(sign, text[:200_000], re.MULTILINE):
            return name, len(re.findall(record, text, re.MULTILINE))
    return "", 0


def holds_references(text: str, path: str) -> bool:
    r"""Return whether a file met in a folder is meant as a source: tables, texts, XML and JSON files may be anything else.

    Web of Science and PubMed call their exports `.txt`.

    >>> holds_references("citing,cited\n", "citations.csv"), holds_references("id,title,year\n", "export.csv")
    (False, True)
    >>> holds_references("@book{a, title = {A}}", "refs.txt"), holds_references("Write to a@b{c}", "notes.txt")
    (True, False)
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending in {".xml", ".txt"} and unread(text)[1]:
        # references, if in a format that is not read: that must be said
        return True
    if ending not in {".csv", ".tsv", ".xml", ".txt", ".json"}:
        return True
    kind = detect(text)
    if kind == "bibtex":
        # prose may have an @ and a brace; an entry has a key and a field
        return _IN_PAGE.search(text) is not None
    if kind == "csl":
        return any(f'"{name}"' in text for name in ("title", "author", "DOI"))
    return bool(kind)
