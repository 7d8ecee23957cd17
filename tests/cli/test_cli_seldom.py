"""What commands say where few calls lead: words for a codebook, a review that does not hold, what can't be asked together. All works are made up."""

import csv
import json
from pathlib import Path

import click
import pytest

from litreview.cli import group

TOPICS = ["lighthouse keepers"] * 4 + ["ferry timetables"] * 4
LINES = [("tag", n) for n in range(4)] + [("not-tag", n) for n in range(4, 7)]


@pytest.fixture
def review(tmp_path, call):
    """A review of eight works, of which ann has read seven: four have the code `protect`, three don't."""
    folder = tmp_path / "rev"
    (folder / "bib").mkdir(parents=True)
    (folder / "decisions").mkdir()
    (folder / "litreview.toml").write_text('title = "Made up"\nsources = ["bib/a.bib"]\n')
    (folder / "bib/a.bib").write_text(
        "\n".join(
            f"@article{{W{n}, title = {{On {topic} of the old town, study {chr(97 + n)}}}, author = {{Roe, Ann}}, "
            f"journal = {{Harbor Review}}, volume = {{{n + 1}}}, pages = {{1--9}}, year = {2000 + n}}}"
            for n, topic in enumerate(TOPICS)
        )
    )
    lines = "".join(f"2026-01-01T00:00:0{n}Z\tann\t{verb}\tW{n}\tprotect\n" for verb, n in LINES)
    (folder / "decisions/ann.tsv").write_text(f"when\tby\tverb\tkey\tvalue\n{lines}")
    return folder


def test_words_are_proposed_that_those_with_a_code_share(review, call):
    told = call("codebook", "suggest-terms", "rev")
    assert (0, "protect: 4 sources have it, 3 don't") == (told.exit_code, told.stdout.split("\n")[0])
    assert "keepers                                  in 4 that have it, in 0 that don't" in told.stdout
    assert "ferry" not in told.stdout
    (one,) = json.loads(call("codebook", "suggest-terms", "rev", "--json", "--most", "1").stdout)["terms"]
    assert {"code": "protect", "word": "keepers", "yes": 4, "all_yes": 4, "no": 0, "all_no": 3} == one


def test_words_of_a_codebook_are_judged_by_what_people_decided(review, call):
    text = call("codebook", "show", "tvpa", "--toml").stdout
    head, sign, rest = text.partition("[[codes]]")
    Path("own.toml").write_text(head + sign + rest)
    told = call("codebook", "check", "own.toml", "--review", "rev")
    assert 0 == told.exit_code
    assert told.stdout.startswith("own.toml: a sound codebook with ")
    (review / "decisions/ann.tsv").write_text("when\tby\tverb\tkey\tvalue\n")
    assert (
        "no words to judge: of no code people have said both yes and no"
        in call("codebook", "check", "own.toml", "--review", "rev").stdout
    )
    assert "no words to propose: three sources" in call("codebook", "suggest-terms", "rev").stdout


def test_a_codebook_is_printed_or_written_in_one_form(review, call):
    told = call("codebook", "show", "tvpa", "-o", "codes.xml")
    assert (2, False) == (told.exit_code, Path("codes.xml").exists())
    assert "'codes.xml': a codebook is written as .qdc; --toml prints the TOML" in told.output
    told = call("codebook", "show", "tvpa", "-o", "codes.QDC")
    assert "codes of tvpa to codes.QDC" in told.stderr
    told = call("codebook", "show", "tvpa", "-o", "-")
    assert told.stdout.startswith("<?xml")
    assert "" == told.stderr
    shown = call("codebook", "show").stdout
    assert shown.startswith("tvpa, version ")
    assert "\nevidence fields (litreview decide set KEY FIELD=VALUE)\n" in shown


def test_why_each_source_has_its_tags_is_told_where_it_is_asked(review, call):
    told = call("tag", "rev", "--explain")
    assert "W0: protect, because ann decided so\n" in told.stderr
    assert "\n  ask: rather not prosecute" in told.stderr
    assert "W7: " in told.stderr
    told = call("tag", "rev", "-o", "t.bib", "--table", "t.csv").output
    assert "because" not in told
    assert "8 sources: protect 4, prosecute " in told
    assert ".\nWrote t.bib, t.csv." in told


def test_a_review_holds_or_does_not(review, call):
    told = call("run", "rev", "--check")
    assert 0 == told.exit_code
    assert told.stdout.endswith("\nThe review holds. Nothing was written.\n")
    assert "decisions    fine      7 lines read, 7 count" in told.stdout
    with (review / "decisions/ann.tsv").open("a") as stream:
        stream.write("2026-01-01T00:00:09Z\tann\ttagg\tW1\tprotect\n")
    (review / "bib/a.bib").write_text(
        (review / "bib/a.bib").read_text() + "\n@misc{I01, title = {Interview with X}}"
    )
    told = call("run", "rev", "--check")
    assert 1 == told.exit_code
    assert "decisions    1 wrong   " in told.stdout
    assert "\nconfidential: 1 " in told.stdout
    assert "\nThe review does not hold: 1 fault. Nothing was written.\n" in told.stdout
    found = json.loads(call("run", "rev", "--check", "--json").stdout)
    assert (False, [("decisions", 1)]) == (
        found["sound"],
        [(one["what"], len(one["faults"])) for one in found["checked"] if one["faults"]],
    )
    assert not (review / "out").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("run", "rev", "--explain-stages", "--check"), "--explain-stages explains a run for all; leave out"),
        (("run", "rev", "--explain-stages", "--include-confidential"), "--explain-stages explains a run"),
        (("check", "rev", "--release", "--sarif", "x.sarif"), "--release writes no SARIF"),
        (("check", "rev", "rev", "--release"), "--release takes one folder"),
        (("check", "rev", "--release", "--include-confidential"), "--release takes one folder"),
        (("check", "rev", "--include-confidential"), "with --include-confidential nothing is printed"),
        (("verify", "rev", "--offline", "--provider", "crossref"), "--offline asks nobody; leave out"),
        (("verify", "rev", "--offline", "--by-title"), "--offline asks nobody; leave out"),
        (("verify", "rev", "--offline", "--dry-run"), "--offline asks nobody; leave out"),
        (("verify", "rev", "--by-title"), "--by-title sends titles to the registries that are named"),
        (("evidence-map", "rev", "-o", "m.png"), "'m.png': the ending says the format"),
        (("annotate", "rev", "-o", "-", "--each"), "-: with --each there is a file for each source"),
        (("annotate", "rev", "-o", "a.docx", "--each"), "a.docx: with --each there is a file for each"),
        (("annotate", "rev", "-o", "vault", "--each", "--title", "T"), "--title is for one document, and"),
        (("annotate", "rev", "-o", "l.json", "--title", "T"), "--title is for one document, and l.json is a"),
        (("annotate", "rev", "-o", "rev/bib"), "rev/bib is a folder: `--each` writes a file for each source"),
        (("annotate", "rev", "-o", "new/"), "new/ is a folder: `--each` writes a file for each source"),
        (("dedupe", "rev", "--large", "-o", "x.bib"), "rev is a review: its decisions are looked up"),
        (("dedupe", "rev/bib", "--large"), "--large writes: name a file with -o, --records, --values"),
        (("dedupe", "rev/bib", "--large", "-o", "-"), "--large reads and writes files, not standard input"),
        (("dedupe", "-", "--large", "-o", "x.bib"), "--large reads and writes files, not standard input"),
        (("chek", "rev"), "no command 'chek'; did you mean 'check'?"),
        (("decide", "--from", "none.xlsx", "--by", "ann", "-C", "rev"), "none.xlsx"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_can_t_be_done_together_is_refused_before_anything_is_written(review, call, words, why):
    told = call(*words)
    assert 2 == told.exit_code
    assert why in " ".join(told.output.split())
    assert ["bib", "decisions", "litreview.toml"] == sorted(
        path.name for path in review.iterdir() if not path.name.startswith(".")
    )
    assert ["rev"] == [path.name for path in review.parent.iterdir()]


def test_the_assessment_is_a_table_where_one_is_named_and_else_is_printed(review, call):
    assert call("assess", "rev").stdout.startswith("8 sources, none screened yet.")
    assert "8 sources" in call("assess", "rev", "-o", "cells.csv").stdout
    rows = list(csv.DictReader(Path("cells.csv").read_text(encoding="utf-8-sig").split("\n")))
    shown = call("assess", "rev", "-o", "-").stdout
    assert rows
    assert "not screened" not in shown
    assert rows == list(csv.DictReader(shown.lstrip("\ufeff").split("\n")))


def test_the_graph_of_findings_is_that_of_the_review(review, call):
    assert 0 == call("graph", "rev", "-o", "f.graphml", "--net", "findings").exit_code
    assert "<graphml" in Path("f.graphml").read_text()
    assert 0 == call("graph", "rev", "-o", "g.html").exit_code
    assert "W0" in Path("g.html").read_text()


def test_a_group_knows_its_commands_alone():
    context = click.Context(group.LazyGroup("litreview"))
    assert None is group.LazyGroup("litreview").get_command(context, "chek")
    assert list(group.COMMANDS) == group.LazyGroup("litreview").list_commands(context)
    found = {one.value: one.help for one in group.LazyGroup("litreview").shell_complete(context, "de")}
    assert ["decide", "dedupe", "destroy"] == sorted(found)
    assert all(found[name] == group.COMMANDS[name][2] for name in found)
