"""Stages: named pure functions of inputs and of other stages' values, and the graph of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar, overload

from litreview.engine.codec import Codec

V = TypeVar("V")

PREVIOUS = "previous"
"""The parameter of a stage that receives its earlier value."""


@dataclass(frozen=True, slots=True)
class Previous(Generic[V]):
    """The earlier value of a stage, and the needs that have changed since."""

    value: V
    changed: frozenset[str]


class HasValues(Protocol):
    """An object with stages as attributes, such as a review."""

    def stage_value(self, name: str) -> Any:
        """Return the value of a stage or an input."""
        ...


class Stage(Generic[V]):
    """A named pure function. As an attribute of a class it is the value of the stage, computed on first use.

    - `needs`: the inputs and stages that the function receives, each as the parameter of that name, and those that it `rests_on` unread, such
      as the version of a program that it calls.
    - `lazy`: needs that it receives as functions without arguments, and may leave uncalled. Those of a stage with a codec must follow from
      its other needs, because the stored value is looked up by these alone.
    - `takes_previous`: whether it receives its earlier value (`Previous`, or None).
    - `each`: the need that is a sequence of items. The stage returns a value for each item, in order, and is called with the missing items.
    - `whole`: the value of an item also depends on its details, such as its place in a file (`DigestInput`).
    - `asks`: a need that depends only on the items of `each`, whose single answers an item reads. The value of an item has them in
      `asked`, by question, and is reused as long as the need gives the same (`answer`), whatever else of the need has changed.
    - `codec`: how its value (with `each`, that of each item) is stored on disk; None for a value in memory alone.

    The value of an item depends on that item and on the other needs, and on no other item.
    """

    def __init__(
        self,
        make: Callable[..., V],
        lazy: Iterable[str] = (),
        each: str = "",
        codec: Codec[Any] | None = None,
        part: str = "",
        rests_on: Iterable[str] = (),
        *,
        whole: bool = False,
        asks: str = "",
    ) -> None:
        names = tuple(inspect.signature(make).parameters)
        self.name: str = make.__name__
        self.make: Callable[..., V] = make
        self.rests_on: tuple[str, ...] = tuple(rests_on)
        self.needs: tuple[str, ...] = (*(name for name in names if name != PREVIOUS), *self.rests_on)
        self.lazy: frozenset[str] = frozenset(lazy)
        self.takes_previous: bool = PREVIOUS in names
        self.each = each
        self.whole = whole
        self.asks = asks
        self.codec = codec
        self.part: str = part or self.name
        self.__doc__: str | None = make.__doc__
        if unknown := {*self.lazy, each, asks} - {*self.needs, ""}:
            raise ValueError(f"{self.name} has no parameter {', '.join(sorted(unknown))}")
        if self.lazy and each:
            raise ValueError(f"{self.name} is looked up by all that it needs, so none of it can be lazy")

    def make_with(self, values: Mapping[str, Any]) -> V:
        """Call the function with the values of its needs, without those that it does not read."""
        return self.make(**{name: value for name, value in values.items() if name not in self.rests_on})

    def __call__(self, *arguments: Any, **named: Any) -> V:
        """Call the function directly, with values of its needs."""
        return self.make(*arguments, **named)

    def __repr__(self) -> str:
        return f"<Stage {self.name}({', '.join(self.needs)})>"

    @overload
    def __get__(self, instance: None, owner: type) -> Stage[V]: ...
    @overload
    def __get__(self, instance: HasValues, owner: type) -> V: ...
    def __get__(self, instance: HasValues | None, owner: type) -> Stage[V] | V:
        if instance is None:
            return self
        value: V = instance.stage_value(self.name)
        return value


def stage(
    *,
    lazy: Iterable[str] = (),
    each: str = "",
    whole: bool = False,
    codec: Codec[Any] | None = None,
    part: str = "",
    rests_on: Iterable[str] = (),
    asks: str = "",
) -> Callable[[Callable[..., V]], Stage[V]]:
    """Return a decorator that makes a stage of a function.

    `lazy` names the needs that it receives as functions, `each` the need whose items have a value each, by their content alone, or by the
    `whole` of them, and `asks` the need of which each reads single answers. With a `codec` its values are
    stored on disk, under its own name or under that of `part`, which stages with one function share. `rests_on` are needs that the function
    does not read.
    """
    return lambda make: Stage(make, lazy, each, codec, part, rests_on, whole=whole, asks=asks)


def stages_of(*modules: ModuleType) -> tuple[Stage[Any], ...]:
    """Return the stages that modules define, in the order of their text."""
    return tuple(
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, Stage) and one.make.__module__ == module.__name__
    )


def graph(stages: Iterable[Stage[Any]]) -> Mapping[str, Stage[Any]]:
    """Return stages by name, each after its needs. `ValueError` for two of one name, `graphlib.CycleError` for a circle."""
    named: dict[str, Stage[Any]] = {}
    for one in stages:
        if named.setdefault(one.name, one) is not one:
            raise ValueError(f"two stages are called {one.name}")
    order = TopologicalSorter({name: one.needs for name, one in named.items()}).static_order()
    return {name: named[name] for name in order if name in named}
