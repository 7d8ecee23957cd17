"""Reads screening decisions from the exports of Rayyan, Covidence, ASReview, EPPI-Reviewer and Abstrackr: a row of `TOOLS` for each.

An export is read like any other file of references; a row says which field of a record holds what people decided. What a file does
not say is not filled in: who decided, at which stage, when, and whether a suggestion was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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


_SEGMENT, _PAIR = re.compile(r"\s*\|\s*(?=[A-Z][A-Z-]+:)"), re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"(\w+)"')
_RAYYAN = {"included": "include", "excluded": "exclude", "maybe": "unsure"}
_YES_NO = {
    "1": "include",
    "1.0": "include",
    "0": "exclude",
    "0.0": "exclude",
    "asreview_relevant": "include",
    "asreview_irrelevant": "exclude",
}
_ASREVIEW = (
    "asreview-label",
    "label-included",
    "included-label",
    "final-included",
    "included-final",
    "included-flag",
    "included",
)
_REASON = re.compile(r"(?i)exclusion reason:\s*([^;|\n]+)")
_COVIDENCE = {
    "included": ("include", "fulltext"), "excluded": ("exclude", "fulltext"), "irrelevant": ("exclude", "abstract"), "select": ("include", "abstract"),
}  # fmt: skip
_STAGE_FILE = re.compile(rf"(?<![a-z])({'|'.join(_COVIDENCE)})(?![a-z])")


def _notes(record: Record) -> list[str]:
    """Return the notes of a record, further ones of the same name too."""
    names = ("note", "covidence-notes", "annotation")
    return [*map(record.get, names), *(value for name, value in record.repeated if name in names)]


def _of_rayyan(record: Record) -> Iterable[ImportedVote]:
    for note in _notes(record):
        parts = dict(part.partition(":")[::2] for part in _SEGMENT.split(note))
        reason = "; ".join(filter(None, map(str.strip, parts.get("RAYYAN-EXCLUSION-REASONS", "").split(","))))
        for person, said in _PAIR.findall(parts.get("RAYYAN-INCLUSION", "")):
            if verb := _RAYYAN.get(said.lower()):
                yield ImportedVote(
                    record=record, verb=verb, person=person, reason=reason * (verb == "exclude")
                )


def _of_covidence(record: Record) -> Iterable[ImportedVote]:
    """Yield the decision that a stage's export is: its file is called after the stage (`review_1_excluded_csv_….csv`)."""
    found = _STAGE_FILE.search(PurePosixPath(record.where.file).name.lower())
    if record.get("covidence") and found:
        verb, stage = _COVIDENCE[found[1]]
        reason = _REASON.search("\n".join(_notes(record))) if verb == "exclude" else None
        yield ImportedVote(record=record, verb=verb, stage=stage, reason=reason[1].strip() if reason else "")


def _labels(names: Sequence[str], verbs: Mapping[str, str]) -> Callable[[Record], Iterable[ImportedVote]]:
    """Return the reader of a tool that writes one label into one of these fields; ASReview writes it as a word of a note, too."""

    def votes(record: Record) -> Iterable[ImportedVote]:
        noted = [
            word for text in _notes(record) for word in text.lower().split() if word.startswith("asreview_")
        ]
        labels = [*(record.get(name).strip().lower() for name in names), *noted]
        if verb := next(filter(None, map(verbs.get, labels)), ""):
            yield ImportedVote(record=record, verb=verb, when=record.get("asreview-time"))

    return votes


_ABSTRACKR = {"1": "include", "-1": "exclude", "0": "unsure"}
_NO_PERSON = frozenset(
    {"internal-id", "source-id", "pubmed-id", "pmid", "consensus", "year", "volume", "number", "pages"}
)


def _of_abstrackr(record: Record) -> Iterable[ImportedVote]:
    """Yield the label in each person's column, and the consensus where these differ; `o` is no label, `x` no consensus."""
    if not record.get("internal-id").isdecimal():
        return
    names = [*(name for name in record.fields if name not in _NO_PERSON), "consensus"]
    said = {name: verb for name in names if (verb := _ABSTRACKR.get(record.get(name).strip()))}
    agreed = said.pop("consensus", "")
    for person, verb in said.items():
        yield ImportedVote(record=record, verb=verb, person=person)
    if agreed and set(said.values()) != {agreed}:
        yield ImportedVote(record=record, verb=agreed, person="consensus")


TOOLS = (
    Tool(name="Rayyan", file="articles.csv, or RIS with notes", says=("person", "reason"), votes=_of_rayyan),
    Tool(name="Covidence", file="the CSV of a stage", says=("stage", "reason"), votes=_of_covidence),
    Tool(
        name="EPPI-Reviewer",
        file="the report of included and excluded items, or JSON",
        says=(),
        votes=_labels(("eppi-included",), {"i": "include", "e": "exclude"}),
    ),
    Tool(name="Abstrackr", file="the CSV of labels", says=("person",), votes=_of_abstrackr),
    Tool(name="ASReview", file="CSV or RIS with labels", says=("time",), votes=_labels(_ASREVIEW, _YES_NO)),
)
"""The tools whose decisions are read. In the order of the rows, the first that finds a decision in a file reads it."""


def read_votes(records: Sequence[Record]) -> tuple[Tool | None, tuple[ImportedVote, ...]]:
    """Return the tool that a file is of, and its decisions; None and nothing if no tool's decisions are in it."""
    for tool in TOOLS:
        if votes := tuple(vote for record in records for vote in tool.votes(record)):
            return tool, votes
    return None, ()
