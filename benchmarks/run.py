"""`litreview run` on a review of 10,000 records: how long each output takes, and the same after one new tag and after one merge.

    python benchmarks/run.py                     # makes the review in a temporary folder and runs it three times
    python benchmarks/run.py 2000 --folder DIR   # so many records; the folder is kept, and used again
    python benchmarks/run.py --without bibliography.html bibliography.docx

The records are those of srsr (a random sample, with their abstracts and ten made-up references each) in three exports, which overlap;
they stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). Beside them are made-up decisions on every
hundredth source and a note on every two-hundredth. Times are wall clock and CPU of a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from notebook import cpu, real, written

T = TypeVar("T")

HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
CODES = ("protect", "prosecute", "prevent")


def decided(number: int, verb: str, key: str, value: str) -> str:
    """Return a line of decisions, made up."""
    minutes, seconds = divmod(number, 60)
    when = f"2026-01-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:{seconds:02}Z"
    return f"{when}\treviewer-a\t{verb}\t{key}\t{value}\t\tmade up\t\n"


def make(folder: Path, count: int, style: str) -> None:
    """Write the review."""
    works = real(count)
    if not works:
        sys.exit(0)  # it has said what it misses
    entries = list(written(works))
    (folder / "bib").mkdir(parents=True)
    for number, name in enumerate(("pubmed", "scopus", "wos")):
        text = "".join(entries[number::3])
        (folder / "bib" / f"{name}.bib").write_text(text, encoding="utf-8")
    (folder / "litreview.toml").write_text(
        'title = "A review of many records"\nsources = ["bib/pubmed.bib", "bib/scopus.bib", "bib/wos.bib"]\n'
        f'codebook = "tvpa"\nstyle = "{style}"\n',
        encoding="utf-8",
    )
    (folder / "decisions").mkdir()
    lines = [decided(n, "tag", f"k{n}", CODES[n % 3]) for n in range(0, count, 100)]
    (folder / "decisions" / "reviewer-a.tsv").write_text(HEAD + "".join(lines), encoding="utf-8")
    (folder / "notes").mkdir()
    for n in range(0, count, 200):
        (folder / "notes" / f"k{n}.md").write_text(f"A made-up note on work {n}.\n", encoding="utf-8")


def child(folder: str, without: list[str]) -> None:
    """Run the review and print as JSON what each step took."""
    from litreview.core.runtime import gc_pause
    from litreview.review import open_review
    from litreview.review.outputs import writing as output

    for name in without:
        output.OUTPUTS.pop(name)  # type: ignore[attr-defined]
    done: list[tuple[str, float, float, float]] = []

    def told(name: str, make: Callable[..., T]) -> Callable[..., T]:
        def made(*given: object) -> T:
            clock, used = time.perf_counter(), cpu()
            try:
                return make(*given)
            finally:
                done.append((name, time.perf_counter() - clock, cpu() - used, peak()))

        return made

    opened = told("open", open_review)(folder)
    output.OUTPUTS = {
        name: replace(one, make=one.make and told(name, one.make)) for name, one in output.OUTPUTS.items()
    }
    with gc_pause():
        for stage in ("received", "deduplication", "links", "tags", "bibliography", "written_entries"):
            told(stage, partial(getattr, opened, stage))()
        output.write_out(opened)
    print(json.dumps({"steps": done, "peak": peak()}))
    gc.freeze()  # as the command line ends


def peak() -> float:
    """Return the most memory that this process has had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def run(folder: Path, title: str, without: list[str]) -> float:
    """Run the review in a process of its own, print what each step took, and return the seconds of CPU of all."""
    command = [sys.executable, __file__, "--child", str(folder), "--without", *without]
    before, began = cpu(), time.perf_counter()
    # as the command line sets it
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    made = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    wall, used = time.perf_counter() - began, cpu() - before
    found = json.loads(made.stdout.splitlines()[-1])
    print(f"\n{title}: {wall:.1f} s, {used:.1f} s of CPU, {found['peak']:.0f} MB")
    for name, clock, processor, memory in found["steps"]:
        if clock >= 0.1:
            print(f"  {name:<24}{clock:7.2f} s {processor:7.2f} s of CPU {memory:6.0f} MB so far", flush=True)
    return used


def measure(folder: Path, count: int, style: str, without: list[str]) -> tuple[float, ...]:
    """Run the review, then after a tag and after a merge of two sources; return the seconds of CPU of each."""
    if not (folder / "litreview.toml").exists():
        make(folder, count, style)
    found = [run(folder, f"{count} records", without)]
    new = (("tag", "k1", "protect"), ("same", "k7", f"k{count // 2 + 3}"))
    for number, decision in enumerate(new):
        with (folder / "decisions" / "reviewer-a.tsv").open("a", encoding="utf-8") as file:
            file.write(decided(86400 * 20 + number, *decision))
        found.append(run(folder, f"after one `{decision[0]}`", without))
    return tuple(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--style", default="apa")
    parser.add_argument("--without", nargs="*", default=[], metavar="OUTPUT")
    parser.add_argument("--child", metavar="FOLDER", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.without)
    elif args.folder:
        measure(args.folder, args.count, args.style, args.without)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "review", args.count, args.style, args.without)


if __name__ == "__main__":
    main()
