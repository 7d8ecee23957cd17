"""Bluebook citations against those that libraries, journals and courts have published of the same works (published.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import litreview as lr
from litreview.bibliography import cite
from litreview.bibliography.bluebook.abbreviations import abbreviate_journal

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
