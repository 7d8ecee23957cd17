"""Finds every citation in the manuscript, from pandoc's syntax tree, with its place and intent.

Code, comments, e-mail addresses and cross-references (`@fig-map`) are no citations: pandoc marks the first three,
and Quarto's prefixes show the last. A citation may have an intent, `[@supports:Farrell2012Identifying]`, in terms of CiTO, the Citation
Typing Ontology (Shotton, D. (2010), J. Biomedical Semantics 1(S1), S6).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from litreview.core import text as textual
from litreview.core.containers import grouped
from litreview.core.model import Where
from litreview.core.results.chains import Mention

_CITO = {
    name.lower(): name
    for name in files("litreview.stages.evidence")
    .joinpath("cito.txt")
    .read_text(encoding="utf-8")
    .split("\n")
    if name and not name.startswith("#")
}
# Quarto, "Cross references": the prefixes of labels, before the hyphen
_CROSS = re.compile(
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|suppfig|vid)-.+"
)
_TEX_CITE = re.compile(
    r"\\[A-Za-z]*cite[A-Za-z]*\*?(?:\s*\([^()]*\)){0,2}((?:\s*(?:\[[^\][]*\]){0,2}\s*\{[^{}]+\})+)"
)
_TEX_ASIDE = re.compile(r"\[[^\][]*\]")
_REST = re.compile(r"(?<!\\)%[^\n]*")
_FENCES = re.compile(r"^([ >\t]*)(`{3,}|~{3,})")
_ENVIRONMENTS = ("comment", "verbatim", "lstlisting")
_LONGEST_KEY = 120  # characters
_LONGEST_HEADING = 300  # characters: every citation below it carries it
# a key follows one of these characters, also the colon of `supports:`
_CITED = re.compile(rf"[@{{,:]\s*+(?=([^\s,{{}}]{{1,{_LONGEST_KEY + 1}}}))")
_WORD = re.compile(r"\w+")
_ABBREVIATION = re.compile(r"\W*(?:\w{1,3}|e\.g|i\.e|et al)\.")
_GOES_ON = re.compile(r"[\w-]")
_LINES = frozenset({"Para", "Plain", "Header", "LineBlock"})


def find_mentions(
    tree: Mapping[str, Any],
    path: str,
    text: str = "",
    *,
    known: Collection[str] = (),
    ids: Collection[str] = (),
) -> tuple[Mention, ...]:
    """Return the citations in a document of pandoc, in order; those in its metadata first.

    `text` is the file as written, to find the lines (a Word file has none). `known` are keys of sources: a known key that
    looks like an intent or a cross-reference stays a key. `ids` are those of recommendations.
    """
    reader = _TreeReader(frozenset(known), tuple(ids))
    for name, value in sorted(tree.get("meta", {}).items()):
        if name != "references":
            reader.headings = [reader.heading(0, name)]
            reader.walk(value)
    reader.headings = []
    reader.walk(tree.get("blocks", []))
    items = _csl_items(tree.get("meta", {}).get("references"))
    lines = _LineFinder(text, (mention.key for mention in reader.found), tex=path.lower().endswith(".tex"))
    return tuple(_placed(mention, path, items, lines) for mention in reader.found)


def _placed(
    mention: Mention, path: str, items: Mapping[str, Mapping[str, str]], lines: _LineFinder
) -> Mention:
    where = Where(file=path, line=lines.find(mention.key))
    item = items.get(mention.key)
    if item is None:
        return replace(mention, where=where)
    return replace(
        mention,
        where=where,
        key=item.get("citation-key") or mention.key,
        doi=textual.doi(item.get("DOI", "")),
        title=item.get("title", ""),
    )


class _TreeReader:
    """Walks through a tree: the headings above, and the mentions found so far."""

    def __init__(self, known: frozenset[str], ids: tuple[str, ...]) -> None:
        self.known = known
        self.ids = grouped((head[0], id_) for id_ in ids if (head := _WORD.match(id_)))
        self.headings: list[tuple[int, str, tuple[str, ...]]] = []
        self.found: list[Mention] = []

    def heading(self, level: int, text: str) -> tuple[int, str, tuple[str, ...]]:
        """Return a heading as reports print it, and the ids in it."""
        printed = text if len(text) <= _LONGEST_HEADING else f"{text[:_LONGEST_HEADING]}…"
        return level, printed, tuple(self.ids_in(text))

    def ids_in(self, text: str) -> Iterator[str]:
        """Yield the ids that occur in a text as whole words."""
        at = 0
        for word in _WORD.finditer(text) if self.ids else ():
            for id_ in self.ids.get(word[0], ()) if word.start() >= at else ():
                end = word.start() + len(id_)
                if text.startswith(id_, word.start()) and _ends_there(text, end):
                    yield id_
                    at = end
                    break

    def walk(self, node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                self.walk(item)
            return
        if not isinstance(node, Mapping):
            return
        kind = node.get("t")
        if kind == "Header":
            level, _, inlines = node["c"]
            self.headings = [head for head in self.headings if head[0] < level]
            self.headings.append(self.heading(level, _plain(inlines)))
            self.line(inlines)
        elif kind in _LINES or kind == "MetaInlines":
            content = node["c"]
            for inlines in content if kind == "LineBlock" else [content]:
                self.line(inlines)
        elif kind == "RawBlock":
            self.line([node])
        elif kind == "DefinitionList":
            for term, definitions in node["c"]:
                self.line(term)
                self.walk(definitions)
        elif kind == "MetaMap":
            self.walk(list(node["c"].values()))
        else:
            self.walk(node.get("c"))

    def line(self, inlines: Sequence[Any]) -> None:
        """Read a run of text, sentence by sentence: the ids in a sentence belong to its citations."""
        notes: list[Any] = []
        for sentence in _sentences(list(_flat(inlines, notes))):
            above = (id_ for _, _, ids in self.headings for id_ in ids)
            named = tuple(dict.fromkeys((*above, *self.ids_in(" ".join(w for w, _ in sentence)))))
            for _, keys in sentence:
                for key in keys:
                    self.add(key, named)
        self.walk(notes)

    def add(self, written: str, named: tuple[str, ...]) -> None:
        if written == "*":  # `\nocite{*}` cites every entry
            return
        intent, key = "", written
        if written not in self.known:
            if _CROSS.fullmatch(written):
                return
            head, _, rest = written.partition(":")
            property_ = _CITO.get(re.sub(r"[_-]", "", head).lower(), "")
            if property_ and rest:
                intent, key = property_, rest
        self.found.append(
            Mention(
                key=key,
                where=Where(file=""),
                intent=intent,
                section=tuple(head for _, head, _ in self.headings if head),
                named=named,
            )
        )


def _ends_there(text: str, end: int) -> bool:
    """Return whether a word ends at a place in a text."""
    return _WORD.match(text, end - 1) is not None and _WORD.match(text, end) is None


def _flat(inlines: Sequence[Any], notes: list[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield `(word, keys cited)`; the blocks of footnotes go to `notes`."""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Cite":
            for one in content[0]:
                yield from _flat(one["citationPrefix"], notes)
                yield "", (one["citationId"],)
                yield from _flat(one["citationSuffix"], notes)
        elif kind == "Str":
            yield content, ()
        elif kind == "Note":
            notes.extend(content)
        elif kind in ("RawInline", "RawBlock"):
            if content[0] in ("tex", "latex"):
                yield "", _tex_keys(content[1])
        elif kind != "Image":  # an image has only its description; its caption is a paragraph
            yield from _flat(_inside(content), notes)


def _inside(content: Any) -> list[Any]:
    """Return the inlines inside an inline: its content is a list of them, or has such a list after attributes."""
    parts = content if isinstance(content, list) else []
    lists = (parts, *(part for part in parts if isinstance(part, list)))
    return next((part for part in lists if all(isinstance(item, Mapping) for item in part)), [])


def _sentences(
    words: list[tuple[str, tuple[str, ...]]],
) -> Iterator[list[tuple[str, tuple[str, ...]]]]:
    """Yield runs of words that end with a full stop, a semicolon or the like, with the citations right after it."""
    sentence: list[tuple[str, tuple[str, ...]]] = []
    last = ""
    for word in words:
        if word[0] and _ends_sentence(last):
            yield sentence
            sentence = []
        last = word[0] or last
        sentence.append(word)
    yield sentence


def _ends_sentence(word: str) -> bool:
    return bool(re.search(r"[.!?;][”\"’)\]]*$", word)) and not _ABBREVIATION.fullmatch(word)


def _tex_keys(code: str) -> tuple[str, ...]:
    r"""Return the keys in TeX citation commands that pandoc does not parse.

    >>> _tex_keys(r"\fullcite[3]{Roe2008, Poe2009} % \cite{No}")
    ('Roe2008', 'Poe2009')
    """
    keys = (
        key.strip()
        for groups in _TEX_CITE.findall(_bare(code, tex=True))
        for group in re.findall(r"\{([^{}]+)\}", _TEX_ASIDE.sub("", groups))
        for key in group.split(",")
    )
    return tuple(filter(None, keys))


def _plain(inlines: Sequence[Any]) -> str:
    parts = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind in ("Code", "Math"):
            parts.append(content[1])
        elif kind not in ("Note", "Cite", "Image"):
            parts.append(_plain(_inside(content)))
    return " ".join("".join(parts).split())


def _csl_items(references: Any) -> Mapping[str, Mapping[str, str]]:
    """Return the plain fields of the CSL items embedded in a Word file's citations, by id."""
    if not isinstance(references, Mapping) or references.get("t") != "MetaList":
        return {}
    found = {}
    for item in references["c"]:
        if item["t"] == "MetaMap":
            fields = {
                name: value["c"] if value["t"] == "MetaString" else _plain(value["c"])
                for name, value in item["c"].items()
                if value["t"] in ("MetaString", "MetaInlines")
            }
            found[fields.get("id", "")] = fields
    return found


def _bare(text: str, *, tex: bool) -> str:
    """Return the text with code and comments blanked, so that every line keeps its number."""
    if tex:
        for name in _ENVIRONMENTS:
            text = _blank(text, f"\\begin{{{name}}}", f"\\end{{{name}}}")
        return _REST.sub(lambda match: " " * len(match[0]), text)
    lines = _blank(text, "<!--", "-->").split("\n")
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCES.match(line)
        closes = bool(fence and found and found[2].startswith(fence))
        if fence or found:
            lines[number] = ""
        if closes:
            fence = ""
        elif not fence and found:
            fence = found[2]
    return re.sub(r"`[^`\n]+`", lambda match: " " * len(match[0]), "\n".join(lines))


def _blank(text: str, first: str, last: str) -> str:
    """Return the text with each part from `first` to `last` blanked; an unclosed part stays."""
    parts = []
    at = 0
    while (start := text.find(first, at)) >= 0 and (end := text.find(last, start)) >= 0:
        end += len(last)
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


class _LineFinder:
    """Finds the line of each citation, in the order in which a key is cited; code and comments are blanked first."""

    def __init__(self, text: str, keys: Iterable[str], *, tex: bool) -> None:
        wanted = frozenset(keys)
        lengths = sorted({len(key) for key in wanted if len(key) <= _LONGEST_KEY}, reverse=True)
        bare = _bare(text, tex=tex)
        line_ends = [found.start() for found in re.finditer("\n", bare)]
        self._places: dict[str, list[int]] = {}
        self._met: dict[str, int] = {}
        for found in _CITED.finditer(bare):
            text_from_key = found[1]
            for length in lengths:
                key = text_from_key[:length]
                if len(key) == length and key in wanted and not _GOES_ON.match(text_from_key, length):
                    line = bisect_left(line_ends, found.start(1)) + 1
                    self._places.setdefault(key, []).append(line)
                    break

    def find(self, key: str) -> int:
        """Return the line of the next place of this key, starting over after the last; 0 for a key without a place."""
        places = self._places.get(key)
        if not places:
            return 0
        turn = self._met.get(key, 0)
        self._met[key] = turn + 1
        return places[turn % len(places)]
