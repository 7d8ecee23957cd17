"""Finds the patterns of a codebook in a text, all in one Aho-Corasick pass, and weighs mentions in a page of text.

A. V. Aho and M. J. Corasick, Efficient string matching: an aid to bibliographic search, CACM 18(6), 1975.

Citations of law are found by their forms after The Bluebook: `18 U.S.C. § 1591(a)`, `22 USC 7101-7110`, `18 U.S.C. §§ 1589, 1591`, `8 U.S.C.
1101(a)(15)(T)`, `section 7105 of title 22`, `Pub. L. No. 106-386`. A section of four digits is also found without its title, as in `§ 1591`, if the
text around it names no other code or act. A criminal case is found by its caption, with the State as plaintiff
(`United States v. Jungers`, `People v. …`, `Commonwealth v. …`).

A mention is not a topic. An abstract of a page mentions more than its topic: the background of a problem, implications for policy. The topic
is in the title, in a sentence on the question, the methods or the results, or in several sentences. So in a text of `PAGE` words or
more (`LongFields`):

- A sentence is one mention of a code: its strongest word counts in full, others as 0.7 of themselves, generic words not at all.
- In a sentence about the work itself ("we asked", "this article", "results") every word counts.
- A sentence on implications ("implications for prevention", "future research", "may inform") is a quarter of a mention.

A summary of a few sentences has room only for the topic, so every word counts.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from litreview.core.libraries import re
from litreview.stages.tagging.tokens import STOP, Alphabet, cut, edges
from litreview.works.law import PUBLIC_LAW

if TYPE_CHECKING:
    from litreview.judgements.codebook import Pattern

Place = tuple[int, int]
"""Start and end of a span of text, in code points."""


class _Phrase(NamedTuple):
    """A phrase of the codebook, with one symbol per word, and the patterns that use it.

    "victim service" is the whole of one pattern and may be the first part of another, `victim service ~6 raid`. `back`: the number of
    symbols before the last one. `whole`: the texts of the patterns that consist of this phrase alone. `first`, `second`: the patterns with
    this phrase as first or second part, as bit masks of pattern numbers, which are fast to combine.
    """

    back: int
    whole: tuple[str, ...]
    first: int
    second: int


def _groups_of(patterns: Iterable[Pattern]) -> set[str]:
    """Return the alternatives of all places of the patterns, their words joined by `_`."""
    return {group for p in patterns for part in p.parts for place in part for group in place}


class Matcher:
    """Finds patterns in texts. Stores nothing of the texts except a cache of their words (see `forget`)."""

    def __init__(self, patterns: Iterable[Pattern], of_model: Iterable[str] = ()) -> None:
        """Read the patterns; `of_model` are the stems of a model that reads the symbols of the same words (`encode`)."""
        self.patterns: tuple[Pattern, ...] = tuple({pattern.text: pattern for pattern in patterns}.values())
        self._citations = tuple(p for p in self.patterns if p.citation)
        groups = _groups_of(self.patterns)
        words = {word for group in groups for word in group.split("_")}
        self.alphabet: Alphabet = Alphabet(
            (word for word in words if not word.startswith("=")),
            (word[1:] for word in words if word.startswith("=")),
            of_model,
        )
        numbers: dict[str, int] = {}  # of phrases
        symbols = {word: self.alphabet.symbols(word) for word in words}
        ways = {group: _ways(map(symbols.__getitem__, group.split("_"))) for group in groups}
        self._parts = self._number_phrases(ways, numbers)
        self._phrases = self._describe_phrases(numbers)
        # what the automaton would find in a run of one symbol: most runs of a text are no longer
        self._single = {phrase: ((0, n),) for phrase, n in numbers.items() if len(phrase) == 1}
        self._automaton = ahocorasick.Automaton()
        for phrase, n in numbers.items():
            self._automaton.add_word(phrase, n)
        # the automaton looks through all first symbols in turn, so it reads only runs of symbols that some phrase has
        own = sorted(set("".join(numbers)))
        self._runs = re.compile(f"[{re.escape(''.join(own))}]+") if own else re.compile(STOP)
        self._empty = not numbers
        if numbers:
            self._automaton.make_automaton()

    def _number_phrases(
        self, ways: Mapping[str, Sequence[str]], numbers: dict[str, int]
    ) -> tuple[tuple[frozenset[int], ...], ...]:
        """Return the numbers of phrases by pattern and part; new phrases are added to `numbers`. `ways`: the symbols of each alternative."""
        same: dict[frozenset[int], frozenset[int]] = {}  # one class of words is a part of many patterns

        @cache
        def number(part: tuple[tuple[str, ...], ...]) -> frozenset[int]:
            choices = [dict.fromkeys(way for group in place for way in ways[group]) for place in part]
            found = frozenset([numbers.setdefault(way, len(numbers)) for way in _ways(choices)])
            return same.setdefault(found, found)

        return tuple(tuple(map(number, pattern.parts)) for pattern in self.patterns)

    def _describe_phrases(self, numbers: Mapping[str, int]) -> tuple[_Phrase, ...]:
        """Return each phrase with the patterns that use it."""
        whole: list[tuple[str, ...]] = [()] * len(numbers)
        first, second = [0] * len(numbers), [0] * len(numbers)
        # one part belongs to many patterns, so its phrases get the bits of all of them at once
        firsts: defaultdict[frozenset[int], int] = defaultdict(int)
        seconds: defaultdict[frozenset[int], int] = defaultdict(int)
        for number, own in enumerate(self._parts):
            if len(own) == 1:
                for phrase in own[0]:
                    whole[phrase] = (*whole[phrase], self.patterns[number].text)
            elif own:
                firsts[own[0]] |= 1 << number
                seconds[own[1]] |= 1 << number
        for bits, parts in ((first, firsts), (second, seconds)):
            for part, patterns in parts.items():
                for phrase in part:
                    bits[phrase] |= patterns
        return tuple(
            map(
                _Phrase._make, zip((len(phrase) - 1 for phrase in numbers), whole, first, second, strict=True)
            )
        )

    def forget(self) -> None:
        """Clear the cache of words, which serves one run over texts."""
        self.alphabet.clear()

    def find(self, text: str) -> Mapping[str, Sequence[Place]]:
        """Return the places of each pattern found in `text`, by the pattern's text."""
        pieces, symbols = self.encode(text)
        return self.find_in(text, edges(pieces), symbols)

    def encode(self, text: str) -> tuple[list[str], str]:
        """Return a text in pieces (`litreview.stages.tagging.tokens.cut`), and a symbol for each of its words and ends."""
        pieces = cut(text)
        return pieces, self.alphabet.encode(pieces)

    def find_in(self, text: str, edge: Sequence[int], symbols: str) -> Mapping[str, Sequence[Place]]:
        """Return what `find` returns, for a text that was encoded; `edge` are the `edges` of its pieces."""
        result: dict[str, list[Place]] = {}
        if not self._empty:
            start = 0
            for sentence in symbols.split(STOP):
                lasts: dict[int, list[int]] = {}
                for run in self._runs.finditer(sentence):
                    first, own = start + run.start(), run[0]
                    phrases = self._automaton.iter(own) if len(own) > 1 else self._single.get(own, ())
                    for last, number in phrases:
                        lasts.setdefault(number, []).append(first + last)
                if lasts:
                    self._resolve(edge, lasts, result)
                start += len(sentence) + 1
        if self._citations:
            for pattern, place in find_citations(text, self._citations):
                result.setdefault(pattern.text, []).append(place)
        return result

    def _resolve(
        self, edge: Sequence[int], lasts: Mapping[int, list[int]], result: dict[str, list[Place]]
    ) -> None:
        """Add to `result` the spans in one sentence of the patterns whose parts are all near enough to each other.

        `lasts` are the last tokens of each phrase. A pattern of several parts is checked only if its first two are found.
        """
        first = second = 0
        for number, ends in lasts.items():
            back, whole, firsts, seconds = self._phrases[number]
            if whole:
                places = [(edge[2 * (end - back)], edge[2 * end + 1]) for end in ends]
                for name in whole:
                    result[name] = sorted(result[name] + places) if name in result else places
            first |= firsts
            second |= seconds
        found: dict[frozenset[int], list[Place]] = {}
        for pattern in _bits(first & second):
            parts = self._parts[pattern]
            for part in parts:
                if part not in found:
                    found[part] = self._places(part, lasts)
            stretches, *others = [found[part] for part in parts]
            for window, right in zip(self.patterns[pattern].windows, others, strict=True):
                stretches = _near(stretches, right, window) if right else []
            if stretches:
                result.setdefault(self.patterns[pattern].text, []).extend(
                    (edge[2 * start], edge[2 * end - 1]) for start, end in stretches
                )

    def _places(self, part: frozenset[int], lasts: Mapping[int, list[int]]) -> list[Place]:
        """Return the places of any phrase of a part, in the order of the text."""
        return sorted(
            (end - self._phrases[number].back, end + 1)
            for number in lasts
            if number in part
            for end in lasts[number]
        )


def _ways(choices: Iterable[Iterable[str]]) -> Sequence[str]:
    """Return the ways to take one of each of these choices, in order.

    >>> _ways([["a", "b"], ["c"]])
    ['ac', 'bc']
    """
    return ["".join(way) for way in itertools.product(*choices)]


def _bits(number: int) -> Iterator[int]:
    """Yield the positions of the set bits, the lowest first.

    >>> list(_bits(0b1010))
    [1, 3]
    """
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _near(left: Sequence[Place], right: Sequence[Place], window: int) -> list[Place]:
    """Return for each span of `left` its union with the nearest of `right`, in the same sentence, within the window.

    A third part may also be between the first two: "prevention" in "protection, prevention, prosecution".
    """
    found: list[Place] = []
    starts = [start for start, _ in right]
    for first, last in left:
        here = bisect_left(starts, first)
        # the nearest is among the few around `first`; phrases of one part have nearly one length
        near = [
            (max(gap, 0), min(first, a), max(last, b))
            for a, b in right[max(here - 3, 0) : here + 4]
            if 0 <= (gap := a - last if a >= last else first - b) <= window or (first < a and b < last)
        ]
        if near:
            _, start, end = min(near)
            if (start, end) not in found[-1:]:
                found.append((start, end))
    return found


_SECTION = r"\d{1,5}[A-Za-z]{0,2}(?:\([0-9A-Za-z]{1,5}\))*"
_RANGE = rf"{_SECTION}(?:\s?[-–—]\s?{_SECTION})?"
_CODE = re.compile(
    r"\b(?P<title>\d{1,2})\s?U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?\s*(?:§{1,2}|[Ss]ections?|[Ss]ecs?\.|ss?\.)?\s*"
    rf"(?P<list>{_RANGE}(?:(?:,|;|,?\s(?:and|or|&))\s?(?:§{{1,2}}\s?)?{_RANGE})*)"
)
_BARE = re.compile(
    r"(?:(?<!Code\s)(?<!Stat\.\s)(?<!Ann\.\s)(?<!Law\s)(?<!Act\s)(?<!C\.\s)(?<!C\s)(?<!A\.\s)(?<!§)§{1,2}\s?|\b[Ss]ections?\s)"
    rf"(?P<title>)(?P<list>(?=\d{{4}}){_RANGE})(?!\sof\s)"
)
_BARE_SIGN = re.compile(r"ections?\s\d{4}")
_WORDED = re.compile(rf"\b[Ss]ections?\s(?P<list>{_RANGE})\sof\s[Tt]itle\s(?P<title>\d{{1,2}})\b")
_ONE = re.compile(
    r"(?P<first>\d{1,5}[A-Za-z]{0,2})(?P<subs>(?:\([0-9A-Za-z]{1,5}\))*)(?:\s?[-–—]\s?(?P<last>\d{1,5}))?"
)
_CASE = re.compile(
    r"\b(?:United States|U\.\s?S\.|USA|State(?: of [A-Z]\w+(?: [A-Z]\w+)?)?|People(?: of the State of [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"|Commonwealth)\s(?:v|vs)\.\s[A-Z]\w+"
)
_CITATION = re.compile(
    r"(?:Pub\. L\. (?P<law>\S+)|(?P<title>\d+) U\.S\.C\. (?P<first>\d+)(?P<letter>[a-z]?)(?P<subs>(?:\(\w+\))*)(?:-(?P<last>\d+))?)"
)
_CASE_SIGN = re.compile(r"\svs?\.\s")
_CODE_SIGN = re.compile(r"U\.?\s?S\.?\s?C")
_LAW_SIGN = re.compile(r"P(?:ub\b|ublic\sL|\.?\s?L)")


def find_citations(text: str, patterns: Sequence[Pattern]) -> Iterator[tuple[Pattern, tuple[int, int]]]:
    """Yield each pattern that is cited in `text`, with the place of the citation."""
    if not _may_cite(text):
        return
    case = next((p for p in patterns if p.citation == "criminal case"), None)
    if case is not None:
        for match in _CASE.finditer(text):
            yield case, match.span()
    for match in PUBLIC_LAW.finditer(text):
        law = f"{match[1]}-{match[2]}"
        for pattern in patterns:
            if pattern.citation == f"Pub. L. {law}":
                yield pattern, match.span()
    sections = (*_CODE.finditer(text), *_WORDED.finditer(text), *_BARE.finditer(text))
    for found in sorted(sections, key=lambda m: m.start()):
        for pattern in patterns:
            if any(_cites(found["title"], one, pattern.citation) for one in _ONE.finditer(found["list"])):
                yield pattern, found.span()


def _may_cite(text: str) -> bool:
    """Return whether a text may have a citation, by a fast check for plain words and for patterns that begin with a letter."""
    return bool(
        (("v." in text or "vs." in text) and _CASE_SIGN.search(text))
        or "itle" in text
        or ("U" in text and _CODE_SIGN.search(text))
        or _LAW_SIGN.search(text)
        or "§" in text
        or _BARE_SIGN.search(text)
    )


@lru_cache(maxsize=256)
def _parse_citation(citation: str) -> re.Match[str] | None:
    return _CITATION.fullmatch(citation)


def _number(section: str) -> int:
    return int(re.match(r"\d+", section)[0])  # type: ignore[index]  # sections start with digits


def _cites(title: str, one: re.Match[str], citation: str) -> bool:
    """Return whether a cited section, or range, is within that of a pattern.

    A whole chapter ("22 U.S.C. 7101-7110") is not a citation of each section in it.
    """
    wanted = _parse_citation(citation)
    if wanted is None or not wanted["title"] or title not in ("", wanted["title"]):
        return False
    low, high = int(wanted["first"]), int(wanted["last"] or wanted["first"])
    first = _number(one["first"])
    last = int(one["last"]) if one["last"] else first
    if one["last"] and len(one["last"]) < len(str(first)):  # "7101-10" is short for "7101-7110"
        last = int(str(first)[: -len(one["last"])] + one["last"])
    letter = re.sub(r"\d", "", one["first"]).lower()
    if letter != wanted["letter"] and not wanted["last"]:
        return False
    return low <= first <= last <= high and one["subs"].startswith(wanted["subs"])


PAGE = 120  # words
_IMPLICATION_SHARE = 0.25
_FURTHER_SHARE = 0.7  # of a further word in a sentence
_LETTERS = 4 * PAGE  # fewer are never so many words

# one class of letters in front, so that the rest is tried at these alone
_END = re.compile(r"[.!?\n](?:(?<!\n)(?=[\"”’)\]]*\s+[\"“‘(\[]?[A-Z])|(?<=\n)\s*\n)")
_IMPLICATIONS = re.compile(
    r"\bimplications?\b|\b(?:future|further|more) (?:research|studies|work)\b|\b(?:is|are) (?:discussed|considered|offered|needed)\b"
    r"|\brecommendations?\b|\brecommended\b|\b(?:may|might|can|could|should|must|will|to) (?:help|inform|guide|improve|assist|support)\b",
    re.IGNORECASE,
)
_ABOUT_THE_WORK = re.compile(
    r"\b(?:we|our|i|my|aims?|objectives?|purpose|methods?|results?|conclusions?|participants?|respondents?|interview(?:s|ed)|data)\b"
    r"|\b(?:this|the present|the current) (?:article|paper|study|chapter|book|report|thesis|dissertation|review|essay|note|comment|analysis)\b"
    r"|\b(?:author|study|article|paper)s? (?:examine|explore|argue|find|show|analy[sz]e|investigate|describe|review)s?\b",
    re.IGNORECASE,
)

# a sentence without one of these words is neither on implications nor about the work; the patterns are slow
_WORDS = re.compile(r"\w+")
_SPACES = {
    n: " " for n in range(128) if not _WORDS.match(chr(n))
}  # for the same words where all is ASCII, and faster
_OF_IMPLICATIONS = frozenset([
    "implication", "implications", "research", "studies", "work", "discussed", "considered", "offered", "needed",
    "recommendation", "recommendations", "recommended", "help", "inform", "guide", "improve", "assist", "support",
])  # fmt: skip
_OF_THE_WORK = frozenset([
    "we", "our", "i", "my", "aim", "aims", "objective", "objectives", "purpose", "method", "methods", "result",
    "results", "conclusion", "conclusions", "participant", "participants", "respondent", "respondents",
    "interview", "interviews", "interviewed", "data", "article", "paper", "study", "chapter", "book", "report",
    "thesis", "dissertation", "review", "essay", "note", "comment", "analysis", "author", "authors", "studys",
    "articles", "papers",
])  # fmt: skip


class LongFields:
    """The fields of a source, split into sentences on first use if they are a page of text or more.

    >>> text = "Victims were seen. " * 60 + "Implications for prevention are discussed."
    >>> pages, counted = LongFields({"abstract": text}), set()
    >>> [pages.weight_of("abstract", at, 2.0, counted) for at in (0, 8, 1160)]
    [2.0, 1.4, 0.5]
    >>> pages, counted = LongFields({"abstract": "We asked on services and shelter. " + text}), set()
    >>> [pages.weight_of("abstract", at, 2.0, counted) for at in (12, 25)]
    [2.0, 2.0]
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._ends: dict[str, list[int]] = {}
        self._shares: dict[tuple[str, int], float] = {}

    def weight_of(
        self, field: str, start: int, value: float, counted: set[tuple[str, int]], *, generic: bool = False
    ) -> float:
        """Return the weight of a word at `start` that has weight `value` by itself; `counted` has the sentences counted already.

        Call it with the strongest words first.
        """
        ends = self._ends[field] if field in self._ends else self._sentences(field)
        if not ends:
            return value
        sentence = bisect_left(ends, start)
        place = (field, sentence)
        share = self._shares.get(place)
        if share is None:
            share = self._shares[place] = self._share(field, sentence)
        if share > 1:
            return value
        if generic:
            return 0.0
        if place in counted:
            return value * share * _FURTHER_SHARE
        counted.add(place)
        return value * share

    def _share(self, field: str, sentence: int) -> float:
        """Return the share of a mention in a sentence: a quarter for implications, more than 1 for sentences about the work itself."""
        ends, text = self._ends[field], self._fields[field]
        own = text[ends[sentence - 1] if sentence else 0 : ends[sentence] if sentence < len(ends) else None]
        words = own.lower().translate(_SPACES).split() if own.isascii() else _WORDS.findall(own.lower())
        if not _OF_IMPLICATIONS.isdisjoint(words) and _IMPLICATIONS.search(own):
            return _IMPLICATION_SHARE
        return 2.0 if not _OF_THE_WORK.isdisjoint(words) and _ABOUT_THE_WORK.search(own) else 1.0

    def _sentences(self, field: str) -> list[int]:
        """Return the ends of the sentences of a field, `[]` if it is shorter than a page."""
        text = self._fields[field]
        is_page = len(text) > _LETTERS and text.count(" ") + 1 >= PAGE
        ends = self._ends[field] = [match.end() for match in _END.finditer(text)] if is_page else []
        return ends


# spans are stored by blocks of 512 characters: an abstract has two or three, with few spans in each
_SHIFT = 9


class SpanIndex:
    """Spans of text by field, as start and end in code points.

    >>> some = SpanIndex()
    >>> some.add("title", 3, 8)
    >>> some.overlapping("title", 7, 9), some.overlapping("title", 8, 9), some.overlapping("abstract", 3, 8)
    ([(3, 8)], [], [])
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def add(self, field: str, start: int, end: int) -> None:
        """Add a span."""
        for page in range(start >> _SHIFT, (end >> _SHIFT) + 1):
            self._pages.setdefault((field, page), []).append((start, end))

    def overlapping(self, field: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans that share a character with this one; a span that crosses a block may be returned twice."""
        if not self._pages:
            return []
        return [
            (a, b)
            for page in range(start >> _SHIFT, (end >> _SHIFT) + 1)
            for a, b in self._pages.get((field, page), ())
            if start < b and a < end
        ]
