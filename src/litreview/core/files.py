"""Reads and writes files: a file is read or refused, never skipped silently; it is written completely or not at all, never over an input.

New content goes into a temporary file `.litreview-….tmp` in the same folder, which is then renamed. The writer keeps a
lock on it. An unlocked one was left by a program that died, and the next write into that folder removes it.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from litreview.core.errors import InputError, MissingFileError, OutputError, no_room

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_TEMPORARY = (".litreview-", ".tmp")
"""Prefix and suffix of temporary files."""
# names that Windows takes for a device, whatever the ending
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
# capitals of a percent-encoded name, without those of the codes
_CAPITALS = re.compile(r"(?<!%)(?<!%[0-9A-F])[A-Z]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONG_AGO = 3600.0  # seconds: on a disk without locks, an older temporary file is taken for abandoned


def read_bytes(path: Path | str) -> bytes:
    """Return the content of a file. `InputError` if it can't be read, or is a pipe or a device, which may have no end."""
    with opened(path) as file:
        return file.read()


@contextlib.contextmanager
def opened(path: Path | str) -> Iterator[BinaryIO]:
    """Yield an open file. `InputError` as in `read_bytes`, also for errors of later reads."""
    if is_stream(path):
        raise InputError(str(path), "is a pipe or a device, and no file; take it out of the folder")
    try:
        with Path(path).open("rb") as file:
            yield file
    except OSError as error:
        raise _unreadable(path, error) from error


def is_stream(path: Path | str) -> bool:
    """Return whether a path leads to a pipe, a socket or a device: neither file nor folder."""
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def name_of(path: Path | str) -> str:
    r"""Return a path as printable text: `/` between its parts, control characters and bytes that are no UTF-8 as `\xe9`.

    Python represents such bytes as lone surrogates, which open the file but cannot be encoded.

    >>> name_of("bib/caf\udce9.bib"), name_of("bib/café.bib"), name_of("a\x1bb.bib")
    ('bib/caf\\xe9.bib', 'bib/café.bib', 'a\\x1bb.bib')
    """
    name = os.fsencode(Path(path).as_posix()).decode("utf-8", errors="backslashreplace")
    return _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", name)


def walk(folder: Path | str) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield each folder at and below `folder` with the names of folders and files in it, as `os.walk` does.

    `InputError` for a folder that can't be read: a skipped folder could hide people's decisions.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(error.filename or folder, error)

    for here, folders, names in os.walk(folder, onerror=refuse):
        yield Path(here), folders, names


def listing(folder: Path | str, ending: str) -> tuple[Path, ...]:
    """Return the files of this ending in a folder, in alphabetical order; none if there is no such folder.

    Hidden files are left out: macOS writes `._KEY.md` next to KEY.md on other systems' disks. `InputError` for a folder
    that can't be read.
    """
    place = Path(folder)
    if not place.exists():
        return ()
    if not place.is_dir():
        raise InputError(str(folder), "is a file, where a folder is expected")
    _, _, names = next(walk(place))
    selected = sorted(name for name in names if name.endswith(ending) and not name.startswith("."))
    return tuple(place / name for name in selected)


def is_readme(name: str) -> bool:
    """Return whether a file is a README of its folder.

    >>> is_readme("README.md"), is_readme("readme"), is_readme("README2020.md")
    (True, True, False)
    """
    return name.split(".", maxsplit=1)[0].lower() == "readme"


def safe_name(key: str, others: Iterable[str] = ()) -> str:
    """Return a file name for a key, without ending, that is valid on every system; `unquote` returns the key.

    Characters outside `[A-Za-z0-9._-]` are percent-encoded, and so is a dot at the end. The first letter is, too, where the name would be
    that of a device, a hidden file or a README. Capitals are where one of the `others` differs in capitals alone: on many systems
    these would be one file.

    >>> safe_name("Doe:2012"), safe_name("../con"), safe_name("con"), safe_name("README"), safe_name("Doe.")
    ('Doe%3A2012', '%2E.%2Fcon', '%63on', '%52EADME', 'Doe%2E')
    >>> safe_name("KEY", ["Key"]), safe_name("Key", ["KEY", "Key"]), safe_name("key", ["KEY"])
    ('%4B%45%59', '%4Bey', 'key')
    """
    name = quote(key.encode(errors="surrogatepass"), safe="").replace("~", "%7E")
    folded = key.casefold()
    if any(other != key and other.casefold() == folded for other in others):
        name = _CAPITALS.sub(lambda match: _encoded(match[0]), name)
    if name.startswith(".") or _DEVICES.match(name) or is_readme(name):
        name = _encoded(name[0]) + name[1:]
    return name.removesuffix(".") + "%2E" if name.endswith(".") else name


def _encoded(letter: str) -> str:
    return f"%{ord(letter):02X}"


def files_below(folder: Path | str) -> tuple[Path, ...]:
    """Return the files in a folder and its subfolders, in alphabetical order of their paths; none if there is no such folder.

    Hidden files are left out, as in `listing`, and so is a README. `InputError` as there.
    """
    place = Path(folder)
    if not place.exists():
        return ()
    if not place.is_dir():
        raise InputError(str(folder), "is a file, where a folder is expected")
    paths = []
    for here, folders, names in walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [here / name for name in names if not name.startswith(".") and not is_readme(name)]
    return tuple(sorted(paths, key=lambda path: path.as_posix()))


def _unreadable(path: Path | str | bytes, error: OSError) -> InputError:
    why = f"cannot be read: {error.strerror or error}"
    place = Path(os.fsdecode(path))
    if place.is_symlink() and not place.exists():
        why += "; it is a link that leads nowhere, remove it or set it anew"
    kind = MissingFileError if isinstance(error, FileNotFoundError) else InputError
    return kind(os.fsdecode(path), why)


def _unwritable(path: Path | str, error: OSError) -> OutputError:
    return OutputError(str(path), f"cannot be written: {error.strerror or error}{no_room(error)}")


def write_bytes(path: Path | str, data: bytes) -> None:
    """Write `data` to `path` atomically: to a temporary file in the same folder, then by a rename. `OutputError` if that fails.

    Abandoned temporary files in that folder are removed.
    """
    _write_at_once(Path(path), (data,), name=str(path))


def write_pieces(path: Path | str, pieces: Iterable[bytes]) -> None:
    """Write pieces one after the other, for content larger than memory; atomic like `write_bytes`."""
    _write_at_once(Path(path), pieces, name=str(path))


def _write_at_once(target: Path, data: Iterable[bytes], *, name: str, keep: bool = False) -> None:
    """Write atomically, as `write_bytes` describes; `keep`: wait until the data is on the disk."""
    if target.is_dir() or name.endswith(("/", os.sep)):
        raise OutputError(name, "is a folder; name a file")
    try:
        if (
            target.exists() and not target.is_file()
        ):  # a device or a pipe, such as /dev/null, is written to, not replaced
            with target.open("wb", buffering=0) as stream:
                for piece in data:
                    write_all(stream.write, piece)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(target.parent)
        handle, temporary = _locked_temporary(target.parent)
        try:
            _replace(target, handle, Path(temporary), data, keep=keep)
        finally:  # also after Ctrl-C
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(name, error) from error


def _replace(target: Path, handle: int, temporary: Path, data: Iterable[bytes], *, keep: bool) -> None:
    try:
        for piece in data:
            write_all(functools.partial(os.write, handle), piece)
        if keep:
            os.fsync(handle)
        # mkstemp makes a private file; the result gets the mode of any new file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        if fcntl is not None:  # while it is locked, so that nobody takes it for an abandoned one
            temporary.replace(target)
    finally:
        os.close(handle)
    if fcntl is None:  # Windows renames no open file
        temporary.replace(target)


def write_text(path: Path | str, text: str) -> None:
    """Write `text` as UTF-8 with unchanged line ends; atomic like `write_bytes`."""
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def append_text(path: Path | str, after: Callable[[bytes], str]) -> None:
    """Append the text that `after` returns for the present content; all of it is on the disk when this returns, or nothing.

    The present content stays, to the byte. Old and new content are written as a new file: a program killed while it appends in place
    leaves half a line, which would be read as a whole one. Two programs that append wait for each other. `OutputError` if it fails.
    """
    target = Path(os.path.realpath(path))  # a link stays one
    make_folder(target.parent)
    with locked(target.parent):
        present = read_bytes(target) if target.exists() else b""
        added = after(present).encode("utf-8", errors="backslashreplace")
        _write_at_once(target, (present, added), name=str(path), keep=True)


def replace_text(path: Path | str, text: str, check: Callable[[bytes], object]) -> None:
    """Replace the content of `path` atomically, on the disk when this returns, unless `check` of the present content raises.

    `check` gets `b""` if there is no file. Two programs that replace wait for each other. A link is replaced, not followed.
    """
    target = Path(path)
    make_folder(target.parent)
    with locked(target.parent):
        check(read_bytes(target) if target.exists() else b"")
        if text or target.exists():
            _write_at_once(target, (text.encode("utf-8"),), name=str(path), keep=True)


def write_all(write: Callable[[memoryview], int | None], data: bytes) -> None:
    """Call `write` until it has taken all data: on a nearly full disk it takes a part, and returns how much."""
    rest = memoryview(data)
    while rest:
        taken = write(rest)
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[taken:]


def make_folder(path: Path | str) -> None:
    """Make a folder and its parents, unless it exists. `OutputError` if that fails."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextlib.contextmanager
def locked(folder: Path | str) -> Iterator[None]:
    """Lock a folder while several files that belong together are written; other runs of litreview wait. No lock file is written."""
    if fcntl is None:
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        lock_file(handle)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock_if_exists(folder: Path | str) -> Iterator[bool]:
    """Lock a folder like `locked`; yield False if it was deleted or replaced while waiting for the lock."""
    with contextlib.ExitStack() as stack:
        try:
            waited_for = os.stat(folder)  # noqa: PTH116 - of strings and Paths alike
            stack.enter_context(locked(folder))
            is_there = os.path.samestat(waited_for, os.stat(folder))  # noqa: PTH116
        except (FileNotFoundError, OutputError):
            if Path(folder).exists():
                raise
            is_there = False
        yield is_there


def lock_file(handle: int, *, wait: bool = True) -> bool:
    """Lock an open file until it is closed; return False if another program has it locked and this one does not `wait`."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # another program has it locked, or the disk has no locks
        return False
    return True


def _locked_temporary(folder: Path) -> tuple[int, str]:
    """Return the handle and the path of a new temporary file, locked by this program."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_TEMPORARY[0], suffix=_TEMPORARY[1])
        lock_file(handle)
        # before it was locked, another program may have removed it as abandoned
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)


def _remove_abandoned(folder: Path) -> None:
    """Remove the abandoned temporary files of a folder, as far as they can be removed."""
    for name in os.listdir(folder):  # noqa: PTH208 - only names are needed, and the folder may be large
        if name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1]):
            with contextlib.suppress(OSError):
                _remove_if_unlocked(folder / name)


def _remove_if_unlocked(path: Path) -> None:
    if fcntl is None:
        if time.time() - path.stat().st_mtime > _LONG_AGO:
            path.unlink()
        return
    handle = os.open(path, os.O_RDWR)
    try:
        if lock_file(handle, wait=False):
            path.unlink()
    finally:
        os.close(handle)


def refuse_overwriting(outputs: Iterable[Path | str], inputs: Iterable[Path | str] = ()) -> None:
    """Raise `OutputError` if an output is one of the inputs, also through links, or if two outputs are one file.

    Two names that differ only in case are one file on many systems, so they are refused everywhere.
    """
    names = [str(output) for output in outputs]
    read = {known for source in inputs if (known := _identity(source))}
    taken: set[tuple[int, int] | str] = set()
    for name in names:
        known = _identity(name)
        marks: set[tuple[int, int] | str] = {os.path.realpath(name).casefold()}
        if known:
            marks.add(known)
        if known in read:
            raise OutputError(
                name, "is one of the inputs, and inputs are never overwritten; name another file"
            )
        if taken & marks:
            raise OutputError(name, "two outputs can't go to one file; name another for one of them")
        taken |= marks


def _identity(path: Path | str) -> tuple[int, int] | None:
    """Return the device and inode that identify a file, None if it doesn't exist."""
    try:
        status = os.stat(path)  # noqa: PTH116 - of strings and Paths alike
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
