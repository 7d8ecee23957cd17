"""Reads tables of rules over pairs, and compiles them into one function per stage.

A rule is a row of a TOML file: `id`; `says`, the sentence a reviewer reads; `why` it holds for any bibliography; `when`, a list of
clauses that must all hold; `unless`, a list of exceptions; and `verdict`. The first rule of a stage that holds
decides. A clause names facts of the pair ("same_page", "not other_volume or near_in_time", "likeness >= 0.9"); an exception joins
some of them with "and". Facts are defined in a table in Python (`Facts`); a table of rules has no code. The examples of a table are in
`examples.toml` in the same folder: pairs on which a rule decides, and similar pairs on which it does not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from inspect import getdoc
from string import Formatter
from typing import Any, Generic, TypeVar

from litreview.core.errors import near_miss

T = TypeVar("T")
_MEASURE = re.compile(r"(\w+) (>=|<=|>|<) (\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageRule:
    """A row of a table. `says` has slots such as `{doi}`; `differs_in` names the columns of a contradiction.

    `cases` are variants for pairs on which more is known, each a rule of its own: the first whose `when` holds replaces it.
    Rules that decide and say the same are equal, whatever pairs they hold for.
    """

    id: str
    stage: str
    says: tuple[str, ...]
    why: str = field(compare=False)
    when: tuple[str, ...] = field(compare=False)
    verdict: str
    unless: tuple[str, ...] = field(default=(), compare=False)
    relation: str = ""
    strength: float = 1.0
    problem: str = ""
    differs_in: tuple[str, ...] = ()
    cases: tuple[LinkageRule, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVocabulary:
    """The words of a table, each a Python expression over `e`, the evidence on a pair, and the functions in them (`calls`).

    `facts` are true or false; `measures` are numbers for comparisons. `meanings` explains each fact in a sentence.
    """

    facts: Mapping[str, str]
    measures: Mapping[str, str]
    calls: Mapping[str, object]
    meanings: Mapping[str, str]

    def clause(self, text: str) -> str:
        """Return a clause (alternatives joined by "or") or an exception (conditions joined by "and") as a Python expression.

        `ValueError` names an unknown word, with the nearest fact.
        """
        for joint in (" or ", " and "):
            if joint in text:
                return "(" + joint.join(self.clause(part) for part in text.split(joint)) + ")"
        negated = text.startswith("not ")
        word = text.removeprefix("not ").strip()
        measured = _MEASURE.fullmatch(word)
        if measured and measured[1] in self.measures:
            expression = f"({self.measures[measured[1]]}) {measured[2]} {measured[3]}"
        elif word in self.facts:
            expression = self.facts[word]
        else:
            raise ValueError(f"no fact {word!r}{near_miss(word, [*self.facts, *self.measures])}")
        return f"(not ({expression}))" if negated else f"({expression})"


Facts = Mapping[str, tuple[str, Callable[[T], bool]]]
"""The facts of a pair by name, each with its meaning in a sentence and the function that tests it."""


def vocabulary(
    facts: Facts[T],
    evidence: type[T],
    fields: Mapping[str, tuple[str, str, str]],
    measures: Mapping[str, str],
) -> RuleVocabulary:
    """Return the words of a table: facts, properties of the evidence on a pair, and comparisons of its fields.

    Each of `fields` gives three facts, such as `same_page`, `other_page` and `page_unknown`, as expressions over `e`.
    """
    properties = {name: one for name, one in vars(evidence).items() if isinstance(one, property)}
    words = {**{name: f"{name}(e)" for name in facts}, **{name: f"e.{name}" for name in properties}}
    for name, (same, other, unknown) in fields.items():
        words |= {f"same_{name}": same, f"other_{name}": other, f"{name}_unknown": unknown}
    meanings = {
        name: " ".join((getdoc(one) or "").partition("\n\n")[0].split()) for name, one in properties.items()
    }
    return RuleVocabulary(
        facts=words,
        measures=measures,
        calls={name: holds for name, (_, holds) in facts.items()},
        meanings=meanings | {name: meaning for name, (meaning, _) in facts.items()},
    )


def fact_names(clause: str) -> list[str]:
    """Return the facts and measures that a clause names, in its order.

    >>> fact_names("not other_volume or near_in_time and likeness >= 0.9")
    ['other_volume', 'near_in_time', 'likeness']
    """
    words = clause.replace(" and ", " or ").split(" or ")
    return list(dict.fromkeys(word.removeprefix("not ").split()[0] for word in words))


def _lines(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def read_rules(text: str) -> tuple[LinkageRule, ...]:
    """Return the rules of a table, in order. `ValueError` for a repeated id or a rule without a required part."""
    rules = []
    for row in tomllib.loads(text)["rule"]:
        missing = [part for part in ("id", "stage", "says", "why", "when", "verdict") if part not in row]
        if missing:
            raise ValueError(f"rule {row.get('id', '')!r} has no {missing[0]}")
        rule = LinkageRule(
            id=row["id"],
            stage=row["stage"],
            says=_lines(row["says"]),
            why=" ".join(row["why"].split()),
            when=_lines(row["when"]),
            verdict=row["verdict"],
            unless=_lines(row.get("unless", ())),
            relation=row.get("relation", ""),
            strength=float(row.get("strength", 1.0)),
            problem=row.get("problem", ""),
            differs_in=_lines(row.get("differs_in", ())),
        )
        rules.append(replace(rule, cases=tuple(_case(rule, case) for case in row.get("case", ()))))
    ids = [rule.id for rule in rules]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise ValueError(f"the rule {twice!r} stands twice in its table")
    return tuple(rules)


def _case(rule: LinkageRule, row: Mapping[str, Any]) -> LinkageRule:
    """Return a case of a rule, which inherits the parts that its row lacks."""
    return replace(
        rule,
        when=_lines(row["when"]),
        says=_lines(row.get("says", rule.says)),
        verdict=row.get("verdict", rule.verdict),
        relation=row.get("relation", rule.relation),
        strength=float(row.get("strength", rule.strength)),
    )


def rules_of(room: str, table: str = "rules.toml") -> tuple[LinkageRule, ...]:
    """Return the rules of the table in a package, such as `litreview.stages.duplicates`."""
    return read_rules(files(room).joinpath(table).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pair on which a rule decides (`holds`), or a similar one; `given` has both sides as BibTeX fields, and how they met."""

    rule: str
    note: str
    holds: bool
    given: Mapping[str, Any]


@cache
def examples_of(room: str) -> Mapping[str, tuple[Example, ...]]:
    """Return the examples of a package by the id of the rule."""
    rows = tomllib.loads(files(room).joinpath("examples.toml").read_text(encoding="utf-8"))
    return {
        rule: tuple(
            Example(rule=rule, note=row.pop("note"), holds=row.pop("holds"), given=row) for row in rows
        )
        for rule, rows in rows.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable(Generic[T]):
    """Rules with their vocabulary. `stage` compiles those of one stage."""

    rules: tuple[LinkageRule, ...]
    words: RuleVocabulary

    def stage(self, name: str) -> Callable[[T], LinkageRule | None]:
        """Return a function that takes a pair and returns the first matching rule of a stage, or its case; None without a match."""
        outcomes: list[LinkageRule] = []
        lines = ["def first(e):"]
        for rule in self.rules:
            if rule.stage == name:
                lines += self._compiled(rule, outcomes)
        names: dict[str, Any] = {**self.words.calls, "OUTCOMES": outcomes}
        exec("\n".join([*lines, "    return None"]), names)  # noqa: S102 - made only of words of our own vocabulary
        made: Callable[[T], LinkageRule | None] = names["first"]
        return made

    def every(self, name: str) -> Callable[[T], list[LinkageRule]]:
        """Return a function from a pair to all rules of a stage that hold."""
        each = [replace(self, rules=(rule,)).stage(name) for rule in self.rules if rule.stage == name]
        return lambda e: [outcome for one in each if (outcome := one(e)) is not None]

    def _all(self, clauses: Sequence[str]) -> str:
        return " and ".join(map(self.words.clause, clauses)) or "True"

    def _compiled(self, rule: LinkageRule, outcomes: list[LinkageRule]) -> list[str]:
        try:
            lines = [f"    if {self._all(rule.when)}:"]
            if rule.unless:
                lines.append(f"        if not ({' or '.join(map(self.words.clause, rule.unless))}):")
            margin = " " * (12 if rule.unless else 8)
            for case in rule.cases:
                lines.append(f"{margin}if {self._all(case.when)}: return OUTCOMES[{len(outcomes)}]")
                outcomes.append(case)
            lines.append(f"{margin}return OUTCOMES[{len(outcomes)}]")
        except ValueError as fault:
            raise ValueError(f"rule {rule.id!r}: {fault}") from fault
        outcomes.append(rule)
        return lines


def sentences(rule: LinkageRule, slots: Mapping[str, Callable[[T], object]], e: T) -> tuple[str, ...]:
    """Return the sentences of a rule on a pair, their slots filled by `slots`."""
    return tuple([_filled(line, slots, e) if "{" in line else line for line in rule.says])


def describe_slots(sentence: str, words: Mapping[str, str]) -> str:
    """Return a sentence with the meaning of each slot in brackets, because no pair fills it.

    >>> describe_slots("the same DOI {doi} ({likeness:.2f})", {"doi": "DOI", "likeness": "similarity"})
    'the same DOI [DOI] ([similarity])'
    """
    return "".join(
        before + (f"[{words[name]}]" if name else "") for before, name, *_ in Formatter().parse(sentence)
    )


def _filled(sentence: str, slots: Mapping[str, Callable[[T], object]], e: T) -> str:
    named = (name for _, name, _, _ in Formatter().parse(sentence) if name)
    return sentence.format_map({name: slots[name](e) for name in named})
