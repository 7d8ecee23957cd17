"""The morning in the documentation is what the commands print today."""

import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.exhaustive
def test_the_morning_is_as_the_page_says(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from make_morning import morning

    page = (DOCS / "reviewing.md").read_text(encoding="utf-8")
    played = morning()
    assert "kappa" in played
    assert played in page
    del sys.modules["make_morning"]
