"""Nothing is passed over in silence: what a review cannot use is a Problem that says what to do, in Python as on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import litreview as lr
from litreview import pandoc
from litreview.bibliography import BibliographyOptions, annotate_checked
from litreview.decisions import VERBS, parse
from litreview.errors import UsageError
from litreview.model import Decision, Problem
from litreview.review import init_review, open_review
from litreview.review.notes import cited_keys

KEY = "Farrell2010Where"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_review(tmp_path / "review")
    return tmp_path / "review"


def problems(folder: Path, code: str) -> list[Problem]:
    return [problem for problem in open_review(folder).problems if problem.code == code]


# ---------------------------------------------------------------- decisions


def made(verb: str) -> Decision:
    return Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key=KEY, value="protect")


@pytest.mark.parametrize("verb", ["tagg", "", "Tag", "includes"])
def test_a_decision_made_in_python_has_a_verb_that_something_goes_by(verb: str) -> None:
    with pytest.raises(UsageError, match="unknown verb") as raised:
        made(verb)
    assert "one of same, different, related, tag" in str(raised.value)
    assert ("did you mean 'tag'?" in str(raised.value)) == (verb in ("tagg", "Tag"))
    # read from a file it is a Problem with its line, and the rest is read
    found, faults = parse(f"2026-01-01T00:00:00Z\tann\t{verb}\t{KEY}\tprotect\t\t\t\n", "decisions/ann.tsv")
    assert ((), ["LR040"]) == (found, [fault.code for fault in faults])


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_made(verb: str) -> None:
    assert verb == made(verb).verb


# ---------------------------------------------------------------- options of a bibliography


def test_a_misspelt_code_is_no_empty_bibliography(folder: Path) -> None:
    review = open_review(folder)
    with pytest.raises(UsageError, match="no code 'protct'; did you mean 'protect'"):
        lr.annotate(review.sources, review.tags, BibliographyOptions(code="protct"))
    # a code that the codebook has and no source carries is no slip
    lr.annotate(review.sources, review.tags, BibliographyOptions(code="partner"), format="md")


# ---------------------------------------------------------------- citations in notes

CITING = [
    ("As [@Doe2012] says.", ("Doe2012",)),
    ("As [see @Doe2012, p. 3; also -@Roe:2013a].", ("Doe2012", "Roe:2013a")),
    ("[-@Doe2012]", ("Doe2012",)),
    ("[@{a.key.}, p. 3]", ("a.key.",)),
    ("[@{a key}, p. 3]", ()),
    ("[@Doe2012.]", ("Doe2012",)),
    ("[@Doe_2012/x]", ("Doe_2012/x",)),
    ("Ask @handle or me@b.org.", ()),
    ("[me@b.org]", ()),
    ("[a link](mailto:me@b.org) and [@b](https://b.org)", ()),
    ("`[@code]` and\n\n```\n[@block]\n```\n", ()),
    (r"\[@escaped]", ()),
    ("Twice [@a; @a] and [@a].", ("a",)),
]


def cited_for_pandoc(text: str) -> tuple[str, ...]:
    """Return the keys that pandoc sees cited in brackets."""
    found: dict[str, None] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Cite":
                for one in node["c"][0]:
                    if one["citationMode"]["t"] != "AuthorInText":
                        found[one["citationId"]] = None
            else:
                walk(node.get("c"))
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    for tree in pandoc.read_markdown([text]):
        walk(tree)
    return tuple(found)


@pytest.mark.parametrize(("text", "keys"), CITING, ids=[text for text, _ in CITING])
def test_keys_cited_in_notes_are_those_that_pandoc_sees(text: str, keys: tuple[str, ...]) -> None:
    assert keys == cited_keys(text) == cited_for_pandoc(text)


def test_a_dead_citation_in_a_note_is_reported_with_the_nearest_keys(folder: Path) -> None:
    note = folder / f"notes/{KEY}.md"
    note.write_text(f"As [@Farrell2010Were] and [@{KEY}] say. Ask @handle.")
    (problem,) = problems(folder, "LR405")
    assert f"notes/{KEY}.md" == problem.where.file
    assert "cites 'Farrell2010Were', and no source has that key" in problem.message
    assert f"nearest keys: {KEY}" == problem.remedy
    # once, not by the bibliography again
    review = open_review(folder)
    assert not [p for p in review.bibliography.problems if p.code == "LR405"]
    note.write_text(f"As [@{KEY}] says.")
    assert [] == problems(folder, "LR405")


def test_a_citation_of_what_is_excluded_is_told(folder: Path) -> None:
    (folder / "bib/more.bib").write_text(
        "@article{Made2020, title = {Made up}, author = {Made, Ana}, year = {2020}}"
    )
    (folder / f"notes/{KEY}.md").write_text("As [@Made2020] says.")
    (folder / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
        "2026-01-01T00:00:00Z\tann\texclude\tMade2020\tabstract\t\tmade up\t\n"
        f"2026-01-01T00:00:00Z\tann\tinclude\t{KEY}\tabstract\t\t\t\n"
        f"2026-01-01T00:00:01Z\tann\tinclude\t{KEY}\tfulltext\t\t\t\n"
    )
    (problem,) = problems(folder, "LR405")
    assert ("info", True) == (
        problem.level,
        "not in the bibliography: Made2020 is excluded" in problem.message,
    )


def test_in_python_the_bibliography_says_what_it_cannot_resolve(folder: Path) -> None:
    review = open_review(folder)
    options = BibliographyOptions(notes={KEY: "As [@Nobody2000] says; @handle too."})
    _, found = annotate_checked(review.sources, review.tags, options, format="md")
    assert [("LR405", KEY)] == [(p.code, p.key) for p in found]
    assert "'Nobody2000'" in found[0].message
