"""A desk in one file: the open questions of a topic as a page that works offline, and the answers that it saves.

The page holds what the window would show to this person: what each question is about, and each of its parts, as one text each. With an answer
it saves the digests of the texts that were on the screen. An answer is imported only if the review would show the same texts today. A page that was
altered, or shows an older state of a work, is reported. Confidential and withheld sources are not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import grouped
from litreview.core.decision_types import sheet_kinds
from litreview.core.errors import InputError, LitreviewError, UsageError
from litreview.core.model import Decision, Problem, Where, Work
from litreview.core.problems import problem
from litreview.core.sealed import shown
from litreview.core.text.spans import merged
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Code
from litreview.linkage.side_by_side import side_by_side
from litreview.pages.page import page, work_label
from litreview.review.decision_writer import DecisionWriter
from litreview.review.questions import (
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    find_topic,
)
from litreview.review.questions.forms import drafts_of
from litreview.review.questions.shared import address, own_decisions
from litreview.review.session import Review

HEADER = ("desk", "by", "question", "title", "answer", "decisions", "form", "seen")
"""Columns of a file of answers. `form` holds the fields of the form as JSON, `seen` the digests of the texts that were shown."""
_TEXTS = ("abstract", "keywords", "annotation", "annote", "note")
_LONGEST = 4_000  # characters of a text in two columns


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """A page of questions for one person: its HTML, the number of questions, and how many confidential ones are left out."""

    html: str
    questions: int
    left_out: int


def make_desk(review: Review, name: str, *, by: str, stage: str = "") -> DeskFile:
    """Return the page with the open questions of the topic `name` for a person, of screening those of a `stage`.

    `UsageError` without a person, or for one who may not answer.
    """
    if not by:
        raise UsageError("a desk is for one person: add --by NAME, the person who will answer")
    session, topic = Session(review, decisions_.checked_name(by)), find_topic(name)
    if why := topic.closed(review, session.by):
        raise UsageError(why)
    topic.turn(session, {"stage": stage})
    found = topic.ordered(session, topic.find(session))
    public = [one for one in found if _is_public(one)]
    texts: dict[str, int] = {}
    questions = [_embedded(topic, one, one.show(), texts) for one in public]
    data: dict[str, object] = {
        "desk": topic.name,
        "by": session.by,
        "texts": [*texts],
        "questions": questions,
    }
    data["digest"] = _digest(json.dumps(data, sort_keys=True))
    settings = review.settings
    html = page(
        "desk.html.j2",
        title=f"{topic.title}, for {session.by}",
        styles=("desk.css",),
        script="desk.js",
        wide=True,
        data=data,
        topic=topic,
        by=session.by,
        review_title=settings.title,
        asked=settings.question,
        criteria=settings.criteria if topic.name == "screening" else (),
        codes=_codes(review, public),
    )
    return DeskFile(html=html, questions=len(public), left_out=len(found) - len(public))


def _is_public(question: Question) -> bool:
    return not any(work.confidential for work in question.works)


def _codes(review: Review, questions: Sequence[Question]) -> Sequence[Code]:
    """Return the codes that the questions are about, with what counts for each."""
    named = {part.code for one in questions[:1] for part in one.show().parts}
    return [code for code in review.codebook.codes if code.id in named]


def _embedded(
    topic: QuestionTopic, question: Question, view: QuestionView, texts: dict[str, int]
) -> Mapping[str, object]:
    """Return a question for the page: its texts enter digests, and suggestions do not, because later answers change them.

    Texts that many questions share are numbers of `texts`, to which new ones are added.
    """
    spans = grouped((span.field, (span.start, span.end)) for span in view.spans)
    expected = f"{view.expected}, learned from {topic.learned_from}" if view.expected else ""
    return {
        "key": question.key,
        "text": _subject_text(question, view),
        "name": next((one.decision[1] for part in view.parts for one in part.choices.values()), ""),
        "parts": [texts.setdefault(_part_text(part), len(texts)) for part in view.parts],
        "notes": [[*part.notes] for part in view.parts],
        "chosen": [part.chosen for part in view.parts],
        "expected": expected,
        "shown": "yes" if expected else "no",
        "spans": {name: merged(stretches) for name, stretches in spans.items()},
        "why": [texts.setdefault(one, len(texts)) for one in view.why if one],
    }


def _subject_text(question: Question, view: QuestionView) -> str:
    """Return what a question is about and asks, as JSON."""
    rows = side_by_side(question.works, longest=_LONGEST) if len(question.works) > 1 else ()
    return _as_json(
        heading=view.heading,
        prompt=view.prompt,
        context=view.context,
        subheading=view.subheading,
        help=view.help,
        reason=view.reason,
        boxed=view.boxed,
        works=[_described(work) for work in question.works],
        rows=[[row.name, row.values, row.differs, row.conflict] for row in rows],
        views=[[by, answer, [*more]] for by, answer, more in view.views],
    )


def _part_text(part: QuestionPart) -> str:
    """Return a part of a question with its choices, as JSON."""
    return _as_json(
        name=part.name,
        legend=part.legend,
        code=part.code,
        meaning=part.meaning,
        typed=part.typed,
        hint=part.hint,
        listed=[[code.id, code.label] for code in part.listed],
        choices=[_choice(key, choice) for key, choice in part.choices.items()],
    )


def _as_json(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=shown)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _described(work: Work) -> Mapping[str, object]:
    return {
        "label": work_label(work),
        "in": work.container or work.get("institution"),
        "type": work.type,
        "key": work.key,
        "link": address(work),
        "texts": [[name, text] for name in _TEXTS if (text := work.get(name))],
    }


def _choice(key: str, choice: Choice) -> Mapping[str, object]:
    return {
        "key": key,
        "label": choice.label,
        "word": choice.word or choice.label,
        "rest": choice.rest,
        "legend": choice.legend,
        "verb": choice.decision[0],
        "value": choice.decision[2],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetImport:
    """Result of a filled sheet: decisions written, answers already known, blank rows, Problems."""

    written: tuple[Decision, ...]
    known: int
    blank: int
    problems: tuple[Problem, ...]


def import_desk(writer: DecisionWriter, data: bytes, file: str) -> SheetImport:
    """Append the new answers that a desk in a file saved, in one write, and return the result.

    `InputError` if no desk saved them; `UsageError` if they are of another person, or of questions that this person may not answer.
    """
    rows = _rows(data, file)
    drafts: list[Decision] = []
    problems: list[Problem] = []
    known = 0
    topics: dict[str, _OpenTopic] = {}
    for where, row in rows:
        if decisions_.person(row["by"]) != decisions_.person(writer.by):
            raise UsageError(
                f"{where}: this answer is by '{row['by']}', not by '{writer.by}'; write --by with the name of the person who answered"
            )
        if row["desk"] not in topics:
            if row["desk"] not in sheet_kinds().values():
                raise InputError(
                    file,
                    f"line {where.line}: there is no desk '{row['desk'][:40]}'; save the answers in the page again",
                )
            topics[row["desk"]] = _OpenTopic.of(writer, row["desk"])
        open_topic = topics[row["desk"]]
        lines = [line for line in row["decisions"].split("; ") if line]
        if lines and open_topic.decided.issuperset(lines):
            known += len(lines)
            continue
        answers = open_topic.answers(row, where)
        if isinstance(answers, Problem):
            problems.append(answers)
            continue
        for draft in answers:
            state, since = writer.history(draft)
            if state == "new":
                drafts.append(draft)
            elif state == "stands":
                known += 1
            else:
                problems.append(outdated_answer(where, "form", (draft.verb, draft.key, draft.value), since))
    written = tuple(dict.fromkeys(drafts))
    if written:
        writer.write(written)
    return SheetImport(written=written, known=known, blank=0, problems=tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenTopic:
    """A topic with its questions that are open for a person, by key, and this person's decisions as text."""

    topic: QuestionTopic
    session: Session
    writer: DecisionWriter
    questions: Mapping[str, Question]
    decided: frozenset[str]

    @classmethod
    def of(cls, writer: DecisionWriter, name: str) -> _OpenTopic:
        topic, session = find_topic(name), Session(writer.review, writer.by)
        if why := topic.closed(writer.review, writer.by):
            raise UsageError(why)
        topic.turn(session, {"stage": "every"})
        mine = own_decisions(writer.review, writer.by)
        return cls(
            topic=topic,
            session=session,
            writer=writer,
            questions={one.key: one for one in topic.find(session) if _is_public(one)},
            decided=frozenset(" ".join(filter(None, (d.verb, d.key, d.value))) for d in mine),
        )

    def answers(self, row: Mapping[str, str], where: Where) -> Sequence[Decision] | Problem:
        """Return the decisions of a row, or why it is not taken in."""
        question = self.questions.get(row["question"])
        if question is None:
            return problem("LR048.closed", where)
        view = question.show()
        subject, *parts = row["seen"].split() or [""]
        if (
            subject != _digest(_subject_text(question, view))
            or not parts
            or not {_digest(_part_text(part)) for part in view.parts}.issuperset(parts)
        ):
            return problem("LR048.altered", where, title=view.heading)
        try:
            form = {str(name): str(value) for name, value in json.loads(row["form"]).items()}
            return drafts_of(self.session, self.topic, question, form, self.writer.draft)
        except (ValueError, AttributeError):
            return problem("LR046.cell", where, cell="form", error="this is not an answer that a desk saves")
        except LitreviewError as error:
            return problem("LR046.cell", where, cell="form", error=error)


def outdated_answer(
    where: Where, cell: str, decision: tuple[str, str, str], since: Decision | None
) -> Problem:
    """Return the Problem (LR048) of an answer, in a cell, after which its person decided otherwise."""
    verb, key, value = decision
    now = f"'{since.verb} {since.value}' on {since.when[:10]}" if since else "took it back"
    return problem("LR048", where, key=key, cell=cell, verb=verb, value=value, now=now)


def _rows(data: bytes, file: str) -> Iterator[tuple[Where, Mapping[str, str]]]:
    """Yield the rows of a file of answers with their places."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            file, "is not UTF-8, as answers of a page of questions are; save the answers in the page again"
        ) from error
    lines = text.splitlines()
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise InputError(
            file, f"has no answers of a page of questions: its first line is not {' '.join(HEADER)}"
        )
    for number, cells in enumerate((line.split("\t") for line in lines[1:]), start=2):
        if len(cells) != len(HEADER):
            raise InputError(
                file,
                f"line {number} has {len(cells)} columns, not {len(HEADER)}; save the answers in the page again",
            )
        yield Where(file=file, line=number), dict(zip(HEADER, cells, strict=True))
