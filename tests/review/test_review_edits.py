"""Whatever is edited or decided between two runs, the next one writes the bytes of a fresh folder and cache; so does one after a run that was killed."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from litreview.engine.store import paths_of
from litreview.review import open_review
from litreview.review.outputs.writing import make_outputs
from litreview.review.store import forget, store_path

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = """\
@article{Doe2001, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, year = {2001}, references = {Roe, A. (2002). Shelter.}}
@article{Roe2002, title = {Shelter}, author = {Roe, Ann}, year = {2002}, abstract = {Traffickers are prosecuted, victims are found and sheltered.}}
@article{Poe2003, title = {Dust by night}, author = {Poe, Ann}, year = {2003}}
@book{Moe2004, title = {Sand at noon, another work}, author = {Moe, Ben}, year = {2004}}
@misc{Whistle, title = {What she said of the zebra}, author = {Whistle, Wilma}, confidential = {true}}
"""
KILLED = """\
import os, signal, sqlite3, sys
from litreview.engine.store import Store
from litreview.review import open_review
from litreview.review.outputs.writing import write_out

left, real = int(sys.argv[2]), Store.writing

class Killing:
    def __init__(self, base): self.base = base
    def __getattr__(self, name): return getattr(self.base, name)
    def executemany(self, *given):
        global left
        self.base.executemany(*given)
        left -= 1
        if not left:
            self.base.execute("PRAGMA cache_spill = 1")
            os.kill(os.getpid(), signal.SIGKILL)

import contextlib
@contextlib.contextmanager
def writing(self):
    with real(self) as base:
        yield Killing(base)

Store.writing = writing
write_out(open_review(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "review"
    (made / "bib").mkdir(parents=True)
    (made / "bib" / "a.bib").write_text(ENTRIES)
    (made / "litreview.toml").write_text('title = "A review"\n')
    return made


@pytest.fixture(scope="module")
def edits():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("edits")


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", [3, 4])
def test_after_any_edit_a_run_writes_what_a_fresh_folder_and_cache_would(
    folder: Path, edits, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    status = edits.main(1, 3, seed, folder)
    assert 0 == status, capsys.readouterr().out


@pytest.mark.exhaustive
def test_a_difference_is_found(folder: Path, edits, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself: a stage that looks up what rests on something else is told of."""
    monkeypatch.setattr("litreview.engine.evaluator.joined", lambda *_: "the same whatever it rests on")
    assert 1 == edits.main(0, 12, 1, folder)


@pytest.mark.exhaustive
@pytest.mark.parametrize("at", [2, 1, 4, 7])
def test_a_run_that_is_killed_while_it_stores_leaves_a_store_that_is_used(
    folder: Path, tmp_path: Path, at: int
) -> None:
    env = {**os.environ, "LITREVIEW_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(at)], env=env, check=False)
    assert -signal.SIGKILL == done.returncode
    left = [path for path in paths_of(store_path(folder)) if path.exists()]
    assert left
    for path in left:
        assert b"zebra" not in path.read_bytes().lower()
    review = open_review(folder)
    review.keep_codes()  # one that was killed early had not kept them
    made = make_outputs(review)
    again = open_review(folder)
    assert made == make_outputs(again)
    assert "from the store" in {what for _, what, _ in again.explain_stages()}
    shutil.rmtree(tmp_path / "cache")
    assert made == make_outputs(open_review(folder))
    forget(folder)
    assert not [path for path in paths_of(store_path(folder)) if path.exists()]
