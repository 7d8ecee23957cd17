"""The vocabulary that `rules.toml` is written in: the facts of a pair, each with what it means.

A fact is a row of `FACTS` in one of these modules, a property of `Evidence`, or, of each field that can agree (`FIELDS`),
`same_page`, `other_page` and `page_unknown`. What it means is printed to a reader of a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from litreview.duplicates.evidence import Evidence
from litreview.duplicates.facts import records, titles
from litreview.linkage.rules import named, vocabulary

__all__ = ["FIELDS", "MEASURES", "SLOTS", "WORDS", "in_words", "meanings"]

FIELDS: Mapping[str, str] = {
    "container": "journal or book", "volume": "volume", "number": "issue", "page": "first page", "doi": "DOI", "isbn": "ISBN",
    "abstract": "beginning of the abstract", "law": "number of a law or bill", "url": "address", "date": "date", "report": "report number",
}  # fmt: skip
"""The fields of `Evidence` that agree, contradict each other, or are silent, and what they are called."""

MEASURES: Mapping[str, tuple[str, str]] = {
    "likeness": ("e.score", "the similarity of the titles (0 to 1)"),
    "years_apart": ("(e.gap or 0)", "the years between the two"),
}
"""Numbers that a clause may compare: as an expression, and in words."""


def _quoted(name: str, side: str) -> Callable[[Evidence], object]:
    """Return what gives a value of one of the two records."""
    return lambda e: getattr(getattr(e, side), name)


_QUOTED = ("doi", "law", "date", "report", "version", "year", "page", "volume")

SLOTS: Mapping[str, Callable[[Evidence], object]] = {
    "change": lambda e: e.change.value,
    "likeness": lambda e: e.score,
    "gap": lambda e: e.gap,
    "notice": lambda e: e.a.notice or e.b.notice,
    "site": lambda e: records.site(e.a.url),
    "doi": lambda e: e.a.doi,
    "law": lambda e: e.a.law,
    **{f"{name}_{side}": _quoted(name, side) for name in _QUOTED for side in "ab"},
}
"""What a sentence may quote of a pair."""


_SAID = {
    "same_{}": "Both have the same {}",
    "other_{}": "Both name their {}, and they differ",
    "{}_unknown": "One of the two does not name its {}, or they can't be compared",
}

WORDS = vocabulary(
    {**titles.FACTS, **records.FACTS},
    Evidence,
    {name: (f"e.{name} is True", f"e.{name} is False", f"e.{name} is None") for name in FIELDS},
    {name: expression for name, (expression, _) in MEASURES.items()},
)
"""All facts and measures, as `litreview.linkage.rules` compiles them."""


@cache
def meanings() -> Mapping[str, str]:
    """Return what each fact and measure means, as a sentence."""
    return {
        **WORDS.meanings,
        **{
            word.format(field): f"{said.format(called)}."
            for field, called in FIELDS.items()
            for word, said in _SAID.items()
        },
        **{name: f"{meaning[0].upper()}{meaning[1:]}." for name, (_, meaning) in MEASURES.items()},
    }


def in_words(clause: str) -> list[tuple[str, str]]:
    """Return the facts and measures that a clause of a rule names, in its order, each with what it means."""
    return [(name, meanings()[name]) for name in named(clause)]
