"""The pieces a bibliography is made of, one by one: trees, words of our own, files of word processors, styles. All works are made up."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from litreview.core import processes
from litreview.core.errors import InputError, LitreviewError, UsageError
from litreview.core.model import Decision, Record, RecordId, Source, Span, Tag, Where
from litreview.core.text import parse_names
from litreview.stages.bibliography import BibliographyOptions, annotate_checked, cite, compose, render_checked
from litreview.stages.bibliography.citation_pass import printed_form
from litreview.stages.bibliography.composing import in_plain_words
from litreview.stages.bibliography.csl_items import csl_item
from litreview.stages.bibliography.groups import group_entries
from litreview.stages.bibliography.rendering import compile_pdf
from litreview.stages.bibliography.styles import find_style
from litreview.stages.bibliography.trees import clean_blocks, clean_inlines, plain_text, words
from litreview.stages.bibliography.word_processor import count_citations, dress_docx, dress_odt


def source(
    key: str, type_: str = "book", author: str = "Roe, Ann", year: int | None = 2008, *, confidential: bool = False,
    title: str = "Raids", **fields: str,
) -> Source:  # fmt: skip
    parts: dict[str, Any] = {
        "authors": tuple(parse_names(author)),
        "year": year,
        "confidential": confidential,
    }
    fields = {"title": title} | fields
    record = Record(
        key=key, type=type_, fields=fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"), **parts
    )
    return Source(key=key, type=type_, fields=fields, records=(record,), **parts)


# ---------------------------------------------------------------- trees

STR, SPACE = {"t": "Str", "c": "a"}, {"t": "Space"}
NO_ATTRIBUTES = ["", [], []]
MARKED = ["name", ["red"], [["onclick", "x"]]]
QUOTE = [{"t": "DoubleQuote"}, [STR]]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (STR, "a"),
        ([STR, SPACE, STR], "a a"),
        ([STR, {"t": "SoftBreak"}, STR, {"t": "LineBreak"}, STR], "a a a"),
        ({"t": "Emph", "c": [STR, STR]}, "aa"),
        ({"t": "Code", "c": [NO_ATTRIBUTES, "x = 1"]}, "x = 1"),
        ({"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}, "x^2"),
        ({"t": "CodeBlock", "c": [NO_ATTRIBUTES, "x = 1"]}, "x = 1"),
        ([STR, {"t": "RawInline", "c": ["html", "<b>"]}, {"t": "RawBlock", "c": ["html", "<b>"]}], "a"),
        ({"t": "Quoted", "c": QUOTE}, "“a”"),
        ({"t": "Link", "c": [NO_ATTRIBUTES, [STR], ["https://a.example/", ""]]}, "a"),
        ([{"t": "Para", "c": [STR]}, {"t": "Plain", "c": [STR]}, {"t": "Emph", "c": [STR]}], "a a a"),
        ({"t": "Header", "c": [1, NO_ATTRIBUTES, [STR]]}, "a "),
        (None, ""),
    ],
)
def test_the_text_of_a_tree(node: object, text: str) -> None:
    assert text == plain_text(node)


@pytest.mark.parametrize(
    ("node", "clean"),
    [
        (STR, [STR]),
        (SPACE, [SPACE]),
        *(({"t": kind, "c": [STR]}, [{"t": kind, "c": [STR]}])
          for kind in ("Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps")),
        ({"t": "Span", "c": [MARKED, [STR]]}, [STR]),
        ({"t": "Span", "c": [["", ["csl-left-margin"], []], [STR]]}, [STR, SPACE]),
        ({"t": "Quoted", "c": QUOTE}, [{"t": "Quoted", "c": QUOTE}]),
        ({"t": "Link", "c": [MARKED, [STR], ["https://a.example/", "t"]]},
         [{"t": "Link", "c": [NO_ATTRIBUTES, [STR], ["https://a.example/", ""]]}]),
        ({"t": "Link", "c": [MARKED, [STR], ["javascript:alert(1)", ""]]}, [STR]),
        ({"t": "Image", "c": [MARKED, [STR], ["https://a.example/p.png", ""]]}, [STR]),
        ({"t": "Cite", "c": [[{"citationId": "k"}], [STR]]}, [STR]),
        ({"t": "Code", "c": [MARKED, "x\x00 = 1"]}, [{"t": "Code", "c": [NO_ATTRIBUTES, "x = 1"]}]),
        ({"t": "RawInline", "c": ["html", "<b> c"]}, words("<b> c")),
        ({"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}, words("x^2")),
        ({"t": "Note", "c": [{"t": "Para", "c": [STR]}]}, [SPACE, *words("("), STR, *words(")")]),
        ({"t": "Unheard", "c": [STR, SPACE, STR]}, words("a a")),
    ],
)  # fmt: skip
def test_what_stays_of_a_line(node: dict[str, Any], clean: list[Any]) -> None:
    assert clean == clean_inlines([node])
    assert [STR, *clean, STR] == clean_inlines([STR, node, STR])


def test_a_key_in_a_line_is_resolved_and_words_are_restored() -> None:
    cited = {"t": "Cite", "c": [[{"citationId": "k"}], [STR]]}
    assert words("k") == clean_inlines([cited], resolve=lambda keys, _: words(keys[0]["citationId"]))
    assert words("É") == clean_inlines(words("é"), restore=str.upper)
    assert [STR] == clean_inlines([STR], restore=str.upper), "printable ASCII holds nothing to restore"


PARA = {"t": "Para", "c": [STR]}


@pytest.mark.parametrize(
    ("node", "clean"),
    [
        (PARA, [PARA]),
        ({"t": "Plain", "c": [{"t": "Span", "c": [MARKED, [STR]]}]}, [{"t": "Plain", "c": [STR]}]),
        ({"t": "Header", "c": [1, MARKED, [STR]]}, [{"t": "Para", "c": [{"t": "Strong", "c": [STR]}]}]),
        ({"t": "BlockQuote", "c": [PARA, {"t": "HorizontalRule"}]}, [{"t": "BlockQuote", "c": [PARA]}]),
        ({"t": "BulletList", "c": [[PARA], [PARA]]}, [{"t": "BulletList", "c": [[PARA], [PARA]]}]),
        ({"t": "OrderedList", "c": [[1], [[PARA]]]}, [{"t": "OrderedList", "c": [[1], [[PARA]]]}]),
        ({"t": "CodeBlock", "c": [MARKED, "x\x00"]}, [{"t": "CodeBlock", "c": [NO_ATTRIBUTES, "x"]}]),
        ({"t": "Div", "c": [MARKED, [PARA]]}, [PARA]),
        ({"t": "LineBlock", "c": [[STR]]}, [{"t": "Para", "c": [STR, {"t": "LineBreak"}]}]),
        ({"t": "RawBlock", "c": ["html", "<hr>"]}, []),
        ({"t": "HorizontalRule"}, []),
        ({"t": "Table", "c": [[]]}, []),
        ({"t": "Table", "c": [[PARA]]}, [PARA]),
    ],
)
def test_what_stays_of_a_paragraph(node: dict[str, Any], clean: list[Any]) -> None:
    assert [PARA, *clean, PARA] == clean_blocks([PARA, node, PARA])


# ---------------------------------------------------------------- interviews and records


@pytest.mark.parametrize(
    ("work", "kind", "expected"),
    [
        (source("I02", "interview", year=2019), "interview", "I02. Interview. 2019."),
        (source("I02", "interview", year=None), "interview", "I02. Interview."),
        (source("I02", "interview", year=None, rolegroup="Advocate.", medium=" "), "interview", "I02. Advocate. Interview."),
        (source("I02", "interview", titleaddon="Judge", date="2019-12-31"), "interview", "I02. Judge. Interview. 31 December 2019."),
        (source("I02", "interview", date="2019-01-02"), "interview", "I02. Interview. 2 January 2019."),
        (source("I02", "interview", date="2019-00-02"), "interview", "I02. Interview. 2019-00-02."),
        (source("PR02", "misc", "", agency="Port Office", request="8", law="Ports Act", exemption="7(C)", answered="June", title=""),
         "records-response", "PR02. Port Office. Request 8. Ports Act. Exemption cited: 7(C). Answered June."),
        (source("Roe2008", "misc", "Roe, Ann and Poe, Bo", title="Raids", requestnumber="9", url="https://a.example/"), "records-response",
         "Ann Roe; Bo Poe. Raids. Request 9. Answered 2008. https://a.example/"),
        (source("Roe2008", "misc", "", None, title=""), "records-response", "Roe2008. Public records response."),
        (source("X1", "misc", confidential=True), "book", "X1. Source (confidential)."),
        (source("PR02", "misc", confidential=True), "records-response", "PR02. Public records response (confidential)."),
    ],
)  # fmt: skip
def test_interviews_and_records_in_our_own_words(work: Source, kind: str, expected: str) -> None:
    assert expected == plain_text(printed_form(work, kind)).strip()


# ---------------------------------------------------------------- legal citations and values for a style


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (source("k", "newspaper", date="2015-01-02", journal="The Port Times"), "Ann Roe, Raids, Port Times (Jan. 2, 2015)."),
        (source("k", "newspaper", date="2015-12-31", journal="The Port Times"), "Ann Roe, Raids, Port Times (Dec. 31, 2015)."),
        (source("k", "newspaper", year=2015, date="2015-07", journal="The Port Times"), "Ann Roe, Raids, Port Times (July 2015)."),
        (source("k", "incollection", booktitle="All Ports", pages="5"), "Ann Roe, Raids, in All Ports 5 (2008)."),
        (source("k", "phdthesis", publisher="Made Up University"), "Ann Roe, Raids (2008) (Ph.D. dissertation, Made Up Univ.)."),
        (source("k", "article", journal="J Emerg Nurs"), "Ann Roe, Raids, J. Emergency Nursing (2008)."),
        (source("k", "article", journal="Ann of Emerg Nurs"), "Ann Roe, Raids, Ann Emerg Nurs (2008)."),
        (source("k", "article", journal="Just Ports"), "Ann Roe, Raids, Just Ports (2008)."),
        (source("k", "techreport", "{Office of Port Watch}", institution="OPW"), "Off. of Port Watch, Raids (2008)."),
        (source("k", "techreport", "{Office of Port Watch}", institution="Port Watch"), "Off. of Port Watch, Raids (2008)."),
        (source("k", "techreport", "{Office of Port Watch}", institution="Watch Port"), "Off. of Port Watch, Watch Port, Raids (2008)."),
    ],
)  # fmt: skip
def test_legal_citations(work: Source, expected: str) -> None:
    assert expected == cite([work], "bluebook").entries[0].text


@pytest.mark.parametrize(
    ("fields", "where", "expected"),
    [
        (
            {"title": "Ports Act", "number": "Pub. L. 102-1"},
            ["§ 3"],
            "Ports Act, Pub. L. No. 102-1, § 3 (1992).",
        ),
        (
            {"title": "Ports Act", "number": "Pub. L. 102-1"},
            ["§ 3", "§ 5"],
            "Ports Act, Pub. L. No. 102-1, §§ 3, 5 (1992).",
        ),
        ({"title": "22 U.S.C. 7105"}, ["§ 7105(b)", "§ 9"], "22 U.S.C. § 7105(b) (1992)."),
        ({"title": "22 U.S.C. 7105"}, ["§ 9", "p. 3"], "22 U.S.C. § 7105 (1992)."),
    ],
)
def test_a_law_is_cited_by_its_sections(fields: dict[str, str], where: list[str], expected: str) -> None:
    act = source("k", "legislation", "", 1992, **fields)
    said = [
        Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="k", value="x", where=one)
        for one in where
    ]
    assert expected == cite([act], "bluebook", (), said).entries[0].text


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (source("k", "phdthesis", school="S", institution="I", publisher="P"), {"publisher": "S"}),
        (source("k", "phdthesis", institution="I", publisher="P"), {"publisher": "I"}),
        (source("k", "phdthesis", publisher="P"), {"publisher": "P"}),
        (source("k", "phdthesis"), {"publisher": None}),
        (source("k", "dataset", publisher="P", howpublished="H"), {"type": "dataset", "publisher": "P"}),
        (source("k", "dataset", howpublished="H"), {"publisher": "H"}),
        (source("k", "unpublished", howpublished="H"), {"type": "manuscript", "publisher": None}),
        (source("k", "misc", howpublished="H", number="3"), {"type": "document", "publisher": "H", "number": "3"}),
        (source("k", "misc", howpublished="H", publisher="P"), {"publisher": "P"}),
        (source("k", "misc", howpublished="https://a.example/"), {"type": "webpage", "URL": "https://a.example/", "container-title": None}),
        (source("k", "misc", howpublished="\\url{https://a.example/}"), {"URL": "https://a.example/", "container-title": None}),
        (source("k", "misc", url="https://a.example/", publisher="P"), {"container-title": "P", "publisher": None}),
        (source("k", "newspaper", journal="The New Yorker"), {"type": "article-magazine", "container-title": "The New Yorker"}),
        (source("k", "newspaper", journal="The Port Times", publisher="P"), {"type": "article-newspaper", "publisher": None}),
        (source("k", "newspaper", howpublished="The Port Times", publisher="P"), {"container-title": "The Port Times"}),
        (source("k", "newspaper", publisher="The Port Times"), {"container-title": "The Port Times"}),
        (source("k", "article", publisher="P"), {"type": "document", "publisher": "P"}),
        (source("k", "article", number="3", volume="4"), {"type": "document"}),
        (source("k", "unpublished", note="unpublished"), {"genre": "Unpublished manuscript", "publisher": None}),
        (source("k", "unpublished", type="A talk", note="Working paper"), {"publisher": "A talk", "genre": None}),
        (source("k", "unpublished", note="verified by hand"), {"publisher": None, "genre": None}),
        (source("k", "book", date="2008-12-31"), {"issued": {"date-parts": [[2008, 12, 31]]}}),
        (source("k", "book", address="Here", location="There"), {"publisher-place": "Here"}),
        (source("k", "book", location="There"), {"publisher-place": "There"}),
        (source("k", "book", title="", subtitle="A History"), {"title": "A History"}),
        (source("k", "book", "Roe, Jr., Ann and {Port Watch} and van Poe, Bo"),
         {"author": [{"family": "Roe", "given": "Ann", "suffix": "Jr."}, {"literal": "Port Watch"},
                     {"family": "Poe", "given": "Bo", "non-dropping-particle": "van"}]}),
    ],
)  # fmt: skip
def test_values_for_a_style(work: Source, expected: dict[str, object]) -> None:
    item = csl_item(work)
    assert expected == {name: item.get(name) for name in expected}


# ---------------------------------------------------------------- composing

WORKS = [
    source("a", annotation="On *raids*."),
    source("b", title="Ports"),
    source("I01", "interview", confidential=True),
    source("PR01", "misc", confidential=True),
    source("X9", "misc", confidential=True),
]
TAGS = [
    Tag(source="a", code="protect", method="human", coder="ann"),
    Tag(source="a", code="prevent", method="rule", spans=(Span(field="title", start=0, end=5, text="Raids"),) * 2),
    Tag(source="a", code="book", method="rule"),
    Tag(source="b", code="none", method="rule", basis="abstract"),
    Tag(source="b", code="none", method="human", coder="ann"),
    Tag(source="b", code="unread", method="rule", basis="title"),
    Tag(source="b", code="unread", method="rule"),
    Tag(source="b", code="unread", method="human", coder="ben"),
]  # fmt: skip


def test_each_kind_that_no_style_prints_has_a_section_of_its_own() -> None:
    made = compose(cite(WORKS, "bluebook"))
    assert [("own-interviews", ["I01"]), ("own-records", ["PR01"]), ("own-confidential", ["X9"])] == [
        (group.heading.id, [entry.source.key for entry in group.entries]) for group in made.own
    ]
    assert () == compose(cite(WORKS[:2], "bluebook")).own
    assert {"a", "b", "I01", "PR01", "X9"} == made.keys
    assert () == made.problems


def test_what_several_people_said_is_one_line() -> None:
    tags = [Tag(source="a", code=code, method="human", coder=who) for code, who in (("protect", "ann"), ("prevent", "ann"), ("protect", "ben"))]  # fmt: skip
    made = compose(cite(WORKS, "bluebook"), tags, BibliographyOptions(audience="team"))
    assert ("protect, by ann, ben", "prevent, by ann") == made.details["a"]


def test_each_tag_is_told_with_what_it_rests_on() -> None:
    made = compose(cite(WORKS, "bluebook"), TAGS, BibliographyOptions(audience="team"))
    assert ("protect, by ann", "prevent, by rule: ‘Raids’ (title)") == made.details["a"]
    assert (
        "none, by rule: nothing in the abstract speaks for a code",
        "none, by ann",
        "unread, by rule: only the title was there to read",
        "unread, by rule: there was nothing to read",
        "unread, by ben",
    ) == made.details["b"]
    assert {"a", "b"} == made.details.keys(), "nothing is told of a confidential source"
    assert {"a": ("protect", "prevent"), "b": ()} == made.goals


def test_without_a_codebook_the_goals_are_those_of_the_act() -> None:
    groups = group_entries(cite(WORKS[:2], "bluebook").entries, "goal", TAGS, audience="team")
    assert [("Protect", ["a"]), ("Prevent (suggested)", ["a"]), ("None of the goals", ["b"])] == [
        (group.heading.words, [entry.source.key for entry in group.entries]) for group in groups
    ]
    assert all(group.heading.lead.endswith(".") for group in groups)


def test_a_source_in_plain_words_has_no_markup_and_all_others_keep_theirs() -> None:
    options = BibliographyOptions(group_by="type,year", notes={"b": "On *ports*."})
    made = compose(cite(WORKS, "bluebook"), (), options)
    plain = in_plain_words(made, {"a", "X9"})
    before, after = ({e.source.key: e for e in one.entries()} for one in (made, plain))
    assert {key: entry.text for key, entry in before.items()} == {
        key: entry.text for key, entry in after.items()
    }
    assert {"Str", "Space"} == {node["t"] for node in after["a"].inlines}
    assert before["b"] == after["b"]
    assert [{"t": "Para", "c": words("On raids.")}] == plain.notes["a"]
    assert made.notes["b"] == plain.notes["b"]
    assert [group.heading for group in made.sections] == [group.heading for group in plain.sections]


def test_a_code_leaves_out_all_that_have_it_not() -> None:
    page, _ = annotate_checked(
        WORKS, TAGS, BibliographyOptions(code="protect"), style="bluebook", format="md"
    )
    assert "Raids" in page.decode()
    assert "Ports" not in page.decode()


@pytest.mark.parametrize("format_", ["md", "html", "tex", "docx", "odt"])
def test_what_is_printed_twice_is_counted_twice_and_nothing_is_missing(format_: str) -> None:
    data, problems = render_checked(
        compose(cite(WORKS, "bluebook"), TAGS, BibliographyOptions(repeat=True)), format_
    )
    assert () == problems
    if format_ in {"docx", "odt"}:
        assert 6 == count_citations(data, format_)
    else:
        assert "data-again" not in data.decode()


# ---------------------------------------------------------------- files of word processors


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            assert (1980, 1, 1, 0, 0, 0) == entry.date_time
            assert 0o644 << 16 == entry.external_attr
            kept = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            assert kept == entry.compress_type
        return {name: archive.read(name).decode() for name in archive.namelist()}


def paragraph(style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}" /></w:pPr><w:r/></w:p>'


DOCX = {
    "mimetype": "x",
    "[Content_Types].xml": "<Types></Types>",
    "word/_rels/document.xml.rels": "<Relationships></Relationships>",
    "word/styles.xml": "<w:styles></w:styles>",
    "word/document.xml": "".join(
        map(paragraph, ("BibliographyAnnotated", "Annotation", "Bibliography", "Bibliography"))
    )
    + "<w:sectPr><w:footnotePr>n</w:footnotePr></w:sectPr><w:sectPr></w:sectPr>",
    "docProps/core.xml": "<a/><dcterms:created x='1'>now</dcterms:created>\n<dcterms:modified>now</dcterms:modified><b/>",
    "word/other.xml": "<w:sectPr></Types></Relationships>",
}


def test_a_word_document_gets_styles_numbers_and_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = unpacked(dress_docx(packed(**DOCX)))
    assert DOCX["word/other.xml"] == made["word/other.xml"]
    assert "<a/>\n<b/>" == made["docProps/core.xml"]
    assert made["word/document.xml"].startswith(DOCX["word/document.xml"].partition("<w:sectPr>")[0]), (
        "a paragraph says its style alone"
    )
    section = made["word/document.xml"].partition("<w:sectPr>")[2]
    assert re.match(
        r"<w:footerReference [^>]*><w:footnotePr>n</w:footnotePr><w:pgSz [^>]*/><w:pgMar [^>]*/></w:sectPr>",
        section,
    )
    assert 1 == section.count("<w:pgSz ")
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        assert 1 == made[name].count("footer1.xml")
    assert 1 == made["word/document.xml"].count("<w:footerReference "), "the first section only"
    assert '<w:sectPr><w:footerReference w:type="default"' in made["word/document.xml"]
    assert " PAGE " in made["word/footer1.xml"]
    assert 'w:styleId="Annotation"' in made["word/styles.xml"]
    assert 3 == count_citations(packed(**made), "docx")


def test_a_word_document_after_a_reference_keeps_its_styles_and_footers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    reference = tmp_path / "school.docx"
    reference.write_bytes(packed(**DOCX))
    made = unpacked(dress_docx(packed(**DOCX), str(reference)))
    assert DOCX | {"word/styles.xml": made["word/styles.xml"]} == made
    assert 'w:styleId="Annotation"' in made["word/styles.xml"], "it has none of its own"


ODT = {
    "mimetype": "x",
    "styles.xml": '<s style:name="Heading_20_2" style:font-name="Arial" fo:font-style="italic"/></office:styles>',
    "content.xml": '<text:p text:style-name="Group Lead"/><text:p text:style-name="Bibliography">Group Lead</text:p>',
    "meta.xml": "<meta:creation-date>now</meta:creation-date><dc:date>now</dc:date><b/>",
    "other.xml": '<dc:date>now</dc:date> style:font-name="Arial" style-name="Group Lead"',
}


def test_an_open_document_gets_styles_and_no_date(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = unpacked(dress_odt(packed(**ODT)))
    assert ODT["other.xml"] == made["other.xml"]
    assert "<b/>" == made["meta.xml"]
    assert (
        '<text:p text:style-name="Group_20_Lead"/><text:p text:style-name="Bibliography">Group Lead</text:p>'
        == made["content.xml"]
    )
    assert made["styles.xml"].startswith('<s style:name="Heading_20_2"/><style:style style:name="Title"')
    assert made["styles.xml"].endswith("</office:styles>")
    assert 1 == count_citations(packed(**ODT), "odt")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    school = '<s style:name="Annotation"/></office:styles>'
    reference = tmp_path / "school.odt"
    reference.write_bytes(packed(**{"styles.xml": school}))
    kept = unpacked(dress_odt(packed(**ODT | {"styles.xml": school}), str(reference)))
    assert ODT["meta.xml"] == kept["meta.xml"]
    assert 1 == kept["styles.xml"].count('style:name="Annotation"'), "its own"
    assert 1 == kept["styles.xml"].count('style:name="Bibliography"'), "ours, for it has none"
    assert made["content.xml"] == kept["content.xml"]


# ---------------------------------------------------------------- styles

OWN = '<?xml version="1.0"?><style class="in-text" {more}><info/>{inner}</style>'
PARENT = '<link href="http://www.zotero.org/styles/{name}" rel="independent-parent"/>'


def style_file(folder: Path, more: str = "", inner: str = "", name: str = "own.csl") -> str:
    path = folder / name
    path.write_text(OWN.format(more=more, inner=inner), encoding="utf-8")
    return str(path)


def test_a_style_of_ones_own_is_used_as_it_is_but_for_dashes(tmp_path: Path) -> None:
    found = find_style(
        style_file(tmp_path, 'default-locale="de-DE"', '<b subsequent-author-substitute="—" c=""/>')
    )
    assert "own" == found.name
    assert OWN.format(more='default-locale="de-DE"', inner='<b c=""/>') == found.csl
    assert not found.rules.sentence_case
    assert find_style(style_file(tmp_path, name="OTHER.CSL")).csl


@pytest.mark.parametrize("name", ["apa", "apa/"])
def test_a_style_that_names_another_is_that_one_in_its_own_language(tmp_path: Path, name: str) -> None:
    apa = find_style("apa").csl
    named = style_file(tmp_path, "", PARENT.format(name=name))
    assert ("own", apa) == (find_style(named).name, find_style(named).csl)
    german = find_style(style_file(tmp_path, "default-locale='de-DE'", PARENT.format(name=name))).csl
    assert apa.replace("<style ", '<style default-locale="de-DE" ', 1) == german


def test_a_style_that_says_its_language_keeps_it(tmp_path: Path) -> None:
    """Of the two languages that of the style counts which the other rests on."""
    parent = find_style("acta-ophthalmologica").csl
    assert 1 == parent.count('default-locale="en-GB"')
    german = style_file(tmp_path, 'default-locale="de-DE"', PARENT.format(name="acta-ophthalmologica"))
    assert parent == find_style(german).csl


@pytest.mark.parametrize(
    ("content", "error", "words_"),
    [
        (None, InputError, "No such file"),
        (b"\xff\xfe\xff", InputError, "not UTF-8 text"),
        (b"<html/>", InputError, "it has no <style> element"),
        (OWN.format(more="", inner=PARENT.format(name="no-such-style")).encode(), UsageError, "rests on the style 'no-such-style'"),
        (OWN.format(more="", inner='<link rel="independent-parent"/>').encode(), UsageError, "rests on the style ''"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_style_is_told(
    tmp_path: Path, content: bytes | None, error: type[Exception], words_: str
) -> None:
    path = tmp_path / "own.csl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=words_):
        find_style(str(path))


@pytest.mark.parametrize(
    ("name", "words_"),
    [
        ("chicgo", "did you mean 'chicago'"),
        ("harvard-cite-them-rigth", "did you mean 'harvard-cite-them-right'"),
        ("../styles/apa", "no style '../styles/apa'"),
    ],
)
def test_a_style_of_no_such_name_is_told_with_the_nearest(name: str, words_: str) -> None:
    with pytest.raises(UsageError, match=words_):
        find_style(name)


def test_our_names_are_those_of_the_files_and_other_names_their_own() -> None:
    assert find_style("chicago").csl == find_style("chicago-author-date").csl
    assert ("chicago", "chicago-author-date") == (
        find_style("chicago").name,
        find_style("chicago-author-date").name,
    )
    assert "" == find_style("bluebook").csl
    assert "subsequent-author-substitute" not in find_style("chicago").csl


# ---------------------------------------------------------------- pdf

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_a_pdf_that_typst_refuses_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compile_pdf("Text", DAY, 60).startswith(b"%PDF")
    with pytest.raises(LitreviewError, match=r"could not be set: .*unknown variable"):
        compile_pdf("#nothing-of-that-name", DAY, 60)
    monkeypatch.setattr(processes, "finish", lambda *_, **__: SimpleNamespace(code=3, stderr="\n"))
    with pytest.raises(LitreviewError, match="could not be set: exit 3"):
        compile_pdf("", DAY, 60)
