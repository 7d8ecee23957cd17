"""Short names of cases, acts and treaties: the name by which a text mentions them, where other works have their authors."""

from __future__ import annotations

import re

from litreview.core.model import Work
from litreview.works.kinds import kind_of
from litreview.works.law import read_case, read_statute


def legal_name(work: Work, kind: str = "") -> str:
    """Return the name of a case, an act or a treaty, of that kind or of the kind that its fields say; `""` for any other work.

    The author of a decision is the court, and that of an act the legislature: neither tells one from another.

    >>> legal_name(Work(key="k", type="jurisdiction", fields={"title": "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)"}))
    'United States v. Jungers'
    >>> legal_name(Work(key="k", type="article", fields={"title": "On United States v. Jungers", "journal": "Law Review"}))
    ''
    """
    kind = kind or kind_of(work)
    if kind == "case":
        case = read_case(work)
        return ", ".join(filter(None, (case.paper, re.sub(r",? et al\.?(?= v\.|$)", "", case.name))))
    return read_statute(work).name or work.title if kind == "statute" else ""
