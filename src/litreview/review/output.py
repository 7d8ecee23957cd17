"""Writing out/: everything generated, and nothing that a person has edited since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from litreview import files
from litreview.errors import UsageError
from litreview.model import Problem, Where
from litreview.review.stages import Review

__all__ = ["OUTPUTS", "Written", "evidence_map_bytes", "graph_html", "write_out"]

HASHES = ".litreview-hashes.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_out` did: the folder, the files that now hold this run's result, and the Problems met."""

    folder: Path
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def _library(format_: str) -> Callable[[Review], bytes]:
    def make(review: Review) -> bytes:
        from litreview.formats import dumps

        return dumps(review.sources, format_, tags=review.tags, notes=review.notes).encode()

    return make


def _table(name: str) -> Callable[[Review], bytes]:
    def make(review: Review) -> bytes:
        from litreview import tables

        frames: Mapping[str, Callable[[], object]] = {
            "sources": lambda: tables.sources_frame(review.deduplication, review.tags),
            "records": lambda: tables.records_frame(review.deduplication),
            "values": lambda: tables.values_frame(review.deduplication),
            "queue": lambda: tables.queue_frame(review.deduplication),
            "tags": lambda: tables.tags_frame(review.tags),
            "citations": lambda: tables.citations_frame(review.links),
            "not-held": lambda: tables.not_held_frame(review.links),
            "problems": lambda: tables.problems_frame(review.problems),
        }
        return tables.csv_bytes(frames[name]())  # type: ignore[arg-type]  # every frame is a DataFrame

    return make


def _graphml(review: Review) -> bytes:
    from litreview.network import dump_graph

    return dump_graph(review.graph, "graphml")


def graph_html(review: Review) -> str:
    """Return the citation graph as one self-contained page."""
    from litreview.html import graph_page
    from litreview.network import page_data

    nodes, edges = page_data(review.graph, review.sources, review.tags)
    return graph_page(nodes, edges, title=review.settings.title or "Citation graph")


def evidence_map_bytes(review: Review, format_: str) -> bytes:
    """Return the evidence map as `html`, `svg` or `csv`."""
    raise NotImplementedError


def _report(review: Review) -> bytes:
    raise NotImplementedError


def _flow(review: Review) -> bytes:
    return (json.dumps(review.flow.as_dict(), ensure_ascii=False, indent=2) + "\n").encode()


def _bibliographies(review: Review) -> Mapping[str, bytes]:
    raise NotImplementedError


OUTPUTS: Mapping[str, Callable[[Review], bytes]] = {}


def write_out(review: Review, *, step: Callable[[str], None] = lambda _: None) -> Written:
    """Write every output of a review to its out/, and return what was written.

    A file there that a person edited (its digest is not the one we kept) is left alone, with a Problem (LR601).
    """
    if review.folder is None:
        raise UsageError("only a review folder has an out/; `litreview init DIR` makes one")
    out = review.folder / "out"
    known = _read_hashes(out / HASHES)
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    paths: list[Path] = []
    results = {}
    for name, make in OUTPUTS.items():
        step(name)
        results[name] = make(review)
    for name, data in results.items():
        path = out / name
        kept[name] = hashlib.sha256(data).hexdigest()
        if path.exists():
            present = hashlib.sha256(path.read_bytes()).hexdigest()
            if present not in (known.get(name), kept[name]):
                kept[name] = known.get(name, "")
                problems.append(_edited(f"out/{name}"))
                continue
        files.write_bytes(path, data)
        paths.append(path)
    files.write_text(out / HASHES, json.dumps(kept, indent=2, sort_keys=True) + "\n")
    return Written(folder=out, paths=tuple(paths), problems=tuple(problems))


def _read_hashes(path: Path) -> Mapping[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _edited(name: str) -> Problem:
    return Problem(
        where=Where(file=name),
        code="LR601",
        level="warning",
        message="was edited by hand and is kept; this run's result was not written there",
        remedy="move your version elsewhere, or delete it, and run again",
    )
