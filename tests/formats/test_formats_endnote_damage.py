"""Records of EndNote's XML in damaged files. All are made up."""

from litreview.formats import read_text


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
