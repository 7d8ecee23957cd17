"""How often interviews were coded, as far as it may be published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from litreview.wording import short_repr

ALL = "all"
"""The role group or coder of a row that counts all of them."""
NOT_STATED = "not stated"
"""The role group of interviewees of whom the register says none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingCount:
    """How many interviews have a code, in how many codings; of one role group or one coder where it says which.

    `interviews` and `codings` are None where a number would tell of too few people; `withheld` says so in words.
    """

    code: str
    role_group: str = ALL
    coder: str = ALL
    interviews: int | None = None
    codings: int | None = None
    withheld: str = ""

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Codings:
    """What coded transcripts say, in numbers that are of at least `k` people each.

    `interviews` is how many the review has; `kept_private`: this copy of the review has no `private/`, so that nothing could be counted.
    """

    counts: tuple[CodingCount, ...] = ()
    interviews: int = 0
    k: int = 5
    kept_private: bool = False

    __repr__ = short_repr

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that any interview has, in the order of the codebook."""
        return tuple(dict.fromkeys(count.code for count in self.counts))

    def total(self, code: str) -> CodingCount:
        """Return the row of a code that counts all role groups and coders."""
        return next(c for c in self.counts if (c.code, c.role_group, c.coder) == (code, ALL, ALL))

    def by_role_group(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by role group; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.role_group != ALL)

    def by_coder(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by coder; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.coder != ALL)

    def rows(self) -> Iterator[tuple[str, str, str, int | None, int | None, str]]:
        """Yield the table: code, role group, coder, interviews, codings, and what is withheld."""
        if self.kept_private:
            yield ("", ALL, ALL, None, None, "kept private")
        for c in self.counts:
            yield (c.code, c.role_group, c.coder, c.interviews, c.codings, c.withheld)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an interviewee that may be printed, with the code. `span` is a place in the transcript, such as `para 12`."""

    code: str
    words: str
    span: str = ""

    __repr__ = short_repr

    @property
    def printed(self) -> str:
        """The quote as one line: “…” (I07, para 12)."""
        words = " ".join(self.words.split()).strip('“”"')
        return f"“{words}” ({', '.join(filter(None, (self.code, self.span)))})"
