"""The outputs of the demonstration are those that were recorded, to the byte. `benchmarks/frozen.py` compares all outputs of all reviews."""

import importlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review.outputs import writing as output

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("bibliography.html", "bibliography.docx", "report.docx")
"""What pandoc writes takes longer, and is left to the benchmark."""


@pytest.fixture(scope="module")
def frozen():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("frozen")


def test_the_outputs_of_the_demonstration_are_those_that_were_recorded(frozen, tmp_path, monkeypatch):
    shutil.copytree(
        ROOT / "examples/demonstration",
        tmp_path / "examples/demonstration",
        ignore=shutil.ignore_patterns("out"),
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    kept = {name: make for name, make in output.OUTPUTS.items() if name not in DOCUMENTS}
    monkeypatch.setattr(output, "OUTPUTS", kept)
    result = CliRunner().invoke(main, ["run", "examples/demonstration"])
    assert result.exit_code == 0, result.output
    made = importlib.import_module("frozen_reviews").read_outputs(
        tmp_path / "examples/demonstration/out", "demonstration"
    )
    assert set(made) == {f"demonstration/{one.path}" for one in kept.values()}
    now = {path: frozen.digest(path, data) for path, data in made.items()}
    recorded = {path: value for path, value in frozen.recorded("outputs").items() if path in now}
    differ = [str(one) for one in frozen.compare(recorded, now)]
    if differ and (other := frozen.other_versions()):
        pytest.skip(f"recorded with other versions ({', '.join(other)}): {', '.join(differ)}")
    assert differ == [], "read the difference with `python benchmarks/frozen.py --reviews demonstration`"


def test_an_accepted_change_is_recorded_with_its_reason_and_no_other_is(frozen, tmp_path, monkeypatch):
    monkeypatch.setattr(frozen, "PLACE", tmp_path / "frozen")
    first = frozen.compare({}, {"a/x.csv": "1" * 64, "a/y.csv": "2" * 64, "b/x.csv": "3" * 64})
    assert frozen.accept("outputs", first, "*", "recorded for the first time") == []
    assert frozen.read_table("changes") == []
    now = {"a/x.csv": "4" * 64, "a/y.csv": "5" * 64, "b/z.csv": "6" * 64}
    found = frozen.compare(frozen.recorded("outputs"), now)
    assert [str(one) for one in found] == [
        "a/x.csv differs",
        "a/y.csv differs",
        "b/x.csv is gone",
        "b/z.csv is new",
    ]
    left = frozen.accept("outputs", found, "*/x.csv", "a column\twas added")
    assert [one.path for one in left] == ["a/y.csv", "b/z.csv"]
    assert frozen.recorded("outputs") == {"a/x.csv": "4" * 64, "a/y.csv": "2" * 64}
    assert [row[1:] for row in frozen.read_table("changes")] == [
        ["a/x.csv", "a column was added", "1" * 12, "4" * 12],
        ["b/x.csv", "a column was added", "3" * 12, "none"],
    ]


def test_a_document_is_the_same_whenever_it_was_packed(frozen):
    import io
    import zipfile

    def packed(text, year):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as file:
            file.writestr(zipfile.ZipInfo("word/document.xml", (year, 1, 1, 0, 0, 0)), text)
        return data.getvalue()

    one, later, other = packed("<a/>", 2020), packed("<a/>", 2021), packed("<b/>", 2020)
    assert one != later
    assert frozen.digest("a.docx", one) == frozen.digest("a.docx", later)
    assert frozen.digest("a.docx", one) != frozen.digest("a.docx", other)
    assert list(frozen.show_lines("a.docx", one, other)) == [
        "in word/document.xml:",
        *("--- recorded", "+++ now", "@@ -1 +1 @@", "-<a/>", "+<b/>"),
    ]
