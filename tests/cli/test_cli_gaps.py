"""What citations lack, as `annotate` and `check --style` tell it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from litreview.cli import main

# made up
BIB = """@article{Roe2009Ports, author = {Roe, Ann}, title = {On ports and on those who work in them}, journal = {Security Dialogue}, volume = {40}, year = {2009}}
@article{Roe2010Tides, author = {Roe, Ann}, title = {On tides}, journal = {Security Dialogue}, volume = {41}, year = {2010}}
@article{Roe2011Whole, author = {Roe, Ann}, title = {On quays}, journal = {Security Dialogue}, volume = {42}, pages = {7--9}, year = {2011}}
@misc{Jungers2011, title = {United States v. Jungers}, howpublished = {United States District Court for the District of South Dakota}, year = {2011}}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.bib").write_text(BIB, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_annotate_names_gaps_together_and_ends_with_0(here: Path) -> None:
    result = call("annotate", "a.bib", "-o", "b.md", "--style", "bluebook")
    assert result.exit_code == 0
    # printed all the same, as it stands in the record
    assert "Jungers (D.S.D. 2011)" in (here / "b.md").read_text(encoding="utf-8")
    lines = [line for line in result.stderr.splitlines() if "LR406" in line]
    assert lines == [
        "a.bib:1: LR406 warning: 2 Bluebook entries lack a page (rule 16.4): Roe2009Ports, Roe2010Tides; add pages = {…}",
        "a.bib:4: LR406 warning: 1 Bluebook entry lacks a place in a reporter, or a docket number (rules 10.3, 10.8.1): Jungers2011; add volume = {…}, reporter = {…} and pages = {…}, or number = {No. …} for a decision that no reporter has",
    ]


def test_annotate_ends_with_1_where_all_must_be_complete(here: Path) -> None:
    result = call("annotate", "a.bib", "-o", "b.md", "--style", "bluebook", "--require-complete")
    assert result.exit_code == 1
    assert "LR406 error: 2 Bluebook entries" in result.stderr
    assert (here / "b.md").exists()
    (here / "a.bib").write_text(BIB.split("\n")[2], encoding="utf-8")
    assert call("annotate", "a.bib", "-o", "b.md", "--style", "bluebook", "--require-complete").exit_code == 0


def test_check_says_beforehand_what_annotate_will(here: Path) -> None:
    told = [
        line
        for line in call("check", "a.bib", "--style", "bluebook").stdout.splitlines()
        if ": LR406 " in line
    ]
    printed = call("annotate", "a.bib", "-o", "b.md", "--style", "bluebook").stderr.splitlines()
    assert sorted(told) == sorted(line for line in printed if "LR406" in line)
    found = json.loads(call("check", "a.bib", "--style", "bluebook", "--json").stdout)["problems"]
    assert {"Roe2009Ports", "Roe2010Tides", "Jungers2011"} == {
        p["key"] for p in found if p["code"] == "LR406"
    }
    assert "LR406" not in call("check", "a.bib").stdout


def test_check_names_the_nearest_style(here: Path) -> None:
    result = call("check", "a.bib", "--style", "bluebok")
    assert result.exit_code == 2
    assert "did you mean 'bluebook'?" in result.stderr
