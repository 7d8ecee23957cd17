"""Reads a folder's git history by plumbing commands, without running anything that the repository configures.

The only caller of git. A review comes from others, and so does its `.git/config`, which may name programs to run for fetching,
watching files, showing them, and as hooks. So only commands are called that run none of them (`rev-list`, `diff-tree`,
`cat-file`, `ls-files`), and the settings that could are switched off. Nothing is fetched or written. Of git's environment variables
only those that locate its settings are passed on. `repository_state` says in words why a folder has no history.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from litreview.core import processes
from litreview.core.containers import first_by_key, grouped
from litreview.core.errors import LitreviewError
from litreview.core.sealed import SETTINGS_FILE, is_private_path
from litreview.core.wording import plural

_SECONDS = 120.0
_CHUNK = 32_000_000
_LARGEST = 64_000_000
"""Bytes: a larger file is not read from history; `HistoryMatches.unread` counts it."""

_OFF = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.alternateRefsCommand": "",
    "core.sshCommand": "false",
    "core.askPass": "",
    "credential.helper": "",
    "diff.external": "",
    "diff.relative": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "uploadpack.packObjectsHook": "",
}
_SET = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_PASSED_ON = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH")
_WITH_MESSAGE = ("commit", "tag")
_FORBIDDEN = frozenset({"", ".", "..", ".git"})
_NO_BLOB = re.compile(r"0+")
STAGED = "staged"
"""The value of `Change.commit` for a staged file."""

# part of git's message -> our message; git's own words may name a private file
_MESSAGES = (
    (
        "dubious ownership",
        "git reads no repository of another user: if it is yours, `git config --global --add safe.directory` and its path",
    ),
    (
        "unknown repository extension",
        "the repository uses an extension that this git does not know: a newer git reads it",
    ),
    (
        "expected git repo version",
        "the repository is of a kind that this git does not know: a newer git reads it",
    ),
    ("unknown object format", "the repository names its contents in a way that this git does not know"),
    (
        "lazy fetching disabled",
        "the clone is partial, and what is missing is not fetched: `git fetch --refetch` in a clone of your own makes it whole",
    ),
    (
        "bad config",
        "the settings of the repository, or your own of git, cannot be read: `git config --list` says where",
    ),
    ("bad numeric config", "the settings of the repository cannot be read: `git config --list` says where"),
)


class HistoryError(LitreviewError):
    """Git failed; the message is ours, since git's own may name private files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """Whether a folder lies in a git work tree: then `why` is empty, else it says why git knows nothing of the folder.

    `top` is the top folder of the work tree. A `shallow` clone has a cut-off history; in a `partial` one contents may be missing.
    """

    why: str = ""
    top: Path = Path()
    shallow: bool = False
    partial: bool = False

    @property
    def caveat(self) -> str:
        """The caveat for a reader of the result: that there is no history, or that it is incomplete; else `""`."""
        if self.shallow:
            return "the clone is shallow: its history is cut off, and what lies before was not looked at (`git fetch --unshallow` gets it)"
        return (
            "the clone is partial: contents that it does not hold were not looked at"
            if self.partial
            else self.why
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A file's content in a commit. `when` is the day of the commit (UTC)."""

    commit: str
    when: dt.date
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that a commit changed, by its path from the folder. `blob` is the id of its new content, empty if the file was removed.

    `folder` is the folder's own path at that time, from the top of the repository (`reviews/raids/`, or empty): it may have been moved since.
    """

    commit: str
    when: dt.date
    path: str = field(repr=False)
    blob: str
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryMatches:
    """Matches of a search in history: changes, oldest first; places of matching messages and branch names; and the number of contents not read."""

    changes: tuple[Change, ...] = ()
    messages: tuple[str, ...] = ()
    unread: int = 0


def repository_state(folder: Path | str) -> RepositoryState:
    """Return whether a folder has a git history, and in words why not. It never raises."""
    place = Path(os.path.realpath(folder))
    if not place.is_dir():
        return RepositoryState(why="there is no such folder")
    if not any((each / ".git").exists() for each in (place, *place.parents)):
        return RepositoryState(why="the folder is in no git repository")
    try:
        answer = _git(
            place, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-toplevel"
        ).out
        inside, shallow, top = os.fsdecode(answer).split("\n", 2)
        partial = _code(
            place,
            "config",
            "--name-only",
            "--get-regexp",
            r"^(extensions\.partialclone|remote\..*\.promisor)$",
        )
    except HistoryError as error:
        return RepositoryState(why=str(error))
    except ValueError:
        return RepositoryState(why="git gave an answer that cannot be read")
    top_folder = Path(os.path.realpath(top.removesuffix("\n")))
    if inside != "true" or not place.is_relative_to(top_folder) or not (top_folder / ".git").exists():
        return RepositoryState(why="the repository's files lie in another folder")
    return RepositoryState(top=top_folder, shallow=shallow == "true", partial=partial == 0)


def versions(folder: Path | str, path: str) -> tuple[Version, ...]:
    """Return every version of a file in HEAD's history, oldest first; `path` is relative to the folder.

    Empty if there is no repository (`repository_state` says why), no commit, or no such file. Adjacent versions differ in content. If a
    review's folder was moved within its repository, earlier versions are included. `HistoryError` if git fails.
    """
    place = _place(folder)
    if place is None or _code(place, "rev-parse", "-q", "--verify", "HEAD^{commit}"):
        return ()
    changes = [change for change in _changes(place, ["HEAD"], path) if change.path == path]
    contents = dict(_contents(place, (change.blob for change in changes), largest=None))
    distinct: list[Version] = []
    for change in changes:
        data = contents.get(change.blob)
        if data is not None and not (distinct and distinct[-1].data == data):
            distinct.append(Version(commit=change.commit, when=change.when, data=data))
    return tuple(distinct)


def versions_anywhere(folder: Path | str, path: Callable[[str], bool]) -> tuple[tuple[Change, bytes], ...]:
    """Return every content of the files whose path matches, with its first change, in the commits of all branches and tags, and staged.

    `path` tests a path from the folder, also where the folder lay before. Empty if there is no repository; `HistoryError` if git fails.
    """
    place = _place(folder)
    if place is None:
        return ()
    changes = (*_changes(place, ["--all"]), *_staged(place))
    found = first_by_key((change.blob, change) for change in changes if change.blob and path(change.path))
    return tuple((found[blob], data) for blob, data in _contents(place, found, largest=None))


def publishable_files(folder: Path | str) -> tuple[str, ...] | None:
    """Return the files that git would publish (tracked, or not ignored), as paths from the folder; None if there is no repository.

    A path that ends in `/` is a repository nested in this one. `HistoryError` if git fails.
    """
    return _listed(folder, "--cached", "--others", "--exclude-standard")


def tracked_files(folder: Path | str) -> tuple[str, ...] | None:
    """Return the files that git tracks, as paths from the folder; None if there is no repository."""
    return _listed(folder, "--cached")


def private_files_in_history(folder: Path | str) -> tuple[Change, ...]:
    """Return the first change of each private file (`is_private_path`) in the commits of all branches and tags, oldest first."""
    place = _place(folder)
    if place is None:
        return ()
    first = first_by_key(
        (change.path, change)
        for change in _changes(place, ["--all"])
        if change.blob and is_private_path(change.path)
    )
    return tuple(first.values())


def search_history(
    folder: Path | str,
    *,
    path: Callable[[str], bool] = lambda _: False,
    text: Callable[[str, bytes], bool] = lambda _, __: False,
    message: Callable[[str], bool] | None = None,
    local: bool = False,
) -> HistoryMatches:
    """Return the files whose path or content matches in any commit of any branch or tag, oldest first.

    `path` tests a path from the folder, `text` a path and the bytes of a version. A content that several commits have is tested
    once per path, and belongs to the first of them; staged files count as a future commit. `message` tests each message, and each name of a
    branch or tag. `local` adds commits that only this clone has: stashes and undone ones. Empty if there is no
    repository; `HistoryError` if git fails.
    """
    place = _place(folder)
    if place is None:
        return HistoryMatches()
    of = ["--all", *(["--reflog"] if local else [])]
    first = first_by_key(
        ((change.folder + change.path, change.blob), change)
        for change in (*_changes(place, of), *_staged(place))
        if change.blob
    )
    by_blob = grouped((key[1], key) for key in first)
    hits = {key for key, change in first.items() if path(change.path)}
    read = set()
    for blob, data in _contents(place, by_blob, largest=_LARGEST):
        read.add(blob)
        hits.update(key for key in by_blob[blob] if text(first[key].path, data))
    return HistoryMatches(
        changes=tuple(change for key, change in first.items() if key in hits),
        messages=tuple(_matching_messages(place, of, message)) if message else (),
        unread=len(by_blob.keys() - read),
    )


def _staged(place: Path) -> Iterator[Change]:
    """Yield the staged files as changes of a commit `staged` of today."""
    folder = _prefix(place)
    for row in _git(place, "ls-files", "--stage", "-z").out.split(b"\0"):
        about, _, name = row.partition(b"\t")
        if name and not about.startswith(b"160000"):
            blob = about.split(b" ")[1].decode("ascii")
            today = dt.datetime.now(dt.UTC).date()
            yield Change(commit=STAGED, when=today, path=os.fsdecode(name), blob=blob, folder=folder)


def _matching_messages(place: Path, of: Sequence[str], message: Callable[[str], bool]) -> Iterator[str]:
    """Yield which commits and tags have a matching message, and which branches and tags a matching name, without the name itself."""
    rows = _git(place, "for-each-ref", "--format=%(objectname) %(refname)").out.splitlines()
    refs = [os.fsdecode(row).split(" ", 1) for row in rows]
    commits = _git(place, "rev-list", *of).out.decode("ascii").split()
    messages = dict(
        _contents(place, (*(name for name, _ in refs), *commits), largest=None, kinds=_WITH_MESSAGE)
    )
    for name, data in messages.items():
        if message(data.partition(b"\n\n")[2].decode("utf-8", errors="replace")):
            yield f"the message of commit or tag {name[:12]}"
    yield from (f"the name of a branch or tag, of {name[:12]}" for name, ref in refs if message(ref))


def commit_of(folder: Path | str, revision: str) -> str:
    """Return the commit id of a revision (`HEAD~3`, a branch, a tag, an id), `""` if there is no such commit."""
    place = _place(folder)
    if place is None or not revision or revision.startswith("-"):
        return ""
    done = _called(place, ("rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"), b"")
    return "" if done.code else done.out.decode("ascii").strip()


def files_at(folder: Path | str, commit: str, path: str = "") -> dict[str, bytes]:
    """Return the committed content of the files in and below a folder, by path from there; with `path`, of that file only.

    If the review was moved since, its folder at that time is read. Symbolic links and nested repositories are left out, and so are paths that
    no work tree may have (`..`, `.git`). `HistoryError` if the clone lacks a content, or one is too large.
    """
    place = _place(folder)
    if place is None:
        return {}
    tree = _tree(place, commit)
    folders = [*_folders(place, ["--all", commit])]
    top = next((folder for folder in folders if folder + SETTINGS_FILE in tree), folders[0])
    blobs = {name[len(top) :]: blob for name, blob in tree.items() if name.startswith(top)}
    if path:
        blobs = {path: blobs[path]} if path in blobs else {}
    contents = dict(_contents(place, blobs.values(), largest=_LARGEST))
    if missing := sum(blob not in contents for blob in blobs.values()):
        raise HistoryError(
            f"{plural(missing, 'file of that revision is', 'files of that revision are')} not in this clone, or larger than {_LARGEST // 1_000_000} MB"
        )
    return {path: contents[blob] for path, blob in blobs.items()}


def _place(folder: Path | str) -> Path | None:
    return None if repository_state(folder).why else Path(os.path.realpath(folder))


def _listed(folder: Path | str, *which: str) -> tuple[str, ...] | None:
    place = _place(folder)
    if place is None:
        return None
    names = _git(place, "ls-files", "-z", *which).out.split(b"\0")
    return tuple(sorted({os.fsdecode(name) for name in names if name}))


def _changes(place: Path, of: Sequence[str], path: str = "") -> Iterator[Change]:
    """Yield the changes at or below a path in a folder, also where the folder lay before, oldest commit first."""
    folders = _folders(place, of)
    for commit, when, name, _, blob in _raw(place, of, [folder + path for folder in folders]):
        folder = max((folder for folder in folders if name.startswith(folder)), key=len)
        within = folders[folder]
        if within is None or commit in within:
            yield Change(commit=commit, when=_day(when), path=name[len(folder) :], blob=blob, folder=folder)


def _raw(place: Path, of: Sequence[str], paths: Sequence[str]) -> Iterator[tuple[str, bytes, str, str, str]]:
    """Yield commit, time, path from the top, and the blob ids before and after; a merge is compared with each parent."""
    pathspecs = [f":(top,literal){path}" if path else ":/" for path in paths]
    order = ("--timestamp", "--full-history", "--topo-order", "--reverse")
    rows = _git(place, "rev-list", *order, *of, "--", *pathspecs).out
    times = {commit: when for when, commit in (row.split(b" ", 1) for row in rows.splitlines())}
    raw = _git(
        place,
        *("diff-tree", "--stdin", "--root", "-m", "-r", "--raw", "--no-abbrev", "--no-renames", "-z"),
        "--",
        *pathspecs,
        data=b"".join(commit + b"\n" for commit in times),
    ).out  # fmt: skip
    tokens = iter(raw.split(b"\0"))
    commit = b""
    for token in tokens:
        if not token.startswith(b":"):
            commit = token.strip()
            continue
        _, mode, *blobs, _ = token.split(b" ")
        name = os.fsdecode(next(tokens))
        if mode == b"160000":  # a nested repository
            continue
        before, after = ("" if _NO_BLOB.fullmatch(blob.decode()) else blob.decode() for blob in blobs)
        yield commit.decode("ascii"), times[commit], name, before, after


def _folders(place: Path, of: Sequence[str]) -> dict[str, frozenset[str] | None]:
    """Return the present and earlier paths of a folder from the top of its repository, each with the commits that count; None for all.

    If an earlier path lies within a later one, or around it, only the commits up to the move belong to the review.
    """
    folders: dict[str, frozenset[str] | None] = {(here := _prefix(place)): None}
    unfollowed = [here]
    while unfollowed:
        folder = unfollowed.pop()
        for commit, _, _, before, after in tuple(_raw(place, of, [folder + SETTINGS_FILE])):
            for origin in _origins(place, commit, folder) if after and not before else ():
                within = None
                if any(origin.startswith(one) or one.startswith(origin) for one in folders):
                    within = frozenset(_git(place, "rev-list", commit).out.decode("ascii").split())
                if origin not in folders:
                    unfollowed.append(origin)
                    folders[origin] = within
    return folders


def _origins(place: Path, commit: str, folder: str) -> Sequence[str]:
    """Return the folders from which a commit moved a review, or copied it before the original was removed: those with most of its files."""
    before = _tree(place, f"{commit}^")
    if folder + SETTINGS_FILE in before:
        return ()
    after = _tree(place, commit)
    inside = {name[len(folder) :]: blob for name, blob in after.items() if name.startswith(folder)}
    tops = [
        n.removesuffix(SETTINGS_FILE) for n in before if n == SETTINGS_FILE or n.endswith(f"/{SETTINGS_FILE}")
    ]
    alike = {top: sum(before.get(top + rest) == blob for rest, blob in inside.items()) for top in tops}
    gone = [top for top in tops if top + SETTINGS_FILE not in after]
    if not gone:
        now = _tree(place, "HEAD")
        gone = [top for top in tops if top + SETTINGS_FILE not in now and 2 * alike[top] >= len(inside)]
    most = max((alike[top] for top in gone), default=0)
    return [top for top in gone if alike[top] == most] if most or len(gone) == 1 else ()


def _tree(place: Path, commit: str) -> dict[str, str]:
    """Return the blob id of each file of a commit, by its path from the top of the repository; empty if there is no such commit.

    Symbolic links and nested repositories are left out, and so are paths that no work tree may have.
    """
    if _code(place, "rev-parse", "-q", "--verify", f"{commit}^{{commit}}"):
        return {}
    blobs: dict[str, str] = {}
    for row in _git(place, "ls-tree", "-r", "-z", "--full-tree", commit).out.split(b"\0"):
        about, _, name = row.partition(b"\t")
        if about.split(b" ")[0] not in (b"100644", b"100755"):
            continue
        path = os.fsdecode(name)
        if "\\" not in path and not _FORBIDDEN & {part.lower() for part in path.split("/")}:
            blobs[path] = about.split(b" ")[2].decode("ascii")
    return blobs


def _prefix(place: Path) -> str:
    """Return the path of a folder in its repository: empty, or with `/` at its end."""
    return os.fsdecode(_git(place, "rev-parse", "--show-prefix").out.removesuffix(b"\n"))


def _day(seconds: bytes) -> dt.date:
    """Return the day of a commit; the first or last day of the calendar if its time, which anybody may set, lies beyond."""
    try:
        return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return dt.date.min if seconds.startswith(b"-") else dt.date.max


def _contents(
    place: Path, blobs: Iterable[str], *, largest: int | None, kinds: Collection[str] = ("blob",)
) -> Iterator[tuple[str, bytes]]:
    """Yield each content with its blob id, read in batches; without those that the clone lacks or that are too large."""
    wanted = [blob for blob in dict.fromkeys(blobs) if blob]
    if not wanted:
        return
    request = "".join(f"{blob}\n" for blob in wanted).encode("ascii")
    some: list[str] = []
    size = 0
    for line in _git(place, "cat-file", "--batch-check", data=request).out.splitlines():
        blob, kind, *rest = line.decode("ascii").split(" ")
        if kind not in kinds or (largest is not None and int(rest[0]) > largest):
            continue
        if some and size + int(rest[0]) > _CHUNK:
            yield from _read(place, some)
            some, size = [], 0
        some.append(blob)
        size += int(rest[0])
    yield from _read(place, some)


def _read(place: Path, blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    data = _git(place, "cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode("ascii")).out
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        blob, _, *rest = data[at:end].decode("ascii").split(" ")
        at = end + 1
        if rest:
            yield blob, data[at : at + int(rest[0])]
            at += int(rest[0]) + 1


def _git(place: Path, *arguments: str, data: bytes = b"") -> processes.Finished:
    """Return git's exit code and output. `HistoryError` if it failed."""
    done = _called(place, arguments, data)
    if done.code:
        known = next((ours for theirs, ours in _MESSAGES if theirs in done.stderr), "")
        raise HistoryError(
            known or f"git could not read the repository (`git fsck` may say why; exit code {done.code})"
        )
    return done


def _code(place: Path, *arguments: str) -> int:
    """Return the exit code of a git command that answers by it."""
    return _called(place, arguments, b"").code


def _called(place: Path, arguments: Sequence[str], data: bytes) -> processes.Finished:
    off = [word for name, value in _OFF.items() for word in ("-c", f"{name}={value}")]
    try:
        return processes.finish(
            [_program(), "--no-pager", "-C", str(place), *off, *arguments],
            data,
            seconds=_SECONDS,
            environment=_environment(),
            name="git",
        )
    except processes.TooLongError as error:
        raise HistoryError(str(error)) from None
    except OSError as error:
        raise HistoryError(f"git cannot be started: {error.strerror or error}") from None


def _program() -> str:
    """Return the first git on the PATH, never one in the current folder."""
    for folder in os.get_exec_path():
        program = shutil.which(str(Path(folder) / "git")) if Path(folder).is_absolute() else None
        if program:
            return program
    raise HistoryError("git is not installed")


def _environment() -> dict[str, str]:
    """Return the environment for git, without the variables that a hook or a user set for it, except the places of its settings."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _PASSED_ON
    }
    return {**variables, **_SET}
