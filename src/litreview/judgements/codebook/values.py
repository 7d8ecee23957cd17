"""The data model of a codebook (`Codebook`, `Code`, `Term`, `Borderline`, `EvidenceField`), and the pattern language of its terms.

=====================================  ===================================================================
pattern                                matches
=====================================  ===================================================================
``victim service``                     the words side by side, in any inflection ("victims' services")
``victim|survivor service|support``    either word at each place
``police|law_enforcement ~4 raid``     words joined by ``_`` stand side by side as one of the alternatives
``raid ~6 trafficking``                both parts in one sentence, in either order, at most 6 words between
``=trafficker|=traffickers``           exactly this word, not its kin ("trafficking")
``=ICE``                               exactly this word in exactly these capitals
``cite:18 U.S.C. 1589-1592``           a citation of one of these sections (``cite:Pub. L. 106-386`` likewise)
``cite:criminal case``                 the caption of a criminal case ("United States v. …", "People v. …")
=====================================  ===================================================================

A plain word matches all words with its stem (Snowball's English stemmer), in British or American spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from litreview.core.decision_types import NONE, STANCES
from litreview.core.errors import UsageError, near_miss
from litreview.core.results.coverage import MainGroup
from litreview.core.wording import Value

CITE = "cite:"
MAX_WAYS = 2000
"""The largest number of phrases of one part of a pattern; more would be a slip, and fill the memory."""

_WORD = re.compile(r"=?[^\W_]+(?:['’][^\W_]+)*(?:_=?[^\W_]+(?:['’][^\W_]+)*)*")
_WINDOW = re.compile(r"\s~(\d*)\s*")
_CITATION = re.compile(
    r"(?P<case>criminal case)"
    r"|Pub\. L\. (?P<law>\d+-\d+)"
    r"|(?P<title>\d+) U\.S\.C\. (?P<first>\d+[a-z]?)(?P<subsections>(?:\(\w+\))*)(?:-(?P<last>\d+[a-z]?))?"
)


class PatternError(ValueError):
    """A term with invalid syntax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Value):
    """A parsed term: either `parts` (each a phrase: alternatives per place) or a citation.

    `windows[i]` is the largest number of words between `parts[i]` and `parts[i + 1]`.
    """

    text: str
    parts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    windows: tuple[int, ...] = ()
    citation: str = ""

    def __str__(self) -> str:
        return self.text


def parse_pattern(text: str) -> Pattern:
    """Return the parsed pattern of `text`; `PatternError` says what is wrong with it.

    >>> parse_pattern("raid ~6 victim|survivor service").windows
    (6,)
    """
    if text.startswith(CITE):
        citation = text.removeprefix(CITE).strip()
        if not _CITATION.fullmatch(citation):
            raise PatternError(
                f"'{text}' is no citation this tool knows; write 'cite:18 U.S.C. 1591', 'cite:18 U.S.C. 1589-1592', "
                "'cite:Pub. L. 106-386' or 'cite:criminal case'"
            )
        return Pattern(text=text, citation=citation)
    if "~" not in text:
        return Pattern(text=text, parts=(_phrase(text, text),))
    pieces = _WINDOW.split(text.strip())
    parts = tuple(_phrase(piece, text) for piece in pieces[::2])
    if not all(window.isdigit() and 0 < int(window) <= 30 for window in pieces[1::2]):
        raise PatternError(f"'{text}': ~ needs a number of words from 1 to 30, as in 'raid ~6 trafficking'")
    return Pattern(text=text, parts=parts, windows=tuple(int(window) for window in pieces[1::2]))


@lru_cache(maxsize=4096)  # one class of words is in many patterns
def _alternatives(place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the alternatives of a place, and those that are no words."""
    words = tuple(place.split("|"))
    return words, tuple(word for word in words if not _WORD.fullmatch(word))


def _phrase(piece: str, text: str) -> tuple[tuple[str, ...], ...]:
    places = []
    ways = 1
    for place in piece.split():
        words, wrong = _alternatives(place)
        if wrong:
            raise PatternError(
                f"'{text}': '{wrong[0]}' is not a word; write words with spaces, | and ~N between them"
            )
        places.append(words)
        ways *= len(words)
    if not places:
        raise PatternError(
            f"'{text}' is empty" if not text.strip() else f"'{text}': a side of ~ has no words"
        )
    if ways > MAX_WAYS:
        raise PatternError(f"'{text}' stands for {ways} phrases, more than {MAX_WAYS}; split it")
    return tuple(places)


UNREAD = "unread"
RESERVED = (NONE, UNREAD)
"""Codes of every codebook: the source was read and no code fits; only its title could be read and no code fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Value):
    """Words that count for a code (`weight` > 0) or against it (`weight` < 0).

    - `fields`: the fields to search; `()` means all;
    - `types`: the types of source (codes of the group `type`) in which it counts; `()` means all;
    - `unless`: if one of these is anywhere in the source, the term does not count;
    - `generic`: words common in the whole field of study; alone they never reach a threshold;
    - `whole`: it counts only where it is the whole field, but for a year, a number or a session of a parliament;
    - `why`: the reason why the words mean the code in any work of the field.
    """

    pattern: Pattern
    weight: float
    fields: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    unless: tuple[Pattern, ...] = ()
    generic: bool = False
    whole: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borderline(Value):
    """A borderline case, and the `codes` agreed for it."""

    case: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Value):
    """One code. Terms suggest it; only a person's decision is final.

    - `lead`: the sentence that opens its part of a bibliography;
    - `subject`: its subject in two or three words, as in "nothing on victims in title or abstract"; the default is the label;
    - `not_in`: phrases whose words don't count ("consumer protection");
    - `requires`: the scope in which its terms count, e.g. `trafficking`;
    - `enabled`: whether the tagger searches for it; `hints`: codes that may point to it (never automatic).
    """

    id: str
    group: str
    label: str
    definition: str = ""
    counts: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    borderline: tuple[Borderline, ...] = ()
    parent: str = ""
    siblings: tuple[str, ...] = ()
    lead: str = ""
    subject: str = ""
    terms: tuple[Term, ...] = ()
    not_in: tuple[Pattern, ...] = ()
    requires: str = ""
    threshold: float = 2.0
    enabled: bool = True
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Value):
    """A field of study: a source belongs to it if it matches one of `patterns` outside of the phrases of `not_in`."""

    name: str
    patterns: tuple[Pattern, ...]
    not_in: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceField(Value):
    """A field that people note on sources with `decide set FIELD=VALUE`, such as a study's design, sample or quality.

    - `values`: the allowed values; `()` means any text. `XX` at the end of one means two capital letters;
    - `many`: whether a source may have several, separated by `;`;
    - `by_code`: whether it always refers to the source's statement on one code, `FIELD@CODE=VALUE`;
    - `asked`: whether people are asked for it together with the stance (`sheet stance`, `tag --review --stance`).
    """

    id: str
    label: str
    definition: str = ""
    values: tuple[str, ...] = ()
    many: bool = False
    by_code: bool = False
    asked: bool = False

    def parts(self, text: str) -> tuple[str, ...]:
        """Return the distinct values in a text, in order.

        >>> EvidenceField(id="age", label="Age", many=True).parts("minors; adults;minors")
        ('minors', 'adults')
        """
        values = [part.strip() for part in (text.split(";") if self.many else [text])]
        return tuple(dict.fromkeys(part for part in values if part))

    def lists(self, value: str) -> bool:
        """Return whether a value is an allowed one.

        >>> EvidenceField(id="place", label="Place", values=("US-federal", "US-state:XX")).lists("US-state:CA")
        True
        """
        return value in self.values or (
            value[-2:].isascii()
            and value[-2:].isalpha()
            and value[-2:].isupper()
            and f"{value[:-2]}XX" in self.values
        )

    def fault(self, text: str) -> str:
        """Return why a text is not allowed, `""` if it is.

        >>> EvidenceField(id="age", label="Age", values=("minors", "adults")).fault("adult")
        "'age' can't be 'adult'; did you mean 'adults'?"
        """
        parts = self.parts(text)
        if not parts:
            return f"'{self.id}' is given no value"
        wrong = next((part for part in parts if self.values and not self.lists(part)), None)
        if wrong is None:
            return ""
        if ";" in wrong:
            return f"'{self.id}' takes one value"
        listed = f"; one of {', '.join(self.values)}"
        return f"'{self.id}' can't be '{wrong}'{near_miss(wrong, self.values) or listed}"


def _plural(word: str) -> str:
    """Return the regular plural of an English noun; for others a codebook sets `plural`.

    >>> [_plural(word) for word in ("goal", "study", "day", "class", "hypothesis")]
    ['goals', 'studies', 'days', 'classes', 'hypotheses']
    """
    for ending, other in ((r"sis$", "ses"), (r"(?<=[^aeiou])y$", "ies"), (r"(?<=s|x|z)$|(?<=ch|sh)$", "es")):
        if re.search(ending, word):
            return re.sub(ending, other, word)
    return f"{word}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook(Value):
    """The codes of a review. `version` is a hash of the content, so a changed codebook has another version.

    - `main_group`: the group to which `none` and `unread` refer; `plural`: the plural of its name;
    - `scopes`: the fields of study that codes can require;
    - `field_weights`: the weight of a word in each field that is read;
    - `evidence`: the fields that people note on a source in addition to its codes;
    - `stances`: what people may say that a source found on a code of the main group.
    """

    name: str
    title: str
    version: str
    main_group: str
    plural: str = ""
    codes: tuple[Code, ...]
    scopes: tuple[Scope, ...] = ()
    field_weights: tuple[tuple[str, float], ...] = ()
    path: str = ""
    evidence: tuple[EvidenceField, ...] = ()
    stances: tuple[str, ...] = STANCES

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all codes, in the codebook's order."""
        return tuple(code.id for code in self.codes)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the codebook's order."""
        return tuple(dict.fromkeys(code.group for code in self.codes))

    @property
    def main(self) -> MainGroup:
        """The word for codes of the main group, in the singular and the plural."""
        one = re.sub(r"[-_]+", " ", self.main_group) or "code"
        return MainGroup(one=one, many=self.plural or _plural(one))

    @property
    def roles(self) -> Mapping[str, str]:
        """The role of each code in tables: `goal` (of the main group), `type` (of source) or `topic`; `none` and `unread` are goals."""
        roles = {self.main_group: "goal", "type": "type"}
        return {code.id: roles.get(code.group, "topic") for code in self.codes}

    @property
    def goals(self) -> tuple[Code, ...]:
        """The codes of the main group, without `none` and `unread`."""
        return tuple(c for c in self.codes if c.group == self.main_group and c.id not in RESERVED)

    def group(self, name: str) -> tuple[Code, ...]:
        """Return the codes of a group; `UsageError` if there is no such group."""
        if name not in self.groups:
            raise UsageError(f"no group '{name}' in codebook '{self.name}'{near_miss(name, self.groups)}")
        return tuple(code for code in self.codes if code.group == name)

    def setting(self, text: str) -> tuple[EvidenceField | None, str, str, str]:
        """Return field, code and value of a `set`, and why it can't be applied (`""` if it can).

        `text` is `field=VALUE`, about the whole source, or `field@code=VALUE`, about its statement on one code.
        """
        head, _, value = text.partition("=")
        name, _, code = head.partition("@")
        field = next((one for one in self.evidence if one.id == name), None)
        if field is None:
            known = [one.id for one in self.evidence]
            listed = f"; one of {', '.join(known)}" if known else "; it declares none: add [[evidence]] to it"
            why = f"codebook '{self.name}' has no evidence field '{name}'{near_miss(name, known) or listed}"
        elif "@" in head and code not in self.ids:
            why = f"no code '{code}'{near_miss(code, self.ids)}"
        elif field.by_code and not code:
            why = f"'{name}' is of what a source says on one code: write {name}@CODE={value.strip()}"
        else:
            why = field.fault(value)
        return field, code, value.strip(), why

    def shown_setting(self, text: str) -> str:
        """Return a `set` on a confidential source as it may be shown: a value that the codebook doesn't list could be a name."""
        field, _, value, why = self.setting(text)
        if field is None or (why and not value):
            return "unknown=withheld"
        if why or not all(field.lists(part) for part in field.parts(value)):
            return f"{field.id}=withheld"
        return text

    def find(self, id_: str) -> Code:
        """Return the code with this id; `UsageError` suggests the nearest one."""
        for code in self.codes:
            if code.id == id_:
                return code
        raise UsageError(f"no code '{id_}' in codebook '{self.name}'{near_miss(id_, self.ids)}")
