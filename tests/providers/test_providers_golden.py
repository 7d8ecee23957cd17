"""What each registry is asked about invented works, and what is read of its answers, as it was when a person last looked at it."""

from __future__ import annotations

import json

import pytest
from golden import line, page
from standin import made_up
from standin.registries import REGISTRIES, Refusal

from litreview.providers import Query, provider

CITATION = "{volume} {reporter} {page}".format(**made_up.courtlistener()[0]["citations"][0])
ASKED = [
    *(Query(source=f"s{n}", by="doi", value=work.doi) for n, work in enumerate(made_up.WORKS)),
    Query(source="gone", by="doi", value="10.5555/not.there"),
    Query(source="odd", by="doi", value="10.5555/a,b|c"),
    Query(source="pm", by="pmid", value="90000001"),
    Query(source="nothing", by="pmid", value="1"),
    Query(source="arxiv", by="arxiv", value="2001.00001"),
    *(
        Query(source=f"t{n}", by="title", value=work.title, authors=tuple(family for _, family in work.authors), year=work.year, container=work.journal)
        for n, work in enumerate(made_up.WORKS[:3])
    ),
    Query(source="no", by="title", value="No such title of anything at all"),
    Query(source="case", by="citation", value=CITATION),
]  # fmt: skip
WANTED = (
    (frozenset({"abstracts", "references", "ids", "status"}), ASKED),
    *((frozenset({one}), ASKED[:1]) for one in ("abstracts", "references", "ids", "status")),
)


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_registry(name, golden):
    make, answering = REGISTRIES[name]
    works = getattr(made_up, name)()
    registry = make(works)
    one = provider(name)
    rows = []
    for what, asked in WANTED:
        for request in one.requests([each for each in asked if each.by in one.asks], what):
            params = dict(request.params) | dict(request.data)
            rows.append(
                (
                    request.method,
                    request.path,
                    params,
                    request.json,
                    request.absent,
                    [each.source for each in request.queries],
                )
            )
            try:
                body = answering(registry, request.path, params, request.json)
            except Refusal as refused:
                rows.append((refused.status, refused.body))
                continue
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            for answer in one.answers(request, data):
                rows.append((answer.query.source, answer.status, answer.why, len(answer.works)))
                rows += [(name, value) for work in answer.works for name, value in work.items()]
    assert golden == page(line(*row) for row in rows)
