"""Prints cases, acts, papers of Congress and of agencies as full citations.

Forms: The Bluebook, rules 10 (cases), 12 (acts), 13.3 (hearings), 13.4 (reports and documents) and 14 (regulations, the Federal
Register, executive orders).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from litreview.core.model import Source
from litreview.core.pandoc import Inline
from litreview.core.text import issued
from litreview.stages.bibliography.abbreviations import (
    abbreviate_code,
    abbreviate_institution,
    abbreviate_party,
    court_of,
    headline,
    is_reported,
)
from litreview.stages.bibliography.bluebook.editions import (
    Manner,
    address,
    authors,
    day,
    sentence,
    spaced,
)
from litreview.stages.bibliography.trees import emph, plain_text, printed_title, words
from litreview.works.law import (
    Case,
    Statute,
    given_place,
    read_case,
    read_statute,
    with_place,
)
from litreview.works.official_papers import (
    CONGRESS,
    AgencyPaper,
    CongressionalPaper,
    congress_of,
    read_official,
)

_EDGE = " ,;:–—-"


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
    return [*name, {"t": "Str", "c": ","}, {"t": "Space"}, *words(f"{place} {decided}".strip())]


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
    name = re.sub(r"^The\s+(?!Queen\b|King\b)", "", name)
    return "United States" if name.casefold() in {"united states of america", "u.s.", "usa"} else name


def _place(found: Case, pinpoint: str, manner: Manner) -> str:
    """Return where a decision is published: volume, reporter and page, or docket and database numbers (rule 10.8.1)."""
    reporter = found.reporter
    if reporter.endswith("LEXIS"):
        # the newer numbers of LexisNexis name no court: `2025 LX 12345`
        reporter = str(manner.value("lexis")) if reporter == "LEXIS" else reporter
    in_database = bool(reporter) and not is_reported(replace(found, reporter=reporter))
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
    court, reported = court_of(found), is_reported(found)
    on = f"{found.day} {found.year}".strip()
    if not reported and not found.day and issued(source.fields).startswith(found.year or "-"):
        on = day(issued(source.fields))
    when = found.year if reported else on
    inside = f"({inside})" if (inside := " ".join(part for part in (court, when) if part)) else ""
    after = found.after
    return (inside + (f" {after}" if after.startswith("(") else after)).strip()


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


def _section(number: str) -> str:
    """Return a section, or several of the Code from one to another, which a later number behind a hyphen shows (rule 3.3(b)).

    >>> _section("2421-2424"), _section("2000e-2"), _section("1396-1")
    ('§§ 2421–2424', '§ 2000e-2', '§ 1396-1')
    """
    several = re.fullmatch(r"(\d+)[-–](\d+)", number)
    return f"§§ {several[1]}–{several[2]}" if several and int(several[1]) < int(several[2]) else f"§ {number}"


def statute(source: Source, sections: Sequence[str], manner: Manner) -> list[Inline]:
    """Return the citation of a section of the Code, an act or a bill."""
    found = read_statute(source)
    year = f"({found.year})" if found.year else ""
    if found.section and not found.public_law:
        inside = [place for place in sections if place.startswith(f"§ {found.section}(")]
        cite = f"{found.code_title} U.S.C. {_sections(inside) or _section(found.section)}"
        # an act is cited by its name, too; a section has only a heading (rule 12.3.1(a))
        named = _act(found.name)[0] if re.search(r"\bAct\b(?: of \d{4})?$", found.name) else ""
        return sentence(words(named), words(f"{cite} {year}".strip()))
    if found.treaty:
        return _treaty(source, found)
    if found.bill:
        congress = congress_of(source)
        placed = f"{found.bill}, {congress}" if congress else found.bill
        name = CONGRESS.sub("", _act(found.name)[0]).strip(_EDGE)
        return sentence(words(name), words(f"{placed} {year}".strip()))
    if code := _state_code(source, found, manner):
        return code
    return _session_law(found, sections, abbreviate_code(given_place(source)))


def _state_code(source: Source, found: Statute, manner: Manner) -> list[Inline]:
    """Return a section of a code that has fields of its own, nothing for any other act: the code as a maker, and who published it (rules 12.3, 12.3.1(d))."""
    place = abbreviate_code(given_place(source))
    name, sign, section = place.partition(" §")
    if not sign or not source.get("code") or found.public_law or found.stat_page:
        return []
    when = " ".join(filter(None, (source.get("publisher"), found.year)))
    head = "" if found.name in place else _act(found.name)[0]
    return sentence(
        words(head),
        spaced(manner.maker(words(name)), words(f"§{section}"), words(f"({when})" if when else "")),
    )


def _treaty(source: Source, found: Statute) -> list[Inline]:
    """Return a treaty by its name, the day of signing if known, and its place in a treaty series (rule 21.4)."""
    return sentence(words(found.name), words(day(issued(source.fields)) or found.year), words(found.treaty))


def _session_law(found: Statute, sections: Sequence[str], given: str) -> list[Inline]:
    """Return an act by its name, its number, its part and sections, and its page among the session laws (rule 12.4).

    A place in no form that is known here is printed as the record gives it.
    """
    name, part = _act(found.name)
    law = f"Pub. L. No. {found.public_law}" if found.public_law else ""
    stat = f"{found.stat_volume} Stat. {found.stat_page}" if found.stat_page else ""
    if not (law or stat or part):
        name = with_place(abbreviate_code(name), given)
    parts = [piece for piece in (name, law, part, _sections(sections) if law else "", stat) if piece]
    # the year is left out where the name of the act, or a place as given, has it; a state code has it in parentheses
    placed = bool(law or stat)
    named = re.search(rf"\b{found.year}\b" if placed else r"\(.*\d{4}\)$", name)
    if parts and found.year and not named and not re.search(rf"\b{found.year}\b", given):
        parts[-1] = f"{parts[-1]} ({found.year})"
    parts[-1:] = [f"{part}{found.after}" for part in parts[-1:]]
    return sentence(*(words(piece) for piece in parts))


def official(source: Source, kind: str, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return the citation of a paper of Congress or an agency; nothing for any other work."""
    paper = read_official(source, kind)
    if isinstance(paper, CongressionalPaper):
        return _congressional(source, paper, pinpoint, manner)
    return _agency(source, paper, pinpoint, manner) if paper else []


def _congressional(source: Source, paper: CongressionalPaper, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a hearing with its witness (rule 13.3), or a numbered report (rule 13.4)."""
    year = f"({source.year})" if source.year else ""
    title = words(_houses(headline(printed_title(paper.name))))
    if not paper.number:
        witness = ", ".join(person.display for person in source.authors if not person.literal)
        statement = f"(statement of {witness})" if witness else ""
        congress = " ".join(part for part in (paper.congress, pinpoint) if part)
        year = "" if source.year and str(source.year) in paper.congress else year
        dated = words(" ".join(filter(None, (year, statement))))
        if not congress:
            return sentence(spaced([emph(title)], dated), address(source))
        return sentence([emph(title)], spaced(words(congress), dated), address(source))
    at = f", at {pinpoint}" if pinpoint else ""
    conference = " (Conf. Rep.)" if paper.conference else ""
    number = [*manner.maker(words(paper.number)), *words(f"{at} {year}".rstrip() + conference)]
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
    return f"{title[: found.start()]}Before {abbreviate_institution(body.strip())}"


def _agency(source: Source, paper: AgencyPaper, pinpoint: str, manner: Manner) -> list[Inline]:
    """Return a regulation by its place in the code, a notice by its name, and the day of a notice (rule 14.2)."""
    if paper.code:
        return sentence(spaced(words(paper.code), words(f"({source.year})" if source.year else "")))
    on = day(issued(source.fields)) or str(source.year or "")
    dated = words(f"({on})" if on else "")
    place = ", ".join(part for part in (paper.register, pinpoint) if part)
    heads = [words(authors(source, manner))] if source.authors and not paper.order else []
    if paper.name and not paper.order:
        heads.append(words(headline(printed_title(paper.name))))
    order = [words(paper.order)] if paper.order else []
    if not place:
        return sentence(*heads, spaced(*order, dated))
    return sentence(*heads, *order, spaced(words(place), dated))
