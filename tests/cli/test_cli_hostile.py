"""What an unlucky or ill-meaning folder does to the commands: plain messages, nothing passed over, nothing leaked."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core import files
from litreview.core.confidential.redaction import digest
from litreview.core.errors import InputError
from litreview.judgements.decisions import read_decisions
from litreview.review import open_review


def call(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def review(tmp_path, monkeypatch):
    """A new review with an interview under private/ whose key is a made-up name."""
    monkeypatch.chdir(tmp_path)
    call("init", "rev")
    folder = tmp_path / "rev"
    (folder / "private").mkdir()
    (folder / "private/p.bib").write_text("@misc{Zzyzxa2020, title = {Told by Zzyzxa}, author = {Zzyzxa}}\n")
    return folder


FOLDERS = ["findings.toml", "retractions.csv", "out/report.html", "out/tables/tag-changes.csv"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_where_a_file_is_expected(review, name):
    (review / name).unlink(missing_ok=True)
    (review / name).mkdir(parents=True)
    result = call("run", review)
    assert 2 == result.exit_code
    assert Path(name).name in result.output


@pytest.mark.parametrize("name", ["decisions", "notes", "out"])
def test_a_file_where_a_folder_is_expected(review, name):
    shutil.rmtree(review / name, ignore_errors=True)
    (review / name).write_text("")
    result = call("run", review)
    assert 2 == result.exit_code
    assert f"{name}: is a file, where" in result.output


@pytest.mark.parametrize("name", ["bib", "notes", "decisions", "manuscript", "references"])
def test_a_folder_that_cannot_be_read_is_not_passed_over(review, name, monkeypatch):
    """What people decided must not be missing from a run because their folder was not readable."""
    (review / name).mkdir(exist_ok=True)
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = call("check", review)
    assert 2 == result.exit_code
    assert f"{name}: cannot be read: Permission denied" in result.output


def test_files_that_cannot_be_read_are_named(review, monkeypatch):
    (review / "manuscript").mkdir()
    for name in ("manuscript/m.md", "retractions.csv", "references/Farrell2010Where.txt"):
        (review / name).parent.mkdir(exist_ok=True)
        (review / name).write_text("x")
        opened = Path.open

        def refuse(path, *how, name=name, opened=opened, **more):
            if path == review / name:
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, *how, **more)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", refuse)
            result = call("check", review)
        assert 2 == result.exit_code
        assert f"{name}: cannot be read: Permission denied" in result.output


@pytest.fixture
def hurry():
    """End a test that waits for a pipe, or reads a device that has no end."""

    def end(*_):
        raise TimeoutError("it waits")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(120)
    yield
    signal.alarm(0)


pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


@pipes
def test_a_pipe_in_a_folder_is_not_waited_for(review, hurry):
    os.mkfifo(review / "bib/pipe.bib")
    assert 0 == call("check", review).exit_code


@pipes
@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("name", ["ann.tsv", "notes.md"])
def test_a_pipe_or_a_device_among_the_decisions_is_said_and_never_waited_for(review, hurry, kind, name):
    path = review / "decisions" / name
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    for words in (
        ("assess", review),
        ("diff", review, review),
        ("check", "--release", review),
        ("decide", "tag", "Farrell2010Where", "protect", "--by", "bo", "-C", review),
    ):
        call(*words)
    assert f"decisions/{name}: LR041 error: this" in call("check", review).output
    result = call("decide", "tag", "Farrell2010Where", "protect", "--by", "ann", "-C", review)
    if name == "ann.tsv":
        assert 2 == result.exit_code
        assert "is a pipe or a device" in result.output


@pipes
@pytest.mark.parametrize(
    "name",
    ["notes/x.md", "references/x.txt", "manuscript/x.md", "findings.toml", "retractions.csv", "enriched.tsv"],
)
def test_no_pipe_in_a_review_is_waited_for(review, hurry, name):
    path = review / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    result = call("check", review)
    assert 2 != result.exit_code or "is a pipe or a device" in result.output


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("con", "Windows"),
        ("NUL", "Windows"),
        ("aux.ann", "Windows"),
        ("lpt1", "Windows"),
        ("ann.", "ends in a dot"),
        ("../ann", "path"),
        ("?", "no letter"),
        ("x" * 300, "longer"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        ("decide", "tag", "Farrell2010Where", "protect", "-C", "rev"),
        ("decide", "--ask", "screening", "-C", "rev"),
        ("tag", "rev", "--review"),
        ("dedupe", "rev", "--review"),
        ("sheet", "tags", "rev", "-o", "x.xlsx"),
        ("review", "rev"),
    ],
)
@pytest.mark.exhaustive(quick=15)
def test_a_name_that_no_file_can_have_is_refused_in_words(review, words, by, why):
    if words[0] == "review":
        pytest.importorskip("uvicorn")
    result = call(*words, "--by", by)
    assert 2 == result.exit_code
    assert "can't name a file of decisions: " in result.output
    assert why in result.output
    assert {".gitkeep"} == {path.name for path in (review / "decisions").iterdir()}


def test_marks_of_a_conflict_are_said_before_anything_is_asked(review):
    line = "2026-01-01T00:00:00Z\tann\ttag\tFarrell2010Where\tprotect\t\t\t\t\n"
    other = line.replace("protect", "prevent")
    text = f"{line}<<<<<<< HEAD\n{line}=======\r\n{other}>>>>>>> Roe, Jane\n"
    (review / "decisions/ann.tsv").write_text(text)
    result = call("check", review)
    assert 1 == result.exit_code
    for number in (2, 4, 6):
        assert f"decisions/ann.tsv:{number}: LR040" in result.output
    assert "Roe, Jane" not in result.output
    assert {"protect", "prevent"} == {d.value for d in read_decisions(review)[0]}
    for words in (
        ("tag", "rev", "--review"),
        ("decide", "unsure", "Farrell2010Where", "abstract", "-C", "rev"),
    ):
        assert "left its marks in the decisions: decisions/ann.tsv:2." in call(*words, "--by", "bo").output
    (review / "decisions/ann.tsv").write_text(line + other)
    assert "marks" not in call("tag", "rev", "--review", "--by", "bo").output


def test_what_macos_leaves_beside_a_file_is_no_note_and_no_decision(review):
    for name in ("notes/._Farrell2010Where.md", "decisions/._ann.tsv", "bib/._example.bib"):
        (review / name).write_bytes(b"\x00\x05\x16\x07\xff")
    assert 0 == call("run", review).exit_code


def test_a_missing_folder_holds_nothing(tmp_path):
    assert () == files.listing(tmp_path / "nowhere", ".md")
    with pytest.raises(InputError, match="cannot be read"):
        files.read_bytes(tmp_path / "nowhere.md")


@pytest.mark.parametrize("key", ["Zzyzxa2020", "private/p.bib:Zzyzxa2020", "its code"])
@pytest.mark.exhaustive(quick=1)
def test_a_decision_is_written_without_the_name_in_a_confidential_key(review, key):
    """The file of decisions goes into git, private/ does not; and the mask a key is shown by may be another's tomorrow."""
    call("run", review)
    if key == "its code":
        key = next(record.key for record in open_review(review).library if record.confidential)
    for words in (["tag", key, "protect"], ["same", key, "Farrell2010Where"], ["clear", key, "tag"]):
        result = call("decide", *words, "--by", "ann", "-C", review)
        assert 0 == result.exit_code, result.output
    text = (review / "decisions/ann.tsv").read_text()
    assert "zzyzxa" not in text.lower()
    assert digest("Zzyzxa2020") not in text
    # still found when another record comes first
    (review / "private/a.bib").write_text("@misc{Aaa2020, title = {Made up}}\n")
    output = call("check", review, "--all").output
    assert "LR042" not in output
    assert 3 == len(read_decisions(review)[0])


@pytest.mark.exhaustive
def test_messages_open_in_an_editor_from_where_the_command_was_given(review, monkeypatch):
    (review / "bib/bad.bib").write_text("@article{a, title = {no end\n")
    (review / "litreview.toml").write_text('titel = "x"\n')
    assert "rev/bib/bad.bib:1: LR012 error" in call("check", "rev").output
    assert "rev/litreview.toml:1: LR600 warning" in call("check", "rev").output
    assert "rev/bib/bad.bib:1: LR012 error" in call("check", "rev/bib").output
    monkeypatch.chdir(review)
    assert "\nbib/bad.bib:1: LR012 error" in "\n" + call("check", ".").output
    # in a table a file is called as the review calls it, wherever the command was given
    call("run", ".")
    assert "\nbib/bad.bib,1,LR012" in (review / "out/tables/problems.csv").read_text()


def test_settings_that_cannot_be_read_are_named_from_here(review):
    (review / "litreview.toml").write_text('title = "a"\nsources = "bib"\n')
    assert "rev/litreview.toml:2: sources is not a list" in call("check", "rev").output
