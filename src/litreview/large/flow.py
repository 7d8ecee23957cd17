"""The deduplication of what no memory holds: the order of its stages, for any engine.

An engine keeps tables, joins them by the statements of `statements`, and sends their rows through the functions of `batches`. What is decided
is decided by those functions; the statements only bring together what belongs together. So two engines give the same clusters, and those of
`litreview.dedupe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from litreview.duplicates.collection import Names, proven_names
from litreview.large import statements as sql
from litreview.large.rows import entry
from litreview.large.schema import Options
from litreview.linkage import RecordColumns


class Engine(Protocol):
    """What keeps tables and makes new ones of them. A table that is there already is not made again."""

    def read(self, name: str, parts: Mapping[int, Mapping[str, list[Any]]], options: Options) -> None:
        """Make a table of what parts of files hold (`reading.parts_of`)."""

    def drop(self, name: str) -> None:
        """Take a table away, if it is there."""

    def table(self, name: str, statement: str) -> None:
        """Make a table of a statement's rows."""

    def view(self, name: str, statement: str) -> None:
        """Give a statement a name."""

    def number(self, name: str, statement: str, order: Sequence[str], called: str) -> None:
        """Make a table of a statement's rows, numbered from 0 by an order that is one of all rows."""

    def batches(
        self, name: str, statement: str, function: str, options: Options, order: Sequence[str] = ()
    ) -> None:
        """Make a table of what a function of `batches` makes of a statement's rows: of each group of the first column of `order`, if there is one."""

    def components(self, name: str, statement: str) -> None:
        """Make a table of positions and the smallest position that each hangs together with (`pos`, `head`), of a statement's pairs."""

    def put(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of a few rows."""

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, in its order."""

    def in_order(self, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of a table that a function made of groups, in the order of the groups, `first`."""


def deduplicate(engine: Engine, options: Options) -> None:
    """Make the tables of a deduplication, of the table `stored`: `homes`, `merged`, `queue`, `related` and what they rest on."""
    _compare(engine, options)
    _look_around(engine, options)
    _cluster(engine, options)
    _conclude(engine, options)


def _compare(engine: Engine, options: Options) -> None:
    """From records to judged pairs."""
    engine.view("rooted", sql.ROOTED)
    engine.batches("renamed_ids", sql.REPEATED_IDS, "renamed_ids", options, ["root", "seq"])
    engine.batches("codes_given", sql.HIDING, "codes_given", options, ["every", "seq"])
    engine.view("records", sql.RECORDS)
    engine.batches("entries", "SELECT seq, blob FROM records", "entries", options)
    engine.number("places", "SELECT seq, e_id FROM entries", ["e_id", "seq"], "pos")
    engine.view("works", sql.WORKS)
    engine.table("keyed", sql.KEYED)
    engine.table("blocks", sql.BLOCKS)
    engine.table("members", sql.MEMBERS)
    engine.table("in_large", sql.IN_LARGE)
    for name, order in sql.ORDERS.items():
        engine.number(name, "SELECT * FROM in_large", order, "number")
    engine.table("pairs", sql.PAIRS)
    engine.batches("worth", sql.TITLED, "worth", options)
    engine.batches("judged", sql.BESIDE, "judged", options)


def _look_around(engine: Engine, options: Options) -> None:
    """What the whole collection shows of pairs, and copies (see `litreview.duplicates.collection`)."""
    engine.put("journals", {"name_a": "string", "name_b": "string", "n": "int64"}, _journals(engine))
    engine.batches("named", sql.NAMED, "again", options)
    engine.table("renamed", sql.RENAMED)
    engine.table("by_title", sql.BY_TITLE)
    engine.table("titles", sql.TITLES)
    engine.batches("rubrics", sql.OF_TITLE, "rubrics", options, ["title", "pos"])
    engine.table("asked", sql.ASKED)
    engine.batches("of_columns", sql.COLUMNS, "of_column", options)
    engine.number("perhaps_once", sql.PERHAPS_ONCE, ["a", "b"], "pos")
    engine.batches("there_once", sql.OF_PAIR, "there_once", options, ["pair", "side", "pos"])
    engine.batches("again", sql.ONCE, "again", options)
    engine.table("numbered_copies", sql.NUMBERED_COPIES)
    engine.batches("copied", sql.COPIES, "copied", options)
    engine.table("settled", sql.SETTLED)


def _journals(engine: Engine) -> list[tuple[str, str, int]]:
    """Return the pairs of names that are one journal's, with the number of places that show it."""
    places: dict[Names, int] = {(a, b): n for a, b, n in engine.rows(sql.SHOWN)}
    against: list[Names] = [(a, b) for a, b in engine.rows(sql.REFUTED)]

    def entries(among: set[str]) -> Iterator[RecordColumns]:
        engine.put("among", {"name": "string"}, [(name,) for name in sorted(among)])
        yield from map(entry, engine.rows(sql.IN_JOURNALS))

    found = proven_names(places, against, entries)
    return [(a, b, n) for (a, b), n in sorted(found.items())]


def _cluster(engine: Engine, options: Options) -> None:
    """From judged pairs to the cluster of each record."""
    engine.components("components", sql.LINKS)
    engine.batches("clusters", sql.OF_COMPONENT, "clusters", options, ["head", "a", "b"])
    engine.table("grouped", sql.GROUPED)
    engine.table("homes", sql.HOMES)
    engine.view("verdicts", sql.VERDICTS)


def _conclude(engine: Engine, options: Options) -> None:
    """From clusters to sources, the queue and relations."""
    engine.batches("own_keys", sql.CLASHING, "own_keys", options, ["number", "seq"])
    engine.table("keys_given", sql.KEYS_GIVEN)
    engine.table("queue", sql.QUEUE)
    engine.table("related", sql.RELATED)
    engine.batches("merged", sql.MEMBERS_OF_SOURCES, "merged", options, ["first", "seq"])
