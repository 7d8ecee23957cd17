"""Pandoc and typst always come to an end, and who made them endless is told; the rest is printed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import litreview
from litreview.core import pandoc, processes
from litreview.core.errors import UsageError
from litreview.core.pandoc import PandocUnfinishedError
from litreview.stages.bibliography import (
    BibliographyOptions,
    annotate_checked,
    citeproc_batch,
    find_style,
    rendering,
)
from litreview.stages.bibliography.styles import Style

posix = pytest.mark.skipif(os.name != "posix", reason="groups of processes")

ENDLESS_STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info>
<macro name="a"><text macro="b"/><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>
<citation><layout><text macro="a"/></layout></citation><bibliography><layout><text macro="a"/></layout></bibliography></style>"""


def sources(*annotations):
    text = "".join(
        f"@book{{k{n}, title = {{Title {n}}}, author = {{Doe, Jane}}, year = {{200{n}}}, annotation = {{{annotation}}}}}\n"
        for n, annotation in enumerate(annotations)
    )
    return litreview.dedupe(litreview.read_text(text)).sources


def annotated(given, **how):
    data, problems = annotate_checked(
        given, options=BibliographyOptions(group_by="none"), **{"style": "bluebook", "format": "md", **how}
    )
    return data.decode("utf-8", errors="replace"), {(p.code, p.key) for p in problems}


@pytest.mark.parametrize(
    "endless",
    ["[" * 20, "[" * 100_000, "[@k0 " * 40, "![" * 30, "> " * 1300 + "a"],
    ids=lambda text: text[:4],
)
@pytest.mark.exhaustive(quick=1)
def test_an_annotation_of_open_brackets_is_printed_as_it_was_typed(endless):
    start = time.monotonic()
    text, told = annotated(sources("*fine*", f"before\n\n{endless}", "**also**"))
    assert time.monotonic() - start < 20
    assert {("LR403", "k1")} == told
    assert "*fine*" in text
    assert "**also**" in text
    assert "before" in text


@pytest.mark.exhaustive
def test_an_annotation_that_reaches_its_limit_is_printed_as_it_was_typed(monkeypatch):
    monkeypatch.setattr(pandoc, "_NOTE_SECONDS", 1.0)
    quotes = """"'a """ * 60
    text, told = annotated(sources("*fine*", f"one {quotes}", "*also*", f"two {quotes}", "*last*"))
    assert {("LR403", "k1"), ("LR403", "k3")} == told
    assert all(f"*{word}*" in text for word in ("fine", "also", "last"))
    assert all(f"{word} " in text for word in ("one", "two"))


@pytest.mark.exhaustive
def test_after_many_endless_annotations_no_more_are_tried(monkeypatch):
    monkeypatch.setattr(pandoc, "_NOTE_SECONDS", 0.5)
    monkeypatch.setattr(pandoc, "_FAILURES", 2)
    quotes = """"'a """ * 60
    assert [None] * 6 == pandoc.read_markdown([quotes] * 6)


@pytest.mark.exhaustive
def test_a_style_that_calls_itself_is_named(monkeypatch):
    monkeypatch.setattr(pandoc, "_LEAST", 1.0)
    monkeypatch.setattr(citeproc_batch, "_SECONDS", 1.0)
    with pytest.raises(UsageError, match="style endless"):
        annotated(sources(""), style=Style(name="endless", csl=ENDLESS_STYLE))


@pytest.mark.exhaustive
def test_an_entry_endless_in_a_style_is_printed_in_a_plain_form(monkeypatch):
    """Pandoc reads `<i>` in a title in time that doubles with each; ours never get there, so one is put in its way."""
    items = [
        {"id": f"r{n}", "type": "book", "title": "<i>" * 40 if n == 3 else f"Title {n}"} for n in range(5)
    ]
    monkeypatch.setattr(pandoc, "_LEAST", 1.0)
    monkeypatch.setattr(citeproc_batch, "_SECONDS", 1.0)
    entries, in_text = citeproc_batch.cite_at_once(items, find_style("apa"))
    assert {"r0", "r1", "r2", "r4"} == set(in_text) == {name for name, _ in entries}


def test_an_entry_without_printed_form_for_it_was_endless_is_a_problem(monkeypatch):
    sound = pandoc.cite

    def cite(items, csl, *, seconds=0):
        if any(item.get("title") == "Title 1" for item in items):
            raise PandocUnfinishedError("x")
        return sound(items, csl, seconds=seconds)

    monkeypatch.setattr(pandoc, "cite", cite)
    text, told = annotated(sources("", "", ""), style="apa")
    assert {("LR404", "k1")} == {one for one in told if one[0] != "LR406"}
    assert all(f"Title {n}" in text for n in range(3))


@pytest.mark.parametrize("format_", ["md", "html", "docx", "tex", "pdf"])
def test_an_entry_endless_in_a_format_is_printed_in_plain_words(monkeypatch, format_):
    sound = pandoc.write

    def write(blocks, to, **how):
        if "'Emph', 'c': [{'t': 'Str', 'c': 'endless'}]" in str(blocks):
            raise PandocUnfinishedError("x")
        return sound(blocks, to, **how)

    monkeypatch.setattr(pandoc, "write", write)
    text, told = annotated(sources("*fine*", "*endless*", "*also*"), format=format_)
    assert {("LR404", "k1")} == told
    if format_ == "md":
        assert "*fine*" in text
        assert "endless" in text
        assert "*endless*" not in text


def test_typst_is_ended_at_its_limit():
    import datetime as dt

    with pytest.raises(processes.TooLongError, match="typst"):
        rendering.compile_pdf("a", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), 0.01)


@pytest.mark.exhaustive
def test_an_endless_manuscript_is_told_with_its_line(monkeypatch):
    from litreview.core.model import Where
    from litreview.review.review_documents import read_mentions

    monkeypatch.setattr(pandoc, "_LEAST", 1.0)
    found, problems = read_mentions(
        {
            Where(file="manuscript/a.md"): b"Fine.\n\n" + b"[" * 60,
            Where(file="manuscript/b.md"): b"As [@doe2001] says.",
        },
        known={"doe2001"},
        ids=set(),
    )
    assert ["doe2001"] == [mention.key for mention in found]
    assert ["LR522"] == [problem.code for problem in problems]
    assert "line 3" in problems[0].message


def gone(pid, patience=5.0):
    """Return whether a process is no more, or no more than a line in the table."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def waited(path, patience=20.0):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if path.exists() and path.read_text().endswith("\n"):
            return [int(each) for each in path.read_text().split()]
        time.sleep(0.05)
    raise AssertionError(f"no {path}")


FAKE = """#!/bin/sh
sleep 100 &
echo $$ $! > {pids}
sleep 100
"""


@pytest.mark.exhaustive
@posix
def test_a_program_is_ended_with_those_it_started(tmp_path):
    program = tmp_path / "program"
    program.write_text(FAKE.format(pids=tmp_path / "pids"))
    program.chmod(0o755)
    with pytest.raises(processes.TooLongError):
        processes.finish([str(program)], seconds=1.0)
    assert all(gone(pid) for pid in waited(tmp_path / "pids"))


@pytest.mark.exhaustive
@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("style", ["apa", "bluebook"])
def test_a_signal_ends_pandoc_with_the_command(tmp_path, number, style):
    program = tmp_path / "pandoc"
    program.write_text(FAKE.format(pids=tmp_path / "pids"))
    program.chmod(0o755)
    (tmp_path / "a.bib").write_text("@book{k, title={T}, annotation={A}}")
    command = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from litreview.cli import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", command, "annotate", str(tmp_path / "a.bib"), "-o", "-", "--style", style],
        env={**os.environ, "PYPANDOC_PANDOC": str(program), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        pids = waited(tmp_path / "pids")
        child.send_signal(number)
        _, said = child.communicate(timeout=20)
    finally:
        child.kill()
    assert [] == [pid for pid in pids if not gone(pid)]
    assert b"Traceback" not in said
    assert not list(tmp_path.glob("litreview-*"))
