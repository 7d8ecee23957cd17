"""Build an entry's type, fields and people from the labelled parts of a reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from litreview.core import text as textual
from litreview.core.libraries import re
from litreview.core.model import Person, Work
from litreview.core.text.dates import month
from litreview.formats.references.borders import QUOTES, mended
from litreview.formats.references.labelling import LabelledPart
from litreview.formats.references.people import people
from litreview.formats.references.tokens import OUTER, classes_of
from litreview.works.kinds import source_type

_PLACE = re.compile(
    r"\W*(?:v(?:ol)?\.?\s*)?(?:(?P<year>(?:1[5-9]|20)\d\d)\s*[;,]\s*)?(?P<volume>[A-Z]{0,2}\d+[A-Z]?)\s*(?:\((?P<number>[^()]{1,30})\))?\s*:\s*(?P<pages>[A-Za-z]{0,3}\d[\w\-‐‑–—−.]*)?"
)
_VOLUME = re.compile(
    r"(?:\b(?:vol(?:ume|s)?|bd|band|tome?|t|jg|v)\b\.?:?\s*)?(?P<volume>[A-Z]{0,2}\d+(?:[\w\-–/]*\w)?|\b[IVXLCDM]{1,7}\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:no|nr|n|num|number|issue|iss|heft|h|fasc|pt|part)\b[.°º]*:?\s*(?P<word>[\w\-–/+]+(?:\.\d+)?)|[(](?P<bracket>[^()]{1,40})[)]|[N]°\s*(?P<sign>\d+)",
    re.IGNORECASE,
)
# `Nr. 23 v. 3.6.`: the day of a weekly
_DAY_OF_ISSUE = re.compile(r"\bv(?:om|\.)\s*\d{1,2}\.\s?\d{1,2}\.?(?:\s?(?:1[89]|20)\d\d)?")
_BEHIND = re.compile(r"^\D*\d+\s*[,/:.]\s*(?P<number>\d+(?:[-–/]\d+)?)")
_PAGES = re.compile(
    r"(?P<first>[A-Za-z]{0,3}\d+[A-Za-z]?|\b[ivxlc]{1,7}\b)(?:\s*[\-‐‑–—−/]+\s*(?P<last>[A-Za-z]{0,3}\d+[A-Za-z]?|[ivxlc]{1,7}\b))?"
)
_COUNT = re.compile(r"^\W*(\d+)\s*(?:p|pp|pages|s|seiten|pág)\b", re.IGNORECASE)
_ARXIV = re.compile(r"\barxiv:?\s*((?:[a-z\-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:forthcoming|in press|to appear|submitted|im erscheinen|sous presse|à paraître)\b", re.IGNORECASE
)
_UNDATED = re.compile(r"\b(?:n\.\s?d\.|s\.\s?d\.|undated|o\.\s?J\.)", re.IGNORECASE)
# the day of a visit is no date of a page
_VISITED = re.compile(
    r"\b(?:(?:last )?(?:visited|accessed|viewed)|Zugriff|abgerufen|consulté|consultado)\b[^()\[\];]{0,40}",
    re.IGNORECASE,
)
# `10.5.94`: a day with the last figures of its year
_SHORT_DAY = re.compile(r"(?<![\d.])(?P<day>\d{1,2}\.\s?\d{1,2}\.\s?)(?P<year>\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:])")
_IN = re.compile(r"^\W*(?:in[:.]?|(?-i:of(?: the)?))\s+", re.IGNORECASE)
# `Die Zeit vom`: the day of a newspaper is in another part
_OF_DAY = re.compile(r",?\s(?:vom|v\.)[\s,]*$")
# `in: ders. (Hrsg.)`: the author is the editor, too
_SAME = re.compile(r"\b(?:ders|dies|idem)\b\.?\s?/?", re.IGNORECASE)
_MASTER = re.compile(r"\bma(?:ster|gister|îtrise)|\bm\.?\s?(?:a|sc|phil)\b", re.IGNORECASE)
_ENTRY_OF = {
    "case": "jurisdiction", "statute": "legislation", "dataset": "dataset", "news": "article", "press-release": "misc", "thesis": "thesis",
    "government-report": "report", "ngo-report": "report", "conference-paper": "inproceedings",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An entry under construction; a later part with the same label does not replace a field."""

    fields: dict[str, str] = field(default_factory=dict)
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    labels: set[str] = field(default_factory=set)
    paged: bool = False

    def set_default(self, name: str, value: str) -> None:
        """Set a field, unless it has a value."""
        if value:
            self.fields.setdefault(name, value)

    def add(self, name: str, value: str) -> None:
        """Append to a field of prose."""
        if value:
            before = self.fields.get(name)
            self.fields[name] = f"{before}; {value}" if before else value


def draft_of(parts: Sequence[LabelledPart]) -> Draft:
    """Return the draft of an entry from the labelled parts of a reference."""
    parts = mended(parts)
    # with pages in a part of their own, `83: 1` is volume and number
    draft = Draft(paged=any(part.label == "pages" for part in parts))
    for part in parts:
        draft.labels.add(part.label)
        _READERS.get(part.label, _note)(draft, part.text)
    return draft


def entry_type(draft: Draft) -> str:
    """Return the entry type for the fields of a reference; where they are unclear, the guessed type of source decides."""
    fields = draft.fields
    genre = fields.get("type", "")
    if "journal" in fields:
        return "article"
    if "booktitle" in fields:
        words = {name for word in fields["booktitle"].split() for name in classes_of(word.strip(OUTER))}
        return "inproceedings" if "meeting" in words else "incollection"
    if genre and any("thesis" in classes_of(word.strip(OUTER)) for word in genre.split()):
        return "mastersthesis" if _MASTER.search(genre) else "phdthesis"
    guess = source_type(Work(key="", type="misc", fields=fields, authors=draft.authors))[0]
    if guess in _ENTRY_OF:
        return _ENTRY_OF[guess]
    if genre and any("report" in classes_of(word.strip(OUTER)) for word in genre.split()):
        return "techreport"
    if (
        "publisher" in fields
        or {"address", "title"} <= fields.keys()
        or "edition" in fields
        or "isbn" in fields
    ):
        return "book"
    return "online" if "url" in fields and "doi" not in fields else "misc"


def _unquoted(text: str) -> str:
    """Return a text without quotation marks around it: a pair, or one whose partner is in another part. A pair within the text stays."""
    opened, closed = text[:1], text[-1:]
    if QUOTES.get(opened) == closed and len(text) > 1:
        within = text[1:-1]
        return within if opened == closed or within.find(closed) >= within.find(opened) else text
    if (close := QUOTES.get(opened)) and close not in text[1:] and not (opened == "„" and "”" in text):
        return text[1:]
    if closed in '”»›"' and text and not any(mark in text[:-1] for mark in _OPENING[closed]):
        return text[:-1]
    if closed in "’'" and text.count("’") + text.count("'") == 1 and re.search(r"[^s\s].$", text):
        return text[:-1]
    return text


_OPENING = {"”": "“„", "»": "«", "›": "‹", '"': '"'}


def _outer(text: str) -> str:
    """Return a text without the marks around it, but with balanced brackets, question marks, and the full stop of initials."""
    bare = _unquoted(text.strip(" \t,;:/|–—-*_=")).strip(" ,;:")
    if bare.endswith("."):
        bare = re.sub(r"(?<!\b[A-Z])(?<!\b[A-Z]\.[A-Z])\.+$", "", bare).strip(" ,;:")
    bare = _unquoted(bare).strip(" ,;:")
    for opened, closed in ("()", "[]"):
        if bare.startswith(opened) and bare.endswith(closed) and bare.count(opened) == 1:
            bare = bare[1:-1]
        if bare.count(opened) > bare.count(closed) and bare.startswith(opened):
            bare = bare[1:]
        if bare.count(closed) > bare.count(opened) and bare.endswith(closed):
            bare = bare[:-1]
    return bare.strip(" =")


# `Otto v. Bismarck` is a person, a state that sues is none
_PARTIES = re.compile(r"(?:State|People|Commonwealth|United States|U\.S\.|Regina|Rex|R\.?) v\.? [A-ZÀ-Þ]")


def _author(draft: Draft, text: str) -> None:
    if _PARTIES.match(text):
        draft.set_default("title", _outer(text))
        return
    found, others = people(text)
    if not found:
        return
    if draft.authors and draft.labels & {"title"} and not draft.editors and _IN.match(text):
        draft.editors = found
        return
    if not draft.authors:
        draft.authors = found
        draft.set_default("author", textual.format_names(found, others=others))
    else:
        draft.add("note", _outer(text))


def _editor(draft: Draft, text: str) -> None:
    found, others = people(_SAME.sub(" ", text))
    if _SAME.search(text):
        found = (*draft.authors, *found)
    if found and not draft.editors:
        draft.editors = found
        draft.set_default("editor", textual.format_names(found, others=others))
    elif not found:
        draft.add("note", _outer(text))


def _translator(draft: Draft, text: str) -> None:
    found, others = people(text)
    draft.set_default("translator", textual.format_names(found, others=others))


def _date(draft: Draft, text: str) -> None:
    if short := _SHORT_DAY.search(text):
        text = text.replace(
            short[0], f"{short['day']}{'20' if short['year'] < '30' else '19'}{short['year']}"
        )
    found = textual.year(text)
    if found is None:
        draft.labels |= {"undated"} if _UNDATED.search(text) else set()
        draft.add("pubstate" if _STATE.search(text) else "note", _outer(text))
        return
    # behind `n.d.` a year is that of the visit
    if "undated" in draft.labels or draft.fields.get("year", str(found)) != str(found):
        _note(draft, text)
        return
    if "year" in draft.fields:
        return
    draft.set_default("year", str(found))
    numbered = next(
        (n for word in re.findall(r"[^\W\d_]{3,}", text) if (n := month(word) or _month(word))), 0
    )
    if numbered:
        rest = re.sub(rf"{found}[a-z]?", " ", text)
        day = _DAY.search(rest)
        draft.set_default("date", f"{found}-{numbered:02d}" + (f"-{int(day[1]):02d}" if day else ""))


_MONTHS = (
    ("jan", "janv", "ene", "gen"), ("feb", "fev", "fév", "febb"), ("mar", "mär", "mrt"), ("apr", "avr", "abr"), ("may", "mai", "mag", "mei", "maj"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aoû", "aou", "ago"), ("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",),
    ("dec", "déc", "dez", "dic"),
)  # fmt: skip


def _month(word: str) -> int:
    """Return the month that a word names in one of several languages, 0 for any other word."""
    if "month" not in classes_of(word):
        return 0
    lower = word.lower()
    hits = [(len(stem), n) for n, stems in enumerate(_MONTHS, 1) for stem in stems if lower.startswith(stem)]
    return max(hits)[1] if hits else 0


def _volume(draft: Draft, text: str) -> None:
    if place := _PLACE.match(text):
        draft.set_default("year", place["year"] or "")
        draft.set_default("volume", place["volume"])
        draft.set_default("number", (place["number"] or "").strip())
        if place["pages"] and draft.paged:
            draft.set_default("number", place["pages"].strip(" ."))
        elif place["pages"]:
            _pages(draft, place["pages"])
        return
    text = _DAY_OF_ISSUE.sub(" ", text)
    number = _NUMBER.search(text)
    rest = text.replace(number[0], " ", 1) if number else text
    if volume := _VOLUME.search(rest):
        # `64 (2011) 13`: the second of two numbers is that of the issue
        draft.set_default("number" if "volume" in draft.fields and not number else "volume", volume["volume"])
    if number:
        draft.set_default(
            "number", (number["word"] or number["bracket"] or number["sign"] or "").strip(" ,./")
        )
    elif (behind := _BEHIND.search(text)) and "/" not in draft.fields.get("volume", ""):
        draft.set_default("number", behind["number"])


def _pages(draft: Draft, text: str) -> None:
    if count := _COUNT.match(text):
        draft.set_default("pagetotal", count[1])
        return
    ranges = [
        f"{found['first']}–{found['last']}" if found["last"] else found["first"]
        for found in _PAGES.finditer(
            re.sub(r"\b(?:pp?|pages?|S|art(?:icle)?|no|id)\b\.?:?", " ", text, flags=re.IGNORECASE)
        )
    ]
    if ranges:
        draft.set_default("pages", ", ".join(ranges[:4]))
    else:
        draft.add("note", _outer(text))


def _plain(name: str) -> Callable[[Draft, str], None]:
    """Return a function that sets a field from a part. A second publisher or place is appended; any other second part becomes a note."""

    def set_field(draft: Draft, text: str) -> None:
        value = _outer(text)
        if name not in draft.fields:
            draft.set_default(name, value)
        elif name in ("publisher", "address"):
            draft.fields[name] += f"; {value}"
        else:
            draft.add("note", value)

    return set_field


def _container(name: str) -> Callable[[Draft, str], None]:
    """Return a function that sets a field from a part without its leading `In`."""
    set_field = _plain(name)
    return lambda draft, text: set_field(draft, _OF_DAY.sub("", _IN.sub("", text)))


# `Arbeitspapier 6 des Hafenamts`
_NUMBER_WITHIN = re.compile(
    r"(?P<kind>[^\d,]+) (?:N[or]\.? ?)?(?P<number>\d{1,4}) (?P<of>(?:de[rs]|of|vo[nm])\s.+)", re.DOTALL
)


def _series(draft: Draft, text: str) -> None:
    if numbered := _NUMBER_WITHIN.fullmatch(text):
        draft.set_default("volume", numbered["number"])
        text = f"{numbered['kind']} {numbered['of']}"
    _container("series")(draft, text)


def _edition(draft: Draft, text: str) -> None:
    number = re.search(r"\d+", text)
    draft.set_default(
        "edition",
        number[0]
        if number
        else re.sub(r"\s*\b(?:ed(?:ition|n|\.)?|Aufl(?:age|\.)?)\.?$", "", _outer(text), flags=re.IGNORECASE),
    )


def _url(draft: Draft, text: str) -> None:
    found = _ADDRESS.search(re.sub(r"(?<=/)\s+(?=\S)", "", text))
    if found and "doi.org/" not in found[0]:
        draft.set_default("url", found[0].rstrip(".,;)>]"))
    elif not found:
        draft.set_default("url", text.strip(" ,;.<>"))


def _doi(draft: Draft, text: str) -> None:
    if found := textual.doi(text):
        draft.set_default("doi", found)
    else:
        _note(draft, text)


def _isbn(draft: Draft, text: str) -> None:
    draft.set_default(
        "isbn", textual.isbn(text, checked=False) or _outer(re.sub(r"(?i)\bISBN(?:-1[03])?:?", "", text))
    )


def _note(draft: Draft, text: str) -> None:
    draft.add("note", _outer(text))


def _ignore(_draft: Draft, _text: str) -> None:
    """Ignore a citation number, which was read before."""


_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "author": _author, "editor": _editor, "translator": _translator, "date": _date, "title": _plain("title"), "maintitle": _plain("maintitle"), "number": _plain("number"), "volumes": _plain("volumes"), "journal": _container("journal"),
    "container-title": _container("booktitle"), "collection-title": _series, "volume": _volume, "pages": _pages,
    "publisher": _plain("publisher"), "location": _plain("address"), "edition": _edition, "url": _url, "doi": _doi, "isbn": _isbn,
    "genre": _plain("type"), "medium": _plain("howpublished"), "citation-number": _ignore,
}  # fmt: skip


def identifiers(draft: Draft, text: str, found: Sequence[str]) -> None:
    """Add what needs no label: DOI, arXiv number, address, and a year if no part is labelled as the date."""
    if found:
        draft.set_default("doi", found[0])
    if number := _ARXIV.search(text):
        draft.set_default("eprint", number[1])
        draft.set_default("eprinttype", "arxiv")
    if (address := _ADDRESS.search(text)) and not re.search(r"doi\.org/", address[0]):
        draft.set_default("url", address[0].rstrip(".,;)>]"))
    if not {"year", "pubstate"} & draft.fields.keys() and "undated" not in draft.labels:
        bare = _VISITED.sub(" ", _ADDRESS.sub(" ", text))
        if years := re.findall(r"(?<![\d\-–/.:])(?<!§ )(?<!§)((?:1[5-9]|20)\d\d)[a-z]?(?![\d:\-–]|\()", bare):
            draft.set_default("year", years[-1])
        elif _STATE.search(bare):
            draft.set_default("pubstate", "forthcoming")


def is_dated(draft: Draft, text: str) -> bool:
    """Return whether a reference has a date, or is marked as forthcoming or undated."""
    return bool(draft.fields.keys() & {"year", "pubstate", "date"}) or _UNDATED.search(text) is not None
