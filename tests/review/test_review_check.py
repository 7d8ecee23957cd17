"""`run --check`: a sound review passes and is left as it is; each fault is named with its line, and ends with exit 1."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from litreview.cli import main
from litreview.core.errors import UsageError
from litreview.review import check_run, init_review, open_review
from litreview.review.outputs.run_record import record_of
from litreview.review.outputs.writing import HASHES, read_hashes, read_record, write_hashes

ROOT = Path(__file__).parents[2]
# invented works and people
FILES = {
    "litreview.toml": """title = "Made up"
require_annotations = true
[[search]]
database = "Made-up Index"
date = "2026-01-31"
hits = 2
file = "bib/a.bib"
[[search]]
database = "Hand search"
file = "bib/b.bib"
""",
    "bib/a.bib": "@article{Ash2019, author = {Ash, Ann}, title = {Raids on invented inns}, year = {2019}, journal = {Made Up}}\n"
    "@article{Birch2020, author = {Birch, Bo}, title = {Stings in a made-up street}, year = {2020}, journal = {Made Up}}\n",
    "bib/b.bib": "@book{Cedar2021, author = {Cedar, Cy}, title = {Courts that never were}, year = {2021}, publisher = {Made Up}}\n",
    "decisions/ann.tsv": "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
    "2026-02-01T09:00:00Z\tann\ttag\tAsh2019\tprotect\t\t\tAsh 2019 Raids on invented inns\t\n"
    "2026-02-01T09:01:00Z\tann\tstance\tAsh2019\tprotect=contradicts\tp. 3\t\tAsh 2019 Raids on invented inns\t\n"
    "2026-02-01T09:02:00Z\tann\ttag\tBirch2020\tprotect\t\t\tBirch 2020 Stings in a made-up street\t\n"
    "2026-02-01T09:03:00Z\tann\tstance\tBirch2020\tprotect=mixed\tp. 5\t\tBirch 2020 Stings in a made-up street\t\n",
    "findings.toml": '[[finding]]\nid = "F1"\nstatement = "Raids find few"\ngoal = "protect"\nstance = "contradicts"\nsupports = ["Ash2019"]\n'
    'qualifies = ["Birch2020"]\nrecommendations = ["R1"]\n\n'
    '[[recommendation]]\nid = "R1"\nstatement = "Fewer raids"\n',
    "notes/Ash2019.md": "Looked at inns (made up).\n",
    "notes/Birch2020.md": "Looked at a street (made up).\n",
    "notes/Cedar2021.md": "Looked at courts (made up).\n",
}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        write(folder, name, text.replace(old, new))

    return change


def add(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: write(
        folder, name, ((folder / name).read_text() if (folder / name).exists() else "") + text
    )


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def check(folder: Path, *more: str) -> Result:
    result = CliRunner().invoke(main, ["run", str(folder), "--check", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound review with its out/."""
    folder = tmp_path_factory.mktemp("sound") / "rev"
    for name, text in FILES.items():
        write(folder, name, text)
    assert 0 == CliRunner().invoke(main, ["run", str(folder)]).exit_code
    return folder


@pytest.fixture
def review(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "rev")
    return tmp_path / "rev"


LINE = "2026-02-02T09:00:00Z\tann\ttag\t{key}\tprotect\t\t\t{what}\t\n"
EXCLUDE = "2026-02-0{n}T10:00:00Z\tann\t{verb}\t{key}\t{stage}\t\t\t\t\n"
SCREENED = "".join(
    EXCLUDE.format(n=n, verb=verb, key=key, stage=stage)
    for n, (key, verb) in enumerate(
        [("Ash2019", "exclude"), ("Birch2020", "include"), ("Cedar2021", "include")], 1
    )
    for stage in (("abstract",) if verb == "exclude" else ("abstract", "fulltext"))
)
# what breaks the review -> aspect, place, code, words of the fault
BROKEN: dict[str, tuple[Callable[[Path], None], str, str, str, str]] = {
    "a decision on a work that is gone": (
        add("decisions/ann.tsv", LINE.format(key="Gone2018", what="Gone 2018 A work of which nothing is left")),
        "decisions", "decisions/ann.tsv:6", "LR042", "no source has the key 'Gone2018'",
    ),
    "a line of decisions that cannot be read": (
        add("decisions/ann.tsv", LINE.format(key="Ash2019", what="").replace("\ttag\t", "\ttagg\t")),
        "decisions", "decisions/ann.tsv:6", "LR040", "tagg",
    ),
    "a finding that names a key nobody has": (
        edit("findings.toml", '"Birch2020"', '"Birch202O"'),
        "findings", "findings.toml:7", "LR503", "Birch202O",
    ),
    "a finding whose only support was excluded": (
        add("decisions/ann.tsv", SCREENED),
        "findings", "findings.toml:1", "LR671", "no source that counts as evidence supports finding F1 (1 is excluded",
    ),
    "a finding without a source": (
        add("findings.toml", '\n[[finding]]\nid = "F2"\nstatement = "Nothing is known"\n'),
        "findings", "findings.toml:14", "LR508", "finding F2",
    ),
    "a source without its annotation": (
        remove("notes/Cedar2021.md"),
        "annotations", "bib/b.bib:1", "LR402", "Cedar2021 has no annotation",
    ),
    "an annotation of a work that is gone": (
        add("notes/Ash2018.md", "Looked at inns.\n"),
        "annotations", "notes/Ash2018.md", "LR602", "this note is named after a key that no source has",
    ),
    "a search whose file is not there": (
        edit("litreview.toml", "bib/a.bib", "bib/aa.bib"),
        "searches", "litreview.toml:3", "LR607", "bib/aa.bib",
    ),
    "a search with other hits than records": (
        edit("litreview.toml", "hits = 2", "hits = 20"),
        "searches", "litreview.toml:3", "LR606", "hits is 20, but bib/a.bib holds 2 records",
    ),
    "a file that no search names": (
        add("bib/c.bib", "@book{Dogwood2022, author = {Dogwood, Di}, title = {Outreach by nobody}, year = {2022}, publisher = {Made Up}}\n"),
        "searches", "bib/c.bib", "LR672", "no [[search]] names it",
    ),
    "an out/ that is out of date": (
        add("decisions/ann.tsv", LINE.format(key="Cedar2021", what="Cedar 2021 Courts that never were")),
        "out/", "out/tables/tags.csv", "LR670", "this file differs from what a run would write now, from line ",
    ),
    "an output that is missing": (
        remove("out/tables/tags.csv"),
        "out/", "out/tables/tags.csv", "LR670", "this file is missing from out/; run `litreview run` to write it",
    ),
    "an output that a person edited": (
        add("out/report.html", "<p>mine</p>"),
        "out/", "out/report.html", "LR601", "was edited by hand",
    ),
    "an output that no run writes any more": (
        lambda folder: (
            write(folder, "out/old.csv", "a\n"),
            edit("out/.litreview-hashes.json", "{", '{"old.csv": ["0"],')(folder),
        )[0],
        "out/", "out/old.csv", "LR670", "an earlier run wrote this file, but a run no longer does",
    ),
    "an entry that cannot be read": (
        add("bib/a.bib", "@article{Elm2023, title = {Without an end\n"),
        "all else", "bib/a.bib:3", "LR012", "",
    ),
}  # fmt: skip


def test_a_sound_review_passes_and_nothing_is_written(review):
    before = contents(review)
    result = check(review)
    assert (0, "The review holds. Nothing was written.") == (
        result.exit_code,
        result.output.rstrip().split("\n")[-1],
    )
    assert before == contents(review)
    for name in ("decisions", "findings", "annotations", "searches", "out/", "all else"):
        assert any(line.startswith(name) and "  fine  " in line for line in result.output.split("\n")), name


@pytest.mark.exhaustive(quick=5)
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_review_is_told_by_its_fault_and_line(review, name):
    break_, aspect, where, code, words = BROKEN[name]
    if aspect != "out/":  # making every output is what takes its time
        shutil.rmtree(review / "out")
    break_(review)
    before = contents(review)
    result = check(review)
    assert 1 == result.exit_code
    lines = [line for line in result.output.split("\n") if f" {code} " in line]
    assert any(where in line and words in line for line in lines), result.output
    assert before == contents(review)
    assert any(line.startswith(aspect) and " wrong " in line for line in result.output.split("\n"))


def test_as_json(review):
    shutil.rmtree(review / "out")
    edit("litreview.toml", "hits = 2", "hits = 20")(review)
    result = check(review, "--json")
    found = json.loads(result.stdout)
    assert (1, False) == (result.exit_code, found["sound"])
    assert {"searches": [("litreview.toml", 3, "LR606")]} == {
        one["what"]: [(fault["file"], fault["line"], fault["code"]) for fault in one["faults"]]
        for one in found["checked"]
        if one["faults"]
    }


def test_the_faults_of_one_aspect_are_no_faults_of_another(review):
    edit("litreview.toml", "hits = 2", "hits = 20")(review)
    shutil.rmtree(review / "out")
    found = check_run(open_review(review))
    assert {"searches"} == {one.name for one in found.aspects if one.faults}


def test_without_out_nothing_is_out_of_date(review):
    shutil.rmtree(review / "out")
    result = check(review)
    assert 0 == result.exit_code
    assert "there is no out/ to compare" in result.output


def test_a_new_review_is_sound(tmp_path):
    init_review(tmp_path / "rev")
    assert 0 == check(tmp_path / "rev").exit_code


@pytest.mark.exhaustive
def test_a_run_makes_a_stale_out_sound(review):
    add("decisions/ann.tsv", LINE.format(key="Cedar2021", what="Cedar 2021 Courts that never were"))(review)
    assert 1 == check(review).exit_code
    CliRunner().invoke(main, ["run", str(review)])
    assert 0 == check(review).exit_code


@pytest.mark.exhaustive
def test_raw_tables_are_held_against_raw_tables(review):
    edit("bib/a.bib", "{Raids on", "{=Raids on")(review)
    CliRunner().invoke(main, ["run", str(review), "--raw-csv"])
    assert (0, 1) == (check(review, "--raw-csv").exit_code, check(review).exit_code)


def test_without_the_setting_no_annotation_is_missing(review):
    edit("litreview.toml", "require_annotations = true\n", "")(review)
    remove("notes/Cedar2021.md")(review)
    shutil.rmtree(review / "out")
    result = check(review)
    assert 0 == result.exit_code
    assert "2 of 3 sources that count as evidence have one; none is required" in result.output


def test_a_clone_without_private_is_not_blamed_for_what_lies_there(review):
    """Decisions and findings on I01, whose entry is in private/ alone."""
    write(review, "private/interviews.bib", "@misc{I01, title = {Made up}, year = {2021}}\n")
    write(review, "notes/I01.md", "Said in confidence (made up).\n")
    line = LINE.format(key="I01", what="")
    add(
        "decisions/ann.tsv",
        line + line.replace("\ttag\t", "\tstance\t").replace("protect", "protect=contradicts"),
    )(review)
    edit("findings.toml", 'supports = ["Ash2019"]', 'supports = ["I01"]')(review)
    shutil.rmtree(review / "out")
    whole = check(review)
    assert 0 == whole.exit_code, whole.output
    shutil.rmtree(review / "private")
    clone = check(review)
    assert 0 == clone.exit_code, clone.output
    assert 3 == clone.output.count("private/, which this copy does not have")


def test_a_note_that_is_like_no_key_is_a_fault_where_nothing_is_confidential(review):
    """Its name is not shown, as it may be a person's; where a review has confidential sources, it may be one's."""
    shutil.rmtree(review / "out")
    write(review, "notes/Zzyzxa.md", "Made up.\n")
    assert 1 == check(review).exit_code
    write(review, "bib/register.bib", "@misc{I01, medium = {phone}}\n")
    assert "1 note that may be about sources in private/" in check(review).output
    assert 0 == check(review).exit_code


def test_a_decision_that_was_found_again_is_not_dead(review):
    """Its key means another work by now (LR049), and by its words it counts all the same."""
    add("decisions/ann.tsv", LINE.format(key="Cedar2021", what="Birch 2020 Stings in a made-up street"))(
        review
    )
    shutil.rmtree(review / "out")
    opened = open_review(review)
    assert "LR049" in {problem.code for problem in opened.problems}
    assert check_run(opened).sound


def test_nothing_confidential_is_asked_for_and_only_folders_are_checked(review, tmp_path):
    assert 2 == check(review, "--include-confidential").exit_code
    with pytest.raises(UsageError):
        check_run(open_review(review / "bib/a.bib"))


@pytest.mark.parametrize("name", ["demonstration", "over-policing"])
@pytest.mark.exhaustive(quick=1)
def test_the_examples_hold(name, tmp_path):
    for part in ("bib", "examples"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("out"))
    assert 0 == check(tmp_path / "examples" / name).exit_code


def recorded(folder: Path, **versions: str) -> dict[str, str]:
    """Write other versions into the record of what made out/, as if these had; return the record before."""
    path = folder / "out" / HASHES
    stored = json.loads(path.read_text())
    made = dict(stored[":made"])
    stored[":made"] |= versions
    path.write_text(json.dumps(stored))
    return made


def outdate(folder: Path) -> None:
    """Write a table as another program would have, and its digest."""
    path = folder / "out/tables/tags.csv"
    data = path.read_bytes().replace(b"protect", b"prevent")
    path.write_bytes(data)
    known = dict(read_hashes(folder / "out"))
    record = read_record(folder / "out")
    write_hashes(folder / "out", {**known, "tables/tags.csv": [hashlib.sha256(data).hexdigest()]}, record)


def outdated(folder: Path) -> list[str]:
    return [
        p.message for one in check_run(open_review(folder)).aspects for p in one.faults if p.code == "LR670"
    ]


def test_a_run_records_the_versions_that_made_it(review):
    made = read_record(review / "out")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["pdf"], *extras["documents"], *extras["graph"]]
    libraries = {re.split(r"[^\w.-]", line)[0] for line in needed}
    assert {"litreview", "inputs", "python", "pandoc", *libraries} == made.keys()
    assert made == record_of(open_review(review))
    assert made["pandoc"][0].isdecimal()


@pytest.mark.exhaustive
def test_a_difference_is_laid_to_a_library_only_if_nothing_else_differs(review):
    outdate(review)
    (message,) = outdated(review)
    assert "numpy" not in message
    now = recorded(review, numpy="1.0")["numpy"]
    (message,) = outdated(review)
    assert f"program and inputs are the same, but numpy 1.0 then, {now} now" in message
    recorded(review, litreview="another")
    assert not any("numpy" in message for message in outdated(review))


def test_a_difference_is_the_inputs_where_they_differ(review):
    recorded(review, numpy="1.0")
    edit("notes/Ash2019.md", "inns", "hotels")(review)
    messages = outdated(review)
    assert messages
    assert not any("numpy" in message for message in messages)
