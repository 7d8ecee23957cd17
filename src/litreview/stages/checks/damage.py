"""Rules about damage that programs do to entries: wrong encodings, HTML, spreadsheets, cut ends, lost references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.core import problems
from litreview.core.containers import grouped
from litreview.core.libraries import re
from litreview.core.model import Problem, Record, Where
from litreview.core.text import MONTHS, fold
from litreview.core.text.encodings import LOST, SCRAMBLED, repaired
from litreview.core.wording import plural
from litreview.stages.checks.record_problems import problem, shown

# addresses, and what other programs keep for themselves
_SKIPPED = frozenset(
    {"url", "doi", "eprint", "pdf", "link", "file", "localfile", "groups", "ids", "crossref", "owner"}
)


def mojibake(record: Record) -> Iterator[Problem]:
    """Give LR070 for letters that a wrong encoding made into others, and for letters that were lost.

    The pairs looked for (`Ã©`, `â€™`) are in no language; U+FFFD replaces a letter that is lost.
    """
    for name, value in record.fields.items():
        if value.isascii():
            continue
        if (found := SCRAMBLED.search(value)) and repaired(value) != value:
            around = value[max(0, found.start() - 10) : found.end() + 10]
            wording = "LR070.wrong-encoding"
        elif found := LOST.search(value):
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
    """Give LR073 for a title, author or abstract that only says it is missing, such as `[No abstract available]`.

    To every program it is a value: duplicates are found by it, and words are looked for in it. One that was left out on reading is LR081.
    """
    for name in filter(record.get, ("title", "author", "abstract")):
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


REFERENCE_FIELDS = (
    *("cited-references", "cited_references", "citedreferences", "references", "reference", "bibliography"),
    *("cites", "citations-to", "cr", "ris-cr"),
)
"""Where exports keep the works that a work cites."""

# Zotero's own storage folder, and the names it gives to attachments
_ATTACHMENT = re.compile(
    r"(?i)zotero[\\/]+storage|^(?:full text(?: pdf)?|snapshot|pdf|submitted version|accepted version):files/\d+/|^files/\d+/"
)
_EXTRA = re.compile(
    r"(?im)\bcitation key: ?\S|^(?:tex\.\w+|publisher|number|section): .*\bpublisher: |zotero\.org/(?:users|groups)/\d+/"
)
# the keys of Zotero's BibTeX export (doe_raids_2019) and of Better BibTeX (doeRaidsRescuesLaw2019)
_ZOTERO_KEY = re.compile(r"[a-z-]+_[^_\s]+_(?:\d{4}|nodate)(?:-\d+)?")
_BETTER_KEY = re.compile(r"[a-z-]+(?:[A-Z][a-z]+){2,3}(?:\d{4}[a-z]?)?")
_MARKED = 0.5
"""Share of a file's entries that must have keys as Zotero makes them: one such key is chance, half of them are not."""
_BETTER_MARKED = 0.1
"""The same for Better BibTeX, whose keys nothing else makes: a small first letter, then two or three words and the year."""

_ORIGIN = re.compile(
    r"(?i)\bWOS:\d{15}|\bISI:\d{15}|\beid=2-s2\.0-\d|\b2-s2\.0-\d{8}|scopus\.com/|webofscience\.com|webofknowledge\.com|\bcited by(?: since \d{4})?: ?\d+"
)
_ORIGIN_FIELDS = (
    "url", "note", "annotation", "extra", "accession", "database", "source", "unique-id", "eid",
    "archive", "ut",
)  # fmt: skip


def lost_references(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR075 for a file that went through Zotero and whose entries came from Web of Science or Scopus: Zotero has no place
    for cited references and drops them (zotero-better-bibtex issue 1312). One Problem a file; none where another file has them.

    A warning if entries say that they came from there; without a trace of it, and with no cited reference in any file, it is
    only noted.
    """
    by_file = grouped((record.where.file, record) for record in records)
    citing = [one for members in by_file.values() for one in members if _has_references(one)]
    known = {name for record in citing for name in _names(record)}
    for file, members in by_file.items():
        if any(map(_has_references, members)) or not _from_zotero(members):
            continue
        traced = [record for record in members if _traced(record)]
        bare = [record for record in traced if not known & _names(record)]
        if bare:
            entries = plural(len(bare), "entry", "entries")
            yield problems.problem("LR075.traced", Where(file=file), entries=entries)
        elif not traced and not known and any(record.type == "article" for record in members):
            yield problems.problem("LR075.untraced", Where(file=file))


def _has_references(record: Record) -> bool:
    return any(record.fields.get(name) for name in REFERENCE_FIELDS)


def _names(record: Record) -> set[str]:
    return {name for name in (record.doi, fold(record.title)) if name}


def _traced(record: Record) -> bool:
    return any(_ORIGIN.search(record.fields[name]) for name in _ORIGIN_FIELDS if name in record.fields)


def _from_zotero(records: list[Record]) -> bool:
    plain = better = 0
    for record in records:
        fields = record.fields
        if (
            _ATTACHMENT.search(fields.get("file", ""))
            or any(
                _EXTRA.search(fields.get(name, "")) for name in ("note", "annotation", "extra", "id", "uri")
            )
            or "automatic-tags" in fields
        ):
            return True
        plain += bool(_ZOTERO_KEY.fullmatch(record.key))
        latex = "langid" in fields or "shortjournal" in fields or "journaltitle" in fields
        better += bool(latex and _BETTER_KEY.fullmatch(record.key))
    total = len(records)
    return total > 2 and (plain >= _MARKED * total or (better > 2 and better >= _BETTER_MARKED * total))
