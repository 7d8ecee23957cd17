"""What git holds of a folder, read by its plumbing: nothing that a repository configures is run.

The only caller of git. A review comes from others, and so does its `.git/config`, which may name programs: for fetching what is
missing, for watching files, for showing them, for hooks. So only commands are called that run none of them (`rev-list`, `diff-tree`,
`cat-file`, `ls-files`), what could is switched off, nothing is fetched, nothing is written, and of git's own environment
nothing is taken over but where its settings lie. `look` says in words what git cannot say of a folder.
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
from litreview.core.errors import LitreviewError
from litreview.core.sealed import is_private_path
from litreview.core.wording import plural

_SECONDS = 120.0
_CHUNK = 32_000_000
_LARGEST = 64_000_000
"""Bytes: a larger file is not opened in history; `Search.unread` counts it."""

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
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH")
_TOLD = ("commit", "tag")
_FORBIDDEN = frozenset({"", ".", "..", ".git"})
_NOTHING = re.compile(r"0+")
STAGED = "staged"
"""What stands for the id of a commit in the `Change` of a file that is staged."""
_MARK = "litreview.toml"
"""The file at the top of a review: the folder that it came from is where the review lay before."""

# what git says -> what we say; its own words may name a file that is nobody's business
_SAID = (
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
    """What git could not do, in words of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What git can say of a folder. `why` says why it says nothing; it is empty if the folder lies in a work tree.

    `top` is the folder at which the work tree begins. The history of a `shallow` clone is cut off, of a `partial` one contents may be missing.
    """

    why: str = ""
    top: Path = Path()
    shallow: bool = False
    partial: bool = False

    @property
    def words(self) -> str:
        """What a reader of the result must know: that there is no history, or that it is not whole."""
        if self.shallow:
            return "the clone is shallow: its history is cut off, and what lies before was not looked at (`git fetch --unshallow` gets it)"
        return (
            "the clone is partial: contents that it does not hold were not looked at"
            if self.partial
            else self.why
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A file as a commit has it. `when` is the day of the commit (UTC)."""

    commit: str
    when: dt.date
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that a commit brought, by its path from the folder. `blob` names its content, and is empty if the file was removed.

    `folder` is where the folder lay then, from the top of the repository (`reviews/raids/`, or empty): a review may have been moved since.
    """

    commit: str
    when: dt.date
    path: str = field(repr=False)
    blob: str
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found in history, oldest first, which messages and names of branches hold something, and how many contents could not be looked into."""

    found: tuple[Change, ...] = ()
    said: tuple[str, ...] = ()
    unread: int = 0


def look(folder: Path | str) -> Standing:
    """Return what git can say of a folder. It never raises: what cannot be known is said in words."""
    place = Path(os.path.realpath(folder))
    if not place.is_dir():
        return Standing(why="there is no such folder")
    if not any((each / ".git").exists() for each in (place, *place.parents)):
        return Standing(why="the folder is in no git repository")
    try:
        said = _git(
            place, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-toplevel"
        ).out
        inside, shallow, top = os.fsdecode(said).split("\n", 2)
        partial = _code(
            place,
            "config",
            "--name-only",
            "--get-regexp",
            r"^(extensions\.partialclone|remote\..*\.promisor)$",
        )
    except HistoryError as error:
        return Standing(why=str(error))
    except ValueError:
        return Standing(why="git gave an answer that cannot be read")
    found = Path(os.path.realpath(top.removesuffix("\n")))
    if inside != "true" or not place.is_relative_to(found) or not (found / ".git").exists():
        return Standing(why="the repository's files lie in another folder")
    return Standing(top=found, shallow=shallow == "true", partial=partial == 0)


def versions(folder: Path | str, path: str) -> tuple[Version, ...]:
    """Return every version of a file in HEAD's history, oldest first; `path` is from the folder, which may lie deep in its repository.

    Nothing where there is no repository (`look` says why), no commit, or no such file. Two neighbours never have the same content. Where the
    folder of a review was moved in its repository, versions from before are among them. `HistoryError` if git gives up.
    """
    place = _place(folder)
    if place is None or _code(place, "rev-parse", "-q", "--verify", "HEAD^{commit}"):
        return ()
    changes = [change for change in _changes(place, ["HEAD"], path) if change.path == path]
    held = dict(_contents(place, (change.blob for change in changes), largest=None))
    found: list[Version] = []
    for change in changes:
        data = held.get(change.blob)
        if data is not None and not (found and found[-1].data == data):
            found.append(Version(commit=change.commit, when=change.when, data=data))
    return tuple(found)


def published(folder: Path | str) -> tuple[str, ...] | None:
    """Return the files that git would publish (tracked, and not ignored), as paths from the folder; None where `look` knows no repository.

    A path that ends in `/` is a repository of its own within this one. `HistoryError` if git gives up.
    """
    return _listed(folder, "--cached", "--others", "--exclude-standard")


def tracked(folder: Path | str) -> tuple[str, ...] | None:
    """Return the files that git tracks, as paths from the folder; None where `look` knows no repository."""
    return _listed(folder, "--cached")


def ever_tracked(folder: Path | str) -> tuple[Change, ...]:
    """Return each file at or below any folder `private` (`is_private_path`) that a commit of any branch or tag brought, oldest first, once a path."""
    place = _place(folder)
    if place is None:
        return ()
    first: dict[str, Change] = {}
    for change in _changes(place, ["--all"]):
        if change.blob and is_private_path(change.path):
            first.setdefault(change.path, change)
    return tuple(first.values())


def holding(
    folder: Path | str,
    *,
    path: Callable[[str], bool] = lambda _: False,
    text: Callable[[str, bytes], bool] = lambda _, __: False,
    message: Callable[[str], bool] | None = None,
    local: bool = False,
) -> Search:
    """Return each file that a commit of any branch or tag brought whose path or content is what is looked for, oldest first.

    `path` is asked of a path from the folder, `text` of a path and the bytes of a version. A content that several commits brought is asked for
    once a path, and given by the first; what is staged counts as a commit to come. `message` is asked of each message, and of each name of a
    branch or tag. With `local` commits that this folder alone has are among them: every stash, and what was undone. Nothing where `look` knows
    no repository; `HistoryError` if git gives up.
    """
    place = _place(folder)
    if place is None:
        return Search()
    of = ["--all", *(["--reflog"] if local else [])]
    first: dict[tuple[str, str], Change] = {}
    for change in (*_changes(place, of), *_staged(place)):
        if change.blob:
            first.setdefault((change.folder + change.path, change.blob), change)
    by_blob: dict[str, list[tuple[str, str]]] = {}
    for key in first:
        by_blob.setdefault(key[1], []).append(key)
    hits = {key for key, change in first.items() if path(change.path)}
    read = set()
    for blob, data in _contents(place, by_blob, largest=_LARGEST):
        read.add(blob)
        hits.update(key for key in by_blob[blob] if text(first[key].path, data))
    return Search(
        found=tuple(change for key, change in first.items() if key in hits),
        said=tuple(_said(place, of, message)) if message else (),
        unread=len(by_blob.keys() - read),
    )


def _staged(place: Path) -> Iterator[Change]:
    """Yield the files that are staged, as if a commit of today, called `staged`, had brought them."""
    folder = _prefix(place)
    for row in _git(place, "ls-files", "--stage", "-z").out.split(b"\0"):
        about, _, name = row.partition(b"\t")
        if name and not about.startswith(b"160000"):
            blob = about.split(b" ")[1].decode("ascii")
            today = dt.datetime.now(dt.UTC).date()
            yield Change(commit=STAGED, when=today, path=os.fsdecode(name), blob=blob, folder=folder)


def _said(place: Path, of: Sequence[str], message: Callable[[str], bool]) -> Iterator[str]:
    """Yield whose message, and whose name, holds what is looked for; the name itself is not said."""
    rows = _git(place, "for-each-ref", "--format=%(objectname) %(refname)").out.splitlines()
    refs = [os.fsdecode(row).split(" ", 1) for row in rows]
    commits = _git(place, "rev-list", *of).out.decode("ascii").split()
    told = dict(_contents(place, (*(named for named, _ in refs), *commits), largest=None, kinds=_TOLD))
    for named, data in told.items():
        if message(data.partition(b"\n\n")[2].decode("utf-8", errors="replace")):
            yield f"the message of commit or tag {named[:12]}"
    yield from (f"the name of a branch or tag, of {named[:12]}" for named, ref in refs if message(ref))


def commit_of(folder: Path | str, revision: str) -> str:
    """Return the id of the commit that a revision means (`HEAD~3`, a branch, a tag, an id), `""` if it means none."""
    place = _place(folder)
    if place is None or not revision or revision.startswith("-"):
        return ""
    done = _called(place, ("rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"), b"")
    return "" if done.code else done.out.decode("ascii").strip()


def files_at(folder: Path | str, commit: str, path: str = "") -> dict[str, bytes]:
    """Return the files that a commit has at and below a folder, by their path from there, as they were committed; with `path` that file alone.

    Of a review that was moved since, the files from where it lay then. Links and repositories within are left out, and so are paths that no
    work tree may have (`..`, `.git`). `HistoryError` if the clone does not hold a content, or one is too large.
    """
    place = _place(folder)
    if place is None:
        return {}
    tree = _tree(place, commit)
    folders = [*_folders(place, ["--all", commit])]
    top = next((folder for folder in folders if folder + _MARK in tree), folders[0])
    blobs = {name[len(top) :]: blob for name, blob in tree.items() if name.startswith(top)}
    if path:
        blobs = {path: blobs[path]} if path in blobs else {}
    held = dict(_contents(place, blobs.values(), largest=_LARGEST))
    if missing := sum(blob not in held for blob in blobs.values()):
        raise HistoryError(
            f"{plural(missing, 'file of that revision is', 'files of that revision are')} not in this clone, or larger than {_LARGEST // 1_000_000} MB"
        )
    return {path: held[blob] for path, blob in blobs.items()}


def _place(folder: Path | str) -> Path | None:
    return None if look(folder).why else Path(os.path.realpath(folder))


def _listed(folder: Path | str, *which: str) -> tuple[str, ...] | None:
    place = _place(folder)
    if place is None:
        return None
    names = _git(place, "ls-files", "-z", *which).out.split(b"\0")
    return tuple(sorted({os.fsdecode(name) for name in names if name}))


def _changes(place: Path, of: Sequence[str], path: str = "") -> Iterator[Change]:
    """Yield what each commit brought at or below a path in a folder, now and where it lay before, oldest commit first."""
    folders = _folders(place, of)
    for commit, when, name, _, blob in _raw(place, of, [folder + path for folder in folders]):
        folder = max((folder for folder in folders if name.startswith(folder)), key=len)
        within = folders[folder]
        if within is None or commit in within:
            yield Change(commit=commit, when=_day(when), path=name[len(folder) :], blob=blob, folder=folder)


def _raw(place: Path, of: Sequence[str], paths: Sequence[str]) -> Iterator[tuple[str, bytes, str, str, str]]:
    """Yield commit, time, path from the top, and the names of the contents before and after; a merge is compared with each of its parents."""
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
        if mode == b"160000":  # a repository of its own within this one
            continue
        before, after = ("" if _NOTHING.fullmatch(blob.decode()) else blob.decode() for blob in blobs)
        yield commit.decode("ascii"), times[commit], name, before, after


def _folders(place: Path, of: Sequence[str]) -> dict[str, frozenset[str] | None]:
    """Return where a folder lies and where it lay before, from the top of its repository, each with the commits that count: None for all.

    Of an earlier place that lies in a later one, or around it, only what led to the move is the review's.
    """
    found: dict[str, frozenset[str] | None] = {(here := _prefix(place)): None}
    unfollowed = [here]
    while unfollowed:
        folder = unfollowed.pop()
        for commit, _, _, before, after in tuple(_raw(place, of, [folder + _MARK])):
            for origin in _origins(place, commit, folder) if after and not before else ():
                within = None
                if any(origin.startswith(one) or one.startswith(origin) for one in found):
                    within = frozenset(_git(place, "rev-list", commit).out.decode("ascii").split())
                if origin not in found:
                    unfollowed.append(origin)
                    found[origin] = within
    return found


def _origins(place: Path, commit: str, folder: str) -> Sequence[str]:
    """Return the folders from which a commit moved a review, or copied it where the original was removed later: those with most of its files."""
    before = _tree(place, f"{commit}^")
    if folder + _MARK in before:
        return ()
    after = _tree(place, commit)
    inside = {name[len(folder) :]: blob for name, blob in after.items() if name.startswith(folder)}
    tops = [n.removesuffix(_MARK) for n in before if n == _MARK or n.endswith(f"/{_MARK}")]
    alike = {top: sum(before.get(top + rest) == blob for rest, blob in inside.items()) for top in tops}
    gone = [top for top in tops if top + _MARK not in after]
    if not gone:
        now = _tree(place, "HEAD")
        gone = [top for top in tops if top + _MARK not in now and 2 * alike[top] >= len(inside)]
    most = max((alike[top] for top in gone), default=0)
    return [top for top in gone if alike[top] == most] if most or len(gone) == 1 else ()


def _tree(place: Path, commit: str) -> dict[str, str]:
    """Return the files of a commit by their path from the top of the repository, each with the name of its content; none of a commit that is not there.

    Links and repositories within are left out, and so are paths that no work tree may have.
    """
    if _code(place, "rev-parse", "-q", "--verify", f"{commit}^{{commit}}"):
        return {}
    found: dict[str, str] = {}
    for row in _git(place, "ls-tree", "-r", "-z", "--full-tree", commit).out.split(b"\0"):
        about, _, name = row.partition(b"\t")
        if about.split(b" ")[0] not in (b"100644", b"100755"):
            continue
        path = os.fsdecode(name)
        if "\\" not in path and not _FORBIDDEN & {part.lower() for part in path.split("/")}:
            found[path] = about.split(b" ")[2].decode("ascii")
    return found


def _prefix(place: Path) -> str:
    """Return where a folder lies in its repository: empty, or a path that ends in `/`."""
    return os.fsdecode(_git(place, "rev-parse", "--show-prefix").out.removesuffix(b"\n"))


def _day(seconds: bytes) -> dt.date:
    """Return the day of a commit, which anybody may have set: the first or last day there is for one beyond all calendars."""
    try:
        return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return dt.date.min if seconds.startswith(b"-") else dt.date.max


def _contents(
    place: Path, blobs: Iterable[str], *, largest: int | None, kinds: Collection[str] = ("blob",)
) -> Iterator[tuple[str, bytes]]:
    """Yield each content by its name, a few at a time; what the clone does not hold, or is larger than said, is left out."""
    wanted = [blob for blob in dict.fromkeys(blobs) if blob]
    if not wanted:
        return
    asked = "".join(f"{blob}\n" for blob in wanted).encode("ascii")
    some: list[str] = []
    size = 0
    for line in _git(place, "cat-file", "--batch-check", data=asked).out.splitlines():
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
    """Return what git answered. `HistoryError` if it failed."""
    done = _called(place, arguments, data)
    if done.code:
        known = next((ours for theirs, ours in _SAID if theirs in done.said), "")
        raise HistoryError(
            known or f"git could not read the repository (`git fsck` may say why; exit code {done.code})"
        )
    return done


def _code(place: Path, *arguments: str) -> int:
    """Return the exit code of a question to git, whose answer it is."""
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
    """Return the first git on the PATH: never one in the folder one is in."""
    for folder in os.get_exec_path():
        found = shutil.which(str(Path(folder) / "git")) if Path(folder).is_absolute() else None
        if found:
            return found
    raise HistoryError("git is not installed")


def _environment() -> dict[str, str]:
    """Return the environment of a call: what a hook or a user set for git is left out, but for where its settings lie."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {**kept, **_SET}
