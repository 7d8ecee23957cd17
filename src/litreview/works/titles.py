"""Compares titles: equal, different only in spelling, one continued by the other, or different in meaning.

A high similarity does not make two titles the same: "… in men" and "… in women", "part I" and "part II" differ in very few
letters. So the words that differ are compared one by one. No dictionary is used, so that a verdict depends only on the two records, and only
slips of the pen that seldom make another word are accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from html import unescape
from itertools import pairwise

from rapidfuzz.distance import OSA

from litreview.core.libraries import re
from litreview.core.text.encodings import without_spaced_mojibake
from litreview.core.text.person_names import folded_words

NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3", "fourth": "4", "4th": "4",
    "fifth": "5", "5th": "5", "sixth": "6", "6th": "6", "seventh": "7", "7th": "7", "eighth": "8", "8th": "8",
    "ninth": "9", "9th": "9", "tenth": "10", "10th": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "eleventh": "11", "twelfth": "12",
    "thirteenth": "13", "fourteenth": "14", "fifteenth": "15", "sixteenth": "16", "seventeenth": "17", "eighteenth": "18",
    "nineteenth": "19", "twentieth": "20", "thirtieth": "30", "fortieth": "40", "fiftieth": "50",
}  # fmt: skip

# words whose difference is small in letters and large in meaning
_OPPOSITES = (
    ("hyper", "hypo"), ("inter", "intra"), ("pre", "post"), ("pre", "peri"), ("peri", "post"), ("male", "female"),
    ("males", "females"), ("men", "women"), ("mono", "poly"), ("with", "without"), ("endo", "exo"), ("ante", "retro"),
    ("macro", "micro"), ("over", "under"), ("ab", "ad"), ("af", "ef"), ("in", "ex"), ("internal", "external"),
    ("systolic", "diastolic"), ("anterior", "posterior"), ("increase", "decrease"), ("increased", "decreased"),
    ("supra", "infra"), ("sub", "super"), ("homo", "hetero"), ("uni", "bi"), ("uni", "multi"), ("pro", "anti"),
    ("majority", "minority"), ("legal", "illegal"), ("maternal", "paternal"), ("state", "estate"), ("able", "unable"),
    ("immigra", "emigra"), ("di", "tri"), ("mono", "di"), ("tri", "tetra"), ("eth", "meth"), ("pro", "per"),
    ("insulin", "inulin"), ("prostitut", "prosecut"), ("ortho", "para"),
    ("sexual", "asexual"), ("typical", "atypical"), ("national", "international"), ("national", "rational"),
    ("acute", "chronic"), ("early", "late"), ("short", "long"), ("child", "adult"), ("children", "adults"), ("prospective", "retrospective"),
    ("upper", "lower"), ("left", "right"), ("urban", "rural"), ("high", "low"), ("positive", "negative"), ("mother", "father"),
)  # fmt: skip

_PREFIXES = ("un", "non", "in", "a", "dis", "im", "ir", "re", "nor", "de", "co", "pre", "e", "p", "m")


def same_word(a: str, b: str) -> bool:
    """Return whether two words are the same except for a slip of the pen, a plural, or a damaged letter.

    >>> same_word("traficking", "trafficking"), same_word("nitrate", "nitrite"), same_word("prosecution", "persecution")
    (True, False, False)
    """
    if a.isdecimal() or b.isdecimal():
        return NUMBER_WORDS.get(a, a) == NUMBER_WORDS.get(b, b)
    # few pairs of words are similar, so the check for opposites comes last
    return (_plural(a, b) or _plural(b, a) or _slip(a, b)) and not _opposite(a, b)


def _plural(one: str, many: str) -> bool:
    """Return whether a word is another with the ending of a plural: "view", "views"; "query", "queries"."""
    return many == f"{one}s" or (len(one) >= _LONG_WORD and one[-1] == "y" and many == f"{one[:-1]}ies")


_LONG_WORD = 5


_ENDINGS = frozenset(
    [
        "",
        "s",
        "es",
        "y",
        "ies",
        "e",
        "ed",
        "d",
        "ing",
        "ion",
        "ions",
        "ation",
        "ations",
        "ate",
        "ates",
        "ated",
        "ating",
        "ive",
        "ible",
        "able",
    ]
)


def misspelt(a: str, b: str) -> bool:
    """Return whether two titles differ in slips alone: endings, a letter of a long word, and spaces between words with few letters lost there.

    >>> misspelt("an experiment on harbors", "an emperiment on harbors"), misspelt("adduction of harbors", "abduction of harbors")
    (True, False)
    >>> misspelt("queries with aggregation", "queries with aggregates"), misspelt("nitrates in wells", "nitrites in wells")
    (True, False)
    >>> misspelt("tides in semistructured databases", "tides insemistructureddatabase"), misspelt("fish and stroke", "meat and stroke")
    (True, False)
    """
    return all(_slips(one, other) for one, other in _differing(a, b))


def lacks_words(a: str, b: str) -> bool:
    """Return whether one of two titles lacks words of the other, which is otherwise the same but for slips; words that say "not" make another title.

    >>> lacks_words("information dissemination", "information system dissemination"), lacks_words("harbors for men", "harbors for women")
    (True, False)
    """
    stretches = list(_differing(a, b))
    lost = [one or other for one, other in stretches if not (one and other)]
    one_side = len({bool(one) for one, other in stretches if not (one and other)}) == 1
    return (
        one_side
        and all(
            _slips(one, other) if one and other else _NEGATIONS.isdisjoint(one or other)
            for one, other in stretches
        )
        and bool(lost)
    )


_NEGATIONS = frozenset(["not", "no", "non", "without", "never"])


def opposed(a: str, b: str) -> bool:
    """Return whether two titles differ as those of two works do: in opposites, prepositions, the order of words, or words with a few letters in common.

    >>> opposed("acute pain in harbors", "chronic pain in harbors"), opposed("ways to harbors", "ways from harbors")
    (True, True)
    >>> opposed("prednisone in harbors", "prednisolone in harbors"), opposed("tides of harbors", "winds of harbors")
    (True, False)
    """
    one, other = a.split(), b.split()
    only_a, only_b = _only(one, other), _only(other, one)
    if not (only_a or only_b) or (_PREPOSITIONS.intersection(only_a) and _PREPOSITIONS.intersection(only_b)):
        return True
    return any(_confusable(x, y) for x in only_a for y in only_b)


def _confusable(a: str, b: str) -> bool:
    """Return whether two words are opposites, or so alike that one could be a slip for the other, and none that is known as a slip."""
    if _are_opposites(a, b):
        return True
    near = min(len(a), len(b)) >= _LONG_WORD and OSA.distance(a, b, score_cutoff=2) <= _TWO_LETTERS
    return near and not _slips([a], [b])


_TWO_LETTERS = 2


def _differing(a: str, b: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words of two titles where these differ; one of the two lists may be empty."""
    one, two = a.split(), b.split()
    for kind, i, j, k, m in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind != "equal":
            yield one[i:j], two[k:m]


def _slips(words: list[str], others: list[str]) -> bool:
    """Return whether words are others with slips, or with spaces lost between them."""
    if len(words) == len(others):
        return all(
            x == y or _is_inflection(x, y) or _one_letter(x, y) or same_word(x, y)
            for x, y in zip(words, others, strict=True)
        )
    one, other = "".join(words), "".join(others)
    if min(len(one), len(other)) < _LONG_SLIP or not (one + other).isalpha():
        return one == other
    most = min(_MOST_SLIPS, min(len(one), len(other)) // _LETTERS_OF_A_SLIP)
    return OSA.distance(one, other, score_cutoff=most) <= most


_LETTERS_OF_A_SLIP = 4
_MOST_SLIPS = 3


def _one_letter(a: str, b: str) -> bool:
    long = min(len(a), len(b)) >= _LONG_SLIP and a.isalpha() and b.isalpha() and a[0] == b[0]
    return long and OSA.distance(a, b, score_cutoff=1) == 1 and not _chemical(a, b) and not _opposite(a, b)


_LONG_SLIP = 9


def _is_inflection(a: str, b: str) -> bool:
    stem = _shared_letters(a, b)
    # "relation", "related": the e is common to the stem and to no ending
    return stem >= _LONG_WORD and a[stem:] in _ENDINGS and b[stem:] in _ENDINGS and not _chemical(a, b)


def without_ligature(a: str, b: str) -> bool:
    """Return whether one text is the other without one of the letters that are printed as one sign, which programs lose.

    >>> without_ligature("ecient", "efficient"), without_ligature("nding", "finding"), without_ligature("rent", "current")
    (True, True, False)
    """
    short, long = sorted((a, b), key=len)
    start = _shared_letters(short, long)
    lost = len(long) - len(short)
    # "ecient": the letters before the sign and behind it are those of the word, wherever it began
    return any(
        long[at : at + lost] in _LIGATURES and long[at + lost :] == short[at:]
        for at in range(max(0, start - lost), start + 1)
    )


def _shared_letters(a: str, b: str) -> int:
    """Return how many letters two texts have in common at their beginning."""
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


_LIGATURES = frozenset(["ff", "fi", "fl", "ffi", "ffl"])


_FIGURES = re.compile(r"\d")


def _slip(a: str, b: str) -> bool:
    """Return whether one word may be the other with a slip of the pen; another figure is none: "complementary1", "complementary2"."""
    if not (a.isalpha() or b.isalpha()) and _FIGURES.findall(a) != _FIGURES.findall(b):
        return False
    shorter, longer = sorted((a, b), key=len)
    distance = OSA.distance(a, b, score_cutoff=3)
    if len(shorter) < 5 or distance > 3 or _chemical(a, b):
        return False
    if distance > 1 and without_ligature(a, b):
        return True
    if distance > 2:
        return False
    # a letter lost, doubled or swapped with its neighbour makes no other word as a rule; another letter in its place often does
    # ("nitrite", "nitrate"; "employer", "employee"), and two others nearly always ("prosecution", "persecution"), unless the word is very long
    if distance == 1 and (len(longer) != len(shorter) or sorted(a) == sorted(b)):
        return a[0] == b[0]
    if len(shorter) >= 8 and longer in (f"{shorter}al", f"{shorter}ly"):
        # "neurologic", "neurological"; two letters lost within a word make another: "prednisone", "prednisolone"
        return True
    return a[0] == b[0] and len(shorter) >= 13


_CHEMICAL = re.compile(r"^(.{3,}?)(ates?|ites?|ides?|ines?|anes?|enes?|ynes?|ones?|ols?|ases?|oses?|ans?)$")


def _chemical(a: str, b: str) -> bool:
    """Return whether two words differ in the ending of a chemical name: "nitrate", "nitrite"; "chlorine", "chloride"."""
    first, second = _CHEMICAL.match(a), _CHEMICAL.match(b)
    return bool(first and second and first.group(1) == second.group(1))


def _opposite(a: str, b: str) -> bool:
    """Return whether two words differ in a prefix or word that changes the meaning."""
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return _are_opposites(a, b) or any(longer == prefix + shorter for prefix in _PREFIXES)


def _are_opposites(a: str, b: str) -> bool:
    return any(
        x.startswith(one) and y.startswith(other) and x[len(one) :] == y[len(other) :]
        for one, other in _OPPOSITES
        for x, y in ((a, b), (b, a))
    )


class TitleChange(Enum):
    """The difference between two titles, from least to most."""

    EQUAL = "the same title"
    SPELLING = "the same title but for spelling"
    BESIDE = "the same title but for what was printed beside it"
    CUT = "the same title, one of them cut off"
    ADDED = "one title continues the other"
    NUMBER = "the titles differ in a number"
    WORDS = "the titles differ in words that matter"
    OTHER = "different titles"
    ABSENT = "a title is missing"


ONE_TITLE = frozenset([TitleChange.EQUAL, TitleChange.SPELLING, TitleChange.BESIDE, TitleChange.CUT])
"""Differences between two spellings of one title."""


_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "delta", "Ω": "omega",
}  # fmt: skip
_GREEK_LETTER = re.compile("(?<![\u0370-\u03ff])[" + "".join(_GREEK) + "](?![\u0370-\u03ff])")

_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20",
}  # fmt: skip

# "XVIe siècle"; "vie" is a word
_ROMAN |= {f"{figures}e": number for figures, number in _ROMAN.items() if figures != "vi"}

# a single letter is a number only after a word that counts: "part I", but not "vitamin C" or "World War I … V"
_COUNTED = re.compile(
    r"\b(part|pt|volume|vol|phase|chapter|study|paper|section|stage|type|book|series|title|grade|class|report|war|appendix)"
    r" (i|v|x|[a-h])\b"
)
COUNTING = frozenset(
    ["part", "pt", "volume", "vol", "phase", "chapter", "study", "paper", "section", "stage", "type", "book", "series", "title", "grade",
     "class", "report", "war", "appendix"]
)  # fmt: skip
"""Words after which a number is that of a part."""
_BEFORE_LETTER = frozenset(
    ["part", "pt", "volume", "vol", "phase", "appendix", "section", "study", "paper", "series", "grade", "class", "type", "hepatitis",
     "vitamin", "schedule", "title", "form"]
)  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "first": 1, "second": 2, "third": 3,
    "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
# "twenty-first century"
_IN_TENS = re.compile(rf"\b({'|'.join(_TENS)})(?: ({'|'.join(_UNITS)}))?\b")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|re|eme|ieme)([a-z]{4,})?")
# "1914-18"
_CENTURIES = ("19", "18", "20", "17", "16")
_YEARS = re.compile(r"\b(1[6-9]|20)(\d\d) (\d\d)\b")
_SINGLE = {"i": "1", "v": "5", "x": "10"}
# the last three letters of `_LANGUAGES`, and of "German, English abstract"
_OF_LANGUAGE = frozenset(
    ["ese", "ian", "ish", "nch", "man", "tch", "ech", "eek", "bic", "rew", "ean", "vak", "act"]
)

# small words that a title may have or lack; without "not" and "no", which change its meaning (fewer than ISO 4 drops from journals' names)
_STOP = frozenset(
    ["a", "an", "the", "and", "of", "in", "on", "for", "to", "with", "by", "from", "at", "as", "is", "are", "its", "their", "into", "or",
     "et", "al", "de", "la", "le", "les", "der", "die", "das", "und"]
)  # fmt: skip

# one in place of another changes the meaning; leaving one out does not
_PREPOSITIONS = frozenset(
    ["of", "in", "on", "for", "to", "with", "by", "from", "at", "as", "into", "before", "after", "during", "without", "within", "under", "over", "between", "among", "against", "through"]
)  # fmt: skip

# a title that ends on one of these was cut off
_GOES_ON = frozenset(["a", "an", "the", "and", "of", "for", "in", "with", "from", "or", "de", "et", "und"])

# American for British spelling, in words of some length only
_SPELLING = (
    (re.compile(r"(?<=[a-z]{3})our(?=\b|[sae])"), "or"),
    (re.compile(r"(?<=[a-z]{2})ae(?=[a-z])|\bae(?=[a-z]{4})"), "e"),
    (re.compile(r"(?<=[a-z])oe(?=[a-z])|\boe(?=[a-z]{4})"), "e"),
    (re.compile(r"(?<=[a-z]{3})is(?=e[sdr]?\b|ing\b|ations?\b)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=e[sdr]?\b|ing\b)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})tre(?=s?\b)"), "ter"),
    (re.compile(r"(?<=[a-z]{2})ll(?=ed\b|ing\b)"), "l"),
)
_MAY_BE_BRITISH = re.compile(r"our|ae|oe|is[ei]|isat|ys[ei]|tre|ll[ei]")

_TRANSLATION = re.compile(r"\s*\[([^\[\]]{15,})\]\s*\.?\s*$")
_WHOLLY_BRACKETED = re.compile(r"^\s*\[(.+)\]\s*\.?\s*$", re.DOTALL)
# remarks that databases append to a title, in brackets or without: they describe the record, not the work
_APPENDED = re.compile(
    r"(?: (?:review|meta analysis|research|erratum|comment|corrected|abstract|provisional abstract|structured abstract"
    r"|article in [a-z]+|in process citation))?"
    r"(?: \d+ refs?(?:erences)?| provisional abstract| structured abstract| abstract no [a-z]?\d+| see comments?| includes discussion| electronic resource)$"
    # "- group of 14 »": how Google Scholar counted the versions of a work
    r"| group of \d+ raquo$"
    r"| (?:published )?(?:erratum|correction|retraction|comment|update) (?:appears |published )?in (?:the )?[a-z].*$"
)
_LANGUAGES = (
    "arabic|bulgarian|chinese|croatian|czech|danish|dutch|english|finnish|french|german|greek|hebrew|hungarian|italian|japanese"
    "|korean|norwegian|persian|polish|portuguese|romanian|russian|serbian|slovak|slovenian|spanish|swedish|turkish|ukrainian"
)
# the language of the text as a sentence of its own, after which the original title may follow on a line of its own
_LANGUAGE = re.compile(
    rf"(?:(?<=[.?!])\s+|\s*(?:\[(?:article )?(?:in )?|\((?:article )?in ))(?:{_LANGUAGES})(?:, english abstract)?[\])]?\.?\s*(?:\n.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED_NOTE = re.compile(
    r"\s*[\[(] ?(?:tutorial|panel(?: (?:session|discussion|summary))?|demo(?:nstration)?(?: (?:description|paper|session|proposal))?|keynote(?: (?:address|talk|speech))?"
    r"|invited (?:talk|paper|lecture|address)|industrial (?:session|paper|track)|extended abstract|abstract only|review|abstract|letter|comment|article|corrected|meta-analysis|research|conference abstract|see comments?|editorial"
    r"|(?:published )?erratum (?:(?:appears |published )?in\b|published)[^\])]*|comment in[^\])]*|\d+ refs?|[jcmdr](?= ?\])) ?[\])]\.?(?=\s*(?:$|[\[(:]))",
    re.IGNORECASE,
)
_HEADING_WITHIN = re.compile(r"[)\]] ?:")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")
# raised and lowered figures as MEDLINE writes them: "(sup 99m)Tc"
_RAISED = re.compile(r" (?:sup|inf)(?= )")
# each of these remarks has one of these words
_IN_APPENDED = frozenset(
    ["ref", "refs", "references", "abstract", "comment", "comments", "discussion", "resource", "erratum", "correction", "retraction", "update", "raquo"]
)  # fmt: skip


def comparison_title(title: str) -> str:
    """Return a title in the form for comparison: folded, in American spelling, Greek letters and numbers in one form.

    >>> comparison_title("Behaviour of β-catenin, Part II & III")
    'behavior of beta catenin part 2 3'
    >>> comparison_title("[Traite des êtres humains]")
    'traite des etres humains'
    >>> comparison_title("The twenty-first century and the Great War, 1914-18") == comparison_title("The 21st century and the Great War 1914-1918")
    True
    """
    return title_words(title).removeprefix("the ").removeprefix("a ").removeprefix("an ")


def title_words(title: str) -> str:
    """Return a title, or a part of one, in the form for comparison, including the article at its beginning."""
    title = _bare(title)
    if not title.isascii():
        title = _GREEK_LETTER.sub(lambda m: f" {_GREEK[m.group()]} ", title)
    words = list(map(in_one_spelling, folded_words(title)))
    text = " ".join(words)
    text = without_appended(text, words)
    if " sup " in text or " inf " in text:
        text = _RAISED.sub("", text)
    if any(map(text.__contains__, _CENTURIES)):
        text = _YEARS.sub(_completed, text)
    if " and " in text:
        text = text.replace(" and ", " ")
    if not _TENS.keys().isdisjoint(words):
        text = _IN_TENS.sub(lambda m: str(_TENS[m.group(1)] + _UNITS.get(m.group(2) or "", 0)), text)
    if not COUNTING.isdisjoint(words):
        text = _COUNTED.sub(lambda m: f"{m.group(1)} {_SINGLE.get(m.group(2), m.group(2))}", text)
    return text


def without_appended(text: str, words: list[str]) -> str:
    """Return a folded title without remarks that databases append: "… review 24 refs"; `words` are its words."""
    return text if _IN_APPENDED.isdisjoint(words) else _APPENDED.sub("", text)


def _bare(title: str) -> str:
    """Return a title without markup, and without appended notes, language or translation."""
    title = without_spaced_mojibake(title)
    if "&" in title:
        title = unescape(title)
    if "<" in title:
        title = _TAG.sub("", title)
    if title.endswith((")", "]", ").", "].")) or _HEADING_WITHIN.search(title):
        title = _BRACKETED_NOTE.sub("", title)
    if "\n" in title or title.rstrip(" .)]")[-3:].lower() in _OF_LANGUAGE:
        title = _LANGUAGE.sub("", title)
    if "[" in title:
        whole = _WHOLLY_BRACKETED.match(title)
        title = whole.group(1) if whole else _split_translation(title)
    return title


@lru_cache(maxsize=1 << 16)
def in_one_spelling(word: str) -> str:
    """Return a folded word in American spelling, or a Roman number in digits. Results are cached, since words recur."""
    if _MAY_BE_BRITISH.search(word):
        for pattern, replacement in _SPELLING:
            word = pattern.sub(replacement, word)
    if word[0].isdecimal() and (figures := _ORDINAL.fullmatch(word)):
        return figures.group(1) + (figures.group(2) or "")
    return _ROMAN.get(word, word)


def _split_translation(title: str) -> str:
    """Return a title without a translation in brackets at its end.

    A bracket many times as long as the text before it is no translation of that: the text is a section or running head
    before "[Title that was translated]".
    """
    match = _TRANSLATION.search(title)
    if not match or match.start() < 15:
        return title
    short = title.isascii() and 2 * match.start() < len(match[1])
    return title if short else title[: match.start()]


def _completed(match: re.Match[str]) -> str:
    century, first, last = match.groups()
    return f"{century}{first} {century}{last}" if last > first else match.group()


def numbers_of(words: list[str]) -> list[str]:
    """Return the numbers of a title in digits, sorted: `ii`, `second` and `2` are the same number."""
    digits = [NUMBER_WORDS.get(word, word) for word in words]
    return sorted([word.lstrip("0") or "0" for word in digits if word.isdecimal()])


def _counts_parts(words: list[str]) -> list[str]:
    return [
        word
        for before, word in pairwise(words)
        if len(word) == 1 and before in _BEFORE_LETTER and word.isalpha()
    ]


def compare_titles(a: str, b: str, score: float) -> TitleChange:
    """Return the difference between two comparison titles; `score` is their similarity, 0..1.

    >>> compare_titles("sex trafficking of men", "sex trafficking of women", 0.95)
    <TitleChange.WORDS: 'the titles differ in words that matter'>
    >>> compare_titles("domestic minor trafficking", "domestic minor traficking", 0.98)
    <TitleChange.SPELLING: 'the same title but for spelling'>
    """
    if not a or not b:
        return TitleChange.ABSENT
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return TitleChange.EQUAL
    words_a, words_b = a.split(), b.split()
    # among titles of equally many words, the one with the shorter last word is the shorter
    short, long = sorted((words_a, words_b), key=lambda words: (len(words), len(words[-1])))
    continues = _continues(short, long)
    if not continues and score < 0.5:
        return TitleChange.OTHER
    if continues:
        return _continuation(short, long)
    if len(short) >= 4 and long[-len(short) :] == short:
        # a section's name comes before the title: "Invited Article: …", "SIM Paper Competition: …"
        return TitleChange.NUMBER if numbers_of(long[: -len(short)]) else TitleChange.ADDED
    only_a, only_b = _only(words_a, words_b), _only(words_b, words_a)
    if numbers_of(only_a) != numbers_of(only_b) or _counts_parts(words_a) != _counts_parts(words_b):
        return TitleChange.NUMBER
    return _spelling_only(only_a, only_b, score)


def _continuation(short: list[str], long: list[str]) -> TitleChange:
    """Return the difference between a title and a longer one that begins with it."""
    tail = long[len(_without_stops(short)) :]
    if numbers_of(tail) or _counts_parts(long) != _counts_parts(short):
        return TitleChange.NUMBER
    if len(short) == len(long) and len(long[-1]) - len(short[-1]) > 1:
        # cut within a word, or another word: Niger and Nigeria
        return TitleChange.ADDED
    if _STOP.issuperset(tail):
        return TitleChange.SPELLING
    if len(short) > 5 and short[-1] in _GOES_ON and (len(short) < len(long) or short[-1] != "a"):
        # but "hemophilia A" and "hemophilia B"
        return TitleChange.CUT
    # a single word is a title if it is long ("Datafication: …")
    return TitleChange.ADDED if len(short) >= 2 or len(short[0]) > 5 else TitleChange.WORDS


def _only(words: list[str], others: list[str]) -> list[str]:
    """Return the words that are in one title and not, or less often, in the other (a difference of Counters, in a fifth of the time)."""
    left: dict[str, int] = {}
    for word in words:
        left[word] = left.get(word, 0) + 1
    for word in others:
        if word in left:
            left[word] -= 1
    return [word for word, count in left.items() for _ in range(count)]


def _continues(short: list[str], long: list[str]) -> bool:
    """Return whether the longer title begins with the shorter one, whose last word may be cut; of equally many words, `short` has the shorter last one."""
    if len(short) == len(long) and short[-1] != long[-1] and len(short[-1]) == len(long[-1]) == 1:
        # "hemophilia A", "hemophilia B"
        return False
    short = _without_stops(short)
    if len(short) == len(long) or not short:
        return len(short) > 3 and short[:-1] == long[:-1] and long[-1].startswith(short[-1])
    return long[: len(short) - 1] == short[:-1] and (
        long[len(short) - 1] == short[-1] or (len(short) > 3 and long[len(short) - 1].startswith(short[-1]))
    )


def _without_stops(words: list[str]) -> list[str]:
    """Return the words of a title without stop words at its end."""
    while len(words) > 3 and words[-1] in _STOP:
        words = words[:-1]
    return words


def _spelling_only(only_a: list[str], only_b: list[str], score: float) -> TitleChange:
    """Return the difference between titles from their unshared words: spelling only, or other words."""
    apart = TitleChange.WORDS if score >= 0.75 else TitleChange.OTHER
    if not only_a and not only_b:
        # "Work interference with family", "Family interference with work": the same words in another order say something else
        return apart
    if _PREPOSITIONS.intersection(only_a) and _PREPOSITIONS.intersection(only_b):
        # "migration to Germany", "migration from Germany"
        return apart
    left = [word for word in only_a if word not in _STOP]
    right = [word for word in only_b if word not in _STOP]
    # the same letters in the same order, in other words
    if "".join(left) == "".join(right) or "".join(only_a) == "".join(only_b):
        return TitleChange.SPELLING
    return TitleChange.SPELLING if _spelled_alike(left, right) or _glued(only_a, only_b) else apart


def _glued(left: list[str], right: list[str]) -> bool:
    """Return whether words are others that a program joined, with "and" and few letters more or less: "contentsandstructuresintext"."""
    if max(map(len, left + right), default=0) < _GLUED_WORD or len(left) == len(right):
        return False
    one, other = "".join(left).replace("and", ""), "".join(right).replace("and", "")
    most = min(len(one), len(other)) // _LETTERS_OF_A_SLIP_IN_GLUED
    return OSA.distance(one, other, score_cutoff=most) <= most


_GLUED_WORD = 16
_LETTERS_OF_A_SLIP_IN_GLUED = 12


_LETTERS_OF_TWO = 7
"""Letters that a word written as two has more than."""


def _spelled_alike(left: list[str], right: list[str]) -> bool:
    """Return whether each word of one list is a word of the other with a slip; the rest may be one word written as two."""
    one_for_one = len(left) == len(right)
    unpaired: list[str] = []
    for word in left:
        best = min(right, key=lambda other: (OSA.distance(word, other), other), default="")
        if best and same_word(word, best):
            right.remove(best)
        elif one_for_one:
            # the other list has an unpaired word, too, so none was written as two
            return False
        else:
            unpaired.append(word)
    if len(unpaired) == len(right):
        return not unpaired
    rest_a, rest_b = "".join(unpaired), "".join(right)
    if max(len(rest_a), len(rest_b)) > _LETTERS_OF_TWO and without_ligature(rest_a, rest_b):
        return True
    return len(rest_a) > _LETTERS_OF_TWO and bool(rest_b) and OSA.distance(rest_a, rest_b) <= 1
