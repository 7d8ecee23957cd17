"""How a work is named on a page. A confidential one shows code and type."""

from __future__ import annotations

from litreview.model import Work
from litreview.works.kinds import is_told, told

_MANY = 3


def work_label(work: Work) -> str:
    """Return `Farrell & Pfeffer 2014`, as text; the key alone for a confidential work.

    >>> work_label(Work(key="I01", type="interview", confidential=True))
    'I01 (interview)'
    """
    if is_told(work):
        return told(work)
    if work.confidential:
        return f"{work.key} ({work.type})"
    names = [person.sort_name for person in work.authors or work.editors]
    if len(names) > _MANY:
        who = f"{names[0]} et al."
    else:
        who = " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{who or work.title or work.key} {work.year or 'n.d.'}"


def cited_line(work: Work) -> str:
    """Return author, year and title on one line, for a table of works; of a confidential work what its label says.

    >>> cited_line(Work(key="a", type="book", fields={"title": "Made-up tales"}, year=2001))
    'Made-up tales 2001'
    """
    label = work_label(work)
    return label if work.confidential or not (work.authors or work.editors) else f"{label}. {work.title}"
