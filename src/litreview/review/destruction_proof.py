"""The proof that what was confidential was destroyed: what was removed, what was searched for and where, and what was found. It names no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from litreview import __version__
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.review.destroying import Destruction

PROOF = "destruction.txt"


def proof(done: Destruction) -> Iterator[str]:
    """Yield the lines of the proof."""
    when = done.when or datetime.now(UTC)
    yield f"What was confidential in this review was destroyed on {when:%Y-%m-%d at %H:%M} UTC (litreview {__version__})."
    yield "\nRemoved or changed:"
    yield from (f"  {row}" for row in done.removed or ("nothing: there was nothing confidential",))
    yield "  what the cache folder of this user stored of the review"
    yield "\nLooked for afterwards:"
    yield from (f"  {what}: {number}" for what, number in done.tracer.counts.items())
    history_ = f"git's history ({done.standing})" if done.standing else "git's history"
    yield f"In: {plural(done.searched, 'file')} of the review, the cache folder, {history_}."
    yield from found_lines(done)
    yield "\nNot within reach: backups, copies that a service synchronised, clones, what a disk still holds of deleted files, recordings on other devices, what was sent or printed."


def found_lines(done: Destruction) -> Iterator[str]:
    """Yield what was found, by file and line, and what could not be looked into."""
    yield "\nFound:" if done.stays or done.past else "\nFound: nothing."
    yield from (f"  {line}" for line in dict.fromkeys(map(str, done.stays)))
    yield from (f"  git's history: {line}" for line in done.past)
    if done.unread:
        yield "Could not be opened:"
        yield from (f"  {name}" for name in done.unread)
