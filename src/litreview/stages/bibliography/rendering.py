"""Renders sources, or a composed bibliography, as bytes in one of six formats, and counts the entries in the output.

The HTML page is one file without scripts or requests; its filter by goal (code of the main group) is made of style rules alone. Typst sets
PDFs, and turns SVG into PNG, in a Python process of its own, for the library cannot be stopped from within.
`preview` shows an annotation while a person writes it, read and cleaned as in a bibliography.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import sys
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from markupsafe import Markup

from litreview.core import files, pandoc, processes
from litreview.core.errors import (
    InputError,
    LitreviewError,
    MissingExtraError,
    MissingFileError,
    UsageError,
    near_miss,
)
from litreview.core.files import write_bytes
from litreview.core.model import Problem, Source, Tag, Where
from litreview.core.problems import problem
from litreview.core.processes import TooLongError, find_hanging, scratch_folder
from litreview.core.progress import step
from litreview.core.templates import asset, environment, render as fill
from litreview.core.wording import plural
from litreview.judgements.codebook import load_codebook
from litreview.stages.bibliography.citation_pass import cite
from litreview.stages.bibliography.composing import (
    DEFAULT,
    Bibliography,
    as_typed,
    compose,
    in_plain_words,
    unused_notes,
    with_mentioned,
)
from litreview.stages.bibliography.groups import SUGGESTED
from litreview.stages.bibliography.in_text import Label, resolve_citations
from litreview.stages.bibliography.layout import blocks_for, title_metadata
from litreview.stages.bibliography.options import BibliographyOptions
from litreview.stages.bibliography.trees import clean_blocks, safe_text, words
from litreview.stages.bibliography.word_processor import count_citations, dress_docx, dress_odt
from litreview.stages.bibliography.written_entries import Written, put_in_html

_PPI = "300"
# the first argument is the folder of the library, so that nothing in the current folder is imported
_CHILD = """
import datetime, pathlib, sys
sys.path.insert(0, sys.argv[1])
import typst
sys.path.pop(0)
folder, moment = sys.argv[2], datetime.datetime.fromtimestamp(int(sys.argv[3]), datetime.UTC)
try:
    made = typst.compile(
        str(pathlib.Path(folder, "main.typ")), root=folder, timestamp=moment, format=sys.argv[4], ppi=float(sys.argv[5])
    )
except Exception as error:
    sys.exit(str(error))
for n, page in enumerate(made if isinstance(made, list) else [made]):
    pathlib.Path(folder, f"made{n}").write_bytes(page)
"""


def compile_pdf(source: str, moment: dt.datetime, seconds: float) -> bytes:
    """Return the PDF of a Typst document, dated `moment`.

    `TooLongError` if it is not set within `seconds`, `LitreviewError` if Typst refuses it, `MissingExtraError` without typst.
    """
    return _compile({"main.typ": source}, "pdf", moment, seconds)[0]


def compile_pngs(pictures: Sequence[str], seconds: float = 60) -> list[bytes]:
    """Return each SVG as a PNG, fine enough for print. Errors as for `compile_pdf`."""
    if not pictures:
        return []
    files = {f"{n}.svg": picture for n, picture in enumerate(pictures)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}", width: 16cm)' for name in files)
    page = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}\n"
    moment = dt.datetime.fromtimestamp(0, dt.UTC)  # a PNG bears none
    return _compile({"main.typ": page, **files}, "png", moment, seconds)


def _compile(texts: Mapping[str, str], kind: str, moment: dt.datetime, seconds: float) -> list[bytes]:
    """Return the pages of a Typst document, or the document as one."""
    library = importlib.util.find_spec("typst")
    if library is None or library.origin is None:
        raise MissingExtraError("PDF", "typst")
    with scratch_folder() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        place = str(Path(library.origin).parent.parent)
        command = [
            sys.executable,
            "-P",
            "-c",
            _CHILD,
            place,
            folder,
            str(int(moment.timestamp())),
            kind,
            _PPI,
        ]
        try:
            done = processes.finish(command, seconds=seconds, name="typst")
        except OSError as error:
            raise LitreviewError(f"the PDF could not be set: {error}") from error
        if done.code:
            reasons = done.stderr.strip().splitlines() or [f"exit {done.code}"]
            raise LitreviewError(f"the PDF could not be set: {reasons[0]}")
        made = sorted(Path(folder).glob("made*"), key=lambda path: int(path.name.removeprefix("made")))
        return [path.read_bytes() for path in made]


_TITLE_BLOCK = re.compile(r'.*?</h1>(?:\s*<div class="byline [a-z]+">.*?</div>)*', re.DOTALL)


def _filter_rules(goals: Iterable[str], by_goal: bool) -> str:
    rules: list[str] = []
    for goal in goals:
        chosen = f"body:has(#show-{goal}:checked)"
        if by_goal:  # an entry under two goals is shown once: under the goal asked for
            rules.append(
                f"{chosen} .level-2:not(.of-group-{goal}):not(.of-group-{goal}{SUGGESTED}){{display:none}}"
            )
        else:
            rules.append(f"{chosen} .entry:not(.goal-{goal}){{display:none}}")
            rules.append(f"{chosen} .section:not(:has(.entry.goal-{goal})){{display:none}}")
    return "\n".join(rules)


def html_page(bibliography: Bibliography, body: str) -> str:
    """Return the HTML page around `body`, which pandoc has written and escaped."""
    headed = {heading.id for found in bibliography.places.values() for heading in found}
    by_goal = bibliography.levels[:1] == ("goal",)
    printed = [found for key, found in bibliography.goals.items() if key in bibliography.places]
    goals = {
        one.id: one.words
        for one in bibliography.main
        if (
            not headed.isdisjoint({f"group-{one.id}", f"group-{one.id}{SUGGESTED}"})
            if by_goal
            else any(one.id in found for found in printed)
        )
    }
    room = environment("litreview.stages.bibliography")
    rules = _filter_rules(goals, by_goal and bibliography.repeat)
    style = asset("litreview.stages.bibliography", "page.css") + Markup(rules)  # noqa: S704 - our own
    end = found.end() if (found := _TITLE_BLOCK.match(body)) else 0
    parts = (Markup(body[:end]), Markup(body[end:]))  # noqa: S704 - pandoc escaped it
    heads = {"title": bibliography.title, "author": bibliography.author}
    return fill(room, "page.html.j2", **heads, style=style, goals=goals, parts=parts)


ENDLESS = (pandoc.PandocUnfinishedError, TooLongError)

DocumentFormat = Literal["md", "html", "docx", "odt", "tex", "pdf"]
FORMATS: tuple[DocumentFormat, ...] = get_args(DocumentFormat)

_PDF_SECONDS, _PDF_BYTES_A_SECOND = 60.0, 20_000

_TEXT_OF = {"docx": "word/document.xml", "odt": "content.xml"}
_ENDINGS = {"htm": "html", "markdown": "md", "latex": "tex"}


def document_format(path: Path | str) -> DocumentFormat:
    """Return the format for the ending of a path. `UsageError` lists the known formats.

    >>> document_format("out/bibliography.docx")
    'docx'
    """
    ending = Path(path).suffix.lower().lstrip(".")
    wanted = _ENDINGS.get(ending, ending)
    found = next((one for one in FORMATS if one == wanted), None)
    if found is None:
        raise UsageError(f"{path}: no bibliography format {ending!r}; end it in .{', .'.join(FORMATS)}")
    return found


def _template(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _fragment(
    bibliography: Bibliography,
    to: str,
    writer: str,
    seconds: float,
    entries: Written = (),
) -> str:
    blocks = blocks_for(bibliography, to, entries)
    made = pandoc.write(blocks, writer, arguments=["--wrap=none"], seconds=seconds)
    text = made.decode("utf-8")
    return put_in_html(text, entries) if entries else text


def _has_member(path: str, member: str) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return member in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _office(
    bibliography: Bibliography,
    to: str,
    reference: str,
    seconds: float,
    entries: Written,
) -> bytes:
    arguments = [f"--reference-doc={os.path.realpath(reference)}"] if reference else []
    meta = title_metadata(bibliography)
    blocks = blocks_for(bibliography, to, entries)
    made = pandoc.write(blocks, to, meta=meta, arguments=arguments, seconds=seconds)
    return dress_docx(made, reference, entries) if to == "docx" else dress_odt(made, reference)


def typst_source(bibliography: Bibliography, seconds: float = 0) -> str:
    """Return the Typst document. It counts its entries while it is compiled, and fails if one is lost."""
    body = _fragment(bibliography, "typst", "typst", seconds)
    expected = sum(1 for _ in bibliography.entries())
    check = f"#context assert.eq(printed.final().first(), {expected})\n"
    return f"{_typst_document(bibliography)}\n{_template('template.typ')}\n{body}\n{check}"


def _typst_document(bibliography: Bibliography) -> str:
    """Return the line that sets title and author in the properties of a PDF."""
    properties = {"title": bibliography.title, "author": bibliography.author}
    lines = {name: " ".join(safe_text(text).split()) for name, text in properties.items() if text}
    # a text on one line is written in Typst as in JSON
    parts = [f"{name}: {json.dumps(line, ensure_ascii=False)}" for name, line in lines.items()]
    return f"#set document({', '.join(parts)})"


def _pdf(bibliography: Bibliography, seconds: float) -> bytes:
    moment = dt.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", pandoc.EPOCH)), dt.UTC)
    source = typst_source(bibliography, seconds)
    return compile_pdf(source, moment, seconds or _PDF_SECONDS + len(source) / _PDF_BYTES_A_SECOND)


def _write(
    bibliography: Bibliography,
    format_: str,
    reference: str,
    seconds: float = 0,
    entries: Written = (),
) -> tuple[bytes, int]:
    """Return the document and the number of citations in it. `seconds` replaces the time limit for its size."""
    if format_ in {"docx", "odt"}:
        data = _office(bibliography, format_, reference, seconds, entries)
        return data, count_citations(data, format_)
    if format_ == "pdf":
        # the count is made by Typst itself; a lost entry is an error above
        return _pdf(bibliography, seconds), sum(1 for _ in bibliography.entries())
    if format_ == "html":
        text = html_page(bibliography, _fragment(bibliography, "html", "html5", seconds, entries))
        counted = text.count('<div class="citation">')
    elif format_ == "tex":
        body = _fragment(bibliography, "tex", "latex", seconds)
        text = f"{_template('template.tex')}\n{body}\n\\end{{document}}\n"
        counted = body.count("\\begin{litcitation}")
    else:
        text = _fragment(bibliography, "md", "gfm", seconds)
        counted = text.count('<a id="entry-') + text.count('<a data-again=""></a>')
        text = text.replace('<a data-again=""></a>', "")
    return text.encode("utf-8"), counted


def render(
    bibliography: Bibliography,
    format: DocumentFormat = "html",  # noqa: A002 - the word the command line uses
    *,
    reference: Path | str = "",
) -> bytes:
    """Return the document as bytes, without its Problems (see `render_checked`)."""
    return render_checked(bibliography, format, reference=reference)[0]


def render_checked(
    bibliography: Bibliography,
    format: DocumentFormat = "html",  # noqa: A002 - the word the command line uses
    *,
    reference: Path | str = "",
    entries: Written = (),
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the document and all Problems. `LR400` if the output holds fewer entries than went in.

    `reference`: a DOCX or ODT whose styles replace ours. `entries` were written before.
    """
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}; one of {', '.join(FORMATS)}{near_miss(format, FORMATS)}")
    reference = str(reference)
    if reference and format not in {"docx", "odt"}:
        raise UsageError(f"a reference document gives its styles to .docx and .odt, not to .{format}")
    if reference and not Path(reference).is_file():
        raise MissingFileError(reference, "no such file")
    if reference and not _has_member(reference, _TEXT_OF[format]):
        raise InputError(reference, f"is no .{format} document, or a damaged one; save it as .{format} again")
    with step("writing a document"):
        try:
            data, counted = _write(bibliography, format, reference, entries=entries)
        except ENDLESS:
            bibliography = without_endless(bibliography, format, reference)
            data, counted = _write(bibliography, format, reference)
    expected = sum(1 for _ in bibliography.entries())
    if counted == expected:
        return data, bibliography.problems
    lost = problem(
        "LR400.document",
        Where(file=f"bibliography.{format}"),
        entries=plural(counted, "entry", "entries"),
        expected=expected,
    )
    return data, (*bibliography.problems, lost)


def without_endless(bibliography: Bibliography, format_: str, reference: str) -> Bibliography:
    """Return the bibliography with the entries that time out in this format as plain words, each with a Problem (`LR404`).

    Raises pandoc's exception if plain words time out, too.
    """
    begun = time.monotonic()
    _write(in_plain_words(bibliography, bibliography.keys), format_, reference)
    patience = 5 + 5 * (time.monotonic() - begun)

    def hangs(keys: Sequence[str]) -> bool:
        try:
            _write(in_plain_words(bibliography, bibliography.keys - set(keys)), format_, reference, patience)
        except ENDLESS:
            return True
        return False

    endless = frozenset(find_hanging(sorted(bibliography.keys), hangs))
    places = {entry.source.key: entry.source.where for entry in bibliography.entries()}
    faults = tuple(
        problem("LR404.document", places[key], key=key, format=format_, file=files.safe_name(key))
        for key in sorted(endless)
    )
    plain = in_plain_words(bibliography, endless)
    return replace(plain, problems=(*plain.problems, *faults))


def annotate_checked(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    options: BibliographyOptions = DEFAULT,
    *,
    style: Path | str = "apa",
    format: DocumentFormat = "html",  # noqa: A002 - the word the command line uses
    reference: Path | str = "",
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the annotated bibliography and its Problems (`LR400` to `LR408`).

    `format`: `md html docx odt tex pdf`; `style`: see `find_style`; `reference`: a DOCX or ODT whose styles to use.

    Raises `UsageError` for an unknown style, format, grouping or code, `MissingExtraError` for PDF without typst.
    """
    return render_checked(compose_annotated(sources, tags, options, style=style), format, reference=reference)


def compose_annotated(
    sources: Iterable[Source],
    tags: Iterable[Tag] = (),
    options: BibliographyOptions = DEFAULT,
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
    options: BibliographyOptions = DEFAULT,
    *,
    style: Path | str = "apa",
    format: DocumentFormat | None = None,  # noqa: A002 - the word the command line uses
    reference: Path | str = "",
    path: Path | str | None = None,
) -> bytes:
    """Return the annotated bibliography of the sources as bytes (see `annotate_checked`); with `path`, also write it there.

    Without `format`, the ending of `path` (`bibliography.docx`) decides it, else it is `html`.
    """
    made = format or (document_format(path) if path is not None else "html")
    data, _ = annotate_checked(sources, tags, options, style=style, format=made, reference=reference)
    if path is not None:
        write_bytes(path, data)
    return data


def preview(text: str, labels: Mapping[str, str]) -> Markup:
    """Return Markdown as HTML without raw markup or pictures, with web links only. `labels` has the label of each `[@key]`.

    A citation of a key without a label stays as typed; so does a text that pandoc cannot read in time.
    """

    def label(citation: Mapping[str, Any]) -> Label | None:
        name = str(citation["citationId"])
        return Label(words(f"({labels[name]})")) if name in labels else None

    (tree,) = pandoc.read_markdown([text])
    blocks = as_typed(text) if tree is None else clean_blocks(tree, partial(resolve_citations, label))
    written = pandoc.write(blocks, "html5", arguments=["--wrap=none"]).decode("utf-8")
    return Markup(written)  # noqa: S704 - pandoc has escaped all text, and the tree holds no raw markup
