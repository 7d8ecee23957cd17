"""How private/ is kept is looked at: until when, where, and who has read it."""

import getpass
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.errors import SettingsError
from litreview.review import open_review
from litreview.review.private_folder import synced_by
from litreview.review.settings import parse_settings


@pytest.fixture
def make(tmp_path):
    def review(*parts, settings=""):
        folder = tmp_path.joinpath(*parts, "review")
        for name, text in {
            "litreview.toml": f'title = "Made up"\n{settings}',
            "bib/a.bib": "@article{Doe2015, title = {Raids}, author = {Doe, Jane}, year = {2015}}\n",
            "private/interviews.bib": "@interview{I07, author = {Zqseven, Ada}, title = {A talk}}\n",
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    return review


def codes(folder):
    return [p.code for p in open_review(folder).library.problems if p.code in ("LR693", "LR694", "LR695")]


def call(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def log(folder):
    path = folder / "private/log.tsv"
    return [line.split("\t") for line in path.read_text().splitlines()] if path.exists() else []


def test_a_day_that_has_passed_is_a_warning_until_nothing_is_kept(make):
    folder = make(settings="[study]\nretain_until = 2020-01-01\n")
    (problem,) = [p for p in open_review(folder).library.problems if p.code == "LR693"]
    assert ("litreview.toml", "warning") == (problem.where.file, problem.level)
    assert "2020-01-01" in problem.message
    assert "litreview destroy" in problem.remedy
    (folder / "private/interviews.bib").unlink()
    (folder / "private/.gitignore").write_text("*\n")
    assert [] == codes(folder)


@pytest.mark.parametrize("settings", ["", "[study]\nretain_until = 9999-01-01\n", '[study]\nretain_until = "9999-01-01"\n'])  # fmt: skip
def test_a_day_to_come_or_none_is_no_warning(make, settings):
    assert [] == codes(make(settings=settings))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[study]\nretain_until = 2030\n", "retain_until is '2030'; write a day"),
        ('[study]\nretain_until = "soon"\n', "retain_until is 'soon'; write a day"),
        ("study = 3\n", "study is a table: write [study]"),
    ],
)
def test_a_day_that_is_none_is_refused(text, said):
    with pytest.raises(SettingsError, match=re.escape(said)):
        parse_settings(text)


def test_an_unknown_name_is_told_the_nearest():
    _, (problem,) = parse_settings("[study]\nretain_untl = 2030-01-01\n")
    assert "did you mean 'retain_until'?" in problem.message


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/a/OneDrive/r/private", "OneDrive"),
        ("/home/a/OneDrive - Made-up University/r/private", "OneDrive"),
        ("/Users/a/Library/CloudStorage/OneDrive-Personal/r/private", "OneDrive"),
        ("/Users/a/Library/Mobile Documents/com~apple~CloudDocs/r/private", "iCloud"),
        ("/home/a/iCloudDrive/r/private", "iCloud"),
        ("/home/a/Dropbox (Personal)/r/private", "Dropbox"),
        ("/home/a/dropbox/r/private", "Dropbox"),
        ("/Users/a/Library/CloudStorage/GoogleDrive-a@example.org/My Drive/r/private", "Google Drive"),
        ("/home/a/Google Drive/r/private", "Google Drive"),
        ("/home/a/one-drive/r/private", ""),
        ("/home/a/raindropbox/r/private", ""),
        ("/home/a/documents/r/private", ""),
    ],
)
def test_a_synchronised_folder_is_told_by_the_names_above(path, service):
    assert service == synced_by(Path(path))


def test_a_private_folder_that_is_synchronised_is_a_warning(make, tmp_path):
    folder = make("Dropbox")
    assert ["LR694"] == codes(folder)
    safe = tmp_path / "vault"
    (folder / "private").rename(safe)
    (folder / "private").symlink_to(safe)
    assert ["LR694"] == codes(
        folder
    )  # what the link is called there is synchronised, what it leads to is not


def test_a_link_into_a_synchronised_folder_is_a_warning(make, tmp_path):
    folder = make("plain")
    (tmp_path / "OneDrive").mkdir()
    (folder / "private").rename(tmp_path / "OneDrive/private")
    (folder / "private").symlink_to(tmp_path / "OneDrive/private")
    assert ["LR694"] == codes(folder)


def test_a_private_folder_that_git_tracks_is_a_warning(make):
    folder = make()
    subprocess.run(["git", "-C", folder, "init", "-q"], check=True)
    assert [] == codes(folder)
    subprocess.run(["git", "-C", folder, "add", "-f", "private"], check=True)
    (problem,) = [p for p in open_review(folder).library.problems if p.code == "LR695"]
    assert "git tracks 1 file of this folder" in problem.message
    assert "interviews" not in str(problem)
    subprocess.run(["git", "-C", folder, "rm", "-rq", "--cached", "private"], check=True)
    assert [] == codes(folder)


@pytest.mark.parametrize(
    ("words", "command", "output"),
    [
        (["run", "{}"], "run", "private/out"),
        (["annotate", "{}", "-o", "{}/private/out/a.md"], "annotate", "private/out/a.md"),
        (["convert", "{}", "-o", "{}/private/out/a.bib"], "convert", "private/out/a.bib"),
        (["sheet", "tags", "{}", "-o", "{}/private/out/s.xlsx"], "sheet", "private/out/s.xlsx"),
    ],
)  # fmt: skip
@pytest.mark.exhaustive
def test_each_use_of_what_is_confidential_is_a_line(make, words, command, output):
    folder = make()
    given = [word.format(folder) for word in words]
    call("run", folder)
    assert [] == log(folder)
    for _ in range(2):
        result = call(*given, "--include-confidential")
        assert result.exit_code in (0, 1), result.output
    head, *lines = log(folder)
    assert ["when", "who", "command", "output"] == head
    assert 2 == len(lines)
    for when, who, said, where in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when)
        assert (getpass.getuser(), command) == (who, said)
        assert where.endswith(output)


@pytest.mark.exhaustive
def test_the_log_is_only_appended_and_is_no_source(make):
    folder = make()
    (folder / "private/log.tsv").write_text("what was there")
    call("run", folder, "--include-confidential")
    text = (folder / "private/log.tsv").read_text()
    assert text.startswith("what was there\n2")
    files = open_review(folder).library.files
    assert not [name for name in files if "log" in name]


def test_a_command_that_is_refused_leaves_no_line(make):
    folder = make()
    assert 2 == call("convert", folder, "-o", folder / "a.bib", "--include-confidential").exit_code
    assert [] == log(folder)


def test_a_log_alone_is_no_private_part(make):
    folder = make()
    (folder / "private/interviews.bib").unlink()
    (folder / "private/log.tsv").write_text("when\twho\tcommand\toutput\n")
    (folder / "private/withdrawn").mkdir()
    (folder / "private/withdrawn/I07.txt").write_text("Nothing of I07 stays in files.\n")
    assert open_review(folder).held.absent


def test_a_use_that_names_files_and_not_the_review_is_noted_too(make, monkeypatch):
    folder = make()
    monkeypatch.chdir(folder)
    assert (
        0 == call("convert", "bib", "private", "-o", "private/out/a.bib", "--include-confidential").exit_code
    )
    monkeypatch.chdir(folder / "private")
    assert 0 == call("convert", "interviews.bib", "-o", "out/b.bib", "--include-confidential").exit_code
    assert [["convert", "private/out/a.bib"], ["convert", "out/b.bib"]] == [
        row[2:] for row in log(folder)[1:]
    ]
