"""CourtListener, of the Free Law Project: published cases of United States courts, by citation.

This module follows its documentation of the citation lookup API (v4), read 2026-11-26. A request is a text of up to 250 citations.
The answer has one row per citation found in it, with the clusters of opinions that have it. Sixty citations a minute are allowed,
and a token is required. Statutes are not included. Each case is converted to an item of CSL, which the readers know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from litreview.providers.protocol import (
    Answer,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
    answer,
    batches,
    check_shape,
    filled,
    member,
    objects,
    parsed,
    values_of,
)

# sixty citations a minute; one line may contain two
_BATCH = 25
_PAUSE = 30.0
_SITE = "https://www.courtlistener.com"


class CourtListener(Provider):
    """The provider CourtListener."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of twenty-five citations each, one a line."""
        for batch in batches((query for query in queries if query.by == "citation"), _BATCH):
            text = (("text", "\n".join(values_of(batch))),)
            yield ProviderRequest(path="/api/rest/v4/citation-lookup/", data=text, queries=batch, what=what)

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield one answer per citation, with the cases of all rows for its line."""
        rows = objects(parsed(body))
        check_shape(all(isinstance(member(row, "status"), int) for row in rows))
        values = values_of(request.queries)
        starts = dict(zip(values, accumulate((len(value) + 1 for value in values), initial=0), strict=False))
        for query in request.queries:
            start = starts[query.value]
            own = [row for row in rows if _is_in(row, query.value, start)]
            if any(row["status"] == 429 for row in own):
                yield Answer(
                    query=query, status="failed", why="CourtListener was asked for too many citations at once"
                )
                continue
            cases = {
                _text(case, "id"): _item(case, row)
                for row in own
                for case in objects(row.get("clusters") or [])
            }
            yield answer(query, *cases.values())


def _is_in(row: Mapping[str, Any], value: str, start: int) -> bool:
    """Return whether a row belongs to the citation of a line, by its place in the text or by its words."""
    at = row.get("start_index")
    if isinstance(at, int):
        return start <= at < start + len(value)
    return str(row.get("citation", "")) in value


def _item(case: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case as an item of CSL, with the citation that was looked up."""
    volume, reporter, page = _cited(
        str(next(iter(row.get("normalized_citations") or []), row.get("citation", "")))
    )
    date = [int(part) for part in _text(case, "date_filed").split("-") if part.isdigit()]
    path = _text(case, "absolute_url")
    return filled(
        {
            "id": f"courtlistener-{_text(case, 'id')}",
            "type": "legal_case",
            "title": _text(case, "case_name")
            or _text(case, "case_name_full")
            or _text(case, "case_name_short"),
            "issued": {"date-parts": [date]} if date else None,
            "volume": volume,
            "container-title": reporter,
            "page": page,
            "URL": f"{_SITE}{path}" if path.startswith("/") else path,
        }
    )


def _cited(citation: str) -> tuple[str, str, str]:
    """Return volume, reporter and page of a citation.

    >>> _cited("576 U.S. 644"), _cited("12 F. Supp. 3d 7"), _cited("none")
    (('576', 'U.S.', '644'), ('12', 'F. Supp. 3d', '7'), ('', '', ''))
    """
    words = citation.split()
    return (words[0], " ".join(words[1:-1]), words[-1]) if len(words) > 2 else ("", "", "")


def _text(value: Mapping[str, Any], name: str) -> str:
    content = value.get(name)
    return str(content).strip() if isinstance(content, str | int) else ""


COURTLISTENER = CourtListener(
    name="courtlistener",
    title="CourtListener",
    url="https://www.courtlistener.com",
    format="csl",
    asks=frozenset({"citation"}),
    gives=frozenset({"ids"}),
    terms=Terms(
        batch=_BATCH,
        pause=_PAUSE,
        key="required",
        key_from="a token is free: make an account at courtlistener.com and copy it from its page for developers",
        page="https://www.courtlistener.com/help/api/rest/citation-lookup/",
        read="2026-11-26",
    ),
    key_in=("headers", "Authorization", "Token {}"),
)
