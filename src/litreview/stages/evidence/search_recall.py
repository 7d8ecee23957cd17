"""How many of the works known beforehand each search found, and whether its hits fit its strategy.

A search that misses works which it must find will miss others like them (relative recall: M. Sampson et al., An alternative to the hand
searching gold standard, BMC Medical Research Methodology 2006).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import first_by_key, grouped
from litreview.core.libraries import special
from litreview.core.model import Library, Problem, Record, Source, Where
from litreview.core.problems import problem
from litreview.core.results.coverage import ALL_DATABASES, Overlap, SearchRecall
from litreview.core.results.screening_flow import Search
from litreview.core.sealed import SETTINGS_FILE
from litreview.core.text import fold
from litreview.core.text.identifiers import doi
from litreview.core.wording import plural

_FEWEST = 20
"""Abstracts that a search must have before its hits are compared with its strategy."""
_PREFIX = 5
"""Letters of a word of a strategy that must be in a title or abstract: databases search for other endings, too."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_SHOWN = 5


def measure_recall(
    searches: Iterable[Search], works: Iterable[Source], found_in: Mapping[str, Collection[str]]
) -> tuple[SearchRecall, ...]:
    """Return the recall of each database and of all together on the works that the searches name as known; nothing if none does.

    `found_in`: the databases that may have found each work, by its key.
    """
    noted = tuple(searches)
    keys = _keys_by_name(works)
    known = tuple(dict.fromkeys(_first_names(noted, keys).values()))
    if not known:
        return ()
    held = {name: keys[_name(name)] for name in known if keys.get(_name(name)) in found_in}
    named = tuple(dict.fromkeys(search.database for search in noted))

    def recall(database: str, *among: str) -> SearchRecall:
        found = {name: key for name, key in held.items() if {*among} & {*found_in[key]}}
        low, high = exact_interval(len(found), len(known))
        keys = tuple(found.values())
        return SearchRecall(database=database, known=known, found=tuple(found), keys=keys, low=low, high=high)

    return (*(recall(one, one) for one in named), recall(ALL_DATABASES, *named))


def _first_names(searches: Iterable[Search], keys: Mapping[str, str]) -> Mapping[str, str]:
    """Return for each name of a known work the first that means the same work, by the `keys` of `_keys_by_name`: a work counts once."""
    first: dict[str, str] = {}
    return {
        name: first.setdefault(keys.get(_name(name)) or _name(name), name)
        for search in searches
        for name in search.known
    }


def _name(text: str) -> str:
    """Return the name by which a known work is compared: its DOI, or else its key in lower case."""
    return doi(text) or text.strip().casefold()


def _keys_by_name(works: Iterable[Source]) -> Mapping[str, str]:
    """Return the key of each work by its keys and DOIs, those of its records included."""
    return first_by_key(
        (name, work.key)
        for work in works
        for record in (work, *work.records)
        for name in filter(None, (record.doi, record.key.casefold()))
    )


def exact_interval(found: int, n: int, risk: float = 0.05) -> tuple[float, float]:
    """Return the exact interval of a share (Clopper and Pearson, Biometrika 1934), to three digits.

    >>> exact_interval(10, 12), exact_interval(0, 5), exact_interval(5, 5)
    ((0.516, 0.979), (0.0, 0.522), (0.478, 1.0))
    """
    # the least share with which so many are found, and the greatest, are quantiles of the beta distribution
    low = float(special.betaincinv(found, n - found + 1, risk / 2)) if found else 0.0
    high = float(special.betaincinv(found + 1, n - found, 1 - risk / 2)) if found < n else 1.0
    return round(low, 3), round(high, 3)


def check_recall(searches: Iterable[Search], works: Iterable[Source], overlap: Overlap) -> Iterator[Problem]:
    """Yield a Problem for each search that misses works which it names as known (LR618), or names one of them several times (LR623)."""
    found = {one.database: one.found for one in overlap.recalls}
    noted = tuple(searches)
    first = _first_names(noted, _keys_by_name(works)) if found else {}
    for search in noted:
        where = Where(file=SETTINGS_FILE, line=search.line)
        named = grouped((first[name], name) for name in search.known)
        for several in (names for names in named.values() if len(names) > 1):
            yield problem("LR623", where, database=search.database, names=", ".join(several))
        missed = [names[0] for one, names in named.items() if one not in found[search.database]]
        if missed:
            more = f" and {len(missed) - _SHOWN} more" if len(missed) > _SHOWN else ""
            yield problem(
                "LR618",
                where,
                database=search.database,
                missed=f"{len(missed)} of {plural(len(named), 'known work')}",
                names=", ".join(missed[:_SHOWN]) + more,
            )


def check_strategies(searches: Iterable[Search], library: Library) -> Iterator[Problem]:
    """Yield a Problem for each search where most abstracts have no word of its strategy (LR619).

    Any database finds records by words of the strategy, in whatever field. Most titles, abstracts and keywords with none of them mean another
    export or another strategy. Searches that share a file are taken together; a strategy of line numbers alone, or fewer than 20 abstracts, says
    nothing.
    """
    noted = tuple(searches)
    by_file: Mapping[str, Sequence[Record]] = grouped(
        (record.where.file, record) for record in library.records
    )
    for search in noted:
        sharing = [one for one in noted if {*one.exports} & {*search.exports}]
        if not all(one.strategy for one in sharing):
            continue
        words = _WORD.findall(
            " ".join(fold(re.sub(r"\b[A-Z][A-Z-]+\b", " ", one.strategy)) for one in sharing)
        )
        stems = {word[:_PREFIX] for word in words}
        texts = [
            fold(f"{record.title} {record.abstract} {record.get('keywords')}")
            for file in search.exports
            for record in by_file.get(file, ())
            if record.abstract and not record.confidential
        ]
        without = sum(not any(stem in text for stem in stems) for text in texts)
        if stems and len(texts) >= _FEWEST and 2 * without > len(texts):
            yield problem(
                "LR619",
                Where(file=SETTINGS_FILE, line=search.line),
                database=search.database,
                without=without,
                abstracts=plural(len(texts), "abstract"),
            )
