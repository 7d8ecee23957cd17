"""What every question shares, whatever it is about: what it rests on, what its answers teach, and how it stands on a sheet.

What is confidential is asked about by its code or not at all; what has been decided is not asked again. Whoever codes sees neither
what others said of a source nor what followed from it: only the words and the rules' suggestions, and where several code each source
apart (`[coding] coders = 2`) not even these: what a machine shows to both would be counted as agreement. Lessons are drawn from what this
person decided and from no one else, so that the order gives nothing away. A filled sheet is older than what its person decided since, so it
never overwrites that; blank is undecided, and the same sheet twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from litreview.core.errors import near_miss
from litreview.core.model import Decision, Problem, Record, Source, Tag, Work
from litreview.core.problems import problem
from litreview.core.wording import plural
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Code, Codebook
from litreview.review.session import Review
from litreview.stages.tagging import Learner, Trust, Turned

if TYPE_CHECKING:
    from litreview.formats.sheets import Column, FilledRow, Row


def own_decisions(review: Review, by: str) -> tuple[Decision, ...]:
    """Return what one person has said that still counts, in terms of today's keys. Adjudicators don't enter into it."""
    mine, _ = review.rebase(d for d in review.decided if decisions_.person(d.by) == decisions_.person(by))
    return decisions_.current(mine)


def decision_name(source: Source) -> str:
    """Return what a decision calls a source; one whose key may be a person's name goes by its code."""
    return next(filter(None, map(decisions_.lasting_name, source.records)), source.key)


def record_named(source: Source, name: str) -> Record:
    """Return the record of a source that a decision on a pair means by a name: the one with this id, else the first with this key."""
    for record in source.records:
        if name in (record.id, record.key, record.code, *decisions_.hidden_names(record)):
            return record
    return source.records[0]


def address(work: Work) -> str:
    """Return where a work can be read: its DOI as a link, else its URL."""
    return f"https://doi.org/{work.doi}" if work.doi else work.get("url")


def main_codes(codebook: Codebook) -> tuple[Code, ...]:
    """Return the codes that are asked of every source: those of the main group, but for `none` and `unread`."""
    return tuple(code for code in codebook.goals if code.enabled)


def definition(code: Code) -> str:
    """Return what a code means, in a line."""
    return f"{code.label}: {code.definition}" if code.definition else code.label


def instructions(code: Code) -> tuple[str, ...]:
    """Return what counts for a code and what does not, a line each."""
    return (
        *(f"  counts: {line}" for line in code.counts),
        *(f"  does not count: {line}" for line in code.excludes),
    )


def is_blind(review: Review) -> bool:
    """Return whether no suggestion of the machine is shown: several people code each source apart from each other."""
    return review.settings.coders > 1


def left_out(review: Review) -> str:
    """Return how many sources are not asked about since they are confidential, in a sentence; `""` if none."""
    hidden = sum(source.confidential for source in review.sources)
    if not hidden:
        return ""
    many = plural(hidden, "confidential source is", "confidential sources are")
    return f"{many} not shown here; `litreview decide` takes what you know of them."


def suggestions(review: Review, sources: Sequence[Source] | None = None) -> tuple[Tag, ...]:
    """Return what the rules alone say of `sources` (default: all): no person's decision has a part in it."""
    wanted = review.sources if sources is None else sources
    known = review.suggested
    return tuple(one for source in wanted for one in known[source.key])


_NAMED = 3  # sources named of those that were turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What answers changed: the `order` of what is still to be asked, by its topic, and that in words (`""`: nothing to tell)."""

    order: Mapping[str, int] = field(default_factory=dict)
    told: str = ""


class CodeLessons:
    """The candidates of a review, most doubtful first for one person, and what each answer of that person changes."""

    def __init__(self, review: Review, by: str, learner: Learner | None = None) -> None:
        """Learn from what `by` decided; `learner` has read the words of the candidates (default: that of the review).

        What it has read is `rests`.
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
        """How far what was learned of each code can be trusted; nothing before the first decision."""
        return tuple(map(self.learner.trust, self._models)) if self._mine else ()

    def after(self, given: Sequence[tuple[str, str, str]]) -> Lesson:
        """Return what the answers of this sitting changed since it was last asked; an answer is verb, key and code."""
        if self.blind:
            return Lesson()
        new = {
            (key, value): Decision(when="", by=self.by, verb=verb, key=key, value=value)
            for verb, key, value in given
        }
        kept = [d for d in self._mine if (d.key, d.value) not in new]
        before, self._models = self._models, self.learner.learn([*kept, *new.values()])
        return Lesson(order=self.order, told=describe_turned(self.learner.compare(before, self._models)))

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each source of which something is left to code, the most doubtful first; none where nothing is learned."""
        if self.blind:
            return {}
        return {one.source: n for n, one in enumerate(self.learner.queue(self._models))}


def describe_turned(turned: Sequence[Turned]) -> str:
    """Return in a line which suggestions answers turned, `""` if none."""
    if not turned:
        return ""
    parts = []
    for code in dict.fromkeys(one.code for one in turned):
        for yes in (True, False):
            mine = [one for one in turned if one.code == code and one.yes == yes]
            if mine:
                decision_name = [f"{one.source} {one.before:.2f} to {one.now:.2f}" for one in mine[:_NAMED]]
                more = f" and {len(mine) - _NAMED} more" if len(mine) > _NAMED else ""
                parts.append(f"{code} now {'yes' if yes else 'no'} of {', '.join(decision_name)}{more}")
    return f"learned from that: {'; '.join(parts)}"


def describe_trust(trust: Trust) -> str:
    """Return in a sentence how far the model of a code can be trusted, and what coding the rest would change."""
    head = f"{trust.code}: {trust.yes} yes and {trust.no} no decided"
    if trust.yes + trust.no:
        head += f", which turned {trust.turned} of {plural(trust.left, 'other suggestion')}"
    if trust.kappa is None or trust.rules is None:
        measured = f"how good they are is {trust.why}"
    else:
        measured = f"kappa {trust.kappa:.2f} on sources not seen (the rules alone {trust.rules:.2f})"
    return (
        f"{head}; {measured}; of {trust.left} left about "
        f"{trust.expected_yes:.0f} have it, and a person would overturn about {plural(round(trust.expected_wrong), 'suggestion')}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer in terms of decisions, with the cell it is in."""

    verb: str
    key: str
    value: str
    cell: str
    row: FilledRow
    reason: str = ""
    where: str = ""

    @classmethod
    def of(cls, row: FilledRow, name: str, decision: tuple[str, str, str], reason: str = "") -> Answered:
        """Return the answer of a cell, with the reason and the quote that are beside it."""
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
    """Return the choice that a cell names, whatever its case, `""` if it is blank; else what is wrong with it."""
    text = " ".join(row.answers.get(name, "").casefold().split())
    if text and text not in choices:
        return no_answer_problem(row, name, choices, near_miss(text, choices))
    return text


def no_answer_problem(row: FilledRow, name: str, choices: Sequence[str], near: str) -> Problem:
    """Return that a cell has none of its answers; `near` names the one it may mean."""
    said, listed = row.answers[name], ", ".join(choices)
    return problem("LR046.no-answer", row.where, cell=row.cells[name], answer=said, near=near, choices=listed)


def read_verb(
    row: FilledRow, verbs: Sequence[str], value: Callable[[str], str]
) -> Iterator[Answered | Problem]:
    """Yield the answer of a row whose cell `decision` is a verb; `value` is that of a verb."""
    verb = read_choice(row, "decision", verbs)
    if isinstance(verb, Problem):
        yield verb
    elif not verb:
        yield no_decision_problem(row)
    else:
        yield Answered.of(row, "decision", (verb, row.ids[0], value(verb)))


def read_plain(row: FilledRow, _: Review) -> Iterator[Answered | Problem]:
    """Yield the answer of a row of `litreview.review.decide.plain_sheet`."""
    return read_verb(row, row.choices, lambda _: row.ids[1])


def no_decision_problem(row: FilledRow) -> Problem:
    """Return that a row has something beside its answers, and no answer."""
    name, text = next(iter((n, t) for n, t in row.answers.items() if n != "stage"))
    return problem("LR046.no-decision", row.where, cell=row.cells[name], text=text[:60])


NOTES = (
    "Fill the yellow cells. A blank cell means undecided, and that is a good answer too.",
    "Sort, filter, hide and add columns as you like; sort whole rows.",
    "Leave the names of the columns and the hidden columns as they are: they say which row is about what.",
    "Save the file as .xlsx and send it back. It is taken in with: litreview decide --from THIS.xlsx --by YOUR-NAME",
    "Taking the same file in twice adds nothing. What you decided elsewhere in the meantime is not overwritten.",
)
SUGGEST, EXPECT, QUOTE = "the words suggest", "expected", "quote or page"
_ABOUT = {
    "title": 46, "authors": 26, "year": 6, "in": 24, "type": 11, "abstract": 80, "keywords": 24, "link": 28, "key": 18,
}  # fmt: skip
"""What a sheet says of a source, and how wide its columns are."""


def reason_column(width: int, hint: str = "", *, choices: Sequence[str] = ()) -> Column:
    """Return the column for why it is so, from a list if there is one."""
    from litreview.formats.sheets import Column

    told = hint or "Why, in words that can be quoted (not needed)."
    return Column(name="reason", width=width, answer=True, choices=tuple(choices), free=bool(hint), hint=told)


def work_columns() -> Sequence[Column]:
    """Return what is said of a source beside the cells to fill."""
    from litreview.formats.sheets import Column

    return [Column(name=name, width=width) for name, width in _ABOUT.items()]


def source_row(source: Source, cells: Mapping[str, str], *, coded: bool = False) -> Row:
    """Return the row of a source; of one that is there by its code alone (`coded`) nothing else is told but its type."""
    from litreview.formats.sheets import Row

    told = {"type": source.type, "key": decision_name(source), "link": ""} if coded else describe_work(source)
    return Row(
        ids=(decision_name(source),),
        cells={**cells, **told},
        links={"link": told["link"]},
        shown="yes" if SUGGEST in cells or EXPECT in cells else "no",
    )


def describe_work(source: Work) -> dict[str, str]:
    """Return what is said of a source, by column."""
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
