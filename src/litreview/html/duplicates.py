"""The duplicates page: what was merged and what a person is asked, side by side, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from litreview.html.page import Html, attribute, escape, html_table, page
from litreview.model import Cluster, Deduplication, Match, Record, RecordId, Relation, Source

__all__ = ["duplicates_page"]

_FIELDS = (
    "title", "author", "year", "journal", "journaltitle", "booktitle", "institution", "publisher", "volume", "number", "pages",
    "doi", "isbn", "url", "entrytype",
)  # fmt: skip
_LONGEST = 400


def duplicates_page(deduplication: Deduplication) -> str:
    """Return the page: the queue first, then clusters of several records, then works kept apart and related.

    A confidential record shows its code and type only.
    """
    records = {record.id: record for source in deduplication.sources for record in source.records}
    sources = {source.key: source for source in deduplication.sources}
    home = {record.id: source for source in deduplication.sources for record in source.records}
    merged = [
        (source, cluster)
        for source, cluster in zip(deduplication.sources, deduplication.clusters, strict=True)
        if len(cluster.records) > 1
    ]
    count = len(records)
    queue = [_question(rank, match, records, home) for rank, match in enumerate(deduplication.queue, start=1)]
    clusters = [_cluster(source, cluster) for source, cluster in merged]
    kept = [_kept_apart(relation, sources) for relation in deduplication.related]
    body = Html(
        "<header><h1>Duplicates</h1>"
        f'<p class="lead">{count} records make {len(deduplication.sources)} works: {count - len(deduplication.sources)} '
        f"duplicates merged, {len(queue)} pairs for a person to judge, {len(kept)} pairs kept apart and related.</p></header>"
        '<div class="find no-print" id="finder" hidden><label for="find">Search </label>'
        '<input id="find" type="search" autocomplete="off"> <span id="found" class="soft" role="status"></span></div>'
        + _section("queue", "For a person to judge", queue, "Nothing to judge.")
        + _section("merged", "Merged", clusters, "No duplicates were found.")
        + _section("related", "Kept apart, and related", kept, "None.")
    )
    here = files("litreview.html")
    return page(
        "Duplicates",
        body,
        style=here.joinpath("duplicates.css").read_text("utf-8"),
        script=here.joinpath("duplicates.js").read_text("utf-8"),
    )


def _section(id_: str, heading: str, cards: Sequence[Html], empty: str) -> str:
    content = "".join(cards) or f'<p class="soft">{escape(empty)}</p>'
    return f'<section id="{id_}"><h2>{escape(heading)} ({len(cards)})</h2>{content}</section>'


def _question(
    rank: int, match: Match, records: Mapping[RecordId, Record], home: Mapping[RecordId, Source]
) -> Html:
    first, second = records[match.a], records[match.b]
    how = (
        f"litreview decide same {home[match.a].key} {home[match.b].key} --by NAME"
        if not (first.confidential or second.confidential)
        else ""
    )
    command = f'<p class="soft no-print">If they are one work: <code>{escape(how)}</code></p>' if how else ""
    return Html(
        f'<article class="dup"><h3>{rank}. {escape(first.key)} and {escape(second.key)} '
        f'<span class="soft">{match.score:.2f}</span></h3>'
        f'<p class="why">Asked because {escape("; ".join(match.reasons))}.</p>{_side_by_side((first, second))}{command}</article>'
    )


def _cluster(source: Source, cluster: Cluster) -> Html:
    reasons = dict.fromkeys("; ".join(match.reasons) for match in cluster.matches)
    said = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    return Html(
        f'<article class="dup"><h3><span class="key">{escape(source.key)}</span></h3>'
        f'<ul class="why">{said}</ul>{_side_by_side(source.records)}</article>'
    )


def _kept_apart(relation: Relation, sources: dict[str, Source]) -> Html:
    first, second = sources[relation.a], sources[relation.b]
    by = "a rule" if relation.by == "rule" else relation.by
    hidden = first.confidential or second.confidential
    reason = f": {relation.reason}" if relation.reason and not hidden else ""
    return Html(
        f'<article class="dup"><h3>{escape(relation.a)} and {escape(relation.b)}</h3>'
        f'<p class="why">{escape(relation.kind)}, says {escape(by)}{escape(reason)}</p>{_side_by_side((first, second))}</article>'
    )


def _side_by_side(works: Sequence[Record | Source]) -> Html:
    """Return a table with a column per work and a row per field, differences marked word by word."""
    rows = []
    for name in _FIELDS:
        values = [
            "" if work.confidential and name != "entrytype" else _short(work.get(name)) for work in works
        ]
        if not any(values):
            continue
        plain = {" ".join(value.casefold().split()) for value in values}
        same = len(plain) == 1
        cells = [escape(value) if same else _marked(value, values) for value in values]
        rows.append((same, (escape(name), *cells)))
    header = ["field", *(work.id if isinstance(work, Record) else work.key for work in works)]
    made = html_table("Field by field; what differs is underlined", header, [row for _, row in rows])
    for same, row in rows:
        if same:
            made = Html(
                made.replace(
                    f"<tr><th{attribute('scope', 'row')}>{row[0]}</th>",
                    f'<tr class="same"><th scope="row">{row[0]}</th>',
                    1,
                )
            )
    return made


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"


def _marked(value: str, values: Sequence[str]) -> Html:
    """Return a value with the words marked that another value, unlike it, does not have."""
    others = [set(other.casefold().split()) for other in values if other and other != value]
    words = []
    for word in value.split():
        known = all(word.casefold() in other for other in others)
        words.append(escape(word) if known else f"<mark>{escape(word)}</mark>")
    return Html(" ".join(words))
