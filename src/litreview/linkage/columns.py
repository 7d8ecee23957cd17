"""Normalises a record or reference for comparison, and determines its kind (article, part, book, law …)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from litreview.core.libraries import re
from litreview.core.model import Person, Work
from litreview.core.text import doi as read_doi, fold, isbn as read_isbn, issued
from litreview.core.text.encodings import without_spaced_mojibake
from litreview.works import entry_types
from litreview.works.author_names import surnames
from litreview.works.journals import PARENT, comparison_container
from litreview.works.kinds import is_request
from litreview.works.law import law_number, read_case
from litreview.works.notices import classify_notice, split_title_marks
from litreview.works.places import address, number_of_issue, page_range, report_number, volume_of
from litreview.works.registrations import registration_number
from litreview.works.titles import NUMBER_WORDS, comparison_title, title_words

_FORMS_OF_TYPES = entry_types()[1]

_PREPRINT = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|chemrxiv|research square|ssrn|preprints?|osf)\b|^corr$|^10\.(?:48550|1101/(?=20|\d{6}$)|31234|31235|2139|20944|21203)\b"
)
# "In Advances in …" begins the place of a part of proceedings or of a book, in references from running text; but
# "In Vivo" and "In Practice" are journals
_IN_BOOK = re.compile(r"[Ii]n:?\s(?!(?:vivo|vitro|silico|situ|practice|focus|brief|press)\b)", re.IGNORECASE)
_MAY_BE_PART = frozenset({"", "article"})
_REPOSITORIES = ("10.48550", "10.1101/", "10.31234", "10.31235", "10.2139", "10.20944", "10.21203")
_OF_SERVERS = ("xiv", "ssrn", "osf", "research square", "preprint")
_COURT = re.compile(
    r"\bv\.? [A-Z]|\bPub\. ?L\.|\bU\.?S\.?C\.?\b|\b\d+ F\.(?:2d|3d|4th|Supp)|\bStat\. \d|\bH\.?R\. \d|\bS\. \d"
)
_DATA = re.compile(r"\bicpsr ?\d|\bdata ?set\b|^10\.(?:3886|7910|5281|17632|6084|5061|1594)\b")
# "journal = {Technical Report CS-93-1}": no journal
_UNPUBLISHED = re.compile(
    r"(tech(?:nical)? rep(?:ort)?\b|research report\b|working paper\b|report number\b)|unpublished\b|submitted\b(?: publication| journal)?|manuscript$"
)


@lru_cache(maxsize=1 << 14)
def is_server(container: str) -> bool:
    """Return whether a comparison container is a preprint server."""
    return _PREPRINT.search(container) is not None


def _may_be_preprint(doi: str) -> bool:
    # every match of `_PREPRINT` has one of these
    return doi.startswith(_REPOSITORIES) or any(word in doi for word in _OF_SERVERS)


# "U.S.", "S. Ct.", "F.3d", "Stat." in the form of a comparison container, which drops a single "s": such a work is a case or an act
_REPORTERS = frozenset(
    ["u", "us", "ct", "sct", "f 2d", "f 3d", "f 4th", "f supp", "f supp 2d", "f supp 3d", "stat", "l ed 2d"]
)
_ACT = re.compile(r"\bact\b")
_KIND_WORDS = (
    (
        "preprint",
        re.compile(r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|chemrxiv|research square|ssrn)\b"),
    ),
    (
        "talk",
        re.compile(
            r"\b(?:poster|presented at|presentation|keynote|talk at|slides|video|podcast|blog post)\b"
        ),
    ),
    ("report", re.compile(r"\b(?:working|discussion|research) paper\b|\btechnical report\b")),
    (
        "data",
        re.compile(
            r"\br package\b|\bpython package\b|\bsoftware\b|\bcomputer program\b|\bgithub\b"
            r"|\b(?:dryad|zenodo|figshare|pangaea|dataverse|icpsr|mendeley data)\b"
        ),
    ),
)


def _declared_kind(record: Work) -> str:
    """Return the kind that `howpublished`, `type`, `note` or the archive of an `eprint` declare; for vague entry types."""
    get = record.fields.get
    text = " ".join(
        value[:200]
        for name in ("archiveprefix", "eprinttype", "howpublished", "type", "note", "publisher", "url")
        if (value := get(name, ""))
    )
    return next((kind for kind, pattern in _KIND_WORDS if pattern.search(text.lower())), "") if text else ""


def series_number(container: str) -> str | None:
    """Return the text after "Technical Report" in a comparison container, None if it is no series of reports.

    >>> series_number("technical report cs 93 1"), series_number("journal of harbors")
    (' cs 93 1', None)
    """
    match = _UNPUBLISHED.match(container)
    return container[match.end() :] if match else None


def kind_of(record: Work, title: str, raw_title: str, doi: str, container: str) -> str:
    """Return the `kind` of `RecordColumns`; `title` and `container` are the normalised ones, `raw_title` is as written."""
    if is_request(record):
        return "request"
    if registration_number(record):
        return "registration"
    kind = _kind(record, title, raw_title, doi, container)
    if kind == "book":
        return "part" if _is_chapter(record, container, title) else kind
    return "part" if kind in _MAY_BE_PART and _IN_BOOK.match(record.fields.get("journal", "")) else kind


def _parent(record: Work) -> str:
    """Return the key of the book or proceedings that an entry refers to and its file lacks (`crossref`), with the file, behind a tilde; "" without one."""
    key = record.fields.get("crossref", "")
    where = getattr(record, "where", None)
    return f"{PARENT}{where.file if where else ''} {key}" if key else ""


_LONGEST_CHAPTER = 100


def _is_chapter(record: Work, container: str, title: str) -> bool:
    """Return whether an entry of a book is a chapter, as databases export them: on pages of another book, or on pages that begin behind the first."""
    first, last = page_range(record.fields.get("pages", ""))
    if not (first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) < _LONGEST_CHAPTER):
        return False
    return int(first) > 1 or (bool(container) and container != comparison_container(title))


def _is_reported(container: str, title: str, raw_title: str) -> bool:
    return container in _REPORTERS and bool(_COURT.search(raw_title) or _ACT.search(title))


def _kind(record: Work, title: str, raw_title: str, doi: str, container: str) -> str:
    kind = _FORMS_OF_TYPES.get(record.type, "") or _declared_kind(record)
    if container.startswith("dissertation abstracts"):
        return "thesis"
    if kind == "article" and _is_reported(container, title, raw_title):
        return "law"
    if kind in _MAY_BE_PART and container[:1] in "ustrw" and (match := _UNPUBLISHED.match(container)):
        return "report" if match.group(1) else "preprint"
    if is_server(container) or (_may_be_preprint(doi) and _PREPRINT.search(doi)):
        return "preprint"
    if kind in _MAY_BE_DATA and (_DATA.search(doi) or _DATA.search(title)):
        return "data"
    return "law" if kind in _MAY_BE_LAW and _COURT.search(raw_title) else kind


_MAY_BE_DATA = frozenset({"", "data", "report"})
_MAY_BE_LAW = frozenset({"", "data"})


class RecordColumns(NamedTuple):
    """One record, work or reference, normalised for comparison. All texts but `byline` are folded; `""` and year 0 mean absent.

    - `title`: the comparison title, without marks of notices and status; `status`: `retracted`, `withdrawn` or "";
    - `notice`: the kind of notice about another work (`correction`, `reply`, `review`, `summary`), or "";
    - `authors`: surnames in order; `byline`: the author field as written, for names in the wrong order;
    - `kind`: `article`, `book`, `part`, `thesis`, `report`, `data`, `law`, `patent`, `preprint`, `talk` or `` for a vague type;
    - `about`: the full title, folded, for rules that search for words in it;
    - `law`: the public law (`pl 106-386`) or bill (`115 hr 1865`, the Congress first if known) of a legal text;
    - `url`: the address of the document, without scheme, `www.` and fragment; "" without a path;
    - `date`: `2015-01-12` or `2015-01`, for works identified by date: a report, a web page, an article without volume and DOI;
    - `report`: the full number of a report, data set or law (`gao 07 1034`); `version` of a data set or program, number of an edition;
    - `imprint`: the words of number, place, body and year of a report or web page, which some write into the title;
    - `head`: the name of the journal or proceedings in the form of titles, if the title contains it.

    Linking uses these fields instead of `byline`. Those of a source combine all its records, and its titles are folded in full, since they
    are searched in the text of references:

    - `text`: the whole reference, "" for a work; `main`: the title to its first colon; `cut`: the title as Web of Science shortens it;
    - `bodies`: authors that are organisations; `initials` of the authors; `forms` of the first author's name; `others`: forms of later names;
    - `containers`, `dates` (`0112`), `dois` and `laws` of a work.
    """

    id: str = ""
    sealed: bool = False
    kind: str = ""
    title: str = ""
    about: str = ""
    status: str = ""
    notice: str = ""
    authors: tuple[str, ...] = ()
    byline: str = ""
    year: int = 0
    container: str = ""
    publisher: str = ""
    volume: str = ""
    number: str = ""
    page: str = ""
    last: str = ""
    doi: str = ""
    isbn: str = ""
    other_id: str = ""
    abstract: str = ""
    law: str = ""
    url: str = ""
    imprint: str = ""
    date: str = ""
    report: str = ""
    version: str = ""
    head: str = ""
    text: str = ""
    main: str = ""
    cut: str = ""
    bodies: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()
    containers: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()
    dois: frozenset[str] = frozenset()
    laws: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """The whole author field, folded on demand, since few pairs need it."""
        return fold(self.byline)


# the number of an edition after the title: X (2nd ed.)
_EDITION_AT_END = re.compile(
    r"(?:\s*[,.:;(\[–—-]+\s*|\s+(?=\d))(\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+ed(?:ition|n|\.)?\.?[)\]]?\s*$",
    re.IGNORECASE,
)
# a note that is only the number of an edition, a report or a document
_EDITION = re.compile(
    r"\s*(\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth)\s+ed(?:ition|n)?\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\s*(?!PM|IS[BS]N|OCLC|DOI)(?:(?:no\. )?[A-Z]{1,6}[ -]?\d[\w-]{2,12}|[A-Z]{1,5}/[\w./()-]{4,30}|\d{1,3} Fed\. ?Reg\. \d[\d,]*|ICPSR \d+)\.?\s*"
)
_MAY_END_EDITION = (
    "ed.", "ed.)", "ed)", "ed", "ed.]", "edn", "edn.)", "dition", "dition)", "dition]", "dition.", "DITION",
)  # fmt: skip
_YEAR_FIRST = re.compile(
    r"^\W*(?:\w[\w.'’-]{0,14}\W+)?[(\[]?((?:19|20)\d\d)[a-z]?(?:[)\]][.,:]?|\.)\s+(?=\S+\s+\S+\s+\S+)"
)


def record_columns(record: Work, cache: dict[object, Any], id: str = "") -> RecordColumns:  # noqa: A002 - the record's word for it
    """Return a record normalised for comparison.

    `cache` belongs to the batch and has folded names, bylines and titles, which recur across databases.
    """
    if record.confidential and not record.title:
        # a sealed record is not compared
        return RecordColumns(id=id, sealed=True)
    fields = record.fields
    get = fields.get
    raw_title, caption = _title_or_caption(record)
    raw_title, status, at_end = split_title_marks(raw_title)
    note = get("note", "")
    raw_title, edition = _edition(raw_title, get("edition", ""), note)
    raw_title, year = (raw_title, record.year) if record.year else _year_first(raw_title)
    journal = record.container[:500]
    headed = journal.casefold() in raw_title.casefold() if journal else False
    raw_title = _behind_journal(raw_title, journal) if headed else raw_title
    whole_title = (raw_title, get("subtitle", ""), at_end)
    titled: tuple[str, str, str] | None = cache.get(whole_title)
    if titled is None:
        titled = cache[whole_title] = _titled(*whole_title)
    title, about, notice = titled
    container = comparison_container(journal) if journal else _parent(record)
    doi = record.doi or read_doi(get("doi", ""))
    byline, people = _people(record)
    page, last = pages_of(get)
    kind = kind_of(record, title, raw_title, doi, container)
    number = get("number", "")
    container, volume, report = _placed(kind, container, get("volume", ""), number, note)
    if kind == "law":
        container, volume, page = _reported(record, container, volume, page)
    law = "" if kind in _NO_LAW else law_number(fields)
    if law or caption:
        kind = "law"
    # by position, in the order of `RecordColumns`: this takes two fifths of the time of twenty-six keywords
    return RecordColumns(
        id,
        record.confidential and not title,
        kind,
        title,
        about,
        status,
        notice,
        () if caption else surnames(people, byline, cache),
        byline[:400],
        year,
        container,
        _publisher(get),
        _volume(volume, get("part", ""), kind),
        number_of_issue(number or get("issue", ""), volume),
        page,
        last,
        doi,
        *_numbers(get),
        _abstract(get("abstract", "")),
        law,
        address(get("url", "")),
        _imprint(record) if kind in _HAS_IMPRINT else "",
        _date(record, kind, volume or doi),
        _report(record, kind, report),
        _version(record, kind, edition) if kind in _HAS_VERSIONS else "",
        comparison_title(journal) if headed else "",
    )


def _behind_journal(title: str, journal: str) -> str:
    """Return a title in brackets without the journal's name before it: "Roe et al./Journal of Tides [The harbor]".

    "The harbor in winter [Der Hafen im Winter]", a title and its translation, stays whole.
    """
    before, bracket, translated = title.rpartition("[")
    if not translated.rstrip(" .").endswith("]"):
        return title
    head, name = fold(before), fold(journal)
    alone = head == name or (head.endswith(f" et al {name}") and bool(name))
    return bracket + translated if alone else title


Get = Callable[[str], str | None]


def pages_of(get: Get) -> tuple[str, str]:
    """Return first and last page, from any of several fields; an article number counts as a page."""
    pages = get("pages") or get("page") or get("eid") or get("article-number") or get("art_number")
    return page_range(pages) if pages else ("", "")


def _publisher(get: Get) -> str:
    name = get("institution") or get("publisher") or get("school") or get("organization")
    return fold(name[:300]) if name else ""


def _numbers(get: Get) -> tuple[str, str]:
    """Return the ISBN, and the work's number in a database."""
    isbn, other = get("isbn"), get("pmid") or get("eprint") or ""
    return read_isbn(isbn[:200], checked=False) if isbn else "", other.strip().lower()[:60]


def _title_or_caption(record: Work) -> tuple[str, str]:
    """Return the title, or without one the parties of a case in the author field; and again these parties, else `""`."""
    title = record.fields.get("title", "")[:4000]
    if title.strip():
        # one party under two names: the Bluebook (rule 10.2.2) spells it out
        return _UNITED_STATES.sub("United States", title) if title[:1] == "U" else title, ""
    caption = _caption(record)
    return caption, caption


_UNITED_STATES = re.compile(r"^U\. ?S\.(?: A(?:\.|merica))?(?= vs?\.? )")


def _edition(title: str, edition: str, note: str) -> tuple[str, str]:
    """Return the title without the number of an edition at its end, and that number from its field, the note or the title."""
    if note and not edition and (match := _EDITION.match(note)):
        edition = match.group(1)
    if title.endswith(_MAY_END_EDITION) and (match := _EDITION_AT_END.search(title, max(1, len(title) - 40))):
        return title[: match.start()], edition or match.group(1)
    return title, edition


def _year_first(title: str) -> tuple[str, int]:
    """Return title and year of a reference that was split at the wrong place, with rests of the authors and the year before the title."""
    match = _YEAR_FIRST.match(title)
    return (title[match.end() :], int(match.group(1))) if match else (title, 0)


def _report(record: Work, kind: str, report: str) -> str:
    """Return the number of a report for comparison. That of a records request is its key, that of a trial's registration its number there."""
    if kind == "request":
        return f"request {record.key.casefold()}"
    if kind == "registration":
        return f"registration {registration_number(record)}"
    return report_number(f"patent {report}" if kind == "patent" else report) if report else ""


def _placed(kind: str, container: str, volume: str, number: str, note: str) -> tuple[str, str, str]:
    """Return container and volume, without values that are neither, and the number of a report or the like."""
    report = (number or (note if _NUMBER.fullmatch(note) else "")) if kind in _NUMBERED else ""
    if kind == "report" and (behind := series_number(container)) is not None:
        # a number in the field for the journal, and no container
        return "", volume, report or behind
    if kind == "preprint" and is_server(container):
        # a preprint has no journal; a server's name is written in many ways, and "abs/1801.01234" is no volume
        return "", "", report
    return container, volume, report


def _volume(volume: str, part: str, kind: str) -> str:
    """Return the volume; of a book with the number of its part, which biblatex counts within a volume: `1.2`."""
    number = volume_of(volume)
    return f"{number}.{volume_of(part)}" if number and part and kind == "book" else number


def _reported(record: Work, container: str, volume: str, page: str) -> tuple[str, str, str]:
    """Return reporter, volume and page of a decision, whatever field has them; of other law what its own fields have."""
    if container and volume and page:
        return container, volume, page
    case = read_case(record)
    return (
        (comparison_container(case.reporter), case.volume, case.page.strip("_"))
        if case.reporter
        else (container, volume, page)
    )


def _date(record: Work, kind: str, place: str) -> str:
    """Return the date of a work identified by it, "" for a work with another place."""
    known_by_date = kind in _KNOWN_BY_DATE or (kind == "article" and not place)
    return issued(record.fields) if known_by_date else ""


def _titled(raw: str, subtitle: str, notice: str) -> tuple[str, str, str]:
    """Return `title`, `about` and `notice` of `RecordColumns`; `notice` is a kind already found at the end of the title."""
    title = "" if raw.startswith("#NAME") else comparison_title(raw)
    if title and subtitle:
        title = f"{title} {title_words(subtitle[:2000])}".strip()
    if notice:
        return title, f"{title} {notice}", notice
    about = title
    title, notice = classify_notice(raw, title)
    return title, about, notice


_NO_LAW = frozenset({"article", "book", "part", "thesis", "data"})
_KNOWN_BY_DATE = frozenset({"report", "data", "law", ""})
_NUMBERED = _KNOWN_BY_DATE | {"patent"}
_HAS_VERSIONS = frozenset({"data", "book", "report"})
_HAS_IMPRINT = frozenset({"report", ""})
_IMPRINT = (
    "number", "location", "address", "institution", "publisher", "organization", "series", "type", "date", "year",
)  # fmt: skip


def _caption(record: Work) -> str:
    """Return the parties of a case ("Smith v. Jones") from the author field, or ""."""
    raw = _raw_names(record)[:400]
    match = _VERSUS.search(raw) if " v" in raw else None
    return raw.replace("{", "").replace("}", "") if match else ""


_VERSUS = re.compile(r"\w\W? vs?\.? \w")


def _version(record: Work, kind: str, edition: str) -> str:
    """Return the version of a data set or program, or the number of an edition: "2nd ed.", "Second" and "2" are the same."""
    if kind == "data" and record.fields.get("version"):
        return record.fields["version"].strip().lower().removeprefix("v")[:40]
    if kind == "data" and (match := _VERSION.search(record.fields.get("note", "")[:200])):
        return match.group(1)
    words = fold(edition[:40]).split()
    numbers = [NUMBER_WORDS.get(word, word) for word in words]
    number = next((figures.group() for word in numbers if (figures := _FIGURES.match(word))), "")
    return number or " ".join([word for word in words if word not in _SAYS_NO_EDITION])


_FIGURES = re.compile(r"\d+")
_SAYS_NO_EDITION = frozenset(
    ["edition", "ed", "edn", "the", "new", "paperback", "hardcover", "reprint", "illustrated", "kindle"]
)
_VERSION = re.compile(r"\bversion (\d[\w.-]*\w)")


def _imprint(record: Work) -> str:
    return fold(" ".join(value[:200] for name in _IMPRINT if (value := record.fields.get(name))))


def _people(record: Work) -> tuple[str, Sequence[Person]]:
    """Return the author field and the people in it; a list that was cut off ("J Gray â€¦") is read without the mark."""
    byline = _raw_names(record)
    if byline.endswith(_CUT_OFF):
        return without_spaced_mojibake(_CUT_MARK.sub("", byline)), ()
    mended = without_spaced_mojibake(byline)
    return mended, (record.authors or record.editors) if mended == byline else ()


_CUT_OFF = ("…", "...", "¦")
# three dots as they are, and as UTF-8 that was read as Latin-1, whose middle letter programs lose
_CUT_MARK = re.compile(r"[\s,;]*(?:and\s+)?(?:…|\.\.\.|â[\s?€]*¦)$")


def _raw_names(record: Work) -> str:
    return record.fields.get("author") or record.fields.get("editor") or ""


def _abstract(text: str) -> str:
    """Return the beginning of an abstract without headings of databases; "" if it is too short to identify a work."""
    if len(text) < 80:
        return ""
    # a hundred letters are compared; the first part has as many, if it is plain text
    folded = fold(text[:180])
    if len(folded) < 120 and len(text) > 180:
        folded = fold(text[:400])
    head = _ABSTRACT_HEAD.match(folded)
    folded = folded[head.end() :] if head else folded
    return folded[:100] if len(folded) > 60 else ""


_ABSTRACT_HEAD = re.compile(
    r"(?:abstract|background(?: aims?)?|objectives?|introduction|purpose|aims?|summary|importance|the|context) "
)
