"""The status of each source, from which every number of a review comes: what counts as evidence, what is pending, what is out.

Literature is screened, other streams (interviews, public records) are not. Where nobody screens, every source counts and every output
says that it was not screened; once screening has begun, only what was judged in by its full text does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from litreview.evidence.families import heads
from litreview.evidence.screening import Screening, screen
from litreview.model import Decision, Problem, Relation, Source
from litreview.problems import problem
from litreview.results import Standing, Status
from litreview.verbs import SCREENING_VERBS
from litreview.works.kinds import answers_request, stream

AWAITS = "awaits judgement"
"""Why a source is pending on which nobody has said anything yet."""
NO_REASON = "no reason given"
WITHHELD = "reason not shown (confidential)"


def judge_status(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
    stopped: str = "",
    related: Iterable[Relation] = (),
    streams: Mapping[str, str] | None = None,
) -> Standing:
    """Return the status of every source. `decisions` are the current ones, keys those of the sources.

    `screeners` people must agree on a source; `stopped` is the rule by which screening was ended, `""` if it goes on: what nobody judged
    by then is left unscreened, not pending. `related` says which sources are reports of one study; `streams` are those of these very sources, if
    they are known.
    """
    works = tuple(sources)
    if streams is None:
        streams = {work.key: stream(work) for work in works}
    literature = [work for work in works if streams[work.key] == "literature"]
    said = [d for d in decisions if d.verb in SCREENING_VERBS and streams.get(d.key) == "literature"]
    hidden = {work.key for work in works if work.confidential}
    found = {work.key: Status(status="unscreened") for work in works}
    if said:
        states = screen(literature, said, screeners=screeners, adjudicators=adjudicators)
        for key, state in states.items():
            found[key] = _status(state, screeners, stopped=bool(stopped), withheld=key in hidden)
    return Standing(
        status=found,
        streams=streams,
        documents=frozenset(work.key for work in works if answers_request(work)),
        screened=bool(said),
        stopped=stopped,
        studies=dict(heads([work.key for work in works], related)),
    )


_PENDING = {"": AWAITS, "unsure": "unsure", "disputed": "disputed"}


def _status(state: Screening, screeners: int, *, stopped: bool, withheld: bool) -> Status:
    stage: Literal["abstract", "fulltext"] = "fulltext" if state.abstract == "include" else "abstract"
    last = state.fulltext if stage == "fulltext" else state.abstract
    if last == "include":
        return Status(status="included", stage=stage)
    if last == "not-retrieved":
        return Status(status="not retrieved", stage=stage)
    if last == "exclude":
        reason = state.reason or (WITHHELD if withheld else NO_REASON)
        return Status(status="excluded", stage=stage, reason=reason)
    if stopped and not last and stage == "abstract":
        return Status(status="left unscreened", stage=stage)
    return Status(status="pending", stage=stage, reason=_PENDING.get(last) or f"one vote of {screeners}")


def check_streams(
    sources: Iterable[Source], decisions: Iterable[Decision], standing: Standing
) -> tuple[Problem, ...]:
    """Return a Problem (LR511) for each screening decision on what is not screened: it stays in its file and changes nothing."""
    known = {source.key for source in sources}
    return tuple(
        problem(
            "LR511",
            d.place,
            key=d.key,
            verb=d.verb,
            stream=standing.streams[d.key],
            value=d.value,
            by=d.by,
        )
        for d in decisions
        if d.verb in SCREENING_VERBS and d.key in known and standing.streams[d.key] != "literature"
    )
