"""How a work is named on a page: one line with a link, and its key. A confidential one shows code and type."""

from __future__ import annotations

from litreview.html.page import Html, escape, link
from litreview.model import Work

__all__ = ["work_item", "work_label"]

_MANY = 3


def work_label(work: Work) -> str:
    """Return `Farrell & Pfeffer 2014`, as text; the key alone for a confidential work.

    >>> work_label(Work(key="I01", type="interview", confidential=True))
    'I01 (interview)'
    """
    if work.confidential:
        return f"{work.key} ({work.type})"
    names = [person.sort_name for person in work.authors or work.editors]
    if len(names) > _MANY:
        who = f"{names[0]} et al."
    else:
        who = " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{who or work.title or work.key} {work.year or 'n.d.'}"


def work_item(work: Work) -> Html:
    """Return names, year, title, container and key in one line of markup; the title links to the DOI or address."""
    key = f'<code class="key">{escape(work.key)}</code>'
    if work.confidential:
        return Html(f"{key} {escape(work.type)}, confidential")
    url = f"https://doi.org/{work.doi}" if work.doi else work.get("url")
    title = link(url, work.title or work.key) if url else escape(work.title or "(no title)")
    names = work.authors or work.editors
    who = escape(work_label(work).removesuffix(".")) + ". " if names else ""
    year = "" if names or not work.year else f" ({work.year})"
    container = f" <i>{escape(work.container)}</i>." if work.container else ""
    return Html(f"{who}{title}{year}.{container} {key}")
