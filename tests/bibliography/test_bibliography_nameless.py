"""No citation of nothing: an entry without a title, and without a citation of law, is listed apart, with its file and line."""

import json
import re
import zipfile
from io import BytesIO
from itertools import product

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.stages.bibliography import STYLES, annotate_checked
from litreview.stages.bibliography.composing import compose
from litreview.stages.bibliography.csl_and_markdown import ReviewFacts, csl_library, source_files

NAMELESS = {
    "journal": "@article{nothing, journal = {MIS Quarterly}, volume = {19}, number = {4}}",
    "author": "@article{nothing, author = {Roe, Ann}, journal = {MIS Quarterly}, year = 2001}",
    "doi": "@article{nothing, doi = {10.1000/xyz}}",
    "author and doi": "@article{nothing, author = {Roe, Ann}, doi = {10.1000/xyz}, year = 2001}",
    "isbn": "@book{nothing, isbn = {9780140449136}, publisher = {Penguin}}",
    "book": "@incollection{nothing, booktitle = {Harbours}, pages = {3--9}, year = 2001}",
    "address": "@online{nothing, url = {https://example.org/a}, urldate = {2020-01-02}}",
    "marks": "@book{nothing, title = {???}, publisher = {Penguin}, isbn = {9780140449136}}",
    "series": "@techreport{nothing, institution = {Made Up Office}, number = {12}}",
}
LAW = {
    "reporter": ("@misc{law, note = {702 F.3d 1066 (8th Cir. 2013)}}", "702 F.3d 1066 (8th Cir. 2013)."),
    "code": ("@legislation{law, number = {22 U.S.C. § 7101}}", "22 U.S.C. § 7101."),
    "number": ("@misc{law, number = {Pub. L. No. 106-386}, year = 2000}", "Pub. L. No. 106-386 (2000)."),
}
OTHER = "\n@book{named, author = {Doe, Jo}, title = {Tides}, publisher = {Quay}, year = 2009}\n"


def sources_of(text):
    return lr.dedupe(lr.read_text("\n\n" + text + OTHER, "bib/a.bib")).sources


@pytest.mark.parametrize("style", STYLES)
def test_what_names_no_work_is_listed_apart_with_its_place(style):
    keys = [name.replace(" ", "-") for name in NAMELESS]
    lines = [text.replace("{nothing", f"{{{key}") for key, text in zip(keys, NAMELESS.values(), strict=True)]
    lines = [line.replace("xyz", f"xyz{n}").replace("449136", f"44913{n}") for n, line in enumerate(lines)]
    cited = lr.cite(sources_of("\n".join(lines)), style)
    sections = {entry.source.key: entry.section for entry in cited.entries}
    assert {"named": "", **dict.fromkeys(keys, "nameless")} == sections
    apart = {entry.source.key: entry.text for entry in cited.entries if entry.section}
    for line, key in enumerate(keys, start=3):
        assert apart[key].startswith(f"{key} (bib/a.bib:{line})")
        assert "n.d" not in apart[key]
    assert {("LR411", 3 + n, key) for n, key in enumerate(keys)} == {
        (p.code, p.where.line, p.key) for p in cited.problems
    }


@pytest.mark.parametrize("style", ["bluebook", "apa", "chicago"])
def test_law_is_named_by_its_citation_alone(style):
    text = "\n".join(text.replace("{law", f"{{{name}") for name, (text, _) in LAW.items())
    entries = {entry.source.key: entry for entry in lr.cite(sources_of(text), style).entries}
    for name, (_, citation) in LAW.items():
        assert ("", citation) == (entries[name].section, entries[name].text)


@pytest.mark.parametrize("format_", ["md", "html", "tex", "docx"])
def test_every_document_lists_it_below_its_own_heading(format_):
    data, problems = annotate_checked(sources_of(NAMELESS["journal"]), style="bluebook", format=format_)
    if format_ == "docx":
        data = zipfile.ZipFile(BytesIO(data)).read("word/document.xml")
    text = re.sub(r"<[^>]+>|\\\w+\{?", " ", data.decode())
    before, heading, below = text.partition("Entries that name no work")
    assert heading
    assert "MIS Quarterly" in below
    assert "a.bib:3" in below
    assert "MIS" not in before.partition("\\begin{document}")[2] + before
    assert {"LR411"} <= {p.code for p in problems}


def test_the_library_for_other_programs_leaves_it_out_and_its_file_has_no_title():
    book = compose(lr.cite(sources_of(NAMELESS["journal"]), "apa"))
    assert ["named"] == [item["id"] for item in json.loads(csl_library(book))]
    files, _ = source_files(book, {"nothing": ReviewFacts()}, {"nothing": "nothing", "named": "named"})
    assert b"\ntitle:" not in files["nothing.md"]
    assert b"bib/a.bib:3" in files["nothing.md"]


FIELDS = st.dictionaries(
    st.sampled_from(["author", "journal", "volume", "doi", "url", "year", "publisher", "number", "isbn", "booktitle", "pages"]),
    st.sampled_from(["12", "Roe, Ann", "2001", "Quay"]),
    min_size=1,
)  # fmt: skip


@given(st.sampled_from(["article", "book", "techreport", "online", "incollection", "phdthesis"]), FIELDS)
def test_no_entry_without_a_title_is_among_the_others(type_, fields):
    body = "".join(f", {name} = {{{value}}}" for name, value in fields.items())
    cited = lr.cite(sources_of(f"@{type_}{{nothing{body}}}"), "bluebook")
    assert [""] == [entry.section for entry in cited.entries if entry.source.key == "named"]
    assert "" not in {entry.section for entry in cited.entries if entry.source.key != "named"}


PAGES = {
    "online": "@online{{k, author = {{{{{0}}}}}, title = {{On raids}}, url = {{{1}}}, {2}}}",
    "www": "@www{{k, author = {{{{{0}}}}}, title = {{On raids}}, institution = {{{0}}}, url = {{{1}}}, {2}}}",
    "electronic": "@electronic{{k, author = {{{{{0}}}}}, title = {{On raids}}, organization = {{{0}}}, url = {{{1}}}, {2}}}",
    "misc": "@misc{{k, author = {{{{{0}}}}}, title = {{On raids}}, url = {{{1}}}, urldate = {{2020-01-02}}, {2}}}",
    "site": "@misc{{k, author = {{{{{0}}}}}, title = {{On raids}}, journal = {{Made Up Site}}, url = {{{1}}}, urldate = {{2020-01-02}}, {2}}}",
    "howpublished": "@misc{{k, author = {{{{{0}}}}}, title = {{On raids}}, howpublished = {{\\url{{{1}}}}}, url = {{{1}}}, urldate = {{2020-01-02}}, {2}}}",
}
BODIES = [
    ("U.S. Department of State", "https://www.state.gov/raids"),
    ("Polaris Project", "https://polarisproject.org/raids"),
    ("U.S. Conference of Mayors", "https://www.usmayors.org/raids"),
    ("Roe Institute", "https://example.com/raids.html"),
]
DAYS = [
    "date = {2014-03-02}",
    "date = {2014-03-02}",
    "year = 2014, month = mar, day = 2",
    "year = {2014}, month = {2 March}",
]


@pytest.mark.parametrize("style", STYLES)
def test_a_web_page_is_a_page_in_every_style_and_has_its_day(style):
    pages = {}
    for n, (page, ((body, address), when)) in enumerate(
        product(PAGES.values(), zip(BODIES, DAYS, strict=True))
    ):
        text = (
            page.format(body, f"{address}-{n}", when)
            .replace("{k,", f"{{k{n},")
            .replace("On raids", f"On raid {n}")
        )
        pages[f"k{n}"] = (f"{address}-{n}", text)
    sources = lr.dedupe(lr.read_text("\n".join(text for _, text in pages.values()), "a.bib")).sources
    entries = lr.cite(sources, style).entries
    assert len(pages) == len(entries)
    for entry in entries:
        assert "other" == entry.kind
        assert pages[entry.source.key][0] in entry.text
        assert re.search(r"March 2|Mar\. 2,|2 Mar\.|2 March", entry.text), entry.text


def test_a_page_with_volume_and_pages_is_an_article_of_its_journal():
    text = "@online{k, author = {Roe, Ann}, title = {On raids}, journal = {Tides}, volume = 3, pages = {1--9}, year = 2001}"
    (entry,) = lr.cite(lr.dedupe(lr.read_text(text, "a.bib")).sources, "apa").entries
    assert "journal-article" == entry.kind
