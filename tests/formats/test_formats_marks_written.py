"""What is confidential and written whole is sealed when it is read again: in each format, under any key, in any place."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from litreview.formats import FORMATS, dumps, read_text

ENTRIES = [
    "@report{PR95-2, confidential = {false}, title = {Made-up report}, author = {Doe, Ann}}",
    "@report{PR95-2, released = {no}, title = {Made-up report}, author = {Doe, Ann}}",
    "@interview{I07, title = {A talk}, author = {Doe, Ann}}",
    "@misc{Doe2019, howpublished = {Interview by telephone}, author = {Doe, Ann}, title = {A talk}}",
    "@article{Doe2019, confidential = {yes}, title = {Made-up report}, author = {Doe, Ann}}",
    "@article{Doe2019, confidential = {true}, confidential = {false}, title = {Made-up report}, author = {Doe, Ann}}",
    "@article{Doe2019, note = {tex.confidential: maybe}, title = {Made-up report}, author = {Doe, Ann}}",
    "@article{Doe2019, keywords = {confidential; police}, title = {Made-up report}, author = {Doe, Ann}}",
]


@pytest.mark.exhaustive(quick=8)
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("entry", ENTRIES)
@given(key=st.from_regex(r"[A-Za-z][A-Za-z0-9]{2,12}(-[0-9]{1,2}){0,2}", fullmatch=True))
def test_a_copy_is_sealed_under_any_key(format_, entry, key):
    (record,) = read_text(entry, "private/a.bib", include_confidential=True).records
    assert record.confidential
    text = dumps([dataclasses.replace(record, key=key, type="article")], format_)
    for place in (f"bib/copy.{format_}", f"private/copy.{format_}"):
        (again,) = read_text(text, place).records
        assert again.confidential
        assert "Made-up" not in str(dict(again.fields))
