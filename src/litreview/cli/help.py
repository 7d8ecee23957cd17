"""Commands `help` and `completion`, and shell completion of commands, options and their values.

A shell gets only names that are a single word in every shell. A key in somebody's export may be a command, and the next Enter would run a
completed word. The files that completion reads have nothing confidential: keys come from `out/tables/sources.csv`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from litreview import stages
from litreview.cli import common
from litreview.cli.command_table import COMMANDS, GROUPS
from litreview.cli.path_options import InputFile, OutputFile
from litreview.core import decision_types as verbs
from litreview.core.errors import near_miss

_WIDTH = 80
SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTopic:
    """A topic of `help`: its line in the list, and its text."""

    line: str
    text: str


def topics() -> dict[str, HelpTopic]:
    """Return the topics by their names, in alphabetical order; the placeholders in their texts are not replaced."""
    table = tomllib.loads(files("litreview.cli").joinpath("topics.toml").read_text(encoding="utf-8"))
    return {
        name: HelpTopic(line=one["line"], text=one["text"].strip()) for name, one in sorted(table.items())
    }


def _formats() -> str:
    from litreview.formats.readers import formats

    lines = (f"{row.title.replace('`', '')} ({' '.join(row.endings)})" for row in formats())
    return "\n".join(click.wrap_text(line, _WIDTH, "  ", "    ") for line in lines)


def _styles() -> str:
    return _two_columns(
        [
            (name, stages.bibliography.styles.style_title(name))
            for name in dict.fromkeys(
                (*stages.bibliography.styles.STYLES, *stages.bibliography.bluebook.editions.NAMES)
            )
        ]
    )


def _outputs() -> str:
    from litreview.review.outputs.registry import output_descriptions

    return _two_columns(output_descriptions())


def _explain(words: Sequence[str]) -> bool:
    """Print what the code of a Problem means, and return whether the words are one."""
    from litreview.core.problems import explain_code, rules

    found = len(words) == 1 and words[0].upper() in rules()
    if found:
        common.echo(explain_code(words[0]))
    return found


def _commands() -> str:
    return _two_columns([(name, line) for name, (_, _, line) in COMMANDS.items()])


def _messages() -> str:
    from litreview.core.problems import wordings

    rows = [(one.code, " or ".join(one.levels), one.message, one.remedy) for one in wordings().values()]
    return "\n".join(
        click.wrap_text(
            f"{code} {level}: {message}" + (f"; {remedy}" if remedy else ""), _WIDTH, "  ", "    "
        )
        for code, level, message, remedy in rows
    )


def _two_columns(rows: Sequence[tuple[str, str]]) -> str:
    """Format rows of two columns."""
    width = max(len(one) for one, _ in rows)
    return "\n".join(
        click.wrap_text(f"{one:<{width}}  {two}", _WIDTH, "  ", " " * (width + 4)) for one, two in rows
    )


def _filled(paragraph: str) -> str:
    """Return a paragraph in lines of the usual width; commands and tables, which have blanks in a row, as they are."""
    return paragraph if "  " in paragraph else click.wrap_text(" ".join(paragraph.split("\n")), _WIDTH)


_PLACEHOLDERS: Mapping[str, Callable[[], str]] = {
    "{formats}": _formats,
    "{styles}": _styles,
    "{outputs}": _outputs,
    "{messages}": _messages,
    "{commands}": _commands,
}


@click.command("help")
@click.argument("words", nargs=-1, metavar="[TOPIC|COMMAND|CODE]...")
@click.pass_context
def help_(context: click.Context, words: Sequence[str]) -> None:
    """Explain a topic, a command or the code of a problem. Without an argument, list the topics.

    \b
    Example:
      litreview help
      litreview help exit-codes
      litreview help LR012
      litreview help codebook check
    """
    known = topics()
    if not words:
        common.echo("Topics (`litreview help TOPIC`):")
        common.echo(_two_columns([(name, topic.line) for name, topic in known.items()]))
        common.echo("\nCommands (`litreview help COMMAND`):")
        common.echo(_two_columns([(group, ", ".join(names)) for group, names in GROUPS.items()]))
        return
    words = [word.lower() for word in words]
    name = "-".join(words)
    command = _command(context.find_root(), words)
    if name in known:
        text = "\n\n".join(map(_filled, known[name].text.split("\n\n")))
        for mark, fill in _PLACEHOLDERS.items():
            text = text.replace(mark, fill()) if mark in text else text
        common.echo(text)
        if command:
            common.echo(f"\nThe command of this name: `litreview {' '.join(words)} --help`")
    elif command:
        common.echo(command.get_help())
    elif not _explain(words):
        raise click.UsageError(
            f"no topic or command '{' '.join(words)}'{near_miss(name, dict(_topics(context, ''))) or '; `litreview help` lists the topics'}"
        )


def _command(root: click.Context, words: Sequence[str]) -> click.Context | None:
    """Return the context of a command, by its name or those of its groups; None for an unknown command."""
    context = root
    for word in words:
        group = context.command
        command = group.get_command(context, word) if isinstance(group, click.Group) else None
        if command is None:
            return None
        make = partial(command.context_class, command, info_name=word, parent=context)
        context = make(**command.context_settings)
    return context


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script with which a shell completes commands, options and their values.

    Values are file names, styles, codes, keys of the last run, codes of problems and the like. Save the script where your shell looks for it.

    \b
    Example:
      litreview completion bash > ~/.local/share/bash-completion/completions/litreview
      litreview completion zsh > ~/.zfunc/_litreview
      litreview completion fish > ~/.config/fish/completions/litreview.fish

    In zsh, ~/.zfunc must be in fpath before compinit is called.
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"click knows no shell {shell}")
    common.echo(
        made(click.get_current_context().find_root().command, {}, "litreview", "_LITREVIEW_COMPLETE").source()
    )


Completer = Callable[[click.Context, str], Iterable[str | tuple[str, str]]]
"""A function from a call and the word so far to values, some with their meaning. Values that do not match the word are dropped."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_REGISTERED = re.compile(r"^@\w+\{\s*((?:I|PR)\d+)\s*,", re.MULTILINE)
_FOLDER = Path(__file__).parents[1]  # the package: some tables are read without importing their packages


def complete_values(name: str, command: click.Command) -> None:
    """Make each argument and option of a command complete its values. `name` is the command's full name."""
    if isinstance(command, click.Group):
        for part, one in command.commands.items():
            complete_values(f"{name} {part}", one)
    for param in command.params:
        completer = VALUES.get(f"{name} {param.name}") or VALUES.get(param.name or "")
        files = isinstance(param.type, InputFile | OutputFile)
        if completer or files or param.name in FOLDERS:
            vars(param)["shell_complete"] = partial(
                _completion_items, completer, "file" if files else "dir" if param.name in FOLDERS else ""
            )


def _completion_items(
    completer: Completer | None, paths: str, context: click.Context, incomplete: str
) -> list[CompletionItem]:
    from litreview.core.text.display import printable

    # files first: bash drops the items before them
    items = [CompletionItem(incomplete, type=paths)] if paths else []
    try:
        values = [*completer(context, incomplete)] if completer else []
    except (OSError, ValueError):  # a missing file, or invalid TOML: no completions
        values = []
    for value in dict.fromkeys(values):
        word, means = (value, None) if isinstance(value, str) else value
        if word.startswith(incomplete) and _WORD.fullmatch(word):
            items.append(CompletionItem(word, help=" ".join(printable(means).split()) if means else None))
    return items


def _review(context: click.Context) -> Path:
    """Return the folder of the review that the call so far names, or the current folder."""
    # after an option without its value, click has not assigned the arguments to their names
    places = context.params.get("folder"), *(context.params.get("paths") or ()), *context.args
    return next((Path(one) for one in places if one and (Path(one) / "litreview.toml").is_file()), Path())


def _settings(context: click.Context) -> Mapping[str, Any]:
    path = _review(context) / "litreview.toml"
    return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}


def _codes(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    named = context.params.get("codebook_") or _settings(context).get("codebook", "tvpa")
    path = _FOLDER / f"judgements/codebook/{named}.toml" if named == "tvpa" else _review(context) / str(named)
    book = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    return [(str(code.get("id", "")), str(code.get("label", ""))) for code in book.get("code", ())]


def _keys(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    path = _review(context) / "out/tables/sources.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [(row.get("key") or "", (row.get("title") or "")[:60]) for row in csv.DictReader(stream)]


def _values(context: click.Context, incomplete: str) -> Iterable[str | tuple[str, str]]:
    """Return the values after the key, which depend on the verb."""
    verb = context.params.get("verb")
    if verb in ("tag", "not-tag"):
        return _codes(context, incomplete)
    if verb in verbs.PAIR_VERBS:
        return _keys(context, incomplete)
    return verbs.STAGES if verb in verbs.SCREENING_VERBS else ()


def _people(context: click.Context, _: str) -> Iterable[str]:
    return sorted(path.stem for path in (_review(context) / "decisions").glob("*.tsv"))


def _register_codes(context: click.Context, _: str) -> Iterable[str]:
    return _REGISTERED.findall((_review(context) / "bib/register.bib").read_text(encoding="utf-8-sig"))


def _style_names(_: click.Context, incomplete: str) -> Iterable[str]:
    # the ten thousand others only once the word is long enough
    return [
        *stages.bibliography.styles.STYLES,
        *(stages.bibliography.styles.list_styles() if len(incomplete) > 3 else ()),
    ]


def _problems(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from litreview.core.problems import rules

    return [(code, rule.title) for code, rule in rules().items()]


def _rules(_: click.Context, __: str) -> Iterable[str]:
    table = tomllib.loads((_FOLDER / "stages/duplicates/rules.toml").read_text(encoding="utf-8"))
    return [str(rule["id"]) for rule in table["rule"]]


def _providers(_: click.Context, __: str) -> Iterable[str]:
    from litreview.providers import provider_names

    return provider_names()


def _topics(context: click.Context, _: str) -> Sequence[tuple[str, str]]:
    """Return the topics and the commands that `help` takes, each with its line."""
    root = context.find_root()
    commands = root.command.shell_complete(root, "")
    return [
        *((name, topic.line) for name, topic in topics().items()),
        *((item.value, item.help or "") for item in commands if not item.value.startswith("-")),
    ]


def _one_of(*values: str) -> Completer:
    return lambda _, __: values


FOLDERS = frozenset({"folder", "work"})
"""Parameters that name a folder."""
VALUES: Mapping[str, Completer] = {
    "style": _style_names,
    "codebook_": _one_of("tvpa", "none"),
    "codebook check file": _one_of("tvpa", "none"),
    "codebook show file": _one_of("tvpa", "none"),
    "check explain": _problems,
    "dedupe explain_rule": _rules,
    "annotate code": _codes,
    "annotate group_by": _one_of("goal", "type", "year", "code", "finding", "none"),
    "verify named": _providers,
    "enrich named": _providers,
    "enrich what": _one_of("abstracts", "references", "ids", "status"),
    "by": _people,
    "decide was": _people,
    "decide verb": _one_of(*verbs.VERBS),
    "decide key": _keys,
    "decide words": _values,
    "help words": _topics,
    "withdraw code": _register_codes,
}
"""The completer of a parameter's values, by its name, or by command and name."""
