"""The table of findings: one row for each source that a finding names and each finding that a recommendation rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from litreview.model import Finding
from litreview.results import SIDES, Findings

FINDING_COLUMNS = (
    "kind", "id", "statement", "goal", "stance", "cerqual", "strength", "strength_reason", "side", "key", "where", "quote",
)  # fmt: skip


def findings_rows(found: Findings, unnamed: Collection[str] = ()) -> Iterator[tuple[str, ...]]:
    """Return one row for each source on a side of a finding, several where it has several passages; one for a finding without any, and one for an open statement.

    A recommendation has a row for each finding it rests on, `side` being `rests on` and `key` the id of the finding. `unnamed` are
    the sources that no text cites by their code: of these the row says that it is an interview.
    """
    for finding in found.findings:
        head = ("open statement" if finding.is_open else "finding", *_head(finding))
        if not finding.sources:
            yield (*head, "", "", "", "")
        for side in SIDES:
            for key in getattr(finding, side):
                shown = "(interview)" if key in unnamed else key
                passages = [one for one in finding.passages if one.key == key and one.side == side]
                for where, quote in [(one.where, one.quote) for one in passages] or [("", "")]:
                    yield (*head, side, shown, where, quote)
    for one in found.recommendations:
        head = ("recommendation", one.id, one.statement, *[""] * 5)
        bases = [finding.id for finding in found.bases(one)] if found.findings else one.findings
        for id_ in bases:
            yield (*head, "rests on", id_, "", "")
        if not bases:
            yield (*head, "", "", "", "")


def _head(one: Finding) -> tuple[str, ...]:
    level = one.cerqual.level if one.cerqual else ""
    return (one.id, one.statement, one.goal, one.stance, level, one.strength, one.strength_reason)
