"""A rule of deduplication in words: what it says, why, when it decides, and on which examples."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from litreview.duplicates.facts import in_words
from litreview.duplicates.verdict import RULES
from litreview.errors import UsageError, near_miss
from litreview.linkage.rules import Case, Example, Rule, examples_of

STAGES: Mapping[str, str] = {
    "untitled": "decides on records without a title, of which nothing else is asked",
    "apart": "keeps two records apart, however alike they look; asked first",
    "version": "knows a preprint and its publication; asked where nothing keeps them apart",
    "proof": "shows that two records are one work; asked where nothing keeps them apart",
    "doubt": "makes what is proven a question; asked of a pair that a proof shows to be one work",
    "sign": "is worth a person's look, or shows how two works belong together; asked where nothing is proven",
}
"""The stages in their order, with what a rule of each does."""

_VERDICTS = {
    "same": "one work",
    "ask": "a question for a person",
    "different": "two works",
    "preprints": "as --preprints says (same, ask or different)",
}
_WIDTH = 100


def explained(id_: str) -> str:
    """Return a rule as text for a terminal. `UsageError` for an id that no rule has."""
    rule = next((one for one in RULES if one.id == id_), None)
    if rule is None:
        ids = [one.id for one in RULES]
        raise UsageError(f"no rule '{id_}'{near_miss(id_, ids) or '; one of ' + ', '.join(ids)}")
    return "\n".join(_lines(rule))


def outcome(one: Rule | Case) -> str:
    """Return the verdict of a rule or case in words, with the relation of two works that it keeps apart."""
    return _VERDICTS[one.verdict] + (f"; linked as {one.relation}" if one.relation else "")


def overruled(rule: Rule) -> str:
    """Return in words which third record shows that what a rule saw is damage."""
    columns = " and ".join(rule.differs_in)
    return f"overruled by a third record that is proven one work with both, and differs in {columns} from one of them alone"


def _lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {outcome(rule)}"
    yield from _wrapped(f"A rule of the stage '{rule.stage}': it {STAGES[rule.stage]}.")
    yield from ("", "It says", *_wrapped("; ".join(rule.says)), "", "Why", *_wrapped(rule.why))
    if rule.when:
        yield from ("", "It decides where all of these hold", *_clauses(rule.when))
    if rule.unless:
        yield from ("", "unless one of these holds", *_clauses(rule.unless))
    for case in rule.cases:
        said = "" if case.says == rule.says else f', and says "{"; ".join(case.says)}"'
        yield from ("", *_wrapped(f"Where these hold too, {outcome(case)}{said}", ""), *_clauses(case.when))
    if rule.differs_in:
        yield from ("", *_wrapped(f"It is {overruled(rule)}.", ""))
    for holds, told in ((True, "decides"), (False, "does not decide")):
        yield from ("", f"Examples on which it {told}")
        for example in examples_of("litreview.duplicates")[rule.id]:
            if example.holds == holds:
                yield from _example(example)


def _clauses(clauses: Iterable[str]) -> Iterator[str]:
    for clause in clauses:
        told = in_words(clause)
        if clause == told[0][0]:
            yield from _wrapped(": ".join(told[0]))
            continue
        yield f"  {clause}"
        for one in told:
            yield from _wrapped(": ".join(one), "      ")


def _example(example: Example) -> Iterator[str]:
    seen = example.given.get("seen", "")
    yield f"  {example.note}" + (f" (seen in {seen})" if seen else "")
    for name in ("both", "a", "b"):
        said = ", ".join(f"{field} = {value}" for field, value in example.given.get(name, {}).items())
        yield from _wrapped(f"{name}: {said or '(nothing of its own)'}", "    ")


def _wrapped(text: str, margin: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")
