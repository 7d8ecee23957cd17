"""`references`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.cli.places import refuse_overwriting
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.review import ReferenceList


@click.command()
@click.argument("files", nargs=-1, required=True, type=common.INPUT, metavar="FILE...")
@common.output_option(
    "Where to write; the ending says the format: .bib .ris .json (CSL) .csv, or - for BibTeX."
)
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def references(
    files: Sequence[str],
    output: str,
    *,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Read reference lists: an entry for each reference.

    FILE is a .txt, .md, .tex or .docx, or - for a list that is pasted in: numbered, one a line, hanging, parted by blank lines, or
    footnotes, in whatever style. Each entry keeps the string it was read from in its field `reference-string`. What is no entry is
    reported with its line.

    \b
    Example:
      litreview references list.txt -o refs.bib
      litreview references article.docx -o refs.csv
    """
    from litreview.formats import dumps, format_of

    format_ = format_of(output)
    if include_confidential:
        common.keep_private(files)
    refuse_overwriting([])
    found = _read(files, include_confidential=include_confidential)
    text = dumps(found.library, format_, raw_csv=raw_csv and format_ == "csv")
    common.emit(output, text)
    if as_json:
        common.print_json(
            {
                "files": len(files),
                "entries": len(found.records),
                "problems": common.problem_rows(found.problems),
            }
        )
    else:
        common.echo(f"wrote {plural(len(found.records), 'entry', 'entries')} to {output}", err=True)
        if include_confidential:  # a terminal is no place below private/
            common.echo(
                f"{plural(len(found.problems), 'problem')} (not shown with --include-confidential)",
                err=True,
            )
        else:
            common.print_problems(found.problems, info=True, rest="--json shows them")
    common.finish(found.problems)


def _read(files: Sequence[str], *, include_confidential: bool) -> ReferenceList:
    from litreview.review.reference_lists import read_reference_files, read_reference_text

    if "-" in files:
        if len(files) > 1:
            raise click.UsageError("'-' reads standard input and stands alone")
        if common.named_public():
            raise click.UsageError("--public names a file, and '-' is standard input")
        data = sys.stdin.buffer.read()
        return read_reference_text(data, "<stdin>", include_confidential=include_confidential)
    return read_reference_files(
        files, include_confidential=include_confidential, public=common.named_public()
    )
