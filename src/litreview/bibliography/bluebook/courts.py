"""Names of American courts as they stand before the year of a decision (rule 10.4, tables T1 and T7)."""

from __future__ import annotations

import re
from collections.abc import Callable

from litreview.works.journals import names_table

_LONGEST = 200
"""Letters of a name that is looked at: no court has a longer one."""
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
# what a court of a state is called, and behind the state's name; "" is the highest
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
# their highest court is not called supreme, or their supreme court is not the highest
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
    """Return "" for the Supreme Court of the United States, which its reporter names."""
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
    """Return a district whose state is said first: `United States District Court, Oklahoma Eastern`, `…, Nebraska`."""
    found = re.fullmatch(rf"{_FEDERAL}District Court,? (?P<state>[A-Z].+?)(?: {_PART})?", name)
    if not found or not _is_state(found["state"]):
        return None
    return _district(f"{found['part'] + ' ' if found['part'] else ''}District of {found['state']}")


def _of_state(name: str) -> str | None:
    """Return a court of a state, in either order of its words (`Supreme Court of Ohio`, `Ohio Supreme Court`)."""
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
    """Return a court as it is before the year. The Supreme Court of the United States is left out: its reporter names it.

    Federal courts are named alike: circuit by number, district by its part and its state; of a state's courts the highest by the state
    alone. What is none of these stays as it is.

    >>> abbreviate_court("United States Court of Appeals for the Eighth Circuit"), abbreviate_court("2nd Cir.")
    ('8th Cir.', '2d Cir.')
    >>> abbreviate_court("U.S. District Court, Southern District of New York"), abbreviate_court("U.S. District Court, District of South Dakota")
    ('S.D.N.Y.', 'D.S.D.')
    >>> abbreviate_court("Texas Supreme Court"), abbreviate_court("Court of Appeals of Ohio"), abbreviate_court("S. D. Cal.")
    ('Tex.', 'Ohio Ct. App.', 'S.D. Cal.')
    """
    name, filed = re.subn(r"\s*\bfiled$", "", " ".join(name.split()))
    if len(name) > _LONGEST:
        return name
    made = next((found for read in _READERS if (found := read(name)) is not None), name)
    return f"{made} filed" if filed else made
