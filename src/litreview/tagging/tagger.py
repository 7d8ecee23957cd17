"""Sources and a codebook in, tags out: the rules, then what people decided.

The order of things for one source: read its fields once, collect hits per code, drop those that stand in another
context, sum them (`litreview.tagging.scoring`), tag what reaches the threshold. A code whose terms need a scope (a goal of
the TVPA needs a stated link to trafficking) is not given without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from litreview.codebook import NONE, RESERVED, UNREAD, Code, Codebook, Pattern, Scope, Term, load_codebook
from litreview.decisions import key_index, resolve
from litreview.model import CONTAINER_FIELDS, Basis, Decision, Source, Span, Tag
from litreview.tagging.matcher import Matcher
from litreview.tagging.scoring import score, total
from litreview.tagging.source_type import source_type

__all__ = ["score_rules", "tag", "text_basis"]

_NOTE_FIELDS = ("annotation", "annote", "note")
_SUMMARIES = frozenset({"abstract", "annotation", "note"})
_READABLE_ABSTRACT = 6  # words; less is "n/a" or a remark, not an abstract
_READABLE_NOTE = 12  # words; BibTeX notes are mostly remarks on the edition
_SHORT, _LONG = 60, 150  # words; a summary up to _SHORT names only what the work is about, as a title does
_QUOTES = 40  # spans kept per tag; a page of text can have thousands


def tag(
    sources: Iterable[Source], codebook: Codebook | None = None, decisions: Sequence[Decision] = ()
) -> tuple[Tag, ...]:
    """Return the tags of all sources: main codes, topics and source type, machine's and people's.

    `decisions` are the current ones (`litreview.decisions.current`). A person's `tag` stands; a person's `not-tag` keeps
    the machine's tag away for good; a code on which two people differ is never filled by the machine. Sources come in
    the order given, codes in the codebook's.
    """
    book = codebook if codebook is not None else load_codebook()
    rules = _Rules(book)
    works = tuple(sources)
    judged = _by_source(decisions, works)
    tags: list[Tag] = []
    for source in works:
        tags += _one(source, rules, judged.get(source.key, ()))
    return tuple(tags)


def score_rules(
    sources: Iterable[Source], codebook: Codebook | None = None
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the score the rules give each code, below the threshold (0.5) too; a code without words is absent."""
    rules = _Rules(codebook if codebook is not None else load_codebook())
    return {source.key: rules.scores(source) for source in sources}


def _by_source(decisions: Iterable[Decision], sources: Sequence[Source]) -> dict[str, list[Decision]]:
    """Return the decisions on codes by the key of the one source that each of them means.

    Another source may have a record with the same key: what was said of one is never said of both.
    """
    mine = [decision for decision in decisions if decision.verb in {"tag", "not-tag"}]
    index = key_index(sources) if mine else {}
    judged: dict[str, list[Decision]] = {}
    for decision in mine:
        if meant := resolve(decision.key, index):
            judged.setdefault(meant[0], []).append(decision)
    return judged


def _one(source: Source, rules: _Rules, decided: Sequence[Decision]) -> list[Tag]:
    order = {id_: n for n, id_ in enumerate(rules.book.ids)}
    basis = text_basis(source)
    human: dict[tuple[str, str], Tag] = {}
    touched: set[str] = set()
    for decision in sorted(decided, key=lambda d: (d.when, d.by, d.verb, d.value)):
        code = decision.value.removeprefix(f"{rules.book.name}:")
        touched.add(code)
        if decision.verb == "tag":
            human[code, decision.by] = Tag(
                source=source.key,
                code=code,
                method="human",
                coder=decision.by,
                basis=basis,
                spans=_quoted(source, decision.where),
            )
        else:
            human.pop((code, decision.by), None)
    machine = [found for found in rules.suggest(source, basis) if found.code not in touched]
    main = {code.id for code in rules.book.codes if code.group == rules.book.main_group} - set(RESERVED)
    if any(
        code == NONE for code, _ in human
    ):  # a person read it and found none: the machine keeps its guesses
        machine = [t for t in machine if t.code not in main]
    found = [*human.values(), *machine]
    # a type that a person gave replaces the machine's: a source is of one type
    types = {code.id for code in rules.book.codes if code.group == "type"}
    if any(t.code in types for t in human.values()):
        found = [t for t in found if t.code not in types or t.method == "human"]
    if not any(t.code in main or t.code in RESERVED for t in found) and not source.confidential:
        found += [t for t in rules.empty(source, basis) if t.code not in touched]
    return sorted(found, key=lambda t: (order.get(t.code, len(order)), t.code, t.method, t.coder))


def _quoted(source: Source, where: str) -> tuple[Span, ...]:
    """Return the place of a person's quote in the source, if it stands there literally."""
    quote = where.strip().strip("\"“”'")
    if len(quote) < 3 or source.confidential:
        return ()
    for field in ("abstract", "title", *_NOTE_FIELDS, "keywords"):
        start = source.get(field).find(quote)
        if start >= 0:
            return (Span(field=field, start=start, end=start + len(quote), text=quote),)
    return ()


def text_basis(source: Source) -> Basis:
    """Return what text there is to read, the richest of abstract, note and title."""
    if source.confidential:
        return ""
    if len(source.abstract.split()) >= _READABLE_ABSTRACT:
        return "abstract"
    if any(len(source.get(name).split()) >= _READABLE_NOTE for name in _NOTE_FIELDS):
        return "note"
    return "title" if source.title.strip() else ""


class _Hit(NamedTuple):
    """A pattern found: where, and how much that field weighs. A text has hundreds, so it is a plain tuple."""

    pattern: str
    field: str
    start: int
    end: int
    weight: float


class _Rules:
    """A codebook, made ready to be looked for. Holds nothing of the sources it has seen."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.codes = tuple(code for code in book.codes if code.enabled and code.terms)
        patterns: list[Pattern] = [p for scope in book.scopes for p in (*scope.patterns, *scope.not_in)]
        for code in self.codes:
            patterns += code.not_in
            for term in code.terms:
                patterns += [term.pattern, *term.unless]
        self._matcher = Matcher(patterns)
        self._uses: dict[str, list[tuple[str, Term]]] = {}
        for code in self.codes:
            for term in code.terms:
                self._uses.setdefault(term.pattern.text, []).append((code.id, term))
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

    def _read(self, source: Source) -> dict[str, list[_Hit]]:
        """Return all hits in a source, by pattern."""
        hits: dict[str, list[_Hit]] = {}
        for family, names, base in self._fields:
            for name in names:
                value = source.fields.get(name, "")
                if not value:
                    continue
                weight = self._summary_weight(value, base) if family in _SUMMARIES else base
                if name == "keywords" and any(own in value for own in self._own):
                    value = self._without_own(value)
                for pattern, places in self._matcher.find(value).items():
                    hits.setdefault(pattern, []).extend(_Hit(pattern, name, a, b, weight) for a, b in places)
        return hits

    def _summary_weight(self, text: str, base: float) -> float:
        """Return what a word of an abstract or note weighs: in a sentence or two as much as in a title, in a page the `base`.

        What a page says once is mostly background; a summary in a sentence has room for what the work is about only.
        """
        words = text.count(" ") + 1
        share = min(max((_LONG - words) / (_LONG - _SHORT), 0.0), 1.0)
        return base + share * max(self._title_weight - base, 0.0)

    def _without_own(self, keywords: str) -> str:
        """Return the keywords with our own tags blanked, every other word in its place.

        An empty line stands for each, so that no stretch of words reaches across it.
        """
        separator = ";" if ";" in keywords else ","
        return separator.join(
            "\n" + " " * (len(word) - 2) + "\n" if word.strip().startswith(self._own) else word
            for word in keywords.split(separator)
        )

    def suggest(self, source: Source, basis: Basis) -> list[Tag]:
        """Return the machine's tags of a source: the codes its text reaches, and its type."""
        code, spans = source_type(source)
        tags: list[Tag] = []
        if spans and any(known.id == code for known in self.book.group("type")):
            tags.append(Tag(source=source.key, code=code, method="rule", basis=basis, spans=spans))
        for known, found, evidence in self._weighed(source):
            if found and evidence >= known.threshold:
                tags.append(
                    Tag(
                        source=source.key,
                        code=known.id,
                        method="rule",
                        score=score(evidence, known.threshold),
                        basis=basis,
                        spans=tuple(_span(source, hit) for hit in found[:_QUOTES]),
                    )
                )
        return tags

    def scores(self, source: Source) -> dict[str, float]:
        """Return the score of each code for which some word speaks."""
        return {code.id: score(evidence, code.threshold) for code, _, evidence in self._weighed(source)}

    def _weighed(self, source: Source) -> Iterator[tuple[Code, list[_Hit], float]]:
        """Yield each code that words of the source are about, with its hits and their evidence. A sealed source has none."""
        if source.confidential:
            return
        hits = self._read(source)
        scopes = {scope.name for scope in self.book.scopes if _in_scope(scope, hits)}
        candidates: dict[str, list[tuple[Term, _Hit]]] = {}
        for pattern, found_hits in hits.items():
            for id_, term in self._uses.get(pattern, ()):
                if not any(p.text in hits for p in term.unless):
                    candidates.setdefault(id_, []).extend(
                        (term, hit)
                        for hit in found_hits
                        if not term.fields or self._family[hit.field] in term.fields
                    )
        for known in self.codes:
            if known.id not in candidates or (known.requires and known.requires not in scopes):
                continue
            barred = [hit for p in known.not_in for hit in hits.get(p.text, ())]
            yield known, *_weigh(known, candidates[known.id], barred)

    def empty(self, source: Source, basis: Basis) -> list[Tag]:
        """Return `unread` or `none`, with the text it rests on, for a source that no code of the main group fits."""
        code = NONE if basis in {"abstract", "note"} else UNREAD
        field = next(
            (name for name in ("title", "abstract", *_NOTE_FIELDS) if source.get(name).strip()), "entrytype"
        )
        text = source.get(field)
        if not text:
            return []
        span = Span(field=field, start=0, end=len(text), text=text)
        return [Tag(source=source.key, code=code, method="rule", basis=basis, spans=(span,))]


def _in_scope(scope: Scope, hits: Mapping[str, Sequence[_Hit]]) -> bool:
    barred = [hit for pattern in scope.not_in for hit in hits.get(pattern.text, ())]
    return any(
        not any(_overlap(hit, other) for other in barred)
        for pattern in scope.patterns
        for hit in hits.get(pattern.text, ())
    )


def _weigh(
    code: Code, candidates: list[tuple[Term, _Hit]], barred: Sequence[_Hit]
) -> tuple[list[_Hit], float]:
    """Return the hits that speak for a code, strongest first, and the evidence they add up to.

    The same words count once, for the strongest term: "victim services" is not "services" as well.
    """
    candidates.sort(
        key=lambda c: (-abs(c[0].weight) * c[1].weight, c[1].start - c[1].end, c[1].start, c[1].pattern)
    )
    used: dict[str, list[_Hit]] = {}
    for hit in barred:
        used.setdefault(hit.field, []).append(hit)
    found: list[_Hit] = []
    plain: dict[str, list[float]] = {}
    generic: dict[str, list[float]] = {}
    against: dict[str, list[float]] = {}
    for term, hit in candidates:
        others = used.setdefault(hit.field, [])
        if any(hit.start < other.end and other.start < hit.end for other in others):
            continue
        others.append(hit)
        kind = against if term.weight < 0 else generic if term.generic else plain
        kind.setdefault(hit.pattern, []).append(abs(term.weight) * hit.weight)
        if term.weight > 0:
            found.append(hit)
    return found, total(plain, generic, against, threshold=code.threshold)


def _span(source: Source, hit: _Hit) -> Span:
    return Span(
        field=hit.field, start=hit.start, end=hit.end, text=source.fields[hit.field][hit.start : hit.end]
    )


def _overlap(a: _Hit, b: _Hit) -> bool:
    return a.field == b.field and a.start < b.end and b.start < a.end
