"""The distribution has a name of its own, and no text of ours advises to install another project's package."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import litreview
from litreview.core.errors import MissingExtraError

ROOT = Path(__file__).parents[2]
# `pip install litreview`, `uvx litreview`, `litreview[pdf]` and their like; not `litreview-evidence`
ADVICE = re.compile(
    r"""(?:pipx?|uv|uvx|conda)\b[^\n`;&]*\s['"]?litreview(?![\w./-])|\blitreview\[(?:pdf|ml|test|docs)\]"""
)
TEXTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.py")),
    *sorted((ROOT / "examples").rglob("*.md")),
    *sorted(path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".toml", ".html", ".js"}),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pip install 'litreview[pdf]'", True),
        ("pip install litreview", True),
        ("uvx litreview run", True),
        ("pip install litreview-evidence", False),
        ("pip install . && .venv/bin/litreview run", False),
        ("pip install '.[pdf]'", False),
    ],
)
def test_the_advice_is_known(text, found):
    assert found == bool(ADVICE.search(text))


def test_no_text_advises_to_install_another_project():
    assert len(TEXTS) > 100
    assert [] == [str(path) for path in TEXTS if ADVICE.search(path.read_text(encoding="utf-8"))]


def test_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "litreview-evidence" == project["name"]
    assert {"litreview": "litreview.cli:main"} == project["scripts"]
    assert litreview.__version__ == project["version"]


def test_the_version_needs_no_installed_distribution():
    words = [sys.executable, "-P", "-m", "litreview", "--version"]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert f"litreview, version {litreview.__version__}\n" == done.stdout


def test_a_missing_library_is_named_itself():
    assert str(MissingExtraError("PDF", "typst")).endswith("pip install typst")
