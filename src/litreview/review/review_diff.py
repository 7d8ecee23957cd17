"""Differences between two states of a review, each traced to the changed input that caused it.

Sources are matched by their records: by id and content, by content alone if a file or key was renamed, by id and title if an entry was
corrected. So a renamed export changes no source, and a new key is reported as such, not as one work gone and one new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from litreview.core.containers import grouped
from litreview.core.decision_types import PAIR_VERBS, SCREENING_VERBS
from litreview.core.model import Decision, Source, Where
from litreview.core.results.description import (
    ChangedAspect,
    Difference,
    How,
    InputChange,
    InputKind,
    OutputChange,
)
from litreview.core.sealed import shown_path
from litreview.core.wording import plural, truncate
from litreview.judgements.decisions import key_index, resolve, shown_when
from litreview.judgements.decisions.current_decisions import other_of
from litreview.judgements.decisions.decision_files import names_object
from litreview.review.revisions import Pairing, comparable_sources, content, pair_records, record_changes
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.works.missing_values import SAME

_CORRECTS = "correct"
"""Name of a `set` on a field of an entry, as opposed to one on an evidence field."""
_LONGEST = 60  # letters of a field
_SCREEN = (*SCREENING_VERBS, "clear")
_VERBS: Mapping[str, tuple[str, ...]] = {
    "source": ("same", "different", "related", "clear"),
    "merge": ("same", "different", "related", "clear"),
    "registry": ("same", "different", "related", "clear"),
    "field": (_CORRECTS, "clear"),
    "tag": ("tag", "not-tag", _CORRECTS, "clear"),
    "status": (*_SCREEN, "related"),
    "stance": ("stance", "clear"),
    "evidence": ("set", "clear"),
}
"""Decisions on a source that can change each aspect of it."""
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "status": ("screeners", "adjudicators", "stopped", "previous_stopped", "reasons", "reasons_in_order"),
    "merge": ("preprints",),
    "source": ("preprints", "sources"),
    "tag": ("adjudicators",),
    "stance": ("adjudicators",),
    "evidence": ("adjudicators",),
}


def compare_reviews(before: Review, after: Review) -> Difference:
    """Return the differences between two states of a review: inputs, outputs, and the inputs that caused each output.

    Confidential sources appear by codes and numbers only. Sources whose codes are not stored in `private/codes.tsv` get new codes with every
    reading, so only their number is compared.
    """
    pairing = pair_records(before, after)
    inputs = [
        *_files(pairing),
        *_registries(before, after),
        *_decisions(before, after),
        *_settings(before, after),
        *_texts(before, after),
    ]
    tracer = _Tracer(inputs, pairing)
    outputs = [
        *_records(pairing),
        *_sources(pairing),
        *_corrected_fields(pairing),
        *_judgements(pairing),
        *_findings(pairing),
    ]
    return Difference(
        inputs=tuple(one.change for one in inputs), outputs=tuple(map(tracer.with_causes, outputs))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    """A changed input, with the keys (of either state) of the sources that it concerns."""

    change: InputChange
    keys: frozenset[str] = frozenset()
    verb: str = ""


# ---------------------------------------------------------------------------------------- what went in
def _files(pairing: Pairing) -> Iterator[_Input]:
    # a file below private/ may be called after a person
    before, after = (
        tuple(dict.fromkeys(map(shown_path, review.library.files)))
        for review in (pairing.before, pairing.after)
    )
    removed, added, changed = record_changes(pairing)
    by_file: dict[str, tuple[list[str], list[str], list[str]]] = defaultdict(lambda: ([], [], []))
    for place, records in enumerate((added, removed, changed)):
        for record, key in records:
            by_file[record.where.file][place].append(key)
    for file in dict.fromkeys((*before, *after, *by_file)):
        how = _change_kind(was=file in before, now=file in after)
        counts = by_file.get(file, ([], [], []))
        if how == "changed" and not any(counts):
            continue
        detail = ", ".join(
            f"{plural(len(keys), 'record')} {word}"
            for keys, word in zip(counts, ("new", "gone", "changed"), strict=True)
            if keys
        )
        change = InputChange(kind="file", what=file, how=how, where=Where(file=file), detail=detail)
        yield _Input(change=change, keys=frozenset(key for keys in counts for key in keys))


def _registries(before: Review, after: Review) -> Iterator[_Input]:
    """Yield the changed files of registries, each with the sources that its records are or were attached to."""
    states = [{a.record.id: a for a in review.deduplication.attached} for review in (before, after)]
    files = [dict.fromkeys(review.enriched.files) for review in (before, after)]
    for file in {**files[0], **files[1]}:
        old, new = ({i: a for i, a in state.items() if a.record.where.file == file} for state in states)
        added, gone = new.keys() - old.keys(), old.keys() - new.keys()
        altered = [i for i in new if i in old and content(new[i].record) != content(old[i].record)]
        how = _change_kind(was=file in files[0], now=file in files[1])
        if how == "changed" and not (added or gone or altered):
            continue
        counts = (("new", added), ("gone", gone), ("changed", altered))
        detail = ", ".join(f"{plural(len(ids), 'record')} {word}" for word, ids in counts if ids)
        sources = {state[i].source for state in (old, new) for i in (*added, *gone, *altered) if i in state}
        change = InputChange(kind="registry", what=file, how=how, where=Where(file=file), detail=detail)
        yield _Input(change=change, keys=frozenset(sources - {""}))


def _decisions(before: Review, after: Review) -> Iterator[_Input]:
    """Yield the lines that only one state has, ignoring their order."""
    old, new = (Counter(_line(one, review) for one in review.decided) for review in (before, after))
    sides: tuple[tuple[Review, Counter[tuple[str, ...]], How], ...] = (
        (before, old - new, "removed"),
        (after, new - old, "added"),
    )
    for review, counts, how in sides:
        index = key_index(review.received.sources, review.library)
        today = {decision.place: decision.key for decision in review.decisions}
        remaining = Counter(counts)
        for decision in review.decided:
            line = _line(decision, review)
            if not remaining[line]:
                continue
            remaining[line] -= 1
            names = [decision.key]
            if decision.verb in PAIR_VERBS and not names_object(decision):
                names.append(other_of(decision))
            keys = {key for name in names for key in resolve(name, index)} | {today.get(decision.place, "")}
            hidden = any(source.confidential for source in review.sources if source.key in keys)
            reason = decision.reason if isinstance(decision.reason, str) and not hidden else ""
            change = InputChange(
                kind="decision",
                what=" ".join(filter(None, (decision.verb, decision.key, decision.value))),
                how=how,
                where=decision.place,
                detail=f"{decision.by}, {shown_when(decision)}" + (f": {reason}" if reason else ""),
            )
            verb = _CORRECTS if review.corrects(decision) else decision.verb
            yield _Input(change=change, keys=frozenset(filter(None, keys)), verb=verb)


def _line(decision: Decision, review: Review) -> tuple[str, ...]:
    """Return what a line says, without the codes that this reading alone drew for confidential sources."""
    reason = decision.reason if isinstance(decision.reason, str) else ""
    said = (decision.when, decision.by, decision.verb, decision.key, decision.value, reason)
    drawn = {line.code for line in review.fresh_codes.reveal()}
    return (
        tuple(" ".join("" if word in drawn else word for word in part.split(" ")) for part in said)
        if drawn
        else said
    )


def _settings(before: Review, after: Review) -> Iterator[_Input]:
    for one in fields(before.settings):
        old, new = getattr(before.settings, one.name), getattr(after.settings, one.name)
        if old != new:
            yield _simple_input("setting", one.name, "changed", SETTINGS_FILE)
    if before.codebook.version != after.codebook.version:  # its path differs in each copy of a review
        old, new = ({code.id: code for code in review.codebook.codes} for review in (before, after))
        codes = [id_ for id_ in {**old, **new} if old.get(id_) != new.get(id_)]
        yield _simple_input(
            "codebook", after.codebook.name, "changed", SETTINGS_FILE, detail=", ".join(codes)
        )


def _texts(before: Review, after: Review) -> Iterator[_Input]:
    if before.findings_text != after.findings_text:
        how = _change_kind(was=bool(before.findings_text), now=bool(after.findings_text))
        yield _simple_input("findings", "findings.toml", how, "findings.toml")
    places: tuple[tuple[InputKind, Mapping[Where, object], Mapping[Where, object]], ...] = (
        ("note", before.texts, after.texts),
        ("file", before.lists, after.lists),
        ("manuscript", before.documents.reveal(), after.documents.reveal()),
    )
    for kind, old, new in places:
        for where in dict.fromkeys((*old, *new)):
            if old.get(where) != new.get(where):
                yield _simple_input(
                    kind, where.file, _change_kind(was=where in old, now=where in new), where.file
                )
    if before.retractions_text != after.retractions_text:
        yield _simple_input("file", "retractions.csv", "changed", "retractions.csv")


def _change_kind(*, was: bool, now: bool) -> How:
    return "changed" if was and now else "removed" if was else "added"


def _simple_input(kind: InputKind, what: str, how: How, file: str, *, detail: str = "") -> _Input:
    return _Input(change=InputChange(kind=kind, what=what, how=how, where=Where(file=file), detail=detail))


# ---------------------------------------------------------------------------------------- what came out
def _records(pairing: Pairing) -> Iterator[OutputChange]:
    removed, added, changed = record_changes(pairing)
    for record, key in removed:
        if record.id not in pairing.records:
            yield _change("record", pairing.current_key(key), record.id, "there", "")
    for record, key in added:
        old = pairing.origin.get(record.id, "")
        yield _change("record", key, record.id, old, "there" if not old else record.id)
    for record, key in changed:
        earlier = next(r for r in pairing.before.library if r.id == pairing.origin[record.id])
        names = dict.fromkeys((*earlier.fields, *record.fields))
        changed_fields = [name for name in names if earlier.fields.get(name) != record.fields.get(name)]
        yield _change("record", key, record.id, "", "", what_more=", ".join(changed_fields) or "type")


def _change(
    aspect: ChangedAspect, key: str, what: str, before: str, after: str, *, what_more: str = ""
) -> OutputChange:
    return OutputChange(
        aspect=aspect,
        key=key,
        what=what,
        before=before,
        after=after or (f"changed: {what_more}" if what_more else ""),
    )


def _sources(pairing: Pairing) -> Iterator[OutputChange]:
    """Yield the sources that are new, gone, renamed, merged or split."""
    continued = set(pairing.keys.values())
    for source in comparable_sources(pairing.before):
        if source.key in pairing.keys:
            if pairing.keys[source.key] != source.key:
                yield _change("source", pairing.keys[source.key], "key", source.key, pairing.keys[source.key])
            continue
        homes = {
            pairing.new_home[pairing.records[r.id].id] for r in source.records if r.id in pairing.records
        }
        for home in sorted(homes):
            yield _change("merge", home, "joined", source.key, home)
        if not homes:
            yield _change("source", source.key, "source", "there", "")
    for source in comparable_sources(pairing.after):
        if source.key in continued:
            continue
        homes = {pairing.old_home[pairing.origin[r.id]] for r in source.records if r.id in pairing.origin}
        for home in sorted(homes):
            yield _change("merge", source.key, "parted", home, source.key)
        if not homes:
            yield _change("source", source.key, "source", "", "there")
    counts = [
        sum(1 for _ in r.sources) - sum(1 for _ in comparable_sources(r))
        for r in (pairing.before, pairing.after)
    ]
    if counts[0] != counts[1]:
        yield _change("source", "", "confidential, by number", str(counts[0]), str(counts[1]))


def _corrected_fields(pairing: Pairing) -> Iterator[OutputChange]:
    """Yield the fields that people corrected in either state and whose values differ."""
    old = {pairing.current_key(source.key): source for source in comparable_sources(pairing.before)}
    for source in comparable_sources(pairing.after):
        if (earlier := old.get(source.key)) is None:
            continue
        for name in dict.fromkeys(one.field for one in (*earlier.corrected, *source.corrected)):
            before, after = (_field(work, name) for work in (earlier, source))
            if before != after:
                yield _change(
                    "field", source.key, name, truncate(before[:_LONGEST]), truncate(after[:_LONGEST])
                )


def _field(source: Source, name: str) -> str:
    """Return the value of a field, also under its biblatex name; the year comes from the parsed date."""
    if name == "year":
        return str(source.year or "")
    return source.get(name) or source.get(SAME.get(name, ""))


def _judgements(pairing: Pairing) -> Iterator[OutputChange]:
    """Yield changed judgements on sources: tags, status, stances, evidence fields, notes."""
    views: Mapping[ChangedAspect, Callable[[Review], Mapping[tuple[str, str], str]]] = {
        "status": lambda review: {(key, "status"): one.words for key, one in review.standing.status.items()},
        "registry": lambda review: {
            (source.key, one.field): f"from {one.where.file}"
            for source in review.sources
            for one in source.filled
        },
        "tag": _tags,
        "stance": _stances,
        "evidence": _evidence,
        "note": lambda review: {(key, "note"): text for key, text in review.notes.items()},
    }
    known = [
        {source.key for source in comparable_sources(review)} for review in (pairing.before, pairing.after)
    ]
    for aspect, view in views.items():
        old = {
            (pairing.current_key(key), what): value
            for (key, what), value in view(pairing.before).items()
            if key in known[0]
        }
        new = {slot: value for slot, value in view(pairing.after).items() if slot[0] in known[1]}
        yield from _differences(aspect, old, new, unquoted="note" if aspect == "note" else "")


def _tags(review: Review) -> Mapping[tuple[str, str], str]:
    pairs = (
        ((tag.source, tag.code), f"by {tag.coder}" if tag.coder else "by the machine") for tag in review.tags
    )
    return {slot: ", ".join(sorted({*coders})) for slot, coders in grouped(pairs).items()}


def _stances(review: Review) -> Mapping[tuple[str, str], str]:
    return _joined_values(
        ((d.key, goal), stance)
        for d in review.decisions
        if d.verb == "stance"
        for goal, _, stance in (d.value.partition("="),)
    )


def _evidence(review: Review) -> Mapping[tuple[str, str], str]:
    return _joined_values(
        ((note.source, f"{note.field}@{note.code}" if note.code else note.field), note.value)
        for note in review.evidence
    )


def _joined_values(pairs: Iterable[tuple[tuple[str, str], str]]) -> Mapping[tuple[str, str], str]:
    return {slot: " or ".join(sorted({*values})) for slot, values in grouped(pairs).items()}


def _findings(pairing: Pairing) -> Iterator[OutputChange]:
    old = _finding_texts(pairing.before, pairing.current_key)
    new = _finding_texts(pairing.after, str)
    yield from _differences("finding", old, new, unquoted="statement")


def _differences(
    aspect: ChangedAspect,
    old: Mapping[tuple[str, str], str],
    new: Mapping[tuple[str, str], str],
    *,
    unquoted: str,
) -> Iterator[OutputChange]:
    """Yield the values that differ; of what is called `unquoted`, only that it changed: its text is not reported."""
    for key, what in dict.fromkeys((*old, *new)):
        before, after = old.get((key, what), ""), new.get((key, what), "")
        if before == after:
            continue
        if what == unquoted:
            after = "changed" if before and after else after and "there"
            before = before and "there"
        yield _change(aspect, key, what, before, after)


def _finding_texts(review: Review, current_key: Callable[[str], str]) -> Mapping[tuple[str, str], str]:
    """Return the statement of each finding, and by side the sources it names and those that count."""
    texts = {(f.id, "statement"): f.statement for f in review.findings.findings}
    texts |= {(f.id, "state"): "open: to be examined" for f in review.findings.open}
    texts |= {(f.id, "state"): f.state for f in review.findings.unheld}
    for one in review.footings:
        keys = ", ".join(map(current_key, one.sources))
        counting = ", ".join(map(current_key, one.counting))
        if one.sources or one.unknown:
            text = keys if counting == keys else f"{keys or 'none'} (of these count: {counting or 'none'})"
            texts[one.of, one.side] = text + (f"; {len(one.unknown)} unknown" if one.unknown else "")
    return {**texts, **{(r.id, "statement"): r.statement for r in review.findings.recommendations}}


# ---------------------------------------------------------------------------------------- through what
class _Tracer:
    """Finds the inputs that caused a changed output."""

    def __init__(self, inputs: list[_Input], pairing: Pairing) -> None:
        self._inputs = inputs
        self._before = grouped((new, old) for old, new in pairing.keys.items())
        self._sources_by_finding: dict[str, set[str]] = defaultdict(set)
        for review in (pairing.before, pairing.after):
            for finding in review.findings.findings:
                self._sources_by_finding[finding.id] |= {
                    *finding.sources,
                    *map(pairing.current_key, finding.sources),
                }

    def with_causes(self, change: OutputChange) -> OutputChange:
        """Return the change with its causes: inputs on the same thing, else every changed input."""
        causes = [place for place, one in enumerate(self._inputs) if self._can_cause(one, change)]
        direct = bool(causes)
        causes = causes or list(range(len(self._inputs)))
        return replace(change, causes=tuple(causes), direct=direct)

    def _can_cause(self, one: _Input, change: OutputChange) -> bool:
        kind = one.change.kind
        if change.aspect == "finding":
            return kind == "findings" or (
                one.verb in (*_SCREEN, "stance", *PAIR_VERBS, "set")
                and not one.keys.isdisjoint(self._sources_by_finding[change.key])
            )
        if kind == "setting":
            return one.change.what in _SETTINGS.get(change.aspect, ())
        if kind == "codebook":
            return change.aspect == "tag" and change.what in one.change.detail.split(", ")
        if kind == "note":
            return change.aspect == "note"
        mine = {change.key, *self._before.get(change.key, ())}
        if change.aspect == "merge":
            mine |= {change.before, change.after}
        if one.keys.isdisjoint(mine):
            return False
        if kind == "registry":
            return change.aspect in ("registry", "tag")
        if kind == "file":
            return True
        return self._decision_can_cause(one, change)

    def _decision_can_cause(self, one: _Input, change: OutputChange) -> bool:
        """Return whether a decision on a source can have caused this change of it."""
        if one.verb not in _VERBS.get(change.aspect, ()):
            return one.verb in PAIR_VERBS and change.aspect in ("tag", "status", "stance", "evidence")
        if change.aspect == "field":
            return f" {change.what}=" in one.change.what or one.verb == "clear"
        if one.verb == _CORRECTS:  # corrected text can change any tag
            return True
        if change.aspect in ("tag", "stance"):
            return (
                change.what in one.change.what.replace("=", " ").replace(":", " ").split()[1:]
                or one.verb == "clear"
            )
        if change.aspect == "evidence":
            return change.what in one.change.what or one.verb == "clear"
        return True
