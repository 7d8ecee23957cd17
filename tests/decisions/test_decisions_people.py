"""A person is one person whatever the case of the name, and is called as the file is."""

from pathlib import Path

import pytest

from litreview.core.model import Decision
from litreview.judgements import decisions as d
from litreview.review import open_review

ENTRY = "@article{k, title={Raids and rescue in port cities}, author={Chen, Li}, year=2019}\n"


def row(by: str, verb: str = "tag", second: int = 0) -> str:
    return f"2026-01-01T00:00:{second:02d}Z\t{by}\t{verb}\tk\tprotect\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bib").mkdir()
    (tmp_path / "decisions").mkdir()
    (tmp_path / "bib/a.bib").write_text(ENTRY)
    (tmp_path / "litreview.toml").write_text('title = "T"\nadjudicators = ["JUDGE"]\n')
    return tmp_path


def put(folder: Path, **files: str) -> None:
    head = d.dumps(())
    for name, rows in files.items():
        (folder / f"decisions/{name}.tsv").write_text(head + rows)


def told(folder: Path) -> list[tuple[str, str, str]]:
    return [(p.code, p.level, str(p.where)) for p in d.read_decisions(folder)[1]]


def test_two_files_that_differ_in_case_are_one_persons(folder):
    put(folder, Clara=row("Clara"), clara=row("clara", "not-tag", 1), CLARA=row("CLARA", "tag", 2))
    found, _ = d.read_decisions(folder)
    assert {"CLARA"} == {line.by for line in found}
    assert ["tag"] == [line.verb for line in d.current(found)]
    assert () == d.disputes(d.current(found))
    assert [("LR612", "info", "decisions/Clara.tsv"), ("LR612", "info", "decisions/clara.tsv")] == told(
        folder
    )


def test_a_name_is_that_of_the_file_and_another_in_it_is_told_once(folder):
    put(folder, ann=row("ann") + row("ben", "not-tag", 1) + row("ben", "not-tag", 2) + row("Ann", "tag", 3))
    found, problems = d.read_decisions(folder)
    assert {"ann"} == {line.by for line in found}
    assert [("LR611", "warning", "decisions/ann.tsv:3"), ("LR612", "info", "decisions/ann.tsv:5")] == told(
        folder
    )
    assert "2 lines have 'ben'" in problems[0].message
    assert "decisions/ben.tsv" in problems[0].remedy


def test_a_name_that_may_be_a_key_is_not_repeated(folder):
    put(folder, ann=row("Secret2020"))
    _, (problem,) = d.read_decisions(folder, lambda _: False)
    assert "Secret2020" not in str(problem)


def test_composed_and_decomposed_letters_are_one_name():
    assert d.person("Zoe\u0308") == d.person("ZO\u00cb")
    assert d.person("stra\u00dfe") == d.person("STRASSE")


def test_an_adjudicator_is_one_whatever_the_case(folder):
    put(folder, ann=row("ann"), ben=row("ben", "not-tag"), Judge=row("judge", second=5))
    review = open_review(folder)
    assert ["Judge"] == [line.by for line in review.decisions]
    assert ("Judge",) == review.settings.adjudicators
    assert {"decisions/Judge.tsv:2", "litreview.toml"} == {
        str(p.where) for p in review.problems if p.code == "LR612"
    }
    yes, no = (
        Decision(when=f"2026-01-01T00:00:0{n}Z", by=by, verb=verb, key="k", value="protect")
        for n, (by, verb) in enumerate([("Clara", "tag"), ("CLARA", "not-tag")])
    )
    assert (no,) == d.current([yes, no])
    other = Decision(when=no.when, by="ben", verb="tag", key="k", value="protect")
    assert (no,) == d.current([no, other], ["clara"])


def test_who_decides_is_who_has_the_file(folder):
    from litreview.review.decide import decide

    put(folder, Clara=row("Clara"))
    path, said = decide(folder, "not-tag", "k", "protect", by="clara")
    assert "Clara.tsv" == path.name
    assert "'clara' is kept as Clara" in said
    assert ["not-tag"] == [line.verb for line in open_review(folder).decisions]
    assert ["Clara.tsv"] == [path.name for path in (folder / "decisions").iterdir()]
