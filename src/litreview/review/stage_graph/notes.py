"""Stages of notes: which source each note is on, what it cites, and which notes are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview.core.confidential.codes import is_code
from litreview.core.containers import grouped
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
    from litreview.core.results.chains import Findings, Manuscript
    from litreview.core.results.screening_flow import Standing

Placed = tuple[Sequence[tuple[str, Where, str]], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class SourceNames:
    """Names by which files such as notes/KEY.md belong to a source."""

    index: Mapping[str, tuple[str, ...]]
    numbered: Mapping[str, Sequence[str]]
    hidden: frozenset[str]
    include_confidential: bool

    def place(self, texts: Mapping[Where, str]) -> Placed:
        """Return the files with the key of their source, and a Problem for each without or with several sources."""
        nearest = Nearest(sorted(self.index) if texts else ())
        placed = []
        problems = []
        for number, (where, text) in enumerate(texts.items(), start=1):
            name = note_key(where)
            keys = decisions_.resolve(name, self.index)
            if not keys:
                near_keys = nearest.find(name, cutoff=0.6)
                place = self._nameable(where, near_keys)
                problems.append(unknown_key(place, near_keys, number if place != where else 0))
            # a reading list of a confidential source may reveal who it is
            elif text.strip() and (keys[0] not in self.hidden or self.include_confidential):
                if several := self._also_called(name, keys):
                    problems.append(ambiguous_key(where, name, several))
                placed.append((keys[0], where, text))
        return placed, tuple(problems)

    def _also_called(self, name: str, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of all sources with this name, numbered keys included, empty for a single source."""
        all_keys = tuple(dict.fromkeys([*keys, *self.numbered.get(name, ())]))
        return all_keys if len(all_keys) > 1 else ()

    def _nameable(self, where: Where, near: Sequence[str]) -> Where:
        """Return the place of a file without a source, its name sealed unless it resembles a key or is a code.

        The name may be that of a person in `private/`, which other people's copies lack.
        """
        if near or self.include_confidential or is_code(note_key(where)):
            return where
        return Where(file=f"{where.file.rpartition('/')[0]}/{SEALED}")


@stage()
def source_names(
    index: Mapping[str, tuple[str, ...]],
    numbered_keys: Mapping[str, Sequence[str]],
    hidden_keys: frozenset[str],
    include_confidential: bool,
) -> SourceNames:
    """The names by which files belong to sources."""
    return SourceNames(index, numbered_keys, hidden_keys, include_confidential)


@stage()
def placed_notes(source_names: SourceNames, texts: Mapping[Where, str]) -> Placed:
    """The notes with the key of their source, and a Problem for each without or with several sources."""
    return source_names.place(texts)


@stage()
def notes(placed_notes: Placed) -> Mapping[str, str]:
    """The annotation of each source that has one, by source key."""
    # two merged records may each have a note: join both
    texts_of = grouped((key, text.strip()) for key, _, text in placed_notes[0])
    return {key: "\n\n".join(texts) for key, texts in texts_of.items()}


@stage()
def dead_citations(
    placed_notes: Placed,
    index: Mapping[str, tuple[str, ...]],
    chosen: tuple[Source, ...],
    standing: Standing,
    names: decisions_.ConfidentialNames,
) -> tuple[Problem, ...]:
    """A Problem (LR405) for each key cited in a note that the bibliography lacks."""
    cited = [(where, name) for _, where, text in placed_notes[0] for name in cited_keys(text)]
    known = [name for name in index if ":" not in name]  # without record ids (FILE:KEY)
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
    """The Problems of notes: no or several sources, and citations that the bibliography lacks."""
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
    placed_notes: Placed,
    index: Mapping[str, tuple[str, ...]],
    written_findings: Findings,
    manuscript: Manuscript,
) -> Sequence[tuple[Where, str]]:
    """The places in notes, findings and the manuscript that name a source, each with its key."""
    cited = [(where, name) for _, where, text in placed_notes[0] for name in cited_keys(text)]
    citations = [(where, keys[0]) for where, name in cited if (keys := decisions_.resolve(name, index))]
    # "as I07 said" is printed as written
    citations += [(where, code) for _, where, text in placed_notes[0] for code in CODE.findall(text)]
    for finding in written_findings.findings:
        sides = (*finding.supports, *finding.contradicts, *finding.qualifies)
        citations += [
            (Where(file="findings.toml", line=finding.lines.get(k, finding.line)), k) for k in sides
        ]
    return [*citations, *((use.mention.where, use.source) for use in manuscript.uses)]
