"""What git holds of a folder: every version, what it would publish, what it once held, in words where it can't say."""

import contextlib
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from litreview.core import git_history as history
from litreview.core.git_history import (
    HistoryError,
    private_files_in_history,
    publishable_files,
    repository_state,
    search_history,
    tracked_files,
    versions,
)

_WHO = ("-c", "user.name=Made Up", "-c", "user.email=made.up@example.org", "-c", "commit.gpgSign=false")


def git(folder, *words, when="2020-03-01T12:00:00Z", data=None):
    environment = {
        **os.environ,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *_WHO, *words],
        check=True,
        capture_output=True,
        env=environment,
        input=data,
    )
    return done.stdout.decode().strip()


def commit(folder, files=(), *, removed=(), when="2020-03-01T12:00:00Z"):
    for name, text in dict(files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        git(folder, "add", "-f", "--", name)
    for name in removed:
        git(folder, "rm", "-q", "--", name)
    git(folder, "commit", "-q", "--allow-empty", "-m", "as said", when=when)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path):
    place = tmp_path / "repository"
    place.mkdir()
    git(place, "init", "-q", "-b", "main")
    return place


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
@pytest.mark.parametrize("deep", ["", "reviews/one (a)*/[x]", "line\nbreak/caf\u00e9"])
def test_every_version_of_a_file_oldest_first(tmp_path, format_, deep):
    top = tmp_path / "repository"
    top.mkdir()
    git(top, "init", "-q", "-b", "main", f"--object-format={format_}")
    place = top / deep
    (place / "bib").mkdir(parents=True)
    one = commit(place, {"bib/register.bib": "one"}, when="2019-01-02T23:00:00Z")
    commit(place, {"bib/other.bib": "x", "../register.bib" if deep else "register.bib": "x"})
    two = commit(place, {"bib/register.bib": b"two\r\n\0\xff"}, when="2021-05-06T00:30:00+02:00")
    commit(place, removed=["bib/register.bib"])
    three = commit(place, {"bib/register.bib": "one"})
    found = versions(place, "bib/register.bib")
    assert [b"one", b"two\r\n\0\xff", b"one"] == [version.data for version in found]
    assert [one, two, three] == [version.commit for version in found]
    assert [date(2019, 1, 2), date(2021, 5, 5)] == [version.when for version in found][:2]
    assert "two" not in repr(found)


def test_versions_of_both_sides_of_a_merge(repository):
    commit(repository, {"a": "first\n\n\n\n\nlast\n"})
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, {"a": "first, by the side\n\n\n\n\nlast\n"})
    git(repository, "checkout", "-q", "main")
    commit(repository, {"a": "first\n\n\n\n\nlast, by main\n"})
    git(repository, "merge", "-q", "-m", "both", "side")
    assert {
        b"first\n\n\n\n\nlast\n",
        b"first, by the side\n\n\n\n\nlast\n",
        b"first\n\n\n\n\nlast, by main\n",
        b"first, by the side\n\n\n\n\nlast, by main\n",
    } == {version.data for version in versions(repository, "a")}
    assert b"first\n\n\n\n\nlast\n" == versions(repository, "a")[0].data


def test_versions_are_those_of_head_alone(repository):
    commit(repository, {"a": "main"})
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, {"a": "side"})
    git(repository, "checkout", "-q", "main")
    assert [b"main"] == [version.data for version in versions(repository, "a")]
    assert () == versions(repository, "b")


REVIEW = {"litreview.toml": 'title = "Raids"', "bib/register.bib": "one", "notes/Doe2015.md": "a note"}


def below(folder, files=REVIEW):
    return {f"{folder}/{name}" if folder else name: text for name, text in files.items()}


def moved(repository, before, after, *, edited=False, copied=False):
    """Move a review with git, with an edit in the same commit, or as a copy whose original a later commit removes."""
    new = REVIEW | ({"litreview.toml": "title = 'Others'", "bib/register.bib": "two"} if edited else {})
    old = list(below(before))
    commit(repository, below(after, new), removed=() if copied else old)
    if copied:
        commit(repository, removed=old)


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("how", [{}, {"edited": True}, {"copied": True}], ids=["moved", "edited", "copied"])
@pytest.mark.parametrize(
    ("before", "after"), [("a", "b/c"), ("", "a"), ("a", ""), ("a", "a/b"), ("a/b", "a")]
)
def test_a_review_that_was_moved_keeps_its_history(repository, before, after, how):
    first = commit(repository, below(before))
    private = f"{before}/private/x" if before else "private/x"
    commit(repository, {private: "secret"})
    commit(repository, removed=[private])
    moved(repository, before, after, **how)
    place = repository / after
    commit(place, {"bib/register.bib": "three"})
    expected = [b"one", b"two", b"three"] if how.get("edited") else [b"one", b"three"]
    assert expected == [version.data for version in versions(place, "bib/register.bib")]
    assert ["private/x"] == [change.path for change in private_files_in_history(place)]
    found = search_history(place, text=lambda _, data: data == b"secret").changes
    assert [f"{before}/" if before else ""] == [change.folder for change in found]
    held = history.files_at(place, first)
    assert {name: text.encode() for name, text in REVIEW.items()} == {name: held[name] for name in REVIEW}


def test_a_review_that_was_moved_twice_and_back(repository):
    commit(repository, below("a"))
    moved(repository, "a", "b", edited=True)
    commit(repository, below("c", REVIEW | {"bib/register.bib": "three"}), removed=below("b"))
    commit(repository, below("a", REVIEW | {"bib/register.bib": "four"}), removed=below("c"))
    assert [b"one", b"two", b"three", b"four"] == [
        v.data for v in versions(repository / "a", "bib/register.bib")
    ]


def test_other_reviews_of_a_repository_are_not_this_one(repository):
    other = {"litreview.toml": 'title = "Raids"', "bib/register.bib": "other", "notes/Roe.md": "theirs"}
    commit(repository, below("a") | below("b", other) | below("c", other))
    commit(repository, below("old/a") | below("old/c", other), removed=[*below("a"), *below("c", other)])
    commit(repository, below("d", other), removed=below("b", other))
    assert [b"one"] == [version.data for version in versions(repository / "old/a", "bib/register.bib")]
    assert {"a/", "old/a/"} == {
        c.folder for c in search_history(repository / "old/a", path=lambda _: True).changes
    }


def test_what_others_put_where_a_review_lay_is_not_of_it(repository):
    commit(repository, {**REVIEW, "README": "all of it"})
    moved(repository, "", "a")
    commit(repository, {"new.md": "others"})
    assert "new.md" not in {c.path for c in search_history(repository / "a", path=lambda _: True).changes}


def test_what_is_only_staged_is_searched(repository):
    commit(repository, {"a": "one"})
    (repository / "b").write_text("two")
    git(repository, "add", "b")
    (repository / "b").unlink()
    found = search_history(repository, text=lambda _, data: data == b"two").changes
    assert [("staged", "b")] == [(change.commit, change.path) for change in found]


def test_what_git_would_publish(repository):
    commit(repository, {".gitignore": "private/\n", "a": "a", "deep/b": "b", "private/forced": "f"})
    (repository / "deep/new\n").write_text("new")
    (repository / "private/kept").write_text("kept")
    assert (".gitignore", "a", "deep/b", "deep/new\n", "private/forced") == publishable_files(repository)
    assert ("b", "new\n") == publishable_files(repository / "deep")
    assert (".gitignore", "a", "deep/b", "private/forced") == tracked_files(repository)


def test_a_repository_within_is_named_as_one(repository):
    commit(repository, {"a": "a"})
    (repository / "inner").mkdir()
    git(repository / "inner", "init", "-q")
    commit(repository / "inner", {"b": "b"})
    assert ("a", "inner/") == publishable_files(repository)


def test_what_was_ever_tracked_below_private(repository):
    first = commit(
        repository, {"private/doe.txt": "x", "bib/a": "x", "deep/Private/b": "x", "privates/c": "x"}
    )
    commit(repository, removed=["private/doe.txt", "deep/Private/b"])
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, {"private/side.txt": "x"})
    git(repository, "checkout", "-q", "main")
    found = private_files_in_history(repository)
    assert {"private/doe.txt", "deep/Private/b", "private/side.txt"} == {change.path for change in found}
    assert first == found[0].commit
    (repository / "deep").mkdir(exist_ok=True)
    assert ["Private/b"] == [change.path for change in private_files_in_history(repository / "deep")]
    assert "doe" not in repr(found)


def test_which_commits_brought_a_file_or_a_text(repository):
    one = commit(repository, {"notes/I07.md": "nothing", "a": "speaks of I07"})
    commit(repository, {"a": "no longer"})
    two = commit(repository, {"b": "speaks of I07", "c": "nothing"})
    commit(repository, {"a": "speaks of I07"})
    found = search_history(repository, path=lambda path: "I07" in path, text=lambda _, data: b"I07" in data)
    assert [("a", one), ("notes/I07.md", one), ("b", two)] == [(c.path, c.commit) for c in found.changes]
    assert 0 == found.unread


def test_what_is_too_large_is_counted(repository, monkeypatch):
    monkeypatch.setattr(history, "_LARGEST", 10)
    monkeypatch.setattr(history, "_CHUNK", 8)
    commit(repository, {"a": "long enough", "b": "short b", "c": "short c"})
    found = search_history(repository, text=lambda _, data: b"o" in data)
    assert ["b", "c"] == [change.path for change in found.changes]
    assert 1 == found.unread


def test_a_folder_without_a_repository(tmp_path):
    assert "the folder is in no git repository" == repository_state(tmp_path).why
    assert "there is no such folder" == repository_state(tmp_path / "none").why
    assert ((), None, None, (), ()) == (
        versions(tmp_path, "a"),
        publishable_files(tmp_path),
        tracked_files(tmp_path),
        private_files_in_history(tmp_path),
        search_history(tmp_path).changes,
    )


def test_a_repository_without_a_commit(repository):
    (repository / "a").write_text("a")
    assert "" == repository_state(repository).caveat
    assert ((), ("a",), (), ()) == (
        versions(repository, "a"),
        publishable_files(repository),
        tracked_files(repository),
        private_files_in_history(repository),
    )


def test_without_git(repository, monkeypatch):
    commit(repository, {"a": "a"})
    monkeypatch.setenv("PATH", f"{repository}{os.pathsep}.")
    assert "git is not installed" == repository_state(repository).why
    assert () == versions(repository, "a")


def test_a_repository_of_another_user(repository, monkeypatch):
    commit(repository, {"a": "a"})
    environment = history._environment()
    monkeypatch.setattr(
        history, "_environment", lambda: {**environment, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    )
    assert "safe.directory" in repository_state(repository).why
    assert () == versions(repository, "a")


@pytest.mark.parametrize(
    "config",
    [
        "[core\n",
        "[core]\n\trepositoryformatversion = 7\n",
        "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tmadeup = true\n",
        "[core]\n\trepositoryformatversion = 0\n\tworktree = /\n",
        "[core]\n\trepositoryformatversion = 0\n\tworktree = /nowhere\n",
    ],
)
def test_settings_that_git_refuses_are_said_in_words(repository, config):
    commit(repository, {"a": "a"})
    (repository / ".git/config").write_text(config)
    said = repository_state(repository).why
    assert said
    assert "fatal" not in said
    assert () == versions(repository, "a")


def test_a_damaged_repository_is_said_in_words(repository):
    commit(repository, {"a": "a", "private/doe": "x"})
    for path in (repository / ".git/objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"")
    with pytest.raises(HistoryError, match="git fsck"):
        private_files_in_history(repository)


def test_a_shallow_clone_says_so(repository, tmp_path):
    commit(repository, {"a": "one"})
    commit(repository, {"a": "two"})
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    assert "shallow" in repository_state(tmp_path / "shallow").caveat
    assert [b"two"] == [version.data for version in versions(tmp_path / "shallow", "a")]


def test_a_date_beyond_all_calendars(repository):
    commit(repository, {"a": "a"})
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    lines = f"tree {tree}\nauthor A <a@example.org> 99999999999999 +0000\ncommitter A <a@example.org> 99999999999999 +0000\n\nx\n"
    made = git(repository, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", data=lines.encode())
    git(repository, "update-ref", "refs/heads/main", made)
    assert [b"a"] == [version.data for version in versions(repository, "a")]


@pytest.mark.parametrize("partial", ["blob:none", "tree:0"])
def test_what_a_partial_clone_does_not_hold_is_not_fetched(repository, tmp_path, partial):
    commit(repository, {"a": "one", "private/p": "x"})
    commit(repository, {"a": "two"})
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", f"--filter={partial}", repository.as_uri(), "partial")
    clone = tmp_path / "partial"
    before = sorted(path.name for path in (clone / ".git").rglob("*"))
    assert "partial" in repository_state(clone).caveat
    if partial == "blob:none":
        assert () == versions(clone, "a")
        assert 3 == search_history(clone).unread
        assert ["private/p"] == [change.path for change in private_files_in_history(clone)]
    else:
        with pytest.raises(HistoryError):
            versions(clone, "a")
    assert before == sorted(path.name for path in (clone / ".git").rglob("*"))


CALLS = {
    "repository_state": repository_state,
    "versions": lambda folder: versions(folder, "bib/a.txt"),
    "publishable_files": publishable_files,
    "tracked_files": tracked_files,
    "private_files_in_history": private_files_in_history,
    "search_history": lambda folder: search_history(folder, path=lambda _: True, text=lambda _, __: True),
}


def hostile(place: Path, program: Path) -> None:
    """Let a repository name a program wherever its settings can name one."""
    commit(
        place,
        {"bib/a.txt": "one", "private/p.txt": "x", ".gitattributes": "* filter=evil diff=evil merge=evil\n"},
    )
    commit(place, {"bib/a.txt": "two"})
    hooks = place / "hooks"
    hooks.mkdir()
    for name in (
        "post-index-change",
        "fsmonitor-watchman",
        "reference-transaction",
        "post-checkout",
        "pre-commit",
    ):
        (hooks / name).write_bytes(program.read_bytes())
        (hooks / name).chmod(0o755)
    names = (
        "core.fsmonitor core.pager core.editor core.sshCommand core.gitProxy core.askPass core.alternateRefsCommand "
        "pager.rev-list pager.ls-files pager.cat-file pager.diff-tree pager.rev-parse pager.config "
        "filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.textconv diff.evil.command diff.external "
        "merge.evil.driver gpg.program gpg.ssh.program credential.helper uploadpack.packObjectsHook "
        "remote.origin.uploadpack remote.origin.receivepack trailer.evil.command interactive.diffFilter"
    )
    for name in names.split():
        git(place, "config", name, str(program))
    for command in ("rev-list", "ls-files", "cat-file", "diff-tree", "rev-parse", "config"):
        git(place, "config", f"alias.{command}", f"!{program}")
    for name, value in {
        "core.hooksPath": str(hooks),
        "core.untrackedCache": "true",
        "core.splitIndex": "true",
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "extensions.partialClone": "origin",
        "core.repositoryformatversion": "1",
        "log.showSignature": "true",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        git(place, "config", name, value)
    (place / ".git/objects/info").mkdir(exist_ok=True)
    (place / ".git/objects/info/alternates").write_text(f"{place}/elsewhere/objects\n")
    blob = place / ".git/objects"
    missing = next(path for path in sorted(blob.glob("??/*")) if path.stat().st_size)
    missing.unlink()  # asks for a fetch
    (place / "bib/a.txt").write_text("three")


@pytest.mark.exhaustive(quick=6)
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("url", ["ext", "ssh", "file", "vcs"])
def test_nothing_that_a_repository_names_is_run(repository, tmp_path, call, url, monkeypatch):
    program, marker = tmp_path / "program", tmp_path / "marker"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\nexit 0\n")
    program.chmod(0o755)
    hostile(repository, program)
    if url == "ssh":
        git(repository, "config", "remote.origin.url", "ssh://example.invalid/x")
    if url == "file":
        git(repository, "config", "remote.origin.url", str(repository))
    if url == "vcs":
        git(repository, "config", "remote.origin.vcs", str(program))
    # as in a hook, whose environment names another index and more programs
    for name in ("GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_PROXY_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, str(program))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    monkeypatch.chdir(repository)
    marker.unlink(missing_ok=True)  # what making it ran
    before = {path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()}
    with contextlib.suppress(HistoryError):
        CALLS[call](repository)
    assert not marker.exists(), marker.read_text()
    assert before == {path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()}


def test_the_hostile_repository_runs_its_programs_where_git_lets_it(repository, tmp_path):
    """Without what `history` switches off the same repository runs what it names: the test above can fail."""
    program, marker = tmp_path / "program", tmp_path / "marker"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\nexit 0\n")
    program.chmod(0o755)
    hostile(repository, program)
    marker.unlink(missing_ok=True)
    subprocess.run(["git", "-C", str(repository), "ls-files", "--others"], check=False, capture_output=True)
    assert "program" in marker.read_text()


def test_a_bare_repository_in_a_folder_is_none_of_ours(repository, tmp_path):
    program, marker = tmp_path / "program", tmp_path / "marker"
    program.write_text(f"#!/bin/sh\necho ran >> '{marker}'\n")
    program.chmod(0o755)
    commit(repository, {"a": "a"})
    inner = repository / "inner"
    git(repository, "clone", "-q", "--bare", str(repository), str(inner))
    git(inner, "config", "core.fsmonitor", str(program))
    git(inner, "config", "core.bare", "false")
    git(inner, "config", "core.worktree", str(inner))
    repository_state(inner)
    publishable_files(inner)
    assert not marker.exists()
