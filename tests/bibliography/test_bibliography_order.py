"""The order of works: that of a style with new works in it, that of authorities; and the lines on a work for a team. All works are made up."""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from litreview.core.errors import LitreviewError
from litreview.core.model import Decision, Source, Span, Tag
from litreview.judgements.codebook import parse_codebook
from litreview.stages.bibliography import authorities, rendering
from litreview.stages.bibliography.authorities import authority
from litreview.stages.bibliography.citeproc_batch import APART, FEW, NEAR, _Assembly, from_parts, item_name
from litreview.stages.bibliography.composing import _decision_line, _tag_line, _team_details

COUNT = FEW * APART + 2
"""So many works that a few new ones are put into their order one by one."""


def assembly(count: int, *, reverse: bool = False) -> Any:
    """Return an assembly of works whose style orders them by their place, or from the last to the first, and which counts what it is asked."""
    one: Any = _Assembly.__new__(_Assembly)
    one._ids = [item_name(place) for place in range(count)]
    one.order, one.asked, one.made = None, 0, set()
    one._printed, one.labels = {}, {}

    def in_order(places: Any) -> list[int]:
        one.asked += len(places)
        return sorted(places, reverse=reverse)

    one._in_order = in_order
    return one


NEW: list[set[int]] = [
    {0}, {COUNT - 1}, {COUNT // 2}, {5, 6, 7}, {0, 1, COUNT - 1}, {APART}, {APART - 1, APART + 1}, {*range(100, 100 + FEW)},
    {*range(3, COUNT, COUNT // (FEW - 1))},
]  # fmt: skip


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("new", NEW)
def test_new_works_are_put_where_the_style_has_them(new: set[int], reverse: bool) -> None:
    one = assembly(COUNT, reverse=reverse)
    whole = sorted(range(COUNT), reverse=reverse)
    assert whole == one._with_new([place for place in whole if place not in new], new)
    # only some of the others are looked at
    assert one.asked < COUNT


@pytest.mark.parametrize("new", [{COUNT // 2}, {0, 7}])
def test_new_works_far_from_where_the_list_has_them_are_found_by_looking_twice(new: set[int]) -> None:
    one = assembly(COUNT)
    places = [(place * 619) % COUNT for place in range(COUNT)]  # an order that is not that of the list
    assert sorted(places) == [*range(COUNT)]
    rank = {place: number for number, place in enumerate(places)}
    one._in_order = lambda some: sorted(some, key=rank.__getitem__)
    assert places == one._with_new([place for place in places if place not in new], new)


def test_an_order_that_the_style_no_longer_has_is_not_taken() -> None:
    one = assembly(COUNT)
    known = [APART, *range(1, APART), 0, *range(APART + 1, COUNT - 1)]
    assert None is one._with_new(known, {COUNT - 1})
    one._in_order = lambda _: []
    assert None is one._with_new([*range(COUNT - 1)], {COUNT - 1})


WORKS = [f"w{n}" for n in range(4)]


@pytest.mark.parametrize(
    ("value", "works", "order"),
    [
        ([WORKS, [3, 1, 0, 2]], WORKS, [3, 1, 0, 2]),
        # without what is gone
        ([WORKS, [3, 1, 0, 2]], ["w0", "w2", "w3"], [2, 0, 1]),
        ([WORKS, [3, 1, 0, 2]], ["w0"], [0]),
        # what is not told apart, stands in another order or is no order at all is found again
        ([WORKS, [3, 1, 0, 2]], ["w1", "w0", "w2", "w3"], None),
        ([WORKS, [3, 1, 0, 2]], ["w0", "w0"], None),
        ([["w0", "w0"], [0, 1]], ["w0"], None),
        ([WORKS, [3, 1, 0]], WORKS, None),
        ([WORKS, [3, 1, 0, 0]], WORKS, None),
        ([WORKS, [3, 1, 0, 4]], WORKS, None),
        ([[1, 2], [0, 1]], WORKS, None),
        ([WORKS, ["a", "b", "c", "d"]], WORKS, None),
        ([WORKS], WORKS, None),
        ([], WORKS, None),
        # a new one among few is found with all others
        ([WORKS, [3, 1, 0, 2]], [*WORKS, "new"], None),
    ],
)
def test_the_order_of_a_list_before_is_taken(
    value: list[Any], works: list[str], order: list[int] | None
) -> None:
    one = assembly(len(works))
    one.take_order(value, works)
    assert order == one.order


@pytest.mark.parametrize(("more", "known", "taken"), [(1, COUNT, True), (FEW, COUNT, True), (FEW + 1, COUNT, False), (1, FEW * APART, False), (1, FEW * APART + 1, True)])  # fmt: skip
def test_a_few_new_works_are_put_into_a_long_order(more: int, known: int, taken: bool) -> None:
    before = [f"w{n}" for n in range(known)]
    one = assembly(known + more)
    one.take_order([before, [*range(known)]], [*before, *(f"new{n}" for n in range(more))])
    assert ([*range(known + more)] if taken else None) == one.order
    assert NEAR < APART


STORED = [[7, ["entry"], ["label"]], [8, None, ["other"]], [9, ["third"], None]]


@pytest.mark.parametrize(
    ("places", "value", "reused"),
    [((0, 1, 2), STORED, True), ((0, 1), STORED, False), ((0, 1, 2), None, False), ((0,), [[7, ["entry"]]], False), ((0,), ["odd"], False), ((0,), [], False)],
)  # fmt: skip
def test_a_stored_group_is_reused_whole(places: tuple[int, ...], value: Any, reused: bool) -> None:
    one = assembly(3)
    assert reused is one.reuse_known(places, value)
    names = [item_name(n) for n in range(3)]
    assert ({names[0]: ["entry"], names[2]: ["third"]} if reused else {}) == one._printed
    assert ({names[0]: ["label"], names[1]: ["other"]} if reused else {}) == one.labels
    assert ({places} if reused else set()) == one.made


def test_what_was_printed_in_parts_is_in_the_order_of_the_style() -> None:
    parts = {
        "g": [[0, ["a"], ["A"]], [1, None, ["B"]]],
        "h": [[2, ["c"], None]],
        "order": [["x", "y", "z"], [2, 1, 0]],
    }
    entries, labels = from_parts(parts)
    assert [(item_name(2), ["c"]), (item_name(0), ["a"])] == entries
    assert {item_name(0): ["A"], item_name(1): ["B"]} == labels


# ---------------------------------------------------------------- authorities


def work(title: str, type_: str = "misc", **fields: str) -> Source:
    return Source(key="k", type=type_, fields={"title": title} | fields, records=())


@pytest.mark.parametrize(
    ("source", "kind", "place"),
    [
        (work("U.S. Const. amend. XIII"), "statute", "CONSTITUTION"),
        (work("Cal. Const. art. I"), "statute", "CONSTITUTION"),
        (work("Constitution of Ruritania"), "statute", "CONSTITUTION"),
        (work("Constitutional Ports Act"), "statute", "STATUTE"),
        (work("The Constitution of Ruritania"), "other", "OTHER"),
        (work("Ports Act", number="Pub. L. 102-1"), "statute", "STATUTE"),
        (work("Ports Act", number="H.R. 1865"), "statute", "LEGISLATIVE"),
        (work("Made-up Protocol on Harbors", note="2237 U.N.T.S. 319"), "statute", "TREATY"),
        (work("Made-up Protocol on Harbors", note="2237 U.N.T.S. 319"), "other", "TREATY"),
        (work("Made-up Rule", note="45 C.F.R. § 46.116"), "statute", "ADMINISTRATIVE"),
        (work("Roe v. Poe"), "case", "CASE"),
        (work("Raids"), "book", "BOOK"), (work("Raids"), "chapter", "BOOK"), (work("Raids"), "ngo-report", "BOOK"),
        (work("Raids"), "journal-article", "ARTICLE"), (work("Raids"), "law-review", "ARTICLE"),
        (work("Raids"), "news", "NEWS"), (work("Raids"), "press-release", "WEB"),
        (work("Raids"), "other", "OTHER"), (work("Raids", "online"), "other", "WEB"), (work("Raids"), "thesis", "OTHER"),
    ],
)  # fmt: skip
def test_the_kind_of_authority(source: Source, kind: str, place: str) -> None:
    assert getattr(authorities, place) == authority(source, kind)


# ---------------------------------------------------------------- lines for a team

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "aim"
[[code]]
id = "protect"
group = "aim"
label = "Protect"
definition = "D."
[[evidence]]
id = "design"
label = "Design"
definition = "How it was made."
values = ["survey", "trial"]
[[evidence]]
id = "place"
label = "Place"
by_code = true
definition = "Where it was made."
"""
)


def tag(code: str, method: str = "rule", **more: Any) -> Tag:
    return Tag(source="a", code=code, method=method, **more)


WORDS = Span(field="title", start=0, end=5, text="Raids")


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (tag("protect"), ("protect", "rule")),
        (tag("protect", "human", coder="ann"), ("protect", "ann")),
        (tag("protect", spans=(WORDS, WORDS)), ("protect, by rule: ‘Raids’ (title)", "")),
        (tag("protect", "human", coder="ann", spans=(WORDS,)), ("protect, by ann: ‘Raids’ (title)", "")),
        (tag("unread", basis="title"), ("unread, by rule: only the title was there to read", "")),
        (tag("unread"), ("unread, by rule: there was nothing to read", "")),
        (tag("unread", "human", coder="ann"), ("unread", "ann")),
        (tag("none", basis="abstract"), ("none, by rule: nothing in the abstract speaks for a code", "")),
        (tag("none"), ("none, by rule: nothing in the text speaks for a code", "")),
        (tag("none", "human", coder="ann"), ("none", "ann")),
    ],
)
def test_a_tag_in_a_line(one: Tag, line: tuple[str, str]) -> None:
    assert line == _tag_line(one)


@pytest.mark.parametrize(
    ("verb", "value", "where", "line"),
    [
        ("stance", "protect=supports", "", ("On protect: supports", "ann")),
        ("stance", "protect=supports", "p. 3", ("On protect: supports", "ann (p. 3)")),
        ("set", "design=survey", "", ("Design: survey", "ann")),
        ("set", "place@protect=here", "", ("Place on protect: here", "ann")),
        ("set", "design@protect=survey", "", ("Design on protect: survey", "ann")),
        ("set", "year=2010", "", None),
        ("set", "design=odd", "", None),
        ("tag", "protect", "", None),
    ],
)
def test_a_judgement_in_a_line(verb: str, value: str, where: str, line: tuple[str, str] | None) -> None:
    one = Decision(by="ann", verb=verb, key="a", value=value, where=where)
    assert line == _decision_line(one, BOOK)
    assert (line if verb == "stance" else None) == _decision_line(one, None)


def test_the_lines_on_a_work_for_a_team() -> None:
    decisions = [Decision(by=by, verb="stance", key="a", value="protect=supports") for by in ("ann", "ben")]
    lines = _team_details([tag("protect"), tag("book")], decisions, {"R2", "R1"}, 2, BOOK)
    assert (
        "protect, by rule",
        "On protect: supports, by ann, ben",
        "Recommendations served: R1, R2",
        "Cited by 2 sources here",
    ) == lines
    assert ("Recommendation served: R1",) == _team_details([], [], {"R1"}, 0, BOOK)
    assert () == _team_details([], [], (), 0, SimpleNamespace())


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("format_", "member", "why"),
    [
        ("docx", "word/document.xml", ""),
        ("odt", "content.xml", ""),
        ("docx", "content.xml", "is no .docx document"),
        ("odt", "word/document.xml", "is no .odt document"),
        ("html", "word/document.xml", "gives its styles to .docx and .odt, not to .html"),
    ],
)
def test_a_reference_document_is_of_the_format_that_is_written(
    format_: Any, member: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "own", "w") as archive:
        archive.writestr(member, "x")
    monkeypatch.setattr(rendering, "_write", lambda *_, **__: (b"made", 0))
    bibliography: Any = SimpleNamespace(entries=lambda: iter(()), problems=("p",))
    if why:
        with pytest.raises(LitreviewError, match=why):
            rendering.render_checked(bibliography, format_, reference=tmp_path / "own")
    else:
        assert (b"made", ("p",)) == rendering.render_checked(
            bibliography, format_, reference=tmp_path / "own"
        )
    with pytest.raises(LitreviewError, match=r"no such file|gives its styles"):
        rendering.render_checked(bibliography, format_, reference=tmp_path / "gone")
    assert (b"made", ("p",)) == rendering.render_checked(bibliography, format_)


def test_entries_that_a_document_lacks_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_write", lambda *_, **__: (b"made", 1))
    bibliography: Any = SimpleNamespace(entries=lambda: iter("ab"), problems=())
    _, (lost,) = rendering.render_checked(bibliography, "html")
    assert ("LR400", "bibliography.html") == (lost.code, lost.where.file)
