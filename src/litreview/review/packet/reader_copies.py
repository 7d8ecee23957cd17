"""What a reader holds of a review, compared with its packet row by row: a copy of the review's folder, or its register alone.

A copy of the folder, as git has it, has all that the authors wrote: decisions, settings, codebook, notes, findings, and answers of registries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from litreview.core import files
from litreview.core.confidential.codes import is_register
from litreview.core.model import Decision, Finding
from litreview.core.results.packets import DifferenceKind, PacketDifference
from litreview.formats.input_files import gather
from litreview.review.packet.contents import public_inputs, to_json
from litreview.review.packet.values import to_plain
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.stages.register import read_register

Rows = Iterable[tuple[str, Any]]
"""What a file of a packet holds: the name of each row, and its value."""


def review_folders(exports: Iterable[Path | str]) -> list[Path]:
    """Return those of a reader's exports that are folders of a review."""
    return [Path(one) for one in exports if (Path(one) / SETTINGS_FILE).is_file()]


def own_reviews(exports: Iterable[Path | str]) -> tuple[list[Review], list[Path | str]]:
    """Return the reviews whose folders are among a reader's exports, and the files of entries among these and the others."""
    from litreview.review.folder import open_folder

    folders = review_folders(exports)
    own = [open_folder(folder) for folder in folders]
    paths = [one for one in exports if Path(one) not in folders]
    for folder, review in zip(folders, own, strict=True):
        paths += [folder / name for name in review.library.files if (folder / name).is_file()]
    return own, paths


def different_inputs(review: Review, own: Review) -> Iterator[PacketDifference]:
    """Yield each row of a packet's inputs that a reader's copy of the review lacks, or has in other words, and each that the packet lacks."""
    theirs, ours = (dict(_inputs(one)) for one in (review, public_inputs(own)))
    for (
        name,
        rows,
    ) in ours.items():  # a copy may lack retractions.csv, which its publisher gives to each reader
        kind: DifferenceKind = (
            "decision" if name == "inputs/decisions.jsonl" else "record" if name.endswith("l") else "bytes"
        )
        yield from _different_rows(kind, name, theirs.get(name, ()), rows)


def _inputs(review: Review) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield the rows of each file of what authors wrote; of findings those that rest on no transcript."""
    yield "inputs/decisions.jsonl", [(_decision_line(one), to_plain(one)) for one in review.decided]
    for name in ("enriched", "cited"):
        yield f"inputs/{name}.jsonl", [(one.id, to_plain(one)) for one in getattr(review, name).records]
    for name, value in (("settings", review.settings), ("codebook", {"version": review.codebook.version})):
        yield f"inputs/{name}.json", [*to_plain(value).items()]
    if review.retractions_text:
        yield "inputs/review.json", [("retractions", review.retractions_text)]
    register = review.register
    fields = [
        (f"{code} {name}", value) for code, some in register.fields.items() for name, value in some.items()
    ]
    yield (
        "inputs/register.json",
        [*fields, *((f"{code} consent", one) for code, one in register.consent.items())],
    )
    for name, texts in (("notes", review.texts), ("reference_lists", review.lists)):
        yield f"inputs/{name}.json", [(str(where), text) for where, text in texts.items()]
    written = review.stage_value("written_findings")
    sealed = {source.key for source in review.sources if source.confidential}
    yield (
        "taken-over/written_findings.json",
        [(one.id, _public_finding(one, sealed)) for one in (*written.findings, *written.recommendations)],
    )


def _public_finding(one: Any, sealed: frozenset[str] | set[str]) -> Any:
    plain = to_plain(one)
    if isinstance(one, Finding):  # words of interviewees are shown only where their table is
        plain["passages"] = [to_plain(passage) for passage in one.passages if passage.key not in sealed]
    return plain


def _decision_line(one: Decision) -> str:
    return f"{one.place} ({one.by} {one.verb} {one.key} {one.value})"


def _different_rows(kind: DifferenceKind, file: str, theirs: Rows, ours: Rows) -> Iterator[PacketDifference]:
    """Yield the rows that only one side has, by name; one of each name where both have one of this name."""
    here, there = ([(name, to_json(value, indent=None)) for name, value in side] for side in (theirs, ours))
    lost, more = Counter(there) - Counter(here), Counter(here) - Counter(there)
    names = {name for name, _ in lost}
    for name in dict.fromkeys(name for name, _ in more):
        detail = (
            "your copy of the review has it in other words"
            if name in names
            else "your copy of the review has no such row"
        )
        yield PacketDifference(kind=kind, what=f"{file}: {files.name_of(name)[:160]}", detail=detail)
    for name in sorted(names - {name for name, _ in more}):
        yield PacketDifference(
            kind=kind,
            what=f"{file}: {files.name_of(name)[:160]}",
            detail="the packet lacks this row of your copy of the review",
        )


def different_register(review: Review, paths: Sequence[Path | str]) -> tuple[int, list[PacketDifference]]:
    """Return of how many codes the facts were compared with a reader's register, and each that this has otherwise.

    A packet shows fewer facts than the register where few people share them, and never other ones.
    """
    files_of = [path for path, _, _ in gather(paths) if is_register(path.name)]
    entries: dict[str, Mapping[str, str]] = {}
    for path in files_of:
        for code, entry in read_register(
            files.read_bytes(path), review.settings.confidential
        ).entries.items():
            entries[code] = {
                **entry.fields.reveal(),
                "consent": entry.consent,
                "withdrawn": str(entry.withdrawn),
            }
    if not files_of:
        return 0, []
    register = review.register
    wrong = [
        *(
            (
                f"{code} {name}",
                "your register has it otherwise" if code in entries else "your register has no such code",
            )
            for code, some in register.fields.items()
            for name, value in (*some.items(), ("consent", register.consent.get(code, "")))
            if entries.get(code, {}).get(name, "") != value
        ),
        *(
            (code, "the packet lacks this code of your register")
            for code, one in entries.items()
            if code not in register.fields and one["withdrawn"] == "False"
        ),
    ]
    return len(entries), [
        PacketDifference(
            kind="record", what=f"inputs/register.json: {files.name_of(what)[:80]}", detail=detail
        )
        for what, detail in wrong
    ]
