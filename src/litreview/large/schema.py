"""The columns that statements and batch functions share, and the types of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litreview.duplicates.collection import BY_TITLE
from litreview.large.packages import arrow
from litreview.linkage import KEYS

SEALED_CODE = "sealed:"
"""What is before the code of a sealed record, among the codes of open ones."""

ASKED_BY_TITLE = tuple(sorted(BY_TITLE))

Options = Mapping[str, Any]

KEY_COLUMNS = tuple(f"k{number}" for number in range(len(KEYS)))


def schema_of(columns: Mapping[str, str]) -> Any:
    """Return the Arrow schema of columns by the names of their types."""
    pa = arrow()
    types = {
        "int64": pa.int64(), "float64": pa.float64(), "float32": pa.float32(), "string": pa.string(), "bool": pa.bool_(),
        "strings": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([pa.field(name, types[kind]) for name, kind in columns.items()])
