"""Mending: the value stays what it is, its writing becomes the usual one, and what was done is said."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.formats import dumps, read_text
from litreview.stages.checks import check
from litreview.stages.checks.mend import mend


def only(fields, type_="article"):
    (record,) = read_text(f"@{type_}{{k, title = {{A}}, {fields}}}")
    return record


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ("pages = {12 - 34}", "pages", "12–34"),
        ("pages = {12---34, 40-41}", "pages", "12–34, 40–41"),
        ("doi = {https://doi.org/10.1000/ABC}", "doi", "10.1000/ABC"),
        ("doi = {doi:10.1000/abc.}", "doi", "10.1000/abc"),
        ("url = {https://doi.org/10.1000/abc}", "doi", "10.1000/abc"),
        ("month = {3}", "month", "March"),
        ("month = {Sept.}", "month", "September"),
        ("issn = {03785955}", "issn", "0378-5955"),
        ("publisher = {GlÃ¼ck}", "publisher", "Glück"),
    ],
)
def test_what_is_written_oddly_is_written_as_usual(given, name, value):
    record, reasons = mend(only(given))
    assert value == record.get(name)
    assert 1 == len(reasons)


@pytest.mark.parametrize(
    "given",
    [
        "pages = {06-Oct}", "pages = {34--12}", "pages = {12-1-12-9}", "issn = {03785954}", "doi = {see 10.1000/a and 10.1000/b}",
        "year = {20014}", "month = {13}", "isbn = {978-0-306-40615-8}", "publisher = {SÃO Paulo Press}",
    ],
)  # fmt: skip
def test_nothing_is_guessed(given):
    record = only(given)
    assert (record, ()) == mend(record)


def test_further_values_stay_where_no_writer_drops_them():
    record, _ = mend(only("note = {one}, note = {two}, note = {three}, keywords = {a, b}, keywords = {c; b}"))
    assert ["one", "two", "three"] == [record.get(name) for name in ("note", "note-2", "note-3")]
    assert ("a", "b", "c") == record.keywords


def test_what_was_mended_brings_up_nothing_again_and_mending_twice_changes_nothing():
    text = (
        "@article{k, title={The <i>T visa</i> &amp; more}, author={Doe, Jane; Roe, Jo}, journal={J}, year=2019, pages={1-2},"
        " doi={https://doi.org/10.1000/x}, issn={03785955}, publisher={GlÃ¼ck}}"
    )
    before = read_text(text)
    assert {"LR063", "LR069", "LR070"} <= {p.code for p in check(before)}
    again = read_text(dumps([mend(record)[0] for record in before]))
    assert () == check(again)
    assert () == again.problems
    assert all(mend(record) == (record, ()) for record in again)


def test_a_confidential_record_is_left_as_it_is():
    library = read_text("@interview{I01, title={A}, pages={1-2}}", include_confidential=True)
    assert (library.records[0], ()) == mend(library.records[0])


def test_convert_mends_and_says_what(tmp_path):
    (tmp_path / "a.bib").write_text(
        "@article{a, title={A}, pages={1-2}}\n@article{b, title={B}, pages={3-4}, doi={doi:10.1000/x}}\n"
    )
    result = CliRunner().invoke(main, ["convert", str(tmp_path / "a.bib"), "-o", str(tmp_path / "b.bib")])
    assert 0 == result.exit_code, result.output
    assert "mended in 2 records: dashes in pages" in result.stderr
    assert "mended in 1 record: DOIs written as 10.…" in result.stderr
    text = (tmp_path / "b.bib").read_text()
    assert "pages = {1--2}" in text
    assert "doi = {10.1000/x}" in text
    assert "pages={1-2}" in (tmp_path / "a.bib").read_text()
