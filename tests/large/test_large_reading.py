"""What of records is written down in rows: parts, keys that come again, and hashes under which records meet."""

import json

import pyarrow.parquet as pq
import pytest
from test_duplicates_hard_pairs import record

from litreview.core.errors import UsageError
from litreview.core.model import Problem, Where
from litreview.engine.large import batches, part_reader, table_rows
from litreview.linkage import RecordColumns, record_columns, similarity
from litreview.stages.duplicates.pairs import Columns
from litreview.stages.duplicates.verdict import Judgement

LONG = "tides and the work of harbors"


def few(count, key="a"):
    return [record(f"{key}{n}", {"title": f"Harbor work {n}"}) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2]), (5, [2, 2, 1])]
)
def test_records_are_stored_in_parts_in_order_of_reading(count, sizes, tmp_path, monkeypatch):
    monkeypatch.setattr(part_reader, "_AT_ONCE", 2)
    (tmp_path / "stored").mkdir()
    (tmp_path / "stored/7.parquet").touch()
    (tmp_path / "stored.unfinished").mkdir()
    digest = part_reader.store(few(count), tmp_path)
    tables = [pq.read_table(path).to_pylist() for path in sorted((tmp_path / "stored").iterdir())]
    assert sizes == [len(one) for one in tables]
    stored = [one for table in tables for one in table]
    assert [one.key for one in few(count)] == [table_rows.unpack(one["blob"]).key for one in stored]
    assert sorted(one["seq"] for one in stored) == [one["seq"] for one in stored]
    assert digest == part_reader.store(few(count), tmp_path)
    assert (digest == part_reader.store(few(count, "b"), tmp_path)) is (count == 0)
    assert ["stored"] == [path.name for path in tmp_path.iterdir()]


def test_nothing_confidential_is_stored(tmp_path):
    from dataclasses import replace

    with pytest.raises(UsageError, match="confidential"):
        part_reader.store([replace(few(1)[0], confidential=True)], tmp_path)


@pytest.mark.parametrize(
    ("text", "of_id", "of_key"),
    [
        ("a.bib:Doe2020", "a.bib:Doe2020", "a.bib:doe2020"),
        ("a.bib:Doe2020#2", "a.bib:Doe2020", "a.bib:doe2020#2"),
        ("Doe2020#2#3", "Doe2020", "doe2020#2#3"),
        ("Doe2020-2-3", "Doe2020-2-3", "doe2020"),
        ("Doe#b", "Doe#b", "doe#b"),
        ("Doe-b", "Doe-b", "doe-b"),
        ("12", "12", "12"),
    ],
)
def test_numbers_behind_ids_and_made_up_keys_are_taken_off(text, of_id, of_key):
    assert (of_id, of_key) == (part_reader.root_of_id(text), part_reader.root_of_key(text))


# records of one key in order of reading, each with its file, its key and whether that was made up, and the keys they have then
@pytest.mark.parametrize(
    ("given", "keys", "told"),
    [
        ([(1, "a", None)], ["a"], 0),
        ([(1, "a", None), (1, "a", None)], ["a", "a"], 1),
        ([(1, "a", None), (1, "a", None), (1, "a", None)], ["a", "a", "a"], 2),
        ([(None, "a", None), (None, "a", None)], ["a", "a"], 0),
        ([(1, "doe", "doe"), (1, "doe", "doe")], ["doe", "doe-2"], 0),
        ([(1, "doe", None), (1, "doe", "doe")], ["doe", "doe-2"], 0),
    ],
)
def test_a_key_that_comes_again_is_told_and_a_made_up_one_has_the_next_number(given, keys, told):
    from dataclasses import replace

    found = [replace(record(key, {"title": "x"}), where=Where(file="a.bib", line=n + 1)) for n, (_, key, _) in enumerate(given)]  # fmt: skip
    columns = {
        "seq": [*range(len(given))],
        "file": [file for file, _, _ in given],
        "blob": [table_rows.pack(one) for one in found],
        "made": [made for _, _, made in given],
    }
    made = list(part_reader.renamed_ids(columns, {}))
    now = [table_rows.unpack(one["blob"]) for one in made]
    assert keys == [one.key for one in now]
    assert len(given) == len({one.id for one in now})
    problems = [part_reader.read_problem(one["problem"]) for one in made if one["problem"]]
    assert told == len(problems)
    assert all(one["problem"] is None for one in made[:1])
    assert all(("LR018", "a") == (one.code, one.key) for one in problems)
    assert [*range(len(given) - told + 1, len(given) + 1)] == [one.where.line for one in problems]


def test_rows_are_numbered_within_their_part():
    problem = Problem(where=Where(file="a.bib", line=1), code="LR016", level="info", message="m")
    given = [(3, one, whole, made) for one, whole, made in zip(few(3), (True, False, False), (None, None, "Doe-2"), strict=True)]  # fmt: skip
    made = list(part_reader._rows(given, [(4, problem, True)], part=2))
    assert [0, 1, 2, 0] == [one["seq"] - (2 << 32) for one in made]
    assert [3, 3, 3, 4] == [one["file"] for one in made]
    roots = [one["root_of_key"] for one in made]
    assert roots[0] is roots[3] is None
    assert (roots[1].endswith(":a1"), roots[2].endswith(":doe")) == (True, True)
    # which ids come again in a file that was read whole is known
    assert [True, False, False, True] == [one["root_of_id"] is None for one in made]
    assert [False, False, False, None] == [one["hides"] for one in made]
    assert [None, None, "Doe-2", None] == [one["made"] for one in made]
    assert [False, False, False, True] == [one["blob"] is None for one in made]
    assert problem == part_reader.read_problem(made[3]["problem"])
    assert ["m"] == [json.loads(one["problem"])[4] for one in made if one["problem"]]


@pytest.mark.parametrize("empty", ["", (), None, 0])
def test_an_empty_key_has_no_hash(empty):
    assert batches._hash(empty) is None


def test_a_hash_is_the_same_in_every_process_and_fits_into_eight_bytes():
    assert 2 == len(
        {batches._hash(("tides", 2001)), batches._hash(("tides", 2001)), batches._hash(("tides", 2002))}
    )
    found = [batches._hash(n) for n in range(1, 40)]
    assert -(1 << 63) <= min(found) < 0 < max(found) < 1 << 63


@pytest.mark.parametrize(
    ("a", "b", "verdict", "shows"),
    [
        ({"container": "acta portuum"}, {"container": "harbor medicine"}, "same", ("one", "acta portuum", "harbor medicine", "3\x0110")),
        ({"container": "acta portuum"}, {"container": "harbor medicine", "volume": "4"}, "ask", ("two", "acta portuum", "harbor medicine", "")),
        ({"container": "acta portuum"}, {"container": "harbor medicine"}, "ask", ("", "acta portuum", "harbor medicine", "")),
        ({"container": "harbor medicine"}, {"container": "acta portuum"}, "different", ("", "acta portuum", "harbor medicine", "")),
        ({"container": "acta portuum"}, {"container": "acta portuum"}, "ask", ("", None, None, "")),
        ({"container": "acta portuum"}, {"container": "harbor medicine", "page": "11"}, "same", ("", None, None, "")),
    ],
)  # fmt: skip
def test_a_pair_shows_that_two_names_are_one_journals_or_not(a, b, verdict, shows):
    same = {"title": LONG, "authors": ("doe",), "year": 2001, "volume": "3", "page": "10"}
    one, other = RecordColumns(**same | a), RecordColumns(**same | b)
    found = batches._journal_names(
        one, other, (one.container, other.container), Judgement(verdict=verdict, score=1.0, reasons=())
    )
    assert shows == (found["shows"], found["name_a"], found["name_b"], found["spot"])


def test_pairs_are_worth_a_verdict_as_in_memory():
    titles = [LONG, f"research article {LONG}", "harbors", f"{LONG} in winter and in the long summer of the north", "", "another thing altogether"]  # fmt: skip
    entries = [RecordColumns(title=title, head="research article" if "research" in title else "", doi="10.1/a" if n in (4, 5) else "") for n, title in enumerate(titles)]  # fmt: skip
    pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    columns = Columns(entries)
    import numpy as np

    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    scores = similarity(columns.titles, a, b)
    expected = [pair for pair, worth in zip(pairs, columns.passes_prefilter(a, b, scores).tolist(), strict=True) if worth]  # fmt: skip
    bare = [None if one == two.title else one for one, two in zip(columns._bare, entries, strict=True)]
    given = {
        "a": [x for x, _ in pairs], "b": [y for _, y in pairs],
        **{f"{side}_title": [titles[one[n]] for one in pairs] for n, side in enumerate("ab")},
        **{f"{side}_bare": [bare[one[n]] for one in pairs] for n, side in enumerate("ab")},
        **{name: [bool(entries[x].doi and entries[x].doi == entries[y].doi) for x, y in pairs] for name in ("name", "doi")},
        "unlike": [False] * len(pairs),
    }  # fmt: skip
    found = batches._prefiltered(given, {})
    assert expected == list(zip(found["a"], found["b"], strict=True))
    assert 0 < len(expected) < len(pairs)
    assert [round(float(one), 5) for one in scores[[pairs.index(pair) for pair in expected]]] == [round(one, 5) for one in found["likeness"]]  # fmt: skip


def entry_of(fields, kind="article"):
    one = record("a", fields)
    (row,) = batches._entries({"seq": [7], "blob": [table_rows.pack(one)]}, {})
    return one, row


@pytest.mark.parametrize(
    ("fields", "spot"),
    [
        ({"volume": "3", "pages": "10-19", "author": "Doe, Jane"}, "3\x0110\x01doe"),
        ({"volume": "3", "pages": "10-19"}, ""),
        ({"volume": "3", "author": "Doe, Jane"}, ""),
        ({"pages": "10-19", "author": "Doe, Jane"}, ""),
    ],
)
def test_a_record_is_written_as_it_is_compared(fields, spot):
    one, row = entry_of({"title": "Tides and the Work", **fields})
    columns = record_columns(one, {}, one.id)
    assert (7, "a", spot, None) == (row["seq"], row["wanted"], row["spot"], row["bare"])
    assert columns.title.replace(" ", "") == row["letters"]
    assert {f"e_{name}": getattr(columns, name) for name in table_rows.ENTRY}.items() <= row.items()
    assert any(row[name] for name in batches.KEY_COLUMNS)


def test_only_what_may_have_copies_has_a_digest_of_all_that_copies_agree_in():
    full, other, bare = (entry_of(one)[1] for one in ({"title": "Tides", "note": "x", "abstract": "y"}, {"title": "Tides", "note": "x"}, {"note": "x"}))  # fmt: skip
    assert full["copy"] == entry_of({"abstract": "y", "note": "x", "title": "Tides"})[1]["copy"]
    assert 2 == len({full["copy"], other["copy"]} - {None})
    assert bare["copy"] is None


PAIR = {
    "a": [0], "b": [1], "likeness": [1.0], "a_place": ["x"], "b_place": ["x"], "once": [False], "shown": [0], "code": [False],
    **{f"{side}_{name}": [value] for side in "ab" for name, value in zip(table_rows.ENTRY, RecordColumns(title=LONG), strict=False)},
    **{name: [value] for name, value in table_rows.judged_row(0, 1, Judgement(verdict="same", score=1.0, reasons=())).items() if name not in "ab"},
}  # fmt: skip
RECORD = {
    "seq": [1],
    "file": [1],
    "blob": [table_rows.pack(record("a", {"title": LONG}))],
    "made": [None],
    "wanted": ["a"],
}


@pytest.mark.parametrize(
    ("function", "columns", "longer"),
    [
        *(("judged", PAIR, name) for name in ("a", "likeness", "b_place", "a_title", "b_year")),
        *(("again", PAIR, name) for name in ("a", "shown", "b_title")),
        *(("of_column", PAIR, name) for name in ("a", "verdict", "differs_in")),
        *(("copied", PAIR, name) for name in ("a", "code")),
        *(("entries", RECORD, name) for name in ("seq", "blob")),
        *(("own_keys", RECORD, name) for name in ("seq", "wanted")),
        *(("renamed_ids", RECORD, name) for name in ("seq", "made")),
    ],
)  # fmt: skip
def test_columns_of_other_lengths_are_rows_of_nothing(function, columns, longer):
    run = batches.FUNCTIONS[function].run
    assert 1 == len(list(run(columns, {"preprints": "ask"})))
    with pytest.raises(ValueError, match="zip"):
        list(run(columns | {longer: columns[longer] * 2}, {"preprints": "ask"}))
