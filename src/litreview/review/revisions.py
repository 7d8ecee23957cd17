"""Opens two states of a review (folders or git revisions) and pairs their records and sources.

Records are paired by id and content, by content alone if a file or key was renamed, by id and title if an entry was corrected. A source
continues in the later source that has its records.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.containers import grouped
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
    """Yield two reviews by name: each the folder of that name, else a revision of the review in `folder`.

    A revision is written to a temporary folder that is deleted after the `with`; nothing in the repository is run or changed. A folder
    without a `private/shield.txt` is read behind that of the other. `InputError` for a name that is neither folder nor revision.
    """
    with_shield = [name for name in (before, after) if Path(name, SHIELD_FILE).exists()]
    with ExitStack() as stack:
        states = []
        for name in (before, after):
            if Path(name).is_dir():
                shield_folder = Path(with_shield[0]) if with_shield and name not in with_shield else None
                states.append(open_folder(name, shielded_by=shield_folder))
            else:
                states.append(_open_revision(name, folder, stack.enter_context(scratch_folder())))
        yield states[0], states[1]


def _open_revision(name: str, folder: str, scratch: str) -> Review:
    try:
        return open_folder(_write_revision(name, folder, scratch), shielded_by=Path(folder))
    except (InputError, SettingsError) as error:
        # the path of the temporary folder is not shown
        raise InputError(name, f"cannot be opened: {str(error).replace(f'{scratch}/', '')}") from error


def _write_revision(name: str, folder: str, scratch: str) -> Path:
    """Write a revision of a review to a scratch folder, and return where the review lies in it."""
    repository = history.repository_state(folder)
    if repository.why:
        raise InputError(name, f"is no folder, and no revision: {repository.why}")
    commit = history.commit_of(folder, name)
    if not commit:
        raise InputError(name, f"is no folder, and no revision that git knows in {folder}")
    base, within = repository.top, Path(os.path.realpath(folder)).relative_to(repository.top)
    blobs = history.files_at(folder, commit)
    if SETTINGS_FILE not in blobs:
        raise InputError(name, f"has no {SETTINGS_FILE} in {folder}: there was no review then")
    if _names_outside_files(blobs[SETTINGS_FILE]):
        # sources that lie beside the review, in the same repository
        blobs = history.files_at(base, commit)
    else:
        within = Path()
    for path, data in blobs.items():
        files.write_bytes(Path(scratch) / path, data)
    return Path(scratch) / within


def _names_outside_files(settings: bytes) -> bool:
    """Return whether a review names files outside its folder; False for invalid settings, which are reported on opening."""
    try:
        data = tomllib.loads(settings.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    sources = data.get("sources", [])
    paths = [*(sources if isinstance(sources, list) else []), data.get("codebook", ""), data.get("style", "")]
    return any(isinstance(name, str) and ".." in Path(name).parts for name in paths)


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Paired records and sources of two states."""

    before: Review
    after: Review
    records: Mapping[str, Record]
    """The later record by the id of the earlier one."""

    @cached_property
    def old_home(self) -> Mapping[str, str]:
        """The source key of each earlier record by id."""
        return {r.id: source.key for source in comparable_sources(self.before) for r in source.records}

    @cached_property
    def new_home(self) -> Mapping[str, str]:
        """The source key of each later record by id."""
        return {r.id: source.key for source in comparable_sources(self.after) for r in source.records}

    @cached_property
    def origin(self) -> Mapping[str, str]:
        """The id of the earlier record by that of the later one."""
        return {new.id: old for old, new in self.records.items()}

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The key of the later source by that of the earlier one: the first that has one of its records."""
        later_keys: dict[str, str] = {}
        for source in comparable_sources(self.after):
            for record in source.records:
                old = self.old_home.get(self.origin.get(record.id, ""), "")
                if old and old not in later_keys:
                    later_keys[old] = source.key
                    break
        return later_keys

    def current_key(self, key: str) -> str:
        """Return the later key of an earlier source, its own key if the source is gone."""
        return self.keys.get(key, key)


def comparable_sources(review: Review) -> Iterator[Source]:
    """Yield the sources that can be compared, without those whose unstored code changes with every reading."""
    unstored_codes = {line.code for line in review.fresh_codes.reveal()}
    return (source for source in review.sources if source.key not in unstored_codes)


def content(record: Record) -> tuple[object, ...]:
    """Return the content of an entry without its key; for a confidential one its code."""
    if record.confidential:
        return (record.type, record.key, True)
    return (record.type, tuple(sorted(record.fields.items())))


def pair_records(before: Review, after: Review) -> Pairing:
    """Return the pairing of the records of two states, each record used once."""
    old = {r.id: r for source in comparable_sources(before) for r in source.records}
    new = {r.id: r for source in comparable_sources(after) for r in source.records}
    paired: dict[str, Record] = {}
    used: set[str] = set()

    def pair(one: Record, other: Record) -> None:
        paired[one.id] = other
        used.add(other.id)

    for id_, record in old.items():
        if id_ in new and content(record) == content(new[id_]):
            pair(record, new[id_])
    for identity in (content, _corrected_identity):
        unpaired = grouped((identity(record), record) for record in new.values() if record.id not in used)
        for id_, record in old.items():
            if id_ not in paired and unpaired.get(identity(record)):
                pair(record, unpaired[identity(record)].pop(0))
    for id_, record in old.items():
        if id_ not in paired and id_ in new and id_ not in used and _is_same_work(record, new[id_]):
            pair(record, new[id_])
    return Pairing(before=before, after=after, records=paired)


def _corrected_identity(record: Record) -> tuple[object, ...]:
    """Return what a corrected entry still shares with its former version: file, title and year, else its id."""
    if record.confidential or not record.title:
        return (record.id, record.confidential)
    return (record.where.file, fold(record.title), record.year)


def _is_same_work(one: Record, other: Record) -> bool:
    if one.confidential or other.confidential:
        return one.confidential == other.confidential
    return bool(one.doi and one.doi == other.doi) or fold(one.title) == fold(other.title)


def record_changes(pairing: Pairing) -> tuple[list[tuple[Record, str]], ...]:
    """Return the removed, added and changed records, each with the key of its source."""
    old = [r for source in comparable_sources(pairing.before) for r in source.records]
    new = [r for source in comparable_sources(pairing.after) for r in source.records]
    moved = {id_ for id_, record in pairing.records.items() if record.id != id_}
    removed = [(r, pairing.old_home[r.id]) for r in old if r.id not in pairing.records or r.id in moved]
    added = [(r, pairing.new_home[r.id]) for r in new if pairing.origin.get(r.id) in {None, *moved}]
    changed = [
        (pairing.records[r.id], pairing.new_home[pairing.records[r.id].id])
        for r in old
        if r.id in pairing.records and r.id not in moved and content(r) != content(pairing.records[r.id])
    ]
    return removed, added, changed
