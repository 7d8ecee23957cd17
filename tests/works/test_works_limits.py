"""Comparisons of works at their limits: a letter more or less, one side alone, the other order. All works are made up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from litreview.core.model import Person, Work
from litreview.works.author_names import (
    _is_initials,
    _same_body,
    other_given_name,
    other_person,
    same_name,
    surnames,
)
from litreview.works.journals import (
    comparison_container,
    may_be_same_container,
    same_container,
    same_meeting,
    shortens,
)
from litreview.works.kinds import has_public_details
from litreview.works.law import Case, read_case, with_place
from litreview.works.official_papers import has_legal_place, unknown_place
from litreview.works.places import countries, country, number_of_issue, page_range, report_number, volume_of
from litreview.works.titles import TitleChange, compare_titles, in_one_spelling, same_word, title_words

ROE, POE = Person(family="Roe"), Person(family="Poe")


def case(fields: dict[str, str], authors: tuple[Person, ...] = ()) -> Work:
    return Work(key="k", type="misc", fields=fields, authors=authors)


ASKED = {"agency": "Made-up Sheriff"}
# what is asked, of what, and the answer
CASES = (
    (countries, ("Univ Leeds, England; Doe, C, Univ Malaga, Spain.",), ("United Kingdom", "Spain")),
    (same_container, ("tests journal", "proceedings international conference tests"), None),
    (same_container, ("proceedings international conference tests", "tests journal"), None),
    (same_container, ("abcd", "alpha beta cats dogs eggs"), True),
    (same_container, ("abc", "alpha beta cats dogs"), False),
    (same_container, ("abc", "alpha beta cats"), True),
    (may_be_same_container, ("g", "gender"), True),
    (may_be_same_container, ("gs", "gender society"), True),
    (_is_initials, ("AB",), True),
    (_is_initials, ("Ab",), False),
    (_is_initials, ("A",), True),
    (_is_initials, ("a",), True),
    (_is_initials, ("A.B.",), True),
    (_is_initials, ("J. Wu",), False),
    (_is_initials, ("WU J",), False),
    (_is_initials, ("ABCD",), False),
    (_is_initials, ("A. B. C.",), True),
    (_is_initials, ("a.b.",), True),
    (_same_body, ("governent office", "government office"), True),
    (_same_body, ("iraq office", "iran office"), False),
    (_same_body, ("texas office", "taxes office"), False),
    (_same_body, ("north office", "south office"), False),
    (_same_body, ("ofice", "office"), True),
    (_same_body, ("port", "prot"), False),
    (_same_body, ("ports", "prots"), True),
    (_same_body, ("ports", "parts"), False),
    (_same_body, ("port", "ports"), False),
    (_same_body, ("harborsx office", "harbors office"), True),
    (_same_body, ("xarbors", "harbors"), False),
    (_same_body, ("harbor side", "harborside"), True),
    (_same_body, ("ministries", "ministry ports"), False),
    (other_person, ("Wang X2 et al", "Wang Y", "wang"), True),
    (other_person, ("Wang, and others", "Wang Y", "wang"), False),
    (same_word, ("port", "prot"), False),
    (same_word, ("ports", "prots"), True),
    (same_word, ("usual", "unusual"), False),
    (same_word, ("query", "queries"), True),
    (same_word, ("policies", "policy"), True),
    (same_word, ("quera", "queries"), False),
    (same_word, ("city", "cities"), False),
    # the place may have the section that ends the name, and no other
    (with_place, ("Model Penal Code § 7", "c. 30 § 7"), "c. 30 § 7"),
    (with_place, ("Model Penal Code § 7", "c. 30 § 8"), "Model Penal Code § 7, c. 30 § 8"),
    (with_place, ("Model Penal Code", "c. 30 § 7"), "Model Penal Code, c. 30 § 7"),
    (same_word, ("harbors", "hxrbxrs"), False),
    (same_word, ("responsibilities", "responsibilatis"), True),
    (same_word, ("chlorine", "chloride"), False),
    (same_word, ("typical", "atypical"), False),
    (page_range, ("P. 12",), ("12", "")),
    (page_range, ("p. 12-14",), ("12", "14")),
    (page_range, ("PP 5-9",), ("5", "9")),
    (page_range, ("12",), ("12", "")),
    (volume_of, ("0012",), "12"),
    (volume_of, ("0",), ""),
    (compare_titles, ("alpha beta", "gamma delta", 0.5), TitleChange.OTHER),
    (compare_titles, ("alpha beta", "gamma delta", 0.49), TitleChange.OTHER),
    (compare_titles, ("alpha beta", "gamma delta", 0.75), TitleChange.WORDS),
    (compare_titles, ("alpha beta", "gamma delta", 0.74), TitleChange.OTHER),
    (compare_titles, ("one port for a harbor and", "one port for a harbor and its people", 0.9), TitleChange.CUT),
    (compare_titles, ("port for harbor and", "port for harbor and its people", 0.9), TitleChange.ADDED),
    (compare_titles, ("a long study of the hemophilia a", "a long study of the hemophilia b", 0.9), TitleChange.WORDS),
    (compare_titles, ("harbor", "harbor towns", 0.9), TitleChange.ADDED),
    (compare_titles, ("ports", "ports towns", 0.9), TitleChange.WORDS),
    (compare_titles, ("harbors", "harbors towns", 0.9), TitleChange.ADDED),
    (compare_titles, ("two ports", "two ports towns", 0.9), TitleChange.ADDED),
    (compare_titles, ("a harbor master of ports", "a harbormaster of ports", 0.9), TitleChange.EQUAL),
    (compare_titles, ("on cyber crime in ports", "on cybercrimes in ports", 0.9), TitleChange.SPELLING),
    (surnames, ((Person(family="ABCD", given="Fjell"), ROE), "", {}), ("fjell", "roe")),
    (surnames, ((POE,), "Roe A, Poe B", {}), ("roe", "poe")),
    (surnames, ((POE, ROE), "Roe A, Poe B", {}), ("poe", "roe")),
    (surnames, ((Person(family="AB"), ROE), "", {}), ("ab", "roe")),
    (surnames, ((), "{Roe A, Poe B}", {}), ()),
    (has_public_details, (Work(key="a", type="misc", fields=ASKED, confidential=True),), False),
    (has_public_details, (Work(key="PR03", type="misc", fields=ASKED, confidential=True),), True),
    (has_public_details, (Work(key="PR03", type="misc", confidential=True),), False),
    (surnames, ((), "Lin S. J.", {}), ("lin",)),
    (surnames, ((), "Slavin S. A.lin S. J.", {}), ("slavin s a lin",)),
    (surnames, ((Person(family="LEE", given="kay"), Person(family="Roe", given="Jane")), "LEE, kay and Roe, Jane", {}), ("kay", "roe")),
    (surnames, ((Person(family="LA", given="Lucci"), Person(family="Brown", given="Jane")), "LA, Lucci and Brown, Jane", {}), ("lucci", "brown")),
    (surnames, ((Person(family="Rée", given="Jane"), Person(family="Doe", given="J")), "", {}), ("ree", "doe")),
    (surnames, ((Person(family="AM", given="KB"), Person(family="Doe", given="J")), "", {}), ("am", "doe")),
    (surnames, ((Person(family="AM", given="Fjell", prefix="van"), Person(family="Doe", given="J")), "", {}), ("vanam", "doe")),
    (surnames, ((Person(family="Long Harbor Health Organization LHHO"), Person(family="Doe", given="J")), "", {}), ("long harbor health organization lhho", "doe")),
    (surnames, ((), "J., Roe, A., Doe, B.", {}), ("j", "roe", "doe")),
    (surnames, ((), "Roe, J., D., Doe, A.", {}), ("roe", "d", "doe")),
    (surnames, ((), "Jane Roe, ABC, Ann Doe", {}), ("janeroe", "doe")),
    (surnames, ((), "van der roe", {}), ("derroe",)),
    (surnames, ((), "A. M.Walhovd B.", {}), ("m", "walhovd")),
    (surnames, ((), " ; Roe, A", {}), ()),
    (same_name, ("arch", "archer"), True),
    (same_name, ("world health", "worldhealth"), False),
    (same_meeting, ("conference theory computing", "proceedings theor computing machines"), True),
    (same_container, ("har bor law q", "harborlawq"), True),
    (same_container, ("harbor", "harbor european journal"), False),
    (same_container, ("hl harbor law", "harb l"), True),
    (same_container, ("hl harbor law", "harbor"), False),
    (may_be_same_container, ("hl x", "harbor law"), False),
    (may_be_same_container, ("gender soc", "in gender society"), True),
    (compare_titles, ("harbor work in old cities of a", "harbor work in old cities of a north", 0.9), TitleChange.CUT),
    (compare_titles, ("harbor work in old cities a", "harbor work in old cities ab", 0.95), TitleChange.ADDED),
    (compare_titles, ("harbor work in old cities of", "harbor work in old cities ofs", 0.95), TitleChange.CUT),
    (compare_titles, ("old harbor wor", "old harbor work", 0.95), TitleChange.WORDS),
    (compare_titles, ("the old harbor niger", "the old harbor nigeria", 0.95), TitleChange.ADDED),
    (compare_titles, ("in the harbor by the", "in the harbor by the sea", 0.9), TitleChange.ADDED),
    (compare_titles, ("harbor study", "harbor study part b", 0.9), TitleChange.NUMBER),
    (compare_titles, ("followup of crews", "folow up of crews", 0.93), TitleChange.SPELLING),
    (same_word, ("internationalise", "internationaliezs"), False),
    (same_word, ("hnternationalized", "internationalized"), False),
    (same_word, ("state", "estate"), False),
    (same_word, ("increases", "increased"), False),
    (title_words, ("Water H inf 2 tides",), "water h 2 tides"),
    (in_one_spelling, ("19thcentury",), "19century"),
    (read_case, (case({"title": "Doe v. Roe", "docket": "Case No. pending"}),), Case(name="Doe v. Roe")),
    (read_case, (case({"title": "Doe v. Roe", "journaltitle": "F. 3d", "volume": "12"}),), Case(name="Doe v. Roe", volume="12", reporter="F.3d", page="___")),
    (read_case, (case({"title": "Doe v. Roe", "journal": "F. 3d", "volume": "12"}),), Case(name="Doe v. Roe", volume="12", reporter="F.3d", page="___")),
    (read_case, (case({"title": "Doe v. Roe", "reporter": "F. 3d"}),), Case(name="Doe v. Roe", reporter="F.3d")),
    (read_case, (case({"title": "Doe v. Roe, 12 Harb. Rev. 34"}),), Case(name="Doe v. Roe", volume="12", reporter="Harb. Rev.", page="34")),
    (read_case, (case({"title": "Doe v. Roe, 12 US 34"}),), Case(name="Doe v. Roe", volume="12", reporter="U.S.", page="34")),
    (read_case, (case({"title": "12 F.3d 34"}),), Case(name="12 F.3d 34")),
    (read_case, (case({"title": "Doe v. Roe"}, authors=(Person(literal="Poe v. Moe"),)),), Case(name="Doe v. Roe")),
    (read_case, (case({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. 1993), a"}),), Case(name="Doe v. Roe", volume="1", reporter="F.3d", page="2", court="9th Cir.", year="1993", after=", a")),
    (read_case, (case({"title": "Doe v. Roe, 1 F.3d 2 (9th Cir. 1993),a"}),), Case(name="Doe v. Roe", volume="1", reporter="F.3d", page="2", court="9th Cir.", year="1993")),
    (page_range, ("s0",), ("s0", "")),
    (country, ("Box 3 E 29071 Spain",), "Spain"),
    (countries, ("Doe, J, Jordan; Univ Leeds, Leeds, England.",), ("Jordan", "United Kingdom")),
    (compare_titles, ("tides 2", "oceans 3", 0.4), TitleChange.OTHER),
    (compare_titles, ("tides 2", "oceans 3", 0.5), TitleChange.NUMBER),
    (compare_titles, ("the effect of work on life in harbors", "theeffect of life on work in harbors", 0.83), TitleChange.SPELLING),
    (compare_titles, ("men in", "women in harbors", 0.93), TitleChange.WORDS),
    (compare_titles, ("harbor work in the cities", "harbor work in t", 1.0), TitleChange.ADDED),
    (compare_titles, ("folow up of crews", "followup of crews", 0.5), TitleChange.OTHER),
    (country, ("Old Norway.",), ""),
    (same_container, ("child abuse neglect", "harbor conference of law"), False),
    (same_container, ("abcdefghijklmno", "abcdefghijklmnx"), True),
    (may_be_same_container, ("iochemistry", "biochemistry"), True),
    (may_be_same_container, ("jama x", "journal american medical association"), False),
    (may_be_same_container, ("gender educ", "gender iv study"), False),
    (shortens, ("a", ""), False),
    # of words with one contraction the shortest
    (comparison_container, ("Env't L. Rev.",), "environment l rev"),
    (comparison_container, ("Gov’t Papers",), "government papers"),
    (same_meeting, ("proceedings co p", "part computer patterns"), False),
    (surnames, ((), "Łuć Z. A.Lin S. J.", {}), ("luc", "lin")),
    (surnames, ((Person(family="RL", given="BRENT", literal="Tide Body"), Person(family="Roe", given="Jane")), "", {}), ("tide body", "roe")),
    (surnames, ((Person(family="S.", given="Jane"),), "", {}), ("s",)),
    (other_given_name, ("and", "Smith, Paul", "smith"), False),
    (report_number, ("x" * 79 + "12",), "x" * 79 + "1"),
    (volume_of, ("0" * 59 + "12",), "1"),
    (number_of_issue, ("0" * 59 + "12", ""), "1"),
    (page_range, ("pp. ii",), ("~ii", "")),
    (page_range, ("PP. II",), ("~ii", "")),
    (page_range, ("n.pag. 12",), ("", "")),
    (number_of_issue, ("& S0", ""), ""),
    (title_words, ("Tides [Häfen im Winter]",), "tides hafen im winter"),
    (title_words, ("Clinical (section of it [Harbors in deep winter é and the long spring behind it]",), "clinical section of it"),
)  # fmt: skip


@pytest.mark.parametrize(("ask", "of", "answer"), CASES)
def test_at_the_limit(ask: Callable[..., object], of: tuple[object, ...], answer: object) -> None:
    assert answer == ask(*of)


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("x-" * 20_000, 1),
        ("X-" * 20_000, 0),
        ("Xx" * 20_000, 0),
        ("Aa; Bb" + " " * 20_000 + "C", 2),
        ("Aa and Bb" + " " * 20_000 + "C", 2),
        ("Roe, A., " * 3_000, 3_000),
    ],
    ids=["hyphens", "capitals", "word", "semicolon", "and", "people"],
)
def test_a_field_of_authors_of_any_length_is_read_in_a_moment(raw: str, count: int) -> None:
    begun = time.process_time()
    found = surnames((), raw, {})
    assert time.process_time() - begun < 2.0
    assert count == len(found)


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"title": "Testimony before the Senate"}, False),
        (
            {"title": "Hearing Before the Committee on Harbors, 106th Cong."},
            True,
        ),  # rule 13.3 asks for no more
        ({"title": "Harbor Act", "number": "H. Rept. 106-939"}, True),
        ({"title": "Harbor Rules", "number": "28 C.F.R. Part 1100"}, True),
        ({"title": "Roe v. Poe", "volume": "12", "journal": "F.3d", "pages": "7"}, True),
        ({"title": "Harbor Act", "number": "30"}, False),
        ({"title": "Harbor Act", "number": "c. 30"}, True),
    ],
)
def test_whether_a_record_says_where_law_is_found(fields: dict[str, str], known: bool) -> None:
    assert known == has_legal_place(Work(key="k", type="hearing", fields=fields))


@pytest.mark.parametrize(
    ("kind", "fields", "place"),
    [
        ("case", {"title": "Roe v. Doe", "number": "25965/04"}, "25965/04"),
        ("case", {"title": "Roe v. Doe", "number": "No. 25965/04"}, ""),
        ("case", {"title": "Roe v. Doe", "number": "2011 WL 123"}, ""),
        ("case", {"title": "Roe v. Doe, 12 F.3d 7", "number": "25965/04"}, ""),
        ("case", {"title": "Roe v. Doe"}, ""),
        ("statute", {"title": "Harbor Act", "number": "c. 30"}, "c. 30"),
        ("statute", {"title": "Harbor Act", "number": "22 U.S.C. § 7101"}, ""),
        ("statute", {"title": "Harbor Act", "number": "H. Rept. 106-939"}, ""),
        ("report", {"title": "Harbor Act", "number": "c. 30"}, ""),
    ],
)
def test_the_place_of_law_that_has_no_known_form(kind: str, fields: dict[str, str], place: str) -> None:
    assert place == unknown_place(Work(key="k", type="misc", fields=fields), kind)
