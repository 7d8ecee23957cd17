"""The Problems of what is withheld: each says where, why and what to do, and quotes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.confidential.codes import is_code
from litreview.model import Problem, Record, Where
from litreview.sealed import shown_path

WITHHELD = "LR082"
WITHHELD_FIELD = "LR083"
WITHHELD_CODES = frozenset({WITHHELD, WITHHELD_FIELD})


def withheld_problems(records: Iterable[Record], *, in_review: bool = False) -> Iterator[Problem]:
    """Yield a warning (LR082) for each record that is withheld, and an info (LR083) for each field.

    In a review the remedy names the lasting code of a record (`litreview.review.codes`), elsewhere the option `--public`.
    """
    for record in records:
        where, name = shown_place(record.where), shown_name(record)
        if record.withheld:
            remedy = (
                f"`--public {where.file}` shows what is withheld of this file, if it may be shown; "
                "if not, mark the entry: confidential = {true}"
            )
            if in_review and name:
                remedy = (
                    f"`litreview decide public {name} --by NAME` if it may be shown, "
                    f"`litreview decide confidential {name} --by NAME` if not"
                )
            why = f"withheld: {record.why}"
            yield Problem(where=where, code=WITHHELD, level="warning", message=why, remedy=remedy, key=name)
        if record.confidential:
            continue
        option = f"litreview decide public {record.key} --by NAME" if in_review else f"--public {where.file}"
        remedy = f"`{option}` shows it, if it may be shown"
        for field, told in record.hidden:
            why, key = f"the field {field} is withheld: {told}", record.key
            yield Problem(where=where, code=WITHHELD_FIELD, level="info", message=why, remedy=remedy, key=key)


def shown_place(where: Where) -> Where:
    """Return a place without the names of what lies below `private/`."""
    return Where(file=shown_path(where.file), line=where.line)


def shown_name(record: Record) -> str:
    """Return what a hidden record may be called: its code, or its number in this run; `""` if there is none but its key."""
    if record.code or record.sealed or is_code(record.key):
        return record.code or record.key
    return ""
