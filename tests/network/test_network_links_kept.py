"""Links that were written as values of JSON are read back the same, and looked up only where nothing they rest on has changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import litreview as lr
from litreview.kept import Keeping
from litreview.model import Decision, Links, Problem, Source, Where
from litreview.network import link, linking
from litreview.network.links_kept import links_read, links_written

BIB = Path(__file__).resolve().parents[2] / "bib"


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return lr.dedupe(lr.read(BIB / "scopus.bib", BIB / "wos.bib", root=BIB.parent)).sources


@pytest.fixture(scope="module")
def links(sources: tuple[Source, ...]) -> Links:
    return link(sources)


def test_links_are_read_back_as_they_were(links: Links) -> None:
    assert links.citations
    assert links.not_held or links.queue
    assert links == links_read(json.loads(json.dumps(links_written(links, ()))))


def test_links_of_a_hidden_source_or_with_a_problem_are_not_kept(links: Links) -> None:
    assert links_written(links, [links.citations[0].cited]) is None
    assert links_written(links, [links.citations[0].citing]) is None
    told = Problem(where=Where(file="a"), code="LR300", level="info", message="made up")
    assert links_written(replace(links, problems=(told,)), ()) is None


def test_links_are_made_again_only_if_what_they_rest_on_has_changed(
    tmp_path: Path, sources: tuple[Source, ...], links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = linking._linked
    monkeypatch.setattr(linking, "_linked", lambda *given: made.append(1) or real(*given))

    def again(works: tuple[Source, ...] = sources, *decisions: Decision) -> Links:
        return link(works, decisions, keeping=Keeping(tmp_path, "review"))

    assert links == again() == again()
    assert 1 == len(made)
    tag = Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key=sources[0].key, value="protect")
    assert links == again(sources, tag)
    assert 1 == len(made), "a tag says nothing of a reference"
    edge = links.citations[0]
    said = replace(tag, verb="different", key=edge.cited, value=f"ref:{edge.reference.text}")
    assert edge not in again(sources, said).citations
    assert 2 == len(made)
    # a line was put before the entry: what stands where has changed
    moved = [
        replace(one, where=Where(file=one.where.file, line=one.where.line + 1)) for one in sources[0].records
    ]
    later = (replace(sources[0], records=tuple(moved)), *sources[1:])
    assert link(later) == again(later)
    assert 4 == len(made)
    assert link(sources[1:]) == again(sources[1:])
