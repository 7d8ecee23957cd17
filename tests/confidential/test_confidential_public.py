"""`--public FILE` shows what is withheld of a file outside a review, and nothing that declares itself confidential."""

from __future__ import annotations

from pathlib import Path

import pytest

import litreview as lr
from litreview.core.errors import UsageError

DOUBTED = "@misc{Zyxwold2019, author = {Zyxwold, Quilla}, title = {Marblewood}, confidental = {true}}\n"
DECLARED = "@misc{Vextor2018, title = {Copperfall}, confidential = {true}}\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "a.bib", tmp_path / "b.bib"
    one.write_text(DOUBTED + DECLARED)
    other.write_text(DOUBTED.replace("Marblewood", "Silverbrook"))
    return one, other


def titles(library: lr.Library) -> set[str]:
    return {record.title for record in library if record.title}


def test_what_is_withheld_of_the_named_file_alone_is_shown(files: tuple[Path, Path]):
    one, other = files
    assert titles(lr.read(one, other)) == set()
    found = lr.read(one, other, public=(one,))
    assert titles(found) == {"Marblewood"}
    assert [p.where.file for p in found.problems if p.code == "LR082"] == ["b.bib"]
    assert titles(lr.read(one, other, public=(one, str(other)))) == {"Marblewood", "Silverbrook"}


def test_a_problem_of_the_entry_is_said_once_it_is_shown(tmp_path: Path):
    path = tmp_path / "a.bib"
    path.write_text(DOUBTED * 2)
    hidden, shown = lr.read(path), lr.read(path, public=(path,))
    again = [
        next(p for p in library.problems if p.code not in ("LR082", "LR083")) for library in (hidden, shown)
    ]
    assert "Zyxwold2019" not in str(again[0])
    assert "Zyxwold2019" in str(again[1])


def test_outside_a_review_the_remedy_names_the_option(files: tuple[Path, Path]):
    folder = files[0].parent
    found = next(p for p in lr.read(folder).problems if p.code == "LR082")
    assert "`--public a.bib`" in found.remedy
    assert titles(lr.read(folder, public=("a.bib",))) == {"Marblewood"}


def test_a_file_that_is_not_read_is_refused(files: tuple[Path, Path]):
    with pytest.raises(UsageError, match="none of the files that are read"):
        lr.read(files[0], public=(files[1],))


def test_the_option_goes_with_every_command_that_reads_paths(call, files: tuple[Path, Path]):
    for words in (
        ("convert", "a.bib", "-o", "out.csv"),
        ("dedupe", "a.bib", "-o", "out.csv"),
        ("tag", "a.bib", "-o", "out.csv"),
    ):
        call(*words)
        assert "Marblewood" not in Path("out.csv").read_text()
        call(*words, "--public", "a.bib")
        text = Path("out.csv").read_text()
        assert "Marblewood" in text
        assert "Copperfall" not in text


def test_in_a_review_it_is_refused_with_what_to_do(call, tmp_path: Path):
    call("init", "rev")
    assert "litreview decide public" in call("check", "rev", "--public", "rev/bib/example.bib").output
