"""What a newcomer types first, and what is said to it."""

import pytest
from click.testing import CliRunner

from litreview.cli import main


@pytest.fixture
def call(tmp_path, monkeypatch):
    """The command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        result = CliRunner().invoke(main, list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def test_run_outside_a_review_reads_nothing_and_says_so(call, tmp_path):
    (tmp_path / "broken.bib").write_text("@article{a, title = {no end\n")
    for words in (["run"], ["run", "."], ["run", str(tmp_path)], ["run", "nowhere"]):
        result = call(*words)
        assert 2 == result.exit_code
        assert "litreview init my-review" in result.output
        assert "LR0" not in result.output


def test_the_examples_of_a_new_review_print_nothing_of_their_own(call, tmp_path):
    told = call("init", "my-review").output
    assert "example" in told
    assert 0 == call("run", "my-review").exit_code
    for name in ("bibliography.html", "library.bib", "report.html"):
        text = (tmp_path / "my-review/out" / name).read_text(encoding="utf-8")
        assert "goes into this file" not in text
        assert "example note" not in text
    missing = call("annotate", "my-review", "-o", "b.md", "--require-annotations")
    assert "LR402" in missing.output


def test_the_examples_may_be_deleted_at_once(call, tmp_path):
    call("init", "my-review")
    for name in ("bib/example.bib", "notes/Farrell2010Where.md"):
        (tmp_path / "my-review" / name).unlink()
    (tmp_path / "my-review/bib/mine.bib").write_text(
        "@article{Doe2020, title = {Made up}, year = 2020, author = {Doe, J.}}\n"
    )
    result = call("run", "my-review")
    assert 0 == result.exit_code, result.output


def test_a_name_with_a_space_goes_to_a_file_without(call, tmp_path):
    call("init", "my-review")
    result = call("decide", "tag", "Farrell2010Where", "protect", "--by", "Reviewer A", "-C", "my-review")
    assert 0 == result.exit_code
    assert "my-review/decisions/reviewer-a.tsv: tag Farrell2010Where protect" in result.output
    assert "'Reviewer A' is kept as reviewer-a" in result.output
    assert "in a new file" in result.output
    assert "`litreview run my-review`" in result.output
    assert (tmp_path / "my-review/decisions/reviewer-a.tsv").is_file()
    again = call("decide", "clear", "Farrell2010Where", "--by", "reviewer-a", "-C", "my-review")
    assert "new file" not in again.output


@pytest.mark.parametrize("name", ["", "??", "../ann", " "])
def test_a_name_of_no_letters_is_refused(call, name):
    call("init", "my-review")
    result = call("decide", "tag", "Farrell2010Where", "protect", "--by", name, "-C", "my-review")
    assert 2 == result.exit_code
    assert "can't name a file" in result.output


@pytest.mark.parametrize("other", ["Farrell2010Where", "bib/example.bib:Farrell2010Where"])
@pytest.mark.parametrize("verb", ["same", "different", "related"])
def test_one_record_is_no_pair(call, tmp_path, verb, other):
    call("init", "my-review")
    value = f"edition {other}" if verb == "related" else other
    result = call("decide", verb, "Farrell2010Where", value, "--by", "ann", "-C", "my-review")
    assert 2 == result.exit_code
    assert f"'{verb}'" in result.output
    assert not (tmp_path / "my-review/decisions/ann.tsv").exists()


def test_help_of_decide_names_every_verb_stage_and_kind(call):
    from litreview.decisions import KINDS, STAGES, STANCES, VERBS

    told = call("decide", "--help").output
    for word in (*VERBS, *STAGES, *STANCES, *KINDS, "reasons"):
        assert word in told


def test_several_words_need_no_quotes(call, tmp_path):
    call("init", "my-review")
    (tmp_path / "my-review/bib/mine.bib").write_text(
        "@article{Doe2020, title = {Made up}, year = 2020, author = {Doe, J.}}\n"
    )
    for words in (
        ["related", "Doe2020", "same-data", "Farrell2010Where"],
        ["set", "Doe2020", "design=systematic", "review"],
    ):
        result = call("decide", *words, "--by", "ann", "-C", "my-review")
        assert 0 == result.exit_code, result.output
    text = (tmp_path / "my-review/decisions/ann.tsv").read_text()
    assert "\trelated\tDoe2020\tsame-data Farrell2010Where\t" in text
    assert "\tset\tDoe2020\tdesign=systematic review\t" in text


def test_a_clear_that_would_clear_nothing_is_refused(call, tmp_path):
    call("init", "my-review")
    (tmp_path / "my-review/bib/mine.bib").write_text(
        "@article{Doe2020, title = {Made up}, year = 2020, author = {Doe, J.}}\n"
    )

    def decide(*words, by="ann"):
        return call("decide", *words, "--by", by, "-C", "my-review")

    assert 2 == decide("clear", "Farrell2010Where").exit_code
    decide("tag", "Farrell2010Where", "protect")
    decide("same", "Doe2020", "Farrell2010Where")
    refused = decide("clear", "Farrell2010Where", "tag prevent")
    assert 2 == refused.exit_code
    assert "nothing to take back: ann has not said 'tag prevent' of Farrell2010Where" in refused.output
    assert 2 == decide("clear", "Farrell2010Where", by="bob").exit_code
    assert 0 == decide("clear", "Farrell2010Where", "same").exit_code
    assert 0 == decide("clear", "Farrell2010Where").exit_code
    assert 2 == decide("clear", "Farrell2010Where").exit_code
