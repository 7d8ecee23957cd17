"""Disputes as questions: what an adjudicator is asked, here, in a window and on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision, Problem, Where, Work
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
    no_answer_problem,
    no_decision_problem,
    reason_column,
    work_columns,
)
from litreview.review.session import Review

_EARLIER = 5
"""Settled disputes of the same kind that are shown beside one."""
_HELP = "Your answer settles it. What both said stays in their files, and is what agreement is measured by."


def choices(one: Dispute) -> Mapping[str, Choice]:
    """Return what an adjudicator can say of a dispute: the answers there are, `y` and `n` where these are yes and no."""
    plain = set(one.choices) == {YES, NO}
    found = {}
    for letter, choice in zip(KEYS, one.choices, strict=False):
        verb, value, reason = parse_answer(one.topic, choice)
        made = Choice(label=choice, decision=(verb, one.key, value), reason=reason)
        found[choice[0] if plain else letter] = made
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
    hidden = _hidden(one)
    given = choices(one)
    told = [f"  {d.by}: {'; '.join(opinion_text(d).split(chr(10)))}" for d in one.said]
    if set(one.choices) != {YES, NO}:
        told.append("  " + ", ".join(f"{key} {choice.label}" for key, choice in given.items()))
    prompt = "\n".join(map(printable, [*told, one.question]))
    return QuestionView(
        heading=one.source.key if hidden else one.source.title or one.source.key,
        prompt=_sentence(one),
        parts=(QuestionPart(prompt=prompt, choices=given, help=one.meaning or _HELP),),
        sealed=one.key if hidden else "",
        views=[(d.by, *_split(d)) for d in one.said],
        earlier=[
            (e.source.key, e.question, answer(e.settled), e.settled, not e.source.confidential)
            for e in _similar_settled(session, one)
            if e.settled
        ],
        help=one.meaning or _HELP,
        suggested="no",
        reason="Why it is settled so (kept with the answer)",
        known=[work.key for work in one.works],
        why=(
            f"Asked because {_coder_names(one)} say different things of it, and litreview.toml names {session.by} to settle that.",
            _HELP,
        ),
    )


def _sentence(one: Dispute) -> str:
    """Return the question as others begin, with a capital; but a code is called as it is."""
    text = one.question
    return text if one.topic.startswith("tag ") else f"{text[:1].upper()}{text[1:]}"


def _split(decision: Decision) -> tuple[str, Sequence[str]]:
    """Return what a coder answered, and the reason and quote given for it."""
    given, *more = opinion_text(decision).split("\n")
    return given, more


def _coder_names(one: Dispute) -> str:
    names = list(dict.fromkeys(d.by for d in one.said))
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _similar_settled(session: Session, one: Dispute) -> Sequence[Dispute]:
    """Return disputes of the same kind that were settled: first those on the same code, field or stage, the latest first."""
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
    """Return whether a line settled a dispute. Where an adjudicator judged as a coder does, before others differed, that is it, too."""

    def found() -> frozenset[Where]:
        return frozenset() if _closed(session.review, session.by) else settling_places(session.review)

    return line.place in session.cached("settled", found)


def _sheet(session: Session) -> Sheet:
    review = session.review
    if session.by:
        check_adjudicator(review.settings, session.by)
    found = open_disputes(review)
    coders = sorted({d.by for one in found for d in one.said})
    rows = []
    for one in found:
        # of what is confidential the code and what was answered
        hidden = _hidden(one) and not session.confidential
        told = {} if hidden else describe_work(one.works[0])
        cells = {
            "question": one.question,
            "meaning": one.meaning,
            **{f"said by {d.by}": opinion_text(d) for d in one.said},
            "other entry": "" if hidden else "\n".join(filter(None, map(_cited, one.works[1:]))),
            **told,
            "key": one.key,
        }
        links = {"link": told.get("link", "")}
        rows.append(Row(ids=(one.key, one.topic), cells=cells, choices=one.choices, shown="no", links=links))
    hint = "What holds: one of the answers that this cell offers. Blank: it stays open."
    return Sheet(
        kind="disputes",
        columns=(
            Column(name="decision", width=16, answer=True, by_row=True, free=True, hint=hint),
            reason_column(28),
            Column(name="question", width=20),
            *(Column(name=f"said by {coder}", width=28) for coder in coders),
            *([Column(name="other entry", width=36)] if any(len(one.works) > 1 for one in found) else []),
            Column(name="meaning", width=40),
            *work_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "What holds, where people differ?",
            *NOTES,
            "Only who is named under adjudicators in litreview.toml can settle: "
            + (" or ".join(review.settings.adjudicators) or "nobody is named yet"),
        ),
    )


def _cited(work: Work) -> str:
    told = describe_work(work)
    return "\n".join(filter(None, (told[name] for name in ("title", "authors", "year", "in", "key"))))


def _read(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    topic = row.ids[1]
    text = row.answers.get("decision", "")
    folded = {choice.casefold(): choice for choice in row.choices}
    given = folded.get(" ".join(text.casefold().split()), "")
    if not text:
        yield no_decision_problem(row)
    elif not given and not topic.startswith("set "):  # a field may take what no list has
        # `exclude` alone lacks its reason: what is nearest in letters would be the contrary
        begun = any(choice.casefold().startswith(text.strip().casefold()) for choice in row.choices)
        hint = "" if begun else near_miss(text, row.choices)
        yield no_answer_problem(row, "decision", row.choices, hint)
    else:
        verb, value, reason = parse_answer(topic, given or text)
        yield Answered.of(row, "decision", (verb, row.ids[0], value), reason)


def _names(row: FilledRow) -> Sequence[str]:
    kind, _, other = row.ids[-1].partition(" ")
    return (row.ids[0], other) if kind == "pair" else row.ids[:1]


TOPIC = QuestionTopic(
    name="disputes",
    title="Disputes",
    noun="dispute",
    group="work",
    find=_find,
    rests=_rests,
    owns=_owns,
    sole=True,
    closed=_closed,
    left=lambda review, _: len(open_disputes(review)),
    nothing=lambda _: "0 disputes: nothing is left to settle.",
    table=SheetFormat(make=_sheet, read=_read, names=_names, coded=True),
)
