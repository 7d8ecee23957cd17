"""Rules about citations of American law: what can't be in one, whatever the case or the act."""

from __future__ import annotations

from collections.abc import Iterator

from litreview.core.model import Problem, Record
from litreview.stages.checks.record_problems import problem
from litreview.works.law_arithmetic import law_faults


def impossible_law(record: Record) -> Iterator[Problem]:
    """Give LR084 for a citation of a case, an act or a code that can't be: no such volume, none of that year, no such court in the series.

    Series of reports, Congresses and the Federal Register are of their time, and the codes have so many titles (see `works/law_arithmetic.py`).
    """
    for fault in law_faults(record):
        yield problem(record, "LR084", citation=fault.citation, why=fault.why)
