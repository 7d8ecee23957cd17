"""Quotes of interviewees: `private/quotes.tsv`, of which a row is printed only if it and the register say that it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from litreview.confidential.codes import is_code
from litreview.errors import near_miss
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.register.codings import Interviewees
from litreview.register.reading import CONSENTS
from litreview.results import Quote
from litreview.text.passages import read_passage
from litreview.wording import plural

QUOTES_FILE = "private/quotes.tsv"
COLUMNS = ("code", "span", "consent", "quote")
_LONGEST = 2000
"""Characters of a quote: what is longer is a stretch of a transcript that got into the table."""
_QUOTE = CONSENTS[0]


def read_quotes(
    text: str, consent: Mapping[str, str], interviews: Interviewees
) -> tuple[tuple[Quote, ...], tuple[Problem, ...]]:
    """Return the quotes that may be printed, in the order of the table, and a Problem for each row that can't be: none repeats a word of it.

    `consent` is what each interviewee agreed to, by code, as the register has it. A quote is returned only where that is `quote` and the row
    says so too. Rows that say `paraphrase` or `group only` are for whoever writes, and are passed over.
    """
    quotes: list[Quote] = []
    problems: list[Problem] = []
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if not any(cells) or line.startswith("#"):
            continue
        if {"code", "quote"}.issubset(cells):
            columns = cells
            continue
        where = Where(file=QUOTES_FILE, line=number)
        row = dict(zip(columns, cells, strict=False))
        if row.get("code") in interviews.withdrawn:
            continue  # LR660 says that it is here again
        fault = _fault(cells, columns, row, where) or _refused(row, consent, interviews, where)
        if fault is None and row["consent"] == _QUOTE:
            span = row.get("span", "") if read_passage(row.get("span", "")) else ""
            quotes.append(Quote(code=row["code"], words=row["quote"], span=span))
        elif fault is not None:
            problems.append(fault)
    return tuple(quotes), tuple(problems)


def _fault(
    cells: Sequence[str], columns: Sequence[str], row: Mapping[str, str], where: Where
) -> Problem | None:
    """Return the Problem of a row that can't be understood."""
    needs = ", ".join(COLUMNS)
    if len(cells) > len(columns) or not all(row.get(name) for name in ("code", "consent", "quote")):
        return problem(
            "LR655.cells", where, cells=plural(len(cells), "cell"), columns=len(columns), needs=needs
        )
    if not is_code(row["code"]):
        return problem("LR655.code", where, needs=needs)
    if row["consent"] not in CONSENTS:
        near = near_miss(row["consent"], CONSENTS)
        return problem("LR655.consent", where, near=near, consents=", ".join(CONSENTS))
    if len(row["quote"]) > _LONGEST:
        return problem("LR655.long", where, longest=_LONGEST)
    return None


def _refused(
    row: Mapping[str, str], consent: Mapping[str, str], interviews: Interviewees, where: Where
) -> Problem | None:
    """Return the Problem of a row that may not be printed, None if it may or if it does not ask to be."""
    code = row["code"]
    if code not in interviews.role_groups:
        return problem("LR653.quote", where, code=code)
    if row["consent"] == _QUOTE and consent.get(code) != _QUOTE:
        return problem("LR656", where, code=code, consent=consent.get(code) or "nothing")
    return None


def by_code(quotes: Sequence[Quote]) -> Mapping[str, tuple[Quote, ...]]:
    """Return the quotes of each interviewee."""

    def all_() -> Iterator[tuple[str, tuple[Quote, ...]]]:
        for code in dict.fromkeys(quote.code for quote in quotes):
            yield code, tuple(quote for quote in quotes if quote.code == code)

    return dict(all_())
