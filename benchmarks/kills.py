"""Commands killed at a random moment: afterwards each file is the old or the new one, and the next call is right.

    python benchmarks/kills.py --kills 100 --seed 1

`run`, `decide`, `convert` and a batch of decisions (as `decide --from` writes it) in turn, in a made-up review. Every other kill falls
into the last fifth of the time that the command takes: there it writes. The batch is killed as soon as its temporary file is there.
Exit 1 if anything did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from litreview.judgements.decisions import parse
from litreview.review import init_review

LITREVIEW = (sys.executable, "-P", "-m", "litreview")
MANY = 3_000
BATCH = f"""
import sys
from litreview.judgements.decisions import append, utc_now
from litreview.core.model import Decision
append(sys.argv[1], *(Decision(when=utc_now(), by="ben", verb="tag", key="Farrell2010Where", value="protect", reason=f"{{n}} " + "x" * 90) for n in range({MANY})))
"""


def entries(first: int, number: int) -> str:
    return "".join(
        f"@article{{Doe{n}Made, title = {{A made-up study of raid {n}}}, author = {{Doe, Jane}}, year = {{{1900 + n % 120}}}}}\n"
        for n in range(first, first + number)
    )


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".litreview-*.tmp")]


def contents(folder: Path) -> dict[str, bytes]:
    return (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        if folder.is_dir()
        else {}
    )


def killed(words: list[str], after: float) -> bool:
    """Start a command, kill it after so many seconds, and return whether it was still at work."""
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running.wait(after)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
    return running.wait() < 0


def killed_in_writing(words: list[str], folder: Path) -> bool:
    """Start a command, kill it as soon as its temporary file is there, and return whether it was still at work."""
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not left(folder) and running.poll() is None:
        pass
    running.send_signal(signal.SIGKILL)
    return running.wait() < 0


def whole(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


def kill_run(review: Path, number: int, moment: Callable[[str], float]) -> tuple[bool, list[str]]:
    (review / "bib/more.bib").write_text(entries(0, 40 + number))
    old = contents(review / "out")
    words = [*LITREVIEW, "run", str(review), "--json"]
    hit = killed(words, moment("run"))
    between = contents(review / "out")
    # what a killed run left must not be taken for a person's, also when the sources have changed since
    done = whole(words)
    new = contents(review / "out")
    faults = [
        f"{name} is neither old nor new"
        for name, data in between.items()
        if data not in (old.get(name), new[name])
    ]
    faults += [f"{name} is gone" for name in old if name not in between]
    (review / "bib/more.bib").write_text(entries(0, 41 + number))
    again = whole(words)
    if f"Doe{40 + number}Made" not in (review / "out/library.bib").read_text():
        faults.append("library.bib stayed old")
    faults += [
        f"{problem['file']} {problem['message']}"
        for run in (done, again)
        for problem in json.loads(run.stdout)["problems"]
        if problem["code"] == "LR601"
    ]
    return hit, faults + [
        f"exit {run.returncode}: {run.stderr[-300:]}" for run in (done, again) if run.returncode
    ]


def kill_convert(review: Path, number: int, moment: Callable[[str], float]) -> tuple[bool, list[str]]:
    source, output = review.parent / "big.bib", review.parent / "o/big.ris"
    source.write_text(entries(number, 1_500))
    old = output.read_bytes() if output.exists() else None
    words = [*LITREVIEW, "convert", str(source), "-o", str(output)]
    hit = killed(words, moment("convert"))
    between = output.read_bytes() if output.exists() else None
    done = whole(words)
    faults = [] if between in (old, output.read_bytes()) else ["the output is neither old nor new"]
    return hit, faults + ([f"exit {done.returncode}: {done.stderr[-300:]}"] if done.returncode else [])


def appended(path: Path, kill: Callable[[], bool], lines: int, again: list[str]) -> tuple[bool, list[str]]:
    old = path.read_bytes() if path.exists() else b""
    hit = kill()
    new = path.read_bytes() if path.exists() else b""
    faults = [] if new.startswith(old) else ["what stood there was changed"]
    if new and not new.endswith(b"\n"):
        faults.append("half a line")
    added = len(parse(new.decode())[0]) - len(parse(old.decode())[0])
    if added not in (0, lines):
        faults.append(f"{added} of {lines} decisions")
    done = whole(again)
    found, problems = parse(path.read_text())
    if problems or len(found) <= added or done.returncode:
        faults.append(f"the next decision: exit {done.returncode}, {problems[:1]}")
    return hit, faults


def kill_decide(review: Path, number: int, moment: Callable[[str], float]) -> tuple[bool, list[str]]:
    words = [
        *LITREVIEW,
        "decide",
        "tag",
        "Farrell2010Where",
        "protect",
        "--by",
        "ann",
        "-C",
        str(review),
        "--reason",
        str(number),
    ]
    return appended(review / "decisions/ann.tsv", lambda: killed(words, moment("decide")), 1, words)


def kill_batch(review: Path, _: int, __: Callable[[str], float]) -> tuple[bool, list[str]]:
    # a short time, of which a random moment would hit nothing: killed while it writes
    path = review.parent / "batch/decisions/ben.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("when\tby\tverb\tkey\tvalue\n2026-01-01T00:00:00Z\tben\ttag\tFarrell2010Where\tprotect\n")
    words = [sys.executable, "-P", "-c", BATCH, str(path.parents[1])]
    return appended(path, lambda: killed_in_writing(words, path.parent), MANY, words)


KILLS = {"run": kill_run, "decide": kill_decide, "convert": kill_convert, "batch": kill_batch}


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    random_ = random.Random(options.seed)
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        review = Path(place, "rev")
        init_review(review)
        for name, kill in KILLS.items():
            began = time.monotonic()
            # a kill that comes too late is none: how long the command takes
            kill(review, 0, lambda _: 600.0)
            calls = {"run": 3, "decide": 2, "convert": 2, "batch": 2}[name]
            times[name] = (time.monotonic() - began) / calls
        hits: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        faults: list[str] = []
        number = 0
        # one that came too late does not count
        while sum(hits.values()) < options.kills and sum(tried.values()) < 4 * options.kills:
            number += 1
            name = list(KILLS)[number % len(KILLS)]
            share = random_.uniform(0.8, 1.05) if number // len(KILLS) % 2 else random_.uniform(0.05, 1)
            hit, found = KILLS[name](review, number, lambda name, share=share: times[name] * share)
            tried[name] += 1
            hits[name] += hit
            faults += [f"{name}, kill {number}: {fault}" for fault in found]
            faults += [f"{name}, kill {number}: {each} is left" for each in left(Path(place))]
    for fault in faults:
        print(f"FAULT {fault}")
    told = ", ".join(f"{name} {hits[name]} of {tried[name]} ({times[name]:.1f} s each)" for name in KILLS)
    print(f"{sum(hits.values())} kills at work, seed {options.seed}: {told}; {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main())
