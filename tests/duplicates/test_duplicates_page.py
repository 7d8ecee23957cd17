"""The duplicates page: one file, everything escaped, nothing confidential, usable with keys alone."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from litreview.core.model import Person, Record, RecordId, Where
from litreview.formats import read_text
from litreview.pages.duplicates import duplicates_page
from litreview.stages.duplicates import dedupe

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'"
TITLE = "Policing the margins of the informal economy in four cities"
CHROMIUM = Path("/usr/bin/chromium")


def record(key: str, path: str = "a.bib", **fields: str) -> Record:
    return Record(
        key=key, type="article", fields={"title": TITLE, "journal": "Harbor Review", "volume": "1", "pages": "1-19", **fields},
        authors=(Person(family="Archer"),), year=2015, id=RecordId(f"{path}:{key}"), where=Where(file=path, line=7),
    )  # fmt: skip


def asked() -> list[Record]:
    return [record("a", pages="10-29"), record("b", pages="30-50", journal="Social Review")]


def text_of(page: str) -> str:
    class Text(HTMLParser):
        said = ""

        def handle_data(self, data):
            self.said += data

    parser = Text()
    parser.feed(page)
    return " ".join(parser.said.split())


def test_what_stands_in_a_record_is_text_and_differences_are_marked():
    text = duplicates_page(dedupe([record("a", publisher=HOSTILE), record("b", publisher="Example Press")]))
    assert "2 records make 1 work:" in text
    assert "onerror=alert" in text
    assert "<img" not in text
    assert text.count("<script") == 1
    assert "<mark>Example Press</mark>" in text
    assert not re.search(r"(?:src|href)=.?https?:", text)


def test_the_queue_stands_first_with_its_reasons_and_both_answers():
    page = duplicates_page(dedupe(asked()))
    assert page.index('id="queue"') < page.index('id="merged"')
    text = text_of(page)
    assert "the pages differ" in text
    assert "litreview decide same a b --by NAME" in text
    assert "litreview decide different a b --by NAME" in text


def test_a_merge_shows_what_was_taken_and_how_to_take_it_back():
    text = text_of(duplicates_page(dedupe([record("a", number=""), record("b", path="b.bib", number="3")])))
    assert "a.bib:7" in text
    assert "taken" in text
    assert "to take the merge back: litreview decide different a b --by NAME" in text


def test_a_key_that_two_records_have_is_named_with_its_file():
    text = text_of(duplicates_page(dedupe([record("a"), record("a", path="b.bib")])))
    assert "litreview decide different a.bib:a b.bib:a" in text


def test_a_command_names_the_review_and_a_key_like_an_option():
    pair = [record("-a", pages="10-29"), record("b", pages="30-50", journal="Social Review")]
    text = text_of(duplicates_page(dedupe(pair), "my review"))
    assert "litreview decide same --by NAME -C 'my review' -- -a b" in text


def test_a_confidential_record_shows_its_code_and_type_only():
    sealed = Record(
        key="I01", type="misc", fields={"title": "Interview with a planted name"}, confidential=True,
        id=RecordId("private:I01"), where=Where(file="private"),
    )  # fmt: skip
    result = dedupe([sealed, record("a")])
    assert "planted" not in duplicates_page(result)


def test_two_pages_are_equal():
    made = [record("a"), record("b", number="3")]
    assert duplicates_page(dedupe(made)) == duplicates_page(dedupe(made))


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium to look at the page with")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


def test_in_a_browser_it_is_searched_and_walked_by_keys_and_asks_nothing_of_the_network(chromium, tmp_path):
    from playwright.sync_api import expect

    other = [record("c", title="A survey of providers of legal aid", pages="5-9"), record("d", title="A survey of providers of legal aid", pages="5-9")]  # fmt: skip
    (tmp_path / "page.html").write_text(duplicates_page(dedupe([*asked(), *other])), encoding="utf-8")
    page = chromium.new_page()
    asked_for, said = [], []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"file://{tmp_path}/page.html")
    assert 3 == page.locator(".dup:visible").count()
    page.keyboard.press("/")
    page.keyboard.type("legal aid")
    expect(page.locator("#found")).to_have_text("1 of 3 shown")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert not page.locator("#merged table").is_visible()
    page.keyboard.press("Enter")
    assert page.locator("#merged table").is_visible()
    page.check("#conflicts")
    assert 2 == page.locator(".dup:visible").count()
    assert [f"file://{tmp_path}/page.html"] == asked_for
    assert [] == said
    page.close()


def test_a_page_of_very_many_pairs_shows_the_first_and_says_how_many_more_there_are(monkeypatch):
    monkeypatch.setattr("litreview.pages.duplicates._MAX_CARDS", 3)
    text = "@article{k, title={Raids and services}, author={Doe, Jane}, year=2001}\n" * 12
    found = dedupe(read_text(text))
    assert len(found.queue) > 3
    page = duplicates_page(found)
    assert f"({len(found.queue):,})" in page
    assert f"and {len(found.queue) - 3:,} more, not shown here" in page
    assert page.count("Why asked: ") == 3
