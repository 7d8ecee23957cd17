"""Parts of the report: the manuscript against its sources, retracted sources, versions of one study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.html.page import Html, escape, html_table, table
from litreview.html.works import work_item
from litreview.model import Source

__all__ = ["ManuscriptPart", "NoticeRow", "manuscript_html", "reach_html", "versions_html"]

NoticeRow = tuple[str, str, str, str, Sequence[str], int, Sequence[str], Sequence[str]]
"""Source, standing, date, reason, keys of the sources citing it, number of those beyond, findings, recommendations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManuscriptPart:
    """What the report shows of a manuscript.

    - `sections`: heading and the keys cited below it; `undefined`: key, place and section of what no source is;
    - `coverage`: recommendation, sources behind it that are cited, that are not, and those cited where it is named;
    - `unused`: keys of the sources never cited.
    """

    files: Sequence[str] = ()
    mentions: int = 0
    sections: Sequence[tuple[str, Sequence[str]]] = ()
    undefined: Sequence[tuple[str, str, str]] = ()
    coverage: Sequence[tuple[str, Sequence[str], Sequence[str], Sequence[str]]] = ()
    unused: Sequence[str] = ()


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _works(keys: Iterable[str], known: Mapping[str, Source]) -> Html:
    items = "".join(f"<li>{work_item(known[key]) if key in known else escape(key)}</li>" for key in keys)
    return Html(f"<ul>{items}</ul>")


def _keys(keys: Sequence[str]) -> Html:
    return (
        Html(", ".join(f'<code class="key">{escape(key)}</code>' for key in keys)) if keys else escape("none")
    )


def manuscript_html(part: ManuscriptPart, known: Mapping[str, Source]) -> str:
    """Return the part, `""` if there is no manuscript."""
    if not part.files:
        return ""
    cited = {key for _, keys in part.sections for key in keys}
    lead = (
        f"<p>{_plural(part.mentions, 'citation')} in {escape(', '.join(part.files))}, of {_plural(len(cited), 'source')}; "
        f"{_plural(len({key for key, _, _ in part.undefined}), 'key')} that no source has; {_plural(len(part.unused), 'source')} never cited.</p>"
    )
    undefined = (
        str(table("Cited, and not among the sources", ("Key", "Where", "Section"), part.undefined))
        if part.undefined
        else ""
    )
    sections = html_table(
        "What each section cites",
        ("Section", "Sources", "Keys"),
        (
            (escape(name or "before the first heading"), escape(len(keys)), _keys(keys))
            for name, keys in part.sections
        ),
        numeric=(1,),
    )
    coverage = (
        str(
            html_table(
                "Recommendations: the sources behind their findings, and the text",
                ("Recommendation", "Cited in the text", "Not cited", "Cited where it is named"),
                (
                    (escape(id_), _keys(have), _keys(lack), _keys(beside))
                    for id_, have, lack, beside in part.coverage
                ),
            )
        )
        if part.coverage
        else ""
    )
    unused = (
        f"<details><summary>{_plural(len(part.unused), 'source')} that the text never cites</summary>{_works(part.unused, known)}</details>"
        if part.unused
        else ""
    )
    return lead + undefined + (str(sections) if part.sections else "") + coverage + unused


def reach_html(rows: Sequence[NoticeRow]) -> str:
    """Return a table of sources with a notice, and what rests on them."""
    if not rows:
        return ""
    return str(
        html_table(
            "Sources with a notice, and what rests on them",
            (
                "Source",
                "Notice",
                "Date",
                "Reason given",
                "Cited by",
                "Resting on those",
                "Findings",
                "Recommendations",
            ),
            (
                (
                    _keys([key]),
                    escape(standing),
                    escape(date),
                    escape(reason),
                    _keys(citing),
                    escape(beyond),
                    escape(", ".join(findings) or "none"),
                    escape(", ".join(recommendations) or "none"),
                )
                for key, standing, date, reason, citing, beyond, findings, recommendations in rows
            ),
            numeric=(5,),
        )
    )


def versions_html(groups: Sequence[tuple[Sequence[str], Sequence[str]]], known: Mapping[str, Source]) -> str:
    """Return the studies of which the review holds several versions: the keys of each, and what relates them."""
    if not groups:
        return ""
    items = "".join(
        f'<li>{_works(keys, known)}<p class="soft">{escape("; ".join(why))}</p></li>' for keys, why in groups
    )
    return (
        f"<p>{_plural(len(groups), 'study' if len(groups) == 1 else 'studie')} in several versions: each counts once behind a finding.</p>"
        f"<details><summary>Show them</summary><ol>{items}</ol></details>"
    )
