"""Where no file can be read nothing is written: an empty output would take the place of an earlier one."""

import pytest
from click.testing import CliRunner

from litreview.cli import main

DAMAGED = {
    "a.bib": b"%PDF-1.7",
    "a.xlsx": b"PK\x03\x04",
    "a.xml": b"<modsCollection><mods></mods></modsCollection>",
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("command", ["convert {} -o o.csv", "dedupe {} -o o.bib", "tag {} -o o.ris", "annotate {} -o o.html", "evidence-map {} -o o.svg", "graph {} -o o.graphml"])  # fmt: skip
def test_nothing_is_written_where_no_record_could_be_read(tmp_path, monkeypatch, command, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(DAMAGED[name])
    words = command.format(name).split()
    earlier = tmp_path / words[-1]
    earlier.write_text("from an earlier day")
    result = CliRunner().invoke(main, words)
    assert 1 == result.exit_code
    assert "nothing was written" in result.output
    assert "wrote" not in result.output.lower().replace("nothing was written", "")
    assert "from an earlier day" == earlier.read_text()


def test_what_could_be_read_is_written_beside_a_file_that_could_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.bib").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.bib").write_text(
        "@book{b, title = {A made-up house}, author = {Doe, Jane}, publisher = {P}, year = 2001}"
    )
    assert 1 == CliRunner().invoke(main, ["convert", "a.bib", "b.bib", "-o", "o.ris"]).exit_code
    assert "A made-up house" in (tmp_path / "o.ris").read_text()
