"""The examples of the rules of `rules.toml`: what a rule decides on, and what is near to that on which it does not.

They are in a file of their own, `examples.toml`, which is read where someone asks for them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from litreview.brief import brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A reference and a work (fields of BibTeX), or two references; whether the rule decides on them; and the verdict on them."""

    rule: str
    note: str
    holds: bool
    verdict: str
    reference: str
    work: Mapping[str, str] = field(default_factory=dict)
    other: str = ""

    __repr__ = brief


@cache
def examples() -> Mapping[str, tuple[Example, ...]]:
    """Return the examples of each rule by its id."""
    text = files("litreview.network").joinpath("examples.toml").read_text(encoding="utf-8")
    return {
        rule: tuple(Example(rule=rule, **row) for row in rows) for rule, rows in tomllib.loads(text).items()
    }
