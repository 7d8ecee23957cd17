"""How well a reference fits a work: evidence on the pair, and the verdict of the rules in `rules.toml`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from litreview.linkage.rules import Outcome, Rule, Table, facts_of, read_rules, vocabulary
from litreview.network.readings import VERSION_WORDS, Reading
from litreview.network.targets import Target, surname_keys
from litreview.works.journals import may_be_same_container
from litreview.works.names import acronyms

__all__ = ["RULES", "WORDS", "Fit", "Score", "score", "weigh"]

RULES: tuple[Rule, ...] = read_rules(
    files("litreview.network").joinpath("rules.toml").read_text(encoding="utf-8")
)
"""The rules on references, in their order."""

Agreement = Literal["same", "unknown", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A verdict on a reference and a work, its rule and confidence; `reasons` says why in words."""

    verdict: str
    confidence: float
    reasons: tuple[str, ...]
    rule: str = ""


NO = Score(verdict="different", confidence=0.0, reasons=())


@dataclass(slots=True, kw_only=True)
class Fit:
    """The evidence on a reference and a work. `apart` are the years between them; author and journal are compared when a rule asks."""

    reading: Reading
    target: Target
    apart: int | None
    known_containers: dict[tuple[str, str], bool]
    alike: float = 0.0
    longer: bool = False
    _author: tuple[Agreement, float] | None = None
    _container: Agreement | None = None

    @property
    def author(self) -> Agreement:
        """Whether the author agrees."""
        return self._who()[0]

    @property
    def sure(self) -> float:
        """How surely the author agrees: 1 surname and initial, .9 surname, .8 a later author, .7 a misspelling."""
        return self._who()[1]

    def _who(self) -> tuple[Agreement, float]:
        if self._author is None:
            found = _author(self.reading, self.target)
            if self.reading.title and found[0] != "same":
                found = _author_in_text(self.reading, self.target, found[0])
            self._author = found
        return self._author

    @property
    def container(self) -> Agreement:
        """Whether journal or book agree."""
        if self._container is None:
            self._container = _container(self.reading, self.target, self.known_containers)
        return self._container

    @property
    def volume(self) -> Agreement:
        """Whether the volumes agree."""
        return _same(self.reading.volume, self.target.volume)

    @property
    def page(self) -> Agreement:
        """Whether the first pages agree."""
        return _same(self.reading.page, self.target.page)


def _container(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Agreement:
    if not reading.container or not target.containers:
        return "unknown"
    for name in target.containers:
        pair = (reading.container, name)
        known = cache.get(pair)
        if known is None:
            known = cache[pair] = may_be_same_container(*pair)
        if known:
            return "same"
    return "other"


_UNKNOWN: tuple[Agreement, float] = ("unknown", 0.0)


def _author(reading: Reading, target: Target) -> tuple[Agreement, float]:
    """Return whether the author agrees, and how surely: 1 surname and initial, .9 surname, .8 a later author or a misspelling."""
    if not reading.surname:
        return _body(reading.body, target)
    if not target.surnames:
        named = any(f" {reading.surname} " in f" {body} " for body in target.bodies)
        return ("same", 0.8) if named else _UNKNOWN
    mine = surname_keys(reading.surname)
    for position, name in enumerate(target.surnames):
        theirs = surname_keys(name)
        if mine[0] in theirs or theirs[0] in mine:
            letters = target.initials[position]
            compound = len(theirs) > 1 or len(mine) > 1
            return _by_initial(reading.initial, letters, first=not position, compound=compound)
    return _misspelled(mine[0], surname_keys(target.surnames[0])[0])


def _body(body: str, target: Target) -> tuple[Agreement, float]:
    """Return whether a body named as author is an author of the work."""
    from rapidfuzz import fuzz

    same = body and any(name == body or fuzz.token_set_ratio(name, body) >= 90 for name in target.bodies)
    return ("same", 0.9) if same else _UNKNOWN


def _by_initial(mine: str, theirs: str, *, first: bool, compound: bool) -> tuple[Agreement, float]:
    """Return what the initials say of two people with one surname."""
    both = bool(mine and theirs)
    if both and mine != theirs:
        # `Gomez-Ruiz JA` against `Antonio Gomez-Ruiz, Jose`; otherwise another person of that name
        return ("same", 0.8) if compound else ("other", 0.3)
    return "same", (1.0 if both else 0.9) if first else 0.8


def _misspelled(a: str, b: str) -> tuple[Agreement, float]:
    from rapidfuzz import fuzz

    return ("same", 0.7) if len(a) >= 4 and fuzz.ratio(a, b) >= 80 else ("other", 0.0)


def _same(a: str, b: str) -> Agreement:
    if not a or not b:
        return "unknown"
    return "same" if a == b else "other"


# ------------------------------------------------------------------ the facts of `rules.toml`


def same_place(e: Fit) -> bool:
    """Volume and page agree."""
    return e.volume == e.page == "same"


def unplaced(e: Fit) -> bool:
    """Neither has a volume or a page."""
    return not (e.reading.volume or e.reading.page or e.target.volume or e.target.page)


def long_page(e: Fit) -> bool:
    """The page of the reference has three figures at least."""
    return len(e.reading.page) >= 3


def one_figure_page(e: Fit) -> bool:
    """The page of the reference has one figure."""
    return len(e.reading.page) < 2


def volume_in_reference(e: Fit) -> bool:
    """The reference names a volume."""
    return bool(e.reading.volume)


def has_day(e: Fit) -> bool:
    """The reference names the day of a newspaper."""
    return bool(e.reading.day)


def same_day(e: Fit) -> bool:
    """The work came out on that day."""
    return e.reading.day in e.target.dates


def day_known(e: Fit) -> bool:
    """The day on which the work came out is known."""
    return bool(e.target.dates)


def cut_title(e: Fit) -> bool:
    """The reference names a book by the beginning of its title, two words and twelve letters at least."""
    cut, title = e.reading.cut, e.target.cut_title
    return len(cut) >= 12 and " " in cut and bool(title) and (title.startswith(cut) or cut.startswith(title))


def same_year(e: Fit) -> bool:
    """The years agree."""
    return e.apart == 0


def year_unknown(e: Fit) -> bool:
    """One of the two has no year."""
    return e.apart is None


def within_a_year(e: Fit) -> bool:
    """The years are known, and one apart at most."""
    return e.apart is not None and e.apart <= 1


def other_version(e: Fit) -> bool:
    """Words that name a version (executive summary, reply to) stand on one side only."""
    title = f" {e.target.title} "
    return e.reading.versions != frozenset(word for word in VERSION_WORDS if f" {word} " in title)


def longer(e: Fit) -> bool:
    """The title of the reference holds much more than that of the work."""
    return e.longer


def nothing_told_apart(e: Fit) -> bool:
    """The reference is a run of words in which no parts could be told apart."""
    return e.reading.title == e.reading.text


WORDS = vocabulary(
    facts_of(sys.modules[__name__]),
    Fit,
    {
        name: (f'e.{name} == "same"', f'e.{name} == "other"', f'e.{name} == "unknown"')
        for name in ("author", "container", "volume", "page")
    },
    {
        "likeness": "e.alike",
        "author": "e.sure",
        "years_apart": "(e.apart or 0)",
        "title_words": "e.target.words",
    },
)
"""The facts and measures of a reference and a work."""
_RULES: Table[Fit] = Table(rules=RULES, words=WORDS)
_BY_PLACE, _BY_TITLE = _RULES.stage("place"), _RULES.stage("title")


def weigh(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Fit:
    """Return the evidence on a reference and a work. `cache` remembers which names of journals abbreviate which."""
    apart = None if reading.year is None or target.year is None else abs(reading.year - target.year)
    fit = Fit(reading=reading, target=target, apart=apart, known_containers=cache)
    if reading.title and target.title:
        if target.year in reading.years:
            # plain styles show several years (of a period, of access): one of them is the year of the work
            fit.apart = 0
        fit.alike, fit.longer = _title(reading, target)
    return fit


def score(reading: Reading, target: Target, cache: dict[tuple[str, str], bool]) -> Score:
    """Return the verdict on a reference and a work."""
    if reading.title and not target.title:
        return NO
    fit = weigh(reading, target, cache)
    return _given((_BY_TITLE if reading.title else _BY_PLACE)(fit), fit)


def _given(found: Outcome | None, fit: Fit) -> Score:
    if found is None or found.verdict == "different":
        return NO
    return Score(
        verdict=found.verdict,
        confidence=found.strength,
        reasons=tuple(said.format(likeness=fit.alike) for said in found.says),
        rule=found.rule,
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


def _author_in_text(reading: Reading, target: Target, found: Agreement) -> tuple[Agreement, float]:
    """Look for the work's authors anywhere in the string outside the title: plain styles hide names well."""
    rest = reading.padded.replace(f" {target.title} ", "  ")
    for position, name in enumerate(target.surnames):
        # a name of one letter stands anywhere as an initial
        if len(name) > 1 and f" {name} " in rest:
            return "same", 0.9 if position == 0 else 0.8
    for body in target.bodies:
        # `U.S. Government Accountability Office` is GAO, and `United States` where it is written out
        short = body.removeprefix("u s ").removeprefix("us ").removeprefix("united states ")
        names = {body, short, *(letters for letters in acronyms(body) if len(letters) > 2)}
        if any(f" {name} " in rest for name in names):
            return "same", 0.8
    return ("other", 0.0) if found == "other" else _UNKNOWN
