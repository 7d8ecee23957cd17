"""The pieces of a large deduplication by themselves: parts, groups, rows, working folders, and Spark as far as it can be tried without it."""

import json
import os
import sys
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_duplicates_hard_pairs import record

from litreview.core.errors import MissingExtraError, UsageError
from litreview.core.processes import processors
from litreview.engine.large import (
    batches,
    dedupe_large as stage,
    duckdb_engine,
    part_reader,
    spark,
    submit,
    table_rows,
    workers,
)
from litreview.engine.large.duckdb_engine import DuckDB, is_ours
from litreview.engine.large.workers import Crew, WorkerError
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.verdict import Judgement

BOOK = "@book{a, title = {One two three}, author = {Doe, Jane}, year = 2001}\n"


def table(sizes, name="n"):
    return [pa.RecordBatch.from_pydict({name: [0] * size}) for size in sizes]


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 2, 2, 4], [[1, 2], [2, 4]]),
        ([3, 3, 1], [[3], [3], [1]]),
        ([2, 2], [[2, 2]]),
    ],
)
def test_small_batches_are_written_together(sizes, together, monkeypatch):
    monkeypatch.setattr(workers, "_GROUP", 3)
    assert together == [[one.num_rows for one in some] for some in workers._row_groups(iter(table(sizes)))]


@pytest.mark.parametrize(
    ("said", "kind"), [({"ours": "mend it"}, UsageError), ({"fault": "odd"}, WorkerError)]
)
def test_what_a_worker_answers_is_raised(said, kind, tmp_path):
    pipe = SimpleNamespace(write=lambda _: None, flush=lambda: None)
    job = {"function": "read", "output": str(tmp_path / "7.parquet")}

    def ask(answer):
        workers._send_job(SimpleNamespace(stdin=pipe, stdout=SimpleNamespace(readline=lambda: answer)), job)

    ask(b"{}\n")
    with pytest.raises(kind, match=r"mend it|read, 7\.parquet: odd"):
        ask(json.dumps(said).encode())
    with pytest.raises(WorkerError, match="the process ended"):
        ask(b"")


def test_a_part_for_a_run_that_is_gone_is_not_put_in_its_place(tmp_path):
    file = tmp_path / "a.bib"
    file.write_text(BOOK)
    (part,) = part_reader.parts_of([file]).values()
    job = {"function": "read", "rows": part, "by": "", "options": {}, "output": str(tmp_path / "0.parquet")}
    workers.run_job(job, asked_by=1 << 30)
    assert [file] == list(tmp_path.iterdir())
    workers.run_job(job, asked_by=os.getppid())
    assert ["a.bib:a"] == [one["id"] for one in pq.read_table(tmp_path / "0.parquet").to_pylist()]


def test_files_are_put_together_into_parts_up_to_a_size(tmp_path):
    for name in "abcd":
        (tmp_path / f"{name}.bib").write_text(BOOK)
    files = [tmp_path / f"{name}.bib" for name in "abcd"]
    size = len(BOOK)
    for most, expected in (
        (2 * size, [[0, 1], [2, 3]]),
        (2 * size - 1, [[0], [1], [2], [3]]),
        (4 * size, [[0, 1, 2, 3]]),
    ):
        found = part_reader.parts_of(files, size=most)
        assert expected == [part["file"] for part in found.values()]
        assert [*range(len(expected))] == list(found)
        assert all({number} == set(part["part"]) for number, part in found.items())


def test_a_link_that_leads_nowhere_is_a_problem_of_its_part_and_the_next_file_is_read(tmp_path):
    (tmp_path / "a.bib").symlink_to(tmp_path / "gone")
    (tmp_path / "b.bib").write_text(BOOK)
    (part,) = part_reader.parts_of([tmp_path], tmp_path).values()
    found = list(part_reader.read_rows(part, {}))
    assert ["b.bib:a"] == [one["id"] for one in found if one["id"]]
    (problem,) = [one["problem"] for one in found if one["problem"]]
    assert "leads nowhere" in part_reader.read_problem(problem).message


@pytest.mark.parametrize(
    ("numbers", "sizes"),
    [([1, 1, 2], [2, 1]), ([1, 2, 2, 2], [1, 3]), ([5], [1]), ([], []), ([1, 2, 3], [1, 1, 1])],
)
@pytest.mark.parametrize("at_once", [1, 2, 9])
def test_groups_go_on_in_the_next_batch(numbers, sizes, at_once):
    given = pa.table({"g": pa.array(numbers, pa.int64()), "row": [*range(len(numbers))]}).to_batches(at_once)
    found = list(batches._groups(iter(given), "g"))
    assert sizes == [len(one["g"]) for one in found]
    assert [*range(len(numbers))] == [row for one in found for row in one["row"]]


def test_rows_are_handed_over_at_most_so_many_together(monkeypatch):
    monkeypatch.setattr(batches, "_MANY", 2)
    columns = {"wanted": ["a", "a", "b", "c", "a"], "seq": [*range(5)], "number": [1, 2, 3, 4, 5]}
    given = pa.table(columns).to_batches()
    found = list(batches.run_function("own_keys", iter(given), {}, "number"))
    assert [2, 2, 1] == [one.num_rows for one in found]


def test_a_judgement_is_the_same_as_a_row_and_back():
    one = Judgement(verdict="ask", score=0.5, reasons=("a", "b"), rule="title", kind="version", contradicts=True, problem="p", differs_in=("year",))  # fmt: skip
    row = table_rows.judged_row(3, 7, one)
    assert (3, 7) == (row["a"], row["b"])
    assert [one] == table_rows.judgements({name: [value] for name, value in row.items()})


def test_pairs_of_one_record_share_its_entry():
    names = {f"a_{name}": [RecordColumns()._asdict()[name]] * 3 for name in table_rows.ENTRY}
    names["a_title"] = ["x", "x", "y"]
    one, again, other = table_rows.entries({"a": [4, 4, 5], **names}, "a")
    assert one is again
    assert ("x", "y", ()) == (one.title, other.title, one.authors)


@pytest.mark.parametrize(
    ("format_", "field", "value", "kept"),
    [
        ("bibtex", "title", "A {Port}", True),
        ("bibtex", "booktitle", "A {Port}", True),
        ("bibtex", "title", "A Port", False),
        ("bibtex", "note", "A {Port}", False),
        ("ris", "title", "A {Port}", False),
    ],
)
def test_of_what_was_written_titles_with_braces_are_kept(format_, field, value, kept):
    from dataclasses import replace

    one = replace(record("a", {"title": "x"}), format=format_, raw_fields={field: value})
    assert ({field: value} if kept else {}) == table_rows.unpack(table_rows.pack(one)).raw_fields


@pytest.mark.parametrize(
    ("a", "b", "shows"),
    [
        ({"container": "x"}, {"container": "y"}, ("", "x", "y")),
        ({"container": "x"}, {"container": "x"}, ("", None, None)),
    ],
)
def test_a_pair_that_shows_nothing_of_its_journals_has_their_names_if_they_differ(a, b, shows):
    one = Judgement(verdict="ask", score=0.5, reasons=())
    found = batches._journal_names(RecordColumns(**a), RecordColumns(**b), ("x", "y"), one)
    assert shows == (found["shows"], found["name_a"], found["name_b"])


def test_what_was_read_of_a_problem_is_told_behind_the_entries_of_its_file_before_its_place(tmp_path):
    from litreview.core.model import Problem, Where

    found = [
        Problem(where=Where(file="a.bib", line=1), code=code, level="info", message="m", remedy="r", key="k")
        for code in ("LR074", "LR016")
    ]
    in_order = part_reader._rows((), [(3, one, True) for one in found], part=1)
    assert [(0, 3), (0, 3)] == [(one["behind"], one["file"]) for one in in_order]
    made = list(part_reader._rows((), [(3, one, False) for one in found], part=1))
    assert [(2, 3), (0, 3)] == [(one["behind"], one["file"]) for one in made]
    assert found == [part_reader.read_problem(one["problem"]) for one in made]


@pytest.mark.parametrize(
    ("parts", "ours"),
    [
        ([], True),
        (["job/0.parquet"], True),
        (["job/0.parquet", "photos/0.parquet", "other.unfinished/0.7.part", "spill/x"], True),
        (["photos/0.parquet"], False),
        (["job/0.parquet", "photos/x.png"], False),
        (["job/0.parquet", "mine.parquet"], False),
        (["job/x"], False),
    ],
)
def test_a_folder_is_ours_that_has_a_job_and_nothing_but_tables(parts, ours, tmp_path):
    for part in parts:
        path = tmp_path / part
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert ours == is_ours(tmp_path)


def test_a_table_that_is_there_is_not_made_again_and_one_broken_off_is_made_anew(tmp_path):
    told = []
    with DuckDB(tmp_path, report=told.append) as found:
        assert not found.has("x")
        (tmp_path / "x.unfinished").mkdir()
        (tmp_path / "x.unfinished/7.parquet").write_text("broken off")
        found.table("x", "SELECT 1 AS n")
        found.table("x", "SELECT 2 AS n")
        assert [(1,)] == list(found.rows("SELECT n FROM x"))
        found.write_rows("x", {"n": "int64"}, [(3,), (4,)])
        assert [(3,), (4,)] == list(found.rows("SELECT n FROM x"))
        found.number("y", "SELECT n FROM x", ["n DESC"], "pos")
        assert [(0, 4), (1, 3)] == list(found.rows("SELECT pos, n FROM y ORDER BY pos"))
        found.components("c", "SELECT n AS a, n AS b FROM x WHERE n < 0")
        assert [] == list(found.rows("SELECT * FROM c"))
        found.write_rows("job", {"n": "int64"}, [(1,)])
        found.clear("y")
        assert ["y"] == [path.name for path in tmp_path.iterdir() if path.name != "spill"]
    assert ["x", "y", "c"] == told


def test_parts_that_are_there_are_kept_and_of_no_rows_a_table_has_columns(tmp_path):
    file = tmp_path / "a.bib"
    file.write_text(BOOK)
    parts = part_reader.parts_of([file])
    with DuckDB(tmp_path / "w") as found:
        (tmp_path / "w/stored.unfinished").mkdir()
        workers.run_job({"function": "read", "rows": parts[0], "by": "", "options": {}, "output": str(tmp_path / "w/stored.unfinished/00000000.parquet")})  # fmt: skip
        file.unlink()
        found.read("stored", parts, {})
        assert [("a.bib:a",)] == list(found.rows("SELECT split_part(id, '/', -1) FROM stored"))
        found.read("none", {}, {})
        assert [] == list(found.rows("SELECT id FROM none"))
        found.batches(
            "keys", "SELECT 1 AS seq, 'a' AS wanted, 0 AS number WHERE false", "own_keys", {}, ["number"]
        )
        assert [] == list(found.rows("SELECT seq, own FROM keys"))
        found.batches(
            "more",
            "SELECT unnest([2, 1]) AS seq, 'a' AS wanted, 0 AS number",
            "own_keys",
            {},
            ["number", "seq"],
        )
        assert [(1, "a"), (2, "a-2")] == list(found.in_order("more", ["seq", "own"]))
        assert not (tmp_path / "w/more.given").exists()


def test_memory_grows_up_to_what_the_machine_has(tmp_path, monkeypatch):
    full = duckdb_engine.duckdb().OutOfMemoryException
    for most, told, grown in (
        (400, "little", 400),
        (150, "little", 150),
        (400, "max_temp_directory_size", 100),
    ):
        monkeypatch.setattr(duckdb_engine, "_MOST", most)
        found = DuckDB(tmp_path, memory=100)
        given = []

        def execute(words, given=given, told=told):
            given.append(words)
            if words.startswith("COPY"):
                raise full(told)

        found._base.close()
        found._base = SimpleNamespace(execute=execute)
        with pytest.raises(full):
            found._copy("SELECT 1", tmp_path / "x")
        assert grown == found._memory
        limits = [words for words in given if "memory_limit" in words]
        assert ([f"SET memory_limit = '{grown}MB'"] if grown > 100 else []) == limits[-1:]


@pytest.mark.parametrize(
    ("given", "paths"),
    [(["a", "b"], ["a", "b"]), ([], []), ([record("a", {"title": "x"})], None), (iter(["a"]), None)],
)
def test_records_are_told_from_names_of_files(given, paths):
    assert paths == stage._paths(given)


def test_a_file_that_changes_and_a_link_that_leads_nowhere_have_other_states(tmp_path):
    file = tmp_path / "a"
    assert () == stage._state(file)
    file.write_text("x")
    os.utime(file, (1, 1))
    before = stage._state(file)
    os.utime(file, (2, 2))
    later = stage._state(file)
    file.write_text("xy")
    os.utime(file, (1, 1))
    assert 3 == len({before, later, stage._state(file)})


def test_one_job_needs_no_process(tmp_path):
    file = tmp_path / "a.bib"
    file.write_text(BOOK)
    (part,) = part_reader.parts_of([file]).values()
    with Crew(2) as crew:
        crew.run_all(
            [
                {
                    "function": "read",
                    "rows": part,
                    "by": "",
                    "options": {},
                    "output": str(tmp_path / "0.parquet"),
                }
            ]
        )
        assert [] == crew._children
    assert (tmp_path / "0.parquet").is_file()
    assert 1 <= processors() <= (os.cpu_count() or 1)


def test_a_package_that_is_missing_is_named_with_its_extra(monkeypatch):
    for name, load in (
        ("pyarrow.nothing", lambda: table_rows.arrow("nothing")),
        ("pyspark", lambda: table_rows.loaded("pyspark", "pyspark pyarrow", "deduplication on Spark")),
    ):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(MissingExtraError, match=r"pip install .*(duckdb|pyspark)"):
            load()


class Hadoop:
    """As much of a file system of Spark's as a folder of this machine shows: what is in it, and what is deleted."""

    def __init__(self, folder):
        self.folder = folder

    def exists(self, path):
        return path.exists()

    def listStatus(self, path):  # noqa: N802 - Java's name
        return [
            SimpleNamespace(isDirectory=one.is_dir, getPath=lambda one=one: Named(one))
            for one in sorted(path.iterdir())
        ]

    def delete(self, path, _):
        import shutil

        shutil.rmtree(path.path)


class Named:
    """A path as Hadoop has it."""

    def __init__(self, path):
        self.path = path

    def getName(self):  # noqa: N802 - Java's name
        return self.path.name

    def iterdir(self):
        return self.path.iterdir()


@pytest.mark.parametrize(
    ("parts", "cleared"),
    [
        ([], True),
        (["job/_SUCCESS", "job/part-0", "x/part-1", "x/.crc", "y/_temporary"], True),
        (["x/part-1"], False),
        (["job/_SUCCESS", "x/mine"], False),
        (["job/_SUCCESS", "mine"], False),
    ],
)
def test_on_spark_too_a_folder_with_something_else_is_left_alone(parts, cleared, tmp_path, monkeypatch):
    for part in parts:
        (tmp_path / part).parent.mkdir(exist_ok=True)
        (tmp_path / part).touch()
    monkeypatch.setattr(spark, "loaded", lambda *_: None)
    found = spark.Spark(None, f"{tmp_path}/")
    monkeypatch.setattr(found, "_place", lambda name: (tmp_path / name, Hadoop(tmp_path)))
    assert ("job/_SUCCESS" in parts) == found.has("job")
    if cleared:
        found.clear()
        assert [] == list(tmp_path.iterdir())
    else:
        with pytest.raises(UsageError, match="no working folder"):
            found.clear()
        assert sorted(parts) == sorted(
            str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()
        )


def test_a_partition_of_spark_goes_through_the_same_function():
    given = pa.table({"wanted": ["a", "a"], "seq": [1, 2], "number": [0, 0]}).to_batches()
    found = list(spark._runner("own_keys", {}, "number")(iter(given)))
    assert [{"seq": 1, "own": "a"}, {"seq": 2, "own": "a-2"}] == [
        row for one in found for row in one.to_pylist()
    ]
    assert "`seq` bigint, `own` string" == spark._ddl(batches.FUNCTIONS["own_keys"].columns)


def test_what_is_given_to_spark_submit_goes_to_the_session_that_there_is(tmp_path, monkeypatch, capsys):
    from contextlib import contextmanager

    asked, wrote = [], []

    @contextmanager
    def deduplicated(paths, work, **options):
        asked.append((paths, work, options["format"], options["preprints"], options["session"]))
        yield SimpleNamespace(
            write=wrote.append, write_table=lambda *what: wrote.append(what), counts=lambda: {"records": 3}
        )

    monkeypatch.setattr("litreview.engine.large.deduplicated", deduplicated)
    monkeypatch.setattr(spark, "session_here", lambda: "session")
    submit.main(["exports", "--work", "w", "-o", "lib.ris", "--queue", "q.csv"])
    submit.main(["exports", "--work", "w", "--preprints", "same"])
    assert [
        (["exports"], "w", "ris", "ask", "session"),
        (["exports"], "w", "bib", "same", "session"),
    ] == asked
    assert ["lib.ris", ("queue", "q.csv")] == wrote
    assert 2 == capsys.readouterr().out.count("'records': 3")
