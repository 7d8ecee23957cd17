"""A bibliography before it has a format: its groups, the lines below its entries, its problems. All works are made up; no style is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Finding, Passage, Person, Record, RecordId, Source, Tag, Where
from litreview.core.results import Quote
from litreview.judgements.codebook import parse_codebook
from litreview.stages.bibliography.citation_pass import Cited, Entry
from litreview.stages.bibliography.composing import (
    Bibliography,
    annotation_of,
    compose,
    in_plain_words,
    unused_notes,
    with_mentioned,
)
from litreview.stages.bibliography.groups import (
    Group,
    Heading,
    group_entries,
    grouping_levels,
    headings_by_source,
    main_headings,
    without_repeats,
)
from litreview.stages.bibliography.options import BibliographyOptions
from litreview.stages.bibliography.rendering import annotate, compose_annotated
from litreview.stages.bibliography.trees import emph, words

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "aim"
[[code]]
id = "shelter"
group = "aim"
label = "Shelter"
definition = "The source informs where people stay. And more."
[[code]]
id = "courts"
group = "aim"
label = "Courts"
lead = "On courts alone."
definition = "On courts"
[[code]]
id = "past"
group = "aim"
enabled = false
label = "Past"
definition = "on what was! And more."
[[code]]
id = "tide"
group = "topic"
label = "Tides"
definition = "On tides."
[[code]]
id = "port"
group = "topic"
label = "Ports"
definition = "On ports."
[[evidence]]
id = "design"
label = "Design"
definition = "How it was made."
values = ["survey", "ethnography"]
"""
)


def source(key: str, year: int | None = 2008, *, confidential: bool = False, former: Sequence[str] = (), **fields: str) -> Source:  # fmt: skip
    record = Record(
        key=key, type="book", fields=fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib")
    )
    return Source(
        key=key, type="book", fields={"title": key.upper()} | fields, year=year, confidential=confidential, records=(record,),
        authors=(Person(family="Roe"),), former_keys=tuple(former),
    )  # fmt: skip


def entry(key: str, year: int | None = 2008, kind: str = "book", section: str = "", *, points: bool = False, **more: Any) -> Entry:  # fmt: skip
    work = source(key, year, **more)
    return Entry(
        source=work, kind=kind, inlines=(emph(words(f"Work {key}.")),), section=section, points=points
    )


def cited(*entries: Entry, **labels: str) -> Cited:
    found = {one.source.key: tuple(words(f"({one.source.key})")) for one in entries}
    return Cited(
        style="bluebook",
        entries=entries,
        labels=found | {key: tuple(words(text)) for key, text in labels.items()},
    )


def tag(source: str, code: str, by: str = "ann", **more: Any) -> Tag:
    return Tag(source=source, code=code, **({"method": "human", "coder": by} | more))


def said(verb: str, value: str, key: str = "a", **more: Any) -> Decision:
    return Decision(when="2026-01-01T00:00:00Z", verb=verb, key=key, value=value, **({"by": "ann"} | more))


def team(*entries: Entry, tags: Sequence[Tag] = (), **options: Any) -> Bibliography:
    return compose(cited(*entries), tags, BibliographyOptions(audience="team", codebook=BOOK, **options))


def codes(made: Bibliography) -> list[tuple[str, str]]:
    return [(one.code, one.key) for one in made.problems if one.code not in {"LR406", "LR407"}]


# ---------------------------------------------------------------- below an entry


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ({}, ()),
        ({"cited_by": {"a": 1}}, ("Cited by 1 source here",)),
        ({"cited_by": {"a": 2}}, ("Cited by 2 sources here",)),
        ({"cited_by": {"a": 0, "b": 3}}, ()),
        ({"findings": [Finding(id="F1", statement="S", supports=("a",), recommendations=("R1",))]}, ("Recommendation served: R1",)),
        ({"findings": [Finding(id="F1", statement="S", qualifies=("a",), recommendations=("R2",)),
                       Finding(id="F2", statement="S", contradicts=("a", "b"), recommendations=("R1", "R2"))]}, ("Recommendations served: R1, R2",)),
        ({"findings": [Finding(id="F1", statement="S", supports=("b",), recommendations=("R1",))]}, ()),
        ({"findings": [Finding(id="F1", statement="S", passages=(Passage(key="a", side="supports", where="p. 3", quote="They left"),
                                                                Passage(key="b", side="supports", where="p. 4")))]},
         ("F1, supports: “They left” (p. 3)",)),
        ({"decisions": [said("stance", "shelter=supports", where="p. 3"), said("stance", "shelter=mixed", by="ben")]},
         ("On shelter: supports, by ann (p. 3)", "On shelter: mixed, by ben")),
        ({"decisions": [said("stance", "shelter=mixed"), said("stance", "shelter=mixed", by="ben")]}, ("On shelter: mixed, by ann, ben",)),
        ({"decisions": [said("set", "design=survey"), said("set", "design=guesswork"), said("set", "colour=red"), said("tag", "port")]},
         ("Design: survey, by ann",)),
        ({"decisions": [said("stance", "shelter=mixed", key="b")]}, ()),
        ({"quotes": {"a": [Quote(code="I07", words="We left", span="para 12")]}, "cited_by": {"a": 1}},
         ("Cited by 1 source here", "“We left” (I07, para 12)")),
    ],
)  # fmt: skip
def test_the_lines_below_an_entry_of_a_team(options: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert lines == team(entry("a"), entry("b"), **options).details.get("a", ())


def test_a_reader_sees_quotes_and_under_findings_their_passages_alone() -> None:
    findings = [
        Finding(id="F1", statement="S", supports=("a",), recommendations=("R1",), passages=(Passage(key="a", side="supports", where="p. 3"),))
    ]  # fmt: skip
    quotes = {"b": [Quote(code="I07", words="We left")]}
    tags = [tag("a", "shelter")]

    def below(by: str) -> dict[str, tuple[str, ...]]:
        options = BibliographyOptions(
            group_by=by, codebook=BOOK, findings=findings, quotes=quotes, cited_by={"a": 1}
        )
        return dict(compose(cited(entry("a"), entry("b")), tags, options).details)

    quoted = {"b": ("“We left” (I07)",)}
    assert quoted == below("goal")
    assert {"a": ("F1, supports: p. 3",)} | quoted == below("finding,year")


def test_a_tag_of_a_kind_and_a_confidential_source_have_no_line() -> None:
    tags = [tag("a", "book"), tag("a", "port"), tag("b", "port")]
    made = team(entry("a"), entry("b", confidential=True), tags=tags)
    assert {"a": ("port, by ann",)} == made.details


# ---------------------------------------------------------------- sections and problems


@pytest.mark.parametrize(
    ("audience", "words_", "lead"), [("reader", "Further sources", False), ("team", "Other sources", True)]
)
def test_what_a_style_does_not_print_stands_behind_the_rest(audience: Any, words_: str, lead: bool) -> None:
    entries = [
        entry("X1", section="confidential", confidential=True), entry("PR1", section="records"), entry("I01", section="interviews"),
        entry("b", section="other"), entry("a"),
    ]  # fmt: skip
    made = compose(cited(*entries), (), BibliographyOptions(audience=audience, group_by="type"))
    assert [
        ("Books", ["a"]), (words_, ["b"]), ("Interviews", ["I01"]), ("Public records", ["PR1"]), ("Confidential sources", ["X1"]),
    ] == [(one.heading.words, [e.source.key for e in one.entries]) for one in made.sections]  # fmt: skip
    assert lead is bool(made.own[0].heading.lead)
    assert all(one.heading.lead for one in made.own[1:])
    assert made.keys == {"X1", "PR1", "I01", "a", "b"}
    assert {"group-book", "own-other", "own-interviews", "own-records", "own-confidential"} == made.headings
    assert [] == codes(made)


def test_a_source_that_is_in_no_group_or_given_twice_is_named() -> None:
    assert [("LR400", "b")] == codes(team(entry("a"), entry("b", section="nowhere")))
    assert [("LR400", "a"), ("LR400", "a")] == codes(team(entry("a"), entry("a"), entry("b")))
    assert [] == codes(team(entry("a"), entry("b")))


def test_a_source_without_an_annotation_is_named_where_each_needs_one() -> None:
    entries = [entry("a"), entry("b", annotation="On ports."), entry("c", confidential=True)]
    assert [("LR402", "a")] == codes(team(*entries, require_annotations=True))
    assert [] == codes(team(*entries))
    assert ["error", "warning"] == [
        next(one.level for one in team(entry("a", None), require_complete=asked).problems)
        for asked in (True, False)
    ]


@pytest.mark.parametrize(("repeat", "printed"), [(True, "aba"), (False, "ab")])
def test_a_source_of_two_headings_is_printed_once_unless_asked(repeat: bool, printed: str) -> None:
    tags = [tag("a", "shelter"), tag("a", "courts"), tag("b", "shelter")]
    made = team(entry("a"), entry("b"), tags=tags, repeat=repeat)
    assert printed == "".join(one.source.key for one in made.entries())
    assert ["group-shelter", "group-courts"] == [one.id for one in made.places["a"]]
    assert {"a": ("shelter", "courts"), "b": ("shelter",)} == made.goals
    assert ("goal",) == made.levels
    assert (repeat, "team", "bluebook") == (made.repeat, made.audience, made.style)


def test_only_what_is_asked_for_is_in_plain_words() -> None:
    made = compose(
        cited(entry("a", annotation="On *raids*."), entry("b", section="other")),
        (),
        BibliographyOptions(group_by="type,year"),
    )
    plain = in_plain_words(made, {"a", "b"})
    assert ["Emph", "Emph"] == [one.inlines[0]["t"] for one in in_plain_words(made, set()).entries()]
    assert ["Str", "Str"] == [one.inlines[0]["t"] for one in plain.entries()]
    assert [one.text for one in made.entries()] == [one.text for one in plain.entries()]


# ---------------------------------------------------------------- groups


@pytest.mark.parametrize(
    ("by", "levels"),
    [
        ("goal", ("goal",)),
        ("aim", ("goal",)),
        (" type , year", ("type", "year")),
        ("none", ("none",)),
        ("code,aim", ("code", "goal")),
    ],
)
def test_the_levels_of_a_grouping(by: str, levels: tuple[str, ...]) -> None:
    assert levels == grouping_levels(by, BOOK)


@pytest.mark.parametrize("by", ["", "goal,", "port", "Goal"])
def test_what_is_no_grouping_is_refused(by: str) -> None:
    with pytest.raises(UsageError, match="aim"):
        grouping_levels(by, BOOK)


def test_the_main_headings_are_what_is_on_or_held() -> None:
    def told_of(*held: str) -> list[tuple[str, str, str]]:
        return [(one.id, one.words, one.lead) for one in main_headings(BOOK, held)]

    on = [("shelter", "Shelter", "Where people stay."), ("courts", "Courts", "On courts alone.")]
    assert on == told_of()
    assert [*on, ("past", "Past", "On what was!")] == told_of("past")


def told(groups: Sequence[Group]) -> list[Any]:
    return [
        (group.heading.words, told(group.groups) or "".join(e.source.key for e in group.entries))
        for group in groups
    ]


WORKS = [
    entry("a"),
    entry("b", None, "thesis"),
    entry("c", 2010),
    entry("d", 1999, "thesis"),
    entry("e", 2008, former=["old"]),
]
TAGS = [
    tag("a", "port"), tag("a", "shelter"), tag("b", "tide"), tag("b", "none"), tag("c", "unread"), tag("e", "zeal"), tag("e", "book"),
]  # fmt: skip
FINDINGS = [
    Finding(id="F2", statement="S2", supports=("old",)),
    Finding(id="F1", statement="S1", contradicts=("b",), qualifies=("a", "b")),
]


@pytest.mark.parametrize(
    ("by", "audience", "code", "expected"),
    [
        ("goal", "team", "", [("Shelter", "a"), ("None of the aims", "b"), ("Not read yet", "c"), ("Not tagged with an aim", "de")]),
        ("goal", "reader", "", [("Shelter", "a"), ("Other sources", "bcde")]),
        ("goal", "team", "shelter", [("Shelter", "a")]),
        ("goal", "team", "port", [("Shelter", "a"), ("None of the aims", "b"), ("Not read yet", "c"), ("Not tagged with an aim", "de")]),
        ("year", "team", "", [("2010", "c"), ("2008", "ae"), ("1999", "d"), ("No date", "b")]),
        ("code", "team", "", [("Tides", "b"), ("Ports", "a"), ("zeal", "e"), ("No topic", "cd")]),
        ("code", "team", "tide", [("Tides", "b")]),
        ("finding", "team", "", [("F2: supports", "e"), ("F1: contradicts", "b"), ("F1: qualifies", "ab"), ("Under no finding", "cd")]),
        ("finding", "reader", "F2-supports", [("F2: supports", "e"), ("F1: contradicts", "b"), ("F1: qualifies", "ab"), ("Other sources", "cd")]),
        ("type", "team", "book", [("Books", "ace"), ("Theses and dissertations", "bd")]),
        ("type,none", "team", "", [("Books", "ace"), ("Theses and dissertations", "bd")]),
        ("type,code", "reader", "", [("Books", [("Ports", "a"), ("zeal", "e"), ("Other sources", "c")]),
                                     ("Theses and dissertations", [("Tides", "b"), ("Other sources", "d")])]),
        ("none", "team", "", [("", "abcde")]),
    ],
)  # fmt: skip
def test_the_headings_of_each_grouping(by: str, audience: Any, code: str, expected: list[Any]) -> None:
    found = group_entries(WORKS, by, TAGS, codebook=BOOK, findings=FINDINGS, code=code, audience=audience)
    assert expected == told(found)


def test_headings_are_named_for_links_by_all_that_is_above_them() -> None:
    outer, *_ = group_entries(WORKS, "type,year", TAGS, codebook=BOOK)
    assert ["group-book", "group-book-y2010", "group-book-y2008"] == [
        outer.heading.id,
        *(one.heading.id for one in outer.groups),
    ]
    assert (3, {"a", "c", "e"}) == (outer.count, outer.keys)
    assert (outer.heading, outer.groups[1].heading) == headings_by_source([outer])["a"]


def test_a_level_with_nothing_but_other_sources_has_no_heading() -> None:
    assert [("", "de")] == told(group_entries([WORKS[3], WORKS[4]], "goal", codebook=BOOK))
    assert [] == told(group_entries([], "goal", codebook=BOOK))


def test_each_source_stays_where_it_comes_first() -> None:
    def group(name: str, keys: str, *inner: Group) -> Group:
        return Group(
            heading=Heading(id=name, words=name), entries=tuple(entry(key) for key in keys), groups=inner
        )

    groups = [
        group("A", "", group("B", "ab"), group("C", "a")),
        group("D", "b"),
        group("E", "bc", group("F", "c")),
    ]
    assert [("A", [("B", "ab")]), ("E", "c")] == told(without_repeats(groups))
    assert {"a": "ABC", "b": "ABDE", "c": "EF"} == {
        key: "".join(one.id for one in above) for key, above in headings_by_source(groups).items()
    }


# ---------------------------------------------------------------- annotations


@pytest.mark.parametrize(
    ("one", "notes", "text"),
    [
        (entry("a", annotation="Field.", annote="Old."), {"a": "p. 3\n\nNote."}, "p. 3\n\nNote."),
        (entry("a", points=True, annotation="Field."), {"a": "p. 3\n\nNote."}, "Note."),
        (entry("a", points=True, annotation=" Field. "), {"a": "p. 3"}, "Field."),
        (entry("a", annotation="Field."), {"a": " "}, "Field."),
        (entry("a", annotation=" ", annote=" Old. "), {}, "Old."),
        (entry("a", former=["z"]), {"z": "Former."}, "Former."),
        (entry("a"), {"a.bib:a": "Of the record."}, "Of the record."),
        (entry("a", confidential=True, annotation="Secret."), {"a": "Note."}, ""),
        (entry("a"), {"b": "Other."}, ""),
    ],
)
def test_the_annotation_of_a_source(one: Entry, notes: dict[str, str], text: str) -> None:
    assert text == annotation_of(one, notes)


def test_a_note_on_no_source_is_named_unless_it_is_empty() -> None:
    works = [source("Roe2008", former=["Roe07"])]
    notes = {"Roe2008": "A.", "Roe07": "B.", "a.bib:Roe2008": "C.", "Roe2009": "D.", "x/y": " \n"}
    (found,) = unused_notes(works, notes)
    assert ("LR408", "Roe2009", "notes/Roe2009.md") == (found.code, found.key, found.where.file)
    assert "did you mean 'Roe2008'" in found.message


@pytest.mark.parametrize(
    ("note", "called"),
    [
        ("As [@b] has it.", {"b"}),
        ("As @b, said.", {"b"}),
        ("As @{b} said.", {"b"}),
        ("As [@old; @c].", {"b", "c"}),
        ("As [@a] has it.", set()),
        ("As b has it.", set()),
    ],
)
def test_a_work_beside_is_cited_where_a_note_names_it(note: str, called: set[str]) -> None:
    beside = [source("b", former=["old"]), source("c"), source("a")]
    here = cited(entry("a"))
    found = with_mentioned(here, BibliographyOptions(mentioned=beside, notes={"a": note}), "bluebook")
    assert {"a"} | called == found.labels.keys()
    assert here.labels["a"] == found.labels["a"]
    assert here is with_mentioned(here, BibliographyOptions(notes={"a": note}), "bluebook")


# ---------------------------------------------------------------- the one call


def test_a_code_chooses_its_sources_and_an_unknown_one_is_refused() -> None:
    works, tags = [source("a"), source("b")], [tag("a", "port"), tag("b", "zeal")]

    def keys(code: str) -> set[str]:
        options = BibliographyOptions(code=code, codebook=BOOK)
        return {*compose_annotated(works, tags, options, style="bluebook").keys}

    assert [{"a", "b"}, {"a"}, {"b"}, set()] == [keys(code) for code in ("", "port", "zeal", "tide")]
    with pytest.raises(UsageError, match=r"no code 'prt'.*did you mean 'port'"):
        keys("prt")


def test_the_ending_of_a_path_is_the_format_unless_one_is_given(tmp_path: Any) -> None:
    works = [source("a")]
    made = annotate(works, style="bluebook", path=tmp_path / "a.md")
    assert (tmp_path / "a.md").read_bytes() == made
    assert not made.startswith(b"<")
    assert annotate(works, style="bluebook", format="md", path=tmp_path / "a.txt") == made
    with pytest.raises(UsageError, match="txt"):
        annotate(works, style="bluebook", path=tmp_path / "b.txt")
