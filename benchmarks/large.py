"""Deduplication in memory, with DuckDB and with Spark: the same clusters; what each takes of time and memory.

    python benchmarks/large.py check                            # every set and bib/: the files that each writes are the same
    python benchmarks/large.py check --engines duckdb --sets cora srsr
    python benchmarks/large.py curve --sizes 10000 100000 1000000 --draw docs/images/large-scale.svg
    python benchmarks/large.py kill --rounds 5                  # ended at random moments and gone on with: the same files
    python benchmarks/large.py make 1000000 works.bib           # the records alone

The sets stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). Records beyond srsr's 53,001 are made from
them (`dedupe_scale.py grown`), and are read from a BibTeX file. Memory is what all processes of a run hold at one moment, at most: their own
(anonymous) memory, as the system counts it, looked at ten times a second; pages of files that it may drop at any time are not in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from data_folder import need
from dedupe import load
from dedupe_scale import grown

import litreview as lr
from litreview.core.model import Record
from litreview.engine.large import LargeDeduplication, deduplicated
from litreview.formats import tables
from litreview.formats.bibtex_write import dump_entry

ENGINES = ("memory", "duckdb", "spark")
SIZES = (10_000, 100_000, 1_000_000)
SETS = (
    "cytology_screening", "neuroimaging", "respiratory", "cardiac", "digital_work", "misq_baseline", "depression_a", "misq_mixed_a",
    "dblp_acm_a", "cora", "srsr",
)  # fmt: skip
HERE = Path(__file__).resolve()
TABLES = ("records", "values", "queue")


# --- the same files ------------------------------------------------------------------------------------------------------


def open_records(name: str) -> list[Record]:
    """Return the records of a set, or of bib/ those that are not confidential."""
    if name == "bib":
        return [one for one in lr.read(HERE.parents[1] / "bib") if not one.confidential]
    return load(name)[0]


def in_memory(records: Iterable[Record], folder: Path) -> None:
    found = lr.dedupe(tuple(records))
    lr.write(found.sources, folder / "library.bib")
    rows = (tables.records_rows(found), tables.values_rows(found), tables.queue_rows(found.queue))
    for name, each in zip(TABLES, rows, strict=True):
        (folder / f"{name}.csv").write_bytes(tables.csv_named(name, each))


def written(found: LargeDeduplication, folder: Path) -> None:
    found.write(folder / "library.bib")
    for name in TABLES:
        found.write_table(name, folder / f"{name}.csv")


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of each file in a folder."""
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:  # in parts: a file may be larger than the memory that is measured
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


@contextmanager
def spark_session(memory: str = "3g") -> Iterator[object]:
    """Yield a session of Spark on two cores of this machine."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "8")
    session = made.config("spark.ui.enabled", "false").config("spark.driver.memory", memory).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def check(names: Iterable[str], engines: Iterable[str]) -> None:
    """Print for each set and engine whether the four files are those from memory, byte for byte."""
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            for each in ("memory", "export", *engines):
                (folder / each).mkdir()
            # a file without marks of what is confidential, that every engine reads: ids are those of the set
            export = folder / "export" / f"{name}.bib"
            with export.open("w", encoding="utf-8") as file:
                file.writelines(f"{dump_entry(one)}\n" for one in open_records(name))
            in_memory(lr.read(export), folder / "memory")
            expected = digests(folder / "memory")
            for engine in engines:
                start = time.perf_counter()
                with run_of(engine, export, folder / "work") as found:
                    written(found, folder / engine)
                    counts = found.counts()
                same = digests(folder / engine) == expected
                print(
                    f"{name:20} {engine:7} {'the same' if same else 'DIFFERS'}  {counts}  {time.perf_counter() - start:.1f} s",
                    flush=True,
                )
                shutil.rmtree(folder / "work")


@contextmanager
def run_of(engine: str, export: Path, work: Path) -> Iterator[LargeDeduplication]:
    if engine == "spark":
        with spark_session() as session, deduplicated([export], work, session=session) as found:
            yield found
    else:
        with deduplicated([export], work) as found:
            yield found


# --- time and memory -----------------------------------------------------------------------------------------------------


def make(size: int, path: Path) -> None:
    """Write records to a BibTeX file, unless it is there."""
    if path.exists():
        return
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for one, _ in islice(grown(size), size):
            file.write(f"{dump_entry(one)}\n")
    unfinished.rename(path)


def one(engine: str, export: Path, work: Path) -> None:
    """Deduplicate a file and print what came out: a digest of the files, and how many works there are."""
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    if engine == "memory":
        in_memory(lr.read(export), out)
    else:
        with run_of(engine, export, work / "tables") as found:
            written(found, out)
    print(json.dumps(digests(out)))


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from tree(int(child))


def held(pid: int) -> int:
    """Return the memory of its own that a process and its children hold, in MB."""
    total = 0
    for each in tree(pid):
        try:
            status = Path(f"/proc/{each}/status").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1])
            for line in status.split("\n")
            if line.startswith(("RssAnon", "RssShmem", "VmSwap"))
        )
    return total // 1024


def used(pid: int) -> dict[int, float]:
    """Return the seconds of CPU of a process, and of each that it started and that still runs: Java is waited for by nobody."""
    found = {}
    for each in tree(pid):
        try:
            # behind the name, which may hold anything
            said = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[each] = (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")
    return found


def watched(command: list[str]) -> dict[str, object]:
    """Return what a child process printed last, its seconds, those of CPU, and its memory at most."""
    before = os.times()
    start = time.perf_counter()
    most = 0
    seen: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        while child.poll() is None:
            most = max(most, held(child.pid))
            seen |= used(child.pid)
            time.sleep(0.1)
        assert child.stdout is not None
        said = child.stdout.read().strip().split("\n")[-1]
    after = os.times()
    waited = after.children_user + after.children_system - before.children_user - before.children_system
    cpu = max(waited, sum(seen.values()))
    return {
        "seconds": round(time.perf_counter() - start, 1), "cpu": round(cpu, 1), "MB": most, "files": json.loads(said) if said else None,
    }  # fmt: skip


def curve(sizes: Iterable[int], engines: Iterable[str], place: Path, draw: Path | None, most: int) -> None:
    rows = []
    for size in sizes:
        export = place / f"grown-{size}.bib"
        make(size, export)
        for engine in engines:
            if engine == "memory" and size > most:
                continue
            work = place / f"work-{engine}-{size}"
            shutil.rmtree(work, ignore_errors=True)
            row = {
                "engine": engine,
                "records": size,
                **watched([sys.executable, str(HERE), "one", engine, str(export), str(work)]),
            }
            shutil.rmtree(work, ignore_errors=True)
            rows.append(row)
            print(json.dumps(row), flush=True)
    for size in sizes:
        files = [row["files"] for row in rows if row["records"] == size]
        print(
            f"{size:,}: {'the same files' if all(each == files[0] for each in files) else 'DIFFERENT files'}"
        )
    if draw is not None:
        draw.write_text(picture(rows), encoding="utf-8")


COLOURS = {"memory": "#1b5e9c", "duckdb": "#a4441a", "spark": "#3d7a3d"}


def picture(rows: list[dict]) -> str:
    """Return time and memory against the number of records, side by side, all scales logarithmic."""
    from math import log10

    width, height, left, top, gap = 800, 380, 60, 40, 390
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img">',
        "<title>Deduplication in memory, with DuckDB and with Spark: seconds of CPU, and memory, against the number of records</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    last = max(log10(row["records"]) for row in rows)
    for panel, (what, unit) in enumerate((("cpu", "s"), ("MB", "MB"))):
        x0 = left + panel * gap
        low, high = log10(min(row[what] for row in rows)) - 0.1, log10(max(row[what] for row in rows)) + 0.1

        def at(
            records: float, value: float, x0: int = x0, low: float = low, high: float = high
        ) -> tuple[float, float]:
            x = x0 + (log10(records) - 4) / max(last - 4, 1) * 290
            return x, height - 50 - (log10(value) - low) / (high - low) * (height - 50 - top)

        parts.append(
            f'<text x="{x0}" y="24">{"seconds of CPU of all processes, reading and writing included" if unit == "s" else "memory of all processes, MB"}</text>'
        )
        for size in sorted({row["records"] for row in rows}):
            x, _ = at(size, 10**low)
            parts.append(f'<line x1="{x:.0f}" y1="{top}" x2="{x:.0f}" y2="{height - 50}" stroke="#ddd"/>')
            parts.append(f'<text x="{x:.0f}" y="{height - 34}" text-anchor="middle">{size:,}</text>')
        for step in (times * 10**power for power in range(6) for times in (1, 2, 5)):
            if low <= log10(step) <= high:
                _, y = at(10**4, step)
                parts.append(f'<line x1="{x0}" y1="{y:.0f}" x2="{x0 + 290}" y2="{y:.0f}" stroke="#ddd"/>')
                parts.append(f'<text x="{x0 - 6}" y="{y + 4:.0f}" text-anchor="end">{step:,}</text>')
        for engine in dict.fromkeys(row["engine"] for row in rows):
            points = [at(row["records"], row[what]) for row in rows if row["engine"] == engine]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(
                f'<polyline points="{path}" fill="none" stroke="{COLOURS[engine]}" stroke-width="2"/>'
            )
            parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[engine]}"/>' for x, y in points
            ]
    for number, engine in enumerate(dict.fromkeys(row["engine"] for row in rows)):
        parts.append(
            f'<text x="{left + 90 * number}" y="{height - 10}" fill="{COLOURS[engine]}">{engine}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


# --- ended and gone on with ----------------------------------------------------------------------------------------------


def kill(rounds: int, size: int, place: Path, seed: int) -> None:
    """Print whether a run that is ended at random moments gives the files of one that was not."""
    export = place / f"grown-{size}.bib"
    make(size, export)
    whole = place / "work-whole"
    expected = watched([sys.executable, str(HERE), "one", "duckdb", str(export), str(whole)])
    shutil.rmtree(whole)
    rng = random.Random(seed)
    for number in range(rounds):
        work = place / "work-ended"
        shutil.rmtree(work, ignore_errors=True)
        command = [sys.executable, str(HERE), "one", "duckdb", str(export), str(work)]
        ended = []
        while True:
            child = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
            )
            # later each time, or a run that is hardly longer than its imports would never come to its end
            limit = rng.uniform(1, 0.7 * float(str(expected["seconds"]))) * 1.2 ** len(ended)
            try:
                out, _ = child.communicate(timeout=limit)
                break
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                child.communicate()
                ended.append(round(limit, 1))
        same = json.loads(out.strip().split("\n")[-1]) == expected["files"]
        print(
            f"round {number + 1}: ended after {ended} s, {'the same files' if same else 'DIFFERENT files'}",
            flush=True,
        )
        shutil.rmtree(work)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", choices=["check", "curve", "kill", "make", "one"], help="one is run by the others"
    )
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--sets", nargs="+", default=["bib", *SETS])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--most-in-memory", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "litreview-large")
    parser.add_argument("--draw", type=Path, help="the SVG to write")
    options = parser.parse_args()
    if options.what == "one":
        one(options.rest[0], Path(options.rest[1]), Path(options.rest[2]))
        return
    need("data/dedup")
    compared = options.what in ("check", "curve")
    if compared and "spark" in options.engines and not (find_spec("pyspark") and shutil.which("java")):
        print("not run: Spark, which needs pyspark and Java", flush=True)
        options.engines = [engine for engine in options.engines if engine != "spark"]
    options.place.mkdir(parents=True, exist_ok=True)
    if options.what == "check":
        check(options.sets, [engine for engine in options.engines if engine != "memory"])
    elif options.what == "curve":
        curve(options.sizes, options.engines, options.place, options.draw, options.most_in_memory)
    elif options.what == "kill":
        kill(options.rounds, options.sizes[0], options.place, options.seed)
    else:
        make(int(options.rest[0]), Path(options.rest[1]))


if __name__ == "__main__":
    main()
