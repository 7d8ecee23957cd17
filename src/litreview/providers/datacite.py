"""DataCite: repositories' metadata of works with their DOIs: preprints of arXiv, data, software, reports.

This module follows the documentation of its REST API, read 2026-11-26. No reader of works knows its JSON:API objects, so each work is
converted to an item of CSL, with the DOIs that it cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litreview.core.containers import list_of, mapping_of
from litreview.providers.protocol import (
    Answer,
    Provider,
    ProviderRequest,
    Query,
    Terms,
    What,
    answers_by,
    batches,
    check_shape,
    filled,
    member,
    objects,
    parsed,
    plain,
    queries_by,
)

_BATCH = 25
_ARXIV = "10.48550/arxiv."
_CITES = frozenset({"Cites", "References"})


class DataCite(Provider):
    """The provider DataCite."""

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests of twenty-five DOIs each; the number of an arXiv preprint is sent as a DOI, too."""
        for by in ("doi", "arxiv"):
            matching = queries_by(queries, by)
            several = batches((query for query in matching if "," not in query.value), _BATCH)
            single = batches((query for query in matching if "," in query.value), 1)
            yield from (self._request(batch, what) for batch in (*several, *single))

    def _request(self, batch: tuple[Query, ...], what: frozenset[What]) -> ProviderRequest:
        dois = [(query.value if query.by == "doi" else f"{_ARXIV}{query.value}") for query in batch]
        # commas separate DOIs; a comma in a DOI is escaped in the way of DataCite's search
        ids = ",".join(doi.replace(",", "\\,") for doi in dict.fromkeys(dois))
        return ProviderRequest(
            path="/dois", params=(("ids", ids), ("page[size]", "100")), queries=batch, what=what
        )

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield the answers from a page of DOIs."""
        rows = objects(member(parsed(body), "data"))
        items = [_item(member(row, "attributes"), request.what) for row in rows]
        return answers_by(request.queries, items, _identities)


def _identities(item: Mapping[str, Any]) -> Iterator[str]:
    doi = plain("doi", str(item["DOI"]))
    yield doi
    if doi.startswith(_ARXIV):
        yield plain("arxiv", doi.removeprefix(_ARXIV))


def _item(attributes: Mapping[str, Any], what: frozenset[What]) -> dict[str, Any]:
    """Return DataCite's metadata of a work as an item of CSL."""
    doi, year = member(attributes, "doi"), attributes.get("publicationYear")
    check_shape(isinstance(doi, str) and doi.strip())
    container = mapping_of(attributes.get("container"))
    publisher = attributes.get("publisher")
    pages = [str(container[name]) for name in ("firstPage", "lastPage") if container.get(name)]
    return filled(
        {
            "id": doi,
            "DOI": doi,
            "type": mapping_of(attributes.get("types")).get("citeproc") or "document",
            "title": _first(attributes.get("titles"), "title"),
            "author": [_name(mapping_of(each)) for each in list_of(attributes.get("creators"))],
            "issued": {"date-parts": [[year]]} if isinstance(year, int) else None,
            "publisher": mapping_of(publisher).get("name") if isinstance(publisher, dict) else publisher,
            "container-title": container.get("title"),
            "volume": container.get("volume"),
            "issue": container.get("issue"),
            "page": "-".join(pages),
            "URL": attributes.get("url"),
            "language": attributes.get("language"),
            "abstract": _first(attributes.get("descriptions"), "description", "Abstract")
            if "abstracts" in what
            else None,
            "reference": _references(attributes) if "references" in what else None,
        }
    )


def _first(rows: Any, name: str, kind: str = "") -> str:
    """Return the text of the first row of this kind; the main title has the kind `""`."""
    kind_name = f"{name}Type"
    found = [row for row in map(mapping_of, list_of(rows)) if (row.get(kind_name) or "") == kind]
    return next((str(row[name]) for row in found if row.get(name)), "")


def _name(person: Mapping[str, Any]) -> dict[str, str]:
    if person.get("familyName"):
        return filled({"family": str(person["familyName"]), "given": str(person.get("givenName") or "")})
    name = str(person.get("name") or "")
    family, comma, given_name = name.partition(", ")
    if comma and person.get("nameType") != "Organizational":
        return {"family": family, "given": given_name}
    return filled({"literal": name})


def _references(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    related = map(mapping_of, list_of(attributes.get("relatedIdentifiers")))
    return [
        {"DOI": str(row["relatedIdentifier"])}
        for row in related
        if str(row.get("relationType")) in _CITES
        and row.get("relatedIdentifierType") == "DOI"
        and row.get("relatedIdentifier")
    ]


DATACITE = DataCite(
    name="datacite",
    title="DataCite",
    url="https://api.datacite.org",
    format="csl",
    asks=frozenset({"doi", "arxiv"}),
    gives=frozenset({"abstracts", "references", "ids"}),
    terms=Terms(batch=_BATCH, pause=0.35, page="https://support.datacite.org/docs/api", read="2026-11-26"),
    mailto_in=("params", "mailto", "{}"),
)
