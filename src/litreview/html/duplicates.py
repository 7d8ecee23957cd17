"""The duplicates page: what a person is asked and what was merged, side by side, with the reasons in words."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from importlib.resources import files

from litreview.decisions import record_names
from litreview.html.page import Html, escape, link, page
from litreview.linkage.side_by_side import FieldRow, side_by_side
from litreview.model import Cluster, Deduplication, Match, Record, RecordId, Relation, Source

__all__ = ["duplicates_page"]

_LONGEST = 600  # characters of one value; the whole stands in the output .bib and in --values
_LONGEST_MERGED = 240  # of what was merged; there are many, and the reasons stand above
_WIDEST = 8  # records of one work side by side; a screen has no room for more
_MOST = 500  # of one part of the page: no one reads further, and no browser holds all of a library of equal titles
_LINKED = ("doi", "url")
_HARD = ("year", "volume", "number", "pages", "doi", "isbn", "edition")


def duplicates_page(deduplication: Deduplication, folder: str = "") -> str:
    """Return the page: the queue first, then clusters of several records, then works kept apart and related.

    A confidential record shows its code and type only. `folder` is how a command names the review, for the commands on the page.
    """
    records = [record for source in deduplication.sources for record in source.records]
    names = record_names(deduplication.sources)
    by_id = {record.id: record for record in records}
    by_key = {source.key: source for source in deduplication.sources}
    queue = [
        _question(rank, match, by_id, names, folder)
        for rank, match in enumerate(deduplication.queue[:_MOST], start=1)
    ]
    merged = [
        (source, cluster)
        for source, cluster in zip(deduplication.sources, deduplication.clusters, strict=True)
        if len(cluster.records) > 1
    ]
    clusters = [_cluster(source, cluster, names, folder) for source, cluster in merged[:_MOST]]
    kept = [_kept_apart(relation, by_key) for relation in deduplication.related[:_MOST]]
    asked, apart = len(deduplication.queue), len(deduplication.related)
    parts = (
        ("queue", "For a person to judge", queue, asked, "Nothing to judge."),
        ("merged", "Merged", clusters, len(merged), "No duplicates were found."),
        ("related", "Kept apart, and related", kept, apart, "None."),
    )
    jumps = " · ".join(
        f'<a href="#{id_}">{escape(heading)} ({count:,})</a>' for id_, heading, _, count, _ in parts
    )
    body = Html(
        "<header><h1>Duplicates</h1>"
        f'<p class="lead">{len(records):,} records make {len(by_key):,} works: {len(records) - len(by_key):,} '
        f"duplicates merged, {asked:,} pairs for a person to judge, {apart:,} pairs kept apart and related.</p></header>"
        f'<div class="find"><nav aria-label="Parts of this page">{jumps}</nav>{_FINDER}</div>'
        + "".join(_section(*part) for part in parts)
    )
    here = files("litreview.html")
    return page(
        "Duplicates",
        body,
        style=here.joinpath("duplicates.css").read_text("utf-8"),
        script=here.joinpath("duplicates.js").read_text("utf-8"),
    )


_FINDER = (
    '<div class="no-print" id="finder" hidden><label for="find">Search</label> '
    '<input id="find" type="search" autocomplete="off" aria-describedby="keys"> '
    '<label><input id="conflicts" type="checkbox"> only where year, place or DOI differ</label> '
    '<button id="unfold" type="button" aria-pressed="false">Unfold all</button> '
    '<span id="found" class="soft" role="status"></span>'
    '<p id="keys" class="soft">Keys: <kbd>/</kbd> search, <kbd>j</kbd> next, <kbd>k</kbd> back, <kbd>Enter</kbd> fold and unfold</p></div>'
)


_WHOLE = {
    "queue": "answer these, and those behind them move up; all stand in out/queue.csv (dedupe --queue)",
    "merged": "all stand in out/records.csv (dedupe --records)",
    "related": "all stand in `related` of what the library function dedupe returns",
}


def _section(id_: str, heading: str, cards: Sequence[Html], count: int, empty: str) -> str:
    content = "".join(cards) or f'<p class="soft">{escape(empty)}</p>'
    if count > len(cards):
        content += (
            f'<p class="soft">and {count - len(cards):,} more, not shown here: {escape(_WHOLE[id_])}</p>'
        )
    return f'<section id="{id_}"><h2>{escape(heading)} ({count:,})</h2>{content}</section>'


def _card(summary: Html, content: Html, *, conflict: bool, unfolded: bool) -> Html:
    shown = " open" if unfolded else ""
    marked = ' data-conflict="1"' if conflict else ""
    return Html(f'<details class="dup"{shown}{marked}><summary>{summary}</summary>{content}</details>')


def _question(
    rank: int, match: Match, records: Mapping[RecordId, Record], names: Mapping[RecordId, str], folder: str
) -> Html:
    pair = records[match.a], records[match.b]
    rows = side_by_side(pair, longest=_LONGEST)
    summary = Html(
        f"<b>{rank}. {escape(pair[0].title or pair[0].key)}</b> "
        f'<span class="soft">{escape(pair[0].key)} and {escape(pair[1].key)}, score {match.score:.2f}</span>'
    )
    hidden = any(record.confidential for record in pair)
    answers = () if hidden else (("one work", "same"), ("two works", "different"))
    commands = "".join(
        f"<li>{told}: {_command(verb, names[match.a], names[match.b], folder)}</li>" for told, verb in answers
    )
    content = Html(
        f'<p class="why">Asked because {escape("; ".join(match.reasons))}.{_rule(match)}</p>'
        + _table([_heading(record) for record in pair], rows)
        + (f'<ul class="how">{commands}</ul>' if commands else "")
    )
    return _card(summary, content, conflict=_conflict(rows), unfolded=True)


def _cluster(source: Source, cluster: Cluster, names: Mapping[RecordId, str], folder: str) -> Html:
    reasons = dict.fromkeys(f"{escape('; '.join(match.reasons))}{_rule(match)}" for match in cluster.matches)
    said = "".join(f"<li>{reason}</li>" for reason in reasons)
    shown = source.records[:_WIDEST]
    rows = side_by_side(shown, longest=_LONGEST_MERGED)
    taken = {row.name: row.values[0] for row in side_by_side([source], longest=_LONGEST_MERGED)}
    summary = Html(
        f'<b>{escape(source.title or source.key)}</b> <span class="soft">{escape(source.key)}, '
        f"{len(source.records)} records</span>"
    )
    more = len(source.records) - len(shown)
    rest = f'<p class="soft">and {more} more records: see the table of records</p>' if more else ""
    undo = (
        ""
        if source.confidential
        else f'<ul class="how"><li>to take the merge back: {_command("different", names[shown[0].id], names[shown[1].id], folder)}</li></ul>'
    )
    content = Html(
        f'<ul class="why">{said}</ul>{_table([_heading(record) for record in shown], rows, taken)}{rest}{undo}'
    )
    return _card(summary, content, conflict=_conflict(rows), unfolded=False)


def _rule(match: Match) -> str:
    """Return the name of the rule behind a verdict, small, with how to read it."""
    if not match.rule:
        return ""
    told = f"litreview dedupe --explain-rule {match.rule.split()[-1]}"
    return f' <span class="rule" title="{escape(told)}">[{escape(match.rule)}]</span>'


def _kept_apart(relation: Relation, sources: Mapping[str, Source]) -> Html:
    pair = sources[relation.a], sources[relation.b]
    by = "a rule" if relation.by == "rule" else relation.by
    hidden = pair[0].confidential or pair[1].confidential
    reason = f": {relation.reason}" if relation.reason and not hidden else ""
    rows = side_by_side(pair, longest=_LONGEST)
    summary = Html(
        f"<b>{escape(pair[0].title or relation.a)}</b> "
        f'<span class="soft">{escape(relation.a)} and {escape(relation.b)}: {escape(relation.kind)}</span>'
    )
    content = Html(
        f'<p class="why">{escape(relation.kind)}, says {escape(by)}{escape(reason)}</p>'
        + _table([escape(work.key) for work in pair], rows)
    )
    return _card(summary, content, conflict=_conflict(rows), unfolded=False)


def _heading(record: Record) -> Html:
    return Html(f'{escape(record.key)}<br><span class="soft">{escape(record.where)}</span>')


def _command(verb: str, a: str, b: str, folder: str) -> Html:
    options = "--by NAME" + (f" -C {shlex.quote(folder)}" if folder else "")
    keys = f"{shlex.quote(a)} {shlex.quote(b)}"
    # a key that begins like an option
    dashed = a.startswith("-") or b.startswith("-")
    line = (
        f"litreview decide {verb} {options} -- {keys}"
        if dashed
        else f"litreview decide {verb} {keys} {options}"
    )
    return Html(f"<code>{escape(line)}</code>")


def _conflict(rows: Sequence[FieldRow]) -> bool:
    """Return whether year, place or identifiers differ; initials and abbreviated journals differ everywhere."""
    return any(row.conflict for row in rows if row.name in _HARD)


def _table(
    headings: Sequence[Html], rows: Sequence[FieldRow], taken: Mapping[str, str] | None = None
) -> Html:
    """Return a column per work and a row per field; `taken` adds the value that the merged source has."""
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in (Html("field"), *headings, *([Html("taken")] if taken is not None else []))
    )
    body = []
    for row in rows:
        sign = '<span aria-hidden="true">≠</span><span class="said">conflict: </span>' if row.conflict else ""
        chosen = taken.get(row.name, "") if taken is not None else None
        if row.same and chosen in (None, row.values[0]):
            # said once, it leaves the eye to what differs
            wide = len(row.values) + (chosen is not None)
            cells = f'<td colspan="{wide}">{_cell(row, row.values[0], ())}</td>'
        else:
            cells = "".join(
                f"<td>{_cell(row, value, parts)}</td>"
                for value, parts in zip(row.values, row.differs, strict=True)
            )
            cells += f'<td class="taken">{escape(chosen)}</td>' if chosen is not None else ""
        kind = "conflict" if row.conflict else "same"
        body.append(f'<tr class="{kind}"><th scope="row">{sign}{escape(row.name)}</th>{cells}</tr>')
    return Html(
        '<div class="scroll"><table><caption class="said">Field by field; what differs is marked</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(row: FieldRow, value: str, parts: Sequence[tuple[int, int]]) -> Html:
    """Return a value with what differs marked, if the field conflicts; a link for a DOI or address that does not."""
    if not value:
        return Html('<span class="soft" title="not given">–</span>')
    if row.name in _LINKED and not row.conflict:
        return link(f"https://doi.org/{value}" if row.name == "doi" else value, value)
    if not row.conflict:
        return escape(value)
    made = []
    at = 0
    for start, end in parts:
        made.append(f"{escape(value[at:start])}<mark>{escape(value[start:end])}</mark>")
        at = end
    return Html("".join((*made, escape(value[at:]))))
