"""Each spelling of a secret is found in a file that would be published, with its line, and is never printed."""

import json

import pytest

from litreview.release.searching import Searcher, Wanted, words
from litreview.release.wanting import common_words
from litreview.sealed import Sealed
from release.conftest import SAID

SPELLED = {
    "LR661": [
        "Una Quillfeather", "QUILLFEATHER, UNA", "U. Quillfeather", "una\n  quillfeather", "Quillfeather's", "UnaQuillfeather", "una_quillfeather.docx",
        "Ada van der Tumbleweed", "van der Tumbleweed, Ada Lou", "A. L. van der Tumbleweed", "Zoe Brackenbury", "Brackenbury",
        "Ulla Grönqvist", "Gronqvist", 'Ulla Gr{\\"o}nqvist', "Gr&ouml;nqvist", "Ulla <b>Grön</b>qvist",
        "Will King", "King, Will", "W. King", "Pia Quillon", "Quillon, P.",
        "Oda Fennimore", "Fennimore", "Ines Marrowby", "Marrowby, Ines", "marrowbyines", "Ottersway2019", "Ottersway", "Hollowell2018",
    ],
    "LR662": ["oda@fennimore.example", "ODA@Fennimore.Example", "555 014 2277", "(555) 014-2277", "+15550142277", "001-555-014-2277"],
    "LR663": [
        SAID, SAID.upper(), f"“{SAID[10:70]}”, they said", SAID.replace(" ", "\n"), SAID.replace(" raid", ", raid"),
        "the desk was always empty when the buses came", "in many words what was told to us that day",
    ],
}  # fmt: skip
UNKNOWN = [
    "will the king say", "Una said", "Jane Quillon, and Quillon again", "they never had a bed to offer", "555 014 2278", "pages 555-561, 2014-2277",
    "they told us that nobody came back after the winter of that year", "I06 and I06", "interview transcript of a judge",
]  # fmt: skip


def found(result):
    return {(row["file"], row["line"], row["code"]) for row in json.loads(result.stdout)["found"]}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, some in SPELLED.items() for text in some])
def test_a_secret_is_found_where_it_stands(review, call, code, text):
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert 1 == result.exit_code
    assert ("notes/a.md", 3, code) in found(result)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_secret_is_not_told(review, call, text):
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert set() == found(result)
    assert 0 == result.exit_code


def test_no_name_is_printed(review, call):
    for n, text in enumerate(text for some in SPELLED.values() for text in some):
        (review / f"manuscript/Una Quillfeather {n}.md").write_text(text)
    (review / "Tumbleweed").mkdir()
    (review / "Tumbleweed/a.md").write_text("Oda Fennimore")
    for more in ((), ("--all",), ("--json",), ("--all", "-o", "found.txt")):
        result = call("check", "--release", ".", *more)
        assert 1 == result.exit_code
        printed = " ".join(words(result.output))
        for name in (
            "quillfeather",
            "tumbleweed",
            "brackenbury",
            "gronqvist",
            "fennimore",
            "marrowby",
            "ottersway",
            "hollowell",
            "2277",
        ):
            assert name not in printed
    assert "…/a.md" in (review / "found.txt").read_text()
    assert "fennimore" not in (review / "found.txt").read_text().lower()


def test_a_common_word_or_an_author_is_not_looked_for_alone_and_that_is_said(review, call):
    result = call("check", "--release", ".")
    assert 0 == result.exit_code
    assert "words alone that are names of authors of the literature or common words" in result.output
    assert "king" in common_words()
    assert "Whether to publish is for you to decide" in result.output
    assert "fit" not in result.output


def test_codes_that_are_not_to_be_cited(review, call):
    (review / "manuscript/review.md").write_text("A judge [@I07].\nAnother (I08), and I06.\n")
    result = call("check", "--release", ".", "--json")
    assert {("manuscript/review.md", 1, "LR664"), ("manuscript/review.md", 2, "LR664")} == found(result)


def test_a_register_that_tells_people_apart(review, call):
    (review / "litreview.toml").write_text('title = "A"\n[confidential]\nk = 3\nrole = ["judge"]\n')
    result = call("check", "--release", ".", "--json")
    assert {("bib/register.bib", 1, "LR633")} == found(result)


def test_a_name_that_the_register_itself_holds(review, call):
    text = (review / "bib/register.bib").read_text()
    (review / "bib/register.bib").write_text(text.replace("role = {judge}", "author = {Rowbottom, Eli}", 1))
    assert ("bib/register.bib", 1, "LR661") in found(call("check", "--release", ".", "--json"))


def test_nothing_that_is_looked_for_is_in_a_repr():
    wanted = Wanted(names=Sealed({("una", "quillfeather"): "name"}), sentences=Sealed(frozenset({1})))
    assert "quillfeather" not in repr(wanted)
    assert "quillfeather" not in repr(vars(Searcher(wanted)))


def test_many_places_in_one_file_are_counted(review, call):
    (review / "manuscript/review.md").write_text("Oda Fennimore\n" * 100)
    result = call("check", "--release", ".", "--json")
    assert 21 == len(json.loads(result.stdout)["found"])
    assert "80 more places" in result.stdout


def test_a_folder_that_is_none(review, call):
    assert 2 == call("check", "--release", "nowhere").exit_code
    assert 2 == call("check", "--release", "bib", "manuscript").exit_code
    assert 2 == call("check", "--release", ".", "--include-confidential").exit_code


def test_a_review_that_cannot_be_read_is_looked_through_all_the_same(review, call):
    (review / "litreview.toml").write_text("title = \n")
    (review / "bib/lit.bib").write_text("@article{a, title = {x\n")
    (review / "manuscript/review.md").write_text("Una Quillfeather")
    assert ("manuscript/review.md", 1, "LR661") in found(call("check", "--release", ".", "--json"))


def test_where_nobody_is_known_that_is_said_first(review, call):
    (review / "private").rename(review.parent / "elsewhere")
    result = call("check", "--release", ".", "--json")
    assert json.loads(result.stdout)["not_looked"][0].startswith(
        "names, addresses and words of interviewees: the folder holds none"
    )
