"""What long stages say while they run, who hears it, and how it is drawn in a terminal, a notebook and nowhere else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import litreview as lr
from litreview.core import progress
from litreview.core.progress import ProgressRow, StageName, StageProgress, counted, drawn, listen, step
from litreview.providers import Answer, provider
from litreview.review.outputs import writing as output
from litreview.review.text_files import FoundTexts
from litreview.review.text_library import TextLibrary
from litreview.review.verify_sources import ask_registries

ROOT = Path(__file__).parents[1]
DEMONSTRATION = ROOT / "examples/demonstration"


@pytest.fixture
def heard():
    stages: list[StageProgress] = []
    stop = listen(stages.append)
    yield stages
    stop()


class Silent:
    """A registry's asker that has nothing."""

    def fetch(self, _provider, queries, _what):
        return [Answer(query=query, status="not-found") for query in queries]


@pytest.mark.exhaustive
def test_every_stage_says_how_far_it_is_by_its_name_and_a_count_alone(heard, monkeypatch, tmp_path):
    # what a run of another test kept would be looked up, and the stage that makes it passed over
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path))
    monkeypatch.setattr(
        output, "OUTPUTS", {name: output.OUTPUTS[name] for name in ("citations.csv", "tags.csv")}
    )
    review = lr.open_review(DEMONSTRATION)
    output.make_outputs(review)
    lr.annotate(review.sources[:3])
    lr.dedupe(review.library)
    received = review.received.sources
    found = lr.verify(received)
    ask_registries(received, [provider("crossref")], Silent(), today=date(2026, 1, 1))
    (tmp_path / "a.txt").write_text("A made-up text.")
    TextLibrary(FoundTexts(paths={"texts/a.txt": tmp_path / "a.txt"})).facts()

    assert set(get_args(StageName)) == {stage.name for stage in heard}
    ended = {stage.number: stage for stage in heard if stage.ended}
    assert {stage.number for stage in heard} == set(ended)
    assert all(stage.done == stage.of for stage in ended.values() if stage.of)
    of: dict[str, set[int]] = {}
    for stage in ended.values():
        of.setdefault(stage.name, set()).add(stage.of)
    assert len(found) in of["verifying sources"]
    assert len(review.library.records) in of["preparing records"]
    assert {2} == of["making the files of out/"]


def test_where_nobody_listens_things_are_gone_through_as_they_are():
    things = [1, 2, 3]
    assert counted("tagging sources", things) is things
    with step("tagging sources", of=3) as done:
        assert done is progress._ignore


def test_a_hundred_thousand_records_are_no_hundred_thousand_messages(heard):
    began = time.monotonic()
    assert sum(1 for _ in counted("tagging sources", range(100_000))) == 100_000
    took = time.monotonic() - began
    assert 2 <= len(heard) <= 3 + took / 0.1
    assert (100_000, 100_000, True) == (heard[-1].done, heard[-1].of, heard[-1].ended)


def test_a_stage_that_breaks_off_has_ended(heard):
    def break_off():
        with step("tagging sources", of=5) as done:
            done(2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert (2, True) == (heard[-1].done, heard[-1].ended)
    gone = iter(counted("tagging sources", [1, 2, 3]))
    next(gone)
    gone.close()
    assert heard[-1].ended


@pytest.mark.exhaustive
def test_results_are_the_same_with_and_without_a_listener(heard):
    with_listener = lr.tag(lr.dedupe(lr.read(ROOT / "bib")).sources)
    assert heard
    progress._listeners.clear()
    assert with_listener == lr.tag(lr.dedupe(lr.read(ROOT / "bib")).sources)


def text_of(*rows, now):
    from rich.console import Console

    console = Console(width=120, record=True, file=io.StringIO())
    console.print(drawn(rows, now))
    return console.export_text()


def test_a_line_says_what_how_far_how_long_and_how_long_still():
    running = ProgressRow(
        stage=StageProgress(number=1, name="tagging sources", of=10_000, done=2_500), began=100.0
    )
    over = ProgressRow(
        stage=StageProgress(number=2, name="reading files", of=3, done=3, ended=True), began=20.0, ended=95.0
    )
    short = ProgressRow(stage=StageProgress(number=3, name="linking references", of=3, done=1), began=129.9)
    unknown = ProgressRow(stage=StageProgress(number=4, name="citing sources"), began=120.0)
    told = [
        re.sub(r"\s*[━╸╺]+\s*|\s+", " ", line).strip()
        for line in text_of(running, over, short, unknown, now=130.0).splitlines()
    ]
    assert [
        "tagging sources 2,500/10,000 30 s about 1:30 left",
        "reading files 3/3 1:15",
        "citing sources 10 s",
    ] == told


SLOW = """
    import sys, time
    import litreview as lr
    from litreview.core.progress import counted
    with lr.show_progress():
        for number in counted("tagging sources", range(4)):
            time.sleep(0.3)
        print("printed")
    sys.stderr.write("after")
"""


def script(text):
    return [sys.executable, "-c", textwrap.dedent(text)]


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty here")
def test_in_a_terminal_it_is_drawn_on_standard_error_and_gone_at_the_end():
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        script(SLOW),
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as child:
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:  # so a pty ends
                break
            if not data:
                break
            shown += data
        out = child.stdout.read()
    os.close(ours)
    assert 0 == child.returncode
    assert b"printed\n" == out
    text = shown.decode()
    assert "tagging sources" in text
    assert re.search(r"[123]/4", text)
    assert "left" in text
    # the line is wiped and the cursor shown again
    assert "\x1b[2K" in text.rpartition("tagging sources")[2]
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert text.endswith("after")


@pytest.mark.exhaustive
def test_in_a_pipe_nothing_is_shown_and_nobody_listens():
    done = subprocess.run(script(SLOW), capture_output=True, check=True)
    assert (b"printed", b"after") == (done.stdout.strip(), done.stderr)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_forked_process_has_no_part_in_what_its_parent_draws():
    code = """
        import os
        from litreview.core.progress import listen, step
        listen(lambda stage: os.write(1, stage.name.encode()))
        child = os.fork()
        if child == 0:
            with step("tagging sources"): pass
            os._exit(0)
        os.waitpid(child, 0)
    """
    assert b"" == subprocess.run(script(code), capture_output=True, check=True).stdout


class Paper:
    """A screen that keeps what is drawn."""

    def __init__(self, tables):
        self.tables = tables

    def show(self, table):
        self.tables.append(table)

    close = show


def test_shown_until_it_is_stopped(monkeypatch):
    tables: list[object] = []
    monkeypatch.setattr(progress, "screen", lambda: lambda: Paper(tables))
    monkeypatch.setattr(progress, "_PATIENCE", 0.01)
    shown = lr.show_progress()
    for _ in range(2):  # as two cells of a notebook
        before = len(tables)
        with step("reading files", of=1) as done, step("tagging sources"):
            time.sleep(0.1)
            done(1)
        assert len(tables) > before
        assert 2 == tables[-1].row_count
    shown.stop()
    shown.stop()
    before = len(tables)
    with step("reading files"):
        time.sleep(0.05)
    assert before == len(tables)


@pytest.mark.exhaustive
def test_a_notebook_shows_it_below_the_cell_that_takes_long_and_keeps_it():
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    cells = [
        "import litreview as lr\nshown = lr.show_progress()",
        "import time\nfrom litreview.core.progress import counted\nfor one in counted('tagging sources', range(4)):\n    time.sleep(0.2)",
        "for one in counted('tagging sources', range(4)):\n    pass",
        "shown.stop()\nfor one in counted('tagging sources', range(4)):\n    time.sleep(0.2)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(book, timeout=60, kernel_name="python3").execute()
    first, slow, quick, stopped = (cell.outputs for cell in book.cells)
    assert [] == first == quick == stopped
    assert 1 == len(slow)
    assert "tagging sources" in slow[0].data["text/plain"]
    assert "4/4" in slow[0].data["text/plain"]
    assert "tagging sources" in slow[0].data["text/html"]
