"""Makes the Problem of a rule, at the line of its field; and writes Problems as SARIF 2.1.0, which editors show at their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from litreview.core import problems
from litreview.core.model import Level, Problem, Record, Where
from litreview.core.problems import ProblemRule, rules
from litreview.core.text.display import escaped

_LONGEST = 60


def field_where(record: Record, field: str) -> Where:
    """Return the place of a field in its file: its own line if the entry's text shows it, else the entry's.

    In BibTeX a field is found by its name, in other formats by its value.
    """
    raw = record.raw
    if not raw or not field or not record.where.line:
        return record.where
    found = re.search(rf"(?im)^[ \t,]*{re.escape(field)}[ \t]*=", raw) if record.format == "bibtex" else None
    at = found.start() if found else -1
    if record.format != "bibtex":
        value = record.raw_fields.get(field, "") or record.get(field)
        at = raw.find(re.split(r"[\n\\{]| and |–", value, maxsplit=1)[0][:40]) if value else -1
    if at < 0:
        return record.where
    return Where(file=record.where.file, line=record.where.line + raw.count("\n", 0, at))


def shown(value: str) -> str:
    """Return a value short enough for a message, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def problem(
    record: Record,
    name: str,
    /,
    *,
    level: Level | None = None,
    field: str = "",
    lacks: tuple[str, ...] = (),
    **values: object,
) -> Problem:
    """Return the Problem of a rule about a record, at the line of `field`; or about fields that it `lacks`."""
    return problems.problem(
        name,
        field_where(record, field),
        level=level,
        fields=(field,) if field else lacks,
        key=record.key,
        field=field,
        **values,
    )


_LEVELS: Mapping[Level, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(
    problems: Iterable[Problem],
    version: str,
    *,
    at: Callable[[str], str] = lambda file: file,
    rules: Mapping[int, str] | None = None,
) -> str:
    """Return Problems as one run of a SARIF log: rule, level, message, and the file and line of each.

    `at` returns the path of a file relative to the folder of the log. `rules` has, by the number of a Problem, the rule
    within its code: `LR750/year-to-come`.
    """
    found = [*problems]
    codes = sorted({problem.code for problem in found})
    results = [
        _result(problem, codes, at, (rules or {}).get(number, "")) for number, problem in enumerate(found)
    ]
    driver = {"name": "litreview", "version": version, "rules": [_rule(code) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = rules().get(code) or ProblemRule(code=code, level="warning", title=code, explanation=code)
    help_ = f"{rule.explanation}\n\nWhat to do: {rule.remedy}" if rule.remedy else rule.explanation
    return {
        "id": code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": help_},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _result(problem: Problem, codes: Sequence[str], at: Callable[[str], str], within: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        # the parts of an address: a space or a % in the name of a file is written as its number
        "artifactLocation": {"uri": quote(at(problem.where.file).replace("\\", "/"))}
    }
    if problem.where.line:
        place["region"] = {"startLine": problem.where.line}
    text = f"{problem.message}. What to do: {problem.remedy}" if problem.remedy else problem.message
    return {
        "ruleId": f"{problem.code}/{within}" if within else problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": _LEVELS[problem.level],
        # an entry may hold what SARIF takes for a link: a reviewer would follow it as one of ours
        "message": {"text": text.replace("](", "] (")},
        "locations": [{"physicalLocation": place}],
    }
