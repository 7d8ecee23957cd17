"""An output of `run` is one row of a registry, which says where it goes, what it holds, and what of a review its writer asks for."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review import output, outputs
from litreview.review.outputs import OUTPUTS, Output, described

ROOT = Path(__file__).parents[2]
REVIEWS = ("examples/demonstration", "examples/over-policing")
MADE = [name for name, one in OUTPUTS.items() if one.make]


class Recording:
    """A review that records which of its attributes are asked for."""

    def __init__(self, review: lr.Review) -> None:
        self.review, self.asked = review, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self.review, name)


@cache
def opened(name: str) -> lr.Review:
    return lr.open_review(ROOT / name)


@cache
def asked(name: str) -> frozenset[str]:
    """Return what the writer of an output asks of two reviews."""
    found = set[str]()
    for each in REVIEWS:
        recording = Recording(opened(each))
        OUTPUTS[name].make(recording)
        found |= recording.asked
    return frozenset(found)


@pytest.mark.parametrize("name", MADE)
def test_a_writer_asks_for_what_its_row_says_and_for_nothing_else(name):
    assert set(OUTPUTS[name].needs) == asked(name)
    assert len(OUTPUTS[name].needs) == len(set(OUTPUTS[name].needs))
    nothing = Recording(lr.Review(library=lr.Library()))
    OUTPUTS[name].make(nothing)
    assert nothing.asked <= set(OUTPUTS[name].needs)


def test_every_output_has_a_place_of_its_own_and_says_what_it_holds():
    assert len({one.path for one in OUTPUTS.values()}) == len(OUTPUTS)
    assert all(one.name == Path(one.path).name and one.holds for one in OUTPUTS.values())
    assert [name for name, _ in described()] == [*OUTPUTS]


def test_a_new_output_is_one_row_of_the_registry(tmp_path, monkeypatch):
    lamps = Output(
        path="lamps/lamps.txt",
        holds="how many lamps there are",
        needs=("sources",),
        make=lambda review: f"{len(review.sources)} lamps\n".encode(),
    )
    others = [OUTPUTS[name] for name in ("tag-changes.csv", "tags.csv", "report.html")]
    registry = {one.name: one for one in (lamps, *others)}
    monkeypatch.setattr(output, "OUTPUTS", registry)
    monkeypatch.setattr(outputs, "OUTPUTS", registry)
    folder = tmp_path / "review"
    lr.init_review(folder)
    (folder / "bib/a.bib").write_text("@article{a, title={On lamps}, year=2001}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert done.exit_code == 0, done.output
    assert (folder / "out/lamps/lamps.txt").read_text(encoding="utf-8") == "2 lamps\n"
    assert "lamps.txt" in done.output
    assert ("lamps.txt", lamps.holds) in described()
    assert lamps.holds in (folder / "out/report.html").read_text(encoding="utf-8")
    assert lamps.holds in CliRunner().invoke(main, ["help", "output"]).output
    # it is ours: a second run writes it anew, and one that a person edited is kept
    (folder / "out/lamps/lamps.txt").write_text("three lamps\n", encoding="utf-8")
    assert "LR601" in CliRunner().invoke(main, ["run", str(folder)]).output
    assert (folder / "out/lamps/lamps.txt").read_text(encoding="utf-8") == "three lamps\n"
