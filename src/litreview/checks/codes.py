"""Every code of a Problem: what it means, an example, and what to do. `litreview check --explain LR052` prints it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from litreview.errors import UsageError, near_miss
from litreview.model import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One code. `level` is the gravest it comes with; `example` is a line that brings it up."""

    code: str
    level: Level
    title: str
    explanation: str
    example: str = ""
    remedy: str = ""


@cache
def _load() -> Mapping[str, Rule]:
    # a data file: the words are for users, and translators and the documentation read them too
    text = (files("litreview.checks") / "codes.toml").read_text(encoding="utf-8")
    rules = {code: Rule(code=code, **entry) for code, entry in tomllib.loads(text).items()}
    return MappingProxyType(dict(sorted(rules.items())))


RULES: Mapping[str, Rule] = _load()


def _near(name: str) -> str:
    """Return the code that was meant, as the end of a message: 12 and LR12 mean LR012."""
    digits = re.fullmatch(r"(?:LR)?0*(\d{1,3})", name)
    padded = f"LR{int(digits[1]):03}" if digits else ""
    return f"; did you mean '{padded}'?" if padded in RULES else near_miss(name, RULES)


def explain_code(code: str) -> str:
    """Return what a code means, with an example and the remedy, as text. `UsageError` for a code that isn't one.

    >>> print(explain_code("lr054").splitlines()[0])
    LR054 (info): an ISSN with a wrong check digit
    """
    name = code.strip().upper()
    rule = RULES.get(name)
    if rule is None:
        raise UsageError(f"no code '{code}'; codes run from {min(RULES)} to {max(RULES)}{_near(name)}")
    parts = [f"{rule.code} ({rule.level}): {rule.title}", "", rule.explanation.strip()]
    if rule.example:
        parts += ["", "Example:", *(f"    {line}" for line in rule.example.strip("\n").split("\n"))]
    if rule.remedy:
        parts += ["", f"What to do: {rule.remedy.strip()}"]
    return "\n".join(parts)
