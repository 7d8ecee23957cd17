"""Checks the arguments of public functions against their annotations; another kind of thing is a `UsageError` that says what to pass.

`litreview.tag("x")` would end in an AttributeError from deep within. The check is made where the names of the package are handed out, so
that each function is written, and called within the package, as if nobody ever erred.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, SupportsFloat, SupportsIndex

from litreview.core.errors import UsageError

MEANT: Mapping[str, str] = {
    "Source": "dedupe(library)",
    "Record": "read(paths)",
    "Work": "read(paths)",
    "Library": "read(paths)",
    "Tag": "tag(sources)",
    "Links": "link(sources)",
    "Citation": "link(sources)",
    "MissingWork": "link(sources).not_held",
    "Decision": "read_decisions(folder)[0]",
    "Review": "open_review(folder)",
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
"""What makes a value of each kind, as a message shows it; where several are taken, the first that is named here."""

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
    "Weights": "Mapping",
    "_Judgements": "Mapping",
}
"""Names of types that are no class, and what they stand for."""

_HELD = {
    "Library": {"Record", "Work"},
    "Deduplication": {"Source", "Work"},
    "Links": {"Citation"},
}  # also where it is empty
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
        "Reply",
        "Request",
        "Style",
        "bool",
        "bytes",
        "date",
    }
)
"""Classes that are taken, too, of which a message shows no example."""

_PLAIN = (tuple, list, set, frozenset)


KNOWN = frozenset({*MEANT, *OTHERS, *_ABSTRACT})
"""What is held against; what has another name, such as `Any`, is not."""


def checked(function: Callable[..., Any], public: str) -> Callable[..., Any]:
    """Return the function as the package hands it out, by its public name: it refuses with a `UsageError` what it doesn't take, and takes one thing where it takes several."""
    signature = inspect.signature(function)
    parameters = tuple(signature.parameters.values())
    positional = [each for each in parameters if each.kind is not each.KEYWORD_ONLY]
    rest = positional[-1] if positional and positional[-1].kind is inspect.Parameter.VAR_POSITIONAL else None

    @functools.wraps(function)
    def called(*args: Any, **named: Any) -> Any:
        fixed = [each for each in positional if each is not rest]
        given = [
            _fitting(value, fixed[place] if place < len(fixed) else rest, public, first=not place)
            for place, value in enumerate(args)
        ]
        for name, value in named.items():
            named[name] = _fitting(value, signature.parameters.get(name), public, first=False)
        return function(*given, **named)

    called.__module__, called.__name__, called.__qualname__ = (
        "litreview",
        public,
        public,
    )  # where a pickle finds this one
    return called


def _fitting(value: Any, parameter: inspect.Parameter | None, call: str, *, first: bool) -> Any:
    """Return the value as the function takes it; what there is no parameter for, Python itself refuses."""
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
        if _holds(value, inside):
            return value
        if _fits(type(value), inside):
            return (value,)
    raise UsageError(_refusal(value, parameter, call, kinds, first=first))


@functools.cache
def kinds_of(annotation: str) -> tuple[tuple[bool, str], ...]:
    """Return the kinds an annotation names, each with whether several of it are taken.

    >>> kinds_of("Library | Iterable[Source | str] | None")
    ((False, 'Library'), (True, 'Source'), (True, 'str'), (False, 'None'))
    """
    found: list[tuple[bool, str]] = []
    for part in _parts(annotation):
        many = re.fullmatch(r"(?:Iterable|Sequence)\[(.*)\]", part)
        if many:
            found += [(True, name) for _, name in kinds_of(many[1])]
            continue
        name = part.partition("[")[0].rpartition(".")[2]
        found += kinds_of(ALIASES[name]) if name in ALIASES else [(False, name)]
    return tuple(found)


def _parts(annotation: str) -> list[str]:
    """Return what stands between the `|` that are in no brackets."""
    parts, depth = [""], 0
    for sign in annotation:
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _fits(kind: type, names: tuple[str, ...]) -> bool:
    """Return whether values of a class are of one of the kinds, without an import of what they are."""
    lineage = {each.__name__ for each in kind.__mro__}
    return any(
        name in lineage
        or name not in KNOWN
        or (name == "None" and kind is type(None))
        or (name in _ABSTRACT and issubclass(kind, _ABSTRACT[name]))
        for name in names
    )


def _holds(value: Any, names: tuple[str, ...]) -> bool:
    """Return whether it is several values of these kinds."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        return False
    held = _HELD.get(type(value).__name__)
    if held:
        return not held.isdisjoint(names)
    kinds = {type(each) for each in value} or {getattr(value, "kind", object)} - {object}
    return all(_fits(kind, names) for kind in kinds)


def _refusal(
    value: Any, parameter: inspect.Parameter, call: str, kinds: tuple[tuple[bool, str], ...], *, first: bool
) -> str:
    wanted = [
        f"{name}s" if several else f"a {name}" for several, name in kinds if name not in ("None", "Path")
    ]
    if (False, "Path") in kinds:
        wanted = ["a path", *(each for each in wanted if each != "a str")]
    meant = next((MEANT[name] for _, name in kinds if name in MEANT), "")
    if meant and parameter.kind is parameter.KEYWORD_ONLY:
        meant = f"{parameter.name}={meant}"
    shown = f": {call}({'' if first else '…, '}{meant})" if meant else ""
    return f"{call} takes {' or '.join(wanted)} as `{parameter.name}`, not {_named(value)}{shown}"


def _named(value: Any) -> str:
    """Return what was given by its kind alone: the value may be confidential."""
    kinds = sorted({type(each).__name__ for each in value}) if isinstance(value, _PLAIN) else []
    name = type(value).__name__
    one = f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
    return f"{' and '.join(kinds)} in {one}" if kinds else one
