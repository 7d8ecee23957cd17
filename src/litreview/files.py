"""Files: read or refused, never passed over in silence; written whole or not at all, and never over an input."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from litreview.errors import InputError, OutputError

__all__ = ["append_text", "listing", "read_bytes", "refuse_inputs", "walk", "write_bytes", "write_text"]


def read_bytes(path: Path | str) -> bytes:
    """Return what is in a file. `InputError` if it can't be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


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


def _unreadable(path: Path | str | bytes, error: OSError) -> InputError:
    return InputError(os.fsdecode(path), f"cannot be read: {error.strerror or error}")


def write_bytes(path: Path | str, data: bytes) -> None:
    """Write `data` to `path` at once: a temporary file beside it, then a rename. `OutputError` if that can't be."""
    target = Path(path)
    if target.is_dir() or str(path).endswith(("/", os.sep)):
        raise OutputError(str(path), "is a folder; name a file")
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes a private file; the result should have the mode that any new file has
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    finally:  # also when a person breaks off
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def write_text(path: Path | str, text: str) -> None:
    """Write `text` as UTF-8, line ends as they are, at once (see `write_bytes`)."""
    write_bytes(path, text.encode("utf-8", errors="surrogatepass"))


def append_text(path: Path | str, text: str) -> None:
    """Add `text` at the end of `path` in one write that is on the disk when this returns; what stands there is not touched.

    Two programs that append to one file lose nothing of each other. `OutputError` if that can't be.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(handle, text.encode("utf-8", errors="surrogatepass"))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error


def refuse_inputs(output: Path | str, inputs: Iterable[Path | str]) -> None:
    """Raise `OutputError` if `output` is one of the `inputs`, through whatever link."""
    target = Path(output)
    if not target.exists():
        return
    for name in inputs:
        source = Path(name)
        if source.exists() and source.samefile(target):
            raise OutputError(
                str(output), "is one of the inputs, and inputs are never overwritten; name another file"
            )
