"""--include-confidential writes below private/ and prints nothing. All names here are made up."""

import subprocess

import pytest
from click.testing import CliRunner

from litreview import open_review
from litreview.cli import main

SECRET = "Zzyzxa"


def call(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def review(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call("init", "rev")
    folder = tmp_path / "rev"
    (folder / "private").mkdir()
    (folder / "private/p.bib").write_text(
        f"@misc{{{SECRET}2020, title = {{Told by {SECRET}}}, author = {{{SECRET}}}, pages = {{x}}, pages = {{y}}}}\n"
        f"@misc{{{SECRET}2020, title = {{Told by {SECRET}}}, author = {{{SECRET}}}}}\n"
    )
    return folder


COMMANDS = {
    "check": "-o {}/a.txt",
    "convert": "-o {}/a.bib",
    "dedupe": "-o {}/a.bib --records {}/r.csv --queue {}/q.csv --values {}/v.csv --report {}/r.html",
    "tag": "-o {}/a.bib --table {}/t.csv",
    "graph": "-o {}/g.graphml --citations {}/c.csv --not-held {}/n.csv --queue {}/q.csv --years {}/y.csv",
    "annotate": "-o {}/a.md",
    "evidence-map": "-o {}/m.csv",
    "sheet screen": "-o {}/s.xlsx",
}


def asked(command, options, place="rev/private/out"):
    return call(*command.split(), "rev", *options.format(*[place] * 9).split(), "--include-confidential")


@pytest.mark.parametrize(("command", "options"), COMMANDS.items())
def test_it_writes_below_private_alone(review, command, options):
    (review / "public").mkdir()
    (review / "private/leads-out").symlink_to(review / "public", target_is_directory=True)
    for place in ("rev", "rev/out", "elsewhere", "rev/private/../out", "rev/private/leads-out"):
        result = asked(command, options, place)
        assert 2 == result.exit_code, place
        assert "private/out/" in result.output
        assert SECRET not in result.output
    assert not (review.parent / "elsewhere").exists()
    assert [] == list((review / "public").iterdir())
    # one of several outputs elsewhere is enough
    first, _, _ = options.format(*["elsewhere"] * 9).partition(" --")
    assert 2 == call(*command.split(), "rev", *first.split(), "--include-confidential").exit_code
    result = asked(command, options)
    assert result.exit_code in (0, 1)
    assert SECRET not in result.output
    written = [
        path
        for path in (review / "private/out").rglob("*")
        if path.is_file() and path.name != ".litreview-hashes.json"
    ]
    assert len(written) == options.count("{}")
    # what lies there is no source of the next run
    assert 3 == len(open_review(review).library)
    assert asked(command, options).exit_code in (0, 1, 2)


@pytest.mark.parametrize(
    "words",
    ["check rev", "check rev --json", "check rev --json -o rev/private/p.txt", "convert rev -o -", "dedupe rev --queue -", "tag rev --explain",
     "tag rev -o rev/private/out/a.bib --explain", "tag rev -o -", "graph rev -o -", "graph rev -o rev/private/out/g.csv --json",
     "annotate rev -o -", "evidence-map rev -o -", "sheet tags rev -o -", "run rev --json"],
)  # fmt: skip
def test_nothing_is_printed(review, words):
    before = sorted(review.rglob("*"))
    result = call(*words.split(), "--include-confidential")
    assert 2 == result.exit_code
    assert "--include-confidential" in result.output
    assert SECRET not in result.output
    assert before == sorted(review.rglob("*"))


@pytest.mark.exhaustive
def test_run_writes_private_out(review):
    result = call("run", "rev", "--include-confidential")
    assert result.exit_code in (0, 1)
    assert SECRET not in result.output
    assert SECRET in (review / "private/out/tables/sources.csv").read_text()
    assert SECRET in (review / "private/out/tables/problems.csv").read_text()
    assert not (review / "out").exists()
    # it stays as it is when the review is run without
    assert call("run", "rev").exit_code in (0, 1)
    assert SECRET not in "".join(p.read_text() for p in (review / "out").rglob("*.*") if p.suffix != ".docx")
    assert 3 == len(open_review(review).library)


def test_private_may_be_a_link_to_a_safer_place(review, tmp_path):
    (review / "private").replace(tmp_path / "vault")
    (review / "private").symlink_to(tmp_path / "vault", target_is_directory=True)
    assert call("run", "rev", "--include-confidential").exit_code in (0, 1)
    assert SECRET in (tmp_path / "vault/out/tables/sources.csv").read_text()
    assert 3 == len(open_review(review).library)


def test_git_ignores_what_is_written(review):
    (review / ".gitignore").unlink()
    subprocess.run(["git", "init", "-q"], cwd=review, check=True)
    call("run", "rev", "--include-confidential")
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall", "private"], cwd=review, check=True, capture_output=True
    )
    assert b"" == seen.stdout


def test_a_repr_shows_code_and_type_alone(review):
    opened = open_review(review, include_confidential=True)
    assert SECRET not in repr([opened, opened.library, *opened.library, *opened.sources])
