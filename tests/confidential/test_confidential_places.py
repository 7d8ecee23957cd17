"""Whatever looks like a folder `private` is one, and so is a link that leads there. All records here are made up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.sealed import (
    is_private_name,
    is_private_path,
    private_folder,
    private_folders,
    private_part,
    shown_path,
    stays_private,
)
from litreview.formats import read
from litreview.review import open_review
from litreview.review.release.exposure import check_release

SECRET = "Quillfeather"
MEMO = f"@article{{{SECRET}2020, title = {{{SECRET} remembers}}, author = {{{SECRET}, Una}}, year = 2020}}\n"

NAMES = {
    "as it is": "private",
    "capitals": "PriVATE",
    "a blank behind": "private ",
    "blanks before": "  private",
    "a dot behind": "private.",
    "blanks and dots": "private . ..",
    "three dots in one": "private\u2026",
    "a blank that does not break": "private\u00a0",
    "a narrow blank within": "pri\u200avate",
    "full-width": "\uff50\uff52\uff49\uff56\uff41\uff54\uff45",
    "letters of mathematics": "\U0001d429\U0001d42b\U0001d422\U0001d42f\U0001d41a\U0001d42d\U0001d41e",
    "Cyrillic among Latin": "\u0440riv\u0430t\u0435",
    "Cyrillic capitals": "\u0420RIV\u0410\u0422\u0415",
    "Greek among Latin": "\u03c1ri\u03bdate",
    "small capitals": "\u1d18\u0280\u026a\u1d20\u1d00\u1d1b\u1d07",
    "Cherokee": "\u13e2\u13a1\u13a5\u13d9\u13aa\u13a2\u13ac",
    "an i without a dot": "pr\u0131vate",
    "a capital with a dot": "PR\u0130VATE",
    "a blank of no width": "pri\u200bvate",
    "a soft hyphen": "priv\u00adate",
    "a mark of direction": "\u202eprivate",
    "a byte order mark": "\ufeffprivate",
    "a filler of Hangul": "\u3164private",
    "a tag": "private\U000e0041",
    "an accent put on": "private\u0301",
    "a control character": "pri\x7fvate",
    "a tab": "private\t",
}
OTHERS = [
    "privates", "privateers", "private-sector", "public private", "private.bib", "privat", "priv\u00e9", "pri.vate",
    "\u043f\u0440\u0438\u0432\u0430\u0442", "priv\u00e1ta", "", ".", "..",
]  # fmt: skip

for_names = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


@for_names
def test_what_looks_like_private_is_private(name):
    assert is_private_name(name)
    for path in (f"{name}/a.bib", f"bib/{name}/deep/a.bib", f"bib\\{name}\\a.bib"):
        assert is_private_path(path)
        assert "private" == shown_path(path)


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_has_the_word_is_not(name):
    assert not is_private_name(name)
    assert f"bib/{name}/a.bib" == shown_path(f"bib/{name}/a.bib")


@for_names
def test_each_question_about_a_place_has_one_answer(name, tmp_path):
    place = tmp_path / name
    (place / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(place, target_is_directory=True)
    (tmp_path / "file.bib").symlink_to(place / "deep/a.bib")
    (place / "deep/a.bib").write_text(MEMO)
    (place / "out").symlink_to(tmp_path, target_is_directory=True)
    assert place == private_folder(str(place / "deep/a.bib"))
    assert (place,) == private_folders(tmp_path)
    for path in (place / "a.bib", tmp_path / "link/deep/a.bib", tmp_path / "file.bib"):
        assert str(place) == private_part(path)
    assert stays_private(place / "deep/new.csv")
    assert not stays_private(place / "out/new.csv")
    for called in (place, place / "deep/a.bib", tmp_path / "link", tmp_path / "file.bib"):
        (record,) = read(called)
        assert record.confidential
        assert ("confidential-01", "private") == (record.key, record.where.file)


@pytest.mark.exhaustive(quick=4)
@for_names
def test_outputs_with_what_is_confidential_may_lie_there_alone(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in (name, "open"):
        Path(folder).mkdir()
    Path("open/a.bib").write_text(f"@interview{{I01, title = {{{SECRET}}}}}\n")
    call = ["convert", "open/a.bib", "--include-confidential", "-o"]
    assert 0 == CliRunner().invoke(main, [*call, f"{name}/b.bib"]).exit_code
    assert SECRET in Path(name, "b.bib").read_text()
    assert 2 == CliRunner().invoke(main, [*call, "open/b.bib"]).exit_code


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names, or no links")
@pytest.mark.exhaustive
def test_a_review_with_such_folders_says_nothing_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    review = tmp_path / "review"
    held = [
        review / "bib/private ./one.bib", review / "bib/\u0440rivate/two.bib", review / "private\u200b/three.bib",
        review / f"bib/ Private/{SECRET}.bib",
    ]  # fmt: skip
    for number, path in enumerate(held):
        path.parent.mkdir(parents=True)
        path.write_text(MEMO.replace("2020", f"{2020 + number}"))
    (review / "litreview.toml").write_text('title = "Made up"\n')
    (review / "bib/a.bib").write_text(
        "@article{Doe2001, title = {Raids}, author = {Doe, Jane}, year = 2001}\n"
    )
    (review / "bib/linked.bib").symlink_to("private ./one.bib")
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/five.bib").write_text(MEMO.replace("2020", "2025"))
    (review / "bib/deep").mkdir()
    (review / "bib/deep/private .").symlink_to(tmp_path / "vault", target_is_directory=True)
    (review / "bib/five.bib").symlink_to("deep/private ./five.bib")
    # what is read as no source is not named either
    (review / f"private\u200b/{SECRET}.docx").write_bytes(b"PK")
    (review / "manuscript").mkdir()
    (review / f"manuscript/{SECRET}.md").symlink_to(f"../private\u200b/{SECRET}.docx")
    library = open_review(review).library
    assert 5 == sum(record.confidential for record in library)
    assert {"private", "bib/a.bib"} == set(library.files)
    runner = CliRunner()
    said = []
    for words in (
        ["run", "review"], ["check", "review", "--all"], ["check", "review", "--json"], ["convert", "review", "-o", "all.csv"],
        ["dedupe", "review", "-o", "lib.bib", "--records", "r.csv", "--queue", "q.csv", "--values", "v.csv", "--report", "r.html"],
        ["annotate", "review", "-o", "b.md"], ["tag", "review", "-o", "t.csv"], ["graph", "review", "-o", "g.json"],
    ):  # fmt: skip
        done = runner.invoke(main, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code in (0, 1), done.output
        said.append(done.output)
    assert SECRET not in "".join(said)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and private_part(path) == ""]
    made = [path for path in written if not path.is_relative_to(tmp_path / "vault")]
    assert any(path.is_relative_to(review / "out") for path in made)
    assert not [path for path in made if SECRET.encode() in path.read_bytes() or SECRET in path.name]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names, or no links")
@pytest.mark.parametrize("tracked", [True, False])
def test_what_would_publish_such_folders_is_named(tmp_path, tracked):
    review = tmp_path / "review"
    for place in ("bib/private .", "\u0440rivate"):
        (review / place).mkdir(parents=True)
        (review / place / "talks.bib").write_text(MEMO)
    (review / "litreview.toml").write_text('title = "Made up"\n')
    (review / "bib/five.bib").symlink_to("private ./talks.bib")
    (review / "manuscript.md").write_text(f"As {SECRET} said.\n")
    if tracked:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ["-c", "user.name=Made Up", "-c", "user.email=a@example.org"]
        for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "a slip"]):
            subprocess.run(["git", *words], cwd=review, check=True, env=environment)
    found = {(problem.where.file, problem.code) for problem in check_release(review).problems}
    # without git it is as if .gitignore named them; the link is what would be copied
    folders = {("bib/private .", "LR665"), ("\u0440rivate", "LR665")} if tracked else set()
    assert {("bib", "LR665"), ("manuscript.md", "LR661"), *folders} == found


def test_git_ignores_spellings_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert 0 == CliRunner().invoke(main, ["init", "review"]).exit_code
    subprocess.run(["git", "init", "-q", "review"], check=True)
    for name in ("private", "Private", "private.", "PRIVATE . ", "privateers"):
        Path("review", name).mkdir(exist_ok=True)
        Path("review", name, "a.bib").write_text(MEMO)
    told = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd="review", check=True, capture_output=True, text=True
    ).stdout
    assert ["?? privateers/a.bib"] == [line for line in told.split("\n") if line.endswith("a.bib")]
