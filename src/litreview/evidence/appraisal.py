"""Evidence fields: what people note of a source beside its codes, such as its design, whom it is about, how well it was made.

The codebook declares the fields (`[[evidence]]`), a person fills one with `decide set KEY design=ethnography`, and nothing is ever
guessed. Codes tag a source by what it is about; a field says what kind of evidence it is, which reviews put into a table of
the characteristics of studies.
"""

from __future__ import annotations

from collections.abc import Iterable

from litreview.codebook import Codebook
from litreview.containers import TypedTuple
from litreview.model import Decision, EvidenceNote, Problem, Source
from litreview.problems import problem
from litreview.results import FieldCount
from litreview.sealed import shown

_WITHHELD = "withheld"  # what the value of a confidential source is shown as


def note_evidence(
    sources: Iterable[Source], decisions: Iterable[Decision], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """Return what people noted, one per value and person, in the order of the sources, the fields and the names.

    `decisions` are the current ones, keys those of the sources. What the codebook does not know is left out; `check_settings`
    reports it. Where people differ on a field each one's note stands, and is `disputed`.
    """
    order = {source.key: number for number, source in enumerate(sources)}
    said: dict[tuple[str, str, str], list[tuple[Decision, tuple[str, ...]]]] = {}
    for decision in decisions:
        if decision.verb == "set" and decision.key in order:
            field, code, value, why = codebook.setting(decision.value)
            if field is not None and (not why or value == _WITHHELD):
                slot = (decision.key, field.id, code)
                said.setdefault(slot, []).append((decision, field.parts(value)))
    fields = {field.id: number for number, field in enumerate(codebook.evidence)}
    found = []
    for key, name, code in sorted(said, key=lambda s: (order[s[0]], fields[s[1]], s[2])):
        members = said[key, name, code]
        disputed = len({frozenset(values) for _, values in members}) > 1
        for decision, values in sorted(members, key=lambda m: m[0].by):
            found += [
                EvidenceNote(
                    source=key,
                    field=name,
                    code=code,
                    value=value,
                    coder=decision.by,
                    where=shown(decision.where),
                    reason=shown(decision.reason),
                    disputed=disputed,
                )
                for value in values
            ]
    return TypedTuple(found, EvidenceNote)


def count_notes(notes: Iterable[EvidenceNote], codebook: Codebook) -> tuple[FieldCount, ...]:
    """Return for each field that someone noted how many sources have each value, and on how many people differ.

    What is disputed is in no count of a value. Values are in the codebook's order, then in that of the alphabet.
    """
    everything = tuple(notes)
    told = []
    for field in codebook.evidence:
        mine = [note for note in everything if note.field == field.id]
        if not mine:
            continue
        keys: dict[str, set[str]] = {}
        for note in mine:
            if not note.disputed:
                keys.setdefault(note.value, set()).add(note.source)
        rank = {value: number for number, value in enumerate(field.values)}
        values = sorted(keys, key=lambda v: (rank.get(v, len(rank)), v))
        disputed = len({(note.source, note.code) for note in mine if note.disputed})
        counts = {value: len(keys[value]) for value in values}
        told.append(FieldCount(label=field.label, values=counts, disputed=disputed))
    return tuple(told)


def check_settings(
    decisions: Iterable[Decision], codebook: Codebook, confidential: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a Problem (LR540) for each `set` that can't be applied: an unknown field or code, or a value that the field doesn't take.

    `confidential` are keys of which no words are shown.
    """
    hidden = set(confidential)
    found = []
    for decision in decisions:
        why = codebook.setting(decision.value)[-1] if decision.verb == "set" else ""
        if not why:
            continue
        said = "what was set of a confidential source can't be applied" if decision.key in hidden else why
        found.append(problem("LR540", decision.place, key=decision.key, said=said))
    return tuple(found)
