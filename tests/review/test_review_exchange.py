"""Decisions from other tools, and sources for them. All works and people are made up."""

from __future__ import annotations

import re

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Decision
from litreview.formats import read_text
from litreview.judgements.agreement import measure_agreement
from litreview.judgements.decisions import read_decisions
from litreview.judgements.decisions.tool_exports import TOOLS, ImportedVote, read_votes
from litreview.review.imported_decisions import _people, _split_names
from litreview.review.outputs.methods import _blinding

WORKS = {
    "Doe2019Keys": ("Keys and locks of the northern towns", "Doe, Jane", 2019, "10.1000/keys.1"),
    "Roe2020Doors": ("Doors that nobody opened in the harbour", "Roe, Richard", 2020, "10.1000/doors.2"),
    "Poe2021Walls": ("Walls between the gardens of two sisters", "Poe, Anna", 2021, ""),
    "Loe2018Roofs": ("Roofs under the snow of a long winter", "Loe, Ben", 2018, "10.1000/roofs.4"),
}
BIB = "".join(
    f"@article{{{key},\n  author = {{{author}}},\n  title = {{{title}}},\n  journal = {{Journal of Houses}},\n  year = {{{year}}},\n"
    f"  doi = {{{doi}}}\n}}\n\n"
    for key, (title, author, year, doi) in WORKS.items()
)
SECRET = "@misc{zebra, author = {Zebann, Ann}, title = {Zebtitle}, confidential = {true}}\n"


def rows(header, *cells):
    """Return a table with the first works, and further cells for each."""
    lines = [f"title,authors,year,doi,{header}"]
    for (title, author, year, doi), more in zip(WORKS.values(), cells, strict=False):
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in more)
        lines.append(f'"{title}","{author}",{year},{doi},{quoted}')
    return "\n".join(lines) + "\n"


RAYYAN = rows(
    "key,pubmed_id,pmc_id,notes",
    ("rayyan-1", "", "", 'RAYYAN-INCLUSION: {"Ann"=>"Included", "Ben"=>"Excluded"} | RAYYAN-LABELS: towns | RAYYAN-EXCLUSION-REASONS: wrong population,not a study'),
    ("rayyan-2", "", "", 'RAYYAN-INCLUSION: {"Ann"=>"Maybe"} | USER-NOTES: {"Ann"=>["Ann"=>"Included, perhaps"]}'),
    ("rayyan-3", "", "", "my own note"),
    ("rayyan-4", "", "", 'RAYYAN-INCLUSION: {"Ben"=>"Included"}'),
)  # fmt: skip


@pytest.fixture
def folder(call, tmp_path):
    """A review of four works and a confidential one."""
    assert not call("init", "mine").exit_code
    (tmp_path / "mine/bib/works.bib").write_text(BIB + SECRET, encoding="utf-8")
    for other in (tmp_path / "mine/bib").iterdir():
        if other.name != "works.bib":
            other.unlink()
    return tmp_path / "mine"


def stored(folder):
    return {(d.by, d.verb, d.key, d.value, d.reason, d.shown) for d in read_decisions(folder)[0]}


def test_a_plan_is_shown_and_written_only_with_yes(folder, call, tmp_path):
    (tmp_path / "rayyan.csv").write_text(RAYYAN, encoding="utf-8")
    words = ("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine")
    shown = call(*words)
    assert shown.exit_code == 0
    assert "exclude Doe2019Keys abstract: wrong population; not a study" in shown.output
    assert "rayyan.csv:2" in shown.output
    assert "1 record without a decision" in shown.output
    assert "decisions at abstract" in shown.output
    assert set() == stored(folder)
    assert call(*words, "--yes").exit_code == 0
    expected = {
        ("ann", "include", "Doe2019Keys", "abstract", "", "imported"),
        ("ben", "exclude", "Doe2019Keys", "abstract", "wrong population; not a study", "imported"),
        ("ann", "unsure", "Roe2020Doors", "abstract", "", "imported"),
        ("ben", "include", "Loe2018Roofs", "abstract", "", "imported"),
    }
    assert expected == stored(folder)
    assert "4 stood already" in call(*words, "--yes").output
    assert expected == stored(folder)


@pytest.mark.exhaustive
def test_what_a_person_decided_here_is_never_changed(folder, call, tmp_path):
    (tmp_path / "rayyan.csv").write_text(RAYYAN, encoding="utf-8")
    assert not call("decide", "exclude", "Doe2019Keys", "abstract", "--by", "ann", "-C", "mine").exit_code
    result = call("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine", "--yes")
    assert (
        "rayyan.csv:2: LR086 warning: 'include Doe2019Keys abstract' was not imported, because ann has decided here: exclude"
        in result.output
    )
    assert {"exclude"} == {
        verb for by, verb, key, *_ in stored(folder) if (by, key) == ("ann", "Doe2019Keys")
    }


@pytest.mark.exhaustive
def test_a_line_that_was_taken_back_does_not_come_back(folder, call, tmp_path):
    (tmp_path / "rayyan.csv").write_text(RAYYAN, encoding="utf-8")
    words = ("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine", "--yes")
    call(*words)
    call("decide", "clear", "Loe2018Roofs", "--by", "ben", "-C", "mine")
    assert "ben has decided here: took it back" in call(*words).output


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("names", "why"),
    [
        ("ann", "--as says nothing of 'Ben': --as 'Ann=NAME,Ben=NAME'"),
        ("ann,ben,zoe", "nobody in it is called 'zoe'"),
        ("Tom=ann,Ben=ben", "--as says nothing of 'Ann'"),
        ("Ann=../x,Ben=ben", "can't name a file of decisions"),
    ],
)
def test_people_who_are_not_known_are_asked_about(folder, call, tmp_path, names, why):
    (tmp_path / "rayyan.csv").write_text(RAYYAN, encoding="utf-8")
    result = call("decide", "--import", "rayyan.csv", "--as", names, "-C", "mine", "--yes")
    assert result.exit_code == 2
    assert why in result.output
    assert set() == stored(folder)


@pytest.mark.exhaustive
def test_names_of_the_file_become_names_of_the_review(folder, call, tmp_path):
    (tmp_path / "rayyan.csv").write_text(RAYYAN, encoding="utf-8")
    call(
        "decide",
        "--import",
        "rayyan.csv",
        "--as",
        "Ann=zoe,Ben=Max B",
        "-C",
        "mine",
        "--stage",
        "abstract",
        "--yes",
    )
    assert {"zoe", "max-b"} == {by for by, *_ in stored(folder)}


@pytest.mark.exhaustive
def test_a_work_that_the_review_does_not_have_is_named_with_its_line(folder, call, tmp_path):
    other = (
        RAYYAN
        + '"An unknown book on windows",Moe,2001,10.1000/none,rayyan-9,,,"RAYYAN-INCLUSION: {""Ann""=>""Included""}"\n'
    )
    (tmp_path / "rayyan.csv").write_text(other, encoding="utf-8")
    result = call("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine")
    assert "rayyan.csv:6: LR086 warning: no source of the review is certain to be this work" in result.output


@pytest.mark.exhaustive
def test_a_file_that_contradicts_itself_decides_nothing(folder, call, tmp_path):
    again = RAYYAN + RAYYAN.split("\n")[1].replace("Included", "Maybe") + "\n"
    (tmp_path / "rayyan.csv").write_text(again, encoding="utf-8")
    result = call("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine")
    assert "the file gives include and unsure for Doe2019Keys by ann, also in rayyan.csv:6" in result.output


@pytest.mark.exhaustive
def test_a_confidential_record_is_neither_taken_in_nor_shown(folder, call, tmp_path):
    text = RAYYAN.replace("pmc_id,notes", "pmc_id,notes,confidential").replace('}"\n', '}",\n')
    text += '"Zebtitle","Zebann, Ann",,,rayyan-7,,,"RAYYAN-INCLUSION: {""Ann""=>""Included""}",true\n'
    (tmp_path / "rayyan.csv").write_text(text, encoding="utf-8")
    result = call("decide", "--import", "rayyan.csv", "--as", "ann,ben", "-C", "mine", "--yes")
    assert "Zeb" not in result.output
    assert "zebra" not in {key for _, _, key, *_ in stored(folder)}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("name", "text", "options", "expected"),
    [
        ("review_7_excluded_csv_2024.csv", rows("Covidence #,Notes,Tags", ("#1", "Exclusion reason: not about trafficking; later", "x")), (), ("exclude", "Doe2019Keys", "fulltext", "not about trafficking")),
        ("review_7_irrelevant_csv_2024.csv", rows("Covidence #,Notes,Tags", ("#1", "", "")), (), ("exclude", "Doe2019Keys", "abstract", "")),
        ("review_7_included_csv_2024.csv", rows("Covidence #,Notes,Tags", ("#1", "", "")), (), ("include", "Doe2019Keys", "fulltext", "")),
        ("labels.csv", rows("asreview_label,asreview_time", ("1", "2024-01-02"), ("", "")), (), ("include", "Doe2019Keys", "abstract", "")),
        ("labels.csv", rows("label_included", ("0",)), ("--stage", "fulltext"), None),
        ("labels.csv", rows("included", ("0",)), (), ("exclude", "Doe2019Keys", "abstract", "")),
        ("eppi.csv", f"Included,ID,ShortTitle,Title,Year\nE,7,Poe (2021),{WORKS['Poe2021Walls'][0]},2021\n", (), ("exclude", "Poe2021Walls", "abstract", "")),
        ("asreview.ris", f"TY  - JOUR\nTI  - {WORKS['Poe2021Walls'][0]}\nN1  - ASReview_relevant\nER  - \n", (), ("include", "Poe2021Walls", "abstract", "")),
        ("from-zotero.ris", f"TY  - JOUR\nTI  - {WORKS['Poe2021Walls'][0]}\nPY  - 2021\nER  - \n", ("--verdict", "not-retrieved", "--stage", "fulltext"), ("not-retrieved", "Poe2021Walls", "fulltext", "")),
    ],
)  # fmt: skip
def test_each_tool_is_read(folder, call, tmp_path, name, text, options, expected):
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = call("decide", "--import", name, "--as", "ann", "-C", "mine", "--yes", *options)
    assert result.exit_code == 0, result.output
    assert {("ann", *expected, "imported")} == stored(folder) if expected else "LR086" in result.output


@pytest.mark.exhaustive
def test_a_file_without_decisions_is_refused(folder, call, tmp_path):
    (tmp_path / "plain.csv").write_text(rows("volume", ("1",)), encoding="utf-8")
    result = call("decide", "--import", "plain.csv", "--as", "ann", "-C", "mine")
    assert result.exit_code == 2
    assert "--verdict include --stage fulltext" in result.output


def test_braces_that_bibtex_loses_are_no_part_of_a_vote():
    library = read_text(
        '@article{a, title = {Keys}, note = {RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: old}}',
        "a.bib",
    )
    tool, votes = read_votes(library.records)
    assert ("Rayyan", [("Ann", "exclude", "old")]) == (
        tool and tool.name,
        [(v.person, v.verb, v.reason) for v in votes],
    )


def test_imported_decisions_are_in_no_kappa_and_the_methods_say_so():
    lines = [
        Decision(by=by, verb=verb, key=key, value="abstract", shown=shown)
        for by, verb, shown in (
            ("ann", "include", "no"),
            ("ben", "exclude", "no"),
            ("zoe", "include", "imported"),
        )
        for key in ("a", "b")
    ]
    (agreement,) = measure_agreement(lines)
    assert (("ann", "ben"), 2) == (agreement.coders, agreement.n)
    assert () == measure_agreement([line for line in lines if line.shown == "imported"])
    assert [
        "The suggestion was shown for 0 judgements and hidden for 4.",
        "2 judgements were made in another tool and imported. Measures of agreement leave them out.",
    ] == [*_blinding(lines)]


@pytest.mark.exhaustive
@pytest.mark.parametrize("ending", ["ris", "csv", "bib"])
def test_sources_go_out_by_status_and_come_back(folder, call, tmp_path, ending):
    for verb, key, stage in (
        ("include", "Doe2019Keys", "fulltext"), ("exclude", "Roe2020Doors", "abstract"), ("include", "Poe2021Walls", "abstract"),
    ):  # fmt: skip
        assert not call(
            "decide", verb, key, stage, "--by", "ann", "--reason", "plain", "-C", "mine"
        ).exit_code
    keys = {}
    for only in ("included", "excluded", "awaiting-fulltext", "pending", "candidates", "all"):
        result = call("convert", "mine", "--only", only, "-o", f"{only}.{ending}")
        assert result.exit_code == 0, result.output
        text = (tmp_path / f"{only}.{ending}").read_text(encoding="utf-8")
        assert "zeb" not in text.lower()
        library = read_text(text, f"{only}.{ending}")
        keys[only] = {record.key for record in library}
        for record in library:
            title, _, year, doi = WORKS[record.key]
            assert (title, year, doi) == (record.title, record.year, record.doi)
    assert {"Doe2019Keys"} == keys["included"]
    assert {"Roe2020Doors"} == keys["excluded"]
    assert {"Poe2021Walls"} == keys["awaiting-fulltext"]
    assert {"Poe2021Walls", "Loe2018Roofs"} == keys["pending"]
    assert {"Doe2019Keys", "Poe2021Walls", "Loe2018Roofs"} == keys["candidates"]
    assert WORKS.keys() == keys["all"]
    assert "excluded by title and abstract: plain" in (tmp_path / f"excluded.{ending}").read_text(
        encoding="utf-8"
    )


@pytest.mark.exhaustive
def test_what_asreview_needs_to_know_is_in_the_table(folder, call, tmp_path):
    for verb, key, stage in (("include", "Doe2019Keys", "fulltext"), ("exclude", "Roe2020Doors", "abstract")):
        call("decide", verb, key, stage, "--by", "ann", "-C", "mine")
    call("convert", "mine", "--only", "all", "-o", "all.csv")
    labels = {
        record.key: record.get("included")
        for record in read_text((tmp_path / "all.csv").read_text(encoding="utf-8"), "all.csv")
    }
    assert {"Doe2019Keys": "1", "Roe2020Doors": "0", "Poe2021Walls": "", "Loe2018Roofs": ""} == labels


@pytest.mark.exhaustive
def test_a_status_that_no_source_has_and_confidential_sources_are_refused(folder, call):
    assert "no source is included" in call("convert", "mine", "--only", "included", "-o", "a.ris").output
    assert (
        call("convert", "mine", "--only", "all", "--include-confidential", "-o", "private/a.ris").exit_code
        == 2
    )


def test_each_row_says_only_what_its_reader_gives():
    """So the table in the documentation is true."""
    given = {
        "Rayyan": RAYYAN,
        "Covidence": rows("Covidence #,Notes,Tags", ("#1", "Exclusion reason: old", "")),
        "EPPI-Reviewer": "Included,ID,ShortTitle,Title,Year\nE,7,Poe,A,2021\n",
        "Abstrackr": "(internal) id,title,consensus,labeled_at,ann,labeled_at\n7,A,o,,-1,2024-01-02 03:04:05\n",
        "ASReview": rows("asreview_label,asreview_time", ("0", "2024-01-02")),
    }
    for tool in TOOLS:
        _, votes = read_votes(read_text(given[tool.name], "x_excluded_csv.csv").records)
        said = {
            "person": any(v.person for v in votes),
            "stage": any(v.stage for v in votes),
            "reason": any(v.reason for v in votes),
            "time": any(v.when for v in votes),
        }
        assert set(tool.says) == {name for name, is_said in said.items() if is_said}, tool.name


@pytest.mark.parametrize(
    ("names", "inside", "items"),
    [
        ("ann,ben", ["Ann", "Ben"], ["ann", "ben"]),
        ("Doe, Jane=ann,Tom=ben", ["Doe, Jane", "Tom"], ["Doe, Jane=ann", "Tom=ben"]),
        ("tom, Doe, Jane = ann", ["Doe, Jane", "Tom"], ["tom", "Doe, Jane = ann"]),
        ("Doe, Jane,Tom", ["Tom", "Doe, Jane"], ["Doe, Jane", "Tom"]),
        ("Doe, Jane=ann,tom", ["Doe, Jane", "Tom"], ["Doe, Jane=ann", "tom"]),
        ("ann, ben", [""], ["ann", "ben"]),
        ("", ["Tom"], []),
    ],
)
def test_a_comma_within_a_name_of_the_file_parts_no_names(names, inside, items):
    assert items == _split_names(names, inside)


@pytest.mark.parametrize(
    ("inside", "names", "found"),
    [
        ([""], "ann", {"": "ann"}),
        ([""], "", "names nobody: say whose decisions these are, with one name: --as ann"),
        ([""], "ann,ben", "with one name, without a comma"),
        ([""], "Tom=ann", "names nobody"),
        (["Tom"], "ann", {"Tom": "ann"}),
        (["Tom"], "Tom=ann", {"Tom": "ann"}),
        (["Tom"], "Ben=ann", "--as says nothing of 'Tom': --as 'Tom=NAME'"),
        (["Tom"], "", "--as says nothing of 'Tom'"),
        (["Tom", "Ben"], "Tom=ann,ben", {"Tom": "ann", "Ben": "ben"}),
        (["Tom", "Ben"], "tom", "--as says nothing of 'Ben': --as 'Tom=NAME,Ben=NAME'"),
        (["Tom", "Ben"], "tom,ben,eve", "nobody in it is called 'eve'"),
    ],
)
def test_who_in_the_review_is_who_in_the_file(inside, names, found):
    record = read_text(BIB, "a.bib").records[0]
    votes = [ImportedVote(record=record, verb="include", person=person) for person in (*inside, *inside)]
    if isinstance(found, str):
        with pytest.raises(UsageError, match=re.escape(found)):
            _people(votes, names, "a.csv")
    else:
        assert found == _people(votes, names, "a.csv")
