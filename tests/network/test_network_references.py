"""Reading cited references: nothing is cut, nothing is lost, every string has its line."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import CitedReference, Record, RecordId, Source, Where, Work
from litreview.formats import read_text
from litreview.formats.references import parse_list, split_references
from litreview.formats.references.reference_strings import (
    dois,
    parse_plain,
    parse_reference,
    parse_scopus,
    parse_wos,
    title_of,
)
from litreview.stages.network import references_of
from litreview.stages.network.linking import read_for_links
from litreview.stages.network.source_references import resolve_bare_ids
from litreview.works.law import legal_keys


@pytest.mark.parametrize(
    ("text", "family", "year", "container", "volume", "page", "doi"),
    [
        (
            "Cao D, 2008, DECIS SUPPORT SYST, V44, P944, DOI 10.1000/made.up",
            "Cao",
            2008,
            "DECIS SUPPORT SYST",
            "44",
            "944",
            "10.1000/made.up",
        ),
        (
            r"CHEN Q, 2001, ENCY, P567, DOI DOI 10.1000/b4\_123",
            "CHEN",
            2001,
            "ENCY",
            "",
            "567",
            "10.1000/b4_123",
        ),
        (
            "Pelaez JI, 2003, COMPUT MATH APPL, V46, P1839, DOI [10.1000/a, 10.1000/b]",
            "Pelaez",
            2003,
            "COMPUT MATH APPL",
            "46",
            "1839",
            "10.1000/a",
        ),
        ("[Anonymous], 2005, NEURAL NETWORKS COMP", "", 2005, "NEURAL NETWORKS COMP", "", "", ""),
        ("Smith JD, 1998, ANN THORAC SURG, V66, pS212", "Smith", 1998, "ANN THORAC SURG", "66", "s212", ""),
        (
            "Wilson DR, 2011, 2011 CONFERENCE ON NETS, PARIS (CN), P9",
            "Wilson",
            2011,
            "2011 CONFERENCE ON NETS, PARIS (CN)",
            "",
            "9",
            "",
        ),
    ],
)
def test_wos_reference(
    text: str, family: str, year: int, container: str, volume: str, page: str, doi: str
) -> None:
    parsed = parse_wos(text)
    assert parsed is not None
    assert (family, year, container, volume, page, doi) == (
        parsed.authors[0].family if parsed.authors else "",
        parsed.year,
        parsed.container,
        parsed.volume,
        parsed.page,
        parsed.doi,
    )


def test_scopus_old_and_new_layout_say_the_same() -> None:
    old = parse_scopus(
        "Roe, A., Poe, B., A made up title, with a comma (2009) Journal of Tests, 17 (3), pp. 41-46"
    )
    new = parse_scopus(
        "Roe A.; Poe B., A made up title, with a comma, Journal of Tests, 17, 3, pp. 41-46, (2009)"
    )
    assert old == new
    assert old is not None
    assert (old.title, old.volume, old.number, old.page) == ("A made up title, with a comma", "17", "3", "41")


@pytest.mark.parametrize(
    "tail",
    [
        "(1996) A made up title, Press",
        "(1996), pp. 3-9. , A made up title. In: Book",
        "(1996), A made up title (pp. 3–9)",
    ],
)
def test_scopus_year_before_the_title(tail: str) -> None:
    parsed = parse_scopus(f"Roe, A., Poe, B., {tail}")
    assert parsed is not None
    assert parsed.title.startswith("A made up title")
    assert (len(parsed.authors), parsed.year) == (2, 1996)


def test_scopus_authors_parted_by_semicolons_stay_together() -> None:
    value = "Roe A.; Poe B.; van der Poe C., One, J, 1, pp. 2-3, (2009); Roe, A., Two (2010) J, 4, pp. 5-6; Body, Three, (2011)"
    assert split_references(value) == (
        "Roe A.; Poe B.; van der Poe C., One, J, 1, pp. 2-3, (2009)",
        "Roe, A., Two (2010) J, 4, pp. 5-6",
        "Body, Three, (2011)",
    )


def test_wos_list_whose_lines_were_folded() -> None:
    value = "Roe A, 2008, J TEST, V4, P9. [Anonymous], 2005, NETS. Poe B., 2011, BOOK."
    assert split_references(value, "cited-references") == (
        "Roe A, 2008, J TEST, V4, P9",
        "[Anonymous], 2005, NETS",
        "Poe B., 2011, BOOK",
    )


@pytest.mark.parametrize(
    ("text", "family", "year", "title"),
    [
        (
            "Roe, A., & Poe, B. (2016). A made up title: With more. Journal of Tests, 23(1), 117–139.",
            "Roe",
            2016,
            "A made up title: With more",
        ),
        ("Roe AM. A made up title. J Tests. 2000;18(1):2-22.", "Roe", 2000, "A made up title"),
        ("[12] Roe, Ann. 2010. “A Made up Title.” Journal of Tests 5: 1-2.", "Roe", 2010, "A Made up Title"),
        (
            "Ann Roe & Bo Poe, A Made up Title in Law, 19 Am. U. J. Tests 1247 (2011)",
            "Roe",
            2011,
            "A Made up Title in Law",
        ),
    ],
)
def test_plain_styles(text: str, family: str, year: int, title: str) -> None:
    parsed = parse_plain(text)
    assert (family, year, title) == (parsed.authors[0].family, parsed.year, parsed.title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Made Up Agency, 2011d. Maps of a place. City: Agency", "Maps of a place"),
        (
            "(2012) Outlook for a market until 2016, pp. 5-33. , A Publisher",
            "Outlook for a market until 2016",
        ),
        ("[2] Roe, A. 2001. A title. A Journal 3: 4-5", "A title"),
        ("http://a.example/page.htm, [cited 2014 Jan 11]. Available from", ""),
    ],
)
def test_letters_of_years_numbers_and_pages_are_no_title(text: str, title: str) -> None:
    """Made-up references, laid out as in Scopus exports."""
    assert title == title_of(parse_reference(text).title)


def test_legal_citations_of_the_trafficking_statutes() -> None:
    """Public laws and code sections as the Statutes at Large and the U.S. Code number them."""
    assert legal_keys("Pub. L. No. 106-386, 114 Stat. 1464") == legal_keys(
        "Public Law 106–386, 114 Stat. 1464"
    )
    assert legal_keys("22 U.S.C. § 7101") == legal_keys("22 U.S. Code § 7101 - Purposes and findings")
    assert legal_keys("702 F. 3d 1066") == legal_keys(
        "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"
    )
    assert legal_keys("Song & Lee, 1 Intercultural Hum. Rts. L. Rev. 133 (2006)") == ()


ENTRY = """@article{One,
  title = {Made up},
  Cited-References = {Roe A, 2008, J TEST, V4, P9, DOI 10.1000/x\\_1.
   {[}Anonymous], 2005, NETS \\& MORE.
   Poe B., 2011, BOOK.},
}
@article{Two,
  title = {Made up too},
  cites = {One, Other},
}
@article{Three, title = {A count}, cites = {12}}
"""


def _sources() -> list[Source]:
    return [Source(key=r.key, type=r.type, fields=r.fields, records=(r,)) for r in read_text(ENTRY, "a.bib")]


@pytest.mark.parametrize("names", [("cited-references", "references"), ("references", "cited-references")])
def test_what_is_read_of_a_source_rests_on_no_other_source(names: tuple[str, str]) -> None:
    text = "Cao D, 2008, DECIS SUPPORT SYST, V44, P944"
    entries = "".join(f"@article{{k{n}, {name} = {{{text}}}}}\n" for n, name in enumerate(names))
    sources = [
        Source(key=r.key, type=r.type, fields=r.fields, records=(r,)) for r in read_text(entries, "a.bib")
    ]
    alone = [one for source in sources for one in read_for_links([source])]
    assert alone == read_for_links(sources)
    assert {"Cao"} <= {person.family for one in alone for r in one.references for person in r.authors}


def test_every_reference_has_its_line_and_is_decoded() -> None:
    one, two, three = _sources()
    assert [
        ("Roe A, 2008, J TEST, V4, P9, DOI 10.1000/x_1", 3),
        ("[Anonymous], 2005, NETS & MORE", 4),
        ("Poe B., 2011, BOOK", 5),
    ] == [(r.text, r.where.line) for r in references_of(one)]
    assert ["One", "Other"] == [r.key for r in references_of(two)]
    assert references_of(three) == ()


def test_plain_list_by_lines_and_by_blocks() -> None:
    record = Record(key="k", type="article", id=RecordId("a.bib:k"), where=Where(file="a.bib", line=1))
    lines = parse_list(
        "[1] Roe, A. (2001). One made up.\n[2] Poe, B. (2002). Two made up.", record, path="refs.txt"
    )
    blocks = parse_list(
        "Roe, A. (2001).\n  One made up.\n\nPoe, B. (2002). Two made up.\n", record, path="refs.txt"
    )
    assert [(r.year, r.where.line) for r in lines] == [(2001, 1), (2002, 2)]
    assert [(r.year, r.where.line) for r in blocks] == [(2001, 1), (2002, 4)]


BLUEBOOK = (
    "1. Ann Roe, A Made up Title in Law, 19 Am. U. J. Tests 1247 (2011).\n"
    "2. Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386,\n   114 Stat. 1464.\n"
    "3. United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013).\n"
)


def test_numbered_list_whose_lines_are_folded() -> None:
    record = Record(key="k", type="article", id=RecordId("a.bib:k"), where=Where(file="a.bib", line=1))
    found = parse_list(BLUEBOOK, record, path="refs.txt")
    assert [1, 2, 4] == [r.where.line for r in found]
    assert [(), ("pl 106-386", "stat 114 1464"), ("702 f3d 1066",)] == [legal_keys(r.text) for r in found]


CROSSREF = """{"message": {"DOI": "10.1000/citing.1", "type": "journal-article", "title": ["A made up citing work"], "reference": [
 {"key": "r1", "DOI": "10.1000/roe.1", "author": "Poe", "year": "2008", "volume": "4", "first-page": "91",
  "journal-title": "Journal of Made Up Tests", "article-title": "A made up study"},
 {"key": "r2", "unstructured": "Moe, C. (2001). Something made up. Journal of Tests, 3(1), 5-9."},
 {"key": "r3", "DOI": "10.1000/only.a.doi"},
 {"key": "r4", "author": "Noe", "year": "1999", "volume-title": "A Book of Made up Tests"}, {"key": "r5"}]}}"""


def test_the_list_of_a_crossref_work() -> None:
    (record,) = read_text(CROSSREF, "a.json").records
    first, second, third, fourth = references_of(
        Source(key="k", type=record.type, fields=record.fields, records=(record,))
    )
    assert ("Poe", 2008, "A made up study", "Journal of Made Up Tests", "4", "91", "10.1000/roe.1") == (
        first.authors[0].family,
        first.year,
        first.title,
        first.container,
        first.volume,
        first.page,
        first.doi,
    )
    assert (second.title, second.volume, second.page) == ("Something made up", "3", "5")
    assert third.doi == "10.1000/only.a.doi"
    assert (fourth.title, fourth.year) == ("A Book of Made up Tests", 1999)


@given(st.text(max_size=200))
def test_any_string_is_parsed_or_left_alone(text: str) -> None:
    parsed = parse_reference(text)
    assert parsed.year is None or 1500 <= parsed.year < 2100 or parse_wos(text) is not None
    assert set(dois(text)) >= ({parsed.doi} - {""})


@given(
    st.lists(
        st.sampled_from(["Roe A, 2008, J TEST, V4, P9", "[Anonymous], 2005, NETS", "*BODY, 1999, REPORT"]),
        max_size=8,
    )
)
def test_references_written_one_a_line_come_back(rows: list[str]) -> None:
    assert split_references("\n   ".join(f"{row}." for row in rows), "cited-references") == tuple(rows)


HIT, OWN = "enriched/o.json:W0", "bib/a.bib:a"
TIDES = {"title": "Tides", "journal": "Ports"}


# what is known of a work, how a reference names it, and what is said of it in the end: None if nothing
@pytest.mark.parametrize(
    ("known", "reference", "told"),
    [
        ({"key": "x", "openalex": "W9", **TIDES}, {"key": "W9"}, "Tides. Ports"),
        ({"key": "W9", "openalex": "W8", **TIDES}, {"key": "W9"}, None),
        ({"key": "W9", **TIDES}, {"key": "W9"}, "Tides. Ports"),
        ({"key": "W9", "journal": "Ports"}, {"key": "W9"}, None),
        ({"key": "W7", **TIDES}, {"key": "W9"}, None),
        # what a source is, what the entry itself says, and what stands in words is left as it is
        ({"key": "W1", **TIDES}, {"key": "W1"}, "W1"),
        ({"key": "W9", **TIDES}, {"key": "W9", "record": OWN}, "W9"),
        ({"key": "W9", **TIDES}, {"text": "Roe 2001"}, "Roe 2001"),
    ],
)
def test_a_reference_by_an_id_is_named_by_what_is_known_of_the_work(
    known: dict[str, str], reference: dict[str, str], told: str | None
) -> None:
    where = Where(file="a")
    hit = Record(key="W0", type="misc", id=RecordId(HIT), where=where)
    source = Source(key="a", type="article", records=(), enriched=(hit,))
    key = reference.get("key", "")
    one = CitedReference(
        text=reference.get("text", key), where=where, record=RecordId(reference.get("record", HIT)), key=key
    )
    work = Work(key=known["key"], type="misc", fields={n: v for n, v in known.items() if n != "key"})
    found = [named for _, named in resolve_bare_ids([(source, one)], [source], {"W1"}.__contains__, [work])]
    assert [told or key] == [each.text for each in found]
    assert (one in found) is (told in (None, one.text))
    if told is None:
        # beside a reference in words the same work would be counted twice
        worded = CitedReference(text="Roe 2001", where=where, record=RecordId(OWN))
        found = [
            named
            for _, named in resolve_bare_ids(
                [(source, one), (source, worded)], [source], {"W1"}.__contains__, [work]
            )
        ]
        assert [worded] == found
