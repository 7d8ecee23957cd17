"""How well a reference fits a work: evidence in words, a confidence, and a verdict that abstains on conflict.

Weights are not fitted. Each rule says which independent facts agree (who, when, where, what), and a link needs facts that
rarely agree by chance: an author and a place (volume and page) in one year; or a title of four or more words with an author
or a year. A contradiction in a fact that rarely contradicts itself (another author, another journal) sends the pair to a
person, whatever else agrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from litreview.network.readings import VERSION_WORDS, Reading
from litreview.network.targets import Target, surname_keys

__all__ = ["Score", "abbreviates", "score", "shortens"]

Verdict = Literal["link", "ask", "no"]
Agreement = Literal["same", "unknown", "other"]
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "der",
        "des",
        "die",
        "el",
        "for",
        "fur",
        "in",
        "la",
        "le",
        "les",
        "of",
        "on",
        "the",
        "to",
        "und",
        "und",
        "y",
        "de",
        "et",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A verdict on a reference and a work; `reasons` says why in words."""

    verdict: Verdict
    confidence: float
    reasons: tuple[str, ...]


NO = Score(verdict="no", confidence=0.0, reasons=())


def abbreviates(short: str, long: str) -> bool:
    """Return whether a folded journal name may abbreviate another: its words, in order, shorten words of the other.

    The rule of ISO 4: words are cut or contracted, small words left out, the order kept.

    >>> abbreviates("eur j oper res", "european journal of operational research")
    True
    >>> abbreviates("j econ", "journal of criminology")
    False
    """
    if short == long:
        return True
    cut = [word for word in short.split() if word not in STOP]
    full = [word for word in long.split() if word not in STOP]
    if not cut or not full:
        return False
    if len(cut) == 1 and len(full) > 1 and cut[0] == "".join(word[0] for word in full):
        return True
    position = matched = 0
    for word in cut:
        while position < len(full) and not shortens(word, full[position]):
            position += 1
        if position == len(full):
            # databases tack place and section on: `BIOCHEMISTRY-US`, `J BIOMECH ENG-T ASME`
            return matched >= 2 or (matched == 1 and len(cut) == 2 and len(word) <= 3)
        matched += 1
        position += 1
    # at least the first word that says something is covered
    return shortens(cut[0], full[0]) or matched >= 2


def shortens(word: str, full: str) -> bool:
    """Return whether a word is cut or contracted from another: `intl`, `int` and `international`.

    >>> shortens("intl", "international"), shortens("econ", "criminology")
    (True, False)
    """
    if not full.startswith(word[0]):
        return False
    if full.startswith(word) or word.startswith(full):
        return True
    letters = iter(full)
    return all(letter in letters for letter in word)


def _container(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Agreement:
    if not reading.container or not target.containers:
        return "unknown"
    for name in target.containers:
        pair = (reading.container, name)
        known = cache.get(pair)
        if known is None:
            known = abbreviates(*pair) or abbreviates(name, reading.container)
            cache[pair] = known
        if known:
            return "same"
    return "other"


def _author(reading: Reading, target: Target) -> tuple[Agreement, float]:
    """Return whether the author agrees, and how surely: 1 surname and initial, .9 surname, .8 a later author or a misspelling."""
    from rapidfuzz import fuzz

    if not reading.surname:
        body = reading.body
        if not body:
            return "unknown", 0.0
        for name in target.bodies:
            if name == body or fuzz.token_set_ratio(name, body) >= 90:
                return "same", 0.9
        return "unknown", 0.0
    if not target.surnames:
        if not target.bodies:
            return "unknown", 0.0
        return (
            ("same", 0.8)
            if any(f" {reading.surname} " in f" {body} " for body in target.bodies)
            else ("unknown", 0.0)
        )
    mine = surname_keys(reading.surname)
    for position, name in enumerate(target.surnames):
        theirs = surname_keys(name)
        if mine[0] not in theirs and theirs[0] not in mine:
            continue
        letters = target.initials[position] if position < len(target.initials) else ""
        if reading.initial and letters and reading.initial != letters:
            # `Gomez-Ruiz JA` against `Antonio Gomez-Ruiz, Jose`; otherwise another person of that name
            return ("same", 0.8) if len(theirs) > 1 or len(mine) > 1 else ("other", 0.3)
        if position:
            return "same", 0.8
        return "same", 1.0 if reading.initial and letters else 0.9
    alike = fuzz.ratio(mine[0], surname_keys(target.surnames[0])[0])
    return ("same", 0.7) if alike >= 80 and len(mine[0]) >= 4 else ("other", 0.0)


def _same(a: str, b: str) -> Agreement:
    if not a or not b:
        return "unknown"
    return "same" if a == b else "other"


def _years_apart(reading: Reading, target: Target) -> int | None:
    return None if reading.year is None or target.year is None else abs(reading.year - target.year)


def score(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Score:
    """Return the verdict on a reference and a work."""
    return _by_title(reading, target, cache) if reading.title else _by_place(reading, target, cache)


def _by_place(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Score:
    """Judge a reference without a title (Web of Science): author, year, journal, volume, page."""
    apart = _years_apart(reading, target)
    if apart is None or apart > 2:
        return NO
    volume = _same(reading.volume, target.volume)
    page = _same(reading.page, target.page)
    if "same" not in (volume, page) and "unknown" not in (volume, page):
        return NO
    author, sure = _author(reading, target)
    where = _container(reading, target, cache)
    reasons = _reasons(author, sure, apart, where, volume, page, None)

    def give(verdict: Verdict, confidence: float) -> Score:
        return Score(verdict=verdict, confidence=confidence, reasons=reasons)

    placed = volume == page == "same"
    if reading.day and author == "same" and where == "same" and apart == 0:
        if target.dates:
            return give("link", 0.95) if reading.day in target.dates else NO
        return give("ask", 0.6)
    if reading.cut and author == "same" and apart == 0 and _is_cut(reading.cut, target.cut_title):
        return give("link", 0.93)
    if author == "other":
        return give("ask", 0.5) if placed and apart == 0 and where == "same" else NO
    if where == "other":
        if not (placed and apart == 0 and author == "same"):
            # a chapter: the series on one side, the book on the other. Without a volume it is no article of another
            # journal; then surname, initial, year and a page of two figures are enough
            if page != "same" or volume == "other" or sure < 1 or apart != 0:
                return NO
            return give("ask", 0.5) if reading.volume or len(reading.page) < 2 else give("link", 0.84)
        # proceedings have two names; surname, initial, year, volume and a page of three figures don't agree by chance
        return give("link", 0.88) if sure >= 1 and len(reading.page) >= 3 else give("ask", 0.55)
    if placed and apart == 0:
        if author == "same" and (where == "same" or sure >= 0.9):
            return give("link", 0.99 if where == "same" and sure >= 0.8 else 0.95)
        return give("link", 0.9) if where == "same" else give("ask", 0.5)
    if where != "same" or author != "same":
        return NO
    if placed:
        return give("link", 0.95) if apart == 1 and sure >= 0.8 else give("ask", 0.7)
    if apart <= 1 and sure >= 0.8 and page == "same":
        return give("link", 0.92 if apart == 0 else 0.88)
    if apart == 0 and sure >= 0.9 and volume == "same" and page == "unknown":
        return give("link", 0.9)
    if apart == 0 and sure >= 0.9 and not (reading.volume or reading.page or target.volume or target.page):
        # in press on both sides
        return give("link", 0.85)
    if apart <= 1 and sure >= 0.9 and page == "unknown" and volume == "unknown":
        return give("ask", 0.6)
    return NO


def _is_cut(cut: str, title: str) -> bool:
    return (
        len(cut.split()) >= 2
        and len(cut) >= 12
        and (title.startswith(cut) or cut.startswith(title))
        and bool(title)
    )


def _title(reading: Reading, target: Target) -> tuple[float, bool]:
    """Return how alike the titles are (0..1), and whether the reference's title holds much more than the work's."""
    from rapidfuzz import fuzz

    title = target.title
    if reading.title == reading.text and f" {title} " not in reading.padded:
        # nothing was told apart in the string: then only the whole title, letter for letter, is evidence
        return 0.0, False
    whole = fuzz.ratio(reading.title, title) / 100
    if whole >= 0.95:
        return whole, False
    longer = len(reading.title) > len(title) + 12
    if f" {title} " in reading.padded:
        return 1.0, longer and not reading.title.endswith(title)
    if target.words >= 4 and len(title) < len(reading.text):
        inside = fuzz.partial_ratio(title, reading.text, score_cutoff=88) / 100
        if inside:
            return max(whole, inside - 0.01), longer
    if (
        target.main_title
        and len(target.main_title.split()) >= 4
        and f" {target.main_title} " in reading.padded
    ):
        return max(whole, 0.9), False
    if len(reading.title.split()) >= 5 and title.startswith(reading.title + " "):
        return max(whole, 0.9), False
    # a translated title, `English [Original]`: the reference has one of the two
    if len(reading.title.split()) >= 5:
        inside = fuzz.partial_ratio(reading.title, title, score_cutoff=94) / 100
        return max(whole, inside - 0.1), False
    return whole, False


def _by_title(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Score:
    """Judge a reference that has a title: title, then author and year, then place."""
    if not target.title:
        return NO
    alike, longer = _title(reading, target)
    # plain styles show several years (of a period, of access): one of them is the year of the work
    apart = 0 if target.year in reading.years else _years_apart(reading, target)
    volume = _same(reading.volume, target.volume)
    page = _same(reading.page, target.page)
    author, sure = _author(reading, target)
    if author != "same":
        author, sure = _author_in_text(reading, target, author)
    where = _container(reading, target, cache)
    reasons = _reasons(author, sure, apart, where, volume, page, alike)

    def give(verdict: Verdict, confidence: float) -> Score:
        return Score(verdict=verdict, confidence=round(confidence, 3), reasons=reasons)

    placed = volume == page == "same"
    if alike < 0.8:
        # the place alone, with the author and the journal: a title in another language
        if author == "same" and apart == 0 and placed and where == "same" and sure >= 0.9:
            return give("link", 0.85) if alike >= 0.4 else give("ask", 0.6)
        return NO
    versions = frozenset(word for word in VERSION_WORDS if f" {word} " in f" {target.title} ")
    near = apart is not None and apart <= 1
    if reading.versions != versions:
        return give("ask", 0.5) if near and author != "other" and target.words >= 4 else NO
    if author == "other":
        return give("ask", 0.5) if apart == 0 and alike >= 0.95 and target.words >= 6 else NO
    if alike < 0.93:
        if author == "same" and near and (placed or page == "same" or alike >= 0.88):
            return give("link", 0.85)
        return give("ask", 0.55) if author == "same" and near else NO
    if longer and not placed:
        # `Human trafficking` inside `Human trafficking in Nepal`
        if author == "same" and apart == 0 and target.words >= 4:
            return give("link", 0.82)
        if author == "same" and apart is None and target.words >= 8:
            return give("link", 0.8)
        if target.words >= 8 and apart in (0, None) and reading.title == reading.text:
            return give("ask", 0.55 if apart == 0 else 0.4)
        return give("ask", 0.45) if author == "same" and (near or apart is None) and target.words >= 4 else NO
    if target.words < 4:
        if author == "same" and apart == 0 and sure >= 0.8 and alike >= 0.95:
            return give("link", 0.9)
        return give("ask", 0.5) if author == "same" and near else NO
    if author == "same":
        if near:
            return give("link", 0.98 if apart == 0 else 0.94)
        if apart is None:
            return give("link", 0.9)
        # another year: a preprint or `in press` if the place agrees or nothing contradicts, else perhaps another edition
        if (
            page == "same"
            or volume == "same"
            or (apart <= 3 and where == "same" and "other" not in (volume, page))
        ):
            return give("link", 0.87)
        return give("ask", 0.6)
    if apart == 0 and target.words >= 5:
        return give("link", 0.9)
    if (apart is None and target.words >= 7) or placed:
        return give("link", 0.85)
    return give("ask", 0.5) if near or apart is None else NO


def _author_in_text(reading: Reading, target: Target, found: Agreement) -> tuple[Agreement, float]:
    """Look for the work's authors anywhere in the string outside the title: plain styles hide names well."""
    rest = reading.padded.replace(f" {target.title} ", "  ")
    first = target.surnames[:1]
    for position, name in enumerate(target.surnames):
        # a name of one letter stands anywhere as an initial
        if len(name) > 1 and f" {name} " in rest:
            return "same", 0.9 if position == 0 else 0.8
    for body in target.bodies:
        # `U.S. Government Accountability Office` is GAO, and `United States` where it is written out
        short = body.removeprefix("u s ").removeprefix("us ").removeprefix("united states ")
        names = {body, short, _acronym(body), _acronym(short)}
        if any(f" {name} " in rest for name in names):
            return "same", 0.8
    if first and rest.split()[:1] and not reading.surname:
        head = reading.padded.find(f" {target.title} ")
        if head > 3 and not reading.body:
            return "unknown", 0.0
    if found == "other":
        return "other", 0.0
    if target.surnames and reading.body and not target.bodies:
        return "unknown", 0.0
    return "unknown", 0.0


def _acronym(name: str) -> str:
    words = [word for word in name.split() if word not in STOP]
    return "".join(word[0] for word in words) if len(words) > 2 else name


def _reasons(
    author: Agreement,
    sure: float,
    apart: int | None,
    where: Agreement,
    volume: Agreement,
    page: Agreement,
    alike: float | None,
) -> tuple[str, ...]:
    said: list[str] = []
    if alike is not None:
        said.append(f"title {alike:.2f}")
    if author == "same":
        said.append(
            "same author and initial"
            if sure >= 1
            else "same author"
            if sure >= 0.8
            else "author spelled alike"
        )
    elif author == "other":
        said.append("another author")
    if apart is not None:
        said.append("same year" if apart == 0 else f"{apart} year{'s' * (apart > 1)} apart")
    for name, value in (("journal", where), ("volume", volume), ("page", page)):
        if value != "unknown":
            said.append(f"{'same' if value == 'same' else 'another'} {name}")
    return tuple(said)
