"""Option types for files, so that no output overwrites an input or another output.

An option that names a file has the type `INPUT` or `OutputFile`. `refuse_overwriting` checks all options of the current command by their
types, and a test fails for a file option without such a type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview.cli.terminal import send
from litreview.core import files
from litreview.core.errors import OutputError, UsageError
from litreview.core.sealed import stays_private

if TYPE_CHECKING:
    from litreview.core.model import Problem


class InputFile(click.types.StringParamType):
    """A file that is read, or another name, such as that of a built-in codebook."""

    name = "input"


class OutputFile(click.types.StringParamType):
    """A file that is written. `beside` returns the further files that are written with it."""

    name = "output"

    def __init__(self, beside: Callable[[str], Iterable[Path]] = lambda _: ()) -> None:
        self.beside = beside

    def files(self, path: str) -> Iterator[str]:
        """Yield every file that is written for the path of an option."""
        yield path
        if path != "-":
            yield from map(str, self.beside(path))


STAMP = "litreview.stamp"
"""The key in a command's context for the stamp of the opened review."""
EXCEL = "litreview.excel"
"""The key in a command's context for whether tables are for Excel."""
INPUT = InputFile()
OUTPUT = OutputFile()


def refuse_overwriting(read: Iterable[Path]) -> None:
    """Raise `OutputError` if the current command would write over an input or write two outputs to one file.

    `read` are the inputs from folders and settings; the inputs that options name are added.
    """
    outputs, inputs = _named_files()
    if outputs.count("-") + bool(click.get_current_context().params.get("as_json")) > 1:
        raise OutputError("-", "two outputs can't both go to standard output; name a file for one of them")
    files.refuse_overwriting([name for name in outputs if name != "-"], [*read, *inputs])


def named_outputs() -> list[str]:
    """Return the output files in the options of the current command."""
    return _named_files()[0]


def _named_files() -> tuple[list[str], list[str]]:
    """Return the output files and the input files in the options of the current command."""
    outputs: list[str] = []
    inputs: list[str] = []
    context = click.get_current_context()
    for option in context.command.params:
        setting = context.params.get(option.name or "")
        values = [value for value in (setting if isinstance(setting, tuple) else (setting,)) if value]
        if isinstance(option.type, OutputFile):
            outputs += [name for value in values for name in option.type.files(value)]
        elif isinstance(option.type, InputFile):
            inputs += values
    return outputs, inputs


def keep_private(paths: Iterable[str], option: str = "--include-confidential") -> None:
    """Raise `UsageError` if the current command would show confidential material outside a folder `private`.

    `paths` are its inputs: the message names the private folder of a review among them. `option` asked for it.
    """
    params = click.get_current_context().params
    review = next((path for path in paths if (Path(path) / "litreview.toml").is_file()), ".")
    place = Path(review) / "private/out"
    for printing, flag in (("--json", "as_json"), ("--explain", "explain")):
        if params.get(flag):
            raise UsageError(
                f"{printing} prints, and with {option} nothing is printed: leave it out, and write to a file below {place}"
            )
    for output in _named_files()[0]:
        if output == "-":
            raise UsageError(
                f"with {option} nothing goes to standard output; write to a file below {place}, such as -o {place}/NAME"
            )
        if not stays_private(output):
            raise UsageError(
                f"{output}: with {option} outputs lie below a folder private/, which git ignores; "
                f"write to {place / Path(output).name}"
            )


def emit_document(output: str, data: bytes | str, inputs: Iterable[Path], *, force: bool) -> Problem | None:
    """Write a document as `emit` does; return a Problem (LR601) if a person edited the file that is there, and leave it alone without `force`."""
    if output == "-":
        emit(output, data)
        return None
    from litreview.review.outputs.writing import write_document

    files.refuse_overwriting([output], inputs)
    return write_document(Path(output), _with_settings(output, data), force=force)


def emit(output: str, data: bytes | str | Iterator[str], inputs: Iterable[Path] = ()) -> None:
    """Write a file in one step, or to standard output if `output` is `-`; an iterator is written piece by piece. An input is never overwritten.

    The stamp of a review is added in every format that has a place for it; with --excel, tables begin with a byte order mark.
    """
    meta = click.get_current_context().meta
    if isinstance(data, Iterator):
        if output != "-" and not meta.get(STAMP) and not meta.get(EXCEL):
            files.refuse_overwriting([output], inputs)
            files.write_pieces(output, (piece.encode("utf-8", errors="backslashreplace") for piece in data))
            return
        data = "".join(data)
    blob = _with_settings(output, data)
    if output == "-":
        send(blob)
        return
    files.refuse_overwriting([output], inputs)
    files.write_bytes(output, blob)


def _with_settings(output: str, data: bytes | str) -> bytes:
    """Return a file with the stamp of the review, and with --excel a table with a byte order mark."""
    blob = data.encode("utf-8", errors="backslashreplace") if isinstance(data, str) else data
    meta = click.get_current_context().meta
    if stamp := meta.get(STAMP):
        from litreview.review.outputs.watermark import STAMPS, add_stamp

        blob = add_stamp(output, blob, stamp) if Path(output).suffix.lower() in STAMPS else blob
    if meta.get(EXCEL):
        from litreview.formats.tables import for_excel

        blob = for_excel(output, blob)
    return blob
