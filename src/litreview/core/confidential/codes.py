"""Codes by which interviews (`I01`), records requests (`PR01`) and documents given out on one (`PR01-2`) are shown."""

from __future__ import annotations

import re
from pathlib import PurePath

_REQUEST, _DOCUMENT = re.compile(r"PR\d{1,4}"), re.compile(r"PR\d{1,4}-\d{1,3}")
_CODE = re.compile(r"(?:I|PR)\d{1,4}|PR\d{1,4}-\d{1,3}")

_SPELLED = re.compile(
    r"(?P<kind>I|Interview(?:ee)?|PR)[-_.\s\u2010-\u2015]*(?P<number>\d{1,4})(?:\s*[-_./\u2010-\u2015]\s*(?P<document>\d{1,3}))?",
    re.IGNORECASE,
)


def spelled_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a text may mean as people spell them, nothing for a text that is no code.

    >>> spelled_codes("i-07"), spelled_codes("pr 3-1")[:2], spelled_codes("Ito2007")
    (('I7', 'I07', 'I007', 'I0007'), ('PR3-1', 'PR3-01'), ())
    """
    found = _SPELLED.fullmatch(text.strip())
    if not found or (found["document"] and found["kind"].upper() != "PR"):
        return ()
    kind = found["kind"].upper()[: 2 if found["kind"].upper() == "PR" else 1]
    numbers = [f"{int(found['number']):0{width}}" for width in range(1, 5)]
    documents = (
        [f"-{int(found['document']):0{width}}" for width in range(1, 4)] if found["document"] else [""]
    )
    return tuple(dict.fromkeys(f"{kind}{n}{document}" for n in numbers for document in documents))


def is_code(key: str) -> bool:
    """Return whether a key is the code of a participant, a request or a document that answers one, which may be shown.

    >>> is_code("I01"), is_code("PR16"), is_code("PR16-2"), is_code("Doe2019")
    (True, True, True, False)
    """
    return _CODE.fullmatch(key) is not None


def is_request_code(key: str) -> bool:
    """Return whether a key is the code of a records request.

    >>> is_request_code("PR16"), is_request_code("PR16-2"), is_request_code("I01")
    (True, False, False)
    """
    return _REQUEST.fullmatch(key) is not None


def is_document_code(key: str) -> bool:
    """Return whether a key is the code of a document that an agency gave out on a request.

    >>> is_document_code("PR16-2"), is_document_code("PR16")
    (True, False)
    """
    return _DOCUMENT.fullmatch(key) is not None


def is_register(path: str) -> bool:
    """Return whether a file is the register of interviews and requests; `litreview.stages.register` decides what of it is shown.

    >>> is_register("bib/register.bib"), is_register("bib/Register.BIB"), is_register("bib/registers.bib")
    (True, True, False)
    """
    return PurePath(path).name.lower() == "register.bib"
