"""Deduplication beside bib-dedupe on 10,000 records, and alone up to a million: seconds and memory.

    python benchmarks/dedupe_scale.py peer           # median of 3 alternating runs of both, without and with merging
    python benchmarks/dedupe_scale.py curve          # 10k to 1M records; draws docs/images/dedupe-scale.svg with --draw
    python benchmarks/dedupe_scale.py again          # all of srsr (--count), and again with new records (--new), also as a review

bib-dedupe runs in an environment of its own: that of the interpreter named by BIB_DEDUPE_PYTHON, or one made for this run.
The sets stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared).

The records beyond srsr's 53,001 are made from them: each work becomes another work (words, names, numbers and DOI exchanged
for others of the same kind, in all its records alike), then three records in ten are damaged once more. Seeded: two runs
make the same records.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from unittest.mock import patch

from data_folder import need
from dedupe import gold_groups, load
from notebook import SIGNS

from litreview.core.model import Doi, Record, RecordId, Source
from litreview.core.runtime import gc_pause
from litreview.core.text import parse_names
from litreview.stages.duplicates import dedupe, deduplication
from litreview.stages.duplicates.pairs import compare

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
SAMPLES = ("first", "random")
PEER = "bib-dedupe==0.11.0"
HERE = Path(__file__).resolve().parent


def pair_f1(groups: list[list[str]], group_of: dict[str, str]) -> float:
    """Return the F1 of the pairs that the groups make, against the gold."""
    found: Counter[bool] = Counter()
    for group in groups:
        counts = Counter(group_of.get(one, one) for one in group)
        right = sum(n * (n - 1) // 2 for n in counts.values())
        found[True] += right
        found[False] += len(group) * (len(group) - 1) // 2 - right
    true = sum(n * (n - 1) // 2 for n in Counter(group_of.values()).values())
    return 2 * found[True] / ((found.total() + true) or 1)


# --- beside bib-dedupe ---------------------------------------------------------------------------------------------------


def sample_of(name: str, count: int) -> tuple[list[Record], set[tuple[str, str]]]:
    """Return so many records of srsr, with the gold pairs among them."""
    return load(f"srsr-{count}") if name == "first" else load("srsr", count)


def write_table(records: list[Record], path: Path) -> None:
    """Write the table bib-dedupe takes."""
    names = ("title", "author", "year", "journal", "volume", "number", "pages", "doi", "abstract", "isbn")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ID", "ENTRYTYPE", *names])
        table.writerows([one.id, one.type, *(one.get(name) for name in names)] for one in records)


def peer_python(folder: str) -> str:
    """Return an interpreter that has bib-dedupe."""
    named = os.environ.get("BIB_DEDUPE_PYTHON")
    if named:
        return named
    print(f"making an environment with {PEER} …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True)
    return python


def run(command: list[str]) -> dict:
    """Return what a child process printed as its last line, and its seconds of CPU; nothing where it says that it was not run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = done.stdout.strip().split("\n")[-1]
    if said.startswith("not run:"):
        print(said, flush=True)
        return {}
    return {"cpu with import": cpu, **json.loads(said)}


def beside_peer(rounds: int, count: int) -> dict[str, dict[str, dict[str, float]]]:
    """Print the figures of both; return the medians by sample and tool."""
    every = {}
    with tempfile.TemporaryDirectory() as folder:
        python = peer_python(str(Path(folder) / "peer"))
        for name in SAMPLES:
            records, gold = sample_of(name, count)
            group_of = gold_groups(gold)
            table = Path(folder) / "table.csv"
            write_table(records, table)
            figures: dict[str, list[dict]] = {"litreview": [], "bib-dedupe": []}
            for _ in range(rounds):
                own = [sys.executable, __file__, "ours", "--sample", name, "--count", str(count)]
                figures["litreview"].append(run(own))
                figures["bib-dedupe"].append(run([python, str(HERE / "peer_bib_dedupe.py"), str(table)]))
            figures = {tool: runs for tool, runs in figures.items() if all(runs)}
            middle = {
                tool: {
                    "seconds": median(one["seconds"] for one in runs),
                    "cpu": median(one["cpu"] for one in runs),
                    "whole": median(one["seconds"] + one["merging"] for one in runs),
                }
                for tool, runs in figures.items()
            }
            every[name] = middle
            for tool, runs in figures.items():
                print(
                    f"srsr, {name} {count:,}: {tool:10}  {middle[tool]['seconds']:7.2f} s  {middle[tool]['cpu']:7.2f} s of CPU"
                    f"  merged {middle[tool]['whole']:7.2f} s"
                    f"  asked {runs[0]['asked']:4}  pair F1 {pair_f1(runs[0]['groups'], group_of):.4f}"
                    f"  runs {[round(one['seconds'], 2) for one in runs]}"
                )
            if "bib-dedupe" not in middle:
                continue
            ours, theirs = middle["litreview"], middle["bib-dedupe"]
            print(
                f"srsr, {name} {count:,}: {theirs['seconds'] / ours['seconds']:.0f} times faster,"
                f" {theirs['cpu'] / ours['cpu']:.0f} times less CPU;"
                f" with merging {theirs['whole'] / ours['whole']:.0f} times faster",
                flush=True,
            )
    return every


def ours(sample: str, count: int) -> None:
    """Print what `peer_bib_dedupe.py` prints, of this project."""
    # imports are left out of the time, on both sides
    for name in ("numpy", "rapidfuzz.fuzz", "rapidfuzz.process", "rapidfuzz.distance"):
        import_module(name)
    records, _ = sample_of(sample, count)
    merging, merging_cpu, merge_all = 0.0, 0.0, vars(deduplication)["_sources"]

    def timed(*given: Any) -> tuple[Source, ...]:
        nonlocal merging, merging_cpu
        start, used = time.perf_counter(), time.process_time()
        made: tuple[Source, ...] = merge_all(*given)
        merging += time.perf_counter() - start
        merging_cpu += time.process_time() - used
        return made

    wall, cpu = time.perf_counter(), time.process_time()
    with patch.object(deduplication, "_sources", timed):
        result = dedupe(records)
    # each by its own clock: on a busy machine merging takes more seconds than CPU
    wall, cpu = time.perf_counter() - wall - merging, time.process_time() - cpu - merging_cpu
    groups = [list(cluster.records) for cluster in result.clusters if len(cluster.records) > 1]
    found = {"seconds": wall, "cpu": cpu, "merging": merging, "groups": groups, "asked": len(result.queue)}
    print(json.dumps(found))


# --- growth --------------------------------------------------------------------------------------------------------------

WORD = re.compile(r"[A-Za-z]{4,}")
NAME = re.compile(r"[A-Z][a-z]{2,}")
FIGURES = re.compile(r"\d+")


def exchange(counts: Counter[str], random: Random) -> dict[str, str]:
    """Return another word for each word, about as frequent. Words rare enough to be slips of the pen stay as they are."""
    words = [
        word for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count > 4
    ]
    made: dict[str, str] = {}
    for start in range(0, len(words), 200):
        band = words[start : start + 200]
        made.update(zip(band, random.sample(band, len(band)), strict=True))
    return made


def grown(size: int) -> Iterator[tuple[Record, str]]:
    """Yield records, each with the name of its work."""
    records, gold = load("srsr", size)
    group_of = gold_groups(gold)
    yield from ((one, group_of.get(one.id, one.id)) for one in records)
    words = Counter(word.lower() for one in records for word in WORD.findall(one.title))
    names = Counter(name for one in records for name in NAME.findall(one.get("author")))
    made, copy = len(records), 0
    while made < size:
        copy += 1
        random = Random(copy)
        new_word, new_name = exchange(words, random), exchange(names, random)
        for one in records:
            if made == size:
                return
            work = f"{group_of.get(one.id, one.id)}/{copy}"
            yield (
                damaged(another(one, copy, Random(work).randrange(1, 900), new_word, new_name), random),
                work,
            )
            made += 1


def another(one: Record, copy: int, shift: int, new_word: dict[str, str], new_name: dict[str, str]) -> Record:
    """Return the record of another work, that has in all its records the same words for the same words."""

    def word(found: re.Match[str]) -> str:
        old = found.group()
        new = new_word.get(old.lower(), old)
        return new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new

    def figures(text: str) -> str:
        return FIGURES.sub(lambda found: str(int(found.group()) + shift), text)

    fields = dict(one.fields)
    fields["title"] = WORD.sub(word, one.title)
    fields["author"] = NAME.sub(lambda found: new_name.get(found.group(), found.group()), one.get("author"))
    if "abstract" in fields:
        fields["abstract"] = WORD.sub(word, fields["abstract"][:300])
    for name in ("volume", "pages"):
        if name in fields:
            fields[name] = figures(fields[name])
    if "doi" in fields and one.doi:
        fields["doi"] = f"{one.doi}.{copy}"
    return replace(
        one, key=f"{one.key}-c{copy}", id=RecordId(f"{one.id}-c{copy}"), fields=fields,
        authors=parse_names(fields["author"]), doi=Doi(f"{one.doi}.{copy}") if one.doi else one.doi,
    )  # fmt: skip


def damaged(one: Record, random: Random) -> Record:
    """Return the record, in three of ten cases with one fault more."""
    kind = random.random()
    if kind > 0.3:
        return one
    fields = dict(one.fields)
    doi, year = one.doi, one.year
    title = one.title
    place = random.randrange(len(title)) if title else 0
    if kind < 0.05:
        fields["title"] = title[:place] + title[place + 1 :]
    elif kind < 0.08:
        fields["title"] = title.upper()
    elif kind < 0.10:
        fields["title"] = title[: max(30, len(title) * 2 // 3)]
    elif kind < 0.18:
        fields.pop("doi", None)
        doi = Doi("")
    elif kind < 0.22:
        fields.pop("pages", None)
    elif kind < 0.26:
        fields.pop("abstract", None)
    elif kind < 0.28:
        fields["journal"] = " ".join(word[:4] for word in fields.get("journal", "").split())
    elif year is not None:
        year += 1
        fields["year"] = str(year)
    return replace(one, fields=fields, doi=doi, year=year)


def megabytes() -> int:
    """Return the memory in use now."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text())
        return int(found.group(1)) // 1024 if found else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one_size(size: int) -> None:
    """Print the figures of one size."""
    records, works = map(list, zip(*grown(size), strict=True))
    group_of = {one.id: work for one, work in zip(records, works, strict=True)}
    gc.collect()
    before = megabytes()
    wall, cpu = time.perf_counter(), time.process_time()
    result = dedupe(records)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert sum(len(cluster.records) for cluster in result.clusters) == size, (
        "records in = records accounted for"
    )
    print(
        json.dumps(
            {
                "records": size, "works": len(result), "seconds": round(wall, 2), "cpu": round(cpu, 2), "before MB": before,
                "peak MB": peak, "asked": len(result.queue),
                "F1": round(pair_f1([list(c.records) for c in result.clusters], group_of), 4),
            }
        )
    )  # fmt: skip


def curve(sizes: list[int], draw: Path | None) -> None:
    rows = []
    for size in sizes:
        rows.append(run([sys.executable, __file__, "one", "--sizes", str(size)]))
        row = rows[-1]
        print(
            f"{size:9,} records  {row['cpu']:7.2f} s of CPU  {row['cpu'] / size * 1e6:4.0f} µs each"
            f"  {row['before MB']:6,} MB before  {row['peak MB']:6,} MB at most"
            f"  {(row['peak MB'] - row['before MB']) / size * 1024:4.1f} kB each"
            f"  {row['works']:9,} works  asked {row['asked']:6,}  pair F1 {row['F1']}",
            flush=True,
        )
    if draw is not None:
        draw.write_text(picture(rows), encoding="utf-8")


def picture(rows: list[dict]) -> str:
    """Return the curve as SVG: both axes logarithmic, so that linear growth is a straight line at 45 degrees."""
    from math import log10

    width, height, left, top = 640, 400, 70, 30

    def x(records: float) -> float:
        return left + (log10(records) - 4) / 2 * (width - left - 90)

    def y(value: float, low: float) -> float:
        return height - 50 - (log10(value) - log10(low)) / 3 * (height - 50 - top)

    def line(values: list[float], low: float, colour: str) -> str:
        points = [(x(row["records"]), y(value, low)) for row, value in zip(rows, values, strict=True)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in points)
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'

    def text(at_x: float, at_y: float, words: str, more: str = "") -> str:
        return f'<text x="{at_x:.1f}" y="{at_y:.1f}" {more}>{words}</text>'

    seconds = [row["cpu"] for row in rows]
    memory = [row["peak MB"] - row["before MB"] for row in rows]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img">',
        "<title>Deduplication: seconds of CPU and memory against the number of records</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for row in rows:
        at = x(row["records"])
        parts.append(f'<line x1="{at:.1f}" y1="{top}" x2="{at:.1f}" y2="{height - 50}" stroke="#ddd"/>')
        parts.append(text(at, height - 32, f"{row['records']:,}", 'text-anchor="middle"'))
    parts.append(text(left, height - 10, "records (all scales logarithmic)"))
    for step in (0.5, 5, 50, 500):
        at = y(step, 0.5)
        parts.append(f'<line x1="{left}" y1="{at:.1f}" x2="{width - 90}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(text(left - 8, at + 4, f"{step:g} s", 'text-anchor="end" fill="#1b5e9c"'))
        parts.append(text(width - 82, at + 4, f"{step * 20:,.0f} MB", 'fill="#a4441a"'))
    parts += [line(seconds, 0.5, "#1b5e9c"), line(memory, 10, "#a4441a")]
    parts.append(text(left + 12, top + 14, "seconds of CPU", 'fill="#1b5e9c"'))
    parts.append(text(left + 12, top + 30, "memory beyond the records themselves", 'fill="#a4441a"'))
    return "\n".join([*parts, "</svg>\n"])


# --- a library that grows ------------------------------------------------------------------------------------------------


def again(count: int | None, new: int) -> None:
    """Print what the last records cost with and without the deduplication of the others: comparing, all of it, and `dedupe` of a review."""
    records = [one for one, _ in grown(count)] if count else load("srsr")[0]
    known = dedupe(records[:-new])
    ordered = sorted(records, key=lambda one: one.id)
    figures = []
    for before in (None, known):
        gc.collect()
        cpu = time.process_time()
        with gc_pause():
            compare(ordered, "ask", before.compared if before else None)
        compared = time.process_time() - cpu
        cpu = time.process_time()
        result = dedupe(records, known=before)
        figures.append((compared, time.process_time() - cpu, result))
    assert figures[0][2] == figures[1][2], "the result is that from scratch"
    (compared, whole, _), (compared_again, whole_again, _) = figures
    print(
        f"{len(records):,} records, {new:,} of them new: comparing {compared:.2f} s of CPU from scratch, {compared_again:.2f} s with what was known;"
        f" all of it {whole:.2f} s, {whole_again:.2f} s",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        again_in_review(Path(folder), records, new)


def again_in_review(folder: Path, records: list[Record], new: int) -> None:
    """Print what `litreview dedupe` of a review costs from scratch, and after one export more, with what an earlier run stored."""
    entries = [entry(one) for one in records]
    review, late = folder / "review", folder / "late.bib"
    (review / "bib").mkdir(parents=True)
    (review / "litreview.toml").write_text('title = "Many records"\nsources = ["bib"]\n', encoding="utf-8")
    for number, name in enumerate(("a", "b", "c")):
        text = "".join(entries[:-new][number::3])
        (review / "bib" / f"{name}.bib").write_text(text, encoding="utf-8")
    late.write_text("".join(entries[-new:]), encoding="utf-8")
    seconds, queues = {}, {}
    for name, cache in (("before", "kept"), ("again", "kept"), ("from scratch", "empty")):
        if name == "again":
            late.rename(review / "bib" / "late.bib")
        queue = folder / f"{name}.csv"
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "litreview", "dedupe", str(review), "--queue", str(queue)]
        environment = {**os.environ, "LITREVIEW_CACHE": str(folder / cache)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds[name] = ended.ru_utime + ended.ru_stime - used.ru_utime - used.ru_stime
        queues[name] = queue.read_bytes()
    assert queues["again"] == queues["from scratch"], "the questions are those from scratch"
    print(
        f"litreview dedupe of a review: {seconds['from scratch']:.1f} s of CPU from scratch, {seconds['again']:.1f} s with what was stored"
        f" before {new:,} records more"
    )


def entry(one: Record) -> str:
    """Return a record as an entry of BibTeX."""
    lines = "".join(
        f"  {name} = {{{value.translate(SIGNS)}}},\n" for name, value in one.fields.items() if name.isalpha()
    )
    return f"@article{{{one.key},\n{lines}}}\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", choices=["peer", "curve", "again", "ours", "one"], help="ours and one are run by the others"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--sample", choices=SAMPLES, default=SAMPLES[0])
    parser.add_argument("--count", type=int, help="of srsr so many records (peer: 10,000; again: all)")
    parser.add_argument("--new", type=int, default=100, help="again: records that are new")
    parser.add_argument("--draw", type=Path, help="the SVG to write")
    options = parser.parse_args()
    need("data/dedup")
    if options.what == "peer":
        beside_peer(options.rounds, options.count or 10_000)
    elif options.what == "curve":
        curve(options.sizes, options.draw)
    elif options.what == "again":
        again(options.count, options.new)
    elif options.what == "ours":
        ours(options.sample, options.count or 10_000)
    else:
        one_size(options.sizes[0])


if __name__ == "__main__":
    main()
