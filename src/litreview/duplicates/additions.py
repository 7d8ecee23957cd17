"""Whether the longer of two titles is the shorter one with something added, and what that is.

"Harbor Work" and "Harbor Work. Journal of Tides" are one title: the second has the journal behind it. The same is true of authors
("Harbor Work, by Doe and Roe") and of an imprint ("Harbor Work, Report 12, Tides Institute"). "Harbor Work in Winter" is another title.
"""

from __future__ import annotations

from litreview.linkage import RecordColumns
from litreview.works.journals import comparison_container, same_container
from litreview.works.titles import TitleChange, numbers_of

LONGER = frozenset([TitleChange.ADDED, TitleChange.NUMBER, TitleChange.WORDS, TitleChange.OTHER])
"""What `compare_titles` may say of two titles of which one is the other with something added."""


def container_in_title(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether the longer title only adds the journal or book that the other record has in its field for that.

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
    """Return whether the longer title only adds the authors, in front or behind, and the other record has them in its author field.

    "Harbor Work, by Doe and Roe" is "Harbor Work" of Doe and Roe.
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

    "Harbor Work, Report 12, Tides Institute" is "Harbor Work" with that number, of that institute. A year alone is not enough: "Annual Report" of 2016 may be that on 2015.
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
    return not _NO_SECTION.isdisjoint(long[: -len(short)].split())


# what is about the work or goes with it, behind its title
_NO_SUBTITLE = frozenset(
    ["reply", "response", "rejoinder", "comment", "commentary", "correction", "erratum", "continued", "continuation", "concluded",
     "conclusion", "fortsetzung", "schluss", "suite", "fin", "continuacion", "abstract", "poster", "summary", "supplement", "revisited",
     "reconsidered", "critique", "demo", "talk", "appendix", "supplementary", "supplemental", "codebook", "guide", "protocol", "film",
     "version"]
)  # fmt: skip
# and before its title; but Research Note is a section of the journal
_NO_SECTION = frozenset(
    ["reply", "response", "rejoinder", "comment", "correction", "erratum", "regarding", "re", "editorial", "perspective", "highlights",
     "podcast", "video", "supplementary", "appendix", "data", "replication", "guide", "teaching", "rethinking", "revisiting", "against",
     "beyond", "on", "anmerkung", "rezension", "correccion", "compte", "rendu", "resena", "resenha", "resposta", "ispravlenie",
     "retsenziya", "retsenziia", "yanit", "kitap"]
)  # fmt: skip
