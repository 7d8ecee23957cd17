"""Traces a recommendation to the passages that it rests on, and a source to the recommendations that rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from litreview.core.errors import UnknownKeyError, near_miss
from litreview.core.model import Finding, Passage, Recommendation, Source
from litreview.core.results.chains import SIDES, TraceStep
from litreview.core.results.texts import page_words
from litreview.core.sealed import shown
from litreview.core.wording import plural
from litreview.pages.page import work_label
from litreview.stages.evidence import TEXT_FIELDS, contains_quote

if TYPE_CHECKING:
    from litreview.review.session import Review

_FILE = "findings.toml"


def trace(review: Review, name: str, *, judgements: bool = True) -> TraceStep:
    """Return the chain from a recommendation, finding or source: recommendation, findings, sources, passages, with file and line.

    From a source it leads back to the recommendations. `name` is an id of findings.toml or any key of a source; `UnknownKeyError` names
    the nearest. `judgements=False` leaves out people's tags and stances, and the doubts that rest on them, as for a person who judges
    independently. Interviewees who are counted with their group are numbers here, and cannot be asked for.
    """
    walk = _ChainWalk(review, judgements=judgements)
    found = review.findings
    recommendations = {one.id: one for one in found.recommendations}
    findings = {one.id: one for one in found.findings}
    if name in recommendations:
        return walk.recommendation(recommendations[name], steps=True)
    if name in findings:
        return walk.finding(findings[name], up=True, down=True)
    key = review.key_of(name)
    if key and key not in review.unnamed:
        return walk.source(key)
    known = [
        *recommendations,
        *findings,
        *(one.key for one in review.sources if one.key not in review.unnamed),
    ]
    if key:
        raise UnknownKeyError(f"'{name}' is counted with a group only, and cannot be followed alone")
    raise UnknownKeyError(f"no recommendation, finding or source is called '{name}'{near_miss(name, known)}")


class _ChainWalk:
    """Makes the steps of a trace."""

    def __init__(self, review: Review, *, judgements: bool) -> None:
        self.review = review
        self.judgements = judgements
        self.footings = {(one.of, one.side): one for one in review.footings}
        self.found = {(one.source, one.quote): one for one in review.quote_checks if one.verdict == "found"}

    def recommendation(self, one: Recommendation, *, steps: bool) -> TraceStep:
        bases = self.review.findings.bases(one) if steps else ()
        return TraceStep(
            kind="recommendation",
            name=one.id,
            words=one.statement,
            where=f"{_FILE}:{one.line}",
            relation="" if steps else "leads to",
            steps=tuple(
                self.finding(finding, relation="waits for" if finding.is_open else "rests on", down=True)
                for finding in bases
            ),
        )

    def finding(
        self,
        finding: Finding,
        *,
        relation: str = "",
        up: bool = False,
        down: bool = False,
        first: Sequence[TraceStep] = (),
    ) -> TraceStep:
        steps = list(first)
        if up:
            found = self.review.findings
            steps += [
                self.recommendation(one, steps=False)
                for one in found.recommendations
                if finding in found.bases(one)
            ]
        if down:
            steps += [step for side in SIDES for step in self._side(finding, side)]
        return TraceStep(
            kind=finding.kind if self.judgements or finding.is_open else "finding",
            name=finding.id,
            words=finding.statement,
            relation=relation,
            where=f"{_FILE}:{finding.line}",
            steps=tuple(steps),
        )

    def source(self, key: str) -> TraceStep:
        """Return a source with the findings that name it, its passages in each, and the recommendations that rest on these."""
        steps = [
            self.finding(finding, relation=side, up=True, first=[*self._held_by(finding, side, key)])
            for finding in self.review.findings.findings
            for side in SIDES
            if key in getattr(finding, side)
        ]
        return self._source_step(key, "", steps)

    def _side(self, finding: Finding, side: str) -> Iterator[TraceStep]:
        keys: tuple[str, ...] = getattr(finding, side)
        for key in keys:
            if key not in self.review.unnamed:
                yield self._source_step(key, side, self._held_by(finding, side, key))
        if count := sum(key in self.review.unnamed for key in keys):
            yield TraceStep(kind=plural(count, "interview"), relation=side)
        for name in finding.unknown.get(side, ()):
            yield TraceStep(kind="source", name=name, relation=side, words="no source has this key")

    def _source_step(
        self, key: str, relation: str, steps: Iterator[TraceStep] | Sequence[TraceStep]
    ) -> TraceStep:
        source = self.review.deduplication[key]
        words = work_label(source)
        if not source.confidential:
            words = f"{words.removesuffix('.')}. {source.title}"
        return TraceStep(
            kind="source",
            name=key,
            words=words,
            relation=relation,
            where="" if source.confidential else str(source.where),
            steps=tuple(steps),
        )

    def _held_by(self, finding: Finding, side: str, key: str) -> Iterator[TraceStep]:
        """Yield what holds a source on a side: its passages, and people's tags and stances on the goal; then what speaks against it."""
        source = self.review.deduplication[key]
        passages = [one for one in finding.passages if (one.key, one.side) == (key, side)]
        line = f"{_FILE}:{finding.lines.get(key, finding.line)}"
        for one in passages:
            steps = () if source.confidential else (self._text(source, one),)
            yield TraceStep(kind="passage", words=one.printed, where=line, steps=steps)
        if not passages and not source.confidential:
            yield TraceStep(kind="passage", words="no place and no quote is noted", where=line)
        if not self.judgements:
            return
        if not source.confidential:
            prefix = f"{self.review.codebook.name}:"
            for d in self.review.decisions:
                goal = d.value.partition("=")[0].removeprefix(prefix)
                if d.key == key and d.verb in ("tag", "not-tag", "stance") and goal == finding.goal:
                    words = f"{d.verb} {d.value}, by {d.by}" + (f", {shown(d.where)}" if d.where else "")
                    yield TraceStep(kind="judgement", words=words, where=str(d.place or ""))
        footing = self.footings.get((finding.id, side))
        for doubt in footing.doubts.get(key, ()) if footing else ():
            yield TraceStep(kind="against it", words=doubt.words)

    def _text(self, source: Source, one: Passage) -> TraceStep:
        """Return the text that contains the words of a passage: the full text with its page, else a note or abstract with file and line."""
        if not one.quote:
            return TraceStep(kind="text", words="no quote is noted")
        if check := self.found.get((source.key, one.quote)):
            page = page_words(check.page, check.numbering)
            return TraceStep(kind="text", words=f"the full text has the words{f' on {page}' if page else ''}")
        texts = [
            (where, text)
            for key, where, text in self.review.stage_value("placed_notes")[0]
            if key == source.key
        ]
        texts += [
            (work.where, work.get(name))
            for work in (*source.records, *source.enriched)
            for name in TEXT_FIELDS
        ]
        held = next((where for where, text in texts if contains_quote(text, one.quote)), None)
        words = "has the words" if held else "no text that is held has the words"
        if held and one.where:
            words = f"{words}; no full text was there to check the page"
        return TraceStep(kind="text", words=words, where=str(held or ""))
