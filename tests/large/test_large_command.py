"""`dedupe --large` says, writes and refuses what `dedupe` does."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import deduplication as merging, main
from litreview.core.errors import OutputError
from litreview.engine.large import dedupe_large as stage
from litreview.formats import file_chunks

BOOK = "@book{a, title = {One two three}, author = {Doe, Jane}, year = 2001}\n"
FAULTY = "@book{b, title = {Two whales}, year = }\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(way, *arguments):
    """Return what a run says, as its exit code, and what it wrote, beside what was there."""
    before = {path for path in Path().rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["dedupe", way, *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    written = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file() and path not in before}
    for path in written:
        path.unlink()
    return done.exit_code, done.output, written


def same(*arguments):
    """Run both ways and return what both give."""
    large, memory = run("--large", *arguments), run("--no-large", *arguments)
    assert memory == large
    return memory


OUTPUTS = ("--queue", "q.csv", "--records", "r.csv", "--values", "v.csv")


@pytest.mark.exhaustive
def test_files_are_called_in_messages_as_they_lie_from_here():
    Path("x/y").mkdir(parents=True)
    Path("x/y/a.bib").write_text(BOOK + FAULTY)
    _, said, _ = same("x", "-o", "lib.bib", *OUTPUTS)
    assert "x/y/a.bib:2: LR016" in said


@pytest.mark.exhaustive
def test_what_lies_beside_exports_is_told_in_the_same_order():
    Path("x/notes").mkdir(parents=True)
    Path("x/a.bib").write_text(FAULTY)
    Path("x/b.bib").write_text(BOOK * 2)
    Path("x/c.xlsx").write_text("PK")
    Path("x/notes/a.md").write_text("A note\n")
    _, said, _ = same("x", "-o", "x/lib.bib")
    assert all(f in said for f in ("LR605", "LR004", "the next run takes it for an export"))
    same("x", "-o", "lib.bib", "--json")


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("name", ["o[1].bib", "o*?.bib", "o' \"%.bib", "pos=1/seq=7/o.bib"])
def test_any_name_may_be_that_of_an_output(name):
    Path("a.bib").write_text(BOOK + FAULTY)
    _, _, written = same("a.bib", "-o", name)
    assert [Path(name)] == list(written)


def test_names_that_are_not_utf_8_are_read_and_refused_for_working_files():
    path = Path(os.fsdecode(b"caf\xe9.bib"))
    try:
        path.write_text(BOOK)
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    same(str(path), "-o", "o.bib")
    code, said, written = run("--large", str(path), "-o", os.fsdecode(b"caf\xe9-o.bib"))
    assert (2, {}) == (code, written)
    assert "whose name is not UTF-8" in said


def test_files_that_come_to_one_id_stay_apart():
    try:
        Path("x.bib").write_text("@book{b.bib:k, title = {One one}, author = {Doe, Jane}}\n")
        Path("x.bib:b.bib").write_text("@book{k, title = {Two two}, author = {Roe, Rick}}\n")
    except OSError:
        pytest.skip("this file system has no such names")
    same("x.bib:b.bib", "x.bib", "-o", "o.bib", *OUTPUTS)


def test_a_key_that_clashes_when_it_is_made_safe_is_that_of_no_former_one():
    Path("a.bib").write_text(
        "@book{a b, title = {One thing about tides}, groups = {A}}\n@book{c, title = {Cranes}}\n"
        '@book{a-b, title = {Two whales}, ids = {a-b,x,a-b-2}, groups = {B}}\n@book{a"b, title = {Dunes}}\n'
    )
    _, _, written = same("a.bib", "-o", "o.bib", *OUTPUTS)
    assert b"ids = {a-b,x}" in written[Path("o.bib")]


def test_a_device_is_refused_before_anything_is_written():
    Path("a.bib").write_text(BOOK)
    code, said, written = same("a.bib", os.devnull, "-o", "o.bib")
    assert (2, {}) == (code, written)
    assert "is a pipe or a device" in said
    assert [Path("a.bib")] == list(Path().iterdir())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write all")
def test_what_may_not_be_read_or_written_is_told_before_anything_is_written():
    Path("a.bib").write_text(BOOK)
    Path("b.bib").write_text(BOOK)
    Path("b.bib").chmod(0)
    code, said, written = same("a.bib", "b.bib", "-o", "o.bib")
    assert (2, {}) == (code, written)
    assert "b.bib: cannot be read" in said
    Path("work").mkdir(mode=0o500)
    code, said, written = run("--large", "a.bib", "-o", "o.bib", "--work", "work")
    assert (2, {}) == (code, written)
    assert "work: cannot be written" in said


@pytest.mark.exhaustive
def test_half_a_letter_in_the_key_of_a_json_item_is_left_out():
    Path("a.json").write_text(
        r'[{"id": "b\ud800", "type": "book", "title": "Two", "custom": {"entrytype": "b\ud800ook"}}]'
    )
    for ending in ("bib", "ris", "json", "csv"):
        same("a.json", "-o", f"o.{ending}", *OUTPUTS)


@pytest.mark.parametrize("work", [["--work", "o.bib.large"], []])
@pytest.mark.parametrize("place", ["spill/mine", "job/mine", "photos/mine", "photos/mine.parquet", "mine"])
def test_a_folder_of_ones_own_is_left_as_it_is(place, work):
    Path("a.bib").write_text(BOOK)
    mine = Path("o.bib.large") / place
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    code, said, _ = run("--large", "a.bib", "-o", "o.bib", *work)
    assert code == 2
    assert "no working folder" in said
    assert mine.read_text() == "mine"


def test_what_someone_put_among_working_files_is_not_taken_away():
    Path("a.bib").write_text(BOOK)
    run("--large", "a.bib", "-o", "o.bib", "--work", "o2.bib.large")
    Path("o2.bib.large/photos").mkdir()
    Path("o2.bib.large/photos/mine").write_text("mine")
    Path("a.bib").write_text(BOOK * 2)
    code, _, _ = run("--large", "a.bib", "-o", "o2.bib")
    assert code == 2
    assert Path("o2.bib.large/photos/mine").is_file()


@pytest.mark.exhaustive
def test_what_was_found_stays_where_the_result_cannot_be_written(monkeypatch):
    Path("a.bib").write_text(BOOK * 2)

    def full(_, path):
        raise OutputError(str(path), "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(stage.LargeDeduplication, "write", full)
        done = CliRunner().invoke(main, ["dedupe", "a.bib", "--large", "-o", "o.bib"])
    assert done.exit_code == 2
    assert "the disk is full" in done.output
    assert any(Path("o.bib.large/merged").glob("*.parquet"))
    # the next run goes on from there, and takes it away
    code, _, written = run("--large", "a.bib", "-o", "o.bib")
    assert code == 0
    assert b"One two three" in written[Path("o.bib")]
    assert not Path("o.bib.large").exists()


@pytest.mark.parametrize(
    "asked",
    [
        ["-o", "o.bib", "--work", "o.bib"],
        ["-o", "w/o.bib", "--work", "w"],
        ["-o", "o.bib", "--queue", "o.bib.large"],
    ],
)
def test_an_output_in_the_folder_of_working_files_is_refused_at_once(asked):
    Path("a.bib").write_text(BOOK)
    code, said, written = run("--large", "a.bib", *asked)
    assert (2, {}) == (code, written)
    assert "would lie in the folder of working files" in said
    assert [Path("a.bib")] == list(Path().iterdir())


@pytest.mark.exhaustive
def test_another_file_of_the_same_name_size_and_time_is_read():
    for folder, text in (("x", BOOK), ("y", BOOK.replace("One", "Six"))):
        Path(folder).mkdir()
        Path(folder, "a.bib").write_text(text)
        os.utime(Path(folder, "a.bib"), (1, 1))
    for folder, title in (("x", b"One"), ("y", b"Six")):
        CliRunner().invoke(main, ["dedupe", f"{folder}/a.bib", "--large", "--work", "w", "-o", "o.bib"])
        assert title in Path("o.bib").read_bytes()


@pytest.mark.exhaustive
def test_a_file_that_was_met_and_is_named_now_is_read():
    Path("d").mkdir()
    Path("d/a.bib").write_text(BOOK)
    Path("d/b.csv").write_text("id,name\n1,The tides of harbors\n")
    answers = [
        CliRunner().invoke(main, ["dedupe", *paths, *way, "-o", "o.bib", "--json"]).stdout
        for paths in (["d"], ["d/a.bib", "d/b.csv"])
        for way in (["--large", "--work", "w"], ["--no-large"])
    ]
    assert answers[0] == answers[1] != answers[2] == answers[3]


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize(
    "asked", [["-o", "-"], ["--queue", "-"], ["-o", "o.csv", "--excel"], [], ["--report", "o.html"]]
)
def test_nobody_is_refused_in_memory_what_working_files_cannot_do(asked, monkeypatch):
    """Large files are done in working files without being asked: then what these cannot do is done in memory."""
    Path("a.bib").write_text(BOOK)
    expected = CliRunner().invoke(main, ["dedupe", "a.bib", *asked])
    monkeypatch.setattr(file_chunks, "TIMES_THE_FILE", 10**12)
    done = CliRunner().invoke(main, ["dedupe", "a.bib", *asked])
    assert expected.exit_code == done.exit_code
    assert expected.output == done.output
    assert "working files" in CliRunner().invoke(main, ["dedupe", "a.bib", "-o", "o.bib"]).output


def test_from_a_size_on_working_files_are_taken_without_being_asked_where_they_can_be(monkeypatch):
    Path("a.bib").write_text(BOOK)
    CliRunner().invoke(main, ["dedupe", "a.bib", "--no-large", "-o", "memory.bib"])
    monkeypatch.setattr(merging, "_LARGE_BYTES", 10)
    done = CliRunner().invoke(main, ["dedupe", "a.bib", "-o", "o.bib"])
    assert "GB of files: done in working files, as with --large" in done.output
    assert Path("memory.bib").read_bytes() == Path("o.bib").read_bytes()
    monkeypatch.setattr(merging, "find_spec", lambda _: None)
    done = CliRunner().invoke(main, ["dedupe", "a.bib", "-o", "o.bib"])
    # there is room enough: whoever has not installed them is not told to
    assert (0, False) == (done.exit_code, "working files" in done.output)
    monkeypatch.setattr(file_chunks, "TIMES_THE_FILE", 10**12)
    # beyond it a run in memory is begun only by whoever asks for it
    asked = [
        CliRunner().invoke(main, ["dedupe", "a.bib", "-o", "o.bib", *way]) for way in ([], ["--no-large"])
    ]
    assert [2, 0] == [done.exit_code for done in asked]
