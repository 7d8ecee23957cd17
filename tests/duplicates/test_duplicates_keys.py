"""Former keys, and what a collection shows: where one export is read twice, and where a title comes back. All works are made up."""

import pytest

from litreview.core.model import Fields, Record, RecordId, Where
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.clustering import copy_pairs, is_copy_candidate, same_code_pairs
from litreview.stages.duplicates.collection_evidence import (
    is_column,
    is_unique_title,
    judge_as_column,
    names_refuted,
    names_shown,
    proven_names,
)
from litreview.stages.duplicates.pairs import is_informative
from litreview.stages.duplicates.results import former_keys, key_giving_record
from litreview.stages.duplicates.verdict import Judgement

LONG = "tides and the work of harbors"


def record(key, file="a.bib", line=1, *, confidential=False, kind="article", **fields):
    return Record(
        key=key,
        type=kind,
        fields=Fields(fields),
        confidential=confidential,
        id=RecordId(f"{file}:{key}"),
        where=Where(file=file, line=line),
    )


@pytest.mark.parametrize(
    ("keys", "key", "taken", "former"),
    [
        ([("a", "")], "a", set(), ()),
        ([("a", "old, older")], "a", set(), ("old", "older")),
        ([("a", "")], "a-2", {"a"}, ()),
        ([("a", "")], "a-2", set(), ("a",)),
        ([("a", ""), ("b", "")], "a", {"a"}, ("b",)),
        ([("a", ""), ("b", "")], "a", {"a", "b"}, ()),
        ([("a", ""), ("b", "a"), ("b", "c")], "a", set(), ("b", "c")),
        ([("a", ""), ("", "")], "a", set(), ()),
    ],
)
def test_former_keys_are_those_of_the_other_records_and_what_they_say(keys, key, taken, former):
    group = [record(name, title="x", **({"ids": ids} if ids else {})) for name, ids in keys]
    assert former == former_keys(group, key, taken)


PLAIN = {"title": LONG}


# records by file, line and title, and the positions of each and its copy
@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        ([("a", 1, LONG), ("b", 1, LONG)], [(0, 1)]),
        ([("a", 1, LONG), ("a", 2, LONG)], []),
        ([("a", 1, LONG), ("b", 1, "another")], []),
        ([("a", 1, LONG), ("b", 1, LONG), ("c", 1, LONG)], [(0, 1), (0, 2), (1, 2)]),
        # the second in one file is the copy of the second in the other
        ([("a", 9, LONG), ("a", 1, LONG), ("b", 2, LONG), ("b", 4, LONG)], [(0, 3), (1, 2)]),
        ([("a", 1, LONG), ("a", 2, LONG), ("b", 1, LONG)], [(0, 2)]),
    ],
)
def test_copies_are_in_two_files(given, pairs):
    assert pairs == sorted(copy_pairs([record("k", file, line, title=title) for file, line, title in given]))


@pytest.mark.parametrize(
    ("one", "may"),
    [
        (record("a", title="x"), True),
        (record("a", pmid="1"), True),
        (record("a", volume="2"), False),
        (record("a", title="x", confidential=True), False),
    ],
)
def test_a_record_that_says_little_has_no_copies(one, may):
    assert may is is_copy_candidate(one)


def sealed(key, file):
    return record(key, file, confidential=True)


@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        ([sealed("I01", "bib/register.bib"), sealed("I01", "private/a.bib")], [(0, 1)]),
        ([sealed("I01", "private/a.bib"), sealed("I01", "private/b.bib")], []),
        ([sealed("I01", "bib/register.bib"), sealed("I02", "private/a.bib")], []),
        ([sealed("Doe", "bib/register.bib"), sealed("Doe", "private/a.bib")], []),
        ([record("I01", "bib/register.bib"), record("I01")], []),
        ([record("PR01"), record("PR01", "b.bib")], [(0, 1)]),
        ([record("PR01"), record("PR02", "b.bib")], []),
        ([record("PR01"), sealed("PR01", "b.bib")], []),
    ],
)
def test_one_code_is_one_person_where_a_register_says_so_and_one_request(given, pairs):
    assert pairs == list(same_code_pairs(given))


@pytest.mark.parametrize(
    ("given", "naming"),
    [
        ([sealed("confidential-01", "bib/a.bib"), sealed("I01", "bib/register.bib")], 1),
        ([sealed("I01", "bib/register.bib"), sealed("confidential-01", "bib/a.bib")], 0),
        ([sealed("confidential-01", "bib/a.bib"), sealed("I01", "private/a.bib")], 0),
        ([sealed("confidential-01", "bib/a.bib"), sealed("confidential-02", "bib/register.bib")], 0),
        ([record("a"), record("PR01", "bib/register.bib")], 1),
    ],
)
def test_the_code_of_the_register_is_the_key_of_what_is_merged_with_it(given, naming):
    assert naming == key_giving_record(given, [record.key for record in given])


def entries(*given, title="harbor notes", people=("roe",)):
    return [
        RecordColumns(title=title, year=year, container=journal, authors=people) for journal, year in given
    ]


@pytest.mark.parametrize(
    ("title", "given", "column"),
    [
        ("harbor notes", [("tides", 2001), ("tides", 2002), ("tides", 2003)], True),
        ("harbor notes", [("tides", 2001), ("tides", 2002)], False),
        ("harbor notes", [("tides", 2001), ("tides", 2002), ("tides", 2002)], False),
        ("harbor notes", [("tides", 2001), ("tides", 2002), ("locks", 2003)], False),
        ("harbor notes", [("tides", 2001), ("tides", 2002), ("tides", 0)], False),
        ("harbor notes", [("", 2001), ("", 2002), ("", 2003)], False),
        ("h" * 40, [("tides", 2001), ("tides", 2002), ("tides", 2003)], True),
        ("h" * 41, [("tides", 2001), ("tides", 2002), ("tides", 2003)], False),
    ],
)
def test_a_short_title_in_three_years_of_one_journal_is_that_of_a_column(title, given, column):
    assert column is is_column(entries(*given, title=title))


@pytest.mark.parametrize(
    ("title", "people", "given", "files", "once"),
    [
        ("harbor locking", ("roe",), [("t", 2001), ("", 2001)], "ab", True),
        ("harbor locking", ("roe",), [("t", 2001), ("", 2002)], "aa", True),
        ("harbor locking", ("roe",), [("t", 2001), ("", 2001), ("", 2001)], "abc", True),
        ("harbor locking", ("roe",), [("t", 2001), ("", 2001), ("", 2001)], "aab", False),
        ("harbor locking", ("roe",), [("t", 2001), ("", 2001), ("", 2002)], "abc", False),
        ("locking", ("roe",), [("t", 2001), ("", 2001)], "ab", False),
        ("locking", ("roe", "doe"), [("t", 2001), ("", 2001)], "ab", True),
        ("editorial", ("roe", "doe"), [("t", 2001), ("", 2001)], "ab", False),
        ("in this issue", ("roe", "doe"), [("t", 2001), ("", 2001)], "ab", False),
        ("call for papers", ("roe", "doe"), [("t", 2001), ("", 2001)], "ab", False),
    ],
)  # fmt: skip
def test_a_title_is_there_once(title, people, given, files, once):
    assert once is is_unique_title(entries(*given, title=title, people=people), list(files))


@pytest.mark.parametrize(
    ("verdict", "then"), [("same", "ask"), ("ask", "different"), ("different", "different")]
)
def test_a_column_is_asked_where_it_would_be_one_work_and_else_not(verdict, then):
    one = judge_as_column(Judgement(verdict=verdict, score=0.5, reasons=("why",), kind="version"))
    assert (then, "column", None, "why") == (one.verdict, one.rule, one.kind, one.reasons[0])


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        ({"verdict": "same"}, True),
        ({"verdict": "ask"}, True),
        ({"verdict": "different"}, False),
        ({"verdict": "different", "contradicts": True}, True),
        ({"verdict": "different", "kind": "version"}, True),
    ],
)
def test_what_is_simply_different_is_not_kept(one, kept):
    assert kept is is_informative(Judgement(score=0.5, reasons=(), **one))


SAME = {
    "title": LONG,
    "authors": ("doe",),
    "year": 2001,
    "volume": "3",
    "page": "10",
    "container": "acta portuum",
}
HARBOR = {"container": "harbor medicine"}
NAMES = ("acta portuum", "harbor medicine")


def judged(verdict):
    return Judgement(verdict=verdict, score=1.0, reasons=())


@pytest.mark.parametrize(
    ("verdict", "both", "b", "names"),
    [
        ("same", {}, HARBOR, NAMES),
        ("ask", {}, HARBOR, None),
        ("same", {}, {}, None),
        ("same", {}, HARBOR | {"volume": "4"}, None),
        ("same", {}, HARBOR | {"page": "11"}, None),
        ("same", {"volume": ""}, HARBOR, None),
        ("same", {"page": ""}, HARBOR, None),
        ("same", {}, {"container": "acta port"}, None),
        ("same", {}, {"container": "conference harbor engineering"}, None),
        ("same", {"container": "conference harbor engineering"}, {"container": "acta portuum"}, None),
        ("same", {}, {"container": "harbor medicine b"}, None),
        (
            "same",
            {"container": "zeitschrift"},
            {"container": "acta portuum"},
            ("acta portuum", "zeitschrift"),
        ),
    ],
)
def test_a_proven_pair_at_one_place_shows_two_names(verdict, both, b, names):
    one, other = RecordColumns(**SAME | both), RecordColumns(**SAME | both | b)
    found = names_shown(one, other, (one.container, other.container), judged(verdict))
    assert found == (None if names is None else (names, f"{one.volume}\x01{one.page}"))


MEETING = {
    "title": "lifting barges by chains at night",
    "authors": ("archer", "baker"),
    "year": 2014,
    "container": "zqx",
}
PROCEEDINGS = {"container": "proceedings international conference very"}


@pytest.mark.parametrize(
    ("both", "b", "shown", "refuted"),
    [
        ({}, PROCEEDINGS, True, False),
        ({}, {"container": "acta portuum"}, False, False),
        ({}, PROCEEDINGS | {"year": 2015}, False, True),
        ({}, PROCEEDINGS | {"year": 0}, False, False),
        ({"authors": ("archer",)}, PROCEEDINGS, False, False),
        ({"title": "lifting barges"}, PROCEEDINGS, False, False),
        ({}, PROCEEDINGS | {"authors": ("archer", "cole")}, False, False),
        (PROCEEDINGS, {"container": ""}, False, False),
        ({"container": ""}, PROCEEDINGS, False, False),
        ({"year": 0}, PROCEEDINGS, False, False),
    ],
)
def test_a_long_title_of_several_people_in_one_year_shows_two_names_of_a_meeting(both, b, shown, refuted):
    one, other = RecordColumns(**MEETING | both), RecordColumns(**MEETING | both | b)
    names = ("proceedings international conference very", "zqx")
    found = names_shown(one, other, (one.container, other.container), judged("ask"))
    assert found == ((names, one.title.replace(" ", "")) if shown else None)
    assert names_refuted(one, other, judged("ask")) == (names if refuted else None)


@pytest.mark.parametrize(
    ("verdict", "both", "b", "names"),
    [
        ("ask", {}, HARBOR | {"volume": "4"}, NAMES),
        ("different", {}, HARBOR | {"volume": "4"}, NAMES),
        ("same", {}, HARBOR | {"volume": "4"}, None),
        ("ask", {}, HARBOR, None),
        ("ask", {}, HARBOR | {"volume": ""}, None),
        ("ask", {"volume": ""}, HARBOR | {"volume": "4"}, None),
        ("ask", {}, {"volume": "4"}, None),
        ("ask", {}, HARBOR | {"volume": "4", "year": 2002}, None),
        ("ask", {"year": 0}, HARBOR | {"volume": "4"}, None),
        ("ask", {}, HARBOR | {"volume": "4", "authors": ("roe",)}, None),
        ("ask", {"authors": ()}, HARBOR | {"volume": "4"}, None),
        ("ask", {}, HARBOR | {"volume": "4", "title": LONG + " x"}, None),
        ("ask", {"title": LONG[:25]}, HARBOR | {"volume": "4"}, NAMES),
        ("ask", {"title": LONG[:24]}, HARBOR | {"volume": "4"}, None),
    ],
)
def test_one_title_in_two_volumes_of_one_year_is_in_two_journals(verdict, both, b, names):
    one, other = RecordColumns(**SAME | both), RecordColumns(**SAME | both | b)
    assert names == names_refuted(one, other, judged(verdict))


def at(journal, title="a", people=("doe",), year=2001, volume="3", page="10", last="19"):
    return RecordColumns(title=title, authors=people, year=year, volume=volume, page=page, last=last, container=journal)  # fmt: skip


ONE, TWO, THREE = "acta portuum", "harbor medicine", "zeitschrift"


@pytest.mark.parametrize(
    ("places", "against", "entries", "proven"),
    [
        ({(ONE, TWO): 3}, [], [], {(ONE, TWO): 3}),
        ({(ONE, TWO): 2}, [], [], {}),
        ({(ONE, TWO): 3}, [(ONE, TWO)], [], {}),
        ({(ONE, TWO): 3}, [(ONE, THREE)], [], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3, (ONE, THREE): 1}, [], [], {}),
        # different works on the same pages
        ({(ONE, TWO): 3}, [], [at(ONE), at(TWO, "b", ("roe",))], {}),
        ({(ONE, TWO): 3}, [], [at(TWO), at(ONE, "b", ("roe",))], {}),
        ({(ONE, TWO): 3}, [], [at(ONE), at(ONE, "b", ("roe",))], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE), at(TWO, "a", ("roe",))], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE), at(TWO, "b", ("roe", "doe"))], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE), at(TWO, "b", ())], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE), at(TWO, "b", ("roe",), volume="4")], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE, year=0), at(TWO, "b", ("roe",), year=0)], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE, volume=""), at(TWO, "b", ("roe",), volume="")], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE, last=""), at(TWO, "b", ("roe",), last="")], {(ONE, TWO): 3}),
        ({(ONE, TWO): 3}, [], [at(ONE, last="10"), at(TWO, "b", ("roe",), last="10")], {(ONE, TWO): 3}),
    ],
)  # fmt: skip
def test_names_are_one_journals_that_enough_places_show_and_nothing_speaks_against(
    places, against, entries, proven
):
    assert proven == proven_names(places, against, lambda _: entries)
