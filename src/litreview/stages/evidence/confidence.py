"""Reads people's judgements of sources and findings: evidence fields, and confidence by GRADE-CERQual.

The codebook declares the fields (`[[evidence]]`), a person fills one with `decide set KEY design=ethnography`, and nothing is ever
guessed. Codes tag the subject of a source; a field gives its kind of evidence, which reviews put into a table of
the characteristics of studies.

The authors of a finding from published qualitative studies judge how much confidence it deserves:

    [finding.cerqual]
    level = "moderate"
    methodological_limitations = {concern = "minor", reason = "two of three do not say how people were chosen"}
    coherence = {concern = "no"}
    adequacy = {concern = "moderate", reason = "three studies, two of them short"}
    relevance = {concern = "minor", reason = "one is of another country"}

Lewin, S. et al. (2018), Applying GRADE-CERQual to qualitative evidence synthesis findings, paper 2: how to make an overall CERQual assessment
of confidence, Implementation Science 13 (Suppl 1), 10. A finding starts with high confidence, and is rated down for concerns under four
components. The judgement is an overall one without a formula, so the level is the author's, and only contradictions are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from litreview.core.containers import TypedTuple, grouped
from litreview.core.errors import near_miss
from litreview.core.model import Cerqual, Concern, Decision, EvidenceNote, Finding, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results.chains import Findings
from litreview.core.results.coverage import FieldCount
from litreview.core.sealed import shown
from litreview.judgements.codebook import Codebook
from litreview.stages.evidence.passages import Fault

_WITHHELD = "withheld"  # what the value of a confidential source is shown as


def note_evidence(
    sources: Iterable[Source], decisions: Iterable[Decision], codebook: Codebook
) -> tuple[EvidenceNote, ...]:
    """Return the evidence notes of people, one per value and person, in the order of the sources, the fields and the names.

    `decisions` are the current ones, keys those of the sources. Fields and codes unknown to the codebook are left out; `check_settings`
    reports them. Where people differ on a field all their notes are returned, as `disputed`.
    """
    order = {source.key: number for number, source in enumerate(sources)}
    by_slot: dict[tuple[str, str, str], list[tuple[Decision, tuple[str, ...]]]] = {}
    for decision in decisions:
        if decision.verb == "set" and decision.key in order:
            field, code, value, why = codebook.setting(decision.value)
            if field is not None and (not why or value == _WITHHELD):
                slot = (decision.key, field.id, code)
                by_slot.setdefault(slot, []).append((decision, field.parts(value)))
    fields = {field.id: number for number, field in enumerate(codebook.evidence)}
    found = []
    for key, name, code in sorted(by_slot, key=lambda s: (order[s[0]], fields[s[1]], s[2])):
        members = by_slot[key, name, code]
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
    """Return, for each field with notes, the number of sources per value, and the number of disputed ones.

    Disputed sources are in no count of a value. Values are in the codebook's order, then alphabetical.
    """
    all_notes = tuple(notes)
    field_counts = []
    for field in codebook.evidence:
        mine = [note for note in all_notes if note.field == field.id]
        if not mine:
            continue
        keys = grouped((note.value, note.source) for note in mine if not note.disputed)
        rank = {value: number for number, value in enumerate(field.values)}
        values = sorted(keys, key=lambda v: (rank.get(v, len(rank)), v))
        disputed = len({(note.source, note.code) for note in mine if note.disputed})
        counts = {value: len(set(keys[value])) for value in values}
        field_counts.append(FieldCount(label=field.label, values=counts, disputed=disputed))
    return tuple(field_counts)


def check_settings(
    decisions: Iterable[Decision], codebook: Codebook, confidential: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a Problem (LR540) for each `set` that can't be applied: an unknown field or code, or a value that the field doesn't take.

    `confidential` are keys whose words are not shown.
    """
    hidden = set(confidential)
    found = []
    for decision in decisions:
        why = codebook.setting(decision.value)[-1] if decision.verb == "set" else ""
        if not why:
            continue
        reason = "what was set of a confidential source can't be applied" if decision.key in hidden else why
        found.append(problem("LR540", decision.place, key=decision.key, reason=reason))
    return tuple(found)


COMPONENTS = ("methodological_limitations", "coherence", "adequacy", "relevance")
CONCERNS = ("no", "minor", "moderate", "serious")
LEVELS = ("high", "moderate", "low", "very low")
QUALITATIVE = ("qualitative interviews/focus groups", "ethnography")
"""Values of the evidence field `design` of qualitative studies, in addition to all that begin with `qualitative`."""
_FIELDS = ("level", *COMPONENTS)
_ONE = ("concern", "reason")


def read_cerqual(value: Any) -> tuple[Cerqual | None, tuple[Fault, ...]]:
    """Return the assessment in `[finding.cerqual]`, None for an empty one, and the faults of its form."""
    if value is None:
        return None, ()
    if not isinstance(value, Mapping):
        return None, (Fault("LR501.cerqual", "cerqual", {"known": ", ".join(_FIELDS)}),)
    faults: list[Fault] = [
        Fault(
            "LR506.field-of",
            name,
            {"name": name, "table": "cerqual", "near": near_miss(name, _FIELDS), "known": ", ".join(_FIELDS)},
        )
        for name in value
        if name not in _FIELDS
    ]
    level = _word("level", value.get("level"), LEVELS, faults)
    concerns = tuple(
        one for name in COMPONENTS if name in value and (one := _concern(name, value[name], faults))
    )
    return (Cerqual(level=level, concerns=concerns) if level or concerns else None), tuple(faults)


def _word(name: str, value: Any, known: tuple[str, ...], faults: list[Fault]) -> str:
    """Return the value as one of the known words, else `""` with a fault."""
    word = " ".join(value.lower().split()) if isinstance(value, str) else ""
    if value is None or word in known:
        return word
    what = f"'{word}'{near_miss(word, known)}" if word else "not a text"
    faults.append(Fault("LR501.word", name, {"name": name, "what": what, "known": ", ".join(known)}))
    return ""


def _concern(name: str, value: Any, faults: list[Fault]) -> Concern | None:
    if isinstance(value, str):
        value = {"concern": value}
    if not isinstance(value, Mapping):
        faults.append(Fault("LR501.table", name, {"name": name}))
        return None
    faults += [
        Fault(
            "LR506.field-of",
            other,
            {"name": other, "table": name, "near": near_miss(other, _ONE), "known": ", ".join(_ONE)},
        )
        for other in value
        if other not in _ONE
    ]
    degree = _word(name, value.get("concern"), CONCERNS, faults)
    reason = value.get("reason", "")
    if not isinstance(reason, str):
        faults.append(Fault("LR501.text", name, {"name": "reason"}))
        reason = ""
    return Concern(component=name, degree=degree, reason=" ".join(reason.split())) if degree else None


def hold_confidence(
    found: Findings,
    notes: Iterable[EvidenceNote],
    streams: Mapping[str, str],
    path: str = "findings.toml",
) -> Findings:
    """Return the findings with their valid assessments, and a Problem for each refused (LR543) or contradictory one (LR544, LR545).

    GRADE-CERQual is for findings from published qualitative studies. The assessment is left out if a supporting source has another
    design, an unknown or disputed one, or is an interview or record of the review itself.
    `notes` are the evidence notes of the sources, `streams` the streams of sources that are no literature.
    """
    designs = {
        note.source: "disputed" if note.disputed else note.value for note in notes if note.field == "design"
    }
    problems: list[Problem] = []
    findings = []
    for finding in found.findings:
        assessed, where = finding, Where(file=path, line=finding.line)
        if finding.cerqual and (why := _refused(finding, designs, streams)):
            problems.append(problem("LR543", where, id=finding.id, why=why))
            assessed = replace(finding, cerqual=None)
        elif finding.cerqual:
            problems += _contradictions(finding, finding.cerqual, where)
        problems += _strength_faults(assessed, where)
        findings.append(assessed)
    return Findings(tuple(findings), found.recommendations, (*found.problems, *problems))


def is_qualitative(design: str) -> bool:
    """Return whether a design is that of a qualitative study; a mixed one is not, since the finding may be from its other part."""
    return design in QUALITATIVE or design.startswith("qualitative")


def _refused(finding: Finding, designs: Mapping[str, str], streams: Mapping[str, str]) -> str:
    """Return why GRADE-CERQual does not apply to a finding, `""` if it does."""
    if not finding.supports:
        return "no source supports it"
    other = []
    for key in finding.supports:
        stream = streams.get(key, "literature")
        design = designs.get(key, "")
        if stream != "literature":
            what = {"interview": "an interview of this review", "records": "a public record"}.get(stream)
            other.append(f"{key} is {what or 'no published study'}")
        elif not design:
            other.append(f"of {key} nobody noted the design")
        elif not is_qualitative(design):
            other.append(f"the design of {key} is {design}")
    return "; ".join(other)


def _contradictions(finding: Finding, cerqual: Cerqual, where: Where) -> Iterator[Problem]:
    """Yield a Problem for each part that an assessment lacks, and each contradiction in it."""
    id_ = finding.id
    assessed = {one.component for one in cerqual.concerns}
    missing = [name for name in COMPONENTS if name not in assessed]
    if not cerqual.level:
        missing.insert(0, "level")
    if missing:
        yield problem("LR544.missing", where, id=id_, missing=", ".join(missing))
    if unreasoned := [one.component for one in cerqual.concerns if one.degree != "no" and not one.reason]:
        yield problem("LR544.reason", where, id=id_, components=", ".join(unreasoned))
    serious = [one.component for one in cerqual.concerns if one.degree == "serious"]
    if cerqual.level == "high" and serious:
        yield problem("LR544.high", where, id=id_, components=", ".join(serious))
    elif cerqual.level and LEVELS.index(cerqual.level) < min(len(serious), len(LEVELS) - 1):
        yield problem("LR544.serious", where, id=id_, rated=cerqual.level, components=", ".join(serious))
    if not missing and cerqual.level != "high" and all(one.degree == "no" for one in cerqual.concerns):
        yield problem("LR544.none", where, id=id_, rated=cerqual.level)


def _strength_faults(finding: Finding, where: Where) -> Iterator[Problem]:
    """Yield a Problem for a strength without its reason, and for one that repeats the GRADE-CERQual assessment."""
    if finding.strength and not finding.strength_reason:
        yield problem("LR545.no-reason", where, id=finding.id)
    if finding.strength_reason and not finding.strength:
        yield problem("LR545.no-strength", where, id=finding.id)
    if finding.strength and finding.cerqual:
        yield problem("LR545.both", where, id=finding.id)
