"""Rewrite adjacent labelled parts by a table of patterns: a town, an editor or a number that was labelled as the end of a title gets its label.

A row has the labels of parts that stand side by side, and a pattern of their texts with `¦` between them. The groups of the pattern are the
new parts, each named by its label (`own`: the label of the first part). Each row holds in any list, since a mark or a word decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from litreview.core.libraries import re
from litreview.formats.references.labelling import LabelledPart
from litreview.formats.references.people import is_institution
from litreview.formats.references.series import SERIAL
from litreview.formats.references.tokens import OUTER, classes_of


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A row: the labels of adjacent parts (`|` between alternatives), the pattern of their texts, where it holds, letters of which it needs some, and tests of groups."""

    labels: Sequence[frozenset[str]]
    pattern: re.Pattern[str]
    anchor: str = ""
    hint: str = ""
    tests: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)


def _row(
    labels: str, pattern: str, anchor: str = "", hint: str = "", **tests: Callable[[str], bool]
) -> Rewrite:
    alternatives = [frozenset(one.split("|")) for one in labels.split()]
    return Rewrite(alternatives, re.compile(pattern, re.DOTALL), anchor, hint, tests)


def rewritten(found: Sequence[LabelledPart]) -> list[LabelledPart]:
    """Return the parts of a reference with the rows of the table applied, one after the other."""
    parts, after = [*found], (0, 0)
    while True:
        for number, place in _candidates(tuple([part.label for part in parts])):
            rule = _REWRITES[number]
            end = place + len(rule.labels)
            if (number, place) >= after and (pieces := _applied(rule, parts[place:end])):
                parts[place:end] = pieces
                after = (number, place + len(pieces))
                break
        else:
            return parts


_PUBLISHED = frozenset(
    {"journal", "container-title", "collection-title", "volume", "pages", "publisher", "location", "url"}
)
_TITLES = frozenset({"title", "journal"})
# where a row holds: anywhere, at the start, in a reference that has no other parts, without a date, a volume or a title, or
# at the end of one in which nothing says where it was published
_ANCHORS: Mapping[str, Callable[[Sequence[str], int, int], bool]] = {
    "": lambda _labels, _size, _place: True,
    "start": lambda _labels, _size, place: not place,
    "whole": lambda labels, size, _place: size == len(labels),
    "undated": lambda labels, _size, _place: "date" not in labels,
    "unnumbered": lambda labels, _size, _place: "volume" not in labels,
    "unpublished": lambda labels, size, place: place + size == len(labels) and _PUBLISHED.isdisjoint(labels),
    "untitled": lambda labels, _size, _place: _TITLES.isdisjoint(labels),
}


@lru_cache(maxsize=1 << 14)
def _candidates(labels: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return the rows whose labels stand side by side in a reference, each with the place; they recur in many references."""
    return tuple(
        (number, place)
        for number, rule in enumerate(_REWRITES)
        for place in range(len(labels) - len(rule.labels) + 1)
        if all("*" in each or label in each for each, label in zip(rule.labels, labels[place:], strict=False))
        and _ANCHORS[rule.anchor](labels, len(rule.labels), place)
    )


def _applied(rule: Rewrite, parts: list[LabelledPart]) -> list[LabelledPart]:
    """Return the new parts, none if the texts of the old ones do not match."""
    text = "¦".join([part.text for part in parts])
    cut = rule.pattern.fullmatch(text) if any(map(text.__contains__, rule.hint.split("|"))) else None
    if cut is None or not all(test(cut[name]) for name, test in rule.tests.items()):
        return []
    own = parts[0].label
    return [
        replace(
            parts[0], label=own if name == "own" else name.replace("_", "-"), text=piece.replace("¦", " ")
        )
        for name, piece in cut.groupdict().items()
        if piece
    ]


def _is_town(text: str) -> bool:
    return "place" in classes_of(text.strip(OUTER))


def begins_with_month(text: str) -> bool:
    """Return whether a text begins with the name of a month."""
    word = re.match(r"\W*([^\W\d_]+)", text)
    return word is not None and "month" in classes_of(word[1])


def _begins_with_day(text: str) -> bool:
    return begins_with_month(text.partition("¦")[2])


def _ends_with_state(text: str) -> bool:
    """Return whether a place ends with a state or a country: `Garden City, New York:`; before New York, which is a town, one word may be a title's."""
    town, _, state = text.replace("¦", " ").rpartition(", ")
    last = state.strip(OUTER)
    return " " in town if last == "New York" else "region" in classes_of(last)


YEAR = r"(?:1[89]|20)\d\d"
INVERTED = r"(?:(?:v\.|von|van|de|der|zu) )*[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?, ?[A-ZÀ-Þ][\w.’-]*(?: [A-ZÀ-Þ][\w.’-]*| v(?:on|an|\.)| de[rn]?){0,3}"
STRAIGHT = r"[A-ZÀ-Þ][\w.’-]+(?: [A-ZÀ-Þ][\w.’-]*){1,3}"
_DAY = rf"\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:{YEAR}|\d\d)"
_IN = r"\W*(?i:in):?\s+"
_NUMBER_MARK = r"(?:Band|Bd\.|Heft|H\.|N[or]\.|[Vv]ol\.|[Nn]o\.|Folge)\s?"
_OF = r"(?:in )?(?:de[rs]|of(?: the)?|vo[nm])"
_TOWN = r"[A-ZÄÖÜ]\w+(?:/[A-ZÄÖÜ]\w+)?"

_REWRITES: Sequence[Rewrite] = (
    # no work has two titles: an institution in front of its date is the author
    _row("title date title", r"(?P<author>[^¦]+)¦(?P<date>[^¦]+)¦(?P<title>.+)", author=is_institution),
    # a day is no volume
    _row("volume", rf"(?P<date>\W*{_DAY}\W*)"),
    _row("volume *", r"(?P<volume>.*\d\S*)\s+(?P<date>[1-3]?\d\.¦.+)", date=_begins_with_day),
    _row("volume date", r"(?P<date>\s*[1-3]?\d\.\s*¦.+)", date=_begins_with_day),
    # nor are pages, and how many there are: `S. 5-9`, `40 S.`; nor how many volumes there are
    _row("volume", r"(?P<pages>\W*(?:\d+\s*(?:S|Seiten|pp?|pages)\b|(?:S|pp?)\.\W*\d).*)"),
    _row("edition|note", r"\W*(?P<volumes>\d{1,2}) (?i:Bände?|Bde|vol(?:ume)?s|tomes|tomos)\W*"),
    # `Jg.` counts years, so it is the volume; `41-42/98`: the year is behind the numbers of two issues; `19762`: a second edition
    _row("volume", r"\W*(?P<volume>\d{1,3})\.\s?J(?:g|ahrg(?:ang)?)\b\W*"),
    _row("volume", r"(?P<volume>.*\d[-–]\d\d)/(?:(?:19|20)?\d\d)\W*", hint="/"),
    _row("date", rf"\W*(?P<date>{YEAR})(?P<edition>[1-9]\d?)\W*"),
    # a year stands for the volume where issues are counted by years: `Made-up Studies 2004/5`, `1999(2)`
    _row("journal volume", rf"(?P<journal>.*\S)\s+(?P<volume>{YEAR})/¦(?P<number>\d{{1,3}})\W*"),
    _row("journal date volume", rf"(?P<journal>[^¦]+)¦(?P<volume>{YEAR})\s?¦\((?P<number>\d{{1,3}})\)\W*"),
    _row("journal|collection-title volume pages", rf"(?P<own>[^¦]+)¦(?P<volume>{YEAR})/¦(?P<number>\d{{1,3}})[.,;:]?"),
    # pages go on with a hyphen: a slash joins two issues
    _row("journal|container-title|collection-title|title pages", r"(?P<own>[^¦]+)¦(?P<volume>\d{1,2}/\d{1,2}[.,;:]?)"),
    # a bracket in a title that closes behind a number has the series with that number in it
    _row("title|container-title volume", r"(?P<own>.{4,}?)[.,]?\s+\(=?\s?(?P<collection_title>[A-ZÀ-Þ][^()¦]{3,120})¦(?P<volume>[^()]*\).*)", hint="("),
    # a series in brackets shows itself by a mark, the name of its number, or a word: `(= Made-up Studies 12)`, `(Made-up Texts; 12)`
    _row(
        "title|container-title",
        rf"(?P<own>.{{4,}}?)[.,]?\s+\((?:=\s?|(?=[^()]*{_NUMBER_MARK}\d{{1,4}}\))|(?=[^()]*{SERIAL.pattern}))(?P<collection_title>[A-ZÀ-Þ][^()]{{3,120}}?)[,;:]?\s(?P<volume>(?:{_NUMBER_MARK})?\d{{1,4}})\)[.,;]?",
        hint="(",
    ),
    # a number before its series: `Band 12 der Beiträge zu …`, `Working Paper 6 of the …`
    _row("title|container-title", rf"(?P<own>.{{4,}}?)[.,;]\s+(?:=\s?)?(?P<volume>(?:Band|Bd\.|Heft|Vol\.|Volume) \d{{1,4}}) {_OF}\s(?P<collection_title>[A-ZÀ-Þ„“»].*)"),
    _row("title|container-title", rf"(?P<own>.{{4,}}?)[.,;]\s+(?P<collection_title>(?:Arbeitspapier|Diskussionspapier|Forschungsbericht|(?:Working|Discussion|Occasional|Research) [Pp]aper)\s(?:N[or]\.? ?)?\d{{1,4}} {_OF}\s\S.*)"),
    _row("publisher", r"(?P<publisher>.*\S)[.,]\s+(?P<edition>\d{1,2}\.,?\s?(?:[a-zäöüß,. ]+\s)?Aufl(?:age\b|\.).*)", hint="Aufl"),
    # behind `in` in small letters no book begins with an article in small letters
    _row("title container-title", r"(?P<title>.*¦in (?:an?|the|eine?[mnrs]?|de[mnrs]?|die|das) [^\W\d_].*)", hint="¦in "),
    # the letters that a volume of an encyclopedia holds: `Made-up Lexicon II, A–H`
    _row("title|journal|container-title publisher", r"(?P<own>[^¦]+¦[A-Z]\w{0,2}\s?[–-]\s?[A-Z]\w{0,2},?)"),
    _row("journal", r"(?P<journal>.{8,}),\s+(?P<location>[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?),?", hint=", ", location=_is_town),
    # `in: A made-up Foundation, Town: Book`
    _row("journal|container-title|editor location publisher", rf"(?P<editor>{_IN}[^¦]+)¦(?P<location>[^¦]+:)¦(?P<container_title>.+)", editor=is_institution),
    _row("editor container-title", rf"(?P<editor>[^¦]+)¦(?P<location>{_TOWN}):\s+(?P<container_title>\S.*)", editor=is_institution),
    _row("editor container-title", rf"(?P<editor>[^¦]+)¦(?P<location>{_TOWN}):\s+(?P<container_title>\S.*)", location=_is_town),
    # whose role alone stands behind a title is its last sentence
    _row("title editor|note", r"(?P<title>.{3,}[.?!”“»«])\s+(?P<editor>[A-ZÀ-Þ][^.?!”“»«¦]+¦\W*(?:[Hh]rsg|[Hh]g|[Ee]ds?)\.?\W*)"),
    # a town before its state, and before its publisher
    _row("title location", r"(?P<title>.{8,}),\s+(?P<location>[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?,¦[^¦]+:)", location=_ends_with_state),
    _row("title location", r"(?P<title>.{3,}[.?!”“»«])\s+(?P<location>[A-ZÀ-Þ][^.?!”“»«,¦]+),¦(?P<publisher>.+)", location=_is_town, publisher=lambda text: not _is_town(text)),
    # a volume has a title of its own behind its number and a colon
    _row("title volume title|note|publisher|container-title|collection-title", r"(?P<maintitle>[^¦]+)¦(?P<volume>[^¦]+:)¦(?P<title>.+)"),
    # an issue with its month: `Made-up Brief 15/Mai 2013`
    _row("title", rf"(?P<title>.{{4,}}?[.,?!”“»«])\s+(?P<journal>[^\W\d_a-z][^.?!:]{{2,60}}?)\s(?P<volume>\d{{1,3}}/)(?P<date>[^\W\d_]{{3,9}}\.? {YEAR})[.,;]?", hint="/", date=begins_with_month),
    # the number of an issue, with nothing but its time behind it, and before a year: `Heft 4, Frühjahr 1948`, `aktuell 1/2014`
    _row("title|container-title", rf"(?P<own>.{{4,}}?[.,?!”“»«])\s+(?P<volume>(?:Heft |H\. ?|Folge |Ausgabe |N[or]\. ?)\d{{1,4}}(?:/\d{{1,4}})?)(?:[.,:]?|[.,]\s+(?P<note>[^\W\d_a-z]\w+(?:/[^\W\d_a-z]\w+)?(?: {YEAR})?[.,:]?))", hint="Heft |H.|Folge |Ausgabe |Nr.|No."),
    _row("title|container-title date", r"(?P<own>.{4,}[.,?!”“»«])\s+(?P<journal>[^\W\d_][^.?!,:]{2,60}?)\s(?P<volume>\d{1,3}/)¦(?P<date>.+)", hint="/¦"),
    # Scopus writes `A title (2001) A journal`
    _row("title", r"(?P<title>.*\S)\s+(?P<date>\((?:1[5-9]|20)\d\d[a-z]?\)[.,]?)", anchor="undated", hint=")"),
    # `In: Handbook (Hg. Ann Roe)`, `in: A made-up Office (Hg.), Handbook`, `In: Roe, Ann/Poe, Bob: `, `In: Ann Roe/Bob Poe: `, `in: ABC/DEF: `;
    # one straight name could be a journal's
    _row("editor", rf"(?P<container_title>{_IN}[^()]{{4,}}?),?\s+\((?P<editor>(?:[Hh]rsg|[Hh]g|[Ee]ds?|[Rr]ed)\.:?\s+[^()]+)\)[.,:;]?", hint="("),
    _row("journal|container-title", rf"(?P<editor>{_IN}[^():]{{4,160}}?\s+\((?:[Hh]rsg|[Hh]g|[Ee]ds?)\.\)[,:]?)\s+(?P<container_title>\S.*)", hint="("),
    _row(
        "journal|container-title",
        rf"(?P<editor>{_IN}(?:(?:{INVERTED})(?:\s?(?:[/;,&]|und|u\.)\s?(?:{INVERTED}))*|(?:{STRAIGHT})(?:\s?/\s?(?:{STRAIGHT}))+|[A-ZÄÖÜ]{{2,8}}(?:\s?/\s?[A-ZÄÖÜ]{{2,8}})*)(?: et al\.| u\. ?a\.)?(?: \({YEAR}\w?\))?:)\s+(?P<container_title>\S.*)",
    ),
    _row("journal|container-title", rf"(?P<editor>{_IN}[Dd](?:er|ie)s\.(?: et al\.)?[:,]?)\s+(?P<container_title>\S.*)"),
    # who stands before a year in brackets and a colon: `in: A made-up Office (2012): Handbook`
    _row("journal|container-title", rf"(?P<editor>{_IN}[^():\d]{{4,120}}?) \({YEAR}\w?\):\s+(?P<container_title>[^\W\d_]\S.*)", hint="("),
    # `Roe A. A title // A journal`, and a title behind the colon of its authors
    _row("author", r"(?P<author>(?:[^\W\d_][\w’'-]+,? (?:[^\W\d_]\.\s?){1,2}+,?\s*+)++)(?P<title>[^/]+)//\s*(?P<journal>\S.*)", anchor="untitled", hint="//"),
    _row("author", r"(?P<author>[^\d:()]{3,80}:)\s+(?P<title>[^\W\d_]\S.*)", anchor="untitled", hint=":"),
    # the kind of a copy is behind a journal, and so is its season
    _row("journal", r"(?P<journal>.{2,}?)(?:[.,]?\s+(?=\[)|[.,]\s+)(?P<medium>(?:\[(?:[Ii]nternet|[Oo]n-? ?[Ll]ine|[Ss]erial [Oo]nline|[Ee]n ligne)\]|Im Internet\b).*)"),
    _row("journal", r"(?P<journal>.{4,}?)[,.]?\s+(?P<note>(?:(?:January|February|March|April|June|July|August|September|October|November|December|Januar|Februar|März|Juni|Juli|Oktober|Dezember) (?:1[89]|20)\d\d|Spring|Summer|Autumn|Fall|Winter|Frühjahr|Frühling|Sommer|Herbst)[,:.]?)"),
    # `Ann Roe, Art. „Port“`: the kind of an article in an encyclopedia
    _row("author", r"(?P<author>.*\w),\s+(?:Art(?:ikel|\.)|Stichwort|[Ss]\.\s?v\.)"),
    # the year is behind the place, and no journal or publisher is named
    _row("title date", r"(?P<title>.*\w[”“»«?!)]?),\s+(?P<location>[A-ZÄÖÜ][^\W\d_A-Z]{2,}(?:/(?:[A-Z]\.|[A-ZÄÖÜ][^\W\d_A-Z]{2,}))?)¦(?P<date>.+)", anchor="unpublished"),
    # the number behind the name of a whole: `Made-up Studies 5`, not `CHI 97`
    _row("journal|container-title|collection-title", r"(?P<own>.*[^\W\d_]{3}[)\]]?)[,;]?\s+(?P<volume>[1-9]\d{0,2}|[IVX]{2,5})[.,;]?", anchor="unnumbered", own=lambda text: not text.split()[-1].isupper()),
    # an issue of a newspaper is its name and a day, perhaps with a page
    _row("note", rf"(?P<title>[A-ZÀ-Þ][^\d:;]{{2,80}}?),?\s+(?P<date>(?:vom\s|v\.\s)?{_DAY})\.?", anchor="whole"),
    _row("author date pages", rf"(?P<journal>[^¦]+)¦(?P<date>\W*{_DAY}\W*)¦(?P<pages>.+)", anchor="whole"),
    # `Ann Roe, Ports and Nets`: a name in its order, and what has a word that no name has
    _row("author", rf"(?P<author>{STRAIGHT},) (?P<title>[^\W\d_a-z].* (?!(?:und|and|et|v[ao]n|de[rn]?) [A-ZÀ-Þ]\S* [A-ZÀ-Þ])[a-zß-ÿ]+ .*)", anchor="whole"),
    # nothing was published that has no title, and no reference begins with a place
    _row("publisher date", r"(?P<title>[^¦]+)¦(?P<date>.+)", anchor="whole"),
    _row("location publisher", r"(?P<author>[^¦]+:)¦(?P<title>.+)", anchor="start"),
    _row("location publisher location publisher", r"(?P<author>[^¦:]+¦[^¦:]+¦[^¦]+:)¦(?P<title>.+)", anchor="start"),
)  # fmt: skip
