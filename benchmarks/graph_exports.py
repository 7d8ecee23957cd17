"""The raw Web of Science and Scopus exports of one topic, through the command line and as merged lists.

The truth are the DOIs that the references carry. They are taken out of the files before anything is read: `hidden`
returns a file that is the same in every other byte, so that each reference still stands on its line.
"""

from __future__ import annotations

import csv
import json
import re
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from litreview.cli import main
from litreview.core.model import Source
from litreview.formats import read_text
from litreview.formats.references.reference_strings import dois
from litreview.review import open_review
from litreview.stages import network
from litreview.stages.duplicates import dedupe
from litreview.stages.network.source_references import references_of

NAMES = ("wos", "scopus")
FIELD = re.compile(r"(?s)Cited-References = \{\{.*?\}\}|(?m:^references=)\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
WOS_DOI = re.compile(
    r",? *DOI +(?:DOI +)?(?:\[[^\]]*\]|\{\[\}.*?\]|\S+?)(?=\.?\s*\n|\.?\}\}|\.?\}$)", re.MULTILINE
)
ANY_DOI = re.compile(
    r"[,.]? ?(?:doi: ?)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/[^\s,;\]}]+", re.IGNORECASE
)


def hidden(text: str) -> str:
    """Return the export without the DOIs of its references."""
    return FIELD.sub(lambda match: ANY_DOI.sub("", WOS_DOI.sub("", match[0])), text)


def exports(data: Path, count: int | None) -> dict[str, str]:
    """Return the text of both exports, or of their first entries."""
    found = {}
    with tarfile.open(data / "data" / "bib" / "real-bib-files.tar.xz") as tar:
        for member in tar.getmembers():
            for name in NAMES:
                if member.name.endswith(f"Valdecy+pybibx/assets__bibs__{name}.bib"):
                    stream = tar.extractfile(member)
                    text = stream.read().decode("utf-8") if stream else ""
                    found[name] = "\n@".join(text.split("\n@")[: count and count + 1])
    return found


@dataclass
class Truth:
    """Of each reference string in a file without DOIs, where it stands and which DOIs it had."""

    at: dict[tuple[str, int, str], frozenset[str]] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, raw: str, bare: str, path: str) -> Truth:
        """Return the truth for one file."""
        found = cls()
        for before, after in zip(
            read_text(raw.encode(), path).records, read_text(bare.encode(), path).records, strict=True
        ):
            mine, theirs = (
                references_of(Source(key=r.key, type=r.type, records=(r,))) for r in (before, after)
            )
            for one, other in zip(mine, theirs, strict=True):
                names = frozenset(dois(one.text))
                found.at[path, other.where.line, other.text] = names
                if names:
                    found.texts[other.text] |= names
        return found


def flat(name: str) -> str:
    """Return a DOI in letters and digits only: lists break DOIs at line ends, and lose `_`."""
    return re.sub(r"[^a-z0-9]", "", name)


def damaged(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two references differ in DOI only because one was cut, hyphenated or names an issue."""
    return any(
        ".issue-" in a + b or flat(a).startswith(flat(b)) or flat(b).startswith(flat(a))
        for a in one
        for b in other
    )


def command(texts: dict[str, str], data: Path, misses: int) -> None:
    """Print what `litreview graph wos.bib scopus.bib --citations` finds, DOIs hidden."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth: dict[tuple[str, int, str], frozenset[str]] = {}
        for file, raw in texts.items():
            (folder / f"{file}.bib").write_text(hidden(raw), encoding="utf-8", newline="")
            truth |= Truth.of(raw, hidden(raw), f"{file}.bib").at
        paths = [str(folder / f"{file}.bib") for file in NAMES]
        start = time.process_time()
        done = CliRunner().invoke(
            main, ["graph", *paths, "-o", str(folder / "g.graphml"), "--citations", str(folder / "c.csv")]
        )
        seconds = time.process_time() - start
        said = done.stderr.split("\n")[0].split(";")[0]
        with (folder / "c.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        sources = open_review(*paths).sources
    print(f"command      {said}; {seconds:.1f} s of CPU for all of it")
    names = {s.key: {d for d in (s.doi, *(r.doi for r in s.records)) if d} for s in sources}
    held = set().union(*names.values())
    for file in (f"{name}.bib" for name in NAMES):
        right = wrong = silent = 0
        found = set()
        for row in rows:
            # a spreadsheet must not take a reference for a formula: the quote before it is not part of it
            place = (row["file"], int(row["line"]), row["reference"].removeprefix("'"))
            known = truth.get(place) or truth.get((row["file"], int(row["line"]), row["reference"]))
            if row["file"] != file or not known:
                continue
            found.add(place)
            if names[row["cited"]] & known:
                right += 1
            elif not names[row["cited"]] or damaged(names[row["cited"]], known):
                silent += 1
            else:
                wrong += 1
                if wrong <= misses:
                    print("   wrong", row["reference"][:140], "->", row["cited"], names[row["cited"]])
        expected = {place for place, known in truth.items() if place[0] == file and known & held}
        lost = sorted(expected - found)
        for place in lost[:misses]:
            print("   lost ", place[2][:140], sorted(truth[place]))
        print(
            f"  {file:11}precision {right / max(1, right + wrong):.4f} ({right / max(1, right + wrong + silent):.4f} if the {silent} that"
            f" cannot be judged are wrong), recall {1 - len(lost) / max(1, len(expected)):.4f} of {len(expected)}"
        )
    pairs = json.loads((data / "data" / "refs" / "pbx_scopus.known_pairs.json").read_text())
    found_pairs = {
        (a, b)
        for row in rows
        if row["file"] == "scopus.bib"
        for a in names[row["citing"]]
        for b in names[row["cited"]]
    }
    wanted = {(pair["citing_doi"], pair["cited_doi"]) for pair in pairs}
    print(
        f"  known pairs, from the Scopus lists alone: {len(wanted)}, recall {len(wanted & found_pairs) / len(wanted):.4f}"
    )


def clusters(texts: dict[str, str], misses: int, *, hide_wos: bool) -> None:
    """Print how well both lists count a work once: over pairs of one WoS and one Scopus string with the same DOI."""
    bare = {"wos": hidden(texts["wos"]) if hide_wos else texts["wos"], "scopus": hidden(texts["scopus"])}
    truth = {name: Truth.of(texts[name], bare[name], f"{name}.bib").texts for name in NAMES}
    records = [r for name in NAMES for r in read_text(bare[name].encode(), f"{name}.bib").records]
    sources = tuple(dedupe(records))
    start = time.process_time()
    links = network.link(sources)
    seconds = time.process_time() - start
    group: dict[tuple[str, str], object] = {}
    for number, work in enumerate(links.not_held):
        group |= {(r.record.split(".")[0], r.text): number for r in work.references}
    group |= {(c.reference.record.split(".")[0], c.reference.text): c.cited for c in links.citations}
    by_doi = defaultdict(set)
    by_group = defaultdict(set)
    for text, names in truth["wos"].items():
        by_group[group.get(("wos", text))].add(text)
        for name in names:
            by_doi[name].add(text)
    pairs = {(a, b) for b, names in truth["scopus"].items() for name in names for a in by_doi.get(name, ())}
    works = {name for names in truth["scopus"].values() for name in names} & set(by_doi)
    joined = {p for p in pairs if group.get(("wos", p[0]), -1) == group.get(("scopus", p[1]), -2)}
    apart = {
        (a, b)
        for b, names in truth["scopus"].items()
        if group.get(("scopus", b)) is not None
        for a in by_group.get(group["scopus", b], ())
        if not truth["wos"][a] & names
    }
    wrong = {p for p in apart if not damaged(truth["wos"][p[0]], truth["scopus"][p[1]])}
    for a, b in sorted(wrong)[:misses]:
        print("   wrong", a[:120], truth["wos"][a], "\n        ", b[:150], truth["scopus"][b])
    for a, b in sorted(pairs - joined)[:misses]:
        print("   lost ", a[:120], "\n        ", b[:150])
    print(
        f"clusters     DOIs {'hidden in both' if hide_wos else 'in the WoS list only'}: {len(works)} works known in both, {len(pairs)} pairs, precision"
        f" {len(joined) / max(1, len(joined) + len(wrong)):.4f} ({len(joined) / max(1, len(joined) + len(apart)):.4f} with the {len(apart) - len(wrong)} whose DOI is cut or an"
        f" issue's), recall {len(joined) / max(1, len(pairs)):.4f}; {len(links.not_held)} works not held, {seconds:.2f} s of CPU"
    )


def speed(texts: dict[str, str]) -> None:
    """Print CPU seconds per 10,000 references of each export, as it came."""
    for name in NAMES:
        sources = tuple(dedupe(read_text(texts[name].encode(), f"{name}.bib").records))
        times = []
        for _ in range(3):
            start = time.process_time()
            links = network.link(sources)
            times.append(time.process_time() - start)
        count = len(links.citations) + len(links.queue) + sum(len(w.references) for w in links.not_held)
        print(
            f"{name:12} {len(sources)} sources, {count} references, {len(links.citations)} citations, {len(links.queue)} queued,"
            f" {len(links.not_held)} works not held; {1e4 * sorted(times)[1] / count:.2f} s of CPU per 10k"
        )


def run(data: Path, misses: int, count: int | None) -> None:
    """Print all of it."""
    texts = exports(data, count)
    speed(texts)
    command(texts, data, misses)
    for hide_wos in (False, True):
        clusters(texts, misses, hide_wos=hide_wos)
