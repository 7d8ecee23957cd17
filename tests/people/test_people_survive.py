"""Every human judgement survives: reruns, merges, new exports, a changed codebook. Laws, not examples."""

import dataclasses

import pytest
from hypothesis import Phase, given, settings, strategies as st

from litreview.core.model import Decision, Library, Person, Record, RecordId, Where
from litreview.judgements.codebook import load_codebook
from litreview.judgements.decisions import key_index, record_names, resolve
from litreview.review import Review

TITLES = (
    "Policing the margins of the informal economy in four cities",
    "Policing the margins of the informal economy in four cities. Part II",
    "Victim services in rural counties: results of a survey",
    "Prosecution of traffickers in two districts",
)
KEYS = ("Archer2015", "Archer2015-2", "Baker2016", "x")
BOOK = load_codebook()
# an example here is a whole review: it is read as it was found, not shrunk for minutes
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def record(number, file, title, key, volume):
    fields = {"title": title, "journal": "Harbor Review", "volume": volume, "pages": f"{volume}01-{volume}19"}
    return Record(
        key=key, type="article", fields=fields, authors=(Person(family="Archer", given="Ann"),), year=2015,
        id=RecordId(f"{file}:{key}#{number}"), where=Where(file=file, line=number),
    )  # fmt: skip


rows = st.tuples(st.sampled_from(TITLES), st.sampled_from(KEYS), st.sampled_from("12"))
exports = st.lists(st.lists(rows, min_size=1, max_size=4), min_size=1, max_size=3)


def library(files, first=0):
    return [
        record(number + 1, f"{first + n}.bib", *row)
        for n, export in enumerate(files)
        for number, row in enumerate(export)
    ]


def review(records, decided=(), book=BOOK):
    return Review(library=Library(records=tuple(records)), decided=tuple(decided), codebook=book)


def said(verb, key, value, by="ann", second=0):
    return Decision(when=f"2026-01-01T00:00:{second:02d}Z", by=by, verb=verb, key=key, value=value)


@settings(max_examples=15, phases=PHASES)
@given(exports, exports, st.data())
@pytest.mark.exhaustive
def test_a_judgement_on_a_source_stays_on_its_record_through_new_exports_and_merges(old, new, data):
    before = review(library(old))
    names = record_names(before.sources)
    chosen = data.draw(
        st.lists(st.sampled_from(before.library.records), max_size=4, unique_by=lambda r: r.id)
    )
    verbs = [data.draw(st.sampled_from(["tag", "not-tag"])) for _ in chosen]
    decided = [
        said(verb, names[r.id], "protect", second=n)
        for n, (verb, r) in enumerate(zip(verbs, chosen, strict=True))
    ]
    pair = data.draw(st.lists(st.sampled_from(before.library.records), min_size=2, max_size=2))
    joined = [said("same", names[pair[0].id], names[pair[1].id], by="bob")]
    changed = dataclasses.replace(
        BOOK, codes=tuple(c for c in BOOK.codes if c.id == "protect" or c.group == "type")
    )
    for records in (library(old), [*library(old), *library(new, first=len(old))]):
        for more in ([], joined):
            for book in (BOOK, changed):
                after = review(records, [*decided, *more], book)
                home = {r.id: s.key for s in after.sources for r in s.records}
                assert not [p for p in after.stage_value("resolved")[1] if p.code == "LR042"]
                for one in chosen:
                    key = home[one.id]
                    # where two records that are one source now were coded both ways, the later word counts
                    last = [v for v, r in zip(verbs, chosen, strict=True) if home[r.id] == key][-1]
                    found = [d.verb for d in after.decisions if d.by == "ann" and d.key == key]
                    assert found == [last]
                    tags = [t for t in after.tags if t.source == key and t.code == "protect"]
                    assert [t.method for t in tags] == (["human"] if last == "tag" else [])


@pytest.mark.exhaustive
@settings(phases=PHASES)
@given(exports, exports, st.data())
def test_a_different_keeps_two_records_apart_and_a_same_together_whatever_comes(old, new, data):
    before = review(library(old))
    names = record_names(before.sources)
    records = before.library.records
    a, b = data.draw(st.sampled_from(records)), data.draw(st.sampled_from(records))
    if a.id == b.id:
        return
    for verb in ("same", "different"):
        for all_ in (library(old), [*library(old), *library(new, first=len(old))]):
            after = review(all_, [said(verb, names[a.id], names[b.id])])
            home = {r.id: s.key for s in after.sources for r in s.records}
            assert (home[a.id] == home[b.id]) is (verb == "same")
            assert not [m for m in after.deduplication.queue if {m.a, m.b} == {a.id, b.id}]


@settings(phases=PHASES)
@given(exports, exports)
def test_a_name_for_a_record_means_it_now_and_when_exports_are_added(old, new):
    before = review(library(old))
    after = review([*library(old), *library(new, first=len(old))])
    for state in (before, after):
        index = key_index(state.sources, state.library)
        home = {r.id: s.key for s in state.sources for r in s.records}
        for id_, name in record_names(before.sources).items():
            assert home[id_] == resolve(name, index)[0]
