"""No table that a command writes is run by a spreadsheet, and `--raw-csv` writes it as it is."""

import csv
import io
import re

import pytest
from click.testing import CliRunner

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


def test_a_run_finds_no_changed_tags_because_of_what_keeps_a_cell_from_running(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call = CliRunner().invoke
    call(main, ["init", "rev"])
    (tmp_path / "rev/bib/example.bib").write_text(BIB)
    for _ in range(2):
        assert "changed since the last run" not in call(main, ["run", "rev"]).output
