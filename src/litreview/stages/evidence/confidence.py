"""What people judge of sources and findings: evidence fields, and confidence by GRADE-CERQual.

The codebook declares the fields (`[[evidence]]`), a person fills one with `decide set KEY design=ethnography`, and nothing is ever
guessed. Codes tag a source by what it is about; a field says what kind of evidence it is, which reviews put into a table of
the characteristics of studies.

How much confidence to have in a finding from published qualitative studies is what its authors judge:

    [finding.cerqual]
    level = "moderate"
    methodological_limitations = {concern = "minor", reason = "two of three do not say how people were chosen"}
    coherence = {concern = "no"}
    adequacy = {concern = "moderate", reason = "three studies, two of them short"}
    relevance = {concern = "minor", reason = "one is of another country"}

Lewin, S. et al. (2018), Applying GRADE-CERQual to qualitative evidence synthesis findings, paper 2: how to make an overall CERQual assessment
of confidence, Implementation Science 13 (Suppl 1), 10. A finding is first taken to deserve high confidence, and rated down for concerns under four
components; the judgement is of the whole, and no formula gives it. So the level is the author's, and only what contradicts itself is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from litreview.core.containers import TypedTuple, grouped
from litreview.core.errors import near_miss
from litreview.core.model import Cerqual, Concern, Decision, EvidenceNote, Finding, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results import FieldCount, Findings
from litreview.core.sealed import shown
from litreview.judgements.codebook import Codebook
from litreview.stages.evidence.passages import Fault

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
        keys = grouped((note.value, note.source) for note in mine if not note.disputed)
        rank = {value: number for number, value in enumerate(field.values)}
        values = sorted(keys, key=lambda v: (rank.get(v, len(rank)), v))
        disputed = len({(note.source, note.code) for note in mine if note.disputed})
        counts = {value: len(set(keys[value])) for value in values}
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


COMPONENTS = ("methodological_limitations", "coherence", "adequacy", "relevance")
CONCERNS = ("no", "minor", "moderate", "serious")
LEVELS = ("high", "moderate", "low", "very low")
QUALITATIVE = ("qualitative interviews/focus groups", "ethnography")
"""Values of the evidence field `design` that make a source a qualitative study, beside any that begins with `qualitative`."""
_FIELDS = ("level", *COMPONENTS)
_ONE = ("concern", "reason")


def read_cerqual(value: Any) -> tuple[Cerqual | None, tuple[Fault, ...]]:
    """Return what `[finding.cerqual]` says, None if it says nothing, and what is wrong with its form."""
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
    """Return a value that is one of those known, `""` where it is none, with a fault for that."""
    said = " ".join(value.lower().split()) if isinstance(value, str) else ""
    if value is None or said in known:
        return said
    what = f"'{said}'{near_miss(said, known)}" if said else "not a text"
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
    """Return the findings with the assessments that apply to them, and a Problem for each that is refused (LR543) or contradicts itself (LR544, LR545).

    GRADE-CERQual is for findings from published qualitative studies: where anything that supports the finding is of another design, of a
    design that nobody noted or that people differ on, or an interview or record of the review itself, the assessment is left out.
    `notes` are what people noted of each source, `streams` the streams of what is no literature.
    """
    designs = {
        note.source: "disputed" if note.disputed else note.value for note in notes if note.field == "design"
    }
    problems: list[Problem] = []
    findings = []
    for finding in found.findings:
        held, where = finding, Where(file=path, line=finding.line)
        if finding.cerqual and (why := _refused(finding, designs, streams)):
            problems.append(problem("LR543", where, id=finding.id, why=why))
            held = replace(finding, cerqual=None)
        elif finding.cerqual:
            problems += _contradictions(finding, finding.cerqual, where)
        problems += _strength_faults(held, where)
        findings.append(held)
    return Findings(tuple(findings), found.recommendations, (*found.problems, *problems))


def is_qualitative(design: str) -> bool:
    """Return whether a design is that of a qualitative study; a mixed one is not, as nothing says which part a finding is from."""
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
    """Yield a Problem for what an assessment lacks, or says against itself."""
    id_ = finding.id
    said = {one.component: one for one in cerqual.concerns}
    missing = [name for name in COMPONENTS if name not in said]
    if not cerqual.level:
        missing.insert(0, "level")
    if missing:
        yield problem("LR544.missing", where, id=id_, missing=", ".join(missing))
    if silent := [one.component for one in cerqual.concerns if one.degree != "no" and not one.reason]:
        yield problem("LR544.reason", where, id=id_, components=", ".join(silent))
    serious = [one.component for one in cerqual.concerns if one.degree == "serious"]
    if cerqual.level == "high" and serious:
        yield problem("LR544.high", where, id=id_, components=", ".join(serious))
    elif cerqual.level and LEVELS.index(cerqual.level) < min(len(serious), len(LEVELS) - 1):
        yield problem("LR544.serious", where, id=id_, rated=cerqual.level, components=", ".join(serious))
    if not missing and cerqual.level != "high" and all(one.degree == "no" for one in cerqual.concerns):
        yield problem("LR544.none", where, id=id_, rated=cerqual.level)


def _strength_faults(finding: Finding, where: Where) -> Iterator[Problem]:
    """Yield a Problem for a strength that lacks its reason, or says a second time what GRADE-CERQual says."""
    if finding.strength and not finding.strength_reason:
        yield problem("LR545.no-reason", where, id=finding.id)
    if finding.strength_reason and not finding.strength:
        yield problem("LR545.no-strength", where, id=finding.id)
    if finding.strength and finding.cerqual:
        yield problem("LR545.both", where, id=finding.id)
