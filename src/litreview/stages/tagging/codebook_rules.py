"""Applies the rules of a codebook to a source: finds its words, weighs them, and returns the codes that they reach.

Each field is read once. Hits in another context are dropped, and the rest are summed by a formula that a reader can redo by hand. A code
whose terms need a scope (a goal of the TVPA needs a stated link to trafficking) is not suggested without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from litreview.core.containers import grouped
from litreview.core.libraries import re
from litreview.core.model import CONTAINER_FIELDS, Basis, Source, Span, Tag
from litreview.judgements.codebook import NONE, UNREAD, Code, Codebook, Pattern, Term
from litreview.stages.tagging.matcher import LongFields, Matcher, SpanIndex
from litreview.stages.tagging.prior import Prior, prior_of
from litreview.stages.tagging.tokens import BREAK, FIELDS, GRAMMAR, STOP, edges, words_in
from litreview.works.kinds import is_request, source_type

DECAY = 0.8
"""What a further word counts, or the same word found again, of the one before it: a text on a subject keeps to it."""
GENERIC_SHARE = 0.5


def _repeated(values: Sequence[float]) -> float:
    if len(values) == 1:  # mostly
        return values[0]
    return sum(value * DECAY**n for n, value in enumerate(sorted(values, reverse=True)[:8]))


def total(
    plain: Mapping[str, Sequence[float]],
    generic: Mapping[str, Sequence[float]],
    against: Mapping[str, Sequence[float]],
    threshold: float,
) -> float:
    """Return the evidence for a code, from the values of hits by plain, generic and opposing term.

    >>> total({"T visa": [2.0, 2.0], "shelter": [1.0]}, {}, {}, threshold=2.0)
    4.4
    >>> total({}, {"victim": [1.5, 1.0], "survivor": [1.5]}, {}, threshold=2.0)
    1.0
    """
    evidence = sum(
        value * DECAY**n
        for n, value in enumerate(sorted((_repeated(v) for v in plain.values()), reverse=True))
    )
    weak = sum(_repeated(values) for values in generic.values())
    opposed = sum(_repeated(values) for values in against.values())
    return max(evidence + min(weak, GENERIC_SHARE * threshold) - opposed, 0.0)


def score(evidence: float, threshold: float) -> float:
    """Return the score, 0..1, rounded so that it prints the same everywhere.

    >>> score(2.0, 2.0)
    0.5
    """
    return round(evidence / (evidence + threshold), 4)


NOTE_FIELDS = ("annotation", "annote", "note")
_SUMMARIES = frozenset({"abstract", "annotation", "note"})
_SHORT, _LONG = 60, 150  # words; a summary up to _SHORT names only what the work is about, as a title does
_QUOTES = 40  # spans kept per tag; a page of text can have thousands
_FEW = 3  # of a code that is not reached, as many are quoted


_WIDER_TYPES = {"law-review": "journal-article", "ngo-report": "report", "government-report": "report"}
"""The wider type of a source, for a codebook that lists types of its own without the narrower one."""


class _Hit(NamedTuple):
    """A pattern found in a field, with its place and the weight of words in that field. A text has hundreds of hits."""

    pattern: str
    field: str
    start: int
    end: int
    weight: float


class _Use(NamedTuple):
    """A pattern that speaks for a code: "T visa" for `protect`, with strength 2, unless "tourist visa" is found.

    `unless`: the texts of the patterns that bar it. One pattern may speak for several codes.
    """

    code: str
    term: Term
    unless: frozenset[str]
    strength: float


_Candidate = tuple[tuple[float, int, int, str], Term, _Hit]
"""A hit that may speak for or against a code, its term, and a sort key in front: the strongest first, of equals the longest.

The same words count once: of "victim services" (strength 2) and "services" (1) in one place, only the first, which sorts before the
second, counts.
"""


class Weighed(NamedTuple):
    """The weight of the words for a code in a source: its score (0.5 at the threshold), and the strongest words.

    `outside`: the source is not of the field of study that the code requires.
    """

    score: float
    spans: tuple[Span, ...]
    outside: bool = False


class EncodedField(NamedTuple):
    """A field that was read: its pieces (`litreview.stages.tagging.tokens.cut`), their ends, and a symbol for each word and end in them."""

    name: str
    pieces: Sequence[str]
    edges: Sequence[int]
    symbols: str


class RuleReading(NamedTuple):
    """What the rules say of a source before any decision.

    - `tags`: its type, and the codes beside the main group that its words reach;
    - `weighed`: the weight of the words for each code of the main group;
    - `understood`: whether the text is of a field that the codebook knows, or English and long enough to say that it is not;
    - `fields`: what was read, for a model that reads the same words.
    """

    tags: list[Tag]
    weighed: dict[str, Weighed]
    understood: bool
    fields: Sequence[EncodedField]


class _Scope(NamedTuple):
    """A field of study as texts of patterns: `words` show it, except within a match of `not_in`.

    `phrases` are those of `words` that have two words or more: only `barred` holds against them, the fixed phrases of `not_in`.
    """

    name: str
    words: frozenset[str]
    phrases: frozenset[str]
    not_in: frozenset[str]
    barred: frozenset[str]

    def met(self, hits: Mapping[str, Sequence[_Hit]], found: frozenset[str]) -> bool:
        """Return whether a source is in this field."""
        return _occurs_outside(self.words & found, self.not_in & found, hits) or _occurs_outside(
            self.phrases & found, self.barred & found, hits
        )


def is_untaggable(source: Source) -> bool:
    """Return whether the rules do not read a source: it is confidential, or a records request.

    A request has the words of a question. People tag what its answer says about a code.
    """
    return source.confidential or is_request(source)


@lru_cache(maxsize=4)
def rules_of(book: Codebook) -> Rules:
    """Return the compiled rules of a codebook; cached, since compiling takes as long as tagging some hundred sources."""
    return Rules(book)


class Rules:
    """The compiled rules of a codebook. Stores nothing of the sources that it has read."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.order: dict[str, int] = {id_: n for n, id_ in enumerate(book.ids)}
        self.main: set[str] = {code.id for code in book.goals}
        self.asked: set[str] = {code.id for code in book.goals if code.enabled}
        self.types: set[str] = {code.id for code in book.codes if code.group == "type"}
        self.codes: tuple[Code, ...] = tuple(code for code in book.codes if code.enabled)
        self.prior: Prior | None = prior_of(book)
        self._uses = _uses(self.codes)
        self._barred = {code.id: _texts(code.not_in) for code in self.codes}
        self._scopes = tuple(
            _Scope(
                name=scope.name,
                words=_texts(scope.patterns),
                phrases=_texts(p for p in scope.patterns if len(p.parts) == 1 and len(p.parts[0]) > 1),
                barred=_texts(p for p in scope.not_in if len(p.parts) == 1),
                not_in=_texts(scope.not_in),
            )
            for scope in book.scopes
        )
        weights = dict(book.field_weights)
        self._fields = (
            ("title", ("title", "subtitle", "booktitleaddon", "titleaddon"), weights["title"]),
            ("abstract", ("abstract",), weights["abstract"]),
            ("keywords", ("keywords", "author_keywords", "keyword"), weights["keywords"]),
            ("annotation", ("annotation", "annote"), weights["annotation"]),
            ("note", ("note",), weights["note"]),
            ("container", (*CONTAINER_FIELDS, "series"), weights["container"]),
        )
        self._title_weight = weights["title"]
        self._family = {name: family for family, names, _ in self._fields for name in names}
        self._own = ("tvpa:", f"{book.name}:")  # what outputs are written with, and what a person may write

    @cached_property
    def _matcher(self) -> Matcher:
        """The matcher of all words, built only when a text is read: it takes most of the time of compiling."""
        return Matcher(self.patterns, self.prior.stems if self.prior else ())

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern that is looked for in a text."""
        return tuple(_patterns(self.book, self.codes))

    @cached_property
    def numbering(self) -> Any:
        """The numbers of the model's words in the alphabet of the matcher, None without a model."""
        return self.prior.numbering(self._matcher.alphabet) if self.prior else None

    def forget(self) -> None:
        """Clear what the matcher stores of the texts read."""
        self._matcher.forget()

    def _read(self, source: Source) -> tuple[dict[str, list[_Hit]], list[EncodedField]]:
        """Return all hits in a source, by pattern, and the fields that describe its topic, encoded."""
        hits: dict[str, list[_Hit]] = {}
        fields: list[EncodedField] = []
        for family, names, base in self._fields:
            for name in names:
                if value := source.fields.get(name, ""):
                    weight = self._summary_weight(value, base) if family in _SUMMARIES else base
                    text = self._without_own(value) if family == "keywords" else value
                    pieces, symbols = self._matcher.encode(text)
                    edge = edges(pieces)
                    if name in FIELDS:
                        fields.append(EncodedField(name, pieces, edge, symbols))
                    if family == "keywords":
                        # each keyword stands alone: two words of two keywords are not near each other
                        symbols = symbols.replace(BREAK, STOP)
                    for pattern, places in self._matcher.find_in(text, edge, symbols).items():
                        hits.setdefault(pattern, []).extend(
                            _Hit(pattern, name, start, end, weight) for start, end in places
                        )
        return hits, fields

    def _summary_weight(self, text: str, base: float) -> float:
        """Return the weight of a word in an abstract or note: that of a title in a sentence or two, and `base` in a page.

        A single mention in a page is mostly background; a summary of one sentence has room only for the topic of the work.
        """
        words = text.count(" ") + 1
        share = min(max((_LONG - words) / (_LONG - _SHORT), 0.0), 1.0)
        return base + share * max(self._title_weight - base, 0.0)

    def _without_own(self, keywords: str) -> str:
        """Return the keywords with our own tags blanked and every other word in its place.

        An empty line replaces each tag, so that no pattern matches across it.
        """
        separator = ";" if ";" in keywords else ","
        return separator.join(
            "\n" + " " * (len(word) - 2) + "\n" if word.strip().startswith(self._own) else word
            for word in keywords.split(separator)
        )

    def read(self, source: Source, basis: Basis) -> RuleReading:
        """Return what the rules say of a source: its type, the codes that its words reach, and the weight of the words for each code of the main group."""
        code, spans = source_type(source)
        code = code if code in self.types else _WIDER_TYPES.get(code, code)
        tags: list[Tag] = []
        weighed: dict[str, Weighed] = {}
        if spans and code in self.types:
            tags.append(Tag(source=source.key, code=code, method="rule", basis=basis, spans=spans))
        if is_untaggable(source):
            return RuleReading(tags, weighed, understood=False, fields=())
        hits, fields = self._read(source)
        scopes = self._scopes_met(hits)
        outside = [code for code in self.codes if code.requires and code.requires not in scopes]
        weighed |= {code.id: Weighed(0.0, (), outside=True) for code in outside if code.id in self.asked}
        for known, found, evidence in self._weigh_codes(source, hits, scopes, code, least=1.0):
            reached = evidence >= known.threshold
            quotes = tuple(_span(source, hit) for hit in found[: _QUOTES if reached else _FEW])
            own = score(evidence, known.threshold)
            if known.id in self.asked:
                weighed[known.id] = Weighed(own, quotes)
            elif reached:
                tags.append(
                    Tag(
                        source=source.key,
                        code=known.id,
                        method="rule",
                        score=own,
                        basis=basis,
                        spans=quotes,
                        state="suggested",
                    )
                )
        understood = bool(scopes) or any(one.spans for one in weighed.values()) or _is_long_english(fields)
        return RuleReading(tags, weighed, understood=understood, fields=fields)

    def scores(self, source: Source) -> dict[str, float]:
        """Return the score of each code with some word for it."""
        if is_untaggable(source):
            return {}
        hits, _ = self._read(source)
        weighed = self._weigh_codes(source, hits, self._scopes_met(hits), source_type(source)[0])
        return {code.id: score(evidence, code.threshold) for code, _, evidence in weighed}

    def _scopes_met(self, hits: Mapping[str, Sequence[_Hit]]) -> frozenset[str]:
        """Return the names of the fields of study to which a source belongs."""
        found = frozenset(hits)
        return frozenset(scope.name for scope in self._scopes if scope.met(hits, found))

    def _weigh_codes(
        self,
        source: Source,
        hits: Mapping[str, Sequence[_Hit]],
        scopes: frozenset[str],
        kind: str,
        *,
        least: float = 0.0,
    ) -> Iterator[tuple[Code, list[_Hit], float]]:
        """Yield each code that has words in the source, with its hits and their evidence; `kind` is the type of source.

        Codes outside the main group that can't reach `least` thresholds, even if all their words counted in full, are left out.
        """
        codes = [code for code in self.codes if not code.requires or code.requires in scopes]
        if not codes:  # a work off the subject of the codebook costs no more
            return
        found = frozenset(hits)
        candidates = self._candidates(source, hits, found, kind)
        pages = LongFields(source.fields)
        for known in codes:
            if known.id not in candidates:
                continue
            mine = candidates[known.id]
            possible = -sum([place[0] for place, _, _ in mine])
            if known.id not in self.asked and possible < least * known.threshold:
                continue
            barred = [hit for text in self._barred[known.id] & found for hit in hits[text]]
            yield known, *_weigh(known, mine, barred, pages)

    def _candidates(
        self, source: Source, hits: Mapping[str, Sequence[_Hit]], found: frozenset[str], kind: str
    ) -> dict[str, list[_Candidate]]:
        """Return the hits that may speak for or against each code; `kind` is the type of source."""
        candidates: dict[str, list[_Candidate]] = {}
        for pattern, places in hits.items():
            for code, term, unless, strength in self._uses.get(pattern, ()):
                if not unless.isdisjoint(found) or (term.types and kind not in term.types):
                    continue
                fields = term.fields
                pairs = [
                    ((-strength * hit.weight, hit.start - hit.end, hit.start, pattern), term, hit)
                    for hit in places
                    if hit.weight
                    and (not fields or self._family[hit.field] in fields)
                    and (not term.whole or _is_whole(source.fields[hit.field], hit))
                ]
                if pairs:
                    candidates.setdefault(code, []).extend(pairs)
        return candidates

    def empty(self, source: Source, basis: Basis, *, all_no: bool) -> list[Tag]:
        """Return the tag `unread` or `none`, with the text that was read, for a source without a code of the main group.

        A source is `none` only if every code is answered with a no (`all_no`): while one is open, there is no answer.
        """
        read = basis in {"abstract", "note"}
        if not self.main or (read and not all_no):
            return []
        code = NONE if read else UNREAD
        field = next(
            (name for name in ("title", "abstract", *NOTE_FIELDS) if source.get(name).strip()), "entrytype"
        )
        text = source.get(field)
        # an entry may have no title and no type either
        spans = (Span(field=field, start=0, end=len(text), text=text),) if text else ()
        return [Tag(source=source.key, code=code, method="rule", basis=basis, spans=spans, state="suggested")]


def _patterns(book: Codebook, codes: Iterable[Code]) -> Iterator[Pattern]:
    """Yield every pattern of a codebook to find in a text."""
    for scope in book.scopes:
        yield from (*scope.patterns, *scope.not_in)
    for code in codes:
        yield from code.not_in
        for term in code.terms:
            yield from (term.pattern, *term.unless)


def _uses(codes: Iterable[Code]) -> dict[str, list[_Use]]:
    """Return the uses of each pattern for codes, by its text."""
    return grouped(
        (term.pattern.text, _Use(code.id, term, _texts(term.unless), abs(term.weight)))
        for code in codes
        for term in code.terms
    )


def _texts(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset(pattern.text for pattern in patterns)


_ENOUGH_WORDS, _ENGLISH = 40, 0.2


def _is_long_english(fields: Iterable[EncodedField]) -> bool:
    """Return whether a text is long enough to say what it is not about, and English by its share of words of grammar."""
    words = [piece for one in fields for piece in one.pieces[1::2] if piece[0].isalnum()]
    little = sum(word.lower() in GRAMMAR for word in words)
    return len(words) >= _ENOUGH_WORDS and little >= _ENGLISH * len(words)


_BESIDE_A_LAW = re.compile(
    r"(?i)\b(?:act|public|pub|law|title|division|congress|session|amendments?|chapter|sections?|bill|enacted|statutes?|stat|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|[ivxl]+)\b"
)


def _is_whole(value: str, hit: _Hit) -> bool:
    """Return whether a hit is the whole of a field, but for numbers, words of grammar and what is written beside the name of a law."""
    rest = _BESIDE_A_LAW.sub(" ", f"{value[: hit.start]} {value[hit.end :]}")
    return all(word in GRAMMAR for word in words_in(rest) if len(word) > 2)


def _occurs_outside(words: Iterable[str], barred: Iterable[str], hits: Mapping[str, Sequence[_Hit]]) -> bool:
    """Return whether one of `words` occurs outside every match of `barred`."""
    spans = SpanIndex()
    for text in barred:
        for hit in hits[text]:
            spans.add(hit.field, hit.start, hit.end)
    return any(not spans.overlapping(hit.field, hit.start, hit.end) for text in words for hit in hits[text])


def _weigh(
    code: Code, candidates: list[_Candidate], barred: Sequence[_Hit], pages: LongFields
) -> tuple[list[_Hit], float]:
    """Return the hits that speak for a code, strongest first, and the sum of their evidence.

    The same words count once, for the strongest term: "victim services" is not "services" as well. A phrase counts although a part of it
    is barred: "victim protection act" counts if "victim protection" is barred. In a page of text, a sentence is one mention
    (`litreview.stages.tagging.matcher`).
    """
    candidates.sort(key=itemgetter(0))
    used = SpanIndex()
    shut = {(hit.field, hit.start, hit.end) for hit in barred}
    for place in shut:
        used.add(*place)
    found: list[_Hit] = []
    plain: dict[str, list[float]] = {}
    generic: dict[str, list[float]] = {}
    against: dict[str, list[float]] = {}
    counted: set[tuple[str, int]] = set()
    for (strength, _, start, pattern), term, hit in candidates:
        field, end = hit.field, hit.end
        # words against a code count where words for it are barred
        if term.weight >= 0 and (others := used.overlapping(field, start, end)):
            if len(term.pattern.parts) > 1:
                continue
            # what is barred within these words does not bar them
            if any(
                (field, a, b) not in shut or not (start <= a and b <= end) or (a, b) == (start, end)
                for a, b in others
            ):
                continue
        used.add(field, start, end)
        kind = against if term.weight < 0 else generic if term.generic else plain
        worth = -strength
        if kind is not against:
            worth = pages.weight_of(field, start, worth, counted, generic=term.generic)
        kind.setdefault(pattern, []).append(worth)
        if kind is not against:
            found.append(hit)
    return found, total(plain, generic, against, threshold=code.threshold)


def _span(source: Source, hit: _Hit) -> Span:
    value = source.fields[hit.field]
    return Span(field=hit.field, start=hit.start, end=hit.end, text=value[hit.start : hit.end])
