"""Two states of a review, opened side by side (folders, or revisions that git holds of one), and which of their records and sources are the same.

Records are by id and content, by content alone where a file or key has another name, by id and title where an entry was corrected. A
source goes on in the one that has its records.
"""

from __future__ import annotations

import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.errors import InputError, SettingsError
from litreview.core.model import Record, Source
from litreview.core.processes import scratch_folder
from litreview.core.text import fold
from litreview.review.folder import open_folder
from litreview.review.name_shield import SHIELD_FILE
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE


@contextmanager
def open_states(before: str, after: str, folder: str = ".") -> Iterator[tuple[Review, Review]]:
    """Yield the reviews that two names mean: each a folder if there is one of that name, else a revision of the review in `folder`.

    What git holds of a revision is written to a folder that is gone behind the `with`; nothing of the repository is run, and its files stay
    as they are. A folder that has no list of who is not repeated is behind that of the other. `InputError` for what is neither.
    """
    lists = [name for name in (before, after) if Path(name, SHIELD_FILE).exists()]
    with ExitStack() as stack:
        states = []
        for name in (before, after):
            if Path(name).is_dir():
                behind = Path(lists[0]) if lists and name not in lists else None
                states.append(open_folder(name, shielded_by=behind))
            else:
                states.append(_open_revision(name, folder, stack.enter_context(scratch_folder())))
        yield states[0], states[1]


def _open_revision(name: str, folder: str, scratch: str) -> Review:
    try:
        return open_folder(_write_revision(name, folder, scratch), shielded_by=Path(folder))
    except (InputError, SettingsError) as error:
        # where it was written to is nobody's business
        raise InputError(name, f"cannot be opened: {str(error).replace(f'{scratch}/', '')}") from error


def _write_revision(name: str, folder: str, scratch: str) -> Path:
    """Write a revision of a review to a scratch folder, and return where the review lies in it."""
    standing = history.look(folder)
    if standing.why:
        raise InputError(name, f"is no folder, and no revision: {standing.why}")
    commit = history.commit_of(folder, name)
    if not commit:
        raise InputError(name, f"is no folder, and no revision that git knows in {folder}")
    base, within = standing.top, Path(os.path.realpath(folder)).relative_to(standing.top)
    held = history.files_at(folder, commit)
    if SETTINGS_FILE not in held:
        raise InputError(name, f"has no {SETTINGS_FILE} in {folder}: there was no review then")
    if _names_outside_files(held[SETTINGS_FILE]):
        # sources that lie beside the review, in the same repository
        held = history.files_at(base, commit)
    else:
        within = Path()
    for path, data in held.items():
        files.write_bytes(Path(scratch) / path, data)
    return Path(scratch) / within


def _names_outside_files(settings: bytes) -> bool:
    """Return whether a review names files outside its folder. Settings that can't be read are told when it is opened."""
    try:
        data = tomllib.loads(settings.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    sources = data.get("sources", [])
    named = [*(sources if isinstance(sources, list) else []), data.get("codebook", ""), data.get("style", "")]
    return any(isinstance(name, str) and ".." in Path(name).parts for name in named)


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Which records and sources of two states are the same."""

    before: Review
    after: Review
    records: Mapping[str, Record]
    """By the id of an earlier record the later one."""

    @cached_property
    def old_home(self) -> Mapping[str, str]:
        """By the id of an earlier record the key of its source."""
        return {r.id: source.key for source in comparable_sources(self.before) for r in source.records}

    @cached_property
    def new_home(self) -> Mapping[str, str]:
        """By the id of a later record the key of its source."""
        return {r.id: source.key for source in comparable_sources(self.after) for r in source.records}

    @cached_property
    def origin(self) -> Mapping[str, str]:
        """By the id of a later record that of the earlier one."""
        return {new.id: old for old, new in self.records.items()}

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """By the key of an earlier source that of the later one which goes on with it: the first that has a record of it."""
        found: dict[str, str] = {}
        for source in comparable_sources(self.after):
            for record in source.records:
                old = self.old_home.get(self.origin.get(record.id, ""), "")
                if old and old not in found:
                    found[old] = source.key
                    break
        return found

    def current_key(self, key: str) -> str:
        """Return today's key of an earlier source, its own where nothing goes on with it."""
        return self.keys.get(key, key)


def comparable_sources(review: Review) -> Iterator[Source]:
    """Yield the sources that can be told from others: not those whose code is another with every reading."""
    fresh = {kept.code for kept in review.fresh_codes.reveal()}
    return (source for source in review.sources if source.key not in fresh)


def content(record: Record) -> tuple[object, ...]:
    """Return what an entry says, whatever it is called; of a confidential one its code."""
    if record.confidential:
        return (record.type, record.key, True)
    return (record.type, tuple(sorted(record.fields.items())))


def pair_records(before: Review, after: Review) -> Pairing:
    """Return which records are the same, each paired once."""
    old = {r.id: r for source in comparable_sources(before) for r in source.records}
    new = {r.id: r for source in comparable_sources(after) for r in source.records}
    paired: dict[str, Record] = {}
    taken: set[str] = set()

    def pair(one: Record, other: Record) -> None:
        paired[one.id] = other
        taken.add(other.id)

    for id_, record in old.items():
        if id_ in new and content(record) == content(new[id_]):
            pair(record, new[id_])
    for likeness in (content, _corrected_identity):
        waiting: dict[object, list[Record]] = defaultdict(list)
        for record in new.values():
            if record.id not in taken:
                waiting[likeness(record)].append(record)
        for id_, record in old.items():
            if id_ not in paired and waiting.get(likeness(record)):
                pair(record, waiting[likeness(record)].pop(0))
    for id_, record in old.items():
        if id_ not in paired and id_ in new and id_ not in taken and _is_same_work(record, new[id_]):
            pair(record, new[id_])
    return Pairing(before=before, after=after, records=paired)


def _corrected_identity(record: Record) -> tuple[object, ...]:
    """What an entry that was corrected still has: its name in its file, or its title with the year."""
    if record.confidential or not record.title:
        return (record.id, record.confidential)
    return (record.where.file, fold(record.title), record.year)


def _is_same_work(one: Record, other: Record) -> bool:
    if one.confidential or other.confidential:
        return one.confidential == other.confidential
    return bool(one.doi and one.doi == other.doi) or fold(one.title) == fold(other.title)


def record_changes(pairing: Pairing) -> tuple[list[tuple[Record, str]], ...]:
    """Return the records that went, came and changed, each with the key of its source."""
    old = [r for source in comparable_sources(pairing.before) for r in source.records]
    new = [r for source in comparable_sources(pairing.after) for r in source.records]
    moved = {id_ for id_, record in pairing.records.items() if record.id != id_}
    lost = [(r, pairing.old_home[r.id]) for r in old if r.id not in pairing.records or r.id in moved]
    came = [(r, pairing.new_home[r.id]) for r in new if pairing.origin.get(r.id) in {None, *moved}]
    changed = [
        (pairing.records[r.id], pairing.new_home[pairing.records[r.id].id])
        for r in old
        if r.id in pairing.records and r.id not in moved and content(r) != content(pairing.records[r.id])
    ]
    return lost, came, changed
