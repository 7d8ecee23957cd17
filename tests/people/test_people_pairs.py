"""Judging pairs in the terminal: side by side, decided once, undone by one line."""

import litreview as lr
from litreview.core.model import Match, RecordId
from litreview.judgements.decisions import current, read_decisions
from litreview.review.questions.duplicates import CandidatePair, implied_reason


def said(folder, by="ann"):
    return [(d.verb, d.key, d.value) for d in current(read_decisions(folder)[0]) if d.by == by]


def test_both_entries_stand_side_by_side_with_what_differs_and_why(review, run):
    output = run("dedupe", review, "--review", "--by", "ann", keys="q").output
    assert "Baker2016" in output
    assert "(bib/b.bib:1)" in output
    assert "≠ in" in output
    assert "[Harbor]" in output
    assert "[Social]" in output
    assert "why asked: the same title" in output


def test_a_yes_merges_and_the_pair_never_comes_again(review, run):
    before = len(lr.open_review(review).sources)
    run("dedupe", review, "--review", "--by", "ann", keys="y")
    assert [("same", "Baker2016", "baker")] == said(review)
    assert before - 1 == len(lr.open_review(review).sources)
    assert "0 pairs" in run("dedupe", review, "--review", "--by", "ann").output


def test_a_no_is_stored_and_the_pair_never_comes_again(review, run):
    run("dedupe", review, "--review", "--by", "ann", keys="n")
    assert [("different", "Baker2016", "baker")] == said(review)
    assert "0 pairs" in run("dedupe", review, "--review", "--by", "bob").output


def test_related_keeps_apart_and_shows_together(review, run):
    run("dedupe", review, "--review", "--by", "ann", keys="r")
    found = lr.open_review(review).deduplication
    assert [("Baker2016", "baker", "version", "ann")] == [(r.a, r.b, r.kind, r.by) for r in found.related]
    assert () == found.queue


def test_undo_at_the_end_leaves_the_pair_open(review, run):
    run("dedupe", review, "--review", "--by", "ann", keys="yu")
    assert [] == said(review)
    assert 1 == len(lr.open_review(review).deduplication.queue)


def test_a_merge_is_undone_by_one_line(review, run):
    run("dedupe", review, "--review", "--by", "ann", keys="y")
    merged = lr.open_review(review)
    assert ("baker",) == next(s.former_keys for s in merged.sources if s.key == "Baker2016")
    run("decide", "different", "Baker2016", "baker", "--by", "ann", "-C", review)
    apart = {s.key: s for s in lr.open_review(review).sources}
    assert "Social Review" == apart["baker"].get("journal")
    assert "Harbor Review" == apart["Baker2016"].get("journal")
    assert () == apart["Baker2016"].values


def test_a_key_that_two_records_have_is_named_by_its_file(review, run):
    (review / "bib/c.bib").write_text(
        "@article{baker, title = {Another thing in another place altogether}, year = 1999}"
    )
    run("dedupe", review, "--review", "--by", "ann", keys="n")
    assert [("different", "Baker2016", "bib/b.bib:baker")] == said(review)


def question(a, b):
    match = Match(a=RecordId(a), b=RecordId(b), verdict="ask", score=0.5, reasons=())
    return CandidatePair(match=match, records=(), names=(a, b), sources=(a, b))


def test_what_follows_from_other_answers_is_not_asked():
    homes = {name: name for name in "abc"}
    assert "one work" in implied_reason(question("a", "c"), [("same", "a", "b"), ("same", "b", "c")], homes)
    assert "keep them apart" in implied_reason(
        question("a", "c"), [("same", "a", "b"), ("different", "b", "c")], homes
    )
    assert "keep them apart" in implied_reason(
        question("a", "c"), [("related", "c", "related b"), ("same", "a", "b")], homes
    )
    assert "" == implied_reason(question("a", "c"), [("different", "a", "b"), ("different", "b", "c")], homes)


def test_the_confidential_are_not_compared(review, run):
    (review / "private").mkdir()
    (review / "private/x.bib").write_text(
        (review / "bib/b.bib").read_text().replace("Baker, B.", "Planted, Name")
    )
    for more in ((), ("--include-confidential",)):
        assert "Planted" not in run("dedupe", review, "--review", "--by", "ann", *more, keys="sssss").output


def test_without_a_folder_it_says_where_decisions_would_go(review, run):
    result = run("dedupe", review / "bib/a.bib", review / "bib/b.bib", "--review", "--by", "ann", keys="y")
    assert 2 == result.exit_code
    assert "my-review/decisions/ann.tsv" in result.output
