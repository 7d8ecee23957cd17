"""Plans and writes the decisions that another tool's export holds. A plan is made first, and nothing is written before it was seen.

Records find their sources as registries' records do (`stages.duplicates.attach`), else by author, year and title as decisions do. Nothing
is taken in over what a person decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from litreview import stages
from litreview.core.containers import grouped
from litreview.core.decision_types import STAGES
from litreview.core.errors import LitreviewError, UsageError
from litreview.core.model import Decision, Library, Problem, Record, RecordId
from litreview.core.problems import problem
from litreview.core.wording import plural
from litreview.formats import read
from litreview.judgements import decisions as decisions_
from litreview.judgements.decisions.tool_exports import IMPORTED, TOOLS, ImportedVote, read_votes
from litreview.review.decision_writer import DecisionWriter, open_decision_writer
from litreview.review.session import Review


def import_decisions(
    folder: Path | str,
    file: Path | str,
    names: str,
    *,
    stage: str = "",
    verdict: str = "",
    write: bool = False,
) -> tuple[list[str], list[Problem]]:
    """Return the plan to take in the decisions of a tool's export, in words, and a Problem for each that is not taken in; `write` writes them.

    `names` says whose they are: `ann,ben` if the file has these names, else `Emily=ann,Tom=ben`; one name if the file names nobody.
    `stage` and `verdict` say what the file does not. `UsageError` where a name, or what was decided, stays unknown.
    """
    name, library, votes = _read(file, verdict)
    people = _people(votes, names, str(file))
    review = open_decision_writer(folder, next(iter(people.values()))).review
    writers = {by: DecisionWriter(review, by) for by in people.values()}
    homes, problems = _homes(review, [vote.record for vote in votes])
    matched = [vote for vote in votes if vote.record.id in homes]
    slots = grouped(
        ((people[vote.person], homes[vote.record.id], vote.stage or stage or STAGES[0]), vote)
        for vote in matched
    )
    outcomes = [(by, _draft(writers[by], key, at, mine, name)) for (by, key, at), mine in slots.items()]
    problems += [one for _, one in outcomes if isinstance(one, Problem)]
    lines: list[str] = []
    for by, writer in writers.items():
        drafts = [one for who, one in outcomes if who == by and isinstance(one, Decision)]
        lines += _plan_lines(writer, drafts, write=write)
    silent = len(library) - len({vote.record.id for vote in votes})
    known = [one for _, one in outcomes].count(None)
    lines.append(f"{name or file}: {known} stood already, {plural(silent, 'record')} without a decision")
    lines += _stage_lines(votes, stage)
    return lines, [*library.problems, *sorted(problems, key=lambda one: one.where)]


def _stage_lines(votes: Sequence[ImportedVote], stage: str) -> list[str]:
    """Say which stage is assumed where neither the file nor the command names one."""
    if stage or all(vote.stage for vote in votes):
        return []
    return [f"The file does not say the stage, so these are decisions at {STAGES[0]} (--stage says another)."]


def _plan_lines(writer: DecisionWriter, drafts: Sequence[Decision], *, write: bool) -> list[str]:
    """Return the decisions of one person in words, after writing them where `write` asks for it."""
    path = writer.write(drafts) if write and drafts else writer.path
    return [
        f"{path}: {plural(len(drafts), 'decision')}{' written' if write else ''}",
        *(f"  {d.verb} {d.key} {d.value}{f': {d.reason}' if d.reason else ''}  [{d.where}]" for d in drafts),
    ]


def _read(file: Path | str, verdict: str) -> tuple[str, Library, tuple[ImportedVote, ...]]:
    """Return the name of the tool, `""` for a `verdict`, the file's records and its decisions. `UsageError` without a decision."""
    library = read(file)
    shown = [record for record in library.records if not record.confidential]
    if verdict and shown:
        return "", library, tuple(ImportedVote(record=one, verb=verdict) for one in shown)
    tool, votes = read_votes(shown)
    if tool is None:
        raise UsageError(
            f"{file}: no decision of {', '.join(one.name for one in TOOLS)} is in it; if all its records were decided alike, say how: "
            "--verdict include --stage fulltext"
        )
    return tool.name, library, votes


def _split_names(names: str, inside: Iterable[str]) -> list[str]:
    """Return the items of a list such as `Doe, Jane=ann,ben`. A comma parts two items, except within a name that the file has."""
    known = {decisions_.person(decisions_.coder_name(name)) for name in inside}
    pieces, items = names.split(","), []
    while pieces:
        for end in range(len(pieces), 0, -1):
            item = ",".join(pieces[:end]).strip()
            # who that is in the review has no comma
            name = re.sub(r"=[^,=]*$", "", item)
            if end == 1 or decisions_.person(decisions_.coder_name(name)) in known:
                break
        items += [item] if item else []
        pieces = pieces[end:]
    return items


def _people(votes: Sequence[ImportedVote], names: str, file: str) -> dict[str, str]:
    """Return the person of the review by the name in the file. `UsageError` if somebody is not named, or named without being there."""
    inside = list(dict.fromkeys(vote.person for vote in votes))
    given = _split_names(names, inside)
    if inside == [""] and (len(given) != 1 or "=" in given[0]):
        why = "with one name, without a comma" if "," in names else "with one name"
        raise UsageError(f"{file} names nobody: say whose decisions these are, {why}: --as ann")
    if len(inside) == len(given) == 1 and "=" not in given[0]:
        return {inside[0]: decisions_.checked_name(given[0])}
    # a plain name stands for itself
    pairs = [(name.rpartition("=")[0] or name, name.rpartition("=")[2]) for name in given]
    known = {decisions_.person(decisions_.coder_name(name)): by for name, by in pairs}
    found = {name: known.pop(decisions_.person(decisions_.coder_name(name)), "") for name in inside}
    missing = [name for name, by in found.items() if not by]
    if missing or known:
        why = (
            f"--as says nothing of {', '.join(map(repr, missing))}"
            if missing
            else f"nobody in it is called {next(iter(known))!r}"
        )
        example = ",".join(f"{name}=NAME" for name in inside)
        raise UsageError(
            f"{file} has the decisions of {', '.join(map(repr, inside))}; {why}: --as '{example}'"
        )
    return {name: decisions_.checked_name(by) for name, by in found.items()}


def _homes(review: Review, records: Sequence[Record]) -> tuple[dict[str, str], list[Problem]]:
    """Return the key of the source that each record is of, and a Problem (LR086) for each record that is of none for sure."""
    unique = {record.id: record for record in records}
    offered = {RecordId(f"imported:{number}"): record for number, record in enumerate(unique.values())}
    attached = stages.duplicates.attach(
        review.received, [replace(record, id=id_) for id_, record in offered.items()]
    )
    finder = review.stage_value("decision_index")
    shown = {source.key for source in review.sources if not source.confidential}
    homes: dict[str, str] = {}
    problems: list[Problem] = []
    for one in attached.attached:
        record = offered[one.record.id]
        line = Decision(
            by="import", verb="include", key=record.key, value=STAGES[0], what=decisions_.describe(record)
        )
        if (key := one.source or finder.source(line)) in shown:
            homes[record.id] = key
        else:
            near = f"; it may be {' or '.join(one.asked[:3])}" if one.asked else ""
            problems.append(problem("LR086.unmatched", record.where, key=record.key, near=near))
    return homes, problems


def _draft(
    writer: DecisionWriter, key: str, stage: str, votes: Sequence[ImportedVote], tool: str
) -> Decision | Problem | None:
    """Return the decision to write, None if it stands already, or the Problem why it is not taken in."""
    record, verb, by = votes[0].record, votes[0].verb, writer.by
    if len(verbs := sorted({one.verb for one in votes})) > 1:
        lines = ", ".join(str(one.record.where) for one in votes[1:])
        return problem("LR086.twice", record.where, key=key, by=by, verbs=" and ".join(verbs), lines=lines)
    where = "; ".join(filter(None, (tool, f"{record.where.file}:{record.where.line}", votes[0].when)))
    try:
        draft = writer.draft(verb, key, stage, reason=votes[0].reason, where=where, shown=IMPORTED)
    except LitreviewError as error:
        return problem("LR086.refused", record.where, key=key, error=error)
    now = writer.last_answer(draft)
    if now is None or now.verb == verb:
        return None if now else draft
    return problem(
        "LR086.conflict", record.where, key=key, by=by, now=now.verb or "took it back", verb=verb, stage=stage
    )
