"""The packages of the extras `large` and `spark`, loaded when something needs them."""

from __future__ import annotations

import importlib
from typing import Any

from litreview.errors import MissingExtraError


def arrow(part: str = "") -> Any:
    """Return pyarrow, or a part of it such as `parquet`. `MissingExtraError` where it is not installed."""
    return _loaded(f"pyarrow.{part}" if part else "pyarrow", "large")


def duckdb() -> Any:
    """Return duckdb. `MissingExtraError` where it is not installed."""
    return _loaded("duckdb", "large")


def _loaded(name: str, extra: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        what = "deduplication beyond the memory of this machine"
        raise MissingExtraError(what, f"'litreview-evidence[{extra}]'") from fault
