"""No command tells a secret of the planted review, whatever its options: neither printed nor in a file outside private/."""

import contextlib
import os
import sqlite3
import tempfile

import pytest

from litreview.cli.command_table import COMMANDS
from litreview.engine.store import Store
from litreview.review import open_review
from litreview.review.outputs.writing import make_outputs
from litreview.review.packet.contents import dump_inputs, read_values, review_of
from litreview.review.packet.make import derived_files
from planted.doing import perform, readable, search_cache
from planted.runs import few_runs


def _tell(ground, runs):
    done = [(run, found) for run in runs if (found := perform(run, ground)) is not None]
    assert [] == [f"{run.name}: {fault}" for run, (_, fault) in done if fault]
    return [leak for _, (leaks, _) in done for leak in leaks]


@pytest.mark.exhaustive
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_no_secret(ground, command):
    runs = [run for run in few_runs() if run.words[0] == command]
    assert runs
    assert [] == [*_tell(ground, runs), *search_cache(ground)]


class _KilledError(BaseException):
    """What ends a run at once, as a signal does."""


@pytest.mark.exhaustive
@pytest.mark.parametrize("at", [None, 1, 3, 6, 9])
def test_no_secret_is_in_the_store_of_a_run_even_of_one_that_was_killed(ground, tmp_path, monkeypatch, at):
    """The values, the bytes of the file, its journal, and whatever else lies in the folders of the cache and of temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr("litreview.review.store.MIN_STORED_BYTES", 1)
    real, done = Store.put, []

    def put(store, stage, entries):
        if store._seal is None:  # it waits in memory until the seal is known
            return real(store, stage, entries)
        done.append(stage)
        if len(done) == at:
            # as far as the journal, and no further
            base = sqlite3.connect(store.path, isolation_level=None)
            base.execute("BEGIN IMMEDIATE")
            base.execute("PRAGMA cache_size = 1")
            rows = [(stage, name, 0, value) for name, value in entries.items()]
            base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
            left.append(base)
            raise _KilledError
        return real(store, stage, entries)

    left: list[sqlite3.Connection] = []
    monkeypatch.setattr(Store, "put", put)
    with contextlib.suppress(_KilledError):
        make_outputs(open_review(ground.planted.folder))
    assert (at is None) or left
    found = [
        path for folder in (tmp_path / "cache", temporary) for path in folder.rglob("*") if path.is_file()
    ]
    assert [path for path in found if path.name.startswith("stages-")]
    texts = [text for path in found for text in (os.fsdecode(path.name), *readable(path.read_bytes()))]
    assert len(texts) > 1
    assert {} == {where: how for text in texts for where, how in ground.planted.garden.found(text).items()}
    for base in left:
        base.close()


@pytest.mark.exhaustive
def test_no_secret_is_in_a_packet_even_of_a_review_that_is_refused_one(ground):
    """What a packet would hold, before it is searched for names: the search is the second line."""
    review = open_review(ground.planted.folder)
    members = dump_inputs(review)
    values, _ = read_values(members)
    members |= derived_files(review_of(values), values)
    found = {name: ground.planted.garden.found("\n".join(readable(data))) for name, data in members.items()}
    assert {} == {name: places for name, places in found.items() if places}
