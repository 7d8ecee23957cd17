"""The examples of the rules of `rules.toml`: pairs on which a rule decides, and pairs near to those on which it does not.

They are in a file of their own, `examples.toml`, which is read where someone asks for them: the table stays short, and no run waits
for them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Two records as fields of BibTeX (`entrytype` is their type), and whether the rule decides on them.

    `both` are the fields that the two share. `seen` is where such a pair was met; a pair without it is made up.
    """

    rule: str
    note: str
    holds: bool
    both: Mapping[str, str] = field(default_factory=dict)
    a: Mapping[str, str] = field(default_factory=dict)
    b: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""

    @property
    def sides(self) -> tuple[dict[str, str], dict[str, str]]:
        """The fields of the two records; one that is empty in `a` or `b` is missing there."""
        first, second = ({**self.both, **side} for side in (self.a, self.b))
        return first, second


@cache
def examples() -> Mapping[str, tuple[Example, ...]]:
    """Return the examples of each rule by its id."""
    text = files("litreview.duplicates").joinpath("examples.toml").read_text(encoding="utf-8")
    return {
        rule: tuple(Example(rule=rule, **row) for row in rows) for rule, rows in tomllib.loads(text).items()
    }
