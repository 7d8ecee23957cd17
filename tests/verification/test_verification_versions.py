"""An entry is confirmed if one registered version bears all that it states: facts of several versions, or of none, confirm nothing."""

import json
from datetime import date

import pytest

from litreview.core.model import Source
from litreview.formats import read_text
from litreview.review import verify_sources
from litreview.review.verify_sources import verify
from litreview.stages.verification import RegistryReply

TODAY = date(2026, 11, 26)
PEOPLE = [{"family": "Quillfeather", "given": "Mira"}, {"family": "Ostrander", "given": "Tobias"}]
TITLE = "Harbor inspectors and the quiet quay of a made-up town"
# one made-up work in four versions
PUBLISHED = {
    "id": "a", "type": "article-journal", "title": TITLE, "author": PEOPLE, "issued": {"date-parts": [[2019]]}, "container-title": "Journal of Invented Harbors",
    "volume": "12", "page": "101-129", "DOI": "10.5555/harbor.1",
}  # fmt: skip
PREPRINT = {
    "id": "b", "type": "article", "title": TITLE, "author": PEOPLE, "issued": {"date-parts": [[2017]]}, "container-title": "arXiv (Cornell University)",
    "DOI": "10.48550/arXiv.1706.01234",
}  # fmt: skip
SSRN = {**PREPRINT, "id": "c", "container-title": "SSRN Electronic Journal", "DOI": "10.2139/ssrn.3000001"}
PAPER = {
    **PUBLISHED, "id": "d", "type": "paper-conference", "issued": {"date-parts": [[2018]]}, "container-title": "Proceedings of the Symposium on Invented Quays",
    "volume": "", "page": "7-15", "DOI": "10.5555/quay.7",
}  # fmt: skip
ENTRY = {
    "title": TITLE, "author": "Quillfeather, Mira and Ostrander, Tobias", "journal": "Journal of Invented Harbors", "year": "2019", "volume": "12",
    "pages": "101--129", "doi": "10.5555/harbor.1",
}  # fmt: skip


def judged(changes, *works, registry="crossref"):
    """Return the verdict on the entry with changes, where a registry knows some DOIs and has these works under the title."""
    fields = ENTRY | changes
    body = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items() if value)
    (record,) = read_text(f"@article{{k, {body}}}").records
    shared = ("key", "type", "fields", "authors", "editors", "year", "doi")
    source = Source(records=(record,), **{name: getattr(record, name) for name in shared})
    replies = []
    if fields["doi"]:
        found = [work for work in works if work["DOI"].lower() == fields["doi"].lower()]
        replies.append(reply("doi", fields["doi"], found, registry))
    replies.append(reply("title", fields["title"], works, registry))
    (one,) = verify([source], replies, today=TODAY)
    return one


def reply(by, value, works, registry):
    records = tuple(read_text(json.dumps([work]), "a.json").records[0] for work in works)
    return RegistryReply(source="k", registry=registry, by=by, value=value, works=records)


EACH = [(), (PREPRINT,), (SSRN,), (PAPER,), (PREPRINT, PAPER), (SSRN, PREPRINT, PAPER)]


@pytest.mark.parametrize("beside", EACH)
@pytest.mark.parametrize(
    "changes",
    [
        {}, {"doi": ""}, {"volume": "", "pages": ""}, {"author": "M. Quillfeather and T. Ostrander"}, {"author": "Quillfeather, Mira and others"},
        {"journal": "J. Invented Harbors"}, {"pages": "101"}, {"year": ""}, {"eprint": "1706.01234", "archiveprefix": "arXiv"},
        {"title": TITLE.upper()}, {"title": TITLE.replace(" the ", " The ")},
    ],
)  # fmt: skip
def test_what_one_version_bears_is_confirmed_whatever_is_beside_it(changes, beside):
    assert "confirmed" == judged(changes, *beside, PUBLISHED).verdict


@pytest.mark.parametrize("beside", EACH)
@pytest.mark.parametrize(
    "changes",
    [
        {"year": "2018"}, {"year": "2017"}, {"year": "2014"}, {"journal": "Annals of Fictional Transit"}, {"volume": "13"}, {"pages": "201--229"}, {"pages": "101--139"},
        {"doi": "10.5555/none.1"}, {"doi": "10.48550/arXiv.1706.01234"}, {"doi": "10.2139/ssrn.3000001"}, {"author": "Quillfeather, Mira"},
        {"author": "Ostrander, Tobias and Quillfeather, Mira"}, {"author": "Quillfeather, Mira and Vantongeren, Ileana"}, {"author": "Quillfeather, Oswin and Ostrander, Tobias"},
        {"author": "Quillfeather, Mira and Ostrander, Tobias and Pell, Oswin"}, {"title": f"{TITLE}: a second look at what is not there"},
        {"eprint": "1706.99999", "archiveprefix": "arXiv", "doi": "10.48550/arXiv.1706.01234"},
    ],
)  # fmt: skip
def test_one_altered_fact_is_enough_not_to_be_confirmed(changes, beside):
    for doi in {"", ENTRY["doi"]} if "doi" not in changes else {changes["doi"]}:
        one = judged({"doi": doi} | changes, *beside, PUBLISHED)
        assert one.verdict in {"partly", "differs", "unknown-identifier", "contradictory"}, one


@pytest.mark.parametrize("version", [PREPRINT, SSRN])
def test_a_preprint_alone_does_not_confirm_what_it_does_not_say(version):
    one = judged({"doi": ""}, version)
    assert ("partly", "no registered version has the same year, journal or book, volume, pages") == (
        one.verdict,
        one.why,
    )


def test_facts_of_two_versions_are_named_with_their_versions():
    one = judged({"year": "2017"}, PUBLISHED, PREPRINT)
    assert "partly" == one.verdict
    assert (
        "journal or book, volume, pages, DOI as in 10.5555/harbor.1; year as in arXiv 1706.01234; no one version has both"
        == one.why
    )


def test_a_number_that_its_registry_does_not_know_is_said_beside_the_work_under_the_title():
    one = judged({"doi": "10.5555/none.1"}, PREPRINT, PUBLISHED)
    assert "unknown-identifier" == one.verdict
    assert "crossref does not know the DOI 10.5555/none.1; it has the work as 10.5555/harbor.1" == one.why


def test_a_number_that_another_agency_gave_out_is_not_called_unknown():
    one = judged(
        {"doi": "10.48550/arXiv.1706.01234", "journal": "", "volume": "", "pages": "", "year": "2017"}
    )
    assert "unknown-identifier" != one.verdict


def test_a_preprint_is_confirmed_as_preprint():
    as_preprint = {"journal": "arXiv preprint arXiv:1706.01234", "year": "2017", "volume": "", "pages": ""}
    for doi in ("", "10.48550/arXiv.1706.01234", "10.48550/arXiv.1706.01234v2"):
        assert "confirmed" == judged(as_preprint | {"doi": doi}, PUBLISHED, PREPRINT, registry="s2").verdict


@pytest.mark.parametrize("year", ["2018", "2019"])
def test_online_and_print_years_are_both_the_works(year):
    work = {
        "DOI": "10.5555/harbor.1", "type": "journal-article", "title": [TITLE], "author": PEOPLE, "container-title": ["Journal of Invented Harbors"], "volume": "12",
        "page": "101-129", "issued": {"date-parts": [[2018, 11]]}, "published-print": {"date-parts": [[2019, 1]]},
    }  # fmt: skip
    record = verify_sources._with_years(verify_sources.record_of(work, "crossref.json"), work)
    assert "2018 2019" == record.get("registered-years")
    (held,) = read_text(
        f"@article{{k, title = {{{TITLE}}}, author = {{{ENTRY['author']}}}, year = {year}}}"
    ).records
    shared = ("key", "type", "fields", "authors", "editors", "year", "doi")
    source = Source(records=(held,), **{name: getattr(held, name) for name in shared})
    answer = RegistryReply(source="k", registry="crossref", by="title", value=TITLE, works=(record,))
    assert "confirmed" == verify([source], [answer], today=TODAY)[0].verdict
