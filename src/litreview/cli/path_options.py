"""Which options of a command name files, so that no output overwrites an input or another output.

An option that names a file says so by its type, `INPUT` or `Output`. `refuse_overwriting` finds them all in the command that was
called: a new option is looked at as soon as it has its type, and a test fails for one that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from litreview.cli.terminal import send
from litreview.core import files
from litreview.core.errors import OutputError, UsageError
from litreview.core.sealed import stays_private


class Input(click.types.StringParamType):
    """A file that is read, or a name that is none, such as that of a built-in codebook."""

    name = "input"


class Output(click.types.StringParamType):
    """A file that is written. `beside` returns the others that are written with it."""

    name = "output"

    def __init__(self, beside: Callable[[str], Iterable[Path]] = lambda _: ()) -> None:
        self.beside = beside

    def files(self, path: str) -> Iterator[str]:
        """Yield every file that is written where the option names this one."""
        yield path
        if path != "-":
            yield from map(str, self.beside(path))


STAMP = "litreview.stamp"
"""Under what name the context of a command holds the stamp of the review that it opened."""
EXCEL = "litreview.excel"
"""Under what name it holds whether tables are for Excel."""
INPUT = Input()
OUTPUT = Output()


def refuse_overwriting(read: Iterable[Path]) -> None:
    """Raise `OutputError` if the command that was called would write over an input or write two outputs to one file.

    `read` are the files that were found in folders and settings; those that the options name come to them.
    """
    outputs, inputs = _named()
    if outputs.count("-") + bool(click.get_current_context().params.get("as_json")) > 1:
        raise OutputError("-", "two outputs can't both go to standard output; name a file for one of them")
    files.refuse_overwriting([name for name in outputs if name != "-"], [*read, *inputs])


def named_outputs() -> list[str]:
    """Return the files that the options of the command that was called name as its outputs."""
    return _named()[0]


def _named() -> tuple[list[str], list[str]]:
    """Return the outputs and the inputs that the options of the command that was called name."""
    outputs: list[str] = []
    inputs: list[str] = []
    context = click.get_current_context()
    for option in context.command.params:
        given = context.params.get(option.name or "")
        values = [value for value in (given if isinstance(given, tuple) else (given,)) if value]
        if isinstance(option.type, Output):
            outputs += [name for value in values for name in option.type.files(value)]
        elif isinstance(option.type, Input):
            inputs += values
    return outputs, inputs


def keep_private(paths: Iterable[str]) -> None:
    """Raise `UsageError` if the command that was called would show what is confidential outside a folder `private`.

    `paths` are what it reads: a review among them has such a folder.
    """
    params = click.get_current_context().params
    review = next((path for path in paths if (Path(path) / "litreview.toml").is_file()), ".")
    place = Path(review) / "private/out"
    for option, flag in (("--json", "as_json"), ("--explain", "explain")):
        if params.get(flag):
            raise UsageError(
                f"{option} prints, and with --include-confidential nothing is printed: leave it out, and write to a file below {place}"
            )
    for output in _named()[0]:
        if output == "-":
            raise UsageError(
                f"with --include-confidential nothing goes to standard output; write to a file below {place}, such as -o {place}/NAME"
            )
        if not stays_private(output):
            raise UsageError(
                f"{output}: with --include-confidential outputs lie below a folder private/, which git ignores; "
                f"write to {place / Path(output).name}"
            )


def emit(output: str, data: bytes | str | Iterator[str], inputs: Iterable[Path] = ()) -> None:
    """Write to a file at once, or to standard output if `output` is `-`; text in pieces as they come. An input is never overwritten.

    What a review with a stamp gives shows it, in every format that has a place for one; tables begin as Excel wants it, if that was asked for.
    """
    meta = click.get_current_context().meta
    if isinstance(data, Iterator):
        if output != "-" and not meta.get(STAMP) and not meta.get(EXCEL):
            files.refuse_overwriting([output], inputs)
            files.write_pieces(output, (piece.encode("utf-8", errors="backslashreplace") for piece in data))
            return
        data = "".join(data)
    blob = data.encode("utf-8", errors="backslashreplace") if isinstance(data, str) else data
    if stamp := meta.get(STAMP):
        from litreview.review.outputs.watermark import STAMPS, add_stamp

        blob = add_stamp(output, blob, stamp) if Path(output).suffix.lower() in STAMPS else blob
    if meta.get(EXCEL):
        from litreview.formats.tables import for_excel

        blob = for_excel(output, blob)
    if output == "-":
        send(blob)
        return
    files.refuse_overwriting([output], inputs)
    files.write_bytes(output, blob)
