"""Coupling and co-citation over all references, held or not, beside a count by hand; and works not held as nodes."""

from __future__ import annotations

import csv
import os
import re
import tarfile
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.model import Links, Source
from litreview.stages.network import (
    build_net,
    cocitation,
    coupling,
    dump_files,
    missing_records,
    networks as nets,
)

ARCHIVE = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "bib" / "real-bib-files.tar.xz"

# Three made-up articles. Roe and Poe both cite Moe and Noe 1990, which are not held; Poe and Doe both cite Roe, which is.
# Only Poe cites Low 1970.
MADE_UP = """@article{Roe, author={Roe, A.}, title={Raids on a made up port}, journal={Port Issues}, volume={4}, pages={1-9}, year={2001},
  Cited-References = {Moe M, 1980, MUD SCI, V1, P11
   Noe N, 1990, SAND LETT, V2, P22}}
@article{Poe, author={Poe, B.}, title={A made up harbour}, journal={Port Issues}, volume={5}, pages={2-9}, year={2005},
  Cited-References = {Moe M, 1980, MUD SCI, V1, P11
   Noe N., 1990, SAND LETT, V2, P22
   Low L, 1970, SILT, V3, P33
   Roe A, 2001, PORT ISSUES, V4, P1}}
@article{Doe, author={Doe, C.}, title={Made up mud}, journal={Port Issues}, volume={6}, pages={3-9}, year={2009},
  Cited-References = {Roe A, 2001, PORT ISSUES, V4, P1}}
"""
MOE, NOE, LOW = "Moe1980Science", "Noe1990Letters", "Low1970Silt"


def linked(text: str) -> tuple[tuple[Source, ...], Links]:
    sources = lr.dedupe(lr.read_text(text, "a.bib")).sources
    return sources, lr.link(sources)


@pytest.fixture(scope="module")
def small() -> tuple[tuple[Source, ...], Links]:
    return linked(MADE_UP)


def test_pairs_counted_by_hand(small: tuple[tuple[Source, ...], Links]) -> None:
    sources, links = small
    moe, noe, low = keys(links)
    assert {("Poe", "Roe"): 2, ("Doe", "Poe"): 1} == coupling(sources, links)
    assert {("Doe", "Poe"): 1} == coupling(sources, links, library_only=True)
    together = {tuple(sorted(pair)): 1 for pair in combinations((moe, noe, low, "Roe"), 2)}
    assert together | {(moe, noe): 2} == cocitation(sources, links)
    assert {(moe, noe): 2} == cocitation(sources, links, 2)
    assert {} == cocitation(sources, links, library_only=True)


def keys(links: Links) -> list[str]:
    """Return the keys of the works by Moe, Noe and Low."""
    named = {work.references[0].authors[0].family: work.key for work in links.not_held}
    return [named[name] for name in ("Moe", "Noe", "Low")]


def test_a_work_not_held_has_one_key_everywhere(small: tuple[tuple[Source, ...], Links]) -> None:
    sources, links = small
    named = [work.key for work in links.not_held]
    assert named == [record.key for record in missing_records(links.not_held)]
    # of a part of them, too
    assert named[1:] == [record.key for record in missing_records(links.not_held[1:])]
    assert named == [*lr.to_frame(links.not_held)["key"]]
    net = build_net("cocitation", sources, links)
    assert {*named, "Roe"} == {*net}
    assert {*named} <= {*lr.build_graph(sources, links, not_in_library=links.not_in_library)}


def test_a_work_not_held_never_takes_the_key_of_a_source(small: tuple[tuple[Source, ...], Links]) -> None:
    _, links = small
    moe = keys(links)[0]
    sources, again = linked(MADE_UP.replace("{Doe,", f"{{{moe.upper()},"))
    assert f"{moe}-2" in keys(again)
    assert len({source.key for source in sources} | {work.key for work in again.not_held}) == 6


def test_nets_of_all_references_say_what_is_held(small: tuple[tuple[Source, ...], Links]) -> None:
    sources, links = small
    moe, _, low = keys(links)
    net = build_net("cocitation", sources, links)
    assert {"label": "Moe 1980", "count": 2, "held": False} == net.nodes[moe]
    assert {"label": "Roe 2001", "count": 2, "held": True} == net.nodes["Roe"]
    assert {"weight": 1, "association": 0.5} == net.edges[moe, low]
    assert {"label": "Poe 2005", "count": 4} == build_net("coupling", sources, links).nodes["Poe"]


def test_works_not_held_in_the_graph(small: tuple[tuple[Source, ...], Links], tmp_path: Path) -> None:
    sources, links = small
    moe = keys(links)[0]
    graph = lr.build_graph(sources, links, not_in_library=links.not_in_library)
    assert {"Roe", "Poe"} == set(graph.pred[moe])
    assert (2, 0, False, "Moe 1980") == tuple(
        graph.nodes[moe][name] for name in ("cited", "cites", "held", "label")
    )
    assert (2, True) == (graph.nodes["Roe"]["cited"], graph.nodes["Roe"]["held"])
    assert "held" not in lr.build_graph(sources, links).nodes["Roe"]
    for ending, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        lr.export_graph(graph, tmp_path / f"g.{ending}")
        again = read(tmp_path / f"g.{ending}")
        assert False is again.nodes[moe]["held"]
        assert set(graph.edges) == set(again.edges)
    rows = [*csv.DictReader(dump_files(graph, "g.csv")[Path("g-nodes.csv")].decode().splitlines())]
    assert {"false": 3, "true": 3} == {
        word: [row["held"] for row in rows].count(word) for word in ("false", "true")
    }
    # one who is not among the sources cites nothing
    assert 1 == lr.build_graph(sources[:1], links, not_in_library=links.not_in_library).nodes[moe]["cited"]


def test_of_a_large_net_only_the_strong_ties_unless_one_says(
    small: tuple[tuple[Source, ...], Links], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.bib").write_text(MADE_UP, encoding="utf-8")
    monkeypatch.setattr(nets, "MANY", 3)

    def edges(*more: str) -> tuple[int, str]:
        command = [
            "graph",
            str(tmp_path / "a.bib"),
            "-o",
            str(tmp_path / "n.csv"),
            "--net",
            "cocitation",
            *more,
        ]
        told = CliRunner().invoke(main, command)
        assert 0 == told.exit_code, told.output
        return len((tmp_path / "n.csv").read_text().splitlines()) - 1, told.output

    (count, said), (every, of_all), (held, _) = edges(), edges("--least", "1"), edges("--held-only")
    assert (1, 6, 0) == (count, every, held)
    assert "with the links of the net whose weight is at least 2" in said
    assert "tie" not in of_all


def test_pairs_of_a_real_export_beside_its_dois(tmp_path: Path) -> None:
    """A Web of Science export of 29 articles: who shares a DOI in the lists as they are written shares a work."""
    if not ARCHIVE.exists():
        pytest.skip(f"no {ARCHIVE}: set LITREVIEW_DATA")
    with tarfile.open(ARCHIVE) as archive:
        stream = archive.extractfile("Valdecy+pybibx/assets__bibs__wos_m.bib")
        assert stream
        text = stream.read().decode("utf-8-sig")
    sources, links = linked(text)
    found = coupling(sources, links)
    dois: dict[str, set[str]] = {}
    for entry in text.split("\n@")[1:]:
        key = re.search(r"\{ ?([^,]+),", entry)
        cited = re.search(r"\nCited-References = \{(.*?)\},\n[A-Z]", entry, re.DOTALL)
        if key and cited:
            found_in = re.findall(r"\bDOI (10\.[^\s,\]]+)", cited[1])
            dois[key[1]] = {doi.lower().rstrip(".") for doi in found_in}
    by_doi = {tuple(sorted((a, b))): n for a, b in combinations(dois, 2) if (n := len(dois[a] & dois[b]))}
    assert len(by_doi) > 200
    assert all(found.get(pair, 0) >= n for pair, n in by_doi.items())
    assert (316, 83) == (len(found), len(coupling(sources, links, library_only=True)))
    assert (24_983, 59) == (
        len(cocitation(sources, links)),
        len(cocitation(sources, links, library_only=True)),
    )
