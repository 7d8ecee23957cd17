"""Records of EndNote's XML in damaged files. All are made up."""

import pytest

from litreview.formats import read_text, xml_records


def test_a_record_whose_first_tag_is_broken_keeps_what_was_said_of_it():
    record = '<record><ref-type name="{0}">1</ref-type><contributors><authors><author>{1}</author></authors></contributors><titles><title>{2}</title></titles></record>'
    public = record.format("Journal Article", "Doe, Jane", "Raids")
    spoken = record.format("Interview", "Zebann, Ann", "Zebtitle").replace("<record><ref", "<record<>ref")
    found = read_text(f"<xml><records>\n{public}\n{spoken}\n</records></xml>", "a.xml")
    assert [False, True] == [one.withheld for one in found.records]
    assert "Zeb" not in repr(found)
    harmless = public.replace("<record><ref", "<record<>ref")
    assert [False, False] == [
        one.confidential
        for one in read_text(f"<xml><records>\n{public}\n{harmless}\n</records></xml>", "a.xml").records
    ]


@pytest.mark.parametrize(
    ("reference", "stays"),
    [
        ("&#9;", True), ("&#10;", True), ("&#x0D;", True), ("&#32;", True), ("&#xE9;", True), ("&#xD7FF;", True), ("&#xE000;", True), ("&#xFFFD;", True),
        ("&#x10000;", True), ("&#x10FFFF;", True), ("&#11;", False), ("&#31;", False), ("&#8;", False), ("&#xD800;", False), ("&#xDFFF;", False),
        ("&#xFFFE;", False), ("&#x110000;", False),
    ],
)  # fmt: skip
def test_a_character_that_xml_does_not_allow_is_left_out_and_any_other_stays(reference, stays):
    assert (reference if stays else "") == xml_records._REFERENCE.sub(xml_records._allowed, reference)
