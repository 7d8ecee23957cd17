"""Compute the labeller's features of each token: its form, its classes of words, its neighbours, its sentence, and the whole reference.

Features apply to any reference: marks, capitals, numbers, places in the string, and closed lists of words
(`vocabulary.tsv`). A feature is a string `name=value`; training counts how often each occurs with each label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from litreview.formats.references.tokens import OUTER, bare_of, classes_of, form_of, has_figure, shape_of

_SENTENCE_END = re.compile(r".*(?:[?!]|[^\W\d_]{3,}\.|\d\.|\)\.|[”\"»’]\.|\]\.)[”\"»’)\]]*")
# abbreviations, whose full stop ends no sentence
_ABBREVIATED = frozenset([
    "vol", "eds", "ed", "hrsg", "trans", "inc", "ltd", "proc", "conf", "int", "univ", "rev", "jour", "phys", "dept", "prof",
])  # fmt: skip
_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_QUOTES = frozenset(_CLOSED_BY)
_NAMELIKE = frozenset(["capital", "initial", "initials", "upper"])
_AMONG_NAMES = frozenset(["and", "etal", "particle", "editor"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The `number`-th sentence of a reference: its tokens from `start` to before `end`."""

    number: int
    start: int
    end: int


def sentences(texts: Sequence[str], bares: Sequence[str]) -> list[Sentence]:
    """Return the sentence of each token."""
    found: list[Sentence] = []
    start = 0
    number = 0
    for i, (text, bare) in enumerate(zip(texts, bares, strict=True)):
        if _ends_sentence(text, bare) or i == len(texts) - 1:
            sentence = Sentence(number=number, start=start, end=i + 1)
            found += [sentence] * (i + 1 - start)
            start, number = i + 1, number + 1
    return found


@lru_cache(maxsize=1 << 14)
def _ends_sentence(text: str, bare: str) -> bool:
    # only the end of a very long token is checked
    return _SENTENCE_END.fullmatch(text[-40:]) is not None and bare.lower() not in _ABBREVIATED


def quoted(texts: Sequence[str]) -> list[str]:
    """Return each token's place in a quotation: `o` outside, `b` and `e` at its ends, `be` at both, `i` within.

    A quotation that never ends does not count.

    >>> quoted(["Roe,", "“Raids", "on", "ports,”", "2001"])
    ['o', 'b', 'i', 'e', 'o']
    """
    if not _QUOTES.intersection("".join(texts)):
        return ["o"] * len(texts)
    found: list[str] = []
    close = ""
    for text in texts:
        begins = "" if close else _CLOSED_BY.get(text.lstrip("([")[:1], "")
        close = close or begins
        # an apostrophe within a word ends nothing
        ends = any(char in close for char in text[bool(begins) :].rstrip(".,;:)")[-2:])
        found.append(f"{'b' if begins else ''}{'e' if ends else ''}" or ("i" if close else "o"))
        close = "" if ends else close
    if close:
        last = max(i for i, mark in enumerate(found) if mark == "b")
        found[last:] = ["o"] * (len(found) - last)
    return found


def bracketed(texts: Sequence[str]) -> list[str]:
    """Return each token's place in brackets: `w` has both, `b` and `e` have one, `i` within, `o` outside.

    >>> bracketed(["Roe", "(2001),", "(Ed.", "of", "this)"])
    ['o', 'w', 'b', 'i', 'e']
    """
    found: list[str] = []
    depth = 0
    for text in texts:
        opened, closed = text.count("(") + text.count("["), text.count(")") + text.count("]")
        if not (opened or closed or depth):
            found.append("o")
            continue
        if opened:
            found.append("w" if closed else "b")
        else:
            found.append("o" if not depth else "e" if closed else "i")
        depth = max(0, depth + opened - closed)
    return found


def comma_pieces(texts: Sequence[str], forms: Sequence[str]) -> list[str]:
    """Return for each token the forms of its piece between commas."""
    found: list[str] = []
    start = 0
    for i, text in enumerate(texts):
        if text.endswith((",", ";")) or i == len(texts) - 1:
            kind = "-".join([form[:4] for form in forms[start : i + 1][:4]])
            found += [kind] * (i + 1 - start)
            start = i + 1
    return found


def author_block(
    texts: Sequence[str], bares: Sequence[str], forms: Sequence[str], classes: Sequence[tuple[str, ...]]
) -> int:
    """Return how many tokens at the beginning look like a list of names: capitals, initials, particles and conjunctions.

    The list ends behind a token with a full stop that is no initial, before a year, and before a word in small letters.
    """
    start = 1 if forms and forms[0] == "citation" else 0
    for i in range(start, len(texts)):
        if forms[i] not in _NAMELIKE and _AMONG_NAMES.isdisjoint(classes[i]):
            return i
        if texts[i][:1] in _CLOSED_BY:
            return i
        if forms[i] == "capital" and texts[i].endswith((".", ":")) and len(bares[i]) > 2:
            return i + 1
    return len(texts)


VERSION = 3
"""Rises with every change of a feature, since weights fit only the features they were trained with."""

_STEPS = (0, 1, 2, 3, 4, 6, 9, 13, 20, 40)
_FEW = (0, 1, 2, 4)
# the step of each small number
_STEP = tuple(str(max(step for step in _STEPS if step <= number)) for number in range(_STEPS[-1] + 1))
# classes of words that characterise their sentence
_TELLING = frozenset([
    "editor", "translator", "in", "publisher", "place", "journal", "meeting", "thesis", "report", "retrieved", "institution", "volume",
    "issue", "pages", "edition", "month",
])  # fmt: skip
_FAR = 12
"""Tokens within which a role of editors ahead counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenForm:
    """What a token says by itself: its forms, its classes of words, and its features `own`, of which `few` are form and classes."""

    bare: str
    word: str
    form: str
    end: str
    classes: tuple[str, ...]
    own: tuple[str, ...]
    few: int
    figure: bool

    def neighbour_features(self, distance: int) -> tuple[str, ...]:
        """Return the features that a neighbour gets from this token: the fewer, the further it is."""
        return self.own[1 : self.few] if distance == 3 else self.own[: self.few + (1 if distance == 2 else 3)]


OFFSETS = (-3, -2, -1, 1, 2)
"""Where the neighbours stand that a token gets features from."""


@lru_cache(maxsize=1 << 15)
def token_form(text: str) -> TokenForm:
    """Return what a token says by itself."""
    bare = bare_of(text)
    form, lower, classes = form_of(bare, text), bare.lower(), classes_of(bare)
    figure = has_figure(text)
    word = re.sub(r"\d", "0", lower) if figure else lower
    end = text[len(text.rstrip(OUTER)) :][:2] or "-"
    own = [
        f"f={form}",
        *[f"c={name}" for name in classes],
        f"w={word[:12]}",
        f"e={end}",
        f"s={shape_of(text)}",
    ]
    for n in (2, 3):
        if len(lower) > n:
            own += (f"p{n}={lower[:n]}", f"x{n}={lower[-n:]}")
    return TokenForm(
        bare=bare, word=word, form=form, end=end, classes=classes, own=tuple(own), few=1 + len(classes), figure=figure,
    )  # fmt: skip


def features(texts: Sequence[str]) -> list[list[str]]:
    """Return the features of each token of a reference."""
    seen, around = token_contexts(texts)
    found = [[*one.own, *chain.from_iterable(groups)] for one, groups in zip(seen, around, strict=True)]
    for i, row in enumerate(found):
        for offset in OFFSETS:
            j = i + offset
            names = seen[j].neighbour_features(abs(offset)) if 0 <= j < len(seen) else ("none",)
            row += [f"{offset}:{name}" for name in names]
    return found


def token_contexts(texts: Sequence[str]) -> tuple[list[TokenForm], list[list[tuple[str, ...]]]]:
    """Return what each token says by itself, and its other features in groups. A group recurs, so that its weights need adding once."""
    seen = [token_form(text) for text in texts]
    forms, bares = [one.form for one in seen], [one.bare for one in seen]
    quotes, brackets = quoted(texts), bracketed(texts)
    spans = sentences(texts, bares)
    shared = _sentence_features(texts, seen, spans)
    pieces = comma_pieces(texts, forms)
    block = author_block(texts, bares, forms, [one.classes for one in seen])
    history, ahead = _history(texts, seen), _role_ahead(seen)
    kind = _reference_kind(forms, quotes)
    last, after = _numbers(seen)
    size = len(texts)
    found: list[list[tuple[str, ...]]] = []
    for i, one in enumerate(seen):
        form, past, span = one.form, history[i], spans[i]
        inside = "i" if i < block else "o"
        row = [
            _state_features(form, quotes[i], brackets[i], inside, past, ahead[i]),
            _place_features(
                kind, min(span.number, 4), _step(size - 1 - i), _step(i - span.start), _step(span.end - 1 - i)
            ),
            _run_features(pieces[i], last[i], after[i]),
            shared[span.number],
        ]
        if i:
            before = seen[i - 1]
            row.append(
                _before_features(before.form, before.end, brackets[i - 1], form, one.classes, past, inside)
            )
        if i + 1 < size:
            row.append(_after_features(form, one.end, seen[i + 1].form, past))
        if i > 1:
            row.append(_triple(seen[i - 2].form, seen[i - 1].form, form))
        found.append(row)
    return seen, found


# few combinations make most tokens, and making their strings anew takes more time than all else
_MANY = 1 << 14


@lru_cache(maxsize=_MANY)
def _state_features(
    form: str, quote: str, bracket: str, inside: str, past: str, ahead: str
) -> tuple[str, ...]:
    return (
        "bias", f"b={bracket}", f"q|f={quote}|{form}", f"b|f={bracket}|{form}", f"blk|f={inside}|{form}", f"h|f={past}|{form}", f"ed+|h={ahead}|{past}|{form}",
    )  # fmt: skip


@lru_cache(maxsize=_MANY)
def _place_features(kind: str, number: int, rest: str, start: str, end: str) -> tuple[str, ...]:
    return f"whole|sn={kind}|{number}", f"r={rest}", f"Sp={start}", f"Sq={end}"


@lru_cache(maxsize=_MANY)
def _before_features(
    before: str, end: str, bracket: str, form: str, classes: tuple[str, ...], past: str, inside: str
) -> tuple[str, ...]:
    return (
        f"-1:b={bracket}", f"-1f|f={before}|{form}", f"-1e|f={end}|{form}", f"-1e|c={end}|{','.join(classes)}", f"-1e|h={end}|{past}|{form}",
        f"-1e|blk={end}|{inside}|{form}",
    )  # fmt: skip


@lru_cache(maxsize=_MANY)
def _after_features(form: str, end: str, after: str, past: str) -> tuple[str, ...]:
    return f"f|+1f={form}|{after}", f"e|+1f={end}|{after}", f"e|+1f|h={end}|{after}|{past}"


@lru_cache(maxsize=_MANY)
def _triple(first: str, second: str, form: str) -> tuple[str]:
    return (f"f-3={first}|{second}|{form}",)


@lru_cache(maxsize=_MANY)
def _run_features(piece: str, last: str, after: str) -> tuple[str, ...]:
    return f"cm={piece}", f"pd={last}", f"nd={after}"


def _step(number: int) -> str:
    return _STEP[number] if number < len(_STEP) else _STEP[-1]


def _bucket(number: int, steps: Sequence[int] = _STEPS) -> str:
    return str(max((step for step in steps if step <= number), default=-1))


def _sentence_features(
    texts: Sequence[str], seen: Sequence[TokenForm], spans: Sequence[Sentence]
) -> list[tuple[str, ...]]:
    """Return for each sentence the features that all its tokens share."""
    found: list[tuple[str, ...]] = []
    for span in dict.fromkeys(spans):
        inside = seen[span.start : span.end]
        forms = [one.form for one in inside]
        classes = {name for one in inside for name in one.classes if name in _TELLING}
        found.append(
            (
                f"S1={inside[0].word[:10]}",
                f"Send={forms[-1]}|{texts[span.end - 1][-1:]}",
                f"Snum={_bucket(sum(one.figure for one in inside), _FEW)}",
                *[f"Sc={name}" for name in sorted(classes)],
            )
        )
    return found


def _history(texts: Sequence[str], seen: Sequence[TokenForm]) -> list[str]:
    """Return for each token what stands before it: a year, `In:` in front of a container, and a role of editors, each by a letter."""
    found: list[str] = []
    year = within = role = ""
    for i, (text, one) in enumerate(zip(texts, seen, strict=True)):
        if one.bare in ("In", "in", "dans", "Dans") and i and (text.endswith(":") or seen[i - 1].end != "-"):
            within = "i"
        found.append(f"{year}{within}{role}")
        year = year or ("y" if one.form.startswith("year") else "")
        role = role or ("e" if "editor" in one.classes else "")
    return found


def _role_ahead(seen: Sequence[TokenForm]) -> list[str]:
    """Return for each token how near a role of editors is that follows it: `(Hrsg.)`, `(Eds.)`."""
    found: list[str] = []
    distance = _FAR + 1
    for one in reversed(seen):
        distance = 0 if "editor" in one.classes else distance + 1
        found.append(_step(distance) if distance <= _FAR else "no")
    return found[::-1]


def _numbers(seen: Sequence[TokenForm]) -> tuple[list[str], list[str]]:
    """Return for each token the form of the last one with a figure before it, and that of the next and how far it is."""
    before, befores = "none", list[str]()
    for one in seen:
        befores.append(before)
        before = one.form if one.figure else before
    after, distance, afters = "none", 0, list[str]()
    for one in reversed(seen):
        afters.append(f"{after}|{_step(distance)}" if distance else "none|none")
        after, distance = (one.form, 1) if one.figure else (after, distance + bool(distance))
    return befores, afters[::-1]


def _reference_kind(forms: Sequence[str], quotes: Sequence[str]) -> str:
    """Return the kind of a reference: the place of its year, whether it has a quotation, and whether it has a number."""
    size = len(forms)
    year = next((i for i, form in enumerate(forms) if form in ("year", "yearletter")), None)
    if year is None:
        at = "none"
    elif year * 3 < size and not forms[-1].startswith("year"):
        at = "early"
    else:
        at = "late" if year > size - 4 else "mid"
    quoted_ = "Q" if any(mark[0] == "b" for mark in quotes) else ""
    return f"{at}{quoted_}{'C' if forms and forms[0] == 'citation' else ''}"
