"""A filled sheet back into decisions: `litreview decide --from X.xlsx --by NAME`.

Blank is undecided. The same sheet twice adds nothing. A sheet is older than what its person decided since, so it never
overwrites that. What can't be understood is named, cell by cell, and the rest is taken in all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from litreview import decisions as decisions_
from litreview.codebook import Codebook
from litreview.errors import LitreviewError, near_miss
from litreview.model import Decision, Problem
from litreview.problems import problem
from litreview.review.choices import named_codes
from litreview.review.deciding import Desk
from litreview.review.disputes import check_adjudicator, verdict
from litreview.sheets import Filled, FilledRow

_YES = frozenset({"yes", "y", "1", "true", "x"})
_NO = frozenset({"no", "n", "0", "false"})
_SCREEN = ("include", "exclude", "unsure", "not-retrieved")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a sheet: the decisions written, how many answers stood already, rows left blank, the Problems."""

    written: tuple[Decision, ...]
    known: int
    blank: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One answer in terms of decisions, with the cell it is in."""

    verb: str
    key: str
    value: str
    cell: str
    row: FilledRow
    reason: str = ""
    where: str = ""


def take_in(desk: Desk, filled: Filled) -> TakenIn:
    """Write the answers of a sheet that are new, in one write, and return what became of it.

    `UsageError` where disputes are settled by someone who may not.
    """
    if filled.kind == "disputes":
        check_adjudicator(desk.review.settings, desk.by)
    said, problems = _understand(desk, filled)
    said, contradicting = _without_contradictions(said)
    drafts: list[Decision] = []
    known = 0
    for answer in said:
        try:
            draft = desk.draft(
                answer.verb,
                answer.key,
                answer.value,
                reason=answer.reason,
                where=answer.where,
                shown=answer.row.shown if answer.row.shown in decisions_.SHOWN else "",
            )
        except LitreviewError as error:
            problems.append(problem("LR046.cell", answer.row.where, cell=answer.cell, error=error))
            continue
        state, since = desk.history(draft)
        if state == "new":
            drafts.append(draft)
        elif state == "stands":
            known += 1
        else:
            problems.append(_changed(answer, since))
    if drafts:
        desk.write(drafts)
    names = desk.review.names
    hidden = {
        row.where
        for row in filled.rows
        if any(names.hides(name) or not names.quotable(name) for name in _named(filled.kind, row))
    }
    told = (_veiled(p) if p.where in hidden else p for p in (*problems, *contradicting))
    return TakenIn(written=tuple(drafts), known=known, blank=filled.blank, problems=tuple(told))


def _named(kind: str, row: FilledRow) -> tuple[str, ...]:
    """Return the names of sources in the hidden cells of a row."""
    if kind == "duplicates":
        return row.ids
    about, _, other = row.ids[-1].partition(" ") if kind == "disputes" else ("", "", "")
    return (row.ids[0], other) if about == "pair" else row.ids[:1]


def _veiled(problem: Problem) -> Problem:
    """Return a Problem of a row that may be about a confidential source: it says where, and repeats nothing."""
    return replace(
        problem,
        message="an answer that was not taken in; the row may be about a confidential source, so nothing of it is shown",
        remedy=f"look at that row; `litreview check --explain {problem.code}` says what may be wrong",
        key="",
    )


def _understand(desk: Desk, filled: Filled) -> tuple[list[_Said], list[Problem]]:
    readers: Mapping[str, Callable[[FilledRow], Iterator[_Said | Problem]]] = {
        "duplicates": _pair,
        "screen": _screened,
        "tags": lambda row: _coded(row, desk.review.codebook.ids),
        "disputes": _settled,
        "stance": lambda row: _found(row, desk.review.codebook),
    }
    said: list[_Said] = []
    problems: list[Problem] = []
    for row in filled.rows:
        for found in readers[filled.kind](row):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                said.append(found)
    return said, problems


def _one_of(row: FilledRow, name: str, choices: tuple[str, ...]) -> str | Problem:
    """Return the choice that a cell names, whatever its case, `""` if it is blank; else what is wrong with it."""
    text = " ".join(row.answers.get(name, "").casefold().split())
    if text and text not in choices:
        return problem(
            "LR046.no-answer",
            row.where,
            cell=row.cells[name],
            answer=row.answers[name],
            near=near_miss(text, choices),
            choices=", ".join(choices),
        )
    return text


def _pair(row: FilledRow) -> Iterator[_Said | Problem]:
    verb = _one_of(row, "decision", ("same", "different", "related"))
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield _without_decision(row)
    else:
        a, b = row.ids[:2]
        yield _decided(row, verb, a, f"related {b}" if verb == "related" else b)


def _screened(row: FilledRow) -> Iterator[_Said | Problem]:
    verb = _one_of(row, "decision", _SCREEN)
    stage = _one_of(row, "stage", decisions_.STAGES)
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield _without_decision(row)
    elif isinstance(stage, Problem):
        yield stage
    elif not stage:
        yield problem("LR046.stage", row.where, cell=row.cells["decision"])
    else:
        yield _decided(row, verb, row.ids[0], stage)


def _found(row: FilledRow, book: Codebook) -> Iterator[_Said | Problem]:
    """Yield the stance and the evidence fields of a row; the row's quote and reason are those of each."""
    key, code = row.ids
    fields = {field.id: field for field in book.evidence}
    given = [
        (name, text) for name, text in row.answers.items() if name == "stance" or name.startswith("field ")
    ]
    if not given:
        yield _without_decision(row)
    for name, text in given:
        field = fields.get(name.removeprefix("field "))
        listed = field.values if field else decisions_.STANCES
        same = {one.casefold(): one for one in listed}.get(" ".join(text.casefold().split()), text)
        head = name.removeprefix("field ") + (f"@{code}" if field and field.by_code else "")
        yield _Said(
            verb="stance" if name == "stance" else "set",
            key=key,
            value=f"{code if name == 'stance' else head}={same}",
            cell=row.cells[name],
            row=row,
            reason=row.answers.get("reason", ""),
            where=row.answers.get("quote or page", ""),
        )


def _settled(row: FilledRow) -> Iterator[_Said | Problem]:
    topic = row.ids[1]
    text = row.answers.get("decision", "")
    folded = {choice.casefold(): choice for choice in row.choices}
    given = folded.get(" ".join(text.casefold().split()), "")
    if not text:
        yield _without_decision(row)
    elif not given and not topic.startswith("set "):  # a field may take what no list has
        # `exclude` alone lacks its reason: what is nearest in letters would be the contrary
        begun = any(choice.casefold().startswith(text.strip().casefold()) for choice in row.choices)
        hint = "" if begun else near_miss(text, row.choices)
        yield problem(
            "LR046.no-answer",
            row.where,
            cell=row.cells["decision"],
            answer=text,
            near=hint,
            choices=", ".join(row.choices),
        )
    else:
        verb, value, reason = verdict(topic, given or text)
        reason = reason or row.answers.get("reason", "")
        yield _Said(
            verb=verb, key=row.ids[0], value=value, cell=row.cells["decision"], row=row, reason=reason
        )


def _decided(row: FilledRow, verb: str, key: str, value: str) -> _Said:
    reason = row.answers.get("reason", "")
    return _Said(verb=verb, key=key, value=value, cell=row.cells["decision"], row=row, reason=reason)


def _coded(row: FilledRow, codes: tuple[str, ...]) -> Iterator[_Said | Problem]:
    wanted = [
        (name, verb, code) for name, text in row.answers.items() for verb, code in _codes_in(name, text)
    ]
    if not wanted:
        yield _without_decision(row)
    for name, verb, code in wanted:
        cell = row.cells[name]
        if not verb:
            said = row.answers[name]
            yield problem(
                "LR046.yes-no",
                row.where,
                cell=cell,
                answer=said,
                near=near_miss(said.casefold(), ("yes", "no")),
            )
        elif code not in codes:
            yield problem("LR046.code", row.where, cell=cell, code=code, near=near_miss(code, codes))
        else:
            yield _Said(
                verb=verb,
                key=row.ids[0],
                value=code,
                cell=cell,
                row=row,
                reason=row.answers.get("reason", ""),
                where=row.answers.get("quote or page", ""),
            )


def _codes_in(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Return verb and code for each code that a cell speaks of; the verb is empty where it can't be understood."""
    if name.startswith("code "):
        word = text.casefold().strip()
        verb = "tag" if word in _YES else "not-tag" if word in _NO else ""
        yield verb, name.removeprefix("code ").strip()
    elif name == "other codes":
        yield from (("tag", code) for code in named_codes(text))


def _without_decision(row: FilledRow) -> Problem:
    name, text = next(iter((n, t) for n, t in row.answers.items() if n != "stage"))
    return problem("LR046.no-decision", row.where, cell=row.cells[name], text=text[:60])


def _opinion(one: _Said) -> tuple[str, str]:
    """Return what is said, in a form that is the same for two who agree: of a pair either key may stand first."""
    return one.verb, "" if one.verb in decisions_.PAIR_VERBS else one.value


def _without_contradictions(said: list[_Said]) -> tuple[list[_Said], list[Problem]]:
    """Return the answers without those that two rows of one sheet give differently, and a Problem for each of these."""
    slots: dict[tuple[str, ...], list[_Said]] = {}
    for one in said:
        # with its place it is not checked yet: what is wrong with it is said of its row, which may be a confidential source's
        read = Decision(when="", by="", verb=one.verb, key=one.key, value=one.value, place=one.row.where)
        slots.setdefault(decisions_.slot(read), []).append(one)
    kept, problems = [], []
    for members in slots.values():
        if len({_opinion(one) for one in members}) == 1:
            kept.append(members[0])
            continue
        cells = ", ".join(f"{one.cell} ({one.verb} {one.value})" for one in members)
        problems.append(problem("LR046.twice", members[-1].row.where, cells=cells))
    return kept, problems


def _changed(answer: _Said, since: Decision | None) -> Problem:
    now = f"'{since.verb} {since.value}' on {since.when[:10]}" if since else "took it back"
    return problem(
        "LR048",
        answer.row.where,
        key=answer.key,
        cell=answer.cell,
        verb=answer.verb,
        value=answer.value,
        now=now,
    )
