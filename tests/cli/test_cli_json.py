"""Every command that reports has --json: what it did, as one object, and nothing else on standard output. All works are made up."""

import json
import shutil
import sys
from functools import cache
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.formats.sheets import read_sheet

BIB = """@article{Doe2001Tides, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, journal = {Sea}, year = {2001}}
@book{Roe2010Frost, title = {Frost by day, a made-up book}, author = {Roe, Ann}, publisher = {Made Up}, year = {2010}}
"""
SEALED = "@misc{I07, title = {Interview with Zed Quillfeather}, author = {Quillfeather, Zed}, confidential = {true}}\n"
DOCS = Path(__file__).parents[2] / "docs"
SILENT = {"review", "help", "completion", "codebook show"}
"""Commands that report nothing: they open a window, or print what was asked for."""


def commands(command=main, path=()):
    """Yield every command with its name."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    for name in command.list_commands(click.Context(command)):
        yield from commands(command.get_command(click.Context(command), name), (*path, name))


def call(*words, code=0):
    result = CliRunner().invoke(main, [*words, "--json"])
    assert code == result.exit_code, result.output
    report = json.loads(result.stdout)
    name = " ".join(words[:2]) if words[0] == "codebook" else words[0]
    assert [] == [f"{one.json_path}: {one.message}" for one in report_schema(name).iter_errors(report)]
    return report


@cache
def report_schema(name):
    """The schema of what a command reports; a name that it lacks is a fault here, and none for whoever reads reports."""
    whole = json.loads((DOCS / "schemas/reports.schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(
        {"$defs": whole["$defs"], "$ref": f"#/$defs/{name.replace(' ', '%20')}"}
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("json") / "rev"
    CliRunner().invoke(main, ["init", str(folder)])
    (folder / "bib/example.bib").write_text(BIB)
    (folder / "notes/Farrell2010Where.md").unlink()
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private/i.bib").write_text(SEALED)
    return folder


@pytest.fixture
def review(made, tmp_path):
    return shutil.copytree(made, tmp_path / "rev")


def test_every_command_that_reports_has_it():
    without = {
        name for name, command in commands() if not any("--json" in one.opts for one in command.params)
    }
    assert SILENT == without


def test_what_every_command_reports_has_a_schema():
    """Zotero has to run on the computer to answer."""
    whole = json.loads((DOCS / "schemas/reports.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(whole)
    assert {name for name, _ in commands()} - SILENT - {"zotero"} == set(whole["$defs"])


@pytest.mark.exhaustive
def test_the_schema_is_that_of_the_reports_on_the_examples(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    import make_report_schemas

    try:
        assert make_report_schemas.REPORTS.read_text("utf-8") == make_report_schemas.text()
    finally:
        del sys.modules["make_report_schemas"]


def test_init_names_what_it_wrote(tmp_path):
    folder = tmp_path / "new"
    told = call("init", str(folder), "--interviews", "2")
    assert f"{folder}/bib/register.bib" in told["wrote"]
    assert all(path.startswith(str(folder)) for path in told["wrote"])
    assert {"wrote": []} == call("init", str(folder), "--migrate")


def test_sheet_counts_questions_and_decide_takes_them_in(review, tmp_path):
    workbook = tmp_path / "x.xlsx"
    told = call("sheet", "screen", str(review), "-o", str(workbook))
    assert {"wrote": str(workbook), "questions": 2, "confidential": 1} == told
    filled, problems = read_sheet(workbook.read_bytes(), "x.xlsx")
    assert (2, ()) == (filled.blank, tuple(problems))
    taken = call("decide", "--from", str(workbook), "--by", "ben", "-C", str(review))
    assert {
        "file": str(review / "decisions/ben.tsv"),
        "written": 0,
        "known": 0,
        "blank": 2,
        "problems": [],
    } == taken
    page = call("sheet", "screen", str(review), "--by", "ben", "-o", str(tmp_path / "x.html"))
    assert (2, 1) == (page["questions"], page["confidential"])


def test_a_sheet_and_its_report_are_not_both_on_standard_output(review):
    result = CliRunner().invoke(main, ["sheet", "screen", str(review), "-o", "-", "--json"])
    assert 2 == result.exit_code


def test_decide_says_what_it_wrote_and_where(review, tmp_path):
    told = call("decide", "tag", "Doe2001Tides", "protect", "--by", "ann", "-C", str(review))
    assert str(review / "decisions/ann.tsv") == told["file"]
    assert "Doe2001Tides" in told["decision"]
    assert "protect" in (review / "decisions/ann.tsv").read_text()
    export = tmp_path / "kept.bib"
    export.write_text(BIB)
    words = ["--import", str(export), "--as", "cy", "--verdict", "include", "-C", str(review)]
    plan = call("decide", *words)
    assert (False, True) == (plan["written"], any("include Doe2001Tides" in line for line in plan["plan"]))
    assert not (review / "decisions/cy.tsv").exists()
    assert call("decide", *words, "--yes")["written"]
    assert 2 == (review / "decisions/cy.tsv").read_text().count("\tinclude\t")


def test_questions_in_the_terminal_are_no_report(review):
    words = ["decide", "--ask", "tags", "--by", "ann", "-C", str(review), "--json"]
    result = CliRunner().invoke(main, words)
    assert (2, "") == (result.exit_code, result.stdout)
    assert "--ask asks in the terminal" in result.stderr


def test_withdraw_reports_a_plan_and_does_it_only_with_yes(review):
    words = ["withdraw", "I07", "-C", str(review)]
    plan = call(*words, code=2)
    assert (False, True) == (plan["done"], bool(plan["changes"]))
    assert (review / "private/i.bib").is_file()
    done = call(*words, "--yes")
    assert (True, True, "") == (done["done"], done["clean"], done["account"])
    assert {"places": 0, "commits": 0, "messages": 0, "possible": 0, "unread": 0} == done["stays"]
    assert "Quillfeather" not in json.dumps([plan, done])
    assert "Quillfeather" not in "".join(
        one.read_text("utf-8", "replace") for one in review.rglob("*.*") if one.is_file()
    )


def test_what_stays_of_a_person_is_counted_and_listed_below_private_alone(review):
    (review / "notes/Doe2001Tides.md").write_text("Zed Quillfeather said the same.")
    done = call("withdraw", "I07", "-C", str(review), "--yes", code=1)
    assert (False, 1) == (done["clean"], done["stays"]["places"])
    assert "notes/Doe2001Tides.md" in (review / done["account"]).read_text()
    assert "Doe2001Tides" not in json.dumps(done)


def test_destroy_reports_a_plan_and_the_proof_with_yes(review):
    words = ["destroy", "-C", str(review)]
    plan = call(*words, code=2)
    assert (False, "", True) == (plan["done"], plan["proof"], (review / "private/i.bib").exists())
    done = call(*words, "--yes")
    assert (True, True, [], plan["changes"]) == (done["done"], done["clean"], done["found"], done["changes"])
    assert "destroyed on" in (review / done["proof"]).read_text()
    assert not (review / "private/i.bib").exists()


def test_codebook_check_has_its_codes_problems_and_words(review, tmp_path):
    assert {"codes", "version", "problems", "words"} == set(told := call("codebook", "check", "tvpa"))
    assert [] == told["words"]
    for by, verb, key in (("ann", "tag", "Doe2001Tides"), ("ann", "not-tag", "Roe2010Frost")):
        call("decide", verb, key, "protect", "--by", by, "-C", str(review))
    judged = call("codebook", "check", "tvpa", "--review", str(review))["words"]
    assert {"protect"} == {one["code"] for one in judged}
    assert {"code", "word", "yes", "all_yes", "no", "all_no", "verdict"} == set(judged[0])
    faulty = tmp_path / "faulty.toml"
    faulty.write_text("[codebook]\n")
    result = CliRunner().invoke(main, ["codebook", "check", str(faulty), "--json"])
    assert (2, "") == (result.exit_code, result.stdout)
