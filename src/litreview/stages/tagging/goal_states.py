"""The machine's one answer for each source and goal: `likely`, `suggested` or `ask`, yes or no, with a probability and a reason.

Rules and prior each give log-odds. Their sum counts the rules as `RULES_SHARE`. A line turns the sum into a probability. It has a slope for a yes and
one for a no, separately for titles and summaries; the prior's training record has its numbers. A codebook without a shipped prior has the rules
alone.

- `likely`: rules and model agree, and the probability reaches the training record's threshold for that code and answer. Above it, answers
  were most reliable in tests. Nothing is likely by the rules alone.
- `suggested`: not likely, but above another threshold of the record, over which four of five answers or more were right.
- `ask`: the machine can't tell, or there was no text of which it understood anything. It counts as nothing.

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

from litreview.core.containers import TypedTuple, grouped_sets
from litreview.core.libraries import np, sparse
from litreview.core.model import Basis, Decision, Source, Span
from litreview.core.results.assessment import GoalState, State
from litreview.judgements.codebook import NONE, Code, Codebook, CodebookLike, load_codebook
from litreview.judgements.decisions import answered
from litreview.stages.learning import Numbering
from litreview.stages.tagging.codebook_rules import NOTE_FIELDS, Weighed, is_untaggable
from litreview.stages.tagging.prior import Prior, prior_of, probability
from litreview.stages.tagging.tagger import AT_THRESHOLD, Reading, read_sources, text_basis
from litreview.stages.tagging.tokens import FIELDS, GRAMMAR, stem_of, text_of, words_in

RULES_SHARE = 0.35
SUGGESTED_ALONE: Mapping[str, float] = {"suggested_yes": 0.6, "suggested_no": 0.75}
"""From which probability the rules alone suggest an answer: of such a yes, three of four were right on two codebooks with half a dozen words a
code (`benchmarks/learning.py`)."""
_OUTSIDE = (
    -1.5
)  # the most for a work that is not of the field that the code requires: no word of a model is that link
_LOWEST, _HIGHEST = 0.08, 0.98  # scores that count: that no word is known is no proof
_MOST = 0.99  # nothing tested says that an answer is surer
_WORDS = 3  # quotes of the rules in a reason
_LONG = 60  # letters of a quote

Readings = Mapping[str, Reading]
"""What rules and model said of each source, by its key (`litreview.stages.tagging.tagger.read_sources`)."""


def rules_log_odds(score: float) -> float:
    """Return the log-odds of a score of the rules: 0 at the threshold.

    >>> rules_log_odds(0.5), round(rules_log_odds(0.0), 2)
    (0.0, -2.44)
    """
    bounded = min(max(score, _LOWEST), _HIGHEST)
    return log(bounded / (1 - bounded))


def readings_of(sources: Iterable[Source], codebook: CodebookLike = None) -> Readings:
    """Return what rules and model say of each source that can be read, by its key."""
    works = [source for source in sources if not is_untaggable(source)]
    return {work.key: read for work, read in zip(works, read_sources(works, codebook), strict=True)}


def log_odds(
    sources: Iterable[Source], codebook: CodebookLike = None, readings: Readings | None = None
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the calibrated log-odds of each enabled goal, from rules and prior, before any decision.

    Confidential sources and records requests are not read. `readings` (`readings_of`) save reading the sources again.
    """
    book = load_codebook(codebook)
    works = [source for source in sources if not is_untaggable(source)]
    prior = prior_of(book)
    read = readings if readings is not None else readings_of(works, book)
    codes = [code.id for code in book.goals if code.enabled]
    return {
        work.key: {code: _sum(prior, read[work.key], code, text_basis(work)) for code in codes}
        for work in works
    }


def judge_goals(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
    *,
    odds: Mapping[str, Mapping[str, float]] | None = None,
    readings: Readings | None = None,
    name_decided: bool = True,
) -> tuple[GoalState, ...]:
    """Return the state of each source and goal on which nobody has decided, sources in their order, goals in the codebook's.

    A person's answer is final and needs no state; where people differ the machine stays out. `odds` are learned log-odds that stand
    for those of rules and prior; `readings` (`readings_of`) save reading the sources again. `decisions` are the current ones; a
    reason names the two nearest works that were decided, if it may (`name_decided`).
    """
    book = load_codebook(codebook)
    works = tuple(source for source in sources if not is_untaggable(source))
    read = readings if readings is not None else readings_of(works, book)
    decided = {key for key, _ in goal_answers(decisions, book)} if name_decided else set()
    near = nearest_decided(works, decided, stem_table(stems_of(works, f"{book.name}:"))) if decided else {}
    return judge(works, book, decisions, odds=odds, readings=read, near=near)


def judge(
    works: Iterable[Source],
    book: Codebook,
    decisions: Iterable[Decision],
    *,
    odds: Mapping[str, Mapping[str, float]] | None,
    readings: Readings,
    near: Mapping[str, tuple[Near, ...]],
) -> tuple[GoalState, ...]:
    """Return the states (see `judge_goals`) from what was read; reasons name people's answers on works that are `near`."""
    prior = prior_of(book)
    answers = goal_answers(decisions, book)
    goals = [code for code in book.goals if code.enabled]
    found = []
    for work in works:
        read = readings[work.key]
        basis = text_basis(work)
        parts = _readable_parts(work)
        learned = (odds or {}).get(work.key, {})
        found += [
            JudgedGoal(
                source=work,
                code=code,
                read=read,
                basis=basis,
                parts=parts,
                odds=learned[code.id] if code.id in learned else _sum(prior, read, code.id, basis),
            ).state(prior, _nearest_text(near.get(work.key, ()), code.id, answers))
            for code in goals
            if (work.key, code.id) not in answers
        ]
    return TypedTuple(found, GoalState, book)


def _sum(prior: Prior | None, read: Reading, code: str, basis: Basis) -> float:
    """Return the calibrated log-odds of a code from what rules and model said."""
    weighed = read.weighed.get(code)
    rules = rules_log_odds(weighed.score if weighed else 0.0)
    if prior is None or code not in read.odds:
        return rules
    line = prior.record["codes"][code]["title" if basis == "title" else "text"]
    odds = calibrate(line, read.odds[code] + RULES_SHARE * rules)
    return min(odds, _OUTSIDE) if weighed and weighed.outside else odds


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
        self, *, source: Source, code: Code, read: Reading, basis: Basis, parts: str, odds: float
    ) -> None:
        self.source: Source = source
        self.code: Code = code
        self.weighed: Weighed | None = read.weighed.get(code.id)
        self.model: float | None = read.odds.get(code.id)
        self.chance: float = min(max(probability(odds), round(1 - _MOST, 4)), _MOST)
        self.answer: bool = odds >= 0
        self.by_rules: bool = self.weighed is not None and self.weighed.score >= AT_THRESHOLD
        self._read, self._basis, self._parts = read, basis, parts

    def state(self, prior: Prior | None, near: str) -> GoalState:
        """Return the state, with its reason and the text `near` on similar decided works."""
        words = self._words()
        quotes = self.weighed.spans if self.weighed else ()
        spans = tuple(dict.fromkeys((*quotes, *words)))
        return GoalState(
            source=self.source.key,
            code=self.code.id,
            state=self._state(prior) if spans or not self.answer else "ask",
            answer=self.answer,
            probability=self.chance,
            reason="; ".join(filter(None, (self._reason(words), near))),
            spans=spans,
        )

    def _words(self) -> tuple[Span, ...]:
        """Return the words of the model to show: those for a yes, those for a no against the rules, none for another no."""
        if not (self.answer or self.by_rules):
            return ()
        return self._read.words.get(self.code.id, ((), ()))[0 if self.answer else 1]

    def _state(self, prior: Prior | None) -> State:
        if not self._read.understood:
            return "ask"
        sure = self.chance if self.answer else 1 - self.chance
        answer = "yes" if self.answer else "no"
        record = prior.record["codes"][self.code.id] if prior and self.model is not None else SUGGESTED_ALONE
        if self._agree(record) and sure >= record.get(f"likely_{answer}", 2):
            return "likely"
        if self.answer and not (self.weighed and self.weighed.score):
            return "ask"  # a model alone, where no word of the codebook speaks for it, is right too seldom
        return "suggested" if sure >= record.get(f"suggested_{answer}", 2) else "ask"

    def _agree(self, record: Mapping[str, float]) -> bool:
        """Return whether rules and model, each alone, give this answer."""
        return (
            self.by_rules == self.answer == (self.model is not None and self.model >= record.get("even", 0.0))
        )

    def _reason(self, words: Sequence[Span]) -> str:
        """Return the reason in words: the words for a yes, or for a no what is missing or too little."""
        quotes = _quoted(self.weighed.spans) if self.weighed else ""
        others = _quoted(words)
        if self.by_rules:
            text = quotes
        elif not any(self.source.get(name).strip() for name in FIELDS):
            text = "nothing could be read"
        elif self.weighed is not None and self.weighed.outside:
            text = f"nothing on {self.code.requires} in {self._parts}"
        elif quotes:
            text = f"only {quotes} on {self._subject}"
        else:
            text = f"nothing on {self._subject} in {self._parts}"
        if self.by_rules != self.answer and others:
            against = "for it" if self.answer else "against it"
            text += f"; but a model of the words takes {others} as {against}"
        elif self.answer and others:
            text += f"; words that weigh most: {others}"
        if self._basis == "title":
            text += (
                "; the abstract is too short to judge by"
                if self.source.abstract.strip()
                else "; only the title was there"
            )
        return text

    @property
    def _subject(self) -> str:
        return self.code.subject or f"'{self.code.label}'"


def _quoted(spans: Sequence[Span]) -> str:
    if not spans:
        return ""
    quotes = dict.fromkeys(
        f"'{span.text if len(span.text) <= _LONG else span.text[: _LONG - 1] + '…'}' ({span.field})"
        for span in spans
    )
    return ", ".join(list(quotes)[:_WORDS])


_PARTS = {
    "title": "title",
    "abstract": "abstract",
    "keywords": "keywords",
    **dict.fromkeys(NOTE_FIELDS, "note"),
}


def _readable_parts(source: Source) -> str:
    """Return the parts of a source that can be read, in words: "title or abstract"."""
    there = dict.fromkeys(word for name, word in _PARTS.items() if source.get(name).strip())
    *first, last = there or ("text",)
    return f"{', '.join(first)} or {last}" if first else last


def decided_codes(
    decisions: Iterable[Decision], codes: Sequence[str], prefix: str
) -> Mapping[tuple[str, str], set[bool]]:
    """Return people's answers (yes, no or both) by source and code; `none` is a no to every code."""
    on_codes = (one for one in decisions if one.verb in ("tag", "not-tag"))
    views = (
        ((one.key, one.value.removeprefix(prefix)), one.verb == "tag")
        for one in answered(on_codes, codes, prefix)
    )
    return grouped_sets((about, yes) for about, yes in views if about[1] != NONE or not yes)


def goal_answers(decisions: Iterable[Decision], book: Codebook) -> Mapping[tuple[str, str], frozenset[bool]]:
    """Return people's answers (yes, no or both) by source and code of the main group."""
    codes = [code.id for code in book.goals if code.enabled]
    decided = decided_codes(decisions, codes, f"{book.name}:")
    return {about: frozenset(views) for about, views in decided.items() if about[1] in codes}


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
    works: Sequence[Source], decided: Iterable[str], table: Any
) -> Mapping[str, tuple[Near, ...]]:
    """Return by key, for each work, the two nearest of the `decided` works (never itself), the nearest first.

    `table` has the TF-IDF of each work (`stem_table`). Works without words, or without a near one, have `()`.
    """
    known = set(decided)
    columns = [n for n, work in enumerate(works) if work.key in known]
    if not columns:
        return {}
    chosen = sparse.csr_matrix(table[columns].T)
    found: dict[str, tuple[Near, ...]] = {}
    for first in range(0, len(works), _ROWS):
        some = works[first : first + _ROWS]
        likeness = (table[first : first + _ROWS] @ chosen).toarray()
        order = np.argsort(-likeness, axis=1, kind="stable")[:, : _NEAREST + 1]
        values = np.take_along_axis(likeness, order, axis=1)
        for work, places, row in zip(some, order.tolist(), values.tolist(), strict=True):
            near = (
                Near(works[columns[n]].key, round(value, 4)) for n, value in zip(places, row, strict=True)
            )
            found[work.key] = tuple(
                one for one in near if one.source != work.key and one.likeness >= _LEAST_LIKENESS
            )[:_NEAREST]
    return found


def stem_table(rows: Sequence[Sequence[str]]) -> Any:
    """Return the TF-IDF of works by their stems (`stems_of`), a sparse row each, of length 1."""
    numbers: list[int] = [*map(Numbering().__getitem__, chain.from_iterable(rows))]
    words = np.array(numbers, dtype=int)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    size = 1 + int(words.max(initial=-1))
    table = sparse.csr_matrix((np.ones(len(words)), (owners, words)), shape=(len(rows), size))
    table.sum_duplicates()
    table.data = 1 + np.log(table.data)
    in_works = np.bincount(table.indices, minlength=size)
    table = sparse.csr_matrix(table @ sparse.diags(np.log((1 + len(rows)) / (1 + in_works)) + 1))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ table)
