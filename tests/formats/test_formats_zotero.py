"""A library goes to Zotero and comes back with its keys, collections, tags and notes. All records here are made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from litreview.formats import dumps, read, read_text
from litreview.stages.checks import check

# as Better BibTeX exports collections, in JabRef's format 3
COLLECTIONS = r"""
@article{doe_2019, title = {Raids}, author = {Doe, Jane}, journal = {J}, year = {2019}, keywords = {police,courts}}
@book{roe_2020, title = {Courts}, author = {Roe, Jo}, publisher = {P}, year = {2020}}
@comment{jabref-meta: groupsversion:3;}
@comment{jabref-meta: groupstree:
0 AllEntriesGroup:;
1 ExplicitGroup:Screened\;0\;doe_2019\;roe_2020\;;
2 ExplicitGroup:Police and courts\;0\;doe_20
19\;;
}
"""


def test_collections_are_read_from_the_tree_of_groups():
    library = read_text(COLLECTIONS)
    assert () == library.problems
    assert ["Screened, Police and courts", "Screened"] == [record.get("groups") for record in library]


def test_groups_of_the_entries_go_before_the_tree():
    text = COLLECTIONS.replace("year = {2020}", "year = {2020}, groups = {Mine}")
    assert "Mine" == read_text(text).records[1].get("groups")


def test_collections_are_written_as_zotero_reads_them():
    r"""Zotero reads version 3 only, groups `LEVEL ExplicitGroup:NAME\;0\;KEY\;;` one after the other (BibTeX.js, processComment)."""
    text = dumps(read_text(COLLECTIONS))
    comments = re.findall(r"@comment\{(.*?)\}", text, re.DOTALL)
    assert "jabref-meta: groupsversion:3;" == comments[0]
    groups = {}
    for record in re.split(
        r"(?<!\\);", comments[1].removeprefix("jabref-meta: groupstree:").replace("\n", "")
    ):
        name, *rest = record.split("\\;")
        if len(rest) > 1:
            level, kind, name = re.fullmatch(r"(\d) ([^:]*):(.*)", name).groups()
            assert ("1", "ExplicitGroup", "0") == (level, kind, rest[0])
            groups[name] = [key for key in rest[1:] if key]
    assert {"Screened": ["doe_2019", "roe_2020"], "Police and courts": ["doe_2019"]} == groups
    again = read_text(text)
    assert () == again.problems
    assert [record.fields for record in read_text(COLLECTIONS)] == [record.fields for record in again]


def test_a_library_without_collections_has_no_comment():
    assert "@comment" not in dumps(read_text("@book{a, title={A}}"))


def test_collections_survive_ris_and_json():
    before = read_text(COLLECTIONS)
    for format_ in ("ris", "json"):
        after = read_text(dumps(before, format_))
        assert [record.get("groups") for record in before] == [record.get("groups") for record in after]


def test_every_type_of_ours_is_one_zotero_knows():
    """TY of translators/RIS.js, exportTypeMap and importTypeMap."""
    known = {
        *(
            [
                "ART",
                "SOUND",
                "BILL",
                "BLOG",
                "BOOK",
                "CHAP",
                "CASE",
                "COMP",
                "CONF",
                "DICT",
                "ENCYC",
                "ICOMM",
                "DATA",
                "MPCT",
                "HEAR",
                "JOUR",
                "PCOMM",
                "MGZN",
                "MANSCPT",
                "MAP",
                "NEWS",
                "PAT",
            ]
        ),
        *(
            [
                "SLIDE",
                "RPRT",
                "STAT",
                "THES",
                "VIDEO",
                "ELEC",
                "ABST",
                "ADVS",
                "AGGR",
                "ANCIENT",
                "CHART",
                "CLSWK",
                "CPAPER",
                "CTLG",
                "DBASE",
                "EBOOK",
                "ECHAP",
                "EDBOOK",
                "EJOUR",
            ]
        ),
        *(
            [
                "EQUA",
                "FIGURE",
                "GEN",
                "GOVDOC",
                "GRNT",
                "INPR",
                "JFULL",
                "LEGAL",
                "MULTI",
                "MUSIC",
                "PAMP",
                "SER",
                "STAND",
                "UNBILL",
                "UNPD",
                "WEB",
            ]
        ),
    }
    from litreview.formats.vocabularies import terms

    assert set() == set(terms("ris.written-types").values()) - known


def test_what_zotero_dropped_is_named_and_the_raw_export_beside_it_ends_that():
    zotero = "".join(
        f"@article{{doe_raids_{year}, title={{Raids of {year}}}, author={{Doe, Jane}}, journal={{J}}, year={year}, "
        f"note = {{WOS:00000000000{year}}}, file={{Full Text:files/{year}/a.pdf:application/pdf}}}}\n"
        for year in (2001, 2002, 2003)
    )
    library = read_text(zotero, "zotero.bib")
    (problem,) = [found for found in check(library) if found.code == "LR075"]
    assert ("warning", "zotero.bib") == (problem.level, problem.where.file)
    assert "keep the raw exports" in problem.remedy
    raw = "".join(
        f"PT J\nTI Raids of {year}\nPY {year}\nCR Roe R, 1999, J INV, V1, P2\nUT WOS:00000000000{year}\nER\n\n"
        for year in (2001, 2002, 2003)
    )
    both = [*library, *read_text(raw, "wos.txt")]
    assert "LR075" not in {found.code for found in check(both)}


def test_an_export_like_heinonline_s_is_read_right():
    r"""Law databases write two years, two issues with an escaped `&`, and addresses with an `&` in them."""
    (record,) = read_text(
        "@article{made1, author = {Doe, Jane and Roe, Jo}, title = {Made Up: A Title}, journal = {Invented Law Review \\& Reports},\n"
        "  volume = {26}, number = {1\\&2}, pages = {76-[iv]}, year = {1993-1994},\n"
        "  url = {https://heinonline.org/HOL/Page?handle=hein.journals/made1\\&id=1&collection=journals&index=},\n}\n"
    )
    assert ("Invented Law Review & Reports", 1993, "1&2") == (
        record.container,
        record.year,
        record.get("number"),
    )
    expected = "https://heinonline.org/HOL/Page?handle=hein.journals/made1&id=1&collection=journals&index="
    assert expected == record.get("url")
    # one of the two is the year of the article
    assert ["LR051"] == [problem.code for problem in check([record])]


def test_the_law_reviews_of_the_sample_corpus_have_no_fault_but_missing_dates():
    library = read(Path(__file__).parents[2] / "bib" / "heinonline.bib")
    assert (41, ()) == (len(library), library.problems)
    assert {"LR050"} == {problem.code for problem in check(library)}
    assert {"William & Mary Journal of Race, Gender, and Social Justice"} <= {
        record.container for record in library
    }


def test_newspapers_and_magazines_stay_what_they_are():
    before = read_text(
        "@article{a, title={A}, journal={The Made-Up Times}, year=2019, entrysubtype={newspaper}}"
    )
    assert dumps(before, "ris").startswith("TY  - NEWS\r\n")
    for text in (
        dumps(before, "ris"), dumps(before, "json"), "%0 Newspaper Article\n%T A\n",
        "Key,Item Type,Title\nk,newspaperArticle,A\n", '[{"type": "article-newspaper", "title": "A"}]',
    ):  # fmt: skip
        (after,) = read_text(text)
        assert ("article", "newspaper") == (after.type, after.get("entrysubtype"))


@pytest.mark.parametrize("format_", ["bib", "ris", "json", "csv"])
@pytest.mark.parametrize("field", ["annotation", "annote"])
def test_an_annotation_keeps_its_paragraphs_and_lists(field, format_):
    """It is Markdown, where an empty line parts paragraphs."""
    text = "It finds\n  few.\n\n\n\n- one\n- two\n"
    (first,) = read_text(f"@book{{a, title = {{A}}, {field} = {{{text}}}}}")
    assert "It finds\nfew.\n\n- one\n- two" == first.get(field)
    (again,) = read_text(dumps([first], format_), f"a.{format_}")
    assert first.fields == again.fields
