"""Overview of the window: open questions by desk and person, agreement, problems, and the pages that a run writes.

A person who judges independently does not see what the others or the machine say (`agreement_hidden`, `withheld`).

The pages of a run are a fixed list, made by the same functions, with links to the desks. They are made in the background, and again
when the review was read again. Each page states its own policy: what it may load and run, by digest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem
from litreview.judgements import decisions as decisions_
from litreview.judgements.agreement import Agreement, judged_elsewhere, shared_agreement
from litreview.pages.page import Ways
from litreview.review.coder_disputes import check_adjudicator, full_question
from litreview.review.folder import with_decisions
from litreview.review.outputs.writing import page_bytes
from litreview.review.questions import every_topic, find_topic
from litreview.review.session import Review
from litreview.review.work_cards import reveals_others
from litreview.stages.evidence import FindingCheck
from litreview.web.background import NotReadyError
from litreview.web.pages import open_topics, page, work_address
from litreview.web.question_flow import minutes_left, progress, questions
from litreview.web.session import WindowSession

_KINDS: Mapping[str, Sequence[str]] = {
    "pairs": decisions_.PAIR_VERBS,
    "citations": (),
    "screening": tuple(SCREENING_VERBS),
    "codes": ("tag", "not-tag"),
    "stances and fields": ("stance", "set"),
    "corrections": (),
}
"""The kinds of judgements, each with its verbs if the verb alone tells the kind."""
PAGES = "pages"
"""The desk name of requests for the pages that a run writes."""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_LISTED_PROBLEMS = 25
"""Maximum number of problems of one code that the page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemGroup:
    """The problems of one code: their number, and the first of them."""

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
        rows=[(desk, at, minutes_left(session, desk, at.left) if at else 0) for desk, at in rows],
        passages=_missing_passages(session),
        kinds=tuple(_KINDS),
        people=session.cached("people", lambda: judgement_counts(review, session.by)),
        left=session.cached("left", lambda: questions_left(review, session.by)),
        hidden=hidden,
        elsewhere=judged_elsewhere(review.decisions),
        agreement=()
        if hidden
        else tuple(map(_agreement_row, shared_agreement(review.agreement, review.codebook))),
        offers=[(name, offered, withheld(session, name)) for name, offered in STATIC.items()],
        confidential=review.library.confidential_summary(),
        read_at=session.read_at,
    )


def _missing_passages(session: WindowSession) -> Sequence[str]:
    """Return a sentence for each finding that lacks places or quotes, none until that is worked out."""
    if not session.review.findings_text.strip() or not session.ready("checked_findings"):
        return ()
    checked: FindingCheck = session.review.stage_value("checked_findings")
    return [problem.message for problem in checked.problems if problem.code == "LR547"]


def people(review: Review, by: str) -> Sequence[str]:
    """Return the names of everybody who judged something, of the adjudicators, and of this person; independent judges see their own alone."""
    if agreement_hidden(review, by):
        return [by]
    names = {d.by: None for d in review.decisions} | dict.fromkeys((*review.settings.adjudicators, by))
    spelled = {decisions_.person(name): name for name in names}
    return sorted(spelled.values(), key=str.casefold)


def judgement_counts(review: Review, by: str) -> Mapping[str, Sequence[int]]:
    """Count by person the judgements of each kind, without their content."""
    counted = Counter((decisions_.person(d.by), _kind(review, d)) for d in review.decisions)
    return {name: [counted[decisions_.person(name), kind] for kind in _KINDS] for name in people(review, by)}


def _kind(review: Review, decision: Decision) -> str:
    """Return the kind of a judgement among `_KINDS`, `""` for none; one on a reference is no pair, one on a field of an entry no evidence field."""
    if decisions_.names_reference(decision):
        return "citations"
    if decisions_.names_text(decision):
        return ""
    if review.corrects(decision):
        return "corrections"
    return next((kind for kind, verbs in _KINDS.items() if decision.verb in verbs), "")


def questions_left(review: Review, by: str) -> Mapping[str, Mapping[str, int]]:
    """Count by desk and person the questions that are left, for desks that can count them for anybody."""
    return {
        desk.title: {
            name: desk.left(review, name) for name in people(review, by) if not desk.closed(review, name)
        }
        for desk in every_topic().values()
        if desk.left
    }


def _agreement_row(one: Agreement) -> Sequence[str]:
    """Return a table row: subject, number of sources, percentage of agreement, kappa of two coders, alpha."""
    percent = "" if one.percent is None else f"{one.percent:.0%}"
    kappa = str(one.kappas[0].kappa).partition(" (")[0] if len(one.kappas) == 1 else ""
    return (one.about, f"{one.n:,}", percent, kappa, str(one.alpha).partition(" (")[0])


def problems_page(session: WindowSession, home: str) -> str:
    """Return the page of problems: all that `litreview check` reports, with place and remedy."""
    groups, value = _current_problem_groups(session), session.background_value("problems")
    return page(
        session,
        home,
        "problems.html.j2",
        title="Problems",
        groups=groups,
        read_at=value.at,
        newer=not value.current,
    )


def _current_problem_groups(session: WindowSession) -> Sequence[ProblemGroup]:
    """Return the problems from the latest background check; `NotReadyError` until the first one is done."""
    snapshot, by = session.snapshot, session.by
    problems: Sequence[ProblemGroup] | None = session.background_value("problems").get(
        session.generation, lambda _: group_problems(session.compute(snapshot, "problems"), by)
    )
    if problems is None:
        raise NotReadyError("The problems of the review are being collected.")
    return problems


def group_problems(review: Review, by: str) -> Sequence[ProblemGroup]:
    """Group the problems by code, errors first; a person who must not see others' judgements gets none that reveals them."""
    hidden = bool(agreement_hidden(review, by))
    by_code = grouped(
        ((problem.level, problem.code), problem)
        for problem in review.problems
        if not (hidden and reveals_others(problem, by))
    )
    return [
        ProblemGroup(code=code, level=level, count=len(problems), shown=problems[:_LISTED_PROBLEMS])
        for (level, code), problems in by_code.items()
    ]


# ---------------------------------------------------------------------------------- blinding
def agreement_hidden(review: Review, by: str) -> str:
    """Return why agreement is not shown to a person, `""` if it is shown: independent coders should not know how far they agree."""
    try:
        check_adjudicator(review.settings, by)
    except UsageError:
        judges = max(review.settings.coders, review.settings.screeners)
        if judges > 1:
            return (
                f"{judges} people judge each source independently, so they cannot see their agreement yet. "
                "An adjudicator sees it here; `litreview agree` prints it once everyone has judged."
            )
    return ""


# ---------------------------------------------------------------------------------- pages that a run writes
@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A page that a run writes: its file, title and content; `reveals_judgements`: it shows what people or the machine say of sources."""

    file: str
    title: str
    shows: str
    reveals_judgements: bool = True


STATIC: Mapping[str, Static] = {
    "duplicates": Static(
        file="duplicates.html",
        title="Duplicates",
        shows="pairs to judge, what was merged, what was kept apart, and why",
        reveals_judgements=False,
    ),
    "report": Static(file="report.html", title="Report", shows="the whole review, for its readers"),
    "appendix": Static(
        file="appendix.html",
        title="Appendix",
        shows="checklists, files, problems, and what the team works on",
    ),
    "map": Static(
        file="evidence-map.html", title="Evidence map", shows="what the sources inform, by type of source"
    ),
    "graph": Static(file="graph.html", title="Citation graph", shows="who cites whom"),
}
"""Every page by its name in addresses: no other name is served."""


def withheld(session: WindowSession, name: str) -> str:
    """Return why a page is withheld from this person, `""` if it is not: independent judges must not see what others or the machine say."""
    if not STATIC[name].reveals_judgements or not agreement_hidden(session.review, session.by):
        return ""
    return "You judge independently, and this page shows answers of others and suggestions. An adjudicator sees it here."


def served_page(session: WindowSession, home: str, name: str) -> tuple[str, str] | None:
    """Return a page of the current review and the policy that the page states; None while it is being made."""
    snapshot, ways = session.snapshot, session.cached("ways", lambda: _page_ways(session, home))
    review = snapshot.review

    def make(_before: object) -> str:
        # as a run would write it, on a copy with its own stages
        decided = review.register.within(review.decided)
        made = with_decisions(session.compute(snapshot, "tags", "links"), decided)
        return page_bytes(made, STATIC[name].file, ways).decode()

    value = session.background_value(f"{PAGES} {name}")
    text = value.get(session.generation, make)
    return (text, policy_of(text)) if text is not None and value.current else None


def policy_of(text: str) -> str:
    """Return the Content-Security-Policy in the head of a page, read before anything that comes from a file."""
    found = _POLICY.search(text.partition("<title>")[0])
    if found is None:
        raise ValueError("a page without a policy")
    return f"{found[1]}; frame-ancestors 'none'"


def _page_ways(session: WindowSession, home: str) -> Ways:
    """Return the links of the page: to each work, each open pair, and each dispute that this person may settle."""
    review: Review = session.review
    pairs = questions(session, find_topic("duplicates"))
    disputes = find_topic("disputes")
    open_ = () if disputes.closed(review, session.by) else questions(session, disputes)
    return Ways(
        home=home,
        works={one.key: f"{home}work/{work_address(one.key)}" for one in review.sources},
        pairs={(one.item.match.a, one.item.match.b): f"{home}desk/duplicates/{one.key}" for one in pairs},
        disputes={
            (one.item.source.key, full_question(one.item)): f"{home}desk/disputes/{one.key}" for one in open_
        },
    )
