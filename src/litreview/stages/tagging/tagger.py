"""Tags sources with the codes of a codebook: suggestions of the rules, then the decisions of people.

The rules are in `litreview.stages.tagging.codebook_rules`. A person's decision overrides them, for a code and against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import TypedTuple
from litreview.core.model import Basis, Decision, Source, Span, Tag
from litreview.core.progress import counted
from litreview.core.runtime import gc_pause
from litreview.core.sealed import shown
from litreview.judgements.codebook import NONE, RESERVED, CodebookLike, load_codebook
from litreview.judgements.decisions import key_index, resolve
from litreview.stages.tagging.codebook_rules import NOTE_FIELDS, Rules, Weighed, is_untaggable, rules_of

_READABLE_ABSTRACT = 6  # words; less is "n/a" or a remark, not an abstract
_READABLE_NOTE = 12  # words; BibTeX notes are mostly remarks on the edition

Suggested = tuple[list[Tag], dict[str, Weighed]]
"""The tags that the rules suggest for a source, and the weight of its words by code."""


def tag(
    sources: Iterable[Source], codebook: CodebookLike = None, decisions: Sequence[Decision] = ()
) -> tuple[Tag, ...]:
    """Return the tags of all sources: main codes, topics and source type, machine's and people's.

    `decisions` are the current ones (`litreview.judgements.decisions.current`). A person's `tag` stands; a person's `not-tag` keeps
    the machine's tag away for good; a code on which two people differ is never filled by the machine. Sources come in
    the order given, codes in the codebook's.
    """
    return tag_and_weigh(sources, codebook, decisions)[0]


def tag_and_weigh(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
) -> tuple[tuple[Tag, ...], Mapping[str, Mapping[str, Weighed]]]:
    """Return the tags, and the weight of the words by source key and code of the main group, above the threshold or not; reads each text once."""
    works = tuple(sources)
    read = apply_rules(works, codebook)
    weights = {source.key: found[1] for source, found in zip(works, read, strict=True)}
    return tags_of(works, read, codebook, decisions), weights


def apply_rules(sources: Sequence[Source], codebook: CodebookLike = None) -> list[Suggested]:
    """Return for each source the tags that the rules suggest, and the weight of its words by code, without any decision."""
    rules = rules_of(load_codebook(codebook))
    with gc_pause():
        read = [
            rules.suggest_and_weigh(source, text_basis(source))
            for source in counted("tagging sources", sources)
        ]
    rules.forget()
    return read


def tags_of(
    sources: Sequence[Source],
    read: Sequence[Suggested],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
) -> tuple[Tag, ...]:
    """Return the tags of all sources (see `tag`), from the results of `apply_rules`."""
    rules = rules_of(load_codebook(codebook))
    judged = _by_source(decisions, sources)
    tags: list[Tag] = []
    with gc_pause():
        for source, (suggested, _) in zip(sources, read, strict=True):
            tags += _merge(source, rules, judged.get(source.key, ()), suggested)
    return TypedTuple(tags, Tag)


def weigh(sources: Iterable[Source], codebook: CodebookLike = None) -> Mapping[str, Mapping[str, Weighed]]:
    """Return the weight of the words by source key and code of the main group; a code without words is absent."""
    return tag_and_weigh(sources, codebook)[1]


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
    judged: dict[str, list[Decision]] = {}
    for decision in mine:
        if keys := resolve(decision.key, index):
            judged.setdefault(keys[0], []).append(decision)
    return judged


def _merge(source: Source, rules: Rules, decided: Sequence[Decision], suggested: Sequence[Tag]) -> list[Tag]:
    basis = text_basis(source)
    human: dict[tuple[str, str], Tag] = {}
    touched: set[str] = set()
    refused: dict[str, set[str]] = {}
    for decision in sorted(decided, key=lambda d: d.order):
        code = decision.value.removeprefix(f"{rules.book.name}:")
        touched.add(code)
        if decision.verb == "tag":
            human[code, decision.by] = Tag(
                source=source.key,
                code=code,
                method="human",
                coder=decision.by,
                basis=basis,
                spans=_quoted(source, shown(decision.where)),
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
        found += [t for t in rules.empty(source, basis) if t.code not in touched]
    order = rules.order
    return sorted(found, key=lambda t: (order.get(t.code, len(order)), t.code, t.method, t.coder))


def _none_of_all(
    source: Source, rules: Rules, human: Collection[tuple[str, str]], refused: Mapping[str, set[str]]
) -> Iterator[Tag]:
    """Yield a tag `none` for each person, if people decided against every code: a judgement, whatever text there was to read."""
    if rules.asked and rules.asked <= refused.keys() and not any(code in rules.main for code, _ in human):
        for coder in sorted(set().union(*(refused[code] for code in rules.asked))):
            yield Tag(source=source.key, code=NONE, method="human", coder=coder, basis=text_basis(source))


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


def _has_words(text: str, n: int) -> bool:
    return len(text.split(None, n)) >= n
