"""An output of `run` is one row of a registry, which says where it goes, what it holds, and what of a review its writer asks for."""

import dataclasses
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs import registry as outputs, writing as output
from litreview.review.outputs.registry import OUTPUTS, Output, output_descriptions

ROOT = Path(__file__).parents[2]
REVIEWS = ("examples/demonstration", "examples/over-policing")
MADE = [name for name, one in OUTPUTS.items() if one.make]


class Recording:
    """A review that records which of its attributes are asked for."""

    def __init__(self, review: lr.Review) -> None:
        self.review, self.asked = review, set[str]()

    def __getattr__(self, name: str) -> Any:
        if name != "taken_over":  # no stage: what the check of a packet puts in place of stages
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
@pytest.mark.exhaustive(quick=10)
def test_a_writer_asks_for_what_its_row_says_and_for_nothing_else(name):
    assert set(OUTPUTS[name].needs) == asked(name)
    assert len(OUTPUTS[name].needs) == len(set(OUTPUTS[name].needs))
    nothing = Recording(lr.Review(library=lr.Library()))
    OUTPUTS[name].make(nothing)
    assert nothing.asked <= set(OUTPUTS[name].needs)


def test_every_output_has_a_place_of_its_own_and_says_what_it_holds():
    assert len({one.path for one in OUTPUTS.values()}) == len(OUTPUTS)
    assert all(one.name == Path(one.path).name and one.holds for one in OUTPUTS.values())
    assert [path for path, _ in output_descriptions()] == [one.path for one in OUTPUTS.values()]


def test_a_new_output_is_one_row_of_the_registry(tmp_path, monkeypatch):
    lamps = Output(
        path="lamps/lamps.txt",
        holds="how many lamps there are",
        needs=("sources",),
        make=lambda review: f"{len(review.sources)} lamps\n".encode(),
    )
    others = [OUTPUTS[name] for name in ("tag-changes.csv", "tags.csv", "appendix.html")]
    registry = {one.name: one for one in (lamps, *others)}
    monkeypatch.setattr(output, "OUTPUTS", registry)
    monkeypatch.setattr(outputs, "OUTPUTS", registry)
    folder = tmp_path / "review"
    lr.init_review(folder)
    (folder / "bib/a.bib").write_text("@article{a, title={On lamps}, year=2001}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert done.exit_code == 0, done.output
    assert (folder / "out/lamps/lamps.txt").read_text(encoding="utf-8") == "2 lamps\n"
    assert "Wrote 4 files" in done.output
    assert ("lamps/lamps.txt", lamps.holds) in output_descriptions()
    assert lamps.holds in (folder / "out/pages/appendix.html").read_text(encoding="utf-8")
    assert lamps.holds in CliRunner().invoke(main, ["help", "output"]).output
    # it is ours: a second run writes it anew, and one that a person edited is kept
    (folder / "out/lamps/lamps.txt").write_text("three lamps\n", encoding="utf-8")
    assert "LR601" in CliRunner().invoke(main, ["run", str(folder)]).output
    assert (folder / "out/lamps/lamps.txt").read_text(encoding="utf-8") == "three lamps\n"


def write_as_before(folder: Path) -> Path:
    """Run a review, and put all outputs and their digests where earlier versions had them: in out/ itself."""
    lr.init_review(folder)
    (folder / "bib/a.bib").write_text(
        "@article{a, title={On lamps}, abstract={Victims and police}, year=2001}\n", encoding="utf-8"
    )
    output.write_out(lr.open_review(folder))
    out = folder / "out"
    for one in OUTPUTS.values():
        (out / one.path).rename(out / one.name)
    for place in ("tables", "pages", "graph"):
        (out / place).rmdir()
    known = output.read_hashes(out)
    output.write_hashes(out, {path.rpartition("/")[2]: kept for path, kept in known.items()})
    return out


def files_in(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} - {output.HASHES}


@pytest.mark.exhaustive
def test_what_an_earlier_version_wrote_moves_and_what_a_person_edited_stays(tmp_path):
    out = write_as_before(tmp_path)
    changes = (out / "tag-changes.csv").read_bytes() + b"a,protect,came,,lamps\n"
    (out / "tag-changes.csv").write_bytes(changes)  # as that run wrote it
    known = dict(output.read_hashes(out))
    output.write_hashes(out, {**known, "tag-changes.csv": [output.file_digest(out / "tag-changes.csv")]})
    (out / "queue.csv").write_text("mine\n", encoding="utf-8")
    (out / "mine.csv").write_text("mine\n", encoding="utf-8")
    written = output.write_out(lr.open_review(tmp_path))
    assert {one.path for one in OUTPUTS.values()} | {"queue.csv", "mine.csv"} == files_in(out)
    assert ["LR616", "LR601"] == [p.code for p in written.problems if p.code in ("LR616", "LR601")]
    assert ["out/queue.csv"] == [p.where.file for p in written.problems if p.code == "LR601"]
    assert "mine\n" == (out / "queue.csv").read_text(encoding="utf-8")
    assert changes == (out / OUTPUTS["tag-changes.csv"].path).read_bytes(), "what changed last is still known"
    assert {one.path for one in OUTPUTS.values()} | {"queue.csv"} == set(output.read_hashes(out))
    # the next run says it of the edited file alone, and nothing once that is gone
    again = output.write_out(lr.open_review(tmp_path)).problems
    assert ["LR601"] == [p.code for p in again if p.code in ("LR616", "LR601")]
    (out / "queue.csv").unlink()
    assert [] == [p for p in output.write_out(lr.open_review(tmp_path)).problems if p.code == "LR601"]


@pytest.mark.exhaustive
def test_a_move_that_was_broken_off_is_taken_up(tmp_path, monkeypatch):
    out = write_as_before(tmp_path)
    moved = []

    def broken(self, target, replace=Path.replace):
        if len(moved) == 3:
            raise KeyboardInterrupt
        moved.append(target)
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", broken)
        with pytest.raises(KeyboardInterrupt):
            output.write_out(lr.open_review(tmp_path))
    (out / "tables").mkdir(exist_ok=True)
    written = output.write_out(lr.open_review(tmp_path))
    assert [] == [p for p in written.problems if p.code == "LR601"]
    assert {one.path for one in OUTPUTS.values()} == files_in(out)


def test_a_folder_of_outputs_that_leads_elsewhere_is_refused(tmp_path):
    lr.init_review(tmp_path / "review")
    (tmp_path / "review/out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "review/out/tables").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(lr.OutputError, match="leads out of"):
        output.write_out(lr.open_review(tmp_path / "review"))
    assert [] == [*(tmp_path / "elsewhere").iterdir()]


@pytest.mark.exhaustive
def test_every_link_of_a_page_leads_to_a_file(tmp_path):
    review = dataclasses.replace(opened("examples/demonstration"), folder=tmp_path)
    out = output.write_out(review).folder
    links = {
        (page, link)
        for page in out.rglob("*.html")
        for link in re.findall(r'href="([^"#:]+)"', page.read_text(encoding="utf-8"))
    }
    reached = {os.path.relpath(page.parent / link, out) for page, link in links}
    assert {"tables/sources.csv", "pages/graph.html", "pages/appendix.html", "graph/flow.svg"} <= reached
    assert [] == [link for page, link in links if not (page.parent / link).is_file()]
