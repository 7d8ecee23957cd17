"""Sources that were retracted or corrected, and how far that reaches: into the corpus, the findings, the manuscript.

Notices come from a Retraction Watch file (CSV, as Crossref distributes it), read offline from the review folder as
`retractions.csv`, and from what registries say of sources. A source is found by DOI, else by PubMed number. Nothing is dropped because of a notice: a person decides.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from litreview import text as textual
from litreview.containers import TypedTuple
from litreview.model import Citation, Finding, Level, Problem, Recommendation, Source, Where
from litreview.problems import problem
from litreview.results import Notice, Reach

_RETRACTIONS = "retractions.csv"
_NEEDED = ("OriginalPaperDOI", "RetractionNature")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")


def read_notices(text: str, path: str = _RETRACTIONS) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Return the notices of a Retraction Watch file, and a Problem (LR531) if it is none."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = rows.fieldnames or []
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        fault = problem("LR531", Where(file=path, line=1), missing=" and no column ".join(missing))
        return (), (fault,)
    return tuple(_notices(rows, path)), ()


def _notices(rows: csv.DictReader[str], path: str) -> Iterator[Notice]:
    for row in rows:
        cell = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
        pmid = textual.pmid(cell.get("OriginalPaperPubMedID", ""))
        yield Notice(
            nature=cell.get("RetractionNature", ""),
            date=_date(cell.get("RetractionDate", "")),
            doi=textual.doi(cell["OriginalPaperDOI"]) if "10." in cell.get("OriginalPaperDOI", "") else "",
            pmid="" if pmid == "0" else pmid,
            notice_doi=textual.doi(cell.get("RetractionDOI", "")),
            reason="; ".join(part.lstrip("+") for part in cell.get("Reason", "").split(";") if part),
            where=Where(file=path, line=rows.line_num),
        )


def _date(given: str) -> str:
    """Return `YYYY-MM-DD`; the file has `3/25/2020 0:00`, month first.

    >>> _date("3/25/2020 0:00")
    '2020-03-25'
    """
    match = _DATE.search(given)
    if match is None:
        return ""
    if match[3]:
        return f"{match[3]}-{int(match[1]):02d}-{int(match[2]):02d}"
    return match[0]


def find_reach(
    sources: Iterable[Source],
    notices: Iterable[Notice],
    citations: Iterable[Citation] = (),
    findings: Sequence[Finding] = (),
    recommendations: Sequence[Recommendation] = (),
) -> tuple[Reach, ...]:
    """Return one Reach for each source that has a notice, in the order of the sources."""
    by_name: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_name[notice.doi].append(notice)
        by_name[f"pmid {notice.pmid}"].append(notice)
        by_name[f"key {notice.source}"].append(notice)
    citing: dict[str, dict[str, None]] = defaultdict(dict)
    for citation in citations:
        citing[citation.cited][citation.citing] = None
    found = []
    for source in sources:
        works = (source, *source.records, *source.enriched)
        names: set[str] = {
            f"key {source.key}",
            *(work.doi for work in works),
            *(f"pmid {textual.pmid(work.get('pmid'))}" for work in works),
        }
        mine = {notice for name in names - {"", "pmid "} for notice in by_name.get(name, ())}
        if mine:
            found.append(_reach(source.key, tuple(mine), citing, findings, recommendations))
    return TypedTuple(found, Reach)


def _reach(
    key: str,
    notices: tuple[Notice, ...],
    citing: Mapping[str, Iterable[str]],
    findings: Sequence[Finding],
    recommendations: Sequence[Recommendation],
) -> Reach:
    direct = tuple(k for k in citing.get(key, ()) if k != key)
    seen = {key, *direct}
    queue = list(direct)
    for item in queue:
        for other in citing.get(item, ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    named = [f for f in findings if key in f.sources]
    ids = {finding.id for finding in named}
    led = [id_ for finding in named for id_ in finding.recommendations]
    led += [one.id for one in recommendations if ids & set(one.findings)]
    return Reach(
        source=key,
        notices=tuple(sorted(notices, key=lambda n: (n.date, n.where))),
        citing=direct,
        beyond=tuple(queue[len(direct) :]),
        findings=tuple(f.id for f in named),
        recommendations=tuple(dict.fromkeys(led)),
    )


def reach_problems(reaches: Iterable[Reach], sources: Iterable[Source]) -> tuple[Problem, ...]:
    """Return a Problem (LR530) for each source with a notice: a warning, or an info if it was only corrected or reinstated."""
    place = {source.key: source.where for source in sources}
    found = []
    for reach in reaches:
        last = reach.notices[-1]
        grave = last.nature.lower() not in ("correction", "reinstatement")
        level: Level = "warning" if grave else "info"
        rests = f"; findings {', '.join(reach.findings)} name it" if reach.findings else ""
        found.append(
            problem(
                "LR530",
                place[reach.source],
                level=level,
                key=reach.source,
                standing=reach.standing or "of no stated nature",
                date=f", {last.date}" if last.date else "",
                place=f" (says {last.where})" if last.where.file != _RETRACTIONS else "",
                citing=len(reach.citing),
                beyond=len(reach.beyond),
                rests=rests,
                notice=f" (doi:{last.notice_doi})" if last.notice_doi else "",
            )
        )
    return tuple(found)
