"""What several desks show of a work, and rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from litreview import decisions as decisions_
from litreview.model import Decision, Source, Span
from litreview.text.overlapping import merged
from litreview.web.sitting import Sitting


def marks(spans: Iterable[Span]) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Return by field the stretches to mark, those that overlap as one."""
    found: dict[str, list[tuple[int, int]]] = {}
    for span in spans:
        found.setdefault(span.field, []).append((span.start, span.end))
    return {name: merged(stretches) for name, stretches in found.items()}


def said_of(sitting: Sitting, source: Source, verbs: Collection[str]) -> Sequence[Decision]:
    """Return what this person has said of a source by these verbs, as it was written; nothing of anybody else."""
    me = decisions_.person(sitting.by)
    names = {source.key, *source.former_keys, *(record.id for record in source.records)}
    return [
        d for d in sitting.lines() if d.verb in verbs and d.key in names and decisions_.person(d.by) == me
    ]
