r"""Redaction of people's names (`private/shield.txt`) from everything that a review reads, public sources included.

Names and texts are compared by the look of their letters: without accents, TeX, entities and tags. Every input passes through one
function, `shielded`, before anything is derived from it. In a work that names a person in full, the family name alone is redacted, too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import html
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote, unquote

from litreview.core import files
from litreview.core.confidential.mark_words import INVISIBLE, LETTERS_AND_LOOK, LOOK_CAPITALS, MARKS
from litreview.core.containers import TypedTuple
from litreview.core.errors import InputError, SettingsError
from litreview.core.libraries import re
from litreview.core.model import Decision, Doi, Person, Record, Where
from litreview.core.sealed import NAME_WITHHELD, Sealed
from litreview.core.text.latex import to_unicode
from litreview.core.wording import plural
from litreview.formats.record_building import NAME_FIELDS
from litreview.review.private_folder import CodeLine, draw_code
from litreview.works.missing_values import LIST_FIELDS, WOS_FIELDS

V = TypeVar("V")
SHIELD_FILE = "private/shield.txt"

_FEWEST_LETTERS = 3
_FEWEST_IN_A_LINK = 6
"""Fewest letters of a name that may match inside a longer word of a link; shorter ones would match in `medline.org`."""
_CONTEXT = 400
"""Characters around a link in a reference list that count as its own reference or the neighbouring ones."""
# what stands for another letter or for none: entities, `%C3%A9`, TeX, tags, hyphens at line ends, non-ASCII characters
_SPECIAL = re.compile(
    r"&\#?\w{1,30};|(?:%[0-9A-Fa-f]{2})+|\\(?:[\"'`^~=.]|[uvHtcdbrk](?![A-Za-z]))[ \t]*(?:\{\\?[A-Za-z]{0,2}\}|\\?[A-Za-z])?"
    r"|\\[A-Za-z]+(?:\{\}|[ \t])?|[{}\\]|</?[A-Za-z][^<>\n]{0,300}>|[-\u00ad\u2010]\r?\n[ \t]*|[^\x00-\x7f]"
)
_MARKS_OF_SPECIAL = ("&", "%", "\\", "{", "}", "<", "-\n", "-\r")
_UNIT = re.compile(f"{_SPECIAL.pattern}|.", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.|\b10\.\d{4,9}/)[^\s<>\"|)\]}]+(?<![,;])")
_LINK = re.compile(r"\S*[/.:\\]\S*")
_CORRECTED = re.compile(rf"(?:{'|'.join(sorted(NAME_FIELDS))})=")
_CAMEL_CASE = r"(?<=[^\W\d_A-Z])(?=[A-Z])"
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_LETTER = r"[^\W\d_]"
_SIGN = r"[\s_+*~'\u2019.\-\u2010-\u2015\u2212]"
_GAP, _GAP_1 = f"{_SIGN}{{0,6}}", f"{_SIGN}{{1,6}}"
_NO_NAME = r"(?!(?i:and|or|with|und|et|to|for|vs|against|versus|met)(?![^\W\d_]))"
_MIDDLE = rf"(?:{_GAP_1}{_NO_NAME}(?:{_LETTER}(?!{_LETTER})|[^\W\d_a-z][\w'\u2019]{{0,30}})){{1,2}}"
_SMALL_MIDDLE = rf"(?:{_GAP_1}{_NO_NAME}{_LETTER}{{1,30}}){{1,2}}"


@lru_cache(maxsize=4096)
def _letters_of(unit: str) -> str:
    """Return the plain letters, or none, that a letter, entity, tag or TeX command looks like."""
    if len(unit) > 1 and unit[0] in "<-\u00ad\u2010":
        return ""
    text = to_unicode(unit) if unit[0] in "\\{}" else unquote(html.unescape(unit))
    text = MARKS.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)))
    small = text.translate(LOOK_CAPITALS).casefold().translate(LETTERS_AND_LOOK)
    return small.upper() if text.isupper() else small


def _plain_text(text: str) -> str:
    # shortcut: most texts have nothing special
    if text.isascii() and not any(mark in text for mark in _MARKS_OF_SPECIAL):
        return text
    return _SPECIAL.sub(lambda found: _letters_of(found[0]), text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", _plain_text(text)).lower()


def _word_pattern(word: str) -> str:
    """Return the pattern of a word in a name, with the looks of each letter in lower and upper case."""
    forms = [{_letters_of(letter.lower()).lower(), _letters_of(letter.upper()).lower()} for letter in word]
    return "".join(f"(?:{'|'.join(map(re.escape, sorted(each)))})" for each in forms)


def _name_words(name: str) -> tuple[list[str], int]:
    """Return the words of a name, family name last, and the number of words in the family name."""
    family, comma, given_names = name.partition(",")
    words = re.findall(r"[^\s.,]*[^\W\d_][^\s.,]*", f"{given_names} {family}")
    words = [word for n, word in enumerate(words) if len(word) > 1 or n in (0, len(words) - 1)]
    return words, len(family.split()) if comma and family.strip() else 1


def _patterns(words: list[str], of_family: int) -> tuple[str, ...]:
    """Return the patterns of a name: one for texts, one for lists of authors."""
    parts = [_GAP.join(map(_word_pattern, re.findall(r"[^\s_+*'\u2019,\-]+", word))) for word in words]
    # scripts without blanks have no word borders
    begins, ends = ("", "") if _UNSPACED.search(words[0]) else (f"(?<!{_LETTER})", f"(?!{_LETTER})")
    if len(parts) == 1:
        return (f"{begins}(?i:{parts[0]}){ends}",) * 2
    first, rest, last = parts[0], _GAP.join(parts[1:]), _GAP.join(parts[-of_family:])
    orders = (f"{_GAP.join(parts[n:])}\\s?,?{_GAP}{_GAP.join(parts[:n])}" for n in range(1, len(parts)))
    reversed_order = rf"(?i:{'|'.join(orders)})(?!{_LETTER})(?:[\s.]{{0,2}}{_LETTER}\.){{0,2}}"
    full_name = rf"(?i:{first})(?:{_GAP}|{_LETTER}|{_MIDDLE}{_GAP_1})(?i:{rest})|{first}{_SMALL_MIDDLE}{_GAP_1}{rest}|{reversed_order}"
    initials = rf"(?i:{_word_pattern(words[0][0])})(?:[\s~.\-]{{0,2}}[^\W\d_a-z]){{0,2}}"
    short = rf"{initials}[\s~.\-]{{1,3}}(?i:{last})|(?i:{last})[\s~,]{{1,3}}{initials}(?!{_LETTER})\.?"
    forms = (full_name, f"{full_name}|{short}")
    return tuple(f"(?:{begins}|{_CAMEL_CASE})(?:{form})(?:{ends}|{_CAMEL_CASE})" for form in forms)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shield:
    """The names to redact, each as returned by `_name_words`.

    - `keys`: codes by the source keys that contain a name; `dois`: DOIs that contain one, in bare letters, since other works cite them;
    - `in_full`: the names that one work has in full, whose family name alone is redacted in its texts, links and keys (`for_work`);
    - `private`: a fingerprint of private/ from inodes, sizes and times of files; a digest of names would let people guess them.
    """

    listed: Sealed[tuple[tuple[list[str], int], ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    in_full: Sealed[tuple[tuple[list[str], int], ...]] = Sealed(())  # noqa: RUF009
    keys: Sealed[Mapping[str, str]] = dataclasses.field(default_factory=lambda: Sealed({}))
    dois: Sealed[tuple[str, ...]] = Sealed(())  # noqa: RUF009
    private: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.listed.reveal())

    def for_work(self, work: object, *, cited: bool = False) -> Shield:
        """Return the shield of one work, with the names in full outside its references; a `cited` work may use family names."""
        texts, people = ([*_texts_of(work, people=people)] for people in (False, True))
        plain_texts = [_plain_text(" | ".join(part)) for part in (texts, people)]
        bare = {_letters(name) for part in people for name in re.split(r"\s+and\s+", part)} if cited else ()
        in_full = tuple(
            (words, of_family)
            for words, of_family in self._possible_names("".join(plain_texts).lower())
            if _letters("".join(words[-of_family:])) in bare
            or any(map(re.search, _patterns(words, of_family), plain_texts))
        )
        return dataclasses.replace(self, in_full=Sealed(in_full)) if in_full else self

    @cached_property
    def by_family(self) -> Shield:
        """The shield that redacts each family name alone, for texts that cite by family names."""
        return dataclasses.replace(self, in_full=self.listed)

    def for_decision(self, name: str) -> Shield:
        """Return the shield for a decision or note on a work, with family names if the key is a code."""
        codes = self.keys.reveal().values()
        return (
            self.by_family if self.replace_keys(name) != name or any(code in name for code in codes) else self
        )

    @cached_property
    def by_name(self) -> Shield:
        """The shield that redacts names in full only: for people, who may be relatives, and for references."""
        return dataclasses.replace(self, in_full=Sealed(())) if self.in_full.reveal() else self

    @cached_property
    def _family_names(self) -> tuple[str, ...]:
        return tuple(" ".join(words[-of_family:]) for words, of_family in self.in_full.reveal())

    @cached_property
    def _name_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        text, people = zip(*(_patterns(*name) for name in self.listed.reveal()), strict=True)
        # a word in lower case is no family name
        families = [f"(?![a-z]){_patterns([family], 1)[0]}" for family in self._family_names]
        return re.compile("|".join((*text, *families))), re.compile("|".join((*people, *families)))

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        """A substring of every text with each name, in lower case: the longest ASCII part of its last word."""
        lasts = [unicodedata.normalize("NFKD", words[-1]).lower() for words, _ in self.listed.reveal()]
        return tuple(max(re.findall("[a-z0-9]*", last), key=len) for last in lasts)

    def _possible_names(self, small: str) -> Iterator[tuple[list[str], int]]:
        """Yield the names that a text may contain."""
        return (
            name for name, needle in zip(self.listed.reveal(), self._needles, strict=True) if needle in small
        )

    @cached_property
    def _link_parts(self) -> tuple[str, ...]:
        names = (words for words, _ in self.listed.reveal() if len(words) > 1)
        orders = ("".join(words[n:] + words[:n]) for words in names for n in range(len(words)))
        firsts = (word for words, of_family in self.in_full.reveal() for word in words[:-of_family])
        parts = [part for part in map(_letters, (*orders, *firsts)) if len(part) >= _FEWEST_IN_A_LINK]
        families = (part for part in map(_letters, self._family_names) if len(part) >= _FEWEST_LETTERS)
        return (*parts, *families, *self.dois.reveal())

    @cached_property
    def _keyed(self) -> re.Pattern[str]:
        """The pattern of keys that contain a name, plain and URL-quoted as in file names."""
        spelled = {form for key in self.keys.reveal() for form in (key, quote(key, safe=""))}
        return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, spelled), reverse=True))})(?!\w)")

    def replace_keys(self, name: str) -> str:
        """Return a text with codes in place of keys that contain a name."""
        codes = self.keys.reveal()
        return self._keyed.sub(lambda at: codes.get(at[0]) or codes[unquote(at[0])], name) if codes else name

    def keys_of_code(self, code: str) -> tuple[str, ...]:
        """Return the keys that a code replaces."""
        return tuple(key for key, own in self.keys.reveal().items() if own == code)

    def has_name(self, text: str, *, people: bool = False) -> bool:
        """Return whether a text contains a name; with `people` (such as reference lists) `J. Doe` counts, too."""
        plain = _plain_text(text)
        is_near = any(True for _ in self._possible_names(plain.lower()))
        return is_near and bool(self._name_patterns[people].search(plain))

    def is_in_word(self, word: str) -> bool:
        """Return whether a key, link or file name, which has no blanks, contains a name."""
        parted = f"{word} | {re.sub(_CAMEL_CASE, '_', word)}"
        return any(name in _letters(word) for name in self._link_parts) or self.has_name(parted)

    def _is_in_link(self, found: re.Match[str], *, people: bool) -> bool:
        """Return whether a link or DOI contains a name; among references also a family name that the surrounding text gives in full."""
        word, context = (found[0], found.string[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT])
        named = (
            people and self.by_family.is_in_word(word) and self.for_work({"author": context}).is_in_word(word)
        )
        return named or self.is_in_word(word)

    def redact_text(self, text: str, *, people: bool = False) -> str:
        """Return a text without the names; line numbers stay the same."""
        text = self.replace_keys(text)
        if "/" in text or "www." in text:
            text = _ADDRESS.sub(
                lambda at: NAME_WITHHELD if self._is_in_link(at, people=people) else at[0], text
            )
        if not self.has_name(text, people=people):
            return text
        letters = [(letter, unit) for unit in _UNIT.finditer(text) for letter in _letters_of(unit[0])]
        parts, last = [], 0
        for found in self._name_patterns[people].finditer("".join(letter for letter, _ in letters)):
            start, end = letters[found.start()][1].start(), letters[found.end() - 1][1].end()
            lines = "\n" * text.count("\n", start, end)
            parts += [self.redact_text(text[last:start], people=people), NAME_WITHHELD, lines]
            last = end
        return "".join((*parts, self.redact_text(text[last:], people=people)))

    def redact_person(self, person: Person) -> Person:
        """Return a person, or a placeholder for a redacted one."""
        text = f"{person.display}; {person}"
        return Person(literal=NAME_WITHHELD) if self.by_name.has_name(text, people=True) else person

    def redact_names(self, value: str) -> str:
        """Return a BibTeX list of names, separated by `and`, with placeholders for redacted ones.

        >>> parse_shield(b"Jane Doe").redact_names("Doe, J. and Roe, Ann")
        '{[name withheld]} and Roe, Ann'
        """
        bare = [*map(_letters, self._family_names)]
        parts = re.split(r"(\s+and\s+)", value)
        hidden = (_letters(part) in bare or self.by_name.has_name(part, people=True) for part in parts)
        pairs = zip(parts, hidden, strict=True)
        return "".join(f"{{{NAME_WITHHELD}}}" if is_hidden else part for part, is_hidden in pairs)

    def redact_label(self, what: str) -> str:
        """Return the column `what` of a decision, such as `Doe; 2019; Raids || Roe; 2020; Rescue`, without family names."""
        return re.sub(r"(?:^|(?<=\|\| ))[^;|]+", lambda at: self.by_family.redact_text(at[0]), what)


def parse_shield(data: bytes, review: str = "shield.txt") -> Shield:
    r"""Return the shield of the names in a file. `SettingsError` (LR614) for an invalid line, so that nothing is read unredacted.

    >>> shield = parse_shield(b"# made-up\n\nDoe, Jane\n")
    >>> shield.redact_text("Jane M. Doe does as Janet Doe.")
    '[name withheld] does as Janet Doe.'
    """
    lines = [to_unicode(line.decode("utf-8-sig", "replace")).strip() for line in data.splitlines()]
    names = {line: number for number, line in enumerate(lines, 1) if line and not line.startswith("#")}
    for name, number in names.items():
        if "\ufffd" in name or sum(map(str.isalpha, name)) < _FEWEST_LETTERS:
            why = f"{SHIELD_FILE}:{number}: LR614 error: is not UTF-8, or a name of fewer than {_FEWEST_LETTERS} letters"
            raise SettingsError(review, f"{why}, so nothing was read; mend that line, or take it out")
    return Shield(listed=Sealed(tuple(map(_name_words, names))))


def read_shield(folder: Path) -> Shield:
    """Return the shield of a review, empty without `private/shield.txt`. `SettingsError` as in `parse_shield`."""
    path = folder / SHIELD_FILE
    # before any other file is read, so that a file moved there meanwhile changes it
    private = _private_fingerprint(path.parent)
    if not path.exists() and not path.is_symlink():
        return Shield(private=private)
    try:
        return dataclasses.replace(parse_shield(files.read_bytes(path), str(folder)), private=private)
    except InputError as error:
        why = f"{SHIELD_FILE}: LR614 error: can't be read, so nothing was; check the permissions of the file"
        raise SettingsError(str(folder), why) from error


def _private_fingerprint(private: Path) -> tuple[int, ...]:
    """Return a fingerprint of private/: the inodes of its files except tables, and size and times of the list of names."""
    numbers: list[int] = []
    for folder, _, names in os.walk(private):
        for name in names:
            with contextlib.suppress(OSError):
                status = Path(folder, name).stat()
                if name == Path(SHIELD_FILE).name:
                    numbers += status.st_size, status.st_mtime_ns, status.st_ctime_ns
                elif not name.startswith(".") and not name.endswith(".tsv"):
                    numbers.append(status.st_ino)
    return tuple(sorted(numbers))


def check_file_names(shield: Shield, names: Iterable[str]) -> None:
    """Raise `SettingsError` (LR615) if the name of an input file contains a redacted name, since outputs show file names."""
    if count := sum(map(shield.is_in_word, names)):
        why = f"LR615 error: {plural(count, 'file')} of the review with a name of {SHIELD_FILE} in the file name"
        raise SettingsError("shield.txt", f"{why}; rename what is below bib/ or manuscript/, or in `sources`")


def with_keys(
    shield: Shield, records: Sequence[Record], stored: Sequence[CodeLine]
) -> tuple[Shield, list[CodeLine]]:
    """Return the shield with DOIs and coded keys that contain a name, and the codes still to be stored."""
    pairs = [(shield.for_work(record), record) for record in records if shield]
    dois = tuple(_letters(record.doi) for own, record in pairs if record.doi and own.is_in_word(record.doi))
    keys = {key for own, record in pairs for key in (record.key, *record.ids) if own.is_in_word(key)}
    known = {line.key: line.code for line in stored if not line.file}
    codes = {key: known.get(key) or draw_code() for key in sorted(keys)}
    new_lines = [CodeLine(code, "", key, "") for key, code in codes.items() if key not in known]
    return dataclasses.replace(shield, keys=Sealed(codes), dois=Sealed(dois)), new_lines


def _texts_of(value: Any, *, people: bool) -> Iterator[str]:
    """Yield the names of people in a value, or its other texts, without references and sealed parts."""
    if isinstance(value, str):
        yield from () if people else (value,)
    elif isinstance(value, Person):
        yield from (f"{value.display}; {value}",) if people else ()
    elif isinstance(value, Mapping):
        if people and "family" in value:
            yield f"{value.get('given')} {value['family']}"
        for name, each in value.items():
            if name in NAME_FIELDS and isinstance(each, str):
                yield from (each,) if people else ()
            elif name == "abstract_inverted_index":
                yield from () if people else (_abstract(each),)
            elif name not in (*WOS_FIELDS, *LIST_FIELDS):
                yield from _texts_of(each, people=people)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_of(each, people=people)
    elif dataclasses.is_dataclass(type(value)):
        for part in dataclasses.fields(value):
            yield from () if part.name == "raw" else _texts_of(getattr(value, part.name), people=people)


def shielded(shield: Shield, value: V, *, people: bool = False) -> V:
    """Return any value without the names, the same object if it has none; sealed parts stay unchanged."""
    return cast("V", _redact(shield, value, people=people)) if shield else value


def _redact(shield: Shield, value: Any, *, people: bool) -> Any:
    if isinstance(value, str):
        correction = _CORRECTED.match(value)  # `author=Doe, J. and Roe, R.`
        return (
            correction[0] + shield.redact_names(value[correction.end() :])
            if correction
            else shield.redact_text(value, people=people)
        )
    if isinstance(value, Person):
        return shield.redact_person(value)
    if isinstance(value, Mapping):
        return _redact_mapping(shield, value, people=people)
    if isinstance(value, list | tuple):
        parts = [_redact(shield, each, people=people) for each in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        make = getattr(type(value), "_make", type(value))
        return TypedTuple(parts, value.kind, value.codebook) if isinstance(value, TypedTuple) else make(parts)
    return _redact_dataclass(shield, value, people=people) if dataclasses.is_dataclass(type(value)) else value


def _redact_dataclass(shield: Shield, value: Any, *, people: bool) -> Any:
    """Return a dataclass without names; a changed record loses its raw text."""
    from litreview.providers import Answer

    if isinstance(value, Record | Answer):
        shield = shield.for_work(value)
    elif isinstance(value, Decision):
        shield = shield.for_decision(f"{value.key} {value.value}")
    names = [part.name for part in dataclasses.fields(value) if part.init and part.name != "raw"]
    values = {name: getattr(value, name) for name in names}
    changed = {n: new for n, old in values.items() if (new := _redact(shield, old, people=people)) is not old}
    if isinstance(value, Record) and (changed or shield.redact_text(value.raw, people=True) != value.raw):
        changed |= {"raw": "", "repeated": _redact(shield, value.repeated, people=True)}
        changed["doi"] = Doi("") if shield.is_in_word(value.doi) else value.doi
    if (
        isinstance(value, Decision)
        and (what := shield.redact_label(changed.get("what", value.what))) != value.what
    ):
        changed["what"] = what
    return dataclasses.replace(value, **changed) if changed else value


def _abstract(index: Any) -> str:
    """Return the abstract of an answer of OpenAlex."""
    from litreview.formats.registry_json import abstract_of

    return abstract_of(index)


def _redact_mapping(shield: Shield, value: Mapping[Any, Any], *, people: bool) -> Mapping[Any, Any]:
    """Return fields of a record, or JSON, without names; links and file names that contain one are dropped."""
    if "family" in value and shield.by_name.has_name(f"{value.get('given')} {value['family']}", people=True):
        return {"name": NAME_WITHHELD, "literal": NAME_WITHHELD}
    redacted = {}
    for name, each in value.items():
        if name in NAME_FIELDS and isinstance(each, str):
            new: Any = shield.redact_names(each)
        elif (
            isinstance(each, str)
            and _LINK.fullmatch(new := shield.replace_keys(each))
            and shield.is_in_word(new)
        ):
            continue
        elif name == "abstract_inverted_index" and shield.has_name(text := _abstract(each)):
            new = {shield.redact_text(text): [0]}
        else:
            own = shield.for_decision(name.file) if isinstance(name, Where) else shield
            if (is_list := name in (*WOS_FIELDS, *LIST_FIELDS)) and isinstance(each, list):
                new = [_redact(own.by_name.for_work(work, cited=True), work, people=True) for work in each]
            else:
                new = _redact(own.by_name if is_list else own, each, people=people or is_list)
        redacted[_redact(shield, name, people=False)] = new
    return value if redacted == value else redacted
