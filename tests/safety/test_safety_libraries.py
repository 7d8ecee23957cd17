"""Each library that we stand on has been looked at, and SECURITY.md says when and what for."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_each_library_has_a_row():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    extra = [
        each for name in ("documents", "graph", "large", "pdf", "spark", "web") for each in optional[name]
    ]
    wanted = {re.match(r"[\w-]+", each)[0] for each in (*project["dependencies"], *extra)}
    rows = re.findall(
        r"^\| ([\w-]+)[^|]*\|[^|]+\| [\d.]+ \| 20\d\d-\d\d \|[^|]+\|$",
        (ROOT / "SECURITY.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert wanted == set(rows)
    needed, asked_for = rows[: len(project["dependencies"])], rows[len(project["dependencies"]) :]
    assert (sorted(needed), sorted(asked_for)) == (needed, asked_for)


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (None, 0, "nothing was audited"),
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}]}',
            0,
            "1 of 2 libraries audited",
        ),
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}]}',
            0,
            "X-1",
        ),
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]}',
            1,
            "X-1, mended in 2",
        ),
    ],
)
def test_what_the_audit_says(monkeypatch, capsys, answer, code, said):
    """Where its service can't be reached, it says that it did not run, and never hangs."""
    audit = runpy.run_path(str(ROOT / ".ci/audit.py"))

    class Done:
        stdout = "somewhere\n"

    def run(words, *, timeout, **_):
        assert timeout <= 120
        for word in words:
            if str(word).startswith("--output=") and answer is not None:
                Path(str(word).removeprefix("--output=")).write_text(answer)
        return Done()

    monkeypatch.setattr(audit["subprocess"], "run", run)
    assert code == audit["main"]("python")
    assert said in capsys.readouterr().out


def test_the_oldest_versions_are_those_of_the_project_file():
    """The release checklist tests with them; a bound that was raised must be raised there, too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(one for name in ("pdf", "documents", "texts", "graph", "large", "web") for one in extras[name]),
    ]
    lines = (ROOT / ".ci/lowest.txt").read_text("utf-8").splitlines()
    oldest = dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    for one in wanted:
        name, bound = re.match(r"([\w-]+)>=([\d.]+)", one.replace("_", "-")).groups()
        assert oldest[name] == bound or oldest[name].startswith(f"{bound}."), one


def test_the_newest_versions_are_of_all_that_is_installed_to_test_and_none_is_older_than_its_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: own for name, own in project["optional-dependencies"].items() if name != "spark"}
    lines = (ROOT / ".ci/newest.txt").read_text("utf-8").splitlines()
    newest = dict(re.split(r"==|[\s;]+", line)[:2] for line in lines if "==" in line and line[0] != "#")
    for one in (*project["dependencies"], *(each for own in extras.values() for each in own)):
        name, bound = re.match(r"([\w-]+)(?:\[\w+\])?>=([\d.]+)", one.replace("_", "-")).groups()
        assert [int(n) for n in re.findall(r"\d+", newest[name])] >= [int(n) for n in bound.split(".")], one
