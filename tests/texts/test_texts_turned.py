"""A quote is asked about where words around it in its sentence, or left out of it, turn its sense."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.results.texts import TextPage
from litreview.review.citecheck import check_citations
from litreview.stages.texts import check_quote
from litreview.stages.texts.quote_context import TurningWords, turning_words, words_that_turn

ROOT = Path(__file__).parents[2]


def turned(text: str, rows: tuple[TurningWords, ...] = ()) -> str:
    """Return the words that turn the last quote of an example."""
    *_, quote = re.finditer("“[^”]*”", text)
    return words_that_turn(text[: quote.start()], text[quote.end() :], rows)


@pytest.mark.parametrize("row", turning_words(), ids=lambda row: f"{row.side} {row.words}")
def test_each_row_is_needed_for_its_example_and_does_not_fit_the_other(row):
    rest = tuple(one for one in turning_words() if one != row)
    assert (True, False) == (bool(turned(row.turned)), bool(turned(row.not_turned)))
    if row.side == "plain":
        assert turned(row.not_turned, rest)
    else:
        assert not turned(row.turned, rest)


PAGES = [
    TextPage(
        "They met forty women. There is no evidence that raids find the victims in hotels. Nobody was asked. The raids do not, in our view, "
        "find many of the women. That the women were helped afterwards was never shown. NO donors reduced the costs of the office."
    )
]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("There is no evidence that raids find the victims in hotels", ""),
        ("evidence that raids find the victims in hotels", "no …"),
        ("raids find the victims in hotels", "no evidence that …"),
        ("They met forty women", ""),
        ("The raids do not, in our view, find many of the women", ""),
        ("The raids […] find many of the women", "… do not, in our view, …"),
        ("The raids do not […] find many of the women", ""),
        ("the women were helped afterwards", "… was never shown"),
        ("the women were helped afterwards was never shown", ""),
        ("donors reduced the costs of the office", ""),
        ("raids nd the victims in hotels", "no evidence that …"),
    ],
)
def test_a_quote_that_is_cut_at_a_negation_is_asked_about(quote, words):
    placed = check_quote(quote, PAGES)
    assert ("found", words) == (placed.verdict, placed.turned)


def made_review(folder: Path, *, abstract: str = "") -> Path:
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Made up"\n')
    (folder / "bib/a.bib").write_text(
        f"@article{{Doe2001, author = {{Doe, Jane}}, title = {{Raids and What They Leave}}, journal = {{Journal of Made-up Law}}, volume = {{12}}, pages = {{201--233}}, year = {{2001}}, abstract = {{{abstract}}}}}\n"
    )
    (folder / "findings.toml").write_text(
        '[[finding]]\nid = "F1"\nstatement = "Raids find victims."\nstance = "supports"\n'
        'supports = [{key = "Doe2001", where = "p. 201", quote = "evidence that raids find the victims in hotels"}]\n'
    )
    return folder


@pytest.mark.parametrize("has_text", [False, True])
def test_check_and_citecheck_ask_about_it(tmp_path, has_text):
    folder = made_review(tmp_path / "r", abstract="" if has_text else PAGES[0].text)
    if has_text:
        typst = pytest.importorskip("typst")
        pytest.importorskip("pypdfium2")
        (folder / "texts").mkdir()
        page = f"#set document(title: [Raids and What They Leave])\n= Raids and What They Leave\nJane Doe\n\n{PAGES[0].text}\n"
        (folder / "texts/Doe2001.pdf").write_bytes(typst.compile(page.encode()))
    review = lr.open_review(folder)
    (found,) = (one for one in review.problems if one.code == "LR703")
    assert ("warning", "findings.toml:5") == (found.level, str(found.where))
    assert "“no …”" in found.message
    memo = tmp_path / "memo.md"
    memo.write_text(
        "There is “evidence that raids find the victims in hotels.”[^1]\n\n[^1]: Jane Doe, Raids and What They Leave, 12 Journal of Made-up Law 201, 201 (2001).\n"
    )
    (cited,) = check_citations(memo, review)
    assert has_text == any(
        "may say something else in the text, which has 'no …'" in one for one in cited.faults
    )


def test_no_quote_of_the_demonstration_is_cut_at_a_negation():
    checks = lr.open_review(ROOT / "examples/demonstration").quote_checks
    assert len(checks) > 10
    assert not [one for one in checks if one.turned]
