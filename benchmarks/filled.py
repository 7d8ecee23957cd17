"""A disk that is full: what a command writes is whole or absent, it says so, and the next run on a disk with room is right.

Needs the right to mount a small tmpfs; says so where that is denied.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

__all__ = ["fill"]

SIZE = 8_000_000
STEP = 4_096  # what a tmpfs hands out at once
LINES, HASHES = "decisions/ann.tsv", "out/.litreview-hashes.json"
FREE = (*range(0, 40 * STEP, STEP), 60 * STEP, 90 * STEP, 140 * STEP, 200 * STEP)


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Yield a folder on a disk of its own, None where none may be mounted."""
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], capture_output=True, check=False
        )
        if done.returncode:
            yield None
            return
        try:
            yield Path(place)
        finally:
            os.chdir("/")
            subprocess.run(["umount", place], check=False)


@contextmanager
def _left(disk: Path, free: int) -> Iterator[None]:
    """Leave so many bytes free while the block runs."""
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    room = state.f_bavail * state.f_frsize - free
    ballast.write_bytes(b"\0" * max(0, room))
    try:
        yield
    finally:
        ballast.unlink()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def _call(*words: str) -> Result:
    from litreview.cli import main

    return CliRunner().invoke(main, words)


def _review(disk: Path) -> Path:
    """Make a small review, run once so that there are outputs to replace."""
    folder = disk / "review"
    _call("init", str(folder))
    return folder


def _commands(folder: Path) -> Mapping[str, Callable[[], Result]]:
    def decide() -> Result:
        return _call("decide", "tag", "Farrell2010Where", "protect", "--by", "ann", "--reason", "w" * 5_000, "-C", str(folder))  # fmt: skip

    return {
        "convert": lambda: _call("convert", str(folder), "-o", str(folder / "made.csv")),
        "decide": decide,
        "run": lambda: _call("run", str(folder)),
    }


def fill(count: int = len(FREE)) -> int:
    """Return the number of faults, after printing the figures."""
    with small_disk() as disk:
        if disk is None:
            print("not run: no tmpfs may be mounted here")
            return 0
        folder = _review(disk)
        faults: list[str] = []
        tried = failed = 0
        for name, command in _commands(folder).items():
            _clean(folder)
            command()
            expected = _files(folder)
            for free in FREE[:: max(1, len(FREE) // count)]:
                _clean(folder)
                before = _files(folder)
                with _left(disk, free):
                    result = command()
                    after = _files(folder)
                tried += 1
                failed += result.exit_code != 0
                again = command()
                found = [
                    *_wrong(result, before, after, expected),
                    *_not_right(again, _files(folder), expected),
                ]
                faults += [f"{name}, {free} bytes free: {fault}" for fault in found]
        for fault in faults[:40]:
            print(f"FAULT {fault}")
        print(
            f"{tried} commands on a disk with little or no room, {failed} of them had none and said so; {len(faults)} faults"
        )
        return len(faults)


def _clean(folder: Path) -> None:
    for path in [
        folder / "made.csv",
        folder / "decisions/ann.tsv",
        *folder.glob("out/**/*.*"),
    ]:
        path.unlink(missing_ok=True)


def _wrong(
    result: Result, before: Mapping[str, bytes], after: Mapping[str, bytes], expected: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield what is wrong after a command that may have had no room."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        yield f"{type(result.exception).__name__}: {result.exception}"
    for path, data in before.items():
        if after.get(path) != data:
            yield f"{path} was changed or lost"
    for path, data in after.items():
        if path == LINES:
            if not _whole_lines(data):
                yield f"half a line stands in {path}"
        elif path not in before and path in expected and path != HASHES and data != expected[path]:
            yield f"{path} is half written ({len(data)} of {len(expected[path])} bytes)"
    if result.exit_code == 0 and any(path not in after for path in expected):
        yield "something is missing, and it ended with 0"


def _not_right(again: Result, whole: Mapping[str, bytes], expected: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what is wrong after the next run, on a disk with room."""
    if again.exit_code != 0:
        yield f"the next run ends with {again.exit_code}: {again.output[-200:]}"
    yield from (f"left over after the next run: {path}" for path in whole if path not in expected)
    for path, data in expected.items():
        if path == LINES:
            if not _whole_lines(whole.get(path, b"")):
                yield "a line is not whole after the next run"
        elif whole.get(path) != data:
            yield f"{path} differs after the next run"


def _whole_lines(data: bytes) -> bool:
    # a new file that holds nothing yet is neither half nor whole
    lines = data.decode().split("\n")
    return lines[-1] == "" and all(line.count("\t") >= 7 for line in lines[:-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=len(FREE), help="try so many sizes of a disk")
    sys.exit(1 if fill(parser.parse_args().count) else 0)
