"""Stages of notes: which source each note is on, what it cites, and which notes are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.core.confidential.codes import is_code
from litreview.core.errors import Nearest
from litreview.core.model import Problem, Source, Where
from litreview.core.sealed import SEALED
from litreview.engine import stage
from litreview.judgements import decisions as decisions_
from litreview.review.review_documents import (
    ambiguous_key,
    cited_keys,
    dead_citation,
    note_key,
    unknown_key,
    unprinted_note,
)
from litreview.review.withdrawal.file_edits import CODE

if TYPE_CHECKING:
    from litreview.core.results import Findings, Manuscript, Standing

Placed = tuple[Sequence[tuple[str, Where, str]], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class SourceNames:
    """The names that files may have after a source, such as notes/KEY.md."""

    index: Mapping[str, tuple[str, ...]]
    numbered: Mapping[str, Sequence[str]]
    hidden: frozenset[str]
    include_confidential: bool

    def place(self, texts: Mapping[Where, str]) -> Placed:
        """Return the files named after a source, with its key, and a Problem for each that is named after none or after several."""
        nearest = Nearest(sorted(self.index) if texts else ())
        found = []
        problems = []
        for number, (where, text) in enumerate(texts.items(), start=1):
            name = note_key(where)
            keys = decisions_.resolve(name, self.index)
            if not keys:
                near = nearest.find(name, cutoff=0.6)
                problems.append(unknown_key(self._nameable(where, number, near), near))
            # what somebody says in confidence to have read tells who it was
            elif text.strip() and (keys[0] not in self.hidden or self.include_confidential):
                if several := self._also_called(name, keys):
                    problems.append(ambiguous_key(where, name, several))
                found.append((keys[0], where, text))
        return found, tuple(problems)

    def _also_called(self, name: str, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of all sources with a key, that of a record or one made up, if there are several."""
        found = tuple(dict.fromkeys([*keys, *self.numbered.get(name, ())]))
        return found if len(found) > 1 else ()

    def _nameable(self, where: Where, number: int, near: Sequence[str]) -> Where:
        """Return the place of a file whose key no source has, without its name unless that is like a key, or a code.

        It may be called after a person in `private/`, which is missing in the copies of others.
        """
        if near or self.include_confidential or is_code(note_key(where)):
            return where
        return Where(file=f"{where.file.rpartition('/')[0]}/{SEALED}", line=number)


@stage()
def source_names(
    index: Mapping[str, tuple[str, ...]],
    numbered_keys: Mapping[str, Sequence[str]],
    hidden_keys: frozenset[str],
    include_confidential: bool,
) -> SourceNames:
    """The names by which files are placed on sources."""
    return SourceNames(index, numbered_keys, hidden_keys, include_confidential)


@stage()
def placed_notes(source_names: SourceNames, texts: Mapping[Where, str]) -> Placed:
    """The notes with the key of their source, and a Problem for each that is on none or on several."""
    return source_names.place(texts)


@stage()
def notes(placed_notes: Placed) -> Mapping[str, str]:
    """The annotation of each source that has one, by source key."""
    found: dict[str, list[str]] = {}
    for key, _, text in placed_notes[0]:
        # two records of one source may each have had a note: neither is dropped
        found.setdefault(key, []).append(text.strip())
    return {key: "\n\n".join(texts) for key, texts in found.items()}


@stage()
def dead_citations(
    placed_notes: Placed,
    index: Mapping[str, tuple[str, ...]],
    chosen: tuple[Source, ...],
    standing: Standing,
    names: decisions_.ConfidentialNames,
) -> tuple[Problem, ...]:
    """A Problem (LR405) for each key cited in a note that leads to nothing in the bibliography."""
    cited = [(where, name) for _, where, text in placed_notes[0] for name in cited_keys(text)]
    known = [name for name in index if ":" not in name]  # not the record ids, FILE:KEY
    nearest = Nearest(sorted(known) if cited else ())
    printed = {source.key for source in chosen} if cited else set()
    problems = []
    for where, name in cited:
        keys = decisions_.resolve(name, index)
        if not keys:
            near = nearest.find(name, cutoff=0.6)
            problems.append(dead_citation(where, names.published(name), near))
        elif keys[0] not in printed:
            problems.append(
                dead_citation(where, name, (), out=f"{keys[0]} is {standing.status[keys[0]].status}")
            )
    return tuple(problems)


@stage()
def problems_of_notes(placed_notes: Placed, dead_citations: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What is wrong with notes: named after no source or after several, or citing what leads nowhere."""
    return (*placed_notes[1], *dead_citations)


@stage()
def notes_printed(notes: Mapping[str, str], chosen: tuple[Source, ...]) -> Mapping[str, str]:
    """The notes on the sources that are among `chosen`."""
    keys = {source.key for source in chosen}
    return {key: text for key, text in notes.items() if key in keys}


@stage()
def notes_not_printed(
    notes: Mapping[str, str], notes_printed: Mapping[str, str], standing: Standing
) -> tuple[Problem, ...]:
    """A Problem (LR408) for each note on a source that is not among `chosen`."""
    left_out = [key for key in notes if key not in notes_printed]
    return tuple(unprinted_note(key, standing.status[key].status) for key in left_out)


@stage()
def cited_by_people(
    placed_notes: Placed, index: Mapping[str, tuple[str, ...]], findings: Findings, manuscript: Manuscript
) -> Sequence[tuple[Where, str]]:
    """Where notes, findings and the manuscript name a source, and which."""
    noted = [(where, name) for _, where, text in placed_notes[0] for name in cited_keys(text)]
    named = [(where, keys[0]) for where, name in noted if (keys := decisions_.resolve(name, index))]
    # "as I07 said" is printed as written
    named += [(where, code) for _, where, text in placed_notes[0] for code in CODE.findall(text)]
    for finding in findings.findings:
        sides = (*finding.supports, *finding.contradicts, *finding.qualifies)
        named += [(Where(file="findings.toml", line=finding.lines.get(k, finding.line)), k) for k in sides]
    return [*named, *((use.mention.where, use.source) for use in manuscript.uses)]
