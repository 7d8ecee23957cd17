"""What exports of databases write otherwise than an article has it: pages, capitals of journals, addresses, archives. Works are made up."""

import pytest

from litreview.core.model import Source
from litreview.stages.bibliography.csl_items import container_of, csl_item, web_address


def work(**fields: str) -> Source:
    return Source(
        key="a", type="article", records=(), fields={"title": "Made-up harbors", "year": "2020"} | fields, year=2020,
        doi=fields.get("doi", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "page", "number"),
    [
        ("210-210", "210", None),
        ("89--89", "89", None),
        ("e012545-e012545", None, "e012545"),
        ("e012545–E012545", None, "e012545"),
        ("12-40", "12-40", None),
        ("1-1, 4", "1-1, 4", None),
    ],
)
def test_a_range_from_a_page_to_itself_is_one_page(pages: str, page: str | None, number: str | None) -> None:
    item = csl_item(work(journal="Journal of Harbors", volume="3", pages=pages))
    assert (page, number) == (item.get("page"), item.get("number"))


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ({"Systematic reviews", "Systematic Reviews", "SYSTEMATIC REVIEWS"}, "Systematic Reviews"),
        ({"BMC biology", "BMC Biology"}, "BMC Biology"),
        ({"Invented Journal Of Searching", "Invented journal of searching"}, "Invented Journal of Searching"),
        ({"Revue historique"}, "Revue historique"),
        ({"Archivio penale"}, "Archivio penale"),
        ({"eLife"}, "eLife"),
    ],
)
def test_one_journal_has_one_name_in_whatever_case_an_export_writes_it(written: set[str], alike: str) -> None:
    assert {alike} == {container_of(work(journal=one)) for one in written}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://search.ebscohost.com/login.aspx?direct=true&db=ccm&AN=147000000", False),
        ("https://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medall&AN=33782057", False),
        ("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85100000000", False),
        ("https://www.webofscience.com/wos/woscc/full-record/WOS:000600000000000", False),
        ("https://ezproxy.example.edu/login?url=https://example.org/a", False),
        ("http://sfx.example.edu/local?id=doi:10.1136", False),
        ("https://example.org/covid.com/a", True),
        ("https://www.example.org/blogin.html", True),
        ("https://www.proquest.com/docview/1", True),
    ],
)
def test_the_login_of_a_database_is_no_address_of_a_work(address: str, *, shown: bool) -> None:
    assert (address if shown else "") == web_address(work(url=address))


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"journal": "bioRxiv"}, False),
        ({"publisher": "bioRxiv"}, False),
        ({"journal": "MedRxiv"}, False),
        ({"journal": "Journal of Harbors", "publisher": "bioRxiv"}, True),
    ],
)
def test_a_preprint_is_cited_by_its_archive(fields: dict[str, str], *, published: bool) -> None:
    item = csl_item(work(doi="10.1101/2021.05.04.442412", **fields))
    archive = (fields.get("journal") or fields["publisher"]).replace("Med", "med")
    expected = ("article-journal", None) if published else ("article", archive)
    assert expected == (item["type"], None if published else item["publisher"])
    assert ("Journal of Harbors" if published else None) == item.get("container-title")
