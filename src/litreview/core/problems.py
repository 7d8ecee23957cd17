"""Makes Problems from the wordings in `problem_messages.tsv`, and explains their codes from `problem_explanations.toml`.

`problem_messages.tsv` has one row for each wording of a code, with the levels it may have. `litreview check --explain LR052` prints the
explanation. Each table is read when the first Problem is made, or the first code explained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple, cast

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Level, Problem, Where

UNPUBLISHED = frozenset({"LR654"})
"""Codes of Problems that tell of a private file what nothing public has, such as how long a transcript is: nothing published has them."""


class Wording(NamedTuple):
    """A row of `problem_messages.tsv`. `levels`: the allowed levels; the first is the default."""

    code: str
    levels: tuple[Level, ...]
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRule:
    """The explanation of one code. `level` is the gravest that it has; `example` is a line that causes it."""

    code: str
    level: Level
    title: str
    explanation: str
    example: str = ""
    remedy: str = ""


def problem(
    name: str, where: Where, /, *, level: Level | None = None, fields: tuple[str, ...] = (), **values: object
) -> Problem:
    """Return the Problem of a row of `problem_messages.tsv`: `values` fill its placeholders, and `key` among them is the entry it is about.

    Raises `KeyError` for a row or a word that is missing, and `ValueError` for a level that the row does not have.

    >>> print(problem("LR016", Where(file="a.bib", line=3), key="doe2019", field="title"))
    a.bib:3: LR016 warning: the field 'title' has no value; give it one, or remove it
    """
    row = wordings()[name]
    if level is not None and level not in row.levels:
        raise ValueError(f"{name} is {' or '.join(row.levels)}, not {level!r}")
    return Problem(
        where=where,
        code=row.code,
        level=level or row.levels[0],
        message=row.message.format_map(values),
        remedy=row.remedy.format_map(values),
        key=cast(str, values.get("key", "")),
        fields=fields,
    )


@cache
def wordings() -> Mapping[str, Wording]:
    """Return the rows of `problem_messages.tsv` by name: a code, or a code with the name of a wording (`LR010.key`)."""
    return read_wordings((files("litreview.core") / "problem_messages.tsv").read_text(encoding="utf-8"))


def read_wordings(table: str) -> dict[str, Wording]:
    """Return the rows of a text in the form of `problem_messages.tsv`."""
    cells = (line.split("\t") for line in table.split("\n") if line and not line.startswith("#"))
    return {
        name: Wording(name[:5], cast(tuple[Level, ...], tuple(levels.split("|"))), message, remedy)
        for name, levels, message, remedy in cells
    }


@cache
def rules() -> Mapping[str, ProblemRule]:
    """Return the explanation of each code, in the order of the codes."""
    import tomllib

    text = (files("litreview.core") / "problem_explanations.toml").read_text(encoding="utf-8")
    explained = {code: ProblemRule(code=code, **entry) for code, entry in tomllib.loads(text).items()}
    return MappingProxyType(dict(sorted(explained.items())))


def _code_hint(name: str) -> str:
    """Return a hint at the nearest code, as the end of a message: 12 and LR12 mean LR012."""
    digits = re.fullmatch(r"(?:LR)?0*(\d{1,3})", name)
    padded = f"LR{int(digits[1]):03}" if digits else ""
    return f"; did you mean '{padded}'?" if padded in rules() else near_miss(name, rules())


def explain_code(code: str) -> str:
    """Return the explanation of a code, with an example and the remedy, as text. `UsageError` for an unknown code.

    >>> print(explain_code("lr054").splitlines()[0])
    LR054 (info): an ISSN with a wrong check digit
    """
    name = code.strip().upper()
    rule = rules().get(name)
    if rule is None:
        raise UsageError(
            f"no code '{code}'; codes run from {min(rules())} to {max(rules())}{_code_hint(name)}"
        )
    parts = [f"{rule.code} ({rule.level}): {rule.title}", "", rule.explanation.strip()]
    if rule.example:
        parts += ["", "Example:", *(f"    {line}" for line in rule.example.strip("\n").split("\n"))]
    if rule.remedy:
        parts += ["", f"What to do: {rule.remedy.strip()}"]
    return "\n".join(parts)
