"""Capitals and languages of titles and names, and what entries mark in them.

Languages: the biblatex manual's list (https://ctan.org/pkg/biblatex, section 3.10), as babel spells them, to language tags (BCP 47).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from litreview.core.libraries import re
from litreview.core.model import Person, Work
from litreview.core.wording import Value

# what stays in capitals in the name of a journal: institutions, societies, fields
_ACRONYMS = frozenset(
    [
        "ACM", "ACS", "AIDS", "AIP", "AJS", "AMA", "ANU", "ASCE", "ASM", "BYU", "CUNY", "DNA", "EURASIP", "HIV", "ICES", "IEEE", "ILO",
        "IMF", "IZA", "JAMA", "LSE", "MIS", "NATO", "NEJM", "NWSA", "NYU", "OECD", "PLOS", "RNA", "RSF", "SIAM", "SMU", "SUNY", "TESOL",
        "UC", "UCLA", "UIC", "UK", "UMKC", "UN", "UNESCO", "US", "USA", "USC", "WHO",
    ]
)  # fmt: skip
SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_SHORTEST = 6
"""Fewest letters of a single word that counts as a name in capitals: "SCIENCE", but not "PLOS" or "ELIFE"."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")


def out_of_capitals(name: str) -> str:
    """Return a name that is all in capitals in headline case, any other name unchanged. Known acronyms and words without a vowel stay.

    >>> out_of_capitals("JOURNAL OF HUMAN TRAFFICKING"), out_of_capitals("UCLA LAW REVIEW"), out_of_capitals("BMJ OPEN")
    ('Journal of Human Trafficking', 'UCLA Law Review', 'BMJ Open')
    >>> out_of_capitals("ANTI-TRAFFICKING REVIEW"), out_of_capitals("JAMA"), out_of_capitals("eLife")
    ('Anti-Trafficking Review', 'JAMA', 'eLife')
    """
    if not name.isupper() or (" " not in name and len(name) < _SHORTEST):
        return name

    def cased(found: re.Match[str]) -> str:
        word = found[0]
        if word in _ACRONYMS or len(word) == 1 or not _VOWEL.search(word):
            return word
        inside = found.start() > 0 and name[found.start() - 2 : found.start()][:1] not in ":.-"
        return word.lower() if inside and word.lower() in SMALL else word.capitalize()

    return _WORD.sub(cased, name)


_MC = re.compile(r"(?<=\bMc)[a-z]")


def person_out_of_capitals(person: Person) -> Person:
    """Return a person whose names are all in capitals as one would write them; two letters, or letters without a vowel, are initials.

    Older records of databases have names so: `WATSON, JD`.

    >>> str(person_out_of_capitals(Person(family="WATSON", given="JD"))), str(person_out_of_capitals(Person(family="O'NEILL", given="MARY")))
    ('Watson, J. D.', "O'Neill, Mary")
    """
    if (
        person.literal
        or not person.family.isupper()
        or len(person.family) < 3
        or not (person.given + "A").isupper()
    ):
        return person

    def cased(name: str) -> str:
        return _MC.sub(
            lambda found: found[0].upper(), re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), name)
        )

    given = [
        " ".join(f"{letter}." for letter in word)
        if word.isalpha() and (len(word) == 2 or (len(word) < 4 and not _VOWEL.search(word)))
        else cased(word)
        for word in person.given.split()
    ]
    return replace(person, family=cased(person.family), given=" ".join(given))


_TAGS = {
    "american": "en-US", "arabic": "ar", "australian": "en-AU", "austrian": "de-AT", "brazil": "pt-BR", "brazilian": "pt-BR",
    "british": "en-GB", "bulgarian": "bg", "canadian": "en-CA", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hebrew": "he", "hungarian": "hu", "icelandic": "is", "italian": "it", "japanese": "ja", "korean": "ko",
    "latvian": "lv", "lithuanian": "lt", "mexican": "es-MX", "naustrian": "de-AT", "ngerman": "de", "norsk": "nb",
    "norwegian": "no", "nynorsk": "nn", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukenglish": "en-GB", "ukrainian": "uk", "usenglish": "en-US", "vietnamese": "vi",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_tag(name: str) -> str:
    """Return the tag of a language, `""` for one not known: a style that gets a wrong tag sets no title in headline case.

    >>> language_tag("english"), language_tag("en_US"), language_tag("Klingon (tlh)")
    ('en', 'en-US', '')
    """
    word = name.strip()
    known = _TAGS.get(word.casefold())
    return known or (word.replace("_", "-") if _TAG.fullmatch(word) else "")


# words that only one of these languages has, then words that names take over, too (Rio de Janeiro)
_FOREIGN = {
    tag: (frozenset(own.split()), frozenset(shared.split()))
    for tag, (own, shared) in {
        "de": ("auf aus bei beim dem den der einer eines eine einem für ihre ihrer im ist mit nach oder sich über und vom von zum zur zwischen", "das des die ein"),
        "es": ("al como con desde el entre las los más para por según sin sobre su una y", "de del en la un"),
        "fr": ("au aux avec ces chez dans des du entre est et leur les ou où par pour sans ses sous sur une vers", "de en la le un l d"),
        "it": ("alla alle che con dal dalla degli dei del della delle gli il nel nella per sul sulla tra una", "da di e la un"),
        "nl": ("aan bij een het met naar niet of ook op over tot uit voor zijn", "de den en in van"),
        "pt": ("ao aos com como das dos em entre na nas no nos não ou para pela pelo por sobre uma", "a da de do e o um"),
    }.items()
}  # fmt: skip
ENGLISH = frozenset(
    [
        "a", "after", "against", "among", "an", "and", "are", "as", "at", "be", "before", "between", "beyond", "by", "can", "do", "does", "during",
        "for", "from", "how", "in", "into", "is", "its", "not", "of", "on", "or", "our", "the", "their", "they", "this", "through", "to", "toward",
        "towards", "under", "what", "when", "where", "who", "why", "with", "within", "without",
    ]
)  # fmt: skip
"""Small words of English."""


@lru_cache(maxsize=4096)
def guess_language(text: str) -> str:
    """Return the tag of the language of a title that is surely not English, `""` for any other: its letters and its small words decide.

    >>> guess_language("Zeitschrift für Geschichte"), guess_language("Записки из подполья"), guess_language("El futuro de la ley")
    ('de', 'und', 'es')
    >>> guess_language("Police in Rio de Janeiro"), guess_language("La Frontera"), guess_language("Raids and Rights")
    ('', '', '')

    Where words of two languages count alike, the language is left open:

    >>> guess_language("Cien años de soledad")
    'und'
    """
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c > "\u024f" and not "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters):
        return "und"
    found = re.findall(r"[^\W\d_]+", text.casefold())
    english = sum(word in ENGLISH for word in found)
    scores = _score_languages(found)
    score = max(scores.values())
    best = [tag for tag, each in scores.items() if each == score]
    # a letter that English lacks counts as a small word does: Cien años de soledad
    score += score > 0 and not text.isascii() and any("à" <= c <= "ÿ" for c in text.casefold())
    if score < 2 or score <= 2 * english:
        return ""
    return best[0] if len(best) == 1 else "und"


def _score_languages(words: Sequence[str]) -> dict[str, int]:
    """Return for each language how much speaks for it: a word of its own counts twice, one that it shares once."""
    scores = {}
    for tag, (own, shared) in _FOREIGN.items():
        sure = {word for word in words if word in own and word not in ENGLISH}
        weak = [word for word in words if word in shared and word not in ENGLISH]
        scores[tag] = 2 * len(sure) + len(weak)
    return scores


def _may_be_foreign(title: str) -> bool:
    """Return whether a title has a small word of another language and none of English, so that its journal tells: L'illusion biographique."""
    found = re.findall(r"[^\W\d_]+", title.casefold())
    return ENGLISH.isdisjoint(found) and any(_score_languages(found).values())


def title_language(work: Work, title: str = "") -> str:
    """Return the tag of the language of a work, or of a title in it: the letters and words of the title before `langid`, which exports fill in."""
    said = language_tag(work.get("langid") or work.get("language"))
    title = title or work.title
    guessed = guess_language(title) or (guess_language(work.container) if _may_be_foreign(title) else "")
    return guessed if guessed and said[:2] in {"", "en"} else said


def is_english(work: Work, title: str = "") -> bool:
    """Return whether a title may be set in the capitals of English."""
    return title_language(work, title)[:2] in {"", "en"}


_MARKED = re.compile(
    r"\\(?:emph|textit)\s*\{(?P<tex>[^{}]+)\}|\{\\(?:em|it|itshape)\s+(?P<old>[^{}]+)\}|<(?P<tag>i|em)>(?P<html>[^<>]+)</(?P=tag)>"
)
_BRACED = re.compile(r"[\w’'-]*\{[^{}\\]*\}[\w’'-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleMarks(Value):
    """The phrases of a title that its entry sets in italics, and those whose capitals its braces keep."""

    italics: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def title_marks(work: Work) -> TitleMarks:
    r"""Return how the entries of a work mark phrases of its title. Braces around a whole title keep nothing: programs set them around all.

    >>> class Entry: raw_fields = {"title": r"Growth of \emph{Mytilus edulis} in the {Port of Boston}"}
    >>> work = Work(key="k", type="article", fields={"title": "Growth of Mytilus edulis in the Port of Boston"})
    >>> _marks([Entry], work.title)
    TitleMarks(italics=('Mytilus edulis',), kept=('Mytilus edulis', 'Port of Boston'))
    """
    return _marks(getattr(work, "records", ()) or (work,), work.title)


def _marks(records: Iterable[object], title: str) -> TitleMarks:
    italics: list[str] = []
    kept: list[str] = []
    for record in records:
        raw = " ".join(getattr(record, "raw_fields", {}).get("title", "").split())
        raw = raw[1:-1] if raw.startswith("{") and raw.endswith("}") and "}" not in raw[:-1] else raw
        italics += [(m["tex"] or m["old"] or m["html"]).strip() for m in _MARKED.finditer(raw)]
        bare = _MARKED.sub(" ", raw)
        if not _brace_all_capitals(bare):
            kept += [re.sub(r"[{}]", "", m[0]) for m in _BRACED.finditer(bare)]
    shown = [phrase for phrase in dict.fromkeys(italics) if phrase in title and phrase != title]
    # programs set braces around each word; a small word in them is no name
    own = [
        phrase
        for phrase in dict.fromkeys(kept)
        if re.search(r"[A-Z]", phrase) and phrase in title and phrase.casefold() not in SMALL
    ]
    return TitleMarks(italics=tuple(shown), kept=(*shown, *(phrase for phrase in own if phrase != title)))


def _brace_all_capitals(title: str) -> bool:
    """Return whether a program set the braces of a title: in headline case, around all that has a capital, so that they keep nothing.

    Zotero and Better BibTeX do that. A person braces the names alone, and a title in sentence case has only them.

    >>> _brace_all_capitals("Positivism and the {{Separation}} of {{Law}} and {{Morals}}"), _brace_all_capitals("The {{Alibi}}")
    (True, True)
    >>> _brace_all_capitals("Raids in the {Port of Boston}"), _brace_all_capitals("The Workers of {Zanthia} and Their Rights")
    (False, False)
    """
    groups = re.findall(r"\{+[^{}]*\}+", title)
    if len(groups) < 2 and "{{" not in title:
        return False
    # the first word of a title or a subtitle has its capital anyway
    outside = re.sub(
        r"(?:^|(?<=[:?!.] ))[\"“‘']?\w[\w'’-]*", " ", re.sub(r"\{+[^{}]*\}+[\w'’-]*", " ", title)
    )
    return not any(len(word) > 4 and word.casefold() not in ENGLISH for word in _WORD.findall(outside))


def replace_phrase(title: str, phrase: str, by: str) -> str:
    """Return a title with a phrase of it, whole words in whatever capitals, replaced by a text.

    >>> replace_phrase("Growth of Mytilus Edulis", "Mytilus edulis", "Mytilus edulis"), replace_phrase("T Visas after", "T", "T")
    ('Growth of Mytilus edulis', 'T Visas after')
    """
    whole = rf"(?<!\w){re.escape(phrase)}(?!\w)"
    return re.sub(whole, by.replace("\\", r"\\"), title, flags=re.IGNORECASE)
