"""Every rule of the table decides on its examples, and every part of every rule is needed by one."""

import re
from dataclasses import replace
from functools import cache

import pytest
from linkage.fewer_rules import without
from rapidfuzz import fuzz
from test_duplicates_hard_pairs import PAIRS, record

from litreview.linkage import record_columns
from litreview.linkage.rules import LinkageRule, RuleTable, examples_of, read_rules
from litreview.stages.duplicates.evidence import Evidence, gather_evidence
from litreview.stages.duplicates.verdict import (
    FIELDS,
    RULES,
    SLOTS,
    WORDS,
    Judge,
    clause_meanings,
    judge,
    meanings,
)

BY_RULE = examples_of("litreview.stages.duplicates")
EXAMPLES = [example for rows in BY_RULE.values() for example in rows]
BY_ID = {rule.id: rule for rule in RULES}


def entries(a, b):
    return tuple(
        record_columns(
            record(fields.get("citekey", side), {n: v for n, v in fields.items() if n != "citekey"}), {}, side
        )
        for side, fields in (("a", a), ("b", b))
    )


def sides(example):
    """Return the fields of the two records; one that is empty in `a` or `b` is missing there."""
    both = example.given.get("both", {})
    return tuple({**both, **example.given.get(side, {})} for side in "ab")


def alike(a, b):
    return fuzz.ratio(a.title[:1000], b.title[:1000]) / 100


def judged(a, b, preprints="ask", *, once=False):
    return judge(a, b, alike(a, b), preprints, once=once)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}: {one.note}")
def test_an_example_shows_what_it_says_in_both_orders(example):
    a, b = entries(*sides(example))
    once = example.given.get("once", False)
    found = judged(a, b, once=once)
    assert (example.rule in found.rule.split()) == example.holds, found
    turned = judged(b, a, once=once)
    assert (turned.verdict, turned.rule, turned.kind) == (found.verdict, found.rule, found.kind)


def test_each_rule_has_an_example_each_way():
    assert set(BY_RULE) == set(BY_ID)
    for rows in BY_RULE.values():
        assert {one.holds for one in rows} == {True, False}


def test_the_notes_of_a_rule_are_its_own():
    for rule, rows in BY_RULE.items():
        notes = [one.note for one in rows]
        assert len(set(notes)) == len(notes), rule


# ------------------------------------------------------------------ nothing stands in the table that no pair needs


def compiled(rule: LinkageRule):
    return RuleTable(rules=(rule,), words=WORDS).stage(rule.stage)


class Seen:
    """A pair with what decides on it: for each stage that is asked, the place of the rule in the table and its outcome."""

    def __init__(self, e: Evidence) -> None:
        self.e = e
        self.decided: dict[str, tuple[int, LinkageRule] | None] = {}
        untitled = not (e.a.title and e.b.title)
        if (untitled and self._ask("untitled")) or self._ask("apart") or self._ask("version"):
            return
        self._ask("doubt" if self._ask("proof") else "sign")

    def _ask(self, stage: str) -> tuple[int, LinkageRule] | None:
        every = ((place, found(self.e)) for place, found in SINGLE.get(stage, ()))
        self.decided[stage] = next(((place, out) for place, out in every if out is not None), None)
        return self.decided[stage]


SINGLE = {
    stage: [(place, compiled(rule)) for place, rule in enumerate(RULES) if rule.stage == stage]
    for stage in dict.fromkeys(rule.stage for rule in RULES)
}


@cache
def seen() -> tuple[Seen, ...]:
    every = [(sides(example), example.given.get("once", False)) for example in EXAMPLES]
    every += [(tuple(pair["base"] | pair[side] for side in "ab"), False) for pair in PAIRS]
    found = []
    for (a, b), once in ((entries(*pair), once) for pair, once in every):
        for x, y in ((a, b), (b, a)):
            e = gather_evidence(x, y, alike(x, y))
            e.once = once
            found.append(Seen(e))
    return tuple(found)


def tells(pair: Seen, place: int, instead) -> bool:
    """Return whether the outcome of a pair changes when the rule at a place of the table is another (`instead`) or none."""
    stage = RULES[place].stage
    if stage not in pair.decided:
        return False
    decided = pair.decided[stage]
    if decided is None or decided[0] > place:
        return instead is not None and instead(pair.e) is not None
    return decided[0] == place and (instead is None or instead(pair.e) != decided[1])


def undefended(rules=RULES):
    left = []
    for name, changed in without(rules):
        # without a rule the table is shorter, and the first that is not as before is where it was
        place = next(
            (n for n, (was, now) in enumerate(zip(rules, changed, strict=False)) if was is not now),
            len(changed),
        )
        instead = compiled(changed[place]) if len(changed) == len(rules) else None
        if not any(tells(pair, place, instead) for pair in seen()):
            left.append(name)
    return left


def test_no_rule_condition_alternative_exception_or_case_can_be_taken_out_unseen():
    assert undefended() == []


def test_a_part_that_nothing_needs_is_found():
    place = next(n for n, rule in enumerate(RULES) if rule.id == "issue")
    padded = replace(RULES[place], when=(*RULES[place].when, "not other_law", "same_title or same_kind"))
    found = undefended((*RULES[:place], padded, *RULES[place + 1 :]))
    assert "issue: when not other_law" in found
    assert "issue: when same_title or same_kind, without same_kind" in found


def test_the_compiled_judge_gives_what_the_first_rule_of_each_stage_gives():
    judges = Judge()
    for pair in seen():
        decided = [found[1].id for found in pair.decided.values() if found is not None]
        e = pair.e
        assert judges(e.a, e.b, alike(e.a, e.b), once=e.once).rule == " ".join(decided)


# ------------------------------------------------------------------ the vocabulary


def clauses(rule: LinkageRule):
    yield from (*rule.when, *rule.unless)
    for case in rule.cases:
        yield from case.when


def test_every_fact_is_used_and_said_in_words():
    used = {name for rule in RULES for clause in clauses(rule) for name, _ in clause_meanings(clause)}
    made = {f"{word}_{field}" for field in FIELDS for word in ("same", "other")} | {
        f"{field}_unknown" for field in FIELDS
    }
    assert set(WORDS.facts) - made - used == set()
    assert set(WORDS.measures) <= used
    assert all(re.fullmatch(r"[A-Z].*[.)\"]", meaning) for meaning in meanings().values())


def test_each_rule_says_a_sentence_whose_slots_are_known():
    for rule in RULES:
        for said in (*rule.says, *[one for case in rule.cases for one in case.says]):
            assert {slot.split(":")[0] for slot in re.findall(r"\{([^}]*)\}", said)} <= set(SLOTS)
        assert re.fullmatch(r"[A-Z].*[.\"”]", rule.why), rule.id


ROW = 'id = "one"\nstage = "apart"\nsays = "…"\nwhy = "…"\nwhen = ["same_doi"]\nverdict = "same"\n'


def test_a_table_that_is_wrong_says_where():
    with pytest.raises(ValueError, match="rule 'one' has no why"):
        read_rules("[[rule]]\n" + ROW.replace('why = "…"\n', ""))
    with pytest.raises(ValueError, match="the rule 'one' stands twice"):
        read_rules(f"[[rule]]\n{ROW}[[rule]]\n{ROW}")
    misspelled = read_rules("[[rule]]\n" + ROW.replace("same_doi", "same_dio"))
    with pytest.raises(ValueError, match=r"rule 'one': no fact 'same_dio'.*same_doi"):
        RuleTable(rules=misspelled, words=WORDS).stage("apart")
