"""Every example in the README and the docs runs: Python blocks as they stand, console blocks through the command line."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(python|console|toml|bibtex)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"[#%] ([\w-]+\.(?:toml|bib))\n")  # a block that says which file it is


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with the sample corpus and the example review, so that no example writes into the checkout."""
    import shutil

    for name in ("bib", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("out"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_run(page, workplace):
    names: dict[str, object] = {}
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language in ("toml", "bibtex"):
            if named := NAMED.match(text):
                Path(named[1]).write_text(text, encoding="utf-8")
            continue
        if language == "python":
            exec(compile(text, str(page), "exec"), names)  # our own documentation
            continue
        for line in text.split("\n"):
            if not line.startswith("$ litreview "):
                continue
            for command in line.removeprefix("$ ").split(" && "):
                result = CliRunner().invoke(main, shlex.split(command)[1:])
                assert result.exit_code in (0, 1), f"{command}: {result.output}"
                assert not isinstance(result.exception, Exception), f"{command}: {result.exception!r}"
    assert workplace == Path.cwd()


def test_the_picture_in_the_readme_is_what_the_tool_makes(workplace):
    result = CliRunner().invoke(main, ["evidence-map", "examples/over-policing", "-o", "map.svg"])
    assert result.exit_code == 0, result.output
    assert (ROOT / "docs/images/evidence-map.svg").read_bytes() == (workplace / "map.svg").read_bytes()
