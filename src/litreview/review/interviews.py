"""The interviews of a review: what of its register may be published in view of git's history, and coded projects, transcripts and quotes below private/, which are counted or sealed on reading."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.confidential.codes import is_code
from litreview.core.errors import InputError
from litreview.core.model import Library, Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, private_part
from litreview.judgements.refi import QdaProject, RefiError, read_project
from litreview.review.name_shield import SHIELD_FILE
from litreview.review.private_folder import ACCOUNTS, CODES_FILE, LOG_FILE
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.stages.register import (
    PLACE,
    QUOTES_FILE,
    REGISTER_FILE,
    Length,
    Publication,
    Vocabulary,
    measure,
    publish_register,
    withheld,
)

_VOCABULARY_FIELDS = {
    **{name: name for name in ("role", "role_group", "medium", "region")},
    **dict.fromkeys(("publication", "published"), "scopes"),
}
"""Settings that list words, and what of the vocabulary they add to."""
_QUESTION = (
    f"write published = [] under [confidential] in {SETTINGS_FILE} if nothing was handed out yet; else name the commits or tags that were, "
    'the oldest first: published = ["v1.0"] (`git tag` lists yours)'
)
_REGISTER_FIELD = re.compile(rb"\b(?:role_?group|role|consent|withdrawn)\s*=", re.IGNORECASE)


def publication_of(folder: Path, settings: Settings) -> Publication:
    """Return what may be published of the register of a review, in view of what its earlier versions showed.

    What was published lives in git: each version of the register that was committed counts, unless the settings name the commits that were
    published, and what a version showed is worked out from all before it. Where git has a history that can't be read whole, as in a shallow clone, nothing is said of interviewees.
    """
    path = folder / REGISTER_FILE
    if not path.is_file():
        return Publication()
    standing = history.look(folder)
    known = _is_in_repository(folder) or settings.published
    why = standing.words if standing.shallow or standing.partial else standing.why if known else ""
    earlier: list[bytes] = []
    try:
        earlier = _published_versions(folder, settings.published)
    except history.HistoryError as error:
        why = str(error)
    now = files.read_bytes(path)
    found = publish_register(
        [*earlier, now],
        settings.confidential,
        before=_widest_vocabulary(folder, settings.confidential),
        question=_QUESTION if settings.published is None else "",
    )
    return withheld(found, why) if why else found


def _published_versions(folder: Path, commits: Sequence[str] | None) -> list[bytes]:
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


def _widest_vocabulary(folder: Path, now: Vocabulary) -> Vocabulary:
    """Return the smallest k of any version of the settings, and every word that one listed: what was published under them is known for good."""
    try:
        versions = history.versions(folder, SETTINGS_FILE)
    except history.HistoryError:
        return now
    k = now.k
    words = {name: list(getattr(now, name)) for name in _VOCABULARY_FIELDS.values()}
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
        for name, kind in _VOCABULARY_FIELDS.items():
            more = said.get(name, ())
            if isinstance(more, list):
                words[kind].extend(word for word in more if isinstance(word, str))
    return Vocabulary(k=k, **{name: tuple(dict.fromkeys(listed)) for name, listed in words.items()})


def unlisted_interviews(library: Library, publication: Publication) -> Iterator[Problem]:
    """Yield a warning (LR638) for each interview below private/ whose code the register of the review does not list."""
    if not publication.consent:
        return
    listed = {*publication.fields, *publication.withdrawn}
    codes = {
        r.key for r in library.records if r.confidential and r.where.file == "private" and is_code(r.key)
    }
    for code in sorted(codes - listed):
        yield problem("LR638", Where(file=REGISTER_FILE), key=code)


def _is_in_repository(folder: Path) -> bool:
    place = Path(os.path.realpath(folder))
    return any((each / ".git").exists() for each in (place, *place.parents))


def misplaced_registers(folder: Path, library: Library) -> Iterator[Problem]:
    """Yield an error (LR637) for each file outside private/ that is written like the register and is not read as one."""
    places: dict[str, int] = {}
    for record in library.records:
        if is_code(record.key) and record.key.startswith("I") and record.confidential:
            places.setdefault(record.where.file, record.where.line)
    for name, line in sorted(places.items()):
        path = folder / name
        if name == REGISTER_FILE or not path.is_file() or private_part(path):
            continue
        if _REGISTER_FIELD.search(files.read_bytes(path)):
            yield problem("LR637", Where(file=name, line=line))


_PROJECTS = (".qdpx", ".qdc", ".qde")
_TRANSCRIPTS = "transcripts"
_TEXTS = (".md", ".txt")
_GENERATED = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateInterviews:
    """The private part of the interviews. `absent`: this copy of the review has none, as a clone has not."""

    projects: Sealed[tuple[QdaProject, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    lengths: Sealed[dict[str, Length]] = Sealed({})  # noqa: RUF009
    quotes: Sealed[str] = Sealed("")  # noqa: RUF009
    absent: bool = False
    problems: tuple[Problem, ...] = ()


def read_private_interviews(folder: Path) -> PrivateInterviews:
    """Return what private/ of a review holds of interviews beside its sources. A file that can't be read is a Problem (LR650)."""
    place = folder / "private"
    found = tuple(_files(place))
    problems: list[Problem] = []
    ours = [folder / name for name in (CODES_FILE, SHIELD_FILE, LOG_FILE)]
    return PrivateInterviews(
        projects=Sealed(tuple(_projects(found, problems))),
        lengths=Sealed(_lengths(place / _TRANSCRIPTS, problems)),
        quotes=Sealed(_read_text(folder / QUOTES_FILE)),
        absent=not any(path not in ours and not path.is_relative_to(folder / ACCOUNTS) for path in found),
        problems=tuple(problems),
    )


def _files(place: Path) -> Iterator[Path]:
    """Yield the files below private/, in alphabetical order, but for what we write there."""
    if not place.is_dir():
        return
    for here, folders, names in files.walk(place):
        folders[:] = sorted(
            n for n in folders if not n.startswith(".") and not (here == place and n == _GENERATED)
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and stat.S_ISREG(_mode(path)):
                yield path


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _projects(found: tuple[Path, ...], problems: list[Problem]) -> Iterator[QdaProject]:
    for path in found:
        if path.suffix.lower() not in _PROJECTS:
            continue
        try:
            with path.open("rb") as stream:
                yield read_project(stream)
        except RefiError as error:
            problems.append(problem("LR650.form", PLACE, why=error))
        except OSError as error:
            problems.append(problem("LR650.closed", PLACE, why=error.strerror or "no reason given"))


def _lengths(place: Path, problems: list[Problem]) -> dict[str, Length]:
    """Return the length of each transcript by the code of its interview; a file called by no code is a Problem."""
    found: dict[str, Length] = {}
    unnamed = 0
    for path in [p for ending in _TEXTS for p in files.listing(place, ending)]:
        if is_code(path.stem):
            found.setdefault(path.stem, measure(_read_text(path)))
        else:
            unnamed += not files.is_readme(path.name)
    if unnamed:
        told = "1 transcript is" if unnamed == 1 else f"{unnamed} transcripts are"
        problems.append(problem("LR651.transcripts", PLACE, transcripts=told))
    return found


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error
