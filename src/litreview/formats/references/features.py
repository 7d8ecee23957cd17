"""Compute the labeller's features of each token: its form, its classes of words, its neighbours, its sentence, and the whole reference.

Features apply to any reference: marks, capitals, numbers, places in the string, and closed lists of words
(`vocabulary.tsv`). A feature is a string `name=value`; training counts how often each occurs with each label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

from litreview.formats.references.tokens import OUTER, bare_of, classes_of, form_of, has_figure, shape_of

_SENTENCE_END = re.compile(r".*(?:[?!]|[^\W\d_]{3,}\.|\d\.|\)\.|[”\"»’]\.|\]\.)[”\"»’)\]]*")
_ENDS = frozenset('?!.)]”"»’')
# abbreviations, whose full stop ends no sentence
_ABBREVIATED = frozenset([
    "vol", "eds", "ed", "hrsg", "trans", "inc", "ltd", "proc", "conf", "int", "univ", "rev", "jour", "phys", "dept", "prof",
])  # fmt: skip
_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_QUOTES = re.compile("[" + "".join(_CLOSED_BY) + "]")
_NAMELIKE = frozenset(["capital", "initial", "initials", "upper"])
_AMONG_NAMES = frozenset(["and", "etal", "particle", "editor"])


def quoted(texts: Sequence[str]) -> list[str]:
    """Return each token's place in a quotation: `o` outside, `b` and `e` at its ends, `be` at both, `i` within.

    A quotation that never ends does not count.

    >>> quoted(["Roe,", "“Raids", "on", "ports,”", "2001"])
    ['o', 'b', 'i', 'e', 'o']
    """
    if not _QUOTES.search("".join(texts)):
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


VERSION = 5
"""Rises with every change of a feature, since weights fit only the features they were trained with."""

_STEPS = (0, 1, 2, 3, 4, 6, 9, 13, 20, 40)
_FEW = (0, 1, 2, 4)
# the step of each small number
_STEP = tuple(str(max(step for step in _STEPS if step <= number)) for number in range(_STEPS[-1] + 1))


def _steps(count: int) -> tuple[str, ...]:
    """Return the steps of the numbers below a count."""
    return _STEP[:count] + _STEP[-1:] * (count - len(_STEP))


# classes of words that characterise their sentence
_TELLING = frozenset([
    "editor", "translator", "in", "publisher", "place", "journal", "meeting", "thesis", "report", "retrieved", "institution", "volume",
    "issue", "pages", "edition", "month",
])  # fmt: skip
# classes of words that characterise their piece between commas
_OF_PIECES = _TELLING - {"meeting", "edition", "month"} | {"place", "region"}
_FAR = 12
"""Tokens within which a role of editors ahead counts."""


class TokenForm(NamedTuple):
    """What a token says by itself: its forms, its classes of words, and its features `own`, of which `few` are form and classes."""

    text: str
    bare: str
    word: str
    form: str
    end: str
    classes: tuple[str, ...]
    own: tuple[str, ...]
    few: int
    figure: bool
    opened: int
    closed: int
    ends_sentence: bool
    ends_piece: bool
    editor: bool
    year: bool
    turning: bool
    name: bool

    def neighbour_features(self, distance: int) -> tuple[str, ...]:
        """Return the features that a neighbour gets from this token: the fewer, the further it is."""
        return self.own[1 : self.few] if distance == 3 else self.own[: self.few + (1 if distance == 2 else 3)]


OFFSETS = (-3, -2, -1, 1, 2)
"""Where the neighbours stand that a token gets features from."""


@lru_cache(maxsize=1 << 16)
def token_form(text: str) -> TokenForm:
    """Return what a token says by itself."""
    bare = bare_of(text)
    form, lower, classes = form_of(bare, text), bare.lower(), classes_of(bare)
    figure, editor, year = has_figure(text), "editor" in classes, form.startswith("year")
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
        text=text, bare=bare, word=word, form=form, end=end, classes=classes, own=tuple(own), few=1 + len(classes), figure=figure,
        opened=text.count("(") + text.count("["), closed=text.count(")") + text.count("]"),
        # only the end of a very long token is checked
        ends_sentence=text[-1:] in _ENDS and _SENTENCE_END.fullmatch(text[-40:]) is not None and lower not in _ABBREVIATED,
        ends_piece=text.endswith((",", ";")), editor=editor, year=year, turning=editor or year or bare in _WITHIN,
        name=form in _NAMELIKE or not _AMONG_NAMES.isdisjoint(classes),
    )  # fmt: skip


Group = tuple[Any, ...]
"""Features that recur together: the function that gives them, and its arguments."""


def features_of(group: Group) -> tuple[str, ...]:
    """Return the features of a group."""
    found: tuple[str, ...] = group[0](*group[1:])
    return found


def features(texts: Sequence[str]) -> list[list[str]]:
    """Return the features of each token of a reference."""
    seen = [*map(token_form, texts)]
    contexts = token_contexts(texts)
    found = [
        [*one.own, *chain.from_iterable(features_of(group) for group in groups if group)]
        for one, groups in zip(seen, zip(*contexts.columns, strict=True), strict=True)
    ]
    for runs in (contexts.sentences, contexts.pieces):
        shared = chain.from_iterable(repeat(features_of(group), size) for group, size in runs)
        for row, names in zip(found, shared, strict=True):
            row.extend(names)
    for i, row in enumerate(found):
        for offset in OFFSETS:
            j = i + offset
            names = seen[j].neighbour_features(abs(offset)) if 0 <= j < len(seen) else OUTSIDE
            row += [f"{offset}:{name}" for name in names]
    return found


OUTSIDE = ("none",)
"""The feature of a neighbour before the first token or behind the last."""


class TokenContexts(NamedTuple):
    """The features of tokens that others bear on, in groups, since the weights of a group that recurs need adding once.

    `columns`: for each kind of group a column with that of each token, None for a token without. `sentences` and `pieces`: the group
    that all tokens of one share, and its size.
    """

    columns: list[list[Group | None]]
    sentences: list[tuple[Group, int]]
    pieces: list[tuple[Group, int]]


def token_contexts(texts: Sequence[str]) -> TokenContexts:
    """Return the features of each token that others bear on."""
    seen = [*map(token_form, texts)]
    size = len(seen)
    forms, ends = [one.form for one in seen], [one.end for one in seen]
    classes = [one.classes for one in seen]
    quotes, brackets, history = quoted(texts), bracketed(seen), _history(seen)
    block = author_block(seen)
    inside = ["i"] * block + ["o"] * (size - block)
    sentences = [*_runs([one.ends_sentence for one in seen])]
    # how far each token is from an end, in steps
    steps = _steps(size)
    starts = [*chain.from_iterable([steps[: end - start] for start, end in sentences])]
    rests = [*chain.from_iterable([steps[: end - start][::-1] for start, end in sentences])]
    after, past = forms[1:], history[1:]
    columns: list[list[Group | None]] = [
        [*zip(repeat(_state), forms, quotes, brackets, inside, history, _role_ahead(seen))],
        [*zip(repeat(_place_in_sentence), steps[::-1], starts, rests)],
        _numbers(seen),
        [None, *zip(repeat(_before), forms, ends, brackets, after, past, inside[1:])],
        [None, *zip(repeat(_before_class), ends, classes[1:])],
        [None, None, *zip(repeat(_triple), forms, after, forms[2:])],
        [*zip(repeat(_next_form), forms, ends, after, history), None],
    ]
    return TokenContexts(
        columns=[column[:size] for column in columns],
        sentences=[
            *_sentences(seen, sentences, (_reference_kind(forms, quotes), _reference_parts(seen, history)))
        ],
        pieces=[*_pieces(seen)],
    )


def _state(form: str, quote: str, bracket: str, inside: str, past: str, ahead: str) -> tuple[str, ...]:
    return (
        "bias", f"b={bracket}", f"q|f={quote}|{form}", f"b|f={bracket}|{form}", f"blk|f={inside}|{form}", f"h|f={past}|{form}", f"ed+|h={ahead}|{past}|{form}",
    )  # fmt: skip


def _place_in_sentence(rest: str, start: str, end: str) -> tuple[str, ...]:
    return f"r={rest}", f"Sp={start}", f"Sq={end}"


def _before(before: str, end: str, bracket: str, form: str, past: str, inside: str) -> tuple[str, ...]:
    return (
        f"-1:b={bracket}", f"-1f|f={before}|{form}", f"-1e|f={end}|{form}", f"-1e|h={end}|{past}|{form}", f"-1e|blk={end}|{inside}|{form}",
    )  # fmt: skip


def _before_class(end: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    return (f"-1e|c={end}|{','.join(classes)}",)


def _next_form(form: str, end: str, after: str, past: str) -> tuple[str, ...]:
    return f"f|+1f={form}|{after}", f"e|+1f={end}|{after}", f"e|+1f|h={end}|{after}|{past}"


def _triple(first: str, second: str, form: str) -> tuple[str, ...]:
    return (f"f-3={first}|{second}|{form}",)


def _figures(last: str, after: str, distance: str) -> tuple[str, ...]:
    return f"pd={last}", f"nd={after}|{distance}"


def _piece(kind: str, telling: str, following: str) -> tuple[str, ...]:
    return f"cm={kind}", f"cc={telling}", f"c+={following}"


def _sentence(
    first: str, end: str, figures: str, following: str, number: int, rest: int, whole: tuple[str, str], classes: tuple[str, ...]
) -> tuple[str, ...]:  # fmt: skip
    kind, held = whole
    return (
        f"S1={first}",
        f"Send={end}",
        f"Snum={figures}",
        f"Sn|S+={number}|{following}",
        f"Srest={rest}",
        f"whole|sn={kind}|{number}",
        f"has|sn={held}|{number}",
        f"has|Srest={held}|{rest}",
        *[f"Sc={name}" for name in classes],
    )


def _bucket(number: int, steps: Sequence[int] = _STEPS) -> str:
    return str(max((step for step in steps if step <= number), default=-1))


def bracketed(seen: Sequence[TokenForm]) -> list[str]:
    """Return each token's place in brackets: `w` has both, `b` and `e` have one, `i` within, `o` outside.

    >>> bracketed([token_form(text) for text in ("Roe", "(2001),", "(Ed.", "of", "this)")])
    ['o', 'w', 'b', 'i', 'e']
    """
    found = ["o"] * len(seen)
    depth = 0
    for i, one in enumerate(seen):
        opened, closed = one.opened, one.closed
        if not (opened or closed or depth):
            continue
        if opened:
            found[i] = "w" if closed else "b"
        else:
            found[i] = "o" if not depth else "e" if closed else "i"
        depth = max(0, depth + opened - closed)
    return found


def author_block(seen: Sequence[TokenForm]) -> int:
    """Return how many tokens at the beginning look like a list of names: capitals, initials, particles and conjunctions.

    The list ends behind a token with a full stop that is no initial, before a year, and before a word in small letters.
    """
    start = 1 if seen and seen[0].form == "citation" else 0
    for i in range(start, len(seen)):
        one = seen[i]
        if not one.name or one.text[:1] in _CLOSED_BY:
            return i
        if one.form == "capital" and len(one.bare) > 2 and one.text.endswith((".", ":")):
            return i + 1
    return len(seen)


def _runs(ends: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of tokens begins and ends; the last token of a run is marked."""
    start = 0
    for i, last in enumerate(ends, 1):
        if last or i == len(ends):
            yield start, i
            start = i


def _sentences(
    seen: Sequence[TokenForm], runs: Sequence[tuple[int, int]], whole: tuple[str, str]
) -> Iterator[tuple[Group, int]]:
    """Yield for each sentence the features that all its tokens share, and its size; `whole`: what the reference is and has."""
    for number, (start, end) in enumerate(runs):
        inside = seen[start:end]
        classes = _TELLING.intersection(chain.from_iterable([one.classes for one in inside]))
        group = (
            _sentence,
            inside[0].word[:10],
            f"{inside[-1].form}|{inside[-1].text[-1:]}",
            _bucket(sum([one.figure for one in inside]), _FEW),
            _beginning(seen, end),
            min(number, 4),
            min(len(runs) - 1 - number, 3),
            whole,
            tuple(sorted(classes)),
        )
        yield group, end - start


def _beginning(seen: Sequence[TokenForm], at: int) -> str:
    """Return what a sentence begins with: the first telling class of its first words, else the form of the first."""
    words = seen[at : at + 2]
    return next(
        (name for one in words for name in one.classes if name in _TELLING), words[0].form if words else "end"
    )


def _pieces(seen: Sequence[TokenForm]) -> Iterator[tuple[Group, int]]:
    """Yield the features of each piece between commas, and its size: forms and classes of words in it, and what is in the next."""
    kinds: list[tuple[int, str, str]] = []
    for start, end in _runs([one.ends_piece for one in seen]):
        inside = seen[start:end]
        classes = _OF_PIECES.intersection(chain.from_iterable([one.classes for one in inside]))
        forms = "-".join([one.form[:4] for one in inside[:4]])
        kinds.append((end - start, forms, "+".join(sorted(classes)[:3])))
    for (size, forms, telling), (_, after, following) in pairwise([*kinds, (0, "end", "end")]):
        yield (_piece, forms, telling, following or after[:9]), size


def _history(seen: Sequence[TokenForm]) -> list[str]:
    """Return for each token what stands before it: a year, `In:` in front of a container, and a role of editors, each by a letter."""
    year = within = role = past = ""
    found: list[str] = []
    for i in [i for i, one in enumerate(seen) if one.turning]:
        one = seen[i]
        found += [past] * (i - len(found))
        if one.bare in _WITHIN and i and (one.text.endswith(":") or seen[i - 1].end != "-"):
            within = "i"
        found.append(f"{year}{within}{role}")
        year = year or ("y" if one.year else "")
        role = role or ("e" if one.editor else "")
        past = f"{year}{within}{role}"
    return found + [past] * (len(seen) - len(found))


_WITHIN = frozenset(["In", "in", "dans", "Dans"])


def _role_ahead(seen: Sequence[TokenForm]) -> list[str]:
    """Return for each token how near a role of editors is that follows it: `(Hrsg.)`, `(Eds.)`."""
    found: list[str] = []
    for i in [i for i, one in enumerate(seen) if one.editor]:
        size = i + 1 - len(found)
        near = _STEP[: min(size, _FAR + 1)]
        found += ["no"] * (size - len(near)) + [*near[::-1]]
    return found + ["no"] * (len(seen) - len(found))


def _numbers(seen: Sequence[TokenForm]) -> list[Group | None]:
    """Return for each token the form of the last one with a figure before it, and that of the next and how far it is."""
    size = len(seen)
    places = [i for i, one in enumerate(seen) if one.figure]
    steps = _steps(size)
    before, after, far = list[str](), list[str](), list[str]()
    last, form = -1, "none"
    for place in places:
        before += [form] * (place - last)
        distance, form = place - max(last, 0), seen[place].form
        after += [form] * distance
        far += steps[distance:0:-1]
        last = place
    before += [form] * (size - len(before))
    rest = ["none"] * (size - len(after))
    return [*zip(repeat(_figures), before, after + rest, far + rest)]


_PAGED = frozenset(["range", "place", "issue", "pnumber"])


def _reference_parts(seen: Sequence[TokenForm], history: Sequence[str]) -> str:
    """Return by letters which parts a reference has: `In`, an editor, a volume or an issue, pages, a publisher."""
    past = history[-1] if history else ""
    classes = {*chain.from_iterable([one.classes for one in seen])}
    paged = "pages" in classes or not _PAGED.isdisjoint([one.form for one in seen])
    return (
        ("I" if "i" in past else "")
        + ("E" if "editor" in classes else "")
        + ("V" if "volume" in classes or "issue" in classes else "")
        + ("P" if paged else "")
        + ("B" if "publisher" in classes else "")
    )


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
