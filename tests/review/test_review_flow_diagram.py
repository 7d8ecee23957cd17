"""The flow diagram: its numbers are those of the flow, nothing in it overlaps, every text fits its box."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.core import pandoc
from litreview.core.errors import MissingExtraError, SettingsError
from litreview.core.results import Box, FlowDiagram, FlowStep, OwnBox
from litreview.core.text.drawing import fitted, width
from litreview.pages.charts import BOLD, SIZE, draw_flow, flow_svg
from litreview.pages.report import FLOW_PLACE
from litreview.review import parse_settings
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.report import report_docx, report_html

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
OPENED = lr.open_review(DEMONSTRATION)
NAMES = st.text("AWilm_é界. -<&", min_size=1, max_size=90)
BOXES = st.builds(
    Box,
    label=NAMES,
    number=st.one_of(st.none(), st.integers(0, 99999)),
    parts=st.lists(st.tuples(NAMES, st.integers(0, 99999)), max_size=12).map(tuple),
    own=st.booleans(),
)
PHASES = ("Identification", "Screening", "Included")


@st.composite
def diagrams(draw: st.DrawFn) -> FlowDiagram:
    steps = []
    for number, phase in enumerate(sorted(draw(st.lists(st.sampled_from(range(3)), min_size=1, max_size=6)))):
        joining = tuple(draw(st.lists(BOXES, max_size=2)))
        aside = tuple(draw(st.lists(BOXES, max_size=3)))
        steps.append(
            FlowStep(name=str(number), phase=PHASES[phase], box=draw(BOXES), aside=aside, joining=joining)  # type: ignore[arg-type]
        )
    others = draw(
        st.lists(st.sampled_from([one for one in steps if one.phase != "Included"] or [None]), unique=True)
    )
    methods = [
        dataclasses.replace(one, box=draw(BOXES), aside=tuple(draw(st.lists(BOXES, max_size=2))), joining=())
        for one in others
        if one
    ]
    return FlowDiagram(
        steps=tuple(steps), methods=tuple(methods), beside=tuple(draw(st.lists(BOXES, max_size=3)))
    )


@given(diagrams())
def test_no_two_boxes_meet_and_every_text_fits(diagram: FlowDiagram) -> None:
    drawn = draw_flow(diagram)
    for a, b in combinations(drawn.boxes, 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (a, b)
    for box in drawn.boxes:
        assert 0 <= box.x
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
        for line in box.lines:
            if box.kind == "phase":
                assert width(line.text, SIZE * BOLD) <= box.height
                continue
            assert line.x + width(line.text, SIZE * (BOLD if line.strong else 1)) <= box.x + box.width
            assert box.y + SIZE * 0.8 <= line.y <= box.y + box.height - SIZE * 0.2
    ET.fromstring(flow_svg(diagram))


@given(diagrams())
def test_no_arrow_runs_through_a_box(diagram: FlowDiagram) -> None:
    drawn = draw_flow(diagram)
    for points in drawn.arrows:
        for (x1, y1), (x2, y2) in pairwise(points):
            for box in drawn.boxes:
                crossed = (
                    max(min(x1, x2), box.x + 1) < min(max(x1, x2), box.x + box.width - 1)
                    or (x1 == x2 and box.x + 1 < x1 < box.x + box.width - 1)
                ) and (
                    max(min(y1, y2), box.y + 1) < min(max(y1, y2), box.y + box.height - 1)
                    or (y1 == y2 and box.y + 1 < y1 < box.y + box.height - 1)
                )
                assert not crossed, (points, box)


@given(st.text(max_size=120), st.floats(30, 400))
def test_lines_hold_every_letter_and_fit(text: str, room: float) -> None:
    lines = fitted(text, room, 13)
    kept = re.sub("[ \t\r\n]+", "", text)
    assert kept == re.sub("[ \t\r\n]+", "", "".join(lines))
    assert all(width(line, 13) <= room for line in lines)


@pytest.mark.exhaustive
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(OPENED.settings.searches), unique=True), st.integers(1, 9))
def test_every_number_is_that_of_the_flow(searches: list[lr.Review], every: int) -> None:
    review = dataclasses.replace(
        OPENED,
        settings=dataclasses.replace(OPENED.settings, searches=tuple(searches)),
        decided=tuple(d for n, d in enumerate(OPENED.decided) if n % 9 < every),
    )
    flow, diagram = review.flow, describe_flow(review)
    by_name = {step.name: step for step in diagram.steps}
    apart = {box.label: box.number or 0 for step in diagram.methods for box in (step.box, *step.aside)}
    box = by_name["identified"].box
    assert flow.records == (box.number or 0) + apart.get("Records identified from", 0)
    assert box.number == sum(n for name, n in box.parts if not name.startswith("\u2013"))
    removed = sum(box.number or 0 for box in by_name["identified"].aside)
    left = flow.left_by_automation - flow.by_other_methods.get("left_by_automation", 0)
    assert flow.duplicates_removed + left == removed + apart.get("Duplicate records removed", 0)
    if flow.screened:
        labels = {"sought": "Reports sought for retrieval", "assessed": "Reports assessed for eligibility"}
        for name, label in labels.items():
            assert getattr(flow, name) == (by_name[name].box.number or 0) + apart.get(label, 0)
        assert flow.studies_included == by_name["included"].box.number
        # what leaves at the side and what goes on add up
        out = sum(box.number or 0 for box in by_name["screened"].aside)
        assert by_name["screened"].box.number == out + (by_name["sought"].box.number or 0)


def test_the_picture_is_written_and_told() -> None:
    text = flow_svg(describe_flow(OPENED))
    root = ET.fromstring(text)
    said = {part.tag.rpartition("}")[2]: part.text for part in root if part.tag.endswith(("title", "desc"))}
    assert (
        "Records identified from: 42 (Databases: 42; \u2013 Invented Index A: 16; \u2013 Invented Index B: 15; \u2013 Invented Index C: 11; Registers: 0)"
        in said["desc"]
    )
    assert "Duplicate records removed: 12" in said["desc"]
    assert "Studies included in review: 12" in said["desc"]
    assert "Interviews: 42" in said["desc"]
    assert "Duplicates were merged, 11 by rules, 1 by people." in report_html(OPENED).decode()
    assert text.encode() == OUTPUTS["flow.svg"].make(OPENED)


def test_own_boxes_stand_beside_their_step() -> None:
    said, problems = parse_settings(
        '[[flow.box]]\nlabel = "Removed by a classifier"\nnumber = 7\nafter = "screened"\n[[flow.box]]\nlabel = "Earlier review"\n'
        '[[flow.box]]\nlabel = "x"\nnumbr = 1\n'
    )
    assert ["LR600"] == [p.code for p in problems]
    assert OwnBox(label="Removed by a classifier", number=7, after="screened") == said.boxes[0]
    review = dataclasses.replace(OPENED, settings=dataclasses.replace(OPENED.settings, boxes=said.boxes))
    by_name = {step.name: step for step in describe_flow(review).steps}
    assert ["Removed by a classifier"] == [box.label for box in by_name["screened"].aside if box.own]
    assert ["Earlier review", "x"] == [box.label for box in by_name["included"].aside if box.own]
    assert "Removed by a classifier: 7 <span" in report_html(review).decode()


@pytest.mark.parametrize(
    ("box", "why"),
    [
        ('label = "a"\nafter = "screend"', "did you mean 'screened'?"),
        ('label = "a"\nnumber = -1', "write a number"),
        ("number = 1", "says no label"),
    ],
)
def test_an_own_box_with_a_slip_is_refused(box: str, why: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(why)):
        parse_settings(f"[[flow.box]]\n{box}\n")
    with pytest.raises(SettingsError, match=re.escape("write [[flow.box]]")):
        parse_settings("flow = 3\n")


@pytest.mark.exhaustive
def test_the_document_has_the_flow_as_shapes_with_and_without_the_extra_for_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import io
    import zipfile

    def parts() -> tuple[list[str], str]:
        with zipfile.ZipFile(io.BytesIO(report_docx(OPENED))) as held:
            pictures = [name for name in held.namelist() if name.endswith(".png")]
            assert all(held.read(name).endswith(b"IEND\xaeB`\x82") for name in pictures), "whole pictures"
            assert b"base64" not in held.read("word/document.xml"), (
                "the bytes of a picture as its description"
            )
            return pictures, re.sub("<[^>]+>", "", held.read("word/document.xml").decode())

    pytest.importorskip("typst")
    pages: list[str] = []
    convert = pandoc.convert_page
    monkeypatch.setattr(pandoc, "convert_page", lambda page, to: pages.append(page) or convert(page, to))
    pictures, text = parts()
    # pandoc takes long to read the bytes of a picture: it gets those before the pixels
    assert [] == [one for one in re.findall(r'src="([^"]*)', pages[0]) if len(one) > 500]
    # map, overlap of databases, requests
    assert 3 == len(pictures)
    drawn = [line.text for box in draw_flow(describe_flow(OPENED)).boxes for line in box.lines]
    assert all(html.escape(line, quote=False) in text for line in drawn)

    def without(*_: object) -> bytes:
        raise MissingExtraError("PDF", "typst")

    monkeypatch.setattr("litreview.stages.bibliography.rendering.compile_pngs", without)
    pictures, text = parts()
    assert [] == pictures
    assert all(html.escape(line, quote=False) in text for line in drawn)
    assert "pip install" not in text
    assert FLOW_PLACE not in text


def test_what_was_found_otherwise_than_in_databases_has_a_box_of_its_own(tmp_path: Path) -> None:
    """Records found through references are none of a database's: PRISMA has a box for other methods."""
    place = shutil.copytree(DEMONSTRATION, tmp_path / "review")
    text = (place / "litreview.toml").read_text()
    (place / "bib/found.bib").write_text(
        "@book{Made, title={A made-up work found in a list}, author={Doe, Jo}, year={2001}}"
    )
    (place / "bib/by-hand.bib").write_text(
        "@book{Hand, title={Another made-up work, found by hand}, author={Roe, Jo}, year={2002}}"
    )
    searches = """
[[search]]
method = "citation searching"
date = "2026-02-01"
file = "bib/found.bib"

[[search]]
database = "snowballing"
file = "bib/by-hand.bib"
"""
    (place / "litreview.toml").write_text(text + searches)
    review = lr.open_review(place)
    assert ["citation searching"] * 2 == [one.method for one in review.flow.identified if one.method]
    found = describe_flow(review)
    assert ("Records identified from", 42) == (found.steps[0].box.label, found.steps[0].box.number)
    assert "Records identified from: 2 (Citation searching: 2)" == found.methods[0].box.words
    assert 44 == review.flow.records
    told = describe_methods(review).text_of("search")
    assert "2 records were identified by other methods: 2 by citation searching." in told
    assert "snowballing" not in told.partition("identified by other methods")[0]
    assert "Citation searching" in flow_svg(found)
    (place / "litreview.toml").write_text(text + searches.replace("citation searching", "citation serching"))
    with pytest.raises(SettingsError, match="did you mean 'citation searching'"):
        lr.open_review(place)


@pytest.mark.exhaustive
def test_pictures_come_back_in_their_order_however_many() -> None:
    pytest.importorskip("typst")
    from litreview.stages.bibliography.rendering import compile_pngs

    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {0}" width="100" height="{0}"><rect width="100" height="{0}"/></svg>'
    heights = [
        int.from_bytes(one[20:24], "big") for one in compile_pngs([svg.format(n) for n in range(5, 17)])
    ]
    assert sorted(set(heights)) == heights
    assert 12 == len(heights)
