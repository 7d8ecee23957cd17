"""Split a footnote into its citations: `See, e.g., A; see also B` are two; `Id. at 7` and `Roe, supra note 3` refer to an earlier one.

Every character of a note is in exactly one span: a citation with its signal, one that refers to an earlier note, or text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from litreview.core.libraries import re
from litreview.formats.references.law import read_law

_SEE = r"(?:[Ss]ee(?:,? (?:also|generally|e\.g\.))*|[Bb]ut (?:see|cf\.)(?:,? (?:also|generally|e\.g\.))?|[Cc]f\.|[Cc]ompare|[Aa]ccord|[Cc]ontra|E\.g\.|e\.g\.|[Qq]uot(?:ed|ing)(?: in)?|[Cc]it(?:ed|ing)(?: in)?|[Ii]n accord)"
_LEADING = re.compile(
    rf"\s*(?:\(\s*)?(?:and\s+|or\s+|with\s+)?(?:(?:{_SEE}(?:,? see)?[,:]?(?:\s+(?=\S)|(?=$)))+|(?:Vgl|vgl|Voir|voir|Ver|Siehe|siehe|Cfr)\b\.?(?: (?:auch|aussi|también))?:?\s+|(?:and|with)\s+(?=[A-Z\d“]))?"
)
_SIGNAL = re.compile(rf"{_SEE}[\s,]")
# an earlier citation, in several languages: at the beginning, and anywhere; `Roe (n 3) 9` is OSCOLA's, `410 U.S. at 7` the Bluebook's
_EARLIER = re.compile(
    r"^(?:vgl\.\s|ver\s|voir\s|см\.\s)?(?:id\b\.?|ib[ií]d(?:em)?\b\.?|idem\b|eb(?:d\.|enda\b)|там же\b)"
    r"|\b(?:op|loc|art|ob)\. ?cit\b|\ba\. ?a\. ?O\.|\bуказ\. ?соч\b|\(n \d{1,4}\)|\b(?:supra|infra)\b"
    # `Made-up Order at ¶ 8` points into what an earlier note names so
    r"|^[A-Z][\w’.&-]*(?: [A-Z][\w’.&-]*){0,4} at (?:¶¶?|§§?) ?\d"
    r"|(?:^|, )\d{1,4} [A-Z][A-Za-z0-9. ’']{0,30}? at (?:\*|¶ ?)?\d",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:See,? (?:also|generally|id\.|e\.g\.,?)|But see|Cf\.|Compare(?=\s[A-Z\d])|Accord(?=\s[A-Z])|E\.g\.,|Id\.|Ibid\.)(?=[\s,])"
    # initials alone follow the family name See: `See HK, Tan B.`
    r"|See (?=\d|“|U\.S\.|(?:[A-Z]\. ?)*(?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]|[A-ZÀ-Þ]{4,})[ ,’])"
)
_GOES_ON = re.compile(
    r";\s+(?:see(?:,? (?:also|e\.g\.,?|generally))?|cf\.|but (?:see|cf\.)|accord|contra)[\s,]+[A-Z\d“\"]"
)
# the candidates for a border; each group is one kind; a short name and a translation of one law are both in brackets
_BORDER = re.compile(
    r"(?P<semicolon>;\s+|;(?=[A-ZÀ-Þ][a-zß-ÿ]+ [A-ZÀ-Þ][a-zß-ÿ]+, ))|(?P<stop>(?<=[.?!)\]”\"])(?!(?<=\]) \[) (?=[^\W\d_a-zß-ÿ]|[“\"‘(\[]?[A-ZÀ-Þ\d]))|(?P<comparison>,? (?=(?:and|with) [A-Z\d“]))"
    r"|(?P<signal>,?(?<!But)(?<!but) (?=(?:see|quoting|citing|accord|cf\.|but see)[\s,]+(?:also |generally |e\.g\., )?(?:[A-Z\d“]|infra|supra|id\.|https?:)))|(?P<within> (?=\((?:quoting|citing|quoted in|cited in) ))|(?P<comma>(?<=\)), (?=[A-ZÀ-Þ]))|(?P<verb>(?<=ed in) (?=[A-ZÀ-Þ]))"
)
_CONTINUED = re.compile(rf"{_SEE}[\s,]|(?:and |id\.|ibid|ebd|infra|supra|de |van |von )")
_COMPLETE = re.compile(r"\d|\bsupra\b|\binfra\b|^\W*(?:id|ibid|ebd)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b\d+ [A-Z][\w.’&' ]*\.? \d|§|¶|https?:|\((?:\D{0,60}|[^()\d]{0,60} \d{1,2}, )\d{4}\)|\sv\.\s|\bNos?\. \d|\bsupra\b|\binfra\b|\b(?:Const|Rep|Doc|Res)\.|^\W*(?:Id|Ibid)\b|\((?i:unpublished|forthcoming|on file with|manuscript)\b"
)
_SAYS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|will|would|may|might|can|could|should|must|takes?|thanks?|added|omitted|this|these|those|it|they|there|which|who|because|although|however|hereinafter|hereafter|argues?|notes?|finds?|shows?|defines?|requires?|provides?|refers?|discussed)\b"
)
_WHEN = re.compile(
    r"^\W*(?:(?:As (?:early|late) as|In|By|Since|Until|Before|After) (?:1[5-9]|20)\d\d), (?=\S)"
)
# `Roe, A.` or `Roe, Ann.` in front
_NAMED_FIRST = re.compile(r"\W*[^\W\d_][\w’'-]+, (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ]\.)?[.,:;(])")
_PROPER = re.compile(r"(?:Id|Ibid)\.(?:\s|$)")
_SHORTENED = re.compile(
    r"(?:^|[\s(“])(?:[A-ZÀ-Þ]|[A-ZÀ-Þ][\w’']{0,6}|[Vv]s?|ed|eds|trans|pp?|nn?|ch|art|al|cf|e\.g|i\.e|No|Nos|vol|amend|pt|sec|cl|tit|div|subd|comm|para|par|app|supp|cmt|fig|tbl|const|ser|rev|S|Bd|Jg|H|Hrsg|Aufl|u\.a|[Ee]x rel)\.$"
)
# `300 U.S. 379` and `R.I. Pub. Laws` go on behind their initials
_INITIALISM = re.compile(r"(?:^|[\s(“])(?:[A-Z]\.){2,}$")
_IN_A_NAME = re.compile(r"\d|[A-Z][\w’']*\.")
# no address has a full stop and a capital behind it; what is behind it may say when it was read
_ENDS_IN_ADDRESS = re.compile(r"https?://[^\s)\]]+\.$")
_SEEN = re.compile(r"\W*(?:(?:Last )?(?:[Aa]ccessed|[Vv]isited|[Uu]pdated)|Retrieved|Archived|Available)\b")
# a sentence that leads to a citation: `For the act that amended it, see …`
_INTRODUCED = re.compile(r",? (?=(?:see|cf\.)[\s,])")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSpan:
    """A span of a note, `note[start:end]`: `text` is it without its signal (`See also`) and the marks around it."""

    kind: Literal["citation", "earlier", "text"]
    text: str
    signal: str
    start: int
    end: int


def spans_of(note: str) -> tuple[NoteSpan, ...]:
    """Return the spans of a note, in order; together they are the whole note.

    >>> [(one.kind, one.signal, one.text) for one in spans_of("It was closed. See Roe, Ports 9 (2001); id. at 7.")]
    [('text', '', 'It was closed.'), ('citation', 'See', 'Roe, Ports 9 (2001)'), ('earlier', '', 'id. at 7.')]
    """
    cuts = [0, *_cuts(note), len(note)]
    return tuple(_span(note, start, end) for start, end in pairwise(cuts) if start < end)


def citations_of(note: str) -> Iterator[str]:
    """Yield the citations of a note without their signals, including those that refer to an earlier one.

    >>> list(citations_of("See, e.g., Roe, A Title, 19 J. Tests 7 (2011); see also Poe, Ports (2002). Id. at 9."))
    ['Roe, A Title, 19 J. Tests 7 (2011)', 'Poe, Ports (2002).', 'Id. at 9.']
    """
    return (span.text for span in spans_of(note) if span.kind != "text" and span.text)


def is_note(text: str) -> bool:
    """Return whether a reference is a note: it begins with a signal, or has one behind a semicolon.

    >>> is_note("See, e.g., Roe, Ports (2001)."), is_note("Roe, Ports (2001); see also Poe."), is_note("See, A. (2001). Ports.")
    (True, True, False)
    """
    return _BEGINS.match(text) is not None or _GOES_ON.search(text) is not None


def refers_back(text: str) -> bool:
    """Return whether a citation refers to an earlier one.

    >>> refers_back("Id. at 7."), refers_back("Roe, supra note 3, at 9."), refers_back("Idaho v. Roe, 7 P.3d 9 (2001)")
    (True, True, False)
    >>> refers_back("Roe, op. cit., p. 45"), refers_back("Ebd., S. 12."), refers_back("Там же. С. 45."), refers_back("Roe (n 1) 204")
    (True, True, True, True)
    >>> refers_back("Madeup, 702 F.3d at 1070."), refers_back("Roe, Ports 9 (2001) (discussed supra Part I)")
    (True, False)
    """
    bare = re.sub(r"\((?!n \d)[^()]*\)", "", text[:400]) if "(" in text else text
    return _EARLIER.search(bare[:200]) is not None


_FAR = 750
"""Characters on each side of a border that say whether it is one."""


def _cuts(note: str) -> Iterator[int]:
    """Yield the places where a span begins, without the first."""
    start = 0
    closed = _depths(note)
    comparing = False
    for border in _BORDER.finditer(note):
        kind, place = border.lastgroup or "", border.end()
        if place >= len(note) or (closed[border.start()] and kind != "within"):
            continue
        left = note[max(start, border.start() - _FAR) : border.start()].strip()
        comparing = comparing or re.match(r"\W*[Cc]ompare\b", left) is not None
        joined = kind == "comma" or (kind == "comparison" and not comparing)
        if joined and not _is_next_work(left, note[place : place + _FAR]):
            continue
        if _is_border(kind, left, note[place : place + _FAR]):
            yield place
            start = place
            comparing = comparing and kind == "comparison"


def _is_border(kind: str, left: str, right: str) -> bool:
    """Return whether one citation or sentence ends and another begins."""
    bare = _LEADING.sub("", left, count=1)
    if not bare:
        return False
    if kind == "semicolon":
        return _COMPLETE.search(bare) is not None and (
            not right[0].islower() or _CONTINUED.match(right) is not None
        )
    if kind == "comma":
        return True
    if kind == "verb":
        # a sentence whose verb leads to a citation: `The case is discussed in …`
        return (
            _LEADS_IN.search(bare) is not None
            and is_prose(bare)
            and read_law(_first_sentence(right)) is not None
        )
    if kind == "comparison":
        return re.search(r"[\d)]\.?$", bare) is not None
    if kind == "signal":
        return (
            is_prose(bare)
            or not re.search(r"\d", bare)
            or re.match(r"quoting|citing|accord", right) is not None
        )
    return kind == "within" or _is_stop(bare, right)


def _is_stop(left: str, right: str) -> bool:
    """Return whether a full stop between two texts ends a citation or a sentence."""
    signal = right[0].isupper() and _SIGNAL.match(right) is not None
    if _PROPER.match(right):
        return True
    if _INITIALISM.search(left) and _IN_A_NAME.match(right):
        return False
    if _SHORTENED.search(left) and not re.search(r"\b(?:omitted|added|[Ii](?:d|bid))\.$", left):
        return signal and not re.search(r"\b[A-Z]\.$", left)
    if (
        signal
        or is_prose(left)
        or _is_sentence_quoted(left)
        or (_ENDS_IN_ADDRESS.search(left) and not _SEEN.match(right))
    ):
        return True
    # in other styles a sentence behind the names is the title
    if read_law(left.rstrip(".")) is None and read_law(left) is None and not refers_back(left):
        return False
    sentence = _first_sentence(right)
    return is_prose(_INTRODUCED.split(sentence, maxsplit=1)[0]) or (
        right[0] not in "([" and (refers_back(sentence) or read_law(sentence) is not None)
    )


_LEADS_IN = re.compile(
    r"\b(?:noted|discussed|described|explained|quoted|cited|reported|reviewed|collected|summarized|reprinted) in$"
)
_WHOLE_QUOTE = re.compile(r"“(?P<words>[^“”]{30,}[.?!])”")


def _is_sentence_quoted(text: str) -> bool:
    """Return whether a text is a quotation of a sentence, not a title: few of its words have capitals.

    >>> _is_sentence_quoted("“Not all crimes are of the sea, but almost all have an element of it.”"), _is_sentence_quoted("“Raids on Made-up Ports and Their Many Ends.”")
    (True, False)
    """
    found = _WHOLE_QUOTE.fullmatch(text)
    words = re.findall(r"[^\W\d_]+", found["words"]) if found else []
    return len(words) > 7 and sum(word[0].islower() for word in words) >= 0.6 * len(words)


def _is_next_work(left: str, right: str) -> bool:
    """Return whether `and` or a comma joins two works that are each cited in full: what is before it ends with a date in brackets, or with a remark behind it."""
    if not _ENDS_DATED.search(left):
        return False
    return (
        read_law(_LEADING.sub("", left, count=1)) is not None and read_law(_first_sentence(right)) is not None
    )


_ENDS_DATED = re.compile(r"\([^()]*\b(?:1[5-9]|20)\d\d\)(?: \([^()]*\))?$")


def _first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    for border in re.finditer(r"[.?!]['’”\")\]]* (?=[A-Z“\"(\d])", text[:1500]):
        before = text[: border.end()].rstrip()
        if not _SHORTENED.search(before) and not (
            _INITIALISM.search(before) and _IN_A_NAME.match(text[border.end() :])
        ):
            return before
    return text


def is_prose(text: str) -> bool:
    """Return whether a sentence is text and cites nothing: no place of a work, no quotation, and words that citations lack.

    >>> is_prose("The statute was amended."), is_prose("Victims rarely testify."), is_prose("Roe, Raids on Ports (2001)."), is_prose("Roe. Raids and ports.")
    (True, True, False, False)
    """
    # an adverbial of time opens a sentence
    text = _WHEN.sub("", text)
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < 2 or _NAMED_FIRST.match(text) or _PLACE.search(text) or refers_back(text):
        return False
    if _SAYS.search(text):
        return True
    small = sum(word[0].islower() for word in words)
    # a name has a capital behind its comma, an adverb has not: `Usually, the chain runs …`
    first = re.match(r"\W*[^\W\d_]+(?:[.:]|,(?! [a-z]))", text)
    return (
        not re.search(r"\d", text)
        and first is None
        and small * 2 >= len(words)
        and not re.search(r"[“”\"»«:]", text)
    )


def _depths(note: str) -> list[bool]:
    """Return for each character whether it is within brackets or a quotation."""
    found: list[bool] = []
    depth, quoted = 0, False
    last = note.rfind("”")
    for place, char in enumerate(note):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char in "“”":
            quoted = char == "“" and place < last
        found.append(depth > 0 or quoted)
    # brackets that never close bind nothing
    return found if not depth else [False] * len(note)


def _span(note: str, start: int, end: int) -> NoteSpan:
    text = note[start:end]
    leading = _LEADING.match(text)
    signal = leading[0].strip(" ,:(") if leading else ""
    bare = text[leading.end() if leading else 0 :].strip(" ;")
    if leading and leading[0].lstrip().startswith("(") and bare.rstrip(".").endswith(")"):
        bare = bare.rstrip(".")[:-1] if bare.count(")") > bare.count("(") else bare
    if refers_back(bare):
        return NoteSpan(kind="earlier", text=bare, signal=signal, start=start, end=end)
    if not re.search(r"\w", bare) or is_prose(bare) or _is_sentence_quoted(bare):
        return NoteSpan(kind="text", text=text.strip(" ;"), signal="", start=start, end=end)
    return NoteSpan(kind="citation", text=bare, signal=signal, start=start, end=end)


_NOTE_START = re.compile(
    r"(?:^|(?<=[.)\]”\"’;!?]\s))(?P<number>\d{1,4})(?:\.?\s+|(?=[^\W\d_]))(?=[A-ZÀ-Þ“\"‘'\[§]|\d{1,4} [A-Z§])",
    re.MULTILINE,
)
_DATED = re.compile(r"\((?:[^()]{0,60}[ -])?(?:1[6-9]|20)\d\d\)|https?://|\b10\.\d{4,9}/\S")


def works_in_notes(notes: str) -> Iterator[str]:
    """Yield the citations in the footnotes of pages that name a work with its year or address; earlier ones are left out.

    >>> list(works_in_notes("1See Roe, Ports, 19 J. Tests 7 (2011); Poe, Raids (2002). 2Id. at 9. Few agree. 3 Doe, supra note 1; Lo v. Wu, 3 F.2d 1 (1930)."))
    ['Roe, Ports, 19 J. Tests 7 (2011)', 'Poe, Raids (2002).', 'Lo v. Wu, 3 F.2d 1 (1930).']
    """
    places = [0]
    for found in _counted_up(list(_NOTE_START.finditer(notes))):
        places += [found.start(), found.end()]
    for start, end in zip(places[::2], [*places[1::2], len(notes)], strict=True):
        for span in spans_of(" ".join(notes[start:end].split())):
            if span.kind == "citation" and _DATED.search(span.text):
                yield span.text


def _counted_up(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the longest run of numbers that rise: those of notes, as other figures at the beginning of a sentence do not."""
    ends: list[int] = []  # the smallest number at the end of a run of each length
    runs: list[int] = []
    for one in found:
        place = bisect_left(ends, int(one["number"]))
        ends[place : place + 1] = [int(one["number"])]
        runs.append(place)
    chosen: list[re.Match[str]] = []
    length = len(ends) - 1
    for one, place in zip(reversed(found), reversed(runs), strict=True):
        if place == length and (not chosen or int(one["number"]) < int(chosen[-1]["number"])):
            chosen.append(one)
            length -= 1
    return chosen[::-1]
