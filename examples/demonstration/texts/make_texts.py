"""Make the PDFs beside their Typst sources: python make_texts.py [KEY…], with typst 0.15.

The same sources give the same bytes: no date, no fonts of the machine.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def sources() -> list[Path]:
    """Return the sources of the works, without their layout."""
    return sorted(path for path in HERE.glob("*.typ") if path.name != "work.typ")


def make_pdf(source: Path) -> bytes:
    """Return the PDF of a source."""
    made: bytes = typst.compile(
        str(source), root=str(HERE), timestamp=DAY, ignore_system_fonts=True, pdf_tags=False
    )
    return made


if __name__ == "__main__":
    for one in sources():
        if not sys.argv[1:] or one.stem in sys.argv[1:]:
            one.with_suffix(".pdf").write_bytes(make_pdf(one))
