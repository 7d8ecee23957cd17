"""Deduplication on the gold-labelled sets: records wrongly removed, duplicates left, queue, pair F1, seconds.

    python benchmarks/dedupe.py                      # every set
    python benchmarks/dedupe.py cardiac --errors     # one set, and what went wrong in it

The sets stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). Rules were tuned on
cytology_screening, neuroimaging, respiratory and the first half of srsr; the others only check them.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import os
import resource
import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

from litreview.duplicates import dedupe
from litreview.model import Record, RecordId, Where
from litreview.text import doi, parse_names, year

SETS = (
    "cytology_screening", "neuroimaging", "respiratory", "srsr-first-half", "cardiac", "digital_work", "misq_baseline", "cora", "srsr",
)  # fmt: skip
TUNED = frozenset({"cytology_screening", "neuroimaging", "respiratory", "srsr-first-half"})


def data_folder() -> Path:
    return Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "dedup"


def to_record(row: dict[str, str], name: str, line: int) -> Record:
    """Return a Record of one row; `container` becomes journal."""
    fields = {k: v for k, v in row.items() if v and k not in {"id", "entrytype", "container"}}
    if name == "respiratory":
        fields.pop("number", None)  # a row index, not an issue
    if row.get("container"):
        fields["journal"] = row["container"]
    return Record(
        key=row["id"],
        type=row.get("entrytype") or "article",
        fields=fields,
        authors=parse_names(row["author"]) if row.get("author") else (),
        year=year(row["year"]) if row.get("year") else None,
        doi=doi(row.get("doi", "")),
        id=RecordId(row["id"]),
        where=Where(file=name, line=line),
    )


def load(name: str) -> tuple[list[Record], set[tuple[str, str]]]:
    """Return the records and the gold pairs of a set."""
    folder = data_folder() / name.removesuffix("-first-half")
    csv.field_size_limit(10**9)
    with lzma.open(folder / "records.csv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if name.endswith("-first-half"):
        rows = rows[: len(rows) // 2]
    records = [to_record(row, name, line) for line, row in enumerate(rows, start=2)]
    ids = {record.id for record in records}
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {
            tuple(sorted((r["id1"], r["id2"]))) for r in csv.DictReader(file) if {r["id1"], r["id2"]} <= ids
        }
    return records, gold


def gold_groups(gold: set[tuple[str, str]]) -> dict[str, str]:
    """Return for each record in a gold pair the smallest id of its group."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b in gold:
        x, y = root(a), root(b)
        parent[max(x, y)] = min(x, y)
    return {x: root(x) for x in list(parent)}


def measure(name: str, *, errors: bool = False) -> dict[str, object]:
    """Return the figures of one set. Wrongly removed and left are counted in records, as bib-dedupe counts them."""
    records, gold = load(name)
    group_of = gold_groups(gold)
    wall, cpu = time.perf_counter(), time.process_time()
    result = dedupe(records)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    home = {record: number for number, cluster in enumerate(result.clusters) for record in cluster.records}
    assert sorted(home) == sorted(record.id for record in records), "records in = records accounted for"
    wrong = 0
    for cluster in result.clusters:
        wrong += len({group_of.get(r, r) for r in cluster.records}) - 1
    parts: dict[str, set[int]] = {}
    for record, group in group_of.items():
        parts.setdefault(group, set()).add(home[record])
    left = sum(len(homes) - 1 for homes in parts.values())
    found = Counter()
    for cluster in result.clusters:
        for a, b in combinations(sorted(cluster.records), 2):
            found[group_of.get(a, a) == group_of.get(b, b)] += 1
    true = sum(n * (n - 1) // 2 for n in Counter(group_of.values()).values())
    f1 = 2 * found[True] / (found.total() + true) if true else 1.0
    ranks = [
        rank
        for rank, match in enumerate(result.queue, start=1)
        if group_of.get(match.a, match.a) == group_of.get(match.b, match.b)
    ]
    if errors:
        show_errors(records, group_of, home, result)
    return {
        "set": name, "tuned": "yes" if name in TUNED else "", "records": len(records), "wrong": wrong, "left": left,
        "in queue": len(ranks), "queue": len(result.queue), "last rank": max(ranks, default=0), "F1": f"{f1:.4f}",
        "wall s": f"{wall:.2f}", "cpu s": f"{cpu:.2f}",
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def show_errors(records, group_of, home, result) -> None:
    """Print each wrong merge and each duplicate left, with the reasons."""
    from rapidfuzz import fuzz

    from litreview.compare import entry
    from litreview.duplicates import judge

    by_id = {record.id: record for record in records}

    def line(i: str) -> str:
        e = entry(by_id[i], {}, i)
        return f"    {i} {e.title[:110]} | {','.join(e.authors)[:40]} {e.year} | {e.container[:40]} v{e.volume} n{e.number} p{e.page}-{e.last} {e.doi} {e.kind} {e.notice} abs={bool(e.abstract)}"

    for cluster in result.clusters:
        if len({group_of.get(r, r) for r in cluster.records}) > 1:
            print("WRONG", [m.reasons for m in cluster.matches])
            for r in cluster.records:
                print(line(r), "gold", group_of.get(r))
    members: dict[str, list[str]] = {}
    for record, group in group_of.items():
        members.setdefault(group, []).append(record)
    for group in sorted(members):
        homes: dict[int, str] = {}
        for record in sorted(members[group]):
            homes.setdefault(home[record], record)
        if len(homes) > 1:
            print("LEFT")
            ids = list(homes.values())
            for r in ids:
                print(line(r))
            a, b = entry(by_id[ids[0]], {}, ids[0]), entry(by_id[ids[1]], {}, ids[1])
            print("     ", judge(a, b, fuzz.ratio(a.title, b.title) / 100))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if not data_folder().is_dir():
        sys.exit(f"{data_folder()} is not there: nothing was measured (set LITREVIEW_DATA)")
    for number, name in enumerate(options.sets):
        row = measure(name, errors=options.errors)
        if number == 0:
            print("  ".join(f"{title:>10}" for title in row))
        print("  ".join(f"{value!s:>10}" for value in row.values()), flush=True)


if __name__ == "__main__":
    main()
