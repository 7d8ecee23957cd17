"""Calls pandoc, as the only module to do so: syntax trees in and out, every process sandboxed, nothing fetched.

A document is pandoc's own JSON: `{"pandoc-api-version": …, "meta": {}, "blocks": […]}`. Pandoc is started only by
the functions here, never by an import. `--sandbox` keeps readers and writers from any file or address not named on the
command line; a fixed `SOURCE_DATE_EPOCH` makes two runs give the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import Any

from litreview.core import processes
from litreview.core.errors import LitreviewError
from litreview.core.processes import scratch_folder

Inline = dict[str, Any]
Block = dict[str, Any]

_API_VERSION = [1, 23, 1]
EPOCH = "1577836800"
"""2020-01-01: the date written into documents unless the environment gives `SOURCE_DATE_EPOCH`."""

# Pandoc reads some texts in time that doubles with each character (`[[[[[[`), and some styles call themselves. So every call
# has a limit: many times what sound input of its size was measured to need, on a slow machine.
_MEMORY = "3g"
# GHC's own: the heap, and the stack
_NO_MEMORY = {251, 2}
_LEAST = 30.0
_BYTES_A_SECOND = 50_000
_NOTE_SECONDS = 10.0
_FAILURES = 50
_BRACKETS = 10
# levels of a tree: a quote in a quote adds two, and Typst gives up at 16 of them (measured)
_DEEP = 32

# What a note may hold: prose, links, lists, quotes, tables, code shown as text, [@key]. Raw HTML, raw TeX, attributes and
# macros are off, so that they stay the characters the person typed.
_NOTE_FORMAT = (
    "markdown-raw_html-raw_tex-raw_attribute-latex_macros-tex_math_dollars-tex_math_single_backslash"
    "-yaml_metadata_block-pandoc_title_block-mmd_title_block-native_divs-native_spans-fenced_divs-bracketed_spans"
    "-header_attributes-fenced_code_attributes-inline_code_attributes-link_attributes-implicit_figures"
    "-auto_identifiers-example_lists-markdown_in_html_blocks"
)

# One process for all notes, each parsed alone: an unclosed fence in one can't swallow the next. Each is written as soon as
# it is read, so that it is seen which one is being read when time is up.
_NOTES_READER = """
function Reader(input)
  local function say(line) io.stdout:write(line, "\\n"); io.stdout:flush() end
  say("ready")
  for _, text in ipairs(pandoc.json.decode(tostring(input), false)) do
    local note = pandoc.read(text, "FORMAT")
    say(pandoc.write(pandoc.Pandoc(note.blocks), "json"))
  end
  return pandoc.Pandoc({})
end
""".replace("FORMAT", _NOTE_FORMAT)


class PandocError(LitreviewError):
    """Pandoc could not be started or failed; `message` is its own message."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(f"pandoc: {message}")


class PandocUnfinishedError(PandocError):
    """Pandoc did not finish within its limits and was killed."""


@lru_cache(maxsize=1)
def _program() -> str:
    """Return the pandoc that came with pypandoc, else the first on the PATH, never one in the current folder.

    `PYPANDOC_PANDOC` names another by its absolute path.
    """
    import importlib.util

    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    shipped = importlib.util.find_spec("pypandoc")
    candidates = [
        Path(os.environ.get("PYPANDOC_PANDOC", "")),
        *([Path(shipped.origin).parent / "files" / name] if shipped and shipped.origin else []),
        *(Path(folder, name) for folder in os.get_exec_path()),
    ]
    for path in candidates:
        if path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise PandocError("is not installed: pip install pypandoc_binary")


def _command(arguments: Sequence[str]) -> list[str]:
    return [_program(), "+RTS", f"-M{_MEMORY}", "-RTS", "--sandbox", *arguments]


def _environment() -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH)}


def _run(arguments: Sequence[str], data: bytes, seconds: float, stop: Event | None = None) -> bytes:
    """Return pandoc's output. `PandocUnfinishedError` if it did not finish within `seconds` or the memory limit."""
    try:
        done = processes.finish(
            _command(arguments), data, seconds=seconds, environment=_environment(), stop=stop
        )
    except OSError as error:
        raise PandocError(f"cannot be started: {error}") from error
    except processes.TooLongError as error:
        raise PandocUnfinishedError(f"came to no end within {error.seconds:.0f} seconds") from None
    if done.code in _NO_MEMORY:
        raise PandocUnfinishedError(f"came to no end within {_MEMORY} of memory")
    if done.code:
        # what follows is for pandoc's developers
        message = re.split(r"^(?:CallStack|HasCallStack)\b", done.stderr, maxsplit=1, flags=re.MULTILINE)[
            0
        ].strip()
        raise PandocError(message or f"exit {done.code}")
    return done.out


@lru_cache(maxsize=1)
def version() -> str:
    """Return pandoc's version, in its own words."""
    return _run(["--version"], b"", _LEAST).decode("utf-8", errors="replace").partition("\n")[0]


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a pandoc document of these blocks."""
    return {"pandoc-api-version": _API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)}


Printed = tuple[list[tuple[str, list[Inline]]], list[list[Inline]]]
"""The bibliography as `(id, inlines)`, and the in-text citations."""


def cite(items: Sequence[Mapping[str, Any]], csl: str, *, seconds: float = 0) -> Printed:
    """Return the bibliography as `(id, inlines)` in the order of the style, and the in-text citation of each item.

    One call of citeproc for all items, which are CSL JSON with ids of letters and digits only. Every item is cited in
    a paragraph of its own: an item that is only in `nocite` would get no year suffix. An entry with no printed form has no
    inlines or is absent. `seconds`: replaces the limit that depends on the number of items.
    """
    if not items:
        return [], []
    # pandoc's own time grows faster than their number: 400 items take half a second, 1,600 six
    limit = seconds or _LEAST + len(items) / 10 + (len(items) / 150) ** 2
    with scratch_folder() as folder:
        return _cite_in(folder, items, csl, limit)


def cite_several(jobs: Sequence[tuple[Sequence[Mapping[str, Any]], str]]) -> list[Printed | None]:
    """Return the result of `cite` for each `(items, csl)`, None where it did not finish; runs one process per processor at once."""
    with scratch_folder() as folder:

        def calling(number: int) -> Callable[[Event], Printed | None]:
            items, csl = jobs[number]

            def call(stop: Event) -> Printed | None:
                try:
                    return _cite_in(folder, items, csl, _LEAST + len(items) / 10, name=str(number), stop=stop)
                except PandocUnfinishedError:
                    return None

            return call

        return processes.several([calling(number) for number in range(len(jobs))])


def _cite_in(
    folder: str,
    items: Sequence[Mapping[str, Any]],
    csl: str,
    limit: float,
    *,
    name: str = "",
    stop: Event | None = None,
) -> Printed:
    """Return the result of `cite`, with files of this name in the folder."""
    blocks = [{"t": "Para", "c": [_citation(str(item["id"]))]} for item in items]
    style, library = Path(folder, f"style{name}.csl"), Path(folder, f"items{name}.json")
    style.write_text(csl, encoding="utf-8")
    library.write_text(json.dumps(list(items)), encoding="utf-8")
    arguments = ["--from=json", "--to=json", "--citeproc", f"--csl={style}", f"--bibliography={library}"]
    out = json.loads(_run(arguments, json.dumps(document(blocks)).encode(), limit, stop))
    *paragraphs, references = out["blocks"]
    in_text = [_strip_cite(paragraph["c"]) for paragraph in paragraphs]
    entries: list[tuple[str, list[Inline]]] = []
    if references["t"] != "Div" or references["c"][0][0] != "refs":
        return entries, [*in_text, _strip_cite(references["c"])]
    for entry in references["c"][1]:
        (identifier, _, _), inner = entry["c"]
        inlines: list[Inline] = []
        for block in inner:
            if inlines and block["c"]:
                inlines.append({"t": "Space"})
            inlines.extend(block["c"])
        entries.append((identifier.removeprefix("ref-"), inlines))
    return entries, in_text


def _citation(name: str) -> Inline:
    one = {
        "citationId": name,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 1,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[one], [{"t": "Str", "c": f"[@{name}]"}]]}


def _strip_cite(inlines: list[Inline]) -> list[Inline]:
    return [one for inline in inlines for one in (inline["c"][1] if inline["t"] == "Cite" else [inline])]


def read_markdown(texts: Sequence[str]) -> list[list[Block] | None]:
    """Return the blocks of each text, read as Markdown with raw HTML, raw TeX and attributes off; None where pandoc does not finish.

    One process parses all texts, each by itself. If one text hangs it, another process continues with the next text.
    """
    blocks: list[list[Block] | None] = []
    patience, failures = _NOTE_SECONDS, 0
    while len(blocks) < len(texts):
        rest = texts[len(blocks) :]
        if failures == _FAILURES:
            return [*blocks, *([None] * len(rest))]
        blocks += _read_notes(rest, patience)
        if len(blocks) < len(texts):
            blocks.append(None)
            failures += 1
            patience = max(patience / 2, 0.5)
    return blocks


def _read_notes(texts: Sequence[str], patience: float) -> list[list[Block] | None]:
    """Return the blocks of each text up to the first that hangs pandoc."""
    blocks: list[list[Block] | None] = []
    passed = ["" if _brackets_left_open(text) > _BRACKETS else text for text in texts]
    with scratch_folder() as folder:
        reader, notes = Path(folder, "notes.lua"), Path(folder, "notes.json")
        reader.write_text(_NOTES_READER, encoding="utf-8")
        notes.write_text(json.dumps(passed), encoding="utf-8")
        errors = Path(folder, "said.txt")
        command = _command([f"--from={reader}", "--to=plain", str(notes)])
        try:
            with (
                errors.open("wb") as stderr,
                processes.started(command, _environment(), stderr=stderr) as child,
            ):
                lines = processes.OutputLines(child)
                if not lines.next(_LEAST):
                    raise PandocError(errors.read_text(encoding="utf-8", errors="replace").strip())
                for original, text in zip(texts, passed, strict=True):
                    line = lines.next(patience + len(text) / _BYTES_A_SECOND)
                    if not line.endswith(b"\n"):
                        break
                    blocks.append(_blocks(line) if text == original else None)
        except processes.TooLongError:
            pass
        except OSError as error:
            raise PandocError(f"cannot be started: {error}") from error
    return blocks


def _blocks(line: bytes) -> list[Block] | None:
    """Return the blocks of a document in one line of JSON, None if they are nested too deeply for a writer."""
    try:
        blocks: list[Block] = json.loads(line)["blocks"]
    except RecursionError:
        return None
    return blocks if _depth(blocks) <= _DEEP else None


def _depth(tree: Any) -> int:
    """Return the number of levels of lists and objects in a syntax tree."""
    level, depth = [tree], 0
    while level:
        depth += 1
        level = [
            inner
            for node in level
            for inner in (node.values() if isinstance(node, dict) else node)
            if isinstance(inner, dict | list)
        ]
    return depth


def _brackets_left_open(text: str) -> int:
    r"""Return the largest number of unclosed brackets at any place of one paragraph.

    >>> _brackets_left_open("see [the report [@doe]](x)"), _brackets_left_open("[[[[\n\n[")
    (2, 4)
    """
    most = depth = 0
    for mark in _BRACKET.findall(text):
        if mark == "[":
            depth += 1
            most = max(most, depth)
        else:
            depth = max(depth - 1, 0) if mark == "]" else 0
    return most


def _worst_place(data: bytes) -> str:
    r"""Return the place with most unclosed brackets, the commonest reason why a document hangs pandoc.

    >>> _worst_place(b"a\n[[[b")
    'see line 2, where 3 opening brackets are before any that closes'
    """
    worst, where, line = 1, 0, 1
    for part in data.decode("utf-8", errors="replace").split("\n"):
        if (count := _brackets_left_open(part)) > worst:
            worst, where = count, line
        line += 1
    if not where:
        return "look for quotation marks or quotes that lie in each other"
    return f"see line {where}, where {worst} opening brackets are before any that closes"


_BRACKET = re.compile(r"[\[\]]|\n[ \t]*\n")
_DOCUMENTS = {
    "md": "markdown",
    "markdown": "markdown",
    "qmd": "markdown",
    "rmd": "markdown",
    "tex": "latex+raw_tex",
    "docx": "docx+citations",
}
DOCUMENTS = tuple(_DOCUMENTS)
"""File endings that `read_document` accepts."""

_CHUNK = re.compile(rb"(?m)^([ \t>]*(?:`{3,}|~{3,}))[ \t]*\{(?!=)[^}\n]*\}[ \t]*\r?$")


def read_document(data: bytes, ending: str) -> dict[str, Any]:
    """Return the syntax tree of a document: `md`, `qmd`, `tex` or `docx`, whose Zotero fields are read as citations.

    Included files are not read. `PandocError` if the document is of another format.
    """
    format_ = _DOCUMENTS[ending.lower().lstrip(".")]
    if format_ == "markdown":
        # `{r}` is no attribute to pandoc, which would then read the code of the chunk as text; `{=latex}` is one
        data = _CHUNK.sub(rb"\1", data)
    limit = _LEAST + len(data) / _BYTES_A_SECOND
    try:
        tree: dict[str, Any] = json.loads(_run([f"--from={format_}", "--to=json"], data, limit))
    except PandocUnfinishedError as error:
        raise PandocUnfinishedError(f"{error.message}; {_worst_place(data)}") from None
    except RecursionError:
        raise PandocUnfinishedError("quotes, lists or brackets lie too deep in each other") from None
    return tree


def plain_text(data: bytes, format_: str, stop: Event | None = None) -> str:
    """Return the words of a document that pandoc reads (`docx`, `html`, `epub`, …), a paragraph a line; `stop` as in `write`."""
    limit = _LEAST + len(data) / _BYTES_A_SECOND
    arguments = [f"--from={format_}", "--to=plain", "--wrap=none"]
    return _run(arguments, data, limit, stop).decode("utf-8", errors="replace")


def convert_page(page: str, to: str) -> bytes:
    """Return one of our HTML pages as a document (`docx` or `odt`). Nothing that it links is fetched."""
    # for code with a class pandoc loads every language that it can highlight, which takes half a second
    data = re.sub(r"<code [^>]*>", "<code>", page).encode()
    with scratch_folder() as folder:
        target = Path(folder, f"out.{to}")
        _run(
            ["--from=html-raw_html", f"--to={to}", f"--output={target}"],
            data,
            _LEAST + len(data) / _BYTES_A_SECOND,
        )
        return target.read_bytes()


def write(
    blocks: Sequence[Block],
    to: str,
    *,
    meta: Mapping[str, Any] | None = None,
    arguments: Sequence[str] = (),
    seconds: float = 0,
    stop: Event | None = None,
) -> bytes:
    """Return the document written in one of pandoc's formats (`html5`, `docx`, `typst`, …); `seconds`: another limit.

    `stop`: once it is set, pandoc is killed and `PandocUnfinishedError` raised.
    """
    data = json.dumps(document(blocks, meta)).encode()
    limit = seconds or _LEAST + len(data) / _BYTES_A_SECOND
    if to in {"docx", "odt"}:
        with scratch_folder() as folder:
            target = Path(folder, f"out.{to}")
            _run(["--from=json", f"--to={to}", f"--output={target}", *arguments], data, limit, stop)
            return target.read_bytes()
    return _run(["--from=json", f"--to={to}", *arguments], data, limit, stop)
