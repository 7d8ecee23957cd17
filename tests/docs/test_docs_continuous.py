"""What docs/continuous-checks.md gives to copy is YAML, names commands that there are, and fits the hook that we offer."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import litreview
from litreview.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/continuous-checks.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]
OFFERED = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_three_files_are_given():
    workflow, local, remote = BLOCKS
    assert {"check"} == set(workflow["jobs"])
    assert "local" == local["repos"][0]["repo"]
    assert f"v{litreview.__version__}" == remote["repos"][0]["rev"]


def test_the_workflow_takes_the_whole_history_and_no_rights():
    steps = BLOCKS[0]["jobs"]["check"]["steps"]
    assert {"contents": "read"} == BLOCKS[0]["permissions"]
    assert 0 == steps[0]["with"]["fetch-depth"]
    assert ["push", "pull_request"] == BLOCKS[0][True]  # YAML 1.1 reads `on` as a truth value


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration, from within."""
    shutil.copytree(
        ROOT / "examples/demonstration", tmp_path / "rev", ignore=shutil.ignore_patterns("out", "private")
    )
    monkeypatch.chdir(tmp_path / "rev")
    return tmp_path / "rev"


@pytest.mark.exhaustive
def test_each_command_of_the_workflow_runs(review):
    steps = [step["run"] for step in BLOCKS[0]["jobs"]["check"]["steps"] if "run" in step]
    commands = [shlex.split(step)[1:] for step in steps if step.startswith("litreview ")]
    assert 2 == len(commands)
    for words in commands:
        assert 0 == CliRunner().invoke(main, words).exit_code, words


@pytest.mark.exhaustive
def test_the_hook_is_the_one_that_we_offer(review):
    (offered,) = OFFERED
    local = BLOCKS[1]["repos"][0]["hooks"][0]
    same = ("id", "name", "entry", "args", "always_run", "pass_filenames")
    assert {name: offered[name] for name in same} == {name: local[name] for name in same}
    assert offered["id"] == BLOCKS[2]["repos"][0]["hooks"][0]["id"]
    words = [*shlex.split(offered["entry"])[1:], *offered["args"]]
    assert 0 == CliRunner().invoke(main, words).exit_code
    (review / "notes/DemoAsh2014Raidz.md").write_text("Made up.\n")
    assert 1 == CliRunner().invoke(main, words).exit_code
