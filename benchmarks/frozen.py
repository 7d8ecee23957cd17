"""What outputs, verdicts, readings and times were when they were last recorded, and what differs now.

    python benchmarks/frozen.py                                   # every output of the examples and of the made reviews
    python benchmarks/frozen.py --reviews demonstration blind     # of these alone
    python benchmarks/frozen.py --accept 'demonstration/report.html' --why "the table of goals has a caption"
    python benchmarks/frozen.py verdicts                          # of deduplication and linking on the labelled sets
    python benchmarks/frozen.py entries                           # what each real entry reads as, beside pybtex
    python benchmarks/frozen.py cpu --record                      # CPU seconds of benchmarks/run.py

`benchmarks/frozen/` holds digests alone: `outputs.tsv`, `verdicts.tsv` and `entries.tsv`, the versions of what made them, and in
`changes.tsv` each change that was accepted, with its reason. What differs is listed by review and file; for a text the first lines of a
difference are shown, for which the state that was recorded is made again from git. The exit status is 1 if anything differs.
`--accept PATH` takes a name or a pattern such as 'demonstration/*'; '*' records the versions, too. CPU is printed and never a fault.
Verdicts, entries, and the outputs of `many` need the data in the folder named by LITREVIEW_DATA (default ../shared).
"""

from __future__ import annotations

import argparse
import csv
import difflib
import hashlib
import platform
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from frozen_reviews import LEFT_OUT, ROOT, SETS, ZIPS, NoDataError, digest, members, outputs_of

PLACE = ROOT / "benchmarks" / "frozen"
HEADS = {
    "outputs": ("path", "sha256"),
    "verdicts": ("path", "sha256 and lines"),
    "entries": ("path", "sha256 of the entries as litreview and as pybtex read them, then counts"),
    "changes": ("date", "path", "why", "before", "after"),
    "versions": ("library", "version"),
    "cpu": ("date", "python", "processors", "records", "run", "seconds of CPU"),
}
OPTIONAL = ("igraph",)
"""Libraries of extras that change an output where they are installed."""
SHOWN = 12


class Difference(NamedTuple):
    """A name whose value is not the one that was recorded; an empty one says that there is none."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        how = "is new" if not self.before else "is gone" if not self.after else "differs"
        return f"{self.path} {how}"


# --- the tables


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a table of `benchmarks/frozen/`."""
    path = PLACE / f"{name}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def write_table(name: str, rows: Iterable[Iterable[str]]) -> None:
    """Write a table of `benchmarks/frozen/`."""
    PLACE.mkdir(exist_ok=True)
    lines = ["\t".join(row) for row in (HEADS[name], *rows)]
    (PLACE / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def recorded(name: str) -> dict[str, str]:
    """Return what was recorded in a table, by path."""
    return {path: value for path, value, *_ in read_table(name)}


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return what differs between what was recorded and what was found, by path."""
    paths = sorted({**before, **after})
    return [Difference(path, before.get(path, ""), after.get(path, "")) for path in paths if before.get(path) != after.get(path)]  # fmt: skip


def accept(name: str, differences: Iterable[Difference], pattern: str, why: str) -> list[Difference]:
    """Record the differences that a pattern names, with the reason; return the others."""
    differences = list(differences)
    taken = [one for one in differences if fnmatchcase(one.path, pattern)]
    known = recorded(name)
    recorded_before = bool(known)
    for one in taken:
        known[one.path] = one.after
    write_table(name, ((path, value) for path, value in sorted(known.items()) if value))
    today = datetime.now(UTC).date().isoformat()
    reason = " ".join(why.split())
    if recorded_before:  # else all of it is new, and nothing changed
        prefix = "" if name == "outputs" else f"{name}/"
        rows = [[today, f"{prefix}{one.path}", reason, *shorten(one.before, one.after)] for one in taken]
        write_table("changes", [*read_table("changes"), *rows])
    return [one for one in differences if one not in taken]


def shorten(before: str, after: str) -> tuple[str, str]:
    """Return as much of two values as tells them apart: the first digits of digests, or all with the counts behind them."""
    if before[:12] != after[:12]:
        before, after = before[:12], after[:12]
    return before or "none", after or "none"


# --- versions


def installed() -> dict[str, str]:
    """Return the versions of Python, pandoc and the libraries that outputs are made with."""
    import pypandoc

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[^\w.-]", one)[0] for one in project["dependencies"]]
    found = {"python": platform.python_version(), "pandoc": pypandoc.get_pandoc_version()}
    for name in (*names, *OPTIONAL):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def other_versions() -> list[str]:
    """Return a line for each library whose version is not the one that was recorded, or one that says that none is."""
    known = recorded("versions")
    if not known:
        return ["none is recorded"]
    differences = compare(known, installed())
    return [f"{one.path} {one.after or 'none'}, recorded with {one.before or 'none'}" for one in differences]


# --- what is compared


def outputs(names: Iterable[str], root: Path = ROOT) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield the outputs of each set, and print how long they took."""
    for name in names:
        begun = time.perf_counter()
        try:
            made = outputs_of(name, root)
        except NoDataError as error:
            print(f"{name} not run: {error}")
            continue
        print(f"{name}: {len(made)} files, {time.perf_counter() - begun:.1f} s", flush=True)
        yield name, made


def verdicts(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the digest of every verdict of each set, with the number of lines."""
    import verdicts as sets
    from data_folder import need

    need("data/dedup")
    need("data/refs")

    for name in names or (*sets.SETS, *sets.REFERENCES):
        begun = time.process_time()
        found = sorted(set(sets.references(name) if name in sets.REFERENCES else sets.pairs(name)))
        text = "\n".join(found) + "\n"
        print(f"{name}: {len(found)} lines, {time.process_time() - begun:.1f} s of CPU", flush=True)
        yield name, f"{hashlib.sha256(text.encode()).hexdigest()} {len(found)}"


def entries(parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the entries of each file read as: a digest of ours, one of pybtex's, and how far they agree."""
    from compare_pybtex import PARTS, compare_file

    for part in parts or PARTS:
        begun, count = time.process_time(), 0
        for name, data in PARTS[part]():
            file = compare_file(name, data)
            count += 1
            kinds = " ".join(
                f"{kind.replace(' ', '_')}={len(found)}" for kind, found in sorted(file.found.items())
            )
            # neither names nor texts of others' files are kept here
            path = f"{part}/{hashlib.sha256(file.name.encode()).hexdigest()[:12]}"
            NAMES[path] = file.name
            yield path, f"{file.ours} {file.theirs} records={file.records} pybtex={file.entries} same={file.same} {kinds}".strip()  # fmt: skip
        print(f"{part}: {count} files, {time.process_time() - begun:.1f} s of CPU", flush=True)


NAMES: dict[str, str] = {}
"""What the files are called whose entries were compared."""


def cpu(counts: Iterable[str]) -> list[list[str]]:
    """Return the rows of CPU seconds of `benchmarks/run.py`, and print them beside those that were recorded last."""
    import os

    from run import measure

    rows = []
    for count in map(int, counts or ("10000",)):
        with tempfile.TemporaryDirectory() as folder:
            used = measure(Path(folder) / "review", count, "apa", [])
        for run, seconds in zip(("first", "after one decision", "after one merge"), used, strict=True):
            rows.append([datetime.now(UTC).date().isoformat(), platform.python_version(), str(os.cpu_count()), str(count), run, f"{seconds:.1f}"])  # fmt: skip
    last = {(row[3], row[4]): row for row in read_table("cpu")}
    for row in rows:
        before = last.get((row[3], row[4]))
        beside = f"; recorded {before[0]}: {before[5]} s" if before else ""
        print(f"{row[3]} records, {row[4]}: {row[5]} s of CPU{beside}")
    return rows


# --- what differs in a file


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """Check a revision out into a temporary folder."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "checkout"
        git = ["git", "-C", str(ROOT)]
        subprocess.run([*git, "worktree", "add", "-q", "--detach", str(folder), revision], check=True)
        try:
            yield folder
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(folder)], check=True)


def last_recorded() -> str:
    """Return the commit that recorded outputs last, `""` if git knows of none."""
    words = ["git", "-C", str(ROOT), "log", "-1", "--format=%h", "--", str(PLACE / "outputs.tsv")]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    return made.stdout.strip()


def show_lines(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the first lines in which two states of a file differ; of a zip, what differs in its members."""
    if path.endswith(ZIPS):
        old, new = members(before), members(after)
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                yield f"in {name}:"
                yield from show_lines(name, old.get(name, b""), new.get(name, b""))
        return
    texts = [data.decode("utf-8", "replace").replace("><", ">\n<").splitlines() for data in (before, after)]
    found = list(difflib.unified_diff(*texts, "recorded", "now", lineterm="", n=1))
    yield from (line if len(line) <= 200 else f"{line[:200]}…" for line in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"… {len(found) - SHOWN} lines more"


def show_difference(
    differences: Iterable[Difference], made: Mapping[str, Mapping[str, bytes]], revision: str
) -> None:
    """Print what differs in each file, beside the outputs of a revision."""
    by_set: dict[str, list[Difference]] = {}
    for one in differences:
        by_set.setdefault(one.path.split("/")[0], []).append(one)
    old: dict[str, dict[str, bytes]] = {}
    if revision:
        print(f"\nmade again as at {revision}:")
        with checkout(revision) as root:
            old = dict(outputs([name for name in by_set if name in made], root))
    for name, found in by_set.items():
        print(f"\n{name}: {len(found)} of {len(made.get(name, ()))} files differ")
        for one in found:
            print(f"  {one}")
            before, after = old.get(name, {}).get(one.path), made.get(name, {}).get(one.path)
            if before is not None and after is not None:
                if digest(one.path, before) != one.before:
                    print("    (that revision does not make what was recorded)")
                for line in show_lines(one.path, before, after):
                    print(f"    {line}")


# --- the command


def settle(name: str, differences: list[Difference], pattern: str, why: str) -> list[Difference]:
    """Accept what the pattern names, if there is one; return what differs still."""
    if not pattern:
        return differences
    left = accept(name, differences, pattern, why)
    taken = [one for one in differences if one not in left]
    print(f"\nrecorded in {name}.tsv, {len(taken)} in all:")
    for one in taken[:50]:
        print(f"  {one}")
    return left


def compare_outputs(options: argparse.Namespace) -> int:
    """Compare the outputs of the sets, or accept what is named; return how many differ."""
    names = options.reviews or list(SETS)
    if options.accept:  # what no pattern names need not be made
        names = [name for name in names if fnmatchcase(name, options.accept.split("/")[0])]
    if other := other_versions():
        print("other versions than those that were recorded:", *other, sep="\n  ")
    made = dict(outputs(names))
    now = {path: digest(path, data) for found in made.values() for path, data in found.items()}
    before = {path: value for path, value in recorded("outputs").items() if path.split("/")[0] in made}
    left = settle("outputs", compare(before, now), options.accept, options.why)
    if options.accept == "*" and not options.reviews:
        write_table("versions", sorted(installed().items()))
    if left:
        show_difference(left, made, "" if options.no_lines else options.against or last_recorded())
    print(
        f"\n{len(now)} outputs, {len(left)} differ. Not compared: {'; '.join(f'{one} ({why})' for one, why in LEFT_OUT.items())}"
    )
    return len(left)


def compare_values(name: str, found: Iterable[tuple[str, str]], options: argparse.Namespace) -> int:
    """Compare a table of digests with what is found now, or accept what is named; return how many differ."""
    now = dict(found)
    sets = {path.split("/")[0] for path in now}
    before = {path: value for path, value in recorded(name).items() if path.split("/")[0] in sets}
    left = settle(name, compare(before, now), options.accept, options.why)
    for one in left:
        print(
            f"  {one}{f' ({NAMES[one.path]})' if one.path in NAMES else ''}: {one.before or 'none'} -> {one.after or 'none'}"
        )
    print(f"{len(now)} compared, {len(left)} differ")
    return len(left)


VALUES: Mapping[str, Callable[[Iterable[str]], Iterator[tuple[str, str]]]] = {"verdicts": verdicts, "entries": entries}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", nargs="?", choices=("outputs", "verdicts", "entries", "cpu"), default="outputs"
    )
    parser.add_argument(
        "--reviews", nargs="+", choices=SETS, metavar="NAME", help=f"of these alone: {', '.join(SETS)}"
    )
    parser.add_argument("--sets", nargs="+", default=[], metavar="NAME", help="of verdicts and entries: of these sets alone; of cpu: numbers of records")  # fmt: skip
    parser.add_argument("--accept", metavar="PATH", default="", help="record what differs in the files that this pattern names")  # fmt: skip
    parser.add_argument("--why", default="", help="the reason, with --accept")
    parser.add_argument("--against", metavar="REV", default="", help="the state to show differences to (default: the commit that recorded outputs last)")  # fmt: skip
    parser.add_argument(
        "--no-lines", action="store_true", help="list the files that differ, without their lines"
    )
    parser.add_argument("--record", action="store_true", help="of cpu: keep the figures")
    options = parser.parse_args()
    if bool(options.accept) != bool(options.why.strip()):
        parser.error("--accept PATH and --why REASON go together")
    if (
        options.accept
        and not any(fnmatchcase(name, options.accept.split("/")[0]) for name in SETS)
        and options.what == "outputs"
    ):
        parser.error(f"no review is called {options.accept.split('/')[0]}; one of {', '.join(SETS)}")
    if options.what == "cpu":
        rows = cpu(options.sets)
        if options.record:
            write_table("cpu", [*read_table("cpu"), *rows])
        return 0
    if options.what in VALUES:
        return 1 if compare_values(options.what, VALUES[options.what](options.sets), options) else 0
    return 1 if compare_outputs(options) else 0


if __name__ == "__main__":
    sys.exit(main())
