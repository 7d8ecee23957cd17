"""Which entries are sealed, which are withheld until a person answers, and why: the rule of SECURITY.md, on one entry.

Declared is sealed. Published is public, field by field. A doubt is a question. Each answer says by which field it was reached, and
quotes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from litreview.confidential import publications, words
from litreview.confidential.codes import is_document_code, is_register
from litreview.confidential.slips import near
from litreview.confidential.words import places
from litreview.sealed import is_private_path

Pairs = Iterable[tuple[str, str]]

MARK = "confidential"
UNANSWERED = "withheld"
"""The mark of an entry that is written without its words, since nobody answered whether they may be shown."""
INTERVIEW_TYPES = places("interview-type")
SHOWN_TYPES = publications.TYPES | publications.LOOSE | {"letter"}
"""Types of entries that say nothing of a person, and may be shown of a sealed one."""
_PRINTED, _OF_OTHERS = places("written-type"), places("of-others")
_PEOPLE, _KEYWORDS, _TYPED, _ALIKE = map(places, ("people", "keywords", "typed", "alike"))
_HEADED = publications.PERSONAL | places("headed")
_BIBLIOGRAPHIC = publications.IDENTIFIERS | publications.IMPRINTS | places("placed") | {"language"}
_ADDRESSED = publications.IDENTIFIERS | publications.IMPRINTS | places("address")
_NOTED = re.compile(r"(?i)\btex\.confidential\s*[:=]?\s*([^\n;]*)")
_SEPARATOR = re.compile(r"[;,\n|]")
# what is between two keywords, also where it is damaged or a tag ran into the list
_KEYWORD_ENDS = re.compile(r"[^\w\s'-]|\n| - |\W[A-Z][A-Z0-9]\s|(?<=[a-z])\w[A-Z][A-Z0-9]\s")
_TRUE = re.compile(r"""[\s{"']*true[\s}"']*""", re.IGNORECASE)
_FALSE = re.compile(r"""[\s{"']*false[\s}"']*""", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w-])(?:I|PR)\d{2,4}(?![\w-])")
_BETWEEN_WORDS = re.compile(r"[-_ ]+")
_LINK = re.compile(r"""(?i)[\s{<"]*(?:\\(?:url|href)\s*\{\s*)?(?:https?://|www\.)[^\s{}<>"]+[\s}>."]*""")
"""A value that is a link and nothing else: it says where, not what."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an entry is sealed or withheld (`""`: it is not), and which of its personal fields are withheld, each with the reason."""

    sealed: str = ""
    withheld: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def hides(self) -> bool:
        """Whether the entry may not be shown."""
        return bool(self.sealed or self.withheld)


PUBLIC = Verdict()


def judge(
    type_: str,
    key: str,
    fields: Mapping[str, str] | Pairs,
    path: str,
    *,
    typed: bool = True,
    listed: bool = False,
    works: bool = False,
) -> Verdict:
    """Return what may be shown of an entry. `fields` are all it has, also those without a value or given twice.

    `typed`: the file itself names the type, no reader filled it in. `listed`: the register of the review lists the key. `works`: the entry
    is of a list of works, whose titles raise no doubt.

    >>> judge("misc", "Doe2019", {"howpublished": "Interview by telephone"}, "bib/a.bib").sealed
    'the field howpublished says that it is an interview or a personal communication'
    >>> judge("interview", "I01", {"confidential": "false"}, "bib/a.bib").hides
    False
    >>> judge("article", "Doe2019", [("confidental", "")], "bib/a.bib").withheld
    'the field name confidental is one letter from a mark'
    >>> judge("article", "Doe2019", {"title": "Interviews with police", "journal": "J", "year": "2001"}, "bib/a.bib").hides
    False
    """
    pairs = [*(fields.items() if isinstance(fields, Mapping) else fields)]
    if is_register(path):
        return Verdict(sealed="it is in the register")
    document = is_document_code(key)
    released = document and _is_released(pairs)
    if document and not released and (listed or not publications.is_printed(type_, pairs)):
        return Verdict(sealed="it is a document given out on a request, and nobody released it")
    if marks := [*_marks(pairs)]:
        return _by_marks(marks, pairs)
    if is_private_path(path):
        return Verdict(sealed="it lies below private/")
    if listed and not released:
        return Verdict(sealed="the register lists its key")
    for name, value in pairs:
        if (name in _HEADED or publications.is_personal(name)) and words.closed_at_head(value):
            return Verdict(sealed=f"the field {name} asks for nothing to be shown")
    return PUBLIC if released else _by_kind(type_, pairs, typed=typed, works=works)


def _by_marks(marks: Pairs, pairs: Pairs) -> Verdict:
    closed = [name for name, value in marks if not opens(value)]
    if {value.strip(" {}") for _, value in marks} == {UNANSWERED} and _says_nothing_else(pairs):
        return Verdict(withheld="the file that it was written from withholds it")
    return Verdict(sealed=f"the field {closed[0]} declares it") if closed else PUBLIC


def _says_nothing_else(pairs: Pairs) -> bool:
    beside = ((name, value.strip()) for name, value in pairs if name not in (MARK, "ris-ty"))
    return all(not value or _NOTED.fullmatch(value) for _, value in beside)


def _by_kind(type_: str, pairs: list[tuple[str, str]], *, typed: bool, works: bool) -> Verdict:
    published = publications.evidence(type_, pairs)
    types = INTERVIEW_TYPES - _PRINTED if published else INTERVIEW_TYPES
    if declared := _declared_type(type_, pairs, types, published=bool(published)):
        says = f"{declared} says that it is an interview"
        if published:
            return Verdict(withheld=f"{says}, and the field {published} that it was published")
        return Verdict(sealed=f"{says} or a personal communication")
    if slip := _slip(type_, pairs, types):
        return Verdict(withheld=slip)
    if published or works:
        return _field_by_field(pairs)
    for name, value in pairs:
        if not is_of_others(name) and _says(name, value):
            return Verdict(withheld=f"the field {name} speaks of an interview or a personal communication")
        if name in publications.ABOUT and words.closed_at_head(value):
            return Verdict(withheld=f"the field {name} asks for nothing to be shown")
    if typed and type_ in ("misc", "unpublished") and _is_a_persons_alone(pairs):
        return Verdict(withheld="it names a person and nowhere where it was published")
    return _field_by_field(pairs)


def _says(name: str, value: str) -> bool:
    # a list of keywords is about a work: one says what the entry is only where it is the whole of a keyword
    if name == "keywords":
        told = ((words.says_interview(word, at_head=True), word) for word in _SEPARATOR.split(value))
        return any(said and said in words.folded(word) for said, word in told)
    return bool(words.says_interview(value)) and not _LINK.fullmatch(value)


def is_of_others(name: str) -> bool:
    """Return whether a field says what others wrote, or where: what it speaks of, the entry need not be."""
    return name in _OF_OTHERS or name.startswith("abstract")


def is_bibliographic(name: str) -> bool:
    """Return whether a field says who wrote a work, its title, or where and when it appeared, and nothing of what people made of it."""
    return name in _BIBLIOGRAPHIC or is_prose(name)


def is_prose(name: str) -> bool:
    """Return whether a field is running text that others wrote, titles among it: in it a mark is a word like any other."""
    return is_of_others(name) or name.endswith("title")


def _field_by_field(pairs: list[tuple[str, str]]) -> Verdict:
    told = ((name, _told(value)) for name, value in pairs if publications.is_personal(name))
    return Verdict(fields=tuple(dict.fromkeys((name, why) for name, why in told if why)))


def _told(value: str) -> str:
    """Return what a personal field says of an interview, `""` if nothing. Notes that a database wrote are judged by what no database writes."""
    if _CODE.search(value):
        return "has what may be the code of an interview"
    by_database = words.words_of_kinds(value, "database", at_head=True)
    kinds = ("communication",) if by_database else words.INTERVIEW_KINDS
    said = words.says_interview(value, kinds=kinds)
    return "speaks of an interview or a personal communication" if said else ""


def _marks(pairs: Pairs) -> Pairs:
    """Yield the fields that declare an entry confidential, each with what it says."""
    for name, value in pairs:
        if name == MARK or (name == "confidentiality" and value.strip() and not opens(value)):
            yield name, value
        elif name in _KEYWORDS and (MARK in value.lower() or not value.isascii()):
            yield from ((name, "true") for word in _KEYWORD_ENDS.split(value) if _is_mark(word.strip()))
        if "tex.confidential" in value.lower():
            yield from ((name, found[1]) for found in _NOTED.finditer(value))


def _is_mark(word: str) -> bool:
    """Return whether a keyword is the mark; one that ends with it has lost what was between the two."""
    return any(text == MARK or text.endswith(f" {MARK}") for text in words.folded(word))


def _declared_type(type_: str, pairs: Pairs, types: frozenset[str], *, published: bool) -> str:
    """Return where an entry declares that it is one of `types`, or a personal communication, in words; `""` if nowhere."""
    if _plain(type_) in types:
        return "the type"
    for name, value in pairs:
        if name in _PEOPLE and value.strip():
            return f"the field {name}"
        if name not in _TYPED:
            continue
        at_head = len(value.split()) > 4
        told = not (published and name == "howpublished") and words.says_interview(value, at_head=at_head)
        if told or _plain(value.strip(" {}")) in types:
            return f"the field {name}"
    return ""


def _plain(type_: str) -> str:
    return _BETWEEN_WORDS.sub("", type_.lower())


def _slip(type_: str, pairs: Pairs, types: frozenset[str]) -> str:
    for name, value in pairs:
        if _near_mark(name):
            return f"the field name {name} is one letter from a mark"
        if name in _TYPED and len(value) < 40 and (_near_type(value, types) or _near_tag(name, value)):
            return f"the field {name} is one letter from the type of an interview"
    return "the type is one letter from that of an interview" if _near_type(type_, types) else ""


@lru_cache(maxsize=4096)
def _near_mark(name: str) -> bool:
    return near(name.lower(), MARK) and name.lower() not in _ALIKE


def _near_tag(name: str, value: str) -> bool:
    return name == "ris-ty" and any(near(value.strip().lower(), tag) for tag in ("pcomm", "icomm"))


def is_interview_type(type_: str) -> bool:
    """Return whether a type is that of an interview or a personal communication, or one slip away from it.

    >>> is_interview_type("Intervew"), is_interview_type("PCOMM"), is_interview_type("book")
    (True, True, False)
    """
    return _plain(type_) in INTERVIEW_TYPES or _near_type(type_)


@lru_cache(maxsize=4096)
def _near_type(type_: str, types: frozenset[str] = INTERVIEW_TYPES) -> bool:
    plain = _plain(type_)
    if plain in SHOWN_TYPES or plain in _ALIKE or len(plain) < 6:
        return False
    return any(len(each) > 5 and near(plain, each) for each in types)


def _is_a_persons_alone(pairs: Pairs) -> bool:
    """Return whether an entry names a person as its first author, and neither publisher, container, number, address nor link."""
    filled = {name: value for name, value in pairs if value.strip()}
    addressed = not _ADDRESSED.isdisjoint(filled) or any(map(_LINK.fullmatch, filled.values()))
    # `Family, Given`, or two or three words; a body is in braces or has a word of one
    first = re.split(r"\s+and\s+|;", filled.get("author", "").strip())[0]
    named = "," in first or 1 < len(first.split()) < 4
    return named and not (addressed or first.startswith("{") or words.words_of_kinds(first, "body"))


def _is_released(pairs: Pairs) -> bool:
    """Return whether a document says that it was released, once or more, and never anything else."""
    said = [value for name, value in pairs if name == "released"]
    return bool(said) and all(_TRUE.fullmatch(value) for value in said)


def is_opened(fields: Pairs, key: str = "") -> bool:
    """Return whether one of the fields says in so many words that the entry may be shown; of a document, that it was released."""
    if is_document_code(key):
        return _is_released(fields)
    return any(name == MARK and opens(value) for name, value in fields)


def opens(value: str) -> bool:
    """Return whether the value of a mark opens an entry: `false`, and nothing else.

    >>> opens(" False "), opens("{false}"), opens(""), opens("false, as far as I know")
    (True, True, False, False)
    """
    return _FALSE.fullmatch(value) is not None
