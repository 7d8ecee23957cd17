"""Parts of a table made one by one are the table: no group of rows is cut, wherever the stretches of a file end."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings, strategies as st

from litreview.core.errors import UsageError
from litreview.engine.large import batches, workers
from litreview.engine.large.duckdb_engine import DuckDB


@pytest.fixture(scope="module", autouse=True)
def counting():
    """A function of batches that says how large each group is."""

    def run(columns, _):
        yield {
            "group": columns["group"][0],
            "size": len(columns["row"]),
            "rows": ",".join(map(str, columns["row"])),
        }

    columns = {"group": "int64", "size": "int64", "rows": "string"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(batches.FUNCTIONS, "counting", batches.BatchFunction(columns=columns, run=run))
        yield


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=12), st.integers(1, 9), st.integers(1, 5))
def test_each_group_is_in_one_part_and_whole(sizes, stretch, at_once):
    import tempfile

    groups = [number for number, size in enumerate(sizes) for _ in range(size)]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_ROWS", at_once)
        given_, made = Path(folder) / "given.parquet", []
        # a list before the column by which is grouped: it is stored under a longer name
        table = pa.table({"said": [["a", "b"]] * len(groups), "group": groups, "row": range(len(groups))})
        pq.write_table(table, given_, row_group_size=stretch)
        for number in range(pq.ParquetFile(given_).num_row_groups):
            output = Path(folder) / f"{number}.parquet"
            job = {
                "function": "counting",
                "input": str(given_),
                "stretch": number,
                "by": "group",
                "options": {},
                "output": str(output),
            }
            workers.run_job(job)
            made += pq.read_table(output).to_pylist()
    expected = []
    for number, size in enumerate(sizes):
        start = sum(sizes[:number])
        expected.append(
            {"group": number, "size": size, "rows": ",".join(map(str, range(start, start + size)))}
        )
    assert expected == made


def test_heads_are_the_smallest_of_what_hangs_together(tmp_path):
    with DuckDB(tmp_path) as ducks:
        ducks.write_rows("pairs", {"a": "int64", "b": "int64"}, [(5, 9), (1, 3), (3, 5), (20, 21)])
        ducks.components("heads", "SELECT a, b FROM pairs")
        found = list(ducks.rows("SELECT pos, head FROM heads ORDER BY pos"))
    assert [(1, 1), (3, 1), (5, 1), (9, 1), (20, 20), (21, 20)] == found


@pytest.mark.exhaustive
def test_a_fault_in_a_worker_is_named_and_what_others_made_stays(tmp_path):
    jobs = [
        {
            "function": "read",
            "rows": {"part": [0]},
            "by": "",
            "options": {},
            "output": str(tmp_path / f"{n}.parquet"),
        }
        for n in range(2)
    ]
    with workers.Crew(2) as crew, pytest.raises(workers.WorkerError, match=r"read, \d\.parquet: KeyError"):
        crew.run_all(jobs)


@pytest.mark.exhaustive
def test_what_a_user_can_mend_is_told_in_our_words_from_a_worker(tmp_path):
    path = tmp_path / "a.bib"
    path.mkdir()
    rows = {"part": [0], "file": [0], "path": [json.dumps(str(path))], "name": ["a.bib"], "met": [False], "start": [0], "end": [9], "line": [0], "head": [0], "listed": [False], "whole": [True], "format": [""]}  # fmt: skip
    jobs = [
        {"function": "read", "rows": rows, "by": "", "options": {}, "output": str(tmp_path / f"{n}.parquet")}
        for n in range(2)
    ]
    with workers.Crew(2) as crew, pytest.raises(UsageError, match=r"a\.bib"):
        crew.run_all(jobs)


_OUTLIVES = """
import os, sys, time
from litreview.engine.large import batches, workers
def run(columns, _):
    open("begun", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.01)
    yield {"row": 1}
batches.FUNCTIONS["slow"] = batches.BatchFunction(columns={"row": "int64"}, run=run)
parent = os.getpid()
if os.fork() == 0:
    # as a worker whose run was killed: the one that asked for it is gone
    workers.run_job({"function": "slow", "rows": {"n": [1]}, "by": "", "options": {}, "output": "0.parquet"}, parent)
    open("over", "w").close()
"""


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that outlives the one it works for")
def test_a_worker_that_outlives_its_run_leaves_the_part_to_the_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def wait(name):
        for _ in range(1_000):
            if Path(name).exists():
                return
            time.sleep(0.02)
        raise AssertionError(name)

    subprocess.run([sys.executable, "-c", _OUTLIVES], check=True)
    wait("begun")
    columns = {"row": "int64"}
    fast = batches.BatchFunction(columns=columns, run=lambda *_: iter([{"row": 2}]))
    monkeypatch.setitem(batches.FUNCTIONS, "slow", fast)
    workers.run_job(
        {
            "function": "slow",
            "rows": {"n": [1]},
            "by": "",
            "options": {},
            "output": str(tmp_path / "0.parquet"),
        }
    )
    Path("go").touch()
    wait("over")
    assert [{"row": 2}] == pq.read_table("0.parquet").to_pylist()
    assert not list(tmp_path.glob("*.part"))
