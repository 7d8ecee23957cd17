"""What registries said is kept whole, sorted, and never replaced by less; the table of it survives merges and slips."""

import string
from dataclasses import replace

from hypothesis import given, strategies as st

from litreview.stages.enrichment import (
    EnrichedEntry,
    digest,
    dump_ledger,
    dump_works,
    parse_ledger,
    parse_works,
    with_entries,
    with_works,
)

WORDS = st.text(string.ascii_letters + "äß=;'\"", min_size=1, max_size=8)
WORKS = st.lists(
    st.fixed_dictionaries(
        {"DOI": st.sampled_from(["10.5555/a", "10.5555/B", "10.5555/c"])},
        optional={"title": WORDS, "abstract": WORDS},
    ),
    max_size=6,
)
ENTRIES = st.lists(
    st.builds(
        EnrichedEntry,
        source=WORDS,
        provider=st.sampled_from(["openalex", "crossref"]),
        id=WORDS,
        date=st.sampled_from(["2026-01-30", "2026-01-31"]),
        asked=WORDS,
        result=st.sampled_from(["taken", "asked", "none", "not-found"]),
        what=st.sampled_from([(), ("abstracts",), ("abstracts", "ids")]),
        fields=st.sampled_from([(), ("abstract",), ("abstract", "doi")]),
        hash=st.just("00"),
    ),
    max_size=6,
)


@given(WORKS, WORKS)
def test_no_value_that_was_kept_is_lost(first, second):
    kept = with_works(with_works({}, first), second)
    for work in with_works({}, first).values():
        assert work.keys() <= kept[work["DOI"].lower()].keys()


@given(WORKS)
def test_what_is_written_reads_back_and_the_order_of_answers_does_not_matter(works):
    once = {work["DOI"].lower(): work for work in works}
    assert once == parse_works(dump_works(once))
    backwards = dict(reversed(once.items()))
    assert dump_works(once) == dump_works(backwards)


@given(ENTRIES)
def test_the_table_reads_back(entries):
    kept = with_entries((), entries)
    assert (kept, ()) == parse_ledger(dump_ledger(kept))


@given(ENTRIES, ENTRIES)
def test_the_lines_of_two_branches_may_be_merged_in_any_order(ours, theirs):
    a, b = dump_ledger(with_entries((), ours)), dump_ledger(with_entries((), theirs))
    one, other = (parse_ledger(text)[0] for text in (a + b, b + a))
    assert {e.about for e in (*ours, *theirs)} == {e.about for e in one} == {e.about for e in other}


def test_a_line_that_is_none_is_told_and_costs_no_other():
    entry = EnrichedEntry(source="a", provider="openalex", id="W1", date="2026-01-31", result="taken")
    text = dump_ledger([entry]) + "<<<<<<< ours\n"
    found, (problem,) = parse_ledger(text)
    assert ((entry,), "LR692", 3) == (found, problem.code, problem.where.line)


def test_the_later_answer_counts_and_has_what_both_gave():
    first = EnrichedEntry(
        source="a",
        provider="p",
        id="1",
        date="2026-01-30",
        result="taken",
        what=("abstracts",),
        fields=("abstract",),
        hash="1",
    )
    later = replace(first, date="2026-01-31", what=("ids",), fields=("doi",), hash="2")
    (kept,) = with_entries([first], [later])
    assert ("2026-01-31", ("abstracts", "ids"), ("abstract", "doi"), "2") == (
        kept.date,
        kept.what,
        kept.fields,
        kept.hash,
    )


def test_the_digest_is_that_of_the_answer_in_whatever_order():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})
