"""Overview: what is left at each desk and for whom, how far coders agree, and the problems of the review by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview import decisions as decisions_
from litreview.review.cards import tells_of_others
from litreview.review.session import Review
from litreview.review.topics import every_topic
from litreview.verbs import SCREENING_VERBS
from litreview.web.asking import progress
from litreview.web.background import NotReadyError
from litreview.web.overview import agreement_hidden, offers
from litreview.web.pages import open_topics, page
from litreview.web.session import WindowSession

if TYPE_CHECKING:
    from litreview.agreement import Agreement
    from litreview.model import Decision, Problem

_KINDS: Mapping[str, Sequence[str]] = {
    "pairs": decisions_.PAIR_VERBS,
    "citations": (),
    "screening": tuple(SCREENING_VERBS),
    "codes": ("tag", "not-tag"),
    "stances and fields": ("stance", "set"),
    "corrections": (),
}
"""What people judge, and by which verbs, where a verb alone says it."""
_MOST = 25
"""Problems of one code that the page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The problems of one code: how many, and the first of them."""

    code: str
    level: str
    count: int
    shown: Sequence[Problem]


def overview_page(sitting: Sitting, home: str) -> str:
    """Return the first page."""
    review = sitting.review
    rows = [(desk, None if desk.waits(sitting) else progress(sitting, desk)) for desk in open_topics(sitting)]
    hidden = agreement_hidden(review, sitting.by)
    return page(
        sitting,
        home,
        "overview.html.j2",
        title="Overview",
        rows=rows,
        kinds=tuple(_KINDS),
        people=sitting.kept("people", lambda: judged(review, sitting.by)),
        left=sitting.kept("left", lambda: left(review, sitting.by)),
        hidden=hidden,
        agreement=() if hidden else tuple(map(_figures, (one for one in review.agreement if one.n))),
        offers=offers(sitting),
        confidential=review.library.confidential_summary(),
        read_at=sitting.read_at,
    )


def people(review: Review, by: str) -> Sequence[str]:
    """Return everybody who judged something, the adjudicators, and whoever looks."""
    names = {d.by: None for d in review.decisions} | dict.fromkeys((*review.settings.adjudicators, by))
    spelled = {decisions_.person(name): name for name in names}
    return sorted(spelled.values(), key=str.casefold)


def judged(review: Review, by: str) -> Mapping[str, Sequence[int]]:
    """Return by person how many judgements of each kind count: what was said is not in it."""
    counted = Counter((decisions_.person(d.by), _kind(review, d)) for d in review.decisions)
    return {name: [counted[decisions_.person(name), kind] for kind in _KINDS] for name in people(review, by)}


def _kind(review: Review, said: Decision) -> str:
    """Return which of `_KINDS` a judgement is, `""` for none: of a reference no pair, of a field of an entry no evidence field."""
    if decisions_.names_reference(said):
        return "citations"
    if review.corrects(said):
        return "corrections"
    return next((kind for kind, verbs in _KINDS.items() if said.verb in verbs), "")


def left(review: Review, by: str) -> Mapping[str, Mapping[str, int]]:
    """Return by desk and person how many questions are left, of the desks that can say so of anybody."""
    return {
        desk.title: {
            name: desk.left(review, name) for name in people(review, by) if not desk.closed(review, name)
        }
        for desk in every_topic().values()
        if desk.left
    }


def _figures(one: Agreement) -> Sequence[str]:
    """Return a row: what of, how many sources, how often they agree, kappa of two coders, alpha."""
    percent = "" if one.percent is None else f"{one.percent:.0%}"
    kappa = str(one.kappas[0].kappa).partition(" (")[0] if len(one.kappas) == 1 else ""
    return (one.about, f"{one.n:,}", percent, kappa, str(one.alpha).partition(" (")[0])


def problems_page(sitting: Sitting, home: str) -> str:
    """Return the page of problems: every one that `litreview check` tells, with its place and what to do."""
    later = sitting.later("problems")
    return page(
        sitting,
        home,
        "problems.html.j2",
        title="Problems",
        groups=_groups(sitting),
        read_at=later.at,
        newer=not later.current,
    )


def _groups(sitting: Sitting) -> Sequence[Group]:
    """Return the problems as they were when they were last looked for, which takes longer than a page may; `NotReadyError` at first."""
    review, by = sitting.review, sitting.by
    found: Sequence[Group] | None = sitting.later("problems").get(
        sitting.number, lambda _: group_problems(sitting.make(review, "problems"), by)
    )
    if found is None:
        raise NotReadyError("The problems of the review are being looked for.")
    return found


def group_problems(review: Review, by: str) -> Sequence[Group]:
    """Return the problems by code, errors first; for whoever must not see what others said, none that tells of it."""
    hidden = bool(agreement_hidden(review, by))
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in review.problems:
        if not (hidden and tells_of_others(problem, by)):
            found.setdefault((problem.level, problem.code), []).append(problem)
    return [
        Group(code=code, level=level, count=len(all_), shown=all_[:_MOST])
        for (level, code), all_ in found.items()
    ]
