"""What a person is asked, as a sheet for a colleague: `litreview sheet duplicates|screen|tags|stance|disputes`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview.codebook import RESERVED
from litreview.decisions import checked_name
from litreview.errors import UsageError, near_miss
from litreview.model import Source, Work
from litreview.review import asking
from litreview.review.disputes import check_adjudicator, open_disputes, view
from litreview.review.lessons import CodeLessons
from litreview.review.screening import ScreeningLessons, ask_screening
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.linkage.side_by_side import FieldRow
    from litreview.sheets import Column, Row, Sheet

_NOTES = (
    "Fill the yellow cells. A blank cell means undecided, and that is a good answer too.",
    "Sort, filter, hide and add columns as you like; sort whole rows.",
    "Leave the names of the columns and the hidden columns as they are: they say which row is about what.",
    "Save the file as .xlsx and send it back. It is taken in with: litreview decide --from THIS.xlsx --by YOUR-NAME",
    "Taking the same file in twice adds nothing. What you decided elsewhere in the meantime is not overwritten.",
)


_SUGGEST = "the words suggest"
_EXPECT = "expected"
_ABOUT = {
    "title": 46, "authors": 26, "year": 6, "in": 24, "type": 11, "abstract": 80, "keywords": 24, "link": 28, "key": 18,
}  # fmt: skip
"""What a sheet says of a source, and how wide its columns are."""
_WIDTHS = {
    "entry": 24, "title": 42, "author": 28, "in": 28, "abstract": 60, "url": 28, "institution": 24, "doi": 24,
}  # fmt: skip
"""The same of two entries side by side."""


def make_sheet(review: Review, kind: str, *, by: str = "") -> Sheet:
    """Return the sheet of a kind: `duplicates`, `screen`, `tags`, `stance` or `disputes`. `by` leaves out what that person has decided.

    What is confidential is in it only if the review was opened so, but for its code in `stance` and `disputes`. No one's decisions on a source are shown, but for those that an
    adjudicator is to settle.
    """
    makers: Mapping[str, Callable[[Review, str], Sheet]] = {
        "duplicates": _duplicates,
        "screen": _screen,
        "tags": _tags,
        "disputes": _disputes,
        "stance": _stance,
    }
    if kind not in makers:
        raise UsageError(f"no sheet '{kind}'; one of {', '.join(makers)}{near_miss(kind, makers)}")
    return makers[kind](review, checked_name(by) if by else "")


def _duplicates(review: Review, _by: str) -> Sheet:
    from litreview.linkage.side_by_side import FIELDS, side_by_side
    from litreview.sheets import Column, Row, Sheet

    questions = asking.pair_questions(review, confidential=review.include_confidential)
    table = [
        {row.name: row for row in side_by_side(q.records, whole=review.include_confidential)}
        for q in questions
    ]
    names = [name for name, _ in FIELDS if any(name in rows for rows in table)]
    sides = [
        Column(name=f"{name} {side}", width=_WIDTHS.get(name, 12))
        for name in ["entry", *names]
        for side in "AB"
    ]
    rows = []
    for number, (question, fields) in enumerate(zip(questions, table, strict=True), start=1):
        cells = {"#": str(number), "why asked": "; ".join(question.match.reasons)}
        for side, record in zip("AB", question.records, strict=True):
            cells[f"entry {side}"] = f"{record.key} ({record.where})"
        for name, row in fields.items():
            cells |= {f"{name} {side}": value for side, value in zip("AB", row.values, strict=True)}
        rows.append(
            Row(
                ids=question.names,
                cells=cells,
                shown="yes",
                marked=_marked(fields.values()),
                links={
                    f"url {side}": asking.address(r) for side, r in zip("AB", question.records, strict=True)
                },
            )
        )
    return Sheet(
        kind="duplicates",
        title="title A",
        columns=(
            Column(name="#", width=5),
            Column(
                name="decision",
                answer=True,
                choices=("same", "different", "related"),
                hint="same: one work. different: two works. related: two works that belong together "
                "(an edition, a summary, a preprint cited in its own right). Blank: undecided.",
            ),
            Column(
                name="reason", width=24, answer=True, hint="Why, in words that can be quoted (not needed)."
            ),
            Column(name="why asked", width=30),
            *sides,
        ),
        rows=tuple(rows),
        notes=(
            "Are these entries one work?",
            *_NOTES,
            "Coloured cells: both entries say something, and it differs.",
        ),
    )


def _marked(rows: Iterable[FieldRow]) -> frozenset[str]:
    return frozenset(f"{row.name} {side}" for row in rows if row.conflict for side in "AB")


def _screen(review: Review, by: str) -> Sheet:
    from litreview.sheets import Column, Sheet

    lessons = ScreeningLessons(review, by)
    questions = lessons.sort(ask_screening(review, by, confidential=review.include_confidential))
    rows = []
    for one in questions:
        likely = lessons.likely(one.source.key)
        rows.append(_row(one.source, {"stage": one.stage, **({_EXPECT: likely.words} if likely else {})}))
    reasons = review.settings.reasons
    return Sheet(
        kind="screen",
        columns=(
            Column(
                name="decision",
                width=14,
                answer=True,
                choices=("include", "exclude", "unsure", "not-retrieved"),
                hint="What happens to this source at the stage in the next column. Blank: undecided.",
            ),
            Column(
                name="stage",
                width=10,
                answer=True,
                choices=("abstract", "fulltext"),
                hint="abstract: from title and abstract. fulltext: after reading it.",
            ),
            Column(
                name="reason",
                width=26,
                answer=True,
                choices=reasons,
                free=True,
                hint="Why it is excluded; at full text one of the list.",
            ),
            *([Column(name=_EXPECT, width=16)] if any(_EXPECT in row.cells for row in rows) else []),
            *_about_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which sources are in?",
            *_NOTES,
            *(
                [
                    "The likeliest to be relevant come first, as learned from what was screened; what is expected is no decision."
                ]
                if any(_EXPECT in row.cells for row in rows)
                else []
            ),
            "An exclusion at full text needs one of the reasons of the review: "
            + ("; ".join(reasons) or "none are listed"),
        ),
    )


def _tags(review: Review, by: str) -> Sheet:
    from litreview.sheets import Column, Sheet

    codes = asking.codes_asked(review.codebook)
    suggested = {} if asking.is_blind(review) else _suggested(review, by)
    said = {(d.key, d.value) for d in asking.own_decisions(review, by)} if by else set()
    rows = [
        _row(
            source,
            {} if asking.is_blind(review) else {_SUGGEST: "\n".join(suggested.get(source.key, ()))},
        )
        for source in CodeLessons(review, by).sources
        if not _hidden(source, review) and not all((source.key, code.id) in said for code in codes)
    ]
    others = [c.id for c in review.codebook.codes if c not in codes and c.id not in RESERVED]
    hints = {
        "other codes": "Ids of other codes that hold, with commas: see the page 'read me'.",
        "quote or page": "The words or the page the codes rest on (not needed).",
        "reason": "Why, in words that can be quoted (not needed).",
    }
    return Sheet(
        kind="tags",
        columns=(
            *(
                Column(
                    name=f"code {code.id}",
                    width=11,
                    answer=True,
                    choices=("yes", "no"),
                    hint=asking.definition(code),
                )
                for code in codes
            ),
            *(
                Column(name=name, width=24 if name == "quote or page" else 20, answer=True, hint=hint)
                for name, hint in hints.items()
            ),
            *([] if asking.is_blind(review) else [Column(name=_SUGGEST, width=36)]),
            *_about_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "Which codes does each source have?",
            *_NOTES,
            *(
                []
                if asking.is_blind(review)
                else ["The most doubtful come first: there an answer teaches most."]
            ),
            *(
                "\n".join((f"{code.id} ({code.label}): {code.definition}", *asking.instructions(code)))
                for code in codes
            ),
            "Other codes: " + ", ".join(others),
        ),
    )


def _suggested(review: Review, by: str) -> Mapping[str, list[str]]:
    """Return by source what the machine makes of each goal that `by` has not decided, and why it suggests which other codes, a sentence each.

    No one else's decisions have a part in it.
    """
    from litreview.tagging import explain, explain_state

    goals = {code.id for code in review.codebook.goals}
    kinds = {code.id for code in review.codebook.codes if code.group == "type"}
    texts = {source.key: source for source in review.sources}
    suggested: dict[str, list[str]] = {}
    for state in asking.goal_states(review, by):
        suggested.setdefault(state.source, []).append(explain_state(state))
    for tag in asking.suggestions(review):
        if tag.code not in kinds and tag.code not in goals and tag.code not in RESERVED:
            suggested.setdefault(tag.source, []).append(explain(texts[tag.source], [tag]))
    return suggested


def _stance(review: Review, by: str) -> Sheet:
    from litreview.decisions import STANCES
    from litreview.sheets import Column, Sheet
    from litreview.tagging import explain

    blind = asking.is_blind(review)
    rows = []
    for question in asking.stance_questions(review, by):
        source, code = question.source, question.code
        if by and not question.stance:
            continue
        cells = {
            "goal": code.label,
            "definition": "\n".join((asking.definition(code), *asking.instructions(code))),
        }
        if not blind:
            cells[_SUGGEST] = (
                explain(source, [question.suggested])
                if question.suggested and not source.confidential
                else ""
            )
        row = _row(source, cells, coded=_hidden(source, review))
        rows.append(replace(row, ids=(*row.ids, code.id)))
    fields = [field for field in review.codebook.evidence if field.asked]
    once = (
        ""
        if all(field.by_code for field in fields)
        else "Of a source that has several rows, what is not of a goal needs to be written once. "
    )
    return Sheet(
        kind="stance",
        columns=(
            Column(name="goal", width=16),
            Column(
                name="stance",
                width=16,
                answer=True,
                choices=STANCES,
                hint="What the source found on whether operations further the goal in this row. Blank: undecided.",
            ),
            *(
                Column(
                    name=f"field {field.id}",
                    width=20,
                    answer=True,
                    choices=field.values,
                    free=field.many or any(value.endswith("XX") for value in field.values),
                    hint=" ".join(
                        filter(
                            None,
                            (
                                field.definition or field.label,
                                "Several with ; between them." if field.many else "",
                            ),
                        )
                    ),
                )
                for field in fields
            ),
            Column(
                name="quote or page",
                width=24,
                answer=True,
                hint="The words or the page it rests on (not needed).",
            ),
            Column(
                name="reason", width=20, answer=True, hint="Why, in words that can be quoted (not needed)."
            ),
            Column(name="definition", width=40),
            *([] if blind else [Column(name=_SUGGEST, width=36)]),
            *_about_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "What did each source find on its goals?",
            *_NOTES,
            f"{once}XX stands for two capital letters, such as US-state:CA.",
            "What is confidential is here by its code alone: quote and reason of it should name nobody.",
        ),
    )


def _disputes(review: Review, by: str) -> Sheet:
    from litreview.sheets import Column, Row, Sheet

    if by:
        check_adjudicator(review.settings, by)
    found = open_disputes(review)
    coders = sorted({d.by for one in found for d in one.said})
    rows = []
    for one in found:
        # of what is confidential the code and what was answered
        hidden = any(work.confidential for work in one.works) and not review.include_confidential
        about = {} if hidden else _about(one.works[0])
        other = "" if hidden else "\n".join(filter(None, map(_cited, one.works[1:])))
        rows.append(
            Row(
                ids=(one.key, one.topic),
                cells={
                    "question": one.question,
                    "meaning": one.meaning,
                    **{f"said by {d.by}": view(d) for d in one.said},
                    "other entry": other,
                    **about,
                    "key": one.key,
                },
                choices=one.choices,
                shown="no",
                links={"link": about.get("link", "")},
            )
        )
    return Sheet(
        kind="disputes",
        columns=(
            Column(
                name="decision",
                width=16,
                answer=True,
                by_row=True,
                free=True,
                hint="What holds: one of the answers that this cell offers. Blank: it stays open.",
            ),
            Column(
                name="reason", width=28, answer=True, hint="Why, in words that can be quoted (not needed)."
            ),
            Column(name="question", width=20),
            *(Column(name=f"said by {coder}", width=28) for coder in coders),
            *([Column(name="other entry", width=36)] if any(len(one.works) > 1 for one in found) else []),
            Column(name="meaning", width=40),
            *_about_columns(),
        ),
        rows=tuple(rows),
        notes=(
            "What holds, where people differ?",
            *_NOTES,
            "Only who is named under adjudicators in litreview.toml can settle: "
            + (" or ".join(review.settings.adjudicators) or "nobody is named yet"),
        ),
    )


def _cited(work: Work) -> str:
    about = _about(work)
    return "\n".join(filter(None, (about[name] for name in ("title", "authors", "year", "in", "key"))))


def _about_columns() -> Iterator[Column]:
    """Yield what is said of a source beside the cells to fill."""
    from litreview.sheets import Column

    for name, width in _ABOUT.items():
        yield Column(name=name, width=width)


def _row(source: Source, cells: Mapping[str, str], *, coded: bool = False) -> Row:
    """Return the row of a source; of one that is there by its code alone (`coded`) nothing else is told but its type."""
    from litreview.sheets import Row

    about = {"type": source.type, "key": asking.named(source), "link": ""} if coded else _about(source)
    suggestion = "yes" if _SUGGEST in cells or _EXPECT in cells else "no"
    return Row(
        ids=(asking.named(source),),
        cells={**cells, **about},
        links={"link": about["link"]},
        shown=suggestion,
    )


def _about(source: Work) -> dict[str, str]:
    return {
        "title": source.title,
        "authors": "; ".join(person.display for person in source.authors or source.editors),
        "year": str(source.year or ""),
        "in": source.container or source.get("institution"),
        "type": source.type,
        "abstract": source.abstract,
        "keywords": source.get("keywords"),
        "link": asking.address(source),
        "key": source.key,
    }


def _hidden(source: Source, review: Review) -> bool:
    return source.confidential and not review.include_confidential
