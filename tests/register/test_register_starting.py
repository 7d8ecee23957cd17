"""A register to fill in runs as it is, and each part of it that is filled in is read. Everything that is filled in here is made up."""

import random
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview import open_review
from litreview.cli import main
from litreview.core.confidential.codes import is_code
from litreview.stages.register import RegisterVocabulary, codes, draw_codes, read_register


def call(*words):
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.mark.parametrize(("interviews", "requests"), [(42, 16), (42, 0), (0, 16), (1, 1), (120, 0)])
def test_a_new_register_holds_so_many_and_has_no_problem(tmp_path, interviews, requests):
    folder = tmp_path / "review"
    told = call("init", str(folder), "--interviews", str(interviews), "--requests", str(requests))
    assert told.exit_code == 0
    assert "bib/register.bib holds" in told.output
    assert "private/, which git ignores" in told.output
    checked = call("check", str(folder))
    assert (checked.exit_code, "no problems" in checked.output) == (0, True)
    review = open_review(folder)
    keys = [s.key for s in review.sources if s.where.file == "bib/register.bib"]
    assert interviews == sum(bool(re.fullmatch(r"I\d{3}", key)) for key in keys)
    assert [*codes("PR", requests)] == keys[interviews:]
    assert len(review.register.consent) == interviews
    counts = {"interview": interviews, "records": requests}
    assert {name: n for name, n in counts.items() if n} == review.flow.beside
    assert review.flow.records == 1


def test_codes_of_interviews_are_drawn_anew_each_time_and_say_no_order(tmp_path):
    drawn = []
    for name in "ab":
        call("init", str(tmp_path / name), "--interviews", "20")
        drawn.append(re.findall(r"@misc\{(I\d+)", (tmp_path / name / "bib/register.bib").read_text()))
    assert all(len(set(found)) == 20 and found != sorted(found) for found in drawn)
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("number", [1, 299, 300, 9999])
def test_so_many_codes_are_drawn_all_as_wide_and_each_once(number):
    drawn = draw_codes(number, random.Random(number))
    assert number == len(set(drawn)) == len(drawn)
    assert 1 == len({len(code) for code in drawn})
    assert all(is_code(code) for code in drawn)


def test_without_them_there_is_no_register(tmp_path):
    call("init", str(tmp_path / "review"))
    assert not (tmp_path / "review/bib/register.bib").exists()
    assert "confidential" not in tomllib.loads((tmp_path / "review/litreview.toml").read_text())


def test_what_is_filled_in_by_the_comments_is_read_without_a_problem(tmp_path):
    """The lists of litreview.toml are made to count by taking the # away, and the words of the comments stand in the register."""
    folder = tmp_path / "review"
    call("init", str(folder), "--interviews", "10", "--requests", "1")
    settings = folder / "litreview.toml"
    settings.write_text(
        re.sub(r"^# (role|role_group|medium|region) =", r"\1 =", settings.read_text(), flags=re.MULTILINE)
    )
    lists = tomllib.loads(settings.read_text())["confidential"]
    assert all(len(lists[name]) > 2 for name in ("role", "role_group", "medium", "region"))
    register = folder / "bib/register.bib"
    filled = {"date": "2020", "consent": "paraphrase"} | {
        name: lists[name][0] for name in lists if name != "k"
    }
    asked = {
        "agency": "Invented Office",
        "level": "state",
        "jurisdiction": "US-state:CA",
        "law": "cpra",
        "tracking": "A-1",
        "events": "2020-01-15 sent; 2020-02-10 determination: partial",
    }
    text = register.read_text()
    assert set(re.findall(r"(\w+) = \{\}", text)) == {*filled, *asked}
    for name, value in {**filled, **asked}.items():
        text = text.replace(f"{name} = {{}}", f"{name} = {{{value}}}")
    register.write_text(text)
    review = open_review(folder)
    assert [] == [str(p) for p in review.problems]
    shown = {name: value for name, value in filled.items() if name != "consent"}
    code = next(iter(review.register.consent))
    assert review.register.fields[code] == shown
    assert review.register.consent[code] == "paraphrase"
    assert review.register.fields["PR01"] == asked


@pytest.mark.parametrize("number", ["-1", "10000", "many"])
def test_another_number_is_a_wrong_call(tmp_path, number):
    told = call("init", str(tmp_path / "review"), "--interviews", number)
    assert told.exit_code == 2
    assert not (tmp_path / "review").exists()


def test_the_page_on_the_register_names_every_field_that_it_takes():
    page = (Path(__file__).parents[2] / "docs/register.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| field of (?:an interview|a request) .*?\n\n", page, re.MULTILINE | re.DOTALL)
    named = [
        set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]+)\|", table, re.MULTILINE))))
        for table in told
    ]
    taken = []
    for code in ("I01", "PR01", "PR01-1"):
        (refused,) = read_register(
            f"@misc{{{code}, no-such-field = {{made up}}}}", RegisterVocabulary()
        ).problems
        taken.append(set(refused.remedy.removeprefix("known fields: ").split(", ")))
    assert named == [taken[0] | {"withdrawn"}, taken[1] | taken[2]]
