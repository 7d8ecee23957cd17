"""Make citation keys by a pattern, as Better BibTeX for Zotero does: `auth.lower + shorttitle(3,3) + year`, or `[auth:lower][shorttitle3_3][year]`.

The language is a part of Better BibTeX's (https://retorque.re/zotero-better-bibtex/citing/formulas/). Each function follows
`content/key-manager/formatter.ts` of retorquere/zotero-better-bibtex, at commit 0049c45. The older form follows `legacy.peggy` there. A
pattern joins functions by `+`; filters follow a dot, and texts are in quotation marks. Of several patterns between `|` or `;`, the first
that gives any text counts. Letters beyond ASCII are transliterated, and characters that Better BibTeX calls unsafe are left out. Two things
differ: its dictionary of contractions is missing, and Chinese, Japanese and Cyrillic are transliterated by another table.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from anyascii import anyascii

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Work
from litreview.core.wording import Value
from litreview_better_bibtex.functions import FIELDS, FILTERS, FUNCTIONS

Argument = str | int | bool

# the preference "citekeyUnsafeChars" of Better BibTeX as it is by default, and what may be markup elsewhere
_UNSAFE = re.compile(r"""[\\"#%'(),={}~`<>\s\x00-\x1f\x7f]""")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Value):
    """A function or filter with its arguments; a fixed text has the name `""`."""

    name: str
    arguments: tuple[Argument, ...] = ()


Part = tuple[Call, ...]
"""A function, or a text, and the filters behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPattern(Value):
    """A parsed pattern. Each alternative is a sequence of parts.

    `postfix`: the suffix for a key that is already taken. `start`: the number of the first suffix (0: the first key has none).
    """

    text: str
    alternatives: tuple[tuple[Part, ...], ...]
    postfix: str = "%(a)s"
    start: int = 0

    def key(self, work: Work) -> str:
        """Return the key of a work, `""` if the work has nothing that the pattern names.

        >>> from litreview.core.model import Person
        >>> work = Work(key="a", type="book", authors=(Person(family="Núñez"),), year=2001, fields={"title": "A made-up raid and its port"})
        >>> parse_pattern("auth.lower + shorttitle(3,3) + year").key(work), parse_pattern("[auth3:upper]_[year]").key(work)
        ('nunezMadeupRaidIts2001', 'NUN_2001')
        """
        for parts in self.alternatives:
            texts = [_part_text(part, work) for part in parts]
            # fixed text alone is no key
            if any(text for text, part in zip(texts, parts, strict=True) if part[0].name):
                text = "".join(texts)
                return _UNSAFE.sub("", anyascii(text.translate(_GERMAN) if _is_german(work) else text))
        return ""

    def keys(self, key: str) -> Iterator[str]:
        """Yield a key, then the key with the suffixes `a`, `b` … `z`, `aa`, or with those of the pattern.

        >>> from itertools import islice
        >>> list(islice(parse_pattern("auth + postfix('-%(n)s')").keys("Doe"), 3))
        ['Doe', 'Doe-1', 'Doe-2']
        """
        for number in count(self.start):
            yield key + (_numbered(self.postfix, number) if number else "")


_PLACE = re.compile(r"%\(([naA])\)s")


def _numbered(postfix: str, number: int) -> str:
    """Return the suffix of a key that occurs for the `number`th time."""
    letters = _letters(number)
    placeholders = {"n": str(number), "a": letters, "A": letters.upper()}
    return _PLACE.sub(lambda found: placeholders[found[1]], postfix)


def _letters(number: int) -> str:
    rest, letters = number, ""
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("a") + last) + letters
    return letters


def _is_german(work: Work) -> bool:
    language = (work.get("langid") or work.get("language")).lower()
    return bool(re.match(r"n?(?:german|austrian|swissgerman)|deu?\b|ger\b", language))


def _part_text(part: Part, work: Work) -> str:
    first, *filters = part
    made = FUNCTIONS.get(first.name) or FIELDS.get(first.name)
    text = made(work, *first.arguments) if made else str(first.arguments[0])
    for one in filters:
        text = FILTERS[one.name](text, *one.arguments)
    return text


def parse_pattern(text: str) -> KeyPattern:
    """Parse a pattern, in the newer form or the older one in square brackets. `UsageError` names the fault and the nearest known name."""
    legacy = text.lstrip().startswith("[")
    read = _bracket_parts if legacy else _formula_parts
    each = [one for line in _split(text, ";", text) for one in _split(line, "|", text)]
    formulas = [one for one in each if one.strip()] or [text]
    parts = [tuple(read(one, text)) for one in formulas]
    postfixes = [part[0].arguments for every in parts for part in every if part[0].name == _POSTFIX]
    alternatives = tuple(tuple(part for part in every if part[0].name != _POSTFIX) for every in parts)
    if not any(part[0].name for every in alternatives for part in every):
        raise UsageError(f"--keys '{text}': names nothing of a work; such as auth.lower + year")
    template, start = postfixes[0] if postfixes else ("%(a)s", 0)
    if len(_PLACE.findall(str(template))) != 1 or start not in (0, 1):
        raise UsageError(
            f"--keys '{text}': postfix takes a text with one of %(n)s, %(a)s and %(A)s, and 0 or 1"
        )
    return KeyPattern(text=text, alternatives=alternatives, postfix=str(template), start=int(start))


_POSTFIX = "postfix"


def _postfix(_work: Work, format_: str = "%(a)s", start: int = 0) -> str:
    """Declare the arguments of `postfix`. It is never called, since the suffix of a repeated key is not part of the key itself."""
    raise NotImplementedError((format_, start))


def _formula_parts(text: str, whole: str) -> Iterator[Part]:
    for term in _split(text, "+", whole):
        calls = [_call(one, whole, first=not at) for at, one in enumerate(_split(term.strip(), ".", whole))]
        yield tuple(calls)


_CALL = re.compile(r"([A-Za-z]\w*)\s*(?:\((.*)\))?", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAMED = re.compile(r"([A-Za-z]\w*)\s*=\s*(?!=)")


def _call(text: str, whole: str, *, first: bool) -> Call:
    """Return a function, a filter or a text in quotation marks."""
    one = text.strip()
    if first and _QUOTED.fullmatch(one):
        return Call(name="", arguments=(one[1:-1],))
    found = _CALL.fullmatch(one)
    if not found:
        raise UsageError(f"--keys '{whole}': {one!r} is neither a name nor a text in quotation marks")
    arguments: list[Argument] = []
    named: dict[str, Argument] = {}
    for each in _split(found[2], ",", whole) if (found[2] or "").strip() else ():
        called = _NAMED.match(each.strip())
        if called:
            named[called[1]] = _argument(each.strip()[called.end() :], whole)
        else:
            arguments.append(_argument(each, whole))
    return _checked_call(found[1], arguments, whole, first=first, named=named)


def _argument(text: str, whole: str) -> Argument:
    """Return a number, true or false, or a text, for which a single word needs no quotation marks."""
    one = text.strip()
    if _QUOTED.fullmatch(one):
        return one[1:-1]
    if re.fullmatch(r"-?\d{1,4}", one):
        return int(one)
    if one in ("true", "false"):
        return one == "true"
    if re.fullmatch(r"[\w*-]+", one):
        return one
    raise UsageError(f"--keys '{whole}': {one!r} is neither a number nor a text in quotation marks")


def _checked_call(
    name: str,
    args: Sequence[Argument],
    whole: str,
    *,
    first: bool,
    named: Mapping[str, Argument] | None = None,
) -> Call:
    """Return the checked call of a function or filter, its arguments in order and completed with defaults. `UsageError` if it does not fit."""
    table: Mapping[str, Callable[..., str]] = FUNCTIONS if first else FILTERS
    if first and name[:1].isupper():
        table = FIELDS
    special = {_POSTFIX: _postfix} if first else {}
    lower = {known.lower(): known for known in (*table, *special)}
    known = lower.get(name.lower().replace("-", ""))
    if known is None:
        what = "filter" if not first else "field" if table is FIELDS else "function"
        near = near_miss(name, table)
        there = f"{near} There are" if near else "; there are"
        raise UsageError(f"--keys '{whole}': no {what} '{name}'{there} {', '.join(table)}")
    defaults = _arguments_of({**table, **special}[known])
    values = dict(zip(defaults, args, strict=False)) | dict(named or {})
    fits = len(args) <= len(defaults) and values.keys() <= defaults.keys()
    if not fits or any(type(value) is not type(defaults[each]) for each, value in values.items()):
        takes = ", ".join(f"{each} ({_WORDS[type(value)]})" for each, value in defaults.items()) or "nothing"
        raise UsageError(f"--keys '{whole}': {known} takes {takes}")
    return Call(name=known, arguments=tuple((defaults | values).values()))


_WORDS = {int: "a number", str: "a text", bool: "true or false"}


def _arguments_of(function: Callable[..., str]) -> dict[str, Argument]:
    """Return the arguments of a function after its work or text, with their defaults."""
    if function in (str.lower, str.upper, anyascii):
        return {}
    every = list(inspect.signature(function).parameters.values())[1:]
    return {one.name.rstrip("_"): one.default for one in every}


_FIELD = re.compile(r"\[([A-Za-z][A-Za-z.]*?)(?:(\d+)(?:_(\d+))?)?((?::[^\]]*)?)\]|([^\[\]]+)")


def _bracket_parts(text: str, whole: str) -> Iterator[Part]:
    """Yield the parts of the older form: `[auth5:lower]`, `[shorttitle3_3]`, and texts between them."""
    at = 0
    for found in _FIELD.finditer(text.strip()):
        if found.start() != at:
            break
        at = found.end()
        if found[5]:
            yield (Call(name="", arguments=(found[5],)),)
            continue
        # in the older form the number of `authors` is the first author left out
        name = "authorsn" if found[1].lower() == "authors" else found[1].replace(".", "")
        name = "authEtal2" if found[1] == "auth.etal" else name
        arguments = [int(number) for number in (found[2], found[3]) if number]
        yield (_checked_call(name, arguments, whole, first=True), *_bracket_filters(found[4], whole))
    if at != len(text.strip()):
        raise UsageError(
            f"--keys '{whole}': {text.strip()[at:]!r} is not known; in square brackets stands a function, such as [auth:lower][year]"
        )


def _bracket_filters(text: str, whole: str) -> Iterator[Call]:
    for one in filter(None, text.split(":")):
        if one.startswith("(") and one.endswith(")"):
            yield Call(name="default", arguments=(one[1:-1],))
            continue
        name, *args = re.split(r"[,=]", one)
        yield _checked_call(
            name, [int(each) if each.isdecimal() else each for each in args], whole, first=False
        )


def _split(text: str, by: str, whole: str) -> list[str]:
    """Split a text at a sign, except inside brackets and quotation marks."""
    parts, deep, quote = [""], 0, ""
    for c in text:
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([":
            deep += 1
        elif c in ")]":
            deep -= 1
        if c == by and not deep and not quote:
            parts.append("")
        else:
            parts[-1] += c
    if deep or quote:
        raise UsageError(f"--keys '{whole}': {'a quotation mark' if quote else 'a bracket'} is not closed")
    return parts
