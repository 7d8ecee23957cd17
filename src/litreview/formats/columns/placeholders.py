"""Words that say there is no value: the field is left out, so that nobody is the author of two works and nothing is their title."""

from __future__ import annotations

from litreview.formats.columns.cells import Mend, Row
from litreview.works.field_values import FIELDS, says_nothing

_CHOSEN = frozenset({"anonymous", "anon", "anon."})
"""What styles tell people to write into a .bib file (APA 9.12), and is compared as no name anyway."""


def _emptied(row: Row, column: str) -> dict[str, str]:
    value = row.get(column)
    if row.format == "bibtex" and value.lower() in _CHOSEN:
        return {}
    if says_nothing(column, value):
        return {column: ""}
    if column not in {"author", "editor"} or " and " not in value:
        return {}
    names = value.split(" and ")
    said = [name for name in names if not says_nothing(column, name)]
    return {column: " and ".join(said)} if len(said) < len(names) else {}


_LONGEST = 40


def _is_short(value: str) -> bool:
    return (len(value) < _LONGEST and not value[0].isdecimal()) or "nonymous" in value[:_LONGEST_LIST]


_LONGEST_LIST = 400


# what says that there is nothing says it in any bibliography: nobody is called `[No author name available]`
MENDS = tuple(
    Mend(
        fault="LR081", columns=(column,), read=_emptied, sign=_is_short,
        one=f"a value of {column} that says there is none", many=f"{{}} values of {column} that say there is none",
    )
    for column in FIELDS
)  # fmt: skip
