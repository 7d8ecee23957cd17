"""Words that databases put where there is no value: `[No author name available]`, `Anonymous`, `var.pagings`.

To a program they are a value like any other: all works of nobody would have one author, and all without pages the same.
"""

from __future__ import annotations

import re

_ANY = r"no[ –—-]*specified|not (?:available|specified|given)|n/a|undefined"
# what a program writes for a missing value; Nan is a family name
_VALUE = rf"{_ANY}|null|none|nan"
_BRACKETS = r"[\[({{]*\s*(?:{})\s*[\])}}]*[.,]?"
_NO_PLACE = rf"no pagination|unpaginated|var(?:ious|\.)? ?pag(?:ing|ination)?s?|n\.? ?pag\.?|unknown|{_VALUE}"
_MISSING = r"(?:no|without) {0}s?(?: (?:available|found|given|listed|provided))?|{0}s? (?:not|un)\s?(?:available|known|listed)"

_SAYS_NOTHING = {
    name: re.compile(_BRACKETS.format(pattern), re.IGNORECASE)
    for names, pattern in (
        (("author", "editor"), rf"anonymous|anon\.?|{_MISSING.format('(?:author|author name|author id|editor)')}|{_ANY}"),
        (("title",), rf"{_MISSING.format('title')}|{_ANY}"),
        (("abstract",), rf"{_MISSING.format('abstract')}|{_VALUE}"),
        (("volume", "number", "pages"), _NO_PLACE),
        (("year", "journal", "booktitle", "doi"), _VALUE),
    )
    for name in names
}  # fmt: skip
_LONGEST = 60
FIELDS = tuple(_SAYS_NOTHING)


def says_nothing(field: str, value: str) -> bool:
    """Return whether a value only says that there is none. No work, person or place is called so.

    >>> says_nothing("author", "[No author name available]"), says_nothing("pages", "var.pagings"), says_nothing("title", "Nothing")
    (True, True, False)
    """
    pattern = _SAYS_NOTHING.get(field)
    return pattern is not None and len(value) < _LONGEST and pattern.fullmatch(value.strip()) is not None
