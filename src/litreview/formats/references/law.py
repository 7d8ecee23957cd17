"""Parse citations in the Bluebook's forms: cases, statutes, treaties, hearings, reports, articles, books, news and pages (rules 10 to 18, 21).

A citation is a body, a group in brackets that ends with a year, and a tail of explanations, addresses and later history. What is behind the
place of a work (`1247, 1250`, `§ 14.2`, `¶ 12`) points into it, and is in no field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from litreview.formats.references import law_books, law_periodicals, law_sources
from litreview.formats.references.law_citations import (
    GENRE,
    TAIL,
    URL,
    YEAR,
    Fields,
    LegalCitation,
)

# in brackets: court and date, publisher and year, `forthcoming 2031`
_DATED = re.compile(
    rf"(?:.*\D)??(?P<year>{YEAR})(?:, \d{{1,2}}:\d\d [AP]M)?|.*\bforthcoming(?: [A-Z]\w*)?", re.DOTALL
)


def read_law(text: str) -> tuple[str, Fields] | None:
    """Return the entry type and the fields of a citation in one of the Bluebook's forms, None for any other reference.

    >>> read_law("United States v. Jungers, 702 F.3d 1066, 1070 (8th Cir. 2013).")[1]["court"]
    '8th Cir.'
    >>> read_law("Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464.")[1]["number"]
    'Pub. L. No. 106-386'
    >>> read_law("Ann Roe, A Made up Title in Law, 19 AM. U. J. TESTS 1247, 1250 (2011).")[1]["journal"]
    'AM. U. J. TESTS'
    >>> read_law("Ann Roe, Ports at Night, in Made-up Essays 12, 14 (Bob Poe ed., 2d ed. 2003).")[1]["editor"]
    'Bob Poe'
    >>> read_law("Roe, A. (2001). Raids v. ports. Journal of Tests, 4, 5-9.")
    """
    # American quotation marks hold the comma behind them
    text = text.strip(" ;*_")[:2000]
    if "‘" in text:
        text = re.sub(r",’ (?=[A-Z\d])", "’, ", text)
    if ",”" in text:
        # a quotation within a title, not the title itself
        text = re.sub(r"(?<=[^\s,.:] )(“[^“”]*),” (?=[A-Z\d])", r"\1”, ", text)
    parsers = [parser for parser, letters in _PARSERS if not letters or any(map(text.__contains__, letters))]
    for cited in _citations(text):
        for parser in parsers:
            if (found := parser(cited)) is not None:
                type_, fields = found
                bare = {
                    name: re.sub(r" et seq$", " et seq.", value.strip(" ,;*_"))
                    for name, value in fields.items()
                    if value
                }
                if url := URL.search(text):
                    bare.setdefault("url", url[0].rstrip(".,;)>]"))
                return type_, {name: value for name, value in bare.items() if value}
    return None


def _citations(text: str) -> Iterator[LegalCitation]:
    """Yield the ways to part a citation: at the first group in brackets that is dated, else as one body."""
    for start, end in _brackets(text):
        group = text[start + 1 : end - 1]
        if (found := _DATED.fullmatch(group)) and not re.match(
            r"(?:statement|quoting|citing|(?:last )?(?:visited|updated|accessed|modified))\b|[a-z]+ing\b(?<!forthcoming)",
            group,
        ):
            if TAIL.fullmatch(text[end:]):
                yield LegalCitation(
                    text=text,
                    body=text[:start].rstrip(" ,"),
                    group=group,
                    year=found["year"] or "",
                    tail=text[end:],
                )
            elif GENRE.match(text):
                # the first group may be that of the decision which a piece comments on
                continue
            break
    bare = (
        re.sub(r"(?:\s*\((?:[^()]|\([^()]*\))*\))+[.\s]*$", "", text)
        if re.search(r" \([a-z][^()]*(?:\([^()]*\)[^()]*)*\)[.\s]*$", text)
        else text
    )
    yield LegalCitation(
        text=text, body=bare.rstrip(" .;") if not re.search(r"\b[A-Z][\w.]*\.$", bare) else bare.rstrip(" ;")
    )


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each outermost group in round brackets."""
    depth = start = 0
    for found in re.finditer(r"[()]", text):
        place = found.start()
        if found[0] == "(":
            start = place if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, place + 1


_ANY = ()
# each parser, with letters of which every citation that it reads has some: to look for letters takes little time
_PARSERS: Sequence[tuple[Callable[[LegalCitation], tuple[str, Fields] | None], Sequence[str]]] = (
    (law_sources.case, _ANY),
    (law_sources.congress_paper, ("Cong", "CONG", " No. ", " NO. ")),
    (law_books.dataset, ("v", "V")),
    (law_sources.executive_paper, ("Fed. Reg.", "FED. REG.", " No. ", " NO. ")),
    (law_sources.treaty, ("T.S", "TS", "T. S", "S.T", "S. T", "L.M", "L. M", "A.S", "A. S", "Treaty")),
    (law_sources.un_document, _ANY),
    (law_sources.encyclopedia, _ANY),
    (law_sources.code_section, _ANY),
    (
        law_sources.numbered,
        ("Code", "Ord", "Charter", "Reg.", " Op", "Rul.", "Proc.", "Dec.", "T.D.", "I.R.S.", "Patent"),
    ),
    (law_sources.law_as_given, _ANY),
    (law_sources.statute, _ANY),
    (law_periodicals.oscola_article, _ANY),
    (law_books.chapter, _ANY),
    (law_periodicals.article, _ANY),
    (law_periodicals.recording, _ANY),
    (law_books.film, _ANY),
    (law_periodicals.press_release, _ANY),
    (law_books.speech, _ANY),
    (law_books.dictionary_entry, _ANY),
    (law_periodicals.news, _ANY),
    (law_books.letter, _ANY),
    (law_books.manuscript, _ANY),
    (law_books.undated_paper, _ANY),
    (law_books.book, _ANY),
    (law_periodicals.page, _ANY),
)
