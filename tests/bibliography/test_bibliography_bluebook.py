"""Bluebook citations against those that libraries, journals and courts have published of the same works (published.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import litreview as lr
from litreview.bibliography import cite
from litreview.bibliography.bluebook.abbreviations import abbreviate_journal
from litreview.model import Decision

HERE = Path(__file__).parent
with (HERE / "published.csv").open(encoding="utf-8", newline="") as _stream:
    PUBLISHED = list(csv.DictReader(_stream))


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    review = lr.open_review(HERE.parents[1] / "examples" / "over-policing")
    return {e.source.key: e.text for e in cite(review.sources, "bluebook", review.tags).entries}


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["key"])
def test_a_citation_is_the_published_one(printed: dict[str, str], row: dict[str, str]) -> None:
    wanted = row["citation"]
    if row["differs"].startswith("Note,"):
        wanted = wanted.replace("Note, ", "", 1)
    straight = str.maketrans("’‘“”", "''\"\"")
    assert printed[row["key"]].translate(straight) == wanted + "."


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Fordham Law Review", "Fordham L. Rev."),
        ("University of Pennsylvania Law Review", "U. Pa. L. Rev."),
        ("Michigan Journal of International Law", "Mich. J. Int'l L."),
        ("Georgetown Law Journal", "Geo. L.J."),
        ("New York University Law Review", "N.Y.U. L. Rev."),
        ("Boston University Law Review", "B.U. L. Rev."),
        ("Journal of Law and Economics", "J.L. & Econ."),
        ("Journal of Criminal Law and Criminology", "J. Crim. L. & Criminology"),
        ("Case Western Reserve Journal of International Law", "Case W. Rsrv. J. Int'l L."),
        ("West Virginia Law Review", "W. Va. L. Rev."),
        ("Saint Louis University Law Journal", "St. Louis U. L.J."),
        (
            "William and Mary Journal of Race, Gender, and Social Justice",
            "Wm. & Mary J. Race Gender & Soc. Just.",
        ),
        ("Cardozo Arts and Entertainment Law Journal", "Cardozo Arts & Ent. L.J."),
        ("Law and Society Review", "Law & Soc'y Rev."),
        ("Nature", "Nature"),
    ],
)
def test_journals_are_abbreviated_as_they_cite_themselves(name: str, short: str) -> None:
    assert abbreviate_journal(name) == short


def test_a_page_that_a_judgement_rests_on_is_the_pinpoint() -> None:
    """Decisions made up: `where` of a page points at it, a quote does not."""
    review = lr.open_review(HERE.parents[1] / "examples" / "over-policing")
    sources = [
        s for s in review.sources if s.key in {"Srikantiah2007Perfect", "Ditmore2009Use", "Jungers2013"}
    ]

    def decision(key: str, where: str) -> Decision:
        return Decision(
            when="2026-01-01T00:00:00Z", by="a", verb="tag", key=key, value="protect", where=where
        )

    judged = [
        decision("Srikantiah2007Perfect", "p. 187"),
        decision("Srikantiah2007Perfect", "pp. 160-162"),
        decision("Srikantiah2007Perfect", "title"),
        decision("Ditmore2009Use", "p. 8"),
        decision("Jungers2013", "at 1070"),
    ]
    printed = {e.source.key: e.text for e in cite(sources, "bluebook", (), judged).entries}
    assert "87 B.U. L. Rev. 157, 160–162, 187 (2007)" in printed["Srikantiah2007Perfect"]
    assert "The Use of Raids to Fight Trafficking in Persons 8 (2009)" in printed["Ditmore2009Use"]
    assert "702 F.3d 1066, 1070 (8th Cir. 2013)" in printed["Jungers2013"]
