"""What a deduplication shows of judged pairs: clusters, questions, relations and Problems. All works are made up."""

from types import SimpleNamespace

import pytest

from litreview.core.model import Decision, Fields, Record, RecordId, Source, Where
from litreview.linkage import Edge
from litreview.stages.duplicates.clustering import PairDecision
from litreview.stages.duplicates.results import (
    clusters_with_matches,
    find_relations,
    problems,
    queue,
    refusal_reason,
    retractions,
)
from litreview.stages.duplicates.verdict import Judgement


def record(key, title="Harbor work", *, confidential=False, **fields):
    return Record(
        key=key,
        type="article",
        fields=Fields({"title": title, **fields}),
        confidential=confidential,
        id=RecordId(f"a.bib:{key}"),
        where=Where(file="a.bib", line="abcdef".index(key) + 1),
    )


RECORDS = tuple(record(key) for key in "abcdef")
SOURCES = tuple(Source(key=one.key, type="article", records=(one,)) for one in RECORDS)
APART = [*range(6)]
NO_BLOCKS = SimpleNamespace(oversized=())


def judged(verdict="ask", score=0.5, *, kind=None, contradicts=False, problem="", rule="", differs_in=()):
    return Judgement(
        verdict=verdict,
        score=score,
        reasons=(f"{verdict} at {score}", "the last reason"),
        rule=rule,
        kind=kind,
        contradicts=contradicts,
        problem=problem,
        differs_in=differs_in,
    )


def decided(a, b, verb="same", by="ann", *, kind=None, reason="", line=1):
    keys = "abcdef"
    value = f"{kind or 'related'} {keys[b]}" if verb == "related" else keys[b]
    line = Where(file=f"decisions/{by}.tsv", line=line)
    decision = Decision(by=by, verb=verb, key=keys[a], value=value, reason=reason, place=line)
    return PairDecision(a=a, b=b, same=verb == "same", kind=kind, decision=decision)


def ends(matches):
    return [one.a[-1] + one.b[-1] for one in matches]


# --- clusters


def test_a_cluster_has_the_matches_inside_it_strongest_first():
    home = [0, 0, 0, 1, 1, 2]
    pairs = {(0, 1): judged("same", 0.8), (0, 2): judged("same", 0.9), (1, 2): judged("same", 0.8), (3, 4): judged("ask"), (2, 3): judged("same")}  # fmt: skip
    found = clusters_with_matches([[0, 1, 2], [3, 4], [5]], RECORDS, pairs, (), home)
    assert [["ac", "ab", "bc"], [], []] == [ends(one.matches) for one in found]
    assert ("a.bib:d", "a.bib:e") == found[1].records
    assert {"same"} == {one.verdict for one in found[0].matches}


def test_a_persons_word_is_the_match_in_place_of_a_rules():
    home = [0, 0, 1, 2, 3, 4]
    said = [decided(0, 1, reason="the same pages"), decided(0, 2), decided(3, 4, "different")]
    (one, *others) = clusters_with_matches([[0, 1], [2]], RECORDS, {(0, 1): judged("same")}, said, home)
    (match,) = one.matches
    assert (1.0, ("ann decided so: the same pages",)) == (match.score, match.reasons)
    assert [()] == [each.matches for each in others]
    (one,) = clusters_with_matches([[0, 1]], RECORDS, {}, [decided(0, 1)], home)
    assert ("ann decided so",) == one.matches[0].reasons


# --- the queue


@pytest.mark.parametrize(
    ("pairs", "home", "wanted", "asked"),
    [
        ({(0, 1): judged()}, APART, (), ["ab"]),
        ({(0, 1): judged("same")}, APART, (), []),
        ({(0, 1): judged("different")}, APART, (), []),
        ({(0, 1): judged()}, [0, 0, 1, 2, 3, 4], (), []),
        ({(0, 1): judged()}, APART, [decided(0, 1, "different")], []),
        # what was decided of two records holds of their sources
        ({(0, 1): judged()}, [0, 1, 0, 2, 3, 4], [decided(1, 2, "different")], []),
        ({(0, 1): judged()}, APART, [decided(1, 2, "different")], ["ab"]),
        # one question for each two sources: the likeliest
        ({(0, 1): judged(score=0.5), (1, 2): judged(score=0.7)}, [0, 1, 0, 2, 3, 4], (), ["bc"]),
        ({(0, 1): judged(score=0.7), (1, 2): judged(score=0.5)}, [0, 1, 0, 2, 3, 4], (), ["ab"]),
        ({(1, 2): judged(), (0, 1): judged()}, [0, 1, 0, 2, 3, 4], (), ["ab"]),
        ({(0, 1): judged(score=0.5), (2, 3): judged(score=0.7)}, APART, (), ["cd", "ab"]),
        ({(0, 1): judged(score=0.9, rule="place-alone"), (2, 3): judged(rule="similar-title")}, APART, (), ["cd", "ab"]),
        ({(2, 3): judged(), (0, 1): judged()}, APART, (), ["ab", "cd"]),
    ],
)  # fmt: skip
def test_the_queue_asks_of_two_sources_once_the_likeliest_first(pairs, home, wanted, asked):
    found = queue(RECORDS, pairs, wanted, (), home)
    assert asked == ends(found)
    assert sorted((one.remaining for one in found), reverse=True) == [one.remaining for one in found]


def test_a_question_says_what_speaks_against_and_a_refused_link_why():
    pairs = {(0, 1): judged("same", 0.9, rule="doi"), (1, 2): judged(differs_in=("year",))}
    refused = [(Edge(strength=0.9, a=0, b=1), (0, 2)), (Edge(strength=2.0, a=3, b=4), (3, 5))]
    by = {one.a[-1] + one.b[-1]: one for one in queue(RECORDS, pairs, (), refused, APART)}
    assert {"ab", "bc"} == set(by)
    assert ("ask", ("chain",), "doi") == (by["ab"].verdict, by["ab"].against, by["ab"].rule)
    assert "would join a.bib:a and a.bib:c, which are not one work" in by["ab"].reasons[-1]
    assert ("year",) == by["bc"].against


@pytest.mark.parametrize(
    ("apart", "says"),
    [(None, "are not"), (judged("different"), "are not"), (judged("same"), "are not"), (judged("ask"), "may not be")],
)  # fmt: skip
def test_why_a_link_is_refused(apart, says):
    assert f"a and b, which {says} one work" in refusal_reason("a", "b", apart)


# --- relations


@pytest.mark.parametrize(
    ("pairs", "home", "wanted", "relations"),
    [
        ({(0, 1): judged("different", kind="version")}, APART, (), [("a", "b", "version", "rule")]),
        ({(0, 1): judged("different")}, APART, (), []),
        ({(0, 1): judged("different", kind="version")}, [0, 0, 1, 2, 3, 4], (), []),
        # the strongest of two, of equal ones the first
        ({(0, 1): judged(score=0.5, kind="version"), (1, 2): judged(score=0.7, kind="summary")}, [0, 1, 0, 2, 3, 4], (), [("a", "b", "summary", "rule")]),
        ({(0, 1): judged(score=0.7, kind="version"), (1, 2): judged(score=0.5, kind="summary")}, [0, 1, 0, 2, 3, 4], (), [("a", "b", "version", "rule")]),
        ({(0, 1): judged(kind="version"), (1, 2): judged(kind="summary")}, [0, 1, 0, 2, 3, 4], (), [("a", "b", "version", "rule")]),
        ({(0, 1): judged(score=0.0, kind="version")}, APART, (), [("a", "b", "version", "rule")]),
        # a person's "different" answers a question, and not what a rule kept apart
        ({(0, 1): judged(kind="version")}, APART, [decided(0, 1, "different")], []),
        ({(0, 1): judged(kind="version", contradicts=True)}, APART, [decided(0, 1, "different")], [("a", "b", "version", "rule")]),
        ({(0, 1): judged(kind="version")}, APART, [decided(0, 1, "related", kind="summary")], [("a", "b", "summary", "ann")]),
        ({}, APART, [decided(0, 1, "related", kind="summary")], [("a", "b", "summary", "ann")]),
        ({}, [0, 0, 1, 2, 3, 4], [decided(0, 1, "related", kind="summary")], []),
        ({}, [1, 0, 2, 3, 4, 5], [decided(0, 1, "related", kind="summary")], [("a", "b", "summary", "ann")]),
        ({(2, 3): judged(kind="version"), (0, 4): judged(kind="version"), (0, 1): judged(kind="version")}, APART, (), [("a", "b", "version", "rule"), ("a", "e", "version", "rule"), ("c", "d", "version", "rule")]),
    ],
)  # fmt: skip
def test_how_sources_that_were_kept_apart_belong_together(pairs, home, wanted, relations):
    found = find_relations(pairs, wanted, home, SOURCES)
    assert relations == [(one.a, one.b, one.kind, one.by) for one in found]


def test_a_relation_has_the_reasons():
    (one,) = find_relations({(0, 1): judged("different", kind="version")}, (), APART, SOURCES)
    assert "different at 0.5; the last reason" == one.reason
    (one,) = find_relations(
        {}, [decided(0, 1, "related", kind="summary", reason="so it says")], APART, SOURCES
    )
    assert "so it says" == one.reason


# --- Problems


@pytest.mark.parametrize(
    ("wanted", "home", "told"),
    [
        ([decided(0, 1)], [0, 0, 1, 2, 3, 4], []),
        ([decided(0, 1, "different")], APART, []),
        # of one pair two people differ: a dispute
        ([decided(0, 1), decided(0, 1, "different", "bob")], APART, []),
        ([decided(0, 1), decided(0, 1, "different", "ann")], APART, ["same a b"]),
        # the records of two sources
        ([decided(0, 1), decided(1, 2, "different", "bob")], [0, 1, 0, 2, 3, 4], ["same a b"]),
    ],
)
def test_a_same_that_others_keep_from_being_done_is_a_problem(wanted, home, told):
    found = problems(RECORDS, NO_BLOCKS, wanted, home, {})
    assert told == [one.message.split("'")[1] for one in found if one.code == "LR101"]
    assert len(told) == len(found)


@pytest.mark.parametrize(
    ("count", "more"), [(1, ""), (3, ""), (4, " and 1 more line,"), (5, " and 2 more lines,")]
)
def test_a_contradiction_names_three_lines_and_how_many_more(count, more):
    against = [decided(1, 2, "different", "bob", line=n + 5) for n in range(count)]
    (one,) = problems(RECORDS, NO_BLOCKS, [decided(0, 1), *against], [0, 1, 0, 2, 3, 4], {})
    assert min(count, 3) == one.message.count("bob's 'different b c'")
    assert "(decisions/bob.tsv:5)" in one.message
    assert more in one.message
    assert bool(more) is ("more line" in one.message)
    assert ("a", "decisions/ann.tsv", "error") == (one.key, one.where.file, one.level)


def test_of_a_confidential_record_only_what_it_is_called_is_told():
    records = (*RECORDS[:1], record("b", confidential=True), *RECORDS[2:])
    typed = Decision(
        by="ann", verb="same", key="a", value="a name", place=Where(file="decisions/ann.tsv", line=1)
    )
    wanted = [PairDecision(a=0, b=1, same=True, kind=None, decision=typed)]
    (one,) = problems(records, NO_BLOCKS, wanted, APART, {})
    assert "same a b" in one.message
    assert "a name" not in one.message + one.remedy
    said = Decision(by="bob", verb="related", key="a", value="version a name")
    wanted += [PairDecision(a=0, b=1, same=False, kind="version", decision=said)]
    wanted[0] = decided(0, 1, by="bob")
    (one,) = problems(records, NO_BLOCKS, wanted, APART, {})
    assert "related a version b" in one.message


@pytest.mark.parametrize(
    ("columns", "told"),
    [([(0, 99, 2)], ["DOI, law or address"]), ([(2, 99, 2)], []), ([(1, 99, 2), (0, 98, 3)], ["title", "DOI, law or address"])],
)  # fmt: skip
def test_a_value_that_too_many_share_is_told_where_it_should_be_one_works_own(columns, told):
    found = problems(RECORDS, SimpleNamespace(oversized=columns), (), APART, {})
    assert told == [one.message.partition("have the same ")[2].partition(";")[0] for one in found]
    assert all(one.where.line == line + 1 for one, (_, _, line) in zip(found, columns, strict=False))


def test_a_doubtful_merge_is_told_at_the_later_record():
    pairs = {
        (2, 3): judged("same", problem="LR103"),
        (0, 1): judged("same", problem="LR103"),
        (4, 5): judged("same"),
    }
    found = problems(RECORDS, NO_BLOCKS, (), [0, 0, 1, 1, 2, 2], pairs)
    assert [("b", "LR103"), ("d", "LR103")] == [(one.key, one.code) for one in found]
    assert "this record was merged with a.bib:a the last reason" == found[0].message
    assert () == problems(RECORDS, NO_BLOCKS, (), APART, pairs)


@pytest.mark.parametrize(
    ("wanted", "judgement", "home", "count"),
    [
        (decided(0, 1), judged("different", contradicts=True), [0, 0, 1, 2, 3, 4], 1),
        (decided(0, 1), judged("different"), [0, 0, 1, 2, 3, 4], 0),
        (decided(0, 1, "different"), judged("different", contradicts=True), [0, 0, 1, 2, 3, 4], 0),
        (decided(1, 2), judged("different", contradicts=True), [0, 0, 0, 2, 3, 4], 0),
    ],
)
def test_what_a_person_joined_against_the_rules_is_told(wanted, judgement, home, count):
    found = problems(RECORDS, NO_BLOCKS, [wanted], home, {(0, 1): judgement})
    assert count == len(found)
    assert all(("LR102", "info", "a") == (one.code, one.level, one.key) for one in found)


OPEN, MARKED = record("a"), record("b", "RETRACTED: Harbor work")
FIELD = record("c", retracted="2019-05")


@pytest.mark.parametrize(
    ("received", "enriched", "confidential", "at"),
    [
        ([OPEN], [], False, ""),
        ([MARKED], [], False, ""),
        ([OPEN, MARKED], [], False, "a"),
        ([MARKED, OPEN], [], False, "a"),
        ([MARKED, FIELD], [], False, ""),
        ([OPEN, record("d")], [], False, ""),
        ([OPEN], [FIELD], False, "a"),
        ([MARKED], [record("d")], False, ""),
        ([OPEN], [record("d")], False, ""),
        ([OPEN, MARKED], [], True, ""),
    ],
)
def test_a_retraction_that_one_record_does_not_have_is_told(received, enriched, confidential, at):
    source = Source(key="k", type="article", records=tuple(received), enriched=tuple(enriched), confidential=confidential)  # fmt: skip
    found = retractions([source, Source(key="l", type="article", records=(OPEN,))])
    assert ([at] if at else []) == ["abcdef"[one.where.line - 1] for one in found]
    for one in found:
        assert ("out/tables/values.csv" in one.remedy) is bool(enriched)
        assert "keeps the mark" in one.remedy or enriched
