"""Measures and linking at the size of a library: CPU seconds and memory, of made-up works and citations.

    python benchmarks/graph_large.py [--works 1e6] [--citations 1e7] [--references 1e6] [--leiden] [--louvain]

Works are over fifty years in fields of two thousand; eight of ten citations stay within the field. Reference strings are written as
Web of Science writes them; half lead to a work that is held.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator

import numpy as np

from litreview.core.model import Person, Record, RecordId, Source, Where
from litreview.stages.network import (
    Arcs,
    communities,
    follow_references,
    main_path,
    modularity,
)
from litreview.stages.network.metrics import pagerank


def made_up(works: int, citations: int) -> Arcs:
    """Return a made-up literature."""
    draw = np.random.default_rng(1)
    fields = max(2, works // 2000)
    citing = draw.integers(1, works, citations)
    cited = citing - np.minimum(citing, (draw.exponential(0.1, citations) * works).astype(np.int64) + 1)
    within = draw.random(citations) < 0.8
    cited = np.where(within, np.maximum(0, cited - (cited - citing) % fields), cited)
    named = np.unique((citing * works + cited)[citing != cited])
    keys = tuple(f"W{number:07}" for number in range(works))
    return Arcs(keys=keys, citing=named // works, cited=named % works)


def source(number: int, references: str = "") -> Source:
    """Return a made-up work; its year, volume, page and author follow from its number."""
    fields = {
        "title": f"Made up {number}",
        "journal": "Journal of Made-up Studies",
        "volume": str(number % 97),
        "pages": f"{number}-{number + 9}",
    }
    fields |= {"cited-references": references} if references else {}
    people = (Person(family=f"Roe{number % 5003}", given="A."),)
    record = Record(
        key=f"w{number}",
        type="article",
        fields=fields,
        id=RecordId(f"a.bib:w{number}"),
        where=Where(file="a.bib", line=1),
        authors=people,
        year=1970 + number % 50,
    )
    return Source(
        key=record.key, type="article", fields=fields, records=(record,), authors=people, year=record.year
    )


def citing(works: int, references: int) -> Iterator[Source]:
    """Yield works with fifty references each, every second one to a work that is held."""
    draw = random.Random(2)
    for number in range(references // 50):
        rows = []
        for place in range(50):
            other = draw.randrange(works) + (place % 2) * works
            rows.append(f"Roe{other % 5003} A, {1970 + other % 50}, J MADE UP STUD, V{other % 97}, P{other}")
        yield source(number % works, "\n".join(rows))


def timed(name: str, call: Callable[[], str]) -> None:
    """Print what a call says, the CPU seconds it took, and the most memory so far."""
    start = time.process_time()
    said = call()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{name:12} {time.process_time() - start:8.1f} s CPU, {memory:.2f} GB at most so far  {said}",
        flush=True,
    )


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=float, default=1e6)
    parser.add_argument("--citations", type=float, default=1e7)
    parser.add_argument("--references", type=float, default=0)
    parser.add_argument("--leiden", action="store_true")
    parser.add_argument("--louvain", action="store_true")
    options = parser.parse_args()
    works = int(options.works)

    def linked() -> str:
        held, all_ = 0, 0
        for one in follow_references(map(source, range(works)), citing(works, int(options.references))):
            all_ += 1
            held += one.citation is not None
        return f"{all_} references, {held} to {works} works that are held"

    def grouped(method: str) -> str:
        found = communities(arcs, method="leiden" if method == "leiden" else "louvain")
        return f"{len(set(found.values()))} communities, modularity {modularity(arcs, found):.4f}"

    if options.references:
        timed("link", linked)
        return 0
    arcs = made_up(works, int(options.citations))
    print(arcs)
    timed("PageRank", lambda: f"{len(pagerank(arcs))} works")
    timed("main path", lambda: f"{len(main_path(arcs))} works long")
    for method in ("louvain", "leiden"):
        if getattr(options, method):
            timed(method, lambda method=method: grouped(method))  # type: ignore[misc]
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
