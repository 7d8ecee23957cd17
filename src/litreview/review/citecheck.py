"""Check the footnotes of a memo against a review: which source each cites, whether `id.`, `supra`, pages and quotes are right."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from litreview.core import files
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.mark_words import says_interview
from litreview.core.containers import grouped
from litreview.core.errors import UsageError
from litreview.core.model import Person, Record, RecordId, Source, Where
from litreview.core.results.texts import page_words
from litreview.core.sealed import private_folder
from litreview.core.text import fold, surname
from litreview.core.text.dates import year_span
from litreview.core.wording import Value
from litreview.formats.references import Piece, ReferenceEntry, read_reference
from litreview.formats.references.entries import why_hidden
from litreview.formats.references.notes import NoteSpan, spans_of
from litreview.formats.references.segmentation import number_of
from litreview.review.cited_sources import SMALL_WORDS, SourceFinder, one_body
from litreview.review.import_works import split_references
from litreview.review.session import Review
from litreview.stages.duplicates import dedupe, judge_hits
from litreview.stages.texts import place_quote, quoted_spans
from litreview.stages.verification import verify_sources
from litreview.works.law import letters
from litreview.works.places import first_page, page_range, volume_of

CitationVerdict = Literal[
    "held", "not held", "impossible", "unresolved", "not found", "within the memo", "withheld"
]
QuoteVerdict = Literal["exact", "different", "not found", "no text"]

_PIN = re.compile(r"(?:\bat|\bpp?\.|\bS\.|\bpages?) ?\*?(?P<first>\d+)(?:[–-]\*?(?P<last>\d+))?")
_PIN_OF_BOOK = re.compile(r"[^\W\d] (?P<first>\d{1,4})(?:[–-](?P<last>\d{1,4}))?(?:, [\d–-]+)* \(")
_SUPRA = re.compile(
    r"^(?P<name>.*?),? ?\b(?P<way>supra|infra) ?(?:nn?\.|notes?)? ?(?P<note>\d+)?|^(?P<oscola>.*?) \(n (?P<n>\d+)\)",
    re.IGNORECASE,
)
_ID = re.compile(r"(?:id|ib[ií]d(?:em)?|idem|ebd|ebenda)\b", re.IGNORECASE)
_SHORT_CASE = re.compile(r"^(?P<name>.*?)(?:^|, )(?P<volume>\d{1,4}) (?P<reporter>[A-Z][\w. ’']*?) at ")
_INTERNAL = re.compile(r"\b(?:supra|infra) (?:part|section|text|chapter|app|fig|tbl|table)", re.IGNORECASE)
_HEREINAFTER = re.compile(r"\[hereinafter ([^\[\]]+)\]", re.IGNORECASE)
_NEAR = 60
"""Characters before the mark of a note in which its quote ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuote(Value):
    """A quote of a citation, held against the text of its source: `shown` is the text there, `page` its page.

    `turned`: words around the quote, or left out of it, that may turn its sense.
    """

    quote: str
    verdict: QuoteVerdict
    page: str = ""
    shown: str = ""
    turned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCitation(Value):
    """A citation in a note: the source it cites, and what is wrong with it.

    - `source`: the key of the source, or for a work that is not held the key that it would have;
    - `page`: the page it points to; `cited_in`: the note with the citation that `id.` and `supra` mean;
    - `faults`: what is wrong, a sentence each; `sides`: the review's findings that the source supports, contradicts or qualifies.
    """

    note: str
    where: Where
    text: str
    signal: str = ""
    verdict: CitationVerdict
    source: str = ""
    cited_in: str = ""
    page: str = ""
    quotes: tuple[CheckedQuote, ...] = ()
    sides: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cited:
    """A work that a note cites: its entry, and its source if the review has it."""

    entry: ReferenceEntry
    note: int
    key: str
    source: Source | None = None
    names: frozenset[str] = frozenset()

    @property
    def pages(self) -> str:
        own = self.entry.fields.get("pages", "")
        held = self.source.get("pages") if self.source else ""
        return held or own


@dataclass(slots=True)
class _Memo:
    """The notes checked so far, with the works that each cites."""

    find: Callable[[ReferenceEntry], tuple[Source | None, str]]
    quotes: Callable[[str, Sequence[str], str], tuple[CheckedQuote, ...]]
    sides: Mapping[str, Sequence[str]]
    impossible: Callable[[ReferenceEntry], str]
    works: dict[int, list[_Cited]] = field(default_factory=dict)
    last_note: int = 0


def check_citations(
    memo: Path | str, review: Review | None = None, *, today: date | None = None
) -> tuple[CheckedCitation, ...]:
    """Return each citation in the notes of a memo (.docx, .md, .tex or text), checked; without a `review` no cited work is a source.

    Sources that are confidential are not looked for; a citation that may be of an interview is withheld, without its text. `UsageError` for a memo that is
    confidential as a whole: its citations would be shown.
    """
    path = Path(memo)
    pieces, _, sealed = split_references(files.read_bytes(path), path.name)
    if (
        sealed
        or is_code(path.stem)
        or private_folder(str(path.absolute()))
        or private_folder(os.path.realpath(path))
    ):
        raise UsageError(
            f"{path.name} is confidential, and its citations are not shown; take out what marks it so, or check a copy without that"
        )
    notes = [piece for piece in pieces.pieces if piece.note] or list(pieces.pieces)
    state = _state(review, today or datetime.now(UTC).date())
    found: list[CheckedCitation] = []
    for place, piece in enumerate(notes, 1):
        number, text = (piece.number, piece.text) if piece.number else number_of(piece.text)
        note = int(number) if number.isdigit() else place
        state.works.setdefault(note, [])
        quotes = [*_quotes_before(pieces.before.get(piece.number, ""))]
        for span in spans_of(text):
            if span.kind == "text" or not re.search(r"\w", span.text):
                continue
            if why_hidden(span.text, path.name):
                where = Where(file=path.name, line=piece.line)
                found.append(
                    CheckedCitation(note=number or str(place), where=where, text="", verdict="withheld")
                )
                continue
            checked = _checked(
                state, note, replace(piece, number=number or str(place)), span, path.name, quotes
            )
            if checked.verdict == "not found" and not piece.note:
                # a line of a text without notes
                continue
            found.append(checked)
            quotes = []
        state.last_note = note
    return tuple(found)


def _quotes_before(text: str) -> Iterator[str]:
    """Yield the quotes that end in front of the mark of a note."""
    for quote, _ in quoted_spans(text) if not says_interview(text) else ():
        if len(text) - (text.rfind(quote) + len(quote)) <= _NEAR:
            yield quote


def _checked(
    state: _Memo, note: int, piece: Piece, span: NoteSpan, path: str, quotes_before: Sequence[str]
) -> CheckedCitation:
    base = CheckedCitation(
        note=piece.number, where=Where(file=path, line=piece.line), text=span.text, signal=span.signal, verdict="not found"
    )  # fmt: skip
    if span.kind == "earlier":
        if _INTERNAL.search(span.text):
            return replace(base, verdict="within the memo")
        cited, fault = _resolved(state, note, span.text)
    else:
        entry = read_reference(span.text, base.where, piece.number)
        if entry is None:
            return replace(base, faults=("No work can be told in this citation.",))
        source, fault = state.find(entry)
        cited = _Cited(
            entry=entry,
            note=note,
            key=source.key if source else _label(entry),
            source=source,
            names=_names(entry, source, span.text),
        )
    if cited is None:
        return replace(base, verdict="unresolved", faults=(fault,))
    state.works[note].append(cited)
    faults = [fault] if fault else []
    verdict: CitationVerdict = "held" if cited.source else "not held"
    if span.kind == "citation":
        if why := state.impossible(cited.entry):
            verdict = "impossible"
            faults.append(why)
        faults += _differences(cited)
    pin = _pin(span.text, cited.entry if span.kind == "citation" else None)
    faults += _page_faults(pin, cited)
    quotes = (
        state.quotes(
            cited.key,
            [*quotes_before, *_quotes_in(span.text, cited.entry)],
            f"p. {'-'.join(filter(None, pin))}",
        )
        if cited.source
        else ()
    )
    faults += _quote_faults(quotes, pin)
    return replace(
        base, verdict="unresolved" if fault and span.kind == "earlier" else verdict, source=cited.key, cited_in=str(cited.note) if span.kind == "earlier" else "",
        page="–".join(filter(None, pin)), quotes=quotes, sides=tuple(state.sides.get(cited.key, ())), faults=tuple(faults),
    )  # fmt: skip


def _label(entry: ReferenceEntry) -> str:
    """Return a name for a work that is not held: first author, or title, and year."""
    who = surname(entry.authors[0]).title() if entry.authors else entry.fields.get("title", "")[:40]
    return f"{who} {entry.year or ''}".strip()


def _names(entry: ReferenceEntry, source: Source | None, text: str) -> frozenset[str]:
    """Return the words by which later notes name a work: of its people, its title, its type, and of `[hereinafter …]` in the text."""
    works = [work for work in (entry, source) if work]
    people = [surname(person) for work in works for person in work.authors or work.editors]
    fields = [
        work.fields.get(name, "") for work in works for name in ("title", "shorttitle", "type", "institution")
    ]
    return frozenset(
        word for each in (*people, *fields, *_HEREINAFTER.findall(text)) for word in _words_of(each)
    )


def _words_of(name: str) -> set[str]:
    """Return the words of a name that tell works apart."""
    return {word for word in fold(name).split() if len(word) > 1 and word not in SMALL_WORDS}


def _resolved(state: _Memo, note: int, text: str) -> tuple[_Cited | None, str]:
    """Return the work that `id.`, `supra` or a short form means, and what is wrong with it."""
    if found := _SUPRA.match(text):
        number = found["note"] or found["n"]
        name = (found["name"] or found["oscola"] or "").strip(" ,")
        return _by_note(state, note, name, int(number) if number else 0, found["way"] or "supra")
    if _ID.match(text):
        return _previous(state, note)
    if found := _SHORT_CASE.match(text):
        return _short_case(state, found)
    name = re.split(r",? \b(?:op|loc|art|ob)\. ?cit|,? a\. ?a\. ?O", text)[0]
    return _by_note(state, note, name, 0, "supra")


def _previous(state: _Memo, note: int) -> tuple[_Cited | None, str]:
    if state.works[note]:
        return state.works[note][-1], ""
    before = state.works.get(state.last_note, []) if state.last_note else []
    if not before:
        return (
            None,
            f"Id. refers to note {state.last_note}, which cites nothing."
            if state.last_note
            else "Id. has no note before it.",
        )
    if len({one.key for one in before}) > 1:
        return (
            None,
            f"Id. is ambiguous: note {state.last_note} cites {len({one.key for one in before})} works.",
        )
    return before[-1], ""


def _by_note(state: _Memo, note: int, name: str, number: int, way: str) -> tuple[_Cited | None, str]:
    """Return the work of this name that an earlier note cites, in note `number` if that is not 0, and what is wrong with it."""
    if fault := _direction_fault(note, name, number, way.lower()):
        return None, fault
    # `Roe, Keys of Ports, supra note 3`: author and short title must both be the work's
    parts = [*filter(None, map(_words_of, name.split(",")))]
    words = set[str]().union(*parts)
    earlier = [
        one for works in state.works.values() for one in works if all(part & one.names for part in parts)
    ]
    if matching := [one for one in earlier if not number or one.note == number]:
        return _best_named(matching, words, name)
    if number and number not in state.works:
        return None, f"There is no note {number}."
    return None, _not_cited_fault(name, number, earlier if words else ())


def _direction_fault(note: int, name: str, number: int, way: str) -> str:
    """Return what is wrong with a reference to a later note, or one by `infra`; `""` for a note before."""
    if way == "infra" and number > note:
        return f"Note {number} is not checked from here; see that it cites {name or 'the work'}."
    if way == "infra" or number > note:
        return f"Note {number} does not come {'before' if way == 'supra' else 'after'} this note ({note})."
    return ""


def _not_cited_fault(name: str, number: int, elsewhere: Sequence[_Cited]) -> str:
    """Return the sentence for a work that a note does not cite; `number` 0 is any note, `elsewhere` its name's works in other notes."""
    notes = f"Note {number} does" if number else "The notes before do"
    hint = f"; it is cited in note {min(one.note for one in elsewhere)}" if elsewhere else ""
    return f"{notes} not cite {name or 'a work'}{hint}."


def _best_named(works: Sequence[_Cited], words: set[str], name: str) -> tuple[_Cited | None, str]:
    """Return the first of the works that share most words with a name, or a fault where those are several works."""
    most = max(len(words & one.names) for one in works)
    best = [one for one in works if len(words & one.names) == most]
    keys = sorted({one.key for one in best})
    if len(keys) > 1:
        return None, f"{name or 'Supra'} is ambiguous: {' and '.join(keys)} are meant alike."
    return best[0], ""


def _short_case(state: _Memo, found: re.Match[str]) -> tuple[_Cited | None, str]:
    place = f"{found['volume']} {found['reporter'].strip()}"
    for one in (one for works in state.works.values() for one in works):
        fields = one.entry.fields
        reporter = fields.get("reporter", fields.get("journal", ""))
        if fields.get("volume") == found["volume"] and letters(reporter) == letters(found["reporter"]):
            words = _words_of(found["name"])
            if not words or words & one.names:
                return one, ""
            name, meant = found["name"].strip(" ,"), fields.get("title", "another case")
            return one, f"{place} is {meant}, cited in note {one.note}, not {name}."
    return None, f"No note before cites a case at {place.rstrip('.')}."


def _pin(text: str, entry: ReferenceEntry | None) -> tuple[str, str]:
    """Return the first and the last page to which a citation points, `""` for none."""
    bare = re.sub(r"\((?![^()]*\d{4}\)).*?\)", "", text) if entry else text
    first = entry.fields.get("pages", "").split("–")[0] if entry else ""
    if first:
        patterns = [
            re.compile(rf"\b{re.escape(first)}(?:[–-]\d+)?, (?:at )?(?P<first>\d+)(?:[–-](?P<last>\d+))?"),
            _PIN,
        ]
    else:
        patterns = [_PIN, _PIN_OF_BOOK] if entry else [_PIN]
    for pattern in patterns:
        for found in pattern.finditer(bare):
            # `pp. 11–38` are the pages of the work, and no place in it
            if pattern is not _PIN or found["first"] != first:
                return _full_range(found["first"], found["last"] or "")
    return "", ""


def _full_range(first: str, last: str) -> tuple[str, str]:
    return first, first[: len(first) - len(last)] + last if 0 < len(last) < len(first) else last


def _page_faults(pin: tuple[str, str], cited: _Cited) -> Iterator[str]:
    """Yield what is wrong with a page: it is outside the work."""
    if not pin[0] or cited.entry.type in ("legislation", "hearing"):
        return
    first, last = page_range(cited.pages)
    total = cited.source.get("pagetotal") if cited.source else ""
    asked = [int(page) for page in pin if page]
    if len(asked) == 2 and asked[1] < asked[0]:
        yield f"The pages {pin[0]}–{pin[1]} run backwards."
    elif first.isdigit() and (asked[0] < int(first) or (last.isdigit() and asked[-1] > int(last))):
        yield f"Page {'–'.join(filter(None, pin))} is outside the work, which is on {f'pages {first}–{last}' if last else f'page {first} and after'}."
    elif not first and total.isdigit() and asked[-1] > int(total):
        yield f"Page {asked[-1]} is outside the work, which has {total} pages."


def _differences(cited: _Cited) -> Iterator[str]:
    """Yield where a citation says something else than the entry of its source."""
    source, entry = cited.source, cited.entry
    if source is None:
        return
    named = [each.authors[0] if each.authors else None for each in (entry, source)]
    years = _years(source)
    pairs = {
        "year": (str(entry.year or ""), "" if entry.year in years else str(source.year or "")),
        "volume": (volume_of(entry.fields.get("volume", "")), volume_of(source.get("volume"))),
        "first page": (first_page(entry.fields.get("pages", "")), first_page(source.get("pages"))),
        "first author": tuple(each.display if each else "" for each in named),
    }
    for name, (ours, theirs) in pairs.items():
        agree = _same_author(*named) if name == "first author" else fold(ours) == fold(theirs)
        if ours and theirs and not agree:
            yield f"The {name} is {ours} here, and {theirs} in the entry {source.key}."


def _years(source: Source) -> set[int]:
    """Return the years that the records of a source name, and those of a span: HeinOnline prints `2009-2010` for a volume."""
    works = [source, *source.records]
    spans = {year for work in works for year in year_span(work.get("year") or work.get("date"))}
    return spans.union(work.year for work in works if work.year)


def _same_author(ours: Person | None, theirs: Person | None) -> bool:
    """Return whether two authors may be one: the words of one surname stand in the other, or one organisation's name is the shorter one of the other.

    >>> roe, monroe, double = (Person(family=name) for name in ("Roe", "Monroe", "Roe Doe"))
    >>> _same_author(roe, monroe), _same_author(roe, double)
    (False, True)
    """
    if ours is None or theirs is None:
        return True
    here, there = (f" {surname(one)} " for one in (ours, theirs))
    return here in there or there in here or one_body(ours.display, theirs.display)


def _quotes_in(text: str, entry: ReferenceEntry) -> Iterator[str]:
    """Yield the quotes in the brackets after a citation; a title in quotation marks is not a quote."""
    for quote, _ in quoted_spans(text):
        if fold(quote) not in fold(entry.fields.get("title", "")) and "(" in text[: text.find(quote)]:
            yield quote


def _quote_faults(quotes: Sequence[CheckedQuote], pin: tuple[str, str]) -> Iterator[str]:
    for one in quotes:
        words = " ".join(one.quote.split()[:8])
        if one.verdict == "different":
            yield f"The quote '{words} …' differs from the text{f' on {one.page}' if one.page else ''}: {one.shown}"
        elif one.verdict == "not found":
            yield f"The quote '{words} …' is not in the text."
        elif one.verdict == "exact" and pin[0] and (page := re.fullmatch(r"p\. (\d+)", one.page)):
            first, last = int(pin[0]), int(pin[1] or pin[0])
            if not first <= int(page[1]) <= last:
                yield f"The quote '{words} …' is on {one.page}, not on p. {pin[0]}."
        if one.turned:
            yield f"The quote '{words} …' may say something else in the text, which has '{one.turned}' with it: quote that, too?"


def _state(review: Review | None, today: date) -> _Memo:
    def impossible(entry: ReferenceEntry) -> str:
        record = Record(
            key="memo", type=entry.type, fields=entry.fields, authors=entry.authors, editors=entry.editors, year=entry.year, doi=entry.doi,
            id=RecordId("memo:memo"), where=entry.where,
        )  # fmt: skip
        (verified,) = verify_sources(dedupe([record]).sources, judge=judge_hits, today=today)
        return "; ".join(one.says for one in verified.contradictions)

    sources = [] if review is None else [source for source in review.sources if not source.confidential]
    finder = SourceFinder(sources, () if review is None else review.decisions)

    def quotes(key: str, wanted: Sequence[str], cited: str) -> tuple[CheckedQuote, ...]:
        return tuple(_held_quote(review, key, quote, cited) for quote in wanted) if review else ()

    sides = grouped(
        (key, f"{side} {finding.id}")
        for finding in (review.stage_value("findings").found if review else ())
        for side in ("supports", "contradicts", "qualifies")
        for key in getattr(finding, side)
    )
    for key, one in review.standing.status.items() if review else ():
        if one.status == "excluded":
            sides.setdefault(key, []).append("excluded from the review")
    return _Memo(find=finder.find, quotes=quotes, sides=sides, impossible=impossible)


def _held_quote(review: Review, key: str, quote: str, cited: str) -> CheckedQuote:
    """Return a quote held against the texts of its source, the best result of them; `cited` are its pages in the note."""
    found = CheckedQuote(quote=quote, verdict="no text")
    names: Mapping[str, QuoteVerdict] = {"found": "exact", "differently": "different", "missing": "not found"}
    rank = ("exact", "different", "not found", "no text")
    numbers = review.stage_value("page_numbers")
    for file, _ in review.stage_value("text_of").get(key, ()):
        labels, numbering = numbers[file.name]
        if (placed := place_quote(quote, cited, review.text_library.pages(file.digest), labels)) is None:
            continue
        page = page_words(labels[placed.page], numbering) if 0 <= placed.page < len(labels) else ""
        one = CheckedQuote(
            quote=quote,
            verdict=names[placed.verdict],
            page=page,
            shown=placed.shown,
            turned=placed.turned,
        )
        found = min(found, one, key=lambda each: rank.index(each.verdict))
    return found
