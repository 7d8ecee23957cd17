"""Rules about what programs do to text on its way: wrong encodings, HTML, spreadsheets, cut ends, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litreview.checks.report import problem, shown
from litreview.model import Problem, Record
from litreview.text import MONTHS

# addresses, and what other programs keep for themselves
_SKIPPED = frozenset(
    {"url", "doi", "eprint", "pdf", "link", "file", "localfile", "groups", "ids", "crossref", "owner"}
)

# UTF-8 read as Windows-1252: a lead byte (C2, C3, C4, C5, E2 80) and what continues it. Closing quotes are left out
# after a letter, because `IRMÃ”` and `Å’s` are words in quotation marks; so are letters, because `SÃO` is a word.
_AFTER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ"
_SCRAMBLED = re.compile(
    rf"â€[™œžš˜¦¢“”\u0090-\u009f\u00a0-\u00bf]|Ã[{_AFTER}–—‘“]|[ÄÅ][\u0080-\u00b4\u00b6-\u00ba\u00bc-\u00bf]|Â[\u0080-\u00bf]"
)
_LOST = re.compile("\ufffd|ï¿½")


def repaired(text: str) -> str:
    """Return the text with UTF-8 that was read as Windows-1252 put right; what is not surely that stays.

    >>> repaired("GlÃ¼ck, cafÃ© â€“ SÃO, Ångström")
    'Glück, café – SÃO, Ångström'
    """
    return _SCRAMBLED.sub(_repair, text) if not text.isascii() else text


def _repair(found: re.Match[str]) -> str:
    data = bytearray()
    for character in found.group(0):
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return found.group(0)
            data.append(ord(character))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return found.group(0)


def mojibake(record: Record) -> Iterator[Problem]:
    """Give LR070 for letters that a wrong encoding made into others, and for letters that were lost.

    The pairs looked for (`Ã©`, `â€™`) are in no language; U+FFFD stands for a letter nobody can bring back.
    """
    for name, value in record.fields.items():
        if value.isascii():
            continue
        if (found := _SCRAMBLED.search(value)) and repaired(value) != value:
            around = value[max(0, found.start() - 10) : found.end() + 10]
            wording = "LR070.wrong-encoding"
        elif found := _LOST.search(value):
            around = value[max(0, found.start() - 10) : found.end() + 10]
            wording = "LR070.lost-letter"
        else:
            continue
        yield problem(record, wording, field=name, around=shown(around))


_HTML = re.compile(
    r"(?i)</?(?:i|b|u|em|strong|su[bp]|p|br|span|div|a|ul|ol|li|h[1-6]|font|(?:jats|mml|inf|sup|scp):?\w*)(?:\s[^<>]*)?/?>"
    r"|(?<!\\)&(?:amp|lt|gt|quot|apos|nbsp|[lr]squo|[lr]dquo|[nm]dash|hellip|#\d{2,5}|#x[0-9a-f]{2,4});|(?:\\&|\{\\&\})(?:amp|lt|gt);"
)


def html_in_fields(record: Record) -> Iterator[Problem]:
    """Give LR069 for HTML in a field, once a record: litreview reads it as text, BibTeX and styles print it."""
    names = [
        name
        for name, raw in record.raw_fields.items()
        if name not in _SKIPPED and ("<" in raw or "&" in raw) and _HTML.search(raw)
    ]
    if names:
        yield problem(
            record,
            "LR069",
            field=names[0],
            names=", ".join(names[:4]) + (" …" if len(names) > 4 else ""),
        )


_ERROR_CELL = re.compile(r"#(?:NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!)")
_NUMBERS = ("isbn", "issn", "eissn", "pmid", "volume", "number", "pages", "doi", "accession")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}")
_DAY = re.compile(rf"\d{{1,2}}-(?:{'|'.join(name[:3] for name in MONTHS)})")


def spreadsheet_damage(record: Record) -> Iterator[Problem]:
    """Give LR071 for what a spreadsheet leaves: `#NAME?` for a text that began with `=` or `-`, 9.78E+12 for an ISBN,
    02-Mar for issue 2-3. (For pages that became a date see LR056.)
    """
    for name, value in record.fields.items():
        found = value.startswith("#") and _ERROR_CELL.match(value)
        if not found and name in _NUMBERS:
            found = _SCIENTIFIC.fullmatch(value) or (name in {"volume", "number"} and _DAY.fullmatch(value))
        if found:
            yield problem(record, "LR071", field=name, value=shown(value))


def cut_abstract(record: Record) -> Iterator[Problem]:
    """Give LR072 for an abstract that ends in dots: some databases give only its beginning, and tags rest on it."""
    text = record.abstract.rstrip(" ]).")
    if len(record.abstract) > 60 and (
        text.endswith("…") or record.abstract.rstrip(" ])").endswith(("...", ". . ."))
    ):
        yield problem(record, "LR072", field="abstract")


_NOTHING = re.compile(
    r"(?i)[\[({]?\s*(?:"
    r"(?:no|without) (?:abstract|title|author|author name|author id)s?(?: (?:available|found|given|listed))?"
    r"|(?:abstract|author|title) (?:not|un)\s?available|n/a|null|none|nan|undefined|untitled|\?+|-+|tba|tbd|todo|xxx+"
    r")\s*[\])}]?\.?"
)


def placeholders(record: Record) -> Iterator[Problem]:
    """Give LR073 for a title, author or abstract that only says there is none, such as `[No abstract available]`.

    To every program it is a value: duplicates are found by it, and words are looked for in it.
    """
    for name in ("title", "author", "abstract"):
        # as written: read as a name, `[No author name available]` has a first and a last one
        value = (record.raw_fields.get(name) or record.get(name)).strip("{} ")
        if value and len(value) < 40 and _NOTHING.fullmatch(value):
            yield problem(
                record,
                "LR073",
                level="info" if name == "abstract" else "warning",
                field=name,
                value=shown(value),
            )


def title_in_capitals(record: Record) -> Iterator[Problem]:
    """Give LR066 for a title that is all in capitals: no style can bring back which of them belong.

    Acronyms make short titles of capitals (USA PATRIOT ACT), so it takes five words and thirty letters.
    """
    title = record.title
    if title.isupper() and len(title.split()) >= 5 and sum(map(str.isalpha, title)) >= 30:
        yield problem(record, "LR066", field="title")
