"""What a reader holds of a review, compared with its packet row by row: a copy of the review's folder, or its register alone.

A copy of the folder, as git has it, has all that the authors wrote: decisions, settings, codebook, notes, findings, and answers of registries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from litreview.core import files
from litreview.core.confidential.codes import is_register
from litreview.core.model import Decision, Finding
from litreview.core.results.packets import DifferenceKind, PacketDifference
from litreview.formats.input_files import gather
from litreview.review.packet.contents import differs, public_inputs, to_json
from litreview.review.packet.values import to_plain
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.stages.register import Publication, read_register

Rows = Iterable[tuple[str, Any]]
"""What a file of a packet holds: the name of each row, and its value."""


def own_reviews(exports: Iterable[Path | str]) -> tuple[list[Review], list[Path | str]]:
    """Return the reviews whose folders are among a reader's exports, and the files of entries among these and the others."""
    from litreview.review.folder import open_folder

    folders = [Path(one) for one in exports if (Path(one) / SETTINGS_FILE).is_file()]
    own = [open_folder(folder) for folder in folders]
    paths = [one for one in exports if Path(one) not in folders]
    for folder, review in zip(folders, own, strict=True):
        paths += [folder / name for name in review.library.files if (folder / name).is_file()]
    return own, paths


def different_inputs(review: Review, own: Review) -> Iterator[PacketDifference]:
    """Yield each row of a packet's inputs that a reader's copy of the review lacks, or has in other words, and each that the packet lacks."""
    theirs, ours = map(_inputs, (review, public_inputs(own)))
    for name, rows in ours.items():
        # a copy may lack retractions.csv, which its publisher gives to each reader
        if rows or name != "inputs/review.json":
            kind: DifferenceKind = "record" if name.endswith("l") else "bytes"
            kind = "decision" if name == "inputs/decisions.jsonl" else kind
            yield from _different_rows(kind, name, theirs[name], rows)


def _inputs(review: Review) -> dict[str, list[tuple[str, Any]]]:
    """Return the rows of each file of what authors wrote; of findings those that rest on no transcript."""
    written = review.stage_value("written_findings")
    sealed = {source.key for source in review.sources if source.confidential}
    retractions = review.retractions_text
    return {
        "inputs/decisions.jsonl": [(_decision_line(one), one) for one in review.decided],
        "inputs/enriched.jsonl": [(one.id, one) for one in review.enriched.records],
        "inputs/cited.jsonl": [(one.id, one) for one in review.cited.records],
        "inputs/settings.json": [*to_plain(review.settings).items()],
        "inputs/codebook.json": [("version", review.codebook.version)],
        "inputs/review.json": [("retractions", retractions)] * bool(retractions),
        "inputs/register.json": [(" ".join(names), one) for names, one in _facts(review.register).items()],
        "inputs/notes.json": [(str(where), text) for where, text in review.texts.items()],
        "inputs/reference_lists.json": [(str(where), text) for where, text in review.lists.items()],
        "taken-over/written_findings.json": [(one.id, _public_finding(one, sealed)) for one in (*written.findings, *written.recommendations)],
    }  # fmt: skip


def _public_finding(one: Any, sealed: Collection[str]) -> Any:
    if not isinstance(one, Finding):
        return one
    # words of interviewees are shown only where their table is
    return replace(one, passages=tuple(passage for passage in one.passages if passage.key not in sealed))


def _decision_line(one: Decision) -> str:
    return f"{one.place} ({one.by} {one.verb} {one.key} {one.value})"


def _different_rows(kind: DifferenceKind, file: str, theirs: Rows, ours: Rows) -> Iterator[PacketDifference]:
    """Yield the rows that only one side has, by name; one of each name where both have one of this name."""
    here, there = (
        Counter((name, to_json(to_plain(value), indent=None)) for name, value in side)
        for side in (theirs, ours)
    )
    lost, more = (dict.fromkeys(name for name, _ in some) for some in (there - here, here - there))
    other, none = (f"your copy of the review has {what}" for what in ("it in other words", "no such row"))
    found = {name: other if name in lost else none for name in more}
    found |= dict.fromkeys(
        sorted(lost.keys() - more.keys()), "the packet lacks this row of your copy of the review"
    )
    for name, detail in found.items():
        yield from differs(kind, f"{file}: {name}", detail)


def different_register(review: Review, paths: Sequence[Path | str]) -> tuple[int, list[PacketDifference]]:
    """Return of how many codes the facts were compared with a reader's register, and each that this has otherwise.

    A packet shows fewer facts than the register where few people share them, and never other ones.
    """
    registers = [path for path, _, _ in gather(paths) if is_register(path.name)]
    entries = {
        code: entry
        for path in registers
        for code, entry in read_register(files.read_bytes(path), review.settings.confidential).entries.items()
    }
    if not registers:
        return 0, []
    own = {(code, name): one for code, some in entries.items() for name, one in some.fields.reveal().items()}
    own |= {(code, "consent"): one.consent for code, one in entries.items()}
    wrong = {
        f"{code} {name}": f"your register has {'it otherwise' if code in entries else 'no such code'}"
        for (code, name), value in _facts(review.register).items()
        if own.get((code, name), "") != value
    }
    left_out = (
        code for code, one in entries.items() if code not in review.register.fields and not one.withdrawn
    )
    wrong |= dict.fromkeys(left_out, "the packet lacks this code of your register")
    rows = (differs("record", f"inputs/register.json: {what}", detail) for what, detail in wrong.items())
    return len(entries), [one for some in rows for one in some]


def _facts(register: Publication) -> dict[tuple[str, str], str]:
    """Return what a packet says of each code, by code and field."""
    facts = {(code, name): one for code, some in register.fields.items() for name, one in some.items()}
    return facts | {(code, "consent"): one for code, one in register.consent.items()}
