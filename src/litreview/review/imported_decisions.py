"""Plans and writes the decisions that another tool's export holds. A plan is made first, and nothing is written before it was seen.

Records find their sources as registries' records do (`stages.duplicates.attach`), else by author, year and title as decisions do. Nothing
is taken in over what a person decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from litreview.core.containers import grouped
from litreview.core.decision_types import STAGES
from litreview.core.errors import LitreviewError, UsageError
from litreview.core.model import Decision, Problem, Record, RecordId
from litreview.core.problems import problem
from litreview.core.wording import plural
from litreview.judgements import decisions as decisions_
from litreview.judgements.decisions.tool_exports import IMPORTED, ImportedVote, read_votes
from litreview.review.decision_writer import DecisionWriter, open_decision_writer
from litreview.review.session import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would write: the decisions by person, those that stand already, and the Problems of all others.

    `stage` is the one that was assumed, `""` if the file says it. `silent`: records without a decision.
    """

    tool: str
    drafts: Mapping[str, tuple[Decision, ...]]
    writers: Mapping[str, DecisionWriter]
    known: int
    silent: int
    stage: str
    problems: tuple[Problem, ...]

    def write(self) -> tuple[Path, ...]:
        """Append the decisions, each to its person's file, and return the files."""
        return tuple(self.writers[by].write(drafts) for by, drafts in self.drafts.items() if drafts)

    def lines(self) -> Iterable[str]:
        """Yield the plan in words, a line for each decision."""
        for by, drafts in self.drafts.items():
            counts = Counter(draft.verb for draft in drafts)
            parts = ", ".join(f"{number} {verb}" for verb, number in sorted(counts.items()))
            yield f"{self.writers[by].path}: {plural(len(drafts), 'decision')}{f' ({parts})' if parts else ''}"
            yield from (
                f"  {d.verb} {d.key} {d.value}{f': {d.reason}' if d.reason else ''}  [{d.where}]"
                for d in drafts
            )


def plan_import(
    folder: Path | str, file: Path | str, names: str, *, stage: str = "", verdict: str = ""
) -> ImportPlan:
    """Return the plan to take in the decisions of a tool's export.

    `names` says whose they are: `ann,ben` if the file has these names, else `Emily=ann,Tom=ben`; one name if the file names nobody.
    `stage` and `verdict` say what the file does not. `UsageError` where a name, or what was decided, stays unknown.
    """
    from litreview.formats import read

    library = read(file)
    tool, votes = read_votes(library.records)
    if verdict:
        votes = tuple(
            ImportedVote(record=one, verb=verdict) for one in library.records if not one.confidential
        )
    if not votes:
        raise UsageError(
            f"{file}: no decision of Rayyan, Covidence, ASReview, EPPI-Reviewer or Abstrackr is in it; if all its records were "
            "decided alike, say how: --verdict include --stage fulltext"
        )
    assumed = "" if stage or all(vote.stage for vote in votes) else STAGES[0]
    people = _people(votes, names, str(file))
    first = next(iter(people.values()))
    review = open_decision_writer(folder, first).review
    writers = {by: DecisionWriter(review, by) for by in dict.fromkeys(people.values())}
    homes, unmatched = _homes(review, [vote.record for vote in votes])
    found: list[Problem] = [*unmatched]
    drafts: dict[str, list[Decision]] = {by: [] for by in writers}
    slots = grouped(
        ((people[vote.person], homes[vote.record.id], vote.stage or stage or assumed), vote)
        for vote in votes
        if vote.record.id in homes
    )
    known = 0
    for (by, key, at), mine in slots.items():
        outcome = _draft(writers[by], key, at, mine, "" if verdict else tool.name if tool else "")
        if isinstance(outcome, Problem):
            found.append(outcome)
        elif outcome is None:
            known += 1
        else:
            drafts[by].append(outcome)
    decided = {vote.record.id for vote in votes}
    return ImportPlan(
        tool=tool.name if tool and not verdict else str(file),
        drafts={by: tuple(mine) for by, mine in drafts.items()},
        writers=writers,
        known=known,
        silent=sum(record.id not in decided for record in library.records),
        stage=assumed,
        problems=(*library.problems, *sorted(found, key=lambda one: one.where)),
    )


def _people(votes: Sequence[ImportedVote], names: str, file: str) -> dict[str, str]:
    """Return the person of the review by the name in the file. `UsageError` if somebody is not named, or named without being there."""
    inside = list(dict.fromkeys(vote.person for vote in votes))
    given = [name.strip() for name in names.split(",") if name.strip()]
    pairs = dict(name.rpartition("=")[::2] for name in given if "=" in name)
    plain = [name for name in given if "=" not in name]
    if inside == [""] or (len(inside) == len(given) == 1 and plain):
        if len(plain) != 1:
            who = "names nobody" if inside == [""] else f"is by {inside[0]!r} alone"
            raise UsageError(f"{file} {who}: say whose decisions these are, with one name: --as ann")
        return {inside[0]: decisions_.checked_name(plain[0])}
    known = {decisions_.person(decisions_.coder_name(name)): name for name in plain}
    found = {
        name: pairs.get(name) or known.get(decisions_.person(decisions_.coder_name(name)), "")
        for name in inside
    }
    missing = [name for name in inside if not found[name]]
    extra = [name for name in (*pairs, *plain) if name not in found and name not in found.values()]
    if missing or extra:
        example = ",".join(f"{name}=NAME" for name in inside)
        why = (
            f"--as says nothing of {', '.join(map(repr, missing))}"
            if missing
            else f"nobody in it is called {extra[0]!r}"
        )
        raise UsageError(
            f"{file} has the decisions of {', '.join(map(repr, inside))}; {why}: --as '{example}'"
        )
    return {name: decisions_.checked_name(who) for name, who in found.items()}


def _homes(review: Review, records: Sequence[Record]) -> tuple[dict[str, str], list[Problem]]:
    """Return the key of the source that each record is of, and a Problem (LR086) for each record that is of none for sure."""
    from litreview.stages.duplicates import attach

    unique = {record.id: record for record in records}
    offered = {RecordId(f"imported:{number}"): record for number, record in enumerate(unique.values())}
    attached = attach(review.received, [replace(record, id=id_) for id_, record in offered.items()])
    finder = review.stage_value("decision_index")
    shown = {source.key for source in review.sources if not source.confidential}
    homes: dict[str, str] = {}
    problems: list[Problem] = []
    for one in attached.attached:
        record = offered[one.record.id]
        what = decisions_.describe(record)
        key = one.source or finder.source(
            Decision(by="import", verb="include", key=record.key, value="abstract", what=what)
        )
        if key in shown:
            homes[record.id] = key
            continue
        near = f"; it may be {' or '.join(one.asked[:3])}" if one.asked else ""
        problems.append(problem("LR086.unmatched", record.where, key=record.key, near=near))
    return homes, problems


def _draft(
    writer: DecisionWriter, key: str, stage: str, votes: Sequence[ImportedVote], tool: str
) -> Decision | Problem | None:
    """Return the decision to write, None if it stands already, or the Problem why it is not taken in."""
    vote = votes[0]
    verbs = sorted({one.verb for one in votes})
    if len(verbs) > 1:
        lines = ", ".join(str(one.record.where) for one in votes[1:])
        return problem(
            "LR086.twice", vote.record.where, key=key, by=writer.by, verbs=" and ".join(verbs), lines=lines
        )
    place = f"{vote.record.where.file}:{vote.record.where.line}"
    where = "; ".join(filter(None, (tool, place, vote.when)))
    try:
        draft = writer.draft(vote.verb, key, stage, reason=vote.reason, where=where, shown=IMPORTED)
    except LitreviewError as error:
        return problem("LR086.refused", vote.record.where, key=key, error=error)
    now = writer.said(draft)
    if now is None:
        return draft
    if now.verb == draft.verb:
        return None
    return problem(
        "LR086.conflict",
        vote.record.where,
        key=key,
        by=writer.by,
        now=now.verb or "took it back",
        verb=vote.verb,
        stage=stage,
    )
