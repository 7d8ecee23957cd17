"""Bad input gets one clear message (what, where, what to do), the exit code of the contract, and nothing half-written."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.cli.command_table import COMMANDS

REVIEW = 'title = "A review"\nsources = ["bib/a.bib"]\n'
ENTRY = (
    "@article{a, title = {A title that is long enough}, author = {Doe, Jane}, journal = {J}, year = 2010}\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        result = CliRunner().invoke(main, [str(a) for a in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture
def review(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(ENTRY)
    (tmp_path / "litreview.toml").write_text(REVIEW)
    return tmp_path


def test_a_missing_file_names_the_nearest(run, tmp_path):
    (tmp_path / "scopus.bib").write_text(ENTRY)
    result = run("check", "scopsu.bib")
    assert 2 == result.exit_code
    assert "scopsu.bib" in result.output
    assert "scopus.bib" in result.output


def test_an_empty_file_is_said_and_is_no_fault_of_the_run(run, tmp_path):
    (tmp_path / "a.bib").write_text("")
    result = run("check", "a.bib")
    assert 0 == result.exit_code
    assert "a.bib" in result.output
    assert "empty" in result.output


def test_a_binary_file_is_an_error_with_its_name(run, tmp_path):
    (tmp_path / "a.bib").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    result = run("dedupe", "a.bib", "-o", "out.bib")
    assert 1 == result.exit_code
    assert "a.bib" in result.output


def test_a_folder_without_sources(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("tag", "empty", "-o", "out.bib")
    assert 2 == result.exit_code
    assert "empty" in result.output
    assert not (tmp_path / "out.bib").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("chek", "a.bib"), "did you mean 'check'?"),
        (("dedupe", "bib/a.bib", "-o", "x.bib", "--preprints", "maybe"), "maybe"),
        (("convert", "bib/a.bib", "-o", "x.bibb"), ".bib"),
        (("annotate", "bib/a.bib", "-o", "x.html", "--style", "appa"), "apa"),
        (("annotate", "bib/a.bib", "-o", "x.html", "--code", "protct"), "did you mean 'protect'?"),
        (("annotate", "bib/a.bib", "-o", "x.wat"), ".docx"),
        (("graph", "bib/a.bib", "-o", "x.wat"), "graphml"),
        (("evidence-map", "bib/a.bib", "-o", "x.wat"), ".svg"),
        (("tag", "bib/a.bib", "-o", "x.bib", "--codebook", "tvpaa"), "tvpa"),
        (("run", "bib"), "litreview init"),
        (("decide", "tag", "b", "protect", "--by", "ana"), "no source has the key 'b'"),
        (("decide", "tag", "a", "protct", "--by", "ana"), "did you mean 'protect'?"),
        (("decide", "tagg", "a", "protect", "--by", "ana"), "did you mean 'tag'?"),
    ],
)
def test_an_unknown_value_names_the_near_miss_and_writes_nothing(run, review, arguments, says):
    before = sorted(review.rglob("*"))
    result = run(*arguments)
    assert 2 == result.exit_code, result.output
    assert says in result.output
    assert before == sorted(review.rglob("*"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('title = "A\n', "litreview.toml:1"),
        ("sources = 3\n", 'write sources = ["…", "…"]'),
        ('sources = ["bib/b.bib"]\n', "that folder holds a.bib"),
        ('preprints = "mabye"\n', "one of same, ask, different"),
        ("[[search]]\nhits = 3\n", "database"),
        ('title = "A"\n[document]\ntitle = 5\n', "litreview.toml:3: title"),
        ('title = "A"\n[document]\ncourse = "title"\n"title" = 5\n', "litreview.toml:4: title"),
        ("[document]\ntitle = 'A'\n[enrich]\n[coding]\ncoders = 0\n", "litreview.toml:5: coders"),
        ('titles = "A"\nstyle = 3\n[titled]\ntitle = 3\n', "litreview.toml:2: style"),
    ],
)
def test_a_broken_settings_file(run, review, text, says):
    (review / "litreview.toml").write_text(text)
    result = run("run", ".")
    assert 2 == result.exit_code
    assert says in result.output
    assert not (review / "out").exists()


@pytest.mark.parametrize("option", [("convert", "--keys"), ("annotate", "--style")])
def test_an_empty_word_is_not_taken_for_none(run, review, option):
    command, name = option
    result = run(command, "bib", "-o", "new.md" if command == "annotate" else "new.bib", name, "")
    assert 2 == result.exit_code, result.output
    assert not list(review.glob("new.*"))


def test_an_author_without_a_name_is_none(run, review):
    (review / "litreview.toml").write_text('[document]\nauthor = ["Ann Roe", "", " Bo Poe "]\n')
    assert 0 == run("annotate", ".", "-o", "new.md").exit_code
    assert "Ann Roe and Bo Poe\n" in (review / "new.md").read_text()


def test_a_decision_on_a_key_that_is_not_there_names_the_nearest(run, review):
    (review / "decisions").mkdir()
    (review / "decisions/ana.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-01T00:00:00Z\tana\ttag\taa\tprotect\n"
    )
    result = run("run", ".")
    message = "decisions/ana.tsv:2: LR042 warning: no source has the key 'aa'; nearest keys: a"
    assert message in " ".join(result.output.split())


def test_an_input_is_never_overwritten(run, review):
    before = (review / "bib/a.bib").read_bytes()
    for arguments in (("dedupe", "bib/a.bib", "-o", "bib/a.bib"), ("convert", "bib", "-o", "bib/a.bib")):
        result = run(*arguments)
        assert 2 == result.exit_code
        assert "never overwritten" in result.output
    assert before == (review / "bib/a.bib").read_bytes()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run, command):
    result = run(command, "--help")
    assert 0 == result.exit_code
    assert f"litreview {command}" in result.output.partition("Example")[2]


def test_init_makes_a_review_that_runs_at_once(run, tmp_path):
    assert 0 == run("init", "my-review").exit_code
    result = run("run", "my-review")
    assert 0 == result.exit_code, result.output
    assert (tmp_path / "my-review/out/library.bib").exists()
    assert 2 == run("init", "my-review").exit_code
    # decisions are read in subfolders too
    assert "decisions/**/*.tsv merge=union" in (tmp_path / "my-review/.gitattributes").read_text()


def test_a_broken_settings_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "litreview.toml").write_text('title = "made up"\nsources = [\n')
    result = CliRunner().invoke(main, ["run", str(tmp_path)])
    assert result.exit_code == 2
    assert "litreview.toml:3: is not TOML" in result.stderr


def test_styles_are_listed_and_a_near_miss_is_named() -> None:
    listed = CliRunner().invoke(main, ["annotate", "--list-styles"])
    assert listed.exit_code == 0
    assert {"apa", "bluebook", "nature"} <= set(listed.stdout.split("\n"))
    missed = CliRunner().invoke(main, ["annotate", "bib", "-o", "x.md", "--style", "apaa"])
    assert missed.exit_code == 2
    assert "did you mean 'apa'?" in missed.stderr
