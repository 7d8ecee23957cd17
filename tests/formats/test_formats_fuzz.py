"""No text in any format makes a reader raise, and none gives neither a record nor a problem."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from litreview.formats import dumps, read_text

COMMON = ["\n", "\n\n", " ", "\t", "A", "Doe, Jane", "Doe J.; Roe R.", "2019", "2019/05/12/", "10.1000/x", "&amp;", "&", "<i>", "{", "}", '"', "\\", ",", ";", "é", "\x00", "\ufeff", "\u2028", "confidential", "tex.", ":", "and"]  # fmt: skip
PIECES = {
    "ris": ["TY  - JOUR\n", "TY  - \n", "ER  - \n", "ER  -", "TI  - ", "AU  - ", "PY  - ", "M2  - tex.note: ", "M2  - Citation Key: ", "SP  - ", "SN  - ", "KW  - ", "DA  - ", "ID  - ", "T1 - ", "N1  - References: "],
    "medline": ["PMID- 1\n", "PMID-", "OWN - ", "TI  - ", "      ", "FAU - ", "AU  - ", "AID - x [doi]\n", "DP  - ", "PT  - Journal Article\n", "AB  -"],
    "enw": ["%0 Book\n", "%0\n", "%A ", "%T ", "%D ", "%@ ", "%K ", "%; ", "%"],
    "wos": ["FN X\nVR 1.0\n", "PT J\n", "ER\n", "EF\n", "AU ", "   ", "TI ", "CR ", "PY ", "UT ", "BP ", "PT\tAU\tTI\tSO\tPY\n"],
    "endnote": ["<xml><records>", "<record>", "</record>", "<titles><title>", "</title></titles>", "<ref-type name=", ">17</ref-type>", "<contributors><authors><author>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<record/>", "</records></xml>", "<style>", "&#0;", "&#x110000;"],
    "json": ["[", "]", "{", "}", '{"id": "a"', '"title": "A"', '"author": [{"family": "D"}]', '"issued": {"date-parts": [[2019]]}', ": ", "null", "1e999", "-", '{"id": "https://openalex.org/W1", "authorships": ', '"custom": {"entrytype": 1}', '"abstract_inverted_index": {"a": [0, "x"]}', "\n{"],
    "table": ["id,title,year\n", "title;author\n", "sep=;\n", "title\tid\n", '"open', '""', "k,A,1999\n", ",,,,\n", "=1+1", "Title,Item Type,Type,Extra\n", "Authors,Title,Author full names\n"],
}  # fmt: skip


@pytest.mark.exhaustive(quick=3)
@pytest.mark.parametrize("kind", PIECES)
def test_no_text_makes_a_reader_raise(kind):
    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from([*PIECES[kind] * 2, *COMMON]), max_size=40).map("".join))
    def holds(text):
        for whole in (text, PIECES[kind][0] + text):
            library = read_text(whole, "a.txt", include_confidential=True)
            assert library.records or library.problems
            for format_ in ("bib", "ris", "json", "csv"):
                assert len(library) == len(read_text(dumps(library, format_), include_confidential=True))

    holds()
