"""Files read by several processes give the same library as files read by one."""

import subprocess
import sys

import pytest

from litreview.core import processes
from litreview.core.errors import InputError
from litreview.formats import parallel, read
from litreview.formats.parallel import shares


@pytest.fixture
def folder(tmp_path):
    for number, name in enumerate(["b.bib", "a.bib", "c.ris", "d.bib"]):
        if name.endswith(".ris"):
            text = "".join(f"TY  - JOUR\nTI  - Title {i}\nAU  - Doe, Jane\nER  - \n" for i in range(50))
        else:
            text = "".join(
                f"@article{{k{i}, title = {{Title {number} {i}}}, author = {{Gödel, Kurt}}}}\n"
                for i in range(50)
            )
        (tmp_path / name).write_text(text + "@article{broken, title = {x\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def small_files_count(monkeypatch):
    """As if these files were large and the machine had three processors."""
    monkeypatch.setattr(parallel, "_LARGE", 1)
    monkeypatch.setattr(parallel, "_SHARE", 1)
    monkeypatch.setattr(parallel, "_processors", lambda: 3)


def test_the_same_library(folder, monkeypatch, small_files_count):
    started = []
    start = parallel._start
    monkeypatch.setattr(
        parallel, "_start", lambda jobs, running: started.append(jobs) or start(jobs, running)
    )
    answered = []
    answers = parallel._answers
    monkeypatch.setattr(parallel, "_answers", lambda *words: answered.append(answers(*words)) or answered[-1])
    several = read(folder)
    assert 2 == len(started)
    assert all(answered), "a process failed, and its files were read here"
    monkeypatch.setattr(parallel, "_processors", lambda: 1)
    one = read(folder)
    assert 2 == len(started)
    assert one == several
    assert 4 == len(several.files)


@pytest.mark.exhaustive
def test_a_process_that_fails_costs_nothing_but_time(folder, monkeypatch, small_files_count):
    expected = read(folder)
    monkeypatch.setattr(processes, "_OWN", "raise SystemExit(3)")
    assert expected == read(folder)
    monkeypatch.setattr(processes, "_OWN", "print('no answer')")
    assert expected == read(folder)


def test_where_no_process_can_be_started(folder, monkeypatch, small_files_count):
    expected = read(folder)
    monkeypatch.setattr(sys, "executable", "")
    assert expected == read(folder)
    monkeypatch.setattr(sys, "executable", str(folder / "no-such-python"))
    assert expected == read(folder)


def test_confidential_records_are_sealed_whoever_read_them(folder, small_files_count):
    (folder / "private").mkdir()
    (folder / "private" / "talk.bib").write_text("@misc{Doe, title = {What Doe said}}")
    library = read(folder)
    assert ["confidential-01"] == [record.key for record in library if record.confidential]
    assert "Doe said" not in repr(library)


def test_a_file_that_cannot_be_read_is_named(folder, monkeypatch, small_files_count):
    monkeypatch.setattr(parallel, "_size", lambda _: 10)
    with pytest.raises(InputError, match=r"none\.bib"):
        parallel.parse_all(
            [
                parallel.Job(path=str(folder / name), name=name, met=False)
                for name in ("a.bib", "none.bib", "b.bib")
            ]
        )


@pytest.mark.exhaustive
def test_a_script_without_a_main_guard_is_not_run_again(folder):
    """Processes that re-import the caller's script would run it again, and again."""
    script = folder / "script.py"
    script.write_text(
        "from litreview.formats import parallel, read\n"
        "parallel._LARGE = parallel._SHARE = 1\n"
        "parallel._processors = lambda: 3\n"
        f"print('once', len(read({str(folder)!r})))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert "once 203\n" == done.stdout


@pytest.mark.parametrize(
    ("sizes", "processors", "expected"),
    [
        ([], 4, [[]]),
        ([9_000_000], 4, [[0]]),
        ([9_000_000, 9_000_000], 1, [[0, 1]]),
        ([3_000_000, 3_000_000], 4, [[0, 1]]),  # too little to share
        ([5_000_000, 1_000_000, 9_000_000], 4, [[1, 2], [0]]),
        ([4_000_000] * 6, 2, [[0, 2, 4], [1, 3, 5]]),
    ],
)
def test_shares(sizes, processors, expected):
    assert expected == shares(sizes, processors)
