"""Documents: every source in print in every format, hostile text as text, the same bytes twice."""

import html
import io
import re
import zipfile

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Doi, Person, Record, RecordId, Source, Tag, Where
from litreview.stages.bibliography import (
    FORMATS,
    BibliographyOptions as Options,
    annotate,
    annotate_checked,
    cite,
    compose,
    render_checked,
)
from litreview.stages.bibliography.rendering import typst_source

HOSTILE = (
    '<script>alert(1)</script> \\input{/etc/passwd} \\write18{id} #read("/etc/passwd") $x$ <i>it</i> &amp; %'
)


def source(key, type_="article", *, authors=(), year=None, confidential=False, doi="", **fields):
    record = Record(
        key=key, type=type_, fields=fields, authors=tuple(authors), year=year, doi=Doi(doi), confidential=confidential,
        id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1),
    )  # fmt: skip
    return Source(
        key=key, type=type_, fields=fields, authors=tuple(authors), year=year, doi=Doi(doi), confidential=confidential,
        records=(record,),
    )  # fmt: skip


# real works of the sample corpus
HALTER = source(
    "Halter2008Law", "phdthesis", authors=[Person(family="Halter", given="Stephanie")], year=2008,
    title="Law Enforcement's Reconceptualization of Juvenile Prostitutes", school="University of New Hampshire",
    annotation="A dissertation on *six cities*; see [@Bales2004Disposable].",
)  # fmt: skip
BALES = source(
    "Bales2004Disposable", "book", authors=[Person(family="Bales", given="Kevin")], year=2004,
    title="Disposable People: New Slavery in the Global Economy", publisher="University of California Press",
)  # fmt: skip
JUNGERS = source(
    "Jungers2013", "misc", title="United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)", year=2013
)
INTERVIEW = source("I01", "interview", confidential=True)
SOURCES = (HALTER, BALES, JUNGERS, INTERVIEW)
TAGS = (
    Tag(source="Halter2008Law", code="protect", method="human", coder="a"),
    Tag(source="Halter2008Law", code="prosecute", method="human", coder="a"),
    Tag(source="Jungers2013", code="prosecute", method="rule"),
)


def text_of(data, format_):
    if format_ in {"docx", "odt"}:
        name = "word/document.xml" if format_ == "docx" else "content.xml"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name).decode()
    return data.decode()


@pytest.mark.parametrize("format_", FORMATS)
def test_every_source_is_printed_and_two_runs_agree(format_):
    """Entries in = entries out, no Problem; the bytes do not change."""
    data, problems = annotate_checked(SOURCES, TAGS, format=format_)
    assert not problems
    assert data == annotate(SOURCES, TAGS, format=format_)
    if format_ == "pdf":
        assert data.startswith(b"%PDF")
        return
    text = text_of(data, format_)
    for word in ("Halter", "Bales", "Jungers", "I01"):
        assert word in text


def test_for_the_team_a_source_under_two_goals_stands_under_both_and_counts_once():
    page = annotate(SOURCES, TAGS, Options(audience="team", repeat=True), format="md").decode()
    protect, prosecute = page.index("Protect (1 source)"), page.index("Prosecute (1 source)")
    assert "Halter, S." in page[protect:prosecute]
    assert "Halter, S." in page[prosecute:]
    assert "Also under: [Prosecute](#group-prosecute)" in page[protect:prosecute]
    assert "Jungers" in page[page.index("Prosecute (suggested) (1 source)") :]
    assert "4 sources" in page
    assert "1 stands under more than one heading and is counted once" in page


@pytest.mark.parametrize("format_", ["md", "html", "tex", "docx", "odt"])
def test_what_is_handed_in_has_each_source_once_and_no_words_of_the_workshop(format_):
    """By default: no counts, no tags, nothing of what was read."""
    data, problems = annotate_checked(SOURCES, TAGS, Options(standing="12 of 30 screened"), format=format_)
    assert not problems
    text = re.sub(r"<style>.*?</style>", "", text_of(data, format_), flags=re.DOTALL)
    plain = " ".join(re.sub(r"<[^>]+>|#group-\w+|[\[\]()]", " ", text).split())
    assert 1 == plain.count("Halter, S.")
    assert re.search("Also under: .{0,50}Prosecute", plain)
    assert "Other sources" in plain, "what has no goal"
    for word in (
        "annotated.",
        "sources,",
        "1 source",
        "2 sources",
        "counted",
        "screened",
        "Not tagged",
        "Not read",
        "by rule",
        "citation style",
    ):
        assert word not in plain, word


def test_a_heading_under_which_nothing_stands_is_named_without_a_link():
    page = annotate(SOURCES[:1], TAGS, format="md").decode()
    assert "Also under: Prosecute\n" in page
    assert "#group-prosecute" not in page
    nested = annotate(SOURCES, TAGS, Options(group_by="type,goal"), format="md").decode()
    assert "Also under: Prosecute\n" in nested, "the goal of an inner heading is not lost"
    assert 1 == nested.count("Halter, S.")


FRONT = Options(
    title="On <b>raids</b>",
    author="Ann Roe",
    institution="A School",
    course="Law & Policy",
    date="May 1, 2026",
)


@pytest.mark.parametrize("format_", ["md", "html", "tex", "docx", "odt"])
def test_the_title_block_is_in_every_format(format_):
    text = text_of(annotate(SOURCES, TAGS, FRONT, format=format_), format_)
    body = re.sub(r"<head>.*?</head>", "", text, flags=re.DOTALL)
    plain = " ".join(html.unescape(re.sub(r"\\(?=[<>&])|\\textless|\\textgreater", "", body)).split())
    places = [plain.index(part) for part in ("raids", "A School", "Ann Roe", "May 1, 2026", "Protect")]
    assert sorted(places) == places
    assert "<b>" not in body
    if format_ == "docx":
        named = re.findall(r'w:pStyle w:val="(\w+)"', text)
        assert ["Title", "Subtitle", "Author", "Date", "Heading1"] == named[:5]
    if format_ == "odt":
        assert ["Title", "Subtitle", "Author", "Date"] == re.findall(
            r'<text:p text:style-name="(\w+)"', text
        )[:4]


def test_a_title_that_is_code_in_typst_is_a_title():
    front = Options(title='Raids" + read("/etc/passwd") + "\\', author='"#panic()')
    source = typst_source(compose(cite(SOURCES, "apa", TAGS), TAGS, front))
    said = r'#set document(title: "Raids\" + read(\"/etc/passwd\") + \"\\", author: "\"#panic()")'
    assert said == source.partition("\n")[0]
    assert ["Protect", "Prosecute (suggested)", "Other sources", "Interviews"] == re.findall(
        r"(?m)^= (.+?)(?: <|$)", source
    )
    assert annotate(SOURCES, TAGS, front, format="pdf").startswith(b"%PDF")


def test_a_note_may_cite_a_work_that_is_not_printed():
    """As people cite it, without a link; a key that nothing has stays as it was typed, and is told."""
    notes = {"Jungers2013": "See [@Bales2004Disposable, p. 3] and [@Nobody2000]."}
    options = Options(notes=notes, mentioned=[BALES, HALTER])
    data, problems = annotate_checked([JUNGERS], TAGS, options, format="md")
    assert "See (Bales, 2004, p.\xa03) and \\[@Nobody2000\\]." in data.decode()
    assert ["LR405"] == [p.code for p in problems]
    assert "Disposable People" not in data.decode()


def test_the_annotation_is_a_paragraph_of_its_own_style_and_its_citation_a_link():
    xml = text_of(annotate(SOURCES, TAGS, format="docx"), "docx")
    note = re.search(r'<w:p><w:pPr><w:pStyle w:val="Annotation".*?</w:p>', xml)
    assert note is not None
    assert 'w:anchor="entry-Bales2004Disposable"' in note[0]
    assert "Halter, S." not in note[0]


def test_a_word_document_has_page_numbers_and_keeps_an_annotation_with_its_citation():
    """In the type of the rest, and only where no reference document gave its own."""
    data = annotate(SOURCES, TAGS, format="docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert " PAGE " in archive.read("word/footer1.xml").decode()
        assert "footer1.xml" in archive.read("word/_rels/document.xml.rels").decode()
        styles = archive.read("word/styles.xml").decode()
    heading = re.search(r'<w:style [^>]*w:styleId="Heading2".*?</w:style>', styles)
    assert heading is not None
    assert "rFonts" not in heading[0], "the typeface is that of Normal alone"
    normal = re.search(r'<w:style [^>]*w:styleId="Normal".*?</w:style>', styles)
    assert normal is not None
    assert "Times New Roman" in normal[0]
    annotated = re.search(r'<w:style [^>]*w:styleId="BibliographyAnnotated".*?</w:style>', styles)
    assert annotated is not None
    assert '<w:basedOn w:val="Bibliography"/>' in annotated[0]
    assert "<w:keepNext/>" in annotated[0]
    xml = text_of(data, "docx")
    cited = re.findall(r'<w:pStyle w:val="(Bibliography\w*)" />', xml)
    assert ["Bibliography", "Bibliography", "Bibliography", "BibliographyAnnotated"] == sorted(cited)


def test_the_paragraphs_of_a_word_document_say_their_style_and_nothing_else():
    """A teacher who changes a style in Word changes all that is of it."""
    notes = {"Jungers2013": "One.\n\nTwo."}
    xml = text_of(
        annotate(SOURCES, TAGS, Options(notes=notes, author="Ann Roe"), format="docx", style="bluebook"),
        "docx",
    )
    styles = re.findall(r"<w:pPr>\s*(.*?)\s*</w:pPr>", xml, re.DOTALL)
    assert styles
    assert all(re.fullmatch(r'<w:pStyle w:val="\w+" />', style) for style in styles)
    runs = set(re.findall(r"<w:rPr>(.*?)</w:rPr>", xml))
    link = '<w:rStyle w:val="Hyperlink" />'
    assert runs <= {"<w:i /><w:iCs />", "<w:smallCaps />", link, f"{link}<w:i /><w:iCs />"}


def test_a_note_goes_before_the_field():
    page = annotate([HALTER], (), Options(notes={"Halter2008Law": "Our own **words**"}), format="md").decode()
    assert "> Our own **words**" in page
    assert "six cities" not in page


def test_confidential_sources_show_code_and_type_only():
    sealed = source("PR01", "misc", confidential=True, title="Jane Roe", note="Jane Roe")
    page = annotate([INTERVIEW, sealed], (), Options(notes={"I01": "Jane Roe said"}), format="md").decode()
    assert "Interview I01 (confidential)." in page
    assert "PR01. Public records response (confidential)." in page
    assert "Jane" not in page


@pytest.mark.parametrize("format_", ["html", "tex", "md", "docx", "odt"])
@pytest.mark.parametrize("style", ["apa", "bluebook"])
def test_hostile_fields_are_text(format_, style):
    """Nothing a record or a note says is code; the words stay visible."""
    bad = source(
        "k<b>\"'#", "article", title=HOSTILE, journal=HOSTILE, url="javascript:alert(1)", year=2020,
        authors=[Person(family=HOSTILE, given="A")],
    )  # fmt: skip
    note = f"{HOSTILE}\n\n[go](javascript:alert(1)) `x`{{=html}} ![p](http://a.example/p.png)\n\n```{{=typst}}\n#read(1)\n```"
    text = text_of(
        annotate([bad], (), Options(notes={bad.key: note}, title=HOSTILE), style=style, format=format_),
        format_,
    )
    assert "alert(1)" in text
    assert 'href="javascript' not in text
    assert "](javascript" not in text
    if format_ == "html":
        assert "<script" not in text
        assert "<img" not in text
        assert "<i>" not in text
    if format_ == "tex":
        body = text.split("\\begin{document}")[1]
        assert not re.search(r"\\(?:input|write18)\b", body)
    if format_ == "md":
        assert "\\<script\\>" in text


def test_typst_reads_nothing():
    """`#read` in a field would fail the compilation; the PDF is made, so it was text."""
    bad = source("bad", "book", title='#read("/etc/passwd") ] #panic("x") \\ $ @nothing <label>', year=2020)
    for style in ("apa", "bluebook"):
        assert annotate([bad], style=style, format="pdf").startswith(b"%PDF")


def test_the_page_makes_no_request_and_runs_nothing():
    page = annotate(SOURCES, TAGS).decode()
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:script|img|link|iframe)\b|\bsrc=|@import|url\(|\sstyle=", page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_same_author_and_year_get_letters():
    works = [
        source(f"x{n}", "misc", title=title, year=2016, authors=[Person(family="Heiss", given="Andrew")])
        for n, title in enumerate(("Amicable Contempt", "Authoritarian Stability"))
    ]
    page = annotate(works, format="md").decode()
    assert "(2016a)" in page
    assert "(2016b)" in page


def test_a_code_keeps_only_its_sources():
    page = annotate(SOURCES, TAGS, Options(code="protect"), format="md").decode()
    assert "Halter" in page
    assert "Jungers" not in page


def test_a_code_shows_its_own_groups_only():
    """A source under two goals stands under the one asked for; another grouping keeps its headings; the filter offers no empty page."""
    page = annotate(SOURCES, TAGS, Options(code="protect")).decode()
    assert 'id="group-protect"' in page
    assert "group-prosecute" not in page
    assert 'id="show-prosecute"' not in page
    assert "Also under" not in page
    topics = (*TAGS, Tag(source="Halter2008Law", code="juvenile", method="human", coder="a"))
    asked = Options(code="juvenile", group_by="code,goal", repeat=True)
    nested = annotate(SOURCES, topics, asked, format="md").decode()
    assert re.findall(r"^#+ <a id=\"([\w-]+)\"", nested, re.MULTILINE) == [
        "group-juvenile",
        "group-juvenile-protect",
        "group-juvenile-prosecute",
    ]


def test_no_sources_make_an_empty_document():
    for format_ in FORMATS:
        data, problems = annotate_checked([], format=format_)
        assert data
        assert () == problems


def test_groups_nest():
    page = annotate(SOURCES, TAGS, Options(group_by="type,year"), format="md").decode()
    assert re.search(r"^## .*Books\n\n### .*2004", page, re.MULTILINE)


def test_missing_annotations_are_errors_when_required():
    _, problems = annotate_checked(SOURCES, (), Options(require_annotations=True), format="md")
    assert [("LR402", "Bales2004Disposable"), ("LR402", "Jungers2013")] == [(p.code, p.key) for p in problems]


def test_one_citation_pass_serves_every_format():
    composed = compose(cite(SOURCES, "apa", TAGS), TAGS)
    for format_ in ("md", "html"):
        data, _ = render_checked(composed, format_)
        assert data == annotate(SOURCES, TAGS, format=format_)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"style": "Chicgo"}, "did you mean 'chicago'"),
        ({"style": "Chicago Notes"}, "did you mean 'chicago-notes'"),
        ({"style": "chicgo"}, "did you mean 'chicago'"),
        ({"format": "htm1"}, "did you mean 'html'"),
        ({"options": Options(group_by="yaer")}, "did you mean 'year'"),
        ({"options": Options(group_by="foo")}, "it is one of goal, type, year, code, finding, none"),
    ],
)
def test_near_misses_are_named(options, hint):
    with pytest.raises(UsageError, match=hint):
        annotate(SOURCES, **options)
    with pytest.raises(UsageError, match="no audience 'taem'; one of reader, team; did you mean 'team'"):
        Options(audience="taem")


def test_a_style_is_called_by_its_name_whatever_its_case():
    page = annotate(SOURCES, style="apa", format="md")
    assert page == annotate(SOURCES, style="APA", format="md")
    assert annotate(SOURCES, style="bluebook", format="md") == annotate(
        SOURCES, style="Bluebook", format="md"
    )
    assert annotate(SOURCES, style="american-sociological-association", format="md") == annotate(
        SOURCES, style="American-Sociological-Association", format="md"
    )
