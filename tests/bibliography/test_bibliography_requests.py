"""Requests for public records and their documents in print, in five styles and one more. All are made up."""

from __future__ import annotations

import pytest

from litreview.core.results import Request
from litreview.formats import read_text
from litreview.stages.bibliography import cite
from litreview.stages.bibliography.records_requests import request_form
from litreview.stages.bibliography.trees import plain_text
from litreview.stages.duplicates import dedupe
from litreview.stages.register import read_requests

ANSWERED = """@misc{PR01, agency = {Harbor Police Department}, law = {cpra}, tracking = {2020-17}, confidential = {false},
  events = {2020-01-15 sent; 2020-03-20 determination: partial; 2020-04-02 documents}}
"""
SILENT = "@misc{PR02, title = {Raids since 2015}, agency = {Port Office}, events = {2020-01-15 sent; 2020-06-01 closed}, confidential = {false}}\n"
BARE = "@misc{PR03, agency = {Port Office}, confidential = {false}}\n"
DOCUMENT = "@report{PR01-2, title = {Memo on raids}, institution = {Harbor Police Department}, date = {2019-01-05}, released = {true}}\n"
UNTITLED = "@misc{PR01-3, released = {true}}\n"
SEALED = "@report{PR01-4, title = {Zebsecret}, institution = {Harbor Police Department}}\n"


def printed(text: str, style: str) -> str:
    sources = dedupe(read_text(text, "bib/a.bib")).sources
    requests, _ = read_requests(sources)
    [entry] = cite(sources, style, requests=requests).entries
    assert "records" == entry.section
    return plain_text(list(entry.inlines))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bluebook", "PR01. Public Records Request to Harbor Police Department, No. 2020-17 under the California Public Records Act (Jan. 15, 2020) (on file with author); granted in part Mar. 20, 2020."),
        ("apa", "PR01. Harbor Police Department. (2020, March 20). [Response to public records request no. 2020-17, January 15, 2020, under the California Public Records Act: granted in part]. Copy in possession of the author."),
        ("chicago", "PR01. Harbor Police Department. 2020. Response to public records request no. 2020-17, January 15, 2020, under the California Public Records Act: granted in part. March 20, 2020. In the author’s possession."),
        ("chicago-notes", "PR01. Harbor Police Department. Response to public records request no. 2020-17, January 15, 2020, under the California Public Records Act: granted in part. March 20, 2020. In the author’s possession."),
        ("mla", "PR01. Harbor Police Department. Response to public records request no. 2020-17 under the California Public Records Act: granted in part. 20 Mar. 2020. In the author’s possession."),
        ("ieee", "PR01. Harbor Police Department. Response to public records request no. 2020-17, January 15, 2020, under the California Public Records Act: granted in part. March 20, 2020. In the author’s possession."),
    ],
)  # fmt: skip
def test_an_answered_request(style, expected):
    assert expected == printed(ANSWERED, style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bluebook", "PR02. Public Records Request to Port Office (“Raids since 2015”) (Jan. 15, 2020) (on file with author); no answer."),
        ("apa", "PR02. [Public records request (“Raids since 2015”) to Port Office: no answer]. (2020, January 15). Copy in possession of the author."),
        ("chicago", "PR02. Public records request (“Raids since 2015”) to Port Office, January 15, 2020: no answer. In the author’s possession."),
        ("chicago-notes", "PR02. Public records request (“Raids since 2015”) to Port Office, January 15, 2020: no answer. In the author’s possession."),
        ("mla", "PR02. Public records request (“Raids since 2015”) to Port Office: no answer. 15 Jan. 2020. In the author’s possession."),
    ],
)  # fmt: skip
def test_silence_is_cited_as_silence(style, expected):
    assert expected == printed(SILENT, style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bluebook", "PR03. Public Records Request to Port Office (on file with author)."),
        (
            "apa",
            "PR03. [Public records request to Port Office]. (n.d.). Copy in possession of the author.",
        ),
        ("chicago", "PR03. Public records request to Port Office. In the author’s possession."),
        ("mla", "PR03. Public records request to Port Office. In the author’s possession."),
    ],
)
def test_what_is_not_known_leaves_no_hole(style, expected):
    assert expected == printed(BARE, style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bluebook", "PR01-2. Harbor Police Department, Memo on raids (Jan. 5, 2019) (released on public records request PR01) (on file with author)."),
        ("apa", "PR01-2. Harbor Police Department. (2019, January 5). Memo on raids [Released on public records request PR01]. Copy in possession of the author."),
        ("chicago", "PR01-2. Harbor Police Department. 2019. Memo on raids. January 5, 2019. Released on public records request PR01. In the author’s possession."),
        ("chicago-notes", "PR01-2. Harbor Police Department. Memo on raids. January 5, 2019. Released on public records request PR01. In the author’s possession."),
        ("mla", "PR01-2. Harbor Police Department. Memo on raids. 5 Jan. 2019. Released on public records request PR01. In the author’s possession."),
    ],
)  # fmt: skip
def test_a_document_that_was_released(style, expected):
    assert expected == printed(DOCUMENT, style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bluebook", "PR01-3. Document (released on public records request PR01) (on file with author)."),
        (
            "apa",
            "PR01-3. (n.d.). Document [Released on public records request PR01]. Copy in possession of the author.",
        ),
        ("mla", "PR01-3. Document. Released on public records request PR01. In the author’s possession."),
        (
            "chicago-notes",
            "PR01-3. Document. Released on public records request PR01. In the author’s possession.",
        ),
    ],
)
def test_a_document_without_title_or_day(style, expected):
    assert expected == printed(UNTITLED, style)


def test_what_is_not_released_is_cited_by_its_code():
    assert "PR01-4. Public records response (confidential)." == printed(SEALED, "apa")


def test_they_stand_in_the_order_of_their_numbers():
    text = (
        ANSWERED.replace("PR01", "PR10")
        + SILENT
        + DOCUMENT.replace("PR01-2", "PR02-10")
        + DOCUMENT.replace("PR01-2", "PR02-9")
    )
    sources = dedupe(read_text(text, "bib/a.bib")).sources
    assert ["PR02", "PR02-9", "PR02-10", "PR10"] == [e.source.key for e in cite(sources, "apa").entries]
    assert "(PR02)" == plain_text(list(cite(sources, "apa").labels["PR02"]))


def test_a_request_that_names_no_agency_has_no_form():
    assert [] == request_form(Request(code="PR09"), "apa")
