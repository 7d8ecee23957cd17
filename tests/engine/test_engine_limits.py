"""What bounds the engine, on both sides of each bound: the size of a store, large files, full disks, hidden values, stages of other modules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Record, RecordId, Where
from litreview.core.sealed import Sealed
from litreview.engine import Digests, Stage, Store, stage, store
from litreview.engine.digest import NoDigestError
from litreview.engine.large import dedupe_large, duckdb_engine, table_rows
from litreview.engine.large.workers import WorkerError
from litreview.engine.stage import stages_of


@pytest.mark.parametrize(
    ("rows", "used", "gone"),
    [
        # the latest first: those of other runs may take what the used ones take and 10 more
        ([], (), []),
        ([("a", 10)], (), []),
        ([("a", 11)], (), [1]),
        ([("a", 5), ("b", 5), ("c", 1)], (), [3]),
        ([("a", 5), ("b", 6), ("c", 1)], (), [2, 3]),
        ([("a", 100)], ("a",), []),
        ([("a", 100), ("b", 110)], ("a",), []),
        ([("a", 100), ("b", 111)], ("a",), [2]),
        ([("b", 111), ("a", 100)], ("a",), [1]),
        ([("b", 20), ("a", 5), ("c", 1)], ("a",), [1, 3]),
    ],
)
def test_the_oldest_entries_of_other_runs_go_when_they_take_more_than_the_used_ones(
    rows: list[tuple[str, int]],
    used: tuple[str, ...],
    gone: list[int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "_SPARE", 10)
    kept = Store(tmp_path / "s.sqlite")
    kept._used = {("stage", name): size for name, size in rows if name in used}
    entries = [(n, "stage", name, size) for n, (name, size) in enumerate(rows, 1)]
    assert [(n,) for n in gone] == kept._beyond(entries)


@pytest.mark.parametrize(("size", "numbers", "refused"), [(9, {0}, False), (10, {0}, True), (11, {0}, True), (11, {1}, False), (11, set(), False)])  # fmt: skip
def test_a_marked_file_is_read_as_a_whole_if_the_memory_holds_it(
    size: int, numbers: set[int], refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedupe_large, "MACHINE", 10 * dedupe_large.TIMES_THE_FILE)
    (tmp_path / "a.bib").write_bytes(b" " * size)
    (tmp_path / "b.bib").write_bytes(b" ")
    paths = [tmp_path / "a.bib", tmp_path / "b.bib"]
    if refused:
        with pytest.raises(UsageError, match="part it into smaller files"):
            dedupe_large._refuse_too_large(paths, numbers)
    else:
        dedupe_large._refuse_too_large(paths, numbers)


def test_a_damaged_working_file_is_named_by_the_first_line_of_what_is_wrong(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    told = pytest.raises(duckdb_engine.WorkingFilesError, match=r": no magic; if a working file was damaged")
    with told, duckdb_engine.room(tmp_path):
        raise WorkerError(" no magic\nat 0x7f")
    with duckdb_engine.room(tmp_path):
        pass


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"confidential": True, "withheld": "yes"},
        {"hidden": (("abstract", "looks like an interview"),)},
        {"confidential": True, "hidden": (("note", "x"),), "why": "y"},
    ],
)
def test_a_record_says_after_it_was_stored_what_is_hidden_in_it(more: dict[str, Any]) -> None:
    one = Record(
        key="a",
        type="book",
        fields={"title": "T"},
        id=RecordId("a.bib:a"),
        where=Where(file="a.bib", line=3),
        **more,
    )
    again = table_rows.unpack(table_rows.pack(one))
    said = ("confidential", "withheld", "why", "hidden")
    assert [getattr(one, name) for name in said] == [getattr(again, name) for name in said]
    assert (one.key, one.where, one.fields) == (again.key, again.where, again.fields)
    # a plain record takes no room for it
    assert bool(more) is (len(table_rows._hidden_values(one)) > 0)


def test_a_module_has_the_stages_that_it_defines_and_not_those_that_it_imports() -> None:
    @stage()
    def counted(works: tuple[str, ...]) -> int:
        return len(works)

    assert isinstance(counted, Stage)
    own, other = (SimpleNamespace(__name__=name, counted=counted, text="x") for name in (__name__, "another"))
    assert (counted,) == stages_of(own, other)


@dataclass(frozen=True)
class Point:
    x: object
    y: object = 0


VALUES: list[Any] = [
    "a", "", None, 0, 1, True, False, 1.5, (), ("a",), ("a", "b"), ("b", "a"), (("a",), "b"), {}, {"a": 1}, {"a": 2}, {"b": 1}, {"a": 1, "b": 2}, {1: "a"},
    set(), {"a"}, {"a", "b"}, [["a", 1]], {"set": ["a"]}, {"": [["a", 1]]}, Point("a"), Point("a", "b"), Point(("a",)), ("Point", "a", 0),
]  # fmt: skip


def test_values_of_one_digest_are_the_same() -> None:
    digests = Digests()
    names = {digests.of((value,)).name for value in VALUES}
    # in JSON the last is what the one before it is made of: a stage has values of one type
    assert len(VALUES) - 1 <= len(names)
    for one, other in (
        [{"a", "b", "c"}, {"c", "b", "a"}],
        [frozenset("ab"), {"a", "b"}],
        [["a"], ("a",)],
        [MappingProxyType({"a": 1}), {"a": 1}],
    ):
        assert digests.of((one,)) == digests.of((other,))
    for odd in (object(), Sealed("x"), lambda: 0, b"x", {"a": object()}, {object()}, [b"x"], Point(object())):
        with pytest.raises(NoDigestError):
            digests.of((odd,))
