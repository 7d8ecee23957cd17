"""A whole review in the window: two people screen forty records apart, an adjudicator settles ten, a field is corrected, and the report shows it."""

import json
import re
import zipfile

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from litreview.review.disputes import open_disputes
from web.test_web_duplicates import answer, ask

pytest.importorskip("starlette")

COUNT = 40
WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "jetty",
    "knoll",
    "lagoon",
    "marsh",
    "nook",
    "oasis",
    "plain",
    "quay",
    "ridge",
    "slope",
    "tundra",
]


@pytest.fixture
def forty(tmp_path):
    """Forty made-up works, of which no two are alike, and two entries that are one."""
    folder = tmp_path / "forty"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text(
        'title = "Forty made-up works"\nadjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = ["not about tides"]\n'
    )
    names = [f"{a} {b}" for a, b in zip(WORDS * 2, WORDS[3:] + WORDS + WORDS[:3], strict=True)]
    text = "".join(
        f"@article{{w{n:02}, title = {{The {name} of town {n}}}, author = {{{name.split()[0].title()}{n}, Jo}}, year = {{{1980 + n}}}, "
        f"journal = {{Tides}}, abstract = {{Made up: {name} and what it means for {name.split()[1]} in town {n}.}}}}\n"
        for n, name in enumerate(names)
    )
    text += (
        "@book{b1, title = {Made-up harbor people}, author = {Pier, Kevin}, year = {1999}, publisher = {Example Press}}\n"
        "@book{b2, title = {Made-up harbor people: new tides in the old tides economy}, author = {Pier, Kevin}, year = {1999}}\n"
    )
    (folder / "bib/a.bib").write_text(text)
    return folder


def screen(browser, included):
    """Screen everything by title and abstract; return how many were asked."""
    for asked in range(100):
        page = browser.get("desk/screening")
        if "nothing is left" in page.text or "full text?" in page.text:
            return asked
        page = ask(browser, "desk/screening")
        number = re.search(r"of town (\d+)", page.heading)
        answer(browser, page, "i" if number is None or included(int(number[1])) else "e")
    raise AssertionError("screening has no end")


def test_a_review_is_made_in_the_window_and_its_report_shows_it(forty, another):
    first = another("judge", forty)
    page = ask(first)
    (column,) = re.findall(r'name="keep-title" value="(\d)"', page.text)
    answer(first, page, "y", **{"keep-title": column, "reason": "as on the title page"})
    assert "nothing is left" in first.get("desk/duplicates").text

    ann, bo = another("ann", forty), another("bo", forty)
    assert COUNT + 1 == screen(ann, lambda n: n % 2 == 0)
    assert COUNT + 1 == screen(bo, lambda n: n % 2 == 0 or n < 20)
    review = open_review(forty)
    assert 10 == len(open_disputes(review))
    for coder in (ann, bo):
        assert "kappa" not in coder.get().text
        assert 403 == coder.get("desk/disputes").status_code

    judge = another("judge", forty)
    for _ in range(10):
        page = ask(judge, "desk/disputes")
        (key,) = re.findall(r'value="(\w)" data-key="\w"><kbd>\w</kbd> exclude<', page.text)
        answer(judge, page, key, reason="read again")
    assert "nothing is left" in judge.get("desk/disputes").text
    assert "kappa" in judge.get().text

    done = CliRunner().invoke(main, ["run", str(forty)])
    assert 0 == done.exit_code, done.output
    flow = json.loads((forty / "out/flow.json").read_text(encoding="utf-8"))
    assert (41, 41, 20, 0) == tuple(flow[name] for name in ("sources", "screened", "excluded", "disputed"))
    library = (forty / "out/library.bib").read_text(encoding="utf-8")
    assert "new tides" not in library
    report = (forty / "out/report.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(forty / "out/report.docx") as packed:
        document = re.sub("<[^>]*>", "", packed.read("word/document.xml").decode())
    for told in (
        "41 works were screened by title and abstract and 20 excluded",
        "10 differences between coders were found; 10 are settled by an adjudicator",
    ):
        assert told in report
        assert told in document
    assert "as on the title page" in report
