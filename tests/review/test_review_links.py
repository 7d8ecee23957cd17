"""Links that were stored are read back the same, and computed again only where what they rest on has changed."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.model import Decision, Library, Links
from litreview.engine import Codec, Store
from litreview.review import Review
from litreview.stages.network import linking

BIB = Path(__file__).resolve().parents[2] / "bib"


@pytest.fixture(scope="module")
def library() -> Library:
    return lr.read(BIB / "scopus.bib", BIB / "wos.bib", root=BIB.parent)


def test_links_are_read_back_as_they_were(library: Library) -> None:
    codec: Codec[Links] = Codec(Links)
    links = lr.link(lr.dedupe(library).sources)
    assert links.citations
    assert links.not_held or links.queue
    assert links == codec.decode(codec.encode(links))


def test_links_are_made_again_only_if_what_they_rest_on_has_changed(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = linking.link_read
    monkeypatch.setattr(linking, "link_read", lambda *given: made.append(1) or real(*given))

    def again(of: Library = library, *decisions: Decision) -> Links:
        review = Review(library=of, decided=decisions)
        review.use_store(Store(tmp_path / "stages-x.sqlite"))
        return review.links

    links = again()
    assert links == again()
    assert 1 == len(made)
    edge = links.citations[0]
    tag = Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key=edge.cited, value="protect")
    assert links == again(library, tag)
    assert 1 == len(made), "a tag says nothing of a reference"
    said = replace(tag, verb="different", value=f"ref:{edge.reference.text}")
    assert edge not in again(library, said).citations
    assert 2 == len(made)
    # a line was put before the entry: what stands where has changed
    moved = [replace(one, where=replace(one.where, line=one.where.line + 1)) for one in library]
    assert again(replace(library, records=tuple(moved))).citations != links.citations
    assert 3 == len(made)


@pytest.mark.parametrize("end", ["citing", "cited"])
def test_links_from_or_to_a_confidential_source_are_not_stored(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    edge = Review(library=library).links.citations[0]
    hidden = tuple(replace(one, confidential=one.key == getattr(edge, end)) for one in library)
    review = Review(library=replace(library, records=hidden))
    review.use_store(Store(tmp_path / "stages-x.sqlite"))
    # as if something of it had been read
    monkeypatch.setattr(linking, "link_read", lambda *_: Links(citations=(edge,)))
    assert (edge,) == review.links.citations
    with contextlib.closing(sqlite3.connect(tmp_path / "stages-x.sqlite")) as store:
        stored = [stage for (stage,) in store.execute("SELECT DISTINCT stage FROM entries")]
    assert stored
    assert "links" not in stored
    # the references of a source that anyone may read stand in its own file, whatever they cite
    written = edge.reference.text.encode() in (tmp_path / "stages-x.sqlite").read_bytes()
    assert written == (end == "cited")
