"""What registries say was retracted or corrected, as notices. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Doi, Record, RecordId, Where
from litreview.stages.evidence.finding_checks import registry_notices

ID = RecordId("registry:K")


def notices(*, doi: str = "", home: str = "", **fields: str) -> list[tuple[str, str, str, str, str, str]]:
    """Return nature, date, DOI, PubMed number, DOI of the notice and source of each notice of a record."""
    fields = {name.replace("_", "-"): value for name, value in fields.items()}
    record = Record(key="K", type="article", fields=fields, id=ID, where=Where(file="r"), doi=Doi(doi))
    return [
        (one.nature, one.date, one.doi, one.pmid, one.notice_doi, one.source)
        for one in registry_notices([record], {ID: home} if home else {})
    ]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"retracted": "retraction"}, []),  # of what work is not known
        ({"retracted": "retraction", "doi": "10.1000/a"}, [("Retraction", "", "10.1000/a", "", "", "")]),
        ({"retracted": "retraction", "pmid": "12"}, [("Retraction", "", "", "12", "", "")]),
        ({"retracted": "retraction", "home": "Roe"}, [("Retraction", "", "", "", "", "Roe")]),
        ({"title": "RETRACTED: Raids", "doi": "10.1000/a"}, [("Retraction", "", "10.1000/a", "", "", "")]),
        ({"title": "RETRACTED: Raids", "retracted": "withdrawal", "doi": "10.1000/a"}, [("Retraction", "", "10.1000/a", "", "", "")]),
        ({"corrected": "erratum, 2020-01-02, 10.1000/n", "doi": "10.1000/a"}, [("Correction", "2020-01-02", "10.1000/a", "", "10.1000/n", "")]),
        ({"corrected": "something", "doi": "10.1000/a"}, [("Correction", "", "10.1000/a", "", "", "")]),
        ({"corrected": "erratum; reinstatement, 2021", "doi": "10.1000/a"}, [("Correction", "", "10.1000/a", "", "", ""), ("Reinstatement", "2021", "10.1000/a", "", "", "")]),
        ({"updated": "new version", "doi": "10.1000/a"}, []),
        ({"updated": "clarification", "doi": "10.1000/a"}, [("Correction", "", "10.1000/a", "", "", "")]),
        # a notice is on another work than itself
        ({"notice_on": "retraction, 10.1000/b", "doi": "10.1000/n", "pmid": "12", "home": "Roe"}, [("Retraction", "", "10.1000/b", "", "10.1000/n", "")]),
        ({"notice_on": "retraction", "doi": "10.1000/n", "home": "Roe"}, []),
        ({"notice_on": "reply, 10.1000/b", "doi": "10.1000/n"}, []),
        # as PubMed's exports cite notices; the word in the journal's name is not their nature
        ({"retraction_in": "Corrections Today. 2010 Feb 6;3(9):44. PMID: 8", "pmid": "7"}, [("Retraction", "", "", "7", "", "")]),
        ({"expression_of_concern_in": "Lancet. 2010;3:4. PMID: 8", "pmid": "7"}, [("Expression of concern", "", "", "7", "", "")]),
        ({"erratum_in": "Lancet. 2010;3:4", "pmid": "7"}, [("Correction", "", "", "7", "", "")]),
        ({"retraction_of": "Lancet. 1998 Feb 28;351(9103):637-41. PMID: 7", "pmid": "8"}, [("Retraction", "", "", "7", "", "")]),
        ({"type": "Journal Article; Retracted Publication", "pmid": "7"}, [("Retraction", "", "", "7", "", "")]),
        ({"type": "Retraction of Publication", "pmid": "8"}, []),
    ],
)  # fmt: skip
def test_the_notices_of_a_record(
    given: dict[str, str], found: list[tuple[str, str, str, str, str, str]]
) -> None:
    assert found == notices(**given)
