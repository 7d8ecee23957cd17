"""Nothing is passed over in silence: what a review cannot use is a Problem that says what to do, in Python as on the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core import pandoc
from litreview.core.confidential.answers import answer_value
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem, Record
from litreview.judgements.decisions import VERBS, parse
from litreview.review import init_review, open_review
from litreview.review.review_documents import cited_keys
from litreview.stages.bibliography import BibliographyOptions, annotate_checked

KEY = "Farrell2010Where"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_review(tmp_path / "review")
    return tmp_path / "review"


def problems(folder: Path, code: str) -> list[Problem]:
    return [problem for problem in open_review(folder).problems if problem.code == code]


# ---------------------------------------------------------------- decisions


VALUES = {"stance": "protect=mixed", "set": "design=survey", **dict.fromkeys(("include", "exclude", "unsure", "not-retrieved"), "abstract")}  # fmt: skip


def made(verb: str) -> Decision:
    value = VALUES.get(verb, "protect")
    if verb in ("public", "confidential"):
        value = answer_value(Record.from_fields(title="A made-up title", journal="J", year=2001))
    return Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key=KEY, value=value)


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
    assert "cites 'Farrell2010Were', but no source has that key" in problem.message
    assert f"use one of the nearest keys: {KEY}" == problem.remedy
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
    page = lr.render(open_review(folder).bibliography, "md").decode()
    assert "As (Made, 2020) says." in page
    assert "Made up" not in page


def test_in_python_the_bibliography_says_what_it_cannot_resolve(folder: Path) -> None:
    review = open_review(folder)
    options = BibliographyOptions(notes={KEY: "As [@Nobody2000] says; @handle too."})
    _, problems = annotate_checked(review.sources, review.tags, options, format="md")
    found = [p for p in problems if p.code != "LR412"]
    assert [("LR405", KEY)] == [(p.code, p.key) for p in found]
    assert "'Nobody2000'" in found[0].message


# ---------------------------------------------------------------- files that nobody reads


def unread(folder: Path) -> dict[str, str]:
    """What is said of each file that nobody reads, by its name."""
    return {p.where.file: f"{p.level}: {p.message}; {p.remedy}" for p in problems(folder, "LR620")}


def test_a_new_review_is_read_to_the_last_file(folder: Path) -> None:
    assert {} == unread(folder)


SLIPS = {
    "findings.tml": "warning: this file is not read, but its name is nearly 'findings.toml'",
    "Findings.toml.txt": "warning: this file is not read, but its name is nearly 'findings.toml'",
    "retraction.csv": "warning: this file is not read, but its name is nearly 'retractions.csv'",
    "more.bib": "info: this file is not read; put an export into bib/",
    "license-plates.bib": "info: this file is not read; put an export into bib/",
    "readme2020.bib": "info: this file is not read",
    "screen.xlsx": "info: this workbook is not read by itself; to import a filled sheet: `litreview decide --from`",
    "own.csl": 'info: this citation style is not read; to use it, write style = "own.csl"',
    "bib/list.docx": "info: this file is not read, because its format is not known",
    "bib/sub/list.txt": "warning: this file is not read, because its format is not known",
    "manuscript/text.rtf": "info: this file is not read, because its name ends in .rtf; save it as .docx",
    "exports/wos.bib": "info: this file is not read; put an export into bib/",
    "Notes/Farrell2010Where.md": "info: this file is not read",
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_file_that_nobody_reads_is_named(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("made up")
    found = unread(folder)
    if (
        name == "Notes/Farrell2010Where.md"
        and (folder / "notes/Farrell2010Where.md").read_text() == "made up"
    ):
        pytest.skip("this disk knows no capitals")
    assert [name] == list(found)
    assert found[name].startswith(SLIPS[name])


EXPORTS = {
    "Biblioscape text": "--AU-- Doe, Jane\n--TI-- Made up {0}\n--YP-- 2020\n------\n",
    "PubMed's text for reading": "{0}. Tides. 2020 Jan;1(1):1-{0}.\n\nMade up {0}.\n\nDoe J.\n\nPMID: 1{0}\n\n",
}


@pytest.mark.parametrize("format_", EXPORTS)
def test_an_export_that_nobody_reads_is_a_warning_wherever_it_lies(folder: Path, format_: str) -> None:
    text = EXPORTS[format_].format(1) + EXPORTS[format_].format(2)
    (folder / "search.txt").write_text(text)
    (folder / "bib/search.txt").write_text(text)
    assert "warning: this file is not read, and its text looks like references; export it as" in "".join(
        unread(folder).values()
    )
    (problem,) = problems(folder, "LR006")
    assert ("bib/search.txt", f"this is {format_} with 2 records, which is not read") == (
        problem.where.file,
        problem.message,
    )


def test_a_run_names_the_exports_that_it_did_not_read(folder: Path) -> None:
    text = EXPORTS["Biblioscape text"]
    (folder / "central.txt").write_text(text.format(1) + text.format(2))
    said = " ".join(CliRunner().invoke(main, ["run", str(folder)]).output.split())
    assert "not read central.txt; export it as BibTeX, RIS, .nbib, EndNote XML, CSL-JSON or CSV" in said


def test_an_export_beside_the_sources_is_a_warning_and_a_note_is_none(folder: Path) -> None:
    (folder / "more.ris").write_text("TY  - JOUR\nTI  - Made up\nER  - \n")
    (folder / "ideas.txt").write_text("Title: my ideas\nAuthor: me\nBoth made up.\n")
    said = unread(folder)
    assert said["more.ris"].startswith(
        "warning: this file is not read, and its text looks like references; put it"
    )
    assert said["ideas.txt"].startswith("info: ")


def test_a_codebook_that_is_not_named_is_told_of(folder: Path) -> None:
    (folder / "sleep.toml").write_text(
        '[codebook]\nname = "sleep"\n[[code]]\nid = "a"\ngroup = "cause"\nlabel = "A"\ndefinition = "A."\n'
    )
    assert "names 'tvpa'; to use it, write codebook = \"sleep.toml\" there" in unread(folder)["sleep.toml"]
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace('codebook = "tvpa"', 'codebook = "sleep.toml"'))
    assert {} == unread(folder)


PASSED_OVER = """README.md notes/README.md decisions/README.txt LICENSE .DS_Store bib/.DS_Store .git/config .gitignore out/x.bib
private/x.docx scripts/count.R count.py page.html bib/paper.pdf manuscript/fig.png manuscript/refs.bib Thumbs.db ~$text.docx
manuscript/~$text.docx text.md~ inner/litreview.toml"""


@pytest.mark.parametrize("name", PASSED_OVER.split())
@pytest.mark.exhaustive(quick=10)
def test_what_nobody_takes_for_an_input_is_passed_over(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("")
    codes = {p.code for p in open_review(folder).problems}
    assert codes.isdisjoint({"LR620", "LR602", "LR605", "LR041"})


def test_a_folder_with_nothing_read_is_named_once(folder: Path) -> None:
    (folder / "old").mkdir()
    for number in range(5):
        (folder / f"old/{number}.bib").write_text("made up")
    assert ["old"] == list(unread(folder))
    assert "litreview does not read 5 files in this folder (0.bib, 1.bib, 2.bib …)" in unread(folder)["old"]


def test_a_file_whose_name_may_be_a_persons_is_counted_with_its_ending(folder: Path) -> None:
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private/i.bib").write_text(
        "@interview{I01, author = {Zzyzxa Planted}, title = {Talk}, year = 2020}"
    )
    settings = folder / "litreview.toml"
    settings.write_text(
        re.sub(r"sources = \[.*?\]", 'sources = ["bib", "private"]', settings.read_text(), count=1)
    )
    (folder / "bib/zzyzxa planted.docx").write_text("made up")
    said = unread(folder)
    assert ["bib/"] == list(said)
    assert "litreview does not read 1 file (.docx)" in said["bib/"]
    assert "zzyzxa" not in str(said).lower()


def test_what_is_confidential_is_not_named(folder: Path) -> None:
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private/talk.bib").write_text(
        "@misc{I01, title = {Told}, author = {Zyzxa, Ann}, confidential = {true}}"
    )
    (folder / "private/Zyzxa.docx").write_text("made up")
    (folder / "Zyzxa.docx").write_text("made up")
    assert not [p for p in open_review(folder).problems if "Zyzxa" in str(p)]


def test_files_of_a_review_named_alone_are_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*paths: Path | str) -> list[tuple[str, str]]:
        found = open_review(*paths).library.problems
        return [(p.where.file, p.remedy) for p in found if p.code == "LR621"]

    assert [] == told(folder)
    assert [(f"{folder}/litreview.toml", f"name the folder instead: {folder}")] == told(
        folder / "bib/example.bib"
    )
    assert 1 == len(told(folder / "bib"))
    monkeypatch.chdir(folder.parent)
    assert [("review/litreview.toml", "name the folder instead: review")] == told("review/bib/example.bib")
    # where nobody has decided or written anything, nothing is left out
    (folder / f"notes/{KEY}.md").unlink()
    assert [] == told("review/bib/example.bib")
