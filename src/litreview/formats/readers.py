"""The table of formats: one row a format, with all that anybody must know of it. Whoever adds a format adds a row.

By these rows a text's format is detected (`detect`), files are taken from folders (`gathering`), read and decoded (`parsing`, `building`),
kept apart where one is confidential (`borders`, `guarding`) and written (`dumps`); `docs/formats.md` is made from them. Functions are
named, not imported: a module is loaded when a file asks for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from litreview.formats import shapes

Markup = Literal["latex", "html", "plain"]
"""What values hold beside their text: commands of LaTeX; tags and entities of HTML, as databases put them; nothing."""
Layout = Literal["blocks", "lines", "rows", "trees"]
"""How a file is built: entries between braces, lines with a tag, rows of cells, or JSON and XML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that is read: how it is called and known, and the functions that know it, as `module.function`.

    - `name`: as `Record.format` has it; `title` and `told`: what the documentation calls it, and by what it says it is known.
    - `reader`: from text and path to raw entries and Problems. `markup`, `layout`: see there.
    - `sign`: a pattern; of several formats, that whose sign comes first in the file is it. `shape`: a function of the whole text, asked
      before all signs, row by row. `last`: one that is asked after all signs, from the last row to the first.
    - `endings`: those a folder's files are taken by. `by_ending`: whether a file so called is of this format if nothing in it speaks
      against that; if not, such files may be anything, and a folder's are read if they are of some format and hold its `in_folder`.
    - `writes`, `writer`: the ending it is written under, and from works, tags and notes to text.
    - `borders`: from a text to the parts that one entry cannot leave (see `borders`); none where the reader can be trusted with that.
    - `settle`: what is still to do once it is known which entries are confidential.
    """

    name: str
    title: str
    told: str
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
    borders: str = ""
    settle: str = ""


FORMATS = (
    Format(
        name="bibtex", title="BibTeX, biblatex", told="`@word{`", endings=(".bib", ".bibtex", ".biblatex"),
        sign=r"^[ \t]*@[ \t]*\w[\w-]*\s*[{(]", last=shapes.holds_bibtex,
        # prose may have an @ and a brace; an entry has a key and a field
        in_folder=shapes.WHOLE_ENTRY,
        reader="bibtex.read_bibtex", markup="latex", layout="blocks", borders="borders.of_bibtex", settle="bibtex.settle",
        writes="bib", writer="bibtex_write.dump_bibtex",
    ),
    Format(
        name="ris", title="RIS", told="`TY  - `", endings=(".ris",), sign=r"^[ \t\ufeff]*TY {0,2}- ?", last=shapes.RIS_BODY.match,
        reader="ris.read_ris", markup="html", layout="lines", borders="borders.of_ris", writes="ris", writer="ris_write.dump_ris",
    ),
    Format(
        name="medline", title="MEDLINE (PubMed's `.nbib`)", told="`PMID- `", endings=(".nbib",),
        sign=r"^(?:PMID ?- ?\d|(?:PMC |PMCR)- ?\S)",
        reader="medline.read_medline", markup="html", layout="lines", borders="borders.of_medline",
    ),
    Format(
        name="endnote-xml", title="EndNote XML", told="`<records><record>`", endings=(".xml",), by_ending=False,
        sign=r"(?i:<records>\s*<record[ >]|<xml>\s*<records?[ >])",
        reader="endnote_xml.read_endnote_xml", markup="plain", layout="trees",
    ),
    Format(
        name="pubmed-xml", title="PubMed XML (efetch)", told="`<PubmedArticle>`, `<MedlineCitation>`", endings=(".xml",), by_ending=False,
        sign=r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)[ >]",
        reader="pubmed_xml.read_pubmed_xml", markup="plain", layout="trees",
    ),
    Format(
        name="enw", title="EndNote `.enw` (Refer)", told="`%0 `", endings=(".enw",), sign=r"^%0(?: |$)", last=shapes.ENW_BODY.match,
        reader="enw.read_enw", markup="html", layout="lines", borders="borders.of_enw",
    ),
    Format(
        name="wos", title="Web of Science, plain text", told="`PT `", endings=(".isi", ".ciw"),
        sign=r"^(?:FN .*\n+)?(?:VR .*\n\s*)?PT [A-Z](?:\n|$)",
        reader="wos.read_wos", markup="html", layout="lines", borders="borders.of_wos",
    ),
    Format(
        name="wos-table", title="Web of Science, tab-delimited", told="a header of two-letter tags", endings=(".txt",), by_ending=False,
        shape=shapes.is_wos_table,
        reader="wos.read_wos_table", markup="html", layout="rows", borders="borders.of_wos_table",
    ),
    Format(
        name="zotero", title="Zotero items: answers of the API, their `data`, BetterBibTeX JSON", told='`"itemType":` in the JSON',
        endings=(".json",), by_ending=False, shape=shapes.is_zotero,
        reader="zotero.read_zotero", markup="html", layout="trees", borders="borders.of_json", settle="zotero.settle",
    ),
    Format(
        name="openalex", title="OpenAlex works: one, lists, pages of the API", told="`openalex.org/` in the JSON", endings=(".json",),
        by_ending=False, shape=shapes.is_openalex,
        reader="openalex.read_openalex", markup="html", layout="trees", borders="borders.of_json",
    ),
    Format(
        name="semanticscholar", title="Semantic Scholar papers: one, lists, answers of the API, one a line", told='`"paperId":` in the JSON',
        endings=(".json",), by_ending=False, shape=shapes.is_semanticscholar,
        reader="semanticscholar.read_semanticscholar", markup="html", layout="trees", borders="borders.of_json",
    ),
    Format(
        name="crossref", title="Crossref works: one, answers of the API, one a line", told='`"DOI":` and counts of references in the JSON',
        endings=(".json",), by_ending=False, shape=shapes.is_crossref,
        reader="crossref.read_crossref", markup="html", layout="trees", borders="borders.of_json",
    ),
    Format(
        name="csl", title='CSL-JSON: lists, `{"items": …}`, one item a line', told="`[{`", endings=(".json",),
        shape=shapes.JSON.match, in_folder='"(?:title|author|DOI)"',
        reader="csl.read_csl", markup="html", layout="trees", borders="borders.of_json", writes="json", writer="csl.dump_csl",
    ),
    Format(
        name="table", title="CSV and TSV with a title column: Zotero, Scopus, Web of Science, PubMed, IEEE Xplore, Springer, or your own",
        told="the header", endings=(".csv", ".tsv"), by_ending=False, shape=shapes.is_table,
        reader="table.read_table", markup="html", layout="rows", borders="borders.of_table", writes="csv", writer="table_write.dump_table",
    ),
)  # fmt: skip
"""Every format that is read."""

BY_NAME = {row.name: row for row in FORMATS}
ENDINGS = frozenset(ending for row in FORMATS for ending in row.endings)
"""The endings of the files that are taken from a folder."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A format that is known and not read: its name, its sign, and what one of its records looks like."""

    name: str
    sign: str
    record: str


UNREAD = (
    Unread("MODS XML", "<(?:mods:)?mods(?:Collection)?[ >]", "<(?:mods:)?mods[ >]"),
    Unread("MARC XML", "<(?:marc:)?datafield |info:srw/schema/5/picaXML|<zs:searchRetrieveResponse", "<(?:marc:)?record[ >]"),
    Unread("a Microsoft Office bibliography", r"<b:Sources?[ >]", "<b:Source>"),
    Unread("DocBook", "<bibliography[^>]{0,400}docbook|<biblioentry|<articleinfo>", "<biblioentry|<articleinfo"),
    Unread("Dublin Core XML", "<(?:bibtex|srw|dc):?dc|<inspirehep|<bibs>", "<(?:srw_)?dc[: >]"),
    Unread("Copac text", r"\A\s*TI- .*\n", "^TI- "),
    Unread("Biblioscape text", r"^--(?:AU|TI|ST|RT)-- ", "^------"),
    Unread("PubMed's text for reading", r"\A\s*1[.:] (?:[^\n]*\n){1,200}?(?:.* )?PMID: \d", r"\bPMID: \d"),
    Unread("INSPEC text", r"\A\s*Record\b.*\bINSPEC\b", r"^Record\b"),
    Unread("an XML file", r"\A\s*<\?xml |\A\s*<!DOCTYPE|\A\s*<\w", r"\Zx"),
)  # fmt: skip
"""What is named, with the number of its records, and not read."""

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
"""The endings of what databases and reference managers write too and nobody can read as text, and what to do with such files."""


def load(name: str) -> Any:
    """Return the function that a row names."""
    module, _, function = name.partition(".")
    return getattr(importlib.import_module(f"litreview.formats.{module}"), function)
