"""Tables of rules with something taken out: what can be taken out without any example falling is not defended."""

from collections.abc import Sequence
from dataclasses import replace

from litreview.linkage.rules import LinkageRule


def without(rules: Sequence[LinkageRule]) -> list[tuple[str, tuple[LinkageRule, ...]]]:
    """Return each way to take something out of a table, with a name: a rule, an alternative, a condition, an exception, a case.

    What can be taken out without any example falling is not defended.
    """
    found: list[tuple[str, tuple[LinkageRule, ...]]] = []

    def put(place: int, name: str, rule: LinkageRule | None) -> None:
        changed = list(rules)
        changed[place : place + 1] = [rule] if rule is not None else []
        found.append((name, tuple(changed)))

    for place, rule in enumerate(rules):
        put(place, f"{rule.id}: the rule", None)
        for name, when in _fewer(rule.when):
            put(place, f"{rule.id}: {name}", replace(rule, when=when))
        for number, exception in enumerate(rule.unless):
            rest = (*rule.unless[:number], *rule.unless[number + 1 :])
            put(place, f"{rule.id}: unless {exception}", replace(rule, unless=rest))
        for number, case in enumerate(rule.cases):
            others = (*rule.cases[:number], *rule.cases[number + 1 :])
            put(place, f"{rule.id}: case {number + 1}", replace(rule, cases=others))
            for name, when in _fewer(case.when):
                changed = (*rule.cases[:number], replace(case, when=when), *rule.cases[number + 1 :])
                put(place, f"{rule.id}: case {number + 1}, {name}", replace(rule, cases=changed))
    return found


def _fewer(when: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the clauses with one of them, or one alternative in one of them, left out, and what was."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for number, clause in enumerate(when):
        rest = (*when[:number], *when[number + 1 :])
        found.append((f"when {clause}", rest))
        parts = clause.split(" or ")
        if len(parts) > 1:
            for part in parts:
                left = " or ".join(each for each in parts if each != part)
                found.append((f"when {clause}, without {part}", (*when[:number], left, *when[number + 1 :])))
    return found
