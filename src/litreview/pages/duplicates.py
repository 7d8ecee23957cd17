"""Page of duplicates: open questions and merged records side by side, with the reasons in words."""

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
from litreview.core.text.spans import pieces
from litreview.core.wording import plural
from litreview.judgements.decisions import record_names
from litreview.linkage.side_by_side import FieldRow, side_by_side
from litreview.pages.page import NOWHERE, Ways, page

_LONGEST = 600  # characters of one value; the output .bib and --values have it in full
_LONGEST_MERGED = 240  # for merged records, which are many and have their reasons above
_MAX_RECORDS = 8  # records of one work side by side; a screen has no room for more
_MAX_CARDS = 500  # cards in one part of the page: no browser shows all of a library of equal titles
_IDENTIFYING = ("year", "volume", "number", "pages", "doi", "isbn", "edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """One pair or one merged work on the page.

    - `title`, `about`: the line that is visible while the card is folded; `why`: reasons, each with its rule or `""`.
    - `works`, `rows`: the columns and rows of the table; `taken`: the values that a merge chose.
    - `commands`: commands to type, each with its purpose; `more`: how many further records were merged.
    - `links`: the window's pages of its question and its works.
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
        """Whether year, place or identifiers differ. Initials and abbreviated journals do not count: they always differ."""
        return any(row.conflict for row in self.rows if row.name in _IDENTIFYING)


Command = Callable[[str, RecordId, RecordId], str]


def duplicates_page(deduplication: Deduplication, folder: str = "", *, ways: Ways = NOWHERE) -> str:
    """Return the page: the queue, clusters of several records, answers of registries, people's corrections, and related works that stay separate.

    A confidential record shows only its code and type. `folder` is the name of the review in the commands on the page; `ways` are the links
    to the window's questions and works.
    """
    records = {record.id: record for source in deduplication.sources for record in source.records}
    registries = {one.record.id: one.record for one in deduplication.attached}
    by_key = {source.key: source for source in deduplication.sources}
    names = {**record_names(deduplication.sources), **{id_: id_ for id_ in registries}}
    homes = {record.id: source.key for source in deduplication.sources for record in source.records}
    command = partial(_command, names, folder)
    merged = _merged_sources(deduplication)
    attached = [one for one in deduplication.attached if one.source and one.match]
    corrected = [source for source in deduplication.sources if source.corrected]
    return page(
        "duplicates.html.j2",
        title="Duplicates",
        styles=("duplicates.css",),
        script="duplicates.js",
        of=" of every stream" if any(one.confidential for one in by_key.values()) else "",
        records=len(records),
        works=len(by_key),
        queue=[
            replace(
                _question_card(match, {**records, **registries}, command),
                links=_question_links(match, homes, ways),
            )
            for match in deduplication.queue[:_MAX_CARDS]
        ],
        merged=[
            replace(_cluster_card(source, cluster, command), links=_work_links([source.key], ways))
            for source, cluster in merged[:_MAX_CARDS]
        ],
        attached=[
            replace(_registry_card(one, by_key[one.source], command), links=_work_links([one.source], ways))
            for one in attached[:_MAX_CARDS]
        ],
        related=[
            replace(_relation_card(relation, by_key), links=_work_links([relation.a, relation.b], ways))
            for relation in deduplication.related[:_MAX_CARDS]
        ],
        corrected=[
            replace(_correction_card(source), links=_work_links([source.key], ways))
            for source in corrected[:_MAX_CARDS]
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


def _merged_sources(deduplication: Deduplication) -> list[tuple[Source, Cluster]]:
    """Return the sources of several records, each with its cluster."""
    both = zip(deduplication.sources, deduplication.clusters, strict=True)
    return [(source, cluster) for source, cluster in both if len(cluster.records) > 1]


def _question_links(match: Match, homes: Mapping[RecordId, str], ways: Ways) -> Sequence[tuple[str, str]]:
    """Return the link to the question of a pair, if the window asks it, and the links to its works."""
    question = ways.pairs.get((match.a, match.b), "")
    keys = [homes[one] for one in (match.a, match.b) if one in homes]
    return [*([("decide", question)] if question else []), *_work_links(keys, ways)]


def _work_links(keys: Iterable[str], ways: Ways) -> Sequence[tuple[str, str]]:
    return [(f"open {key}", ways.works[key]) for key in dict.fromkeys(keys) if key in ways.works]


def _question_card(match: Match, records: Mapping[RecordId, Record], command: Command) -> _Card:
    pair = records[match.a], records[match.b]
    hidden = any(record.confidential for record in pair)
    answers = () if hidden else (("one work", "same"), ("two works", "different"))
    return _Card(
        title=pair[0].title or pair[0].key,
        about=f"{pair[0].key} and {pair[1].key}, score {match.score:.2f}; {match.behind}",
        why=[("; ".join(match.reasons), match.rule)],
        works=pair,
        rows=side_by_side(pair, longest=_LONGEST),
        commands=[(purpose, command(verb, match.a, match.b)) for purpose, verb in answers],
    )


def _cluster_card(source: Source, cluster: Cluster, command: Command) -> _Card:
    shown = source.records[:_MAX_RECORDS]
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


def _registry_card(one: Attachment, source: Source, command: Command) -> _Card:
    """Return the card of a registry's record beside the records of its source, with the values of the source."""
    match = one.match
    works = (*source.records[: _MAX_RECORDS - 1], one.record)
    return _Card(
        title=source.title or source.key,
        about=f"{source.key}, {one.record.where}",
        why=[("; ".join(match.reasons), match.rule)] if match else (),
        works=works,
        rows=side_by_side(works, longest=_LONGEST_MERGED),
        taken={row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)},
        commands=[("it is another work", command("different", match.a, match.b))] if match else (),
    )


def _correction_card(source: Source) -> _Card:
    """Return the card of people's corrections to a source, beside its records."""
    shown = source.records[:_MAX_RECORDS]
    return _Card(
        title=source.title or source.key,
        about=f"{source.key}, {', '.join(one.field for one in source.corrected)}",
        why=[(str(one), "") for one in source.corrected],
        works=shown,
        rows=side_by_side(shown, longest=_LONGEST_MERGED),
        taken={row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)},
        more=len(source.records) - len(shown),
    )


def _relation_card(relation: Relation, sources: Mapping[str, Source]) -> _Card:
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
    # -- separates a key that looks like an option
    dashed = names[a].startswith("-") or names[b].startswith("-")
    return f"litreview decide {verb} " + (f"{options} -- {keys}" if dashed else f"{keys} {options}")
