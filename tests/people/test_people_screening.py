"""Screening by rank, a random sample, and what may be claimed of the rest. The works are made up."""

import json
import re

import pytest

from litreview.judgements.decisions import read_decisions

IN, OUT = "default nudges a choice by reminder", "gravel and otters in a river delta"


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A folder with forty works, every fourth of them on nudges."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rev"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Nudges"\nsources = ["bib/a.bib"]\n', "utf-8")
    names = [f"{a}{b}" for a in ("Alder", "Birch", "Cedar", "Elm") for b in "abcdefghij"]
    (folder / "bib/a.bib").write_text(
        "\n".join(
            f"@article{{{name}, title = {{{name} on {word}}}, author = {{{name}, Q.}}, year = {{{1950 + n}}}, "
            f"abstract = {{A study where {IN if n % 4 == 0 else OUT} is told at length, case {n * n}.}}}}"
            for n, name in enumerate(names)
            for word in [("nudges" if n % 4 == 0 else "rivers")]
        ),
        "utf-8",
    )
    return folder, {name: n % 4 == 0 for n, name in enumerate(names)}


def asked(output):
    return re.findall(r"\(article (\w+)\)", output)


def screen_all(run, folder, truth, *more, count=99):
    """Answer as the truth has it, one question after the other, and return the order."""
    order = []
    for _ in range(count):
        out = run("decide", "--ask", "screening", *more, "--by", "ann", "-C", folder, keys="q").output
        if not asked(out):
            break
        order.append(asked(out)[0])
        key = "i" if truth[order[-1]] else "e"
        run("decide", "--ask", "screening", *more, "--by", "ann", "-C", folder, keys=key + "q")
    return order


def test_the_likeliest_are_asked_first_and_each_answer_is_learned_from(many, run):
    folder, truth = many
    out = run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys="ie" + "i" * 3 + "q").output
    assert [True, False, True, True, True, True] == [truth[key] for key in asked(out)]
    assert "likely in (" in out
    assert ["no", "no", "yes", "yes", "yes"] == [d.shown for d in read_decisions(folder)[0]]


@pytest.mark.exhaustive
def test_where_two_screen_apart_neither_sees_a_suggestion_or_an_order(many, run):
    folder, truth = many
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text("utf-8") + "[screening]\nscreeners = 2\n", "utf-8")
    out = run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys="ieeeieq").output
    assert list(truth)[:7] == asked(out), "the order of the file"
    assert "likely" not in out
    assert "can't tell" not in out
    assert "0 included; 6 with a vote missing; 34 left" in run("screening", folder).output
    assert "0 works are included; 40 are pending (6 with one vote of 2)" in run("run", folder).output
    other = run("decide", "--ask", "screening", "--by", "bob", "-C", folder, keys="q").output
    assert list(truth)[:1] == asked(other)
    assert {"no"} == {d.shown for d in read_decisions(folder)[0]}


def test_a_sample_is_asked_without_a_suggestion_and_noted_with_each_answer(many, run):
    folder, _ = many
    run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys="ieq")
    out = run("decide", "--ask", "screening", "--sample", 10, "--by", "ann", "-C", folder, keys="eeeq").output
    assert "likely" not in out
    assert "random sample of 10 from 38, drawn " in out
    lines = read_decisions(folder)[0]
    assert [False] * 2 + [True] * 3 == [str(d.where).startswith("random sample of 10 from 38") for d in lines]
    assert ["no"] * 5 == [d.shown for d in lines]
    told = run("screening", folder).output
    assert "5 of 40 works screened by title and abstract: 1 included; 35 left" in told
    assert "3 decided, 0 of them relevant; it counts once all of it is decided" in told
    again = run("decide", "--ask", "screening", "--sample", 3, "--by", "ann", "-C", folder, keys="q").output
    assert "source 1 of 7" in again, "the sample that was begun is gone on with"
    assert "random sample of 10 from 38" in again


@pytest.mark.exhaustive
def test_a_whole_sample_allows_a_claim_and_says_how_to_stop(many, run):
    folder, truth = many
    keys = "ie" + "i" * 9 + "e" * 6 + "q"  # by rank: all ten, then six that are none
    run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys=keys)
    assert 10 == sum(d.verb == "include" for d in read_decisions(folder)[0])
    told = run("screening", folder, "--recall", 0.8).output
    size = int(re.search(r"draw (\d+) of the 23 left", told)[1])
    run("decide", "--ask", "screening", "--sample", size, "--by", "ann", "-C", folder, keys="e" * size)
    found = json.loads(run("screening", folder, "--recall", 0.8, "--json").output)
    assert found["samples"][0]["recall"] >= 0.8
    assert (40, 10, 23 - size) == (found["works"], found["found"], found["left"])
    stop = re.search(r"stopped = (\".*\")", run("screening", folder, "--recall", 0.8).output)[1]
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text("utf-8") + f"[screening]\nstopped = {stop}\n", "utf-8")
    assert 0 == run("run", folder).exit_code
    flow = json.loads((folder / "out/graph/flow.json").read_text("utf-8"))
    assert (23 - size, 23 - size) == (flow["left_unscreened"], flow["left_by_automation"])
    diagram = (folder / "out/graph/flow.svg").read_text("utf-8")
    assert "automation" in diagram
    excluded = (folder / "out/tables/excluded.csv").read_text("utf-8")
    assert 23 - size == excluded.count("left unscreened")
    assert len(truth) == 40


def test_a_sample_needs_screening_and_something_to_draw_from(many, run):
    folder, _ = many
    wrong = run("decide", "--ask", "duplicates", "--sample", 3, "--by", "ann", "-C", folder)
    assert (2, True) == (wrong.exit_code, "--ask screening" in wrong.output)
    run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys="e" * 41)
    none = run("decide", "--ask", "screening", "--sample", 3, "--by", "ann", "-C", folder)
    assert (2, True) == (none.exit_code, "nothing is left to draw a sample from" in none.output)


def test_a_sheet_has_the_likeliest_first_and_says_so(many, run):
    from openpyxl import load_workbook

    folder, truth = many
    run("decide", "--ask", "screening", "--by", "ann", "-C", folder, keys="ieq")
    run("sheet", "screen", folder, "-o", "s.xlsx", "--by", "ann")
    rows = list(load_workbook("s.xlsx").worksheets[0].values)
    head = next(row for row in rows if "expected" in row)
    body = rows[rows.index(head) + 1 :]
    keys = [row[head.index("key")] for row in body if row[head.index("key")]]
    assert [True] * 9 == [truth[key] for key in keys[:9]]
    assert str(body[0][head.index("expected")]).startswith(("likely in", "can't tell", "likely out"))
