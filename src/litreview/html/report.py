"""The report: a review on one page, for someone who was not there.

What the question is, how many records came in and what became of them, what the sources inform, the findings with the
sources on each side, what people dispute, and every Problem, errors first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litreview.html.evidence_map import MAP_CSS, MapLike, evidence_map_figure, map_table
from litreview.html.page import Html, escape, html_table, page, table
from litreview.html.questions import (
    ManuscriptPart,
    NoticeRow,
    manuscript_html,
    reach_html,
    versions_html,
)
from litreview.html.works import work_item
from litreview.model import Finding, Problem, Recommendation, Source
from litreview.results import FieldCount

__all__ = ["ReportSummary", "report_page"]

_SHOWN = 5
"""Problems of one code that stand open; the rest are folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSummary:
    """What the report shows. All but the title may be left out; an empty part is left out of the page, or says so.

    - `numbers`: label and number, as `litreview run` prints them;
    - `flow`: the numbers of `litreview.evidence.Flow.as_dict()`;
    - `evidence_map`: an `EvidenceMap`; `sources`: what the keys on the page stand for;
    - `stances`: goal label to stance to number of studies; `stance_notes`: what stands beside those numbers;
    - `evidence`: label of an evidence field, its values to numbers of sources, on how many people differ;
    - `searches`: database, platform, date, strategy, hits of each search, as text;
    - `origins`: (finding, side) to how many origins stand behind it, in words; `versions`: keys of one study, and why;
    - `notices`: rows of sources retracted or corrected (see `reach_html`); `manuscript`: what the text cites;
    - `problems`: every Problem (those of LR045 are the disputed judgements); `written`: file name and what it holds.
    """

    title: str
    question: str = ""
    numbers: Sequence[tuple[str, str]] = ()
    flow: Mapping[str, Any] = field(default_factory=dict)
    evidence_map: MapLike | None = None
    sources: Sequence[Source] = ()
    stances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stance_notes: Sequence[str] = ()
    evidence: Sequence[FieldCount] = ()
    searches: Sequence[tuple[str, str, str, str, str]] = ()
    findings: Sequence[Finding] = ()
    recommendations: Sequence[Recommendation] = ()
    origins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    versions: Sequence[tuple[Sequence[str], Sequence[str]]] = ()
    notices: Sequence[NoticeRow] = ()
    manuscript: ManuscriptPart = field(default_factory=ManuscriptPart)
    problems: Sequence[Problem] = ()
    written: Sequence[tuple[str, str]] = ()


def report_page(summary: ReportSummary) -> str:
    """Return the report as one page."""
    known = {source.key: source for source in summary.sources}
    parts = (
        ("numbers", "In numbers", _numbers(summary)),
        ("flow", "From records to sources", _flow(summary)),
        ("map", "What the sources inform", _map(summary)),
        ("stance", "What they found", _stances(summary)),
        ("evidence", "What kind of evidence they are", _evidence(summary)),
        ("findings", "Findings", _findings(summary, known)),
        ("recommendations", "Recommendations", _recommendations(summary)),
        ("manuscript", "The manuscript", manuscript_html(summary.manuscript, known)),
        ("notices", "Retracted or corrected", reach_html(summary.notices)),
        ("versions", "Versions of one study", versions_html(summary.versions, known)),
        ("disputed", "Disputed", _disputed(summary)),
        ("problems", "Problems", _problems(summary)),
        ("written", "What was written", _written(summary)),
    )
    shown = [(id_, heading, body) for id_, heading, body in parts if body]
    contents = " ".join(f'<li><a href="#{id_}">{escape(heading)}</a></li>' for id_, heading, _ in shown)
    question = f'<p class="lead">{escape(summary.question)}</p>' if summary.question else ""
    body = Html(
        f"<header><h1>{escape(summary.title)}</h1>{question}</header>"
        f'<nav class="no-print" aria-label="On this page"><ul class="contents">{contents}</ul></nav>'
        + "".join(
            f'<section id="{id_}"><h2>{escape(heading)}</h2>{part}</section>' for id_, heading, part in shown
        )
    )
    return page(summary.title, body, style=MAP_CSS + _CSS)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _numbers(summary: ReportSummary) -> str:
    if not summary.numbers:
        return ""
    items = "".join(_figure(label, value) for label, value in summary.numbers)
    return f'<dl class="numbers">{items}</dl>'


def _figure(label: str, value: str) -> str:
    """Return a number large, what it counts, and small what stands in brackets behind it: `60 (of these …)` reads as 60."""
    number, bracket, rest = value.partition(" (")
    found = re.match(r"[\d.,]*\d", number)
    if found:
        unit = number[found.end() :].strip()
        number = escape(found[0]) + (f" <small>{escape(unit)}</small>" if unit else "")
    else:
        number = escape(number)
    more = f"<br><small>{escape(rest.removesuffix(')'))}</small>" if bracket else ""
    return f"<div><dt>{escape(label)}{more}</dt><dd>{number}</dd></div>"


def _flow(summary: ReportSummary) -> str:
    flow = summary.flow
    if not flow:
        return ""

    def n(name: str) -> int:
        return int(flow.get(name, 0))

    def box(label: str, count: int, more: str = "") -> str:
        return f'<div class="box"><b>{count}</b> {escape(label)}{more}</div>'

    def aside(*rows: tuple[str, int]) -> str:
        items = "".join(f"<li><b>{count}</b> {escape(label)}</li>" for label, count in rows if count)
        return f'<ul class="aside">{items}</ul>' if items else '<div class="aside none"></div>'

    identified = [item for item in flow.get("identified", ()) if isinstance(item, Mapping)]
    begun = n("screened") > 0
    reasons = flow.get("excluded_by_reason", {})
    steps = [
        (
            box("records identified", n("records")),
            aside(("duplicate records joined to another", n("duplicates_removed"))),
        ),
        (
            box("sources, each one work", n("sources")),
            aside(
                ("pairs that a person should still judge", n("pairs_to_judge")),
                ("not screened yet", n("awaiting_screening") if begun else 0),
            ),
        ),
    ]
    if begun:
        steps += [
            (
                box("screened by title and abstract", n("screened")),
                aside(("excluded", n("excluded")), ("unsure", n("unsure")), ("disputed", n("disputed"))),
            ),
            (
                box("sought in full text", n("sought")),
                aside(
                    ("could not be retrieved", n("not_retrieved")),
                    ("full text not judged yet", n("awaiting_fulltext")),
                ),
            ),
            (
                box("full texts assessed", n("assessed")),
                aside(
                    *((f"excluded: {reason}", int(count)) for reason, count in reasons.items()),
                    ("unsure", n("unsure_fulltext")),
                    ("disputed", n("disputed_fulltext")),
                ),
            ),
            (box("included", n("included")), aside()),
        ]
    drawn = "".join(f'<li class="step">{main}{side}</li>' for main, side in steps)
    note = (
        ""
        if begun
        else '<p class="soft">No one has screened yet: every source stands in the review as it came.</p>'
    )
    files = table(
        "Where the records came from",
        ("File", "Records", "Database", "Platform", "Searched", "Hits reported"),
        (
            (
                item.get("file") or "(no file named)",
                item.get("records", 0),
                item.get("database", ""),
                item.get("platform", ""),
                item.get("date", ""),
                "" if item.get("hits") is None else item["hits"],
            )
            for item in identified
        ),
        numeric=(1, 5),
    )
    searches = (
        table(
            "The searches, to be run again",
            ("Database", "Platform", "Date", "Strategy", "Hits"),
            summary.searches,
            numeric=(4,),
        )
        if summary.searches
        else ""
    )
    return f'<ol class="flow">{drawn}</ol>{note}{files if identified else ""}{searches}'


def _map(summary: ReportSummary) -> str:
    if summary.evidence_map is None:
        return ""
    figure = evidence_map_figure(summary.evidence_map, "Evidence map")
    numbers = f"<details><summary>The same as a table</summary>{map_table(summary.evidence_map)}</details>"
    return f'<figure class="map-frame">{figure}</figure>{numbers}'


def _stances(summary: ReportSummary) -> str:
    if not any(any(counts.values()) for counts in summary.stances.values()) and not summary.stance_notes:
        return ""
    names = list(dict.fromkeys(name for counts in summary.stances.values() for name in counts))
    rows = [(goal, *(counts.get(name, 0) for name in names)) for goal, counts in summary.stances.items()]
    counted = table(
        "Studies by what they found on whether operations further the goal, as people judged; versions of one study count once",
        ("Goal", *names),
        rows,
        numeric=range(1, len(names) + 1),
    )
    notes = "".join(f"<p class='soft'>{escape(note)}</p>" for note in summary.stance_notes)
    return (counted if names else "") + notes


def _evidence(summary: ReportSummary) -> str:
    if not summary.evidence:
        return ""
    rows = [
        (one.label, ", ".join(f"{value} {count}" for value, count in one.values.items()), one.disputed or "")
        for one in summary.evidence
    ]
    return table(
        "Included sources by what people noted of them; a source may have several values, and what is disputed is in none",
        ("Field", "Sources by value", "Disputed"),
        rows,
        numeric=(2,),
    )


_SIDES = (("supports", "Supported by"), ("contradicts", "Contradicted by"), ("qualifies", "Qualified by"))


def _findings(summary: ReportSummary, known: Mapping[str, Source]) -> str:
    labels = dict(summary.evidence_map.rows) if summary.evidence_map else {}
    there = {one.id for one in summary.recommendations}
    cards = []
    for finding in summary.findings:
        goal = (
            f' <span class="chip">{escape(labels.get(finding.goal, finding.goal))}</span>'
            if finding.goal
            else ""
        )
        sides = "".join(
            f'<div class="side {side}"><h4>{heading} <b>{len(keys)}</b></h4>{_works(keys, known)}{_origins(summary, finding.id, side)}</div>'
            for side, heading in _SIDES
            if (keys := getattr(finding, side)) or side == "supports"
        )
        leads = ", ".join(
            f'<a href="#rec-{_slug(id_)}">{escape(id_)}</a>' if id_ in there else escape(id_)
            for id_ in finding.recommendations
        )
        cards.append(
            f'<article class="card" id="finding-{_slug(finding.id)}"><h3><span class="id">{escape(finding.id)}</span> '
            f"{escape(finding.statement)}{goal}</h3>"
            f'<div class="sides">{sides}</div>'
            + (f'<p class="soft">Leads to {leads}</p>' if leads else "")
            + "</article>"
        )
    return "".join(cards)


def _origins(summary: ReportSummary, finding: str, side: str) -> str:
    told = summary.origins.get((finding, side), "")
    return f'<p class="soft">{escape(told)}.</p>' if told else ""


def _works(keys: Iterable[str], known: Mapping[str, Source]) -> str:
    items = "".join(f"<li>{work_item(known[key]) if key in known else escape(key)}</li>" for key in keys)
    return f"<ul>{items}</ul>" if items else '<p class="soft">no source named</p>'


def _recommendations(summary: ReportSummary) -> str:
    if not summary.recommendations:
        return ""
    by_id = {finding.id: finding for finding in summary.findings}
    cards = []
    for one in summary.recommendations:
        named = dict.fromkeys(
            (*one.findings, *(f.id for f in summary.findings if one.id in f.recommendations))
        )
        bases = [by_id[id_] for id_ in named if id_ in by_id]
        support = {key for f in bases for key in f.supports}
        against = {key for f in bases for key in f.contradicts}
        rests = ", ".join(f'<a href="#finding-{_slug(f.id)}">{escape(f.id)}</a>' for f in bases)
        counted = f"{_plural(len(support), 'source')} in support, {len(against)} against"
        cards.append(
            f'<article class="card" id="rec-{_slug(one.id)}"><h3><span class="id">{escape(one.id)}</span> '
            f"{escape(one.statement)}</h3>"
            + (
                f"<p>Rests on {rests}: {counted}.</p>"
                if rests
                else '<p class="soft">Rests on no finding of this review yet.</p>'
            )
            + "</article>"
        )
    return "".join(cards)


def _slug(id_: str) -> str:
    """Return an id fit for an anchor: letters and digits stay, the rest becomes its code point."""
    return re.sub(r"[^A-Za-z0-9]", lambda m: f"-{ord(m[0]):x}-", id_)


def _disputed(summary: ReportSummary) -> str:
    found = [problem for problem in summary.problems if problem.code == "LR045"]
    if not found:
        return ""
    items = "".join(
        f"<li>{escape(problem.message)} <span class='soft'>→ {escape(problem.remedy)}</span></li>"
        for problem in found
    )
    return (
        f"<p>{_plural(len(found), 'judgement')} on which people differ, in no other count. What each of them said stands until a "
        "line of an adjudicator settles it; the machine fills none of these.</p>"
        f"<ul>{items}</ul>"
    )


_LEVELS = (("error", "Errors"), ("warning", "Warnings"), ("info", "For your information"))


def _problems(summary: ReportSummary) -> str:
    """Return the Problems by level, then code: three errors must not drown in a hundred warnings."""
    found = [problem for problem in summary.problems if problem.code != "LR045"]
    if not found:
        return "<p>None.</p>"
    parts = []
    for level, heading in _LEVELS:
        groups: dict[str, list[Problem]] = {}
        for problem in found:
            if problem.level == level:
                groups.setdefault(problem.code, []).append(problem)
        if not groups:
            continue
        count = sum(map(len, groups.values()))
        blocks = "".join(_group(code, members) for code, members in sorted(groups.items()))
        parts.append(f'<h3 class="{level}">{heading} ({count})</h3>{blocks}')
    return "".join(parts)


def _group(code: str, members: Sequence[Problem]) -> str:
    def row(problem: Problem) -> str:
        remedy = f' <span class="soft">→ {escape(problem.remedy)}</span>' if problem.remedy else ""
        return f"<li><code>{escape(problem.where)}</code> {escape(problem.message)}{remedy}</li>"

    first, rest = members[:_SHOWN], members[_SHOWN:]
    more = (
        f"<details><summary>{len(rest)} more</summary><ul>{''.join(map(row, rest))}</ul></details>"
        if rest
        else ""
    )
    return (
        f'<div class="group"><p><b><code>{escape(code)}</code></b> <span class="soft">{_plural(len(members), "place")}</span></p>'
        f"<ul>{''.join(map(row, first))}</ul>{more}</div>"
    )


_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _written(summary: ReportSummary) -> str:
    if not summary.written:
        return ""
    rows = (
        (
            Html(f'<a href="{escape(name)}">{escape(name)}</a>')
            if _PLAIN_NAME.fullmatch(name)
            else escape(name),
            escape(what),
        )
        for name, what in summary.written
    )
    return html_table("Beside this page", ("File", "Holds"), rows)


_CSS = """
.contents{list-style:none;padding:.2rem 0;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:1rem 0 0}
.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.6rem;margin:.8rem 0}
.numbers div{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.5rem .8rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.numbers small{font:400 .85rem/1.3 var(--sans)}
.numbers dt{color:var(--soft);font-size:.85rem;line-height:1.3}.numbers dd{margin:0;font:600 1.35rem/1.3 var(--serif)}
.flow{list-style:none;padding:0;margin:1rem 0;max-width:46rem}
.step{display:grid;grid-template-columns:1fr 1fr;gap:2.2rem;align-items:center;margin:0 0 1.3rem;position:relative}
.step .box,.step ul.aside{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.55rem .9rem;margin:0;position:relative}
.step .box{border-left:4px solid var(--accent)}.step .box b{font:600 1.25rem var(--serif)}
.step:not(:last-child) .box::after{content:"";position:absolute;left:1.4rem;bottom:-1.35rem;height:1.3rem;border-left:2px solid var(--line)}
.step ul.aside{list-style:none;font-size:.93rem}
.step ul.aside::before{content:"";position:absolute;left:-2.25rem;top:50%;width:2.2rem;border-top:2px solid var(--line)}
.map-frame{margin:.5rem 0;overflow-x:auto}.map-frame svg{border:1px solid var(--line);border-radius:10px;min-width:44rem}
.totals tbody tr:last-child>*{font-weight:600;border-top:2px solid var(--line)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.4rem 1.1rem .7rem;margin:.8rem 0;break-inside:avoid}
.card h3{margin:.5rem 0}.card .id{color:var(--accent);margin-right:.35rem}
.chip{font:500 .78rem var(--sans);background:var(--wash);border-radius:1rem;padding:.1rem .6rem;white-space:nowrap}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.4rem 1.4rem}
.side{border-top:3px solid var(--line);font-size:.93rem}.side h4{margin:.4rem 0;font-size:.93rem}
.side.supports{border-color:var(--good)}.side.contradicts{border-color:var(--error)}.side.qualifies{border-color:var(--warning)}
.group{margin:.5rem 0 .9rem}.group p{margin:0}
@media(max-width:40rem){.step{grid-template-columns:1fr;gap:.5rem}.step ul.aside{margin-left:1.5rem}.step ul.aside::before{display:none}}
@media print{.flow{break-inside:avoid}.step{margin-bottom:.9rem}.step:not(:last-child) .box::after{bottom:-.95rem;height:.9rem}
.map .paper{fill:#fff}.map text{fill:#000}.map .number{fill:#fff}.map-frame svg{min-width:0;border:0}
.map circle,.map rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
