"""Reads screening decisions from the exports of Rayyan, Covidence, ASReview, EPPI-Reviewer and Abstrackr: a row of `TOOLS` for each.

An export is read like any other file of references; a row says which field of a record holds what people decided. What a file does
not say is not filled in: who decided, at which stage, when, and whether a suggestion was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from litreview.core.model import Record

IMPORTED = "imported"
"""The value of `shown` in decisions of other tools: nobody knows what was shown, so they are no independent judgements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedVote:
    """One decision in a file of another tool: `person`, `stage`, `reason` and `when` are `""` where the file does not say them."""

    record: Record
    verb: str
    person: str = ""
    stage: str = ""
    reason: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool: its name, the file that it exports, what of a decision that file says (`person`, `stage`, `reason`, `time`), and its reader."""

    name: str
    file: str
    says: tuple[str, ...]
    votes: Callable[[Record], Iterable[ImportedVote]]


_SEGMENT = re.compile(r"\s*\|\s*(?=[A-Z][A-Z-]+:)")
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"(\w+)"')
_RAYYAN = {"included": "include", "excluded": "exclude", "maybe": "unsure"}
_LABELS = (
    "asreview-label",
    "label-included",
    "included-label",
    "final-included",
    "included-final",
    "included-flag",
    "included",
)
_YES_NO = {"1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude"}
_NOTED = {"asreview_relevant": "include", "asreview_irrelevant": "exclude"}
_EPPI = {"i": "include", "e": "exclude"}
_ABSTRACKR = {"1": "include", "-1": "exclude", "0": "unsure"}
_REASON = re.compile(r"(?i)exclusion reason:\s*([^;|\n]+)")
_COVIDENCE = {
    "included": ("include", "fulltext"),
    "excluded": ("exclude", "fulltext"),
    "irrelevant": ("exclude", "abstract"),
    "select": ("include", "abstract"),
}
_COVIDENCE_FILE = re.compile(rf"(?<![a-z])({'|'.join(_COVIDENCE)})(?![a-z])")


def _notes(record: Record) -> list[str]:
    """Return the notes of a record, further ones of the same name too."""
    names = {"note", "covidence-notes", "annotation"}
    return [record.get(name) for name in sorted(names)] + [
        value for name, value in record.repeated if name in names
    ]


def _of_rayyan(record: Record) -> Iterable[ImportedVote]:
    for note in _notes(record):
        parts = dict(part.partition(":")[::2] for part in _SEGMENT.split(note))
        reason = "; ".join(
            word.strip() for word in parts.get("RAYYAN-EXCLUSION-REASONS", "").split(",") if word.strip()
        )
        for person, said in _PAIR.findall(parts.get("RAYYAN-INCLUSION", "")):
            if verb := _RAYYAN.get(said.lower()):
                yield ImportedVote(
                    record=record, verb=verb, person=person, reason=reason if verb == "exclude" else ""
                )


def _of_covidence(record: Record) -> Iterable[ImportedVote]:
    """Yield the decision that a stage's export is: its file is called after the stage (`review_1_excluded_csv_….csv`)."""
    found = _COVIDENCE_FILE.search(PurePosixPath(record.where.file).name.lower())
    if record.get("covidence") and found:
        verb, stage = _COVIDENCE[found[1]]
        reason = next((match[1].strip() for note in _notes(record) if (match := _REASON.search(note))), "")
        yield ImportedVote(record=record, verb=verb, stage=stage, reason=reason if verb == "exclude" else "")


def _of_asreview(record: Record) -> Iterable[ImportedVote]:
    label = next((record.get(name) for name in _LABELS if record.get(name)), "").strip()
    noted = (_NOTED.get(word) for note in _notes(record) for word in note.lower().split())
    if verb := _YES_NO.get(label) or next(filter(None, noted), ""):
        yield ImportedVote(record=record, verb=verb, when=record.get("asreview-time"))


def _of_eppi(record: Record) -> Iterable[ImportedVote]:
    if verb := _EPPI.get(record.get("eppi-included").strip().lower()):
        yield ImportedVote(record=record, verb=verb)


def _of_abstrackr(record: Record) -> Iterable[ImportedVote]:
    """Yield a decision for each column that is called after a person: Abstrackr has 1, -1 and 0 there."""
    others = {"internal-id", "source-id", "pubmed-id", "pmid", "year", "volume", "number"}
    for name, value in record.fields.items() if record.get("internal-id") else ():
        if name not in others and (verb := _ABSTRACKR.get(value.strip())):
            yield ImportedVote(record=record, verb=verb, person=name)


TOOLS = (
    Tool(name="Rayyan", file="articles.csv, or RIS with notes", says=("person", "reason"), votes=_of_rayyan),
    Tool(name="Covidence", file="the CSV of a stage", says=("stage", "reason"), votes=_of_covidence),
    Tool(name="EPPI-Reviewer", file="the report of included and excluded items", says=(), votes=_of_eppi),
    Tool(name="Abstrackr", file="the CSV of labels", says=("person",), votes=_of_abstrackr),
    Tool(name="ASReview", file="CSV or RIS with labels", says=("time",), votes=_of_asreview),
)
"""The tools whose decisions are read. In the order of the rows, the first that finds a decision in a file reads it."""


def read_votes(records: Sequence[Record]) -> tuple[Tool | None, tuple[ImportedVote, ...]]:
    """Return the tool that a file is of, and its decisions; None and nothing if no tool's decisions are in it."""
    for tool in TOOLS:
        if votes := tuple(
            vote for record in records if not record.confidential for vote in tool.votes(record)
        ):
            return tool, votes
    return None, ()
