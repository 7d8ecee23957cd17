"""Makes the JSON Schemas of the files that people write, from the tables by which litreview reads them: `python docs/make_schemas.py`.

Editors complete and check a TOML file by its schema (`#:schema` at its head). The settings are recorded while the parser asks for them, so that no second
description of them can go stale; what a schema cannot say (that a key has a source) `litreview check` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from litreview.core.decision_types import SHOWN, VERBS
from litreview.core.results import SIDES, OwnBox, Search
from litreview.core.results.screening_flow import STEPS
from litreview.judgements.codebook import loading
from litreview.judgements.codebook.values import Borderline, Code, EvidenceField, Term
from litreview.judgements.decisions import STANCES
from litreview.judgements.decisions.decision_files import COLUMNS
from litreview.providers import provider_names
from litreview.review import settings
from litreview.review.settings import FORMAT
from litreview.stages.evidence import confidence, findings, passages

HERE = Path(__file__).parent / "schemas"
TEXT: dict[str, Any] = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
ONE_OR_MORE = {"anyOf": [TEXT, TEXTS]}
SIMPLE: Mapping[Any, Any] = {
    str: TEXT, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}, int | None: {"type": "integer", "minimum": 0},
    tuple[str, ...]: TEXTS,
}  # fmt: skip


def table(names: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    """Return the schema of a table that has these names and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(names),
        "required": [*required],
    }


def many(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list of tables."""
    return {"type": "array", "items": item}


def of_class(kind: type, names: Iterable[str] | None = None, **more: Any) -> dict[str, Any]:
    """Return the schema of a table that becomes a dataclass: its fields, their types, and those without a default as required."""
    types = get_type_hints(kind)
    own = {one.name: one for one in fields(kind) if names is None or one.name in names}
    shown = {name: more.get(name, SIMPLE.get(types[name], ONE_OR_MORE)) for name in own}
    needed = [name for name, one in own.items() if one.default is MISSING and one.default_factory is MISSING]
    return table(shown, more.get("required", needed))


class _Recorder(settings._SettingsTable):
    """A table of settings that is empty, and notes as what each name is asked for."""

    __slots__ = ("asked",)

    def __init__(self, values: object = (), path: str = "", text: str = "", problems: object = ()) -> None:
        del values, path, problems
        # a table that loads a library is asked for only if it is there
        super().__init__({"enrich": {}}, settings.SETTINGS_FILE, text, [])
        object.__setattr__(self, "asked", {})

    def check_names(self, names: Iterable[str], known: tuple[str, ...]) -> None:
        del names
        for name in known:
            self.asked.setdefault(name, {})

    def below(self, name: str, known: tuple[str, ...], *, anywhere: bool = False) -> _Recorder:
        del anywhere
        inner = _Recorder()
        inner.check_names((), known)
        self.asked[name] = inner
        return inner

    def _note(self, name: str, schema: Mapping[str, Any]) -> None:
        self.asked[name] = schema

    def string(self, name: str) -> str:
        self._note(name, TEXT)
        return ""

    def strings(self, name: str) -> tuple[str, ...]:
        self._note(name, TEXTS)
        return ()

    def flag(self, name: str) -> bool:
        self._note(name, {"type": "boolean"})
        return False

    def one_of(self, name: str, otherwise: int, other: int) -> int:
        self._note(name, {"enum": sorted((otherwise, other))})
        return otherwise

    def number(self, name: str, otherwise: int, *, least: int = 1, such_as: str) -> int:
        del such_as
        self._note(name, {"type": "integer", "minimum": least})
        return otherwise

    def share(self, name: str, otherwise: float) -> float:
        self._note(name, {"type": "number", "minimum": 0, "exclusiveMaximum": 1})
        return otherwise

    def day(self, name: str) -> None:
        # TOML has days of its own, which are texts in JSON
        self._note(name, {"type": "string", "format": "date"})

    def schema(self) -> dict[str, Any]:
        """Return what was asked for."""
        return table(
            {name: one.schema() if isinstance(one, _Recorder) else one for name, one in self.asked.items()}
        )


def settings_schema() -> dict[str, Any]:
    """Return the schema of litreview.toml."""
    made: list[_Recorder] = []

    def record(*asked: Any) -> _Recorder:
        made.append(_Recorder(*asked))
        return made[-1]

    real, settings._SettingsTable = settings._SettingsTable, record  # type: ignore[assignment,misc]
    try:
        settings.parse_settings("")
    finally:
        settings._SettingsTable = real  # type: ignore[misc]
    top = made[0]
    for name in settings._TEXTS:
        top._note(name, TEXT)
    for name in settings._LISTS:
        top._note(name, TEXTS)
    top._note("preprints", {"enum": [*settings._PREPRINTS]})
    top._note("format", {"type": "integer", "minimum": 1, "maximum": FORMAT})
    vocabulary, document, enrich = (top.asked[name] for name in ("confidential", "document", "enrich"))
    for name in (*settings._VOCABULARY, "published"):
        vocabulary._note(name, TEXTS)
    for name in settings._DOCUMENT:
        document._note(name, ONE_OR_MORE if name == "author" else TEXT)
    enrich._note("providers", {"type": "array", "items": {"enum": [*provider_names()]}})
    for name in provider_names():
        enrich._note(name, table({"url": TEXT}))
    whole = top.schema()
    # the parser asks the table at the top for the names of those in lists, too
    names = whole["properties"] = {name: whole["properties"][name] for name in settings._KNOWN}
    names["search"] = many(of_class(Search, settings._SEARCH, required=()))
    names["flow"] = _flow()
    return whole


def _flow() -> dict[str, Any]:
    box = of_class(OwnBox, settings._BOX, after={"enum": [*STEPS]})
    counts = dict.fromkeys(settings._PREVIOUS, SIMPLE[int | None])
    day = {"updated": {"type": "string", "format": "date"}, "previous_stopped": TEXT}
    return table({"box": many(box), **counts, **day})


def findings_schema() -> dict[str, Any]:
    """Return the schema of findings.toml."""
    passage = {"anyOf": [TEXT, table(dict.fromkeys(passages._FIELDS, TEXT), ["key"])]}
    side = {"type": "array", "items": passage}
    one = {
        "anyOf": [
            {"enum": [*confidence.CONCERNS]},
            table({"concern": {"enum": [*confidence.CONCERNS]}, "reason": TEXT}),
        ]
    }
    kinds = {
        **dict.fromkeys(SIDES, side),
        "stance": {"enum": [*STANCES]},
        "state": {"enum": ["open"]},
        "cerqual": table(
            {"level": {"enum": [*confidence.LEVELS]}, **dict.fromkeys(confidence.COMPONENTS, one)}
        ),
    }
    lists = {name: TEXTS for names in findings._LISTS.values() for name in names}
    tables = {
        kind: many(
            table({name: kinds.get(name, lists.get(name, TEXT)) for name in names}, ["id", "statement"])
        )
        for kind, names in findings._FIELDS.items()
    }
    return table(tables)


def codebook_schema() -> dict[str, Any]:
    """Return the schema of a codebook."""
    weight, above = {"type": "number"}, {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1000}
    terms = of_class(Term, loading._TERMS, weight=weight, required=())
    terms["properties"] |= dict.fromkeys(sorted(loading._TERMS - {*terms["properties"]}), ONE_OR_MORE)
    code = of_class(
        Code, terms=many(terms), borderline=many(of_class(Borderline, codes=ONE_OR_MORE)), threshold=above
    )
    scope = {"anyOf": [ONE_OR_MORE, table(dict.fromkeys(sorted(loading._SCOPE), ONE_OR_MORE))]}
    head = dict.fromkeys(sorted(loading._HEAD), TEXT) | {
        "threshold": above,
        "fields": table(dict.fromkeys(loading._FIELD_WEIGHTS, weight)),
    }
    names = {
        "codebook": table(head),
        "words": {"type": "object", "additionalProperties": ONE_OR_MORE},
        "scopes": {"type": "object", "additionalProperties": scope},
        "code": many(code),
        "evidence": many(of_class(EvidenceField)),
        "stance": many(table({"id": {"enum": [*STANCES]}}, ["id"])),
    }
    return table({name: names[name] for name in sorted(loading._TOP)}, ["code"])


def decisions_schema() -> dict[str, Any]:
    """Return the schema of a file of decisions, as a list of its rows."""
    row = dict.fromkeys(COLUMNS, TEXT) | {"verb": {"enum": [*VERBS]}, "shown": {"enum": [*SHOWN]}}
    row["when"] = {"type": "string", "pattern": r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
    return many(table(row, ["when", "by", "verb", "key"]))


SCHEMAS = {
    "litreview": settings_schema,
    "findings": findings_schema,
    "codebook": codebook_schema,
    "decisions": decisions_schema,
}


def text(name: str) -> str:
    """Return a schema as its file has it."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{name}, format {FORMAT}"}
    return json.dumps({**head, **SCHEMAS[name]()}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in SCHEMAS:
        (HERE / f"{each}.schema.json").write_text(text(each), encoding="utf-8")
