"""Where a page of a review leads on: in the window that serves it to its desks, in a file by the command that opens them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.wording import short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways from a page to where its works, pairs and disputes are judged; a page that is of no review has none.

    - `command`: what opens the desks, for a page that is a file;
    - `home`: the first page of the window that serves it; `works`, `pairs`, `disputes`: addresses there, by key, by the ids of two records,
      by key and question.
    """

    command: str = ""
    home: str = ""
    works: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    disputes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    __repr__ = short_repr


NOWHERE = Ways()
FROM_A_FILE = Ways(command="litreview review DIR --by NAME")
"""What a file says that a run wrote: the same bytes wherever the review lies."""
