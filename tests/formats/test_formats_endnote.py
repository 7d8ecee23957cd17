"""EndNote's two files, XML and .enw. All records here are made up."""

from __future__ import annotations

from litreview.formats import read_text

XML = """\
<?xml version="1.0" encoding="UTF-8"?><xml><records>
<record><database name="my.enl" path="C:\\my.enl">my.enl</database><rec-number>7</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Doe, Jane</style></author><author>Office of Made-Up Data,</author></authors>
<secondary-authors><author>Poe, Ann</author></secondary-authors></contributors>
<titles><title><style face="normal">A </style><style face="italic">made-up</style><style face="normal"> title</style></title>
<secondary-title>Journal of Invention</secondary-title></titles>
<periodical><full-title>Journal of Invention</full-title><abbr-1>J Inv</abbr-1></periodical>
<pages>101-119</pages><volume>12</volume><number>3</number><keywords><keyword>raids</keyword><keyword>courts</keyword></keywords>
<dates><year>2019</year><pub-dates><date>May 12</date></pub-dates></dates><isbn>0378-5955 (Print)&#xD;1532-1827 (Electronic)</isbn>
<electronic-resource-num>10.1000/182</electronic-resource-num><urls><related-urls><url>https://example.org/a</url></related-urls>
<pdf-urls><url>internal-pdf://1.pdf</url></pdf-urls></urls><label>doe2019</label><invented-element>kept</invented-element></record>
</records></xml>
"""
ENW = """\
%0 Journal Article
%A Doe, Jane
%A van der Roe, Jo
%E Poe, Ann
%T A made-up title
   that goes on
%J Journal of Invention
%D 2019
%V 12
%N 3
%P 101-119
%R 10.1000/182
%@ 0378-5955
%K raids
courts
%X We made this up.
%F doe2019
%; nobody knows this tag
%U https://example.org/a

%0 Report
%A Office of Made-Up Data,
%T A report
%I The Office
%D 2001
"""


def test_each_element_of_the_xml_has_its_place():
    (record,) = library = read_text(XML, "a.xml")
    assert () == library.problems
    assert ("doe2019", "article", 2019, "10.1000/182", "endnote-xml", 2) == (
        record.key, record.type, record.year, record.doi, record.format, record.where.line,
    )  # fmt: skip
    assert ["Jane Doe", "Office of Made-Up Data"] == [person.display for person in record.authors]
    assert ["Ann Poe"] == [person.display for person in record.editors]
    expected = {
        "title": "A made-up title", "journal": "Journal of Invention", "shortjournal": "J Inv", "pages": "101-119", "volume": "12",
        "number": "3", "keywords": "raids; courts", "publication-date": "May 12", "issn": "0378-5955 (Print)",
        "url": "https://example.org/a", "file": "internal-pdf://1.pdf", "endnote-invented-element": "kept",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert (("issn", "1532-1827 (Electronic)"),) == record.repeated


def test_one_broken_record_costs_no_other():
    text = (
        "<xml><records>\n<record><titles><title>One</title></titles></record>\n<record><titles><title>Two</titles></record>\n"
        "<record><titles><title>Three & four</title></titles></record>\n<record><titles><title>Cut off"
    )
    library = read_text(text, "a.xml")
    assert ["One", "Three & four"] == [record.title for record in library]
    assert [("LR025", 3), ("LR027", 4), ("LR025", 5)] == [(p.code, p.where.line) for p in library.problems]


def test_entities_are_never_expanded():
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hosts">]>'
    )
    library = read_text(
        f"{bomb}<xml><records><record><titles><title>T &b; &f;</title></titles></record></records></xml>",
        "a.xml",
    )
    assert ["T &b; &f;"] == [record.title for record in library]
    assert {"LR039", "LR027"} == {p.code for p in library.problems}


def test_each_tag_of_the_enw_has_its_place():
    record, report = library = read_text(ENW, "a.enw")
    assert () == library.problems
    assert ("doe2019", "article", 2019, "10.1000/182", "enw") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane Doe", "Jo van der Roe"] == [person.display for person in record.authors]
    expected = {
        "title": "A made-up title that goes on", "journal": "Journal of Invention", "volume": "12", "number": "3", "pages": "101-119",
        "issn": "0378-5955", "keywords": "raids; courts", "url": "https://example.org/a", "enw-x3b": "nobody knows this tag",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert ("techreport", "The Office", "Office of Made-Up Data") == (
        report.type, report.get("institution"), report.authors[0].literal,
    )  # fmt: skip


def test_an_enw_record_without_its_type_is_kept_and_named():
    library = read_text("%A Doe, Jane\n%T One\n\n%T Two\n%A Roe, R\n", "a.enw")
    assert ["One", "Two"] == [record.title for record in library]
    assert ["LR035", "LR035"] == [p.code for p in library.problems]


def test_what_stands_before_and_what_says_nothing_is_named():
    library = read_text("a heading\n%0 Book\n%0 Book\n%T A\n%T B\n", "a.enw")
    assert [("A", (("title", "B"),))] == [(record.title, record.repeated) for record in library]
    assert {"LR035", "LR037", "LR038"} == {p.code for p in library.problems}
