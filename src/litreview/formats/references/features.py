"""Compute the labeller's features of each token: its form, its classes of words, its neighbours, its sentence, and the whole reference.

Features apply to any reference: marks, capitals, numbers, places in the string, and closed lists of words
(`vocabulary.tsv`). A feature is a string `name=value`; training counts how often each occurs with each label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litreview.formats.references.tokens import OUTER, bare_of, classes_of, form_of, has_figure, shape_of

_SENTENCE_END = re.compile(r".*(?:[?!]|[^\W\d_]{3,}\.|\d\.|\)\.|[”\"»’]\.|\]\.)[”\"»’)\]]*")
# abbreviations, whose full stop ends no sentence
_ABBREVIATED = frozenset([
    "vol", "eds", "ed", "hrsg", "trans", "inc", "ltd", "proc", "conf", "int", "univ", "rev", "jour", "phys", "dept", "prof",
])  # fmt: skip
_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
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


def _ends_sentence(text: str, bare: str) -> bool:
    # only the end of a very long token is checked
    return _SENTENCE_END.fullmatch(text[-40:]) is not None and bare.lower() not in _ABBREVIATED


def quoted(texts: Sequence[str]) -> list[str]:
    """Return each token's place in a quotation: `o` outside, `b` and `e` at its ends, `be` at both, `i` within.

    A quotation that never ends does not count.

    >>> quoted(["Roe,", "“Raids", "on", "ports,”", "2001"])
    ['o', 'b', 'i', 'e', 'o']
    """
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


VERSION = 1
"""Rises with every change of a feature, since weights fit only the features they were trained with."""

_STEPS = (0, 1, 2, 3, 4, 6, 9, 13, 20, 40)
_FEW = (0, 1, 2, 4)
# classes of words that characterise their sentence
_TELLING = frozenset([
    "editor", "translator", "in", "publisher", "place", "journal", "meeting", "thesis", "report", "retrieved", "institution", "volume",
    "issue", "pages", "edition", "month",
])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Values of the tokens of a reference, one list per column and one value per token."""

    texts: Sequence[str]
    lowers: Sequence[str]
    words: Sequence[str]
    forms: Sequence[str]
    ends: Sequence[str]
    shapes: Sequence[str]
    classes: Sequence[tuple[str, ...]]
    quotes: Sequence[str]
    brackets: Sequence[str]
    pieces: Sequence[str]
    years: Sequence[str]
    sentences: Sequence[Sentence]
    atoms: Sequence[list[str]]
    block: int
    kind: str


def features(texts: Sequence[str]) -> list[list[str]]:
    """Return the features of each token of a reference."""
    seen = _columns(texts)
    sentence_features = _sentence_features(seen)
    return [
        [
            "bias",
            *seen.atoms[i],
            *_own(seen, i),
            *_placed(seen, i),
            *sentence_features[seen.sentences[i].number],
            *_in_sentence(seen, i),
            *_near(seen, i),
            *_pairs(seen, i),
            *_numbers(seen, i),
        ]
        for i in range(len(texts))
    ]


def _columns(texts: Sequence[str]) -> _Columns:
    bares = [bare_of(text) for text in texts]
    forms = [form_of(bare, text) for bare, text in zip(bares, texts, strict=True)]
    lowers = [bare.lower() for bare in bares]
    words = [re.sub(r"\d", "0", lower) for lower in lowers]
    ends = [text[len(text.rstrip(OUTER)) :][:2] or "-" for text in texts]
    classes = [classes_of(bare) for bare in bares]
    quotes = quoted(texts)
    atoms = [
        [f"f={form}", f"w={word[:12]}", f"e={end}", f"q={quote}", *[f"c={name}" for name in names]]
        for form, word, end, quote, names in zip(forms, words, ends, quotes, classes, strict=True)
    ]
    return _Columns(
        texts=texts,
        lowers=lowers,
        words=words,
        forms=forms,
        ends=ends,
        shapes=[shape_of(text) for text in texts],
        classes=classes,
        quotes=quotes,
        brackets=bracketed(texts),
        pieces=comma_pieces(texts, forms),
        years=_years_before(forms),
        sentences=sentences(texts, bares),
        atoms=atoms,
        block=author_block(texts, bares, forms, classes),
        kind=_reference_kind(forms, quotes),
    )


def _own(seen: _Columns, i: int) -> list[str]:
    """Return the features of a token's letters."""
    text, lower = seen.texts[i], seen.lowers[i]
    return [
        f"t={text[:14]}",
        f"s={seen.shapes[i]}",
        f"b={seen.brackets[i]}",
        f"o={'a' if text[0].isalnum() else text[0]}",
        *[f"p{n}={lower[:n]}" for n in (2, 3) if len(lower) > n],
        *[f"x{n}={lower[-n:]}" for n in (2, 3, 4) if len(lower) > n],
    ]


def _placed(seen: _Columns, i: int) -> list[str]:
    """Return the features of a token's place in the reference."""
    size, form, years = len(seen.texts), seen.forms[i], seen.years[i]
    sentence = seen.sentences[i].number
    inside = i < seen.block
    return [
        f"sn={min(sentence, 6)}",
        f"sl={min(seen.sentences[-1].number - sentence, 6)}",
        f"n={_bucket(i)}",
        f"r={_bucket(size - 1 - i)}",
        f"rel={i * 8 // size}",
        f"blk={_bucket(seen.block - i) if inside else 'no'}",
        f"blk+={'in' if inside else min(i - seen.block, 3)}",
        f"blk|f={inside}|{form}",
        f"blk|yb={inside}|{years}",
        f"yb={years}",
        f"yb|f={years}|{form}",
        f"whole={seen.kind}",
        f"whole|sn={seen.kind}|{min(sentence, 4)}",
        f"q|f={seen.quotes[i]}|{form}",
        f"b|f={seen.brackets[i]}|{form}",
        f"cm={seen.pieces[i]}",
        f"sn|f={min(sentence, 4)}|{form}",
    ]


def _sentence_features(seen: _Columns) -> list[list[str]]:
    """Return for each sentence the features that all its tokens share."""
    found: list[list[str]] = []
    for sentence in dict.fromkeys(seen.sentences):
        inside = range(sentence.start, sentence.end)
        forms = [seen.forms[j] for j in inside]
        last = sentence.end - 1
        classes = {name for j in inside for name in seen.classes[j] if name in _TELLING}
        found.append(
            [
                f"S1={seen.words[sentence.start][:10]}",
                f"Sf={forms[0]}",
                f"Slen={_bucket(len(forms) - 1)}",
                f"Send={forms[-1]}|{seen.texts[last][-1:]}",
                f"Scap={sum(form in ('capital', 'upper') for form in forms) * 4 // len(forms)}",
                f"Slow={forms.count('lower') * 4 // len(forms)}",
                f"Sini={_bucket(sum(form in ('initial', 'initials') for form in forms), _FEW)}",
                f"Snum={_bucket(sum(has_figure(seen.texts[j]) for j in inside), _FEW)}",
                *[f"Sc={name}" for name in sorted(classes)],
            ]
        )
    return found


def _in_sentence(seen: _Columns, i: int) -> list[str]:
    sentence = seen.sentences[i]
    return [
        f"sb={i == sentence.start}",
        f"Sp={_bucket(i - sentence.start)}",
        f"Sq={_bucket(sentence.end - 1 - i)}",
    ]


def _near(seen: _Columns, i: int) -> list[str]:
    """Return the features of the three tokens on each side."""
    found: list[str] = []
    for offset in (-3, -2, -1, 1, 2, 3):
        j = i + offset
        if not 0 <= j < len(seen.texts):
            found.append(f"{offset}:none")
            continue
        atoms = seen.atoms[j]
        # the word itself only for near tokens
        found += [f"{offset}:{atom}" for atom in (atoms if abs(offset) < 3 else [atoms[0], *atoms[2:]])]
        if abs(offset) == 1:
            found += [f"{offset}:s={seen.shapes[j]}", f"{offset}:b={seen.brackets[j]}"]
    return found


def _pairs(seen: _Columns, i: int) -> list[str]:
    """Return features that combine a token with its neighbours."""
    forms, ends, words, size = seen.forms, seen.ends, seen.words, len(seen.texts)
    found: list[str] = []
    if i:
        found += [
            f"-1f|f={forms[i - 1]}|{forms[i]}",
            f"-1e|f={ends[i - 1]}|{forms[i]}",
            f"-1e|c={ends[i - 1]}|{','.join(seen.classes[i])}",
            f"-1w|w={words[i - 1][:8]}|{words[i][:8]}",
            f"-1e|blk={ends[i - 1]}|{i < seen.block}|{forms[i]}",
        ]
    if i + 1 < size:
        found += [
            f"f|+1f={forms[i]}|{forms[i + 1]}",
            f"e|+1f={ends[i]}|{forms[i + 1]}",
            f"e|+1f|yb={ends[i]}|{forms[i + 1]}|{seen.years[i]}",
        ]
    if i + 2 < size:
        found.append(f"f3={forms[i]}|{forms[i + 1]}|{forms[i + 2]}")
    if i > 1:
        found.append(f"f-3={forms[i - 2]}|{forms[i - 1]}|{forms[i]}")
    return found


def _numbers(seen: _Columns, i: int) -> list[str]:
    """Return features of the next and the previous token with a figure."""
    size = len(seen.texts)
    after = next((j for j in range(i + 1, size) if has_figure(seen.texts[j])), size)
    before = next((j for j in range(i - 1, -1, -1) if has_figure(seen.texts[j])), -1)
    return [
        f"nd={seen.forms[after] if after < size else 'none'}|{_bucket(after - i) if after < size else 'none'}",
        f"pd={seen.forms[before] if before >= 0 else 'none'}",
    ]


def _bucket(number: int, steps: Sequence[int] = _STEPS) -> str:
    return str(max((step for step in steps if step <= number), default=-1))


def _years_before(forms: Sequence[str]) -> list[str]:
    found: list[str] = []
    seen = 0
    for form in forms:
        found.append(str(min(seen, 2)))
        seen += form.startswith("year")
    return found


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
