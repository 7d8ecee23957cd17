"""Origins behind a finding, the reach of a retraction, versions of a study. All works here are made up."""

from __future__ import annotations

from dataclasses import replace

from litreview.core import text
from litreview.core.model import (
    Citation,
    CitedReference,
    Finding,
    Recommendation,
    Record,
    RecordId,
    Relation,
    Source,
    Where,
)
from litreview.stages.evidence import count_origins, families, find_reach, reach_problems, read_notices

HEADER = "Record ID,Title,Author,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"


def source(key: str, **fields: str) -> Source:

    record = Record(
        key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1), fields=fields
    )
    return Source(
        key=key, type="article", records=(record,), fields=fields, doi=text.doi(fields.get("doi", ""))
    )


def cites(a: str, b: str) -> Citation:
    reference = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId(f"a.bib:{a}"))
    return Citation(citing=a, cited=b, method="key", confidence=1.0, reference=reference)


def related(a: str, b: str, kind: str = "same-data", by: str = "reviewer-a") -> Relation:
    return Relation(a=a, b=b, kind=kind, by=by)  # type: ignore[arg-type] # a kind of the tests


FINDING = Finding(id="F1", statement="s", supports=("A", "B", "C", "D"), contradicts=("E",))


def test_sources_of_one_data_set_are_one_origin() -> None:
    supports, contradicts = count_origins([FINDING], [related("A", "B"), related("C", "D", "review-of")])
    assert (("A", "B"), ("C",), ("D",)) == supports.origins
    assert (("E",),) == contradicts.origins


def test_a_version_that_the_finding_does_not_name_still_ties_two() -> None:
    (supports, _) = count_origins([FINDING], [related("A", "Data"), related("Data", "D")])
    assert (("A", "D"), ("B",), ("C",)) == supports.origins


def test_a_citation_proves_no_reuse_and_a_rule_only_suggests() -> None:
    (supports, _) = count_origins(
        [FINDING], [related("A", "B", by="rule")], [cites("B", "A"), cites("C", "E")]
    )
    assert len(supports.origins) == 4
    assert supports.perhaps == 1
    assert (("B", "A"),) == supports.citing


def test_families_name_what_relates_them() -> None:
    (family,) = families(
        [source(key) for key in "ABCD"],
        [related("C", "A", "version"), related("B", "A", "review-of"), related("C", "D", "edition")],
    )
    assert ("A", "C", "D") == family.keys
    assert ["version", "edition"] == [relation.kind for relation in family.relations]


def test_the_reach_of_a_retraction() -> None:
    text = (
        f"{HEADER}\n"
        '1,Made up,"Roe, A",3/25/2020 0:00,10.1000/notice,10.1000/A,0,Retraction,+Data Not Available;+Other;\n'
        "2,Made up,x,1/2/2019 0:00,,10.1000/a,0,Expression of concern,\n"
        "3,Made up,x,1/2/2019 0:00,,unavailable,123,Correction,\n"
        "4,Made up,x,1/2/2019 0:00,,unavailable,0,Retraction,\n"
    )
    notices, problems = read_notices(text)
    assert problems == ()
    held = [source("A", doi="10.1000/a"), source("B"), source("C"), source("D", pmid="123")]
    recommendations = [Recommendation(id="R2", statement="r", findings=("F1",))]
    reaches = find_reach(
        held, notices, [cites("B", "A"), cites("C", "B"), cites("A", "C")], [FINDING], recommendations
    )
    first, second = reaches
    assert ("A", "retraction", ("B",), ("C",), ("F1",), ("R2",)) == (
        first.source,
        first.standing,
        first.citing,
        first.beyond,
        first.findings,
        first.recommendations,
    )
    assert ["2019-01-02", "2020-03-25"] == [notice.date for notice in first.notices]
    assert ("D", "correction") == (second.source, second.standing)
    grave, mild = reach_problems(reaches, held)
    assert (grave.code, grave.level, mild.level) == ("LR530", "warning", "info")
    assert "findings F1 name it" in grave.message


def test_a_file_of_another_kind_is_a_problem() -> None:
    notices, problems = read_notices("a,b\n1,2\n")
    assert notices == ()
    assert ["LR531"] == [problem.code for problem in problems]
    assert find_reach([source("A")], notices) == ()


def test_a_relation_within_a_family_that_makes_none_is_not_named() -> None:
    links = [related("A", "B"), related("B", "A", "review-of"), related("A", "Gone"), related("Gone", "B")]
    (family,) = families([source("A"), source("B"), source("C")], links)
    assert (("A", "B"), (links[0],)) == (family.keys, family.relations)


def test_a_notice_without_a_number_is_of_no_work_without_one() -> None:
    rows = "1,T,x,1/2/2019,,,,Retraction,\n2,T,x,1/2/2019,,10.1000/b,,Retraction,a;b,too,many,cells\n"
    notices, _ = read_notices(f"{HEADER}\n{rows}")
    (reach,) = find_reach([source("A"), source("B", doi="10.1000/b")], notices)
    assert ("B", "a; b") == (reach.source, reach.notices[0].reason)


def test_a_notice_found_by_both_numbers_counts_once_and_of_any_record() -> None:
    rows = "1,T,x,12/31/2019,,10.1000/b,123,Correction,\n2,T,x,,,10.1000/c,,Retraction,\n3,T,x,2/1/2020,,,123,Reinstatement,\n"
    notices, _ = read_notices(f"{HEADER}\n{rows}")
    both = source("B", doi="10.1000/b", pmid="123")
    held = replace(both, records=(*both.records, both.records[0].with_fields(doi="10.1000/C")))
    (reach,) = find_reach([held], notices)
    assert ["", "2019-12-31", "2020-02-01"] == [notice.date for notice in reach.notices]
    (told,) = reach_problems([reach], [held])
    assert ("info", "B") == (told.level, told.key)
    assert "2020-02-01; 0 of the sources cite it directly and 0 more indirectly" in told.message
    assert "doi:" not in told.remedy


def test_works_that_cite_each_other_in_a_ring_are_each_counted_once() -> None:
    notices, _ = read_notices(f"{HEADER}\n1,T,x,1/2/2019,10.1000/n,10.1000/a,,Retraction,\n")
    held = [source("A", doi="10.1000/a"), source("B"), source("C"), source("D")]
    ring = [
        cites("B", "A"),
        cites("B", "A"),
        cites("C", "A"),
        cites("C", "B"),
        cites("D", "C"),
        cites("D", "B"),
        cites("B", "D"),
    ]
    (reach,) = find_reach(held, notices, ring)
    assert (("B", "C"), ("D",)) == (reach.citing, reach.beyond)
    (told,) = reach_problems([reach], held)
    assert "(doi:10.1000/n)" in told.remedy


def test_what_was_given_out_on_one_request_is_of_one_origin():
    """Of three documents on two invented requests, and the letter itself: a request is one origin, and no study with several versions."""
    keys = ("PR03-1", "PR03-2", "PR3-1", "PR04-1", "PR03", "A")
    (side,) = count_origins([Finding(id="F1", statement="S", supports=keys)], [])
    assert (("PR03-1", "PR03-2", "PR03"), ("PR3-1",), ("PR04-1",), ("A",)) == side.origins
    (side,) = count_origins([Finding(id="F1", statement="S", supports=keys)], [related("PR03-2", "A")])
    assert ("PR03-1", "PR03-2", "PR03", "A") in side.origins
    assert () == tuple(families([source(key) for key in keys], []))
