"""Text of labelled references, as databases write it for people. All works are made up; the layouts are those of the databases."""

import pytest

from litreview import read_text
from litreview.formats.readers import detect

COCHRANE = """\
Record #1 of 2
ID: CN-00000001
AU: Doe J
AU: Roe-Poe AB
TI: Patrols after dark: a made-up trial
SO: Journal of Keys
YR: 2011
VL: 12
NO: 3
PG: 39-45
PM: PUBMED 00112233
PT: Journal article
KY: Police; *Human trafficking
DOI: 10.5555/keys.1
AB: Background: We asked. Methods: So.
US: https://library.example/CN-00000001


Record #2 of 2
ID: CN-00000002
AU: Poe K
TI: Second
SO: Tides
YR: 2012
ZZ: a label that nobody knows
AB: First line
Results: wrapped
"""
OVID = """\
<1>
Unique Identifier
  11223344
Title
  Patrols after dark: a made-up trial.
Source
  Journal of Keys. 12(3):39-45, 2011 Nov 15.
Authors
  Doe J. Roe-Poe AB.
Abstract
  Background. We asked
  and asked.
Odd Label/x
  odd
Publication Type
  Journal Article.

<2>
Unique Identifier
  11223345
Title
  Second.
Authors Full Name
  Poe, Kim.
Source
  Tides. 3:1-9, 2012.
"""
PROQUEST = """\
____________________________________________________________

Document 1 of 2

Title: Patrols after dark: a made-up trial

Author: Doe, J; Roe-Poe, AB

Abstract (English): We asked.
Methods: so.

Title: Patrols after dark: a made-up trial

Publication title: Journal of Keys

Volume: 12

Issue: 3

Pages: 39-45

Publication year: 2011

Document type: Journal Article

ProQuest document ID: 123456

____________________________________________________________

Document 2 of 2

Title: Second

Author: Poe, Kim

Publication title: Tides

Publication year: 2012

Document type: Feature
"""
EBSCO = """\
Record: 1
Title:
  Patrols after dark: a made-up trial
Authors:
  Doe J; Roe-Poe AB
Source:
  Journal of Keys. 12(3):39-45, 2011.
Document Type:
  Article

Record: 2
Title:
  Second
Authors:
  Poe, Kim
Source:
  Tides. 3:1-9, 2012.
Document Type:
  Article
"""
PLAIN = """\
Title: Patrols after dark: a made-up trial
Authors: Doe J; Roe-Poe AB
Journal: Journal of Keys
Year: 2011
Volume: 12
Issue: 3
Pages: 39-45
Abstract: Short.
Setting: a town

Title: Second
Authors: Kim Poe
Journal: Tides
Year: 2012
"""
COPAC = """\
TI- Patrols after dark
AU- Doe, Jane
SE- Reports ; 2
PU- Town : Press
PY- 1992
HL- Edinburgh ;
    Oxford

TI- Second
AU- Roe, Ann
PU- Town : Press
PY- 1977
IS- 0070844828
HL- Leeds
"""


@pytest.mark.parametrize("text", [COCHRANE, OVID, PROQUEST, EBSCO, PLAIN], ids=["cochrane", "ovid", "proquest", "ebsco", "plain"])  # fmt: skip
def test_an_article_is_the_same_in_every_layout(text):
    first, second = read_text(text, "export.txt")
    assert ["Doe", "Roe-Poe"] == [person.family for person in first.authors]
    assert ("article", "Journal of Keys", 2011) == (first.type, first.container, first.year)
    assert ("12", "3") == (first.get("volume"), first.get("number"))
    assert first.get("pages").replace("--", "-") == "39-45"
    assert "Patrols after dark: a made-up trial" == first.title.rstrip(".")
    assert ("Second", 2012, "Tides") == (second.title.rstrip("."), second.year, second.container)
    assert ["Poe"] == [person.family for person in second.authors]


@pytest.mark.parametrize(
    ("text", "at", "field", "value"),
    [
        (COCHRANE, 0, "accession", "CN-00000001"),
        (COCHRANE, 0, "pmid", "00112233"),
        (COCHRANE, 0, "doi", "10.5555/keys.1"),
        (COCHRANE, 0, "keywords", "Police; *Human trafficking"),
        (COCHRANE, 1, "zz", "a label that nobody knows"),
        (COCHRANE, 1, "abstract", "First line Results: wrapped"),
        (OVID, 0, "abstract", "Background. We asked and asked."),
        (OVID, 0, "ovid-odd-label-x", "odd"),
        (PROQUEST, 0, "abstract", "We asked. Methods: so."),
        (PROQUEST, 0, "proquest-document-id", "123456"),
        (PLAIN, 0, "abstract", "Short. Setting: a town"),
        (COPAC, 0, "held-by", "Edinburgh ; Oxford"),
        (COPAC, 1, "isbn", "0070844828"),
    ],
)
def test_a_label_is_a_field_and_one_that_means_nothing_is_kept(text, at, field, value):
    assert value == read_text(text, "export.txt").records[at].get(field)


@pytest.mark.parametrize(
    "text",
    [
        "Title: Minutes of a meeting\nAuthors: Ann\n\nWe met at noon.\n",
        "Record of a day: we met at noon.\nTitle of the talk: keys\n",
        "Interviewer: So?\nAnswer: So.\nInterviewer: And?\nAnswer: And.\n",
    ],
)
def test_prose_with_colons_is_no_list_of_references(text):
    assert "" == detect(text, "notes.txt")


def test_a_record_that_ran_into_another_is_reported_where_it_begins():
    text = COCHRANE.replace("Record #2 of 2\n", "")
    (problem,) = read_text(text, "export.txt").problems
    at = text.split("\n").index("TI: Second") + 1
    assert ("LR035", "warning", at) == (problem.code, problem.level, problem.where.line)


def test_a_title_that_a_database_writes_twice_is_no_second_record():
    assert () == tuple(p for p in read_text(PROQUEST, "export.txt").problems if p.code == "LR035")
