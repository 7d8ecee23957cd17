"""The one call most people need: sources in, a document out.

An annotation is shown on a page while it is written: read and cleaned as that of a bibliography is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview import pandoc
from litreview.bibliography.cited import cite
from litreview.bibliography.composing import Bibliography, as_typed, compose, unused_notes, with_mentioned
from litreview.bibliography.options import BibliographyOptions
from litreview.bibliography.rendering import DocumentFormat, document_format, render_checked
from litreview.bibliography.trees import clean_blocks, words
from litreview.codebook import load_codebook
from litreview.errors import UsageError, near_miss
from litreview.files import write_bytes
from litreview.model import Problem, Source, Tag
from litreview.pandoc import Inline

if TYPE_CHECKING:
    from markupsafe import Markup

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


def preview(text: str, labels: Mapping[str, str]) -> Markup:
    """Return Markdown as HTML: no raw markup, no picture, links to the web alone. `labels` are what works are called, by what `[@key]` names.

    A citation of a key that has no label stays as it was typed; so does a text that comes to no end as Markdown.
    """
    from markupsafe import Markup

    def resolve(citations: list[dict[str, Any]], shown: list[Inline]) -> list[Inline]:
        found: list[Inline] = []
        for citation in citations:
            label = labels.get(str(citation["citationId"]))
            if label is None:
                return shown
            prefix = [*citation["citationPrefix"], {"t": "Space"}] if citation["citationPrefix"] else []
            found += [*(words("; ") if found else ()), *prefix, *words(label), *citation["citationSuffix"]]
        return found

    (tree,) = pandoc.read_markdown([text])
    blocks = as_typed(text) if tree is None else clean_blocks(tree, resolve)
    written = pandoc.write(blocks, "html5", arguments=["--wrap=none"]).decode("utf-8")
    return Markup(written)  # noqa: S704 - pandoc has escaped all text, and the tree holds no raw markup
