"""Identifiers out of messy fields. DOIs, ISBNs, ISSNs, PubMed and arXiv numbers are real ones, or real ones damaged."""

from __future__ import annotations

import pytest

from litreview.core.text import arxiv, doi, isbn, issn, pmid


@pytest.mark.parametrize(
    ("said", "expected", "note"),
    [
        ("10.1016/S0140-6736(05)66991-7", "10.1016/s0140-6736(05)66991-7", "lower case"),
        ("  10.1177/0003122414521231  ", "10.1177/0003122414521231", "blanks"),
        ("doi:10.1177/0003122414521231", "10.1177/0003122414521231", "doi:"),
        ("DOI 10.1177/0003122414521231", "10.1177/0003122414521231", "DOI and a blank"),
        ("doi = 10.1177/0003122414521231", "10.1177/0003122414521231", "doi ="),
        ("urn:doi:10.1177/0003122414521231", "10.1177/0003122414521231", "urn"),
        ("info:doi/10.1177/0003122414521231", "10.1177/0003122414521231", "info"),
        ("http://dx.doi.org/10.1177/0003122414521231", "10.1177/0003122414521231", "the old resolver"),
        ("https://doi.org/doi:10.1177/0003122414521231", "10.1177/0003122414521231", "resolver and doi:"),
        ("https://doi.org/10.1177/0003122414521231?x=1#a", "10.1177/0003122414521231", "query of an address"),
        ("10.1177/0003122414521231?x=1", "10.1177/0003122414521231?x=1", "in a bare DOI ? is a character"),
        ("https://example.org/view/10.1177/0003122414521231.pdf", "10.1177/0003122414521231", "file of a page"),
        ("10.1177/0003122414521231.html", "10.1177/0003122414521231", "a page"),
        ("see 10.1177/0003122414521231, and others", "10.1177/0003122414521231", "in a sentence"),
        ("(10.1177/0003122414521231)", "10.1177/0003122414521231", "in parentheses"),
        ("10.1002/(SICI)1", "10.1002/(sici)1", "its own parentheses"),
        ("10.1016/s0140-6736(05)", "10.1016/s0140-6736(05)", "ends on its own parenthesis"),
        ("10.1016/s0140-6736(05))).", "10.1016/s0140-6736(05)", "ends on others', too"),
        ("“10.1177/0003122414521231”;", "10.1177/0003122414521231", "quoted"),
        ("10.1177/0003122414521231</a>", "10.1177/0003122414521231", "a tag behind it"),
        ("10.12/abc", "10.12/abc", "a short registrant, where the field is nothing else"),
        ("doi:10.12/abc", "10.12/abc", "a short registrant behind doi:"),
        ("see section 10.12/abc", "", "a short registrant in a sentence is none"),
        ("10.1000.10/123", "10.1000.10/123", "a registrant with a division"),
        ("10%2E1177%2F0003122414521231", "10.1177/0003122414521231", "the full stop encoded, too"),
        ("10.1177%2f0003122414521231", "10.1177/0003122414521231", "an encoded slash"),
        ("version 10.1%20of", "", "encoded, and no DOI"),
        ("10.1177/", "", "nothing behind the slash"),
        ("10.1177/.", "", "a full stop behind the slash"),
        ("110%25", "", "a number and a percent sign"),
        ("", "", "empty"),
    ],
)  # fmt: skip
def test_a_doi(said, expected, note):
    assert expected == doi(said), note


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("0306406152", "9780306406157"),
        ("ISBN 0–306–40615–2 (hardcover)", "9780306406157"),
        ("080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
        # the first one that is right
        ("0-306-40615-3, 0-306-40615-2", "9780306406157"),
        ("0-306-40615-3", ""),
        ("1234", ""),
        ("", ""),
        # a longer number is no ISBN
        ("10306406152", ""),
        ("97803064061570", ""),
    ],
)
def test_an_isbn(said, expected):
    assert expected == isbn(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # ten figures become thirteen, whatever the check digit said
        ("0-306-40615-3", "9780306406157"),
        ("978-0-306-40615-0", "9780306406150"),
        ("0-306-40615-2", "9780306406157"),
        ("0317-8471", ""),
    ],
)
def test_an_isbn_whose_check_digit_need_not_be_right(said, expected):
    assert expected == isbn(said, checked=False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("0317-8471", "0317-8471"),
        ("03178471", "0317-8471"),
        ("2434-561x", "2434-561X"),
        ("0317–8471 (print)", "0317-8471"),
        ("0317-8472; 0140-6736", "0140-6736"),
        ("0317-8472", ""),
        ("10317-8471", ""),
        ("0317-84711", ""),
        ("", ""),
    ],
)
def test_an_issn(said, expected):
    assert expected == issn(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("17299597", "17299597"),
        ("PMID: 0017299597", ""),
        ("PMID: 017299597", "17299597"),
        ("https://pubmed.ncbi.nlm.nih.gov/17299597/", "17299597"),
        ("1", "1"),
        ("none", ""),
    ],
)
def test_a_pubmed_number(said, expected):
    assert expected == pmid(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1706.03762", "1706.03762"),
        ("0704.0001v2", "0704.0001"),
        ("arXiv:1706.03762v5 [cs.CL]", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", "1706.03762"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("11706.03762", ""),
        ("1706.037621", ""),
        ("10.1706/037621", ""),
        ("", ""),
    ],
)
def test_an_arxiv_number(said, expected):
    assert expected == arxiv(said)
