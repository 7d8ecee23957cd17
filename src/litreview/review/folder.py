"""Opens a review folder, or PATHS as an anonymous review, and rereads decisions that others write meanwhile."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from litreview.core import files
from litreview.core.confidential.redaction import WITHHELD_CODES, withheld_problems
from litreview.core.errors import InputError, MissingFileError, SettingsError, UsageError
from litreview.core.model import Decision, Library, Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, private_folders, private_part
from litreview.engine import Store
from litreview.formats import read, read_with
from litreview.formats.input_files import gather
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Codebook, built_in, load_codebook
from litreview.judgements.codebook.subject import is_on_subject
from litreview.review.enriched_files import drop_confidential, is_enriched, listed_as_sources, read_enriched
from litreview.review.ignored_files import lone_notes, lone_review_files, misplaced_files, unread_files
from litreview.review.interviews import publication_of, read_interviews, stray_registers, unlisted_codes
from litreview.review.name_shield import Shield, check_file_names, read_shield, shielded, with_keys
from litreview.review.private_folder import assign_codes, private_problems, read_codes, valid_answers
from litreview.review.review_documents import manuscript_files, read_strategies, without_comments
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE, Settings, parse_settings
from litreview.review.store import FileParser, store_path
from litreview.review.text_files import find_texts
from litreview.review.text_library import TextLibrary
from litreview.review.withdrawal.file_edits import tombstones
from litreview.stages.register import REGISTER_FILE, Publication, with_published

if TYPE_CHECKING:
    from litreview.core.confidential.answers import ConfidentialityAnswers

_GIT = (".gitignore", ".gitattributes")


def open_review(
    *paths: Path | str, include_confidential: bool = False, public: Sequence[Path | str] = ()
) -> Review:
    """Return the review in a folder with a litreview.toml, or PATHS taken together as an anonymous review.

    `public` names files outside a review whose withheld entries are shown.

    Errors: `InputError` for what is missing, `SettingsError` for a litreview.toml that can't be read, `UsageError` for two
    review folders at once. Nothing is written.
    """
    names = [Path(path) for path in paths] or [Path()]
    folders = [path for path in names if (path / SETTINGS_FILE).is_file()]
    if len(folders) > 1:
        raise UsageError(
            f"two reviews at once ({folders[0]} and {folders[1]}); name one, and the files of the other as files"
        )
    if not folders:
        if not paths:
            raise InputError(
                str(Path()), f"is no review (it has no {SETTINGS_FILE}); `litreview init DIR` makes one"
            )
        library = read(*paths, include_confidential=include_confidential, public=public)
        lone_problems = lone_file_problems(paths)
        return Review(
            library=replace(library, problems=(*lone_problems, *library.problems)),
            inputs=Sealed(_input_files(paths)),
            include_confidential=include_confidential,
        )
    if public:
        raise UsageError(
            "in a review a person answers what is withheld, in a line that is kept: `litreview decide public FILE --by NAME`"
        )
    extra = [path for path in names if path != folders[0]]
    return _open(folders[0], extra, include_confidential=include_confidential)


def lone_file_problems(paths: Iterable[Path | str]) -> tuple[Problem, ...]:
    """Return Problems for files named without their review (LR621) and for notes (LR605), which are not read as such."""
    names = [Path(path) for path in paths]
    return (*lone_review_files(names), *lone_notes(names))


def _settings(folder: Path) -> tuple[Settings, tuple[Problem, ...]]:
    text = _read_text(folder / SETTINGS_FILE)
    try:
        return parse_settings(text, SETTINGS_FILE)
    except SettingsError as error:  # an editor opens the path from where the command was given
        raise SettingsError(str(folder / error.path), error.why, error.line) from error


def codebook_path(folder: Path, codebook: str) -> str:
    """Return the path of the review's own codebook, or the name of a built-in one."""
    return str(folder / codebook) if codebook.lower().endswith((".toml", ".qdc")) else codebook


def _read_library(
    folder: Path,
    wanted: Sequence[Path],
    answers: ConfidentialityAnswers,
    parser: FileParser | None,
    *,
    include_confidential: bool,
) -> Library:
    """Return the records in the files of a review. `InputError` without any file."""
    library = read_with(
        parser, *wanted, root=folder, include_confidential=include_confidential, answers=answers
    )
    if not library.files:
        raise InputError(
            str(folder), f"holds no sources; put exports in {folder / 'bib'} or name them in {SETTINGS_FILE}"
        )
    return library


def _reference_lists(folder: Path, open_: Callable[[Path], bool]) -> dict[Where, str]:
    """Return the text of each reference list of a review, by its place."""
    return {
        Where(file=files.name_of(f"references/{path.name}")): _read_any_encoding(path)
        for path in filter(open_, files.listing(folder / "references", ".txt"))
    }


def _used_names(folder: Path, settings: Settings, codebook: str, documents: Iterable[Where]) -> Iterator[str]:
    """Yield the names of files that a review uses beside its sources."""
    yield from (where.file for where in documents)
    yield from (SETTINGS_FILE, "findings.toml", "retractions.csv")
    yield from (os.path.normpath(one.strategy_file) for one in settings.searches if one.strategy_file)
    yield from (os.path.relpath(name, folder) for name in (codebook, str(folder / settings.style)))


def _readable(*, include_confidential: bool) -> Callable[[Path], bool]:
    """Return whether a file exists and may be read: no link into private/ unless asked for."""
    return lambda path: path.exists() and (include_confidential or not private_part(path))


def _without_enriched(
    named: Sequence[Path], extra: Sequence[Path], folder: Path
) -> tuple[list[Path], list[Path], list[Path]]:
    """Return named sources and extra ones without the files of `enriched/`, and those."""
    enriched = [path for path in (*named, *extra) if is_enriched(path, folder)]
    named, extra = ([path for path in paths if path not in enriched] for paths in (named, extra))
    return named, extra, enriched


def _folder_problems(
    folder: Path, settings: Settings, library: Library, publication: Publication
) -> Iterator[Problem]:
    """Yield the Problems of a review's private folder, its register and its sources."""
    yield from _withdrawn_problems(folder)
    yield from private_problems(folder, settings.retain_until)
    yield from publication.problems
    yield from stray_registers(folder, library)
    yield from unlisted_codes(library, publication)
    yield from (problem for problem in library.problems if problem.code not in WITHHELD_CODES)


def _open(
    folder: Path,
    extra: Sequence[Path],
    *,
    include_confidential: bool,
    shielded_by: Path | None = None,
    all_decisions: bool = False,
) -> Review:
    """Return the review in a folder with `extra` source files, behind its own shield or that of another folder."""
    shield_folder = shielded_by or folder
    shield = read_shield(shield_folder)
    settings, problems = _settings(folder)
    named_sources, own = _source_paths(folder, settings)
    named_sources, extra, enriched_sources = _without_enriched(named_sources, extra, folder)
    gather([*named_sources, *extra])  # named sources must exist; bib/ and private/ may be empty
    source_files = [*named_sources, *own, *extra]
    valid, refused_answers = valid_answers(folder, settings)
    # no stage is stored for a review with confidential sources, or for a version in a scratch folder
    store = None if include_confidential or shielded_by else Store(store_path(folder))
    # with a shield the files are parsed each time
    parser = FileParser(store, valid.hides) if store and not shield else None
    library = _read_library(folder, source_files, valid, parser, include_confidential=include_confidential)
    publication = publication_of(folder, settings)
    publishable = library.records if include_confidential else with_published(library.records, publication)
    codes = read_codes(folder) or read_codes(shield_folder)
    shield, key_codes = with_keys(shield, publishable, codes)
    records, new_codes = assign_codes(shielded(shield, tuple(publishable)), codes)
    answers = shielded(shield, read_enriched(folder))
    names_ = decisions_.ConfidentialNames(records, enriched=answers.enriched)
    decided, faults = decisions_.read_decisions(folder, names_.quotable_row)
    if not (include_confidential or all_decisions):
        decided = publication.within(decided)
    decided, publication = shielded(shield, (decided, publication))
    all_names = decisions_.ConfidentialNames(records, decided, answers.enriched)
    answers = drop_confidential(answers, folder, all_names.hides)
    judges, spelled = decisions_.as_spelled(settings.adjudicators, [d.by for d in decided], SETTINGS_FILE)
    searches, unfound = read_strategies(
        folder, settings.searches, library.files, include_confidential=include_confidential
    )
    settings = replace(settings, adjudicators=judges, searches=searches)
    misplaced = misplaced_files(folder, names_, include_confidential=include_confidential)
    open_ = _readable(include_confidential=include_confidential)
    codebook = codebook_path(folder, settings.codebook)
    documents = manuscript_files(folder, open_)
    check_file_names(shield, (*library.files, *(where.file for where in documents)))
    strategies = [search.strategy_file for search in searches if search.strategy_file]
    text_library = _text_library(
        folder, settings, records, names_, store, shield, include_confidential=include_confidential
    )
    used = {
        *text_library.names(),
        *library.files,
        *(fault.where.file for fault in library.problems if fault.code == "LR004"),
        *answers.names,
        *_used_names(folder, settings, codebook, documents),
    }
    unused = unread_files(folder, used, settings.codebook, names_.quotable)
    findings = _read_text(folder / "findings.toml") if open_(folder / "findings.toml") else ""
    lists = _reference_lists(folder, open_)
    used_codebook, foreign = _codebook_on_subject(codebook, records, decided, findings)
    own_texts = (
        settings,
        used_codebook,
        _read_notes(folder, open_),
        findings,
        _read_any_encoding(folder / "retractions.csv"),
    )
    settings, own_codebook, notes, findings, retractions = shielded(shield, own_texts)
    review = Review(
        library=Library(
            records=records,
            problems=shielded(
                shield,
                (
                    *problems,
                    *faults,
                    *refused_answers,
                    *spelled,
                    *unfound,
                    *_folder_problems(folder, settings, library, publication),
                    *foreign,
                    *misplaced,
                    *unused,
                    *listed_as_sources(files.name_of(os.path.relpath(p, folder)) for p in enriched_sources),
                    *answers.problems,
                    *withheld_problems(records, in_review=True),
                ),
            ),
            files=library.files,
            blocks=shielded(shield, library.blocks),
        ),
        enriched=answers.enriched,
        cited=answers.cited,
        inputs=Sealed(
            (
                *_input_files(source_files, folder),
                *_own_files(folder, codebook, settings.style),
                *(folder / name for name in strategies),
                *answers.paths,
                *text_library.paths(),
            )
        ),
        folder=folder,
        settings=settings,
        register=publication,
        held=read_interviews(folder),
        decided=decided,
        codebook=own_codebook,
        texts=notes,
        findings_text=findings,
        lists=shielded(shield, lists, people=True),
        documents=Sealed(documents),
        retractions_text=retractions,
        include_confidential=include_confidential,
        fresh_codes=Sealed((*new_codes.reveal(), *key_codes)),
        shield=shield,
        text_library=text_library,
    )
    if store:
        review.use_store(store, parser)
    return review


def _codebook_on_subject(
    codebook: str, records: Sequence[Record], decided: Iterable[Decision], findings: str
) -> tuple[Codebook, tuple[Problem, ...]]:
    """Return the codebook, and "none" with a Problem where a built-in one is on another subject than all records and nobody has used it."""
    book = load_codebook(codebook)
    is_used = any(one.verb in ("tag", "not-tag", "stance") for one in decided) or bool(
        re.search(r"(?m)^\s*\[\[", findings)
    )
    if (
        codebook not in built_in()
        or is_used
        or any(one.confidential for one in records)
        or is_on_subject(book, records)
    ):
        return book, ()
    return load_codebook("none"), (
        problem("LR622", Where(file=SETTINGS_FILE), codebook=codebook, title=book.title),
    )


def _text_library(
    folder: Path,
    settings: Settings,
    records: Iterable[Record],
    names: decisions_.ConfidentialNames,
    store: Store | None,
    shield: Shield,
    *,
    include_confidential: bool,
) -> TextLibrary:
    """Return the full texts of a review, none of which is read yet; a file called after what is confidential is not among them."""
    found = find_texts(folder, settings.text_folders, records, include_confidential=include_confidential)
    hidden = (
        set()
        if include_confidential
        else {name for name in found.paths if names.hides(unquote(Path(name).stem))}
    )
    shown = {name: path for name, path in found.paths.items() if name not in hidden}
    return TextLibrary(
        replace(found, paths=shown, private=found.private + len(hidden)),
        store,
        shield,
        lambda name: names.quotable(unquote(Path(name).stem)),
    )


def _withdrawn_problems(folder: Path) -> tuple[Problem, ...]:
    """Return a Problem for each file with data of a person who withdrew; without withdrawals no heavy module is loaded."""
    register = folder / REGISTER_FILE
    if not register.is_file() or not tombstones(files.read_bytes(register)):
        return ()
    from litreview.review.withdrawal.withdraw import withdrawn_problems

    return withdrawn_problems(folder)


def open_folder(
    folder: Path | str = ".",
    *,
    include_confidential: bool = False,
    shielded_by: Path | None = None,
    all_decisions: bool = False,
) -> Review:
    """Return the review in a folder. `InputError` if the folder has no litreview.toml.

    `shielded_by`: the folder whose shield applies, for an earlier state of a review. `all_decisions`: also decisions on interviewees
    whose consent does not cover the publication, for a person who continues to decide.
    """
    place = Path(folder)
    if not (place / SETTINGS_FILE).is_file():
        here = "this folder" if place == Path() else str(folder)
        why = f"is no review (it has no {SETTINGS_FILE})" if place.exists() else "is not there"
        kind = InputError if place.exists() else MissingFileError
        what = f"`litreview init {folder}` makes it one" if place.exists() else "`litreview init` makes one"
        raise kind(here, f"{why}; {what}")
    options = {"include_confidential": include_confidential, "all_decisions": all_decisions}
    return _open(place, [], shielded_by=shielded_by, **options)


def _read_text(path: Path) -> str:
    try:
        # line ends as Python has them
        return files.read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _input_files(paths: Sequence[Path | str], root: Path | None = None) -> tuple[Path, ...]:
    return tuple(entry[0] for entry in gather(paths, root))


def _own_files(folder: Path, codebook: str, style: str) -> tuple[Path, ...]:
    """Return the files that people put into a review: settings, exports, decisions, notes, lists, findings, manuscript, private/."""
    within = [
        Path(place) / name
        for part in (
            *(folder / name for name in ("bib", "decisions", "notes", "references", "manuscript")),
            *private_folders(folder),
        )
        if part.is_dir()
        for place, _, names in files.walk(part)
        if not place.is_relative_to(folder / "private/out")
        for name in names
    ]
    single = [folder / name for name in (SETTINGS_FILE, "findings.toml", "retractions.csv", *_GIT, style)]
    return tuple(path for path in (*within, *single, Path(codebook)) if path.is_file())


def _read_any_encoding(path: Path) -> str:
    """Return a text in UTF-8 or Windows-1252; `""` if the file does not exist."""
    if not path.exists():
        return ""
    data = files.read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _source_paths(folder: Path, settings: Settings) -> tuple[list[Path], list[Path]]:
    """Return the sources in the order of litreview.toml, then the folders bib/ and private/, whose other files come last."""
    paths = []
    for name in settings.sources:
        path = folder / name
        if not path.exists() and not any(mark in name for mark in "*?["):
            near = (
                [p.name for p in sorted(path.parent.glob("*")) if p.is_file()]
                if path.parent.is_dir() and not private_part(path)
                else []
            )
            why = f"named in {SETTINGS_FILE} and not there"
            raise MissingFileError(
                name if not private_part(path) else str(path),
                why + (f"; that folder holds {', '.join(near[:5])}" if near else ""),
            )
        paths.append(path)
    bib = folder / "bib"
    return paths, [*([bib] if bib.is_dir() else []), *private_folders(folder)]


def _read_notes(folder: Path, open_: Callable[[Path], bool]) -> Mapping[Where, str]:
    """Return the text of each note by its place; those under private/ only if asked for."""
    return {
        Where(file=files.name_of(f"{place}/{path.name}")): without_comments(_read_text(path))
        for place in ("notes", "private/notes")
        for path in filter(open_, files.listing(folder / place, ".md"))
        if not files.is_readme(path.name)
    }


State = Mapping[str, tuple[int, int]]
"""Time of the last write and size, by path."""

_DECISIONS_FOLDER = "decisions/"
_GENERATED = frozenset({"out", ".git"})


def file_states(folder: Path, more: Iterable[Path] = ()) -> State:
    """Return the state of a review's files except generated ones; `more` are inputs outside the folder."""
    states: dict[str, tuple[int, int]] = {}
    for here, folders, names in files.walk(folder):
        inner = here == folder or here == folder / "private"
        folders[:] = [
            name for name in folders if not (inner and name in _GENERATED) and not name.startswith(".")
        ]
        states.update(_stat(here / name) for name in names if not name.startswith(".litreview-"))
    states.update(_stat(path) for path in more)
    return {name: state for name, state in states.items() if state != (0, -1)}


def _stat(path: Path) -> tuple[str, tuple[int, int]]:
    try:
        status = path.stat()
    except OSError:
        return os.fspath(path), (0, -1)
    return os.fspath(path), (status.st_mtime_ns, status.st_size)


def changed_files(before: State, now: State) -> tuple[str, ...]:
    """Return the files that were added, removed or written since.

    >>> changed_files({"a": (1, 5), "b": (1, 5)}, {"a": (2, 5), "c": (1, 5)})
    ('a', 'b', 'c')
    """
    names = {*before, *now}
    return tuple(sorted(name for name in names if before.get(name) != now.get(name)))


def with_decisions(
    review: Review, decided: Sequence[Decision], faults: Sequence[Problem] | None = None
) -> Review:
    """Return a review with other decision lines, where only dependent stages are recomputed; `faults`: Problems of the files."""
    inputs: dict[str, Any] = {"decided": tuple(decided)}
    problems = review.library.problems
    earlier = [one for one in problems if one.where.file.startswith(_DECISIONS_FOLDER)]
    if faults is not None and earlier != [*faults]:
        others = [one for one in problems if one not in earlier]
        inputs["library"] = replace(review.library, problems=(*others, *faults))
    return review.with_inputs(**inputs)


def reread_decisions(review: Review) -> Review:
    """Return a review with the decisions now in its folder."""
    if review.folder is None:
        return review
    names = decisions_.ConfidentialNames(review.library.records, enriched=review.enriched)
    decided, faults = decisions_.read_decisions(review.folder, names.quotable_row)
    return with_decisions(review, decided, faults)
