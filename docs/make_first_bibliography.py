"""A student's first bibliography, played through the real command line; `docs/first-bibliography.md` shows what this prints.

The works are real, each export holds some of those of the file of its name in `bib/`; the notes are the first paragraphs of the example
review's. The student, the clinic and the school are made up.

`python docs/make_first_bibliography.py` draws the picture of the document anew: it needs LibreOffice (`soffice`) and `pip install pypdfium2`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

import litreview as lr
from litreview.cli import main

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "first-bibliography.png"
EXPORTS = {
    "heinonline.bib": (
        "Butler2015Racial",
        "Chacon2006Misery",
        "Gruber2016Penal",
        "Song2006Between",
        "Srikantiah2007Perfect",
        "Todres2011Moving",
    ),
    "scopus.bib": ("Barrick2021579", "Song2006133"),
    "zotero-library.bib": (
        "Farrell2010Where",
        "Farrell2014Policing",
        "butlerRacialRootsHuman2015",
        "songBetweenSharpRock",
        "srikantiahPerfectVictimsReal2007",
        "UnitedStatesJungers2013",
    ),
}
NOTES = ("Butler2015Racial", "Farrell2014Policing", "Gruber2016Penal", "Song2006Between", "Todres2011Moving")
DOCUMENT = {
    "title": "Policing and the Trafficking Victims Protection Act: An Annotated Bibliography",
    "author": "Ann Roe",
    "institution": "A made-up law school",
    "course": "Human Rights Clinic",
    "date": "May 1, 2026",
}


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a folder with the exports, which is the current one meanwhile."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        for file, keys in EXPORTS.items():
            library = lr.read(ROOT / "bib" / file)
            lr.write([record for record in library.records if record.key in keys], Path(name, file))
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


def run(line: str) -> str:
    """Return what a command line prints; a failure is a failure of the page."""
    program, *words = shlex.split(line)
    if program == "cp":
        *files, folder = words
        for file in files:
            shutil.copy(file, folder)
        return ""
    if program == "rm":
        for file in words:
            Path(file).unlink()
        return ""
    result = CliRunner().invoke(main, words)
    if result.exit_code not in (0, 1) or (result.exception and not isinstance(result.exception, SystemExit)):
        raise RuntimeError(f"{line}: {result.output}\n{result.exception!r}")
    return result.output.rstrip()


def console(*lines: str) -> str:
    """Run the lines, and return them with what they print."""
    shown = []
    for line in lines:
        printed = run(line)
        shown += [f"$ {line}", *([printed] if printed else [])]
    return "```text\n" + "\n".join(shown) + "\n```\n"


def fill_in() -> str:
    """Write the title block into the settings, and return it."""
    settings = Path("clinic/litreview.toml")
    text = settings.read_text(encoding="utf-8")
    for name, value in DOCUMENT.items():
        text = text.replace(f'\n{name} = ""', f'\n{name} = "{value}"', 1) if name != "title" else text
    text = text.replace('[document]\ntitle = ""', f'[document]\ntitle = "{DOCUMENT["title"]}"', 1)
    settings.write_text(text.replace('style = "apa"', 'style = "bluebook"'), encoding="utf-8", newline="\n")
    table = "\n".join(f'{name} = "{value}"' for name, value in DOCUMENT.items())
    return f'```toml\nstyle = "bluebook"\n\n[document]\n{table}\n```\n'


def write_notes() -> str:
    """Write the notes, and return the first."""
    for key in NOTES:
        whole = (ROOT / "examples" / "over-policing" / "notes" / f"{key}.md").read_text(encoding="utf-8")
        Path(f"clinic/notes/{key}.md").write_text(
            whole.partition("\n\n")[0].rstrip() + "\n", encoding="utf-8", newline="\n"
        )
    first = Path(f"clinic/notes/{NOTES[0]}.md").read_text(encoding="utf-8")
    return f"```text\n{first}```\n"


def played() -> Iterator[str]:
    """Yield the parts of the page, with the folder as it is after each."""
    yield console("litreview init clinic")
    yield console(
        "cp heinonline.bib scopus.bib zotero-library.bib clinic/bib/",
        "rm clinic/bib/example.bib clinic/notes/Farrell2010Where.md",
        "litreview dedupe clinic -o sources.bib",
    )
    yield fill_in()
    yield console("litreview annotate clinic -o bibliography.docx --require-annotations")
    yield write_notes()
    yield console("litreview annotate clinic -o bibliography.docx")


def first_bibliography() -> list[str]:
    """Return the parts of the page."""
    with workplace():
        return list(played())


def draw() -> None:
    """Draw the first page of the document as LibreOffice shows it."""
    import pypdfium2

    with workplace() as folder:
        list(played())
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "bibliography.docx"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a script for those who have it
        page = pypdfium2.PdfDocument("bibliography.pdf")[0]
        page.render(scale=1.2).to_pil().convert("P", colors=32).save(PICTURE, optimize=True)


if __name__ == "__main__":
    draw()
    sys.stdout.write(f"wrote {PICTURE}\n")
