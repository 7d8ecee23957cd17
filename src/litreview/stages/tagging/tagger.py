"""Reads sources by rules and model, and makes tags of what they answer and of the decisions of people.

The rules are in `litreview.stages.tagging.codebook_rules`, the answers on codes of the main group in `litreview.stages.tagging.goal_states`. A
person's decision overrides both, for a code and against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from litreview.core.containers import TypedTuple, grouped
from litreview.core.model import Basis, Decision, Source, Span, Tag
from litreview.core.progress import counted
from litreview.core.results.assessment import GoalState
from litreview.core.runtime import gc_pause
from litreview.core.sealed import shown
from litreview.judgements.codebook import NONE, RESERVED, CodebookLike, load_codebook
from litreview.judgements.decisions import key_index, resolve
from litreview.stages.tagging.codebook_rules import (
    NOTE_FIELDS,
    EncodedField,
    RuleReading,
    Rules,
    Weighed,
    is_untaggable,
    rules_of,
)
from litreview.stages.tagging.prior import WeighedText
from litreview.stages.tagging.tokens import STOP

_READABLE_ABSTRACT = 6  # words; less is "n/a" or a remark, not an abstract
_READABLE_NOTE = 12  # words; BibTeX notes are mostly remarks on the edition

AT_THRESHOLD = 0.5  # the score of a rule at its threshold
_TOGETHER = 256  # works whose words a model weighs at once
_WORDS = 3  # words of the model in a reason
_NO = -0.5  # log-odds of the model below which no yes comes of it
_PULL = 0.08  # log-odds; what a word must weigh to be named


class Reading(NamedTuple):
    """What rules and model say of a source before any decision.

    - `tags`: its type, and the codes beside the main group; `weighed`: the weight of the rules' words for each code of the main group;
    - `odds`: the log-odds of each code by the shipped model alone, `{}` without one;
    - `words`: by code, the words that weigh most in the model for a yes, and those for a no;
    - `understood`: whether there was a text that rules or model could make something of.
    """

    tags: list[Tag]
    weighed: dict[str, Weighed]
    odds: dict[str, float]
    words: dict[str, tuple[tuple[Span, ...], tuple[Span, ...]]]
    understood: bool


def read_sources(sources: Sequence[Source], codebook: CodebookLike = None) -> list[Reading]:
    """Return what rules and model say of each source, without any decision; each text is read once for both."""
    rules = rules_of(load_codebook(codebook))
    found: list[Reading] = []
    with gc_pause():
        waiting = iter(counted("tagging sources", sources))
        while some := list(islice(waiting, _TOGETHER)):
            found += _read_some(some, rules)
    rules.forget()
    return found


def _read_some(sources: Sequence[Source], rules: Rules) -> Iterator[Reading]:
    read = [rules.read(source, text_basis(source)) for source in sources]
    if rules.prior is None:
        yield from (Reading(one.tags, one.weighed, {}, {}, one.understood) for one in read)
        return
    symbols = [STOP.join(field.symbols for field in one.fields) for one in read]
    for source, one, weighed in zip(sources, read, rules.prior.weigh(symbols, rules.numbering), strict=True):
        if is_untaggable(source):
            yield Reading(one.tags, one.weighed, {}, {}, one.understood)
            continue
        words = {code: _model_words(source, one, weighed, code) for code in rules.prior.codes}
        yield Reading(one.tags, one.weighed, weighed.log_odds(), words, one.understood)


def _model_words(
    source: Source, read: RuleReading, weighed: WeighedText, code: str
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans of the words that weigh most in the model for a yes to a code, where it may be one; and those for a no, where the rules say yes."""
    own = read.weighed.get(code)
    by_rules = own is not None and own.score >= AT_THRESHOLD
    if not by_rules and weighed.of(code) < _NO:
        return (), ()
    signs = (1, -1) if by_rules else (1,)
    found = [
        _places(source, read.fields, weighed.heaviest(code, sign=sign, least=_PULL, most=_WORDS))
        for sign in signs
    ]
    return found[0], found[-1] if by_rules else ()


def _places(
    source: Source, fields: Sequence[EncodedField], heaviest: Sequence[tuple[int, float]]
) -> tuple[Span, ...]:
    """Return the words at these places of the fields, which follow each other with one place between them, as spans."""
    spans = []
    for place, _ in heaviest:
        at = place
        for field in fields:
            if at < len(field.symbols):
                start, words = field.edges[2 * at], field.pieces[2 * at + 1]
                if source.fields[field.name][start : start + len(words)] == words:
                    spans.append(Span(field=field.name, start=start, end=start + len(words), text=words))
                break
            at -= len(field.symbols) + 1
    return tuple(spans)


def tags_of(
    sources: Sequence[Source],
    read: Sequence[Reading],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
    states: Iterable[GoalState] = (),
) -> tuple[Tag, ...]:
    """Return the tags of all sources (see `litreview.stages.tagging.tag`), from what was read and the `states` of the codes of the main group."""
    rules = rules_of(load_codebook(codebook))
    judged = _by_source(decisions, sources)
    own = grouped((state.source, state) for state in states)
    tags: list[Tag] = []
    with gc_pause():
        for source, reading in zip(sources, read, strict=True):
            tags += _merge(source, rules, judged.get(source.key, ()), reading, own.get(source.key, ()))
    return TypedTuple(tags, Tag, rules.book)


def tag_of(state: GoalState, basis: Basis) -> Tag | None:
    """Return the tag of a state: None for a no, and where a person should be asked.

    >>> tag_of(GoalState(source="a", code="protect", state="ask", answer=True, probability=0.6, reason=""), "title") is None
    True
    """
    if state.state == "ask" or not state.answer:
        return None
    return Tag(
        source=state.source,
        code=state.code,
        method="rule",
        score=state.probability,
        basis=basis,
        spans=state.spans,
        state=state.state,
        probability=state.probability,
    )


def score_rules(
    sources: Iterable[Source], codebook: CodebookLike = None
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the score the rules give each code, below the threshold (0.5) too; a code without words is absent."""
    rules = rules_of(load_codebook(codebook))
    found = {source.key: rules.scores(source) for source in sources}
    rules.forget()
    return found


def _by_source(decisions: Iterable[Decision], sources: Sequence[Source]) -> dict[str, list[Decision]]:
    """Return the decisions on codes by the key of their source.

    Another source may have a record with the same key: a decision never applies to both.
    """
    mine = [decision for decision in decisions if decision.verb in {"tag", "not-tag"}]
    index = key_index(sources) if mine else {}
    return grouped((keys[0], decision) for decision in mine if (keys := resolve(decision.key, index)))


def _merge(
    source: Source, rules: Rules, decided: Sequence[Decision], reading: Reading, states: Sequence[GoalState]
) -> list[Tag]:
    basis = text_basis(source)
    answers = filter(None, (tag_of(state, basis) for state in states))
    suggested = [*map(_with_basis, (*reading.tags, *answers))]
    human: dict[tuple[str, str], Tag] = {}
    touched: set[str] = set()
    refused: dict[str, set[str]] = {}
    for decision in sorted(decided, key=lambda d: d.order):
        code = decision.value.removeprefix(f"{rules.book.name}:")
        if code not in rules.order:
            # no tag of a code that nobody has defined; `check_codes` reports the decision
            continue
        touched.add(code)
        if decision.verb == "tag":
            human[code, decision.by] = Tag(
                source=source.key,
                code=code,
                method="human",
                coder=decision.by,
                basis=basis,
                spans=_quoted(source, shown(decision.where)),
                state="decided",
            )
        else:
            human.pop((code, decision.by), None)
            refused.setdefault(code, set()).add(decision.by)
    for none in _none_of_all(source, rules, human, refused):
        human.setdefault((NONE, none.coder), none)
    # a person read it and found none: the machine keeps its guesses
    barred = {*touched, *(rules.main if any(code == NONE for code, _ in human) else ())}
    # a type that a person gave replaces the machine's: a source is of one type
    if any(t.code in rules.types for t in human.values()):
        barred.update(rules.types)
    found = [*human.values(), *(t for t in suggested if t.code not in barred)]
    if not any(t.code in rules.main or t.code in RESERVED for t in found) and not is_untaggable(source):
        all_no = all(state.state != "ask" for state in states)
        found += [t for t in rules.empty(source, basis, all_no=all_no) if t.code not in touched]
    order = rules.order
    return sorted(found, key=lambda t: (order.get(t.code, len(order)), t.code, t.method, t.coder))


def _none_of_all(
    source: Source, rules: Rules, human: Collection[tuple[str, str]], refused: Mapping[str, set[str]]
) -> Iterator[Tag]:
    """Yield a tag `none` for each person, if people decided against every code: a judgement, whatever text there was to read."""
    if rules.asked and rules.asked <= refused.keys() and not any(code in rules.main for code, _ in human):
        for coder in sorted(set().union(*(refused[code] for code in rules.asked))):
            yield Tag(
                source=source.key,
                code=NONE,
                method="human",
                coder=coder,
                basis=text_basis(source),
                state="decided",
            )


def _quoted(source: Source, where: str) -> tuple[Span, ...]:
    """Return the span of a person's quote in the source, if the source has it literally."""
    quote = where.strip().strip("\"“”'")
    if len(quote) < 3 or source.confidential:
        return ()
    for field in ("abstract", "title", *NOTE_FIELDS, "keywords"):
        start = source.get(field).find(quote)
        if start >= 0:
            return (Span(field=field, start=start, end=start + len(quote), text=quote),)
    return ()


def text_basis(source: Source) -> Basis:
    """Return which text can be read: abstract, else note, else title, else `""`."""
    if source.confidential:
        return ""
    if _has_words(source.abstract, _READABLE_ABSTRACT):
        return "abstract"
    if any(_has_words(source.get(name), _READABLE_NOTE) for name in NOTE_FIELDS):
        return "note"
    return "title" if source.title.strip() else ""


def _with_basis(tag: Tag) -> Tag:
    """Return a tag that rests on words of an abstract or a note too short to judge by as read from it, and not from the title."""
    fields = {span.field for span in tag.spans} if tag.basis == "title" else set()
    basis: Basis = (
        "abstract" if "abstract" in fields else "note" if fields.intersection(NOTE_FIELDS) else tag.basis
    )
    return tag if basis == tag.basis else replace(tag, basis=basis)


def _has_words(text: str, n: int) -> bool:
    return len(text.split(None, n)) >= n
