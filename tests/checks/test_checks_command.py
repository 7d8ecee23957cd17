"""`litreview check`: errors first, grouped by code, a place that opens in an editor, and JSON as documented."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from litreview.cli import main


@pytest.fixture
def folder(tmp_path):
    many = "".join(
        f"@article{{a{n}, author = {{Doe, Jane}}, title = {{A title {n}}}, journal = {{J}}, year = {{2019}}, issn = {{0378-5954}}}}\n"
        for n in range(100)
    )
    (tmp_path / "many.bib").write_text(many)
    broken = '@book{b, title = {Never closed, year = 2000}\n\n@book{c, title = "No end, year = 2000}\n'
    (tmp_path / "broken.bib").write_text(broken)
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - A\nAU  - Doe, J\nJO  - J\nPY  - 20014\nER  - \n")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_three_errors_do_not_drown_in_a_hundred_notes(folder):
    result = run(folder)
    assert 1 == result.exit_code
    lines = result.stdout.split("\n")
    errors = [index for index, line in enumerate(lines) if " error: " in line]
    notes = [index for index, line in enumerate(lines) if " info: " in line]
    assert max(errors) < min(notes)
    assert 2 == sum(": LR054 info: " in line for line in lines)
    assert "  … and 98 more LR054 infos (--all shows them)" in lines
    assert "   100  info     LR054  an ISSN with a wrong check digit" in lines


def test_a_place_opens_in_an_editor_in_every_format(folder):
    lines = run(folder).stdout.split("\n")
    assert any(line.startswith(f"{folder}/broken.bib:2: LR012 error: ") for line in lines)
    assert any(line.startswith(f"{folder}/a.ris:5: LR051 warning: year is '20014'") for line in lines)


def test_json_is_as_documented(folder):
    report = json.loads(run(folder, "--json").stdout)
    assert ["files", "records", "confidential", "problems"] == list(report)
    assert (3, 103) == (report["files"], report["records"])
    assert {"file", "line", "code", "level", "key", "message"} <= report["problems"][0].keys()
    levels = [problem["level"] for problem in report["problems"]]
    assert sorted(levels, key=["error", "warning", "info"].index) == levels


@pytest.mark.parametrize(
    ("given", "meant"), [("LR12", "LR012"), ("12", "LR012"), ("lr0012", "LR012"), ("LR055X", "LR05")]
)
def test_a_code_that_is_not_one_names_the_nearest(given, meant):
    result = run("--explain", given)
    assert 2 == result.exit_code
    assert f"did you mean '{meant}" in result.output


def test_a_code_is_explained_whatever_its_case():
    result = run("--explain", "lr012")
    assert 0 == result.exit_code
    assert result.output.startswith("LR012 (error): an entry without its closing brace")


def test_a_sound_file_has_exit_code_0(tmp_path):
    (tmp_path / "a.bib").write_text("@misc{a, title = {A}}\n")
    result = run(tmp_path / "a.bib")
    assert (0, "1 record in 1 file: no problems\n") == (result.exit_code, result.stdout)
