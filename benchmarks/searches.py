"""Eight exports of one review, deduplicated, and what CiteSource made of the same: works per source, found by one alone, shared by two.

    python benchmarks/searches.py              # the counts beside each other
    python benchmarks/searches.py --pairs      # and each work on which the two differ, with its records

The data stand in LITREVIEW_DATA/data/searches. CiteSource numbers the records of each file in its order, so that each of its records is known here.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path

from data_folder import FOLDER, need

import litreview as lr

DATA = FOLDER / "data/searches"
# CiteSource calls what was screened and included "unknown", with the label of the stage
EXPORTS = {
    ("Dimensions", "search"): "Dimensions_246.ris",
    ("EconLit", "search"): "econlit_3.ris",
    ("EnvIndex", "search"): "envindex_100.ris",
    ("LENS", "search"): "lens_343.ris",
    ("Medline", "search"): "medline_84.ris",
    ("WoS", "search"): "wos_278.ris",
    ("unknown", "screened"): "screened_128.ris",
    ("unknown", "final"): "final_24.ris",
}
DATABASES = [file for (_, stage), file in EXPORTS.items() if stage == "search"]
NAMES = {file: source if stage == "search" else stage for (source, stage), file in EXPORTS.items()}
Groups = Mapping[str, list[str]]
"""By the name of a work the ids of its records."""


def load() -> lr.Library:
    """Return the records of the eight exports."""
    with tempfile.TemporaryDirectory() as place:
        for name in EXPORTS.values():
            Path(place, name).write_bytes(lzma.decompress((DATA / f"{name}.xz").read_bytes()))
        return lr.read(*(Path(place, name) for name in EXPORTS.values()), root=place)


def theirs(records: Iterable[lr.Record]) -> Groups:
    """Return the works as CiteSource joined them, its numbers put in terms of our records."""
    with lzma.open(DATA / "citesource_export.csv.xz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    numbers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        listed = (row[name].split(", ") for name in ("record_ids", "cite_source", "cite_label"))
        for number, source, label in zip(*listed, strict=True):
            numbers[EXPORTS[source, label]].append((int(number), row["duplicate_id"]))
    ours: dict[str, list[str]] = defaultdict(list)
    for record in records:
        ours[record.where.file].append(record.id)
    found: dict[str, list[str]] = defaultdict(list)
    for file, mine in numbers.items():
        for (_, work), id_ in zip(sorted(mine), ours[file], strict=True):
            found[work].append(id_)
    return found


def counts(groups: Groups, file_of: Mapping[str, str]) -> dict[str, Counter[tuple[str, ...]]]:
    """Return works per database, found by it alone (of the databases), and shared by two."""
    found: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in ("works", "alone", "shared")}
    for ids in groups.values():
        files = sorted({file_of[id_] for id_ in ids}, key=list(NAMES).index)
        found["works"].update((file,) for file in files)
        databases = [file for file in files if file in DATABASES]
        if len(databases) == 1:
            found["alone"][databases[0],] += 1
        found["shared"].update(combinations(databases, 2))
    return found


def table(name: str, a: Counter[tuple[str, ...]], b: Counter[tuple[str, ...]]) -> None:
    print(f"\n{name:30} litreview  CiteSource")
    for key in sorted({*a, *b}, key=lambda key: [list(NAMES).index(file) for file in key]):
        mark = "" if a[key] == b[key] else f"  {a[key] - b[key]:+}"
        print(f"{' and '.join(NAMES[file] for file in key):30}{a[key]:10}{b[key]:12}{mark}")
    same = sum(a[key] == b[key] for key in {*a, *b})
    print(f"{'the same':30}{same:10} of {len({*a, *b})}")


def differing(a: Groups, b: Groups) -> list[list[list[str]]]:
    """Return the works of `a` whose records are several works in `b`, as those works."""
    home = {id_: work for work, ids in b.items() for id_ in ids}
    found = []
    for ids in a.values():
        parts: dict[str, list[str]] = defaultdict(list)
        for id_ in ids:
            parts[home[id_]].append(id_)
        if len(parts) > 1:
            found.append(list(parts.values()))
    return found


def show(heading: str, works: list[list[list[str]]], told: Callable[[str], str]) -> None:
    print(f"\n{heading}: {len(works)}")
    for parts in works:
        for number, ids in enumerate(parts):
            print(f"  {'-' if number else '*'} " + "\n    ".join(map(told, ids)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", action="store_true", help="print each work on which the two differ")
    options = parser.parse_args()
    need("data/searches")
    library = load()
    records = {record.id: record for record in library.records}
    file_of = {id_: record.where.file for id_, record in records.items()}
    made = lr.dedupe(library)
    ours = {source.key: [record.id for record in source.records] for source in made.sources}
    others = theirs(library.records)
    print(
        f"{len(records)} records; works: litreview {len(ours)}, CiteSource {len(others)}; asked of a person: {len(made.queue)}"
    )
    mine, yours = counts(ours, file_of), counts(others, file_of)
    table("works per source", mine["works"], yours["works"])
    table("found by one database alone", mine["alone"], yours["alone"])
    table("shared by two databases", mine["shared"], yours["shared"])
    more, fewer = differing(ours, others), differing(others, ours)
    asked = {frozenset((match.a, match.b)) for match in made.queue}
    print(f"\nworks that litreview joins and CiteSource does not: {len(more)}; the other way: {len(fewer)}, of which asked: "
          f"{sum(any(frozenset((a, b)) in asked for a in p[0] for b in p[1]) for p in fewer)}")  # fmt: skip
    if options.pairs:

        def told(id_: str) -> str:
            r = records[id_]
            return f"{NAMES[r.where.file]}: {r.year} {r.title[:90]} | {r.container[:40]} {r.get('pages')} {r.doi} {r.type}"

        show("joined here only", more, told)
        show("joined there only", fewer, told)


if __name__ == "__main__":
    main()
