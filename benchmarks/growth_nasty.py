"""The cases of `growth` for texts that are made to be slow: each reader of `references`, and each shape of JSON, with the same few characters again and again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

Job = Callable[[], object]
Text = Callable[[str], str]

PATTERNS = {
    "emphasis left open": "*a_ ",
    "emphasis in emphasis": "_*_*",
    "brackets and braces": "[{",
    "brackets": "[[[",
    "braces": "{{{",
    "parentheses": "(((",
    "closed parentheses": "(a) ",
    "objects left open": '{"a":',
    "escaped braces": "\\{",
    "backslashes": "\\\\",
    "numbers of a list": "1. ",
    "quotation marks": "“",
    "straight quotation marks": '"',
    "numbers of notes": "[^1]",
    "notes": "[^1]: ",
    "links left open": "[a](",
    "tags left open": "<a ",
    "tags": "<i>",
    "addresses": "https://",
    "DOIs": "10.1000/",
    "years": "(2001) ",
    "semicolons": "a; ",
    "signals": "see; ",
    "initials": "A. ",
    "names": "Doe, J., ",
    "names of Scopus": "Doe J.; ",
    "pages": "pp. 1-",
    "commands": "\\a{",
    "notes of LaTeX": "\\footnote{",
    "items of LaTeX": "\\bibitem{",
    "comments of LaTeX": "%",
    "entities": "&amp;",
    "accents": "e\u0301",
    "blanks": " ",
    "tabs": "\t",
    "digits": "1",
    "commas": ",",
    "letters": "a",
    "words": "word ",
    "full stops": ".",
    "hyphens": "-",
    "apostrophes": "'",
    "bibliographies": "References ",
    "marks": "confidential ",
    "parties": "A v. ",
    "sections": "§ 1 ",
}
"""What is repeated, by its name."""

# where the repeated text stands in a list
_LISTS: Mapping[str, Mapping[str, Text]] = {
    "txt": {"in a line": lambda t: t, "in a reference": lambda t: f"Roe, A. (2001). Raids {t} ports. Journal of Tests, 4(1), 5-9.\n"},
    "md": {
        "in a line": lambda t: t,
        "in a reference": lambda t: f"# References\n\nRoe, A. (2001). Raids {t} ports. Journal of Tests, 4(1), 5-9.\n",
        "in a note": lambda t: f"Words.[^1]\n\n[^1]: Roe, A. (2001). Raids {t} ports. Journal of Tests, 4(1), 5-9.\n",
    },
    "tex": {
        "in a line": lambda t: t,
        "in an item": lambda t: f"\\begin{{thebibliography}}{{9}}\n\\bibitem{{roe}} Roe, A. (2001). Raids {t} ports. Tests, 4(1), 5-9.\n\\end{{thebibliography}}\n",
        "in a note": lambda t: f"Words.\\footnote{{Roe, A. (2001). Raids {t} ports. Tests, 4(1), 5-9.}}\n",
    },
    "docx": {
        "in a paragraph": lambda t: t,
        "in a note": lambda t: f"note:Roe, A. (2001). Raids {t} ports. Journal of Tests, 4(1), 5-9.",
    },
}  # fmt: skip
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(text: str) -> bytes:
    """Return a .docx with a paragraph for each line, or one note if the text begins with `note:`."""

    def paragraphs(lines: list[str]) -> str:
        return "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines
        )

    note = text.removeprefix("note:") if text.startswith("note:") else ""
    body = paragraphs(["Words."] if note else text.split("\n"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        if note:
            archive.writestr(
                "word/footnotes.xml",
                f'<w:footnotes {_W}><w:footnote w:id="1">{paragraphs([note])}</w:footnote></w:footnotes>',
            )
    return packed.getvalue()


def _references(ending: str, text: str) -> Job:
    from litreview.review.reference_lists import read_reference_text

    data = docx(text) if ending == "docx" else text.encode()
    return lambda: read_reference_text(data, f"a.{ending}")


def _csl(**fields: Any) -> str:
    return json.dumps([{"id": "k", "type": "article-journal", "title": "x", **fields}])


# each shape of JSON that is read: a text that stands in each of its fields, and a record that comes before what is repeated raw
_SHAPES: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "csl": {
        field: lambda t, f=field: {"id": "k", "type": "article-journal", "title": "x", f: t}
        for field in ("id", "type", "title", "abstract", "page", "DOI", "ISBN", "URL", "container-title", "note", "keyword", "volume", "language")
    } | {
        "author": lambda t: {"id": "k", "type": "book", "title": "x", "author": [{"family": t, "given": t}]},
        "literal": lambda t: {"id": "k", "type": "book", "title": "x", "author": [{"literal": t}]},
        "issued": lambda t: {"id": "k", "type": "book", "title": "x", "issued": {"raw": t}},
    },
    "zotero": {
        field: lambda t, f=field: {"key": "ABCD2345", "version": 1, "library": {"type": "user"}, "data": {"key": "ABCD2345", "itemType": "journalArticle", "title": "x", f: t}}
        for field in ("title", "abstractNote", "date", "pages", "DOI", "extra", "publicationTitle", "url")
    } | {
        "creator": lambda t: {"key": "ABCD2345", "version": 1, "library": {}, "data": {"key": "ABCD2345", "itemType": "book", "title": "x", "creators": [{"creatorType": "author", "name": t}]}},
        "tag": lambda t: {"key": "ABCD2345", "version": 1, "library": {}, "data": {"key": "ABCD2345", "itemType": "book", "title": "x", "tags": [{"tag": t}]}},
    },
    "openalex": {
        field: lambda t, f=field: {"id": "https://openalex.org/W1", "ids": {}, "display_name": "x", "authorships": [], f: t}
        for field in ("id", "title", "display_name", "doi", "publication_date", "language")
    } | {
        "author": lambda t: {"id": "https://openalex.org/W1", "ids": {}, "display_name": "x", "authorships": [{"author": {"display_name": t}, "raw_author_name": t}]},
        "abstract": lambda t: {"id": "https://openalex.org/W1", "ids": {}, "display_name": "x", "authorships": [], "abstract_inverted_index": {t: [0]}},
    },
    "crossref": {
        field: lambda t, f=field: {"DOI": "10.1000/x", "URL": "u", "type": "journal-article", "title": ["x"], "indexed": {}, "prefix": "10.1000", "member": "1", f: t}
        for field in ("DOI", "title", "abstract", "page", "container-title", "publisher")
    } | {
        "author": lambda t: {"DOI": "10.1000/x", "type": "journal-article", "title": ["x"], "indexed": {}, "prefix": "10.1000", "member": "1", "author": [{"family": t, "given": t}]},
        "reference": lambda t: {"DOI": "10.1000/x", "type": "journal-article", "title": ["x"], "indexed": {}, "prefix": "10.1000", "member": "1", "reference": [{"key": "1", "unstructured": t}]},
    },
    "semanticscholar": {
        field: lambda t, f=field: {"paperId": "a" * 40, "externalIds": {}, "title": "x", "authors": [], f: t}
        for field in ("paperId", "title", "abstract", "venue", "publicationDate")
    } | {"author": lambda t: {"paperId": "a" * 40, "externalIds": {}, "title": "x", "authors": [{"authorId": "1", "name": t}]}},
}  # fmt: skip


def _json(text: str, path: str = "a.json") -> Job:
    from litreview.formats import read_text

    return lambda: read_text(text, path)


def cases() -> Iterator[tuple[str, Callable[[int], Job]]]:
    """Yield each case: its name, and what prepares it for n repetitions."""
    for what, pattern in PATTERNS.items():
        for ending, places in _LISTS.items():
            for place, text in places.items():
                yield (
                    f"references .{ending}: {what} {place}",
                    lambda n, e=ending, t=text, p=pattern: _references(e, t(p * n)),
                )
            yield (
                f"references .{ending}: {what}, each on a line",
                lambda n, e=ending, p=pattern: _references(e, f"{p}\n" * n),
            )
        yield f"json: {what} alone", lambda n, p=pattern: _json(p * n)
        yield f"json: {what} alone, each on a line", lambda n, p=pattern: _json(f"{p}\n" * n)
        for shape, fields in _SHAPES.items():
            sound = json.dumps(fields["title"]("x"))
            for field, make in fields.items():
                yield (
                    f"json, {shape}: {what} in {field}",
                    lambda n, m=make, p=pattern: _json(json.dumps([m(p * n)])),
                )
            yield (
                f"json, {shape}: {what} behind an item",
                lambda n, s=sound, p=pattern: _json(f"[{s},{p * n}"),
            )
            yield (
                f"json, {shape}: {what} in an item left open",
                lambda n, s=sound, p=pattern: _json(f'[{s},\n{s[:-1]}, "x": {p * n}'),
            )
            yield (
                f"json lines, {shape}: {what} behind each line",
                lambda n, s=sound, p=pattern: _json(f"{s}{p}\n" * n, "a.jsonl"),
            )
