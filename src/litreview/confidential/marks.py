"""What makes an entry confidential. Where an entry leaves a doubt, or a mark has a slip in it, it is.

A mark is a field `confidential`, a line `tex.confidential: …` in a note, a keyword `confidential`, the type of an interview or a
personal communication, a code such as `I01`, and, in an entry of a loose type, words that say interview. Only the exact value
`false` opens an entry; of two marks that disagree the stricter counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePath

from litreview.confidential import spoken
from litreview.confidential.slips import near, near_pattern, near_places
from litreview.sealed import is_private_path

MARK = "confidential"
RELEASED = "released"
"""What a document that answers a request says when it may be shown."""
INTERVIEW_TYPES = frozenset([
    "conversation", "correspondence", "email", "fieldnote", "fieldnotes", "focusgroup", "icomm",
    "instantmessage", "interview", "letter", "oralhistory", "pcomm", "perscomm", "personal",
    "personalcomm", "personalcommunication", "personal_communication", "personal communication",
    "transcript",
])  # fmt: skip
"""Types of entries that are confidential by themselves, as BibTeX, RIS, CSL, EndNote and Zotero call them."""

TYPES = frozenset([
    "article", "artwork", "audio", "bibnote", "book", "bookinbook", "booklet", "case", "collection",
    "commentary", "conference", "dataset", "document", "electronic", "generic", "image", "inbook",
    "incollection", "inproceedings", "inreference", "jurisdiction", "legal", "legislation", "letter",
    "manual", "mastersthesis", "misc", "movie", "music", "mvbook", "mvcollection", "mvproceedings",
    "mvreference", "online", "patent", "performance", "periodical", "phdthesis", "proceedings",
    "reference", "report", "review", "set", "software", "standard", "statute", "suppbook",
    "suppcollection", "suppperiodical", "techreport", "thesis", "unpublished", "video", "www",
])  # fmt: skip
"""Types of entries that say nothing of a person, and may be shown of a sealed one."""

# what else a type may be called that differs from one of these by a letter
_OTHER_TYPES = frozenset({"article", "newsletter", "report", "review"})
_REQUEST_CODE = re.compile(r"PR\d{1,4}")
_DOCUMENT_CODE = re.compile(r"PR\d{1,4}-\d{1,3}")
# a slip in the code of a document: a letter, a digit or the dash lost, another, or one too many; what follows a lost comma
_NEAR_DOCUMENT = re.compile(
    r"(?i:\W?P\W?R\W?\d{1,4}[^\w\s]\W?\d{1,3}(?!\d).*)|.?R\d{1,3}-\d{1,3}|P\D?\d{1,3}-\d{1,3}|.?P.?R.?\d{1,3}-\d{1,3}"
    r"|PR\d{0,3}.?\d{0,3}-.?\d{0,2}.?|PR\d{1,4}\D\d{1,3}|PR0\d{2,4}",
    re.DOTALL,
)
_DOCUMENT_TYPE = re.compile(r"p\W?r\W?\d{1,4}\W\d{1,3}$", re.IGNORECASE)
_OF_REQUESTS = frozenset({"events", "sent"})
_CODE = re.compile(r"(?:I|PR)\d{1,4}|PR\d{1,4}-\d{1,3}")
_INTERVIEW_CODE = re.compile(r"I\d{1,4}")
# a code with a slip in it: another or no letter before the digits, a letter among them, a sign too many
_NEAR_CODE = re.compile(
    r"I|[A-Za-z]?\W?0\d{1,3}|I\W?\d{1,4}\W?|i\W?\d{2,4}|[iI]\d{0,3}[OolI]\d{0,3}|I\d{1,3}.\d{0,3}|I.\d{1,3}|.I\d{1,4}|I\d{2,4}(?![a-z\d]).*",
    re.DOTALL,
)
_LOOSE_TYPES = frozenset(
    {"misc", "unpublished", "online", "audio", "video", "manual", "document", "generic", ""}
)
_RIGHTS = frozenset({"access", "confidentiality", "copyright", "rights", "status"})
_SHORTEST = len(MARK) - 1
_TRUE = re.compile(r"""[\s{"']*true[\s}"']*""", re.IGNORECASE)
_FALSE = re.compile(r"""[\s{"']*false[\s}"']*""", re.IGNORECASE)
_NOTED = re.compile(r"(?i)\btex\.confidential\s*[:=]?\s*([^\n;]*)")
_KEYWORDS = frozenset(
    {"keywords", "keyword", "mesh", "automatic-tags", "index-keywords", "keywords-plus", "tags"}
)
# where a work's own words stand, its people, its place: what these say is said about the work, not by whom it was told
_NOT_DESCRIPTIVE = frozenset([
    "abstract", "author", "editor", "translator", "bookauthor", "references", "cited-references", "ris-cr",
    "cites", "doi", "url", "file", "groups", "journal", "journaltitle", "booktitle", "shortjournal",
    "affiliation", "keywords", "mesh", "publisher",
])  # fmt: skip
_SPOKEN_PHRASES = (
    "interview",
    "interviewed",
    "interviewee",
    "focus group",
    "focus groups",
    "personal communication",
)
_HALVES = tuple(
    sorted(
        {
            half
            for phrase in _SPOKEN_PHRASES
            for half in (phrase[: len(phrase) // 2], phrase[len(phrase) // 2 :])
        }
    )
)
_SPOKEN_EXACTLY = re.compile(
    r"(?i)\b(?:pers(?:onal)?\.?\s*comm(?:unications?|s)?\b\.?|interviews? (?:by|over|via|on) (?:the )?(?:tele)?phone|"
    r"interviews? (?:by|over|via|on) (?:video|zoom|skype|e-?mail)|(?:tele)?phone interviews?)"
)


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
    return _REQUEST_CODE.fullmatch(key) is not None


def is_document_code(key: str) -> bool:
    """Return whether a key is the code of a document that an agency gave out on a request.

    >>> is_document_code("PR16-2"), is_document_code("PR16")
    (True, False)
    """
    return _DOCUMENT_CODE.fullmatch(key) is not None


def is_confidential(
    type_: str, key: str, fields: Mapping[str, str] | Iterable[tuple[str, str]], path: str
) -> bool:
    """Return whether an entry must be sealed. `fields` are all it has, also those without a value or given twice.

    >>> is_confidential("misc", "Doe2019", {"howpublished": "Interview by telephone"}, "bib/a.bib")
    True
    >>> is_confidential("interview", "I01", {"confidential": "false"}, "bib/a.bib")
    False
    >>> is_confidential("article", "Doe2019", [("confidental", "")], "bib/a.bib")
    True
    >>> is_confidential("article", "Doe2019", {"title": "Interviews with police"}, "bib/a.bib")
    False
    >>> is_confidential("report", "PR03-2", {"confidential": "false"}, "bib/a.bib")
    True
    >>> is_confidential("report", "PR03-2", {"released": "true"}, "bib/a.bib")
    False
    """
    pairs = [*(fields.items() if isinstance(fields, Mapping) else fields)]
    if is_register(path) or _is_unreleased(type_, key, pairs):
        return True
    said = [value for name, value in pairs if _is_mark(name)]
    for name, value in pairs:
        if len(value) >= _SHORTEST:
            said += _noted(name, value)
        if name in _RIGHTS and _is_kept(name, value):
            said.append("true")
    if said:
        return not all(map(opens, said))
    if is_private_path(path) or is_interview_type(type_) or _INTERVIEW_CODE.fullmatch(key):
        return True
    if not is_loose(type_):
        return False
    return (
        _NEAR_CODE.fullmatch(key) is not None
        or spoken.seals(pairs)
        or any(speaks_of_interview(name, value) for name, value in pairs)
    )


def _is_unreleased(type_: str, key: str, pairs: Iterable[tuple[str, str]]) -> bool:
    """Return whether an entry is a document given out on a request, or one slip away from one, that nobody released.

    It may name victims: no other mark opens it. What is only near to the code of one may say that it is something else.
    """
    pairs = [*pairs]
    if is_document_code(key):
        return not _is_released(pairs)
    if _DOCUMENT_TYPE.search(type_):
        return True
    told = any(name in _OF_REQUESTS for name, _ in pairs)
    return bool(_NEAR_DOCUMENT.fullmatch(key)) and not (told or is_opened(pairs))


def _is_released(pairs: Iterable[tuple[str, str]]) -> bool:
    """Return whether a document says that it was released, once or more, and never anything else."""
    said = [value for name, value in pairs if name == RELEASED]
    return bool(said) and all(_TRUE.fullmatch(value) for value in said)


def _is_kept(name: str, value: str) -> bool:
    """Return whether one of `_RIGHTS` says that the entry is confidential."""
    if name == "confidentiality":
        return bool(value.strip()) and not opens(value)
    return spoken.folded(value).strip(" .") == MARK


@lru_cache(maxsize=4096)
def _is_mark(name: str) -> bool:
    lowered = name.lower()
    return lowered == MARK or near(lowered, MARK)


def _noted(name: str, value: str) -> list[str]:
    """Return what the marks in the value of a field say: in a list of keywords, or in a note as Zotero writes them."""
    lowered = value.lower()
    said = [found[1] for found in _NOTED.finditer(value)] if "tex.confidential" in lowered else []
    if name in _KEYWORDS:
        said += ["true" for place in near_places(lowered, MARK) if _is_keyword(lowered, *place)]
    return said


def _is_keyword(text: str, start: int, end: int) -> bool:
    """Return whether a mark stands free at one end at least, as it does where only a comma beside it is lost; `confidentiality` is none."""
    free = not text[start - 1 : start].isalpha() or not text[end : end + 1].isalpha()
    return free and not text.startswith(("ity", "ly"), end)


def is_register(path: str) -> bool:
    """Return whether a file is the register of interviews and requests: nothing in it is shown but what `litreview.register` lets pass.

    >>> is_register("bib/register.bib"), is_register("bib/Register.BIB"), is_register("bib/registers.bib")
    (True, True, False)
    """
    return PurePath(path).name.lower() == "register.bib"


def is_opened(fields: Iterable[tuple[str, str]], key: str = "") -> bool:
    """Return whether one of the fields says in so many words that the entry may be shown; of a document, that it was released."""
    if is_document_code(key):
        return _is_released(fields)
    return any(name == MARK and opens(value) for name, value in fields)


def is_loose(type_: str) -> bool:
    """Return whether a type says so little that an interview may have been entered under it."""
    return type_.lower() in _LOOSE_TYPES


def opens(value: str) -> bool:
    """Return whether the value of a mark opens an entry: `false`, and nothing else.

    >>> opens(" False "), opens("{false}"), opens(""), opens("false, as far as I know")
    (True, True, False, False)
    """
    return _FALSE.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def is_interview_type(type_: str) -> bool:
    """Return whether a type is that of an interview or a personal communication, or one slip away from it.

    >>> is_interview_type("Intervew"), is_interview_type("PCOMM"), is_interview_type("book")
    (True, True, False)
    >>> is_interview_type("miscI01"), is_interview_type("AAAI 2013")
    (True, False)
    """
    lowered = re.sub(r"[-_ ]+", "", type_.lower())
    if lowered in INTERVIEW_TYPES:
        return True
    if lowered in _OTHER_TYPES:
        return False
    return (
        any(near(lowered, each) for each in INTERVIEW_TYPES)
        or re.search(r"^interview|^i\d{2,4}$", lowered) is not None
        # a code that has lost what was before it
        or re.search(r"i[-_]?\d{2,4}$", type_.lower()) is not None
    )


def speaks_of_interview(name: str, value: str) -> bool:
    """Return whether a field says that the work is an interview or a personal communication: also in the plural, short, or with a slip.

    >>> speaks_of_interview("note", "Pers. comm."), speaks_of_interview("howpublished", "Focus groups, 2012")
    (True, True)
    >>> speaks_of_interview("howpublished", "Intervew"), speaks_of_interview("title", "Interviews with police")
    (True, False)
    """
    if name in _NOT_DESCRIPTIVE:
        return False
    if _SPOKEN_EXACTLY.search(value):
        return True
    lowered = value.lower()
    if not any(half in lowered for half in _HALVES):
        return False
    if name in {"title", "booktitle", "subtitle"}:
        # a study of interviews is a study
        return _TOLD.search(lowered) is not None
    return any(near_pattern(phrase).search(lowered) for phrase in _SPOKEN_PHRASES)


_TOLD = re.compile(r"\b(?:interview|interviewed|interviewee|focus group|personal communication)\b")
