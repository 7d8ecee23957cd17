"""Writing of out/: every generated file, except those that a person has edited since."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core import files
from litreview.core.errors import OutputError, UsageError
from litreview.core.model import Problem, Span, Tag, Where
from litreview.core.problems import problem
from litreview.core.progress import counted
from litreview.core.runtime import gc_pause
from litreview.core.text import restore
from litreview.core.wording import plural
from litreview.formats.tables import csv_named, for_excel
from litreview.formats.tables.columns import TagChangeRow
from litreview.judgements.decisions import resolve
from litreview.review.outputs.registry import OUTPUTS, PAGES, TAG_CHANGES
from litreview.review.outputs.run_record import RunRecord, record_of
from litreview.review.outputs.watermark import add_stamp
from litreview.review.private_folder import ignore_private
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.pages.page import Ways
    from litreview.stages.tagging import TagChange

HASHES = ".litreview-hashes.json"
"""The file with digests of what runs wrote to a folder of outputs. They show which files a person has edited."""
_MADE = ":made"
"""The entry of that file with what made the outputs (`run_record`); no file is called so."""
_DOCUMENTS = ":documents"
"""The entry with the names of the files that other commands than `run` wrote there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_out` did: the folder, the files it wrote or found up to date, and the Problems.

    `changes` are the machine's tags that appeared or disappeared since the previous run.
    """

    folder: Path
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]
    changes: tuple[TagChange, ...] = ()


def page_bytes(review: Review, name: str, ways: Ways | None = None) -> bytes:
    """Return one of the `PAGES` as a run writes it; `ways` are the links to the window's pages of decisions.

    Without `ways` the page names the command that opens the window.
    """
    return _apply_settings(review, name, PAGES[name](review, ways))


def make_outputs(review: Review) -> dict[str, bytes]:
    """Return every output of a review by its path below out/, in the order of writing. Nothing is written.

    `tag-changes.csv` is left out: it depends on the previous run.
    """
    made: dict[str, bytes] = {}
    with gc_pause():
        making = [(one, one.make) for one in OUTPUTS.values() if one.make]
        for one, make in counted("making the files of out/", making):
            made[one.path] = _apply_settings(review, one.name, make(review))
    review.evaluator.end_run()
    return made


def _apply_settings(review: Review, name: str, data: bytes) -> bytes:
    """Apply the settings to a file: the stamp of the review, and for tables the format that Excel reads."""
    stamped = add_stamp(name, data, review.settings.stamp)
    return for_excel(name, stamped) if review.settings.excel else stamped


def write_out(review: Review) -> Written:
    """Write every output of a review to out/, or to private/out/ if the review includes confidential material.

    A file that a person edited (its digest is not stored) is left alone, with a Problem (LR601).
    """
    if review.folder is None:
        raise UsageError("only a review folder has an out/; `litreview init DIR` makes one")
    out_name = "private/out" if review.include_confidential else "out"
    out = review.folder / out_name
    if out.exists() and not out.is_dir():
        raise OutputError(str(out), "is a file, where the folder of outputs goes; move it away")
    for path in (out / one.path for one in OUTPUTS.values()):
        if path.is_dir():
            raise OutputError(str(path), "is a folder, where a file goes; move it away")
        if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(out)):
            raise OutputError(str(path.parent), f"is a link that leads out of {out}; remove it")
    _refuse_inputs(review, out)
    review.keep_codes()
    if review.include_confidential:
        ignore_private(review.folder)
    migrated = _migrate_old_paths(out, out_name)
    with gc_pause():  # a garbage collection takes longer than the comparison of tags
        results = make_outputs(review)
        changes = _tag_changes(review, out)
    if changes or not (out / OUTPUTS[TAG_CHANGES].path).exists():  # else the file keeps the last changes
        # before tags.csv, from which they are computed: an interrupted run finds them again
        table = csv_named("tag_changes", change_rows(changes), raw=review.raw_csv)
        results = {OUTPUTS[TAG_CHANGES].path: _apply_settings(review, TAG_CHANGES, table), **results}
    files.make_folder(out)
    with files.locked(out):
        written, edited = _write_all(out, results, record_of(review))
    left_alone = [edited_by_hand(f"{out_name}/{name}") for name in edited]
    return Written(
        folder=out,
        paths=tuple(out / name for name in written),
        problems=(*review.bibliography.problems, *migrated, *left_alone),
        changes=changes,
    )


def _migrate_old_paths(out: Path, shown: str) -> tuple[Problem, ...]:
    """Move files that an earlier version wrote to out/ itself to their present paths; return a Problem that says so, and one per edited file.

    A file whose digest is not stored was edited by a person and stays. The digests of the others are stored under both names before the
    first move: an interrupted run still knows its files, wherever they are.
    """
    known = read_hashes(out)
    earlier = {one.name: one.path for one in OUTPUTS.values() if one.name != one.path and one.name in known}
    digests = {name: file_digest(out / name) for name in earlier}
    ours = {name: path for name, path in earlier.items() if digests[name] in known[name]}
    if not any(digests.values()):
        return ()
    with files.locked(out):
        both = {path: (*known.get(path, ()), *known[name]) for name, path in ours.items()}
        write_hashes(out, {**known, **both})
        for name, path in ours.items():
            files.make_folder((out / path).parent)
            if (out / path).exists():
                (out / name).unlink()
            else:
                (out / name).replace(out / path)
        write_hashes(out, {name: stored for name, stored in {**known, **both}.items() if name not in ours})
    edited = [
        edited_by_hand(f"{shown}/{name}", f"this run's result is {shown}/{path}")
        for name, path in earlier.items()
        if name not in ours and digests[name]
    ]
    return (*_migration_problem(shown, ours), *edited)


def _migration_problem(shown: str, ours: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the Problem (LR616) that names the present folders of an earlier version's files."""
    if not ours:
        return ()
    folders = sorted({path.partition("/")[0] for path in ours.values()})
    return (
        problem(
            "LR616",
            Where(file=shown),
            files=plural(len(ours), "file"),
            folders=", ".join(f"{shown}/{name}/" for name in folders),
        ),
    )


def _refuse_inputs(review: Review, out: Path) -> None:
    """Raise `OutputError` if an input lies in out/, or is one of the output files through any link."""
    real_out = os.path.realpath(out)
    for path in review.inputs.reveal():
        if Path(os.path.realpath(path)).is_relative_to(real_out):
            raise OutputError(
                str(path), f"is read, and lies in {out}, where outputs are written; move it to bib/"
            )
    # OUTPUTS: earlier versions wrote to out/ itself
    paths = {*(one.path for one in OUTPUTS.values()), *OUTPUTS, HASHES}
    files.refuse_overwriting((out / path for path in sorted(paths)), review.inputs.reveal())


def write_document(path: Path, data: bytes, *, force: bool = False) -> Problem | None:
    """Write one document; one that a person edited is left alone, with a Problem (LR601), unless `force` is set."""
    if path.exists() and not path.is_file():  # a device or a pipe
        files.write_bytes(path, data)
        return None
    files.make_folder(path.parent)
    with files.locked(path.parent):
        _, edited = _write_all(
            path.parent, {path.name: data}, read_record(path.parent), force=force, own=False
        )
    return problem("LR601.document", Where(file=str(path))) if edited else None


def _write_all(
    out: Path,
    results: Mapping[str, bytes],
    record: RunRecord | None = None,
    *,
    force: bool = False,
    own: bool = True,
) -> tuple[list[str], list[str]]:
    """Write the results; return the names of the written files, and of those left alone because a person edited them (none with `force`).

    `own`: they are outputs of a run, not documents that another command wrote there.

    A file is ours if its digest is stored. The new digests are stored beside the old ones before the first file is written:
    whenever a run is interrupted, its files are known as ours.
    """
    known = read_hashes(out)
    # what an interrupted run leaves was made by two
    same = record if record == read_record(out) else None
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in results.items()}
    there = {name: file_digest(out / name) for name in results}
    edited = [
        name
        for name, digest in there.items()
        if not force and digest and digest not in (*known.get(name, ()), digests[name])
    ]
    writing = [name for name in results if name not in edited]
    documents = () if own else tuple(results)
    write_hashes(
        out, {**known, **{name: (*known.get(name, ()), digests[name]) for name in writing}}, same, documents
    )
    for name in (one for one in writing if there[one] != digests[one]):
        files.write_bytes(out / name, results[name])
    write_hashes(out, {**known, **{name: (digests[name],) for name in writing}}, record)
    return writing, edited


def _tag_changes(review: Review, out: Path) -> tuple[TagChange, ...]:
    """Compare the machine's tags with the tags.csv that this run replaces; return the changes, nothing on a first run."""
    try:
        text = (out / OUTPUTS["tags.csv"].path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ()
    before = read_machine_tags(text, review.index)
    known = {tag.source for tag in before}  # the tags of a new source are no changes
    return stages.tagging.compare_tags(
        before, [tag for tag in review.tags if tag.source in known], review.decisions
    )


def edited_by_hand(name: str, instead: str = "this run's result was not written there") -> Problem:
    """Return the Problem (LR601) of an output that a person edited; `instead` says where this run's result is."""
    return problem("LR601.output", Where(file=name), instead=instead)


def file_digest(path: Path) -> str:
    """Return the SHA-256 digest of a file, `""` if it does not exist."""
    return hashlib.sha256(files.read_bytes(path)).hexdigest() if path.exists() else ""


def _stored(out: Path) -> Mapping[str, object]:
    """Return what the file of digests holds; empty if it is missing or damaged."""
    try:
        stored = json.loads((out / HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return stored if isinstance(stored, dict) else {}


def read_hashes(out: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the stored digests of a folder of outputs, by the name of the file."""
    return {
        name: tuple(map(str, ours if isinstance(ours, list) else [ours]))
        for name, ours in _stored(out).items()
        if name not in (_MADE, _DOCUMENTS)
    }


def read_documents(out: Path) -> tuple[str, ...]:
    """Return the names of the files that other commands than `run` wrote to a folder of outputs."""
    stored = _stored(out).get(_DOCUMENTS)
    return tuple(map(str, stored)) if isinstance(stored, list) else ()


def read_record(out: Path) -> RunRecord:
    """Return the stored record of what made a folder of outputs, empty where none is stored."""
    made = _stored(out).get(_MADE)
    return {str(name): str(value) for name, value in made.items()} if isinstance(made, dict) else {}


def generated_files(out: Path) -> dict[str, bool]:
    """Return the files that runs wrote to a folder of outputs, by name, each with False if a person has edited it."""
    known = read_hashes(out)
    return {
        name: file_digest(out / name) in digests for name, digests in known.items() if (out / name).is_file()
    }


def write_hashes(
    out: Path,
    hashes: Mapping[str, Sequence[str]],
    record: RunRecord | None = None,
    documents: Sequence[str] = (),
) -> None:
    """Store the digests of the files that were written, by name, the record of what made them, and which are `documents` of other commands."""
    unique: dict[str, object] = {name: list(dict.fromkeys(digests)) for name, digests in hashes.items()}
    if documents := sorted({*documents, *read_documents(out)}):
        unique[_DOCUMENTS] = documents
    if record:
        unique[_MADE] = dict(record)
    files.write_text(out / HASHES, json.dumps(unique, indent=2, sort_keys=True) + "\n")


def read_machine_tags(text: str, index: Mapping[str, tuple[str, ...]]) -> tuple[Tag, ...]:
    """Return the machine's tags in a tags.csv, with the present keys of their sources. Sources that are gone are left out.

    Only code and words are read; a table of another kind gives nothing.
    """
    spans_of: dict[tuple[str, str], list[Span]] = {}
    header, *rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))] or [[]]
    names = ("method", "answer", "state", "source", "code", "field", "text")
    places = [header.index(name) if name in header else -1 for name in names]
    for row in rows:
        # csv.DictReader makes a mapping of each row, which takes most of its time
        row.append("")  # of a column that is not there
        method, answer, state, *others = [row[at] if at < len(row) else "" for at in places]
        if method != "rule" or answer == "no" or state == "ask":
            continue
        source, code, field, text = map(restore, others)
        if code and (keys := resolve(source, index)):
            spans = spans_of.setdefault((keys[0], code), [])
            if text:
                spans.append(Span(field=field, start=0, end=0, text=text))
    return tuple(
        Tag(source=source, code=code, method="rule", spans=tuple(spans))
        for (source, code), spans in spans_of.items()
    )


def change_rows(changes: Iterable[TagChange]) -> list[TagChangeRow]:
    """Return the rows of tag-changes.csv."""
    return [
        TagChangeRow(
            change.source,
            change.code,
            "came" if change.came else "went",
            "; ".join(change.coded_by),
            "; ".join(change.words),
        )
        for change in changes
    ]
