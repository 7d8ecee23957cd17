"""The duplicates page: one file, everything escaped, nothing confidential."""

import re

from litreview.duplicates import dedupe
from litreview.html.duplicates import duplicates_page
from litreview.model import Person, Record, RecordId, Where

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'"
TITLE = "Policing the margins of the informal economy in four cities"


def record(key: str, **fields: str) -> Record:
    return Record(
        key=key, type="article", fields={"title": TITLE, "journal": "Harbor Review", "volume": "1", "pages": "1-19", **fields},
        authors=(Person(family="Archer"),), year=2015, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"),
    )  # fmt: skip


def test_what_stands_in_a_record_is_text_and_differences_are_marked():
    text = duplicates_page(dedupe([record("a", publisher=HOSTILE), record("b", publisher="Example Press")]))
    assert "2 records make 1 works" in text
    assert "onerror=alert" in text.replace("&quot;", '"')
    assert "<img" not in text
    assert text.count("<script") == 1
    assert "<mark>Example</mark> <mark>Press</mark>" in text
    assert not re.search(r"(?:src|href)=.?https?:", text)


def test_the_queue_stands_first_with_its_reasons():
    text = duplicates_page(
        dedupe([record("a", pages="10-29"), record("b", pages="30-50", journal="Social Review")])
    )
    assert text.index('id="queue"') < text.index('id="merged"')
    assert "the pages differ" in text


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
