"""Two states of a review, opened side by side: folders, or revisions that git holds of one."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from litreview import files, history
from litreview.errors import InputError, SettingsError
from litreview.processes import scratch_folder
from litreview.review.folder import open_folder
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.review.shielding import SHIELD_FILE


@contextmanager
def opened_states(before: str, after: str, folder: str = ".") -> Iterator[tuple[Review, Review]]:
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
                states.append(_opened(name, folder, stack.enter_context(scratch_folder())))
        yield states[0], states[1]


def _opened(name: str, folder: str, scratch: str) -> Review:
    try:
        return open_folder(_written(name, folder, scratch), shielded_by=Path(folder))
    except (InputError, SettingsError) as error:
        # where it was written to is nobody's business
        raise InputError(name, f"cannot be opened: {str(error).replace(f'{scratch}/', '')}") from error


def _written(name: str, folder: str, scratch: str) -> Path:
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
    if _reaches_out(held[SETTINGS_FILE]):
        # sources that lie beside the review, in the same repository
        held = history.files_at(base, commit)
    else:
        within = Path()
    for path, data in held.items():
        files.write_bytes(Path(scratch) / path, data)
    return Path(scratch) / within


def _reaches_out(settings: bytes) -> bool:
    """Return whether a review names files outside its folder. Settings that can't be read are told when it is opened."""
    try:
        data = tomllib.loads(settings.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    sources = data.get("sources", [])
    named = [*(sources if isinstance(sources, list) else []), data.get("codebook", ""), data.get("style", "")]
    return any(isinstance(name, str) and ".." in Path(name).parts for name in named)
