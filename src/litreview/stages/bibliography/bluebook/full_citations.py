"""Prints full citations by The Bluebook, in the typeface of law reviews or of court documents (`editions.Manner`).

Rules followed, by number: 10 (cases), 12 (statutes), 13 (papers of Congress), 14 (of agencies), 15 (books, reports), 16 (periodicals),
17 (unpublished, theses, working papers), 18 (internet). Full citations only: no *id.*, no *supra*, no short forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from litreview.core.model import Source
from litreview.core.pandoc import Inline
from litreview.core.text import issued, parse_names
from litreview.stages.bibliography.abbreviations import (
    abbreviate_institution,
    abbreviate_journal,
    headline,
)
from litreview.stages.bibliography.bluebook.editions import (
    LAW_REVIEW,
    Manner,
    address,
    authors,
    day,
    edition_of,
    first_page,
    in_parentheses,
    italic,
    made_by,
    on_day,
    pages,
    sentence,
    several_names,
    spaced,
    title_of,
    visited,
    year_of,
)
from litreview.stages.bibliography.bluebook.legal import case, official, statute
from litreview.stages.bibliography.capitals import is_english
from litreview.stages.bibliography.csl_items import (
    ARCHIVE_AS_JOURNAL,
    PAPER_OF_SERIES,
    container_of,
    day_of_visit,
    patent_number,
    published_as,
    web_address,
)
from litreview.stages.bibliography.trees import emph, words
from litreview.works.kinds import WEB_TYPES, meeting_of, thesis_degree


def bluebook(
    source: Source, kind: str, places: Sequence[str] = (), manner: Manner = LAW_REVIEW
) -> list[Inline]:
    """Return the full citation of a source of that kind (a code of `kinds.KINDS`), with `places` as pinpoints.

    Places are pages (rule 3.2(a)), or sections of an act (`§ 103(a)`, rule 3.3).
    """
    sections = [place for place in places if place.startswith("§")]
    pinpoint = ", ".join(place for place in places if place not in sections)
    if found := official(source, kind, pinpoint, manner):
        return _curl(found)
    if kind == "statute":
        return _curl(statute(source, sections, manner))
    return _curl(_OF_KIND.get(kind, _cite_other_kind)(source, pinpoint, manner))


def _curl(inlines: list[Inline]) -> list[Inline]:
    """Return the inlines with typographic quotation marks and apostrophes; links keep their characters."""
    found: list[Inline] = []
    for node in inlines:
        if node["t"] == "Str":
            text = re.sub(r"(^|[(\[“])\"", r"\1“", node["c"]).replace('"', "”")
            text = re.sub(r"(^|[(\[“])'(?![stn]\b|\d)", r"\1‘", text).replace("'", "’")
            found.append({"t": "Str", "c": text})
        elif node["t"] in {"Emph", "SmallCaps"}:
            found.append({"t": node["t"], "c": _curl(node["c"])})
        else:
            found.append(node)
    return found


def _article(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    name = source.get("journaltitle") or source.get("journal")
    if not name or ARCHIVE_AS_JOURNAL.match(name):
        return _web(source, pinpoint, manner)
    english = is_english(source) and is_english(source, name)
    journal = manner.maker(words(abbreviate_journal(name) if english else name))
    volume = source.get("volume")
    # rule 16.4: a year that serves as the volume is not repeated
    dated = "" if volume == year_of(source) else year_of(source)
    year = in_parentheses(*made_by(source, manner, ["translator"]), dated)
    # rule 16.5: without a volume pages are not numbered through
    place = [words(volume), journal, pages(source, pinpoint), year] if volume else [journal, year]
    target = [] if volume and first_page(source) else address(source)
    head = words(authors(source, manner)), italic(title_of(source))
    if not volume and first_page(source):
        return sentence(*head, *_issue_of_a_day(source, journal, pinpoint))
    return sentence(*head, spaced(*place), target)


def _issue_of_a_day(source: Source, journal: list[Inline], pinpoint: str) -> list[list[Inline]]:
    """Return a periodical that numbers the pages of each issue anew, its day and the first page (rules 16.5, 16.6)."""
    number = source.get("number") or source.get("issue")
    on = words(on_day(source))
    # an issue is known by its day or month, or else by its number
    numbered = number and not re.search(r"\D", number) and on_day(source) == year_of(source)
    when = spaced(words(f"no. {number},"), on) if numbered else on
    return [journal, when, spaced(words("at"), pages(source, pinpoint))]


def _news(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    outlet = _site(source)
    date = words(f"({on_day(source)})")
    if not outlet:
        return sentence(
            words(authors(source, manner)), spaced(italic(title_of(source)), date), visited(source)
        )
    paper = manner.maker(words(abbreviate_journal(outlet)))
    by = words("" if [person.literal for person in source.authors] == [outlet] else authors(source, manner))
    if first_page(source) and not address(source):
        return sentence(
            by,
            italic(title_of(source)),
            *_issue_of_a_day(source, paper, pinpoint),
        )
    return sentence(by, italic(title_of(source)), spaced(paper, date), visited(source))


def _book(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a book: its volume before the author (rule 15.3), its editors, translators and edition before the year (15.2, 15.4)."""
    if source.get("publisher") in [person.literal for person in source.authors] and web_address(source):
        return _report(source, pinpoint, manner)  # what a body wrote and put out itself
    whole, volume, first = source.get("maintitle"), source.get("volume"), origin_year(source)
    if volume and not re.fullmatch(r"\d+", volume):
        volume = ""
    publisher = abbreviate_institution(source.get("publisher")) if first else ""
    when = " ".join(filter(None, (publisher, edition_of(source), year_of(source))))
    title = title_of(source)
    if whole and whole != source.title:
        title = [*words(f"{headline(whole) if is_english(source, whole) else whole}: "), *title]
    placed = spaced(
        manner.work(title),
        words(pinpoint),
        in_parentheses(*made_by(source, manner), when),
        words(f"({first})") if first else [],
    )
    if not source.authors:
        return sentence(spaced(words(volume), placed))
    return sentence(spaced(words(volume), manner.maker(words(authors(source, manner)))), placed)


def origin_year(source: Source) -> str:
    """Return the year in which a work came out first, if it is another than that of this edition (rule 15.4(a)(iii))."""
    found = re.match(r"\d{4}", source.get("origdate") or source.get("origyear"))
    return found[0] if found and found[0] != str(source.year) else ""


def _chapter(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    container = container_of(source)
    if not container and meeting_of(source) and not source.editors:
        return _speech(source, manner)
    if not container:
        return _book(source, pinpoint, manner)
    when = " ".join(filter(None, (edition_of(source), year_of(source))))
    volume = source.get("volume") if source.get("volume").isdigit() else ""
    whole = source.get("maintitle")
    title = f"{whole}: {container}" if whole and whole not in container else container
    by = several_names(parse_names(source.get("bookauthor")), manner)
    place = spaced(
        [emph(words("in"))],
        words(volume),
        [*manner.maker(words(by)), {"t": "Str", "c": ","}] if by else [],
        manner.work(words(title)),
        pages(source, pinpoint),
        in_parentheses(*made_by(source, manner), when),
    )
    return sentence(
        words(authors(source, manner)),
        spaced([*italic(title_of(source)), {"t": "Str", "c": ","}], place),
        [] if first_page(source) or source.doi else address(source),  # an encyclopedia that is online
    )


def _report(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    body = source.get("institution") or source.get("publisher") or source.get("organization")
    number = source.get("number")
    for text in (source.get("type"), source.get("series"), body):
        if found := PAPER_OF_SERIES.search(text):
            return _working_paper(source, pinpoint, manner, found)
    # rule 15.1(c): a report's number comes before the title, unless the body's name or the title has it
    if re.search(rf"\b{re.escape(number)}\b", body) or source.title.endswith(number):
        number = ""
    if number.isdigit() and (series := source.get("type") or source.get("series")):
        number = f"{_plain(series)} No. {number}"
    named = any(_is_same_body(body, author.literal) for author in source.authors)
    who = (authors(source, manner), "" if named else abbreviate_institution(body), number)
    heads = [manner.maker(words(part)) for part in who if part]
    title = manner.work(title_of(source))
    return sentence(*heads, spaced(title, words(pinpoint), words(f"({year_of(source)})")), address(source))


def _plain(series: str) -> str:
    """Return the name of a series of papers in headline case, also one that is all in capitals."""
    return headline(series.lower() if series.isupper() else series)


def _working_paper(source: Source, pinpoint: str, manner: Manner, found: re.Match[str]) -> list[Inline]:
    """Return a paper of a series by its body, series and number in parentheses (rule 17.4)."""
    body = source.get("institution") or source.get("publisher") or source.get("organization")
    in_body = PAPER_OF_SERIES.search(body)
    body = body[: in_body.start()].strip(" ,.") if in_body else body
    number = source.get("number") or found["number"] or (in_body["number"] if in_body else "") or ""
    number = re.sub(r"^\D*(?=\d)", "", number) if PAPER_OF_SERIES.search(number) else number
    owner = found.string[: found.start()].strip(" ,.")
    series = _plain(found["series"])
    if owner and not body:
        body = owner
    elif owner and not _is_same_body(owner, body) and owner.casefold() not in body.casefold():
        series = f"{owner} {series}"
    named = any(_is_same_body(body, author.literal) for author in source.authors)
    paper = f"{series} No. {number}" if number else series
    inside = ", ".join(
        part for part in ("" if named else abbreviate_institution(body), paper, year_of(source)) if part
    )
    return sentence(
        words(authors(source, manner)),
        spaced(italic(title_of(source)), words(pinpoint), words(f"({inside})")),
        address(source),
    )


def _is_same_body(short: str, name: str) -> bool:
    """Return whether one name is short for the other: some of its words in order, articles ignored, or its initials.

    >>> _is_same_body("OJJDP", "Office of Juvenile Justice and Delinquency Prevention")
    True
    >>> _is_same_body("Urban Institute", "Urban Justice Center")
    False
    """
    small = {"of", "the", "for", "and", "on", "in", "to", "&"}
    mine, theirs = (
        [word for word in re.findall(r"[\w'’&-]+", text.casefold()) if word not in small]
        for text in (short, name)
    )
    if not mine or not theirs:
        return False
    rest = iter(theirs)
    return all(word in rest for word in mine) or short.casefold() == "".join(word[0] for word in theirs)


def _thesis(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    known, degree = thesis_degree(source)
    # rule 17.2.2: the degree by its letters, "Master of Social Work" as M.S.W.
    degree = re.sub(
        r"(?:Master|Bachelor) of(?: (?!and\b|in\b)[A-Z]\w+| and)+",
        lambda found: "".join(f"{c}." for c in re.findall(r"\b[A-Z]", found[0])),
        degree,
    )
    named = degree if re.match(r"(?:[MB]\.|M[A-Z][a-z]?\b)", degree) else ""
    degree = (
        named or {"phd": "Ph.D. dissertation", "master": "Master’s thesis"}.get(known) or degree or "thesis"
    )
    school = source.get("school") or source.get("institution") or source.get("publisher")
    inside = ", ".join(part for part in (degree, abbreviate_institution(school)) if part)
    return sentence(
        words(authors(source, manner)),
        spaced(title_of(source), words(pinpoint), words(f"({year_of(source)})"), words(f"({inside})")),
        address(source),
    )


def _site(source: Source) -> str:
    """Return the paper or the site that a page is of: the first of its fields that names one and is no address."""
    addition = source.get("titleaddon") if source.type in WEB_TYPES else ""  # where Zotero writes the site
    bodies = map(source.get, ("institution", "publisher", "organization"))
    places = (source.container, published_as(source)[1], *bodies, addition)
    return next((place for place in places if place and not re.match(r"https?:|\\url", place)), "")


def _web(source: Source, _pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a page (rule 18.2.2): the body that runs it is its site, not its author; without a date of its own it has the day of the visit."""
    site = _site(source)
    # law that is not understood is printed as it is given, often with its year
    dated = source.year and re.search(rf"\(.*\b{source.year}\)$", source.title)
    seen = address(source) and day_of_visit(source) and not source.year
    date = [] if dated or seen else words(f"({' '.join(filter(None, (edition_of(source), on_day(source))))})")
    by = authors(source, manner)
    if len(source.authors) == 1 and source.authors[0].literal and address(source):
        site, by = (site or by, "") if not site or abbreviate_institution(site) == by else (site, by)
    place = (
        spaced(manner.maker(words(abbreviate_institution(site))), date)
        if site and abbreviate_institution(site) != by
        else []
    )
    title = italic(title_of(source)) if place else spaced(italic(title_of(source)), date)
    return sentence(words(by), title, place, visited(source))


def _press(source: Source, _pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a press release: what it is, whose, and its title in roman type with the day (rule 17.2.5)."""
    body = authors(source, manner) or abbreviate_institution(
        source.get("institution") or source.get("organization") or source.get("publisher")
    )
    return sentence(
        words("Press Release"),
        words(body),
        spaced(title_of(source), words(f"({on_day(source)})")),
        visited(source),
    )


def _film(source: Source, _pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a film by its title, its maker and its year (rule 18.6), an album behind its artist (rule 18.7.1)."""
    maker = source.get("publisher") or source.get("organization")
    inside = " ".join(filter(None, (maker, year_of(source))))
    title = spaced(manner.work(title_of(source)), words(f"({inside})"))
    artist = manner.maker(words(authors(source, manner))) if source.type in _RECORDINGS else []
    return sentence(artist, title, address(source))


def _patent(source: Source) -> list[Inline]:
    """Return a patent by its number, and the day on which it was issued (rule 14.9)."""
    filed = day(issued({"date": source.get("eventdate")})) if source.get("eventdate") else ""
    office, number = patent_number(source)
    when = f"(filed {filed})" if filed else f"(issued {on_day(source)})"
    return sentence(spaced(words(f"{office} No. {number}" if number else office), words(when)))


_FILMS = frozenset({"movie", "film", "video", "motion_picture"})
_RECORDINGS = frozenset({"audio", "music", "song"})


def _speech(source: Source, manner: Manner) -> list[Inline]:
    """Return the citation of a speech at a meeting, with its date (rule 17.2.5)."""
    meeting = meeting_of(source)
    place = (
        source.get("venue") or source.get("event-place") or source.get("location") or source.get("address")
    )
    given = re.match(r"\d{4}-\d\d-\d\d", source.get("eventdate"))
    when = day(given[0]) if given else on_day(source)
    at = (
        meeting
        if re.match(r"(?i)(?:paper )?presented|address|lecture", meeting)
        else f"Address at the {meeting}"
    )
    return sentence(
        words(authors(source, manner)),
        title_of(source),
        spaced(words(", ".join(filter(None, (at, place)))), words(f"({when})")),
    )


def _manuscript(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return an unpublished work by its day, what it is and where it is (rule 17.2.1)."""
    notes = "; ".join(map(source.get, ("note", "howpublished", "organization", "addendum")))
    kept = re.search(r"(?i)\bon file with [^;()]+", notes)
    what = (
        source.get("type")
        if source.get("type").casefold() not in {"", "unpublished", "manuscript"}
        else "unpublished manuscript"
    )
    if re.match(r"(?i)forthcoming", year_of(source)):
        return _web(source, pinpoint, manner)
    return sentence(
        words(authors(source, manner)),
        spaced(
            title_of(source),
            words(pinpoint),
            words(f"({on_day(source)})"),
            words(f"({what[:1].lower()}{what[1:]})"),
            words(f"({kept[0].strip(' .')})") if kept else [],
        ),
        visited(source),
    )


def _cite_other_kind(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    if source.type == "patent":
        return _patent(source)
    # a recording on the web, such as a podcast, is cited as a page
    if source.type in _FILMS or (source.type in _RECORDINGS and not web_address(source)):
        return _film(source, pinpoint, manner)
    if source.type == "unpublished":
        return _speech(source, manner) if meeting_of(source) else _manuscript(source, pinpoint, manner)
    return _web(source, pinpoint, manner)


_OF_KIND: Mapping[str, Callable[[Source, str, Manner], list[Inline]]] = {
    "case": case,
    "journal-article": _article,
    "law-review": _article,
    "news": _news,
    "book": _book,
    "chapter": _chapter,
    "conference-paper": _chapter,
    "government-report": _report,
    "ngo-report": _report,
    "thesis": _thesis,
    "press-release": _press,
}
"""The function that cites each kind; any other kind is cited as a web page."""
