"""Noise in titles: the journal, the authors or the imprint after a title, the mark of a footnote, a running head.

"Harbor Work" and "Harbor Work. Journal of Tides" are one title: the second has the journal after it. The same is true of authors
("Harbor Work, by Doe and Roe") and of an imprint ("Harbor Work, Report 12, Tides Institute"). "Harbor Work in Winter" is another title.

Programs that read titles from PDFs include the lines around them: the name of a section, the place of another article. Such a line is
known to be noise only if the rest is the title of another record. So bare titles serve for comparison alone; records keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from litreview.core.libraries import fuzz, re
from litreview.linkage import RecordColumns, likeness
from litreview.linkage.blocking import LONGEST
from litreview.works.author_names import same_name
from litreview.works.journals import (
    SMALL_WORDS,
    comparison_container,
    is_acronym,
    is_meeting,
    meeting_subject,
    same_container,
)
from litreview.works.titles import (
    COUNTING,
    TitleChange,
    compare_titles,
    in_one_spelling,
    numbers_of,
    without_appended,
)

LONGER = frozenset([TitleChange.ADDED, TitleChange.NUMBER, TitleChange.WORDS, TitleChange.OTHER])
"""What `compare_titles` may say of two titles of which one is the other with something added."""


def container_in_title(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the longer title only adds the journal or book in which the other record appeared.

    "Harbor Work. Journal of Tides" is "Harbor Work" in the Journal of Tides. A number that is no part of the journal's name is that of a part or an edition: "Harbor Work 2, Journal of Tides".
    """
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if not short.container or not long.title.startswith(short.title + " "):
        return False
    words = long.title[len(short.title) :].split()
    if set(numbers_of(words)) - set(numbers_of(short.container.split())):
        return False
    added = comparison_container(" ".join(words))
    return len(added) > 3 and same_container(added, short.container) is True


def authors_in_title(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the longer title only adds the authors, before or after, and the other record has them in its author field.

    For example, "Harbor Work, by Doe and Roe" is "Harbor Work" of Doe and Roe.
    """
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if not short.authors:
        return False
    if long.title.endswith(" " + short.title):
        # a list of authors cut at the wrong place: the last of them are before the title, the others in their field
        added = long.title[: -len(short.title)]
    elif long.title.startswith(short.title + " ") and not long.authors:
        added = long.title[len(short.title) :]
    else:
        return False
    words = [word for word in added.split() if word not in _BETWEEN_NAMES]
    # who is named in both fields is not missing from one: "Young Adults at Work", by Young
    names = set(short.names.split()) - set(long.names.split())
    if names.isdisjoint(words) or not all(
        word in names or (word.isalpha() and len(word) <= _LONGEST_INITIALS) for word in words
    ):
        return False
    bodies = [name for name in short.authors if " " in name]
    if bodies:
        # "Women Migrant Workers", by UN Women: a body is there whole or not at all
        return any(name in added for name in bodies)
    # "People and the Police", by Young and Smith: a surname alone may be a word; initials, a given name or "by" make it a name
    surnames = set(" ".join(short.authors).split())
    return len(words) < len(added.split()) or not surnames.issuperset(words)


_LONGEST_INITIALS = 2
_BETWEEN_NAMES = frozenset(["by", "and", "et", "al", "with", "others"])


def imprinted(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the longer title only adds number, place or publisher, and the other record has them in fields.

    For example, "Harbor Work, Report 12, Tides Institute" is "Harbor Work" with that number, of that institute. A year alone is not enough: "Annual Report" of 2016 may be that on 2015.
    """
    short, long = sorted((a, b), key=lambda one: len(one.title))
    if not long.title.startswith(short.title + " "):
        return False
    added = set(long.title[len(short.title) :].split())
    return added <= set(short.imprint.split()) and not added <= {str(short.year), "report"}


_NARROWS = frozenset(
    ["in", "for", "among", "with", "of", "during", "after", "before", "by", "under", "from", "at", "without", "to"]
)  # fmt: skip


def narrowed(a: str, b: str) -> bool:
    """Return whether what the longer of two titles adds makes it another work: a narrower topic, a reply, a sequel.

    >>> narrowed("aspirin and stroke", "aspirin and stroke in women"), narrowed("the harbor", "rethinking the harbor")
    (True, True)
    >>> narrowed("the harbor", "research note the harbor")
    False
    """
    short, long = sorted((a, b), key=len)
    if long.startswith(short + " "):
        added = long[len(short) :].split()
        return added[0] in _NARROWS or not _NO_SUBTITLE.isdisjoint(added)
    before = long[: -len(short)].split()
    # "Data for: X"; but "Big data analytics in business: X" has the heading of an issue
    return before[:1] == ["data"] or not _NO_SECTION.isdisjoint(before)


def headed(a: str, b: str) -> bool:
    """Return whether what the longer of two titles has before the other ends in an article, so that a whole title follows.

    >>> headed("framework for tides in harbors", "tideflow a framework for tides in harbors"), headed("tides", "on tides")
    (True, False)
    """
    short, long = sorted((a, b), key=len)
    before = long[: -len(short)].split()
    return long.endswith(f" {short}") and len(before) > 1 and before[-1] in _ARTICLES


# what is about the work or goes with it, behind its title
_NO_SUBTITLE = frozenset(
    ["reply", "response", "rejoinder", "comment", "commentary", "correction", "erratum", "continued", "continuation", "concluded",
     "conclusion", "fortsetzung", "schluss", "suite", "fin", "continuacion", "abstract", "poster", "summary", "supplement", "revisited",
     "reconsidered", "critique", "demo", "talk", "appendix", "supplementary", "supplemental", "codebook", "guide", "protocol", "film",
     "version"]
)  # fmt: skip
# and before its title; but Research Note is a section of the journal
_NO_SECTION = frozenset(
    ["addendum", "corrigendum", "reprint", "reply", "response", "rejoinder", "comment", "correction", "erratum", "regarding", "re", "overview", "editorial", "perspective", "highlights",
     "podcast", "video", "supplementary", "appendix", "replication", "guide", "teaching", "rethinking", "revisiting", "against",
     "beyond", "on", "anmerkung", "rezension", "correccion", "compte", "rendu", "resena", "resenha", "resposta", "ispravlenie",
     "retsenziya", "retsenziia", "yanit", "kitap"]
)  # fmt: skip


# a raised 1 is read as "i" too
_MARKS = (["1", "2", "3", "4"], ["1", "2", "3"], ["1", "2"], ["1"], ["i"])
_GLUED = re.compile(r"[a-z]{3}1$")
_SECTIONS = tuple(
    name.split()
    for name in (
        "research article", "research articles", "research note", "research notes", "research paper", "research report", "research commentary",
        "research essay", "original article", "original articles", "original research", "original research article", "original investigation",
        "original paper", "original contribution", "original study", "regular article", "regular paper", "full paper", "full length article",
        "invited article", "invited paper", "feature article", "special article", "review article", "technical note", "short communication",
        "brief communication", "rapid communication", "brief report", "short report", "clinical study", "clinical article", "special issue",
        "special section", "theory and review", "theory review", "issues opinions", "open access", "experience paper",
        "tutorial session", "tutorial", "panel session", "panel discussion", "panel abstract", "panel",
        "keynote address", "keynote speech", "invited talk", "best paper award",
    )
)  # fmt: skip
_ARTICLES = frozenset(["the", "a", "an"])
_SHORTEST = 2  # words that a title has at least when something is taken off


def bare_title(one: RecordColumns) -> str:
    """Return the title of a record without possible noise.

    >>> bare_title(RecordColumns(title="research note roe et al tides and harbors 1 2", authors=("roe",)))
    'tides and harbors'
    """
    return _bare(one.title, one.container, one.head, one.authors[0] if one.authors else "")


@lru_cache(maxsize=1 << 14)
def _bare(title: str, container: str, head: str, author: str) -> str:
    words = title.split()
    journal = [in_one_spelling(word) for word in container.split()]
    whole = head.split()
    before: list[str] = []
    while words != before:
        before = words
        for begin in (*_SECTIONS, whole):
            if begin and words[: len(begin)] == begin:
                words = words[len(begin) :]
        words = words[_signed(words, author) :]
        for end in (*_SECTIONS, whole):
            if end and words[-len(end) :] == end:
                words = words[: -len(end)]
        words = _unmarked(_behind_paper(words))
        words = words[_spelt(words, journal) :]
        words = words[: len(words) - _spelt(words[::-1], journal[::-1])]
        words = words[1:] if _ARTICLES.intersection(words[:1]) else words
        words = without_appended(" ".join(words), words).split()
        if len(words) < _SHORTEST:
            return " ".join(before)
    return " ".join(words)


def _signed(words: list[str], author: str) -> int:
    """Return how many of the first words are "Roe et al.", in a record by Roe, else 0. "Roe-Archer" is two words of a title."""
    count = words.index("et") if "et" in words[:_LONGEST_NAME] else 0
    named = author != "" and "".join(words[:count]) == author.replace(" ", "")
    return count + 2 if named and words[count + 1 : count + 2] == ["al"] else 0


_LONGEST_NAME = 6


def _behind_paper(words: list[str]) -> list[str]:
    """Return words without a section that calls itself one of papers: "SIM Competition Paper", "Challenges Papers"."""
    for count in range(2, _LONGEST_SECTION + 1):
        if words[count - 1 : count] in (["paper"], ["papers"]) and words[count - 2] not in _VERSIONS:
            return words[count:]
    return words


_LONGEST_SECTION = 4
_VERSIONS = frozenset(
    ["working", "discussion", "white", "green", "background", "policy", "term", "this", "the", "a", "on", "of", "by", "in"]
)  # fmt: skip


def _unmarked(words: list[str]) -> list[str]:
    """Return words without the numbers of footnotes after them (1, or 1 and the next ones). "Part 1" stays, because it names a part."""
    for marks in _MARKS:
        rest, end = words[: -len(marks)], words[-len(marks) :]
        if not rest:
            continue
        if end == marks and not _counted(rest):
            return rest
        if marks[0] == "1" and end[1:] == marks[1:] and _GLUED.search(end[0]):
            # "harbors1,2"
            return [*rest, end[0][:-1]]
    return words


def _counted(words: list[str]) -> bool:
    """Return whether a number after the words is that of a part: of "Part" or "Study", not of "a field study"."""
    return words[-1] in COUNTING and not (words[-1] in _OF_TEXTS and not _INDEFINITE.isdisjoint(words[-4:-1]))


_OF_TEXTS = frozenset(["study", "report", "paper"])
_INDEFINITE = frozenset(["a", "an"])


def _spelt(words: Sequence[str], journal: Sequence[str]) -> int:
    """Return how many of the first words are the name of a journal (without its small words), else 0."""
    at = 0
    for count, word in enumerate(words, start=1):
        if at < len(journal) and word == journal[at]:
            at += 1
            if at == len(journal):
                return count
        elif word not in SMALL_WORDS:
            return 0
    return 0


_PLACE = re.compile(
    r"(?:[a-z]+ ){0,12}(?:19|20)\d\d(?: (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: \d{1,2})?)?(?: [a-z]{0,2}\d+){2,5}"
)


def places_behind(a: str, b: str) -> bool:
    """Return whether two titles are equal apart from the place of an article after one of them or each.

    >>> places_behind("tides and harbors", "tides and harbors n engl j med 2009 jan 29 360 5 544 6")
    True
    >>> places_behind("tides and harbors in winter j locks 2009 1 12", "tides and harbors in summer j tides 2011 4 3 9")
    False
    """
    one, two = a.split(), b.split()
    pairs = enumerate(zip(one, two, strict=False))
    shared = next((count for count, (x, y) in pairs if x != y), min(len(one), len(two)))
    if shared < _SHORTEST:
        return False
    rests = [" ".join(rest) for rest in (one[shared:], two[shared:]) if rest]
    return (len(rests) < 2 or shared >= _ENOUGH) and all(_PLACE.fullmatch(rest) for rest in rests)


_ENOUGH = 5
"""Words that two titles must share if each has a place after it, so that neither is the bare title."""


def without_names_before(one: RecordColumns, other: RecordColumns) -> str:
    """Return the title of a record without the authors before it, whom a program took for its first words.

    They are authors of the other record whom this one lacks, with initials, given names, a year, or joined to each other. A surname alone may be a
    word of the title, so it needs an initial or another surname, or must be long.

    >>> short = RecordColumns(title="proxy work in harbors", authors=("suresha", "ramamritham"))
    >>> without_names_before(RecordColumns(title="suresha krithi ramamritham proxy work in harbors", authors=("datta",)), short)
    'proxy work in harbors'
    """
    head = one.title[:_HEAD].split()
    if not head or other.title.startswith(head[0]):
        return one.title
    missing = [
        name
        for name in other.authors
        if len(name) > _LONGEST_INITIALS and not any(same_name(name, own) for own in one.authors)
    ]
    if not any(_ends_in(word, name) for word in head for name in missing):
        return one.title
    words = one.title.split()
    years = _years_of(one, other)
    end = _end_of_names(words, missing, {*other.names.split(), *years})
    if end == 1 and len(words[0]) < _LONG_NAME:
        return one.title
    # "Roe, J. 1996": what goes with the last of them
    while 0 < end < len(words) and (len(words[end]) == 1 or words[end] in years):
        end += 1
    return " ".join(words[end:]) if len(words) - end >= _SHORTEST else one.title


def _end_of_names(words: Sequence[str], surnames: Sequence[str], known: set[str]) -> int:
    """Return how many of the first words are surnames, or stand between them: initials, given names and what is known; 0 if none is a surname."""
    end = 0
    for at, word in enumerate(words):
        named, before_name = (
            any(_ends_in(one, name) for one in words[n : n + 1] for name in surnames) for n in (at, at + 1)
        )
        if named:
            end = at + 1
        elif not (
            before_name or len(word) <= _LONGEST_INITIALS or word in known or _GLUED_AND.fullmatch(word)
        ):
            break
    return end


def without_place_behind(one: RecordColumns, other: RecordColumns) -> str:
    """Return the title of a record without the year behind it, which it lacks itself, or the number of a report.

    The year is that of the other record. Of what several people sign it may be one beside that, or any where the other has none: what comes out
    every year is not signed so.

    >>> one = RecordColumns(title="tides in northern harbors thdb 98")
    >>> without_place_behind(one, RecordColumns(title="tides in northern harbors in winter", year=1998))
    'tides in northern harbors'
    """
    found = None if one.year or not one.title[-1:].isdecimal() else _BEHIND.search(one.title)
    if found is None or one.title.count(" ", 0, found.start()) < _SHORTEST:
        return one.title
    several = min(len(one.authors), len(other.authors)) > 1
    years = range(other.year - several, other.year + several + 1) if other.year else ()
    dated = any(str(year).endswith(found["year"] or "") for year in years)
    return one.title[: found.start()] if dated or (several and not other.year) else one.title


_BEHIND = re.compile(
    r"(?: [bcdfghjklmnpqrstvwxz]{3,6})? (?P<year>(?:19|20)?\d\d)$| tech(?:nical)? (?:[a-z]{3} |report )(?:[a-z]{2,4} )?\d+(?: \d+)?$"
)


_HEAD = 60
"""Letters at the beginning of a title among which the authors before it are looked for."""


def _ends_in(word: str, surname: str) -> bool:
    """Return whether a word is a surname, or ends in one that a program joined to what is before it: "andshamkantnavathe"."""
    return word.endswith(surname) if len(surname) >= _MAY_BE_GLUED else _names(word, surname)


def names_around(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether one title is the other with its missing authors before it, or its place behind it.

    Programs that split references at the wrong place leave them there: "B Doe, Tides and harbors in winter. Proc. of ICTH" is "Tides and
    harbors in winter" by Roe and Doe. The title itself may have a slip.
    """
    short, long = sorted((a, b), key=lambda one: (len(letters_of(one.title)), one.title))
    if short.title.count(" ") < _SHORTEST:
        return False
    words = long.title.split()
    begin, end = _place_of(letters_of(short.title), words)
    inner = " ".join(words[begin:end])
    if not inner or compare_titles(inner, short.title, likeness(inner, short.title)) not in _SPELLINGS:
        return False
    before, behind = words[:begin], words[end:]
    if _is_date(before, short, long):
        before = []
        if not behind:
            return True
    if not (before or behind):
        return False
    if before and not _is_of_authors(before, short, long):
        return False
    # "1 Jane Roe": the mark of a footnote, and the author it is on
    marked = behind[1:] if behind[:1] == ["1"] else []
    return (
        not behind or _is_place(behind, short, long) or (bool(marked) and _is_of_authors(marked, short, long))
    )


_SPELLINGS = frozenset([TitleChange.EQUAL, TitleChange.SPELLING])


def _place_of(inner: str, words: Sequence[str]) -> tuple[int, int]:
    """Return at which words of a title another title, as letters, begins and ends; equal numbers if it is not in there, or too short."""
    if len(inner) < _LONG_ENOUGH:
        return 0, 0
    text = "".join(words)
    ends = [0, *accumulate(map(len, words))]
    at = text.find(inner)
    span = (at, at + len(inner))
    if at < 0:
        found = fuzz.partial_ratio_alignment(inner[:LONGEST], text[:LONGEST], score_cutoff=_ALMOST)
        if found is None:
            return 0, 0
        span = (found.dest_start, found.dest_end)
    # a letter joined to its last word is no other word
    first, last = (min(range(len(ends)), key=lambda i: abs(ends[i] - at)) for at in span)
    return first, last


_ALMOST = 92
"""Similarity in hundredths of a title with a slip, or with letters that a program lost, and itself."""


def letters_of(title: str) -> str:
    """Return a comparison title without its spaces."""
    return title.replace(" ", "")


def _is_date(words: Sequence[str], short: RecordColumns, long: RecordColumns) -> bool:
    """Return whether words are a date: "June 1998", "Dec 1998 The"; or the year of the other record, which the record itself lacks."""
    plain = [word for word in words if word not in _ARTICLES]
    if not plain or not _YEAR.fullmatch(plain[-1]):
        return False
    if len(plain) == 1:
        # a year beside another may be that of a yearly report
        return plain == [str(short.year)] and not long.year
    dated = len(plain) == _MONTH_AND_YEAR and plain[0][:3] in _MONTHS
    return dated and (not short.year or plain[1] in _years_of(short, long))


_MONTH_AND_YEAR = 2
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])


def _is_of_authors(words: Sequence[str], short: RecordColumns, long: RecordColumns) -> bool:
    """Return whether words name authors whom the record of the longer title lacks, with initials, given names or a year.

    A surname alone may be a word of the title: "Young people and the police", by Young and Smith; not so one of some length, or two.
    """
    missing = [name for name in short.authors if not any(same_name(name, own) for own in long.authors)]
    if "".join(words[-2:]) == "etal" and all(len(word) <= _LONGEST_INITIALS for word in words):
        return bool(missing)
    surnames = [word for word in words if any(_names(word, name) for name in missing)]
    others = [word for word in words if word not in surnames]
    enough = others or len(surnames) > 1 or len("".join(surnames)) >= _LONG_NAME
    if not (surnames and enough):
        return False
    return all(_goes_with_names(word, words, surnames, short, long) for word in others)


def _goes_with_names(
    word: str, words: Sequence[str], surnames: Sequence[str], short: RecordColumns, long: RecordColumns
) -> bool:
    """Return whether a word among surnames is an initial, a name or year of the records, "and", or a given name."""
    known = {*short.names.split(), *long.names.split(), *_years_of(short, long)}
    if len(word) <= _LONGEST_INITIALS or word in known or _GLUED_AND.fullmatch(word):
        return True
    if _YEAR.fullmatch(word) and (not short.year or abs(short.year - int(word)) <= (not long.year)):
        return True
    # "Alex Pang": a given name before its surname, of which the list has the initial
    return word[0] in known and any(one == word and two in surnames for one, two in pairwise(words))


def _years_of(*records: RecordColumns) -> set[str]:
    return {str(one.year) for one in records if one.year}


def _names(word: str, surname: str) -> bool:
    """Return whether a word is a surname, with "and" or an initial that a program joined to it: "andteniente", "norcottw"."""
    if len(surname) < _MAY_BE_GLUED or surname not in word:
        return same_name(word, surname)
    before, _, behind = word.partition(surname)
    return len(before.removeprefix("and")) <= _LONGEST_INITIALS and len(behind) <= _LONGEST_INITIALS


_LONG_NAME = 6
_MAY_BE_GLUED = 5
_GLUED_AND = re.compile(r"and[a-z]{0,2}")


def _is_place(words: Sequence[str], short: RecordColumns, long: RecordColumns) -> bool:
    """Return whether words begin as the place of a reference does ("in proc", "to appear in"), or are nothing else ("vldb 98", "in intl")."""
    years = _years_of(short, long)
    if short.year and not years.issuperset(word for word in words if _YEAR.fullmatch(word)):
        return False
    if (
        _BEGINS_PLACE.match(" ".join(words))
        or _are_numbers_of_place(words, short, long)
        or _is_numbered_container(words, short, long)
        or _goes_on_in_container(words, long)
    ):
        return True
    containers = [
        one.container for one in (short, long) if is_meeting(one.container) or is_acronym(one.container)
    ]
    meetings = {word for container in containers for word in meeting_subject(container)}
    dated = years | {year[2:] for year in years}
    if _OF_PLACES.isdisjoint(words):
        # the name of a meeting is one beside its year: "Harbors in Norway" is a title
        named = not (meetings.isdisjoint(words) or dated.isdisjoint(words))
        return named and (meetings | dated).issuperset(words)
    known = _OF_PLACES | _IN_PLACES | meetings
    return all(word in known or word.isdecimal() for word in words)


def _are_numbers_of_place(words: Sequence[str], short: RecordColumns, long: RecordColumns) -> bool:
    """Return whether words are volume, issue and pages, a date, or the year that the record itself lacks."""
    numbers = len(words) >= _VOLUME_ISSUE_PAGE and all(word.isdecimal() for word in words)
    return numbers or (not long.year and words == [str(short.year)]) or _is_date(words, short, long)


def _goes_on_in_container(words: Sequence[str], long: RecordColumns) -> bool:
    """Return whether words are the beginning of the name of a meeting, whose rest is in its field: "27 Int" before "Conf. on Very Large …"."""
    known = _OF_PLACES | _IN_PLACES | set(long.container.split())
    cut = _CONFERENCE.match(long.container) is not None and words[-1] in _BEFORE_CONFERENCE
    return cut and all(word in known or word[0].isdecimal() for word in words)


_CONFERENCE = re.compile(r"(?:conf|conference|symp|symposium|workshop|congress)\b")
_BEFORE_CONFERENCE = frozenset(["int", "intl", "international", "annual", "acm", "ieee"])


def _is_numbered_container(words: Sequence[str], *records: RecordColumns) -> bool:
    """Return whether words are the name of the journal or meeting of a record, with numbers: "sigmod record 26 3 12 17", "22 vldb".

    A number before the name of a journal may be that of a part: "Harbor Work 2, Journal of Tides".
    """
    bare = [word for word in words if not (word.isdecimal() or word in _BEFORE_NUMBERS)]
    # one word of a longer name may have a year behind it: "ICTH 11"
    length = len(bare) if len(bare) > 1 else None
    named = bool(bare) and any(bare == one.container.split()[:length] for one in records)
    return named and (words[0] == bare[0] or (is_acronym(bare[0]) and words[1:] == bare))


_OF_PLACES = frozenset(["proc", "proceedings", "acm", "ieee", "intl", "lncs"])
_IN_PLACES = frozenset(
    ["in", "of", "the", "on", "to", "int", "international", "conf", "conference", "symposium", "annual", "pp", "pages", "and", "volume", "vol"]
)  # fmt: skip
"""Words that a place has beside others: "Volume 2" alone is a part."""
_BEFORE_NUMBERS = frozenset(["volume", "vol", "number", "no", "issue", "pp", "pages"])
_LONG_ENOUGH = 20
_VOLUME_ISSUE_PAGE = 3
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEGINS_PLACE = re.compile(
    r"(?:in |the )?(?:proc|proceedings|acm|ieee|lncs|lecture notes in|conf)\b|(?:to appear|submitted|accepted|forthcoming) (?:at|in|to|for|by)\b|dep(?:ar)?t(?:ment)? of\b"
)
