"""Blocking: keys of records, candidate pairs of records that share a key, and the similarity of texts over whole columns.

Only records that share a key are compared. Each key is a way in which two records of one work still agree when others are damaged.

A key of very many records (one value in 50,000 records) would make the number of pairs explode. Such a
block is not dropped: its records are sorted in several orders and each is compared only with its few neighbours. So cost grows
about linearly, and exact repetitions are still compared.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

from litreview.core.libraries import Ints, fuzz, np, npt, process
from litreview.linkage.columns import RecordColumns

CAP = 100
"""Largest block compared in full by default: 100 records make 4,950 pairs."""

WINDOW = 5
"""Number of neighbours compared on each side, in each order, in a block above the cap."""

_AT_ONCE = 1_000_000
"""Pairs made in one step, to limit its memory."""

_AT_MOST = 20_000_000
"""Pairs collected before repeated ones are removed: 160 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Candidate pairs as two columns of positions, `a < b`, sorted; and the blocks above the cap.

    `oversized` has `(column of the key, size, first position in it)`.
    """

    a: Ints
    b: Ints
    oversized: tuple[tuple[int, int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.a)


def candidate_pairs(
    keys: Iterable[Sequence[Hashable | None] | Ints],
    orders: Sequence[Callable[[int], Any]],
    *,
    caps: Sequence[int] = (),
    window: int = WINDOW,
) -> Blocks:
    """Return the pairs of positions that share a value in at least one column of keys.

    The columns are equally long. A column has values, where an empty one joins nothing, or hashes, where 0
    joins nothing. `caps` has for each column the largest size of a block compared in full; `orders` return the sort keys of a
    position in a larger block.

    >>> blocks = candidate_pairs([["x", "y", "x", ""]], [int])
    >>> list(zip(blocks.a.tolist(), blocks.b.tolist()))
    [(0, 2)]
    """
    size = 0
    packed: list[Ints] = []
    oversized: list[tuple[int, int, int]] = []
    for column, values in enumerate(keys):
        size = len(values)
        cap = caps[column] if caps else CAP
        for members in _blocks(_codes(values)):
            count = members.shape[1]
            if count <= cap:
                left, right = np.triu_indices(count, 1)
                step = max(1, _AT_ONCE // len(left))
                for start in range(0, len(members), step):
                    rows = members[start : start + step]
                    packed.append(_pack(rows[:, left].ravel(), rows[:, right].ravel(), size))
                continue
            for block in members:
                oversized.append((column, count, int(block[0])))
                packed.extend(_neighbours(block, orders, window, size))
        if sum(map(len, packed)) > _AT_MOST:
            packed = [_sorted_unique(packed)]
    together = _sorted_unique(packed)
    return Blocks(a=together // max(size, 1), b=together % max(size, 1), oversized=tuple(sorted(oversized)))


def shared_key_pairs(
    keys: Iterable[Iterable[Hashable]], order: Callable[[int], Any], *, cap: int, window: int
) -> Iterator[tuple[int, int]]:
    """Yield the sorted pairs of positions that share one of their keys; a position may have several.

    >>> list(shared_key_pairs([["a", "b"], ["c"], ["b"]], int, cap=9, window=2))
    [(0, 2)]
    """
    rows = [(position, key) for position, each in enumerate(keys) for key in each]
    owners = [position for position, _ in rows]
    blocks = candidate_pairs(
        [[key for _, key in rows]], [lambda row: order(owners[row])], caps=[cap], window=window
    )
    pairs = zip(blocks.a.tolist(), blocks.b.tolist(), strict=True)
    return ((owners[a], owners[b]) for a, b in pairs if owners[a] != owners[b])


def positions_by_key(keys: Iterable[Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    """Return the positions of each key, for lookups.

    >>> positions_by_key([["a", "b"], ["b", "b"]])
    {'a': [0], 'b': [0, 1]}
    """
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for position, each in enumerate(keys):
        for key in each:
            places = found[key]
            if not places or places[-1] != position:
                places.append(position)
    return dict(found)


def _blocks(codes: Ints) -> Iterator[Ints]:
    """Yield a table for each block size from two: each row is a block, with its positions in order."""
    positions = np.flatnonzero(codes)
    if not len(positions):
        return
    by_code = positions[np.argsort(codes[positions], kind="stable")]
    sorted_codes = codes[by_code]
    starts = np.flatnonzero(np.r_[True, sorted_codes[1:] != sorted_codes[:-1]])
    sizes = np.diff(np.r_[starts, len(by_code)])
    for size in sorted(set(sizes[sizes > 1].tolist())):
        yield by_code[starts[sizes == size][:, None] + np.arange(size)]


def _neighbours(
    block: Ints, orders: Sequence[Callable[[int], Any]], window: int, size: int
) -> Iterator[Ints]:
    """Yield the pairs of a block whose positions are at most `window` apart in one of the orders."""
    for order in orders:
        row = np.array(sorted(block.tolist(), key=order), dtype=np.int64)
        for step in range(1, min(window, len(row) - 1) + 1):
            yield _pack(row[:-step], row[step:], size)


def _sorted_unique(packed: Sequence[Ints]) -> Ints:
    """Return the distinct numbers of all arrays, sorted (`np.unique` is five times as slow)."""
    together = np.concatenate(packed) if packed else np.empty(0, dtype=np.int64)
    together.sort()
    return together[np.r_[True, together[1:] != together[:-1]]] if len(together) else together


def _codes(values: Sequence[Hashable | None] | Ints) -> Ints:
    """Return a number for each value, 0 for an empty one."""
    if isinstance(values, np.ndarray):
        return values
    seen: dict[Hashable, int] = {}
    numbers = [seen.setdefault(value, len(seen) + 1) if value else 0 for value in values]
    return np.array(numbers, dtype=np.int64)


def _pack(a: Ints, b: Ints, size: int) -> Ints:
    """Return each unordered pair packed into one number, so that sorting finds repeated pairs."""
    return np.minimum(a, b) * size + np.maximum(a, b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A column of keys. `identifies`: a value should belong to one work only, so that many repetitions are a fault."""

    name: str
    identifies: bool = False

    @property
    def cap(self) -> int:
        """The largest block compared in full; it is smaller for words, which many titles share."""
        return CAP if self.identifies else 40


KEYS = (
    Key(name="DOI, law or address", identifies=True),
    Key(name="title", identifies=True),
    Key(name="beginning of the title"),
    Key(name="end of the title and year"),
    Key(name="longest words of the title"),
    Key(name="next longest words of the title"),
    Key(name="first author and longest word"),
    Key(name="alphabetically first author, year and longest word"),
    Key(name="first author and issue"),
    Key(name="last author and issue"),
    Key(name="volume and page", identifies=True),
    Key(name="beginning of the abstract", identifies=True),
    Key(name="first author and page, ISBN or other number", identifies=True),
    Key(name="letters at the end of the title"),
    Key(name="first two authors"),
)
"""The columns of `block_keys`, in order."""

_NONE: tuple[object, ...] = ("",) * len(KEYS)

_BEGINNING = 18
"""Letters at the beginning of a title that form a key: about four words, with or without the spaces between them."""

_START = 16
"""Letters at either end of a title that form a key."""


def keys_of(one: RecordColumns) -> tuple[object, ...]:
    """Return the keys of a record, one for each of `KEYS`; an empty value joins nothing.

    Some databases sort authors by the alphabet, so the alphabetically first is a key as well as the
    first. A record read from a PDF may lack its year or first author; an issue implies the year.
    """
    if one.sealed:
        return _NONE
    words = one.title.split()
    letters = "".join(words)
    several = len(words) > 3
    long = _long_words(words)
    longest = long[0] if long else ""
    authors, year, volume, page = one.authors, one.year, one.volume, one.page
    first = authors[0] if authors else ""
    return (
        one.doi or one.law or one.url,
        letters,
        letters[:_BEGINNING] if several or len(letters) > _BEGINNING else "",
        (*words[-3:], year) if several else "",
        (longest, long[1]) if len(long) > 3 else "",
        (long[2], long[3]) if len(long) > 4 else "",
        (first, longest) if first and longest else "",
        (min(authors), year, longest) if first and year else "",
        *_issue_keys(one),
        (volume, page, one.container[:1]) if page and volume else "",
        one.abstract[:60],
        (first, page) if first and page else (one.isbn or one.other_id),
        *_misread_keys(words, authors),
    )


def _misread_keys(words: list[str], authors: tuple[str, ...]) -> tuple[object, object]:
    """Return the letters at the end of a title, and the first two authors in any order: keys for titles that a program misread.

    Such programs lose spaces between words, and put what they add before the title as a rule; and every word may have a slip.
    """
    letters = "".join(words)
    end = letters[-_START:] if len(letters) > _START else ""
    return end, tuple(sorted(authors[:2])) if len(authors) > 1 else ""


def _issue_keys(one: RecordColumns) -> tuple[object, object]:
    """Return the first and the last author, each with the issue; without an issue, the first author with volume and year."""
    if not (one.authors and one.authors[0] and one.volume):
        return "", ""
    first, last = one.authors[0], one.authors[-1]
    if one.number:
        return (first, one.volume, one.number), (last, one.volume, one.number)
    return (first, one.volume, one.year) if one.year else "", ""


def _long_words(words: list[str]) -> list[str]:
    """Return the words of four letters and more, the longest first, then by the alphabet."""
    long = sorted({word for word in words if len(word) > 3})
    long.sort(key=len, reverse=True)
    return long


def block_keys(entries: Iterable[RecordColumns], hashed: Callable[[Any], int] = hash) -> Ints:
    """Return the columns of keys as hashes, 0 for an empty key: eight bytes a key, however long its text.

    Two keys with one hash only add a candidate pair (1 chance in ten million for a million records). The hashes of `hash`
    differ between two runs of Python, those of `stable_hash` do not, and take longer; the pairs are the same.
    """
    # keys are hashed as they are made, so that none stays in memory; the hash of an empty text is 0
    hashes = map(hashed, chain.from_iterable(map(keys_of, entries)))
    rows = np.fromiter(hashes, np.int64).reshape(-1, len(KEYS))
    return np.ascontiguousarray(rows.T)


def stable_hash(key: Any) -> int:
    """Return a hash of a key that is the same in each run of one version of Python, 0 for an empty key.

    >>> stable_hash(("roe", 1999)) == stable_hash(("roe", 1999)), stable_hash("")
    (True, 0)
    """
    if not key:
        return 0
    # not the hash of an integer, a remainder: keys with two changed digits, eight bytes apart, would have one
    return int.from_bytes(blake2b(marshal.dumps(key, 2), digest_size=8).digest(), "big", signed=True) or 1


_SHINGLE = 3


def shingles(text: str) -> list[tuple[str, ...]]:
    """Return the distinct runs of three words; a shorter text is one run."""
    words = text.split()
    runs = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
    return list(dict.fromkeys(runs)) if len(words) > _SHINGLE else [tuple(words)] if words else []


def work_keys(one: RecordColumns) -> list[tuple[object, ...]]:
    """Return the keys by which references find a work: name and year, place, each three words of the title."""
    keys: list[tuple[object, ...]] = []
    if one.year:
        keys += [("name", name, one.year) for name in one.forms]
        if one.volume and one.page:
            keys.append(("place", one.year, one.volume, one.page))
    return [*keys, *(("words", run) for run in shingles(one.title))]


def reference_keys(one: RecordColumns) -> tuple[list[tuple[object, ...]], ...]:
    """Return the keys that references to one work share, the strictest first.

    These are the place; the first author's name and year, with page, volume or neither; both ends of a long title.
    """
    year, volume, page, title = one.year, one.volume, one.page, one.title
    signed = [(name, year) for name in one.forms[:3]] if year else []
    return (
        [(volume, page)] if volume and page else [],
        [(*name, page) for name in signed] if page else [],
        [(*name, volume) for name in signed] if volume else [],
        [*signed] if one.cut or not volume else [],
        [(title[:_START],)] if len(title) > 24 else [],
        [(title[-_START:],)] if len(title) > 24 else [],
    )


LONGEST = 1000
"""Characters compared: a title of 1 MB must not cost 1 MB squared."""


def likeness(one: str, other: str) -> float:
    """Return the similarity of two texts, 0..1, by the measure of `similarity`."""
    return fuzz.ratio(one[:LONGEST], other[:LONGEST]) / 100


def similarity(
    texts: Sequence[str],
    a: Ints,
    b: Ints,
) -> npt.NDArray[np.float32]:
    """Return the similarity of `texts[a[i]]` and `texts[b[i]]` for each i, 0..1.

    The measure is the normalised indel similarity (`rapidfuzz.fuzz.ratio`): twice the longest common subsequence
    over the length of both.

    >>> import numpy as np
    >>> similarity(["police", "policy", ""], np.array([0, 0]), np.array([1, 2])).round(2).tolist()
    [0.8299999833106995, 0.0]
    """
    if not len(a):
        return np.empty(0, dtype=np.float32)
    short = [text if len(text) <= LONGEST else text[:LONGEST] for text in texts]
    scores = process.cpdist(
        [short[i] for i in a.tolist()],
        [short[i] for i in b.tolist()],
        scorer=fuzz.ratio,
        dtype=np.float32,
        workers=-1,
    )
    scores /= 100
    # rapidfuzz takes two empty texts for equal; here there is nothing to compare
    empty = np.fromiter((not text for text in short), dtype=bool, count=len(short))
    scores[empty[a] | empty[b]] = 0
    return scores
