"""The data that is outside the project: the folder named by LITREVIEW_DATA, default ../shared. Nothing is run here.

A benchmark that misses a part of it prints a line with "not run:" and, where nothing is left to do, ends with status 0.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("LITREVIEW_DATA", "../shared"))


def find(part: str) -> Path | None:
    """Return the path of a part of the data; None where it is not there, which is printed."""
    path = FOLDER / part
    if path.exists():
        return path
    print(f"not run: no {path} (set LITREVIEW_DATA)", flush=True)
    return None


def need(part: str) -> Path:
    """Return the path of a part of the data, or end the benchmark where it is not there."""
    path = find(part)
    if path is None:
        sys.exit(0)
    return path
