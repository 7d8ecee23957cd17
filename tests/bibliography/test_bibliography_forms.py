"""The form of each kind of work, in the Bluebook and in the values that a citation style takes; headings and lists. Works are made up."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import re
import zipfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from litreview.core.errors import MissingExtraError, UsageError
from litreview.core.model import Decision, Doi, Finding, Record, RecordId, Source, Tag, Where
from litreview.core.text import parse_names
from litreview.judgements.codebook import parse_codebook
from litreview.stages.bibliography import BibliographyOptions, annotate, cite, compose
from litreview.stages.bibliography.citation_pass import list_order, printed_form
from litreview.stages.bibliography.csl_items import ItemRules, csl_item
from litreview.stages.bibliography.groups import group_entries
from litreview.stages.bibliography.options import pinpoints, split_note
from litreview.stages.bibliography.rendering import compile_pdf
from litreview.stages.bibliography.styles import find_style
from litreview.stages.bibliography.trees import plain_text
from litreview.stages.bibliography.word_processor import dress_docx


def source(
    key: str, type_: str, author: str = "", year: int | None = 2008, *, editor: str = "", doi: str = "",
    confidential: bool = False, **fields: str,
) -> Source:  # fmt: skip
    people = {"authors": tuple(parse_names(author)), "editors": tuple(parse_names(editor))}
    fields = {"title": "Raids on Made Up Ports"} | fields | ({"year": str(year)} if year else {})
    parts: dict[str, Any] = {"year": year, "doi": Doi(doi), "confidential": confidential, **people}
    record = Record(
        key=key, type=type_, fields=fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"), **parts
    )
    return Source(key=key, type=type_, fields=fields, records=(record,), **parts)


ROE, POE, MOE = "Roe, Ann", "Poe, Bo", "Moe, Cy"
WORKS: list[tuple[Source, str]] = [
    (source("k", "book", ROE), "Ann Roe, Raids on Made Up Ports (2008)."),
    (source("k", "book", f"{ROE} and {POE}", edition="2"), "Ann Roe & Bo Poe, Raids on Made Up Ports (2d ed. 2008)."),
    (source("k", "book", f"{ROE} and {POE} and {MOE}", edition="rev. ed."), "Ann Roe, Bo Poe & Cy Moe, Raids on Made Up Ports (rev. ed. 2008)."),
    (source("k", "book", "", None), "Raids on Made Up Ports (n.d.)."),
    (source("k", "incollection", ROE, booktitle="All the Ports", pages="12--30"),
     "Ann Roe, Raids on Made Up Ports, in All the Ports 12 (2008)."),
    (source("k", "incollection", ROE, booktitle="All the Ports", pages="12--30", editor=POE),
     "Ann Roe, Raids on Made Up Ports, in All the Ports 12 (Bo Poe ed., 2008)."),
    (source("k", "incollection", ROE, booktitle="All the Ports", editor=f"{POE} and {MOE}"),
     "Ann Roe, Raids on Made Up Ports, in All the Ports (Bo Poe & Cy Moe eds., 2008)."),
    (source("k", "incollection", ROE, booktitle="All the Ports", editor=f"{POE} and {MOE} and Noe, Di"),
     "Ann Roe, Raids on Made Up Ports, in All the Ports (Bo Poe, Cy Moe & Di Noe eds., 2008)."),
    (source("k", "incollection", ROE), "Ann Roe, Raids on Made Up Ports (2008)."),
    (source("k", "article", ROE, journal="Fordham Law Review", volume="44", pages="120--150", doi="10.1000/a"),
     "Ann Roe, Raids on Made Up Ports, 44 Fordham L. Rev. 120 (2008)."),
    (source("k", "article", ROE, journal="Fordham Law Review", volume="44", pages="30 pages", doi="10.1000/a"),
     "Ann Roe, Raids on Made Up Ports, 44 Fordham L. Rev. (2008), https://doi.org/10.1000/a."),
    (source("k", "article", ROE, journal="Fordham Law Review", url="https://a.example/"),
     "Ann Roe, Raids on Made Up Ports, Fordham L. Rev. (2008), https://a.example/."),
    (source("k", "phdthesis", ROE, school="Made Up University", url="https://a.example/"),
     "Ann Roe, Raids on Made Up Ports (2008) (Ph.D. dissertation, Made Up Univ.), https://a.example/."),
    (source("k", "mastersthesis", ROE), "Ann Roe, Raids on Made Up Ports (2008) (Master’s thesis)."),
    (source("k", "techreport", ROE, institution="Port Watch", number="7"),
     "Ann Roe, Port Watch, 7, Raids on Made Up Ports (2008)."),
    (source("k", "techreport", "{Port Watch}", institution="Port Watch", title="Report 7", number="7"),
     "Port Watch, Report 7 (2008)."),
    (source("k", "misc", ROE, howpublished="https://a.example/", url="https://a.example/"),
     "Ann Roe, Raids on Made Up Ports (2008), https://a.example/."),
    (source("k", "misc", ROE, howpublished="Harbor Diary", url="javascript:alert(1)"),
     "Ann Roe, Raids on Made Up Ports, Harbor Diary (2008)."),
    (source("k", "book", "Roe, Jr., Ann and van Poe, Bo"), "Ann Roe, Jr. & Bo van Poe, Raids on Made Up Ports (2008)."),
    (source("k", "book", ROE, title="raids on the ports", langid="german"), "Ann Roe, raids on the ports (2008)."),
    (source("k", "book", ROE, title="raids on the ports", langid="english"), "Ann Roe, Raids on the Ports (2008)."),
    (source("k", "misc", "", 2013, title="United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013)"),
     "United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013)."),
    (source("k", "misc", "", 2013, title="Madeup v. Other, 550 U.S. 12 (2013)"), "Madeup v. Other, 550 U.S. 12 (2013)."),
    (source("k", "legislation", "", 1992, title="The Ports Act, Title II (Raids)", number="Pub. L. 102-1"),
     "Ports Act, Pub. L. No. 102-1, tit. II (1992)."),
    (source("k", "legislation", "", 1998, title="Ports Act of 1998, Division B", number="Pub. L. 105-1"),
     "Ports Act of 1998, Pub. L. No. 105-1, div. B."),
    (source("k", "legislation", "", 2011, title="Ports Act", number="H.R. 1"), "Ports Act, H.R. 1 (2011)."),
    (source("k", "legislation", "", 1990, title="Ports Act", number="S. 2"), "Ports Act, S. 2 (1990)."),
    (source("k", "legislation", "", 1993, title="Ports Act", number="S. 2"), "Ports Act, S. 2 (1993)."),
]  # fmt: skip


@pytest.mark.parametrize(("work", "expected"), WORKS, ids=[expected for _, expected in WORKS])
def test_the_bluebook_form(work: Source, expected: str) -> None:
    assert expected == cite([work], "bluebook").entries[0].text


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (source("k", "article", ROE, journal="PORT ISSUES", volume="4", number="1-2", pages="12--30", publisher="Press"),
         {"type": "article-journal", "container-title": "Port Issues", "volume": "4", "issue": "1–2", "page": "12-30", "publisher": None}),
        (source("k", "article", ROE, journal="J", pages="30 pages", eid="e7"), {"page": None, "number": None}),
        (source("k", "article", ROE, journal="J", eid="e7"), {"number": "e7"}),
        (source("k", "article", ROE, number="12", institution="Port Watch"),
         {"type": "report", "number": "12", "issue": None, "publisher": "Port Watch"}),
        (source("k", "book", ROE, series="Ports", number="3", volume="2", volumes="4", isbn="1"),
         {"type": "book", "collection-title": "Ports", "collection-number": "3", "volume": "2", "number-of-volumes": "4"}),
        (source("k", "book", ROE, number="3"), {"collection-number": None}),
        (source("k", "incollection", "", editor=POE, booktitle="All the Ports"),
         {"type": "chapter", "author": None, "editor": [{"family": "Poe", "given": "Bo"}]}),
        (source("k", "incollection", "", editor=POE), {"author": [{"family": "Poe", "given": "Bo"}], "editor": None}),
        (source("k", "book", "", editor=POE), {"author": None, "editor": [{"family": "Poe", "given": "Bo"}]}),
        (source("k", "incollection", ROE, editor=POE, translator="Cy Moe"),
         {"author": [{"family": "Roe", "given": "Ann"}], "translator": [{"family": "Moe", "given": "Cy"}]}),
        (source("k", "techreport", ROE, series="Port Papers", institution="Port Watch", number="7", type="Paper"),
         {"type": "report", "collection-title": "Port Papers", "genre": "Paper", "number": "7", "publisher": "Port Watch"}),
        (source("k", "phdthesis", ROE, school="Made Up University"),
         {"type": "thesis", "genre": "Doctoral dissertation", "publisher": "Made Up University"}),
        (source("k", "mastersthesis", ROE), {"genre": "Master’s thesis"}),
        (source("k", "thesis", ROE, type="mathesis"), {"genre": "Master’s thesis"}),
        (source("k", "thesis", ROE, type="Habilitation"), {"genre": "Habilitation"}),
        (source("k", "misc", ROE, howpublished="Harbor Diary", url="https://a.example/", urldate="2020-02-03"),
         {"type": "webpage", "container-title": "Harbor Diary", "URL": "https://a.example/",
          "accessed": {"date-parts": [[2020, 2, 3]]}}),
        (source("k", "misc", ROE, howpublished="Harbor Diary", urldate="2020-02-03"),
         {"type": "document", "publisher": "Harbor Diary", "accessed": None}),
        (source("k", "unpublished", ROE, note="Working paper"), {"type": "manuscript", "genre": "Working paper"}),
        (source("k", "unpublished", ROE, note="A talk at the port of call"), {"publisher": "A talk at the port of call", "genre": None}),
        (source("k", "unpublished", ROE, note="A remark that is much too long for what a paper is called"), {"publisher": None}),
        (source("k", "book", ROE, subtitle="A History"), {"title": "Raids on Made Up Ports: A History"}),
        (source("k", "book", ROE, title="Raids: A History", subtitle="A History"), {"title": "Raids: A History"}),
        (source("k", "book", ROE, date="2008-13-40"), {"issued": {"date-parts": [[2008]]}}),
        (source("k", "book", ROE, date="2008-02-03"), {"issued": {"date-parts": [[2008, 2, 3]]}}),
        (source("k", "book", ROE, doi="10.1000/a", url="https://a.example/"), {"DOI": "10.1000/a", "URL": None}),
        (source("k", "misc", "", title="22 U.S.C. 7105", url="https://a.example/"),
         {"type": "legislation", "title": "22 U.S.C. § 7105", "container-title": None, "section": None, "URL": None}),
        (source("k", "misc", ROE, 2013, title="United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013)"),
         {"type": "legal_case", "container-title": "F.3d", "page": "1066", "author": None, "authority": "8th Cir."}),
    ],
)  # fmt: skip
def test_the_values_that_a_style_takes(work: Source, expected: dict[str, object]) -> None:
    item = csl_item(work)
    assert expected == {name: item.get(name) for name in expected}


def test_a_publisher_that_is_the_author_is_left_out_where_a_style_asks() -> None:
    report = source("k", "techreport", "{Port Watch}", institution="Port Watch")
    assert "Port Watch" == csl_item(report)["publisher"]
    assert "publisher" not in csl_item(report, rules=ItemRules(omit_publisher=True))
    other = source("k", "techreport", "{Port Watch}", institution="Port Authority")
    assert "Port Authority" == csl_item(other, rules=ItemRules(omit_publisher=True))["publisher"]
    book = source("k", "book", "{Port Watch}", publisher="Port Watch")
    assert "publisher" not in csl_item(book, rules=ItemRules(omit_publisher=True))


# ---------------------------------------------------------------- interviews and records


@pytest.mark.parametrize(
    ("work", "kind", "expected"),
    [
        (source("I01", "interview", ROE, confidential=True, role="Officer"), "interview", "Interview I01, with an Officer (2008)."),
        (source("I01", "interview", ROE, role="Officer", mode="By telephone", date="2019-03-04"), "interview",
         "I01. Officer. Interview. By telephone. 4 March 2019."),
        (source("Roe2008", "interview", ROE, 2008), "interview", "Interview. 2008."),
        (source("I01", "interview", ROE, date="2019-13-04"), "interview", "I01. Interview. 2019-13-04."),
        (source("PR01", "misc", "{Port Authority}", title="Raids", number="77", outcome="granted", sent="May", date="2019-03-04"),
         "records-response", "PR01. Port Authority. Raids. Request 77. Outcome: granted. Sent May. Answered 4 March 2019."),
    ],
)  # fmt: skip
def test_what_no_style_lists_is_printed_without_a_name(work: Source, kind: str, expected: str) -> None:
    assert expected == plain_text([{"t": "Para", "c": printed_form(work, kind)}]).strip()


# ---------------------------------------------------------------- groups

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "goal"
[[code]]
id = "shelter"
group = "goal"
label = "Shelter"
definition = "The source informs where people stay. And more."
[[code]]
id = "courts"
group = "goal"
label = "Courts"
definition = "On courts."
[[code]]
id = "tide"
group = "topic"
label = "Tides"
definition = "On tides."
[[code]]
id = "port"
group = "topic"
label = "Ports"
definition = "On ports."
"""
)
GROUPED = [
    source("a", "book", ROE, 2008),
    source("b", "article", POE, None, journal="J"),
    source("c", "book", MOE, 2010),
]
CODES = [Tag(source=key, code=code, method="human", coder="ann") for key, code in
         (("a", "shelter"), ("a", "port"), ("b", "courts"), ("b", "port"), ("b", "tide"), ("c", "none"), ("c", "book"))]  # fmt: skip
FINDINGS = [
    Finding(id="F2", statement="S2", supports=("a",)),
    Finding(id="F1", statement="S1", contradicts=("b",), qualifies=("a",)),
]


def grouped(by: str, **more: Any) -> list[tuple[str, Sequence[object]]]:
    entries = cite(GROUPED, "bluebook", CODES).entries

    def told(groups: Any) -> list[Any]:
        return [
            (group.heading.words, told(group.groups) or [entry.source.key for entry in group.entries])
            for group in groups
        ]

    more = {"audience": "team"} | more
    return told(group_entries(entries, by, CODES, codebook=BOOK, findings=FINDINGS, **more))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("goal", [("Shelter", ["a"]), ("Courts", ["b"]), ("None of the goals", ["c"])]),
        ("code", [("Tides", ["b"]), ("Ports", ["b", "a"]), ("No topic", ["c"])]),
        ("year", [("2010", ["c"]), ("2008", ["a"]), ("No date", ["b"])]),
        ("type", [("Journal articles", ["b"]), ("Books", ["c", "a"])]),
        ("none", [("", ["c", "b", "a"])]),
        (
            "type, year",
            [("Journal articles", [("No date", ["b"])]), ("Books", [("2010", ["c"]), ("2008", ["a"])])],
        ),
    ],
)
def test_the_headings_and_what_stands_under_them(by: str, expected: list[object]) -> None:
    assert expected == grouped(by)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("goal", [("Shelter", ["a"]), ("Courts", ["b"]), ("Other sources", ["c"])]),
        ("code", [("Tides", ["b"]), ("Ports", ["b", "a"]), ("Other sources", ["c"])]),
        ("type,goal", [("Journal articles", [("Courts", ["b"])]), ("Books", [("Shelter", ["a"]), ("Other sources", ["c"])])]),
    ],
)  # fmt: skip
def test_a_reader_finds_what_is_under_no_heading_among_other_sources(by: str, expected: list[object]) -> None:
    """Whether it was read, judged or neither is the team's affair."""
    assert expected == grouped(by, audience="reader")
    assert "Other sources" == grouped("finding", audience="reader")[-1][0]


def test_where_nothing_has_a_heading_none_is_printed() -> None:
    entries = cite(GROUPED, "bluebook").entries
    (group,) = group_entries(entries, "goal", codebook=BOOK)
    assert ("", 3) == (group.heading.words, group.count)


def test_a_list_of_one_code_has_its_heading_alone() -> None:
    assert [("Ports", ["b", "a"])] == grouped("code", code="port")
    assert [("Shelter", ["a"])] == grouped("goal", code="shelter")
    assert grouped("year") == grouped("year", code="port")


def test_findings_are_headings_with_their_side() -> None:
    found = grouped("finding")
    assert {
        ("F2: supports", ("a",)),
        ("F1: contradicts", ("b",)),
        ("F1: qualifies", ("a",)),
        ("Under no finding", ("c",)),
    } == {(words, tuple(map(str, keys))) for words, keys in found}
    assert "Under no finding" == found[-1][0]


def test_a_heading_leads_with_the_first_sentence_of_its_definition() -> None:
    first, *_ = group_entries(cite(GROUPED, "bluebook", CODES).entries, "goal", CODES, codebook=BOOK)
    assert ("group-shelter", "Where people stay.", 1) == (first.heading.id, first.heading.lead, first.count)


def test_an_unknown_grouping_and_style_are_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'goal'"):
        grouped("gaol")
    with pytest.raises(UsageError, match="did you mean 'apa'"):
        find_style("aap")
    assert () == group_entries((), "none")


# ---------------------------------------------------------------- lines below an entry, order, places


def test_the_lines_below_an_annotation() -> None:
    said = [
        Decision(
            when="2026-01-01T00:00:00Z",
            by="ann",
            verb="stance",
            key="a",
            value="shelter=supports",
            where="p. 3",
        ),
        Decision(when="2026-01-01T00:00:00Z", by="ben", verb="stance", key="b", value="shelter=mixed"),
        Decision(when="2026-01-01T00:00:00Z", by="ben", verb="tag", key="a", value="shelter"),
    ]
    served = [Finding(id="F", statement="S", supports=("a",), recommendations=("R2", "R1"))]
    options = BibliographyOptions(
        audience="team",
        codebook=BOOK,
        decisions=tuple(said),
        findings=tuple(served),
        cited_by={"a": 2, "b": 1},
    )
    made = compose(cite(GROUPED, "bluebook", CODES), CODES, options)
    assert ("shelter, by ann", "port, by ann", "On shelter: supports, by ann (p. 3)", "Recommendations served: R1, R2",
            "Cited by 2 sources here") == made.details["a"]  # fmt: skip
    assert ("On shelter: mixed, by ben", "Cited by 1 source here") == made.details["b"][-2:]
    assert {} == compose(cite(GROUPED, "bluebook", CODES), CODES, BibliographyOptions()).details


def test_a_source_without_a_note_is_told_where_notes_are_required() -> None:
    options = BibliographyOptions(require_annotations=True, notes={"a": "A note."})
    made = compose(cite(GROUPED, "bluebook", CODES), CODES, options)
    assert [("LR402", "b"), ("LR402", "c")] == sorted(
        (p.code, p.key) for p in made.problems if p.code != "LR406"
    )
    unasked = compose(cite(GROUPED, "bluebook", CODES), CODES).problems
    assert {"LR406"} == {p.code for p in unasked}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [("goal", "3 sources, citation style Bluebook; 0 annotated."),
     ("code", "1 stands under more than one heading and is counted once.")],
)  # fmt: skip
def test_the_line_that_counts(groups: str, expected: str) -> None:
    options = BibliographyOptions(group_by=groups, codebook=BOOK, audience="team", repeat=True)
    page = annotate(GROUPED, CODES, options, style="bluebook", format="md")
    assert expected in " ".join(page.decode().split())


def test_works_of_one_author_are_in_order_of_year_and_title() -> None:
    works = [
        source("a", "book", ROE, 2010, title="B"), source("b", "book", "Roe, A.", 2008, title="The C"), source("c", "book", ROE, 2008, title="B"),
        source("d", "book", f"{ROE} and {POE}", 2001), source("e", "book", f"{ROE} and {POE} and {MOE}", 2000), source("f", "book", ROE, None),
        source("g", "book", "", 2001, title="12 Raids"), source("h", "book", "", 2001, title="9 Raids"), source("i", "book", "", editor="Abe, Al"),
    ]  # fmt: skip
    assert "hgicbafde" == "".join(work.key for work in sorted(works, key=list_order))


def test_the_places_to_look_at_are_in_order_each_once() -> None:
    def said(where: str) -> Decision:
        return Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="a", value="x", where=where)

    works = [source("a", "book"), source("b", "book", confidential=True)]
    found = pinpoints(
        works, map(said, ("p. 12", "pp. 9-10, 12", "§ 3", "title", "")), {"a": "at 100\n\nText.", "b": "p. 1"}
    )
    assert {"a": ("9–10", "12", "100", "§ 3")} == dict(found)
    assert ("9–10, 12", "Text.") == split_note("pp. 9 - 10, 12\n\nText.")
    assert ("§ 103(a)", "") == split_note("§103(a)")


def test_a_field_is_told_below_an_entry_if_the_codebook_has_it_and_the_value_is_one_of_its_own() -> None:
    book = parse_codebook(
        """
[codebook]
name = "small"
[[code]]
id = "port"
group = "topic"
label = "Ports"
definition = "On ports."
[[evidence]]
id = "design"
label = "Design"
definition = "How it was made."
values = ["survey", "ethnography"]
"""
    )
    said = [
        Decision(when="2026-01-01T00:00:00Z", by="ann", verb="set", key="a", value=value)
        for value in ("design=survey", "design=guesswork", "colour=red")
    ]
    options = BibliographyOptions(audience="team", codebook=book, decisions=tuple(said))
    assert ("Design: survey, by ann",) == compose(cite(GROUPED, "bluebook"), (), options).details["a"]


def test_a_style_that_rests_on_another_brings_its_language() -> None:
    assert 'default-locale="de-DE"' in find_style("abi-technik").csl
    assert "<style" in find_style("abi-technik").csl
    assert 1 == find_style("apa").csl.count("<style ")


@pytest.mark.parametrize("found", [None, ModuleSpec("typst", None)])
def test_without_typst_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, found: ModuleSpec | None
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: found)
    with pytest.raises(MissingExtraError, match="typst"):
        compile_pdf("", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 5)


def test_our_styles_take_the_place_of_those_of_the_same_name_and_no_others(tmp_path: Path) -> None:
    """Word tells styles by their names; a school's keep what they say, and what it lacks comes from what it has."""
    other = '<w:style w:type="paragraph" w:styleId="Verse"><w:name w:val="verse"/></w:style>'
    school = (
        '<w:style w:type="paragraph" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Literatur"><w:name w:val="Bibliography"/><w:pPr>school</w:pPr></w:style>'
    )
    given = tmp_path / "school.docx"
    with zipfile.ZipFile(given, "w") as packed:
        packed.writestr("word/styles.xml", f"<w:styles>{other}{school}</w:styles>")

    def styles(reference: str) -> str:
        with zipfile.ZipFile(io.BytesIO(dress_docx(given.read_bytes(), reference))) as packed:
            assert ("word/footer1.xml" in packed.namelist()) == (not reference)
            return packed.read("word/styles.xml").decode()

    ours, theirs = styles(""), styles(str(given))
    assert other in ours
    assert other in theirs
    assert "school" not in ours
    assert school in theirs
    assert (
        'w:styleId="BibliographyAnnotated"><w:name w:val="Bibliography Annotated"/><w:basedOn w:val="Literatur"/>'
        in theirs
    )
    assert 'w:styleId="Annotation"><w:name w:val="Annotation"/><w:basedOn w:val="Standard"/>' in theirs
    assert "rFonts" in ours
    assert "rFonts" not in theirs
    for text in (ours, theirs):
        names = re.findall(r'<w:name w:val="([^"]+)"', text)
        assert len(names) == len(set(names))
