"""The answers to each question that a person is asked, and the decision each makes. The same for terminal and window.

`Answer`s are by key: what a person presses, in the terminal and in the window. No answer has the keys that every question has: `s` skip,
`u` undo, `q` quit, `?`, and in the window `o` overview, `j` go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.brief import brief
from litreview.decisions import KINDS, REFERENCE, STANCES
from litreview.review.asking import definition, instructions
from litreview.review.disputes import verdict

if TYPE_CHECKING:
    from litreview.codebook import EvidenceField
    from litreview.review.asking import CodeQuestion, PairQuestion, ReferenceQuestion, StanceQuestion
    from litreview.review.disputes import Dispute
    from litreview.review.screening import ScreenQuestion

# without the keys that every question has: s, u, q in the terminal, s, u, o, j in the window
KEYS = "123456789abcdefghiklmnprtvwxyz"
PAIR_HELP = (
    "One work is one text by the same people, wherever it was printed. An edition, a summary, a review or a "
    "preprint that is cited in its own right is another work: say r, and the two are shown as related."
)
SCREEN_HELP = "Skip what you have not read; m is for what you have read and cannot decide."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a key means: a word for it, and the decision it makes: verb, key, value, and why. `rest`: also for what follows on the topic."""

    label: str
    decision: tuple[str, str, str]
    reason: str = ""
    rest: bool = False

    __repr__ = brief


def pair_answers(question: PairQuestion) -> Mapping[str, Answer]:
    """Return what can be said of a pair."""
    a, b = question.names
    return {
        "y": Answer(label="the same work", decision=("same", a, b)),
        "n": Answer(label="two works", decision=("different", a, b)),
        "r": Answer(label="two works that belong together", decision=("related", a, f"related {b}")),
    }


_KINDS: Mapping[str, str] = {
    "version": "versions of one text",
    "edition": "editions",
    "summary": "one sums up the other",
    "same-data": "the same data",
    "review-of": "one reviews the other",
}


def kind_answers(question: PairQuestion) -> Mapping[str, Answer]:
    """Return how two works can belong together, by a digit for each kind."""
    a, b = question.names
    return {
        str(number): Answer(label=_KINDS[kind], decision=("related", a, f"{kind} {b}"))
        for number, kind in enumerate(KINDS, start=1)
    }


def reference_answers(question: ReferenceQuestion) -> Mapping[str, Answer]:
    """Return what can be said of a reference in doubt, whoever has it."""
    key, value = question.source.key, f"{REFERENCE}{question.text}"
    return {
        "y": Answer(label="it is this source", decision=("same", key, value)),
        "n": Answer(label="it is not", decision=("different", key, value)),
    }


def code_answers(question: CodeQuestion) -> Mapping[str, Answer]:
    """Return what can be said of a code of a source."""
    key, code = question.source.key, question.code.id
    return {
        "y": Answer(label=f"{code}: yes", decision=("tag", key, code)),
        "n": Answer(label=f"{code}: no", decision=("not-tag", key, code)),
        "x": Answer(label="no to this and every code after it", decision=("not-tag", key, code), rest=True),
    }


def named_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a person names in a field, each once.

    >>> named_codes("effects, R1; effects")
    ('effects', 'R1')
    """
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.replace(";", ",").split(",")))))


def value_answers(verb: str, key: str, head: str, values: Sequence[str]) -> Mapping[str, Answer]:
    """Return the values that a stance or an evidence field can have; `head` is the code or the field."""
    return {
        letter: Answer(label=value, decision=(verb, key, f"{head}={value}"))
        for letter, value in zip(KEYS, values, strict=False)
    }


def fixed_values(field: EvidenceField) -> Sequence[str]:
    """Return the values of an evidence field that one key can give."""
    return [value for value in field.values if not value.endswith("XX")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueQuestion:
    """One thing that is asked of what a source found: the stance on a code, or an evidence field (`field`), of a code or of the source.

    `verb` and `head` are those of the decision `HEAD=VALUE`; `values` those that one key gives; `meaning`: what the code or the field means.
    """

    prompt: str
    verb: str
    head: str
    values: Sequence[str]
    meaning: str = ""
    field: EvidenceField | None = None

    __repr__ = brief


def value_questions(questions: Sequence[StanceQuestion]) -> tuple[ValueQuestion, ...]:
    """Return what is asked of one source, in order: for each goal stance and fields, then the fields of the source, each once."""
    found = []
    of_source: dict[str, EvidenceField] = {}
    for one in questions:
        code = one.code
        if one.stance:
            found.append(
                ValueQuestion(
                    prompt=f"{code.id}: what did it find?",
                    verb="stance",
                    head=code.id,
                    values=STANCES,
                    meaning="\n".join((definition(code), *instructions(code))),
                )
            )
        for field in one.fields:
            if field.by_code:
                found.append(_of_field(field, f"{code.id}: {field.label}?", f"{field.id}@{code.id}"))
            else:
                of_source[field.id] = field
    return (*found, *(_of_field(field, f"{field.label}?", field.id) for field in of_source.values()))


def _of_field(field: EvidenceField, prompt: str, head: str) -> ValueQuestion:
    return ValueQuestion(
        prompt=prompt,
        verb="set",
        head=head,
        values=fixed_values(field),
        meaning=field.definition,
        field=field,
    )


def screen_prompt(question: ScreenQuestion) -> str:
    """Return what is asked of a source at its stage."""
    return "in, from title and abstract?" if question.stage == "abstract" else "in, from the full text?"


def screen_answers(question: ScreenQuestion, reasons: Sequence[str]) -> Mapping[str, Answer]:
    """Return what can be said of a source at a stage; of a full text each of the `reasons` is an exclusion of its own."""
    key, stage = question.source.key, question.stage
    whys = reasons if stage == "fulltext" else ()
    outs = {
        letter: Answer(label=f"exclude: {why}", decision=("exclude", key, stage), reason=why)
        for letter, why in zip((letter for letter in KEYS if letter not in "imn"), whys, strict=False)
    } or {"e": Answer(label="exclude", decision=("exclude", key, stage))}
    return {
        "i": Answer(label="include", decision=("include", key, stage)),
        **outs,
        "m": Answer(label="unsure", decision=("unsure", key, stage)),
        "n": Answer(label="not retrieved", decision=("not-retrieved", key, stage)),
    }


def dispute_answers(dispute: Dispute) -> Mapping[str, Answer]:
    """Return what an adjudicator can say of a dispute: the answers there are, `y` and `n` where these are yes and no."""
    plain = set(dispute.choices) == {"yes", "no"}

    def named() -> Iterator[tuple[str, Answer]]:
        for letter, choice in zip(KEYS, dispute.choices, strict=False):
            verb, value, reason = verdict(dispute.topic, choice)
            answer = Answer(label=choice, decision=(verb, dispute.key, value), reason=reason)
            yield (choice[0] if plain else letter), answer

    return dict(named())
