"""The shield of a review: records, decisions and all else that was read, without the names of `private/shield.txt`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from litreview import files
from litreview.confidential.shield import SHIELD_FILE, WITHHELD, Shield, parse_shield
from litreview.errors import InputError, SettingsError
from litreview.formats.building import NAME_FIELDS, VERBATIM_FIELDS
from litreview.items import Items
from litreview.model import Decision, Doi, Fields, Library, Person, Problem, Record, RecordId
from litreview.plurals import plural
from litreview.providers import Answer
from litreview.review.codes import Kept, draw_code
from litreview.sealed import Sealed
from litreview.text import fold
from litreview.works.reference_fields import KEY_FIELDS, LIST_FIELDS, WOS_FIELDS

V = TypeVar("V")
_LINKS = VERBATIM_FIELDS | {"file", "localfile", "bdsk-file-1", "bdsk-file-2", "howpublished", "owner"}
_KEYS = frozenset({"crossref", "xref", "xdata", "ids", "entryset", "related", *KEY_FIELDS})
_PEOPLE = frozenset({*WOS_FIELDS, *LIST_FIELDS})
_ONE_WORD = re.compile(r"\S+")


def read_shield(folder: Path) -> Shield:
    """Return the shield of a review; an empty one where it has no `private/shield.txt`.

    `SettingsError` (LR614) for one that can't be read: nothing is read without it.
    """
    path = folder / SHIELD_FILE
    if not path.exists() and not path.is_symlink():
        return Shield()
    try:
        data = files.read_bytes(path)
    except InputError as error:
        why = (
            f"{SHIELD_FILE}: LR614 error: can't be read, so nothing was; see who may read it, or take it away"
        )
        raise SettingsError(str(folder), why) from error
    shield, problem = parse_shield(data)
    if problem is not None:
        raise SettingsError(str(folder), str(problem))
    return shield


def check_file_names(shield: Shield, names: Iterable[str]) -> None:
    """Raise `SettingsError` (LR615) where files that are read are called after somebody: outputs name the files."""
    called = sum(map(shield.in_word, names))
    if called:
        why = f"LR615 error: {plural(called, 'file')} of the review {'has' if called == 1 else 'have'} a name of {SHIELD_FILE} in the file name"
        raise SettingsError(SHIELD_FILE.rpartition("/")[2], f"{why}; rename what is below bib/, manuscript/ or wherever `sources` says")  # fmt: skip


def shield_records(
    shield: Shield, records: Sequence[Record], stored: Sequence[Kept]
) -> tuple[Shield, tuple[Record, ...], tuple[Kept, ...]]:
    """Return the shield with the codes of keys that hold a name, the records without names, and the codes yet to be kept."""
    if not shield:
        return shield, tuple(records), ()
    near = {n for n, record in enumerate(records) if not record.sealed and _touches(shield, record)}
    keys = dict.fromkeys(key for n in near for key in _telling_keys(shield, records[n]))
    known = {line.key: line.code for line in stored if not line.file}
    codes = {key: known.get(key) or draw_code() for key in sorted(keys)}
    coded = dataclasses.replace(shield, keys=Sealed(codes))
    fresh = tuple(Kept(code, "", key, "") for key, code in codes.items() if key not in known)
    if codes:  # an entry may name the key of another
        near = {n for n, record in enumerate(records) if n in near or _touches(coded, record)}
    return coded, tuple(_read(coded, one) if n in near else one for n, one in enumerate(records)), fresh


def _telling_keys(shield: Shield, record: Record) -> Iterable[str]:
    """Return which keys of a record hold a name, or a word of the name of one of its people that is not repeated."""
    hidden = [p for p in (*record.authors, *record.editors) if shield.person(p) is not p]
    words = {word for person in hidden for word in fold(person.display).split() if len(word) > 2}
    return [
        key
        for key in (record.key, *record.ids)
        if shield.in_word(key) or any(word in fold(key).replace(" ", "") for word in words)
    ]


def shielded_record(shield: Shield, record: Record) -> Record:
    """Return a record without names, or itself if it has none: its links that hold one are left out, and so is the entry as written."""
    return _read(shield, record) if shield and not record.sealed and _touches(shield, record) else record


def _read(shield: Shield, record: Record) -> Record:
    if record.sealed:
        return record
    fields = _fields(shield, record.fields)
    people = {role: _people(shield, getattr(record, role)) for role in ("authors", "editors")}
    key = shield.key(record.key)
    raw = shield.holds(record.raw, people=True) or shield.key(record.raw) != record.raw
    changed = raw or key != record.key or fields != record.fields or any(people[role] != getattr(record, role) for role in people)  # fmt: skip
    if not changed:
        return record
    return dataclasses.replace(
        record,
        key=key,
        id=RecordId(record.id.replace(f":{record.key}", f":{key}")),
        fields=fields,
        raw_fields=_fields(shield, record.raw_fields),
        repeated=tuple(
            pair for name, value in record.repeated for pair in _fields(shield, {name: value}).items()
        ),
        doi=record.doi if "doi" in fields else Doi(""),
        raw="",
        **cast("dict[str, Any]", people),
    )


def _touches(shield: Shield, record: Record) -> bool:
    """Return whether a record may hold a name: all that it says is looked at in one go."""
    written = record.raw or "\n".join(record.raw_fields.values())
    people = (person.display for person in (*record.authors, *record.editors))
    said = (*record.fields.values(), *(value for _, value in record.repeated), *people, *record.ids)
    return shield.touches("\n\n".join((record.key, written, *said)))


def _people(shield: Shield, people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(map(shield.person, people))


def _fields(shield: Shield, fields: Mapping[str, str]) -> Fields:
    return Fields(
        {name: said for name, value in fields.items() if (said := _field(shield, name, value)) or not value}
    )


def _field(shield: Shield, name: str, value: str) -> str:
    """Return the value of a field without names; `""` for a link or the name of a file that holds one."""
    if name in NAME_FIELDS:
        return shield.names(value)
    if name in _LINKS and shield.in_word(value):
        return "" if name != "howpublished" or _ONE_WORD.fullmatch(value) else shield.text(value)
    if name in _KEYS:
        return _ONE_WORD.sub(
            lambda found: WITHHELD if shield.in_word(found[0]) else found[0], shield.key(value)
        )
    return shield.text(value, people=name in _PEOPLE)


def shielded_library(shield: Shield, library: Library) -> Library:
    """Return a library without names."""
    if not shield:
        return library
    records = tuple(shielded_record(shield, record) for record in library.records)
    return dataclasses.replace(
        library,
        records=records,
        problems=shielded(shield, library.problems),
        blocks=shielded(shield, library.blocks),
    )


def shielded(shield: Shield, value: V) -> V:
    """Return any value without names, or itself if it has none; what is sealed stays as it is."""
    return cast("V", _without(shield, value)) if shield else value


def _without(shield: Shield, value: Any) -> Any:
    if isinstance(value, str):
        return shield.text(value)
    own = next((way for kind, way in _WAYS.items() if isinstance(value, kind)), None)
    if own is not None:
        return own(shield, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        held = {part.name: getattr(value, part.name) for part in dataclasses.fields(value) if part.init}
        changed = {name: new for name, old in held.items() if (new := _without(shield, old)) is not old}
        return dataclasses.replace(value, **changed) if changed else value
    return value


def _tuple(shield: Shield, value: tuple[Any, ...]) -> tuple[Any, ...]:
    told = [_without(shield, one) for one in value]
    if all(new is old for new, old in zip(told, value, strict=True)):
        return value
    return Items(told, value.kind) if isinstance(value, Items) else tuple(told)


def _mapping(shield: Shield, value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    told = {_without(shield, name): _without(shield, each) for name, each in value.items()}
    return value if told == value else told


def _problem(shield: Shield, problem: Problem) -> Problem:
    said = (problem.where.file, problem.message, problem.remedy, problem.key)
    if not any(map(shield.touches, said)):
        return problem
    file, message, remedy, key = map(shield.text, said)
    where = dataclasses.replace(problem.where, file=file)
    return dataclasses.replace(problem, where=where, message=message, remedy=remedy, key=key)


def _decision(shield: Shield, decision: Decision) -> Decision:
    """Return a decision without names; who made it, and in which file, stays."""
    name, is_set, said = decision.value.partition("=")
    names = decision.verb == "set" and is_set and name in NAME_FIELDS
    told = {
        part: shielded(shield, getattr(decision, part))
        for part in ("key", "value", "where", "reason", "what")
    }
    told["value"] = f"{name}={shield.names(said)}" if names else told["value"]
    changed = any(new != getattr(decision, part) for part, new in told.items() if isinstance(new, str))
    return dataclasses.replace(decision, **told) if changed else decision


_WAYS: Mapping[type[Any], Callable[[Shield, Any], Any]] = {
    Person: Shield.person,
    Decision: _decision,
    Record: shielded_record,
    Problem: _problem,
    Mapping: _mapping,
    tuple: _tuple,
}


def shielded_answer(shield: Shield, answer: Answer) -> Answer:
    """Return what a registry answered without names: before anything is derived from it, or kept."""
    return (
        dataclasses.replace(answer, works=tuple(_json(shield, work) for work in answer.works))
        if shield
        else answer
    )


def _json(shield: Shield, value: Any) -> Any:
    if isinstance(value, str):
        return "" if "/" in value and shield.in_word(value) else shield.text(value, people=True)
    if isinstance(value, list):
        return [_json(shield, each) for each in value]
    if not isinstance(value, dict):
        return value
    if shield.holds(f"{value.get('given', '')} {value.get('family', '')}", people=True):
        return {"name": WITHHELD, "literal": WITHHELD}
    told = {name: _json(shield, each) for name, each in value.items()}
    if index := value.get("abstract_inverted_index"):
        told["abstract_inverted_index"] = _index(shield, index)
    return told


def _index(shield: Shield, index: Any) -> Any:
    """Return an abstract of OpenAlex, each word with its places, without names; what is none is left out."""
    try:
        text = " ".join(
            word for _, word in sorted((n, word) for word, places in index.items() for n in places)
        )
    except (AttributeError, TypeError):
        return None
    if not shield.holds(text):
        return index
    words = shield.text(text).split()
    return {word: [n for n, one in enumerate(words) if one == word] for word in words}
