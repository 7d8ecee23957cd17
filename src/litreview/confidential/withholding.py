"""The Problems of what is withheld: each says where, why and what to do, and quotes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.confidential.codes import is_code
from litreview.model import Problem, Record, Where
from litreview.problems import problem
from litreview.sealed import shown_path

WITHHELD_CODES = frozenset({"LR082", "LR083"})


def withheld_problems(records: Iterable[Record], *, in_review: bool = False) -> Iterator[Problem]:
    """Yield a warning (LR082) for each record that is withheld, and an info (LR083) for each field.

    In a review the remedy names the lasting code of a record (`litreview.review.private_folder`), elsewhere the option `--public`.
    """
    for record in records:
        where, name = shown_place(record.where), shown_name(record)
        if record.withheld:
            row = "LR082.review" if in_review and name else "LR082.file"
            yield problem(row, where, key=name, why=record.why, file=where.file)
        if record.confidential:
            continue
        row = "LR083.review" if in_review else "LR083.file"
        for field, why in record.hidden:
            yield problem(row, where, key=record.key, field=field, why=why, file=where.file)


def shown_place(where: Where) -> Where:
    """Return a place without the names of what lies below `private/`."""
    return Where(file=shown_path(where.file), line=where.line)


def shown_name(record: Record) -> str:
    """Return what a hidden record may be called: its code, or its number in this run; `""` if there is none but its key."""
    if record.code or record.sealed or is_code(record.key):
        return record.code or record.key
    return ""
