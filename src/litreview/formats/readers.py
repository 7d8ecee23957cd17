"""The table of formats, one row per format, and detection of a text's format. To add a format, add a row.

Every step uses these rows. `detect` finds the format from the text, and from the file's name only when the text gives no sign.
`input_files` takes files from folders. `parsing` and `record_building` read and decode them. `redaction` separates
confidential entries from others. `dumps` writes them, and `docs/formats.md` is made from the table. Rows name functions by text, so a
module is loaded only when a file needs it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Literal

from litreview.core.extensions import extensions
from litreview.core.libraries import re

_JSON = re.compile(r"\s*(?:\[\s*(?:\{|\])|\{\s*\")")
_BLANK = re.compile(r"[\n \ufeff]*")
_DELIMITER_SAID = re.compile(r"\"?sep=.\"?\s*")
_WOS_TAG = re.compile(r"[A-Z][A-Z0-9]")
# a record whose first line is lost; .enw without `%0` is how Refer has it
_RIS_BODY = re.compile(r"\A\s*(?:T[12I]|A[U1]|J[FO]|ID|DO) {0,2}- .*\n(?:.*\n)*?ER {0,2}-", re.MULTILINE)
_ENW_BODY = re.compile(r"\A\s*%[AEJTKD] \S")
_ENTRY = re.compile(r"@[A-Za-z][\w-]*\s*[{(]")
# for BibTeX on a saved web page, or in other text
_WHOLE_ENTRY = r"@[A-Za-z][\w.:+/-]*\s*\{\s*[^\s{},<>]+\s*,\s*[A-Za-z][\w-]*\s*="
_MARKUP = re.compile(r"\s*<")
# nearly every file shows its format in its first characters
_HEAD, _LONGEST_SIGN = 100_000, 2_000
_FEW_CELLS = 2


def _json_with(*signs: str) -> Callable[[str], bool]:
    """Return a predicate: whether a text is JSON with each of these patterns near its beginning."""
    patterns = [re.compile(sign) for sign in signs]
    return lambda text: bool(_JSON.match(text)) and all(each.search(text[: 2 * _HEAD]) for each in patterns)


def _is_table(text: str) -> bool:
    """Return whether the first line is a header with a column of titles."""
    from litreview.formats.csv_rows import names_title

    header = _header(text)
    is_header = "{" not in header and not _MARKUP.match(header) and names_title(header)
    # a first line such as `Title` may be what is left of a label
    return is_header and not (len(re.findall(r"[\t;,|]", header)) < _FEW_CELLS and _is_labelled(text))


def _is_table_behind_search(text: str) -> bool:
    """Return whether a header with a column of titles follows the lines of a search."""
    from litreview.formats.csv_rows import beginning, names_title

    lines = text[:_HEAD].split("\n")
    at, _ = beginning(lines)
    return at < len(lines) and names_title(lines[at], 3) and not _MARKUP.match(lines[0])


def _is_wos_table(text: str) -> bool:
    """Return whether the first line is a header of the tags of Web of Science."""
    names = _header(text).strip().split("\t")
    tags = sum(bool(_WOS_TAG.fullmatch(name.strip())) for name in names)
    return len(names) > 4 and tags * 10 > len(names) * 8 and _is_table(text)


def _header(text: str) -> str:
    start = _BLANK.match(text)
    at = start.end() if start else 0
    lines = text[at : at + _HEAD].split("\n", 2)
    return lines[1] if len(lines) > 1 and _DELIMITER_SAID.fullmatch(lines[0]) else lines[0]


def _holds_bibtex(text: str) -> bool:
    """Return whether a text contains an entry of BibTeX; on a web page the entry must have a key and a field."""
    return bool(re.search(_WHOLE_ENTRY, text) if _MARKUP.match(text) else _ENTRY.search(text))


def _is_labelled(text: str) -> bool:
    """Return whether a text is a list of references with labels in words or tags."""
    from litreview.formats.label_forms import find_form

    return find_form(text) is not None


Markup = Literal["latex", "html", "plain"]
"""Markup in values: LaTeX commands; tags and entities of HTML, as databases write them; none."""
Layout = Literal["blocks", "lines", "rows", "trees"]
"""The structure of a file: entries between braces, lines with a tag, rows of cells, or JSON and XML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A readable format: its names, its signs, and its functions as `module.function`, those of an extension as `package.module:function`.

    - `name`: the value of `Record.format`. `title` and `recognised_by`: its name and its sign in the documentation.
    - `reader`: (text, path) -> raw entries and Problems. `markup`, `layout`: see the types.
    - `sign`: a pattern; the format whose sign comes first in the file is chosen. `shape`: a function of the whole text, called
      before all signs, from the first row to the last. `last`: a function called after all signs, from the last row to the first.
    - `endings`: the files to take from a folder. `by_ending`: whether such a file has this format if its text gives no other sign.
      Otherwise such files may be anything; a folder's are read if they have some format and contain its `in_folder`.
    - `writes`, `writer`: the ending of written files, and (works, tags, notes) -> text.
    - `boundaries`: text -> parts that one entry cannot cross (see `redaction`); none where the reader finds them reliably.
    - `finish`: a function called once the confidential entries are marked.
    """

    name: str
    title: str
    recognised_by: str
    reader: str
    markup: Markup
    layout: Layout
    endings: tuple[str, ...] = ()
    by_ending: bool = True
    sign: str = ""
    shape: Callable[[str], object] | None = None
    last: Callable[[str], object] | None = None
    in_folder: str = ""
    writes: str = ""
    writer: str = ""
    boundaries: str = ""
    finish: str = ""


_JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
"""The endings of one JSON text, and of one object a line, which each reader of JSON reads, too."""

_FORMATS = (
    Format(
        name="bibtex", title="BibTeX, biblatex", recognised_by="`@word{`", endings=(".bib", ".bibtex", ".biblatex"),
        sign=r"^[ \t]*@[ \t]*\w[\w.:+/-]*\s*[{(]", last=_holds_bibtex,
        # prose may have an @ and a brace; an entry has a key and a field
        in_folder=_WHOLE_ENTRY,
        reader="bibtex.read_bibtex", markup="latex", layout="blocks", boundaries="redaction.bibtex_parts", finish="bibtex.resolve_parents",
        writes="bib", writer="bibtex_write.dump_bibtex",
    ),
    Format(
        name="ris", title="RIS", recognised_by="`TY  - `", endings=(".ris",), sign=r"^[ \t\ufeff]*TY {0,2}- ?", last=_RIS_BODY.match,
        reader="ris.read_ris", markup="html", layout="lines", boundaries="redaction.ris_parts", writes="ris", writer="ris_write.dump_ris",
    ),
    Format(
        name="medline", title="MEDLINE (PubMed's `.nbib`)", recognised_by="`PMID- `", endings=(".nbib",),
        sign=r"^(?:PMID ?- ?\d|(?:PMC |PMCR)- ?\S)",
        reader="pubmed.read_medline", markup="html", layout="lines", boundaries="redaction.medline_parts",
    ),
    Format(
        name="ovid", title="Ovid's text, tagged (`.ovd`, `.cgi`) or labelled (`.txt`)", recognised_by="`<1. >`, `<1>`", endings=(".ovd", ".cgi", ".txt"), by_ending=False,
        sign=r"^\s{0,2}<\s*\d+\s*(?:\. ?>[ \t]*\n\s{0,2}[A-Z][A-Z0-9]{1,4} {1,3}- |>[ \t]*\n[A-Z][A-Za-z ]+\n[ \t]+\S)",
        reader="ovid.read_ovid", markup="html", layout="lines", boundaries="redaction.ovid_parts",
    ),
    Format(
        name="endnote-xml", title="EndNote XML", recognised_by="`<records><record>`", endings=(".xml",), by_ending=False,
        sign=r"(?i:<records>\s*<record[ >]|<xml>\s*<records?[ >])",
        reader="endnote.read_endnote_xml", markup="plain", layout="trees",
    ),
    Format(
        name="pubmed-xml", title="PubMed XML (efetch)", recognised_by="`<PubmedArticle>`, `<MedlineCitation>`", endings=(".xml",), by_ending=False,
        sign=r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)[ >]",
        reader="pubmed.read_pubmed_xml", markup="plain", layout="trees",
    ),
    Format(
        name="enw", title="EndNote `.enw` (Refer)", recognised_by="`%0 `", endings=(".enw",), sign=r"^%0(?: |$)", last=_ENW_BODY.match,
        reader="endnote.read_enw", markup="html", layout="lines", boundaries="redaction.enw_parts",
    ),
    Format(
        name="wos", title="Web of Science, plain text", recognised_by="`PT `", endings=(".isi", ".ciw"),
        sign=r"^(?:FN .*\n+)?(?:VR .*\n\s*)?PT [A-Z](?:\n|$)",
        reader="wos.read_wos", markup="html", layout="lines", boundaries="redaction.wos_parts",
    ),
    Format(
        name="refworks", title="RefWorks, tagged text", recognised_by="`RT `", endings=(".txt",), by_ending=False,
        sign=r"^RT [A-Z][^\n]*\n(?:[A-Z][A-Z0-9](?: [^\n]*)?(?:\n|$))",
        reader="refworks.read_refworks", markup="html", layout="lines", boundaries="redaction.refworks_parts",
    ),
    Format(
        name="wos-table", title="Web of Science, tab-delimited", recognised_by="a header of two-letter tags", endings=(".txt",), by_ending=False,
        shape=_is_wos_table,
        reader="wos.read_wos_table", markup="html", layout="rows", boundaries="redaction.wos_table_parts",
    ),
    Format(
        name="zotero", title="Zotero items: answers of the API, their `data`, BetterBibTeX JSON", recognised_by='`"itemType":` in the JSON',
        endings=_JSON_ENDINGS, by_ending=False, shape=_json_with(r'"itemType"\s*:\s*"[a-zA-Z]+"'),
        reader="zotero.read_zotero", markup="html", layout="trees", boundaries="redaction.json_parts", finish="zotero.drop_children",
    ),
    Format(
        name="openalex", title="OpenAlex works: one, lists, pages of the API", recognised_by="`openalex.org/` in the JSON", endings=_JSON_ENDINGS,
        by_ending=False, shape=_json_with(
            r'"id"\s*:\s*"https?://(?:api\.)?openalex\.org/',
            r'"(?:authorships|referenced_works|abstract_inverted_index|display_name|ids)"\s*:',
        ),
        reader="registry_json.read_openalex", markup="html", layout="trees", boundaries="redaction.json_parts",
    ),
    Format(
        name="semanticscholar", title="Semantic Scholar papers: one, lists, answers of the API, one a line", recognised_by='`"paperId":` in the JSON',
        endings=_JSON_ENDINGS, by_ending=False, shape=_json_with(
            r'"paperId"\s*:', r'"(?:externalIds|corpusId|authors|publicationTypes|publicationVenue|title)"\s*:',
        ),
        reader="registry_json.read_semanticscholar", markup="html", layout="trees", boundaries="redaction.json_parts",
    ),
    Format(
        name="crossref", title="Crossref works: one, answers of the API, one a line", recognised_by='`"DOI":` and counts of references in the JSON',
        endings=_JSON_ENDINGS, by_ending=False, shape=_json_with(
            r'"DOI"\s*:',
            r'"(?:references?-count|references-count|is-referenced-by-count|content-domain|message-type)"\s*:|"source"\s*:\s*"Crossref"|"message"\s*:\s*\{',
        ),
        reader="registry_json.read_crossref", markup="html", layout="trees", boundaries="redaction.json_parts",
    ),
    Format(
        name="clinicaltrials", title="ClinicalTrials.gov studies: one, lists, pages of the API", recognised_by='`"protocolSection":` in the JSON',
        endings=_JSON_ENDINGS, by_ending=False, shape=_json_with(r'"protocolSection"\s*:\s*\{', r'"nctId"\s*:'),
        reader="study_json.read_clinicaltrials", markup="html", layout="trees", boundaries="redaction.json_parts",
    ),
    Format(
        name="eppi", title="EPPI-Reviewer's JSON, with its codes", recognised_by='`"ItemId":` or `"CodeSets":` in the JSON', endings=_JSON_ENDINGS, by_ending=False,
        shape=_json_with(r'"(?:CodeSets|ItemId)"\s*:', r'"(?:SetName|ItemStatus|TypeName|AttributeId)"\s*:'),
        reader="study_json.read_eppi", markup="html", layout="trees", boundaries="redaction.json_parts",
    ),
    Format(
        name="csl", title='CSL-JSON, and JSON of other sources: lists, `{"items": …}`, one item a line', recognised_by="`[{`", endings=_JSON_ENDINGS,
        shape=_JSON.match, in_folder='"(?:title|author|DOI)"',
        reader="csl.read_csl", markup="html", layout="trees", boundaries="redaction.json_parts", writes="json", writer="csl.dump_csl",
    ),
    Format(
        name="labelled", title="Text of labelled references: Cochrane Library, ProQuest, EBSCO, Copac", recognised_by="`Record #1 of`, or two `TI: `", endings=(".txt",),
        by_ending=False, last=_is_labelled,
        reader="labelled.read_labelled", markup="html", layout="lines", boundaries="redaction.labelled_parts",
    ),
    Format(
        name="table", title="CSV and TSV with a title column: of databases and tools, or your own",
        recognised_by="the header", endings=(".csv", ".tsv"), by_ending=False, shape=_is_table, last=_is_table_behind_search,
        reader="foreign_objects.read_any_table", markup="html", layout="rows", boundaries="redaction.table_parts", writes="csv", writer="csv_tables.dump_table",
    ),
)  # fmt: skip


@cache
def formats() -> tuple[Format, ...]:
    """Return every format that is read: those of litreview, and a `Format` of each extension, which may import this module."""
    return (*_FORMATS, *extensions("formats", {row.name for row in _FORMATS}).values())


@cache
def formats_by_name() -> Mapping[str, Format]:
    """Return the formats by their names."""
    return {row.name: row for row in formats()}


@cache
def endings() -> frozenset[str]:
    """Return the endings of the files to take from a folder."""
    return frozenset(ending for row in formats() for ending in row.endings)


@dataclass(frozen=True, slots=True)
class UnreadFormat:
    """A format that is recognised and not read: its name, its sign, and the pattern of a record."""

    name: str
    sign: str
    record: str


UNREAD_FORMATS = (
    UnreadFormat("MODS XML", "<(?:mods:)?mods(?:Collection)?[ >]", "<(?:mods:)?mods[ >]"),
    UnreadFormat("MARC XML", "<(?:marc:)?datafield |info:srw/schema/5/picaXML|<zs:searchRetrieveResponse", "<(?:marc:)?record[ >]"),
    UnreadFormat("a Microsoft Office bibliography", r"<b:Sources?[ >]", "<b:Source>"),
    UnreadFormat("DocBook", "<bibliography[^>]{0,400}docbook|<biblioentry|<articleinfo>", "<biblioentry|<articleinfo"),
    UnreadFormat("Dublin Core XML", "<(?:bibtex|srw|dc):?dc|<inspirehep|<bibs>", "<(?:srw_)?dc[: >]"),
    UnreadFormat("Biblioscape text", r"^--(?:AU|TI|ST|RT)-- ", "^------"),
    UnreadFormat("PubMed's text for reading", r"\A\s*1[.:] (?:[^\n]*\n){1,200}?(?:.* )?PMID: \d", r"\bPMID: \d"),
    UnreadFormat("INSPEC text", r"\A\s*Record\b.*\bINSPEC\b", r"^Record\b"),
    UnreadFormat("an XML file", r"\A\s*<\?xml |\A\s*<!DOCTYPE|\A\s*<\w", r"\Zx"),
)  # fmt: skip
"""Formats that are reported with the number of their records, and not read."""

NEVER_EXPORTS = frozenset({
    ".py", ".r", ".jl", ".sh", ".bat", ".do", ".sps", ".js", ".ipynb", ".rproj", ".html", ".css", ".svg", ".png", ".jpg", ".jpeg", ".gif",
    ".webp", ".tif", ".tiff", ".pdf", ".log", ".bak", ".lock", ".yml", ".yaml", ".typ",
})  # fmt: skip
"""Endings of programs, pictures, pages and full texts, which nobody expects to be read."""

UNREADABLE = {
    ".xls": "save it as CSV",
    ".xlsx": "save it as CSV, or name it: `litreview convert FILE.xlsx -o FILE.csv`",
    ".ods": "save it as CSV",
    ".zip": "unpack it",
    ".gz": "unpack it",
    ".rdf": "export it as BibTeX, RIS or CSL-JSON",
    ".enl": "export it as RIS or EndNote XML",
    ".enlx": "export it as RIS or EndNote XML",
    ".sqlite": "export it as BibTeX, RIS or CSL-JSON",
}
"""Endings of exports that cannot be read as text, and what to do with such files."""


def load(name: str) -> Any:
    """Return the function that a row names: `module.function` of this package, or `package.module:function` of an extension."""
    if ":" in name:
        from importlib.metadata import EntryPoint

        return EntryPoint(name, name, "litreview.formats").load()
    module, _, function = name.partition(".")
    return getattr(importlib.import_module(f"litreview.formats.{module}"), function)


@cache
def _shared_endings() -> frozenset[str]:
    """Return the endings that files of any other kind may have, too, such as .json, .csv and .txt."""
    return frozenset(ending for row in formats() if not row.by_ending for ending in row.endings)


def detect(text: str, path: str = "") -> str:
    r"""Return the name of a text's format, `""` if it is unknown.

    >>> detect("TY  - JOUR\nER  - \n"), detect("PMID- 1\nTI  - A\n"), detect("%0 Book\n%T A\n"), detect("id,title\n")
    ('ris', 'medline', 'enw', 'table')
    """
    shaped = next((row.name for row in formats() if row.shape and row.shape(text)), "")
    if shaped:
        return shaped
    best = _first_sign(text, _HEAD) or (_first_sign(text, len(text)) if len(text) > _HEAD else "")
    # an @ with a brace, the sign of the first row, is the weakest of all
    best = best or next((row.name for row in formats()[::-1] if row.last and row.last(text)), "")
    return best or ("" if unread_format(text)[0] else _by_ending(path))


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.name, re.compile(row.sign, re.MULTILINE)) for row in formats() if row.sign)


def _first_sign(text: str, end: int) -> str:
    """Return the format whose sign comes first before `end`, `""` without a sign."""
    best, at = "", end
    for name, pattern in _signs():
        # a sign that begins later than the best so far need not be looked for
        found = pattern.search(text, 0, min(end, at + _LONGEST_SIGN))
        if found and (found.start() < at or not best):
            best, at = name, found.start()
    return best


def _by_ending(path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    return next((row.name for row in formats() if row.by_ending and ending in row.endings), "")


def unread_format(text: str) -> tuple[str, int]:
    """Return the name of a recognised format that is not read, and the number of records that the text seems to hold.

    >>> unread_format('<?xml version="1.0"?><modsCollection><mods><titleInfo/></mods></modsCollection>')
    ('MODS XML', 1)
    """
    head = text[:200_000]
    known = next((each for each in UNREAD_FORMATS if re.search(each.sign, head, re.MULTILINE)), None)
    return (known.name, len(re.findall(known.record, text, re.MULTILINE))) if known else ("", 0)


def holds_references(text: str, path: str) -> bool:
    r"""Return whether a file found in a folder contains references: tables, texts, XML and JSON files may hold anything.

    `.txt` files count, since Web of Science and PubMed use that ending for exports.

    >>> holds_references("citing,cited\n", "citations.csv"), holds_references("id,title,year\n", "export.csv")
    (False, True)
    >>> holds_references("@book{a, title = {A}}", "refs.txt"), holds_references("Write to a@b{c}", "notes.txt")
    (True, False)
    """
    ending = PurePosixPath(path).suffix.lower()
    # references in a format that is not read must be reported
    if ending not in _shared_endings() or (ending in {".xml", ".txt"} and unread_format(text)[1]):
        return True
    name = detect(text)
    return bool(name) and re.search(formats_by_name()[name].in_folder, text) is not None
