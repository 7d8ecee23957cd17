"""Spark's engine on a session that DuckDB plays: which tables there are afterwards, and what is in them."""

from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_large_pieces import BOOK, Hadoop

from litreview.engine.large import batches, part_reader, spark


class Frame:
    """As much of a data frame of Spark's as the engine asks for; where it is cut by ranges, into two."""

    def __init__(self, session, table):
        self.session, self.table = session, table

    def createOrReplaceTempView(self, name):  # noqa: N802 - Spark's name
        self.session.base.register(name, self.table)

    def repartition(self, count, by):
        self.session.cuts.append((count, by))
        return self

    def repartitionByRange(self, *by):  # noqa: N802 - Spark's name
        self.session.cuts.append(by)
        return self

    def sortWithinPartitions(self, *by):  # noqa: N802 - Spark's name
        return Frame(self.session, self.table.sort_by([(name, "ascending") for name in by]))

    def select(self, *_):
        half = (self.table.num_rows + 1) // 2
        places = [divmod(n, half) for n in range(self.table.num_rows)]
        grown = pa.array([(one << 33) + row for one, row in places], pa.int64())
        named = self.table.append_column("grown", grown)
        return Frame(
            self.session, named.append_column("range", pa.array([one for one, _ in places], pa.int64()))
        )

    def drop(self, *names):
        return Frame(self.session, self.table.drop_columns(list(names)))

    def mapInArrow(self, run, ddl):  # noqa: N802 - Spark's name
        self.session.ddl.append(ddl)
        return Frame(self.session, pa.Table.from_batches(run(iter(self.table.to_batches()))))

    def collect(self):
        return [tuple(row.values()) for row in self.table.to_pylist()]

    def toLocalIterator(self):  # noqa: N802 - Spark's name
        return iter(self.collect())

    def coalesce(self, _):
        return self

    @property
    def write(self):
        return self

    def mode(self, _):
        return self

    def parquet(self, path):
        path = self.session.folder / path.rpartition("/")[2]
        path.mkdir(exist_ok=True)
        pq.write_table(self.table, path / "part-0")
        (path / "_SUCCESS").touch()


class Session:
    """A session of Spark whose SQL is DuckDB's."""

    def __init__(self, folder):
        self.folder, self.base, self.cuts, self.ddl = folder, duckdb.connect(), [], []
        self.read = SimpleNamespace(parquet=lambda path: Frame(self, pq.read_table(folder / path.rpartition("/")[2] / "part-0")))  # fmt: skip

    def sql(self, statement):
        return Frame(self, self.base.sql(statement).to_arrow_table())

    def createDataFrame(self, rows, ddl):  # noqa: N802 - Spark's name
        names = [one.split()[0].strip("`") for one in ddl.split(", ")]
        return Frame(self, pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}))  # fmt: skip


@pytest.fixture
def engine(tmp_path, monkeypatch):
    class Function:
        def __getattr__(self, _):
            return lambda *_: self

    monkeypatch.setattr(spark, "loaded", lambda *_: Function())
    made = []
    found = spark.Spark(Session(tmp_path), f"{tmp_path}/", report=made.append)
    monkeypatch.setattr(found, "_place", lambda name: (tmp_path / name, Hadoop(tmp_path)))
    found.made = made
    return found


# pairs, and of each position the smallest that it hangs together with
@pytest.mark.parametrize(
    ("pairs", "heads"),
    [
        ([(1, 2)], {1: 1, 2: 1}),
        ([(1, 2), (3, 4)], {1: 1, 2: 1, 3: 3, 4: 3}),
        ([(2, 3), (1, 3)], {1: 1, 2: 1, 3: 1}),
        ([(n, n + 1) for n in range(9)], dict.fromkeys(range(10), 0)),
        ([(5, 9), (8, 9), (7, 8), (6, 7), (2, 3)], {2: 2, 3: 2, 5: 5, 6: 5, 7: 5, 8: 5, 9: 5}),
    ],
)
def test_components_have_the_smallest_of_what_hangs_together(pairs, heads, engine):
    engine.write_rows("links", {"a": "int64", "b": "int64"}, pairs)
    engine.components("c", "SELECT a, b FROM links")
    assert heads == dict(engine.rows("SELECT pos, head FROM c"))
    before = list(engine.made)
    engine.components("c", "SELECT a, b FROM links")
    assert before == engine.made


def test_rows_are_numbered_from_0_over_all_ranges(engine):
    engine.write_rows("given", {"n": "int64", "first": "int64"}, [(n, -n) for n in (3, 1, 4, 2, 5)])
    engine.number("y", "SELECT * FROM given", ["n"], "pos")
    assert [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)] == list(engine.rows("SELECT pos, n FROM y ORDER BY pos"))
    assert [("n",)] == engine._session.cuts
    assert {"pos", "n", "first"} == {name for (name, *_) in engine.rows("DESCRIBE y")}
    engine.number("y", "SELECT 1 AS n, 1 AS first", ["n"], "pos")
    assert [(5,), (4,), (3,), (2,), (1,)] == list(engine.in_order("y", ["n"]))


def test_groups_are_in_one_partition_and_in_order(engine):
    engine.write_rows("given", {"number": "int64", "seq": "int64", "wanted": "string"}, [(0, 2, "a"), (0, 1, "a"), (1, 3, "a")])  # fmt: skip
    engine.batches("keys", "SELECT * FROM given", "own_keys", {}, ["number", "seq"])
    assert [(1, "a"), (2, "a-2"), (3, "a")] == list(engine.rows("SELECT seq, own FROM keys ORDER BY seq"))
    assert [("number",)] == engine._session.cuts
    engine.batches("one", "SELECT * FROM given", "own_keys", {})
    assert [("a",), ("a-2",), ("a-3",)] == list(engine.rows("SELECT own FROM one ORDER BY own"))
    assert [("number",)] == engine._session.cuts
    assert ["keys", "one"] == engine.made


@pytest.mark.parametrize("count", [1, 3])
def test_each_part_of_files_is_a_partition(count, engine, tmp_path):
    files = [tmp_path / f"{n}.bib" for n in range(count)]
    for file in files:
        file.write_text(BOOK)
    parts = part_reader.parts_of(files, size=len(BOOK))
    engine.read("stored", parts, {})
    assert [(count, "part")] == engine._session.cuts
    assert count == len(list(engine.rows("SELECT id FROM stored")))
    assert [spark._ddl(batches.FUNCTIONS["read"].columns)] == engine._session.ddl
    engine.view("few", "SELECT 1 AS n")
    assert [(1,)] == list(engine.rows("SELECT n FROM few"))
