"""Tables of rules over a pair, compiled into one function per stage.

A rule is a row of a TOML file: `id`; `says`, the sentence a reviewer reads; `why` it holds for any bibliography; `when`, a list of
clauses that must all hold; `unless`, a list of exceptions; and `verdict`. The first rule of a stage that holds
decides. A clause names facts of the pair ("same_page", "not other_volume or near_in_time", "likeness >= 0.9"); an exception joins
some of them with "and". What a fact means is a row of a table in Python (`Facts`); a table of rules holds no code. Beside a table are its
examples, `examples.toml`: pairs on which a rule decides, and pairs near to those on which it does not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from inspect import getdoc
from string import Formatter
from typing import Any, Generic, TypeVar

from litreview.core.errors import near_miss

T = TypeVar("T")
_MEASURE = re.compile(r"(\w+) (>=|<=|>|<) (\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of a table. `says` has slots such as `{doi}`; `differs_in` names the columns that a contradiction rests on.

    `cases` are what it gives instead where more is known, each as a rule of its own: the first whose `when` holds counts.
    """

    id: str
    stage: str
    says: tuple[str, ...]
    why: str
    when: tuple[str, ...]
    verdict: str
    unless: tuple[str, ...] = ()
    relation: str = ""
    strength: float = 1.0
    problem: str = ""
    differs_in: tuple[str, ...] = ()
    cases: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule that holds gives: its id, its sentences with their slots still open, verdict, relation, strength, Problem code, columns."""

    rule: str
    says: tuple[str, ...]
    verdict: str
    relation: str
    strength: float
    problem: str
    differs_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of a table: each a Python expression over `e`, the evidence on a pair, and what those expressions call.

    `facts` are true or false, `measures` numbers that a clause compares with one of its own. `meanings` says in a sentence what a fact means.
    """

    facts: Mapping[str, str]
    measures: Mapping[str, str]
    calls: Mapping[str, object]
    meanings: Mapping[str, str]

    def clause(self, text: str) -> str:
        """Return a clause (alternatives joined by "or") or an exception (conditions joined by "and") as a Python expression.

        `ValueError` names a word that is no fact, with the nearest one.
        """
        for joint in (" or ", " and "):
            if joint in text:
                return "(" + joint.join(self.clause(part) for part in text.split(joint)) + ")"
        negated = text.startswith("not ")
        word = text.removeprefix("not ").strip()
        measured = _MEASURE.fullmatch(word)
        if measured and measured[1] in self.measures:
            found = f"({self.measures[measured[1]]}) {measured[2]} {measured[3]}"
        elif word in self.facts:
            found = self.facts[word]
        else:
            raise ValueError(f"no fact {word!r}{near_miss(word, [*self.facts, *self.measures])}")
        return f"(not ({found}))" if negated else f"({found})"


Facts = Mapping[str, tuple[str, Callable[[T], bool]]]
"""The facts of a pair: name -> what it means, in a sentence, and the function that says whether it holds."""


def vocabulary(
    facts: Facts[T],
    evidence: type[T],
    fields: Mapping[str, tuple[str, str, str]],
    measures: Mapping[str, str],
) -> Vocabulary:
    """Return the words of a table: facts, the properties of the evidence on a pair, and what its fields say.

    Each of `fields` gives three facts, `same_page`, `other_page` and `page_unknown`, as expressions over `e`.
    """
    properties = {name: one for name, one in vars(evidence).items() if isinstance(one, property)}
    words = {**{name: f"{name}(e)" for name in facts}, **{name: f"e.{name}" for name in properties}}
    for name, (same, other, unknown) in fields.items():
        words |= {f"same_{name}": same, f"other_{name}": other, f"{name}_unknown": unknown}
    meanings = {
        name: " ".join((getdoc(one) or "").partition("\n\n")[0].split()) for name, one in properties.items()
    }
    return Vocabulary(
        facts=words,
        measures=measures,
        calls={name: holds for name, (_, holds) in facts.items()},
        meanings=meanings | {name: meaning for name, (meaning, _) in facts.items()},
    )


def named(clause: str) -> list[str]:
    """Return the facts and measures that a clause names, in its order.

    >>> named("not other_volume or near_in_time and likeness >= 0.9")
    ['other_volume', 'near_in_time', 'likeness']
    """
    words = clause.replace(" and ", " or ").split(" or ")
    return list(dict.fromkeys(word.removeprefix("not ").split()[0] for word in words))


def _lines(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a table, in its order. `ValueError` for an id used twice or a rule that lacks a part."""
    rules = []
    for row in tomllib.loads(text)["rule"]:
        missing = [part for part in ("id", "stage", "says", "why", "when", "verdict") if part not in row]
        if missing:
            raise ValueError(f"rule {row.get('id', '')!r} has no {missing[0]}")
        rule = Rule(
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


def _case(rule: Rule, row: Mapping[str, Any]) -> Rule:
    """Return a case of a rule: what it does not say is as the rule has it."""
    return replace(
        rule,
        when=_lines(row["when"]),
        says=_lines(row.get("says", rule.says)),
        verdict=row.get("verdict", rule.verdict),
        relation=row.get("relation", rule.relation),
        strength=float(row.get("strength", rule.strength)),
    )


def rules_of(room: str, table: str = "rules.toml") -> tuple[Rule, ...]:
    """Return the rules of the table in a package, such as `litreview.stages.duplicates`."""
    return read_rules(files(room).joinpath(table).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case that a rule decides on (`holds`), or one near to it; `given` are the two sides, as fields of BibTeX, and how they met."""

    rule: str
    note: str
    holds: bool
    given: Mapping[str, Any]


@cache
def examples_of(room: str) -> Mapping[str, tuple[Example, ...]]:
    """Return the examples in a package, by the rule's id."""
    rows = tomllib.loads(files(room).joinpath("examples.toml").read_text(encoding="utf-8"))
    return {
        rule: tuple(
            Example(rule=rule, note=row.pop("note"), holds=row.pop("holds"), given=row) for row in rows
        )
        for rule, rows in rows.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[T]):
    """Rules with the words they are written in. `stage` compiles those of one stage."""

    rules: tuple[Rule, ...]
    words: Vocabulary

    def stage(self, name: str) -> Callable[[T], Outcome | None]:
        """Return a function that gives the outcome of the first rule of a stage that holds on a pair, None if none does."""
        outcomes: list[Outcome] = []
        lines = ["def first(e):"]
        for rule in self.rules:
            if rule.stage == name:
                lines += self._compiled(rule, outcomes)
        names: dict[str, Any] = {**self.words.calls, "OUTCOMES": outcomes}
        exec("\n".join([*lines, "    return None"]), names)  # noqa: S102 - made of the words of our own vocabulary alone
        made: Callable[[T], Outcome | None] = names["first"]
        return made

    def every(self, name: str) -> Callable[[T], list[Outcome]]:
        """Return a function that gives the outcome of each rule of a stage that holds on a pair."""
        each = [replace(self, rules=(rule,)).stage(name) for rule in self.rules if rule.stage == name]
        return lambda e: [found for one in each if (found := one(e)) is not None]

    def _all(self, clauses: Sequence[str]) -> str:
        return " and ".join(map(self.words.clause, clauses)) or "True"

    def _compiled(self, rule: Rule, outcomes: list[Outcome]) -> list[str]:
        try:
            lines = [f"    if {self._all(rule.when)}:"]
            if rule.unless:
                lines.append(f"        if not ({' or '.join(map(self.words.clause, rule.unless))}):")
            margin = " " * (12 if rule.unless else 8)
            for case in rule.cases:
                lines.append(f"{margin}if {self._all(case.when)}: return OUTCOMES[{len(outcomes)}]")
                outcomes.append(_outcome(case))
            lines.append(f"{margin}return OUTCOMES[{len(outcomes)}]")
        except ValueError as fault:
            raise ValueError(f"rule {rule.id!r}: {fault}") from fault
        outcomes.append(_outcome(rule))
        return lines


def _outcome(rule: Rule) -> Outcome:
    return Outcome(
        rule=rule.id,
        says=rule.says,
        verdict=rule.verdict,
        relation=rule.relation,
        strength=rule.strength,
        problem=rule.problem,
        differs_in=rule.differs_in,
    )


def sentences(found: Outcome, slots: Mapping[str, Callable[[T], object]], e: T) -> tuple[str, ...]:
    """Return what a rule says of a pair: its sentences, with what `slots` returns for each of their slots."""
    return tuple([_filled(said, slots, e) if "{" in said else said for said in found.says])


def _filled(sentence: str, slots: Mapping[str, Callable[[T], object]], e: T) -> str:
    named = (name for _, name, _, _ in Formatter().parse(sentence) if name)
    return sentence.format_map({name: slots[name](e) for name in named})
