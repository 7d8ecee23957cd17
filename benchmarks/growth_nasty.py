"""The cases of `growth` for texts that are made to be slow: each reader of `references`, and each shape of JSON, with the same few characters again and again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

Job = Callable[[], object]

PATTERNS = {
    "emphasis left open": "*a_ ",
    "emphasis in emphasis": "_*_*",
    "brackets and braces": "[{",
    "brackets": "[[[",
    "parentheses": "(((",
    "objects left open": '{"a":',
    "escaped braces": "\\{",
    "numbers of a list": "1. ",
    "quotation marks": "“",
    "straight quotation marks": '"',
    "numbers of notes": "[^1]",
    "notes": "[^1]: ",
    "links left open": "[a](",
    "tags left open": "<a ",
    "addresses": "https://",
    "semicolons": "a; ",
    "initials": "A. ",
    "names": "Doe, J., ",
    "pages": "pp. 1-",
    "parties": "A v. ",
    "commands": "\\a{",
    "options of commands": "\\a[",
    "notes of LaTeX": "\\footnote{",
    "options of items": "\\bibitem[",
    "blanks": " ",
    "digits": "1",
    "commas": ",",
    "letters": "a",
    "headings": "References\n",
}
"""What is repeated, by its name."""

# where the repeated text stands in a list
_A_LINE, _FOLDED = (
    "[1] Roe {}\n  on.\n[2] Poe\n",
    "Roe, A. (2001). Raids {} ports. Journal of Tests, 4(1), 5-9.",
)
_LISTS: Mapping[str, Mapping[str, str]] = {
    "txt": {"alone": "{}", "in a reference": f"{_FOLDED}\n", "in a folded line": _A_LINE},
    "md": {"alone": "{}", "in a reference": f"# References\n\n{_FOLDED}\n", "in a note": f"Words.[^1]\n\n[^1]: {_FOLDED}\n"},
    "tex": {
        "alone": "{}",
        "in an item": "\\begin{thebibliography}{9}\n\\bibitem{roe} " + _FOLDED + "\n\\end{thebibliography}\n",
        "in a note": "Words.\\footnote{" + _FOLDED + "}\n",
        "behind the list": "\\bibitem{roe} Roe\n\\end{document}\n{}",
    },
    "docx": {"alone": "{}", "in a note": f"note:{_FOLDED}"},
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
    from litreview.review.import_works import read_reference_text

    data = docx(text) if ending == "docx" else text.encode()
    return lambda: read_reference_text(data, f"a.{ending}")


def _cited(field: str, text: str) -> Job:
    """Read the references that a record has in a field, or in a list of its own."""
    from dataclasses import replace

    from litreview.formats import read_text
    from litreview.formats.references import parse_list
    from litreview.stages.duplicates import dedupe
    from litreview.stages.network.source_references import references_of

    source = dedupe(read_text("@article{k, title = {x}}", "a.bib")).sources[0]
    record = source.records[0]
    if not field:
        return lambda: parse_list(text, record)
    cites = replace(record, fields={**record.fields, field: text}, raw_fields={}, raw="")
    return lambda: references_of(replace(source, records=(cites,)))


# a record of each shape of JSON with a text in each of its fields
_SHAPES: Mapping[str, Callable[[str], Any]] = {
    "csl": lambda t: {
        "id": t, "type": "article-journal", "author": [{"family": t, "given": t}, {"literal": t}], "issued": {"raw": t},
        **dict.fromkeys(("title", "abstract", "page", "DOI", "ISBN", "URL", "container-title", "note", "keyword", "volume", "language"), t),
    },
    "zotero": lambda t: {
        "key": "ABCD2345", "version": 1, "library": {"type": "user"}, "data": {
            "key": "ABCD2345", "itemType": "journalArticle", "creators": [{"creatorType": "author", "name": t}], "tags": [{"tag": t}],
            **dict.fromkeys(("title", "abstractNote", "date", "pages", "DOI", "extra", "publicationTitle", "url"), t),
        },
    },
    "openalex": lambda t: {
        "id": "https://openalex.org/W1", "ids": {"doi": t}, "abstract_inverted_index": {t: [0]},
        "authorships": [{"author": {"display_name": t}, "raw_author_name": t}],
        **dict.fromkeys(("title", "display_name", "doi", "publication_date", "language"), t),
    },
    "crossref": lambda t: {
        "type": "journal-article", "message-type": "work", "references-count": 1, "author": [{"family": t, "given": t}], "reference": [{"key": "1", "unstructured": t}],
        "title": [t], "container-title": [t], **dict.fromkeys(("DOI", "abstract", "page", "publisher"), t),
    },
    "semanticscholar": lambda t: {
        "paperId": "a" * 40, "externalIds": {"DOI": t}, "authors": [{"authorId": "1", "name": t}],
        **dict.fromkeys(("title", "abstract", "venue", "publicationDate"), t),
    },
}  # fmt: skip


def _json(text: str, path: str = "a.json") -> Job:
    from litreview.formats import read_text

    return lambda: read_text(text, path)


def places() -> Iterator[tuple[str, Callable[[str, int], Job]]]:
    """Yield each place where a text may be repeated: its name, and what prepares a job of the text and how often it is repeated."""
    for ending, forms in _LISTS.items():
        for form, text in forms.items():
            yield (
                f"references .{ending}, {form}",
                lambda p, n, e=ending, t=text: _references(e, t.replace("{}", p * n)),
            )
        yield (
            f"references .{ending}, each on a line",
            lambda p, n, e=ending: _references(e, f"{p}\n" * n),
        )
    yield "a reference list, in a reference", lambda p, n: _cited("", _FOLDED.replace("{}", p * n))
    for field in ("references", "cited-references"):
        yield f"a field {field}", lambda p, n, f=field: _cited(f, f"ROE A, 2001, {p * n}, V4, P5")
    yield "json, alone", lambda p, n: _json(p * n)
    yield "json, each on a line", lambda p, n: _json(f"{p}\n" * n)
    for shape, make in _SHAPES.items():
        yield f"{shape}, in each field", lambda p, n, m=make: _json(json.dumps([m(p * n)]))
        sound = json.dumps(make("x"))
        yield f"{shape}, behind a record", lambda p, n, s=sound: _json(f"[{s},{p * n}")
        yield f"{shape}, in a record left open", lambda p, n, s=sound: _json(f'[{s},\n{s[:-1]}, "x": {p * n}')
        yield f"{shape}, in JSON lines", lambda p, n, s=sound: _json(f"{s}{p}\n" * n, "a.jsonl")


def cases() -> Iterator[tuple[str, Callable[[int], Job]]]:
    """Yield each case: its name, and what prepares it for n repetitions."""
    for place, make in places():
        for what, pattern in PATTERNS.items():
            yield f"{place}: {what}", lambda n, m=make, p=pattern: m(p, n)
