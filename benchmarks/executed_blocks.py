"""Which tests execute which blocks of the sources: measured once on a copy that marks each block as it runs, and stored.

A block is a run of statements that are executed one after another. In the copy each begins with a mark in one shared array of bytes, which
child processes write to as well. What a fixture of a module or session executes counts for every test that asks for it; what a cached
function or property executes counts for every test that gets its value; what runs while the package is imported counts for all tests.
What a test executed is stored by the digest of the sources, of its file and of the files that tests share.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import importlib
import mmap
import os
import pickle
import pkgutil
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).resolve().parents[1]
STORE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "litreview-mutations"
"""The folder of what was measured."""
MARK = "_executed_blocks"
"""The name of the array in the copy, and of the module that opens it."""
SHARED = ("bib", "docs", "examples")
"""Folders that tests read; a change in one may change what any test executes."""
COMPOUND = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Match)

Block = tuple[str, int, int]
"""A block: its file, and the line and column at which it begins."""


def blocks_of(body: list[ast.stmt]) -> dict[int, tuple[int, int]]:
    """Return for each node in the body of a function, by its id, where its block begins."""
    found: dict[int, tuple[int, int]] = {}

    def visit(node: ast.AST, start: tuple[int, int]) -> None:
        found[id(node)] = start
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and all(isinstance(each, ast.stmt) for each in value):
                enter(value)
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    visit(each, start)

    def enter(statements: list[ast.stmt]) -> None:
        for start, block in _runs(statements):
            for statement in block:
                visit(statement, start)

    enter(body)
    return found


def _runs(statements: list[ast.stmt]) -> Iterator[tuple[tuple[int, int], list[ast.stmt]]]:
    """Yield the blocks of a list of statements, each up to the first statement that has statements of its own."""
    run: list[ast.stmt] = []
    for statement in statements:
        run.append(statement)
        if isinstance(statement, COMPOUND):
            yield (run[0].lineno, run[0].col_offset), run
            run = []
    if run:
        yield (run[0].lineno, run[0].col_offset), run


class _Marking(ast.NodeTransformer):
    """Puts a mark at the beginning of each block of the functions of a module."""

    def __init__(self, file: str, numbers: dict[Block, int]) -> None:
        self.file, self.numbers, self.depth = file, numbers, 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.depth += 1
        node.body = self._marked(node.body)
        self.depth -= 1
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and all(isinstance(each, ast.stmt) for each in value):
                setattr(
                    node, name, self._marked(value) if self.depth else [self.visit(each) for each in value]
                )
            else:
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, ast.AST):
                        self.visit(each)
        return node

    def _marked(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for start, block in _runs(statements):
            number = self.numbers.setdefault((self.file, *start), len(self.numbers))
            mark = ast.parse(f"{MARK}[{number}] = 1").body
            first = block[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            visited = [self.visit(statement) for statement in block]
            made += [*visited[:documented], *mark, *visited[documented:]]
        return made


def mark(sources: Path, array: Path) -> dict[Block, int]:
    """Put the marks into a copy of the sources; return the number of each block."""
    numbers: dict[Block, int] = {}
    for path in sorted(sources.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        _Marking(str(path.relative_to(sources / "litreview")), numbers).visit(tree)
        at = next(
            (n for n, each in enumerate(tree.body) if not _is_first(each)),
            len(tree.body),
        )
        tree.body[at:at] = ast.parse(f"from {MARK} import {MARK}").body
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
    array.write_bytes(bytes(len(numbers)))
    (sources / f"{MARK}.py").write_text(
        f"import mmap\nwith open({str(array)!r}, 'r+b') as file:\n    {MARK} = mmap.mmap(file.fileno(), 0)\n"
    )
    return numbers


def _is_first(statement: ast.stmt) -> bool:
    """Return whether a statement has to stay before any other: a docstring, or a change of the language."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a test takes and executes: seconds, whether it passed, and a bit for each block."""

    seconds: float
    passed: bool
    bits: bytes

    def executes(self, number: int) -> bool:
        return bool(self.bits[number >> 3] >> (number & 7) & 1)


class Recorder:
    """A plugin of pytest that adds up what each test executes."""

    def __init__(self, array: mmap.mmap, key: Callable[[Any], str]) -> None:
        self.array, self.key = array, key
        self.empty = bytes(len(array))
        self.sets: list[int] = []
        self.known: dict[int, int] = {}
        self.used: list[set[int]] = [set()]
        self.fixtures: dict[Any, int] = {}
        self.tests: dict[str, Measured] = {}
        self.outcome: dict[str, tuple[float, bool]] = {}
        self.owner = os.getpid()
        self.imported = 0

    def begin(self) -> bytes:
        """Begin to record apart; return what was marked before."""
        before = self.array[:]
        self.array[:] = self.empty
        self.used.append(set())
        return before

    def end(self, before: bytes) -> int:
        """End what was begun; return the number of the set of blocks that ran since, and count it for what is recorded around it."""
        found = _packed(self.array[:])
        for number in self.used.pop():
            found |= self.sets[number]
        self.array[:] = before
        number = self.known.setdefault(found, len(self.sets))
        if number == len(self.sets):
            self.sets.append(found)
        self.used[-1].add(number)
        return number

    def add(self, number: int) -> None:
        """Count a set of blocks that ran before for what runs now."""
        self.used[-1].add(number)

    def patch_caches(self) -> None:
        """Make functools' caches record: who gets a stored value executes what made it."""
        recorder, original = self, functools.lru_cache

        def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
            if callable(maxsize):
                return lru_cache()(maxsize)

            def decorate(function: Any) -> Any:
                @original(maxsize=maxsize, typed=typed)
                def stored(*arguments: Any, **options: Any) -> Any:
                    if os.getpid() != recorder.owner:
                        return function(*arguments, **options), -1
                    before, number = recorder.begin(), -1
                    try:
                        value = function(*arguments, **options)
                    finally:
                        number = recorder.end(before)
                    return value, number

                @functools.wraps(function)
                def cached(*arguments: Any, **options: Any) -> Any:
                    value, number = stored(*arguments, **options)
                    if number >= 0:
                        recorder.add(number)
                    return value

                cached.cache_info, cached.cache_clear = stored.cache_info, stored.cache_clear  # type: ignore[attr-defined]
                cached.cache_parameters = stored.cache_parameters  # type: ignore[attr-defined]
                return cached

            return decorate

        class CachedProperty(functools.cached_property):  # type: ignore[type-arg]
            """A cached property that is asked each time, so that each time is recorded."""

            def __get__(self, instance: Any, owner: Any = None) -> Any:
                if instance is None:
                    return self
                values = vars(instance)
                name = f"{MARK} {self.attrname}"
                if self.attrname not in values:
                    if os.getpid() != recorder.owner:
                        return super().__get__(instance, owner)
                    before = recorder.begin()
                    try:
                        value = super().__get__(instance, owner)
                    finally:
                        number = recorder.end(before)
                    numbers[id(instance), name] = number
                    return value
                if (found := numbers.get((id(instance), name))) is not None:
                    recorder.add(found)
                return values[self.attrname]

            def __set__(self, instance: Any, value: Any) -> None:
                vars(instance)[self.attrname] = value

            def __delete__(self, instance: Any) -> None:
                del vars(instance)[self.attrname]

        numbers: dict[tuple[int, str], int] = {}
        functools.lru_cache = lru_cache  # type: ignore[assignment]
        functools.cache = lru_cache(maxsize=None)  # type: ignore[assignment]
        functools.cached_property = CachedProperty  # type: ignore[misc]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        before = self.begin()
        try:
            return (yield)
        finally:
            self.fixtures[fixturedef] = self.end(before)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, Any, Any]:
        before = self.begin()
        try:
            return (yield)
        finally:
            info = getattr(item, "_fixtureinfo", None)
            for definitions in (info.name2fixturedefs if info else {}).values():
                for definition in definitions:
                    if definition in self.fixtures:
                        self.add(self.fixtures[definition])
            found = self.sets[self.end(before)] | self.imported
            self.used[-1].clear()
            key = self.key(item)
            seconds, passed = self.outcome.pop(item.nodeid, (0.0, True))
            bits = found.to_bytes((len(self.empty) + 7) // 8, "little")
            self.tests[key] = Measured(seconds=seconds, passed=passed, bits=bits)

    def import_all(self, package: str) -> None:
        """Import every module of a package; what that executes counts for all tests."""
        before = self.begin()
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                with contextlib.suppress(ImportError):
                    importlib.import_module(module.name)
        self.imported = self.sets[self.end(before)]
        self.used[-1].clear()

    def pytest_runtest_logreport(self, report: Any) -> None:
        seconds, passed = self.outcome.get(report.nodeid, (0.0, True))
        self.outcome[report.nodeid] = seconds + report.duration, passed and not report.failed


def _packed(marks: bytes) -> int:
    """Return bytes of 0 and 1 as the bits of a number."""
    bits = np.packbits(np.frombuffer(marks, dtype=np.uint8), bitorder="little")
    return int.from_bytes(bits.tobytes(), "little")


def key_of(item: Any, sources: Path) -> str:
    """Return by which name a test is stored: a doctest's by its file in the sources, wherever they were copied to."""
    if item.path.is_relative_to(sources):
        return f"src/{item.path.relative_to(sources)}::{item.name}"
    return str(item.nodeid)


def measured(
    sources: Path, tests: list[Path], jobs: int, run: Callable[..., int]
) -> tuple[dict[Block, int], dict[str, dict[str, Measured]]]:
    """Return the number of each block, and by file what its tests execute; measure the files that were not measured as they are now.

    `run(sources, files, folder, plugins)` runs tests in this process on these sources. The doctests of the sources are under "src".
    """
    STORE.mkdir(parents=True, exist_ok=True)
    store = STORE / f"{_digest([*sources.rglob('*')])}.pickle"
    data = _digest([path for name in SHARED for path in (HERE / name).rglob("*") if "out" not in path.parts])
    by_stem: dict[str, list[Path]] = defaultdict(list)
    for path in (HERE / "tests").rglob("*.py"):
        by_stem[path.stem].append(path)
    digests = {str(path.relative_to(HERE)): data + _digest(_needed(path, by_stem)) for path in tests} | {
        "src": data
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        copied = place / "src"
        shutil.copytree(sources, copied, ignore=shutil.ignore_patterns("__pycache__"))
        numbers = mark(copied, place / "array")
        found: dict[str, tuple[str, dict[str, Measured]]] = {}
        with contextlib.suppress(FileNotFoundError):
            found = pickle.loads(store.read_bytes())
        stale = [name for name, digest in digests.items() if found.get(name, ("",))[0] != digest]
        for of_folder in _measure(stale, place, numbers, jobs, run):
            found |= {file: (digests[file], tests) for file, tests in of_folder.items()}
            store.write_bytes(pickle.dumps(found))
        for old in sorted(STORE.glob("*.pickle"), key=lambda path: path.stat().st_mtime)[:-4]:
            old.unlink()
    return numbers, {name: found[name][1] for name in digests}


def _needed(test: Path, by_stem: Mapping[str, list[Path]]) -> list[Path]:
    """Return the files that a file of tests rests on: itself, what it imports of the tests, their `conftest.py`, and the data beside them."""
    found: set[Path] = set()
    left = [test]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        left += [each for each in by_stem["conftest"] if path.is_relative_to(each.parent)]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            )
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            left += [each for name in names for each in by_stem.get(name.rpartition(".")[2], ())]
    beside = {each for path in found for each in path.parent.rglob("*") if each.parent != HERE / "tests"}
    return [*found, *(each for each in beside if each.suffix != ".py" and "__snapshots__" not in each.parts)]


def _digest(paths: list[Path]) -> str:
    """Return a digest of the names and bytes of files."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(
                f"{path.relative_to(HERE)}\0".encode() if path.is_relative_to(HERE) else path.name.encode()
            )
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _measure(
    files: list[str], place: Path, numbers: Mapping[Block, int], jobs: int, run: Callable[..., int]
) -> Iterator[dict[str, dict[str, Measured]]]:
    """Yield by file what its tests execute, folder by folder; the files of a folder are run in one process."""
    folders: dict[str, list[str]] = defaultdict(list)
    for file in files:
        folders[file.rpartition("/")[0]].append(file)
    left = sorted(folders.items(), key=lambda folder: len(folder[1]))
    running: dict[int, tuple[list[str], Path, float]] = {}
    while left or running:
        while left and len(running) < jobs:
            _, of_folder = left.pop()
            own = Path(tempfile.mkdtemp(dir=place))
            child = os.fork()
            if not child:
                try:
                    _record(of_folder, place / "src", own, len(numbers), run)
                finally:
                    os._exit(1)
            running[child] = of_folder, own, time.monotonic()
        child, _ = os.wait()
        of_folder, own, begun = running.pop(child)
        print(
            f"measured {of_folder[0].rpartition('/')[0] or 'doctests'} in {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        tests: dict[str, Measured] = pickle.loads((own / "tests.pickle").read_bytes())
        by_file: dict[str, dict[str, Measured]] = {file: {} for file in of_folder}
        for key, test in tests.items():
            file = key.partition("::")[0]
            by_file["src" if file.startswith("src/") else file][key] = test
        shutil.rmtree(own, ignore_errors=True)
        yield by_file


def _record(files: list[str], marked: Path, place: Path, count: int, run: Callable[..., int]) -> None:
    """Run tests in this process on the marked copy, with an array of its own; store what each executes."""
    copied = place / "src"
    shutil.copytree(marked, copied, copy_function=os.link)
    opening = (copied / f"{MARK}.py").read_text().replace(str(marked.parent / "array"), str(place / "array"))
    (copied / f"{MARK}.py").unlink()
    (copied / f"{MARK}.py").write_text(opening)
    (place / "array").write_bytes(bytes(count))
    sys.path.insert(0, str(copied))
    recorder = Recorder(getattr(importlib.import_module(MARK), MARK), lambda item: key_of(item, copied))
    recorder.patch_caches()
    recorder.import_all("litreview")
    paths = [str(copied / "litreview" if file == "src" else HERE / file) for file in files]
    run(copied, paths, place, [recorder])
    (place / "tests.pickle").write_bytes(pickle.dumps(recorder.tests))
