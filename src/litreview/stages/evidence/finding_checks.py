"""Findings held against the review, and against notices of retraction and correction.

A finding names its sources by hand, and the review goes on: a source is excluded, turns out to be what an agency says of itself, or is
a second report of the same study. Nothing is taken from a finding for that: each source stays where it was named, with what speaks
against it beside it, and a Problem says where and what to do.

Notices come from a Retraction Watch file (CSV, as Crossref distributes it), read offline from the review folder as
`retractions.csv`, and from what registries say of sources. A source is found by DOI, else by PubMed number. Nothing is dropped because of a notice: a person decides.
Fields of registries after `formats`: `retracted`, `corrected`, `expression-of-concern` and `updated` of a work say `true`, or name the notices (`Retraction,
2021-02-01, https://doi.org/10.5555/notice (retraction watch); …`); `notice-on` of a notice says of which work it is one. Some put the word before
the title.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from litreview.core import text as textual
from litreview.core.containers import TypedTuple, grouped
from litreview.core.model import (
    Citation,
    Decision,
    Finding,
    Level,
    Problem,
    Recommendation,
    Record,
    RecordId,
    Source,
    Where,
)
from litreview.core.problems import problem
from litreview.core.results import SIDES, Doubt, Echo, Footing, Notice, Reach, Standing, Status
from litreview.stages.evidence.stance import noted_stances
from litreview.works.notices import split_title_marks

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
    checks = _Checks(
        status=standing.status,
        counted=standing.chosen(),
        streams=standing.streams,
        claims=claims or {},
        # what people differ on says nothing yet
        stances={
            slot: next(iter(found)) for slot, found in noted_stances(decisions).items() if len(found) == 1
        },
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
        led = grouped((id_, finding.id) for finding in findings for id_ in finding.recommendations)
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
        meant = grouped(
            (stance if side == "supports" else _CONTRARY[stance], key)
            for side in _CONTRARY
            for key in getattr(finding, side)
            if (stance := self.stances.get((finding.goal, key), "")) in _CONTRARY
        )
        if len(meant) < 2:
            return ""
        return "; ".join(f"by {', '.join(meant[stance])} it says '{stance}'" for stance in _CONTRARY)

    def _report(self, line: int, name: str, /, **said: Any) -> None:
        self.problems.append(problem(name, Where(file=self.path, line=line), **said))


_FIELDS = {
    "retracted": "Retraction",
    "corrected": "Correction",
    "expression-of-concern": "Expression of concern",
    "updated": "",
    "notice-on": "",
}
"""The fields, each with what a notice in it is called that does not say so itself; a new version or edition is none."""
_LABELS = (
    ("Reinstatement", re.compile(r"reinstate", re.IGNORECASE)),
    ("Retraction", re.compile(r"retract|withdraw|removal", re.IGNORECASE)),
    ("Expression of concern", re.compile(r"concern", re.IGNORECASE)),
    ("Correction", re.compile(r"correct|errat|corrigend|addend|clarif", re.IGNORECASE)),
)
_NOTICE_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}(?=,|$| \()")


def registry_notices(records: Iterable[Record], homes: Mapping[RecordId, str]) -> Iterator[Notice]:
    """Yield the notices that registries' records give. `homes` has the source of each that is attached to one."""
    for record in records:
        said = [(name, one) for name in _FIELDS for one in record.get(name).split("; ") if one]
        if not record.get("retracted") and split_title_marks(record.title)[1]:
            said.append(("retracted", ""))
        for name, one in said:
            notice = _notice(record, name, one, homes.get(record.id, ""))
            if notice.nature and (notice.doi or notice.pmid or notice.source):
                yield notice


def _notice(record: Record, name: str, said: str, source: str) -> Notice:
    label = said.partition(",")[0]
    found = textual.doi(said) if "10." in said else ""
    date = _NOTICE_DATE.search(said)
    # what a notice is on is another work
    on_another = name == "notice-on"
    return Notice(
        nature=next((nature for nature, words in _LABELS if words.search(label)), _FIELDS[name]),
        date=date[0] if date else "",
        doi=found if on_another else record.doi,
        pmid="" if on_another else textual.pmid(record.get("pmid")),
        notice_doi=record.doi if on_another else found,
        reason="",
        where=record.where,
        source="" if on_another else source,
    )


_RETRACTIONS = "retractions.csv"
_NEEDED = ("OriginalPaperDOI", "RetractionNature")
_WATCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")


def read_notices(text: str, path: str = _RETRACTIONS) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Return the notices of a Retraction Watch file, and a Problem (LR531) if it is none."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = rows.fieldnames or []
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        fault = problem("LR531", Where(file=path, line=1), missing=" and no column ".join(missing))
        return (), (fault,)
    return tuple(_notices(rows, path)), ()


def _notices(rows: csv.DictReader[str], path: str) -> Iterator[Notice]:
    for row in rows:
        cell = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
        pmid = textual.pmid(cell.get("OriginalPaperPubMedID", ""))
        yield Notice(
            nature=cell.get("RetractionNature", ""),
            date=_date(cell.get("RetractionDate", "")),
            doi=textual.doi(cell["OriginalPaperDOI"]) if "10." in cell.get("OriginalPaperDOI", "") else "",
            pmid="" if pmid == "0" else pmid,
            notice_doi=textual.doi(cell.get("RetractionDOI", "")),
            reason="; ".join(part.lstrip("+") for part in cell.get("Reason", "").split(";") if part),
            where=Where(file=path, line=rows.line_num),
        )


def _date(given: str) -> str:
    """Return `YYYY-MM-DD`; the file has `3/25/2020 0:00`, month first.

    >>> _date("3/25/2020 0:00")
    '2020-03-25'
    """
    match = _WATCH_DATE.search(given)
    if match is None:
        return ""
    if match[3]:
        return f"{match[3]}-{int(match[1]):02d}-{int(match[2]):02d}"
    return match[0]


def find_reach(
    sources: Iterable[Source],
    notices: Iterable[Notice],
    citations: Iterable[Citation] = (),
    findings: Sequence[Finding] = (),
    recommendations: Sequence[Recommendation] = (),
) -> tuple[Reach, ...]:
    """Return one Reach for each source that has a notice, in the order of the sources."""
    by_name = grouped(
        (name, notice)
        for notice in notices
        for name in (notice.doi, f"pmid {notice.pmid}", f"key {notice.source}")
    )
    citing = grouped((citation.cited, citation.citing) for citation in citations)
    found = []
    for source in sources:
        works = (source, *source.records, *source.enriched)
        names: set[str] = {
            f"key {source.key}",
            *(work.doi for work in works),
            *(f"pmid {textual.pmid(work.get('pmid'))}" for work in works),
        }
        mine = {notice for name in names - {"", "pmid "} for notice in by_name.get(name, ())}
        if mine:
            found.append(_reach(source.key, tuple(mine), citing, findings, recommendations))
    return TypedTuple(found, Reach)


def _reach(
    key: str,
    notices: tuple[Notice, ...],
    citing: Mapping[str, Iterable[str]],
    findings: Sequence[Finding],
    recommendations: Sequence[Recommendation],
) -> Reach:
    direct = tuple(k for k in dict.fromkeys(citing.get(key, ())) if k != key)
    seen = {key, *direct}
    queue = list(direct)
    for item in queue:
        for other in citing.get(item, ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    named = [f for f in findings if key in f.sources]
    ids = {finding.id for finding in named}
    led = [id_ for finding in named for id_ in finding.recommendations]
    led += [one.id for one in recommendations if ids & set(one.findings)]
    return Reach(
        source=key,
        notices=tuple(sorted(notices, key=lambda n: (n.date, n.where))),
        citing=direct,
        beyond=tuple(queue[len(direct) :]),
        findings=tuple(f.id for f in named),
        recommendations=tuple(dict.fromkeys(led)),
    )


def reach_problems(reaches: Iterable[Reach], sources: Iterable[Source]) -> tuple[Problem, ...]:
    """Return a Problem (LR530) for each source with a notice: a warning, or an info if it was only corrected or reinstated."""
    place = {source.key: source.where for source in sources}
    found = []
    for reach in reaches:
        last = reach.notices[-1]
        grave = last.nature.lower() not in ("correction", "reinstatement")
        level: Level = "warning" if grave else "info"
        rests = f"; findings {', '.join(reach.findings)} name it" if reach.findings else ""
        found.append(
            problem(
                "LR530",
                place[reach.source],
                level=level,
                key=reach.source,
                standing=reach.standing or "of no stated nature",
                date=f", {last.date}" if last.date else "",
                place=f" (says {last.where})" if last.where.file != _RETRACTIONS else "",
                citing=len(reach.citing),
                beyond=len(reach.beyond),
                rests=rests,
                notice=f" (doi:{last.notice_doi})" if last.notice_doi else "",
            )
        )
    return tuple(found)
