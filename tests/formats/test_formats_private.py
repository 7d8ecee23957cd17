"""What lies in a folder named private/ is sealed, however it is called. All records here are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted.whole import whole

from litreview.core.errors import InputError
from litreview.core.model import Library
from litreview.formats import read, read_text

MEMO = "@article{Hidden2020, title = {SECRET memo}, author = {SECRET, A.}, year = 2020}\n"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    folder = tmp_path / "my-review"
    for name in ("bib", "private/deep"):
        (folder / name).mkdir(parents=True)
    (folder / "bib/a.bib").write_text("@book{Open2020, title = {Open}}\n")
    (folder / "private/secret.bib").write_text(MEMO)
    (folder / "private/deep/secret.bib").write_text(MEMO)
    (folder / "litreview.toml").write_text('title = "A review"\n')
    return folder


def sealed(library: Library) -> bool:
    return all(
        record.confidential and "SECRET" not in whole((record.fields, record.id)) for record in library
    )


@pytest.mark.parametrize("called", ["private", "private/secret.bib", "private/*.bib", "private/deep", "private/deep/secret.bib"])  # fmt: skip
def test_by_its_own_name(review: Path, called: str) -> None:
    library = read(review / called)
    assert sealed(library)
    assert {"private"} == set(library.files)


@pytest.mark.parametrize("inside", [True, False])
def test_from_within(review: Path, monkeypatch: pytest.MonkeyPatch, *, inside: bool) -> None:
    """With and without a review around it."""
    if not inside:
        (review / "litreview.toml").unlink()
    monkeypatch.chdir(review / "private")
    assert sealed(read("secret.bib"))
    assert sealed(read("."))
    monkeypatch.chdir(review / "private/deep")
    assert sealed(read("secret.bib"))


def test_beside_an_open_file(review: Path) -> None:
    first, *others = read(review / "bib/a.bib", review / "private")
    assert ("Open", False) == (first.title, first.confidential)
    assert sealed(Library(records=tuple(others)))


def test_through_a_link_into_it_and_where_it_is_a_link_itself(review: Path, tmp_path: Path) -> None:
    (review / "bib/b.bib").symlink_to(review / "private/secret.bib")
    assert sealed(Library(records=read(review / "bib").records[1:]))
    # kept on a safer disk
    (review / "private").replace(tmp_path / "vault")
    (review / "private").symlink_to(tmp_path / "vault", target_is_directory=True)
    assert sealed(read(review / "private"))
    assert sealed(read(review / "private/secret.bib", root=review))


def test_a_review_that_lies_in_a_private_folder_is_open(tmp_path: Path, review: Path) -> None:
    home = tmp_path / "private"
    home.mkdir()
    review.replace(home / "my-review")
    (record,) = read(home / "my-review/bib")
    assert ("a.bib:Open2020", "Open", False) == (record.id, record.title, record.confidential)
    assert sealed(read(home / "my-review/private"))


def test_through_any_chain_of_links(review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`private` stands in neither the name it is called by nor the place it lies in; it is one of the links between."""
    (review / "private").replace(tmp_path / "vault")
    (review / "private").symlink_to(tmp_path / "vault", target_is_directory=True)
    (review / "bib/b.bib").symlink_to("../private/secret.bib")
    (review / "bib/c.bib").symlink_to("b.bib")
    (review / "bib/deep").symlink_to("../private/deep", target_is_directory=True)
    for called in ("bib/b.bib", "bib/c.bib", "bib/deep/secret.bib", "bib/deep"):
        assert sealed(read(review / called))
        assert sealed(read(review / called, root=review))
    # one file by two names: the stricter counts, whichever comes first
    assert sealed(read(tmp_path / "vault/secret.bib", review / "private/secret.bib", root=review))
    # as a shell says it after `cd private`
    monkeypatch.chdir(review / "private")
    monkeypatch.setenv("PWD", str(review / "private"))
    assert sealed(read("secret.bib"))
    assert sealed(read("."))


def test_no_message_names_a_file_below_private(review: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (review / "private/made-up-name.bib").write_text(MEMO)
    for called in ("private/made-up-nam.bib", "private/made-up-name", "private/made-up-name.bib/x", "private/made-up-*.ris"):  # fmt: skip
        with pytest.raises(InputError) as error:
            read(review / called)
        assert "made-up" not in whole((str(error.value), error.value.args, error.value.path))
    monkeypatch.chdir(review / "private")
    with pytest.raises(InputError) as error:
        read("made-up-nam.bib")
    assert "a file in ." in str(error.value)
    assert "made-up" not in repr(error.value)


def test_a_set_of_interviews_is_told_without_its_key():
    """Its key may say who was asked, as theirs would."""
    beside = "@article{Open2020, title = {Open}, title = {Twice}}\n@set{SECRETS, entryset = {SECRET1}}\n"
    library = read_text(f"@interview{{SECRET1, title = {{Talk}}}}\n{beside}", "bib/a.bib")
    assert {"Open2020", ""} == {problem.key for problem in library.problems}
    assert "LR033" in {problem.code for problem in library.problems}
    assert "SECRET" not in whole((library.problems, library.blocks))
    assert "SECRETS" in {problem.key for problem in read_text(beside, "bib/a.bib").problems}
