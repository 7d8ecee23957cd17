"""The type of a source. The entries are facts about real works, cut to the fields that matter, or made up and plain."""

import pytest

from litreview.core.model import Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook
from litreview.works.kinds import source_type

CASES = [
    ("article", {"journal": "Criminology and Public Policy"}, "journal-article"),
    ("article", {"journal": "Penn State Law Review"}, "law-review"),
    ("article", {"journal": "Am. U. J. Gender Soc. Pol'y & L."}, "law-review"),
    ("article", {"journal": "Harvard Journal on Legislation"}, "law-review"),
    ("article", {"journal": "Law and Human Behavior"}, "journal-article"),
    ("article", {"journal": "The New York Times"}, "news"),
    ("article", {}, "journal-article"),
    ("book", {"publisher": "Cambridge University Press"}, "book"),
    ("incollection", {"booktitle": "Human Trafficking Is a Public Health Issue"}, "chapter"),
    ("inproceedings", {"booktitle": "Proceedings of a meeting"}, "conference-paper"),
    ("phdthesis", {"school": "University of Florida"}, "thesis"),
    (
        "techreport",
        {"institution": "National Institute of Justice", "number": "NCJ 238795"},
        "government-report",
    ),
    ("techreport", {"institution": "US Government Accountability Office"}, "government-report"),
    *(
        ("techreport", {"institution": name}, "government-report")
        for name in (
            "U.S. Dept of State",
            "U. S. Dept. of State",
            "U.S. Dep't of State",
            "US State Department",
            "Dep’t of Just.",
            "Off. for Victims of Crime",
            "U.S. Gov't Accountability Off.",
            "DOJ",
        )
    ),
    *(
        ("techreport", {"institution": name}, "ngo-report")
        for name in ("Office Depot Fund", "Ministries of a Made-up Hope")
    ),
    ("techreport", {"institution": "Urban Institute"}, "ngo-report"),
    ("techreport", {"institution": "National Bureau of Economic Research"}, "ngo-report"),
    ("techreport", {"url": "https://www.ojp.gov/x"}, "government-report"),
    ("misc", {"title": "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"}, "case"),
    ("misc", {"title": "An Act, Pub. L. No. 109-164, 119 Stat. 3558"}, "statute"),
    (
        "misc",
        {
            "title": "Data (ICPSR 37497)",
            "howpublished": "Inter-university Consortium for Political and Social Research",
        },
        "dataset",
    ),
    ("misc", {"title": "Sheriff announces arrests", "howpublished": "Press release"}, "press-release"),
    ("misc", {"title": "Arrests", "url": "https://www.justice.gov/usao-sdny/pr/arrests"}, "press-release"),
    (
        "misc",
        {"title": "A talk", "howpublished": "Society for Prevention Research 24th Annual Meeting"},
        "conference-paper",
    ),
    ("misc", {"title": "Response to a public records request"}, "records-response"),
    ("techreport", {"institution": "Foreign, Commonwealth and Development Office"}, "government-report"),
    ("techreport", {"institution": "Home Office"}, "government-report"),
    ("techreport", {"institution": "Office Workers' Union"}, "ngo-report"),
    ("article", {"journal": "Journal of Gender, Race and Justice"}, "law-review"),
    ("article", {"journal": "Journal of Social Work"}, "journal-article"),
    ("misc", {"title": "A reporting system", "url": "https://bjs.ojp.gov/data-collections/x"}, "dataset"),
    ("article", {"journal": "The Made-Up Ledger", "entrysubtype": "newspaper"}, "news"),
    ("article", {"journal": "The Made-Up Journal of Law", "entrysubtype": "magazine"}, "news"),
    ("article", {"journal": "The Made-Up Ledger", "entrysubtype": "news and views"}, "journal-article"),
    ("interview", {}, "interview"),
    ("misc", {}, "other"),
]


@pytest.mark.parametrize(("type_", "fields", "expected"), CASES)
def test_source_type(type_, fields, expected):
    record = Record(key="A", type=type_, id=RecordId("a:A"), where=Where(file="a"))
    made = Source(key="A", type=type_, fields=fields, records=(record,))
    code, spans = source_type(made)
    assert expected == code
    assert spans
    assert all(s.text == made.get(s.field)[s.start : s.end] for s in spans)


def test_every_type_the_rules_give_is_in_the_codebook():
    assert {expected for _, _, expected in CASES} <= {code.id for code in load_codebook().group("type")}
