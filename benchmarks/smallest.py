"""Every benchmark at its smallest size, as processes one after another: that each still runs. The figures say nothing at this size.

    python benchmarks/smallest.py                  # all; ends at the first that fails, and prints what that one said
    python benchmarks/smallest.py graph verify     # those of these files

It fails where a benchmark exits with another status than 0 or prints a traceback, where a file of this folder has no row in `CALLS`, and
where the checkout is not as it was before. A benchmark that misses its data (LITREVIEW_DATA) or a peer prints a line with "not run:" and
exits with 0; those lines are repeated at the end. `.ci/run --all` calls this.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent

CALLS: Mapping[str, Sequence[str]] = {
    "attack": ["plant --count 10"],
    "bibliography": ["examples/over-policing", "grow 5"],
    "compare_pybtex": [""],
    "count_other": [""],
    "damage": ["--list", "--sets cora-200 --kinds years-missing"],
    "data_folder": [],
    "dedupe": ["cora-200 --errors"],
    "dedupe_scale": [
        "peer --rounds 1 --count 300",
        "curve --sizes 300 --draw {place}/curve.svg",
        "again --count 300",
    ],
    "edits": ["1 1"],
    "enrich": [
        "found --count 12 --half",
        "faults --count 1",
        "kills 1 --count 20",
        "pictures {place} --count 12",
    ],
    "executed_blocks": [],
    "false_statements": ["sources"],
    "filled": ["--count 1"],
    "frozen": ["--reviews demonstration --no-lines", "verdicts --sets mk_many", "cpu --sets 40"],
    "frozen_reviews": [],
    "fuzz_read": ["--minutes 0.05 --finds {place}/finds"],
    "fuzz_stages": ["--names 10"],
    "graph": ["--set mk_many", "--set variants", "--set exports --count 20", "--set sizes --count 100"],
    "graph_exports": [],
    "graph_large": ["--works 2e3 --citations 1e4 --leiden --louvain", "--works 2e3 --references 1e3"],
    "growth": ["--count 3"],
    "growth_nasty": [],
    "growth_review": [],
    "hostile_read": ["names sound --size 1 --n 100"],
    "kills": ["--kills 1"],
    "labelled": [],
    "large": [
        "check --engines duckdb spark --sets bib cora-200",
        "curve --sizes 300 400 --engines memory duckdb --draw {place}/curve.svg",
        "kill --sizes 300 --rounds 1",
        "make 20 {place}/works.bib",
    ],
    "law": ["--count 60"],
    "learning": ["--count 15 --seeds 1 --picture {place}/curves.svg"],
    "lost": ["--each 1 --broken 50 --only ris"],
    "made_texts": [],
    "made_up_references": ["5"],
    "mutants": ["--every 20001 --two 1 --format ris"],
    "mutations": ["--count 1 --rooms text --jobs 1"],
    "notebook": ["40 --runs 1"],
    "peer_asreview": [],
    "peer_bib_dedupe": [],
    "planted_citations": [""],
    "planted_findings": [""],
    "planted_numbers": [""],
    "planted_sources": [],
    "read": ["40 --runs 1 --entries 40"],
    "references": ["--misses title"],
    "report": ["--small"],
    "reprinted_notes": ["--count 5"],
    "revisions": ["--count 50", "--count 50 --versions 5"],
    "run": ["40 --folder {place}/review"],
    "screening": [
        "--peer {python} --count 40 --starts 1 --orders {place}/orders.json",
        "--stopping --count 40 --starts 1 --reviews 2",
    ],
    "searches": ["--pairs"],
    "sentences": [""],
    "shares": ["--sets cora-200 respiratory-200"],
    "states": ["--picture {place}/curves.svg"],
    "tag": ["--count 100 --show"],
    "texts": ["--count 2"],
    "pack_styles": ["--check"],
    "train_prior": ["--check"],
    "train_references": [
        "--count 30 --made-up 30 --folder {place}",
        "--count 30 --made-up 30 --folds 3 --only 2",
    ],
    "verdicts": ["write {place}/before cora-200", "compare {place}/before {place}/before"],
    "verify": ["--half read", "--altered --count 12"],
    "window": ["speed 40 --answers 1", "kill 3", "crowd 20"],
}
"""By the name of a file the words of its calls: `{place}` is a folder of its own, `{python}` this interpreter. Without a call are those that
others import or run."""


def files() -> set[str]:
    """Return the names of the benchmarks."""
    return {path.stem for path in HERE.glob("*.py")} - {Path(__file__).stem}


def state() -> str:
    """Return what git says of the checkout; nothing where the folder is none."""
    words = (["status", "--porcelain"], ["diff"])
    asked = [
        subprocess.run(["git", *each], cwd=ROOT, capture_output=True, text=True, check=False)
        for each in words
    ]
    return "".join(done.stdout for done in asked)


def call(name: str, words: str, place: Path) -> tuple[str, bool]:
    """Run one call; return what it printed and whether it failed."""
    environment = {**os.environ, "TMPDIR": str(place)}
    # no environment is made for a peer: one that this interpreter lacks is not run
    environment.setdefault("BIB_DEDUPE_PYTHON", sys.executable)
    given = [word.format(place=place, python=sys.executable) for word in shlex.split(words)]
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *given],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.stdout, done.returncode != 0 or "Traceback (most recent call last)" in done.stdout


def cpu() -> float:
    """Return the seconds of CPU of all processes that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", choices=[[], *CALLS], help="of the files, without .py; default: all"
    )
    names = parser.parse_args().names or list(CALLS)
    if unlisted := files() - set(CALLS):
        print(f"FAILED: without a row in CALLS: {', '.join(sorted(unlisted))}")
        return 1
    before, began = state(), time.perf_counter()
    missed = [f"{name}.py is not there" for name in names if name not in files()]
    for name in sorted(files() & set(names)):
        with tempfile.TemporaryDirectory() as place:
            for words in CALLS[name]:
                clock, used = time.perf_counter(), cpu()
                said, failed = call(name, words, Path(place))
                print(
                    f"{time.perf_counter() - clock:6.1f} s {cpu() - used:6.1f} s of CPU  {name}.py {words}",
                    flush=True,
                )
                if failed:
                    print(f"{said}\nFAILED: {name}.py {words}")
                    return 1
                missed += [f"{name}.py {words}: {line}" for line in re.findall(r".*not run:.*", said)]
    print(f"{len(names)} benchmarks in {time.perf_counter() - began:.0f} s, {cpu():.0f} s of CPU")
    if missed:
        print("NOT RUN:", *dict.fromkeys(missed), sep="\n  ")
    if state() != before:
        print(f"FAILED: the checkout is not as it was\n{state()}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
