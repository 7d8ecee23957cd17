"""Checks the words of a codebook against each other and against decisions: too few, shared, helpful, misleading or missing words.

A codebook begins with definitions and half a dozen words per code; decisions then show which of the words are right.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from litreview.core.model import Decision, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.wording import plural
from litreview.judgements.codebook import RESERVED, Code, Codebook
from litreview.stages.tagging.codebook_rules import is_untaggable
from litreview.stages.tagging.goal_states import decided_codes
from litreview.stages.tagging.matcher import Matcher
from litreview.stages.tagging.tokens import FIELDS, words_of

ENOUGH_WORDS = 6
"""Half a dozen: with so many words of its own, a code was found by words alone about as well as by a hundred decisions."""
_OFTEN = 3  # works; a word that was found less often proves nothing
_SHARED = 0.2
_SIDE_BY_SIDE = re.compile(r"[\s-]")


def check_vocabulary(book: Codebook) -> tuple[Problem, ...]:
    """Return a Problem for each code with too few words of its own (LR201), and for each two of one group that share many (LR202).

    Codes without any word (which people alone tag), types of sources and disabled codes are left out.
    """
    codes = [code for code in _checked_codes(book) if code.terms]
    found = []
    for code in codes:
        own = _words(code)
        if len(own) < ENOUGH_WORDS:
            found.append(
                problem(
                    "LR201",
                    Where(file=book.path),
                    key=code.id,
                    words=plural(len(own), "word"),
                    enough=ENOUGH_WORDS,
                )
            )
    for n, one in enumerate(codes):
        for other in codes[n + 1 :]:
            shared = sorted(_words(one) & _words(other))
            least = min(len(_words(one)), len(_words(other)))
            if one.group == other.group and shared and len(shared) >= _SHARED * least:
                found.append(
                    problem(
                        "LR202",
                        Where(file=book.path),
                        key=one.id,
                        other=other.id,
                        count=len(shared),
                        words=plural(least, "word"),
                        word=shared[0],
                    )
                )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRecord:
    """Counts of a word in decided sources: in `yes` of `all_yes` sources with the code, and `no` of `all_no` others.

    `listed`: the word is a term of the codebook, written so; `against`: that term speaks against the code.
    """

    code: str
    word: str
    yes: int
    no: int
    all_yes: int
    all_no: int
    listed: bool = True
    against: bool = False

    @property
    def pull(self) -> float:
        """The association of word and code: the log odds ratio divided by its standard error; above 2 hardly by chance.

        >>> round(WordRecord(code="flood", word="levee", yes=8, no=1, all_yes=10, all_no=10).pull, 1)
        2.7
        """
        cells = (self.yes, self.all_yes - self.yes, self.no, self.all_no - self.no)
        a, b, c, d = (count + 0.5 for count in cells)
        return log(a * d / (b * c)) / sqrt(1 / a + 1 / b + 1 / c + 1 / d)

    @property
    def verdict(self) -> str:
        """`helps`, `misleads`, or `""` where the decisions don't say."""
        if self.yes + self.no < _OFTEN or not self.all_yes or not self.all_no:
            return ""
        pull = -self.pull if self.against else self.pull
        return "helps" if pull >= 1 else "misleads" if pull <= -1 else ""


def judge_words(
    sources: Iterable[Source], book: Codebook, decisions: Sequence[Decision]
) -> tuple[WordRecord, ...]:
    """Return the counts of each term that decided sources have, by code, the most misleading terms first."""
    found: list[WordRecord] = []
    for code, yes, no in _decided(sources, book, decisions):
        terms = {term.pattern.text: term for term in code.terms}
        matcher = Matcher([term.pattern for term in terms.values()])
        with_yes, with_no = (Counter(t for w in works for t in _terms_in(matcher, w)) for works in (yes, no))
        mine = [
            WordRecord(
                code=code.id,
                word=text,
                yes=with_yes[text],
                no=with_no[text],
                all_yes=len(yes),
                all_no=len(no),
                against=term.weight < 0,
            )
            for text, term in terms.items()
            if with_yes[text] + with_no[text]
        ]
        found += sorted(mine, key=lambda one: (-one.pull if one.against else one.pull, one.word))
    return tuple(found)


def suggest_terms(
    sources: Iterable[Source], book: Codebook, decisions: Sequence[Decision], most: int = 10
) -> tuple[WordRecord, ...]:
    """Return words and word pairs associated with a code in decided sources that its terms don't find yet, at most `most` per code.

    Each is in at least three sources with the code, and its association is hardly chance.
    """
    found: list[WordRecord] = []
    for code, yes, no in _decided(sources, book, decisions):
        matcher = Matcher([term.pattern for term in code.terms])
        with_yes, with_no = (Counter(t for w in works for t in _terms_of(w, book)) for works in (yes, no))
        mine = [
            WordRecord(
                code=code.id,
                word=term,
                yes=n,
                no=with_no[term],
                all_yes=len(yes),
                all_no=len(no),
                listed=False,
            )
            for term, n in with_yes.items()
            if n >= _OFTEN and not matcher.find(term)
        ]
        mine = sorted((one for one in mine if one.pull >= 1.5), key=lambda one: (-one.pull, one.word))
        found += _without_parts(mine)[:most]
    return tuple(found)


def _without_parts(found: Sequence[WordRecord]) -> list[WordRecord]:
    """Return the words without those that overlap a stronger one in the same works, as 'labor' does with 'child labor'."""
    strongest: list[WordRecord] = []
    for one in found:
        if not any(
            (one.yes, one.no) == (other.yes, other.no)
            and (
                set(one.word.split()) <= set(other.word.split())
                or set(other.word.split()) <= set(one.word.split())
            )
            for other in strongest
        ):
            strongest.append(one)
    return strongest


def _checked_codes(book: Codebook) -> list[Code]:
    return [code for code in book.codes if code.enabled and code.group != "type" and code.id not in RESERVED]


def _words(code: Code) -> frozenset[str]:
    """Return the texts of the terms that speak for a code by themselves."""
    return frozenset(term.pattern.text for term in code.terms if term.weight > 0 and not term.generic)


def _decided(
    sources: Iterable[Source], book: Codebook, decisions: Sequence[Decision]
) -> Iterator[tuple[Code, list[Source], list[Source]]]:
    """Yield each code with decisions both ways, with the sources that have it and those that don't."""
    works = [source for source in sources if not is_untaggable(source)]
    codes = _checked_codes(book)
    goals = [code.id for code in book.goals]
    views: Mapping[tuple[str, str], set[bool]] = decided_codes(decisions, goals, f"{book.name}:")
    for code in codes:
        yes = [work for work in works if views.get((work.key, code.id)) == {True}]
        no = [work for work in works if views.get((work.key, code.id)) == {False}]
        if yes and no:
            yield code, yes, no


def _terms_in(matcher: Matcher, work: Source) -> set[str]:
    return {text for name in FIELDS if (value := work.get(name)) for text in matcher.find(value)}


def _terms_of(work: Source, book: Codebook) -> set[str]:
    """Return the words of a work and its adjacent pairs of words, without our own tags among its keywords."""
    own = re.compile(rf"\b{re.escape(book.name)}:[\w-]+")
    found: set[str] = set()
    for name in FIELDS:
        text = own.sub(" ", work.get(name))
        words = list(words_of(text))
        found |= {word for word, _, _ in words}
        found |= {
            f"{one} {two}"
            for (one, _, end), (two, start, _) in itertools.pairwise(words)
            if start == end + 1 and _SIDE_BY_SIDE.match(text[end:start])
        }
    return found
