"""Tables of rules: what a clause means, which rule decides, and what is refused in words. The rules here are about numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from linkage.fewer_rules import without

from litreview.linkage.rules import RuleTable, fact_names, read_rules, vocabulary


@dataclass
class Evidence:
    n: int

    @property
    def even(self) -> bool:
        """Whether the number is even."""
        return self.n % 2 == 0


WORDS = vocabulary(
    {"small": ("The number is below ten, or ten.", lambda e: e.n <= 10)},
    Evidence,
    {"sign": ("e.n > 0", "e.n < 0", "e.n == 0")},
    {"size": "abs(e.n)"},
)


def row(**parts):
    known = {"id": "one", "stage": "s", "says": "It is.", "why": "So.", "verdict": "same", "when": ["even"]}
    lines = ["[[rule]]"]
    cases = parts.pop("cases", [])
    for name, value in {**known, **parts}.items():
        if value is not None:
            lines.append(f"{name} = {value if isinstance(value, list | float) else repr(value)}")
    for case in cases:
        lines += ["[[rule.case]]", *(f"{name} = {value!r}" for name, value in case.items())]
    return "\n".join(lines) + "\n"


def verdict(text, n):
    outcome = RuleTable(rules=read_rules(text), words=WORDS).stage("s")(Evidence(n))
    return outcome and outcome.verdict


@pytest.mark.parametrize(
    ("when", "unless", "yes", "no"),
    [
        (["even"], [], [0, 2, -4], [1, 3]),
        (["not even"], [], [1], [2]),
        (["even", "small"], [], [2, 10], [3, 12]),
        (["even or small"], [], [3, 12], [13]),
        (["even or not small"], [], [12, 13, 2], [3]),
        (["size >= 10"], [], [10, -10, 11], [9]),
        (["size > 10"], [], [11], [10]),
        (["size <= 10"], [], [10, 1], [11]),
        (["size < 2.5"], [], [2], [3]),
        (["not size < 2.5"], [], [3], [2]),
        (["same_sign"], [], [1], [0, -1]),
        (["other_sign"], [], [-1], [0, 1]),
        (["sign_unknown"], [], [0], [1, -1]),
        (["even"], ["small"], [12], [2]),
        (["even"], ["small and same_sign"], [12, -2], [2]),
        (["even"], ["size > 20", "sign_unknown"], [2], [0, 22]),
        ([], [], [1, 2, -3], []),
    ],
)
def test_a_rule_holds_where_all_its_clauses_do_and_no_exception(when, unless, yes, no):
    text = row(when=when, unless=unless)
    assert ["same"] * len(yes) == [verdict(text, n) for n in yes]
    assert [None] * len(no) == [verdict(text, n) for n in no]


def test_the_first_rule_of_a_stage_that_holds_decides_and_every_gives_all():
    text = (
        row(id="a", verdict="first", when=["even"])
        + row(id="b", verdict="second", when=["small"])
        + row(id="c", verdict="elsewhere", when=["small"], stage="t")
    )
    table = RuleTable(rules=read_rules(text), words=WORDS)
    assert ["first", "second", None] == [verdict(text, n) for n in (2, 3, 13)]
    assert [["a", "b"], ["b"], ["a"], []] == [
        [one.id for one in table.every("s")(Evidence(n))] for n in (2, 3, 12, 13)
    ]
    assert "elsewhere" == table.stage("t")(Evidence(13 - 10)).verdict
    assert table.stage("no such stage")(Evidence(2)) is None


def test_a_case_says_more_where_more_is_known_and_the_rest_is_the_rules():
    text = row(
        says="A number.",
        relation="kin",
        strength=0.5,
        problem="LR000",
        differs_in=["n"],
        cases=[
            {"when": ["size > 100"], "verdict": "large", "says": "A large one.", "strength": 0.9},
            {"when": ["small"], "relation": "near"},
        ],
    )
    stage = RuleTable(rules=read_rules(text), words=WORDS).stage("s")
    large, near, usual = (stage(Evidence(n)) for n in (102, 4, 50))
    assert ("large", ("A large one.",), 0.9, "kin") == (large.verdict, large.says, large.strength, large.relation)  # fmt: skip
    assert ("same", ("A number.",), 0.5, "near") == (near.verdict, near.says, near.strength, near.relation)
    assert ("same", ("A number.",), 0.5, "kin") == (usual.verdict, usual.says, usual.strength, usual.relation)
    for one in (large, near, usual):
        assert ("one", "LR000", ("n",)) == (one.id, one.problem, one.differs_in)
    assert stage(Evidence(51)) is None


def test_a_rule_is_sure_if_it_does_not_say_how_sure():
    (rule,) = read_rules(row(why="  One\n line. "))
    assert (1.0, "", "", (), (), ("It is.",)) == (
        rule.strength, rule.relation, rule.problem, rule.unless, rule.differs_in, rule.says,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row(when=["evne"]), "rule 'one': no fact 'evne'; did you mean 'even'"),
        (row(unless=["smal"]), "no fact 'smal'"),
        (row(cases=[{"when": ["larg"]}]), "no fact 'larg'"),
        # a measure is compared, and only a measure is
        (row(when=["size"]), "no fact 'size'"),
        (row(when=["even > 3"]), "no fact 'even > 3'"),
        (row(when=["size = 3"]), "no fact 'size = 3'"),
        (row() + row(), "'one' stands twice"),
        *((row(**{part: None}), f"has no {part}") for part in ("stage", "says", "why", "when", "verdict")),
        (row(id=None), "rule '' has no id"),
    ],
)
def test_a_table_that_is_not_sound_is_refused_in_words(text, message):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        RuleTable(rules=read_rules(text), words=WORDS).stage("s")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("even", ["even"]),
        ("not even", ["even"]),
        ("even or small or even", ["even", "small"]),
        ("not even and size >= 0.9", ["even", "size"]),
    ],
)
def test_the_facts_that_a_clause_names(clause, expected):
    assert expected == fact_names(clause)


def test_a_fact_and_a_property_say_what_they_mean():
    assert {
        "even": "Whether the number is even.",
        "small": "The number is below ten, or ten.",
    } == WORDS.meanings


def test_each_part_of_a_table_can_be_taken_out():
    text = row(
        when=["even or small", "same_sign"],
        unless=["size > 20", "small"],
        cases=[{"when": ["size < 5", "small or even"]}, {"when": ["even"]}],
    ) + row(id="two")
    rules = read_rules(text)
    found = dict(without(rules))
    assert [
        "one: the rule",
        "one: when even or small",
        "one: when even or small, without even",
        "one: when even or small, without small",
        "one: when same_sign",
        "one: unless size > 20",
        "one: unless small",
        "one: case 1",
        "one: case 1, when size < 5",
        "one: case 1, when small or even",
        "one: case 1, when small or even, without small",
        "one: case 1, when small or even, without even",
        "one: case 2",
        "one: case 2, when even",
        "two: the rule",
        "two: when even",
    ] == [*found]
    assert ("two",) == tuple(rule.id for rule in found["one: the rule"])
    assert ("one",) == tuple(rule.id for rule in found["two: the rule"])
    assert ("same_sign",) == found["one: when even or small"][0].when
    assert ("small", "same_sign") == found["one: when even or small, without even"][0].when
    assert ("small",) == found["one: unless size > 20"][0].unless
    assert [("even",)] == [case.when for case in found["one: case 1"][0].cases]
    first, second = found["one: case 1, when size < 5"][0].cases
    assert (("small or even",), ("even",)) == (first.when, second.when)
    # the rest of the table is as it was
    assert all(rules[1] in changed or name.startswith("two") for name, changed in found.items())
