"""Split a reference list into references: numbered, one a line, hanging lines, blocks, or the footnotes of a legal article.

Every line with a letter or a figure is in exactly one piece; headings are skipped. `notes` splits a footnote into its citations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from litreview.core.libraries import re
from litreview.core.text.display import without_controls
from litreview.formats.bibtex_values import PLAIN, closing
from litreview.formats.references.notes import citations_of, is_note, refers_back
from litreview.works.missing_values import WOS_FIELDS

__all__ = [
    "Piece",
    "citations_of",
    "cut",
    "is_heading",
    "is_note",
    "is_page_mark",
    "is_scopus_list",
    "number_of",
    "refers_back",
    "split_references",
    "without_explanation",
]

_HEADING = re.compile(
    r"(?:#+ *)?(?:references?|references? list|list of references|bibliography|works? cited|literature(?: cited)?|(?:end|foot)?notes|sources"
    r"|bibliographie|literatur(?:verzeichnis)?|bibliograf[ií]a|bibliografia|referencias|références|referências):?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?:\[\d{1,4}\]|\d{1,3}[.)])\s+\S")
# `[^3]: ` of Markdown, `12 See …` of a pasted page; a year is no number of a note
_NOTED = re.compile(
    r"\s*(?:\[\^[\w-]{1,20}\]:|(?!(?:1[5-9]|20)\d\d\b)\d{1,4})\s+(?:[A-ZÀ-ÞА-ЯЁ“„«\"‘'(*_§]|\d{1,4} [A-Z])"
)
_BULLET = re.compile(r"\s*(?:[-*+•–—►▪●■]|\\item\b)\s+(?=\S)")
_WOS_START = r"(?=[^,;]{1,80}, (?:1[5-9]|20)\d\d(?:,|\.))"
_WOS_JOINT = re.compile(rf"(?<=\.)\s+{_WOS_START}|;\s+{_WOS_START}")
_IN_WOS_FORM = re.compile(_WOS_START)
_BETWEEN_DOIS = re.compile(r"[,;]?\s+|[,;](?=(?:https?://|10\.\d))")
_BARE_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?10\.\d{4,9}/\S+", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_AUTHOR_ONLY = re.compile(r"[^\W\d_][^\d,;()]{0,60} (?:[^\W\d_]{1,2}\.[\- ]?){1,5}")
_COMPLETE = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)|\bpp?\. ?\w|https?:")
# a reference of Scopus ends with its year in brackets: two of them in a line are two references
_SCOPUS_LIST = re.compile(
    r"\((?:1[5-9]|20)\d\d[a-z]?\)[^;()]{0,120};\s+[^\W\d_][^;()]{0,400}\((?:1[5-9]|20)\d\d[a-z]?\)"
)


# `- 13 -`, `Page 3 of 9`: page numbers, which interrupt a reference where pages were pasted
_PAGE_MARK = re.compile(
    r"\s*(?:[-–—]\s?\d{1,4}\s?[-–—]|(?:page|seite|página|strona|стр\.)\s\d{1,4}(?:\s?(?:of|/|von|de|sur|из)\s?\d{1,4})?"
    r"|\d{1,4}\s?\|\s?page)\s*",
    re.IGNORECASE,
)
# an address or a DOI that continues in the next line
_BROKEN_ADDRESS = re.compile(
    r"(?:https?://|www\.|\b10\.\d{4,9}/|\bdoi\.org/)\S*(?:(?P<stop>\.)|[/\-_=&?])$", re.IGNORECASE
)
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])(?P<word>[^\W\d_]{2,})(?P<mark>[-‐\u00ad¬])$")
# words whose hyphen stays when a line break is removed
_HYPHENED = frozenset({
    "self", "cross", "well", "non", "long", "short", "high", "low", "anti", "co", "post", "pre", "multi", "semi", "socio", "ex", "so", "all",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a list that should be one reference, or one note with several: its text in one line, and its first line.

    `number`: its number or key, where the document's format gives it.
    """

    text: str
    line: int
    note: bool = False
    number: str = ""


def is_heading(line: str) -> bool:
    """Return whether a line is the heading of a list.

    >>> is_heading("## Works cited"), is_heading("References and raids")
    (True, False)
    """
    return _HEADING.fullmatch(line.strip().strip("*_ ")) is not None


def is_page_mark(line: str) -> bool:
    """Return whether a line is only a page number; a bare figure may be the volume of a folded reference.

    >>> is_page_mark("- 13 -"), is_page_mark("Page 3 of 9"), is_page_mark("13"), is_page_mark("Page, A. Ports.")
    (True, True, False, False)
    """
    return _PAGE_MARK.fullmatch(line) is not None


def cut(text: str) -> tuple[Piece, ...]:
    r"""Return the pieces of a plain reference list, in order.

    Numbered references (`[1]`, `1.`) begin at a number, so folded lines are joined. Otherwise the further lines of a reference are
    indented, or blank lines separate references, or each line is one. A heading such as `References` is skipped.

    >>> [piece.text for piece in cut("References\n[1] Roe, A. Raids\n  on a port.\n[2] Poe, B. Ports.")]
    ['[1] Roe, A. Raids on a port.', '[2] Poe, B. Ports.']
    """
    text = without_controls(text.removeprefix("\ufeff"))
    every = ["" if is_heading(line) else line for line in text.split("\n")]
    places = [number for number, line in enumerate(every) if not is_page_mark(line)]
    lines = [every[number] for number in places]
    filled = sum(bool(line.strip()) for line in lines)
    for pattern, note in ((_NUMBERED, False), (_NOTED, True), (_BULLET, False)):
        begins = [bool(pattern.match(line)) for line in lines]
        if sum(begins) > 1 and sum(begins) >= 0.2 * filled and (not note or _ascending(lines)):
            break
    else:
        begins, note = _hanging(lines), False
    # a blank line between two filled ones
    has_blank_lines = any(not line.strip() for line in _between(lines))
    blocks = _blocks(lines, begins or None, each=not (begins or has_blank_lines))
    pieces = [Piece(text=block, line=places[number] + 1, note=note) for number, block in blocks]
    return tuple(
        pieces if note or not _are_notes(pieces) else (replace(piece, note=True) for piece in pieces)
    )


def _are_notes(pieces: Sequence[Piece]) -> bool:
    """Return whether numbered pieces are the notes of a text: a third begin with a signal or refer to an earlier note."""
    numbered = [rest for number, rest in map(number_of, (piece.text for piece in pieces)) if number]
    found = sum(is_note(rest) or refers_back(rest) for rest in numbered)
    return len(numbered) * 2 > len(pieces) and found * 3 >= len(numbered)


def _ascending(lines: Sequence[str]) -> bool:
    """Return whether the numbers of notes rise by one; figures at the beginning of folded lines do not."""
    numbers = [int(found[0]) for line in lines if _NOTED.match(line) and (found := re.search(r"\d+", line))]
    steps = sum(after == before + 1 for before, after in pairwise(numbers))
    return steps >= 0.8 * (len(numbers) - 1) if numbers else True


def _hanging(lines: Sequence[str]) -> list[bool]:
    """Return for each line whether it begins a reference, if its further lines are indented; an empty list for other layouts."""
    filled = [line for line in lines if line.strip()]
    indented = [line for line in filled if line[0] in " \t\u3000"]
    if not indented or len(indented) == len(filled) or filled[0][0] in " \t\u3000":
        return []
    if any(not line.strip() for line in _between(lines)):
        # blank lines separate references
        return []
    return [bool(line.strip()) and line[0] not in " \t\u3000" for line in lines]


def _between(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines from the first to the last that is not blank."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else ()


def _blocks(lines: Sequence[str], begins: Sequence[bool] | None, *, each: bool) -> Iterator[tuple[int, str]]:
    """Yield the references among lines, each joined to one line, with the index of its first.

    A reference ends at a blank line, before a line that `begins` another, and after each line if `each` line is one.
    """
    start, current = 0, list[str]()
    for number, line in enumerate([*lines, ""]):
        bare = line.strip()
        starts = begins is not None and number < len(lines) and begins[number]
        if current and (starts or each or not bare):
            yield start, _joined(current)
            current = []
        if bare:
            start = start if current else number
            current.append(bare)


def _joined(lines: Sequence[str]) -> str:
    """Return folded lines as one; words and addresses broken at a line end are rejoined.

    >>> _joined(["Traf-", "ficking in cross-", "border ports. https://doi.org/10.5555/", "ports.1"])
    'Trafficking in cross-border ports. https://doi.org/10.5555/ports.1'
    """
    parts = [lines[0]]
    for line in lines[1:]:
        before = parts[-1]
        if found := _BROKEN_ADDRESS.search(before):
            goes_on = re.match(r"[a-z0-9]" if found["stop"] else r"[A-Za-z0-9]", line)
            parts.append(line if goes_on else f" {line}")
        elif (broken := _BROKEN_WORD.search(before)) and line[0].isalpha():
            if broken["mark"] in "\u00ad¬" or (line[0].islower() and broken["word"].lower() not in _HYPHENED):
                parts[-1] = before[:-1]
            parts.append(line)
        else:
            parts.append(f" {line}")
    return "".join(parts)


def split_references(value: str, field: str = "references") -> tuple[str, ...]:
    """Return the reference strings of a field's value, each complete and on one line.

    - WoS writes one a line; where a tool has folded the lines, a new one starts at `NAME, YEAR,`.
    - Scopus separates references by `; `, and in its new layout also the authors of one reference: a piece that is only a name
      belongs to the next piece.
    - A plain list has one a line, or blank lines between its references; one of nothing but DOIs may have commas between them.

    >>> split_references("Roy B.; Dias L., On ELECTRE, EJOR, 1, pp. 3-4, (2010); Saaty T.L., AHP, (1980)")
    ('Roy B.; Dias L., On ELECTRE, EJOR, 1, pp. 3-4, (2010)', 'Saaty T.L., AHP, (1980)')
    """
    value = without_controls(value).strip()
    if len(ids := _BETWEEN_DOIS.split(value)) > 1 and all(map(_BARE_DOI.fullmatch, ids)):
        return tuple(ids)
    if len(value) > 1 and (value[0], value[-1]) in {("{", "}"), ('"', '"')} and _wraps(value):
        value = value[1:-1].strip()
    lines = [*filter(None, (" ".join(line.split()) for line in value.split("\n")))]
    if field in WOS_FIELDS:
        pieces = lines if len(lines) > 1 else [p for line in lines for p in _wos_pieces(line)]
        return tuple(p.strip().rstrip(";").removesuffix(".").strip() for p in pieces if p.strip(" .;"))
    blocks = [*filter(None, (" ".join(block.split()) for block in _BLANK_LINE.split(value)))]
    if len(blocks) > 1:
        return tuple(blocks)
    if len(lines) > 1 and sum("; " in line for line in lines) < 0.5 * len(lines):
        return tuple(lines)
    # a Scopus list folded at some width is one list
    return tuple(_scopus_pieces(" ".join(lines)))


def is_scopus_list(text: str) -> bool:
    """Return whether one line holds several references, separated in Scopus's way.

    >>> is_scopus_list("Roy B., On ELECTRE, EJOR, 1, pp. 3-4, (2010); Saaty T.L., AHP, (1980)"), is_scopus_list("Roe A; Poe B. Raids (2001)")
    (True, False)
    """
    return _SCOPUS_LIST.search(text) is not None


def _wraps(value: str) -> bool:
    return '"' not in value[1:-1] if value[0] == '"' else closing(value, PLAIN) == len(value)


def _wos_pieces(line: str) -> Iterator[str]:
    """Yield the references of a line; where one is not in the form of WoS, the list is of other styles, with `; ` between."""
    pieces = _WOS_JOINT.split(line)
    yield from (
        pieces if all(map(_IN_WOS_FORM.match, pieces)) else chain.from_iterable(map(_scopus_pieces, pieces))
    )


def _scopus_pieces(text: str) -> Iterator[str]:
    waiting: list[str] = []
    pieces = filter(None, (piece.strip(" ;") for piece in re.split(r";\s+", text)))
    for piece, following in pairwise([*pieces, ""]):
        waiting.append(piece)
        if _AUTHOR_ONLY.fullmatch(piece) and following:
            continue
        # `Title one; a subtitle (2004) Journal`: the piece has no end of its own and the next starts in lower case
        if (
            not _COMPLETE.search(piece)
            and following[:1].islower()
            and not re.match(r"(?:de|van|von|da|di|el|al|la)\b", following)
        ):
            continue
        yield "; ".join(waiting)
        waiting = []


_NUMBER = re.compile(
    r"^\s*(?:\[\^?(?P<a>[\w-]{1,20})\]:?|(?P<b>\d{1,4})[.)]?(?=\s)|\((?P<c>\d{1,4})\)(?=\s))\s*"
)
# of reporters and codes, not the name `U.S. Harbor Ass’n`
_BEHIND_VOLUME = re.compile(
    r"U\.? ?S\.?(?: ?C\b| \d)|F\.(?:\dd|\dth| ?Supp| ?App| \d)|Stat\. \d|Cong\.|C\.?F\.?R"
)
# what is behind `zit. n.` is the work through which another is quoted
_EXPLAINED = re.compile(
    r",?\s*\(?\b(?:zit(?:iert|\.)?\s?(?:n\.|nach)|(?:as )?(?:quoted|cited) in|cit(?:é|ado|ato) (?:par|en|por|in)|nach(?=:))[:\s].{4,}$|\s*\((?:[a-z]{3,}ing|quoting|citing|emphasis|internal|citations? omitted|footnotes? omitted)\b[^()]*(?:\([^()]*\)[^()]*)*\)\.?$"
)


def number_of(text: str) -> tuple[str, str]:
    """Return the number before a reference or a note, and the rest of the text.

    >>> number_of("[12] Roe, A. Raids."), number_of("(3) Roe"), number_of("2001 Roe")
    (('12', 'Roe, A. Raids.'), ('3', 'Roe'), ('', '2001 Roe'))
    """
    found = _NUMBER.match(text)
    name = (found["a"] or found["b"] or found["c"]) if found else ""
    bare = found is not None and text.strip()[0].isdigit() and not re.match(r"\s*\d{1,4}[.)]", text)
    if not found or (bare and re.fullmatch(r"(?:1[5-9]|20)\d\d", name)) or not text[found.end() :].strip():
        return "", text.strip()
    # `19 Am. J. Tests 7`: the volume of a journal or a code is no number of a note
    return (
        ("", text.strip())
        if bare and _BEHIND_VOLUME.match(text, found.end())
        else (name, text[found.end() :].strip())
    )


def without_explanation(text: str) -> str:
    """Return a citation without the final parenthesis that explains its use, and without the work through which it is quoted.

    >>> without_explanation("Roe, Raids, 19 J. Tests 7 (2011) (arguing that ports close).")
    'Roe, Raids, 19 J. Tests 7 (2011)'
    >>> without_explanation("Ann Roe, Netze, zit. n. Bob Poe, Häfen, Berlin 2001.")
    'Ann Roe, Netze'
    """
    return _EXPLAINED.sub("", text)


def without_bullet(text: str) -> str:
    """Return a reference without the mark of a list in front of it.

    >>> without_bullet("• Roe, A. (2001): Raids.")
    'Roe, A. (2001): Raids.'
    """
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text
