"""The verdict on a pair: `same`, `ask` or `different`, with its reasons as sentences a reviewer can quote.

It depends on the two records alone: vetoes first, then proofs, then what is worth a person's look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from litreview.compare import Entry, TitleChange
from litreview.compare.meetings import is_meeting
from litreview.duplicates.evidence import Evidence, weigh
from litreview.duplicates.proofs import PROOFS
from litreview.duplicates.vetoes import VETOES
from litreview.model import RelationKind, Verdict

__all__ = ["Judgement", "Preprints", "judge"]

Preprints = Literal["same", "ask", "different"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict with its strength (0..1, for `ask` the chance that the two are one work), reasons and relation."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    kind: RelationKind | None = None
    contradicts: bool = False
    """The two can't be one work: no chain of other records may join them."""


_IN_ONE_ISSUE = 0.72
"""Likeness of titles from which two works by the same people in one issue are looked at."""

_TO_PRINT = 3
"""Years from which a preprint may wait for its article."""


def judge(a: Entry, b: Entry, score: float, preprints: Preprints = "ask") -> Judgement:
    """Return the judgement on two records whose comparison titles have the similarity `score`."""
    if a.sealed or b.sealed or not a.title or not b.title:
        return _untitled(a, b)
    e = weigh(a, b, score)
    for veto in VETOES:
        found = veto(e)
        if found is not None:
            return Judgement(
                verdict="ask" if found.ask else "different",
                score=_strength(e) * 0.6,
                reasons=(found.reason,),
                kind=found.kind,
                contradicts=True,
            )
    if (
        e.one_preprint
        and e.doi is not True
        and e.same_title
        and e.specific
        and e.names_agree
        and (e.gap is None or e.gap <= _TO_PRINT)
    ):
        return Judgement(
            verdict=preprints,
            score=_strength(e),
            reasons=(f"{e.change.value}, the same authors", "one is a preprint"),
            kind="version",
            contradicts=preprints != "same",
        )
    proof = next((reason for rule in PROOFS if (reason := rule(e))), "")
    if proof:
        return _proven(e, proof, preprints)
    return _open(e)


def _untitled(a: Entry, b: Entry) -> Judgement:
    """Return the judgement where a title is missing: one DOI is worth a look, and nothing is a bridge to a third record."""
    asked = a.doi == b.doi != "" and not (a.sealed or b.sealed)
    reasons = ("a record without a title joins nothing",)
    return Judgement(
        verdict="ask" if asked else "different",
        score=0.3 if asked else 0.0,
        reasons=(f"the same DOI {a.doi}, but a title is missing",) if asked else reasons,
        contradicts=True,
    )


def _proven(e: Evidence, proof: str, preprints: Preprints) -> Judgement:
    strength = _strength(e)
    if e.one_preprint and e.doi is not True and preprints != "same":
        return Judgement(
            verdict=preprints,
            score=strength,
            reasons=(proof, "but one is a preprint"),
            kind="version",
            contradicts=True,
        )
    if (
        e.doi is False
        and (e.same_title or (e.same_range and e.number and e.authors == 1))
        and (e.same_range or e.same_article_number)
        and e.gap == 0
        and e.names_agree
        and e.container is not False
    ):
        # two works can't fill the same pages: one of the DOIs is wrong. Said aloud, as Problem LR103
        return Judgement(
            verdict="same",
            score=strength,
            reasons=(proof, f"although the DOIs differ: {e.a.doi} and {e.b.doi}"),
        )
    if e.doi is False:
        return Judgement(
            verdict="ask",
            score=strength,
            reasons=(proof, f"but the DOIs differ: {e.a.doi} and {e.b.doi}"),
            kind="version",
            contradicts=True,
        )
    if (
        (e.a.status != e.b.status)
        and "withdrawn" in (e.a.status, e.b.status)
        and e.doi is not True
        and not e.same_place
    ):
        return Judgement(
            verdict="ask",
            score=strength,
            reasons=(proof, "but one is withdrawn"),
            kind="version",
            contradicts=True,
        )
    if e.doi is not True and e.page is not True and (versions := _versions(e)):
        return Judgement(
            verdict="ask",
            score=strength,
            reasons=(proof, f"but {versions}"),
            kind="version",
            contradicts=True,
        )
    return Judgement(verdict="same", score=strength, reasons=(proof,))


def _versions(e: Evidence) -> str:
    """Return which versions of one text the two are, or "": a report, a paper in proceedings and an article differ in what they say."""
    kinds = {e.a.kind, e.b.kind}
    if "talk" in kinds and kinds & {"article", "part", "report"}:
        return "one is a talk or poster"
    if "book" in kinds and ("article" in kinds or ("part" in kinds and e.container is None)):
        return "one is a book, the other an article or a part of a book"
    if "report" in kinds and kinds & {"article", "part"} and (e.a.container or e.b.container):
        return "one is a report, the other published in a journal or book"
    if (
        e.a.container
        and e.b.container
        and bool(_BESIDE.search(e.a.container)) != bool(_BESIDE.search(e.b.container))
    ):
        return "one is in the companion of a meeting, or at a workshop beside it"
    if (
        e.a.container
        and e.b.container
        and e.container is not True
        and e.volume is not True
        and is_meeting(e.a.container) != is_meeting(e.b.container)
        # "In Neural Information Processing Systems 5": no journal is cited so
        and (e.b if is_meeting(e.a.container) else e.a).kind != "part"
    ):
        return "one is in the proceedings of a meeting"
    return ""


_BESIDE = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


def _open(e: Evidence) -> Judgement:
    """Return `ask` where two independent signs point to one work and others contradict them; else `different`."""
    strength = _strength(e)
    signs = []
    if (
        e.same_title
        and (
            e.specific
            or e.page
            or e.container
            or e.gap == 0
            or (e.gap is None and e.authors == 1 and not e.column)
        )
        and (e.names_agree or e.authors is None or (e.authors and e.specific))
    ):
        signs.append(e.change.value)
        if e.names_agree:
            signs.append("the same authors")
    elif e.change is TitleChange.ADDED and e.names_agree and e.near_in_time and (e.specific or e.gap == 0):
        signs.append(f"{e.change.value}, the same authors")
    elif (
        e.a.kind == e.b.kind == "law"
        and e.law is not False
        and e.gap in (0, None)
        and (e.law or e.score >= 0.85)
    ):
        signs.append(
            "the same number of a law" if e.law else f"similar names ({e.score:.2f}) of a case or act"
        )
    elif e.doi is True and (
        e.same_title or (e.page is not False and not e.names_differ and (e.score >= 0.3 or e.page))
    ):
        # not where titles and pages or authors differ: many abstracts of one meeting share the DOI of the whole supplement
        signs.append(f"the same DOI, {e.change.value}")
    elif (
        e.same_place
        and e.near_in_time
        and (e.same_title if e.names_differ else e.score >= 0.4 or e.same_range)
    ):
        people = "" if e.authors is None else (", other authors" if e.names_differ else ", the same authors")
        signs.append(f"the same volume and first page{people}; {e.change.value}")
    elif (
        e.change is TitleChange.WORDS
        and e.score >= 0.85
        and e.names_agree
        and e.near_in_time
        and e.page is not False
        and e.volume is not False
    ):
        signs.append(f"similar titles ({e.score:.2f}), the same authors")
    elif (
        e.score >= _IN_ONE_ISSUE
        and e.container
        and e.volume
        and e.number
        and e.gap == 0
        and e.names_agree
        and e.page is None
    ):
        # "SIM competition paper: …": what a section of the journal, an editor or a database added to a title
        signs.append(f"the same issue, the same authors, titles in part alike ({e.score:.2f})")
    if not signs:
        return Judgement(verdict="different", score=strength, reasons=(e.change.value,))
    against = [
        text
        for sign, text in (
            (e.doi, f"the DOIs differ: {e.a.doi} and {e.b.doi}"),
            (e.page, f"the pages differ: {e.a.page} and {e.b.page}"),
            (e.volume, f"the volumes differ: {e.a.volume} and {e.b.volume}"),
            (e.container, "the journals or books differ"),
        )
        if sign is False
    ]
    if e.gap:
        against.append(f"the years differ: {e.a.year} and {e.b.year}")
    if (len(against) >= 3 and e.doi is not True) or (e.doi is False and len(against) >= 2):
        return Judgement(
            verdict="different", score=strength, reasons=(*signs, *against), kind=_kind(e), contradicts=True
        )
    return Judgement(
        verdict="ask",
        score=strength,
        reasons=(*signs, *against),
        kind=_kind(e),
        contradicts=e.doi is False or _two_against(e),
    )


def _two_against(e: Evidence) -> bool:
    """Return whether pages, volume, journal and year contradict each other in two points, so that no third record may join the two.

    A bare record has none of them and agrees with the article as with the paper. Where the first page is the same, one of the others is a
    slip; proceedings have no fixed name, so two names of them contradict nothing.
    """
    if e.page is True:
        return False
    books = e.container is False and not (is_meeting(e.a.container) and is_meeting(e.b.container))
    return [e.page is False, e.volume is False, books, bool(e.gap)].count(True) > 1


def _kind(e: Evidence) -> RelationKind | None:
    return "version" if e.names_agree and e.score > 0.8 else None


_WEIGHTS = (0.12, 0.10, 0.05, 0.02, 0.04, 0.03)


def _strength(e: Evidence) -> float:
    """Return how much speaks for one work, 0..1: title first, then each field for or against."""
    total = 0.5 * e.score + 0.12 * (e.authors if e.authors is not None else 0.5)
    signs = (e.doi, e.page, e.volume, e.number, e.container, e.abstract)
    for sign, weight in zip(signs, _WEIGHTS, strict=True):
        if sign:
            total += weight
        elif sign is None:
            total += weight / 2
    total += 0.02 * (1.0 if e.gap == 0 else (0.5 if e.gap in (None, 1) else 0.0))
    return round(min(total, 1.0), 4)
