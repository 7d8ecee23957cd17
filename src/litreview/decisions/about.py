"""Whether a decision is about the work that its key means today: its column `what` has author, year and title of the time it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from litreview.text import fold

K = TypeVar("K")

ALIKE = 75
"""Likeness (0..100) from which a title is the one that was meant: it may have been corrected, completed or cut since."""
SURE = 92
"""Likeness from which a title is found again among all works."""
_LONGEST = 80
_COMPARED = 200
"""Descriptions compared with every title: of more, those are found whose title is the same."""


_BETWEEN = " || "


def both(one: str, other: str) -> str:
    """Return the column `what` of a decision on a pair, `""` if it says nothing of either."""
    return f"{one}{_BETWEEN}{other}" if other else one


def halves(what: str) -> tuple[str, str]:
    """Return what a decision says of its key and, on a pair, of its value.

    >>> halves(both("Chen; 2019; Raids", "Diaz; 2020; Rescue")), halves("Chen; 2019; Raids")
    (('Chen; 2019; Raids', 'Diaz; 2020; Rescue'), ('Chen; 2019; Raids', ''))
    """
    one, _, other = what.partition(_BETWEEN)
    return one, other


def _like(said: str, titles: Iterable[str]) -> bool:
    """Return whether one of the titles is in what was said, slips and a cut end aside; all are folded."""
    from rapidfuzz import fuzz

    return any(fuzz.partial_ratio(title[:_LONGEST], said) >= ALIKE for title in titles)


def _parts(what: str) -> list[str]:
    """Return what may be the title in `Chen; 2019; Raids`, folded: all of it, or what is behind author and year."""
    parts = what.split("; ", 2)
    return [fold("; ".join(parts[n:])) for n in range(len(parts))]


class Titles(Generic[K]):
    """The works of a review by their titles: finds the one that a decision says it was made on."""

    def __init__(self, titles: Mapping[K, Iterable[str]]) -> None:
        self._titles = titles
        self._by_title: dict[str, dict[K, None]] = {}
        self._asked: dict[str, tuple[K, ...]] = {}
        self._folded: dict[K, dict[str, None]] = {}
        self._compared = 0

    def fits(self, key: K, what: str) -> bool:
        """Return whether `what` may be of the work of this key; True where either says nothing.

        >>> works = Titles({"a": ["Raids and Rescue in Port Cities: A Study"], "b": ["Raids against brothels: a history"]})
        >>> [works.fits(key, "Chen; 2019; Raids and rescue in port cities") for key in ("a", "b")]
        [True, False]
        """
        if not (said := fold(what)):
            return True
        if key not in self._folded:
            self._folded[key] = dict.fromkeys(filter(None, map(fold, self._titles[key])))
        held = self._folded[key]
        return not held or any(part in held for part in _parts(what)) or _like(said, held)

    def find(self, what: str) -> tuple[K, ...]:
        """Return the keys of the works whose title is in `what`, in order; of those only where it is all of it, if there are any.

        >>> Titles({"a": ["Raids"], "b": ["Raids in port cities"]}).find("Chen; 2019; Raids in port cities")
        ('b',)
        """
        if what not in self._asked:
            self._asked[what] = self._same(what) or self._alike(what)
        return self._asked[what]

    def _same(self, what: str) -> tuple[K, ...]:
        if not self._by_title:
            for key, titles in self._titles.items():
                for title in filter(None, map(fold, titles)):
                    self._by_title.setdefault(title, {})[key] = None
        found = (self._by_title.get(part, ()) for part in _parts(what))
        return tuple(next(filter(None, found), ()))

    def _alike(self, what: str) -> tuple[K, ...]:
        if self._compared >= _COMPARED or not (said := fold(what)):
            return ()
        self._compared += 1
        from rapidfuzz import fuzz, process

        shown = {title: title[:_LONGEST] for title in self._by_title}
        found = process.extract(said, shown, scorer=fuzz.partial_ratio, score_cutoff=SURE, limit=None)
        alike = {key for _, _, title in found for key in self._by_title[title]}
        return tuple(key for key in self._titles if key in alike)
