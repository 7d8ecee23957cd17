"""What a publication of a folder would expose: who is looked for, in which files, and what was found. Nothing is written."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.containers import grouped
from litreview.core.errors import InputError, MissingFileError, UsageError
from litreview.core.model import Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.sealed import is_private_name, is_private_path, private_part
from litreview.core.wording import noun, plural
from litreview.formats.documents import Opened, open_document
from litreview.judgements.decisions import parse, shown_when
from litreview.review.enriched_files import FOLDER
from litreview.review.release.search_targets import AUTHOR, FAMILY, FILE, KEY, NAME, Collecting
from litreview.review.release.search_terms import all_records, collect, read_limited, settings_of
from litreview.review.release.text_search import Hit, Lines, Searcher
from litreview.review.settings import Settings
from litreview.review.withdrawal.file_edits import CODE, Names, tombstones
from litreview.review.withdrawal.traces import holds_code, published_lines
from litreview.stages.register import (
    REGISTER_FILE,
    RegisterVocabulary,
    consent_in,
    in_scope,
    publish_register,
    read_register,
)
from litreview.stages.register.k_anonymity import small_groups, small_groups_over_time

_MOST = 20  # of one kind in one file
_TELLS = {
    NAME: "LR661.name",
    FAMILY: "LR661.family",
    AUTHOR: "LR661.author",
    FILE: "LR661.file",
    KEY: "LR661.key",
    "email": "LR662.address",
    "phone": "LR662.number",
    "words": "LR663",
}
"""Kind of what is found -> the Problem of it."""
_HELD = {
    "metadata": "LR667.metadata",
    "comment": "LR667.comment",
    "change": "LR667.change",
    "hidden": "LR667.hidden",
}
"""Kind of a part of a document -> the Problem of it."""

WITHDREW = "which was withdrawn"
_OUTSIDE = "whose consent does not cover this publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a publication would expose: the findings, how many files were looked through and in what way, what was looked for, and what was not."""

    problems: tuple[Problem, ...]
    files: int
    by: str
    wanted: tuple[tuple[str, int], ...]
    unsearched: tuple[str, ...]


def check_release(folder: Path | str) -> Exposure:
    """Return what a publication of a folder would expose: of its files as they are, and of what git's history keeps of them.

    `InputError` if it is no folder, `UsageError` if it is a private one, `HistoryError` if git gives up.
    """
    place = Path(folder)
    if not place.is_dir():
        kind = InputError if place.exists() else MissingFileError
        raise kind(str(folder), "is no folder; name the folder that is to be published")
    if private_part(place):
        raise UsageError("the folder lies below a folder private/, of which nothing is to be published")
    settings = settings_of(place)
    vocabulary = settings.confidential
    records = all_records(place)
    collecting, closed = collect(place, records, vocabulary)
    wanted = collecting.wanted()
    standing = history.repository_state(place)
    names = _published(place)
    look = _Look(place, Searcher(wanted), _register(place, vocabulary))
    found = [problem for name in names for problem in look.file(name)]
    found += _tracked(place, names)
    found += _groups(place, vocabulary)
    found += registries(names)
    found += decision_times(place, names)
    found += licensed(records, settings, names)
    found += look.past()
    found += _uncounted(place, look.registers, settings)
    found += _gone(place)
    return Exposure(
        problems=tuple(dict.fromkeys(found)),
        files=len(names),
        by="that git would publish" if not standing.why else "that .gitignore does not name",
        wanted=tuple(wanted.counts.items()),
        unsearched=tuple(_unsearched(look, collecting, closed, standing, settings)),
    )


def _unsearched(
    look: _Look, collecting: Collecting, closed: int, standing: history.RepositoryState, settings: Settings
) -> Iterator[str]:
    """Yield in words what was not looked for, or not looked into."""
    if not look.knows:
        yield "names, addresses and words of interviewees: the folder holds none, for it has no private/ and no confidential entry; look where they are"
    if standing.caveat:
        yield f"git's history: {standing.caveat}"
    if collecting.passed:
        yield f"{plural(collecting.passed, 'word alone that is the name of an author', 'words alone that are names of authors')} of the literature or {noun(collecting.passed, 'a common word', 'common words')}: such a family name is found with its first name or initial only"
    if collecting.cited:
        yield f"whose name it is, where an author in the literature has a name of somebody in private/ ({plural(collecting.cited, 'spelling')}): in the entry of a published work, in git's history and in the name of a file it is no finding"
    if closed:
        yield f"what {plural(closed, 'private file holds', 'private files hold')} that could not be opened"
    for what, names in look.unread.items():
        yield f"{what}: {', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}"
    if look.unread_past:
        yield f"{look.unread_past} contents in git's history that are too large, missing or can't be opened"
    if settings.published is not None:
        yield "whether `published` in litreview.toml names every commit that somebody else has: add the one that you publish now"
    yield "first names alone, nicknames, a name misspelt, abbreviated or in another alphabet, cut in two lines or in code (base64, quoted-printable, a cipher), telephone numbers of fewer than ten digits or in a web address, exact days of interviews, places and events that tell who it was, what is drawn or spoken in pictures, sound and video, dates and authors of commits, the repository around this folder"
    yield "licences: which abstracts came from a database is known only where an entry or a noted search names it (Web of Science, Scopus, Embase, ProQuest, EBSCO, Ovid)"


class _Look:
    """Looks through the files of a folder, one after the other."""

    def __init__(self, folder: Path, searcher: Searcher, unnamed: dict[str, str]) -> None:
        self._folder = folder
        self._searcher = searcher
        self._unnamed = unnamed
        self._seen: set[bytes] = set()
        self._told: dict[str, str] = {}
        self.knows = any(searcher.wanted.counts.values())
        self.unread: dict[str, list[str]] = {}
        self.unread_past = 0
        self.registers: set[bytes] = set()

    def shown(self, path: str) -> str:
        """Return a path without those parts that hold a name."""
        if path not in self._told:
            parts = ["…" if self._searcher.names(part) else part for part in path.split("/")]
            private = next((n for n, part in enumerate(parts) if is_private_name(part)), len(parts))
            self._told[path] = files.name_of("/".join(parts[: private + 1]))
        return self._told[path]

    def file(self, name: str) -> Iterator[Problem]:
        """Yield what is found in a file, and in its name."""
        path = self._folder / name
        shown = self.shown(name)
        if "…" in shown.split("/"):
            yield problem("LR661.path", Where(file=shown))
        if name.endswith("/") or (path.is_dir() and not path.is_symlink()):
            self.unread.setdefault("repositories within this one", []).append(shown)
            return
        if is_private_path(name):
            return  # `_tracked` says so
        if path.is_symlink():  # git publishes where it leads, not what is there
            data = os.fsencode(path.readlink())
        elif path.is_file():
            data, why = read_limited(path)
            if why:
                self.unread.setdefault(why, []).append(shown)
                yield problem("LR667.unsearched", Where(file=shown), what=why)
        else:
            return
        self._seen.add(hashlib.sha256(data).digest())
        opened = open_document(data)
        for what in opened.unread:
            self.unread.setdefault(what, []).append(shown)
        if not opened.searched:
            yield problem("LR667.unsearched", Where(file=shown), what="; ".join(opened.unread))
        yield from self._parts(name, shown, opened, data)

    def _parts(self, name: str, shown: str, opened: Opened, data: bytes) -> Iterator[Problem]:
        counted: Counter[str] = Counter()
        published_at = self._published_lines(name, data)
        works: set[int] = set()
        for part in opened.parts:
            within = f", in {part.where}" if part.where else ""
            for hit in self._searcher.search(part.text):
                if not part.where and (work := published_at(hit.line)):
                    works.add(work)
                    continue
                counted[hit.kind] += 1
                if counted[hit.kind] <= _MOST:
                    yield _hit(shown, hit, within)
            if part.kind in _HELD:
                yield problem(_HELD[part.kind], Where(file=shown), within=within)
            if part.kind == "name" and is_private_path(part.text):
                yield problem("LR665.archive", Where(file=shown))
            yield from self._codes(name, shown, part.text, bool(part.where))
        for kind, number in counted.items():
            if number > _MOST:
                more = f"{plural(number - _MOST, 'more place')}: "
                yield problem(_TELLS[kind], Where(file=shown), more=more, within="")
        if works:
            told = f"{plural(len(works), 'published work')} here {noun(len(works), 'has', 'have')}"
            yield problem("LR661.published", Where(file=shown), works=told)

    def _published_lines(self, name: str, data: bytes) -> Callable[[int], int]:
        return published_lines(name, data, lambda text: bool(self._searcher.search(text)))

    def _codes(self, name: str, shown: str, text: str, inside: bool) -> Iterator[Problem]:
        """Yield where a code stands that is not to be cited: of who withdrew, or whose consent is for the group only or for another publication."""
        decisions = name.startswith("decisions/")
        if not self._unnamed or Path(name).name == "register.bib":
            return
        ends = Lines(text)
        for found in CODE.finditer(text):
            why = self._unnamed.get(found[0])
            if why and (why == _OUTSIDE or not decisions):
                line = 0 if inside or decisions else ends.line(found.start())
                row = "LR664.out" if decisions or why == WITHDREW else "LR664.group"
                yield problem(row, Where(file=shown, line=line), code=found[0], why=why)

    def past(self) -> Iterator[Problem]:
        """Yield what git's history keeps, that is in no file of today."""

        def told(path: str, data: bytes) -> bool:
            if path == REGISTER_FILE:
                self.registers.add(data)
            if hashlib.sha256(data).digest() in self._seen:
                return False
            opened = open_document(data)
            self.unread_past += bool(opened.unread)
            published_at = self._published_lines(path, data)
            return any(
                hit.kind != AUTHOR and (part.where or not published_at(hit.line))
                for part in opened.parts
                for hit in self._searcher.search(part.text)
            )

        searched = history.search_history(
            self._folder, path=self._searcher.names, text=told, message=self._searcher.names
        )
        self.unread_past += searched.unread
        for said in searched.messages:
            yield problem("LR666.said", Where(file="."), place=said)
        by_file = grouped(
            (self.shown(change.path), change)
            for change in searched.changes
            if not is_private_path(change.path)
        )
        for shown, changes in sorted(by_file.items()):
            commits = list(
                dict.fromkeys(change.commit[:12] for change in changes if change.commit != history.STAGED)
            )
            if len(commits) < len({change.commit for change in changes}):
                yield problem("LR666.staged", Where(file=shown))
            if not commits:
                continue
            more = f" and {len(commits) - 3} more" if len(commits) > 3 else ""
            yield problem("LR666.file", Where(file=shown), commits=", ".join(commits[:3]) + more)


def _hit(shown: str, hit: Hit, within: str) -> Problem:
    line = 0 if within else hit.line
    return problem(_TELLS[hit.kind], Where(file=shown, line=line), more="", within=within)


def _register(folder: Path, vocabulary: RegisterVocabulary) -> dict[str, str]:
    """Return the codes that are not to be cited, with why."""
    path = folder / REGISTER_FILE
    if not path.is_file():
        return {}
    register = read_register(files.read_bytes(path), vocabulary)
    uses = vocabulary.publication
    unnamed = {
        e.code: "whose consent is for the group only" if in_scope(e.consent, uses) else _OUTSIDE
        for e in register.not_withdrawn()
        if consent_in(e.consent, uses) == "group only"
    }
    return {**unnamed, **dict.fromkeys(register.withdrawn, WITHDREW)}


def _groups(folder: Path, vocabulary: RegisterVocabulary) -> Iterable[Problem]:
    """Return what is wrong with the register as a publication: people whom fewer than k share what it says with, in one version or in several together."""
    path = folder / REGISTER_FILE
    if not path.is_file():
        return ()
    now = files.read_bytes(path)
    found = [p for p in publish_register([now], vocabulary).problems if p.code == "LR633"]
    versions = history.versions(folder, REGISTER_FILE)
    states = [read_register(version.data, vocabulary).people for version in versions]
    for version, people in zip(versions, states, strict=True):
        few = small_groups(people, vocabulary.k) if version.data != now else {}
        if few:
            place, commit = Where(file=REGISTER_FILE), version.commit[:12]
            found.append(problem("LR668.version", place, commit=commit, few=len(few), people=len(people)))
    register = read_register(now, vocabulary)
    people = register.people
    if not found and (alone := small_groups_over_time([*states, people], vocabulary.k)):
        found.append(problem("LR668.versions", Where(file=REGISTER_FILE), few=len(alone), k=vocabulary.k))
    outside = [e for e in register.entries.values() if not in_scope(e.consent, vocabulary.publication)]
    if more := sum(bool(entry.fields.reveal()) for entry in outside):
        told = plural(more, "interviewee")
        found.append(problem("LR664.register", Where(file=REGISTER_FILE), interviewees=told, why=_OUTSIDE))
    return found


def _uncounted(folder: Path, registers: set[bytes], settings: Settings) -> Iterator[Problem]:
    """Yield whether tags or other branches have versions of the register of which nobody says that they were published, or not."""
    if settings.published is None and registers:
        counted = {version.data for version in history.versions(folder, REGISTER_FILE)}
        if (folder / REGISTER_FILE).is_file():
            counted.add(files.read_bytes(folder / REGISTER_FILE))
        if more := len(registers - counted):
            yield problem("LR668.elsewhere", Where(file=REGISTER_FILE), versions=plural(more, "version"))


def _isprivate_files(folder: Path, name: str) -> bool:
    """Return whether a file of the folder lies below a private/, or is a link that leads there."""
    path = folder / name
    return is_private_path(name) or (path.is_symlink() and bool(private_part(path)))


def _tracked(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield the folders private/ whose files git would publish, or once had; their files are not named."""
    now = Counter(_above(name) for name in names if _isprivate_files(folder, name))
    for shown, number in now.items():
        yield problem("LR665.files", Where(file=shown), count=number)
    past: dict[str, set[str]] = {}
    for change in history.private_files_in_history(folder):
        past.setdefault(_above(change.path), set()).add(change.commit[:12])
    for shown, commits in past.items():
        some = ", ".join(sorted(commits)[:3]) + (" and more" if len(commits) > 3 else "")
        yield problem("LR665.history", Where(file=shown), commits=some)


def _gone(folder: Path) -> Iterator[Problem]:
    """Yield the codes of those who withdrew of whom git's history still holds something."""
    register = folder / REGISTER_FILE
    for code in tombstones(files.read_bytes(register)) if register.is_file() else ():
        found = _keeps(folder, Names(code=code))
        if found:
            commits = plural(len({one.commit for one in found}), "commit")
            yield problem("LR666.withdrew", Where(file=REGISTER_FILE), code=code, commits=commits)


def _keeps(folder: Path, names: Names) -> tuple[history.Change, ...]:
    return history.search_history(
        folder, path=names.in_path, text=lambda _, data: holds_code(data, names)
    ).changes


def _above(name: str) -> str:
    """Return the folder private/ that a file lies in; of a link that leads into one, the folder of the link."""
    parts = name.split("/")
    private = next((number for number, part in enumerate(parts, 1) if is_private_name(part)), len(parts) - 1)
    return "/".join(parts[:private]) or "."


def _published(folder: Path) -> tuple[str, ...]:
    """Return the files that git would publish; without git those that .gitignore does not name, private/ and out/ aside."""
    found = history.publishable_files(folder)
    if found is not None:
        return found
    ignore = folder / ".gitignore"
    lines = files.read_bytes(ignore).decode("utf-8", errors="replace").split("\n") if ignore.is_file() else []
    rules = [line.strip().strip("/") for line in lines if line.strip() and not line.startswith(("#", "!"))]
    rules += ["out", ".git"]
    names = []
    for here, folders, inside in os.walk(folder):
        within = Path(here).relative_to(folder)
        folders[:] = [name for name in folders if not _ignored((within / name).as_posix(), rules)]
        names += [path for name in inside if not _ignored(path := (within / name).as_posix(), rules)]
    return tuple(sorted(names))


def _ignored(path: str, rules: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    return is_private_name(name) or any(
        fnmatch.fnmatch(path if "/" in rule else name, rule) for rule in rules
    )


_WITH_ABSTRACTS = "out/tables/all.bib, out/library.bib and out/tables/library.ris"


def registries(names: Sequence[str]) -> Iterator[Problem]:
    """Yield the answers of registries that would be published: abstracts are publishers' text."""
    told = [name for name in names if name.startswith(f"{FOLDER}/") and name.endswith((".json", ".jsonl"))]
    if told:
        yield problem("LR685", Where(file=FOLDER), files=plural(len(told), "file"))


def decision_times(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield, by file, which lines of decisions say to the second when somebody judged what has a sealed code: outputs say the month."""
    for name in names:
        if not (name.startswith("decisions/") and name.endswith(".tsv") and (folder / name).is_file()):
            continue
        lines = parse(files.read_bytes(folder / name).decode("utf-8", errors="replace"), name)[0]
        told = [line.place.line for line in lines if shown_when(line) != line.when]
        if told:
            where = Where(file=files.name_of(name), line=told[0])
            yield problem("LR669", where, lines=f"{noun(len(told), 'line', 'lines')} {_ranges(told)}")


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers in words, those in a row as a range.

    >>> _ranges([2, 3, 4, 7, 9, 10])
    '2-4, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def licensed(records: Iterable[Record], settings: Settings, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a note for each file with abstracts that a database licenses: out/ repeats them."""
    searched = {file: f"{one.database}; {one.platform}" for one in settings.searches for file in one.exports}
    for file, database, number in licensed_abstracts(records, searched):
        where = "this file and " if file in names else ""
        yield problem(
            "LR687",
            Where(file=files.name_of(file)),
            abstracts=plural(number, "abstract"),
            database=database,
            files=f"{where}{_WITH_ABSTRACTS}",
        )


_DATABASES = (
    ("Web of Science", r"\b(?:WOS|ISI):[A-Z0-9]{10,15}\b|webof(?:science|knowledge)\.com|\bweb of science\b"),
    ("Scopus", r"\b2-s2\.0-\d{8}|\bscopus\b"),
    ("Embase", r"\bembase\b"),
    ("ProQuest", r"\bproquest\b"),
    ("EBSCO", r"\bebsco(?:host)?\b"),
    ("Ovid", r"\bovid(?:sp|ds|web)?\b"),
)
_MARKS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _DATABASES)
_FIELDS = frozenset(
    [
        *("accession", "archive", "archive-location", "archiveprefix", "database", "databaseprovider"),
        *("eid", "extra", "library-catalog", "librarycatalog", "link", "scopus-eid", "source"),
        *("unique-id", "url", "ut"),
    ]
)
"""Where an entry says which database it came from; what its abstract or its references say of databases is no such place."""


def database_of(text: str) -> str:
    """Return the commercial database that a text names, `""` if it names none.

    >>> database_of("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85189760133"), database_of("PubMed")
    ('Scopus', '')
    """
    return next((name for name, mark in _MARKS if mark.search(text)), "")


def licensed_abstracts(records: Iterable[Record], searched: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return file, database and number of the abstracts of each file that came from a database; what is confidential is not counted.

    `searched` is the database and platform by file, as the review notes its searches: it counts where an entry names none.
    """
    found: Counter[tuple[str, str]] = Counter()
    for record in records:
        if record.confidential or not record.fields.get("abstract", "").strip():
            continue
        said = " ".join([record.key, *(v for name, v in record.fields.items() if name.lower() in _FIELDS)])
        name = database_of(said) or database_of(searched.get(record.where.file, ""))
        if name:
            found[record.where.file, name] += 1
    return [(file, name, number) for (file, name), number in sorted(found.items())]
