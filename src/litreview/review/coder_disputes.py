"""Disputes between coders, and how an adjudicator settles them; terminal, window, sheet and report use the same.

A dispute is a slot (a code of a source, a stage of screening, a pair, …) on which coders disagree. A decision by someone whom
litreview.toml names as adjudicator settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, RecordId, Source, Where, Work
from litreview.core.results.coverage import Differing
from litreview.core.sealed import SEALED, shown
from litreview.core.wording import Value
from litreview.judgements import decisions as decisions_
from litreview.judgements.agreement import Disagreement
from litreview.judgements.decisions import coder_name
from litreview.review.questions.shared import decision_name, definition, record_named
from litreview.review.session import Review
from litreview.review.settings import Settings
from litreview.review.stage_graph.merging import DisputedSlot

YES, NO = "yes", "no"


_FULL_TEXT_OUT = ("exclude", "fulltext")
_EMPTY_VALUE = "(the work has none)"  # an empty value, which no cell and no key can hold
_WITHHELD = "withheld"  # a value set on a confidential source that no list has


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Value):
    """One question on which coders disagree.

    - `key`: the name of the source in decisions, for a pair that of the first record;
    - `topic`: what is disputed, such as `tag protect`, `screen abstract`, `set design` or `pair KEY`; `question`: the same for a reader;
    - `source`: the work; `works`: the work, or the two records of a pair;
    - `said`: the decision of each coder; `choices`: the possible answers, first those that coders gave;
    - `settled`: the decision of the adjudicator, None while the dispute is open.
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

    @property
    def state(self) -> str:
        """`open`, or who settled it and how."""
        return f"settled by {self.settled.by}: {answer(self.settled)}" if self.settled else "open"


def answer(decision: Decision) -> str:
    """Return the answer in a decision, such as `yes`, `exclude: not about trafficking`, `supports` or `related edition`.

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
    """Return the answer of a coder, with reason and quote on the lines below."""
    answer_line = answer(decision)
    details = [shown(text) for text in (decision.reason, decision.where)]
    return "\n".join([answer_line, *(text for text in details if text and text not in answer_line)])


def parse_answer(topic: str, text: str) -> tuple[str, str, str]:
    """Return verb, value and reason of an answer to a topic. `DecisionWriter.draft` checks the verb.

    >>> parse_answer("tag protect", "no"), parse_answer("screen fulltext", "exclude: no data"), parse_answer("pair Diaz2020", "related edition")
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
    """Raise `UsageError` unless litreview.toml names `by` as an adjudicator."""
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
    """Return open and settled disputes in the order of the sources; a confidential source appears by its code."""
    finder = _DisputeBuilder(review)
    disputed: Sequence[DisputedSlot] = review.stage_value("disputed")
    disputes = [built for dispute in disputed if (built := finder.build(*dispute))]
    place = {source.key: number for number, source in enumerate(review.sources)}
    return tuple(sorted(disputes, key=lambda built: (place[built.source.key], built.topic)))


def settling_places(review: Review) -> frozenset[Where]:
    """Return the places of lines by which adjudicators settled a dispute, also on abstracts whose full text is judged by now."""
    judges = review.settings.adjudicators
    places: set[Where] = set()
    for lines in review.stage_value("lines_by_subject"):
        current = decisions_.current(lines)
        opinions = grouped(
            (decisions_.slot(d), d.verb if d.verb in decisions_.PAIR_VERBS else answer(d))
            for d in current
            if d.by not in judges
        )
        places |= {
            d.place for d in current if d.by in judges and len({*opinions.get(decisions_.slot(d), ())}) > 1
        }
    return frozenset(places)


def open_disputes(review: Review) -> tuple[Dispute, ...]:
    """Return the disputes that no adjudicator has settled yet."""
    return tuple(one for one in find_disputes(review) if one.settled is None)


def dispute_rows(review: Review) -> tuple[Differing, ...]:
    """Return the differences between coders as rows of the report, open ones first, then those that only their first answers had.

    Those of rounds in which people still judge independently are left out.
    """
    disputes = sorted(
        (
            one
            for one in find_disputes(review)
            if review.corrects(one.said[0]) or not in_open_round(review, one.topic)
        ),
        key=lambda one: one.settled is not None,
    )
    rows = {
        (one.key if len(one.works) > 1 else one.source.key, one.topic): Differing(
            key=one.source.key,
            question=full_question(one),
            answers={d.by: answer(d) for d in one.said},
            state=one.state,
        )
        for one in disputes
    }
    finder = _DisputeBuilder(review)
    first = (d for one in review.agreement for d in one.disagreements)
    for one in (d for d in first if d.key in finder.by_key and not in_open_round(review, d.topic)):
        question, _ = finder.question_and_meaning(*one.topic.split(" ", 1))
        rows.setdefault(
            (one.key, one.topic),
            Differing(
                key=one.key,
                question=question,
                answers={coder: value for coder, value, _ in one.said},
                state=f"settled by {one.settled_by}: {one.settled}" if one.settled_by else "open",
            ),
        )
    return tuple(rows.values())


def reason_disagreements(review: Review) -> list[Disagreement]:
    """Return the full texts that people exclude for different reasons: on these they agree, so agreement does not count them."""
    return [
        Disagreement(
            key=one.source.key,
            about="reason of the exclusion",
            said=tuple((d.by, shown(d.reason) or "none", "") for d in one.said),
            settled=shown(one.settled.reason) or "none" if one.settled else "",
            settled_by=one.settled.by if one.settled else "",
        )
        for one in find_disputes(review)
        if decisions_.disputes_reason(one.said) and not in_open_round(review, one.topic)
    ]


def in_open_round(review: Review, topic: str) -> bool:
    """Return whether people still judge independently on a topic, so that what they differ on is shown to adjudicators alone."""
    kind, _, about = topic.partition(" ")
    return decisions_.round_of((kind, "", about)) in review.stage_value("open_rounds")


def full_question(one: Dispute) -> str:
    """Return the question of a dispute for a table that shows one key, so that a pair adds the key of the other record."""
    return one.question + (f" ({one.topic.partition(' ')[2]})" if len(one.works) > 1 else "")


class _DisputeBuilder:
    """Builds a Dispute from a slot: finds its works, words and possible answers."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.index = review.index
        self.by_key = {source.key: source for source in review.sources}
        self.registries = {record.id: record for record in review.enriched}

    def build(
        self, slot: tuple[str, ...], opinions: tuple[Decision, ...], settled: Decision | None
    ) -> Dispute | None:
        """Return the Dispute, None if its source is gone or its names are sealed."""
        kind, key, topic = slot[0], slot[1], slot[2]
        if kind == "pair" and key in self.registries:
            key, topic = topic, key
        if SEALED in key or SEALED in topic:
            return None
        keys = decisions_.resolve(key, self.index)
        if not keys:
            return None
        source = self.by_key[keys[0]]
        works: tuple[Work, ...] = (source,)
        question, meaning = self.question_and_meaning(kind, topic)
        if decisions_.disputes_reason(opinions):
            question = "excluded by full text: for which reason?"
        if kind == "pair":
            works = tuple(work for name in (key, topic) for work in self._records_named(name))
            if len(works) < 2:  # a cited reference is no record
                works, question = (source,), _question_on_object(topic)
        return Dispute(
            key=key if kind == "pair" else decision_name(source),
            topic=f"{kind} {topic}",
            question=question,
            meaning=meaning,
            source=source,
            works=works,
            said=opinions,
            choices=self._choices(kind, topic, opinions, source),
            settled=settled,
        )

    def _records_named(self, name: str) -> Iterable[Work]:
        """Yield the record that a pair's decision names, nothing for a cited reference."""
        if name in self.registries:
            yield self.registries[RecordId(name)]
        for key in decisions_.resolve(name, self.index)[:1]:
            yield record_named(self.by_key[key], name)

    def question_and_meaning(self, kind: str, topic: str) -> tuple[str, str]:
        """Return the question, and the definition of its code or field."""
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

    def _choices(
        self, kind: str, topic: str, opinions: Sequence[Decision], source: Source
    ) -> tuple[str, ...]:
        """Return the possible answers: first those listed, in an order that no answer moves, then those that coders gave.

        For a corrected field the last one is the value received.
        """
        listed = self._listed_answers(kind, topic)
        if self.review.corrects(opinions[0]):
            listed = [*map(answer, opinions), source.get(topic) or _EMPTY_VALUE]
        answers = [answer(d) for d in opinions]
        if kind in ("tag", "screen"):  # listed answers only: an exclusion needs one of the reasons
            answers = [one for one in answers if one in listed and kind == "screen"]
        return tuple(dict.fromkeys(one for one in (*listed, *answers) if one != _WITHHELD))

    def _listed_answers(self, kind: str, topic: str) -> Sequence[str]:
        if kind == "set":
            name = topic.partition("@")[0]
            fields = (field for field in self.review.codebook.evidence if field.id == name)
            # XX stands for letters that a person writes
            return [value for field in fields for value in field.values if not value.endswith("XX")]
        if kind == "stance":
            return self.review.codebook.stances
        if kind == "pair" and topic.startswith((decisions_.TEXT, decisions_.REFERENCE)):
            return ("same", "different")
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
    "pair": ("same", "different", *(f"related {kind}" for kind in decisions_.KINDS), "related"),
    "screen": SCREENING_VERBS,
}


def _question_on_object(topic: str) -> str:
    """Return the question on a source and a cited reference, or a file with a full text."""
    if topic.startswith(decisions_.TEXT):
        return f"is {topic.removeprefix(decisions_.TEXT)} its full text?"
    return f"does it cite {topic.removeprefix(decisions_.REFERENCE)}?"
