"""The engine on many machines: tables are Parquet files in a folder that all of them see, Spark joins them and runs the batch functions.

It takes the session of whoever calls, so that where the machines are and what they may take is said as everywhere in Spark. Each table is
written and read again: no plan grows, and what is there is not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from litreview.core.errors import UsageError
from litreview.core.runtime import gc_pause
from litreview.engine.large.batches import FUNCTIONS, applied
from litreview.engine.large.table_rows import Options, loaded

_TYPES = {
    "int64": "bigint", "float64": "double", "float32": "float", "string": "string", "bool": "boolean", "strings": "array<string>",
}  # fmt: skip
_WHAT = "deduplication on Spark"
_IN_PARTITION = 1 << 33
"""What Spark's growing ids leave to the rows of one partition."""


def session_here() -> Any:
    """Return the session of Spark that there is, or one made as the environment and `spark-submit` say."""
    return loaded("pyspark.sql", "spark", _WHAT).SparkSession.builder.appName("litreview").getOrCreate()


class Spark:
    """Tables in a folder, which may be one of a distributed file system. `told` hears of each table that is made."""

    def __init__(self, session: Any, folder: str, *, told: Callable[[str], None] = lambda _: None) -> None:
        self._session = session
        self._functions = loaded("pyspark.sql.functions", "spark", _WHAT)
        self._folder = folder.rstrip("/")
        self._told = told

    def _place(self, name: str) -> tuple[Any, Any]:
        """Return a path in the folder, and the file system that it is in, whichever that is."""
        context = self._session.sparkContext
        # there is no other way to ask whatever file system a path is in
        path = context._jvm.org.apache.hadoop.fs.Path(f"{self._folder}/{name}" if name else self._folder)  # noqa: SLF001
        return path, path.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001

    def has(self, name: str) -> bool:
        """Return whether a table is there, to its last part: Spark marks it so."""
        path, system = self._place(f"{name}/_SUCCESS")
        found: bool = system.exists(path)
        return found

    def clear(self, _keep: str = "") -> None:
        """Take all tables away. `UsageError` for a folder that holds something else."""
        path, system = self._place("")
        parts = list(system.listStatus(path)) if system.exists(path) else []
        if parts and not (self.has("job") and all(_is_table(system, part) for part in parts)):
            raise UsageError(
                f"{self._folder}: is not empty, and no working folder: what is in one is taken away; name another"
            )
        for part in parts:
            system.delete(part.getPath(), True)  # noqa: FBT003 - Java has no names

    def drop(self, name: str) -> None:
        """Take a table away, if it is there."""
        path, system = self._place(name)
        system.delete(path, True)  # noqa: FBT003 - Java has no names

    def open(self, name: str) -> None:
        """Let statements name a table that is there."""
        self._session.read.parquet(f"{self._folder}/{name}").createOrReplaceTempView(name)

    def view(self, name: str, statement: str) -> None:
        """Give a statement a name."""
        self._session.sql(statement).createOrReplaceTempView(name)

    def table(self, name: str, statement: str) -> None:
        """Make a table of a statement's rows."""
        self._made(name, lambda: self._session.sql(statement))

    def number(self, name: str, statement: str, order: Sequence[str], called: str) -> None:
        """Make a table of a statement's rows, numbered from 0: sorted by ranges, numbered in each, and moved by what is before it."""
        if not self.has(name):
            f = self._functions
            ranges = self._session.sql(statement).repartitionByRange(*order).sortWithinPartitions(*order)
            sorted_ = f"{name}_in_order"
            grown = ranges.select(
                f.monotonically_increasing_id().alias("grown"), f.spark_partition_id().alias("range"), "*"
            )
            self._made(sorted_, lambda: grown)
            counts = self._session.sql(
                f"SELECT range, count(*) AS n FROM {sorted_} GROUP BY range ORDER BY range"
            ).collect()
            before, starts = 0, []
            for range_, count in counts:
                starts.append((range_, before))
                before += count
            self.put(f"{name}_starts", {"range": "int64", "start": "int64"}, starts)
            self._made(
                name,
                lambda: self._session.sql(
                    f"SELECT s.start + g.grown % {_IN_PARTITION} AS {called}, g.* FROM {sorted_} g JOIN {name}_starts s ON s.range = g.range"
                ).drop("grown", "range"),
            )
        self.open(name)

    def batches(
        self, name: str, statement: str, function: str, options: Options, order: Sequence[str] = ()
    ) -> None:
        """Make a table of what a function makes of a statement's rows: groups are together in one partition, and in order."""

        def made() -> Any:
            given = self._session.sql(statement)
            if order:
                given = given.repartitionByRange(order[0]).sortWithinPartitions(*order)
            return given.mapInArrow(
                _running(function, options, order[0] if order else ""), _ddl(FUNCTIONS[function].columns)
            )

        self._made(name, made)

    def read(self, name: str, parts: Mapping[int, Mapping[str, list[Any]]], options: Options) -> None:
        """Make a table of the records of files: of each part, which names stretches of files, by its number."""

        def made() -> Any:
            rows = [row for columns in parts.values() for row in zip(*columns.values(), strict=True)]
            places = "part bigint, file bigint, path string, name string, met boolean, start bigint, end bigint, line bigint, head bigint, listed boolean, whole boolean, format string"
            given = self._session.createDataFrame(rows, places)
            spread = given.repartition(max(1, min(len(parts), 10_000)), "part").sortWithinPartitions(
                "part", "file", "start"
            )
            return spread.mapInArrow(_running("read", options, "part"), _ddl(FUNCTIONS["read"].columns))

        self._made(name, made)

    def components(self, name: str, statement: str) -> None:
        """Make a table of positions and the smallest that each hangs together with.

        Each position takes the smallest head of its neighbours, then that head's own head, until nothing changes: the way to the smallest
        gets shorter by half each time, so that a chain of a million takes some twenty rounds.
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

    def put(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of a few rows, in place of one that was there."""
        made = self._session.createDataFrame([tuple(row) for row in rows], _ddl(columns))
        made.coalesce(1).write.mode("overwrite").parquet(f"{self._folder}/{name}")
        self.open(name)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, in its order."""
        yield from map(tuple, self._session.sql(statement).toLocalIterator())

    def in_order(self, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of a table that was made in groups, in the order of the groups."""
        yield from self.rows(f"SELECT {', '.join(columns)} FROM {name} ORDER BY first")

    def _made(self, name: str, make: Callable[[], Any]) -> None:
        if not self.has(name):
            self._told(name)
            make().write.mode("overwrite").parquet(f"{self._folder}/{name}")
        self.open(name)


def _is_table(system: Any, part: Any) -> bool:
    """Return whether a part of a folder is a table as Spark writes one, whole or not: parts, marks and what it writes beside them."""
    if not part.isDirectory():
        return False
    names = [one.getPath().getName() for one in system.listStatus(part.getPath())]
    return all(name.startswith(("_", ".", "part-")) for name in names)


def _running(function: str, options: Options, by: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what a partition is sent through, on whatever machine it is."""
    given = dict(options)

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        with gc_pause():
            yield from applied(function, batches, given, by)

    return run


def _ddl(columns: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in columns.items())
