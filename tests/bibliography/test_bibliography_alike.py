"""Entries that print the same, and notes that are not printed, are named. All records are made up."""

from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.stages.bibliography.citation_pass import cite
from litreview.stages.bibliography.composing import compose, unprinted_notes

ALIKE = """
@jurisdiction{b, title = {Roe v. {Doe}}, reporter = {U.S.}, volume = {419}, pages = {565}, year = {1975}}
@misc{a, title = {Roe v. Doe, 419 U.S. 565 (1975)}, howpublished = {https://example.org/made-up}}
@misc{c, title = {Roe v. Poe, 419 U.S. 765 (1975)}}
@article{d, author = {Roe, Ann}, title = {On tides}, journal = {Made-up Review}, year = {2001}, volume = {1}, pages = {2}}
"""
NOTED = """
@article{own, author = {Roe, Ann}, title = {On tides}, journal = {J}, year = {2001}, volume = {1}, pages = {2}, note = {Read this first.}}
@article{both, author = {Roe, Bo}, title = {On quays}, journal = {J}, year = {2002}, volume = {1}, pages = {2}, note = {Good.}, annote = {Says why.}}
@article{database, author = {Roe, Cy}, title = {On moles}, journal = {J}, year = {2003}, volume = {1}, pages = {2}, note = {Cited by: 7}}
@online{visited, author = {Roe, Di}, title = {On hulls}, url = {https://example.org}, year = {2004}, note = {Accessed: 2021-03-04}}
@misc{given, author = {Roe, Ed}, title = {On ropes}, year = {2005}, note = {Presented at the Made-up Conference}}
@article{secret, confidential = {true}, author = {Roe, Flo}, title = {On docks}, journal = {J}, year = {2006}, note = {Between us.}}
"""


def composed(text, style="apa"):
    return compose(cite(lr.dedupe(lr.read_text(text)).sources, style))


def test_entries_that_print_the_same_are_named_by_key():
    (found,) = [one for one in composed(ALIKE, "bluebook").problems if one.code == "LR413"]
    assert "2 entries look the same in print: a, b" == found.message
    assert "decide same a b " in found.remedy


def test_confidential_entries_are_not_compared():
    hidden = "".join(f"@misc{{k{n}, confidential = {{true}}, title = {{On tides}}}}\n" for n in range(2))
    assert "LR413" not in {one.code for one in composed(hidden).problems}


def test_notes_that_nobody_will_read_are_counted_and_not_shown(tmp_path):
    assert 1 == unprinted_notes(composed(NOTED))
    (tmp_path / "a.bib").write_text(NOTED, encoding="utf-8")
    shown = CliRunner().invoke(main, ["annotate", str(tmp_path / "a.bib"), "-o", "-"]).output
    assert "1 work has a note" in shown
    assert "Read this first" not in shown


def test_what_the_line_says_to_do_prints_the_note():
    in_ris = (
        "TY  - JOUR\nAU  - Roe, Ann\nTI  - On tides\nJO  - J\nPY  - 2001\nRN  - Read this first.\nER  - \n"
    )
    for text in (NOTED.partition("@article{both")[0].replace("note =", "annote ="), in_ris):
        bibliography = composed(text)
        assert bibliography.notes
        assert 0 == unprinted_notes(bibliography)
