"""Active learning of tags: suggests codes and the sources to code next, and learns from each decision.

A model starts with what is known of a code before any decision (`litreview.stages.tagging.goal_states`): the words of the codebook, and the
shipped prior of the built-in one. Each decision moves it (`litreview.stages.learning`). Its tags have `method="model"` and are never
final. It measures itself fairly:

- Kappa is cross-validated: no model judges a source that it has seen, or of which it has seen another version of the same study.
- Probabilities can be added up. `expected_yes` is their sum over the sources that nobody has decided. `expected_wrong` is the number of
  suggestions among them that a person would overturn. When both are small, more coding changes little.

The same input gives the same output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from litreview.core.containers import TypedTuple, type_fields
from litreview.core.libraries import Floats, np
from litreview.core.model import Decision, Relation, Source, Span, Tag
from litreview.core.runtime import gc_pause
from litreview.core.wording import Value
from litreview.judgements.codebook import Codebook, CodebookLike, load_codebook
from litreview.linkage import heads
from litreview.stages.learning import (
    Features,
    Learned,
    balanced,
    chances,
    find_words,
    folds,
    kappa,
    learn,
    read_features,
    words_of,
)
from litreview.stages.tagging.codebook_rules import is_untaggable
from litreview.stages.tagging.goal_states import Readings, decided_codes, judge_goals, log_odds, readings_of
from litreview.stages.tagging.tagger import AT_THRESHOLD, read_sources, tags_of, text_basis

_MEASURED, _OF_EACH = 20, 3
"""Decided sources, and yes and no answers each, needed to measure a model. It suggests before that."""
_YES = 0.5
_STRENGTH = 10.0  # C: how far one answer counts; 5 and 20 were alike (benchmarks/learning.py)
_BALANCE = 0.5  # 0: each answer counts the same, 1: all yes together as much as all no; half the way was best for rare codes
_FIELDS = ("title", "abstract", "keywords", "annotation", "note")
_QUOTES = 3  # words shown per suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust(Value):
    """How far the model of a code can be trusted. `why` says why it was not measured, if it was not.

    - `yes`, `no`: sources that people decided without an open dispute; `left`: sources that nobody has decided.
    - `kappa`: cross-validated kappa of model and people; `rules`: kappa of rules and people on the same sources.
    - `turned`: undecided sources for which decisions on others changed the model's answer.
    """

    code: str
    yes: int
    no: int
    left: int
    kappa: float | None = None
    rules: float | None = None
    expected_yes: float = 0.0
    expected_wrong: float = 0.0
    turned: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested(Value):
    """A source to code next. `doubt` is 0..1, 1 where the model can't tell; `code` is the code it is least sure of.

    `probabilities` are those of each code now, `before` those without any decision.
    """

    source: str
    doubt: float
    code: str
    probabilities: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)

    @property
    def uncertainty(self) -> float:
        """How little the model can tell, 0 to 1 (`doubt`)."""
        return self.doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions(Value):
    """What `suggest` returns: model tags, the sources to code next (most doubtful first), and the trust in each code."""

    tags: tuple[Tag, ...] = ()
    queue: tuple[Suggested, ...] = ()
    trust: tuple[Trust, ...] = ()

    def __post_init__(self) -> None:
        """Set the item type of each tuple, also of empty ones."""
        type_fields(self, tags=Tag, queue=Suggested, trust=Trust)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned(Value):
    """A suggestion that answers on other sources changed: the answer now, and the probability of yes before and now."""

    source: str
    code: str
    yes: bool
    before: float
    now: float


def suggest(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
    related: Iterable[Relation] = (),
) -> Suggestions:
    """Return suggestions for the sources that nobody has decided, learned from the codebook's words and `decisions`.

    `decisions` are the current ones, including those of adjudicators; a source on which people still disagree is not learned from.
    `related` groups the versions of one study, so that no model judges one version after it saw another. Confidential sources and records
    requests are left out.
    """
    return Learner(sources, codebook, related).suggest(decisions)


def tag(
    sources: Iterable[Source],
    codebook: CodebookLike = None,
    decisions: Sequence[Decision] = (),
    related: Iterable[Relation] = (),
) -> tuple[Tag, ...]:
    """Return the tags of all sources: codes of the main group, topics and source type, machine's and people's.

    On a code of the main group, the machine has one answer, `likely` or `suggested`, learned from the `decisions`
    (`litreview.stages.tagging.goal_states`). If a person should decide, there is no tag. `decisions` are the current ones
    (`litreview.judgements.decisions.current`). A person's `tag` stands; a person's `not-tag` keeps the machine's tag away for good; a code on which
    two people differ is never filled by the machine. Sources come in the order given, codes in the codebook's.
    """
    works, book = tuple(sources), load_codebook(codebook)
    with gc_pause():
        read = read_sources(works, book)
        readings = {work.key: own for work, own in zip(works, read, strict=True)}
        learner = Learner(works, book, related, readings=readings)
        odds = learner.odds(decisions) if decided_codes(decisions, learner.codes, f"{book.name}:") else None
        states = judge_goals(works, book, decisions, odds=odds, readings=readings, name_decided=False)
        return tags_of(works, read, book, decisions, states)


def word_lines(works: Iterable[Source], prefix: str) -> list[str]:
    """Return the words of each work, a line for each field, without our own tags among its keywords, which begin with `prefix`."""
    own = re.compile(rf"\b{re.escape(prefix)}[\w-]+")
    texts = ([work.get(field) for field in _FIELDS] for work in works)
    # few texts have a tag of ours, and to look for it is faster than to replace it
    kept = ([own.sub(" ", text) if prefix in text else text for text in parts] for parts in texts)
    return ["\n".join(" ".join(words_of(text)) for text in parts) for parts in kept]


def features_of(lines: Iterable[str]) -> Features:
    """Return the TF-IDF features of works by their `word_lines`."""
    return read_features((text.split("\n") for text in lines), least=2, split=str.split)


class Learner:
    """Sources with their words read once, so that learning from a decision takes a moment, however many there are."""

    def __init__(
        self,
        sources: Iterable[Source],
        codebook: CodebookLike = None,
        related: Iterable[Relation] = (),
        known: Mapping[str, Mapping[str, float]] | None = None,
        readings: Readings | None = None,
        features: Features | None = None,
    ) -> None:
        """Read the words. `known` are the initial log-odds by source and code (default: `litreview.stages.tagging.goal_states.log_odds`).

        `readings` and `features` save computing them: what rules and model say of each work (`litreview.stages.tagging.goal_states.readings_of`),
        and the features of all works that are neither confidential nor records requests (`features_of`).
        """
        self._known_features = features
        self._known_odds = known
        self._known_readings = readings
        self.book: Codebook = load_codebook(codebook)
        self.works: tuple[Source, ...] = tuple(source for source in sources if not is_untaggable(source))
        self.codes: tuple[str, ...] = tuple(code.id for code in self.book.goals if code.enabled)
        self._groups = _studies(self.works, related)
        self._order = {work.key: n for n, work in enumerate(self.works)}

    @cached_property
    def _readings(self) -> Readings:
        return readings_of(self.works, self.book) if self._known_readings is None else self._known_readings

    @cached_property
    def _features(self) -> Features:
        known = self._known_features
        return features_of(word_lines(self.works, f"{self.book.name}:")) if known is None else known

    @cached_property
    def _offsets(self) -> Mapping[str, Floats]:
        """The log-odds of each work before any decision, by code."""
        known = self._known_odds
        if known is None:
            known = log_odds(self.works, self.book, self._readings)
        return {code: np.array([known[work.key][code] for work in self.works]) for code in self.codes}

    def learn(self, decisions: Sequence[Decision] = ()) -> tuple[CodeModel, ...]:
        """Return the model of each code after these decisions."""
        views = decided_codes(decisions, self.codes, f"{self.book.name}:")
        return tuple(self._learn(code, views) for code in self.codes)

    def odds(self, decisions: Sequence[Decision]) -> Mapping[str, Mapping[str, float]]:
        """Return the log-odds by source and code after these decisions."""
        found: dict[str, dict[str, float]] = {work.key: {} for work in self.works}
        for one in self.learn(decisions):
            logits = one.learned.logits(self._features.table, self._offsets[one.code])
            for work, value in zip(self.works, logits.tolist(), strict=True):
                found[work.key][one.code] = round(value, 6)
        return found

    def suggest(self, decisions: Sequence[Decision] = ()) -> Suggestions:
        """Return the suggestions after these decisions (see `suggest`)."""
        found = self.learn(decisions)
        tags = [tag for one in found for tag in self._tags(one)]
        return Suggestions(
            tags=TypedTuple(
                sorted(tags, key=lambda t: (self._order[t.source], self.codes.index(t.code))), Tag, self.book
            ),
            queue=self.queue(found),
            trust=tuple(self.trust(one) for one in found),
        )

    def compare(self, before: Sequence[CodeModel], after: Sequence[CodeModel]) -> tuple[Turned, ...]:
        """Return the suggestions that decisions in between changed, on sources undecided before and after; the most changed first."""
        found = []
        for was, now in zip(before, after, strict=True):
            for n in sorted(set(now.left) & set(was.left)):
                a, b = float(was.chances[n]), float(now.chances[n])
                if (a >= _YES) != (b >= _YES):
                    key = self.works[n].key
                    found.append(Turned(source=key, code=now.code, yes=b >= _YES, before=a, now=b))
        return tuple(
            sorted(found, key=lambda one: (-abs(one.now - one.before), self._order[one.source], one.code))
        )

    def _learn(self, code: str, views: Mapping[tuple[str, str], set[bool]]) -> CodeModel:
        slots = [views.get((work.key, code), set()) for work in self.works]
        known = [n for n, view in enumerate(slots) if len(view) == 1]
        left = [n for n, view in enumerate(slots) if not view]
        answers = [True in slots[n] for n in known]
        learned = self._fit(code, known, answers)
        logits = learned.logits(self._features.table, self._offsets[code])
        return CodeModel(
            code=code,
            known=known,
            answers=answers,
            left=left,
            learned=learned,
            chances=chances(logits).round(4),
        )

    def _fit(self, code: str, known: Sequence[int], answers: Sequence[bool]) -> Learned:
        yes = np.array(answers, dtype=bool)
        return learn(
            self._features.table[list(known)],
            yes,
            self._offsets[code][list(known)],
            strength=_STRENGTH,
            weights=balanced(yes, _BALANCE),
        )

    def trust(self, one: CodeModel) -> Trust:
        """Return how far the model of a code can be trusted."""
        yes, no = sum(one.answers), len(one.answers) - sum(one.answers)
        before = chances(self._offsets[one.code])
        left = one.chances[one.left]
        trust = Trust(
            code=one.code,
            yes=yes,
            no=no,
            left=len(one.left),
            expected_yes=round(float(left.sum()), 1),
            expected_wrong=round(float(sum(min(p, 1 - p) for p in left)), 1),
            turned=int(((left >= _YES) != (before[one.left] >= _YES)).sum()),
        )
        crossed = self._crossed(one) if yes + no >= _MEASURED and min(yes, no) >= _OF_EACH else ()
        if not crossed:
            return replace(trust, why=_too_few(yes, no))
        rules = [self._by_rules(n, one.code) for n in one.known]
        return replace(trust, kappa=kappa(one.answers, crossed), rules=kappa(one.answers, rules))

    def _by_rules(self, n: int, code: str) -> bool:
        weighed = self._readings[self.works[n].key].weighed.get(code)
        return weighed is not None and weighed.score >= AT_THRESHOLD

    def _crossed(self, one: CodeModel) -> list[bool]:
        """Return cross-validated answers on the decided works, `[]` if all are versions of one study."""
        predicted: dict[int, bool] = {}
        for seen, unseen in folds(one.answers, [self._groups[n] for n in one.known]):
            rows = [one.known[n] for n in seen]
            learned = self._fit(one.code, rows, [one.answers[n] for n in seen])
            test = [one.known[n] for n in unseen]
            logits = learned.logits(self._features.table[test], self._offsets[one.code][test])
            predicted |= dict(zip(unseen, (logits >= 0).tolist(), strict=True))
        return [predicted[n] for n in range(len(one.known))] if predicted else []

    def queue(self, found: Iterable[CodeModel]) -> tuple[Suggested, ...]:
        """Return each undecided source with the code whose model is least sure of it; the most doubtful first."""
        now: dict[int, dict[str, float]] = {}
        for one in found:
            for n in one.left:
                now.setdefault(n, {})[one.code] = float(one.chances[n])
        before = {code: chances(offset).round(4) for code, offset in self._offsets.items()}
        queue = []
        for n, chances_of in now.items():
            code = max(chances_of, key=lambda each: _doubt(chances_of[each]))
            queue.append(
                Suggested(
                    source=self.works[n].key,
                    doubt=_doubt(chances_of[code]),
                    code=code,
                    probabilities=chances_of,
                    before={each: float(before[each][n]) for each in chances_of},
                )
            )
        return tuple(sorted(queue, key=lambda one: (-one.doubt, self._order[one.source])))

    def _tags(self, one: CodeModel) -> Iterable[Tag]:
        """Yield a tag for each undecided source that probably has the code, if words can be shown for it."""
        for n in one.left:
            work = self.works[n]
            if one.chances[n] >= _YES and (spans := self._quotes(n, one)):
                yield Tag(
                    source=work.key,
                    code=one.code,
                    method="model",
                    score=float(one.chances[n]),
                    basis=text_basis(work),
                    spans=spans,
                )

    def _quotes(self, n: int, one: CodeModel) -> tuple[Span, ...]:
        """Return the spans of the words of a work that speak most for a code: learned words, else those of the codebook."""
        work = self.works[n]
        pulls = self._features.weighed(n, one.learned.weights)
        if spans := find_words(work, pulls, _FIELDS, _QUOTES):
            return spans
        weighed = self._readings[work.key].weighed.get(one.code)
        return weighed.spans[:_QUOTES] if weighed else ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeModel(Value):
    """The model of one code: positions of decided works with their answers, those of undecided works, and the chance of every work."""

    code: str
    known: Sequence[int]
    answers: Sequence[bool]
    left: Sequence[int]
    learned: Learned
    chances: Floats


def _too_few(yes: int, no: int) -> str:
    if yes + no < _MEASURED:
        return f"measured from {_MEASURED} decided sources on"
    if min(yes, no) < _OF_EACH:
        return f"measured from {_OF_EACH} of yes and {_OF_EACH} of no on"
    return "not measured: all that was decided is versions of one study"


def _studies(works: Sequence[Source], related: Iterable[Relation]) -> list[int]:
    """Return the number of each work's study: works that are related, directly or not, share one."""
    place = {work.key: number for number, work in enumerate(works)}
    head = heads(place, ((each.a, each.b) for each in related))
    return [place[head[work.key]] for work in works]


def _doubt(p: float) -> float:
    """Return 1 where yes is as likely as no, 0 where the probability is 0 or 1.

    >>> _doubt(0.5), _doubt(1.0), _doubt(0.25)
    (1.0, 0.0, 0.5)
    """
    return round(1 - abs(2 * p - 1), 4)
