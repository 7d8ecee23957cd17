"""Identifiers and placeholders in cited references. All works are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import litreview as lr
from litreview.formats.references.reference_strings import dois, parse_wos

SICI = "10.1002/(sici)1097-0258(19990101/30)17:15/16<1661::aid-made1>3.0.co;2-2"
BRACKETS = "10.5555/0012-9658(2006)87[1915:madeup]2.0.co;2"


@pytest.mark.parametrize("doi", [SICI, BRACKETS, "10.5555/a.b_c"])
@pytest.mark.parametrize(
    "form", ["{}", "{}; and more", "{}.", "{}, P4", "({})", "[{}, 10.5555/other]", "{};10.5555/other"]
)
def test_a_doi_is_whole_in_every_list(doi: str, form: str) -> None:
    assert dois(f"DOI {form.format(doi.upper())}")[0] == doi


def test_a_reference_of_web_of_science_keeps_a_doi_with_a_semicolon() -> None:
    found = parse_wos(f"ROE A, 1999, MADE UP MED, V17, P1661, DOI {SICI.upper()}")
    assert found is not None
    assert (found.doi, found.volume, found.page) == (SICI, "17", "1661")


def test_a_placeholder_is_no_work(tmp_path: Path) -> None:
    """
    *NO TITLE CAPTURED*.
    [Anonymous], 2001, *NO TITLE CAPTURED*.
    Roe A, *NO TITLE CAPTURED*.
    Roe A, 2004, [No title available], DOI 10.5555/abc.
    Poe B, 2001, HARBOR MED, V3, P4
    """
    cited = "\n".join(
        line.strip() for line in (test_a_placeholder_is_no_work.__doc__ or "").strip().split("\n")
    )
    for key in "ab":
        text = f"@article{{{key}, title={{Tides of {key}}}, author={{Noe, {key}}}, year=2020, cited-references={{{cited}}}}}"
        (tmp_path / f"{key}.bib").write_text(text, encoding="utf-8")
    links = lr.link(lr.dedupe(lr.read(tmp_path)).sources)
    assert sorted(work.references[0].text for work in links.not_held) == [
        "Poe B, 2001, HARBOR MED, V3, P4",
        "Roe A, 2004, [No title available], DOI 10.5555/abc",
    ]
