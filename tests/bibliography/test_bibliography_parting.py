"""Works that may disturb each other, styles that may be asked in parts, and what is made of what they print. All works are made up; no pandoc."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from litreview.core import pandoc
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Person, Record, RecordId, Source, Where
from litreview.engine import Codec
from litreview.stages.bibliography import citation_pass, citeproc_batch
from litreview.stages.bibliography.citation_pass import PrintedWorks, StyleOutput, cite, clean_output
from litreview.stages.bibliography.style_chunks import (
    Component,
    PartRules,
    components,
    mistakable,
    part_rules,
)
from litreview.stages.bibliography.styles import Style
from litreview.stages.bibliography.trees import plain_text, words

Item = dict[str, Any]


def person(family: str, given: str = "") -> Item:
    return {"family": family, "given": given} if given else {"family": family}


def work(*authors: Item, **more: Any) -> Item:
    return ({"author": [*authors]} if authors else {}) | more


def groups(items: Sequence[Item], names: Sequence[str] = ("author",), **more: Any) -> list[Any]:
    return [list(one.members) for one in components(items, names, **more)]


# ---------------------------------------------------------------- which works are kept together


@pytest.mark.parametrize(
    ("a", "b", "together"),
    [
        (work(person("Roe")), work(person("Roe")), True),
        (work(person("Roe")), work(person("Poe")), False),
        (work(person("van Roe")), work(person("Roe", "Ann")), True),
        (work(person("Roe Jr")), work(person("Roe")), True),
        (work(person("Jr")), work(person("Roe Jr")), False),
        (work(person("Jr")), work(person("Sr")), False),
        (work(person("Roe Jr III")), work(person("Roe")), True),
        (work(person("ROE")), work(person("roe")), True),
        (work(person("Poe"), person("Roe")), work(person("Roe")), False),
        (work(person("Roe"), person("Poe"), issued="2008"), work(person("Roe"), person("Poe"), issued="2009"), True),
        # a body or a title of few words may be a name; of many it is known by the first
        (work({"literal": "Ann Roe"}), work(person("Roe")), True),
        (work({"literal": "A. B. Roe"}), work(person("Roe")), True),
        (work({"literal": "Council for Ports of Roe"}), work(person("Roe")), False),
        (work({"literal": "Council for Ports of Roe"}), work({"literal": "Council of Tides in the Sea"}), True),
        (work(title="Roe"), work(person("Roe")), True),
        (work(title="Raids on all the ports"), work(title="Raids in many a harbor"), True),
        (work(title="Raids on all the ports"), work(title="Ports in many a harbor"), False),
        (work(**{"container-title": "Tides"}), work(title="Tides"), True),
        (work(**{"container-title": "Ebbs", "title": "Tides"}), work(title="Tides"), True),
        (work(**{"container-title": "Ebbs", "title": "Tides"}), work(title="Ebbs"), False),
        (work(publisher="Tides"), work(title="Tides"), True),
        (work(URL="Tides"), work(title="Tides"), True),
        (work(title=""), work(title="?"), True),
        # a script without spaces: by the first character
        (work(person("李明")), work(person("李华")), True),
        (work(person("李明")), work(person("王华")), False),
        # whose names are not cited, but there are no others
        (work(editor=[person("Roe")]), work(person("Roe")), True),
        (work(person("Poe"), editor=[person("Roe")]), work(person("Roe")), False),
        (work(author=[]), work(title=""), True),
    ],
)  # fmt: skip
def test_two_works_that_may_be_mistaken_are_together(a: Item, b: Item, together: bool) -> None:
    assert ([[0, 1]] if together else [[0], [1]]) == groups([a, b])


def test_works_are_together_through_others_and_by_what_is_known() -> None:
    roe, poe, both = work(person("Roe")), work(person("Poe")), work(person("Roe"), editor=[person("Poe")])
    assert [[0, 1, 2]] == groups([roe, poe, both], ["author", "editor"])
    assert [[0, 2], [1]] == groups([roe, poe, both], ["author"])
    assert [[0], [1, 2], [3]] == groups([work(person(name)) for name in "abcd"], alike=[[2, 1]])
    assert [[0, 1, 3], [2]] == groups([work(person(name)) for name in "abcd"], alike=[[3, 1, 0]])
    assert [] == groups([])


@pytest.mark.parametrize(
    ("items", "everywhere", "shares"),
    [
        ([work(person("Roe", "Ann")), work(person("Roe", "Bo"))], True, [True]),
        ([work(person("Roe", "Ann")), work(person("Roe", "Bo"))], False, [False]),
        ([work(person("Roe", "Ann")), work(person("Roe", "Ann"))], True, [False]),
        ([work(person("Roe", "Ann"))], True, [False]),
        ([work(person("Roe", "Ann"), person("Poe")), work(person("Moe"), person("Poe", "Bo"))], True, [False, False]),
        ([work(person("Roe", "Ann"), person("Poe")), work(person("Poe", "Bo"))], True, [False, False]),
    ],
)  # fmt: skip
def test_given_names_are_added_to_those_of_one_surname(
    items: list[Item], everywhere: bool, shares: list[bool]
) -> None:
    assert shares == [one.shares for one in components(items, ["author"], everywhere=everywhere)]


def test_an_editor_is_told_apart_by_authors_of_other_works() -> None:
    items = [
        work(person("Roe", "Adam")), work(person("Roe", "Ann")), work(person("Roe", "Bo")), work(person("Poe"), editor=[person("Roe", "Adam")]),
    ]  # fmt: skip
    found = components(items, ["author"], everywhere=True)
    assert [((0, 1, 2), True, ()), ((3,), True, (0, 1, 2))] == [
        (one.members, one.shares, one.neighbours) for one in found
    ]
    alone = components([items[0], items[3]], ["author"], everywhere=True)
    assert [(False, ()), (False, ())] == [(one.shares, one.neighbours) for one in alone]
    other = [*items[:3], work(person("Poe"), editor=[person("Roe", "Cy")])]
    assert not components(other, ["author"], everywhere=True)[1].shares, "no author is called so"


@pytest.mark.parametrize(
    ("labels", "alike"),
    [
        (["(Roe, 2008a)", "(Roe, 2008b)"], [[0, 1]]),
        (["(Roe, 2008aa)", "(Roe, 2008)"], [[0, 1]]),
        (["(Roe, 2008abc)", "(Roe, 2008)"], []),
        (["(Roe and Poe, 2008)", "(Roe & Poe, 2008)"], [[0, 1]]),
        (["(Roe, 2008)", "(Roe, 2009)"], []),
        (["(Roe, n.d.)", "(Roe, 2009)"], [[1, 0]]),
        (["(Roe)", "(Roe Poe)", "(Roe Poe Moe)"], [[1, 0], [2, 0], [2, 1]]),
        (["", "()"], []),
        (["(the sea, 2008)", "(the bay, 2008)"], []),
        (["(sea, 2008)", "(the sea, 2008)"], []),
    ],
)
def test_citations_that_may_be_mistaken(labels: list[str], alike: list[list[int]]) -> None:
    assert alike == mistakable(dict(enumerate(labels)))


# ---------------------------------------------------------------- which styles are asked in parts


def style(more: str = "", citation: str = "", inner: str = "", bibliography: str = "<bibliography><sort/><layout/></bibliography>") -> str:  # fmt: skip
    return f'<style {more}><macro name="who"><names variable="author editor"/></macro><citation {citation}><layout>{inner}</layout></citation>{bibliography}</style>'


ADDS = 'disambiguate-add-givenname="true"'


@pytest.mark.parametrize(
    ("csl", "everywhere"),
    [
        (style(), False),
        (style(citation=ADDS), False),
        (style(citation=f'{ADDS} givenname-disambiguation-rule="by-cite"'), False),
        (style(citation=f'{ADDS} givenname-disambiguation-rule="primary-name"'), True),
        (style(citation='givenname-disambiguation-rule="primary-name"'), False),
        (style(citation='disambiguate-add-givenname="false" givenname-disambiguation-rule="all-names"'), False),
        (style(citation=f'{ADDS} givenname-disambiguation-rule="all-names"'), None),
        (style(inner='<text variable="citation-number"/>'), None),
        (style(inner='<text variable="title citation-number"/>'), None),
        (style(bibliography='<bibliography subsequent-author-substitute="-"/>'), None),
        ("<style/>", None),
        (style().replace("style", "locale"), None),
        ("<style", None),
    ],
)  # fmt: skip
def test_whether_a_style_is_asked_in_parts(csl: str, everywhere: bool | None) -> None:
    found = part_rules(csl)
    assert everywhere == (found.everywhere if found else None)
    if found:
        assert ("disambiguate-add-givenname" in found.plain) is ("disambiguate-add-givenname" in csl and not everywhere)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "least"),
    [
        ('class="in-text"', 1), ('class="note"', 6), ("", 6), ('class="note" near-note-distance="3"', 4), ('class="note" near-note-distance="0"', 1),
        ('class="note" near-note-distance="x"', 6), ('class="in-text" near-note-distance="3"', 1),
    ],
)  # fmt: skip
def test_how_many_works_a_part_has_at_least(more: str, least: int) -> None:
    found = part_rules(style(more))
    assert found
    assert least == found.least


@pytest.mark.parametrize(
    ("inner", "names"),
    [
        ("", []),
        ('<names variable="author"/>', ["author"]),
        ('<group><text macro="who"/></group>', ["author", "editor"]),
        ('<names variable="author"><substitute><names variable="editor"/></substitute></names>', ["author"]),
        ('<text macro="none"/><text variable="title"/>', []),
        ('<text macro="who"/><text macro="who"/><names variable="translator"/>', ["author", "editor", "translator"]),
    ],
)  # fmt: skip
def test_whose_names_a_style_cites(inner: str, names: list[str]) -> None:
    found = part_rules(style(inner=inner))
    assert found
    assert names == sorted(found.names)


def test_a_style_that_only_sorts() -> None:
    full = style(citation=f'{ADDS} collapse="year" et-al-min="3"', inner='<sort/><text macro="who"/>')
    found = part_rules(f'<?xml version="1.0" encoding="utf-16"?>{full}'.replace("<layout><sort/>", "<sort/><layout>"))  # fmt: skip
    assert found
    assert 2 == found.sorting.count('value="."')
    assert 'et-al-min="3"' in found.sorting
    assert "disambiguate" not in found.sorting
    assert "collapse" not in found.sorting
    assert 1 == found.sorting.count("<sort"), "that of the bibliography"
    assert "macro=" not in found.sorting
    unsorted = part_rules(style(bibliography="<bibliography><layout/></bibliography>"))
    assert unsorted
    assert not unsorted.sorting
    assert not getattr(part_rules(style(bibliography="")), "sorting", "x")


# ---------------------------------------------------------------- one call, and several


class Pandoc:
    """Prints the title of each item, in the order of the titles; the items named are without an end."""

    def __init__(self, *endless: str) -> None:
        self.endless, self.asked = endless, []

    def cite(self, items: Sequence[Item], csl: str, **_: Any) -> Any:
        names = [str(item["id"]) for item in items]
        self.asked.append((csl, names))
        if csl in self.endless or any(name in self.endless for name in names):
            raise pandoc.PandocUnfinishedError("no end")
        listed = sorted(items, key=lambda item: str(item["title"]))
        return [(one["id"], words(one["title"])) for one in listed], [words(f"({one['title']})") for one in items]  # fmt: skip

    def cite_several(self, jobs: Sequence[Any]) -> list[Any]:
        found = []
        for items, csl in jobs:
            try:
                found.append(self.cite(items, csl))
            except pandoc.PandocUnfinishedError:
                found.append(None)
        return found


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(*endless: str) -> Pandoc:
        made = Pandoc(*endless)
        monkeypatch.setattr(pandoc, "cite", made.cite)
        monkeypatch.setattr(pandoc, "cite_several", made.cite_several)
        return made

    return of


def titled(*titles: str) -> list[Item]:
    return [{"id": f"r{n}", "title": title} for n, title in enumerate(titles)]


STYLE = Style(name="own", csl="csl")


def test_what_has_an_end_is_printed_without_what_has_none(printer: Any) -> None:
    printer("r1")
    entries, labels = citeproc_batch.cite_at_once(titled("c", "b", "a"), STYLE)
    assert (["r2", "r0"], ["r0", "r2"]) == ([name for name, _ in entries], [*labels])


def test_a_style_without_an_end_is_named(printer: Any) -> None:
    printer("csl")
    with pytest.raises(UsageError, match="style own: pandoc printed no entry within"):
        citeproc_batch.cite_at_once(titled("b", "a"), STYLE)


@pytest.mark.parametrize(("sorting", "order"), [("sorts", ["r1", "r2", "r0"]), ("", ["r0", "r1", "r2"])])
def test_the_order_of_parts_is_that_of_the_style(printer: Any, sorting: str, order: list[str]) -> None:
    made = printer()
    how = PartRules(sorting=sorting, plain="plain", names=frozenset(["author"]), everywhere=False)
    entries, labels, _ = citeproc_batch.cite_in_parts(titled("Cod", "Ant", "Bee"), STYLE, how)
    assert order == [name for name, _ in entries]
    assert {"r0": "(Cod)", "r1": "(Ant)", "r2": "(Bee)"} == {name: plain_text(one) for name, one in labels.items()}  # fmt: skip
    assert [*(["sorts"] if sorting else []), "plain"] == [csl for csl, _ in made.asked]


def test_an_order_without_an_end_is_asked_of_the_style_itself(printer: Any) -> None:
    made = printer("sorts")
    how = PartRules(sorting="sorts", plain="plain", names=frozenset(), everywhere=False)
    entries, *_ = citeproc_batch.cite_in_parts(titled("b", "a"), STYLE, how)
    assert ["r1", "r0"] == [name for name, _ in entries]
    assert "csl" == made.asked[-1][0]


@pytest.mark.parametrize(
    ("least", "neighbours", "asked"),
    [(1, (), ["r3"]), (3, (), ["r0", "r1", "r2", "r3"]), (9, (), ["r0", "r1", "r2", "r3"]), (2, (1,), ["r1", "r3"]), (1, (1,), ["r1", "r3"])],
)  # fmt: skip
def test_a_part_has_works_enough_for_its_style(
    printer: Any, least: int, neighbours: tuple[int, ...], asked: list[str]
) -> None:
    made = printer()
    how = PartRules(sorting="", plain="plain", names=frozenset(), everywhere=False, least=least)
    making = citeproc_batch._Assembly(titled(*"abcd"), STYLE, how)
    assert making.make([Component(members=(3,), neighbours=neighbours, shares=bool(neighbours))])
    assert [("csl" if neighbours else "plain", asked)] == made.asked
    assert ["r3"] == [name for name, _ in making.entries()] == [*making.labels]


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ([[5, words("A"), words("(A)")], [7, None, words("(B)")]], True),
        ([[5, words("A"), words("(A)")]], False),
        ([[5, words("A"), words("(A)")], [7, words("B")]], False),
        ([[5, words("A"), words("(A)")], "B"], False),
        (None, False),
    ],
)
def test_what_is_known_is_taken_if_it_is_of_as_many_works(value: Any, taken: bool) -> None:
    how = PartRules(sorting="", plain="plain", names=frozenset(), everywhere=False)
    making = citeproc_batch._Assembly(titled("a", "b"), STYLE, how)
    assert taken is making.reuse_known((0, 1), value)
    assert ({(0, 1)} if taken else set()) == making.made
    assert (["r0"] if taken else []) == [name for name, _ in making.entries()]
    assert (["r0", "r1"] if taken else []) == [*making.labels]
    if taken:
        # their places are those that they have now
        assert [[place, *one[1:]] for place, one in enumerate(value)] == making.value((0, 1))


# ---------------------------------------------------------------- what a style printed


def source(key: str, type_: str = "book", *, year: int | None = 2008, confidential: bool = False, unnamed: bool = False, **fields: str) -> Source:  # fmt: skip
    record = Record(key=key, type=type_, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib"))
    return Source(
        key=key, type=type_, fields={"title": f"On {key}"} | fields, authors=(Person(family=key.title()),), year=year, records=(record,),
        confidential=confidential, unnamed=unnamed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "labels", "expected"),
    [
        # the order is that of the style; what it did not print stands last, in a plain form
        ([("r0000001", "B."), ("r0000000", "A.")], {"r0000000": "(A)", "r0000001": "(B)"},
         [("b", "B.", "", "(B)", ""), ("a", "A.", "", "(A)", "")]),
        ([("r0000001", "B.")], {"r0000000": "(A)", "r0000001": "(B)"},
         [("b", "B.", "", "(B)", ""), ("a", "A. On a. 2008.", "other", "(A)", "LR401")]),
        ([("r0000000", "…"), ("r0000001", "B.")], {"r0000000": " ", "r0000001": "(B)"},
         [("a", "A. On a. 2008.", "other", "(A 2008)", "LR401"), ("b", "B.", "", "(B)", "")]),
        ([("r0000000", "A.")], {"r0000000": "(A)"}, [("a", "A.", "", "(A)", ""), ("b", "B. On b. 2008.", "other", "(B 2008)", "LR404")]),
        ([("rx", "X."), ("r0000000", "A."), ("r0000001", "B.")], {"r0000000": "(A)", "r0000001": "(B)"},
         [("a", "A.", "", "(A)", ""), ("b", "B.", "", "(B)", "")]),
    ],
)  # fmt: skip
def test_what_a_style_printed_of_each_source(
    monkeypatch: pytest.MonkeyPatch, entries: Any, labels: Any, expected: Any
) -> None:
    listed = [(name, words(text)) for name, text in entries]
    in_text = {name: words(text) for name, text in labels.items()}
    monkeypatch.setattr(citation_pass, "citeproc", lambda *_: (listed, in_text, {}))
    found = cite([source("b"), source("a")], STYLE)
    problems = {one.key: one.code for one in found.problems}
    assert expected == [
        (one.source.key, plain_text([*one.inlines]).strip(), one.section, plain_text([*found.labels[one.source.key]]), problems.get(one.source.key, ""))
        for one in found.entries
    ]  # fmt: skip


def test_a_note_is_the_citation_of_a_style_without_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    note = [{"t": "Note", "c": [{"t": "Para", "c": words("Full a.")}]}]
    monkeypatch.setattr(citation_pass, "citeproc", lambda *_: ([("r0000001", words("B."))], {"r0000000": note, "r0000001": note}, {}))  # fmt: skip
    found = cite([source("a"), source("b")], STYLE)
    assert {"a": "Full a.", "b": "B."} == {one.source.key: one.text for one in found.entries}
    assert {"a": "(A 2008)", "b": "(B 2008)"} == {key: plain_text([*label]) for key, label in found.labels.items()}  # fmt: skip


def test_what_is_printed_in_our_own_words_never_reaches_a_style(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[Item] = []
    monkeypatch.setattr(citation_pass, "citeproc", lambda items, *_: reached.extend(items) or ([], {}, {}))
    works = [
        source("PR10", confidential=True), source("PR2", "misc"), source("PR2-10", confidential=True), source("PR2-9", confidential=True),
        source("X1", confidential=True), source("I07"), source("I10", unnamed=True, role_group="z"), source("I08", unnamed=True, role_group="a"),
        source("I06"), source("zeal", confidential=True),
    ]  # fmt: skip
    found = cite(works, STYLE)
    assert [] == reached
    assert [
        ("X1", "confidential"), ("zeal", "confidential"), ("I06", "interviews"), ("I07", "interviews"), ("I08", "interviews"), ("I10", "interviews"),
        ("PR2", "records"), ("PR2-9", "records"), ("PR2-10", "records"), ("PR10", "records"),
    ] == [(one.source.key, one.section) for one in found.entries]  # fmt: skip
    labels = {key: plain_text([*label]) for key, label in found.labels.items()}
    assert ("(I07)", "(interview)", "(PR10)") == (labels["I07"], labels["I08"], labels["PR10"])


def test_a_citation_points_where_somebody_looked() -> None:
    decisions = [Decision(by="ann", verb="tag", key=key, value="x", where="p. 3") for key in ("a", "b", "c")]
    works = [source("a"), source("b", "online", url="https://a.example/"), source("d")]
    found = {one.source.key: one.points for one in cite(works, "bluebook", (), decisions).entries}
    assert {"a": True, "b": False, "d": False} == found


@pytest.mark.parametrize(
    ("works", "order"),
    [
        ([source("b"), source("a")], "ab"),
        ([source("b", "misc", title="Roe v. Poe, 550 U.S. 12 (2013)"), source("a", "misc", title="Zeal")], "ab"),
        ([source("z", "misc", title="Bay v. Poe, 550 U.S. 12 (2013)"), source("c")], "zc"),
        ([source("a", "legislation", title="Zeal Act", number="Pub. L. 102-1"), source("m")], "ma"),
    ],
)  # fmt: skip
def test_the_order_of_the_bluebook(works: list[Source], order: str) -> None:
    assert order == "".join(one.source.key for one in cite(works, "bluebook").entries)


def test_what_a_style_printed_comes_back_from_its_parts() -> None:
    """Each entry is stored once; two groups under one digest are no value."""
    entries = [("r0000001", words("B")), ("r0000000", words("A"))]
    labels = {"r0000000": words("(A)"), "r0000001": words("(B)"), "r0000002": words("(C)")}
    parts = {
        "x": [[0, words("A"), words("(A)")], [2, None, words("(C)")]],
        "y": [[1, words("B"), words("(B)")]],
        "order": [["a", "b", "c"], [1, 2, 0]],
    }
    made = StyleOutput(count=3, entries=entries, labels=labels, parts=parts)
    for one in (made, StyleOutput(count=3, entries=entries, labels=labels, parts={})):
        codec: Codec[StyleOutput] = Codec(StyleOutput)
        back = codec.decode(codec.encode(one))
        assert ([*map(tuple, back.entries)], back.labels, back.parts) == (entries, labels, one.parts)
        assert not back.endless
    with pytest.raises(ValueError, match="one digest"):
        StyleOutput.from_plain([4, parts, [], []])


def test_printed_works_come_back_from_their_bytes():
    entries = [
        ("r0000001", [{"t": "Str", "c": "Roe"}]),
        ("r0000000", [{"t": "Emph", "c": [{"t": "Str", "c": "Doe"}]}]),
    ]
    labels = dict(entries)
    made = clean_output(
        StyleOutput(count=2, entries=entries, labels=labels, parts={}, doubts={1: ["Xanthia"]})
    )
    codec: Codec[PrintedWorks] = Codec(PrintedWorks)
    assert made == codec.decode(codec.encode(made))
