"""The window says how many records are hidden, and its page of problems names codes that can be answered."""

from __future__ import annotations

from pathlib import Path

from litreview.review import init_review, open_review
from litreview.review.decide import decide
from litreview.web.overview import overview_page
from litreview.web.session import WindowSession

DOUBTED = "@misc{Zyxwold2019, author = {Zyxwold, Quilla}, title = {Marblewood}, year = {2019}, confidental = {true}}\n"


def test_the_overview_counts_what_is_hidden_and_codes_last(tmp_path: Path):
    folder = tmp_path / "rev"
    init_review(folder)
    (folder / "bib/example.bib").write_text(DOUBTED)
    session = WindowSession(folder, "ann")
    assert "confidential: 1 record is withheld (bib/example.bib)" in overview_page(session, "/")
    (found,) = [p for p in session.review.problems if p.code == "LR082"]
    decide(folder, "public", found.key, by="ann")
    assert [record.title for record in open_review(folder).library] == ["Marblewood"]
