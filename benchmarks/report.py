"""The table "Beside peers" of docs/benchmarks.md: each ratio of one run on one machine, with the machine and the day.

    python benchmarks/report.py              # prints the table; about a quarter of an hour
    python benchmarks/report.py --write      # puts it between its marks in docs/benchmarks.md
    python benchmarks/report.py --small      # the smallest sizes, which only show that it works

The peers are pybtex and bibtexparser (`read.py`), bib-dedupe (`dedupe_scale.py peer`, in an environment of its own or that of
BIB_DEDUPE_PYTHON) and pandoc, which prints the same works in the same style. Both sides of a row take turns, so that a slow moment hits both.
A row whose peer or data is missing is left out, and a line with "not run:" says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from data_folder import find
from read import exports, made_up, measure, repeated

PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks.md"
BEGIN, END = "<!-- beside peers: `python benchmarks/report.py --write` -->", "<!-- end of beside peers -->"
Row = tuple[str, str, float, float]
"""What is done, the peer, and the seconds of CPU of this program and of the peer."""


def reading(size: int, entries: int, runs: int) -> Iterator[Row]:
    """Yield the rows of reading BibTeX: made-up entries, and two real exports."""
    texts = {f"{size:,} made-up entries": "".join(made_up(size))}
    texts |= {
        f"{name}, {entries:,} entries or a few more": repeated(text, entries)
        for name, text in exports().items()
    }
    for title, text in texts.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sources.bib"
            path.write_text(text, encoding="utf-8")
            found = measure(title, path, runs)
        for peer in ("pybtex", "bibtexparser"):
            yield (
                f"read {title}, all decoded",
                f"{peer}, the bare parse",
                found["litreview"]["cpu"],
                found[peer]["cpu"],
            )


def deduplicating(count: int, runs: int) -> Iterator[Row]:
    """Yield the rows of deduplication."""
    # after reading: what is imported here counts for the memory of each child
    from dedupe_scale import PEER, beside_peer

    if find("data/dedup") is None:
        return
    for name, found in beside_peer(runs, count).items():
        if "bib-dedupe" in found:
            sample = "the first" if name == "first" else "at random"
            what = f"deduplicate {count:,} records of srsr, {sample}, to groups and questions"
            yield what, PEER.replace("==", " "), found["litreview"]["cpu"], found["bib-dedupe"]["cpu"]


def printing(count: int, runs: int) -> Iterator[Row]:
    """Yield the row of a bibliography in HTML, whole processes, in the style and with the pandoc of this program."""
    import pypandoc

    from litreview.stages.bibliography import find_style

    with tempfile.TemporaryDirectory() as folder:
        works, style = Path(folder) / "works.bib", Path(folder) / "apa.csl"
        works.write_text("".join(made_up(count)), encoding="utf-8")
        style.write_text(find_style("apa").csl, encoding="utf-8")
        # a page each: `annotate` leaves a document alone that another program has changed
        page, theirs = (str(Path(folder) / name) for name in ("page.html", "peer.html"))
        own = [sys.executable, "-m", "litreview", "annotate", str(works), "--style", "apa", "-o", page]
        pandoc = [pypandoc.get_pandoc_path(), "-f", "bibtex", str(works), "--citeproc", "--csl", str(style)]
        times = [(seconds(own), seconds([*pandoc, "-s", "-o", theirs])) for _ in range(runs)]
    ours, peers = (median(each) for each in zip(*times, strict=True))
    version = ".".join(str(pypandoc.get_pandoc_version()).split(".")[:3])
    yield f"read {count:,} made-up entries and print them in APA style", f"pandoc {version}", ours, peers


def seconds(command: list[str]) -> float:
    """Return the seconds of CPU of a process and of those that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def machine() -> str:
    """Return the machine in words: processor, cores, how busy it was, system, Python, and the day."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", info.read_text()) if info.is_file() else None
    load = f", load {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{model[1] if model else platform.processor() or platform.machine()}, {os.cpu_count()} cores{load}, {platform.system()}, "
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


def table(rows: list[Row], runs: int) -> str:
    """Return the rows as Markdown, with the machine and the day."""
    lines = [
        f"Medians of {runs}, in seconds of CPU; {machine()}:"
        if runs > 1
        else f"One run, in seconds of CPU; {machine()}:",
        "",
        "| what | peer | this | peer | this / peer |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {what} | {peer} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2g} |"
            for what, peer, ours, theirs in rows
        ),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="the smallest sizes, one run")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    size, printed, runs = (300, 30, 1) if options.small else (10_000, 1_000, 3)
    rows = [*reading(size, size, runs), *deduplicating(size, runs), *printing(printed, runs)]
    text = table(rows, runs)
    print(f"\n{text}")
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
