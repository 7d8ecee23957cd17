"""Finds the registration of a trial: a record whose place is a register of trials, and the number that it has there.

A register gives a trial one number (the registers of WHO's International Clinical Trials Registry Platform each have a form of their own).
Databases store one registration under several addresses, dates and names for its author. An article that only names the number of its trial is no
registration: it has a journal with a volume or pages.
"""

from __future__ import annotations

from litreview.core.libraries import re
from litreview.core.model import Span, Work

_NUMBER = re.compile(
    r"(?<![a-z0-9])(?:nct\d{8}|isrctn\d{8}|actrn\d{14}|chictr[-a-z]{0,5}\d{8,10}|drks\d{8}|ctri/\d{4}/\d{2,3}/\d{6}|jprn-[a-z]+\d{6,12}|umin\d{9}"
    r"|jrcts?\d{9,10}|irct\d{11,16}n\d{1,3}|kct\d{7}|tctr\d{11}|pactr\d{15,16}|slctr/\d{4}/\d{3}|rbr-[a-z0-9]{5,7}|rpcec\d{8}"
    r"|euctr\d{4}-\d{6}-\d{2}|\d{4}-\d{6}-\d{2}-[a-z]{2})(?![a-z0-9])",
    re.IGNORECASE,
)
_REGISTER = re.compile(
    r"clinicaltrials\.gov|isrctn|anzctr|trialsearch\.who\.int|who\.int/(?:trialsearch|ictrp)|chictr|drks\.de|ctri\.nic|clinicaltrialsregister\.eu|umin\.ac\.jp|rctportal|irct\.|cris\.nih|euctr",
    re.IGNORECASE,
)
_PLACES = ("journal", "journaltitle", "url", "howpublished", "publisher", "accession", "number", "series")


def registration_number(work: Work) -> str:
    """Return the number of a trial in its register, in lower case, if a work is the registration; else `""`.

    >>> registration_number(Work(key="a", type="article", fields={"journal": "https://clinicaltrials.gov/show/NCT02211111"}))
    'nct02211111'
    >>> fields = {"journal": "Harbor Medicine", "volume": "3", "pages": "10--19", "url": "https://clinicaltrials.gov/study/NCT02211111"}
    >>> registration_number(Work(key="b", type="article", fields=fields))
    ''
    """
    span = registration_span(work)
    if span is None:
        return ""
    # the European register writes EUCTR before a number and a country behind it
    number = span.text.lower().removeprefix("euctr")
    return number[:14] if number[:4].isdigit() else number


def registration_span(work: Work) -> Span | None:
    """Return the stretch of a field with the number of a trial, if a work is its registration; else None."""
    fields = work.fields
    if fields.get("volume") or fields.get("pages"):
        return None
    journal = work.container
    if journal and not (_REGISTER.search(journal[:300]) or _NUMBER.search(journal[:300])):
        return None
    in_register = False
    found = None
    for name in _PLACES:
        text = fields.get(name, "")[:300]
        if not text:
            continue
        in_register = in_register or _REGISTER.search(text) is not None
        match = _NUMBER.search(text)
        if match and found is None:
            found = Span(field=name, start=match.start(), end=match.end(), text=match[0])
            in_register = in_register or (name == "accession" and match[0] == text.strip())
    return found if in_register else None
