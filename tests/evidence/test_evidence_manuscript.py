"""Citations of a manuscript: every one with its place, nothing from code or comments. All works here are made up."""

from __future__ import annotations

import html
import io
import json
import zipfile
from pathlib import Path

import pytest

from litreview.core import pandoc
from litreview.core.model import Finding, Recommendation, Source
from litreview.core.results import Manuscript, Mention
from litreview.formats import read_text
from litreview.judgements.decisions import key_index, resolve
from litreview.review.review_documents import read_mentions
from litreview.stages.evidence import compare_manuscript
from litreview.stages.evidence.manuscript_citations import find_mentions

MARKDOWN = """---
title: Made up
abstract: As was said [@Abstract2000].
---

# Protect

Text [see @Roe2001, p. 3; @supports:Poe2002] and @Moe2003 [p. 4]; mail ann@example.org, `@code1`, @fig-one and [@WOS:0001].
<!-- [@Comment2000] -->

```{r}
x <- 1

y <- "[@Chunk2000]"
```

    [@Indented2000]

## Recommendation R1

Use less.[^n] That R2 holds is shown [@Noe2005]; another thing too [@Loe2006]. As R2 says. [@After2007] Next [@Later2008].

[^n]: As [@Note2004] says.

| a | b |
|---|---|
| @Cell2009 | [-@Cell2010] |
"""

LATEX = r"""\documentclass{article}
\begin{document}
\section{Protect} % \cite{Comment2000}
Text \cite[12]{Roe2001,Poe2002}, \autocites(see)()[1]{Moe2003}[2]{Noe2005}, \textcite{Loe2006},
\footcite{Note2004} and \fullcite{Full2011}.
\begin{verbatim}
\cite{Verbatim2000}
\end{verbatim}
\begin{comment}
\cite{Comment2001}
\end{comment}
\end{document}
"""


def mentions(text: str, ending: str = "md", **more: object) -> tuple[Mention, ...]:
    tree = pandoc.read_document(text.encode(), ending)
    return find_mentions(tree, f"manuscript/review.{ending}", text, **more)  # type: ignore[arg-type] # keywords as given


def sources(*keys: str) -> list[Source]:
    text = "".join(
        f"@article{{{key}, title={{The made up title of {key}}}, doi={{10.1000/{key}}}}}\n" for key in keys
    )
    return [
        Source(
            key=r.key,
            type=r.type,
            fields=r.fields,
            doi=r.doi,
            confidential=r.confidential,
            records=(r,),
        )
        for r in read_text(text.encode(), "bib/a.bib").records
    ]


def compare(found: tuple[Mention, ...], held: list[Source], **more: object) -> Manuscript:
    index = key_index(held)
    return compare_manuscript(
        found, held, lambda key: resolve(key, index), files=["manuscript/review.md"], **more
    )  # type: ignore[arg-type] # keywords as given


def test_every_citation_of_a_markdown_file_with_its_section_and_line() -> None:
    found = mentions(MARKDOWN, known=["WOS:0001"])
    assert [
        ("Abstract2000", 3, "abstract"),
        ("Roe2001", 8, "Protect"),
        ("Poe2002", 8, "Protect"),
        ("Moe2003", 8, "Protect"),
        ("WOS:0001", 8, "Protect"),
    ] == [(m.key, m.where.line, " / ".join(m.section)) for m in found[:5]]
    assert {"Noe2005", "Loe2006", "After2007", "Later2008", "Note2004", "Cell2009", "Cell2010"} == {
        m.key for m in found[5:]
    }
    assert {("Protect", "Recommendation R1")} == {m.section for m in found[5:]}


def test_the_line_is_that_of_the_citation_and_not_of_code_or_a_comment_before_it() -> None:
    text = "<!--\n@Roe2001\n-->\n\n```\n@Roe2001\n```\n\nIn 50 % of cases `@Roe2001` is [@Roe2001].\n\n@Roe2001 again.\n"
    assert [9, 11] == [m.where.line for m in mentions(text)]


def test_the_intent_is_parted_from_the_key() -> None:
    found = {m.key: m.intent for m in mentions("[@supports:A; @cites_as_evidence:B; @C; @other:D; @WOS:1]")}
    assert {"A": "supports", "B": "citesAsEvidence", "C": "", "other:D": "", "WOS:1": ""} == found


def test_a_known_key_is_never_taken_apart() -> None:
    assert ["supports:A", "fig-one"] == [
        m.key for m in mentions("[@supports:A; @fig-one]", known=["supports:A", "fig-one"])
    ]


def test_what_a_sentence_names_belongs_to_its_citations() -> None:
    named = {m.key: m.named for m in mentions(MARKDOWN, ids=["R1", "R2"])}
    assert named["Roe2001"] == ()
    assert named["Noe2005"] == ("R1", "R2")
    assert named["Loe2006"] == ("R1",)
    assert named["After2007"] == ("R1", "R2")
    assert named["Later2008"] == ("R1",)


def test_latex_with_multicites_and_commands_that_pandoc_leaves() -> None:
    found = mentions(LATEX, "tex")
    assert {"Roe2001", "Poe2002", "Moe2003", "Noe2005", "Loe2006", "Note2004", "Full2011"} == {
        m.key for m in found
    }
    assert {4, 5} == {m.where.line for m in found}


def word_file(item: dict[str, object]) -> bytes:
    """A Word file as Zotero's plug-in leaves it: a field whose code holds the item."""
    field = html.escape(
        json.dumps({"citationItems": [{"id": 12, "itemData": {"id": 12, **item}}]}), quote=False
    )
    run = "<w:r>{}</w:r>".format
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Prevent</w:t></w:r></w:p><w:p>'
        + run('<w:fldChar w:fldCharType="begin"/>')
        + run(f'<w:instrText xml:space="preserve"> ADDIN ZOTERO_ITEM CSL_CITATION {field}</w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>(Roe 2008)</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
        + "</w:p>"
    )
    schema = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles {schema}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
        "word/document.xml": f"<w:document {schema}><w:body>{body}</w:body></w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return stream.getvalue()


@pytest.mark.parametrize(
    "item",
    [
        {"type": "book", "citation-key": "Roe2008", "title": "x"},
        {"type": "book", "DOI": "10.1000/ROE2008", "title": "x"},
        {"type": "book", "title": "The Made Up Title of Roe2008"},
    ],
)
def test_a_word_file_is_matched_by_key_doi_or_title(item: dict[str, object]) -> None:
    tree = pandoc.read_document(word_file(item), "docx")
    found = compare(find_mentions(tree, "manuscript/review.docx"), sources("Roe2008", "Poe2009"))
    assert (("Prevent", ("Roe2008",)),) == found.sections()
    assert ("Poe2009",) == found.unused


def test_undefined_unused_and_recommendations() -> None:
    held = sources("Roe2001", "Poe2002", "Moe2003", "Noe2005")
    findings = [Finding(id="F1", statement="s", supports=("Roe2001", "Noe2005"), recommendations=("R1",))]
    text = "# One\n\nR1 rests on [@Roe2001].\n\n[@Poe202; @Moe2003]\n"
    found = compare(
        mentions(text, ids=["R1"]),
        held,
        included=["Roe2001", "Poe2002", "Noe2005"],
        findings=findings,
        recommendations=[Recommendation(id="R1", statement="r")],
    )
    assert ["Poe202"] == [m.key for m in found.undefined]
    assert ("Poe2002", "Noe2005") == found.unused
    (coverage,) = found.coverage
    assert (("Roe2001",), ("Noe2005",), ("Roe2001",)) == (coverage.cited, coverage.uncited, coverage.beside)
    problems = {p.code: p for p in found.problems}
    assert {"LR520", "LR521", "LR524"} == set(problems)
    assert "did you mean 'Poe2002'" in problems["LR520"].message
    assert problems["LR520"].where.line == 5


def test_a_confidential_source_is_cited_by_its_code_alone() -> None:
    text = "@interview{NameOfAPerson, title={Planted}}\n@interview{I01, title={Planted}}"
    held = [
        Source(key=r.key, type=r.type, confidential=True, records=(r,))
        for r in read_text(text.encode(), "bib/a.bib").records
    ]
    found = compare(mentions("[@NameOfAPerson; @I01]"), held)
    assert found.undefined == ()
    assert "Person" not in str(list(found.rows()))
    assert {"I01", "confidential-01"} == set(found.cited)


def test_a_document_that_is_none_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    from litreview.review.review_documents import manuscript_files

    folder = tmp_path / "manuscript"
    folder.mkdir()
    (folder / "a.docx").write_bytes(b"no zip")
    (folder / "b.md").write_text("[@Roe2001]", encoding="utf-8")
    (folder / "~$b.docx").write_bytes(b"")
    found, problems = read_mentions(manuscript_files(tmp_path), known=[], ids=[])
    assert ["Roe2001"] == [m.key for m in found]
    assert [("LR522", "manuscript/a.docx")] == [(p.code, p.where.file) for p in problems]
