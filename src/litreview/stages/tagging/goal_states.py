"""What the machine makes of each source and goal: `likely`, `suggested` or `ask`, yes or no, with a probability and a reason.

Rules and prior each give log-odds. They are added, the rules' at half (`RULES_SHARE`; tried, and no other share was better), and a line
of Platt's makes a probability of the sum; slope and shift are in the prior's training record. A codebook for which no prior is
shipped has the rules alone, whose words are its keywords: their log-odds are taken as they are.

- `likely`: rules and model agree, and the answer is at least as probable as the record says for that code and answer: from there on
  answers held best where they were tested. Nothing is likely by the rules alone.
- `suggested`: it is not, but the answer is right in three of four cases (`SURE`).
- `ask`: the machine can't tell.

    log_odds(sources, codebook)               # {source key: {code: calibrated log-odds}}: where learning from decisions starts (an offset)
    judge_goals(sources, codebook, decisions) # the states, with reasons, of what nobody has decided
    judge_goals(…, odds=…)                    # the same from log-odds that someone learned on top

A reason names the decided works that are nearest in words: what a person said of those is the best explanation of a guess. Nearness is the
cosine of the TF-IDF of their stems, counted over the works at hand (G. Salton and C. Buckley, Term-weighting approaches in automatic text
retrieval, 1988).
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
from litreview.stages.tagging.codebook_rules import NOTE_FIELDS, Weighed, is_unasked
from litreview.stages.tagging.prior import Prior, load_prior, probability
from litreview.stages.tagging.tagger import text_basis, weigh
from litreview.stages.tagging.tokens import FIELDS, GRAMMAR, field_spans, stem_of, text_of, words_in

RULES_SHARE = 0.5
SURE = 0.75
_LEAST = 0.08  # the lowest and, from 1, the highest score that counts: that no word is known is no proof
_AT_THRESHOLD = 0.5  # the score of a rule at its threshold (litreview.stages.tagging.codebook_rules)
_MOST = 0.99  # nothing tested says that an answer is surer
_WORDS = 3  # words of the model, and quotes of the rules, in a reason
_PULL = 0.08  # log-odds; what a word must weigh to be named
_LONG = 60  # letters of a quote

Weights = Mapping[str, Mapping[str, Weighed]]
"""By source key and code, what the words of the rules weigh (`litreview.stages.tagging.tagger.weigh`)."""
Said = Mapping[str, Mapping[str, float]]
"""By source key and code, the log-odds by the model alone (`model_odds`)."""
Asked = tuple[Source, tuple[tuple[str, int], ...]]
"""A work, and by code the sign of the words of the model that are shown of it (`words_asked`)."""


def rules_log_odds(score: float) -> float:
    """Return the log-odds of a score of the rules: 0 at the threshold.

    >>> rules_log_odds(0.5), round(rules_log_odds(0.0), 2)
    (0.0, -2.44)
    """
    kept = min(max(score, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))


def prior_of(codebook: Codebook) -> Prior | None:
    """Return the prior that is shipped for a codebook, if there is one."""
    prior = load_prior()
    return prior if prior.fits(codebook) else None


def model_odds(sources: Iterable[Source], codebook: CodebookLike = None) -> Said:
    """Return by source key the log-odds of each code by the shipped model alone, not calibrated; empty where none is shipped."""
    book = load_codebook(codebook)
    if prior_of(book) is None:
        return {}
    works = [source for source in sources if not is_unasked(source)]
    return {work.key: said for work, said in zip(works, read_by_model(works, f"{book.name}:"), strict=True)}


def read_by_model(sources: Iterable[Source], prefix: str) -> list[Mapping[str, float]]:
    """Return for each source the log-odds of each code by the shipped model; `prefix` is that of our own tags among keywords."""
    return [
        reading.log_odds() for reading in load_prior().read_each(text_of(work, prefix) for work in sources)
    ]


def log_odds(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    weights: Weights | None = None,
    model: Said | None = None,
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the calibrated log-odds of each enabled goal, from rules and prior, before any decision.

    Confidential sources and records requests are left out: nothing is read of them. `weights` and `model` (`model_odds`) save reading the
    sources again.
    """
    book = load_codebook(codebook)
    works = [source for source in sources if not is_unasked(source)]
    prior = prior_of(book)
    held = weights if weights is not None else weigh(works, book)
    said = model if model is not None else model_odds(works, book)
    codes = [code.id for code in book.goals if code.enabled]
    found = {}
    for work in works:
        own = held.get(work.key, {})
        found[work.key] = {code: _sum(prior, said.get(work.key, {}), code, own.get(code)) for code in codes}
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
    works = tuple(source for source in sources if not is_unasked(source))
    held = weights if weights is not None else weigh(works, book)
    modelled = model if model is not None else model_odds(works, book)
    judged = judge(works, book, decisions, odds=odds, weights=held, model=modelled)
    asked = words_asked(judged)
    said = said_of_goals(decisions, book)
    prefix = f"{book.name}:"
    decided = {key for key, _ in said} if name_decided else set()
    near = nearest_decided(works, decided, stems_of(works, prefix)) if decided else {}
    found = describe_states(book, judged, asked, find_words_of_model(asked, prefix), near, said)
    load_prior().forget()
    return found


def judge(
    works: Iterable[Source],
    book: Codebook,
    decisions: Iterable[Decision],
    *,
    odds: Mapping[str, Mapping[str, float]] | None,
    weights: Weights,
    model: Said,
) -> list[Judged]:
    """Return each work with each goal on which nobody has decided, and what rules and model make of it (`judge_goals`)."""
    prior = prior_of(book)
    said = said_of_goals(decisions, book)
    judged = []
    for work in works:
        own, of_model = weights.get(work.key, {}), model.get(work.key, {})
        learned = (odds or {}).get(work.key, {})
        judged += [
            Judged(
                source=work,
                code=code,
                weighed=own.get(code.id),
                odds=learned[code.id]
                if code.id in learned
                else _sum(prior, of_model, code.id, own.get(code.id)),
                model=of_model.get(code.id),
            )
            for code in book.goals
            if code.enabled and (work.key, code.id) not in said
        ]
    return judged


def describe_states(
    book: Codebook,
    judged: Iterable[Judged],
    asked: Iterable[Asked],
    words: Iterable[Sequence[tuple[Span, ...]]],
    near: Mapping[str, tuple[Near, ...]],
    said: Mapping[tuple[str, str], frozenset[bool]],
) -> tuple[GoalState, ...]:
    """Return the states of what was judged, with their reasons: the `words` that were `asked` for, and what people `said` of works that are `near`."""
    prior = prior_of(book)
    shown = {
        (work.key, code): of_code
        for (work, signs), of_work in zip(asked, words, strict=True)
        for (code, _), of_code in zip(signs, of_work, strict=True)
    }
    found = (
        one.state(
            prior,
            shown.get((one.source.key, one.code.id), ()),
            _told(near.get(one.source.key, ()), one.code.id, said),
        )
        for one in judged
    )
    return TypedTuple(found, GoalState)


def words_asked(judged: Iterable[Judged]) -> tuple[Asked, ...]:
    """Return of which works which words of the model are shown: by code, those for a yes (1) or those for a no against the rules (-1)."""
    asked: dict[str, tuple[Source, list[tuple[str, int]]]] = {}
    for one in judged:
        if one.sign:
            asked.setdefault(one.source.key, (one.source, []))[1].append((one.code.id, one.sign))
    return tuple((work, tuple(signs)) for work, signs in asked.values())


def find_words_of_model(asked: Sequence[Asked], prefix: str) -> list[tuple[tuple[Span, ...], ...]]:
    """Return for each work, and each code that is asked of it, the words of the model that weigh most, where they are in the work."""
    readings = load_prior().read_each(text_of(work, prefix) for work, _ in asked)
    found = []
    for (work, signs), reading in counted("judging goals", zip(asked, readings, strict=True), len(asked)):
        pulls = [reading.pull(code, sign=sign, least=_PULL, most=_WORDS) for code, sign in signs]
        found.append(
            tuple(field_spans(work, prefix, reading.text, [(p.start, p.end) for p in own]) for own in pulls)
        )
    return found


def _sum(prior: Prior | None, said: Mapping[str, float], code: str, weighed: Weighed | None) -> float:
    """Return the calibrated log-odds of a code from what the prior `said` and what the rules' words weigh."""
    rules = rules_log_odds(weighed.score if weighed else 0.0)
    if prior is None or code not in said:
        return rules
    line = prior.record["codes"][code]
    return float(line["slope"] * (said[code] + RULES_SHARE * rules) + line["shift"])


class Judged:
    """One code of one source, with what rules and model make of it."""

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
        """Return the state, with its reason: `words` of the model, and what was said of works that are `near`."""
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
        """Return why, in words: what speaks for a yes; for a no what is not there, or too little."""
        quotes = _quoted(self.weighed.spans) if self.weighed else ""
        others = _quoted(words)
        if self.by_rules:
            told = quotes
        elif not any(self.source.get(name).strip() for name in FIELDS):
            told = "nothing could be read"
        elif self.weighed is not None and self.weighed.outside:
            told = f"nothing on {self.code.requires} in {_parts(self.source)}"
        elif quotes:
            told = f"only {quotes} on {self._subject}"
        else:
            told = f"nothing on {self._subject} in {_parts(self.source)}"
        if self.by_rules != self.answer and others:
            against = "for it" if self.answer else "against it"
            told += f"; but a model of the words takes {others} as {against}"
        elif self.answer and others:
            told += f"; words that weigh most: {others}"
        if text_basis(self.source) == "title":
            told += "; only the title was there"
        return told

    @property
    def _subject(self) -> str:
        return self.code.subject or f"'{self.code.label}'"


def _quoted(spans: Iterable[Span]) -> str:
    quotes = dict.fromkeys(
        f"'{span.text if len(span.text) <= _LONG else span.text[: _LONG - 1] + '…'}' ({span.field})"
        for span in spans
    )
    return ", ".join(list(quotes)[:_WORDS])


def _parts(source: Source) -> str:
    """Return which parts of a source could be read: "title or abstract"."""
    names = {
        "title": "title",
        "abstract": "abstract",
        "keywords": "keywords",
        **dict.fromkeys(NOTE_FIELDS, "note"),
    }
    there = dict.fromkeys(word for name, word in names.items() if source.get(name).strip())
    *first, last = there or ("text",)
    return f"{', '.join(first)} or {last}" if first else last


def said_of_goals(decisions: Iterable[Decision], book: Codebook) -> Mapping[tuple[str, str], frozenset[bool]]:
    """Return what people say per source and enabled goal, yes and no; `none` is a no to every goal."""
    codes, name = [code.id for code in book.goals if code.enabled], book.name
    said: dict[tuple[str, str], frozenset[bool]] = {}
    for decision in decisions:
        if decision.verb not in ("tag", "not-tag"):
            continue
        code = decision.value.removeprefix(f"{name}:")
        yes = decision.verb == "tag"
        for one in codes if code == NONE and yes else [code]:
            if one in codes:
                answer = yes and code != NONE
                said[decision.key, one] = said.get((decision.key, one), frozenset()) | {answer}
    return said


def _told(near: Iterable[Near], code: str, said: Mapping[tuple[str, str], frozenset[bool]]) -> str:
    """Return in words what people said of the nearest decided works."""
    answers = list(_answers(near, code, said))
    return f"nearest decided works: {', '.join(answers)}" if answers else ""


def _answers(
    near: Iterable[Near], code: str, said: Mapping[tuple[str, str], frozenset[bool]]
) -> Iterator[str]:
    for one in near:
        views = said.get((one.source, code))
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
    """Return the stems of the words of each work, in their order; words of grammar are left out, and our own tags, which begin with `prefix`."""
    stem = _Stems().__getitem__
    return [list(filter(None, map(stem, words_in(text_of(work, prefix))))) for work in works]


def nearest_decided(
    works: Sequence[Source], decided: Iterable[str], stems: Sequence[Sequence[str]]
) -> Mapping[str, tuple[Near, ...]]:
    """Return by key, for each work, the two nearest of the `decided` works (never itself), the nearest first.

    `stems` are those of each work (`stems_of`). Works without words, and those near to none, have `()`.
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
