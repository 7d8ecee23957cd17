"""No decision and no note is passed over because of the name of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.review import init_review, open_review

LINE = "2026-01-31T09:30:00Z\t{}\tinclude\tFarrell2010Where\tabstract\t\t\t\n"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    init_review(tmp_path / "review")
    return tmp_path / "review"


def told(folder: Path, code: str) -> list[str]:
    return [problem.where.file for problem in open_review(folder).library.problems if problem.code == code]


@pytest.mark.parametrize("name", ["ann.TSV", "of-2026/ann.tsv", "of-2026/May/ann.Tsv"])
def test_decisions_are_read_whatever_the_folder_and_the_case(review: Path, name: str) -> None:
    place = review / "decisions" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(LINE.format("ann"))
    (decision,) = open_review(review).decided
    assert (decision.key, decision.place.file, told(review, "LR041")) == (
        "Farrell2010Where",
        f"decisions/{name}",
        [],
    )


@pytest.mark.parametrize("name", ["ann.csv", "ann.tsv.txt", "ann.xlsx", "ann", "of-2026/ann.CSV"])
def test_decisions_that_are_not_read_are_told(review: Path, name: str) -> None:
    place = review / "decisions" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(LINE.format("ann"))
    assert told(review, "LR041") == [f"decisions/{name}"]


def test_what_belongs_in_the_folders_is_not_told(review: Path) -> None:
    for name in (
        "decisions/.ann.tsv.swp",
        "decisions/README.md",
        "notes/README.txt",
        "notes/map.png",
        "references/Farrell2010Where.txt",
    ):
        (review / name).parent.mkdir(exist_ok=True)
        (review / name).write_text("")
    assert told(review, "LR041") + told(review, "LR605") == []


@pytest.mark.parametrize("name", ["Farrell2010Where.md.txt", "Farrell2010Where.MD", "Farrell2010Where.markdown", "Farrell2010Where.docx", "Farrell2010Where", "old/Farrell2010Where.md"])  # fmt: skip
def test_notes_that_are_not_read_are_told(review: Path, name: str) -> None:
    place = review / "notes" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("It found much.")
    assert told(review, "LR605") == [f"notes/{name}"]


def test_a_list_that_is_not_read_is_told(review: Path) -> None:
    (review / "references").mkdir()
    (review / "references/Farrell2010Where.TXT").write_text("A list")
    assert told(review, "LR605") == ["references/Farrell2010Where.TXT"]


def test_the_name_of_a_note_that_may_be_a_person_s_is_not_told(review: Path) -> None:
    (review / "private").mkdir()
    (review / "private/i.bib").write_text("@interview{SecretAnn, title = {SECRET}}")
    (review / "notes/SecretAnn.docx").write_text("")
    (review / "private/notes").mkdir()
    (review / "private/notes/SecretAnn.docx").write_text("")
    problems = open_review(review).library.problems
    assert told(review, "LR605") == ["notes"]
    assert "secret" not in " ".join(map(str, problems)).lower()
