"""The rows of the table that `verify` writes: what is known of each source, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from litreview.model import Where
from litreview.results.verification import SOURCE_VERDICTS, Verified
from litreview.tables.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """One thing that is known of a source."""

    where: Where
    what: str = ""
    field: str = ""
    ours: str = ""
    theirs: str = ""
    registry: str = ""
    rule: str = ""


def verified_rows(found: Iterable[Verified]) -> Iterator[Row]:
    """Return a row for each thing that is known of a source, one at least: `what` is agrees, differs, slightly, contradicts, notice or "".

    A source that a registry has gives a row for the fields that agree, and one for each that differs, with both sides.
    """
    for one in found:
        for known in [*_known(one)] or [_Known(where=one.where)]:
            place = (known.where.file, known.where.line or None)
            sides = (known.field, known.ours, known.theirs, known.registry, known.rule)
            yield (one.source, SOURCE_VERDICTS[one.verdict], known.what, *sides, *place, one.why)


def _known(one: Verified) -> Iterator[_Known]:
    for said in one.contradictions:
        yield _Known(
            where=said.where,
            what="contradicts",
            field=said.field,
            ours=said.says,
            registry=said.registry,
            rule=said.rule,
        )
    for each in one.differences:
        yield _Known(
            where=one.where,
            what="slightly" if each.slight else "differs",
            field=each.field,
            ours=each.ours,
            theirs=each.theirs,
            registry=each.registry,
        )
    for has in one.confirmations:
        fields = "; ".join(has.fields)
        yield _Known(where=one.where, what="agrees", field=fields, theirs=has.found_by, registry=has.registry)
    for notice in one.notices:
        yield _Known(where=one.where, what="notice", theirs=notice)
