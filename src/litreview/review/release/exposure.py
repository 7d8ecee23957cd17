"""Check of a folder before its publication: searches files and git's history for people and codes. Nothing is written."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypeVar

from litreview.core import files, git_history as history
from litreview.core.containers import grouped, grouped_sets
from litreview.core.decision_types import FORM
from litreview.core.errors import InputError, MissingFileError, UsageError
from litreview.core.model import Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.sealed import is_private_name, is_private_path, private_part
from litreview.core.wording import holding, noun, plural
from litreview.formats.documents import Opened, open_document
from litreview.judgements.decisions import parse, shown_when
from litreview.review.enriched_files import FOLDER
from litreview.review.release.search_targets import AUTHOR, FAMILY, FILE, KEY, NAME, TermCollector
from litreview.review.release.search_terms import (
    all_records,
    collect_terms,
    read_existing,
    read_limited,
    settings_of,
)
from litreview.review.release.text_search import Searcher
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.review.text_files import find_texts
from litreview.review.withdrawal.file_edits import Names, tombstones
from litreview.review.withdrawal.traces import (
    cut_at_private,
    holds_code,
    is_decisions,
    published_lines,
    written_by_runs,
)
from litreview.stages.register import (
    REGISTER_FILE,
    RegisterVocabulary,
    consent_in,
    in_scope,
    publish_register,
    read_register,
)
from litreview.stages.register.k_anonymity import small_groups, small_groups_over_time
from litreview.works.databases import database_of, origin_text

K = TypeVar("K")
_MOST = 20  # of one kind in one file
_HIT_PROBLEMS = {
    NAME: "LR661.name",
    FAMILY: "LR661.family",
    AUTHOR: "LR661.author",
    FILE: "LR661.file",
    KEY: "LR661.key",
    "email": "LR662.address",
    "phone": "LR662.number",
    "words": "LR663",
}
"""Kind of a hit -> the code of its Problem."""
_PART_PROBLEMS = {
    "metadata": "LR667.metadata",
    "comment": "LR667.comment",
    "change": "LR667.change",
    "hidden": "LR667.hidden",
}
"""Kind of a part of a document -> the code of its Problem."""

WITHDREW = "which was withdrawn"
_GROUP = "whose consent is for the group only"
_OUTSIDE = "whose consent does not cover this publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a publication would expose: the Problems, the number of files and how they were chosen, the numbers of search terms, and what was not searched."""

    problems: tuple[Problem, ...]
    files: int
    chosen_by: str
    term_counts: tuple[tuple[str, int], ...]
    unsearched: tuple[str, ...]


def check_release(folder: Path | str) -> Exposure:
    """Search the files of a folder, and git's history of them, for what a publication would expose.

    `InputError` if it is no folder, `UsageError` if it is a private one, `HistoryError` if git fails.
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
    collector, closed = collect_terms(place, records, vocabulary)
    terms = collector.search_terms()
    standing = history.repository_state(place)
    names = _published_files(place)
    search = _Search(place, Searcher(terms), _codes_not_to_cite(place, vocabulary))
    problems = (
        *(problem for name in names for problem in search.search_file(name)),
        *_tracked_private_files(place, names),
        *_small_group_problems(place, vocabulary),
        *_machine_paths(settings),
        *registry_files(names),
        *decision_times(place, names),
        *licensed_files(records, settings, names),
        *published_texts(place, settings, records, names),
        *search.search_history(),
        *_uncounted_versions(place, search.registers, settings),
        *_traces_of_withdrawn(place),
    )
    return Exposure(
        problems=tuple(dict.fromkeys(problems)),
        files=len(names),
        chosen_by="that git would publish" if not standing.why else "that .gitignore does not name",
        term_counts=tuple(terms.counts.items()),
        unsearched=tuple(_unsearched(search, collector, closed, standing, settings)),
    )


def search_members(folder: Path, members: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return the errors of files that are about to leave a review: names, addresses, words of transcripts, codes of people who withdrew."""
    settings = settings_of(folder)
    collector, _ = collect_terms(folder, all_records(folder), settings.confidential)
    withdrawn = dict.fromkeys(tombstones(read_existing(folder / REGISTER_FILE)), WITHDREW)
    search = _Search(folder, Searcher(collector.search_terms()), withdrawn)
    found = (problem for name, data in members.items() for problem in search.search_data(name, data))
    problems = (*_machine_paths(settings), *found)
    return tuple(dict.fromkeys(problem for problem in problems if problem.level == "error"))


def _machine_paths(settings: Settings) -> Iterator[Problem]:
    """Yield a Problem if litreview.toml names a place of the machine itself: outputs and packets show it, with the name of its user."""
    named = (
        *settings.sources,
        *settings.databases,
        *settings.text_folders,
        *(name for one in settings.searches for name in (one.file, *one.files, one.strategy_file)),
        settings.codebook,
        settings.style,
    )
    if whole := [name for name in named if PurePosixPath(name).anchor or PureWindowsPath(name).anchor]:
        yield problem("LR674", Where(file=SETTINGS_FILE), paths=plural(len(set(whole)), "path"))


def _unsearched(
    search: _Search,
    collector: TermCollector,
    closed: int,
    standing: history.RepositoryState,
    settings: Settings,
) -> Iterator[str]:
    """Yield in words what was not searched for, and what was not searched."""
    yield from holding(
        (
            not search.knows,
            "names, addresses and words of interviewees: the folder holds none, for it has no private/ and no confidential entry; look where they are",
        ),
        (standing.caveat, f"git's history: {standing.caveat}"),
        (
            collector.skipped,
            f"{plural(collector.skipped, 'word alone that is the name of an author', 'words alone that are names of authors')} of the literature or {noun(collector.skipped, 'a common word', 'common words')}: such a family name is found with its first name or initial only",
        ),
        (
            collector.cited,
            f"whose name it is, where an author in the literature has a name of somebody in private/ ({plural(collector.cited, 'spelling')}): in the entry of a published work, in git's history and in the name of a file it is no finding",
        ),
        (
            collector.public,
            f"{plural(collector.public, 'person', 'people')} whom a table in private/ has with `yes` in its column `public`, unless an entry, a transcript or another row has the name, too",
        ),
        (
            closed,
            f"what {plural(closed, 'private file holds', 'private files hold')} that could not be opened",
        ),
    )
    yield from (
        f"{what}: {', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}"
        for what, names in search.unread.items()
    )
    yield from holding(
        (
            search.unread_past,
            f"{search.unread_past} contents in git's history that are too large, missing or can't be opened",
        ),
        (
            settings.published is not None,
            "whether `published` in litreview.toml names every commit that somebody else has: add the one that you publish now",
        ),
        (
            True,
            "first names alone, nicknames, a name misspelt, abbreviated or in another alphabet, cut in two lines or in code (base64, quoted-printable, a cipher), telephone numbers of fewer than ten digits or in a web address, exact days of interviews, places and events that tell who it was, what is drawn or spoken in pictures, sound and video, dates and authors of commits, the repository around this folder",
        ),
        (
            True,
            "licences: which abstracts came from a database is known only where an entry or a noted search names it (Web of Science, Scopus, Embase, ProQuest, EBSCO, Ovid)",
        ),
    )


class _Search:
    """Searches the files of a folder one by one."""

    def __init__(self, folder: Path, searcher: Searcher, uncitable: dict[str, str]) -> None:
        self._folder = folder
        self._searcher = searcher
        self._uncitable = uncitable
        self._generated = written_by_runs(folder)
        self._seen: set[bytes] = set()
        self._redacted: dict[str, str] = {}
        self.knows = any(searcher.terms.counts.values())
        self.unread: dict[str, list[str]] = {}
        self.unread_past = 0
        self.registers: set[bytes] = set()

    def redact_path(self, path: str) -> str:
        """Replace the parts of a path that hold a name by `…`."""
        if path not in self._redacted:
            parts = ["…" if self._searcher.has_name(part) else part for part in path.split("/")]
            self._redacted[path] = files.name_of(cut_at_private("/".join(parts)))
        return self._redacted[path]

    def search_file(self, name: str) -> Iterator[Problem]:
        """Yield the Problems of a file: of its name and of its content."""
        path = self._folder / name
        shown = self.redact_path(name)
        if "…" in shown.split("/"):
            yield problem("LR661.path", Where(file=shown))
        if name.endswith("/") or (path.is_dir() and not path.is_symlink()):
            self.unread.setdefault("repositories within this one", []).append(shown)
            return
        if is_private_path(name):
            return  # `_tracked_private_files` reports it
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
        yield from self._search_parts(name, shown, opened, data)

    def search_data(self, name: str, data: bytes) -> Iterator[Problem]:
        """Yield the Problems of the content of a file that is not written yet."""
        yield from self._search_parts(name, name, open_document(data), data)

    def _search_parts(self, name: str, shown: str, opened: Opened, data: bytes) -> Iterator[Problem]:
        hits: Counter[str] = Counter()
        published_at = self._published_lines(name, data)
        works: set[int] = set()
        for part in opened.parts:
            within = f", in {part.where}" if part.where else ""
            for hit in self._searcher.search(part.text):
                if not part.where and (work := published_at(hit.line)):
                    works.add(work)
                    continue
                hits[hit.kind] += 1
                if hits[hit.kind] <= _MOST:
                    line = 0 if within else hit.line
                    yield problem(
                        _HIT_PROBLEMS[hit.kind], Where(file=shown, line=line), more="", within=within
                    )
            if part.kind in _PART_PROBLEMS:
                yield problem(_PART_PROBLEMS[part.kind], Where(file=shown), within=within)
            if part.kind == "name" and is_private_path(part.text):
                yield problem("LR665.archive", Where(file=shown))
            yield from self._search_codes(name, shown, part.text, bool(part.where))
        for kind, number in hits.items():
            if number > _MOST:
                more = f"{plural(number - _MOST, 'more place')}: "
                yield problem(_HIT_PROBLEMS[kind], Where(file=shown), more=more, within="")
        if works:
            publications = f"{plural(len(works), 'published work')} here {noun(len(works), 'has', 'have')}"
            yield problem("LR661.published", Where(file=shown), works=publications)

    def _published_lines(self, name: str, data: bytes) -> Callable[[int], int]:
        return published_lines(name, data, lambda text: bool(self._searcher.search(text)))

    def _search_codes(self, name: str, shown: str, text: str, inside: bool) -> Iterator[Problem]:
        """Yield where a code occurs that must not be cited: of a person who withdrew, or who consents only to the group or to another publication."""
        decisions = name.startswith("decisions/")
        if not self._uncitable or Path(name).name == "register.bib":
            return
        data = text.encode("utf-8", errors="replace")
        found = sorted(
            (line, code) for code in self._uncitable for line in Names(code=code).lines(data)
        )  # in any spelling: `i07`, `I-07`
        for line, code in found:
            why = self._uncitable[code]
            if why == _GROUP and name in self._generated:
                continue  # tables and graphs of a run have a row or node for each code, and no sentence names one
            if why == _OUTSIDE or not decisions:
                row = "LR664.out" if decisions or why == WITHDREW else "LR664.group"
                where = Where(file=shown, line=0 if inside or decisions else line)
                yield problem(row, where, code=code, why=why)

    def search_history(self) -> Iterator[Problem]:
        """Yield the Problems of git's history, except those of today's files."""

        def has_trace(path: str, data: bytes) -> bool:
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
            self._folder, path=self._searcher.has_name, text=has_trace, message=self._searcher.has_name
        )
        self.unread_past += searched.unread
        for message in searched.messages:
            yield problem("LR666.said", Where(file="."), place=message)
        by_file = grouped(
            (self.redact_path(one.path), one) for one in searched.changes if not is_private_path(one.path)
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


def _codes_not_to_cite(folder: Path, vocabulary: RegisterVocabulary) -> dict[str, str]:
    """Return the codes that must not be cited, each with the reason."""
    register = read_register(read_existing(folder / REGISTER_FILE), vocabulary)
    uses = vocabulary.publication
    uncitable = {
        e.code: _GROUP if in_scope(e.consent, uses) else _OUTSIDE
        for e in register.not_withdrawn()
        if consent_in(e.consent, uses) == "group only"
    }
    return {**uncitable, **dict.fromkeys(register.withdrawn, WITHDREW)}


def _small_group_problems(folder: Path, vocabulary: RegisterVocabulary) -> Iterable[Problem]:
    """Return the Problems of the register as a publication: people in groups smaller than k, in one version or in several together."""
    path = folder / REGISTER_FILE
    if not path.is_file():
        return ()
    data = files.read_bytes(path)
    problems = [p for p in publish_register([data], vocabulary).problems if p.code == "LR633"]
    versions = history.versions(folder, REGISTER_FILE)
    states = [read_register(version.data, vocabulary).people for version in versions]
    for version, people in zip(versions, states, strict=True):
        few = small_groups(people, vocabulary.k) if version.data != data else {}
        if few:
            place, commit = Where(file=REGISTER_FILE), version.commit[:12]
            problems.append(problem("LR668.version", place, commit=commit, few=len(few), people=len(people)))
    register = read_register(data, vocabulary)
    people = register.people
    if not problems and (alone := small_groups_over_time([*states, people], vocabulary.k)):
        problems.append(problem("LR668.versions", Where(file=REGISTER_FILE), few=len(alone), k=vocabulary.k))
    outside = [e for e in register.entries.values() if not in_scope(e.consent, vocabulary.publication)]
    if more := sum(bool(entry.fields.reveal()) for entry in outside):
        count = plural(more, "interviewee")
        problems.append(
            problem("LR664.register", Where(file=REGISTER_FILE), interviewees=count, why=_OUTSIDE)
        )
    return problems


def _uncounted_versions(folder: Path, registers: set[bytes], settings: Settings) -> Iterator[Problem]:
    """Yield a Problem if `published` is not set, and tags or other branches have further versions of the register."""
    if settings.published is None and registers:
        counted = {version.data for version in history.versions(folder, REGISTER_FILE)}
        if (folder / REGISTER_FILE).is_file():
            counted.add(files.read_bytes(folder / REGISTER_FILE))
        if more := len(registers - counted):
            yield problem("LR668.elsewhere", Where(file=REGISTER_FILE), versions=plural(more, "version"))


def _is_private(folder: Path, name: str) -> bool:
    """Return whether a file of the folder lies below a private/, or links to one."""
    path = folder / name
    return is_private_path(name) or (path.is_symlink() and bool(private_part(path)))


def _tracked_private_files(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a Problem for each folder private/ with files that git would publish, or once tracked. The files are not named."""
    now = Counter(_private_folder(name) for name in names if _is_private(folder, name))
    for shown, number in now.items():
        yield problem("LR665.files", Where(file=shown), count=number)
    past = grouped_sets(
        (_private_folder(change.path), change.commit[:12])
        for change in history.private_files_in_history(folder)
    )
    for shown, commits in past.items():
        some = ", ".join(sorted(commits)[:3]) + (" and more" if len(commits) > 3 else "")
        yield problem("LR665.history", Where(file=shown), commits=some)


def _traces_of_withdrawn(folder: Path) -> Iterator[Problem]:
    """Yield a Problem for each person who withdrew and still has traces in git's history."""
    for code in tombstones(read_existing(folder / REGISTER_FILE)):
        if traces := _history_traces(folder, Names(code=code)):
            commits = plural(len({one.commit for one in traces}), "commit")
            yield problem("LR666.withdrew", Where(file=REGISTER_FILE), code=code, commits=commits)


def _history_traces(folder: Path, names: Names) -> tuple[history.Change, ...]:
    return history.search_history(
        folder, path=names.in_path, text=lambda _, data: holds_code(data, names)
    ).changes


def _private_folder(name: str) -> str:
    """Return the folder private/ that a file lies in; for a link that leads into one, the folder of the link."""
    parts = name.split("/")
    private = next((number for number, part in enumerate(parts, 1) if is_private_name(part)), len(parts) - 1)
    return "/".join(parts[:private]) or "."


def _published_files(folder: Path) -> tuple[str, ...]:
    """Return the files that git would publish; without git those that .gitignore does not name, except private/ and out/."""
    tracked = history.publishable_files(folder)
    if tracked is not None:
        return tracked
    lines = read_existing(folder / ".gitignore").decode("utf-8", errors="replace").split("\n")
    rules = [line.strip().strip("/") for line in lines if line.strip() and not line.startswith(("#", "!"))]
    rules += ["out", ".git"]
    names = []
    for here, folders, inside in os.walk(folder):
        within = Path(here).relative_to(folder)
        folders[:] = [name for name in folders if not _is_ignored((within / name).as_posix(), rules)]
        names += [path for name in inside if not _is_ignored(path := (within / name).as_posix(), rules)]
    return tuple(sorted(names))


def _is_ignored(path: str, rules: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    return is_private_name(name) or any(
        fnmatch.fnmatch(path if "/" in rule else name, rule) for rule in rules
    )


_WITH_ABSTRACTS = "out/tables/all.bib, out/library.bib and out/tables/library.ris"


def registry_files(names: Sequence[str]) -> Iterator[Problem]:
    """Yield a Problem if answers of registries would be published: abstracts are publishers' text."""
    answers = [name for name in names if name.startswith(f"{FOLDER}/") and name.endswith((".json", ".jsonl"))]
    if answers:
        yield problem("LR685", Where(file=FOLDER), files=plural(len(answers), "file"))


def decision_times(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield, by file, the lines of decisions that give the second of a judgement on a sealed code, now or in git's history: outputs give the month."""
    present = {
        name: (folder / name).is_file() and files.read_bytes(folder / name)
        for name in names
        if is_decisions(name)
    }
    for name, numbers in _exact_lines({name: data for name, data in present.items() if data}).items():
        where = Where(file=files.name_of(name), line=numbers[0])
        yield problem("LR669.lines", where, lines=f"{noun(len(numbers), 'line', 'lines')} {_ranges(numbers)}")
    earlier = {
        (change.commit, change.path): data
        for change, data in history.versions_anywhere(folder, is_decisions)
        if data not in present.values()
    }
    commits = grouped((path, commit[:12]) for commit, path in _exact_lines(earlier))
    for name, some in commits.items():
        more = f" and {len(some) - 3} more" if len(some) > 3 else ""
        yield problem("LR669.history", Where(file=files.name_of(name)), commits=", ".join(some[:3]) + more)


def _exact_lines(contents: Mapping[K, bytes]) -> dict[K, list[int]]:
    """Return by file the lines on sealed codes with the second at which they were made.

    A time that only numbers such lines from the start of their month, as in packets, does not count.
    """
    lines = {
        name: [one for one in parse(data.decode("utf-8", errors="replace"))[0] if shown_when(one) != one.when]
        for name, data in contents.items()
    }
    numbers = Counter(shown_when(one) for some in lines.values() for one in some)
    exact = {
        name: [one.place.line for one in some if not _is_count(one.when, numbers[shown_when(one)])]
        for name, some in lines.items()
    }
    return {name: some for name, some in exact.items() if some}


def _is_count(when: str, lines: int) -> bool:
    """Return whether a time is so near to the start of its month that it may number that many lines.

    >>> _is_count("2026-03-01T00:01:05Z", 66), _is_count("2026-03-01T00:01:05Z", 65), _is_count("2026-03-02T00:00:00Z", 65)
    (True, False, False)
    """
    at = datetime.strptime(when, FORM).replace(tzinfo=UTC)
    return at - at.replace(day=1, hour=0, minute=0, second=0) < timedelta(seconds=lines)


def _ranges(numbers: Sequence[int]) -> str:
    """Format rising numbers, with consecutive ones as a range.

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


def licensed_files(records: Iterable[Record], settings: Settings, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a note for each file with abstracts that a database licenses, since out/ repeats them."""
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


def published_texts(
    folder: Path, settings: Settings, records: Iterable[Record], names: Sequence[str]
) -> Iterator[Problem]:
    """Yield a Problem for each folder of full texts that would be published, and one for the abstracts read from texts that out/ has.

    Files are not named: one may be called after a person.
    """
    texts = {
        os.path.relpath(path, folder)
        for path in find_texts(folder, settings.text_folders, records).paths.values()
    }
    counts = Counter(cut_at_private(name).rpartition("/")[0] for name in names if name in texts)
    for place, number in sorted(counts.items()):
        yield problem("LR688", Where(file=files.name_of(place or ".")), texts=plural(number, "full text"))
    taken: set[bytes] = set()
    for name in names:
        if name.startswith("out/") and not read_limited(folder / name)[1]:
            taken.update(_TEXT_PLACE.findall(files.read_bytes(folder / name)))
    if taken:
        yield problem("LR689", Where(file="out"), abstracts=plural(len(taken), "abstract"))


_TEXT_PLACE = re.compile(rb"(?<![\w/])texts/[^\"'\s,;<>()]+\.(?:pdf#page=\d+|\w{2,5}\b)")


def licensed_abstracts(records: Iterable[Record], searched: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Count the abstracts of each file that came from a database; return file, database and number. Confidential entries are not counted.

    `searched` is the database and platform by file, as the review notes its searches: it counts where an entry names none.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        if record.confidential or not record.fields.get("abstract", "").strip():
            continue
        name = database_of(origin_text(record)) or database_of(searched.get(record.where.file, ""))
        if name:
            counts[record.where.file, name] += 1
    return [(file, name, number) for (file, name), number in sorted(counts.items())]
