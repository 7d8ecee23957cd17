"""Linking measured on references with known targets: precision, recall, seconds; and the graph measures at size.

    python benchmarks/graph.py [--set NAME] [--misses N]

Reads the folder named by LITREVIEW_DATA (default ../shared); says so and stops when it is absent. No DOI is left in the
references of the sets, so the DOI tier finds nothing and all is up to the weaker tiers. All these sets were looked at while the
rules were written (for the rules of clustering: the exports): the figures say how far the rules reach there, not how they do on
lists never seen.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import resource
import time
from collections import defaultdict
from typing import Any

import graph_exports
from data_folder import FOLDER, need

from litreview.core import text as textual
from litreview.core.model import Citation, CitedReference, Doi, Record, RecordId, Source, Where
from litreview.stages import network
from litreview.stages.network import metrics

SETS = ("mk_many", "pbx_wos", "pbx_wos_m", "pbx_scopus")
ALL = (*SETS, "variants", "exports", "sizes")


def source_of(key: str, fields: dict[str, str], **parts: Any) -> Source:
    """Return a source of one record."""
    record = Record(
        key=key,
        type="article",
        fields=fields,
        id=RecordId(f"set:{key}"),
        where=Where(file="set", line=1),
        **parts,
    )
    return Source(key=key, type="article", fields=fields, records=(record,), **parts)


def load(name: str) -> tuple[list[Source], dict[tuple[str, str], set[str]]]:
    """Return the sources of a set and, for each (citing, reference text), its true targets."""
    records, references = (
        json.loads(lzma.decompress((FOLDER / "data" / "refs" / f"{name}.{part}.json.xz").read_bytes()))
        for part in ("records", "refs")
    )
    lists: dict[str, list[str]] = defaultdict(list)
    gold: dict[tuple[str, str], set[str]] = {}
    for row in references:
        text = row["ref"].strip().rstrip(".")
        lists[row["citing"]].append(text)
        gold.setdefault((row["citing"], text), set()).update(row["gold"])
    sources = []
    for row in records:
        fields = {"title": row["title"], "volume": row["vol"], "pages": row["page"], "year": row["year"]}
        fields |= dict(zip(("journal", "shortjournal", "journal-iso"), row["journal"], strict=False))
        sources.append((row["id"], fields, row))
    held = {key for key, _, _ in sources}
    built = []
    field, joint = ("cited-references", "\n") if references[0]["fmt"] == "wos" else ("references", "; ")
    for key, fields, row in sources:
        if key in lists:
            fields[field] = joint.join(lists[key])
        people = textual.parse_names(" and ".join(row["authors"]))
        year = int(row["year"]) if row["year"].isdigit() else None
        built.append(source_of(key, fields, authors=people, year=year, doi=Doi(row["doi"] or "")))
    built += [source_of(key, {field: joint.join(lists[key])}) for key in lists if key not in held]
    return built, gold


def measure(name: str, misses: int) -> None:
    """Print one line for a set, and some of what went wrong."""
    sources, gold = load(name)
    start = time.process_time()
    links = network.link(sources)
    seconds = time.process_time() - start
    read = len(links.citations) + len(links.queue) + sum(len(w.references) for w in links.not_held)
    right = wrong = 0
    found: set[tuple[str, str]] = set()
    # the truth is known by DOI only: of a link to a record without one nobody can say
    silent = {source.key for source in sources if not source.doi}
    unknown = 0
    for citation in links.citations:
        pair = (citation.citing, citation.reference.text)
        if citation.cited in gold.get(pair, set()):
            right += 1
            found.add(pair)
        elif citation.cited in silent:
            unknown += 1
        else:
            wrong += 1
            if wrong <= misses:
                print("   wrong", citation.confidence, citation.reference.text[:150], "->", citation.cited)
    queued = {(c.citing, c.reference.text): c for c in links.queue}
    true = {pair for pair, targets in gold.items() if targets}
    lost = sorted(true - found)
    for pair in lost[:misses]:
        where = f"queue {queued[pair].confidence}" if pair in queued else "no"
        print("   lost ", where, pair[1][:150], "->", sorted(gold[pair]))
    print(
        f"{name:12} {read:6} references ({len(gold)} distinct), precision {right / max(1, right + wrong):.4f}"
        f" ({right / max(1, right + wrong + unknown):.4f} if the {unknown} links to records without DOI are wrong), recall {1 - len(lost) / max(1, len(true)):.4f}, queue {len(links.queue)}"
        f" ({sum(c.cited in gold.get((c.citing, c.reference.text), ()) for c in links.queue)} true),"
        f" {seconds:.2f} s ({1e4 * seconds / max(1, read):.2f} s per 10k)"
    )


def variants(misses: int) -> None:
    """Print precision and recall of the plain reference strings seen for the works of the corpus."""
    import re

    text = (FOLDER / "corpus" / "sources.bib").read_text(encoding="utf-8")
    sources = []
    for match in re.finditer(r"@(\w+)\{([^,]+),\n(.*?)\n\}", text, re.DOTALL):
        fields = {
            name: textual.to_unicode(value)
            for name, value in re.findall(r"^  (\w+) = \{(.*)\},?$", match[3], re.MULTILINE)
        }
        raw = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", match[3], re.MULTILINE))
        sources.append(
            source_of(
                match[2],
                fields,
                authors=textual.parse_names(raw.get("author", "")),
                year=textual.year(fields.get("year", "")),
                doi=textual.doi(fields.get("doi", "")),
            )
        )
    rows = [
        r
        for r in csv.DictReader((FOLDER / "corpus" / "variants.csv").open())
        if not r["raw"].lstrip().startswith("@")
    ]
    gold = {" ".join(row["raw"].split()): row["work_id"] for row in rows}
    citing = source_of("the-list", {"references": "\n".join([*gold, "."])})
    start = time.process_time()
    links = network.link([*sources, citing])
    seconds = time.process_time() - start
    right = wrong = 0
    for c in links.citations:
        if gold.get(c.reference.text) == c.cited:
            right += 1
        else:
            wrong += 1
            if wrong <= misses:
                print(
                    "   wrong",
                    c.confidence,
                    c.reference.text[:150],
                    "->",
                    c.cited,
                    "not",
                    gold.get(c.reference.text),
                )
    lost = [w for w in links.not_held if w.references[0].text in gold]
    for work in lost[:misses]:
        print("   lost  no", work.references[0].text[:170], "->", gold[work.references[0].text])
    for c in links.queue[:misses]:
        print(
            "   queue",
            c.confidence,
            c.reference.text[:150],
            "->",
            c.cited,
            c.cited == gold.get(c.reference.text),
        )
    print(
        f"variants     {len(gold):6} references, precision {right / max(1, right + wrong):.4f}, recall {right / len(gold):.4f}, queue {len(links.queue)}, {seconds:.2f} s"
    )


def sizes(count: int) -> None:
    """Print CPU seconds of build, PageRank, main path and layout, and the memory at the end, for two made-up graphs."""
    for nodes in (count, 10 * count):
        edges = 10 * nodes
        sources, citations = made_up(nodes, edges)
        start = time.process_time()
        graph = network.build_graph(sources, citations)
        built = time.process_time()
        network.main_path(graph)
        walked = time.process_time()
        line = f"build and PageRank {built - start:.2f} s, main path {walked - built:.2f} s"
        metrics.betweenness(graph)
        passed = time.process_time()
        line += f", betweenness (sampled) {passed - walked:.2f} s"
        if nodes == count:
            network.layout(graph)
            line += f", layout {time.process_time() - passed:.2f} s"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{nodes:,}/{edges:,}".ljust(18) + f"{line}; {memory:.2f} GB at most so far")


def made_up(nodes: int, edges: int) -> tuple[list[Source], list[Citation]]:
    """Return sources over seventy years and citations to older ones; one in a hundred goes to a slightly newer one, in a circle."""
    nowhere = CitedReference(text="x", where=Where(file="made up"), record=RecordId("made:up"))
    draw = random.Random(1)
    sources = [
        source_of(f"k{i}", {"title": f"Made up {i}"}, year=1950 + i * 70 // nodes) for i in range(nodes)
    ]
    citations: list[Citation] = []
    while len(citations) < edges:
        a = draw.randrange(1, nodes)
        b = draw.randrange(a)
        if draw.random() < 0.01:
            b = min(nodes - 1, a + draw.randrange(1, 20))
        citations.append(
            Citation(citing=f"k{a}", cited=f"k{b}", method="doi", confidence=1.0, reference=nowhere)
        )
    return sources, citations


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--misses", type=int, default=0, help="show so many wrong and lost references of each set"
    )
    parser.add_argument("--set", choices=ALL, action="append")
    parser.add_argument(
        "--count", type=int, help="nodes of the smaller graph (sizes), entries of each export (exports)"
    )
    options = parser.parse_args()
    need("data/refs")
    for name in options.set or ALL:
        if name == "variants":
            variants(options.misses)
        elif name == "exports":
            graph_exports.run(FOLDER, options.misses, options.count)
        elif name == "sizes":
            sizes(options.count or 10_000)
        else:
            measure(name, options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
