"""References one after the other: where each leads, without keeping them, for libraries whose reference lists no memory holds.

`link` keeps every reference, as it gathers those to works that are not held. Here each is told and forgotten: what is kept are the works
that references may lead to, about two kilobytes each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from litreview.model import Citation, CitedReference, Decision, Source
from litreview.network.ids import in_words
from litreview.network.linking import Finder, Works, judgements
from litreview.network.references import references_of
from litreview.references.parsing import Parsed
from litreview.wording import short_repr

KEPT = 200_000
"""Distinct references of which the answer is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A reference, and the citation that it is: None where its work is not held. `ask` says that a person should judge it."""

    __repr__ = short_repr

    citing: str
    reference: CitedReference
    citation: Citation | None = None
    ask: bool = False


def follow_references(
    held: Iterable[Source],
    citing: Iterable[Source],
    decisions: Sequence[Decision] = (),
    lists: Mapping[str, Sequence[CitedReference]] | None = None,
) -> Iterator[Followed]:
    """Yield every reference of the sources `citing`, in their order, with the source of `held` that it leads to: the same that `link` finds.

    Both may be generators that read from a file, the one for the works and, after it, one for their references. `decisions` and `lists` are
    those of `link`.
    """
    table = Works(held)
    finder = Finder(table, judgements(decisions, table))
    parsed: dict[str, Parsed] = {}
    for source in citing:
        own = chain(references_of(source, parsed), (lists or {}).get(source.key, ()))
        named = in_words(
            ((source, each) for each in own), [source], lambda key: bool(table.at("key", key)), ()
        )
        for _, reference in named:
            citation, ask = finder.follow(source.key, reference)
            yield Followed(citing=source.key, reference=reference, citation=citation, ask=ask)
        if len(finder.known) > KEPT or len(parsed) > KEPT:
            finder.forget()
            parsed.clear()
