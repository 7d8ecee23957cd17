"""What a notebook shows of the values."""

from pathlib import Path

import pytest

import litreview as lr

BIB = Path(__file__).resolve().parents[1] / "bib"


def test_a_library_shows_how_much_there_is_not_all_of_it() -> None:
    library = lr.read(BIB)
    assert (
        repr(library)
        == f"<Library: {len(library)} records, {len(library.problems)} problems, {len(library.files)} files>"
    )
    found = lr.dedupe(library)
    assert repr(found).startswith(f"<Deduplication: {len(found)} sources, ")
    assert repr(lr.link(found.sources)).startswith("<Links: 117 citations, 0 not held, ")


def test_two_references_to_one_work_are_one_citation() -> None:
    entries = """@article{a, title={On made-up harbours}, author={Doe, Jane}, year={2001}, journal={Journal of Keys},
      cited-references={Roe R, 1999, J LOCKS, V4, P10, DOI 10.1000/xyz1.\n   Roe R, 1999, J LOCKS, V4, P11, DOI 10.1000/xyz1.}}
    @article{b, title={On made-up locks}, author={Roe, Richard}, year={1999}, journal={Journal of Locks}, doi={10.1000/xyz1}}"""
    links = lr.link(lr.dedupe(lr.read_text(entries, "made-up.bib")).sources)
    assert repr(links) == "<Links: 1 citation by 2 references, 0 not held, 0 queue, 0 problems>"
    assert (2, (("a", "b"),)) == (len(links.citations), links.pairs)


def test_a_library_is_made_of_records_and_says_what_makes_them():
    record = lr.Record.from_fields(title="On keys")
    assert (record,) == lr.Library([record]).records == lr.Library(records=(record,)).records
    for wrong in ([{"title": "On keys"}], "a.bib"):
        with pytest.raises(lr.UsageError, match=r"read\(path\).*from_frame\(frame\).*read_objects\(rows\)"):
            lr.Library(wrong)


def test_a_slip_in_the_name_of_a_changed_field_is_told():
    record = lr.Record.from_fields(title="On keys", autor_note="x")
    with pytest.raises(lr.UsageError, match="no field 'yaer'; did you mean 'year'"):
        record.with_fields(yaer=2001)
    assert ("2", "y") == tuple(
        record.with_fields(my_score=2, autor_note="y").get(each) for each in ("my_score", "autor_note")
    )
