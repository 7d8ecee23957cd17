"""The sample corpus of the project, read once."""

from pathlib import Path

import pytest

from litreview.core.model import Record

BIB = Path(__file__).parents[2] / "bib"


@pytest.fixture(scope="session")
def corpus() -> tuple[Record, ...]:
    from litreview.formats import read

    return read(*sorted(BIB.glob("*.bib")), root=BIB).records
