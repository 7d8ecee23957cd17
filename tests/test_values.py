"""Every public value pickles and copies to its equal, so that it can cross to another process, and none can be changed."""

import copy
import dataclasses
import inspect
import multiprocessing
import pickle
import pkgutil
import subprocess
import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path

import networkx as nx
import pytest

import litreview as lr
from litreview.core import errors
from litreview.core.model import Record, RecordId, Source, Where
from litreview.core.results import TraceStep
from litreview.core.sealed import Sealed
from litreview.stages.bibliography.groups import Group, Heading
from litreview.stages.network.arcs import arcs_of

ROOMS = (
    "core.model",
    "core.results",
    "stages.evidence",
    "judgements.agreement",
    "stages.network",
    "stages.bibliography",
    "judgements.codebook",
)
PLAIN: dict[object, object] = {str: "made up", int: 3, float: 0.5, bool: True, bytes: b"x", type(None): None, object: "made up", typing.Any: "made up", date: date(2026, 1, 2)}  # fmt: skip
EXAMPLES: dict[type, Callable[[], object]] = {
    TraceStep: lambda: TraceStep(kind="source", steps=(TraceStep(kind="passage"),)),
    lr.Arcs: lambda: arcs_of(nx.DiGraph([("b", "a"), ("c", "a")])),
    lr.Review: lambda: lr.Review(library=lr.Library()),
    Group: lambda: Group(
        heading=Heading(id="a", words="A"), groups=(Group(heading=Heading(id="b", words="B")),)
    ),
}
"""Public values that can't be made from the types of their fields alone, and how each is made."""


def modules(room: str) -> Iterable[types.ModuleType]:
    home = import_module(f"litreview.{room}")
    yield home
    for each in pkgutil.walk_packages(getattr(home, "__path__", ()), f"{home.__name__}."):
        yield import_module(each.name)


def public_values() -> list[type]:
    """Return the public classes of the package and the frozen dataclasses of its rooms."""
    named = [value for name in lr.__all__ if inspect.isclass(value := getattr(lr, name))]
    inside = [
        value
        for room in ROOMS
        for module in modules(room)
        for value in vars(module).values()
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and not value.__name__.startswith("_")
        if dataclasses.is_dataclass(value) and value.__dataclass_params__.frozen
    ]
    found = dict.fromkeys([*named, *inside])
    return [each for each in found if not issubclass(each, Exception)]


def made(kind: object) -> object:
    """Return a value of a type, with something in every field."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind in EXAMPLES:
        return EXAMPLES[kind]()
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, typing.NewType):
        return made(kind.__supertype__)
    if origin is typing.Literal:
        return parts[0]
    if origin in (typing.Union, types.UnionType):
        return made(parts[0])
    if origin is Sealed:
        return Sealed("made up")
    if origin is tuple:
        return tuple(made(part) for part in parts if part is not Ellipsis)
    if origin in (frozenset, set, list):
        return origin([made(parts[0])])
    if origin in (Sequence, Iterable):
        return (made(parts[0]),)
    if origin in (Mapping, dict):
        return {made(parts[0]): made(parts[1])}
    if origin is nx.DiGraph:
        return nx.DiGraph([("a", "b")])
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind, vars(import_module(kind.__module__)))
        return kind(**{each.name: made(hints[each.name]) for each in dataclasses.fields(kind) if each.init})
    raise LookupError(f"no example of {kind}: add one to EXAMPLES")


@pytest.mark.parametrize("kind", public_values(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_value_pickles_and_copies_to_its_equal(kind: type) -> None:
    value = made(kind)
    for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value)):
        assert type(other) is kind
        if kind.__eq__ is object.__eq__:  # a value that is compared by identity
            assert repr(value) == repr(other)
        else:
            assert value == other


def test_a_kind_of_value_without_an_example_fails_by_name() -> None:
    with pytest.raises(LookupError, match="Made"):
        made(type("Made", (), {}))


@pytest.mark.parametrize(
    "error",
    [
        errors.UsageError("made up"),
        errors.InputError("a.bib", "is missing"),
        errors.MissingFileError("a.bib", "no such file"),
        errors.OutputError("a.bib", "is read"),
        errors.UnknownKeyError("no 'a' here"),
        errors.CodebookError("a.toml", ["one", "two"]),
        errors.SettingsError("a.toml", "is no TOML", 3),
        errors.DecisionSyntaxError("a.tsv", 2, "unknown verb"),
        errors.MissingExtraError("PDF", "typst"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_reaches_another_process_with_its_facts(error: lr.LitreviewError) -> None:
    other = pickle.loads(pickle.dumps(error))
    assert (type(error), str(error), vars(error)) == (type(other), str(other), vars(other))


ABSENT = {
    "read": lr.read,
    "read_references": lambda path: lr.read_references(Path(path)),
    "load_codebook": lr.load_codebook,
    "open_review": lr.open_review,
    "a style": lambda path: lr.cite((), style=path.with_suffix(".csl")),
    "a reference document": lambda path: lr.annotate((), format="docx", reference=path),
}


@pytest.mark.parametrize("call", ABSENT.values(), ids=ABSENT)
def test_a_file_that_is_absent_is_pythons_own_error_too(
    call: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError) as told:
        call(tmp_path / "none.toml")
    assert isinstance(told.value, lr.InputError)
    assert told.value.filename in str(told.value)
    assert pickle.loads(pickle.dumps(told.value)).filename == told.value.filename


def test_of_what_is_private_the_error_names_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as told:
        lr.read(tmp_path / "private" / "doe.bib")
    other = pickle.loads(pickle.dumps(told.value))
    assert (
        "doe" not in f"{told.value} {told.value!r} {vars(told.value)} {told.value.filename} {other} {other!r}"
    )


def test_the_fields_of_a_source_are_read_only() -> None:
    record = Record(key="a", type="misc", fields={"title": "T"}, id=RecordId("a"), where=Where(file="a.bib"))
    source = Source(key="a", type="misc", fields={"title": "T"}, records=(record,))
    for work in (record, source, *lr.dedupe([record, record]).sources):
        with pytest.raises(TypeError, match="read only"):
            work.fields["title"] = ""


def _as_equal(value: object, other: object) -> bool:
    return (
        (value, repr(value)) == (other, repr(other))
        if type(value).__eq__ is not object.__eq__
        else repr(value) == repr(other)
    )


@pytest.mark.exhaustive
def test_every_value_crosses_to_another_process_and_back() -> None:
    values = [made(kind) for kind in public_values()]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        others = [*pool.map(copy.copy, values, chunksize=len(values))]
    assert [type(one) for one, other in zip(values, others, strict=True) if not _as_equal(one, other)] == []


@pytest.mark.exhaustive
def test_every_value_is_kept_by_joblib_and_known_again(tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib")  # comes with scikit-learn
    values = [made(kind) for kind in public_values()]
    kept = joblib.Memory(tmp_path, verbose=0).cache(copy.copy)
    first = [kept(value) for value in values]
    missed = [type(one) for one in values if not kept.check_call_in_cache(one)]
    assert missed == []
    assert [type(one) for one, other in zip(values, first, strict=True) if not _as_equal(one, other)] == []
    assert [type(one) for one in values if not _as_equal(one, kept(one))] == []


def test_a_deduplication_crosses_to_another_process_and_back() -> None:
    path = Path(__file__).parents[1] / "bib" / "pubmed.bib"
    found = lr.dedupe(lr.read(path))
    with ProcessPoolExecutor(1) as pool:
        assert found == pool.submit(copy.copy, found).result(timeout=60)


def test_importing_litreview_imports_nothing_but_its_own_first_file() -> None:
    """Names are loaded when first used: what is not imported costs no time, whatever the machine."""
    code = "import sys; before = set(sys.modules); import litreview; print(*sorted(set(sys.modules) - before - {'typing'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()} - set(sys.stdlib_module_names)
    assert loaded == {"litreview"}
    assert [name for name in done.stdout.split() if name.startswith("litreview")] == ["litreview"]
