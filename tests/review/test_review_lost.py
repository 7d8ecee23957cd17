"""No decision and no note is passed over because of the name of its file."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from litreview.core.errors import InputError
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


@pytest.mark.parametrize("name", ["KEY.md.txt", "KEY.MD", "KEY.markdown", "KEY", "old/KEY.md", "KEY.txt"])
def test_the_command_that_a_message_gives_makes_a_note_of_the_file(review: Path, name: str) -> None:
    key = open_review(review).sources[0].key
    place = review / "notes" / name.replace("KEY", key)
    (review / "notes" / f"{key}.md").unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    place.write_text("It found much.")
    (problem,) = (p for p in open_review(review).library.problems if p.code == "LR605")
    verb, old, new = shlex.split(problem.remedy.split("`")[1])
    assert verb == "mv"
    (review / old).rename(review / new)
    assert told(review, "LR605") == []
    assert open_review(review).notes[key] == "It found much."


def test_a_bib_file_among_the_notes_is_told_where_it_belongs(review: Path) -> None:
    (review / "notes/mine.bib").write_text(
        "@book{Roe2001Made, title = {Made up}, annotation = {It found much.}}"
    )
    (problem,) = (p for p in open_review(review).library.problems if p.code == "LR605")
    assert "this folder is for notes" in problem.message
    assert "`mv notes/mine.bib bib/`" in problem.remedy


def test_notes_named_without_a_review_are_told_how_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/Roe2001Made.md").write_text("It found much.")
    (tmp_path / "a.bib").write_text("@book{Roe2001Made, title = {Made up}}")
    for named in ([tmp_path / "a.bib", tmp_path / "notes/Roe2001Made.md"], [tmp_path]):
        (found,) = (p for p in open_review(*named).library.problems if p.code == "LR605")
        assert "`litreview init my-review`" in found.remedy
    with pytest.raises(InputError, match="notes are read with a review"):
        open_review(tmp_path / "a.bib", tmp_path / "notes")


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
