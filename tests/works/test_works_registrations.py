"""Registrations of trials: which records are one, and by which number. The records are made up in the forms of databases."""

import pytest

from litreview.core.model import Work
from litreview.formats import read_text
from litreview.stages.duplicates import dedupe
from litreview.works.kinds import kind_of
from litreview.works.registrations import registration_number


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"journal": "https://clinicaltrials.gov/show/NCT02211111"}, "nct02211111"),
        ({"url": "https://clinicaltrials.gov/ct2/show/NCT02211111?term=x"}, "nct02211111"),
        ({"url": "https://www.isrctn.com/ISRCTN12345678"}, "isrctn12345678"),
        (
            {"journal": "https://trialsearch.who.int/Trial2.aspx?TrialID=ACTRN12614000000000"},
            "actrn12614000000000",
        ),
        ({"url": "https://www.clinicaltrialsregister.eu/ctr-search/trial/2014-000001-22/GB"}, ""),
        (
            {"journal": "https://trialsearch.who.int/Trial2.aspx?TrialID=EUCTR2014-000001-22-GB"},
            "2014-000001-22",
        ),
        ({"accession": "NCT02211111"}, "nct02211111"),
        ({"journal": "ClinicalTrials.gov", "number": "NCT02211111"}, "nct02211111"),
        ({"journal": "NCT02211111", "url": "https://clinicaltrials.gov/study/NCT02211111"}, "nct02211111"),
        ({"journal": "NCT02211111"}, ""),
        ({"abstract": "Registered as NCT02211111"}, ""),
        ({"note": "ClinicalTrials.gov NCT02211111"}, ""),
        ({"journal": "Harbor Medicine", "url": "https://clinicaltrials.gov/study/NCT02211111"}, ""),
        ({"journal": "Harbor Medicine", "volume": "3", "number": "NCT02211111"}, ""),
        ({"url": "https://clinicaltrials.gov/about"}, ""),
    ],
)
def test_a_registration_stands_in_a_register_and_has_a_number(fields, number):
    work = Work(key="a", type="article", fields={"title": "Tides", **fields})
    assert registration_number(work) == number
    assert (kind_of(work) == "registration") == bool(number)


RECORDS = """
TY  - JOUR
AU  - Nct
TI  - Text messages and attendance at a made-up clinic
PY  - 2014
JO  - https://clinicaltrials.gov/show/NCT02211111
DO  - 10.1002/central/CN-01518700
ER  -

TY  - JOUR
AU  - University of Somewhere
TI  - Text messages and attendance at a made-up clinic
PY  - 2015
UR  - https://clinicaltrials.gov/ct2/show/NCT02211111
ER  -

TY  - UNPB
TI  - Text messages and attendance at a made-up clinic
UR  - https://www.clinicaltrials.gov/study/NCT02211111
PY  - 2016
ER  -

TY  - JOUR
AU  - Nct
TI  - Text messages and attendance at a made-up clinic
PY  - 2014
JO  - https://clinicaltrials.gov/show/NCT02299999
DO  - 10.1002/central/CN-01518701
ER  -

TY  - JOUR
AU  - Smith, A.
TI  - Text messages and attendance at a made-up clinic
PY  - 2017
JO  - Made-up Journal of Medicine
VL  - 3
SP  - 10
ER  -
"""


def test_one_number_is_one_registration_and_its_article_stays_apart():
    found = dedupe(read_text(RECORDS, "central.ris"))
    assert [len(source.records) for source in found.sources] == [3, 1, 1]
    assert found.queue == ()
    assert [kind_of(source) for source in found.sources] == [
        "registration",
        "registration",
        "journal-article",
    ]


def test_the_number_of_a_record_in_central_is_no_doi_of_the_work():
    article = "TY  - JOUR\nAU  - Smith, A.\nTI  - Tides and the work of harbors\nPY  - 2014\nJO  - Harbor Medicine\nVL  - 3\nSP  - 10\nEP  - 19\nDO  - {}\nER  -\n\n"
    records = read_text(
        article.format("10.5555/h.1") + article.format("10.1002/central/CN-00700000/full"), "two.ris"
    )
    found = dedupe(records)
    assert len(found.sources) == 1
    assert found.sources[0].doi == "10.5555/h.1"
    assert [one.code for one in found.problems if one.code == "LR103"] == []
