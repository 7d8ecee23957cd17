"""Tags in an output file: keywords that stay apart, and that reading back does not double."""

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main

BIB = """@article{A, author = {Doe, Jane}, title = {Victim services for trafficked youth}, year = 2010, journal = {J},
  keywords = {%s}}
@article{B, author = {Roe, Richard}, title = {Gravel}, year = 2011, journal = {J}, keywords = {tvpa:protect, lamp}}
"""


@pytest.mark.parametrize(
    ("ending", "keywords"),
    [
        *(("bib", keywords) for keywords in ("vice squads, youth", "vice squads; youth, older", "", "one")),
        *((ending, "vice squads, youth") for ending in ("ris", "json", "csv")),
    ],
)
@pytest.mark.exhaustive(quick=2)
def test_tagging_its_own_output_changes_nothing(tmp_path, keywords, ending):
    source = tmp_path / "a.bib"
    source.write_text(BIB % keywords, encoding="utf-8")
    written = []
    for n in range(3):
        target, table = tmp_path / f"{n}.{ending}", tmp_path / f"{n}-tags.csv"
        result = CliRunner().invoke(main, ["tag", str(source), "-o", str(target), "--table", str(table)])
        assert result.exit_code == 0, result.output
        written.append((target.read_bytes(), {t.code for t in lr.tag(lr.dedupe(lr.read(target)).sources)}))
        source = target
    assert written[0] == written[1] == written[2]
    (first, second) = lr.read(target).records
    assert not any("tvpa:" in word for word in (*first.keywords, *second.keywords)), "read as nobody's words"
    assert "lamp" in second.keywords
    text = written[0][0].decode()
    if ending == "bib":
        mark = "; " if ";" in keywords else ", "
        assert f"tvpa:protect{mark}" in text or "tvpa:protect}" in text
        assert "tvpa:journal-article" not in text, "the type of a source stands in its entry type"
