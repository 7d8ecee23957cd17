"""An entry that the register of a review lists is sealed, and one whose key is a slip away from a listed code is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.core.model import Record
from litreview.review import init_review, open_review
from litreview.review.decide import decide

REGISTER = "@misc{I07, entrysubtype = {interview}}\n@misc{I12, entrysubtype = {interview}}\n"


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rev"
    init_review(folder)
    (folder / "bib/register.bib").write_text(REGISTER)
    return folder


def read(folder: Path, entry: str) -> Record:
    (folder / "bib/example.bib").write_text(entry)
    (found,) = [r for r in open_review(folder).library if r.where.file == "bib/example.bib"]
    return found


@pytest.mark.parametrize("more", ["", ", journal = {Journal of Locks}, volume = {1}, year = {2019}"])
def test_a_listed_code_is_sealed_whatever_else_the_entry_has(review: Path, more: str):
    entry = f"@article{{I07, author = {{Zyxwold, Quilla}}, title = {{Marblewood}}{more}}}\n"
    found = read(review, entry)
    assert (found.confidential, found.withheld, found.title) == (True, False, "")
    (review / "bib/register.bib").unlink()
    if more:
        assert read(review, entry).title == "Marblewood"


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("key", ["I70", "I0", "I007", "J07", "i07", "I13"])
def test_a_key_one_slip_from_a_listed_code_is_withheld_and_can_be_answered(review: Path, key: str):
    found = read(review, f"@report{{{key}, title = {{Marblewood}}, year = {{2019}}}}\n")
    assert (found.confidential, found.withheld, found.title) == (True, True, "")
    assert found.why == "its key is one letter from a code that the register lists"
    open_review(review).keep_codes()
    decide(review, "public", found.key if found.key == key else key, by="ann")
    assert "Marblewood" in {record.title for record in open_review(review).library}


def test_publications_and_keys_further_away_are_shown(review: Path):
    for entry in (
        "@article{I70, author = {Roe, Al}, title = {On doors}, journal = {Journal of Locks}, volume = {1}, year = {2019}}\n",
        "@report{I99, title = {On doors}, institution = {Made-up Office}, year = {2019}}\n",
        "@misc{I70, title = {On doors}, confidential = {false}}\n",
    ):
        assert read(review, entry).title == "On doors"
