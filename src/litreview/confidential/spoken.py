"""Words by which people say that a source was spoken or written to them alone: a table, and where it is looked for.

In an entry of a type that says little (`misc`, `unpublished`, `online` …) such words in a descriptive field seal it; in a report or a
book they are asked about (LR074).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

DESCRIPTIVE = frozenset(
    {"howpublished", "note", "type", "entrysubtype", "medium", "titleaddon", "genre", "ris-ty", "enw-type", "endnote-type"}
)  # fmt: skip
"""Fields that say what an entry is, `annotation` and `extra` apart, in which much else is said."""

PEOPLE = frozenset({"interviewer", "interviewee", "interviewers", "interviewees", "informant"})
"""Fields that only an interview has."""

SEALS: tuple[tuple[str, str], ...] = (
    # pattern in small letters without accents, an example
    (r"e-?mails? (?:to|with|from|message|messages|exchange|correspondence|communication|conversation)", "E-mail to the author"),
    (r"(?:tele)?phone (?:call|conversation|communication|discussion)s?", "Telephone conversation, 3 May"),
    (r"(?:zoom|skype|teams|video|facetime|signal) (?:call|conversation|chat)s?", "Zoom call"),
    (r"whatsapp (?:message|call|chat|conversation|communication)s?", "WhatsApp message"),
    (r"(?:text|direct|private|instant) messages? (?:to|with|from)", "Text message to the author"),
    (r"oral histor(?:y|ies)", "Oral history"),
    (r"field ?-?notes?", "Field notes"),
    (r"key[ -]informants?", "Key informant, Ohio"),
    (r"(?:personal|private) (?:correspondence|conversation|e-?mail|letter|message|interview)s?", "Personal correspondence"),
    (r"conversations? with (?:the )?(?:present )?authors?", "Conversation with the author"),
    (r"correspondence with (?:the )?(?:present )?authors?", "Correspondence with the author"),
    (r"interview(?:s|ed|ee|er)?", "Int{\\'e}rview"),
    (r"entretiens?(?: (?:avec|telephonique|personnel).*)?", "Entretien"),
    (r"communications? personnelles?", "Communication personnelle"),
    (r"entrevistas?", "Entrevista"),
    (r"comunicac(?:ion|iones|ao|oes) (?:personal|personales|pessoal|pessoais)", "Comunicación personal"),
    (r"intervist[ae]", "Intervista"),
    (r"comunicazion[ei] personal[ei]", "Comunicazione personale"),
    (r"(?:personliche[sr]? |telefonische[sr]? |experten)?gesprach(?:e|s)?(?: mit.*)?", "Gespräch mit einer Beraterin"),
    (r"personliche (?:mitteilung|auskunft|kommunikation|korrespondenz)(?:en)?", "Persönliche Mitteilung"),
    (r"(?:experten|telefon)?interviews?", "Experteninterview"),
    (r"intervju(?:er|et|n|s)?", "Intervju"),
    (r"person?lig (?:meddelelse|kommunikasjon|kommunikation)", "Personlig meddelelse"),
    (r"persoonlijke (?:mededeling|communicatie)(?:en)?", "Persoonlijke mededeling"),
)  # fmt: skip
"""What is looked for as words of their own."""

ASKS = (r"in conversation with", r"as told to")
"""What is asked about, in an entry of any type: a published talk is called so too."""

# types that other programs have for it, as they are kept in `ris-ty`, `enw-type`, `endnote-type`
_TYPE_NAMES = frozenset({"intv", "interview", "pers", "pcomm", "icomm", "correspondence", "personal communication", "e-mail", "email"})  # fmt: skip
_WHOLE = frozenset({"ris-ty", "enw-type", "endnote-type", "type", "howpublished", "genre", "medium"})
_SEALS = re.compile(rf"(?<![^\W_])(?:{'|'.join(pattern for pattern, _ in SEALS)})(?![^\W_])")
_ASKS = re.compile(rf"\b(?:{'|'.join(ASKS)})\b")
_KEYWORD_ENDS = re.compile(r"[;,\n|]")
# where a work has appeared, its keywords are about it
_APPEARED = frozenset({"journal", "journaltitle", "booktitle", "doi", "isbn", "issn", "publisher"})
_TEX = re.compile(r"\\[A-Za-z]+\s*|[\\{}'\"`^~]")
_NAMES = frozenset({"confidential", "fieldnotes", "interview", "interviews", "privat", "private", "privates", "transcripts"})  # fmt: skip


def seals(fields: Iterable[tuple[str, str]]) -> bool:
    r"""Return whether fields of an entry of a type that says little say that it was spoken, or written to one person alone.

    >>> seals([("howpublished", "Persönliche Mitteilung")]), seals([("note", r"Int\'erview")]), seals([("interviewee", "Doe, J.")])
    (True, True, True)
    >>> seals([("title", "Oral history")]), seals([("note", "E-mail: office@example.org")])
    (False, False)
    >>> seals([("keywords", "police; oral history")]), seals([("keywords", "oral history"), ("doi", "10.1/x")])
    (True, False)
    """
    pairs = [(name, value) for name, value in fields if value.strip()]
    if any(name in PEOPLE or _says(name, value) for name, value in pairs):
        return True
    keywords = [value for name, value in pairs if name == "keywords"]
    return (
        bool(keywords) and not any(name in _APPEARED for name, _ in pairs) and any(map(_a_keyword, keywords))
    )


def _says(name: str, value: str) -> bool:
    if name not in DESCRIPTIVE:
        return False
    plain = folded(value)
    return _SEALS.search(plain) is not None or (name in _WHOLE and plain.strip(" .") in _TYPE_NAMES)


def _a_keyword(value: str) -> bool:
    return any(_SEALS.fullmatch(word.strip()) for word in _KEYWORD_ENDS.split(folded(value)))


def asks(name: str, value: str) -> bool:
    """Return whether a field of an entry of any type leaves the question whether it was told in confidence.

    >>> asks("note", "In conversation with a survivor"), asks("note", "Key informant"), asks("note", "Oral arguments")
    (True, True, False)
    """
    if name not in DESCRIPTIVE:
        return False
    plain = folded(value)
    found = _SEALS.search(plain)
    return _ASKS.search(plain) is not None or (found is not None and not _PRINTED.fullmatch(found[0]))


# in an article or a book this says no more than that it is a printed one
_PRINTED = re.compile(r"interview\w*|entretiens?|entrevistas?|intervist[ae]|intervju\w*|gesprach\w*")


@lru_cache(maxsize=4096)
def folded(value: str) -> str:
    """Return a text in small letters, without accents and without TeX."""
    if "\\" in value or "{" in value:
        value = _TEX.sub("", value)
    if not value.isascii():
        decomposed = unicodedata.normalize("NFKD", value)
        value = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(value.lower().split())


def named_after_confidential(path: str) -> bool:
    """Return whether a file, or a folder it lies in, is called as if what it holds were confidential, and is no `private/`.

    >>> named_after_confidential("bib/interviews.bib"), named_after_confidential("bib/scopus.bib")
    (True, False)
    """
    return not _NAMES.isdisjoint(re.split(r"[^a-z]+", folded(path)))
