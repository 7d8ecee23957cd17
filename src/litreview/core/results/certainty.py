"""How sure the codes of sources are: judged by a person or *likely*, or only *suggested*; and how pages and sentences say both numbers.

A count of sources with a code is said in two parts everywhere, so that a suggestion is never taken for a judgement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Tag

NOT_READ = "unread"
"""The code of a source of which only the title was seen: a fact, and no answer of which one may be unsure."""


def suggested_pairs(tags: Iterable[Tag]) -> frozenset[tuple[str, str]]:
    """Return the pairs of source and code that are only suggested: no person gave the code, and the answer is not likely.

    >>> machine = Tag(source="a", code="protect", method="rule", state="suggested")
    >>> person = Tag(source="a", code="protect", method="human", coder="ann", state="decided")
    >>> suggested_pairs([machine]), suggested_pairs([machine, person])
    (frozenset({('a', 'protect')}), frozenset())
    """
    states = grouped(((tag.source, tag.code), tag.state) for tag in tags if tag.code != NOT_READ)
    return frozenset(pair for pair, found in states.items() if {*found} == {"suggested"})


def certainty(count: int, suggested: int) -> str:
    """Return in brackets how many of `count` sources are judged or likely, and how many only suggested; `""` where none is.

    >>> certainty(18, 5), certainty(18, 0)
    (' (13 judged or likely, 5 suggested)', '')
    """
    return f" ({count - suggested} judged or likely, {suggested} suggested)" if suggested else ""


def short_count(count: int, suggested: int) -> str:
    """Return a count of sources for a table or a picture; `CERTAINTY` says how it is read.

    >>> short_count(18, 5), short_count(18, 0), short_count(5, 5)
    ('13 + 5', '18', '0 + 5')
    """
    return f"{count - suggested} + {suggested}" if suggested else str(count)


def rests_on_suggestion(codes: Sequence[str], suggested: Collection[str]) -> bool:
    """Return whether the group of a source (its one code, several, or none) would be another without the codes that are only suggested.

    >>> rests_on_suggestion(["a"], ["a"]), rests_on_suggestion(["a", "b"], ["b"]), rests_on_suggestion(["a", "b", "c"], ["c"])
    (True, True, False)
    """
    sure = sum(code not in suggested for code in codes)
    return min(sure, 2) != min(len(codes), 2)


CERTAINTY = "13 + 5 means: 13 judged by a person or likely, 5 more only suggested. What the machine would ask a person counts as nothing."
"""The legend of `short_count`."""
