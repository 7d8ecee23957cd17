"""Creates a review folder with settings, an example entry, and a findings.toml whose lines work once `# ` is removed."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from litreview import stages
from litreview.core import files
from litreview.core.errors import InputError, OutputError
from litreview.core.sealed import is_private_path
from litreview.formats.input_files import gather
from litreview.formats.readers import holds_references
from litreview.judgements.codebook import built_in, codebook_text, load_codebook
from litreview.review.settings import FORMAT, SETTINGS_FILE, parse_settings
from litreview.stages.register import LISTS, REGISTER_FILE, draw_codes, empty_register

FINDINGS_START = """## What the review found, on which sources each statement rests, and what is recommended for it. `litreview run` holds it against
## the review: it is found if a person's tag and stance put each source on its side. To begin, take `# ` away from the lines you need.

# [[finding]]
# id = "F1"
# statement = "What was found, in one sentence."
# goal = ""                       # a code of the codebook's main group; none for a statement that only describes
# stance = "describes"            # what the statement says of the goal: supports, contradicts, mixed, describes, unclear
# supports = [                    # keys, or tables that say where a source shows it, and in which words
#   {key = "Farrell2010Where", where = "p. 201", quote = "words of the source, as they are there"},
# ]
# contradicts = []                # what speaks against the statement
# qualifies = []                  # for whom, where or when it does not hold
# recommendations = ["R1"]
# strength = "moderate"           # in your own words, how far to trust it …
# strength_reason = "why"         # … and why
## A statement that is yet to be examined, and no finding, has state = "open" instead of sources.
## Words of an interviewee do not belong here, but into private/quotes.tsv, with their consent.

## Where published qualitative studies and nothing else support a finding, GRADE-CERQual in place of strength, below the finding:
## level is high, moderate, low or very low; a concern is no, minor, moderate or serious.
# [finding.cerqual]
# level = "moderate"
# methodological_limitations = {concern = "minor", reason = "how the studies were made"}
# coherence = {concern = "no"}    # whether the finding fits their data
# adequacy = {concern = "moderate", reason = "how rich and how many the data are"}
# relevance = {concern = "minor", reason = "whether they are of the people, place and matter that the review asks about"}

# [[recommendation]]
# id = "R1"
# statement = "What to do."
# findings = ["F1"]
"""


_GITIGNORE = """\
# what is confidential, however its folder is spelled, full texts, what registries said and what is generated stays out of git
private/
[Pp][Rr][Ii][Vv][Aa][Tt][Ee]/
[Pp][Rr][Ii][Vv][Aa][Tt][Ee][ .]*/
texts/
enriched/
out/
.litreview-hashes.json
"""


_GITATTRIBUTES = "# one line per judgement or answer: both sides of a merge are kept\ndecisions/**/*.tsv merge=union\nenriched.tsv merge=union\n"
_REASONS = ("not about the United States", "not about trafficking", "no evidence or doctrine")
_ANY_REASONS = ("not on the question", "no evidence")
_NOTE = """<!--
The annotation of Farrell2010Where goes into this file, in prose: what it found, how, and what it cannot show.
Every source may have such a file, notes/KEY.md. What is between these marks is printed nowhere.
-->
"""


def init_review(
    folder: Path | str,
    title: str = "",
    codebook: Path | str = "tvpa",
    *,
    style: Path | str = "apa",
    interviews: int = 0,
    requests: int = 0,
) -> tuple[Path, ...]:
    """Make a review folder that runs at once and return the files written.

    A folder that holds files keeps them all; only what is missing is written, and exports in it become the sources of the review. A
    .gitignore that does not name private/ gets our lines at its end.
    `OutputError` if FOLDER is a file, or a review already.
    `codebook`: the name of a built-in codebook, or a file to copy into the folder. `CodebookError` if it is invalid.
    `style`: the name of a citation style, or a .csl file to copy into the folder. `UsageError` for an unknown one.
    `interviews`, `requests`: numbers of empty entries in a register to fill in.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise OutputError(str(folder), "is a file; name a new folder")
    if (target / SETTINGS_FILE).exists():
        raise OutputError(
            str(folder),
            f"is a review already; `litreview run {folder}` runs it, and `litreview init {folder} --codebook none` gives it other codes",
        )
    name = title or Path(os.path.realpath(target)).name.replace("-", " ").replace("_", " ").capitalize()
    load_codebook(codebook)
    used_style = stages.bibliography.find_style(style)  # raises for an unknown one
    is_file = Path(style).suffix.lower() == ".csl"
    style_name = f"{used_style.name}.csl" if is_file else used_style.name
    exports = find_exports(target)
    reasons = _REASONS if codebook == "tvpa" else _ANY_REASONS
    if str(codebook) in built_in():
        contents = _starter(name, str(codebook), style_name, reasons, exports)
    else:
        own = f"{Path(codebook).stem}.toml"  # a REFI-QDA codebook is converted
        contents = {**_starter(name, own, style_name, reasons, exports), own: codebook_text(codebook)}
    if is_file:
        contents[style_name] = files.read_bytes(Path(style)).decode("utf-8-sig")
    if interviews or requests:
        contents[SETTINGS_FILE] += LISTS
        contents[REGISTER_FILE] = empty_register(draw_codes(interviews, random.SystemRandom()), requests)
    ignored = target / ".gitignore"
    before = ignored.read_bytes() if ignored.is_file() else b""
    if before and not re.search(rb"^/?private/?\s*$", before, re.MULTILINE):
        # what is confidential must stay out of git in a folder that was a repository before, too
        files.write_bytes(ignored, before.rstrip() + b"\n\n" + contents.pop(".gitignore").encode())
    missing = {relative: text for relative, text in contents.items() if not (target / relative).exists()}
    for relative, text in missing.items():
        files.write_text(target / relative, text)
    changed = () if ".gitignore" in contents else (ignored,)
    return (*(target / relative for relative in missing), *changed)


def change_codebook(folder: Path | str, codebook: Path | str) -> tuple[Path, ...]:
    """Give a review another codebook and return the files written; a codebook of one's own is copied into the folder.

    The reasons to exclude change with it if they are those that `init_review` wrote and nobody has decided anything.
    `CodebookError` if it is invalid, `OutputError` if the settings have no line that names a codebook.
    """
    load_codebook(codebook)
    path = Path(folder) / SETTINGS_FILE
    before = files.read_bytes(path)
    text = before.decode("utf-8")
    parse_settings(text, str(path))
    own = "" if str(codebook) in built_in() else f"{Path(codebook).stem}.toml"
    changed, lines = _CODEBOOK_LINE.subn(
        lambda _: f"codebook = {_quoted(own or str(codebook))}", text, count=1
    )
    if not lines:
        raise OutputError(str(path), f'names no codebook; add the line: codebook = "{own or codebook}"')
    if not any((Path(folder) / "decisions").glob("*.tsv")):
        reasons = _reasons_line(_REASONS if str(codebook) == "tvpa" else _ANY_REASONS)
        for started in (_REASONS, _ANY_REASONS):
            changed = changed.replace(_reasons_line(started), reasons)
    copied = Path(folder) / own
    copies = (copied,) if own and not copied.exists() else ()
    for one in copies:
        files.write_text(one, codebook_text(codebook))
    _replace_settings(path, before, changed)
    return (path, *copies)


_CODEBOOK_LINE = re.compile(r"""(?m)^codebook[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*')""")


def _reasons_line(reasons: Sequence[str]) -> str:
    return f"reasons = [{', '.join(map(_quoted, reasons))}]\n"


def _replace_settings(path: Path, before: bytes, text: str) -> None:
    """Write settings unless somebody changed them since they were read."""

    def check(present: bytes) -> None:
        if present != before:
            raise OutputError(str(path), "was changed meanwhile; nothing was written")

    files.replace_text(path, text, check)


def _write_format(settings: str) -> str:
    """Return settings of version 0.1, which name no format, with that line below the comments at their head."""
    head = re.match(r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\n)*", settings)
    at = head.end() if head else 0
    return f"{settings[:at]}format = 1\n{settings[at:]}"


MIGRATIONS: tuple[Callable[[str], str], ...] = (_write_format,)
"""What makes settings of the next format of those of one, the first of those of version 0.1."""


def migrate_review(folder: Path | str) -> Path | None:
    """Bring the settings of a review to the present format and return their file, None if they have it. No other file changes."""
    path = Path(folder) / SETTINGS_FILE
    if not path.is_file():
        raise InputError(str(folder), f"has no {SETTINGS_FILE}")
    before = files.read_bytes(path)
    text = before.decode("utf-8")
    parse_settings(text, str(path))
    written = re.search(r"(?m)^format[ \t]*=[ \t]*(\d+)", text)
    steps = MIGRATIONS[int(written[1]) if written else 0 :]
    for step in steps:
        text = step(text)
    if not steps:
        return None
    _replace_settings(path, before, text)
    return path


def find_exports(folder: Path) -> tuple[str, ...]:
    """Return the names of the files with references in a folder that is no review yet, without those below private/."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return ()
    return tuple(
        name
        for path, name, _ in gather([folder], folder)
        if not is_private_path(name)
        and holds_references(path.read_text(encoding="utf-8", errors="replace"), name)
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _starter(
    title: str, codebook: str, style: str, reasons: Sequence[str], exports: Sequence[str]
) -> dict[str, str]:
    outside = [name for name in exports if not name.startswith("bib/")]
    listed = "[" + "".join(f"\n  {_quoted(name)}," for name in outside) + "\n]" if outside else "[]"
    settings = f"""format = {FORMAT}  # of the files of this review
# What this review is about, and where its sources are.
title = {_quoted(title)}
question = ""

# Files in the order they count; what else lies in bib/ and private/ is read after them.
# sources = ["bib/scopus.bib", "bib/wos.bib"]
sources = {listed}

codebook = {_quoted(codebook)}  # tvpa is on human trafficking, none has no codes; or a file of your own
style = {_quoted(style)}
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

# Folders with full texts beside texts/, such as that of Zotero.
# [texts]
# folders = ["../Zotero/storage"]
# quote_words = 60  # of a work under copyright in one quote; work_words = 300 in all, or work_percent = 5

[screening]
{_reasons_line(reasons)}# screeners = 2  # people who judge each work apart; 1 if nothing is said
# criteria = ["Include: …", "Exclude: …"]  # shown to everybody who screens
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
    written = {
        SETTINGS_FILE: settings,
        ".gitignore": _GITIGNORE,
        ".gitattributes": _GITATTRIBUTES,
        "decisions/.gitkeep": "",
        "findings.toml": FINDINGS_START,
    }
    # the example is on the subject of the built-in codebook
    examples = {"bib/example.bib": example, "notes/Farrell2010Where.md": _NOTE}
    more = examples if codebook == "tvpa" else {"bib/.gitkeep": "", "notes/.gitkeep": ""}
    return written if exports else written | more
