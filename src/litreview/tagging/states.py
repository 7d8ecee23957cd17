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
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log

from litreview.codebook import NONE, Code, Codebook, CodebookLike, load_codebook
from litreview.containers import TypedTuple
from litreview.kept import Keeping, each, spans_read, spans_written
from litreview.model import Decision, Source, Span
from litreview.progress import counted
from litreview.results import GoalState
from litreview.tagging.nearest import Near, nearest_decided
from litreview.tagging.prior import Prior, load_prior, probability
from litreview.tagging.rules import NOTE_FIELDS, Weighed, is_unasked
from litreview.tagging.tagger import text_basis, weigh
from litreview.tagging.texts import FIELDS, field_spans, text_of

RULES_SHARE = 0.5
SURE = 0.75
_LEAST = 0.08  # the lowest and, from 1, the highest score that counts: that no word is known is no proof
_AT_THRESHOLD = 0.5  # the score of a rule at its threshold (litreview.tagging.rules)
_MOST = 0.99  # nothing tested says that an answer is surer
_WORDS = 3  # words of the model, and quotes of the rules, in a reason
_PULL = 0.08  # log-odds; what a word must weigh to be named
_LONG = 60  # letters of a quote

Weights = Mapping[str, Mapping[str, Weighed]]
"""By source key and code, what the words of the rules weigh (`litreview.tagging.tagger.weigh`)."""
Said = Mapping[str, Mapping[str, float]]
"""By source key and code, the log-odds by the model alone (`model_odds`)."""


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


def model_odds(
    sources: Iterable[Source], codebook: CodebookLike = None, keeping: Keeping | None = None
) -> Said:
    """Return by source key the log-odds of each code by the shipped model alone, not calibrated; empty where none is shipped.

    `keeping`: what the model said before, which is not asked again.
    """
    book = load_codebook(codebook)
    prior, prefix = prior_of(book), f"{book.name}:"
    if prior is None:
        return {}
    works = [source for source in sources if not is_unasked(source)]
    odds = each(
        keeping,
        "model",
        works,
        lambda places: [
            reading.log_odds()
            for reading in prior.read_each(text_of(works[place], prefix) for place in places)
        ],
        rests_on=[prefix],
        write=lambda said: list(said.values()),
        read=lambda value, _: dict(zip(prior.codes, value, strict=True)),
    )
    return {work.key: said for work, said in zip(works, odds, strict=True)}


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
    keeping: Keeping | None = None,
) -> tuple[GoalState, ...]:
    """Return the state of each source and goal on which nobody has decided, sources in their order, goals in the codebook's.

    A person's answer is final and needs no state; where people differ the machine stays out. `odds` are learned log-odds that stand
    for those of rules and prior; `weights` and `model` (`model_odds`) save reading the sources again, and so does what is kept of them
    (`keeping`). `decisions` are the current ones; a reason names the two nearest works that were decided, if it may (`name_decided`).
    """
    book = load_codebook(codebook)
    prior, prefix = prior_of(book), f"{book.name}:"
    works = [source for source in sources if not is_unasked(source)]
    held = weights if weights is not None else weigh(works, book)
    modelled = model if model is not None else model_odds(works, book, keeping)
    said = _said(decisions, [code.id for code in book.goals if code.enabled], book.name)
    near = nearest_decided(works, {key for key, _ in said}, prefix, keeping) if said and name_decided else {}
    judged = []
    for work in works:
        own, of_model = held.get(work.key, {}), modelled.get(work.key, {})
        learned = (odds or {}).get(work.key, {})
        judged += [
            _Judged(
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
    words = _words(prior, judged, prefix, keeping) if prior else {}
    found = [
        one.state(
            prior,
            words.get((one.source.key, one.code.id), ()),
            _told(near.get(one.source.key, ()), one.code.id, said),
        )
        for one in judged
    ]
    if prior:
        prior.forget()
    return TypedTuple(found, GoalState)


def _words(
    prior: Prior, judged: Iterable[_Judged], prefix: str, keeping: Keeping | None
) -> Mapping[tuple[str, str], tuple[Span, ...]]:
    """Return by source and code the words of the model that weigh most for a yes, or for a no against the rules, where they are in the source."""
    works: dict[str, Source] = {}
    asked: dict[str, list[tuple[str, int]]] = {}
    for one in judged:
        if one.sign:
            works[one.source.key] = one.source
            asked.setdefault(one.source.key, []).append((one.code.id, one.sign))

    held = list(works.values())

    def make(places: Sequence[int]) -> Iterator[list[tuple[Span, ...]]]:
        some = [held[place] for place in places]
        readings = prior.read_each(text_of(work, prefix) for work in some)
        for work, reading in counted("judging goals", zip(some, readings, strict=True), len(some)):
            pulls = [
                reading.pull(code, sign=sign, least=_PULL, most=_WORDS) for code, sign in asked[work.key]
            ]
            yield [field_spans(work, prefix, reading.text, [(p.start, p.end) for p in own]) for own in pulls]

    spans = each(
        keeping,
        "words",
        held,
        make,
        rests_on=[prefix],
        also=list(asked.values()),
        write=lambda value: list(map(spans_written, value)),
        read=lambda value, work: [spans_read(own) for own, _ in zip(value, asked[work.key], strict=True)],
    )
    return {
        (key, code): of_code
        for key, of_source in zip(works, spans, strict=True)
        for (code, _), of_code in zip(asked[key], of_source, strict=True)
    }


def _sum(prior: Prior | None, said: Mapping[str, float], code: str, weighed: Weighed | None) -> float:
    """Return the calibrated log-odds of a code from what the prior `said` and what the rules' words weigh."""
    rules = rules_log_odds(weighed.score if weighed else 0.0)
    if prior is None or code not in said:
        return rules
    line = prior.record["codes"][code]
    return float(line["slope"] * (said[code] + RULES_SHARE * rules) + line["shift"])


class _Judged:
    """One code of one source, with what rules and model make of it."""

    def __init__(
        self, *, source: Source, code: Code, weighed: Weighed | None, odds: float, model: float | None
    ) -> None:
        self.source, self.code, self.weighed, self.model = source, code, weighed, model
        self.chance = min(max(probability(odds), 1 - _MOST), _MOST)
        self.answer = odds >= 0
        self.by_rules = weighed is not None and weighed.score >= _AT_THRESHOLD

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


def _said(
    decisions: Iterable[Decision], codes: Sequence[str], name: str
) -> Mapping[tuple[str, str], frozenset[bool]]:
    """Return what people say per source and code, yes and no; `none` is a no to every code."""
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
