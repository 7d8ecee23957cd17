"""Classifies one entry as sealed, withheld or public, with the reason: the rule of SECURITY.md.

An entry that is declared confidential is sealed. A published one is shown, except personal fields that suggest an interview. A doubtful
one is withheld until a person answers. Each verdict names the field that it rests on, and quotes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from litreview.core.confidential.codes import is_document_code, is_register
from litreview.core.confidential.mark_words import (
    closed_at_head,
    folded,
    near,
    places,
    says_interview,
    words_of_kinds,
)
from litreview.core.libraries import re
from litreview.core.sealed import is_private_path

Pairs = Iterable[tuple[str, str]]

MARK = "confidential"
UNANSWERED = "withheld"
"""The mark of an entry that is written without its text, since nobody has answered whether it may be shown."""
RAW = "reference-string"
"""The field with the reference that an entry was read from. Not `note`, which styles print, nor `references`, which lists the work's own."""
_IDENTIFIERS, _IMPRINTS, _OFFICES, _PLACED = map(places, ("identifier", "imprint", "office", "placed"))
_NUMBERS = _IDENTIFIERS | places("accession")
_DATABASE, _ACCESSION = places("database"), places("database-number")
_PERSONAL, _ABOUT, _OF_OTHERS, _PEOPLE = map(places, ("personal", "about", "of-others", "people"))
_KEYWORDS, _TYPED, _ALIKE = map(places, ("keywords", "typed", "alike"))
_HEADED = _PERSONAL | places("headed")
BIBLIOGRAPHIC = _IDENTIFIERS | _IMPRINTS | _PLACED | _OF_OTHERS | {"language", "title"}
_ADDRESSED = _IDENTIFIERS | _IMPRINTS | places("address")
LOOSE = places("loose-type") | {""}
INTERVIEW_TYPES = places("interview-type")
_PUBLISHED, _PERIODICAL, _PRINTED = map(places, ("published-type", "periodical", "written-type"))
SHOWN_TYPES = _PUBLISHED | LOOSE | {"letter"}
"""Entry types that reveal nothing about a person; the type of a sealed entry is shown only if it is one of these."""
_NOTED = re.compile(r"(?i)\btex\.confidential\s*[:=]?\s*([^\n;]*)")
_SEPARATOR = re.compile(r"[;,\n|]")
# what is between two keywords, also where it is damaged or a tag ran into the list
_KEYWORD_ENDS = re.compile(r"[^\w\s'-]|\n| - |(?:\W|(?<=[a-z])(?<!entia)\w|(?<=ential))[A-Z][A-Z0-9]\s")
_TRUE = re.compile(r"""[\s{"']*true[\s}"']*""", re.IGNORECASE)
NEGATIVE = r"(?:false|no|0(?:\.0)?)"
"""The values that say of an entry that it is not confidential. Any other value may mean the opposite, and seals."""
_FALSE = re.compile(rf"""[\s{{"']*{NEGATIVE}[\s}}"']*""", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w-])(?:I|PR)\d{2,4}(?![\w-])")
_BETWEEN_WORDS = re.compile(r"[-_ ]+")
# a value that is a link and nothing else: it says where, not what
_LINK = re.compile(r"""(?i)[\s{<"]*(?:\\(?:url|href)\s*\{\s*)?(?:https?://|www\.)[^\s{}<>"]+[\s}>."]*""")
# fields of somebody's own, by what they are called
_OWN_FIELD = re.compile(r"(?!abstract|bibnote).*(?:annot|comment|custom|memo|note|private|personal|remark|todo).*|(?:my|user|x-).*|ris-[clnu]\d|[cu][1-8]")  # fmt: skip
_DIGITS = re.compile(r"\d")
_RANGE = re.compile(r"\d\W+\d")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EDITION = re.compile(r"(?i)\b\d\w{0,3}\.? ?(?:ed(?:ition|n|\.)|aufl(?:age|\.))")
_IN = re.compile(r"(?i)(?<!\w)in ?: ")
# `in: Roe, A. (Hg.), Ports` and `in: Merkur 67, 317-328`, but not `in: Berlin, 3.-5. Mai`
_CONTAINER = re.compile(r"(?i)\((?:hg|hrsg|eds?)\b|(?<![\d.])\d{1,3} ?[-\u2013] ?\d{2,3}(?!\w|\.\d|\.? ?[a-z])")  # fmt: skip
# what was said at a conference was said in public: `Paper presented at the Annual Meeting of a Made-up Society`; not at one of a case or a staff
_GIVEN_AT_MEETING = re.compile(
    r"(?i:presentation|paper|poster|talk|lecture|keynote)(?i: address| presented| given| delivered){0,2} (?i:at|to) (?i:the )?"
    r"(?!.*\b(?i:case|client|family|mediation|parties|pre-?trial|private|settlement|staff|status|team)\b)"
    r"(?:[A-Z\d][\w&'’.-]*,? (?:(?:and|for|in|of|on|the) ){0,2}){0,12}"
    r"(?:(?<! the )(?<! at )(?<! to )(?:Conference|Symposium|Congress|Colloquium)|(?:Annual|Biennial) (?:Meeting|Workshop|Convention))\b"
)
# fields of references that are recognised by the form of a case or a thesis
_BY_FORM = ("court", "reporter", "school")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The reason why an entry is sealed or withheld (`""`: it is not), and its withheld personal fields, each with the reason."""

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
    """Return the verdict on an entry. `fields` are all its fields, including empty and repeated ones.

    `typed`: the file itself names the type, no reader filled it in. `listed`: the register of the review lists the key. `works`: the entry
    comes from a list of works, whose titles raise no doubt.

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
    if document and not released and (listed or not is_printed(type_, pairs)):
        return Verdict(sealed="it is a document given out on a request, and nobody released it")
    if marks := [*_marks(pairs)]:
        return _by_marks(marks, pairs)
    if is_private_path(path):
        return Verdict(sealed="it lies below private/")
    if listed and not released:
        return Verdict(sealed="the register lists its key")
    for name, value in pairs:
        if (name in _HEADED or is_personal(name)) and closed_at_head(value):
            return Verdict(sealed=f"the field {name} asks for nothing to be shown")
    return PUBLIC if released else _by_kind(type_, pairs, typed=typed, works=works)


def _by_marks(marks: Pairs, pairs: Pairs) -> Verdict:
    closed = [name for name, value in marks if not opens(value)]
    if {value.strip(" {}") for _, value in marks} == {UNANSWERED} and _says_nothing_else(pairs):
        return Verdict(withheld="the file that it was written from withholds it")
    return Verdict(sealed=f"the field {closed[0]} declares it") if closed else PUBLIC


def _says_nothing_else(pairs: Pairs) -> bool:
    others = ((name, value.strip()) for name, value in pairs if name not in (MARK, "ris-ty"))
    return all(not value or _NOTED.fullmatch(value) for _, value in others)


def _by_kind(type_: str, pairs: list[tuple[str, str]], *, typed: bool, works: bool) -> Verdict:
    published = evidence(type_, pairs)
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
        if not _is_of_others(name) and _suggests_interview(name, value):
            return Verdict(withheld=f"the field {name} speaks of an interview or a personal communication")
        if name in _ABOUT and closed_at_head(value):
            return Verdict(withheld=f"the field {name} asks for nothing to be shown")
    if typed and type_ in ("misc", "unpublished") and _is_a_persons_alone(pairs):
        return Verdict(withheld="it names a person, and no publisher, journal, archive or address")
    return _field_by_field(pairs)


def _suggests_interview(name: str, value: str) -> bool:
    # keywords are about a work: they say what the entry is only where the words are a whole keyword
    if name == "keywords":
        keywords = ((says_interview(word, at_head=True), word) for word in _SEPARATOR.split(value))
        return any(match and match in folded(word) for match, word in keywords)
    return bool(says_interview(value)) and not _LINK.fullmatch(value)


def _is_of_others(name: str) -> bool:
    """Return whether a field quotes or locates what others wrote: its words then say nothing about the entry itself."""
    return name in _OF_OTHERS or name.startswith("abstract")


def is_bibliographic(name: str, value: str) -> bool:
    """Return whether a field has author, title, place or date of a work, or is a plain number, which is no remark."""
    # the quick tests first
    if name in BIBLIOGRAPHIC or is_prose(name):
        return True
    return _NUMBER.fullmatch(value) is not None and not says_interview(name)


def is_prose(name: str) -> bool:
    """Return whether a field is running text that others wrote, such as a title: a mark in it is an ordinary word."""
    return _is_of_others(name) or name.endswith("title")


def _field_by_field(pairs: list[tuple[str, str]]) -> Verdict:
    reasons = ((name, _note_reason(value)) for name, value in pairs if is_personal(name))
    return Verdict(fields=tuple(dict.fromkeys((name, why) for name, why in reasons if why)))


def _note_reason(value: str) -> str:
    """Return why a personal field suggests an interview, `""` if it doesn't. A note by a database counts only for words that no database writes."""
    if _CODE.search(value):
        return "has what may be the code of an interview"
    by_database = words_of_kinds(value, "database", at_head=True)
    match = words_of_kinds(value, "communication") if by_database else says_interview(value)
    return "speaks of an interview or a personal communication" if match else ""


def _marks(pairs: Pairs) -> Pairs:
    """Yield the fields that declare an entry confidential, each with its value."""
    for name, value in pairs:
        if name == MARK or (name == "confidentiality" and value.strip() and not opens(value)):
            yield name, value
        elif name in _KEYWORDS and (MARK in value.lower() or not value.isascii()):
            yield from ((name, "true") for word in _KEYWORD_ENDS.split(value) if _is_mark(word.strip()))
        if "tex.confidential" in value.lower():
            yield from ((name, match[1]) for match in _NOTED.finditer(value))


def _is_mark(word: str) -> bool:
    """Return whether a keyword is the mark, or ends with it: then the separator before it was lost."""
    return any(text == MARK or text.endswith(f" {MARK}") for text in folded(word))


def _declared_type(type_: str, pairs: Pairs, types: frozenset[str], *, published: bool) -> str:
    """Return the place, in words, that declares an entry one of `types` or a personal communication; `""` if none does."""
    if _plain(type_) in types:
        return "the type"
    for name, value in pairs:
        if name in _PEOPLE and value.strip():
            return f"the field {name}"
        if name not in _TYPED:
            continue
        at_head = len(value.split()) > 4
        says = not (published and name == "howpublished") and says_interview(value, at_head=at_head)
        if says or _plain(value.strip(" {}")) in types:
            return f"the field {name}"
    return ""


def _plain(type_: str) -> str:
    return _BETWEEN_WORDS.sub("", type_.lower())


def _slip(type_: str, pairs: Pairs, types: frozenset[str]) -> str:
    for name, value in pairs:
        if near(name.lower(), MARK) and name.lower() not in _ALIKE:
            return f"the field name {name} is one letter from a mark"
        if name in _TYPED and len(value) < 40 and (_near_type(value, types) or _near_tag(name, value)):
            return f"the field {name} is one letter from the type of an interview"
    return "the type is one letter from that of an interview" if _near_type(type_, types) else ""


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
    is_another = len(plain) < 6 or plain in SHOWN_TYPES or plain in _ALIKE
    return not is_another and any(len(each) > 5 and near(plain, each) for each in types)


def _is_a_persons_alone(pairs: Pairs) -> bool:
    """Return whether an entry names a person as first author, and no publisher, container, number, address, link or conference."""
    filled = {name: value for name, value in pairs if value.strip()}
    addressed = not _ADDRESSED.isdisjoint(filled) or any(map(_LINK.fullmatch, filled.values()))
    addressed |= any(_GIVEN_AT_MEETING.match(filled.get(name, "")) for name in ("howpublished", "note"))
    # `Family, Given`, or two or three words; a body is in braces or has a word of one
    first = re.split(r"\s+and\s+|;", filled.get("author", "").strip())[0]
    named = "," in first or 1 < len(first.split()) < 4
    return named and not (addressed or first.startswith("{") or words_of_kinds(first, "body"))


def _is_released(pairs: Pairs) -> bool:
    """Return whether a document says that it was released, at least once, and never the opposite."""
    values = [value for name, value in pairs if name == "released"]
    return bool(values) and all(_TRUE.fullmatch(value) for value in values)


def is_opened(fields: Pairs, key: str = "") -> bool:
    """Return whether a field explicitly opens the entry (`confidential = false`), or a document says that it was released."""
    if is_document_code(key):
        return _is_released(fields)
    return any(name == MARK and opens(value) for name, value in fields)


def is_open(type_: str, key: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Return whether an entry is explicitly opened, or says where it was published."""
    pairs = [*fields]
    return is_opened(pairs, key) or evidence(type_, pairs) != ""


def opens(value: str) -> bool:
    """Return whether the value of a mark opens an entry: `false`, `no` or `0`, and nothing else.

    >>> opens(" False "), opens("{no}"), opens("0.0"), opens(""), opens("no idea"), opens("false, as far as I know")
    (True, True, True, False, False, False)
    """
    return _FALSE.fullmatch(value) is not None


def evidence(type_: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the field that shows a record to be a publication, `""` if none does.

    >>> evidence("inproceedings", [("title", "Interviewing techniques"), ("booktitle", "CHI '90"), ("year", "1990")])
    'booktitle'
    >>> evidence("misc", [("title", "Interview with a guard"), ("year", "1990")]), evidence("misc", [("doi", "10.5555/made-up")])
    ('', 'doi')
    >>> evidence("article", [("journal", "Interview"), ("year", "2010")])
    ''
    """
    filled = [(name, value) for name, value in fields if value.strip()]
    numbered = next((name for name, value in filled if name in _NUMBERS and _DIGITS.search(value)), "")
    names = {name for name, _ in filled}
    if RAW in names and not numbered:
        return _evidence_of_reference({name: " ".join(value.split()) for name, value in filled})
    if numbered or not (_DATABASE.isdisjoint(names) or _ACCESSION.isdisjoint(names)):
        return numbered or "accession"
    if type_ not in _PUBLISHED or (type_ in _PERIODICAL and _PLACED.isdisjoint(names)):
        return ""
    return next((name for name, value in filled if name in _IMPRINTS and not _is_interview_word(value)), "")


def _evidence_of_reference(fields: Mapping[str, str]) -> str:
    """Return the field that says where a reference from a reference list appeared, `""` if none does.

    A model labelled its parts, and may have mistaken the place of an interview for a journal or a publisher. So these fields count only
    together with others, such as volume and pages.

    >>> string = "Interview with a guard, Los Angeles, 3 May 2019"
    >>> _evidence_of_reference({"journal": "Los Angeles", "year": "2019", RAW: string})
    ''
    >>> _evidence_of_reference({"journal": "Telos", "volume": "55", "pages": "7-9", RAW: "Interview with a critic. Telos 55, 7-9"})
    'journal'
    """
    string = fields[RAW]
    if _EDITION.search(string):
        return RAW
    if container := _container_of_reference(fields):
        return container
    if _has_publisher(fields, string):
        return "publisher"
    behind = "".join(_IN.split(string, maxsplit=1)[1:])
    return RAW if _CONTAINER.search(behind) or words_of_kinds(behind, "journal") else ""


def _container_of_reference(fields: Mapping[str, str]) -> str:
    placed = [name for name in ("volume", "number", "pages") if name in fields]
    for name in (*_BY_FORM, "journal", "booktitle", "series"):
        value = fields.get(name, "")
        if not value or _is_interview_word(value):
            continue
        by_form = name in _BY_FORM or (name == "booktitle" and "editor" in fields)
        several = len(placed) > 1 or (name == "booktitle" and _RANGE.search(fields.get("pages", "")))
        numbered = several and ("volume" in placed or words_of_kinds(value, "journal"))
        if by_form or numbered:
            return name
    return ""


def _has_publisher(fields: Mapping[str, str], string: str) -> bool:
    publisher, address = fields.get("publisher", ""), fields.get("address", "")
    if not publisher or _FULL_DAY.search(fields.get("date", "")) or _is_interview_word(publisher):
        return False
    behind = rf"{re.escape(address)} ?: ?{re.escape(publisher)}"
    return "pagetotal" in fields or (len(address) > len("in") and bool(re.search(behind, string)))


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Return whether a field holds personal notes: one of `_PERSONAL`, or a user's own field with such a name.

    >>> is_personal("note"), is_personal("my-notes-2"), is_personal("ris-u1"), is_personal("abstractnote"), is_personal("title")
    (True, True, True, False, False)
    """
    return name in _PERSONAL or _OWN_FIELD.fullmatch(name) is not None


def is_printed(type_: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Return whether a record is a publication even without the office it names, since every document an agency releases names one.

    >>> is_printed("report", [("institution", "Made-up Office")]), is_printed("report", [("isbn", "978-0-00-000000-2")])
    (False, True)
    """
    return evidence(type_, [pair for pair in fields if pair[0] not in _OFFICES]) != ""


@lru_cache(maxsize=8192)
def _is_interview_word(value: str) -> bool:
    """Return whether the name of a container means an interview: `Telephone interview`, but not `Oral History Review`."""
    short = len(value) <= 60 and len(value.split()) < 4
    # most are journals, and the words for interviews are many
    return short and not words_of_kinds(value, "journal") and bool(says_interview(value))
