"""The table of findings: one row for each source that a finding names and each finding that a recommendation rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from litreview.model import Finding
from litreview.results import SIDES, Findings
from litreview.tables.row_types import FindingRow


def findings_rows(found: Findings, unnamed: Collection[str] = ()) -> Iterator[FindingRow]:
    """Return one row for each source on a side of a finding, several where it has several passages; one for a finding without any, and one for an open statement.

    A recommendation has a row for each finding it rests on, `side` being `rests on` and `key` the id of the finding. `unnamed` are
    the sources that no text cites by their code: of these the row says that it is an interview.
    """
    for finding in found.findings:
        if not finding.sources:
            yield _row(finding)
        for side in SIDES:
            for key in getattr(finding, side):
                shown = "(interview)" if key in unnamed else key
                passages = [one for one in finding.passages if one.key == key and one.side == side]
                for where, quote in [(one.where, one.quote) for one in passages] or [("", "")]:
                    yield _row(finding, side, shown, where, quote)
    for one in found.recommendations:
        bases = [finding.id for finding in found.bases(one)] if found.findings else one.findings
        for id_ in bases:
            yield FindingRow("recommendation", one.id, one.statement, side="rests on", key=id_)
        if not bases:
            yield FindingRow("recommendation", one.id, one.statement)


def _row(one: Finding, side: str = "", key: str = "", where: str = "", quote: str = "") -> FindingRow:
    return FindingRow(
        kind="open statement" if one.is_open else "finding",
        id=one.id,
        statement=one.statement,
        goal=one.goal,
        stance=one.stance,
        cerqual=one.cerqual.level if one.cerqual else "",
        strength=one.strength,
        strength_reason=one.strength_reason,
        side=side,
        key=key,
        where=where,
        quote=quote,
    )
