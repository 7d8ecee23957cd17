"""Reading what is huge or made to be slow: seconds, peak memory and Problems; and how time grows with length.

    python benchmarks/hostile_read.py             # everything; the largest file has 200 MB
    python benchmarks/hostile_read.py --size 20   # files of at most 20 MB

Each case is read in a process of its own. The second table reads each pattern at n, 2n and 4n: a ratio of 2 from step to step is
time in proportion to length, 4 would be its square.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

MB = 1_000_000
T = TypeVar("T")


def _xml(inner: str) -> str:
    return f"<xml><records><record>{inner}</record></records></xml>"


def _field(name: str, value: str) -> str:
    return f"@article{{k, year = 2000, {name} = {{{value}}}}}\n"


# name, ending, text of about the given number of bytes
LARGE: dict[str, tuple[str, Callable[[int], str | bytes]]] = {
    "a line of a million characters": ("bib", lambda _: _field("abstract", "word " * 200_000)),
    "50,000 nested braces": ("bib", lambda _: _field("title", "{" * 50_000 + "}" * 50_000)),
    "50,000 braces left open": ("bib", lambda _: "@article{k, title = {" + "{" * 50_000),
    "random bytes": ("bib", lambda size: random.Random(1).randbytes(size)),
    "random letters and marks": ("bib", lambda size: "".join(random.Random(1).choices('@{}"=,#\\$& abc\n', k=size // 20))),
    "one value": ("bib", lambda size: _field("abstract", "word " * (size // 5))),
    "one line of text": ("txt", lambda size: "word " * (size // 5)),
    "sound entries": ("bib", lambda size: "".join(_field("abstract", "A word in {Braces}. " * 50).replace("{k,", f"{{k{n},") for n in range(size // 1040))),
    "entries without end": ("bib", lambda size: "@article{k,\n title={x\n" * (size // 220)),
    "RIS": ("ris", lambda size: ("TY  - JOUR\nTI  - Some words\nAU  - Doe, Jane\nAB  - " + "word " * 200 + "\nER  - \n") * (size // 1070)),
    "a CSV with one cell": ("csv", lambda size: "title,author\n" + "x" * size),
    "a quote left open in a CSV": ("csv", lambda size: 'title,author\n"' + "word, word\n" * (size // 11)),
    "JSON lists in lists": ("json", lambda size: "[" * size),
    "an entity bomb": ("xml", lambda _: "<!DOCTYPE x [<!ENTITY a0 'x'>" + "".join(f"<!ENTITY a{i + 1} '&a{i};&a{i};&a{i};'>" for i in range(60)) + "]>" + _xml("<titles><title>&a60;</title></titles>")),
}  # fmt: skip
GROWING: dict[str, tuple[str, Callable[[int], str]]] = {
    "@": ("bib", lambda n: "@" * n),
    "@a{ in lines": ("bib", lambda n: "@a{\n" * (n // 10)),
    "unclosed entries": ("bib", lambda n: "@a{k,\n t={x\n" * (n // 20)),
    "unclosed values": ("bib", lambda n: "@a{k, " + ", a = {x {y" * (n // 20)),
    "quotes": ("bib", lambda n: '@a{k, t="' + '"' * n),
    "# and strings": ("bib", lambda n: "@a{k, t=" + '"a" # ' * n + '"b"}'),
    "@string levels": ("bib", lambda n: "".join(f'@string{{m{i + 1} = m{i} # "x"}}\n' for i in range(n // 10))),
    "one macro, used everywhere": ("bib", lambda n: '@string{m="' + "x" * n + '"}\n' + "@a{k,title=m}\n" * (n // 20)),
    "parents of parents": ("bib", lambda n: "".join(f"@book{{k{i + 1},crossref={{k{i}}},title={{x}}}}\n" for i in range(n // 20))),
    "a huge key": ("bib", lambda n: "@a{" + "k" * n + ", title={x}}"),
    "one key": ("bib", lambda n: "@a{k, title={x}}\n" * (n // 20)),
    "and": ("bib", lambda n: _field("author", "and " * n)),
    "names": ("bib", lambda n: _field("author", " and ".join(["Doe, Jané"] * (n // 10)))),
    "blanks in a name": ("bib", lambda n: _field("author", "a" + " " * n + "b")),
    "LaTeX": ("bib", lambda n: _field("title", r"\'{e}$x_{2}$ " * (n // 10))),
    "tags": ("bib", lambda n: _field("title", "<i " * n)),
    "DOIs": ("bib", lambda n: _field("doi", "10.1000." * n)),
    "RIS lines that go on": ("ris", lambda n: "TY  - JOUR\nAB  - x\n" + "more words\n" * n),
    "NBIB lines that go on": ("nbib", lambda n: "PMID- 1\nAB  - x\n" + "      more\n" * n),
    "ENW lines that go on": ("enw", lambda n: "%0 Book\n%X a\n" + "more words\n" * n),
    "WoS references": ("txt", lambda n: "FN x\nVR 1\nPT J\nTI x\nCR a\n" + "   b, 1999, C\n" * n + "ER\n"),
    "XML groups": ("xml", lambda n: _xml("<titles>" * n + "</titles>" * n)),
    "XML records left open": ("xml", lambda n: "<xml><records>" + "<record>" * n),
    "CSV columns": ("csv", lambda n: "title" + "".join(f",a{i}" for i in range(n // 10)) + "\n" + ",x" * (n // 10)),
    "JSON items": ("json", lambda n: "[" + ",".join(['{"id":"a","title":"x"}'] * (n // 10)) + "]"),
    "OpenAlex words": ("json", lambda n: '{"results":[{"id":"https://openalex.org/W1","ids":{},"abstract_inverted_index":{' + ",".join(f'"w{i}":[{i}]' for i in range(n)) + "}}]}"),
}  # fmt: skip


def child(path: str) -> None:
    """Read one file and print what it took as JSON."""
    import litreview

    litreview.read_text("@article{a, title = {A}}")
    start = time.process_time()
    library = litreview.read(path)
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    codes = Counter(problem.code for problem in library.problems)
    print(json.dumps({"cpu": cpu, "peak": peak / MB, "records": len(library), "codes": codes}))


def read(text: str | bytes, path: Path) -> dict[str, object]:
    """Return what it took to read a text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = subprocess.run(
        [sys.executable, __file__, "--child", str(path)],
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    path.unlink()
    return json.loads(done.stdout.splitlines()[-1])


def chosen(table: dict[str, T], words: list[str]) -> list[tuple[str, T]]:
    """Return the rows with one of the words in their name, all where no word is given."""
    return [(name, row) for name, row in table.items() if not words or any(word in name for word in words)]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", help="only what has one of these words in its name")
    parser.add_argument("--size", type=int, default=200, help="of the largest files, in MB")
    parser.add_argument("--n", type=int, default=20_000, help="the smallest length of a pattern")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':32}{'MB':>7}{'CPU s':>8}{'peak MB':>9}{'records':>9}  Problems")
        for name, (ending, make) in chosen(LARGE, options.words):
            text = make(options.size * MB)
            size = len(text) / MB
            took = read(text, Path(folder) / f"a.{ending}")
            del text
            codes = ", ".join(f"{code} × {count}" for code, count in took["codes"].items()) or "none"
            print(
                f"{name:32}{size:7.1f}{took['cpu']:8.2f}{took['peak']:9.0f}{took['records']:9}  {codes}",
                flush=True,
            )
        print(f"\n{'CPU seconds at':32}{options.n:>9,}{2 * options.n:>9,}{4 * options.n:>9,}   ratios")
        for name, (ending, make) in chosen(GROWING, options.words):
            took = [read(make(options.n * k), Path(folder) / f"a.{ending}")["cpu"] for k in (1, 2, 4)]
            ratios = ", ".join(f"{b / max(a, 0.005):.1f}" for a, b in itertools.pairwise(took))
            print(f"{name:32}" + "".join(f"{each:9.2f}" for each in took) + f"   {ratios}", flush=True)


if __name__ == "__main__":
    main()
