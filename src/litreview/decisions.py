"""People's decisions: plain TSV, one line per judgement, one file per reviewer, only ever appended.

Columns: `when by verb key value where reason what`. For one person the latest `when` counts, not the last line: git's
union merge reorders lines. A "no" is stored as surely as a "yes". Where two people differ, both stand and the slot is
disputed, until an adjudicator's line settles it.

The flow: `parse` -> `rebase` (keys become the keys of today's sources) -> `current` (who said what last) -> the stages.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from litreview import files
from litreview.confidential import digest, is_code
from litreview.errors import DecisionSyntaxError, InputError, near_miss
from litreview.model import Decision, Level, Problem, Record, RecordId, Source, Where

__all__ = [
    "COLUMNS",
    "KINDS",
    "PAIR_VERBS",
    "REFERENCE",
    "STAGES",
    "STANCES",
    "VERBS",
    "append",
    "current",
    "disputes",
    "dumps",
    "key_index",
    "names_reference",
    "now",
    "parse",
    "read_decisions",
    "rebase",
    "record_names",
    "resolve",
    "slot",
    "split_related",
    "validate",
]

COLUMNS = ("when", "by", "verb", "key", "value", "where", "reason", "what")
PAIR_VERBS = ("same", "different", "related")
VERBS = (
    *PAIR_VERBS,
    "tag",
    "not-tag",
    "stance",
    "include",
    "exclude",
    "unsure",
    "not-retrieved",
    "set",
    "clear",
)
KINDS = ("version", "edition", "summary", "same-data", "review-of")
STANCES = ("supports", "contradicts", "mixed", "describes", "not-operations", "unclear")
REFERENCE = "ref:"
STAGES = ("abstract", "fulltext")

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CODER = re.compile(r"[\w][\w.@-]*")
_SET = re.compile(r"([\w-]+)(?:@([\w-]+))?=(.*)", re.DOTALL)


def now() -> str:
    """Return the present in the form of the `when` column: UTC, with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def names_reference(decision: Decision) -> bool:
    """Return whether a `same` or `different` is about a cited reference: its value is `ref:` and the text or DOI of one."""
    return decision.verb in ("same", "different") and decision.value.startswith(REFERENCE)


def split_related(value: str) -> tuple[str, str]:
    """Return kind and other key of a `related` value; kind `related` if none is given.

    >>> split_related("edition Finklea2014Sex"), split_related("Finklea2014Sex")
    (('edition', 'Finklea2014Sex'), ('related', 'Finklea2014Sex'))
    """
    kind, _, other = value.strip().partition(" ")
    return (kind, other.strip()) if other else ("related", kind)


def _fault(decision: Decision) -> str:
    """Return what is wrong with a decision as it stands, `""` if nothing."""
    verb, value = decision.verb, decision.value
    if not _WHEN.fullmatch(decision.when):
        return f"'when' is '{decision.when}'; write UTC with seconds, such as 2026-01-31T09:30:00Z"
    if not _CODER.fullmatch(decision.by):
        return f"'by' is '{decision.by}'; name the reviewer in letters, digits, '.', '-', '_' or '@'"
    if verb not in VERBS:
        return f"unknown verb '{verb}'{near_miss(verb, VERBS)}; one of {', '.join(VERBS)}"
    if not decision.key:
        return f"no key; '{verb}' says it of one source"
    if verb in ("same", "different") and not value:
        return f"'{verb}' needs the other key as its value"
    if verb == "related":
        kind, other = split_related(value)
        if not other:
            return "'related' needs KIND and the other key as its value, such as 'edition Finklea2014Sex'"
        if kind not in (*KINDS, "related"):
            return f"unknown kind '{kind}'{near_miss(kind, KINDS)}; one of {', '.join(KINDS)}"
    if verb in ("tag", "not-tag") and not value:
        return f"'{verb}' needs a code as its value, such as 'protect'"
    if verb == "stance":
        code, _, stance = value.partition("=")
        if not code or stance not in STANCES:
            return f"stance is '{value}'{near_miss(stance, STANCES)}; write CODE=one of {', '.join(STANCES)}"
    if verb in ("include", "exclude", "unsure", "not-retrieved") and value not in STAGES:
        return f"'{verb}' needs a stage as its value: {' or '.join(STAGES)}{near_miss(value, STAGES)}"
    if verb == "set" and not _SET.fullmatch(value):
        return f"set is '{value}'; write field=VALUE or field@code=VALUE"
    return ""


def validate(decision: Decision) -> Decision:
    """Return the decision if it can be written down; `DecisionSyntaxError` says why not."""
    if why := _fault(decision):
        raise DecisionSyntaxError(decision.place.file, decision.place.line, why)
    return decision


def parse(text: str, path: str = "<string>") -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in a TSV, in order, and the rows that could not be understood as Problems.

    A byte order mark, CRLF, blank lines, a repeated or missing header and rows in any order are read. Quotes are text.
    """
    found: list[Decision] = []
    problems: list[Problem] = []
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        row = line.rstrip("\r")
        if not row.strip() or row.startswith("#"):
            continue
        cells = [cell.strip() for cell in row.split("\t")]
        where = Where(file=path, line=number)
        if {"when", "verb", "key"} <= set(cells):
            columns = cells
            continue
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            problems.append(
                _problem(
                    where,
                    "LR040",
                    "error",
                    f"{len(cells)} columns where {len(columns)} are named; "
                    "a tab inside a text? columns are " + ", ".join(columns),
                )
            )
            continue
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        decision = Decision(
            **{**dict.fromkeys(("when", "by", "verb", "key"), ""), **named},
            place=where,
        )
        if why := _fault(decision):
            problems.append(_problem(where, "LR040", "error", why, key=decision.key))
        else:
            found.append(decision)
    return tuple(found), tuple(problems)


def _problem(
    where: Where, code: str, level: Level, message: str, *, remedy: str = "", key: str = ""
) -> Problem:
    return Problem(where=where, code=code, level=level, message=message, remedy=remedy, key=key)


def _row(decision: Decision) -> str:
    cells = (str(getattr(decision, name)) for name in COLUMNS)
    return "\t".join(re.sub(r"[\t\r\n]+", " ", cell).strip() for cell in cells) + "\n"


def dumps(decisions: Iterable[Decision]) -> str:
    """Return the TSV of decisions, header first; `parse` gives them back."""
    return "\t".join(COLUMNS) + "\n" + "".join(map(_row, decisions))


def append(folder: Path | str, *decisions: Decision) -> Path:
    """Append decisions of one person to `FOLDER/decisions/BY.tsv`, in one write, and return that path.

    What stands there stays as it is, to the byte. Where its columns are in another order, ours are named again first.
    """
    for decision in decisions:
        validate(decision)
    path = Path(folder) / "decisions" / f"{decisions[0].by}.tsv"
    files.append_text(path, _bridge(path) + "".join(map(_row, decisions)))
    return path


def _bridge(path: Path) -> str:
    """Return what must stand between the end of a file and a new row: a line end, the header, both or nothing."""
    try:
        present = path.read_bytes()
    except FileNotFoundError:
        present = b""
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from error
    try:
        lines = present.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8 first") from error
    header = "\t".join(COLUMNS)
    named = [
        line.strip()
        for line in lines
        if {"when", "verb", "key"} <= {cell.strip() for cell in line.split("\t")}
    ]
    ends = "\n" if present and not present.endswith(b"\n") else ""
    return ends if named and named[-1] == header else f"{ends}{header}\n"


def read_decisions(folder: Path | str) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return all decisions under `FOLDER/decisions/`, files in alphabetical order, and the Problems met."""
    found: list[Decision] = []
    problems: list[Problem] = []
    for path in sorted((Path(folder) / "decisions").glob("*.tsv")):
        name = f"decisions/{path.name}"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(
                _problem(
                    Where(file=name),
                    "LR041",
                    "error",
                    f"is not UTF-8 (byte {error.start})",
                    remedy="save it as UTF-8",
                )
            )
            continue
        except OSError as error:
            raise InputError(str(path), error.strerror or "cannot be read") from error
        more, faults = parse(text, name)
        found += more
        problems += faults
    return tuple(found), tuple(problems)


def slot(decision: Decision) -> tuple[str, ...]:
    """Return what a decision is about: of one person, the latest on a slot counts."""
    verb, key, value = decision.verb, decision.key, decision.value
    if verb in PAIR_VERBS:
        other = split_related(value)[1] if verb == "related" else value
        return ("pair", *sorted((key, other)))
    if verb in ("tag", "not-tag"):
        return ("tag", key, value)
    if verb == "stance":
        return ("stance", key, value.partition("=")[0])
    if verb == "set":
        return ("set", key, value.partition("=")[0])
    return ("screen", key, value)


def _clears(clear: Decision, decision: Decision) -> bool:
    """Return whether a `clear` takes back a decision: same key, and its value (a verb, a code, or both) if it has one."""
    if clear.key not in (decision.key, *(slot(decision)[1:3] if decision.verb in PAIR_VERBS else ())):
        return False
    words = clear.value.split()
    return all(w in (decision.verb, *decision.value.replace("=", " ").split()) for w in words)


def _when(decision: Decision) -> tuple[str, int]:
    return decision.when, decision.place.line


def current(decisions: Iterable[Decision], adjudicators: Sequence[str] = ()) -> tuple[Decision, ...]:
    """Return the decisions that count: per person and slot the latest, `clear` applied, an adjudicator's above all.

    The order is that of the input. Two people who differ both stay: see `disputes`.
    """
    everything = tuple(decisions)
    latest: dict[tuple[str, tuple[str, ...]], Decision] = {}
    clears: dict[str, list[Decision]] = {}
    for decision in everything:
        if decision.verb == "clear":
            clears.setdefault(decision.by, []).append(decision)
            continue
        mine = (decision.by, slot(decision))
        if mine not in latest or _when(latest[mine]) <= _when(decision):
            latest[mine] = decision
    standing = [
        decision
        for decision in latest.values()
        if not any(_when(c) >= _when(decision) and _clears(c, decision) for c in clears.get(decision.by, ()))
    ]
    settled: dict[tuple[str, ...], Decision] = {}
    for decision in sorted(standing, key=lambda d: (*_when(d), d.by)):
        if decision.by in adjudicators:
            settled[slot(decision)] = decision
    kept = {id(d) for d in standing if settled.get(slot(d), d) is d}
    return tuple(decision for decision in everything if id(decision) in kept)


def disputes(decisions: Iterable[Decision]) -> tuple[Problem, ...]:
    """Return an info Problem (LR045) for each slot on which people differ. `decisions` are the current ones."""
    slots: dict[tuple[str, ...], list[Decision]] = {}
    for decision in decisions:
        slots.setdefault(slot(decision), []).append(decision)
    found = []
    for about, members in slots.items():
        if about[0] == "set":
            said = {d.value for d in members}
        elif about[0] == "stance":
            said = {d.value.partition("=")[2] for d in members}
        else:
            said = {d.verb for d in members}
        if len(said) > 1:
            views = ", ".join(
                f"{d.by}: {d.verb} {d.value}".rstrip() for d in sorted(members, key=lambda d: d.by)
            )
            found.append(
                _problem(
                    members[0].place,
                    "LR045",
                    "info",
                    f"disputed: {members[0].key} ({views})",
                    remedy="an adjudicator's line settles it",
                    key=members[0].key,
                )
            )
    return tuple(found)


def key_index(sources: Iterable[Source], given: Iterable[Record] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return which sources a name may mean: keys, former keys, record ids, and digests of masked keys.

    A source's own key comes before another's former key; else the earliest record that has the name. `given` are all records
    in order of reading; without them the order of the sources stands in for it.
    """
    index: dict[str, list[str]] = {}
    works = tuple(sources)
    for work in works:
        index.setdefault(work.key, []).append(work.key)
    home = {record.id: work.key for work in works for record in work.records}

    def add(name: str, key: str) -> None:
        held = index.setdefault(name, [])
        if key not in held:
            held.append(key)

    for record in given:
        if record.id in home:
            add(record.key, home[record.id])
    for work in works:
        names = [*work.former_keys]
        for record in work.records:
            names += [record.id, record.key, *record.sealed]
            if record.confidential and not record.sealed:
                # opened on purpose: a decision still calls it by the digest of its key
                names += [digest(record.key), digest(record.id)]
        for name in names:
            add(name, work.key)
    return {name: tuple(keys) for name, keys in index.items()}


def record_names(sources: Iterable[Source]) -> Mapping[RecordId, str]:
    """Return what a decision calls each record of the sources: its key where that can mean nothing else, else its id.

    So it means the same record when an export is added that has the key again. A confidential record goes by its code,
    or by a digest: its key may be a person's name.
    """
    works = tuple(sources)
    index = key_index(works)
    held = Counter(record.key for work in works for record in work.records)

    def name(record: Record, work: Source) -> str:
        if record.confidential and not is_code(record.key):
            return record.sealed[-1] if record.sealed else digest(record.id)
        alone = held[record.key] == 1 and index.get(record.key) == (work.key,)
        return record.key if record.key and alone else record.id

    return {record.id: name(record, work) for work in works for record in work.records}


def resolve(name: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the source keys that a name may mean, the one to take first; empty if there is none."""
    return index.get(name) or index.get(digest(name)) or ()


def rebase(
    decisions: Iterable[Decision], sources: Iterable[Source], given: Iterable[Record] = ()
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in terms of today's source keys, and a Problem for each key that no source holds.

    `given` are all records in order of reading (see `key_index`).
    """
    works = tuple(sources)
    index = key_index(works, given)
    hidden = {work.key for work in works if work.confidential}
    found: list[Decision] = []
    problems: list[Problem] = []

    def meant(decision: Decision, name: str) -> str:
        keys = resolve(name, index)
        if not keys:
            problems.append(_unknown(decision, name, works, index))
            return ""
        own = keys[0] == name
        if len(keys) > 1 and not own:
            problems.append(
                _problem(
                    decision.place,
                    "LR043",
                    "warning",
                    f"'{name}' is a key of {len(keys)} sources ({', '.join(keys)}); taken as {keys[0]}",
                    remedy="name the record, as FILE:KEY",
                    key=keys[0],
                )
            )
        return keys[0]

    for decision in decisions:
        key = meant(decision, decision.key)
        value = decision.value
        if decision.verb in PAIR_VERBS and not names_reference(decision):
            kind, other = split_related(value) if decision.verb == "related" else ("", value)
            other = meant(decision, other)
            value = f"{kind} {other}".strip() if other else ""
            if not other:
                continue
        if not key:
            continue
        shown = decision
        if key in hidden:
            shown = dataclasses.replace(decision, where="", reason="", what="")
        found.append(dataclasses.replace(shown, key=key, value=value))
    return tuple(found), tuple(problems)


def _unknown(
    decision: Decision, name: str, works: Sequence[Source], index: Mapping[str, tuple[str, ...]]
) -> Problem:
    """Return the Problem (LR042) of a key that no source holds, naming the nearest keys."""
    shown = {key for keys in index.values() for key in keys}
    near = difflib.get_close_matches(name.rpartition(":")[2], sorted(shown), n=3, cutoff=0.5)
    if not near and decision.what:
        titles = {work.title: work.key for work in works if work.title}
        near = [titles[t] for t in difflib.get_close_matches(decision.what, sorted(titles), n=2, cutoff=0.5)]
    remedy = (
        f"nearest keys: {', '.join(near)}" if near else "no key is near; is its file still among the sources?"
    )
    # the name itself may be a person's: an unknown key is shown only where it looks like one of ours
    label = name if near or re.fullmatch(r"[\w.:/#-]+", name) else "a key"
    return _problem(
        decision.place, "LR042", "warning", f"no source has the key '{label}'", remedy=remedy, key=label
    )
