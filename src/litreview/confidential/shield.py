"""People who stand in public sources and are not repeated: the names of `private/shield.txt`, and texts without them.

A review reads every text through a `Shield`, before anything is derived from it. Names and texts are compared in folded form: small
letters without accents, TeX, entities and letters that only look Latin, each with its place in the text as written.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

from litreview.confidential.words import (
    BESIDE_LATIN,
    INVISIBLE,
    LETTERS,
    LETTERS_AND_LOOK,
    LOOK_CAPITALS,
    MARKS,
)
from litreview.model import Person, Problem, Where
from litreview.sealed import Sealed

SHIELD_FILE = "private/shield.txt"
WITHHELD = "[name withheld]"
"""What every output prints where a name would be."""

_FEWEST_LETTERS = 3
_TEX_LETTERS = {"ss": "ss", "ae": "ae", "oe": "oe", "aa": "a", "dh": "d", "th": "th", "dj": "d", "o": "o", "l": "l", "i": "i", "j": "j"}  # fmt: skip
# what is one letter or none: entities, TeX accents and letters, braces, HTML tags, `%C3%A9`, hyphens at the end of a line
_SPECIAL = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{0,30});"
    r"|\\(?:[\"'`^~=.\-/]|(?:[uvHtcdbrk]|text\w{2}|emph|mbox)(?![A-Za-z])[ \t]*)|\\(?P<letter>ss|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|dj|DJ|[oOlLij])(?![A-Za-z])(?:\{\}|[ \t])?"
    rf"|[{{}}]|</?[A-Za-z][^<>\n]{{0,300}}>|(?P<bytes>(?:%[0-9A-Fa-f]{{2}})+)|(?<=[^\W\d_])[-\u00ad\u2010]\r?\n[ \t]*|~|{INVISIBLE.pattern}"
)
_SIGNS_TO_READ = ("&", "%", "\\", "<", "-\n", "-\r", "\u00ad", "\u2010")
_TO_READ = re.compile(r"&[#A-Za-z]\w{0,30};|%[0-9A-Fa-f]{2}|\\[A-Za-z]|</?[A-Za-z]|[-\u00ad\u2010]\r?\n")
_BESIDE = re.compile(
    f"[{''.join(chr(code) for code in LETTERS if chr(code).isalpha())}]|{BESIDE_LATIN.pattern}"
)
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha() and not chr(code).isspace())
_BEYOND = re.compile(f"[{''.join(map(chr, LETTERS))}]")
_ACCENT = re.compile(r"(?:\\[\"'`^~=.]|\\[uvHtcdbrk][ \t]*)$")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"|)\]}]+")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_BETWEEN_NAMES = re.compile(r"(\s+and\s+)")
_DASHES = r"\-\u2010-\u2015\u2212"
_SIGNS = rf"\s_+*'\u2019{_DASHES}"
_GAP, _GAP_1 = rf"(?:[{_SIGNS}]{{0,6}}|\.)", rf"(?:\.?[{_SIGNS}]{{1,6}}|\.)"
_COMMA = rf"(?:[{_SIGNS}]{{0,6}}|\s?,\s{{0,3}})"
_LETTER = r"[^\W\d_]"
# one or two middle names or initials; in `janemdoe` an initial
_WORD = rf"{_LETTER}[\w'\u2019{_DASHES}]{{0,30}}"
_MIDDLE = rf"(?:{_LETTER}|{_GAP_1}(?P<middle#>{_WORD}(?:{_GAP_1}{_WORD})?)\.?{_GAP_1})"
_INITIALS_BEHIND = rf"(?:[\s.]{{0,2}}{_LETTER}\.){{0,2}}"
_NO_MIDDLE = frozenset(["and", "or", "with", "und", "et", "to", "for", "vs", "against", "versus", "met"])
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def parse_shield(data: bytes, path: str = SHIELD_FILE) -> tuple[Shield, Problem | None]:
    r"""Return the shield of the names in a file, and the first fault (LR614), for which nothing may be read without it.

    >>> shield, _ = parse_shield(b"# made-up\n\nDoe, Jane\n")
    >>> shield.text("Jane M. Doe does as Janet Doe."), parse_shield(b"Jane Doe\nD.\n")[1].where.line
    ('[name withheld] does as Janet Doe.', 2)
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Shield(), _fault(path, line, "is not UTF-8", "save it as UTF-8")
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    named = {n: line for n, line in enumerate(lines, 1) if line and not line.startswith("#")}
    for number, name in named.items():
        if sum(letter.isalpha() for letter in name) < _FEWEST_LETTERS:
            return Shield(), _fault(path, number, f"a name of fewer than {_FEWEST_LETTERS} letters", "write the whole name, or take the line out")  # fmt: skip
    return Shield(listed=Sealed(tuple(dict.fromkeys(named.values())))), None


def _fault(path: str, line: int, why: str, remedy: str) -> Problem:
    return Problem(where=Where(file=path, line=line), code="LR614", level="error", message=f"{why}; nothing was read", remedy=remedy)  # fmt: skip


def _fold(text: str, *, look: bool) -> str:
    if text.isascii():
        return text.lower()
    text = MARKS.sub("", unicodedata.normalize("NFKD", text))
    if look:
        return text.translate(LOOK_CAPITALS).casefold().translate(LETTERS_AND_LOOK)
    return _BEYOND.sub(
        lambda found: str(LETTERS[ord(found[0])]), text.casefold()
    )  # a translation takes ten times as long


def _plain(found: re.Match[str]) -> str:
    if found["letter"]:
        return _TEX_LETTERS[found["letter"].lower()]
    if found["bytes"]:
        return unquote(found[0])
    return " " if found[0] == "~" else html.unescape(found[0]) if found[0][0] == "&" else ""


def _with_places(text: str, *, look: bool) -> tuple[str, list[tuple[int, int]]]:
    """Return a text folded, and where each letter of it was: its first place, and the one behind."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []

    def take(part: str, start: int, end: int) -> None:
        letters.append(folded := _fold(part, look=look))
        places.extend([(start, end)] * len(folded))

    last = 0
    for found in (*_SPECIAL.finditer(text), None):
        for at in range(last, found.start() if found else len(text)):
            take(text[at], at, at + 1)
        if found:
            take(_plain(found), *found.span())
            last = found.end()
    return "".join(letters), places


def _pattern(name: str, number: int) -> tuple[str, str]:
    """Return the patterns of a folded name: as it may be in a text, and as it may be among authors."""
    family, comma, given = name.partition(",")
    words = re.findall(r"[^\s.,]+", f"{given} {family}" if comma else name)
    inner = [w for w in words[1:-1] if len(w) > 1]
    words = [words[0], *inner, *words[-1:]] if len(words) > 1 else words
    told = [_GAP.join(map(re.escape, re.findall(r"[^\W_]+", word))) for word in words]
    if len(told) == 1:
        return told[0], told[0]
    middle = _MIDDLE.replace("#", str(number))
    own = len(re.findall(r"[^\s.,]+", family)) if comma else 1
    last = _GAP.join(told[-own:])
    turned = [f"{_GAP.join(told[n:])}{_COMMA}{_GAP.join(told[:n])}(?!{_LETTER}){_INITIALS_BEHIND}" for n in range(1, len(told))]  # fmt: skip
    whole = "|".join([f"{told[0]}(?:{_GAP}|{middle}){_GAP.join(told[1:])}", *turned])
    first = rf"{words[0][0]}(?:[\s.\-]{{0,2}}{_LETTER}){{0,2}}"
    short = rf"(?P<short{number}>{first})[\s.\-]{{1,3}}{last}|{last}[\s,]{{1,3}}(?P<behind{number}>{first})(?!{_LETTER})\.?"
    return whole, f"{whole}|{short}"


@dataclass(frozen=True, slots=False, kw_only=True)
class Shield:
    """The names that are not repeated. `keys` has, by the key that holds a name, the code that it goes by."""

    listed: Sealed[tuple[str, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    keys: Sealed[Mapping[str, str]] = field(default_factory=lambda: Sealed({}))

    def __len__(self) -> int:
        return len(self.listed.reveal())

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        plain = [_SPECIAL.sub(_plain, name) for name in self.listed.reveal()]
        return tuple(dict.fromkeys(_fold(name, look=look) for name in plain for look in (False, True)))

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        """The longest word of each family name: a text without any of them holds no name."""
        families = (name.partition(",")[0] if "," in name else name.split()[-1] for name in self._folded)
        return tuple({max(re.findall(r"[^\W_]+", name), key=len) for name in families})

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        pairs = [_pattern(name, n) for n, name in enumerate(self._folded)]
        begins, ends = (f"(?<!{_LETTER})", f"(?!{_LETTER})")
        if any(map(_UNSPACED.search, self._folded)):  # scripts without blanks have no borders
            begins, ends = f"(?:{begins}|(?={_UNSPACED.pattern}))", f"(?:{ends}|(?<={_UNSPACED.pattern}))"
        text, people = (
            re.compile(f"{begins}(?:{'|'.join(each)}){ends}") for each in zip(*pairs, strict=True)
        )
        return text, people

    @cached_property
    def _spelled(self) -> tuple[str, ...]:
        """The keys that hold a name, as they are and as the name of a file has them; the longest first."""
        names = {spelled for key in self.keys.reveal() for spelled in (key, quote(key, safe=""))}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _keyed(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, self._spelled))})(?!\w)")

    def key(self, name: str) -> str:
        """Return a name in which each key that holds a shielded name is its code."""
        codes = self.keys.reveal()
        return self._keyed.sub(lambda found: codes[unquote(found[0])] if found[0] not in codes else codes[found[0]], name) if codes else name  # fmt: skip

    def former(self, code: str) -> tuple[str, ...]:
        """Return the keys that a code stands for."""
        return tuple(key for key, own in self.keys.reveal().items() if own == code)

    def text(self, text: str, *, people: bool = False) -> str:
        """Return a text without the names; of `people` (a list of references, say) without `J. Doe`, too. Lines keep their numbers."""
        if not self.touches(text):
            return text
        text = self.key(text)
        text = _ADDRESS.sub(lambda found: WITHHELD if self.in_word(found[0]) else found[0], text)
        for start, end in sorted(set(self._spans(text, people=people)), reverse=True):
            lines = "\n" * text.count("\n", start, end)
            text = f"{text[:start]}{WITHHELD}{lines}{text[end:]}"
        return text

    def holds(self, text: str, *, people: bool = False) -> bool:
        """Return whether a name is in a text."""
        return self._may_hold(text) and next(self._spans(text, people=people), None) is not None

    def in_word(self, word: str) -> bool:
        """Return whether a name is in a key, a link or the name of a file, where `JaneDoe2019` has no blanks."""
        return self._may_hold(word) and (self.holds(word) or self.holds(_HUMP.sub("_", unquote(word))))

    def names(self, value: str) -> str:
        """Return a list of names as BibTeX has it, parted by `and`, without those that are shielded.

        >>> Shield(listed=Sealed(("Jane Doe",))).names("Doe, J. and Roe, Ann")
        '{[name withheld]} and Roe, Ann'
        """
        parts = _BETWEEN_NAMES.split(value)
        return "".join(f"{{{WITHHELD}}}" if self._is_person(part) else part for part in parts)

    def person(self, person: Person) -> Person:
        """Return a person, or the literal that is printed instead."""
        hides = self._is_person(person.display) or self._is_person(str(person))
        return Person(literal=WITHHELD) if hides else person

    def _is_person(self, name: str) -> bool:
        return name.strip("{} ") in (WITHHELD, "withheld], [name") or self.holds(name, people=True)

    def touches(self, text: str) -> bool:
        """Return whether a text may hold a name, or a key that does: quick, and true of each that holds one."""
        return self._may_hold(text) or any(key in text for key in self._spelled)

    def _may_hold(self, text: str) -> bool:
        if not text or not self._needles or not self._is_near(text):
            return False
        plain = _SPECIAL.sub(_plain, text)
        folded = _fold(plain, look=False)
        if BESIDE_LATIN.search(folded):
            folded += _fold(plain, look=True)
        return any(needle in folded for needle in self._needles)

    def _is_near(self, text: str) -> bool:
        """Return whether the letters of a family name follow each other in a text, or something in it has to be read first."""
        if any(sign in text for sign in _SIGNS_TO_READ) and _TO_READ.search(text):
            return True
        if not text.isascii():
            if self._bytes is None or _BESIDE.search(text):
                return True
            text = unicodedata.normalize("NFKD", text)
        letters = text.encode("ascii", "ignore").lower().translate(None, _NO_LETTERS)
        for needle in self._bytes or ():  # asked of every text: `any` takes three times as long
            if needle in letters:
                return True
        return self._bytes is None

    @cached_property
    def _bytes(self) -> tuple[bytes, ...] | None:
        """The needles as bytes, None if one is not of the alphabet."""
        told = tuple(needle.encode() for needle in self._needles)
        return told if all(needle.isalpha() and needle.isascii() for needle in told) else None

    def _spans(self, text: str, *, people: bool) -> Iterator[tuple[int, int]]:
        end = 0
        for look in (False, True) if BESIDE_LATIN.search(_SPECIAL.sub(_plain, text)) else (False,):
            folded, places = _with_places(text, look=look)
            at = 0
            while found := self._patterns[people].search(folded, at):
                at = found.end()
                start, end = places[found.start()][0], places[found.end() - 1][1]
                if _is_name(found, places, text):
                    yield _balanced(text, start, end)
                else:
                    at = found.start() + 1


def _is_name(found: re.Match[str], places: list[tuple[int, int]], text: str) -> bool:
    """Return whether what is between first and last name are names or initials, and what is for a first name are initials."""
    for group, inner in found.groupdict().items():
        if inner is None:
            continue
        written = text[places[found.start(group)][0] : places[found.end(group) - 1][1]]
        words = re.findall(rf"{_LETTER}+", inner)
        if not group.startswith("middle"):
            letters = "".join(words)
            return len(letters) == 1 or written.isupper() or "." in written
        # `Jane met Doe` is two people; in `jane-m-doe` all is small
        small = text[places[found.start()][0]].islower()
        capitals = all(word[0].isupper() or len(word) == 1 for word in re.findall(rf"{_LETTER}+", written))
        return _NO_MIDDLE.isdisjoint(words) and (small or capitals)
    return True


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    r"""Return the place of a name with the braces and accents that belong to it: of `{\"O}zge Doe` the first three characters, too."""
    inside = text[start:end]
    for _ in range(inside.count("}") - inside.count("{")):
        while accent := _ACCENT.search(text, max(0, start - 4), start):
            start = accent.start()
        start -= text[start - 1 : start] == "{"
    while accent := _ACCENT.search(text, max(0, start - 4), start):
        start = accent.start()
    for _ in range(inside.count("{") - inside.count("}")):
        end += text[end : end + 1] == "}"
    return start, end
