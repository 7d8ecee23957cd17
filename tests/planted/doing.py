"""Runs in the planted review, and all that they gave out: what was printed, and every file outside private/."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from standin.server import Standin

from planted.folder import Planted, link_private, plant
from planted.runs import Run

__all__ = ["Ground", "Leak", "lay", "perform", "readable", "search_cache"]

ASK = ("enrich", "verify", "zotero")
"""The commands that may ask a registry, or Zotero; for every run a stand-in is there to be asked."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that was told: the place it was planted in, the run, where it came out and how it was written."""

    place: str
    run: str
    out: str
    how: str


@dataclass(slots=True)
class Ground:
    """The planted review, a copy of it whose private/ is a link, and the state of both that each run begins with."""

    place: Path
    planted: Planted
    linked: Path
    state: dict[Path, bytes] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, str]:
        """What the {places} of runs stand for."""
        planted = self.planted
        found = {
            "place": str(self.place),
            "review": str(planted.folder),
            "linked": str(self.linked),
            "private": str(planted.folder / "private"),
            "out": str(self.place / "out"),
        }
        for name, values in (
            ("key", planted.keys[2:]),
            ("sheet", planted.sheets),
            ("private", planted.private_files),
            ("marked", planted.marked_files),
        ):
            found |= {f"{name}{n}": str(value) for n, value in enumerate(values)}
        return found | {"tail2": planted.keys[2][1:]}


def lay(place: Path) -> Ground:
    """Return a fresh planted review below `place`."""
    planted = plant(place)
    ground = Ground(place=place, planted=planted, linked=link_private(planted, place))
    ground.state = _shown(ground)
    for folder in _whole(ground):
        shutil.copytree(folder, _kept(ground) / folder.name, symlinks=True)
    return ground


def _shown(ground: Ground) -> dict[Path, bytes]:
    """Return the bytes of every file that is not below a private folder; links are not followed."""
    found = {}
    for folder, folders, names in os.walk(ground.place):
        folders[:] = [name for name in folders if name not in ("private", "vault")]
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                found[path] = path.read_bytes()
    return found


def perform(run: Run, ground: Ground) -> tuple[list[Leak], str] | None:
    """Return the leaks of a run and what else is wrong with how it ended; None if there is no such file to run it on."""
    from litreview.cli import main

    places = ground.places
    try:
        words = [_filled(word, places) for word in run.words]
        stands = _filled(run.stands, places)
        piped = Path(_filled(run.piped, places)).read_bytes() if run.piped else run.typed.encode()
    except KeyError:
        return None
    out = ground.place / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    before = Path.cwd()
    takes_out = words[0] in ("withdraw", "destroy")
    if takes_out:  # whatever commands before it have written below private/
        _put_back(ground)
    os.chdir(stands)
    try:
        # a shell tells by which way one came into a folder
        cache = out / "cache" if words[0] in ASK else _cache(ground)  # what is not there is asked anew
        env = {"COLUMNS": "200", "PWD": stands, "LITREVIEW_CACHE": str(cache)}
        with Standin() as registries:
            result = CliRunner().invoke(main, words, input=piped, env={**env, **registries.environ()})
    finally:
        os.chdir(before)
    fault = _fault(run, result.exit_code, result.exception)
    leaks = []
    typed = ground.planted.garden.found(" ".join(words))
    # a message may say a name back to whoever typed it
    leaks += [
        Leak(where, run.name, "printed", how)
        for where, how in ground.planted.garden.found(
            _text(result.stdout_bytes + result.stderr_bytes)
        ).items()
        if where not in typed
    ]
    sent = ground.planted.garden.found(json.dumps(registries.requests, ensure_ascii=False))
    leaks += [Leak(where, run.name, "sent to a registry", how) for where, how in sent.items()]
    if registries.requests and words[0] not in ASK:
        fault = f"{words[0]} asked a registry"
    after = _shown(ground)
    for path, data in after.items():
        if ground.state.get(path) == data:
            continue
        new = _added(data, ground.state.get(path, b""))
        name = str(path.relative_to(ground.place))
        # what a person wrote into a sheet may stand among that person's decisions: there is its place
        own = "a sheet that came back" if path.parent.name == "decisions" else "nothing"
        found = _found(ground, name, new)
        leaks += [
            Leak(where, run.name, name, how) for where, how in found.items() if not where.startswith(own)
        ]
        if path in ground.state:
            path.write_bytes(ground.state[path])
        else:
            path.unlink()
    if takes_out:
        _put_back(ground)
    return list(dict.fromkeys(leaks)), fault


def search_cache(ground: Ground) -> list[Leak]:
    """Return the secrets in what runs have stored for the next ones in the user's cache folder, and empty it."""
    leaks = [
        Leak(where, "", path.name, how)
        for path in _cache(ground).rglob("*")
        if path.is_file()
        for where, how in _found(ground, path.name, path.read_bytes()).items()
    ]
    shutil.rmtree(_cache(ground), ignore_errors=True)
    return leaks


def _cache(ground: Ground) -> Path:
    return ground.place.with_name(f"{ground.place.name}-cache")


def _kept(ground: Ground) -> Path:
    """Return where the copy of all that a run may take out is, private files too, as it was laid."""
    return ground.place.with_name(f"{ground.place.name}-kept")


def _put_back(ground: Ground) -> None:
    for folder in _whole(ground):
        shutil.rmtree(folder)
        shutil.copytree(_kept(ground) / folder.name, folder, symlinks=True)


def _whole(ground: Ground) -> tuple[Path, ...]:
    return (ground.planted.folder, ground.linked, ground.place / "vault")


def _filled(text: str, places: dict[str, str]) -> str:
    return text.format_map(places)


def _fault(run: Run, exit_code: int, exception: BaseException | None) -> str:
    if exception is not None and not isinstance(exception, SystemExit):
        return f"{type(exception).__name__}: {exception}"
    if run.exit is not None and exit_code != run.exit:
        return f"exit {exit_code} instead of {run.exit}"
    return ""


def _added(data: bytes, before: bytes) -> bytes:
    """Return what a file did not hold before: of a file that grew, the new part; of any other, its new lines."""
    if data.startswith(before):
        return data.removeprefix(before)
    held = set(before.split(b"\n"))
    return b"\n".join(line for line in data.split(b"\n") if line not in held)


def _found(ground: Ground, name: str, data: bytes) -> dict[str, str]:
    leaks = ground.planted.garden.found(name)
    for text in readable(data):
        for where, how in _search(ground, text).items():
            leaks.setdefault(where, how)
    return leaks


def _search(ground: Ground, text: str) -> dict[str, str]:
    return _searched(id(ground), ground.planted.garden.found, text)


@functools.lru_cache(maxsize=4096)
def _searched(_owner: int, found: object, text: str) -> dict[str, str]:
    return found(text)  # type: ignore[operator,no-any-return]


def readable(data: bytes) -> Iterator[str]:
    """Yield the texts in a file: the members of an archive, the streams and words of a PDF, the values of a store, and the file itself."""
    if data[:15] == b"SQLite format 3":
        # a long value is parted by the pages of the file
        with contextlib.closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(data)
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in base.execute(f"SELECT * FROM {name}"):
                    yield from (_text(one) if isinstance(one, bytes) else str(one) for one in row)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from readable(archive.read(name))
        return
    if data[:4] == b"%PDF":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            try:
                yield _text(zlib.decompress(stream))
            except zlib.error:
                continue
        if shutil.which("pdftotext"):
            done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=False)
            yield _text(done.stdout)
    text = _text(data)
    yield text
    if "</" in text:
        yield re.sub(r"<[^<>]*>", "", text)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
