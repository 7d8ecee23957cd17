"""How well full texts are read: whose they are, their abstract, the page of a sentence, their references; by kind of document.

    python benchmarks/texts.py [--count 57] [--misses]          # made-up works in 19 layouts
    python benchmarks/texts.py --real FOLDER [--misses]         # real PDFs with a table of what is true of them
    python benchmarks/texts.py --speed 100                      # CPU seconds and memory

FOLDER has `real.tsv` with the columns file, kind, title, family, year, doi, abstract (`first words … last words`, `-` for none,
`?` if it is not asked), references (counted by hand, or empty), and number (of the docket or report, or empty); a file with the title `-` is of no source. file is the
beginning of the name of a PDF below FOLDER. `sentences.tsv` has sentences of them: file, place of the page, number printed on it
(empty where none is), sentence. Every seventh source is left out of the entries: its file is of no source. The works in `bib/` are entries, too.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from made_texts import make_review

import litreview as lr
from litreview.core.model import Record, RecordId, Where
from litreview.formats.references import parse_list
from litreview.stages.texts import check_quote

ROOT = Path(__file__).parent.parent
LEFT_OUT = 7
TYPES = {
    "j1": "article", "j2": "article", "lr": "article", "ms": "article", "op": "jurisdiction", "st": "legislation", "rep": "report",
    "th": "thesis", "bk": "book", "ne": "online",
}  # fmt: skip
"""The entry types of the kinds in `real.tsv`: journal articles in one and two columns, law reviews, manuscripts, opinions, …"""
CITING = Record(key="a", type="misc", id=RecordId("a.bib:a"), where=Where(file="a.bib"))


@dataclass(kw_only=True)
class Truth:
    """What is true of a file; `key` is empty for a file of no source, `sentences` have the number and the place of their page."""

    file: str
    kind: str
    key: str
    abstract: str
    references: int | None
    sentences: Sequence[tuple[str, str, int]] = field(repr=False)


class Figures:
    """Counts of what was asked and what was right, by question and kind."""

    def __init__(self, *, misses: bool) -> None:
        self._misses = misses
        self._right: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, question: str, kind: str, right: float, *note: object) -> None:
        self._right[question][kind].append(right)
        if self._misses and right < 1:
            print(f"{question} ({kind}):", *note)

    def show(self) -> None:
        """Print a table."""
        kinds = sorted({kind for found in self._right.values() for kind in found})
        print(f"{'kind':22}" + "".join(f"{question:>26}" for question in self._right))
        for kind in [*kinds, "all"]:
            row = f"{kind:22}"
            for found in self._right.values():
                values = found[kind] if kind != "all" else [one for some in found.values() for one in some]
                row += f"{_share(values):>26}"
            print(row)


def _share(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.3f} of {len(values)}" if values else ""


def letters(text: str) -> str:
    """Return the letters and figures of a text in small letters."""
    return re.sub(r"\W+", "", text.casefold().replace("ﬁ", "fi").replace("ﬂ", "fl"))


def made_truths(folder: Path, count: int) -> Iterator[Truth]:
    """Make works and a review of them, and yield what is true of each."""
    for n, work in enumerate(make_review(folder, count)):
        yield Truth(
            file=f"texts/download-{n:03}.pdf",
            kind=work.layout.kind,
            key=work.key,
            abstract=work.abstract,
            references=work.references if work.layout.references else None,
            sentences=[] if work.layout.scan else work.sentences,
        )


def real_truths(folder: Path, source: Path) -> Iterator[Truth]:
    """Make a review of real files, and yield what is true of each."""
    (folder / "bib").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "litreview.toml").write_text('title = "Real texts"\n', encoding="utf-8")
    (folder / "bib/others.bib").write_text("\n".join(_other_entries()), encoding="utf-8")
    sentences: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for row in _rows(source / "sentences.tsv"):
        sentences[row["file"]].append((row["sentence"], row["printed"], int(row["place"])))
    entries = []
    for n, row in enumerate(_rows(source / "real.tsv")):
        (path,) = [one for one in source.rglob("*.pdf") if one.name.startswith(row["file"])][:1]
        shutil.copy(path, folder / f"texts/download-{n:03}.pdf")
        known = row["title"] != "-" and n % LEFT_OUT != 0
        if known:
            parts = {
                "author": row["family"],
                **{name: row.get(name, "") for name in ("title", "year", "doi", "number")},
            }
            fields = ", ".join(f"{name} = {{{value}}}" for name, value in parts.items() if value)
            entries.append(f"@{TYPES.get(row['kind'], 'misc')}{{Real{n}, {fields}}}")
        yield Truth(
            file=f"texts/download-{n:03}.pdf",
            kind=row["kind"],
            key=f"Real{n}" if known else "",
            abstract="" if row["abstract"] == "-" else row["abstract"],
            references=int(row["references"]) if row.get("references") else None,
            sentences=sentences[row["file"]],
        )
    (folder / "bib/real.bib").write_text("\n".join(entries), encoding="utf-8")


def _other_entries() -> Iterator[str]:
    """Yield the entries of real works that no file is of. None of them is confidential, so that files keep their names."""
    for path in sorted((ROOT / "bib").glob("*.bib")):
        for record in lr.read_text(path.read_text(encoding="utf-8"), path.name).records:
            if not record.confidential:
                fields = {name: record.get(name) for name in ("author", "title", "year", "doi")}
                text = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items() if value)
                yield f"@misc{{{record.key}, {text}}}"


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def measure(folder: Path, truths: Sequence[Truth], figures: Figures) -> None:
    """Open a review and hold what it reads against what is true."""
    start = time.process_time()
    review = lr.open_review(folder)
    # by their bytes: a file may be called otherwise where something may be confidential
    matches = {match.digest: match for match in review.text_matches}
    facts = {file.name: one for file, one in review.stage_value("text_facts")}
    numbers = review.stage_value("page_numbers")
    for truth in truths:
        data = (folder / truth.file).read_bytes()
        match = matches[hashlib.blake2b(data, digest_size=20).hexdigest()]
        if truth.kind == "scan":
            figures.add(
                "named as scanned", truth.kind, match.fault in ("scanned", "garbled"), truth.file, match.fault
            )
            continue
        figures.add(
            "belongs to",
            truth.kind,
            match.source == truth.key,
            truth.file,
            truth.key,
            match.source,
            match.asked,
        )
        asked = truth.key in (match.source, *match.asked)
        figures.add("right or asked", truth.kind, asked, truth.file)
        figures.add(
            "none wrong", truth.kind, match.source in (truth.key, ""), truth.file, truth.key, match.source
        )
        _abstract(truth, facts[match.file].abstract, figures)
        labels = numbers.get(match.file, ((), ""))
        for sentence, number, place in _some(truth.sentences):
            result = check_quote(sentence, review.text_library.pages(match.digest))
            page = result.page if result and result.verdict == "found" else -1
            label = labels[0][page] if 0 <= page < len(labels[0]) else ""
            right = label == number if number else page == place and label in ("", str(place + 1))
            figures.add(
                "page of a sentence",
                truth.kind,
                right,
                truth.file,
                sentence[:60],
                number,
                place,
                label,
                page,
                labels[1],
            )
        if truth.references:
            count = len(parse_list(facts[match.file].references, CITING))
            share = min(count, truth.references) / max(count, truth.references)
            figures.add("references", truth.kind, share, truth.file, count, truth.references)
    print(
        f"{len(truths)} files, {time.process_time() - start:.0f} CPU seconds and those of the processes that read"
    )


def _some(sentences: Sequence[tuple[str, str, int]]) -> Sequence[tuple[str, str, int]]:
    choice = random.Random(len(sentences))
    return choice.sample(list(sentences), min(6, len(sentences)))


def _abstract(truth: Truth, found: str, figures: Figures) -> None:
    if truth.abstract == "?":
        return
    if not truth.abstract:
        figures.add("none invented", truth.kind, not found, truth.file, found[:80])
        return
    first, _, last = truth.abstract.partition(" … ") if " … " in truth.abstract else (truth.abstract, "", "")
    whole, first, last = letters(found), letters(first), letters(last)
    right = bool(found) and first in whole and last in whole
    exact = right and whole.startswith(first) and whole.endswith(last)
    figures.add(
        "abstract exact", truth.kind, exact, truth.file, truth.abstract, "|", found[:60], "…", found[-60:]
    )
    figures.add("exact or contained", truth.kind, right, truth.file)


def speed(count: int) -> None:
    """Read made-up works of about 20 pages each, print CPU seconds and memory, and those of a second run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "review"
        (folder / "bib").mkdir(parents=True)
        (folder / "texts").mkdir()
        (folder / "litreview.toml").write_text('title = "Speed"\n', encoding="utf-8")
        pages = _twenty_pages(folder, count)
        for run in ("first", "second"):
            start, used = time.perf_counter(), _used()
            subprocess.run(
                [sys.executable, "-m", "litreview", "texts", folder], check=True, capture_output=True
            )
            largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(
                f"{run} run: {count} files, {pages} pages, {_used() - used:.1f} CPU seconds, {time.perf_counter() - start:.1f} s, "
                f"the largest of its processes {largest} MB"
            )


def _twenty_pages(folder: Path, count: int) -> int:
    import typst
    from made_texts import Writer

    bodies = []  # four texts, so that setting them takes little time
    for seed in range(4):
        writer = Writer(seed)
        parts = "\n\n".join(" ".join(writer.sentence() for _ in range(7)) for _ in range(63))
        bodies.append(
            f'#set page(paper: "us-letter", margin: 1.2in, numbering: "1")\n#set text(size: 11.5pt)\n{parts}\n'
        )
    entries, pages = [], 0
    for n in range(count):
        writer = Writer(1000 + n)
        title = writer.title()
        source = bodies[n % 4].replace(
            "\n\n", f"\n\n#text(size: 18pt)[{title}]\n\nAnn Roe\n\n*Abstract*\n\n{writer.sentence()}\n\n", 1
        )
        data = typst.compile(f"{source}\n{n}".encode())
        pages += data.count(b"/Type /Page\n") or data.count(b"/Type/Page/")
        (folder / f"texts/Key{n}.pdf").write_bytes(data)
        entries.append(
            f"@article{{Key{n}, author = {{Roe, Ann}}, title = {{{title}}}, year = 2012, journal = {{J}}}}"
        )
    (folder / "bib/a.bib").write_text("\n".join(entries), encoding="utf-8")
    return pages


def _used() -> float:
    return sum(
        one.ru_utime + one.ru_stime
        for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=57)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--speed", type=int)
    parser.add_argument("--misses", action="store_true")
    options: Any = parser.parse_args()
    if options.speed:
        speed(options.speed)
        return
    figures = Figures(misses=options.misses)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "review"
        truths = [
            *(real_truths(folder, options.real) if options.real else made_truths(folder, options.count))
        ]
        measure(folder, truths, figures)
    figures.show()


if __name__ == "__main__":
    main()
