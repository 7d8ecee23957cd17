"""Disputes: what coders say differently, and what an adjudicator says holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litreview.errors import UsageError
from litreview.linkage.side_by_side import side_by_side
from litreview.model import Decision, Where
from litreview.review.choices import dispute_answers
from litreview.review.disputes import (
    Dispute,
    answer,
    check_adjudicator,
    find_disputes,
    open_disputes,
    settling,
    view,
)
from litreview.review.session import Review
from litreview.sealed import shown
from litreview.web.desks.protocol import Card, Desk, Form, Question, chosen, drafted, entry_text
from litreview.web.sitting import Sitting

_EARLIER = 5
"""Settled disputes of the same kind that are shown beside one."""
_HELP = "Your answer settles it. What both said stays in their files, and is what agreement is measured by."


def _closed(review: Review, by: str) -> str:
    try:
        check_adjudicator(review.settings, by)
    except UsageError as error:
        return str(error)
    return ""


def _find(sitting: Sitting) -> Sequence[Question]:
    return [
        Question(topic=f"dispute\n{one.key}\n{one.topic}", about=one)
        for one in _all(sitting)
        if one.settled is None
    ]


def _all(sitting: Sitting) -> Sequence[Dispute]:
    return sitting.kept("disputes", lambda: find_disputes(sitting.review))


def _owns(sitting: Sitting, line: Decision) -> bool:
    """Return whether a line settled a dispute. Where an adjudicator judged as a coder does, before others differed, that is it, too."""
    return line.place in sitting.kept("settled", lambda: _settling(sitting.review, sitting.by))


def _settling(review: Review, by: str) -> frozenset[Where]:
    return frozenset() if _closed(review, by) else settling(review)


def _card(sitting: Sitting, question: Question) -> Card:
    one: Dispute = question.about
    pair = len(one.works) > 1
    hidden = any(work.confidential for work in one.works)
    return Card(
        heading=one.source.key if hidden else one.source.title or one.source.key,
        prompt=_sentence(one),
        values={
            "dispute": one,
            "views": [(d, *_split(d)) for d in one.said],
            "rows": side_by_side(one.works) if pair and not hidden else (),
            "hidden": hidden,
            "help": one.meaning or _HELP,
            "earlier": [(e, answer(e.settled)) for e in _earlier(sitting, one) if e.settled],
        },
        answers=(("", dispute_answers(one)),),
        works=tuple(work.key for work in one.works),
        why=(
            f"Asked because {_people(one)} say different things of it, and litreview.toml names {sitting.by} to settle that.",
            _HELP,
        ),
        rests=_rests(sitting, one),
    )


def _sentence(one: Dispute) -> str:
    """Return the question as other desks begin theirs, with a capital; but a code is called as it is."""
    text = one.question
    return text if one.topic.startswith("tag ") else f"{text[:1].upper()}{text[1:]}"


def _split(decision: Decision) -> tuple[str, Sequence[str]]:
    """Return what a coder answered, and the reason and quote given for it."""
    given, *more = view(decision).split("\n")
    return given, more


def _people(one: Dispute) -> str:
    names = list(dict.fromkeys(d.by for d in one.said))
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _earlier(sitting: Sitting, one: Dispute) -> Sequence[Dispute]:
    """Return disputes of the same kind that were settled: first those on the same code, field or stage, the latest first."""
    kind = one.topic.partition(" ")[0]
    alike = [e for e in _all(sitting) if e.settled and e.topic.partition(" ")[0] == kind and e is not one]
    alike.sort(key=lambda e: (e.topic == one.topic, e.settled.when if e.settled else ""), reverse=True)
    return alike[:_EARLIER]


def _rests(sitting: Sitting, one: Dispute) -> Mapping[str, str]:
    own = sitting.given.get(
        ("disputes", Question(topic=f"dispute\n{one.key}\n{one.topic}", about=one).key), ()
    )
    return {
        **{f"the entry {work.key}": entry_text(work) for work in one.works},
        **{f"what {d.by} said": "\n".join((view(d), d.when)) for d in one.said},
        **{f"what {d.by} settled": f"{answer(d)} {shown(d.reason)} {d.when}" for d in own},
    }


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    return [drafted(sitting, chosen(_card(sitting, question), form), form, shown="no")]


DISPUTES = Desk(
    name="disputes",
    title="Disputes",
    noun="dispute",
    template="disputes.html.j2",
    find=_find,
    card=_card,
    drafts=_drafts,
    owns=_owns,
    closed=_closed,
    left=lambda review, _: len(open_disputes(review)),
)
