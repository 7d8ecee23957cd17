"""The one call most people need: sources in, a document out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from litreview.bibliography.cited import Cited, cite
from litreview.bibliography.composing import compose
from litreview.bibliography.rendering import render_checked
from litreview.codebook import Codebook
from litreview.model import Decision, Finding, Problem, Source, Tag

__all__ = ["annotate", "annotate_checked", "render"]


def render(
    cited: Cited,
    tags: Iterable[Tag] = (),
    *,
    format: str = "html",  # noqa: A002 - the word the command line uses
    notes: Mapping[str, str] | None = None,
    group_by: str = "group",
    title: str = "",
    codebook: Codebook | None = None,
    findings: Sequence[Finding] = (),
    decisions: Sequence[Decision] = (),
    cited_by: Mapping[str, int] | None = None,
    show_tags: bool = False,
    placeholder: str = "",
    require_annotations: bool = False,
    reference: str = "",
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the document in one format, and the Problems, from a citation pass made once (see `cite`, `compose`)."""
    bibliography = compose(
        cited,
        tags,
        notes=notes,
        group_by=group_by,
        title=title,
        codebook=codebook,
        findings=findings,
        decisions=decisions,
        cited_by=cited_by,
        show_tags=show_tags,
        placeholder=placeholder,
        require_annotations=require_annotations,
    )
    return render_checked(bibliography, format, reference=reference)


def annotate_checked(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    *,
    notes: Mapping[str, str] | None = None,
    style: str = "apa",
    group_by: str = "group",
    code: str = "",
    format: str = "html",  # noqa: A002 - the word the command line uses
    title: str = "",
    codebook: Codebook | None = None,
    findings: Sequence[Finding] = (),
    decisions: Sequence[Decision] = (),
    cited_by: Mapping[str, int] | None = None,
    show_tags: bool = False,
    placeholder: str = "",
    require_annotations: bool = False,
    reference: str = "",
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the annotated bibliography and the Problems met on the way (`LR400`-`LR402`).

    - `format`: `md html docx odt tex pdf`; `style`: see `find_style`; `group_by`: see `GROUPINGS`;
    - `code`: only sources with this tag; `notes`: key -> Markdown;
    - `codebook`: gives headings, their order and lead texts;
    - `decisions`: the current ones; stances are printed with `show_tags`, a page in `where` is the pinpoint of a legal citation.

    Raises `UsageError` for an unknown style, format or grouping, `MissingExtraError` for PDF without typst.
    """
    all_tags = tuple(tags)
    chosen = tuple(sources)
    if code:
        having = {tag.source for tag in all_tags if tag.code == code}
        chosen = tuple(source for source in chosen if source.key in having)
    return render(
        cite(chosen, style, all_tags, decisions),
        all_tags,
        format=format,
        notes=notes,
        group_by=group_by,
        title=title,
        codebook=codebook,
        findings=findings,
        decisions=decisions,
        cited_by=cited_by,
        show_tags=show_tags,
        placeholder=placeholder,
        require_annotations=require_annotations,
        reference=reference,
    )


def annotate(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    *,
    notes: Mapping[str, str] | None = None,
    style: str = "apa",
    group_by: str = "group",
    code: str = "",
    format: str = "html",  # noqa: A002 - the word the command line uses
    title: str = "",
    codebook: Codebook | None = None,
    findings: Sequence[Finding] = (),
    decisions: Sequence[Decision] = (),
    cited_by: Mapping[str, int] | None = None,
    show_tags: bool = False,
    placeholder: str = "",
    reference: str = "",
) -> bytes:
    """Return the annotated bibliography of the sources as bytes (see `annotate_checked`)."""
    data, _ = annotate_checked(
        sources,
        tags,
        notes=notes,
        style=style,
        group_by=group_by,
        code=code,
        format=format,
        title=title,
        codebook=codebook,
        findings=findings,
        decisions=decisions,
        cited_by=cited_by,
        show_tags=show_tags,
        placeholder=placeholder,
        reference=reference,
    )
    return data
