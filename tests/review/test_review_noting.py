"""The annotation of a source is read, edited and written back: whole, in its own folder, never over what another wrote."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core import files
from litreview.review.note_files import NoteChangedError, read_note, save_note

TEXT = """@article{Archer2015, title = {Victim services in rural counties: results of a survey}, author = {Archer, Ann}, year = 2015, doi = {10.1000/a}}
@article{Baker:2016, title = {Policing the margins of the informal economy}, author = {Baker, Bo}, year = 2016}
@misc{I01, title = {Interview with Planted Name}, author = {Planted Name}, howpublished = {Interview}}
@misc{PlantedSurname2019, title = {Another talk}, howpublished = {Interview}}
"""
OTHER = "@article{archer15, title = {Victim services in rural counties: results of a survey}, author = {Archer, A.}, year = 2015, doi = {10.1000/a}}\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "rev"
    (place / "bib").mkdir(parents=True)
    (place / "litreview.toml").write_text('title = "Made up"\nsources = ["bib/a.bib", "bib/b.bib"]\n')
    (place / "bib/a.bib").write_text(TEXT)
    (place / "bib/b.bib").write_text(OTHER)
    return place


def test_what_is_saved_is_what_the_review_reads(folder):
    note = read_note(lr.open_review(folder), "Archer2015")
    assert ("notes/Archer2015.md", "", "") == (note.file, note.text, note.seen)
    saved = save_note(
        lr.open_review(folder), "archer15", "Found *much*.\r\n<!-- ask Ann -->\r\n", seen=note.seen
    )
    assert "Found *much*.\n<!-- ask Ann -->\n" == saved.text == (folder / "notes/Archer2015.md").read_text()
    assert {"Archer2015": "Found *much*."} == dict(lr.open_review(folder).notes)
    assert saved == read_note(lr.open_review(folder), "Archer2015")
    again = save_note(lr.open_review(folder), "Archer2015", "", seen=saved.seen)
    assert ("", "") == (again.text, again.seen)
    assert {} == dict(lr.open_review(folder).notes)


def test_nothing_is_written_over_what_another_wrote_meanwhile(folder):
    review = lr.open_review(folder)
    note = read_note(review, "Archer2015")
    (folder / "notes").mkdir()
    (folder / "notes/Archer2015.md").write_text("A line of Ben's.\nMine, too.\n")
    with pytest.raises(NoteChangedError, match=r"changed since you read it.*‘A line of Ben's.’") as told:
        save_note(review, "Archer2015", "Mine, too.", seen=note.seen)
    assert "A line of Ben's.\nMine, too.\n" == (folder / "notes/Archer2015.md").read_text()
    saved = save_note(review, "Archer2015", told.value.note.text + "And mine.", seen=told.value.note.seen)
    assert "A line of Ben's.\nMine, too.\nAnd mine.\n" == saved.text
    (folder / "notes/Archer2015.md").unlink()
    with pytest.raises(NoteChangedError, match="empty now, or gone"):
        save_note(review, "Archer2015", "x", seen=saved.seen)


def test_of_many_who_write_at_once_no_line_is_lost(folder):
    review = lr.open_review(folder)
    assert review.sources

    def add(number):
        note = read_note(review, "Archer2015")
        while True:
            try:
                return save_note(review, "Archer2015", f"{note.text}line {number}", seen=note.seen)
            except NoteChangedError as error:
                note = error.note

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    assert {f"line {n}" for n in range(24)} == set(
        (folder / "notes/Archer2015.md").read_text().split("\n")
    ) - {""}
    assert ["Archer2015.md"] == [path.name for path in (folder / "notes").iterdir()]


def test_a_note_stays_in_the_file_that_somebody_named_after_another_record(folder):
    (folder / "notes").mkdir()
    (folder / "notes/archer15.md").write_text("of the second record\n")
    review = lr.open_review(folder)
    note = read_note(review, "Archer2015")
    assert ("notes/archer15.md", "of the second record\n") == (note.file, note.text)
    (folder / "notes/Archer2015.md").write_text("of the first\n")
    note = read_note(review, "Archer2015")
    assert ("notes/Archer2015.md", ("notes/archer15.md",)) == (note.file, note.beside)
    (folder / "notes/Baker:2016.md").write_text("named by hand\n")
    assert "named by hand\n" == read_note(review, "Baker:2016").text


@pytest.mark.parametrize("link", ["file", "folder", "private"])
def test_no_link_is_followed(folder, tmp_path, link):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "Archer2015.md").write_text("not ours\n")
    if link == "file":
        (folder / "notes").mkdir()
        (folder / "notes/Archer2015.md").symlink_to(outside / "Archer2015.md")
    elif link == "folder":
        (folder / "notes").symlink_to(outside)
    else:
        (folder / "private/notes").mkdir(parents=True)
        (folder / "notes").symlink_to(folder / "private/notes")
    review = lr.open_review(folder)
    for call in (
        lambda: read_note(review, "Archer2015"),
        lambda: save_note(review, "Archer2015", "x", seen=""),
    ):
        with pytest.raises(lr.OutputError, match="is a link"):
            call()
    assert "not ours\n" == (outside / "Archer2015.md").read_text()


def test_of_what_is_confidential_nothing_is_shown_and_nothing_unseen_is_written_over(folder):
    review = lr.open_review(folder)
    (code,) = (s.key for s in review.sources if s.confidential and s.key != "I01")
    for key in ("I01", code):
        save_note(review, key, "What Planted Name said.", seen="")
        note = read_note(review, key)
        assert ("private/notes", "", True) == (note.file, note.text, note.withheld)
        assert "Planted" not in repr(note)
        with pytest.raises(NoteChangedError, match="already") as told:
            save_note(review, key, "x", seen=note.seen)
        assert "Planted" not in str(told.value) + repr(told.value.note)
        opened = lr.open_review(folder, include_confidential=True)
        name = key if key == "I01" else "PlantedSurname2019"
        assert "What Planted Name said." == opened.notes[name]
        whole = read_note(opened, name)
        assert "What Planted Name said.\n" == whole.text
        assert "More.\n" == save_note(opened, name, "More.", seen=whole.seen).text
    assert {"I01.md", f"{code}.md"} == {path.name for path in (folder / "private/notes").iterdir()}
    assert not (folder / "notes").exists()
    assert (folder / "private/.gitignore").exists()


def test_of_two_reviews_only_a_folder_has_notes(folder):
    with pytest.raises(lr.UsageError, match="no review folder"):
        read_note(lr.open_review(folder / "bib"), "Archer2015")
    with pytest.raises(lr.UnknownKeyError):
        read_note(lr.open_review(folder), "Archer2016")


KEYS = ("KEY", "Key", "key")


def test_keys_that_differ_in_capitals_alone_have_files_that_every_disk_tells_apart(folder):
    (folder / "bib/b.bib").write_text(
        "".join(
            f"@book{{{key}, title = {{Tides of port {n}}}, year = 200{n}}}\n" for n, key in enumerate(KEYS)
        )
    )
    for key in KEYS:
        save_note(lr.open_review(folder), key, f"On {key}.", seen="")
    names = [path.name for path in (folder / "notes").iterdir()]
    assert 3 == len({name.casefold() for name in names})
    assert {key: f"On {key}." for key in KEYS} == dict(lr.open_review(folder).notes)
    assert ["On KEY.\n", "On Key.\n"] == [read_note(lr.open_review(folder), key).text for key in KEYS[:2]]


def test_a_note_under_a_plain_name_stays_that_of_its_key_when_another_key_comes_that_is_like_it(folder):
    saved = save_note(lr.open_review(folder), "Archer2015", "Mine.", seen="")
    (folder / "bib/c.bib").write_text("@book{ARCHER2015, title = {Quite another work}, year = 2001}\n")
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace('"bib/b.bib"', '"bib/b.bib", "bib/c.bib"'))
    review = lr.open_review(folder)
    assert saved == read_note(review, "Archer2015")
    other = save_note(review, "ARCHER2015", "Another's.", seen="")
    assert "notes/%41%52%43%48%45%522015.md" == other.file
    assert {"Archer2015": "Mine.", "ARCHER2015": "Another's."} == dict(lr.open_review(folder).notes)


@pytest.mark.parametrize("key", ["CON", "nul", "com1", "lpt9.a", "AUX", "dotted."])
def test_a_key_that_no_file_can_have_on_another_system_has_one_and_is_read_back(folder, key):
    (folder / "bib/b.bib").write_text(f"@book{{{key}, title = {{Tides of a port}}, year = 2001}}\n")
    saved = save_note(lr.open_review(folder), key, "Found.", seen="")
    assert saved.file.startswith("notes/%") or saved.file == "notes/dotted%2E.md"
    assert {key: "Found."} == dict(lr.open_review(folder).notes)


@given(st.text(min_size=1, max_size=40))
def test_every_key_is_one_file_of_its_own_in_the_folder_and_is_read_as_its_key(key):
    key = key.encode("utf-8", errors="replace").decode()
    name = f"{files.safe_name(key)}.md"
    assert key == unquote(name.removesuffix(".md"))
    assert not name.startswith(".")
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)
    assert not name.removesuffix(".md").endswith((".", " "))
    assert not files.is_readme(name)
    assert name.isascii()
    assert not set(name) & set("/\\:\0 ~")
