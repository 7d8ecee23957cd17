"""Questions on disputes for adjudicators, in the terminal, the window and a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision, Problem, Where, Work
from litreview.core.results.texts import TextPassage
from litreview.core.sealed import shown
from litreview.core.text.display import printable
from litreview.formats.sheets import Column, FilledRow, Row, Sheet
from litreview.review.coder_disputes import (
    NO,
    YES,
    Dispute,
    answer,
    check_adjudicator,
    find_disputes,
    open_disputes,
    opinion_text,
    parse_answer,
    settling_places,
)
from litreview.review.questions import (
    KEYS,
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    SheetFormat,
    entries_of,
)
from litreview.review.questions.shared import (
    NOTES,
    Answered,
    describe_work,
    main_codes,
    no_answer_problem,
    no_decision_problem,
    passages_on,
    reason_column,
    work_columns,
)
from litreview.review.session import Review

_EARLIER = 5
"""Most settled disputes of the same kind shown with one."""
_HELP = "Your answer settles the dispute. The earlier answers stay in their files, and agreement is measured from them."


_FIXED: Mapping[str, str] = {
    YES: "y", NO: "n", "same": "y", "different": "n",
    "include": "i", "exclude": "e", "unsure": "m", "not-retrieved": "n",
}  # fmt: skip
"""The keys of answers that have one; reasons, kinds of relation, stances and values have digits and letters in their order."""


def choices(one: Dispute) -> Mapping[str, Choice]:
    """Return the choices of a dispute, each with the key that it has in the question itself, whatever the coders answered."""
    # of three values of a field, `no` is one of three
    of_values = one.topic.startswith(("set ", "stance ")) and set(one.choices) != {YES, NO}
    fixed = {} if of_values else {choice: _FIXED[choice] for choice in one.choices if choice in _FIXED}
    free = iter([key for key in KEYS if key not in fixed.values()])
    found = {}
    for choice in one.choices:
        verb, value, reason = parse_answer(one.topic, choice)
        made = Choice(label=choice, decision=(verb, one.key, value), reason=reason)
        if key := fixed.get(choice) or next(free, ""):
            found[key] = made
    return found


def _find(session: Session) -> Sequence[Question]:
    check_adjudicator(session.review.settings, session.by)
    return [
        Question(
            about=f"dispute\n{one.key}\n{one.topic}",
            works=(one.source,) if _hidden(one) else one.works,
            item=one,
            group=f"{one.key} {one.topic}" if len(one.works) > 1 else one.source.key,
            shows=partial(_show, session),
        )
        for one in _every_dispute(session)
        if one.settled is None
    ]


def _every_dispute(session: Session) -> Sequence[Dispute]:
    return session.cached("disputes", lambda: find_disputes(session.review))


def _hidden(one: Dispute) -> bool:
    return any(work.confidential for work in one.works)


def _show(session: Session, question: Question) -> QuestionView:
    one: Dispute = question.item
    is_sealed = _hidden(one)
    found_choices = choices(one)
    lines = [f"  {d.by}: {'; '.join(opinion_text(d).split(chr(10)))}" for d in one.said]
    if set(one.choices) != {YES, NO}:
        lines.append("  " + ", ".join(f"{key} {choice.label}" for key, choice in found_choices.items()))
    prompt = "\n".join(map(printable, [*lines, one.question]))
    return QuestionView(
        heading=one.source.key if is_sealed else one.source.title or one.source.key,
        prompt=_sentence(one),
        parts=(
            QuestionPart(
                prompt=prompt,
                choices=found_choices,
                help=one.meaning or _HELP,
                passages=_passages(session, one),
            ),
        ),
        sealed=one.key if is_sealed else "",
        views=[(d.by, *_split(d)) for d in one.said],
        earlier=[
            (e.source.key, e.question, answer(e.settled), e.settled, not e.source.confidential)
            for e in _similar_settled(session, one)
            if e.settled
        ],
        help=one.meaning or _HELP,
        suggested="no",
        reason="Reason for your decision (saved with the answer)",
        known=[work.key for work in one.works],
        why=(
            f"You are asked because {_coder_names(one)} disagree, and litreview.toml names {session.by} as adjudicator.",
            _HELP,
        ),
    )


def _passages(session: Session, one: Dispute) -> Callable[[], Sequence[TextPassage]]:
    """Return what finds the passages of its text on the code that is disputed, of a full text on the main ones."""
    kind, _, about = one.topic.partition(" ")
    book = session.review.codebook
    codes = [code for code in book.codes if kind in ("tag", "stance") and code.id == about]
    if about == "fulltext":
        codes = [*main_codes(book)]
    return passages_on(session, one.source, codes) if codes else tuple


def _sentence(one: Dispute) -> str:
    """Return the question with a capital; a code at its start stays unchanged."""
    text = one.question
    return text if one.topic.startswith("tag ") else f"{text[:1].upper()}{text[1:]}"


def _split(decision: Decision) -> tuple[str, Sequence[str]]:
    """Return the answer of a coder, and the lines with reason and quote."""
    answer_line, *details = opinion_text(decision).split("\n")
    return answer_line, details


def _coder_names(one: Dispute) -> str:
    names = list(dict.fromkeys(d.by for d in one.said))
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _similar_settled(session: Session, one: Dispute) -> Sequence[Dispute]:
    """Return settled disputes of the same kind: those on the same code, field or stage first, then the latest first."""
    kind = one.topic.partition(" ")[0]
    alike = [
        e for e in _every_dispute(session) if e.settled and e.topic.partition(" ")[0] == kind and e is not one
    ]
    alike.sort(key=lambda e: (e.topic == one.topic, e.settled.when if e.settled else ""), reverse=True)
    return alike[:_EARLIER]


def _rests(session: Session, question: Question) -> Mapping[str, str]:
    one: Dispute = question.item
    own = session.answered("disputes", question.key)
    return {
        **entries_of(one.works),
        **{f"what {d.by} said": "\n".join((opinion_text(d), d.when)) for d in one.said},
        **{f"what {d.by} settled": f"{answer(d)} {shown(d.reason)} {d.when}" for d in own},
    }


def _closed(review: Review, by: str) -> str:
    try:
        check_adjudicator(review.settings, by)
    except UsageError as error:
        return str(error)
    return ""


def _owns(session: Session, line: Decision) -> bool:
    """Return whether a line settled a dispute, also one that an adjudicator wrote before others disagreed."""

    def settled_places() -> frozenset[Where]:
        return frozenset() if _closed(session.review, session.by) else settling_places(session.review)

    return line.place in session.cached("settled", settled_places)


def _sheet(session: Session) -> Sheet:
    review = session.review
    if session.by:
        check_adjudicator(review.settings, session.by)
    disputes = open_disputes(review)
    coders = sorted({d.by for one in disputes for d in one.said})
    rows = []
    for one in disputes:
        # a confidential source shows its code and the answers alone
        is_sealed = _hidden(one) and not session.confidential
        description = {} if is_sealed else describe_work(one.works[0])
        cells = {
            "question": one.question,
            "meaning": one.meaning,
            **{f"said by {d.by}": opinion_text(d) for d in one.said},
            "other entry": "" if is_sealed else "\n".join(filter(None, map(_cited, one.works[1:]))),
            **description,
            "key": one.key,
        }
        links = {"link": description.get("link", "")}
        rows.append(Row(ids=(one.key, one.topic), cells=cells, choices=one.choices, shown="no", links=links))
    hint = "Your decision: one of the answers that this cell offers. Blank: it stays open."
    return Sheet(
        kind="disputes",
        columns=(
            Column(name="decision", width=16, answer=True, by_row=True, free=True, hint=hint),
            reason_column(28),
            Column(name="question", width=20),
            *(Column(name=f"said by {coder}", width=28) for coder in coders),
            *([Column(name="other entry", width=36)] if any(len(one.works) > 1 for one in disputes) else []),
            Column(name="meaning", width=40),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which answer is right, where people disagree?",
            *NOTES,
            "Only adjudicators named in litreview.toml can settle a dispute: "
            + (" or ".join(review.settings.adjudicators) or "nobody is named yet"),
        ),
    )


def _cited(work: Work) -> str:
    description = describe_work(work)
    return "\n".join(filter(None, (description[name] for name in ("title", "authors", "year", "in", "key"))))


def _read(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    topic = row.ids[1]
    text = row.answers.get("decision", "")
    folded = {choice.casefold(): choice for choice in row.choices}
    picked = folded.get(" ".join(text.casefold().split()), "")
    if not text:
        yield no_decision_problem(row)
    elif not picked and not topic.startswith("set "):  # a field accepts unlisted values
        # `exclude` without a reason: the nearest choice by letters would be `include`
        is_prefix = any(choice.casefold().startswith(text.strip().casefold()) for choice in row.choices)
        hint = "" if is_prefix else near_miss(text, row.choices)
        yield no_answer_problem(row, "decision", row.choices, hint)
    else:
        verb, value, reason = parse_answer(topic, picked or text)
        yield Answered.of(row, "decision", (verb, row.ids[0], value), reason)


def _names(row: FilledRow) -> Sequence[str]:
    kind, _, other = row.ids[-1].partition(" ")
    return (row.ids[0], other) if kind == "pair" else row.ids[:1]


TOPIC = QuestionTopic(
    name="disputes",
    title="Disputes",
    noun="dispute",
    asks="Coders disagree: which answer is right?",
    seconds=60,
    group="work",
    find=_find,
    rests=_rests,
    owns=_owns,
    sole=True,
    closed=_closed,
    left=lambda review, _: len(open_disputes(review)),
    nothing=lambda _: "0 disputes: none is left to settle.",
    table=SheetFormat(make=_sheet, read=_read, names=_names, coded=True),
)
