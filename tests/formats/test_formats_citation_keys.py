"""New citation keys by a pattern, and what was called by the keys before; the pattern is one of Better BibTeX."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview import dumps, open_review, read, read_text
from litreview.cli import main
from litreview.core.errors import UsageError
from litreview.formats import citation_keys
from litreview.formats.citation_keys import parse_pattern, with_keys

ROOT = Path(__file__).resolve().parents[2]


def test_of_two_languages_none_is_taken(monkeypatch):
    monkeypatch.setattr(citation_keys, "key_languages", lambda: {"one": str, "two": str})
    with pytest.raises(UsageError, match="patterns of keys: one, two; uninstall all but one"):
        parse_pattern("auth")


def test_clashes_get_letters_in_order_of_reading_and_the_old_keys_stay():
    text = "".join(f"@book{{k{n}, author = {{Doe, J}}, title = {{T}}, year = {{2001}}}}\n" for n in range(29))
    made = with_keys(read_text(text).records, parse_pattern("auth.lower + year"))
    keys = [record.key for record in made]
    assert ["doe2001", "doe2001a", "doe2001b"] == keys[:3]
    assert ["doe2001z", "doe2001aa", "doe2001ab"] == keys[26:]
    assert [(f"k{n}",) for n in range(29)] == [record.ids for record in made]
    assert made == with_keys(read_text(text).records, parse_pattern("auth.lower + year"))


def test_what_is_put_behind_a_key_that_there_is_already_may_be_said():
    text = "".join(f"@book{{k{n}, author = {{Doe, J}}, title = {{T}}, year = {{2001}}}}\n" for n in range(3))
    for pattern, keys in (
        ("auth + postfix('-%(n)s')", ["Doe", "Doe-1", "Doe-2"]),
        ("auth + postfix('_%(A)s', 1)", ["Doe_A", "Doe_B", "Doe_C"]),
    ):
        assert keys == [record.key for record in with_keys(read_text(text).records, parse_pattern(pattern))]


def test_no_work_gets_a_key_that_another_had():
    text = """@book{doe2002, author = {Doe, J}, title = {A}, year = {2001}}
@book{Doe2001, author = {Roe, J}, title = {B}, year = {2001}}
@book{c, author = {Doe, J}, title = {C}, year = {2002}, ids = {roe2001}}"""
    made = with_keys(read_text(text).records, parse_pattern("auth.lower + year"))
    assert ["doe2001a", "roe2001a", "doe2002a"] == [record.key for record in made]


def test_what_has_nothing_of_the_pattern_and_what_is_confidential_keep_their_keys():
    text = """@misc{x1, title = {No year}}
@misc{I01, author = {Doe, Jane}, title = {Interview}, year = {2001}, confidential = {true}}
@book{y, title = {T}, year = {2001}}"""
    made = with_keys(read_text(text).records, parse_pattern("year"))
    assert ["x1", "I01", "2001"] == [record.key for record in made]


def test_fields_that_name_other_entries_follow():
    text = """@collection{book, title = {A made-up book}, editor = {Roe, Ann}, year = {2001}}
@incollection{part, author = {Doe, J}, title = {On tides}, crossref = {book}, related = {book, gone}, year = {2001}}"""
    _, part = with_keys(read_text(text).records, parse_pattern("auth + year"))
    assert ("Doe2001", "Roe2001", "Roe2001,gone") == (
        part.key,
        part.fields["crossref"],
        part.fields["related"],
    )


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "csv"])
def test_the_command_writes_new_keys_and_ids_in_every_format(tmp_path, ending):
    out = tmp_path / f"new.{ending}"
    words = [
        "convert",
        str(ROOT / "bib/reports.bib"),
        "-o",
        str(out),
        "--keys",
        "auth.lower + shorttitle(1,1) + year",
    ]
    result = CliRunner().invoke(main, words)
    assert 0 == result.exit_code or "error" in result.stderr, result.output
    old, new = read(ROOT / "bib/reports.bib").records, read(out).records
    assert len(old) == len(new)
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one.key != other.key]
    assert f"{len(changed)} keys by the pattern, {len(old) - len(changed)} as before" in result.stderr
    assert len(changed) > 50
    assert all(one.key in other.ids for one, other in changed)
    assert len({record.key.lower() for record in new}) == len(new)


@pytest.mark.parametrize(
    "beside", ["", "@misc{I07, title = {Told}, note = {interview by telephone}, confidential = {true}}\n"]
)
def test_notes_decisions_and_citations_by_the_old_keys_find_their_works(tmp_path, beside):
    """The export of a review is replaced by one with new keys; nothing that people wrote is lost."""
    bib = """@article{oldA, author = {Doe, Jane}, title = {Raids and victims of trafficking}, year = {2001}, journal = {J}}
@article{oldB, author = {Roe, Ann}, title = {Ports and their tides}, year = {2002}, journal = {J}}
"""
    rev = tmp_path / "rev"
    CliRunner().invoke(main, ["init", str(rev)])
    (rev / "bib/a.bib").write_text(bib)
    (rev / "notes/oldA.md").write_text("A note, beside [@oldB].")
    rows = ["tag\toldA\tprevent", "tag\tbib/a.bib:oldB\tprotect", "different\toldA\toldB"]
    (rev / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n"
        + "".join(f"2026-01-01T00:00:0{n}Z\tann\t{row}\n" for n, row in enumerate(rows))
    )
    made = with_keys(read(rev / "bib/a.bib").records, parse_pattern("auth + year"))
    (rev / "bib/a.bib").write_text(dumps(made, "bib") + beside)
    review = open_review(rev)
    assert {"Doe2001": "A note, beside [@oldB]."} == {k: v for k, v in review.notes.items() if k == "Doe2001"}
    said = {(d.verb, d.key, d.value) for d in review.decisions}
    assert {
        ("tag", "Doe2001", "prevent"),
        ("tag", "Roe2002", "protect"),
        ("different", "Doe2001", "Roe2002"),
    } <= said
    assert [] == [p for p in review.problems if p.code in ("LR042", "LR405", "LR602")]


def test_a_name_of_a_confidential_record_is_none_the_more_public_for_being_in_ids_of_another():
    from litreview.judgements.decisions import ConfidentialNames

    text = """@book{Doe2001, title = {T}, year = {2001}, ids = {SmithTalk, doe01}}
@misc{SmithTalk, title = {Told}, note = {interview by telephone}, confidential = {true}}"""
    names = ConfidentialNames(read_text(text).records)
    assert (True, False) == (names.quotable("doe01"), names.quotable("SmithTalk"))
