"""The pages that a run writes, as the window serves them: a fixed list, made by the same functions, with links to the desks.

A page is made beside the requests, and anew when the review was read again; what it may load and run is what it says itself, by digest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litreview.html import Ways
from litreview.review.disputes import told_question
from litreview.review.folder import with_decided
from litreview.review.output import page_bytes
from litreview.review.session import Review
from litreview.review.topics import find_topic
from litreview.web.asking import questions
from litreview.web.overview import agreement_hidden
from litreview.web.pages import work_address
from litreview.web.session import WindowSession

NAME = "pages"
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A page as the overview offers it: its name and what it is, or in `withheld` why it is not there for this person now."""

    name: str
    page: Static
    withheld: str = ""


def offers(sitting: Sitting) -> Sequence[Offer]:
    """Return each page with why it is withheld from this person, if it is."""
    return [Offer(name=name, page=page, withheld=withheld(sitting, name)) for name, page in STATIC.items()]


def withheld(sitting: Sitting, name: str) -> str:
    """Return why a page is not served to this person, `""` if it is: who judges apart must not see what others said, or the machine."""
    if not STATIC[name].apart or not agreement_hidden(sitting.review, sitting.by):
        return ""
    return "It tells what others and the machine say of sources, which are judged apart: it is not shown to those who do. An adjudicator sees it here."


def served(sitting: Sitting, home: str, name: str) -> tuple[str, str] | None:
    """Return a page and the policy that it says itself, of the review as it was read last; None: it is being made."""
    review, ways = sitting.review, sitting.kept("ways", lambda: _ways(sitting, home))

    def make(_before: object) -> str:
        # as a run would write it; its other stages are its own
        decided = review.register.within(review.decided)
        made = with_decided(sitting.make(review, "tags", "links"), decided)
        return page_bytes(made, STATIC[name].file, ways).decode()

    later = sitting.later(f"{NAME} {name}")
    text = later.get(sitting.number, make)
    return (text, policy_of(text)) if text is not None and later.current else None


def policy_of(text: str) -> str:
    """Return the Content-Security-Policy that a page of ours says in its head, before all that a file could have put into it."""
    found = _POLICY.search(text.partition("<title>")[0])
    if found is None:
        raise ValueError("a page without a policy")
    return f"{found[1]}; frame-ancestors 'none'"


def _ways(sitting: Sitting, home: str) -> Ways:
    """Return where the page leads: to each work, each pair that is asked, and each dispute that this person may settle."""
    review: Review = sitting.review
    pairs = questions(sitting, find_topic("duplicates"))
    disputes = find_topic("disputes")
    open_ = () if disputes.closed(review, sitting.by) else questions(sitting, disputes)
    return Ways(
        home=home,
        works={one.key: f"{home}work/{work_address(one.key)}" for one in review.sources},
        pairs={(one.item.match.a, one.item.match.b): f"{home}desk/duplicates/{one.key}" for one in pairs},
        disputes={
            (one.item.source.key, told_question(one.item)): f"{home}desk/disputes/{one.key}" for one in open_
        },
    )
