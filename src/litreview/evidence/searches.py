"""What a review says of its searches against what was read: a flow that starts from a wrong number is wrong to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from litreview.confidential import is_private_path
from litreview.errors import near_miss
from litreview.model import Library, Problem, Where
from litreview.results import Search
from litreview.text.dates import impossible, year

_FILE = "litreview.toml"
_DAY = "write the day of the search, such as 2026-01-31"


def check_searches(searches: Iterable[Search], library: Library, today: str = "") -> tuple[Problem, ...]:
    """Return a Problem for each search whose date can't be (LR608), whose file was not read (LR607), or whose hits are not the
    records that were read (LR606).

    Searches that name one file share its records. What names no file is not counted, nor what is below `private/`. `today` is
    the present day, `YYYY-MM-DD`, if not given.
    """
    noted = tuple(searches)
    # a day later: where the search was run it may be tomorrow already
    last = today or (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
    found = [problem for search in noted for problem in _date(search, last)]
    counts = Counter(record.where.file for record in library.records)
    by_file: dict[str, list[Search]] = {}
    for search in noted:
        if search.file and not is_private_path(search.file):
            by_file.setdefault(search.file, []).append(search)
    for file, mine in by_file.items():
        found += _file(file, mine, library.files, counts[file])
    return tuple(found)


def _date(search: Search, last: str) -> Iterator[Problem]:
    if not search.date:
        return
    if wrong := impossible(search.date):
        yield _problem(search, "LR608", f"there is no date '{wrong}'", _DAY)
    elif year(search.date) is None:
        yield _problem(search, "LR608", f"date is '{search.date}', which names no year", _DAY)
    elif search.date[:10] > last[: len(search.date[:10])] and search.date[:4].isdecimal():
        yield _problem(search, "LR608", f"dated {search.date}, which is yet to come", _DAY)


def _file(file: str, mine: Sequence[Search], files: Sequence[str], records: int) -> Iterator[Problem]:
    if file not in files:
        near = near_miss(file, [name for name in files if not is_private_path(name)])
        message = f"names '{file}', and no file that was read is called so{near}"
        yield _problem(mine[0], "LR607", message, "write it as under `sources`, or put that export there")
        return
    hits = [search.hits for search in mine if search.hits is not None]
    if len(hits) == len(mine) and sum(hits) != records:
        said = (
            f"hits is {hits[0]}" if len(mine) == 1 else f"{len(mine)} searches with {sum(hits)} hits in all"
        )
        yield _problem(
            mine[0],
            "LR606",
            f"{said}, and {file} holds {records} record{'s' * (records != 1)}",
            "export again what is missing (databases cut long exports), or mend hits; what was left out on purpose belongs in `strategy`",
        )


def _problem(search: Search, code: str, message: str, remedy: str) -> Problem:
    where = Where(file=_FILE, line=search.line)
    return Problem(
        where=where, code=code, level="warning", message=f"{search.database}: {message}", remedy=remedy
    )
