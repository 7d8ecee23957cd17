"""What every question rests on: who said what, what a code means, what the rules alone suggest, and what may be shown to whoever answers.

What is confidential is asked about by its code or not at all; what has been decided is not asked again. Whoever codes sees neither
what others said of a source nor what followed from it: only the words and the rules' suggestions, and where several code each source
apart (`[coding] coders = 2`) not even these: what a machine shows to both would be counted as agreement.
"""

from __future__ import annotations

from collections.abc import Sequence

from litreview import decisions as decisions_
from litreview.codebook import Code, Codebook
from litreview.model import Decision, Source, Tag, Work
from litreview.review.session import Review
from litreview.wording import plural


def own_decisions(review: Review, by: str) -> tuple[Decision, ...]:
    """Return what one person has said that still counts, in terms of today's keys. Adjudicators don't enter into it."""
    mine, _ = review.rebase(d for d in review.decided if decisions_.person(d.by) == decisions_.person(by))
    return decisions_.current(mine)


def named(source: Source) -> str:
    """Return what a decision calls a source; one whose key may be a person's name goes by its code."""
    return next(filter(None, map(decisions_.lasting_name, source.records)), source.key)


def address(work: Work) -> str:
    """Return where a work can be read: its DOI as a link, else its URL."""
    return f"https://doi.org/{work.doi}" if work.doi else work.get("url")


def codes_asked(codebook: Codebook) -> tuple[Code, ...]:
    """Return the codes that are asked of every source: those of the main group, but for `none` and `unread`."""
    return tuple(code for code in codebook.goals if code.enabled)


def definition(code: Code) -> str:
    """Return what a code means, in a line."""
    return f"{code.label}: {code.definition}" if code.definition else code.label


def instructions(code: Code) -> tuple[str, ...]:
    """Return what counts for a code and what does not, a line each."""
    return (
        *(f"  counts: {line}" for line in code.counts),
        *(f"  does not count: {line}" for line in code.excludes),
    )


def is_blind(review: Review) -> bool:
    """Return whether no suggestion of the machine is shown: several people code each source apart from each other."""
    return review.settings.coders > 1


def left_out(review: Review) -> str:
    """Return how many sources are not asked about since they are confidential, in a sentence; `""` if none."""
    hidden = sum(source.confidential for source in review.sources)
    if not hidden:
        return ""
    many = plural(hidden, "confidential source is", "confidential sources are")
    return f"{many} not shown here; `litreview decide` takes what you know of them."


def suggestions(review: Review, sources: Sequence[Source] | None = None) -> tuple[Tag, ...]:
    """Return what the rules alone say of `sources` (default: all): no person's decision has a part in it."""
    from litreview.tagging.tagger import tag_and_weigh

    wanted = review.sources if sources is None else sources
    known = review.suggested
    new = [source for source in wanted if source.key not in known]
    if new:
        found: dict[str, list[Tag]] = {source.key: [] for source in new}
        for one in tag_and_weigh(new, review.codebook, keeping=review.keeping)[0]:
            found[one.source].append(one)
        known.update((key, tuple(tags)) for key, tags in found.items())
    return tuple(one for source in wanted for one in known[source.key])
