"""The only caller of pandoc: syntax trees in and out, every process sandboxed, nothing fetched.

A document is pandoc's own JSON: `{"pandoc-api-version": …, "meta": {}, "blocks": […]}`. Pandoc is started only by
the functions here, never by an import. `--sandbox` keeps readers and writers from any file or address not named on the
command line; a fixed `SOURCE_DATE_EPOCH` makes two runs give the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from litreview.errors import LitreviewError

__all__ = [
    "DOCUMENTS",
    "EPOCH",
    "Block",
    "Inline",
    "cite",
    "document",
    "read_document",
    "read_markdown",
    "write",
]

Inline = dict[str, Any]
Block = dict[str, Any]

API_VERSION = [1, 23, 1]
EPOCH = "1577836800"
"""2020-01-01: the date written into documents unless the environment gives `SOURCE_DATE_EPOCH`."""

# What a note may hold: prose, links, lists, quotes, tables, code shown as text, [@key]. Raw HTML, raw TeX, attributes and
# macros are off, so that they stay the characters the person typed.
_NOTE_FORMAT = (
    "markdown-raw_html-raw_tex-raw_attribute-latex_macros-tex_math_dollars-tex_math_single_backslash"
    "-yaml_metadata_block-pandoc_title_block-mmd_title_block-native_divs-native_spans-fenced_divs-bracketed_spans"
    "-header_attributes-fenced_code_attributes-inline_code_attributes-link_attributes-implicit_figures"
    "-auto_identifiers-example_lists-markdown_in_html_blocks"
)

# One process for all notes, each parsed alone: an unclosed fence in one can't swallow the next.
_NOTES_READER = """
function Reader(input)
  local blocks = pandoc.Blocks{}
  for index, text in ipairs(pandoc.json.decode(tostring(input), false)) do
    local note = pandoc.read(text, "FORMAT")
    blocks:insert(pandoc.Div(note.blocks, pandoc.Attr(tostring(index))))
  end
  return pandoc.Pandoc(blocks)
end
""".replace("FORMAT", _NOTE_FORMAT)


class PandocError(LitreviewError):
    """Pandoc could not be started or gave up; keeps what it said."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"pandoc: {said}")


@lru_cache(maxsize=1)
def _program() -> str:
    """Return the pandoc that came with pypandoc, else the first on the PATH: never one in the folder one stands in.

    `PYPANDOC_PANDOC` names another, by its whole path.
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


def _run(arguments: Sequence[str], data: bytes) -> bytes:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH)}
    try:
        done = subprocess.run(  # noqa: S603 - a program we ship, arguments of our own, no shell
            [_program(), "--sandbox", *arguments],
            input=data,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError as error:
        raise PandocError(f"cannot be started: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace")
        # what follows is for those who write pandoc
        said = re.split(r"^(?:CallStack|HasCallStack)\b", said, maxsplit=1, flags=re.MULTILINE)[0].strip()
        raise PandocError(said or f"exit {done.returncode}")
    return done.stdout


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a pandoc document of these blocks."""
    return {"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)}


def cite(
    items: Sequence[Mapping[str, Any]], csl: str
) -> tuple[list[tuple[str, list[Inline]]], list[list[Inline]]]:
    """Return the bibliography as `(id, inlines)` in the order of the style, and the in-text citation of each item.

    One call of citeproc for all items, which are CSL JSON with ids of letters and digits only. Every item is cited in
    a paragraph of its own: an item that is only in `nocite` would get no year suffix. An entry with no printed form has no
    inlines or is absent.
    """
    if not items:
        return [], []
    blocks = [{"t": "Para", "c": [_citation(str(item["id"]))]} for item in items]
    with tempfile.TemporaryDirectory(prefix="litreview-") as folder:
        style, library = Path(folder, "style.csl"), Path(folder, "items.json")
        style.write_text(csl, encoding="utf-8")
        library.write_text(json.dumps(list(items)), encoding="utf-8")
        arguments = ["--from=json", "--to=json", "--citeproc", f"--csl={style}", f"--bibliography={library}"]
        out = json.loads(_run(arguments, json.dumps(document(blocks)).encode()))
    *paragraphs, references = out["blocks"]
    in_text = [_strip_cite(paragraph["c"]) for paragraph in paragraphs]
    entries: list[tuple[str, list[Inline]]] = []
    if references["t"] != "Div" or references["c"][0][0] != "refs":
        return entries, [*in_text, _strip_cite(references["c"])]
    for entry in references["c"][1]:
        (name, _, _), inner = entry["c"]
        inlines: list[Inline] = []
        for block in inner:
            if inlines and block["c"]:
                inlines.append({"t": "Space"})
            inlines.extend(block["c"])
        entries.append((name.removeprefix("ref-"), inlines))
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
    found: list[Inline] = []
    for inline in inlines:
        found.extend(inline["c"][1] if inline["t"] == "Cite" else [inline])
    return found


def read_markdown(texts: Sequence[str]) -> list[list[Block]]:
    """Return the blocks of each text, read as Markdown with raw HTML, raw TeX and attributes off."""
    if not texts:
        return []
    with tempfile.TemporaryDirectory(prefix="litreview-") as folder:
        reader = Path(folder, "notes.lua")
        reader.write_text(_NOTES_READER, encoding="utf-8")
        out = json.loads(_run([f"--from={reader}", "--to=json"], json.dumps(list(texts)).encode()))
    return [block["c"][1] for block in out["blocks"]]


_DOCUMENTS = {
    "md": "markdown",
    "markdown": "markdown",
    "qmd": "markdown",
    "rmd": "markdown",
    "tex": "latex+raw_tex",
    "docx": "docx+citations",
}
DOCUMENTS = tuple(_DOCUMENTS)
"""The endings of the documents that `read_document` reads."""

_CHUNK = re.compile(rb"(?m)^([ \t>]*(?:`{3,}|~{3,}))[ \t]*\{[^}\n]*\}[ \t]*\r?$")


def read_document(data: bytes, ending: str) -> dict[str, Any]:
    """Return the syntax tree of a document: `md`, `qmd`, `tex` or `docx`, whose Zotero fields are read as citations.

    Files that it includes are not read. `PandocError` if it is no such document.
    """
    format_ = _DOCUMENTS[ending.lower().lstrip(".")]
    if format_ == "markdown":
        # `{r}` is no attribute to pandoc, which would then read the code of the chunk as text
        data = _CHUNK.sub(rb"\1", data)
    found: dict[str, Any] = json.loads(_run([f"--from={format_}", "--to=json"], data))
    return found


def write(
    blocks: Sequence[Block],
    to: str,
    *,
    meta: Mapping[str, Any] | None = None,
    arguments: Sequence[str] = (),
) -> bytes:
    """Return the document written in one of pandoc's formats (`html5`, `docx`, `typst`, …)."""
    data = json.dumps(document(blocks, meta)).encode()
    if to in {"docx", "odt"}:
        with tempfile.TemporaryDirectory(prefix="litreview-") as folder:
            target = Path(folder, f"out.{to}")
            _run(["--from=json", f"--to={to}", f"--output={target}", *arguments], data)
            return target.read_bytes()
    return _run(["--from=json", f"--to={to}", *arguments], data)
