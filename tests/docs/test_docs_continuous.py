"""What docs/continuous-checks.md gives to copy is YAML, names commands that there are, and fits the hooks and the action that we offer."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from litreview.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/continuous-checks.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]
OFFERED = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

# made up
BROKEN = "@book{b, title = {Never closed, year = 2000}\n"
SHORT = "@article{a, author = {Doe, Jane}, title = {A}, journal = {Harbor Letters}, year = {2019}}\n"


def test_four_files_are_given():
    review, action, local, remote = BLOCKS
    assert {"check"} == set(review["jobs"]) == set(action["jobs"])
    assert "local" == local["repos"][0]["repo"]
    assert ("ADDRESS", "REVISION") == (remote["repos"][0]["repo"], remote["repos"][0]["rev"])
    assert "git+ADDRESS@REVISION" in review["jobs"]["check"]["steps"][2]["run"]


def test_the_workflows_take_no_more_rights_than_they_need():
    steps = BLOCKS[0]["jobs"]["check"]["steps"]
    assert {"contents": "read"} == BLOCKS[0]["permissions"]
    assert 0 == steps[0]["with"]["fetch-depth"]
    assert {"contents": "read", "security-events": "write"} == BLOCKS[1]["permissions"]
    # YAML 1.1 reads `on` as a truth value
    assert ["push", "pull_request"] == BLOCKS[0][True] == BLOCKS[1][True]


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration, from within."""
    shutil.copytree(
        ROOT / "examples/demonstration", tmp_path / "rev", ignore=shutil.ignore_patterns("out", "private")
    )
    monkeypatch.chdir(tmp_path / "rev")
    return tmp_path / "rev"


def test_each_command_of_the_workflow_runs(review):
    steps = [step["run"] for step in BLOCKS[0]["jobs"]["check"]["steps"] if "run" in step]
    commands = [shlex.split(step)[1:] for step in steps if step.startswith("litreview ")]
    assert 2 == len(commands)
    for words in commands:
        assert 0 == CliRunner().invoke(main, words).exit_code, words


def test_the_hooks_are_those_that_we_offer():
    local = {hook["id"]: hook for hook in BLOCKS[2]["repos"][0]["hooks"]}
    assert OFFERED.keys() == local.keys() == {hook["id"] for hook in BLOCKS[3]["repos"][0]["hooks"]}
    for name, offered in OFFERED.items():
        assert {**offered, "language": "system"} == {**local[name], "description": offered["description"]}
        assert "python" == offered["language"]


def test_the_hook_of_a_review_fails_with_a_note_on_nothing(review):
    offered = OFFERED["litreview-run-check"]
    words = [*shlex.split(offered["entry"])[1:], *offered["args"]]
    assert 0 == CliRunner().invoke(main, words).exit_code
    (review / "notes/DemoAsh2014Raidz.md").write_text("Made up.\n")
    assert 1 == CliRunner().invoke(main, words).exit_code


@pytest.mark.parametrize(("text", "plain", "strict"), [(BROKEN, 1, 1), (SHORT, 0, 1)])
def test_the_hook_of_bibliographies_fails_with_an_error(text, plain, strict, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a b.bib").write_text(text)
    offered = OFFERED["litreview-check"]
    assert [True, True, False] == [
        bool(re.search(offered["files"], name)) for name in ("a b.bib", "x/y.bibtex", "bib/a.bib.orig")
    ]
    entry = shlex.split(offered["entry"])[1:]
    given = BLOCKS[3]["repos"][0]["hooks"][0]["args"]
    assert plain == CliRunner().invoke(main, [*entry, "a b.bib"]).exit_code
    assert strict == CliRunner().invoke(main, [*entry, *given, "a b.bib"]).exit_code


def test_the_action_takes_its_inputs_as_variables_and_the_page_names_each():
    steps = ACTION["runs"]["steps"]
    assert [] == [step["run"] for step in steps if "${{" in step.get("run", "")]
    table = PAGE[PAGE.index("| input |") :].split("\n\n")[0]
    assert ACTION["inputs"].keys() == set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE))
    (used,) = (
        step["with"] for step in BLOCKS[1]["jobs"]["check"]["steps"] if "NAME/litreview" in step["uses"]
    )
    assert used.keys() <= ACTION["inputs"].keys()


def run_the_check(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action as GitHub does."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: str(one["default"]) for name, one in ACTION["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in inputs.items()
    }
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in step["env"].items()
    }
    packages = str(ROOT / "src")
    variables |= {"PYTHONPATH": packages, "GITHUB_OUTPUT": str(folder.parent / "outputs")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **variables, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with a sound file, a broken one, and a module that nobody should import."""
    folder = tmp_path / "repository"
    (folder / "more files").mkdir(parents=True)
    (folder / "sound.bib").write_text(SHORT)
    (folder / "more files/broken.bib").write_text(BROKEN)
    (folder / "pickle.py").write_text("raise SystemExit('imported')\n")
    return folder


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("inputs", "code", "results"),
    [
        ({}, 1, {"LR012"}),
        ({"paths": "sound.bib\n"}, 0, set()),
        ({"paths": "sound.bib\n\nmore files\n"}, 1, {"LR012"}),
        ({"paths": "sound.bib", "style": "bluebook"}, 0, {"LR406"}),
        ({"paths": "sound.bib", "style": "bluebook", "require_complete": "true"}, 1, {"LR406"}),
        ({"paths": "--help"}, 2, None),
        ({"paths": "$(touch x); *.none"}, 2, None),
    ],
)
def test_the_action_checks(repository, inputs, code, results):
    done = run_the_check(repository, sarif="log of it.sarif", **inputs)
    assert code == done.returncode, done.stdout + done.stderr
    assert not (repository / "x").exists()
    outputs, log = repository.parent / "outputs", repository / "log of it.sarif"
    assert ("sarif=log of it.sarif\n" if results is not None else "") == (
        outputs.read_text() if outputs.exists() else ""
    )
    if results is not None:
        run = json.loads(log.read_text(encoding="utf-8"))["runs"][0]
        assert results <= {result["ruleId"] for result in run["results"]}
        assert (code == 1) == any(result["level"] == "error" for result in run["results"])
