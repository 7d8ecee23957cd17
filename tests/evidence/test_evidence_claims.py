"""Claims are no evidence: they count apart, in the stances and on the map, and what people noted decides."""

import pytest

from litreview.core.model import Decision, EvidenceNote, Record, RecordId, Source, Tag, Where
from litreview.core.results import EvidenceMap
from litreview.stages.evidence import count_stances, find_claims, map_evidence


def source(key: str, type_: str = "article", **fields: str) -> Source:
    record = Record(
        key=key, type=type_, id=RecordId(f"a.bib:{key}"), fields=fields, where=Where(file="a.bib", line=1)
    )
    return Source(key=key, type=type_, fields=fields, records=(record,))


def note(key: str, value: str, *, disputed: bool = False) -> EvidenceNote:
    return EvidenceNote(
        source=key, field="design", code="", value=value, coder="ann", where="", reason="", disputed=disputed
    )


RELEASE = source("R", "online", title="Sweep recovers 200 (made up)", howpublished="Press release")


@pytest.mark.parametrize(
    ("works", "notes", "claims"),
    [
        ([source("A")], [], {}),
        ([source("A")], [note("A", "agency claim")], {"A": "agency claim"}),
        ([source("A")], [note("A", "vendor claim")], {"A": "vendor claim"}),
        ([source("A")], [note("A", "guidance")], {"A": "guidance"}),
        ([source("A")], [note("A", "ethnography")], {}),
        ([RELEASE], [], {"R": "press release"}),
        ([RELEASE], [note("R", "ethnography")], {}),
        ([RELEASE], [note("R", "ethnography", disputed=True)], {"R": "press release"}),
    ],
)
def test_what_is_a_claim(works, notes, claims):
    assert claims == find_claims(works, (), notes)


def test_stances_of_claims_and_law_are_in_counts_of_their_own():
    works = [source("A"), source("B"), source("C"), RELEASE]
    tags = [Tag(source=key, code="protect", method="human", coder="ann", basis="title") for key in "ABCR"]
    tags.append(Tag(source="C", code="statute", method="human", coder="ann", basis="title"))
    lines = [
        Decision(when="2026-01-01T00:00:00Z", by="ann", verb="stance", key=key, value="protect=supports")
        for key in "ABCR"
    ]
    claims = find_claims(works, tags, [note("B", "vendor claim")])
    (protect, *_) = count_stances(works, tags, lines, claims=claims)
    assert ("A",) == protect.keys["supports"]
    assert {"supports": 2} == protect.claims
    assert {"supports": 1} == protect.apart


def test_the_map_tells_how_many_of_a_row_are_claims():
    found = map_evidence(
        [source("A"), RELEASE],
        [Tag(source=k, code="protect", method="human", coder="a", basis="title") for k in "AR"],
    )
    told = EvidenceMap(rows=found.rows, columns=found.columns, cells=found.cells, claims=frozenset({"R"}))
    header, rows = told.table()
    total, claims = header.index("total"), header.index("claims")
    assert (2, 1) == (rows[0][total], rows[0][claims])
    assert (2, 1) == (rows[-1][total], rows[-1][claims])
