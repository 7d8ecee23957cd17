"""Overview: what is left at each desk and for whom, how far coders agree, the problems of the review by place, and the pages that a run writes.

Whoever judges apart from others is not shown what these or the machine say (`agreement_hidden`, `withheld`).

A page that a run writes is of a fixed list, made by the same functions, with links to the desks. It is made beside the requests, and anew
when the review was read again; what it may load and run is what it says itself, by digest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem
from litreview.judgements import decisions as decisions_
from litreview.judgements.agreement import Agreement
from litreview.pages import Ways
from litreview.review.coder_disputes import check_adjudicator, told_question
from litreview.review.folder import with_decided
from litreview.review.outputs.writing import page_bytes
from litreview.review.questions import every_topic, find_topic
from litreview.review.session import Review
from litreview.review.work_cards import tells_of_others
from litreview.web.background import NotReadyError
from litreview.web.pages import open_topics, page, work_address
from litreview.web.question_flow import progress, questions
from litreview.web.session import WindowSession

_KINDS: Mapping[str, Sequence[str]] = {
    "pairs": decisions_.PAIR_VERBS,
    "citations": (),
    "screening": tuple(SCREENING_VERBS),
    "codes": ("tag", "not-tag"),
    "stances and fields": ("stance", "set"),
    "corrections": (),
}
"""What people judge, and by which verbs, where a verb alone says it."""
PAGES = "pages"
"""What requests of the pages that a run writes are noted as."""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_MOST = 25
"""Problems of one code that the page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The problems of one code: how many, and the first of them."""

    code: str
    level: str
    count: int
    shown: Sequence[Problem]


def overview_page(session: WindowSession, home: str) -> str:
    """Return the first page."""
    review = session.review
    rows = [(desk, None if desk.waits(session) else progress(session, desk)) for desk in open_topics(session)]
    hidden = agreement_hidden(review, session.by)
    return page(
        session,
        home,
        "overview.html.j2",
        title="Overview",
        rows=rows,
        kinds=tuple(_KINDS),
        people=session.kept("people", lambda: judged(review, session.by)),
        left=session.kept("left", lambda: left(review, session.by)),
        hidden=hidden,
        agreement=() if hidden else tuple(map(_figures, (one for one in review.agreement if one.n))),
        offers=offers(session),
        confidential=review.library.confidential_summary(),
        read_at=session.read_at,
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


def problems_page(session: WindowSession, home: str) -> str:
    """Return the page of problems: every one that `litreview check` tells, with its place and what to do."""
    groups, value = _groups(session), session.background_value("problems")
    return page(
        session,
        home,
        "problems.html.j2",
        title="Problems",
        groups=groups,
        read_at=value.at,
        newer=not value.current,
    )


def _groups(session: WindowSession) -> Sequence[Group]:
    """Return the problems as they were when they were last looked for, which takes longer than a page may; `NotReadyError` at first."""
    snapshot, by = session.snapshot, session.by
    found: Sequence[Group] | None = session.background_value("problems").get(
        session.generation, lambda _: group_problems(session.compute(snapshot, "problems"), by)
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


# ---------------------------------------------------------------------------------- who judges apart
def agreement_hidden(review: Review, by: str) -> str:
    """Return why agreement is not shown to a person, `""` if it is: who codes apart from others should not know how far they agree."""
    try:
        check_adjudicator(review.settings, by)
    except UsageError:
        apart = max(review.settings.coders, review.settings.screeners)
        if apart > 1:
            return (
                f"Each source is judged by {apart} people apart from each other, so that how far they agree is not shown to them. "
                "An adjudicator sees it here, and `litreview agree` tells it when all is done."
            )
    return ""


# ---------------------------------------------------------------------------------- pages that a run writes
@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A page: the file that a run writes, what it is called and shows; `apart`: it tells what people said of sources, or what the machine does."""

    file: str
    title: str
    shows: str
    apart: bool = True


STATIC: Mapping[str, Static] = {
    "duplicates": Static(
        file="duplicates.html",
        title="Duplicates",
        shows="pairs to judge, what was merged, what was kept apart, and why",
        apart=False,
    ),
    "report": Static(
        file="report.html", title="Report", shows="the whole review, for its readers and the team"
    ),
    "map": Static(
        file="evidence-map.html", title="Evidence map", shows="what the sources inform, by type of source"
    ),
    "graph": Static(file="graph.html", title="Citation graph", shows="who cites whom"),
}
"""Every page by its name in addresses: no other name leads anywhere."""


def offers(session: WindowSession) -> Sequence[tuple[str, Static, str]]:
    """Return each page by its name, with why it is withheld from this person, `""` if it is not."""
    return [(name, page, withheld(session, name)) for name, page in STATIC.items()]


def withheld(session: WindowSession, name: str) -> str:
    """Return why a page is not served to this person, `""` if it is: who judges apart must not see what others said, or the machine."""
    if not STATIC[name].apart or not agreement_hidden(session.review, session.by):
        return ""
    return "It tells what others and the machine say of sources, which are judged apart: it is not shown to those who do. An adjudicator sees it here."


def served(session: WindowSession, home: str, name: str) -> tuple[str, str] | None:
    """Return a page and the policy that it says itself, of the review as it was read last; None: it is being made."""
    snapshot, ways = session.snapshot, session.kept("ways", lambda: _ways(session, home))
    review = snapshot.review

    def make(_before: object) -> str:
        # as a run would write it; its other stages are its own
        decided = review.register.within(review.decided)
        made = with_decided(session.compute(snapshot, "tags", "links"), decided)
        return page_bytes(made, STATIC[name].file, ways).decode()

    value = session.background_value(f"{PAGES} {name}")
    text = value.get(session.generation, make)
    return (text, policy_of(text)) if text is not None and value.current else None


def policy_of(text: str) -> str:
    """Return the Content-Security-Policy that a page of ours says in its head, before all that a file could have put into it."""
    found = _POLICY.search(text.partition("<title>")[0])
    if found is None:
        raise ValueError("a page without a policy")
    return f"{found[1]}; frame-ancestors 'none'"


def _ways(session: WindowSession, home: str) -> Ways:
    """Return where the page leads: to each work, each pair that is asked, and each dispute that this person may settle."""
    review: Review = session.review
    pairs = questions(session, find_topic("duplicates"))
    disputes = find_topic("disputes")
    open_ = () if disputes.closed(review, session.by) else questions(session, disputes)
    return Ways(
        home=home,
        works={one.key: f"{home}work/{work_address(one.key)}" for one in review.sources},
        pairs={(one.item.match.a, one.item.match.b): f"{home}desk/duplicates/{one.key}" for one in pairs},
        disputes={
            (one.item.source.key, told_question(one.item)): f"{home}desk/disputes/{one.key}" for one in open_
        },
    )
