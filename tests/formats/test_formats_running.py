"""Nothing that is written runs: no cell in a spreadsheet, no preamble in TeX. And it reads back as it was."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision
from litreview.core.text import neutralise, restore
from litreview.formats import dumps, read_text, tables
from litreview.judgements.decisions import dumps as dump_decisions, parse as parse_decisions
from litreview.stages.network import GRAPH_FORMATS, dump_graph

# all that a spreadsheet may take for the end of a cell, and all it may drop before it looks
BEGINS = re.compile(r"[;\t\r\n]")
RUNS = re.compile('[\\s"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060\ufeff\ufffd]*[=+\\-@＝＋－＠]')
CELLS = [
    f"{before}{sign}cmd|' /C calc'!A1"
    for before in (
        "",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        '"',
        ' "',
        "a;",
        "a; ",
        "a\t",
        'a;"',
        "a\n",
        "\xa0",
        "\u3000",
        "\ufeff",
        "\u200b",
        "a;\u2003",
    )
    for sign in "=+-@＝＋－＠"
]
FORMS = st.text("=+-@＝\"' ;\t\r\na,\xa0\u200b\ufeff", max_size=8)


def ran(cell):
    return any(RUNS.match(part) for part in BEGINS.split(cell))


@pytest.mark.parametrize("cell", [*CELLS, *(f"'{cell}" for cell in CELLS)])
def test_what_would_run_does_not_and_comes_back(cell):
    assert not ran(neutralise(cell))
    assert cell == restore(neutralise(cell))


@given(FORMS)
def test_no_text_runs_and_all_come_back(cell):
    assert not ran(neutralise(cell))
    assert cell == restore(neutralise(cell))
    assert neutralise(cell) == neutralise(restore(neutralise(cell)))


@pytest.mark.parametrize(
    "cell", ["plain", "12-14", "'tis", "a = b", "Doe, J.; Roe, R.", "well-known; half-read", "me@example.org"]
)
def test_what_does_not_run_stays_as_it_is(cell):
    assert cell == neutralise(cell)


def test_no_cell_is_slow():
    for long in (" " * 10**5, "'" * 10**5, ";" * 10**5, "; '" * 10**5):
        assert long + "=" == restore(neutralise(long + "="))


def cells_of(data):
    return [cell for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row]


def test_headers_and_cells_of_tables_do_not_run_and_numbers_stay_numbers():
    data = tables.csv_table(["=a", "b;=c"], [["=1", -1], ["x\n-1", -0.5]])
    assert ["'=a", "b;'=c", "'=1", "-1", "x\n'-1", "-0.5"] == cells_of(data)
    assert ["=a", "b;=c", "=1", "-1", "x\n-1", "-0.5"] == cells_of(
        tables.csv_table(["=a", "b;=c"], [["=1", -1], ["x\n-1", -0.5]], raw=True)
    )


BIB = "@article{%s, title = {=cmd() and; =cmd()}, =x = {1}, x-y = {@SUM(1)}, author = {Doe, Jane}, note = {'=1}}"


def test_a_library_as_csv_does_not_run_and_reads_back():
    works = read_text(BIB % "+key").records
    text = dumps(works, "csv")
    assert not any(map(ran, cells_of(text.encode())))
    again = read_text(text, "a.csv").records
    assert [(w.key, w.title, dict(w.fields)) for w in works] == [
        (w.key, w.title, dict(w.fields)) for w in again
    ]
    assert "=cmd() and; =cmd()" in cells_of(dumps(works, "csv", raw_csv=True).encode())


@pytest.mark.parametrize("cell", [cell for cell in CELLS if not re.search(r"[\t\r\n]", cell)][::3])
def test_decisions_do_not_run_and_read_back(cell):
    cell = cell.strip()
    made = Decision(
        when="2026-01-01T00:00:00Z",
        by="ann",
        verb="tag",
        key="k",
        value="c",
        reason=cell,
        what=f"Doe; {cell}",
    )
    text = dump_decisions([made])
    assert not any(ran(each) for line in text.splitlines() for each in line.split("\t"))
    again = parse_decisions(text)[0][0]
    assert (made.reason, made.what) == (again.reason, again.what)


# graphs: control characters and formulas in keys, labels and titles

HOSTILE = "=k\x00\x1b]0;x\x07\x9b\n\r\"'<&>\ud800\uffff\u202e"


def hostile_graph(kind):
    graph = kind()
    graph.add_node(
        HOSTILE, label=HOSTILE, title=HOSTILE, authors=HOSTILE, year=2000, type="article", tags=HOSTILE
    )
    graph.add_node("b", label="@b", title=";=b", year=2001, cited=1)
    graph.add_edge(HOSTILE, "b", method=HOSTILE, confidence=1.0, references=1, weight=1)
    return graph


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.Graph])
@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "nodes.csv", "map.txt", "zip"])
def test_a_graph_file_is_valid_whatever_stands_in_a_title(kind, name):
    if name == "svg" and kind is nx.Graph:
        return
    graph = hostile_graph(kind)
    data = dump_graph(graph, name)
    if name == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(map(archive.read, archive.namelist()))
    else:
        text = data.decode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800\uffff]", text)
    if name in {"graphml", "gexf", "svg"}:
        ET.fromstring(data)
    if name in {"csv", "nodes.csv", "zip"}:
        assert not any(map(ran, cells_of(data)))
    if name == "map.txt":
        assert not any(ran(cell) for line in data.decode().splitlines() for cell in line.split("\t"))
    if name == "net":
        assert 2 + 2 + 1 == len(data.decode().splitlines())


def test_raw_tables_of_a_graph_are_as_they_are():
    graph = hostile_graph(nx.DiGraph)
    assert any(map(ran, cells_of(dump_graph(graph, "nodes.csv", raw_csv=True))))
    assert dump_graph(graph, "graphml") == dump_graph(graph, "graphml", raw_csv=True)


# TeX

PREAMBLES = [
    r'@preamble{"\input{/etc/passwd}\immediate\write18{id}"}',
    r'@PREAMBLE ( "\newcommand{\noop}[1]{}" # " 100% @x" )',
    '@preamble{"one\n  two"}',
    '@comment{told: @preamble{"\\write18{id}"}}',
]


@pytest.mark.parametrize("preamble", PREAMBLES)
def test_a_preamble_is_kept_and_does_not_run(preamble):
    library = read_text(f"{preamble}\n@book{{a, title = {{A}}}}\n")
    assert [preamble] == [block.text for block in library.blocks]
    text = dumps(library)
    # BibTeX reads an @ wherever it stands outside of entries
    assert {"@comment", "@book"} == {found.lower() for found in re.findall(r"@\w*", text)}
    again = read_text(text)
    assert [(b.kind, b.text) for b in library.blocks] == [(b.kind, b.text) for b in again.blocks]
    assert [] == [p for p in again.problems if p.code == "LR015"]
    assert text == dumps(again)
    assert preamble in dumps(again, live_preambles=True)


def test_other_comments_stay_as_they_are():
    comment = "@comment{jabref-meta: saveActions:enabled; a@b.example}"
    assert comment in dumps(read_text(f"{comment}\n@book{{a, title = {{A}}}}\n"))


@pytest.mark.parametrize("name", ["tex", "md", "html"])
def test_tex_in_a_field_is_text_in_a_bibliography(name):
    from litreview.stages.bibliography import BibliographyOptions, annotate_checked

    hostile = r"Raids \input{/etc/passwd} \immediate\write18{id} \csname x\endcsname"
    works = read_text(
        '[{"id": "a", "type": "book", "title": ' + repr(hostile).replace("'", '"') + ', "annotation": "x"}]',
        "a.json",
    ).records
    from litreview.stages.duplicates import dedupe

    sources = dedupe(works).sources
    options = BibliographyOptions(notes={sources[0].key: hostile})
    text = annotate_checked(sources, (), options, format=name)[0].decode()
    if name == "tex":
        body = text[text.index(r"\begin{document}") :]
        assert not re.search(r"(?<!\\)\\(?:input|immediate|write|csname)\b", body)
    assert "passwd" in text
