"""Explains the tags of a source in words, and compares the machine's tags of two runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from litreview.core.containers import grouped, grouped_sets
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision, Problem, Source, Span, Tag
from litreview.core.problems import problem
from litreview.core.results.assessment import GoalState
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.judgements.codebook import NONE, RESERVED, UNREAD, Codebook
from litreview.judgements.decisions import key_index, resolve

_LIMIT = 5  # quotes per code; the table of tags has them all
_LONG = 80


@overload
def explain(sources: Source, tags: Iterable[Tag], decisions: Iterable[Decision] = ()) -> str: ...
@overload
def explain(
    sources: Iterable[Source], tags: Iterable[Tag], decisions: Iterable[Decision] = ()
) -> dict[str, str]: ...
def explain(
    sources: Source | Iterable[Source], tags: Iterable[Tag], decisions: Iterable[Decision] = ()
) -> str | dict[str, str]:
    """Return a line for each tag of a source: `protect, because 'victim services' (title), 'T visa' (abstract)`.

    For several sources it returns such a text by key, and reads `tags` once. `decisions` are the current ones: they give the reason, and the
    page or quote, of a person's tag. Tags of other sources are left out. The text of a confidential source has no quotes and nothing
    that a person wrote.

    >>> from litreview.formats import read_text
    >>> from litreview import Decision, Tag
    >>> from litreview.stages.duplicates import dedupe
    >>> source, = dedupe(read_text("@book{Doe2001, title = {A made-up shelter}}")).sources
    >>> tag = Tag(source="Doe2001", code="protect", method="human", coder="ann")
    >>> decision = Decision(by="ann", verb="tag", key="Doe2001", value="protect", where="p. 12", reason="it houses victims")
    >>> explain(source, [tag], [decision])
    'protect, because ann decided so: it houses victims (p. 12)'
    """
    if not isinstance(sources, Source):
        works = tuple(sources)
        if not all(isinstance(work, Source) for work in works):
            raise UsageError(
                "explain takes a source or several: explain(found, tags), explain(found.sources[0], tags)"
            )
        return _explain(works, tags, decisions)
    return _explain((sources,), tags, decisions)[sources.key]


def _explain(works: Sequence[Source], tags: Iterable[Tag], decisions: Iterable[Decision]) -> dict[str, str]:
    names = {name: work.key for work in reversed(works) for name in work.former_keys}
    names |= {work.key: work.key for work in works}
    theirs = grouped((names[tag.source], tag) for tag in tags if tag.source in names)
    by_tag = _tag_decisions(works, decisions)
    return {
        work.key: "\n".join(
            _sentence(work, tag, by_tag.get((work.key, tag.code, tag.coder)))
            for tag in theirs.get(work.key, ())
        )
        for work in works
    }


def _tag_decisions(
    works: Sequence[Source], decisions: Iterable[Decision]
) -> Mapping[tuple[str, str, str], Decision]:
    """Return the last `tag` decision by source key, code and person."""
    tag_lines = sorted((d for d in decisions if d.verb == "tag"), key=lambda d: d.order[0])
    index = key_index(works) if tag_lines else {}
    found = {}
    for decision in tag_lines:
        for key in resolve(decision.key, index)[:1]:
            # a codebook may put its name before its codes
            found[key, decision.value, decision.by] = decision
            found[key, decision.value.rpartition(":")[2], decision.by] = decision
    return found


def explain_state(state: GoalState) -> str:
    """Return the machine's answer on a goal in one line: `likely protect (0.97): 'victim services' (title)`.

    >>> explain_state(GoalState(source="a", code="protect", state="ask", answer=False, probability=0.4, reason="only the title was there"))
    'ask: rather not protect (0.40): only the title was there'
    """
    no = "" if state.answer else "not "
    answer = f"ask: rather {no}{state.code}" if state.state == "ask" else f"{state.state} {no}{state.code}"
    return f"{answer} ({state.probability:.2f}): {state.reason}"


def _sentence(source: Source, tag: Tag, decision: Decision | None) -> str:
    if tag.code == UNREAD and tag.method != "human":
        what = (
            "only the title could be read and it decides nothing" if tag.basis else "there is no text to read"
        )
        return f"{tag.code}, because {what}"
    if tag.code == NONE and tag.method != "human":
        return f"{tag.code}, because nothing in the {tag.basis or 'text'} speaks for a code"
    reasons = []
    if tag.method == "human":
        reasons.append(f"{tag.coder or 'a person'} decided so{_why(source, tag, decision)}")
    elif tag.method == "model":
        reasons.append(f"a model suggests it ({tag.score:.2f})")
    if not source.confidential or all(span.field in _NAMES for span in tag.spans):
        reasons += _quotes(tag.spans)
    return f"{tag.code}, because {', '.join(reasons)}" if reasons else tag.code


def _why(source: Source, tag: Tag, decision: Decision | None) -> str:
    """Return `: REASON (PAGE)` of a person's tag, without missing parts; `""` for a confidential source."""
    if decision is None or source.confidential:
        return ""
    reason, where = (" ".join(shown(text).split()) for text in (decision.reason, decision.where))
    quoted = any(
        span.text in where for span in tag.spans
    )  # these words are told with the field that they are in
    return (f": {reason}" if reason else "") + (f" ({where})" if where and not quoted else "")


def _quotes(spans: Iterable[Span]) -> list[str]:
    """Return the spans as quotes, each once, and an ellipsis if there are more than the limit."""
    quotes = dict.fromkeys(
        f"'{span.text if len(span.text) <= _LONG else span.text[: _LONG - 1] + '…'}' ({_NAMES.get(span.field, span.field)})"
        for span in spans
    )
    shown = list(quotes)[:_LIMIT]
    return [*shown, "…"] if len(quotes) > _LIMIT else shown


_NAMES = {"entrytype": "entry type", "citekey": "key"}
"""Spans that are no fields: also a confidential source shows them."""

_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange(Value):
    """A tag of the machine that was added or removed. `coded_by` are the people who have judged codes of that source.

    `words` are the quotes for the tag.
    """

    source: str
    code: str
    came: bool
    coded_by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def compare_tags(
    before: Iterable[Tag], after: Iterable[Tag], decisions: Iterable[Decision] = ()
) -> tuple[TagChange, ...]:
    """Return the machine's tags that only one of two runs has, in the order of sources and codes.

    `before` must have the current keys of sources. Codes that a person has judged on a source are left out, since the decision replaces the
    machine's tag. `none` and `unread` are left out, since they only follow from other tags.
    """
    on_codes = [one for one in decisions if one.verb in ("tag", "not-tag")]
    people = grouped_sets((one.key, one.by) for one in on_codes)
    judged = {(one.key, one.value.rpartition(":")[2]) for one in on_codes}
    old, new = _rule_tags(before), _rule_tags(after)
    return tuple(
        TagChange(
            source=source,
            code=code,
            came=(source, code) in new,
            coded_by=tuple(sorted(people.get(source, ()))),
            words=_words(new.get((source, code)) or old[source, code]),
        )
        for source, code in sorted(old.keys() ^ new.keys())
        if (source, code) not in judged and code not in RESERVED
    )


def _rule_tags(tags: Iterable[Tag]) -> Mapping[tuple[str, str], Tag]:
    return {(tag.source, tag.code): tag for tag in tags if tag.method == "rule"}


def _words(tag: Tag) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in tag.spans))[:_WORDS]


def check_codes(decisions: Iterable[Decision], codebook: Codebook) -> tuple[Problem, ...]:
    """Return a Problem (LR200) for each decision on a code that the codebook doesn't have. The decision stays, and gives no tag.

    Codes get new names while a codebook grows; decisions on the old name must not be lost unnoticed.
    """
    known = set(codebook.ids)
    found = []
    for decision in decisions:
        if decision.verb in ("tag", "not-tag"):
            code = decision.value
        elif decision.verb == "stance":
            code = decision.value.partition("=")[0]
        else:
            continue
        code = code.removeprefix(f"{codebook.name}:")
        if code not in known:
            found.append(
                problem(
                    "LR200",
                    decision.place,
                    key=decision.key,
                    codebook=codebook.name,
                    code=code,
                    near=near_miss(code, known),
                )
            )
    return tuple(found)
