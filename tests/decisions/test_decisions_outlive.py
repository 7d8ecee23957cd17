"""Whatever becomes of the exports, each decision is on the work it was made on, or is named as one that is not found.

The works are real ones (`bib/`). Files are renamed, split, joined and written in other formats, keys are made anew or passed to
other works, entries are reordered and repeated; then everything is read again.
"""

import csv
import dataclasses
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Deduplication, Record, Where, Work
from litreview.core.text import fold
from litreview.formats import dumps, read, read_text
from litreview.judgements import decisions as d
from litreview.stages.duplicates import dedupe

BIB = Path(__file__).parents[2] / "bib"
FORMATS = ("bib", "ris", "json", "csv")
ALIKE = """
@incollection{intro1, title={Introduction}, author={Smith, Jo}, year=2010, booktitle={Made-up harbours}, pages={1--9}}
@incollection{intro2, title={Introduction}, author={Jones, Al}, year=2010, booktitle={Made-up rivers}, pages={1--7}}
@incollection{intro3, title={Introduction}, author={Smith, Jo}, year=2012, booktitle={Made-up seas}, pages={3--11}}
@incollection{intro4, title={Introduction}, author={Smith, Jo}, year=2010, booktitle={Made-up lakes}, pages={11--19}}
@techreport{annual1, title={Annual Report of the Made-up Task Force on Trafficking}, author={{Made-up Office}}, year=2010}
@techreport{annual2, title={Annual Report of the Made-up Task Force on Trafficking}, author={{Made-up Office}}, year=2011}
"""


@cache
def works() -> tuple[Record, ...]:
    return (*read(*sorted(BIB.glob("*.bib"))).records, *read_text(ALIKE, "bib/alike.bib").records)


@cache
def gold() -> dict[str, str]:
    """Which work each record is, by its id: two exports may hold the same one."""
    with (BIB / "clusters.csv").open(encoding="utf-8", newline="") as table:
        return {f"{row['file']}:{row['key']}": row["work"] for row in csv.DictReader(table)}


def unique_keys(records: Sequence[Record], prefix: str) -> tuple[list[Record], dict[str, int]]:
    """The records with keys of their own, and which record each key was given to."""
    made = [dataclasses.replace(record, key=f"{prefix}{n}x") for n, record in enumerate(records)]
    return made, {record.key: n for n, record in enumerate(made)}


def reading(files: dict[str, tuple[str, list[Record]]]) -> tuple[Record, ...]:
    """The records of files, by name: a format and what is in it."""
    return tuple(
        record
        for name, (format_, entries) in files.items()
        if entries
        for record in read_text(dumps(entries, format_), f"bib/{name}.{format_}").records
    )


def said(records: Sequence[Record], which: Sequence[str], rng: random.Random) -> list[Decision]:
    """Decisions on works: a code on each, and pairs among them."""
    found = dedupe(records)
    names = d.record_names(found.sources)
    made = []
    pairs: set[frozenset[str]] = set()  # of two lines on one pair of works the later may count
    for line, record in enumerate(records):
        source = next(s for s in found.sources if record in s.records)
        made.append(
            decision(line, "tag", names[record.id], "protect", d.describe(rng.choice([record, source])))
        )
        twins = [k for k in range(len(records)) if which[k] == which[line] and k != line]
        m = rng.choice(twins) if twins and rng.random() < 0.5 else rng.randrange(len(records))
        other, pair = records[m], frozenset((which[m], which[line]))
        described = frozenset((d.describe(other), d.describe(record)))
        if m != line and not {pair, described} & pairs and len(described) > 1:
            pairs |= {pair, described}
            what = d.join_descriptions(d.describe(record), d.describe(other))
            verb = rng.choice(["different", "related"]) if len(pair) > 1 else "same"
            value = f"version {names[other.id]}" if verb == "related" else names[other.id]
            made.append(decision(100 + line, verb, names[record.id], value, what))
    return made


def decision(line: int, verb: str, key: str, value: str, what: str) -> Decision:
    return Decision(
        when=f"2026-01-01T00:{line // 60:02d}:{line % 60:02d}Z", by="ann", verb=verb, key=key, value=value, what=what,
        place=Where(file="decisions/ann.tsv", line=line + 2),
    )  # fmt: skip


def now(
    records: Sequence[Record], decisions: Sequence[Decision]
) -> tuple[Deduplication, dict[int, Decision], dict[int, str]]:
    """Today's sources, the decisions that count by their line, and the lines that are named as not found."""
    standing = [one for one in decisions if one.verb in d.PAIR_VERBS]
    sources = dedupe(records, standing)
    placed, problems = d.rebase(decisions, sources.sources, records)
    return (
        sources,
        {one.place.line: one for one in placed},
        {p.where.line: " ".join(q.message for q in problems if q.where == p.where) for p in problems},
    )


def indistinct(one: Record, other: Record) -> bool:
    """Whether two works have one year and first author, and one title, or one that goes on: a report, its article, its summary."""
    short, long = sorted((fold(one.title), fold(other.title)), key=len)
    people = [{person.sort_name for person in r.authors[:1]} for r in (one, other)]
    return long.startswith(short) and one.year == other.year and people[0] == people[1]


def tells(what: str) -> bool:
    """Whether a description says more than a title."""
    return not what or "; " in what


def is_of(work: Work, meant: Record) -> bool:
    return bool(d.WorkFinder({"it": [work]}).find(d.describe(meant)))


@st.composite
def upheavals(draw: st.DrawFn) -> tuple[int, list[str], bool, bool, int, int]:
    return (
        draw(st.integers(0, 2**32)),
        draw(st.lists(st.sampled_from(FORMATS), min_size=1, max_size=4)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.integers(0, 6)),
        draw(st.integers(0, 3)),
    )


@pytest.mark.exhaustive
@given(upheavals())
def test_no_upheaval_of_the_exports_loses_a_decision_in_silence(upheaval):
    seed, formats, new_keys, passed_on, repeated, gone = upheaval
    rng = random.Random(seed)
    everything = works()
    real = rng.sample(range(len(everything) - 6), 16)
    works_ = [gold().get(everything[n].id) for n in real]
    twins = [
        n for n in range(len(everything) - 6) if n not in real and gold().get(everything[n].id) in works_
    ]
    chosen = [*real, *twins[:6], *range(len(everything) - 6, len(everything))]
    before, _ = unique_keys([everything[n] for n in chosen], "k")
    which = [gold().get(everything[n].id, everything[n].id) for n in chosen]
    records = reading({"first": ("bib", before[:13]), "second": ("bib", before[13:])})
    decisions = said(records, which, rng)
    _, counted, lost = now(records, decisions)
    assert not lost
    assert {one.place.line for one in decisions} == set(counted)

    left = list(range(len(records)))
    rng.shuffle(left)
    missing = set(left[:gone])
    entries = [dataclasses.replace(before[n]) for n in left[gone:]]
    origin = {record.key: int(record.key[1:-1]) for record in entries}
    if new_keys:
        keys = [f"n{n}y" for n in range(len(entries))]
        if passed_on:  # old keys, each on another work
            keys = [entries[n - 1].key for n in range(len(entries))]
        origin = {key: origin[record.key] for key, record in zip(keys, entries, strict=True)}
        entries = [dataclasses.replace(record, key=key) for key, record in zip(keys, entries, strict=True)]
    for n in range(repeated):
        copy = dataclasses.replace(rng.choice(entries), key=f"c{n}z")
        origin[copy.key] = origin[next(r.key for r in entries if r.raw == copy.raw)]
        entries.append(copy)
    files = {f"renamed{n}": (format_, entries[n :: len(formats)]) for n, format_ in enumerate(formats)}
    after = reading(files)
    assert {record.key for record in after} == set(origin)
    found, counted, lost = now(after, decisions)
    for one in decisions:
        line = one.place.line
        if line not in counted:
            assert line in lost, f"lost in silence: {one}"
            continue
        ends = (
            (counted[line].key, d.other_of(counted[line]))
            if one.verb in d.PAIR_VERBS
            else (counted[line].key,)
        )
        names = (one.key, d.other_of(one)) if one.verb in d.PAIR_VERBS else (one.key,)
        for key, name in zip(ends, names, strict=True):
            source = next(s for s in found.sources if s.key == key)
            meant = next(n for n, record in enumerate(records) if name in (record.key, record.id))
            held = {origin[record.key] for record in source.records}
            # of two works by the same people, in the same year and of the same title, nothing says which
            alike = [n for n in held if which[n] == which[meant] or indistinct(records[n], records[meant])]
            assert alike, f"caught by another: {one} {source}"
    if not missing:
        unplaced = [(one, lost[one.place.line]) for one in decisions if one.place.line not in counted]
        for one, why in unplaced:  # it says of a work what is true of two, or its title alone
            assert (
                "fits 2 sources" in why
                or "fits 3 sources" in why
                or not all(map(tells, d.split_descriptions(one.what)))
            ), (one, why)


def test_the_laws_words_are_those_of_the_writers():
    """What the test above compares: a work that was written and read again is described as before, in each format."""
    for record in works()[::40]:
        for format_ in FORMATS:
            (again,) = read_text(
                dumps([dataclasses.replace(record, key="k")], format_), f"a.{format_}"
            ).records
            if record.title and record.year:
                assert is_of(again, record), (format_, d.describe(record), d.describe(again))


@pytest.mark.parametrize("format_", FORMATS)
def test_twenty_works_with_new_keys_in_another_format_keep_every_decision(format_):
    records = reading({"old": ("bib", unique_keys(works()[100:140], "k")[0])})
    decisions = said(records, [record.key for record in records], random.Random(7))
    after = reading({"new": (format_, unique_keys(works()[100:140], "z")[0])})
    _, counted, lost = now(after, decisions)
    assert ({}, {one.place.line for one in decisions}) == (lost, set(counted))
