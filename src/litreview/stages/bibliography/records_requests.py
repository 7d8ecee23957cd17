"""Citations of records requests, and of documents released on them, by each manual's rule for unpublished documents.

No manual has a form for a records request. So its rule for unpublished documents in the author's hands applies: the Bluebook's rule 17.2
(a letter or a document with its date, "on file with author"); APA's archival documents (an untitled one is described in square
brackets, "Copy in possession of"); the Chicago Manual's unpublished papers ("in the authors' possession"); MLA's container of
the same. The code comes first, because a text cites it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from litreview.core.model import Source
from litreview.core.pandoc import Inline
from litreview.core.results import Request, RequestEvent
from litreview.core.text import MONTHS, issued
from litreview.core.wording import Value
from litreview.stages.bibliography.trees import emph, link, words

_OUTCOME_WORDS = {
    "full": "granted", "partial": "granted in part", "denied": "denied", "no records": "no records found",
    "no answer": "no answer", "pending": "pending", "withdrawn": "withdrawn", "fee-barred": "closed on an unpaid fee",
    "referred": "referred to another agency", "Glomar": "neither confirmed nor denied", "in litigation": "in litigation",
}  # fmt: skip
_ANSWERS = ("appeal determination", "determination", "documents", "partial answer")
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts(Value):
    """The facts of a request that its citation prints, in words; `""` and None for unknown ones."""

    code: str
    agency: str
    number: str
    subject: str
    law: str
    outcome: str
    sent: date | None
    answered: date | None

    @property
    def letter(self) -> str:
        """The request as a noun: `public records request no. 2020-1`."""
        subject = f" (“{self.subject}”)" if self.subject else ""
        return f"public records request{f' no. {self.number}' if self.number else ''}{subject}"

    @property
    def under(self) -> str:
        """The law with its preposition."""
        return f" under the {self.law}" if self.law else ""

    @property
    def dated(self) -> str:
        """The request with its day of sending and its law; the comma between them shows that the day is not the law's."""
        sent = f", {_american(self.sent)}{',' if self.law else ''}" if self.sent else ""
        return f"{self.letter}{sent}{self.under}"


def request_facts(request: Request, subject: str = "") -> RequestFacts:
    """Return the facts that a citation of a request prints; its answer is the agency's last on the records. `subject`: what was requested."""
    answer: RequestEvent | None = next(
        (event for event in reversed(request.events) if event.what in _ANSWERS and event.what != "documents"),
        next((event for event in reversed(request.events) if event.what in _ANSWERS), None),
    )
    return RequestFacts(
        code=request.code,
        agency=request.agency,
        number=", ".join(request.tracking),
        subject=subject,
        law=request.law_name,
        outcome=_OUTCOME_WORDS.get(request.outcome, ""),
        sent=request.first("sent"),
        answered=answer.on if answer else None,
    )


def _american(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _apa(day: date) -> str:
    return f"{day.year}, {MONTHS[day.month - 1]} {day.day}"


def _bluebook(day: date) -> str:
    return f"{_SHORT[day.month - 1]} {day.day}, {day.year}"


def _mla(day: date) -> str:
    return f"{day.day} {_SHORT[day.month - 1]} {day.year}"


def _in_bluebook(f: RequestFacts) -> str:
    sent = f" ({_bluebook(f.sent)})" if f.sent else ""
    on = f" {_bluebook(f.answered)}" if f.answered else ""
    came = f"; {f.outcome}{on}" if f.outcome else ""
    number = f", No. {f.number}" if f.number else ""
    subject = f" (“{f.subject}”)" if f.subject else ""
    return (
        f"Public Records Request to {f.agency}{number}{subject}{f.under}{sent} (on file with author){came}."
    )


def _in_apa(f: RequestFacts) -> str:
    outcome = f": {f.outcome}" if f.outcome else ""
    possession = "Copy in possession of the author."
    if f.answered:
        return f"{f.agency}. ({_apa(f.answered)}). [Response to {f.dated}{outcome}]. {possession}"
    when = f" ({_apa(f.sent)})." if f.sent else " (n.d.)."
    return f"[P{f.letter[1:]} to {f.agency}{f.under}{outcome}].{when} {possession}"


def _in_chicago(f: RequestFacts, *, author_date: bool = False) -> str:
    outcome = f": {f.outcome}" if f.outcome else ""
    possession = "In the author’s possession."
    if f.answered:
        year = f" {f.answered.year}." if author_date else ""
        return f"{f.agency}.{year} Response to {f.dated}{outcome}. {_american(f.answered)}. {possession}"
    sent = f", {_american(f.sent)}" if f.sent else ""
    return f"P{f.letter[1:]} to {f.agency}{f.under}{sent}{outcome}. {possession}"


def _in_author_date(f: RequestFacts) -> str:
    return _in_chicago(f, author_date=True)


def _in_mla(f: RequestFacts) -> str:
    outcome = f": {f.outcome}" if f.outcome else ""
    if f.answered:
        return f"{f.agency}. Response to {f.letter}{f.under}{outcome}. {_mla(f.answered)}. In the author’s possession."
    sent = f" {_mla(f.sent)}." if f.sent else ""
    return f"P{f.letter[1:]} to {f.agency}{f.under}{outcome}.{sent} In the author’s possession."


_STYLES: Mapping[str, Callable[[RequestFacts], str]] = {
    "bluebook": _in_bluebook, "apa": _in_apa, "chicago": _in_author_date, "chicago-author-date": _in_author_date,
    "chicago-notes": _in_chicago, "chicago-notes-bibliography": _in_chicago, "mla": _in_mla,
    "modern-language-association": _in_mla,
}  # fmt: skip
"""By the name of a style, ours and that of its file. Any other style has the form of Chicago's notes."""


def request_form(request: Request, style: str, subject: str = "") -> list[Inline]:
    """Return the citation of a request in a style, its code first; nothing for a request that names no agency.

    `subject` is the title of the entry: what was requested.

    >>> from litreview.stages.bibliography.trees import plain_text
    >>> made = Request(code="PR01", agency="Port Office", tracking=("77",), outcome="no answer", events=(RequestEvent(on=date(2020, 1, 15), what="sent"),))
    >>> plain_text(request_form(made, "bluebook"))
    'PR01. Public Records Request to Port Office, No. 77 (Jan. 15, 2020) (on file with author); no answer.'
    """
    if not request.agency:
        return []
    form = _STYLES.get(style, _in_chicago)(request_facts(request, subject))
    return words(f"{request.code}. {form}")


class _Released(NamedTuple):
    """The facts printed around the title of a released document: its author, year and day, and a note on the request."""

    who: str
    year: str
    day: date | None
    note: str

    @property
    def sentence(self) -> str:
        return self.note[0].upper() + self.note[1:]

    def on(self, written: Callable[[date], str]) -> str:
        """Return the day as a style writes it, else the year."""
        return written(self.day) if self.day else self.year


def _document_in_bluebook(d: _Released) -> tuple[str, str]:
    on = d.on(_bluebook)
    return f"{d.who}, " * bool(d.who), f"{f' ({on})' if on else ''} ({d.note}) (on file with author)."


def _document_in_apa(d: _Released) -> tuple[str, str]:
    return (
        f"{d.who}. " * bool(d.who) + f"({d.on(_apa) or 'n.d.'}). ",
        f" [{d.sentence}]. Copy in possession of the author.",
    )


def _document_in_mla(d: _Released) -> tuple[str, str]:
    on = d.on(_mla)
    return f"{d.who}. " * bool(d.who), f". {f'{on}. ' if on else ''}{d.sentence}. In the author’s possession."


def _document_in_chicago(d: _Released) -> tuple[str, str]:
    day = f" {_american(d.day)}." if d.day else ""
    return f"{d.who}. " * bool(
        d.who
    ) + f"{d.year or 'n.d'}. ", f".{day} {d.sentence}. In the author’s possession."


def _document_in_notes(d: _Released) -> tuple[str, str]:
    on = d.on(_american)
    return f"{d.who}. " * bool(d.who), f".{f' {on}.' if on else ''} {d.sentence}. In the author’s possession."


_DOCUMENTS: Mapping[str, Callable[[_Released], tuple[str, str]]] = {
    "bluebook": _document_in_bluebook, "apa": _document_in_apa, "mla": _document_in_mla,
    "modern-language-association": _document_in_mla, "chicago": _document_in_chicago,
    "chicago-author-date": _document_in_chicago,
}  # fmt: skip
"""The text before and after the title, by the name of a style. Any other style has the form of Chicago's notes."""


def document_form(source: Source, of: str, style: str) -> list[Inline]:
    """Return the citation of a document that was released on the request `of`, in a style, its code first."""
    authors = "; ".join(person.display for person in source.authors)
    who = authors or source.get("agency") or source.get("institution") or source.get("organization")
    note = f"released on public records request {of}"
    document = _Released(who=who, year=str(source.year or ""), day=_day(source), note=note)
    before, after = _DOCUMENTS.get(style, _document_in_notes)(document)
    title: Inline = emph(words(source.title)) if source.title else {"t": "Str", "c": "Document"}
    form = [*words(f"{source.key}. {before}".rstrip()), {"t": "Space"}, title, *_after_title(after)]
    if address := source.get("url"):
        form += [{"t": "Space"}, link(words(address), address)]
    return form


def _after_title(text: str) -> list[Inline]:
    """Return the words after a title, with the space that they begin with."""
    return [*([{"t": "Space"}] if text.startswith(" ") else []), *words(text.strip())]


def _day(source: Source) -> date | None:
    iso = issued(source.fields)
    try:
        return date.fromisoformat(iso) if len(iso) == 10 else None
    except ValueError:
        return None
