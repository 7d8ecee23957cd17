"""The engine on many machines: tables are Parquet files in a folder that all of them see, Spark joins them and runs the batch functions.

It uses the session of its caller, so machines and memory are configured as usual in Spark. Each table is written and read again, so that
query plans stay small and existing tables are not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from litreview.core.errors import UsageError
from litreview.core.runtime import gc_pause
from litreview.engine.large.batches import FUNCTIONS, run_function
from litreview.engine.large.table_rows import Options, loaded

_TYPES = {
    "int64": "bigint", "float64": "double", "float32": "float", "string": "string", "bool": "boolean", "strings": "array<string>",
}  # fmt: skip
_WHAT = "deduplication on Spark"
_IN_PARTITION = 1 << 33
"""Number of ids that Spark's monotonically increasing ids reserve for one partition."""


def session_here() -> Any:
    """Return the current Spark session, or a new one with the settings of the environment and `spark-submit`."""
    return (
        loaded("pyspark.sql", "pyspark pyarrow", _WHAT)
        .SparkSession.builder.appName("litreview")
        .getOrCreate()
    )


class Spark:
    """Tables in a folder, also of a distributed file system. `report` is called with each table that is made."""

    def __init__(self, session: Any, folder: str, *, report: Callable[[str], None] = lambda _: None) -> None:
        self._session = session
        self._functions = loaded("pyspark.sql.functions", "pyspark pyarrow", _WHAT)
        self._folder = folder.rstrip("/")
        self._report = report

    def _place(self, name: str) -> tuple[Any, Any]:
        """Return a path in the folder, and its file system."""
        context = self._session.sparkContext
        # there is no other way to ask whatever file system a path is in
        path = context._jvm.org.apache.hadoop.fs.Path(f"{self._folder}/{name}" if name else self._folder)  # noqa: SLF001
        return path, path.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001

    def has(self, name: str) -> bool:
        """Return whether a table exists and is complete, as marked by Spark."""
        path, system = self._place(f"{name}/_SUCCESS")
        found: bool = system.exists(path)
        return found

    def clear(self, _keep: str = "") -> None:
        """Remove all tables. `UsageError` for a folder with other contents."""
        path, system = self._place("")
        parts = list(system.listStatus(path)) if system.exists(path) else []
        if parts and not (self.has("job") and all(_is_table(system, part) for part in parts)):
            raise UsageError(
                f"{self._folder}: is not empty, and no working folder: what is in one is taken away; name another"
            )
        for part in parts:
            system.delete(part.getPath(), True)  # noqa: FBT003 - Java has no names

    def drop(self, name: str) -> None:
        """Remove a table, if it exists."""
        path, system = self._place(name)
        system.delete(path, True)  # noqa: FBT003 - Java has no names

    def open(self, name: str) -> None:
        """Make an existing table available to statements."""
        self._session.read.parquet(f"{self._folder}/{name}").createOrReplaceTempView(name)

    def view(self, name: str, statement: str) -> None:
        """Give a statement a name."""
        self._session.sql(statement).createOrReplaceTempView(name)

    def table(self, name: str, statement: str) -> None:
        """Make a table of a statement's rows."""
        self._make_table(name, lambda: self._session.sql(statement))

    def number(self, name: str, statement: str, order: Sequence[str], called: str) -> None:
        """Make a table of a statement's rows, numbered from 0: each sorted range is numbered, plus the number of rows before it."""
        if not self.has(name):
            f = self._functions
            ranges = self._session.sql(statement).repartitionByRange(*order).sortWithinPartitions(*order)
            sorted_ = f"{name}_in_order"
            grown = ranges.select(
                f.monotonically_increasing_id().alias("grown"), f.spark_partition_id().alias("range"), "*"
            )
            self._make_table(sorted_, lambda: grown)
            counts = self._session.sql(
                f"SELECT range, count(*) AS n FROM {sorted_} GROUP BY range ORDER BY range"
            ).collect()
            before, starts = 0, []
            for range_, count in counts:
                starts.append((range_, before))
                before += count
            self.write_rows(f"{name}_starts", {"range": "int64", "start": "int64"}, starts)
            self._make_table(
                name,
                lambda: self._session.sql(
                    f"SELECT s.start + g.grown % {_IN_PARTITION} AS {called}, g.* FROM {sorted_} g JOIN {name}_starts s ON s.range = g.range"
                ).drop("grown", "range"),
            )
        self.open(name)

    def batches(
        self, name: str, statement: str, function: str, options: Options, order: Sequence[str] = ()
    ) -> None:
        """Make a table by a batch function from a statement's rows; each group is in one partition, in order."""

        def make() -> Any:
            rows = self._session.sql(statement)
            if order:
                rows = rows.repartitionByRange(order[0]).sortWithinPartitions(*order)
            return rows.mapInArrow(
                _runner(function, options, order[0] if order else ""),
                _ddl(FUNCTIONS[function].columns),
            )

        self._make_table(name, make)

    def read(self, name: str, parts: Mapping[int, Mapping[str, list[Any]]], options: Options) -> None:
        """Make a table of the records of files; `parts` names chunks of files by the number of the part."""

        def make() -> Any:
            rows = [row for columns in parts.values() for row in zip(*columns.values(), strict=True)]
            places = "part bigint, file bigint, path string, name string, met boolean, start bigint, end bigint, line bigint, head bigint, listed boolean, whole boolean, format string"
            rows_read = self._session.createDataFrame(rows, places)
            spread = rows_read.repartition(max(1, min(len(parts), 10_000)), "part").sortWithinPartitions(
                "part", "file", "start"
            )
            return spread.mapInArrow(_runner("read", options, "part"), _ddl(FUNCTIONS["read"].columns))

        self._make_table(name, make)

    def components(self, name: str, statement: str) -> None:
        """Make a table of positions and the smallest position connected to each.

        Each position takes the smallest head of its neighbours, then that head's own head, until nothing changes. Each round halves the
        distance to the smallest, so a chain of a million takes some twenty rounds.
        """
        if not self.has(name):
            self.table(
                f"{name}_edges",
                f"SELECT a AS x, b AS y FROM ({statement}) AS p UNION SELECT b AS x, a AS y FROM ({statement}) AS p",
            )
            self.table(f"{name}_0", f"SELECT x AS pos, least(x, min(y)) AS head FROM {name}_edges GROUP BY x")
            step = 0
            while True:
                now, after = f"{name}_{step}", f"{name}_{step + 1}"
                self.table(f"{after}_near", f"""
                    SELECT h.pos, least(h.head, coalesce(n.head, h.head)) AS head FROM {now} h LEFT JOIN (
                      SELECT e.x AS pos, min(t.head) AS head FROM {name}_edges e JOIN {now} t ON t.pos = e.y GROUP BY e.x) AS n
                    ON n.pos = h.pos""")  # fmt: skip
                self.table(
                    after,
                    f"SELECT n.pos, least(n.head, t.head) AS head FROM {after}_near n JOIN {after}_near t ON t.pos = n.head",
                )
                changed = next(
                    self.rows(
                        f"SELECT count(*) FROM {now} a JOIN {after} b ON a.pos = b.pos WHERE a.head <> b.head"
                    )
                )[0]
                step += 1
                if not changed:
                    break
            self.table(name, f"SELECT pos, head FROM {name}_{step}")
        self.open(name)

    def write_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of a few rows, in place of an existing one."""
        made = self._session.createDataFrame([tuple(row) for row in rows], _ddl(columns))
        made.coalesce(1).write.mode("overwrite").parquet(f"{self._folder}/{name}")
        self.open(name)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, in its order."""
        yield from map(tuple, self._session.sql(statement).toLocalIterator())

    def in_order(self, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of a table that was made in groups, in the order of the groups."""
        yield from self.rows(f"SELECT {', '.join(columns)} FROM {name} ORDER BY first")

    def _make_table(self, name: str, make: Callable[[], Any]) -> None:
        if not self.has(name):
            self._report(name)
            make().write.mode("overwrite").parquet(f"{self._folder}/{name}")
        self.open(name)


def _is_table(system: Any, part: Any) -> bool:
    """Return whether a part of a folder is a table of Spark, complete or not: it has only parts, marks and hidden files."""
    if not part.isDirectory():
        return False
    names = [one.getPath().getName() for one in system.listStatus(part.getPath())]
    return all(name.startswith(("_", ".", "part-")) for name in names)


def _runner(function: str, options: Options, by: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return the function that a partition is sent through, on any machine."""
    plain_options = dict(options)

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        with gc_pause():
            yield from run_function(function, batches, plain_options, by)

    return run


def _ddl(columns: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in columns.items())
