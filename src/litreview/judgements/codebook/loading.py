"""Reads and checks codebook files.

`parse_codebook` collects all faults, each with its line, before it raises, so that one run shows everything
to mend.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from litreview.core.decision_types import NONE, STANCES
from litreview.core.errors import CodebookError, InputError, MissingFileError, UsageError, near_miss
from litreview.core.extensions import extensions
from litreview.core.model import Tag
from litreview.judgements.codebook.values import (
    RESERVED,
    UNREAD,
    Borderline,
    Code,
    Codebook,
    EvidenceField,
    Pattern,
    PatternError,
    Scope,
    Term,
    parse_pattern,
)

if TYPE_CHECKING:
    from litreview.core.results.assessment import GoalState

_FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 1.5,  # authors state there what the work is about
    "abstract": 0.8,  # for a page; a sentence or two weigh as a title (litreview.stages.tagging.tagger)
    "keywords": 1.0,
    "annotation": 1.0,
    "note": 1.0,
    "container": 0.0,  # names the subject of a journal, not of the work: it only counts for scopes
}
_TOP = frozenset({"codebook", "words", "scopes", "code", "evidence", "stance"})
_HEAD = frozenset({"name", "title", "main_group", "plural", "fields", "threshold", "requires"})
_TERMS = frozenset({"weight", "match", "fields", "types", "unless", "generic", "whole", "why"})
_SCOPE = frozenset({"match", "not_in", "includes"})
_EVIDENCE_SIGNS = ("many", "by_code", "asked")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_CLASS = re.compile(r"\{([\w-]+)\}")
_MISSING = object()
_OURS = ("tvpa", "none")


def built_in() -> tuple[str, ...]:
    """Return the names of the codebooks that come with litreview, and of those that extensions add."""
    return (*_OURS, *_extensions())


@cache
def _extensions() -> Mapping[str, Path]:
    """Return the files of the codebooks that extensions add."""
    return {name: Path(path) for name, path in extensions("codebooks", _OURS).items()}


CodebookLike: TypeAlias = Codebook | Path | str | None
"""A codebook as every stage accepts it: a `Codebook`, its file, the name of a built-in one, or None for `tvpa`."""


def load_codebook(path: CodebookLike = None) -> Codebook:
    """Return the codebook of that name or file; a `Codebook` is returned unchanged, and `None` means `tvpa`.

    `InputError` if there is no such file, `CodebookError` (all faults, with lines) if it breaks the rules.
    """
    if isinstance(path, Codebook):
        return path
    path = path if path is not None else "tvpa"
    if str(path) in built_in():
        return _built_in_codebook(str(path))
    return parse_codebook(codebook_text(path), str(path))


def codebook_of(tags: Iterable[Tag | GoalState], codebook: CodebookLike = None) -> Codebook:
    """Return the codebook given, else the one with which the tags were made, else the built-in one."""
    return load_codebook(getattr(tags, "codebook", None) if codebook is None else codebook)


def full_codebook_of(tags: Iterable[Tag | GoalState], codebook: CodebookLike = None) -> Codebook:
    """Return `codebook_of(tags, codebook)`; `UsageError` if it lacks a code of the tags, which would be left out without a word."""
    book = codebook_of(tags, codebook)
    known = {*RESERVED, *(code.id for code in book)}
    if unknown := sorted({tag.code for tag in tags} - known):
        raise UsageError(
            f"the tags hold the code '{unknown[0]}', which the codebook '{book.name}' lacks; name theirs: codebook='FILE.toml'"
        )
    return book


@cache
def _built_in_codebook(name: str) -> Codebook:
    """Return a codebook that comes with litreview; it is read once, since that takes as long as tagging some hundred sources."""
    return parse_codebook(codebook_text(name), f"{name}.toml")


def _converted(data: bytes, path: str) -> str:
    """Return a REFI-QDA codebook as TOML. `CodebookError` if it is not a codebook."""
    from litreview.judgements.codebook.exchange import to_toml
    from litreview.judgements.refi import RefiError, read_codebook

    try:
        return to_toml(read_codebook(data), path)
    except RefiError as error:
        raise CodebookError(path, [str(error)]) from error


def codebook_text(path: Path | str = "tvpa") -> str:
    """Return the TOML text of the codebook of that name or file, converted if it is a REFI-QDA codebook (`.qdc`).

    `InputError` if there is no such file, `CodebookError` if it is no text.
    """
    if str(path) in built_in():
        own = _extensions().get(str(path))
        return own.read_text("utf-8") if own else _data(f"{path}.toml")
    if "\n" in str(path):
        raise UsageError("a codebook is named by its file or name; parse_codebook takes the text")
    try:
        data = Path(path).read_bytes()
        return (
            _converted(data, str(path)) if Path(path).suffix.lower() == ".qdc" else data.decode("utf-8-sig")
        )
    except FileNotFoundError as error:
        hint = near_miss(str(path), built_in()) or f"; built in: {', '.join(built_in())}"
        raise MissingFileError(str(path), f"there is no such codebook{hint}") from error
    except UnicodeDecodeError as error:
        raise CodebookError(str(path), [f"is not UTF-8 text (byte {error.start})"]) from error
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error


def parse_codebook(text: str, path: str = "<string>") -> Codebook:
    """Return the codebook in `text` (TOML); `CodebookError` lists all its faults.

    Source types are the same in every field of study: a codebook without a group `type` gets the built-in ones.
    """
    return codebook_from_table(_toml(text, path), path, text)


def codebook_table(path: Path | str) -> dict[str, Any]:
    """Return the TOML of the codebook of that name or file as values."""
    return _toml(codebook_text(path), str(path))


def codebook_from_table(table: dict[str, Any], path: str, text: str = "") -> Codebook:
    """Return the codebook whose TOML has these values; `text`, for the lines of faults, is that TOML."""
    check = _Check(text)
    head = check.table(table.get("codebook", {}), "[codebook]", _HEAD)
    check.keys(table, "the file", _TOP)
    raw_codes = table.get("code", [])
    # `code = []` says that there are none
    if not isinstance(raw_codes, list) or "code" not in table:
        check.fault("has no codes; add one with [[code]]")
        raw_codes = []
    name = check.text(head, "name", "[codebook]", Path(path).stem or "codebook")
    check.read_words(table.get("words", {}))
    raw_scopes = check.table(table.get("scopes", {}), "[scopes]", None)
    scopes = check.scopes(raw_scopes)
    default = check.number(head, "threshold", "[codebook]", 2.0)
    names = tuple(scope.name for scope in scopes)
    subject = check.required_scope(head, "[codebook]", names)
    codes = [check.code(raw, default, names, subject) for raw in raw_codes]
    codes = [code for code in codes if code.id]
    main = check.text(head, "main_group", "[codebook]", codes[0].group if codes else "")
    types = _toml(_data("source-types.toml"), "source-types.toml")
    if not any(code.group == "type" for code in codes):
        codes += [_Check("").code(raw, default, ()) for raw in types["code"]]
    codes += _reserved(main) if main else []
    check.references(codes, main)
    evidence = check.evidence(table.get("evidence", []))
    weights = check.weights(head.get("fields", {}))
    stances = check.stances(table)
    if check.faults:
        raise CodebookError(path, sorted(check.faults, key=_line_of))
    content = json.dumps([table, types], sort_keys=True, ensure_ascii=False, default=str)
    return Codebook(
        name=name,
        title=check.text(head, "title", "[codebook]", name),
        version=hashlib.sha256(content.encode()).hexdigest()[:12],
        main_group=main,
        plural=check.text(head, "plural", "[codebook]", ""),
        codes=tuple(codes),
        scopes=scopes,
        field_weights=tuple(weights.items()),
        path=path,
        evidence=evidence,
        stances=stances,
    )


def _line_of(fault: str) -> int:
    match = re.match(r"line (\d+): ", fault)
    return int(match[1]) if match else 0


def _data(name: str) -> str:
    return resources.files("litreview.judgements.codebook").joinpath(name).read_text(encoding="utf-8")


def _toml(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        position = re.search(r"\(at line (\d+), column \d+\)", str(error))
        why = re.sub(r" \(at .*\)$", "", str(error))
        raise CodebookError(path, [f"line {position[1]}: {why}" if position else str(error)]) from error


def _reserved(group: str) -> list[Code]:
    return [
        Code(
            id=NONE,
            group=group,
            label="None of these",
            definition="The abstract or more was read, and the source informs none of the codes of this group.",
        ),
        Code(
            id=UNREAD,
            group=group,
            label="Not yet read",
            definition="Only the title could be read, and it decides nothing. Not the same as none.",
        ),
    ]


class _Check:
    """Reads values from the parsed TOML and collects their faults."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.faults: list[str] = []
        self._being_read = ("", "")  # the head of the block of the code being read, and its id
        self._words: dict[str, str] = {}  # what stands for {name} in a term

    def fault(self, message: str, needle: str = "") -> None:
        """Add a fault, with the line of `needle` at or after the current code, if found."""
        first = self._first_line()
        line = next(
            (n for n, text in enumerate(self.lines[first:], first + 1) if needle and needle in text),
            first + 1 if first else 0,
        )
        entry = f"line {line}: {message}" if line else message
        if entry not in self.faults:
            self.faults.append(entry)

    def _first_line(self) -> int:
        """Return the line, counted from 0, of the id of the current code, or 0 without a code."""
        block, id_ = self._being_read
        if not id_:
            return 0
        head = next((n for n, line in enumerate(self.lines) if line.strip() == block), 0)
        wanted = re.compile(rf"\s*id\s*=\s*[\"']{re.escape(id_)}[\"']")
        return next((n for n, line in enumerate(self.lines) if n >= head and wanted.match(line)), 0)

    def table(self, value: Any, where: str, known: Collection[str] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fault(f"{where} must be a table")
            return {}
        if known is not None:
            self.keys(value, where, known)
        return value

    def keys(self, table: Mapping[str, Any], where: str, known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                hint = near_miss(key, known) or f"; one of {', '.join(sorted(known))}"
                self.fault(f"{where} has an unknown setting '{key}'{hint}", key)

    def text(self, table: Mapping[str, Any], key: str, where: str, default: Any = _MISSING) -> str:
        value = table.get(key, default)
        if value is _MISSING:
            self.fault(f"{where} needs '{key}'")
            return ""
        if not isinstance(value, str) or not value.strip():
            if value != default:
                self.fault(f"{where}: '{key}' must be a text that is not empty", key)
            return ""
        return " ".join(value.split())

    def number(self, table: Mapping[str, Any], key: str, where: str, default: float) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
            self.fault(f"{where}: '{key}' must be a number above 0 and below 1000", key)
            return default
        return float(value)

    def sign(self, table: Mapping[str, Any], key: str, where: str, *, default: bool = False) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.fault(f"{where}: '{key}' must be true or false", key)
        return value is True

    def texts(self, value: Any, key: str, where: str) -> tuple[str, ...]:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(f"{where}: '{key}' must be a list of texts", key)
            return ()
        return tuple(" ".join(item.split()) for item in value)

    def patterns(self, value: Any, where: str, key: str = "match") -> tuple[Pattern, ...]:
        patterns = []
        for item in self.texts(value, key, where):
            try:
                patterns.append(parse_pattern(self._with_words(item, where)))
            except PatternError as error:
                self.fault(f"{where}: {error}", item)
        return tuple(patterns)

    def read_words(self, value: Any) -> None:
        """Read the classes of words: each a text of alternatives, `person = "woman|man|child"`, that terms use as `{person}`."""
        for name in self.table(value, "[words]", None):
            self._words[name] = self.text(value, name, "[words]")

    def _with_words(self, item: str, where: str) -> str:
        """Return a term with the words of each class in place of its `{name}`."""
        if "{" not in item:
            return item
        for name in _CLASS.findall(item):
            if name in self._words:
                item = item.replace(f"{{{name}}}", self._words[name])
            else:
                self.fault(f"{where}: [words] has no '{name}'{near_miss(name, self._words)}", f"{{{name}}}")
                item = item.replace(f"{{{name}}}", name)
        return item

    def scopes(self, tables: Mapping[str, Any]) -> tuple[Scope, ...]:
        """Return the scopes by name; one that `includes` others has their patterns, too, and their exceptions."""
        own = {name: self.scope(name, tables[name]) for name in sorted(tables)}
        return tuple(self._widened(scope, tables[scope.name], own) for scope in own.values())

    def _widened(self, scope: Scope, raw: Any, own: Mapping[str, Scope]) -> Scope:
        wanted = self.texts(raw.get("includes", []) if isinstance(raw, dict) else [], "includes", scope.name)
        for name in wanted:
            if name not in own:
                hint = near_miss(name, own)
                self.fault(f"scope '{scope.name}' includes '{name}', which [scopes] doesn't have{hint}", name)
        all_ = (scope, *(own[name] for name in wanted if name in own))
        return Scope(
            name=scope.name,
            patterns=tuple(pattern for one in all_ for pattern in one.patterns),
            not_in=tuple(pattern for one in all_ for pattern in one.not_in),
        )

    def scope(self, name: str, value: Any) -> Scope:
        where = f"scope '{name}'"
        raw = self.table(value, where, _SCOPE) if isinstance(value, dict) else {"match": value}
        not_in = self.patterns(raw.get("not_in", []), where, "not_in")
        return Scope(name=name, patterns=self.patterns(raw.get("match", []), where), not_in=not_in)

    def weights(self, value: Any) -> dict[str, float]:
        fields = self.table(value, "[codebook] fields", frozenset(_FIELD_WEIGHTS))
        weights = dict(_FIELD_WEIGHTS)
        for field, weight in fields.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 10:
                self.fault(f"the weight of field '{field}' must be a number from 0 to 10", field)
            elif field in weights:
                weights[field] = float(weight)
        return weights

    def stances(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the stances that [[stance]] lists; without it all, but `not-operations` only in a codebook that speaks of operations."""
        if "stance" in table:
            listed = [
                self.text(raw, "id", "[[stance]]") for raw in self._tables(table["stance"], "[[stance]]")
            ]
            for one in listed:
                if one and one not in STANCES:
                    near = near_miss(one, STANCES) or f"; one of {', '.join(STANCES)}"
                    self.fault(f"no stance '{one}'{near}", one)
            return tuple(one for one in STANCES if one in listed)
        words = json.dumps(table, ensure_ascii=False, default=str).casefold()
        return tuple(one for one in STANCES if one != "not-operations" or "operations" in words)

    def code(self, value: Any, threshold: float, scopes: Sequence[str], subject: str = "") -> Code:
        raw = self.table(value, "[[code]]", None)
        id_ = self._id(raw, "code", "[[code]]")
        where = f"code '{id_}'"
        if not id_:
            return Code(id="", group="", label="")
        if id_ in RESERVED:
            self.fault(f"'{id_}' is kept for the tool itself; choose another id", id_)
        self.keys(raw, where, Code.__dataclass_fields__)
        blocks = self._tables(raw.get("terms", []), f"{where}: terms")
        terms = [term for block in blocks for term in self._terms(block, where)]
        cases = self._tables(raw.get("borderline", []), f"{where}: borderline")
        enabled = self.sign(raw, "enabled", where, default=True)
        return Code(
            id=id_,
            group=self.text(raw, "group", where),
            label=self.text(raw, "label", where),
            definition=self.text(raw, "definition", where),
            counts=self.texts(raw.get("counts", []), "counts", where),
            excludes=self.texts(raw.get("excludes", []), "excludes", where),
            borderline=tuple(
                Borderline(
                    case=self.text(
                        self.table(case, f"{where}: borderline", Borderline.__dataclass_fields__),
                        "case",
                        f"{where}: borderline",
                    ),
                    codes=self.texts(case.get("codes", []), "codes", where),
                )
                for case in cases
            ),
            parent=self.text(raw, "parent", where, ""),
            siblings=self.texts(raw.get("siblings", []), "siblings", where),
            lead=self.text(raw, "lead", where, ""),
            subject=self.text(raw, "subject", where, ""),
            terms=tuple(terms),
            not_in=self.patterns(raw.get("not_in", []), where, "not_in"),
            requires=self.required_scope(raw, where, scopes, subject),
            threshold=self.number(raw, "threshold", where, threshold),
            enabled=enabled,
            hints=self.texts(raw.get("hints", []), "hints", where),
        )

    def required_scope(
        self, table: Mapping[str, Any], where: str, scopes: Sequence[str], default: str = ""
    ) -> str:
        """Return the scope that a code requires, or the whole codebook: the `default` if it names none, `""` if there is no such scope."""
        name = self.text(table, "requires", where, default)
        if name and name not in scopes:
            self.fault(
                f"{where} requires the scope '{name}', which [scopes] doesn't have{near_miss(name, scopes)}",
                name,
            )
            return ""
        return name

    def _id(self, raw: Mapping[str, Any], noun: str, block: str) -> str:
        """Return the id of a code or evidence field, or `""` and add a fault if it has no valid one; faults are searched from its line."""
        id_ = str(raw["id"]) if isinstance(raw.get("id"), str) else ""
        self._being_read = (block, id_)
        if not id_ or not _ID.fullmatch(id_):
            self.fault(f"a {noun} needs an id of letters, digits and hyphens, not {raw.get('id')!r}", "id")
            return ""
        return id_

    def evidence(self, value: Any) -> tuple[EvidenceField, ...]:
        fields: list[EvidenceField] = []
        for raw in self._tables(value, "evidence"):
            id_ = self._id(raw, "field", "[[evidence]]")
            where = f"evidence field '{id_}'"
            if not id_:
                continue
            if id_ in {one.id for one in fields}:
                self.fault(f"{where} is given twice", f'id = "{id_}"')
            self.keys(raw, where, EvidenceField.__dataclass_fields__)
            values = self.texts(raw.get("values", []), "values", where)
            for text in values:
                if not text or ";" in text:
                    self.fault(f"{where}: a value is a text without ';', not '{text}'", text or "values")
            signs = {sign: self.sign(raw, sign, where) for sign in _EVIDENCE_SIGNS}
            fields.append(
                EvidenceField(
                    id=id_,
                    label=self.text(raw, "label", where),
                    definition=self.text(raw, "definition", where, ""),
                    values=values,
                    **signs,
                )
            )
        return tuple(fields)

    def _tables(self, value: Any, where: str) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(f"{where} must be a list of tables")
            return []
        return value

    def _terms(self, block: Mapping[str, Any], where: str) -> list[Term]:
        self.keys(block, f"{where}: terms", _TERMS)
        weight = block.get("weight", 1)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < abs(weight) <= 100:
            self.fault(
                f"{where}: a weight must be a number, not 0, from -100 to 100, not {weight!r}", "weight"
            )
            weight = 1
        fields = self.texts(block.get("fields", []), "fields", where)
        for field in fields:
            if field not in _FIELD_WEIGHTS:
                self.fault(f"{where}: no field '{field}'{near_miss(field, _FIELD_WEIGHTS)}", field)
        if "match" not in block:
            self.fault(f"{where}: terms need 'match'")
        generic, whole = self.sign(block, "generic", where), self.sign(block, "whole", where)
        unless = self.patterns(block.get("unless", []), where, "unless")
        why = self.text(block, "why", where, "")
        types = self.texts(block.get("types", []), "types", where)
        return [
            Term(
                pattern=p,
                weight=float(weight),
                fields=fields,
                types=types,
                unless=unless,
                generic=generic,
                whole=whole,
                why=why,
            )
            for p in self.patterns(block.get("match", []), where)
        ]

    def references(self, codes: Sequence[Code], main: str) -> None:
        """Check the references between codes."""
        self._being_read = ("", "")
        ids = [code.id for code in codes]
        for id_ in sorted({i for i in ids if ids.count(i) > 1} - set(RESERVED)):
            self.fault(f"code '{id_}' is given twice", f'id = "{id_}"')
        if main and main not in {code.group for code in codes if code.id not in RESERVED}:
            self.fault(
                f"main_group '{main}' has no codes{near_miss(main, {c.group for c in codes} - {main})}", main
            )
        for code in codes:
            named = [
                code.parent,
                *code.siblings,
                *code.hints,
                *(c for case in code.borderline for c in case.codes),
                *dict.fromkeys(kind for term in code.terms for kind in term.types),
            ]
            for other in named:
                if other and other not in ids:
                    self.fault(
                        f"code '{code.id}' names '{other}', which is no code{near_miss(other, ids)}",
                        f'"{other}"',
                    )
