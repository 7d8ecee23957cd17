"""The values that a style takes of a work, on both sides of each condition. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import Doi, Person, Source, Work
from litreview.core.text import parse_names
from litreview.stages.bibliography.capitals import language_tag
from litreview.stages.bibliography.csl_items import ItemRules, csl_item, has_pages, restore, web_address

WATCH = Person(literal="Port Watch")


def source(
    type_: str = "book", author: str = "Roe, Ann", editor: str = "", year: int | None = None, doi: str = "", **fields: str
) -> Source:  # fmt: skip
    return Source(
        key="k", type=type_, fields={"title": "Raids"} | fields, authors=tuple(parse_names(author)),
        editors=tuple(parse_names(editor)), year=year, doi=Doi(doi), records=(),
    )  # fmt: skip


def values(work: Source, expected: dict[str, Any], **more: Any) -> dict[str, Any]:
    item = csl_item(work, **more)
    return {name: item.get(name) for name in expected}


@pytest.mark.parametrize(
    ("fields", "year", "parts"),
    [
        ({"date": "2008-12-31"}, None, [2008, 12, 31]),
        ({"date": "2008-12-32"}, None, [2008, 12]),
        ({"date": "2008-01-01"}, None, [2008, 1, 1]),
        ({"date": "2008-01-00"}, None, [2008, 1]),
        ({"date": "2008-00-10"}, None, [2008]),
        ({"date": "2008-13-10"}, None, [2008]),
        ({"date": "2008-12"}, 2008, [2008, 12]),
        ({"date": "2008-01"}, 2008, [2008, 1]),
        ({"month": "may"}, 2008, [2008]),
        ({"date": "2008", "month": "may"}, 2008, [2008, 5]),
        ({}, 2008, [2008]),
    ],
)
def test_the_day_on_which_a_work_appeared(fields: dict[str, str], year: int | None, parts: list[int]) -> None:
    assert {"date-parts": [parts]} == csl_item(source(year=year, **fields))["issued"]


def test_a_work_without_a_day_has_none_and_a_visit_is_of_an_address() -> None:
    assert {"issued", "accessed"}.isdisjoint(csl_item(source(urldate="2020-02-03")))
    seen = csl_item(source("online", url="https://a.example/", urldate="2020-02-03"))
    assert {"date-parts": [[2020, 2, 3]]} == seen["accessed"]
    assert "issued" not in seen


@pytest.mark.parametrize(
    ("pages", "has"),
    [
        ("12-19", True), ("12", True), ("e45", True), ("", False), ("30 pages", False), ("30 pp.", False), ("1 page", False), ("30 p", False),
        ("30", True), ("pp. 30", True), ("30 pages of notes", True),
    ],
)  # fmt: skip
def test_a_count_of_pages_is_no_page(pages: str, has: bool) -> None:
    assert has is has_pages(Work(key="k", type="article", fields={"pages": pages}))


@pytest.mark.parametrize(
    ("pages", "shown"),
    [
        ("12--19", "12-19"),
        ("12 --- 19", "12-19"),
        (" 12 – 19 ", "12-19"),
        ("12‑19, 24—26", "12-19, 24-26"),
        ("30 pages", None),
    ],
)
def test_a_range_of_pages_has_one_hyphen(pages: str, shown: str | None) -> None:
    article = source("article", journal="Tides", pages=pages, eid="e7")
    assert {"page": shown, "number": None} == values(article, {"page": 0, "number": 0})


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"url": "https://a.example/x", "howpublished": "https://b.example/"}, "https://a.example/x"),
        ({"url": "see below", "howpublished": "https://b.example/"}, "https://b.example/"),
        ({"howpublished": "\\url{https://b.example/}"}, "https://b.example/"),
        ({"link": " HTTP://C.example/ "}, "HTTP://C.example/"),
        ({"url": "ftp://a.example/x"}, "ftp://a.example/x"),
        ({"url": "javascript:alert(1)"}, ""),
        ({"url": "https://a.example/x y"}, ""),
        ({"url": "at https://a.example/"}, ""),
        ({}, ""),
    ],
)
def test_the_address_that_a_reader_can_follow(fields: dict[str, str], address: str) -> None:
    assert address == web_address(Work(key="k", type="misc", fields=fields))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        # one fact, several fields: the first that says it
        (source("article", journaltitle="A", journal="B", booktitle="C"), {"container-title": "A"}),
        (source("article", journal="B", booktitle="C"), {"container-title": "B"}),
        (source("incollection", booktitle="C", maintitle="D"), {"container-title": "D: C"}),
        (source("incollection", maintitle="D"), {"container-title": "D"}),
        (source("book", publisher="P", institution="I", organization="O", school="S"), {"publisher": "P"}),
        (source("book", institution="I", organization="O", school="S"), {"publisher": "I"}),
        (source("book", organization="O", school="S"), {"publisher": "O"}),
        (source("book", school="S"), {"publisher": "S"}),
        (source("article", journal="J", number="4", issue="5"), {"issue": "4"}),
        (source("article", journal="J", issue="5"), {"issue": "5"}),
        (source("article", journal="J", number="4 -- 5"), {"issue": "4–5"}),
        (source("article", journal="J", number="A-5"), {"issue": "A-5"}),
        (source("article", journal="J", eid="e1"), {"number": "e1"}),
        (source("article", journal="J", eid="e1", pages="3"), {"number": None, "page": "3"}),
        (source("book", langid="german", language="english"), {"language": "de"}),
        (source("book", language="en_US"), {"language": "en-US"}),
        (source("book", doi="10.1000/a", url="https://a.example/"), {"DOI": "10.1000/a", "URL": None}),
        (source("book", url="https://a.example/"), {"DOI": None, "URL": "https://a.example/"}),
        # articles
        (source("article", journal="J", publisher="P", address="Here"),
         {"type": "article-journal", "publisher": None, "publisher-place": None}),
        (source("article", number="12", address="Here"), {"type": "report", "number": "12", "issue": None, "publisher-place": None}),
        (source("article", number="12", volume="3", address="Here"), {"type": "document", "number": None, "publisher-place": None}),
        (source("article", address="Here"), {"type": "document", "publisher-place": None}),
        (source("newspaper", journal="The Nation"), {"type": "article-magazine"}),
        (source("newspaper", howpublished="Newsweek"), {"type": "article-magazine", "container-title": "Newsweek"}),
        (source("newspaper", journal="Port Notation"), {"type": "article-newspaper"}),
        # parts of books
        (source("inproceedings", booktitle="All the Ports", eventtitle="Port Days"),
         {"type": "paper-conference", "event-title": "Port Days", "container-title": "All the Ports"}),
        (source("incollection", booktitle="All the Ports", eventtitle="Port Days"), {"type": "chapter", "event-title": "Port Days"}),
        (source("incollection", "", "Poe, Bo"), {"author": [{"family": "Poe", "given": "Bo"}], "editor": None}),
        (source("inproceedings", "", "Poe, Bo"), {"author": [{"family": "Poe", "given": "Bo"}], "editor": None}),
        (source("incollection", "", "Poe, Bo", booktitle="B"), {"author": None, "editor": [{"family": "Poe", "given": "Bo"}]}),
        (source("incollection", "Roe, Ann", "Poe, Bo"),
         {"author": [{"family": "Roe", "given": "Ann"}], "editor": [{"family": "Poe", "given": "Bo"}]}),
        # books, reports, data
        (source("book", series="Ports", number="3"), {"collection-title": "Ports", "collection-number": "3"}),
        (source("book", number="3"), {"collection-number": None}),
        (source("report", institution="Port Watch", journal="Port Papers", series="Tides"), {"type": "report", "collection-title": "Port Papers"}),
        (source("report", institution="Port Watch", number="GAO-12-3"), {"number": "GAO\uf8f112\uf8f13"}),
        (source("dataset", version="2", howpublished="H"), {"type": "dataset", "version": "2", "publisher": "H"}),
        # theses
        (source("thesis", type="Mathesis"), {"genre": "Master’s thesis"}),
        (source("thesis", type="phdthesis"), {"genre": "Doctoral dissertation"}),
        (source("mastersthesis", type="phdthesis"), {"genre": "Master’s thesis"}),
        (source("thesis"), {"genre": "Thesis"}),
        (source("thesis", type="Master of Laws thesis"), {"genre": "Master of Laws thesis"}),
        (source("thesis", school="S", institution="I"), {"publisher": "S"}),
        # pages of the web, documents, manuscripts
        (source("online", url="https://a.example/", journaltitle="", organization="O", type="Log"),
         {"type": "webpage", "container-title": "O", "publisher": None, "genre": "Log"}),
        (source("online", url="https://a.example/", howpublished="H", organization="O"), {"container-title": "H"}),
        (source("misc", number="3", type="Map", organization="O"),
         {"type": "document", "publisher": "O", "genre": "Map", "number": "3", "container-title": None}),
        (source("misc", howpublished="\\url{not an address}"), {"type": "document", "publisher": None}),
        (source("unpublished", note="x" * 40), {"type": "manuscript", "publisher": "x" * 40, "genre": None}),
        (source("unpublished", note="x" * 41), {"type": "manuscript", "publisher": None, "genre": None}),
        (source("unpublished", note="verified by Ann"), {"publisher": None, "genre": None}),
        (source("unpublished", type="UNPUBLISHED"), {"genre": "Unpublished manuscript", "publisher": None}),
        (source("unpublished", type="Lecture", note="Working paper"), {"publisher": "Lecture", "genre": None}),
        # titles
        (source(subtitle="A History"), {"title": "Raids: A History"}),
        (source(title="Raids: A History", subtitle="A History"), {"title": "Raids: A History"}),
        (source(title="", subtitle="A History"), {"title": "A History"}),
        (source(title="Who is counted."), {"title": "Who is counted"}),
    ],
)  # fmt: skip
def test_the_value_of_each_variable(work: Source, expected: dict[str, Any]) -> None:
    assert expected == values(work, expected)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # decisions: the docket number is for what no reporter has
        ({"title": "Roe v. Poe, No. 10-4009 (8th Cir. 2013)"},
         {"type": "legal_case", "title": "Roe v. Poe", "number": "No. 10\uf8f14009", "authority": "8th Cir.", "container-title": None}),
        ({"title": "Roe v. Poe, 702 F.3d 1066 (8th Cir. 2013)", "docket": "10-4009"},
         {"number": None, "volume": "702", "container-title": "F.3d", "page": "1066", "issued": {"date-parts": [[2013]]}}),
        ({"title": "Roe v. Poe", "reporter": "F.3d", "volume": "702", "pages": "1066--70", "publisher": "P"},
         {"page": "1066-70", "publisher": None, "issued": None}),
        # acts and bills
        ({"title": "Ports Act", "number": "Pub. L. 102-1", "url": "https://a.example/", "publisher": "P", "address": "Here"},
         {"type": "legislation", "title": "Ports Act", "number": "102\uf8f11", "URL": None, "publisher": None, "publisher-place": None}),
        ({"title": "Ports Act, Pub. L. No. 102-1, 119 Stat. 3558"},
         {"number": "102\uf8f11", "volume": "119", "container-title": "Stat.", "page": "3558", "section": None}),
        ({"title": "Ports Act, 22 U.S.C. 7101"}, {"title": "Ports Act", "volume": "22", "container-title": "U.S.C.", "section": "7101"}),
        ({"title": "Ports Act, Pub. L. No. 102-1, 22 U.S.C. 7101"}, {"number": "102\uf8f11", "section": None, "container-title": None}),
        ({"title": "Pub. L. No. 102-1"}, {"title": "Pub. L. No. 102-1", "number": None}),
        ({"title": "22 U.S.C. 7101", "url": "https://a.example/"}, {"title": "22 U.S.C. § 7101", "section": None, "URL": None}),
        ({"title": "Ports Act", "number": "H.R. 1865", "url": "https://a.example/"},
         {"type": "bill", "number": "H.R. 1865", "authority": None, "URL": "https://a.example/"}),
        ({"title": "Ports Act", "number": "S. 12", "note": "115th Congress"}, {"type": "bill", "chapter-number": "115th Cong."}),
    ],
)  # fmt: skip
def test_the_values_of_a_case_or_an_act(fields: dict[str, str], expected: dict[str, Any]) -> None:
    kind = "case" if " v. " in fields["title"] else "statute"
    found = values(source("misc", "Roe, Ann", **fields), expected | {"author": None}, kind=kind)
    assert expected | {"author": None} == found


@pytest.mark.parametrize(
    ("type_", "author", "fields", "expected"),
    [
        ("report", "{Port Watch}", {"institution": "Port Watch"}, {"publisher": None}),
        ("report", "{Port Watch}", {"institution": "Port Office"}, {"publisher": "Port Office"}),
        ("report", "{Port Watch} and Roe, Ann", {"institution": "Port Watch"}, {"publisher": "Port Watch"}),
        ("report", "", {"institution": "Port Watch"}, {"publisher": "Port Watch"}),
        ("book", "{Port Watch}", {"publisher": "Port Watch"}, {"publisher": None}),
        ("dataset", "{Port Watch}", {"publisher": "Port Watch"}, {"publisher": None}),
        ("online", "{Port Watch}", {"url": "https://a.example/", "organization": "Port Watch"}, {"container-title": None}),
        ("misc", "{Port Watch}", {"howpublished": "Port Watch"}, {"publisher": None}),
    ],
)  # fmt: skip
def test_an_author_is_not_its_own_publisher_where_a_style_asks(
    type_: str, author: str, fields: dict[str, str], expected: dict[str, Any]
) -> None:
    work = source(type_, author, **fields)
    kind = "other" if type_ in ("online", "misc") else ""
    assert expected == values(work, expected, kind=kind, rules=ItemRules(omit_publisher=True))
    ((name, _),) = expected.items()
    assert name in csl_item(work, kind=kind), "no other style asks"


WATCHED = {"url": "https://a.example/", "organization": "Port Watch"}


@pytest.mark.parametrize(
    ("type_", "author", "fields", "has_author"),
    [
        ("book", "{Port Watch}", {"publisher": "Port Watch"}, False),
        ("book", "{Port Watch}", {"publisher": "Port Office"}, True),
        ("book", "Watch, Port", {"publisher": "Port Watch"}, True),
        ("book", "{Port Watch} and Roe, Ann", {"publisher": "Port Watch"}, True),
        ("online", "{Port Watch}", WATCHED, False),
        ("article", "{Port Watch}", {"journal": "Port Watch"}, True),
        ("jurisdiction", "{Port Watch}", {"publisher": "Port Watch"}, False),  # the court is no author
    ],
)
def test_a_body_is_no_author_of_what_it_publishes_where_a_style_asks(
    type_: str, author: str, fields: dict[str, str], has_author: bool
) -> None:
    work = source(type_, author, **fields)
    assert has_author == ("author" in csl_item(work, rules=ItemRules(omit_author=True)))


@pytest.mark.parametrize(
    ("type_", "field", "variable"),
    [
        ("book", "isbn", "ISBN"),
        ("book", "medium", "medium"),
        ("book", "volumes", "number-of-volumes"),
        ("book", "volume", "volume"),
        ("book", "part", "part-number"),
        ("book", "version", "version"),
        ("book", "address", "publisher-place"),
        ("book", "location", "publisher-place"),
        ("book", "library", "archive"),
        ("book", "archive", "archive"),
        ("book", "origpublisher", "original-publisher"),
        ("book", "original-publisher", "original-publisher"),
        ("book", "origlocation", "original-publisher-place"),
        ("book", "original-publisher-place", "original-publisher-place"),
        ("book", "origtitle", "original-title"),
        ("book", "original-title", "original-title"),
        ("article", "shortjournal", "container-title-short"),
        ("article", "issuetitle", "volume-title"),
        ("inproceedings", "venue", "event-place"),
        ("inproceedings", "event-place", "event-place"),
        ("report", "type", "genre"),
        ("report", "series", "collection-title"),
        ("report", "version", "version"),
        ("thesis", "school", "publisher"),
        ("thesis", "institution", "publisher"),
        ("thesis", "publisher", "publisher"),
        ("dataset", "publisher", "publisher"),
        ("dataset", "howpublished", "publisher"),
        ("software", "version", "version"),
        ("software", "number", "number"),
        ("software", "organization", "publisher"),
        ("software", "howpublished", "publisher"),
        ("booklet", "journal", "container-title"),
    ],
)  # fmt: skip
def test_each_name_of_a_field_is_read(type_: str, field: str, variable: str) -> None:
    whole = {"article": {"journal": "Port Papers"}, "inproceedings": {"booktitle": "All the Ports"}}.get(
        type_, {}
    )
    assert "12" == csl_item(source(type_, **(whole | {field: "12"})))[variable]


HEARD = "Paper presented at the Annual Meeting of a Made Up Society"
BO, CY = {"family": "Poe", "given": "Bo"}, {"family": "Moe", "given": "Cy"}


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        # in an archive of preprints, by whatever field names it
        (source("misc", eprint="2101.01234", archiveprefix="arXiv"),
         {"type": "article", "number": "arXiv:2101.01234", "publisher": "arXiv", "URL": "https://arxiv.org/abs/2101.01234"}),
        (source("misc", eprint="2101.01234", eprinttype="arxiv", archiveprefix="other"), {"publisher": "arXiv"}),
        (source("misc", eprint="2101.01234", repository="ArXiv"), {"publisher": "arXiv"}),
        (source("misc", eprint="arXiv: hep-th/9901001v2"), {"type": "article", "number": "arXiv:hep\uf8f1th/9901001v2"}),
        (source("misc", eprint="2101.01234", archiveprefix="my shelf"), {"type": "document", "publisher": None}),
        (source("misc", archiveprefix="arXiv"), {"type": "document", "publisher": None}),
        (source("misc", eprint=" 777 ", archiveprefix="SSRN"), {"number": "777", "publisher": "SSRN", "URL": "https://ssrn.com/abstract=777"}),
        (source("misc", eprint="777", archiveprefix="bioRxiv"), {"number": "777", "publisher": "bioRxiv", "URL": None}),
        (source("misc", eprint="777", archiveprefix="SSRN", url="https://a.example/"), {"URL": "https://a.example/"}),
        (source("misc", eprint="777", archiveprefix="SSRN", doi="10.1000/a"), {"URL": None, "DOI": "10.1000/a"}),
        (source("article", journal="arXiv", eprint="2101.01234"), {"type": "article", "publisher": "arXiv", "container-title": None}),
        (source("article", journal="arXiv preprint", eprint="2101.01234"), {"type": "article"}),
        (source("article", journal="Port Papers", eprint="2101.01234"), {"type": "article-journal", "publisher": None}),
        # given at a meeting, and printed nowhere
        (source("misc", eventtitle="Port Days", venue="Here", eventdate="2008-02-03", publisher="P", address="There"),
         {"type": "speech", "event-title": "Port Days", "event-place": "Here", "issued": {"date-parts": [[2008, 2, 3]]}, "publisher": None}),
        (source("unpublished", eventtitle="Port Days", address="There"), {"type": "speech", "event-place": "There", "issued": None, "genre": None}),
        (source("presentation", type="Keynote", note=HEARD), {"type": "speech", "genre": "Keynote", "event-title": HEARD}),
        (source("misc", type="misc", eventtitle="Port Days"), {"type": "speech", "genre": None}),
        (source("misc", type="Poster", eventtitle="Port Days"), {"type": "speech", "genre": "Poster"}),
        (source("misc", type="Talk", eventtitle="Port Days"), {"type": "speech", "genre": None}),
        (source("inproceedings", eventtitle="Port Days", publisher="P"), {"type": "speech", "publisher": None}),
        (source("inproceedings", "Roe, Ann", "Poe, Bo", eventtitle="Port Days", publisher="P"), {"type": "paper-conference", "publisher": "P"}),
        # states of publication
        (source("article", journal="J", pubstate="forthcoming"), {"status": "forthcoming"}),
        (source("article", journal="J", status="In Press", number="4"), {"status": "forthcoming", "issue": "4"}),
        (source("article", journal="J", number="accepted"), {"status": "forthcoming", "issue": None}),
        (source("article", journal="J", pubstate="prepublished"), {"status": "advance online publication"}),
        (source("article", journal="J", pubstate="submitted"), {"status": "submitted"}),
        (source("article", journal="J", pubstate="in preparation"), {"status": "in preparation"}),
        (source("article", journal="J", pubstate="read"), {"status": None}),
        # what else a work is called
        (source("book", titleaddon="A Memoir"), {"genre": "A Memoir"}),
        (source("book", titleaddon="x" * 60), {"genre": "x" * 60}),
        (source("book", titleaddon="x" * 61), {"genre": None}),
        (source("report", type="Memo", titleaddon="A Memoir"), {"genre": "Memo"}),
        # wholes of several volumes
        (source("book", maintitle="All Ports", volume="2"), {"title": "All Ports", "volume-title": "Raids"}),
        (source("book", maintitle="All Ports"), {"title": "All Ports: Raids", "volume-title": None}),
        (source("book", maintitle="Raids", volume="2"), {"title": "Raids", "volume-title": None}),
        (source("incollection", booktitle="Docks", maintitle="All Ports", volume="2"), {"container-title": "All Ports", "volume-title": "Docks"}),
        (source("incollection", booktitle="Docks", maintitle="Docks", volume="2"), {"container-title": "Docks", "volume-title": None}),
        (source("incollection", booktitle="Docks", series="Ports", number="3"), {"collection-title": "Ports", "collection-number": "3"}),
        (source("incollection", booktitle="Docks", number="3"), {"collection-number": None}),
        (source("incollection", journal="THE PORTS OF ALL", booktitle="Docks"), {"container-title": "The Ports of All"}),
        (source("incollection", booktitle="Docks", booksubtitle="A History"), {"container-title": "Docks: A History"}),
        (source("incollection", booktitle="Docks: A History", booksubtitle="A History"), {"container-title": "Docks: A History"}),
        (source("incollection", booksubtitle="A History"), {"container-title": "A History"}),
        # addresses that can be followed, and pages named after their site
        (source("misc", howpublished="\\url{https://a.example/}"), {"type": "webpage", "URL": "https://a.example/", "container-title": None}),
        (source("misc", link="https://a.example/"), {"URL": "https://a.example/"}),
        (source("online", title="Raids | Port Watch", organization="Port Watch"), {"title": "Raids"}),
        (source("online", title="Raids | Port Watch", organization="Port Office"), {"title": "Raids | Port Watch"}),
        (source("book", title="Raids | Port Watch", publisher="Port Watch"), {"title": "Raids | Port Watch"}),
        (source("misc", howpublished="Leaflet", publisher="Port Watch"), {"type": "document", "publisher": "Port Watch", "genre": "Leaflet"}),
        (source("map", howpublished="Port Watch", journal="Charts", number="3", volume="2", pages="1", version="4", type="Chart"),
         {"type": "map", "publisher": "Port Watch", "container-title": "Charts", "number": "3", "volume": "2", "page": "1", "version": "4", "genre": "Chart"}),
        # persons
        (source("book", "", "Poe, Bo", editortype="compiler"), {"compiler": [BO], "editor": None}),
        (source("book", "", "Poe, Bo", editortype="redactor"), {"editor": [BO]}),
        (source("book", editora="Poe, Bo", editoratype="compiler"), {"compiler": [BO]}),
        (source("book", editorb="Poe, Bo"), {"contributor": [BO]}),
        (source("book", "", "Poe, Bo", editorc="Moe, Cy", editorctype="editor"), {"editor": [BO, CY]}),
        (source("book", compiler="Moe, Cy", editora="Poe, Bo", editoratype="compiler"), {"compiler": [BO, CY]}),
    ],
)  # fmt: skip
def test_where_a_work_came_out_and_what_it_is_called(work: Source, expected: dict[str, Any]) -> None:
    assert expected == values(work, expected)


FORTHCOMING = {"pubstate": "forthcoming", "journal": "J"}
RELEASE = {"url": "https://a.example/", "date": "2008-02-03"}
TALK = {"eventtitle": "Port Days", "eventdate": "2008-02-03"}
DAY = {"date-parts": [[2008, 2, 3]]}
IN_PRESS = {"forthcoming": "in press", "state_as_date": True}


@pytest.mark.parametrize(
    ("work", "rules", "kind", "expected"),
    [
        (source("article", **FORTHCOMING), {"forthcoming": "to appear"}, "", {"status": "to appear", "issued": None}),
        (source("article", year=2008, **FORTHCOMING), {}, "", {"status": "forthcoming", "issued": {"date-parts": [[2008]]}}),
        (source("article", year=2008, **FORTHCOMING), IN_PRESS, "", {"status": None, "issued": {"literal": "in press"}}),
        (source("article", year=2008, **FORTHCOMING), IN_PRESS | {"sentence_case": True}, "", {"issued": {"literal": "in press 2008"}}),
        (source("article", **FORTHCOMING), IN_PRESS | {"sentence_case": True}, "", {"issued": {"literal": "in press"}}),
        (source("dataset"), {"data_set": "Data set"}, "", {"genre": "Data set"}),
        (source("dataset", type="Table"), {"data_set": "Data set"}, "", {"genre": "Table"}),
        (source("phdthesis"), {"doctoral": "PhD diss."}, "", {"genre": "PhD diss."}),
        (source("mastersthesis"), {"master": "MA thesis"}, "", {"genre": "MA thesis"}),
        (source("movie"), {"described": True}, "", {"genre": "Film"}),
        (source("video"), {"described": True}, "", {"genre": "Video"}),
        (source("video"), {}, "", {"genre": None}),
        (source("misc", **TALK), {"described": True}, "", {"genre": "Paper presentation"}),
        (source("misc", type="Talk", **TALK), {"described": True}, "", {"genre": "Talk"}),
        (source("misc", **TALK), {"presented": "Presented at "}, "", {"event-title": "Presented at Port Days", "event": "Presented at Port Days"}),
        (source("misc", eventtitle=HEARD), {"presented": "Presented at "}, "", {"event-title": HEARD}),
        (source("misc", **TALK), {"dated_meetings": True}, "", {"event-date": DAY}),
        (source("misc", **TALK), {}, "", {"event-date": None}),
        (source("book", date="2008-02-03"), {"dated_meetings": True}, "", {"event-date": None}),
        (source("online", **RELEASE), {"day_again": True}, "", {"submitted": DAY}),
        (source("online", year=2008, url="https://a.example/"), {"day_again": True}, "", {"submitted": None}),
        (source("online", url="https://a.example/"), {"day_again": True}, "", {"submitted": None}),
        (source("misc", **RELEASE), {"releases_as_sites": True}, "press-release",
         {"genre": None, "container-title": '<span class="nocase">Press release</span>'}),
        (source("misc", organization="Port Watch", **RELEASE), {"releases_as_sites": True}, "press-release",
         {"genre": "Press release", "container-title": "Port Watch"}),
        (source("misc", **RELEASE), {"releases_as_sites": True}, "", {"genre": None, "container-title": None}),
        (source("report", type="Discussion Paper"), {"papers_quoted": True}, "", {"type": "article"}),
        (source("report", type="Discussion Paper"), {}, "", {"type": "report"}),
        (source("report", type="Memo"), {"papers_quoted": True}, "", {"type": "report"}),
        (source("newspaper", journal="The Port"), {"article": False}, "", {"container-title": "Port"}),
        (source("newspaper", journal="The Port"), {}, "", {"container-title": "The Port"}),
        (source("article", journal="The Port"), {"article": False}, "", {"container-title": "Port"}),
        (source("book", "Roe, ann mary and Poe, Bo", translator="Moe, cy"), {"initials": True}, "",
         {"author": [{"family": "Roe", "given": "a. m."}, BO], "translator": [{"family": "Moe", "given": "c."}]}),
        (source("book", "Roe, ann mary"), {}, "", {"author": [{"family": "Roe", "given": "ann mary"}]}),
        (source("inproceedings", booktitle="Docks", publisher="P"), {"books_of_papers": True}, "", {"type": "chapter", "proceedings": None}),
        (source("inproceedings", booktitle="Docks", publisher="P"), {}, "", {"type": "paper-conference", "proceedings": None}),
        (source("inproceedings", booktitle="Docks"), {"books_of_papers": True}, "", {"type": "paper-conference"}),
        (source("inproceedings", "Roe, Ann", "Poe, Bo", booktitle="Docks", publisher="P"), {"books_of_papers": True}, "",
         {"type": "paper-conference"}),
        (source("book", title="raids on the ports"), {"headline": True}, "", {"title": '<span class="nocase">Raids on the Ports</span>'}),
        (source("book", title="raids on the ports", langid="german"), {"headline": True}, "",
         {"title": '<span class="nocase">raids on the ports</span>'}),
    ],
)  # fmt: skip
def test_what_a_style_asks_for(
    work: Source, rules: dict[str, Any], kind: str, expected: dict[str, Any]
) -> None:
    assert expected == values(work, expected, kind=kind, rules=ItemRules(**rules))


def test_a_press_release_says_what_it_is() -> None:
    told = source("misc", howpublished="Press release", url="https://a.example/")
    assert "Press release" == csl_item(told, kind="press-release")["genre"]
    assert "genre" not in csl_item(source("misc", url="https://a.example/"))


def test_a_source_is_called_by_its_key_unless_another_name_is_given() -> None:
    assert ["k", "r7"] == [csl_item(source())["id"], csl_item(source(), name="r7")["id"]]


def test_what_stood_in_for_markup_comes_back() -> None:
    item = csl_item(source("report", title="Costs <b>below</b> 5", institution="Port Watch", number="1-2"))
    assert "<" not in item["title"]
    assert ("Costs <b>below</b> 5", "1-2") == (restore(item["title"]), restore(item["number"]))


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("german", "de"),
        (" German ", "de"),
        ("UKenglish", "en-GB"),
        ("pt-BR", "pt-BR"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("deu", "deu"),
        ("d", ""),
        ("klingon", ""),
        ("en-", ""),
        ("", ""),
    ],
)
def test_the_tag_of_a_language(name: str, tag: str) -> None:
    assert tag == language_tag(name)


def test_a_list_of_names_that_a_record_leaves_incomplete_is_marked_as_such() -> None:
    """The processor prints "et al." for it."""
    names = "Roe, Ann and Poe, Ben and others"
    fields = {"title": "Raids", "author": names, "editor": names}
    work = Source(
        key="k",
        type="book",
        fields=fields,
        authors=tuple(parse_names(names)),
        editors=tuple(parse_names(names)),
        records=(),
    )
    item = csl_item(work)
    assert [name.get("literal") for name in item["author"]] == [None, None, "others"]
    assert item["editor"] == item["author"]


def test_a_museum_is_no_publisher() -> None:
    item = csl_item(source("artwork", institution="Harbor Museum", location="Boston", type="Oil on canvas"))
    assert [item.get(name) for name in ("archive", "archive-place", "publisher", "publisher-place")] == [
        "Harbor Museum",
        "Boston",
        None,
        None,
    ]
