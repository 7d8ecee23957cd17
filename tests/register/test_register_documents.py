"""Documents that an agency gave out (`PR03-2`) are sealed until they are released, wherever they stand. All are made up."""

from __future__ import annotations

import pytest

from litreview.core.confidential.classification import judge
from litreview.core.confidential.codes import is_code, is_document_code, is_request_code
from litreview.formats import FORMATS, dumps, read_text
from litreview.works.kinds import answers_request, is_request, kind_of, stream

ENTRY = "@{type}{{{key},\n  title = {{Zebtitle}},\n  author = {{Zebann, Ann}},\n  year = {{2020}}{more}\n}}\n"


def record(key="PR03-2", type_="misc", more="", path="bib/a.bib"):
    [only] = read_text(ENTRY.format(type=type_, key=key, more=f",\n  {more}" if more else ""), path).records
    return only


@pytest.mark.parametrize("type_", ["misc", "report", "techreport", "article", "unpublished", "dataset"])
@pytest.mark.parametrize(
    "more",
    ["", "confidential = {false}", "released = {false}", "released = {yes}", "released = {}", "relased = {true}"],
)  # fmt: skip
def test_a_document_is_sealed_until_it_says_released_true(type_, more):
    sealed = record(type_=type_, more=more)
    assert sealed.confidential
    assert "PR03-2" == sealed.key
    assert "Zeb" not in f"{sealed.fields} {sealed!r} {sealed.authors}"


def test_a_released_one_is_an_open_source_of_the_stream_records():
    opened = record(type_="techreport", more="released = {true}")
    assert not opened.confidential
    assert "Zebtitle" == opened.title
    assert ("records-response", "records") == (kind_of(opened), stream(opened))
    assert "PR03" == answers_request(opened)
    assert not is_request(opened)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ("released = {true}, released = {false}", "bib/a.bib"),
        ("released = {true}, confidential = {true}", "bib/a.bib"),
        ("released = {true}", "private/a.bib"),
        ("released = {true}, note = {tex.confidential: true}", "bib/a.bib"),
    ],
)
def test_of_two_marks_the_stricter_counts(more, path):
    assert record(more=more, path=path).confidential


@pytest.mark.parametrize(
    "key", ["pr03-2", "PR03_2", "PR-03-2", "PR032", "R03-2", "P03-2", "PR0x-2", "PR03-x", "PR03-2x"]
)
def test_what_is_only_like_a_code_is_a_key_like_any_other(key):
    assert not judge("report", key, {"title": "Z"}, "bib/a.bib").hides


@pytest.mark.parametrize(
    ("fields", "sealed"),
    [
        ({}, True),
        ({"institution": "Made-up Office", "year": "2020"}, True),
        ({"organization": "Made-up Office", "publisher": "Made-up Office", "year": "2020"}, True),
        ({"doi": "10.5555/a"}, False),
        ({"isbn": "978-0-00-000000-2"}, False),
    ],
)
def test_a_document_names_the_office_that_gave_it_out_and_is_sealed_all_the_same(fields, sealed):
    assert judge("report", "PR03-2", fields, "bib/a.bib").hides == sealed
    # unless the register lists it
    assert judge("report", "PR03-2", fields, "bib/a.bib", listed=True).sealed
    assert not judge("report", "PR03-2", {**fields, "released": "true"}, "bib/a.bib", listed=True).hides


@pytest.mark.parametrize("key", ["PR03", "Doe2019-2", "PR2019", "Prado2019", "R2019-12", "P123", "report-2"])
def test_a_request_and_other_keys_are_as_open_as_they_were(key):
    assert not judge("report", key, {"title": "Z"}, "bib/a.bib").hides


def test_codes_are_told_apart():
    assert [True, True, True] == list(map(is_code, ("I01", "PR03", "PR03-2")))
    assert [False, True, False] == list(map(is_request_code, ("I01", "PR03", "PR03-2")))
    assert [False, False, True] == list(map(is_document_code, ("I01", "PR03", "PR03-2")))
    assert "" == answers_request(record("PR03", more="confidential = {false}"))


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_it_stays_sealed_and_stays_released_through_every_format(format_):
    for more, sealed in (("", True), ("released = {true}", False)):
        text = dumps([record(more=more)], format_)
        assert sealed == ("Zebtitle" not in text)
        again = read_text(text, f"bib/a.{format_}").records
        assert [("PR03-2", sealed)] == [(one.key, one.confidential) for one in again]
