"""Links that lead nowhere or to themselves, and folders that hold no sources: a sentence that names the place, or nothing to say."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from safety_commands import CASES

from litreview.cli import main
from litreview.formats import read

ENTRY = "@article{Doe2001, title = {Raids and services}, author = {Doe, Jane}, year = {2001}}\n"


def call(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "review"
    (folder / "bib").mkdir(parents=True)
    (folder / "bib/a.bib").write_text(ENTRY)
    (folder / "litreview.toml").write_text('title = "A"\nsources = []\n')
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.exhaustive(quick=4)
@pytest.mark.parametrize("target", ["itself", "nowhere", "each other"])
@pytest.mark.parametrize(
    "place",
    [
        "bib/x.bib",
        "notes/Doe2001.md",
        "decisions/x.tsv",
        "references/Doe2001.txt",
        "manuscript/x.md",
        "findings.toml",
        "retractions.csv",
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_link_that_leads_nowhere(review, tmp_path, place, target, command):
    link = review / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to({"itself": link.name, "nowhere": "no-such-file", "each other": "other"}[target])
    if target == "each other":
        (link.parent / "other").symlink_to(link.name)
    result = call(*(word.format(out=tmp_path) for word in CASES[command]))
    if result.exit_code == 2:
        assert Path(place).name in result.output
        assert "a link that leads nowhere" in result.output


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", ["bib/x.bib", "bib/deep/x.ris", "private/x.bib"])
@pytest.mark.parametrize("target", ["x.bib", "no-such-file"])
def test_beside_a_link_that_leads_nowhere_the_rest_is_read(review, place, target):
    link = review / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)
    library = read(review, root=review)
    assert ["Doe2001"] == [record.key for record in library]
    assert ["LR076"] == [problem.code for problem in library.problems]
    assert 1 == call("check", ".").exit_code
    call("run", ".")
    assert "Doe2001" in (review / "out/library.bib").read_text()
    # a path that was named is wanted
    assert 2 == call("check", place).exit_code


@pytest.mark.exhaustive
def test_loops_of_folders_end(review):
    (review / "bib/up").symlink_to("..")
    (review / "bib/same").symlink_to(".")
    assert 0 == call("check", "bib").exit_code
    assert 0 == call("run", ".").exit_code
    assert 0 == call("check", "bib/up/bib/same/up/bib/a.bib").exit_code


@pytest.mark.parametrize(
    "words",
    [
        ["check", "a"],
        ["check", "a/b.bib"],
        ["check", "*"],
        ["convert", "bib/a.bib", "-o", "a"],
        ["convert", "bib/a.bib", "-o", "a/b.bib"],
        ["annotate", "bib/a.bib", "-o", "x.docx", "--reference", "a"],
        ["annotate", "bib/a.bib", "-o", "x.md", "--style", "a.csl"],
        ["tag", "bib/a.bib", "-o", "x.bib", "--codebook", "a"],
        ["decide", "--from", "a", "--by", "ann"],
        ["decide", "tag", "Doe2001", "protect", "--by", "ann", "-C", "a"],
        ["sheet", "tags", "bib/a.bib", "-o", "a"],
        ["init", "a"],
        ["init", "a/b"],
        ["codebook", "check", "a"],
        ["run", "a"],
    ],
)
def test_a_loop_among_the_words_of_a_command(review, words):
    (review / "a").symlink_to("a")
    result = call(*words)
    # what a pattern meets is a place among others
    assert (1 if "*" in words else 2) == result.exit_code
    assert re.search(r"\ba\b", result.output)


@pytest.mark.exhaustive(quick=6)
@pytest.mark.parametrize("command", CASES)
def test_private_holds_no_sources(review, tmp_path, command):
    """`private/` may be for notes and recordings alone."""
    for name in ("notes/Doe2001.md", "talk.pdf", ".DS_Store"):
        place = review / "private" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("Notes.\n")
    result = call(*(word.format(out=tmp_path) for word in CASES[command]))
    # nobody of that code is in it to be taken out; Jane Doe is nobody in particular
    assert {"withdraw": 2, "verify": 1}.get(command, 0) == result.exit_code, result.output


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_review_without_any_source_says_so(review, command):
    (review / "bib/a.bib").rename(review / "bib/a.pdf")
    result = call(command, ".")
    assert 2 == result.exit_code
    assert "holds no sources" in result.output
    assert 2 == call("check", ".", "bib").exit_code


def test_no_path_is_resolved_in_a_way_that_raises():
    """`Path.resolve` raises RuntimeError at a loop before Python 3.13; `os.path.realpath` does not."""
    source = Path(__file__).parents[2] / "src"
    assert [] == [
        path.name
        for path in source.rglob("*.py")
        if ".resolve()" in path.read_text("utf-8").replace("Path(__file__).resolve()", "")
    ]
