"""One fault or oddity a file (nasty.toml): exactly these records, values and Problems; the table in docs/reading.md shows the same."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from litreview.formats import dumps, read_text
from litreview.stages.checks import check

CASES = tomllib.loads((Path(__file__).parent / "nasty.toml").read_text("utf-8"))["case"]
REAL = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "bib"


def shown(record):
    facts = [f"{name} = {value}" for name, value in record.fields.items()]
    facts += [f"{name} (again) = {value}" for name, value in record.repeated]
    text = f"{record.id.split(':', 1)[1]} ({record.type}): {'; '.join(facts)}"
    return text.replace("\n", "⏎").replace("\u00a0", "⍽")


def read_case(case):
    return read_text(case["text"].encode(case.get("encoding", "utf-8")), "file.bib")


@pytest.mark.parametrize("case", CASES, ids=[case["fault"] for case in CASES])
def test_each_fault_gives_the_records_and_problems_that_the_table_shows(case):
    library = read_case(case)
    assert case["records"] == [shown(record) for record in library]
    assert case["problems"] == [f"{problem.code} {problem.where.line}" for problem in library.problems]
    assert {*case.get("check", ())} <= {problem.code for problem in check(library)}


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("case", CASES, ids=[case["fault"] for case in CASES])
def test_what_was_mended_is_written_whole(case, ascii_only):
    library = read_case(case)
    again = read_text(dumps(library, ascii_only=ascii_only))
    facts = [(record.type, dict(record.fields), record.repeated) for record in library]
    assert facts == [(record.type, dict(record.fields), record.repeated) for record in again]
    assert {block.text for block in library.blocks} <= {block.text for block in again.blocks}


def test_the_table_in_the_docs_has_a_row_for_each():
    page = (Path(__file__).parents[2] / "docs" / "reading.md").read_text("utf-8")
    assert [case["fault"] for case in CASES if f"| {case['fault']} |" not in page] == []


def test_every_entry_of_the_collection_of_nasty_files_is_a_record_or_a_problem():
    folder = REAL / "nasty"
    if not folder.is_dir():
        pytest.skip(f"no {folder}: set LITREVIEW_DATA to run this over the collection of nasty files")
    for path in sorted(folder.glob("*.bib")):
        library = read_text(path.read_bytes(), path.name)
        assert library.records or library.problems, path.name
        assert sum(record.key == "good" for record in library) == path.read_bytes().count(b"{good,"), (
            path.name
        )
