"""What pandoc prints as the CSL test suite has it, our path through pandoc prints too.

The suite (https://github.com/citation-style-language/test-suite, CC-BY-SA) is no part of this project: name its folder in
`LITREVIEW_CSL_SUITE`, and its bibliography tests run.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from litreview.stages.bibliography.citeproc_batch import citeproc
from litreview.stages.bibliography.styles import Style
from litreview.stages.bibliography.trees import clean_inlines, plain_text

SUITE = os.environ.get("LITREVIEW_CSL_SUITE", "")
# what a test asks of the processor beyond "these items, this style"
BEYOND = {"CITATIONS", "CITATION-ITEMS", "BIBENTRIES", "BIBSECTION", "ABBREVIATIONS", "OPTIONS"}


def parts(text: str) -> dict[str, str]:
    found = re.findall(r">>=+ ?([A-Z-]+) ?=+>>\n(.*?)<<=+ ?\1 ?=+<<", text, re.DOTALL)
    return {name: body.strip() for name, body in found}


def letters(text: str) -> str:
    """The text of an entry: without markup, line breaks and spaces, which the suite's HTML has between its blocks."""
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\s+", "", plain)


def by_pandoc(items: list[dict[str, Any]], csl: str, folder: Path) -> str:
    """What pandoc prints by itself: all items, its own HTML."""
    (folder / "style.csl").write_text(csl, encoding="utf-8")
    (folder / "items.json").write_text(json.dumps(items), encoding="utf-8")
    command = [
        pypandoc.get_pandoc_path(),
        "--from=markdown",
        "--to=html",
        "--citeproc",
    ]
    command += [f"--csl={folder / 'style.csl'}", f"--bibliography={folder / 'items.json'}"]
    text = "---\nnocite: '@*'\n---\n"
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout if done.returncode == 0 else ""


def by_us(items: list[dict[str, Any]], csl: str) -> str:
    named = [item | {"id": f"r{n}"} for n, item in enumerate(items)]
    entries, *_ = citeproc(named, Style(name="suite", csl=csl))
    return "".join(plain_text(clean_inlines(inlines)) for _, inlines in entries)


@pytest.mark.skipif(not SUITE, reason="LITREVIEW_CSL_SUITE names no copy of the CSL test suite")
def test_what_pandoc_passes_of_the_suite_stays_passed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    passed, lost, tried = 0, [], 0
    for path in sorted(Path(SUITE).rglob("processor-tests/humans/*.txt")):
        said = parts(path.read_text(encoding="utf-8"))
        if said.get("MODE") != "bibliography" or BEYOND & said.keys():
            continue
        items = json.loads(said["INPUT"])
        tried += 1
        if letters(by_pandoc(items, said["CSL"], tmp_path)) != letters(said["RESULT"]):
            continue
        passed += 1
        if letters(by_us(items, said["CSL"])) != letters(said["RESULT"]):
            lost.append(path.stem)
    told = f"{tried} bibliography tests; pandoc passes {passed}, our path {passed - len(lost)} of these"
    record_property("csl_suite", told)
    assert tried > 100
    assert passed > 100, told
    assert not lost, told
