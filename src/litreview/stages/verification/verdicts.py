"""Verifying sources: sources and what registries replied in, what is known of each out, in words.

`holdings.toml` says which registry should have a work, so that its "no" says something, and which works nobody registers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from litreview.core.containers import TypedTuple
from litreview.core.model import Record, Source
from litreview.core.progress import counted
from litreview.core.results.verification import (
    Confirmation,
    Contradiction,
    Difference,
    Judge,
    SourceVerdict,
    Verified,
)
from litreview.core.text import MONTHS, fold
from litreview.linkage.rules import Outcome, Rule, Table, rules_of, sentences, vocabulary
from litreview.stages.verification import comparison, entry_facts
from litreview.stages.verification.comparison import Comparison
from litreview.stages.verification.entry_facts import Entry, placeholders, venue_of, venue_of_doi
from litreview.works.kinds import kind_of
from litreview.works.missing_values import records_as_corrected

_LONGEST = 120
_FIELDS: Mapping[str, str] = {
    "title": "title", "author": "authors", "year": "year", "container": "journal or book", "volume": "volume", "number": "issue",
    "pages": "first page", "doi": "DOI",
}  # fmt: skip
"""What the fields are called in a sentence."""
_X_FIELDS = ("doi", "eprint", "pmid", "isbn", "journal", "booktitle", "note", "howpublished", "url")


def field_name(field: str) -> str:
    """Return what a field is called in a sentence."""
    return _FIELDS.get(field, field)


def _named(e: Entry, kind: str) -> str:
    people = (*e.work.authors, *e.work.editors)
    return next((person.display for person in people if fold(person.display) in placeholders()[kind]), "")


def _month(when: tuple[int, int] | None) -> str:
    if when is None:
        return ""
    year, month = when
    return f"{MONTHS[month - 1]} {year}" if 1 <= month <= 12 else str(year)


_OF_ENTRY: Mapping[str, Callable[[Entry], object]] = {
    "year": lambda e: e.work.year or e.work.get("year") or e.work.get("date"),
    "template": lambda e: _named(e, "template"),
    "nobody": lambda e: _named(e, "nobody"),
    "unfilled": lambda e: next(
        (e.work.get(name) for name in _X_FIELDS if re.search(r"(?i)x{3,}", e.work.get(name))), ""
    ),
    "doi": lambda e: e.work.get("doi"),
    "arxiv": lambda e: e.arxiv[0],
    "both_arxiv": lambda e: " and ".join(e.arxiv),
    "deposited": lambda e: _month(e.deposited),
    "dated": lambda e: _month(e.dated),
    "container": lambda e: e.work.container,
    "first": lambda e: venue.first if (venue := venue_of(e.work.container[:300])) else "",
    "meeting": lambda e: venue.name if (venue := venue_of_doi(e.work.doi)) else "",
}
_BY = {
    "doi": "DOI",
    "pmid": "PubMed number",
    "arxiv": "arXiv number",
    "openalex": "OpenAlex number",
    "isbn": "ISBN",
    "citation": "citation",
}
_OF_ANSWER: Mapping[str, Callable[[Comparison], object]] = {
    "registry": lambda e: e.registry,
    "by": lambda e: _BY.get(e.by, e.by),
    "value": lambda e: e.value,
    "theirs": lambda e: short(e.theirs.title),
    "fields": lambda e: ", ".join(field_name(name) for name, sign in e.signs.items() if sign == "differs"),
}


def short(value: str) -> str:
    """Return a value short enough for a sentence, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def said(found: Outcome, e: Entry | Comparison) -> str:
    """Return the sentence of a rule on what it holds of."""
    of: Mapping[str, Callable[[Any], object]] = _OF_ENTRY if isinstance(e, Entry) else _OF_ANSWER
    return "; ".join(sentences(found, {name: _shortened(value) for name, value in of.items()}, e))


def _shortened(value_of: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda e: short(value) if isinstance(value := value_of(e), str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a registry has whole: works of `kinds` (none named: any) asked `by` this, but numbers that begin as in `unless`, or those alone that begin as in `only`."""

    registry: str
    by: str
    why: str
    kinds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(
        files("litreview.stages.verification").joinpath("holdings.toml").read_text(encoding="utf-8")
    )


@cache
def holdings() -> Sequence[Holding]:
    """Return the rows of the table."""
    return tuple(
        Holding(
            registry=row["registry"],
            by=row["by"],
            why=row["why"],
            kinds=tuple(row.get("kinds", ())),
            unless=tuple(row.get("unless", ())),
            only=tuple(row.get("only", ())),
        )
        for row in _table()["holds"]
    )


def should_have(registry: str, by: str, value: str, kind: str) -> bool:
    """Return whether a registry should have what it was asked for.

    >>> should_have("crossref", "doi", "10.1177/1", "book"), should_have("crossref", "doi", "10.48550/arxiv.1706.03762", "other")
    (True, False)
    >>> should_have("crossref", "title", "Made up", "ngo-report")
    False
    """
    return any(
        row.registry == registry
        and row.by == by
        and (not row.kinds or kind in row.kinds)
        and not value.lower().startswith(row.unless)
        and (not row.only or value.lower().startswith(row.only))
        for row in holdings()
    )


def unregistered(kind: str) -> str:
    """Return why a work of this kind can't be looked for, "" of those that registries have.

    >>> unregistered("statute"), unregistered("journal-article")
    ('statutes and bills are in no registry of works; they are published by legislatures', '')
    """
    found: str = _table()["unregistered"].get(kind, "")
    return found


RULES: tuple[Rule, ...] = rules_of("litreview.stages.verification", "verdicts.toml")
"""The rules, in their order."""


ON_ENTRIES = vocabulary(entry_facts.FACTS, Entry, {}, {})
ON_ANSWERS = vocabulary(comparison.FACTS, Comparison, {}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a registry said of a source: `registry` is its name, `by` and `value` what it was asked by, `works` what it has, likest first.

    `failed`: it could not be asked, `why` says so; then it is not known what it has.
    """

    source: str
    registry: str
    by: str
    value: str
    works: tuple[Record, ...] = ()
    failed: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The rules of a table, compiled; tests make others with rules taken out."""

    rules: tuple[Rule, ...] = RULES
    entry: Callable[[Entry], list[Outcome]] = field(init=False)
    answer: Mapping[str, Callable[[Comparison], Outcome | None]] = field(init=False)

    def __post_init__(self) -> None:
        """Compile the rules, those of each stage in the words of what it looks at."""
        entries: Table[Entry] = Table(
            rules=tuple(rule for rule in self.rules if rule.stage == "entry"), words=ON_ENTRIES
        )
        answers: Table[Comparison] = Table(
            rules=tuple(rule for rule in self.rules if rule.stage != "entry"), words=ON_ANSWERS
        )
        object.__setattr__(self, "entry", entries.every("entry"))
        object.__setattr__(self, "answer", {name: answers.stage(name) for name in ("identifier", "title")})


BOOK = Rulebook()


def verify_sources(
    sources: Iterable[Source],
    replies: Iterable[Reply] = (),
    *,
    judge: Judge,
    today: date,
) -> tuple[Verified, ...]:
    """Return what is known of each source, in their order: by itself, and by what registries replied.

    `judge` says which of the works that a registry offers are the source. A confidential source is never looked into: of it nothing can be known.
    """
    by_source: dict[str, list[Reply]] = {}
    for reply in replies:
        by_source.setdefault(reply.source, []).append(reply)
    return TypedTuple(
        (
            _verified(source, by_source.get(source.key, []), judge, today)
            for source in counted("verifying sources", sources)
        ),
        Verified,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """What a reply comes to: the outcome of the rule that holds on the likest of its works, and the comparison with it."""

    reply: Reply
    outcome: Outcome | None = None
    comparison: Comparison | None = None

    @property
    def verdict(self) -> str:
        """Confirmed, differs, contradictory, unknown, or nothing where the registry has no such work."""
        return self.outcome.verdict if self.outcome else "nothing"

    @property
    def compared(self) -> Comparison:
        """The comparison of an answer that has one: of every verdict but nothing."""
        assert self.comparison is not None
        return self.comparison


_RANK = {"confirmed": 0, "differs": 1, "contradictory": 2, "unknown": 3, "nothing": 4}


def _answered(source: Source, reply: Reply, judge: Judge, unknown: Container[str]) -> _Answered:
    """Return what a reply comes to; `unknown` are the registries that should have the source's DOI and have not."""
    stage = "title" if reply.by == "title" else "identifier"
    found = []
    for work, judged in zip(reply.works, judge(source, reply.works), strict=True):
        comparison = Comparison(
            ours=source,
            theirs=work,
            judged=judged.verdict,
            registry=reply.registry,
            by=reply.by,
            value=reply.value,
            number_unknown=reply.registry in unknown,
        )
        found.append(_Answered(reply=reply, outcome=BOOK.answer[stage](comparison), comparison=comparison))
    return min(found, key=lambda one: _RANK[one.verdict], default=_Answered(reply=reply))


def _verified(source: Source, replies: Sequence[Reply], judge: Judge, today: date) -> Verified:
    if source.confidential:
        why = "it is confidential, so nothing of it is looked at or asked"
        return Verified(source=source.key, verdict="unknown", where=source.where, why=why)
    kind = kind_of(source)
    unknown = {reply.registry for reply in replies if reply.by == "doi" and _lacks(reply, kind)}
    answers = [_answered(source, reply, judge, unknown) for reply in replies if not reply.failed]
    told = [answer for answer in answers if answer.verdict in ("confirmed", "differs")]
    contradictions = (*_impossible(source, today), *_of_others(source, answers, told))
    verdict, why = _verdict(kind, told, replies, contradictory=bool(contradictions))
    another = any(said.registry for said in contradictions)
    return Verified(
        source=source.key,
        verdict=verdict,
        where=source.where,
        kind=kind,
        why=why,
        contradictions=contradictions,
        differences=tuple(chain.from_iterable(map(_differences, told))),
        confirmations=tuple(map(_confirmation, told)),
        asked=_each_once(answer.reply.registry for answer in answers),
        failed=_each_once(f"{reply.registry}: {reply.why}" for reply in replies if reply.failed),
        notices=_each_once(chain.from_iterable(map(_notices, told))),
        another=another or (verdict == "differs" and any(map(_seems_another, told))),
    )


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _lacks(reply: Reply, kind: str) -> bool:
    """Return whether a registry has not what it was asked for, and should have."""
    should = should_have(reply.registry, reply.by, reply.value, kind)
    return should and not reply.works and not reply.failed


def _impossible(source: Source, today: date) -> Iterator[Contradiction]:
    """Yield what in the records of a source can't be, as people corrected them."""
    for record in records_as_corrected(source):
        entry = Entry(work=record, today=today)
        for outcome in BOOK.entry(entry) if not record.confidential else ():
            yield Contradiction(
                rule=outcome.rule, says=said(outcome, entry), field=outcome.differs_in[0], where=record.where
            )


def _of_others(
    source: Source, answers: Iterable[_Answered], told: Iterable[_Answered]
) -> Iterator[Contradiction]:
    """Yield each registry's word that a number of the entry is another work's, unless another registry has the source under it."""
    right = {(one.reply.by, one.reply.value) for one in told if one.verdict == "confirmed"}
    for answer in answers:
        reply, outcome = answer.reply, answer.outcome
        if outcome and answer.verdict == "contradictory" and (reply.by, reply.value) not in right:
            yield Contradiction(
                rule=outcome.rule,
                says=_sentence(answer),
                field=reply.by,
                where=source.where,
                registry=reply.registry,
            )


def _verdict(
    kind: str, told: Sequence[_Answered], replies: Sequence[Reply], *, contradictory: bool
) -> tuple[SourceVerdict, str]:
    """Return what is known of a source as a whole, and what that rests on where no field says it."""
    if contradictory:
        return "contradictory", ""
    for verdict in _FOUND:
        if sentence := next((_sentence(answer) for answer in told if answer.verdict == verdict), ""):
            return verdict, sentence
    answered = [reply for reply in replies if not reply.failed]
    should = [reply for reply in answered if should_have(reply.registry, reply.by, reply.value, kind)]
    if should:
        by = _each_once(f"{reply.registry} by {field_name(reply.by)}" for reply in should)
        return (
            "not-found",
            f"asked: {', '.join(by)}; that a registry has not a work does not say that there is none",
        )
    if replies and not answered:
        return "unknown", f"could not be asked: {replies[0].why}"
    if reason := unregistered(kind):
        return "unknown", reason
    return (
        "unknown",
        "the registries that were asked need not have it" if answered else "no registry was asked",
    )


_FOUND: tuple[SourceVerdict, ...] = ("confirmed", "differs")


def _sentence(answer: _Answered) -> str:
    assert answer.outcome is not None
    return said(answer.outcome, answer.compared)


def _differences(answer: _Answered) -> Iterator[Difference]:
    for name, sign in answer.compared.signs.items():
        if sign in ("differs", "slight"):
            ours, theirs = map(short, answer.compared.values(name))
            registry = answer.reply.registry
            yield Difference(field=name, ours=ours, theirs=theirs, registry=registry, slight=sign == "slight")


def _confirmation(answer: _Answered) -> Confirmation:
    fields = tuple(name for name, sign in answer.compared.signs.items() if sign in ("agrees", "slight"))
    by = "title" if answer.reply.by == "title" else f"{answer.reply.by} {answer.reply.value}"
    return Confirmation(registry=answer.reply.registry, found_by=by, fields=fields)


_NOTICES = {
    "retracted": "retracted",
    "corrected": "corrected",
    "expression-of-concern": "a concern was expressed",
}


def _notices(answer: _Answered) -> Iterator[str]:
    """Yield what a registry says that became of the work."""
    theirs, registry = answer.compared.theirs, answer.reply.registry
    for name, words in _NOTICES.items():
        if (value := theirs.get(name)) and value.lower() != "false":
            yield f"{words}, says {registry}" + (f": {short(value)}" if value.lower() != "true" else "")
    if answer.compared.b.status and not theirs.get("retracted"):
        yield f"{answer.compared.b.status}, says {registry}: its title begins so"


def _seems_another(answer: _Answered) -> bool:
    """Return whether title or people of the registered work are others than the entry's."""
    compared = answer.compared
    return answer.verdict == "differs" and (compared.signs["title"] == "differs" or compared.people == 0)
