"""The format of a text, told by what stands in it; the name of the file counts only when the text says nothing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

__all__ = ["ENDINGS", "KNOWN_FORMATS", "detect", "holds_references"]

# the endings that are taken from a folder
ENDINGS = frozenset(
    {".bib", ".bibtex", ".biblatex", ".ris", ".nbib", ".enw", ".json", ".csv", ".tsv", ".xml", ".isi", ".ciw"}
)
KNOWN_FORMATS = {
    "medline": "MEDLINE (PubMed)",
    "endnote-xml": "EndNote XML",
    "enw": "EndNote (.enw)",
    "wos": "Web of Science plain text",
}
_SIGNS = (
    ("bibtex", re.compile(r"^[ \t]*@[ \t]*\w+\s*[{(]", re.MULTILINE)),
    ("ris", re.compile(r"^[ \t]*TY {0,2}- ?", re.MULTILINE)),
    ("medline", re.compile(r"^PMID ?- ", re.MULTILINE)),
    ("enw", re.compile(r"^%0 \S", re.MULTILINE)),
    ("wos", re.compile(r"^(?:FN .*\n)?(?:VR .*\n)?PT [A-Z](?:\n|$)", re.MULTILINE)),
    ("endnote-xml", re.compile(r"<records>|<xml>\s*<record", re.IGNORECASE)),
)
_INLINE = re.compile(r"@[A-Za-z]\w*\s*[{(]")
_HEADER = re.compile(
    r"(?:^|[,;\t|])\s*\"?(?:title|article title|document title|ti)\"?\s*(?:[,;\t|]|$)", re.IGNORECASE
)
_BY_ENDING = {
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".biblatex": "bibtex",
    ".ris": "ris",
    ".json": "csl",
}


def detect(text: str, path: str = "") -> str:
    """Return the name of the format, `""` if nothing gives it away."""
    head = text.lstrip()[:1]
    if head in {"[", "{"} and re.match(r"\s*(?:\[\s*(?:\{|\])|\{\s*\")", text):
        return "csl"
    first_line = text.lstrip("\n ").split("\n", 1)[0]
    if _HEADER.search(first_line) and "{" not in first_line:
        return "table"
    best = ""
    at = len(text) + 1
    for name, pattern in _SIGNS:
        found = pattern.search(text)
        if found and found.start() < at:
            best, at = name, found.start()
    if best:
        return best
    if _INLINE.search(text):
        return "bibtex"
    return _BY_ENDING.get(PurePosixPath(path).suffix.lower(), "")


def holds_references(text: str, path: str) -> bool:
    r"""Return whether a file met in a folder is meant as a source: tables and JSON files may be anything else.

    >>> holds_references("citing,cited\\n", "citations.csv"), holds_references("id,title,year\\n", "export.csv")
    (False, True)
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending in {".csv", ".tsv"}:
        return detect(text) == "table"
    if ending == ".json":
        return detect(text) == "csl" and any(f'"{name}"' in text for name in ("title", "author", "DOI"))
    if ending == ".xml":
        return detect(text) == "endnote-xml"
    return True
