"""The one call most people need: sources in, a document out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from litreview.bibliography.cited import cite
from litreview.bibliography.composing import Bibliography, compose
from litreview.bibliography.notes import unused_notes, with_mentioned
from litreview.bibliography.options import BibliographyOptions
from litreview.bibliography.rendering import DocumentFormat, document_format, render_checked
from litreview.codebook import load_codebook
from litreview.errors import UsageError, near_miss
from litreview.files import write_bytes
from litreview.model import Problem, Source, Tag

_DEFAULT = BibliographyOptions()


def annotate_checked(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    options: BibliographyOptions = _DEFAULT,
    *,
    style: Path | str = "apa",
    format: DocumentFormat = "html",  # noqa: A002 - the word the command line uses
    reference: Path | str = "",
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the annotated bibliography and the Problems met on the way (`LR400` to `LR408`).

    `format`: `md html docx odt tex pdf`; `style`: see `find_style`; `reference`: a DOCX or ODT whose styles to use.

    Raises `UsageError` for an unknown style, format, grouping or code, `MissingExtraError` for PDF without typst.
    """
    return render_checked(compose_annotated(sources, tags, options, style=style), format, reference=reference)


def compose_annotated(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    options: BibliographyOptions = _DEFAULT,
    *,
    style: Path | str = "apa",
) -> Bibliography:
    """Return the annotated bibliography of the sources, or of those with `options.code`, in no format yet."""
    all_tags = tuple(tags)
    chosen = tuple(sources)
    unused = unused_notes(chosen, options.notes)
    if options.code:
        having = {tag.source for tag in all_tags if tag.code == options.code}
        known = load_codebook(options.codebook).ids
        if not having and options.code not in known:
            raise UsageError(f"no code '{options.code}'{near_miss(options.code, known)}")
        chosen = tuple(source for source in chosen if source.key in having)
    cited = cite(chosen, style, all_tags, options.decisions, options.notes, options.requests)
    made = compose(with_mentioned(cited, options, style, all_tags), all_tags, options)
    return replace(made, problems=(*made.problems, *unused))


def annotate(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    options: BibliographyOptions = _DEFAULT,
    *,
    style: Path | str = "apa",
    format: DocumentFormat | None = None,  # noqa: A002 - the word the command line uses
    reference: Path | str = "",
    path: Path | str | None = None,
) -> bytes:
    """Return the annotated bibliography of the sources as bytes (see `annotate_checked`), and write it to `path`, if one is given.

    The format is that of the ending of `path` (`bibliography.docx`), else `html`.
    """
    made = format or (document_format(path) if path is not None else "html")
    data, _ = annotate_checked(sources, tags, options, style=style, format=made, reference=reference)
    if path is not None:
        write_bytes(path, data)
    return data
