"""What a newcomer types first, and what is said to it."""

import csv
import re

import pytest


def test_run_outside_a_review_reads_nothing_and_says_so(call, tmp_path):
    (tmp_path / "broken.bib").write_text("@article{a, title = {no end\n")
    for words in (["run"], ["run", "."], ["run", str(tmp_path)], ["run", "nowhere"]):
        result = call(*words)
        assert 2 == result.exit_code
        assert "`litreview init" in result.output
        assert "LR0" not in result.output


def test_the_examples_of_a_new_review_print_nothing_of_their_own(call, tmp_path):
    told = call("init", "my-review").output
    assert "example" in told
    assert 0 == call("run", "my-review").exit_code
    for name in ("pages/bibliography.html", "library.bib", "report.html"):
        text = (tmp_path / "my-review/out" / name).read_text(encoding="utf-8")
        assert "goes into this file" not in text
        assert "example note" not in text
    missing = call("annotate", "my-review", "-o", "b.md", "--require-annotations")
    assert "LR402" in missing.output


@pytest.mark.exhaustive
def test_the_examples_may_be_deleted_at_once(call, tmp_path):
    call("init", "my-review")
    for name in ("bib/example.bib", "notes/Farrell2010Where.md"):
        (tmp_path / "my-review" / name).unlink()
    (tmp_path / "my-review/bib/mine.bib").write_text(
        "@article{Doe2020, title = {Made up}, year = 2020, author = {Doe, J.}}\n"
    )
    result = call("run", "my-review")
    assert 0 == result.exit_code, result.output


def test_a_review_without_codes_has_no_tags_and_speaks_of_none_and_run_names_what_lists_its_problems(
    call, tmp_path
):
    (tmp_path / "rev").mkdir()
    (tmp_path / "rev/a.bib").write_text(
        "@article{Doe2020, title = {Police raids on fireflies}, year = 2020, author = {Doe, J.}, abstract = {Trafficking victims.}}\n"
    )
    call("init", "rev", "--codebook", "none")
    ran = call("run", "rev")
    assert 0 == ran.exit_code, ran.output
    assert "untagged" not in ran.output
    out = tmp_path / "rev/out"
    with (out / "tables/tags.csv").open(encoding="utf-8") as table:
        assert [("Doe2020", "journal-article")] == [(r["source"], r["code"]) for r in csv.DictReader(table)]
    report = (out / "report.html").read_text("utf-8")
    assert [] == [words for words in ("Results by", "not coded", "untagged sources") if words in report]
    assert "No codebook was used" in report
    assert "None of the" not in (out / "pages/bibliography.html").read_text("utf-8")
    assert "LR406" in ran.output
    listed = call(*re.search(r"`litreview ([^`]+)` lists them", ran.output)[1].split()).output
    assert {*re.findall(r"LR\d+", ran.output)} <= {*re.findall(r"LR\d+", listed)}


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
    assert "no longer counts: tag Farrell2010Where protect" in again.output


def test_words_about_a_confidential_source_are_told_to_stay_in_the_file(call, tmp_path):
    call("init", "my-review")
    (tmp_path / "my-review/private").mkdir()
    (tmp_path / "my-review/private/a.bib").write_text("@interview{I01, title = {Interview}}\n")
    words = ("decide", "tag", "I01", "protect", "--by", "ann", "-C", "my-review")
    assert "name nobody" in call(*words, "--reason", "said so").output
    assert "name nobody" not in call(*words).output


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
    from litreview.judgements.decisions import KINDS, STAGES, STANCES, VERBS

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


ENTRY = "@article{Doe2020, title = {Victims of raids on trafficking}, year = 2020, author = {Doe, J.}}\n"


@pytest.fixture
def exports(tmp_path):
    """A folder of one export."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(ENTRY)
    return tmp_path / "bib"


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["dedupe", "bib", "--report", "d.html"], "d.html"),
        (["dedupe", "bib", "--queue", "q.csv"], "q.csv"),
        (["tag", "bib", "--table", "t.csv"], "t.csv"),
    ],
)
def test_one_table_or_page_may_be_all_that_is_asked_for(call, tmp_path, exports, words, written):
    result = call(*words)
    assert 0 == result.exit_code
    assert f"Wrote {written}." in result.output
    assert (tmp_path / written).is_file()


@pytest.mark.usefixtures("exports")
def test_reasons_may_be_all_that_is_asked_for(call):
    result = call("tag", "bib", "--explain")
    assert 0 == result.exit_code
    assert "Doe2020: protect, because " in result.output
    assert "Wrote" not in result.output


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize(
    "words",
    [
        ["dedupe", "bib", "-o", "a.csv", "--queue", "./a.csv"],
        ["tag", "bib", "-o", "a.csv", "--table", "a.csv"],
        ["graph", "bib", "-o", "a.csv", "--citations", "a.csv"],
    ],
)
def test_two_outputs_of_one_name_are_refused(call, tmp_path, words):
    result = call(*words)
    assert 2 == result.exit_code
    assert "two outputs can't go to one file" in result.output
    assert not (tmp_path / "a.csv").exists()


def test_an_output_that_the_next_run_would_read_is_told(call, exports):
    for words in (["convert", "bib"], ["dedupe", "bib"], ["tag", "bib"]):
        told = call(*words, "-o", "bib/mine.bib").output
        assert "note: bib/mine.bib lies in bib, where inputs are read from" in told
        (exports / "mine.bib").unlink()
        assert "note:" not in call(*words, "-o", "mine.bib").output
    call("init", "my-review")
    assert "lies in my-review/bib" in call("tag", "my-review", "-o", "my-review/bib/mine.bib").output
    assert "note:" not in call("tag", "my-review", "-o", "my-review/mine.bib").output


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("annotate", "# Annotated bibliography"),
        ("evidence-map", "goal,"),
        ("graph", "<graphml"),
        ("dedupe", "@article"),
    ],
)
def test_a_hyphen_is_standard_output(call, command, begins):
    result = call(command, "bib", "-o", "-")
    assert 0 == result.exit_code
    assert begins in result.stdout[:60]


@pytest.mark.usefixtures("exports")
def test_one_is_singular_and_nothing_to_ask_is_said(call):
    assert (
        "1 record describes 1 source: 0 duplicates merged, 0 pairs for a person to judge"
        in call("dedupe", "bib", "-o", "-").stderr
    )
    assert "Wrote 1 record to" in call("convert", "bib", "-o", "-").stderr
    call("init", "my-review")
    assert "0 pairs: none is left to judge." in call("dedupe", "my-review", "--review", "--by", "ann").output


@pytest.mark.usefixtures("exports")
def test_a_review_in_the_current_folder_needs_no_paths(call):
    for words in (["check"], ["dedupe", "-o", "all.bib"]):
        assert 2 == call(*words).exit_code
    told = call("init", ".").output
    assert told.startswith("The review has the codebook tvpa")
    for words in (["check"], ["dedupe", "-o", "all.bib"]):
        assert 0 == call(*words).exit_code
    assert "The codebook of the review is now none." in call("init", ".", "--codebook", "none").output
    assert "protect" not in call("run").output
