"""Reading BibTeX: entries a second and peak memory, beside the bare parse of bibtexparser and pybtex.

    python benchmarks/read.py                     # 10,000 and 100,000 made-up entries, and the real exports
    python benchmarks/read.py 10000 --runs 5      # one size
    python benchmarks/read.py 0                   # the real exports only

Ours returns finished Records: macros, LaTeX, HTML, names, years and DOIs decoded, every fault named. The two others split and
(pybtex) split names, and decode nothing. Each run is a process of its own, the readers take turns, and the figures are
medians; time is CPU time of reading, without imports. Peak memory is that of the whole process.

The real exports (Web of Science and Scopus, with their cited references) are repeated with distinct keys up to 10,000 entries.
They stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from data_folder import find

READERS = ("litreview", "bibtexparser", "pybtex")
EXPORTS = {
    "wos.bib": "Valdecy+pybibx/assets__bibs__wos.bib",
    "scopus.bib": "Valdecy+pybibx/assets__bibs__scopus.bib",
}
_SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "za", "bre", "cli", "dro", "fle", "gri", "pla", "ste", "tra", "vol", "xen", "qui", "ster", "mond", "len", "ark"
)  # fmt: skip
_ACCENTED = (r"{\"o}", r"\'e", r"{\o}", r"\c{c}", r"\"{u}", "ł", "ž")


def made_up(count: int, seed: int = 1) -> Iterator[str]:
    """Yield entries of made-up words: nine in ten articles with an abstract, LaTeX in some names, titles and abstracts."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    names = [word.capitalize() for word in words[:900]]

    def name() -> str:
        family, given = chance.choice(names), chance.choice(names)
        kind = chance.random()
        if kind < 0.08:
            family = family[:2] + chance.choice(_ACCENTED) + family[2:]
        elif kind < 0.11:
            family = f"{{{family}}}"
        elif kind < 0.13:
            return f"{{{family} {chance.choice(names)} Council}}"
        elif kind < 0.16:
            family = f"van der {family}"
        return f"{family}, {given} {given[0]}." if chance.random() < 0.7 else f"{given} {family}"

    def text(length: int) -> str:
        return " ".join(chance.choices(words, k=length))

    for number in range(count):
        title = text(chance.randint(6, 14)).capitalize()
        if chance.random() < 0.3:
            first, rest = title.split(" ", 1)
            title = f"{{{first.upper()}}} {rest}"
        title += chance.choice(
            ["", "", "", ": A {Review}", r" \& " + text(2), " -- " + text(3), r" in {\'E}tats"]
        )
        abstract = (
            ". ".join(text(chance.randint(10, 24)).capitalize() for _ in range(chance.randint(6, 14))) + "."
        )
        if chance.random() < 0.3:
            abstract += rf" We saw {chance.randint(2, 98)}\% of {text(2)} ($p<0.0{chance.randint(1, 5)}$) -- {text(4)}."
        year = chance.randint(1985, 2024)
        first = chance.randint(1, 900)
        lines = [
            f"  author = {{{' and '.join(name() for _ in range(chance.randint(1, 5)))}}},",
            f"  title = {{{title}}},",
            f"  journal = {{{text(3).title()}}},",
            f"  year = {{{year}}},",
            f"  month = {chance.choice(['jan', 'may', 'sep', '{dec}'])},",
            f"  volume = {{{chance.randint(1, 80)}}},",
            f"  number = {chance.randint(1, 12)},",
            f"  pages = {{{first}--{first + chance.randint(3, 30)}}},",
            f"  doi = {{10.{chance.randint(1000, 9999)}/{chance.choice(words)}.{number}}},",
            f"  issn = {{{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}}},",
            f"  url = {{https://doi.org/10.{chance.randint(1000, 9999)}/{chance.choice(words)}_{number}}},",
            f"  keywords = {{{'; '.join(text(2) for _ in range(5))}}},",
        ]
        if chance.random() < 0.9:
            lines.append(f"  abstract = {{{abstract}}},")
        yield f"@article{{{chance.choice(names)}{year}x{number},\n" + "\n".join(lines) + "\n}\n\n"


def repeated(text: str, count: int) -> str:
    """Return the entries of a real export again and again, each time with other keys, at least `count` of them."""
    starts = len(re.findall(r"^@\w+\s*\{", text, re.MULTILINE))
    rounds = range(-(-count // starts))
    return "\n".join(
        re.sub(r"^(@\w+\s*\{[^,\n]*)", rf"\g<1>x{number}", text, flags=re.MULTILINE) for number in rounds
    )


def child(reader: str, path: str) -> None:
    """Read one file with one reader and print the figures as JSON."""
    if reader == "litreview":
        import litreview

        litreview.read_text("@article{a, title = {A}}")  # so that the imports are not timed

        def parse() -> int:
            library = litreview.read(path)
            return len(library.records)

    elif reader == "bibtexparser":
        import logging

        import bibtexparser

        logging.disable(logging.CRITICAL)

        def parse() -> int:
            found = bibtexparser.parse_string(Path(path).read_text(encoding="utf-8"), parse_stack=[])
            return len(found.entries) + len(found.failed_blocks)

    else:
        from pybtex import errors
        from pybtex.database.input.bibtex import Parser

        errors.set_strict_mode(False)
        errors.print_error = lambda *_, **__: None  # a faulty entry is counted, not printed

        def parse() -> int:
            return len(Parser(encoding="utf-8").parse_file(path).entries)

    wall, cpu = time.perf_counter(), time.process_time()
    count = parse()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({"count": count, "cpu": cpu, "wall": wall, "peak": peak * unit / 1e6}))


def measure(title: str, path: Path, runs: int) -> dict[str, dict[str, float]]:
    """Print and return the figures of one file by reader: the readers take turns, so that a slow moment hits all alike."""
    found: dict[str, list[dict[str, float]]] = {reader: [] for reader in READERS}
    for _, reader in itertools.product(range(runs), READERS):
        done = subprocess.run(
            [sys.executable, __file__, "--child", reader, str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        found[reader].append(json.loads(done.stdout.splitlines()[-1]))
    median = {
        reader: {name: statistics.median(run[name] for run in each) for name in each[0]}
        for reader, each in found.items()
    }
    ours = median["litreview"]
    print(f"\n{title}, {path.stat().st_size / 1e6:.1f} MB")
    print(
        f"{'':14}{'entries':>9}{'CPU s':>8}{'wall s':>8}{'entries/s':>11}{'peak MB':>9}  ours/this: time, memory"
    )
    for reader in READERS:
        m = median[reader]
        ratios = (
            f"{ours['cpu'] / m['cpu']:.2f}, {ours['peak'] / m['peak']:.2f}" if reader != "litreview" else ""
        )
        print(
            f"{reader:14}{m['count']:9.0f}{m['cpu']:8.2f}{m['wall']:8.2f}{m['count'] / m['cpu']:11.0f}{m['peak']:9.0f}  {ratios}",
            flush=True,
        )
    return median


def exports() -> dict[str, str]:
    """Return the text of the real exports, empty if they are not there."""
    data = find("data/bib/real-bib-files.tar.xz")
    if data is None:
        return {}
    with tarfile.open(data) as archive:
        found = {}
        for title, name in EXPORTS.items():
            member = archive.extractfile(name)
            assert member is not None, f"{name} is not in {data}"
            found[title] = member.read().decode("utf-8")
        return found


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--entries", type=int, default=10_000, help="of each real export")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.bib"
        for size in filter(None, options.sizes):
            path.write_text("".join(made_up(size)), encoding="utf-8")
            measure(f"{size:,} made-up entries", path, options.runs)
        for title, text in exports().items():
            path.write_text(repeated(text, options.entries), encoding="utf-8")
            measure(f"{title} repeated", path, options.runs)


if __name__ == "__main__":
    main()
