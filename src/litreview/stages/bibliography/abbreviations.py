"""Formats names for legal citations: titles in headline case, initials, periodicals, bodies, parties and courts abbreviated.

The tables in `works` name their origin. The rules are those of The Indigo Book 2.0 (2022), tables T9, T11, T12 and T15. It is a
public-domain account of the system of The Bluebook's tables T6, T7, T10 and T13. Courts: rule 10.4, tables T1 and T7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from litreview.core.libraries import re
from litreview.core.sealed import NAME_WITHHELD
from litreview.stages.bibliography.capitals import out_of_capitals
from litreview.works import rows
from litreview.works.journals import names_table
from litreview.works.law import Case, letters, reporters

# The Indigo Book 2.0, rule on capitalization (The Bluebook, rule 8): articles, conjunctions, and prepositions of four letters or fewer;
# and the word between the parties of a case
_SMALL = frozenset([
    "a", "an", "the", "and", "but", "for", "nor", "or", "so", "yet", "as", "if", "than", "at", "by",
    "from", "in", "into", "of", "off", "on", "onto", "out", "over", "per", "to", "up", "upon", "via",
    "with", "v", "vs",
])  # fmt: skip
PREPOSITIONS = frozenset([
    "about", "above", "across", "after", "against", "along", "amid", "among", "around", "before", "behind", "below", "beneath", "beside",
    "between", "beyond", "despite", "down", "during", "except", "inside", "near", "outside", "past", "since", "through", "throughout", "toward",
    "towards", "under", "underneath", "until", "upon", "versus", "within", "without",
])  # fmt: skip
"""The longer ones, which Chicago (17th ed., 8.159) and MLA have small as well."""
NO_ADVERBS = frozenset(["against", "amid", "among", "between", "despite", "during", "through", "throughout", "toward", "towards", "upon", "within", "without"])  # fmt: skip
"""Those of them that are hardly ever anything else in a title, so small from any input."""
_PREFIXES = frozenset([
    "anti", "co", "counter", "de", "ex", "extra", "inter", "intra", "mid", "multi", "non", "over", "post",
    "pre", "pro", "re", "semi", "sub", "super", "trans", "un", "under",
])  # fmt: skip
# between two names they are part of a place or a person: Rio de Janeiro, Vincent van Gogh
_PARTICLES = frozenset([
    "al", "da", "das", "de", "del", "della", "der", "des", "di", "dos", "du", "el", "la",
    "las", "le", "les", "los", "van", "von", "y", "zu",
])  # fmt: skip
# a capital on these words is an error; other small words may be adverbs (Speak Up)
_ALWAYS_SMALL = frozenset(["a", "an", "the", "and", "but", "for", "nor", "or", "as", "at", "by", "from", "in", "into", "of", "on", "than", "to", "with"])  # fmt: skip
# "The" is part of these names; "A" of a part of something is a letter
_OWN_ARTICLE = re.compile(r"The\s+(?:Hague|Gambia|Bahamas|Bronx|Netherlands)\b")
_LETTERED = frozenset(["appendix", "class", "division", "exhibit", "grade", "group", "hepatitis", "part", "plan", "schedule", "section", "title", "type", "vitamin"])  # fmt: skip
_WORD = re.compile(rf"{re.escape(NAME_WITHHELD)}\S*|[^\s]+")
_ENDS = (":", ".", "?", "!", "–", "—")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]\.)+$|\b(?:vs?|Dr|St|No|Jr|Sr|Inc|Co|Corp|Ltd|Mr|Mrs|Ms|Comm|Subcomm)\.$"
)


def headline(title: str, small: frozenset[str] = frozenset(), lowered: frozenset[str] = frozenset()) -> str:
    """Return an English title in headline case: small words stay small, and words with a capital of their own are unchanged.

    `small`: further words that stay small where the title has them so. `lowered`: words that are small in any case.

    >>> headline("fighting fire with fire: the role of mTurk in a re-entry study")
    'Fighting Fire with Fire: The Role of mTurk in a Re-entry Study'
    >>> headline("technology-facilitated trafficking in Rio de Janeiro"), headline("The U.S. And International Response To Raids")
    ('Technology-Facilitated Trafficking in Rio de Janeiro', 'The U.S. and International Response to Raids')
    """
    found = list(_WORD.finditer(title))
    made, at = "", 0
    for place, word in enumerate(found):
        before = found[place - 1][0] if place else ""
        # a part by its number is no initial: Molecules: I. The Liquids
        numbered = re.fullmatch(r"[IVX]+\.", before) and (place == 1 or found[place - 2][0].endswith(_ENDS))
        begins = not before or numbered or (before.endswith(_ENDS) and not _ABBREVIATED.search(before))
        after = found[place + 1][0] if place + 1 < len(found) else ""
        made += title[at : word.start()]
        rest = title[word.start() :]
        ends = not after
        if (word[0] in small or word[0].casefold() in lowered) and not begins and not ends:
            made += word[0].lower()
        else:
            made += _cased(word[0], begins=bool(begins), before=before, after=after, rest=rest)
        at = word.end()
    return made + title[at:]


def _cased(word: str, *, begins: bool, before: str, after: str, rest: str) -> str:
    """Return a word of a title in headline case, given the words before and after it."""
    bare = word.strip("\"'“”‘’([{)]},;:.?!`")
    if not bare or not bare[0].isalpha() or "://" in word or "@" in word or rest.startswith(NAME_WITHHELD):
        return word
    if bare.istitle() and bare.lower() in _ALWAYS_SMALL and not begins and after:
        has_own_capital = _OWN_ARTICLE.match(rest) or word != bare or before.lower() in _LETTERED
        return word if has_own_capital else word.lower()
    if not _is_small(bare, begins=begins) or (bare in _SMALL and not begins):
        return _with_large_parts(word)
    if bare in _PARTICLES and before[:1].isupper() and after[:1].isupper():
        return word
    return word.replace(bare, "-".join(_parts(bare)), 1)


def _with_large_parts(word: str) -> str:
    """Return a word with the later parts of a compound large (Chicago 8.161, MLA 2.91): `Network-based`; not behind a prefix or a letter.

    >>> [_with_large_parts(word) for word in ("Network-based", "Re-entry", "E-mail", "State-of-the-Art", "Twenty-first,", "mTurk")]
    ['Network-Based', 'Re-entry', 'E-mail', 'State-of-the-Art', 'Twenty-First,', 'mTurk']
    """
    first, *rest = word.split("-")
    if (
        not rest
        or not re.fullmatch(r"\W*[A-Z][a-z]{2,}", first)
        or first.strip("\"'“‘([").lower() in _PREFIXES
    ):
        return word
    later = [
        part[:1].upper() + part[1:]
        if part[:1].islower() and part.strip(_STOPS) not in _SMALL and "'" not in part
        else part
        for part in rest
    ]
    return "-".join([first, *later])


_STOPS = ',;:.?!)]”’"'


def _is_small(word: str, *, begins: bool) -> bool:
    """Return whether a word has no capital; of a hyphenated one that begins a title, whether only its first letter is one."""
    return word.islower() or (begins and "-" in word and word[1:].islower())


def _parts(word: str) -> list[str]:
    """Return the parts of a hyphenated word, capitalised except small words and parts after a prefix."""
    first, *rest = word.split("-")
    later = [p if first.lower() in _PREFIXES or p in _SMALL else p[:1].upper() + p[1:] for p in rest]
    return [first[0].upper() + first[1:], *later]


def initials(name: str) -> str:
    """Return a name with its initials closed up and dotted.

    >>> initials("Jennifer A. L. Sheldon-Sherman"), initials("D DeHart")
    ('Jennifer A.L. Sheldon-Sherman', 'D. DeHart')
    """
    dotted = re.sub(r"\b([A-Z])(?=\s)", r"\1.", name)
    return re.sub(r"\b([A-Z]\.)\s+(?=[A-Z]\.)", r"\1", dotted)


_OMITTED = frozenset(["a", "at", "in", "of", "the"])
_LONGEST = 6
"""The most words that one name in the tables has."""


def _words(text: str, table: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Return the text in pieces, names as long as possible; the flag is True for an abbreviated piece."""

    def abbreviated(name: str) -> str:
        short = _short(name.strip(",;:."), table)
        return f"{short}," if short and name.endswith(",") else short

    return list(_pieces(text.split(), abbreviated))


def _pieces(words: Sequence[str], find: Callable[[str], str]) -> Iterator[tuple[str, bool]]:
    """Yield `(find(name), True)` for each name among the words, the longest first, and `(word, False)` for words in no name."""
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            if found := find(" ".join(words[at : at + length])):
                yield found, True
                at += length
                break
        else:
            yield words[at], False
            at += 1


def _short(name: str, table: Mapping[str, str]) -> str:
    """Return the abbreviation of a name, or of its singular plus s (`Servs.`, `Dep'ts`), `""` if it has none."""
    low = name.casefold().replace("’", "'")
    if low in table:
        return table[low]
    singular = f"{low[:-3]}y" if low.endswith("ies") else low[:-1]
    single = table.get(singular) if low.endswith("s") and len(low) > 4 else None
    if not single or " " in low:
        return ""
    return f"{single[:-1]}s." if single.endswith(".") else f"{single}s"


def abbreviate_journal(name: str) -> str:
    """Return a periodical's name as law reviews abbreviate it; a name already abbreviated stays.

    Small words and all text after a colon are dropped; a name of one word is unchanged. Single capitals close up (`J.L.`), but
    not with one that is part of an institution's name (`St. Louis U. L.J.`).

    >>> abbreviate_journal("Journal of Law and Economics"), abbreviate_journal("Saint Louis University Law Journal")
    ('J.L. & Econ.', 'St. Louis U. L.J.')
    >>> abbreviate_journal("North Carolina Law Review"), abbreviate_journal("The Guardian")
    ('N.C. L. Rev.', 'Guardian')
    >>> abbreviate_journal("J Crim Just"), abbreviate_journal("Ann Health Law")
    ('J. Crim. Just.', 'Annals Health L.')
    """
    name = full_journal(out_of_capitals(name))
    if re.search(r"\b\w+\.(?:\s|$)", name):
        return " ".join(_pointed(word) for word in name.split())
    return _abbreviated(name)


def _abbreviated(name: str) -> str:
    """Return a whole name of a periodical as `abbreviate_journal` does."""
    spelled_out = _spelled_out(headline(re.sub(r"\s*:.*", "", name).replace(",", "")).split())
    phrases = names_table("institutions.csv", "places.csv")
    words = [word for word in _joined(spelled_out, phrases) if word.casefold() not in _OMITTED]
    if len(words) == 1 and words[0].casefold() not in phrases:
        return words[0]
    table = names_table("institutions.csv", "places.csv", "words.csv", "words-of-journals.csv")
    pieces: list[tuple[str, bool]] = []
    for place, word in enumerate(words):
        low = word.casefold()
        if place == 0 and low == "law":
            pieces.append((word, True))
            continue
        entity = low in phrases or low == "university"
        pieces.append((_short(word, table) or word, entity))
    return _close_up(pieces)


_KINDS_OF_JOURNALS = ("Law Review", "Law Journal", "Law Quarterly")


@lru_cache(maxsize=1)
def _full_names() -> Mapping[str, str]:
    """Return the names of journals of law by the letters of their abbreviations, `""` for letters that two share.

    A school's review is named after it, so the tables of institutions and places say what `NYUL Rev.` is.
    """
    found: dict[str, str] = {}
    # an institution before the state of its name: Michigan Law Review, not that of a University of Michigan
    schools = [
        name
        for table in ("institutions.csv", "places.csv")
        for name, *_ in rows(table)
        if not name.endswith("University")
    ]
    forms = ("{}", "{} University", "University of {}", "{} State")
    listed = [name for row in rows("law-journals.txt") for name in [", ".join(row)]]
    made = [
        f"{form.format(school)} {kind}" for form in forms for school in schools for kind in _KINDS_OF_JOURNALS
    ]
    for name in (*listed, *made):
        found.setdefault(letters(_abbreviated(name)), name)
    return found


def full_journal(name: str) -> str:
    """Return the whole name of a journal of law that is abbreviated as law reviews or Google Scholar do; any other name is unchanged.

    >>> full_journal("NYUL Rev."), full_journal("Harv. L. Rev."), full_journal("U. Pa. l. Rev."), full_journal("Nature")
    ('New York University Law Review', 'Harvard Law Review', 'University of Pennsylvania Law Review', 'Nature')
    """
    if not re.search(r"\.(?:\s|$)|\bL[JQ]\b|\bU?L (?:Rev|J|Q)\b", name):
        return name
    return _full_names().get(letters(name), name)


def _spelled_out(words: Sequence[str]) -> list[str]:
    """Return the words of a name, spelled out if a catalogue abbreviated them without points (`J Emerg Nurs`).

    Such a name has no small words. One abbreviated word is enough evidence, or two that are English words as well (`Just`).
    """
    cut = _cut_words()
    shown = sum(2 if cut[word.casefold()][1] else 1 for word in words if word.casefold() in cut)
    if shown < 2 or any(word.casefold() in {*_OMITTED, "and", "&"} for word in words):
        return list(words)
    return [cut.get(word.casefold(), (word, True))[0] for word in words]


def _pointed(word: str) -> str:
    """Return a word of an abbreviated name with its point, which exports drop at the end of a name (`J. Hum. Secur`)."""
    known = _cut_words().get(word.casefold())
    return f"{word}." if known and known[1] else word


@lru_cache(maxsize=1)
def _cut_words() -> Mapping[str, tuple[str, bool]]:
    """Return the table: abbreviated word -> the full word, and whether the abbreviated one is no English word."""
    return {
        cut.casefold(): (word, english != "word") for cut, word, english in rows("words-of-catalogues.csv")
    }


def _joined(words: Sequence[str], phrases: Mapping[str, str]) -> list[str]:
    """Return the words, with each name in the tables as one item."""

    def joined(name: str) -> str:
        known = " " in name and name.casefold().replace(" and ", " & ") in phrases
        return name.replace(" and ", " & ") if known else ""

    return [piece for piece, _ in _pieces(words, joined)]


def _close_up(pieces: Sequence[tuple[str, bool]]) -> str:
    """Join the pieces with spaces, except between single capitals outside of an institution's name."""
    text, before = "", False
    for piece, entity in pieces:
        single = bool(re.fullmatch(r"[A-Z]\.", piece)) and not entity
        text += piece if single and before else f" {piece}"
        before = single
    return text.strip()


def abbreviate_institution(name: str) -> str:
    """Return the name of a body with its common words and places abbreviated; a name of one word is unchanged.

    >>> abbreviate_institution("Congressional Research Service"), abbreviate_institution("US Department of Justice")
    ('Cong. Rsch. Serv.', "U.S. Dep't of Just.")
    """
    if len(name.split()) < 2:
        return name
    table = names_table("places.csv", "words.csv")
    short_name = " ".join(
        "Univ." if short == "U." else short for short, _ in _words(re.sub(r"\bUS\b", "U.S.", name), table)
    )
    return short_name.replace(" the ", " ") if short_name.startswith("Univ. of the ") else short_name


def abbreviate_code(place: str) -> str:
    """Return a place in a code with the name of the code abbreviated, any other text unchanged (rules 12.3, 12.9.2).

    >>> abbreviate_code("Seattle Municipal Code § 12A.10"), abbreviate_code("New York City Administrative Code § 1")
    ('Seattle Mun. Code § 12A.10', 'N.Y.C. Admin. Code § 1')
    """
    name, sign, section = place.partition(" §")
    short = abbreviate_institution(name).replace("N.Y. City", "N.Y.C.") if name.endswith(" Code") else name
    return f"{short}{sign}{section}"


def abbreviate_party(name: str) -> str:
    """Return the abbreviated name of a party to a case; the United States alone, and persons, are unchanged.

    >>> abbreviate_party("Agency for International Development"), abbreviate_party("United States")
    ("Agency for Int'l Dev.", 'United States')
    """
    return name if name.casefold() in names_table("places.csv", "words.csv") else abbreviate_institution(name)


_LONGEST_COURT = 200
"""Most letters of a court's name: longer texts are not parsed."""
_ORDINALS = {
    "first": "1st", "second": "2d", "third": "3d", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th",
    "ninth": "9th", "tenth": "10th", "eleventh": "11th", "federal": "Fed.", "district of columbia": "D.C.", "d.c.": "D.C.",
    "2nd": "2d", "3rd": "3d", "2d": "2d", "3d": "3d", "fed.": "Fed.",
} | {f"{number}{'st' if number in {1, 21} else 'th'}": f"{number}{'st' if number == 1 else 'th'}" for number in (1, 4, 5, 6, 7, 8, 9, 10, 11)}  # fmt: skip
_FEDERAL = r"(?:(?:U\.?\s?S\.?|United States|Federal)\s+)?"
_CIRCUIT = re.compile(
    rf"(?:{_FEDERAL}Court of Appeals,?(?: for)?(?: the)? )?(?P<number>[\w. ]+?) Cir(?:cuit|\.)(?: Court of Appeals)?", re.IGNORECASE
)  # fmt: skip
_PART = r"(?P<part>Northern|Southern|Eastern|Western|Central|Middle|N|S|E|W|C|M)"
_DISTRICT = re.compile(
    rf"(?:{_FEDERAL}District Court,?(?: for)?(?: the)? )?(?:{_PART}\.? ?D(?:istrict|\.)|D(?:istrict|\.))(?: of)?(?: the)? ?(?P<state>[A-Z].+)"
)
_SUPREME = re.compile(rf"(?:(?:U\.?\s?S\.?|United States) Supreme Court|Supreme Court of the (?:U\.?\s?S\.?|United States)|{_FEDERAL[:-1]}Supreme Court)", re.IGNORECASE)  # fmt: skip
# the name of a state's court, and its abbreviation after the state; "" for the highest court
_OF_STATES: tuple[tuple[str, str], ...] = (
    ("Supreme Judicial Court", ""),
    ("Supreme Court", ""),
    ("District Court of Appeal", "Dist. Ct. App."),
    ("Court of Criminal Appeals", "Crim. App."),
    ("Intermediate Court of Appeals", "Ct. App."),
    ("Court of Appeals", "Ct. App."),
    ("Court of Appeal", "Ct. App."),
    ("Appellate Court", "App. Ct."),
    ("Appeals Court", "App. Ct."),
    ("Superior Court", "Super. Ct."),
    ("Circuit Court", "Cir. Ct."),
    ("District Court", "Dist. Ct."),
)
# jurisdictions whose highest court is not called supreme, or whose supreme court is not the highest
_CALLED_OTHERWISE = {
    "Court of Appeals of New York": "N.Y.", "Supreme Court of New York": "N.Y. Sup. Ct.",
    "Supreme Court of the State of New York": "N.Y. Sup. Ct.", "Court of Appeals of Maryland": "Md.",
    "Court of Appeals of the District of Columbia": "D.C.", "Court of Appeals of District of Columbia": "D.C.",
}  # fmt: skip


# states that have no abbreviation
_WHOLE = frozenset(["alaska", "hawaii", "idaho", "iowa", "maine", "ohio", "utah"])


def _is_state(name: str) -> bool:
    name = re.sub(r"^(?:the )?(?:State|Commonwealth) of ", "", name.strip(), flags=re.IGNORECASE).casefold()
    return name in _WHOLE or name in names_table("places.csv") or name.endswith("columbia")


def _state(name: str) -> str:
    table = names_table("places.csv")
    name = re.sub(r"^(?:the )?(?:State|Commonwealth) of ", "", name.strip(), flags=re.IGNORECASE)
    return (
        "D.C."
        if name.casefold() in {"columbia", "district of columbia", "the district of columbia"}
        else table.get(name.casefold(), name)
    )


def _supreme(name: str) -> str | None:
    """Return `""` for the Supreme Court of the United States, since its reporter names it; else None."""
    return "" if _SUPREME.fullmatch(name) else None


def _circuit(name: str) -> str | None:
    found = _CIRCUIT.fullmatch(name)
    number = _ORDINALS.get(found["number"].casefold().strip()) if found else None
    return f"{number} Cir." if number else None


def _district(name: str) -> str | None:
    found = _DISTRICT.fullmatch(name)
    if not found or re.search(r"\bC(?:our)?t\b", found["state"]):
        return None
    state = _state(found["state"])
    part = f"{found['part'][0].upper()}." if found["part"] else ""
    # single capitals close up (rule 6.1(a)): S.D.N.Y., N.D.W. Va., but N.D. Cal.
    return f"{part}D.{state}" if re.match(r"[A-Z]\.(?:[A-Z]\.|\s|$)", state) else f"{part}D. {state}"


def _part_last(name: str) -> str | None:
    """Return a federal district written with its state first: `United States District Court, Oklahoma Eastern`, `…, Nebraska`."""
    found = re.fullmatch(rf"{_FEDERAL}District Court,? (?P<state>[A-Z].+?)(?: {_PART})?", name)
    if not found or not _is_state(found["state"]):
        return None
    return _district(f"{found['part'] + ' ' if found['part'] else ''}District of {found['state']}")


def _of_state(name: str) -> str | None:
    """Return a state court, for either order of its words (`Supreme Court of Ohio`, `Ohio Supreme Court`)."""
    for court, short in _OF_STATES:
        if found := re.fullmatch(rf"{court} (?:of|for) (.+)|(.+?) {court}", name, re.IGNORECASE):
            place = (found[1] or found[2]).strip()
            state = _state(place)
            special = _CALLED_OTHERWISE.get(f"{court} of {place}")
            if special or _is_state(place):
                return special or f"{state} {short}".strip()
    return None


_READERS: tuple[Callable[[str], str | None], ...] = (_supreme, _circuit, _part_last, _of_state, _district)


def abbreviate_court(name: str) -> str:
    """Return the court abbreviated for its place before the year, `""` for the Supreme Court of the United States.

    Circuits are named by number, federal districts by part and state, a state's highest court by the state
    alone. Other names are unchanged.

    >>> abbreviate_court("United States Court of Appeals for the Eighth Circuit"), abbreviate_court("2nd Cir.")
    ('8th Cir.', '2d Cir.')
    >>> abbreviate_court("U.S. District Court, Southern District of New York"), abbreviate_court("U.S. District Court, District of South Dakota")
    ('S.D.N.Y.', 'D.S.D.')
    >>> abbreviate_court("Texas Supreme Court"), abbreviate_court("Court of Appeals of Ohio"), abbreviate_court("S. D. Cal.")
    ('Tex.', 'Ohio Ct. App.', 'S.D. Cal.')
    """
    name, filed = re.subn(r"\s*\bfiled$", "", " ".join(name.split()))
    if len(name) > _LONGEST_COURT:
        return name
    made = next((found for read in _READERS if (found := read(name)) is not None), name)
    return f"{made} filed" if filed else made


_DATABASES = ("WL", "LX")


def is_reported(case: Case) -> bool:
    """Return whether a decision is in a reporter, and not only in a database."""
    return bool(case.reporter) and case.reporter not in _DATABASES and not case.reporter.endswith("LEXIS")


def court_of(case: Case) -> str:
    """Return the court as it stands before the year: nothing that the reporter says already (rule 10.4).

    >>> court_of(Case(name="A v. B", reporter="F.3d", court="United States Court of Appeals for the Eighth Circuit"))
    '8th Cir.'
    >>> court_of(Case(name="A v. B", reporter="U.S.", court="Supreme Court of the United States"))
    ''
    """
    of = reporters().get(letters(case.reporter), ("", ""))[1]
    if of == "us":
        return ""
    court = abbreviate_court(case.court)
    return court.removeprefix(of).strip() if of else court
