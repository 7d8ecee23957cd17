"""Citations of records requests, and of documents released on them, by each manual's rule for unpublished documents.

No manual has a form for a records request. So its rule for unpublished documents in the author's hands applies: the Bluebook's rule 17.2
(a letter or a document with its date, "on file with author"); APA's archival documents (an untitled one is described in square
brackets, "Copy in possession of"); the Chicago Manual's unpublished papers ("in the authors' possession"); MLA's container of
the same. The code comes first, because a text cites it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from litreview.core.model import Source
from litreview.core.pandoc import Inline
from litreview.core.results.public_records import Request
from litreview.core.text import MONTHS, issued
from litreview.stages.bibliography.trees import emph, link, words

_OUTCOME_WORDS = {
    "full": "granted", "partial": "granted in part", "denied": "denied", "no records": "no records found",
    "no answer": "no answer", "pending": "pending", "withdrawn": "withdrawn", "fee-barred": "closed on an unpaid fee",
    "referred": "referred to another agency", "Glomar": "neither confirmed nor denied", "in litigation": "in litigation",
}  # fmt: skip
_ANSWERS = ("appeal determination", "determination", "documents", "partial answer")
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def answered_on(request: Request) -> date | None:
    """Return the day of the agency's last answer to a request: its last determination, else the day of documents; None without one."""
    answers = [event for event in request.events if event.what in _ANSWERS]
    last = next((event for event in reversed(answers) if event.what != "documents"), None)
    return last.on if last else answers[-1].on if answers else None


class _Form(NamedTuple):
    """How a style prints a request with its answer, a request without one, and what is before and behind the title of a released document.

    `day` is how it writes a day. `sent` and `on` are for the days of a request and of a document; their second text is for an unknown one.
    """

    answered: str
    unanswered: str
    before: str
    behind: str
    day: str = "{month} {date.day}, {date.year}"
    sent: tuple[str, str] = (", {}", "")
    on: tuple[str, str] = (" {}.", "")
    who: tuple[str, str] = ("{}. ", "")

    def written(self, day: date | None) -> str:
        """Return a day as the style writes it, `""` for an unknown one."""
        names = {"month": MONTHS[day.month - 1], "short": _SHORT[day.month - 1]} if day else {}
        return self.day.format(date=day, **names) if day else ""


_BLUEBOOK = "Public Records Request to {agency}{no}{about}{under}{sent} (on file with author){came}."
_NOTES = _Form(
    answered="{agency}. Response to {letter}{dated}{under}{outcome}. {answered}. In the author’s possession.",
    unanswered="{Letter} to {agency}{under}{sent}{outcome}. In the author’s possession.",
    before="{who}",
    behind=".{on} {Note}. In the author’s possession.",
)
_AUTHOR_DATE = _NOTES._replace(
    answered="{agency}. {year}. Response to {letter}{dated}{under}{outcome}. {answered}. In the author’s possession.",
    before="{who}{year}. ",
    behind=".{exact} {Note}. In the author’s possession.",
)
_MLA = _Form(
    answered="{agency}. Response to {letter}{under}{outcome}. {answered}. In the author’s possession.",
    unanswered="{Letter} to {agency}{under}{outcome}.{sent} In the author’s possession.",
    before="{who}",
    behind=".{on} {Note}. In the author’s possession.",
    day="{date.day} {short} {date.year}",
    sent=(" {}.", ""),
)
_APA = _Form(
    answered="{agency}. ({answered}). [Response to {letter}{dated}{under}{outcome}]. Copy in possession of the author.",
    unanswered="[{Letter} to {agency}{under}{outcome}].{sent} Copy in possession of the author.",
    before="{who}({on}). ",
    behind=" [{Note}]. Copy in possession of the author.",
    day="{date.year}, {month} {date.day}",
    sent=(" ({}).", " (n.d.)."),
    on=("{}", "n.d."),
)
_FORMS: Mapping[str, _Form] = {
    "bluebook": _Form(
        answered=_BLUEBOOK,
        unanswered=_BLUEBOOK,
        before="{who}",
        behind="{on} ({note}) (on file with author).",
        day="{short} {date.day}, {date.year}",
        sent=(" ({})", ""),
        on=(" ({})", ""),
        who=("{}, ", ""),
    ),
    "apa": _APA,
    "chicago": _AUTHOR_DATE,
    "chicago-author-date": _AUTHOR_DATE,
    "mla": _MLA,
    "modern-language-association": _MLA,
}
"""By the name of a style, ours and that of its file. Any other style has the form of Chicago's notes."""


def _filled(form: tuple[str, str], text: str) -> str:
    return form[0].format(text) if text else form[1]


def request_form(request: Request, style: str, subject: str = "") -> list[Inline]:
    """Return the citation of a request in a style, its code first; nothing for a request that names no agency.

    `subject` is the title of the entry: what was requested.

    >>> from litreview.core.results import RequestEvent
    >>> from litreview.stages.bibliography.trees import plain_text
    >>> made = Request(code="PR01", agency="Port Office", tracking=("77",), outcome="no answer", events=(RequestEvent(on=date(2020, 1, 15), what="sent"),))
    >>> plain_text(request_form(made, "bluebook"))
    'PR01. Public Records Request to Port Office, No. 77 (Jan. 15, 2020) (on file with author); no answer.'
    """
    if not request.agency:
        return []
    form, sent, day = _FORMS.get(style, _NOTES), request.first("sent"), answered_on(request)
    answered, number = form.written(day), ", ".join(request.tracking)
    law, outcome = request.law_name, _OUTCOME_WORDS.get(request.outcome, "")
    about = f" (“{subject}”)" if subject else ""
    letter = f"ublic records request{f' no. {number}' if number else ''}{about}"
    pieces = {
        "agency": request.agency,
        "no": f", No. {number}" if number else "",
        "about": about,
        "letter": f"p{letter}",
        "Letter": f"P{letter}",
        "under": f" under the {law}" if law else "",
        # the comma behind the day shows that it is not the law's
        "dated": f", {_NOTES.written(sent)}{',' if law else ''}" if sent else "",
        "sent": _filled(form.sent, form.written(sent)),
        "outcome": f": {outcome}" if outcome else "",
        "came": f"; {outcome}{f' {answered}' if answered else ''}" if outcome else "",
        "answered": answered,
        "year": day.year if day else "",
    }
    printed = (form.answered if day else form.unanswered).format_map(pieces)
    return words(f"{request.code}. {printed}")


def document_form(source: Source, of: str, style: str) -> list[Inline]:
    """Return the citation of a document that was released on the request `of`, in a style, its code first."""
    authors = "; ".join(person.display for person in source.authors)
    who = authors or source.get("agency") or source.get("institution") or source.get("organization")
    form, day = _FORMS.get(style, _NOTES), _day(source)
    pieces = {
        "who": _filled(form.who, who),
        "year": source.year or "n.d",
        "on": _filled(form.on, form.written(day) or str(source.year or "")),
        "exact": _filled(form.on, form.written(day)),
        "note": f"released on public records request {of}",
        "Note": f"Released on public records request {of}",
    }
    before, after = form.before.format_map(pieces), form.behind.format_map(pieces)
    title: Inline = emph(words(source.title)) if source.title else {"t": "Str", "c": "Document"}
    found = [*words(f"{source.key}. {before}".rstrip()), {"t": "Space"}, title, *_after_title(after)]
    if address := source.get("url"):
        found += [{"t": "Space"}, link(words(address), address)]
    return found


def _after_title(text: str) -> list[Inline]:
    """Return the words after a title, with the space that they begin with."""
    return [*([{"t": "Space"}] if text.startswith(" ") else []), *words(text.strip())]


def _day(source: Source) -> date | None:
    iso = issued(source.fields)
    try:
        return date.fromisoformat(iso) if len(iso) == 10 else None
    except ValueError:
        return None
