"""Disputes: what coders say differently, and what an adjudicator says holds. The same for every face, and for the report.

A dispute is a slot (a code of a source, a stage of screening, a pair, …) of which coders say different things. What settles it is a
decision like any other, by someone whom litreview.toml names as adjudicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, RecordId, Source, Where, Work
from litreview.core.results import Differing
from litreview.core.sealed import SEALED, shown
from litreview.core.wording import short_repr
from litreview.judgements import decisions as decisions_
from litreview.judgements.decisions import coder_name
from litreview.review.questions.shared import (
    decision_name,
    definition,
    record_named,
)
from litreview.review.session import Review
from litreview.review.settings import Settings

YES, NO = "yes", "no"


_FULL_TEXT_OUT = ("exclude", "fulltext")


_EMPTY_VALUE = "(the work has none)"  # an empty value, which no cell and no key could give


_WITHHELD = "withheld"  # what was set of a confidential source, and no list has


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One thing of which coders say different things.

    - `key`: what a decision calls the source, of a pair the first record; `topic`: what is disputed, such as `tag protect`, `screen
      abstract`, `set design` or `pair KEY`; `question`: the same for a reader;
    - `source`: the work; `works`: it, or the two records of a pair;
    - `said`: by coder; `choices`: the answers there are, those that someone gave first;
    - `settled`: the adjudicator's line, None while it is open.
    """

    key: str
    topic: str
    question: str
    meaning: str
    source: Source
    works: tuple[Work, ...]
    said: tuple[Decision, ...]
    choices: tuple[str, ...]
    settled: Decision | None = None

    __repr__ = short_repr

    @property
    def state(self) -> str:
        """Whether it is open, or who settled it and how."""
        return f"settled by {self.settled.by}: {answer(self.settled)}" if self.settled else "open"


def answer(decision: Decision) -> str:
    """Return the answer that a decision gives to its question: `yes`, `exclude: not about trafficking`, `supports`, `related edition`.

    >>> answer(Decision(when="", by="ann", verb="stance", key="Chen2019", value="protect=mixed"))
    'mixed'
    """
    verb, value = decision.verb, decision.value
    if verb in ("tag", "not-tag"):
        return YES if verb == "tag" else NO
    if verb in ("stance", "set"):
        return value.partition("=")[2].strip() or _EMPTY_VALUE
    if verb == "related":
        kind = decisions_.split_related(value)[0]
        return verb if kind == "related" else f"{verb} {kind}"
    reason = shown(decision.reason)
    return f"{verb}: {reason}" if (verb, value) == _FULL_TEXT_OUT and reason else verb


def opinion_text(decision: Decision) -> str:
    """Return what a coder answered, with reason and quote in lines below it."""
    given = answer(decision)
    more = [shown(text) for text in (decision.reason, decision.where)]
    return "\n".join([given, *(text for text in more if text and text not in given)])


def parse_answer(topic: str, text: str) -> tuple[str, str, str]:
    """Return verb, value and reason of an answer to a topic. Whether the verb is one is for `Desk.draft` to say.

    >>> verdict("tag protect", "no"), verdict("screen fulltext", "exclude: no data"), verdict("pair Diaz2020", "related edition")
    (('not-tag', 'protect', ''), ('exclude', 'fulltext', 'no data'), ('related', 'edition Diaz2020', ''))
    """
    kind, _, about = topic.partition(" ")
    if kind == "tag":
        return {YES: "tag", NO: "not-tag"}.get(text, text), about, ""
    if kind in ("stance", "set"):
        return kind, f"{about}={'' if text == _EMPTY_VALUE else text}", ""
    verb, _, reason = text.partition(": ")
    if kind == "pair":
        verb, _, kind = text.partition(" ")
        return verb, f"{kind or 'related'} {about}" if verb == "related" else about, ""
    return verb, about, reason


def check_adjudicator(settings: Settings, by: str) -> None:
    """Raise `UsageError` unless litreview.toml names `by` as one who settles disputes."""
    judges = settings.adjudicators
    if coder_name(by).casefold() in {name.casefold() for name in judges}:
        return
    if not judges:
        raise UsageError(
            'nobody is named to settle disputes: write adjudicators = ["NAME"] into litreview.toml, with the name of someone who did not '
            "judge these works as one of the coders"
        )
    raise UsageError(
        f"{by} can't settle disputes: litreview.toml names {' and '.join(judges)} for that, under adjudicators. What {by} thinks is a "
        f"judgement beside the others: `litreview decide VERB KEY VALUE --by {coder_name(by) or 'NAME'}`"
    )


def find_disputes(review: Review) -> tuple[Dispute, ...]:
    """Return every dispute, the settled too, by work in the order of the sources. What is confidential is in it by its code."""
    finder = _DisputeBuilder(review)
    found = [
        one
        for said in _rebased_lines(review)
        for dispute in _disputed_slots(said, review)
        if (one := finder.build(*dispute))
    ]
    place = {source.key: number for number, source in enumerate(review.sources)}
    return tuple(sorted(found, key=lambda one: (place[one.source.key], one.topic)))


def _rebased_lines(review: Review) -> tuple[Sequence[Decision], Sequence[Decision]]:
    """Return every line on pairs, and every other, in terms of the works of today."""
    said, _ = review.rebase(review.decided)
    known = {d.place for d in said}
    # on pairs by their records: once these are merged, several pairs have one source at both ends
    on_records = review.places.on_records(review.decided)
    pairs = [d for d in on_records if d.place in known and d.verb in (*decisions_.PAIR_VERBS, "clear")]
    return pairs, [d for d in said if d.verb not in decisions_.PAIR_VERBS]


def settling_places(review: Review) -> frozenset[Where]:
    """Return where adjudicators have settled what others say differently; also of an abstract, once the full text is judged."""
    judges = review.settings.adjudicators
    found: set[Where] = set()
    for said in _rebased_lines(review):
        standing = decisions_.current(said)
        views = grouped(
            (decisions_.slot(d), (d.verb, "" if d.verb in decisions_.PAIR_VERBS else d.value))
            for d in standing
            if d.by not in judges
        )
        found |= {
            d.place for d in standing if d.by in judges and len({*views.get(decisions_.slot(d), ())}) > 1
        }
    return frozenset(found)


def open_disputes(review: Review) -> tuple[Dispute, ...]:
    """Return the disputes that no adjudicator has settled yet."""
    return tuple(one for one in find_disputes(review) if one.settled is None)


def _disputed_slots(
    said: Sequence[Decision], review: Review
) -> Iterable[tuple[tuple[str, ...], tuple[Decision, ...], Decision | None]]:
    """Yield each slot on which coders differ, with what they say and the line that settles it."""
    judges = review.settings.adjudicators
    standing = decisions_.current(said)
    settled = {
        decisions_.slot(d): d
        for d in sorted((d for d in standing if d.by in judges), key=lambda d: (d.when, d.place, d.by))
    }
    for about, members in decisions_.disputed_slots([d for d in standing if d.by not in judges]).items():
        yield about, members, settled.get(about)


def dispute_rows(review: Review) -> tuple[Differing, ...]:
    """Return the disputes as the report shows them, the open ones first."""
    found = sorted(find_disputes(review), key=lambda one: one.settled is not None)
    return tuple(
        Differing(
            key=one.source.key,
            question=full_question(one),
            answers={d.by: answer(d) for d in one.said},
            state=one.state,
        )
        for one in found
    )


def full_question(one: Dispute) -> str:
    """Return the question of a dispute as a table tells it, without its works beside it: of a pair with the other's key."""
    return one.question + (f" ({one.topic.partition(' ')[2]})" if len(one.works) > 1 else "")


class _DisputeBuilder:
    """Makes a Dispute of a slot: finds its works, its words and its answers."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.index = decisions_.key_index(review.received.sources, review.library)
        self.by_key = {source.key: source for source in review.sources}
        self.registries = {record.id: record for record in review.enriched}

    def build(
        self, about: tuple[str, ...], said: tuple[Decision, ...], settled: Decision | None
    ) -> Dispute | None:
        """Return the Dispute, None if its source is gone or nothing of it may be told."""
        kind, key, topic = about[0], about[1], about[2]
        if kind == "pair" and key in self.registries:
            key, topic = topic, key
        if SEALED in key or SEALED in topic:
            return None
        keys = decisions_.resolve(key, self.index)
        if not keys:
            return None
        source = self.by_key[keys[0]]
        works: tuple[Work, ...] = (source,)
        question, meaning = self._question_and_meaning(kind, topic)
        if kind == "pair":
            works = tuple(work for name in (key, topic) for work in self._records_named(name))
            if len(works) < 2:  # a cited reference is no record
                works, question = (source,), f"does it cite {topic.removeprefix(decisions_.REFERENCE)}?"
        return Dispute(
            key=key if kind == "pair" else decision_name(source),
            topic=f"{kind} {topic}",
            question=question,
            meaning=meaning,
            source=source,
            works=works,
            said=said,
            choices=self._choices(kind, topic, said, source),
            settled=settled,
        )

    def _records_named(self, name: str) -> Iterable[Work]:
        """Yield the record that a decision on a pair means by a name, nothing for a cited reference."""
        if name in self.registries:
            yield self.registries[RecordId(name)]
        for key in decisions_.resolve(name, self.index)[:1]:
            yield record_named(self.by_key[key], name)

    def _question_and_meaning(self, kind: str, topic: str) -> tuple[str, str]:
        """Return the question in words, and what its code or field means."""
        book = self.review.codebook
        codes = {code.id: code for code in book.codes}
        name, _, code = topic.partition("@")
        if kind in ("tag", "stance"):
            meaning = definition(codes[topic]) if topic in codes else ""
            return (f"{topic}?" if kind == "tag" else f"stance on {topic}?"), meaning
        if kind == "set":
            fields = {field.id: field for field in book.evidence}
            label = fields[name].label if name in fields else name
            return f"{label}{f' on {code}' if code else ''}?", fields[
                name
            ].definition if name in fields else ""
        return ("one work?", "") if kind == "pair" else (f"screening, {topic}?", "")

    def _choices(self, kind: str, topic: str, said: Sequence[Decision], source: Source) -> tuple[str, ...]:
        """Return the answers there are: those that someone gave first, then the others that are listed; of a field what was received."""
        listed = self._listed_answers(kind, topic)
        if self.review.corrects(said[0]):
            listed = [source.get(topic) or _EMPTY_VALUE]
        given = [answer(d) for d in said]
        if kind in ("tag", "screen"):  # no other: an exclusion needs one of the reasons
            given = [one for one in given if one in listed and kind == "screen"]
        return tuple(dict.fromkeys(one for one in (*given, *listed) if one != _WITHHELD))

    def _listed_answers(self, kind: str, topic: str) -> Sequence[str]:
        if kind == "set":
            name = topic.partition("@")[0]
            fields = (field for field in self.review.codebook.evidence if field.id == name)
            # XX stands for letters that a person writes
            return [value for field in fields for value in field.values if not value.endswith("XX")]
        reasons = self.review.settings.reasons
        if (kind, topic) == ("screen", "fulltext") and reasons:
            out = [f"exclude: {reason}" for reason in reasons]
            return [
                "include",
                *out,
                *(verb for verb in SCREENING_VERBS if verb not in ("include", "exclude")),
            ]
        return _LISTED[kind]


_LISTED: Mapping[str, Sequence[str]] = {
    "tag": (YES, NO),
    "stance": decisions_.STANCES,
    "pair": ("same", "different", "related"),
    "screen": SCREENING_VERBS,
}
