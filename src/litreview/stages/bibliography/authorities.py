"""Orders works by the kind of authority: constitutions, statutes, treaties, cases, legislative and administrative materials, then secondary works.

The Bluebook, 20th ed., rule 1.4: later editions leave the order within a signal to the author, and courts still ask for it in lists.
"""

from __future__ import annotations

import re

from litreview.core.model import Source
from litreview.works.kinds import is_web_page
from litreview.works.law import read_statute
from litreview.works.official_papers import AgencyPaper, CongressionalPaper, read_official

CONSTITUTION, STATUTE, TREATY, CASE, LEGISLATIVE, ADMINISTRATIVE, BOOK, ARTICLE, NEWS, OTHER, WEB = range(11)
"""The kinds of authority, in their order."""

_OF_KIND = {
    "statute": STATUTE, "case": CASE, "book": BOOK, "chapter": BOOK, "government-report": BOOK, "ngo-report": BOOK,
    "journal-article": ARTICLE, "law-review": ARTICLE, "news": NEWS, "press-release": WEB,
}  # fmt: skip
_CONSTITUTION = re.compile(r"\bConst(?:itution\b|\.)(?!\w)")


def authority(source: Source, kind: str) -> int:
    """Return the place of a work of that kind in the order of authorities.

    >>> authority(Source(key="k", type="misc", fields={"title": "U.S. Const. amend. XIII"}, records=()), "statute") == CONSTITUTION
    True
    >>> authority(Source(key="k", type="book", fields={"title": "The Constitution of Ruritania"}, records=()), "book") == BOOK
    True
    """
    paper = read_official(source, kind)
    if isinstance(paper, CongressionalPaper):
        return LEGISLATIVE
    if isinstance(paper, AgencyPaper):
        return ADMINISTRATIVE
    act = read_statute(source) if kind in {"statute", "other"} else None
    if act and act.treaty:
        return TREATY
    if act and act.bill:
        return LEGISLATIVE
    if kind == "statute" and _CONSTITUTION.search(source.title):
        return CONSTITUTION
    unplaced = WEB if is_web_page(source) else OTHER
    return _OF_KIND.get(kind, unplaced)
