"""The stream of evidence a source belongs to: literature, which is found and screened, or what people told or agencies released."""

from __future__ import annotations

from typing import Literal

from litreview.model import Work
from litreview.works.kinds import LOOSE, source_type

Stream = Literal["literature", "interview", "records", "other"]

_OF_KIND: dict[str, Stream] = {"interview": "interview", "records-response": "records"}


def stream(work: Work) -> Stream:
    """Return the stream of a work, by its kind.

    What is confidential and of a type that says little (`misc`, `unpublished`) was told or given to the reviewers: no search finds it.

    >>> stream(Work(key="I07", type="misc")), stream(Work(key="PR03", type="misc")), stream(Work(key="a", type="article"))
    ('interview', 'records', 'literature')
    >>> stream(Work(key="confidential-kpwtzb", type="misc", confidential=True))
    'other'
    """
    found = _OF_KIND.get(source_type(work)[0], "literature")
    return "other" if found == "literature" and work.confidential and work.type.lower() in LOOSE else found
