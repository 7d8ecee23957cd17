"""Documents each public name in the sections of numpydoc, from its docstring and the table `reference.txt`.

A part of the table begins with `== NAME`: lines `parameter: description`, lines `! Error: when`, then an example that runs. The part
`parameters` describes those that several functions have; the examples are made with what the part `setup` makes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_LINE = re.compile(r"(! )?(\w+): (.+)")


@cache
def reference() -> Mapping[str, tuple[Mapping[str, str], Mapping[str, str], str]]:
    """Return for each part of the table the descriptions of parameters, the errors, and the example."""
    parts = {}
    text = (files("litreview.core") / "reference.txt").read_text(encoding="utf-8")
    for part in text.split("\n== ")[1:]:
        name, _, body = part.partition("\n")
        lines, _, example = body.partition(">>> ")
        found = [one.groups() for line in lines.split("\n") if (one := _LINE.fullmatch(line))]
        described = {word: what for mark, word, what in found if not mark}
        errors = {word: what for mark, word, what in found if mark}
        parts[name] = (described, errors, f">>> {example}".rstrip() if example else "")
    return parts


def documented(value: Any, name: str) -> Any:
    """Return a public function or class with the docstring of numpydoc's sections, to be read by `help`."""
    if (inspect.isclass(value) or inspect.isfunction(value)) and "\nExamples\n" not in (value.__doc__ or ""):
        value.__doc__ = docstring(value, name)
    return value


def docstring(value: Any, name: str) -> str:
    """Return the docstring of a public name: summary, parameters, what it returns and raises, notes, examples."""
    summary, _, rest = (inspect.getdoc(value) or "").partition("\n\n")
    notes, mark, own = rest.partition(">>> ")
    notes = re.sub(r"Examples\n-+\s*$", "", notes)
    _, errors, example = reference().get(name, ({}, {}, ""))
    parts = [summary]
    if inspect.isfunction(value):
        signature = inspect.signature(value)
        described = [_parameter(one, name) for one in signature.parameters.values()]
        parts += [_section("Parameters", "\n".join(described))] if described else []
        said = re.sub(r"^(?:Return|Yield),? (.)", lambda found: found[1].upper(), " ".join(summary.split()))
        parts.append(_section("Returns", f"{_type(signature.return_annotation)}\n    {said}"))
        usual = {"UsageError": "If an argument is of another kind than the function takes."}
        raised = [f"{error}\n    {when}" for error, when in (usual | dict(errors)).items()]
        parts.append(_section("Raises", "\n".join(raised)))
    parts += [_section("Notes", notes.strip())] if notes.strip() else []
    examples = "\n\n".join(filter(None, (f"{mark}{own}".strip(), example)))
    return "\n\n".join([*parts, *([_section("Examples", examples)] if examples else [])]) + "\n"


def _parameter(one: inspect.Parameter, name: str) -> str:
    prefix = "*" if one.kind is one.VAR_POSITIONAL else ""
    default = "" if one.default is one.empty or callable(one.default) else f", default {one.default!r}"
    what = reference()[name][0].get(one.name) or reference()["parameters"][0].get(one.name, "")
    return f"{prefix}{one.name} : {_type(one.annotation)}{default}\n    {what}".rstrip()


def _type(annotation: Any) -> str:
    return str(annotation).replace("_Judgements", "Mapping[str, Mapping[str, Any]]")


def _section(title: str, text: str) -> str:
    return f"{title}\n{'-' * len(title)}\n{text}"
