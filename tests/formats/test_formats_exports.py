"""Real exports of Web of Science and Scopus: every entry, every reference, each value of a repeated field, also after writing."""

from __future__ import annotations

import os
import re
import tarfile
from pathlib import Path

import pytest

from litreview.formats import dumps, read_text

ARCHIVE = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "bib" / "real-bib-files.tar.xz"
# a whole Web of Science field in the text, and the lines of the references in it
REFERENCES = re.compile(r"^Cited-References\s*=\s*\{+(.*?)\}+,?\s*$", re.MULTILINE | re.DOTALL)


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("name", ["wos", "wos_m", "scopus", "scopus_m"])
def test_nothing_of_a_real_export_is_lost(name):
    if not ARCHIVE.is_file():
        pytest.skip(f"no {ARCHIVE}: set LITREVIEW_DATA to run this over real exports")
    with tarfile.open(ARCHIVE) as tar:
        file = tar.extractfile(f"Valdecy+pybibx/assets__bibs__{name}.bib")
        assert file is not None
        text = file.read().decode("utf-8-sig").replace("\r\n", "\n")
    library = read_text(text, "export.bib")
    assert len(re.findall(r"^@\w+\{", text, re.MULTILINE)) == len(library)
    references = sum(len(record.get("cited-references").split("\n")) for record in library if record.get("cited-references"))  # fmt: skip
    assert sum(len(found.split("\n")) for found in REFERENCES.findall(text)) == references
    starts = len(re.findall(r"(?:^|[,\s])references\s*=\s*\{", text))
    assert starts == sum("references" in record.fields for record in library)
    again = read_text(dumps(library), "export.bib")
    facts = [(dict(record.fields), record.authors, record.repeated) for record in library]
    assert facts == [(dict(record.fields), record.authors, record.repeated) for record in again]
    repeats = {problem.key for problem in library.problems if problem.code == "LR017"}
    assert all(record.repeated or _same_values(record) for record in library if record.key in repeats)
    assert "LR017" not in {problem.code for problem in again.problems}


def _same_values(record):
    """Return whether the values of the repeated field are equal, so that there is no second one to keep."""
    names = [line.split("=")[0].strip().lower() for line in record.raw.split("\n") if "=" in line]
    doubled = {name for name in names if names.count(name) > 1}
    return any(
        len({line.split("=", 1)[1].strip(" ,}") for line in record.raw.split("\n") if line.split("=")[0].strip().lower() == name}) == 1
        for name in doubled
    )  # fmt: skip
