"""Which rule decided is said with the verdict, and any rule is explained on demand."""

import pytest
from test_duplicates_hard_pairs import record

from litreview.core.model import Decision
from litreview.formats.tables import queue_rows
from litreview.formats.tables.frames import frame
from litreview.linkage.rules import examples_of
from litreview.pages.duplicates import duplicates_page
from litreview.stages.duplicates import dedupe
from litreview.stages.duplicates.verdict import RULES, explain_rule

TITLE = "Tides and the work of harbors in the north"
WORK = {"title": TITLE, "author": "Archer, Ann and Baker, Bo", "year": "2014"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_explained_with_why_when_and_examples(rule):
    text = explain_rule(rule.id)
    said = " ".join(text.split())
    assert said.startswith(f"{rule.id}: ")
    assert rule.why in said
    for clause in (*rule.when, *rule.unless):
        assert clause in said
    for example in examples_of("litreview.stages.duplicates")[rule.id]:
        assert example.note in said
    assert ("It is overruled by a third record" in said) == bool(rule.differs_in)
    assert max(map(len, text.split("\n"))) <= 110


def test_dedupe_explains_a_rule_without_paths_and_names_the_nearest(call):
    told = call("dedupe", "--explain-rule", "place-and-title")
    assert told.exit_code == 0
    assert "don't begin on the same page" in told.output
    assert "Examples on which it does not decide" in told.output
    wrong = call("dedupe", "--explain-rule", "place-and-titel")
    assert wrong.exit_code == 2
    assert "no rule 'place-and-titel'; did you mean 'place-and-title'?" in wrong.output


def test_the_queue_the_clusters_and_the_page_name_the_rule():
    journals = [
        record("a", WORK | {"journal": "Harbor Medicine"}),
        record("b", WORK | {"journal": "Acta Portuum"}),
    ]
    asked = dedupe(journals)
    assert [match.rule for match in asked.queue] == ["title"]
    assert frame("queue", queue_rows(asked.queue))["rule"].tolist() == ["title"]
    assert (
        '<span class="rule" title="litreview dedupe --explain-rule title">[title]</span>'
        in duplicates_page(asked)
    )
    merged = dedupe([record("a", WORK), record("b", WORK | {"journal": "Acta Portuum"})])
    assert [match.rule for match in merged.clusters[0].matches] == ["nothing-against"]
    assert "[nothing-against]" in duplicates_page(merged)


def test_a_doubt_is_named_behind_the_proof_and_a_decision_has_no_rule():
    reports = [record("a", WORK | {"doi": "10.5555/h.8"}), record("b", WORK | {"doi": "10.5555/h.88"})]
    assert [match.rule for match in dedupe(reports).queue] == ["nothing-against but-other-doi"]
    decision = Decision(when="2026-01-01T00:00:00Z", by="reviewer-a", verb="same", key="a", value="b")
    (cluster,) = dedupe(reports, [decision]).clusters
    assert [match.rule for match in cluster.matches] == [""]


def test_a_link_that_was_refused_keeps_its_rule():
    place = {"journal": "Harbor Medicine", "volume": "30", "pages": "130-139"}
    elsewhere = {"journal": "Acta Portuum", "volume": "2", "pages": "7-19"}
    found = dedupe([record("bare", WORK), record("one", WORK | place), record("two", WORK | elsewhere)])
    refused = [match for match in found.queue if "but that would join" in match.reasons[-1]]
    assert [match.rule for match in refused] == ["nothing-against"]


def test_a_wrong_doi_is_reported_by_the_rule_that_saw_it():
    place = {"journal": "Harbor Medicine", "volume": "30", "pages": "130-139"}
    two = [
        record(key, WORK | place | {"doi": doi}) for key, doi in (("a", "10.5555/h.8"), ("b", "10.5555/h.88"))
    ]
    (problem,) = dedupe(two).problems
    assert problem.code == "LR103"
    assert (
        problem.message
        == "this record was merged with x.bib:a although the DOIs differ: 10.5555/h.8 and 10.5555/h.88"
    )
