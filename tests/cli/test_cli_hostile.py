"""What an unlucky or ill-meaning folder does to the commands: plain messages, nothing passed over, nothing leaked."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview import files
from litreview.cli import main
from litreview.confidential import digest
from litreview.decisions import read_decisions
from litreview.errors import InputError
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


FOLDERS = ["findings.toml", "retractions.csv", "out/report.html", "out/tag-changes.csv"]


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
        read = Path.read_bytes

        def refuse(path, name=name, read=read):
            if path == review / name:
                raise PermissionError(13, "Permission denied", str(path))
            return read(path)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", refuse)
            result = call("check", review)
        assert 2 == result.exit_code
        assert f"{name}: cannot be read: Permission denied" in result.output


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(review):
    os.mkfifo(review / "bib/pipe.bib")
    assert 0 == call("check", review).exit_code


def test_what_macos_leaves_beside_a_file_is_no_note_and_no_decision(review):
    for name in ("notes/._Farrell2010Where.md", "decisions/._ann.tsv", "bib/._example.bib"):
        (review / name).write_bytes(b"\x00\x05\x16\x07\xff")
    assert 0 == call("run", review).exit_code


def test_a_missing_folder_holds_nothing(tmp_path):
    assert () == files.listing(tmp_path / "nowhere", ".md")
    with pytest.raises(InputError, match="cannot be read"):
        files.read_bytes(tmp_path / "nowhere.md")


@pytest.mark.parametrize("key", ["Zzyzxa2020", "private/p.bib:Zzyzxa2020", "its code"])
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
    assert "\nbib/bad.bib,1,LR012" in (review / "out/problems.csv").read_text()


def test_settings_that_cannot_be_read_are_named_from_here(review):
    (review / "litreview.toml").write_text('title = "a"\nsources = "bib"\n')
    assert "rev/litreview.toml:2: sources is not a list" in call("check", "rev").output
