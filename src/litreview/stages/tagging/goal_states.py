"""The machine's state for each source and goal: `likely`, `suggested` or `ask`, yes or no, with a probability and a reason.

Rules and prior each give log-odds. Their sum counts the rules at half (`RULES_SHARE`; no other share was better in tests). Platt scaling
turns the sum into a probability; slope and shift are in the prior's training record. A codebook without a shipped prior has the rules
alone, and their log-odds are used unchanged.

- `likely`: rules and model agree, and the probability reaches the training record's threshold for that code and answer. Above it, answers
  were most reliable in tests. Nothing is likely by the rules alone.
- `suggested`: not likely, but the answer is right in three of four cases (`SURE`).
- `ask`: the machine can't tell.

    log_odds(sources, codebook)               # {source key: {code: calibrated log-odds}}: the offset for learning from decisions
    judge_goals(sources, codebook, decisions) # the states, with reasons, of goals that nobody has decided
    judge_goals(…, odds=…)                    # the same from learned log-odds

A reason names the decided works with the most similar words: the decisions on them explain a guess best. Similarity is the cosine of the
TF-IDF of stems, over the given works (G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log
from typing import Any, NamedTuple

from litreview.core.containers import TypedTuple
from litreview.core.model import Decision, Source, Span
from litreview.core.progress import counted
from litreview.core.results import GoalState
from litreview.judgements.codebook import NONE, Code, Codebook, CodebookLike, load_codebook
from litreview.stages.learning import Numbering
from litreview.stages.tagging.codebook_rules import NOTE_FIELDS, Weighed, is_untaggable
from litreview.stages.tagging.prior import Prior, load_prior, probability
from litreview.stages.tagging.tagger import text_basis, weigh
from litreview.stages.tagging.tokens import FIELDS, GRAMMAR, field_spans, stem_of, text_of, words_in

RULES_SHARE = 0.35
SURE = 0.75
_LEAST = 0.08  # the lowest and, from 1, the highest score that counts: that no word is known is no proof
_AT_THRESHOLD = 0.5  # the score of a rule at its threshold (litreview.stages.tagging.codebook_rules)
_MOST = 0.99  # nothing tested says that an answer is surer
_WORDS = 3  # words of the model, and quotes of the rules, in a reason
_PULL = 0.08  # log-odds; what a word must weigh to be named
_LONG = 60  # letters of a quote

Weights = Mapping[str, Mapping[str, Weighed]]
"""The weight of the rules' words by source key and code (`litreview.stages.tagging.tagger.weigh`)."""
ModelOdds = Mapping[str, Mapping[str, float]]
"""The log-odds of the model alone by source key and code (`model_odds`)."""
WordQuery = tuple[Source, tuple[tuple[str, int], ...]]
"""A work, and for each code the sign of the model's words to show (`word_queries`)."""


def rules_log_odds(score: float) -> float:
    """Return the log-odds of a score of the rules: 0 at the threshold.

    >>> rules_log_odds(0.5), round(rules_log_odds(0.0), 2)
    (0.0, -2.44)
    """
    bounded = min(max(score, _LEAST), 1 - _LEAST)
    return log(bounded / (1 - bounded))


def prior_of(codebook: Codebook) -> Prior | None:
    """Return the prior that is shipped for a codebook, if there is one."""
    prior = load_prior()
    return prior if prior.fits(codebook) else None


def model_odds(sources: Iterable[Source], codebook: CodebookLike = None) -> ModelOdds:
    """Return the uncalibrated log-odds of the shipped model by source key and code; empty for a codebook without one."""
    book = load_codebook(codebook)
    if prior_of(book) is None:
        return {}
    works = [source for source in sources if not is_untaggable(source)]
    return {work.key: odds for work, odds in zip(works, score_by_model(works, f"{book.name}:"), strict=True)}


def score_by_model(sources: Iterable[Source], prefix: str) -> list[Mapping[str, float]]:
    """Return the shipped model's log-odds of each code for each source; `prefix` is that of our own tags among keywords."""
    return [
        reading.log_odds() for reading in load_prior().read_each(text_of(work, prefix) for work in sources)
    ]


def log_odds(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    weights: Weights | None = None,
    model: ModelOdds | None = None,
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the calibrated log-odds of each enabled goal, from rules and prior, before any decision.

    Confidential sources and records requests are not read. `weights` and `model` (`model_odds`) save reading the sources again.
    """
    book = load_codebook(codebook)
    works = [source for source in sources if not is_untaggable(source)]
    prior = prior_of(book)
    by_rules = weights if weights is not None else weigh(works, book)
    by_model = model if model is not None else model_odds(works, book)
    codes = [code.id for code in book.goals if code.enabled]
    found = {}
    for work in works:
        own, odds = by_rules.get(work.key, {}), by_model.get(work.key, {})
        found[work.key] = {code: _sum(prior, odds, code, own.get(code), work) for code in codes}
    if prior:
        prior.forget()
    return found


def judge_goals(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
    *,
    odds: Mapping[str, Mapping[str, float]] | None = None,
    weights: Weights | None = None,
    model: Mapping[str, Mapping[str, float]] | None = None,
    name_decided: bool = True,
) -> tuple[GoalState, ...]:
    """Return the state of each source and goal on which nobody has decided, sources in their order, goals in the codebook's.

    A person's answer is final and needs no state; where people differ the machine stays out. `odds` are learned log-odds that stand
    for those of rules and prior; `weights` and `model` (`model_odds`) save reading the sources again. `decisions` are the current ones; a
    reason names the two nearest works that were decided, if it may (`name_decided`).
    """
    book = load_codebook(codebook)
    works = tuple(source for source in sources if not is_untaggable(source))
    by_rules = weights if weights is not None else weigh(works, book)
    by_model = model if model is not None else model_odds(works, book)
    judged = judge(works, book, decisions, odds=odds, weights=by_rules, model=by_model)
    queries = word_queries(judged)
    answers = goal_answers(decisions, book)
    prefix = f"{book.name}:"
    decided = {key for key, _ in answers} if name_decided else set()
    near = nearest_decided(works, decided, stems_of(works, prefix)) if decided else {}
    found = describe_states(book, judged, queries, find_model_words(queries, prefix), near, answers)
    load_prior().forget()
    return found


def judge(
    works: Iterable[Source],
    book: Codebook,
    decisions: Iterable[Decision],
    *,
    odds: Mapping[str, Mapping[str, float]] | None,
    weights: Weights,
    model: ModelOdds,
) -> list[JudgedGoal]:
    """Return the judgement of rules and model on each work and each goal that nobody has decided (see `judge_goals`)."""
    prior = prior_of(book)
    answers = goal_answers(decisions, book)
    judged = []
    for work in works:
        own, of_model = weights.get(work.key, {}), model.get(work.key, {})
        learned = (odds or {}).get(work.key, {})
        judged += [
            JudgedGoal(
                source=work,
                code=code,
                weighed=own.get(code.id),
                odds=learned[code.id]
                if code.id in learned
                else _sum(prior, of_model, code.id, own.get(code.id), work),
                model=of_model.get(code.id),
            )
            for code in book.goals
            if code.enabled and (work.key, code.id) not in answers
        ]
    return judged


def describe_states(
    book: Codebook,
    judged: Iterable[JudgedGoal],
    queries: Iterable[WordQuery],
    words: Iterable[Sequence[tuple[Span, ...]]],
    near: Mapping[str, tuple[Near, ...]],
    answers: Mapping[tuple[str, str], frozenset[bool]],
) -> tuple[GoalState, ...]:
    """Return the states of judged goals. Reasons have the model's `words` for the `queries`, and people's `answers` on works that are `near`."""
    prior = prior_of(book)
    shown = {
        (work.key, code): of_code
        for (work, signs), of_work in zip(queries, words, strict=True)
        for (code, _), of_code in zip(signs, of_work, strict=True)
    }
    found = (
        one.state(
            prior,
            shown.get((one.source.key, one.code.id), ()),
            _nearest_text(near.get(one.source.key, ()), one.code.id, answers),
        )
        for one in judged
    )
    return TypedTuple(found, GoalState)


def word_queries(judged: Iterable[JudgedGoal]) -> tuple[WordQuery, ...]:
    """Return the works of which words of the model are shown: by code, words for a yes (1), or for a no against the rules (-1)."""
    queries: dict[str, tuple[Source, list[tuple[str, int]]]] = {}
    for one in judged:
        if one.sign:
            queries.setdefault(one.source.key, (one.source, []))[1].append((one.code.id, one.sign))
    return tuple((work, tuple(signs)) for work, signs in queries.values())


def find_model_words(queries: Sequence[WordQuery], prefix: str) -> list[tuple[tuple[Span, ...], ...]]:
    """Return the spans of the model's heaviest words for each requested work and code."""
    readings = load_prior().read_each(text_of(work, prefix) for work, _ in queries)
    found = []
    for (work, signs), reading in counted("judging goals", zip(queries, readings, strict=True), len(queries)):
        weights = [reading.word_weights(code, sign=sign, least=_PULL, most=_WORDS) for code, sign in signs]
        found.append(
            tuple(field_spans(work, prefix, reading.text, [(p.start, p.end) for p in own]) for own in weights)
        )
    return found


def _sum(
    prior: Prior | None, by_model: Mapping[str, float], code: str, weighed: Weighed | None, work: Source
) -> float:
    """Return the calibrated log-odds of a code from the prior's log-odds `by_model` and the weight of the rules' words."""
    basis = "title" if text_basis(work) == "title" else "text"
    rules = rules_log_odds(weighed.score if weighed else 0.0)
    if prior is None or code not in by_model:
        return rules
    return calibrate(prior.record["codes"][code][basis], by_model[code] + RULES_SHARE * rules)


def calibrate(line: Mapping[str, float], value: float) -> float:
    """Return the log-odds for the sum of model and rules: a line with one slope above its `pivot`, for a yes, and one below it, for a no.

    >>> calibrate({"pivot": 1.0, "slope_yes": 2.0, "slope_no": 0.5, "shift": 0.0}, 2.0)
    2.0
    """
    apart = value - line["pivot"]
    return line["shift"] + line["slope_yes" if apart > 0 else "slope_no"] * apart


class JudgedGoal:
    """The judgement of rules and model on one code of one source."""

    def __init__(
        self, *, source: Source, code: Code, weighed: Weighed | None, odds: float, model: float | None
    ) -> None:
        self.source: Source = source
        self.code: Code = code
        self.weighed: Weighed | None = weighed
        self.model: float | None = model
        self.chance: float = min(max(probability(odds), 1 - _MOST), _MOST)
        self.answer: bool = odds >= 0
        self.by_rules: bool = weighed is not None and weighed.score >= _AT_THRESHOLD

    def state(self, prior: Prior | None, words: tuple[Span, ...], near: str) -> GoalState:
        """Return the state, with its reason: `words` of the model, and the text `near` on similar decided works."""
        sure = self.chance if self.answer else 1 - self.chance
        quotes = self.weighed.spans if self.weighed else ()
        return GoalState(
            source=self.source.key,
            code=self.code.id,
            state="likely" if self._is_likely(prior, sure) else "suggested" if sure >= SURE else "ask",
            answer=self.answer,
            probability=self.chance,
            reason="; ".join(filter(None, (self._reason(words), near))),
            spans=tuple(dict.fromkeys((*quotes, *words))),
        )

    def _is_likely(self, prior: Prior | None, sure: float) -> bool:
        if prior is None or self.model is None or self.by_rules != self.answer:
            return False
        line = prior.record["codes"][self.code.id]
        model = self.model >= line["even"]
        least = line.get("likely_yes" if self.answer else "likely_no")
        return model == self.answer and least is not None and sure >= least

    @property
    def sign(self) -> int:
        """Which words of the model are shown: 1 those for a yes, -1 those for a no against the rules, 0 none."""
        if self.model is None or not (self.answer or self.by_rules):
            return 0
        return 1 if self.answer else -1

    def _reason(self, words: Sequence[Span]) -> str:
        """Return the reason in words: the words for a yes, or for a no what is missing or too little."""
        quotes = _quoted(self.weighed.spans) if self.weighed else ""
        others = _quoted(words)
        if self.by_rules:
            text = quotes
        elif not any(self.source.get(name).strip() for name in FIELDS):
            text = "nothing could be read"
        elif self.weighed is not None and self.weighed.outside:
            text = f"nothing on {self.code.requires} in {_readable_parts(self.source)}"
        elif quotes:
            text = f"only {quotes} on {self._subject}"
        else:
            text = f"nothing on {self._subject} in {_readable_parts(self.source)}"
        if self.by_rules != self.answer and others:
            against = "for it" if self.answer else "against it"
            text += f"; but a model of the words takes {others} as {against}"
        elif self.answer and others:
            text += f"; words that weigh most: {others}"
        if text_basis(self.source) == "title":
            text += "; only the title was there"
        return text

    @property
    def _subject(self) -> str:
        return self.code.subject or f"'{self.code.label}'"


def _quoted(spans: Iterable[Span]) -> str:
    quotes = dict.fromkeys(
        f"'{span.text if len(span.text) <= _LONG else span.text[: _LONG - 1] + '…'}' ({span.field})"
        for span in spans
    )
    return ", ".join(list(quotes)[:_WORDS])


def _readable_parts(source: Source) -> str:
    """Return the parts of a source that can be read, in words: "title or abstract"."""
    names = {
        "title": "title",
        "abstract": "abstract",
        "keywords": "keywords",
        **dict.fromkeys(NOTE_FIELDS, "note"),
    }
    there = dict.fromkeys(word for name, word in names.items() if source.get(name).strip())
    *first, last = there or ("text",)
    return f"{', '.join(first)} or {last}" if first else last


def goal_answers(decisions: Iterable[Decision], book: Codebook) -> Mapping[tuple[str, str], frozenset[bool]]:
    """Return people's answers (yes, no or both) by source and enabled goal; `none` is a no to every goal."""
    codes, name = [code.id for code in book.goals if code.enabled], book.name
    answers: dict[tuple[str, str], frozenset[bool]] = {}
    for decision in decisions:
        if decision.verb not in ("tag", "not-tag"):
            continue
        code = decision.value.removeprefix(f"{name}:")
        yes = decision.verb == "tag"
        for one in codes if code == NONE and yes else [code]:
            if one in codes:
                one_answer = yes and code != NONE
                answers[decision.key, one] = answers.get((decision.key, one), frozenset()) | {one_answer}
    return answers


def _nearest_text(near: Iterable[Near], code: str, answers: Mapping[tuple[str, str], frozenset[bool]]) -> str:
    """Return in words people's answers on the nearest decided works."""
    views = list(_answers(near, code, answers))
    return f"nearest decided works: {', '.join(views)}" if views else ""


def _answers(
    near: Iterable[Near], code: str, answers: Mapping[tuple[str, str], frozenset[bool]]
) -> Iterator[str]:
    for one in near:
        views = answers.get((one.source, code))
        if views:
            word = "disputed" if len(views) > 1 else "yes" if True in views else "no"
            yield f"{one.source} ({word}, {one.likeness:.2f})"


_NEAREST = 2
_LEAST_LIKENESS = 0.05  # less is no likeness, only the words of every text
_ROWS = 512  # works compared at once


class Near(NamedTuple):
    """A decided work, and how near it is, 0..1."""

    source: str
    likeness: float


class _Stems(dict[str, str]):
    """Maps a word to its stem, a word of grammar to ""."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(GRAMMAR, ""))

    def __missing__(self, word: str) -> str:
        stem = self[word] = stem_of(word)
        return stem


def stems_of(works: Iterable[Source], prefix: str) -> list[list[str]]:
    """Return the stems of the words of each work, in order, without words of grammar and our own tags, which begin with `prefix`."""
    stem = _Stems().__getitem__
    return [list(filter(None, map(stem, words_in(text_of(work, prefix))))) for work in works]


def nearest_decided(
    works: Sequence[Source], decided: Iterable[str], stems: Sequence[Sequence[str]]
) -> Mapping[str, tuple[Near, ...]]:
    """Return by key, for each work, the two nearest of the `decided` works (never itself), the nearest first.

    `stems` are those of each work (`stems_of`). Works without words, or without a near one, have `()`.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    known = set(decided)
    columns = [n for n, work in enumerate(works) if work.key in known]
    if not columns:
        return {}
    table = _table(stems)
    chosen = csr_matrix(table[columns].T)
    found: dict[str, tuple[Near, ...]] = {}
    for first in range(0, len(works), _ROWS):
        likeness = (table[first : first + _ROWS] @ chosen).toarray()
        for row, work in enumerate(works[first : first + _ROWS]):
            order = np.argsort(-likeness[row], kind="stable")[: _NEAREST + 1]
            near = [(works[columns[n]].key, round(float(likeness[row, n]), 4)) for n in order]
            found[work.key] = tuple(
                Near(key, value) for key, value in near if key != work.key and value >= _LEAST_LIKENESS
            )[:_NEAREST]
    return found


def _table(rows: Sequence[Sequence[str]]) -> Any:
    """Return the TF-IDF of works by their stems, a row each, of length 1."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags

    numbers: list[int] = [*map(Numbering().__getitem__, chain.from_iterable(rows))]
    words = np.array(numbers, dtype=int)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    size = 1 + int(words.max(initial=-1))
    table = csr_matrix((np.ones(len(words)), (owners, words)), shape=(len(rows), size))
    table.sum_duplicates()
    table.data = 1 + np.log(table.data)
    in_works = np.bincount(table.indices, minlength=size)
    table = csr_matrix(table @ diags(np.log((1 + len(rows)) / (1 + in_works)) + 1))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.where(lengths > 0, lengths, 1)) @ table)
