"""What a word weighs, where it counts and where not, and what a person is told of it; on a codebook small enough to redo by hand."""

from __future__ import annotations

import pytest

from litreview.core.model import Decision, Record, RecordId, Source, Span, Tag, Where
from litreview.judgements.codebook import parse_codebook, parse_pattern
from litreview.stages.tagging import check_codes, compare_tags, explain, suggest, tag
from litreview.stages.tagging.codebook_rules import score, total
from litreview.stages.tagging.matcher import Matcher, SpanIndex
from litreview.stages.tagging.suggesting import _doubt
from litreview.stages.tagging.tagger import score_rules, text_basis

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "goal"
[[code]]
id = "shelter"
group = "goal"
label = "Shelter"
definition = "D."
threshold = 2
not_in = ["animal shelter"]
[[code.terms]]
weight = 2
match = ["victim shelter"]
[[code.terms]]
weight = 1
match = ["shelter", "refuge"]
[[code.terms]]
weight = 1
generic = true
match = ["victim", "survivor"]
[[code.terms]]
weight = -2
match = ["tax shelter"]
[[code]]
id = "courts"
group = "goal"
label = "Courts"
definition = "D."
threshold = 2
[[code.terms]]
weight = 2
match = ["court"]
unless = ["tennis court"]
[[code]]
id = "book"
group = "type"
label = "Book"
definition = "D."
"""
)


def source(key: str = "A", type_: str = "article", *, confidential: bool = False, **fields: str) -> Source:
    record = Record(key=key, type=type_, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(key=key, type=type_, fields=fields, records=(record,), confidential=confidential)


def said(verb: str, value: str, *, key: str = "A", by: str = "ann", where: str = "", at: int = 0) -> Decision:
    when = f"2026-01-01T00:00:{at:02d}Z"
    return Decision(
        when=when, by=by, verb=verb, key=key, value=value, where=where, place=Where(file="d.tsv", line=2)
    )


def codes(*decisions: Decision, **fields: str) -> set[str]:
    return {t.code for t in tag([source(**fields)], BOOK, decisions) if t.code in {"shelter", "courts"}}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Victim shelters", {"shelter"}),
        ("Animal shelters", set()),
        ("Victim shelter beside an animal shelter", {"shelter"}),
        ("Tax shelters for victim shelters and a refuge", set()),
        ("Victims and survivors", set()),
        ("Courts", {"courts"}),
        ("Tennis courts", set()),
        ("Courts, and a tennis court", set()),
        ("Courts and victim shelters", {"courts", "shelter"}),
    ],
)
def test_which_codes_a_title_reaches(title: str, expected: set[str]) -> None:
    assert expected == codes(title=title)


def test_a_code_is_scored_below_its_threshold_too() -> None:
    """What learns from the scores must see weak ones; a suggestion is made from the threshold on."""
    weak, strong, none, hidden = (
        source("A", abstract=" ".join(["A refuge."] + ["Gravel moves on in the water of a river."] * 40)),
        source("B", title="Victim shelters"),
        source("C", title="Gravel"),
        source("D", title="Victim shelters", confidential=True),
    )
    found = score_rules([weak, strong, none, hidden], BOOK)
    assert 0 < found["A"]["shelter"] < 0.5 <= found["B"]["shelter"]
    assert {} == found["C"] == found["D"]
    assert "shelter" not in {t.code for t in tag([weak], BOOK)}


def test_evidence_at_the_threshold_is_enough() -> None:
    assert 0.5 == score(2.0, 2.0)
    assert 2.0 == total({"a": [2.0]}, {}, {}, 2.0)
    assert 2 + 0.8 + 0.64 == pytest.approx(total({"a": [1.0], "b": [2.0], "c": [1.0]}, {}, {}, 2.0))
    assert 2 + 1.6 + 0.64 == pytest.approx(total({"a": [1.0, 2.0, 2.0]}, {}, {}, 2.0))
    assert 1.0 == total({}, {"a": [1.0], "b": [1.0]}, {}, 2.0)
    assert 1.0 == total({"a": [2.0]}, {}, {"b": [1.0]}, 2.0)
    assert 0.0 == total({"a": [1.0]}, {}, {"b": [2.0]}, 2.0)


def test_stretches_that_share_a_character_meet_and_others_do_not() -> None:
    some = SpanIndex()
    assert [] == some.overlapping("title", 0, 9)
    some.add("title", 3, 8)
    some.add("abstract", 500, 1030)
    assert [(3, 8)] == some.overlapping("title", 7, 9) == some.overlapping("title", 0, 4)
    assert [] == some.overlapping("title", 8, 9) + some.overlapping("title", 0, 3) + some.overlapping(
        "note", 0, 9
    )
    assert (
        {(500, 1030)}
        == set(some.overlapping("abstract", 1029, 2000))
        == set(some.overlapping("abstract", 0, 501))
    )


@pytest.mark.parametrize(
    ("pattern", "text", "finds"),
    [
        ("cite:22 U.S.C. 7101-7110", "22 U.S.C. 7105-10", True),
        ("cite:22 U.S.C. 7101-7110", "22 U.S.C. 7105-11", False),
        ("cite:22 U.S.C. 7105", "22 U.S.C. 7105a", False),
        ("cite:22 U.S.C. 7105a", "22 U.S.C. 7105a", True),
        ("cite:22 U.S.C. 7105", "18 U.S.C. 7105", False),
        ("cite:Pub. L. 106-386", "Pub. L. 106-387", False),
        ("cite:criminal case", "People v. Madeup", True),
    ],
)
def test_a_section_is_met_by_itself_and_by_a_range_within_it(pattern: str, text: str, finds: bool) -> None:
    assert finds == bool(Matcher([parse_pattern(pattern)]).find(text).get(pattern))


# ---------------------------------------------------------------- people and the machine


def tags(*decisions: Decision, **fields: str) -> list[tuple[str, str, str]]:
    return [(t.code, t.method, t.coder) for t in tag([source(**fields)], BOOK, decisions)]


def test_a_persons_word_stands_above_the_machines() -> None:
    title = "Victim shelters"
    assert ("shelter", "rule", "") in tags(title=title)
    assert ("shelter", "human", "ann") in tags(said("tag", "shelter"), title=title)
    assert ("shelter", "rule", "") not in tags(said("tag", "shelter"), title=title)
    assert "shelter" not in {code for code, *_ in tags(said("not-tag", "small:shelter"), title=title)}
    later = [said("tag", "shelter"), said("not-tag", "shelter", at=5)]
    assert "shelter" not in {code for code, *_ in tags(*later, title=title)}
    again = [said("not-tag", "shelter"), said("tag", "shelter", at=5)]
    assert ("shelter", "human", "ann") in tags(*again, title=title)
    both = [said("tag", "courts"), said("tag", "courts", by="ben")]
    assert [("courts", "human", "ann"), ("courts", "human", "ben")] == [
        t for t in tags(*both, title="Gravel") if t[0] == "courts"
    ]


def test_a_persons_type_takes_the_place_of_the_machines_and_no_other_code_does() -> None:
    machine = {t.code for t in tag([source(type_="book", title="Courts")], BOOK) if t.code == "book"}
    assert {"book"} == machine
    typed = parse_codebook(
        "\n".join(
            ["[codebook]", 'name = "small"', 'main_group = "goal"']
            + [f'[[code]]\nid = "{id_}"\ngroup = "{group}"\nlabel = "L"\ndefinition = "D."' for id_, group in
               (("shelter", "goal"), ("book", "type"), ("thesis", "type"))]
        )
    )  # fmt: skip
    found = {
        (t.code, t.method) for t in tag([source(type_="book", title="T")], typed, [said("tag", "thesis")])
    }
    assert ("thesis", "human") in found
    assert "book" not in {code for code, _ in found}
    kept = {t.code for t in tag([source(type_="book", title="T")], typed, [said("tag", "shelter")])}
    assert {"shelter", "book"} == kept


@pytest.mark.parametrize(
    ("fields", "basis"),
    [
        ({"title": "T", "abstract": "One two three four five six"}, "abstract"),
        ({"title": "T", "abstract": "One two three four five"}, "title"),
        ({"title": "T", "note": "one two three four five six seven eight nine ten eleven twelve"}, "note"),
        ({"title": "T", "note": "one two three four five six seven eight nine ten eleven"}, "title"),
        ({"title": " "}, ""),
    ],
)
def test_what_there_was_to_read(fields: dict[str, str], basis: str) -> None:
    assert basis == text_basis(source(**fields))
    assert "" == text_basis(source(confidential=True, **fields))


def test_a_quote_is_found_where_it_stands() -> None:
    (found,) = [
        t
        for t in tag(
            [source(title="Gravel", abstract="It says: raids fail.")],
            BOOK,
            [said("tag", "courts", where='"raids fail"')],
        )
        if t.coder
    ]
    assert (Span(field="abstract", start=9, end=19, text="raids fail"),) == found.spans
    for where in ("it", "elsewhere", ""):
        (found,) = [
            t for t in tag([source(title="it")], BOOK, [said("tag", "courts", where=where)]) if t.coder
        ]
        assert () == found.spans


# ---------------------------------------------------------------- what is told


def spans(*texts: str, field: str = "title") -> tuple[Span, ...]:
    return tuple(Span(field=field, start=n, end=n + len(text), text=text) for n, text in enumerate(texts))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Tag(source="A", code="shelter", method="rule", spans=spans("refuge", "refuge")), "shelter, because 'refuge' (title)"),
        (Tag(source="A", code="shelter", method="rule"), "shelter"),
        (Tag(source="A", code="shelter", method="human", coder="ann"), "shelter, because ann decided so"),
        (Tag(source="A", code="shelter", method="human"), "shelter, because a person decided so"),
        (Tag(source="A", code="shelter", method="model", score=0.756), "shelter, because a model suggests it (0.76)"),
        (Tag(source="A", code="none", method="rule", basis="abstract"), "none, because nothing in the abstract speaks for a code"),
        (Tag(source="A", code="none", method="rule"), "none, because nothing in the text speaks for a code"),
        (Tag(source="A", code="none", method="human", coder="ann"), "none, because ann decided so"),
        (Tag(source="A", code="unread", method="rule", basis="title"), "unread, because only the title could be read and it decides nothing"),
        (Tag(source="A", code="unread", method="rule"), "unread, because there is no text to read"),
        (Tag(source="B", code="shelter", method="rule"), ""),
        (Tag(source="A", code="book", method="rule", spans=spans("book", field="entrytype")), "book, because 'book' (entry type)"),
        (Tag(source="A", code="shelter", method="rule", spans=spans(*"abcdef")), "shelter, because 'a' (title), 'b' (title), 'c' (title), 'd' (title), 'e' (title), …"),
        (Tag(source="A", code="shelter", method="rule", spans=spans(*"abcde")), "shelter, because 'a' (title), 'b' (title), 'c' (title), 'd' (title), 'e' (title)"),
    ],
)  # fmt: skip
def test_why_a_source_has_a_tag(given: Tag, told: str) -> None:
    assert told == explain(source(title="T"), [given])


def test_a_confidential_source_is_explained_by_its_type_and_no_words() -> None:
    held = source(confidential=True)
    assert "shelter" == explain(held, [Tag(source="A", code="shelter", method="rule", spans=spans("refuge"))])
    assert "shelter" == explain(held, [Tag(source="A", code="shelter", method="rule")])
    typed = Tag(source="A", code="book", method="rule", spans=spans("book", field="entrytype"))
    assert "book, because 'book' (entry type)" == explain(held, [typed])
    mixed = Tag(
        source="A", code="book", method="rule", spans=spans("book", field="entrytype") + spans("refuge")
    )
    assert "book" == explain(held, [mixed])


def test_what_the_machine_says_otherwise_than_before() -> None:
    before = [Tag(source="A", code="shelter", method="rule", spans=spans("a", "b", "b", "c", "d")), Tag(source="B", code="none", method="rule"),
              Tag(source="C", code="courts", method="human", coder="ann"), Tag(source="D", code="courts", method="rule")]  # fmt: skip
    after = [
        Tag(source="A", code="courts", method="rule"),
        Tag(source="D", code="shelter", method="rule"),
        Tag(source="D", code="courts", method="rule"),
    ]
    people = [
        said("tag", "other", by="ben"),
        said("not-tag", "other"),
        said("tag", "small:shelter", key="D"),
        said("include", "abstract", by="cyd"),
    ]
    found = compare_tags(before, after, people)
    assert [
        ("A", "courts", True, ("ann", "ben"), ()),
        ("A", "shelter", False, ("ann", "ben"), ("a", "b", "c")),
    ] == [(c.source, c.code, c.came, c.coded_by, c.words) for c in found]


def test_a_code_that_the_codebook_has_not_is_told() -> None:
    lines = [
        said("tag", "sheltr"),
        said("stance", "small:cours=mixed"),
        said("tag", "small:shelter"),
        said("include", "abstract"),
    ]
    found = check_codes(lines, BOOK)
    assert [("LR200", "warning", "A", 2)] * 2 == [(p.code, p.level, p.key, p.where.line) for p in found]
    assert "no code 'sheltr'; did you mean 'shelter'?" in found[0].message
    assert "no code 'cours'; did you mean 'courts'?" in found[1].message


def test_two_decisions_are_counted_and_not_measured_by() -> None:
    works = [source(f"k{n}", title="Victim shelters") for n in range(3)]
    lines = [
        said("tag", "shelter", key="k0"),
        said("tag", "none", key="k1"),
        said("include", "abstract", key="k2"),
    ]
    found = suggest(works, BOOK, lines)
    shelter, courts = found.trust
    assert (1, 1, 1, None) == (shelter.yes, shelter.no, shelter.left, shelter.kappa)
    assert (0, 1, 2) == (courts.yes, courts.no, courts.left)
    assert ["k0", "k2"] == sorted(one.source for one in found.queue), "k1 has none"


def test_doubt_is_greatest_where_yes_is_as_likely_as_no() -> None:
    assert (1.0, 0.0, 0.0, 0.5, 0.5) == tuple(_doubt(p) for p in (0.5, 0.0, 1.0, 0.25, 0.75))
