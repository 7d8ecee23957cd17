"""What is known of a word: whether it is a name, common, or a term, by lists of words, places and names, and by its ending."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from litreview.core.containers import grouped_sets
from litreview.stages.bibliography.capitals import ENGLISH, SMALL
from litreview.works import rows

MARKS = "\"'“”‘’([{)]},;:.?!`*_…"
# words that are names as often: the race, the firm, the language, the city
EITHER = frozenset(["Amazon", "Apple", "Java", "Oracle", "Python", "Ruby", "Savannah", "White", "Windows"])


def bare(word: str) -> str:
    """Return a word without marks around it, and without the ending of a possessive."""
    return re.sub(r"['’]s?$", "", word.strip(MARKS))


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Return names of places and others, and the English words that are only written with a capital."""
    places = [name for table in ("places.csv", "countries.csv") for row in rows(table) for name in row[:1]]
    more = [name.strip() for row in rows("names.txt") for name in row if name]
    written_large = [word for word in _listed("english") if word[0].isupper()]
    return frozenset([*places, *more, *written_large])


@lru_cache(maxsize=1)
def names_by_first_word() -> dict[str, set[str]]:
    """Return the known names of several words, by their first."""
    return grouped_sets((name.split()[0], name) for name in known_names() if " " in name)


@lru_cache(maxsize=2)
def _listed(name: str) -> frozenset[str]:
    """Return the words of a list: `english`, each with a capital if it is only written so, or `common`, what articles write small."""
    text = files("litreview.works").joinpath(f"{name}-words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


# a word of such a beginning is as common as the rest of it: nanowire, multitask
_PREFIXES = (
    "aero|agro|anti|bio|broncho|bronchio|cardio|co|counter|cyber|de|dis|electro|eco|gastro|geo|hetero|histo|hydro|hyper|immuno|infra|inter|intra|iso|macro|mega|meta|micro|mid|mis|multi"
    "|nano|neo|nephro|neuro|non|off|onco|osteo|out|over|patho|petro|pharmaco|photo|physio|phyto|piezo|poly|post|pre|pseudo|psycho|quasi|radio|re|semi|socio|spectro|stereo|sub|super|supra"
    "|techno|tele|thermo|thrombo|toxico|trans|ultra|un|under|vaso"
)
_PREFIX = re.compile(rf"(?:{_PREFIXES})(?=[a-z]{{4}})")


def is_listed(word: str, *lists: str) -> bool:
    """Return whether a word in small letters, its stem or the rest behind a prefix is in one of the lists.

    >>> [is_listed(word, "english") for word in ("workers", "needed", "nanowires", "sinensis")]
    [True, True, True, False]
    """
    whole = {word, _PREFIX.sub("", word, count=1)}
    forms = {
        form
        for one in whole
        for form in (
            one,
            one.removesuffix("s"),
            one.removesuffix("d"),
            one.removesuffix("ed"),
            re.sub(r"(.)\1ed$", r"\1", one),
        )
    }
    return any(not forms.isdisjoint(_listed(name)) for name in lists)


_COMMON_ENDING = re.compile(
    r"(?:ing|ings|tion|tions|sion|sions|ment|ments|ness|ity|ities|ism|isms|ive|ives|able|ible|ally|ously|ized|ised|izing|ising|less|ful|fully|ship|ships|hood|ology|ologies|ological|"
    r"osis|oses|itis|[ao]tomy|ectomy|emias?|plasty|scopy|uria|ylates?|bots?|ular|lysis|metry|amines?|azoles?|statins?|mycin|cillin|floxacin|gliptin|mab|ographic|ography|ance|ances|ence|ences|ency|ancy|ory|ical|ically|ated|ately|ates|ers|ors|ies|ied|ized|ists?|ous|ential|ary|ee|ees)$"
)


# how terms of chemistry and medicine end, and the second word of a species
_TERM_ENDING = re.compile(
    r"(?:al|ants?|arum|ites?|ases?|ates?|enes?|ents?|grams?|graphs?|ians?|ibs?|ics?|ides?|ids?|ines?|oids?|ols?|omas?|omes?|omy|ones?|ous|ware|yls?|.{6}ins?|.{6}ons?|opathy|otypes?"
    r"|otrophy|tronics)$"
)
# surnames end so, and of the words that do no list lacks, those of chemistry end otherwise: Silverman, but cystein
_SURNAME_ENDING = re.compile(r".{3}(?:(?<!cy)stein|(?<![aeiou])son|berg|mann?)$")
# words of law and of other languages within English titles
_BORROWED = frozenset(["amici", "bona", "certiorari", "facto", "hominis", "jure", "reus", "trois", "vacatur"])
_EPITHET = re.compile(r"(?:ana|ata|ensis|ica|ii|is|oides|osa|um|us|ae)$")


def is_term(word: str, before: str) -> bool:
    """Return whether a word that no list has is likely a term, small in a title: by its ending, or as two words written as one.

    >>> [is_term(*pair) for pair in (("Alogliptin", ""), ("Greenspaces", ""), ("Galloprovincialis", "Mytilus"), ("Zanthia", "in"))]
    [True, True, True, False]
    >>> [is_term(name, "") for name in ("Goldstein", "Silverman", "Gustavson")]
    [False, False, False]
    """
    low = word.casefold().removesuffix("s")
    if _SURNAME_ENDING.search(low):
        return False
    # a particle inside a name: van der Waals
    compound = (before in {"van", "von"} and word in {"Den", "Der"}) or any(
        {low[:n], low[n:]} <= _listed("english") for n in range(3, len(low) - 2)
    )
    genus = (
        before[:1].isupper()
        and before not in known_names()
        and not is_listed(before.casefold(), "english", "common")
    )
    return bool(compound or (genus and _EPITHET.search(word)) or _TERM_ENDING.search(word))


def is_genus(word: str, after: str) -> bool:
    """Return whether a word is the first of a species' Latin name: in headline case only small words and such epithets have no capital.

    >>> is_genus("Cordyceps", "sinensis"), is_genus("Raids", "of"), is_genus("Workers", "needed")
    (True, False, False)
    """
    epithet = after.isalpha() and after.islower() and len(after) > 3 and after not in ENGLISH
    if not word.istitle() or not epithet or is_listed(after, "english"):
        return False
    return bool(_EPITHET.search(after) or not is_listed(word.casefold(), "english", "common"))


def without_ending(word: str) -> str:
    """Return a word without the ending of a possessive or a short form: `Doe's`, `we'll`."""
    return re.sub(r"['’](?:s|t|d|ll|re|ve)?$", "", word) if "'" in word or "’" in word else word


@lru_cache(maxsize=1 << 16)
def judged(word: str, shown: int) -> str:
    """Return `name`, `common`, or `""` for a word that may be either.

    `shown`: 1 if running text writes it small, 2 if only with a capital, 4 more if it is a surname.
    """
    low, stem = word.casefold(), without_ending(word)
    if low in SMALL or low in ENGLISH or low in _BORROWED:
        return "common"
    if stem in EITHER:
        return ""
    if stem in known_names():
        return "name"
    stem = stem.casefold()
    if shown & 1 or re.fullmatch(_PREFIXES, low) or is_listed(stem, "english", "common"):
        return "common"
    if shown & 6 or word.rstrip("s") in known_names():
        return "name"
    return "common" if _COMMON_ENDING.search(stem) and len(stem) > 5 else ""
