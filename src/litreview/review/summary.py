"""The numbers of a review in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litreview.review.stages import Review

__all__ = ["Summary", "summarise"]

RESERVED = ("none", "unread")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What `litreview run` prints. Sources are counted once each; a source may inform several goals.

    - `merged`: records that were joined to an earlier record of the same work;
    - `asked`: pairs sent to a person; `tagged`: sources by goal; `title_only`: tagged with a goal from the title alone;
    - `untagged`: sources with no goal, of which `unread` had nothing but a title to read.
    """

    records: int
    sources: int
    merged: int
    asked: int
    tagged: Mapping[str, int]
    title_only: int
    untagged: int
    unread: int
    citations: int
    not_held: int
    excluded: int
    confidential: int
    problems: Mapping[str, int]

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the table as pairs of label and number."""
        faults = ", ".join(
            f"{n} {level}{'s' * (n != 1 and level != 'info')}" for level, n in self.problems.items() if n
        )
        hidden = (("confidential (shown by code)", str(self.confidential)),) if self.confidential else ()
        return (
            ("records", str(self.records)),
            ("sources", str(self.sources)),
            ("duplicates merged", str(self.merged)),
            ("pairs sent to a person", str(self.asked)),
            *((f"tagged {goal}", str(n)) for goal, n in self.tagged.items()),
            ("tagged from the title alone", str(self.title_only)),
            ("untagged", f"{self.untagged} (of these only the title was there to read: {self.unread})"),
            ("excluded by a person", str(self.excluded)),
            *hidden,
            ("citations", str(self.citations)),
            ("works cited but not held", str(self.not_held)),
            ("problems", faults or "none"),
        )


def summarise(review: Review) -> Summary:
    """Return the numbers of a review."""
    main = review.codebook.main_group
    goals = [c.id for c in review.codebook.codes if c.group == main and c.enabled and c.id not in RESERVED]
    by_goal: dict[str, set[str]] = {goal: set() for goal in goals}
    bases: dict[str, set[str]] = {}
    unread = set()
    for tag in review.tags:
        if tag.code in by_goal:
            by_goal[tag.code].add(tag.source)
            bases.setdefault(tag.source, set()).add("human" if tag.method == "human" else tag.basis)
        elif tag.code == "unread":
            unread.add(tag.source)
    tagged = set().union(*by_goal.values())
    levels = {"error": 0, "warning": 0, "info": 0}
    for problem in review.problems:
        levels[problem.level] += 1
    return Summary(
        records=len(review.library),
        sources=len(review.sources),
        merged=len(review.library) - len(review.sources),
        asked=len(review.deduplication.queue),
        tagged={goal: len(keys) for goal, keys in by_goal.items()},
        title_only=sum(found == {"title"} for found in bases.values()),
        untagged=len(review.sources) - len(tagged),
        unread=len(unread - tagged),
        citations=len(review.links.citations),
        not_held=len(review.links.not_held),
        excluded=len(review.sources) - len(review.included),
        confidential=sum(source.confidential for source in review.sources),
        problems=levels,
    )
