"""The text of a Python value as a field has it, and the names of a list of persons."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from litreview.core.containers import is_absent
from litreview.core.libraries import re
from litreview.core.model import Person
from litreview.formats.field_values import as_name, literal, person_of

_DEEPEST = 50
_TEXT = r"""(?:'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")"""
_LISTED = re.compile(rf"\s*\[\s*{_TEXT}(?:\s*,\s*{_TEXT})*+\s*\]\s*")


def as_text(value: Any) -> str:
    """Return a value as the text of a field, `""` for an absent one; a list is joined with `; `.

    A year that gaps in its column turned into a float becomes an integer again.

    >>> as_text(2009.0), as_text(["police", "courts"]), as_text(None), as_text(dt.datetime(2020, 5, 1))
    ('2009', 'police; courts', '', '2020-05-01')
    """
    value = bare(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        flat = not any(isinstance(each, list | dict) for each in value)
        return "; ".join(filter(None, map(as_text, value))) if flat else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def as_names(value: Any) -> str:
    """Return a list of names in BibTeX's form; a text is returned unchanged.

    >>> as_names(["Jane Doe", {"family": "Roe", "given": "Richard"}, Person(literal="Office of Data")])
    'Jane Doe and Roe, Richard and {Office of Data}'
    """
    if not is_list(value):
        return _name(value) if isinstance(value, Person | Mapping) or _is_split(value) else as_text(value)
    return " and ".join(filter(None, map(_name, value)))


def is_list(value: Any) -> bool:
    """Return whether a value is a list, a tuple, a set or an array."""
    return isinstance(value, list | tuple | set | frozenset) or (
        hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0
    )


def listed(value: Any) -> Any:
    """Return a value; the text of a list, as pandas writes it into a CSV file, is parsed back into the list.

    >>> listed("['Jane Doe', 'R. Roe']"), listed("[Anonymous]"), listed("['a' 'b']")
    (['Jane Doe', 'R. Roe'], '[Anonymous]', "['a' 'b']")
    """
    if not isinstance(value, str):
        return value
    return [] if value == "[]" else literal(value) if _LISTED.fullmatch(value) else value


def _name(value: Any) -> str:
    """Return one name from a text, a Person, an object of CSL or Zotero, or bibtexparser's name in parts."""
    if isinstance(value, Person):
        return str(value)
    if isinstance(value, Mapping):
        return str(person_of({name: as_text(each) for name, each in value.items()}))
    if _is_split(value):
        first, von, last, jr = (
            " ".join(map(str, getattr(value, part))) for part in ("first", "von", "last", "jr")
        )
        return ", ".join(filter(None, (f"{von} {last}".strip(), jr, first)))
    return as_name(as_text(value))


def _is_split(value: Any) -> bool:
    return hasattr(value, "last") and hasattr(value, "von")


def bare(value: Any, within: tuple[int, ...] = ()) -> Any:
    """Convert a value to JSON's types: texts, numbers, booleans, lists, objects, None; any other value to its text.

    >>> bare({"year": 2009.0, "seen": dt.date(2020, 5, 1), "tags": ("a", float("nan"))})
    {'year': 2009, 'seen': '2020-05-01', 'tags': ['a', None]}
    """
    if isinstance(value, str | bool | int):
        # subclasses of str and int become plain values
        return str(value) if isinstance(value, str) else value if isinstance(value, bool) else int(value)
    if is_absent(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if id(value) in within or len(within) > _DEEPEST:
        # a list that contains itself has no text
        return None
    within = (*within, id(value))
    if isinstance(value, Mapping):
        return {str(name): bare(each, within) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((bare(each, within) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [bare(each, within) for each in value]
    if hasattr(value, "tolist"):
        # numbers and arrays of numpy
        return bare(value.tolist(), within)
    return str(value)
