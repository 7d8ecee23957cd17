"""The keys under which records meet. Each is a way in which two records of one work still agree when others are damaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from litreview.linkage.blocking import CAP
from litreview.linkage.columns import RecordColumns

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a column of keys holds. `identifies`: the value should be one work's own, so that many repetitions are a fault."""

    name: str
    identifies: bool = False

    @property
    def cap(self) -> int:
        """Up to how many records with one value are all compared; words that many titles share say little."""
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
)
"""The columns of `block_keys`, in order."""

_NONE: tuple[object, ...] = ("",) * len(KEYS)


def keys_of(one: RecordColumns) -> tuple[object, ...]:
    """Return the keys of a record, one for each of `KEYS`; an empty value joins nothing.

    Authors are in the order of the byline in one database and of the alphabet in another, so the alphabetically first
    is a key beside the first. A record that was read from a PDF may lack its year or its first author: an issue says when it appeared.
    """
    if one.sealed:
        return _NONE
    words = one.title.split()
    several = len(words) > 3
    long = _long_words(words)
    longest = long[0] if long else ""
    authors, year, volume, page = one.authors, one.year, one.volume, one.page
    first, last = (authors[0], authors[-1]) if authors else ("", "")
    in_issue = bool(first and volume and one.number)
    return (
        one.doi or one.law or one.url,
        "".join(words),
        tuple(words[:4]) if several else "",
        (*words[-3:], year) if several else "",
        (longest, long[1]) if len(long) > 3 else "",
        (long[2], long[3]) if len(long) > 4 else "",
        (first, longest) if first and longest else "",
        (min(authors), year, longest) if first and year else "",
        (first, volume, one.number)
        if in_issue
        else (first, volume, year)
        if first and volume and year
        else "",
        (last, volume, one.number) if in_issue else "",
        (volume, page, one.container[:1]) if page and volume else "",
        one.abstract[:60],
        (first, page) if first and page else (one.isbn or one.other_id),
    )


def _long_words(words: list[str]) -> list[str]:
    """Return the words of four letters and more, longest first, of equals in the order of the alphabet."""
    long = sorted({word for word in words if len(word) > 3})
    long.sort(key=len, reverse=True)
    return long


def block_keys(entries: Iterable[RecordColumns]) -> list[npt.NDArray[np.int64]]:
    """Return the columns of keys as hashes, 0 for an empty key: eight bytes a key, however long its text.

    Two keys with one hash only make a candidate pair too many (1 chance in ten million for a million records). The hashes
    differ between two runs of Python; the pairs don't.
    """
    import numpy as np

    # keys are hashed as they are made, so that none is kept; the hash of an empty text is 0
    hashes = map(hash, chain.from_iterable(map(keys_of, entries)))
    rows = np.fromiter(hashes, np.int64).reshape(-1, len(KEYS))
    return list(np.ascontiguousarray(rows.T))


_SHINGLE = 3
_START = 16  # letters of a title that open a block


def shingles(text: str) -> list[tuple[str, ...]]:
    """Return each run of three words, once; a shorter text is one run."""
    words = text.split()
    runs = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
    return list(dict.fromkeys(runs)) if len(words) > _SHINGLE else [tuple(words)] if words else []


def work_keys(one: RecordColumns) -> list[tuple[object, ...]]:
    """Return the keys under which references find a work: name and year, place, each three words of the title."""
    keys: list[tuple[object, ...]] = []
    if one.year:
        keys += [("name", name, one.year) for name in one.forms]
        if one.volume and one.page:
            keys.append(("place", one.year, one.volume, one.page))
    return [*keys, *(("words", run) for run in shingles(one.title))]


def reference_keys(one: RecordColumns) -> tuple[list[tuple[object, ...]], ...]:
    """Return the keys under which references to one work meet, the strictest first.

    A place; the first author's name and the year, with page, volume or title; both ends of a long title.
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
