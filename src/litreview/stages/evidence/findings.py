"""findings.toml: the statements of a review, with the sources on each side, and what it recommends.

    [[finding]]
    id = "F1"
    statement = "Operations find few of the persons they are meant to find"
    goal = "protect"
    stance = "contradicts"                 # what it says of the goal
    supports = ["Ditmore2009Use"]          # keys, former keys or record ids, or tables {key, where, quote}
    contradicts = []
    qualifies = ["Farrell2012Identifying"]
    recommendations = ["R1"]

    [[finding]]
    id = "F2"
    statement = "Operations harm some of the persons they are meant to protect"
    state = "open"                         # not examined yet: it names no sources and is no finding

    [[recommendation]]
    id = "R1"
    statement = "Use operations far less"
    code = "R1"                            # the codebook's recommendation with the sources that inform it
    findings = ["F1"]

A fault is a Problem with the line of its table or name; the rest of the file is still read.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from litreview.core.confidential.codes import spelled_codes
from litreview.core.containers import grouped
from litreview.core.errors import Nearest, near_miss
from litreview.core.model import Finding, Level, Passage, Problem, Recommendation, Where
from litreview.core.problems import problem
from litreview.core.results.chains import SIDES, Findings
from litreview.core.results.coverage import MainGroup
from litreview.judgements.decisions import STANCES
from litreview.stages.evidence.confidence import read_cerqual
from litreview.stages.evidence.passages import Fault, read_side

T = TypeVar("T")

_LISTS = {"finding": ("recommendations",), "recommendation": ("findings",)}
_TEXTS = {
    "finding": ("id", "statement", "goal", "stance", "strength", "strength_reason", "state"),
    "recommendation": ("id", "statement", "code"),
}
_FIELDS = {
    "finding": (
        *("id", "statement", "goal", "stance", *SIDES, "recommendations"),
        *("strength", "strength_reason", "cerqual", "state"),
    ),
    "recommendation": ("id", "statement", "code", "findings"),
}
_FOUND = (*SIDES, "strength", "strength_reason", "cerqual")
"""Fields of a finding that an open statement cannot have yet."""
# of [[finding]], not of [finding.cerqual] below it
_HEADER = re.compile(r"\s*\[(?!\[?\s*(?:finding|recommendation)\s*\.)")


_WORD = re.compile(r""""([^"]*)"|'([^']*)'|([\w.-]+)""")
_LISTED = 20
"""Most names listed in one message."""


class _TomlTable(NamedTuple):
    kind: str
    line: int
    last: int
    data: Mapping[str, Any]


def read_findings(
    text: str,
    path: str = "findings.toml",
    resolve: Mapping[str, str] | Callable[[str], Sequence[str]] | None = None,
    *,
    goals: Iterable[str] | None = None,
    main: MainGroup | None = None,
    codes: Iterable[str] | None = None,
    known: Iterable[str] = (),
    shown: Callable[[str], str] = str,
    all_codes: bool = True,
) -> Findings:
    """Return findings, recommendations and the Problems.

    `resolve` gives the source keys that a written key may mean (a mapping, or a function as `decisions.resolve`); without
    it keys stay as written. `goals` are the codes a finding may name as its `goal` (any, without it), and `main` is their group;
    `codes` are those that a recommendation may name as its `code`.
    `known` are keys to suggest as near misses (a mapping brings its own). `shown` returns how to quote an unknown key, which may be a
    person's name. With `all_codes` every code of an interview or request is known, and another one is an error; in a copy without private/ it may lie there.
    """
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        why = re.sub(r" \(at [^)]*\)$", "", str(error))
        where = Where(file=path, line=int(line[1]) if line else 0)
        fault = problem("LR500", where, why=why)
        return Findings(problems=(fault,))
    known = resolve if isinstance(resolve, Mapping) else known
    reader = _FindingsParser(
        text, path, resolve, goals, main or MainGroup(), codes, known, shown, all_codes=all_codes
    )
    findings = tuple(reader.findings(data))
    recommendations = tuple(reader.recommendations(data))
    reader.check_top(data)
    reader.check_links(findings, recommendations)
    return Findings(
        findings, recommendations, tuple(sorted(reader.problems, key=lambda p: (p.where, p.code)))
    )


class _Side(NamedTuple):
    """One side of a finding: its source keys, each with its first written name; the key of each name; and the unknown names."""

    keys: Mapping[str, str]
    key_of: Mapping[str, str]
    unknown: tuple[str, ...] = ()


class _FindingsParser:
    """Parses one file: its lines, and the Problems so far."""

    def __init__(
        self,
        text: str,
        path: str,
        resolve: Mapping[str, str] | Callable[[str], Sequence[str]] | None,
        goals: Iterable[str] | None,
        main: MainGroup,
        codes: Iterable[str] | None,
        known: Iterable[str],
        shown: Callable[[str], str],
        *,
        all_codes: bool,
    ) -> None:
        self.all_codes = all_codes
        self.lines = text.split("\n")
        self.path = path
        self.resolve = resolve
        self.known = Nearest(known)
        self.shown = shown
        self.goals = None if goals is None else tuple(goals)
        self.codes = None if codes is None else tuple(codes)
        self.main = main
        self.problems: list[Problem] = []
        self.place: dict[str, _TomlTable] = {}

    def findings(self, data: Mapping[str, Any]) -> Iterator[Finding]:
        for written in self._tables(data, "finding"):
            state = self._state(written)
            table = self._opened(written) if state else written
            values = self._values(table)
            goal, stance = (
                self._code(table, values["goal"], self.goals, self.main.one),
                self._stance(table, values["stance"]),
            )
            named = {side: self._read(table, read_side(side, table.data.get(side))) for side in SIDES}
            sides = {side: self._keys(table, [one.name for one in named[side]]) for side in SIDES}
            if not state:
                self._check_sides(table, values["id"], sides)
            yield Finding(
                id=values["id"],
                statement=values["statement"],
                goal=goal,
                stance=stance,
                recommendations=tuple(values["recommendations"]),
                passages=tuple(
                    Passage(key=sides[side].key_of[one.name], side=side, where=one.where, quote=one.quote)
                    for side in SIDES
                    for one in named[side]
                    if one.name in sides[side].key_of and (one.where or one.quote)
                ),
                cerqual=self._read(table, read_cerqual(table.data.get("cerqual"))),
                strength=values["strength"],
                strength_reason=values["strength_reason"],
                state=state,
                unknown={side: found.unknown for side, found in sides.items() if found.unknown},
                line=table.line,
                lines={
                    key: self._line(table, word)
                    for found in sides.values()
                    for key, word in found.keys.items()
                },
                **{side: tuple(found.keys) for side, found in sides.items()},
            )

    def _code(self, table: _TomlTable, code: str, known: Sequence[str] | None, kind: str) -> str:
        """Return the goal of a finding, or the code of a recommendation, as the codebook writes it, and report an unknown one."""
        if code and known is not None and code not in known:
            if spelled := [one for one in known if one.casefold() == code.casefold()]:
                return spelled[0]
            self._report(
                table,
                "LR505",
                code,
                owner=f"{table.kind} {table.data['id'].strip()}",
                kind=kind,
                code=code,
                near=near_miss(code, known),
                known=", ".join(known) or "none",
            )
        return code

    def _stance(self, table: _TomlTable, stance: str) -> str:
        """Return the stance of a finding on its goal, `""` with a Problem for an unknown stance."""
        stance = stance.lower()
        if stance and stance not in STANCES:
            self._report(
                table,
                "LR501.stance",
                stance,
                stance=stance,
                near=near_miss(stance, STANCES),
                stances=", ".join(STANCES),
            )
            return ""
        return stance

    def _state(self, table: _TomlTable) -> str:
        """Return `open` or `""`, with a Problem for any other word; `_values` reports a state that is no text."""
        state = table.data.get("state", "")
        if not isinstance(state, str) or state.strip().lower() in ("", "open"):
            return state.strip().lower() if isinstance(state, str) else ""
        self._report(table, "LR501.state", state, state=state, near=near_miss(state, ("open",)))
        return ""

    def _opened(self, table: _TomlTable) -> _TomlTable:
        """Return an open statement without the fields of examined findings, and report these."""
        if names := [name for name in _FOUND if table.data.get(name)]:
            self._report(table, "LR501.open", names[0], id=table.data["id"].strip(), names=", ".join(names))
        return table._replace(data={name: value for name, value in table.data.items() if name not in _FOUND})

    def _check_sides(self, table: _TomlTable, id_: str, sides: Mapping[str, _Side]) -> None:
        """Report sources on two sides, and a finding without sources."""
        for key, on in grouped((key, side) for side, found in sides.items() for key in found.keys).items():
            if len(on) > 1:
                self._report(table, "LR507", key, key=key, id=id_, sides=" and ".join(on))
        if not any(found.keys for found in sides.values()):
            self._report(table, "LR508", id=id_)

    def recommendations(self, data: Mapping[str, Any]) -> Iterator[Recommendation]:
        for table in self._tables(data, "recommendation"):
            values = self._values(table)
            yield Recommendation(
                id=values["id"],
                statement=values["statement"],
                code=self._code(table, values["code"], self.codes, "recommendation"),
                findings=tuple(values["findings"]),
                line=table.line,
            )

    def check_top(self, data: Mapping[str, Any]) -> None:
        for name in data:
            if name not in _FIELDS:
                line = next(iter(self._lines_by_word.get(name, ())), 0)
                self._report(
                    _TomlTable(name, line, line, {}), "LR506.table", name=name, near=near_miss(name, _FIELDS)
                )

    def check_links(self, findings: Sequence[Finding], recommendations: Sequence[Recommendation]) -> None:
        """Report ids of findings and recommendations that do not exist."""
        known_findings = dict.fromkeys(f.id for f in findings)
        known_recommendations = dict.fromkeys(r.id for r in recommendations)
        nearest = {"finding": Nearest(known_findings), "recommendation": Nearest(known_recommendations)}
        named = [
            *(
                (f"finding {f.id}", "recommendation", f.recommendations, known_recommendations)
                for f in findings
            ),
            *((f"recommendation {r.id}", "finding", r.findings, known_findings) for r in recommendations),
        ]
        for owner, kind, ids, known in named:
            near = nearest[kind]
            listed = ", ".join([*islice(known, _LISTED), *["…"] * (len(known) > _LISTED)])
            for id_ in ids:
                if id_ not in known:
                    self._report(
                        self.place[owner],
                        "LR504",
                        id_,
                        owner=owner,
                        kind=kind,
                        id=id_,
                        near=near.hint(id_),
                        listed=listed or "none",
                    )

    def _tables(self, data: Mapping[str, Any], kind: str) -> Iterator[_TomlTable]:
        """Yield the well-formed tables of a kind, each with its lines, and report the others."""
        entries = data.get(kind, [])
        starts = [n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
        bounds = [*(n for n, line in enumerate(self.lines, 1) if _HEADER.match(line)), len(self.lines) + 1]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._report(_TomlTable(kind, 0, 0, {}), "LR501.tables", kind=kind)
            return
        for place, entry in enumerate(entries):
            # inline tables have no header of their own, so their line is unknown
            line = starts[place] if len(starts) == len(entries) else 0
            last = bounds[bisect_right(bounds, line)] - 1 if line else 0
            table = _TomlTable(kind, line, last, entry)
            missing = [
                name
                for name in ("id", "statement")
                if not isinstance(entry.get(name), str) or not entry[name].strip()
            ]
            if missing:
                self._report(
                    table, "LR501.missing", kind=kind, missing=" and no ".join(missing), first=missing[0]
                )
                continue
            owner = f"{kind} {entry['id'].strip()}"
            if owner in self.place:
                self._report(table, "LR502", entry["id"].strip(), owner=owner)
                continue
            self.place[owner] = table
            yield table

    def _values(self, table: _TomlTable) -> dict[str, Any]:
        """Return all fields of a table in their right types; a missing field has its empty value."""
        values: dict[str, Any] = {}
        for name in table.data:
            if name not in _FIELDS[table.kind]:
                self._report(
                    table,
                    "LR506.field",
                    name,
                    name=name,
                    near=near_miss(name, _FIELDS[table.kind]),
                    known=", ".join(_FIELDS[table.kind]),
                )
        for name in (*_LISTS[table.kind], *_TEXTS[table.kind]):
            value = table.data.get(name)
            if name in _LISTS[table.kind]:
                items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
                if value is not None and (
                    not isinstance(value, str | list) or not all(isinstance(i, str) for i in items)
                ):
                    self._report(table, "LR501.ids", name, name=name)
                values[name] = list(
                    dict.fromkeys(i.strip() for i in items if isinstance(i, str) and i.strip())
                )
            else:
                if value is not None and not isinstance(value, str):
                    self._report(table, "LR501.text", name, name=name)
                values[name] = value.strip() if isinstance(value, str) else ""
        return values

    def _keys(self, table: _TomlTable, names: Sequence[str]) -> _Side:
        """Return the source keys for the written names; report each name that fits no source, or several."""
        if self.resolve is None:
            as_written = {name: name for name in names}
            return _Side(as_written, as_written)
        found: dict[str, str] = {}
        key_of: dict[str, str] = {}
        unknown: list[str] = []
        for name in dict.fromkeys(names):  # a source with two passages is named twice
            if isinstance(self.resolve, Mapping):
                keys: Sequence[str] = (self.resolve[name],) if name in self.resolve else ()
            else:
                keys = self.resolve(name)
            if not keys:
                near = self.known.hint(name)
                quoted = self.shown(name)
                unknown.append(quoted)
                level: Level | None = "error" if self.all_codes and spelled_codes(name) else None
                owner = table.data["id"].strip()
                self._report(table, "LR503", name, level, id=owner, key=quoted, near=near)
                continue
            if len(keys) > 1 and keys[0] != name:
                self._report(
                    table,
                    "LR509",
                    name,
                    key=keys[0],
                    name=self.shown(name),
                    count=len(keys),
                    keys=", ".join(keys),
                )
            found.setdefault(keys[0], name)
            key_of[name] = keys[0]
        return _Side(found, key_of, tuple(unknown))

    def _read(self, table: _TomlTable, read: tuple[T, tuple[Fault, ...]]) -> T:
        """Return a parsed value, and report its faults."""
        value, faults = read
        for fault in faults:
            self._report(table, fault.name, fault.word, None, **fault.values)
        return value

    @cached_property
    def _lines_by_word(self) -> Mapping[str, Sequence[int]]:
        """The lines on which each key, id and name occurs."""
        return grouped(
            (next(filter(None, quoted), "").strip(), number)
            for number, line in enumerate(self.lines, 1)
            for quoted in _WORD.findall(line)
        )

    def _line(self, table: _TomlTable, word: str = "") -> int:
        """Return the first line of the table with `word` on it, else the table's first line."""
        lines = self._lines_by_word.get(word, ()) if word and table.line else ()
        place = bisect_left(lines, table.line)
        return lines[place] if place < len(lines) and lines[place] <= table.last else table.line

    def _report(
        self,
        table: _TomlTable,
        name: str,
        word: str = "",
        level: Level | None = None,
        /,
        **values: Any,
    ) -> None:
        """Add a Problem at the first line of the table with `word` on it, else at the table's first line."""
        where = Where(file=self.path, line=self._line(table, word))
        self.problems.append(problem(name, where, level=level, **values))
