"""Capitals of titles and names: out of capitals, and sentence case, from any input.

Sentence case is what APA (Publication Manual, 7th ed., 6.17) and NLM (Citing Medicine, 2nd ed.) print titles of works in. Which words are names no
rule can tell, so the evidence is in this order: capitals within a word; words that a language, a table of places or the law capitalises; how
running text of the review itself (abstracts, titles in sentence case) writes the word. What none of these knows is printed small, and named as unsure.
Languages: the biblatex manual's list (https://ctan.org/pkg/biblatex, section 3.10), as babel spells them, to language tags (BCP 47).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from litreview.core.model import Work
from litreview.core.wording import Value
from litreview.works import rows

# what stays in capitals in the name of a journal: institutions, societies, fields
_ACRONYMS = frozenset(
    [
        "ACM", "ACS", "AIDS", "AIP", "AJS", "AMA", "ANU", "ASCE", "ASM", "BYU", "CUNY", "DNA", "EURASIP", "HIV", "ICES", "IEEE", "ILO",
        "IMF", "IZA", "JAMA", "LSE", "MIS", "NATO", "NEJM", "NWSA", "NYU", "OECD", "PLOS", "RNA", "RSF", "SIAM", "SMU", "SUNY", "TESOL",
        "UC", "UCLA", "UIC", "UK", "UMKC", "UN", "UNESCO", "US", "USA", "USC", "WHO",
    ]
)  # fmt: skip
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
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
        return word.lower() if inside and word.lower() in _SMALL else word.capitalize()

    return _WORD.sub(cased, name)


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
_ENGLISH = frozenset(
    [
        "a",
        "after",
        "against",
        "among",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "before",
        "between",
        "beyond",
        "by",
        "can",
        "do",
        "does",
        "during",
        "for",
        "from",
        "how",
        "in",
        "into",
        "is",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "the",
        "their",
        "they",
        "this",
        "through",
        "to",
        "toward",
        "towards",
        "under",
        "what",
        "when",
        "where",
        "who",
        "why",
        "with",
        "within",
        "without",
    ]
)


@lru_cache(maxsize=4096)
def guess_language(text: str) -> str:
    """Return the tag of the language of a title that is surely not English, `""` for any other: its letters and its small words decide.

    >>> guess_language("Zeitschrift für Geschichte"), guess_language("Записки из подполья"), guess_language("El futuro de la ley")
    ('de', 'und', 'es')
    >>> guess_language("Police in Rio de Janeiro"), guess_language("La Frontera"), guess_language("Raids and Rights")
    ('', '', '')
    """
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c > "\u024f" and not "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters):
        return "und"
    found = re.findall(r"[^\W\d_]+", text.casefold())
    english = sum(word in _ENGLISH for word in found)
    scores = {}
    for tag, (own, shared) in _FOREIGN.items():
        sure = {word for word in found if word in own and word not in _ENGLISH}
        weak = [word for word in found if word in shared and word not in _ENGLISH]
        scores[tag] = 2 * len(sure) + len(weak)
    tag, score = max(scores.items(), key=lambda one: (one[1], one[0]))
    # a letter that English lacks counts as a small word does: Cien años de soledad
    score += score > 0 and not text.isascii() and any("à" <= c <= "ÿ" for c in text.casefold())
    return tag if score >= 2 and score > 2 * english else ""


def title_language(work: Work, title: str = "") -> str:
    """Return the tag of the language of a work, or of a title in it: the letters and words of the title before `langid`, which exports fill in."""
    said = language_tag(work.get("langid") or work.get("language"))
    guessed = guess_language(title or work.title)
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
        kept += [re.sub(r"[{}]", "", m[0]) for m in _BRACED.finditer(bare)]
    shown = [phrase for phrase in dict.fromkeys(italics) if phrase in title and phrase != title]
    # programs set braces around each word; a small word in them is no name
    own = [
        phrase
        for phrase in dict.fromkeys(kept)
        if re.search(r"[A-Z]", phrase) and phrase in title and phrase.casefold() not in _SMALL
    ]
    return TitleMarks(italics=tuple(shown), kept=(*shown, *(phrase for phrase in own if phrase != title)))


def replace_phrase(title: str, phrase: str, by: str) -> str:
    """Return a title with a phrase of it, whole words in whatever capitals, replaced by a text.

    >>> replace_phrase("Growth of Mytilus Edulis", "Mytilus edulis", "Mytilus edulis"), replace_phrase("T Visas after", "T", "T")
    ('Growth of Mytilus edulis', 'T Visas after')
    """
    whole = rf"(?<!\w){re.escape(phrase)}(?!\w)"
    return re.sub(whole, by.replace("\\", r"\\"), title, flags=re.IGNORECASE)


_TOKEN = re.compile(r"\S+")
_ANSWER = re.compile(r"^(?:Comments?|Commentary|Rejoinder|Reply|Response|Responses)$", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]+”|\"[^\"]+\"|‘[^‘]+?’(?!\w)")
_BARE = "\"'“”‘’([{)]},;:.?!`*_…"
# what a law, a body or a time is called by keeps the capitals of the words before it
_CLOSES_NAME = re.compile(r"(?:Act|Amendment|Constitution|Covenant|Treaty)$")
_OPENS_NAME = re.compile(
    r"(?:Department|Ministry|University|Office|Bureau|Republic|Council|House|Supreme|European|City|County|State|Port|Gulf|Bay|Lake|Mount|Saint|St|Lagoon|Strait|Isle)$"
)
_BEFORE_NAME = re.compile("Cape|Emperor|Empress|Fort|Governor|King|Lady|Lake|Lord|Mayor|Mount|Pope|President|Prince|Princess|Queen|Saint|Senator|Sir")
# a committee of Congress with its field, and what the nation has one of
_BODY = (
    r"\b(?:House|Senate)(?: [A-Z][\w-]+)* (?:Sub)?[Cc]ommittee(?: on(?: the)?(?: [A-Z][\w-]+,?| and| of)+)?"
    r"|(?<=\w )Trafficking in Persons Reports?\b|(?<=[Tt]he )National(?: [A-Z][\w-]+){1,4} (?:Study|Survey|Cent(?:er|re)|Institute|Museum|Library|Program|Agency|Foundation)\b"
)
_SHORT_FORMS = (
    "Art", "Ch", "Co", "Cong", "Corp", "Dr", "Fig", "Inc", "Jr", "Linn", "Ltd", "Mr", "Mrs", "Ms", "Mt", "Mts", "No", "Nos", "Op", "Prof", "Pt", "Pub", "Sec", "Sess", "Sr", "St",
    "Stat", "Vol",
)  # fmt: skip
# a short form keeps its capital, "No." before a number; what follows its stop is the same sentence
_SHORTENED = rf"\b(?:(?:{'|'.join(set(_SHORT_FORMS) - {'No', 'Nos'})})\.(?!\w)|Nos?\.(?= ?\d))"
# the parties of a case
_PARTIES = r"^[^:;]+ v\. (?:[A-Z]\S*|of|for|the|&|\s)+"
_CLOSES_SENTENCE = re.compile(r"[?!]$|(?<!\b[A-Z])" + "".join(rf"(?<!\b{form})" for form in ("v", "vs", *_SHORT_FORMS)) + r"\.$")
# the noun of a body that is named after a nation or a field; a meeting's name goes on to the next stop, a body's to what it publishes
_MEETING = re.compile("Colloquium|Conference|Congress|Symposium|Workshop")
_BODY_NOUN = re.compile(
    "Academy|Agency|Association|Bureau|Cent(?:er|re)|College|Commission|Committee|Council|Court|Federation|Foundation|Institute|Organi[sz]ation|Parliament|Society|" + _MEETING.pattern
)
# named by its field alone: the Committee on the Elimination of Racial Discrimination
_OF_A_FIELD = re.compile("Commission|Committee|Convention|Council|Covenant|Declaration|Department|Ministry|Office|Protocol|Subcommittee|Treaty")
_OPENS_BODY = frozenset(["European", "Federal", "International", "National", "Royal", "World"])
_PUBLISHED = re.compile("Annual|Clinical|Consensus|Guidelines?|Journal|Members?|Plan|Policy|Position|Practice|Proceedings|Recommendations?|Report|Statement|Strategic|Strategy|Survey")
# what is a name where an acronym is spelled out: a body, a study or a scheme, and no method (information technology)
_NAMED_ONCE = re.compile(
    "Act|Agency|Alliance|Association|Bureau|Cent(?:er|re)|Commission|Committee|Council|Department|Experiment|Foundation|Initiative|Institute|Inventory|Office|Organization|Program"
    "|Project|Report|Scale|Scheme|Service|Society|Study|Survey|System|Trial|Union"
)
_COMPASS = frozenset(
    ["North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Greater", "Sub-Saharan"]
)
_AFTER_PLACE = frozenset(
    [
        "Accords", "Agreement", "Avenue", "Basin", "Bay", "City", "Coast", "Convention", "Conventions", "County", "Creek", "Declaration", "Delta", "Desert", "District", "Island", "Islands", "Lake", "Mountain", "Mountains", "Park", "Peninsula", "Police", "Process", "Protocol", "Province",
        "River", "Road", "Sea", "State", "Street", "University", "Valley", "War", "Wars",
    ]
)
_FIELDS_OF_BODIES = frozenset(["Justice", "Labor", "State", "Health"])
_TITLES = re.compile(r"(?:St|Dr|Mr|Mrs|Ms|Prof)\.$")
# what stands between the name of a school or club and its noun
_SCHOOLS = re.compile("School|Hospital|Church|Club")
_KIND_OF_SCHOOL = re.compile("Baptist|Business|Catholic|Elementary|Football|Grammar|High|Law|Medical|Memorial|Middle|Primary|Secondary")
# "on Sable Island": without an article, so a name
_LANDMARK = re.compile("Bay|County|Creek|Island|Lake|Mountain|Park|River|Street|Valley")
# words that are names as often: the race, the firm, the language
_OF_ALL_PLACES = frozenset(["Central", "Inner", "Local", "National", "Public", "Rural", "Urban"])
_JOINS = frozenset(["of", "for", "the", "and", "on"])
_EITHER = frozenset(["Amazon", "Apple", "Java", "Oracle", "Python", "Ruby", "White", "Windows"])
# family names that are words, before what is called after a person: Fisher equation, Hall effect
_OF_PERSON = re.compile(
    r"\b(?:Bell|Black|Brown|Cox|Farrow|Fisher|Graves|Hall|Hill|Lamb|Mark|Price|Rice|Stark|Student|Turner|Wald|Wells|Wilson|Young)(?:['’]s)?(?=(?:[- ][A-Z][a-z]+)? "
    "(?:Coefficient|Criterion|Disease|Distribution|Effect|Equation|Exponent|Filter|Function|Inequality|Matrix|Method|Model|Modulus|Process|Regression|Scale|Shift|Structure|Syndrome"
    "|Test|Theorem|Transform)s?)"
)


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    places = [name for table in ("places.csv", "countries.csv") for row in rows(table) for name in row[:1]]
    more = [name.strip() for row in rows("names.txt") for name in row if name]
    written_large = [word for word in _listed("english") if word[0].isupper()]
    return frozenset([*places, *more, *written_large])


@lru_cache(maxsize=1)
def _phrases() -> dict[str, set[str]]:
    """Return the known names of several words, by their first."""
    found: dict[str, set[str]] = {}
    for name in _known_names():
        if " " in name:
            found.setdefault(name.split()[0], set()).add(name)
    return found


@lru_cache(maxsize=2)
def _listed(name: str) -> frozenset[str]:
    """Return the words of a list: `english`, each with a capital if it is only written so, or `common`, what articles write small."""
    text = files("litreview.works").joinpath(f"{name}-words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


# a word of such a beginning is as common as the rest of it: nanowire, multitask
_PREFIXES = (
    "anti|bio|co|counter|cyber|de|dis|electro|eco|geo|hetero|hydro|hyper|infra|inter|intra|macro|mega|meta|micro|mid|mis|multi|nano|neo|neuro|non|off|out|over|photo|poly|post|pre"
    "|pseudo|quasi|re|semi|socio|sub|super|supra|techno|tele|thermo|trans|ultra|un|under"
)
_PREFIX = re.compile(rf"(?:{_PREFIXES})(?=[a-z]{{4}})")


def _is_listed(word: str, *lists: str) -> bool:
    """Return whether a word in small letters, its stem or the rest behind a prefix is in one of the lists.

    >>> [_is_listed(word, "english") for word in ("workers", "needed", "nanowires", "sinensis")]
    [True, True, True, False]
    """
    endings = (
        word,
        word.removesuffix("s"),
        word.removesuffix("d"),
        word.removesuffix("ed"),
        re.sub(r"(.)\1ed$", r"\1", word),
    )
    forms = {*endings, *(_PREFIX.sub("", form, count=1) for form in endings)}
    return any(not forms.isdisjoint(_listed(name)) for name in lists)


_COMMON_ENDING = re.compile(
    r"(?:ing|ings|tion|tions|sion|sions|ment|ments|ness|ity|ities|ism|isms|ive|ives|able|ible|ally|ously|ized|ised|izing|ising|less|ful|fully|ship|ships|hood|ology|ologies|ological|"
    r"ographic|ography|ance|ances|ence|ences|ency|ancy|ory|ical|ically|ated|ately|ates|ers|ors|ies|ied|ized|ists?|ous|ential|ary|ee|ees)$"
)


# how terms of chemistry and medicine end, and the second word of a species
_TERM_ENDING = re.compile(
    r"(?:al|ants?|arum|bots?|ites?|oses|ular|ases?|ates?|ents?|grams?|graphs?|ians?|ibs?|ics?|ides?|ids?|ines?|itis|lysis|mabs?|metry|oids?|ols?|omas?|omes?|omy|ones?|osis|ous|plasty|scopy|statins?|uria|ware"
    r"|yls?|.{6}ins?|.{6}ons?|a?emias?|ectomies|opathy|otypes?|otrophy|tronics)$"
)
_EPITHET = re.compile(r"(?:ana|ata|ensis|ica|ii|is|oides|osa|um|us|ae)$")


def _is_term(word: str, before: str) -> bool:
    """Return whether a word that no list has is likely a term, small in a title: by its ending, or as two words written as one.

    >>> [_is_term(*pair) for pair in (("Alogliptin", ""), ("Greenspaces", ""), ("Galloprovincialis", "Mytilus"), ("Zanthia", "in"))]
    [True, True, True, False]
    """
    low = word.casefold().removesuffix("s")
    compound = any({low[:n], low[n:]} <= _listed("english") for n in range(3, len(low) - 2))
    species = before[:1].isupper() and not _is_listed(before.casefold(), "english", "common") and _EPITHET.search(word)
    return bool(compound or species or _TERM_ENDING.search(word))


_IN_SMALL = re.compile(r"(?<![^\W_])(?<!['’])[^\W\d_A-ZÀ-Þ]{2,}(?![^\W_])")
# behind a word in small letters, so not at the beginning of a sentence
_WITH_CAPITAL = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]+(?![^\W_])")
_RUN = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][\w-]+(?: (?:of |for |the |and |on |in ){0,2}[A-ZÀ-Þ][\w-]+)+")


def _is_genus(word: str, after: str) -> bool:
    """Return whether a word is the first of a species' Latin name: in headline case only small words and such epithets have no capital.

    >>> _is_genus("Cordyceps", "sinensis"), _is_genus("Raids", "of"), _is_genus("Workers", "needed")
    (True, False, False)
    """
    if not (word.istitle() and after.isalpha() and after.islower() and len(after) > 3):
        return False
    if _is_listed(after, "english") or after in _ENGLISH:
        return False
    return bool(_EPITHET.search(after) or not _is_listed(word.casefold(), "english"))


_ELECTRONIC = re.compile(
    r"E-(?:[Bb]ank|[Bb]ook|[Bb]usiness|[Cc]ommerce|[Dd]emocracy|[Gg]overn|[Hh]ealth|[Ll]earn|[Mm]ail|[Pp]articipation|[Pp]rocure|[Ss]ervice|[Vv]ot)\w*\W*"
)


class Capitals:
    """Sets titles in sentence case, with a review's own texts, its bodies and its authors as evidence of which words are names."""

    def __init__(self, works: Iterable[Work] = ()) -> None:
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._names: dict[str, set[str]] = {}
        self._surnames: set[str] = set()
        self._verdicts: dict[str, str] = {}
        self._made: dict[tuple[str, tuple[str, ...], bool], tuple[str, tuple[str, ...]]] = {}
        runs: Counter[str] = Counter()
        for work in works:
            if work.confidential:
                continue
            if is_english(work):
                texts = [work.get("abstract")]
                if not in_headline_case(work.title) and not _wholly_large(work.title.partition(": ")[0]):
                    texts.append(work.title)
                for text in texts:
                    self._small.update(_IN_SMALL.findall(text))
                    self._large.update(map(str.casefold, _WITH_CAPITAL.findall(text)))
                runs.update({name for text in texts for name in _RUN.findall(text)})
            self._surnames.update(
                person.family.casefold()
                for person in (*work.authors, *work.editors)
                if person.family[:1].isupper()
            )
            bodies = [person.literal for person in (*work.authors, *work.editors) if person.literal]
            bodies += [work.get(name) for name in ("publisher", "institution", "organization", "school")]
            # a body is named once; words with capitals in running text are a name if two works have them
            runs.update({body: 2 for body in bodies if " " in body.strip() and body[:1].isupper()})
        for name in (name for name, count in runs.items() if count > 1):
            self._names.setdefault(name.split()[0], set()).add(name)

    def _verdict(self, word: str) -> str:
        """Return `name`, `common`, or `""` for a word that may be either."""
        if word not in self._verdicts:
            self._verdicts[word] = self._judge(word)
        return self._verdicts[word]

    def _judge(self, word: str) -> str:
        low = word.casefold()
        stem = re.sub(r"['’](?:s|t|d|ll|re|ve)?$", "", word)
        if stem in _known_names():
            return "name"
        if low in _SMALL or low in _ENGLISH:
            return "common"
        if stem in _EITHER:
            return ""
        if re.fullmatch(_PREFIXES, low):
            return "common"
        small, large = self._small[low], self._large[low]
        if small and small * 4 >= large:
            return "common"
        stem = stem.casefold()
        if _is_listed(stem, "english", "common"):
            return "common"
        if (large >= 2 and not small) or stem in self._surnames or word.rstrip("s") in _known_names():
            return "name"
        return "common" if _COMMON_ENDING.search(stem) and len(stem) > 5 else ""

    def sentence_case(
        self, title: str, kept: Iterable[str] = (), *, after_colon: bool = True
    ) -> tuple[str, tuple[str, ...]]:
        """Return an English title in sentence case, and the words of which it is not sure; one in sentence case already is unchanged.

        `kept`: phrases whose capitals stay. `after_colon`: whether the first word after a colon has a capital, as in APA.

        >>> Capitals().sentence_case("Policing Sex in the United States: What the Trafficking Victims Protection Act Did")
        ('Policing sex in the United States: What the Trafficking Victims Protection Act did', ())
        >>> Capitals().sentence_case("The Workers of Xanthia and Their eLabels", after_colon=False)
        ('The workers of xanthia and their eLabels', ('Xanthia',))
        """
        what = title, tuple(kept), after_colon
        if what not in self._made:
            self._made[what] = self._in_sentence_case(*what)
        return self._made[what]

    def _in_sentence_case(
        self, title: str, kept: tuple[str, ...], after_colon: bool
    ) -> tuple[str, tuple[str, ...]]:
        head, colon, tail = title.partition(": ")
        if colon and not in_headline_case(title, kept) and _wholly_large(head):
            first, doubtful = self.sentence_case(head, kept, after_colon=after_colon)
            return f"{first}{colon}{tail}", doubtful
        if "Pub. L." in title:  # the citation of a statute
            return title, ()
        shouted = title.isupper() and " " in title
        title = out_of_capitals(title) if shouted else title
        if not shouted and not in_headline_case(title, kept):
            return self._subtitle(title, after_colon=after_colon), self._left_large(title, kept)
        spans = list(_TOKEN.finditer(title))
        stay = self._kept_places(title, spans, kept)
        dashes = [one[0] for one in spans if one[0] in {"-", "–"}]
        made, at = "", 0
        unsure: list[str] = []
        for place, found in enumerate(spans):
            token = found[0]
            before = spans[place - 1][0] if place else ""
            numbered = place > 1 and spans[place - 2][0].endswith(".") and re.fullmatch(r"[IVX]+\.", before)
            opens = not place or bool(numbered or _CLOSES_SENTENCE.search(before))
            opens = opens or bool(after_colon and (re.search(r"[:—]$", before) or [before] == dashes))
            quoted = _QUOTED.match(title, found.start())
            # a title in a title begins with a capital, a word in quotes may be a name
            opens = opens or bool(quoted and quoted[0].count(" ") > 2)
            made += title[at : found.start()]
            at = found.end()
            if place in stay:
                made += token
                continue
            # what a reply answers is a person without an article: A reply to Brooks
            answered = before in {"on", "to"} and place > 1 and bool(_ANSWER.search(spans[place - 2][0]))
            may_be = bool(quoted) or answered
            cased, doubts = self._cased(token, opens=opens, before=before, may_be=may_be)
            made += cased
            unsure += doubts
        return made + title[at:], tuple(dict.fromkeys(unsure))

    def _left_large(self, title: str, kept: tuple[str, ...]) -> tuple[str, ...]:
        """Return the common words with a capital in a title in sentence case, if they are several in a part of it: half of it is in headline case."""
        spans = list(_TOKEN.finditer(title))
        words = [one[0].strip(_BARE) for one in spans]
        large = [n for n, word in enumerate(words) if n and word.istitle() and self._verdict(word) == "common" and not re.search(r"[:—.?!]$", spans[n - 1][0])]
        if len(large) < 3:
            return ()
        stay = self._kept_places(title, spans, kept)
        left = [words[n] for n in large if n not in stay]
        return tuple(left) if len(left) > 2 else ()

    def _subtitle(self, title: str, *, after_colon: bool) -> str:
        """Return a title in sentence case with the first word of its subtitle as the style has it."""

        def cased(found: re.Match[str]) -> str:
            word = found[0]
            if after_colon:
                return word.capitalize() if word.islower() else word
            return word.lower() if word.istitle() and self._verdict(word) == "common" else word

        return re.sub(r"(?<=: )[^\W\d_]+(?![\w.'’-])", cased, title)

    def _kept_places(self, title: str, spans: list[re.Match[str]], kept: Iterable[str]) -> set[int]:
        """Return the places of the words that are part of a name of several words, a law's name, or a phrase to keep."""
        stay = self._places_of_phrases(title, spans, kept)
        words = [re.sub(r"['’]s?$", "", one[0].strip(_BARE)) for one in spans]
        for n, word in enumerate(words):
            if n and _CLOSES_NAME.fullmatch(word) and words[n - 1].casefold() not in _SMALL:
                stay |= self._name_before(words, spans, n)
            stay |= self._body_named_for(words, n)
            if _BODY_NOUN.fullmatch(word) or _OF_A_FIELD.fullmatch(word):
                stay |= self._body(words, spans, n)
            # a person with an initial: Linda C. Smith
            if n > 1 and re.fullmatch(r"[A-Z]\.", spans[n - 1][0]) and words[n - 2] in _known_names():
                stay.add(n)
            stay |= self._beside_place(words, n)
            if _is_genus(word, words[n + 1] if n + 1 < len(words) else ""):
                stay.add(n)
            if _TITLES.fullmatch(spans[n][0]):
                stay |= {n, n + 1}
            if re.match(r"[A-Z][a-z]?\([IVX]+\)", spans[n][0]):  # an element with its charge
                stay.add(n)
            if re.fullmatch(r"\([A-Z]{2,8}s?\)[.,:;]?", spans[n][0]):
                stay |= self._spelled_out(words, n)
        return stay

    def _places_of_phrases(self, title: str, spans: list[re.Match[str]], kept: Iterable[str]) -> set[int]:
        """Return the places of the words of phrases to keep, of known names of several words, and of bodies that the works name."""
        firsts = {one[0].strip(_BARE) for one in spans}
        phrases = [
            name for first in firsts for table in (_phrases(), self._names) for name in table.get(first, ())
        ]
        names = [*kept, *(name for name in phrases if name in title)]
        patterns = [*map(re.escape, names), _BODY, _SHORTENED, _PARTIES, _OF_PERSON]
        ranges = [found.span() for pattern in patterns for found in re.finditer(pattern, title)]
        return {n for n, one in enumerate(spans) for a, b in ranges if one.start() < b and one.end() > a}

    @staticmethod
    def _body_named_for(words: list[str], at: int) -> set[int]:
        """Return the places of a body's first word and of the name or field behind it: Department of Labor, University of Texas."""
        if at + 2 >= len(words) or words[at + 1] not in {"of", "for"} or not _OPENS_NAME.fullmatch(words[at]):
            return set()
        last = words[at + 2]
        known = last in _FIELDS_OF_BODIES or last in _known_names()
        return {at, at + 2} if known and last[:1].isupper() else set()

    @staticmethod
    def _body(words: list[str], spans: list[re.Match[str]], at: int) -> set[int]:
        """Return the places of a body's name around its noun: Canadian Association of Gastroenterology, International Conference on Service Systems."""

        def goes_on(n: int) -> bool:
            return 0 < n < len(words) and not re.search(r"[:;,.?!)–—]$", spans[n - 1][0])

        last = at
        if goes_on(at + 1) and words[at + 1] in {"of", "for", "on", "against"}:
            for n in range(at + 1, len(words)):
                ends = _PUBLISHED.fullmatch(words[n]) and not _MEETING.fullmatch(words[at])
                if not goes_on(n) or ends or (words[n][:1].islower() and words[n] not in _JOINS):
                    break
                last = n if words[n][:1].isupper() else last
        first = start = at
        while goes_on(first) and at - first < 6 and (words[first - 1][:1].isupper() or words[first - 1] in _JOINS):
            first -= 1
            opens = {words[first], f"{words[first]} {words[first + 1]}"}
            start = start if opens.isdisjoint(_OPENS_BODY | _known_names()) else first
        # "American society" is none; "a conference on" neither
        own = _OF_A_FIELD.fullmatch(words[at]) and (not at or words[at - 1].casefold() == "the")
        named = (last > at or start < at - 1) if start < at else own and last > at
        return set(range(start, last + 1)) if named else set()

    def _beside_place(self, words: list[str], at: int) -> set[int]:
        """Return the places of a place's name and the word beside it: Northern Ireland, Texas Valley, New York City, on Sable Island."""
        word = words[at]
        near, next_ = [*words[at + 1 : at + 3], "", ""][:2]
        numbered = word in {"March", "May", "Part"} and re.match(r"\d|[IVX]+$", near)
        if numbered or (word in _COMPASS and near.istitle() and (self._verdict(near) != "common" or f"{near} {next_}" in _known_names())):
            return {at, at + 1}
        if _BEFORE_NAME.fullmatch(word) and near.istitle() and self._verdict(near) != "common":
            return {at, at + 1}
        unknown = word[:1].isupper() and not self._verdict(word)
        if unknown and (_SCHOOLS.fullmatch(near) or (_SCHOOLS.fullmatch(next_) and _KIND_OF_SCHOOL.fullmatch(near))):
            return set(range(at, at + (2 if _SCHOOLS.fullmatch(near) else 3)))
        if near in _AFTER_PLACE and word in _known_names():
            return {at, at + 1}
        bare = unknown or (at and words[at - 1] in {"at", "from", "in", "near", "on"} and word[:1].isupper())
        if bare and _LANDMARK.fullmatch(near) and word not in _OF_ALL_PLACES:
            return {at, at + 1}
        ends = near in _AFTER_PLACE and at and f"{words[at - 1]} {word}" in _known_names()
        return {at + 1} if ends else set()

    @staticmethod
    def _spelled_out(words: list[str], at: int) -> set[int]:
        """Return the places of the words before an acronym in parentheses that it stands for: Human Trafficking Reporting System (HTRS)."""
        letters = [c for c in words[at] if c.isupper()]
        places: list[int] = []
        if not _NAMED_ONCE.fullmatch(words[at - 1]):
            return set()
        for n in range(at - 1, -1, -1):
            if not letters:
                break
            if words[n][:1] == letters[-1]:
                letters.pop()
                places.append(n)
            elif words[n].casefold() not in _SMALL:
                return set()
        return set() if letters else set(places)

    @staticmethod
    def _name_before(words: list[str], spans: list[re.Match[str]], last: int) -> set[int]:
        """Return the places of a law's name that ends at `last`: from the article before it, else the words with a capital."""
        first = last
        while first and last - first < 9 and not re.search(r"[:;,.?!–—]$", spans[first - 1][0]):
            if words[first - 1].casefold() in {"the", "a", "an", "under", "its", "this"}:
                return set(range(first, last + 1)) if last > first else set()
            first -= 1
        if (
            not first
            and words[last] == "Act"
            and (spans[last][0] != "Act" or words[last + 1 :][:1] in ([], ["of"]))
        ):
            return set(range(last + 1))  # the title is the name of an act
        while first < last and not words[first][:1].isupper():
            first += 1
        near = last
        while near > first and words[near - 1][:1].isupper() and words[near - 1].casefold() not in _ENGLISH:
            near -= 1
        return set(range(near, last + 1)) if last - near > 1 else set()

    def _cased(self, token: str, *, opens: bool, before: str, may_be: bool) -> tuple[str, list[str]]:
        """Return a word of a title in sentence case, part by part, and its parts that might be names."""
        doubts: list[str] = []

        def part(found: re.Match[str]) -> str:
            word = found[0]
            # behind a small word it is the article, behind a noun a letter: and A New View, Influenza A
            if _ELECTRONIC.fullmatch(token[found.start() :]) and not opens:
                return "e"
            alone = token.strip(_BARE) == word or f"-{word}-" in token
            article = word == "A" and alone and (before[-1:] in ":-–" or before.casefold() in _ENGLISH)
            if not (article or (word[:1].isupper() and word[1:].islower())) or (
                opens and found.start() == start
            ):
                return word
            if before.casefold() in {"de", "van", "von"} and word in {"Den", "Der", "La", "Las", "Los"}:
                return word.lower()
            # a capital behind a small first part is meant: sub-Saharan; behind a dash a subtitle begins
            meant = token[start : found.start()].islower() and found.start() - start > len("p-")
            if (
                meant
                or token[: found.start()].endswith("—")
                or re.search(r"['’][A-Z]|^[A-Z]['’]", word)
                or (before[-1:].isdigit() and len(word) == 1)
            ):
                return word
            verdict = self._verdict(word)
            if verdict == "name":
                return word
            rest = re.match(r"[-–]([A-Z][a-z]{2,})", token[found.end() :])
            pair = rest and self._verdict(rest[1]) != "common" and not _is_term(rest[1], "")
            if not verdict or (may_be and found.start() == start) or (pair and len(word) > 2):
                doubts.append(word)
            # a word that no list has is a name, unless it ends as terms do
            term = verdict or word.split("'")[0] in _EITHER or _is_term(word, before)
            return word.lower() if term else word

        start = len(token) - len(token.lstrip(_BARE))
        if "." in token.strip(_BARE) or "@" in token or "://" in token:
            return token, []
        cased = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", part, token)
        if opens and start < len(cased) and cased[start].islower() and cased[start:].strip(_BARE).islower():
            cased = cased[:start] + cased[start].upper() + cased[start + 1 :]
        return cased, doubts


def _wholly_large(part: str) -> bool:
    """Return whether a main title of four words and more has no word in small letters but small ones, beside a subtitle in sentence case."""
    words = [word.strip(_BARE) for word in part.split()[1:]]
    found = [word for word in words if len(word) > 3 and word.casefold() not in _ENGLISH]
    return len(found) >= 4 and all(word.istitle() for word in found)


def in_headline_case(title: str, kept: Iterable[str] = ()) -> bool:
    """Return whether a title writes most of its words with a capital, not counting those that names have anyway.

    >>> in_headline_case("Raids and the Rights of Workers"), in_headline_case("Raids and the rights of workers in New York")
    (True, False)
    """
    for phrase in kept:
        title = title.replace(phrase, " ")
    large: list[bool] = []
    before = ":"
    for found in _TOKEN.finditer(title):
        word = found[0].strip(_BARE)
        counts = (
            len(word) > 2
            and word.casefold() not in _SMALL
            and word.casefold() not in _ENGLISH
            and not re.search(r"[:.?!–—]$", before)
        )
        before = found[0]
        if counts and word not in _known_names() and word.replace("-", "").isalpha() and (word.istitle() or word.islower()):
            large.append(word.istitle())
    # a title that begins with small words has a long name in it
    return any(large[:2]) and large.count(True) > large.count(False)
