"""Rules that find faults in records: one function per rule, each with a code that can be explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial

from litreview.core.containers import TypedTuple
from litreview.core.model import Library, Problem, Record
from litreview.core.problems import ProblemRule, explain_code, rules
from litreview.stages.checks import damage, fields, people

__all__ = ["LIBRARY_RULES", "RECORD_RULES", "ProblemRule", "check", "explain_code", "rules"]

RECORD_RULES: tuple[Callable[[Record], Iterator[Problem]], ...] = (
    fields.entry_type,
    fields.required_fields,
    fields.pages,
    people.holes_in_names,
    people.names_that_are_none,
    people.run_together_names,
    people.names_with_semicolons,
    people.names_in_capitals,
    fields.malformed_doi,
    fields.isbn_check_digit,
    fields.issn_check_digit,
    fields.malformed_url,
    fields.impossible_month,
    fields.date_against_year,
    fields.doi_only_in_url,
    fields.status_notice,
    damage.title_in_capitals,
    damage.html_in_fields,
    damage.mojibake,
    damage.spreadsheet_damage,
    damage.cut_abstract,
    damage.placeholders,
    fields.impossible_law,
)
"""Rules about one record. `fields.impossible_year` is not among them, since it needs the present year."""

LIBRARY_RULES: tuple[Callable[[Iterable[Record]], Iterator[Problem]], ...] = (
    fields.keys_that_differ_by_case,
    fields.same_key_for_different_works,
    damage.lost_references,
)
"""Rules about records taken together."""


def check(library: Library | Iterable[Record], *, this_year: int | None = None) -> tuple[Problem, ...]:
    """Return every fault the rules find, by place, then code. Confidential records are skipped.

    Faults of reading are in `library.problems` already and are not repeated here. `this_year` is the latest year that
    a work can have, plus one for announced works; by default the present year.
    """
    records = [record for record in library if not record.confidential]
    latest = this_year if this_year is not None else datetime.now(UTC).year
    rules: tuple[Callable[[Record], Iterator[Problem]], ...] = (
        *RECORD_RULES,
        partial(fields.impossible_year, this_year=latest),
    )
    found = [problem for record in records for rule in rules for problem in rule(record)]
    found += [problem for whole in LIBRARY_RULES for problem in whole(records)]
    return TypedTuple(sorted(found, key=lambda p: (p.where, p.code, p.message)), Problem)
