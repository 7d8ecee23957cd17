"""The types of decisions: their verbs and the value each needs, checked alike for decisions made in Python and lines read from a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal, get_args

from litreview.core.errors import UsageError, near_miss
from litreview.core.libraries import re

Verb = Literal[
    "same",
    "different",
    "related",
    "tag",
    "not-tag",
    "stance",
    "include",
    "exclude",
    "unsure",
    "not-retrieved",
    "set",
    "public",
    "confidential",
    "clear",
]
VERBS: tuple[Verb, ...] = get_args(Verb)
"""The verbs of decisions; `litreview decide --help` says what each needs."""
Shown = Literal["", "yes", "no", "imported"]
SHOWN: tuple[Shown, ...] = get_args(Shown)
"""Values of `shown`: whether a suggestion of the machine was shown when the decision was made; empty where that is unknown, `imported` where it was made
in another tool."""
PAIR_VERBS = ("same", "different", "related")
ScreeningVerb = Literal["include", "exclude", "unsure", "not-retrieved"]
SCREENING_VERBS: tuple[ScreeningVerb, ...] = get_args(ScreeningVerb)
KINDS = ("version", "edition", "summary", "same-data", "review-of")
NONE = "none"
"""The code that says no to every code of the main group."""
STANCES = ("supports", "contradicts", "mixed", "describes", "not-operations", "unclear")
REFERENCE = "ref:"
TEXT = "text:"
"""What the value of a `same` or `different` begins with that is about a cited reference, or about a file with a full text."""
STAGES = ("abstract", "fulltext")
ANSWERS = ("public", "confidential")
"""Verbs of answers on an entry that only looks confidential, stored with a random code and a salted digest of its text."""
TOPICS: dict[str, str] = {
    "duplicates": "duplicates",
    "screening": "screen",
    "tags": "tags",
    "stance": "stance",
    "citations": "",
    "disputes": "disputes",
    "texts": "",
    "withheld": "",
    "capitals": "",
}
"""Topics of questions in the order of the work, each a module of `review/questions`, and the name of its sheet, `""` where it has none."""

StatusName = Literal["included", "pending", "excluded", "not retrieved", "left unscreened", "unscreened"]
SCREENED: Mapping[str, tuple[StatusName, ...]] = {
    "included": ("included",),
    "candidates": ("included", "pending"),
    "pending": ("pending",),
    "awaiting-fulltext": ("pending",),
    "excluded": ("excluded",),
    "not-retrieved": ("not retrieved",),
    "unscreened": ("unscreened", "left unscreened"),
    "all": (),
}
"""The choices of sources for another tool, each with its statuses. `awaiting-fulltext`: of the pending ones, those whose full text nobody has judged."""

FORM = "%Y-%m-%dT%H:%M:%SZ"
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CODER = re.compile(r"[\w][\w.@-]*")
_SALTED = re.compile(r"[0-9a-f]{32}\$[0-9a-f]{64}")
_SET = re.compile(r"([\w-]+)(?:@([\w-]+))?=.*", re.DOTALL)


def _is_time(when: str) -> bool:
    if not _WHEN.fullmatch(when):
        return False
    try:
        datetime.strptime(when, FORM).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


_LONGEST = 200
"""Bytes of a name: a file's may have 255, with its ending."""
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?")
"""Names that Windows takes for a device, whatever the file ending ("Naming Files, Paths, and Namespaces", Microsoft Learn)."""


def coder_name(given: str) -> str:
    """Return the name of a person's decision file: the given name if it can name a file, else in small letters and hyphens.

    It is `""` for a name that can name no file on some system; `checked_name` says why.

    >>> coder_name("reviewer-a"), coder_name("Reviewer A"), coder_name("Ben"), coder_name("../ben")
    ('reviewer-a', 'reviewer-a', 'Ben', '')
    """
    return _file_name(given)[0]


def checked_name(given: str) -> str:
    """Return the name of a person's decision file, as `coder_name` does. `UsageError` says why a name can name no file."""
    name, why = _file_name(given)
    if why:
        raise UsageError(
            f"--by '{given}' can't name a file of decisions: {why}; write letters and digits, such as reviewer-a"
        )
    return name


def _file_name(given: str) -> tuple[str, str]:
    """Return a name in the form that can name a file, or `""` and the reason why it cannot."""
    name = unicodedata.normalize("NFC", given.strip())
    if len(name.encode("utf-8", "replace")) > _LONGEST:
        return "", f"it is longer than {_LONGEST} bytes"
    if re.search(r"[/\\]", name):
        return "", "it looks like a path"
    if not _CODER.fullmatch(name):
        name = re.sub(r"[^\w@-]+", "-", name.lower()).strip("-")
    if not name:
        return "", "it has no letter and no digit"
    if name.endswith("."):
        return "", "it ends in a dot"
    return ("", "Windows takes it for a device") if _DEVICE.fullmatch(name) else (name, "")


def split_related(value: str) -> tuple[str, str]:
    """Return kind and other key of a `related` value; the kind is `related` if the value names none.

    >>> split_related("edition Finklea2014Sex"), split_related("Finklea2014Sex")
    (('edition', 'Finklea2014Sex'), ('related', 'Finklea2014Sex'))
    """
    kind, _, other = value.strip().partition(" ")
    return (kind, other.strip()) if other else ("related", kind)


def fault(when: str, by: str, verb: str, key: str, value: str, shown: str, *, drafted: bool = False) -> str:
    """Return what is wrong with a decision, `""` if nothing. A `drafted` one may still have no date and no coder."""
    if not (drafted and not when) and not _is_time(when):
        return f"'when' is '{when}'; write UTC with seconds, such as 2026-01-31T09:30:00Z"
    if not (drafted and not by) and not _CODER.fullmatch(by):
        near = coder_name(by)
        hint = f", such as {near}" if near else ""
        return f"'by' is '{by}'; name the reviewer in letters, digits, '.', '-', '_' or '@'{hint}"
    if verb not in VERBS:
        return f"unknown verb '{verb}'; one of {', '.join(VERBS)}{near_miss(verb, VERBS)}"
    if not key:
        return f"no key; '{verb}' says it of one source"
    if shown not in SHOWN:
        # the text is not repeated: it may be that of another column
        return "'shown' is neither yes nor no nor imported nor empty; a tab inside a text?"
    if why := _VALUE_FAULTS[verb](verb, value) if verb in _VALUE_FAULTS else "":
        return why
    # keys may become one when records are found to be one work: only a line that is written must name two
    other = split_related(value)[1] if verb == "related" else value
    twice = not drafted and verb in PAIR_VERBS and key == other
    return f"'{verb}' names '{key}' twice; it needs two keys" if twice else ""


def _pair_fault(verb: str, other: str) -> str:
    if verb == "related":
        kind, other = split_related(other)
        if not other:
            return "'related' needs KIND and the other key as its value, such as 'edition Finklea2014Sex'"
        if kind not in (*KINDS, "related"):
            return f"unknown kind '{kind}'; one of {', '.join(KINDS)}{near_miss(kind, KINDS)}"
    if not other:
        return f"'{verb}' needs the other key as its value"
    return ""


def _code_fault(verb: str, value: str) -> str:
    return "" if value else f"'{verb}' needs a code as its value, such as 'protect'"


def _stance_fault(_: str, value: str) -> str:
    code, _, stance = value.partition("=")
    if code and stance in STANCES:
        return ""
    return f"stance is '{value}'; write CODE=one of {', '.join(STANCES)}{near_miss(stance, STANCES)}"


def _stage_fault(verb: str, value: str) -> str:
    if value in STAGES:
        return ""
    near = near_miss(value, STAGES)
    return f"'{verb}' needs a stage as its value: {' or '.join(STAGES)}{near}"


def _field_fault(_: str, value: str) -> str:
    # the value is not repeated: it may be about a confidential source, whose words are not to be shown
    needs = (
        "'set' needs FIELD=VALUE or FIELD@CODE=VALUE as its value, such as year=2014 or design=ethnography"
    )
    return "" if _SET.fullmatch(value) else needs


def _answer_fault(verb: str, value: str) -> str:
    # neither is repeated: it may be the text of an entry
    if _SALTED.fullmatch(value):
        return ""
    return f"'{verb}' needs a salted digest as its value; `litreview decide {verb} KEY --by NAME` writes it"


def sheet_kinds() -> Mapping[str, str]:
    """Return the topic of each sheet, by what the sheet is called."""
    return {kind: name for name, kind in TOPICS.items() if kind}


_VALUE_FAULTS: Mapping[str, Callable[[str, str], str]] = {
    **dict.fromkeys(PAIR_VERBS, _pair_fault),
    **dict.fromkeys(("tag", "not-tag"), _code_fault),
    **dict.fromkeys(SCREENING_VERBS, _stage_fault),
    "stance": _stance_fault,
    "set": _field_fault,
    **dict.fromkeys(ANSWERS, _answer_fault),
}
"""The check of each verb's value; `clear` and others take any value."""
