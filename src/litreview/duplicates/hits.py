"""What a registry offers for one source, judged as it will be when all is read again: which of the works is it, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from litreview.duplicates.attaching import attach
from litreview.model import Attachment, Deduplication, Record, RecordId, Source
from litreview.results.verification import Hit


def judge_hits(source: Source, hits: Sequence[Record]) -> tuple[Hit, ...]:
    """Return what `attach` says of each work that a registry offers for a source, were there no other source."""
    named = {RecordId(f"hit:{number}"): hit for number, hit in enumerate(hits)}
    offered = [replace(hit, id=id_) for id_, hit in named.items()]
    found = attach(Deduplication(sources=(source,)), offered)
    said = {one.record.id: _hit(one) for one in found.attached}
    return tuple(said.get(id_, Hit(verdict="different")) for id_ in named)


def _hit(one: Attachment) -> Hit:
    reasons = one.match.reasons if one.match else ()
    return Hit(verdict="same" if one.source else "ask" if one.asked else "different", reasons=reasons)
