"""How far a reference and a work, or two references, agree: each answer with what it rests on. All works are made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from litreview.linkage import RecordColumns
from litreview.stages.network.layouts import _Box
from litreview.stages.network.reference_comparison import (
    author_of_reference,
    author_of_work,
    container_agrees,
    cut_agrees,
    same_place,
    title_in_reference,
    titles_alike,
    versions,
)

# what is asked, fields of the two, and the answer
ANSWERS = (
    (author_of_work, {"authors": ("roe",), "initials": ("",), "title": "t"}, {"authors": ("roe",), "initials": ("",)}, 0.9),
    (author_of_work, {"authors": ("roe",), "initials": ("a",), "title": "t"}, {"authors": ("roe",), "initials": ("a",)}, 1.0),
    (author_of_work, {"authors": ("roe",), "initials": ("a",), "title": "t"}, {"authors": ("roe",), "initials": ("b",)}, -1.0),
    (author_of_work, {"authors": ("roe",), "initials": ("a",), "title": "t"}, {"authors": ("roe",), "initials": ("",)}, 0.9),
    (author_of_work, {"authors": ("roe",), "initials": ("",), "title": "t"}, {"authors": ("roe",), "initials": ("a",)}, 0.9),
    (author_of_work, {"authors": ("roe",), "initials": ("a",), "title": "t"}, {"authors": ("poe", "roe"), "initials": ("", "a")}, 0.8),
    (author_of_work, {"authors": ("roe",), "initials": ("a",), "title": "t"}, {"authors": ("poe", "roe"), "initials": ("", "b")}, -1.0),
    (author_of_work, {"authors": ("gomez ruiz",), "initials": ("j",), "title": "t"}, {"authors": ("gomez",), "initials": ("a",)}, -1.0),
    (author_of_work, {"authors": ("gomez",), "initials": ("j",), "title": "t"}, {"authors": ("gomez ruiz",), "initials": ("a",)}, -1.0),
    (author_of_work, {"authors": ("harbor",), "initials": ("",), "title": "t"}, {"authors": ("harbar",), "initials": ("",)}, 0.5),
    (author_of_work, {"authors": ("meadow",), "initials": ("",), "title": "t"}, {"authors": ("harbar",), "initials": ("",)}, -1.0),
    (author_of_work, {"authors": ("rose",), "initials": ("",), "title": "t"}, {"authors": ("roses",), "initials": ("",)}, 0.5),
    (author_of_work, {"authors": ("ros",), "initials": ("",), "title": "t"}, {"authors": ("roz",), "initials": ("",)}, -1.0),
    (author_of_work, {"authors": ("gao",), "initials": ("",), "title": "t"}, {"bodies": ("gao office",)}, 0.8),
    (author_of_work, {"authors": ("gao",), "initials": ("",), "title": "t"}, {"bodies": ("agaoa",)}, 0.0),
    (author_of_work, {"authors": ("gao",), "initials": ("",), "title": "t"}, {}, 0.0),
    (author_of_work, {"title": "t", "bodies": ("harbor office",)}, {"bodies": ("harbor office",)}, 0.9),
    (author_of_work, {"title": "t", "bodies": ("harbor office",)}, {"bodies": ("meadow ministry",)}, 0.0),
    (author_of_work, {"title": "t", "bodies": ("x", "harbor office")}, {"bodies": ("harbor office",)}, 0.0),
    (author_of_work, {"title": "t", "text": "roe t"}, {"authors": ("roe",), "title": "t"}, 0.9),
    (author_of_work, {"title": "", "text": "roe t"}, {"authors": ("roe",), "title": "t"}, 0.0),
    (author_of_work, {"title": "t", "text": "roe t"}, {"authors": ("poe", "roe"), "title": "t"}, 0.8),
    (author_of_work, {"title": "t", "text": "x t"}, {"authors": ("t",), "title": "t"}, 0.0),
    (author_of_work, {"title": "r", "text": "r x"}, {"authors": ("x",), "title": "t"}, 0.0),
    (author_of_work, {"title": "t", "text": "government accountability office t"}, {"bodies": ("u s government accountability office",), "title": "t"}, 0.8),
    (author_of_work, {"title": "t", "text": "gao t"}, {"bodies": ("government accountability office",), "title": "t"}, 0.8),
    (author_of_work, {"title": "t", "text": "ho t"}, {"bodies": ("harbor office",), "title": "t"}, 0.0),
    (author_of_work, {"authors": ("meadow",), "initials": ("",), "title": "t", "text": "meadow harbor"}, {"authors": ("harbor",), "initials": ("",), "title": "z"}, 0.9),
    (author_of_reference, {}, {"forms": ("roe",)}, 0.0),
    (author_of_reference, {"forms": ("roe",)}, {}, 0.0),
    (author_of_reference, {"forms": ("roe",)}, {"forms": ("roe",)}, 1.0),
    (author_of_reference, {"forms": ("roe",), "initials": ("a",)}, {"forms": ("roe",), "initials": ("a",)}, 1.0),
    (author_of_reference, {"forms": ("roe",), "initials": ("a",)}, {"forms": ("roe",), "initials": ("b",)}, 0.8),
    (author_of_reference, {"forms": ("roe",), "initials": ("a",)}, {"forms": ("roe",), "initials": ("",)}, 1.0),
    (author_of_reference, {"forms": ("roe",), "initials": ("",)}, {"forms": ("roe",), "initials": ("a",)}, 1.0),
    (author_of_reference, {"forms": ("roe",), "others": frozenset({"poe"})}, {"forms": ("poe",)}, 0.8),
    (author_of_reference, {"forms": ("poe",)}, {"forms": ("roe",), "others": frozenset({"poe"})}, 0.8),
    (author_of_reference, {"forms": ("vahid",), "initials": ("b",)}, {"forms": ("balali",), "initials": ("v",)}, 0.8),
    (author_of_reference, {"forms": ("vahid",), "initials": ("b",)}, {"forms": ("balali",), "initials": ("x",)}, -1.0),
    (author_of_reference, {"forms": ("vahid",), "initials": ("x",)}, {"forms": ("balali",), "initials": ("v",)}, -1.0),
    (author_of_reference, {"forms": ("ports",)}, {"forms": ("portz",)}, 0.5),
    (author_of_reference, {"forms": ("rose",)}, {"forms": ("roses",)}, -1.0),
    (author_of_reference, {"forms": ("roses",)}, {"forms": ("meadow",)}, -1.0),
    (title_in_reference, {"title": "x y", "text": "x y"}, {"title": "y z"}, (0.0, False)),
    (title_in_reference, {"title": "x y", "text": "x y"}, {"title": "x y"}, (1.0, False)),
    (title_in_reference, {"title": "harbors", "text": "roe harbors"}, {"title": "harbors"}, (1.0, False)),
    (title_in_reference, {"title": "harbors and towns alike and much more than", "text": "roe harbors and towns alike and much more than"}, {"title": "harbors and towns alike"}, (1.0, True)),
    (title_in_reference, {"title": "much more of all that harbors and towns alike", "text": "roe much more of all that harbors and towns alike"}, {"title": "harbors and towns alike"}, (1.0, False)),
    (title_in_reference, {"title": "harbors and towns alike and more x", "text": "roe harbors and towns alike and more x"}, {"title": "harbors and towns alike"}, (1.0, False)),
    (title_in_reference, {"title": "x", "text": "roe harbors and townz alike 2001"}, {"title": "harbors and towns alike"}, (0.95, False)),
    (title_in_reference, {"title": "x", "text": "roe harbors and towns"}, {"title": "harbors and townz"}, (0.0, False)),
    (title_in_reference, {"title": "x", "text": "roe harbors and towns alike 2001"}, {"title": "harbors and towns alike with a very long subtitle behind that", "main": "harbors and towns alike"}, (0.9, False)),
    (title_in_reference, {"title": "x", "text": "roe harbors and towns 2001"}, {"title": "harbors and towns with a very long subtitle behind that", "main": "harbors and towns"}, (0.0, False)),
    (title_in_reference, {"title": "harbors and towns alike in", "text": "roe harbors and towns alike in"}, {"title": "harbors and towns alike in winter and in summer too"}, (0.9, False)),
    (title_in_reference, {"title": "harbors and towns alike", "text": "roe harbors and towns alike"}, {"title": "harbors and towns alike in winter and in summer too"}, (0.62, False)),
    (titles_alike, {"title": "a"}, {}, None),
    (titles_alike, {}, {"title": "a"}, None),
    (titles_alike, {"title": "a b c d e"}, {"title": "a b c d e f g h i j"}, 0.92),
    (titles_alike, {"title": "a b c d"}, {"title": "a b c d e f g h"}, 0.64),
    (titles_alike, {"title": "ab"}, {"title": "ab"}, 1.0),
    (cut_agrees, {"cut": "hdb evaluating infra"}, {"cut": "housing development board evaluating infrastructure"}, False),
    (cut_agrees, {"cut": "harbors to"}, {"cut": "harbors towns"}, True),
    (cut_agrees, {"cut": "harbors t"}, {"cut": "harbors towns"}, False),
    (cut_agrees, {"cut": "harborsand"}, {"cut": "harborsandtowns"}, False),
    (cut_agrees, {"cut": "harborsand"}, {"cut": "harborsand"}, True),
    (cut_agrees, {"cut": "harb tow wint"}, {"cut": "harbors towns winter"}, True),
    (cut_agrees, {"cut": "harb wint tow"}, {"cut": "harbors towns winter"}, False),
    (cut_agrees, {"cut": "harbors towns w"}, {"cut": "harbors sea winter"}, False),
    (cut_agrees, {"cut": "a b c d e f"}, {"cut": "alpha beta cat"}, False),
    (same_place, {"volume": "3", "page": "5"}, {"volume": "3", "page": "5"}, True),
    (same_place, {"volume": "3", "page": "5"}, {"volume": "3", "page": "6"}, False),
    (same_place, {"volume": "3", "page": "5"}, {"volume": "4", "page": "5"}, False),
    (same_place, {"page": "5"}, {"page": "5"}, False),
    (same_place, {"volume": "3"}, {"volume": "3"}, False),
)  # fmt: skip


@pytest.mark.parametrize(("ask", "a", "b", "answer"), ANSWERS)
def test_how_far_two_agree(
    ask: Callable[..., Any], a: dict[str, Any], b: dict[str, Any], answer: object
) -> None:
    assert pytest.approx(answer, abs=0.005) == ask(RecordColumns(**a), RecordColumns(**b))


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        ({"container": "tides"}, {"container": "harbor tides"}, "same"),
        ({"container": "harbor tides"}, {"container": "tides"}, "same"),
        ({"container": "j tides", "containers": ("j tides",)}, {"container": "x", "containers": ("journal tides",)}, "same"),
        ({"container": "x", "containers": ("sea", "j tides")}, {"container": "y", "containers": ("journal tides",)}, "same"),
        ({"container": "x", "containers": ("sea",)}, {"container": "y", "containers": ("journal tides",)}, "other"),
        ({"container": "x", "containers": ()}, {"container": "y", "containers": ("journal tides",)}, "unknown"),
        ({"container": "j tides"}, {"container": "journal tides", "text": "t"}, "same"),
        ({"container": "sea"}, {"container": "journal tides", "text": "t"}, "other"),
    ],
)  # fmt: skip
def test_whether_two_appeared_in_one_journal(a: dict[str, Any], b: dict[str, Any], answer: str) -> None:
    known: dict[tuple[str, str], bool] = {}
    assert answer == container_agrees(RecordColumns(**a), RecordColumns(**b), known)
    assert answer == container_agrees(RecordColumns(**a), RecordColumns(**b), known)


def test_a_review_of_a_work_is_told_by_its_title_alone() -> None:
    assert {"review of"} == versions("x", "a review of ports")
    assert set() == versions("a review of ports", "ports")
    assert {"erratum"} == versions("an erratum on ports", "ports")
    assert set() == versions("erratumx", "ports")


@pytest.mark.parametrize(
    ("left", "top", "meets"),
    [(0, 0, True), (9, 0, True), (10, 0, False), (-9, 0, True), (-10, 0, False), (0, 4, True), (0, 5, False), (0, -4, True), (0, -5, False)],
)  # fmt: skip
def test_names_in_a_picture_meet_where_they_share_room(left: int, top: int, meets: bool) -> None:
    one, other = _Box(0, 0, 10, 5), _Box(left, top, left + 10, top + 5)
    assert meets == one.meets(other) == other.meets(one)
