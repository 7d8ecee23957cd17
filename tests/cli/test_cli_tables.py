"""No table that a command writes is run by a spreadsheet, `--raw-csv` writes it as it is, and `--excel` as Excel shows it right."""

import codecs
import csv
import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main

RUNS = re.compile(r"[\s\"]*[=+\-@＝＋－＠](?!\d+(?:\.\d+)?$)")  # a number that is one may have its sign
BIB = """@article{=key1, title = {=cmd() on the identification of trafficking victims}, author = {{@Doe}}, year = {2001}, abstract = {-cmd(); =cmd()
=cmd() protects victims of trafficking}, =field = {@SUM(1)}, Cited-References = {+Roe J, 1999, =J TRAFF, V1, P1}}
@article{+key2, title = {=cmd() on the identification of trafficking victims!}, author = {{@Doe}}, year = {2001}}
"""


def tables(folder):
    return {
        path.relative_to(folder).as_posix(): list(
            csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
        )
        for path in sorted(folder.rglob("*.csv"))
    }


def ran(found):
    cells = {(name, cell) for name, rows in found.items() for row in rows for cell in row}
    return {(name, cell) for name, cell in cells if any(map(RUNS.match, re.split(r"[;\t\r\n]", cell)))}


CALLS = [
    ["run", "rev"],
    ["convert", "rev", "-o", "o/c.csv"],
    ["dedupe", "rev", "-o", "o/d.csv", "--records", "o/r.csv", "--queue", "o/q.csv", "--values", "o/v.csv"],
    ["tag", "rev", "-o", "o/t.csv", "--table", "o/spans.csv"],
    ["graph", "rev", "-o", "o/g.csv", "--citations", "o/i.csv", "--not-held", "o/n.csv", "--queue", "o/q.csv", "--years", "o/y.csv"],
    ["evidence-map", "rev", "-o", "o/m.csv"],
]  # fmt: skip


@pytest.mark.parametrize("words", CALLS, ids=lambda words: words[0])
@pytest.mark.exhaustive
def test_no_table_runs_unless_it_is_asked_for_raw(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    call = CliRunner().invoke
    call(main, ["init", "rev"])
    (tmp_path / "rev/bib/example.bib").write_text(BIB)
    assert call(main, words).exit_code in (0, 1)
    safe = tables(tmp_path)
    assert safe
    assert set() == ran(safe)
    assert call(main, [*words, "--raw-csv"]).exit_code in (0, 1)
    raw = tables(tmp_path)
    assert set(safe) == set(raw)
    assert set() != ran(raw) or words[0] == "evidence-map"
    for row in raw.get("o/spans.csv", [])[1:]:
        assert "'" not in row[-1]


@pytest.mark.exhaustive
def test_a_run_finds_no_changed_tags_because_of_what_keeps_a_cell_from_running(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call = CliRunner().invoke
    call(main, ["init", "rev"])
    (tmp_path / "rev/bib/example.bib").write_text(BIB)
    for _ in range(2):
        assert "changed since the last run" not in call(main, ["run", "rev"]).output


EXCEL = [
    *CALLS,
    ["assess", "rev", "-o", "o/a.csv"],
    ["verify", "rev", "-o", "o/v.csv", "--sarif", "o/v.sarif", "--offline"],
    ["references", "list.txt", "-o", "o/l.csv"],
]
REVIEW = Path(__file__).parents[2] / "examples/demonstration"


@pytest.fixture
def demonstration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(REVIEW, "rev", ignore=shutil.ignore_patterns("out", "private"))
    Path("list.txt").write_text(
        "Bouché, Vanessa. 2018. A made-up work on harbors. Journal of Tides 1: 2-3.\n"
    )
    return tmp_path


def written(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.exhaustive
@pytest.mark.parametrize("words", EXCEL, ids=lambda words: words[0])
def test_for_excel_each_table_begins_with_the_mark_and_nothing_else_changes(demonstration, words):
    call = CliRunner().invoke
    assert call(main, words).exit_code in (0, 1)
    plain = written(demonstration)
    tables_ = {name for name in plain if name.suffix == ".csv" and name.parts[-2] in ("o", "tables")}
    assert tables_
    shutil.rmtree("rev/out", ignore_errors=True)  # tag-changes.csv stays until tags change
    assert call(main, [*words, "--excel"]).exit_code in (0, 1)
    marked = written(demonstration)
    assert plain.keys() == marked.keys()
    for name in plain:
        if not name.name.startswith("."):  # digests of the files
            assert marked[name] == (codecs.BOM_UTF8 if name in tables_ else b"") + plain[name], name


@pytest.mark.exhaustive
def test_a_review_whose_settings_say_so_writes_all_its_tables_for_excel(demonstration):
    call = CliRunner().invoke
    settings = Path("rev/litreview.toml")
    settings.write_text("excel = true\n" + settings.read_text())
    for words in (["run", "rev"], ["tag", "rev", "--table", "o/tags.csv"]):
        assert 0 == call(main, words).exit_code
    for path in (*Path("rev/out").rglob("*.csv"), Path("o/tags.csv")):
        assert path.read_bytes().startswith(codecs.BOM_UTF8), path
    assert "The review holds" in call(main, ["run", "rev", "--check"]).output
    assert "changed since the last run" not in call(main, ["run", "rev"]).output
    settings.write_text(settings.read_text().replace("excel = true", 'excel = "yes"'))
    assert 2 == call(main, ["run", "rev"]).exit_code


@pytest.mark.exhaustive
def test_a_table_for_excel_is_read_as_the_one_without_the_mark(demonstration):
    call = CliRunner().invoke
    for folder, more in (("plain", []), ("marked", ["--excel"])):
        call(main, ["convert", "rev", "-o", f"{folder}/all.csv", *more])
        call(main, ["graph", "rev", "-o", f"{folder}/g.csv", "--citations", f"{folder}/c.csv", *more])
    assert Path("marked/all.csv").read_bytes().startswith(codecs.BOM_UTF8)
    plain, marked = (lr.read(f"{folder}/all.csv") for folder in ("plain", "marked"))
    assert [r.fields for r in plain.records] == [r.fields for r in marked.records]
    assert len(plain.problems) == len(marked.problems)
    assert lr.read_arcs("plain/c.csv") == lr.read_arcs("marked/c.csv")
    assert list(pd.read_csv("plain/c.csv")) == list(pd.read_csv("marked/c.csv"))


def test_on_standard_output_a_table_has_no_mark(demonstration):
    done = CliRunner().invoke(main, ["references", "list.txt", "-o", "-", "--excel"])
    assert not done.stdout_bytes.startswith(codecs.BOM_UTF8)


def test_what_is_larger_than_excel_opens_is_not_written_for_it(demonstration):
    done = CliRunner().invoke(main, ["dedupe", "list.txt", "--large", "--records", "r.csv", "--excel"])
    assert (2, True) == (done.exit_code, "leave --excel out" in done.output)
