"""Read PubMed's two exports: MEDLINE (.nbib), a tagged text, and XML, as efetch and the download service deliver it.

Tags follow "MEDLINE/PubMed Data Element (Field) Descriptions", elements "PubMed DTD Documentation", both of the U.S. National Library
of Medicine. Both formats use the same field names, so that two exports of one search give the same records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text import month as month_number
from litreview.formats.field_values import KeyAssigner, as_name, body, flat, month_name, pages
from litreview.formats.record_building import RawEntry
from litreview.formats.tagged import RecordCollector, RecordLines
from litreview.formats.vocabularies import terms
from litreview.formats.xml_records import Shape, flat_text, leftover_texts, read_records

# the tag is padded to four characters; some tools forget that
_LINE = re.compile(r"^(?:(?=[A-Z0-9 ]{4}-)([A-Z][A-Z0-9]{1,3}) *-|([A-Z][A-Z0-9]{1,3})-(?= |$)) ?(.*)$")
_STARTS = frozenset({"PMID", "PMC", "PMCR", "OWN", "STAT"})
_ONCE = frozenset({"PMID", "TI", "JT", "DP"})
_MEDLINE_FIELDS = terms("medline.fields")
_MEDLINE_LISTS = terms("medline.lists")
_MEDLINE_TAKEN = frozenset({"FAU", "AU", "CN", "FED", "ED", "TI", "BTI"})
_TYPES = terms("medline.types")


def read_medline(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a MEDLINE file, and the Problems met. A record starts at `PMID-`."""
    begin = ("first line PMID", "add `PMID- ` with its number")
    records = RecordCollector(path, _medline_entry, "PMID", begin, names=True, once=_ONCE)
    reported: RecordLines | None = None

    def untagged(number: int, line: str, blank: bool) -> bool:
        nonlocal reported
        lines = records.lines
        if lines and line[:1].isspace():
            lines.continue_value(line)
        elif lines and not blank:
            if reported is not lines:
                # once a record
                reported = lines
                records.problems.append(problem("LR024.line-without-tag", Where(file=path, line=number)))
            lines.add(number, "stray", line.strip(), line)
        else:
            records.add_outside(number)
            return blank
        return False

    return records.read(text, _split, begins=lambda _, tag: tag in _STARTS, untagged=untagged)


def _split(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1] or found[2], found[3].strip()) if found else None


def type_of(kinds: Iterable[str], *, in_journal: bool) -> str:
    """Return the entry type of a record of PubMed: by its publication types, else by whether it is in a journal.

    >>> type_of(["Interview", "Journal Article"], in_journal=True), type_of(["Interview"], in_journal=True), type_of([], in_journal=False)
    ('article', 'interview', 'misc')
    """
    known = [found for kind in kinds if (found := _TYPES.get(kind.lower()))]
    usual = "interview" if "interview" in known else "article" if in_journal else "misc"
    return next((found for found in known if found != "interview"), usual)


def _medline_entry(lines: RecordLines, keys: KeyAssigner, position: int) -> RawEntry:
    type_ = type_of(lines.values("PT"), in_journal=lines.has("JT", "TA"))
    persons, unused = _medline_persons(lines)
    fields = [*persons, *_titles(lines)]
    extra = {"medline-au": unused} if unused else {}
    for _, tag, text in lines.tagged:
        value = flat(text)
        if not value or tag in _MEDLINE_TAKEN:
            continue
        if tag in _MEDLINE_OWN:
            fields += _MEDLINE_OWN[tag](value)
        elif tag in _MEDLINE_FIELDS:
            fields.append((_MEDLINE_FIELDS[tag], value))
        else:
            extra.setdefault(_MEDLINE_LISTS.get(tag, f"medline-{tag.lower()}"), []).append(value)
    if type_ not in {"article", "misc", "interview"}:
        fields = [("booktitle" if name == "journal" else name, value) for name, value in fields]
    fields += [
        (name, ("\n" if name == "affiliation" else "; ").join(values)) for name, values in extra.items()
    ]
    fields = [(name, value) for name, value in dict.fromkeys(fields) if value]
    pmid = "".join(lines.values("PMID")[:1])
    key = f"pmid{pmid}" if pmid.isdigit() else ""
    return lines.entry("medline", type_, fields, keys.assign(key, fields, position))


def _medline_persons(lines: RecordLines) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the lists of names, and the authors' names in the unused form (full or short)."""
    full, short = lines.values("FAU"), lines.values("AU")
    # a record may give the full form for some of its authors only
    chosen, other = (full, short) if len(full) >= len(short) else (short, full)
    authors = [*map(as_name, chosen), *map(body, lines.values("CN"))]
    editors = map(as_name, lines.values("FED") or lines.values("ED"))
    found = (("author", " and ".join(authors)), ("editor", " and ".join(editors)))
    return [(name, each) for name, each in found if each], other


def _titles(lines: RecordLines) -> list[tuple[str, str]]:
    title, book, original = (" ".join(map(flat, lines.values(tag))) for tag in ("TI", "BTI", "TT"))
    # a title that was not translated stands in TT alone
    title = title or original
    return [("title", title or book), ("booktitle", book if title else "")]


def _medline_date(value: str) -> list[tuple[str, str]]:
    year = re.match(r"(\d{4})(?: +([A-Za-z]{3}))?", value)
    month = month_name(year[2] or "") if year else ""
    return [("year", year[1] if year else value), ("publication-date", value), ("month", month)]


def _identifier(value: str) -> list[tuple[str, str]]:
    """Return the field of an article identifier: `10.1000/x [doi]`, `S0140 [pii]`, or one without its kind."""
    found = re.fullmatch(r"(.*?)\s*\[(\w+)\]", value)
    kind = found[2].lower() if found else ""
    identifier = found[1] if found else value
    if kind == "doi" or (not kind and "10." in value):
        return [("doi", identifier.removeprefix("doi:"))]
    return [(kind or "articleid", identifier)]


_MEDLINE_OWN: Mapping[str, Callable[[str], list[tuple[str, str]]]] = {
    "AID": _identifier,
    "LID": _identifier,
    "DP": _medline_date,
    "IS": lambda value: [("issn", value.split(" (")[0])],
    "ISBN": lambda value: [("isbn", value.removeprefix("ISBN ").split(" (")[0])],
}
"""Readers of tags that are more than one value of one field."""


_ARTICLES = Shape(
    records=("PubmedArticle", "PubmedBookArticle"),
    inner=("MedlineCitation", "BookDocument"),
    around=("PubmedArticleSet", "PubmedBookArticleSet"),
    writer="PubMed",
)
_CITATIONS = Shape(
    records=("MedlineCitation",), inner=("PMID",), around=("MedlineCitationSet",), writer="PubMed"
)
_HAS_ARTICLES = re.compile(r"<Pubmed(?:Book)?Article[ >]|</Pubmed(?:Book)?Article>")
_FIELDS = terms("pubmed.fields")
_LISTS = terms("pubmed.lists")
_ABSTRACTS = ("*/Article/Abstract", "*/Abstract", "*/OtherAbstract")
_AUTHORS, _BOOK_AUTHORS = ("*/Article/AuthorList", "*/AuthorList"), "*/Book/AuthorList"
_ISSUED = ("*/Article/Journal/JournalIssue/PubDate", "*/Book/PubDate")
_HANDLED = ("DateCompleted", "DateRevised", "DateCreated", "ArticleDate", "ContributionDate", "PubMedPubDate")
_IDS = {"doi": "doi", "pmc": "pmcid", "pubmed": "pmid", "pii": "pii"}

Fields = Iterator[tuple[str, str]]


def read_pubmed_xml(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a PubMed XML file, and the Problems met."""
    return read_records(text, path, _ARTICLES if _HAS_ARTICLES.search(text) else _CITATIONS, _entry)


def _entry(element: Element, keys: KeyAssigner, position: int, line: int, raw: str) -> RawEntry | None:
    if element.tag in _CITATIONS.records:
        # a citation without its frame
        framed = Element("PubmedArticle")
        framed.append(element)
        element = framed
    fields = [
        *_persons(element),
        *((name, flat_text(each)) for path, name in _FIELDS.items() for each in element.findall(path)),
        *((name, "; ".join(map(flat_text, element.findall(path)))) for path, name in _LISTS.items()),
        *_abstracts(element),
        *_issued(element),
        *_pages(element),
        *_identifiers(element),
        *_mesh(element),
        *_related(element),
        *_handled(element),
    ]
    fields = [(name, value) for name, value in dict.fromkeys(fields) if value]
    leftover = "\n".join(
        f"{place}: {text}" for place, text in leftover_texts(element, fields, _repeated_texts(element), ())
    )
    if not fields and not leftover:
        return None
    type_, fields = _typed(element, fields)
    fields += [("pubmed-rest", leftover)] if leftover else []
    pmid = next((value for name, value in fields if name == "pmid"), "")
    key = keys.assign(f"pmid{pmid}" if pmid.isdigit() else "", fields, position)
    return RawEntry(key=key, type=type_, fields=fields, line=line, raw=raw, format="pubmed-xml")


def _typed(element: Element, fields: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Return the entry type, and the fields under the names that the type uses."""
    names = {name for name, _ in fields}
    kinds = [kind for name, value in fields if name == "type" for kind in value.split("; ")]
    if "booktitle" in names:
        kinds.insert(0, "Book Chapter" if "title" in names else "Book")
    type_ = type_of(kinds, in_journal=element.find("*/Article/Journal") is not None)
    new_names = {} if type_ in {"article", "misc", "interview"} else {"journal": "booktitle"}
    if "title" not in names:
        new_names["booktitle" if "booktitle" in names else "transliterated-title"] = "title"
    return type_, [(new_names.get(name, name), value) for name, value in fields]


def _persons(element: Element) -> Fields:
    """Yield the lists of names; the authors of a chapter's book become `bookauthor`."""
    groups: dict[str, list[str]] = {}
    affiliations = [flat_text(each) for each in element.iter("Affiliation")]
    for path in (*_AUTHORS, _BOOK_AUTHORS):
        for listed in element.findall(path):
            author = "bookauthor" if path == _BOOK_AUTHORS and "author" in groups else "author"
            names = groups.setdefault("editor" if listed.get("Type") == "editors" else author, [])
            names += filter(None, map(_name, listed.findall("Author")))
            # the list declares itself incomplete
            names += ["others"] if names and listed.get("CompleteYN") == "N" else []
    yield from ((name, " and ".join(names)) for name, names in groups.items())
    yield "affiliation", "\n".join(dict.fromkeys(affiliations))


def _name(author: Element) -> str:
    """Return a name in BibTeX's form: an organisation in braces, a person as `Family, Suffix, Given`."""
    part = {child.tag: flat_text(child) for child in author}
    given_name = part.get("ForeName") or part.get("FirstName") or part.get("Initials", "")
    family = part.get("LastName", "")
    if not family or not given_name:
        single_name = part.get("CollectiveName") or family or given_name
        return body(single_name) if single_name else ""
    return as_name(", ".join(filter(None, (family, given_name, part.get("Suffix", "")))))


def _repeated_texts(element: Element) -> Iterator[str]:
    """Yield texts that repeat what fields contain: initials of given names, and pages in another form."""
    for author in element.iter("Author"):
        given_name, initials = (author.findtext(tag) or "" for tag in ("ForeName", "Initials"))
        if initials == "".join(part[0] for part in re.findall(r"\w+", given_name)):
            yield initials
    for pagination in element.iter("Pagination"):
        yield from pagination.itertext()


def _abstracts(element: Element) -> Fields:
    for path in _ABSTRACTS:
        for abstract in element.findall(path):
            sections = abstract.findall("AbstractText")
            yield (
                "abstract",
                " ".join(
                    f"{each.get('Label', '')}: {flat_text(each)}".removeprefix(": ") for each in sections
                ),
            )


def _issued(element: Element) -> Fields:
    """Yield the year, the month and the date of publication; another date, such as `1998 Dec-1999 Jan`, is yielded unchanged."""
    for date in (each for path in _ISSUED for each in element.findall(path)):
        part = {child.tag: flat_text(child) for child in date}
        full_date = " ".join(part.values())
        found = re.search(r"\d{4}", part.get("Year") or full_date)
        year, month, day = found[0] if found else full_date, part.get("Month", ""), part.get("Day", "")
        yield "year", year
        yield "month", month_name(month)
        if number := month_number(month):
            yield "date", f"{year}-{number:02}-{day.zfill(2)}" if day.isdigit() else ""
        yield "publication-date", full_date


def _pages(element: Element) -> Fields:
    for pagination in element.iter("Pagination"):
        part = {child.tag: flat_text(child) for child in pagination}
        yield "pages", part.get("MedlinePgn") or pages(part.get("StartPage", ""), part.get("EndPage", ""))


def _identifiers(element: Element) -> Fields:
    for each in element.findall("*/ArticleIdList/ArticleId"):
        kind = each.get("IdType", "")
        yield _IDS.get(kind, f"pubmed-{kind}"), flat_text(each)
    for each in element.findall("*/Article/ELocationID"):
        # one that is not valid names another work, or none
        valid = each.get("ValidYN", "Y") == "Y"
        kind = each.get("EIdType", "")
        yield _IDS.get(kind, f"pubmed-{kind}") if valid else "pubmed-invalid-id", flat_text(each)


def _mesh(element: Element) -> Fields:
    """Yield the subject headings with their qualifiers; a star marks the major topics."""
    headings = (
        "/".join(("*" if part.get("MajorTopicYN") == "Y" else "") + flat_text(part) for part in heading)
        for heading in element.findall("*/MeshHeadingList/MeshHeading")
    )
    yield "mesh", "; ".join(headings)


def _related(element: Element) -> Fields:
    """Yield the works linked by comments, corrections and retractions in either direction, and the works cited."""
    for each in element.findall("*/CommentsCorrectionsList/CommentsCorrections"):
        pmid = each.findtext("PMID") or ""
        yield (
            _dashed(each.get("RefType", "pubmed-related")),
            f"{each.findtext('RefSource') or ''}{f' PMID: {pmid}' if pmid else ''}",
        )
    cited = []
    for each in element.iter("Reference"):
        citation = each.find("Citation")
        text = flat_text(citation) if citation is not None else ""
        ids = [(one.get("IdType", ""), flat_text(one)) for one in each.iter("ArticleId")]
        cited.append(" ".join([text, *(f"{kind}:{one}" for kind, one in ids if one not in text)]).strip())
    yield "cited-references", "\n".join(filter(None, cited))


def _handled(element: Element) -> Fields:
    """Yield the dates at which PubMed handled the record."""
    for each in (found for tag in _HANDLED for found in element.iter(tag)):
        name = each.get("PubStatus") or _dashed(each.tag)
        yield f"pubmed-{name}", "-".join(flat_text(part).zfill(2) for part in each)


def _dashed(name: str) -> str:
    """Return the name of an element in the form of a field name.

    >>> _dashed("RetractionIn"), _dashed("DateRevised")
    ('retraction-in', 'date-revised')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
