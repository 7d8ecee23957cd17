"""Nothing is printed that the entry does not say: no Congress from a year, no degree from a type that a reader filled in, no bill from a page."""

import re

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.stages.bibliography.trees import plain_text

STYLES = ("bluebook", "apa", "chicago")


def printed(entry, style):
    (source,) = lr.dedupe(lr.read_text(entry, "made-up.bib")).sources
    (one,) = lr.cite([source], style).entries
    return plain_text(list(one.inlines))


LAW = [
    (
        "@misc{a, title = {Protocol to Prevent, Suppress and Punish Trafficking in Persons}, date = {2000-11-15}, note = {2237 U.N.T.S. 319}}",
        "Protocol to Prevent, Suppress and Punish Trafficking in Persons, Nov. 15, 2000, 2237 U.N.T.S. 319.",
    ),
    ("@misc{b, title = {Convention on the Law of Treaties}, note = {1249 U.N.T.S. 13}, year = 1979}", "Convention on the Law of Treaties, 1979, 1249 U.N.T.S. 13."),
    ("@misc{c, title = {A Convention}, note = {T.I.A.S. No. 10072}, year = 1979}", "A Convention, 1979, T.I.A.S. No. 10072."),
    # a Congress is printed where the record names one, in words or in an address
    ("@misc{d, title = {A Made Up Act}, number = {H.R. 1865}, year = 2018}", "A Made Up Act, H.R. 1865 (2018)."),
    ("@misc{e, title = {A Made Up Act}, number = {S. 1693}, note = {115th Congress}, year = 2017}", "A Made Up Act, S. 1693, 115th Cong. (2017)."),
    ("@misc{f, title = {A Made Up Act, S. 1693, 115th Cong.}, year = 2017}", "A Made Up Act, S. 1693, 115th Cong. (2017)."),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "citation"), LAW)
def test_treaties_and_bills_are_printed_as_they_are_given(entry, citation):
    assert citation == printed(entry, "bluebook")


@pytest.mark.parametrize(
    ("fields", "degree"),
    [
        ("@phdthesis{{{0}}}", ("Ph.D. dissertation", "Doctoral dissertation")),
        ("@mastersthesis{{{0}}}", ("Master’s thesis", "Master’s thesis")),
        ("@phdthesis{{{0}, type = {{LL.M. thesis}}}}", ("LL.M. thesis", "LL.M. thesis")),
        ("@thesis{{{0}, note = {{J.D. thesis}}}}", ("J.D. thesis", "J.D. thesis")),
        ("@thesis{{{0}, type = {{mathesis}}}}", ("Master’s thesis", "Master’s thesis")),
        ("@thesis{{{0}}}", ("thesis", "Thesis")),
        ("@thesis{{{0}, note = {{Based on my master thesis}}}}", ("thesis", "Thesis")),
        ("@thesis{{{0}, note = {{Master's thesis}}}}", ("Master’s thesis", "Master’s thesis")),
        ("@thesis{{{0}, note = {{Ph.D. dissertation}}}}", ("Ph.D. dissertation", "Ph.D. dissertation")),
    ],
)
def test_the_degree_is_the_one_that_the_entry_names(fields, degree):
    entry = fields.format(
        "k, author = {Roe, Ann}, title = {Tides}, school = {Made Up University}, year = 2010"
    )
    assert f"({degree[0]}, Made Up Univ.)" in printed(entry, "bluebook")
    assert f"[{degree[1]}]" in printed(entry, "apa")


def test_a_type_that_a_reader_filled_in_is_no_degree():
    text = "TY  - THES\nAU  - Roe, Ann\nTI  - Tides\nPB  - Made Up University\nPY  - 2010\nER  - \n"
    (source,) = lr.dedupe(lr.read_text(text, "a.ris")).sources
    for style in STYLES:
        (one,) = lr.cite([source], style).entries
        assert not re.search("Ph|Doctor|Master", plain_text(list(one.inlines)))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("note", ["S. 13", "In: Merkur, S. 317", "1249 U.N.T.S. 13", "347 U.S. 483"])
def test_a_page_or_the_end_of_a_series_is_no_bill(note, style):
    found = printed(
        f"@misc{{k, author = {{Roe, Ann}}, title = {{Zeitlose Fragen}}, publisher = {{Verlag}}, note = {{{note}}}, year = 1979}}",
        style,
    )
    assert "Cong." not in found
    assert "United States" not in found


FIELDS = {
    "number": ["H.R. 1865", "S. 1693", "Pub. L. No. 106-386", "106-386", "12", "No. 10-40093"],
    "note": [
        "1249 U.N.T.S. 13",
        "115th Congress",
        "114 Stat. 1464",
        "S. 13",
        "LL.M. thesis",
        "22 U.S.C. § 7101",
    ],
    "howpublished": ["702 F.3d 1066 (8th Cir. 2013)", "66 Fed. Reg. 38514"],
    "court": ["8th Cir.", "S.D.N.Y."],
    "year": ["1979", "2018"],
    "school": ["Made Up University"],
    "journal": ["Made Up Law Review", "F.3d"],
    "volume": ["702"],
    "pages": ["1066--1071"],
}
ENTRIES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
)
TYPES = st.sampled_from(
    [
        "misc",
        "article",
        "book",
        "phdthesis",
        "mastersthesis",
        "jurisdiction",
        "legislation",
        "techreport",
        "online",
    ]
)


@given(TYPES, ENTRIES, st.sampled_from(["bluebook", "apa"]))
def test_every_number_that_is_printed_is_in_the_entry(type_, fields, style):
    body = "".join(f", {name} = {{{value}}}" for name, value in fields.items())
    entry = (
        f"@{type_}{{k, author = {{Roe, Ann}}, title = {{Doe v. Roe}}, publisher = {{Made Up Press}}{body}}}"
    )
    numbers = {*re.findall(r"\d+", entry)} | {"71"}  # of 1066-1071 a style prints 1066-71
    assert {*re.findall(r"\d+", printed(entry, style).replace(",", ""))} <= numbers
