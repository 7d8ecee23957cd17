"""The evaluator of a graph of stages: computes each stage on first use, and reuses values whose inputs did not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from threading import RLock
from typing import Any

from litreview.core.runtime import gc_pause
from litreview.engine.codec import Codec
from litreview.engine.digest import Digest, Digests, NoDigestError, is_same, joined
from litreview.engine.stage import PREVIOUS, Previous, Stage
from litreview.engine.store import Store

Explained = tuple[tuple[str, str, str], ...]
"""For each stage: its name, how its value was obtained, and why."""


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a stage, the values of its needs, how it was obtained (`done`), and why.

    `done` is one of `reused`, `from the store` and `made anew`. `items` are the values of single items by name, for a stage with `each`.
    """

    value: Any
    needs: Mapping[str, Any]
    done: str
    why: str = ""
    items: Mapping[str, Any] = field(default_factory=dict)


_PROGRAM = 16
"""Letters at the end of a stored name that tell the version of the program."""


class Evaluator:
    """The values of a graph for one set of inputs.

    `earlier` is the evaluator of the earlier inputs. A value is reused if the needs that its stage used are the same objects. A stage that
    is computed again and returns an equal value keeps the old object, so that the stages which need it are not computed again. Whether
    something changed is decided by comparing values, not by modification times.

    A stage with a codec is looked up in the `store` by the digest of its needs before it is computed. A value that depends on something
    confidential is never stored. A stage with `each` decides this item by item. The value of another stage may be stored if its codec
    says that it concerns public sources only.

    A value is computed once, by the first thread that needs it. There is one lock for all values, so other threads wait.
    """

    def __init__(
        self,
        stages: Mapping[str, Stage[Any]],
        inputs: Mapping[str, Any],
        earlier: Evaluator | None = None,
        *,
        store: Store | None = None,
        digests: Digests | None = None,
    ) -> None:
        if both := stages.keys() & inputs.keys():
            raise ValueError(f"both a stage and an input: {', '.join(sorted(both))}")
        self._stages = stages
        before = earlier.inputs if earlier else {}
        self.inputs: Mapping[str, Any] = {
            name: before[name] if name in before and is_same(before[name], value) else value
            for name, value in inputs.items()
        }
        self.store: Store | None = store or (earlier.store if earlier else None)
        self._digests: Digests = Digests(earlier=earlier._digests) if earlier else digests or Digests()  # noqa: SLF001 - its own kind
        # a value that the earlier evaluator did not compute may come from the one before it
        self._earlier: dict[str, Result] = (
            {**earlier._earlier, **earlier._results} if earlier else {}  # noqa: SLF001
        )
        self._results: dict[str, Result] = {}
        self._needs: dict[str, dict[str, str]] = {}
        self._needs_before: Mapping[str, Mapping[str, str]] | None = None
        self._digested: dict[tuple[int, bool], tuple[Sequence[Any], list[str]]] = {}
        self._lock = RLock()

    def value(self, name: str) -> Any:
        """Return the value of a stage or an input. `KeyError` for a name that is neither."""
        if name in self.inputs:
            return self.inputs[name]
        found = self._results.get(name)
        if found is None:
            stage = self._stages[name]
            with self._lock:
                found = self._results.get(name)
                if found is None:
                    with gc_pause():
                        found = self._results[name] = self._evaluate(stage)
                    self._earlier.pop(name, None)
        return found.value

    def has(self, name: str) -> bool:
        """Return whether the value of a stage has been computed, without computing it."""
        return name in self._results

    def copy(self) -> Evaluator:
        """Return an evaluator of the same inputs with the values computed so far, and a lock of its own."""
        made = Evaluator(self._stages, self.inputs, self)
        made._results.update(self._results)
        return made

    def adopt(self, other: Evaluator) -> None:
        """Take over values that another evaluator of the same inputs has computed and this one has not."""
        for name, result in list(other._results.items()):
            self._results.setdefault(name, result)
        self._needs = {**other._needs, **self._needs}

    def explain(self) -> Explained:
        """Return for each evaluated stage its name, how its value was obtained, and why, in the order of the graph."""
        found = ((name, self._results[name]) for name in self._stages if name in self._results)
        return tuple((name, one.done, one.why) for name, one in found)

    def end_run(self) -> None:
        """Remove unused entries from the store, and record the digests of needs, so that the next run can say what changed."""
        if self.store:
            self.store.put_needs({**self._earlier_needs(), **self._needs})
            self.store.forget_unused()

    def _evaluate(self, stage: Stage[Any]) -> Result:
        old = self._earlier.get(stage.name)
        changed: frozenset[str] = frozenset()
        if old is not None:
            changed = self._changed_needs(old.needs, frozenset(stage.needs) - stage.lazy)
            # lazy needs, which the stage may not call this time, are compared last
            changed = changed or self._changed_needs(old.needs, stage.lazy)
            if not changed:
                return Result(old.value, old.needs, "reused", "nothing that it needs changed", old.items)
        if stage.each:
            made = self._evaluate_items(stage, old, changed)
        elif stage.codec and self.store:
            made = self._stored_or_computed(stage, stage.codec, self.store, old, changed)
        else:
            made = self._compute(stage, old, changed)
        if old is not None and is_same(old.value, made.value):
            return Result(old.value, made.needs, made.done, f"{made.why}; the value is the same", made.items)
        return made

    def _changed_needs(self, before: Mapping[str, Any], names: Iterable[str]) -> frozenset[str]:
        return frozenset(name for name in names if name in before and self.value(name) is not before[name])

    def _compute(self, stage: Stage[Any], old: Result | None, changed: frozenset[str]) -> Result:
        """Compute a stage from its needs, and from its earlier value if it takes that."""
        used: dict[str, Any] = {}
        arguments = {name: self._argument(stage, name, used) for name in stage.needs}
        if stage.takes_previous:
            arguments[PREVIOUS] = Previous(old.value, changed) if old else self._stored_previous(stage)
        return Result(stage.make_with(arguments), used, "made anew", self._why(stage, old, changed))

    def _argument(self, stage: Stage[Any], name: str, used: dict[str, Any]) -> Any:
        def resolve() -> Any:
            used[name] = self.value(name)
            return used[name]

        return resolve if name in stage.lazy else resolve()

    def _stored_previous(self, stage: Stage[Any]) -> Previous[Any] | None:
        """Return the value that an earlier run of this version of the program stored last for a stage, None without one."""
        program = self._digests.program[:_PROGRAM]
        if self.store and stage.codec and (data := self.store.latest(stage.part, program)):
            with suppress(LookupError, TypeError, ValueError):
                return Previous(stage.codec.decode(data), frozenset(stage.needs))
        return None

    def _stored_or_computed(
        self, stage: Stage[Any], codec: Any, store: Store, old: Result | None, changed: frozenset[str]
    ) -> Result:
        """Return the stored value of a stage, else compute and store it."""
        names = [name for name in stage.needs if name not in stage.lazy]
        needs = {name: self.value(name) for name in names}
        key = self._digest_of_needs(stage, names)
        if key is None:
            return self._compute(stage, old, changed)
        made = None
        with suppress(LookupError, TypeError, ValueError):
            value = codec.decode(store.find(stage.part, [key.name])[key.name])
            made = Result(value, needs, "from the store", "it was made of the same before")
        if made is None:
            made = self._compute(stage, old, changed)
            if not key.hidden or (codec.keys and key.hidden.isdisjoint(codec.keys(made.value))):
                store.put(stage.part, _encoded(codec, {key.name: made.value}))
        if is_dataclass(made.value):  # a text or an empty tuple may be the value of another stage, too
            self._digests.name(made.value, Digest(joined(stage.part, key.name), key.hidden))
        return made

    def _evaluate_items(self, stage: Stage[Any], old: Result | None, changed: frozenset[str]) -> Result:
        """Return a value for each item of a stage, from memory or the store where possible, else computed."""
        needs = {name: self.value(name) for name in stage.needs}
        items: Sequence[Any] = needs[stage.each]
        others = self._digest_of_needs(stage, [n for n in stage.needs if n not in (stage.each, stage.asks)])
        names = self._item_names(items, others, stage)
        before = dict(old.items) if old else {}
        for name, one in self._results.items():
            if self._stages[name].part == stage.part:
                before |= one.items
        found = {name: before[name] for name in names if name in before}
        unknown = {*names} - {*found, ""}
        found |= self._stored_items(stage, unknown)
        if stage.asks:
            found = _with_same_answers(found, needs[stage.asks].answer)
        missing = [place for place, name in enumerate(names) if name not in found]
        if not missing:
            done = "from the store" if unknown or not old else "reused"
            why = f"all {len(items):,} items were made before"
            return Result(tuple(map(found.__getitem__, names)), needs, done, why, found)
        made = stage.make_with({**needs, stage.each: tuple(items[place] for place in missing)})
        new = dict(zip(missing, made, strict=True))
        own = {names[place]: value for place, value in new.items() if names[place]}
        self._store_items(stage, own)
        why = self._why_items_computed(stage, old, changed, names, missing)
        values = tuple(new[place] if place in new else found[name] for place, name in enumerate(names))
        return Result(values, needs, "made anew", why, {**found, **own})

    def _store_items(self, stage: Stage[Any], values: Mapping[str, Any]) -> None:
        """Store values of items by name, except those that cannot be encoded."""
        if self.store and stage.codec:
            self.store.put(stage.part, _encoded(stage.codec, values))

    def _why_items_computed(
        self,
        stage: Stage[Any],
        old: Result | None,
        changed: frozenset[str],
        names: Sequence[str],
        missing: Sequence[int],
    ) -> str:
        """Return how many items are computed; also why, if all of them are and some could have been stored."""
        never = names.count("")
        count = f"{len(missing):,} of {len(names):,} items" + f", {never:,} never stored" * (never > 0)
        return (
            count
            if never == len(missing) or len(missing) < len(names)
            else f"{count}; {self._why(stage, old, changed)}"
        )

    def _stored_items(self, stage: Stage[Any], names: set[str]) -> dict[str, Any]:
        """Return the stored values of items; none if one is no value of the stage, because the store leaves out damaged bytes."""
        if self.store and stage.codec and names:
            stored = self.store.find(stage.part, names)
            with suppress(LookupError, TypeError, ValueError):
                return dict(zip(stored, stage.codec.decode_all([*stored.values()]), strict=True))
        return {}

    def _item_names(self, items: Sequence[Any], others: Digest | None, stage: Stage[Any]) -> list[str]:
        """Return the digest under which the value of each item is stored; `""` if it is never stored, as it depends on confidential data."""
        names = self._digests_of_items(items, whole=stage.whole)
        # answers rest on all items
        if others is None or others.hidden or (stage.asks and "" in names):
            return [""] * len(items)
        # half of each: to hash them again would take longer than to look them up
        half = len(others.name) // 2
        return [name and others.name[:half] + name[:half] for name in names]

    def _digests_of_items(self, items: Sequence[Any], *, whole: bool) -> list[str]:
        """Return the digest of each item, computed once for several stages; `""` for one that depends on confidential data."""
        known = self._digested.get((id(items), whole))
        if known is None:
            names = []
            for item in items:
                try:
                    digest = self._digests.of(item, whole=whole)
                except NoDigestError:
                    names.append("")
                else:
                    names.append("" if digest.hidden else digest.name)
            known = self._digested[id(items), whole] = items, names
        return known[1]

    def _digest_of_needs(self, stage: Stage[Any], names: Iterable[str]) -> Digest | None:
        """Return the joint digest of needs of a stage and of the program; None if a need has no digest."""
        digests: dict[str, str] = {}
        hidden: set[str] = set()
        for name in names:
            try:
                digest = self._digests.of(self.value(name))
            except NoDigestError:
                return None
            digests[name] = digest.name
            hidden |= digest.hidden
        self._needs[stage.name] = digests
        program = self._digests.program
        # the program at the end, too, so that the latest value of this one can be found
        return Digest(joined(program, *digests.values()) + program[:_PROGRAM], frozenset(hidden))

    def _earlier_needs(self) -> Mapping[str, Mapping[str, str]]:
        if self._needs_before is None:
            self._needs_before = self.store.needs() if self.store else {}
        return self._needs_before

    def _why(self, stage: Stage[Any], old: Result | None, changed: frozenset[str]) -> str:
        """Return why a stage is computed."""
        if old:
            return f"{', '.join(sorted(changed))} changed"
        if stage.codec is None:
            return "it lives in memory alone"
        if stage.name not in self._needs:
            return "what it rests on has no digest, or there is no store"
        before = self._earlier_needs().get(stage.name)
        if before is None:
            return "nothing is stored of it"
        new = [name for name, digest in self._needs[stage.name].items() if before.get(name) != digest]
        return (
            f"{', '.join(new)} changed"
            if new
            else "another version of the program made it, or nothing is stored of it"
        )


def _with_same_answers(values: Mapping[str, Any], answer: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the values of items, without those which asked something that has another answer by now."""
    answered = cache(answer)  # many items ask the same
    return {name: one for name, one in values.items() if all(answered(q) == a for q, a in one.asked.items())}


def _encoded(codec: Codec[Any], values: Mapping[str, Any]) -> dict[str, bytes]:
    """Return values as bytes, by name, without those that cannot be encoded: sealed values have no codec."""
    with suppress(TypeError, ValueError, RecursionError):
        return dict(zip(values, codec.encode_all([*values.values()]), strict=True))
    if len(values) < 2:
        return {}
    return {name: data for one in values.items() for name, data in _encoded(codec, dict([one])).items()}
