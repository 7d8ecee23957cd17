"""Every rule of the table decides on its examples, and every part of every rule is needed by one."""

from datetime import date
from functools import cache

import pytest
from linkage.fewer_rules import without

from litreview.core.model import Source
from litreview.formats import read_text
from litreview.linkage.rules import examples_of
from litreview.stages.duplicates import judge_hits
from litreview.stages.verification.comparison import Comparison
from litreview.stages.verification.entry_facts import CheckedEntry
from litreview.stages.verification.verdicts import RULES, Rulebook

TODAY = date(2026, 11, 26)
EXAMPLES = [example for rows in examples_of("litreview.stages.verification").values() for example in rows]
BY_ID = {rule.id: rule for rule in RULES}


def record(fields):
    body = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items() if name != "entrytype")
    (found,) = read_text(f"@{fields.get('entrytype', 'article')}{{k, {body}}}").records
    return found


def source(record):
    shared = ("key", "type", "fields", "authors", "editors", "year", "doi")
    return Source(records=(record,), **{name: getattr(record, name) for name in shared})


@cache
def seen(number):
    """Return what the rules of an example look at: an entry, or a comparison with the stage that is asked."""
    one = EXAMPLES[number]
    if BY_ID[one.rule].stage == "entry":
        return "entry", CheckedEntry(work=record(one.given["ours"]), today=TODAY)
    ours, theirs = record(one.given["ours"]), record(one.given["theirs"])
    judged = judge_hits(source(ours), [theirs])[0].verdict
    compared = Comparison(
        ours=ours, theirs=theirs, judged=judged, registry="made-up", by=one.given["by"], value="x"
    )
    return ("title" if one.given["by"] == "title" else "identifier"), compared


def decided(book, number):
    """Return the ids of the rules that hold on an example: all of an entry, the first of an answer."""
    stage, e = seen(number)
    if stage == "entry":
        return [outcome.id for outcome in book.entry(e)]
    outcome = book.answer[stage](e)
    return [outcome.id] if outcome else []


@pytest.mark.parametrize(
    "number", range(len(EXAMPLES)), ids=lambda n: f"{EXAMPLES[n].rule}: {EXAMPLES[n].note}"
)
def test_an_example_shows_what_it_says(number):
    one = EXAMPLES[number]
    assert one.holds == (one.rule in decided(Rulebook(), number))


@pytest.mark.parametrize("rule", BY_ID)
def test_a_rule_has_an_example_each_way(rule):
    assert {True, False} == {one.holds for one in EXAMPLES if one.rule == rule}


@pytest.mark.parametrize("stage", ["entry", "identifier", "title"])
def test_nothing_is_in_the_table_that_no_example_needs(stage):
    numbers = [number for number in range(len(EXAMPLES)) if seen(number)[0] == stage]
    rules = tuple(rule for rule in RULES if rule.stage == stage)

    def told(some):
        book = Rulebook(rules=some)
        return [decided(book, number) for number in numbers]

    as_is = told(rules)
    left = [name for name, changed in without(rules) if as_is == told(changed)]
    assert [] == left, "\n".join(left)
