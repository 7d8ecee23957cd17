"""What is written goes out entry by entry: no text of all of it is ever in memory."""

from __future__ import annotations

import tracemalloc

import pytest

import litreview as lr
from litreview.formats import dump_pieces, dumps


@pytest.fixture
def long_ones():
    return [
        lr.Record.from_fields(title=f"A made-up title {n}", abstract=f"{n} words " * 1000, key=f"made{n}")
        for n in range(400)
    ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("format_", ["bib", "ris", "json", "csv"])
def test_pieces_are_the_text(format_, long_ones):
    pieces = list(dump_pieces(long_ones, format_))
    assert "".join(pieces) == dumps(long_ones, format_)
    assert len(pieces) == (len(long_ones) if format_ in ("bib", "ris") else 1)


def test_groups_come_behind_the_entries():
    record = lr.Record.from_fields(title="A made-up title", groups="Courts", key="made")
    assert dumps([record]).count("ExplicitGroup:Courts") == 1
    assert [piece[:1] for piece in dump_pieces([record])] == ["@", "\n"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["library.bib", "library.ris"])
def test_writing_takes_the_memory_of_some_entries(name, long_ones, tmp_path):
    lr.write(long_ones, tmp_path / name)
    size = (tmp_path / name).stat().st_size
    tracemalloc.start()
    lr.write(long_ones, tmp_path / name)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < size / 4
