"""`litreview enrich` as a process against a stand-in that holds 854 real works of Crossref and answers with the five likest.

    python benchmarks/enrich.py found [--half]   # how many are found by title, how many wrongly, what is in the library then
    python benchmarks/enrich.py faults           # each fault: what is told, what goes on
    python benchmarks/enrich.py kills [TIMES]    # ended in the middle, begun again: is a request repeated?
    python benchmarks/enrich.py pictures [FOLDER] # graph and map of 300 of them, before and after (default: docs/images)

The review is their titles, authors and years without anything else, each with one seeded damage: two letters swapped, the subtitle lost, or the
year one off. `--half`: the registry holds a seeded half, so that half of the works can only be found wrongly. The works are in
LITREVIEW_DATA (default ../shared); without them it says so and ends.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from data_folder import need
from standin.server import process

from litreview.core.text import fold, to_latex

SEED = 20261126
FAULTS = ("404", "429", "500", "503", "cut", "html", "hang-up", "empty", "slow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A work of the registry, and how the review has it."""

    key: str
    doi: str
    damage: str
    title: str
    year: int
    work: Mapping[str, Any]
    unique: bool


def load() -> list[dict[str, Any]]:
    with lzma.open(need("data/providers/crossref_works.jsonl.xz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cases(works: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Case]:
    """Return the works that have title, author and year, each with one damage."""
    found = []
    for number, work in enumerate(works):
        title, year, names = whole(work), year_of(work), work.get("author") or []
        if not (title and year and names and names[0].get("family")):
            continue
        damage = chance.choice([*["subtitle"] * (len(parts(title)) > 1), "typo", "year"])
        changed, told = {
            "typo": lambda: (typo(title, chance), year),  # noqa: B023 - called at once
            "subtitle": lambda: (parts(title)[0], year),  # noqa: B023
            "year": lambda: (title, year + chance.choice((-1, 1))),  # noqa: B023
        }[damage]()
        found.append(
            Case(
                key=f"w{number}",
                doi=work["DOI"].lower(),
                damage=damage,
                title=changed,
                year=told,
                work=work,
                unique=True,
            )
        )
    times = Counter((fold(whole(w)), author(w), year_of(w)) for w in works)
    said = Counter((fold(c.title), author(c.work)) for c in found)
    return [
        Case(**{**{n: getattr(c, n) for n in Case.__slots__}, "unique": times[fold(whole(c.work)), author(c.work), year_of(c.work)] == 1 and said[fold(c.title), author(c.work)] == 1})
        for c in found
    ]  # fmt: skip


def whole(work: Mapping[str, Any]) -> str:
    title, subtitle = (next(iter(work.get(name) or [""]), "") for name in ("title", "subtitle"))
    return " ".join((f"{title}: {subtitle}" if subtitle and subtitle not in title else title).split())


def parts(title: str) -> list[str]:
    return [part for part in title.split(": ", 1) if part]


def author(work: Mapping[str, Any]) -> str:
    return fold(str(((work.get("author") or [{}])[0]).get("family", "")))


def year_of(work: Mapping[str, Any]) -> int:
    dates = ((work.get("issued") or {}).get("date-parts") or [[None]])[0]
    return dates[0] or 0


def typo(title: str, chance: random.Random) -> str:
    """Return the title with two letters of a word swapped that are not the same."""
    places = [
        n
        for n in range(1, len(title) - 1)
        if title[n].isalpha() and title[n + 1].isalpha() and title[n] != title[n + 1]
    ]
    if not places:
        return title
    at = chance.choice(places)
    return title[:at] + title[at + 1] + title[at] + title[at + 2 :]


def write_review(folder: Path, given: Sequence[Case]) -> None:
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Works of a registry, bare"\n')
    entries = []
    for case in given:
        names = " and ".join(
            f"{{{to_latex(n.get('family') or n.get('name') or '')}}}, {to_latex(n.get('given', ''))}"
            for n in case.work["author"]
        )
        entries.append(
            f"@article{{{case.key},\n  title = {{{to_latex(case.title)}}},\n  author = {{{names}}},\n  year = {{{case.year}}}\n}}\n"
        )
    (folder / "bib/bare.bib").write_text("\n".join(entries), encoding="utf-8")


def call(words: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "litreview", *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def enrich(
    review: Path, env: Mapping[str, str]
) -> tuple[dict[str, Any], float, subprocess.CompletedProcess[str]]:
    begun = time.monotonic()
    done = call(["enrich", str(review), "--provider", "crossref", "--by-title", "--yes", "--json"], env)
    if not done.stdout:
        sys.exit(done.stderr)
    return json.loads(done.stdout), time.monotonic() - begun, done


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ","))


def served(folder: Path, works: Sequence[Mapping[str, Any]]) -> str:
    path = folder / "registry.jsonl"
    path.write_text("".join(json.dumps(work) + "\n" for work in works))
    return str(path)


def found(count: int | None, *, half: bool) -> None:
    works, chance = load(), random.Random(SEED)
    given = cases(works, chance)[:count]
    held = [work for work in works if not half or chance.random() < 0.5]
    dois = {work["DOI"].lower() for work in held}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        review = place / "review"
        write_review(review, given)
        with process(place, "--crossref", served(place, held)) as (environ, record):
            env = {**environ, "LITREVIEW_CACHE": str(place / "cache")}
            said, seconds, _ = enrich(review, env)
            first = len(record.read_text().splitlines())
            again, _, _ = enrich(review, {**env, "LITREVIEW_CACHE": str(place / "no-cache")})
            second = len(record.read_text().splitlines()) - first
            ran = call(["run", str(review)], env)
        print(
            f"{len(given)} works asked about by title, the registry holds {len(held)}: {first} requests in {seconds:.0f} s; second run: {second}"
        )
        _score(given, dois, rows(review / "enriched.tsv"))
        print(f"said: {said['providers']['crossref']}; gained: {said['gained']}; left: {again['missing']}")
        _library(review, given, dois, ran)


def _score(given: Sequence[Case], dois: set[str], ledger: Sequence[Mapping[str, str]]) -> None:
    taken: dict[str, set[str]] = {}
    asked: dict[str, set[str]] = {}
    for row in ledger:
        if row["result"] in ("taken", "asked"):
            (taken if row["result"] == "taken" else asked).setdefault(row["source"], set()).add(row["id"])
    for title, mine in (
        ("unique and held", [c for c in given if c.unique and c.doi in dois]),
        ("others held", [c for c in given if not c.unique and c.doi in dois]),
        ("not held", [c for c in given if c.doi not in dois]),
    ):
        if not mine:
            continue
        counts: Counter[str] = Counter()
        by_damage: dict[str, Counter[str]] = {}
        for case in mine:
            what = _became(case, taken, asked)
            counts[what] += 1
            by_damage.setdefault(case.damage, Counter())[what] += 1
        print(
            f"{title}: {len(mine)}; "
            + ", ".join(f"{what} {n} ({n / len(mine):.1%})" for what, n in counts.most_common())
        )
        for damage, ones in sorted(by_damage.items()):
            print(f"  {damage}: {dict(ones.most_common())}")


def _became(case: Case, taken: Mapping[str, set[str]], asked: Mapping[str, set[str]]) -> str:
    if case.key in taken:
        return (
            "taken"
            if taken[case.key] == {case.doi}
            else "taken, others too"
            if case.doi in taken[case.key]
            else "TAKEN WRONGLY"
        )
    if case.key in asked:
        return "asked" if case.doi in asked[case.key] else "asked about others"
    return "not found"


def _library(
    review: Path, given: Sequence[Case], dois: set[str], ran: subprocess.CompletedProcess[str]
) -> None:
    if not (review / "out/tables/sources.csv").exists():
        print(f"run failed: {ran.stderr[-500:]}")
        return
    text = (review / "out/library.bib").read_text()
    values = rows(review / "out/tables/values.csv")
    has = Counter(
        each for c in given if c.doi in dois for each in ("abstract", "reference") if c.work.get(each)
    )
    print(
        f"library: {text.count(chr(10) + '  abstract = ')} abstracts of {has['abstract']} that the registry has, "
        f"{text.count(chr(10) + '  doi = ')} DOIs; values.csv: {len(values)} rows with file and line, "
        f"{Counter(row['file'] for row in values).most_common(3)}; citations.csv: {len(rows(review / 'out/tables/citations.csv'))}, "
        f"not-held.csv: {len(rows(review / 'out/tables/not-held.csv'))} ({has['reference']} works have references)"
    )
    problems = Counter(row["code"] for row in rows(review / "out/tables/problems.csv"))
    print(f"problems: {dict(problems.most_common(8))}")


def faults(count: int | None) -> None:
    works = load()
    given = cases(works, random.Random(SEED))[:12]
    for kind in FAULTS[:count]:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            write_review(place / "review", given)
            # what is tried again fails four times, then it is told
            once = f"{kind}@3" if kind in ("slow", "404") else f"{kind}@3,4,5,6"
            with process(
                place,
                "--crossref",
                served(place, works),
                "--fault",
                once,
                "--slow",
                "2",
                "--retry-after",
                "1",
            ) as (environ, record):
                env = {**environ, "LITREVIEW_CACHE": str(place / "cache")}
                said, seconds, done = enrich(place / "review", env)
                missing = [problem["key"] for problem in said["problems"] if problem["code"] == "LR690"]
                first = len(record.read_text().splitlines())
                again, _, _ = enrich(place / "review", env)
                more = len(record.read_text().splitlines()) - first
            trace = "Traceback" in done.stderr
            print(
                f"{kind}: exit {done.returncode}, crash {trace}, {seconds:.0f} s, {first} requests; {said['providers']['crossref']}; "
                f"Problem names {missing}; again: {more} requests, {len(again['problems'])} Problems"
            )


def kills(times: int, count: int) -> None:
    works, chance = load(), random.Random(SEED)
    given = cases(works, chance)[:count]
    repeated = half = 0
    for _ in range(times):
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            review = place / "review"
            write_review(review, given)
            with process(place, "--crossref", served(place, works)) as (environ, record):
                env = {**environ, "LITREVIEW_CACHE": str(place / "cache")}
                command = [
                    sys.executable,
                    "-m",
                    "litreview",
                    "enrich",
                    str(review),
                    "--provider",
                    "crossref",
                    "--by-title",
                    "--yes",
                    "--json",
                ]
                stop = chance.randrange(5, count - 10)
                with subprocess.Popen(
                    command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                ) as running:
                    while running.poll() is None and (
                        not record.exists() or record.read_bytes().count(b"\n") < stop
                    ):
                        time.sleep(0.002)
                    running.send_signal(signal.SIGKILL)
                before = _asked(record)
                half += sum(_is_damaged(path) for path in (review / "enriched").glob("*.json"))
                enrich(review, env)
                after = _asked(record)[len(before) :]
                # the one that was under way had no answer yet
                repeated += len(set(before[:-1]) & set(after))
                half += sum(_is_damaged(path) for path in (review / "enriched").glob("*.json"))
                print(
                    f"ended after {len(before)} requests, then {len(after)}; {len(set(before) & set(after))} in both"
                )
    print(f"{times} times: {repeated} answered requests repeated, {half} files half-written")


CODEBOOK = """[codebook]
name = "fields"
title = "Fields of research, for a picture"
main_group = "field"
"""
CODES = {
    "ecology": (
        "Ecology",
        ["ecology", "ecological", "species", "habitat", "biodiversity", "ecosystem", "ecosystems"],
    ),
    "treatment": ("Treatment", ["treatment", "therapy", "patients", "clinical trial", "surgery"]),
    "cells": (
        "Cells and molecules",
        ["cell", "cells", "protein", "proteins", "gene", "expression", "molecular"],
    ),
    "engineering": ("Engineering", ["power", "voltage", "control", "algorithm", "sensor", "network"]),
    "people": ("People and society", ["social", "students", "education", "policy", "community", "legal"]),
}
# what a picture is drawn in: no picture shows a word of an abstract
_WIDE, _TALL = 1000, 700


def pictures(folder: Path, count: int | None) -> None:
    """Draw 300 of the works before and after: those first whose lists have a work in common, the others by chance."""
    works, chance = load(), random.Random(SEED)
    shared = Counter(
        each
        for work in works
        for each in {str(r.get("DOI", "")).lower() for r in work.get("reference") or []}
        if each
    )

    def together(case: Case) -> bool:
        return any(shared[str(r.get("DOI", "")).lower()] > 1 for r in case.work.get("reference") or [])

    given = cases(works, chance)
    chance.shuffle(given)
    given = sorted(given, key=lambda case: not together(case))[: count or 300]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        review = place / "review"
        write_review(review, given)
        codes = "".join(
            f'[[code]]\nid = "{code}"\ngroup = "field"\nlabel = "{label}"\ndefinition = "Is about {label.lower()}."\n'
            f'[[code.terms]]\nweight = 2\nwhy = "words of the field"\nmatch = {json.dumps(words)}\n'
            for code, (label, words) in CODES.items()
        )
        (review / "fields.toml").write_text(CODEBOOK + codes)
        with (review / "litreview.toml").open("a") as settings:
            settings.write('codebook = "fields.toml"\n')
        _draw(review, folder, "before")
        with process(place, "--crossref", served(place, works)) as (environ, _):
            said, _, _ = enrich(review, {**environ, "LITREVIEW_CACHE": str(place / "cache")})
        print({name: said[name] for name in ("providers", "gained", "missing")})
        _draw(review, folder, "after")


def _draw(review: Path, folder: Path, when: str) -> None:
    made = review.parent / when
    made.mkdir()
    done = [
        call(["graph", str(review), "-o", str(made / "graph.html")], {}),
        call(["evidence-map", str(review), "-o", str(made / "map.svg")], {}),
        call(["graph", str(review), "-o", str(made / "graph.json"), "--citations", str(made / "c.csv"), "--not-held", str(made / "n.csv")], {}),
        call(["tag", str(review), "-o", str(made / "tagged.bib"), "--table", str(made / "tags.csv")], {}),
    ]  # fmt: skip
    for each in done:
        if each.returncode == 2:
            sys.exit(each.stderr)
    print(
        f"{when}: {len(rows(made / 'c.csv'))} citations, {len(rows(made / 'n.csv'))} works cited and not held, "
        f"{len({row['source'] for row in rows(made / 'tags.csv')})} with a code, {done[0].stderr.strip().splitlines()[:1]}"
    )
    drawing = made / "map.svg"
    page = made / "map.html"
    page.write_text(
        f'<body style="margin:0;background:#fff"><img src="{drawing.name}" style="width:{_WIDE}px">'
    )
    _screenshot(made / "graph.html", folder / f"enrich-graph-{when}.png", _TALL)
    _screenshot(page, folder / f"enrich-map-{when}.png", _height(drawing))


def _screenshot(page: Path, picture: Path, tall: int) -> None:
    """Make a picture of a page with Debian's chromium."""
    if not shutil.which("chromium"):
        print(f"not run: {picture.name}, no chromium is installed")
        return
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=8000"]
    sizes = [f"--screenshot={picture}", f"--window-size={_WIDE},{tall}"]
    subprocess.run(["chromium", *words, *sizes, page.as_uri()], check=True, capture_output=True, timeout=120)


def _height(drawing: Path) -> int:
    found = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', drawing.read_text())
    return round(_WIDE * float(found[2]) / float(found[1])) if found else _WIDE


def _asked(record: Path) -> list[str]:
    return [
        json.dumps(json.loads(line)["params"], sort_keys=True) for line in record.read_text().splitlines()
    ]


def _is_damaged(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except ValueError:
        return True
    return False


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("what", choices=("found", "faults", "kills", "pictures"))
    options.add_argument("more", nargs="?", default="")
    options.add_argument("--half", action="store_true")
    options.add_argument(
        "--count", type=int, help="so many works (found, kills, pictures) or kinds of faults (faults)"
    )
    said = options.parse_args()
    todo = {
        "found": lambda: found(said.count, half=said.half),
        "faults": lambda: faults(said.count),
        "kills": lambda: kills(int(said.more or 5), said.count or 150),
        "pictures": lambda: pictures(Path(said.more or "docs/images").resolve(), said.count),
    }
    todo[said.what]()


if __name__ == "__main__":
    main()
