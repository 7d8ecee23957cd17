"""A decision outlives the file and the key it was made under, and where it does not, the command in its message repairs it."""

import re
import shlex
from pathlib import Path

import pytest

from litreview.review import open_review

RAIDS = "@article{{{key}, title={{Raids and rescue in port cities}}, author={{Chen, Li}}, year=2019{more}}}\n"
INTRO = "@incollection{{{key}, title={{Introduction}}, author={{{who}}}, year={year}}}\n"


@pytest.fixture
def call(call):
    """The command line in a folder with an empty review in it."""
    call("init", "R")
    Path("R/bib/example.bib").unlink()
    Path("R/notes/Farrell2010Where.md").unlink()
    return call


def put(text: str, name: str = "a") -> None:
    for old in Path("R/bib").iterdir():
        old.unlink()
    Path(f"R/bib/{name}.bib").write_text(text)


def decide(call, *words):
    told = call("decide", *words, "--by", "ann", "-C", "R")
    assert 0 == told.exit_code, told.output


def excluded() -> set[str]:
    review = open_review("R")
    return {d.key for d in review.decisions if d.verb == "exclude"}


def faults() -> list[str]:
    return [str(p) for p in open_review("R").problems if p.code in ("LR042", "LR043", "LR049", "LR610")]


def test_what_says_of_its_work_goes_to_its_doi(call):
    put(RAIDS.format(key="a", more=", doi={10.1000/Raids}"))
    decide(call, "exclude", "a", "abstract")
    (line,) = open_review("R").decided
    assert "Chen; 2019; Raids and rescue in port cities; doi:10.1000/raids" == line.what


@pytest.mark.parametrize(
    "after",
    [
        RAIDS.format(key="a", more=""),
        RAIDS.format(key="b", more=""),
        RAIDS.format(key="b", more=", doi={10.1000/raids}")
        .replace("2019", "2021")
        .replace("cities", "towns"),
    ],
)
def test_a_file_renamed_and_a_key_made_anew_lose_nothing(call, after):
    put(RAIDS.format(key="a", more=", doi={10.1000/raids}"))
    decide(call, "exclude", "bib/a.bib:a", "abstract")
    put(after, "b")
    assert {open_review("R").sources[0].key} == excluded()
    assert [] == faults()


def test_a_title_that_many_have_catches_no_decision_of_another(call):
    put(INTRO.format(key="i", who="Smith, Jo", year=2010))
    decide(call, "exclude", "i", "abstract")
    for who, year in (("Jones, Al", 2010), ("Smith, Jo", 2011), ("Jones, Al", 2012)):
        for key in ("i", "j"):
            put(INTRO.format(key=key, who=who, year=year))
            assert set() == excluded()
            assert 1 == len(faults())
    put(INTRO.format(key="i", who="Jones, Al", year=2012) + INTRO.format(key="j", who="Smith, Jo", year=2010))
    assert {"j"} == excluded()


def commands(text: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in re.findall(r"`(litreview decide[^`]*)`", text)]


def test_the_command_that_is_named_repairs_a_lost_decision(call):
    put(INTRO.format(key="i", who="Smith, Jo", year=2010))
    decide(call, "exclude", "i", "abstract", "--reason", "too short")
    put(INTRO.format(key="j", who="Smith, Jo", year=2013))
    (told,) = faults()
    (words,) = commands(told)
    assert ["decide", "exclude", "j", "abstract", "--by", "ann", "--was", "i"] == words
    assert 0 == call(*words, "-C", "R").exit_code
    assert ({"j"}, []) == (excluded(), faults())
    assert ["too short"] == [d.reason for d in open_review("R").decisions]


def test_what_is_gone_for_good_is_taken_back_by_the_command_that_is_named(call):
    put(RAIDS.format(key="a", more=""))
    decide(call, "exclude", "a", "abstract")
    put("@article{z, title={The tides of the northern seas}, author={Baker, Bo}, year=2021}\n")
    (told,) = faults()
    (words,) = commands(told)
    assert 0 == call(*words, "-C", "R").exit_code
    assert (set(), []) == (excluded(), faults())
    put(RAIDS.format(key="b", more=""))
    assert (set(), []) == (excluded(), faults())


def test_a_pair_outlives_keys_and_files_and_so_does_its_clear(call):
    def both(one: str, other: str) -> str:
        return RAIDS.format(key=one, more="") + RAIDS.format(key=other, more="").replace(
            "Raids and", "On raids,"
        )

    put(both("a", "b"))
    decide(call, "different", "a", "b")
    put(both("c", "d"), "x")
    assert 2 == len(open_review("R").sources)
    assert [("c", "d")] == [(d.key, d.value) for d in open_review("R").decisions]
    decide(call, "same", "c", "d")
    put(both("e", "f"), "y")
    assert (1, []) == (len(open_review("R").sources), faults())
    decide(call, "clear", "e", "same f")
    put(both("g", "h"), "z")
    assert ([], []) == ([d.verb for d in open_review("R").decisions], faults())


def test_two_records_told_apart_that_became_one_entry_are_told(call):
    both = RAIDS.format(key="a", more="") + RAIDS.format(key="b", more="")
    put(both)
    decide(call, "different", "a", "b")
    put(RAIDS.format(key="a", more=""))
    (told,) = faults()
    assert "LR610" in told
    (words,) = commands(told)
    assert 0 == call(*words, "-C", "R").exit_code
    assert [] == faults()


def test_was_needs_a_line_that_finds_no_work(call):
    put(RAIDS.format(key="a", more=""))
    decide(call, "tag", "a", "protect")
    told = call("decide", "tag", "a", "protect", "--by", "ann", "--was", "a", "-C", "R")
    assert 2 == told.exit_code
    assert "finds its work" in told.output
