"""Chooses the sources of a review by their status of screening, to be screened or cited in another tool."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from litreview.core.decision_types import SCREENED
from litreview.core.model import Source
from litreview.core.results.screening_flow import Status
from litreview.review.session import Review
from litreview.stages.evidence.screening_status import AWAITS


def screened_sources(
    review: Review, only: str, *, labels: bool
) -> tuple[tuple[Source, ...], Mapping[str, str]]:
    """Return the literature with a status of `SCREENED`, without anything confidential, and each status in words by key.

    `labels`: add the field `included`, 1 or 0 where it was decided, by which ASReview knows what was screened.
    """
    status = {key: review.standing.status[key] for key in review.standing.keys(*SCREENED[only])}
    if only == "awaiting-fulltext":
        status = {key: one for key, one in status.items() if (one.stage, one.reason) == ("fulltext", AWAITS)}
    sources = [source for source in review.sources if source.key in status and not source.confidential]
    if labels:
        sources = [_labelled(source, status[source.key]) for source in sources]
    return tuple(sources), {source.key: status[source.key].words for source in sources}


def _labelled(source: Source, status: Status) -> Source:
    label = {"included": "1", "excluded": "0"}.get(status.status)
    return dataclasses.replace(source, fields={**source.fields, "included": label}) if label else source
