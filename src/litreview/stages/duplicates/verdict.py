"""The verdict on a pair: `same`, `ask` or `different`, with its rule, and its reasons as sentences a reviewer can quote.

It depends on the two records alone. The rules are in `rules.toml`, in stages. First come those that separate two records, then proofs of one work and
doubts about a proof, then signs that lead to a question. `explain_rule` describes a rule in words: what it says, why, when it decides, and examples.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import RelationKind, Verdict
from litreview.linkage import RecordColumns, likeness
from litreview.linkage.rules import (
    Example,
    LinkageRule,
    RuleTable,
    describe_slots,
    examples_of,
    fact_names,
    rules_of,
    sentences,
    vocabulary,
)
from litreview.stages.duplicates.evidence import Evidence, gather_evidence
from litreview.stages.duplicates.facts import FACTS, site
from litreview.works.journals import is_meeting

FIELDS: Mapping[str, str] = {
    "container": "journal or book", "volume": "volume", "number": "issue", "page": "first page", "doi": "DOI", "isbn": "ISBN",
    "abstract": "beginning of the abstract", "law": "number of a law or bill", "url": "address", "date": "date", "report": "report number",
}  # fmt: skip
"""Fields of `Evidence` that agree, contradict or are silent, with their names in words."""

MEASURES: Mapping[str, tuple[str, str]] = {
    "likeness": ("e.score", "the similarity of the titles (0 to 1)"),
    "years_apart": ("(e.gap or 0)", "the years between the two"),
}
"""Numbers that a clause may compare: as an expression, and in words."""


def _quoted(name: str, side: str) -> Callable[[Evidence], object]:
    """Return a function that returns a value of one of the two records."""
    return lambda e: getattr(getattr(e, side), name)


_ON = {"comment": "on", "reply": "to"}


def _name_notice(e: Evidence) -> str:
    """Return in words which of two records is a notice, and of which kind: "ben is a correction of ann"."""
    a, b = (one.id.partition(":")[2] or one.id for one in (e.a, e.b))
    if a == b:  # two files may each have a key "ben"
        a, b = e.a.id, e.b.id
    if e.a.notice and e.b.notice:
        first, second = sorted(((e.a.notice, a), (e.b.notice, b)))
        return f"{first[1]} is a {first[0]}, and {second[1]} a {second[0]}"
    notice, work = (a, b) if e.a.notice else (b, a)
    kind = e.a.notice or e.b.notice
    return f"{notice} is a {kind} {_ON.get(kind, 'of')} {work}"


_QUOTED = ("doi", "law", "date", "report", "version", "year", "page", "volume")

SLOTS: Mapping[str, Callable[[Evidence], object]] = {
    "change": lambda e: e.change.value,
    "likeness": lambda e: e.score,
    "gap": lambda e: e.gap,
    "notice": lambda e: " and the other a ".join(sorted({e.a.notice, e.b.notice} - {""})),
    "notice_of": _name_notice,
    "site": lambda e: site(e.a.url),
    "doi": lambda e: e.a.doi,
    "law": lambda e: e.a.law,
    **{f"{name}_{side}": _quoted(name, side) for name in _QUOTED for side in "ab"},
}
"""Values of a pair that a sentence may quote."""

_OF_ONE = {"doi": "DOI", "law": "law", "report": "report number"}
_SLOT_WORDS = {
    "change": "how the titles compare",
    "likeness": "similarity of the titles",
    "gap": "number of years",
    "notice": "kind of notice",
    "notice_of": "one record is an erratum, a reply, a review or another notice of the other",
    "site": "site",
    "doi": "DOI",
    "law": "law",
    **{
        f"{name}_{side}": f"{_OF_ONE.get(name, name)} of {which}"
        for name in _QUOTED
        for side, which in (("a", "one"), ("b", "the other"))
    },
}
"""What each slot stands for, where a rule is described and no pair fills it."""


def describe_sentences(rule: LinkageRule) -> str:
    """Return the sentence of a rule, with the meaning of its slots in brackets.

    >>> describe_sentences(next(rule for rule in RULES if rule.id == "untitled-doi"))
    'the same DOI [DOI], but a title is missing'
    """
    return "; ".join(describe_slots(sentence, _SLOT_WORDS) for sentence in rule.says)


_FIELD_MEANINGS = {
    "same_{}": "Both have the same {}",
    "other_{}": "Both name their {}, and they differ",
    "{}_unknown": "One of the two does not name its {}, or they can't be compared",
}

WORDS = vocabulary(
    FACTS,
    Evidence,
    {name: (f"e.{name} is True", f"e.{name} is False", f"e.{name} is None") for name in FIELDS},
    {name: expression for name, (expression, _) in MEASURES.items()},
)
"""All facts and measures, as `litreview.linkage.rules` compiles them."""


@cache
def meanings() -> Mapping[str, str]:
    """Return what each fact and measure means, as a sentence."""
    return {
        **WORDS.meanings,
        **{
            word.format(field): f"{said.format(called)}."
            for field, called in FIELDS.items()
            for word, said in _FIELD_MEANINGS.items()
        },
        **{name: f"{meaning[0].upper()}{meaning[1:]}." for name, (_, meaning) in MEASURES.items()},
    }


def clause_meanings(clause: str) -> list[tuple[str, str]]:
    """Return the facts and measures that a clause of a rule names, in its order, each with what it means."""
    return [(name, meanings()[name]) for name in fact_names(clause)]


Preprints = Literal["same", "ask", "different"]
Pair = tuple[int, int]

RULES: tuple[LinkageRule, ...] = rules_of("litreview.stages.duplicates")
"""The rules on two records, in their order."""

_REVIEWERS_CHOICE = "preprints"
"""The verdict of rules that let the option `preprints` decide whether a preprint counts as its article."""

_UNTITLED_STRENGTH = {"ask": 0.3, "different": 0.0}
"""Strength of a judgement where a title is missing, by verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict with its strength (0..1, for `ask` the chance that the two are one work), rule, reasons and relation.

    `contradicts`: the two can't be one work, and no chain of other records may join them. `problem` is the code of the Problem that
    reports a merge of the two, with the last reason. `differs_in` names the columns of a contradiction that rests on columns alone.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    rule: str = ""
    kind: RelationKind | None = None
    contradicts: bool = False
    problem: str = ""
    differs_in: tuple[str, ...] = ()


class Judge:
    """The compiled rules of a table. `judge` has all `RULES`; tests make others without some rules."""

    def __init__(self, rules: tuple[LinkageRule, ...] = RULES) -> None:
        table: RuleTable[Evidence] = RuleTable(rules=rules, words=WORDS)
        # where a preprint counts as its article, no rule on preprints makes a proof doubtful
        settled: RuleTable[Evidence] = RuleTable(
            rules=tuple(rule for rule in rules if rule.verdict != _REVIEWERS_CHOICE), words=WORDS
        )
        self._untitled = table.stage("untitled")
        self._apart, self._version = table.stage("apart"), table.stage("version")
        self._proof, self._sign = table.stage("proof"), table.stage("sign")
        self._doubt = {"same": settled.stage("doubt")}
        self._doubt["ask"] = self._doubt["different"] = table.stage("doubt")

    def __call__(
        self,
        a: RecordColumns,
        b: RecordColumns,
        score: float | None = None,
        preprints: Preprints = "ask",
        *,
        once: bool = False,
        one_journal: bool = False,
    ) -> Judgement:
        """Return the judgement on two records whose comparison titles have the similarity `score`; it is measured if it is not given.

        `once`: the collection has no other work of their title; `one_journal`: it shows their journals to be one under two names.
        """
        e = gather_evidence(a, b, likeness(a.title, b.title) if score is None else score)
        e.once = once
        if one_journal:
            e.container = True
        if not (a.title and b.title) and (found := self._untitled(e)) is not None:
            return _judgement_of(found, e, strength=_UNTITLED_STRENGTH[found.verdict])
        if (found := self._apart(e)) is not None:
            return _judgement_of(found, e, strength=_strength(e) * 0.6)
        if (found := self._version(e)) is not None:
            return _judgement_of(found, e, preprints)
        if (proof := self._proof(e)) is None:
            return self._judge_by_sign(e)
        if (doubt := self._doubt[preprints](e)) is not None:
            return _judgement_of(doubt, e, preprints, proof=proof)
        return _judgement_of(proof, e)

    def _judge_by_sign(self, e: Evidence) -> Judgement:
        """Return the judgement by a sign: `different` if there is no sign, or too many contradictions."""
        strength = _strength(e)
        found = self._sign(e)
        if found is None:
            return Judgement(verdict="different", score=strength, reasons=(e.change.value,))
        against = _against(e)
        outweighed = len(against) > 2 and e.doi is not True
        apart = outweighed or (e.doi is False and len(against) > 1)
        return Judgement(
            verdict="different" if apart or found.verdict == "different" else "ask",
            score=strength,
            reasons=(*sentences(found, SLOTS, e), *against.values()),
            rule=found.id,
            kind=(found.relation or "version") if e.names_agree and e.score > 0.8 else None,  # type: ignore[arg-type]  # TOML
            contradicts=apart or e.doi is False or _two_against(e),
            differs_in=tuple(against),
        )


def _judgement_of(
    found: LinkageRule,
    e: Evidence,
    preprints: Preprints = "ask",
    *,
    proof: LinkageRule | None = None,
    strength: float | None = None,
) -> Judgement:
    """Return the judgement of an outcome; its reasons follow those of the `proof` that it makes doubtful."""
    verdict: Any = preprints if found.verdict == _REVIEWERS_CHOICE else found.verdict
    kind: Any = found.relation or None
    return Judgement(
        verdict=verdict,
        score=_strength(e) if strength is None else strength,
        reasons=(*(sentences(proof, SLOTS, e) if proof else ()), *sentences(found, SLOTS, e)),
        rule=f"{proof.id} {found.id}" if proof else found.id,
        kind=kind,
        contradicts=verdict != "same",
        problem=found.problem,
        differs_in=found.differs_in,
    )


def _against(e: Evidence) -> dict[str, str]:
    """Return the columns that contradict one work, each with a sentence."""
    contradictions = (
        ("doi", e.doi is False, f"the DOIs differ: {e.a.doi} and {e.b.doi}"),
        ("page", e.page is False, f"the pages differ: {e.a.page} and {e.b.page}"),
        ("volume", e.volume is False, f"the volumes differ: {e.a.volume} and {e.b.volume}"),
        ("container", e.container is False, "the journals or books differ"),
        ("year", bool(e.gap), f"the years differ: {e.a.year} and {e.b.year}"),
    )
    return {column: text for column, holds, text in contradictions if holds}


def _two_against(e: Evidence) -> bool:
    """Return whether two of pages, volume, journal and year differ, so that no third record may join the two.

    For example, "Harbor Work", vol. 3 of 2010, and "Harbor Work", vol. 9 of 2014, are two works. A bare "Harbor Work" agrees with both,
    and would make them one. If the first page is the same, a difference in the others is an error. Proceedings have no fixed name, so two
    names of proceedings are no contradiction.
    """
    if e.page is True:
        return False
    books = e.container is False and not (is_meeting(e.a.container) and is_meeting(e.b.container))
    return [e.page is False, e.volume is False, books, bool(e.gap)].count(True) > 1


_WEIGHTS = (0.12, 0.10, 0.05, 0.02, 0.04, 0.03)


def _strength(e: Evidence) -> float:
    """Return the strength of the evidence for one work, 0..1: title and authors first, then each field."""
    total = 0.5 * e.score + 0.12 * (e.authors if e.authors is not None else 0.5)
    signs = (e.doi, e.page, e.volume, e.number, e.container, e.abstract)
    for sign, weight in zip(signs, _WEIGHTS, strict=True):
        if sign:
            total += weight
        elif sign is None:
            total += weight / 2
    total += 0.02 * (1.0 if e.gap == 0 else (0.5 if e.gap in (None, 1) else 0.0))
    return round(min(total, 1.0), 4)


judge: Judge = Judge()
"""Judge two records by `RULES`."""

STAGES: Mapping[str, str] = {
    "untitled": "decides on records without a title; no other rule applies to them",
    "apart": "keeps two records apart, however similar they look; it is tried first",
    "version": "recognises a preprint and its publication; it is tried if no rule keeps them apart",
    "proof": "shows that two records are one work; it is tried if no rule keeps them apart",
    "doubt": "turns a proof into a question for a person; it is tried on proven pairs",
    "sign": "asks a person, or shows how two works are related; it is tried if nothing is proven",
}
"""The stages in their order, with what a rule of each does."""

_VERDICTS = {
    "same": "one work",
    "ask": "a question for a person",
    "different": "two works",
    "preprints": "as --preprints says (same, ask or different)",
}
_WIDTH = 100


def explain_rule(id_: str) -> str:
    """Return a rule as text for a terminal. `UsageError` for an id that no rule has."""
    rule = next((one for one in RULES if one.id == id_), None)
    if rule is None:
        ids = [one.id for one in RULES]
        raise UsageError(f"no rule '{id_}'{near_miss(id_, ids) or '; one of ' + ', '.join(ids)}")
    return "\n".join(_lines(rule))


def describe_verdict(one: LinkageRule) -> str:
    """Return the verdict of a rule or case in words, with the relation of two works that it keeps apart."""
    return _VERDICTS[one.verdict] + (f"; linked as {one.relation}" if one.relation else "")


def describe_overruling(rule: LinkageRule) -> str:
    """Return in words which third record shows the difference that a rule found to be a data error."""
    columns = " and ".join(rule.differs_in)
    return f"overruled by a third record that is proven one work with both, and differs in {columns} from one of them alone"


def _lines(rule: LinkageRule) -> Iterator[str]:
    yield f"{rule.id}: {describe_verdict(rule)}"
    yield from _wrap(f"A rule of the stage '{rule.stage}': it {STAGES[rule.stage]}.")
    yield from ("", "It says", *_wrap(describe_sentences(rule)), "", "Why", *_wrap(rule.why))
    if rule.when:
        yield from ("", "It decides where all of these hold", *_clauses(rule.when))
    if rule.unless:
        yield from ("", "unless one of these holds", *_clauses(rule.unless))
    for case in rule.cases:
        says = "" if case.says == rule.says else f', and says "{describe_sentences(case)}"'
        head = _wrap(f"Where these hold too, {describe_verdict(case)}{says}", "")
        yield from ("", *head, *_clauses(case.when))
    if rule.differs_in:
        yield from ("", *_wrap(f"It is {describe_overruling(rule)}.", ""))
    for holds, holding in ((True, "decides"), (False, "does not decide")):
        yield from ("", f"Examples on which it {holding}")
        for example in examples_of("litreview.stages.duplicates")[rule.id]:
            if example.holds == holds:
                yield from _example(example)


def _clauses(clauses: Iterable[str]) -> Iterator[str]:
    for clause in clauses:
        meant_names = clause_meanings(clause)
        if clause == meant_names[0][0]:
            yield from _wrap(": ".join(meant_names[0]))
            continue
        yield from _wrap(clause)
        for one in meant_names:
            yield from _wrap(": ".join(one), "      ")


def _example(example: Example) -> Iterator[str]:
    seen = example.given.get("seen", "")
    yield f"  {example.note}" + (f" (seen in {seen})" if seen else "")
    for name in ("both", "a", "b"):
        fields = ", ".join(f"{field} = {value}" for field, value in example.given.get(name, {}).items())
        yield from _wrap(f"{name}: {fields or '(nothing of its own)'}", "    ")


def _wrap(text: str, margin: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")
