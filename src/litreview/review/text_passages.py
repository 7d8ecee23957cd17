"""Passages of full texts on a code or a statement: the sentences with the rarest and weightiest of its words, never of what anybody answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from math import log
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from litreview.core.containers import first_by_key
from litreview.core.errors import UsageError, near_miss
from litreview.core.results.texts import MOST_PASSAGES, TextPage, TextPassage
from litreview.judgements.codebook import Code
from litreview.judgements.codebook.values import parse_pattern
from litreview.stages.tagging.matcher import Matcher
from litreview.stages.texts import split_sentences, truncate_words

if TYPE_CHECKING:
    from litreview.review.session import Review

_SHORTEST, _AROUND = 5, 35  # words of a sentence at least, and words shown before and after it
_LONG = 0.25  # how much of its score a sentence twice as long as others loses
_SHOWN = ("title", "abstract", "keywords", "author_keywords")
_TAIL = 60  # letters at the end of a sentence, before which a heading may be
_NAMED = re.compile(r"(code|finding):(\S+)")
_ENDED = re.compile(r"[.?!][”\"’)\]]*$")
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")


class _Vocabulary(NamedTuple):
    """The words of a code or statement: their weights by the text of their pattern, those that count alone, those that bar others."""

    matcher: Matcher
    weights: Mapping[str, float]
    alone: frozenset[str]
    barred: frozenset[str]


class _Sentence(NamedTuple):
    page: int
    text: str


@lru_cache(maxsize=128)
def _vocabulary(code: Code | None, words: str) -> _Vocabulary:
    """Return the vocabulary of a code, or of words; a code without terms of its own has the words of its definition."""
    terms = [term for term in code.terms if term.weight > 0 and not term.whole] if code else []
    if code and not terms:
        words = " ".join((code.label, code.definition, *code.counts))
    patterns = {term.pattern: term for term in terms}
    plain = {parse_pattern(word) for word in _WORD.findall(words.lower())} - patterns.keys()
    barred = code.not_in if code and terms else ()
    weights: dict[str, float] = dict.fromkeys((pattern.text for pattern in plain), 1.0)
    for term in terms:
        weights[term.pattern.text] = max(weights.get(term.pattern.text, 0.0), term.weight)
    return _Vocabulary(
        matcher=Matcher((*patterns, *plain, *barred)),
        weights=weights,
        alone=frozenset(weights) - {term.pattern.text for term in terms if term.generic},
        barred=frozenset(pattern.text for pattern in barred),
    )


Asked = tuple[Code | None, str]
"""What passages are looked for: a code, or words."""


def passages_on(
    review: Review, key: str, *asked: Asked, most: int = MOST_PASSAGES
) -> tuple[TextPassage, ...]:
    """Return the best passages of a source on codes, or with the rarest of some words: the best of each first. Empty without a text.

    Only the text and the question count, so that passages tell nothing of what others answered.
    """
    found: list[list[tuple[float, TextPassage]]] = [[] for _ in asked]
    source = review.deduplication[key]
    for file, facts in review.stage_value("text_of").get(key, ()):
        labels, numbering = review.stage_value("page_numbers")[file.name]
        shown = "".join(_letters(source.get(name)) for name in _SHOWN) + _letters(facts.abstract)
        pages = review.text_library.pages(file.digest)
        sentences = [
            one
            for one in _sentences(pages, facts.references)
            # title and abstract are beside the question already
            if one.page > facts.abstract_page or _letters(one.text)[-_TAIL:] not in shown
        ]
        texts = [one.text for one in sentences]
        for (code, words), passages in zip(asked, found, strict=True):
            for score, place in _ranked(texts, _vocabulary(code, words))[:most]:
                page, text = sentences[place]
                passage = TextPassage(
                    source=key,
                    page=labels[page] if page < len(labels) else "",
                    sentence=truncate_words(text),
                    file=file.name,
                    numbering=numbering,
                    place=page + 1,
                    before=" ".join(_running_text(texts[max(place - 3, 0) : place]).split()[-_AROUND:]),
                    after=" ".join(_running_text(texts[place + 1 : place + 4]).split()[:_AROUND]),
                    about=code.id if code else "",
                )
                passages.append((score, passage))
    for passages in found:
        passages.sort(key=lambda one: (-one[0], one[1].file, one[1].place))
    by_rank = (one[1] for rank in zip_longest(*found) for one in rank if one)
    return tuple(first_by_key((one.sentence, one) for one in by_rank).values())[:most]


def _sentences(pages: Sequence[TextPage], references: str) -> Iterator[_Sentence]:
    """Yield the sentences of a text with the place of their page, joined across pages, without its reference list."""
    listed = _letters(references)
    begun: _Sentence | None = None
    for number, page in enumerate(pages):
        texts = [text for _, text in split_sentences(page.text) if text and _letters(text) not in listed]
        for n, text in enumerate(texts):
            if begun and not n and text[0].islower():
                begun = begun._replace(text=f"{begun.text} {text}")
                continue
            if begun:
                yield begun
            begun = _Sentence(number, text)
        if begun and _ENDED.search(begun.text):
            yield begun
            begun = None
    if begun:
        yield begun


def _running_text(sentences: Iterable[str]) -> str:
    """Return sentences as one text; a dash follows what does not end as a sentence does, such as a heading.

    >>> _running_text(["They paid none.", "What follows", "Few were found."])
    'They paid none. What follows — Few were found.'
    """
    return " ".join(one if _ENDED.search(one) else f"{one} —" for one in sentences)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _ranked(sentences: Sequence[str], vocabulary: _Vocabulary) -> list[tuple[float, int]]:
    """Return score and place of each sentence with words of a vocabulary, the best first."""
    hits = {place: found for place, text in enumerate(sentences) if (found := _terms_in(text, vocabulary))}
    counts = Counter(word for found in hits.values() for word in found)
    rarity = {word: log(1 + len(sentences) / count) for word, count in counts.items()}
    usual = sum(map(len, sentences)) / max(len(sentences), 1)
    ranked = []
    for place, found in hits.items():
        if not vocabulary.alone.isdisjoint(found):
            score = sum(vocabulary.weights[word] * rarity[word] for word in found)
            ranked.append((score / (1 - _LONG + _LONG * len(sentences[place]) / usual), place))
    return sorted(ranked, key=lambda one: (-one[0], one[1]))


def _terms_in(text: str, vocabulary: _Vocabulary) -> frozenset[str]:
    """Return the words of a vocabulary in a sentence, without those inside a phrase that bars them."""
    if text.count(" ") < _SHORTEST - 1 or not _ENDED.search(text):
        return frozenset()
    hits = vocabulary.matcher.find(text)
    barred = [place for word in vocabulary.barred & hits.keys() for place in hits[word]]
    return frozenset(
        word
        for word in vocabulary.weights.keys() & hits.keys()
        if any(not any(a <= start and end <= b for a, b in barred) for start, end in hits[word])
    )


def find_named(review: Review, name: str) -> tuple[TextPassage, ...] | None:
    """Return the best passages on `code:ID` of the sources tagged with it, or on `finding:ID` of those it names, or of all if it names none; None for other words.

    `UsageError` for an id that there is not.
    """
    named = _NAMED.fullmatch(name.strip())
    if not named:
        return None
    kind, id_ = named.groups()
    if kind == "code":
        codes = {code.id: code for code in review.codebook.codes}
        code = codes.get(id_) or _unknown(kind, id_, codes)
        keys: Iterable[str] = [tag.source for tag in review.tags if tag.code == id_]
        words = ""
    else:
        findings = {one.id: one for one in review.findings.findings}
        finding = findings.get(id_) or _unknown(kind, id_, findings)
        code, words = None, finding.statement
        keys = finding.sources or [source.key for source in review.sources]
    return tuple(
        replace(one, about=id_)
        for key in dict.fromkeys(keys)
        for one in passages_on(review, key, (code, words))
    )


def _unknown(kind: str, id_: str, ids: Iterable[str]) -> NoReturn:
    raise UsageError(f"no {kind} is called '{id_}'{near_miss(id_, ids)}")
