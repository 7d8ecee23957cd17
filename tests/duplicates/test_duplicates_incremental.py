"""A known deduplication saves work and changes nothing; a new export changes only what it belongs to."""

from dataclasses import replace

from hypothesis import assume, given, strategies as st
from test_duplicates_laws import groups, records

from litreview.core.model import Decision, Deduplication, Record, Where
from litreview.linkage import record_columns
from litreview.stages.duplicates import dedupe, judge, pairs
from litreview.stages.duplicates.collection_evidence import names_of_one_journal


def some_decisions(made, data):
    """Draw decisions on pairs of the records, by id and by key."""
    if len(made) < 2:
        return []
    names = st.sampled_from([name for one in made for name in (one.id, one.key, f"{one.key}-2")])
    verbs = st.sampled_from(["same", "different", "related"])
    return [
        Decision(when="2026-01-01T00:00:00Z", by="a", verb=verb, key=key, value=f"edition {value}" if verb == "related" else value)
        for verb, key, value in data.draw(st.lists(st.tuples(verbs, names, names), max_size=3))
    ]  # fmt: skip


@given(records(), st.data())
def test_the_result_is_that_from_scratch_whatever_was_known(made, data):
    before = [one for one in made if data.draw(st.booleans())]
    # a record may have been corrected since, and another may have been there that is gone
    before = [
        replace(one, fields={**one.fields, "title": "Policing the margins"})
        if data.draw(st.booleans())
        else one
        for one in before
    ]
    preprints = st.sampled_from(["ask", "same"])
    preferred = st.sampled_from([(), ("x.bib",), ("*.ris",)])
    known = dedupe(
        before, some_decisions(before, data), preprints=data.draw(preprints), prefer=data.draw(preferred)
    )
    decisions, prefer = some_decisions(made, data), data.draw(preferred)
    assert dedupe(made, decisions, prefer=prefer, known=known) == dedupe(made, decisions, prefer=prefer)


@given(records(), records(), st.data())
def test_a_new_record_changes_only_the_component_it_joins(made, more, data):
    new = [replace(one, id=f"new.bib:{n}", key=f"new{n}") for n, one in enumerate(more[:1])]
    first, second = dedupe(made), dedupe([*made, *new])
    assume(one_journals(first) == one_journals(second))
    before, after = groups(first), groups(second)
    entries = {one.id: record_columns(one, {}, one.id) for one in [*made, *new]}
    joined = {one.id for one in new}
    waiting = list(joined)
    while waiting:
        here = entries[waiting.pop()]
        for there in entries.values():
            if there.id not in joined and linked(here, there):
                joined.add(there.id)
                waiting.append(there.id)
    assert {group for group in before if not group & joined} == {
        group for group in after if not group & joined
    }


def one_journals(found):
    """Return the names that the collection shows for one journal."""
    return set(names_of_one_journal(found.compared.records, found.compared.entries, found.compared.judged))


def linked(a, b) -> bool:
    """Return whether two records are shown to be one work, or have one title: how often the collection has it counts, too."""
    from rapidfuzz import fuzz

    return a.title == b.title or judge(a, b, fuzz.ratio(a.title, b.title) / 100).verdict == "same"


@given(records(), records())
def test_keys_stay_when_an_export_is_added(made, more):
    new = [replace(one, id=f"new.bib:{n}") for n, one in enumerate(more)]
    before, after = dedupe(made), dedupe([*made, *new])
    key_of = {source.records[0].id: source.key for source in after}
    for source in before:
        # gone only where the new records show that this work is another's: then it is no work's first record
        assert key_of.get(source.records[0].id, source.key) == source.key


def test_only_what_is_new_is_compared(corpus, monkeypatch):
    known = dedupe(corpus[:-40])
    compared = []
    monkeypatch.setattr(
        pairs,
        "record_columns",
        lambda record, cache, id_: compared.append(id_) or record_columns(record, cache, id_),
    )
    new = dedupe(corpus, known=known)
    assert sorted(compared) == sorted(one.id for one in corpus[-40:])
    monkeypatch.undo()
    assert new == dedupe(corpus)
    unchanged = {source.key: source for source in known}
    assert sum(source is unchanged.get(source.key) for source in new) > 300


def test_files_of_the_sample_corpus_one_after_the_other(corpus):
    """A review grows export by export; the last result is that of all at once."""
    known = Deduplication()
    seen: list[Record] = []
    for file in dict.fromkeys(one.where.file for one in corpus):
        seen += [one for one in corpus if one.where.file == file]
        known = dedupe(seen, known=known)
    assert known == dedupe(seen)


def judged_pairs(made, preprints="ask", previous=None):
    """Return what a review stores of the comparison of records."""
    return pairs.judge_pairs(made, pairs.columns_of(made), preprints, previous)


@given(records(), st.data())
def test_stored_judgements_are_those_from_scratch_whatever_was_stored(made, data):
    before = [
        replace(one, fields={**one.fields, "title": data.draw(st.sampled_from([one.title, "Harbors"]))})
        for one in made
        if data.draw(st.booleans())
    ]
    known = judged_pairs(before, data.draw(st.sampled_from(["ask", "same"])))
    assert judged_pairs(made) == judged_pairs(made, previous=known)


def test_a_key_that_too_many_records_share_by_now_joins_as_few_as_from_scratch():
    """A pair that was a candidate is none any more where its block has outgrown the cap: its judgement goes with it."""
    made = [
        Record(
            key=f"k{n}", type="article", fields={"title": f"Harbor work in the north and its {word} tides"},
            id=f"a.bib:{n:03}", where=Where(file="a.bib", line=n + 1),
        )
        for n, word in enumerate(f"{a}{b}" for a in "abcdefghij" for b in ("calm", "slow", "dark", "high", "low"))
    ]  # fmt: skip
    few, many = judged_pairs(made[:30]), judged_pairs(made)
    assert many.oversized
    assert not few.oversized
    assert many == judged_pairs(made, previous=few)
    assert few == judged_pairs(made[:30], previous=many)


def test_only_pairs_with_a_new_record_are_judged(corpus, monkeypatch):
    new = {one.id for one in corpus[-40:]}
    known = judged_pairs(corpus[:-40])
    judged = []
    monkeypatch.setattr(pairs, "judge", lambda a, b, *more: judged.append({a.id, b.id}) or judge(a, b, *more))
    again = judged_pairs(corpus, previous=known)
    assert judged
    assert all(ends & new for ends in judged)
    monkeypatch.undo()
    assert again == judged_pairs(corpus)
    assert again == judged_pairs(corpus, previous=again)
