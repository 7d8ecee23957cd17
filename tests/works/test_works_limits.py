"""Comparisons of works at their limits: a letter more or less, one side alone, the other order. All works are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from litreview.core.model import Person, Work
from litreview.works.author_names import _is_initials, _same_body, other_person, surnames
from litreview.works.journals import may_be_same_container, same_container
from litreview.works.kinds import has_public_details
from litreview.works.places import countries, page_range, volume_of
from litreview.works.titles import TitleChange, compare_titles, same_word

ROE, POE = Person(family="Roe"), Person(family="Poe")
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
)  # fmt: skip


@pytest.mark.parametrize(("ask", "of", "answer"), CASES)
def test_at_the_limit(ask: Callable[..., object], of: tuple[object, ...], answer: object) -> None:
    assert answer == ask(*of)
