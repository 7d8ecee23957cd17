"""Full citations in the manner of The Bluebook (21st ed.), law-review typeface: small capitals for books, reports and journals.

Rules followed, by number: 10 (cases), 12 (statutes), 13 (bills, reports), 15 (books, reports), 16 (periodicals),
17 (unpublished, theses), 18 (internet). Full citations only: no *id.*, no *supra*, no short forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from litreview.bibliography.bluebook.abbreviations import (
    abbreviate_court,
    abbreviate_institution,
    abbreviate_journal,
    abbreviate_party,
)
from litreview.bibliography.bluebook.headline import headline, initials
from litreview.bibliography.csl_items import web_address
from litreview.bibliography.languages import language_tag
from litreview.bibliography.trees import emph, link, printed_title, small_caps, words
from litreview.model import Person, Source
from litreview.pandoc import Inline
from litreview.text import MONTHS, issued
from litreview.works.legal import read_case, read_statute

_SPACE: Inline = {"t": "Space"}


def _name(person: Person) -> str:
    if person.literal:
        return abbreviate_institution(person.literal)
    parts = (person.given, person.prefix, person.family)
    name = initials(" ".join(part for part in parts if part))
    return f"{name}, {person.suffix}" if person.suffix else name


def _authors(source: Source) -> str:
    """Return the authors in natural order; from three on, the first and "et al." (rule 15.1(b))."""
    names = [_name(person) for person in source.authors]
    if not names:
        return ""
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return f"{names[0]} & {names[1]}"
    return f"{names[0]} et al."


def _title(source: Source) -> list[Inline]:
    """Return the title; an English one in headline case (rule 8)."""
    english = language_tag(source.get("langid") or source.get("language"))[:2] in {"", "en"}
    title = printed_title(source.title)
    return words(headline(title) if english else title)


def _first_page(source: Source) -> str:
    value = source.get("pages").strip()
    if re.match(r"\d+\s*(?:pages?|pp)", value):
        return ""
    return re.split(r"\s*[-–—,]", value)[0]


def _pages(source: Source, pinpoint: str) -> list[Inline]:
    return words(", ".join(page for page in (_first_page(source), pinpoint) if page))


def _sentence(*parts: list[Inline]) -> list[Inline]:
    """Return the parts with ", " between them and a full stop at the end."""
    found: list[Inline] = []
    for part in (part for part in parts if part):
        if found:
            found += [{"t": "Str", "c": ","}, _SPACE]
        found += part
    return [*found, {"t": "Str", "c": "."}] if found else []


def _spaced(*parts: list[Inline]) -> list[Inline]:
    found: list[Inline] = []
    for part in (part for part in parts if part):
        found += [*([_SPACE] if found else []), *part]
    return found


def _address(source: Source) -> list[Inline]:
    if source.doi:
        target = f"https://doi.org/{source.doi}"
        return [link(words(target), target)]
    target = web_address(source)
    return [link(words(target), target)] if target else []


def _year(source: Source) -> str:
    return str(source.year or "n.d.")


# table T12: months of five letters and more, but for those that a citation leaves whole
_WHOLE = {"May", "June", "July"}


def _day(iso: str) -> str:
    """Return a date as a citation writes it; what is no date as it stands.

    >>> _day("2015-07-28"), _day("2016-02"), _day("2019-09-13"), _day("2015")
    ('July 28, 2015', 'Feb. 2016', 'Sept. 13, 2019', '2015')
    """
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if not found or not 1 <= int(found[2]) <= 12:
        return iso
    name = MONTHS[int(found[2]) - 1]
    name = name if name in _WHOLE else "Sept." if name == "September" else f"{name[:3]}."
    return f"{name} {int(found[3])}, {found[1]}" if found[3] else f"{name} {found[1]}"


def _when(source: Source) -> str:
    """Return the day on which news or a page appeared, as far as it is known (rules 16.6, 18.2.2)."""
    return _day(issued(source.fields)) or _year(source)


def _visited(source: Source) -> list[Inline]:
    """Return the address, with the day of the last visit where no other date is known (rule 18.2.2(c))."""
    address = _address(source)
    visited = issued({"date": source.get("urldate")})
    if address and visited and not source.year:
        return _spaced(address, words(f"(last visited {_day(visited)})"))
    return address


def bluebook(source: Source, kind: str, places: Sequence[str] = ()) -> list[Inline]:
    """Return the full citation of a source of that kind (a code of `kinds.KINDS`), pointing at those places.

    Pages (rule 3.2(a)), in an act sections (`§ 103(a)`, rule 3.3).
    """
    sections = [place for place in places if place.startswith("§")]
    if kind == "statute":
        return _curl(_statute(source, sections))
    return _curl(_full(source, kind, ", ".join(place for place in places if place not in sections)))


def _curl(inlines: list[Inline]) -> list[Inline]:
    """Return the inlines with typographic quotation marks and apostrophes; links keep their characters."""
    found: list[Inline] = []
    for node in inlines:
        if node["t"] == "Str":
            text = re.sub(r"(^|[(\[“])\"", r"\1“", node["c"]).replace('"', "”")
            text = re.sub(r"(^|[(\[“])'(?!s\b|\d)", r"\1‘", text).replace("'", "’")
            found.append({"t": "Str", "c": text})
        elif node["t"] in {"Emph", "SmallCaps"}:
            found.append({"t": node["t"], "c": _curl(node["c"])})
        else:
            found.append(node)
    return found


def _full(source: Source, kind: str, pinpoint: str) -> list[Inline]:
    if kind == "case":
        return _case(source, pinpoint)
    if kind in {"journal-article", "law-review"} and (source.get("journal") or source.get("journaltitle")):
        return _article(source, pinpoint)
    if kind == "news":
        return _news(source)
    if kind == "book":
        return _book(source, pinpoint)
    if kind in {"chapter", "conference-paper"}:
        return _chapter(source, pinpoint)
    if kind in {"government-report", "ngo-report"}:
        return _report(source, pinpoint)
    if kind == "thesis":
        return _thesis(source, pinpoint)
    return _web(source)


def _case(source: Source, pinpoint: str) -> list[Inline]:
    case = read_case(source)
    place = " ".join(part for part in (case.volume, case.reporter, case.page.split("-")[0]) if part)
    if not case.reporter and case.docket:
        place = f"No. {case.docket}"
    if place and pinpoint:
        place += f", {pinpoint}"
    court = "" if case.reporter in {"U.S.", "S. Ct.", "S.Ct."} else abbreviate_court(case.court)
    deciding = " ".join(part for part in (court, case.year or "n.d.") if part)
    # rule 10.2.1: the case name is in roman in a full citation of the law-review form; rule 10.2.2: its words abbreviated
    name = " v. ".join(abbreviate_party(party) for party in re.split(r"\s+vs?\.?\s+", case.name, maxsplit=1))
    return _sentence(words(f"{name}, {place} ({deciding})" if place else f"{name} ({deciding})"))


# rule 12.4, table T16: a part of an act is named after the number of the law
_PART = re.compile(r",?\s*\b(?P<what>Division|Title)\s+(?P<which>[A-Z]+)\b(?::\s*.+|\s*\(.+\))?$")


def _act(name: str) -> tuple[str, str]:
    """Return the name of an act without an article, and the part of it that is meant.

    >>> _act("The Violence Against Women Reauthorization Act of 2013, Title XII (Trafficking Victims Protection)")
    ('Violence Against Women Reauthorization Act of 2013', 'tit. XII')
    """
    name = re.sub(r"^The\s+", "", name)  # no act has the article in its name
    part = _PART.search(name)
    if not part or not part.start():
        return name, ""
    return name[: part.start()], f"{'div.' if part['what'] == 'Division' else 'tit.'} {part['which']}"


def _congress(year: str) -> str:
    """Return the Congress that sat in that year (rule 13.2): two years each since 1789, from January to January since 1935."""
    if not year or int(year) < 1935:
        return ""
    number = (int(year) - 1787) // 2
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'd', 3: 'd'}.get(number % 10, 'th')} Cong."


def _sections(places: Sequence[str]) -> str:
    return f"{'§' if len(places) > 1 else ''}{', '.join(places).replace(', § ', ', ')}"


def _statute(source: Source, sections: Sequence[str]) -> list[Inline]:
    statute = read_statute(source)
    year = f"({statute.year})" if statute.year else ""
    if statute.section and not statute.public_law:
        inside = [place for place in sections if place.startswith(f"§ {statute.section}(")]
        cite = f"{statute.code_title} U.S.C. {_sections(inside) or f'§ {statute.section}'}"
        return _sentence(words(f"{cite} {year}".strip()))
    name, part = _act(statute.name)
    if statute.bill:
        congress = f"{_congress(statute.year)} {year}".strip()
        return _sentence(words(name), words(statute.bill), words(congress))
    law = f"Pub. L. No. {statute.public_law}" if statute.public_law else ""
    stat = f"{statute.stat_volume} Stat. {statute.stat_page}" if statute.stat_page else ""
    parts = [piece for piece in (name, law, part, _sections(sections) if law else "", stat) if piece]
    # rule 12.4: the year is left out where the name of the act holds it
    in_name = statute.year and re.search(rf"\b{statute.year}\b", name)
    if parts and not (in_name and (law or stat)):
        parts[-1] = f"{parts[-1]} {year}".strip()
    return _sentence(*(words(piece) for piece in parts))


def _article(source: Source, pinpoint: str) -> list[Inline]:
    journal = abbreviate_journal(source.get("journaltitle") or source.get("journal"))
    volume = source.get("volume") or ""
    if not volume:  # rule 16.5: not consecutively paginated
        return _sentence(
            words(_authors(source)),
            [emph(_title(source))],
            _spaced([small_caps(words(journal))], words(f"({_year(source)})")),
            _address(source),
        )
    place = _spaced(
        words(volume), [small_caps(words(journal))], _pages(source, pinpoint), words(f"({_year(source)})")
    )
    return _sentence(
        words(_authors(source)),
        [emph(_title(source))],
        place,
        [] if _first_page(source) else _address(source),
    )


def _news(source: Source) -> list[Inline]:
    outlet = (
        source.get("journal")
        or source.get("journaltitle")
        or source.get("howpublished")
        or source.get("publisher")
    )
    date = words(f"({_when(source)})")
    if not outlet:
        return _sentence(words(_authors(source)), _spaced([emph(_title(source))], date), _visited(source))
    when = _spaced([small_caps(words(abbreviate_journal(outlet)))], date)
    return _sentence(words(_authors(source)), [emph(_title(source))], when, _visited(source))


def _book(source: Source, pinpoint: str) -> list[Inline]:
    edition = source.get("edition")
    inside = " ".join(
        part for part in (f"{edition} ed." if edition.isdigit() else edition, _year(source)) if part
    )
    title = _spaced([small_caps(_title(source))], words(pinpoint), words(f"({inside})"))
    return _sentence([small_caps(words(_authors(source)))] if source.authors else [], title)


def _chapter(source: Source, pinpoint: str) -> list[Inline]:
    container = source.get("booktitle") or source.container
    if not container:
        return _book(source, pinpoint)
    editors = [_name(person) for person in source.editors]
    by = f"{editors[0]} et al." if len(editors) > 2 else " & ".join(editors)
    inside = ", ".join(
        part
        for part in (f"{by} {'eds.' if len(editors) > 1 else 'ed.'}" if by else "", _year(source))
        if part
    )
    place = _spaced(
        [emph(words("in"))],
        [small_caps(words(container))],
        _pages(source, pinpoint),
        words(f"({inside})"),
    )
    return _sentence(words(_authors(source)), _spaced([emph(_title(source)), {"t": "Str", "c": ","}], place))


def _report(source: Source, pinpoint: str) -> list[Inline]:
    body = source.get("institution") or source.get("publisher") or source.get("organization")
    # rule 15.1(c): what numbers the reports of a body is before the title; once, if the body's name or the title has it
    number = source.get("number")
    if re.search(rf"\b{re.escape(number)}\b", body) or source.title.endswith(number):
        number = ""
    named = any(_is_same_body(body, author.literal) for author in source.authors)
    who = (_authors(source), "" if named else abbreviate_institution(body), number)
    heads = [[small_caps(words(part))] for part in who if part]
    title = [small_caps(_title(source))]
    return _sentence(*heads, _spaced(title, words(pinpoint), words(f"({_year(source)})")), _address(source))


def _is_same_body(short: str, name: str) -> bool:
    """Return whether one name stands for the other: equal but for an article, its beginning, its words in order, or its initials.

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


def _thesis(source: Source, pinpoint: str) -> list[Inline]:
    degree = "Ph.D. dissertation" if source.type != "mastersthesis" else "Master’s thesis"
    school = source.get("school") or source.get("institution") or source.get("publisher")
    inside = ", ".join(part for part in (degree, abbreviate_institution(school)) if part)
    return _sentence(
        words(_authors(source)),
        _spaced(_title(source), words(pinpoint), words(f"({_year(source)})"), words(f"({inside})")),
        _address(source),
    )


def _web(source: Source) -> list[Inline]:
    site = (
        source.container or source.get("howpublished") or source.get("institution") or source.get("publisher")
    )
    if re.match(r"https?:|\\url", site):
        site = ""
    date = words(f"({_when(source)})")
    place = (
        _spaced([small_caps(words(abbreviate_institution(site)))], date)
        if site and abbreviate_institution(site) != _authors(source)
        else []
    )
    title = [emph(_title(source))] if place else _spaced([emph(_title(source))], date)
    return _sentence(words(_authors(source)), title, place, _visited(source))
