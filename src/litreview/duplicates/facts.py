"""The facts of a pair that `rules.toml` is written in, each with what it means.

Beside them a rule may use the properties of `Evidence` and, of each field that can agree (`SIGNS`), `same_page`, `other_page` and
`page_unknown` (one of the two is silent).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping

from litreview.compare import TitleChange
from litreview.compare.meetings import is_meeting
from litreview.compare.names import same_name
from litreview.compare.rules import Vocabulary
from litreview.duplicates import additions, signs
from litreview.duplicates.evidence import Evidence

__all__ = ["MEASURES", "SIGNS", "SLOTS", "WORDS"]

SIGNS = ("container", "volume", "number", "page", "doi", "isbn", "abstract", "law", "url", "date", "report")
"""The fields of `Evidence` that agree, contradict each other, or are silent."""

MEASURES = {"likeness": "e.score", "years_apart": "(e.gap or 0)"}
"""Numbers that a clause may compare: the similarity of the titles (0..1), and the years between the records."""

SLOTS: Mapping[str, Callable[[Evidence], object]] = {
    "change": lambda e: e.change.value,
    "likeness": lambda e: e.score,
    "gap": lambda e: e.gap,
    "notice": lambda e: e.a.notice or e.b.notice,
    "site": lambda e: _site(e.a.url),
    "doi": lambda e: e.a.doi,
    "law": lambda e: e.a.law,
    **{f"{name}_a": (lambda e, name=name: getattr(e.a, name)) for name in ("doi", "law", "date", "report", "version", "year", "page", "volume")},
    **{f"{name}_b": (lambda e, name=name: getattr(e.b, name)) for name in ("doi", "law", "date", "report", "version", "year", "page", "volume")},
}  # fmt: skip
"""What a sentence may quote of a pair."""


# ------------------------------------------------------------------ titles


def title_added(e: Evidence) -> bool:
    """One title continues the other."""
    return e.change is TitleChange.ADDED


def numbers_differ(e: Evidence) -> bool:
    """The titles differ in a number."""
    return e.change is TitleChange.NUMBER


def words_differ(e: Evidence) -> bool:
    """The titles differ in words that matter."""
    return e.change is TitleChange.WORDS


def other_title(e: Evidence) -> bool:
    """The titles have little in common."""
    return e.change is TitleChange.OTHER


def wording_differs(e: Evidence) -> bool:
    """The titles differ in words that matter, or have little in common."""
    return e.change in (TitleChange.WORDS, TitleChange.OTHER)


def title_begins(e: Evidence) -> bool:
    """One title begins with the whole of the other."""
    return e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title)


def same_subject(e: Evidence) -> bool:
    """What the two are about reads alike, their kind of piece left out."""
    return e.a.about.replace(" ", "") == e.b.about.replace(" ", "")


def title_of_40(e: Evidence) -> bool:
    """Both titles have forty letters at least."""
    return min(len(e.a.title), len(e.b.title)) >= 40


def title_of_60(e: Evidence) -> bool:
    """Both titles have sixty letters at least."""
    return min(len(e.a.title), len(e.b.title)) >= 60


def two_words(e: Evidence) -> bool:
    """The shorter title has two words at least."""
    return " " in min(e.a.title, e.b.title, key=len)


def narrowed(e: Evidence) -> bool:
    """What the longer title adds begins with a preposition, or says that it is about the other or goes on from it."""
    return additions.narrowed(e.a.title, e.b.title)


def words_within(e: Evidence) -> bool:
    """The words of one title that say something are all in the other; "Act", "Law" and the like say nothing."""
    one, other = (
        {word for word in title.split() if word not in _IN_EVERY_LAW and len(word) > 1}
        for title in (e.a.title, e.b.title)
    )
    return one <= other or other <= one


_IN_EVERY_LAW = frozenset(["act", "law", "public", "of", "the", "a", "an", "no", "title", "division"])


def number_before(e: Evidence) -> bool:
    """One title only has a number before it: "Chapter 3: X", "P-123 X"."""
    return e.specific and 0 < len(_before(e)) <= _WORDS_BEFORE


_WORDS_BEFORE = 2


def only_headed(e: Evidence) -> bool:
    """One title only has the kind of piece before it, as databases wrote of letters: "Letter: X", "Abstract 123: X"."""
    head, *rest = _before(e) or [""]
    return head in _HEADS and all(word.isdecimal() for word in rest)


_HEADS = frozenset(["letter", "letters", "commentary", "abstract", "editorial"])


def _before(e: Evidence) -> list[str]:
    """Return the words that one title has before the whole of the other, none if it ends on something else."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long[: -len(short)].split() if long.endswith(f" {short}") else []


def adds_own_year(e: Evidence) -> bool:
    """The longer title only adds the year in which both came out. A yearly report of that title may say the same."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long == f"{short} {e.a.year}"


def serial_title(e: Evidence) -> bool:
    """The title says that it comes out every year, month or week."""
    return _SERIAL.search(e.a.about) is not None


_SERIAL = re.compile(
    r"\b(?:(?:bi|semi)?annual|yearly|biennial|quarterly|(?:bi)?monthly|(?:bi)?weekly|daily|yearbook|newsletter|bulletin"
    r"|(?:recent|new) developments|developments in the law|year in review|review of the year|statistics|census"
    r"|chroniques?|cronicas?|obzor|rechtsprechung(?:subersicht)?|jahresbericht|tatigkeitsbericht|rapport annuel)\b"
)


def periodical(e: Evidence) -> bool:
    """The title is that of a report or a yearbook, which comes again."""
    return _PERIODICAL.search(e.a.about) is not None


_PERIODICAL = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|yearbook|statistics|reports?|state of the|index|monitor|outlook)\b"
)


def given_again(e: Evidence) -> bool:
    """The title names what is given at every meeting: a tutorial, a panel, a preface."""
    return _GIVEN_AGAIN.search(e.a.title) is not None


_GIVEN_AGAIN = re.compile(
    r"\b(?:tutorials?|panels?|keynotes?|demos?|demonstrations?|overview|reports?|workshops?|(?:mini)?tracks?|sessions?|introduction|preface|proceedings|summary|task|survey|trends)\b"
)


# ------------------------------------------------------------------ kinds


def other_notice(e: Evidence) -> bool:
    """One is a notice (erratum, reply, review …) and the other none, or one of another kind."""
    return e.a.notice != e.b.notice


def _notice(e: Evidence) -> str:
    return e.a.notice or e.b.notice


def is_review(e: Evidence) -> bool:
    """The notice is a review."""
    return _notice(e) == "review"


def is_summary(e: Evidence) -> bool:
    """The notice is a summary."""
    return _notice(e) == "summary"


def is_reprint(e: Evidence) -> bool:
    """The notice is a reprint."""
    return _notice(e) == "reprint"


def has_notice(e: Evidence) -> bool:
    """The first is a notice; where this is asked, both are of one kind."""
    return bool(e.a.notice)


def has_review(e: Evidence) -> bool:
    """One of the two is a review."""
    return "review" in (e.a.notice, e.b.notice)


def same_kind(e: Evidence) -> bool:
    """Both are of one kind, or of none that is known."""
    return e.a.kind == e.b.kind


def kinds_known(e: Evidence) -> bool:
    """Of both it is known what they are."""
    return bool(e.a.kind and e.b.kind)


def kindless(e: Evidence) -> bool:
    """Of neither it is known what it is."""
    return not (e.a.kind or e.b.kind)


def one_is_data(e: Evidence) -> bool:
    """One is a data set, the other not."""
    return (e.a.kind == "data") != (e.b.kind == "data")


def has_data(e: Evidence) -> bool:
    """One of the two is a data set."""
    return "data" in (e.a.kind, e.b.kind)


def one_is_law(e: Evidence) -> bool:
    """One is a statute, bill or case, the other not."""
    return (e.a.kind == "law") != (e.b.kind == "law")


def both_law(e: Evidence) -> bool:
    """Both are statutes, bills or cases."""
    return e.a.kind == e.b.kind == "law"


def one_is_thesis(e: Evidence) -> bool:
    """One is a thesis, the other not."""
    return (e.a.kind == "thesis") != (e.b.kind == "thesis")


def both_theses(e: Evidence) -> bool:
    """Both are theses."""
    return e.a.kind == e.b.kind == "thesis"


def one_is_book(e: Evidence) -> bool:
    """One is a book, the other not."""
    return (e.a.kind == "book") != (e.b.kind == "book")


def both_books(e: Evidence) -> bool:
    """Both are books."""
    return e.a.kind == e.b.kind == "book"


def has_book(e: Evidence) -> bool:
    """One of the two is a book."""
    return "book" in (e.a.kind, e.b.kind)


def has_part(e: Evidence) -> bool:
    """One of the two is a part of a book or of proceedings."""
    return "part" in (e.a.kind, e.b.kind)


def first_is_part(e: Evidence) -> bool:
    """The first is a part of a book or of proceedings."""
    return e.a.kind == "part"


def has_article(e: Evidence) -> bool:
    """One of the two is an article."""
    return "article" in (e.a.kind, e.b.kind)


def both_articles(e: Evidence) -> bool:
    """Both are articles."""
    return e.a.kind == e.b.kind == "article"


def has_talk(e: Evidence) -> bool:
    """One of the two is a talk or a poster."""
    return "talk" in (e.a.kind, e.b.kind)


def has_report(e: Evidence) -> bool:
    """One of the two is a report."""
    return "report" in (e.a.kind, e.b.kind)


def report_or_book(e: Evidence) -> bool:
    """One of the two is a report or a book."""
    return has_report(e) or has_book(e)


def lasting_kinds(e: Evidence) -> bool:
    """Both are books, reports or data sets, which appear in editions."""
    return e.a.kind in _LASTING and e.b.kind in _LASTING


_LASTING = frozenset(["book", "report", "data"])


def one_withdrawn(e: Evidence) -> bool:
    """One was withdrawn, the other not."""
    return e.a.status != e.b.status and "withdrawn" in (e.a.status, e.b.status)


# ------------------------------------------------------------------ people


def some_author(e: Evidence) -> bool:
    """Some author is common to both."""
    return bool(e.authors)


def authors_unknown(e: Evidence) -> bool:
    """One of the two names no author."""
    return e.authors is None


def all_authors_agree(e: Evidence) -> bool:
    """All authors of the shorter list are in the other."""
    return e.authors == 1


def most_authors_agree(e: Evidence) -> bool:
    """Seven in ten authors of the shorter list are in the other."""
    return e.authors is not None and e.authors >= 0.7


def several_authors(e: Evidence) -> bool:
    """Both name two authors at least."""
    return min(len(e.a.authors), len(e.b.authors)) > 1


def one_author(e: Evidence) -> bool:
    """The first names one author only."""
    return len(e.a.authors) == 1


def signed_by_several(e: Evidence) -> bool:
    """The first names several authors, and all agree."""
    return len(e.a.authors) > 1 and e.authors == 1


def body_named(e: Evidence) -> bool:
    """A body is named as author of one of the two."""
    return any(" " in name for name in (*e.a.authors, *e.b.authors))


def published_alike(e: Evidence) -> bool:
    """Publisher or institution are given and one contains the other."""
    return signs.published_alike(e.a, e.b)


def other_school(e: Evidence) -> bool:
    """Both name a school or publisher, and not the same."""
    schools = (e.a.publisher, e.b.publisher)
    return all(schools) and not (signs.published_alike(e.a, e.b) or same_name(*schools))


# ------------------------------------------------------------------ time


def same_year(e: Evidence) -> bool:
    """Both came out in one year."""
    return e.gap == 0


def other_year(e: Evidence) -> bool:
    """The years are given and differ."""
    return bool(e.gap)


def year_unknown(e: Evidence) -> bool:
    """One of the two has no year."""
    return e.gap is None


def year_given(e: Evidence) -> bool:
    """One of the two has a year."""
    return bool(e.a.year or e.b.year)


def both_undated(e: Evidence) -> bool:
    """Neither has a year."""
    return not (e.a.year or e.b.year)


def within_three_years(e: Evidence) -> bool:
    """Not known to be more than three years apart: so long a preprint may wait for its article."""
    return e.gap is None or e.gap <= 3


def undated_by_the_same(e: Evidence) -> bool:
    """One has no year, all authors agree, and the title names no kind of piece."""
    return e.gap is None and e.authors == 1 and not e.column


def later_is_bare(e: Evidence) -> bool:
    """The record of the later year has no place: an early view comes before the article, a survey of the year after it."""
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)


# ------------------------------------------------------------------ place


def page_given(e: Evidence) -> bool:
    """One of the two has a page."""
    return bool(e.a.page or e.b.page)


def plain_page(e: Evidence) -> bool:
    """The page of the first is a plain number."""
    return e.a.page.isdecimal()


def same_last_page(e: Evidence) -> bool:
    """Both give the same last page."""
    return e.a.last == e.b.last != ""


def other_last_page(e: Evidence) -> bool:
    """The last pages differ, or one is missing."""
    return e.a.last != e.b.last


def long_piece_at_one_place(e: Evidence) -> bool:
    """A title of fifty letters on the same first and last page of one volume of one year, in no other journal."""
    return bool(
        e.same_range and e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False
    )


def has_supplement(e: Evidence) -> bool:
    """One of the two stands in a supplement."""
    return signs.in_supplement(e.a) or signs.in_supplement(e.b)


def one_in_supplement(e: Evidence) -> bool:
    """One stands in a supplement, the other not."""
    return signs.in_supplement(e.a) != signs.in_supplement(e.b)


def supplement_and_issue(e: Evidence) -> bool:
    """One stands in a supplement and the other in an issue, and no page joins them."""
    if e.page is True or not one_in_supplement(e):
        return False
    return bool((e.b if signs.in_supplement(e.a) else e.a).number)


def container_given(e: Evidence) -> bool:
    """One of the two names a journal or book."""
    return bool(e.a.container or e.b.container)


def containers_given(e: Evidence) -> bool:
    """Both name a journal or book."""
    return bool(e.a.container and e.b.container)


def at_meeting(e: Evidence) -> bool:
    """The first stands in the proceedings of a meeting."""
    return is_meeting(e.a.container)


def one_at_meeting(e: Evidence) -> bool:
    """One stands in the proceedings of a meeting, the other not."""
    return is_meeting(e.a.container) != is_meeting(e.b.container)


def printed_elsewhere(e: Evidence) -> bool:
    """The one that is not in proceedings is no part of a book either."""
    return (e.b if is_meeting(e.a.container) else e.a).kind != "part"


def one_beside_meeting(e: Evidence) -> bool:
    """One stands in the companion of a meeting or at a workshop beside it, the other not."""
    return bool(_BESIDE.search(e.a.container)) != bool(_BESIDE.search(e.b.container))


_BESIDE = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


def years_in_names(e: Evidence) -> bool:
    """Each names its year in the name of its proceedings."""
    return all(str(one.year) in one.container.split() for one in (e.a, e.b))


def both_cochrane(e: Evidence) -> bool:
    """Both stand in the Cochrane Library."""
    return "cochrane" in e.a.container and "cochrane" in e.b.container


def one_is_protocol(e: Evidence) -> bool:
    """One calls itself a protocol, the other not."""
    return ("protocol" in e.a.title) != ("protocol" in e.b.title)


# ------------------------------------------------------------------ identifiers


def doi_of_book(e: Evidence) -> bool:
    """One of the DOIs is nothing but an ISSN or ISBN: it names the whole journal or book."""
    return signs.doi_of_whole(e.a.doi) or signs.doi_of_whole(e.b.doi)


def same_review_number(e: Evidence) -> bool:
    """The DOIs are those of one Cochrane review in two versions."""
    first, second = _REVIEW.match(e.a.doi), _REVIEW.match(e.b.doi)
    return bool(first and second and first.group() == second.group())


_REVIEW = re.compile(r"^10\.1002/14651858\.[a-z]{2}\d+")


def long_report_number(e: Evidence) -> bool:
    """The number of the report has three characters at least."""
    return len(e.a.report) > 2


def numbered_series(e: Evidence) -> bool:
    """The number of the report has the letters of a series: "gao 06 825", "r41878"; "2014 01" may be anybody's."""
    return _SERIES.search(e.a.report) is not None


_SERIES = re.compile(r"^(?!(?:paper|working|technical|tech|tr|wp|issue|vol|volume|part)\b)[a-z]+ ?\d+ ?\d")


def other_version(e: Evidence) -> bool:
    """Both name a version or edition, and not the same."""
    return "" != e.a.version != e.b.version != ""


def version_in_words(e: Evidence) -> bool:
    """One of the editions is named in words."""
    return not (e.a.version[:1].isdecimal() and e.b.version[:1].isdecimal())


def two_addresses(e: Evidence) -> bool:
    """Both have an address on one site, of one kind of file."""
    if not (e.a.url and e.b.url):
        return False
    files = [address.lower().endswith(".pdf") for address in (e.a.url, e.b.url)]
    return _site(e.a.url) == _site(e.b.url) and files[0] == files[1]


def _site(address: str) -> str:
    return address.partition("/")[0]


# ------------------------------------------------------------------ law


def laws_given(e: Evidence) -> bool:
    """Both name the number of a law, bill or case."""
    return bool(e.a.law and e.b.law)


def other_section(e: Evidence) -> bool:
    """The two name different sections of a law, or one names none."""
    return _section(e.a.about) != _section(e.b.about)


def other_division(e: Evidence) -> bool:
    """The two name different divisions of a law."""
    first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
    return bool(first and second and first.group(1) != second.group(1))


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _section(about: str) -> str:
    found = _SECTION.search(about)
    return found.group(1) if found else ""


def other_court(e: Evidence) -> bool:
    """The two name different courts or reporters."""
    return _court(e.a.about) != _court(e.b.about)


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _court(about: str) -> str:
    found = _CIRCUIT.search(about)
    return found.group(1) if found else ""


def same_parties(e: Evidence) -> bool:
    """The first four words, which name the parties, are the same."""
    return e.a.about.split()[:4] == e.b.about.split()[:4]


def bill_and_law(e: Evidence) -> bool:
    """One is a public law and the other a bill of the Congress that made it."""
    laws = (e.a.law, e.b.law)
    if e.law is not None or not all(laws):
        return False
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)


def same_form_of_law(e: Evidence) -> bool:
    """Both are public laws, or neither is."""
    return e.a.law.startswith("pl ") == e.b.law.startswith("pl ")


# ------------------------------------------------------------------ the vocabulary


def _words() -> Vocabulary:
    functions = {
        name: function
        for name, function in globals().items()
        if inspect.isfunction(function)
        and function.__module__ == __name__
        and not name.startswith("_")
        and list(inspect.signature(function).parameters) == ["e"]
    }
    facts = {name: f"{name}(e)" for name in functions}
    facts |= {name: f"e.{name}" for name, one in vars(Evidence).items() if isinstance(one, property)}
    for sign in SIGNS:
        facts |= {
            f"same_{sign}": f"e.{sign} is True",
            f"other_{sign}": f"e.{sign} is False",
            f"{sign}_unknown": f"e.{sign} is None",
        }
    return Vocabulary(facts=facts, measures=MEASURES, calls=functions)


WORDS = _words()
"""All facts and measures, as `litreview.compare.rules` compiles them."""
