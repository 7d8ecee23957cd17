"""Find the references in documents: below a heading and in the notes of .docx and Markdown, in the bibliography and footnotes of LaTeX.

A plain text is a list from its first line to its last. The skipped lines are returned, so that they can be reported.

A list pasted as HTML is converted to text, with a line for each paragraph or item and its original line numbers.
"""

from __future__ import annotations

import html
import io
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from litreview.core import text as textual
from litreview.core.libraries import re
from litreview.core.text.xml_trees import XmlError, careful_parser, parse_whole
from litreview.formats.bibtex_values import ESCAPED, closing
from litreview.formats.references.segmentation import Piece, cut, is_heading, is_page_mark

_TAG = re.compile(
    r"</?(?P<name>html|head|body|p|br|div|li|ol|ul|dl|dt|dd|tr|td|table|tbody|h[1-6]|section|article|i|em|b|strong|span|a|u|sup|sub|font|cite|small|nobr|blockquote)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_IN_LINE = frozenset(
    {"i", "em", "b", "strong", "span", "a", "u", "sup", "sub", "font", "cite", "small", "nobr"}
)
_ADDRESS = re.compile(
    r"<a\s[^<>]{0,1000}?href=[\"'](?P<address>https?://[^\"'<>\s]+)[\"'][^<>]{0,1000}>(?P<words>[^<>]{0,1000})</a>",
    re.IGNORECASE,
)


def holds_markup(text: str) -> bool:
    """Return whether a text is HTML: it opens and closes an element.

    >>> holds_markup("<li>Roe, A. <i>Ports</i>.</li>"), holds_markup("Roe, A. Ports. <https://example.org>, p < 0.05")
    (True, False)
    """
    found = {match[0].split()[0].lower().rstrip(">") for match in _TAG.finditer(text)}
    return any(f"</{tag[1:]}" in found for tag in found)


def without_markup(text: str) -> tuple[str, list[int]]:
    r"""Return the text without HTML elements, and for each of its lines the original line number. The address of a link stays.

    >>> without_markup("<ol><li>Roe &amp; Poe, <i>Ports</i></li><li>Moe</li></ol>")
    ('\nRoe & Poe, Ports\nMoe\n', [1, 1, 1, 1])
    """
    lines = [
        (html.unescape(bare), number)
        for number, line in enumerate(text.split("\n"), 1)
        for bare in re.split("\n+", _TAG.sub(_parting, _ADDRESS.sub(_linked, line)))
    ]
    return "\n".join(line for line, _ in lines), [number for _, number in lines]


def _parting(found: re.Match[str]) -> str:
    return "" if found["name"].lower() in _IN_LINE else "\n"


def _linked(found: re.Match[str]) -> str:
    shown, address = found["words"], found["address"]
    return shown if address in shown else f"{shown} {address}"


ENDINGS = ("txt", "md", "markdown", "qmd", "rmd", "tex", "docx")
"""The endings of files with a known format; any other is read as plain text."""

_MARKDOWN = frozenset({"md", "markdown", "qmd", "rmd"})
_MOST = 64_000_000
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_NOTE = re.compile(r"\[\^(?P<number>[\w-]{1,20})\]:\s*(?P<text>.*)")
_NOTE_MARK = re.compile(r"\[\^([\w-]{1,20})\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:<([^<>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))(?:\s+\"[^\"]*\")?\)")
_OPENING = re.compile(r"(?<![\w*])(?:\*{1,3}|_{1,3})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# the search for the end of an open bracket is bounded
_BRACKETS = r"\[[^\]]{0,2000}\]"
_ITEM = re.compile(rf"\\bibitem\s*(?:{_BRACKETS}\s*)?\{{(?P<key>[^{{}}]*)\}}")
_END = re.compile(r"\\end\s*\{thebibliography\}|\\end\s*\{document\}")
_FOOTNOTE = re.compile(rf"\\footnote(?:text)?\s*(?:{_BRACKETS}\s*)?\{{")
_COMMAND = re.compile(rf"\\[A-Za-z]+\*?(?:{_BRACKETS})?(?:\{{[^{{}}]*\}})*")
_COMMENT = re.compile(r"(?<!\\)%.*")
_LAYOUT = re.compile(
    r"\\(?:newblock|par|noindent|hskip|smallskip|medskip|bigskip|url(?=\s*\{)|href(?=\s*\{))\b\s*"
)


class DocumentError(ValueError):
    """A document cannot be opened; the message gives the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPieces:
    """The pieces of a document that should be references, and the numbers of the skipped lines or paragraphs.

    `before`: the text in front of the mark of each note, by its number.
    """

    pieces: tuple[Piece, ...]
    skipped: tuple[int, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)


def pieces_of_text(text: str, ending: str = "txt") -> DocumentPieces:
    r"""Return the pieces of a text; `ending` is the file ending that gives its format.

    >>> [piece.number for piece in pieces_of_text(r"\begin{thebibliography}{9}\bibitem{roe} Roe. \bibitem{poe} Poe.", "tex").pieces]
    ['roe', 'poe']
    """
    if ending == "tex" or "\\bibitem" in text:
        return _of_latex(text)
    if ending in _MARKDOWN:
        return _of_markdown(text)
    if holds_markup(text):
        bare, origins = without_markup(text)
        return DocumentPieces(
            pieces=tuple(replace(piece, line=origins[piece.line - 1]) for piece in cut(bare))
        )
    return DocumentPieces(
        pieces=cut(text), skipped=tuple(i for i, line in enumerate(text.split("\n"), 1) if is_page_mark(line))
    )


def _of_markdown(text: str) -> DocumentPieces:
    lines = text.removeprefix("\ufeff").split("\n")
    notes, body_lines = _markdown_notes(lines)
    heads = [i for i, line in enumerate(body_lines) if is_heading(line)]
    if not heads and notes:
        # the text of a manuscript
        return DocumentPieces(
            pieces=notes,
            skipped=tuple(i + 1 for i, line in enumerate(body_lines) if line.strip()),
            before=_before_marks(body_lines),
        )
    list_lines = set(range(len(body_lines)))
    if any(_HEADING.match(body_lines[i]) for i in heads):
        ends = [i for i, line in enumerate(body_lines) if _HEADING.match(line)]
        list_lines = _between(heads, ends, len(body_lines))
    body = "\n".join(line if i in list_lines else "" for i, line in enumerate(body_lines))
    found = [Piece(text=plain_markdown(p.text), line=p.line, note=p.note) for p in cut(body)]
    skipped = tuple(i + 1 for i, line in enumerate(body_lines) if line.strip() and i not in list_lines)
    return DocumentPieces(pieces=(*found, *notes), skipped=skipped)


def _before_marks(lines: Iterable[str]) -> dict[str, str]:
    """Return the text of a line in front of each mark of a note, from the mark before.

    >>> _before_marks(["One.[^1] Two.[^b]"])
    {'1': 'One.', 'b': ' Two.'}
    """
    found: dict[str, str] = {}
    for line in lines:
        parts = _NOTE_MARK.split(line)
        found |= dict(zip(parts[1::2], parts[::2], strict=False))
    return found


def _between(heads: Sequence[int], ends: Sequence[int], length: int) -> set[int]:
    """Return the numbers from each head to before the next end behind it.

    >>> sorted(_between([1, 2, 7], [0, 2, 4], 9))
    [1, 2, 3, 7, 8]
    """
    begins, stops = set(heads), set(ends)
    found: set[int] = set()
    inside = False
    for number in range(length):
        if inside := number in begins or (inside and number not in stops):
            found.add(number)
    return found


def _markdown_notes(lines: Sequence[str]) -> tuple[tuple[Piece, ...], list[str]]:
    """Return the footnotes of a Markdown text, and its lines without them."""
    notes: list[tuple[int, str, list[str]]] = []
    other_lines: list[str] = []
    inside = False
    for i, line in enumerate(lines):
        if found := _NOTE.match(line):
            notes.append((i + 1, found["number"], [found["text"]]))
            inside = True
        elif inside and line.startswith(("    ", "\t")) and line.strip():
            notes[-1][2].append(line.strip())
        else:
            inside = False
            other_lines.append(line)
            continue
        other_lines.append("")
    pieces = (
        Piece(text=plain_markdown(" ".join(words)), line=line, note=True, number=number)
        for line, number, words in notes
    )
    return tuple(pieces), other_lines


def plain_markdown(text: str) -> str:
    r"""Return a line of Markdown as plain text, with the addresses of its links.

    >>> plain_markdown(r"Roe, A. *[Raids \& ports](https://example.org/a)*.")
    'Roe, A. Raids & ports. https://example.org/a'
    """
    addresses: list[str] = []

    def linked(found: re.Match[str]) -> str:
        addresses.append(found[2] or found[3])
        return found[1]

    text = _LINK.sub(linked, text)
    text = re.sub(r"<((?:https?|mailto):[^<>\s]+)>", r"\1", text)
    text = _without_emphasis(text)
    # addresses go behind the reference, where they interrupt nothing
    missing_addresses = [address for address in addresses if address and address not in text]
    return " ".join([*_ESCAPED.sub(r"\1", text).split(), *missing_addresses])


def _without_emphasis(text: str) -> str:
    """Return a line without its pairs of emphasis marks.

    The places where each mark may close are found once: a search from each opening mark would take quadratic time.

    >>> _without_emphasis("*Raids* and ***_ports_***, 2 * 3 * 4, snake_case, *left open")
    'Raids and _ports_, 2 * 3 * 4, snake_case, *left open'
    """
    closing: dict[str, list[int]] = {}
    parts: list[str] = []
    at = 0
    for found in _OPENING.finditer(text):
        if found.start() < at:
            continue
        for mark in (found[0][:length] for length in range(len(found[0]), 0, -1)):
            begin = found.start() + len(mark)
            if mark not in closing:
                closes = re.compile(rf"(?<=\S)(?={re.escape(mark)}(?![\w*]))")
                closing[mark] = [each.start() for each in closes.finditer(text)]
            place = bisect_right(closing[mark], begin)
            if place < len(closing[mark]) and not text[begin].isspace():
                end = closing[mark][place]
                parts += [text[at : found.start()], text[begin:end]]
                at = end + len(mark)
                break
    return "".join([*parts, text[at:]])


def _of_latex(text: str) -> DocumentPieces:
    text = "\n".join(_COMMENT.sub("", line) for line in text.split("\n"))
    line_of = _line_counter(text)
    items = [*_ITEM.finditer(text)]
    found: list[Piece] = []
    spans: list[tuple[int, int]] = []
    for number, item in enumerate(items):
        stop = items[number + 1].start() if number + 1 < len(items) else len(text)
        if end := _END.search(text, item.end(), stop):
            stop = end.start()
        spans.append((item.start(), stop))
        if bare := _plain_latex(text[item.end() : stop]):
            found.append(Piece(text=bare, line=line_of(item.end()), number=item["key"].strip()))
    stop = 0
    for number, note in enumerate(_FOOTNOTE.finditer(text), 1):
        if note.start() < stop:
            # a note in a note is part of it
            continue
        stop = (closing(text, ESCAPED, note.end() - 1) or len(text) + 1) - 1
        spans.append((note.start(), stop))
        if bare := _plain_latex(text[note.end() : stop]):
            found.append(Piece(text=bare, line=line_of(note.end()), note=True, number=str(number)))
    if not spans:
        return DocumentPieces(
            pieces=tuple(Piece(text=_plain_latex(p.text), line=p.line, note=p.note) for p in cut(text))
        )
    return DocumentPieces(
        pieces=tuple(sorted(found, key=lambda piece: piece.line)),
        skipped=_outside(text, [(line_of(start), line_of(stop)) for start, stop in spans]),
    )


def _line_counter(text: str) -> Callable[[int], int]:
    """Return a function that maps an offset to its line number, without counting from the beginning each time."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda place: bisect_left(ends, place) + 1


def _outside(text: str, spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return the numbers of the lines with words outside the given spans of lines."""
    inside = {number for first, last in spans for number in range(first, last + 1)}
    return tuple(
        i
        for i, line in enumerate(text.split("\n"), 1)
        if i not in inside and re.search(r"[^\W\d_]{2}", _COMMAND.sub("", line))
    )


def _plain_latex(text: str) -> str:
    return " ".join(textual.to_unicode(_LAYOUT.sub(" ", text)).split())


# --- .docx ---------------------------------------------------------------------------------------------------------------

_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))


@dataclass(slots=True)
class _Word:
    """The state while a part of a .docx is parsed: its paragraphs as `(style, text)`, the texts of notes by id, and what stands before marks.

    Text deleted by a tracked change (`del`) and codes of fields (`instrText`) are left out.
    """

    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, list[str]]] = field(default_factory=list)
    marks: list[tuple[tuple[str, str], str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    marked: int = 0
    style: str = ""
    in_text: bool = False
    deleted: int = 0
    skipped: bool = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "p":
            self.words, self.style, self.marked = [], "", 0
        elif name == "pStyle":
            self.style = attributes.get("w:val", "")
        elif name in ("footnote", "endnote"):
            self.skipped = attributes.get("w:type", "normal") not in ("normal", "")
            if not self.skipped:
                self.notes.append((attributes.get("w:id", ""), []))
        elif name in ("del", "moveFrom"):
            self.deleted += 1
        elif name == "t":
            self.in_text = True
        elif name in ("footnoteReference", "endnoteReference") and not self.deleted:
            kind = name.removesuffix("Reference")
            self.marks.append(((kind, attributes.get("w:id", "")), "".join(self.words[self.marked :])))
            self.marked = len(self.words)
        elif name in ("tab", "br", "cr"):
            self.words.append(" ")
        elif name == "noBreakHyphen":
            self.words.append("-")

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "t":
            self.in_text = False
        elif name in ("del", "moveFrom"):
            self.deleted -= 1
        elif name == "p":
            text = " ".join("".join(self.words).split())
            if self.notes and not self.skipped:
                self.notes[-1][1].append(text)
            self.paragraphs.append((self.style, text))
            self.words = []

    def characters(self, text: str) -> None:
        if self.in_text and not self.deleted:
            self.words.append(text)


def pieces_of_docx(data: bytes) -> DocumentPieces:
    """Return the pieces of a .docx: its footnotes and endnotes, and the paragraphs below a heading such as References.

    Without such a heading and without notes, all paragraphs are returned. `line` is the number of the paragraph, or of the note.
    `DocumentError` if it cannot be opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise DocumentError("it is an archive and no .docx: there is no word/document.xml in it")
            document = _word(archive, "word/document.xml")
            notes = [
                ((kind, id_), words)
                for part, kind in _NOTES
                if part in names
                for id_, words in _word(archive, part).notes
            ]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise DocumentError(f"it is damaged, or protected by a password ({error})") from error
    except XmlError as error:
        raise DocumentError(f"what is in it is no sound XML ({error})") from error
    body = document.paragraphs
    # notes are numbered in the order of their marks
    order = {name: place for place, (name, _) in enumerate(document.marks)}
    notes.sort(key=lambda note: order.get(note[0], len(order)))
    found = [
        Piece(text=text, line=number, note=True, number=str(number))
        for number, (_, words) in enumerate(notes, 1)
        if (text := " ".join(" ".join(words).split()))
    ]
    texts = dict(document.marks)
    before = {str(number): texts[name] for number, (name, _) in enumerate(notes, 1) if name in texts}
    chosen = _listed_paragraphs(body, notes=bool(found))
    listed = [Piece(text=body[i][1], line=i + 1) for i in chosen if body[i][1] and not is_heading(body[i][1])]
    skipped = tuple(i + 1 for i, (_, text) in enumerate(body) if text and i not in chosen)
    return DocumentPieces(pieces=(*listed, *found), skipped=skipped, before=before)


def _listed_paragraphs(body: Sequence[tuple[str, str]], *, notes: bool) -> frozenset[int]:
    heads = [i for i, (_, text) in enumerate(body) if is_heading(text)]
    if not heads:
        return frozenset() if notes else frozenset(range(len(body)))
    ends = [
        i for i, (style, _) in enumerate(body) if style.lower().startswith(("heading", "berschrift", "titre"))
    ]
    return frozenset(_between(heads, ends, len(body)))


def _word(archive: zipfile.ZipFile, name: str) -> _Word:
    with archive.open(name) as part:
        data = part.read(_MOST + 1)
    if len(data) > _MOST:
        raise DocumentError(f"{name} holds more than {_MOST // 1_000_000} million characters")
    word = _Word()
    parse_whole(careful_parser(word.begin, word.end, word.characters), data)
    return word
