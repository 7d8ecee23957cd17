"""What is not asked for is passed over, and what comes behind it is not; lists are in the order that is said. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import (
    Citation,
    CitedReference,
    Decision,
    Deduplication,
    Finding,
    Library,
    Record,
    RecordId,
    Relation,
    Source,
    Tag,
    Where,
)
from litreview.core.results import Search
from litreview.judgements.codebook import parse_codebook
from litreview.stages.evidence import check_searches, count_flow, screen
from litreview.stages.evidence.confidence import check_settings, count_notes, note_evidence
from litreview.stages.evidence.evidence_map import count_overlap, map_evidence
from litreview.stages.evidence.screening_status import count_origins, judge_status
from litreview.stages.evidence.stance import assess_sources

BOOK = parse_codebook(
    """[codebook]
name = "tides"
main_group = "goal"
[[code]]
id = "ebb"
group = "goal"
label = "Ebb"
definition = "D."
[[code]]
id = "flow"
group = "goal"
label = "Flood"
definition = "D."
enabled = false
[[code]]
id = "low"
group = "goal"
parent = "ebb"
label = "Low"
definition = "D."
[[code]]
id = "crew"
group = "topic"
label = "Crew"
definition = "D."
[[code]]
id = "book"
group = "type"
label = "Book"
definition = "D."
[[evidence]]
id = "design"
label = "Design"
values = ["survey", "trial"]
"""
)


def said(verb: str, key: str, value: str, by: str = "ann", **more: str) -> Decision:
    return Decision(by=by, verb=verb, key=key, value=value, **more)


def record(key: str, file: str = "a.bib") -> Record:
    return Record(key=key, type="article", id=RecordId(f"{file}:{key}"), where=Where(file=file, line=1))


def source(key: str, *files: str) -> Source:
    return Source(key=key, type="article", records=tuple(record(key, file) for file in files or ("a.bib",)))


def test_what_the_codebook_does_not_know_is_left_out_of_notes_and_told() -> None:
    works = [source("a"), source("b")]
    lines = [
        said("tag", "a", "ebb"),
        said("set", "a", "depth=survey"),
        said("set", "x", "design=survey"),
        said("set", "a", "design=guess"),
        said("set", "b", "design=trial"),
        said("set", "a", "design=survey", "bob"),
        said("set", "b", "design=survey", "bob"),
    ]
    found = note_evidence(works, lines, BOOK)
    assert [("a", "survey", "bob", False), ("b", "trial", "ann", True), ("b", "survey", "bob", True)] == [
        (one.source, one.value, one.coder, one.disputed) for one in found
    ]
    assert ["a", "a"] == [one.key for one in check_settings(lines, BOOK)]
    hidden, _ = check_settings(lines, BOOK, ["a"])
    assert "what was set of a confidential source can't be applied" in hidden.message
    (told,) = check_settings([*lines[4:], said("set", "b", "design=guess")], BOOK)
    assert "b" == told.key
    assert () == check_settings(lines[4:], BOOK)


def test_values_are_counted_in_the_order_of_the_codebook() -> None:
    works = [source(key) for key in "abcd"]
    lines = [
        said("set", key, f"design={value}")
        for key, value in zip("abc", ("trial", "survey", "trial"), strict=True)
    ]
    (count,) = count_notes(note_evidence(works, lines, BOOK), BOOK)
    assert ("Design", [("survey", 1), ("trial", 2)], 0) == (
        count.label,
        [*count.values.items()],
        count.disputed,
    )
    assert () == count_notes((), BOOK)


def tag(key: str, code: str) -> Tag:
    return Tag(source=key, code=code, method="human")


def test_topics_are_the_codes_of_other_groups_and_those_within_a_goal() -> None:
    works = [source("a"), source("b")]
    tags = [
        tag("a", "ebb"),
        tag("a", "low"),
        tag("b", "crew"),
        tag("a", "book"),
        tag("b", "none"),
        tag("b", "flow"),
    ]
    found = map_evidence(works, tags, BOOK).topics
    assert [("low", "Low", "ebb", ("a",)), ("crew", "Crew", "", ("b",))] == [
        (one.code, one.label, one.parent, one.sources) for one in found
    ]


def test_a_goal_that_is_off_is_assessed_if_a_source_has_it() -> None:
    works = [source("a"), source("b")]

    def goals(*tags: Tag) -> tuple[tuple[str, str], ...]:
        return assess_sources(works, tags, [], BOOK, streams={}, claims={}).goals

    assert (("ebb", "Ebb"), ("low", "Low")) == goals(tag("a", "ebb"))
    assert (("ebb", "Ebb"), ("flow", "Flood"), ("low", "Low")) == goals(tag("a", "ebb"), tag("b", "flow"))


def test_of_what_is_known_by_title_alone_only_what_says_nothing_is_unread() -> None:
    works = [source("a"), source("b"), source("c")]
    tags = [tag("a", "unread"), tag("a", "ebb"), tag("b", "unread"), tag("c", "ebb")]
    cells = assess_sources(
        works, tags, [said("stance", "a", "ebb=supports")], BOOK, streams={}, claims={}
    ).cells
    assert {"supports": ("a",), "uncoded": ("c",), "unread": ("b",)} == {
        column: cell.sources for (goal, _, column), cell in cells.items() if goal == "ebb"
    }


# searches


def search(database: str = "Index", **more: object) -> Search:
    return Search(**{"database": database, "line": 7, **more})  # type: ignore[arg-type]


def test_a_search_without_a_file_hides_none_behind_it() -> None:
    library = Library(records=(record("k"),), files=("a.bib",))
    for first in (search(), search(file="private/p.bib")):
        (problem,) = check_searches([first, search(file="a.bib", hits=2)], library, "2026-02-01")
        assert "LR606" == problem.code
    (problem,) = check_searches(
        [search("One", file="a.bib"), search("Two", file="b.bib")], library, "2026-02-01"
    )
    assert problem.message.startswith("the search of Two ")
    assert ("LR608", "LR606") == tuple(
        one.code
        for one in check_searches(
            [search(file="a.bib", hits=2, date="2026-02-02T09:00")], library, "2026-02-01"
        )
    )
    assert () == check_searches([search(date="2026-02-01T23:59")], library, "2026-02-01")


def test_files_are_counted_for_the_databases_of_their_searches() -> None:
    works = [source("a", "x.bib", "y.bib"), source("b", "y.bib"), source("i", "z.bib"), source("j", "w.bib")]
    standing = judge_status(works, [])
    noted = [search("Two", file="y.bib"), search("One", file="x.bib"), search("Nil")]
    found = count_overlap(works, noted, standing)
    assert ("Two", "One", "Nil", "w.bib", "z.bib") == found.databases
    assert [("a", ("Two", "One")), ("b", ("Two",)), ("i", ("z.bib",)), ("j", ("w.bib",))] == [
        *found.found_in.items()
    ]
    assert [2, 1, 0, 1, 1] == [*found.by_database.values()]


def test_each_file_has_what_is_said_of_its_searches() -> None:
    works = (source("a", "x.bib"), source("b", "y.bib"))
    library = Library(records=tuple(r for w in works for r in w.records), files=("x.bib", "y.bib"))
    noted = [
        search(file="x.bib", hits=3),
        search("", file="x.bib", hits=4, platform="P"),
        search("Gone", file="q.bib", hits=9),
    ]
    flow = count_flow(library, Deduplication(sources=works), searches=noted)
    assert [("x.bib", 1, "Index", "P", 7), ("y.bib", 1, "", "", None), ("q.bib", 0, "Gone", "", 9)] == [
        (one.file, one.records, one.database, one.platform, one.hits) for one in flow.identified
    ]


def test_reasons_are_listed_in_the_order_of_the_review_and_others_by_count() -> None:
    works = tuple(source(key) for key in "abcdef")
    library = Library(records=tuple(r for w in works for r in w.records), files=("a.bib",))
    reasons = dict(zip("abcdef", ("late", "far", "far", "old", "dull", "old"), strict=True))
    lines = [said("exclude", key, "fulltext", reason=why) for key, why in reasons.items()]
    flow = count_flow(library, Deduplication(sources=works), lines, reasons=("late", "old"))
    assert [("late", 1), ("old", 2), ("far", 2), ("dull", 1)] == [*flow.excluded_by_reason.items()]


# screening


@pytest.mark.parametrize(
    ("lines", "screeners", "stands"),
    [
        ([("include", "abstract", "ann")], 1, ("include", "")),
        ([("include", "abstract", "ann")], 2, ("one-vote", "")),
        ([("include", "abstract", "judge")], 2, ("include", "")),
        ([("include", "abstract", "ann"), ("include", "abstract", "bob")], 2, ("include", "")),
        ([("include", "abstract", "ann"), ("exclude", "abstract", "bob")], 2, ("disputed", "")),
        ([("unsure", "abstract", "ann")], 2, ("one-vote", "")),
        ([("not-retrieved", "fulltext", "ann")], 2, ("one-vote", "one-vote")),
        ([("not-retrieved", "abstract", "ann")], 2, ("one-vote", "one-vote")),
        ([("exclude", "fulltext", "ann")], 1, ("include", "exclude")),
        # other judgements say nothing of it
        ([("tag", "abstract", "ann")], 1, ("", "")),
        ([("include", "abstract", "ann"), ("tag", "abstract", "bob")], 2, ("one-vote", "")),
    ],
)  # fmt: skip
def test_where_a_work_stands(
    lines: list[tuple[str, str, str]], screeners: int, stands: tuple[str, str]
) -> None:
    decisions = [said(verb, "a", value, by) for verb, value, by in lines]
    found = screen([source("b"), source("a")], decisions, screeners=screeners, adjudicators=["judge"])
    assert [("", ""), stands] == [(one.abstract, one.fulltext) for one in found.values()]


def test_the_reason_is_that_of_who_excluded() -> None:
    lines = [
        said("exclude", "a", "abstract", reason=""),
        said("exclude", "a", "abstract", "bob", reason="far"),
    ]
    assert "far" == screen([source("a")], lines, screeners=2)["a"].reason
    assert "" == screen([source("a")], [said("include", "a", "abstract", reason="near")])["a"].reason


def test_who_cites_whom_among_the_origins_is_told_in_the_order_of_the_finding() -> None:
    def cites(one: str, other: str) -> Citation:
        reference = CitedReference(text="", where=Where(file="a"), record=RecordId("a:a"))
        return Citation(citing=one, cited=other, method="doi", confidence=1.0, reference=reference)

    finding = Finding(id="F1", goal="ebb", statement="S.", supports=("c", "a", "b", "d"))
    links = [
        Relation(a="a", b="d", kind="version", by="ann"),
        Relation(a="b", b="c", kind="version", by="rule"),
    ]
    (found,) = count_origins(
        [finding], links, [cites("a", "c"), cites("a", "b"), cites("a", "d"), cites("b", "x")]
    )
    assert (("c",), ("a", "d"), ("b",)) == found.origins
    assert (("a", "c"), ("a", "b")) == found.citing
    assert 1 == found.perhaps
