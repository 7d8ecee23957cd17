"""What each command prints on a made-up review of twelve records, call by call, as it was when a person last looked at it.

After a call come its exit code and the files that it wrote, each with its number of lines.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from golden import page

from litreview.cli import help as help_, main

SETTINGS = """\
title = "Made up"
codebook = "tvpa"
adjudicators = ["judge"]
[screening]
screeners = 2
reasons = ["not about tides"]
[confidential]
k = 2
role = ["detective", "nurse"]
"""
ENTRIES = """\
@article{Gray2010, title = {Convictions after raids on brothels: trafficking cases in two made-up courts}, author = {Gray, Lea and Moss, Ida}, year = {2010},
  journal = {Made-up Law Review}, volume = {4}, number = {2}, pages = {10--31}, doi = {10.5555/made.up.1}, keywords = {prosecution; trafficking},
  abstract = {Prosecutors indicted traffickers after raids. Victims were detained, and few received services or continued presence.}}
@misc{Fern2012, title = {Hotline calls by survivors of trafficking}, author = {{Made-up Hotline}}, year = {2012}, url = {https://example.org/calls}}
@article{Fay2021, title = {A study that cites}, author = {Fay, Cora}, year = {2021}, abstract = {Training of police to identify victims of trafficking.}, journal = {Tides},
  cited-references = {Poe B, 2011, TIDES AND TOWNS, V9, P1; Gray L, 2010, MADE UP LAW REV, V4, P10; Nobody N, 1999, NOT HELD}}
@article{Poe2011, title = {Towns beside the tide}, author = {Poe, Bo}, year = {2011}, journal = {Tides and Towns}, annotation = {Towns, and **more**.}}
@article{twice, title = {Towns beside the tide}, author = {Poe, Bo}, year = {2011}, journal = {Tides and Towns}, pages = {1}}
@book{Kay1, title = {Made-up quarry people}, author = {Kay, Kevin}, year = {1999}, publisher = {Example Press}}
@book{Kay2, title = {Made-up quarry people: new stones in the old stone economy}, author = {Kay, Kevin}, year = {1999}}
@article{Ash2001, title = {Safe harbor laws and the arrest of minors}, author = {Ash, Uma}, year = {2001}, journal = {Tides}, abstract = {Minors were arrested under safe harbor laws.}}
@article{Elm2005, title = {Awareness campaigns to prevent human trafficking}, author = {Elm, Ola}, year = {2005}, journal = {Tides}}
@article{Oak2007, title = {Services for trafficking victims}, author = {Oak, Eva}, year = {2007}, journal = {Tides}, note = {no more}}
"""
REGISTER = """\
@misc{I01, entrysubtype = {interview}, role = {nurse}}
@misc{I02, entrysubtype = {interview}, role = {nurse}}
"""
HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\n"
DECISIONS = {
    "ann": (
        "include Gray2010 abstract", "include Gray2010 fulltext", "exclude Fern2012 abstract", "include Fay2021 abstract", "unsure Elm2005 abstract",
        "tag Gray2010 prosecute", "tag Gray2010 protect", "not-tag Fay2021 protect", "stance Gray2010 protect=contradicts", "set Gray2010 jurisdiction=US",
        "set Oak2007 note=some more", "different Kay1 Kay2",
    ),
    "ben": (
        "include Gray2010 abstract", "include Gray2010 fulltext", "include Fern2012 abstract", "include Fay2021 abstract",
        "tag Gray2010 prosecute", "not-tag Gray2010 protect", "stance Gray2010 protect=mixed", "same Kay1 Kay2",
    ),
    "judge": ("include Fern2012 abstract",),
}  # fmt: skip
FINDINGS = """\
[[finding]]
id = "F1"
statement = "Raids found few of the persons trafficked."
goal = "protect"
stance = "contradicts"
supports = [{key = "Gray2010", where = "p. 12", quote = "few received services"}, "I01", "I02"]
contradicts = ["Fern2012"]
recommendations = ["R1"]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed") / "rev"
    for name in ("bib", "decisions", "notes"):
        (folder / name).mkdir(parents=True)
    (folder / "litreview.toml").write_text(SETTINGS)
    (folder / "bib/a.bib").write_text(ENTRIES)
    (folder / "bib/register.bib").write_text(REGISTER)
    (folder / "findings.toml").write_text(FINDINGS)
    (folder / "notes/Gray2010.md").write_text("What was found, and see @Poe2011.\n")
    (folder / "notes/Nobody1999.md").write_text("On a work that is not here.\n")
    for name, lines in DECISIONS.items():
        rows = [
            "\t".join((f"2026-01-0{n % 9 + 1}T00:00:00Z", name, *line.split(" ", 2), "p. 3", "a reason"))
            for n, line in enumerate(lines)
        ]
        (folder / f"decisions/{name}.tsv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return folder.parent


@pytest.fixture
def said(made, tmp_path, monkeypatch):
    """Return what a list of calls prints, in a copy of the review."""
    place = tmp_path / "place"
    shutil.copytree(made, place)
    monkeypatch.chdir(place)

    def files():
        return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}

    def run(*calls):
        lines = []
        for call in calls:
            words, _, typed = call.partition(" < ")
            before = files()
            done = CliRunner().invoke(main, shlex.split(words), input=typed or None)
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            text = done.output.replace(str(place), "HERE")
            text = re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "WHEN", text)
            lines += [
                f"$ litreview {call}",
                *(line.rstrip() for line in text.split("\n") if line.strip()),
                f"exit {done.exit_code}",
            ]
            after = files()
            lines += [
                f"wrote {path}, {after[path].count(10)} lines"
                if path.suffix not in {".xlsx", ".docx"}
                else f"wrote {path}"
                for path in sorted(after)
                if after[path] != before.get(path)
            ]
            lines.append("")
        return page(lines)

    return run


def test_what_is_read_and_converted(said, golden):
    (Path("broken.bib")).write_text("@book{b, title = {Never closed, year = 2000}\n@misc{c}\n@misc{d}\n")
    assert golden == said(
        "check rev", "check rev --all --json", "check rev --style bluebook", "check broken.bib --sarif OUT.sarif", "check --explain LR012", "check rev -o problems.txt",
        "check rev/bib/a.bib rev/bib/a.bib", "check nothing.bib", "convert rev -o out.bib", "convert rev -o out.ris", "convert rev/bib -o rev/bib/out.csv", "convert rev -o out.xyz",
        "convert rev/bib/a.bib -o - --keys 'auth.lower + year'", "convert rev/bib/a.bib -o out.bib --ascii", "convert - -o - < @misc{x, title = {Read from a pipe}}",
        "convert - rev -o -", "convert rev -o rev/bib/a.bib",
    )  # fmt: skip


def test_duplicates_and_tags(said, golden):
    assert golden == said(
        "dedupe rev -o out.bib --records r.csv --queue q.csv --values v.csv", "dedupe rev", "dedupe rev --by ann", "dedupe rev --review", "dedupe rev -o out.bib --json",
        "dedupe --explain-rule place-and-title", "dedupe --explain-rule no-such-rule", "dedupe rev --work w -o out.bib",
        "dedupe rev --large -o out.bib", "dedupe rev/bib --large --by ann", "dedupe rev --review --by cal < ?nuyq",
        "tag rev -o out.bib --table t.csv --suggest s.csv", "tag rev --explain", "tag rev --only all --json --table t.csv", "tag rev", "tag rev --codebook no-such -o out.bib",
        "tag rev --review --by cal < yn?s", "tag rev --review --stance --by ann < 1s2u", "codebook show", "codebook check tvpa", "codebook suggest-terms rev",
        "dedupe rev/bib -o rev/bib/out.bib --preprints same",
    )  # fmt: skip


def test_graphs_maps_and_bibliographies(said, golden):
    assert golden == said(
        "graph rev -o out.graphml --citations c.csv --not-held n.bib --queue q.csv --years y.csv", "graph rev -o - --net coupling --held-only --only all", "graph rev -o out.net --net authors --least 1 --json",
        "graph rev -o out.dot --net findings", "graph rev -o out.xyz", "evidence-map rev -o map.svg", "evidence-map rev -o - --only all", "evidence-map rev -o map.pdf",
        "annotate rev -o - --style mla", "annotate rev -o out.json --only all", "annotate rev -o vault --each", "annotate rev -o out.md --code protct", "annotate rev -o out.md --code labor --require-annotations",
        "annotate rev -o out.md --require-complete --style bluebook --for team --group-by type,year --title T", "annotate rev -o vault/", "annotate rev -o out.md --each", "annotate rev -o out.json --repeat", "annotate rev -o out.md --show-tags",
    )  # fmt: skip


def test_codes_of_what_is_withheld_are_stored_by_what_writes(said, golden):
    Path("rev/bib/calls.bib").write_text(
        "@misc{Call1, title = {Call with a made-up nurse}, note = {Confidential}}\n"
    )
    assert golden == said("assess rev", "evidence-map rev -o map.csv")


@pytest.mark.exhaustive
def test_judgements(said, golden):
    assert golden == said(
        "agree rev", "agree rev --json", "assess rev", "assess rev --filter jurisdiction=US -o cells.csv", "assess rev --json --only all", "assess rev --filter color=red", "screening rev", "screening rev --recall 0.9 --json",
        "sheet tags rev -o tags.xlsx --by cal", "sheet disputes rev -o d.xlsx --by judge", "sheet stance rev -o s.csv",
        "decide include Ash2001 abstract --by cal -C rev --reason 'about laws' --where 'p. 1'", "decide include Ash2O01 abstract --by cal -C rev", "decide tag Ash2001 protct --by cal -C rev", "decide exclude Ash2001 fulltext --by cal -C rev",
        "decide same Kay1 Kay2 --by judge -C rev", "decide clear Ash2001 'include abstract' --by cal -C rev", "decide set Ash2001 year=2002 --by cal -C rev", "decide --from tags.xlsx --by cal -C rev", "decide --by cal -C rev", "decide include --by cal -C rev",
        "decide --ask screening --by dan -C rev < y?n2su", "decide --ask citations --by dan -C rev < ?y", "decide --ask disputes --by ann -C rev", "decide --ask disputes --by judge -C rev < 1?s", "decide --ask stance --by ben -C rev < 2",
        "screening rev", "agree rev",
    )  # fmt: skip


def test_words_that_a_shell_completes(made, monkeypatch, golden):
    monkeypatch.chdir(made)
    (made / "rev/out/tables").mkdir(parents=True)
    (made / "rev/out/tables/sources.csv").write_text(
        "key,title\nGray2010,Convictions\n$(x),A command\nKay 1,Two words\n"
    )
    help_.complete_values("litreview", main)
    lines = []
    for words in (
        "help form",
        "help codebook ch",
        "check --explain LR04",
        "dedupe --explain-rule sa",
        "annotate rev --style bmj-",
        "annotate rev --code pro",
        "annotate --group-by ",
        "verify --from ",
        "enrich --what ",
        "decide -C rev --by ",
        "decide -C rev --was ",
        "decide ",
        "decide -C rev tag ",
        "decide -C rev tag Gray2010 pr",
        "decide -C rev include Gray2010 ",
        "decide -C rev same Gray2010 ",
        "withdraw -C rev I",
        "codebook show ",
        "completion ",
        "convert -o ",
        "decide -C nowhere tag Gray2010 pr",
    ):
        *before, last = words.split(" ")
        found = ShellComplete(main, {}, "litreview", "_C").get_completions(before, last)
        lines += [
            f"$ litreview {words}",
            *(f"{item.type} {item.value} | {item.help or ''}" for item in found),
            "",
        ]
    assert golden == page(lines)
