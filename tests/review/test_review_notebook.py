"""What a notebook shows of a value: little, legible, escaped, and nothing that is confidential."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

import litreview as lr

ROOT = Path(__file__).parents[2]
SECRET = "Zzyzxhidden"


@pytest.fixture(scope="module")
def review() -> lr.Review:
    return lr.open_review(ROOT / "examples/over-policing")


def shown(value: object) -> str:
    return value._repr_html_()


def rows(html: str) -> int:
    return html.count("<tr>") - html.count("<thead>")


def test_each_kind_is_a_small_table_that_says_how_much_more_there_is(review: lr.Review) -> None:
    values = {
        review.library: len(review.library),
        review.deduplication: len(review.sources),
        review.links: len(review.links),
        review.deduplication.queue: len(review.deduplication.queue),
        review.problems: len(review.problems),
        review.decisions: len(review.decisions),
    }
    for value, number in values.items():
        html = shown(value)
        assert rows(html) == min(10, number)
        assert (f"and {number - 10} more" in html) == (number > 10)
        assert len(html) < 10_000
    tags = shown(review.tags)
    assert f"{len(review.tags)} × Tag" in tags
    assert rows(tags) == 10
    # two people coded the invented works, and nobody the real ones
    assert rows(shown(lr.open_review(ROOT / "examples/demonstration").agreement[0])) == 2
    assert rows(shown(lr.assess(review))) > 1


def test_a_map_is_a_picture(review: lr.Review) -> None:
    html = shown(review.evidence_map)
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert data
    svg = b64decode(data[1]).decode()
    assert svg.lstrip().startswith("<svg")
    assert "Protect" in svg
    assert "<script" not in svg


def test_a_bibliography_is_its_headings() -> None:
    found = lr.dedupe(lr.read(ROOT / "bib/reports.bib"))
    tags = lr.tag(found.sources)
    html = shown(lr.compose(lr.cite(found.sources[:6], "apa", tags), tags))
    assert "Annotated bibliography" in html
    assert rows(html) >= 1


def test_nothing_empty_fails() -> None:
    for value in (
        lr.Library(),
        lr.Deduplication(),
        lr.Links(),
        lr.Library().problems,
        lr.tag(()),
        lr.EvidenceMap(),
        lr.Assessment(),
    ):
        assert shown(value)
        assert rows(shown(value)) == 0


def test_what_a_file_holds_is_text_and_no_markup() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    library = lr.read_text(
        f"@article{{a, title={{{evil}}}, author={{{{{evil}}}}}, journal={{x\u202ey}}}}", "made-up.bib"
    )
    for value in (library, library.records, lr.dedupe(library), lr.dedupe(library).clusters):
        html = shown(value)
        assert "<script" not in html
        assert "<img" not in html
        assert "\u202e" not in html
    mine = (lr.Tag(source="a", code=evil, method="human", coder=evil),)
    with pytest.raises(lr.UsageError, match="which the codebook 'tvpa' lacks"):
        lr.map_evidence(lr.dedupe(library).sources, mine)


def test_nothing_confidential_is_shown() -> None:
    library = lr.read_text(
        f"@interview{{I01, title={{{SECRET}}}, author={{{SECRET}, Ann}}}}\n@article{{a, title={{A}}}}",
        "made-up.bib",
    )
    found = lr.dedupe(library)
    for value in (
        library,
        library.records,
        found,
        found.sources,
        found.clusters,
        lr.link(found.sources),
        lr.tag(found.sources),
        lr.overlap(library),
    ):
        assert SECRET not in shown(value)
        assert SECRET.lower() not in shown(value).lower()
