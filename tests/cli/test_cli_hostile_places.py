"""Streams that are closed or full, names that no disk can have, links to nowhere: each is a message and an exit code, never a traceback."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main

WORKS = (
    "@article{Doe2001, author = {Doe, Jane}, title = {Raids}, journal = {Made-up Journal}, year = {2001}}\n"
)
TOO_LONG = "y" * 300 + ".bib"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a bibliography, a file that is none, and links to nowhere."""
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text(WORKS)
    Path("damaged.bib").write_bytes(b"\0\xff\xfe" * 20)
    Path("loop.bib").symlink_to("loop.bib")
    Path("dangling.bib").symlink_to("nowhere.bib")
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", TOO_LONG], "name too long"),
        (["tag", "a.bib", "-o", TOO_LONG], "name too long"),
        (["convert", TOO_LONG, "-o", "-"], "name too long"),
        (["run", TOO_LONG], "name too long"),
        (["check", "loop.bib"], "a link to a file that does not exist, or to itself"),
        (["check", "dangling.bib"], "a link to a file that does not exist, or to itself"),
        (["check", "a.bib/b.bib"], "no such file"),
        (["tag", "a.bib", "-o", "a.bib/b.bib"], "cannot be written"),
        (["tag", "a.bib", "-o", "."], "is a folder"),
        (["tag", "a.bib", "-o", "plain"], "the name has no ending"),
    ],
)
def test_a_place_that_cannot_be_is_a_message(folder, words, said):
    done = run(*words)
    assert (2, SystemExit) == (done.exit_code, type(done.exception))
    assert said in done.stderr


READERS = [
    ["check"], ["convert", "-o", "o.bib"], ["dedupe", "-o", "o.bib"], ["tag", "-o", "o.bib"], ["graph", "-o", "o.csv"],
    ["annotate", "-o", "o.md"], ["evidence-map", "-o", "o.html"], ["references", "-o", "o.bib"], ["verify"], ["assess"], ["agree"],
    ["screening"], ["texts"], ["find", "words"], ["stress"], ["sheet", "duplicates", "-o", "o.xlsx"],
]  # fmt: skip


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_file_that_cannot_be_read_is_reported_once_by_every_command_that_counts(folder, words, as_json):
    done = run(*words, "damaged.bib", *["--json"] * as_json)
    if done.exit_code == 2 and "No such option" in done.stderr:
        pytest.skip("it has no --json")
    assert done.exit_code == 1
    assert done.output.count("LR002") == 1 + (
        words == ["check"] and not as_json
    )  # a check explains each code at its end
    if as_json:
        json.loads(done.stdout)


def test_what_is_confidential_is_counted_without_a_word(folder):
    Path("private").mkdir()
    done = run("sheet", "duplicates", "damaged.bib", "-o", "private/o.xlsx", "--include-confidential")
    assert done.exit_code == 1
    assert "damaged" not in done.stderr
    assert "not shown with --include-confidential" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX closes streams")
@pytest.mark.parametrize(
    ("words", "streams", "code"),
    [
        ("tag a.bib -o o.bib", ">&-", 0),
        ("tag a.bib -o o.bib", "2>&-", 0),
        ("tag a.bib -o o.bib", ">&- 2>&- <&-", 0),
        ("check -", "<&-", 0),
        ("convert a.bib -o -", ">&-", 0),
        ("--help", ">/dev/full", 2),
        ("check a.bib", ">/dev/full", 2),
        ("convert a.bib -o -", ">/dev/full", 2),
    ],
)
def test_a_stream_that_is_closed_or_full(folder, words, streams, code):
    shell = f"{shlex.quote(sys.executable)} -P -m litreview {words} {streams}"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert (code, "") == (done.returncode, done.stderr if "Traceback" in done.stderr else "")
    assert ("cannot be written" in done.stderr) is (code == 2)
    if "o.bib" in words:
        assert Path("o.bib").read_text().startswith("@article{Doe2001,")


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX says how a part of a pipe ended")
@pytest.mark.parametrize(
    "words",
    ["--help", "check --help", "help folder", "check a.bib --json", "convert a.bib -o -", "tag a.bib -o -"],
)
def test_an_output_that_nobody_reads_ends_with_the_code_of_a_closed_pipe(folder, words):
    """141 is what a shell says of it; 1 would say that there is an error in the files."""
    call = f"{shlex.quote(sys.executable)} -P -m litreview {words}"
    # the reader ends at once, and the writer begins when it has ended
    shell = f"{{ sleep 0.2; {call}; echo $? >code; }} 2>said | true; wait"
    subprocess.run(["sh", "-c", shell], check=True)
    while not Path("code").exists() or not Path("code").read_text():
        time.sleep(0.01)
    assert ("141\n", "") == (
        Path("code").read_text(),
        Path("said").read_text().replace("Wrote 1 record to -\n", ""),
    )


@pytest.mark.parametrize(
    "where", ["litreview.cli.group.LazyGroup.get_command", "click.Group.parse_args", "click.Group.invoke"]
)
def test_ctrl_c_is_130_wherever_it_comes(folder, monkeypatch, where):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    done = run("check", "a.bib")
    assert (130, SystemExit) == (done.exit_code, type(done.exception))


def test_ctrl_c_that_python_made_another_exception_of_is_130(folder, monkeypatch):
    """`__set_name__` of a class, in Python 3.11: a RuntimeError from KeyboardInterrupt."""

    def interrupted(*_, **__):
        raise RuntimeError from KeyboardInterrupt()

    monkeypatch.setattr("click.Group.invoke", interrupted)
    assert run("check", "a.bib").exit_code == 130
