"""The register of a review folder: what of it may be published in view of git's history, and registers that lie where none is read."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from litreview import files, history
from litreview.confidential.codes import is_code
from litreview.model import Library, Problem, Where
from litreview.register import REGISTER_FILE, Publication, Vocabulary, publish_register, withheld
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.sealed import private_part

_LISTED = {
    **{name: name for name in ("role", "role_group", "medium", "region")},
    **dict.fromkeys(("publication", "published"), "scopes"),
}
"""Settings that list words, and what of the vocabulary they add to."""
_QUESTION = (
    f"write published = [] under [confidential] in {SETTINGS_FILE} if nothing was handed out yet; else name the commits or tags that were, "
    'the oldest first: published = ["v1.0"] (`git tag` lists yours)'
)
_FIELD = re.compile(rb"\b(?:role_?group|role|consent|withdrawn)\s*=", re.IGNORECASE)


def publication_of(folder: Path, settings: Settings) -> Publication:
    """Return what may be published of the register of a review, in view of what its earlier versions showed.

    What was published lives in git: each version of the register that was committed counts, unless the settings name the commits that were
    published, and what a version showed is worked out from all before it. Where git has a history that can't be read whole, as in a shallow clone, nothing is said of interviewees.
    """
    path = folder / REGISTER_FILE
    if not path.is_file():
        return Publication()
    standing = history.look(folder)
    known = _in_git(folder) or settings.published
    why = standing.words if standing.shallow or standing.partial else standing.why if known else ""
    earlier: list[bytes] = []
    try:
        earlier = _published(folder, settings.published)
    except history.HistoryError as error:
        why = str(error)
    now = files.read_bytes(path)
    found = publish_register(
        [*earlier, now],
        settings.confidential,
        before=_ever_listed(folder, settings.confidential),
        question=_QUESTION if settings.published is None else "",
    )
    return withheld(found, why) if why else found


def _published(folder: Path, commits: Sequence[str] | None) -> list[bytes]:
    """Return the versions of the register that were published, the oldest first. `HistoryError` if git does not know one."""
    if commits is None:
        return [version.data for version in history.versions(folder, REGISTER_FILE)]
    found: list[bytes] = []
    for name in commits:
        commit = history.commit_of(folder, name)
        if not commit:
            raise history.HistoryError(
                f"`published` in {SETTINGS_FILE} names a commit that git does not know: {name}"
            )
        found += history.files_at(folder, commit, REGISTER_FILE).values()
    return found


def _ever_listed(folder: Path, now: Vocabulary) -> Vocabulary:
    """Return the smallest k of any version of the settings, and every word that one listed: what was published under them is known for good."""
    try:
        versions = history.versions(folder, SETTINGS_FILE)
    except history.HistoryError:
        return now
    k = now.k
    words = {name: list(getattr(now, name)) for name in _LISTED.values()}
    for version in versions:
        try:
            said = tomllib.loads(version.data.decode("utf-8-sig")).get("confidential", {})
        except (ValueError, RecursionError):
            continue
        if not isinstance(said, dict):
            continue
        was = said.get("k", now.k)
        if isinstance(was, int) and not isinstance(was, bool) and was >= 2:
            k = min(k, was)
        for name, kind in _LISTED.items():
            more = said.get(name, ())
            if isinstance(more, list):
                words[kind].extend(word for word in more if isinstance(word, str))
    return Vocabulary(k=k, **{name: tuple(dict.fromkeys(listed)) for name, listed in words.items()})


def unlisted(library: Library, publication: Publication) -> Iterator[Problem]:
    """Yield a warning (LR638) for each interview below private/ whose code the register of the review does not list."""
    if not publication.consent:
        return
    listed = {*publication.fields, *publication.withdrawn}
    codes = {
        r.key for r in library.records if r.confidential and r.where.file == "private" and is_code(r.key)
    }
    for code in sorted(codes - listed):
        yield Problem(
            where=Where(file=REGISTER_FILE),
            code="LR638",
            level="warning",
            message=f"{code} is below private/ and not in the register: a copy of the review without private/ counts one less",
            remedy=f"add @misc{{{code}, entrysubtype = {{…}}}} to {REGISTER_FILE}, or give what is private the code that it has there",
            key=code,
        )


def _in_git(folder: Path) -> bool:
    place = Path(os.path.realpath(folder))
    return any((each / ".git").exists() for each in (place, *place.parents))


def elsewhere(folder: Path, library: Library) -> Iterator[Problem]:
    """Yield an error (LR637) for each file outside private/ that is written like the register and is not read as one."""
    places: dict[str, int] = {}
    for record in library.records:
        if is_code(record.key) and record.key.startswith("I") and record.confidential:
            places.setdefault(record.where.file, record.where.line)
    for name, line in sorted(places.items()):
        path = folder / name
        if name == REGISTER_FILE or not path.is_file() or private_part(path):
            continue
        if _FIELD.search(files.read_bytes(path)):
            yield Problem(
                where=Where(file=name, line=line),
                code="LR637",
                level="error",
                message="what this says of interviewees is held against no k and shown nowhere, and it lies in git",
                remedy=f"call the register {REGISTER_FILE}; move whatever else it is below private/",
            )
