"""What in a document is a citation, and what is named beside it: each kind of text that pandoc knows. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core import pandoc, text as textual
from litreview.core.model import Finding, Recommendation, Source, Where
from litreview.core.results import Mention, Status
from litreview.stages.evidence import compare_manuscript
from litreview.stages.evidence.manuscript_citations import find_mentions


def work(**parts: object) -> Source:
    return Source(type="book", records=(), **parts)  # type: ignore[arg-type] # parts as given


def mentions(text: str, ending: str = "md", **more: object) -> tuple[Mention, ...]:
    tree = pandoc.read_document(text.encode(), ending)
    return find_mentions(tree, f"manuscript/a.{ending}", text, **more)  # type: ignore[arg-type] # keywords as given


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("*Raids, as [@A2001] says*, and **[@B2001]**", ["A2001", "B2001"]),
        ("[as @A2001 says](https://x.example), [@B2001]", ["A2001", "B2001"]),
        ("[](https://x.example) @A2001", ["A2001"]),
        ('"as @A2001 says" and ^[@B2001]^', ["A2001", "B2001"]),
        ("[as @A2001 says]{.small}", ["A2001"]),
        ("[see @A2001, as in @B2001, p. 3]", ["A2001", "B2001"]),
        ("![Ports, from @A2001](ports.png)", ["A2001"]),
        ("Ports ![from @A2001](ports.png) @B2001", ["B2001"]),
        ("| as @A2001 says\n| and [@B2001]", ["A2001", "B2001"]),
        ("Raids [@A2001]\n:   as @B2001 says\n\n    and @C2001", ["A2001", "B2001", "C2001"]),
        ("- @A2001\n\n    1. @B2001\n- [ ] @C2001", ["A2001", "B2001", "C2001"]),
        ("> @A2001", ["A2001"]),
        ("::: note\n@A2001\n:::", ["A2001"]),
        ("Table: From @B2001\n\n| a | b |\n|---|---|\n| @A2001 | x |\n", ["B2001", "A2001"]),
        ("`@A2001` and $x_{@B2001}$ and @C2001", ["C2001"]),
        ("Known.^[From @A2001.] So @B2001.", ["B2001", "A2001"]),
        ("\\fullcite{A2001} and `\\cite{B2001}`{=latex} and `\\cite{C2001}`{=html}", ["A2001", "B2001"]),
        ("```{=latex}\n\\nocite{A2001, *}\n```\n\n```{=html}\n\\cite{B2001}\n```", ["A2001"]),
        ("---\nabstract: |\n  As @A2001 says.\n\n  Then @B2001.\nauthor:\n- note: '[@C2001]'\n---\n", ["A2001", "B2001", "C2001"]),
    ],
)  # fmt: skip
def test_a_citation_is_found_in_every_kind_of_text(text: str, cited: list[str]) -> None:
    assert cited == [mention.key for mention in mentions(text)]


@pytest.mark.parametrize(
    ("command", "cited"),
    [
        (r"\fullcite[see {\em Roe}]{A2001}", ["A2001"]),
        (r"\fullcite[see][p.~3]{A2001, B2001,}", ["A2001", "B2001"]),
        (r"\footfullcite{A2001} \Fullcite*{B2001}", ["A2001", "B2001"]),
        (r"\nocite{*}", []),
        (r"\nofullcite{*}", []),
        ("\\fullcite{A2001} % \\fullcite{B2001}\n", ["A2001"]),
        (r"50\% \fullcite{A2001}", ["A2001"]),
        (r"\emph{A2001}", []),
    ],
)
def test_a_command_of_latex_cites_its_keys_and_nothing_of_its_notes(command: str, cited: list[str]) -> None:
    assert cited == [mention.key for mention in mentions(command, "tex")]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Raids `in` *port* cities", "Raids in port cities"),
        ("Raids $x$ & <b>ports</b>", "Raids x & ports"),
        ("[Raids](https://x.example) and [ports]{.small}", "Raids and ports"),
        ("Raids [@A2001]^[A note.] ![map](x.png) again", "Raids again"),
    ],
)
def test_a_heading_is_told_without_what_is_cited_noted_or_drawn_in_it(heading: str, told: str) -> None:
    assert (told,) == mentions(f"# {heading}\n\n@B2001\n")[-1].section


def test_a_long_heading_is_cut() -> None:
    whole, cut = ("word " * 60).strip() + "x", "word " * 60
    assert [300, 300] == [len(whole), len(cut)]
    assert (whole,) == mentions(f"# {whole}\n\n@A2001\n")[0].section
    assert (f"{cut}…",) == mentions(f"# {cut}more\n\n@A2001\n")[0].section


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("R1 holds [@A]. R2 too.", ("R1",)),
        ("R2 holds. R1 too [@A].", ("R1",)),
        ("R1 holds; R2 too [@A].", ("R2",)),
        ("R1 holds (it does.) [@A]", ("R1",)),
        ("R1, cf. p. 3, et al. and e.g. so [@A].", ("R1",)),
        ("R1 and R1 and R2 [@A].", ("R1", "R2")),
        ("R1b and xR1 and R10 [@A].", ()),
        ("R1-a and R1 [@A].", ("R1-a", "R1")),
        ("R1-ab [@A].", ("R1",)),
        ("§ R 3 [@A].", ("R 3",)),
        ("# R2\n\nR1 [@A].", ("R2", "R1")),
        ("# R2\n\n# Other\n\n[@A].", ()),
        ("# R2\n\n## Other\n\nR2 [@A].", ("R2",)),
    ],
)
def test_which_recommendations_are_named_beside_a_citation(text: str, named: tuple[str, ...]) -> None:
    assert named == mentions(text, ids=["R1-a", "R1", "R2", "R 3"])[0].named


@pytest.mark.parametrize(
    "text",
    [
        "---\nreferences: see below\n---\n",
        "---\nreferences:\n- see below\n---\n",
        "---\nreferences:\n  id: A2001\n---\n",
        "---\nreferences:\n- title: No id\n- id: B2001\n  title: Another\n---\n",
    ],
)
def test_references_that_are_none_of_this_key_leave_it_as_it_is(text: str) -> None:
    (found,) = mentions(f"{text}\n[@A2001]\n")
    assert ("A2001", "", "") == (found.key, found.doi, found.title)


def test_an_item_in_the_document_says_doi_title_and_key() -> None:
    item = "- id: A2001\n  citation-key: Roe2001\n  title: On *ports*\n  DOI: 10.1000/A\n  author:\n  - family: Roe\n"
    found, other = mentions(f"---\nreferences:\n{item}- id: B2001\n  title: T\n---\n\n[@A2001; @B2001]\n")
    assert ("Roe2001", "10.1000/a", "On ports") == (found.key, found.doi, found.title)
    assert ("B2001", "", "T") == (other.key, other.doi, other.title)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("@A\n\n@A\n\n@B\n", [("A", 1), ("A", 3), ("B", 5)]),
        ("@A-b and @A and @A.\n", [("A-b", 1), ("A", 1), ("A", 1)]),
        ("@A-b\n\n@A\n", [("A-b", 1), ("A", 3)]),
        ("<!-- @A -->\n\n@A\n", [("A", 3)]),
        ("````\n```\n@A\n````\n\n@A\n", [("A", 6)]),
        ("~~~\n```\n@A\n~~~\n\n@A\n\n```\n@A\n```\n\n@A\n", [("A", 6), ("A", 12)]),
        (f"@{'k' * 120}\n", [("k" * 120, 1)]),
        (f"@{'k' * 121}\n", [("k" * 121, 0)]),
    ],
)
def test_the_line_of_a_citation(text: str, lines: list[tuple[str, int]]) -> None:
    assert lines == [(mention.key, mention.where.line) for mention in mentions(text)]


def test_a_key_that_is_cited_more_often_than_it_is_seen_goes_round() -> None:
    """What pandoc puts together from elsewhere is on no line of its own."""
    tree = pandoc.read_document(b"@A\n\n@A\n\n@A\n", "md")
    found = find_mentions(tree, "manuscript/a.md", "@A\n\n@A\n")
    assert [1, 3, 1] == [mention.where.line for mention in found]


@pytest.mark.parametrize(
    ("environment", "lines"), [("comment", [4]), ("verbatim", [4]), ("lstlisting", [4]), ("quote", [2, 4])]
)
def test_what_latex_does_not_set_holds_no_line(environment: str, lines: list[int]) -> None:
    text = f"\\begin{{{environment}}}\n\\cite{{A2001}}\n\\end{{{environment}}}\nAs \\cite{{A2001}}.\n"
    assert lines == [mention.where.line for mention in mentions(text, "tex")]


def test_a_heading_within_the_metadata_is_below_the_name_it_is_under() -> None:
    (found,) = mentions("---\nabstract: |\n  # Raids\n\n  As @A2001 says.\n---\n")
    assert ("abstract", "Raids") == found.section


@pytest.mark.parametrize(
    ("title", "found"), [("The raids of Rome", True), ("A raid on Romex", False), ("The raid of Rome", True)]
)
def test_a_title_of_sixteen_letters_is_enough_to_find_a_work(title: str, found: bool) -> None:
    held = work(key="Roe2001", fields={"title": title})
    mention = Mention(key="12", where=Where(file="a.docx"), title=title.upper())
    (use,) = compare_manuscript([mention], [held], lambda _: ()).uses
    assert ("Roe2001" if found else "") == use.source


def test_excluded_works_that_are_cited_are_told_in_order_each_where_it_is_cited_first() -> None:
    held = [work(key=key) for key in ("A2001", "B2001", "C2001")]
    text = "@C2001 @B2001\n\n@A2001 @B2001\n"
    told = compare_manuscript(mentions(text), held, lambda key: (key,), included=["C2001"]).problems
    assert [("LR524", "A2001", 3), ("LR524", "B2001", 1)] == [(p.code, p.key, p.where.line) for p in told]


def test_a_cited_work_that_is_pending_is_not_called_excluded() -> None:
    held = [work(key=key) for key in ("A2001", "B2001")]
    status = {
        "A2001": Status(status="pending", stage="abstract", reason="one vote of 2"),
        "B2001": Status(status="not retrieved", stage="fulltext"),
    }
    text = mentions("@A2001 @B2001\n")
    one, two = compare_manuscript(text, held, lambda key: (key,), included=[], status=status).problems
    assert "the manuscript cites A2001, which is pending (one vote of 2)" == one.message
    assert one.remedy.startswith("judge it")
    assert "the manuscript cites B2001, which is not retrieved" == two.message


def test_of_two_works_of_one_title_or_doi_the_first_is_cited() -> None:
    doi = textual.doi("10.1000/a")
    held = [work(key=key, fields={"title": "The raids of made up Rome"}, doi=doi) for key in ("A", "B")]
    asked = [
        Mention(key="1", where=Where(file="a.docx"), doi=doi),
        Mention(key="doi:10.1000/A", where=Where(file="a.md")),
        Mention(key="2", where=Where(file="a.docx"), title="The raids of made-up Rome"),
        Mention(key="3", where=Where(file="a.docx")),
    ]
    found = compare_manuscript(asked, held, lambda _: ())
    assert ["A", "A", "A", ""] == [use.source for use in found.uses]
    assert ["3"] == [p.key for p in found.problems]


def test_a_finding_is_told_only_where_a_source_of_it_is_not_cited() -> None:
    held = [work(key=key) for key in ("A", "B")]
    findings = [
        Finding(id="F1", statement="S", supports=("A",)),
        Finding(id="F2", statement="S", contradicts=("B",), qualifies=("A",)),
        Finding(id="F3", statement="S"),
    ]
    found = compare_manuscript(
        mentions("@A"), held, lambda key: (key,), findings=findings, files=["x.md", "y.md"]
    )
    assert [("LR521", "B", "x.md")] == [(p.code, p.key, p.where.file) for p in found.problems]
    assert () == compare_manuscript(mentions("@A"), held, lambda key: (key,), findings=findings).problems


def test_a_key_of_several_works_of_which_one_is_confidential_is_not_told() -> None:
    held = [work(key="A"), work(key="I01", confidential=True)]
    (told,) = compare_manuscript(mentions("@Person2001"), held, lambda _: ("A", "I01")).problems
    assert ("LR523", "A") == (told.code, told.key)
    assert "Person" not in str(told)
    assert () == compare_manuscript(mentions("@A"), held, lambda _: ("A", "I01")).problems


def test_each_work_behind_a_recommendation_is_told_once_in_the_order_of_the_findings() -> None:
    held = [work(key=key) for key in "ABCD"]
    findings = [
        Finding(id="F1", statement="S", supports=("C", "A"), recommendations=("R1", "R1")),
        Finding(id="F2", statement="S", supports=("A",), qualifies=("B",)),
        Finding(id="F3", statement="S", supports=("D",)),
    ]
    advice = [
        Recommendation(id="R1", statement="S", findings=("F2", "F1")),
        Recommendation(id="R2", statement="S"),
    ]
    found = compare_manuscript(
        mentions("R1: @A, @D, @E.", ids=["R1", "R2"]),
        held,
        lambda key: (key,) if key in "ABCD" else (),
        findings=findings,
        recommendations=advice,
    )
    first, second = found.coverage
    assert (("A",), ("C", "B"), ("A", "D")) == (first.cited, first.uncited, first.beside)
    assert ((), (), ()) == (second.cited, second.uncited, second.beside)
