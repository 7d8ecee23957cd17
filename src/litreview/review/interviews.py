"""Interviews of a review: the publishable part of its register, and coded projects, transcripts and quotes in private/.

Git's history limits what of the register may be published. Files in private/ are counted, or sealed on reading.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.core import files, git_history as history
from litreview.core.confidential.codes import is_code
from litreview.core.containers import first_by_key
from litreview.core.errors import InputError
from litreview.core.model import Library, Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, private_part
from litreview.review.name_shield import SHIELD_FILE
from litreview.review.private_folder import ACCOUNTS, CODES_FILE, LOG_FILE, SALTS_FILE
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.stages.register import (
    PLACE,
    QUOTES_FILE,
    REGISTER_FILE,
    Length,
    Publication,
    RegisterVocabulary,
    measure,
    publish_register,
    withhold_interviewees,
)

if TYPE_CHECKING:
    from litreview.judgements.refi import QdaProject

_VOCABULARY_FIELDS = {
    **{name: name for name in ("role", "role_group", "medium", "region")},
    **dict.fromkeys(("publication", "published"), "scopes"),
}
"""Settings that list words, and the part of the vocabulary that each extends."""
_QUESTION = (
    f"write published = [] under [confidential] in {SETTINGS_FILE} if nothing was handed out yet; else name the commits or tags that were, "
    'the oldest first: published = ["v1.0"] (`git tag` lists yours)'
)
_REGISTER_FIELD = re.compile(rb"\b(?:role_?group|role|consent|withdrawn)\s*=", re.IGNORECASE)


def publication_of(folder: Path, settings: Settings) -> Publication:
    """Return what may be published of a review's register, given what earlier versions showed.

    Every committed version of the register counts as published, unless the settings name the published commits. What a version
    showed is computed from all earlier ones. If git's history is incomplete, as in a shallow clone, nothing on interviewees is published.
    """
    path = folder / REGISTER_FILE
    if not path.is_file():
        return Publication()
    git = history.repository_state(folder)
    known = _is_in_repository(folder) or settings.published
    reason = git.caveat if git.shallow or git.partial else git.why if known else ""
    earlier: list[bytes] = []
    try:
        earlier = _published_versions(folder, settings.published)
    except history.HistoryError as error:
        reason = str(error)
    current = files.read_bytes(path)
    publication = publish_register(
        [*earlier, current],
        settings.confidential,
        before=_widest_vocabulary(folder, settings.confidential),
        question=_QUESTION if settings.published is None else "",
    )
    return withhold_interviewees(publication, reason) if reason else publication


def _published_versions(folder: Path, commits: Sequence[str] | None) -> list[bytes]:
    """Return the published versions of the register, oldest first. `HistoryError` for an unknown commit."""
    if commits is None:
        return [version.data for version in history.versions(folder, REGISTER_FILE)]
    register_versions: list[bytes] = []
    for name in commits:
        commit = history.commit_of(folder, name)
        if not commit:
            raise history.HistoryError(
                f"`published` in {SETTINGS_FILE} names a commit that git does not know: {name}"
            )
        register_versions += history.files_at(folder, commit, REGISTER_FILE).values()
    return register_versions


def _widest_vocabulary(folder: Path, now: RegisterVocabulary) -> RegisterVocabulary:
    """Return the smallest k and all words of any version of the settings, since what they allowed stays public."""
    try:
        versions = history.versions(folder, SETTINGS_FILE)
    except history.HistoryError:
        return now
    return widest_vocabulary(now, [version.data for version in versions])


def widest_vocabulary(now: RegisterVocabulary, texts: Iterable[bytes]) -> RegisterVocabulary:
    """Return the smallest k and all words of the present vocabulary and of these versions of the settings."""
    k = now.k
    words = {name: list(getattr(now, name)) for name in _VOCABULARY_FIELDS.values()}
    for text in texts:
        try:
            settings = tomllib.loads(text.decode("utf-8-sig")).get("confidential", {})
        except (ValueError, RecursionError):
            continue
        if not isinstance(settings, dict):
            continue
        version_k = settings.get("k", now.k)
        if isinstance(version_k, int) and not isinstance(version_k, bool) and version_k >= 2:
            k = min(k, version_k)
        for name, kind in _VOCABULARY_FIELDS.items():
            listed_words = settings.get(name, ())
            if isinstance(listed_words, list):
                words[kind].extend(word for word in listed_words if isinstance(word, str))
    return RegisterVocabulary(k=k, **{name: tuple(dict.fromkeys(listed)) for name, listed in words.items()})


def unlisted_codes(library: Library, publication: Publication) -> Iterator[Problem]:
    """Yield a warning (LR638) for each interview in private/ that the register does not list."""
    if not publication.consent:
        return
    known = {*publication.fields, *publication.withdrawn}
    codes = {
        r.key for r in library.records if r.confidential and r.where.file == "private" and is_code(r.key)
    }
    for code in sorted(codes - known):
        yield problem("LR638", Where(file=REGISTER_FILE), key=code)


def _is_in_repository(folder: Path) -> bool:
    place = Path(os.path.realpath(folder))
    return any((each / ".git").exists() for each in (place, *place.parents))


def stray_registers(folder: Path, library: Library) -> Iterator[Problem]:
    """Yield an error (LR637) for each file outside private/ that looks like the register and is not read as one."""
    places = first_by_key(
        (record.where.file, record.where.line)
        for record in library.records
        if is_code(record.key) and record.key.startswith("I") and record.confidential
    )
    for name, line in sorted(places.items()):
        path = folder / name
        if name == REGISTER_FILE or not path.is_file() or private_part(path):
            continue
        if _REGISTER_FIELD.search(files.read_bytes(path)):
            yield problem("LR637", Where(file=name, line=line))


_PROJECTS = (".qdpx", ".qdc", ".qde")
TRANSCRIPTS = "transcripts"
_TEXTS = (".md", ".txt")
_GENERATED = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateInterviews:
    """The private part of the interviews. `absent`: this copy of the review lacks it, as a clone does."""

    projects: Sealed[tuple[QdaProject, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    lengths: Sealed[dict[str, Length]] = Sealed({})  # noqa: RUF009
    quotes: Sealed[str] = Sealed("")  # noqa: RUF009
    absent: bool = False
    problems: tuple[Problem, ...] = ()


def read_interviews(folder: Path) -> PrivateInterviews:
    """Return the projects, transcript lengths and quotes in private/. An unreadable file becomes a Problem (LR650)."""
    private = folder / "private"
    paths = tuple(_files(private))
    problems: list[Problem] = []
    own_files = [folder / name for name in (CODES_FILE, SHIELD_FILE, LOG_FILE, SALTS_FILE)]
    return PrivateInterviews(
        projects=Sealed(tuple(_projects(paths, problems))),
        lengths=Sealed(_lengths(private / TRANSCRIPTS, problems)),
        quotes=Sealed(_read_text(folder / QUOTES_FILE)),
        absent=not any(
            path not in own_files and not path.is_relative_to(folder / ACCOUNTS) for path in paths
        ),
        problems=tuple(problems),
    )


def _files(place: Path) -> Iterator[Path]:
    """Yield the files below private/ in alphabetical order, without private/out/."""
    if not place.is_dir():
        return
    for here, folders, names in files.walk(place):
        folders[:] = sorted(
            n for n in folders if not n.startswith(".") and not (here == place and n == _GENERATED)
        )
        for name in sorted(names):
            path = here / name
            # Path.is_file raises for a path that may not be looked at
            if not name.startswith(".") and os.path.isfile(path):  # noqa: PTH113
                yield path


def _projects(paths: tuple[Path, ...], problems: list[Problem]) -> Iterator[QdaProject]:
    for path in paths:
        if path.suffix.lower() not in _PROJECTS:
            continue
        from litreview.judgements.refi import RefiError, read_project

        try:
            with path.open("rb") as stream:
                yield read_project(stream)
        except RefiError as error:
            problems.append(problem("LR650.form", PLACE, why=error))
        except OSError as error:
            problems.append(problem("LR650.closed", PLACE, why=error.strerror or "no reason given"))


def _lengths(place: Path, problems: list[Problem]) -> dict[str, Length]:
    """Return the length of each transcript by interview code; files without a code in their name give a Problem."""
    lengths: dict[str, Length] = {}
    unnamed = 0
    for path in transcripts(place):
        if is_code(path.stem):
            lengths.setdefault(path.stem, measure(_read_text(path)))
        else:
            unnamed += not files.is_readme(path.name)
    if unnamed:
        count_text = "1 transcript is" if unnamed == 1 else f"{unnamed} transcripts are"
        problems.append(problem("LR651.transcripts", PLACE, transcripts=count_text))
    return lengths


def transcripts(place: Path) -> Iterator[Path]:
    """Yield the files of a folder that are read as transcripts."""
    for ending in _TEXTS:
        yield from files.listing(place, ending)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error
