"""Every rule on references decides on its examples, and every part of every rule is needed by one."""

import re
from dataclasses import replace
from functools import cache

import pytest
from linkage.fewer_rules import without

from litreview.core import text as textual
from litreview.core.model import Record, RecordId, Source, Where
from litreview.formats.references import cited_reference
from litreview.formats.references.reference_strings import parse_reference
from litreview.linkage.rules import LinkageRule, RuleTable, examples_of
from litreview.stages.network import link
from litreview.stages.network.reference_comparison import is_unparsed, reference_columns, source_columns
from litreview.stages.network.reference_scoring import RULES, WORDS, measure_fit

BY_RULE = examples_of("litreview.stages.network")
EXAMPLES = [example for rows in BY_RULE.values() for example in rows]


def source(key, fields):
    parts = {
        "authors": textual.parse_names(fields.get("author", "")),
        "year": textual.year(fields.get("year", "")),
    }
    record = Record(
        key=key,
        type="article",
        fields=fields,
        id=RecordId(f"a.bib:{key}"),
        where=Where(file="a.bib", line=1),
        **parts,
    )
    return Source(key=key, type="article", fields=fields, records=(record,), **parts)


CITING = source("citing", {})


def parsed(text):
    return cited_reference(text, Where(file="a.txt"), CITING.records[0].id, parse_reference(text))


def evidence(example):
    """Yield the stages that are asked about an example, each with the evidence, as linking asks them."""
    reference = reference_columns(parsed(example.given["reference"]))
    if "other" in example.given:
        yield "references", measure_fit(reference, reference_columns(parsed(example.given["other"])), {})
        return
    work = next(source_columns(source("work", example.given.get("work", {}))))
    whole = [reference._replace(title=reference.text)] if is_unparsed(reference) else []
    for one in (reference, *whole):
        yield ("title" if one.title else "place"), measure_fit(one, work, {})


def compiled(rules, stage):
    return RuleTable(rules=tuple(rules), words=WORDS).stage(stage)


@cache
def seen():
    """Return what is asked about each example: the stage, the evidence, and each rule's outcome on it, in order."""
    single = [compiled([rule], rule.stage) for rule in RULES]
    return tuple(
        (
            example,
            stage,
            e,
            [rule.stage == stage and found(e) for rule, found in zip(RULES, single, strict=True)],
        )
        for example in EXAMPLES
        for stage, e in evidence(example)
    )


def given(outcomes):
    """Return the first outcome that there is; that none holds, and "different", are one."""
    first = next(filter(None, outcomes), None)
    return None if first is None or first.verdict == "different" else first


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}: {one.note}")
def test_an_example_shows_what_it_says(example):
    decided = [next(filter(None, outcomes), None) for one, *_, outcomes in seen() if one is example]
    assert example.holds == any(found is not None and found.id == example.rule for found in decided), decided
    verdicts = {found.verdict if found else "different" for found in decided}
    assert example.given["verdict"] in verdicts


def test_each_rule_has_an_example_each_way_and_notes_of_its_own():
    assert set(BY_RULE) == {rule.id for rule in RULES}
    for rule, rows in BY_RULE.items():
        assert {one.holds for one in rows} == {True, False}, rule
        notes = [(one.holds, one.note) for one in rows]
        assert len(set(notes)) == len(notes), rule


def undefended(rules=RULES):
    left = []
    for name, changed in without(rules):
        place = next(
            (n for n, (was, now) in enumerate(zip(rules, changed, strict=False)) if was is not now),
            len(changed),
        )
        stage = rules[place].stage
        instead = compiled([changed[place]], stage) if len(changed) == len(rules) else lambda _: None
        tell = any(
            given(outcomes) != given([*outcomes[:place], instead(e), *outcomes[place + 1 :]])
            for _, asked, e, outcomes in seen()
            if asked == stage
        )
        if not tell:
            left.append(name)
    return left


def test_no_rule_condition_alternative_or_case_can_be_taken_out_unseen():
    assert undefended() == []


def test_a_part_that_nothing_needs_is_found():
    place = next(n for n, rule in enumerate(RULES) if rule.id == "reference-in-press")
    padded = replace(RULES[place], when=(*RULES[place].when, "same_author"))
    assert undefended((*RULES[:place], padded, *RULES[place + 1 :])) == [
        "reference-in-press: when same_author"
    ]


def clauses(rule: LinkageRule):
    yield from (*rule.when, *rule.unless)
    for case in rule.cases:
        yield from case.when


def test_each_rule_says_why_and_every_fact_is_used():
    used = {
        word.removeprefix("not ").split()[0]
        for rule in RULES
        for clause in clauses(rule)
        for word in re.split(" or | and ", clause)
    }
    facts = {name for name, call in WORDS.facts.items() if call == f"{name}(e)"}
    assert facts - used == set()
    assert all(re.fullmatch(r"[A-Z`].*[.\"”]", rule.why) for rule in RULES)


def test_a_scored_link_names_its_rule():
    work = {
        "title": "Tides and the work of harbors in the north",
        "author": "Archer, Ann",
        "year": "2014",
        "journal": "Harbor Medicine",
        "volume": "30",
        "pages": "130-139",
    }
    citing = source("citing", {"cited-references": "ARCHER A, 2014, HARBOR MED, V30, P130"})
    found = link([source("work", work), citing])
    assert [(one.cited, one.rule) for one in found.citations] == [("work", "reference-place")]
