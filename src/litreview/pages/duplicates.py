"""The duplicates page: what a person is asked and what was merged, side by side, with the reasons in words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from litreview.core.model import (
    Attachment,
    Cluster,
    Deduplication,
    Match,
    Record,
    RecordId,
    Relation,
    Source,
    Work,
)
from litreview.core.wording import plural
from litreview.judgements.decisions import record_names
from litreview.linkage.side_by_side import FieldRow, side_by_side
from litreview.pages.page import NOWHERE, Ways, page

_LONGEST = 600  # characters of one value; the whole is in the output .bib and in --values
_LONGEST_MERGED = 240  # of what was merged; there are many, and the reasons stand above
_WIDEST = 8  # records of one work side by side; a screen has no room for more
_MOST = 500  # of one part of the page: no one reads further, and no browser holds all of a library of equal titles
_HARD = ("year", "volume", "number", "pages", "doi", "isbn", "edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """One pair or one merged work as the page shows it.

    - `title`, `about`: the line that is seen when it is folded; `why`: reasons, each with the rule that gave it or `""`;
    - `works`, `rows`: the columns and rows of the table; `taken`: the values that a merge chose;
    - `commands`: what to type, and what for; `more`: how many further records were merged;
    - `links`: where the window decides it, and shows its works.
    """

    title: str
    about: str
    why: Sequence[tuple[str, str]]
    works: Sequence[Work]
    rows: Sequence[FieldRow]
    taken: Mapping[str, str] | None = None
    commands: Sequence[tuple[str, str]] = ()
    more: int = 0
    links: Sequence[tuple[str, str]] = ()

    @property
    def conflict(self) -> bool:
        """Whether year, place or identifiers differ; initials and abbreviated journals differ everywhere."""
        return any(row.conflict for row in self.rows if row.name in _HARD)


Command = Callable[[str, RecordId, RecordId], str]


def duplicates_page(deduplication: Deduplication, folder: str = "", *, ways: Ways = NOWHERE) -> str:
    """Return the page: the queue first, then clusters of several records, what registries say, what people corrected, then works kept apart and related.

    A confidential record shows its code and type only. `folder` is how a command names the review, for the commands on the page; `ways` lead to where a pair
    is decided and a work is shown.
    """
    records = {record.id: record for source in deduplication.sources for record in source.records}
    registries = {one.record.id: one.record for one in deduplication.attached}
    by_key = {source.key: source for source in deduplication.sources}
    names = {**record_names(deduplication.sources), **{id_: id_ for id_ in registries}}
    homes = {record.id: source.key for source in deduplication.sources for record in source.records}
    command = partial(_command, names, folder)
    both = zip(deduplication.sources, deduplication.clusters, strict=True)
    merged = [(source, cluster) for source, cluster in both if len(cluster.records) > 1]
    attached = [one for one in deduplication.attached if one.source and one.match]
    corrected = [source for source in deduplication.sources if source.corrected]
    return page(
        "duplicates.html.j2",
        title="Duplicates",
        styles=("duplicates.css",),
        script="duplicates.js",
        records=len(records),
        works=len(by_key),
        queue=[
            replace(
                _question(match, {**records, **registries}, command), links=_to_decide(match, homes, ways)
            )
            for match in deduplication.queue[:_MOST]
        ],
        merged=[
            replace(_cluster(source, cluster, command), links=_to_open([source.key], ways))
            for source, cluster in merged[:_MOST]
        ],
        attached=[
            replace(_attached(one, by_key[one.source], command), links=_to_open([one.source], ways))
            for one in attached[:_MOST]
        ],
        related=[
            replace(_kept_apart(relation, by_key), links=_to_open([relation.a, relation.b], ways))
            for relation in deduplication.related[:_MOST]
        ],
        corrected=[
            replace(_corrected(source), links=_to_open([source.key], ways)) for source in corrected[:_MOST]
        ],
        ways=ways,
        counts=(
            len(deduplication.queue),
            len(merged),
            len(deduplication.related),
            len(attached),
            len(corrected),
        ),
        pieces=pieces,
    )


def _to_decide(match: Match, homes: Mapping[RecordId, str], ways: Ways) -> Sequence[tuple[str, str]]:
    """Return the link to the question of a pair, if the window asks it, and those to its works."""
    asked = ways.pairs.get((match.a, match.b), "")
    held = [homes[one] for one in (match.a, match.b) if one in homes]
    return [*([("decide", asked)] if asked else []), *_to_open(held, ways)]


def _to_open(keys: Iterable[str], ways: Ways) -> Sequence[tuple[str, str]]:
    return [(f"open {key}", ways.works[key]) for key in dict.fromkeys(keys) if key in ways.works]


def _question(match: Match, records: Mapping[RecordId, Record], command: Command) -> _Card:
    pair = records[match.a], records[match.b]
    hidden = any(record.confidential for record in pair)
    answers = () if hidden else (("one work", "same"), ("two works", "different"))
    return _Card(
        title=pair[0].title or pair[0].key,
        about=f"{pair[0].key} and {pair[1].key}, score {match.score:.2f}; {match.behind}",
        why=[("; ".join(match.reasons), match.rule)],
        works=pair,
        rows=side_by_side(pair, longest=_LONGEST),
        commands=[(told, command(verb, match.a, match.b)) for told, verb in answers],
    )


def _cluster(source: Source, cluster: Cluster, command: Command) -> _Card:
    shown = source.records[:_WIDEST]
    undo = "to take the merge back"
    return _Card(
        title=source.title or source.key,
        about=f"{source.key}, {plural(len(source.records), 'record')}",
        why=list(dict.fromkeys(("; ".join(match.reasons), match.rule) for match in cluster.matches)),
        works=shown,
        rows=side_by_side(shown, longest=_LONGEST_MERGED),
        taken={row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)},
        commands=() if source.confidential else [(undo, command("different", shown[0].id, shown[1].id))],
        more=len(source.records) - len(shown),
    )


def _attached(one: Attachment, source: Source, command: Command) -> _Card:
    """Return what a registry says of a source beside what was received of it, with what the source has taken."""
    match = one.match
    works = (*source.records[: _WIDEST - 1], one.record)
    return _Card(
        title=source.title or source.key,
        about=f"{source.key}, {one.record.where}",
        why=[("; ".join(match.reasons), match.rule)] if match else (),
        works=works,
        rows=side_by_side(works, longest=_LONGEST_MERGED),
        taken={row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)},
        commands=[("it is another work", command("different", match.a, match.b))] if match else (),
    )


def _corrected(source: Source) -> _Card:
    """Return what people corrected of a source, beside what was received of it."""
    shown = source.records[:_WIDEST]
    return _Card(
        title=source.title or source.key,
        about=f"{source.key}, {', '.join(one.field for one in source.corrected)}",
        why=[(str(one), "") for one in source.corrected],
        works=shown,
        rows=side_by_side(shown, longest=_LONGEST_MERGED),
        taken={row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)},
        more=len(source.records) - len(shown),
    )


def _kept_apart(relation: Relation, sources: Mapping[str, Source]) -> _Card:
    pair = sources[relation.a], sources[relation.b]
    by = "a rule" if relation.by == "rule" else relation.by
    hidden = pair[0].confidential or pair[1].confidential
    reason = f": {relation.reason}" if relation.reason and not hidden else ""
    return _Card(
        title=pair[0].title or relation.a,
        about=f"{relation.a} and {relation.b}: {relation.kind}",
        why=[(f"{relation.kind}, says {by}{reason}", "")],
        works=pair,
        rows=side_by_side(pair, longest=_LONGEST),
    )


def _command(names: Mapping[RecordId, str], folder: str, verb: str, a: RecordId, b: RecordId) -> str:
    options = "--by NAME" + (f" -C {shlex.quote(folder)}" if folder else "")
    keys = f"{shlex.quote(names[a])} {shlex.quote(names[b])}"
    # a key that begins like an option
    dashed = names[a].startswith("-") or names[b].startswith("-")
    return f"litreview decide {verb} " + (f"{options} -- {keys}" if dashed else f"{keys} {options}")


def pieces(value: str, stretches: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """Return a value cut into what all share and what differs.

    >>> pieces("1-19 of it", [(2, 4)])
    [('1-', '19'), (' of it', '')]
    """
    found = []
    at = 0
    for start, end in stretches:
        found.append((value[at:start], value[start:end]))
        at = end
    return [*found, (value[at:], "")]
