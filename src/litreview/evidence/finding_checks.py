"""Findings held against the review: whether what they rest on counts as evidence, and says what they say.

A finding names its sources by hand, and the review goes on: a source is excluded, turns out to be what an agency says of itself, or is
a second report of the same study. Nothing is taken from a finding for that: each source stays where it was named, with what speaks
against it beside it, and a Problem says where and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from litreview.containers import TypedTuple
from litreview.model import Decision, Finding, Problem, Recommendation, Where
from litreview.problems import problem
from litreview.results import SIDES, Doubt, Echo, Footing, Standing, Status

_SIDED = {"supports": "is supported by", "contradicts": "is contradicted by", "qualifies": "is qualified by"}
_CONTRARY = {"supports": "contradicts", "contradicts": "supports"}
_DOUBTED: Mapping[str, str] = {
    "excluded": "LR532.excluded",
    "not retrieved": "LR532.not-retrieved",
    "left unscreened": "LR532.unscreened",
    "pending": "LR533",
    "claim": "LR534.evidence",
    "contrary": "LR535.contrary",
}
"""Kind of doubt -> the Problem of it."""


def check_findings(
    findings: Iterable[Finding],
    recommendations: Iterable[Recommendation],
    standing: Standing,
    *,
    decisions: Iterable[Decision] = (),
    claims: Mapping[str, str] | None = None,
    echoes: Iterable[Echo] = (),
    path: str = "findings.toml",
) -> tuple[tuple[Footing, ...], tuple[Problem, ...]]:
    """Return each side of each finding as it stands, and the Problems met (LR532 to LR539), in the order of the file.

    `decisions` are the current ones, for the stances people noted; `claims` says by key what kind of claim a source is; `echoes` have
    the origins behind each side. Keys are those of the sources.
    """
    said: dict[tuple[str, str], set[str]] = {}
    for decision in decisions:
        if decision.verb == "stance":
            goal, _, stance = decision.value.partition("=")
            said.setdefault((goal, decision.key), set()).add(stance)
    checks = _Checks(
        status=standing.status,
        counted=standing.chosen(),
        streams=standing.streams,
        claims=claims or {},
        # what people differ on says nothing yet
        stances={slot: next(iter(found)) for slot, found in said.items() if len(found) == 1},
        origins={(echo.finding, echo.side): echo.origins for echo in echoes},
        path=path,
    )
    held = tuple(findings)
    for finding in held:
        if not finding.is_open:
            checks.finding(finding)
    checks.recommendations(tuple(recommendations), held)
    return TypedTuple(checks.footings.values(), Footing), tuple(
        sorted(checks.problems, key=lambda p: (p.where, p.code))
    )


@dataclass(kw_only=True)
class _Checks:
    """What findings are held against, and what was found so far."""

    status: Mapping[str, Status]
    counted: frozenset[str]
    streams: Mapping[str, str]
    claims: Mapping[str, str]
    stances: Mapping[tuple[str, str], str]
    origins: Mapping[tuple[str, str], Sequence[Sequence[str]]]
    path: str
    footings: dict[tuple[str, str], Footing] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def finding(self, finding: Finding) -> None:
        for side in SIDES:
            keys: tuple[str, ...] = getattr(finding, side)
            doubts = {key: found for key in keys if (found := tuple(self._doubts(finding, side, key)))}
            for key, found in doubts.items():
                for doubt in found:
                    self._doubted(finding, side, key, doubt)
            footing = Footing(
                of=finding.id,
                side=side,
                sources=keys,
                unknown=finding.unknown.get(side, ()),
                doubts=doubts,
                streams={key: self.streams[key] for key in keys if key in self.streams},
            )
            notes = tuple(self._notes(finding, footing))
            self.footings[finding.id, side] = replace(footing, notes=notes)

    def recommendations(self, recommendations: Sequence[Recommendation], findings: Sequence[Finding]) -> None:
        """A recommendation needs a finding, and a finding that something supports; on an open statement it waits."""
        led: dict[str, list[str]] = {}
        for finding in findings:
            for id_ in finding.recommendations:
                led.setdefault(id_, []).append(finding.id)
        known = {finding.id for finding in findings}
        open_ = {finding.id for finding in findings if finding.is_open}
        for one in recommendations:
            named = [id_ for id_ in dict.fromkeys((*one.findings, *led.get(one.id, ()))) if id_ in known]
            if not named:
                self._report(one.line, "LR538", id=one.id)
            elif open_.isdisjoint(named) and not any(
                self.footings[id_, "supports"].counting for id_ in named
            ):
                self._report(one.line, "LR539", id=one.id, named=", ".join(named))

    def _doubts(self, finding: Finding, side: str, key: str) -> Iterator[Doubt]:
        status = self.status.get(key)
        if status is None:
            yield Doubt(kind="unknown", words="no source has this key")
            return
        if key not in self.counted:
            yield Doubt(kind=status.status, words=status.words)
        if key in self.claims:
            what = self.claims[key]
            told = what if what.endswith("claim") else f"a claim ({what})"
            yield Doubt(kind="claim", words=f"{told}, not evidence of an outcome")
        stance = self.stances.get((finding.goal, key), "")
        against = {"supports": _CONTRARY.get(finding.stance, ""), "contradicts": finding.stance}.get(side, "")
        if stance in _CONTRARY and stance == against:
            yield Doubt(kind="contrary", words=f"its stance on {finding.goal} is '{stance}'")

    def _doubted(self, finding: Finding, side: str, key: str, doubt: Doubt) -> None:
        if doubt.kind not in _DOUBTED:
            return  # reading said so (LR503)
        weighed = doubt.kind == "claim" and side != "supports"
        self._report(
            finding.lines.get(key, finding.line),
            "LR534.weighed" if weighed else _DOUBTED[doubt.kind],
            key=key,
            id=finding.id,
            goal=finding.goal,
            stance=finding.stance,
            sided=_SIDED[side],
            doubt=doubt.words,
        )

    def _notes(self, finding: Finding, footing: Footing) -> Iterator[str]:
        """Yield what is to be said below one side, and report it."""
        counting = frozenset(footing.counting)
        voices = [
            mine for one in self.origins.get((finding.id, footing.side), ()) if (mine := counting & set(one))
        ]
        if len(counting) > 1 and len(voices) == 1:
            keys = ", ".join(key for key in footing.sources if key in counting)
            self._report(finding.line, "LR536", id=finding.id, sided=_SIDED[footing.side], keys=keys)
            yield "All that counts here is of one origin: one study, not several."
        if footing.side != "supports" or not finding.sources:
            return
        silent = [side for side in ("contradicts", "qualifies") if getattr(finding, side)]
        if not silent or not finding.supports:
            lacking = "contradicts or qualifies" if finding.supports else "supports"
            self._report(finding.line, "LR537", id=finding.id, lacking=lacking)
            yield f"No source is named that {lacking} it."
        if astray := self._astray(finding):
            self._report(finding.line, "LR535.sides", id=finding.id, goal=finding.goal, astray=astray)
            yield f"The sides do not fit the stances on {finding.goal}: {astray}."

    def _astray(self, finding: Finding) -> str:
        """Return in words which sources would have the finding say opposite things of its goal; `""` if all agree or it says so itself."""
        if finding.stance:
            return ""
        meant: dict[str, list[str]] = {}
        for side in _CONTRARY:
            for key in getattr(finding, side):
                stance = self.stances.get((finding.goal, key), "")
                if stance in _CONTRARY:
                    meant.setdefault(stance if side == "supports" else _CONTRARY[stance], []).append(key)
        if len(meant) < 2:
            return ""
        return "; ".join(f"by {', '.join(meant[stance])} it says '{stance}'" for stance in _CONTRARY)

    def _report(self, line: int, name: str, /, **said: Any) -> None:
        self.problems.append(problem(name, Where(file=self.path, line=line), **said))
