"""An attack on the promises: nothing confidential is told, nothing is lost, nothing is half written, nothing hangs.

    python benchmarks/attack.py plant       # made-up secrets in every place, every command and format run, everything given out searched
    python benchmarks/attack.py mutants     # files with a marked entry after one edit: the entry stays sealed
    python benchmarks/attack.py damage      # damaged files of every format: no exception, no record unaccounted for
    python benchmarks/attack.py kills       # commands killed at a random moment: old or new, and the next run is right
    python benchmarks/attack.py growth      # seconds at n, 2n, 4n of hostile input
    python benchmarks/attack.py revisions   # versions of a register together: k people or more behind whatever is shown
    python benchmarks/attack.py full-disk   # commands on a disk without room
    python benchmarks/attack.py all         # one after another

Each of the others is a file of its own beside this one and can be run alone. Exit 1 if anything did not hold.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
# the package `texts` of the tests has the name of a benchmark, and is loaded before that can be found
sys.path[:] = [str(HERE.parent / "tests"), *(name for name in sys.path if Path(name).resolve() != HERE)]
import texts.layouts  # noqa: E402, F401

sys.path.append(str(HERE))


def plant(options: argparse.Namespace) -> int:
    """Run everything on the planted review; print figures and every leak, return the number of leaks."""
    from planted.doing import lay, perform
    from planted.runs import all_runs, few_runs, uncovered
    from planted.speaking import spoken

    runs = few_runs() if options.few else all_runs()
    runs = runs[:: max(1, len(runs) // options.count)] if options.count else runs
    with tempfile.TemporaryDirectory() as place:
        ground = lay(Path(place))
        garden = ground.planted.garden
        began = time.process_time()
        done, leaks, faults = 0, [], []
        for run in runs:
            found = perform(run, ground)
            if found is None:
                continue
            done += 1
            leaks += found[0]
            faults += [f"{run.name}: {found[1]}"] if found[1] else []
        told = [(name, garden.found(text)) for name, text in spoken(ground.planted)]
    lines = Counter(f"{leak.place}: {leak.out} ({leak.how})" for leak in leaks)
    lines += Counter(f"{where}: {name} ({how})" for name, found in told for where, how in found.items())
    for line, number in sorted(lines.items())[: options.show]:
        print(f"{number:>5} × {line}")
    for fault in faults:
        print(f"FAULT {fault}")
    for name in uncovered(runs, everything=not options.few):
        print(f"NOT COVERED {name}")
    print(
        f"{len(garden)} secrets and {len(garden.digests)} digests of theirs; {done} runs of the command line, {len(told)} texts of Python's: "
        f"{sum(lines.values())} leaks of {len({line.partition(':')[0] for line in lines})} secrets, {len(faults)} faults; "
        f"{time.process_time() - began:.0f} s of CPU"
    )
    return sum(lines.values()) + len(faults)


BESIDE: Mapping[str, tuple[str, ...]] = {
    "mutants": ("mutants.py", "--every", "101", "--two", "20"),
    "damage": ("lost.py", "--each", "1", "--broken", "20000"),
    "kills": ("kills.py", "--kills", "100"),
    "growth": ("growth.py",),
    "revisions": ("revisions.py", "--versions", "5"),
    "full-disk": ("filled.py",),
}
"""Attacks that are files of their own, and how they are called here."""


def beside(name: str) -> int:
    """Run one of the attacks beside this file; return its exit code."""
    script, *words = BESIDE[name]
    path = Path(__file__).parent / script
    if not path.is_file():
        print(f"NOT TRIED: {path} is missing")
        return 1
    return subprocess.run([sys.executable, str(path), *words], check=False).returncode


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("attack", choices=["plant", *BESIDE, "all"])
    parser.add_argument("--few", action="store_true", help="only the runs of the tests")
    parser.add_argument("--count", type=int, default=0, help="of the runs so many, spread over all of them")
    parser.add_argument("--show", type=int, default=60, help="leaks to print (default: 60)")
    options = parser.parse_args()
    os.environ["COLUMNS"] = "200"
    bad = 0
    for name in ("plant", *BESIDE) if options.attack == "all" else (options.attack,):
        print(f"== {name}", flush=True)
        bad += plant(options) if name == "plant" else beside(name)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
