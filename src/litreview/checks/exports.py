"""Rules about files as a whole: what program wrote them, and what that program leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from litreview.model import Problem, Record, Where
from litreview.problems import problem
from litreview.wording import plural

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
    "url",
    "note",
    "annotation",
    "extra",
    "accession",
    "database",
    "source",
    "unique-id",
    "eid",
    "archive",
    "ut",
)


def lost_references(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR075 for a file that went through Zotero and whose entries came from Web of Science or Scopus: Zotero has no place
    for cited references and drops them (zotero-better-bibtex issue 1312). One Problem a file; none where another file has them.

    A warning if entries say that they came from there; without a trace of it, and with no cited reference in any file, it is
    only noted.
    """
    held: dict[str, list[Record]] = {}
    known: set[str] = set()
    for record in records:
        held.setdefault(record.where.file, []).append(record)
        if _has_references(record):
            known |= _names(record)
    for file, members in held.items():
        if any(map(_has_references, members)) or not _from_zotero(members):
            continue
        traced = [record for record in members if _traced(record)]
        bare = [record for record in traced if not known & _names(record)]
        if bare:
            entries = plural(len(bare), "entry", "entries")
            yield problem("LR075.traced", Where(file=file), entries=entries)
        elif not traced and not known and any(record.type == "article" for record in members):
            yield problem("LR075.untraced", Where(file=file))


def _has_references(record: Record) -> bool:
    return any(record.fields.get(name) for name in REFERENCE_FIELDS)


def _names(record: Record) -> set[str]:
    from litreview.text import fold

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
