"""A stamp is in every file that a run writes, and each of them is read as before. The works are made up."""

import csv
import io
import json
import shutil
import zipfile

import networkx as nx
import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.watermark import add_stamp
from litreview.review.outputs.writing import write_out

STAMP = 'Demonstration: "invented" <works> & people'
WORKS = """@article{Roe2008, author={Roe, Ann}, title={A made up study of trafficking and police}, year=2008, journal={Tests},
  abstract={On "victims", and\n\n  two lines.}, note={Made up}}
@article{Poe2011, author={Poe, Bo}, title={Quite another made up study}, year=2011, references={Roe A., A made up study of trafficking and police, Tests, (2008); Odd C., Something odd, (2001)}}
"""


def run(folder, stamp):
    (folder / "bib").mkdir(parents=True)
    (folder / "bib/works.bib").write_text(WORKS)
    (folder / "litreview.toml").write_text(f"title = 'A review'\nstamp = '''{stamp}'''\n")
    written = write_out(lr.open_review(folder))
    return {path.name: path.read_bytes() for path in written.paths}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return run(tmp_path_factory.mktemp("stamped"), STAMP)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(tmp_path_factory.mktemp("plain"), "")


def shown(name, data):
    """Return what a reader of the file sees, its markup undone."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = packed.read("word/document.xml")
    text = data.decode()
    if name.endswith(".json"):
        text = " ".join(map(str, json.loads(text).values()))
    for mark, letter in (
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ('""', '"'),
    ):
        text = text.replace(mark, letter)
    return text


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_shows_the_stamp(name, written):
    assert written.keys() == {*OUTPUTS}
    if name.endswith(".csv") and written[name].count(b"\n") == 1:
        assert written[name].decode().rstrip().split(",")[-1] == "stamp"  # no row, no place but the header
    else:
        assert STAMP in shown(name, written[name])


@pytest.mark.exhaustive
def test_without_a_stamp_nothing_shows_one(plain):
    assert not any(
        b"tamp" in shown(name, data).encode()
        for name, data in plain.items()
        if name.endswith((".json", ".csv", ".bib"))
    )


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name.endswith(".csv")])
def test_a_table_has_the_same_rows_and_one_column_more(name, written, plain):
    def rows(data):
        return list(csv.DictReader(io.StringIO(data.decode(), newline="")))

    said = rows(written[name])
    assert [{**row, "stamp": STAMP} for row in rows(plain[name])] == said


def test_libraries_graph_and_flow_are_read_as_before(written, plain, tmp_path):
    for name in ("library.bib", "library.ris"):
        (tmp_path / name).write_bytes(written[name])
        (tmp_path / f"plain-{name}").write_bytes(plain[name])
        here, before = lr.read(tmp_path / name), lr.read(tmp_path / f"plain-{name}")
        assert [p.code for p in here.problems] == [p.code for p in before.problems]
        assert [(r.key, r.title, r.get("abstract")) for r in here] == [
            (r.key, r.title, r.get("abstract")) for r in before
        ]
    graph, before = (
        nx.parse_graphml(written["graph.graphml"].decode()),
        nx.parse_graphml(plain["graph.graphml"].decode()),
    )
    assert graph.graph.pop("stamp") == STAMP
    assert nx.utils.graphs_equal(graph, before)
    flow = json.loads(written["flow.json"])
    assert flow.pop("stamp") == STAMP
    assert flow == json.loads(plain["flow.json"])


def test_a_picture_and_a_page_show_it_once_and_in_the_title():
    svg = add_stamp("map.svg", b"<svg><text>a</text></svg>\n", "Not <real>").decode()
    assert svg.startswith("<svg><text>a</text><rect ")
    assert svg.endswith(">Not &lt;real&gt;</text>\n</svg>\n")
    page = add_stamp("x.html", b"<title>A</title><main>\n<h1>A</h1></main>", "Not\n real").decode()
    assert (
        page
        == '<title>Not real | A</title><main>\n<p class="stamp" role="note">Not real</p>\n<h1>A</h1></main>'
    )


@pytest.mark.exhaustive
def test_a_second_run_changes_nothing(tmp_path):
    first = run(tmp_path / "a", STAMP)
    assert first == {p.name: p.read_bytes() for p in write_out(lr.open_review(tmp_path / "a")).paths} | {
        "tag-changes.csv": first["tag-changes.csv"]
    }
    assert "LR601" not in {p.code for p in write_out(lr.open_review(tmp_path / "a")).problems}


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize(
    "words",
    [
        "annotate {} -o a.html", "annotate {} -o a.docx", "annotate {} -o a.md", "annotate {} -o a.odt", "annotate {} -o a.tex", "evidence-map {} -o m.svg",
        "evidence-map {} -o m.html", "evidence-map {} -o m.csv", "graph {} -o g.html", "graph {} -o g.graphml", "graph {} -o g.json --citations c.csv",
        "graph {} -o g.svg", "tag {} -o t.bib --table t.csv", "dedupe {} -o d.ris --records r.csv --report r.html", "convert {} -o c.json",
    ],
)  # fmt: skip
def test_every_command_that_writes_shows_the_stamp(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(tmp_path / "review", "Demonstration: made up")
    shutil.rmtree(tmp_path / "review/out")
    result = CliRunner().invoke(main, words.format("review").split())
    assert result.exit_code == 0, result.output
    made = [path for path in tmp_path.iterdir() if path.is_file() and path.name != ".litreview-hashes.json"]
    assert len(made) == sum(
        word.rpartition(".")[2]
        in ("html", "docx", "md", "odt", "tex", "svg", "csv", "graphml", "json", "bib", "ris")
        for word in words.split()
    )
    for path in made:
        data = path.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(path) as packed:
                data = b"\n".join(packed.read(name) for name in packed.namelist())
        assert b"Demonstration: made up" in data, path.name
