"""Decisions made in Python without a date: of the present, so after all that are dated, and in the order they were made."""

import itertools

import litreview as lr

SOURCES = lr.dedupe(lr.read_text("@article{A, title={Raids}, year={2001}}", "made-up.bib")).sources


def said(verb: str, when: str = "", value: str = "protect") -> lr.Decision:
    return lr.Decision(when=when, by="ann", verb=verb, key="A", value=value)


def test_one_without_a_date_counts_above_all_that_are_dated() -> None:
    old, new = said("tag", "2026-01-01T00:00:00Z"), said("not-tag")
    for both in ((old, new), (new, old)):
        assert lr.latest_decisions(both) == (new,)
        assert not [tag for tag in lr.tag(SOURCES, None, both) if tag.code == "protect"]
        assert [one.about for one in lr.measure_agreement(both)] == ["protect"]


def test_of_several_without_a_date_the_last_counts_whatever_it_says() -> None:
    for made in itertools.product(("tag", "not-tag", "clear"), repeat=3):
        current = lr.latest_decisions([said(verb) for verb in made])
        assert [one.verb for one in current] == ([] if made[-1] == "clear" else [made[-1]])


def test_tags_follow_the_last_of_several_without_a_date() -> None:
    for made in itertools.product(("tag", "not-tag"), repeat=2):
        codes = {tag.code for tag in lr.tag(SOURCES, None, [said(verb) for verb in made])}
        assert ("protect" in codes) == (made[-1] == "tag")
