"""The five scripts of an analyst: short, and each runs by itself in a process of its own, as somebody who copies it would run it."""

import csv
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import networkx as nx
import pytest

import litreview as lr

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "examples/over-policing/scripts"


def overlap(out, said):
    sources = lr.read(out / "merged.bib")
    assert "364 records of 278 works" in said  # 56 + 26 + 282 entries (bib/README.md)
    assert len(sources) == 278
    assert re.search(r"scopus\.bib +56 +5 +54\n", said), said  # itself, Web of Science, the Zotero library


def goals(out, said):
    picture = (out / "goals.svg").read_text(encoding="utf-8")
    assert picture.count("<path") > 100
    assert "statute" in said
    assert "unread" in said


def networks(out, said):
    graph = nx.read_gexf(out / "citations.gexf")
    assert {"pagerank", "community"} <= set(next(iter(graph.nodes.values())))
    assert any(data["held"] for data in graph.nodes.values())
    assert not all(data["held"] for data in graph.nodes.values())  # what is cited and not held
    assert nx.read_gexf(out / "coupling.gexf").number_of_edges() > 0
    with (out / "missing.csv").open(encoding="utf-8") as file:
        assert all(int(row["cited_by"]) >= 1 for row in csv.DictReader(file))
    assert len(said.splitlines()) == 10


def agreement(out, said):
    lines = said.splitlines()
    assert len(lines) == 9  # three codes, three pairs
    # counted by hand in operations.csv: of 13 works 5 yes of both, 6 no of both, 2 of one alone: (11 · 13 - 83) / (169 - 83)
    assert lines[6].startswith("service    coder-a and coder-b   13 works  kappa 0.70")
    # 6 yes of both and 7 no of both
    assert "kappa 1.00" in lines[3]


def bibliographies(out, said):
    for goal in ("protect", "prosecute", "prevent"):
        with zipfile.ZipFile(out / f"{goal}.docx") as document:
            text = re.sub("<[^>]+>", "", document.read("word/document.xml").decode())
        assert re.search(r"20\d\d \| Demo-", text), (
            text
        )  # the order of the style beside the script, which no other has
    assert "because" in said


CHECKED = {
    "overlap_of_databases.py": overlap,
    "goals_by_year_and_type.py": goals,
    "citation_networks.py": networks,
    "agreement_on_a_codebook.py": agreement,
    "bibliography_for_each_goal.py": bibliographies,
}


def test_each_is_tried():
    assert set(CHECKED) == {path.name for path in SCRIPTS.glob("*.py")}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", CHECKED)
def test_a_script_runs(name, tmp_path):
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 25
    done = subprocess.run(
        [sys.executable, SCRIPTS / name, tmp_path / "made"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    CHECKED[name](tmp_path / "made", done.stdout)
