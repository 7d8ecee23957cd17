"""What a shell completes after `litreview`: beside commands and options, the values that an argument or option takes.

Only names go to a shell that are a word to every shell: a key in somebody's export may be a command, and a completed word is run with the
next Enter. What is confidential is in none of the files that are looked at: keys are those of `out/tables/sources.csv`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from litreview.cli.places import Input, Output
from litreview.text.display import printable

Completer = Callable[[click.Context, str], Iterable[str | tuple[str, str]]]
"""From a call and the word so far: values, each with what it means if that helps. Those that begin otherwise are left out."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_REGISTERED = re.compile(r"^@\w+\{\s*((?:I|PR)\d+)\s*,", re.MULTILINE)
_FOLDER = Path(__file__).parents[1]  # of the package: some tables are read without the room that they are of


def complete_values(name: str, command: click.Command) -> None:
    """Let each argument and option of a command complete its values. `name` is what the command is called by."""
    if isinstance(command, click.Group):
        for part, one in command.commands.items():
            complete_values(f"{name} {part}", one)
    for param in command.params:
        completer = VALUES.get(f"{name} {param.name}") or VALUES.get(param.name or "")
        files = isinstance(param.type, Input | Output)
        if completer or files or param.name in FOLDERS:
            vars(param)["shell_complete"] = partial(
                _items, completer, "file" if files else "dir" if param.name in FOLDERS else ""
            )


def _items(
    completer: Completer | None, paths: str, context: click.Context, incomplete: str
) -> list[CompletionItem]:
    # files first: bash forgets what came before them
    found = [CompletionItem(incomplete, type=paths)] if paths else []
    try:
        values = [*completer(context, incomplete)] if completer else []
    except (OSError, ValueError):  # no such file, or one that is no TOML: a shell is told nothing
        values = []
    for value in dict.fromkeys(values):
        word, means = (value, None) if isinstance(value, str) else value
        if word.startswith(incomplete) and _WORD.fullmatch(word):
            found.append(CompletionItem(word, help=" ".join(printable(means).split()) if means else None))
    return found


def _review(context: click.Context) -> Path:
    """Return the folder of the review that the call so far names, or this one."""
    # behind an option that lacks its value, click has not given the arguments their names
    given = context.params.get("folder"), *(context.params.get("paths") or ()), *context.args
    return next((Path(one) for one in given if one and (Path(one) / "litreview.toml").is_file()), Path())


def _settings(context: click.Context) -> Mapping[str, Any]:
    path = _review(context) / "litreview.toml"
    return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}


def _codes(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    named = context.params.get("codebook_") or _settings(context).get("codebook", "tvpa")
    path = _FOLDER / f"codebook/{named}.toml" if named == "tvpa" else _review(context) / str(named)
    book = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    return [(str(code.get("id", "")), str(code.get("label", ""))) for code in book.get("code", ())]


def _keys(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    path = _review(context) / "out/tables/sources.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [(row.get("key") or "", (row.get("title") or "")[:60]) for row in csv.DictReader(stream)]


def _values(context: click.Context, incomplete: str) -> Iterable[str | tuple[str, str]]:
    """Return what stands behind the key, which the verb says."""
    from litreview import verbs

    verb = context.params.get("verb")
    if verb in ("tag", "not-tag"):
        return _codes(context, incomplete)
    if verb in verbs.PAIR_VERBS:
        return _keys(context, incomplete)
    return verbs.STAGES if verb in verbs.SCREENING_VERBS else ()


def _people(context: click.Context, _: str) -> Iterable[str]:
    return sorted(path.stem for path in (_review(context) / "decisions").glob("*.tsv"))


def _registered(context: click.Context, _: str) -> Iterable[str]:
    return _REGISTERED.findall((_review(context) / "bib/register.bib").read_text(encoding="utf-8-sig"))


def _verbs(_: click.Context, __: str) -> Iterable[str]:
    from litreview.verbs import VERBS

    return VERBS


def _styles(_: click.Context, incomplete: str) -> Iterable[str]:
    from litreview.bibliography.styles import STYLES, list_styles

    # of the ten thousand others nobody reads through those that begin with one letter
    return [*STYLES, *(list_styles() if len(incomplete) > 3 else ())]


def _problems(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from litreview.problems import rules

    return [(code, rule.title) for code, rule in rules().items()]


def _rules(_: click.Context, __: str) -> Iterable[str]:
    table = tomllib.loads((_FOLDER / "duplicates/rules.toml").read_text(encoding="utf-8"))
    return [str(rule["id"]) for rule in table["rule"]]


def _providers(_: click.Context, __: str) -> Iterable[str]:
    from litreview.providers import NAMES

    return NAMES


def _topics(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from litreview.cli.command_table import COMMANDS
    from litreview.cli.helping import topics

    return [(name, topic.line) for name, topic in topics().items()] + [
        (name, line) for name, (_, _, line) in COMMANDS.items()
    ]


def _one_of(*values: str) -> Completer:
    return lambda _, __: values


FOLDERS = frozenset({"folder", "work"})
"""Parameters that name a folder."""
VALUES: Mapping[str, Completer] = {
    "style": _styles,
    "codebook_": _one_of("tvpa"),
    "codebook check file": _one_of("tvpa"),
    "codebook show file": _one_of("tvpa"),
    "check explain": _problems,
    "dedupe explain_rule": _rules,
    "annotate code": _codes,
    "annotate group_by": _one_of("goal", "type", "year", "code", "finding", "none"),
    "verify named": _providers,
    "enrich named": _providers,
    "enrich what": _one_of("abstracts", "references", "ids", "status"),
    "by": _people,
    "decide was": _people,
    "decide verb": _verbs,
    "decide key": _keys,
    "decide words": _values,
    "help words": _topics,
    "withdraw code": _registered,
}
"""What the value of a parameter may be, by its name, or by command and name."""
