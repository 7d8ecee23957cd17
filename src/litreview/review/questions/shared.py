"""Shared parts of all topics: a person's own decisions, code definitions, active learning, and rows of sheets.

Confidential sources appear by code or not at all, and decided questions do not return. A coder sees no decision of others and nothing
derived from one, only suggestions of the rules. If several people code independently (`[coding] coders = 2`), they see no suggestions
either, since a suggestion shown to both would count as agreement. Lessons come from this person's decisions alone, so that the order
reveals nothing. A filled sheet never overwrites later decisions of its person; a blank cell is undecided, and the same sheet twice adds
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from litreview import formats
from litreview.core.errors import near_miss
from litreview.core.model import Decision, Problem, Record, Source, Tag, Work
from litreview.core.problems import problem
from litreview.core.wording import plural
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Code, Codebook
from litreview.review.session import Review
from litreview.stages.tagging import Learner, Trust, Turned

if TYPE_CHECKING:
    from litreview.core.results.texts import TextPassage
    from litreview.formats.sheets import Column, FilledRow, Row
    from litreview.review.questions import Session
    from litreview.review.text_passages import Asked


def own_decisions(review: Review, by: str) -> tuple[Decision, ...]:
    """Return one person's decisions in effect with today's keys, regardless of adjudicators."""
    mine, _ = review.rebase(d for d in review.decided if decisions_.person(d.by) == decisions_.person(by))
    return decisions_.current(mine)


def decision_name(source: Source) -> str:
    """Return the name of a source in decisions; a key that may be a person's name is replaced by its code."""
    return next(filter(None, map(decisions_.lasting_name, source.records)), source.key)


def record_named(source: Source, name: str) -> Record:
    """Return the record of a source that a pair's decision names: the one with this id, else the first with this key."""
    for record in source.records:
        if name in (record.id, record.key, record.code, *decisions_.hidden_names(record)):
            return record
    return source.records[0]


def address(work: Work) -> str:
    """Return the link to a work: its DOI, else its URL."""
    return f"https://doi.org/{work.doi}" if work.doi else work.get("url")


def main_codes(codebook: Codebook) -> tuple[Code, ...]:
    """Return the codes to answer for every source: the main group without `none` and `unread`."""
    return tuple(code for code in codebook.goals if code.enabled)


def definition(code: Code) -> str:
    """Return the definition of a code in a line."""
    return f"{code.label}: {code.definition}" if code.definition else code.label


def instructions(code: Code) -> tuple[str, ...]:
    """Return what counts for a code and what does not, one line each."""
    return (
        *(f"  counts: {line}" for line in code.counts),
        *(f"  does not count: {line}" for line in code.excludes),
    )


def is_blind(review: Review) -> bool:
    """Return whether suggestions are hidden, since several people code each source independently."""
    return review.settings.coders > 1


def passages_on(
    session: Session, source: Work, codes: Sequence[Code], words: str = ""
) -> Callable[[], Sequence[TextPassage]]:
    """Return a function that finds the passages of a source's text on codes, or with some words; none while texts are being read."""

    def find() -> Sequence[TextPassage]:
        from litreview.review.text_passages import passages_on as find_on

        asked: list[Asked] = [(code, "") for code in codes]
        return find_on(session.review, source.key, *asked, *([(None, words)] if words.strip() else []))

    name = f"passages {source.key} {[code.id for code in codes]} {words}"
    return lambda: () if source.confidential or not texts_ready(session) else session.cached(name, find)


def texts_ready(session: Session) -> bool:
    """Return whether there are full texts, and they were read."""
    return bool(session.review.text_library) and session.ready("text_of") and session.ready("page_numbers")


def passage_cells(passages: Sequence[TextPassage]) -> dict[str, str]:
    """Return the cell of a sheet with passages, as many as may be quoted of one work together; none for no passage."""
    lines: list[str] = []
    for one in passages:
        if sum(len(line.split()) for line in (*lines, one.quoted)) <= MAX_QUOTED:
            lines.append(one.quoted)
    return {PASSAGES: "\n".join(lines)} if lines else {}


def passage_columns(rows: Iterable[Row]) -> Sequence[Column]:
    """Return the column of passages, if a row has any."""
    return (
        [formats.sheets.Column(name=PASSAGES, width=60)] if any(PASSAGES in row.cells for row in rows) else []
    )


def left_out(review: Review) -> str:
    """Return a sentence on the number of confidential sources left out, `""` without any."""
    count = sum(source.confidential for source in review.sources)
    if not count:
        return ""
    subject = plural(count, "confidential source is", "confidential sources are")
    return f"{subject} not shown here. Use `litreview decide` for these."


def suggestions(review: Review, sources: Sequence[Source] | None = None) -> tuple[Tag, ...]:
    """Return the tags that the rules alone give `sources` (default: all), independent of decisions."""
    chosen = review.sources if sources is None else sources
    suggested = review.suggested
    return tuple(one for source in chosen for one in suggested[source.key])


_NAMED = 3  # most turned sources named


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The effect of answers: the new `order` of groups of questions, and a `summary` of changes (`""`: none)."""

    order: Mapping[str, int] = field(default_factory=dict)
    summary: str = ""


class CodeLessons:
    """Active learning for codes: candidates ordered by doubt for one person, updated by each answer."""

    def __init__(self, review: Review, by: str, learner: Learner | None = None) -> None:
        """Learn from the decisions of `by`; `learner` knows the words of the candidates (default: that of the review).

        `rests`: the data that the learner has read.
        """
        self.blind: bool = is_blind(review)
        self.by = by
        self._candidates = tuple(review.candidates)
        self._mine = (
            () if self.blind else tuple(d for d in own_decisions(review, by) if d.verb in ("tag", "not-tag"))
        )
        if not self.blind:
            self.rests: tuple[object, ...] = (
                review.candidates,
                review.codebook,
                review.deduplication.related,
            )
            self.learner: Learner = learner or review.learner
            self._models = self.learner.learn(self._mine)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The candidates, the most doubtful first."""
        if self.blind:
            return self._candidates
        order = self.order
        return tuple(sorted(self._candidates, key=lambda source: order.get(source.key, len(order))))

    @property
    def trust(self) -> tuple[Trust, ...]:
        """The quality of the model of each code; empty before the first decision."""
        return tuple(map(self.learner.trust, self._models)) if self._mine else ()

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return what the session's answers (verb, key, code) changed since the last call."""
        if self.blind:
            return Lesson()
        answers = {
            (key, value): Decision(when="", by=self.by, verb=verb, key=key, value=value)
            for verb, key, value in given
        }
        unchanged = [d for d in self._mine if (d.key, d.value) not in answers]
        before, self._models = self._models, self.learner.learn([*unchanged, *answers.values()])
        return Lesson(order=self.order, summary=describe_turned(self.learner.compare(before, self._models)))

    @property
    def order(self) -> Mapping[str, int]:
        """The rank of each source with codes left, most doubtful first; empty if nothing is learned."""
        if self.blind:
            return {}
        return {one.source: n for n, one in enumerate(self.learner.queue(self._models))}


def describe_turned(turned: Sequence[Turned]) -> str:
    """Return a line on the suggestions that answers reversed, `""` without any."""
    if not turned:
        return ""
    parts = []
    for code in dict.fromkeys(one.code for one in turned):
        for yes in (True, False):
            alike = [one for one in turned if one.code == code and one.yes == yes]
            if alike:
                examples = [f"{one.source} {one.before:.2f} to {one.now:.2f}" for one in alike[:_NAMED]]
                more = f" and {len(alike) - _NAMED} more" if len(alike) > _NAMED else ""
                parts.append(
                    f"{code} is now {'likely' if yes else 'unlikely'} for {', '.join(examples)}{more}"
                )
    return f"suggestions changed by your answer: {'; '.join(parts)}"


def describe_trust(trust: Trust) -> str:
    """Return a sentence on the quality of a code's model, and the expected effect of coding the rest."""
    counts = f"{trust.code}: {trust.yes} answers yes and {trust.no} no"
    if trust.yes + trust.no:
        counts += f", which changed {trust.turned} of {plural(trust.left, 'other suggestion')}"
    if trust.kappa is None or trust.rules is None:
        quality = f"quality of the suggestions: {trust.why}"
    else:
        quality = f"kappa {trust.kappa:.2f} on new sources (rules alone: {trust.rules:.2f})"
    return (
        f"{counts}; {quality}; of the {trust.left} left, about "
        f"{trust.expected_yes:.0f} have the code, and about {plural(round(trust.expected_wrong), 'suggestion')} may be wrong"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer of a sheet as parts of a decision, with its cell."""

    verb: str
    key: str
    value: str
    cell: str
    row: FilledRow
    reason: str = ""
    where: str = ""

    @classmethod
    def of(cls, row: FilledRow, name: str, decision: tuple[str, str, str], reason: str = "") -> Answered:
        """Return the answer of a cell, with reason and quote from the same row."""
        verb, key, value = decision
        return cls(
            verb=verb,
            key=key,
            value=value,
            cell=row.cells[name],
            row=row,
            reason=reason or row.answers.get("reason", ""),
            where=row.answers.get("quote or page", ""),
        )


def read_choice(row: FilledRow, name: str, choices: Sequence[str]) -> str | Problem:
    """Return the choice in a cell regardless of case, `""` for a blank cell, a Problem for any other text."""
    text = " ".join(row.answers.get(name, "").casefold().split())
    if text and text not in choices:
        return no_answer_problem(row, name, choices, near_miss(text, choices))
    return text


def no_answer_problem(row: FilledRow, name: str, choices: Sequence[str], near: str) -> Problem:
    """Return the Problem of a cell with an unknown answer; `near` names a similar one."""
    answer, listed = row.answers[name], ", ".join(choices)
    return problem(
        "LR046.no-answer", row.where, cell=row.cells[name], answer=answer, near=near, choices=listed
    )


def read_verb(
    row: FilledRow, verbs: Sequence[str], value: Callable[[str], str]
) -> Iterator[Answered | Problem]:
    """Yield the answer of a row with a verb in its cell `decision`; `value` makes the value for a verb."""
    verb = read_choice(row, "decision", verbs)
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield no_decision_problem(row)
    else:
        yield Answered.of(row, "decision", (verb, row.ids[0], value(verb)))


def read_plain(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    """Yield the answer in a row of `litreview.review.decide.plain_sheet`."""
    return read_verb(row, row.choices, lambda _: row.ids[1])


def no_decision_problem(row: FilledRow) -> Problem:
    """Return the Problem of a row with other cells filled but no decision."""
    name, text = next(iter((n, t) for n, t in row.answers.items() if n != "stage"))
    return problem("LR046.no-decision", row.where, cell=row.cells[name], text=text[:60])


NOTES = (
    "Fill in the yellow cells. Leave a cell blank if you are undecided.",
    "You may sort, filter, hide and add columns. Always sort whole rows.",
    "Do not change column names or hidden columns: they say which source a row is about.",
    "Save the file as .xlsx and send it back. This command imports it: litreview decide --from THIS.xlsx --by YOUR-NAME",
    "Importing a file twice adds nothing. Later decisions that you made elsewhere are not overwritten.",
)
SUGGEST, EXPECT, QUOTE = "the words suggest", "expected", "quote or page"
PASSAGES = "passages of its text"
MAX_QUOTED = 300
"""Words of one work that a row quotes at most."""
_ABOUT = {
    "title": 46, "authors": 26, "year": 6, "in": 24, "type": 11, "abstract": 80, "keywords": 24, "link": 28, "key": 18,
}  # fmt: skip
"""Columns of a sheet on a source, with their widths."""


def reason_column(width: int, hint: str = "", *, choices: Sequence[str] = ()) -> Column:
    """Return the column for reasons, with a list of choices if given."""
    column_hint = hint or "Reason, in words that can be quoted (optional)."
    return formats.sheets.Column(
        name="reason", width=width, answer=True, choices=tuple(choices), free=bool(hint), hint=column_hint
    )


def work_columns() -> Sequence[Column]:
    """Return the columns that describe a source."""
    return [formats.sheets.Column(name=name, width=width) for name, width in _ABOUT.items()]


def source_row(source: Source, cells: Mapping[str, str], *, coded: bool = False) -> Row:
    """Return the row of a source; `coded`: show its code and type only."""
    description = (
        {"type": source.type, "key": decision_name(source), "link": ""} if coded else describe_work(source)
    )
    return formats.sheets.Row(
        ids=(decision_name(source),),
        cells={**cells, **description},
        links={"link": description["link"]},
        shown="yes" if SUGGEST in cells or EXPECT in cells else "no",
    )


def describe_work(source: Work) -> dict[str, str]:
    """Return the description of a source, by column."""
    return {
        "title": source.title,
        "authors": "; ".join(person.display for person in source.authors or source.editors),
        "year": str(source.year or ""),
        "in": source.container or source.get("institution"),
        "type": source.type,
        "abstract": source.abstract,
        "keywords": source.get("keywords"),
        "link": address(source),
        "key": source.key,
    }
