"""Nothing in the folder one stands in is run: exports come from others, and so may what lies beside them."""

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safety_commands import CASES, leaves

import litreview

# as if the files were large and there were two processors, so that a second process always reads the second file
SHIM = """
import json, sys
from litreview.formats import parallel
from litreview.cli import main
start, started = parallel._start, []
parallel._LARGE = parallel._SHARE = 1
parallel._processors = lambda: 2
parallel._start = lambda *arguments: started.append(1) or start(*arguments)
found = {}
for name, words in json.loads(sys.argv[1]).items():
    started.clear()
    try:
        main(words)
    except SystemExit as ended:
        found[name] = [ended.code or 0, bool(started)]
print()
print(json.dumps(found))
"""
READS_LARGE = CASES.keys() - {
    "init", "check-packet", "codebook check", "codebook show", "references", "zotero", "review", "help", "completion"
}  # fmt: skip
HOSTILE = "import os\nopen({marker!r}, 'a').write(__name__ + ' ')\n"
PROGRAMS = (
    "pandoc",
    "typst",
    "python",
    "python3",
    "uname",
    "lscpu",
    "git",
    "stty",
    "tput",
    "ldconfig",
    "gcc",
)
ENTRY = "@article{{{key}, title = {{Raids and services {key}}}, author = {{Doe, Jane}}, year = {{2001}}}}\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A review beside a module of every name and a program of some, each of which tells that it was run."""
    base = tmp_path_factory.mktemp("hostile")
    folder, marker = base / "review", base / "marker"
    (folder / "bib").mkdir(parents=True)
    installed = set(importlib.metadata.packages_distributions())
    names = {"litreview", "sitecustomize", "usercustomize", "pickle", "typst"}
    for name in {*names, *installed, *sys.stdlib_module_names}:
        if name.isidentifier():
            (folder / f"{name}.py").write_text(HOSTILE.format(marker=str(marker)))
    for name in PROGRAMS:
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> '{marker}'\nexit 1\n")
        (folder / name).chmod(0o755)
    for number, name in enumerate(["a.bib", "b.bib"]):
        (folder / "bib" / name).write_text(ENTRY.format(key=f"Doe200{number}"))
    (folder / "notes").mkdir()
    (folder / "notes/I07.md").write_text("A made-up note.\n")
    (folder / "litreview.toml").write_text('title = "A"\nsources = ["bib"]\n')
    (base / "bin").mkdir()
    (base / "bin" / "litreview").write_text(SHIM)
    return base


def _run(base, words):
    environment = {**os.environ, "PYTHONPATH": str(Path(litreview.__file__).parents[1])}
    environment["PATH"] = f".{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        cwd=base / "review",
        env=environment,
        capture_output=True,
        text=True,
    )


def test_each_command_has_a_case():
    assert set(leaves()) == set(CASES)


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize(
    "commands", [["check"], [name for name in CASES if name != "check"]], ids=["one", "others"]
)
def test_no_command_runs_what_lies_in_the_folder(hostile, tmp_path, commands):
    """The commands run one after the other in one process, whose working folder is the hostile one."""
    (hostile / "marker").unlink(missing_ok=True)
    words = {name: [word.format(out=tmp_path) for word in CASES[name]] for name in commands}
    done = _run(hostile, [str(hostile / "bin" / "litreview"), json.dumps(words)])
    assert "Traceback" not in done.stderr
    assert not (hostile / "marker").exists(), (hostile / "marker").read_text()
    found = json.loads(done.stdout.splitlines()[-1])
    # an entry here may be one that can't be, and verify says so by its exit code
    assert {} == {
        name: code for name, (code, _) in found.items() if code not in ((0, 1) if name == "verify" else (0,))
    }
    assert READS_LARGE & set(commands) == {name for name, (_, started) in found.items() if started}


@pytest.mark.exhaustive
def test_a_window_runs_nothing_that_lies_in_the_folder(hostile):
    (hostile / "marker").unlink(missing_ok=True)
    words = ["-m", "litreview", "review", ".", "--by", "ann"]
    environment = {**os.environ, "PYTHONPATH": str(Path(litreview.__file__).parents[1])}
    environment["PATH"] = f".{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        [sys.executable, "-P", *words],
        cwd=hostile / "review",
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as window:
        try:
            said = window.stdout.readline()
        finally:
            window.terminate()
    assert "http://127.0.0.1:" in said
    assert not (hostile / "marker").exists(), (hostile / "marker").read_text()


@pytest.mark.exhaustive
def test_as_a_module_with_a_safe_path(hostile):
    done = _run(hostile, ["-P", "-m", "litreview", "check", "."])
    assert (0, False) == (done.returncode, (hostile / "marker").exists()), done.stderr
