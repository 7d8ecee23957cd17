"""Reads cases, acts, papers of Congress and of agencies from records and prints them as full citations.

Forms: The Bluebook, rules 10 (cases), 12 (acts), 13.3 (hearings), 13.4 (reports and documents) and 14 (regulations, the Federal
Register, executive orders).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litreview.core.model import Source, Work
from litreview.core.pandoc import Inline
from litreview.core.text import issued
from litreview.core.wording import Value
from litreview.stages.bibliography.bluebook.abbreviations import abbreviate_court, abbreviate_party, headline
from litreview.stages.bibliography.bluebook.editions import (
    Manner,
    address,
    authors,
    day,
    sentence,
    spaced,
    year_of,
)
from litreview.stages.bibliography.trees import emph, plain_text, printed_title, words
from litreview.works.law import Case, Statute, letters, read_case, read_statute, reporters

_FIELDS = ("title", "number", "type", "series", "titleaddon", "note", "howpublished", "addendum")
_CONGRESS = re.compile(r"\b(\d{2,3})(?:st|nd|rd|th|d)\.?[ -](?:U\.S\. )?Cong(?:ress|\.)", re.IGNORECASE)
# the names of govinfo.gov and congress.gov: CHRG-111hhrg58250, BILLS-115s1311is, CRPT-106hrpt939, /bill/115th-congress/
_IN_ADDRESS = re.compile(r"\b(?:CHRG|BILLS|CRPT|CPRT|CDOC)-(\d{2,3})(?=[a-z])|/(\d{2,3})(?:st|nd|rd|th)-congress/", re.IGNORECASE)  # fmt: skip
# searched in this order, each after the match of the one before
_HEARING = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for words in (
        r"Hearings?\b|Testimony\b|Statement\b",
        r"Before\b",
        r"Committee\b|Subcommittee\b|Comm\.|Subcomm\.|Congress\b|House\b|Senate\b|Commission\b",
    )
)
_REPORT = re.compile(
    r"\b(?:(?P<house>H(?:ouse|\.)(?:\s?R\.)?)|S(?:enate|\.))\s*(?P<conference>Conf(?:erence|\.)\s*)?(?P<what>Rep(?:ort|t?\.)|Doc(?:ument|\.))"
    r"\s*(?:No\.\s*)?(?P<congress>\d{2,3})\s*[-–—]\s*(?P<number>\d+)\b"
)
_CODE = re.compile(r"\b(\d{1,2})\s*C\.?\s?F\.?\s?R\.?\s*(?P<mark>§+|[Ss]ec(?:tion|\.)?|[Pp](?:art|t\.?)s?)?\s*(?P<section>\d+[\w.]*\d|\d+)(?P<below>(?:\(\w+\))*)")  # fmt: skip
_REGISTER = re.compile(
    r"\b(\d{1,3})\s*(?:Fed\.\s?Reg\.|F\.\s?R\.|FR|Federal Register)\s*(\d{1,3},\d{3}|\d{1,6})\b"
)
_ORDER = re.compile(
    r"\b(?:Exec(?:utive|\.)?\s*Order|E\.O\.)\s*(?:No\.\s*)?(\d{1,2}),?(\d{3})\b", re.IGNORECASE
)
_EDGE = " ,;:–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressionalPaper(Value):
    """A hearing, or a numbered report or document. `number` is like `H.R. Rep. No. 106-939`, `""` for a hearing."""

    name: str
    number: str = ""
    congress: str = ""
    conference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPaper(Value):
    """A regulation, a notice or an order. Places that the record lacks are empty; `name` is the title without its places."""

    name: str
    code: str = ""
    register: str = ""
    order: str = ""


def _descriptive_text(work: Work) -> str:
    return "; ".join(work.get(name) for name in _FIELDS if work.get(name))


def ordinal_congress(number: int) -> str:
    """Return the citation form of a Congress.

    >>> ordinal_congress(102), ordinal_congress(111), ordinal_congress(93)
    ('102d Cong.', '111th Cong.', '93d Cong.')
    """
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "d", 3: "d"}.get(number % 10, "th")
    return f"{number}{ending} Cong."


def congress_of(work: Work) -> str:
    """Return the Congress named in a record's texts or address, `""` if it names none: a year alone is none.

    >>> congress_of(Work(key="k", type="misc", fields={"url": "https://www.congress.gov/bill/115th-congress/senate-bill/1311"}))
    '115th Cong.'
    """
    if found := _CONGRESS.search(_descriptive_text(work)):
        return ordinal_congress(int(found[1]))
    found = _IN_ADDRESS.search(work.get("url"))
    return ordinal_congress(int(found[1] or found[2])) if found else ""


def _without(title: str, found: re.Match[str] | None) -> str:
    """Return a title without the citation in it, and without empty parentheses and punctuation at its edges."""
    name = title.replace(found[0], "", 1) if found and found[0] in title else title
    name = re.sub(
        r"\(\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+)?(?:(?:19|20)\d\d)?\s*\)\s*$", "", name.strip(_EDGE)
    )
    return name.strip(_EDGE)


def read_congressional(work: Work) -> CongressionalPaper | None:
    """Return the hearing, report or document of Congress that a record describes, None if it describes none.

    >>> read_congressional(Work(key="k", type="techreport", fields={"title": "Made Up Act", "number": "H. Rept. 106-939"})).number
    'H.R. Rep. No. 106-939'
    """
    if found := _REPORT.search(_descriptive_text(work)):
        what = "Rep." if found["what"].startswith("Rep") else "Doc."
        number = f"{'H.R.' if found['house'] else 'S.'} {what} No. {found['congress']}-{found['number']}"
        return CongressionalPaper(
            name=_without(work.title, found), number=number, conference=bool(found["conference"])
        )
    if _is_hearing(work.title) and (work.type in {"hearing", "legislation"} or congress_of(work)):
        name = _CONGRESS.sub("", work.title).strip(_EDGE)
        return CongressionalPaper(name=name, congress=congress_of(work))
    return None


def _is_hearing(title: str) -> bool:
    at = 0
    for pattern in _HEARING:
        found = pattern.search(title, at)
        if not found:
            return False
        at = found.end()
    return True


def read_agency(work: Work) -> AgencyPaper | None:
    """Return the regulation, notice or order that a record describes, None if it describes none.

    >>> read_agency(Work(key="k", type="misc", fields={"title": "28 CFR 1100.29"})).code
    '28 C.F.R. § 1100.29'
    """
    text = _descriptive_text(work)
    code, register, order = _CODE.search(text), _REGISTER.search(text), _ORDER.search(text)
    if not (code or register or order):
        return None
    name = work.title
    for found in (code, register, order):
        name = _without(name, found)
    part = bool(code and code["mark"] and code["mark"].lower().startswith("p"))
    page = re.sub(r"(?<=\d)(?=\d{3}$)", ",", register[2].replace(",", "")) if register else ""
    return AgencyPaper(
        name=name,
        code=f"{code[1]} C.F.R. {'pt.' if part else '§'} {code['section']}{code['below']}" if code else "",
        # rule 6.2(a)(vii): a comma in numbers of five digits and more
        register=f"{register[1]} Fed. Reg. {page if len(page) > 5 else page.replace(',', '')}"
        if register
        else "",
        order=f"Exec. Order No. {order[1]},{order[2]}" if order else "",
    )


def has_legal_place(work: Work) -> bool:
    """Return whether a record says where a reader finds a decision, an act, a treaty, or a paper of Congress or an agency.

    >>> has_legal_place(Work(key="k", type="misc", fields={"note": "22 U.S.C. § 7101"})), has_legal_place(Work(key="k", type="misc"))
    (True, False)
    """
    decision, act, paper = read_case(work), read_statute(work), read_congressional(work)
    in_code = act.section or act.public_law or act.stat_page or act.bill or act.treaty
    return bool(
        decision.reporter or decision.docket or in_code or (paper and paper.number) or read_agency(work)
    )


_DATABASES = {"WL", "LX"}


def case(source: Source, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return the citation of a decision, or of a paper filed in a case (rule 10.8.3)."""
    found = read_case(source)
    name = manner.case(words(_case_name(found.name)))
    if not found.paper:
        return sentence(_name_and_place(name, _place(found, pinpoint, manner), _decided(found, source)))
    at = f" at {pinpoint}" if pinpoint else ""
    filed = words(f"ECF No. {found.filed}") if found.filed else []
    inside = _name_and_place(name, _place(found, "", manner), _decided(found, source))
    return sentence(words(f"{found.paper}{at}"), inside, filed)


def _name_and_place(name: list[Inline], place: str, decided: str) -> list[Inline]:
    """Return a name, a comma and its place, then court and year in parentheses; without a place there is no comma."""
    if not place or not plain_text(name):
        return spaced(name if plain_text(name) else [], words(f"{place} {decided}".strip()))
    return [*name, {"t": "Str", "c": ","}, {"t": "Space"}, *words(f"{place} {decided}")]


def _case_name(name: str) -> str:
    """Return the name of a case: words abbreviated (rule 10.2.2), first parties alone, no article before them (rule 10.2.1).

    >>> _case_name("The Coalition Against Trafficking, et al. vs. United States of America")
    'Coal. Against Trafficking v. United States'
    >>> _case_name("In the Matter of Doe")
    'In re Doe'
    """
    name = re.sub(r"^(?:In the Matter of|Petition of|Application of)\s", "In re ", name, flags=re.IGNORECASE)
    parties = re.split(r"\s+(?:vs?\.?|versus)\s+", name, maxsplit=1)
    return " v. ".join(abbreviate_party(_party(party)) for party in parties)


def _party(name: str) -> str:
    name = re.sub(r"[,;]?\s*\bet\.? al\b\.?$", "", name.strip())
    name = re.sub(r"^The\s+", "", name)
    return "United States" if name.casefold() in {"united states of america", "u.s.", "usa"} else name


def _place(found: Case, pinpoint: str, manner: Manner) -> str:
    """Return where a decision is published: volume, reporter and page, or docket and database numbers (rule 10.8.1)."""
    reporter = found.reporter
    if reporter.endswith("LEXIS"):
        # the newer numbers of LexisNexis name no court: `2025 LX 12345`
        reporter = str(manner.value("lexis")) if reporter == "LEXIS" else reporter
    in_database = reporter in _DATABASES or reporter.endswith("LEXIS")
    reported = " ".join(
        part for part in (found.volume, reporter, re.split(r"\s*[-–—,]", found.page)[0]) if part
    )
    at = pinpoint or found.pinpoint
    if in_database and at and not at.startswith("at"):
        at = f"at *{at.lstrip('*')}"
    parts = [found.docket if in_database or not reporter else "", reported if reporter else ""]
    if not reporter and at and found.docket:
        at = at if at.startswith("at") else f"slip op. at {at}"
    return ", ".join(part for part in (*parts, at) if part)


def _decided(found: Case, source: Source) -> str:
    """Return court and date in parentheses (rules 10.4, 10.5), and the text after them. An unreported decision shows its day."""
    of = reporters().get(letters(found.reporter), ("", ""))[1]
    court = "" if of == "us" else abbreviate_court(found.court)
    if of and of != "us":
        court = court.removeprefix(of).strip()
    reported = found.reporter and found.reporter not in _DATABASES and not found.reporter.endswith("LEXIS")
    on = f"{found.day} {found.year}".strip()
    if not reported and not found.day and issued(source.fields).startswith(found.year or "-"):
        on = day(issued(source.fields))
    when = found.year if reported else on
    inside = f"({' '.join(part for part in (court, when or 'n.d.') if part)})"
    after = found.after
    return inside + (f" {after}" if after.startswith("(") else after)


# rule 12.4, table T16: a part of an act is named after the number of the law
_PART = re.compile(r",?\s*\b(?P<what>Division|Title)\s+(?P<which>[A-Z]+)\b(?::\s*.+|\s*\(.+\))?$")


def _act(name: str) -> tuple[str, str]:
    """Return the name of an act without an article, and the part of it that the name ends with.

    >>> _act("The Violence Against Women Reauthorization Act of 2013, Title XII (Trafficking Victims Protection)")
    ('Violence Against Women Reauthorization Act of 2013', 'tit. XII')
    """
    name = re.sub(r"^The\s+", "", name)  # no act has the article in its name
    part = _PART.search(name)
    if not part or not part.start():
        return name, ""
    return name[: part.start()], f"{'div.' if part['what'] == 'Division' else 'tit.'} {part['which']}"


def _sections(places: Sequence[str]) -> str:
    return f"{'§' if len(places) > 1 else ''}{', '.join(places).replace(', § ', ', ')}"


def statute(source: Source, sections: Sequence[str]) -> list[Inline]:
    """Return the citation of a section of the Code, an act or a bill."""
    found = read_statute(source)
    year = f"({found.year})" if found.year else ""
    if found.section and not found.public_law:
        inside = [place for place in sections if place.startswith(f"§ {found.section}(")]
        cite = f"{found.code_title} U.S.C. {_sections(inside) or f'§ {found.section}'}"
        return sentence(words(f"{cite} {year}".strip()))
    if found.treaty:
        return _treaty(source, found)
    if found.bill:
        congress = congress_of(source)
        placed = f"{found.bill}, {congress}" if congress else found.bill
        name = _CONGRESS.sub("", _act(found.name)[0]).strip(_EDGE)
        return sentence(words(name), words(f"{placed} {year}".strip()))
    return _session_law(found, sections)


def _treaty(source: Source, found: Statute) -> list[Inline]:
    """Return a treaty by its name, the day of signing as far as it is known, and its place in a treaty series (rule 21.4)."""
    return sentence(words(found.name), words(day(source.get("date")) or found.year), words(found.treaty))


def _session_law(found: Statute, sections: Sequence[str]) -> list[Inline]:
    """Return an act by its name, its number, its part and sections, and its page among the session laws (rule 12.4)."""
    name, part = _act(found.name)
    law = f"Pub. L. No. {found.public_law}" if found.public_law else ""
    stat = f"{found.stat_volume} Stat. {found.stat_page}" if found.stat_page else ""
    parts = [piece for piece in (name, law, part, _sections(sections) if law else "", stat) if piece]
    # the year is left out where the name of the act has it; a state code has it in parentheses
    placed = bool(law or stat)
    named = re.search(rf"\b{found.year}\b" if placed else r"\(.*\d{4}\)$", name)
    if parts and found.year and not named:
        parts[-1] = f"{parts[-1]} ({found.year})"
    return sentence(*(words(piece) for piece in parts))


def official(source: Source, kind: str, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return the citation of a paper of Congress or an agency; nothing for any other work."""
    if kind not in {"statute", "case", "government-report", "other", "press-release"}:
        return []
    if congressional := read_congressional(source):
        return _congressional(source, congressional, pinpoint, manner)
    act = read_statute(source)
    if kind not in {"statute", "other"} or act.section or act.public_law or act.bill or act.stat_page:
        return []
    agency = read_agency(source)
    return _agency(source, agency, pinpoint, manner) if agency else []


def _congressional(source: Source, paper: CongressionalPaper, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a hearing with its witness (rule 13.3), or a numbered report (rule 13.4)."""
    year = f"({year_of(source)})"
    title = words(headline(printed_title(_houses(paper.name))))
    if not paper.number:
        witness = ", ".join(person.display for person in source.authors if not person.literal)
        statement = f"(statement of {witness})" if witness else ""
        congress = " ".join(part for part in (paper.congress, pinpoint, year, statement) if part)
        return sentence([emph(title)], words(congress), address(source))
    at = f", at {pinpoint}" if pinpoint else ""
    conference = " (Conf. Rep.)" if paper.conference else ""
    number = [*manner.maker(words(paper.number)), *words(f"{at} {year}{conference}")]
    return sentence([emph(title)] if paper.name else [], number)


def _houses(title: str) -> str:
    """Return the title of a hearing with its committees abbreviated (rule 13.3, table T9).

    >>> _houses("Made Up: Hearing Before the House Committee on the Judiciary")
    'Made Up: Hearing Before the H. Comm. on the Judiciary'
    """
    found = re.search(r"\bBefore\b", title, re.IGNORECASE)
    if not found:
        return title
    table = {"House": "H.", "Senate": "S.", "Committee": "Comm.", "Subcommittee": "Subcomm."}
    body = re.sub(r"[A-Z][a-z]+", lambda word: table.get(word[0], word[0]), title[found.end() :])
    return f"{title[: found.start()]}Before{body}"


def _agency(source: Source, paper: AgencyPaper, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a regulation by its place in the code, a notice by its name, and the day of a notice (rule 14.2)."""
    if paper.code:
        name = words(paper.name) if paper.name and not re.fullmatch(r"[\W\d]*", paper.name) else []
        return sentence(name, words(f"{paper.code} ({year_of(source)})"))
    on = day(issued(source.fields)) or year_of(source)
    place = ", ".join(part for part in (paper.register, pinpoint) if part)
    heads = [words(authors(source, manner))] if source.authors and not paper.order else []
    if paper.name:
        heads.append(words(headline(printed_title(paper.name))))
    order = [words(paper.order)] if paper.order else []
    if not place:
        return sentence(*heads, [*order[0], *words(f" ({on})")] if order else [])
    return sentence(*heads, *order, words(f"{place} ({on})"))
