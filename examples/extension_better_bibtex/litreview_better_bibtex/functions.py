"""Functions, fields and filters for patterns of citation keys, as in Better BibTeX for Zotero.

Each follows `content/key-manager/formatter.ts` of retorquere/zotero-better-bibtex, at commit 0049c45.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from anyascii import anyascii

from litreview.core.model import Work
from litreview.core.text import MONTHS

_SKIPPED = frozenset(
    line
    for line in Path(__file__).with_name("skipped_words.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
)


def _names(work: Work, creator: str = "*", initials: bool = False) -> list[str]:
    """Return the family names of the authors, or of the editors without authors; with `initials`, the capitals of the given names follow."""
    people = {"*": work.authors or work.editors, "author": work.authors, "editor": work.editors}.get(
        creator, ()
    )
    found = []
    for person in people:
        name = person.literal or f"{person.prefix} {person.family}".strip()
        capitals = "".join(c for c in anyascii(person.given) if c.isupper()) if initials else ""
        found += [name + capitals] if name else []
    return found


def _title_words(title: str, *, nopunct: bool = True) -> list[str]:
    """Return the words of a title without common words, single letters and punctuation; hyphenated words count as one.

    >>> _title_words('The "Raid" and Its Victims: Anti-Trafficking Policing, 2001–2010 in U.S. Cities')
    ['Raid', 'Its', 'Victims', 'AntiTrafficking', 'Policing', '2001', '2010', 'US', 'Cities']
    """
    found = []
    for word in re.sub(r"[/:–—]", " ", title.replace('"', "")).split():
        bare = _no_punctuation(word, "")
        chosen = bare if nopunct else word
        if not {word.lower(), bare.lower()} & _SKIPPED and (len(chosen) > 1 or chosen.isdecimal()):
            found.append(chosen)
    return found


def _no_punctuation(text: str, dash: str = "-") -> str:
    kinds = ((c, unicodedata.category(c)) for c in text)
    return "".join(dash if kind == "Pd" else c for c, kind in kinds if kind in ("Pd", "Pc") or kind[0] != "P")


def _auth(work: Work, n: int = 0, m: int = 1, creator: str = "*", initials: bool = False) -> str:
    names = _names(work, creator)
    if not 0 < m <= len(names):
        return ""
    name = _names(work, creator, initials)[m - 1]
    return (names[m - 1][:n] + name.removeprefix(names[m - 1])) if n else name


def _authorsn(work: Work, n: int = 0, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = _names(work, creator, initials)
    return sep.join([*names[:n], "EtAl"] if 0 < n < len(names) else names)


def _authors_alpha(work: Work, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = _names(work, creator, initials)
    if len(names) < 2:
        return "".join(names)[:3]
    return sep.join(name[:1] for name in names[: 4 if len(names) < 5 else 3]) + (
        "+" if len(names) > 4 else ""
    )


def _auth_short(work: Work, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = _names(work, creator, initials)
    if len(names) < 2:
        return "".join(names)
    return sep.join(name[:1] for name in names[:3]) + ("+" if len(names) > 3 else "")


def _two_or(first: int, others: str, sep: str) -> Callable[..., str]:
    """Return a function for up to two names: of more, it takes the `first` and a word for the others."""

    def joined(work: Work, creator: str = "*", initials: bool = False, sep: str = sep) -> str:
        names = _names(work, creator, initials)
        return sep.join(names if len(names) < 3 else [*names[:first], others])

    return joined


def _auth_fore_ini(work: Work, creator: str = "*") -> str:
    names = _names(work, creator)
    return _names(work, creator, initials=True)[0].removeprefix(names[0]) if names else ""


def _short_title(work: Work, n: int = 3, m: int = 0) -> str:
    chosen = _title_words(work.title)[:n]
    return " ".join(word[:1].upper() + word[1:] if at < m else word for at, word in enumerate(chosen))


def _pages(work: Work) -> list[str]:
    return re.split(r"[-\s,–]+", work.get("pages"))


def _month(work: Work) -> str:
    month = work.get("month")
    number = re.match(r"\d{4}-(\d\d)", work.get("date"))
    if number and 1 <= int(number[1]) <= 12:
        return MONTHS[int(number[1]) - 1][:3].lower()
    return month[:3].lower() if month in MONTHS else ""


FUNCTIONS: Mapping[str, Callable[..., str]] = {
    "auth": _auth,
    "authors": lambda work, n=0: " ".join(_names(work)[: n or None]),
    "authorsn": _authorsn,
    "authorsAlpha": _authors_alpha,
    "authshort": _auth_short,
    "authEtAl": _two_or(1, "EtAl", " "),
    "authEtal2": _two_or(1, "etal", "."),
    "authAuthEa": _two_or(2, "ea", "."),
    "authorLast": lambda work, creator="*", initials=False: next(
        reversed(_names(work, creator, initials)), ""
    ),
    "authForeIni": _auth_fore_ini,
    "title": lambda work: " ".join(_title_words(work.title)),
    "shorttitle": _short_title,
    "veryshorttitle": lambda work, n=1, m=0: _short_title(work, n, m),
    "year": lambda work: str(work.year or ""),
    "shortyear": lambda work: str(work.year or "")[-2:],
    "origyear": lambda work: (re.findall(r"\d{4}", work.get("origdate")) or [""])[0],
    "month": _month,
    "journal": lambda work: work.get("shortjournal") or work.container,
    "firstpage": lambda work: _pages(work)[0],
    "lastpage": lambda work: _pages(work)[-1],
    "type": lambda work: work.type,
}
"""Functions of a pattern: name -> text of a work. The names of arguments are those of Better BibTeX."""

FIELDS: Mapping[str, Callable[[Work], str]] = {
    "Title": lambda work: work.title,
    "ShortTitle": lambda work: work.get("shorttitle"),
    "PublicationTitle": lambda work: work.container,
    "JournalAbbreviation": lambda work: work.get("shortjournal"),
    "Volume": lambda work: work.get("volume"),
    "Issue": lambda work: work.get("number") or work.get("issue"),
    "Pages": lambda work: work.get("pages"),
    "DOI": lambda work: work.doi,
    "ISBN": lambda work: work.get("isbn"),
    "Publisher": lambda work: work.get("publisher"),
    "Institution": lambda work: work.get("institution"),
    "Place": lambda work: work.get("address") or work.get("location"),
    "Date": lambda work: work.get("date") or str(work.year or ""),
    "Edition": lambda work: work.get("edition"),
    "Series": lambda work: work.get("series"),
    "Language": lambda work: work.get("language") or work.get("langid"),
}
"""Fields of Zotero, which begin with a capital: name -> value of a work."""


def _select(text: str, start: int = 1, n: int = 0) -> str:
    every = text.split()
    at = len(every) + start if start < 0 else max(start, 1) - 1
    return " ".join(every[at : at + n if n else None])


def _substring(text: str, start: int = 1, n: int = 0) -> str:
    return text[start - 1 : start - 1 + n if n else None]


def _replace(text: str, find: str = "", replace: str = "") -> str:
    return re.sub(re.escape(find), lambda _: replace, text, flags=re.IGNORECASE) if find else text


FILTERS: Mapping[str, Callable[..., str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "abbr": lambda text, chars=1: "".join(word[:chars] for word in text.split()),
    "capitalize": lambda text: re.sub(r"(?:^|(?<=\s))[a-z]", lambda found: found[0].upper(), text),
    "condense": lambda text, sep="": sep.join(text.split()),
    "select": _select,
    "substring": _substring,
    "skipwords": lambda text, nopunct=False: " ".join(_title_words(text, nopunct=nopunct)),
    "nopunct": _no_punctuation,
    "nopunctordash": lambda text: _no_punctuation(text, ""),
    "alphanum": lambda text: "".join(c for c in text if c.isalnum()),
    "ascii": lambda text: "".join(c for c in text if " " <= c <= "~"),
    "transliterate": anyascii,
    "fold": anyascii,
    "clean": lambda text: re.sub(r"""[\\"#%'(),={}~]""", "", anyascii(text)),
    "replace": _replace,
    "prefix": lambda text, prefix="": prefix + text if text else "",
    "postfix": lambda text, postfix="": text + postfix if text else "",
    "default": lambda text, text_="": text or text_,
}
"""Filters of a pattern, written behind a function: name -> changed text."""
