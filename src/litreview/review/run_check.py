"""`run --check`: whether a review still holds, without writing anything. For continuous integration and git hooks.

What a run only warns of is a fault here where it makes a result untrue: a judgement that is on nothing, a finding on which nothing that
counts rests, a search whose numbers do not add up, an `out/` that shows what was. Everything else stays what it is in `run`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from litreview.core import files
from litreview.core.confidential.codes import is_code
from litreview.core.errors import UsageError
from litreview.core.model import Finding, Problem, Where
from litreview.core.problems import problem
from litreview.core.results import Aspect, RunCheck
from litreview.core.sealed import SEALED, is_private_path
from litreview.core.wording import plural
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.writing import edited_by_hand, make_outputs, read_hashes
from litreview.review.review_documents import note_key
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE


def compare_out(review: Review) -> tuple[str, tuple[Problem, ...]]:
    """Return in words what was compared, and a Problem for each file of out/ that a run would write otherwise. Nothing is written.

    Every output is made anew and compared byte by byte. One that differs is a person's edit (LR601) if it is not as a run left it, by the
    digests kept beside it; else it is out of date (LR670). Where there is no out/, as in a clone, nothing is stale.
    """
    out = (review.folder or Path()) / "out"
    kept = read_hashes(out)
    if not out.is_dir() or not any((out / name).exists() for name in kept):
        return "there is none to be out of date: it is generated, and git ignores it", ()
    if review.fresh_codes.reveal():
        return (
            "not compared: some confidential sources have their codes from a run that was not made here",
            (),
        )
    made = make_outputs(review)
    there = {name: files.read_bytes(out / name) for name in made if (out / name).is_file()}
    faults = [
        _output_problem(name, data, there, kept) for name, data in made.items() if there.get(name) != data
    ]
    # with that of what changed when something last did: a run that changes nothing leaves it
    known = {one.path for one in OUTPUTS.values()}
    faults += [
        problem("LR670.left", Where(file=f"out/{name}"))
        for name in sorted(kept)
        if name not in known and (out / name).is_file()
    ]
    said = f"{plural(len(made), 'file')} made anew and compared: {len(made) - sum(there.get(n) != d for n, d in made.items())} are what a run would write"
    return said, tuple(faults)


def _output_problem(
    name: str, data: bytes, there: Mapping[str, bytes], kept: Mapping[str, tuple[str, ...]]
) -> Problem:
    if name not in there:
        return problem("LR670.missing", Where(file=f"out/{name}"))
    if hashlib.sha256(there[name]).hexdigest() not in kept.get(name, ()):
        return edited_by_hand(f"out/{name}")
    line = _first_difference(there[name], data)
    return problem("LR670.other", Where(file=f"out/{name}"), line=line)


def _first_difference(old: bytes, new: bytes) -> str:
    """Return where two texts first differ, `""` for what is no text."""
    if old[:2] == b"PK":
        return ""
    lines = zip(old.split(b"\n"), new.split(b"\n"), strict=False)
    line = next(
        (n for n, (a, b) in enumerate(lines, 1) if a != b), min(old.count(b"\n"), new.count(b"\n")) + 2
    )
    return f", from line {line} on"


_DEAD = frozenset({"LR042", "LR049", "LR610"})
_UNREAD = frozenset({"LR040", "LR041"})
_FINDINGS = frozenset({"LR500", "LR501", "LR502", "LR503", "LR504", "LR508", "LR538", "LR539"})
_SEARCHES = frozenset({"LR606", "LR607", "LR608", "LR609"})
_NOTES = frozenset({"LR602"})


def check_run(review: Review) -> RunCheck:
    """Return what holds of a review and what does not. Nothing is written; `UsageError` for files that are in no review folder.

    A copy without `private/`, as every clone is, does not know the keys of what lies there: what is said of them is not looked at.
    """
    if review.folder is None:
        raise UsageError("only a review folder can be checked so; `litreview check` takes files")
    if review.include_confidential:
        raise UsageError(
            "--check prints what it finds, and with --include-confidential nothing is printed; leave it out"
        )
    aspects = [
        _check_decisions(review),
        _check_findings(review),
        _check_annotations(review),
        _check_searches(review),
    ]
    told = {fault for aspect in aspects for fault in aspect.faults}
    problems = tuple(dict.fromkeys((*review.problems, *review.bibliography.problems)))
    aspects += [_check_outputs(review), _check_other_errors(review, [p for p in problems if p not in told])]
    return RunCheck(aspects=tuple(aspects))


def _check_decisions(review: Review) -> Aspect:
    """Lines that could not be read, or that are on no work of today."""
    counting = {decision.place for decision in review.decisions}
    lost = [p for p in review.problems if p.code in _DEAD and p.where not in counting]
    unknowable = [p for p in lost if _may_be_private(review, p.key)]
    dead = [p for p in lost if p not in unknowable]
    unread = [p for p in review.problems if p.code in _UNREAD]
    said = f"{plural(len(review.decided), 'line')} read, {len(review.decisions)} count; dead are {len({p.where for p in dead})}"
    return Aspect(
        name="decisions",
        said=said + _unchecked_text(len({p.where for p in unknowable})),
        faults=(*unread, *dead),
    )


def _check_findings(review: Review) -> Aspect:
    """Statements that no source supports which counts as evidence, and keys in them that no source has."""
    findings, recommendations = review.findings.found, review.findings.recommendations
    open_, resting = _open_statements(review)
    found = [p for p in review.problems if p.code in _FINDINGS]
    unknowable = [p for p in found if p.code == "LR503" and _may_be_private(review, p.key)]
    faults = [p for p in found if p not in unknowable and not (p.code == "LR539" and p.where.line in resting)]
    footings = {one.of: one for one in review.footings if one.side == "supports"}
    faults += [
        _unsupported(finding, footings[finding.id].reserve)
        for finding in findings
        # one without any source is reported as that (LR508)
        if (finding.sources or finding.unknown)
        and not footings[finding.id].counting
        and finding.id not in open_
    ]
    many = ", ".join(
        [
            plural(len(findings), "finding"),
            *([plural(n, "open statement")] if (n := len(review.findings.open)) else []),
            plural(len(recommendations), "recommendation"),
        ]
    )
    held = "held against what counts as evidence" if findings else "nothing to hold"
    return Aspect(
        name="findings",
        said=f"{many}: {held}{_unchecked_text(len(unknowable), 'name')}",
        faults=tuple(sorted(faults, key=lambda p: (p.where, p.code))),
    )


def _open_statements(review: Review) -> tuple[frozenset[str], frozenset[int]]:
    """Return the findings that may be supported by what lies in private/, and the lines of recommendations that rest on them."""
    findings = review.findings.findings
    open_ = frozenset(
        finding.id
        for finding in findings
        if any(_may_be_private(review, key) for key in finding.unknown.get("supports", ()))
    )
    led = {id_: finding.id for finding in findings if finding.id in open_ for id_ in finding.recommendations}
    resting = (
        one.line
        for one in review.findings.recommendations
        if one.id in led or not open_.isdisjoint(one.findings)
    )
    return open_, frozenset(resting)


def _unsupported(finding: Finding, reserve: str) -> Problem:
    why = f" ({reserve})" if reserve else ""
    return problem("LR671", Where(file="findings.toml", line=finding.line), key=finding.id, why=why)


def _check_annotations(review: Review) -> Aspect:
    """Notes that belong to no source, and sources without one where the review says that each has one."""
    asked = [source for source in review.included if not source.confidential]
    bare = [source for source in asked if not review.notes.get(source.key, "").strip()]
    said = f"{len(asked) - len(bare)} of {plural(len(asked), 'source')} that count as evidence have one"
    gone = [p for p in review.problems if p.code in _NOTES]
    # a name that is not shown may be a key, too
    unknowable = [p for p in gone if _may_be_private(review, note_key(p.where).replace(SEALED, ""))]
    said += _unchecked_text(len(unknowable), "note")
    faults = [p for p in gone if p not in unknowable]
    if review.settings.require_annotations:
        faults += [
            problem("LR402", source.where, key=source.key, file=files.safe_name(source.key))
            for source in bare
        ]
    else:
        said += f"; none is required (`require_annotations = true` in {SETTINGS_FILE} requires all)"
    return Aspect(name="annotations", said=said, faults=tuple(faults))


def _check_searches(review: Review) -> Aspect:
    """Searches that do not fit the files they name, and files of the literature that no search names."""
    searches = review.settings.searches
    named = {file for search in searches for file in search.exports}
    literature = set(review.standing.keys())
    files = dict.fromkeys(
        record.where.file
        for source in review.sources
        if source.key in literature
        for record in source.records
        if not is_private_path(record.where.file)
    )
    # a review that says of no file where it comes from has no searches to be inconsistent with
    orphans = [file for file in review.library.files if file in files and file not in named] if named else []
    said = (
        f"{len(searches)} that name {plural(len(named), 'file')}; {plural(len(files), 'file')} of literature"
    )
    return Aspect(
        name="searches",
        said=said if searches else "none is noted in litreview.toml: nothing to hold",
        faults=(*(p for p in review.problems if p.code in _SEARCHES), *map(_orphan_problem, orphans)),
    )


def _orphan_problem(file: str) -> Problem:
    return problem("LR672", Where(file=file))


def _check_outputs(review: Review) -> Aspect:
    """Files in out/ that are not what a run would write now."""
    said, faults = compare_out(review)
    return Aspect(name="out/", said=said, faults=faults)


def _check_other_errors(review: Review, problems: Collection[Problem]) -> Aspect:
    """Every other error."""
    errors = tuple(p for p in problems if p.level == "error")
    warnings = sum(p.level == "warning" for p in problems)
    said = f"{plural(len(review.library), 'record')} in {plural(len(review.library.files), 'file')} read without an error"
    if errors:
        said = f"{plural(len(errors), 'error')} of other kinds"
    return Aspect(
        name="all else",
        said=said
        + (
            f"; {plural(warnings, 'warning')}, which `litreview check` shows, fail nothing"
            if warnings
            else ""
        ),
        faults=errors,
    )


def _may_be_private(review: Review, key: str) -> bool:
    """Return whether a key that no source has may be one of private/, which is missing in this copy.

    An empty one is a name that is not shown: it is taken for that where the review has confidential sources.
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
        f"; not looked at: {plural(number, what)} on what may lie in private/, which is not here"
        if number
        else ""
    )
