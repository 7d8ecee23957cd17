"""Coding in the terminal: one key each, saved at once, undo, resume, and blind to what others said."""

from pathlib import Path

import pytest

from litreview.judgements.decisions import current, read_decisions


def said(folder, by):
    return [(d.verb, d.key, d.value) for d in current(read_decisions(folder)[0]) if d.by == by]


def test_every_answer_is_saved_when_given_and_a_no_as_surely_as_a_yes(review, run):
    result = run("tag", review, "--review", "--by", "ann", keys="yn")
    assert 0 == result.exit_code, result.output
    assert [("tag", "Archer2015", "protect"), ("not-tag", "Archer2015", "prosecute")] == said(review, "ann")
    assert "2 answered" in result.output


def test_the_words_that_suggest_a_code_are_marked(review, run):
    output = run("tag", review, "--review", "--by", "ann", keys="q").output
    assert "protect? (the words suggest it: " in output
    assert "[Victim services]" in output


def test_undo_takes_back_and_asks_again(review, run):
    run("tag", review, "--review", "--by", "ann", keys="yunq")
    assert [("not-tag", "Archer2015", "protect")] == said(review, "ann")
    lines = (review / "decisions/ann.tsv").read_text().splitlines()
    assert 4 == len(lines), "what was said stays in the file"


def test_the_last_answer_can_be_taken_back(review, run):
    output = run("tag", review, "--review", "--by", "ann", keys="x" * 4 + "uq").output
    last = output.rpartition("source 4 of 4")[2].partition("(article ")[2].partition(")")[0]
    assert {"Archer2015", "Baker2016", "baker", "Dean2014"} - {last} == {
        key for _, key, _ in said(review, "ann")
    }


@pytest.mark.exhaustive
def test_a_second_sitting_goes_on_where_the_first_ended(review, run):
    run("tag", review, "--review", "--by", "ann", keys="ynsq")
    output = run("tag", review, "--review", "--by", "ann", keys="s" * 30).output
    again = output.partition("(article Archer2015)")[2].partition("source ")[0]
    assert "prevent?" in again, "what was skipped comes again"
    assert "protect?" not in again
    run("tag", review, "--review", "--by", "ann", keys="x" * 20)
    assert "0 questions" in run("tag", review, "--review", "--by", "ann").output


def test_no_to_the_rest_of_a_source_is_one_key_and_one_undo(review, run):
    run("tag", review, "--review", "--by", "ann", keys="yx")
    assert {"prosecute", "prevent", "services", "funding", "victim-id", "R2", "R5"} == {
        value for verb, _, value in said(review, "ann") if verb == "not-tag"
    }
    run("tag", review, "--review", "--by", "bob", keys="xuq")
    assert [] == said(review, "bob")


def test_what_others_said_is_not_shown(review, run):
    first = run("tag", review, "--review", "--by", "bob", keys="q").output
    run("tag", review, "--review", "--by", "ann", keys="nnnnnnnnnnnnn")
    again = run("tag", review, "--review", "--by", "bob", keys="q").output
    assert first == again
    assert "ann" not in again.replace("Ann Archer", "")


def test_the_confidential_are_not_shown(review, run):
    for more in ((), ("--include-confidential",)):
        output = run("tag", review, "--review", "--by", "ann", *more, keys="s" * 50).output
        assert "Planted" not in output
        assert "1 confidential source is not shown here" in output


def test_a_title_cannot_command_the_terminal(review, run):
    (review / "bib/a.bib").write_text(
        "@book{a, title = {Red \x1b[31malert\x1b]0;owned\x07 [bold]x[/bold]}}", "utf-8"
    )
    output = run("tag", review, "--review", "--by", "ann", keys="s" * 30).output
    assert "\x1b" not in output
    assert "\x07" not in output
    assert "[bold]x[/bold]" in output


def test_an_unknown_key_says_which_there_are(review, run):
    output = run("tag", review, "--review", "--by", "ann", keys="z?q").output
    assert "z is not a key here" in output
    assert "undo" in output


def test_without_a_folder_it_says_where_decisions_would_go(review, run):
    result = run("tag", review / "bib/a.bib", "--review", "--by", "ann", keys="y")
    assert 2 == result.exit_code
    assert "my-review/decisions/ann.tsv" in result.output
    assert not list(review.glob("**/*.tsv"))


def test_what_is_missing_is_named(review, run):
    assert "--by NAME" in run("tag", review, "--review").output
    assert "-o OUT" in run("tag", review).output
    assert "--review" in run("tag", review, "--by", "ann").output
    assert 2 == run("tag", review, "--review", "--by", "../ann").exit_code


def test_an_output_is_written_with_the_new_answers(review, run):
    run("tag", review, "--review", "--by", "ann", "-o", "out.bib", keys="ny")
    text = Path("out.bib").read_text()
    assert "tvpa:prosecute" in text.partition("Baker2016")[0]
    assert "tvpa:protect" not in text.partition("Baker2016")[0]
