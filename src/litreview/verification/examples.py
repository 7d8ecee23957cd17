"""The examples of the rules: entries on which a rule decides, and entries near to those on which it does not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An entry, and for the rules on answers the work of a registry and what it was asked by; `holds`: whether the rule decides."""

    rule: str
    note: str
    holds: bool
    ours: Mapping[str, str]
    theirs: Mapping[str, str]
    by: str


@cache
def examples() -> tuple[Example, ...]:
    """Return all examples, in the order of the table."""
    text = files("litreview.verification").joinpath("examples.toml").read_text(encoding="utf-8")
    return tuple(
        Example(
            rule=rule,
            note=row["note"],
            holds=row["holds"],
            ours=row["ours"],
            theirs=row.get("theirs", {}),
            by=row.get("by", ""),
        )
        for rule, rows in tomllib.loads(text).items()
        for row in rows
    )
