"""Facts of a pair, each on both sides of its limit. All works are made up."""

from __future__ import annotations

import pytest

from litreview.linkage import RecordColumns
from litreview.stages.duplicates.evidence import Evidence, gather_evidence, one_preprint
from litreview.stages.duplicates.verdict import WORDS
from litreview.works.titles import TitleChange

NOTHING = dict.fromkeys(
    ("authors", "gap", "container", "volume", "number", "page", "doi", "isbn", "abstract")
)
PART, BOOK = {"kind": "part"}, {"kind": "book"}
LAW, BILL = {"law": "pl 106-386"}, {"law": "hr 7 115"}
CASE = "roe v madeup 702 f 3d 1066 section 12 division b"
LONG, RANGE = {"title": "x" * 50}, {"page": "1", "last": "9"}
# a fact, fields of the two records, signs of the pair, the answer
FACTS = (
    ("has_part", PART, {}, {}, True), ("has_part", {}, PART, {}, True), ("has_part", {}, BOOK, {}, False),
    ("one_is_book", BOOK, {}, {}, True), ("one_is_book", {}, BOOK, {}, True), ("one_is_book", BOOK, BOOK, {}, False),
    ("both_books", BOOK, BOOK, {}, True), ("both_books", BOOK, PART, {}, False), ("both_books", PART, PART, {}, False),
    ("is_review", {"notice": "review"}, {}, {}, True), ("is_review", {}, {"notice": "review"}, {}, True),
    ("is_review", {"notice": "reply"}, {}, {}, False),
    ("other_notice", {"notice": "reply"}, {}, {}, True), ("other_notice", {}, {}, {}, False),
    ("has_notice", {"notice": "reply"}, {}, {}, True), ("has_notice", {}, {"notice": "reply"}, {}, False),
    ("has_review", {}, {"notice": "review"}, {}, True), ("has_review", {}, {}, {}, False),
    ("same_kind", PART, PART, {}, True), ("same_kind", {}, {}, {}, True), ("same_kind", PART, {}, {}, False),
    ("kinds_known", PART, BOOK, {}, True), ("kinds_known", PART, {}, {}, False), ("kinds_known", {}, PART, {}, False),
    ("kindless", {}, {}, {}, True), ("kindless", PART, {}, {}, False), ("kindless", {}, PART, {}, False),
    ("first_is_part", PART, {}, {}, True), ("first_is_part", {}, PART, {}, False),
    ("report_or_book", {"kind": "report"}, {}, {}, True), ("report_or_book", {}, BOOK, {}, True), ("report_or_book", PART, {}, {}, False),
    ("lasting_kinds", BOOK, {"kind": "data"}, {}, True), ("lasting_kinds", BOOK, PART, {}, False), ("lasting_kinds", PART, BOOK, {}, False),
    ("one_withdrawn", {"status": "withdrawn"}, {}, {}, True), ("one_withdrawn", {}, {"status": "withdrawn"}, {}, True),
    ("one_withdrawn", {"status": "withdrawn"}, {"status": "withdrawn"}, {}, False), ("one_withdrawn", {"status": "retracted"}, {}, {}, False),
    ("laws_given", LAW, BILL, {}, True), ("laws_given", LAW, {}, {}, False), ("laws_given", {}, LAW, {}, False),
    ("other_section", {"about": CASE}, {"about": "section 13"}, {}, True), ("other_section", {"about": CASE}, {"about": "section 12"}, {}, False),
    ("other_section", {"about": CASE}, {"about": "act"}, {}, True), ("other_section", {"about": "act"}, {"about": "law"}, {}, False),
    ("other_division", {"about": CASE}, {"about": "division c"}, {}, True), ("other_division", {"about": CASE}, {"about": "division b"}, {}, False),
    ("other_division", {"about": CASE}, {"about": "act"}, {}, False), ("other_division", {"about": "act"}, {"about": CASE}, {}, False),
    ("other_court", {"about": CASE}, {"about": "2d cir"}, {}, True), ("other_court", {"about": CASE}, {"about": CASE}, {}, False),
    ("other_court", {"about": CASE}, {"about": "act"}, {}, True),
    ("same_parties", {"about": "roe v madeup city of x"}, {"about": "roe v madeup city in y"}, {}, True),
    ("same_parties", {"about": "roe v madeup city"}, {"about": "roe v madeup town"}, {}, False),
    ("bill_and_law", LAW, BILL, {}, True), ("bill_and_law", BILL, LAW, {}, True), ("bill_and_law", LAW, BILL, {"law": False}, False),
    ("bill_and_law", LAW, LAW, {}, False), ("bill_and_law", BILL, BILL, {}, False), ("bill_and_law", LAW, {}, {}, False), ("bill_and_law", LAW, {"law": "0 7"}, {}, False),
    ("doi_of_book", {"doi": "10.5555/1234-5678"}, {}, {}, True), ("doi_of_book", {}, {"doi": "10.5555/1234-5678"}, {}, True), ("doi_of_book", {"doi": "10.5555/a"}, {}, {}, False),
    ("same_review_number", {"doi": "10.1002/14651858.cd0"}, {"doi": "10.1002/14651858.cd0.pub2"}, {}, True),
    ("same_review_number", {"doi": "10.1002/14651858.cd0"}, {"doi": "10.1002/14651858.cd1"}, {}, False), ("same_review_number", {"doi": "10.1002/14651858.cd0"}, {}, {}, False),
    ("same_review_number", {}, {"doi": "10.1002/14651858.cd0"}, {}, False),
    ("long_report_number", {"report": "123"}, {}, {}, True), ("long_report_number", {"report": "12"}, {}, {}, False),
    ("numbered_series", {"report": "gao 06 825"}, {}, {}, True), ("numbered_series", {"report": "2014 01"}, {}, {}, False), ("numbered_series", {"report": "paper 06 825"}, {}, {}, False),
    ("other_version", {"version": "1"}, {"version": "2"}, {}, True), ("other_version", {"version": "1"}, {}, {}, False), ("other_version", {}, {"version": "1"}, {}, False),
    ("other_version", {"version": "1"}, {"version": "1"}, {}, False),
    ("version_in_words", {"version": "1"}, {"version": "2"}, {}, False), ("version_in_words", {"version": "new"}, {"version": "2"}, {}, True), ("version_in_words", {"version": "2"}, {"version": "new"}, {}, True),
    ("two_addresses", {"url": "a.org/1"}, {"url": "a.org/2"}, {}, True), ("two_addresses", {"url": "a.org/1"}, {"url": "b.org/1"}, {}, False),
    ("two_addresses", {"url": "a.org/1.PDF"}, {"url": "a.org/2.pdf"}, {}, True), ("two_addresses", {"url": "a.org/1.pdf"}, {"url": "a.org/2"}, {}, False),
    ("two_addresses", {"url": "a.org/1"}, {}, {}, False), ("two_addresses", {}, {"url": "a.org/1"}, {}, False), ("two_addresses", {}, {}, {}, False),
    ("some_author", {}, {}, {"authors": 0.1}, True), ("some_author", {}, {}, {"authors": 0.0}, False), ("some_author", {}, {}, {}, False),
    ("authors_unknown", {}, {}, {}, True), ("authors_unknown", {}, {}, {"authors": 0.0}, False),
    ("all_authors_agree", {}, {}, {"authors": 1}, True), ("all_authors_agree", {}, {}, {"authors": 0.9}, False),
    ("most_authors_agree", {}, {}, {"authors": 0.7}, True), ("most_authors_agree", {}, {}, {"authors": 0.69}, False), ("most_authors_agree", {}, {}, {}, False),
    ("several_authors", {"authors": ("a", "b")}, {"authors": ("a", "b")}, {}, True), ("several_authors", {"authors": ("a",)}, {"authors": ("a", "b")}, {}, False),
    ("one_author", {"authors": ("a",)}, {}, {}, True), ("one_author", {}, {"authors": ("a",)}, {}, False),
    ("signed_by_several", {"authors": ("a", "b")}, {}, {"authors": 1}, True), ("signed_by_several", {"authors": ("a", "b")}, {}, {"authors": 0.5}, False),
    ("signed_by_several", {"authors": ("a",)}, {}, {"authors": 1}, False),
    ("body_named", {"authors": ("a", "un women")}, {}, {}, True), ("body_named", {}, {"authors": ("un women", "a")}, {}, True), ("body_named", {"authors": ("a",)}, {}, {}, False),
    ("other_school", {"publisher": "harbor"}, {"publisher": "meadow"}, {}, True), ("other_school", {"publisher": "harbor"}, {"publisher": "harbor press"}, {}, False),
    ("other_school", {"publisher": "harbor"}, {}, {}, False), ("other_school", {}, {"publisher": "harbor"}, {}, False),
    ("page_given", {"page": "1"}, {}, {}, True), ("page_given", {}, {"page": "1"}, {}, True), ("page_given", {}, {}, {}, False),
    ("plain_page", {"page": "1"}, {}, {}, True), ("plain_page", {"page": "s1"}, {}, {}, False),
    ("same_last_page", RANGE, RANGE, {}, True), ("same_last_page", {}, {}, {}, False), ("same_last_page", RANGE, {}, {}, False),
    ("other_last_page", RANGE, {}, {}, True), ("other_last_page", RANGE, RANGE, {}, False),
    ("long_piece_at_one_place", LONG | RANGE, LONG | RANGE, {"page": True, "volume": True, "gap": 0}, True),
    ("long_piece_at_one_place", {"title": "x" * 49} | RANGE, LONG | RANGE, {"page": True, "volume": True, "gap": 0}, False),
    ("long_piece_at_one_place", LONG | RANGE, LONG | RANGE, {"page": True, "volume": True, "gap": 1}, False),
    ("long_piece_at_one_place", LONG | RANGE, LONG | RANGE, {"page": True, "volume": None, "gap": 0}, False),
    ("long_piece_at_one_place", LONG | RANGE, LONG | RANGE, {"page": True, "volume": True, "gap": 0, "container": False}, False),
    ("has_supplement", {"number": "s1"}, {}, {}, True), ("has_supplement", {}, {"page": "s1"}, {}, True), ("has_supplement", {"number": "1"}, {}, {}, False),
    ("same_year", {}, {}, {"gap": 0}, True), ("same_year", {}, {}, {}, False), ("same_year", {}, {}, {"gap": 1}, False),
    ("other_year", {}, {}, {"gap": 1}, True), ("other_year", {}, {}, {"gap": 0}, False), ("year_unknown", {}, {}, {}, True), ("year_unknown", {}, {}, {"gap": 0}, False),
    ("year_given", {"year": 2001}, {}, {}, True), ("year_given", {}, {"year": 2001}, {}, True), ("year_given", {}, {}, {}, False),
    ("both_undated", {"year": 2001}, {}, {}, False), ("both_undated", {}, {"year": 2001}, {}, False), ("both_undated", {}, {}, {}, True),
    ("within_three_years", {}, {}, {"gap": 3}, True), ("within_three_years", {}, {}, {"gap": 4}, False), ("within_three_years", {}, {}, {}, True),
    ("undated_by_the_same", {"title": "ports"}, {}, {"authors": 1}, True), ("undated_by_the_same", {"title": "editorial"}, {}, {"authors": 1}, False),
    ("undated_by_the_same", {"title": "ports"}, {}, {"authors": 1, "gap": 0}, False), ("undated_by_the_same", {"title": "ports"}, {}, {"authors": 0.5}, False),
    ("later_is_bare", {"year": 2001, "volume": "3"}, {"year": 2002}, {"gap": 1}, True), ("later_is_bare", {"year": 2002}, {"year": 2001, "volume": "3"}, {"gap": 1}, True),
    ("later_is_bare", {"year": 2001}, {"year": 2002, "volume": "3"}, {"gap": 1}, False), ("later_is_bare", {"year": 2001}, {"year": 2002, "page": "3"}, {"gap": 1}, False),
    ("later_is_bare", {"year": 2001}, {"year": 2001}, {"gap": 0}, False),
    ("wording_differs", {}, {}, {"change": TitleChange.WORDS}, True), ("wording_differs", {}, {}, {"change": TitleChange.OTHER}, True), ("wording_differs", {}, {}, {}, False),
    ("title_begins", {"title": "a b"}, {"title": "a"}, {}, True), ("title_begins", {"title": "a"}, {"title": "a b"}, {}, True), ("title_begins", {"title": "b a"}, {"title": "a"}, {}, False),
    ("same_subject", {"about": "a b"}, {"about": "ab"}, {}, True), ("same_subject", {"about": "a b"}, {"about": "b"}, {}, False),
    ("title_in_notice", {"title": "reply to harbors towns ports at", "notice": "reply"}, {"title": "harbors towns ports for"}, {}, True),
    ("title_in_notice", {"title": "harbors towns ports"}, {"title": "reply to harbors towns", "notice": "reply"}, {}, False),
    ("title_of_40", {"title": "x" * 40}, {"title": "x" * 41}, {}, True), ("title_of_40", {"title": "x" * 40}, {"title": "x" * 39}, {}, False),
    ("title_of_60", {"title": "x" * 60}, {"title": "x" * 61}, {}, True), ("title_of_60", {"title": "x" * 59}, {"title": "x" * 60}, {}, False),
    ("two_words", {"title": "a b"}, {"title": "a b c"}, {}, True), ("two_words", {"title": "ab"}, {"title": "a b c"}, {}, False),
    ("words_within", {"title": "ports act"}, {"title": "ports towns law"}, {}, True), ("words_within", {"title": "ports towns"}, {"title": "ports"}, {}, True),
    ("words_within", {"title": "ports act"}, {"title": "ports law"}, {}, True), ("words_within", {"title": "ports sea"}, {"title": "ports towns"}, {}, False),
    ("only_headed", {"title": "letter ports"}, {"title": "ports"}, {}, True), ("only_headed", {"title": "abstract 123 ports"}, {"title": "ports"}, {}, True),
    ("only_headed", {"title": "letter on ports"}, {"title": "ports"}, {}, False), ("only_headed", {"title": "old ports"}, {"title": "ports"}, {}, False), ("only_headed", {"title": "ports"}, {"title": "ports"}, {}, False),
    ("number_before", {"title": "p 123 harbors and their people in winter"}, {"title": "harbors and their people in winter"}, {}, True),
    ("number_before", {"title": "a p 123 harbors and their people in winter"}, {"title": "harbors and their people in winter"}, {}, False),
    ("number_before", {"title": "harbors and their people in winter"}, {"title": "harbors and their people in winter"}, {}, False), ("number_before", {"title": "p ports"}, {"title": "ports"}, {}, False),
    ("adds_own_year", {"title": "ports 2001", "year": 2001}, {"title": "ports"}, {}, True), ("adds_own_year", {"title": "ports 2002", "year": 2001}, {"title": "ports"}, {}, False),
    ("serial_title", {"about": "annual ports"}, {}, {}, True), ("serial_title", {"about": "ports"}, {"about": "annual"}, {}, False),
    ("periodical", {"about": "port reports"}, {}, {}, True), ("periodical", {"about": "ports"}, {}, {}, False),
    ("given_again", {"title": "a panel"}, {}, {}, True), ("given_again", {"title": "ports"}, {}, {}, False),
    ("title_added", {}, {}, {"change": TitleChange.ADDED}, True), ("title_added", {}, {}, {}, False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "a", "b", "signs", "holds"), FACTS, ids=[f"{row[0]}-{n}" for n, row in enumerate(FACTS)]
)
def test_a_fact_holds_on_one_side_of_its_limit(fact, a, b, signs, holds):
    given = {"score": 1.0, "change": TitleChange.EQUAL, **NOTHING, **signs}
    assert holds == bool(WORDS.calls[fact](Evidence(a=RecordColumns(**a), b=RecordColumns(**b), **given)))


V, T25, SUPPLEMENT = {"volume": "3"}, {"title": "harbors and towns and sea"}, {"number": "s1"}
ONE, TWO = {"authors": ("doe",), "byline": "doe"}, {"authors": ("doe", "roe")}
SHORT = {"title": "on harbor towns"} | TWO
PLACE, NO_VOLUME = {"page": True, "volume": True}, {"page": True, "container": True, "gap": 0}
# a property of `Evidence`, fields of the two records, signs of the pair, the answer
PROPERTIES = (
    ("specific", T25, T25, {}, True), ("specific", {"title": "harbors and towns and se"}, T25, {}, False), ("specific", {"title": "harbors towns andtheirsea"}, T25, {"change": TitleChange.ADDED}, False),
    # a program may have lost the spaces of one of two equal titles
    ("specific", {"title": "harbors towns andtheirsea"}, T25, {}, True),
    ("specific", {}, {}, {"once": True, "authors": 1, "gap": 0}, True), ("specific", {}, {}, {"once": True, "authors": 1, "gap": 1}, False),
    ("specific", {}, {}, {"once": False, "authors": 1, "gap": 0}, False), ("specific", {}, {}, {"once": True, "authors": 0.5, "gap": 0}, False),
    ("specific", {}, {}, {"once": True, "authors": 1, "volume": True, "number": True}, True), ("specific", {}, {}, {"once": True, "authors": 1, "volume": True}, False),
    ("specific", {}, {}, {"once": True, "authors": 1, "number": True}, False), ("specific", {}, {}, {"once": True, "authors": 1, "gap": 1, "volume": True, "number": True}, False),
    ("specific", SHORT, SHORT, {"authors": 1}, True), ("specific", SHORT, SHORT, {"authors": 0.5}, False), ("specific", SHORT, SHORT | ONE, {"authors": 1}, False),
    ("specific", TWO | {"title": "a harbor towns"}, SHORT, {"authors": 1}, False), ("specific", TWO | {"title": "harbors andtowns"}, TWO | {"title": "harbors andtowns"}, {"authors": 1}, False),
    ("specific", TWO | {"title": "editorial on us"}, TWO | {"title": "editorial on us"}, {"authors": 1}, False),
    ("recurs", T25, T25, {}, False), ("recurs", {"title": "ports"}, T25, {}, True), ("recurs", {"title": "in this issue of harbors and towns"}, T25, {}, True),
    ("names_agree", {}, {}, {"authors": 0.5}, True), ("names_agree", {}, {}, {"authors": 0.4}, False), ("names_agree", {}, {}, {}, False),
    ("names_differ", {}, {}, {"authors": 0}, True), ("names_differ", {}, {}, {"authors": 0.4}, False), ("names_differ", {}, {}, {}, False),
    ("body_agrees", ONE, {"publisher": "doe"}, {}, True), ("body_agrees", {"publisher": "doe"}, ONE, {}, True), ("body_agrees", ONE, ONE, {}, False),
    ("body_agrees", TWO | {"byline": "doe"}, {"publisher": "doe"}, {}, False), ("body_agrees", {"authors": ("doe",)}, {}, {}, False), ("body_agrees", {}, {"authors": ("doe",)}, {}, False),
    ("near_in_time", {}, {}, {"gap": 1}, True), ("near_in_time", {}, {}, {"gap": 2}, False), ("near_in_time", {}, {}, {}, True),
    ("same_place", {}, {}, PLACE, True), ("same_place", {}, {}, {"page": False, "volume": True}, False), ("same_place", {}, {}, {"page": True, "volume": False}, False),
    ("same_place", {"page": "77"}, {"page": "77"}, NO_VOLUME, True), ("same_place", {"page": "77"}, {"page": "77"}, NO_VOLUME | {"gap": 1}, False),
    ("same_place", {"page": "77"}, {"page": "77"}, NO_VOLUME | {"container": None}, False), ("same_place", {"page": "77"}, {"page": "77"}, NO_VOLUME | {"number": False}, False),
    ("same_place", {"page": "77"} | V, {"page": "77"}, NO_VOLUME, False), ("same_place", {"page": "77"}, {"page": "77"} | V, NO_VOLUME, False),
    ("same_place", {"page": "7"}, {"page": "7"}, NO_VOLUME, False), ("same_place", {"page": "77"} | SUPPLEMENT, {"page": "77"}, NO_VOLUME, False),
    ("same_range", {"page": "11", "last": "14"}, {"page": "11", "last": "14"}, PLACE, True), ("same_range", {"page": "11", "last": "13"}, {"page": "11", "last": "13"}, PLACE, False),
    ("same_range", {"page": "11", "last": "261"}, {"page": "11", "last": "261"}, PLACE, True), ("same_range", {"page": "11", "last": "262"}, {"page": "11", "last": "262"}, PLACE, False),
    ("same_range", {"page": "11", "last": "111", "kind": "part"}, {"page": "11", "last": "111", "kind": "part"}, PLACE, True), ("same_range", {"page": "1806", "last": "2016", "kind": "part"}, {"page": "1806", "last": "2016", "kind": "part"}, PLACE, False),
    ("same_range", {"page": "1806", "last": "2016", "kind": "part"}, {"page": "1806", "last": "2016"}, PLACE, True),
    ("same_range", {"page": "11", "last": "14"}, {"page": "11", "last": "15"}, PLACE, False), ("same_range", {"page": "11"}, {"page": "11"}, PLACE, False),
    ("same_range", {"page": "11", "last": "14"}, {"page": "11", "last": "14"}, {"page": True, "volume": False}, False),
    ("same_range", {"page": "~ii", "last": "viii"}, {"page": "~ii", "last": "viii"}, PLACE, False), ("same_range", {"page": "s11", "last": "14"}, {"page": "s11", "last": "14"}, PLACE, True),
    ("room_for_two", {"page": "77"}, {"page": "77"}, PLACE, True), ("room_for_two", {"page": "77"}, {"page": "77"}, {"page": False}, False),
    ("room_for_two", {"page": "77"}, {"page": "77"}, {"page": True, "abstract": True}, False), ("room_for_two", {"page": "s77"}, {"page": "77"}, PLACE, False),
    ("room_for_two", {"page": "e777"}, {"page": "e777"}, PLACE, False), ("room_for_two", {"page": "a777"}, {"page": "a777"}, PLACE, True),
    ("room_for_two", {"page": "77", "last": "78"}, {"page": "77", "last": "78"}, PLACE, True), ("room_for_two", {"page": "77", "last": "79"}, {"page": "77"}, PLACE, False),
    ("room_for_two", {"page": "77", "last": "78"}, {"page": "77", "last": "84"}, PLACE, True), ("room_for_two", {"page": "77", "last": "78"}, {"page": "77", "last": "85"}, PLACE, False),
    ("same_article_number", {"page": "e777"}, {"page": "e777"}, PLACE | {"container": True}, True), ("same_article_number", {"page": "e777"}, {"page": "e777"}, PLACE, False),
    ("same_article_number", {"page": "e777"}, {"page": "77"}, PLACE | {"container": True}, False), ("same_article_number", {"page": "77"}, {"page": "e777"}, PLACE | {"container": True}, False),
    ("paged_by_issue", {"page": "10"}, {"page": "77"}, {}, True), ("paged_by_issue", {"page": "77"}, {"page": "~iv"}, {}, True), ("paged_by_issue", {"page": "11"}, {"page": "11"}, {}, False),
    ("other_issue", {}, {}, {"number": False}, True), ("other_issue", {"page": "77"}, {"page": "77"}, {"number": False, "page": True}, False),
    ("other_issue", {"page": "7"}, {"page": "7"}, {"number": False, "page": True}, True), ("other_issue", {}, {}, {}, False), ("other_issue", {"page": "7"}, {"page": "7"}, {"page": True}, False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "a", "b", "signs", "holds"),
    PROPERTIES,
    ids=[f"{row[0]}-{n}" for n, row in enumerate(PROPERTIES)],
)
def test_a_property_holds_on_one_side_of_its_limit(name, a, b, signs, holds):
    given = {"score": 1.0, "change": TitleChange.EQUAL, **NOTHING, **signs}
    assert holds == bool(getattr(Evidence(a=RecordColumns(**a), b=RecordColumns(**b), **given), name))


P, Q = {"kind": "preprint"}, {"container": "tides", "page": "7", "last": "9"}


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        (P, {}, True),
        ({}, P, True),
        (P, P, False),
        ({}, {}, False),
        (P | Q, Q, False),
        (P | Q, Q | {"page": "8"}, True),
        (P | Q, Q | {"last": "8"}, True),
        (P | Q, Q | {"container": "sea"}, True),
        (P | Q | {"last": "7"}, Q | {"last": "7"}, True),
        (P | {"page": "7", "last": "9"}, {"page": "7", "last": "9"}, True),
    ],
)
def test_a_preprint_with_the_pages_of_the_article_is_none(a, b, one):
    assert one == one_preprint(RecordColumns(**a), RecordColumns(**b))


@pytest.mark.parametrize(
    ("a", "b", "score", "signs"),
    [
        ({"year": 2001}, {"year": 2003}, 1.0, {"gap": 2}),
        ({"year": 2001}, {}, 1.0, {"gap": None}),
        ({"url": "a.org/1"}, {"url": "a.org/2"}, 1.0, {"url": None}),
        ({"url": "a.org/1"}, {"url": "a.org/1"}, 1.0, {"url": True}),
        (P | {"volume": "3", "doi": "10.5555/a"}, {"volume": "4", "doi": "10.5555/b"}, 1.0, {"volume": None, "doi": None}),
        ({"volume": "3", "doi": "10.5555/a"}, {"volume": "4", "doi": "10.5555/b"}, 1.0, {"volume": False, "doi": False}),
        (P | {"container": "tides"}, {"container": "sea"}, 1.0, {"container": None}),
        ({"title": "harbor work", "container": "journal tides"}, {"title": "harbor work journal of tides"}, 0.7, {"score": 0.9, "change": TitleChange.SPELLING}),
        ({"title": "harbor work", "container": "journal tides"}, {"title": "harbor work journal of tides"}, 0.95, {"score": 0.95}),
        ({"title": "harbor work", "imprint": "12 press"}, {"title": "harbor work 12 press"}, 0.7, {"change": TitleChange.SPELLING}),
        ({"title": "harbor work 12 press"}, {"title": "harbor work", "imprint": "12 press"}, 0.7, {"change": TitleChange.SPELLING}),
        ({"authors": ("wang",), "byline": "Wang, Lei"}, {"authors": ("wang",), "byline": "Wang, Xiaoming"}, 1.0, {"authors": 0.4}),
        ({"authors": ("wang",), "byline": "Wang, Lei"}, {"authors": ("wang",), "byline": "Wang, L."}, 1.0, {"authors": 1}),
        ({"authors": ("wang",), "byline": "Wang, Jing"}, {"authors": ("wang",), "byline": "Wang, Jun"}, 1.0, {"authors": 0.4}),
        ({"authors": ("wang",), "byline": "Wang, Jing", "volume": "3", "number": "2"}, {"authors": ("wang",), "byline": "Wang, Jun", "volume": "3", "number": "2"}, 1.0, {"authors": 1}),
        ({"authors": ("wang", "roe"), "byline": "Wang, Lei and Roe, A"}, {"authors": ("wang", "roe"), "byline": "Wang, Xiaoming and Roe, A"}, 1.0, {"authors": 1}),
        ({"authors": ("limayem",), "byline": "limayem moez"}, {"authors": ("moez",), "byline": "moez limayem"}, 1.0, {"authors": 0.5}),
        ({"authors": ("limayem",), "byline": "limayem m"}, {"authors": ("moez",), "byline": "moez limayem"}, 1.0, {"authors": 0.5}),
        # the surname of one is the given name of another
        ({"authors": ("vincent",), "byline": "vincent bernard"}, {"authors": ("debiais",), "byline": "debiais vincent"}, 1.0, {"authors": 0}),
        ({"authors": ("vincent",), "byline": "vincent d"}, {"authors": ("debiais",), "byline": "debiais vincent"}, 1.0, {"authors": 0.5}),
        ({"kind": "report", "report": "gao 12", "number": "1"}, {"kind": "report", "report": "gao 12", "number": "2"}, 1.0, {"number": True}),
        ({"kind": "report", "report": "gao 12", "number": "1"}, {"report": "gao 12", "number": "2"}, 1.0, {"number": False}),
    ],
)  # fmt: skip
def test_what_two_records_are_weighed_to(a, b, score, signs):
    found = gather_evidence(RecordColumns(**a), RecordColumns(**b), score)
    assert signs == {name: getattr(found, name) for name in signs}


OF_TIDES = {"title": "harbor work", "container": "journal tides"}
# what is more in one of two titles, how alike they are, how they differ then and how alike they count
EXPLAINED = (
    (OF_TIDES, {"title": "harbor work journal of tides"}, 0.6, TitleChange.SPELLING, 0.9),
    (OF_TIDES, {"title": "harbor work journal of tides"}, 0.95, TitleChange.SPELLING, 0.95),
    (OF_TIDES, {"title": "harbor work journal of ports"}, 0.6, TitleChange.ADDED, 0.6),
    ({"title": "harbor work", "imprint": "12"}, {"title": "harbor work 12"}, 0.5, TitleChange.SPELLING, 0.9),
    ({"title": "harbor work", "imprint": "13"}, {"title": "harbor work 12"}, 0.5, TitleChange.NUMBER, 0.5),
    # one that was cut off needs no explanation
    ({"title": "harbor work in old cities of", "container": "north journal"}, {"title": "harbor work in old cities of north journal"}, 0.7, TitleChange.CUT, 0.7),
)  # fmt: skip


@pytest.mark.parametrize(("a", "b", "score", "change", "counts"), EXPLAINED)
def test_what_is_more_in_a_title_is_explained_only_where_it_is_more(a, b, score, change, counts):
    for one, other in ((a, b), (b, a)):
        found = gather_evidence(RecordColumns(**one), RecordColumns(**other), score)
        assert (change, counts) == (found.change, found.score)
