"""What a notebook asks of a corpus: read, deduplicate, tag with the shipped model, link; CPU seconds and peak memory of each step.

    python benchmarks/notebook.py                # 10,000 records of srsr, and 10,000 made up of the words of the codebook
    python benchmarks/notebook.py 2000           # so many
    python benchmarks/notebook.py --import       # what `import litreview` alone takes

The records of srsr (a random sample, with their abstracts) stand outside the project, in the folder named by LITREVIEW_DATA (default
../shared). The made-up ones have abstracts of 200 words, a sixth of them words of the codebook: the most that a tagger can find. Both
are given ten references each, to works of the set. Every corpus is measured in a process of its own, from its .bib file. CPU is that of
all processes; memory the peak of the process that holds the results, with its imports.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from statistics import median

from data_folder import find
from read import made_up as entries
from tag import made_up as abstracts

FIELDS = {
    "title": "title", "author": "author", "year": "year", "journal": "container", "volume": "volume", "number": "number",
    "pages": "pages", "doi": "doi", "abstract": "abstract",
}  # fmt: skip
SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "%&#_$"} | dict.fromkeys("{}\\", " "))
STEPS = ("read", "dedupe", "tag", "judge_goals", "link")


def reference(fields: dict[str, str]) -> str:
    """Return a work as the Web of Science cites it."""
    family, _, given = fields["author"].split(" and ", 1)[0].partition(",")
    first = fields["pages"].split("-", 1)[0]
    return (
        f"{family} {given.strip()[:1]}, {fields['year']}, {fields['journal']}, V{fields['volume']}, P{first}"
    )


def written(works: list[dict[str, str]]) -> Iterator[str]:
    """Yield each work as an entry with ten references to others."""
    chance = Random(1)
    for number, work in enumerate(works):
        cited = ".\n   ".join(reference(chance.choice(works)) for _ in range(10))
        lines = [f"  {name} = {{{value.translate(SIGNS)}}},\n" for name, value in work.items() if value]
        yield f"@article{{k{number},\n{''.join(lines)}  cited-references = {{{cited.translate(SIGNS)}}},\n}}\n\n"


def real(count: int) -> list[dict[str, str]]:
    """Return works of srsr in the fields of BibTeX, none if the set is not there."""
    path = find("data/dedup/srsr/records.csv.xz")
    if path is None:
        return []
    csv.field_size_limit(10**9)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = sorted(Random(4).sample(range(len(rows)), min(count, len(rows))))
    return [{name: rows[i][column] for name, column in FIELDS.items()} for i in chosen]


def of_the_field(count: int) -> list[dict[str, str]]:
    """Return made-up works whose abstracts are of the words of the codebook."""
    made = []
    for entry, source in zip(entries(count), abstracts(count), strict=True):
        fields = dict(line.strip(" ,").split(" = ", 1) for line in entry.split("\n")[1:] if " = " in line)
        known = {name: fields.get(name, "").strip("{}") for name in FIELDS}
        made.append({**known, "title": source.fields["title"], "abstract": source.fields["abstract"]})
    return made


def steps(path: str) -> Iterator[tuple[str, object]]:
    """Yield each step when it is done, and how much came of it."""
    import litreview as lr

    library = lr.read(path)
    yield "read", len(library)
    found = lr.dedupe(library)
    yield "dedupe", len(found.sources)
    tags = lr.tag(found.sources)
    yield "tag", len(tags)
    yield "judge_goals", len(lr.judge_goals(found.sources))
    yield "link", len(lr.link(found.sources).citations)


def cpu() -> float:
    """Return the CPU seconds of this process and those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def child(path: str) -> None:
    """Print as JSON what each step took, imports included."""
    unit = 1 if sys.platform == "darwin" else 1024
    done, before = [], 0.0
    for name, count in steps(path):
        now = cpu()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
        done.append({"step": name, "count": count, "cpu": now - before, "peak": peak})
        before = now
    print(json.dumps(done))


def measure(title: str, works: list[dict[str, str]], runs: int) -> None:
    """Print the medians of a corpus."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.bib"
        path.write_text("".join(written(works)), encoding="utf-8")
        command = [sys.executable, __file__, "--child", str(path)]
        asked = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(runs)]
        found = [json.loads(one.stdout.splitlines()[-1]) for one in asked]
        sums = [sum(step["cpu"] for step in run) for run in found]
        print(
            f"\n{title}: {len(works)} records, {path.stat().st_size / 1e6:.1f} MB; median of {runs}, in sum "
            f"{median(sums):.1f} s of CPU ({', '.join(f'{one:.1f}' for one in sums)}), "
            f"{median(run[-1]['peak'] for run in found):.0f} MB"
        )
    for each in zip(*found, strict=True):
        print(
            f"  {each[0]['step']:<12}{each[0]['count']:>8} found  {median(one['cpu'] for one in each):6.2f} s"
            f"  {median(one['peak'] for one in each):5.0f} MB so far"
        )


def imports(runs: int = 9) -> None:
    """Print how long `import litreview` takes, beside an empty program."""

    def took(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - began

    pairs: Iterable[tuple[float, float]] = [(took("pass"), took("import litreview")) for _ in range(runs)]
    print(f"import litreview: {1000 * median(b - a for a, b in pairs):.0f} ms (median of {runs})")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--import", dest="imports", action="store_true")
    parser.add_argument("--child", metavar="FILE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child)
        return
    imports()
    if args.imports:
        return
    for title, works in (("srsr", real(args.count)), ("made up", of_the_field(args.count))):
        if works:
            measure(title, works, args.runs)


if __name__ == "__main__":
    main()
