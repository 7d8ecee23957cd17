"""Compute the labeller's features of each token: its form, its classes of words, its neighbours, its sentence, and the whole reference.

Features apply to any reference: marks, capitals, numbers, places in the string, and closed lists of words
(`vocabulary.tsv`). A feature is a string `name=value`; training counts how often each occurs with each label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise, repeat
from typing import Any, NamedTuple

from litreview.formats.references.tokens import OUTER, bare_of, classes_of, form_of, has_figure, shape_of

_SENTENCE_END = re.compile(r".*(?:[?!]|[^\W\d_]{3,}\.|\d\.|\)\.|[”\"»’]\.|\]\.)[”\"»’)\]]*")
_ENDS = frozenset('?!.)]”"»’')
# abbreviations, whose full stop ends no sentence
_ABBREVIATED = frozenset([
    "vol", "eds", "ed", "hrsg", "trans", "inc", "ltd", "proc", "conf", "int", "univ", "rev", "jour", "phys", "dept", "prof",
])  # fmt: skip
_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_QUOTES = frozenset(_CLOSED_BY)
_NAMELIKE = frozenset(["capital", "initial", "initials", "upper"])
_AMONG_NAMES = frozenset(["and", "etal", "particle", "editor"])


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


VERSION = 5
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
        text=text, bare=bare, word=word, form=form, end=end, classes=classes, own=tuple(own), few=1 + len(classes), figure=figure,
        opened=text.count("(") + text.count("["), closed=text.count(")") + text.count("]"),
        # only the end of a very long token is checked
        ends_sentence=text[-1:] in _ENDS and _SENTENCE_END.fullmatch(text[-40:]) is not None and lower not in _ABBREVIATED,
        ends_piece=text.endswith((",", ";")), editor="editor" in classes,
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
    seen = [token_form(text) for text in texts]
    contexts = token_contexts(texts)
    groups = iter(contexts.groups)
    found = [
        [*one.own, *chain.from_iterable(map(features_of, islice(groups, count)))]
        for one, count in zip(seen, contexts.counts, strict=True)
    ]
    for runs in (contexts.sentences, contexts.pieces):
        shared = chain.from_iterable(repeat(features_of(group), size) for group, size in runs)
        for row, names in zip(found, shared, strict=True):
            row.extend(names)
    for i, row in enumerate(found):
        for offset in OFFSETS:
            j = i + offset
            names = seen[j].neighbour_features(abs(offset)) if 0 <= j < len(seen) else ("none",)
            row += [f"{offset}:{name}" for name in names]
    return found


class TokenContexts(NamedTuple):
    """The features of tokens that others bear on, in groups, and how many are each token's; and those that a sentence or a piece shares, with its size.

    The weights of a group that recurs need adding once.
    """

    groups: list[Group]
    counts: list[int]
    sentences: list[tuple[Group, int]]
    pieces: list[tuple[Group, int]]


def token_contexts(texts: Sequence[str]) -> TokenContexts:
    """Return the features of each token that others bear on."""
    seen = [token_form(text) for text in texts]
    size = len(texts)
    forms = [one.form for one in seen]
    quotes, brackets = quoted(texts), bracketed(seen)
    block = author_block(seen)
    history, ahead = [*_history(seen)], _role_ahead(seen)
    held = _held(seen, history[-1] if history else "")
    sentences = [*_runs([one.ends_sentence for one in seen])]
    found: list[Group] = []
    counts: list[int] = []
    # how far each token is from an end, in steps
    steps = [_step(number) for number in range(size)]
    places = [
        (_place_in_sentence, steps[size - 1 - i], steps[i - start], steps[end - 1 - i])
        for start, end in sentences
        for i in range(start, end)
    ]
    form_before = two_before = ""
    for i, (one, form, quote, bracket, past, place, figures, ahead_) in enumerate(
        zip(seen, forms, quotes, brackets, history, places, _numbers(seen), ahead, strict=True)
    ):
        inside = "i" if i < block else "o"
        begin = len(found)
        found += ((_state, form, quote, bracket, inside, past, ahead_), place, figures)
        if i:
            end = seen[i - 1].end
            found += (
                (_before, form_before, end, brackets[i - 1], form, past, inside),
                (_before_class, end, one.classes),
            )
            if i > 1:
                found.append((_triple, two_before, form_before, form))
        if i + 1 < size:
            found.append((_behind, form, one.end, forms[i + 1], past))
        counts.append(len(found) - begin)
        two_before, form_before = form_before, form
    return TokenContexts(
        groups=found,
        counts=counts,
        sentences=[*_sentences(seen, sentences, (_reference_kind(forms, quotes), held))],
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


def _behind(form: str, end: str, after: str, past: str) -> tuple[str, ...]:
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


def _step(number: int) -> str:
    return _STEP[number] if number < len(_STEP) else _STEP[-1]


def _bucket(number: int, steps: Sequence[int] = _STEPS) -> str:
    return str(max((step for step in steps if step <= number), default=-1))


def bracketed(seen: Sequence[TokenForm]) -> list[str]:
    """Return each token's place in brackets: `w` has both, `b` and `e` have one, `i` within, `o` outside.

    >>> bracketed([token_form(text) for text in ("Roe", "(2001),", "(Ed.", "of", "this)")])
    ['o', 'w', 'b', 'i', 'e']
    """
    found: list[str] = []
    depth = 0
    for one in seen:
        opened, closed = one.opened, one.closed
        if not (opened or closed or depth):
            found.append("o")
            continue
        if opened:
            found.append("w" if closed else "b")
        else:
            found.append("o" if not depth else "e" if closed else "i")
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
        classes = {name for one in inside for name in one.classes if name in _TELLING}
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
        classes = {name for one in inside for name in one.classes if name in _OF_PIECES}
        forms = "-".join([one.form[:4] for one in inside[:4]])
        kinds.append((end - start, forms, "+".join(sorted(classes)[:3])))
    for (size, forms, telling), (_, after, following) in pairwise([*kinds, (0, "end", "end")]):
        yield (_piece, forms, telling, following or after[:9]), size


def _history(seen: Sequence[TokenForm]) -> Iterator[str]:
    """Yield for each token what stands before it: a year, `In:` in front of a container, and a role of editors, each by a letter."""
    year = within = role = past = ""
    for i, one in enumerate(seen):
        if one.bare in _WITHIN and i and (one.text.endswith(":") or seen[i - 1].end != "-"):
            within, past = "i", f"{year}i{role}"
        yield past
        if (not year and one.form.startswith("year")) or (not role and one.editor):
            year = year or ("y" if one.form.startswith("year") else "")
            role = role or ("e" if one.editor else "")
            past = f"{year}{within}{role}"


_WITHIN = frozenset(["In", "in", "dans", "Dans"])


def _role_ahead(seen: Sequence[TokenForm]) -> list[str]:
    """Return for each token how near a role of editors is that follows it: `(Hrsg.)`, `(Eds.)`."""
    if not any(one.editor for one in seen):
        return ["no"] * len(seen)
    found: list[str] = []
    distance = _FAR + 1
    for one in reversed(seen):
        distance = 0 if one.editor else distance + 1
        found.append(_step(distance) if distance <= _FAR else "no")
    return found[::-1]


def _numbers(seen: Sequence[TokenForm]) -> list[Group]:
    """Return for each token the form of the last one with a figure before it, and that of the next and how far it is."""
    before, found = "none", list[Group]()
    befores: list[str] = []
    for one in seen:
        befores.append(before)
        before = one.form if one.figure else before
    after, distance = "none", 0
    for one, last in zip(reversed(seen), reversed(befores), strict=True):
        found.append((_figures, last, after, _step(distance) if distance else "none"))
        after, distance = (one.form, 1) if one.figure else (after, distance + bool(distance))
    return found[::-1]


_PAGED = frozenset(["range", "place", "issue", "pnumber"])


def _held(seen: Sequence[TokenForm], past: str) -> str:
    """Return what a reference has anywhere, each by a letter: `In`, an editor, a volume or an issue, pages, a publisher."""
    classes = {name for one in seen for name in one.classes}
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
