"""The pages that a run writes, served in the window: the same bytes but for links to the desks, each with a policy of its own."""

import base64
import hashlib
import html
import re

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from litreview.review.outputs.writing import page_bytes
from litreview.review.questions.disputes import open_disputes
from litreview.web import background
from litreview.web.overview import STATIC
from litreview.web.pages import work_address
from web.test_web_duplicates import answer, ask

JUDGE = "demo-adjudicator"
APART = ("report", "appendix", "map", "graph")


@pytest.fixture
def unsettled(demonstration):
    """The demonstration with its disputes open."""
    (demonstration / f"decisions/{JUDGE}.tsv").unlink()
    return demonstration


def without_ways(text):
    """A page as it would be without what it leads to: no link of the window, and no line on how to open it."""
    text = re.sub(r'\n?\s*<a class="no-print" href="/[^"]*" aria-label="[^"]*">(open|decide)</a>', "", text)
    text = re.sub(r'<a href="[^"]+">(Back to the report|[Aa]ppendix)</a>', r"\1", text)
    text = re.sub(r'<p class="no-print"><a href="/.*?</p>\n', "", text)
    text = re.sub(r'<p class="soft no-print"><code>litreview review.*?</p>\n', "", text)
    text = re.sub(r'<p class="take"><a href="[^/].*?</p>', "", text)
    text = re.sub(r'"open":\[.*?\],', "", text)
    text = re.sub(r'<a href="/[^"]*">(<code class="key">[^<]*</code>)</a>', r"\1", text)
    text = re.sub(
        r'<a href="(?:[\w.-]+/)*[\w.-]+\.\w+">([\w./-]+\.\w+)</a>', r"\1", text
    )  # files of out/, which are not served
    return re.sub(r"\s+", " ", text)


@pytest.mark.exhaustive
def test_each_page_is_that_of_a_run_but_for_its_links(unsettled, another):
    review = open_review(unsettled)
    mine = another(JUDGE, unsettled)
    overview = mine.get().text
    for name, page in STATIC.items():
        assert f'href="{mine.home}page/{name}"' in overview
        done = mine.get(f"page/{name}")
        assert 200 == done.status_code
        file = page_bytes(review, page.file).decode()
        assert without_ways(file) == without_ways(done.text)
        assert "litreview review DIR --by NAME" in file
        assert "litreview review DIR" not in done.text
        assert f'href="{mine.home}"' in done.text
        assert done.text == mine.get(f"page/{name}").text


@pytest.mark.exhaustive
def test_a_page_is_that_of_a_run_for_whom_it_may_not_be_published(demonstration, another):
    """The window goes on with what was decided on all; a page that it serves holds what a run would write."""
    register, settings = demonstration / "bib/register.bib", demonstration / "litreview.toml"
    register.write_text(
        re.sub(r"consent( *)= \{(quote|paraphrase)\}", r"consent\1= {\2: report}", register.read_text())
    )
    settings.write_text(
        settings.read_text().replace("[confidential]", '[confidential]\npublication = ["dataset"]')
    )
    review, mine = open_review(demonstration), another(JUDGE, demonstration)
    assert len(review.decided) < len(mine.session.review.decided)
    shown = mine.get("page/map").text
    assert without_ways(page_bytes(review, STATIC["map"].file).decode()) == without_ways(shown)


def test_a_run_writes_the_same_bytes_whoever_looked_at_them(demonstration, another):
    mine = another(JUDGE, demonstration)
    assert 200 == mine.get("page/graph").status_code
    done = CliRunner().invoke(main, ["graph", str(demonstration), "-o", str(demonstration / "g.html")])
    assert 0 == done.exit_code
    assert mine.home not in (demonstration / "g.html").read_text()


def links(text, home, kind):
    return {html.unescape(one) for one in re.findall(rf'"({re.escape(home)}{kind}/[^"]*)"', text)}


@pytest.mark.exhaustive
def test_every_link_leads_to_a_page_of_the_window(unsettled, another):
    mine = another(JUDGE, unsettled)
    keys = {one.key for one in mine.session.review.sources}
    met = set()
    for name in STATIC:
        text = mine.get(f"page/{name}").text
        assert links(text, mine.home, "work") <= {f"{mine.home}work/{work_address(key)}" for key in keys}
        met |= links(text, mine.home, "work") | links(text, mine.home, "desk")
    disputes = {one for one in met if "desk/disputes/" in one}
    assert len(open_disputes(mine.session.review)) == len(disputes)
    for place in [*disputes, *sorted(met - disputes)[::12]]:
        assert 200 == mine.client.get(place).status_code


def test_each_pair_to_judge_leads_to_its_question(browser):
    text = browser.get("page/duplicates").text
    found = links(text, browser.home, "desk/duplicates")
    assert 3 == len(found)
    for place in found:
        assert "Are these two entries one work?" in browser.client.get(place).text
    answer(browser, ask(browser), "y")
    after = browser.get("page/duplicates").text
    assert 2 == len(links(after, browser.home, "desk/duplicates"))
    assert "Merged (1)" in after


@pytest.mark.exhaustive
def test_who_judges_apart_gets_the_page_of_duplicates_alone_and_is_told_why(unsettled, another):
    coder = another("demo-coder-a", unsettled)
    overview = coder.get().text
    for name in APART:
        assert f"page/{name}" not in overview
        done = coder.get(f"page/{name}")
        assert 403 == done.status_code
        assert "You judge independently" in done.text
        assert "kappa" not in done.text
    assert len(APART) == overview.count("An adjudicator sees it here.")
    done = coder.get("page/duplicates")
    assert 200 == done.status_code
    assert set() == links(done.text, coder.home, "desk/disputes")
    settings = unsettled / "litreview.toml"
    settings.write_text(re.sub(r"(screeners|coders) = 2", r"\1 = 1", settings.read_text()))
    assert 200 == coder.get("page/graph").status_code


@pytest.mark.exhaustive
def test_a_page_runs_its_own_script_and_style_and_nothing_else(unsettled, another):
    mine = another(JUDGE, unsettled)
    for name in STATIC:
        done = mine.get(f"page/{name}")
        (policy,) = done.headers.get_list("content-security-policy")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        for part, text in (
            ("style-src", re.search(r"<style>(.*?)</style>", done.text, re.DOTALL)[1]),
            *(("script-src", one) for one in re.findall(r"<script>(.*?)</script>", done.text, re.DOTALL)),
        ):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{part} 'sha256-{digest}'" in policy
        assert "no-store" == done.headers["cache-control"]
    assert "style-src 'self'" in mine.get().headers["content-security-policy"]


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize(
    "name", ["../litreview.toml", "library.bib", "report.html", "..%2f..%2fetc%2fpasswd", "", "codes"]
)
def test_no_other_name_leads_anywhere(unsettled, another, name):
    (unsettled / "out").mkdir(exist_ok=True)
    (unsettled / "out/library.bib").write_text("planted words")
    done = another(JUDGE, unsettled).get(f"page/{name}")
    assert 404 == done.status_code
    assert "planted words" not in done.text


def test_while_a_page_is_being_made_that_is_said(folder, another, monkeypatch):
    monkeypatch.setattr(background, "WAIT", 0.0)
    from litreview.web import overview as static

    waiting = __import__("threading").Event()
    monkeypatch.setattr(static, "page_bytes", lambda *words: waiting.wait(60) and page_bytes(*words))
    browser = another("judge", folder)
    done = browser.get("page/duplicates")
    assert 202 == done.status_code
    assert "is being made" in done.text
    assert done.headers["Refresh"] == "1"
    waiting.set()
    monkeypatch.setattr(background, "WAIT", 60.0)
    browser.session.background_value("pages duplicates")._making.result(60)
    assert "For a person to judge (3)" in browser.get("page/duplicates").text


def test_a_page_written_by_a_run_says_how_the_desks_are_opened_and_one_of_no_review_does_not(
    folder, tmp_path
):
    for words in (["dedupe", "X", "--report"], ["graph", "X", "-o"], ["evidence-map", "X", "-o"]):
        for place, told in ((folder, True), (folder / "bib", False)):
            path = tmp_path / "page.html"
            done = CliRunner().invoke(main, [str(place) if w == "X" else w for w in words] + [str(path)])
            assert 0 == done.exit_code, done.output
            assert told == ("litreview review DIR --by NAME" in path.read_text(encoding="utf-8"))
            path.unlink()


def test_nothing_of_a_bib_file_runs_on_a_page_that_is_served(folder, another):
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace('title = "Made up"', f"title = '{bad}'"))
    (folder / "bib/bad.bib").write_text(
        f"@article{{Bad2001, title = {{{bad} one}}, author = {{{{{bad}}}}}, year = {{2001}}, journal = {{{bad}}}}}\n"
        f"@article{{Bad2002, title = {{{bad} one: and more of it}}, author = {{{{{bad}}}}}, year = {{2001}}}}\n"
    )
    judge = another("judge", folder)
    for name in STATIC:
        done = judge.get(f"page/{name}")
        assert 200 == done.status_code
        for raw in ("<script>alert", "<img src=x", '<meta http-equiv="refresh'):
            assert raw not in done.text
        assert links(done.text, judge.home, "work") or name in ("graph", "report")
        assert 1 == done.headers["content-security-policy"].count("script-src")


def test_keys_in_tables_of_the_report_lead_to_their_works(folder, another):
    (folder / "manuscript").mkdir()
    (folder / "manuscript/text.md").write_text("# Harbors\n\nAs was seen [@Doe2001].\n")
    judge = another("judge", folder)
    text = judge.get("page/appendix").text
    link = f'<a href="{judge.home}work/{work_address("Doe2001")}"><code class="key">Doe2001</code></a>'
    assert link in text.partition("What each section cites")[2]
