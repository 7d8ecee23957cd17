"""Mend the borders between labelled parts where marks and words decide them in any style: `// ` and `in: ` end a title, `»…«` holds one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from litreview.core.libraries import re
from litreview.formats.references.labelling import LabelledPart
from litreview.formats.references.rewrites import INVERTED, rewritten
from litreview.formats.references.series import series_in
from litreview.formats.references.tokens import OUTER, classes_of

QUOTES = {"“": "”", "„": "“", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "'": "'", '"': '"'}
"""Each mark that opens a quotation, with the one that closes it."""

_CONTAINERS = frozenset(["journal", "container-title"])
_LAST_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w’'-]+ ){1,2}[A-Z]{1,3}\. (?=\S)")
# `Daniel: ` behind `Womack, James; Roos,`, and `Bob Poe: ` behind `Roe, Ann;`
_GIVEN = re.compile(r"[A-ZÀ-Þ][\w’.-]*(?: [A-ZÀ-Þ][\w’.-]*)?(?: et al\.| u\. ?a\.)?:(?:\s+(?=\S)|$)")
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'.-]+(?: (?:v(?:on|an)|de[rn]?|[A-ZÀ-Þ][\w’'.-]*)){1,3}:\s+(?=\S)")
_PERSON = re.compile(rf"{INVERTED}:\s+(?=\S)")
_BEHIND_MARKS = {";": _NAME, ",": _LAST_NAME, "/": _PERSON}
_NAMES_BEFORE_COLON = re.compile(r"(?P<names>[^\d:()]{3,80}:)\s+(?P<title>[^\W\d_]\S.*)", re.DOTALL)

_KIND = (
    r"(?:unver[öo]ff\w*\.? |unpublished |unpubl\. )?(?:Dissertation\b|Diss\.|Diplomarbeit|Magisterarbeit|Masterarbeit|Habilitationsschrift|(?:The )?(?:doctoral|Ph\.?D\.?|M\.?A\.?|[Mm]aster[’']?s?) (?:thesis|dissertation)"
    r"|[Mm]imeo|Manuskript\b|(?:\d|[Zz]wei|[Dd]rei) (?:Bände?|Bde\.)|Im Internet\b|[Ww]ith an? (?:new )?(?:[Ii]ntroduction|[Ff]oreword|[Pp]reface) by|[Mm]it eine[mr] (?:\w+ )?(?:Vorwort|Nachwort|Einleitung|Einführung) v|(?:[Oo]riginally|[Ff]irst) published|[Zz]uerst (?:veröffentlicht|erschienen)|unter Mitarbeit|erstellt von|Pressemitteilung|im Druck\b|[Ff]orthcoming\b|unpublished manuscript)"
)
_TALK = r"(?:Vortrag (?:auf|beim|an|im|zur?|gehalten)|[Pp]aper (?:[Pp]resented|[Pp]repared|given))"
_EDITED_BY = r"(?:[Hh]rsg\. v(?:on|\.)|[Hh]erausgegeben (?:und \w+ )?vo[nm]|[Hh]g\. (?:v(?:on|\.)|im Auftrag)|edited by|ed\. by)"
# letters of each such border, the border, and what is behind it
_BORDERS: Sequence[tuple[str, re.Pattern[str], str]] = (
    # the kind of a copy is behind a title or a journal, and words before an address behind all else
    ("[", re.compile(r"[.,]?\s+(?=\[(?:[Ii]nternet|[Oo]n-? ?[Ll]ine|[Ss]erial [Oo]nline|[Ee]n ligne)\])"), "medium"),
    (":", re.compile(r"[.,;]\s?(?=(?:URL|[Vv]erfügbar unter|[Aa]brufbar unter|[Aa]vailable (?:at|from|online)|[Rr]etrieved from|[Dd]isponible (?:en|sur)|[Dd]isponível em) ?:)"), "note"),
    # the extent of a text without pages, and that it has no date
    ("", re.compile(r"[.,]?\s+[(\[](?=(?:\d+ (?:paragraphs|paras?\.|Absätze|párrafos)|no date|n\.\s?d\.|o\.\s?J\.)[)\]])"), "note"),
    # GOST parts a work from what it is in with `//`
    ("//", re.compile(r"\s*(?<!:)//\s*(?=[^\W\d_])"), "container-title"),
    # `S. 60-72 in: …` and `Pp. 414-38 in …` behind a title
    (" in", re.compile(r"[.,]?\s*\b(?:(?:S|pp?|Pp)\.\s?)?\d+\s?[–-]\s?\d+,? in:?\s+(?=[^\W\d_a-zß-ÿ])"), "container-title"),
    ("n:", re.compile(r"(?:[,.”“»«]\s*[–-]?|\s[–-])?\s+[Ii]n:\s+(?=[^\W_])"), "container-title"),
    # the International Standard Bibliographic Description parts its areas with `. – `
    ("", re.compile(r"\.\s?[–-]\s+(?=[A-ZÀ-Þ])"), "note"),
    # what was read at a meeting is in no book, but the meeting stands where a book does
    ("", re.compile(rf"(?:[.,?!”’\"]\s+\(?|\s\()(?={_TALK})"), "container-title"),
    ("", re.compile(rf"(?:[.,?!]\s+\(?|\s\()(?={_EDITED_BY})"), "editor"),
    # words for the kind of a work stand behind its title
    ("", re.compile(rf"(?:[.,?!]\s+\(?|\s\()(?={_KIND})"), "note"),
    # a series is behind `=` in German lists
    ("=", re.compile(r"[.,]?\s+\(?=\s?(?=[A-ZÀ-Þ])"), "collection-title"),
    ("Aufl", re.compile(r"[.,]\s+(?=(?:\d{1,2}\.,?|(?:zwei|drit|vier|fünf|sechs|achte|neun|zehn)te)\s(?:[a-zäöüß,. ]+\s)?(?:Auflage\b|Aufl\.))"), "edition"),
    # the pages of a chapter are behind its title
    ("", re.compile(r"(?<=[\w.,?!”“»])\s+(?=(?:S|Pp?|pp)\.\s?\d+\s?[–-]\s?\d+[.,]?$)"), "pages"),
    # the number of a volume ends the title of the whole
    ("", re.compile(r"[.,]\s+(?=(?:Bd|Band|Vol|Volume|Teil|Tome?)\.?\s?(?:\d{1,2}|[IVX]{1,5})[.,]?$)"), "volume"),
)  # fmt: skip
_NAME_AND_INITIALS = r"(?:(?:[Vv][ao]n|[Dd]e[nr]?|[A-ZÀ-Þ][\w’'-]+) ){1,3}(?:[A-ZÀ-Þ][a-z]?\.[ -]?){1,3}"
# names and initials alone, and in front of a journal
_NAMES_ALONE = re.compile(rf"(?:{_NAME_AND_INITIALS},?)")
_NAMES_IN_FRONT = re.compile(rf"(?:{_NAME_AND_INITIALS},\s+)+(?=[^\W\d_]{{2}})")
# the last sentence of a title that ends with a slash or `Bildungs-,`: the beginning of what goes on behind it
_UNENDED = re.compile(r"(?P<title>.*[.?!”“\"])\s+(?P<name>[^.?!]{3,80}(?: /|\w-,))", re.DOTALL)
# `Made-up Media, | Culture & Society`: a list that ends with `and` has one name
_LISTED = re.compile(
    r"(?P<title>.*[.?!”“\"])\s+(?P<name>(?!(?:An?|The|Eine?|D(?:er|ie|as))\b)[A-ZÀ-Þ]\w+(?: (?:of|for|für|de|the|in|and|und|[A-ZÀ-Þ]\w+)){0,4},)",
    re.DOTALL,
)
_LAST_OF_LIST = re.compile(r"[A-ZÀ-Þ]\w+,? (?:&|and|und|et|y) [A-ZÀ-Þ]")
# `im 20.`, `at St.`: no sentence ends with it
_ORDINAL = re.compile(r".*\b(?:(?:im|am|zum|vom|beim|de[rsmn]|die|das)\s\d{1,2}|St|Mt|Dr|Mrs?)\.", re.DOTALL)
# `am 14. und 15. November`: a second day ends with its full stop no sooner
_TO_NEXT_MARK = re.compile(r"(?:(?:und|bis|u\.|[-–/])\s?\d{1,2}\.\s?)?[^.,;:]+[.,;:]?\s*")
# the end of a date, and a translation of a title in brackets
_REST_OF_DATE = re.compile(r"[^()\d]{2,20}\d{0,2}\)[.,:]?\s+")
_TRANSLATION = re.compile(r"\[(?:[^\s\[\]]+\s+){2,}[^\[\]]+\][.,]?")
_IN = re.compile(r"\W*(?:in|dans)\b", re.IGNORECASE)


def mended(parts: Sequence[LabelledPart]) -> list[LabelledPart]:
    """Return the parts of a reference with the borders that marks and words decide."""
    found = [*parts]
    for rule in _RULES:
        found = [*rule(found)]
    return [part for part in found if part.text.strip()]


_NAMES_BEFORE = {("author", "title"), ("editor", "container-title")}


def _names(found: list[LabelledPart]) -> list[LabelledPart]:
    """Give to the authors the rest of a name that a title begins with, and to the title what is behind the colon of the authors."""
    for i, (before, part) in enumerate(pairwise([*found])):
        if (before.label, part.label) not in _NAMES_BEFORE:
            continue
        names = before.text.rstrip()
        last = re.split(r"[;/]", names)
        # a family name alone lacks its given name
        alone = names.endswith(",") and last[-1].count(",") == 1 and (len(last) > 1 or " " not in names)
        pattern = _GIVEN if alone else _BEHIND_MARKS.get(names[-1:])
        if pattern and (name := pattern.match(part.text)):
            found[i] = replace(before, text=f"{before.text} {name[0].strip()}")
            found[i + 1] = replace(part, text=part.text[name.end() :])
        elif (
            _NAMES_ALONE.fullmatch(part.text)
            and len(found) > i + 2
            and found[i + 2].label in _CONTAINERS
            and names.endswith((",", ";"))
        ):
            # in a list of articles without titles the last names stand before the journal
            journal = found[i + 2]
            further = more[0] if (more := _NAMES_IN_FRONT.match(journal.text)) else ""
            found[i] = replace(before, text=f"{before.text} {part.text} {further}")
            found[i + 1] = replace(part, text="")
            found[i + 2] = replace(journal, text=journal.text[len(further) :])
        elif before.label == "author" and (cut := _NAMES_BEFORE_COLON.fullmatch(names)):
            # no list of names goes on behind its colon
            found[i] = replace(before, text=cut["names"])
            found[i + 1] = replace(part, text=f"{cut['title']} {part.text}")
    return found


def _quotation(found: list[LabelledPart]) -> list[LabelledPart]:
    """End a title in quotation marks where they close."""
    for i, part in enumerate(found):
        close = QUOTES.get(part.text[:1], "") if part.label == "title" else ""
        if not close:
            continue
        ends = re.compile(rf"[{re.escape(close)}](?=[\s,.;:]|$)[,.;:]?")
        if at := re.search(rf"[{re.escape(close)}][,.]\s+(?=\S)", part.text[1:]):
            # what is behind it and before a number is a journal
            behind = found[i + 1].label if i + 1 < len(found) else ""
            if at[0][1] == "." and behind in ("location", "publisher", "collection-title"):
                # a subtitle is behind a quotation that a title of a book begins with
                continue
            label = "journal" if behind in ("volume", "pages", "date") else "note"
            rest = replace(part, label=label, text=part.text[1 + at.end() :])
            return [*found[:i], replace(part, text=part.text[: 1 + at.end()].strip()), rest, *found[i + 1 :]]
        following = found[i + 1] if i + 1 < len(found) else None
        if following is None or following.label in ("author", "editor") or ends.search(part.text[1:]):
            continue
        if (at := ends.search(following.text)) and at.end() < len(following.text):
            found[i] = replace(part, text=f"{part.text} {following.text[: at.end()]}")
            found[i + 1] = replace(following, text=following.text[at.end() :].strip())
    return found


def _ends_of_titles(found: list[LabelledPart]) -> Iterator[LabelledPart]:
    """End titles where a mark or a word begins something else."""
    pending: LabelledPart | None = None
    for part in found:
        if pending is not None:
            # what a title was cut from goes on in the container behind it
            if part.label == pending.label or {part.label, pending.label} <= _CONTAINERS:
                part = replace(part, text=f"{pending.text} {part.text}")  # noqa: PLW2901 - with what is before it
            else:
                yield pending
        kept, pending = _cut(part)
        yield from kept
    if pending is not None:
        yield pending


def _cut(part: LabelledPart) -> tuple[list[LabelledPart], LabelledPart | None]:
    text = part.text
    if pieces := series_in(part):
        return pieces[:-1], pieces[-1]
    if part.label not in ("title", "container-title"):
        return [part], None
    for letters, border, label in _BORDERS:
        if letters not in text:
            continue
        if part.label != "title" and label in ("container-title", "collection-title"):
            continue
        at = border.search(text, 4)
        # a quotation within a title may hold the word
        if at and len(text) - at.end() > 2 and text[: at.start()].count("„") <= text[: at.start()].count("“"):
            return [replace(part, text=text[: at.start()] + ("?" if at[0][0] == "?" else ""))], replace(
                part, label=label, text=text[at.end() :]
            )
    return [part], None


# a book, a talk and a series are no subtitles
_OF_ITS_OWN = re.compile(rf"(?i:^\W*(?:in|dans)\b|\b(?:series|\w*reihe)\b)|{_TALK}")


def _subtitles(found: list[LabelledPart]) -> list[LabelledPart]:
    """Give to the title of a book what was labelled as a book behind it: what is in a book has pages, editors, or `In` before it."""
    labels = [part.label for part in found]
    if not {"location", "publisher"} & {*labels} or {"pages", "editor", "volume", "journal"} & {*labels}:
        return found
    for i, (title, part) in enumerate(pairwise(found)):
        if title.label == "title" and part.label == "container-title" and not _OF_ITS_OWN.search(part.text):
            words = {name for word in part.text.split() for name in classes_of(word.strip(OUTER))}
            if not words & {"meeting", "in"}:
                return [*found[:i], replace(title, text=f"{title.text} {part.text}"), *found[i + 2 :]]
    return found


def _one_container(found: list[LabelledPart]) -> list[LabelledPart]:
    """Give a container to the title if another container follows after `in:`, because a work has one container."""
    places = [i for i, part in enumerate(found) if part.label in _CONTAINERS]
    introduced = [
        i for i, part in enumerate(found) if part.label in (*_CONTAINERS, "editor") and _IN.match(part.text)
    ]
    first = places[0] if places else 0
    if not first or found[first - 1].label != "title" or _IN.match(found[first].text):
        return found
    if len(places) > 1 and any(first < i <= places[1] for i in introduced):
        title = found[first - 1]
        found[first - 1 : first + 1] = [replace(title, text=f"{title.text} {found[first].text}")]
    return found


def _goes_on(before: LabelledPart, part: LabelledPart) -> re.Match[str] | None:
    """Return the beginning of a part that belongs to the one before it: the rest of a bracket that a date opens, what is behind `im 20.`."""
    if before.label == "date" and before.text.count("(") > before.text.count(")"):
        return _REST_OF_DATE.match(part.text)
    if before.label not in ("title", *_CONTAINERS):
        return None
    if _ORDINAL.fullmatch(before.text):
        return _TO_NEXT_MARK.match(part.text)
    opened = (end for char, mark, end in _OPEN if char in before.text and mark(before.text))
    return next((found for end in opened if (found := end.match(part.text))), None)


# quotations and brackets that a part opens: a mark that it has, the part, and the short end of them
_OPEN = (
    ("'", re.compile(r".*\s'\w[^']*", re.DOTALL).fullmatch, re.compile(r"[^'()]{1,40}\w'(?!\w)[.,:]?\s*")),
    ("“", re.compile(r".*“[^”“]*", re.DOTALL).fullmatch, re.compile(r"[^”“„()]{1,40}[”“][.,:]?\s*")),
    ("„", re.compile(r".*„[^”“]*", re.DOTALL).fullmatch, re.compile(r"[^”“„()]{1,40}[”“][.,:]?\s*")),
    ("(", re.compile(r".*\([^()]*", re.DOTALL).fullmatch, re.compile(r"[^\W\d_]+\)[.,:]?\s*")),
)


def _unended(found: list[LabelledPart]) -> list[LabelledPart]:
    """Join what one mark holds together: a bracket that a date opens, a title and its translation, a name that goes on behind a slash or a hyphen."""
    result: list[LabelledPart] = []
    for part in found:
        before = result[-1] if result else None
        if before is None:
            result.append(part)
        elif end := _goes_on(before, part):
            result[-1] = replace(before, text=f"{before.text} {end[0].strip()}")
            result.append(replace(part, text=part.text[end.end() :]))
        elif before.label == "title" and part.label != "date" and _TRANSLATION.fullmatch(part.text):
            result[-1] = replace(before, text=f"{before.text} {part.text}")
        elif (
            before.label == "title"
            and part.label in ("journal", "container-title", "location", "publisher")
            and (
                (cut := _UNENDED.fullmatch(before.text))
                or (
                    part.label == "journal"
                    and _LAST_OF_LIST.match(part.text)
                    and (cut := _LISTED.fullmatch(before.text))
                )
            )
        ):
            label = part.label if part.label in _CONTAINERS else "journal"
            result[-1] = replace(before, text=cut["title"])
            result.append(replace(part, label=label, text=f"{cut['name']} {part.text}"))
        else:
            result.append(part)
    return result


def _titled(found: list[LabelledPart]) -> list[LabelledPart]:
    """Call title what stands behind the names or the date of a reference without one: a work has a title before it has a publisher."""
    if any(part.label in ("title", "journal") for part in found):
        return found
    for i, part in enumerate(found):
        if part.label in ("author", "editor", "date", "citation-number"):
            continue
        if part.label in ("publisher", "container-title") and not _IN.match(part.text) and i:
            found[i] = replace(part, label="title")
        return found
    return found


_RULES: Sequence[Callable[[list[LabelledPart]], Iterable[LabelledPart]]] = (
    _names, _unended, _quotation, _ends_of_titles, rewritten, _one_container, _subtitles, _titled,
)  # fmt: skip
