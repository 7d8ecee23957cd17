"""Label the parts of a reference with a conditional random field that was trained on references of many styles.

`benchmarks/train_references.py` made the file of weights; `labels.toml` records the data, the date and the accuracy. The weights count
how often each feature of a token occurs with each label and with the label before it; they contain no reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from litreview.formats.references.decoding import decoder

_CHUNK = re.compile(r"\S+")
# an address or a DOI stays whole
_WHOLE = re.compile(r"https?:|www\.|\b10\.\d{4}|@|\.(?:com|org|edu|gov|net|html?|pdf|de)\b", re.IGNORECASE)
# between marks and what follows them without a blank: `13(4):345`, `pp.51`, `Roe,A.`, `(2001):Title`, `3/1997`
_JOINT = re.compile(
    r"(?<=[;:])(?=[\w(\[“\"„«‘])|(?<=,)(?=[^\W\d_“\"„«‘])|(?<=[^\d,],)(?=\d)|(?<=\),)(?=\d)|(?<=\)\.)(?=\w)|(?<=\))(?=\w)|(?<=\w)(?=\((?:\d|[A-ZÄÖÜ]|e?ds?\b|hrsg|hg))"
    r"|(?<=[^\W\d_]\.)(?=\d)|(?<=[a-zäöüß]{3}\.)(?=[A-ZÄÖÜ][a-zäöüß])|(?<=\d/)(?=(?:1[89]|20)\d\d\b)|(?<=(?:1[89]|20)\d\d/)(?=\d)|(?<=[”“»’]\.)(?=\w)|(?<=[,.]”)(?=\w)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or a number of a reference with its adjacent marks; `text == reference[start:end]`."""

    text: str
    start: int
    end: int


def tokens(reference: str) -> tuple[Token, ...]:
    """Return the tokens of a reference, in order: they end at blanks, and at marks that have another part behind them.

    >>> [token.text for token in tokens("Roe A. Raids. 2001;4(1):2-9, pp.51. https://a.org/b,c")]
    ['Roe', 'A.', 'Raids.', '2001;', '4', '(1):', '2-9,', 'pp.', '51.', 'https://a.org/b,c']
    """
    found: list[Token] = []
    for chunk in _CHUNK.finditer(reference):
        start = chunk.start()
        for text in _pieces(chunk[0]):
            found.append(Token(text=text, start=start, end=start + len(text)))
            start += len(text)
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _pieces(chunk: str) -> tuple[str, ...]:
    """Return the tokens of a text without blanks."""
    if len(chunk) <= 3 or chunk.isalpha() or _WHOLE.search(chunk[:200]):
        return (chunk,)
    cuts = [place for joint in _JOINT.finditer(chunk) if (place := joint.start())]
    return tuple(chunk[start:end] for start, end in pairwise([0, *cuts, len(chunk)]))


RECORD = "labels.toml"
LABELS = (
    "author", "citation-number", "collection-title", "container-title", "date", "doi", "edition", "editor", "genre", "isbn", "journal",
    "location", "medium", "note", "pages", "publisher", "title", "translator", "url", "volume",
)  # fmt: skip
"""The labels of the training data: AnyStyle's, without three that are rare."""

_MOST = 400
"""The most tokens that are labelled; further text is a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPart:
    """A span of a reference with one label; `text == reference[start:end]`."""

    label: str
    text: str
    start: int
    end: int


def label(reference: str) -> tuple[LabelledPart, ...]:
    """Return the labelled parts of a reference, in order; together they contain every token.

    >>> [(part.label, part.text) for part in label("Roe, A. (2001). Raids on a port. Journal of Tests, 4(1), 5-9.")]
    [('author', 'Roe, A.'), ('date', '(2001).'), ('title', 'Raids on a port.'), ('journal', 'Journal of Tests,'), ('volume', '4(1),'), ('pages', '5-9.')]
    """
    found = tokens(reference)
    if not found:
        return ()
    tagged = decoder().decode([token.text for token in found[:_MOST]])
    labels = [*tagged, *["I-note"] * (len(found) - len(tagged))]
    return tuple(_parts(reference, found, labels))


def _parts(reference: str, found: Sequence[Token], labels: Sequence[str]) -> list[LabelledPart]:
    parts: list[LabelledPart] = []
    begins = 0
    for i, mark in enumerate(labels):
        name = mark[2:]
        last = i + 1 == len(labels) or labels[i + 1][2:] != name
        if last:
            start, end = found[begins].start, found[i].end
            parts.append(LabelledPart(label=name, text=reference[start:end], start=start, end=end))
            begins = i + 1
    return parts
