"""Checks findings against the state of the review, and against notices of retraction and correction.

People name the sources of a finding by hand. A finding is held if people's tags and stances agree with the side on which it names each source:
`SIDE_STANCES` is the table. A source may be excluded, turn out to be an agency's own claim, or be a second report of the same study. The
finding is not changed for that: each source stays, its doubts are listed with it, and a Problem gives the place and the remedy.

Notices come from a Retraction Watch file (CSV, as Crossref distributes it), read offline from the review folder as
`retractions.csv`, and from the records of registries. A source is found by DOI, else by PubMed number. A notice drops nothing: a person
decides. In records of registries, as `formats` reads them, `retracted`, `corrected`, `expression-of-concern` and `updated` are `true` or
list the notices (`Retraction, 2021-02-01, https://doi.org/10.5555/notice (retraction watch); …`). `notice-on` of a notice names the work it
is about. Some registries put the word before the title.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from litreview.core import text as textual
from litreview.core.confidential.codes import is_document_code
from litreview.core.containers import TypedTuple, grouped
from litreview.core.libraries import re
from litreview.core.model import (
    Citation,
    Decision,
    Finding,
    Level,
    Passage,
    Problem,
    Recommendation,
    Record,
    RecordId,
    Source,
    Tag,
    Where,
)
from litreview.core.problems import problem
from litreview.core.results.chains import SIDES, Doubt, Echo, Footing, Notice, Reach
from litreview.core.results.coverage import MainGroup
from litreview.core.results.screening_flow import Standing, Status, stream_words
from litreview.core.sealed import shown
from litreview.core.wording import plural
from litreview.judgements.codebook import NONE, Codebook
from litreview.judgements.decisions import STANCES, person
from litreview.stages.evidence.passages import lacks_quote
from litreview.stages.evidence.smallest_sets import balances
from litreview.stages.evidence.stance import noted_stances
from litreview.works.notices import FIELDS_ON_OTHERS, NOTICE_FIELDS, notices_of

_SIDED = {"supports": "is supported by", "contradicts": "is contradicted by", "qualifies": "is qualified by"}
_QUALIFYING = ("mixed", "describes")
SIDE_STANCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "supports": {
        "supports": ("supports",),
        "contradicts": ("contradicts",),
        "qualifies": _QUALIFYING,
    },
    "contradicts": {
        "supports": ("contradicts",),
        "contradicts": ("supports",),
        "qualifies": _QUALIFYING,
    },
    "mixed": {
        "supports": ("mixed", "supports", "contradicts"),
        "contradicts": ("supports", "contradicts"),
        "qualifies": _QUALIFYING,
    },
    "unclear": {
        "supports": ("unclear",),
        "contradicts": ("supports", "contradicts", "mixed"),
        "qualifies": _QUALIFYING,
    },
    "describes": {
        "supports": ("describes",),
        "contradicts": ("describes",),
        "qualifies": _QUALIFYING,
    },
    "not-operations": {
        "supports": ("not-operations",),
        "contradicts": ("not-operations",),
        "qualifies": (*_QUALIFYING, "not-operations"),
    },
}
"""The stance of a finding -> its sides -> the stances on the finding's goal that a source on that side may have."""
_RESULTS = frozenset({"supports", "contradicts", "mixed"})
"""The stances that say what was found."""
_NAMED = 10
"""The most sources that a Problem on those left out names."""
_DOUBT_PROBLEMS: Mapping[str, str] = {
    "excluded": "LR532.excluded",
    "not retrieved": "LR532.not-retrieved",
    "left unscreened": "LR532.unscreened",
    "pending": "LR533",
    "claim": "LR534.evidence",
    "weighed": "LR534.weighed",
    "no": "LR535.no",
    "untagged": "LR535.untagged",
    "disputed": "LR535.disputed",
    "title": "LR535.title",
    "silent": "LR535.silent",
    "contrary": "LR535.contrary",
    "passage": "LR535.passage",
    "quote": "LR542",
}
"""Kind of doubt -> the Problem of it."""


def _side_fault(footing: Footing) -> str:
    """Return why a finding is not held by the sources of one side, `""` if it is."""
    if not footing.faults and (footing.counting or footing.side != "supports"):
        return ""
    sides = {"supports": "in support", "contradicts": "against it", "qualifies": "that qualify it"}
    named = f"of {plural(footing.named, 'source')} {sides[footing.side]} {footing.reserve}"
    return named if footing.named else "no source is named in support"


class FindingCheck(NamedTuple):
    """The sides of the findings with their doubts, the Problems, and the ids of the findings that are not held.

    `links` are the readable sources on the sides of findings, as finding, side and key; `shown` those with a place and a quote.
    `why` says in words why a finding is not held.
    """

    footings: tuple[Footing, ...]
    problems: tuple[Problem, ...]
    unheld: frozenset[str]
    links: tuple[tuple[str, str, str], ...] = ()
    shown: tuple[tuple[str, str, str], ...] = ()
    why: Mapping[str, str] = MappingProxyType({})


def check_findings(
    findings: Iterable[Finding],
    recommendations: Iterable[Recommendation],
    standing: Standing,
    *,
    decisions: Iterable[Decision] = (),
    tags: Iterable[Tag] = (),
    sources: Iterable[Source] = (),
    notes: Mapping[str, str] | None = None,
    codebook: Codebook | None = None,
    adjudicators: Iterable[str] = (),
    claims: Mapping[str, str] | None = None,
    echoes: Iterable[Echo] = (),
    missing_quotes: Mapping[str, Collection[str]] | None = None,
    path: str = "findings.toml",
) -> FindingCheck:
    """Return each side of each finding with its doubts, the Problems (LR532 to LR542) in the order of the file, and what is not held.

    A source fits its side of a finding if it counts as evidence, a person tagged it with the goal, and people's stance on the goal is in
    `SIDE_STANCES`. Interviews and public records need the stance alone. A finding on no goal describes, and needs the place and the quote in each
    source of the literature. `decisions` are the current ones; `claims` has the kind of claim by key; `echoes` have the origins of each side; `notes`
    are the annotations by key, `missing_quotes` the quotes that the full text of a source lacks, for each source that has one. Keys are those of the
    sources.
    """
    all_decisions = tuple(decisions)
    prefix = f"{codebook.name}:" if codebook else ""
    refused = [(d.value.removeprefix(prefix), d.key) for d in all_decisions if d.verb == "not-tag"]
    checks = _Checks(
        status=standing.status,
        counted=standing.chosen(),
        streams=standing.streams,
        studies=standing.studies,
        claims=claims or {},
        stances=noted_stances(all_decisions),
        tags=grouped(((tag.code, tag.source), tag) for tag in tags if tag.method == "human"),
        refused=frozenset(refused),
        places=grouped(
            ((d.value.partition("=")[0].removeprefix(prefix), d.key), shown(d.where))
            for d in all_decisions
            if d.verb in ("tag", "stance") and d.where
        ),
        sources={source.key: source for source in sources},
        notes=notes or {},
        missing_quotes=missing_quotes or {},
        goals=None if codebook is None else frozenset(code.id for code in codebook.goals),
        judges=frozenset(map(person, adjudicators)),
        main=MainGroup() if codebook is None else codebook.main,
        origins={(echo.finding, echo.side): echo.origins for echo in echoes},
        path=path,
    )
    all_findings = tuple(findings)
    for finding in all_findings:
        if not finding.is_open:
            checks.finding(finding)
    checks.recommendations(tuple(recommendations), all_findings)
    return FindingCheck(
        TypedTuple(checks.footings.values(), Footing),
        tuple(sorted(checks.problems, key=lambda p: (p.where, p.code))),
        frozenset(checks.unheld),
        tuple(checks.links),
        tuple(checks.shown),
        checks.unheld,
    )


@dataclass(kw_only=True)
class _Checks:
    """The state of the review that findings are checked against, and the results so far."""

    status: Mapping[str, Status]
    counted: frozenset[str]
    streams: Mapping[str, str]
    studies: Mapping[str, str]
    claims: Mapping[str, str]
    stances: Mapping[tuple[str, str], set[str]]
    tags: Mapping[tuple[str, str], Sequence[Tag]]
    refused: frozenset[tuple[str, str]]
    places: Mapping[tuple[str, str], Sequence[str]]
    sources: Mapping[str, Source]
    notes: Mapping[str, str]
    missing_quotes: Mapping[str, Collection[str]]
    goals: frozenset[str] | None
    judges: frozenset[str]
    main: MainGroup
    origins: Mapping[tuple[str, str], Sequence[Sequence[str]]]
    path: str
    footings: dict[tuple[str, str], Footing] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unheld: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    shown: list[tuple[str, str, str]] = field(default_factory=list)

    def finding(self, finding: Finding) -> None:
        sides: list[Footing] = []
        for side in SIDES:
            keys: tuple[str, ...] = getattr(finding, side)
            doubts = {key: found for key in keys if (found := tuple(self._doubts(finding, side, key)))}
            for key, found in doubts.items():
                for doubt in found:
                    self._report_doubt(finding, side, key, doubt)
            footing = Footing(
                of=finding.id,
                side=side,
                sources=keys,
                unknown=finding.unknown.get(side, ()),
                doubts=doubts,
                streams={key: self.streams[key] for key in keys if key in self.streams},
            )
            sides.append(replace(footing, notes=tuple(self._notes(finding, footing))))
            self.footings[finding.id, side] = sides[-1]
        self._ask_for_passages(finding)
        faults = [self._fault(finding, sides[0].counting), *map(_side_fault, sides)]
        if any(faults):
            self.unheld[finding.id] = f"not held: {'; '.join(filter(None, faults))}"
        else:
            self._weigh(finding, sides)
        self._name_left_out(finding)

    def _weigh(self, finding: Finding, sides: Sequence[Footing]) -> None:
        """Report a finding whose sources fit their sides, but which at least as many independent origins contradict as support."""
        origins = [one for side in SIDES for one in self.origins.get((finding.id, side), ())]
        (balance,) = balances([finding], sides, {key: one[0] for one in origins for key in one})
        if balance.margin <= 0:
            supporting = plural(len(balance.supporting), "independent origin")
            against = len(balance.contradicting)
            self._report(finding.line, "LR548", id=finding.id, supporting=supporting, contradicting=against)

    def _name_left_out(self, finding: Finding) -> None:
        """Name the readable sources with a result on the goal of a finding that are on none of its sides, and count the others by stream."""
        results = [
            key
            for key in self.sources
            if key in self.counted and not _RESULTS.isdisjoint(self.stances.get((finding.goal, key), ()))
        ]
        named = {self.studies.get(key, key) for key in finding.sources}
        # of the documents that answer one request each is named, though they are of one origin
        left_out = [
            key
            for key in results
            if key not in finding.sources
            and (self.studies.get(key, key) not in named or is_document_code(key))
        ]
        if left_out and finding.stance in _RESULTS:
            read = [key for key in left_out if self._is_read(key)]
            more = [f"{len(read) - _NAMED} more"] if len(read) > _NAMED else []
            # of people and requests the number alone: who said what is for the register to publish
            others = stream_words(
                Counter(self.streams.get(key, "literature") for key in {*left_out} - {*read})
            )
            self._report(
                finding.line,
                "LR549",
                id=finding.id,
                goal=finding.goal,
                named=len(results) - len(left_out),
                results=plural(len(results), "source"),
                keys=", ".join(filter(None, (others, *read[:_NAMED], *more))),
            )

    def _ask_for_passages(self, finding: Finding) -> None:
        """List the sources of a finding that anyone may read, and ask for the place and the quote of each without."""
        shown = {(one.key, one.side) for one in finding.passages if one.where and one.quote}
        links = [(key, side) for side in SIDES for key in getattr(finding, side) if self._is_read(key)]
        missing = dict.fromkeys(key for key, side in links if (key, side) not in shown)
        self.links += [(finding.id, side, key) for key, side in links]
        self.shown += [(finding.id, side, key) for key, side in links if (key, side) in shown]
        if missing and finding.goal:  # a finding on no goal is not held without (LR535)
            self._report(finding.line, "LR547", id=finding.id, keys=", ".join(missing))

    def _is_goal(self, goal: str) -> bool:
        return self.goals is None or not goal or goal in self.goals

    def _fault(self, finding: Finding, supporting: Sequence[str]) -> str:
        """Return why a finding cannot be held whatever its sources are, or is mixed with results of one kind; report it."""
        found = {stance for key in supporting for stance in self.stances.get((finding.goal, key), ())}
        if not finding.stance:
            fault, words = "LR535.no-stance", "it has no stance"
        elif not finding.goal and finding.stance != "describes":
            fault, words = "LR535.no-goal", f"its stance is on no {self.main.one}"
        elif finding.stance == "mixed" and len(found) == 1 and "mixed" not in found:
            fault, words = "LR535.mixed", "it is mixed, and its sources show one result"
        else:
            fault = words = ""
        if fault:
            said = next(iter(found)) if fault == "LR535.mixed" else finding.stance
            self._report(finding.line, fault, id=finding.id, stance=said)
        if len(set(finding.sources)) < len(finding.sources):  # LR507
            return words or "a source is on two of its sides"
        return words or (
            "" if self._is_goal(finding.goal) else f"its {self.main.one} is not one of the codebook"
        )

    def recommendations(self, recommendations: Sequence[Recommendation], findings: Sequence[Finding]) -> None:
        """Report recommendations without a finding, or with unsupported findings only; those on an open statement wait."""
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
            claim = what if what.endswith("claim") else f"a claim ({what})"
            weighed = side != "supports" or finding.stance == "describes"
            yield Doubt(kind="weighed" if weighed else "claim", words=f"{claim}, not evidence of an outcome")
        passages = [one for one in finding.passages if (one.key, one.side) == (key, side)]
        if key not in self.counted:
            return  # why it is out is enough
        if not finding.goal:
            if self._is_read(key) and not any(one.where and one.quote for one in passages):
                yield Doubt(kind="passage", words="no place with a quote shows it")
        elif self._is_goal(finding.goal):
            yield from self._judgement_doubts(finding, side, key, passages)
        if lacking := self._text_without_quote(key, [one.quote for one in passages]):
            yield Doubt(kind="quote", words=f"{lacking} in the review does not have the quoted words")

    def _text_without_quote(self, key: str, quotes: Sequence[str]) -> str:
        """Return which text of a source lacks one of these quotes, `""` if none does. A full text counts before an abstract."""
        if key in self.missing_quotes:
            return "the full text" * any(quote in self.missing_quotes[key] for quote in quotes)
        source = self.sources.get(key)
        lacks = source and any(lacks_quote(source, self.notes.get(key, ""), quote) for quote in quotes)
        return "the abstract or note" if lacks else ""

    def _is_read(self, key: str) -> bool:
        """Return whether a source is literature that anyone may read: the others are known by people's codes and stances alone."""
        source = self.sources.get(key)
        return self.streams.get(key, "literature") == "literature" and not (source and source.confidential)

    def _judgement_doubts(
        self, finding: Finding, side: str, key: str, passages: Sequence[Passage]
    ) -> Iterator[Doubt]:
        """Yield what people's tag and stance on the goal of a finding say against a source on one of its sides."""
        goal = finding.goal
        tags = self.tags.get((goal, key), ())
        is_settled = any(person(tag.coder) in self.judges for tag in tags)
        is_refused = not is_settled and ((goal, key) in self.refused or (NONE, key) in self.tags)
        if is_refused and not tags:
            yield Doubt(kind="no", words=f"people judged that it is not about {goal}")
            return
        if is_refused:
            yield Doubt(kind="disputed", words=f"people differ on whether it is about {goal}")
        elif not tags and self.streams.get(key, "literature") == "literature":
            yield Doubt(kind="untagged", words=f"no person tagged it {goal}")
        elif self._is_title_only(goal, key, passages):
            yield Doubt(kind="title", words="people judged it by its title alone")
        stances = self.stances.get((goal, key), set())
        allowed = SIDE_STANCES[finding.stance][side] if finding.stance else STANCES
        if not stances:
            yield Doubt(kind="silent", words=f"no person noted its stance on {goal}")
        elif len(stances) > 1:
            yield Doubt(kind="disputed", words=f"people differ on its stance on {goal}")
        elif not stances <= set(allowed):
            words = f"its stance on {goal} is '{next(iter(stances))}', and not {' or '.join(allowed)}"
            yield Doubt(kind="contrary", words=words)

    def _is_title_only(self, goal: str, key: str, passages: Sequence[Passage]) -> bool:
        """Return whether nothing says that anyone read more of a source than its title."""
        tags = self.tags.get((goal, key), ())
        if not tags or any(tag.basis != "title" for tag in tags) or self.notes.get(key, "").strip():
            return False
        source, status = self.sources.get(key), self.status[key]
        # a place may be a word of the title, or say that it is the title
        title = f"title {textual.fold(source.title) if source else ''}"
        places = (*self.places.get((goal, key), ()), *(one.where for one in passages))
        return status.stage != "fulltext" and all(textual.fold(place) in title for place in places)

    def _report_doubt(self, finding: Finding, side: str, key: str, doubt: Doubt) -> None:
        if doubt.kind not in _DOUBT_PROBLEMS:
            return  # `read_findings` reported it (LR503)
        is_described = doubt.kind == "weighed" and side == "supports"
        self._report(
            finding.lines.get(key, finding.line),
            "LR534.described" if is_described else _DOUBT_PROBLEMS[doubt.kind],
            key=key,
            id=finding.id,
            goal=finding.goal,
            stance=finding.stance,
            sided=_SIDED[side],
            doubt=doubt.words,
        )

    def _notes(self, finding: Finding, footing: Footing) -> Iterator[str]:
        """Yield the notes to print below one side, and report each as a Problem."""
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
        if footing.sources and not footing.counting and not footing.faults:
            self._report(finding.line, "LR534.alone", id=finding.id, keys=", ".join(footing.sources))
            yield "Claims alone support it, and none of them counts as evidence: name a source that counts beside them."
        silent = [side for side in ("contradicts", "qualifies") if getattr(finding, side)]
        if not silent or not finding.supports:
            lacking = "contradicts or qualifies" if finding.supports else "supports"
            self._report(finding.line, "LR537", id=finding.id, lacking=lacking)
            yield f"No source is named that {lacking} it."

    def _report(self, line: int, name: str, /, **values: Any) -> None:
        where = Where(file=self.path, line=line)
        self.problems.append(problem(name, where, kind=self.main.one, **values))


_FIELDS = {**NOTICE_FIELDS, "updated": "", **FIELDS_ON_OTHERS}
"""The fields, each with the default nature of its notices; a new version or edition is no notice."""
_LABELS = (
    ("Reinstatement", re.compile(r"reinstate", re.IGNORECASE)),
    ("Retraction", re.compile(r"retract|withdraw|removal", re.IGNORECASE)),
    ("Expression of concern", re.compile(r"concern", re.IGNORECASE)),
    ("Correction", re.compile(r"correct|errat|corrigend|addend|clarif", re.IGNORECASE)),
)
_NUMBER_IN_CITATION = re.compile(r"\b(?:PMID:?|PubMed)\s?(\d+)\b")
_NOTICE_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}(?=,|$| \()")


def registry_notices(records: Iterable[Record], homes: Mapping[RecordId, str]) -> Iterator[Notice]:
    """Yield the notices in records, of registries or received. `homes` has the source of each record that belongs to one."""
    for record in records:
        if record.confidential:
            continue
        entries = [(name, one) for name in _FIELDS for one in record.get(name).split("; ") if one]
        retracted = "Retraction" in dict(notices_of(record))
        if retracted and not any(_FIELDS[name] == "Retraction" for name, _ in entries):
            entries.append(("retracted", ""))
        for name, one in entries:
            notice = _notice(record, name, one, homes.get(record.id, ""))
            if notice.nature and (notice.doi or notice.pmid or notice.source):
                yield notice


def _notice(record: Record, name: str, text: str, source: str) -> Notice:
    label = text.partition(",")[0]
    found = textual.doi(text) if "10." in text else ""
    date = _NOTICE_DATE.search(text)
    # the record is the notice itself, about another work
    on_another = name in FIELDS_ON_OTHERS
    number = _NUMBER_IN_CITATION.search(text)
    # PubMed's fields hold the citation alone, those of registries begin with what it is
    cited = name.endswith(("-in", "-of", "-for"))
    labelled = next((nature for nature, words in _LABELS if words.search(label)), _FIELDS[name])
    return Notice(
        nature=_FIELDS[name] if cited else labelled,
        date=date[0] if date else "",
        doi=found if on_another else record.doi,
        pmid=(number[1] if number else "") if on_another else textual.pmid(record.get("pmid")),
        on_another=on_another,
        citation="" if text.lower() == "true" else text,
        notice_doi=record.doi if on_another else found,
        reason="",
        where=record.where,
        source="" if on_another else source,
    )


_RETRACTIONS = "retractions.csv"
_NEEDED = ("OriginalPaperDOI", "RetractionNature")
_WATCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")


def read_notices(text: str, path: str = _RETRACTIONS) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Return the notices of a Retraction Watch file, and a Problem (LR531) for a file of another form."""
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


def _date(text: str) -> str:
    """Return `YYYY-MM-DD`; the file has `3/25/2020 0:00`, month first.

    >>> _date("3/25/2020 0:00")
    '2020-03-25'
    """
    match = _WATCH_DATE.search(text)
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
    """Return the impact of notices: one Reach for each source that has a notice, in the order of the sources."""
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
                notice=f" (doi:{last.notice_doi})"
                if last.notice_doi
                else f" ({last.citation})"
                if last.citation
                else "",
            )
        )
    return tuple(found)
