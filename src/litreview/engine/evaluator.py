"""The evaluator of a graph of stages: computes each when first asked for, and reuses what rests on nothing that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from litreview.engine.digest import Digest, Digests, NoDigestError, is_same, joined
from litreview.engine.stage import PREVIOUS, Previous, Stage
from litreview.engine.store import Store

Explained = tuple[tuple[str, str, str], ...]
"""Of stages, the name of each, what was done, and why."""


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a stage, the values of the needs that it was computed from, what was done, and why.

    `items` are the values that were made each of an item, by their names; `done` is one of `reused`, `from the store` and `made anew`.
    """

    value: Any
    needs: Mapping[str, Any]
    done: str
    why: str = ""
    items: Mapping[str, Any] = field(default_factory=dict)


class Evaluator:
    """The values of a graph for one set of inputs.

    `earlier` is the evaluator of the inputs before. A stage is reused if each of its needs is the same as then. One that is computed again
    and returns the same keeps its old value, so that nothing that needs it is computed again. Values are compared, not times.

    A stage with a codec is looked up in the `store` by the digest of its needs before it is computed. What rests on something confidential
    is neither looked up nor stored: of a stage of items this holds for each, else for the whole unless its codec says that the
    value speaks of public sources only.

    A value is computed once, whichever thread asks first; others wait for it.
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
        # a stage that the evaluator before had not computed may still rest on what the one before that computed
        self._earlier: dict[str, Result] = (
            {**earlier._earlier, **earlier._results} if earlier else {}  # noqa: SLF001
        )
        self._results: dict[str, Result] = {}
        self._needs: dict[str, dict[str, str]] = {}
        self._needs_before: Mapping[str, Mapping[str, str]] | None = None
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
                    found = self._results[name] = self._evaluate(stage)
                    self._earlier.pop(name, None)
        return found.value

    def has(self, name: str) -> bool:
        """Return whether the value of a stage is there, without computing it."""
        return name in self._results

    def copy(self) -> Evaluator:
        """Return an evaluator of the same inputs, which has its own lock and the values that are there."""
        made = Evaluator(self._stages, self.inputs, self)
        made._results.update(self._results)
        return made

    def adopt(self, other: Evaluator) -> None:
        """Take over the values that another evaluator of the same inputs computed, where this one has none."""
        for name, result in list(other._results.items()):
            self._results.setdefault(name, result)
        self._needs = {**other._needs, **self._needs}

    def explain(self) -> Explained:
        """Return of each stage that was asked for its name, what was done, and why, in the order of the graph."""
        found = ((name, self._results[name]) for name in self._stages if name in self._results)
        return tuple((name, one.done, one.why) for name, one in found)

    def end_run(self) -> None:
        """Let the store forget what no run uses, and note what stages rest on, so that the next run can say what changed."""
        if self.store:
            self.store.put_needs({**self._before_of_all(), **self._needs})
            self.store.forget_unused()

    def _evaluate(self, stage: Stage[Any]) -> Result:
        old = self._earlier.get(stage.name)
        changed: frozenset[str] = frozenset()
        if old is not None:
            changed = self._changed(old.needs, frozenset(stage.needs) - stage.lazy)
            # what it may not ask for this time is compared last
            changed = changed or self._changed(old.needs, stage.lazy)
            if not changed:
                return Result(old.value, old.needs, "reused", "nothing that it needs changed", old.items)
        if stage.each:
            made = self._of_items(stage, old, changed)
        elif stage.codec and self.store:
            made = self._whole(stage, stage.codec, self.store, old, changed)
        else:
            made = self._computed(stage, old, changed)
        if old is not None and is_same(old.value, made.value):
            return Result(old.value, made.needs, made.done, f"{made.why}; the value is the same", made.items)
        return made

    def _changed(self, before: Mapping[str, Any], names: Iterable[str]) -> frozenset[str]:
        return frozenset(name for name in names if name in before and self.value(name) is not before[name])

    def _computed(self, stage: Stage[Any], old: Result | None, changed: frozenset[str]) -> Result:
        """Return what a stage makes of its needs; one that takes it is given what it made before."""
        used: dict[str, Any] = {}
        arguments = {name: self._argument(stage, name, used) for name in stage.needs}
        if stage.takes_previous:
            arguments[PREVIOUS] = Previous(old.value, changed) if old else self._stored_before(stage)
        return Result(stage.make(**arguments), used, "made anew", self._why(stage, old, changed))

    def _argument(self, stage: Stage[Any], name: str, used: dict[str, Any]) -> Any:
        def ask() -> Any:
            used[name] = self.value(name)
            return used[name]

        return ask if name in stage.lazy else ask()

    def _stored_before(self, stage: Stage[Any]) -> Previous[Any] | None:
        """Return what an earlier run stored of a stage last, if it did."""
        data = self.store.latest(stage.part) if self.store and stage.codec else None
        if data is None or stage.codec is None:
            return None
        with suppress(LookupError, TypeError, ValueError):
            return Previous(stage.codec.decode(data), frozenset(stage.needs))
        return None

    def _whole(
        self, stage: Stage[Any], codec: Any, store: Store, old: Result | None, changed: frozenset[str]
    ) -> Result:
        """Return the value of a stage as it is stored, else computed and stored."""
        names = [name for name in stage.needs if name not in stage.lazy]
        needs = {name: self.value(name) for name in names}
        told = self._digest_of_needs(stage, names)
        if told is None:
            return self._computed(stage, old, changed)
        with suppress(LookupError, TypeError, ValueError):
            data = store.find(stage.part, [told.name])[told.name]
            return Result(codec.decode(data), needs, "from the store", "it was made of the same before")
        made = self._computed(stage, old, changed)
        may = not told.hidden or (codec.keys is not None and told.hidden.isdisjoint(codec.keys(made.value)))
        if may and (encoded := _encoded(codec, made.value)) is not None:
            store.put(stage.part, {told.name: encoded})
        return made

    def _of_items(self, stage: Stage[Any], old: Result | None, changed: frozenset[str]) -> Result:
        """Return a value for each item of a stage: known ones from memory and store, the others computed."""
        needs = {name: self.value(name) for name in stage.needs}
        items: Sequence[Any] = needs[stage.each]
        others = self._digest_of_needs(stage, [name for name in stage.needs if name != stage.each])
        names = self._names(items, others)
        before = old.items if old else {}
        found = {name: before[name] for name in names if name in before}
        asked = {*names} - {*found, ""}
        found |= self._found(stage, asked)
        missing = [place for place, name in enumerate(names) if name not in found]
        if not missing:
            done = "from the store" if asked or not old else "reused"
            why = f"all {len(items):,} items were made before"
            return Result(tuple(map(found.__getitem__, names)), needs, done, why, found)
        made = stage.make(**{**needs, stage.each: tuple(items[place] for place in missing)})
        new = dict(zip(missing, made, strict=True))
        own = {names[place]: value for place, value in new.items() if names[place]}
        self._put(stage, own)
        why = self._why_items(stage, old, changed, names, missing)
        values = tuple(new[place] if place in new else found[name] for place, name in enumerate(names))
        return Result(values, needs, "made anew", why, {**found, **own})

    def _put(self, stage: Stage[Any], values: Mapping[str, Any]) -> None:
        """Store values of items by name, but for those that are not stored."""
        if self.store and stage.codec:
            data = ((name, _encoded(stage.codec, value)) for name, value in values.items())
            self.store.put(stage.part, {name: one for name, one in data if one is not None})

    def _why_items(
        self,
        stage: Stage[Any],
        old: Result | None,
        changed: frozenset[str],
        names: Sequence[str],
        missing: Sequence[int],
    ) -> str:
        """Return how many items are computed, and why if it is all that could be known."""
        never = names.count("")
        told = f"{len(missing):,} of {len(names):,} items" + f", {never:,} never stored" * (never > 0)
        return (
            told
            if never == len(missing) or len(missing) < len(names)
            else f"{told}; {self._why(stage, old, changed)}"
        )

    def _found(self, stage: Stage[Any], names: set[str]) -> dict[str, Any]:
        """Return the values of items that are stored; what is damaged is not among them."""
        found: dict[str, Any] = {}
        if self.store and stage.codec and names:
            for name, data in self.store.find(stage.part, names).items():
                with suppress(LookupError, TypeError, ValueError):
                    found[name] = stage.codec.decode(data)
        return found

    def _names(self, items: Sequence[Any], others: Digest | None) -> list[str]:
        """Return by what the value of each item is looked up; `""` for one that never is: it rests on something confidential."""
        if others is None or others.hidden:
            return [""] * len(items)
        names = []
        for item in items:
            try:
                told = self._digests.of(item, whole=False)
            except NoDigestError:
                names.append("")
                continue
            names.append("" if told.hidden else joined(others.name, told.name))
        return names

    def _digest_of_needs(self, stage: Stage[Any], names: Iterable[str]) -> Digest | None:
        """Return the digest of some needs of a stage, and of the program; None if one of them has none."""
        told: dict[str, str] = {}
        hidden: set[str] = set()
        for name in names:
            try:
                found = self._digests.of(self.value(name))
            except NoDigestError:
                return None
            told[name] = found.name
            hidden |= found.hidden
        self._needs[stage.name] = told
        return Digest(joined(self._digests.program, *told.values()), frozenset(hidden))

    def _before_of_all(self) -> Mapping[str, Mapping[str, str]]:
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
        before = self._before_of_all().get(stage.name)
        if before is None:
            return "nothing is stored of it"
        new = [name for name, digest in self._needs[stage.name].items() if before.get(name) != digest]
        return (
            f"{', '.join(new)} changed"
            if new
            else "another version of the program made it, or nothing is stored of it"
        )


def _encoded(codec: Any, value: Any) -> bytes | None:
    """Return a value as bytes, None for one that is not stored: what is sealed has no codec."""
    encode: Callable[[Any], bytes] = codec.encode
    with suppress(TypeError, ValueError, RecursionError):
        return encode(value)
    return None
