"""What a value below asks of a room above it, found by name at the moment it is asked.

Imports go down only: `model` must not import `html`, nor `formats`. Yet Python wants some names on the value itself: a notebook asks a
value for `_repr_html_`, and who makes a record by hand looks for `Record.from_fields`. These methods call one function of a room above,
which is imported only then: a script that shows nothing never loads the pages. Nothing else may go up this way; `HOMES` is the whole of it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

HOMES: Mapping[str, str] = {
    "show": "litreview.review.notebook",
    "make_record": "litreview.formats.rows",
}
"""Function -> the module that holds it. A test looks each up."""


def call(name: str, *given: Any, **named: Any) -> Any:
    """Return what a function of `HOMES` returns: `call("show", library)`."""
    return getattr(importlib.import_module(HOMES[name]), name)(*given, **named)
