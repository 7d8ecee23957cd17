"""Read and write libraries of records: one module per format, the format detected from the content.

`read` never raises for what is in a file: faults are Problems. To add a format, write a module with a function
`read_x(text, path) -> (raw entries, problems)`, and add a row to the table in `readers`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from litreview.core import files as files_
from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.containers import grouped
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Block, Library, Problem, Record, Tag, Work
from litreview.core.runtime import gc_pause, lazy_names
from litreview.formats.input_files import gather, unreadable_exports
from litreview.formats.parsing import Parsed, assemble_library, parse
from litreview.formats.readers import Format, formats, load

if TYPE_CHECKING:
    from litreview.formats import (
        bibtex_write as bibtex_write,
        references as references,
        ris_write as ris_write,
        sheets as sheets,
        tables as tables,
    )
    from litreview.formats.parallel import Job

__all__ = ["FORMATS", "TextFormat", "dumps", "format_of", "read", "read_objects", "read_text", "write"]

__getattr__: Callable[[str], object] = lazy_names(__name__, {})

TextFormat = Literal["bib", "ris", "json", "csv"]
FORMATS: tuple[TextFormat, ...] = get_args(TextFormat)
"""The endings of the formats that are written."""


def read(
    *paths: Path | str,
    root: Path | str | None = None,
    include_confidential: bool = False,
    public: Sequence[Path | str] = (),
) -> Library:
    """Return the records of files, globs and folders, in command-line order, and the Problems met.

    A record id is `FILE:KEY`, FILE relative to `root` or to the common folder of the paths. `InputError` for a path that
    is missing, cannot be read, or holds no sources. Confidential records are sealed unless asked for by name. `public` names files
    whose withheld records are shown: what only looks confidential. What declares itself confidential stays sealed.
    """
    if not paths:
        raise UsageError("read takes a path or several, not none: read('bib/')")
    answers = ConfidentialityAnswers(public=public_names(public, paths, root)) if public else NO_ANSWERS
    return read_with(None, *paths, root=root, include_confidential=include_confidential, answers=answers)


def public_names(
    public: Sequence[Path | str], paths: Sequence[Path | str], root: Path | str | None = None
) -> frozenset[str]:
    """Return the names of the files among `paths` that are public. `UsageError` for a file that is not among them."""
    names = {os.path.realpath(path): name for path, name, _ in gather(paths, root)}
    # a Problem calls a file by its name among those read
    names = {**{name: name for name in names.values()}, **names}
    found = set()
    for path in [public] if isinstance(public, str | Path) else public:
        name = names.get(os.path.realpath(path)) or names.get(str(path))
        if name is None:
            raise UsageError(f"public names {path}, which is none of the files that are read")
        found.add(name)
    return frozenset(found)


def read_with(
    parse_files: Callable[[Sequence[Job]], Sequence[Parsed]] | None,
    *paths: Path | str,
    root: Path | str | None,
    include_confidential: bool,
    answers: ConfidentialityAnswers = NO_ANSWERS,
) -> Library:
    """Read as `read` does, with `parse_files` to parse the files (by default `parallel.parse_all`)."""
    from litreview.formats.parallel import Job, parse_all

    records: list[Record] = []
    problems: list[Problem] = []
    blocks: list[Block] = []
    hidden: dict[str, list[tuple[int, int]]] = {}
    jobs = [Job(path=str(path), name=name, met=met) for path, name, met in gather(paths, root)]
    names = [job.name for job in jobs]
    with gc_pause():
        for job, (found, faults, other_blocks, lines) in zip(
            jobs, (parse_files or parse_all)(jobs), strict=True
        ):
            records += found
            problems += faults
            blocks += other_blocks
            hidden[job.name] = lines
        problems += unreadable_exports(paths, root)
        return assemble_library(
            records,
            problems,
            blocks,
            hidden,
            names,
            include_confidential=include_confidential,
            answers=answers,
        )


def read_text(text: str | bytes, path: str = "<string>", include_confidential: bool = False) -> Library:
    r"""Return the records of one text, and the Problems met. Never raises, whatever the text.

    >>> [record.title for record in read_text("@book{a, title = {Where {Are} All the Victims?}}")]
    ['Where Are All the Victims?']
    """
    data = text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
    with gc_pause():
        records, problems, blocks, lines = parse(data, path)
        return assemble_library(
            records, problems, blocks, {path: lines}, [path], include_confidential=include_confidential
        )


def read_objects(objects: Any, name: str = "<objects>", *, include_confidential: bool = False) -> Library:
    """Return the records of objects from other libraries, and the Problems met. Each object gives a record or a Problem.

    - bibtexparser, 1 and 2: a library or database, or entries of it. What it failed to parse is parsed here.
    - pybtex: a `BibliographyData`, or entries.
    - rispy: the list that `rispy.load` returns.
    - Lists of dictionaries: CSL-JSON, items of Zotero's API (pyzotero) or their `data` alone, works of OpenAlex, Crossref and Semantic
      Scholar. Any other dictionary maps fields to values; its keys may be any column names of a CSV file.

    `name` is the file name of the records; `name:3` is the third object. `UsageError` for what is no list of objects.

    >>> [record.key for record in read_objects([{"type": "book", "id": "doe", "title": "A made-up book"}])]
    ['doe']
    """
    from litreview.formats.foreign_objects import library_of_objects

    with gc_pause():
        return library_of_objects(objects, name, include_confidential=include_confidential)


def format_of(path: Path | str) -> str:
    """Return the format for the ending of an output path; `UsageError` for an ending that is not written."""
    ending = Path(path).suffix.lower().removeprefix(".")
    if str(path) == "-":
        return "bib"
    if Path(path).is_dir():
        raise UsageError(f"{path}: is a folder; name a file, such as {Path(path) / 'library.bib'}")
    if ending not in FORMATS:
        known = " ".join(f".{name}" for name in FORMATS)
        what = f"no format for the ending '.{ending}'" if ending else "the name has no ending"
        raise UsageError(f"{path}: {what}; one of {known}{near_miss(ending, FORMATS)}")
    return ending


def write(
    works: Iterable[Work],
    path: Path | str,
    *,
    tags: Iterable[Tag] = (),
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write records or sources to a file atomically, in the format of its ending: .bib, .ris, .json or .csv."""
    pieces = dump_pieces(works, format_of(path), tags=tags, notes=notes)
    files_.write_pieces(path, (piece.encode("utf-8") for piece in pieces))


def dumps(
    works: Iterable[Work],
    format: TextFormat | str = "bib",  # noqa: A002 - the field's word
    *,
    tags: Iterable[Tag] = (),
    notes: Mapping[str, str] | None = None,
    ascii_only: bool = False,
    raw_csv: bool = False,
    live_preambles: bool = False,
) -> str:
    """Return records or sources as text: `bib`, `ris`, `json` (CSL-JSON) or `csv`.

    `tags` become keywords (`tvpa:protect`), `notes` (by key) the annotation; `ascii_only` writes BibTeX with LaTeX for
    every letter beyond ASCII. `raw_csv` writes a table without the apostrophes that keep a spreadsheet from running a cell;
    `live_preambles` writes `@preamble` blocks as TeX, and not as comments.
    """
    return "".join(
        dump_pieces(
            works,
            format,
            tags=tags,
            notes=notes,
            ascii_only=ascii_only,
            raw_csv=raw_csv,
            live_preambles=live_preambles,
        )
    )


def dump_pieces(
    works: Iterable[Work],
    format: TextFormat | str = "bib",  # noqa: A002 - the field's word
    *,
    tags: Iterable[Tag] = (),
    notes: Mapping[str, str] | None = None,
    ascii_only: bool = False,
    raw_csv: bool = False,
    live_preambles: bool = False,
) -> Iterator[str]:
    """Return the text of `dumps` as lazy pieces: BibTeX and RIS give one entry at a time, so memory never holds the whole text."""
    row = _format_row(format.lower().removeprefix("."))
    if ascii_only and row.writes != "bib":
        raise UsageError(f"only BibTeX can be written as ASCII, and this is {row.writes}")
    options: dict[str, Any] = (
        {"ascii_only": ascii_only} if row.writes == "bib" else {"raw": raw_csv} if row.writes == "csv" else {}
    )
    works, blocks = (works.records, works.blocks) if isinstance(works, Library) else (works, ())
    marked = codes_by_source(tags)
    made: str | Iterator[str] = load(row.writer)([*works], marked, dict(notes or {}), **options)
    if blocks and row.writes == "bib":
        from litreview.formats.bibtex_write import with_blocks

        made = with_blocks("".join(made), blocks, live=live_preambles)
    pieces = [made] if isinstance(made, str) else made
    return (piece.encode("utf-8", errors="replace").decode("utf-8") for piece in pieces)


def codes_by_source(tags: Iterable[Tag]) -> dict[str, list[str]]:
    """Return the codes of tags by the key of their source, each once."""
    return grouped(dict.fromkeys((tag.source, tag.code) for tag in tags))


def _format_row(name: str) -> Format:
    """Return the row of a format by its name or file ending; `UsageError` if it cannot be written."""
    found = next((row for row in formats() if row.writes and name in {row.writes, row.name}), None)
    if found is None:
        raise UsageError(f"no format '{name}'; one of {' '.join(FORMATS)}{near_miss(name, FORMATS)}")
    return found
