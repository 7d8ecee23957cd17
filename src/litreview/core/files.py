"""Files: read or refused, never passed over in silence; written whole or not at all, and never over an input.

What is written goes into a temporary file first, `.litreview-….tmp` in the same folder, and is then renamed. Its writer holds a
lock on it: one that nobody holds was left by a program that was ended, and whoever next writes into that folder removes it.
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
"""How the name of a temporary file begins and ends."""
# what Windows takes for a device, whatever the ending
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
# of a name that is percent-encoded: the figures of a code are none
_CAPITALS = re.compile(r"(?<!%)(?<!%[0-9A-F])[A-Z]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONG_AGO = 3600.0  # seconds: where there are no locks, an older temporary file is nobody's any more


def read_bytes(path: Path | str) -> bytes:
    """Return what is in a file. `InputError` if it can't be read, or is a pipe or a device: that would be waited for, and may have no end."""
    with opened(path) as file:
        return file.read()


@contextlib.contextmanager
def opened(path: Path | str) -> Iterator[BinaryIO]:
    """Yield an open file. `InputError` as of `read_bytes`, also for what can't be read of it later on."""
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
    r"""Return a path as a text that every output can hold: `/` between its parts, bytes that are no UTF-8 and control characters as `\xe9`.

    Python keeps such bytes as lone surrogates, which open the file and cannot be written down.

    >>> name_of("bib/caf\udce9.bib"), name_of("bib/café.bib"), name_of("a\x1bb.bib")
    ('bib/caf\\xe9.bib', 'bib/café.bib', 'a\\x1bb.bib')
    """
    name = os.fsencode(Path(path).as_posix()).decode("utf-8", errors="backslashreplace")
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", name)


def walk(folder: Path | str) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield each folder at and below `folder` with the names of folders and files in it, as `os.walk` does.

    `InputError` for a folder that can't be read: what people decided must not be missing because it was passed over.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(error.filename or folder, error)

    for here, folders, names in os.walk(folder, onerror=refuse):
        yield Path(here), folders, names


def listing(folder: Path | str, ending: str) -> tuple[Path, ...]:
    """Return the files of this ending in a folder, in alphabetical order; none if there is no such folder.

    Hidden files are left out: `._KEY.md` is what macOS leaves beside KEY.md on other systems' disks. `InputError` for a folder
    that can't be read.
    """
    place = Path(folder)
    if not place.exists():
        return ()
    if not place.is_dir():
        raise InputError(str(folder), "is a file, where a folder is expected")
    _, _, names = next(walk(place))
    found = sorted(name for name in names if name.endswith(ending) and not name.startswith("."))
    return tuple(place / name for name in found)


def is_readme(name: str) -> bool:
    """Return whether a file tells people about its folder.

    >>> is_readme("README.md"), is_readme("readme"), is_readme("README2020.md")
    (True, True, False)
    """
    return name.split(".", maxsplit=1)[0].lower() == "readme"


def safe_name(key: str, others: Iterable[str] = ()) -> str:
    """Return the name, without its ending, of the file called after a key, which every system can hold; `unquote` gives the key back.

    Characters outside of `[A-Za-z0-9._-]` are percent-encoded, and so is what makes a name that of a device, of a hidden file or of a README, and a
    dot at its end. Where one of the `others` differs in capitals alone, which are one file on many systems, capitals are, too.

    >>> safe_name("Doe:2012"), safe_name("../con"), safe_name("con"), safe_name("README"), safe_name("Doe.")
    ('Doe%3A2012', '%2E.%2Fcon', '%63on', '%52EADME', 'Doe%2E')
    >>> safe_name("KEY", ["Key"]), safe_name("Key", ["KEY", "Key"]), safe_name("key", ["KEY"])
    ('%4B%45%59', '%4Bey', 'key')
    """
    name = quote(key.encode(errors="surrogatepass"), safe="").replace("~", "%7E")
    folded = key.casefold()
    if any(other != key and other.casefold() == folded for other in others):
        name = _CAPITALS.sub(lambda found: _encoded(found[0]), name)
    if name.startswith(".") or _DEVICES.match(name) or is_readme(name):
        name = _encoded(name[0]) + name[1:]
    return name.removesuffix(".") + "%2E" if name.endswith(".") else name


def _encoded(letter: str) -> str:
    return f"%{ord(letter):02X}"


def below(folder: Path | str) -> tuple[Path, ...]:
    """Return the files at and below a folder, in alphabetical order of their paths; none if there is no such folder.

    Hidden ones are left out, as in `listing`, and what tells people about the folder (README). `InputError` as there.
    """
    place = Path(folder)
    if not place.exists():
        return ()
    if not place.is_dir():
        raise InputError(str(folder), "is a file, where a folder is expected")
    found = []
    for here, folders, names in walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [here / name for name in names if not name.startswith(".") and not is_readme(name)]
    return tuple(sorted(found, key=lambda path: path.as_posix()))


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
    """Write `data` to `path` at once: a temporary file beside it, then a rename. `OutputError` if that can't be.

    A temporary file that an ended program left in that folder is removed.
    """
    _write_at_once(Path(path), (data,), name=str(path))


def write_pieces(path: Path | str, pieces: Iterable[bytes]) -> None:
    """Write pieces one behind the other as they come, for what is larger than memory, and all at once (see `write_bytes`)."""
    _write_at_once(Path(path), pieces, name=str(path))


def _write_at_once(target: Path, data: Iterable[bytes], *, name: str, keep: bool = False) -> None:
    """Write as `write_bytes` says; to `keep` is to wait until it is on the disk."""
    if target.is_dir() or name.endswith(("/", os.sep)):
        raise OutputError(name, "is a folder; name a file")
    try:
        if (
            target.exists() and not target.is_file()
        ):  # a device or a pipe, such as /dev/null: nothing to put in its place
            with target.open("wb", buffering=0) as stream:
                for piece in data:
                    write_all(stream.write, piece)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        handle, temporary = _held_temporary(target.parent)
        try:
            _replace(target, handle, Path(temporary), data, keep=keep)
        finally:  # also when a person breaks off
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(name, error) from error


def _replace(target: Path, handle: int, temporary: Path, data: Iterable[bytes], *, keep: bool) -> None:
    try:
        for piece in data:
            write_all(functools.partial(os.write, handle), piece)
        if keep:
            os.fsync(handle)
        # mkstemp makes a private file; the result should have the mode that any new file has
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        if fcntl is not None:  # while it is held, so that nobody takes it for one that was left
            temporary.replace(target)
    finally:
        os.close(handle)
    if fcntl is None:  # Windows renames no open file
        temporary.replace(target)


def write_text(path: Path | str, text: str) -> None:
    """Write `text` as UTF-8, line ends as they are, at once (see `write_bytes`)."""
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def append_text(path: Path | str, after: Callable[[bytes], str]) -> None:
    """Add what `after` returns for the present content at the end of `path`: all of it, on the disk when this returns, or nothing.

    What is there stays, to the byte. The whole is written beside it and put in its place, since a program that is killed while it
    appends leaves half a line, which would be read as a whole one. Two programs that append wait for each other. `OutputError` if it
    can't be.
    """
    target = Path(os.path.realpath(path))  # a link stays one
    make_folder(target.parent)
    with locked(target.parent):
        present = read_bytes(target) if target.exists() else b""
        added = after(present).encode("utf-8", errors="backslashreplace")
        _write_at_once(target, (present, added), name=str(path), keep=True)


def replace_text(path: Path | str, text: str, check: Callable[[bytes], object]) -> None:
    """Write `text` to `path` at once, on the disk when this returns, if `check` lets the present content go: what it raises goes on.

    `check` gets `b""` where there is no file. Two programs that replace wait for each other. A link is replaced and not followed.
    """
    target = Path(path)
    make_folder(target.parent)
    with locked(target.parent):
        check(read_bytes(target) if target.exists() else b"")
        if text or target.exists():
            _write_at_once(target, (text.encode("utf-8"),), name=str(path), keep=True)


def write_all(write: Callable[[memoryview], int | None], data: bytes) -> None:
    """Call `write` until it has taken all of the data: on a disk that is nearly full it takes a part, and says so by the count."""
    rest = memoryview(data)
    while rest:
        taken = write(rest)
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[taken:]


def make_folder(path: Path | str) -> None:
    """Make a folder and those above it, unless it is there. `OutputError` if that can't be."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextlib.contextmanager
def locked(folder: Path | str) -> Iterator[None]:
    """Hold a folder while writing several files that belong together: another program of ours waits. It leaves no file behind."""
    if fcntl is None:
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        _hold(handle)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def held(folder: Path | str) -> Iterator[bool]:
    """Hold a folder as `locked` does, and yield whether it is the one of that name: a program that held it before may have taken it away."""
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


def _hold(handle: int, *, wait: bool = True) -> bool:
    """Lock an open file until it is closed; return False if another program holds it and this one does not `wait`."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks
        return False
    return True


def _held_temporary(folder: Path) -> tuple[int, str]:
    """Return the handle and the path of a new temporary file, held by this program."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_TEMPORARY[0], suffix=_TEMPORARY[1])
        _hold(handle)
        # between its making and its lock another program may have taken it for one that was left
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove the temporary files in a folder whose writers are gone. One that can't be removed is left."""
    for name in os.listdir(folder):  # noqa: PTH208 - names are all that is needed, of what may be a large folder
        if name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1]):
            with contextlib.suppress(OSError):
                _remove_if_left(folder / name)


def _remove_if_left(path: Path) -> None:
    if fcntl is None:
        if time.time() - path.stat().st_mtime > _LONG_AGO:
            path.unlink()
        return
    handle = os.open(path, os.O_RDWR)
    try:
        if _hold(handle, wait=False):
            path.unlink()
    finally:
        os.close(handle)


def refuse_overwriting(outputs: Iterable[Path | str], inputs: Iterable[Path | str] = ()) -> None:
    """Raise `OutputError` if an output is one of the inputs, through whatever link, or if two outputs are one file.

    Two names that differ in case only are one file on many systems, so they are refused on all.
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
    """Return what a file is the same file by, None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of strings and Paths alike
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
