"""What a body of literature looks like from outside: how many works a year, by whom, where, from which countries, and which are cited most."""

from __future__ import annotations

from dataclasses import dataclass

from litreview.containers import type_fields
from litreview.wording import plural, short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """How many works are of a year, and how often databases say that they are cited."""

    year: int
    works: int
    times_cited: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorCount:
    """What an author wrote: `fractional` counts a work of four authors as a quarter, `first` those where the author is the first."""

    name: str
    works: int
    fractional: float
    first: int = 0
    times_cited: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCount:
    """How many works came out in a journal, or in a book or series."""

    name: str
    works: int
    times_cited: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCount:
    """How many works have an author with an address in a country: `alone`, or `together` with other countries."""

    name: str
    works: int
    alone: int
    together: int
    times_cited: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWork:
    """How often a source is cited: everywhere, as the databases say, and by how many of the sources here."""

    source: str
    label: str
    year: int | None
    times_cited: int | None
    cited_here: int

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Description:
    """Authors, journals, countries and most cited works of a body of literature, each the most productive first, and its works by year.

    `works` is how many there are. Of those, `undated` have no year, `anonymous` no author and `placeless` no address that names a
    country: they are in none of the rows. `alone` have one author, `international` addresses in two countries or more.
    """

    works: int = 0
    undated: int = 0
    anonymous: int = 0
    placeless: int = 0
    alone: int = 0
    international: int = 0
    authorships: int = 0
    years: tuple[YearCount, ...] = ()
    authors: tuple[AuthorCount, ...] = ()
    journals: tuple[JournalCount, ...] = ()
    countries: tuple[CountryCount, ...] = ()
    most_cited: tuple[CitedWork, ...] = ()

    def __post_init__(self) -> None:
        type_fields(
            self,
            years=YearCount,
            authors=AuthorCount,
            journals=JournalCount,
            countries=CountryCount,
            most_cited=CitedWork,
        )

    def __repr__(self) -> str:
        return (
            f"<Description: {plural(self.works, 'work')}, {plural(len(self.authors), 'author')}, {plural(len(self.journals), 'journal')}, "
            f"{plural(len(self.countries), 'country', 'countries')}>"
        )

    @property
    def growth(self) -> float | None:
        """By what share the works of a year grew from the first year to the last, a year on average; None for a single year.

        (n_last / n_first)^(1 / (last - first)) - 1, the compound rate.
        """
        if len(self.years) < 2:
            return None
        first, last = self.years[0], self.years[-1]
        return float((last.works / first.works) ** (1 / (last.year - first.year)) - 1)

    def rows(self) -> list[tuple[str, float | None]]:
        """Return the main figures, each with what it is called."""
        signed = self.works - self.anonymous
        placed = self.works - self.placeless
        known = [one.times_cited for one in self.most_cited if one.times_cited is not None]
        return [
            ("works", self.works),
            ("first year", self.years[0].year if self.years else None),
            ("last year", self.years[-1].year if self.years else None),
            ("growth a year", self.growth),
            ("journals", len(self.journals)),
            ("authors", len(self.authors)),
            ("authors a work", self.authorships / signed if signed else None),
            ("works of one author", self.alone),
            ("countries", len(self.countries)),
            (
                "share of works with authors of several countries",
                self.international / placed if placed else None,
            ),
            ("times cited a work", sum(known) / len(known) if known else None),
            ("works without year", self.undated),
            ("works without author", self.anonymous),
            ("works without address", self.placeless),
        ]
