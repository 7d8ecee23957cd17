"""`run --check`: checks a review without writing anything, for continuous integration and git hooks.

Some warnings of a run are errors here, since they make a result untrue. Such are a decision without a work, a finding without counting
evidence, a search whose numbers do not add up, and an outdated `out/`. Every other Problem keeps its level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from litreview.core import files
from litreview.core.confidential.codes import is_code
from litreview.core.errors import UsageError
from litreview.core.model import Finding, Problem, Where
from litreview.core.problems import problem
from litreview.core.results.chains import Findings
from litreview.core.results.description import Aspect, RunCheck
from litreview.core.sealed import SEALED, is_private_path
from litreview.core.wording import plural
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.run_record import changed_versions, record_of
from litreview.review.outputs.writing import (
    edited_by_hand,
    make_outputs,
    read_documents,
    read_hashes,
    read_record,
)
from litreview.review.review_documents import note_key
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE


def _check_outputs(review: Review) -> Aspect:
    """Check that each file of out/ is what a run would write now; nothing is written.

    Every output is made again and compared byte by byte. A different file is a person's edit (LR601) if it does not match the stored digest
    of the last run, else it is out of date (LR670): libraries of other versions are named where nothing else differs. Without out/, as in a clone, nothing is out of date.
    """
    out = (review.folder or Path()) / "out"
    digests = read_hashes(out)
    if not out.is_dir() or not any((out / name).exists() for name in digests):
        none = "there is no out/ to compare: a run makes it, and git ignores it"
        return Aspect(name="out/", said=none, faults=())
    if review.fresh_codes.reveal():
        why = "not compared: some confidential sources have codes from a run on another computer"
        return Aspect(name="out/", said=why, faults=())
    made = make_outputs(review)
    there = {name: files.read_bytes(out / name) for name in made if (out / name).is_file()}
    differing = {name: data for name, data in made.items() if there.get(name) != data}
    libraries = changed_versions(read_record(out), record_of(review)) if differing else ()
    faults = [_output_problem(name, data, there, digests, libraries) for name, data in differing.items()]
    # the list of changes counts as known: a run without changes leaves it
    known = {*(one.path for one in OUTPUTS.values()), *read_documents(out)}
    faults += [
        problem("LR670.left", Where(file=f"out/{name}"))
        for name in sorted(digests)
        if name not in known and (out / name).is_file()
    ]
    summary = f"{plural(len(made), 'file')} made again and compared: {len(made) - len(differing)} as a run would write them"
    return Aspect(name="out/", said=summary, faults=tuple(faults))


def _output_problem(
    name: str,
    data: bytes,
    current: Mapping[str, bytes],
    digests: Mapping[str, tuple[str, ...]],
    libraries: Sequence[str],
) -> Problem:
    if name not in current:
        return problem("LR670.missing", Where(file=f"out/{name}"))
    if hashlib.sha256(current[name]).hexdigest() not in digests.get(name, ()):
        return edited_by_hand(f"out/{name}")
    line = first_difference(current[name], data)
    if libraries:
        return problem("LR670.library", Where(file=f"out/{name}"), line=line, libraries=", ".join(libraries))
    return problem("LR670.other", Where(file=f"out/{name}"), line=line)


def first_difference(old: bytes, new: bytes) -> str:
    """Return the first line where two texts differ, `""` for zip files."""
    if old[:2] == b"PK":
        return ""
    lines = zip(old.split(b"\n"), new.split(b"\n"), strict=False)
    line = next(
        (n for n, (a, b) in enumerate(lines, 1) if a != b), min(old.count(b"\n"), new.count(b"\n")) + 2
    )
    return f", from line {line} on"


_DEAD = frozenset({"LR042", "LR049", "LR610"})
_UNREAD = frozenset({"LR040", "LR041"})
_FINDINGS = frozenset(
    {
        "LR500",
        "LR501",
        "LR502",
        "LR503",
        "LR504",
        "LR505",
        "LR507",
        "LR508",
        "LR532",
        "LR533",
        "LR534",
        "LR535",
        "LR538",
        "LR539",
        "LR542",
    }
)
_SEARCHES = frozenset({"LR606", "LR607", "LR608", "LR609"})
_NOTES = frozenset({"LR602"})


def check_run(review: Review) -> RunCheck:
    """Return the checks of a review with their faults. Nothing is written; `UsageError` for files outside a review folder.

    A copy without `private/`, such as a clone, lacks the keys of confidential sources: lines that may be on them are not checked.
    """
    if review.folder is None:
        raise UsageError("only a review folder can be checked so; `litreview check` takes files")
    if review.include_confidential:
        raise UsageError(
            "--check prints what it finds, and with --include-confidential nothing is printed; leave it out"
        )
    checks = (_check_decisions, _check_findings, _check_annotations, _check_searches)
    aspects = [check(review) for check in checks]
    reported = {fault for aspect in aspects for fault in aspect.faults}
    problems = tuple(dict.fromkeys((*review.problems, *review.bibliography.problems)))
    aspects += [
        _check_outputs(review),
        _check_other_errors(review, [p for p in problems if p not in reported]),
    ]
    return RunCheck(aspects=tuple(aspects))


def _check_decisions(review: Review) -> Aspect:
    """Check that each line of a decision can be read and finds a work."""
    counting = {decision.place for decision in review.decisions}
    unresolved = [p for p in review.problems if p.code in _DEAD and p.where not in counting]
    unknown = [p for p in unresolved if _may_be_private(review, p.key)]
    dead = [p for p in unresolved if p not in unknown]
    unread = [p for p in review.problems if p.code in _UNREAD]
    summary = f"{plural(len(review.decided), 'line')} read, {len(review.decisions)} count, {len({p.where for p in dead})} on works that are gone"
    return Aspect(
        name="decisions",
        said=summary + _unchecked_text(len({p.where for p in unknown})),
        faults=(*unread, *dead),
    )


def _check_findings(review: Review) -> Aspect:
    """Check that each source is what its side of a finding says, and that something which counts supports the finding."""
    findings = (*review.findings.found, *review.findings.unheld)
    open_ids, lines = _open_statements(review)
    # an info of these codes, such as a claim that a finding is weighed against, is no fault; a finding without a source is
    reported = [
        p for p in review.problems if p.code in _FINDINGS and (p.level != "info" or p.code == "LR508")
    ]
    unknown = [p for p in reported if p.code == "LR503" and _may_be_private(review, p.key)]
    faults = [p for p in reported if p not in unknown and not (p.code == "LR539" and p.where.line in lines)]
    footings = {one.of: one for one in review.footings if one.side == "supports"}
    faults += [
        _unsupported(finding, footings[finding.id].reserve)
        for finding in findings
        # a finding without any source is LR508
        if (finding.sources or finding.unknown)
        and not footings[finding.id].counting
        and finding.id not in open_ids
    ]
    return Aspect(
        name="findings",
        said=f"{_finding_counts(review.findings)}{_unchecked_text(len(unknown), 'name')}",
        faults=tuple(sorted(faults, key=lambda p: (p.where, p.code))),
    )


def _finding_counts(findings: Findings) -> str:
    """Return how many findings, open statements and recommendations there are, and how findings are checked."""
    many = len(findings.found) + len(findings.unheld)
    counts = [plural(many, "finding") + (f" ({n} not held)" if (n := len(findings.unheld)) else "")]
    if findings.open:
        counts.append(plural(len(findings.open), "open statement"))
    counts.append(plural(len(findings.recommendations), "recommendation"))
    how_checked = "compared with the evidence, tags and stances" if many else "nothing to check"
    return f"{', '.join(counts)}: {how_checked}"


def _open_statements(review: Review) -> tuple[frozenset[str], frozenset[int]]:
    """Return the findings that sources in private/ may support, and the lines of recommendations resting on them."""
    findings = review.findings.findings
    open_ids = frozenset(
        finding.id
        for finding in findings
        if any(_may_be_private(review, key) for key in finding.unknown.get("supports", ()))
    )
    led = {
        id_: finding.id for finding in findings if finding.id in open_ids for id_ in finding.recommendations
    }
    lines = (
        one.line
        for one in review.findings.recommendations
        if one.id in led or not open_ids.isdisjoint(one.findings)
    )
    return open_ids, frozenset(lines)


def _unsupported(finding: Finding, reserve: str) -> Problem:
    why = f" ({reserve})" if reserve else ""
    return problem("LR671", Where(file="findings.toml", line=finding.line), key=finding.id, why=why)


def _check_annotations(review: Review) -> Aspect:
    """Check that each note has a source, and each source a note where the settings require one."""
    public = [source for source in review.included if not source.confidential]
    without_note = [source for source in public if not review.notes.get(source.key, "").strip()]
    summary = f"{len(public) - len(without_note)} of {plural(len(public), 'source')} that count as evidence have one"
    reported = [p for p in review.problems if p.code in _NOTES]
    # a sealed name may be such a key
    unknown = [p for p in reported if _may_be_private(review, note_key(p.where).replace(SEALED, ""))]
    summary += _unchecked_text(len(unknown), "note")
    faults = [p for p in reported if p not in unknown]
    if review.settings.require_annotations:
        faults += [
            problem("LR402", source.where, key=source.key, file=files.safe_name(source.key))
            for source in without_note
        ]
    else:
        summary += f"; none is required (`require_annotations = true` in {SETTINGS_FILE} requires all)"
    return Aspect(name="annotations", said=summary, faults=tuple(faults))


def _check_searches(review: Review) -> Aspect:
    """Check searches against their files, and that a search names each file of literature."""
    searches = review.settings.searches
    searched = {file for search in searches for file in search.exports}
    literature = set(review.standing.keys())
    files = dict.fromkeys(
        record.where.file
        for source in review.sources
        if source.key in literature
        for record in source.records
        if not is_private_path(record.where.file)
    )
    # without any file in its searches, a review cannot contradict them
    orphans = (
        [file for file in review.library.files if file in files and file not in searched] if searched else []
    )
    summary = f"{plural(len(searches), 'search', 'searches')} naming {plural(len(searched), 'file')}; the review has {plural(len(files), 'file')} of literature"
    return Aspect(
        name="searches",
        said=summary if searches else "litreview.toml names no search: nothing to check",
        faults=(
            *(p for p in review.problems if p.code in _SEARCHES),
            *(problem("LR672", Where(file=file)) for file in orphans),
        ),
    )


def _check_other_errors(review: Review, problems: Collection[Problem]) -> Aspect:
    """Collect every other error."""
    errors = tuple(p for p in problems if p.level == "error")
    warnings = sum(p.level == "warning" for p in problems)
    summary = f"{plural(len(review.library), 'record')} of every stream in {plural(len(review.library.files), 'file')} read without errors"
    if errors:
        summary = f"{plural(len(errors), 'error')} of other kinds"
    return Aspect(
        name="all else",
        said=summary
        + (
            f"; {plural(warnings, 'warning')}, which `litreview check` shows, fail nothing"
            if warnings
            else ""
        ),
        faults=errors,
    )


def _may_be_private(review: Review, key: str) -> bool:
    """Return whether an unknown key may belong to private/, which this copy lacks.

    An empty key is a sealed name, which may belong there if the review has confidential sources.
    """
    if review.folder and (review.folder / "private").is_dir():
        return False
    return (
        is_code(key)
        or key.startswith("confidential-")
        or (not key and any(source.confidential for source in review.sources))
    )


def _unchecked_text(number: int, what: str = "line") -> str:
    return (
        f"; not checked: {plural(number, what)} that may be about sources in private/, which this copy does not have"
        if number
        else ""
    )
