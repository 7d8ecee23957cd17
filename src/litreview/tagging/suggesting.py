"""Suggestions learned from what people decided: which sources to code next, and how far the model can be trusted.

From about 50 decided sources of a code on (`ENOUGH`), a logistic regression on TF-IDF of words and on the scores of the rules says how
likely each other source has the code. Its tags have `method="model"` and are never final. What it says of itself is honest:

- kappa is cross-validated: no source is judged by a model that has seen it, nor one that has seen another version of the same
  study, and the threshold is chosen without it as well;
- probabilities are calibrated (J. C. Platt, Probabilistic outputs for support vector machines, 1999), so they can be added up;
- `expected_yes` is that sum over the sources nobody has decided: what coding the rest would still find; `expected_wrong` is the
  number of suggestions among them that a person would overturn. When both are small, more coding changes little.

Needs scikit-learn (the `ml` extra). The same input gives the same output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from litreview.codebook import NONE, Codebook, load_codebook
from litreview.linkage import heads
from litreview.model import Decision, Relation, Source, Tag
from litreview.tagging.learning import Features, Model, kappa
from litreview.tagging.rules import is_unasked
from litreview.tagging.tagger import score_rules, text_basis

ENOUGH = 50
"""How many decided sources a code needs before a model of it says anything."""
_RARE = 8  # as many yes and as many no at least: each fold must see some of both
_AT_THRESHOLD = 0.5  # the score of a rule at its threshold (litreview.tagging.scoring)
_TAGGING = ("tag", "not-tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the model of a code can be trusted. `why` says why there is no model, if there is none.

    - `yes`, `no`: sources that people decided, and agree or settled; `left`: those that nobody has decided;
    - `kappa`: cross-validated, of model and people; `rules`: kappa of the rules with people on the same sources;
    - `threshold`: the probability from which the model says yes.
    """

    code: str
    yes: int
    no: int
    left: int
    kappa: float | None = None
    rules: float | None = None
    threshold: float | None = None
    expected_yes: float = 0.0
    expected_wrong: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A source to code next. `doubt` is 0..1, 1 where the model can't tell; `code` is the code it is least sure of."""

    source: str
    doubt: float
    code: str
    probabilities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What `suggest` returns: model tags, the sources to code next (most doubtful first), and the trust in each code."""

    tags: tuple[Tag, ...] = ()
    queue: tuple[Suggested, ...] = ()
    trust: tuple[Trust, ...] = ()


def suggest(
    sources: Iterable[Source],
    codebook: Codebook | None = None,
    decisions: Sequence[Decision] = (),
    related: Iterable[Relation] = (),
) -> Suggestions:
    """Return what a model learned from `decisions` says of the sources on which nobody has decided.

    `decisions` are the current ones, adjudicators' lines applied; a source on which people still differ teaches nothing.
    `related` holds versions of one study together, so that none is judged by a model that saw another. Sealed sources
    and records requests are left out. `MissingExtraError` without scikit-learn.
    """
    book = codebook if codebook is not None else load_codebook()
    works = tuple(source for source in sources if not is_unasked(source))
    codes = [code.id for code in book.goals if code.enabled]
    views = _views(decisions, codes, f"{book.name}:")
    rules = score_rules(works, book)
    features = Features(works, rules, codes, f"{book.name}:")
    groups = _studies(works, related)
    found = [_learn(code, works, views, rules, features, groups) for code in codes]
    order = {work.key: n for n, work in enumerate(works)}
    tags = [tag for one in found for tag in one.tags]
    return Suggestions(
        tags=tuple(sorted(tags, key=lambda tag: (order[tag.source], codes.index(tag.code)))),
        queue=tuple(sorted(_queue(found), key=lambda one: (-one.doubt, order[one.source]))),
        trust=tuple(one.trust for one in found),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    """What is learned of one code: the trust in it, the chance of each source left, the tags it gives."""

    trust: Trust
    chances: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 0.0
    tags: tuple[Tag, ...] = ()


def _learn(
    code: str,
    works: Sequence[Source],
    views: Mapping[tuple[str, str], set[bool]],
    rules: Mapping[str, Mapping[str, float]],
    features: Features,
    groups: Sequence[int],
) -> _Learned:
    slots = [views.get((work.key, code), set()) for work in works]
    known = [n for n, view in enumerate(slots) if len(view) == 1]
    left = [n for n, view in enumerate(slots) if not view]
    answers = [True in slots[n] for n in known]
    yes, no = sum(answers), len(known) - sum(answers)
    if len(known) < ENOUGH or min(yes, no) < _RARE:
        return _Learned(trust=Trust(code=code, yes=yes, no=no, left=len(left), why=_too_few(yes, no)))
    model = Model(features, known, answers, [groups[n] for n in known])
    chances = model.chances(left)
    said = [rules[works[n].key].get(code, 0.0) >= _AT_THRESHOLD for n in known]
    trust = Trust(
        code=code,
        yes=yes,
        no=no,
        left=len(left),
        kappa=kappa(answers, model.crossed),
        rules=kappa(answers, said),
        threshold=model.threshold,
        expected_yes=round(sum(chances), 1),
        expected_wrong=round(sum(1 - p if p >= model.threshold else p for p in chances), 1),
    )
    tags = [
        Tag(source=works[n].key, code=code, method="model", score=p, basis=text_basis(works[n]), spans=spans)
        for n, p in zip(left, chances, strict=True)
        if p >= model.threshold and (spans := features.quotes(n, model.weights))
    ]
    return _Learned(
        trust=trust,
        chances={works[n].key: p for n, p in zip(left, chances, strict=True)},
        threshold=model.threshold,
        tags=tuple(tags),
    )


def _queue(found: Iterable[_Learned]) -> list[Suggested]:
    """Return each source that is left, with the code of which its model is least sure."""
    doubts: dict[str, list[tuple[float, str, float]]] = {}
    for one in found:
        for key, p in one.chances.items():
            doubts.setdefault(key, []).append((_doubt(p, one.threshold), one.trust.code, p))
    queue = []
    for key, told in doubts.items():
        doubt, code, _ = max(told, key=lambda item: item[0])
        queue.append(Suggested(source=key, doubt=doubt, code=code, probabilities={c: p for _, c, p in told}))
    return queue


def _too_few(yes: int, no: int) -> str:
    if yes + no < ENOUGH:
        return f"{yes + no} decided sources, {ENOUGH} are needed"
    return f"{yes} yes and {no} no; at least {_RARE} of each are needed"


def _views(
    decisions: Iterable[Decision], codes: Sequence[str], prefix: str
) -> Mapping[tuple[str, str], set[bool]]:
    """Return what people say per source and code, yes and no; `none` is a no to every code."""
    views: dict[tuple[str, str], set[bool]] = {}
    for decision in decisions:
        if decision.verb not in _TAGGING:
            continue
        code = decision.value.removeprefix(prefix)
        yes = decision.verb == "tag"
        for each in codes if code == NONE and yes else [code]:
            views.setdefault((decision.key, each), set()).add(yes and code != NONE)
    return views


def _studies(works: Sequence[Source], related: Iterable[Relation]) -> list[int]:
    """Return for each work the number of its study: works that are related, directly or not, share one."""
    place = {work.key: number for number, work in enumerate(works)}
    head = heads(place, ((each.a, each.b) for each in related))
    return [place[head[work.key]] for work in works]


def _doubt(p: float, threshold: float) -> float:
    """Return 1 at the threshold, 0 where the probability is 0 or 1.

    >>> _doubt(0.4, 0.4), _doubt(1.0, 0.4), _doubt(0.2, 0.4)
    (1.0, 0.0, 0.5)
    """
    side = threshold if p < threshold else 1 - threshold
    return round(1 - abs(p - threshold) / side, 4) if side else 0.0
