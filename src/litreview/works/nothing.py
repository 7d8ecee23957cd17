"""Words that databases put where there is no value: `[No author name available]`, `Anonymous`, `var.pagings`.

To a program they are a value like any other: all works of nobody would have one author, and all without pages the same.
"""

from __future__ import annotations

_ANY = frozenset(["no specified", "not specified", "not available", "not given", "n/a", "undefined"])
# what a program writes for a missing value
_VALUE = _ANY | {"null", "none", "nan"}
_PLACE = _VALUE | {
    *(f"no pagination{end}" for end in ("", " specified", " available", " given")), "unpaginated", "unknown", "n.pag", "n. pag", "n pag",
    *(f"{various}{pages}" for various in ("var.", "var. ", "various ") for pages in ("paging", "pagings", "pagination")),
}  # fmt: skip
# an article that appeared before its issue
_ISSUE = _PLACE | {f"{online}ahead of print" for online in ("", "epub ", "online ")} | {"online first"}


def _missing(*nouns: str) -> frozenset[str]:
    """Return the ways to say that there is no author, or no title."""
    several = [form for noun in nouns for form in (noun, f"{noun}s")]
    return frozenset(
        [f"{no} {noun}{end}" for no in ("no", "without") for noun in several for end in _NO]
        + [f"{noun} {state}" for noun in several for state in _STATES]
    )


_NO = ("", " available", " found", " given", " listed", " provided")
_STATES = ("not available", "unavailable", "not known", "unknown", "not listed")
# Nan is a family name, and `None` a title
_SAYS_NOTHING = {
    **dict.fromkeys(("author", "editor"), _ANY | {"anonymous", "anon"} | _missing("author", "author name", "author id", "editor")),
    "title": _ANY | _missing("title"),
    "abstract": _VALUE | _missing("abstract"),
    **dict.fromkeys(("volume", "number"), _ISSUE),
    "pages": _PLACE,
    **dict.fromkeys(("year", "journal", "booktitle", "doi"), _VALUE),
}  # fmt: skip
_LONGEST = 40
_DASHES = str.maketrans("–—-", "   ")
FIELDS = tuple(_SAYS_NOTHING)


def says_nothing(field: str, value: str) -> bool:
    """Return whether a value only says that there is none. No work, person or place is called so.

    >>> says_nothing("author", "[No author name available]"), says_nothing("pages", "No–Specified"), says_nothing("title", "Nothing")
    (True, True, False)
    """
    said = _SAYS_NOTHING.get(field)
    if said is None or len(value) > _LONGEST:
        return False
    words = value.strip("[](){}., ").lower()
    return (words if words.isalpha() else words.translate(_DASHES)) in said
