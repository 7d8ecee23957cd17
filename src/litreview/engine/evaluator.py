"""The evaluator of a graph of stages: computes each when first asked for, and reuses what rests on nothing that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any

from litreview.engine.equality import is_same
from litreview.engine.stage import PREVIOUS, Previous, Stage


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a stage, the values of the needs that it was computed from (None: unknown), and why it was computed or reused."""

    value: Any
    needs: Mapping[str, Any] | None
    why: str = ""


class Evaluator:
    """The values of a graph for one set of inputs.

    `earlier` is the evaluator of the inputs before. A stage is reused if each of its needs is the same as then. One that is computed again
    and returns the same keeps its old value, so that nothing that needs it is computed again. Values are compared, not times.

    A value is computed once, whichever thread asks first; others wait for it.
    """

    def __init__(
        self, stages: Mapping[str, Stage[Any]], inputs: Mapping[str, Any], earlier: Evaluator | None = None
    ) -> None:
        if both := stages.keys() & inputs.keys():
            raise ValueError(f"both a stage and an input: {', '.join(sorted(both))}")
        self._stages = stages
        before = earlier.inputs if earlier else {}
        self.inputs: Mapping[str, Any] = {
            name: before[name] if name in before and is_same(before[name], value) else value
            for name, value in inputs.items()
        }
        # a stage that the evaluator before had not computed may still rest on what the one before that computed
        known = {**earlier._earlier, **earlier._results} if earlier else {}  # noqa: SLF001 - its own kind
        self._earlier: dict[str, Result] = {
            n: result for n, result in known.items() if result.needs is not None
        }
        self._results: dict[str, Result] = {}
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

    def put(self, **values: Any) -> None:
        """Set the values of stages that were computed elsewhere of the same inputs."""
        self._results.update(
            {name: Result(value, None, "was computed elsewhere") for name, value in values.items()}
        )

    def copy(self) -> Evaluator:
        """Return an evaluator of the same inputs, which has its own lock and the values that are there."""
        made = Evaluator(self._stages, self.inputs, self)
        made._results.update(self._results)
        return made

    def adopt(self, other: Evaluator) -> None:
        """Take over the values that another evaluator of the same inputs computed, where this one has none."""
        for name, result in list(other._results.items()):
            self._results.setdefault(name, result)

    def reasons(self) -> Mapping[str, str]:
        """Return by stage why it was reused or computed, in the order of the graph; `""` for one that nobody asked for."""
        return {name: self._results[name].why if name in self._results else "" for name in self._stages}

    def _evaluate(self, stage: Stage[Any]) -> Result:
        old = self._earlier.get(stage.name)
        if old is None or old.needs is None:
            return self._compute(stage, None, "computed for the first time")
        changed = self._changed(old.needs, frozenset(stage.needs) - stage.lazy)
        # what it may not ask for this time is compared last
        changed = changed or self._changed(old.needs, stage.lazy)
        if not changed:
            return Result(old.value, old.needs, "reused")
        made = self._compute(
            stage, Previous(old.value, changed), f"computed again: {', '.join(sorted(changed))} changed"
        )
        if is_same(old.value, made.value):
            return Result(old.value, made.needs, f"{made.why}; the value is the same")
        return made

    def _changed(self, before: Mapping[str, Any], names: Iterable[str]) -> frozenset[str]:
        return frozenset(name for name in names if name in before and self.value(name) is not before[name])

    def _compute(self, stage: Stage[Any], previous: Previous[Any] | None, why: str) -> Result:
        used: dict[str, Any] = {}
        arguments = {name: self._argument(stage, name, used) for name in stage.needs}
        if stage.takes_previous:
            arguments[PREVIOUS] = previous
        return Result(stage.make(**arguments), used, why)

    def _argument(self, stage: Stage[Any], name: str, used: dict[str, Any]) -> Any:
        def ask() -> Any:
            used[name] = self.value(name)
            return used[name]

        return ask if name in stage.lazy else ask()
