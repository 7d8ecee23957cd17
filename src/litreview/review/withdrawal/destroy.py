"""Destruction of everything confidential when a study is closed: the plan, its execution, and the proof.

It does the same as `withdraw`, for everybody: the same steps, search terms, and search of files, history and cache folder.
The proof says what was removed, what was searched for and where, and what was found. It names no person.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from litreview import __version__
from litreview.core import files, git_history as history
from litreview.core.confidential.codes import is_code, is_request_code
from litreview.core.containers import grouped, grouped_sets
from litreview.core.decision_types import PAIR_VERBS, STAGES, STANCES, VERBS
from litreview.core.errors import LitreviewError, OutputError
from litreview.core.model import Record
from litreview.core.sealed import Sealed, is_private_name, is_private_path, private_folders
from litreview.core.wording import plural
from litreview.judgements.codebook import load_codebook
from litreview.review.interviews import publication_of
from litreview.review.private_folder import draw_code, read_codes, valid_answers
from litreview.review.release.search_terms import all_records, collect_terms, settings_of
from litreview.review.settings import SETTINGS_FILE, Settings, parse_settings
from litreview.review.store import purge
from litreview.review.withdrawal.file_edits import (
    Names,
    UncertainError,
    without_decisions,
    without_entries,
    without_private,
    without_rows,
    without_words,
)
from litreview.review.withdrawal.traces import (
    DOUBTFUL_ENTRY,
    KEYED_FOLDERS,
    ORDER,
    SEALED_ENTRY,
    STEPS,
    STORED,
    Change,
    Removal,
    RemovalStep,
    Trace,
    Tracer,
    after_steps,
    cut_at_private,
    do_steps,
    is_decisions,
    is_output,
    not_opened,
    registry_answers,
    review_folder,
    search_files,
    search_history,
    top_folder,
    walk_review,
    written_by_runs,
)
from litreview.stages.enrichment import LEDGER, without_works
from litreview.stages.register import REGISTER_FILE, dump_register
from litreview.stages.register.register_file import written_fields

PROOF = "destruction.txt"


def proof_lines(done: Destruction) -> Iterator[str]:
    """Yield the lines of the proof."""
    when = done.when or datetime.now(UTC)
    yield f"All confidential material of this review was destroyed on {when:%Y-%m-%d at %H:%M} UTC (litreview {__version__})."
    yield "\nRemoved or changed:"
    yield from (f"  {row}" for row in done.removed or ("nothing, because nothing was confidential",))
    yield "  the review's part of this user's cache folder"
    yield "\nLooked for afterwards:"
    yield from (f"  {what}: {number}" for what, number in done.tracer.counts.items())
    history_ = f"git's history ({done.standing})" if done.standing else "git's history"
    yield f"In: {plural(done.searched, 'file')} of the review, the cache folder, {history_}."
    yield from found_lines(done)
    yield "\nOut of reach: backups, copies that a service synchronised, clones, deleted files still on a disk, recordings on other devices, and everything that was sent or printed."


def found_lines(done: Destruction) -> Iterator[str]:
    """Yield the traces that were found, by file and line, and the files that could not be opened."""
    yield "\nFound:" if done.stays or done.past else "\nFound: nothing."
    yield from (f"  {line}" for line in dict.fromkeys(map(str, done.stays)))
    yield from (f"  git's history: {line}" for line in done.past)
    if done.unread:
        yield "Could not be opened:"
        yield from (f"  {name}" for name in done.unread)


_FREE_TEXT_VERBS = frozenset({"set", "public", "confidential", *PAIR_VERBS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction(Removal):
    """The plan of a destruction, and the traces that stay in files, in history and in the cache folder."""

    past: tuple[str, ...]
    retain_until: date | None = None
    searched: int = 0
    removed: tuple[str, ...] = ()
    when: datetime | None = None

    @property
    def rows(self) -> tuple[str, ...]:
        """The steps in words, counted by kind: private files are not named."""
        counts = Counter(step.kind for step in self.steps)
        return tuple(
            f"{plural(counts[kind], words.one, words.many)}, {words.all_gone}"
            for kind, words in STEPS.items()
            if counts[kind]
        )


def plan_destruction(folder: Path | str) -> Destruction:
    """Plan the destruction of everything confidential in a review; nothing is changed.

    `InputError` if it is no review.
    """
    place = review_folder(folder)
    text = files.read_bytes(place / SETTINGS_FILE).decode("utf-8-sig", errors="replace")
    settings = parse_settings(text, SETTINGS_FILE)[0]
    everything = all_records(place, valid_answers(place, settings)[0])
    records = tuple(r for r in everything if r.confidential)
    collector, closed = collect_terms(place, all_records(place), settings.confidential, interviewers=False)
    public_keys = {r.key for r in everything if not r.confidential}
    tracer = Tracer(collector.search_terms(), public_keys=public_keys)
    by_name = dict(walk_review(place, private_folders(place)))
    sealed = [record for record in records if not record.withheld]  # withheld: nobody has decided yet
    steps = tuple(_removal_steps(place, by_name, settings, sealed))
    past, closed_past = _traces_in_history(tracer, place, _removed_before(place, settings, sealed))
    stays = search_files(tracer, by_name.items(), after_steps(steps))
    changed = {os.path.relpath(step.path.reveal(), place) for step in steps}
    entries = tuple(
        _entry_trace(r)
        for r in records
        if not is_private_path(r.where.file) and (r.withheld or r.where.file not in changed)
    )
    return Destruction(
        folder=place,
        steps=steps,
        stays=(*entries, *stays),
        past=past,
        standing=history.repository_state(place).caveat,
        unread=not_opened(tracer, closed_past, (closed, "private file")),
        unsearched=len(tracer.unsearched) + closed_past,
        closed_past=closed_past,
        retain_until=settings.retain_until,
        tracer=tracer,
    )


def destroy(plan: Destruction) -> Destruction:
    """Execute a plan, search again, write the proof and return what stays.

    `OutputError` if a file can't be removed; finished steps stay done, and the same call does the rest.
    """
    left = purge(plan.folder, plan.tracer)
    do_steps(plan.steps)
    _remove_folders(plan.folder)
    everything = tuple(walk_review(plan.folder, private_folders(plan.folder)))
    plan.tracer.reset_unread()
    stays = search_files(plan.tracer, [(name, path) for name, path in everything if name != PROOF])
    answers = valid_answers(plan.folder, settings_of(plan.folder))[0]
    entries = [
        _entry_trace(record)
        for record in all_records(plan.folder, answers)
        if record.confidential and record.where.file != REGISTER_FILE
    ]
    done = replace(
        plan,
        steps=(),
        removed=plan.rows,
        stays=(*(Trace(file=path, line=0, kind=STORED) for path in left), *entries, *stays),
        unread=not_opened(plan.tracer, plan.closed_past),
        unsearched=len(plan.tracer.unsearched) + plan.closed_past,
        searched=len(everything),
        when=datetime.now(UTC),
    )
    lines = "\n".join(proof_lines(done))
    files.append_text(plan.folder / PROOF, lambda present: ("\n" if present else "") + f"{lines}\n")
    return done


def _removed_before(
    folder: Path, settings: Settings, records: Sequence[Record]
) -> Callable[[str, bytes], bool]:
    """Return whether a version of a file has passages or reasons of decisions, or values of the register, that a destruction removes."""
    names, known = _confidential_names(folder, records), _known_words(folder, settings)
    published = _of_interviewees(dump_register(publication_of(folder, settings)).encode())

    def has_removed(path: str, data: bytes) -> bool:
        if path == REGISTER_FILE:
            return not _of_interviewees(data) <= published
        return is_decisions(path) and _reduce_decisions(data, names, known)[0] != data

    return has_removed


def _of_interviewees(register: bytes) -> set[tuple[str, str, str]]:
    """Return what a register says of interviewees: requests are public."""
    return {one for one in written_fields(register) if not is_request_code(one[0].partition("-")[0])}


def _traces_in_history(
    tracer: Tracer, folder: Path, has_removed: Callable[[str, bytes], bool]
) -> tuple[tuple[str, ...], int]:
    """Return the files of commits with traces, with what is removed, or below private/, each with its commits; also how many contents could not be searched."""
    commits: dict[str, dict[str, None]] = {}
    searched = search_history(tracer, folder, has_removed)
    for change in (*history.private_files_in_history(folder), *searched.changes):
        commits.setdefault(cut_at_private(tracer.redact_path(change.path)), {})[change.commit[:12]] = None
    past = (
        f"{path} ({', '.join([*some][:3])}{f' and {len(some) - 3} more' if len(some) > 3 else ''})"
        for path, some in commits.items()
    )
    return (*searched.messages, *past), searched.unread + tracer.reset_unread()


def _entry_trace(record: Record) -> Trace:
    kind = DOUBTFUL_ENTRY if record.withheld else SEALED_ENTRY
    return Trace(file=record.where.file, line=record.where.line, kind=kind)


def _confidential_names(folder: Path, records: Sequence[Record]) -> tuple[Names, ...]:
    """Return the names of confidential sources: codes with their keys. Requests are public, and left out."""
    sealed = {record.key for record in records}
    keys = grouped_sets(
        (line.code, line.key) for line in read_codes(folder) if line.file and line.key in sealed
    )
    for record in records:
        if is_code(record.key) and not is_request_code(record.key.partition("-")[0]):
            keys.setdefault(record.key, set())
    coded = {key for some in keys.values() for key in some}
    for key in sealed - coded - keys.keys():
        if not is_code(key):  # no run has assigned a code yet
            keys.setdefault(draw_code(), set()).add(key)
    return tuple(Names(code=code, keys=Sealed(tuple(sorted(some)))) for code, some in sorted(keys.items()))


def _removal_steps(
    folder: Path, everything: Mapping[str, Path], settings: Settings, records: Sequence[Record]
) -> list[RemovalStep]:
    """Return the steps in their order: the private files, which know what is confidential, come last."""
    names = _confidential_names(folder, records)
    ours = written_by_runs(folder)
    keys = grouped((record.where.file, record.key) for record in records)
    answers = grouped(pair for one in names for pair in registry_answers(everything, one))
    known = _known_words(folder, settings)
    published = (
        dump_register(publication_of(folder, settings)).encode() if REGISTER_FILE in everything else b""
    )

    def change_of(name: str) -> tuple[str, Change | None]:
        """Return the kind of step for a file, and its change; without a change it is removed, without a kind it stays."""
        path_below, answered, own_keys = (
            name.partition("/")[2],
            answers.get(name, ()),
            set(keys.get(name, ())),
        )
        keyed = top_folder(name) in KEYED_FOLDERS
        if is_private_path(name):
            return "private", None
        if is_output(name):
            return ("generated", None) if name in ours else ("", None)
        if name == REGISTER_FILE:
            return "register", lambda _: (published, ())
        if keyed and any(one.in_path(path_below, begins=True) for one in names):
            return "named", None
        if is_decisions(name):
            return "decisions", lambda data: _reduce_decisions(data, names, known)
        if name == LEDGER:
            return "rows", lambda data: _remove_rows(data, names)
        if answered:
            return "answers", lambda data: without_works(data, frozenset().union(*answered))
        if own_keys and name.endswith(".bib"):
            return "entries", lambda data: (without_entries(data, own_keys), ())
        return "", None

    steps = []
    for name, path in everything.items():
        kind, change = change_of(name)
        if kind and (change is None or _would_change(path, change)):
            steps.append(
                RemovalStep(kind=kind, shown=kind, path=Sealed(path), change=change, keeps_target=True)
            )
    return sorted(steps, key=lambda step: ORDER.index(step.kind))


def _would_change(path: Path, change: Change) -> bool:
    """Return whether a change affects a file; a file with an entry without a sure end is not changed, to remove no other text."""
    data = files.read_bytes(path)
    try:
        return change(data)[0] != data
    except UncertainError:
        return False


def _reduce_decisions(
    data: bytes, names: Sequence[Names], known: Collection[str]
) -> tuple[bytes, tuple[int, ...]]:
    """Remove free text on interviews, whose codes stay in the register, and all lines on other sealed entries."""
    for one in names:
        data, _ = without_words(data, one, known) if is_code(one.code) else without_decisions(data, one)
    return without_private(data)[0], ()


def _known_words(folder: Path, settings: Settings) -> frozenset[str]:
    """Return the words that a decision on an interview may retain: verbs, stages, stances and the ids of the codebook."""
    name = settings.codebook
    own = name.lower().endswith((".toml", ".qdc"))
    try:
        codes = [code.id for code in load_codebook(folder / name if own else name).codes]
    except LitreviewError:  # `check` says what is wrong with it
        codes = []
    return frozenset({*codes, *STAGES, *STANCES, *(verb for verb in VERBS if verb not in _FREE_TEXT_VERBS)})


def _remove_rows(data: bytes, names: Sequence[Names]) -> tuple[bytes, tuple[int, ...]]:
    for one in names:
        data, _ = without_rows(data, one)
    return data, ()


def _remove_folders(folder: Path) -> None:
    """Remove empty folders private/; a link to one is removed, and the folder it leads to if possible."""
    tops = [Path(here, name) for here, below, _ in os.walk(folder) for name in below if is_private_name(name)]
    for top in tops:
        for here, _, _ in sorted(os.walk(top), reverse=True):
            with contextlib.suppress(OSError):
                Path(here).rmdir()
        try:
            if top.is_symlink():
                top.unlink()
        except OSError as error:
            raise OutputError(str(top), f"cannot be removed: {error.strerror}") from error
