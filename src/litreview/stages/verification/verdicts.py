"""Verifies sources: takes sources and the replies of registries, returns a verdict on each source with its reasons.

`holdings.toml` lists the works that a registry should have, so that its "no" is evidence, and the works that nobody registers.
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

from litreview.core.containers import TypedTuple, grouped
from litreview.core.model import Record, Source
from litreview.core.progress import counted
from litreview.core.results.verification import (
    Confirmation,
    Contradiction,
    FieldDifference,
    Judge,
    SourceVerdict,
    Verified,
)
from litreview.core.text import MONTHS, fold
from litreview.linkage.rules import LinkageRule, RuleTable, rules_of, sentences, vocabulary
from litreview.stages.verification import comparison, entry_facts
from litreview.stages.verification.comparison import Comparison, arxiv_number
from litreview.stages.verification.entry_facts import CheckedEntry, placeholders, venue_of, venue_of_doi
from litreview.works.kinds import kind_of
from litreview.works.law_arithmetic import law_faults
from litreview.works.missing_values import records_as_corrected
from litreview.works.notices import describe_notice, notices_of

_LONGEST = 120
_FIELDS: Mapping[str, str] = {
    "title": "title", "author": "authors", "year": "year", "container": "journal or book", "volume": "volume", "number": "issue",
    "pages": "pages", "publisher": "publisher", "doi": "DOI", "eprint": "arXiv number",
}  # fmt: skip
"""The names of fields in a sentence."""
_X_FIELDS = ("doi", "eprint", "pmid", "isbn", "journal", "booktitle", "note", "howpublished", "url")


def field_name(field: str) -> str:
    """Return the name of a field for a sentence."""
    return _FIELDS.get(field, field)


def _placeholder_name(e: CheckedEntry, kind: str) -> str:
    people = (*e.work.authors, *e.work.editors)
    return next((person.display for person in people if fold(person.display) in placeholders()[kind]), "")


def _month(when: tuple[int, int] | None) -> str:
    if when is None:
        return ""
    year, month = when
    return f"{MONTHS[month - 1]} {year}" if 1 <= month <= 12 else str(year)


_ENTRY_VALUES: Mapping[str, Callable[[CheckedEntry], object]] = {
    "year": lambda e: e.work.year or e.work.get("year") or e.work.get("date"),
    "template": lambda e: _placeholder_name(e, "template"),
    "nobody": lambda e: _placeholder_name(e, "nobody"),
    "law_citation": lambda e: law_faults(e.work)[0].citation,
    "law_fault": lambda e: law_faults(e.work)[0].why,
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
    "doi": "DOI", "pmid": "PubMed number", "arxiv": "arXiv number", "openalex": "OpenAlex number", "isbn": "ISBN",
    "citation": "citation",
}  # fmt: skip
_COMPARISON_VALUES: Mapping[str, Callable[[Comparison], object]] = {
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


def rule_sentence(found: LinkageRule, e: CheckedEntry | Comparison) -> str:
    """Return the sentence of a rule on the entry or comparison that it matches."""
    of: Mapping[str, Callable[[Any], object]] = (
        _ENTRY_VALUES if isinstance(e, CheckedEntry) else _COMPARISON_VALUES
    )
    return "; ".join(sentences(found, {name: _shortened(value) for name, value in of.items()}, e))


def _shortened(value_of: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda e: short(value) if isinstance(value := value_of(e), str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Works that a registry has completely, when looked up `by` a field.

    `kinds`: of these kinds (empty: any). `unless`: except values that begin so. `only`: only values that begin so.
    """

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
    """Return whether a registry should have the work that was looked up.

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
    """Return why a work of this kind can't be looked up, `""` for a kind that registries have.

    >>> unregistered("statute"), unregistered("journal-article")
    ('statutes and bills are in no registry of works; they are published by legislatures', '')
    """
    return str(_table()["unregistered"].get(kind, ""))


RULES: tuple[LinkageRule, ...] = rules_of("litreview.stages.verification", "verdicts.toml")
"""The rules, in their order."""


ON_ENTRIES = vocabulary(entry_facts.FACTS, CheckedEntry, {}, {})
ON_ANSWERS = vocabulary(comparison.FACTS, Comparison, {}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReply:
    """The reply of a registry on a source: its name, `by` and `value` of the lookup, and its `works`, likest first.

    `failed`: the lookup failed, for the reason `why`; then nothing is known of the registry's works.
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
    """The rules of a table, compiled; tests make others without some rules."""

    rules: tuple[LinkageRule, ...] = RULES
    entry: Callable[[CheckedEntry], list[LinkageRule]] = field(init=False)
    answer: Mapping[str, Callable[[Comparison], LinkageRule | None]] = field(init=False)

    def __post_init__(self) -> None:
        """Compile the rules of each stage with the vocabulary of its subject."""
        entries: RuleTable[CheckedEntry] = RuleTable(
            rules=tuple(rule for rule in self.rules if rule.stage == "entry"), words=ON_ENTRIES
        )
        answers: RuleTable[Comparison] = RuleTable(
            rules=tuple(rule for rule in self.rules if rule.stage != "entry"), words=ON_ANSWERS
        )
        object.__setattr__(self, "entry", entries.every("entry"))
        object.__setattr__(self, "answer", {name: answers.stage(name) for name in ("identifier", "title")})


BOOK = Rulebook()


def verify_sources(
    sources: Iterable[Source],
    replies: Iterable[RegistryReply] = (),
    *,
    judge: Judge,
    today: date,
) -> tuple[Verified, ...]:
    """Return the verdict on each source, in their order, from its entry and from the replies of registries.

    `judge` decides which of the works that a registry offers are the source. A confidential source is never examined: its verdict is unknown.
    """
    by_source = grouped((reply.source, reply) for reply in replies)
    return TypedTuple(
        (
            _verified(source, by_source.get(source.key, []), judge, today)
            for source in counted("verifying sources", sources)
        ),
        Verified,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A judged reply: the likest of its works, as a comparison with the source, and the outcome of the rule that matches it."""

    reply: RegistryReply
    outcome: LinkageRule | None = None
    comparison: Comparison | None = None

    @property
    def verdict(self) -> str:
        """`confirmed`, `differs`, `contradictory`, `unknown`, or `nothing` if the registry has no such work."""
        return self.outcome.verdict if self.outcome else "nothing"

    @property
    def compared(self) -> Comparison:
        """The comparison, which every verdict but `nothing` has."""
        assert self.comparison is not None
        return self.comparison


_RANK = {"confirmed": 0, "differs": 0, "contradictory": 2, "unknown": 3, "nothing": 4}


def _likeness(one: _Answered) -> tuple[int, int, bool]:
    """Return the order of answers: works that may be the source first, those that bear most of the entry before others."""
    rank = _RANK[one.verdict]
    return rank, 0 if rank else len(one.compared.unborne), one.verdict == "differs"


def _answered(
    source: Source, reply: RegistryReply, judge: Judge, unknown: Container[str]
) -> Sequence[_Answered]:
    """Return the judged works of a reply, likest first; `unknown` are the registries that should have the source's DOI but lack it."""
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
    return sorted(found, key=_likeness) or [_Answered(reply=reply)]


def _verified(source: Source, replies: Sequence[RegistryReply], judge: Judge, today: date) -> Verified:
    if source.confidential:
        why = "it is confidential, so nothing of it is looked at or asked"
        return Verified(source=source.key, verdict="unknown", where=source.where, why=why)
    kind = kind_of(source)
    unknown = {reply.registry for reply in replies if reply.by == "doi" and _lacks(reply, kind)}
    works = [_answered(source, reply, judge, unknown) for reply in replies if not reply.failed]
    answers = [found[0] for found in works]
    matching = [answer for answer in answers if answer.verdict in _FOUND]
    versions = [
        one for one in chain.from_iterable(works) if one.verdict in _FOUND and not _seems_another(one)
    ]
    contradictions = (*_impossible(source, today), *_numbers_of_other_works(source, answers, matching))
    verdict, why = _verdict(kind, matching, versions, replies, contradictory=bool(contradictions))
    another = any(contradiction.registry for contradiction in contradictions)
    return Verified(
        source=source.key,
        verdict=verdict,
        where=source.where,
        kind=kind,
        why=why,
        contradictions=contradictions,
        differences=tuple(dict.fromkeys(chain.from_iterable(map(_differences, matching)))),
        confirmations=tuple(map(_confirmation, matching)),
        asked=_each_once(answer.reply.registry for answer in answers),
        failed=_each_once(f"{reply.registry}: {reply.why}" for reply in replies if reply.failed),
        notices=_each_once(_notices(source, matching)),
        another=another or (verdict == "differs" and any(map(_seems_another, matching))),
    )


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _lacks(reply: RegistryReply, kind: str) -> bool:
    """Return whether a registry lacks a work that it should have."""
    should = should_have(reply.registry, reply.by, reply.value, kind)
    return should and not reply.works and not reply.failed


def _impossible(source: Source, today: date) -> Iterator[Contradiction]:
    """Yield the impossible facts in the records of a source, with people's corrections applied."""
    for record in records_as_corrected(source):
        entry = CheckedEntry(work=record, today=today)
        for outcome in BOOK.entry(entry) if not record.confidential else ():
            yield Contradiction(
                rule=outcome.id,
                says=rule_sentence(outcome, entry),
                field=outcome.differs_in[0],
                where=record.where,
            )


def _numbers_of_other_works(
    source: Source, answers: Iterable[_Answered], matching: Iterable[_Answered]
) -> Iterator[Contradiction]:
    """Yield a contradiction for each registry where an identifier is another work's, unless another registry has the source under it."""
    right = {(one.reply.by, one.reply.value) for one in matching if one.verdict == "confirmed"}
    for answer in answers:
        reply, outcome = answer.reply, answer.outcome
        if outcome and answer.verdict == "contradictory" and (reply.by, reply.value) not in right:
            yield Contradiction(
                rule=outcome.id,
                says=_sentence(answer),
                field=reply.by,
                where=source.where,
                registry=reply.registry,
            )


def _verdict(
    kind: str,
    matching: Sequence[_Answered],
    versions: Sequence[_Answered],
    replies: Sequence[RegistryReply],
    *,
    contradictory: bool,
) -> tuple[SourceVerdict, str]:
    """Return the overall verdict on a source, and its reason where no field gives it."""
    if contradictory:
        return "contradictory", ""
    if sentence := _unknown_identifier(kind, versions, replies):
        return "unknown-identifier", sentence
    if matching:
        return _verdict_on_versions(min(matching, key=_likeness), sorted(versions, key=_likeness))
    answered = [reply for reply in replies if not reply.failed]
    should = [reply for reply in answered if should_have(reply.registry, reply.by, reply.value, kind)]
    if should:
        by = _each_once(f"{reply.registry} by {field_name(reply.by)}" for reply in should)
        return (
            "not-found",
            f"asked: {', '.join(by)}; a registry without a work does not prove that the work does not exist",
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


def _unknown_identifier(kind: str, versions: Sequence[_Answered], replies: Sequence[RegistryReply]) -> str:
    """Return a sentence on a number of the entry that no registry has, and one that should have does not know; else `""`."""
    known = {(reply.by, reply.value) for reply in replies if reply.works}
    lacking = [
        reply for reply in replies
        if reply.by in _BY and reply.by != "citation" and (reply.by, reply.value) not in known and _lacks(reply, kind)
    ]  # fmt: skip
    if not lacking or (lacking[0].by == "doi" and any(one.compared.bears.get("doi") for one in versions)):
        return ""
    first = f"{lacking[0].registry} does not know the {_BY[lacking[0].by]} {lacking[0].value}"
    return first + (f"; it has the work as {_version_name(versions[0])}" if versions else "")


def _verdict_on_versions(best: _Answered, versions: Sequence[_Answered]) -> tuple[SourceVerdict, str]:
    """Return `confirmed` if one registered version bears all that the entry states; else what is borne by none, or by others.

    `best`: the registered work that bears most of the entry; `versions`: all that are registered of it.
    """
    versioned = any("eprint" in one.compared.unborne for one in versions)
    unborne = dict.fromkeys((*best.compared.unborne, *(["eprint"] if versioned else [])))
    if best.verdict == "confirmed" and not unborne:
        return "confirmed", _sentence(best)
    bearers = {
        name: next((one for one in versions if one.compared.bears.get(name)), None) for name in unborne
    }
    against = [name for name, sign in best.compared.signs.items() if sign == "differs"]
    if best.verdict == "differs" and not (against and all(map(bearers.get, against))):
        return "differs", _sentence(best)
    return "partly", "; ".join(_parts_of_versions(best, bearers))


def _parts_of_versions(best: _Answered, bearers: Mapping[str, _Answered | None]) -> Iterator[str]:
    """Yield which version bears which facts of the entry, and which facts none bears; `bearers` are those of what `best` lacks."""
    mixed = grouped((_version_name(one), field_name(name)) for name, one in bearers.items() if one)
    own = [field_name(name) for name, borne in best.compared.bears.items() if borne and name in _OF_VERSION]
    if mixed and own:
        yield f"{', '.join(own)} as in {_version_name(best)}"
    yield from (f"{', '.join(names)} as in {version}" for version, names in mixed.items())
    if mixed:
        yield "no one version has both"
    if left := [field_name(name) for name, one in bearers.items() if one is None]:
        yield f"no registered version has the same {', '.join(left)}"


_OF_VERSION = ("year", "container", "volume", "number", "pages", "doi")
"""The fields in which versions of a work differ."""


def _version_name(one: _Answered) -> str:
    """Return the name of a registered version: its arXiv number or DOI, else the registry that has it."""
    number = arxiv_number(one.compared.theirs)
    return f"arXiv {number}" if number else one.compared.theirs.doi or f"a record of {one.reply.registry}"


def _sentence(answer: _Answered) -> str:
    assert answer.outcome is not None
    return rule_sentence(answer.outcome, answer.compared)


def _differences(answer: _Answered) -> Iterator[FieldDifference]:
    for name, sign in answer.compared.signs.items():
        if sign in ("differs", "slight"):
            ours, theirs = map(short, answer.compared.values(name))
            registry = answer.reply.registry
            yield FieldDifference(
                field=name, ours=ours, theirs=theirs, registry=registry, slight=sign == "slight"
            )


def _confirmation(answer: _Answered) -> Confirmation:
    fields = tuple(name for name, sign in answer.compared.signs.items() if sign in ("agrees", "slight"))
    by = "title" if answer.reply.by == "title" else f"{answer.reply.by} {answer.reply.value}"
    return Confirmation(registry=answer.reply.registry, found_by=by, fields=fields)


def _notices(source: Source, matching: Iterable[_Answered]) -> Iterator[str]:
    """Yield the notices on a work that its entries or registries have: retracted, corrected, or a concern."""
    own = ((record, "the entry") for record in source.records)
    for work, who in (*own, *((one.compared.theirs, one.reply.registry) for one in matching)):
        for nature, citation in notices_of(work):
            yield describe_notice(nature, short(citation), who)


def _seems_another(answer: _Answered) -> bool:
    """Return whether the title or all people of the registered work differ from the entry's."""
    compared = answer.compared
    return answer.verdict == "differs" and (compared.signs["title"] == "differs" or compared.people == 0)
