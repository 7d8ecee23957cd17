"""A value that is stored is looked up only if all that it rests on is the same, and never rests on anything confidential."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from litreview.core.sealed import Sealed
from litreview.engine import Codec, Digests, Evaluator, Previous, Stage, Store, graph, stage
from litreview.engine.digest import Digest, DigestInput, NoDigestError
from litreview.engine.store import DAYS, paths_of, remove


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    line: int = 1
    secret: bool = False


def told(work: Work) -> DigestInput:
    return DigestInput(
        [work.key, work.title], details=lambda: work.line, hidden=work.key if work.secret else ""
    )


def stages(log: list[str]) -> dict[str, Stage[Any]]:
    """A graph of works; each stage writes into `log` what it computes."""

    @stage(each="works", codec=Codec(str))
    def shouted(works: tuple[Work, ...], mark: str) -> list[str]:
        log.extend(work.key for work in works)
        return [work.title.upper() + mark for work in works]

    @stage(codec=Codec(list[str]))
    def titles(works: tuple[Work, ...]) -> list[str]:
        log.append("titles")
        return [f"{work.title} {work.line}" for work in works]

    @stage(codec=Codec(dict[str, str], keys=lambda found: found))
    def named(works: tuple[Work, ...], mark: str) -> dict[str, str]:
        log.append("named")
        return {work.key: work.title for work in works if mark in work.title}

    @stage(codec=Codec(list[int]))
    def counted(works: tuple[Work, ...], previous: Previous[list[int]] | None) -> list[int]:
        log.append(f"counted from {previous and previous.value}")
        return [len(works)]

    return dict(graph([shouted, titles, named, counted]))


WORKS = (Work("a", "one"), Work("b", "two"), Work("c", "three"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "stages-x.sqlite"


def run(
    path: Path,
    works: tuple[Work, ...] = WORKS,
    mark: str = "!",
    seal: str = "",
    version: str = "1",
    *,
    end: bool = True,
) -> tuple[Evaluator, list[str], list[Any]]:
    """Run the graph as a new program would; return the evaluator, what was computed and the values."""
    log: list[str] = []
    store = Store(path)
    store.begin(seal)
    digests = Digests({Work: told}, version)
    made = Evaluator(stages(log), {"works": works, "mark": mark}, store=store, digests=digests)
    values = [made.value(name) for name in ("shouted", "titles", "named")]
    if end:
        made.end_run()
    return made, log, values


def expected(works: tuple[Work, ...] = WORKS, mark: str = "!") -> list[Any]:
    made = Evaluator(stages([]), {"works": works, "mark": mark})
    return [made.value(name) for name in ("shouted", "titles", "named")]


def test_the_next_program_computes_what_has_changed_only(path: Path) -> None:
    assert ["a", "b", "c", "titles", "named"] == run(path)[1]
    made, log, values = run(path)
    assert [] == log
    assert expected() == values
    assert {"from the store"} == {done for _, done, _ in made.explain()}
    changed = (*WORKS[:2], Work("c", "four"))
    made, log, values = run(path, changed)
    assert ["c", "titles", "named"] == log
    assert expected(changed) == values
    assert [
        ("shouted", "made anew", "1 of 3 items"),
        ("named", "made anew", "works changed"),
        ("titles", "made anew", "works changed"),
    ] == sorted(made.explain(), key=lambda one: (one[0] != "shouted", one[0]))
    assert ["a", "b", "c", "named"] == run(path, mark="?")[1]
    assert ["a", "b", "c", "titles", "named"] == run(path, version="2")[1]
    assert [] == run(path)[1], "what another version stored is beside, not instead"


def test_an_earlier_value_is_taken_from_the_same_version_of_the_program_alone(path: Path) -> None:
    """A rule may have changed since: what another version found is no beginning for this one."""

    def found(works: tuple[Work, ...], version: str) -> str:
        made, log, _ = run(path, works, version=version)
        made.value("counted")
        return str(log[-1])

    version, other = "1" * 64, "2" * 64
    assert "counted from None" == found(WORKS, version)
    assert "counted from None" == found(WORKS[:2], other)
    assert "counted from [3]" == found(WORKS[:1], version)
    assert "counted from [2]" == found(WORKS[:1], other)


def test_bytes_in_the_format_of_another_python_are_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path)
    monkeypatch.setattr("litreview.engine.store._FORMAT", 1)
    made, log, values = run(path)
    assert ["a", "b", "c", "titles", "named"] == log
    assert expected() == values
    assert "counted from None" == (made.value("counted"), log[-1])[1]


def test_a_value_of_an_item_does_not_rest_on_where_it_stands(path: Path) -> None:
    run(path)
    moved = tuple(Work(one.key, one.title, one.line + 1) for one in WORKS)
    _, log, values = run(path, moved)
    assert ["titles", "named"] == log
    assert expected(moved) == values


class Counts:
    """How many works have a title."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._titles = [work.title for work in works]

    def answer(self, question: str) -> int:
        return self._titles.count(question)


@dataclass(frozen=True)
class Numbered:
    title: str
    asked: dict[str, int]


def numbered_run(path: Path, works: tuple[Work, ...], earlier: Evaluator | None = None) -> Any:
    """Run a stage whose items ask how often their titles occur; return the evaluator, the keys of what was computed, and the titles."""
    log: list[str] = []

    @stage()
    def counts(works: tuple[Work, ...]) -> Counts:
        return Counts(works)

    @stage(each="works", asks="counts", codec=Codec(Numbered))
    def numbered(works: tuple[Work, ...], counts: Counts) -> list[Numbered]:
        log.extend(work.key for work in works)
        asked = [{work.title: counts.answer(work.title)} for work in works]
        return [Numbered(f"{one} {number}", each) for each in asked for one, number in each.items()]

    store = Store(path)
    store.begin("")
    made = Evaluator(
        graph([counts, numbered]), {"works": works}, earlier, store=store, digests=Digests({Work: told}, "1")
    )
    titles = [one.title for one in made.value("numbered")]
    assert [f"{work.title} {[one.title for one in works].count(work.title)}" for work in works] == titles
    return made, log


@pytest.mark.parametrize("in_memory", [False, True])
def test_an_item_that_asks_is_computed_again_only_where_an_answer_changed(
    path: Path, *, in_memory: bool
) -> None:
    made, log = numbered_run(path, WORKS)
    assert ["a", "b", "c"] == log
    assert [] == numbered_run(path, WORKS, made if in_memory else None)[1]
    more = (*WORKS, Work("d", "one"))
    made, log = numbered_run(path, more, made if in_memory else None)
    assert ["a", "d"] == log, "of one title there are two by now"
    assert ["a"] == numbered_run(path, WORKS, made if in_memory else None)[1]


def test_no_item_that_asks_is_stored_beside_a_confidential_one(path: Path) -> None:
    secret = (*WORKS, Work("s", "one", secret=True))
    assert ["a", "b", "c", "s"] == numbered_run(path, secret)[1]
    assert ["a", "b", "c", "s"] == numbered_run(path, secret)[1], "an answer tells of it"
    assert 0 == entries(path)


def test_a_value_of_a_whole_item_rests_on_where_it_stands_and_on_nothing_secret(path: Path) -> None:
    made = []

    @stage(each="works", whole=True, codec=Codec(str))
    def places(works: tuple[Work, ...]) -> list[str]:
        made.extend(work.key for work in works)
        return [f"{work.title} {work.line}" for work in works]

    def value(*works: Work) -> Any:
        store = Store(path)
        store.begin("")
        digests = Digests({Work: told}, "1")
        return Evaluator(graph([places]), {"works": works}, store=store, digests=digests).value("places")

    secret = Work("d", "a made-up secret", secret=True)
    assert ("one 1", "two 1", "a made-up secret 1") == value(*WORKS[:2], secret)
    assert ("one 1", "two 2", "a made-up secret 1") == value(WORKS[0], Work("b", "two", 2), secret)
    assert ["a", "b", "d", "b", "d"] == made
    assert b"secret" not in path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("abcde"), unique=True), st.sampled_from("!?t"), st.integers(0, 2)),
        max_size=6,
    )
)
def test_nothing_is_ever_stale(path: Path, runs: list[tuple[list[str], str, int]]) -> None:
    for keys, mark, line in runs:
        works = tuple(Work(key, f"{key} t {line * (key < 'c')}", line, key == "e") for key in keys)
        assert expected(works, mark) == run(path, works, mark)[2]


def test_a_lazy_need_is_not_asked_for_where_the_value_is_stored(path: Path) -> None:
    asked = []

    @stage()
    def long(number: int) -> int:
        asked.append(number)
        return 10 * number

    @stage(lazy=["long"], codec=Codec(int))
    def short(number: int, long: Any) -> int:
        return int(long()) + number

    def value(number: int) -> Any:
        store = Store(path)
        store.begin("")
        return Evaluator(graph([short, long]), {"number": number}, store=store).value("short")

    assert [11, 11, 22] == [value(1), value(1), value(2)]
    assert [1, 2] == asked


def test_in_memory_an_item_is_computed_once_too() -> None:
    log: list[str] = []
    first = Evaluator(stages(log), {"works": WORKS, "mark": "!"}, digests=Digests({Work: told}))
    first.value("shouted")
    then = Evaluator(stages(log), {"works": (*WORKS[1:], Work("d", "four")), "mark": "!"}, first)
    assert ("TWO!", "THREE!", "FOUR!") == then.value("shouted")
    assert ["a", "b", "c", "d"] == log


# ---------------------------------------------------------------- what is confidential


def test_what_rests_on_something_confidential_is_computed_and_never_stored(path: Path) -> None:
    works = (*WORKS[:2], Work("hush", "zebra!", secret=True))
    for _ in range(2):
        _, log, values = run(path, works)
        assert expected(works) == values
        assert {"hush", "titles", "named"} <= set(log)
    data = path.read_bytes()
    assert b"ONE!" in data
    assert b"zebra" not in data.lower()


def test_a_value_that_speaks_of_public_sources_alone_is_stored_beside_confidential_ones(path: Path) -> None:
    works = (Work("a", "one!"), Work("hush", "zebra", secret=True))
    assert "named" in run(path, works)[1]
    assert "named" not in run(path, works)[1]
    assert b"one!" in path.read_bytes()
    assert b"zebra" not in path.read_bytes()


def test_what_is_sealed_has_no_digest_and_no_bytes(path: Path) -> None:
    @stage(codec=Codec(str))
    def opened(text: Sealed[str]) -> str:
        return text.reveal()

    @stage(codec=Codec(Any))
    def held(number: int) -> Any:
        return [Sealed("zebra")] * number

    store = Store(path)
    store.begin("")
    made = Evaluator(graph([opened, held]), {"text": Sealed("zebra"), "number": 2}, store=store)
    assert "zebra" == made.value("opened")
    assert 2 == len(made.value("held"))
    assert b"zebra" not in path.read_bytes()


def test_where_something_else_is_confidential_all_that_was_stored_is_gone(path: Path) -> None:
    run(path)
    assert b"ONE!" in path.read_bytes()
    run(path, WORKS[1:], seal="another")
    assert b"ONE!" not in path.read_bytes()
    assert b"TWO!" in path.read_bytes()


@pytest.mark.parametrize(
    "how", ["busy", "of another version", "in the way of its journal", "not to be removed"]
)
def test_what_was_stored_is_gone_whatever_became_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    run(path)
    assert b"ONE!" in path.read_bytes()
    connect, unlink = sqlite3.connect, Path.unlink
    # nobody waits
    monkeypatch.setattr(sqlite3, "connect", lambda at, **given: connect(at, **{**given, "timeout": 0}))
    other = connect(path, isolation_level=None)
    if how == "busy":
        other.execute("BEGIN EXCLUSIVE")
    elif how == "of another version":
        other.execute("ALTER TABLE facts RENAME COLUMN value TO worth")
    elif how == "in the way of its journal":
        path.with_name(f"{path.name}-journal").mkdir()
    else:

        def refuse(one: Path, missing_ok: bool = False) -> None:
            if one == path:
                raise PermissionError(one)
            unlink(one, missing_ok)

        monkeypatch.setattr(Path, "unlink", refuse)
    assert expected(WORKS[1:]) == run(path, WORKS[1:], seal="another")[2]
    other.close()
    assert b"ONE!" not in path.read_bytes()


def test_nothing_is_stored_through_a_link(path: Path) -> None:
    base = path.with_name("of somebody")
    path.parent.mkdir()
    base.touch()
    path.symlink_to(base)
    assert expected() == run(path)[2]
    assert b"" == base.read_bytes()
    assert not path.is_symlink()
    assert b"ONE!" in path.read_bytes()


def test_what_is_taken_out_is_overwritten(path: Path) -> None:
    run(path)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE entries SET day = 0")
    run(path, WORKS[1:])
    assert b"ONE!" not in path.read_bytes()


@pytest.mark.parametrize("how", ["sealed", "forgotten", "forgotten and begun anew"])
def test_a_program_that_still_runs_writes_nothing_after_something_was_sealed(path: Path, how: str) -> None:
    log: list[str] = []
    store = Store(path)
    store.begin("")
    running = Evaluator(
        stages(log), {"works": WORKS, "mark": "!"}, store=store, digests=Digests({Work: told}, "1")
    )
    if how == "sealed":
        run(path, WORKS[1:], seal="another")
    else:
        remove(path)
        if how != "forgotten":
            run(path, WORKS[1:])
    assert ("ONE!", "TWO!", "THREE!") == running.value("shouted")
    running.end_run()
    assert not path.exists() or b"ONE!" not in path.read_bytes()


def test_nothing_is_written_before_it_is_known_what_is_confidential(path: Path) -> None:
    store = Store(path)
    store.put("a", {"n": b"zebra"})
    assert not path.exists()
    store.begin("")
    assert {"n": b"zebra"} == store.find("a", ["n", "m"])
    assert path.stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- the file


def test_a_stage_goes_on_from_what_an_earlier_program_stored(path: Path) -> None:
    made, log, _ = run(path)
    made.value("counted")
    assert "counted from None" in log
    again, log, _ = run(path, WORKS[1:])
    again.value("counted")
    assert "counted from [3]" in log


@pytest.mark.parametrize("damage", [b"no database", None, b""], ids=["damaged", "a folder", "empty"])
def test_a_file_that_is_no_store_is_begun_anew_or_done_without(path: Path, damage: bytes | None) -> None:
    run(path)
    path.unlink()
    if damage is None:
        path.mkdir()
    else:
        path.write_bytes(damage)
    for _ in range(3):
        assert expected() == run(path)[2]
    assert damage is None or [] == run(path)[1]


@pytest.mark.parametrize("value", [b"", b"x", b"[]", b"{}", b"null"])
def test_a_damaged_entry_is_computed_anew(path: Path, value: bytes) -> None:
    run(path)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE entries SET value = ?", (value,))
    assert expected() == run(path)[2]


def test_a_folder_that_cannot_be_written_stores_nothing_and_nothing_is_wrong(path: Path) -> None:
    path.parent.write_text("a file")
    assert expected() == run(path)[2]


def entries(path: Path) -> int:
    with sqlite3.connect(path) as base:
        return int(base.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_what_another_program_uses_stays_and_what_none_used_for_a_month_goes(path: Path) -> None:
    run(path)
    run(path, WORKS[:1])
    assert [] == run(path)[1]
    before = entries(path)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE entries SET day = day - ?", (DAYS + 1,))
    run(path, WORKS[:1])
    assert 0 < entries(path) < before
    assert "b" in run(path)[1]


def test_unused_entries_go_once_the_file_has_grown_by_a_quarter(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("litreview.engine.store._SPARE", 0)
    works = tuple(Work(key, key * 50_000) for key in "abc")
    run(path, works)
    before = entries(path)
    run(path, works[:1])
    assert before <= entries(path), "the file has hardly grown"
    counts = []
    for number in range(12):
        other = (Work("d", f"{number}" * 50_000),)
        run(path, other)
        counts.append(entries(path))
    assert max(counts) < before + 12, "each run makes three entries"
    assert counts[-1] <= max(counts[:6]), "and the file stays as large as it is"
    assert [] == run(path, other)[1], "what this run used stays"


def test_stores_of_reviews_that_nobody_runs_go_with_all_that_is_beside_them(path: Path) -> None:
    old, recent = path.with_name("stages-old.sqlite"), path.with_name("stages-recent.sqlite")
    for place, days in ((old, DAYS + 1), (recent, DAYS - 1)):
        run(place)
        for one in paths_of(place) if place is old else (place,):
            one.touch()
            os.utime(one, (time.time() - days * 86400,) * 2)
    swept = path.with_name("swept")
    run(path)
    assert old.exists(), "one look a day"
    os.utime(swept, (time.time() - 86401,) * 2)
    run(path)
    assert {path, recent, swept} == set(path.parent.iterdir())


@dataclass
class Looked:
    """A value that remembers what was looked up in it."""

    key: str
    known: dict[str, str] = field(default_factory=dict, init=False)


def test_what_a_value_remembers_is_not_in_its_digest() -> None:
    first, later, other = Looked("a"), Looked("a"), Looked("b")
    later.known["a"] = "b"
    assert Digests().of(first) == Digests().of(later) != Digests().of(other)


def test_a_digest_that_was_named_or_known_is_not_computed_again() -> None:
    work, made = Work("a", "one"), object()
    first = Digests({Work: told})
    first.know(work, "content", "whole")
    first.name(made, Digest("of what it was made from"))
    for digests in (first, Digests(earlier=first)):
        assert ("whole", "content") == (digests.of(work).name, digests.of(work, whole=False).name)
        assert "of what it was made from" == digests.of(made).name
    with pytest.raises(NoDigestError):
        Digests().of(made)
