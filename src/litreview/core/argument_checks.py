"""Checks the arguments of public functions against their annotations; raises `UsageError` that says what to pass.

`litreview.tag("x")` would otherwise end in an AttributeError deep inside. `litreview.__getattr__` wraps each public function in `checked`,
so that the functions themselves, and calls within the package, need no checks.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, ParamSpec, SupportsFloat, SupportsIndex, TypeVar

from litreview.core.errors import UsageError

MEANT: Mapping[str, str] = {
    "Source": "dedupe(library)",
    "Record": "read(paths)",
    "Work": "read(paths)",
    "Library": "read(paths)",
    "Tag": "tag(sources)",
    "Links": "link(sources)",
    "Citation": "link(sources)",
    "MissingWork": "link(sources).not_in_library",
    "Decision": "read_decisions(folder)[0]",
    "Review": "open_review(folder)",
    "EvidenceMap": "map_evidence(sources, tags)",
    "Codebook": "load_codebook(path)",
    "Cited": "cite(sources)",
    "Bibliography": "compose(cite(sources))",
    "GoalState": "judge_goals(sources)[0]",
    "Overlap": "overlap(library)",
    "DiGraph": "build_graph(sources, links)",
    "Graph": "build_net(name, sources, links)",
    "Arcs": "read_arcs(path)",
    "DataFrame": "to_frame(library)",
    "Path": "'a path'",
    "str": "'a text'",
}
"""An expression that makes a value of each kind, shown in messages; where a parameter takes several kinds, the first one in this table."""

ALIASES: Mapping[str, str] = {
    "CodebookLike": "Codebook | Path | str | None",
    "DocumentFormat": "str",
    "GraphFormat": "str",
    "MainGroup": "Any",
    "Method": "str",
    "Net": "str",
    "Only": "str",
    "Preprints": "str",
    "TextFormat": "str",
    "Readings": "Mapping",
    "_Judgements": "Mapping",
}
"""Type aliases that are no class, and the annotation each stands for."""

_ITEM_KINDS = {
    "Library": {"Record", "Work"},
    "Deduplication": {"Source", "Work"},
    "Links": {"Citation"},
}  # what such a collection contains, also where it is empty
_ABSTRACT: Mapping[str, Any] = {
    "Callable": Callable,
    "Hashable": Hashable,
    "Mapping": Mapping,
    "Path": os.PathLike,
    "dict": Mapping,
    "float": SupportsFloat,
    "int": SupportsIndex,  # numpy's, too
    "tuple": (tuple, list),
}
OTHERS = frozenset(
    {
        "BibliographyOptions",
        "CitedReference",
        "Deduplication",
        "None",
        "Relation",
        "RegistryReply",
        "Request",
        "Series",
        "Style",
        "bool",
        "bytes",
        "date",
    }
)
"""Further classes that parameters take; messages show no example of these."""

P = ParamSpec("P")
R = TypeVar("R")


def renamed(**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that accepts former names of parameters for this version, with a warning: `@renamed(least="min_weight")`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def called(*args: P.args, **named: P.kwargs) -> R:
            for old in [each for each in names if each in named]:
                text = f"{function.__name__}: the parameter {old} is now {names[old]}"
                warnings.warn(text, DeprecationWarning, stacklevel=3)
                named[names[old]] = named.pop(old)
            return function(*args, **named)

        return called

    return decorate


_PLAIN = (tuple, list, set, frozenset)


KNOWN = frozenset({*MEANT, *OTHERS, *_ABSTRACT})
"""The names that are checked; any other name in an annotation, such as `Any`, is not."""


def checked(function: Callable[..., Any], public: str) -> Callable[..., Any]:
    """Return a function wrapped in argument checks, under its public name.

    An argument of a wrong kind raises `UsageError`. A single value is accepted where the function takes several.
    """
    signature = inspect.signature(function)
    parameters = tuple(signature.parameters.values())
    positional = [each for each in parameters if each.kind is not each.KEYWORD_ONLY]
    rest = positional[-1] if positional and positional[-1].kind is inspect.Parameter.VAR_POSITIONAL else None

    @functools.wraps(function)
    def called(*args: Any, **named: Any) -> Any:
        fixed = [each for each in positional if each is not rest]
        arguments = [
            _fitting(value, fixed[place] if place < len(fixed) else rest, public, first=not place)
            for place, value in enumerate(args)
        ]
        for name, value in named.items():
            named[name] = _fitting(value, signature.parameters.get(name), public, first=False)
        return function(*arguments, **named)

    called.__module__, called.__name__, called.__qualname__ = (
        "litreview",
        public,
        public,
    )  # where a pickle finds this one
    return called


def _fitting(value: Any, parameter: inspect.Parameter | None, call: str, *, first: bool) -> Any:
    """Return the value as the function takes it; an argument without a parameter is left for Python to refuse."""
    if parameter is None:
        return value
    kinds = kinds_of(str(parameter.annotation))
    alone = tuple(name for several, name in kinds if not several)
    inside = tuple(name for several, name in kinds if several)
    if _fits(type(value), alone):
        return value
    if inside:
        if isinstance(value, Iterator):
            value = tuple(value)
        if _is_collection_of(value, inside):
            return value
        if _fits(type(value), inside):
            return (value,)
    raise UsageError(_refusal(value, parameter, call, kinds, first=first))


@functools.cache
def kinds_of(annotation: str) -> tuple[tuple[bool, str], ...]:
    """Return the kinds that an annotation names, each with whether several of it are accepted.

    >>> kinds_of("Library | Iterable[Source | str] | None")
    ((False, 'Library'), (True, 'Source'), (True, 'str'), (False, 'None'))
    """
    kinds: list[tuple[bool, str]] = []
    for part in _parts(annotation):
        many = re.fullmatch(r"(?:Iterable|Sequence)\[(.*)\]", part)
        if many:
            kinds += [(True, name) for _, name in kinds_of(many[1])]
            continue
        name = part.partition("[")[0].rpartition(".")[2]
        kinds += kinds_of(ALIASES[name]) if name in ALIASES else [(False, name)]
    return tuple(kinds)


def _parts(annotation: str) -> list[str]:
    """Return the parts of a union: the annotation split at each `|` outside brackets."""
    parts, depth = [""], 0
    for sign in annotation:
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _fits(kind: type, names: tuple[str, ...]) -> bool:
    """Return whether values of a class are of one of the kinds; classes are compared by name, so that none is imported."""
    lineage = {each.__name__ for each in kind.__mro__}
    return any(
        name in lineage
        or name not in KNOWN
        or (name == "None" and kind is type(None))
        or (name in _ABSTRACT and issubclass(kind, _ABSTRACT[name]))
        for name in names
    )


def _is_collection_of(value: Any, names: tuple[str, ...]) -> bool:
    """Return whether a value is a collection of these kinds."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        return False
    item_kinds = _ITEM_KINDS.get(type(value).__name__)
    if item_kinds:
        return not item_kinds.isdisjoint(names)
    kinds = {type(each) for each in value} or {getattr(value, "kind", object)} - {object}
    return all(_fits(kind, names) for kind in kinds)


def _refusal(
    value: Any, parameter: inspect.Parameter, call: str, kinds: tuple[tuple[bool, str], ...], *, first: bool
) -> str:
    wanted = [
        f"{name}s" if several else _with_article(name)
        for several, name in kinds
        if name not in ("None", "Path")
    ]
    if (False, "Path") in kinds:
        wanted = ["a path", *(each for each in wanted if each != "a str")]
    example = next((MEANT[name] for _, name in kinds if name in MEANT), "")
    if example and parameter.kind is parameter.KEYWORD_ONLY:
        example = f"{parameter.name}={example}"
    if type(value).__name__ == "DataFrame" and {"Library", "Record"} & {name for _, name in kinds}:
        example = "from_frame(frame)"
    shown = f": {call}({'' if first else '…, '}{example})" if example else ""
    if (False, "DataFrame") in kinds:
        shown = _in_place_of_a_frame(value, call) or shown
    return f"{call} takes {' or '.join(wanted)} as `{parameter.name}`, not {_kind_words(value)}{shown}"


def _in_place_of_a_frame(value: Any, call: str) -> str:
    """Return what to call for a value that is nearly a DataFrame, `""` for any other."""
    if isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value):
        return ": read_objects(rows)"
    if type(value).__name__ == "Series":
        # a row, or a column, whose index is that of the rows
        return f": {call}(frame.loc[[row]]) of one row, {call}(series.to_frame()) of a column"
    # Polars, Arrow, DuckDB and others have one name for it
    return f": {call}(frame.to_pandas())" if hasattr(value, "to_pandas") else ""


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _kind_words(value: Any) -> str:
    """Return the kind of a value as words; the value itself is not shown, since it may be confidential."""
    kinds = sorted({type(each).__name__ for each in value}) if isinstance(value, _PLAIN) else []
    name = type(value).__name__
    one = _with_article(name)
    return f"{' and '.join(kinds)} in {one}" if kinds else one
