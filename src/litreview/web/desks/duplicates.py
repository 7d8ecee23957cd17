"""Duplicates: two entries side by side, and whether they are one work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from litreview.decisions import ENRICHED, PAIR_VERBS, names_reference, split_related
from litreview.duplicates.merge import merge
from litreview.linkage.side_by_side import FIELDS, side_by_side
from litreview.model import Decision, Source, Work
from litreview.review.asking import PairQuestion, pair_questions, settled
from litreview.review.choices import PAIR_HELP, kind_answers, pair_answers
from litreview.web.desks.protocol import Card, Desk, Form, Question, chosen, drafted, entry_text
from litreview.web.sitting import Sitting
from litreview.works.as_corrected import SAME

_LONGEST = 900  # characters of a value in a column


def _find(sitting: Sitting) -> Sequence[Question]:
    asked = pair_questions(sitting.review)
    return [Question(topic="\n".join(("pair", *sorted(one.names))), about=one) for one in asked]


def _card(sitting: Sitting, question: Question) -> Card:
    pair: PairQuestion = question.about
    merged = _merged(sitting, pair)
    chosen_values = {} if merged is None else {r.name: r.values[0] for r in side_by_side([merged])}
    return Card(
        heading=pair.records[0].title or pair.records[0].key,
        prompt="Are these two one work?",
        values={
            "works": pair.records,
            "rows": side_by_side(pair.records, longest=_LONGEST),
            "merged": merged,
            "taken": chosen_values,
            "help": PAIR_HELP,
        },
        answers=(
            ("", pair_answers(pair)),
            ("Two works that belong together, and how", kind_answers(pair)),
        ),
        works=[key for key in pair.sources if not key.startswith(ENRICHED)],
        why=(
            f"Asked because {'; '.join(pair.match.reasons)}.",
            f"The rule is {pair.match.rule}; `litreview dedupe --explain-rule {pair.match.rule.split()[-1]}` says it in words."
            if pair.match.rule
            else "",
            f"The score is {pair.match.score:.2f}; {pair.match.behind}.",
        ),
        rests=_rests(sitting, pair),
    )


def _rests(sitting: Sitting, pair: PairQuestion) -> Mapping[str, str]:
    """Return what the question rests on: the two entries, why it is asked, and what was said of the pair."""
    entries = {f"the entry {record.id}": entry_text(record) for record in pair.records}
    said = [d for d in sitting.lines() if d.verb in PAIR_VERBS and _on(d, pair)]
    return {
        **entries,
        "why it is asked": "; ".join((*pair.match.reasons, pair.match.rule)),
        **{f"what {d.by} said of the pair": f"{d.verb} {d.value}, {d.when}" for d in said},
    }


def _on(decision: Decision, pair: PairQuestion) -> bool:
    other = split_related(decision.value)[1] if decision.verb == "related" else decision.value
    return {decision.key, other} == {*pair.names}


def _merged(sitting: Sitting, pair: PairQuestion) -> Source | None:
    """Return the entry that the two would become; None where one is of a registry, which only fills what an entry lacks."""
    if any(name.startswith(ENRICHED) for name in pair.names):
        return None
    sources = sitting.kept("by key", lambda: {source.key: source for source in sitting.review.sources})
    records = [record for key in dict.fromkeys(pair.sources) for record in sources[key].records]
    return merge(records, pair.sources[0], prefer=sitting.review.settings.databases)


def _drafts(sitting: Sitting, question: Question, form: Form) -> Sequence[Decision]:
    answer = chosen(_card(sitting, question), form)
    chosen_fields = _settings(sitting, question.about, form) if answer.decision[0] == "same" else ()
    return [drafted(sitting, answer, form, shown="yes"), *chosen_fields]


def _settings(sitting: Sitting, pair: PairQuestion, form: Form) -> Iterator[Decision]:
    """Yield a `set` for each field of which another value was chosen than the merged entry would keep."""
    merged = _merged(sitting, pair)
    for row in side_by_side(pair.records) if merged else ():
        picked = form.get(f"keep-{row.name}", "")
        if merged and picked in ("0", "1") and row.values[int(picked)]:
            name, value = _held(pair.records[int(picked)], row.name)
            if value != _held(merged, row.name)[1]:
                yield sitting.writer.draft(
                    "set", pair.names[0], f"{name}={value}", reason=form.get("reason", "").strip()
                )


def _held(work: Work, row: str) -> tuple[str, str]:
    """Return the field of a work that a row of the table shows, as a `set` calls it, and its whole value."""
    names = next(fields for name, fields in FIELDS if name == row)
    if row == "type":
        return names[0], work.type
    if row == "year" and work.year is not None:
        return "year", str(work.year)
    if row == "doi" and work.doi:
        return "doi", work.doi
    found = next((name for name in names if work.get(name)), names[0])
    return next((one for one, other in SAME.items() if other == found), found), work.get(found)


def _moot(sitting: Sitting, question: Question) -> str:
    homes = sitting.kept("homes", lambda: _homes(sitting))
    return settled(question.about, sitting.said(), homes)


def _homes(sitting: Sitting) -> Mapping[str, str]:
    return {
        name: key
        for one in pair_questions(sitting.review)
        for name, key in zip(one.names, one.sources, strict=True)
    }


def _note(sitting: Sitting) -> str:
    hidden = len(sitting.review.deduplication.queue) - len(sitting.kept("pairs", lambda: _find(sitting)))
    told = f"The works are those of {sitting.read_at}; what you say here is merged when you leave this desk or reach its end."
    if hidden:
        told += f" With a confidential source, and not shown here: {hidden}. `litreview decide` takes what you know of them."
    return told


DUPLICATES = Desk(
    name="duplicates",
    title="Duplicates",
    noun="pair",
    template="duplicates.html.j2",
    find=_find,
    card=_card,
    drafts=_drafts,
    owns=lambda _, line: line.verb in PAIR_VERBS and not names_reference(line),
    # the values that were chosen for the merged entry
    beside=lambda sitting, line: sitting.review.corrects(line),
    moot=_moot,
    left=lambda review, _: len(pair_questions(review)),
    note=_note,
)
