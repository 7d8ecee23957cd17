"""The citations of 399 real works against those of citeproc-js (oracle/README.md says how they were made)."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

import litreview as lr
from litreview.review.session import Review
from litreview.stages.bibliography import cite

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "examples" / "over-policing"


@pytest.fixture(scope="module")
def review() -> Review:
    return lr.open_review(EXAMPLE)


def folded(text: str) -> str:
    """White space, punctuation and case set aside."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


@pytest.mark.parametrize(("style", "exact", "alike"), [("apa", 0.965, 0.98), ("chicago", 0.92, 0.97)])
@pytest.mark.exhaustive
def test_entries_are_those_of_citeproc_js(review: Review, style: str, exact: float, alike: float) -> None:
    theirs = json.loads((HERE / "oracle" / f"{style}.json").read_text(encoding="utf-8"))
    ours = {
        entry.source.key: entry.text
        for entry in cite(review.sources, style, review.tags).entries
        if not entry.section
    }
    assert ours.keys() == theirs.keys()
    assert len(ours) >= 370
    assert sum(ours[key] == theirs[key] for key in ours) / len(ours) >= exact
    differ = [key for key in ours if folded(ours[key]) != folded(theirs[key])]
    assert 1 - len(differ) / len(ours) >= alike, differ
