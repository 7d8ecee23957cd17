"""Pages are one file each: escaped, closed to the network, and right without a script."""

import base64
import functools
import hashlib
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import (
    Correction,
    Doi,
    Finding,
    Person,
    Problem,
    Recommendation,
    Record,
    RecordId,
    Relation,
    Source,
    Where,
)
from litreview.core.results import (
    Coverage,
    Differing,
    Doubt,
    Echo,
    EvidenceMap,
    Family,
    FieldCount,
    FindingStress,
    Flow,
    Footing,
    Identified,
    Manuscript,
    Mention,
    Notice,
    Reach,
    Search,
    StanceCount,
    Use,
)
from litreview.core.templates import embed, environment, link, render
from litreview.pages.duplicates import duplicates_page
from litreview.pages.evidence_map import evidence_map_page, evidence_map_svg
from litreview.pages.graph import graph_page
from litreview.pages.page import templates
from litreview.pages.report import ReportSummary, report_page
from litreview.stages.duplicates import dedupe

HOSTILE = '<img src=x onerror=alert(1)></script><script>alert(2)</script>"\' onload="x" ]]> \x00\ud800 {{7*7}} {% raw %} {# no #}'


def source(key: str = "Doe2019", **kw) -> Source:
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(**{"key": key, "type": "article", "records": (record,), **kw})


def evidence_map(**labels: str) -> EvidenceMap:
    return EvidenceMap(
        rows=(
            ("protect", labels.get("row", "Protect")),
            ("none", "None of these"),
            ("unread", "Not read yet"),
        ),
        columns=(("book", labels.get("column", "Book")), ("case", "Case")),
        cells={("protect", "book"): ("A", "B"), ("protect", "case"): ("B",), ("unread", "case"): ("I01",)},
    )


class Elements(HTMLParser):
    """Every element and attribute of a page, and what is left open at its end."""

    VOID = frozenset({"meta", "br", "img", "input", "link", "hr", "line", "rect", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@functools.cache
def hostile_pages() -> list[str]:
    bad = source(
        HOSTILE,
        fields={"title": HOSTILE, "journal": HOSTILE, "url": 'javascript:alert(1)//"><script>'},
        authors=(Person(family=HOSTILE),),
        year=2019,
    )
    cells = EvidenceMap(
        rows=((HOSTILE, HOSTILE), ("none", "n")),
        columns=((HOSTILE, HOSTILE),),
        cells={(HOSTILE, HOSTILE): (HOSTILE,)},
    )
    where = Where(file=HOSTILE, line=1)
    mention = Mention(key=HOSTILE, where=where, section=(HOSTILE,))
    notice = Notice(
        nature=HOSTILE,
        date=HOSTILE,
        doi=HOSTILE,
        pmid=HOSTILE,
        notice_doi=HOSTILE,
        reason=HOSTILE,
        where=where,
    )
    some = (HOSTILE,)
    summary = ReportSummary(
        title=HOSTILE,
        question=HOSTILE,
        numbers=((HOSTILE, HOSTILE),),
        flow=Flow(
            records=1,
            screened=1,
            excluded_by_reason={HOSTILE: 1},
            identified=(
                Identified(file=HOSTILE, records=1, database=HOSTILE, platform=HOSTILE, date=HOSTILE),
            ),
        ),
        evidence_map=cells,
        sources=(bad,),
        stances=(StanceCount(goal=HOSTILE, counts={HOSTILE: 1}, apart={HOSTILE: 1}, disputed=some),),
        evidence=(FieldCount(label=HOSTILE, values={HOSTILE: 1}),),
        searches=(Search(database=HOSTILE, platform=HOSTILE, date=HOSTILE, strategy=HOSTILE, file=HOSTILE),),
        findings=(
            Finding(
                id=HOSTILE,
                statement=HOSTILE,
                goal=HOSTILE,
                supports=some,
                contradicts=some,
                recommendations=some,
            ),
        ),
        recommendations=(Recommendation(id=HOSTILE, statement=HOSTILE, findings=some),),
        echoes=(
            Echo(
                finding=HOSTILE,
                side="supports",
                sources=(HOSTILE, "x"),
                origins=(some,),
                perhaps=1,
                citing=((HOSTILE, HOSTILE),),
            ),
        ),
        footings=(
            Footing(
                of=HOSTILE,
                side="supports",
                sources=some,
                unknown=some,
                doubts={HOSTILE: (Doubt(kind="claim", words=HOSTILE),)},
                notes=some,
            ),
        ),
        families=(
            Family(
                keys=(HOSTILE, "x"), relations=(Relation(a=HOSTILE, b=HOSTILE, kind="version", by=HOSTILE),)
            ),
        ),
        reaches=(
            Reach(
                source=HOSTILE,
                notices=(notice,),
                citing=some,
                beyond=some,
                findings=some,
                recommendations=some,
            ),
        ),
        manuscript=Manuscript(
            files=some,
            uses=(Use(mention=mention, source=HOSTILE), Use(mention=mention, source="")),
            unused=(HOSTILE, "x"),
            coverage=(Coverage(recommendation=HOSTILE, cited=some, uncited=some, beside=some),),
        ),
        problems=tuple(
            Problem(where=where, code=code, level="error", message=HOSTILE, remedy=HOSTILE)
            for code in ("LR045", *[HOSTILE] * 7)
        ),
        differing=(
            Differing(key=HOSTILE, question=HOSTILE, answers={HOSTILE: HOSTILE}, state=HOSTILE),
            Differing(key="x", question="protect?", answers={"ann": "yes", "ben": "no"}),
        ),
        corrected={
            HOSTILE: (
                Correction(
                    field=HOSTILE,
                    value=HOSTILE,
                    was=HOSTILE,
                    by=HOSTILE,
                    reason=HOSTILE,
                    where=HOSTILE,
                    place=where,
                ),
            )
        },
        written=((HOSTILE, HOSTILE), ("../up.html", "")),
    )
    return [
        report_page(summary),
        report_page(summary, appendix=True),
        evidence_map_page(cells, HOSTILE, [bad]),
    ]


def pages_with_a_script() -> list[str]:
    def one(key: str, number: str) -> Record:
        fields = dict.fromkeys(
            ("title", "journal", "publisher", "note", "url", "abstract", "series"), HOSTILE
        )
        return Record(
            key=key + HOSTILE, type="article", id=RecordId(f"{HOSTILE}:{key}"), where=Where(file=HOSTILE, line=1),
            fields={**fields, "number": number, "pages": HOSTILE + number, "doi": HOSTILE}, authors=(Person(family=HOSTILE),),
        )  # fmt: skip

    found = dedupe([one("a", "1"), one("b", "2"), one("c", "1")])
    sources = tuple(source(key) for key in found.sources[0].former_keys)
    assert sources or found.queue
    node = dict.fromkeys(("key", "label", "title", "authors", "type", "container", "url", "goals"), HOSTILE)
    nodes = [{**node, "tags": [(HOSTILE, HOSTILE)], "x": 1, "y": 1}]
    return [
        duplicates_page(found, HOSTILE),
        graph_page(nodes, [{"source": HOSTILE, "target": HOSTILE}], HOSTILE),
    ]


@pytest.mark.parametrize(
    "text",
    [*hostile_pages(), *pages_with_a_script()],
    ids=["report", "appendix", "map", "duplicates", "graph"],
)
def test_no_value_is_taken_for_markup_or_a_template(text):
    elements = Elements(text)
    assert elements.open == []
    assert {tag for tag, _ in elements.found}.isdisjoint({"img", "iframe", "object", "link", "base"})
    for _, attributes in elements.found:
        assert not any(name.startswith("on") or name in {"src", "srcdoc"} for name in attributes)
    assert "{{7*7}}" in text
    assert "{% raw %}" in text
    assert "{# no #}" in text
    assert "\x00" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("text", hostile_pages(), ids=["report", "appendix", "map"])
def test_nothing_from_a_file_becomes_markup_or_an_address(text):
    elements = Elements(text)
    assert elements.open == []
    assert {tag for tag, _ in elements.found}.isdisjoint({"img", "iframe", "object", "form", "link", "base"})
    # a script of our own, whose digest the policy names, and the data that it reads; the report has neither
    scripts = [attributes for tag, attributes in elements.found if tag == "script"]
    assert scripts in ([], [{"type": "application/json", "id": "map-data"}, {}])
    for _, attributes in elements.found:
        assert not any(name.startswith("on") or name in {"src", "style", "srcdoc"} for name in attributes)
        href = attributes.get("href") or "#"
        assert href.startswith("#") or href in ("pages/appendix.html", "../report.html")
    text.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [*hostile_pages(), *pages_with_a_script()],
    ids=["report", "appendix", "map", "duplicates", "graph"],
)
def test_a_page_lets_only_its_own_style_and_script_run(text):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for name in ("style", "script"):
        inside = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = inside and base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{name}-src '{f'sha256-{digest}' if inside else 'none'}'" in policy


def test_a_name_that_a_template_misspells_is_an_error():
    import jinja2

    with pytest.raises(jinja2.UndefinedError):
        render(templates(), "graph.html.j2", title="x")


@pytest.mark.parametrize("text", hostile_pages(), ids=["report", "appendix", "map"])
def test_a_page_asks_nothing_of_the_network(text):
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert not re.search(r"url\(|@import|@font-face", style)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


@given(st.text())
def test_escaped_text_comes_back_from_a_browser(text):
    class Text(HTMLParser):
        said = ""

        def handle_data(self, data):
            self.said += data

    parser = Text()
    parser.feed(evidence_map_page(EvidenceMap(), text).partition("<h1>")[2].partition("</h1>")[0])
    parser.close()
    shown = re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]", "\ufffd", text
    )
    assert shown == parser.said


def table(*arguments) -> str:
    return templates().get_template("parts.html.j2").module.table(*arguments)


def work_item(work: Source) -> str:
    return templates().get_template("parts.html.j2").module.work_item(work)


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_embedded_data_is_json_and_never_ends_its_element(value):
    import json

    text = embed("data", value)
    inside = text.removeprefix('<script type="application/json" id="data">').removesuffix("</script>")
    assert "<" not in inside
    assert value == json.loads(inside)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://",
        "https://a b",
        "JaVaScRiPt:1",
        "http://[x",
    ],
)
def test_only_web_addresses_become_links(url):
    assert "<a" not in link(url, "text")


def test_a_web_address_becomes_a_link_that_tells_nothing_of_where_it_came_from():
    text = link("https://doi.org/10.1000/182?a=1&b=2", "T")
    assert 'href="https://doi.org/10.1000/182?a=1&amp;b=2"' in text
    assert "noreferrer" in text


def test_a_table_tells_a_reader_what_each_cell_belongs_to():
    text = table("Cap", ["a", "b"], [["x", 1]], [1])
    assert "<caption>Cap</caption>" in text
    assert '<th scope="row">x</th>' in text
    assert '<th scope="col" class="n">b</th>' in text


def test_a_day_stands_on_one_line():
    text = table("Cap", ["a", "b"], [["x", "2026-02-05"]])
    assert '<td class="date">2026-02-05</td>' in text


def test_each_bubble_leads_to_the_list_of_its_sources():
    text = evidence_map_page(evidence_map(), "Map", [source("A", fields={"title": "On raids"}), source("B")])
    ids = {attributes["id"] for _, attributes in Elements(text).found if "id" in attributes}
    targets = {attributes["href"][1:] for tag, attributes in Elements(text).found if tag == "a"}
    assert {"cell-0-0", "cell-0-1", "cell-2-1"} <= targets <= ids
    first = text.split('id="cell-0-0"')[1].split("</section>")[0]
    assert "On raids" in first
    assert ">B</code>" in first


def test_totals_count_a_source_once():
    text = evidence_map_svg(evidence_map(), "Map")
    assert "3 sources." in text
    sums = re.findall(r'class="sum"[^>]*>(?:<tspan>)?(\d+)<', text)
    assert ["2", "0", "1", "2", "2", "3"] == sums


def test_the_picture_is_well_formed_xml_and_speaks():
    root = ET.fromstring(evidence_map_svg(evidence_map(row="Läw & <order>"), "Map"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "3 sources by goal and source type" in root.get("aria-label")
    assert "Läw & <order> 2" in root.get("aria-label")


def test_an_empty_map_is_still_a_picture():
    ET.fromstring(evidence_map_svg(EvidenceMap(), "Map"))
    assert "0 sources" in evidence_map_page(EvidenceMap(), "Map")


def test_a_confidential_source_shows_code_and_type_only():
    hidden = source(
        "I01",
        type="interview",
        confidential=True,
        fields={"title": "SECRET"},
        authors=(Person(family="SECRET"),),
    )
    assert '<code class="key">I01</code> interview, confidential' == work_item(hidden).strip()
    text = evidence_map_page(evidence_map(), "Map", [hidden])
    assert "I01" in text
    assert "SECRET" not in text


def test_a_work_is_named_by_its_first_authors_and_leads_to_its_doi():
    people = tuple(Person(family=name) for name in ("A", "B", "C", "D"))
    text = work_item(source(authors=people, year=2019, doi=Doi("10.1/x"), fields={"title": "T"}))
    assert "A et al. 2019. " in text
    assert 'href="https://doi.org/10.1/x"' in text
    assert "A n.d. T" in work_item(source(authors=people[:1], fields={"title": "T"}))


def test_the_report_puts_errors_first_and_folds_the_many():
    problems = [
        *(
            Problem(where=Where(file="a.bib", line=n), code="LR054", level="info", message=f"issn {n}")
            for n in range(1, 31)
        ),
        Problem(where=Where(file="a.bib", line=9), code="LR012", level="error", message="no closing brace"),
    ]
    text = report_page(ReportSummary(title="R", problems=problems), appendix=True)
    assert text.index("no closing brace") < text.index("issn 1<")
    assert "<summary>25 more</summary>" in text
    assert "30 places" in text


def test_the_report_shows_findings_with_the_sources_on_each_side():
    finding = Finding(
        id="F1", statement="S", supports=("A",), contradicts=("B",), recommendations=("R1", "R9")
    )
    text = report_page(
        ReportSummary(
            title="R",
            sources=(source("A", fields={"title": "For"}), source("B", fields={"title": "Against"})),
            findings=(finding,),
            recommendations=(
                Recommendation(id="R1", statement="Do it"),
                Recommendation(id="R2", statement="Don't"),
            ),
        )
    )
    assert (
        text.index("Supported by <b>1</b>")
        < text.index("For")
        < text.index("Contradicted by <b>1</b>")
        < text.index("Against")
    )
    assert "1 source in support, 1 against, 0 qualifying." in text
    assert "Rests on no finding of this review yet" in text
    ids = {attributes["id"] for _, attributes in Elements(text).found if "id" in attributes}
    links = {a["href"] for tag, a in Elements(text).found if tag == "a"}
    assert links - {"pages/appendix.html"} <= {f"#{id_}" for id_ in ids}


def test_the_report_shows_what_speaks_against_the_sources_of_a_finding():
    finding = Finding(
        id="F1", statement="S", supports=("A", "B"), qualifies=("C",), unknown={"supports": ("Gone",)}
    )
    footing = Footing(
        of="F1",
        side="supports",
        sources=("A", "B"),
        unknown=("Gone",),
        doubts={"A": (Doubt(kind="excluded", words="excluded by its full text: <b>abroad</b>"),)},
        notes=("No one looked on the other side.",),
    )
    text = report_page(
        ReportSummary(
            title="R",
            findings=(finding,),
            footings=(footing,),
            recommendations=(Recommendation(id="R1", statement="Do it", findings=("F1",)),),
        )
    )
    assert "Supported by <b>3</b>, of which 1 is excluded, 1 is no known source</h4>" in text
    assert "excluded by its full text: &lt;b&gt;abroad" in text
    assert "no source has this key" in text
    assert "No one looked on the other side." in text
    assert "3 sources in support (1 is excluded, 1 is no known source), 0 against, 1 qualifying." in text


def test_the_report_says_when_nobody_has_screened():
    text = report_page(ReportSummary(title="R", flow=Flow(records=3, sources=3, awaiting_screening=3)))
    assert "Nobody has screened yet" in text
    assert "included" not in text.split("</style>")[1]


def test_two_runs_give_the_same_bytes():
    assert hostile_pages() == hostile_pages.__wrapped__()


@pytest.mark.parametrize("most", range(1, 8))
def test_a_map_with_fewer_columns_has_the_same_sources_in_each_row(most):
    kinds = [f"kind-{n}" for n in range(6)]
    cells = {
        (row, kind): tuple(f"{kind}-{n}" for n in range(size + (row == "b")))
        for row in "ab"
        for size, kind in enumerate(kinds, 1)
    }
    whole = EvidenceMap(
        rows=(("a", "A"), ("b", "B")), columns=tuple((kind, kind.title()) for kind in kinds), cells=cells
    )
    folded = whole.with_columns(most)
    assert len(folded.columns) == min(most, len(kinds))
    for row in ("", "a", "b"):
        assert {*whole.sources(row)} == {*folded.sources(row)}
    # the largest stay, in their order
    assert [code for code, _ in folded.columns if code in kinds] == (
        kinds if most > 5 else kinds[len(kinds) - most + 1 :]
    )


def test_templates_are_compiled_once_and_kept_where_nobody_else_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path))
    first = (
        environment("litreview.pages")
        .get_template("cell.html.j2")
        .render(caption="A & B", header=(), rows=(), more=0, note="")
    )
    (kept,) = (tmp_path / "templates-1").iterdir()
    with monkeypatch.context() as patched:
        patched.setattr("jinja2.Environment.compile", None)
        again = environment("litreview.pages").get_template("cell.html.j2")
        assert first == again.render(caption="A & B", header=(), rows=(), more=0, note="")
    kept.write_bytes(kept.read_bytes()[:40])
    assert environment("litreview.pages").get_template("cell.html.j2")
    (tmp_path / "templates-1").chmod(0o777)
    assert environment("litreview.pages").bytecode_cache is None


def test_the_report_for_a_word_processor_says_what_would_change_a_finding():
    one = FindingStress(
        id="F1",
        supporting=2,
        contradicting=1,
        stands=True,
        smallest={"judgement": ("a", "b"), "study": ("Doe2012",), "file": ("bib/a.bib",)},
        alone={"study": ("Doe2012",)},
        rests_on={"2 of 2 known by title only": ()},
    )
    text = report_page(ReportSummary(title="R", stressed=(one,)), document=True)
    section = text[text.index("What would change a finding") :]
    assert [] == [
        words for words in ("Doe2012", "2 of 2 known by title only", "Judgements") if words not in section
    ]
    # a page of a document is narrow, and names no file
    assert [] == [words for words in ("<svg", "Files", "stress.csv") if words in section]
