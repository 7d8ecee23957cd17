"""From a composed bibliography to bytes in one of six formats, counted in the output before they are handed over."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import zipfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from litreview import pandoc
from litreview.bibliography.composing import Bibliography
from litreview.bibliography.layout import blocks_for
from litreview.bibliography.office import count_citations, dress_docx, dress_odt
from litreview.bibliography.page import html_page
from litreview.errors import InputError, LitreviewError, MissingExtraError, UsageError, near_miss
from litreview.model import Problem, Where

__all__ = ["FORMATS", "document_format", "render_checked"]

FORMATS = ("md", "html", "docx", "odt", "tex", "pdf")

_TEXT_OF = {"docx": "word/document.xml", "odt": "content.xml"}
_ENDINGS = {"htm": "html", "markdown": "md", "latex": "tex"}


def document_format(path: Path | str) -> str:
    """Return the format that the ending of a path asks for. `UsageError` names those there are.

    >>> document_format("out/bibliography.docx")
    'docx'
    """
    ending = Path(path).suffix.lower().lstrip(".")
    found = _ENDINGS.get(ending, ending)
    if found not in FORMATS:
        raise UsageError(f"{path}: no bibliography format {ending!r}; end it in .{', .'.join(FORMATS)}")
    return found


def _template(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _fragment(bibliography: Bibliography, to: str, writer: str, arguments: Sequence[str] = ()) -> str:
    return pandoc.write(blocks_for(bibliography, to), writer, arguments=["--wrap=none", *arguments]).decode(
        "utf-8"
    )


def _holds(path: str, member: str) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return member in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _office(bibliography: Bibliography, to: str, reference: str) -> bytes:
    arguments = [f"--reference-doc={Path(reference).resolve()}"] if reference else []
    written = pandoc.write(blocks_for(bibliography, to), to, arguments=arguments)
    dress = dress_docx if to == "docx" else dress_odt
    return dress(written, own_styles=not reference)


def typst_source(bibliography: Bibliography) -> str:
    """Return the Typst document. It counts its own entries while it is set, and refuses to be set if one is lost."""
    body = _fragment(bibliography, "typst", "typst")
    expected = sum(1 for _ in bibliography.entries())
    check = f"#context assert.eq(printed.final().first(), {expected})\n"
    return f"{_template('template.typ')}\n{body}\n{check}"


def _pdf(bibliography: Bibliography) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("PDF", "typst") from error
    moment = dt.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", pandoc.EPOCH)), dt.UTC)
    with tempfile.TemporaryDirectory(prefix="litreview-") as folder:
        Path(folder, "main.typ").write_text(typst_source(bibliography), encoding="utf-8")
        try:
            made = typst.compile(str(Path(folder, "main.typ")), root=folder, timestamp=moment)
        except Exception as error:  # typst raises RuntimeError and its own kinds; a user gets one sentence
            raise LitreviewError(f"the PDF could not be set: {str(error).splitlines()[0]}") from error
    return bytes(made)


def _write(bibliography: Bibliography, format_: str, reference: str) -> tuple[bytes, int]:
    """Return the document and how many citations were counted in it."""
    if format_ in {"docx", "odt"}:
        data = _office(bibliography, format_, reference)
        return data, count_citations(data, format_)
    if format_ == "pdf":
        # the count is made by Typst itself; a lost entry is an error above
        return _pdf(bibliography), sum(1 for _ in bibliography.entries())
    if format_ == "html":
        text = html_page(bibliography, _fragment(bibliography, "html", "html5"))
        counted = text.count('<div class="citation">')
    elif format_ == "tex":
        body = _fragment(bibliography, "tex", "latex")
        text = f"{_template('template.tex')}\n{body}\n\\end{{document}}\n"
        counted = body.count("\\begin{litcitation}")
    else:
        text = _fragment(bibliography, "md", "gfm")
        counted = text.count('<a id="entry-') + text.count('<a data-again=""></a>')
        text = text.replace('<a data-again=""></a>', "")
    return text.encode("utf-8"), counted


def render_checked(
    bibliography: Bibliography,
    format: str = "html",  # noqa: A002 - the word the command line uses
    *,
    reference: str = "",
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the document and all Problems. `LR400` if the output holds fewer entries than went in.

    `reference`: a DOCX or ODT whose styles to use instead of ours.
    """
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}; one of {', '.join(FORMATS)}{near_miss(format, FORMATS)}")
    if reference and format not in {"docx", "odt"}:
        raise UsageError(f"a reference document gives its styles to .docx and .odt, not to .{format}")
    if reference and not Path(reference).is_file():
        raise InputError(reference, "no such file")
    if reference and not _holds(reference, _TEXT_OF[format]):
        raise InputError(reference, f"is no .{format} document, or a damaged one; save it as .{format} again")
    data, counted = _write(bibliography, format, reference)
    expected = sum(1 for _ in bibliography.entries())
    if counted == expected:
        return data, bibliography.problems
    lost = Problem(
        where=Where(file=f"bibliography.{format}"),
        code="LR400",
        level="error",
        message=f"{counted} entries in the document, {expected} expected",
        remedy="please report this with the styles and types of your sources",
    )
    return data, (*bibliography.problems, lost)
