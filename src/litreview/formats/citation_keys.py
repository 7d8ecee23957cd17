"""Citation keys by a pattern, as Better BibTeX for Zotero makes them: `auth.lower + shorttitle(3,3) + year`, or `[auth:lower][shorttitle3_3][year]`.

The language is a part of Better BibTeX's (https://retorque.re/zotero-better-bibtex/citing/formulas/; what each function does follows
`content/key-manager/formatter.ts` of retorquere/zotero-better-bibtex, at commit 0049c45, and the older form `legacy.peggy` there): functions joined by `+`, filters
behind a dot, texts in quotation marks, `|` between patterns of which the first counts that gives anything. Letters beyond ASCII are transliterated, and
characters that it calls unsafe left out. What differs: its dictionary of contractions is not at hand, and Chinese, Japanese and Cyrillic are transliterated
by another table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from anyascii import anyascii

from litreview.brief import brief
from litreview.errors import UsageError, near_miss
from litreview.formats.words import words
from litreview.model import Person, Record, Work
from litreview.text import MONTHS

Value = str | int

_SKIPPED = frozenset(words("citation-keys.skipped"))
# the preference "citekeyUnsafeChars" of Better BibTeX as it is by default
_UNSAFE = re.compile(r"""[\\"#%'(),={}~\s\x00-\x1f\x7f]""")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_KEYED = ("crossref", "xdata", "xref", "related", "entryset", "cites")
"""Fields that name other entries by their keys."""


def _surnames(work: Work) -> list[str]:
    def surname(person: Person) -> str:
        return person.literal or f"{person.prefix} {person.family}".strip()

    return [name for person in work.authors or work.editors if (name := surname(person))]


def _title_words(title: str) -> list[str]:
    """Return the words of a title without common ones, single letters and punctuation; words that a hyphen joins are one.

    >>> _title_words('The "Raid" and Its Victims: Anti-Trafficking Policing, 2001–2010 in U.S. Cities')
    ['Raid', 'Its', 'Victims', 'AntiTrafficking', 'Policing', '2001', '2010', 'US', 'Cities']
    """
    found = []
    for word in re.sub(r"[/:–—]", " ", title.replace('"', "")).split():
        bare = "".join(c for c in word if unicodedata.category(c)[0] != "P" or c == "_")
        if (
            word.lower() not in _SKIPPED
            and bare.lower() not in _SKIPPED
            and (len(bare) > 1 or bare.isdecimal())
        ):
            found.append(bare)
    return found


def _auth(work: Work, n: int = 0, m: int = 1) -> str:
    names = _surnames(work)
    name = names[m - 1] if 0 < m <= len(names) else ""
    return name[:n] if n else name


def _authors(work: Work, n: int = 0) -> str:
    return " ".join(_surnames(work)[: n or None])


def _authorsn(work: Work, n: int = 0) -> str:
    names = _surnames(work)
    return " ".join([*names[:n], "EtAl"] if 0 < n < len(names) else names)


def _and_others(others: str, separator: str) -> Callable[[Work], str]:
    def made(work: Work) -> str:
        names = _surnames(work)
        return separator.join(names if len(names) < 3 else [names[0], others])

    return made


def _auth_auth_ea(work: Work) -> str:
    names = _surnames(work)
    return ".".join([*names[:2], *(["ea"] if len(names) > 2 else [])])


def _short_title(work: Work, n: int = 3, m: int = 0) -> str:
    chosen = _title_words(work.title)[:n]
    return " ".join(word[:1].upper() + word[1:] if at < m else word for at, word in enumerate(chosen))


def _very_short_title(work: Work, n: int = 1, m: int = 0) -> str:
    return _short_title(work, n, m)


def _pages(work: Work) -> list[str]:
    return re.split(r"[-\s,–]+", work.get("pages"))


def _month(work: Work) -> str:
    said = work.get("month")
    number = re.match(r"\d{4}-(\d\d)", work.get("date"))
    if number and 1 <= int(number[1]) <= 12:
        return MONTHS[int(number[1]) - 1][:3].lower()
    return said[:3].lower() if said in MONTHS else ""


FUNCTIONS: Mapping[str, Callable[..., str]] = {
    "auth": _auth,
    "authors": _authors,
    "authorsn": _authorsn,
    "authEtAl": _and_others("EtAl", " "),
    "authEtal2": _and_others("etal", "."),
    "authAuthEa": _auth_auth_ea,
    "authorLast": lambda work: next(reversed(_surnames(work)), ""),
    "title": lambda work: " ".join(_title_words(work.title)),
    "shorttitle": _short_title,
    "veryshorttitle": _very_short_title,
    "year": lambda work: str(work.year or ""),
    "shortyear": lambda work: str(work.year or "")[-2:],
    "month": _month,
    "journal": lambda work: work.get("shortjournal") or work.container,
    "firstpage": lambda work: _pages(work)[0],
    "lastpage": lambda work: _pages(work)[-1],
    "type": lambda work: work.type,
}
"""What a pattern may name, and what it takes of a work."""


def _select(text: str, start: int = 1, n: int = 0) -> str:
    every = text.split()
    at = len(every) + start if start < 0 else max(start, 1) - 1
    return " ".join(every[at : at + n if n else None])


def _substring(text: str, start: int = 1, n: int = 0) -> str:
    return text[start - 1 : start - 1 + n if n else None]


FILTERS: Mapping[str, Callable[..., str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "abbr": lambda text, n=1: "".join(word[:n] for word in text.split()),
    "capitalize": lambda text: re.sub(r"(?:^|(?<=\s))[a-z]", lambda found: found[0].upper(), text),
    "condense": lambda text, by="": by.join(text.split()),
    "select": _select,
    "substring": _substring,
    "skipwords": lambda text: " ".join(word for word in text.split() if word.lower() not in _SKIPPED),
    "nopunct": lambda text: "".join(c for c in text if unicodedata.category(c)[0] != "P" or c in "-_"),
    "alphanum": lambda text: "".join(c for c in text if c.isalnum()),
    "ascii": lambda text: "".join(c for c in text if " " <= c <= "~"),
    "transliterate": anyascii,
    "fold": anyascii,
    "clean": lambda text: re.sub(r"""[\\"#%'(),={}~]""", "", anyascii(text)),
    "prefix": lambda text, by="": by + text if text else "",
    "postfix": lambda text, by="": text + by if text else "",
    "default": lambda text, by="": text or by,
}
"""What may stand behind a function, and what it makes of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function or filter with its arguments; a text of its own has the name `""`."""

    name: str
    arguments: tuple[Value, ...] = ()

    __repr__ = brief


Part = tuple[Call, ...]
"""A function, or a text, and the filters behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPattern:
    """A pattern that was read: alternatives, each of them parts that stand one behind the other."""

    text: str
    alternatives: tuple[tuple[Part, ...], ...]

    __repr__ = brief

    def key(self, work: Work) -> str:
        """Return the key of a work, `""` if nothing that the pattern names is known of it.

        >>> work = Work(key="a", type="book", authors=(Person(family="Núñez"),), year=2001, fields={"title": "A made-up raid and its port"})
        >>> parse_pattern("auth.lower + shorttitle(3,3) + year").key(work), parse_pattern("[auth3:upper]_[year]").key(work)
        ('nunezMadeupRaidIts2001', 'NUN_2001')
        """
        for parts in self.alternatives:
            texts = [_made(part, work) for part in parts]
            # fixed text alone is no key
            if any(text for text, part in zip(texts, parts, strict=True) if part[0].name):
                text = "".join(texts)
                return _UNSAFE.sub("", anyascii(text.translate(_GERMAN) if _is_german(work) else text))
        return ""


def _is_german(work: Work) -> bool:
    said = (work.get("langid") or work.get("language")).lower()
    return bool(re.match(r"n?(?:german|austrian|swissgerman)|deu?\b|ger\b", said))


def _made(part: Part, work: Work) -> str:
    first, *filters = part
    text = FUNCTIONS[first.name](work, *first.arguments) if first.name else str(first.arguments[0])
    for one in filters:
        text = FILTERS[one.name](text, *one.arguments)
    return text


def with_keys(records: Iterable[Record], pattern: KeyPattern) -> tuple[Record, ...]:
    """Return the records with keys by the pattern; the key that each had is in its field `ids`, by which biblatex and this program still find it.

    Of several with one key the first in order has it as it is, the next `a`, `b` … `z`, `aa` behind it. None gets the key that another had, or what was cited by it
    would be another work. Confidential records, and those of which the pattern says nothing, keep theirs. Fields that name other entries follow.
    """
    every = tuple(records)
    had: dict[str, set[str]] = {}
    for record in every:
        for name in (record.key, *record.ids):
            had.setdefault(name.lower(), set()).add(record.id)
    taken: set[str] = set()
    renamed: dict[tuple[str, str], str] = {}
    keys = []
    for record in every:
        wanted = "" if record.confidential else pattern.key(record)
        key = wanted and next(
            name
            for name in _postfixed(wanted)
            if name.lower() not in taken and had.get(name.lower(), {record.id}) == {record.id}
        )
        keys.append(key or record.key)
        taken.add(keys[-1].lower())
        renamed.setdefault((record.where.file, record.key), keys[-1])
    return tuple(_renamed(record, key, renamed) for record, key in zip(every, keys, strict=True))


def _postfixed(key: str) -> Iterator[str]:
    """Yield a key, and the same with `a`, `b` … `z`, `aa` behind it."""
    yield key
    number = 0
    while number := number + 1:
        rest, letters = number, ""
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(ord("a") + last) + letters
        yield key + letters


def _renamed(record: Record, key: str, keys: Mapping[tuple[str, str], str]) -> Record:
    if record.confidential:
        return record
    fields = dict(record.fields)
    for name in _KEYED:
        if name in fields:
            named = [part.strip() for part in fields[name].split(",")]
            fields[name] = ",".join(keys.get((record.where.file, each), each) for each in named)
    if key != record.key:
        fields["ids"] = ",".join(
            each for each in dict.fromkeys((record.key, *record.ids)) if each and each != key
        )
    return replace(record, key=key, fields={name: value for name, value in fields.items() if value})


def parse_pattern(text: str) -> KeyPattern:
    """Return the pattern that a text is, in the newer form or the older one in square brackets. `UsageError` says what is wrong with it, and the nearest name."""
    legacy = text.lstrip().startswith("[")
    alternatives = tuple(
        tuple(_of_brackets(each, text) if legacy else _of_formula(each, text))
        for each in _split(text, "|", text)
    )
    if not any(part[0].name for parts in alternatives for part in parts):
        raise UsageError(f"--keys '{text}': names nothing of a work; such as auth.lower + year")
    return KeyPattern(text=text, alternatives=alternatives)


def _of_formula(text: str, whole: str) -> Iterator[Part]:
    for term in _split(text, "+", whole):
        calls = [_call(one, whole, first=not at) for at, one in enumerate(_split(term.strip(), ".", whole))]
        yield tuple(calls)


_CALL = re.compile(r"([A-Za-z]\w*)\s*(?:\((.*)\))?", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def _call(text: str, whole: str, *, first: bool) -> Call:
    """Return a function, a filter or a text in quotation marks."""
    one = text.strip()
    if first and _QUOTED.fullmatch(one):
        return Call(name="", arguments=(one[1:-1],))
    found = _CALL.fullmatch(one)
    if not found:
        raise UsageError(f"--keys '{whole}': {one!r} is neither a name nor a text in quotation marks")
    given = (
        tuple(_argument(each, whole) for each in _split(found[2], ",", whole))
        if (found[2] or "").strip()
        else ()
    )
    return _known(found[1], given, whole, first=first)


def _argument(text: str, whole: str) -> Value:
    one = text.strip()
    # `n=3`: the names of arguments say their order
    one = re.sub(r"^[A-Za-z]\w*\s*=\s*", "", one)
    if _QUOTED.fullmatch(one):
        return one[1:-1]
    if re.fullmatch(r"-?\d{1,4}", one):
        return int(one)
    raise UsageError(f"--keys '{whole}': {one!r} is neither a number nor a text in quotation marks")


def _known(name: str, given: Sequence[Value], whole: str, *, first: bool) -> Call:
    """Return the call of a function, or of a filter, whose name and arguments are looked at."""
    table, what = (FUNCTIONS, "function") if first else (FILTERS, "filter")
    lower = {known.lower(): known for known in table}
    known = lower.get(name.lower().replace("-", ""))
    if known is None:
        raise UsageError(
            f"--keys '{whole}': no {what} '{name}'{near_miss(name, table)} There are {', '.join(table)}"
        )
    wanted = _KINDS.get(known, ())
    if len(given) > len(wanted) or any(
        type(value) is not kind for value, kind in zip(given, wanted, strict=False)
    ):
        takes = " and ".join("a number" if kind is int else "a text" for kind in wanted) or "nothing"
        raise UsageError(f"--keys '{whole}': {known} takes {takes}")
    return Call(name=known, arguments=tuple(given))


_KINDS: Mapping[str, tuple[type, ...]] = {
    "auth": (int, int), "authors": (int,), "authorsn": (int,), "shorttitle": (int, int), "veryshorttitle": (int, int), "abbr": (int,),
    "condense": (str,), "select": (int, int), "substring": (int, int), "prefix": (str,), "postfix": (str,), "default": (str,),
}  # fmt: skip
"""The kinds of arguments of those that take any."""

_FIELD = re.compile(r"\[([A-Za-z][A-Za-z.]*?)(?:(\d+)(?:_(\d+))?)?((?::[^\]]*)?)\]|([^\[\]]+)")


def _of_brackets(text: str, whole: str) -> Iterator[Part]:
    """Yield the parts of the older form: `[auth5:lower]`, `[shorttitle3_3]`, and texts between them."""
    at = 0
    for found in _FIELD.finditer(text.strip()):
        if found.start() != at:
            break
        at = found.end()
        if found[5]:
            yield (Call(name="", arguments=(found[5],)),)
            continue
        # there, authors with a number says who is left out
        name = "authorsn" if found[1].lower() == "authors" else found[1].replace(".", "")
        name = "authEtal2" if found[1] == "auth.etal" else name
        given = [int(number) for number in (found[2], found[3]) if number]
        yield (_known(name, given, whole, first=True), *_of_colons(found[4], whole))
    if at != len(text.strip()):
        raise UsageError(
            f"--keys '{whole}': {text.strip()[at:]!r} is not known; in square brackets stands a function, such as [auth:lower][year]"
        )


def _of_colons(text: str, whole: str) -> Iterator[Call]:
    for one in filter(None, text.split(":")):
        if one.startswith("(") and one.endswith(")"):
            yield Call(name="default", arguments=(one[1:-1],))
            continue
        name, *given = re.split(r"[,=]", one)
        yield _known(name, [int(each) if each.isdecimal() else each for each in given], whole, first=False)


def _split(text: str, by: str, whole: str) -> list[str]:
    """Return the parts of a text between signs that stand in no brackets and no quotation marks."""
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
