"""What kind of work a source is, which stream it belongs to, and how what is confidential is called."""

from __future__ import annotations

import pytest

from litreview.core.model import Tag, Work
from litreview.works import entry_types, rows
from litreview.works.kinds import (
    KINDS,
    answers_request,
    has_public_details,
    interview_label,
    is_released,
    is_request,
    kind_of,
    source_type,
    stream,
    thesis_degree,
)
from litreview.works.missing_values import has_references


def work(type_="misc", key="a", **fields):
    known = {name: fields.pop(name) for name in ("year", "confidential", "unnamed") if name in fields}
    return Work(key=key, type=type_, fields=fields, **known)


@pytest.mark.parametrize(
    ("type_", "fields", "kind"),
    [
        # cases
        ("misc", {"court": "9th Cir."}, "case"),
        ("article", {"court": "9th Cir."}, "case"),
        ("misc", {"title": "Roe v. Wade"}, "case"),
        ("misc", {"title": "In re Doe"}, "case"),
        ("misc", {"title": "Doe v. Roe: a play"}, "case"),
        ("book", {"title": "Roe v. Wade"}, "book"),
        ("article", {"title": "Roe v. Wade", "journal": "Nature"}, "journal-article"),
        ("misc", {"author": "United States v. Doe"}, "case"),
        ("misc", {"author": "State of New York v. Doe"}, "case"),
        ("article", {"journal": "F.3d"}, "case"),
        ("article", {"journal": "F. Supp. 2d"}, "case"),
        ("techreport", {"title": "Doe v. Roe, 702 F.3d 1066"}, "case"),
        # laws
        ("misc", {"title": "Pub. L. 106-386"}, "statute"),
        ("book", {"title": "18 U.S.C. 1591"}, "statute"),
        ("misc", {"number": "H.R. 1865"}, "statute"),
        ("misc", {"title": "Made Up Act of 2000"}, "statute"),
        ("misc", {"note": "66 Fed. Reg. 38514"}, "statute"),
        ("misc", {"title": "Executive Order 13,257"}, "statute"),
        ("misc", {"title": "California Penal Code 236.1"}, "statute"),
        ("article", {"title": "Pub. L. 106-386", "journal": "Nature"}, "journal-article"),
        # records, theses, data
        ("misc", {"title": "FOIA release of harbors"}, "records-response"),
        ("misc", {"note": "Response to a public records request"}, "records-response"),
        ("misc", {"note": "Doctoral thesis"}, "thesis"),
        ("book", {"note": "Ph.D. thesis"}, "thesis"),
        ("report", {"type": "Master's thesis"}, "thesis"),
        ("article", {"note": "Doctoral thesis", "journal": "Nature"}, "journal-article"),
        ("misc", {"title": "A data set of harbors"}, "dataset"),
        ("misc", {"doi": "10.3886/ICPSR37497"}, "dataset"),
        ("misc", {"url": "https://example.org/data-sets/1"}, "dataset"),
        # press and news
        ("misc", {"howpublished": "Press release"}, "press-release"),
        ("article", {"url": "https://www.justice.gov/opa/pr/x"}, "press-release"),
        ("misc", {"url": "https://example.org/news/releases/1"}, "press-release"),
        ("misc", {"howpublished": "The Guardian"}, "news"),
        ("misc", {"url": "https://www.nytimes.com/x"}, "news"),
        ("misc", {"howpublished": "Harbor Magazine"}, "news"),
        ("article", {"journal": "Harbor Magazine"}, "journal-article"),
        ("article", {"journal": "Boston Herald"}, "news"),
        ("misc", {"entrysubtype": "newspaper"}, "news"),
        ("book", {"entrysubtype": "newspaper"}, "book"),
        # journals
        ("article", {"journal": "Yale Law Journal"}, "law-review"),
        ("article", {"journal": "Law and Society Review"}, "journal-article"),
        ("article", {"journal": "Law & Human Behavior"}, "journal-article"),
        ("misc", {"journal": "Nature"}, "journal-article"),
        ("unpublished", {"journal": "Nature"}, "other"),
        ("misc", {"howpublished": "Yale Law Journal"}, "law-review"),
        ("misc", {"booktitle": "Annual Meeting of Tides"}, "conference-paper"),
        ("misc", {"note": "presented at a workshop"}, "conference-paper"),
        # reports
        ("techreport", {"number": "GAO-07-1034"}, "government-report"),
        ("misc", {"number": "R41878"}, "government-report"),
        ("techreport", {"number": "7"}, "ngo-report"),
        ("techreport", {"institution": "Department of Labor"}, "government-report"),
        ("techreport", {"institution": "Department of Law, University of Leeds"}, "ngo-report"),
        ("techreport", {"author": "Bureau of Justice Statistics"}, "government-report"),
        ("techreport", {"institution": "Polaris", "author": "Bureau of Justice Statistics"}, "ngo-report"),
        ("misc", {"url": "https://www.ojp.gov/a"}, "government-report"),
        ("misc", {"url": "https://www.unodc.org/a"}, "government-report"),
        ("misc", {"url": "https://www.gov.example.com/a"}, "other"),
        ("misc", {"organization": "Polaris Project"}, "ngo-report"),
        ("misc", {"url": "https://www.polarisproject.org/a"}, "ngo-report"),
        ("misc", {"url": "https://www.example.com/a"}, "other"),
        # types that say enough
        ("phdthesis", {"title": "Roe v. Wade"}, "thesis"),
        ("incollection", {"court": "9th Cir."}, "chapter"),
        ("jurisdiction", {}, "case"),
        ("PhdThesis", {}, "thesis"),
        ("nosuchtype", {"title": "Roe v. Wade"}, "other"),
        ("misc", {}, "other"),
        ("", {}, "other"),
    ],
)  # fmt: skip
def test_the_kind_of_a_work(type_, fields, kind):
    one = work(type_, **fields)
    code, spans = source_type(one)
    assert kind == code == kind_of(one)
    for span in spans:
        shown = type_ if span.field == "entrytype" else fields[span.field]
        assert span.text
        assert span.text == shown[span.start : span.end]


@pytest.mark.parametrize(
    ("one", "kind", "field"),
    [
        (work(key="I07"), "interview", "citekey"),
        (work(key="PR03"), "records-response", "citekey"),
        (work(key="PR03-2"), "records-response", "citekey"),
        (work(key="port", entrysubtype="Records  Request"), "records-response", "entrysubtype"),
        # of what is sealed only its type is looked at
        (work(title="Roe v. Wade", confidential=True), "other", "entrytype"),
        (work("report", institution="GAO", confidential=True), "ngo-report", "entrytype"),
    ],
)
def test_what_is_confidential_is_known_by_its_code_or_type(one, kind, field):
    code, (span,) = source_type(one)
    assert (kind, field) == (code, span.field)
    assert span.text == {"citekey": one.key, "entrytype": one.type}.get(field, one.get(field))
    assert (0, len(span.text)) == (span.start, span.end)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ([], "thesis"),
        ([("book", "human")], "book"),
        ([("book", "rule")], "thesis"),
        ([("protect", "human")], "thesis"),
        ([("protect", "human"), ("news", "human"), ("book", "human")], "news"),
    ],
)
def test_a_person_has_the_last_word_on_the_kind(tags, kind):
    made = [Tag(source="a", code=code, method=method) for code, method in tags]
    assert kind == kind_of(work("phdthesis"), made)


def test_every_type_of_entry_has_a_kind_of_the_bibliography():
    kinds, forms = entry_types()
    assert set(kinds.values()) <= set(KINDS)
    assert all(type_ == type_.lower() for type_ in (*kinds, *forms))
    assert "" not in (*kinds.values(), *forms.values())


def test_a_table_is_read_without_its_head():
    assert all(not row[0].startswith("#") and len(row) == 3 for row in rows("entry-types.csv"))


@pytest.mark.parametrize(
    ("one", "request_", "answers", "released"),
    [
        (work(key="PR03"), True, "", False),
        (work(key="PR03", entrysubtype="book"), True, "", False),
        (work(key="port", entrysubtype="records request"), True, "", False),
        (work(key="port", entrysubtype="Records\n Request"), True, "", False),
        (work(key="port", entrysubtype="records requests"), False, "", False),
        (work(key="I07", entrysubtype="records request"), False, "", False),
        (work(key="port"), False, "", False),
        (work(key="PR03-2"), False, "PR03", True),
        (work(key="PR03-2", confidential=True), False, "PR03", False),
        (work(key="PR03-2", confidential=True, released="True"), False, "PR03", True),
        (work(key="PR03-2", confidential=True, released="no"), False, "PR03", False),
        (work(key="port", released="true"), False, "", False),
    ],
)
def test_requests_and_what_answers_them(one, request_, answers, released):
    assert (request_, answers, released) == (is_request(one), answers_request(one), is_released(one))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (work(key="I07"), "interview"),
        (work("interview"), "interview"),
        (work(key="PR03"), "records"),
        (work(key="PR03-2", confidential=True), "records"),
        (work("article"), "literature"),
        (work("misc"), "literature"),
        (work("misc", confidential=True), "other"),
        (work("Unpublished", confidential=True), "other"),
        (work("article", confidential=True), "literature"),
    ],
)
def test_the_stream_of_a_work(one, expected):
    assert expected == stream(one)


@pytest.mark.parametrize(
    ("one", "expected", "sealed"),
    [
        (work(key="I07"), "Interview I07", False),
        (work(key="I07", confidential=True), "Interview I07", False),
        (work(key="I07", year=2020), "Interview I07 (2020)", False),
        (work(key="I07", role="prosecutor", year=2020), "Interview I07, with a prosecutor (2020)", False),
        (work(key="I07", role="Officer"), "Interview I07, with an Officer", False),
        (work(key="I07", role="advocate", role_group="services", confidential=True), "Interview I07, with an advocate", True),
        (work(key="I07", role_group="services"), "Interview I07, services", False),
        (work(key="I07", unnamed=True), "Interview", False),
        (work(key="I07", unnamed=True, confidential=True), "Interview", True),
        (work(key="PR03", agency="Made-up Sheriff"), "Request PR03, to Made-up Sheriff", False),
        (work(key="PR03", agency="Made-up Sheriff", confidential=True), "Request PR03, to Made-up Sheriff", True),
        (work(key="PR03", confidential=True), "Request PR03", False),
        (work(key="PR03-2", title="Logs", year=2020), "PR03-2, Logs (2020)", False),
        (work(key="PR03-2", title="Logs", year=2020, confidential=True), "PR03-2, a document given out on request PR03 (2020), sealed", True),
        (work(key="PR03-2", title="Logs", confidential=True, released="true"), "PR03-2, Logs", True),
    ],
)  # fmt: skip
def test_how_what_is_confidential_is_called(one, expected, sealed):
    assert expected == interview_label(one)
    assert sealed is has_public_details(one)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"cites": "W1"}, True),
        ({"citations-to": "W1"}, True),
        ({"cited-references": "DOE J, 1999"}, True),
        ({"cr": "DOE J, 1999"}, True),
        ({"references": "Doe, J."}, True),
        ({"bibliography": "Doe, J."}, True),
        ({"references": ""}, False),
        ({"note": "Doe, J."}, False),
        ({}, False),
    ],
)
def test_whether_a_record_says_what_its_work_cites(fields, expected):
    assert expected is has_references(work(**fields))


@pytest.mark.parametrize(
    ("type_", "fields", "degree"),
    [
        ("mastersthesis", {"type": "phdthesis"}, ("master", "")),
        ("thesis", {"type": "Master's thesis."}, ("master", "Master's thesis")),
        ("thesis", {"type": "x" * 60}, ("", "x" * 60)),
        ("thesis", {"type": "x" * 61}, ("", "")),
        ("phdthesis", {"note": "A sentence on a thesis"}, ("phd", "")),
    ],
)
def test_the_degree_of_a_thesis_is_what_its_record_calls_it(type_, fields, degree):
    assert degree == thesis_degree(work(type_, **fields))
