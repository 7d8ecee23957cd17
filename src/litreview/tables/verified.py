"""The rows of the table that `verify` writes: what is known of each source, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from litreview.model import Where
from litreview.results.verification import SOURCE_VERDICTS, Verified
from litreview.tables.row_types import VerifiedRow


def verified_rows(found: Iterable[Verified]) -> Iterator[VerifiedRow]:
    """Return a row for each thing that is known of a source, one at least: `what` is agrees, differs, slightly, contradicts, notice or "".

    A source that a registry has gives a row for the fields that agree, and one for each that differs, with both sides.
    """
    for one in found:
        yield from [*_known(one)] or [_row(one, one.where)]


def _row(one: Verified, where: Where, what: str = "", **known: Any) -> VerifiedRow:
    verdict, line = SOURCE_VERDICTS[one.verdict], where.line or None
    return VerifiedRow(
        source=one.source, verdict=verdict, what=what, file=where.file, line=line, why=one.why, **known
    )


def _known(one: Verified) -> Iterator[VerifiedRow]:
    for said in one.contradictions:
        yield _row(
            one,
            said.where,
            "contradicts",
            field=said.field,
            ours=said.says,
            registry=said.registry,
            rule=said.rule,
        )
    row = partial(_row, one, one.where)
    for each in one.differences:
        what = "slightly" if each.slight else "differs"
        yield row(what, field=each.field, ours=each.ours, theirs=each.theirs, registry=each.registry)
    for has in one.confirmations:
        yield row("agrees", field="; ".join(has.fields), theirs=has.found_by, registry=has.registry)
    for notice in one.notices:
        yield row("notice", theirs=notice)
