"""Every verdict of deduplication and linking on the development sets, as a text that can be compared with another state's.

    python benchmarks/verdicts.py write FOLDER           # one file per set
    python benchmarks/verdicts.py compare BEFORE AFTER   # counts the lines that differ, shows the first ones

A line of deduplication is a judged pair: ids, verdict, strength, relation, whether it contradicts, reasons. Pairs that are plainly
different and say nothing are not kept. A line of linking is a reference with what it became. Files differ only where a verdict does.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from data_folder import need
from dedupe import load_records
from graph import SETS as REFERENCES, load as load_references

from litreview.stages.duplicates import dedupe
from litreview.stages.network import link

SETS = (
    "cytology_screening", "respiratory", "neuroimaging", "misq_baseline", "cora", "digital_work", "cardiac", "dblp_acm_a",
    "misq_mixed_a", "depression_a", "srsr", "dblp_scholar_a", "cochrane_central",
)  # fmt: skip


def pairs(name: str) -> Iterator[str]:
    """Yield a line for each judged pair of a set, in the order of the ids, then one for each source."""
    found = dedupe(load_records(name))
    compared = found.compared
    ids = [record.id for record in compared.records]
    for (a, b), one in sorted(compared.judged.items(), key=lambda item: (ids[item[0][0]], ids[item[0][1]])):
        reasons = " | ".join(one.reasons)
        yield f"{ids[a]}\t{ids[b]}\t{one.verdict}\t{one.score}\t{one.kind}\t{one.contradicts}\t{reasons}"
    for cluster in sorted(found.clusters, key=lambda each: each.records):
        if len(cluster.records) > 1:
            yield "source\t" + "\t".join(sorted(cluster.records))


def references(name: str) -> Iterator[str]:
    """Yield a line for each reference of a set: what it was linked to, is asked about, or is one missing work with."""
    found = link(load_references(name)[0])
    for kind, citations in (("link", found.citations), ("ask", found.queue)):
        for one in citations:
            yield f"{kind}\t{one.citing}\t{one.cited}\t{one.method}\t{one.confidence}\t{one.reference.text}"
    for work in found.not_held:
        yield "work\t" + "\t".join(sorted(one.text for one in work.references))


def write(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        begun = time.process_time()
        lines = sorted(set(references(name) if name in REFERENCES else pairs(name)))
        (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines)} lines, {time.process_time() - begun:.1f} s", flush=True)


def compare(before: Path, after: Path, show: int) -> int:
    """Print for each set how many lines are in one only; return how many in all."""
    total = 0
    for path in sorted(before.glob("*.tsv")):
        old = set(path.read_text("utf-8").split("\n"))
        new = set((after / path.name).read_text("utf-8").split("\n"))
        gone, come = sorted(old - new), sorted(new - old)
        total += len(gone) + len(come)
        print(f"{path.stem}: {len(old)} lines before, {len(new)} after; {len(gone)} gone, {len(come)} new")
        for mark, lines in (("-", gone), ("+", come)):
            for line in lines[:show]:
                print(f"  {mark} {line}")
    print(f"{total} differences")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write")
    writing.add_argument("folder", type=Path)
    writing.add_argument("sets", nargs="*", default=[*SETS, *REFERENCES])
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    if options.command == "write":
        need("data/dedup")
        write(options.folder, options.sets)
        return 0
    return 1 if compare(options.before, options.after, options.show) else 0


if __name__ == "__main__":
    raise SystemExit(main())
