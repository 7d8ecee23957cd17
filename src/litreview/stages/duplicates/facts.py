"""The facts of a pair that rules in `rules.toml` may name, each with its meaning for readers of the rules."""

from __future__ import annotations

from collections.abc import Callable

from litreview.core.libraries import re
from litreview.linkage import RecordColumns
from litreview.linkage.rules import Facts
from litreview.stages.duplicates.comparisons import in_supplement, is_container_doi, published_alike
from litreview.stages.duplicates.evidence import Evidence, has_genre_word
from litreview.stages.duplicates.title_noise import headed, narrowed
from litreview.works.author_names import same_name
from litreview.works.journals import is_meeting, is_newsletter_of_meeting, may_be_acronym_of_meeting
from litreview.works.titles import TitleChange, lacks_words, misspelt, opposed


def _title_words_in_notice(e: Evidence) -> tuple[int, int]:
    """Return how many of the longer words in the title of the work the notice has, and how many there are."""
    work, notice = sorted((e.a, e.b), key=lambda one: (bool(one.notice), len(one.title), one.title))
    words = {word for word in work.title.split() if len(word) > _SHORT_WORD}
    return len(words.intersection(notice.title.split())), len(words)


def _title_in_notice(e: Evidence) -> bool:
    found, words = _title_words_in_notice(e)
    return found >= 0.7 * words


def _whole_title_in_notice(e: Evidence) -> bool:
    found, words = _title_words_in_notice(e)
    return 1 < found == words


_SHORT_WORD = 3


def _words_within(e: Evidence) -> bool:
    one, other = (
        {word for word in title.split() if word not in _IN_EVERY_LAW and len(word) > 1}
        for title in (e.a.title, e.b.title)
    )
    return one <= other or other <= one


_IN_EVERY_LAW = frozenset(["act", "law", "public", "of", "the", "a", "an", "no", "title", "division"])
_WORDS_BEFORE = 2


def _only_headed(e: Evidence) -> bool:
    head, *rest = _words_before(e) or [""]
    return head in _HEADS and all(word.isdecimal() for word in rest)


_HEADS = frozenset(["letter", "letters", "commentary", "abstract", "editorial"])


def _words_before(e: Evidence) -> list[str]:
    """Return the words that one title has before the whole other title, none if it does not end with it."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long[: -len(short)].split() if long.endswith(f" {short}") else []


def _adds_own_year(e: Evidence) -> bool:
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long == f"{short} {e.a.year}"


_SERIAL = re.compile(
    r"\b(?:(?:bi|semi)?annual|yearly|biennial|quarterly|(?:bi)?monthly|(?:bi)?weekly|daily|yearbook|newsletter|bulletin"
    r"|(?:recent|new) developments|developments in the law|year in review|review of the year|statistics|census"
    r"|chroniques?|cronicas?|obzor|rechtsprechung(?:subersicht)?|jahresbericht|tatigkeitsbericht|rapport annuel)\b"
)

_PERIODICAL = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|yearbook|statistics|reports?|state of the|index|monitor|outlook)\b"
)

_GIVEN_AGAIN = re.compile(
    r"\b(?:tutorials?|panels?|keynotes?|demos?|demonstrations?|overview|reports?|workshops?|(?:mini)?tracks?|sessions?|introduction|preface|proceedings|summary(?! [a-z])|task|survey|trends)\b"
)

_LASTING = frozenset(["book", "report", "data"])


_FRONT_MATTER = re.compile(
    r"(?:prefaces?|forewords?|afterwords?|introduction|conclusions?|epilogue|(?:guest |general )?editorial|editors? (?:note|preface|introduction)"
    r"|(?:table of )?contents|(?:front|back) matter|title page|copyright(?: page| notice)?|(?:author|subject|general) index|index|contributors|list of contributors"
    r"|keynotes?|keynote (?:lectures?|speakers?|addresses)|committees?|avant propos|postface|liminaire|prologo|prefacio|prefazione|presentacion|introduccion"
    r"|introduzione|vorwort|einleitung|geleitwort|nachwort|inhaltsverzeichnis)"
)


def _front_matter_elsewhere(e: Evidence) -> bool:
    elsewhere = e.container is False or bool(e.gap and not e.volume)
    return elsewhere and _FRONT_MATTER.fullmatch(e.a.title) is not None


def _given_again(e: Evidence) -> bool:
    titles = sorted((e.a.title, e.b.title), key=len)
    # "Harbors. In Proceedings of …": what was printed beside a title is no part of it
    return any(_GIVEN_AGAIN.search(title) for title in titles[: 1 if e.change is TitleChange.BESIDE else 2])


def _other_school(e: Evidence) -> bool:
    schools = (e.a.publisher, e.b.publisher)
    return all(schools) and not (published_alike(e.a, e.b) or same_name(*schools))


def _later_is_bare(e: Evidence) -> bool:
    later = max(e.a, e.b, key=lambda one: one.year)
    return bool(e.gap) and not (later.volume or later.page)


def _one_in_supplement(e: Evidence) -> bool:
    return in_supplement(e.a) != in_supplement(e.b)


def _supplement_and_issue(e: Evidence) -> bool:
    if e.page is True or not _one_in_supplement(e):
        return False
    return bool((e.b if in_supplement(e.a) else e.a).number)


def _printed_elsewhere(e: Evidence) -> bool:
    meeting, other = (e.a, e.b) if is_meeting(e.a.container) else (e.b, e.a)
    if other.kind == "part" or may_be_acronym_of_meeting(other.container, meeting.container):
        return False
    return not (not e.gap and is_newsletter_of_meeting(other.container, meeting.container))


def _placeless(one: RecordColumns) -> bool:
    return not (one.volume or one.page or one.doi)


_BESIDE_MEETING = re.compile(r"\b(?:workshops|companion|consortium|extended abstracts)\b")


def _same_review_number(e: Evidence) -> bool:
    first, second = _REVIEW.match(e.a.doi), _REVIEW.match(e.b.doi)
    return bool(first and second and first.group() == second.group())


_REVIEW = re.compile(r"^10\.1002/14651858\.[a-z]{2}\d+")

_REPORT_SERIES = re.compile(
    r"^(?!(?:paper|working|technical|tech|tr|wp|issue|vol|volume|part)\b)[a-z]+ ?\d+ ?\d"
)


def _two_addresses(e: Evidence) -> bool:
    if not (e.a.url and e.b.url):
        return False
    files = [address.lower().endswith(".pdf") for address in (e.a.url, e.b.url)]
    return site(e.a.url) == site(e.b.url) and files[0] == files[1]


def site(address: str) -> str:
    """Return the site of an address without scheme, whichever of its machines answers: `w2.` and `www3.` are one site.

    >>> site("w2.vatican.va/content"), site("vatican.va/holy_father")
    ('vatican.va', 'vatican.va')
    """
    return _MACHINE.sub("", address.partition("/")[0])


_MACHINE = re.compile(r"^(?:w{1,3}\d{1,2}|m|mobile)\.(?=[^.]+\.)")


def _other_division(e: Evidence) -> bool:
    first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
    return bool(first and second and first.group(1) != second.group(1))


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _first_match(pattern: re.Pattern[str], about: str) -> str:
    """Return the group that a pattern finds first in a title, or `""`."""
    found = pattern.search(about)
    return found.group(1) if found else ""


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _bill_and_law(e: Evidence) -> bool:
    laws = (e.a.law, e.b.law)
    if e.law is not None or not all(laws):
        return False
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)


_NOUNS = {
    "article": "an article", "book": "a book", "data": "a data set", "part": "a part of a book or of proceedings",
    "registration": "a registration of a trial", "report": "a report", "request": "a request for public records", "talk": "a talk or a poster",
}  # fmt: skip
_LONE_KINDS = {"book": "a book", "data": "a data set", "law": "a statute, bill or case", "thesis": "a thesis"}
_PLURALS = {
    "articles": ("article", "articles"), "books": ("book", "books"), "law": ("law", "statutes, bills or cases"),
    "registrations": ("registration", "registrations of trials"), "requests": ("request", "requests for public records"), "theses": ("thesis", "theses"),
}  # fmt: skip


def _notice_is(kind: str) -> Callable[[Evidence], bool]:
    return lambda e: {e.a.notice, e.b.notice} == {kind, ""}


def _either_is(kind: str) -> Callable[[Evidence], bool]:
    return lambda e: kind in (e.a.kind, e.b.kind)


def _one_is(kind: str) -> Callable[[Evidence], bool]:
    return lambda e: (e.a.kind == kind) != (e.b.kind == kind)


def _both(kind: str) -> Callable[[Evidence], bool]:
    return lambda e: e.a.kind == e.b.kind == kind


FACTS: Facts[Evidence] = {
    # how the two titles differ, and what they say
    "wording_differs": (
        "The titles differ in words that matter, or have little in common.",
        lambda e: e.change in (TitleChange.WORDS, TitleChange.OTHER),
    ),
    "title_begins": (
        "One title begins with the whole of the other.",
        lambda e: e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title),
    ),
    "same_subject": (
        "What the two are about reads alike, their kind of piece left out.",
        lambda e: e.a.about.replace(" ", "") == e.b.about.replace(" ", ""),
    ),
    "title_in_notice": (
        "Seven in ten of the longer words in the title of the work are in that of the notice.",
        _title_in_notice,
    ),
    "whole_title_in_notice": (
        "All longer words in the title of the work are in that of the notice, and there are two at least.",
        _whole_title_in_notice,
    ),
    "once": ("The collection has no other work of this title.", lambda e: e.once),
    "title_of_40": (
        "Both titles have forty letters at least.",
        lambda e: min(len(e.a.title), len(e.b.title)) >= 40,
    ),
    "title_of_60": (
        "Both titles have sixty letters at least.",
        lambda e: min(len(e.a.title), len(e.b.title)) >= 60,
    ),
    "two_words": (
        "The shorter title has two words at least.",
        lambda e: " " in min(e.a.title, e.b.title, key=len),
    ),
    "narrowed": (
        "What the longer title adds begins with a preposition, or says that it is about the other or goes on from it.",
        lambda e: narrowed(e.a.title, e.b.title),
    ),
    "headed": (
        'What one title has before the other ends in an article, so that a whole title follows: "XWRAP: an XML-based wrapper generator".',
        lambda e: headed(e.a.title, e.b.title),
    ),
    "words_within": (
        'The words of one title that say something are all in the other; "Act", "Law" and the like say nothing.',
        _words_within,
    ),
    "number_before": (
        'One title only has a number before it: "Chapter 3: X", "P-123 X".',
        lambda e: e.specific and 0 < len(_words_before(e)) <= _WORDS_BEFORE,
    ),
    "only_headed": (
        'One title only has the kind of piece before it, as databases wrote of letters: "Letter: X", "Abstract 123: X".',
        _only_headed,
    ),
    "adds_own_year": (
        "The longer title only adds the year in which both came out. A yearly report of that title may say the same.",
        _adds_own_year,
    ),
    "serial_title": (
        "The title says that it comes out every year, month or week.",
        lambda e: _SERIAL.search(e.a.about) is not None,
    ),
    "periodical": (
        "The title is that of a report or a yearbook, which comes again.",
        lambda e: _PERIODICAL.search(e.a.about) is not None,
    ),
    "front_matter_elsewhere": (
        "The title is that of a preface, a table of contents or the like, which every book has; the books differ, or the years, and no volume is the same.",
        _front_matter_elsewhere,
    ),
    "given_again": (
        "The title names what is given at every meeting: a tutorial, a panel, a preface.",
        _given_again,
    ),
    "title_added": ("One title continues the other.", lambda e: e.change is TitleChange.ADDED),
    "numbers_differ": ("The titles differ in a number.", lambda e: e.change is TitleChange.NUMBER),
    "misspelt": (
        "The titles differ in slips alone: endings, a letter of a long word, and spaces between words.",
        lambda e: misspelt(e.a.title, e.b.title),
    ),
    "lacks_words": (
        'One title lacks words of the other, and is the same otherwise but for slips: "dissemination" for "system dissemination".',
        lambda e: lacks_words(e.a.title, e.b.title),
    ),
    "opposed": (
        'The titles differ in opposites, prepositions, the order of words, or words with a few letters between them: "acute", "chronic"; "nitrate", "nitrite".',
        lambda e: opposed(e.a.title, e.b.title),
    ),
    "words_differ": ("The titles differ in words that matter.", lambda e: e.change is TitleChange.WORDS),
    "other_title": ("The titles have little in common.", lambda e: e.change is TitleChange.OTHER),
    # what the two records of a pair are
    "other_notice": (
        "One is a notice (erratum, reply, review …) and the other none, or one of another kind.",
        lambda e: e.a.notice != e.b.notice,
    ),
    "has_notice": (
        "The first is a notice; where this is asked, both are of one kind.",
        lambda e: bool(e.a.notice),
    ),
    "has_review": ("One of the two is a review.", lambda e: "review" in (e.a.notice, e.b.notice)),
    "same_kind": ("Both are of one kind, or of none that is known.", lambda e: e.a.kind == e.b.kind),
    "kinds_known": ("Of both it is known what they are.", lambda e: bool(e.a.kind and e.b.kind)),
    "kindless": ("Of neither it is known what it is.", lambda e: not (e.a.kind or e.b.kind)),
    "first_is_part": ("The first is a part of a book or of proceedings.", lambda e: e.a.kind == "part"),
    "report_or_book": (
        "One of the two is a report or a book.",
        lambda e: not {"report", "book"}.isdisjoint((e.a.kind, e.b.kind)),
    ),
    "lasting_kinds": (
        "Both are books, reports or data sets, which appear in editions.",
        lambda e: e.a.kind in _LASTING and e.b.kind in _LASTING,
    ),
    "one_withdrawn": (
        "One was withdrawn, the other not.",
        lambda e: e.a.status != e.b.status and "withdrawn" in (e.a.status, e.b.status),
    ),
    **{
        f"is_{kind}": (f"One is a {kind}, and the other no notice.", _notice_is(kind))
        for kind in ("comment", "correction", "reprint", "retraction", "review", "summary")
    },
    **{f"has_{kind}": (f"One of the two is {called}.", _either_is(kind)) for kind, called in _NOUNS.items()},
    **{
        f"one_is_{kind}": (f"One is {called}, the other not.", _one_is(kind))
        for kind, called in _LONE_KINDS.items()
    },
    **{f"both_{many}": (f"Both are {called}.", _both(kind)) for many, (kind, called) in _PLURALS.items()},
    # who wrote and who published the two records of a pair
    "some_author": ("Some author is common to both.", lambda e: bool(e.authors)),
    "authors_unknown": ("One of the two names no author.", lambda e: e.authors is None),
    "both_unsigned": ("Neither names an author.", lambda e: not (e.a.authors or e.b.authors)),
    "all_authors_agree": ("All authors of the shorter list are in the other.", lambda e: e.authors == 1),
    "most_authors_agree": (
        "Seven in ten authors of the shorter list are in the other.",
        lambda e: e.authors is not None and e.authors >= 0.7,
    ),
    "several_authors": (
        "Both name two authors at least.",
        lambda e: min(len(e.a.authors), len(e.b.authors)) > 1,
    ),
    "one_author": ("The first names one author only.", lambda e: len(e.a.authors) == 1),
    "signed_by_several": (
        "The first names several authors, and all agree.",
        lambda e: len(e.a.authors) > 1 and e.authors == 1,
    ),
    "same_first_author": (
        "Both name the same author first.",
        lambda e: bool(e.a.authors) and e.a.authors[:1] == e.b.authors[:1],
    ),
    "body_named": (
        "A body is named as author of one of the two.",
        lambda e: any(" " in name for name in (*e.a.authors, *e.b.authors)),
    ),
    "published_alike": (
        "Publisher or institution are given and one contains the other.",
        lambda e: published_alike(e.a, e.b),
    ),
    "other_school": ("Both name a school or publisher, and not the same.", _other_school),
    # when the two records of a pair came out
    "same_year": ("Both came out in one year.", lambda e: e.gap == 0),
    "other_year": ("The years are given and differ.", lambda e: bool(e.gap)),
    "year_unknown": ("One of the two has no year.", lambda e: e.gap is None),
    "one_bare": (
        "One has neither year nor volume nor page, as references have that a program read.",
        lambda e: any(not (one.year or one.volume or one.page) for one in (e.a, e.b)),
    ),
    "one_placeless": (
        "One has neither volume nor page nor DOI.",
        lambda e: _placeless(e.a) or _placeless(e.b),
    ),
    "both_placeless": (
        "Neither has volume, page or DOI.",
        lambda e: _placeless(e.a) and _placeless(e.b),
    ),
    "year_given": ("One of the two has a year.", lambda e: bool(e.a.year or e.b.year)),
    "both_undated": ("Neither has a year.", lambda e: not (e.a.year or e.b.year)),
    "within_three_years": (
        "Not known to be more than three years apart: so long a preprint may wait for its article.",
        lambda e: e.gap is None or e.gap <= 3,
    ),
    "undated_by_the_same": (
        "One has no year, all authors agree, and the title names no kind of piece.",
        lambda e: e.gap is None and e.authors == 1 and not has_genre_word(e.a.title),
    ),
    "later_is_bare": (
        "The record of the later year has no place: an early view comes before the article, a survey of the year after it.",
        _later_is_bare,
    ),
    # where the two records of a pair appeared
    "page_given": ("One of the two has a page.", lambda e: bool(e.a.page or e.b.page)),
    "plain_page": ("The page of the first is a plain number.", lambda e: e.a.page.isdecimal()),
    "same_last_page": ("Both give the same last page.", lambda e: e.a.last == e.b.last != ""),
    "other_last_page": ("The last pages differ, or one is missing.", lambda e: e.a.last != e.b.last),
    "long_piece_at_one_place": (
        "A title of fifty letters on the same first and last page of one volume of one year, in no other journal.",
        lambda e: bool(
            e.same_range and e.volume and e.gap == 0 and len(e.a.title) >= 50 and e.container is not False
        ),
    ),
    "has_supplement": (
        "One of the two is in a supplement.",
        lambda e: in_supplement(e.a) or in_supplement(e.b),
    ),
    "one_in_supplement": ("One is in a supplement, the other not.", _one_in_supplement),
    "supplement_and_issue": (
        "One is in a supplement and the other in an issue, and no page joins them.",
        _supplement_and_issue,
    ),
    "container_given": (
        "One of the two names a journal or book.",
        lambda e: bool(e.a.container or e.b.container),
    ),
    "containers_given": (
        "Both name a journal or book, and neither was cut out of a reference at the wrong place.",
        lambda e: bool(e.a.container and e.b.container) and not e.misread,
    ),
    "at_meeting": ("The first is in the proceedings of a meeting.", lambda e: is_meeting(e.a.container)),
    "one_at_meeting": (
        "One is in the proceedings of a meeting, the other not.",
        lambda e: is_meeting(e.a.container) != is_meeting(e.b.container),
    ),
    "printed_elsewhere": (
        "The one that is not in proceedings is no part of a book either, and not under what may be the acronym of the meeting, nor in the newsletter of its society in another year.",
        _printed_elsewhere,
    ),
    "one_beside_meeting": (
        "One is in the companion of a meeting or at a workshop beside it, the other not.",
        lambda e: bool(_BESIDE_MEETING.search(e.a.container)) != bool(_BESIDE_MEETING.search(e.b.container)),
    ),
    "years_in_names": (
        "Each names its year in the name of its proceedings.",
        lambda e: all(str(one.year) in one.container.split() for one in (e.a, e.b)),
    ),
    "both_cochrane": (
        "Both are in the Cochrane Library.",
        lambda e: "cochrane" in e.a.container and "cochrane" in e.b.container,
    ),
    "one_is_protocol": (
        "One calls itself a protocol, the other not.",
        lambda e: ("protocol" in e.a.title) != ("protocol" in e.b.title),
    ),
    # DOIs, addresses, versions and the numbers of reports
    "doi_of_book": (
        "One of the DOIs is nothing but an ISSN or ISBN: it names the whole journal or book.",
        lambda e: is_container_doi(e.a.doi) or is_container_doi(e.b.doi),
    ),
    "same_review_number": ("The DOIs are those of one Cochrane review in two versions.", _same_review_number),
    "long_report_number": (
        "The number of the report has three characters at least.",
        lambda e: len(e.a.report) > 2,
    ),
    "numbered_series": (
        'The number of the report has the letters of a series: "gao 06 825", "r41878"; "2014 01" may be anybody\'s.',
        lambda e: _REPORT_SERIES.search(e.a.report) is not None,
    ),
    "other_version": (
        "Both name a version or edition, and not the same.",
        lambda e: "" != e.a.version != e.b.version != "",
    ),
    "version_in_words": (
        "One of the editions is named in words.",
        lambda e: not (e.a.version[:1].isdecimal() and e.b.version[:1].isdecimal()),
    ),
    "two_addresses": ("Both have an address on one site, of one kind of file.", _two_addresses),
    # statutes, bills and cases
    "laws_given": ("Both name the number of a law, bill or case.", lambda e: bool(e.a.law and e.b.law)),
    "other_section": (
        "The two name different sections of a law, or one names none.",
        lambda e: _first_match(_SECTION, e.a.about) != _first_match(_SECTION, e.b.about),
    ),
    "other_division": ("The two name different divisions of a law.", _other_division),
    "other_court": (
        "The two name different courts or reporters.",
        lambda e: _first_match(_CIRCUIT, e.a.about) != _first_match(_CIRCUIT, e.b.about),
    ),
    "same_parties": (
        "The first four words, which name the parties, are the same.",
        lambda e: e.a.about.split()[:4] == e.b.about.split()[:4],
    ),
    "bill_and_law": ("One is a public law and the other a bill of the Congress that made it.", _bill_and_law),
}
"""The facts that a clause may name, each with what it means and when it holds."""
