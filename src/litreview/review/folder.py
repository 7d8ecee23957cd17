"""Opening a review folder, or PATHS as an anonymous review; making a new folder."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from litreview import decisions as decisions_
from litreview import files
from litreview.codebook import built_in, codebook_text, load_codebook
from litreview.confidential.sealing import WITHHELD_CODES, withheld_problems
from litreview.errors import InputError, MissingFileError, OutputError, SettingsError, UsageError
from litreview.formats import read, read_with
from litreview.formats.gathering import gather
from litreview.formats.kept import KeptFiles
from litreview.model import Library, Problem, Where
from litreview.providers.kept import cache_folder
from litreview.register import (
    LISTS,
    REGISTER_FILE,
    draw_codes,
    empty_register,
    with_published,
)
from litreview.review.answers import is_enriched, named_as_sources, read_answers, without_sealed
from litreview.review.codes import read_codes, with_codes
from litreview.review.held import read_held
from litreview.review.notes import unread_file, without_comments
from litreview.review.questions import manuscript_files
from litreview.review.registering import elsewhere, publication_of, unlisted
from litreview.review.safekeeping import keeping_problems
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE, Settings, parse_settings
from litreview.review.shielding import check_file_names, read_shield, shielded, with_keys
from litreview.review.starting import FINDINGS_START
from litreview.review.strategies import read_strategies
from litreview.review.unread import apart_from_review, notes_apart, unread_files
from litreview.review.withdrawing import withdrawn_problems
from litreview.review.withheld_answers import answers_of
from litreview.sealed import Sealed, private_folders, private_part

_GIT = (".gitignore", ".gitattributes")
_GITIGNORE = """\
# what is confidential, however its folder is spelled, what registries said and what is generated stays out of git
private/
[Pp][Rr][Ii][Vv][Aa][Tt][Ee]/
[Pp][Rr][Ii][Vv][Aa][Tt][Ee][ .]*/
enriched/
out/
"""
_GITATTRIBUTES = "# one line per judgement or answer: both sides of a merge are kept\ndecisions/**/*.tsv merge=union\nenriched.tsv merge=union\n"
# what a note may show
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf"})
_REASONS = ("not about the United States", "not about trafficking", "no evidence or doctrine")
_NOTE = """<!--
The annotation of Farrell2010Where goes into this file, in prose: what it found, how, and what it cannot show.
Every source may have such a file, notes/KEY.md. What is between these marks is printed nowhere.
-->
"""


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
        alone = files_named_apart(paths)
        return Review(
            library=replace(library, problems=(*alone, *library.problems)),
            inputs=Sealed(_files(paths)),
            include_confidential=include_confidential,
        )
    if public:
        raise UsageError(
            "in a review a person answers what is withheld, in a line that is kept: `litreview decide public FILE --by NAME`"
        )
    extra = [path for path in names if path != folders[0]]
    return _opened(folders[0], extra, include_confidential=include_confidential)


def files_named_apart(paths: Iterable[Path | str]) -> tuple[Problem, ...]:
    """Return the Problems of files that are named alone: those of a review (LR621), and notes (LR605), are not read as such."""
    names = [Path(path) for path in paths]
    return (*apart_from_review(names), *notes_apart(names))


def _settings(folder: Path) -> tuple[Settings, tuple[Problem, ...]]:
    text = _read_text(folder / SETTINGS_FILE)
    try:
        return parse_settings(text, SETTINGS_FILE)
    except SettingsError as error:  # the message opens in an editor from where the command was given
        raise SettingsError(str(folder / error.path), error.why, error.line) from error


def _codebook_path(folder: Path, codebook: str) -> str:
    """Return where a codebook of the review's own lies, or the name of one that is built in."""
    return str(folder / codebook) if codebook.lower().endswith((".toml", ".qdc")) else codebook


def _opened(
    folder: Path,
    extra: Sequence[Path],
    *,
    include_confidential: bool,
    shielded_by: Path | None = None,
    all_decisions: bool = False,
) -> Review:
    """Return the review in a folder, with `extra` files read as sources of it, behind its own shield or that of another folder."""
    behind = shielded_by or folder
    shield = read_shield(behind)
    settings, problems = _settings(folder)
    named, own = _source_paths(folder, settings)
    misplaced = [path for path in (*named, *extra) if is_enriched(path, folder)]
    named, extra = ([path for path in part if path not in misplaced] for part in (named, extra))
    gather([*named, *extra])  # what is named must be there; bib/ and private/ may hold no sources
    wanted = [*named, *own, *extra]
    said, refused = answers_of(folder, settings)
    kept = KeptFiles(cache_folder(), folder, said.hides)
    if shield:
        kept.forget_others()
    # nothing is kept of a review that is opened with what is confidential, or that names who is not repeated
    library = read_with(
        None if include_confidential or shield else kept,
        *wanted,
        root=folder,
        include_confidential=include_confidential,
        answers=said,
    )
    if not library.files:
        raise InputError(
            str(folder), f"holds no sources; put exports in {folder / 'bib'} or name them in {SETTINGS_FILE}"
        )
    publication = publication_of(folder, settings)
    shown = library.records if include_confidential else with_published(library.records, publication)
    codes = read_codes(folder) or read_codes(behind)
    shield, coded = with_keys(shield, shown, codes)
    records, fresh = with_codes(shielded(shield, tuple(shown)), codes)
    answers = shielded(shield, read_answers(folder))
    names_ = decisions_.ConfidentialNames(records, enriched=answers.enriched)
    decided, faults = decisions_.read_decisions(folder, names_.quotable_row)
    if not (include_confidential or all_decisions):
        decided = publication.within(decided)
    decided, publication = shielded(shield, (decided, publication))
    joined = decisions_.ConfidentialNames(records, decided, answers.enriched)
    answers = without_sealed(answers, folder, joined.hides)
    judges, spelled = decisions_.as_spelled(settings.adjudicators, [d.by for d in decided], SETTINGS_FILE)
    searches, unfound = read_strategies(
        folder, settings.searches, library.files, include_confidential=include_confidential
    )
    settings = replace(settings, adjudicators=judges, searches=searches)
    unread = _unread(folder, names_, include_confidential=include_confidential)

    def open_(path: Path) -> bool:
        """Return whether a file is there, and is no link to what is private or may be read all the same."""
        return path.exists() and (include_confidential or not private_part(path))

    codebook = _codebook_path(folder, settings.codebook)
    documents = manuscript_files(folder, open_)
    check_file_names(shield, (*library.files, *(where.file for where in documents)))
    taken = {
        *library.files,
        *(where.file for where in documents),
        *(SETTINGS_FILE, "findings.toml", "retractions.csv"),
        *answers.names,
        *(os.path.normpath(search.strategy_file) for search in searches if search.strategy_file),
        *(os.path.relpath(name, folder) for name in (codebook, str(folder / settings.style))),
    }
    idle = unread_files(folder, taken, settings.codebook, names_.quotable)
    findings = _read_text(folder / "findings.toml") if open_(folder / "findings.toml") else ""
    lists = {
        Where(file=files.name_of(f"references/{path.name}")): _loose(path)
        for path in files.listing(folder / "references", ".txt")
        if open_(path)
    }
    written = (
        settings,
        load_codebook(codebook),
        _notes(folder, open_),
        findings,
        _loose(folder / "retractions.csv"),
    )
    settings, own_codebook, notes, findings, retractions = shielded(shield, written)
    return Review(
        library=Library(
            records=records,
            problems=shielded(
                shield,
                (
                    *problems,
                    *faults,
                    *refused,
                    *spelled,
                    *unfound,
                    *withdrawn_problems(folder),
                    *keeping_problems(folder, settings.retain_until),
                    *unread,
                    *idle,
                    *publication.problems,
                    *elsewhere(folder, library),
                    *unlisted(library, publication),
                    *named_as_sources(_shown_names(misplaced, folder)),
                    *answers.problems,
                    *(problem for problem in library.problems if problem.code not in WITHHELD_CODES),
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
                *_files(wanted, folder),
                *_own_files(folder, codebook, settings.style),
                *(folder / one.strategy_file for one in searches if one.strategy_file),
                *answers.paths,
            )
        ),
        folder=folder,
        settings=settings,
        register=publication,
        held=read_held(folder),
        decided=decided,
        codebook=own_codebook,
        texts=notes,
        findings_text=findings,
        lists=shielded(shield, lists, people=True),
        documents=Sealed(documents),
        retractions_text=retractions,
        include_confidential=include_confidential,
        fresh_codes=Sealed((*fresh.reveal(), *coded)),
        shield=shield,
    )


def open_folder(
    folder: Path | str = ".",
    *,
    include_confidential: bool = False,
    shielded_by: Path | None = None,
    all_decisions: bool = False,
) -> Review:
    """Return the review in a folder. `UsageError` where there is none: nothing is read then.

    An earlier state of a review is behind the shield of the review as it is (`shielded_by`). `all_decisions`: also those on interviewees
    whose consent does not cover the publication, for whoever goes on deciding.
    """
    place = Path(folder)
    if not (place / SETTINGS_FILE).is_file():
        here = "this folder" if place == Path() else str(folder)
        why = f"is no review (it has no {SETTINGS_FILE})" if place.exists() else "is not there"
        kind = InputError if place.exists() else MissingFileError
        raise kind(
            here,
            f"{why}; name a review, as in `litreview run my-review`; `litreview init my-review` makes one",
        )
    how = {"include_confidential": include_confidential, "all_decisions": all_decisions}
    return _opened(place, [], shielded_by=shielded_by, **how)


def _shown_names(paths: Sequence[Path], folder: Path) -> list[str]:
    return [files.name_of(os.path.relpath(path, folder)) for path in paths]


def _read_text(path: Path) -> str:
    try:
        # line ends as Python has them
        return files.read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _files(paths: Sequence[Path | str], root: Path | None = None) -> tuple[Path, ...]:
    return tuple(entry[0] for entry in gather(paths, root))


def _own_files(folder: Path, codebook: str, style: str) -> tuple[Path, ...]:
    """Return what people put into a review: settings, exports, decisions, notes, lists, findings, the manuscript, all that is private."""
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


def _loose(path: Path) -> str:
    """Return a table that others made, whatever its encoding; `""` if it isn't there."""
    if not path.exists():
        return ""
    data = files.read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _source_paths(folder: Path, settings: Settings) -> tuple[list[Path], list[Path]]:
    """Return the sources in the order of litreview.toml, and the folders bib/ and private/, what else lies in which comes last."""
    named = []
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
        named.append(path)
    bib = folder / "bib"
    return named, [*([bib] if bib.is_dir() else []), *private_folders(folder)]


def _notes(folder: Path, open_: Callable[[Path], bool]) -> Mapping[Where, str]:
    """Return the text of each note by its place; those under private/ only if asked for."""
    found: dict[Where, str] = {}
    for place in ("notes", "private/notes"):
        for path in filter(open_, files.listing(folder / place, ".md")):
            if files.is_readme(path.name):
                continue
            found[Where(file=files.name_of(f"{place}/{path.name}"))] = without_comments(_read_text(path))
    return found


def _unread(
    folder: Path, names: decisions_.ConfidentialNames, *, include_confidential: bool
) -> tuple[Problem, ...]:
    """Return a Problem (LR605) for each file among the notes and the reference lists that is not read."""
    endings = {"notes": ".md", "private/notes": ".md", "references": ".txt"}
    problems = []
    for place, ending in endings.items():
        if place == "private/notes" and not include_confidential:
            continue
        for path in files.below(folder / place):
            is_read = path.parent == folder / place and path.name.endswith(ending)
            if (
                is_read
                or path.suffix.lower() in _PICTURES
                or (private_part(path) and not include_confidential)
            ):
                continue
            name = files.name_of(path.relative_to(folder).as_posix())
            problems.append(unread_file(name if names.quotable(path.name.split(".")[0]) else place, ending))
    return tuple(problems)


def init_review(
    folder: Path | str,
    title: str = "",
    codebook: Path | str = "tvpa",
    *,
    interviews: int = 0,
    requests: int = 0,
) -> tuple[Path, ...]:
    """Make a review folder that runs at once and return the files written. `OutputError` if something is in the way.

    `codebook` is the name of a built-in one, or a file, which is copied into the folder. `CodebookError` if it is not sound.
    With `interviews` or `requests` it has a register of so many, to fill in.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise OutputError(str(folder), "is a file; name a new folder")
    if target.is_dir() and any(target.iterdir()):
        raise OutputError(str(folder), "is not empty; name a new folder")
    name = title or Path(os.path.realpath(target)).name.replace("-", " ").replace("_", " ").capitalize()
    load_codebook(codebook)
    if str(codebook) in built_in():
        contents = _starter(name, str(codebook), _REASONS)
    else:
        own = f"{Path(codebook).stem}.toml"  # of a REFI-QDA codebook what it makes
        reasons = ("not on the question", "no evidence")
        contents = {**_starter(name, own, reasons), own: codebook_text(codebook)}
    if interviews or requests:
        contents[SETTINGS_FILE] += LISTS
        contents[REGISTER_FILE] = empty_register(draw_codes(interviews, random.SystemRandom()), requests)
    for relative, text in contents.items():
        files.write_text(target / relative, text)
    return tuple(target / relative for relative in contents)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _starter(title: str, codebook: str, reasons: Sequence[str]) -> dict[str, str]:
    settings = f"""# What this review is about, and where its sources are.
title = {_quoted(title)}
question = ""

# Files in the order they count; what else lies in bib/ and private/ is read after them.
# sources = ["bib/scopus.bib", "bib/wos.bib"]
sources = []

codebook = {_quoted(codebook)}
style = "apa"
# edition = 21  # of the Bluebook; the 22nd is followed if nothing is said
adjudicators = []

# What stands above the bibliography that you hand in; what is empty is not printed, and without a title it has that of the review.
[document]
title = ""
author = ""  # or ["Ann Roe", "Bo Poe"]
institution = ""
course = ""
date = ""

# One table for each search, so that a reader can run it again.
# [[search]]
# database = "Scopus"
# platform = "Elsevier"
# date = "2026-01-31"
# strategy = 'TITLE-ABS-KEY("human trafficking" AND polic*)'  # or strategy_file = "searches/scopus.txt"
# limits = "2000 to 2025; English"
# hits = 120
# file = "bib/scopus.bib"  # or files = ["bib/scopus-1.bib", "bib/scopus-2.bib"]

# Registries that `litreview enrich` may ask for what sources lack: none, unless they are named.
# [enrich]
# providers = ["openalex", "crossref"]

[screening]
reasons = [{", ".join(map(_quoted, reasons))}]
"""
    example = """% An example entry, a real work: put your exports beside this file and delete it.
@article{Farrell2010Where,
  author = {Farrell, Amy and McDevitt, Jack and Fahy, Stephanie},
  title = {Where Are All the Victims? Understanding the Determinants of Official Identification of Human Trafficking Incidents},
  journal = {Criminology and Public Policy},
  volume = {9},
  number = {2},
  pages = {201--233},
  year = {2010}
}
"""
    return {
        SETTINGS_FILE: settings,
        ".gitignore": _GITIGNORE,
        ".gitattributes": _GITATTRIBUTES,
        "bib/example.bib": example,
        "decisions/.gitkeep": "",
        "notes/Farrell2010Where.md": _NOTE,
        "findings.toml": FINDINGS_START,
    }
