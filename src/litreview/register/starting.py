"""A register to fill in, and the lists of words that it may use, as `litreview init --interviews 42 --requests 16` writes them."""

from __future__ import annotations

import random
from collections.abc import Sequence

_HEAD = """% What may be shown of each interview and request, by code. This file is in git: no name, no day of an interview, no path, no quotation.
% What is left empty is not shown. docs/register.md tells what becomes of what is filled in.
"""
_INTERVIEWS = """%
% Interviews: role_group, role, medium and region are words that [confidential] in litreview.toml lists; date is a year and no day;
% consent is quote, paraphrase or group only; behind a colon stands what it is limited to, as in quote: report. Of all this only what k people share is published (5, if litreview.toml says nothing else).
% The codes are drawn at random, so that none tells who was interviewed when. Take the next one, and sort the entries by code before others read them.
"""
_REQUESTS = """%
% Requests: agency is its name; level is federal, state, county, city, tribal or other; jurisdiction is US-federal, US-state:CA, US-local;
% law is foia, cpra, foil and the like; events are what happened, with the day: 2020-01-15 sent; 2020-02-10 determination: partial
"""
_INTERVIEW = ("role_group", "role", "date", "medium", "region", "consent")
_REQUEST = ("agency", "level", "jurisdiction", "law", "tracking", "events")

LISTS = """
# What bib/register.bib may say of interviewees: take away the # and write your own words. A word that is not listed is refused and sealed.
# k: how many people must share whatever is published.
[confidential]
k = 5
# role_group = ["law enforcement", "prosecution", "defense", "services", "health", "community organizations", "research"]
# role = ["detective", "prosecutor", "public defender", "case manager", "nurse", "organizer", "researcher"]
# medium = ["in person", "phone", "video"]
# region = ["Northeast", "Midwest", "South", "West"]
# published: the commits or tags of the register that were handed out, the oldest first; [] before the first. Without it, every commit counts.
# published = []
# publication: what the outputs are for, where somebody's consent is limited: report, library, dataset, teaching, or a name of your own
# publication = ["report"]
"""
"""The part of litreview.toml that the register needs, its lists as comments until somebody writes them."""


def codes(letters: str, number: int) -> tuple[str, ...]:
    """Return so many codes, as wide as the last of them.

    >>> codes("PR", 2), codes("I", 100)[0], codes("I", 100)[-1]
    (('PR01', 'PR02'), 'I001', 'I100')
    """
    width = max(2, len(str(number)))
    return tuple(f"{letters}{n:0{width}d}" for n in range(1, number + 1))


def draw_codes(number: int, chance: random.Random) -> tuple[str, ...]:
    """Return so many codes of interviews, all as wide, in the order in which they were drawn: neither code nor order says who came when.

    >>> draw_codes(3, random.Random(1)), len(set(draw_codes(9999, random.Random(1))))
    (('I138', 'I583', 'I868'), 9999)
    """
    width = 3 if number < 300 else 4  # most numbers stay free, so that they do not say how many there are
    return tuple(f"I{n:0{width}d}" for n in chance.sample(range(1, 10**width), number))


def empty_register(interviews: Sequence[str], requests: int = 0) -> str:
    """Return a register of these interviews and so many requests with every field still to fill in. It is read without a Problem as it is."""
    parts = [_HEAD]
    parts += [_INTERVIEWS] if interviews else []
    parts += [_REQUESTS] if requests else []
    parts += [_entry(code, "interview", _INTERVIEW) for code in interviews]
    parts += [_entry(code, "records request", _REQUEST) for code in codes("PR", requests)]
    return "".join(parts)


def _entry(code: str, subtype: str, names: tuple[str, ...]) -> str:
    lines = "".join(f"  {name} = {{}},\n" for name in names)
    return f"\n@misc{{{code},\n  entrysubtype = {{{subtype}}},\n{lines}}}\n"
