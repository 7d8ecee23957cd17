"""What is read from notices, manuscripts and findings, and what a reader of the map, the flow and the reach is told. All made up."""

from __future__ import annotations

import pytest

from litreview.core import pandoc
from litreview.core.model import (
    Citation,
    CitedReference,
    Decision,
    Deduplication,
    Finding,
    Library,
    Recommendation,
    Record,
    RecordId,
    Relation,
    Source,
    Tag,
    Where,
)
from litreview.formats import read_text
from litreview.judgements.codebook import parse_codebook
from litreview.judgements.decisions import key_index, resolve
from litreview.stages.evidence import (
    compare_manuscript,
    count_flow,
    count_origins,
    families,
    find_reach,
    map_evidence,
    reach_problems,
    read_findings,
    read_notices,
    screen,
)
from litreview.stages.evidence.manuscript_citations import find_mentions

BOOK = parse_codebook(
    """
[codebook]
name = "small"
main_group = "goal"
[[code]]
id = "shelter"
group = "goal"
label = "Shelter and care"
definition = "D."
[[code]]
id = "courts"
group = "goal"
label = "Courts"
definition = "D."
[[code]]
id = "port"
group = "topic"
label = "Ports"
definition = "D."
[[code]]
id = "book"
group = "type"
label = "Book"
definition = "D."
"""
)


def source(key: str, *, confidential: bool = False, **fields: str) -> Source:
    record = Record(
        key=key,
        type="article",
        fields=fields,
        id=RecordId(f"bib/a.bib:{key}"),
        where=Where(file="bib/a.bib", line=7),
        confidential=confidential,
    )
    (read,) = read_text(f"@article{{k, doi={{{fields.get('doi', '')}}}}}").records
    return Source(
        key=key, type="article", fields=fields, records=(record,), confidential=confidential, doi=read.doi
    )


def said(key: str, verb: str, value: str = "abstract", *, by: str = "ann", reason: str = "") -> Decision:
    return Decision(when="2026-01-31T09:30:00Z", by=by, verb=verb, key=key, value=value, reason=reason)


# ---------------------------------------------------------------- the map


def test_the_map_names_rows_and_columns_by_their_labels_and_only_confidential_sources_as_such() -> None:
    works = [source("A"), source("B"), source("I01", confidential=True)]
    tags = [Tag(source=key, code=code, method="rule") for key, code in
            (("A", "shelter"), ("A", "port"), ("A", "book"), ("B", "courts"), ("B", "book"), ("I01", "none"))]  # fmt: skip
    found = map_evidence(works, tags, BOOK)
    assert (("shelter", "Shelter and care"), ("courts", "Courts")) == found.rows[:2]
    assert (("none", "None of these"), ("unread", "Not read yet")) == found.rows[2:]
    assert (("book", "Book"), ("no-type", "No type given")) == found.columns
    assert {"I01"} == found.confidential
    assert {
        ("shelter", "book"): ("A",),
        ("courts", "book"): ("B",),
        ("none", "no-type"): ("I01",),
    } == found.cells


# ---------------------------------------------------------------- screening and flow


def test_the_reason_of_an_exclusion_is_that_of_the_stage_at_which_it_fell() -> None:
    lines = [
        said("A", "exclude", reason="at the abstract"),
        said("A", "exclude", "fulltext", reason="not US"),
        said("B", "exclude", reason="off topic"),
        said("C", "include", "fulltext", reason="good"),
        said("D", "exclude", "fulltext"),
        said("D", "exclude", "fulltext", by="ben", reason="no outcome"),
        said("E", "tag", "protect", reason="why"),
    ]
    found = screen([source(key) for key in "ABCDE"], lines)
    assert ["not US", "off topic", "", "no outcome", ""] == [found[key].reason for key in "ABCDE"]
    assert ("include", "exclude") == (found["A"].abstract, found["A"].fulltext)
    assert "" == found["E"].abstract


def test_an_exclusion_without_a_reason_is_counted_as_such() -> None:
    works = [source("A"), source("B"), source("confidential-kpwtzb", confidential=True)]
    records = tuple(record for work in works for record in work.records)
    library = Library(records=records, files=("bib/a.bib",))
    lines = [said("A", "exclude", "fulltext"), said("B", "exclude", "fulltext", reason="not US")]
    lines += [said("confidential-kpwtzb", "exclude", "fulltext")]
    flow = count_flow(library, Deduplication(sources=tuple(works)), lines, reasons=("not US",))
    assert 3 == sum(flow.excluded_by_reason.values()) == len(flow.excluded_by_reason)
    assert 1 == flow.excluded_by_reason["not US"]
    assert "reason not shown (confidential)" in flow.excluded_by_reason


# ---------------------------------------------------------------- notices and their reach

HEADER = "RetractionNature,RetractionDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,Reason"


def test_a_notice_is_read_with_its_date_its_numbers_and_its_reasons() -> None:
    text = f"\ufeff{HEADER}\nRetraction,3/25/2020 0:00,10.1000/A,0,10.1000/n,+Error in Data;+Concerns;\nCorrection,2019-01-02,unavailable,12345,,\n"
    (first, second), problems = read_notices(text)
    assert () == problems
    assert ("Retraction", "2020-03-25", "10.1000/a", "") == (first.nature, first.date, first.doi, first.pmid)
    assert ("10.1000/n", "Error in Data; Concerns", 2) == (first.notice_doi, first.reason, first.where.line)
    assert ("2019-01-02", "", "12345", "", 3) == (
        second.date, second.doi, second.pmid, second.notice_doi, second.where.line
    )  # fmt: skip


def test_a_row_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    (only,), problems = read_notices(f"{HEADER}\nRetraction,,10.1000/a\n")
    assert ("Retraction", "", "10.1000/a", "", "") == (
        only.nature,
        only.date,
        only.doi,
        only.pmid,
        only.reason,
    )
    assert () == problems


def test_a_table_without_the_columns_is_told() -> None:
    found, (told,) = read_notices("a,b\n1,2\n")
    assert () == found
    assert ("LR531", 1) == (told.code, told.where.line)
    assert "no column OriginalPaperDOI and no column RetractionNature" in told.message


def cite(citing: str, cited: str) -> Citation:
    reference = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId("a.bib:x"))
    return Citation(citing=citing, cited=cited, method="doi", confidence=1.0, reference=reference)


def test_how_far_a_notice_reaches() -> None:
    works = [source("A", doi="10.1000/a"), source("B"), source("C"), source("D"), source("P", pmid="12345")]
    rows = [
        "Retraction,3/25/2020,10.1000/a,0,10.1000/n,+Error;",
        "Correction,1/2/2019,10.1000/a,,,",
        "Correction,1/2/2021,,12345,,",
    ]
    notices, _ = read_notices("\n".join([HEADER, *rows]))
    citations = [
        cite("B", "A"),
        cite("A", "A"),
        cite("C", "B"),
        cite("D", "C"),
        cite("B", "C"),
        cite("A", "D"),
    ]
    findings = [
        Finding(id="F1", statement="S", supports=("A",), recommendations=("R1",)),
        Finding(id="F2", statement="S", qualifies=("A",)),
        Finding(id="F3", statement="S", contradicts=("B",), recommendations=("R3",)),
    ]
    advice = [
        Recommendation(id="R1", statement="S"),
        Recommendation(id="R2", statement="S", findings=("F2",)),
    ]
    first, second = find_reach(works, notices, citations, findings, advice)
    assert ("A", ("B",), ("C", "D")) == (first.source, first.citing, first.beyond)
    assert (("F1", "F2"), ("R1", "R2")) == (first.findings, first.recommendations)
    assert ["2019-01-02", "2020-03-25"] == [notice.date for notice in first.notices]
    assert ("P", (), (), (), ()) == (
        second.source,
        second.citing,
        second.beyond,
        second.findings,
        second.recommendations,
    )
    grave, light = reach_problems([first, second], works)
    assert ("LR530", "warning", "A", 7) == (grave.code, grave.level, grave.key, grave.where.line)
    assert (
        "2020-03-25; 1 of the sources cite it directly and 2 more indirectly; findings F1, F2 name it"
        in grave.message
    )
    assert "doi:10.1000/n" in grave.remedy
    assert "info" == light.level
    assert "findings" not in light.message
    assert () == find_reach(works, [], citations)


# ---------------------------------------------------------------- families and origins


def test_versions_of_one_study_are_a_family_and_one_origin() -> None:
    works = [source(key) for key in "ABCD"]
    related = [
        Relation(a="A", b="C", kind="summary", by="ann"),
        Relation(a="B", b="D", kind="review-of", by="ann"),
        Relation(a="A", b="Gone", kind="edition", by="ann"),
    ]
    (family,) = families(works, related)
    assert (("A", "C"), (related[0],)) == (family.keys, family.relations)
    finding = Finding(id="F", statement="S", supports=("A", "B", "C"), contradicts=("D",))
    citations = [cite("B", "A"), cite("A", "C"), cite("D", "A")]
    supports, contradicts = count_origins([finding], related, citations)
    assert (("A", "C"), ("B",)) == supports.origins
    assert (("B", "A"),) == supports.citing
    assert (0, ("D",)) == (supports.perhaps, contradicts.sources)
    guessed = [Relation(a="A", b="B", kind="same-data", by="rule")]
    (counted,) = count_origins([Finding(id="F", statement="S", supports=("A", "B"))], guessed)
    assert (2, 1) == (len(counted.origins), counted.perhaps)


# ---------------------------------------------------------------- manuscripts


def mentions(
    text: str, ending: str = "md", **more: object
) -> list[tuple[str, int, tuple[str, ...], tuple[str, ...]]]:
    tree = pandoc.read_document(text.encode(), ending)
    found = find_mentions(tree, f"manuscript/a.{ending}", text, **more)  # type: ignore[arg-type] # keywords as given
    return [(m.key, m.where.line, m.section, m.named) for m in found]


def test_a_heading_is_told_as_its_words_and_ends_at_the_next_of_its_level() -> None:
    text = "# Raids *and* `code`[^n] [@Roe2001]\n\n[@A2001]\n\n## Ports ![x](y.png)\n\n[@B2001]\n\n# Gravel\n\n[@C2001]\n\n[^n]: Note.\n"
    assert [
        ("Roe2001", 1, ("Raids and code",), ()),
        ("A2001", 3, ("Raids and code",), ()),
        ("B2001", 7, ("Raids and code", "Ports"), ()),
        ("C2001", 11, ("Gravel",), ()),
    ] == mentions(text)


def test_what_a_sentence_names_belongs_to_its_citations_and_to_no_others() -> None:
    text = "As R1 says, e.g. in ports, raids fail [@A2001]. R2 is another matter. [@B2001] R10 is none of them [@C2001].\n"
    assert [("A2001", ("R1",)), ("B2001", ("R2",)), ("C2001", ())] == [
        (key, named) for key, _, _, named in mentions(text, ids=["R1", "R2"])
    ]


def test_citation_commands_of_latex_with_their_lines() -> None:
    text = (
        "\\section{Ports}\nSee \\fullcite[3]{Roe2008,\n  Poe2009}.\n% \\cite{No2001}\n\n"
        "\\begin{verbatim}\n\\cite{No2002}\n\\end{verbatim}\nAnd \\footfullcite{Roe2008}.\n"
    )
    assert [("Roe2008", 2), ("Poe2009", 3), ("Roe2008", 9)] == [
        (key, line) for key, line, _, _ in mentions(text, "tex")
    ]


def test_code_and_comments_hold_no_line_of_a_citation() -> None:
    text = "~~~\n@A2001\n~~~\n\n> ```\n> @A2001\n> ```\n\n<!-- @A2001\n-->\n`@A2001` and\n@A2001.\n\n- @A2001-x and @A2001\n"
    assert [("A2001", 12), ("A2001-x", 14), ("A2001", 14)] == [
        (key, line) for key, line, _, _ in mentions(text)
    ]


def held(*keys: str) -> list[Source]:
    return [source(key, title=f"The made up title of {key}", doi=f"10.1000/{key}") for key in keys]


def compare(text: str, works: list[Source], **more: object):  # type: ignore[no-untyped-def]
    index = key_index(works)
    tree = pandoc.read_document(text.encode(), "md")
    found = find_mentions(tree, "manuscript/a.md", text, ids=[r.id for r in more.get("recommendations", ())])  # type: ignore[attr-defined]
    return compare_manuscript(
        found, works, lambda key: resolve(key, index), files=["manuscript/a.md"], **more
    )  # type: ignore[arg-type]


def test_what_a_manuscript_cites_lacks_and_leaves_out() -> None:
    works = [*held("Roe2001", "Poe2002", "Moe2003", "Noe2004"), source("I01", confidential=True)]
    findings = [Finding(id="F1", statement="S", supports=("Roe2001", "Poe2002"), recommendations=("R1",)),
                Finding(id="F2", statement="S", qualifies=("Roe2001",))]  # fmt: skip
    advice = [
        Recommendation(id="R1", statement="S"),
        Recommendation(id="R2", statement="S", findings=("F2",)),
    ]
    text = "Raids [@Roe2001; @Noe2004], as R1 says. [@Roe2002x] and @Roe2002x.\n\nAgain @Noe2004, @I02.\n"
    found = compare(
        text,
        works,
        included={"Roe2001", "Poe2002", "Moe2003", "I01"},
        findings=findings,
        recommendations=advice,
    )
    assert ("Poe2002", "Moe2003", "I01") == found.unused
    told = [(p.code, p.level, p.key) for p in found.problems]
    assert [
        ("LR520", "warning", "Roe2002x"),
        ("LR520", "warning", "I02"),
        ("LR524", "info", "Noe2004"),
        ("LR521", "info", "Poe2002"),
    ] == told
    assert "did you mean 'Roe2001'?" in found.problems[0].message
    assert "did you mean" not in found.problems[1].message, "the code of a confidential source is no hint"
    assert 1 == found.problems[2].where.line
    first, second = found.coverage
    assert (("Roe2001",), ("Poe2002",), ("Roe2001", "Noe2004")) == (first.cited, first.uncited, first.beside)
    assert (("Roe2001",), (), ()) == (second.cited, second.uncited, second.beside)


def test_a_key_of_several_works_is_taken_as_the_first_and_told() -> None:
    works = [source("A"), source("B")]
    tree = pandoc.read_document(b"[@Old]", "md")
    found = compare_manuscript(
        find_mentions(tree, "a.md", "[@Old]"), works, lambda _: ("A", "B"), files=["a.md"]
    )
    assert ["A"] == [use.source for use in found.uses]
    (told,) = found.problems
    assert ("LR523", "A") == (told.code, told.key)
    assert "2 sources have the key 'Old' (A, B); A was used" in told.message


# ---------------------------------------------------------------- findings


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("finding = 3\n", "LR501", 0, "'finding' must be a list of tables"),
        ("finding = [1, 2]\n", "LR501", 0, "'finding' must be a list of tables"),
        ('finding = "F1"\n', "LR501", 0, "'finding' must be a list of tables"),
        ("[[finding]]\n", "LR501", 1, "a finding has no id and no statement"),
        ('[[finding]]\nid = " "\nstatement = "S"\n', "LR501", 1, "a finding has no id"),
        ('[[finding]]\nid = 3\nstatement = "S"\n', "LR501", 1, "a finding has no id"),
        (
            '[[finding]]\nid = "F"\nstatement = "S"\nsupports = ["A", 3]\n',
            "LR501",
            4,
            "supports must be a list of keys",
        ),
        (
            '[[finding]]\nid = "F"\nstatement = "S"\nsupports = 3\n',
            "LR501",
            4,
            "supports must be a list of keys",
        ),
        (
            '[[finding]]\nid = "F"\nstatement = "S"\nsupports = "A"\ngoal = 3\n',
            "LR501",
            5,
            "goal must be a text",
        ),
        (
            '[[finding]]\nid = "F"\nstatement = "S"\nsupports = "Z"\n',
            "LR503",
            4,
            "finding F names 'Z', but no source has this key",
        ),
    ],
)
def test_a_fault_of_findings_is_named_once_with_its_line(text: str, code: str, line: int, says: str) -> None:
    problems = [p for p in read_findings(text, resolve={"A": "A"}).problems if p.code != "LR508"]
    assert [(code, line)] == [(p.code, p.where.line) for p in problems]
    assert says in problems[0].message


def test_what_is_sound_beside_a_fault_is_read() -> None:
    text = '[[finding]]\nid = "F"\nstatement = "S"\nsupports = ["A", 3, " ", "A"]\nqualifies = "A"\n\n[[finding]]\nid = "G"\nstatement = "T"\nsupports = "A"\n'
    found = read_findings(text, resolve={"A": "B"})
    assert [("F", ("B",), ("B",)), ("G", ("B",), ())] == [
        (f.id, f.supports, f.qualifies) for f in found.findings
    ]


def test_a_word_is_told_on_its_line_of_that_table_and_of_no_other() -> None:
    text = '[[finding]]\nid = "F"\nstatement = "Z"\nsupports = "A"\n\n[[finding]]\nid = "G"\nstatement = "T"\nsupports = [\n  "A",\n  "Z",\n]\n'
    (told,) = read_findings(text, resolve={"A": "A"}).problems
    assert ("LR503", 11) == (told.code, told.where.line)
