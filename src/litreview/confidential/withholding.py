"""The Problems of what is withheld: each says where, why and what to do, and quotes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.confidential.codes import is_code
from litreview.model import Problem, Record, Where
from litreview.sealed import shown_path

WITHHELD = "LR082"
WITHHELD_FIELD = "LR083"
CODES = frozenset({WITHHELD, WITHHELD_FIELD})


def withheld_problems(records: Iterable[Record], *, in_review: bool = False) -> Iterator[Problem]:
    """Yield a warning (LR082) for each record that is withheld, and an info (LR083) for each field.

    In a review the remedy names the lasting code of a record (`litreview.review.codes`), elsewhere the option `--public`.
    """
    for record in records:
        where = Where(file=shown_path(record.where.file), line=record.where.line)
        if record.withheld:
            name = shown_name(record)
            yield Problem(
                where=where,
                code=WITHHELD,
                level="warning",
                message=f"withheld: {record.why}",
                remedy=_ask(name) if in_review and name else _name_file(where.file),
                key=name,
            )
        for name, why in record.hidden if not record.confidential else ():
            yield Problem(
                where=where,
                code=WITHHELD_FIELD,
                level="info",
                message=f"the field {name} is withheld: {why}",
                remedy=f"`litreview decide public {record.key} --by NAME` shows it, if it may be shown"
                if in_review
                else f"`--public {where.file}` shows it, if it may be shown",
                key=record.key,
            )


def shown_name(record: Record) -> str:
    """Return what a hidden record may be called: its code, or its number in this run; `""` if there is none but its key."""
    if record.code or record.sealed or is_code(record.key):
        return record.code or record.key
    return ""


def _ask(code: str) -> str:
    return (
        f"`litreview decide public {code} --by NAME` if it may be shown, "
        f"`litreview decide confidential {code} --by NAME` if not"
    )


def _name_file(file: str) -> str:
    return (
        f"`--public {file}` shows what is withheld of this file, if it may be shown; if not, mark the entry: "
        "confidential = {true}"
    )
