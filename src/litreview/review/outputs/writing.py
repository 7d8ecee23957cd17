"""Writing out/: everything generated, and nothing that a person has edited since."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core import files
from litreview.core.errors import OutputError, UsageError
from litreview.core.model import Problem, Span, Tag, Where
from litreview.core.problems import problem
from litreview.core.processes import run_in_background
from litreview.core.progress import counted
from litreview.core.runtime import gc_pause
from litreview.core.text import restore
from litreview.core.wording import plural
from litreview.formats.tables.row_types import TagChangeRow
from litreview.judgements.decisions import resolve
from litreview.review.outputs.registry import OUTPUTS, PAGES, TAG_CHANGES, document_bytes
from litreview.review.outputs.watermark import stamped
from litreview.review.private_folder import ignore_private
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.pages import Ways
    from litreview.stages.tagging import TagChange

HASHES = ".litreview-hashes.json"
"""The file of the digests of what runs wrote to a folder of outputs: by them a file that a person edited is told from ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_out` did: the folder, the files that now hold this run's result, and the Problems met.

    `changes` are the machine's tags that came or went since the run before.
    """

    folder: Path
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]
    changes: tuple[TagChange, ...] = ()


def page_bytes(review: Review, name: str, ways: Ways | None = None) -> bytes:
    """Return one of the `PAGES` as a run writes it, with `ways` to where what it shows is judged: in the window, where that is served.

    Without `ways` it is a file, and says by which command a window is opened.
    """
    return _finished(review, name, PAGES[name](review, ways))


def make_outputs(review: Review) -> dict[str, bytes]:
    """Return every output of a review by its path below out/, in the order in which they are written. Nothing is written.

    What depends on the run before is none of them: `tag-changes.csv`.
    """
    made: dict[str, bytes] = {}
    with gc_pause(), _documents(review) as documents:
        # documents last: they are made beside the others
        ordered = sorted(OUTPUTS.values(), key=lambda one: one.document is not None)
        making = [(one, one.make) for one in ordered if one.make]
        for one, make in counted("making the files of out/", making):
            data = documents()[one.name] if one.document else make(review)
            made[one.path] = _finished(review, one.name, data)
    review.evaluator.end_run()
    return {one.path: made[one.path] for one in OUTPUTS.values() if one.make}


@contextmanager
def _documents(review: Review) -> Iterator[Callable[[], Mapping[str, bytes]]]:
    """Yield what waits for the documents of the bibliography: pandoc writes them beside the files that are made in this block."""
    formats = {one.name: one.document for one in OUTPUTS.values() if one.document}
    if not formats:
        yield dict
        return
    # now: the other thread asks the review for nothing
    bibliography = review.bibliography
    with run_in_background(
        lambda stop: {name: document_bytes(bibliography, format_, stop) for name, format_ in formats.items()}
    ) as written:
        yield written


def _finished(review: Review, name: str, data: bytes) -> bytes:
    """Return a file as the settings want it: with the stamp of the review, and a table as Excel wants it."""
    from litreview.formats.tables import for_excel

    whole = stamped(name, data, review.settings.stamp)
    return for_excel(name, whole) if review.settings.excel else whole


def write_out(review: Review) -> Written:
    """Write every output of a review to its out/, to private/out/ if it was opened with what is confidential; return what was written.

    A file there that a person edited (its digest is not the one we kept) is left alone, with a Problem (LR601).
    """
    if review.folder is None:
        raise UsageError("only a review folder has an out/; `litreview init DIR` makes one")
    name_of_out = "private/out" if review.include_confidential else "out"
    out = review.folder / name_of_out
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
    moved = _move_earlier(out, name_of_out)
    with gc_pause():  # once more: to walk all that is there takes longer than to compare
        results = make_outputs(review)
        changes = _changes(review, out)
    if changes or not (out / OUTPUTS[TAG_CHANGES].path).exists():  # else those of the last change stay
        from litreview.formats.tables import csv_named

        # before tags.csv, from which they are found: what is broken off in between is found again
        table = csv_named("tag_changes", change_rows(changes), raw=review.raw_csv)
        results = {OUTPUTS[TAG_CHANGES].path: _finished(review, TAG_CHANGES, table), **results}
    files.make_folder(out)
    with files.locked(out):
        written, edited = _write_all(out, results)
    kept = [edited_by_hand(f"{name_of_out}/{name}") for name in edited]
    return Written(
        folder=out,
        paths=tuple(out / name for name in written),
        problems=(*review.bibliography.problems, *moved, *kept),
        changes=changes,
    )


def _move_earlier(out: Path, shown: str) -> tuple[Problem, ...]:
    """Move what an earlier version wrote to out/ itself to where it is written now; return a Problem that says so, and one for each that a person edited.

    A file that a person edited, which stays where it is, is one whose digest we did not keep. The digests of the others are kept under both
    names before the first is moved: what is broken off is known as ours wherever it lies.
    """
    known = read_hashes(out)
    earlier = {one.name: one.path for one in OUTPUTS.values() if one.name != one.path and one.name in known}
    digests = {name: digest_of(out / name) for name in earlier}
    ours = {name: path for name, path in earlier.items() if digests[name] in known[name]}
    if not any(digests.values()):
        return ()
    with files.locked(out):
        both = {path: (*known.get(path, ()), *known[name]) for name, path in ours.items()}
        keep_hashes(out, {**known, **both})
        for name, path in ours.items():
            files.make_folder((out / path).parent)
            if (out / path).exists():
                (out / name).unlink()
            else:
                (out / name).replace(out / path)
        keep_hashes(out, {name: kept for name, kept in {**known, **both}.items() if name not in ours})
    said = [
        edited_by_hand(f"{shown}/{name}", f"this run's result is {shown}/{path}")
        for name, path in earlier.items()
        if name not in ours and digests[name]
    ]
    return (*_moved(shown, ours), *said)


def _moved(shown: str, ours: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the Problem (LR616) that says where files of an earlier version are now."""
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
    """Raise `OutputError` if something that was read lies in out/, or is one of the files there through whatever link."""
    place = os.path.realpath(out)
    for path in review.inputs.reveal():
        if Path(os.path.realpath(path)).is_relative_to(place):
            raise OutputError(
                str(path), f"is read, and lies in {out}, where outputs are written; move it to bib/"
            )
    # OUTPUTS: earlier versions wrote to out/ itself
    paths = {*(one.path for one in OUTPUTS.values()), *OUTPUTS, HASHES}
    files.refuse_overwriting((out / path for path in sorted(paths)), review.inputs.reveal())


def _write_all(out: Path, results: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write the results, and return which were written and which were left alone because a person edited what is there.

    A file is ours if its digest is one that we kept. The digests of what is about to be written are kept beside the old ones before the
    first file is: whenever a run is broken off, what it left is known as ours.
    """
    known = read_hashes(out)
    made = {name: hashlib.sha256(data).hexdigest() for name, data in results.items()}
    edited = [
        name
        for name in results
        if (found := digest_of(out / name)) and found not in (*known.get(name, ()), made[name])
    ]
    writing = [name for name in results if name not in edited]
    keep_hashes(out, {**known, **{name: (*known.get(name, ()), made[name]) for name in writing}})
    for name in writing:
        files.write_bytes(out / name, results[name])
    keep_hashes(out, {**known, **{name: (made[name],) for name in writing}})
    return writing, edited


def _changes(review: Review, out: Path) -> tuple[TagChange, ...]:
    """Return what the machine says otherwise than in the tags.csv that this run replaces; nothing on a first run."""
    from litreview.stages.tagging import compare_tags

    try:
        text = (out / OUTPUTS["tags.csv"].path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ()
    before = read_machine_tags(text, review.index)
    held = {tag.source for tag in before}  # a source that is new has no tag that changed
    return compare_tags(before, [tag for tag in review.tags if tag.source in held], review.decisions)


def edited_by_hand(name: str, instead: str = "this run's result was not written there") -> Problem:
    """Return the Problem (LR601) of an output that a person edited; `instead` says what became of this run's result."""
    return problem("LR601", Where(file=name), instead=instead)


def digest_of(path: Path) -> str:
    """Return the digest of a file, `""` if it is not there."""
    return hashlib.sha256(files.read_bytes(path)).hexdigest() if path.exists() else ""


def read_hashes(out: Path) -> Mapping[str, tuple[str, ...]]:
    """Return by the name of a file in a folder of outputs the digests that are ours."""
    try:
        found = json.loads((out / HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: tuple(map(str, kept if isinstance(kept, list) else [kept])) for name, kept in found.items()}


def generated(out: Path) -> dict[str, bool]:
    """Return by name each file that runs made in a folder of outputs, and whether it is as it was made: False if a person edited it."""
    known = read_hashes(out)
    return {
        name: digest_of(out / name) in digests for name, digests in known.items() if (out / name).is_file()
    }


def keep_hashes(out: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    """Write which digests are ours by the name of a file."""
    kept = {name: list(dict.fromkeys(digests)) for name, digests in hashes.items()}
    files.write_text(out / HASHES, json.dumps(kept, indent=2, sort_keys=True) + "\n")


def read_machine_tags(text: str, index: Mapping[str, tuple[str, ...]]) -> tuple[Tag, ...]:
    """Return the machine's tags in a tags.csv, their sources by today's keys. Sources that are gone are left out.

    Only what was said and the words are read; a table that isn't ours gives nothing.
    """
    found: dict[tuple[str, str], list[Span]] = {}
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    for raw in table:
        if raw.get("method") != "rule":
            continue
        row = {name: restore(cell or "") for name, cell in raw.items() if name}
        keys = resolve(row.get("source") or "", index)
        if keys and row.get("code"):
            spans = found.setdefault((keys[0], row["code"]), [])
            if row.get("text"):
                spans.append(Span(field=row.get("field") or "", start=0, end=0, text=row["text"]))
    return tuple(
        Tag(source=source, code=code, method="rule", spans=tuple(spans))
        for (source, code), spans in found.items()
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
