"""Texts whose quotes, lists or brackets lie deep in each other: every document is written, and what lies too deep is reported."""

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.errors import LitreviewError
from litreview.core.model import Record, RecordId, Source, Where
from litreview.formats import read_text
from litreview.stages.evidence import read_findings
from litreview.stages.network import references_of

NESTS = {
    "quote": lambda n: "> " * n + "x",
    "list": lambda n: "- " * n + "x",
    "numbered": lambda n: "1. " * n + "x",
    "strong": lambda n: "**_" * n + "x" + "_**" * n,
    "both": lambda n: "> - " * (n // 2) + "x",
}
LEVELS = (5, 12, 13, 14, 15, 16, 30)


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "html", "md", "tex"])
def test_notes_at_every_depth(tmp_path, ending):
    notes = {f"{name}{n}": make(n) for name, make in NESTS.items() for n in LEVELS}
    (tmp_path / "a.bib").write_text(
        "".join(
            f"@article{{{key}, title = {{Raids and {key}}}, author = {{Doe, Jane}}, year = {{2001}}, annotation = {{{note}}}}}\n"
            for key, note in notes.items()
        )
    )
    result = CliRunner().invoke(
        main, ["annotate", str(tmp_path / "a.bib"), "-o", str(tmp_path / f"x.{ending}")]
    )
    assert 0 == result.exit_code, result.output
    assert (tmp_path / f"x.{ending}").stat().st_size > 1000
    assert "LR403" in result.output
    assert "quote5 " not in result.output


def test_findings_whose_brackets_lie_too_deep():
    assert ["LR500"] == [problem.code for problem in read_findings("x = " + "[" * 5_000).problems]


@pytest.mark.parametrize("name", ["litreview.toml", "codebook.toml"])
def test_settings_and_codebooks_whose_brackets_lie_too_deep(tmp_path, name):
    (tmp_path / "a.bib").write_text("@article{a, title = {Raids}}\n")
    (tmp_path / "litreview.toml").write_text('codebook = "codebook.toml"\n')
    (tmp_path / name).write_text("x = " + "[" * 5_000)
    result = CliRunner().invoke(main, ["tag", str(tmp_path)])
    assert 2 == result.exit_code
    assert isinstance(result.exception, SystemExit | LitreviewError)


@pytest.mark.parametrize("depth", [200, 330, 500, 985, 990, 994, 5_000])
@pytest.mark.parametrize("nest", [("[", "]"), ('{"a": ', "}")])
@pytest.mark.parametrize(
    "file",
    [
        '[{{"id": "b", "title": "B"}}, {{"note": {}}}, {{"id": "c", "title": "C"}}]',
        '{{"search": {{"of": {}}}, "items": [{{"id": "b", "title": "B"}}]}}',
        '{{"meta": {{}}, "results": [{{"id": "https://openalex.org/W1", "title": "B", "authorships": [], "note": {}}}]}}',
    ],
)
def test_json_of_any_depth_is_read_or_reported(file, nest, depth):
    """A value that the decoder just reads may be too deep for what looks it through."""
    text = file.format(nest[0] * depth + "1" + nest[1] * depth)
    library = read_text(text, "a.json")
    assert "B" in [record.title for record in library] or "LR025" in [
        problem.code for problem in library.problems
    ]


def test_a_reference_list_that_is_nested_too_deep_is_one_reference():
    text = '[{"a":' * 2_000
    record = Record(
        key="a", type="article", id=RecordId("a"), where=Where(file="a.bib"), fields={"references": text}
    )
    assert [text] == [each.text for each in references_of(Source(key="a", type="article", records=(record,)))]
