"""`litreview run` on a review of 10,000 records: how long each output takes, and the same after one new tag and after one merge.

    python benchmarks/run.py                     # makes the review in a temporary folder and runs it three times
    python benchmarks/run.py 2000 --folder DIR   # so many records; the folder is kept, and used again
    python benchmarks/run.py --without bibliography.html bibliography.docx
    python benchmarks/run.py --stress            # `litreview stress` instead, once nothing is stored and once again

The records are those of srsr (a random sample, with their abstracts and ten made-up references each) in three exports, which overlap;
they stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). Beside them are made-up decisions on every
hundredth source and a note on every two-hundredth. With --stress there are inclusions, tags and stances of two people on 1,400 sources, and
made-up findings and recommendations on these. Times are wall clock and CPU of a process of its own.
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


def decided(number: int, verb: str, key: str, value: str, by: str = "reviewer-a") -> str:
    """Return a line of decisions, made up."""
    minutes, seconds = divmod(number, 60)
    when = f"2026-01-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:{seconds:02}Z"
    return f"{when}\t{by}\t{verb}\t{key}\t{value}\t\tmade up\t\n"


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


def judge(folder: Path, count: int) -> None:
    """Add 8,400 judgements, 40 findings and 10 recommendations, made up: each finding has 28 sources for it and 7 against it."""
    judged = [n for n in range(count) if n % 100][: 40 * 35]
    goal, sides = {}, {}
    for place, n in enumerate(judged):
        finding, at = divmod(place, 35)
        goal[n] = CODES[finding % 3]
        sides.setdefault(finding, ([], []))[at >= 28].append(n)
    against = {n for _, some in sides.values() for n in some}
    for by in ("reviewer-a", "reviewer-b"):
        lines = [HEAD]
        for place, n in enumerate(judged):
            stance = f"{goal[n]}={'contradicts' if n in against else 'supports'}"
            for m, (verb, value) in enumerate(
                (("include", "fulltext"), ("tag", goal[n]), ("stance", stance))
            ):
                lines.append(decided(86400 * 3 + 3 * place + m, verb, f"k{n}", value, by))
        (folder / "decisions" / f"{by}.tsv").write_text("".join(lines), encoding="utf-8")
    found = [
        f'[[finding]]\nid = "F{n + 1}"\nstatement = "A made-up statement."\ngoal = "{CODES[n % 3]}"\nstance = "supports"\n'
        + "".join(
            f"{name} = {json.dumps([f'k{one}' for one in some])}\n"
            for name, some in zip(("supports", "contradicts"), both, strict=True)
        )
        for n, both in sides.items()
    ]
    found += [
        f'[[recommendation]]\nid = "P{n + 1}"\nstatement = "A made-up recommendation."\nfindings = {json.dumps([f"F{4 * n + m + 1}" for m in range(4)])}\n'
        for n in range(10)
    ]
    (folder / "findings.toml").write_text("\n".join(found), encoding="utf-8")


def stress(folder: Path, count: int, style: str) -> None:
    """Make the review where it is not there, and print what `litreview stress` takes on it, and what it takes again."""
    if not (folder / "litreview.toml").exists():
        make(folder, count, style)
    judge(folder, count)
    for title in ("nothing stored", "again"):
        before, began = os.times(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "litreview", "stress", str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
        wall, after = time.perf_counter() - began, os.times()
        stand = sum(" stands (" in line or " keeps " in line for line in done.stdout.splitlines())
        user = after.children_user - before.children_user
        print(
            f"stress, {title}: {wall:.1f} s, {user:.1f} s of user CPU; {stand} statements stand", flush=True
        )


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
    parser.add_argument("--stress", action="store_true")
    parser.add_argument("--child", metavar="FOLDER", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.without)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary) / "review"
        if args.stress:
            stress(folder, args.count, args.style)
        else:
            measure(folder, args.count, args.style, args.without)


if __name__ == "__main__":
    main()
