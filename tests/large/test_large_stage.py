"""What a run finds in its working folder: what it goes on from, what it makes anew, and what it gives back of its tables."""

from types import SimpleNamespace

import pytest
from test_duplicates_hard_pairs import record

from litreview.core.errors import OutputError, UsageError
from litreview.engine.large import dedupe_large as stage, deduplicated
from litreview.engine.large.duckdb_engine import DuckDB

BOOK = "@book{{{key}, title = {{Harbor work in winter}}, author = {{Doe, Jane}}, year = {year}}}\n"


def few(*keys):
    return [record(key, {"title": f"Harbor work {key}", "author": "Doe, Jane"}) for key in keys]


# what was done before, what is done now, and which tables are there afterwards besides that of the job
@pytest.mark.parametrize(
    ("before", "now", "keep", "left"),
    [
        (None, {"a": 1}, "", set()),
        (None, {"a": 1}, "stored", {"stored"}),
        ({"a": 1}, {"a": 1}, "", {"stored", "entries"}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "", {"stored", "entries"}),
        ({"a": 1}, {"a": 2}, "", set()),
        ({"a": 1}, {"a": 2}, "stored", {"stored"}),
    ],
)
def test_tables_stay_for_a_run_of_the_same_and_go_for_another(before, now, keep, left, tmp_path):
    with DuckDB(tmp_path, workers=1) as engine:
        if before is None:
            engine.write_rows("job", {"identity": "string"}, [("of another version",)])
        else:
            stage._settle(engine, before)
        for name in ("stored", "entries"):
            engine.write_rows(name, {"n": "int64"}, [(1,)])
        stage._settle(engine, now, keep=keep)
        assert left == {name for name in ("stored", "entries") if engine.has(name)}
        assert engine.has("job")
        # and is known again
        stage._settle(engine, now)
        assert left == {name for name in ("stored", "entries") if engine.has(name)}


def test_another_version_of_the_program_makes_all_anew(tmp_path, monkeypatch):
    with DuckDB(tmp_path, workers=1) as engine:
        stage._settle(engine, {"a": 1})
        engine.write_rows("entries", {"n": "int64"}, [(1,)])
        monkeypatch.setattr(stage, "build_fingerprint", lambda *_: "another")
        stage._settle(engine, {"a": 1})
        assert not engine.has("entries")


# sources by their first record, in order of reading, of records by their position
@pytest.mark.parametrize(
    ("homes", "clusters"),
    [
        ([], []),
        ([(0, 0, 0)], [("r0",)]),
        ([(0, 2, 0), (1, 0, 0), (2, 1, 1)], [("r1", "r0"), ("r2",)]),
        ([(0, 1, 1), (1, 0, 0), (2, 2, 1)], [("r1",), ("r0", "r2")]),
        ([(0, 0, 0), (1, 1, 0), (2, 2, 0)], [("r0", "r1", "r2")]),
    ],
)
def test_clusters_are_the_ids_of_each_source_in_order_of_reading(homes, clusters, tmp_path):
    with DuckDB(tmp_path, workers=1) as engine:
        engine.write_rows("homes", dict.fromkeys(("pos", "seq", "first"), "int64"), homes)
        engine.write_rows(
            "works", {"pos": "int64", "e_id": "string"}, [(n, f"r{n}") for n in range(len(homes))]
        )
        for name, count in (("queue", 2), ("related", 3)):
            engine.write_rows(name, {"n": "int64"}, [(1,)] * count)
        found = stage.LargeDeduplication(engine=engine, options={})
        assert clusters == list(found.clusters())
        counts = {"records": len(homes), "sources": len(clusters), "merged": len(homes) - len(clusters)}
        assert {**counts, "queue": 2, "related": 3} == found.counts()


@pytest.mark.parametrize(
    ("sizes", "megabytes"),
    [
        ([0], 400),
        ([1_202_999_999], 400),
        ([1_203_000_000], 401),
        ([602_000_000, 601_000_000], 401),
        ([5_999_999_999], 1_999),
        ([6_000_000_000], 2_000),
        ([6_003_000_000], 2_000),
    ],
)
def test_memory_is_a_third_of_what_files_take_between_two_bounds(sizes, megabytes, tmp_path):
    for number, size in enumerate(sizes):
        with (tmp_path / f"{number}.bib").open("wb") as file:
            file.truncate(size)  # takes no room
    (tmp_path / "gone.bib").symlink_to(tmp_path / "nowhere")
    assert megabytes == stage.memory_for([tmp_path])


def test_records_have_the_most_memory():
    assert 2_000 == stage.memory_for(few("a")) == stage.memory_for(iter(["a.bib"]))


@pytest.mark.parametrize(
    ("given", "are_paths"),
    [(["a.bib"], True), (("a.bib", "b"), True), ([], True), (few("a"), False), (["a.bib", *few("a")], False)],
)
def test_names_of_files_are_told_from_records(given, are_paths):
    assert (list(given) if are_paths else None) == stage._paths(given)


def test_a_second_run_of_the_same_records_makes_nothing_again(tmp_path):
    told = []
    with deduplicated(few("a", "b"), tmp_path, workers=1, report=told.append) as found:
        assert 2 == found.counts()["records"]
    # what takes no time, or has no words, is not said
    assert set(told) <= set(stage.STAGES.values())
    assert "verdicts" in told
    with deduplicated(few("a", "b"), tmp_path, workers=1, report=pytest.fail) as found:
        assert 2 == found.counts()["records"]


@pytest.mark.exhaustive
def test_a_second_run_over_files_reads_them_again_only_if_one_changed(tmp_path):
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / "table.xlsx").write_text("x")

    def made():
        told = []
        with deduplicated([folder], tmp_path / "w", workers=1, report=told.append) as found:
            ids = [one.rpartition(":")[2] for cluster in found.clusters() for one in cluster]
            return ids, [(one.code, one.where.file) for one in found.problems()], told

    (folder / "a.bib").write_text(BOOK.format(key="a", year=2001) + "@book{b, title = {Open")
    ids, problems, told = made()
    # those of reading come before what was passed over
    assert [("LR012", "a.bib"), ("LR004", "table.xlsx")] == problems
    assert "reading" in told
    assert (ids, problems, []) == made()
    (folder / "a.bib").write_text(BOOK.format(key="bee", year=2001))
    ids, problems, told = made()
    assert (["bee"], [("LR004", "table.xlsx")]) == (ids, problems)
    assert "reading" in told


def test_with_spark_records_are_those_of_files(tmp_path):
    with pytest.raises(UsageError, match="read from files"):
        stage._read(SimpleNamespace(), few("a"), {}, None)


def test_a_folder_that_cannot_be_written_is_told_at_once(tmp_path, monkeypatch):
    with stage._lock_folder(tmp_path / "w"):
        assert (tmp_path / "w").is_dir()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OutputError, match="cannot be written"), stage._lock_folder(tmp_path / "w"):
        pass


def test_a_session_of_spark_does_the_work_where_there_is_one(monkeypatch):
    monkeypatch.setattr("litreview.engine.large.spark.loaded", lambda *_: None)
    with stage._engine("hdfs://tides/w/", 0, 0, "session", print) as engine:
        assert ("session", "hdfs://tides/w") == (engine._session, engine._folder)
