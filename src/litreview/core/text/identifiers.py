"""Extracts identifiers (DOI, ISBN, ISSN, PMID, arXiv) from messy fields in their plain form; `""` without one."""

from __future__ import annotations

from html import unescape
from urllib.parse import unquote

from litreview.core.libraries import re
from litreview.core.model import Doi
from litreview.core.text.latex import verbatim

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+){0,8}/(?:(?!<\s*/?[A-Za-z])[^\s\"|{}])+")
# a field that is nothing but a DOI may have a registrant that is not (yet) four digits long
_DOI_FIELD = re.compile(r"10\.\d+(?:\.\d+){0,8}/(?:(?!<\s*/?[A-Za-z])[^\s\"|{}])+")
_RESOLVER = re.compile(
    r"\s*(?:(?:https?://)?[\w.-]{0,60}doi[\w.-]{0,60}(?::\d{1,5})?/|doi\s*[:=]?\s*|urn:doi:|info:doi/){1,4}",
    re.IGNORECASE,
)
_OF_DATABASE = "10.1002/central/"
"""Cochrane CENTRAL's form for the numbers of its records: it names a record of the database, and the work has another DOI or none."""
_TAIL_MARKS = frozenset(".,;:'’”“\"&>]}")
_TAIL_ENDINGS = ("pdf", "html", "htm")
_PMID = re.compile(r"(?<!\d)\d{1,9}(?!\d)")
_ARXIV = re.compile(r"(?<![\w.])(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?![\w.]*\d)")
_ISBN = re.compile(r"(?<![\dX])(?:97[89][\s‐-―-]*)?(?:\d[\s‐-―-]*){9}[\dXx](?![\dX])")
_ISSN = re.compile(r"(?<!\d)(\d{4})[\s‐-―-]?(\d{3}[\dXx])(?!\d)")


def doi(text: str) -> Doi:
    r"""Return the first DOI in the text, lower case, without resolver, LaTeX and trailing punctuation, or `""`.

    Characters encoded for an address or a page (`%28`, `&lt;`) are decoded, so that equal DOIs have equal texts. The number of a record in Cochrane CENTRAL
    (`10.1002/central/CN-01234567`) has the form of a DOI and is not the work's DOI.

    >>> doi("https://doi.org/10.1177/0003122414521231."), doi(r"doi:10.1007/978-3-319-1\_2"), doi("none")
    ('10.1177/0003122414521231', '10.1007/978-3-319-1_2', '')
    >>> doi("10.1016/S0140-6736%2805%291"), doi("10.1002/1097&lt;1::AID-1&gt;3.0")
    ('10.1016/s0140-6736(05)1', '10.1002/1097<1::aid-1>3.0')
    """
    if "10." not in text:
        if "10%2" not in text.lower():
            return Doi("")
        text = unquote(text)
    text = verbatim(text)
    while "&" in text and (plain := unescape(text)) != text:
        text = plain
    resolver = _RESOLVER.match(text)
    start = resolver.end() if resolver else len(text) - len(text.lstrip())
    match = _DOI_FIELD.match(text, start) or _DOI.search(text)
    if match is None:
        text = unquote(text)
        match = _DOI.search(text)
        if match is None:
            return Doi("")
    value = match.group(0)
    from_url = "://" in text[: match.start()]
    if from_url:
        value = re.split(r"[?#]", value, maxsplit=1)[0]
    while "%" in value and (plain := unquote(value)) != value:
        value = plain
    value = _without_tail(value.lower()).rstrip("/(")
    return Doi(value) if "/" in value and not value.startswith(_OF_DATABASE) else Doi("")


def is_database_number(text: str) -> bool:
    """Return whether a text names a record of Cochrane CENTRAL, whose numbers have the form of a DOI.

    >>> is_database_number("https://doi.org/10.1002/central/CN-00700000/full"), is_database_number("10.1002/14651858.CD001")
    (True, False)
    """
    return _OF_DATABASE in text.lower()


def _without_tail(value: str) -> str:
    """Return the value without punctuation of the sentence around it, or the ending of a file name."""
    end = len(value)
    surplus = value.count(")") - value.count("(")
    while end:
        if value[end - 1] in _TAIL_MARKS:
            end -= 1
        elif value[end - 1] == ")" and surplus > 0:
            # a closing parenthesis belongs to the DOI only if it opens one too, as in 10.1016/s0140-6736(05)1
            end -= 1
            surplus -= 1
        elif ending := next((each for each in _TAIL_ENDINGS if value.endswith(each, 0, end)), ""):
            end -= len(ending)
        else:
            break
    return value[:end]


def isbn(text: str, *, checked: bool = True) -> str:
    """Return the first ISBN as thirteen digits, or `""` if none has a right check digit (ISO 2108).

    With `checked=False`, to compare two records, a wrong check digit is accepted: it may be printed so in the book.

    >>> isbn("0-306-40615-2"), isbn("978-0-306-40615-7"), isbn("978-0-306-40615-0"), isbn("978-0-306-40615-0", checked=False)
    ('9780306406157', '9780306406157', '', '9780306406150')
    """
    for match in _ISBN.finditer(text):
        # imported here: most texts have the ISSN of a journal, and no match above
        from stdnum import ean, isbn as numbers

        digits = re.sub(r"[^0-9X]", "", match[0].upper())
        if numbers.is_valid(digits):
            return str(numbers.to_isbn13(digits))
        if not checked and len(digits) == 10:
            return f"978{digits[:9]}{ean.calc_check_digit('978' + digits[:9])}"
        if not checked:
            return digits
    return ""


def issn(text: str) -> str:
    """Return the first ISSN with a right check digit (ISO 3297) as `1234-567X`, or `""`.

    >>> issn("ISSN 03178471"), issn("0317-8472")
    ('0317-8471', '')
    """
    from stdnum import issn as numbers

    for match in _ISSN.finditer(text):
        digits = (match[1] + match[2]).upper()
        if numbers.is_valid(digits):
            return str(numbers.format(digits))
    return ""


def pmid(text: str) -> str:
    """Return the PubMed number in a `pmid` field, without leading zeros, or `""`."""
    match = _PMID.search(text)
    return match.group(0).lstrip("0") if match else ""


def arxiv(text: str) -> str:
    """Return the first arXiv identifier without its version, or `""`.

    >>> arxiv("arXiv:1706.03762v5"), arxiv("https://arxiv.org/abs/hep-th/9901001")
    ('1706.03762', 'hep-th/9901001')
    """
    match = _ARXIV.search(text)
    return match.group(1) if match else ""
